/* headings.h — does a document contain what it must?
 *
 * What is required are tables: a set of headings with their words. A heading
 * is a line that, without its number, brackets and marks, is one of the words
 * or begins with one and is short; a label with a colon counts as one whatever
 * follows. A sentence that only mentions the word does not. Two headings may
 * share a line (时间、地点). Pure, total on any UTF-8, bounded. Source: charter
 * Art. 7, 14, 20.1, 20.8; requirements.md 6.4, F20. */
#ifndef CONVOKE_DESK_HEADINGS_H
#define CONVOKE_DESK_HEADINGS_H

#include <stdint.h>

#include "convoke/base/span.h"

enum { HEADINGS_MAX = 32, HEADINGS_LINES = 20000, HEADING_CHARACTERS = 40 };

struct heading {
    const char *key;     /* stable: "system" */
    const char *article; /* "20.8" */
    const char *zh, *en; /* to tell the sender; zh in the charter's words */
    /* Folded (desk/fold.h), NULL-terminated; one that ends with '$' must be
     * the whole heading. */
    const char *const *words;
};

struct heading_set {
    const char *name;
    const struct heading *at;
    size_t n; /* at most HEADINGS_MAX */
};

extern const struct heading_set heading_minutes;       /* Art. 20.8 */
extern const struct heading_set heading_meeting_plan;  /* Art. 20.1 */
extern const struct heading_set heading_annual_report; /* 7.5: hints only */
extern const struct heading_set heading_annual_plan;   /* 7.5: hints only */
extern const struct heading_set heading_comment_table; /* columns, F20 */

/* Bit i is set when set->at[i] is missing. `text` has one block a line; the
 * cells of a row stand between tabs or bars. */
uint32_t headings_missing(struct span text, const struct heading_set *set);

/* The same for the columns of a table: all must stand in one heading row,
 * which may be broken into several lines. */
uint32_t headings_missing_columns(struct span text,
                                  const struct heading_set *set);

#endif
