#include "check.h"

#include "convoke/base/own.h"
#include "gateway/desk/attendance_file.h"

enum { ARENA = 4 * 1024 * 1024 };

#define HEAD "unit\tperson\trole\tmode\tsignin_time\n"
#define T "2026-03-31 08:55"

static const struct {
    const char *what, *text;
    size_t lines, faults;
    int line;          /* of the first fault */
    const char *fault; /* its English words */
    const char *first; /* the first line's cells */
} cases[] = {
    { "as the platform writes it", HEAD "M01\t张三\t代表\t现场\t" T "\n", 1, 0,
      0, NULL, "M01 张三 代表 现场 " T },
    { "Chinese heads, another order, a title above",
      "签到表\n签到时间\t姓名\t单位名称\n" T "\t张三\t示例科技有限公司\n", 1, 0,
      0, NULL, "示例科技有限公司 张三 " T },
    { "a leader without a unit", HEAD "\t王范例\t副组长\t\t" T "\n", 1, 0, 0,
      NULL, "王范例 副组长 " T },
    { "empty rows are passed over", HEAD "\n\t\t\nM01\t\t\t\t" T "\n\n", 1, 0,
      0, NULL, "M01 " T },
    { "hours alone are of the day", HEAD "M01\t\t\t\t08:55\n", 1, 0, 0, NULL,
      "M01 08:55" },
    { "the second day of it", HEAD "M01\t\t\t\t2026/4/1 13:00\n", 1, 0, 0, NULL,
      "M01 2026/4/1 13:00" },
    { "commas, a quoted name with one in it",
      "unit,person,role,mode,signin_time\n\"示例,科技\",\"张\"\"三\"\"\",,," T
      "\n",
      1, 0, 0, NULL, "示例,科技 张\"三\" " T },
    { "semicolons, quoted all over",
      "\"单位\";\"签到时间\"\n\"M01\";\"" T "\"\n", 1, 0, 0, NULL, "M01 " T },
    { "a quote that stays open", "unit,signin_time\nM01,\"" T "\n", 1, 0, 0,
      NULL, "M01 " T },
    { "an empty cell in quotes", "unit,person,signin_time\nM01,\"\"," T "\n", 1,
      0, 0, NULL, "M01 " T },
    { "no head", "M01\t张三\t代表\t现场\t" T "\n", 0, 1, 0,
      "no head with the columns unit and signin_time", NULL },
    { "no line", HEAD, 0, 1, 0, "the list has no line", NULL },
    { "nothing", "", 0, 1, 0, "no head with the columns unit and signin_time",
      NULL },
    { "no time: registered, not signed in",
      HEAD "M01\t\t\t\t" T "\nM02\t张\t\t\t\n", 1, 1, 3, "no sign-in time",
      "M01 " T },
    { "another day", HEAD "M01\t\t\t\t2026-03-30 09:00\n", 0, 1, 2,
      "signed in on another day than the meeting's", NULL },
    { "no such time", HEAD "M01\t\t\t\t2026-02-30\n", 0, 1, 2,
      "the sign-in time cannot be read", NULL },
    { "no time at all", HEAD "M01\t\t\t\t已签到\n", 0, 1, 2,
      "the sign-in time cannot be read", NULL },
    { "nobody", HEAD "\t\t代表\t\t" T "\n", 0, 1, 2,
      "neither a unit nor a person", NULL },
};

static void rows_are_read_or_told(void **state)
{
    civil_day first = civil_to_day((struct civil){ 2026, 3, 31 });

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA);
        struct attendance_file f;

        attendance_file_read(span_str(cases[i].text), first, first + 1, &arena,
                             &f);
        CHECK_INT(cases[i].what, f.lines.n, cases[i].lines);
        CHECK_INT(cases[i].what, f.faults_all, cases[i].faults);
        if (f.faults.n) {
            CHECK_SPAN(cases[i].what, span_str(f.faults.at[0].en),
                       span_str(cases[i].fault));
            CHECK_INT(cases[i].what, f.faults.at[0].line, cases[i].line);
        }
        if (f.lines.n)
            CHECK_SPAN(cases[i].what,
                       attendance_line_text(&f.lines.at[0], &arena),
                       span_str(cases[i].first));
    }
}

static const struct {
    const char *word;
    enum attendance_role stands;
} role_cases[] = {
    { "组长", ATTENDANCE_ROLE_LEADER },
    { "副组长", ATTENDANCE_ROLE_LEADER },
    { "dgl", ATTENDANCE_ROLE_LEADER },
    { "联络员", ATTENDANCE_ROLE_GUEST },
    { "代表", ATTENDANCE_ROLE_MEMBER },
    { "", ATTENDANCE_ROLE_MEMBER },
    { "项目组长", ATTENDANCE_ROLE_MEMBER },
};

static void a_role_says_for_whom_one_came(void **state)
{
    civil_day first = civil_to_day((struct civil){ 2026, 3, 31 });

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(role_cases); i++) {
        CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA);
        struct attendance_file f;
        struct span text = arena_printf(&arena, HEAD "\t张三\t%s\t\t" T "\n",
                                        role_cases[i].word);

        attendance_file_read(text, first, first, &arena, &f);
        CHECK_INT(role_cases[i].word, f.lines.n, 1);
        CHECK_INT(role_cases[i].word, f.lines.at[0].stands,
                  role_cases[i].stands);
    }
}

static void faults_beyond_the_most_are_counted(void **state)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA);
    struct attendance_file f;
    struct span text = SPAN(HEAD);

    (void)state;
    for (int i = 0; i < ATTENDANCE_MAX_FAULTS + 7; i++)
        text =
            arena_printf(&arena, SPAN_FMT "M%02d\t\t\t\t\n", SPAN_ARG(text), i);
    attendance_file_read(text, 0, 0, &arena, &f);
    CHECK_INT("told", f.faults.n, ATTENDANCE_MAX_FAULTS);
    CHECK_INT("all", f.faults_all, ATTENDANCE_MAX_FAULTS + 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_read_or_told),
        cmocka_unit_test(a_role_says_for_whom_one_came),
        cmocka_unit_test(faults_beyond_the_most_are_counted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
