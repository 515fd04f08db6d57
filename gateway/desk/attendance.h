/* attendance.h — a plenary's sign-in list: who came, who is asked why not, and
 * what it is in the end (requirements.md 4.3, 5.1, 5.2, 6.4).
 *
 * Whether the list came by mail or by command, it is the same work. Private to
 * the desk. */
#ifndef CONVOKE_DESK_ATTENDANCE_H
#define CONVOKE_DESK_ATTENDANCE_H

#include "attendance_file.h"
#include "case.h"
#include "convoke/desk/attendance_rules.h"
#include "convoke/store/attendance.h"
#include "convoke/store/meeting.h"
#include "leaders.h"

/* [签到导入] */
enum verdict attendance_receive(struct intake *in, struct span object,
                                struct reason *why);

/* Timers "attendance" (the days for reasons are over: the meeting is final)
 * and "absence.warn" (the morning after). */
enum verdict attendance_turn(struct desk *dk, struct arena *arena,
                             const struct timer *t, struct reason *why);
enum verdict attendance_warn_turn(struct desk *dk, struct arena *arena,
                                  const struct timer *t, struct reason *why);

/* A reason was rejected, or something else that is counted has changed: a
 * meeting that is final is judged and counted anew. */
enum verdict attendance_again(struct desk *dk, struct arena *arena,
                              const struct meeting *m, struct reason *why);

/* R-X4: the members who were absent without reason last time are told with the
 * notice of the next. */
enum verdict atrisk_notice(struct desk *dk, struct arena *arena,
                           const struct meeting *m, struct reason *why);

/* 8.3: leaders who were not at a meeting are asked why (leader_attend). */
enum verdict absence_ask_leaders(struct desk *dk, struct arena *arena,
                                 const struct meeting *m,
                                 const leaders_list *asked, struct reason *why);

/* ---- one list ---- */

struct attendance_work {
    struct desk *dk;
    struct arena *arena;
    struct meeting *m;
    struct attendance_import import; /* id 0 until it is stored */
    struct span authority;           /* "L1", "command" */

    struct attendance_file file; /* with the faults of its units */
    sign_ins lines;              /* each with its unit's id */
    spans others;                /* who stands for no member unit */
    leaders_list leaders;

    attendance_rows rows; /* of all members, judged */
    bool same;            /* this very list is the newest already */
    bool older;           /* one that came after it counts already */
    bool again;           /* it replaces another */
    size_t asked;         /* units that are asked why now */
};

/* attendance_list.c: whom each line stands for; adds to file.faults. Then who
 * of them stands for no member unit. */
enum verdict attendance_resolve(struct attendance_work *w, struct reason *why);
enum verdict attendance_others(struct attendance_work *w, struct reason *why);

/* attendance_import.c: reads `text`; without a fault, and when it is not here
 * already, the list is kept (import.id). */
enum verdict attendance_keep(struct attendance_work *w, struct span text,
                             struct reason *why);
/* What follows from a list that was kept: judges, asks, tells. */
enum verdict attendance_follow(struct attendance_work *w, struct reason *why);

/* Timer "attendance.list": a list was kept where no mail could be sent. */
enum verdict attendance_list_turn(struct desk *dk, struct arena *arena,
                                  const struct timer *t, struct reason *why);

/* Why a meeting takes no list; NULL: it does. `at`: when it came. */
const char *attendance_hindrance(const struct meeting *m, int64_t at,
                                 const char **ret_en);

/* attendance_evidence.c: which mail was the notice of the date that stands. */
struct notice_question attendance_notice_of(const struct meeting *m,
                                            struct span unit);
/* Every member unit judged by what is on record now;
 * rows are stored where they changed. */
enum verdict attendance_judge_all(struct desk *dk, struct arena *arena,
                                  const struct meeting *m, attendance_rows *ret,
                                  struct reason *why);
/* Each member's counter as its final plenaries give it. */
enum verdict attendance_count_all(struct store *st, struct arena *arena,
                                  struct span group, struct reason *why);

/* The last day for a reason that is asked for at `at`. */
civil_day attendance_window_day(const struct desk *dk, int64_t at);
/* Exclusive end of the last window of a meeting; MOMENT_NONE: nobody was
 * asked. */
int64_t attendance_window_of(const attendance_rows *rows);

/* ---- the mails (attendance_notice.c) ---- */

enum verdict attendance_tell(const struct attendance_work *w,
                             struct reason *why);
/* The list was refused, or is here already: to the one who sent it. */
enum verdict attendance_tell_sender(struct intake *in,
                                    const struct attendance_work *w,
                                    struct reason *why);
enum verdict absence_ask_unit(struct desk *dk, struct arena *arena,
                              const struct meeting *m, const struct unit *u,
                              struct reason *why);
enum verdict absence_warn(struct desk *dk, struct arena *arena,
                          const struct meeting *m,
                          const struct attendance_row *row, struct reason *why);

#endif
