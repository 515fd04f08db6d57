#include "convoke/base/table.h"

#include <assert.h>
#include <libsmartcols.h>
#include <stdlib.h>
#include <utf8proc.h>

#include "convoke/base/mem.h"

struct table_value {
    char *p; /* owned */
    size_t n;
};

struct table {
    const struct table_column *columns; /* borrowed */
    size_t width;
    struct table_value *cells; /* owned, row by row */
    size_t n, room;
};

struct table *table_new(const struct table_column *columns, size_t n)
{
    struct table *t = MEM_NEW(struct table);

    assert(columns);
    assert(n > 0);
    t->columns = columns;
    t->width = n;
    return t;
}

struct table *table_free(struct table *t)
{
    if (!t)
        return NULL;
    for (size_t i = 0; i < t->n; i++)
        free(t->cells[i].p);
    free(t->cells);
    free(t);
    return NULL;
}

void table_drop(struct table **t)
{
    *t = table_free(*t);
}

void table_cell(struct table *t, struct span cell)
{
    struct table_value *value;

    assert(t);
    if (t->n == t->room) {
        t->room = t->room ? t->room * 2 : 64;
        t->cells = mem_grow(t->cells, t->room * sizeof(*t->cells));
    }
    value = &t->cells[t->n++];
    value->p = mem_new(cell.n + 1);
    value->n = cell.n;
    if (cell.n)
        memcpy(value->p, cell.p, cell.n);
}

void table_cell_int(struct table *t, int64_t value)
{
    char buf[24];
    int n = snprintf(buf, sizeof(buf), "%lld", (long long)value);

    table_cell(t, span_of(buf, (size_t)n));
}

size_t table_rows(const struct table *t)
{
    return t->n / t->width;
}

size_t table_columns(const struct table *t, const struct table_column **ret)
{
    assert(t);
    assert(ret);
    *ret = t->columns;
    return t->width;
}

struct span table_at(const struct table *t, size_t row, size_t column)
{
    const struct table_value *value;

    assert(t);
    assert(column < t->width);
    assert(row < table_rows(t));
    value = &t->cells[row * t->width + column];
    return span_of(value->p, value->n);
}

size_t table_width(struct span s)
{
    size_t width = 0;

    while (s.n) {
        unsigned code;
        size_t n = span_char(s, &code);
        if (n == 0) {
            n = 1;
            code = 0xfffd;
        }
        width += (size_t)utf8proc_charwidth((utf8proc_int32_t)code);
        s = span_from(s, n);
    }
    return width;
}

void table_json_string(struct text *to, struct span s)
{
    assert(to);
    text_add_char(to, '"');
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '"' || c == '\\')
            text_addf(to, "\\%c", c);
        else if (c == '\n')
            text_add_str(to, "\\n");
        else if (c < 0x20 || c == 0x7f)
            text_addf(to, "\\u%04x", c);
        else
            text_add_char(to, (char)c);
    }
    text_add_char(to, '"');
}

/* Spreadsheets run a cell that starts like this (OWASP ASVS 1.2.10). */
static bool starts_a_formula(struct span s)
{
    static const struct span wide[] = {
        { "＝", 3 }, { "＋", 3 }, { "－", 3 }, { "＠", 3 }
    };

    if (s.n == 0)
        return false;
    if (strchr("=+-@\t\r\n", s.p[0]))
        return true;
    for (size_t i = 0; i < ARRAY_LEN(wide); i++)
        if (span_starts(s, wide[i]))
            return true;
    return false;
}

void table_csv_cell(struct text *to, struct span s)
{
    bool guard = starts_a_formula(s);
    bool quote = guard;

    assert(to);
    for (size_t i = 0; i < s.n && !quote; i++)
        quote = strchr(",\"\r\n", s.p[i]) != NULL;
    if (quote)
        text_add_char(to, '"');
    if (guard)
        text_add_char(to, '\'');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"')
            text_add_char(to, '"');
        text_add_char(to, s.p[i]);
    }
    if (quote)
        text_add_char(to, '"');
}

static void print_json(const struct table *t, struct text *to)
{
    for (size_t row = 0; row < table_rows(t); row++) {
        for (size_t i = 0; i < t->width; i++) {
            struct span cell = table_at(t, row, i);
            text_add_char(to, i ? ',' : '{');
            table_json_string(to, span_str(t->columns[i].key));
            text_add_char(to, ':');
            if (!t->columns[i].number)
                table_json_string(to, cell);
            else
                text_add(to, cell.n ? cell : SPAN("null"));
        }
        text_add_str(to, "}\n");
    }
}

/* Whatever a column says of itself, only a number goes out unguarded. */
static bool is_number(struct span s)
{
    size_t digits = 0;

    for (size_t i = 0; i < s.n; i++) {
        bool digit = s.p[i] >= '0' && s.p[i] <= '9';
        if (!digit && !(s.p[i] == '.' && digits) && !(s.p[i] == '-' && i == 0))
            return false;
        digits += digit;
    }
    return digits > 0;
}

static void print_csv(const struct table *t, struct text *to)
{
    text_add_str(to, "\xef\xbb\xbf");
    for (size_t i = 0; i < t->width; i++) {
        text_add_str(to, i ? "," : "");
        table_csv_cell(to, span_str(t->columns[i].key));
    }
    text_add_str(to, "\r\n");
    for (size_t row = 0; row < table_rows(t); row++) {
        for (size_t i = 0; i < t->width; i++) {
            struct span cell = table_at(t, row, i);
            text_add_str(to, i ? "," : "");
            if (t->columns[i].number && is_number(cell))
                text_add(to, cell);
            else
                table_csv_cell(to, cell);
        }
        text_add_str(to, "\r\n");
    }
}

static void print_people(const struct table *t, bool chinese, size_t width,
                         struct text *to)
{
    struct libscols_table *sc = scols_new_table();
    char *printed = NULL;

    if (!sc)
        mem_exhausted("table", 0);
    if (width) {
        scols_table_set_termforce(sc, SCOLS_TERMFORCE_ALWAYS);
        scols_table_set_termwidth(sc, width);
    }
    for (size_t i = 0; i < t->width; i++) {
        const struct table_column *c = &t->columns[i];
        int flags = c->number ? SCOLS_FL_RIGHT : 0;
        if (width && !c->number && i + 1 == t->width)
            flags |= SCOLS_FL_TRUNC;
        scols_table_new_column(sc, chinese ? c->zh : c->en, 0, flags);
    }
    for (size_t row = 0; row < table_rows(t); row++) {
        struct libscols_line *line = scols_table_new_line(sc, NULL);
        for (size_t i = 0; line && i < t->width; i++)
            scols_line_set_data(line, i, table_at(t, row, i).p);
    }
    if (scols_print_table_to_string(sc, &printed) == 0 && printed && *printed) {
        text_add_str(to, printed);
        text_add_char(to, '\n');
    }
    free(printed);
    scols_unref_table(sc);
}

void table_print(const struct table *t, enum table_output how, bool chinese,
                 size_t width, struct text *to)
{
    assert(t);
    assert(to);
    assert(t->n % t->width == 0);
    switch (how) {
    case TABLE_PEOPLE:
        print_people(t, chinese, width, to);
        break;
    case TABLE_JSON:
        print_json(t, to);
        break;
    case TABLE_CSV:
        print_csv(t, to);
        break;
    }
}
