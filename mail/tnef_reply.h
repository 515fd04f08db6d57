/* tnef_reply.h — an answer out of a winmail.dat as the calendar object that
 * another program would have sent, so that everything behind it is one way.
 *
 * A message of the class IPM.Schedule.Meeting.Resp.* becomes a REPLY, one that
 * proposes another time a COUNTER; from every other, the first calendar file
 * in it is taken. [MS-OXCICAL] 2.1.3.1 read backwards. */
#ifndef CONVOKE_MAIL_TNEF_REPLY_H
#define CONVOKE_MAIL_TNEF_REPLY_H

#include "convoke/base/text.h"
#include "tnef.h"

/* `from`: the author of the mail, who answers when the file names nobody.
 * *ret_method: "REPLY", "COUNTER", or empty when a file was taken. False, and
 * nothing written, when there is neither, or no telling of which meeting. */
bool tnef_reply(const struct tnef *t, struct span from, struct text *to,
                struct span *ret_method);

#endif
