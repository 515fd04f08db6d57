/* paper.h — a document for people outside: laid out once, then written as text
 * that any mail reader shows, or handed to the press that prints it (PDF).
 *
 * A paper is a list of blocks, top to bottom. Words are cleaned where they
 * enter: no control and no invisible or direction-changing characters, never
 * malformed, each cut where it grows too long; whoever reads or prints a paper
 * may rely on it. Everything lives in the arena given. */
#ifndef CONVOKE_RENDER_PAPER_H
#define CONVOKE_RENDER_PAPER_H

#include <stdint.h>

#include "convoke/base/arena.h"
#include "convoke/base/list.h"
#include "convoke/base/text.h"

enum {
    PAPER_MAX_WORDS = 16 * 1024, /* octets of one piece of text, before … */
    PAPER_MAX_CLEAN = 3 * PAPER_MAX_WORDS + 64, /* … and cleaned */
    PAPER_MAX_CELL = 4 * 1024,                  /* the same in a table */
    PAPER_MAX_BLOCKS = 5000,
    PAPER_MAX_COLUMNS = 8,
    PAPER_MAX_CELLS = 20000,            /* of one table */
    PAPER_MAX_OCTETS = 8 * 1024 * 1024, /* as text, and on the wire */
};

enum paper_kind {
    PAPER_SECTION, /* label: its heading */
    PAPER_PART,    /* label: heading of a part of a section */
    PAPER_WORDS,   /* text: paragraphs */
    PAPER_QUOTE,   /* text: somebody's own words, or those of the charter */
    PAPER_PAIR,    /* label and text on one line */
    PAPER_TABLE,   /* columns and cells */
    PAPER_KIND_COUNT
};

struct paper_column {
    struct span head;
    int share; /* of the width, 1..100; they need not sum up to anything */
};

struct paper_block {
    enum paper_kind kind;
    struct span label, text; /* empty where the kind has none */
    LIST_OF(struct paper_column) columns;
    LIST_OF(struct span) cells; /* row after row; whole rows only */
};

struct paper {
    struct arena *arena; /* borrowed */
    struct span title;
    struct span mark;  /* at the head of each page: what it is about */
    struct span grade; /* who may read it: 内部资料 */
    int64_t made_at;
    int sections; /* so far; they are numbered */
    LIST_OF(struct paper_block) blocks;
};

void paper_init(struct paper *p, struct arena *arena, int64_t made_at);
void paper_title(struct paper *p, struct span title, struct span mark,
                 struct span grade);

/* Numbered: the Chinese heading, then the short English one; `en` may be
 * NULL. */
void paper_section(struct paper *p, const char *zh, const char *en);
void paper_part(struct paper *p, struct span label);
void paper_words(struct paper *p, struct span text);
void paper_quote(struct paper *p, struct span text);
void paper_pair(struct paper *p, const char *label, struct span text);

/* Opens a table; paper_row adds to the last one. */
void paper_table(struct paper *p, const struct paper_column *columns, size_t n);
void paper_row(struct paper *p, const struct span *cells, size_t n);

/* What is said of a table without a row is said instead of it. */
bool paper_has_rows(const struct paper *p);

/* One line, or several: what stands in a cleaned text. */
struct span paper_clean(struct arena *arena, struct span words);

/* paper_text.c: UTF-8, LF, no line wider than 78 columns unless a word is. */
void paper_print(const struct paper *p, struct text *to);

/* paper_wire.c: for the press (record.h), and back. False: it is no paper, has
 * more than one may have, or holds what paper_clean takes out. */
void paper_write(const struct paper *p, struct text *to);
bool paper_read(struct span wire, struct arena *arena, struct paper *ret);

#endif
