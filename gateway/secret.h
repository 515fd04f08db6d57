/* secret.h — a password or token from its file, for the process that logs in.
 *
 * Read anew for each connection: a token may have been renewed. Whoever reads
 * it wipes it. */
#ifndef CONVOKE_GATEWAY_SECRET_H
#define CONVOKE_GATEWAY_SECRET_H

#include "convoke/base/verdict.h"

enum { SECRET_MOST = 8 * 1024 };

/* The first line of the file without its end; "" on failure. */
MUST_USE enum verdict secret_read(const char *path, char ret[SECRET_MOST],
                                  struct reason *why);

#endif
