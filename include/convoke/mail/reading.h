/* reading.h — bytes to facts: everything the worker does with one message.
 *
 * Runs only in the sandboxed worker (and in tests): prescan, letter, headers,
 * body, robot, files, form. Never fails on what a message says; NEVER means
 * that its bounds forbid reading it (prescan), and the reason names the bound.
 * Needs no file, no network, no time. */
#ifndef CONVOKE_MAIL_READING_H
#define CONVOKE_MAIL_READING_H

#include "convoke/mail/facts.h"

/* Opens every converter and table that reading may want, so that nothing is
 * loaded once the sandbox is shut. Call before fork. */
void reading_prepare(void);

/* `raw` is borrowed for as long as `ret` is used. */
MUST_USE enum verdict reading_facts(struct span raw, struct arena *arena,
                                    struct facts *ret, struct reason *why);

/* Hands the decoded octets of `part` (a leaf, or a file in a winmail.dat, as
 * facts number them) to `sink`, piece by piece. NEVER
 * when there is no such part. `sink` returns false to stop (LATER). */
MUST_USE enum verdict reading_part(struct span raw, int part,
                                   bool (*sink)(void *to, struct span piece),
                                   void *to, struct reason *why);

#endif
