#include "placed.h"

#include <assert.h>
#include <math.h>

#include "convoke/base/own.h"
#include "placed_layout.h"
#include "symbol.h"

/* What a broken map of letters may say is none. */
static bool is_letter(unsigned code)
{
    return code != 0 && code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000);
}

void placed_glyph(struct placed_page *p, struct placed_glyph g)
{
    assert(p);
    if (p->glyphs.n >= PLACED_MAX_GLYPHS) {
        p->full = true;
        return;
    }
    if (!is_letter(g.code) || !(fabsf(g.x) < FAR) || !(fabsf(g.y) < FAR) ||
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

/* ---- the page ---- */

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
    placed_cells(&l);
    placed_text(&l, tables);
    text_release(&l.text);
    return !l.full;
}
