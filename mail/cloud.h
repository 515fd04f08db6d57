/* cloud.h — providers' links that stand where an attachment should.
 *
 * QQ, NetEase, Coremail, Feishu and others replace large files by a card with
 * a link that expires. The link is told, never followed. interop.md 124. */
#ifndef CONVOKE_MAIL_CLOUD_H
#define CONVOKE_MAIL_CLOUD_H

#include "convoke/mail/facts.h"

/* Appends one file for each such link in the text of a body. */
void cloud_links(struct span text, struct arena *arena, struct facts *to);

#endif
