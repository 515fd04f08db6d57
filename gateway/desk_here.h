/* desk_here.h — a desk to look at things with, for one command.
 *
 * Borrows the running core's, or stands on the store that was opened for the
 * command. It has no post: nothing can be sent from it. */
#ifndef CONVOKE_DESK_HERE_H
#define CONVOKE_DESK_HERE_H

#include "context.h"
#include "convoke/desk/desk.h"

struct desk_here {
    struct desk desk; /* its clock is the command's */
    struct arena arena;
    struct desk_settings set;
    struct catalog *catalog; /* owned; NULL: none, or the core's */
};

/* `words`: with the templates, so that mails can be worded. */
MUST_USE enum verdict desk_here_open(const struct context *ctx, bool words,
                                     struct desk_here *ret, struct reason *why);
void desk_here_release(struct desk_here *here);

#endif
