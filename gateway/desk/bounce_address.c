#include "convoke/desk/bounce_address.h"

#include <assert.h>
#include <stdio.h>

#include "convoke/base/hash.h"
#include "convoke/base/number.h"
#include "convoke/base/text.h"

enum { LOCAL_MOST = 64, TOKEN_WORD = sizeof(BOUNCE_ADDRESS_TOKEN) - 1 };

/* What stands before and behind the token. */
struct frame {
    struct span before, behind;
};

static bool frame_of(struct span pattern, struct frame *ret)
{
    size_t at = span_find(pattern, SPAN(BOUNCE_ADDRESS_TOKEN));

    if (at >= pattern.n)
        return false;
    ret->before = span_sub(pattern, 0, at);
    ret->behind = span_from(pattern, at + TOKEN_WORD);
    return true;
}

bool bounce_address_pattern_ok(struct span pattern)
{
    struct frame f;
    size_t local = span_find_char(pattern, '@');

    return frame_of(pattern, &f) &&
           !span_has(f.behind, SPAN(BOUNCE_ADDRESS_TOKEN)) &&
           f.before.n < local && span_has(f.behind, SPAN("@")) &&
           local - TOKEN_WORD + BOUNCE_ADDRESS_LONGEST <= LOCAL_MOST;
}

static const char *mac_of(struct span secret, const struct bounce_address *of,
                          char hex[HASH_HEX])
{
    struct text said = TEXT_INIT(TEXT_MAX_HEADER);

    text_addf(&said, "bounce:%lld:" SPAN_FMT ":" SPAN_FMT,
              (long long)of->delivery, SPAN_ARG(of->message_id),
              SPAN_ARG(of->recipient));
    hash_keyed(secret, text_span(&said), hex);
    text_release(&said);
    return hex;
}

bool bounce_address_make(struct span pattern, struct span secret,
                         const struct bounce_address *of,
                         char to[BOUNCE_ADDRESS_ROOM])
{
    char hex[HASH_HEX];
    struct frame f;
    int n;

    assert(of && of->delivery > 0);
    to[0] = '\0';
    if (!frame_of(pattern, &f))
        return false;
    n = snprintf(to, BOUNCE_ADDRESS_ROOM, SPAN_FMT "%.*s%lld" SPAN_FMT,
                 SPAN_ARG(f.before), BOUNCE_ADDRESS_MAC,
                 mac_of(secret, of, hex), (long long)of->delivery,
                 SPAN_ARG(f.behind));
    if (n > 0 && n < BOUNCE_ADDRESS_ROOM)
        return true;
    to[0] = '\0';
    return false;
}

bool bounce_address_claims(struct span pattern, struct span mail,
                           int64_t *ret_delivery)
{
    struct frame f;
    struct span token;
    uint64_t id = 0;

    assert(ret_delivery);
    if (!frame_of(pattern, &f) || !span_starts_nocase(mail, f.before) ||
        !span_ends_nocase(mail, f.behind) ||
        mail.n <= f.before.n + f.behind.n + BOUNCE_ADDRESS_MAC)
        return false;
    token = span_sub(mail, f.before.n, mail.n - f.before.n - f.behind.n);
    if (!number_parse(span_from(token, BOUNCE_ADDRESS_MAC), INT64_MAX, &id) ||
        id == 0)
        return false;
    *ret_delivery = (int64_t)id;
    return true;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

bool bounce_address_proves(struct span pattern, struct span secret,
                           const struct bounce_address *of, struct span mail)
{
    char want[BOUNCE_ADDRESS_ROOM];
    char got[BOUNCE_ADDRESS_ROOM];

    if (mail.n >= sizeof(got) ||
        !bounce_address_make(pattern, secret, of, want))
        return false;
    /* Some systems change the case of what stands before the @. */
    for (size_t i = 0; i < mail.n; i++)
        got[i] = lower(mail.p[i]);
    for (size_t i = 0; want[i]; i++)
        want[i] = lower(want[i]);
    return hash_same(span_of(got, mail.n), span_str(want));
}
