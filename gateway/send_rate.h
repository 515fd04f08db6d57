/* send_rate.h — how fast mail may leave: in all and to each recipient domain.
 *
 * In any sixty seconds no more than the limit goes. Whoever is told by a
 * server to slow down waits: two minutes, then twice as long each time up to an
 * hour, until something was taken again. Pure but for its memory: a restart
 * begins the counts anew, the pauses can be kept (store/pause.h). Instants are
 * UTC seconds. Domains beyond
 * SEND_RATE_DOMAINS take the place of the one unused longest.
 * reliability.md S5; interop.md 134. */
#ifndef CONVOKE_SEND_RATE_H
#define CONVOKE_SEND_RATE_H

#include <stdbool.h>
#include <stdint.h>

#include "convoke/base/span.h"

enum { SEND_RATE_DOMAINS = 64, SEND_RATE_MINUTE = 60 };

struct send_rate_place {
    char domain[256]; /* lower case; of the place for all: empty */
    int64_t used_at;  /* the newest second counted */
    int64_t paused_until;
    int pauses; /* since something was taken */
    uint16_t sent[SEND_RATE_MINUTE];
};

struct send_rate {
    int64_t most, domain_most; /* a minute; 0: no limit */
    struct send_rate_place all;
    struct send_rate_place at[SEND_RATE_DOMAINS];
};

/* Behind the last @. */
struct span send_rate_domain(struct span mail);

/* When the next mail to this domain may go: `now` or later. */
int64_t send_rate_free_at(struct send_rate *r, struct span domain, int64_t now);

/* The same for mail to anybody; at once when nothing was counted. */
int64_t send_rate_all_free_at(struct send_rate *r, int64_t now);

/* One is going there now. */
void send_rate_count(struct send_rate *r, struct span domain, int64_t now);

/* Told to slow down; empty: everybody has to. Gives the place that is paused,
 * borrowed until the next call. */
const struct send_rate_place *send_rate_pause(struct send_rate *r,
                                              struct span domain, int64_t now);

/* A pause from before. */
void send_rate_restore(struct send_rate *r, struct span domain, int64_t until,
                       int pauses);

/* A mail was taken: later pauses begin short again. True when there were. */
bool send_rate_taken(struct send_rate *r, struct span domain);

#endif
