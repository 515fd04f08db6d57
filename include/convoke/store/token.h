/* token.h — words that give one person the right to one act (R-A1, T12).
 *
 * Only the SHA-256 is stored. A token is bound to purpose, object and actor,
 * expires, and closes in the transaction of its effect. */
#ifndef CONVOKE_STORE_TOKEN_H
#define CONVOKE_STORE_TOKEN_H

#include "convoke/base/arena.h"
#include "convoke/store/store.h"

enum { TOKEN_WORD = 26 };

struct token {
    struct span hash;
    struct span purpose;    /* "app.dispatch", "app.review", … */
    struct span object;     /* "APP-2026-001", "APP-2026-001/WG5" */
    struct span actor;      /* the address it was given to */
    struct span message_id; /* the mail that carries it */
    bool single;            /* closes by use */
    int64_t issued_at, expires_at;
    bool closed;
    struct span closed_by; /* "used message:12", "superseded", … */
};

MUST_USE enum verdict token_add(struct store *st, struct span word,
                                const struct token *t, struct reason *why);
MUST_USE enum verdict token_find(struct store *st, struct span word,
                                 struct arena *arena, struct token *ret,
                                 bool *ret_found, struct reason *why);

/* The token that left in the mail with this Message-ID: our Message-IDs are
 * as hard to guess, so answering that mail shows as much as the word. */
MUST_USE enum verdict token_of_mail(struct store *st, struct span message_id,
                                    struct arena *arena, struct token *ret,
                                    bool *ret_found, struct reason *why);

/* The one issued last for this object, open or closed. */
MUST_USE enum verdict token_last_of(struct store *st, struct span object,
                                    struct arena *arena, struct token *ret,
                                    bool *ret_found, struct reason *why);

/* `ret_closed` false: it was closed before; then there is no effect. */
MUST_USE enum verdict token_close(struct store *st, struct span hash,
                                  int64_t at, struct span by, bool *ret_closed,
                                  struct reason *why);

/* Every open token of an object (and purpose, when not empty). */
MUST_USE enum verdict token_close_all(struct store *st, struct span object,
                                      struct span purpose, int64_t at,
                                      struct span by, struct reason *why);

/* Every open token about what one unit owes or answers in a group, as
 * "WG5-2026-P1/M02" is; but not those that stand in calendars: they only say
 * which invitation is meant. */
MUST_USE enum verdict token_close_party(struct store *st, struct span group,
                                        struct span unit, int64_t at,
                                        struct span by, struct reason *why);

/* Open tokens of a purpose that one person was given are another's from now
 * on: whoever held them holds them no more. */
MUST_USE enum verdict token_pass_on(struct store *st, struct span purpose,
                                    struct span from, struct span to,
                                    struct reason *why);

#endif
