/* message.h — every message that came in, and what became of it.
 *
 * A message enters once (its octets' SHA-256 is its identity) as `received`
 * and ends in exactly one of the other states, with a reason. */
#ifndef CONVOKE_STORE_MESSAGE_H
#define CONVOKE_STORE_MESSAGE_H

#include "convoke/base/arena.h"
#include "convoke/base/list.h"
#include "convoke/store/store.h"

enum message_state {
    MESSAGE_RECEIVED,    /* durable, not yet decided */
    MESSAGE_APPLIED,     /* had its effect */
    MESSAGE_IGNORED,     /* automatic, duplicate: counted, not answered */
    MESSAGE_HELD,        /* a person must decide */
    MESSAGE_QUARANTINED, /* could not be read */
    MESSAGE_STATE_COUNT
};

const char *message_state_name(enum message_state s);
bool message_state_from(struct span name, enum message_state *ret);

struct message {
    int64_t id;
    struct span sha256;  /* 64 hex digits */
    int64_t received_at; /* the decisive instant (R-D7) */
    int64_t size; /* octets; of more than are here when it was too large */
    enum message_state state;
    struct span reason, kind, sender, subject, object;
    struct span message_id, body_hash;
    struct span facts;  /* the worker's record; empty when unread */
    int64_t settled_at; /* MOMENT_NONE until settled */
};

/* `ret_new` false: the same octets were there already. */
MUST_USE enum verdict message_add(struct store *st, struct span sha256,
                                  int64_t received_at, int64_t size,
                                  int64_t *ret_id, bool *ret_new,
                                  struct reason *why);

/* Texts are copied into `arena`. NEVER when there is none. */
MUST_USE enum verdict message_get(struct store *st, int64_t id,
                                  struct arena *arena, struct message *ret,
                                  struct reason *why);
MUST_USE enum verdict message_find(struct store *st, struct span sha256,
                                   int64_t *ret_id, struct reason *why);

/* The first with this Message-ID (without <>); *ret_id 0: none. */
MUST_USE enum verdict message_named(struct store *st, struct span message_id,
                                    int64_t *ret_id, struct reason *why);

/* Keeps what was read, size included. */
MUST_USE enum verdict message_set_facts(struct store *st,
                                        const struct message *m,
                                        struct reason *why);

/* The end of a message: state, reason, kind, object, settled_at. */
MUST_USE enum verdict message_settle(struct store *st, const struct message *m,
                                     struct reason *why);

/* What was held undecided on one day because there was too much of it: the
 * object of such messages is "excess:2026-02-02". */
struct message_excess {
    struct span object;
    int64_t messages, senders; /* how many, of how many addresses */
    int64_t last_at;
};
typedef LIST_OF(struct message_excess) message_excesses;

/* By day; `object` empty: of all days. */
MUST_USE enum verdict message_excess_of(struct store *st, struct span object,
                                        struct arena *arena,
                                        message_excesses *ret,
                                        struct reason *why);

/* All held ones of that object are `ignored` with the reason. */
MUST_USE enum verdict message_discard_all(struct store *st, struct span object,
                                          struct span reason, int64_t at,
                                          struct reason *why);

/* Whether one of this sender with this body, of after m->received_at, was
 * answered with a mail of that code since. */
MUST_USE enum verdict message_was_told(struct store *st,
                                       const struct message *m,
                                       struct span code, bool *ret,
                                       struct reason *why);

/* Back to `received`, so that it is decided again (a person's word). */
MUST_USE enum verdict message_reopen(struct store *st, int64_t id,
                                     struct reason *why);

/* The oldest `received` after `after`; *ret_id 0 when there is none. */
MUST_USE enum verdict message_next_received(struct store *st, int64_t after,
                                            int64_t *ret_id,
                                            struct reason *why);

/* The message after `after` and its hash, whatever its state; *ret_id 0 when
 * there is none. */
MUST_USE enum verdict message_after(struct store *st, int64_t after,
                                    struct arena *arena, int64_t *ret_id,
                                    struct span *ret_sha256,
                                    struct reason *why);

/* The first other message with this Message-ID and body; 0 when none. */
MUST_USE enum verdict message_twin(struct store *st, const struct message *m,
                                   int64_t *ret_id, struct reason *why);

#endif
