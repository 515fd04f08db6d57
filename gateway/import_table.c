/* A table that people keep, CSV or a workbook, as lines of text. */
#include <assert.h>

#include "convoke/mail/charset.h"
#include "convoke/mail/office.h"
#include "convoke/mail/sheet.h"
#include "import.h"

enum { SHEET_ARENA = 48 * 1024 * 1024 };

/* What would part cells or lines is a blank within one. */
static void add_cell(struct text *to, struct span s)
{
    for (size_t i = 0; i < s.n; i++)
        text_add_char(to, strchr("\t\r\n", s.p[i]) && s.p[i] ? ' ' : s.p[i]);
}

static void add_row(const struct sheet_row *row, struct text *to)
{
    int column = 0;

    for (size_t i = 0; i < row->n; i++) {
        for (; column < row->at[i].column; column++)
            text_add_char(to, '\t');
        add_cell(to, row->at[i].text);
    }
    text_add_char(to, '\n');
}

/* Of the sheets that can be seen; empty rows keep their numbers. */
static enum verdict workbook_text(struct import *im, struct text *to,
                                  struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(SHEET_ARENA);
    struct sheet_book book = { 0 };
    enum verdict v;

    office_prepare();
    v = sheet_read(im->bytes, /* budget= */ NULL, &arena, &book, why);
    if (v != VERDICT_DONE)
        return v;
    list_each(&book.sheets, s)
    {
        int line = 1;
        if (s->hidden)
            continue;
        list_each(&s->rows, row)
        {
            for (; line < row->number; line++)
                text_add_char(to, '\n');
            add_row(row, to);
            line++;
        }
    }
    return v;
}

static enum verdict plain_text(struct import *im, struct text *to,
                               struct reason *why)
{
    struct span bytes = im->bytes;
    bool wide = span_starts(bytes, SPAN("\xff\xfe")) ||
                span_starts(bytes, SPAN("\xfe\xff"));
    struct span label = wide                  ? SPAN("UTF-16")
                        : span_is_utf8(bytes) ? SPAN("UTF-8")
                                              : SPAN("GB18030");
    unsigned flags;

    charset_prepare();
    flags = charset_to_utf8(bytes, label, SPAN_NONE, to);
    if (flags & CHARSET_LOSSY)
        return reason_set(why, VERDICT_NEVER, "import.table",
                          "the text is neither UTF-8, UTF-16 nor GB18030");
    return VERDICT_DONE;
}

enum verdict import_table(struct import *im, struct text *to,
                          struct reason *why)
{
    enum verdict v;

    assert(im && to);
    v = span_starts(im->bytes, SPAN("PK\x03\x04")) ? workbook_text(im, to, why)
                                                   : plain_text(im, to, why);
    if (v == VERDICT_DONE && to->over)
        return reason_set(why, VERDICT_NEVER, "import.table",
                          "the table is too long");
    return v;
}
