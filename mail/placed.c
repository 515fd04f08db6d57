#include "placed.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "convoke/base/own.h"
#include "convoke/base/text.h"
#include "symbol.h"

enum { CELLS_MAX = 1500, LINES_MAX = 4000, PIECES_MAX = 64 };

/* In points: what is nearer than this is in the same place. */
#define NEAR 2.0F
#define FAR 1e6F

void placed_glyph(struct placed_page *p, struct placed_glyph g)
{
    assert(p);
    if (p->glyphs.n >= PLACED_MAX_GLYPHS) {
        p->full = true;
        return;
    }
    if (g.code == 0 || !(fabsf(g.x) < FAR) || !(fabsf(g.y) < FAR) ||
        !(g.size > 0) || !(g.size < FAR) || !(fabsf(g.width) < FAR))
        return;
    g.cell = -1;
    *list_push(&p->glyphs, p->arena) = g;
}

static bool is_within(const struct placed_square *q, float x, float y)
{
    return x > q->x1 - NEAR && x < q->x2 + NEAR && y > q->y1 - NEAR &&
           y < q->y2 + NEAR;
}

static void tick_square(struct placed_page *p, const struct placed_rule *r)
{
    list_each(&p->squares, q) if (is_within(q, r->x1, r->y1) &&
                                  is_within(q, r->x2, r->y2)) q->ticked = true;
    p->work += p->squares.n;
}

void placed_line(struct placed_page *p, float x1, float y1, float x2, float y2)
{
    struct placed_rule r = { fminf(x1, x2), fminf(y1, y2), fmaxf(x1, x2),
                             fmaxf(y1, y2) };

    assert(p);
    if (p->rules.n >= PLACED_MAX_RULES) {
        p->full = true;
        return;
    }
    if (!(fabsf(x1) < FAR) || !(fabsf(x2) < FAR) || !(fabsf(y1) < FAR) ||
        !(fabsf(y2) < FAR))
        return;
    if (r.x2 - r.x1 < NEAR && r.y2 - r.y1 > NEAR)
        r.x1 = r.x2 = (r.x1 + r.x2) / 2;
    else if (r.y2 - r.y1 < NEAR && r.x2 - r.x1 > NEAR)
        r.y1 = r.y2 = (r.y1 + r.y2) / 2;
    else {
        tick_square(p, &r);
        return;
    }
    *list_push(&p->rules, p->arena) = r;
}

/* As large as a letter, and as wide as high. */
static bool is_square(float width, float height)
{
    return width >= 6 && width <= 16 && fabsf(width - height) < 2;
}

void placed_box(struct placed_page *p, float x1, float y1, float x2, float y2)
{
    if (is_square(fabsf(x2 - x1), fabsf(y2 - y1)) && p->squares.n < 1000) {
        *list_push(&p->squares, p->arena) = (struct placed_square){
            .x1 = fminf(x1, x2),
            .y1 = fminf(y1, y2),
            .x2 = fmaxf(x1, x2),
            .y2 = fmaxf(y1, y2),
        };
        return;
    }
    if (fabsf(x2 - x1) < 2 * NEAR || fabsf(y2 - y1) < 2 * NEAR) {
        if (fabsf(x2 - x1) < fabsf(y2 - y1))
            placed_line(p, (x1 + x2) / 2, y1, (x1 + x2) / 2, y2);
        else
            placed_line(p, x1, (y1 + y2) / 2, x2, (y1 + y2) / 2);
        return;
    }
    placed_line(p, x1, y1, x2, y1);
    placed_line(p, x1, y2, x2, y2);
    placed_line(p, x1, y1, x1, y2);
    placed_line(p, x2, y1, x2, y2);
}

/* ---- cells ---- */

struct cell {
    float left, top, right, bottom;
    int table, row, column, columns, rows;
};

/* A line of letters: of a cell, or of the page outside all cells. */
struct line {
    int cell;
    float y, size, left, right;
    size_t from, n; /* glyphs, in their order */
};

