#include "check.h"

#include "convoke/base/own.h"
#include "convoke/desk/obligation.h"
#include "convoke/desk/workdays_file.h"

enum { HOUR = 3600, MINUTE = 60 };

static struct arena arena = { .ceiling = 1 << 20 };
static struct workdays_rows shipped;
static struct obligation_rules rules = { .sched_hour = 9 * HOUR,
                                         .workday_end =
                                             17 * HOUR + 30 * MINUTE };

static civil_day day(const char *text)
{
    civil_day d = 0;

    CHECK_TRUE(text, civil_parse(span_str(text), &d));
    return d;
}

static int64_t at(const char *text)
{
    int64_t t = 0;

    CHECK_TRUE(text, moment_parse(span_str(text), &t));
    return t;
}

static void check_day(const char *what, civil_day got, const char *want)
{
    char buf[CIVIL_TEXT];

    CHECK_SPAN(what, span_str(civil_print(got, buf)), span_str(want));
}

static void check_at(const char *what, int64_t got, const char *want)
{
    char buf[MOMENT_TEXT];

    CHECK_SPAN(what, span_str(moment_print_short(got, buf)), span_str(want));
}

static int setup(void **state)
{
    struct reason why;

    (void)state;
    if (workdays_parse(workdays_shipped(), &arena, &shipped, &why) !=
        VERDICT_DONE)
        return -1;
    rules.workdays = &shipped.table;
    return 0;
}

/* The ladder of a duty that begins on a civil day. */
static void plan_of(const struct duty *duty, civil_day anchor, int64_t created,
                    const struct obligation_rules *r, struct obligation *ret)
{
    struct obligation_dates dates =
        obligation_dates(duty, civil_moment(anchor, 0), created, r);

    obligation_plan(duty, &dates, r, ret);
}

#define BEFORE(n_)                                                             \
    {                                                                          \
        .n = -(n_), .unit = DUTY_DAYS, .base = DUTY_FROM_DUE                   \
    }
#define AFTER(n_)                                                              \
    {                                                                          \
        .n = (n_), .unit = DUTY_DAYS, .base = DUTY_FROM_DUE                    \
    }
#define SINCE(n_)                                                              \
    {                                                                          \
        .n = (n_), .unit = DUTY_DAYS, .base = DUTY_FROM_ANCHOR                 \
    }
#define SINCE_WORKING(n_)                                                      \
    {                                                                          \
        .n = (n_), .unit = DUTY_WORKING_DAYS, .base = DUTY_FROM_ANCHOR         \
    }

