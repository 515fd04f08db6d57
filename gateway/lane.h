/* lane.h — who goes first when more mail waits than one look decides.
 *
 * A small backlog is decided by receipt. A large one in two lanes: what bears
 * the address of somebody known in its From goes before the rest, and within a
 * lane nobody's third hundred goes before another's first. Each address keeps
 * its own order. The look at the head is cheap, bounded and believed for the
 * order alone: what a message is and may do its reader and the desk find out,
 * and a forged From wins nothing but its place. */
#ifndef CONVOKE_LANE_H
#define CONVOKE_LANE_H

#include "convoke/base/hash.h"
#include "spool.h"

enum {
    LANE_BACKLOG = 256, /* up to so many: by receipt alone */
    LANE_HEAD = 16 * 1024,
    LANE_TURN = 20, /* an address's messages before the next address's turn */
    LANE_PEEKS = 4, /* addresses of one From looked up */
};

/* What was found out about one message. */
struct lane_peek {
    char sha[HASH_HEX];
    bool known;
    uint64_t who;     /* a number for the address */
    int64_t received; /* UTC seconds */
    uint64_t rank;    /* how many turns of the same address go before */
    size_t at;        /* its place in the list it is asked for */
};

/* What was looked at in the turn before, by sha; owned. */
struct lanes {
    struct lane_peek *at;
    size_t n;
};
void lanes_release(struct lanes *l);

/* Whether somebody known writes from an address. */
struct lane_book {
    enum verdict (*knows)(void *of, struct span mail, bool *ret,
                          struct reason *why);
    void *of; /* borrowed */
};

/* Brings the entries, oldest first, into the order they shall be decided in.
 * What cannot be opened goes with the strangers. */
MUST_USE enum verdict lanes_order(struct lanes *l, struct spool *sp,
                                  const struct lane_book *book,
                                  spool_entries *entries, struct reason *why);

/* ---- pure ---- */

/* The next address in the first From field of a head; false when there is no
 * more. `head` shrinks to what is left of the field. Begin with lane_from. */
struct span lane_from(struct span head);
bool lane_address(struct span *field, struct span *ret_mail);

/* Ranks and sorts by lane, turn, receipt, sha. */
void lane_sort(struct lane_peek *at, size_t n);

#endif
