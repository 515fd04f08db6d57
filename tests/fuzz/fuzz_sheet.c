/* Octets as an xlsx, and as each kind of part that is in one.
 *
 * Property: what is read is UTF-8 without controls, within its bounds, with
 * rows and columns in order; what is refused leaves the result alone; what
 * stands in a format never makes a figure that is none. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "../../mail/figure.h"
#include "../../mail/filetext.h"
#include "../../mail/sheetml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

enum { ARENA_MAX = 48 * 1024 * 1024, FIGURES = 8 };

static const struct span some_strings[] = {
    { "a", 1 },
    { "\xe8\xa1\xa8", 3 },
};
static const unsigned short some_formats[] = { 0, 14, 22, 46 };

static void check_text(struct span s)
{
    struct span line;

    if (!span_is_utf8(s))
        abort();
    while (span_line(&s, &line))
        if (span_has_control(line))
            abort();
}

static void check_row(const struct sheet_row *row, int above)
{
    int before = -1;

    if (row->number <= above || row->number > SHEET_MAX_ROW || row->n == 0)
        abort();
    for (size_t i = 0; i < row->n; i++) {
        if (row->at[i].text.n == 0 || row->at[i].column <= before ||
            row->at[i].column >= SHEET_MAX_COLUMN)
            abort();
        check_text(row->at[i].text);
        before = row->at[i].column;
    }
}

static void check_book(const struct sheet_book *book)
{
    CLEANUP(text_release) struct text text = TEXT_INIT(4096);

    if (book->sheets.n > SHEET_MAX_SHEETS)
        abort();
    list_each(&book->sheets, sheet)
    {
        int above = 0;

        check_text(sheet->name);
        list_each(&sheet->rows, row)
        {
            check_row(row, above);
            above = row->number;
        }
    }
    filetext_workbook(book, &text);
    if (!span_is_utf8(text_span(&text)))
        abort();
}

static void read_whole(struct span bytes)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA_MAX);
    struct sheet_book book = { .sheets = { .n = 77 } };
    enum verdict v =
        sheet_read(bytes, /* budget= */ NULL, &arena, &book, /* why= */ NULL);

    if (v == VERDICT_DONE)
        check_book(&book);
    else if (v != VERDICT_NEVER || book.sheets.n != 77)
        abort();
}

static void read_frame(struct span xml)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA_MAX);
    struct workbook wb = { .arena = &arena };

    if (workbook_relations(xml, &wb, NULL) == VERDICT_DONE &&
        wb.relations.n > WORKBOOK_RELATIONS)
        abort();
    if (workbook_tabs(xml, &wb, NULL) == VERDICT_DONE)
        list_each(&wb.tabs, tab) check_text(tab->name);
    if (workbook_styles(xml, &wb, NULL) == VERDICT_DONE &&
        workbook_figure(&wb, SPAN("0")) >= FIGURES)
        abort();
}

static void read_cells(struct span xml)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA_MAX);
    struct workbook wb = { .arena = &arena };
    struct sheetml sm = { .book = &wb, .arena = &arena };
    struct sheet_book book = { 0 };
    struct sheet sheet = { 0 };

    if (workbook_styles(SPAN("<a/>"), &wb, NULL) != VERDICT_DONE)
        abort();
    for (size_t i = 0; i < ARRAY_LEN(some_formats); i++)
        *list_push(&wb.formats, &arena) = some_formats[i];
    for (size_t i = 0; i < ARRAY_LEN(some_strings); i++)
        *list_push(&sm.strings, &arena) = some_strings[i];
    if (sheetml_rows(xml, &sm, &sheet, NULL) == VERDICT_DONE) {
        *list_push(&book.sheets, &arena) = sheet;
        check_book(&book);
    }
    if (sheetml_strings(xml, &sm, NULL) == VERDICT_DONE)
        list_each(&sm.strings, s) check_text(*s);
    if (sm.strings.n > SHEET_MAX_STRINGS)
        abort();
}

static void read_figure(struct span s)
{
    CLEANUP(text_release) struct text to = TEXT_INIT(1000);
    size_t n = span_find_char(s, '\n');

    figure_put(span_from(s, n + 1), figure_of_code(span_sub(s, 0, n)),
               /* from_1904= */ s.n % 2, &to);
    figure_put_iso(s, &to);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    office_prepare();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(text_release) struct text copy = TEXT_INIT(ARENA_MAX);
    struct span bytes;

    text_add(&copy, span_of((const char *)data, size));
    bytes = text_span(&copy);
    read_whole(bytes);
    read_frame(bytes);
    read_cells(bytes);
    read_figure(bytes);
    return 0;
}
