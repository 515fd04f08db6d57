#include "check.h"

#include "convoke/base/arena.h"
#include "convoke/base/own.h"
#include "gateway/desk/annual_parts.h"

enum { ARENA = 1024 * 1024, MOST = 4 };

struct parts_case {
    const char *what;
    const char *names[MOST]; /* of the files */
    bool had_report, had_plan;
    const char *want; /* a letter a file: r, p or -; then what there is */
};

static const struct parts_case cases[] = {
    { "both by name",
      { "2026年度总结.docx", "2027年工作计划.docx" },
      false,
      false,
      "rp rp" },
    { "the other way round",
      { "2027年工作计划.docx", "2026年度工作情况.docx" },
      false,
      false,
      "pr rp" },
    { "English",
      { "Annual report 2026.docx", "Work plan 2027.docx" },
      false,
      false,
      "rp rp" },
    { "full-width letters",
      { "ＷＯＲＫ　ＰＬＡＮ.docx" },
      false,
      false,
      "p p" },
    { "a report alone", { "WG5年度总结.docx" }, false, false, "r r" },
    { "a plan alone", { "工作要点和安排.docx" }, false, false, "p p" },
    { "one that is both",
      { "2026年总结和2027年计划.docx" },
      false,
      false,
      "r rp" },
    { "a plan's report is a plan",
      { "工作计划报告.docx" },
      false,
      false,
      "p p" },
    { "no name tells: the report", { "附件.docx" }, false, false, "r r" },
    { "two of them", { "附件1.docx", "附件2.docx" }, false, false, "rp rp" },
    { "the rest beside a plan",
      { "附件1.docx", "工作计划.docx" },
      false,
      false,
      "rp rp" },
    { "what was missing", { "附件1.docx" }, true, false, "p p" },
    { "the report was missing", { "附件1.docx" }, false, true, "r r" },
    { "nothing was missing", { "附件1.docx" }, true, true, "r r" },
    { "a picture without a name is none",
      { "", "年度总结.docx" },
      false,
      false,
      "-r r" },
    { "nothing", { NULL }, false, false, " " },
};

static struct facts facts_of(const struct parts_case *c, struct arena *arena)
{
    struct facts f = { .form_part = -1 };

    for (size_t i = 0; i < MOST && c->names[i]; i++)
        *list_push(&f.files, arena) = (struct facts_file){
            .name = span_str(c->names[i]),
            .type = c->names[i][0] ? FACTS_FILE_DOCX : FACTS_FILE_IMAGE,
        };
    return f;
}

static void test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA);
        struct facts f = facts_of(&cases[i], &arena);
        struct annual_parts p =
            annual_parts_of(&f, cases[i].had_report, cases[i].had_plan);
        char got[MOST + 4];
        size_t n = 0;

        for (size_t k = 0; k < f.files.n; k++)
            got[n++] = p.report[k] ? 'r' : p.plan[k] ? 'p' : '-';
        got[n++] = ' ';
        if (p.has_report)
            got[n++] = 'r';
        if (p.has_plan)
            got[n++] = 'p';
        CHECK_SPAN(cases[i].what, span_of(got, n), span_str(cases[i].want));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_cases) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
