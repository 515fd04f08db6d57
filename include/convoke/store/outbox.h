/* outbox.h — mails that must leave, and what became of them.
 *
 * A mail enters once: the same key again is a success that changes nothing.
 * Each recipient is one delivery with a state of its own
 * (reliability.md section 3):
 *
 *   ready → claimed → at_dot → sent | refused
 *             │          └───→ retry (definite) | uncertain
 *             └→ retry → claimed …           held ⇄ ready, → dropped
 *
 * A bounce makes of what was sent, or uncertain, a refusal.
 *
 * After a kill, claimed goes back to ready and at_dot becomes uncertain:
 * nothing is ever sent twice without a person's word. */
#ifndef CONVOKE_STORE_OUTBOX_H
#define CONVOKE_STORE_OUTBOX_H

#include "convoke/base/arena.h"
#include "convoke/store/store.h"

enum delivery_state {
    DELIVERY_READY,
    DELIVERY_CLAIMED,
    DELIVERY_AT_DOT,
    DELIVERY_SENT,
    DELIVERY_REFUSED,
    DELIVERY_RETRY,
    DELIVERY_UNCERTAIN,
    DELIVERY_HELD,
    DELIVERY_DROPPED,
    DELIVERY_STATE_COUNT
};

const char *delivery_state_name(enum delivery_state s);
bool delivery_state_from(struct span name, enum delivery_state *ret);

/* The reply of a delivery that is held because its address is suppressed
 * (bounce.h). */
#define OUTBOX_SUPPRESSED "suppressed: the address bounced"

struct outbox_mail {
    struct span key; /* code:object:recipient:discriminator */
    struct span code, object, subject;
    struct span message_id; /* without <> */
    struct span answers;    /* Message-ID of the mail it answers, or empty */
    int64_t queued_at;
    struct span bytes; /* the whole mail, or empty when it is in `file` */
    struct span file;  /* name below the outgoing folder */
    int64_t size;
    const struct span *recipients; /* envelope addresses; first whom it is to */
    size_t recipients_n;
    bool automatic; /* the first has just written: it goes to him though he
                       is suppressed, and counts for his replies a day */
    bool yields;    /* leaves after what does not and is due as well */
};

/* `ret_new` false: this key was queued before. */
MUST_USE enum verdict outbox_add(struct store *st, const struct outbox_mail *m,
                                 bool *ret_new, struct reason *why);
MUST_USE enum verdict outbox_has(struct store *st, struct span key, bool *ret,
                                 struct reason *why);

/* Where the octets of one mail are: `bytes`, or the name in `file`. */
MUST_USE enum verdict outbox_bytes(struct store *st, int64_t outbox,
                                   struct arena *arena, struct span *ret_bytes,
                                   struct span *ret_file, bool *ret_found,
                                   struct reason *why);

/* Whether a mail's file may still be wanted: a delivery of it has not ended
 * well, or did so after `since`. False for a file no mail names. */
MUST_USE enum verdict outbox_file_needed(struct store *st, struct span file,
                                         int64_t since, bool *ret,
                                         struct reason *why);

/* Whether any delivery of the mail has been sent. */
MUST_USE enum verdict outbox_was_sent(struct store *st, int64_t outbox,
                                      bool *ret, struct reason *why);

struct delivery {
    int64_t id, outbox;
    struct span recipient, key, message_id, file;
    struct span bytes; /* empty when the mail is in `file` */
    int64_t attempts, queued_at;
    enum delivery_state state;
};

/* Claims up to `most` deliveries due at `now` and gives them copied into
 * `arena`: those that yield last, the oldest first among their like. */
MUST_USE enum verdict outbox_claim(struct store *st, int64_t now, size_t most,
                                   struct arena *arena, struct delivery *ret,
                                   size_t *ret_n, struct reason *why);

/* The recipients of those that outbox_claim would give, in its order. */
MUST_USE enum verdict outbox_peek(struct store *st, int64_t now, size_t most,
                                  struct arena *arena, struct span *ret,
                                  size_t *ret_n, struct reason *why);

/* What is due by `until` to this domain is due then. Nothing was tried. */
MUST_USE enum verdict outbox_defer(struct store *st, struct span domain,
                                   int64_t until, struct reason *why);

/* claimed → as it was: it was not tried. */
MUST_USE enum verdict outbox_put_back(struct store *st, int64_t delivery,
                                      struct reason *why);

/* claimed → at_dot. */
MUST_USE enum verdict outbox_at_dot(struct store *st, int64_t delivery,
                                    int64_t now, struct reason *why);

/* The end of one attempt; `next_at` is read for DELIVERY_RETRY only. A move
 * the table above does not know is BROKEN. */
struct delivery_result {
    int64_t delivery;
    enum delivery_state state;
    int64_t at, next_at;
    struct span reply;
};
MUST_USE enum verdict outbox_settle(struct store *st,
                                    const struct delivery_result *r,
                                    struct reason *why);

/* A person's word on every delivery of one mail: RETRY/READY, HELD, DROPPED.
 * `ret_n` counts what changed. */
MUST_USE enum verdict outbox_order(struct store *st, int64_t outbox,
                                   enum delivery_state to, int64_t now,
                                   int64_t *ret_n, struct reason *why);

/* After a start: claimed → ready; gives the at_dot rows one by one so that a
 * transport that can tell may settle them; the rest become uncertain. */
MUST_USE enum verdict outbox_recover(struct store *st, struct reason *why);
MUST_USE enum verdict outbox_next_at_dot(struct store *st, int64_t after,
                                         struct arena *arena,
                                         struct delivery *ret, bool *ret_found,
                                         struct reason *why);

MUST_USE enum verdict outbox_get(struct store *st, int64_t delivery,
                                 struct arena *arena, struct delivery *ret,
                                 struct reason *why);

/* The mail after `after` in order of queueing, with its first recipient. */
struct outbox_line {
    int64_t id, queued_at;
    struct span code, object, subject, recipients; /* blank-separated */
    struct span bytes, file, key;
    struct span answers; /* Message-ID of the mail it answers, or empty */
    struct span state,
        reply; /* of its deliveries; several are comma-separated */
};
MUST_USE enum verdict outbox_next(struct store *st, int64_t after,
                                  struct arena *arena, struct outbox_line *ret,
                                  bool *ret_found, struct reason *why);

/* The newest mail of that code to that recipient; `object` empty: about
 * anything. *ret_id 0 when there is none. */
MUST_USE enum verdict outbox_newest(struct store *st, struct span code,
                                    struct span recipient, struct span object,
                                    int64_t *ret_id, struct reason *why);

/* When the next delivery is due; INT64_MAX when none. */
MUST_USE enum verdict outbox_next_due(struct store *st, int64_t *ret,
                                      struct reason *why);

/* Automatic mails queued to an address since an instant. */
MUST_USE enum verdict outbox_count_recent(struct store *st,
                                          struct span recipient, int64_t since,
                                          struct span code, int64_t *ret,
                                          struct reason *why);

/* When the mail with this Message-ID was queued. */
MUST_USE enum verdict outbox_queued_at(struct store *st, struct span message_id,
                                       int64_t *ret, bool *ret_found,
                                       struct reason *why);

/* What the mail with this Message-ID was about; *ret_found false when it is
 * not ours. */
MUST_USE enum verdict outbox_object_of(struct store *st, struct span message_id,
                                       struct arena *arena,
                                       struct span *ret_object, bool *ret_found,
                                       struct reason *why);

#endif
