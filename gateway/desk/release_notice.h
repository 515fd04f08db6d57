/* release_notice.h — the mails about a plenary's notice: what it lacks, the
 * notice itself. Private to the desk. */
#ifndef CONVOKE_DESK_RELEASE_NOTICE_H
#define CONVOKE_DESK_RELEASE_NOTICE_H

#include "case.h"
#include "release_check.h"

/* Why a check is sent. */
struct notice_check {
    const struct meeting *m;
    const struct release_check *found;
    bool asked;       /* the release was asked for, and cannot be yet */
    bool again;       /* its text changed since the check that was answered */
    struct span move; /* the mail that moves it; empty: it is the notice */
    struct meeting_words news; /* what happened, one line; may be empty */
};

/* notice.check to whoever wrote. */
enum verdict notice_check_tell(struct intake *in, const struct notice_check *c,
                               struct reason *why);
/* …to leader and secretary of the group, who did not write. */
enum verdict notice_check_group(struct intake *in, const struct notice_check *c,
                                struct reason *why);
/* …to the secretariat, which may let it pass. */
enum verdict notice_check_ask(struct intake *in, const struct notice_check *c,
                              struct reason *why);

/* …to the secretariat, for its information. */
enum verdict notice_check_inform(struct intake *in,
                                 const struct notice_check *c,
                                 struct reason *why);

/* What notice.issue says, with the meeting for the calendar and its papers. */
enum verdict notice_issue_view(struct desk *dk, const struct meeting *m,
                               struct notice *n, struct reason *why);

/* notice.issue to all. */
enum verdict notice_issue(struct desk *dk, struct arena *arena,
                          const struct meeting *m, struct reason *why);

#endif
