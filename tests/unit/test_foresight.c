/* What is foreseen is what happens: the same mails at the same instants when
 * nothing more comes in, the same after a move that is only tried, and not one
 * octet of the state changed by looking. */
#include "desk_stage.h"

#include "convoke/base/file.h"
#include "convoke/desk/foresight.h"

enum { DAY = 86400, AHEAD = 60 };

static struct stage *stage_of_year(const char *until, size_t *ret_next)
{
    struct stage *s =
        stage_new(stage_at("2026-01-01T00:00"), charter_shipped());
    struct staging how = { .until = stage_at(until) };

    stage_group(s);
    *ret_next = 0;
    stage_play(s, &how, ret_next);
    s->clock = clock_fixed(how.until);
    return s;
}

static void look(struct stage *s, const struct foresight_spec *spec,
                 struct foresight *ret)
{
    STAGE_DONE(s, foresight_look(&s->desk, spec, &s->arena, ret, &s->why));
}

/* Time passes and nobody does anything. */
static void wait_until(struct stage *s, int64_t until)
{
    int64_t due;

    while ((due = stage_due(s)) <= until) {
        if (due > clock_now(&s->clock))
            s->clock = clock_fixed(due);
        stage_tick(s);
    }
    s->clock = clock_fixed(until);
}

static void check_same(const char *when, const struct foresight *seen,
                       const struct stage *s, size_t from)
{
    CHECK_INT(when, seen->mails.n, s->mails_n - from);
    for (size_t i = 0; i < seen->mails.n; i++) {
        const struct foreseen_mail *m = &seen->mails.at[i];
        const struct stage_mail *sent = &s->mails[from + i];
        struct span to =
            span_sub(m->recipients, 0, span_find_char(m->recipients, ' '));
        CHECK_INT(when, m->at, sent->at);
        CHECK_SPAN(when, m->code, span_str(sent->code));
        CHECK_SPAN(when, m->object, span_str(sent->object));
        CHECK_SPAN(when, to, span_str(sent->to));
    }
}

static void test_what_is_foreseen_happens(void **state)
{
    static const char *const from[] = {
        "2026-01-05T00:00", "2026-02-13T10:00", "2026-03-09T12:00",
        "2026-03-31T09:00", "2026-06-20T00:00", "2026-09-29T15:00",
        "2026-11-20T15:00", "2026-12-20T08:00",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(from); i++) {
        size_t next = 0;
        struct stage *s = stage_of_year(from[i], &next);
        struct foresight_spec spec = { .until =
                                           clock_now(&s->clock) + AHEAD * DAY,
                                       .most = STAGE_MAILS };
        struct foresight seen;
        size_t had = s->mails_n;
        look(s, &spec, &seen);
        CHECK_INT(from[i], seen.cut, false);
        CHECK_INT(from[i], seen.reached, spec.until + 1);
        CHECK_TRUE(from[i], seen.mails.n > 5);
        CHECK_INT("nothing was sent", s->mails_n, had);
        wait_until(s, spec.until);
        check_same(from[i], &seen, s, had);
        stage_free(s);
    }
}

/* Nobody was at work for three weeks: what is caught up is foreseen, too. */
static void test_downtime_is_foreseen(void **state)
{
    size_t next = 0;
    struct stage *s = stage_of_year("2026-03-02T10:00", &next);
    struct foresight_spec spec = { .most = STAGE_MAILS };
    struct foresight seen;
    size_t had = s->mails_n;

    (void)state;
    s->clock = clock_fixed(stage_at("2026-03-22T11:00")); /* a Sunday */
    spec.until = clock_now(&s->clock) + AHEAD * DAY;
    look(s, &spec, &seen);
    wait_until(s, spec.until);
    check_same("after a downtime", &seen, s, had);
    stage_free(s);
}

static struct span octets_of(struct stage *s, const char *side)
{
    CLEANUP(text_release) struct text file = TEXT_INIT(256 << 20);
    struct span path = arena_printf(&s->arena, "%s%s", s->path, side);

    STAGE_DONE(s, file_read(arena_str(&s->arena, path), &file, &s->why));
    return arena_span(&s->arena, text_span(&file));
}

