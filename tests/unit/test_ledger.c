/* The engine over the acceptance year: what the clock sends, exactly. */
#include "desk_stage.h"

#include "convoke/base/file.h"

enum { EXPECTED_MAX = 2000 };

struct expected {
    char line[160];
};

static size_t read_expected(struct expected *at)
{
    CLEANUP(text_release) struct text file = TEXT_INIT(1 << 20);
    struct span rest;
    struct span line;
    struct reason why;
    size_t n = 0;

    CHECK_INT(
        "reminders.tsv",
        file_read(CONVOKE_SOURCE "/tests/data/year/reminders.tsv", &file, &why),
        VERDICT_DONE);
    rest = text_span(&file);
    while (span_line(&rest, &line))
        if (line.n && line.p[0] != '#')
            stage_copy(at[n++].line, sizeof(at->line), line);
    return n;
}

/* c@M07.example is M07, pl@WG5-S-02.example WG5-S-02, GL@wg5.example GL. */
static struct span label_of(const char *mail)
{
    struct span s = span_str(mail);
    size_t at = span_find_char(s, '@');
    struct span name = span_sub(s, 0, at);
    struct span domain = span_from(s, at + 1);

    if (span_eq(name, SPAN("sec")))
        return SPAN("SEC");
    if (span_eq(name, SPAN("c")) || span_eq(name, SPAN("pl")))
        return span_sub(domain, 0, span_find(domain, SPAN(".example")));
    return name;
}

/* Address of a unit nobody reaches between its bounce and its new contact. */
static bool is_suppressed(const struct stage_mail *m)
{
    return strcmp(m->to, "c@M03.example") == 0 &&
           m->at >= stage_at("2026-09-29T10:02") &&
           m->at < stage_at("2026-10-27T10:00");
}

/* Reminders of meetings in other hands: not of this engine's year. */
static bool is_ours(const struct stage_mail *m)
{
    static const char *const others[] = { "cal.missing", "digest" };

    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        if (strcmp(m->code, others[i]) == 0)
            return false;
    /* M11 declined without a reason: he may still come. */
    return !is_suppressed(m);
}

static int by_line(const void *a, const void *b)
{
    return strcmp(((const struct expected *)a)->line,
                  ((const struct expected *)b)->line);
}

static size_t lines_of(const struct stage *s, struct expected *at)
{
    size_t n = 0;

    for (size_t i = 0; i < s->mails_n; i++) {
        const struct stage_mail *m = &s->mails[i];
        char when[MOMENT_TEXT];
        if (!is_ours(m))
            continue;
        snprintf(at[n++].line, sizeof(at->line), "%s\t%s\t%s\t" SPAN_FMT,
                 moment_print_short(m->at, when), m->code, m->object,
                 SPAN_ARG(label_of(m->to)));
    }
    qsort(at, n, sizeof(*at), by_line);
    return n;
}

static size_t print_difference(const struct expected *got, size_t got_n,
                               const struct expected *want, size_t want_n)
{
    size_t i = 0;
    size_t j = 0;
    size_t wrong = 0;

    while (i < got_n || j < want_n) {
        int c = i == got_n    ? 1
                : j == want_n ? -1
                              : strcmp(got[i].line, want[j].line);
        if (c < 0)
            print_error("too many: %s\n", got[i].line);
        if (c > 0)
            print_error("missing:  %s\n", want[j].line);
        wrong += c != 0;
        i += c <= 0;
        j += c >= 0;
    }
    return wrong;
}

static void check_year(const char *what, const struct staging *how)
{
    static struct expected want[EXPECTED_MAX], got[EXPECTED_MAX];
    struct stage *s =
        stage_new(stage_at("2026-01-01T00:00"), charter_shipped());
    size_t next = 0;
    size_t want_n = read_expected(want);
    size_t got_n;

    qsort(want, want_n, sizeof(*want), by_line);
    stage_group(s);
    stage_play(s, how, &next);
    got_n = lines_of(s, got);
    CHECK_INT(what, print_difference(got, got_n, want, want_n), 0);
    stage_free(s);
}

static void test_the_year_as_required(void **state)
{
    const struct staging plain = { .twice = false };

    (void)state;
    check_year("once", &plain);
}

static void test_the_same_when_ticked_twice_and_restarted(void **state)
{
    const struct staging hard = { .twice = true, .restarts = true };

    (void)state;
    check_year("twice and restarted", &hard);
}

/* A state in February with one plenary planned for the end of March. */
static struct stage *stage_spring(struct span conf)
{
    static const struct act plan = { "2026-01-23T10:00", ACT_MEETING,
                                     "2026-03-31T09:00", "WG5-2026-P1", NULL };
    struct stage *s = stage_new(stage_at("2026-01-23T10:00"), conf);

    stage_group(s);
    stage_act(s, &plan);
    return s;
}

static void stage_until(struct stage *s, const char *when)
{
    int64_t end = stage_at(when);

    while (stage_due(s) <= end) {
        if (stage_due(s) > clock_now(&s->clock))
            s->clock = clock_fixed(stage_due(s));
        stage_tick(s);
    }
    s->clock = clock_fixed(end);
}

