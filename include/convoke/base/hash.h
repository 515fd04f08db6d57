/* hash.h — SHA-256 and HMAC-SHA-256 (nettle), as lower-case hex. */
#ifndef CONVOKE_BASE_HASH_H
#define CONVOKE_BASE_HASH_H

#include <nettle/sha2.h>

#include "convoke/base/span.h"

enum { HASH_OCTETS = 32, HASH_HEX = 65 }; /* HASH_HEX counts the NUL */

struct hash {
    struct sha256_ctx ctx;
};

void hash_init(struct hash *h);
void hash_add(struct hash *h, struct span s);
const char *hash_end(struct hash *h, char hex[HASH_HEX]);

const char *hash_of(struct span s, char hex[HASH_HEX]);
const char *hash_keyed(struct span key, struct span s, char hex[HASH_HEX]);

/* Time does not depend on where they differ. */
bool hash_same(struct span a, struct span b);

#endif
