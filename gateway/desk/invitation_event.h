/* invitation_event.h — what the calendar object of a meeting says of it.
 *
 * Everything but the people, who are one mail's. Private to the desk. */
#ifndef CONVOKE_DESK_INVITATION_EVENT_H
#define CONVOKE_DESK_INVITATION_EVENT_H

#include "convoke/calendar/invite.h"
#include "convoke/desk/desk.h"
#include "convoke/store/meeting.h"

/* The meeting as it stands, in the arena given; without organizer and
 * attendees. */
struct invite_event invitation_event(const struct desk *dk, struct arena *arena,
                                     const struct meeting *m);

#endif