static void test_looking_changes_nothing(void **state)
{
    size_t next = 0;
    struct stage *s = stage_of_year("2026-03-09T12:00", &next);
    struct foresight_change change = { SPAN("WG5-2026-P2"),
                                       stage_at("2026-09-01T09:00") };
    struct foresight_spec spec = { .until = stage_at("2026-12-01T00:00"),
                                   .most = STAGE_MAILS };
    struct foresight seen;
    int64_t due = stage_due(s);
    int64_t now = clock_now(&s->clock);
    struct span database = octets_of(s, "");
    struct span journal = octets_of(s, "-wal");

    (void)state;
    look(s, &spec, &seen);
    spec.changes = &change;
    spec.changes_n = 1;
    look(s, &spec, &seen);
    CHECK_INT("the clock", clock_now(&s->clock), now);
    CHECK_INT("what is due", stage_due(s), due);
    CHECK_TRUE("no transaction is left", !store_in_transaction(s->store));
    CHECK_TRUE("the database", span_eq(octets_of(s, ""), database));
    CHECK_TRUE("its journal", span_eq(octets_of(s, "-wal"), journal));
    STAGE_DONE(s, store_verify(s->store, &s->why));
    stage_free(s);
}

static void test_a_bound_is_said(void **state)
{
    size_t next = 0;
    struct stage *s = stage_of_year("2026-03-09T12:00", &next);
    struct foresight_spec spec = { .until = stage_at("2026-12-01T00:00"),
                                   .most = STAGE_MAILS };
    struct foresight all;
    struct foresight few;

    (void)state;
    look(s, &spec, &all);
    spec.most = 30;
    look(s, &spec, &few);
    CHECK_INT("mails", few.mails.n, 30);
    CHECK_TRUE("said", few.cut);
    CHECK_TRUE("told in full before", few.reached <= spec.until);
    for (size_t i = 0; i < all.mails.n; i++) {
        bool told = all.mails.at[i].at < few.reached;
        if (told)
            CHECK_SPAN("the same ones", few.mails.at[i].key,
                       all.mails.at[i].key);
        CHECK_TRUE("all before it", !told || i < few.mails.n);
    }
    spec.most = STAGE_MAILS;
    spec.most_ms = 1;
    look(s, &spec, &few);
    CHECK_TRUE("time is a bound as well", few.cut || few.mails.n);
    stage_free(s);
}

/* ---- changes ---- */

/* The stage moves meetings without telling anybody. */
static size_t forget_told(struct foresight *seen)
{
    static const char *const codes[] = { "meeting.moved", "meeting.cancelled",
                                         "deadline.ics", "plan.filed" };
    size_t had = seen->mails.n;
    size_t n = 0;

    list_each(&seen->mails, m)
    {
        bool told = false;
        for (size_t i = 0; i < ARRAY_LEN(codes); i++)
            told = told || span_eq(m->code, span_str(codes[i]));
        if (!told)
            seen->mails.at[n++] = *m;
    }
    seen->mails.n = n;
    return had - n;
}

