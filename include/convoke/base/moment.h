/* moment.h — instants: int64_t seconds since 1970-01-01T00:00:00Z. */
#ifndef CONVOKE_BASE_MOMENT_H
#define CONVOKE_BASE_MOMENT_H

#include <stdint.h>

#include "convoke/base/span.h"

#define MOMENT_NONE INT64_MIN

enum { MOMENT_TEXT = 48 };

/* RFC 3339, or `YYYY-MM-DD[T ]hh:mm[:ss]` meant in Asia/Shanghai. */
bool moment_parse(struct span s, int64_t *ret);

/* RFC 5322 date-time, lenient: comments, obsolete zones, missing weekday or
 * seconds, two-digit years. */
bool moment_parse_mail(struct span s, int64_t *ret);

/* "2026-03-31T09:00:00+08:00", "2026-03-31 09:00" and
 * "Tue, 31 Mar 2026 09:00:00 +0800"; all in Asia/Shanghai. */
const char *moment_print(int64_t moment, char buf[MOMENT_TEXT]);
const char *moment_print_short(int64_t moment, char buf[MOMENT_TEXT]);
const char *moment_print_mail(int64_t moment, char buf[MOMENT_TEXT]);

#endif