static const struct duty plan_duty = {
    .name = "plan",
    .period = { 1, DUTY_BACK_MONTHS },
    .reminders = { BEFORE(14), BEFORE(7), BEFORE(3), BEFORE(1), BEFORE(0) },
    .n_reminders = 5,
    .overdue = { AFTER(1) },
    .n_overdue = 1,
    .repeat_days = 7,
    .reminder_notice = "plan.rem",
    .overdue_notice = "plan.overdue",
};
static const struct duty contribution_duty = {
    .name = "contrib",
    .period = { 14, DUTY_BACK_DAYS },
    .reminders = { BEFORE(5), BEFORE(2), BEFORE(0) },
    .n_reminders = 3,
    .reminder_notice = "contrib.rem",
};
static const struct duty notice_duty = {
    .name = "notice",
    .period = { 21, DUTY_BACK_DAYS },
    .reminders = { BEFORE(7), BEFORE(3), BEFORE(1), BEFORE(0) },
    .n_reminders = 4,
    .overdue = { AFTER(1) },
    .n_overdue = 1,
    .repeat_days = 7,
    .reminder_notice = "notice.rem",
    .overdue_notice = "notice.overdue",
};
static const struct duty supplement_duty = {
    .name = "app.supplement",
    .class = DUTY_SERVICE,
    .period = { 30, DUTY_DAYS },
    .extend_to_working_day = true,
    .reminders = { SINCE(7), SINCE(14), SINCE(27) },
    .n_reminders = 3,
    .reminder_notice = "app.supp.rem",
};
static const struct duty review_duty = {
    .name = "app.review",
    .class = DUTY_SERVICE,
    .period = { 15, DUTY_WORKING_DAYS },
    .reminders = { SINCE_WORKING(10), SINCE_WORKING(14) },
    .n_reminders = 2,
    .overdue = { AFTER(1), AFTER(8) },
    .n_overdue = 2,
    .reminder_notice = "app.review.rem",
    .overdue_notice = "app.review.overdue",
};
static const struct duty dispatch_duty = {
    .name = "app.dispatch",
    .class = DUTY_SERVICE,
    .period = { 3, DUTY_WORKING_DAYS },
    .reminders = { BEFORE(0) },
    .n_reminders = 1,
    .overdue = { AFTER(1) },
    .n_overdue = 1,
    .repeat_days = 7,
    .reminder_notice = "app.dispatch.rem",
    .overdue_notice = "app.dispatch.overdue",
};
static const struct duty meeting_plan_duty = {
    .name = "prjmeet",
    .reminders = { BEFORE(16), BEFORE(5) },
    .n_reminders = 2,
    .overdue = { AFTER(1), AFTER(8), AFTER(15), AFTER(22) },
    .n_overdue = 4,
    .reminder_notice = "prjmeet.rem",
    .overdue_notice = "prjmeet.overdue",
};
static const struct duty objection_duty = {
    .name = "preexit",
    .period = { 15, DUTY_DAYS },
    .extend_to_working_day = true,
};
static const struct duty limit_duty = {
    .name = "prj.limit",
    .period = { 18, DUTY_MONTHS },
    .reminders = { BEFORE(30), BEFORE(7), BEFORE(0) },
    .n_reminders = 3,
    .overdue = { AFTER(1) },
    .n_overdue = 1,
    .repeat_days = 30,
    .reminder_notice = "prj.rem",
    .overdue_notice = "prj.overdue",
};

struct due_case {
    const char *what;
    const struct duty *duty;
    const char *anchor, *due;
    bool clear;
};

static const struct due_case due_cases[] = {
    { "E1 plan: no 31 Feb", &plan_duty, "2026-03-31", "2026-02-28", false },
    { "E2 plan: leap day", &plan_duty, "2028-03-31", "2028-02-29", false },
    { "E6 plan: backward binds", &plan_duty, "2026-02-28", "2026-01-28",
      false },
    { "E8 plan: over the year", &plan_duty, "2027-01-05", "2026-12-05", false },
    { "E9 contribution stays on the holiday", &contribution_duty, "2026-10-21",
      "2026-10-07", false },
    { "E1 notice", &notice_duty, "2026-03-31", "2026-03-10", false },
    { "E27 plan, clear days", &plan_duty, "2026-03-31", "2026-02-27", true },
    { "E27 notice, clear days", &notice_duty, "2026-03-31", "2026-03-09",
      true },
    { "E27 contribution, clear days", &contribution_duty, "2026-03-31",
      "2026-03-16", true },
    { "E13 18 months, clamped", &limit_duty, "2024-08-31", "2026-02-28",
      false },
    { "E14 18 months, leap day", &limit_duty, "2026-08-31", "2028-02-29",
      false },
    { "clear days touch no forward period", &limit_duty, "2024-09-30",
      "2026-03-30", true },
    { "E25 objection moves to Monday", &objection_duty, "2026-04-10",
      "2026-04-27", false },
    { "E26 supplement over National Day", &supplement_duty, "2026-09-01",
      "2026-10-08", false },
    { "supplement of the sample", &supplement_duty, "2026-02-02", "2026-03-04",
      false },
    { "O017 review: 15 working days", &review_duty, "2026-02-06", "2026-03-05",
      false },
    { "O122 review over May Day", &review_duty, "2026-05-08", "2026-05-28",
      false },
    { "a fixed day", &meeting_plan_duty, "2026-01-31", "2026-01-31", false },
};

static void test_due_days(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(due_cases); i++) {
        const struct due_case *c = &due_cases[i];
        struct obligation_rules r = rules;
        struct obligation o;

        r.clear_days = c->clear;
        plan_of(c->duty, day(c->anchor), 0, &r, &o);
        check_day(c->what, o.due, c->due);
        CHECK_INT(c->what, o.due_excl, civil_moment(o.due + 1, 0));
        CHECK_TRUE(c->what, obligation_on_time(&o, o.due_excl - 1));
        CHECK_TRUE(c->what, !obligation_on_time(&o, o.due_excl));
    }
}

