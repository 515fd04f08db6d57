#include "desk_stage.h"

#include "convoke/store/token.h"
#include "gateway/desk/exit.h"

/* The year's group, and a second one that M07 is in, too. */
static struct stage *fresh(void)
{
    struct stage *s =
        stage_new(stage_at("2026-04-28T10:00:00+08:00"), charter_shipped());
    struct working_group g = { .id = SPAN("WG7"), .name_zh = SPAN("WG7") };
    struct membership m = { .unit = SPAN("M07"),
                            .group = SPAN("WG7"),
                            .state = SPAN("active") };

    stage_group(s);
    STAGE_DONE(s, store_begin(s->store, &s->why));
    STAGE_DONE(s, group_put(s->store, &g, &s->why));
    STAGE_DONE(s, membership_add(s->store, &m, &s->why));
    STAGE_DONE(s, store_commit(s->store, &s->why));
    return s;
}

static void confirm(struct stage *s, const struct flag *f)
{
    struct message mail = { .id = STAGE_MESSAGE,
                            .received_at = clock_now(&s->clock) };
    struct facts facts = { .words = SPAN("确认退出") };
    struct intake in = { .dk = &s->desk,
                         .arena = &s->arena,
                         .m = &mail,
                         .f = &facts,
                         .who = { .level = AUTHORITY_L3,
                                  .from = SPAN("li@tc.example") } };

    STAGE_DONE(s, store_begin(s->store, &s->why));
    STAGE_DONE(s, exit_of_flag(&in, f, &s->why));
    STAGE_DONE(s, store_commit(s->store, &s->why));
}

static struct span state_in(struct stage *s, const char *group)
{
    struct membership m = { .state = SPAN("none") };
    bool found = false;

    STAGE_DONE(s, membership_get(s->store, SPAN("M07"), span_str(group),
                                 &s->arena, &m, &found, &s->why));
    return m.state;
}

static const struct {
    const char *what;
    struct flag flag;
    const char *groups, *in_wg5, *in_wg7;
    size_t mails; /* with account.cancel */
} cases[] = {
    /* O115, O116 */
    { "absence concerns its group",
      { .object = SPAN("M07/ABS/WG5-2026-P1"),
        .unit = SPAN("M07"),
        .group = SPAN("WG5"),
        .ground = FLAG_ABSENCE },
      "WG5",
      "exiting",
      "active",
      4 },
    { "dues concern them all",
      { .object = SPAN("M07/DUES/2025"),
        .unit = SPAN("M07"),
        .ground = FLAG_DUES },
      "WG5,WG7",
      "exiting",
      "exiting",
      4 },
};

static void test_a_confirmed_flag(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct stage *s = fresh();
        exit_cases all = { 0 };

        confirm(s, &cases[i].flag);
        STAGE_DONE(s, exit_cases_of(s->store, SPAN("M07"), true, &s->arena,
                                    &all, &s->why));
        CHECK_INT(cases[i].what, all.n, 1);
        CHECK_SPAN(cases[i].what, all.at[0].groups, span_str(cases[i].groups));
        CHECK_SPAN(cases[i].what, all.at[0].flag, cases[i].flag.object);
        CHECK_INT(cases[i].what, all.at[0].ground, EXIT_DEEMED);
        CHECK_INT(cases[i].what, all.at[0].state, EXIT_EXITING);
        CHECK_SPAN(cases[i].what, state_in(s, "WG5"),
                   span_str(cases[i].in_wg5));
        CHECK_SPAN(cases[i].what, state_in(s, "WG7"),
                   span_str(cases[i].in_wg7));
        CHECK_INT(cases[i].what, s->mails_n, cases[i].mails);
        CHECK_SPAN(cases[i].what, span_str(s->mails[0].code),
                   SPAN("exit.confirmed"));
        CHECK_SPAN(cases[i].what, span_str(s->mails[3].code),
                   SPAN("account.cancel"));
        /* The same once more has no effect but an answer. */
        confirm(s, &cases[i].flag);
        STAGE_DONE(s, exit_cases_of(s->store, SPAN("M07"), false, &s->arena,
                                    &all, &s->why));
        CHECK_INT(cases[i].what, all.n, 1);
        CHECK_INT(cases[i].what, s->mails_n, cases[i].mails + 1);
        CHECK_SPAN(cases[i].what, span_str(s->mails[4].code),
                   SPAN("cmd.refused"));
        stage_free(s);
    }
}

static bool under_way(struct stage *s, const char *unit, const char *group)
{
    bool yes = false;

    STAGE_DONE(s, exit_is_under_way(&s->desk, &s->arena, span_str(unit),
                                    span_str(group), &yes, &s->why));
    return yes;
}

