/* lookalike.h — a sender's domain against everybody's on the register.
 *
 * A warning to people, never a reason to refuse. Source: reliability.md T14. */
#ifndef CONVOKE_DESK_LOOKALIKE_H
#define CONVOKE_DESK_LOOKALIKE_H

#include "convoke/desk/desk.h"
#include "convoke/desk/notice.h"

/* The domain of somebody registered, or `own` (the committee's), for which
 * that of `mail` can be taken, see domain_look_alike(). Empty when it is a
 * known one, a provider's, or like none. `ret` lies in the arena or is
 * borrowed from `own`. */
MUST_USE enum verdict lookalike_of(struct store *st, struct span own,
                                   struct span mail, struct arena *a,
                                   struct span *ret, struct reason *why);

/* Fills the slot "lookalike" of held.info with it. */
MUST_USE enum verdict lookalike_view(struct desk *dk, struct span mail,
                                     struct notice *n, struct reason *why);

#endif
