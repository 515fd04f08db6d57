#include "sheetml.h"

#include <assert.h>

#include "convoke/base/number.h"
#include "convoke/base/text.h"
#include "figure.h"
#include "hex.h"
#include "sax.h"

enum { ESCAPE_OCTETS = 7 }; /* _xHHHH_ */

static const char *const too_much = "the workbook holds too much text";

/* How a cell's value is to be read, by its attribute `t`. */
enum value {
    VALUE_NUMBER,
    VALUE_SHARED, /* number of a shared string */
    VALUE_INLINE,
    VALUE_STRING, /* a formula's result */
    VALUE_BOOL,
    VALUE_ERROR,
    VALUE_ISO, /* an instant, written out */
    VALUE_COUNT
};

struct reader {
    struct sheetml *sm; /* borrowed */
    const char *refusal;
    struct text run;  /* owned; what the open <t> or <v> holds */
    struct text text; /* owned; the runs of a string, a cell's value */
    bool in_run;
    bool phonetic; /* how the string is spoken, beside the string */

    struct sheet *sheet; /* borrowed; NULL while reading strings */
    bool in_row, in_cell;
    int number; /* of the open row, or of the one before */
    int column; /* of the open cell, or of the one before; -1: none */
    enum value value;
    unsigned figure; /* bits of enum figure */
    LIST_OF(struct sheet_cell) row;
};

static const char *refuse(struct reader *rd, const char *what)
{
    if (!rd->refusal)
        rd->refusal = what;
    return rd->refusal;
}

/* Text */

/* The character `_xHHHH_` at the start of `s` stands for, else 0x110000. */
static unsigned escape_of(struct span s)
{
    unsigned code = 0;

    if (s.n < ESCAPE_OCTETS || s.p[0] != '_' || s.p[1] != 'x' ||
        s.p[ESCAPE_OCTETS - 1] != '_')
        return 0x110000;
    for (size_t i = 2; i < ESCAPE_OCTETS - 1; i++) {
        int digit = hex_value(s.p[i]);

        if (digit < 0)
            return 0x110000;
        code = code << 4 | (unsigned)digit;
    }
    return code;
}

static bool is_control(unsigned code)
{
    return code < 0x20 || (code >= 0x7f && code < 0xa0);
}

/* A carriage return is a line's end only where no LF follows. */
static void put_control(struct text *to, unsigned code, struct span rest)
{
    if (code == '\r' &&
        (span_starts(rest, SPAN("\n")) || escape_of(rest) == '\n'))
        return;
    if (code != 0)
        text_add_char(to, code == '\n' || code == '\r' ? '\n' : ' ');
}

/* XML cannot hold most control characters: programs write them, and many CR,
 * as escapes of their own (ECMA-376 part 1, 22.9.2.19). */
static void put_text(struct text *to, struct span s)
{
    size_t from = 0;

    for (size_t i = 0; i < s.n;) {
        struct span rest = span_from(s, i);
        unsigned escaped = escape_of(rest);
        unsigned code = escaped;
        size_t step = ESCAPE_OCTETS;

        if (escaped > 0x10ffff)
            step = span_char(rest, &code);
        if (step == 0)
            break;
        if (escaped <= 0x10ffff || is_control(code)) {
            text_add(to, span_sub(s, from, i - from));
            from = i + step;
            if (is_control(code))
                put_control(to, code, span_from(s, from));
            else
                text_add_code(to,
                              code >= 0xd800 && code < 0xe000 ? 0xfffd : code);
        }
        i += step;
    }
    text_add(to, span_from(s, from));
}

/* Nothing costs nothing: formatted cells without text come by the million. */
static struct span keep(struct reader *rd, struct span s)
{
    if (s.n == 0)
        return SPAN_NONE;
    rd->sm->octets += s.n;
    if (rd->sm->octets > SHEET_MAX_TEXT || rd->text.over) {
        refuse(rd, too_much);
        return SPAN_NONE;
    }
    return arena_span(rd->sm->arena, s);
}

static void start_run(struct reader *rd)
{
    rd->in_run = !rd->phonetic;
    text_reset(&rd->run);
}

static void end_run(struct reader *rd)
{
    if (rd->in_run)
        put_text(&rd->text, text_span(&rd->run));
    rd->in_run = false;
}

static const char *on_text(void *self, struct span text)
{
    struct reader *rd = self;

    if (rd->in_run && !text_add(&rd->run, text))
        return refuse(rd, too_much);
    return NULL;
}

