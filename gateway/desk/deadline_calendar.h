/* deadline_calendar.h — the charter's days before plenaries as a calendar for
 * those who have to keep them: leader, deputies, secretary of the group.
 *
 * deadline.ics brings one published object with three all-day events a meeting
 * (UID "WG5-2026-P1-plan@domain", -notice, -contrib), each with an alarm at
 * 09:00 of the day before. Sent again with a new SEQUENCE it moves them.
 * Private to the desk. Source: requirements.md 7; charter Art. 20. */
#ifndef CONVOKE_DESK_DEADLINE_CALENDAR_H
#define CONVOKE_DESK_DEADLINE_CALENDAR_H

#include "convoke/calendar/invite.h"
#include "convoke/desk/notice.h"
#include "convoke/store/meeting.h"

/* Plenaries of a group that were registered by one mail. */
struct deadline_calendar {
    struct span group;
    struct span object; /* of the notice: "WG5-2026", "WG5-2026-P4" */
    struct span discriminator;
    const meetings *all; /* borrowed, not empty */
    bool moved;          /* its day has changed */
};

/* Adds the days of one plenary, those the charter has, as events. */
typedef LIST_OF(struct invite_event) invite_events;
void deadline_calendar_add(const struct desk *dk, struct arena *arena,
                           const struct meeting *m, invite_events *to);

enum verdict deadline_calendar_send(struct desk *dk, struct arena *arena,
                                    const struct deadline_calendar *c,
                                    struct reason *why);

/* The days of one plenary that was moved. */
enum verdict deadline_calendar_moved(struct desk *dk, struct arena *arena,
                                     const struct meeting *m,
                                     struct reason *why);

#endif
