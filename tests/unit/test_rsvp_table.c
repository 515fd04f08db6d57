/* Who comes, who is asked again, who votes: on a desk of the tests' own. */
#include "desk_stage.h"

#include "convoke/desk/rsvp_table.h"
#include "convoke/store/roll.h"
#include "gateway/desk/rsvp.h"

#define P1 "WG5-2026-P1"

static const struct act before[] = {
    { "2026-02-03T10:00", ACT_MEETING, "2026-03-31T09:00", P1, NULL },
    { "2026-02-10T10:00", ACT_RELEASE, NULL, P1, "WG5-S-01" },
    { "2026-02-11T10:00", ACT_RSVP, "ACCEPTED", P1, "M01" },
    { "2026-02-11T10:00", ACT_RSVP, "TENTATIVE", P1, "M02" },
    { "2026-02-11T10:00", ACT_RSVP, "DECLINED", P1, "M03" },
    { "2026-02-11T10:00", ACT_RSVP, "DELEGATED", P1, "M04" },
    { "2026-02-11T10:00", ACT_RSVP, "DECLINED", P1, "M05" },
    { "2026-02-12T10:00", ACT_RSVP, "ACCEPTED", P1, "M05" },
};
static const struct act moved = { "2026-02-20T10:00", ACT_MOVE,
                                  "2026-04-21T09:00", P1, NULL };

static void play(struct stage *s, const struct act *a)
{
    s->clock = clock_fixed(stage_at(a->at));
    stage_act(s, a);
}

static struct stage *stage_answered(void)
{
    struct stage *s =
        stage_new(stage_at("2026-02-01T00:00"), charter_shipped());

    stage_group(s);
    for (size_t i = 0; i < ARRAY_LEN(before); i++)
        play(s, &before[i]);
    return s;
}

static void check_counts(const char *what, const struct rsvp_counts *c,
                         const struct rsvp_counts *want)
{
    CHECK_INT(what, c->accepted, want->accepted);
    CHECK_INT(what, c->tentative, want->tentative);
    CHECK_INT(what, c->declined, want->declined);
    CHECK_INT(what, c->open, want->open);
}

static void invite(struct stage *s, const char *person, const char *party)
{
    struct invitation i = { .meeting = SPAN(P1),
                            .person = span_str(person),
                            .party = span_str(party),
                            .name = SPAN("某某") };

    STAGE_DONE(s, invitation_put(s->store, &i, &s->why));
}

static void test_table(void **state)
{
    static const struct rsvp_counts said = { 3, 1, 1, 6 };
    static const struct rsvp_counts none = { 0, 0, 0, 11 };
    static const struct rsvp_counts alone = { 0, 0, 0, 3 };
    struct stage *s = stage_answered();
    struct meeting m = stage_meeting(s, P1);
    struct rsvp_table t;

    (void)state;
    invite(s, "gl@wg5.example", "gl@wg5.example");
    invite(s, "a@wg5.example", "a@wg5.example");
    invite(s, "c@m01.example", "M01");
    invite(s, "r1@m01.example", "M01");
    invite(s, "c@m99.example", "M99");
    STAGE_DONE(s, rsvp_table_of(s->store, &m, &s->arena, &t, &s->why));
    check_counts("units", &t.units, &said);
    /* M99 is no unit of ours: a party like any other. */
    CHECK_INT("a line a party", t.lines.n, 14);
    CHECK_SPAN("units first", t.lines.at[0].party, SPAN("M01"));
    CHECK_SPAN("…by id", t.lines.at[10].party, SPAN("M11"));
    CHECK_SPAN("who decided", t.lines.at[4].person, SPAN("c@M05.example"));
    CHECK_SPAN("his last word", span_str(rsvp_status_zh(t.lines.at[4].status)),
               SPAN("参加"));
    play(s, &moved);
    m = stage_meeting(s, P1);
    STAGE_DONE(s, rsvp_table_of(s->store, &m, &s->arena, &t, &s->why));
    check_counts("a move makes all open", &t.units, &none);
    STAGE_DONE(s, membership_end(s->store, SPAN("M01"), SPAN("WG5"), &s->why));
    m.leaders = true;
    STAGE_DONE(s, rsvp_table_of(s->store, &m, &s->arena, &t, &s->why));
    check_counts("leaders: the invited alone", &t.others, &alone);
    CHECK_INT("no units", t.lines.n, 3);
    stage_free(s);
}

/* The parties of a list as one text. */
static struct span joined(struct stage *s, const spans *all)
{
    struct span text = SPAN_NONE;

    list_each(all, one) text =
        arena_printf(&s->arena, SPAN_FMT "%s" SPAN_FMT, SPAN_ARG(text),
                     text.n ? " " : "", SPAN_ARG(*one));
    return text;
}

