/* bounce_address.h — an envelope sender of its own for every delivery, so that
 * what comes back says by its address which delivery it is about.
 *
 * The pattern is an address whose local part holds the word TOKEN. For it
 * stand 20 hex digits of an HMAC and the delivery's number: nothing about the
 * recipient, letters and digits only, lower case, the same in every attempt
 * (greylisting remembers the sender). Nobody without this state's secret can
 * make one. Pure. interop.md 73, 74, 101; reliability.md T18. */
#ifndef CONVOKE_DESK_BOUNCE_ADDRESS_H
#define CONVOKE_DESK_BOUNCE_ADDRESS_H

#include <stdint.h>

#include "convoke/base/span.h"

#define BOUNCE_ADDRESS_TOKEN "TOKEN"

enum {
    BOUNCE_ADDRESS_MAC = 20,
    BOUNCE_ADDRESS_LONGEST = BOUNCE_ADDRESS_MAC + 19, /* of the token */
    BOUNCE_ADDRESS_ROOM = 400,
};

/* What an address is bound to. */
struct bounce_address {
    int64_t delivery;
    struct span message_id, recipient;
};

/* One TOKEN in the local part, and with the longest token still at most 64
 * octets before the @. */
bool bounce_address_pattern_ok(struct span pattern);

/* False (and an empty string) when there is no pattern. */
bool bounce_address_make(struct span pattern, struct span secret,
                         const struct bounce_address *of,
                         char to[BOUNCE_ADDRESS_ROOM]);

/* The delivery that `mail` claims to be about, for whoever then makes the
 * address anew and compares; false when it is no such address. */
bool bounce_address_claims(struct span pattern, struct span mail,
                           int64_t *ret_delivery);

/* Whether `mail` is that very address. */
bool bounce_address_proves(struct span pattern, struct span secret,
                           const struct bounce_address *of, struct span mail);

#endif
