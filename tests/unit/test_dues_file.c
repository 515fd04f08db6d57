#include "check.h"

#include "convoke/base/own.h"
#include "convoke/base/text.h"
#include "convoke/desk/dues_file.h"

enum { ARENA = 8 << 20 };

#define HEAD "as_of=2026-06-21\nyear,unit,amount,status,value_date,ref\n"

/* What the first row says, or what is wrong with the first bad line. */
struct row_case {
    const char *what, *text;
    int rows, problems;
    const char *first; /* "2026 M01 paid 2026-06-18 12000 r" */
    int line;          /* of the first problem */
};

static const struct row_case cases[] = {
    { "as written", HEAD "2026,M01,12000,paid,2026-06-18,B-1\n", 1, 0,
      "2026 M01 paid 2026-06-18 12000 B-1", 0 },
    { "a workbook's row",
      "as_of=2026-06-21\nyear\tunit\tamount\tstatus\t"
      "value_date\tref\n2026\tM01\t\tpaid\t2026-06-18\n",
      1, 0, "2026 M01 paid 2026-06-18  ", 0 },
    { "Chinese heads and words",
      "台账截至：2026年6月21日\n"
      "年度,单位,金额,状态,到账日期,凭证号\n2026年度,示例科技有限公司,"
      "12000元,已缴,2026年6月18日,银-7\n",
      1, 0, "2026 示例科技有限公司 paid 2026-06-18 12000元 银-7", 0 },
    { "CRLF, a mark at the front, full width",
      "\xef\xbb\xbf"
      "as_of,2026-06-21,,\r\nＹＥＡＲ,unit,status\r\n"
      "2026,M01,ＵＮＰＡＩＤ\r\n",
      1, 0, "2026 M01 unpaid -  ", 0 },
    { "quotes hold a comma and a quote",
      HEAD "2026,\"示例 \"\"A\"\", Ltd.\",\"12,000.00\",unpaid,,\n", 1, 0,
      "2026 示例 \"A\", Ltd. unpaid - 12,000.00 ", 0 },
    { "other order, a column nobody asked for",
      "as_of=2026-06-21\nstatus,注释,unit,year\nwaived,x,M08,2025\n", 1, 0,
      "2025 M08 waived -  ", 0 },
    { "empty lines between", HEAD "\n2026,M01,,unpaid,,\n,,,,,\n", 1, 0,
      "2026 M01 unpaid -  ", 0 },
    { "partial with its day", HEAD "2026,M01,,partial,2026-05-01,\n", 1, 0,
      "2026 M01 partial 2026-05-01  ", 0 },
    { "deferred", HEAD "2026,M01,,缓缴,,\n", 1, 0, "2026 M01 deferred -  ", 0 },
    { "disputed", HEAD "2026,M01,,争议,,\n", 1, 0, "2026 M01 disputed -  ", 0 },

    { "no such status", HEAD "2026,M01,,payed,2026-06-18,\n", 0, 1, "", 3 },
    { "no such year", HEAD "26,M01,,unpaid,,\n", 0, 1, "", 3 },
    { "no unit", HEAD "2026,,,unpaid,,\n", 0, 1, "", 3 },
    { "no such day", HEAD "2026,M01,,paid,2026-06-31,\n", 0, 1, "", 3 },
    { "paid without a day", HEAD "2026,M01,,paid,,\n", 0, 1, "", 3 },
    { "unpaid with a day", HEAD "2026,M01,,unpaid,2026-06-01,\n", 0, 1, "", 3 },
    { "paid after as_of", HEAD "2026,M01,,paid,2026-06-22,\n", 0, 1, "", 3 },
    { "paid on as_of", HEAD "2026,M01,,paid,2026-06-21,\n", 1, 0,
      "2026 M01 paid 2026-06-21  ", 0 },
    { "an amount that is a formula", HEAD "2026,M01,=1+1,unpaid,,\n", 0, 1, "",
      3 },
    { "good lines beside a bad one", HEAD "2026,M01,,unpaid,,\n2026,M02,,?,,\n",
      1, 1, "2026 M01 unpaid -  ", 4 },
    { "no as_of", "year,unit,status\n2026,M01,unpaid\n", 1, 1,
      "2026 M01 unpaid -  ", 0 },
    { "as_of that is no day",
      "as_of=2026-02-30\nyear,unit,status\n"
      "2026,M01,unpaid\n",
      1, 1, "2026 M01 unpaid -  ", 0 },
    { "no heads", "as_of=2026-06-21\n2026,M01,,unpaid,,\n", 0, 1, "", 0 },
    { "a head twice",
      "as_of=2026-06-21\nyear,unit,status,状态\n"
      "2026,M01,unpaid,paid\n",
      1, 2, NULL, 2 },
    { "heads alone", HEAD, 0, 1, "", 0 },
    { "nothing", "", 0, 1, "", 0 },
    { "octets", "\xff\xfe,\x80\t\"", 0, 1, "", 0 },
};