static struct obligation_row row_of(struct stage *s, const char *duty,
                                    const char *object)
{
    struct obligation_row row = { .id = 0 };
    bool found = false;

    STAGE_DONE(s, obligation_last(s->store, span_str(duty), span_str(object),
                                  &s->arena, &row, &found, &s->why));
    CHECK_TRUE(duty, found);
    return row;
}

static void check_row(struct stage *s, const char *duty,
                      enum obligation_state state, const char *due)
{
    struct obligation_row row = row_of(s, duty, "WG5-2026-P1");
    char day[CIVIL_TEXT];

    CHECK_SPAN(duty, span_str(obligation_state_name(row.state)),
               span_str(obligation_state_name(state)));
    CHECK_SPAN(duty, span_str(civil_print(row.due_day, day)), span_str(due));
}

static size_t count(const struct stage *s, const char *code, const char *from)
{
    int64_t t = stage_at(from);
    size_t n = 0;

    for (size_t i = 0; i < s->mails_n; i++)
        n += strcmp(s->mails[i].code, code) == 0 && s->mails[i].at >= t;
    return n;
}

/* R-D15: 00:02 of the next day, the poll of 23:50 was the last: no verdict
 * yet, and the mail that had come in at 23:59:30 is on time. */
static void test_no_verdict_before_the_poll(void **state)
{
    static const struct act late_read = { "2026-02-28T23:59:30", ACT_ANSWER,
                                          "plan", "WG5-2026-P1", NULL };
    struct stage *s = stage_spring(charter_shipped());
    bool more = true;

    (void)state;
    stage_until(s, "2026-02-28T23:50");
    s->desk.polled_at = clock_now(&s->clock);
    s->clock = clock_fixed(stage_at("2026-03-01T00:02"));
    STAGE_DONE(s, store_begin(s->store, &s->why));
    for (int i = 0; i < 50 && more; i++)
        STAGE_DONE(s, desk_tick(&s->desk, &more, &s->why));
    STAGE_DONE(s, store_commit(s->store, &s->why));
    CHECK_TRUE("the tick waits without spinning", !more);
    check_row(s, "plan", OBLIGATION_IS_OPEN, "2026-02-28");
    stage_act(s, &late_read);
    stage_until(s, "2026-03-05T09:00");
    check_row(s, "plan", OBLIGATION_IS_MET, "2026-02-28");
    CHECK_INT("nobody is told of a plan overdue",
              count(s, "plan.overdue", "2026-01-01T00:00"), 0);
    stage_free(s);
}

/* R-D13: a later day leaves what was met, dates the rest anew; an earlier one
 * may leave a day that has passed. */
static void test_moved_meetings(void **state)
{
    static const struct act plan = { "2026-02-10T09:00", ACT_ANSWER, "plan",
                                     "WG5-2026-P1", NULL };
    static const struct act later = { "2026-02-12T09:00", ACT_MOVE,
                                      "2026-05-31T09:00", "WG5-2026-P1", NULL };
    static const struct act earlier = { "2026-02-13T09:00", ACT_MOVE,
                                        "2026-02-25T00:30", "WG5-2026-P1",
                                        NULL };
    struct stage *s = stage_spring(charter_shipped());

    (void)state;
    stage_act(s, &plan);
    stage_act(s, &later);
    check_row(s, "plan", OBLIGATION_IS_MET, "2026-02-28");
    check_row(s, "notice", OBLIGATION_IS_OPEN, "2026-05-10");
    CHECK_INT("one round later", row_of(s, "notice", "WG5-2026-P1").round, 1);
    stage_until(s, "2026-02-13T08:59");
    stage_act(s, &earlier);
    /* 00:30 belongs to its own civil day. */
    check_row(s, "notice", OBLIGATION_IS_OPEN, "2026-02-04");
    /* What should have been told before the move is not told now; the next
     * weekly mail falls on the holidays and leaves after them. */
    stage_until(s, "2026-02-23T18:00");
    check_row(s, "notice", OBLIGATION_IS_OVERDUE, "2026-02-04");
    CHECK_INT("not yet", count(s, "notice.overdue", "2026-02-13T09:00"), 0);
    stage_until(s, "2026-02-24T10:00");
    CHECK_INT("told as overdue", count(s, "notice.overdue", "2026-02-13T09:00"),
              4);
    stage_free(s);
}

static void test_cancelled_is_void(void **state)
{
    static const struct act cancel = { "2026-02-13T17:00", ACT_CANCEL, NULL,
                                       "WG5-2026-P1", NULL };
    struct stage *s = stage_spring(charter_shipped());

    (void)state;
    stage_act(s, &cancel);
    stage_until(s, "2026-04-30T00:00");
    check_row(s, "plan", OBLIGATION_IS_VOID, "2026-02-28");
    CHECK_INT("silence", count(s, "plan.rem", "2026-02-13T17:00"), 0);
    stage_free(s);
}

