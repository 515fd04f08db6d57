/* status_mail.h — the answer to [状态]. Private to the desk. */
#ifndef CONVOKE_DESK_STATUS_MAIL_H
#define CONVOKE_DESK_STATUS_MAIL_H

#include "case.h"

enum verdict status_receive(struct intake *in, struct span object,
                            struct reason *why);

#endif
