/* contribution_mail.h — what is written to whom about a contribution
 * (requirements.md section 7, contrib.*). Private to the desk. */
#ifndef CONVOKE_DESK_CONTRIBUTION_MAIL_H
#define CONVOKE_DESK_CONTRIBUTION_MAIL_H

#include "case.h"
#include "contribution_draft.h"
#include "contribution_place.h"
#include "convoke/store/contribution.h"

/* What the answer remarks besides: how the mail was understood. */
struct contribution_remark {
    struct span zh, en;
};
struct contribution_remarks {
    bool confirmed; /* the contact vouched for a stranger's mail */
    bool defaulted; /* nobody named the meeting */
    LIST_OF(struct contribution_remark) notes;
};
void contribution_remark(struct contribution_remarks *r, struct arena *arena,
                         struct span zh, struct span en);

/* contrib.ack to the unit; contrib.fwd with the files to the group secretary
 * and the project's lead; contrib.late to the unit, and with the files and the
 * leader's token to leader and group secretary. */
enum verdict contribution_tell_ack(struct intake *in,
                                   const struct contribution *c,
                                   const struct contribution_remarks *r,
                                   struct reason *why);
enum verdict contribution_tell_forward(struct intake *in,
                                       const struct contribution *c,
                                       const struct contribution_remarks *r,
                                       struct reason *why);
enum verdict contribution_tell_late(struct intake *in,
                                    const struct contribution *c,
                                    const struct contribution_remarks *r,
                                    struct reason *why);

/* Taken although late: now the project's lead needs the files too. */
enum verdict contribution_tell_lead(struct intake *in,
                                    const struct contribution *c,
                                    struct reason *why);

/* contrib.decision, contrib.tabled, contrib.withdrawn: what became of it, to
 * the unit and the group secretary; `item` says to what it was linked. */
enum verdict contribution_tell_state(struct intake *in, const char *code,
                                     const struct contribution *c,
                                     struct span item_zh, struct span item_en,
                                     struct reason *why);

enum verdict contribution_tell_none(struct intake *in, const struct unit *u,
                                    const struct contribution_place *p,
                                    struct reason *why);

/* contrib.incomplete; the answer's token names the mails so far. */
enum verdict contribution_tell_incomplete(struct intake *in,
                                          const struct unit *u,
                                          const struct contribution_place *p,
                                          const struct contribution_draft *d,
                                          struct reason *why);

/* A word that needs a token came without: said again with one. */
enum verdict contribution_tell_again(struct intake *in,
                                     const struct contribution *c,
                                     const char *purpose,
                                     enum command_verb verb,
                                     struct reason *why);

/* "ontime" in words. */
struct span contribution_state_zh(enum contribution_state s);
struct span contribution_state_en(enum contribution_state s);

#endif
