/* bounce_words.h — a bounce that only says in words what a report says in
 * fields. Private to mail. interop.md 75-84. */
#ifndef CONVOKE_MAIL_BOUNCE_WORDS_H
#define CONVOKE_MAIL_BOUNCE_WORDS_H

#include "convoke/mail/facts.h"

/* Adds the recipients that `f->text` names, with their codes. */
void bounce_words_read(struct arena *arena, struct facts *f);

#endif
