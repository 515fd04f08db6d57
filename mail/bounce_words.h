/* bounce_words.h — a bounce that only says in words what a report says in
 * fields. Private to mail. interop.md 75-84. */
#ifndef CONVOKE_MAIL_BOUNCE_WORDS_H
#define CONVOKE_MAIL_BOUNCE_WORDS_H

#include "convoke/mail/facts.h"

/* What a text says of the failure: an enhanced code, an SMTP code, or words
 * that programs use. False: nothing. `status` is borrowed from `text` or is a
 * literal. */
struct bounce_code {
    struct span status;
    enum bounce_class class;
    bool pending;
};
bool bounce_code_find(struct span text, struct bounce_code *ret);

/* Adds the recipients that `f->text` names, with their codes. */
void bounce_words_read(struct arena *arena, struct facts *f);

#endif
