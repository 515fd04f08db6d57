/* spool.h — raw messages, durable before anything looks at them.
 *
 *   STATE/spool/tmp/WORD            being written; never read
 *   STATE/spool/new/SHA256.eml      safe, and nobody has decided about it yet
 *   STATE/spool/keep/XX/SHA256.eml  decided; XX are the first two digits
 *
 * A message's identity is the SHA-256 of its octets: the same octets twice are
 * a success that changes nothing, and the first receipt instant (the file's
 * modification time) stays. Written, synced, renamed, folder synced: a kill or
 * a power cut at any instant leaves a message whole in new/ or not at all.
 *
 * Many processes may write at once; one (the core) lists, keeps and recovers.
 * Verdicts: NEVER a message over the limit; LATER no room, few free octets;
 * BROKEN a sync that failed: nothing written since can be trusted. */
#ifndef CONVOKE_SPOOL_H
#define CONVOKE_SPOOL_H

#include <stdint.h>

#include "convoke/base/arena.h"
#include "convoke/base/hash.h"
#include "convoke/base/list.h"
#include "convoke/base/verdict.h"

struct spool_settings {
    uint64_t most;             /* octets of one message; 0: 40 MB */
    uint64_t least_free;       /* octets of the disk; 0: 1 GB */
    unsigned least_free_share; /* percent of the disk; 0: 10 */
    bool any_disk;             /* do not ask how much is free */
};

struct spool;       /* opaque */
struct spool_draft; /* opaque: one message being written */

/* Makes what is missing below `state`, which must be there. */
MUST_USE enum verdict spool_open(const char *state,
                                 const struct spool_settings *set,
                                 struct spool **ret, struct reason *why);
struct spool *spool_close(struct spool *sp);
void spool_drop(struct spool **sp);

/* Removes what dead writers left in tmp/; living writers are not disturbed. */
MUST_USE enum verdict spool_recover(struct spool *sp, struct reason *why);

/* One message: begin, write as often as wanted, end. `received` is its receipt
 * instant. A failed write is remembered: spool_end tells it again. */
MUST_USE enum verdict spool_begin(struct spool *sp, int64_t received,
                                  struct spool_draft **ret, struct reason *why);
MUST_USE enum verdict spool_write(struct spool_draft *draft, struct span bytes,
                                  struct reason *why);

/* Takes the draft whatever happens. The message is named, and not yet durable:
 * it waits for spool_commit, together with any number of others. */
MUST_USE enum verdict spool_end(struct spool *sp, struct spool_draft *draft,
                                char ret_sha[HASH_HEX], struct reason *why);

/* Gives a draft up; nothing of it remains. */
struct spool_draft *spool_abandon(struct spool_draft *draft);
void spool_draft_drop(struct spool_draft **draft);

/* Makes every ended message durable and visible: one sync of the files, one of
 * the folder. On failure the messages not yet visible are forgotten. */
MUST_USE enum verdict spool_commit(struct spool *sp, struct reason *why);

/* All of the above for octets at hand. */
MUST_USE enum verdict spool_put(struct spool *sp, struct span bytes,
                                int64_t received, char ret_sha[HASH_HEX],
                                struct reason *why);

/* The disk the spool is on, in octets: what is free, and below which no more is
 * taken in (0 when any disk will do). */
struct spool_room {
    uint64_t free, least;
};
MUST_USE enum verdict spool_room_of(const struct spool *sp,
                                    struct spool_room *ret, struct reason *why);

/* The same for a state whose spool nobody has opened, or made. */
MUST_USE enum verdict spool_room_at(const char *state, struct spool_room *ret,
                                    struct reason *why);

struct spool_entry {
    char sha[HASH_HEX];
    int64_t received; /* UTC seconds */
    uint64_t size;
};
typedef LIST_OF(struct spool_entry) spool_entries;

/* What lies in new/, oldest first, equal instants by name. */
MUST_USE enum verdict spool_list_new(struct spool *sp, struct arena *arena,
                                     spool_entries *ret, struct reason *why);

/* A descriptor to read from, wherever the message lies; NEVER: nowhere. The
 * octets are not checked against the name. */
MUST_USE enum verdict spool_fd(struct spool *sp, const char *sha, int *ret,
                               struct reason *why);

/* new/ → keep/. Not synced: undone by a power cut it is simply done again.
 * A message already kept is a success. */
MUST_USE enum verdict spool_keep(struct spool *sp, const char *sha,
                                 struct reason *why);

/* NEVER when the octets are not what the name says, or are nowhere. */
MUST_USE enum verdict spool_verify(struct spool *sp, const char *sha,
                                   struct reason *why);

#endif
