#include "filetext.h"

#include <assert.h>

/* Adds what fits: the ceiling cuts at a character. */
static void put(struct text *to, struct span s)
{
    size_t left = to->ceiling - to->n;

    if (to->over || s.n <= left) {
        text_add(to, s);
        return;
    }
    text_add(to, span_fit(s, left));
    to->over = true;
}

/* A row being written. */
struct line {
    struct text *to;
    int column; /* of the next cell that is put */
    int at;     /* where the line has come to */
};

static void put_cell(struct line *line, struct span s)
{
    if (s.n == 0)
        return;
    for (; line->at < line->column && !line->to->over; line->at++)
        put(line->to, SPAN("\t"));
    while (s.n && !line->to->over) {
        size_t n = 0;

        while (n < s.n && s.p[n] != '\n' && s.p[n] != '\t')
            n++;
        put(line->to, span_sub(s, 0, n));
        if (n < s.n)
            put(line->to, SPAN(" "));
        s = span_from(s, n + 1);
    }
}

static bool line_is_open(const struct text *to)
{
    return to->n > 0 && to->p[to->n - 1] != '\n';
}

static void end_line(struct text *to)
{
    if (line_is_open(to))
        put(to, SPAN("\n"));
}

void filetext_document(const struct office_doc *doc, struct text *to)
{
    struct line line = { .to = to };
    const struct office_block *before = NULL;

    assert(doc);
    assert(to);
    list_each(&doc->blocks, b)
    {
        if (to->over)
            return;
        if (!before || b->table == 0 || b->table != before->table ||
            b->row != before->row) {
            end_line(to);
            line.column = line.at = 0;
        }
        if (b->table == 0)
            put(to, b->text);
        else
            put_cell(&line, b->text);
        line.column++;
        before = b;
    }
    end_line(to);
}

static void put_sheet(const struct sheet *sheet, struct text *to)
{
    int before = 0;

    list_each(&sheet->rows, row)
    {
        struct line line = { .to = to };

        if (to->over)
            return;
        if (to->n > 0 && row->number > before + 1)
            put(to, SPAN("\n"));
        for (size_t i = 0; i < row->n; i++) {
            line.column = row->at[i].column;
            put_cell(&line, row->at[i].text);
        }
        end_line(to);
        before = row->number;
    }
}

void filetext_workbook(const struct sheet_book *book, struct text *to)
{
    assert(book);
    assert(to);
    list_each(&book->sheets, sheet)
    {
        size_t n = to->n;

        if (sheet->hidden || sheet->rows.n == 0)
            continue;
        if (n > 0 && sheet->rows.at[0].number == 1)
            put(to, SPAN("\n"));
        put_sheet(sheet, to);
    }
}
