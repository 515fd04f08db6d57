/* rsvp.h — who was invited to a meeting, and every answer that came.
 *
 * An invitation row is written in the transaction that queues the mail; it is
 * what says that an address was invited. Answers are never changed or removed:
 * which one counts is computed (calendar/answer_rules.h). Addresses are kept in
 * lower case. Sources: requirements.md 5.3, 6.4, 7. */
#ifndef CONVOKE_STORE_RSVP_H
#define CONVOKE_STORE_RSVP_H

#include "convoke/base/arena.h"
#include "convoke/base/list.h"
#include "convoke/store/store.h"

/* One person's invitation to one meeting. */
struct invitation {
    struct span meeting;
    struct span person; /* address */
    struct span party;  /* unit "M01"; of others their address */
    struct span name;
    int64_t sequence;           /* of the newest object sent to him */
    int64_t at;                 /* when that was queued */
    bool ended;                 /* he got a CANCEL for himself */
    struct span delegated_from; /* the person he comes for; mostly empty */
};
typedef LIST_OF(struct invitation) invitations;

/* Adds it, or replaces all but the key (meeting, person). */
MUST_USE enum verdict invitation_put(struct store *st,
                                     const struct invitation *i,
                                     struct reason *why);
MUST_USE enum verdict invitation_get(struct store *st, struct span meeting,
                                     struct span person, struct arena *arena,
                                     struct invitation *ret, bool *ret_found,
                                     struct reason *why);
/* Of a meeting, by party, then person; ended ones too. */
MUST_USE enum verdict invitations_of(struct store *st, struct span meeting,
                                     struct arena *arena, invitations *ret,
                                     struct reason *why);
/* Of one party of it. */
MUST_USE enum verdict
invitations_of_party(struct store *st, struct span meeting, struct span party,
                     struct arena *arena, invitations *ret, struct reason *why);
/* Of a person: every meeting he is invited to still. */
MUST_USE enum verdict invitations_to(struct store *st, struct span person,
                                     struct arena *arena, invitations *ret,
                                     struct reason *why);

/* One answer. */
struct rsvp {
    int64_t id;
    struct span meeting, party, person;
    struct span from;   /* address it came from, when that is another */
    struct span status; /* "ACCEPTED", … */
    int64_t sequence, stamp, at;
    int64_t message;
    struct span comment;  /* may be empty */
    struct span delegate; /* with DELEGATED: address */
    struct span way;      /* "calendar", "text", "leave" */
};
typedef LIST_OF(struct rsvp) rsvps;

/* `ret_new` false: the very same (meeting, person, status, sequence, stamp,
 * comment) is there. */
MUST_USE enum verdict rsvp_add(struct store *st, const struct rsvp *r,
                               bool *ret_new, struct reason *why);
/* Of a meeting, by party, person, id; `party` empty: all. */
MUST_USE enum verdict rsvps_of(struct store *st, struct span meeting,
                               struct span party, struct arena *arena,
                               rsvps *ret, struct reason *why);

#endif
