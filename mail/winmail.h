/* winmail.h — the files that Outlook packed into a winmail.dat.
 *
 * They count as files of the letter, behind its own: the first one has the
 * number after the letter's last leaf. Private to the mail floor; interop.md
 * 123. */
#ifndef CONVOKE_MAIL_WINMAIL_H
#define CONVOKE_MAIL_WINMAIL_H

#include "convoke/mail/letter.h"
#include "tnef.h"

/* How many leaves the letter has: the number of the first file inside. */
int winmail_first(const struct letter *l);

/* The octets of file number `part`, of all the winmail.dat of a letter, in the
 * arena. False when there is none of that number. */
bool winmail_file(struct letter *l, int part, struct arena *arena,
                  struct span *ret);

#endif