struct sent {
    int64_t at;
    struct obligation_step step;
    int days_left;
};

/* Plays a ladder through virtual time, as the run loop does. */
static size_t play(const struct obligation *o, int64_t from, int64_t until,
                   struct sent *sent, size_t room)
{
    struct obligation_progress p = { .last_sent_at = MOMENT_NONE };
    size_t n = 0;
    int64_t now = from;

    while (now != MOMENT_NONE && now < until) {
        struct obligation_look look = obligation_look(o, p, now);

        p.done = look.done;
        if (look.send) {
            p.last_sent_at = now;
            if (n < room)
                sent[n] = (struct sent){ now, look.step, look.days_left };
            n++;
        }
        CHECK_TRUE("waking goes forward",
                   look.wake_at == MOMENT_NONE || look.wake_at > now);
        now = look.wake_at;
    }
    return n;
}

struct mail {
    const char *at;
    int offset, days_left;
};

struct ladder_case {
    const char *what;
    const struct duty *duty;
    const char *anchor, *created, *until;
    struct mail mails[9]; /* ends with at == NULL */
};

static const struct ladder_case ladder_cases[] = {
    { "E21 O022 to O029: −14 and −7 coalesce on the make-up Saturday",
      &plan_duty,
      "2026-03-31",
      "2026-01-23 10:00",
      "2026-02-28 16:20",
      { { "2026-02-14 09:00", -7, 14 },
        { "2026-02-25 09:00", -3, 3 },
        { "2026-02-27 09:00", -1, 1 },
        { "2026-02-28 09:00", 0, 0 } } },
    { "E24 overdue on Monday says two days, then each week",
      &plan_duty,
      "2026-03-31",
      "2026-01-23 10:00",
      "2026-03-17 00:00",
      { { "2026-02-14 09:00", -7, 14 },
        { "2026-02-25 09:00", -3, 3 },
        { "2026-02-27 09:00", -1, 1 },
        { "2026-02-28 09:00", 0, 0 },
        { "2026-03-02 09:00", 1, -2 },
        { "2026-03-09 09:00", 8, -9 },
        { "2026-03-16 09:00", 15, -16 } } },
    { "E22 O167 to O175: make-up Sunday, one day late",
      &plan_duty,
      "2026-10-21",
      "2026-01-23 10:00",
      "2026-09-22 14:00",
      { { "2026-09-07 09:00", -14, 14 },
        { "2026-09-14 09:00", -7, 7 },
        { "2026-09-18 09:00", -3, 3 },
        { "2026-09-20 09:00", -1, 1 },
        { "2026-09-21 09:00", 0, 0 },
        { "2026-09-22 09:00", 1, -1 } } },
    { "O177 O178 O181: −3 falls into Mid-Autumn",
      &notice_duty,
      "2026-10-21",
      "2026-01-23 10:00",
      "2026-09-29 10:00",
      { { "2026-09-23 09:00", -7, 7 },
        { "2026-09-24 09:00", -3, 6 },
        { "2026-09-29 09:00", -1, 1 } } },
    { "E23 O033: −5 on Dragon Boat day leaves the day before",
      &contribution_duty,
      "2026-07-08",
      "2026-06-10 10:00",
      "2026-06-25 00:00",
      { { "2026-06-18 09:00", -5, 6 },
        { "2026-06-22 09:00", -2, 2 },
        { "2026-06-24 09:00", 0, 0 } } },
    { "E9 O185: three reminders are one before National Day",
      &contribution_duty,
      "2026-10-21",
      "2026-09-29 10:00",
      "2026-10-08 00:00",
      { { "2026-09-30 09:00", 0, 7 } } },
    { "O045 O047: contributions of March",
      &contribution_duty,
      "2026-03-31",
      "2026-03-09 10:00",
      "2026-03-17 08:00",
      { { "2026-03-12 09:00", -5, 5 }, { "2026-03-13 09:00", -2, 4 } } },
    { "O168 O170 O180: supplement reminders count from its mail",
      &supplement_duty,
      "2026-09-01",
      "2026-09-01 10:00",
      "2026-12-01 00:00",
      { { "2026-09-08 09:00", -30, 30 },
        { "2026-09-15 09:00", -23, 23 },
        { "2026-09-28 09:00", -10, 10 } } },
    { "O025: review reminders on working days 10 and 14",
      &review_duty,
      "2026-02-06",
      "2026-02-06 15:00",
      "2026-04-01 00:00",
      { { "2026-02-27 09:00", -6, 6 },
        { "2026-03-04 09:00", -1, 1 },
        { "2026-03-06 09:00", 1, -1 },
        { "2026-03-13 09:00", 8, -8 } } },
    { "dispatch: due day, then weekly",
      &dispatch_duty,
      "2026-02-05",
      "2026-02-05 10:05",
      "2026-03-01 00:00",
      { { "2026-02-10 09:00", 0, 0 },
        { "2026-02-11 09:00", 1, -1 },
        { "2026-02-24 09:00", 8, -14 },
        { "2026-02-25 09:00", 15, -15 } } },
    { "O003 O009 O013 O018: plan of project meetings",
      &meeting_plan_duty,
      "2026-01-31",
      "2026-01-01 00:00",
      "2026-02-10 00:00",
      { { "2026-01-15 09:00", -16, 16 },
        { "2026-01-26 09:00", -5, 5 },
        { "2026-02-02 09:00", 1, -2 },
        { "2026-02-09 09:00", 8, -9 } } },
    { "O012 O020 O027 O031: limit of WG5-S-02",
      &limit_duty,
      "2024-08-31",
      "2026-01-01 00:00",
      "2026-03-10 00:00",
      { { "2026-01-29 09:00", -30, 30 },
        { "2026-02-14 09:00", -7, 14 },
        { "2026-02-28 09:00", 0, 0 },
        { "2026-03-02 09:00", 1, -2 } } },
    { "overdue steps of one send day: worded for the nearest, once",
      &meeting_plan_duty,
      "2026-02-14",
      "2026-01-20 00:00",
      "2026-03-05 00:00",
      { { "2026-01-29 09:00", -16, 16 },
        { "2026-02-09 09:00", -5, 5 },
        { "2026-02-24 09:00", 1, -10 },
        { "2026-03-02 09:00", 15, -16 } } },
    { "nothing before it exists",
      &plan_duty,
      "2026-03-31",
      "2026-02-14 09:01",
      "2026-02-28 00:00",
      { { "2026-02-25 09:00", -3, 3 }, { "2026-02-27 09:00", -1, 1 } } },
    { "what exists at nine is reminded at nine",
      &plan_duty,
      "2026-03-31",
      "2026-02-14 09:00",
      "2026-02-15 00:00",
      { { "2026-02-14 09:00", -7, 14 } } },
};

