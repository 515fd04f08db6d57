/* application_mail.h — what applicant and secretariat are told of an
 * application. Private to the desk; each call queues one notice. */
#ifndef CONVOKE_DESK_APPLICATION_MAIL_H
#define CONVOKE_DESK_APPLICATION_MAIL_H

#include "case.h"

enum verdict tell_incomplete(struct intake *in, const struct papers *p,
                             const struct form_verdict *f, civil_day due,
                             struct reason *why);

/* app.ack to the applicant. */
enum verdict tell_received(struct intake *in, const struct papers *p,
                           const struct form_verdict *f, struct reason *why);

/* app.new to the secretariat, which may dispatch it. */
enum verdict tell_new(struct intake *in, const struct papers *p,
                      const struct form_verdict *f, civil_day due,
                      struct reason *why);

enum verdict tell_duplicate(struct intake *in, const struct papers *p,
                            struct reason *why);
enum verdict tell_withdrawn(struct intake *in, const struct papers *p,
                            struct reason *why);
enum verdict tell_lapsed(struct desk *dk, struct arena *arena,
                         const struct papers *p,
                         const struct obligation_row *row, struct reason *why);

#endif
