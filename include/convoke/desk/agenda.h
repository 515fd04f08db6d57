/* agenda.h — the items of a meeting's agenda, and the projects left out.
 *
 * Under a heading 议程 (or a table with 议题 and 汇报人), one item a line,
 * numbered, by the hour or plain; without any heading the numbered lines of the
 * text. A project is left out by "不列入议程：WG5-S-04 理由：…" anywhere. Pure,
 * total on any UTF-8; spans are borrowed from the words, lists live in the
 * arena. Source: charter Art. 20.3, 20.6; requirements.md 6.4. */
#ifndef CONVOKE_DESK_AGENDA_H
#define CONVOKE_DESK_AGENDA_H

#include "convoke/base/arena.h"
#include "convoke/base/list.h"
#include "convoke/desk/reference.h"

enum { AGENDA_MAX = 200, AGENDA_TEXT = 64 * 1024 };

struct agenda_item {
    struct span number; /* "1", "二", "09:00-09:30"; may be empty */
    struct span title;  /* without ids and presenters; may be empty */
    LIST_OF(struct reference)
    projects;                        /* no doubles; "S-04" as written, see
                                        reference_complete */
    LIST_OF(struct span) presenters; /* names */
    struct span text;                /* the line, trimmed */
    size_t line;                     /* its number, from 1 */
};

struct agenda_omission {
    struct reference project;
    struct span reason; /* empty: none was given */
    struct span text;
    size_t line;
};

struct agenda {
    bool headed;                       /* a heading or a table's was found */
    LIST_OF(struct agenda_item) items; /* in order, at most AGENDA_MAX */
    LIST_OF(struct agenda_omission) omissions;
    bool cut; /* there was more than is read */
};

struct agenda agenda_read(struct span words, struct arena *arena);

#endif
