/* prompt.h — the words an empty place of a form shows.
 *
 * Some programs forget to say that a prompt was typed over, so a text is only
 * taken for one when it reads like one. Private to the mail floor. */
#ifndef CONVOKE_MAIL_PROMPT_H
#define CONVOKE_MAIL_PROMPT_H

#include "convoke/base/span.h"

bool prompt_is(struct span text);

#endif
