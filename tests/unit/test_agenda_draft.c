#include "check.h"

#include "convoke/base/own.h"
#include "convoke/base/text.h"
#include "gateway/desk/agenda_draft.h"

enum { ARENA = 8 * 1024 * 1024 };

static const struct {
    const char *what, *words;
    const char *want; /* title|project|presenter, "-" before an omission */
} cases[] = {
    { "one project a point",
      "议程：\n1. WG5-S-04 进展，汇报人：郑四明\n2. 其他\n",
      "进展|WG5-S-04|郑四明\n其他||\n" },
    { "several projects of one item", "议程S-01,S-02,R-03\n",
      "|WG5-S-01|\n|WG5-S-02|\n|WG5-R-03|\n" },
    { "the same project twice", "议程：\n1. WG5-S-04（S-04）讨论\n",
      "（S-04）讨论|WG5-S-04|\n" },
    { "several presenters", "议程：\n1. S-04 汇报人：张三、李四\n",
      "|WG5-S-04|张三、李四\n" },
    { "left out", "议程：\n1. 其他\n不列入议程：S-05 理由：报批\n",
      "其他||\n-报批|WG5-S-05|\n" },
    { "no agenda", "各位好，请知悉。\n", "" },
};

static void test_agenda_draft(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA);
        CLEANUP(text_release) struct text got = TEXT_INIT(TEXT_MAX_HEADER);
        struct agenda_draft d =
            agenda_draft_read(span_str(cases[i].words), SPAN("WG5"), &arena);

        list_each(&d.points, p)
            text_addf(&got, "%s" SPAN_FMT "|" SPAN_FMT "|" SPAN_FMT "\n",
                      p->omitted ? "-" : "", SPAN_ARG(p->title),
                      SPAN_ARG(p->project), SPAN_ARG(p->presenter));
        CHECK_SPAN(cases[i].what, text_span(&got), span_str(cases[i].want));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_agenda_draft) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
