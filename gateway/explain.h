/* explain.h — why things stand as they do: which article, which day, how it
 * was computed, what was sent to whom, on which evidence, what comes next.
 *
 * One table of two columns; each kind of thing adds its rows. Source:
 * interface.md "explain", requirements.md 3.1 and 3.3. */
#ifndef CONVOKE_EXPLAIN_H
#define CONVOKE_EXPLAIN_H

#include "context.h"
#include "convoke/desk/desk.h"
#include "convoke/store/obligation_row.h"
#include "duty_words.h"

struct explain {
    struct context *ctx;   /* borrowed; so are the others */
    const struct desk *dk; /* without templates */
    struct arena *arena;
    struct table *table; /* item, value */
    struct duty_words words;
};

/* One line of the table. */
void explain_row(struct explain *ex, const char *zh, const char *en,
                 struct span value);

/* A moment, or nothing when there is none. */
void explain_moment(struct explain *ex, const char *zh, const char *en,
                    int64_t at);

/* explain.c: a row of the ledger; explain_ladder.c: its steps. */
MUST_USE enum verdict explain_obligation(struct explain *ex,
                                         const struct obligation_row *row,
                                         struct reason *why);
MUST_USE enum verdict explain_ladder(struct explain *ex,
                                     const struct obligation *plan,
                                     const struct obligation_row *row,
                                     struct reason *why);
void explain_next(struct explain *ex, const struct obligation *plan,
                  const struct obligation_row *row);

/* explain_thing.c: what the object is, then every duty about it. */
MUST_USE enum verdict explain_named(struct explain *ex, struct span object,
                                    struct reason *why);

/* Every duty about it and what belongs to it. */
MUST_USE enum verdict explain_duties(struct explain *ex, struct span object,
                                     struct reason *why);

/* explain_flag.c: a flag, an exit, a unit's attendance at a plenary. */
MUST_USE enum verdict explain_case(struct explain *ex, struct span object,
                                   struct reason *why);

/* explain_mail.c: one mail that came in, one that left. */
MUST_USE enum verdict explain_message(struct explain *ex, int64_t id,
                                      struct reason *why);
MUST_USE enum verdict explain_outbox(struct explain *ex, int64_t id,
                                     struct reason *why);

/* "message:12" with who sent it, when, and its subject; anything else as it
 * is. */
struct span explain_evidence(struct explain *ex, struct span evidence);

#endif
