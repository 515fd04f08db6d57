/* body.h — the text of a letter, whatever parts it came in.
 *
 * Takes the plain text of an alternative, or its HTML when the plain one is
 * blank; several bodies follow each other. Attached messages are not read.
 * RFC 2046 section 5.1; interop.md 108-110, 113-115, 125. */
#ifndef CONVOKE_MAIL_BODY_H
#define CONVOKE_MAIL_BODY_H

#include "convoke/mail/letter.h"

struct body {
    struct span text;  /* at most FACTS_MAX_BODY, tidy, in the arena */
    struct span words; /* see words.h */
    bool uncertain;
    bool cut;       /* there was more */
    bool too_deep;  /* HTML beyond HTML_MAX_DEPTH */
    unsigned flags; /* enum charset_flag */
    bool *is_body;  /* for each part of the letter: not a file */
};

void body_read(const struct letter *l, struct arena *arena, struct body *ret);

/* SHA-256 of the text with each run of blanks as one. */
struct span body_hash(struct span text, struct arena *arena);

#endif
