/* base64.h — the fast part of decoding base64. */
#ifndef CONVOKE_MAIL_BASE64_H
#define CONVOKE_MAIL_BASE64_H

#include <stddef.h>

/* A letter of the alphabet is its value with bit 6 set, all else 0, so that
 * four of them are checked with one AND. */
extern const unsigned char base64_six[256];

/* Whole groups of four letters, as long as they come and fit; returns the
 * octets read and adds those written to *ret_n. Up to four octets behind what
 * was written may be overwritten, within `room`. */
size_t base64_groups(const unsigned char *in, size_t n, char *out, size_t room,
                     size_t *ret_n);

#endif
