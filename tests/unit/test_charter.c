#include "check.h"

#include "gateway/charter.h"

enum { TEST_ARENA = 16 * 1024 * 1024 };

static struct charter shipped(void)
{
    struct arena arena = ARENA_INIT(TEST_ARENA);
    struct complaints c = { .arena = &arena };
    struct charter ch = { 0 };

    CHECK_INT("the shipped charter",
              charter_parse("charter.conf", charter_shipped(), &c, &ch),
              VERDICT_DONE);
    arena_release(&arena);
    return ch;
}

struct duty_case {
    const char *name;
    int n;
    enum duty_unit unit;
    bool extend;
    int reminders[4], reminders_n;
    enum duty_base base;
    enum duty_unit step;
    int overdue_n, repeat;
    const char *reminder, *overdue, *to;
};

/* requirements.md 0.3 and section 7 */
static const struct duty_case duties[] = {
    { "app.supplement",
      30,
      DUTY_DAYS,
      true,
      { 7, 14, 27 },
      3,
      DUTY_FROM_ANCHOR,
      DUTY_DAYS,
      0,
      0,
      "app.supp.rem",
      "",
      "APP" },
    { "app.dispatch",
      3,
      DUTY_WORKING_DAYS,
      false,
      { 0 },
      1,
      DUTY_FROM_DUE,
      DUTY_DAYS,
      1,
      7,
      "app.dispatch.rem",
      "app.dispatch.overdue",
      "SEC" },
    { "app.review",
      15,
      DUTY_WORKING_DAYS,
      false,
      { 10, 14 },
      2,
      DUTY_FROM_ANCHOR,
      DUTY_WORKING_DAYS,
      2,
      0,
      "app.review.rem",
      "app.review.overdue",
      "GL,GS" },
    { "app.notify",
      5,
      DUTY_WORKING_DAYS,
      false,
      { 0 },
      1,
      DUTY_FROM_DUE,
      DUTY_DAYS,
      1,
      7,
      "app.notify.rem",
      "app.notify.overdue",
      "SEC" },
    { "app.formality",
      30,
      DUTY_DAYS,
      true,
      { 15, 25 },
      2,
      DUTY_FROM_ANCHOR,
      DUTY_DAYS,
      0,
      0,
      "app.supp.rem",
      "",
      "APP" },
    { "account.open",
      3,
      DUTY_WORKING_DAYS,
      false,
      { 0 },
      1,
      DUTY_FROM_DUE,
      DUTY_DAYS,
      1,
      0,
      "account.rem",
      "account.overdue",
      "ADM" },
    { "held.settle",
      2,
      DUTY_WORKING_DAYS,
      false,
      { 0 },
      0,
      DUTY_FROM_DUE,
      DUTY_DAYS,
      0,
      0,
      "",
      "",
      "" },
};

static void test_shipped_values_are_those_of_the_requirements(void **state)
{
    struct charter ch = shipped();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(duties); i++) {
        const struct duty_case *c = &duties[i];
        const struct duty *d = charter_duty(&ch, span_str(c->name));
        CHECK_TRUE(c->name, d != NULL);
        CHECK_INT(c->name, d->period.n, c->n);
        CHECK_INT(c->name, d->period.unit, c->unit);
        CHECK_INT(c->name, d->extend_to_working_day, c->extend);
        CHECK_INT(c->name, d->class, DUTY_SERVICE);
        CHECK_INT(c->name, d->n_reminders, c->reminders_n);
        for (int k = 0; k < c->reminders_n; k++) {
            CHECK_INT(c->name, d->reminders[k].n, c->reminders[k]);
            CHECK_INT(c->name, d->reminders[k].base, c->base);
            CHECK_INT(c->name, d->reminders[k].unit, c->step);
        }
        CHECK_INT(c->name, d->n_overdue, c->overdue_n);
        CHECK_INT(c->name, d->repeat_days, c->repeat);
        CHECK_SPAN(c->name, span_str(d->reminder_notice),
                   span_str(c->reminder));
        CHECK_SPAN(c->name, span_str(d->overdue_notice), span_str(c->overdue));
        CHECK_SPAN(c->name, span_str(d->reminder_to), span_str(c->to));
    }
    CHECK_TRUE("no such duty", !charter_duty(&ch, SPAN("app.nothing")));
}

#define DUTY(more_)                                                            \
    "duties = ( { name = \"x\"; article = \"甲\"; article_en = \"a\";"        \
    " class = \"S\"; " more_ " } );"

struct fault_case {
    const char *what, *text;
    size_t reports;
};

