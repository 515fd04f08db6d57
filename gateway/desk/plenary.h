/* plenary.h — what mails about meetings do: one handler each (case.h).
 *
 * `object` is what the mail's token is for, else nothing of use here. Private
 * to the desk. Source: requirements.md 4.3, 6.4; charter Art. 7, 18, 20. */
#ifndef CONVOKE_DESK_PLENARY_H
#define CONVOKE_DESK_PLENARY_H

#include "case.h"
#include "convoke/store/meeting.h"

/* annual_meetings.c: [年度会议计划], [新增会议] */
enum verdict annual_meetings_receive(struct intake *in, struct span object,
                                     struct reason *why);

/* plan.c: [会议方案]; the secretariat's 备案 */
enum verdict plan_receive(struct intake *in, struct span object,
                          struct reason *why);
enum verdict plan_confirm(struct intake *in, struct span object,
                          struct reason *why);

/* release.c: [会议通知草稿], [发布通知] */
enum verdict notice_draft_receive(struct intake *in, struct span object,
                                  struct reason *why);
enum verdict notice_release_receive(struct intake *in, struct span object,
                                    struct reason *why);
/* Token "meeting": 发布, 改期, 取消 */
enum verdict meeting_command(struct intake *in, struct span object,
                             struct reason *why);
/* Token "meeting.override": the secretariat lets what the charter's days
 * forbid happen; `object` is the meeting, or the mail that moves it. */
enum verdict meeting_override(struct intake *in, struct span object,
                              struct reason *why);

/* release_notice.c: one who became a member when the notice was out already
 * (4.1) gets it too. */
enum verdict notice_late_member(struct desk *dk, struct arena *arena,
                                const struct unit *u, struct span group,
                                civil_day effective, struct reason *why);

/* meeting_move.c, meeting_cancel.c: [会议改期], [会议取消] */
enum verdict meeting_move_receive(struct intake *in, struct span object,
                                  struct reason *why);
enum verdict meeting_cancel_receive(struct intake *in, struct span object,
                                    struct reason *why);

/* meeting_clock.c: a meeting whose time had passed was not held: what it was
 * evidence for (its quarter, its year) is owed again. */
enum verdict meeting_uncount(struct desk *dk, struct arena *arena,
                             const struct meeting *m, struct reason *why);

/* leaders_meeting.c, resolution.c, quarter.c */
enum verdict leaders_meeting_receive(struct intake *in, struct span object,
                                     struct reason *why);
/* Slots of lm.invite, with the REQUEST. */
enum verdict leaders_meeting_view(struct desk *dk, const struct meeting *m,
                                  struct notice *n, struct reason *why);
enum verdict resolution_receive(struct intake *in, struct span object,
                                struct reason *why);
enum verdict quarter_acknowledge(struct intake *in, struct span object,
                                 struct reason *why);

/* minutes.c, post.c: [会议纪要]; [会议总结], [宣传稿]; the leader's word */
enum verdict minutes_receive(struct intake *in, struct span object,
                             struct reason *why);
enum verdict summary_receive(struct intake *in, struct span object,
                             struct reason *why);
enum verdict post_decide(struct intake *in, struct span object,
                         struct reason *why);

/* chair.c: [委托] */
enum verdict chair_delegate(struct intake *in, struct span object,
                            struct reason *why);

/* meeting_reminder.c: what reminders about meetings say beyond the common. */
enum verdict notice_fill(struct desk *dk, const struct subject *s,
                         struct notice *n, struct reason *why);
enum verdict post_fill(struct desk *dk, const struct subject *s,
                       struct notice *n, struct reason *why);
enum verdict eve_fill(struct desk *dk, const struct subject *s,
                      struct notice *n, struct reason *why);
enum verdict quarter_fill(struct desk *dk, const struct subject *s,
                          struct notice *n, struct reason *why);

#endif
