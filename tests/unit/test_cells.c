#include "check.h"

#include "gateway/desk/cells.h"

enum { ARENA = 1024 * 1024 };

#define LINES_8 "\n\n\n\n\n\n\n\n"

static const struct cells_case {
    const char *what, *text;
    char by;
    const char *want; /* line and cells of each row: "1[a|b]" */
} cells_cases[] = {
    { "cells are trimmed", "a , b\n", ',', "1[a|b]" },
    { "an empty last cell", "a,\n,\n", ',', "1[a|]2[|]" },
    { "no end of the last line", "a;b\r\nc", ';', "1[a|b]2[c]" },
    { "empty lines count", "a\n\n\rb", ',', "1[a]2[]3[]4[b]" },
    { "a separator in quotes", "\"a,b\",c\n", ',', "1[a,b|c]" },
    { "quotes in quotes", "\"a \"\"b\"\"\" ,c", ',', "1[a \"b\"|c]" },
    { "an empty cell in quotes", "\"\",c", ',', "1[|c]" },
    { "a line's end in quotes", "\"a\nb\",c\nd", ',', "1[a b|c]3[d]" },
    { "with TAB a cell is on one line", "\"a\nb\"\tc\nd", '\t',
      "1[\"a]2[b\"|c]3[d]" },
    { "quotes with TAB", "\"a\"\"\tb\"\tc", '\t', "1[a\"\tb|c]" },
    { "words behind a quote", "\"a\" b,c", ',', "1[a\" b|c]" },
    { "a quote that stays open takes no row", "\"a,b\nc,d\n", ',',
      "1[a|b]2[c|d]" },
    { "and none that is closed far below",
      "\"a,b\n" LINES_8 LINES_8 LINES_8 "c,d\"\n", ',',
      "1[a|b]2[]3[]4[]5[]6[]7[]8[]9[]10[]11[]12[]13[]14[]15[]16[]17[]18[]"
      "19[]20[]21[]22[]23[]24[]25[]26[c|d\"]" },
    { "a mark of the byte order", "\xef\xbb\xbf\"a,b\",c", ',', "1[a,b|c]" },
    { "nothing", "", ',', "" },
};

static struct span told(struct cells *c, struct arena *arena)
{
    struct cells_row row;
    struct span all = SPAN("");

    while (cells_next(c, &row)) {
        all = arena_printf(arena, SPAN_FMT "%d[", SPAN_ARG(all), row.line);
        for (size_t i = 0; i < row.n; i++)
            all = arena_printf(arena, SPAN_FMT "%s" SPAN_FMT, SPAN_ARG(all),
                               i ? "|" : "", SPAN_ARG(row.at[i]));
        all = arena_printf(arena, SPAN_FMT "]", SPAN_ARG(all));
    }
    return all;
}

static void rows_are_what_a_spreadsheet_wrote(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cells_cases); i++) {
        const struct cells_case *k = &cells_cases[i];
        CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA);
        struct cells c = cells_from(span_str(k->text), &arena);
        c.by = k->by;
        CHECK_SPAN(k->what, told(&c, &arena), span_str(k->want));
    }
}

static bool has_two(const struct cells_row *row, void *whose)
{
    (void)whose;
    return row->n == 2;
}

static void the_head_says_what_parts_cells(void **state)
{
    static const struct {
        const char *what, *text;
        char by;
        int tries; /* rows until the head, with it */
    } cases[] = {
        { "commas", "a,b\n", ',', 1 },
        { "semicolons", "title\na;b\n", ';', 2 },
        { "TAB, with a comma in a cell", "\n\na\tb,c\n", '\t', 3 },
        { "a title with a comma below which there is none", "t\n", 0, 1 },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA);
        struct cells c = cells_from(span_str(cases[i].text), &arena);
        struct cells_row row;
        bool found = false;
        int n = 0;
        while (!found && c.rest.n) {
            found = cells_head(&c, has_two, NULL, &row);
            n++;
            CHECK_INT(cases[i].what, row.line, n);
        }
        CHECK_INT(cases[i].what, n, cases[i].tries);
        CHECK_TRUE(cases[i].what, found == (cases[i].by != 0));
        if (found)
            CHECK_INT(cases[i].what, c.by, cases[i].by);
    }
}

static void what_is_beyond_is_dropped(void **state)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA);
    struct span text = SPAN("");
    struct cells_row row;
    struct cells c;

    (void)state;
    for (int i = 0; i < CELLS_MOST + 9; i++)
        text = arena_printf(&arena, SPAN_FMT "%d,", SPAN_ARG(text), i);
    c = cells_from(arena_printf(&arena, SPAN_FMT "\nnext", SPAN_ARG(text)),
                   &arena);
    CHECK_TRUE("a row", cells_next(&c, &row));
    CHECK_INT("no more than there is room for", (int)row.n, CELLS_MOST);
    CHECK_TRUE("and the next", cells_next(&c, &row));
    CHECK_SPAN("whole", row.at[0], SPAN("next"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_what_a_spreadsheet_wrote),
        cmocka_unit_test(the_head_says_what_parts_cells),
        cmocka_unit_test(what_is_beyond_is_dropped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