static const struct fault_case faults[] = {
    { "good", DUTY("period = \"3 days\";"), 0 },
    { "back from the meeting", DUTY("period = \"1 back_months\";"), 0 },
    { "no period", DUTY(""), 1 },
    { "unknown unit", DUTY("period = \"3 workdays\";"), 1 },
    { "no number", DUTY("period = \"days\";"), 1 },
    { "unknown key", DUTY("period = \"3 days\"; remind = [ ];"), 1 },
    { "mistyped key is not missing too", DUTY("peroid = \"3 days\";"), 1 },
    { "bad step",
      DUTY("period = \"3 days\"; reminder_notice = \"n\";"
           " reminders = [ \"due-\", \"start+1\", \"due+x\" ];"),
      3 },
    { "reminder after the due day",
      DUTY("period = \"3 days\"; reminder_notice = \"n\";"
           " reminders = [ \"due+1\" ];"),
      1 },
    { "steps without a notice",
      DUTY("period = \"3 days\"; reminders = [ \"due\" ];"), 1 },
    { "class",
      "duties = ( { name = \"x\"; article = \"a\"; article_en = "
      "\"a\"; class = \"B\"; period = \"1 days\"; } );",
      1 },
    { "wrong types", DUTY("period = 3; extend = \"yes\"; repeat = \"7\";"), 3 },
    { "about a plenary",
      DUTY("about = \"plenary\"; anchor = \"start\"; period = \"3 days\";"),
      0 },
    { "unknown anchor",
      DUTY("about = \"plenary\"; anchor = \"strat\"; period = \"3 days\";"),
      1 },
    { "an anchor the thing does not offer",
      DUTY("about = \"year\"; anchor = \"start\"; period = \"3 days\";"), 1 },
    { "unknown thing", DUTY("about = \"seminar\"; period = \"3 days\";"), 1 },
    { "no anchor", DUTY("about = \"plenary\"; period = \"3 days\";"), 1 },
    { "no such end",
      DUTY("about = \"task\"; anchor = \"target\"; until = \"start\";"
           " period = \"3 days\";"),
      1 },
    { "unknown condition", DUTY("period = \"3 days\"; unless = \"raining\";"),
      1 },
    { "unknown notice",
      DUTY("period = \"3 days\"; reminders = [ \"due\" ];"
           " reminder_notice = \"plan.ren\"; reminder_to = \"GL\";"),
      1 },
    { "unknown recipients",
      DUTY("period = \"3 days\"; reminders = [ \"due\" ];"
           " reminder_notice = \"plan.rem\"; reminder_to = \"GL,CHAIR\";"),
      1 },
    { "waits for nothing there", DUTY("period = \"3 days\"; after = \"y\";"),
      1 },
    { "waits for itself", DUTY("period = \"3 days\"; after = \"x\";"), 1 },
    { "a circle of waiting",
      "duties = ( { name = \"x\"; article = \"a\"; article_en = \"a\";"
      " class = \"S\"; period = \"1 days\"; after = \"z\"; },"
      " { name = \"y\"; article = \"a\"; article_en = \"a\"; class = \"S\";"
      " period = \"1 days\"; after = \"x\"; },"
      " { name = \"z\"; article = \"a\"; article_en = \"a\"; class = \"S\";"
      " period = \"1 days\"; after = \"y\"; } );",
      3 },
    { "waits for what is about something else",
      "duties = ( { name = \"x\"; article = \"a\"; article_en = \"a\";"
      " class = \"S\"; period = \"1 days\"; after = \"y\"; },"
      " { name = \"y\"; article = \"a\"; article_en = \"a\"; class = \"S\";"
      " about = \"year\"; anchor = \"first\"; period = \"1 days\"; } );",
      1 },
    { "exact with a period",
      DUTY("about = \"plenary\"; anchor = \"start\"; exact = true;"
           " period = \"3 days\";"),
      1 },
    { "collects from nobody",
      DUTY("about = \"plenary\"; anchor = \"start\"; collects = true;"
           " period = \"3 days\";"),
      1 },
    { "a reminder of what only the digest speaks of",
      "duties = ( { name = \"suggestion\"; article = \"a\"; article_en ="
      " \"a\"; class = \"S\"; period = \"3 days\"; overdue = [ \"due+1\" ];"
      " overdue_notice = \"post.overdue\"; overdue_to = \"GS\"; } );",
      1 },
    { "nothing", "", 1 },
    { "stranger", "rules = 1; duties = ( );", 1 },
    { "twice",
      "duties = ( { name = \"x\"; article = \"a\"; article_en = \"a\";"
      " class = \"S\"; period = \"1 days\"; }, { name = \"x\"; article"
      " = \"a\"; article_en = \"a\"; class = \"S\"; period = \"1 days"
      "\"; } );",
      1 },
};

static void test_every_fault_is_told_once(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(faults); i++) {
        struct arena arena = ARENA_INIT(TEST_ARENA);
        struct complaints c = { .arena = &arena };
        struct charter ch = { .n = 77 };
        enum verdict v = charter_parse("c", span_str(faults[i].text), &c, &ch);
        CHECK_INT(faults[i].what, c.list.n, faults[i].reports);
        CHECK_INT(faults[i].what, v == VERDICT_DONE, faults[i].reports == 0);
        if (v != VERDICT_DONE)
            CHECK_INT("untouched on failure", ch.n, 77);
        arena_release(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shipped_values_are_those_of_the_requirements),
        cmocka_unit_test(test_every_fault_is_told_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
