/* Down for an hour to sixty days at any point of the acceptance year: nothing
 * early, nothing twice, nobody flooded, every skipped step with its reason,
 * and the same verdicts as if nothing had happened (R-D12, R-D15). */
#include "desk_stage.h"

#include "convoke/base/file.h"

#ifdef CONVOKE_SANITIZED
enum { RUNS = 40 };
#else
enum { RUNS = 1000 };
#endif
enum {
    DAY = 86400,
    SNAPSHOTS = 25,
    STEP_DAYS = 15,
    AFTER_DAYS = 40,
    DIGEST_RUNS = 8, /* every so many with digests */
};

/* The state as it stood before an instant, and the next act then. */
struct snapshot {
    int64_t at;
    size_t next;
    struct text file;
};

static struct snapshot snapshots[SNAPSHOTS];
static struct stage_mail baseline[STAGE_MAILS];
static size_t baseline_n;

/* "17/1/-7" without the row's number: what the mail is about, not where it is
 * stored. A digest's is its day. */
static struct span step_of(const struct stage_mail *m)
{
    struct span s = span_str(m->step);

    if (strcmp(m->code, "digest") == 0)
        return s;
    return span_from(s, span_find_char(s, '/') + 1);
}

static bool same_mail(const struct stage_mail *a, const struct stage_mail *b)
{
    return strcmp(a->code, b->code) == 0 && strcmp(a->to, b->to) == 0 &&
           strcmp(a->object, b->object) == 0 && span_eq(step_of(a), step_of(b));
}

static const struct stage_mail *in_baseline(const struct stage_mail *m)
{
    for (size_t i = 0; i < baseline_n; i++)
        if (same_mail(&baseline[i], m))
            return &baseline[i];
    return NULL;
}

static int setup(void **state)
{
    struct stage *s =
        stage_new(stage_at("2026-01-01T00:00"), charter_shipped());
    struct staging how = { .twice = false };
    struct reason why;
    size_t next = 0;

    (void)state;
    stage_group(s);
    for (size_t i = 0; i < SNAPSHOTS; i++) {
        struct snapshot *shot = &snapshots[i];
        how.until = stage_at("2026-01-01T00:00") + (int64_t)i * STEP_DAYS * DAY;
        stage_play(s, &how, &next);
        stage_shut(s);
        shot->at = how.until;
        shot->next = next;
        shot->file = TEXT_INIT(64 << 20);
        STAGE_DONE(s, file_read(s->path, &shot->file, &why));
        stage_open(s);
    }
    how.until = stage_at("2027-05-01T00:00");
    stage_play(s, &how, &next);
    memcpy(baseline, s->mails, sizeof(baseline));
    baseline_n = s->mails_n;
    stage_free(s);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    for (size_t i = 0; i < SNAPSHOTS; i++)
        text_release(&snapshots[i].file);
    return 0;
}

static struct stage *stage_from(const struct snapshot *shot)
{
    struct stage *s = stage_new(shot->at, charter_shipped());

    stage_shut(s);
    STAGE_DONE(s, file_replace(s->path, text_span(&shot->file), 0600, &s->why));
    stage_open(s);
    return s;
}

static const struct snapshot *before(int64_t t)
{
    size_t i = SNAPSHOTS - 1;

    while (i > 0 && snapshots[i].at >= t)
        i--;
    return &snapshots[i];
}

static bool is_reminder(const struct stage_mail *m)
{
    return strcmp(m->code, "cal.missing") != 0 &&
           strcmp(m->code, "digest") != 0;
}

static bool is_late(const struct stage_mail *m)
{
    const struct stage_mail *b = in_baseline(m);

    return is_reminder(m) && (!b || m->at - b->at > OBLIGATION_LATE);
}

static void complain(const char *what, const struct staging *how,
                     const struct stage_mail *m)
{
    char at[MOMENT_TEXT];
    char from[MOMENT_TEXT];
    char to[MOMENT_TEXT];

    moment_print_short(how->down_from, from);
    moment_print_short(how->down_to, to);
    fail_msg("%s: %s %s %s %s (down %s to %s)", what,
             moment_print_short(m->at, at), m->code, m->object, m->to, from,
             to);
}

/* One a working day however long the silence was, and by daylight. */
static void check_digest(const struct stage *s, const struct staging *how,
                         size_t i)
{
    const struct stage_mail *m = &s->mails[i];
    int64_t into = (m->at + CIVIL_OFFSET) % DAY;

    if (!workdays_is_working(&s->desk.workdays, civil_of(m->at)) ||
        into < s->set.digest_hour || into > s->set.workday_end)
        complain("a digest out of its hours", how, m);
    for (size_t k = 0; k < i; k++)
        if (strcmp(s->mails[k].code, "digest") == 0 &&
            strcmp(s->mails[k].to, m->to) == 0 &&
            civil_of(s->mails[k].at) == civil_of(m->at))
            complain("two digests on one day", how, m);
}

