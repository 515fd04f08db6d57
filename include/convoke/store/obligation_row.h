/* obligation_row.h — the ledger of duties: what is due, what was reminded.
 *
 * One living row for each (duty, object). Selection is by state and next_at,
 * never by date equality; every step done or skipped leaves its own row. */
#ifndef CONVOKE_STORE_OBLIGATION_ROW_H
#define CONVOKE_STORE_OBLIGATION_ROW_H

#include "convoke/base/arena.h"
#include "convoke/base/civil.h"
#include "convoke/base/list.h"
#include "convoke/store/store.h"

enum obligation_state {
    OBLIGATION_IS_OPEN,
    OBLIGATION_IS_MET,
    OBLIGATION_IS_MET_LATE,
    OBLIGATION_IS_OVERDUE,
    OBLIGATION_IS_MISSED,
    OBLIGATION_IS_WAIVED,
    OBLIGATION_IS_VOID,
    OBLIGATION_STATE_COUNT
};

const char *obligation_state_name(enum obligation_state s);
bool obligation_state_from(struct span name, enum obligation_state *ret);

struct obligation_row {
    int64_t id;
    struct span duty, object;
    civil_day anchor_day, due_day;
    int64_t due_at; /* exclusive */
    int64_t created_at;
    enum obligation_state state;
    int64_t done;         /* ordinals of the ladder below are dealt with */
    int64_t next_at;      /* look again then; INT64_MAX: never */
    int64_t last_sent_at; /* MOMENT_NONE */
    int64_t closed_at;    /* MOMENT_NONE */
    struct span evidence;
};

struct obligation_step_row {
    int64_t step;
    int64_t at;
    bool sent; /* else skipped */
    struct span reason;
};
typedef LIST_OF(struct obligation_step_row) obligation_steps;

/* `ret_new` false: it lives already and is left as it is. */
MUST_USE enum verdict obligation_add(struct store *st,
                                     struct obligation_row *row, bool *ret_new,
                                     struct reason *why);
MUST_USE enum verdict obligation_set(struct store *st,
                                     const struct obligation_row *row,
                                     struct reason *why);
MUST_USE enum verdict obligation_find(struct store *st, struct span duty,
                                      struct span object, struct arena *arena,
                                      struct obligation_row *ret,
                                      bool *ret_found, struct reason *why);
MUST_USE enum verdict obligation_get(struct store *st, int64_t id,
                                     struct arena *arena,
                                     struct obligation_row *ret,
                                     bool *ret_found, struct reason *why);

/* The row after number `after` about an object or what belongs to it
 * (APP-2026-001, APP-2026-001/WG5), whatever its state. */
MUST_USE enum verdict obligation_about(struct store *st, struct span object,
                                       int64_t after, struct arena *arena,
                                       struct obligation_row *ret,
                                       bool *ret_found, struct reason *why);

/* The living row with the smallest next_at <= now. */
MUST_USE enum verdict obligation_next(struct store *st, int64_t now,
                                      struct arena *arena,
                                      struct obligation_row *ret,
                                      bool *ret_found, struct reason *why);
MUST_USE enum verdict obligation_next_at(struct store *st, int64_t *ret,
                                         struct reason *why);

MUST_USE enum verdict obligation_step_add(struct store *st, int64_t id,
                                          const struct obligation_step_row *s,
                                          struct reason *why);
MUST_USE enum verdict obligation_steps_of(struct store *st, int64_t id,
                                          struct arena *arena,
                                          obligation_steps *ret,
                                          struct reason *why);

#endif