struct layout {
    struct placed_page *p;      /* borrowed */
    struct arena *arena;        /* borrowed */
    struct office_doc *to;      /* borrowed */
    LIST_OF(struct cell) cells; /* in the page's arena */
    LIST_OF(struct line) lines; /* … and these */
    struct text text;           /* owned */
    float margin;               /* where lines outside cells end */
    bool full;
};

/* The nearest lines around a point; false when one side is open. */
static bool find_cell(struct placed_page *p, float x, float y, struct cell *ret)
{
    struct cell c = { -FAR, -FAR, FAR, FAR, 0, 0, 0, 0, 0 };

    p->work += p->rules.n;
    if (p->work > PLACED_MAX_WORK)
        return false;
    list_each(&p->rules, r)
    {
        bool upright = r->x1 == r->x2;

        if (upright && y > r->y1 - NEAR && y < r->y2 + NEAR) {
            if (r->x1 <= x && r->x1 > c.left)
                c.left = r->x1;
            if (r->x1 > x && r->x1 < c.right)
                c.right = r->x1;
        } else if (!upright && x > r->x1 - NEAR && x < r->x2 + NEAR) {
            if (r->y1 <= y && r->y1 > c.top)
                c.top = r->y1;
            if (r->y1 > y && r->y1 < c.bottom)
                c.bottom = r->y1;
        }
    }
    *ret = c;
    return c.left > -FAR && c.right < FAR && c.top > -FAR && c.bottom < FAR;
}

static bool is_same(const struct cell *a, const struct cell *b)
{
    return fabsf(a->left - b->left) < NEAR && fabsf(a->top - b->top) < NEAR &&
           fabsf(a->right - b->right) < NEAR &&
           fabsf(a->bottom - b->bottom) < NEAR;
}

static int cell_index(struct layout *l, const struct cell *c)
{
    l->p->work += l->cells.n;
    for (size_t i = l->cells.n; i-- > 0;)
        if (is_same(&l->cells.at[i], c))
            return (int)i;
    if (l->cells.n >= CELLS_MAX)
        return -1;
    *list_push(&l->cells, l->p->arena) = *c;
    return (int)l->cells.n - 1;
}

/* A letter's cell is that of the one before it while it stays within. */
static void place_glyphs(struct layout *l)
{
    struct cell last = { 0 };
    int index = -1;

    list_each(&l->p->glyphs, g)
    {
        float x = g->x + g->width / 2;
        float y = g->y - g->size * 0.35F;
        struct cell c;

        if (index < 0 || x < last.left || x > last.right || y < last.top ||
            y > last.bottom) {
            index = find_cell(l->p, x, y, &c) ? cell_index(l, &c) : -1;
            last = c;
        }
        g->cell = index;
    }
}

/* ---- boxes to tick ---- */

static bool is_tick(unsigned code)
{
    static const unsigned ticks[] = { 0x221a, 0x2713, 0x2714, 0x2717, 0x2718,
                                      0xd7,   'x',    'X',    'v',    'V' };

    for (size_t i = 0; i < ARRAY_LEN(ticks); i++)
        if (code == ticks[i])
            return true;
    return false;
}

/* A square with a tick in it is ticked; one with anything else in it is a place
 * for that. */
static void fill_squares(struct placed_page *p)
{
    list_each(&p->glyphs, g)
    {
        float x = g->x + g->width / 2;
        float y = g->y - g->size * 0.35F;

        if (p->squares.n == 0 || p->work > PLACED_MAX_WORK)
            return;
        p->work += p->squares.n;
        list_each(&p->squares, q)
        {
            if (g->code == ' ' || g->code == 0 || x < q->x1 || x > q->x2 ||
                y < q->y1 || y > q->y2)
                continue;
            q->filled = !is_tick(g->code);
            q->ticked = q->ticked || is_tick(g->code);
            if (is_tick(g->code))
                g->code = 0;
        }
    }
}

