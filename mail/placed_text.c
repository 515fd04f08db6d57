#include "placed_layout.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "symbol.h"

enum { LINES_MAX = 4000, PIECES_MAX = 64 };

/* ---- lines ---- */

static int by_line(const void *a, const void *b)
{
    const struct placed_glyph *p = a;
    const struct placed_glyph *q = b;

    if (p->cell != q->cell)
        return p->cell < q->cell ? -1 : 1;
    if (p->y != q->y)
        return p->y < q->y ? -1 : 1;
    return p->x < q->x ? -1 : p->x > q->x;
}

static int by_x(const void *a, const void *b)
{
    const struct placed_glyph *p = a;
    const struct placed_glyph *q = b;

    return p->x < q->x ? -1 : p->x > q->x;
}

/* Letters of a line need not stand at one height: 1.5 is half of a raised
 * comma, and half of the smaller size is less than any line's distance. */
static bool goes_on(const struct line *line, const struct placed_glyph *g)
{
    return line->cell == g->cell &&
           fabsf(g->y - line->y) <
               fmaxf(1.5F, 0.5F * fminf(line->size, g->size));
}

static void find_lines(struct layout *l)
{
    struct placed_glyph *at = l->p->glyphs.at;
    size_t n = l->p->glyphs.n;

    if (n)
        qsort(at, n, sizeof(*at), by_line);
    for (size_t i = 0; i < n; i++) {
        struct line *line = l->lines.n ? &l->lines.at[l->lines.n - 1] : NULL;

        if (!line || !goes_on(line, &at[i])) {
            if (l->lines.n >= LINES_MAX) {
                l->p->full = true;
                return;
            }
            line = list_push(&l->lines, l->p->arena);
            *line = (struct line){ .cell = at[i].cell,
                                   .y = at[i].y,
                                   .size = at[i].size,
                                   .left = at[i].x,
                                   .right = at[i].x,
                                   .from = i };
        }
        line->n++;
        line->left = fminf(line->left, at[i].x);
        line->right = fmaxf(line->right, at[i].x + at[i].width);
        line->size = fmaxf(line->size, at[i].size);
    }
    list_each(&l->lines, line)
    {
        qsort(at + line->from, line->n, sizeof(*at), by_x);
        if (line->cell < 0)
            l->margin = fmaxf(l->margin, line->right);
    }
}

/* ---- text ---- */

static bool is_wide(unsigned code)
{
    return code >= 0x2e80 && code < 0xffe0 &&
           !(code >= 0xd800 && code < 0xf900);
}

static void add_glyph(struct layout *l, const struct placed_glyph *g)
{
    unsigned tick = symbol_guess(g->code);

    if (tick)
        text_add_code(&l->text, tick);
    else if (g->code >= 0x20 && !(g->code >= 0x7f && g->code <= 0xa0))
        text_add_code(&l->text, g->code);
    else
        text_add_char(&l->text, ' ');
}

/* Boldness is often painted twice. */
static bool is_shadow(const struct placed_glyph *g,
                      const struct placed_glyph *before)
{
    return before && g->code == before->code &&
           fabsf(g->x - before->x) < 0.2F * g->size;
}

/* Letters until the line's end or a gap of `most` sizes; returns what is
 * next. Blanks that nobody wrote are put where words part. */
static size_t add_letters(struct layout *l, size_t i, size_t end, float most)
{
    const struct placed_glyph *at = l->p->glyphs.at;
    const struct placed_glyph *before = NULL;

    for (; i < end; i++) {
        const struct placed_glyph *g = &at[i];
        float gap = before ? g->x - (before->x + before->width) : 0;

        if (is_shadow(g, before))
            continue;
        if (before && gap > most * g->size)
            break;
        /* Between scripts a narrow gap is the typesetter's. */
        if (before &&
            gap > (is_wide(g->code) || is_wide(before->code) ? 0.6F : 0.2F) *
                      g->size)
            text_add_char(&l->text, ' ');
        add_glyph(l, g);
        before = g;
    }
    return i;
}

static bool add_block(struct layout *l, struct office_block b)
{
    if (l->to->blocks.n >= OFFICE_MAX_BLOCKS || l->text.over) {
        l->full = true;
        return false;
    }
    b.text = arena_span(l->arena, span_trim_wide(text_span(&l->text)));
    text_reset(&l->text);
    *list_push(&l->to->blocks, l->arena) = b;
    return true;
}

/* "邮编：…": who begins with a label begins anew. */
static bool is_labelled(const struct layout *l, const struct line *line)
{
    enum { LABEL_MOST = 14 };

    for (size_t i = 0; i < line->n && i < LABEL_MOST; i++) {
        unsigned code = l->p->glyphs.at[line->from + i].code;
        if (code == ':' || code == 0xff1a)
            return i > 0;
    }
    return false;
}

