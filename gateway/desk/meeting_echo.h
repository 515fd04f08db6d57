/* meeting_echo.h — a command that came without a token is told back first.
 *
 * The echo says what would be done and carries a token; 同意 to it decides the
 * same mail again, with the token's authority. Private to the desk. Source:
 * requirements.md R-A2, 6.1. */
#ifndef CONVOKE_DESK_MEETING_ECHO_H
#define CONVOKE_DESK_MEETING_ECHO_H

#include "case.h"
#include "meeting_view.h"

struct command_echo {
    struct span object, group;        /* what it is about */
    struct meeting_words state, what; /* as that is now; what would be done */
};
enum verdict command_echo(struct intake *in, const struct command_echo *e,
                          struct reason *why);
enum verdict meeting_echo(struct intake *in, const struct meeting *m,
                          struct meeting_words what, struct reason *why);

/* Token "echo"; `object` is the mail it repeats, "message:12". */
enum verdict meeting_repeat(struct intake *in, struct span object,
                            struct reason *why);

/* The mail number of "message:12"; false: it is none. */
bool meeting_echo_message(struct span object, int64_t *ret);

#endif