static void test_a_try_is_as_the_move(void **state)
{
    static const struct {
        const char *when, *meeting, *to; /* to NULL: called off */
    } cases[] = {
        { "2026-02-20T10:00", "WG5-2026-P1", "2026-04-20T09:00" },
        { "2026-02-20T10:00", "WG5-2026-P1", "2026-03-12T09:00" },
        { "2026-03-12T10:00", "WG5-2026-P1", "2026-05-08T14:00" },
        { "2026-03-12T10:00", "WG5-2026-P1", NULL },
        { "2026-10-12T10:00", "WG5-2026-P3", "2026-11-18T09:00" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        size_t next = 0;
        struct stage *s = stage_of_year(cases[i].when, &next);
        struct foresight_change change = { span_str(cases[i].meeting),
                                           MOMENT_NONE };
        struct foresight_spec spec = {
            .until = clock_now(&s->clock) + 3 * AHEAD * DAY,
            .most = STAGE_MAILS,
            .changes = &change,
            .changes_n = 1,
        };
        const struct act act = { cases[i].when,
                                 cases[i].to ? ACT_MOVE : ACT_CANCEL,
                                 cases[i].to, cases[i].meeting, NULL };
        struct foresight seen;
        size_t had = s->mails_n;
        if (cases[i].to)
            change.start = stage_at(cases[i].to);
        look(s, &spec, &seen);
        CHECK_TRUE("those concerned are told", forget_told(&seen) >= 3);
        STAGE_DONE(s, store_begin(s->store, &s->why));
        stage_change(s, &act);
        STAGE_DONE(s, store_commit(s->store, &s->why));
        wait_until(s, spec.until);
        check_same(cases[i].when, &seen, s, had);
        stage_free(s);
    }
}

/* R-D13, earlier: all days are computed anew; those that are past are named. */
static void test_what_can_no_longer_be_kept(void **state)
{
    size_t next = 0;
    struct stage *s = stage_of_year("2026-02-20T10:00", &next);
    struct foresight_change change = { SPAN("WG5-2026-P1"),
                                       stage_at("2026-03-14T09:00") };
    struct foresight_spec spec = { .until = stage_at("2026-03-20T00:00"),
                                   .most = STAGE_MAILS,
                                   .changes = &change,
                                   .changes_n = 1 };
    struct foresight seen;
    civil_day was = 0;
    civil_day due = 0;

    (void)state;
    civil_parse(SPAN("2026-02-28"), &was);
    civil_parse(SPAN("2026-02-14"), &due);
    look(s, &spec, &seen);
    CHECK_INT("one duty", seen.impossible.n, 1);
    CHECK_SPAN("which", span_str(seen.impossible.at[0].duty->name),
               SPAN("plan"));
    CHECK_INT("its day before", seen.impossible.at[0].was, was);
    CHECK_INT("its day now", seen.impossible.at[0].due, due);
    change.start = stage_at("2026-04-20T09:00");
    look(s, &spec, &seen);
    CHECK_INT("later: none", seen.impossible.n, 0);
    stage_free(s);
}

static void test_what_cannot_be_tried(void **state)
{
    static const struct {
        const char *what, *meeting, *to;
    } cases[] = {
        { "no such meeting", "WG5-2026-P7", "2026-12-12T09:00" },
        { "it has begun", "WG5-2026-P1", "2026-12-12T09:00" },
        { "it was called off", "WG5-2026-PX", "2026-12-12T09:00" },
        { "the day has passed", "WG5-2026-P2", "2026-06-30T09:00" },
        { "it is on that day", "WG5-2026-P2", "2026-10-21T14:00" },
        { "another one is", "WG5-2026-P2", "2026-12-09T09:00" },
    };
    size_t next = 0;
    struct stage *s = stage_of_year("2026-07-01T12:00", &next);

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct foresight_change change = { span_str(cases[i].meeting),
                                           stage_at(cases[i].to) };
        struct foresight_spec spec = { .until = stage_at("2026-12-31T00:00"),
                                       .most = STAGE_MAILS,
                                       .changes = &change,
                                       .changes_n = 1 };
        struct foresight seen;
        CHECK_INT(cases[i].what,
                  foresight_look(&s->desk, &spec, &s->arena, &seen, &s->why),
                  VERDICT_NEVER);
        CHECK_TRUE(cases[i].what, !store_in_transaction(s->store));
    }
    stage_free(s);
}

/* Every reminder knows its duty and its step, by its key alone. */
static void test_each_mail_knows_its_cause(void **state)
{
    size_t next = 0;
    struct stage *s = stage_of_year("2026-02-01T12:00", &next);
    struct foresight_spec spec = { .until = stage_at("2026-07-01T00:00"),
                                   .most = STAGE_MAILS };
    struct foresight seen;
    size_t ends = 0;

    (void)state;
    look(s, &spec, &seen);
    list_each(&seen.mails, m)
    {
        const struct cause *c = &m->cause;
        if (span_eq(m->code, SPAN("digest"))) {
            CHECK_TRUE("a digest is no duty's", !m->known);
            continue;
        }
        CHECK_TRUE(m->key.p, m->known);
        CHECK_TRUE(m->key.p, !c->dated_anew);
        ends += c->end;
        CHECK_TRUE(m->key.p, c->end || c->step.send_at <= m->at);
        CHECK_INT(m->key.p, c->end ? -1 : c->step.planned - c->row.due_day,
                  c->offset);
        CHECK_SPAN(m->key.p, m->law_zh, span_str(c->duty->article_zh));
    }
    CHECK_INT("no notice was released: nothing was collected", ends, 0);
    stage_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_foreseen_happens),
        cmocka_unit_test(test_downtime_is_foreseen),
        cmocka_unit_test(test_looking_changes_nothing),
        cmocka_unit_test(test_a_bound_is_said),
        cmocka_unit_test(test_a_try_is_as_the_move),
        cmocka_unit_test(test_what_can_no_longer_be_kept),
        cmocka_unit_test(test_what_cannot_be_tried),
        cmocka_unit_test(test_each_mail_knows_its_cause),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