static void test_ladders(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(ladder_cases); i++) {
        const struct ladder_case *c = &ladder_cases[i];
        struct obligation o;
        struct sent sent[16];
        size_t n, want = 0;

        plan_of(c->duty, day(c->anchor), at(c->created), &rules, &o);
        n = play(&o, at(c->created), at(c->until), sent, ARRAY_LEN(sent));
        while (c->mails[want].at)
            want++;
        for (size_t k = 0; k < n && k < want; k++) {
            check_at(c->what, sent[k].at, c->mails[k].at);
            CHECK_INT(c->what, sent[k].step.offset, c->mails[k].offset);
            CHECK_INT(c->what, sent[k].days_left, c->mails[k].days_left);
        }
        CHECK_INT(c->what, n, want);
    }
}

static void test_milestone_and_lapse(void **state)
{
    struct obligation o;
    struct obligation_look look;
    struct obligation_progress fresh = { .last_sent_at = MOMENT_NONE };

    (void)state;
    plan_of(&review_duty, day("2026-02-06"), at("2026-02-06 15:00"), &rules,
            &o);
    look = obligation_look(&o, fresh, at("2026-02-27 09:00"));
    CHECK_TRUE("O025 leaves", look.send);
    check_day("O025 milestone is the day itself", look.step.planned,
              "2026-02-27");
    check_day("O025 true due day", o.due, "2026-03-05");

    plan_of(&supplement_duty, day("2026-09-01"), at("2026-09-01 10:00"), &rules,
            &o);
    check_at("O191 lapse is told the next morning", o.after_at,
             "2026-10-09 09:00");
}

