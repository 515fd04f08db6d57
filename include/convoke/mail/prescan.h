/* prescan.h — the bounds a message must keep before anything reads it.
 *
 * One linear pass without memory of its own over the raw octets. NEVER names
 * the bound that was broken (the message goes to quarantine); nothing else is
 * judged here: a broken message inside the bounds is the letter's business.
 * reliability.md F4, T2; libraries.md 3.2.3; interop.md 127. */
#ifndef CONVOKE_MAIL_PRESCAN_H
#define CONVOKE_MAIL_PRESCAN_H

#include "convoke/base/span.h"
#include "convoke/base/verdict.h"

enum {
    PRESCAN_MAX_OCTETS = 40 * 1024 * 1024,
    PRESCAN_MAX_DEPTH = 20,         /* multiparts and messages around a part */
    PRESCAN_MAX_PARTS = 200,        /* multiparts counted as well */
    PRESCAN_MAX_BLOCK = 256 * 1024, /* octets of one header block */
    PRESCAN_MAX_LINES = 1000,       /* lines of one header block */
    /* Octets of one field; lists of recipients may fill their block. */
    PRESCAN_MAX_FIELD = 64 * 1024,
};

/* What was counted, for logs and tests. */
struct prescan {
    size_t octets, parts, depth;
};

/* `ret` may be NULL. */
MUST_USE enum verdict prescan_check(struct span raw, struct prescan *ret,
                                    struct reason *why);

#endif
