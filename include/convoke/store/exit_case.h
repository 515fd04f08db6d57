/* exit_case.h — how a unit leaves: on its own request, because the secretariat
 * confirmed a flag, or because it was revoked (charter Art. 13; requirements.md
 * 4.2).
 *
 * Rights last until the account is closed: then the memberships it names are
 * `exited`. Instants are UTC seconds; spans read are copied into the arena. */
#ifndef CONVOKE_STORE_EXIT_CASE_H
#define CONVOKE_STORE_EXIT_CASE_H

#include "convoke/base/arena.h"
#include "convoke/base/list.h"
#include "convoke/store/store.h"

enum exit_ground {
    EXIT_VOLUNTARY, /* "voluntary": Art. 13, item 1 */
    EXIT_DEEMED,    /* "deemed": item 2, by a flag */
    EXIT_REVOKED,   /* "revoked": item 3 */
    EXIT_GROUND_COUNT
};

enum exit_state {
    EXIT_REQUESTED, /* "requested": waits for the secretariat */
    EXIT_DECLINED,  /* "declined": by the secretariat, or taken back */
    EXIT_EXITING,   /* "exiting": confirmed, the account is still open */
    EXIT_DONE,      /* "done": the account is closed, the unit has left */
    EXIT_STATE_COUNT
};

const char *exit_ground_name(enum exit_ground g);
bool exit_ground_from(struct span name, enum exit_ground *ret);
const char *exit_state_name(enum exit_state s);
bool exit_state_from(struct span name, enum exit_state *ret);

struct exit_case {
    int64_t id; /* 0 before it is stored; "exit:3" in tokens and the ledger */
    struct span unit;
    struct span groups; /* "WG5,WG7": those it leaves */
    enum exit_ground ground;
    enum exit_state state;
    struct span flag;   /* object of the flag; empty otherwise */
    int64_t message;    /* the request; 0: none */
    int64_t begun_at;   /* its receipt, or of the decision */
    int64_t decided_at; /* confirmed or declined; MOMENT_NONE */
    struct span decided_by;
    int64_t done_at;            /* MOMENT_NONE */
    struct span reason, number; /* number of the decision (Art. 13, item 3) */
};
typedef LIST_OF(struct exit_case) exit_cases;

/* Fills `id`. */
MUST_USE enum verdict exit_case_add(struct store *st, struct exit_case *e,
                                    struct reason *why);
/* Replaces state and what follows it. */
MUST_USE enum verdict exit_case_set(struct store *st, const struct exit_case *e,
                                    struct reason *why);
MUST_USE enum verdict exit_case_get(struct store *st, int64_t id,
                                    struct arena *arena, struct exit_case *ret,
                                    bool *ret_found, struct reason *why);
/* By id; `unit` empty: all; `living`: only requested and exiting. */
MUST_USE enum verdict exit_cases_of(struct store *st, struct span unit,
                                    bool living, struct arena *arena,
                                    exit_cases *ret, struct reason *why);

#endif
