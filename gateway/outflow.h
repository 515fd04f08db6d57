/* outflow.h — what keeps mail from leaving, in words for a person: who told us
 * to wait, until when, what the rates hold back, how many mails wait. */
#ifndef CONVOKE_OUTFLOW_H
#define CONVOKE_OUTFLOW_H

#include "context.h"
#include "convoke/base/list.h"

struct outflow_line {
    const char *zh, *en; /* what it is about */
    struct span words;
};
typedef LIST_OF(struct outflow_line) outflow_lines;

/* Nothing when nothing waits. What only a running service knows is left out
 * when none runs. Words are copied into `arena`. `ret_at`: when the next mail
 * may leave; INT64_MAX: none waits. */
MUST_USE enum verdict outflow_tell(const struct context *ctx,
                                   struct arena *arena, outflow_lines *ret,
                                   int64_t *ret_at, struct reason *why);

#endif
