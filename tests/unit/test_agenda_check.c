#include "check.h"

#include "convoke/base/own.h"
#include "convoke/base/text.h"
#include "gateway/desk/agenda_check.h"

enum { ARENA = 1024 * 1024 };

#define ITEM(title_, project_, presenter_)                                     \
    {                                                                          \
        SPAN(title_), SPAN(project_), SPAN(presenter_), false                  \
    }
#define LEFT(project_, reason_)                                                \
    {                                                                          \
        SPAN(reason_), SPAN(project_), SPAN(""), true                          \
    }

/* WG5-S-04 (lead 郑四明, drafters 一, 二, 三), WG5-S-05 (lead 冯五明) and the
 * research project WG5-R-03 (lead 吴三明) are in progress. */
static struct project going[] = {
    { .id = SPAN("WG5-S-04"),
      .lead_name = SPAN("郑四明"),
      .drafters = { SPAN("起草一"), SPAN("起草二"), SPAN("起草三") } },
    { .id = SPAN("WG5-S-05"), .lead_name = SPAN("冯五明") },
    { .id = SPAN("WG5-R-03"), .research = true, .lead_name = SPAN("吴三明") },
};

static const struct check_case {
    const char *what;
    struct agenda_item items[4];
    size_t n;
    const char *want; /* points, then what is found */
} check_cases[] = {
    { "nothing",
      { ITEM("", "", "") },
      0,
      "0 left_out=WG5-S-04 left_out=WG5-S-05 research=WG5-R-03 " },
    { "all",
      { ITEM("a", "WG5-S-04", "郑四明"), ITEM("b", "WG5-S-05", "冯五明"),
        ITEM("c", "WG5-R-03", "吴三明"), ITEM("其他", "", "") },
      4,
      "4 " },
    { "left out with its reason",
      { ITEM("a", "WG5-S-04", "郑四明"), LEFT("WG5-S-05", "报批") },
      2,
      "1 research=WG5-R-03 " },
    { "left out without a reason",
      { ITEM("a", "WG5-S-04", "郑四明"), LEFT("WG5-S-05", ""),
        LEFT("WG5-R-03", "x") },
      3,
      "1 no_reason=WG5-S-05 " },
    { "only what is left out is no agenda",
      { LEFT("WG5-S-04", "a"), LEFT("WG5-S-05", "b"), LEFT("WG5-R-03", "c") },
      3,
      "0 " },
    { "a drafter presents",
      { ITEM("a", "WG5-S-04", "起草三"), LEFT("WG5-S-05", "b"),
        LEFT("WG5-R-03", "c") },
      3,
      "1 " },
    { "one of several presenters is enough",
      { ITEM("a", "WG5-S-04", "某某、郑　四明"), LEFT("WG5-S-05", "b"),
        LEFT("WG5-R-03", "c") },
      3,
      "1 " },
    { "a stranger presents",
      { ITEM("a", "WG5-S-04", "某某"), LEFT("WG5-S-05", "b"),
        LEFT("WG5-R-03", "c") },
      3,
      "1 stranger=WG5-S-04 " },
    { "nobody presents",
      { ITEM("a", "WG5-S-04", ""), LEFT("WG5-S-05", "b"),
        LEFT("WG5-R-03", "c") },
      3,
      "1 no_presenter=WG5-S-04 " },
    { "a project nobody knows",
      { ITEM("a", "WG5-S-04", "郑四明"), ITEM("b", "WG5-S-99", "某某"),
        LEFT("WG5-S-05", "b"), LEFT("WG5-R-03", "c") },
      4,
      "2 unknown=WG5-S-99 " },
};

static void add_items(struct text *to, const char *name,
                      const agenda_lines *lines)
{
    list_each(lines, item)
        text_addf(to, "%s=" SPAN_FMT " ", name, SPAN_ARG((*item)->project));
}

static void add_projects(struct text *to, const char *name,
                         const agenda_projects *all)
{
    list_each(all, p)
        text_addf(to, "%s=" SPAN_FMT " ", name, SPAN_ARG((*p)->id));
}

static void test_agenda_check(void **state)
{
    projects all = { .at = going, .n = ARRAY_LEN(going) };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(check_cases); i++) {
        CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA);
        CLEANUP(text_release) struct text got = TEXT_INIT(TEXT_MAX_HEADER);
        struct check_case c = check_cases[i];
        agenda_items items = { .at = c.items, .n = c.n };
        struct agenda_check a = agenda_check(&items, &all, &arena);

        text_addf(&got, "%zu ", a.points);
        add_projects(&got, "left_out", &a.left_out);
        add_items(&got, "no_reason", &a.no_reason);
        add_projects(&got, "research", &a.research);
        add_items(&got, "unknown", &a.unknown);
        add_items(&got, "no_presenter", &a.no_presenter);
        add_items(&got, "stranger", &a.strangers);
        CHECK_SPAN(c.what, text_span(&got), span_str(c.want));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_agenda_check) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
