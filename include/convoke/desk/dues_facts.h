/* dues_facts.h — what is on record about a unit's dues of a year, as the rules
 * read it (dues_rules.h). Reads the store, changes nothing. */
#ifndef CONVOKE_DESK_DUES_FACTS_H
#define CONVOKE_DESK_DUES_FACTS_H

#include "convoke/desk/desk.h"
#include "convoke/desk/dues_rules.h"

/* As things stand: a payment notice or a reminder that arrived is the bill;
 * *ret_found false when the year was never billed. */
MUST_USE enum verdict dues_facts_of(struct desk *dk, int year, struct span unit,
                                    struct dues_facts *ret, bool *ret_found,
                                    struct reason *why);

#endif
