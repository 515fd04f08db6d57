/* flag.h — from an exit criterion that was met to the secretariat's decision
 * (requirements.md 4.2, 5.2, 7).
 *
 * Private to the desk. */
#ifndef CONVOKE_DESK_FLAG_H
#define CONVOKE_DESK_FLAG_H

#include "case.h"
#include "convoke/desk/flag_rules.h"
#include "convoke/store/attendance.h"
#include "convoke/store/flag.h"
#include "convoke/store/meeting.h"
#include "digest_item.h"

/* ---- raising and voiding ---- */

/* A plenary is final, or was judged anew: units of its group whose counter is 2
 * or more are flagged (or the flag they have gets its evidence), flags whose
 * absences no longer hold are voided. */
enum verdict flag_of_attendance(struct desk *dk, struct arena *arena,
                                const struct meeting *m, struct reason *why);
/* A dues ledger came in or a decision about dues was taken. */
enum verdict flag_of_dues(struct desk *dk, struct arena *arena,
                          struct reason *why);
/* The unit has left that group: its flags there are moot (X29). Those of dues
 * only when it has no group left. */
enum verdict flag_of_exit(struct desk *dk, struct arena *arena,
                          struct span unit, struct span group,
                          struct span evidence, struct reason *why);

/* Timer "flag": what was found is told in the morning; a deferral is over. */
enum verdict flag_turn(struct desk *dk, struct arena *arena,
                       const struct timer *t, struct reason *why);

/* Timer "flag.dues": a ledger came in where no mail could be sent. */
enum verdict flag_dues_turn(struct desk *dk, struct arena *arena,
                            const struct timer *t, struct reason *why);

/* ---- decisions ---- */

/* The secretariat's token of a flag: 拟退出, 撤销标记, 暂缓, 确认退出. */
enum verdict flag_decide(struct intake *in, struct span object,
                         struct reason *why);
/* The same by keyword, [拟退出] …: told back first, as it has no token. */
enum verdict flag_command(struct intake *in, struct span object,
                          struct reason *why);
/* A unit's statement: token of flag.preexit, or [陈述]. */
enum verdict flag_object(struct intake *in, struct span object,
                         struct reason *why);

/* Section ③ of the digest. */
enum verdict digest_flags(struct digest *dg, struct reason *why);

#endif