static void test_settled(void **state)
{
    struct stage *s = stage_answered();
    struct meeting m = stage_meeting(s, P1);
    spans all = { 0 };

    (void)state;
    STAGE_DONE(s, rsvp_settled(&s->desk, &m, "rsvp", &s->arena, &all, &s->why));
    CHECK_SPAN("no more asked", joined(s, &all), SPAN("M01 M03 M04 M05"));
    STAGE_DONE(
        s, rsvp_settled(&s->desk, &m, "declined", &s->arena, &all, &s->why));
    CHECK_SPAN("not expected", joined(s, &all), SPAN("M03"));
    play(s, &moved);
    m = stage_meeting(s, P1);
    STAGE_DONE(s, rsvp_settled(&s->desk, &m, "rsvp", &s->arena, &all, &s->why));
    CHECK_INT("all are asked anew", all.n, 0);
    stage_free(s);
}

/* A meeting whose eve is being watched, the clock a minute before 18:00. */
static struct stage *stage_of_eve(struct meeting *ret)
{
    struct stage *s = stage_answered();
    struct timer t = { SPAN("roll"), SPAN(P1), stage_at("2026-03-30T18:00") };

    *ret = stage_meeting(s, P1);
    STAGE_DONE(s, timer_set(s->store, &t, &s->why));
    s->clock = clock_fixed(stage_at("2026-03-30T17:59"));
    stage_tick(s);
    return s;
}

static void test_roll(void **state)
{
    struct meeting m;
    struct stage *s = stage_of_eve(&m);
    roll_lines roll = { 0 };

    (void)state;
    STAGE_DONE(s, roll_of(s->store, m.id, &s->arena, &roll, &s->why));
    CHECK_INT("not before 18:00", roll.n, 0);
    STAGE_DONE(
        s, representations_clear(s->store, SPAN("M03"), SPAN("WG5"), &s->why));
    STAGE_DONE(s, membership_end(s->store, SPAN("M02"), SPAN("WG5"), &s->why));
    s->clock = clock_fixed(stage_at("2026-03-30T18:00"));
    stage_tick(s);
    STAGE_DONE(
        s, representations_clear(s->store, SPAN("M01"), SPAN("WG5"), &s->why));
    s->clock = clock_fixed(stage_at("2026-03-31T09:00"));
    stage_tick(s);
    STAGE_DONE(s, roll_of(s->store, m.id, &s->arena, &roll, &s->why));
    CHECK_INT("who has left does not vote", roll.n, 10);
    CHECK_SPAN("as it was then", roll.at[0].mail, SPAN("r1@M01.example"));
    CHECK_SPAN("nobody named", roll.at[1].mail, SPAN_NONE);
    CHECK_SPAN("…by that unit", roll.at[1].unit, SPAN("M03"));
    CHECK_INT("since", roll.at[0].at, stage_at("2026-03-30T18:00"));
    STAGE_DONE(s, roll_drop(s->store, m.id, &s->why));
    STAGE_DONE(s, roll_of(s->store, m.id, &s->arena, &roll, &s->why));
    CHECK_INT("a move unfixes it", roll.n, 0);
    stage_free(s);
}

/* Mail from before 18:00 that nobody has read yet may name a voter. */
static void test_roll_waits_for_the_mail(void **state)
{
    struct meeting m;
    struct stage *s = stage_of_eve(&m);
    roll_lines roll = { 0 };
    bool more = true;

    (void)state;
    s->clock = clock_fixed(stage_at("2026-03-30T18:05"));
    while (more)
        STAGE_DONE(s, desk_tick(&s->desk, &more, &s->why));
    STAGE_DONE(s, roll_of(s->store, m.id, &s->arena, &roll, &s->why));
    CHECK_INT("read until 17:59 only", roll.n, 0);
    s->clock = clock_fixed(stage_at("2026-03-30T18:06"));
    stage_tick(s);
    STAGE_DONE(s, roll_of(s->store, m.id, &s->arena, &roll, &s->why));
    CHECK_INT("then it is fixed", roll.n, 11);
    stage_free(s);
}

/* A worker that was taken over may write anything. */
static void test_a_record_that_is_none(void **state)
{
    static const char garbage[] = "\x01\xff\xff\xff\xff calendar";
    CLEANUP(text_release) struct text record = TEXT_INIT(TEXT_MAX_OUTPUT);
    struct stage *s = stage_answered();
    struct message m = { .id = STAGE_MESSAGE, .sha256 = SPAN("0") };
    struct facts f = { .text = SPAN("x"),
                       .date = MOMENT_NONE,
                       .calendar = span_of(garbage, sizeof(garbage) - 1) };

    (void)state;
    facts_encode(&f, &record);
    STAGE_DONE(s, store_begin(s->store, &s->why));
    CHECK_INT("quarantined by the caller",
              desk_intake(&s->desk, &m, text_span(&record), &s->why),
              VERDICT_NEVER);
    stage_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_settled),
        cmocka_unit_test(test_roll),
        cmocka_unit_test(test_roll_waits_for_the_mail),
        cmocka_unit_test(test_a_record_that_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
