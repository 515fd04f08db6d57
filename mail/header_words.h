/* header_words.h — what header.c's kin share about charsets of headers. */
#ifndef CONVOKE_MAIL_HEADER_WORDS_H
#define CONVOKE_MAIL_HEADER_WORDS_H

#include "convoke/base/arena.h"
#include "convoke/base/span.h"

/* Unfolded, and raw 8-bit octets converted; encoded words stay. */
struct span header_utf8(struct span raw, struct span hint, struct arena *arena,
                        unsigned *flags);

/* Encoded words of text that is UTF-8 already. */
struct span header_words(struct span utf8, struct arena *arena,
                         unsigned *flags);

/* Controls out (a tab becomes a blank), blanks at both ends off. */
struct span header_tidy(struct span utf8, struct arena *arena);

#endif
