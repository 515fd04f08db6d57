/* schema.h — the database's shape, as a list of migrations that only grows. */
#ifndef CONVOKE_STORE_SCHEMA_H
#define CONVOKE_STORE_SCHEMA_H

#include <sqlite3.h>

#include "convoke/base/verdict.h"

/* Applies what is missing inside one exclusive transaction. NEVER when the
 * file is newer than this program. */
enum verdict schema_update(sqlite3 *db, struct reason *why);

#endif
