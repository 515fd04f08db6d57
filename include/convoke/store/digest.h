/* digest.h — the digests that were sent, and what stood in each: an answer
 * names an item by its number, and the number means what was written then.
 *
 * Also what only a digest counts: the mails of a span of time. */
#ifndef CONVOKE_STORE_DIGEST_H
#define CONVOKE_STORE_DIGEST_H

#include "convoke/base/arena.h"
#include "convoke/base/civil.h"
#include "convoke/base/list.h"
#include "convoke/store/store.h"

struct digest_row {
    int64_t id;
    civil_day day;
    int64_t at;
    struct span audience; /* "SEC", "LIA/WG5" */
};

struct digest_item_row {
    int64_t number;
    struct span section, object, text;
    struct span ref;   /* "obligation:12"; empty: nobody can act on it */
    struct span state; /* of `ref` when it was listed */
};

/* Gives the id. NEVER when that day's digest to that audience is there. */
MUST_USE enum verdict digest_add(struct store *st, struct digest_row *d,
                                 struct reason *why);
MUST_USE enum verdict digest_item_add(struct store *st, int64_t digest,
                                      const struct digest_item_row *item,
                                      struct reason *why);

MUST_USE enum verdict digest_get(struct store *st, int64_t id,
                                 struct arena *arena, struct digest_row *ret,
                                 bool *ret_found, struct reason *why);
MUST_USE enum verdict digest_last(struct store *st, struct span audience,
                                  struct arena *arena, struct digest_row *ret,
                                  bool *ret_found, struct reason *why);
MUST_USE enum verdict digest_item_get(struct store *st, int64_t digest,
                                      int64_t number, struct arena *arena,
                                      struct digest_item_row *ret,
                                      bool *ret_found, struct reason *why);

/* Mails of [from, to): messages in, notices out (one to many people counts
 * once) and their mails, bounces; and the messages held or quarantined now. */
struct digest_counts {
    int64_t in, notices, mails, bounces, held;
};
MUST_USE enum verdict digest_count(struct store *st, int64_t from, int64_t to,
                                   struct digest_counts *ret,
                                   struct reason *why);

#endif
