/* agenda_check.h — whether an agenda has what Art. 20, items 3 and 6 ask.
 *
 * Pure; lists live in the arena, pointers are borrowed from agenda and
 * projects. Private to the desk. Source: requirements.md 2 (20.3, 20.6), Q22.
 */
#ifndef CONVOKE_DESK_AGENDA_CHECK_H
#define CONVOKE_DESK_AGENDA_CHECK_H

#include "convoke/store/meeting.h"
#include "convoke/store/project.h"

typedef LIST_OF(const struct project *) agenda_projects;
typedef LIST_OF(const struct agenda_item *) agenda_lines;

struct agenda_check {
    size_t points;             /* items that are to be spoken of */
    agenda_projects left_out;  /* standards in progress without a word */
    agenda_lines no_reason;    /* left out, but why is not said */
    agenda_projects research;  /* research projects left out: a hint (Q22) */
    agenda_lines unknown;      /* projects that are not registered */
    agenda_lines no_presenter; /* a project's item without a presenter */
    agenda_lines strangers;    /* presenters that are neither lead nor one of
                                  the first three drafters (20.6) */
};

/* `projects`: all of the group that are in progress. */
struct agenda_check agenda_check(const agenda_items *items,
                                 const projects *projects, struct arena *arena);

#endif
