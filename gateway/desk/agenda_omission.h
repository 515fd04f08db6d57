/* agenda_omission.h — lines that leave projects out of an agenda.
 *
 * Private to agenda. Pure, total; spans are borrowed from the line. */
#ifndef CONVOKE_DESK_AGENDA_OMISSION_H
#define CONVOKE_DESK_AGENDA_OMISSION_H

#include "convoke/desk/agenda.h"

/* True when the line says 不列入, 未列入, not on the agenda. */
bool agenda_omission_is(struct span line);

/* Appends the projects of the line, each with its reason; returns how many. */
size_t agenda_omission_read(struct span line, size_t number,
                            struct arena *arena, struct agenda *to);

/* 理由：… alone on a line: for those left without. */
bool agenda_omission_reason(struct span line, struct span *ret_reason);

#endif
