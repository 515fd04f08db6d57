/* workbook.h — what a workbook says of its sheets: their names and places,
 * and which cell formats make a number a day.
 *
 * Filled part by part; what a part does not say stays empty. Private to
 * sheet. Source: ECMA-376 part 1, 18.2 and 18.8; part 2, 6.5. */
#ifndef CONVOKE_MAIL_WORKBOOK_H
#define CONVOKE_MAIL_WORKBOOK_H

#include "convoke/base/arena.h"
#include "convoke/base/list.h"
#include "convoke/base/verdict.h"

enum { WORKBOOK_FORMATS = 65536, WORKBOOK_RELATIONS = 2000 };

struct workbook_relation {
    struct span id;
    struct span kind;   /* "worksheet", "styles", "sharedStrings" */
    struct span target; /* name of a part in the archive */
};

struct workbook_tab {
    struct span name; /* one line of UTF-8 */
    struct span id;   /* of its relation */
    bool hidden;
};

struct workbook {
    struct arena *arena; /* borrowed */
    LIST_OF(struct workbook_relation) relations;
    LIST_OF(struct workbook_tab) tabs;
    bool from_1904;
    LIST_OF(unsigned short) formats; /* of cells: number of a number format */
    unsigned char *figures;          /* bits of enum figure by that number;
                                        NULL before workbook_styles */
};

/* True for the namespace of the sheets' XML, in either of its spellings. */
bool workbook_is_main(struct span uri);

/* xl/_rels/workbook.xml.rels, xl/workbook.xml and the styles. */
MUST_USE enum verdict workbook_relations(struct span xml, struct workbook *wb,
                                         struct reason *why);
MUST_USE enum verdict workbook_tabs(struct span xml, struct workbook *wb,
                                    struct reason *why);
MUST_USE enum verdict workbook_styles(struct span xml, struct workbook *wb,
                                      struct reason *why);

/* Bits of enum figure for a cell's `s`; 0 when it names no format. */
unsigned workbook_figure(const struct workbook *wb, struct span s);

#endif
