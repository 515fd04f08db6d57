/* obligation_row.h — the ledger of duties: what is due, what was reminded, who
 * was told.
 *
 * One living row (open, overdue, missed) for each (duty, object). Selection is
 * by state and next_at, never by date equality. Every step that is done leaves
 * a row for each person told, or one that says why nobody was. A date that
 * moves begins a new round of the same row. */
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
    OBLIGATION_IS_MISSED,       /* its period is over */
    OBLIGATION_IS_ACKNOWLEDGED, /* …and the secretariat has seen it */
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
    int64_t due_at;   /* exclusive */
    int64_t until_at; /* end of the period; MOMENT_NONE: none */
    int64_t created_at;
    enum obligation_state state;
    bool by_hand;         /* the due day was set by a person */
    int64_t round;        /* how often its dates have moved */
    int64_t done;         /* ordinals of the ladder below are dealt with */
    int64_t next_at;      /* look again then; INT64_MAX: never */
    int64_t last_sent_at; /* MOMENT_NONE */
    int64_t closed_at;    /* MOMENT_NONE */
    struct span evidence;
};

enum step_state {
    STEP_SENT,
    STEP_MERGED,  /* told in the catch-up mail named in `reason` */
    STEP_WAITING, /* for the person's next catch-up mail */
    STEP_SKIPPED, /* `reason` says why */
    STEP_STATE_COUNT
};

const char *step_state_name(enum step_state s);
bool step_state_from(struct span name, enum step_state *ret);

struct obligation_step_row {
    int64_t obligation, round, step;
    struct span person; /* address of the To; empty: nobody in particular */
    int64_t at;
    enum step_state state;
    struct span reason;
};
typedef LIST_OF(struct obligation_step_row) obligation_steps;

/* Who has answered of those whom a duty asks one by one. */
struct obligation_party {
    struct span party; /* M01, WG5-S-04 */
    int64_t at;
    struct span evidence;
};
typedef LIST_OF(struct obligation_party) obligation_parties;

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

/* Every living row that is due before `before`, by due instant. */
typedef LIST_OF(struct obligation_row) obligation_rows;
MUST_USE enum verdict obligations_living(struct store *st, int64_t before,
                                         struct arena *arena,
                                         obligation_rows *ret,
                                         struct reason *why);

/* The row begun last for (duty, object), living or not. */
MUST_USE enum verdict obligation_last(struct store *st, struct span duty,
                                      struct span object, struct arena *arena,
                                      struct obligation_row *ret,
                                      bool *ret_found, struct reason *why);

/* The same (obligation, round, step, person) again replaces state and reason.
 */
MUST_USE enum verdict obligation_step_put(struct store *st,
                                          const struct obligation_step_row *s,
                                          struct reason *why);
MUST_USE enum verdict obligation_steps_of(struct store *st, int64_t id,
                                          struct arena *arena,
                                          obligation_steps *ret,
                                          struct reason *why);

/* Steps that wait for a catch-up mail to `person`; the person who waits
 * longest and got none since the day `before`. */
MUST_USE enum verdict obligation_steps_waiting(struct store *st,
                                               struct span person,
                                               struct arena *arena,
                                               obligation_steps *ret,
                                               struct reason *why);
MUST_USE enum verdict catch_up_next(struct store *st, civil_day today,
                                    struct arena *arena, struct span *ret,
                                    bool *ret_found, bool *ret_any,
                                    struct reason *why);
/* `person` was written to on that day. */
MUST_USE enum verdict catch_up_note(struct store *st, struct span person,
                                    civil_day day, struct reason *why);

/* `ret_new` false: the party had answered before; nothing changes then. */
MUST_USE enum verdict obligation_party_add(struct store *st, int64_t id,
                                           const struct obligation_party *p,
                                           bool *ret_new, struct reason *why);
MUST_USE enum verdict obligation_party_drop(struct store *st, int64_t id,
                                            struct span party,
                                            struct reason *why);
MUST_USE enum verdict obligation_parties_of(struct store *st, int64_t id,
                                            struct arena *arena,
                                            obligation_parties *ret,
                                            struct reason *why);

#endif
