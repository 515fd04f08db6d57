/* task_mail.h — what the committee gives to do (交办, Art. 7.6, 14.8):
 * handlers of the grammar. Private to the desk. */
#ifndef CONVOKE_DESK_TASK_MAIL_H
#define CONVOKE_DESK_TASK_MAIL_H

#include "case.h"

/* [交办]: a new one; with its number and 取消 one that is given up */
enum verdict task_assign(struct intake *in, struct span object,
                         struct reason *why);
/* [延期] of a task */
enum verdict task_prolong(struct intake *in, struct span object,
                          struct reason *why);
/* task_end.c: [交办完成], or the token of the addressee */
enum verdict task_done(struct intake *in, struct span object,
                       struct reason *why);
/* task_end.c: the secretariat's word on it, by its token */
enum verdict task_accept(struct intake *in, struct span object,
                         struct reason *why);

/* The task that `object` (of a token), or else the mail names. */
enum verdict task_named(struct intake *in, struct span object, struct task *ret,
                        bool *ret_found, struct reason *why);
enum verdict task_change(struct intake *in, struct task *t, enum task_state to,
                         const char *event, struct span note,
                         struct reason *why);

/* task_notice.c */
enum task_news { TASK_NEWS_NEW, TASK_NEWS_DATE, TASK_NEWS_RETURNED };
enum verdict task_tell(struct intake *in, const struct task *t,
                       enum task_news news, struct span reason,
                       struct reason *why);

enum task_end {
    TASK_END_SAID,     /* to the addressee: noted */
    TASK_END_ASKED,    /* to the secretariat: is it? */
    TASK_END_ACCEPTED, /* to the addressee */
    TASK_END_VOID,
};
enum verdict task_tell_end(struct intake *in, const struct task *t,
                           enum task_end end, struct span reason,
                           struct reason *why);

#endif