/* Strings */

static const char *start_in_strings(void *self, struct span uri,
                                    struct span name,
                                    const struct sax_attributes *as)
{
    struct reader *rd = self;

    (void)as;
    if (!workbook_is_main(uri))
        return NULL;
    if (span_eq(name, SPAN("si")))
        text_reset(&rd->text);
    else if (span_eq(name, SPAN("t")))
        start_run(rd);
    else if (span_eq(name, SPAN("rPh")))
        rd->phonetic = true;
    return NULL;
}

static const char *end_in_strings(void *self, struct span uri, struct span name)
{
    struct reader *rd = self;

    if (!workbook_is_main(uri))
        return NULL;
    if (span_eq(name, SPAN("t")))
        end_run(rd);
    else if (span_eq(name, SPAN("rPh")))
        rd->phonetic = false;
    if (!span_eq(name, SPAN("si")))
        return NULL;
    if (rd->sm->strings.n == SHEET_MAX_STRINGS)
        return refuse(rd, "the workbook has too many strings");
    *list_push(&rd->sm->strings, rd->sm->arena) =
        keep(rd, text_span(&rd->text));
    return rd->refusal;
}

/* Cells */

/* "BC12": column 54 of row 12. */
static bool place_of(struct span reference, int *ret_column, int *ret_row)
{
    uint64_t row;
    int column = 0;
    size_t i = 0;

    for (; i < reference.n && i < 3; i++) {
        if (reference.p[i] < 'A' || reference.p[i] > 'Z')
            break;
        column = column * 26 + (reference.p[i] - 'A' + 1);
    }
    if (column < 1 || column > SHEET_MAX_COLUMN ||
        !number_parse(span_from(reference, i), SHEET_MAX_ROW, &row))
        return false;
    *ret_column = column - 1;
    *ret_row = (int)row;
    return true;
}

static enum value value_of(struct span t)
{
    static const struct {
        struct span name;
        enum value value;
    } names[] = {
        { { "n", 1 }, VALUE_NUMBER },   { { "s", 1 }, VALUE_SHARED },
        { { "b", 1 }, VALUE_BOOL },     { { "inlineStr", 9 }, VALUE_INLINE },
        { { "str", 3 }, VALUE_STRING }, { { "e", 1 }, VALUE_ERROR },
        { { "d", 1 }, VALUE_ISO },
    };

    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (span_eq(t, names[i].name))
            return names[i].value;
    return t.n ? VALUE_STRING : VALUE_NUMBER;
}

static const char *start_row(struct reader *rd, const struct sax_attributes *as)
{
    struct span r = sax_attribute(as, "r");
    uint64_t number = (uint64_t)rd->number + 1;

    if (r.n && !number_parse(r, SHEET_MAX_ROW, &number))
        return refuse(rd, "a row has no place");
    if (number <= (uint64_t)rd->number || number > SHEET_MAX_ROW)
        return refuse(rd, "rows are out of order");
    rd->number = (int)number;
    rd->column = -1;
    rd->row.n = 0;
    rd->in_row = true;
    return NULL;
}

static const char *start_cell(struct reader *rd,
                              const struct sax_attributes *as)
{
    struct span r = sax_attribute(as, "r");
    int column = rd->column + 1;
    int number = rd->number;

    if (!rd->in_row)
        return NULL;
    if (r.n && !place_of(r, &column, &number))
        return refuse(rd, "a cell has no place");
    if (number != rd->number || column <= rd->column ||
        column >= SHEET_MAX_COLUMN)
        return refuse(rd, "cells are out of order");
    rd->column = column;
    rd->value = value_of(sax_attribute(as, "t"));
    rd->figure = workbook_figure(rd->sm->book, sax_attribute(as, "s"));
    rd->in_cell = true;
    text_reset(&rd->text);
    return NULL;
}

static struct span shared_string(struct reader *rd, struct span v)
{
    uint64_t i;

    v = span_trim(v);
    if (v.n == 0)
        return SPAN_NONE;
    if (!number_parse(v, SHEET_MAX_STRINGS, &i) || i >= rd->sm->strings.n) {
        refuse(rd, "a cell names a string that is not there");
        return SPAN_NONE;
    }
    return rd->sm->strings.at[i];
}

/* What the value in rd->text says, through `to` when it must be written
 * anew. */
static struct span said(struct reader *rd, struct text *to)
{
    struct span v = text_span(&rd->text);

