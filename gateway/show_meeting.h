/* show_meeting.h — what `show` prints of a meeting beside its row: who comes,
 * in counts and one by one, and who votes. */
#ifndef CONVOKE_SHOW_MEETING_H
#define CONVOKE_SHOW_MEETING_H

#include "context.h"

struct show_part {
    const char *kind; /* in JSON */
    char zh[96], en[96];
    struct table *table; /* owned by whoever asked */
};

enum { SHOW_MEETING_PARTS = 3 };

/* Nothing when there is no such meeting, or nobody was invited yet. */
MUST_USE enum verdict show_meeting(struct context *ctx, struct span id,
                                   struct arena *arena,
                                   struct show_part ret[SHOW_MEETING_PARTS],
                                   size_t *ret_n, struct reason *why);

#endif
