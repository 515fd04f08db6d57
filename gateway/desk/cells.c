#include "cells.h"

#include <assert.h>

#include "convoke/base/own.h"
#include "convoke/base/text.h"
#include "fold.h"

struct cells cells_from(struct span text, struct arena *arena)
{
    static const struct span mark = SPAN("\xef\xbb\xbf");

    return (struct cells){
        .rest = span_starts(text, mark) ? span_from(text, mark.n) : text,
        .arena = arena,
        .by = ',',
    };
}

static bool ends_line(char c)
{
    return c == '\n' || c == '\r';
}

/* Where the first line of it ends; the end of the line not counted. */
static size_t line_length(struct span s)
{
    size_t n = 0;

    while (n < s.n && !ends_line(s.p[n]))
        n++;
    return n;
}

/* LF, CR LF or CR. */
static struct span after_line(struct span s)
{
    s = span_from(s, line_length(s));
    if (span_starts(s, SPAN("\r\n")))
        return span_from(s, 2);
    return span_from(s, s.n ? 1 : 0);
}

static int lines_in(struct span s)
{
    int n = 0;

    while (line_length(s) < s.n) {
        s = after_line(s);
        n++;
    }
    return n;
}

static size_t blanks(struct span s)
{
    size_t n = 0;

    while (n < s.n && s.p[n] == ' ')
        n++;
    return n;
}

/* Behind the closing quote of `s`, which begins with the opening one; 0 when
 * that is not how it stands. */
static size_t quoted_length(const struct cells *c, struct span s)
{
    int lines = 0;

    for (size_t i = 1; i < s.n; i++) {
        if (ends_line(s.p[i])) {
            if (c->by == '\t' || ++lines > CELLS_LINES)
                return 0;
            continue;
        }
        if (s.p[i] != '"')
            continue;
        if (i + 1 < s.n && s.p[i + 1] == '"') {
            i++;
            continue;
        }
        i += 1 + blanks(span_from(s, i + 1));
        return i == s.n || s.p[i] == c->by || ends_line(s.p[i]) ? i : 0;
    }
    return 0;
}

static struct span unquoted(struct span s, struct arena *arena)
{
    char *text = arena_alloc(arena, s.n);
    size_t n = 0;

    s = span_sub(s, 1, span_trim(s).n - 2);
    for (size_t i = 0; i < s.n; i++) {
        text[n++] = ends_line(s.p[i]) ? ' ' : s.p[i];
        if (s.p[i] == '"')
            i++;
    }
    return span_of(text, n);
}

static size_t plain_length(const struct cells *c, struct span s)
{
    size_t n = 0;

    while (n < s.n && s.p[n] != c->by && !ends_line(s.p[n]))
        n++;
    return n;
}

/* One cell off the front of `s`. */
static struct span take_cell(const struct cells *c, struct span *s)
{
    struct span inner = span_from(*s, blanks(*s));
    size_t n = 0;
    struct span cell;

    if (span_starts(inner, SPAN("\"")))
        n = quoted_length(c, inner);
    if (n) {
        cell = unquoted(span_sub(inner, 0, n), c->arena);
        *s = span_from(inner, n);
        return fold_trim(cell);
    }
    /* One that stays open says nothing: not in CSV, where it would else be
     * doubled. */
    if (c->by != '\t' && span_starts(inner, SPAN("\"")))
        *s = span_from(inner, 1);
    n = plain_length(c, *s);
    cell = span_sub(*s, 0, n);
    *s = span_from(*s, n);
    return fold_trim(cell);
}

bool cells_next(struct cells *c, struct cells_row *ret)
{
    struct span s;

    assert(c && ret);
    if (!c->rest.n)
        return false;
    s = c->rest;
    ret->line = c->line + 1;
    ret->n = 0;
    for (;;) {
        struct span cell = take_cell(c, &s);
        if (ret->n < CELLS_MOST)
            ret->at[ret->n++] = cell;
        if (!s.n || s.p[0] != c->by)
            break;
        s = span_from(s, 1);
    }
    ret->text = span_sub(c->rest, 0, c->rest.n - s.n);
    c->line += 1 + lines_in(ret->text);
    c->rest = after_line(s);
    return true;
}

bool cells_head(struct cells *c,
                bool (*is_head)(const struct cells_row *row, void *whose),
                void *whose, struct cells_row *ret)
{
    static const char all[] = { '\t', ',', ';' };
    size_t n = line_length(c->rest);

    assert(is_head);
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        struct cells copy = *c;
        copy.by = all[i];
        if (!cells_next(&copy, ret) || !is_head(ret, whose))
            continue;
        *c = copy;
        return true;
    }
    c->line++;
    *ret =
        (struct cells_row){ .line = c->line, .text = span_sub(c->rest, 0, n) };
    c->rest = after_line(c->rest);
    return false;
}

bool cells_blank(const struct cells_row *row)
{
    assert(row);
    for (size_t i = 0; i < row->n; i++)
        if (row->at[i].n)
            return false;
    return true;
}
