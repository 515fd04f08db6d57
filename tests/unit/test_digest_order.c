#include "check.h"

#include <stdio.h>
#include <string.h>

#include "convoke/base/moment.h"
#include "convoke/base/own.h"
#include "gateway/desk/digest_item.h"

static civil_day day_of(const char *text)
{
    civil_day d = 0;

    CHECK_TRUE(text, civil_parse(span_str(text), &d));
    return d;
}

/* Duties as charter.conf has them, as far as placing looks at them. */
static const struct duty limit = { .name = "limit",
                                   .class = DUTY_CHARTER,
                                   .about = DUTY_ABOUT_STANDARD,
                                   .closed_by = "approval",
                                   .reminder_notice = "prj.rem",
                                   .overdue_notice = "prj.overdue" };
static const struct duty minutes = { .name = "post",
                                     .class = DUTY_SERVICE,
                                     .about = DUTY_ABOUT_PLENARY,
                                     .closed_by = "post",
                                     .reminder_notice = "post.rem" };
static const struct duty assessment = { .name = "assessment",
                                        .class = DUTY_SERVICE,
                                        .about = DUTY_ABOUT_YEAR };
static const struct duty suggestion = { .name = "suggestion",
                                        .class = DUTY_SERVICE,
                                        .about = DUTY_ABOUT_ACT };
static const struct duty eve = { .name = "eve",
                                 .class = DUTY_SERVICE,
                                 .about = DUTY_ABOUT_PLENARY,
                                 .collects = true,
                                 .reminder_notice = "meeting.rem" };
static const struct duty tables = { .name = "ctable",
                                    .class = DUTY_CHARTER,
                                    .about = DUTY_ABOUT_PLENARY,
                                    .closed_by = "table",
                                    .reminder_notice = "ctable.rem",
                                    .end_notice = "ctable.overdue" };
static const struct duty contributions = { .name = "contrib",
                                           .class = DUTY_CHARTER,
                                           .about = DUTY_ABOUT_PLENARY,
                                           .closed_by = "contribution",
                                           .collects = true,
                                           .reminder_notice = "contrib.rem",
                                           .end_notice = "contrib.closed" };

/* Thursday 2026-04-09 08:30; the digest before is of the day before. */
static struct digest morning(bool weekly)
{
    return (struct digest){
        .now = civil_moment(day_of("2026-04-09"), 8 * 3600 + 1800),
        .since = civil_moment(day_of("2026-04-08"), 8 * 3600 + 1800),
        .today = day_of("2026-04-09"),
        .weekly = weekly,
    };
}

static const struct {
    const char *what;
    const struct duty *duty;
    const char *due;
    enum obligation_state state;
    const char *until; /* NULL: none */
    bool ours, weekly;
    enum digest_section want;
} places[] = {
    { "a charter's day that is over", &limit, "2026-02-28",
      OBLIGATION_IS_OVERDUE, NULL, false, false, DIGEST_CHARTER },
    { "…also when nobody wrote it down yet", &limit, "2026-04-08",
      OBLIGATION_IS_OPEN, NULL, false, false, DIGEST_CHARTER },
    { "today", &limit, "2026-04-09", OBLIGATION_IS_OPEN, NULL, false, false,
      DIGEST_TODAY },
    { "tomorrow", &limit, "2026-04-10", OBLIGATION_IS_OPEN, NULL, false, false,
      DIGEST_AHEAD },
    { "in 14 days", &limit, "2026-04-23", OBLIGATION_IS_OPEN, NULL, false,
      false, DIGEST_AHEAD },
    { "in 15 days", &limit, "2026-04-24", OBLIGATION_IS_OPEN, NULL, false,
      false, DIGEST_NOWHERE },
    { "a service period that is over", &minutes, "2026-04-08",
      OBLIGATION_IS_OVERDUE, NULL, false, false, DIGEST_SERVICE },
    { "a period that ended waits to be seen", &limit, "2026-03-31",
      OBLIGATION_IS_MISSED, NULL, false, false, DIGEST_DECIDE },
    { "…also when nobody wrote it down yet", &limit, "2026-03-31",
      OBLIGATION_IS_OVERDUE, "2026-04-09 00:00", false, false, DIGEST_DECIDE },
    { "what the secretariat itself owes", &minutes, "2026-04-30",
      OBLIGATION_IS_OPEN, NULL, true, false, DIGEST_DECIDE },
    { "…over or not", &minutes, "2026-04-01", OBLIGATION_IS_OVERDUE, NULL, true,
      false, DIGEST_DECIDE },
    { "a hint on the week's first day", &assessment, "2026-03-31",
      OBLIGATION_IS_OVERDUE, NULL, false, true, DIGEST_SERVICE },
    { "a hint on another day", &assessment, "2026-03-31", OBLIGATION_IS_OVERDUE,
      NULL, false, false, DIGEST_NOWHERE },
    { "somebody waits for an answer: any day", &suggestion, "2026-04-08",
      OBLIGATION_IS_OVERDUE, NULL, false, false, DIGEST_SERVICE },
    { "a mail that goes out is no duty", &eve, "2026-04-09", OBLIGATION_IS_OPEN,
      NULL, false, true, DIGEST_NOWHERE },
    { "a collection before its day", &contributions, "2026-04-10",
      OBLIGATION_IS_OPEN, NULL, false, false, DIGEST_AHEAD },
    { "a collection after it", &contributions, "2026-04-08",
      OBLIGATION_IS_OVERDUE, NULL, false, false, DIGEST_NOWHERE },
    { "what ended by itself since: once", &tables, "2026-04-08",
      OBLIGATION_IS_MISSED, NULL, false, false, DIGEST_CHARTER },
    { "what ended by itself before", &tables, "2026-04-07",
      OBLIGATION_IS_MISSED, NULL, false, false, DIGEST_NOWHERE },
};

