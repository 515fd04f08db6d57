/* verdict.h — what the caller does next, and the reason why.
 *
 * Every function that can fail returns a verdict. A verdict names the next
 * act, never the error; the reason tells a person what happened, and is only
 * written on failure. A reason owns nothing: copy it freely. */
#ifndef CONVOKE_BASE_VERDICT_H
#define CONVOKE_BASE_VERDICT_H

#include "convoke/base/own.h"

enum verdict {
    VERDICT_DONE,   /* carry on */
    VERDICT_LATER,  /* keep the item, try again on schedule */
    VERDICT_NEVER,  /* the input will never be accepted: tell its sender */
    VERDICT_BROKEN, /* our own state is suspect: stop this process */
};

enum { REASON_MAX_SITE = 48, REASON_MAX_TEXT = 512 };

struct reason {
    enum verdict verdict;
    char site[REASON_MAX_SITE]; /* "noun.verb" of the place that refused */
    char text[REASON_MAX_TEXT]; /* UTF-8, one line, cut at a character */
};

/* Fills `why` (may be NULL) and returns `v`, so that a refusal is one line. */
enum verdict reason_set(struct reason *why, enum verdict v, const char *site,
                        const char *fmt, ...) PRINTF_LIKE(4, 5);

/* The same, with strerror(errno) appended; EINTR, EAGAIN, ENOSPC, EDQUOT,
 * EMFILE, ENFILE, ENOMEM become LATER, everything else `otherwise`. */
enum verdict reason_from_errno(struct reason *why, enum verdict otherwise,
                               const char *site, const char *what);

/* "later", "never", … for logs and for the database. */
const char *verdict_name(enum verdict v);

/* The sysexits(3) code a command ends with after `v`: 0, 75, 65, 70. */
int verdict_exit(enum verdict v);

#endif