static void put_squares(struct placed_page *p)
{
    size_t left = 0;

    fill_squares(p);
    for (size_t i = 0; i < p->glyphs.n; i++)
        if (p->glyphs.at[i].code)
            p->glyphs.at[left++] = p->glyphs.at[i];
    p->glyphs.n = left;
    list_each(&p->squares, q)
    {
        float size = q->x2 - q->x1;

        if (!q->filled)
            placed_glyph(
                p, (struct placed_glyph){ .x = q->x1,
                                          .y = q->y2 - 0.15F * size,
                                          .width = size,
                                          .size = size,
                                          .code = q->ticked ? SYMBOL_TICKED
                                                            : SYMBOL_EMPTY });
    }
}

/* ---- rows and columns ---- */

static int by_place(const void *a, const void *b)
{
    const struct cell *p = a;
    const struct cell *q = b;

    if (fabsf(p->top - q->top) >= NEAR)
        return p->top < q->top ? -1 : 1;
    return p->left < q->left ? -1 : p->left > q->left;
}

static int by_number(const void *a, const void *b)
{
    float p = *(const float *)a;
    float q = *(const float *)b;

    return p < q ? -1 : p > q;
}

/* How many different numbers there are below `v`; `n` of them, in order. */
static int rank(const float *at, size_t n, float v)
{
    int r = 0;

    for (size_t i = 0; i < n && at[i] < v - NEAR; i++)
        if (i == 0 || at[i] - at[i - 1] >= NEAR)
            r++;
    return r;
}

/* Rows and columns of the cells from `from` to `to`, one table. */
static void number_cells(struct layout *l, size_t from, size_t to)
{
    size_t n = to - from;
    float *tops = arena_alloc(l->p->arena, n * sizeof(*tops));
    float *lefts = arena_alloc(l->p->arena, n * sizeof(*lefts));

    for (size_t i = 0; i < n; i++) {
        tops[i] = l->cells.at[from + i].top;
        lefts[i] = l->cells.at[from + i].left;
    }
    qsort(tops, n, sizeof(*tops), by_number);
    qsort(lefts, n, sizeof(*lefts), by_number);
    for (size_t i = from; i < to; i++) {
        struct cell *c = &l->cells.at[i];

        c->row = rank(tops, n, c->top);
        c->column = rank(lefts, n, c->left);
        c->rows = rank(tops, n, c->bottom) - c->row;
        c->columns = rank(lefts, n, c->right) - c->column;
    }
}

/* Cells that hang together from top to bottom are one table. Sorting moves
 * them, so it comes before any letter is placed in one for good. */
static void find_tables(struct layout *l)
{
    size_t from = 0;
    float bottom = -FAR;
    int table = 0;

    if (l->cells.n)
        qsort(l->cells.at, l->cells.n, sizeof(l->cells.at[0]), by_place);
    for (size_t i = 0; i < l->cells.n; i++) {
        struct cell *c = &l->cells.at[i];

        if (c->top > bottom + NEAR) {
            if (i > from)
                number_cells(l, from, i);
            from = i;
            table++;
        }
        c->table = table;
        bottom = fmaxf(bottom, c->bottom);
    }
    if (l->cells.n > from)
        number_cells(l, from, l->cells.n);
}

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

/* Cells are found, sorted, and only then is each letter told its own. */
bool placed_blocks(struct placed_page *p, int *tables, struct arena *arena,
                   struct office_doc *to)
{
    struct layout l = {
        .p = p, .arena = arena, .to = to, .text = TEXT_INIT(OFFICE_MAX_TEXT)
    };

    assert(p);
    assert(tables);
    assert(arena);
    assert(to);
    put_squares(p);
    place_glyphs(&l);
    find_tables(&l);
    place_glyphs(&l);
    find_lines(&l);
    add_all(&l, tables);
    text_release(&l.text);
    return !l.full;
}