static void test_a_persons_word(void **state)
{
    struct stage *s = stage_spring(charter_shipped());
    struct obligation_row row;
    civil_day may = 0;

    (void)state;
    civil_parse(SPAN("2026-05-29"), &may);
    stage_until(s, "2026-03-05T09:00");
    row = row_of(s, "limit", "WG5-S-02");
    CHECK_INT("overdue", row.state, OBLIGATION_IS_OVERDUE);
    CHECK_INT("no earlier day",
              ledger_prolong(&s->desk, &row, row.due_day - 1, &s->why),
              VERDICT_NEVER);
    STAGE_DONE(s, ledger_prolong(&s->desk, &row, may, &s->why));
    STAGE_DONE(s, ledger_sync(&s->desk, SPAN("WG5-S-02"), &s->why));
    row = row_of(s, "limit", "WG5-S-02");
    CHECK_INT("open again", row.state, OBLIGATION_IS_OPEN);
    CHECK_INT("the day a person set stays", row.due_day, may);
    CHECK_INT("no waiver without a reason",
              ledger_waive(&s->desk, &row, SPAN_NONE, &s->why), VERDICT_NEVER);
    STAGE_DONE(s, ledger_waive(&s->desk, &row, SPAN("合同变更"), &s->why));
    STAGE_DONE(s, ledger_sync(&s->desk, SPAN("WG5-S-02"), &s->why));
    CHECK_INT("waived for good", row_of(s, "limit", "WG5-S-02").state,
              OBLIGATION_IS_WAIVED);
    row = row_of(s, "plan", "WG5-2026-P1");
    CHECK_INT("only what was missed can be seen",
              ledger_acknowledge(&s->desk, &row, SPAN("x"), &s->why),
              VERDICT_NEVER);
    stage_free(s);
}

/* What is no duty's mail. */
static size_t daily(const struct stage *s)
{
    return count(s, "cal.missing", "2026-01-01T00:00") +
           count(s, "digest", "2026-01-01T00:00");
}

/* Another committee, in English, with other offsets, articles and a duty of
 * its own: the same program. */
static const char other_charter[] =
    "duties = (\n"
    "  { name = \"plan\"; title = \"meeting plan\"; title_en = \"plan\";\n"
    "    article = \"By-law 4\"; article_en = \"By-law 4\"; class = \"C\";\n"
    "    tag = \"plan\"; about = \"plenary\"; anchor = \"start\";\n"
    "    period = \"10 back_days\"; reminders = [ \"due-2\" ];\n"
    "    reminder_notice = \"plan.rem\"; reminder_to = \"GS\";\n"
    "    closed_by = \"plan\"; until = \"start\"; },\n"
    "  { name = \"safety\"; title = \"safety report\";\n"
    "    title_en = \"safety report\"; article = \"By-law 9\";\n"
    "    article_en = \"By-law 9\"; class = \"S\"; tag = \"safety\";\n"
    "    about = \"plenary\"; anchor = \"end\"; after = \"plan\";\n"
    "    period = \"2 months\"; extend = true; reminders = [ \"due-1\" ];\n"
    "    reminder_notice = \"task.rem\"; reminder_to = \"GL\";\n"
    "    overdue = [ \"due+1\" ]; repeat = 5;\n"
    "    overdue_notice = \"task.overdue\"; overdue_to = \"GL,LIA\";\n"
    "    closed_by = \"safety_report\"; }\n"
    ");\n";

static void test_another_committees_charter(void **state)
{
    static const struct act plan = { "2026-03-20T09:00", ACT_ANSWER, "plan",
                                     "WG5-2026-P1", NULL };
    static const struct act safety = { "2026-06-05T09:00", ACT_ANSWER,
                                       "safety_report", "WG5-2026-P1", NULL };
    struct stage *s = stage_spring(span_str(other_charter));

    (void)state;
    check_row(s, "plan", OBLIGATION_IS_OPEN, "2026-03-21");
    stage_until(s, "2026-03-20T08:59");
    CHECK_INT("one reminder, to the secretary alone",
              count(s, "plan.rem", "2026-01-01T00:00"), 1);
    CHECK_INT("nothing else yet", s->mails_n - daily(s), 1);
    stage_act(s, &plan);
    /* 31 March and two months: 31 May, a Sunday. */
    check_row(s, "safety", OBLIGATION_IS_OPEN, "2026-06-01");
    stage_until(s, "2026-06-05T08:59");
    CHECK_INT("reminded", count(s, "task.rem", "2026-01-01T00:00"), 1);
    CHECK_INT("overdue", count(s, "task.overdue", "2026-01-01T00:00"), 2);
    stage_act(s, &safety);
    check_row(s, "safety", OBLIGATION_IS_MET_LATE, "2026-06-01");
    stage_until(s, "2026-12-31T00:00");
    CHECK_INT("nothing of another charter", s->mails_n - daily(s), 4);
    stage_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_year_as_required),
        cmocka_unit_test(test_the_same_when_ticked_twice_and_restarted),
        cmocka_unit_test(test_no_verdict_before_the_poll),
        cmocka_unit_test(test_moved_meetings),
        cmocka_unit_test(test_cancelled_is_void),
        cmocka_unit_test(test_a_persons_word),
        cmocka_unit_test(test_another_committees_charter),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
