/* exit.h — a unit leaves (charter Art. 13; requirements.md 4.2, 6.4, 7).
 *
 * Private to the desk. */
#ifndef CONVOKE_DESK_EXIT_H
#define CONVOKE_DESK_EXIT_H

#include "case.h"
#include "convoke/store/exit_case.h"
#include "convoke/store/flag.h"
#include "digest_item.h"

/* [退出申请] of a unit's contact. */
enum verdict exit_request(struct intake *in, struct span object,
                          struct reason *why);
/* The contact's answer to exit.ack: 撤回. */
enum verdict exit_take_back(struct intake *in, struct span object,
                            struct reason *why);
/* The secretariat's word on a request; its token is about "exit:3". */
enum verdict exit_decide(struct intake *in, struct span object,
                         struct reason *why);
/* [撤销资格]: told to the secretariat, of whom another operator confirms. */
enum verdict exit_revoke(struct intake *in, struct span object,
                         struct reason *why);
/* The administrator has closed the account. */
enum verdict exit_account_done(struct intake *in, struct span object,
                               struct reason *why);

/* [账号已注销] M02, without the token. */
enum verdict exit_account_told(struct intake *in, struct span object,
                               struct reason *why);

/* A flag's exit was confirmed by a second person: the caller has checked that
 * (L3), has moved the flag on and ended its tokens. The memberships it concerns
 * are `exiting`; exit.confirmed and account.cancel are queued. */
enum verdict exit_of_flag(struct intake *in, const struct flag *f,
                          struct reason *why);

/* Its exit from that group is confirmed and the account still open; `group`
 * empty: from every group it is in, or it is in none. Its rights last, but it
 * is neither reminded nor warned any more. */
enum verdict exit_is_under_way(struct desk *dk, struct arena *arena,
                               struct span unit, struct span group, bool *ret,
                               struct reason *why);

/* Section ③ of the digest. */
enum verdict digest_exits(struct digest *dg, struct reason *why);

#endif