static struct span first_of(const struct dues_file *f, struct arena *a)
{
    char day[CIVIL_TEXT];
    const struct dues_file_row *r = f->rows.n ? &f->rows.at[0] : NULL;

    if (!r)
        return SPAN_NONE;
    return arena_printf(a, "%d " SPAN_FMT " %s %s " SPAN_FMT " " SPAN_FMT,
                        r->year, SPAN_ARG(r->units[0]),
                        dues_status_name(r->status),
                        r->value_day ? civil_print(r->value_day, day) : "-",
                        SPAN_ARG(r->amount), SPAN_ARG(r->ref));
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
        const struct row_case *c = &cases[i];
        struct dues_file f;

        dues_file_read(span_str(c->text), &a, &f);
        if (c->first)
            CHECK_INT(c->what, f.problems.n, c->problems);
        CHECK_INT(c->what, f.problems.n > 0, c->problems > 0);
        if (c->first) {
            CHECK_INT(c->what, f.rows.n, c->rows);
            CHECK_SPAN(c->what, first_of(&f, &a), span_str(c->first));
        }
        if (f.problems.n) {
            CHECK_INT(c->what, f.problems.at[0].line, c->line);
            CHECK_TRUE(c->what, f.problems.at[0].zh.n && f.problems.at[0].en.n);
        }
    }
}

static void test_a_unit_by_several_cells(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    struct dues_file f;

    (void)state;
    dues_file_read(SPAN("截至 2026-06-21\n编号,统一社会信用代码,单位名称,年度,"
                        "状态,缴费截止日期\nM01,91110000MA0000000X,示例,2026,"
                        "未缴,2026-05-31\n"),
                   &a, &f);
    CHECK_INT("understood", f.problems.n, 0);
    CHECK_SPAN("its id", f.rows.at[0].units[0], SPAN("M01"));
    CHECK_SPAN("its code", f.rows.at[0].units[1], SPAN("91110000MA0000000X"));
    CHECK_SPAN("its name", f.rows.at[0].units[2], SPAN("示例"));
    CHECK_INT("the bill's day", f.rows.at[0].due,
              civil_to_day((struct civil){ 2026, 5, 31 }));
    CHECK_INT("as of", f.as_of, civil_to_day((struct civil){ 2026, 6, 21 }));
}

static void test_what_is_a_ledger(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);

    (void)state;
    CHECK_TRUE("with its heads", dues_file_is_ledger(SPAN(HEAD), &a));
    CHECK_TRUE("a letter", !dues_file_is_ledger(SPAN("台账见附件。\n"), &a));
    CHECK_TRUE("a sign-in list",
               !dues_file_is_ledger(SPAN("unit,name,status\nM01,x,A\n"), &a));
}

static void test_problems_are_capped(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    CLEANUP(text_release) struct text t = TEXT_INIT(1 << 20);
    struct dues_file f;

    (void)state;
    text_add(&t, SPAN(HEAD));
    for (int i = 0; i < 1000; i++)
        text_add(&t, SPAN("2026,M01,,?,,\n"));
    dues_file_read(text_span(&t), &a, &f);
    CHECK_INT("kept", f.problems.n, DUES_FILE_PROBLEMS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_a_unit_by_several_cells),
        cmocka_unit_test(test_what_is_a_ledger),
        cmocka_unit_test(test_problems_are_capped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
