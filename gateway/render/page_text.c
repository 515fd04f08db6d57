#include <assert.h>

#include "convoke/base/table.h"
#include "escape.h"
#include "page.h"
#include "wrap.h"

enum { COLUMNS = 78, MOST_LABEL = 20 };

/* What stands before the lines of one block. */
struct margin {
    const char *lead;  /* before every line */
    struct span first; /* before the first, after the lead */
    size_t indent;     /* columns before the others, after the lead */
};

static void add_blanks(struct text *to, size_t n)
{
    for (size_t i = 0; i < n; i++)
        text_add_char(to, ' ');
}

static void add_plain(struct text *to, struct span s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != BLOCK_STRONG && s.p[i] != BLOCK_STRONG_END)
            text_add_char(to, s.p[i]);
}

/* The parts of `text` between breaks, each wrapped into the margin. */
static void add_wrapped(struct text *to, struct margin m, struct span text)
{
    size_t lead = table_width(span_str(m.lead));
    size_t first = table_width(m.first);
    CLEANUP(text_release) struct text plain = TEXT_INIT(TEXT_MAX_NOTICE);
    struct span part, line;
    bool begun = false;

    add_plain(&plain, text);
    text = text_span(&plain);
    while (span_cut(&text, ESCAPE_BREAK, &part)) {
        size_t indent = begun || first > m.indent ? m.indent : first;
        while (wrap_line(&part, COLUMNS - lead - (begun ? m.indent : indent),
                         &line)) {
            text_add_str(to, m.lead);
            if (begun)
                add_blanks(to, m.indent);
            else
                text_add(to, m.first);
            text_add(to, line);
            text_add_char(to, '\n');
            begun = true;
        }
    }
}

/* A label longer than its column stands on a line of its own. */
static void add_labelled(struct text *to, struct span label, struct span words,
                         size_t label_width)
{
    CLEANUP(text_release) struct text first = TEXT_INIT(TEXT_MAX_HEADER);
    size_t width = table_width(label);
    size_t indent = 2 + label_width + 2;

    if (width > label_width) {
        add_wrapped(to, (struct margin){ "  ", SPAN_NONE, 0 }, label);
        add_blanks(&first, indent);
    } else {
        add_blanks(&first, 2);
        add_plain(&first, label);
        add_blanks(&first, label_width - width + 2);
    }
    add_wrapped(to, (struct margin){ "", text_span(&first), indent }, words);
}

static void add_item(struct text *to, const struct block *b)
{
    CLEANUP(text_release) struct text first = TEXT_INIT(TEXT_MAX_HEADER);

    text_addf(&first, "  " SPAN_FMT " ", SPAN_ARG(b->marker));
    add_wrapped(to, (struct margin){ "", text_span(&first), first.n }, b->text);
}

/* The address a button writes to; its subject and body help only machines. */
static void add_button(struct text *to, const struct block *b,
                       size_t label_width)
{
    CLEANUP(text_release) struct text label = TEXT_INIT(TEXT_MAX_HEADER);

    text_addf(&label, "[" SPAN_FMT "]", SPAN_ARG(b->label));
    add_labelled(to, text_span(&label), page_address(b), label_width + 2);
}

static void add_code(struct text *to, const struct block *b)
{
    CLEANUP(text_release) struct text line = TEXT_INIT(TEXT_MAX_HEADER);

    text_addf(&line, SPAN_FMT " " SPAN_FMT, SPAN_ARG(b->label),
              SPAN_ARG(b->text));
    add_wrapped(to, (struct margin){ "", SPAN_NONE, 0 }, text_span(&line));
}

static void add_rule(struct text *to)
{
    for (size_t i = 0; i < COLUMNS; i++)
        text_add_char(to, '-');
    text_add_char(to, '\n');
}

static void add_block(struct text *to, const struct block *b,
                      size_t label_width)
{
    switch (b->kind) {
    case BLOCK_PARAGRAPH:
    case BLOCK_NOTE:
        add_wrapped(to, (struct margin){ "", SPAN_NONE, 0 }, b->text);
        break;
    case BLOCK_HEADING:
        add_wrapped(to, (struct margin){ "", SPAN("■ "), 3 }, b->text);
        break;
    case BLOCK_ITEM:
        add_item(to, b);
        break;
    case BLOCK_ROW:
        add_labelled(to, b->label, b->text, label_width);
        break;
    case BLOCK_QUOTE:
        add_wrapped(to, (struct margin){ "  > ", SPAN_NONE, 0 }, b->text);
        break;
    case BLOCK_BUTTON:
        add_button(to, b, label_width);
        break;
    case BLOCK_CODE:
        add_code(to, b);
        break;
    case BLOCK_RULE:
        add_rule(to);
        break;
    }
}

void page_text(const struct page *d, struct text *to)
{
    size_t label_width = 0;

    assert(d);
    assert(to);
    for (size_t i = 0; i < d->blocks.n; i++) {
        const struct block *b = &d->blocks.at[i];
        bool labelled = b->kind == BLOCK_ROW || b->kind == BLOCK_BUTTON;
        if (labelled &&
            (i == 0 || b->gap || d->blocks.at[i - 1].kind != b->kind))
            label_width = page_label_width(d, i, MOST_LABEL);
        if (i && b->gap)
            text_add_char(to, '\n');
        add_block(to, b, label_width);
    }
}
