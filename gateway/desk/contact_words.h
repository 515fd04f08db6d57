/* contact_words.h — who shall be a unit's contact, as written in a mail.
 *
 * Reads `姓名：…` lines, one line with everything ("新联系人：周某，z@x.cn，
 * 13800000000，2026-05-11起生效"), or both; what is said of the old contact is
 * not taken. That nothing is missing is the desk's to say. Pure, total on any
 * octets; spans are borrowed from `words`. Source: requirements.md 6.4. */
#ifndef CONVOKE_DESK_CONTACT_WORDS_H
#define CONVOKE_DESK_CONTACT_WORDS_H

#include "convoke/base/civil.h"
#include "convoke/base/span.h"

struct contact_words {
    struct span name, mail, phone; /* empty: not said */
    bool dated;                    /* `effective` is set */
    bool no_such_day;              /* a day was written that is none */
    civil_day effective;
};

/* `today`: what 即日 means, and the year of days without one. */
struct contact_words contact_words_read(struct span words, civil_day today);

#endif
