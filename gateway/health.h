/* health.h — how the machine under the desk does, once a minute: room on the
 * disk, mails that cannot leave, a source that cannot be read. What the
 * operator must know goes to him as ops.alert (desk/alert.h) and to the log.
 *
 * For the service alone: a command that ends at once sees too little to
 * judge. */
#ifndef CONVOKE_HEALTH_H
#define CONVOKE_HEALTH_H

#include "convoke/desk/alert.h"
#include "core.h"

enum {
    HEALTH_EVERY_MS = 60 * 1000,
    HEALTH_STUCK = 3600,  /* seconds in which no mail left though some wait */
    HEALTH_LATE = 86400,  /* seconds one mail alone may wait */
    HEALTH_SILENT = 3600, /* seconds since the source was read to its end */
};

/* Looks when it is time to, and never behind a closed gate: in a time that may
 * be wrong, nothing is late. */
MUST_USE enum verdict health_look(struct core *c, struct reason *why);

/* Each fills `ret` with how one thing is; `open`: the operator knows of
 * trouble, which ends only when it is clearly over. */
MUST_USE enum verdict health_of_disk(struct core *c, bool open,
                                     struct alert *ret, struct reason *why);
MUST_USE enum verdict health_of_queue(struct core *c, bool open,
                                      struct arena *arena, struct alert *ret,
                                      struct reason *why);
void health_of_source(const struct core *c, struct alert *ret);

/* Pure: a disk is well again only with a quarter more than the least. */
bool health_lacks_room(const struct spool_room *room, bool open);

#endif
