/* flag.h — exit criteria of Art. 13, item 2, that were found met, and how far
 * each case has come (requirements.md 4.2, R-X3, R-X7, R-X10).
 *
 * A flag is a question to the secretariat and never an exit. A unit has at most
 * one living flag of a ground in a group; what comes later is evidence of it.
 * Instants are UTC seconds; spans read are copied into the arena given. */
#ifndef CONVOKE_STORE_FLAG_H
#define CONVOKE_STORE_FLAG_H

#include "convoke/base/arena.h"
#include "convoke/base/list.h"
#include "convoke/store/store.h"

enum flag_ground {
    FLAG_ABSENCE, /* "ABS": two plenaries in a row without reason, one group */
    FLAG_DUES,    /* "DUES": unpaid for a year, all groups of the unit */
    FLAG_GROUND_COUNT
};

enum flag_state {
    FLAG_OPEN,      /* "open": waits for the secretariat's decision */
    FLAG_DEFERRED,  /* "deferred": …until `until` */
    FLAG_PRE_EXIT,  /* "pre_exit": the unit may state its view */
    FLAG_OBJECTED,  /* "objected": it has; waits for the decision */
    FLAG_EXPIRED,   /* "expired": it has not in time; waits for the decision */
    FLAG_CONFIRMED, /* "confirmed": a second person confirmed the exit */
    FLAG_DISMISSED, /* "dismissed": by the secretariat */
    FLAG_VOIDED,    /* "voided": what is on record no longer supports it */
    FLAG_MOOT,      /* "moot": the unit has left another way */
    FLAG_STATE_COUNT
};

const char *flag_ground_name(enum flag_ground g);
bool flag_ground_from(struct span name, enum flag_ground *ret);
const char *flag_state_name(enum flag_state s);
bool flag_state_from(struct span name, enum flag_state *ret);

/* Whether anything can still come of it: the first five. */
bool flag_lives(enum flag_state s);

struct flag {
    int64_t id;         /* 0 before it is stored */
    struct span object; /* "M07/ABS/WG5-2026-P1", "M05/DUES/2025"; unique */
    struct span unit;
    struct span group; /* empty with FLAG_DUES */
    enum flag_ground ground;
    struct span cause; /* the plenary that made it two; the dues year */
    enum flag_state state;
    int64_t count, skipped; /* attendance_count at its cause; 0 with dues */
    int64_t raised_at;      /* found met */
    int64_t told_at;        /* flag.raised was queued; MOMENT_NONE: not yet */
    int64_t stepped_at;     /* entered this state */
    int64_t until; /* exclusive end of a deferral or of the days to state a
                      view; MOMENT_NONE */
    struct span stepped_by; /* address of who took the last step of a person;
                               empty: nobody yet */
    struct span reason;     /* of the last decision; may be empty */
};
typedef LIST_OF(struct flag) flags;

/* Fills `id`. NEVER when the unit has a living one of the ground there. */
MUST_USE enum verdict flag_add(struct store *st, struct flag *f,
                               struct reason *why);
/* Replaces all that can change: state and what follows it. */
MUST_USE enum verdict flag_set(struct store *st, const struct flag *f,
                               struct reason *why);
MUST_USE enum verdict flag_get(struct store *st, struct span object,
                               struct arena *arena, struct flag *ret,
                               bool *ret_found, struct reason *why);

/* By raised_at, id. An empty span asks for any. */
struct flag_query {
    struct span unit;
    struct span group; /* flags of dues belong to every group */
    bool living;       /* only these */
};
MUST_USE enum verdict flags_of(struct store *st, const struct flag_query *q,
                               struct arena *arena, flags *ret,
                               struct reason *why);

/* What a unit said about it: the mail holds the text and its files. */
struct flag_statement {
    int64_t flag, message, at;
    struct span sender;
    bool in_time;
};
typedef LIST_OF(struct flag_statement) flag_statements;
MUST_USE enum verdict flag_statement_add(struct store *st,
                                         const struct flag_statement *s,
                                         struct reason *why);
/* By at. */
MUST_USE enum verdict flag_statements_of(struct store *st, int64_t flag,
                                         struct arena *arena,
                                         flag_statements *ret,
                                         struct reason *why);

/* The evidence as it was laid out at one time (R-X9); only ever added. */
struct flag_evidence {
    int64_t flag, version; /* from 1 */
    int64_t at;
    struct span text; /* UTF-8 */
    struct span pdf;  /* empty: it could not be printed */
};
/* Gives the version. */
MUST_USE enum verdict flag_evidence_add(struct store *st,
                                        struct flag_evidence *e,
                                        struct reason *why);
/* The newest. */
MUST_USE enum verdict flag_evidence_last(struct store *st, int64_t flag,
                                         struct arena *arena,
                                         struct flag_evidence *ret,
                                         bool *ret_found, struct reason *why);

#endif
