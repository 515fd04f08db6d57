/* robot.h — who or what wrote a message.
 *
 * A robot is never answered and its words are never a command. Header signals
 * first, then subjects and first lines for the programs that send none (QQ).
 * Prefixes are anchored: a person may write about automatic replies. RFC 3834,
 * RFC 8098; interop.md 57-71 and 83. */
#ifndef CONVOKE_MAIL_ROBOT_H
#define CONVOKE_MAIL_ROBOT_H

#include "convoke/mail/facts.h"
#include "convoke/mail/letter.h"

/* `f` has its addresses, null_sender, in_reply_to, keyword and text. */
enum facts_writer robot_writer(const struct letter *l, const struct facts *f);

#endif
