/* The 28 worked examples of requirements.md 3.3 on the rows of the shipped
 * charter, and what must hold of every day of ten years (appendix A). */
#include "check.h"

#include "convoke/base/own.h"
#include "convoke/desk/obligation.h"
#include "convoke/desk/workdays_file.h"
#include "gateway/charter.h"

static struct arena arena = { .ceiling = 1 << 24 };
static struct workdays_rows shipped;
static struct charter charter;
static struct obligation_rules rules = { .sched_hour = 9 * 3600,
                                         .workday_end = 17 * 3600 + 1800 };

static int setup(void **state)
{
    struct complaints c = { .arena = &arena };
    struct reason why;

    (void)state;
    if (workdays_parse(workdays_shipped(), &arena, &shipped, &why) !=
            VERDICT_DONE ||
        charter_parse("charter.conf", charter_shipped(), &c, &charter) !=
            VERDICT_DONE)
        return -1;
    rules.workdays = &shipped.table;
    return 0;
}

static int64_t at(const char *text)
{
    int64_t t = 0;

    CHECK_TRUE(text, moment_parse(span_str(text), &t));
    return t;
}

static civil_day day(const char *text)
{
    civil_day d = 0;

    CHECK_TRUE(text, civil_parse(span_str(text), &d));
    return d;
}

static void check_day(const char *what, civil_day got, const char *want)
{
    char buf[CIVIL_TEXT];

    CHECK_SPAN(what, span_str(civil_print(got, buf)), span_str(want));
}

static struct obligation_dates dates_of(const char *name, int64_t anchor,
                                        bool clear)
{
    const struct duty *d = charter_duty(&charter, span_str(name));
    struct obligation_rules r = rules;

    CHECK_TRUE(name, d != NULL);
    r.clear_days = clear;
    return obligation_dates(d, anchor, 0, &r);
}

/* A meeting at any hour of its day, 00:30 too (R-D1). */
static void check_due(const char *what, const char *duty, const char *anchor,
                      bool clear, const char *due)
{
    static const int hours[] = { 1800, 9 * 3600, 86399 };

    for (size_t i = 0; i < ARRAY_LEN(hours); i++) {
        struct obligation_dates d =
            dates_of(duty, civil_moment(day(anchor), hours[i]), clear);
        check_day(what, d.due, due);
        CHECK_INT(what, d.due_excl, civil_moment(day(due) + 1, 0));
    }
}

/* clang-format off */
static const struct backward {
    const char *what, *start, *plan, *notice, *contribution;
    bool clear;
} backward[] = {
    { "E1",  "2026-03-31", "2026-02-28", "2026-03-10", "2026-03-17", false },
    { "E2",  "2028-03-31", "2028-02-29", "2028-03-10", "2028-03-17", false },
    { "E3",  "2026-03-29", "2026-02-28", "2026-03-08", "2026-03-15", false },
    { "E4",  "2026-03-28", "2026-02-28", "2026-03-07", "2026-03-14", false },
    { "E5",  "2028-03-29", "2028-02-29", "2028-03-08", "2028-03-15", false },
    { "E6",  "2026-02-28", "2026-01-28", "2026-02-07", "2026-02-14", false },
    { "E7",  "2026-05-31", "2026-04-30", "2026-05-10", "2026-05-17", false },
    { "E8",  "2027-01-05", "2026-12-05", "2026-12-15", "2026-12-22", false },
    { "E9",  "2026-10-21", "2026-09-21", "2026-09-30", "2026-10-07", false },
    { "E10", "2026-12-31", "2026-11-30", "2026-12-10", "2026-12-17", false },
    { "E11", "2026-07-08", "2026-06-08", "2026-06-17", "2026-06-24", false },
    { "E12", "2026-03-01", "2026-02-01", "2026-02-08", "2026-02-15", false },
    { "E27", "2026-03-31", "2026-02-27", "2026-03-09", "2026-03-16", true },
    { "E28", "2026-12-16", "2026-11-16", "2026-11-25", "2026-12-02", false },
};

static const struct forward {
    const char *what, *duty, *from, *last;
} forward[] = {
    { "E13", "limit", "2024-08-31", "2026-02-28" },
    { "E14", "limit", "2026-08-31", "2028-02-29" },
    { "E15", "limit", "2024-09-30", "2026-03-30" },
    { "E16", "research", "2024-02-29", "2025-02-28" },
    { "E17", "research", "2025-06-30", "2026-06-30" },
    { "E18", "research", "2025-04-20", "2026-04-20" },
    { "E26", "app.supplement", "2026-09-01", "2026-10-08" },
};

static const struct sending {
    const char *what, *duty, *anchor;
    int offset;
    const char *sent;
    int days_left;
} sendings[] = {
    { "E21", "plan", "2026-03-31", -7, "2026-02-14", 14 },
    { "E22", "plan", "2026-10-21", -1, "2026-09-20", 1 },
    { "E23", "contrib", "2026-07-08", -5, "2026-06-18", 6 },
    { "E24", "limit", "2024-08-31", 1, "2026-03-02", -2 },
    { "E9: its three reminders collapse", "contrib", "2026-10-21", 0, "2026-09-30", 7 },
};
/* clang-format on */

static void test_backward(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(backward); i++) {
        const struct backward *b = &backward[i];
        check_due(b->what, "plan", b->start, b->clear, b->plan);
        check_due(b->what, "notice", b->start, b->clear, b->notice);
        check_due(b->what, "contrib", b->start, b->clear, b->contribution);
    }
}

