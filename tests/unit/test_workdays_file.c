#include "check.h"

#include "convoke/base/own.h"
#include "convoke/desk/workdays_file.h"

static civil_day day(int y, int m, int d)
{
    return civil_to_day((struct civil){ y, m, d });
}

static void test_shipped(void **state)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(1 << 20);
    struct workdays_rows got = { 0 };
    struct reason why;

    (void)state;
    CHECK_INT("reads", workdays_parse(workdays_shipped(), &arena, &got, &why),
              VERDICT_DONE);
    CHECK_INT("rows", got.rows.n, 24);
    CHECK_INT("problems", got.problems.n, 0);
    CHECK_INT("days", got.table.n, 28 + 33 + 11);
    CHECK_TRUE("2025", workdays_knows(&got.table, 2025));
    CHECK_TRUE("2026", workdays_knows(&got.table, 2026));
    CHECK_TRUE("2027 is not published", !workdays_knows(&got.table, 2027));
    CHECK_TRUE("14 Feb 2026 works",
               workdays_is_working(&got.table, day(2026, 2, 14)));
    CHECK_TRUE("23 Feb 2026 rests",
               !workdays_is_working(&got.table, day(2026, 2, 23)));
    CHECK_SPAN("name", got.rows.at[1].name, SPAN("春节"));
}

struct bad_case {
    const char *what;
    const char *file;
    int line;
};

static const struct bad_case bad_cases[] = {
    { "nothing", "", 0 },
    { "only comments", "# a\n\n# b\n", 0 },
    { "no such kind", "2026\tfree\t2026-01-01\t2026-01-01\tx\n", 1 },
    { "no such day", "2026\trest\t2026-02-30\t2026-03-01\tx\n", 1 },
    { "backwards", "# c\n2026\trest\t2026-01-03\t2026-01-01\tx\n", 2 },
    { "other year", "2026\trest\t2025-10-01\t2025-10-07\tx\n", 1 },
    { "a slip of the month", "2026\trest\t2026-01-01\t2026-10-03\tx\n", 1 },
    { "make-up on a Monday", "2026\twork\t2026-03-02\t2026-03-02\tx\n", 1 },
    { "commas", "2026,rest,2026-01-01,2026-01-03,x\n", 1 },
    { "year as a word", "last\trest\t2026-01-01\t2026-01-03\tx\n", 1 },
    { "not UTF-8", "2026\trest\t2026-01-01\t2026-01-03\t\xff\n", 1 },
    { "a name without an end",
      "2026\trest\t2026-01-01\t2026-01-03\t"
      "0123456789012345678901234567890123456789012345678901234567890"
      "0123456789012345678901234567890123456789012345678901234567890\n",
      1 },
    { "one day twice",
      "2026\trest\t2026-01-01\t2026-01-03\tx\n"
      "2026\twork\t2026-01-03\t2026-01-03\ty\n",
      0 },
};

static void test_bad(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bad_cases); i++) {
        const struct bad_case *c = &bad_cases[i];
        CLEANUP(arena_release) struct arena arena = ARENA_INIT(1 << 20);
        struct workdays_rows got = { 0 };
        struct reason why = { 0 };

        CHECK_INT(c->what,
                  workdays_parse(span_str(c->file), &arena, &got, &why),
                  VERDICT_NEVER);
        CHECK_INT(c->what, got.problems.n, 1);
        CHECK_INT(c->what, got.problems.at[0].line, c->line);
        CHECK_INT(c->what, got.rows.n, 0);
        CHECK_TRUE(c->what, why.text[0] != '\0');
    }
}

static void test_all_problems(void **state)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(1 << 20);
    struct workdays_rows got = { 0 };
    struct reason why;

    (void)state;
    CHECK_INT("refused",
              workdays_parse(SPAN("\xef\xbb\xbf# x\r\n"
                                  "2026\trest\tx\t2026-01-03\r\n"
                                  "2026\trest\t2026-01-01\t2026-01-03\r\n"
                                  "2026\tx\t2026-01-01\t2026-01-03\r\n"),
                             &arena, &got, &why),
              VERDICT_NEVER);
    CHECK_INT("both are told", got.problems.n, 2);
    CHECK_INT("first line", got.problems.at[0].line, 2);
    CHECK_INT("second line", got.problems.at[1].line, 4);
}

static void test_december(void **state)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(1 << 20);
    struct workdays_rows got = { 0 };
    struct reason why;

    (void)state;
    CHECK_INT("a New Year that begins in December",
              workdays_parse(SPAN("2024\trest\t2023-12-30\t2024-01-01"), &arena,
                             &got, &why),
              VERDICT_DONE);
    CHECK_INT("days", got.table.n, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shipped),
        cmocka_unit_test(test_bad),
        cmocka_unit_test(test_all_problems),
        cmocka_unit_test(test_december),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
