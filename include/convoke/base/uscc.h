/* uscc.h — 统一社会信用代码, the unified social credit code (GB 32100-2015).
 *
 * 18 characters out of 0-9 and A-Z without I O S V Z; the last one checks the
 * others. Pure; owns nothing. */
#ifndef CONVOKE_BASE_USCC_H
#define CONVOKE_BASE_USCC_H

#include "convoke/base/span.h"

enum { USCC_LENGTH = 18, USCC_TEXT = USCC_LENGTH + 1 };

enum uscc_fault {
    USCC_GOOD,
    USCC_WRONG_LENGTH,
    USCC_WRONG_LETTER, /* I, O, S, V, Z, or no letter or digit at all */
    USCC_WRONG_CHECK,  /* some character was mistyped */
    USCC_FAULT_COUNT
};

/* Blanks, hyphens and full-width forms are forgiven, small letters folded;
 * `ret` (may be NULL) gets the 18 characters, only when good. */
enum uscc_fault uscc_check(struct span s, char ret[USCC_TEXT]);

/* The check character of the first 17, or 0 when one of them is no such
 * character. */
char uscc_check_digit(const char first[USCC_LENGTH - 1]);

/* "good", "wrong length", … */
const char *uscc_fault_name(enum uscc_fault f);

#endif
