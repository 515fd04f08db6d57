/* gap.h — what the register lacks (charter Art. 4, 5, 11 and 20.7). */
#ifndef CONVOKE_STORE_GAP_H
#define CONVOKE_STORE_GAP_H

#include "convoke/base/arena.h"
#include "convoke/base/list.h"
#include "convoke/store/store.h"

/* Offices of a group that lives: leaders, liaisons, group secretaries. */
struct gap_group {
    struct span group;
    int64_t leaders, liaisons, secretaries;
};
typedef LIST_OF(struct gap_group) gap_groups;

/* A unit's membership with its people. */
struct gap_member {
    struct span unit, name, group, contact; /* contact: his address */
    int64_t representatives, voters;
    bool bounced; /* the contact's address gets nothing more (bounce.h) */
    int64_t live; /* representatives of the unit whom mail reaches */
};
typedef LIST_OF(struct gap_member) gap_members;

/* Groups without exactly one leader, one liaison, one secretary; memberships
 * without one or two representatives of whom one votes, or without a contact's
 * address that takes mail. By group, then unit. */
MUST_USE enum verdict gap_groups_of(struct store *st, struct arena *arena,
                                    gap_groups *ret, struct reason *why);
MUST_USE enum verdict gap_members_of(struct store *st, struct arena *arena,
                                     gap_members *ret, struct reason *why);

#endif
