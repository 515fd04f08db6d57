/* idn.h — domains in other scripts, as they travel: 例子.cn is xn--fsqu00a.cn.
 *
 * One domain has one spelling here, so that an address is the same wherever it
 * was written. Case and wide forms are folded, then RFC 3492; the sandbox has
 * no library for it (gateway/ballast.h). What no domain can hold stays as it is
 * and is refused where an address must be usable. RFC 5891. */
#ifndef CONVOKE_MAIL_IDN_H
#define CONVOKE_MAIL_IDN_H

#include "convoke/base/arena.h"
#include "convoke/base/span.h"

/* The address with its domain in ASCII; itself when there is nothing to do. */
struct span idn_mail(struct span mail, struct arena *arena);

#endif
