/* rsvp_table.h — who comes to a meeting: each party's answer as it counts.
 *
 * Computed from all answers; a stated reason is told, its words are not, for
 * the table is passed around (R-G6). Everything is borrowed from the arena.
 * Source: requirements.md 6.4; charter Art. 20. */
#ifndef CONVOKE_DESK_RSVP_TABLE_H
#define CONVOKE_DESK_RSVP_TABLE_H

#include "convoke/calendar/answer.h"
#include "convoke/store/meeting.h"

struct rsvp_line {
    struct span party, name; /* "M01" and what it is called; of others their
                                address and name */
    bool unit;
    bool answered;
    enum answer_status status;
    struct span person;   /* who decided; may be empty */
    int64_t sequence, at; /* of that answer */
    bool reason;          /* why it does not come is on record */
    struct span delegate; /* who comes instead: address, may be empty */
};

/* A delegation is somebody who comes. */
struct rsvp_counts {
    int64_t accepted, tentative, declined, open;
};

struct rsvp_table {
    LIST_OF(struct rsvp_line) lines; /* units first, by id */
    struct rsvp_counts units, others;
};

/* The group's members (of a plenary) and whoever was invited beside them. */
MUST_USE enum verdict rsvp_table_of(struct store *st, const struct meeting *m,
                                    struct arena *arena, struct rsvp_table *ret,
                                    struct reason *why);

/* "参加", "comes" */
const char *rsvp_status_zh(enum answer_status s);
const char *rsvp_status_en(enum answer_status s);

#endif
