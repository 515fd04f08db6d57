/* project_mail.h — mails of and about projects (Art. 15 to 17, 19): handlers
 * of the grammar. Private to the desk. */
#ifndef CONVOKE_DESK_PROJECT_MAIL_H
#define CONVOKE_DESK_PROJECT_MAIL_H

#include "case.h"
#include "convoke/store/project.h"

/* project_register.c: [项目立项] */
enum verdict project_register(struct intake *in, struct span object,
                              struct reason *why);

/* project_term.c: [延期], and the secretariat's 终止 */
enum verdict project_prolong(struct intake *in, struct span object,
                             struct reason *why);
enum verdict project_terminate(struct intake *in, struct project *p,
                               struct reason *why);

/* project_mail.c: what a lead sends; each kind is a row of a table there. */
enum verdict project_mail(struct intake *in, struct span object,
                          struct reason *why);

/* project_publicity.c: [宣传稿] of a lead, and the leader's word on it */
enum verdict publicity_receive(struct intake *in, struct span object,
                               struct reason *why);
enum verdict publicity_decide(struct intake *in, struct span object,
                              struct reason *why);

/* comment_table.c */
enum verdict comment_table_receive(struct intake *in, struct span object,
                                   struct reason *why);

#endif
