#include "pdf_lock.h"

#include <assert.h>
#include <nettle/aes.h>
#include <nettle/arcfour.h>
#include <nettle/cbc.h>
#include <nettle/md5.h>
#include <nettle/sha2.h>

#include "convoke/base/own.h"
#include "pdf_object.h"

enum { PADDING = 32, MD5 = 16, HASH_MOST = 64, KEY_LEAST = 5, KEY_MOST = 16 };
enum { ROUNDS = 64, ROUNDS_MOST = 320, REPEATS = 64 };

/* What stands for the octets a password has not: of the empty one, all. */
static const struct span padding =
    SPAN("\x28\xbf\x4e\x5e\x4e\x75\x8a\x41\x64\x00\x4e\x56\xff\xfa\x01\x08"
         "\x2e\x2e\x00\xb6\xd0\x68\x3e\x80\x2f\x0c\xa9\xfe\x64\x53\x69\x7a");

struct lock {
    long version, revision;
    size_t key_n;            /* octets of the key */
    struct span owner, user; /* in the arena: /O and /U */
    struct span id;          /* in the arena: the file's first */
    uint32_t permissions;
    bool bare_metadata; /* those are not locked */
};

static const uint8_t *octets(struct span s)
{
    return (const uint8_t *)s.p;
}

/* ---- revisions 2 to 4: MD5 and RC4 ---- */

static void md5(struct span s, char to[MD5])
{
    struct md5_ctx ctx;

    md5_init(&ctx);
    md5_update(&ctx, s.n, octets(s));
    md5_digest(&ctx, MD5, (uint8_t *)to);
}

/* `flip` is put over each octet of the key. */
static void rc4(struct span key, unsigned char flip, char *at, size_t n)
{
    struct arcfour_ctx ctx;
    uint8_t flipped[KEY_MOST];

    for (size_t i = 0; i < key.n; i++)
        flipped[i] = octets(key)[i] ^ flip;
    arcfour_set_key(&ctx, key.n, flipped);
    arcfour_crypt(&ctx, n, (uint8_t *)at, octets(span_of(at, n)));
}

static void key_of(const struct lock *l, char key[MD5])
{
    CLEANUP(text_release) struct text all = TEXT_INIT(64 * 1024);

    text_add(&all, padding);
    text_add(&all, span_sub(l->owner, 0, PADDING));
    for (int shift = 0; shift < 32; shift += 8)
        text_add_char(&all, (char)(l->permissions >> shift & 0xff));
    text_add(&all, l->id);
    if (l->revision >= 4 && l->bare_metadata)
        text_add(&all, SPAN("\xff\xff\xff\xff"));
    md5(text_span(&all), key);
    for (int i = 0; l->revision >= 3 && i < 50; i++)
        md5(span_of(key, l->key_n), key);
}

static bool opens_by_md5(const struct lock *l)
{
    CLEANUP(text_release) struct text all = TEXT_INIT(64 * 1024);
    char key[MD5];
    char user[PADDING];

    key_of(l, key);
    memcpy(user, padding.p, PADDING);
    if (l->revision == 2) {
        rc4(span_of(key, l->key_n), 0, user, PADDING);
        return span_eq(span_sub(l->user, 0, PADDING), span_of(user, PADDING));
    }
    text_add(&all, padding);
    text_add(&all, l->id);
    md5(text_span(&all), user);
    for (unsigned char i = 0; i < 20; i++)
        rc4(span_of(key, l->key_n), i, user, MD5);
    return span_eq(span_sub(l->user, 0, MD5), span_of(user, MD5));
}

/* ---- revisions 5 and 6: SHA-2 and AES ---- */

static size_t sha(unsigned kind, struct span s, char to[HASH_MOST])
{
    union {
        struct sha256_ctx small;
        struct sha512_ctx big;
    } ctx;

    if (kind == 0) {
        sha256_init(&ctx.small);
        sha256_update(&ctx.small, s.n, octets(s));
        sha256_digest(&ctx.small, 32, (uint8_t *)to);
        return 32;
    }
    if (kind == 1)
        sha384_init(&ctx.big);
    else
        sha512_init(&ctx.big);
    sha512_update(&ctx.big, s.n, octets(s));
    if (kind == 1)
        sha384_digest(&ctx.big, 48, (uint8_t *)to);
    else
        sha512_digest(&ctx.big, 64, (uint8_t *)to);
    return kind == 1 ? 48 : 64;
}

