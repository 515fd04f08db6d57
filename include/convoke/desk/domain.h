/* domain.h — domains as people are fooled by them.
 *
 * Pure; results are borrowed from the arguments. Domains are lower case, as
 * A-labels or in UTF-8. Source: RFC 7489 3.2, RFC 3492; reliability.md T14. */
#ifndef CONVOKE_DESK_DOMAIN_H
#define CONVOKE_DESK_DOMAIN_H

#include "convoke/base/span.h"

/* What stands behind the last @; empty when there is none. */
struct span domain_of(struct span mail);

/* The part one registers: "a.b.com.cn" -> "b.com.cn". The list of second
 * levels under which one registers is short and Chinese first; a domain
 * outside it is taken by its last two labels. Empty when `domain` is itself a
 * suffix or has one label only. */
struct span domain_organisation(struct span domain);

/* A provider where anybody has a mailbox (qq.com, 163.com). */
bool domain_is_public(struct span domain);

/* Both are below one organisation (relaxed alignment). */
bool domain_aligned(struct span a, struct span b);

/* The known domain that `domain` tries to pass for: two letters off, letters
 * of another alphabet, a known name with words hung on it. Empty when there
 * is none, or when `domain` is of a known organisation. */
struct span domain_look_alike(struct span domain, const struct span *known,
                              size_t n);

#endif
