/* compose_head.h — the fields of a letter that leaves, down to those that speak
 * of its body: who, to whom, what about, in which thread. Private to compose.
 * Sources: RFC 5322 3.6; RFC 3834 5; RFC 6857 3.1.8 (addresses that need
 * SMTPUTF8). */
#ifndef CONVOKE_MAIL_COMPOSE_HEAD_H
#define CONVOKE_MAIL_COMPOSE_HEAD_H

#include "convoke/mail/compose.h"

/* Appends them to `head`, whose ceiling the caller looks at. NEVER when a value
 * cannot stand in its field: nothing is mended silently. */
MUST_USE enum verdict compose_head(const struct letter_spec *spec,
                                   struct text *head, struct reason *why);

#endif
