/* audit.h — who changed what, when, on which evidence; it only grows.
 *
 * Every row carries the hash of the row before it, so that a changed or
 * missing row is found. Written in the transaction of the change itself. */
#ifndef CONVOKE_STORE_AUDIT_H
#define CONVOKE_STORE_AUDIT_H

#include "convoke/base/arena.h"
#include "convoke/base/list.h"
#include "convoke/store/store.h"

struct audit_entry {
    int64_t at;
    struct span entity;    /* "application", "review", "membership", … */
    struct span entity_id; /* "APP-2026-001" */
    struct span from, to;  /* states; may be empty */
    struct span event;     /* "app.dispatch" */
    struct span actor;     /* address, or "gateway" */
    struct span authority; /* "L0" … "L3", "command", "clock" */
    struct span evidence;  /* "message:12", "obligation:3"; may be empty */
    struct span note;      /* reason stated; may be empty */
};

MUST_USE enum verdict audit_add(struct store *st, const struct audit_entry *e,
                                struct reason *why);

/* One row as it was written. */
struct audit_row {
    int64_t id;
    struct audit_entry entry;
    struct span hash;
};
typedef LIST_OF(struct audit_row) audit_rows;

/* Of one thing, oldest first. */
MUST_USE enum verdict audit_of(struct store *st, struct span entity,
                               struct span entity_id, struct arena *arena,
                               audit_rows *ret, struct reason *why);

/* The newest of all; id 0: there is none. */
MUST_USE enum verdict audit_last(struct store *st, struct arena *arena,
                                 int64_t *ret_id, struct span *ret_hash,
                                 struct reason *why);

/* Recomputes the chain; NEVER names the first row that does not fit. */
MUST_USE enum verdict audit_verify(struct store *st, int64_t *ret_rows,
                                   struct reason *why);

#endif
