/* release_check.h — what a plenary's notice lacks before it may go out.
 *
 * Everything lives in the arena. Private to the desk. Source: charter Art. 20;
 * requirements.md 4.3. */
#ifndef CONVOKE_DESK_RELEASE_CHECK_H
#define CONVOKE_DESK_RELEASE_CHECK_H

#include "meeting_view.h"

typedef LIST_OF(struct meeting_words) meeting_remarks;

struct release_check {
    meeting_remarks missing; /* nothing leaves before they are there */
    meeting_remarks hints;   /* told, but no obstacle */
    bool plan_open;          /* the plan is not filed and the secretariat has
                                not let it pass */
};

/* The draft as it is stored. */
enum verdict release_check(struct desk *dk, const struct meeting *m,
                           struct arena *arena, struct release_check *ret,
                           struct reason *why);

static inline bool release_is_complete(const struct release_check *c)
{
    return c->missing.n == 0 && !c->plan_open;
}

/* Slots missing[text] hints[text] plan_open? complete?. */
void release_check_view(const struct release_check *c, struct view *v);

/* Whether the leader entrusted the chair of this meeting to the deputy of that
 * name; chair.c records it. */
enum verdict chair_is_delegated(struct desk *dk, const struct meeting *m,
                                struct span name, struct arena *arena,
                                bool *ret, struct reason *why);

#endif
