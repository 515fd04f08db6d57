/* leader_mark.h — advisory marks about leaders: criteria of Art. 8, items 2 and
 * 3, that were found met on record (requirements.md 4.5).
 *
 * A mark is a hint to the secretariat and the liaison. Nothing follows from
 * it, nobody else hears of it. Instants are UTC seconds; spans read are copied
 * into the arena given. */
#ifndef CONVOKE_STORE_LEADER_MARK_H
#define CONVOKE_STORE_LEADER_MARK_H

#include "convoke/base/arena.h"
#include "convoke/base/list.h"
#include "convoke/store/store.h"

enum leader_mark_kind {
    LEADER_MARK_ABSENCE, /* "ABS": two meetings in a row without reason */
    LEADER_MARK_IDLE,    /* "IDLE": nothing of his duties on record for long */
    LEADER_MARK_KIND_COUNT
};

enum leader_mark_state {
    LEADER_MARK_OPEN, /* "open" */
    LEADER_MARK_SEEN, /* "seen": the secretariat has; it counts anew since */
    LEADER_MARK_VOID, /* "void": what is on record no longer supports it */
    LEADER_MARK_STATE_COUNT
};

const char *leader_mark_kind_name(enum leader_mark_kind k);
const char *leader_mark_state_name(enum leader_mark_state s);

struct leader_mark {
    int64_t id; /* 0 before it is stored */
    struct span group;
    int64_t person;
    struct span mail, name; /* the person's own; read only */
    struct span role;       /* "DGL2", as he was called then */
    enum leader_mark_kind kind;
    struct span cause;    /* the meeting that made it two; the day of the last
                             duty, "2026-03-31" */
    int64_t count;        /* absences in a row; months without a duty */
    struct span readings; /* leader_readings_name; empty with IDLE */
    enum leader_mark_state state;
    int64_t raised_at;
    int64_t told_at;      /* its mail was queued; MOMENT_NONE: not yet */
    int64_t ended_at;     /* seen or void since; MOMENT_NONE */
    struct span ended_by; /* address of who saw it; empty */
};
typedef LIST_OF(struct leader_mark) leader_marks;

/* Fills `id`. NEVER when the person has one of that kind and cause there. */
MUST_USE enum verdict leader_mark_add(struct store *st, struct leader_mark *m,
                                      struct reason *why);
/* Replaces all that can change: role, count, readings, state and after. */
MUST_USE enum verdict leader_mark_set(struct store *st,
                                      const struct leader_mark *m,
                                      struct reason *why);
MUST_USE enum verdict leader_mark_get(struct store *st, int64_t id,
                                      struct arena *arena,
                                      struct leader_mark *ret, bool *ret_found,
                                      struct reason *why);

/* By raised_at, id. `group` empty and `person` 0 ask for any. */
struct leader_mark_query {
    struct span group;
    int64_t person;
};
MUST_USE enum verdict leader_marks_of(struct store *st,
                                      const struct leader_mark_query *q,
                                      struct arena *arena, leader_marks *ret,
                                      struct reason *why);

#endif
