/* random.h — octets nobody can guess (getrandom). */
#ifndef CONVOKE_BASE_RANDOM_H
#define CONVOKE_BASE_RANDOM_H

#include <stddef.h>

void random_fill(void *to, size_t n);

/* Crockford base32, lower case, no terminator counted: 26 characters carry
 * 130 bits. `buf` holds n + 1. */
const char *random_word(char *buf, size_t n);

#endif
