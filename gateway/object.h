/* object.h — what people call a thing on the command line.
 *
 * `message:12`, `outbox:3`, `obligation:5`, `audit:7` name a row by its
 * number, as evidence does; a bare number is a message; anything else is an
 * object of the charter (APP-2026-001, WG5, M01, an address). */
#ifndef CONVOKE_OBJECT_H
#define CONVOKE_OBJECT_H

#include <stdint.h>

#include "convoke/base/span.h"

enum object_kind {
    OBJECT_NAMED,
    OBJECT_MESSAGE,
    OBJECT_OUTBOX,
    OBJECT_OBLIGATION,
    OBJECT_AUDIT,
};

struct object {
    enum object_kind kind;
    struct span name;    /* what was written, without the prefix */
    int64_t number;      /* 0 for a named one */
    const char *listing; /* the only kind to look in; NULL: all */
};

/* False for a prefix without a number. */
bool object_parse(struct span s, struct object *ret);

#endif
