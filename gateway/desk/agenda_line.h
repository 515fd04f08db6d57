/* agenda_line.h — one line of an agenda.
 *
 * Private to agenda. Pure, total; spans are borrowed from the line. */
#ifndef CONVOKE_DESK_AGENDA_LINE_H
#define CONVOKE_DESK_AGENDA_LINE_H

#include "convoke/desk/agenda.h"

/* The first project in `rest`, whole or short, taken off with what stands
 * before it. */
bool agenda_line_project(struct span *rest, struct reference *ret);

/* True when a project stands at the front. */
bool agenda_line_begins(struct span text);

/* Fills number, title, projects and presenters of `it` from its text. */
void agenda_line_item(struct span text, struct arena *arena,
                      struct agenda_item *it);

/* A cell or a line without its ids and presenters at both ends. */
struct span agenda_line_title(struct span text);

/* True when a presenter is named at the front: no item of its own. */
bool agenda_line_is_more(struct span text);

/* Adds the projects and presenters of a line that goes on with `it`. */
void agenda_line_more(struct span text, struct arena *arena,
                      struct agenda_item *it);

/* Adds the names in `list`. */
void agenda_line_people(struct span list, struct arena *arena,
                        struct agenda_item *it);

#endif
