/* What the operator is told of the machine: once when it begins, once a day,
 * once when it is over. */
#include "desk_stage.h"

#include "convoke/desk/alert.h"

struct look {
    const char *at, *what;
    enum alert_kind kind;
    bool bad, said;
    bool open; /* afterwards, as far as the operator knows */
};

static const struct look looks[] = {
    { "2026-03-02T09:10", "well from the start", ALERT_QUEUE, false, false,
      false },
    { "2026-03-02T09:20", "trouble begins", ALERT_QUEUE, true, true, true },
    { "2026-03-02T09:21", "never doubled", ALERT_QUEUE, true, false, true },
    { "2026-03-02T09:22", "each kind is its own", ALERT_DISK, true, true,
      true },
    { "2026-03-02T12:00", "still known", ALERT_QUEUE, true, false, true },
    { "2026-03-03T09:19", "not yet a day", ALERT_QUEUE, true, false, true },
    { "2026-03-03T09:20", "once more each day", ALERT_QUEUE, true, true, true },
    { "2026-03-03T11:00", "over", ALERT_QUEUE, false, true, false },
    { "2026-03-03T11:01", "over is said once", ALERT_QUEUE, false, false,
      false },
    { "2026-03-03T11:02", "begins anew", ALERT_QUEUE, true, true, true },
    { "2026-03-03T11:03", "comes and goes: once an hour", ALERT_QUEUE, false,
      false, true },
    { "2026-03-03T11:04", "and no more", ALERT_QUEUE, true, false, true },
    { "2026-03-03T12:05", "the next hour tells", ALERT_QUEUE, false, true,
      false },
    { "2026-03-05T12:00", "the disk is full yet", ALERT_DISK, true, true,
      true },
    { "2026-03-05T12:30", "and is well again", ALERT_DISK, false, true, false },
};

static struct alert alert_of(const struct look *l)
{
    return (struct alert){ .kind = l->kind,
                           .bad = l->bad,
                           .free = 5,
                           .least = 10,
                           .waiting = 3,
                           .since = stage_at("2026-03-02T08:00"),
                           .said = SPAN("451 later") };
}

static void check_look(struct stage *s, const struct look *l)
{
    size_t had = s->mails_n;
    struct alert a = alert_of(l);
    bool said = false;
    bool open = !l->open;

    s->clock = clock_fixed(stage_at(l->at));
    STAGE_DONE(s, store_begin(s->store, &s->why));
    STAGE_DONE(s, alert_tell(&s->desk, &a, &said, &s->why));
    STAGE_DONE(s, store_commit(s->store, &s->why));
    CHECK_INT(l->what, said, l->said);
    CHECK_INT(l->what, s->mails_n - had, l->said);
    /* What is remembered is remembered by the queue alone. */
    stage_restart(s);
    STAGE_DONE(s, alert_is_open(&s->desk, l->kind, &open, &s->why));
    CHECK_INT(l->what, open, l->open);
    if (!l->said)
        return;
    CHECK_SPAN(l->what, span_str(s->mails[had].code), SPAN("ops.alert"));
    CHECK_SPAN(l->what, span_str(s->mails[had].object),
               span_str(alert_object(l->kind)));
}

static void test_told_once(void **state)
{
    struct stage *s =
        stage_new(stage_at("2026-03-02T09:00"), charter_shipped());

    (void)state;
    STAGE_DONE(
        s, office_begin(s->store, stage_person(s, "运维", "ops@tc.example"),
                        ROLE_OPS, SPAN_NONE, clock_now(&s->clock), &s->why));
    for (size_t i = 0; i < ARRAY_LEN(looks); i++)
        check_look(s, &looks[i]);
    for (size_t i = 0; i < s->mails_n; i++)
        CHECK_SPAN("the operator alone", span_str(s->mails[i].to),
                   SPAN("ops@tc.example"));
    stage_free(s);
}

static void test_without_an_operator(void **state)
{
    struct stage *s =
        stage_new(stage_at("2026-03-02T09:00"), charter_shipped());
    struct alert a = alert_of(&looks[1]);
    bool said = false;

    (void)state;
    STAGE_DONE(s, alert_tell(&s->desk, &a, &said, &s->why));
    CHECK_INT("somebody hears of it", s->mails_n, 1);
    CHECK_SPAN("the secretariat", span_str(s->mails[0].to),
               SPAN("sec@tc.example"));
    stage_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_told_once),
        cmocka_unit_test(test_without_an_operator),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
