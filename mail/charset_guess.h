/* charset_guess.h — what unlabelled or mislabelled octets most likely are. */
#ifndef CONVOKE_MAIL_CHARSET_GUESS_H
#define CONVOKE_MAIL_CHARSET_GUESS_H

#include "convoke/base/span.h"

enum guess {
    GUESS_ASCII,
    GUESS_UTF8,
    GUESS_GB18030,
    GUESS_BIG5,
    GUESS_ISO_2022_JP,
    GUESS_LATIN1,
    GUESS_UTF16, /* says so by its mark */
};

enum guess charset_guess(struct span octets);

/* True when the octets are strict UTF-8 with so many characters of three or
 * four octets that no text in an East Asian double-byte charset would look
 * like it by chance; two-octet characters count too when `narrow`: against a
 * single-byte charset one of them is proof enough. */
bool charset_is_surely_utf8(struct span octets, bool narrow);

/* True when well-formed characters outweigh the damage: UTF-8 all the same. */
bool charset_is_mostly_utf8(struct span octets);

/* True when all octets above 0x7f stand in pairs of everyday GB2312
 * characters, two of them at least. */
bool charset_is_surely_gb(struct span octets);

#endif
