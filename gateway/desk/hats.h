/* hats.h — everything the sender of a mail is: officer, contact or
 * representative of a unit, a project's lead. One person may be all of it.
 * Nobody who is not authentic wears any. Private to the desk. */
#ifndef CONVOKE_DESK_HATS_H
#define CONVOKE_DESK_HATS_H

#include "case.h"
#include "convoke/store/project.h"

struct hats {
    bool sec, adm;
    offices offices; /* by group; SEC and ADM of the settings are above */
    bool member;     /* stands for `unit` */
    struct unit unit;
    bool contact; /* …as its contact */
    projects led; /* not terminated */
};

enum verdict hats_of(struct intake *in, struct hats *ret, struct reason *why);

/* Known to the register at all. */
bool hats_any(const struct hats *h);

/* Whether one of the words of the grammar's column `who` ("GS,GL", "contact",
 * "unit", "registered", "any") is meant. */
bool hats_wear(const struct hats *h, const char *who);

#endif
