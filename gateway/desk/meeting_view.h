/* meeting_view.h — how mails speak of a meeting, and whom its mails reach.
 *
 * Everything is borrowed from the arena given. Private to the desk. Source:
 * requirements.md 4.3, 7, R-A4, R-D2; charter Art. 20. */
#ifndef CONVOKE_DESK_MEETING_VIEW_H
#define CONVOKE_DESK_MEETING_VIEW_H

#include "convoke/desk/ledger.h"
#include "convoke/desk/notice.h"
#include "convoke/store/meeting.h"
#include "convoke/store/project.h"
#include "subject.h"

struct meeting_words {
    struct span zh, en;
};

/* "WG5全体会议（WG5-2026-P1）" */
struct meeting_words meeting_title(struct arena *arena,
                                   const struct meeting *m);
/* "2026年3月31日（周二）09:00–17:00" */
struct meeting_words meeting_when(struct arena *arena, int64_t start,
                                  int64_t end);
/* "已发出会议通知" */
struct meeting_words meeting_state_words(const struct meeting *m);

/* The due day of the plenary duty that `word` closes ("plan", "release",
 * "contribution") for a meeting that opens at `start`; false: the charter has
 * no such duty. */
struct meeting_due {
    const struct duty *duty;
    civil_day day;
    int64_t excl; /* late from then on */
};
bool meeting_due(const struct desk *dk, const char *word, int64_t start,
                 struct meeting_due *ret);

/* Slots thing group_id meeting? when place link chair. */
void meeting_view(const struct meeting *m, struct arena *arena, struct view *v);

/* Slots plan notice contrib: due days; empty where the charter has none. */
void meeting_view_dues(const struct desk *dk, int64_t start, struct view *v);

/* Slots agenda[title project presenter], and left_out[project reason]. */
enum verdict meeting_view_agenda(struct desk *dk, const struct meeting *m,
                                 struct notice *n, struct reason *why);

/* Where the papers of a notice are kept: "WG5-2026-P1/notice". */
struct span meeting_papers(struct arena *arena, const struct meeting *m);

/* Slots papers[name size]. */
enum verdict meeting_view_papers(struct desk *dk, const struct meeting *m,
                                 struct notice *n, struct reason *why);

/* Whom mails about the meeting itself reach: once its notice is out all that
 * got it (units, leader, deputies, leads of the projects on the agenda,
 * secretariat, liaison), before only leader, secretary, secretariat and
 * liaison; of a leaders' meeting the leaders, secretary and liaison. */
enum verdict meeting_audience(struct desk *dk, const struct meeting *m,
                              struct notice *n, struct reason *why);
/* The same as if its notice were out. */
enum verdict meeting_readers(struct desk *dk, const struct meeting *m,
                             struct notice *n, struct reason *why);

/* The end of the day after which moving or cancelling it is urgent
 * (cancel_min_wd working days before it). */
bool meeting_is_near(const struct desk *dk, const struct meeting *m);

/* Its opening instant has not come and it was not called off. */
bool meeting_is_ahead(const struct desk *dk, const struct meeting *m);

/* Its people were told: of a plenary the notice is out, to a leaders' meeting
 * they are invited from the beginning. */
bool meeting_is_told(const struct meeting *m);

/* Its notice has not left and may still do so. */
bool meeting_is_unsent(const struct meeting *m);

/* A living meeting of the group that stands in the way of one at this time:
 * another of its kind on one of its days, or any at the same hour. */
enum verdict meeting_in_the_way(struct desk *dk, const struct meeting *m,
                                struct arena *arena, struct meeting *ret,
                                bool *ret_found, struct reason *why);

#endif
