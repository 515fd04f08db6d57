/* charter_check.h — whether the duties of a charter fit the program and each
 * other: recipients, notices and the duties they wait for, looked at when all
 * rows are known. Private to charter. */
#ifndef CONVOKE_CHARTER_CHECK_H
#define CONVOKE_CHARTER_CHECK_H

#include "charter.h"
#include "conf.h"

/* `list` is what `ch` was read from, without a complaint; adds to `c`. */
void charter_check(const struct conf_node *list, const struct charter *ch,
                   struct complaints *c);

#endif