static void test_places(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(places); i++) {
        struct digest dg = morning(places[i].weekly);
        struct obligation_row row = {
            .due_day = day_of(places[i].due),
            .due_at = civil_end(day_of(places[i].due)),
            .until_at = MOMENT_NONE,
            .state = places[i].state,
        };

        if (places[i].until)
            CHECK_TRUE(places[i].what,
                       moment_parse(span_str(places[i].until), &row.until_at));
        CHECK_INT(places[i].what,
                  digest_place(&dg, places[i].duty, &row, places[i].ours),
                  places[i].want);
    }
}

/* section, days over (999: no day), group, object; in the order wanted. */
static const struct {
    enum digest_section section;
    int over;
    const char *group, *object;
} sorted[] = {
    { DIGEST_TODAY, 0, "WG5", "WG5-S-01" },
    { DIGEST_CHARTER, 40, "WG7", "WG7-S-01" },
    { DIGEST_CHARTER, 9, "WG5", "WG5-S-01" },
    { DIGEST_CHARTER, 9, "WG5", "WG5-S-02" },
    { DIGEST_CHARTER, 9, "WG7", "WG7-S-00" },
    { DIGEST_DECIDE, 2, "WG7", "WG7-2026-Q2" },
    { DIGEST_DECIDE, -3, "WG5", "APP-2026-001" },
    { DIGEST_DECIDE, 999, "WG5", "C-2026-006" },
    { DIGEST_AHEAD, -1, "WG7", "WG7-S-01" },
    { DIGEST_AHEAD, -5, "WG5", "WG5-S-01" },
    { DIGEST_AHEAD, -14, "WG5", "WG5-S-00" },
    { DIGEST_WARNINGS, 999, "WG5", "M03" },
    { DIGEST_WARNINGS, 999, "WG7", "M02" },
    { DIGEST_WARNINGS, 999, "", "DUES" },
    { DIGEST_DATA, 999, "", "workdays" },
    { DIGEST_DATA, 999, "WG5", "M08" },
};

static void test_order(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(1 << 20);
    size_t n = ARRAY_LEN(sorted);

    (void)state;
    /* From every rotation of the list. */
    for (size_t turn = 0; turn < n; turn++) {
        digest_items items = { 0 };

        for (size_t i = 0; i < n; i++) {
            size_t at = (i * 5 + turn) % n;
            *list_push(&items, &a) = (struct digest_item){
                .section = sorted[at].section,
                .dated = sorted[at].over != 999,
                .over = sorted[at].over != 999 ? sorted[at].over : 0,
                .group = span_str(sorted[at].group),
                .object = span_str(sorted[at].object),
            };
        }
        digest_sort(&items);
        for (size_t i = 0; i < n; i++) {
            CHECK_SPAN("order", items.at[i].object, span_str(sorted[i].object));
            CHECK_INT("section", items.at[i].section, sorted[i].section);
            CHECK_INT("numbers go through all sections", items.at[i].number,
                      i + 1);
        }
    }
}

static void test_weeks(void **state)
{
    static const struct {
        const char *what, *day;
        bool opens;
    } cases[] = {
        { "Monday", "2026-04-13", true },
        { "Tuesday", "2026-04-14", false },
        { "Tuesday after a Monday off", "2026-04-07", true },
        { "Thursday after a holiday", "2026-10-08", true },
        { "Friday after it", "2026-10-09", false },
        { "a Saturday that works", "2026-10-10", false },
    };
    struct workday off[] = {
        { day_of("2026-04-06"), false }, { day_of("2026-10-05"), false },
        { day_of("2026-10-06"), false }, { day_of("2026-10-07"), false },
        { day_of("2026-10-10"), true },
    };
    struct workdays w = { off, ARRAY_LEN(off) };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        CHECK_INT(cases[i].what, digest_opens_week(&w, day_of(cases[i].day)),
                  cases[i].opens);
}

static void test_pressing(void **state)
{
    struct digest_item gap = { .section = DIGEST_DATA };
    struct digest_item due = { .section = DIGEST_AHEAD };
    struct digest_item warned = { .section = DIGEST_WARNINGS,
                                  .standing = true };
    struct digest dg = { .items = { &gap, 1, 1 } };

    (void)state;
    CHECK_TRUE("a gap in the register waits for the week",
               !digest_presses(&dg));
    dg.items.at = &due;
    CHECK_TRUE("what falls due does not", digest_presses(&dg));
    dg.items.at = &warned;
    CHECK_TRUE("nor does a warning that was told", !digest_presses(&dg));
    dg.items.n = 0;
    CHECK_TRUE("nothing presses nobody", !digest_presses(&dg));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_weeks),
        cmocka_unit_test(test_pressing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
