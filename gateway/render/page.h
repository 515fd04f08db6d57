/* page.h — a rendered notice: blocks, laid out as text and as html.
 *
 * Notice markup (templates/README.md) is read line by line. What stands
 * between the marks of escape_markup is a value: it is never read as markup,
 * so no value can begin an item, a row, a button or a quotation. After reading,
 * the texts of blocks are plain; the writers escape all of it. */
#ifndef CONVOKE_RENDER_PAGE_H
#define CONVOKE_RENDER_PAGE_H

#include "convoke/base/list.h"
#include "convoke/base/text.h"
#include "convoke/base/verdict.h"

enum block_kind {
    BLOCK_PARAGRAPH,
    BLOCK_HEADING, /* ## words */
    BLOCK_ITEM,    /* - words; 1. words; #. words */
    BLOCK_ROW,     /* | label | value */
    BLOCK_QUOTE,   /* > words */
    BLOCK_BUTTON,  /* ! label | mailto:… */
    BLOCK_NOTE,    /* ~ words */
    BLOCK_CODE,    /* = label | words */
    BLOCK_RULE,    /* --- */
};

enum {
    BLOCK_STRONG = 0x05, /* in a block's text: bold from here */
    BLOCK_STRONG_END = 0x06,
    /* ESCAPE_BREAK: a line break of a value */
};

struct block {
    enum block_kind kind;
    bool english;
    bool gap;           /* an empty line stood before it */
    struct span marker; /* ITEM: "1.", "(2)", "-" */
    struct span label;  /* ROW, BUTTON, CODE */
    struct span text;   /* BUTTON: the mailto */
};

struct page {
    LIST_OF(struct block) blocks;
};

/* Adds the blocks of `markup`, which is borrowed. NEVER when a row, a button
 * or a code has no second half; `file` is named then. */
MUST_USE enum verdict page_add(struct page *d, struct arena *a,
                               struct span markup, bool english,
                               const char *file, struct reason *why);

void page_rule(struct page *d, struct arena *a);

/* LF lines of at most 78 columns. */
void page_text(const struct page *d, struct text *to);

/* Table rows for the layout: inline styles, nothing remote. */
void page_html(const struct page *d, struct text *to);

/* Columns of the widest label in the group that begins at block `at`, at most
 * `most`. */
size_t page_label_width(const struct page *d, size_t at, size_t most);

/* Whom a button writes to. */
struct span page_address(const struct block *button);

/* The first sentence-like paragraph, for the preheader; empty when none. */
struct span page_first(const struct page *d);

#endif
