#include "convoke/base/hash.h"

#include <assert.h>
#include <nettle/hmac.h>
#include <nettle/memops.h>

static const char *hash_print(const uint8_t digest[HASH_OCTETS],
                              char hex[HASH_HEX])
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < HASH_OCTETS; i++) {
        hex[2 * i] = digits[digest[i] >> 4];
        hex[2 * i + 1] = digits[digest[i] & 15];
    }
    hex[2 * HASH_OCTETS] = '\0';
    return hex;
}

void hash_init(struct hash *h)
{
    assert(h);
    sha256_init(&h->ctx);
}

void hash_add(struct hash *h, struct span s)
{
    assert(h);
    if (s.n)
        sha256_update(&h->ctx, s.n, (const uint8_t *)s.p);
}

const char *hash_end(struct hash *h, char hex[HASH_HEX])
{
    uint8_t digest[HASH_OCTETS];

    assert(h);
    sha256_digest(&h->ctx, sizeof(digest), digest);
    return hash_print(digest, hex);
}

const char *hash_of(struct span s, char hex[HASH_HEX])
{
    struct hash h;

    hash_init(&h);
    hash_add(&h, s);
    return hash_end(&h, hex);
}

const char *hash_keyed(struct span key, struct span s, char hex[HASH_HEX])
{
    struct hmac_sha256_ctx ctx;
    uint8_t digest[HASH_OCTETS];

    hmac_sha256_set_key(&ctx, key.n, (const uint8_t *)(key.n ? key.p : ""));
    if (s.n)
        hmac_sha256_update(&ctx, s.n, (const uint8_t *)s.p);
    hmac_sha256_digest(&ctx, sizeof(digest), digest);
    return hash_print(digest, hex);
}

bool hash_same(struct span a, struct span b)
{
    return a.n == b.n && (a.n == 0 || memeql_sec(a.p, b.p, a.n));
}
