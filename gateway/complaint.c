#include "complaint.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "convoke/base/table.h"

static struct span say(struct complaints *c, const char *fmt, va_list ap)
{
    char words[1024];
    int n = vsnprintf(words, sizeof(words), fmt, ap);
    size_t most = sizeof(words) - 1;
    struct span said;

    said = span_of(words, n < 0 ? 0 : (size_t)n < most ? (size_t)n : most);
    return arena_span(c->arena, span_fit(said, said.n));
}

void complaint_add(struct complaints *c, struct complaint_place place,
                   const char *zh, const char *en, ...)
{
    struct complaint *one;
    va_list ap;

    assert(c);
    one = list_push(&c->list, c->arena);
    one->place = place;
    va_start(ap, en);
    one->what = say(c, c->chinese ? zh : en, ap);
    va_end(ap);
}

void complaint_hint(struct complaints *c, const char *zh, const char *en, ...)
{
    va_list ap;

    assert(c);
    assert(c->list.n > 0);
    va_start(ap, en);
    c->list.at[c->list.n - 1].hint = say(c, c->chinese ? zh : en, ap);
    va_end(ap);
}

void complaint_file(struct complaints *c, const char *file, const char *zh,
                    const char *en, ...)
{
    struct complaint *one;
    va_list ap;

    assert(c);
    assert(file);
    one = list_push(&c->list, c->arena);
    one->file = arena_str(c->arena, span_str(file));
    va_start(ap, en);
    one->what = say(c, c->chinese ? zh : en, ap);
    va_end(ap);
}

/* One character, or one octet where the text is not UTF-8. */
static size_t step_over(struct span s, unsigned *ret_code)
{
    size_t n = span_char(s, ret_code);

    if (n == 0)
        *ret_code = 0xfffd;
    return n ? n : 1;
}

static size_t line_start(struct span bytes, size_t at)
{
    while (at > 0 && bytes.p[at - 1] != '\n')
        at--;
    return at;
}

void complaint_position(struct complaint_place place, int *ret_line,
                        int *ret_column)
{
    struct span bytes = place.source->bytes;
    size_t start = line_start(bytes, place.at);
    int line = 1;
    int column = 1;

    for (size_t i = 0; i < start; i++)
        line += bytes.p[i] == '\n';
    while (start < place.at) {
        unsigned code;
        start += step_over(span_sub(bytes, start, place.at - start), &code);
        column++;
    }
    *ret_line = line;
    *ret_column = column;
}

static int compare(const void *left, const void *right)
{
    const struct complaint *a = left;
    const struct complaint *b = right;

    if (a->place.source != b->place.source) {
        if (!a->place.source || !b->place.source)
            return a->place.source ? -1 : 1;
        return a->place.source < b->place.source ? -1 : 1;
    }
    if (a->place.at != b->place.at)
        return a->place.at < b->place.at ? -1 : 1;
    return 0;
}

/* Controls and broken octets become U+FFFD: a file must not drive a terminal.
 */
static void add_line(struct text *to, struct span line)
{
    while (line.n) {
        unsigned code;
        size_t n = step_over(line, &code);
        if (code == '\t')
            text_add_char(to, '\t');
        else if (code < 0x20 || code == 0x7f)
            text_add_code(to, 0xfffd);
        else
            text_add_code(to, code);
        line = span_from(line, n);
    }
}

/* Under `before` everything is blank; tabs stay tabs, so that the caret stands
 * under its character whatever the terminal makes of them. */
static void add_blank(struct text *to, struct span before)
{
    while (before.n) {
        unsigned code;
        size_t n = step_over(before, &code);
        size_t width = table_width(span_sub(before, 0, n));
        if (code == '\t')
            text_add_char(to, '\t');
        for (size_t i = 0; code != '\t' && i < width; i++)
            text_add_char(to, ' ');
        before = span_from(before, n);
    }
}

static void add_caret(struct text *to, struct span marked)
{
    size_t width = table_width(marked);

    text_add_char(to, '^');
    for (size_t i = 1; i < width; i++)
        text_add_char(to, '~');
}

static void print_place(const struct complaint *c, bool colour, struct text *to)
{
    struct span bytes = c->place.source->bytes;
    size_t start = line_start(bytes, c->place.at);
    struct span rest = span_from(bytes, start);
    struct span line = span_sub(rest, 0, span_find_char(rest, '\n'));
    size_t before = c->place.at - start;
    int number;
    int column;

    if (line.n && line.p[line.n - 1] == '\r')
        line.n--;
    complaint_position(c->place, &number, &column);
    text_addf(to, "%5d | ", number);
    add_line(to, line);
    text_add_str(to, "\n      | ");
    add_blank(to, span_sub(line, 0, before));
    text_add_str(to, colour ? "\033[1;31m" : "");
    add_caret(to, span_sub(line, before, c->place.n));
    text_add_str(to, colour ? "\033[0m" : "");
    if (c->hint.n) {
        text_add_char(to, ' ');
        add_line(to, c->hint);
    }
    text_add_char(to, '\n');
}

static void print_one(const struct complaints *all, const struct complaint *c,
                      bool colour, struct text *to)
{
    const char *file = c->file;
    int line;
    int column;

    if (c->place.source) {
        complaint_position(c->place, &line, &column);
        file = c->place.source->name;
        text_addf(to, "%s:%d:%d: ", file, line, column);
    } else {
        text_addf(to, "%s: ", file);
    }
    text_add_str(to, colour ? "\033[1;31m" : "");
    text_add_str(to, all->chinese ? "错误" : "error");
    text_add_str(to, colour ? "\033[0m: " : ": ");
    add_line(to, c->what);
    text_add_char(to, '\n');
    if (c->place.source)
        print_place(c, colour, to);
    else if (c->hint.n)
        text_addf(to, "      | " SPAN_FMT "\n", SPAN_ARG(c->hint));
}

void complaints_print(struct complaints *c, bool colour, struct text *to)
{
    assert(c);
    assert(to);
    if (c->list.n == 0)
        return;
    qsort(c->list.at, c->list.n, sizeof(*c->list.at), compare);
    list_each(&c->list, one) print_one(c, one, colour, to);
    if (c->chinese)
        text_addf(to, "共 %zu 个错误。\n", c->list.n);
    else
        text_addf(to, "%zu error%s.\n", c->list.n, c->list.n == 1 ? "" : "s");
}