/* The first half of `key` encrypts, the second is put over the first block. */
static void encrypt(struct span key, char *at, size_t n)
{
    struct CBC_CTX(struct aes128_ctx, AES_BLOCK_SIZE) ctx;

    aes128_set_encrypt_key(&ctx.ctx, octets(key));
    CBC_SET_IV(&ctx, octets(key) + 16);
    CBC_ENCRYPT(&ctx, aes128_encrypt, n, (uint8_t *)at, octets(span_of(at, n)));
}

/* Algorithm 2.B for the empty password; `hash` holds a SHA-256. */
static void harden(char hash[HASH_MOST])
{
    char e[REPEATS * HASH_MOST];
    size_t n = 32;
    bool enough = false;

    for (int i = 1; !enough && i < ROUNDS_MOST; i++) {
        unsigned sum = 0;
        size_t all = REPEATS * n;

        for (size_t k = 0; k < REPEATS; k++)
            memcpy(e + k * n, hash, n);
        encrypt(span_of(hash, n), e, all);
        for (size_t k = 0; k < 16; k++)
            sum += (unsigned char)e[k];
        n = sha(sum % 3, span_of(e, all), hash);
        enough = i >= ROUNDS && (unsigned char)e[all - 1] <= i - 32;
    }
}

/* /U: a hash of 32 octets, then the salt it was made with. */
static bool opens_by_sha(const struct lock *l)
{
    char hash[HASH_MOST];

    sha(0, span_sub(l->user, 32, 8), hash);
    if (l->revision == 6)
        harden(hash);
    return span_eq(span_sub(l->user, 0, 32), span_of(hash, 32));
}

/* ---- the file ---- */

static struct span string_of(struct pdf *pdf, struct span value)
{
    return arena_span(pdf->arena, pdf_string(pdf, value));
}

static struct lock lock_of(struct pdf *pdf)
{
    struct span encrypt = pdf_follow(pdf, pdf->encrypt);
    struct span ids = pdf_array(pdf_follow(pdf, pdf->id));
    struct span length = pdf_get(pdf, encrypt, "Length");
    struct span id = SPAN_NONE;
    struct lock l = {
        .version = (long)pdf_number(pdf_get(pdf, encrypt, "V")),
        .revision = (long)pdf_number(pdf_get(pdf, encrypt, "R")),
        .owner = string_of(pdf, pdf_get(pdf, encrypt, "O")),
        .user = string_of(pdf, pdf_get(pdf, encrypt, "U")),
        .permissions =
            (uint32_t)(int64_t)pdf_number(pdf_get(pdf, encrypt, "P")),
        .bare_metadata =
            span_eq(pdf_get(pdf, encrypt, "EncryptMetadata"), SPAN("false")),
    };
    double bits = pdf_number(length);

    (void)pdf_value(&ids, &id);
    l.id = string_of(pdf, id);
    l.key_n = l.version == 1 || length.n == 0 ? KEY_LEAST
              : bits >= 40 && bits <= 128     ? (size_t)(bits / 8)
                                              : 0;
    if (l.version == 4)
        l.key_n = KEY_MOST;
    if (!pdf_is_name(pdf_get(pdf, encrypt, "Filter"), "Standard"))
        l.revision = 0;
    return l;
}

static bool opens(const struct lock *l)
{
    switch (l->revision) {
    case 2:
    case 3:
    case 4:
        return l->key_n >= KEY_LEAST && l->owner.n >= PADDING &&
               l->user.n >= PADDING && opens_by_md5(l);
    case 5:
    case 6:
        return l->user.n >= 48 && opens_by_sha(l);
    default:
        return false;
    }
}

bool pdf_asks_password(struct span bytes)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(128 * 1024 * 1024);
    struct archive_budget budget = { 0 };
    struct pdf pdf = { .bytes = bytes, .arena = &arena, .budget = &budget };
    bool asks = false;

    /* Neither the dictionary nor who names it is ever packed. */
    if (!span_has(bytes, SPAN("/Encrypt")))
        return false;
    if (pdf_open(&pdf) && pdf_locked(&pdf)) {
        const struct lock l = lock_of(&pdf);

        asks = !opens(&l);
    }
    pdf_close(&pdf);
    return asks;
}
