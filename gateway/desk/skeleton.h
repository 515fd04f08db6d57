/* skeleton.h — what a domain looks like, letters of other alphabets and
 * look-alike digits replaced by the Latin letter they resemble. Pure. */
#ifndef CONVOKE_DESK_SKELETON_H
#define CONVOKE_DESK_SKELETON_H

#include "convoke/base/span.h"

enum { SKELETON_MAX = 256 };

/* Labels that begin xn-- are decoded (RFC 3492) first. What resembles nothing
 * stays as UTF-8. Cut at `room`. */
struct span skeleton_of(struct span domain, char *buf, size_t room);

/* Insertions, deletions, changes and swaps of neighbours between the two,
 * octet by octet; anything over 3 is told as 4. */
unsigned skeleton_distance(struct span a, struct span b);

#endif
