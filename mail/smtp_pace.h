/* smtp_pace.h — what servers say to whom sends too much or too fast. QQ says
 * it with a 550, NetEase with words of its own (interop.md 81, 82). Private to
 * mail. */
#ifndef CONVOKE_MAIL_SMTP_PACE_H
#define CONVOKE_MAIL_SMTP_PACE_H

#include <stdbool.h>

/* The letter is in order, its time is not: wait before the next. A 421 always
 * asks for it. */
bool smtp_pace_asks(int code, const char *text);

/* This connection has carried its share, another may be opened at once. */
bool smtp_pace_wants_another(int code, const char *text);

#endif
