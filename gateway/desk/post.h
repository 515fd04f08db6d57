/* post.h — what a plenary leaves behind: minutes, summary, publicity, and the
 * leader's consent to the latter two (Art. 20, items 8 and 9).
 *
 * Borrowed from the arena given. Private to the desk. */
#ifndef CONVOKE_DESK_POST_H
#define CONVOKE_DESK_POST_H

#include "case.h"
#include "filed.h"
#include "release_check.h"

struct post {
    bool minutes;            /* accepted: all headings are there */
    bool summary, publicity; /* filed and not returned */
    bool approved;           /* the leader agreed to both */
    struct filing minutes_filing, summary_filing, publicity_filing;
};

enum verdict post_load(struct desk *dk, const struct meeting *m,
                       struct arena *arena, struct post *ret,
                       struct reason *why);

/* What is still waited for, and whose turn it is, one line each. */
meeting_remarks post_waits(const struct post *p, struct arena *arena);

/* Everything is there: the duty is answered at `at`, and a meeting whose
 * attendance is final is closed. Harmless when something is missing. */
enum verdict post_finish(struct desk *dk, struct arena *arena,
                         struct meeting *m, int64_t at, struct span source,
                         struct reason *why);

/* How many days a document that came in now is late for the duty. */
enum verdict post_measure(struct intake *in, const struct meeting *m,
                          struct filed *f, struct reason *why);

/* A plenary that has begun; else its sender is answered. */
enum verdict post_open(struct intake *in, struct span object,
                       struct meeting *ret, bool *ret_go, struct reason *why);

/* post.incomplete to who wrote. */
struct post_lack {
    const struct meeting *m;
    bool minutes;            /* of the minutes; else summary and publicity */
    meeting_remarks missing; /* at least one */
};
enum verdict post_lacks(struct intake *in, const struct post_lack *l,
                        struct reason *why);
/* …to the group's secretary: the leader gave it back. */
enum verdict post_returned(struct intake *in, const struct post_lack *l,
                           struct span reason, struct reason *why);

#endif