static void check_mail(const struct stage *s, const struct staging *how,
                       size_t i)
{
    const struct stage_mail *m = &s->mails[i];
    const struct stage_mail *b = in_baseline(m);

    if (b && m->at < b->at)
        complain("early", how, m);
    if (stage_is_down(how, m->at))
        complain("sent while down", how, m);
    for (size_t k = 0; k < i; k++) {
        const struct stage_mail *other = &s->mails[k];
        if (same_mail(other, m))
            complain("twice", how, m);
        if (is_late(m) && is_late(other) && strcmp(m->to, other->to) == 0 &&
            civil_of(m->at) == civil_of(other->at))
            complain("two catch-up mails on one day", how, m);
    }
    if (is_reminder(m) && strcmp(m->code, "ctable.overdue") != 0 &&
        (!workdays_is_working(&s->desk.workdays, civil_of(m->at)) ||
         (m->at + CIVIL_OFFSET) % DAY < 9 * 3600 ||
         (m->at + CIVIL_OFFSET) % DAY > 17 * 3600 + 1800))
        complain("out of working hours", how, m);
    if (strcmp(m->code, "digest") == 0)
        check_digest(s, how, i);
}

/* Every step below `done` has its row, and none still waits for good. */
static void check_ledger(struct stage *s)
{
    for (int64_t id = 1;; id++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(1 << 20);
        struct obligation_row row;
        obligation_steps steps = { 0 };
        bool found = false;
        STAGE_DONE(s, obligation_get(s->store, id, &a, &row, &found, &s->why));
        if (!found)
            return;
        STAGE_DONE(s, obligation_steps_of(s->store, id, &a, &steps, &s->why));
        for (int64_t n = 0; n < row.done; n++) {
            bool told = false;
            list_each(&steps, step)
            {
                if (step->round != row.round || step->step != n)
                    continue;
                told = step->state == STEP_SENT || step->reason.n > 0;
            }
            if (!told)
                fail_msg("step %lld of " SPAN_FMT " " SPAN_FMT " is not told",
                         (long long)n, SPAN_ARG(row.duty),
                         SPAN_ARG(row.object));
        }
    }
}

static enum obligation_state state_in(struct stage *s,
                                      const struct obligation_row *of)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(1 << 20);
    struct obligation_row row;
    bool found = false;

    STAGE_DONE(s, obligation_last(s->store, of->duty, of->object, &a, &row,
                                  &found, &s->why));
    return found ? row.state : OBLIGATION_STATE_COUNT;
}

static void check_states(struct stage *s, struct stage *plain)
{
    for (int64_t id = 1;; id++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(1 << 20);
        struct obligation_row row;
        bool found = false;
        STAGE_DONE(plain, obligation_get(plain->store, id, &a, &row, &found,
                                         &plain->why));
        if (!found)
            return;
        if (state_in(s, &row) != state_in(plain, &row))
            fail_msg(SPAN_FMT " " SPAN_FMT " is in another state",
                     SPAN_ARG(row.duty), SPAN_ARG(row.object));
    }
}

/* Its own generator: a run is repeated by its number alone. */
static uint64_t next_random(uint64_t *seed)
{
    *seed += 0x9e3779b97f4a7c15u;
    uint64_t z = *seed;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static void run(uint64_t number)
{
    uint64_t seed = number;
    int64_t from = stage_at("2026-01-01T00:00") +
                   (int64_t)(next_random(&seed) % (364 * DAY));
    /* As many short silences as long ones. */
    int64_t most = number % 2 ? 60 * DAY : 3 * DAY;
    int64_t length = 3600 + (int64_t)(next_random(&seed) % (uint64_t)most);
    const struct snapshot *shot = before(from);
    struct staging how = { .down_from = from, .down_to = from + length };
    struct staging plain = { .twice = false };
    struct stage *s = stage_from(shot);
    size_t next = shot->next;

    how.until = plain.until = how.down_to + AFTER_DAYS * DAY;
    if (number % DIGEST_RUNS)
        s->set.digest_hour = DAY; /* never: they cost more than all the rest */
    stage_play(s, &how, &next);
    for (size_t i = 0; i < s->mails_n; i++)
        check_mail(s, &how, i);
    check_ledger(s);
    if (number % 10 == 0) {
        struct stage *other = stage_from(shot);
        next = shot->next;
        stage_play(other, &plain, &next);
        check_states(s, other);
        stage_free(other);
    }
    stage_free(s);
}

static void test_down_at_any_point(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < RUNS; i++)
        run(i);
    print_message("%d seeded runs\n", RUNS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_down_at_any_point),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
