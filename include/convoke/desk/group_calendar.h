/* group_calendar.h — when a group meets and what it has to keep before, as one
 * published calendar: a file to open or to subscribe to.
 *
 * Plenaries and leaders' meetings from 90 days ago to 400 days ahead, those
 * called off as cancelled, and the charter's days before each plenary to come
 * (plan, notice, contributions). UIDs are those of the mails, so that a program
 * that holds both shows each once. It names nobody who was invited. Source:
 * requirements.md 7; RFC 5546 3.2.1, RFC 7986. */
#ifndef CONVOKE_DESK_GROUP_CALENDAR_H
#define CONVOKE_DESK_GROUP_CALENDAR_H

#include "convoke/desk/desk.h"

/* Appends the object, read back as it was meant, and tells how many events are
 * in it. `group` empty: of all groups; one that nobody knows meets never. */
MUST_USE enum verdict group_calendar_write(struct desk *dk, struct span group,
                                           struct text *to, size_t *ret_events,
                                           struct reason *why);

#endif
