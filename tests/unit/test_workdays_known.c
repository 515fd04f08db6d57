#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "convoke/base/own.h"
#include "convoke/desk/workdays_known.h"
#include "convoke/store/workday_row.h"

static civil_day day(int y, int m, int d)
{
    return civil_to_day((struct civil){ y, m, d });
}

struct imported_day {
    struct civil day; /* year 0 ends */
    bool works;
};

struct known_case {
    const char *what;
    struct imported_day imported[3];
    size_t shipped;     /* days of the program's own that hold */
    struct civil asked; /* a weekday of the shipped National Day holidays */
    bool works;
};

/* Shipped are 33 days of 2025 and 39 of 2026. */
static const struct known_case known_cases[] = {
    { .what = "nothing imported", .shipped = 72, .asked = { 2026, 10, 5 } },
    { .what = "next year takes nothing away",
      .imported = { { { 2027, 1, 1 }, false } },
      .shipped = 72,
      .asked = { 2026, 10, 5 } },
    { .what = "nor does its New Year's Eve",
      .imported = { { { 2026, 12, 31 }, false }, { { 2027, 1, 1 }, false } },
      .shipped = 72,
      .asked = { 2026, 10, 5 } },
    { .what = "a year that was imported is as imported",
      .imported = { { { 2026, 1, 1 }, false } },
      .shipped = 33,
      .asked = { 2026, 10, 5 },
      .works = true },
    { .what = "the year before still holds",
      .imported = { { { 2026, 1, 1 }, false } },
      .shipped = 33,
      .asked = { 2025, 10, 6 } },
};

static void test_what_holds(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(known_cases); i++) {
        const struct known_case *c = &known_cases[i];
        CLEANUP(arena_release) struct arena arena = ARENA_INIT(1 << 20);
        struct workdays_known known = { 0 };
        struct store *st = NULL;
        char path[] = "/tmp/convoke-known-XXXXXX";
        char side[40];
        struct reason why = { 0 };
        size_t shipped = 0;

        close(mkstemp(path));
        CHECK_INT(c->what, store_open(path, &st, &why), VERDICT_DONE);
        for (size_t j = 0; j < 3 && c->imported[j].day.year; j++) {
            struct workday w = { civil_to_day(c->imported[j].day),
                                 c->imported[j].works };
            CHECK_INT(c->what, workday_put(st, w, SPAN("x"), &why),
                      VERDICT_DONE);
        }
        CHECK_INT(c->what, workdays_known(st, &arena, &known, &why),
                  VERDICT_DONE);
        list_each(&known.days, d) shipped += d->shipped;
        CHECK_INT(c->what, shipped, c->shipped);
        CHECK_INT(c->what, known.table.n, known.days.n);
        for (size_t j = 1; j < known.days.n; j++)
            CHECK_TRUE("ascending",
                       known.days.at[j - 1].day < known.days.at[j].day);
        CHECK_INT(c->what,
                  workdays_is_working(&known.table, civil_to_day(c->asked)),
                  c->works);
        store_close(st);
        unlink(path);
        snprintf(side, sizeof(side), "%s-wal", path);
        unlink(side);
    }
}

static void test_notice_years(void **state)
{
    (void)state;
    CHECK_INT("January", workdays_notice_year(day(2027, 1, 1)), 2027);
    CHECK_INT("November", workdays_notice_year(day(2027, 11, 30)), 2027);
    CHECK_INT("December", workdays_notice_year(day(2026, 12, 1)), 2027);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_holds),
        cmocka_unit_test(test_notice_years),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