static void test_forward(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(forward); i++) {
        const struct forward *f = &forward[i];
        check_due(f->what, f->duty, f->from, false, f->last);
        /* Strict counting is a rule of "before", not of "within". */
        check_due(f->what, f->duty, f->from, true, f->last);
    }
}

/* E25 counts 15 days for a statement; no row has it yet, the rule is R-D6. */
static void test_extended_period(void **state)
{
    const struct duty statement = { .period = { 15, DUTY_DAYS },
                                    .extend_to_working_day = true };

    (void)state;
    check_day(
        "E25",
        obligation_dates(&statement, at("2026-04-10T10:00"), 0, &rules).due,
        "2026-04-27");
}

static void test_instants(void **state)
{
    struct obligation_dates d =
        dates_of("contrib", at("2026-03-31T09:00"), false);
    struct obligation o;

    (void)state;
    obligation_plan(charter_duty(&charter, SPAN("contrib")), &d, &rules, &o);
    CHECK_TRUE("E19: 23:59:30 is on time",
               obligation_on_time(&o, at("2026-03-17T15:59:30Z")));
    CHECK_TRUE("the last second is on time",
               obligation_on_time(&o, at("2026-03-17T23:59:59")));
    CHECK_TRUE("E20: 00:00:10 is late, whatever Date says",
               !obligation_on_time(&o, at("2026-03-17T16:00:10Z")));
    CHECK_TRUE("00:00:00 is late",
               !obligation_on_time(&o, at("2026-03-18T00:00:00")));
    /* E28: the change notice of 20 November is three weeks ahead, the plan of
     * 9 November stays on time for the day it was filed for. */
    CHECK_TRUE("E28: valid change notice",
               at("2026-11-20T15:00") <
                   dates_of("notice", at("2026-12-16T09:00"), false).due_excl);
    CHECK_TRUE("E28: plan on time",
               at("2026-11-09T11:00") <
                   dates_of("plan", at("2026-12-09T09:00"), false).due_excl);
}

static void test_sendings(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(sendings); i++) {
        const struct sending *s = &sendings[i];
        struct obligation_dates d =
            dates_of(s->duty, civil_moment(day(s->anchor), 0), false);
        struct obligation o;
        bool found = false;
        obligation_plan(charter_duty(&charter, span_str(s->duty)), &d, &rules,
                        &o);
        for (size_t k = 0; k < o.n; k++) {
            if (o.steps[k].offset != s->offset)
                continue;
            found = true;
            CHECK_INT(s->what, o.steps[k].send_at,
                      civil_moment(day(s->sent), 9 * 3600));
            CHECK_INT(s->what, obligation_days_left(&o, o.steps[k].send_at),
                      s->days_left);
        }
        CHECK_TRUE(s->what, found);
    }
}

/* R-D14, and how far the two readings of "one month before" are apart. */
static void test_ten_years(void **state)
{
    civil_day last = day("2032-12-31");
    civil_day before = INT32_MIN;
    int apart = 0;

    (void)state;
    for (civil_day d = day("2023-01-01"); d <= last; d++) {
        int64_t start = civil_moment(d, 9 * 3600);
        civil_day plan = dates_of("plan", start, false).due;
        civil_day notice = dates_of("notice", start, false).due;
        civil_day contribution = dates_of("contrib", start, false).due;
        /* The forward reading: the last day from which a month reaches D. */
        civil_day reaches = plan;
        while (civil_add_months(reaches + 1, 1) <= d)
            reaches++;
        CHECK_TRUE("plan, notice, contributions in this order",
                   plan <= d - 28 && d - 28 < notice && notice < contribution);
        CHECK_TRUE("monotone", plan >= before);
        CHECK_TRUE("the backward rule is the stricter one", plan <= reaches);
        CHECK_TRUE("a filing on the due day is a month ahead",
                   civil_add_months(plan, 1) <= d);
        apart += plan < reaches;
        before = plan;
    }
    CHECK_INT("days on which the readings differ", apart, 50);
}

/* For every duty and every day of the two years whose holidays are known. */
static void test_every_ladder(void **state)
{
    (void)state;
    for (size_t i = 0; i < charter.n; i++) {
        const struct duty *d = &charter.duties[i];
        for (civil_day a = day("2025-01-01"); a <= day("2026-12-31"); a++) {
            int64_t anchor = civil_moment(a, 10 * 3600);
            struct obligation_dates dates =
                obligation_dates(d, anchor, anchor - 90 * 86400, &rules);
            struct obligation o;
            obligation_plan(d, &dates, &rules, &o);
            for (size_t k = 0; k < o.n; k++) {
                civil_day sent = civil_of(o.steps[k].send_at);
                bool reminder = o.steps[k].kind == OBLIGATION_REMINDER;
                CHECK_TRUE(d->name, workdays_is_working(rules.workdays, sent));
                CHECK_TRUE(d->name, reminder ? sent <= o.steps[k].planned
                                             : sent >= o.steps[k].planned);
                CHECK_TRUE(d->name, reminder == (o.steps[k].planned <= o.due));
                CHECK_TRUE(d->name, k == 0 || o.steps[k - 1].send_at <=
                                                  o.steps[k].send_at);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_backward),
        cmocka_unit_test(test_forward),
        cmocka_unit_test(test_extended_period),
        cmocka_unit_test(test_instants),
        cmocka_unit_test(test_sendings),
        cmocka_unit_test(test_ten_years),
        cmocka_unit_test(test_every_ladder),
    };

    return cmocka_run_group_tests(tests, setup, NULL);
}
