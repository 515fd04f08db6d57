#include "convoke/render/paper.h"

#include <assert.h>

#include "escape.h"

static const char cut_here[] = "……（下略）";

/* Line by line: blanks inside a line collapse, empty lines at the ends and
 * second ones in a row go. */
static struct span clean(struct arena *arena, struct span words, size_t most)
{
    CLEANUP(text_release) struct text to = TEXT_INIT(PAPER_MAX_CLEAN);
    bool cut = words.n > most;
    struct span rest = cut ? span_fit(words, most) : words;
    struct span line;
    size_t gaps = 0;

    while (span_line(&rest, &line)) {
        size_t before = to.n;
        size_t breaks = to.n ? 1 + (gaps > 0) : 0;
        for (size_t i = 0; i < breaks; i++)
            text_add_char(&to, '\n');
        escape_line(&to, line);
        gaps = to.n == before + breaks ? gaps + 1 : 0;
        if (gaps)
            to.n = before;
    }
    if (cut)
        text_add_str(&to, cut_here);
    return arena_span(arena, text_span(&to));
}

struct span paper_clean(struct arena *arena, struct span words)
{
    return clean(arena, words, PAPER_MAX_WORDS);
}

void paper_init(struct paper *p, struct arena *arena, int64_t made_at)
{
    assert(p && arena);
    *p = (struct paper){ .arena = arena, .made_at = made_at };
}

void paper_title(struct paper *p, struct span title, struct span mark,
                 struct span grade)
{
    assert(p);
    p->title = paper_clean(p->arena, title);
    p->mark = paper_clean(p->arena, mark);
    p->grade = paper_clean(p->arena, grade);
}

/* The block after the last one a paper may have takes the place of that. */
static struct paper_block *add(struct paper *p, enum paper_kind kind)
{
    struct paper_block *b;

    if (p->blocks.n < PAPER_MAX_BLOCKS)
        b = list_push(&p->blocks, p->arena);
    else
        b = &p->blocks.at[p->blocks.n - 1];
    *b = (struct paper_block){ .kind = kind };
    return b;
}

/* 一、二、…十、十一、… up to 99. */
static struct span numeral(struct arena *arena, int n)
{
    static const char *const digits[] = { "",   "一", "二", "三", "四",
                                          "五", "六", "七", "八", "九" };

    if (n < 1 || n > 99)
        return arena_printf(arena, "%d", n);
    return arena_printf(arena, "%s%s%s", n >= 20 ? digits[n / 10] : "",
                        n >= 10 ? "十" : "", digits[n % 10]);
}

void paper_section(struct paper *p, const char *zh, const char *en)
{
    struct span n;

    assert(p && zh);
    n = numeral(p->arena, ++p->sections);
    add(p, PAPER_SECTION)->label = paper_clean(
        p->arena, arena_printf(p->arena, SPAN_FMT "、%s%s%s", SPAN_ARG(n), zh,
                               en ? " / " : "", en ? en : ""));
}

void paper_part(struct paper *p, struct span label)
{
    assert(p);
    add(p, PAPER_PART)->label = paper_clean(p->arena, label);
}

void paper_words(struct paper *p, struct span text)
{
    assert(p);
    add(p, PAPER_WORDS)->text = paper_clean(p->arena, text);
}

void paper_quote(struct paper *p, struct span text)
{
    assert(p);
    add(p, PAPER_QUOTE)->text = paper_clean(p->arena, text);
}

void paper_pair(struct paper *p, const char *label, struct span text)
{
    struct paper_block *b;

    assert(p && label);
    b = add(p, PAPER_PAIR);
    b->label = paper_clean(p->arena, span_str(label));
    b->text = paper_clean(p->arena, text);
}

void paper_table(struct paper *p, const struct paper_column *columns, size_t n)
{
    struct paper_block *b;

    assert(p && columns);
    assert(n > 0 && n <= PAPER_MAX_COLUMNS);
    b = add(p, PAPER_TABLE);
    for (size_t i = 0; i < n; i++)
        *list_push(&b->columns, p->arena) =
            (struct paper_column){ paper_clean(p->arena, columns[i].head),
                                   columns[i].share };
}

void paper_row(struct paper *p, const struct span *cells, size_t n)
{
    struct paper_block *b;

    assert(p && cells);
    assert(p->blocks.n > 0);
    b = &p->blocks.at[p->blocks.n - 1];
    assert(b->kind == PAPER_TABLE && n == b->columns.n);
    if (b->cells.n + n > PAPER_MAX_CELLS)
        return;
    for (size_t i = 0; i < n; i++)
        *list_push(&b->cells, p->arena) =
            clean(p->arena, cells[i], PAPER_MAX_CELL);
}

bool paper_has_rows(const struct paper *p)
{
    assert(p);
    return p->blocks.n > 0 && p->blocks.at[p->blocks.n - 1].cells.n > 0;
}
