#include "page.h"

#include <assert.h>

#include "convoke/base/table.h"
#include "escape.h"
#include "wrap.h"

/* Line by line: either a new block begins or the line goes on the last one. */
struct reader {
    struct page *to;
    struct arena *arena;
    const char *file;
    struct reason *why;
    bool english;
    bool gap;
    bool open;      /* the last block may go on in the next line */
    unsigned count; /* of #. items in a row */
};

/* Position of `c` outside values, or s.n. */
static size_t find_outside(struct span s, char c)
{
    bool inside = false;

    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == ESCAPE_VALUE)
            inside = true;
        else if (s.p[i] == ESCAPE_VALUE_END)
            inside = false;
        else if (s.p[i] == c && !inside)
            return i;
    }
    return s.n;
}

/* The block's text: marks of values go, ** outside values becomes bold. */
static struct span unmark(struct reader *r, struct span s)
{
    char *p = arena_alloc(r->arena, s.n + 1);
    size_t n = 0;
    bool inside = false;
    bool strong = false;

    s = span_trim(s);
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == ESCAPE_VALUE || s.p[i] == ESCAPE_VALUE_END) {
            inside = s.p[i] == ESCAPE_VALUE;
        } else if (!inside && s.p[i] == '*' && i + 1 < s.n &&
                   s.p[i + 1] == '*') {
            strong = !strong;
            p[n++] = strong ? BLOCK_STRONG : BLOCK_STRONG_END;
            i++;
        } else {
            p[n++] = s.p[i];
        }
    }
    if (strong)
        p[n++] = BLOCK_STRONG_END;
    return span_of(p, n);
}

static struct block *push(struct reader *r, enum block_kind kind)
{
    struct block *block = list_push(&r->to->blocks, r->arena);

    block->kind = kind;
    block->english = r->english;
    block->gap = r->gap;
    r->gap = false;
    return block;
}

/* "1. ", "1.2. ", "(3) ", "- ", "#. ": octets of the marker, 0 when none. */
static size_t marker_length(struct span line)
{
    size_t n = 0;

    if (span_starts(line, SPAN("- ")))
        return 1;
    if (span_starts(line, SPAN("#. ")))
        return 2;
    while (n < line.n && n < 12 && strchr("0123456789.()", line.p[n]) != NULL &&
           line.p[n])
        n++;
    if (n < 2 || n >= line.n || line.p[n] != ' ')
        return 0;
    return line.p[n - 1] == '.' || line.p[n - 1] == ')' ? n : 0;
}

static void add_item(struct reader *r, struct span line, size_t marker)
{
    struct block *block = push(r, BLOCK_ITEM);

    block->marker = span_sub(line, 0, marker);
    if (span_eq(block->marker, SPAN("#.")))
        block->marker = arena_printf(r->arena, "%u.", ++r->count);
    block->text = unmark(r, span_from(line, marker));
    r->open = true;
}

/* The same on one line. */
static struct span unmark_label(struct reader *r, struct span s)
{
    struct span label = unmark(r, s);
    char *p = arena_str(r->arena, label);

    for (size_t i = 0; i < label.n; i++)
        if (p[i] == ESCAPE_BREAK)
            p[i] = ' ';
    return span_of(p, label.n);
}

/* `| label | value`, `! label | mailto:…`, `= label | words` */
static enum verdict add_pair(struct reader *r, enum block_kind kind,
                             struct span line)
{
    size_t bar = find_outside(line, '|');
    struct block *block;

    if (bar == line.n)
        return reason_set(r->why, VERDICT_NEVER, "page.add",
                          "%s: no \"|\" in \"" SPAN_FMT "\"", r->file,
                          SPAN_ARG(span_fit(line, 60)));
    block = push(r, kind);
    block->label = unmark_label(r, span_sub(line, 0, bar));
    block->text = kind == BLOCK_ROW ? unmark(r, span_from(line, bar + 1))
                                    : unmark_label(r, span_from(line, bar + 1));
    if (kind == BLOCK_BUTTON && !span_starts(block->text, SPAN("mailto:")))
        return reason_set(r->why, VERDICT_NEVER, "page.add",
                          "%s: a button must be a mailto: link", r->file);
    r->open = kind == BLOCK_ROW;
    return VERDICT_DONE;
}

static unsigned last_code(struct span s)
{
    unsigned code = 0;
    size_t at = s.n;

    while (at > 0 && ((unsigned char)s.p[at - 1] & 0xC0) == 0x80)
        at--;
    if (at > 0)
        span_char(span_from(s, at - 1), &code);
    return code;
}

/* A line of the source that goes on the block before it; "/ " breaks. */
static void join(struct reader *r, struct span line)
{
    static const char line_break[] = { ESCAPE_BREAK, '\0' };
    struct block *block = &r->to->blocks.at[r->to->blocks.n - 1];
    struct span rest = span_trim(line);
    bool breaks = span_starts(rest, SPAN("/ "));
    struct span more = unmark(r, breaks ? span_from(rest, 2) : rest);
    const char *between = breaks ? line_break : " ";
    unsigned after = 0;

    span_char(more, &after);
    if (!breaks && wrap_joins_tight(last_code(block->text), after))
        between = "";
    block->text = arena_printf(r->arena, SPAN_FMT "%s" SPAN_FMT,
                               SPAN_ARG(block->text), between, SPAN_ARG(more));
}

