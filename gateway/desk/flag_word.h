/* flag_word.h — what the secretariat said about a flag, and what stands against
 * it. Private to the desk. */
#ifndef CONVOKE_DESK_FLAG_WORD_H
#define CONVOKE_DESK_FLAG_WORD_H

#include "flag_case.h"
#include "term.h"

struct flag_word {
    struct intake *in;
    struct flag flag;
    enum command_verb verb; /* NONE: none of the four was said */
    bool contradicts;       /* subject and text say different ones */
    struct span reason;
    bool dated;
    civil_day until; /* last day of a deferral */
};

/* False in *ret: answered already (R-A3). */
enum verdict flag_may_decide(struct intake *in, bool *ret, struct reason *why);

void flag_word_read(struct intake *in, const struct flag *f,
                    struct flag_word *ret);
/* NULL: it can be done. */
const char *flag_word_fault(const struct flag_word *w, const char **ret_en);

/* Subject or first line name another unit, or another flag of this one. */
enum verdict flag_names_other(struct intake *in, const struct flag *f,
                              bool *ret, struct reason *why);

#endif
