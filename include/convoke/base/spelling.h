/* spelling.h — which of the known labels a text is, however it is dressed.
 *
 * Labels are compared folded: blanks, punctuation and case do not count,
 * full-width letters are narrow, a note in parentheses may stand behind and a
 * number in front, a gloss in the other script may stand beside it. A reader
 * brings its table of spellings; labels are its own numbers above 0, and 0
 * says that there is none. Pure and total on any octets. */
#ifndef CONVOKE_BASE_SPELLING_H
#define CONVOKE_BASE_SPELLING_H

#include "convoke/base/own.h"
#include "convoke/base/span.h"

struct spelling {
    int label;
    const char *folded; /* as spelling_fold does: "单位名称", "email" */
};

struct spellings {
    const struct spelling *at; /* borrowed */
    size_t n;
};

#define SPELLINGS(list_) ((struct spellings){ list_, ARRAY_LEN(list_) })

/* The label all of `text` is. */
int spelling_of(struct spellings known, struct span text);

/* The label a line begins with, with what stands behind it: a colon, a table
 * bar, a tab, an equals sign; or nothing, when the line is a label only. */
int spelling_lead(struct spellings known, struct span line,
                  struct span *ret_rest);

/* The same with nothing but blanks between: "邮编 100000". */
int spelling_lead_blank(struct spellings known, struct span line,
                        struct span *ret_rest);

/* The first label with a colon inside `line`, after a blank or a mark of
 * punctuation, for which `wanted` (by label; NULL: any) is set; *ret_before
 * and *ret_rest are what stands on its two sides. */
int spelling_inside(struct spellings known, struct span line,
                    const bool *wanted, struct span *ret_before,
                    struct span *ret_rest);

/* Appends `s` folded to `buf` of `room`; returns the octets used, or room + 1
 * when it does not fit. `parentheses`: keep what stands in them. */
size_t spelling_fold(struct span s, bool parentheses, char *buf, size_t room);

/* True for every kind of blank (not LF only): ASCII, NBSP, U+2000-200F,
 * U+3000, U+FEFF. */
bool spelling_is_blank(unsigned code);

#endif
