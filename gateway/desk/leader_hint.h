/* leader_hint.h — advisory marks about leaders as the records give them: found,
 * told to secretariat and liaison, seen, withdrawn (requirements.md 4.5, 8.2,
 * 8.3).
 *
 * Nothing here changes an office, and neither the leader nor a member hears of
 * it. Private to the desk. */
#ifndef CONVOKE_DESK_LEADER_HINT_H
#define CONVOKE_DESK_LEADER_HINT_H

#include "case.h"
#include "convoke/store/leader_absence.h"
#include "convoke/store/leader_mark.h"

/* 8.3: marks and final absences of one leader are made to agree. Idempotent. */
enum verdict leader_hint_absences(struct desk *dk, struct arena *arena,
                                  struct span group, int64_t person,
                                  struct reason *why);

/* The absences a mark is about, by start. */
enum verdict leader_hint_rows(struct desk *dk, struct arena *arena,
                              const struct leader_mark *m, leader_absences *ret,
                              struct reason *why);

/* Timer "leader.mail" of a mark ("mark:3"): its mail leaves in the morning. */
enum verdict leader_mail_turn(struct desk *dk, struct arena *arena,
                              const struct timer *t, struct reason *why);
/* Timer "leader.idle": every working morning, who has done nothing for long. */
enum verdict leader_idle_turn(struct desk *dk, struct arena *arena,
                              const struct timer *t, struct reason *why);

/* Every change that the clock makes to a mark, audited; `m` as it shall be, a
 * new one (id 0) gets its id. */
enum verdict leader_mark_enter(struct desk *dk, struct arena *arena,
                               struct leader_mark *m, const char *event,
                               struct reason *why);
/* It holds no longer; nothing when it is not open. */
enum verdict leader_mark_withdraw(struct desk *dk, struct arena *arena,
                                  struct leader_mark *m, struct reason *why);

/* The secretariat has seen it: 已阅 by its token, or by the digest's number. */
enum verdict leader_mark_see(struct intake *in, struct leader_mark *m,
                             struct reason *why);
enum verdict leader_mark_decide(struct intake *in, struct span object,
                                struct reason *why);

/* "mark:3"; and back, false when it is none. */
struct span leader_mark_ref(struct arena *arena, int64_t id);
bool leader_mark_number(struct span ref, int64_t *ret);

/* "DGL2/WG5-2026-P1", "DGL2/WG5" */
struct span leader_mark_object(struct arena *arena,
                               const struct leader_mark *m);
/* "副组长" */
const char *leader_title(struct span role, const char **ret_en);

/* ---- the mails (leader_notice.c) ---- */

/* leader.flag of an absence, leader.idle; to secretariat and liaison. */
enum verdict leader_tell(struct desk *dk, struct arena *arena,
                         const struct leader_mark *m, struct reason *why);

#endif