struct catch_up_case {
    const char *what;
    const struct duty *duty;
    const char *anchor, *created;
    int done;
    const char *last_sent, *now;
    bool send;
    int offset;
    int done_after;
    const char *wake; /* NULL: never */
};

static const struct catch_up_case catch_up_cases[] = {
    { "three missed, the most urgent leaves at once", &plan_duty, "2026-10-21",
      "2026-01-23 10:00", 0, NULL, "2026-09-18 11:30", true, -3, 3,
      "2026-09-20 09:00" },
    { "restart in the evening waits for the morning", &plan_duty, "2026-10-21",
      "2026-01-23 10:00", 0, NULL, "2026-09-16 20:00", false, 0, 0,
      "2026-09-17 09:00" },
    { "restart before nine waits for nine", &plan_duty, "2026-10-21",
      "2026-01-23 10:00", 0, NULL, "2026-09-16 06:00", false, 0, 0,
      "2026-09-16 09:00" },
    { "restart on Saturday waits for the working Sunday", &plan_duty,
      "2026-10-21", "2026-01-23 10:00", 2, NULL, "2026-09-19 12:00", false, 0,
      2, "2026-09-20 09:00" },
    { "a missed reminder is void once the day is over", &plan_duty,
      "2026-03-31", "2026-01-23 10:00", 0, NULL, "2026-03-01 12:00", false, 0,
      5, "2026-03-02 09:00" },
    { "overdue missed for weeks: only the last", &plan_duty, "2026-03-31",
      "2026-01-23 10:00", 0, NULL, "2026-03-17 10:00", true, 15, 8,
      "2026-03-23 09:00" },
    { "no two within twenty hours", &plan_duty, "2026-10-21",
      "2026-01-23 10:00", 3, "2026-09-20 16:00", "2026-09-21 09:00", false, 0,
      3, "2026-09-21 12:00" },
    { "twenty hours later it leaves", &plan_duty, "2026-10-21",
      "2026-01-23 10:00", 4, "2026-09-20 16:00", "2026-09-21 12:00", true, 0, 5,
      "2026-09-22 09:00" },
    { "twenty hours end at night: next morning", &dispatch_duty, "2026-02-05",
      "2026-02-05 10:05", 1, "2026-02-10 23:00", "2026-02-11 09:00", false, 0,
      1, "2026-02-12 09:00" },
    { "nothing is due yet", &plan_duty, "2026-10-21", "2026-01-23 10:00", 0,
      NULL, "2026-09-01 10:00", false, 0, 0, "2026-09-07 09:00" },
    { "a ladder without overdue mails ends", &supplement_duty, "2026-09-01",
      "2026-09-01 10:00", 0, NULL, "2026-10-09 09:00", false, 0, 3, NULL },
};

static void test_catch_up(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(catch_up_cases); i++) {
        const struct catch_up_case *c = &catch_up_cases[i];
        struct obligation o;
        struct obligation_progress p = {
            .done = c->done,
            .last_sent_at = c->last_sent ? at(c->last_sent) : MOMENT_NONE,
        };
        struct obligation_look look;

        plan_of(c->duty, day(c->anchor), at(c->created), &rules, &o);
        look = obligation_look(&o, p, at(c->now));
        CHECK_INT(c->what, look.send, c->send);
        if (c->send)
            CHECK_INT(c->what, look.step.offset, c->offset);
        CHECK_INT(c->what, look.done, c->done_after);
        if (c->wake)
            check_at(c->what, look.wake_at, c->wake);
        else
            CHECK_TRUE(c->what, look.wake_at == MOMENT_NONE);
    }
}

static const struct duty *const all_duties[] = {
    &plan_duty,   &contribution_duty, &notice_duty,       &supplement_duty,
    &review_duty, &dispatch_duty,     &meeting_plan_duty, &limit_duty,
};

static uint32_t dice(uint32_t *seed, uint32_t sides)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 8) % sides;
}

