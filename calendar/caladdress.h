/* caladdress.h — people as a calendar object names them. RFC 5545 3.3.3,
 * RFC 6068; interop.md 14, 33, 38. */
#ifndef CONVOKE_CALENDAR_CALADDRESS_H
#define CONVOKE_CALENDAR_CALADDRESS_H

#include "convoke/base/arena.h"

enum { CALADDRESS_MOST = 320 };

/* The addr-spec in "mailto:A@B", "MAILTO:a@b", "a@b", "<a@b>", quoted or not,
 * in lower case. Empty when it is none: a path, "invalid:nomail", an X.500
 * name. What is borrowed is borrowed from the arena or from `value`. */
struct span caladdress_read(struct span value, struct arena *arena);

/* Whether `s` is one that caladdress_read can have given. */
bool caladdress_is(struct span s);

#endif
