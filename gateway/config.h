/* config.h — everything that is configured, read and checked together:
 * convoke.conf and the charter.conf it names. */
#ifndef CONVOKE_CONFIG_H
#define CONVOKE_CONFIG_H

#include "charter.h"
#include "complaint.h"
#include "settings.h"

struct config {
    struct settings *set;    /* owned */
    struct charter *charter; /* owned */
};

/* Reads both files and tells everything that is wrong in `ret_told`, which a
 * person reads; `ret` is whole or untouched. `path` NULL: looked for. */
MUST_USE enum verdict config_load(const char *path, bool chinese, bool colour,
                                  struct config *ret, struct text *ret_told);

void config_release(struct config *config);

#endif