/* Appendix A: one mail a send day, none before creation, true days left, none
 * on a day nobody works, never two within twenty hours, whatever the hour at
 * which the program comes up again. */
static void check_properties(const struct obligation *o, uint32_t *seed)
{
    struct obligation_progress p = { .last_sent_at = MOMENT_NONE };
    int64_t now = o->created_at - dice(seed, 3) * CIVIL_DAY;
    int64_t until = o->due_excl + 60 * (int64_t)CIVIL_DAY;
    int last_offset = -100000;

    while (now != MOMENT_NONE && now < until) {
        struct obligation_look look = obligation_look(o, p, now);

        CHECK_TRUE("done never falls", look.done >= p.done);
        p.done = look.done;
        if (look.send) {
            civil_day today = civil_of(now);

            CHECK_TRUE("exists", now >= o->created_at);
            CHECK_TRUE("works", workdays_is_working(rules.workdays, today));
            CHECK_TRUE("hour", now >= civil_moment(today, 9 * HOUR));
            CHECK_INT("true days left", look.days_left, o->due - today);
            CHECK_TRUE("reminder before, overdue after",
                       (look.step.kind == OBLIGATION_REMINDER) ==
                           (look.days_left >= 0));
            CHECK_TRUE("apart", p.last_sent_at == MOMENT_NONE ||
                                    now - p.last_sent_at >= OBLIGATION_APART);
            CHECK_TRUE("offsets rise", look.step.offset > last_offset);
            last_offset = look.step.offset;
            p.last_sent_at = now;
        }
        CHECK_TRUE("waking goes forward",
                   look.wake_at == MOMENT_NONE || look.wake_at > now);
        now = look.wake_at;
        if (now != MOMENT_NONE && dice(seed, 8) == 0)
            now += dice(seed, 20 * CIVIL_DAY); /* the machine was off */
    }
}

static void test_properties(void **state)
{
    uint32_t seed = 20260101;
    civil_day first = day("2024-12-01");

    (void)state;
    for (int i = 0; i < 4000; i++) {
        const struct duty *d = all_duties[dice(&seed, ARRAY_LEN(all_duties))];
        civil_day anchor = first + (civil_day)dice(&seed, 1200);
        int64_t created = civil_moment(anchor, (int)dice(&seed, CIVIL_DAY)) -
                          (int64_t)dice(&seed, 90) * CIVIL_DAY;
        struct obligation o;

        plan_of(d, anchor, created, &rules, &o);
        CHECK_TRUE("lapse after the end", o.after_at > o.due_excl);
        check_properties(&o, &seed);
    }
}

static void test_duty_check(void **state)
{
    struct duty d = plan_duty;
    struct reason why;
    enum duty_unit unit = DUTY_UNIT_COUNT;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(all_duties); i++)
        CHECK_INT(all_duties[i]->name, duty_check(all_duties[i], &why),
                  VERDICT_DONE);
    d.reminders[0].n = 3;
    CHECK_INT("reminder after the due day", duty_check(&d, &why),
              VERDICT_NEVER);
    d = plan_duty;
    d.n_overdue = 0;
    CHECK_INT("repeat without a first", duty_check(&d, &why), VERDICT_NEVER);
    d = plan_duty;
    d.overdue[0].n = 0;
    CHECK_INT("overdue on the due day", duty_check(&d, &why), VERDICT_NEVER);
    d = plan_duty;
    d.reminder_notice[0] = '\0';
    CHECK_INT("no notice", duty_check(&d, &why), VERDICT_NEVER);
    CHECK_TRUE("unit name", duty_unit_from(SPAN("back_months"), &unit));
    CHECK_INT("unit", unit, DUTY_BACK_MONTHS);
    CHECK_TRUE("no unit", !duty_unit_from(SPAN("weeks"), &unit));
    CHECK_INT("untouched", unit, DUTY_BACK_MONTHS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_due_days),
        cmocka_unit_test(test_ladders),
        cmocka_unit_test(test_milestone_and_lapse),
        cmocka_unit_test(test_catch_up),
        cmocka_unit_test(test_properties),
        cmocka_unit_test(test_duty_check),
    };
    int failed = cmocka_run_group_tests(tests, setup, NULL);

    arena_release(&arena);
    return failed;
}