    switch (rd->value) {
    case VALUE_NUMBER:
        figure_put(v, rd->figure, rd->sm->book->from_1904, to);
        return text_span(to);
    case VALUE_ISO:
        figure_put_iso(v, to);
        return text_span(to);
    case VALUE_BOOL:
        v = span_trim(v);
        if (span_eq(v, SPAN("1")) || span_eq(v, SPAN("true")))
            return SPAN("TRUE");
        return v.n ? SPAN("FALSE") : v;
    default:
        return v;
    }
}

static const char *end_cell(struct reader *rd)
{
    CLEANUP(text_release) struct text to = TEXT_INIT(SHEET_MAX_TEXT);
    struct span text;

    if (!rd->in_cell)
        return NULL;
    rd->in_cell = false;
    if (rd->value == VALUE_SHARED)
        text = shared_string(rd, text_span(&rd->text));
    else
        text = keep(rd, said(rd, &to));
    if (text.n == 0 || rd->refusal)
        return rd->refusal;
    if (rd->sm->cells++ == SHEET_MAX_CELLS)
        return refuse(rd, "the workbook has too many cells");
    *list_push(&rd->row, rd->sm->arena) =
        (struct sheet_cell){ .text = text, .column = rd->column };
    return NULL;
}

static void end_row(struct reader *rd)
{
    size_t size = rd->row.n * sizeof(struct sheet_cell);
    struct sheet_cell *at;

    rd->in_row = false;
    if (rd->row.n == 0)
        return;
    at = arena_alloc(rd->sm->arena, size);
    memcpy(at, rd->row.at, size);
    *list_push(&rd->sheet->rows, rd->sm->arena) = (struct sheet_row){
        .number = rd->number,
        .n = rd->row.n,
        .at = at,
    };
}

/* An inline string and its runs, or the value of any other cell. */
static void start_value(struct reader *rd, bool inside)
{
    if (rd->in_cell && inside == (rd->value == VALUE_INLINE))
        start_run(rd);
}

static const char *start_in_sheet(void *self, struct span uri, struct span name,
                                  const struct sax_attributes *as)
{
    struct reader *rd = self;

    if (!workbook_is_main(uri))
        return NULL;
    if (span_eq(name, SPAN("c")))
        return start_cell(rd, as);
    if (span_eq(name, SPAN("v")))
        start_value(rd, /* inside= */ false);
    else if (span_eq(name, SPAN("t")))
        start_value(rd, /* inside= */ true);
    else if (span_eq(name, SPAN("rPh")))
        rd->phonetic = true;
    else if (span_eq(name, SPAN("row")))
        return start_row(rd, as);
    return NULL;
}

static const char *end_in_sheet(void *self, struct span uri, struct span name)
{
    struct reader *rd = self;

    if (!workbook_is_main(uri))
        return NULL;
    if (span_eq(name, SPAN("c")))
        return end_cell(rd);
    if (span_eq(name, SPAN("v")) || span_eq(name, SPAN("t")))
        end_run(rd);
    else if (span_eq(name, SPAN("rPh")))
        rd->phonetic = false;
    else if (span_eq(name, SPAN("row")))
        end_row(rd);
    return rd->refusal;
}

/* Parts */

static void release(struct reader *rd)
{
    text_release(&rd->run);
    text_release(&rd->text);
}

enum verdict sheetml_strings(struct span xml, struct sheetml *sm,
                             struct reason *why)
{
    CLEANUP(release)
    struct reader rd = {
        .sm = sm,
        .run = TEXT_INIT(SHEET_MAX_TEXT),
        .text = TEXT_INIT(SHEET_MAX_TEXT),
    };
    const struct sax_calls calls = { &rd, start_in_strings, end_in_strings,
                                     on_text };

    assert(sm);
    return sax_read(xml, &calls, why);
}

enum verdict sheetml_rows(struct span xml, struct sheetml *sm,
                          struct sheet *ret, struct reason *why)
{
    CLEANUP(release)
    struct reader rd = {
        .sm = sm,
        .run = TEXT_INIT(SHEET_MAX_TEXT),
        .text = TEXT_INIT(SHEET_MAX_TEXT),
        .sheet = ret,
    };
    const struct sax_calls calls = { &rd, start_in_sheet, end_in_sheet,
                                     on_text };

    assert(sm);
    assert(ret);
    return sax_read(xml, &calls, why);
}
