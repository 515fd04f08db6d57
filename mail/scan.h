/* scan.h — the structure of a message: where its parts begin and end.
 *
 * The one pass over the octets that prescan and letter share, so that what
 * the first counts is what the second reads. Never recurses; depth, parts and
 * header blocks are bounded as prescan.h says, which is the only failure.
 * Work is at most octets × open boundaries. */
#ifndef CONVOKE_MAIL_SCAN_H
#define CONVOKE_MAIL_SCAN_H

#include "convoke/mail/letter.h"

/* Fills raw, arena, parts, fields and notes of `ret`; of each part kind,
 * place, header, body, fields, type and encoding. */
MUST_USE enum verdict scan_parts(struct span raw, struct arena *arena,
                                 struct letter *ret, struct reason *why);

#endif
