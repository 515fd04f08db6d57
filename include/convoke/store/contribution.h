/* contribution.h — what member units contribute to a plenary
 * (requirements.md 4.4, charter Art. 20.5).
 *
 * One row for each version; its files are papers (filing.h) of its id. A state
 * changes only along the table of allowed moves. A unit's word that it has
 * none for a meeting is kept beside them. */
#ifndef CONVOKE_STORE_CONTRIBUTION_H
#define CONVOKE_STORE_CONTRIBUTION_H

#include "convoke/base/arena.h"
#include "convoke/base/list.h"
#include "convoke/base/moment.h"
#include "convoke/store/store.h"

enum contribution_state {
    CONTRIBUTION_HELD, /* from an unknown address, its number reserved */
    CONTRIBUTION_ONTIME,
    CONTRIBUTION_LATE, /* the leader decides */
    CONTRIBUTION_SUPERSEDED,
    CONTRIBUTION_ACCEPTED_LATE,
    CONTRIBUTION_RETURNED,
    CONTRIBUTION_TABLED, /* on the agenda, or given to a project */
    CONTRIBUTION_WITHDRAWN,
    CONTRIBUTION_REFUSED, /* nobody vouched for it */
    CONTRIBUTION_STATE_COUNT
};

const char *contribution_state_name(enum contribution_state s);
bool contribution_state_from(struct span name, enum contribution_state *ret);

/* The table of allowed moves (4.4). */
bool contribution_may(enum contribution_state from, enum contribution_state to);

struct contribution {
    struct span id, meeting, unit;
    struct span project; /* empty: about none */
    struct span title, folded_title;
    enum contribution_state state;
    int64_t received_at; /* decisive (R-D7) */
    int64_t due_at;      /* exclusive, as it was judged; MOMENT_NONE: none */
    struct span sender;  /* address */
    int64_t message;
    struct span replaces; /* the version before, empty */
    struct span item;     /* tabled: "2" of the agenda, or a project */
    struct span reason;   /* of the last decision */
    int64_t decided_at;   /* MOMENT_NONE */
};
typedef LIST_OF(struct contribution) contributions;

/* On time iff received before its due instant (R-D3). */
static inline bool contribution_on_time(const struct contribution *c)
{
    return c->due_at == MOMENT_NONE || c->received_at < c->due_at;
}

MUST_USE enum verdict contribution_add(struct store *st,
                                       const struct contribution *c,
                                       struct reason *why);

/* To another state, with everything that may change besides: due_at, replaces,
 * item, reason, decided_at. NEVER when the table does not allow it; `c` keeps
 * its state then. */
MUST_USE enum verdict contribution_move(struct store *st,
                                        struct contribution *c,
                                        enum contribution_state to,
                                        struct reason *why);

MUST_USE enum verdict contribution_get(struct store *st, struct span id,
                                       struct arena *arena,
                                       struct contribution *ret,
                                       bool *ret_found, struct reason *why);

/* The one that a message brought. */
MUST_USE enum verdict contribution_of_message(struct store *st, int64_t message,
                                              struct arena *arena,
                                              struct contribution *ret,
                                              bool *ret_found,
                                              struct reason *why);

/* Of a meeting in order of arrival; `unit` empty: of all units. */
MUST_USE enum verdict contributions_of(struct store *st, struct span meeting,
                                       struct span unit, struct arena *arena,
                                       contributions *ret, struct reason *why);

/* "无贡献": said by a unit for a meeting. */
struct contribution_none {
    struct span meeting, unit, sender;
    int64_t at, message;
};
typedef LIST_OF(struct contribution_none) contribution_nones;

/* Saying it twice is a success that changes nothing. */
MUST_USE enum verdict contribution_none_add(struct store *st,
                                            const struct contribution_none *n,
                                            struct reason *why);
MUST_USE enum verdict contribution_nones_of(struct store *st,
                                            struct span meeting,
                                            struct arena *arena,
                                            contribution_nones *ret,
                                            struct reason *why);

#endif
