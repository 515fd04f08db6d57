/* rehearsal.h — a play of messages through virtual time.
 *
 * A scene is a message file (scene.h). Between the scenes everything that falls
 * due happens at its own instant; within one minute what came in goes before
 * what is due (requirements.md 9.1). The whole program acts: spool, readers,
 * desk, outbox, Maildir; only the clock is moved. */
#ifndef CONVOKE_REHEARSAL_H
#define CONVOKE_REHEARSAL_H

#include <signal.h>

#include "core.h"
#include "timeline.h"

struct rehearsal {
    struct core *core;  /* borrowed; its clock is moved */
    const char *source; /* the Maildir that messages are put into */
    struct timeline timeline;
    size_t put; /* messages that were put into it */
    /* Set by a signal: the play ends between two of its acts, DONE; NULL:
     * none does. */
    const volatile sig_atomic_t *stop;
};

/* The message files of a folder by instant, then by name: those ending in
 * .eml, else all that are not hidden. */
struct rehearsal_scene {
    int64_t at;
    struct span path, name;
};
typedef LIST_OF(struct rehearsal_scene) rehearsal_scenes;

/* NEVER names every file that is no scene, a line each, in `told`. */
MUST_USE enum verdict rehearsal_read(const char *folder, struct arena *arena,
                                     rehearsal_scenes *ret, struct text *told,
                                     struct reason *why);

/* Everything due up to `until`, each thing at its instant. */
MUST_USE enum verdict rehearsal_advance(struct rehearsal *r, int64_t until,
                                        struct reason *why);

/* Those scenes that come no later than `until`, and then on to it. */
MUST_USE enum verdict rehearsal_play(struct rehearsal *r,
                                     const rehearsal_scenes *scenes,
                                     int64_t until, struct reason *why);

#endif
