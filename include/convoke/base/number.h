/* number.h — numbers from octets the world sent: whole span or nothing. */
#ifndef CONVOKE_BASE_NUMBER_H
#define CONVOKE_BASE_NUMBER_H

#include <stdint.h>

#include "convoke/base/span.h"

/* Decimal digits only, at most `most`. Nothing is written on failure. */
bool number_parse(struct span s, uint64_t most, uint64_t *ret);

/* "30s", "5m", "2h", "1d", "3w" or plain seconds. */
bool number_parse_seconds(struct span s, int64_t *ret);

/* "64K", "30M", "2G" or plain octets. */
bool number_parse_octets(struct span s, uint64_t *ret);

#endif
