/* preview.h — mails that are foreseen, as a table: each with the reason why it
 * leaves then; and what a change does to them.
 *
 * Source: interface.md "preview", requirements.md R-D5, R-D13. */
#ifndef CONVOKE_PREVIEW_H
#define CONVOKE_PREVIEW_H

#include "context.h"
#include "convoke/desk/foresight.h"
#include "duty_words.h"

struct preview {
    struct context *ctx; /* borrowed; so are the others */
    struct arena *arena;
    struct duty_words words;
};

/* Article, or 服务时限, as the mail says. */
struct span preview_law(const struct preview *p, const struct foreseen_mail *m);

/* Which duty, its due day, which step, and why it leaves on that day. */
struct span preview_reason(const struct preview *p,
                           const struct foreseen_mail *m);

/* For people, mails that say the same of the same thing stand in one row: the
 * first of them, how many there are, and their To addresses, all of them or as
 * many as one can read. */
struct preview_row {
    const struct foreseen_mail *mail;
    struct span recipients;
    size_t mails;
};
void preview_row_add(const struct preview *p, struct preview_row *row,
                     const struct foreseen_mail *m);
struct span preview_row_people(const struct preview *p,
                               const struct preview_row *row);

void preview_mails(const struct preview *p, const struct foresight *seen);

/* Mails up to `until` that would no longer leave, leave at another time or be
 * new, and duties whose day would be past. Both looks must have gone on for as
 * much longer as the change moves things. Gives how many it told of. */
size_t preview_difference(const struct preview *p,
                          const struct foresight *before,
                          const struct foresight *after, int64_t until);

#endif
