/* agenda_draft.h — the agenda a mail or its file gives, one point a project.
 *
 * An item that names several projects becomes one point for each; ids without
 * their group are made whole. Pure; spans are borrowed from the words, the list
 * lives in the arena. Private to the desk. */
#ifndef CONVOKE_DESK_AGENDA_DRAFT_H
#define CONVOKE_DESK_AGENDA_DRAFT_H

#include "convoke/base/arena.h"
#include "convoke/base/list.h"

struct agenda_draft_point {
    struct span title;     /* of an omission: its reason; may be empty */
    struct span project;   /* "WG5-S-04"; empty: about none */
    struct span presenter; /* names, may be empty */
    bool omitted;
};

struct agenda_draft {
    bool headed; /* it stood under a heading of its own */
    LIST_OF(struct agenda_draft_point) points;
};

struct agenda_draft agenda_draft_read(struct span words, struct span group,
                                      struct arena *arena);

#endif
