/* reference.h — object ids people write: APP-2026-001, WG5-2026-P1, …
 *
 * Found whatever their case and width (ＡＰＰ－2026－001), only when they stand
 * alone: never inside a longer word or number. Printed in capitals. Pure and
 * total on any octets. Source: requirements.md 6.1. */
#ifndef CONVOKE_DESK_REFERENCE_H
#define CONVOKE_DESK_REFERENCE_H

#include "convoke/base/span.h"

enum { REFERENCE_TEXT = 32 };

enum reference_kind {
    REFERENCE_NONE,
    REFERENCE_APPLICATION,  /* APP-2026-001 */
    REFERENCE_MEETING,      /* WG5-2026-P1, WG5-2026-PX, WG5-2026-L1 */
    REFERENCE_PROJECT,      /* WG5-S-04, WG5-R-03 */
    REFERENCE_CONTRIBUTION, /* C-2026-004 */
    REFERENCE_TASK,         /* T-2026-001 */
    REFERENCE_GROUP,        /* WG5, SWG-ETS */
    REFERENCE_KIND_COUNT
};

struct reference {
    enum reference_kind kind;
    char text[REFERENCE_TEXT]; /* NUL-terminated, capitals */
};

/* Takes a reference that stands at the very beginning off `rest`. */
bool reference_take(struct span *rest, struct reference *ret);

/* The same without group and year, which the reader of a mail knows: P1, PX,
 * L2 are meetings, S-04 and R-03 projects. */
bool reference_take_short(struct span *rest, struct reference *ret);

/* Makes a short one whole, "P1" of WG5 in 2026 is WG5-2026-P1; any other
 * stays. `group` is in capitals. False when it would be no id. */
bool reference_complete(struct reference *r, struct span group, int year);

/* The first reference in `rest`, taken off together with what stands before
 * it. False when there is none (then `rest` is empty). */
bool reference_cut(struct span *rest, struct reference *ret);

/* The first reference of that kind in `s`. */
bool reference_find(struct span s, enum reference_kind kind,
                    struct reference *ret);

/* Different references of `kind` in order of appearance; returns how many
 * there are, `at` gets at most `room`. */
size_t reference_all(struct span s, enum reference_kind kind,
                     struct reference *at, size_t room);

static inline struct span reference_span(const struct reference *r)
{
    return span_str(r->text);
}

#endif
