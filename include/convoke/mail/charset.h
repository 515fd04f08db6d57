/* charset.h — octets in any charset of the mail world to UTF-8.
 *
 * The label is a hint that is checked: aliases of GB2312 are read as GB18030,
 * Big5 as BIG5-HKSCS; a label that the octets contradict is set aside for
 * strict UTF-8, GB18030, Big5 or Latin-1, in this order. What cannot be
 * converted becomes U+FFFD, never '?'. Linear in the octets; nothing fails.
 *
 * Converters are opened once for the process (charset_prepare) because a
 * shut sandbox cannot load them; only charsets of the table in charset.c are
 * ever opened. Not for several threads. RFC 2045, 2046; interop.md 113-115. */
#ifndef CONVOKE_MAIL_CHARSET_H
#define CONVOKE_MAIL_CHARSET_H

#include "convoke/base/text.h"

enum charset_flag {
    CHARSET_GUESSED = 1,      /* no usable label: found by looking */
    CHARSET_CONTRADICTED = 2, /* the label was wrong and set aside */
    CHARSET_LOSSY = 4,        /* some octets became U+FFFD */
};

/* Opens every converter. Idempotent; call before fork. */
void charset_prepare(void);

/* Adds `octets` as UTF-8 to `to` (its ceiling cuts: see to->over). `hint` is a
 * second label, tried when `label` is absent or unusable (a sibling part's,
 * X-CM-HeaderCharset); may be empty. Returns enum charset_flag bits. */
unsigned charset_to_utf8(struct span octets, struct span label,
                         struct span hint, struct text *to);

/* "GB18030" for "x-gbk*zh-CN"; empty when the label says nothing (absent,
 * unknown, us-ascii) or names what we do not read. */
struct span charset_canonical(struct span label);

#endif
