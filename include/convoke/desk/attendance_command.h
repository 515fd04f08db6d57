/* attendance_command.h — a sign-in list given by command.
 *
 * It is kept at once; what follows (who is asked why, the receipt) is sent
 * with the next tick, for a command has no post. Source: requirements.md 6.4.
 */
#ifndef CONVOKE_DESK_ATTENDANCE_COMMAND_H
#define CONVOKE_DESK_ATTENDANCE_COMMAND_H

#include "convoke/base/list.h"
#include "convoke/desk/desk.h"

struct attendance_given {
    struct span meeting; /* "WG5-2026-P1" */
    struct span text;    /* UTF-8, a row a line: TAB, comma or semicolon */
    struct span sha256, file;
};

struct attendance_problem {
    int line;         /* 0: the whole file */
    struct span text; /* the line; may be empty */
    const char *zh, *en;
};

struct attendance_taken {
    LIST_OF(struct attendance_problem) problems; /* any: nothing was kept */
    size_t more;                                 /* problems not listed */
    size_t lines;
    bool same; /* this very list is here already: nothing changed */
};

/* Within the caller's transaction. */
MUST_USE enum verdict attendance_take(struct desk *dk, struct arena *arena,
                                      const struct attendance_given *given,
                                      struct attendance_taken *ret,
                                      struct reason *why);

#endif
