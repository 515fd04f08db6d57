#include "placed_layout.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

enum { CELLS_MAX = 1500 };

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

/* Found, sorted, and only then is each letter told its own. */
void placed_cells(struct layout *l)
{
    assert(l);
    place_glyphs(l);
    find_tables(l);
    place_glyphs(l);
}