static void test_on_the_way_out(void **state)
{
    struct stage *s = fresh();

    (void)state;
    confirm(s, &cases[0].flag);
    CHECK_TRUE("from that group", under_way(s, "M07", "WG5"));
    CHECK_TRUE("not from the other", !under_way(s, "M07", "WG7"));
    CHECK_TRUE("not from all", !under_way(s, "M07", ""));
    STAGE_DONE(s, membership_end(s->store, SPAN("M02"), SPAN("WG5"), &s->why));
    CHECK_TRUE("who has left is on no way", !under_way(s, "M02", "WG5"));
    CHECK_TRUE("but gone from all", under_way(s, "M02", ""));
    CHECK_TRUE("nobody else", !under_way(s, "M01", "WG5"));
    CHECK_TRUE("no group of its", !under_way(s, "M01", "WG7"));
    stage_free(s);
}

static void add_token(struct stage *s, char digit, const char *purpose,
                      const char *object)
{
    char word[TOKEN_WORD];
    struct token t = { .purpose = span_str(purpose),
                       .object = span_str(object),
                       .actor = SPAN("c@m07.example"),
                       .expires_at = INT64_MAX };

    memset(word, digit, sizeof(word));
    STAGE_DONE(s,
               token_add(s->store, span_of(word, sizeof(word)), &t, &s->why));
}

static bool is_closed(struct stage *s, char digit)
{
    char word[TOKEN_WORD];
    struct token t = { .closed = false };
    bool found = false;

    memset(word, digit, sizeof(word));
    STAGE_DONE(s, token_find(s->store, span_of(word, sizeof(word)), &s->arena,
                             &t, &found, &s->why));
    CHECK_TRUE("found", found);
    return t.closed;
}

static void test_its_tokens_end(void **state)
{
    static const struct {
        const char *purpose, *object;
        bool ends;
    } tokens[] = {
        { "reason", "WG5-2026-P1/M07", true },
        { "reason", "WG5-2026-P1/M01", false },
        { "reason", "WG7-2026-P1/M07", false },
        { "reason", "SWG5-2026-P1/M07", false },
        { "reason", "WG5-2026-P1/XM07", false },
        { "rsvp", "WG5-2026-P1/M07", false }, /* stands in a calendar */
    };
    struct stage *s = fresh();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(tokens); i++)
        add_token(s, (char)('0' + (int)i), tokens[i].purpose, tokens[i].object);
    STAGE_DONE(s, token_close_party(s->store, SPAN("WG5"), SPAN("M07"), 1,
                                    SPAN("message:1"), &s->why));
    for (size_t i = 0; i < ARRAY_LEN(tokens); i++)
        CHECK_INT(tokens[i].object, is_closed(s, (char)('0' + (int)i)),
                  tokens[i].ends);
    stage_free(s);
}

static void test_which_membership_ended(void **state)
{
    struct stage *s = fresh();
    struct membership again = { .unit = SPAN("M07"),
                                .group = SPAN("WG7"),
                                .state = SPAN("active"),
                                .effective_day = 20000 };
    civil_day since = -1;
    bool found = true;

    (void)state;
    STAGE_DONE(s, membership_left(s->store, SPAN("M07"), SPAN("WG7"), &since,
                                  &found, &s->why));
    CHECK_TRUE("it lives", !found && since == -1);
    STAGE_DONE(s, membership_end(s->store, SPAN("M07"), SPAN("WG7"), &s->why));
    STAGE_DONE(s, membership_left(s->store, SPAN("M07"), SPAN("WG7"), &since,
                                  &found, &s->why));
    CHECK_TRUE("it ended", found && since == 0);
    STAGE_DONE(s, membership_add(s->store, &again, &s->why));
    STAGE_DONE(s, membership_left(s->store, SPAN("M07"), SPAN("WG7"), &since,
                                  &found, &s->why));
    CHECK_TRUE("it is back", !found);
    STAGE_DONE(s, membership_end(s->store, SPAN("M07"), SPAN("WG7"), &s->why));
    STAGE_DONE(s, membership_left(s->store, SPAN("M07"), SPAN("WG7"), &since,
                                  &found, &s->why));
    CHECK_TRUE("the newest", found && since == 20000);
    STAGE_DONE(s, membership_left(s->store, SPAN("M01"), SPAN("WG7"), &since,
                                  &found, &s->why));
    CHECK_TRUE("never there", !found);
    stage_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_confirmed_flag),
        cmocka_unit_test(test_on_the_way_out),
        cmocka_unit_test(test_its_tokens_end),
        cmocka_unit_test(test_which_membership_ended),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
