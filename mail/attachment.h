/* attachment.h — one part of a letter as a file.
 *
 * The octets stream through the hash; only a file that can be read further (a
 * zip or an office file within SNIFF_MAX_WHOLE) is kept whole. */
#ifndef CONVOKE_MAIL_ATTACHMENT_H
#define CONVOKE_MAIL_ATTACHMENT_H

#include "convoke/mail/facts.h"
#include "convoke/mail/letter.h"

/* True when a part that is not the body is a file for somebody: everything
 * but the pictures and styles an HTML text is decorated with. */
bool attachment_is(const struct letter_part *p);

/* `whole` receives the octets when they were kept, else a head of them.
 * *ret_whole tells which. Leaves notes on the letter. */
struct facts_file attachment_read(struct letter *l, int part,
                                  struct arena *arena, struct text *whole,
                                  bool *ret_whole);

/* A file that lies inside another one: the octets are at hand. */
struct facts_file attachment_of(struct span name, struct span bytes, int part,
                                struct arena *arena);

#endif