/* A line that reaches `end` goes on in the next one. */
static bool runs_on(const struct layout *l, const struct line *line,
                    const struct line *after, float end)
{
    return line->right > end - 1.6F * line->size &&
           after->left < line->left + 1.2F * line->size &&
           after->y - line->y < 2.5F * line->size && !is_labelled(l, after);
}

/* Words part at a blank; a word broken because it was too long does not. */
static void join_lines(struct layout *l, const struct line *line,
                       const struct line *after, float end)
{
    unsigned last = l->p->glyphs.at[line->from + line->n - 1].code;
    unsigned first = l->p->glyphs.at[after->from].code;

    if (!is_wide(last) && !is_wide(first) &&
        line->right < end - 0.6F * line->size)
        text_add_char(&l->text, ' ');
}

static void add_cell(struct layout *l, size_t i, int tables)
{
    const struct cell *c = &l->cells.at[i];
    const struct line *before = NULL;

    list_each(&l->lines, line)
    {
        if (line->cell != (int)i)
            continue;
        if (before) {
            /* What is left free on the left is free on the right. */
            float end = c->right - (before->left - c->left);

            if (runs_on(l, before, line, end))
                join_lines(l, before, line, end);
            else
                text_add_char(&l->text, '\n');
        }
        (void)add_letters(l, line->from, line->from + line->n, FAR);
        before = line;
    }
    (void)add_block(
        l, (struct office_block){ .table = tables + c->table,
                                  .row = c->row,
                                  .column = c->column,
                                  .columns = c->columns > 0 ? c->columns : 1 });
}

/* A row's cells, and a place for those that reach down from above. */
static void add_row(struct layout *l, size_t from, size_t to, int row,
                    int tables)
{
    int next = -1;

    /* By columns: cells from above and the row's own are sorted apart. */
    for (;;) {
        size_t best = to;

        l->p->work += to - from + l->lines.n;
        for (size_t i = from; i < to; i++) {
            const struct cell *c = &l->cells.at[i];
            if (c->row <= row && row < c->row + (c->rows > 0 ? c->rows : 1) &&
                c->column > next &&
                (best == to || c->column < l->cells.at[best].column))
                best = i;
        }
        if (best == to || l->full)
            return;
        next = l->cells.at[best].column;
        if (l->cells.at[best].row == row)
            add_cell(l, best, tables);
        else
            (void)add_block(l, (struct office_block){
                                   .table = tables + l->cells.at[best].table,
                                   .row = row,
                                   .column = next,
                                   .columns = 1,
                                   .below = true });
    }
}

static void add_table(struct layout *l, size_t from, size_t to, int tables)
{
    int rows = 0;

    for (size_t i = from; i < to; i++)
        if (l->cells.at[i].row >= rows)
            rows = l->cells.at[i].row + 1;
    for (int row = 0; row < rows && !l->full; row++)
        add_row(l, from, to, row, tables);
}

/* A line outside all cells: a paragraph's, or a row of cells without lines. */
static void add_loose(struct layout *l, const struct line *line,
                      const struct line *after, int *tables)
{
    size_t end = line->from + line->n;
    size_t i = add_letters(l, line->from, end, 1.6F);
    int column = 0;

    if (i == end) {
        if (after && runs_on(l, line, after, l->margin) &&
            l->text.n + 4096 < l->text.ceiling)
            join_lines(l, line, after, l->margin);
        else
            (void)add_block(l, (struct office_block){ .columns = 1 });
        return;
    }
    ++*tables;
    while (add_block(l, (struct office_block){ .table = *tables,
                                               .column = column++,
                                               .columns = 1 }) &&
           i < end && column < PIECES_MAX)
        i = add_letters(l, i, end, 1.6F);
}

/* ---- the page ---- */

static void add_loose_above(struct layout *l, size_t *at, float y, int *tables)
{
    for (; *at < l->lines.n && l->lines.at[*at].cell < 0 && !l->full; ++*at) {
        const struct line *line = &l->lines.at[*at];
        const struct line *after = line + 1;

        if (line->y > y)
            return;
        if (*at + 1 >= l->lines.n || after->cell >= 0 || after->y > y)
            after = NULL;
        add_loose(l, line, after, tables);
    }
}

static void add_all(struct layout *l, int *tables)
{
    size_t loose = 0; /* lines outside cells come first, from the top */
    size_t from = 0;

    while (from < l->cells.n && !l->full) {
        size_t to = from;
        int before;

        while (to < l->cells.n &&
               l->cells.at[to].table == l->cells.at[from].table)
            to++;
        add_loose_above(l, &loose, l->cells.at[from].top, tables);
        /* Numbered anew: rows without lines are tables as well. */
        before = *tables + 1 - l->cells.at[from].table;
        add_table(l, from, to, before);
        ++*tables;
        from = to;
    }
    add_loose_above(l, &loose, FAR, tables);
}

void placed_text(struct layout *l, int *tables)
{
    assert(l);
    assert(tables);
    find_lines(l);
    add_all(l, tables);
}