static void add_words(struct reader *r, enum block_kind kind, struct span line)
{
    push(r, kind)->text = unmark(r, line);
    r->open = kind == BLOCK_PARAGRAPH || kind == BLOCK_NOTE;
}

static const struct {
    struct span lead;
    enum block_kind kind;
    bool pair;
} kinds[] = {
    { { "## ", 3 }, BLOCK_HEADING, false }, { { "| ", 2 }, BLOCK_ROW, true },
    { { "> ", 2 }, BLOCK_QUOTE, false },    { { "! ", 2 }, BLOCK_BUTTON, true },
    { { "~ ", 2 }, BLOCK_NOTE, false },     { { "= ", 2 }, BLOCK_CODE, true },
};

static enum verdict add_line(struct reader *r, struct span line)
{
    size_t marker = marker_length(line);
    bool indented = line.n && line.p[0] == ' ';
    bool was_open = r->open;

    r->open = false;
    if (marker) {
        add_item(r, line, marker);
        return VERDICT_DONE;
    }
    if (was_open && indented && !r->gap) {
        join(r, line);
        r->open = true;
        return VERDICT_DONE;
    }
    r->count = 0;
    if (span_eq(line, SPAN("---"))) {
        push(r, BLOCK_RULE);
        return VERDICT_DONE;
    }
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        if (!span_starts(line, kinds[i].lead))
            continue;
        line = span_from(line, kinds[i].lead.n);
        if (kinds[i].pair)
            return add_pair(r, kinds[i].kind, line);
        add_words(r, kinds[i].kind, line);
        return VERDICT_DONE;
    }
    if (was_open && !r->gap && r->to->blocks.n &&
        r->to->blocks.at[r->to->blocks.n - 1].kind == BLOCK_PARAGRAPH) {
        join(r, line);
        r->open = true;
    } else {
        add_words(r, BLOCK_PARAGRAPH, line);
    }
    return VERDICT_DONE;
}

static bool has_words(struct span s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!strchr(" \t\n", s.p[i]) && s.p[i] != BLOCK_STRONG &&
            s.p[i] != BLOCK_STRONG_END && s.p[i] != ESCAPE_BREAK)
            return true;
    return false;
}

/* A label without a value, an item of nothing: what stood there was left out,
 * and the line around it was not. */
static enum verdict check_words(const struct reader *r, size_t from)
{
    for (size_t i = from; i < r->to->blocks.n; i++) {
        const struct block *b = &r->to->blocks.at[i];
        bool pair = b->kind == BLOCK_ROW || b->kind == BLOCK_BUTTON ||
                    b->kind == BLOCK_CODE;
        if (b->kind == BLOCK_RULE ||
            (has_words(b->text) && (!pair || has_words(b->label))))
            continue;
        return reason_set(r->why, VERDICT_NEVER, "page.add",
                          "%s: a line of nothing after \"" SPAN_FMT "\"",
                          r->file,
                          SPAN_ARG(span_fit(pair ? b->label : b->marker, 60)));
    }
    return VERDICT_DONE;
}

enum verdict page_add(struct page *d, struct arena *a, struct span markup,
                      bool english, const char *file, struct reason *why)
{
    struct reader r = {
        .to = d,
        .arena = a,
        .file = file,
        .why = why,
        .english = english,
        .gap = d->blocks.n > 0,
    };
    struct span line = SPAN_NONE;
    size_t from = d->blocks.n;
    enum verdict v = VERDICT_DONE;

    assert(a);
    while (v == VERDICT_DONE && span_line(&markup, &line)) {
        if (!span_trim(line).n) {
            r.gap = d->blocks.n > 0;
            continue;
        }
        v = add_line(&r, line);
    }
    return v == VERDICT_DONE ? check_words(&r, from) : v;
}

void page_rule(struct page *d, struct arena *a)
{
    struct block *block = list_push(&d->blocks, a);

    block->kind = BLOCK_RULE;
    block->gap = true;
}

struct span page_first(const struct page *d)
{
    assert(d);
    for (size_t i = 0; i < d->blocks.n; i++) {
        const struct block *block = &d->blocks.at[i];
        if (block->kind == BLOCK_PARAGRAPH &&
            !span_ends(block->text, SPAN("：")))
            return block->text;
    }
    return SPAN_NONE;
}

size_t page_label_width(const struct page *d, size_t at, size_t most)
{
    enum block_kind kind;
    size_t widest = 0;

    assert(d);
    assert(at < d->blocks.n);
    kind = d->blocks.at[at].kind;
    for (size_t i = at; i < d->blocks.n; i++) {
        const struct block *block = &d->blocks.at[i];
        size_t width = table_width(block->label);
        if (block->kind != kind || (i > at && block->gap))
            break;
        if (width > widest)
            widest = width;
    }
    return widest < most ? widest : most;
}

struct span page_address(const struct block *button)
{
    struct span address = span_from(button->text, strlen("mailto:"));

    assert(button->kind == BLOCK_BUTTON);
    return span_sub(address, 0, span_find_char(address, '?'));
}
