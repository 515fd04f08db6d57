/* contact_change.h — who shall become a unit's contact, until he is (Art. 11,
 * item 1).
 *
 * A row is never removed: how it ended stays. Addresses compare without case.
 * Everything read is copied into the arena given. */
#ifndef CONVOKE_STORE_CONTACT_CHANGE_H
#define CONVOKE_STORE_CONTACT_CHANGE_H

#include "convoke/base/arena.h"
#include "convoke/base/civil.h"
#include "convoke/base/list.h"
#include "convoke/store/store.h"

enum contact_change_state {
    CONTACT_CHANGE_HELD,       /* the secretariat looks at a sealed letter */
    CONTACT_CHANGE_PENDING,    /* the new contact has not confirmed */
    CONTACT_CHANGE_CONFIRMED,  /* its day has not come */
    CONTACT_CHANGE_DONE,       /* he is the contact */
    CONTACT_CHANGE_SUPERSEDED, /* by another */
    CONTACT_CHANGE_DECLINED,   /* by him */
    CONTACT_CHANGE_REFUSED,    /* by the secretariat */
    CONTACT_CHANGE_EXPIRED,
    CONTACT_CHANGE_STATE_COUNT
};

const char *contact_change_state_name(enum contact_change_state s);
bool contact_change_state_from(struct span name,
                               enum contact_change_state *ret);

struct contact_change {
    int64_t id; /* 0 before it is stored */
    struct span unit;
    struct span name, mail, phone; /* of the new contact */
    civil_day effective;
    int64_t message;      /* that asked for it */
    struct span asked_by; /* its sender */
    int64_t at, until;    /* asked; the last instant to confirm */
    enum contact_change_state state;
};
typedef LIST_OF(struct contact_change) contact_changes;

/* Sets c->id. */
MUST_USE enum verdict contact_change_add(struct store *st,
                                         struct contact_change *c,
                                         struct reason *why);
/* State and `until` of the one with this id. */
MUST_USE enum verdict contact_change_set(struct store *st,
                                         const struct contact_change *c,
                                         struct reason *why);
MUST_USE enum verdict contact_change_get(struct store *st, int64_t id,
                                         struct arena *arena,
                                         struct contact_change *ret,
                                         bool *ret_found, struct reason *why);
/* Held, pending and confirmed ones of a unit (empty: of all), oldest first. */
MUST_USE enum verdict contact_changes_living(struct store *st, struct span unit,
                                             struct arena *arena,
                                             contact_changes *ret,
                                             struct reason *why);

#endif
