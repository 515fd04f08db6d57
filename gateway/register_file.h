/* register_file.h — the register file (JSON) as values; convoke-register(5).
 *
 *   { "groups":  [ { "id", "name", "name_en"?, "special"?, "applications"? } ],
 *     "people":  [ { "name", "mail", "title"?, "phone"?,
 *                    "roles": [ { "role", "group"? } ] } ],
 *     "units":   [ { "id", "name", "name_en"?, "uscc"?,
 *                    "contact": { "name", "mail", "title"?, "phone"? },
 *                    "memberships": [ { "group", "since",
 *                      "representatives": [ { "name", "mail", "title"?,
 *                                             "phone"?, "voter" } ] } ] } ],
 *     "projects": [ { "id", "kind", "group", "title",
 *                     "lead": { "name", "mail", "title"?, "phone"? },
 *                     "drafters"?: [ NAME ], "start", "stage"?, "state"? } ],
 *     "history":  [ { "meeting", "day", "absent"?: [ UNIT ],
 *                     "excused"?: [ UNIT ], "uncounted"?: [ UNIT ] } ],
 *     "meetings", "dues": not kept yet, refused by name }
 *
 * Unknown, missing and repeated keys, wrong types and values that cannot be
 * are problems that name their path; all of them are told. */
#ifndef CONVOKE_REGISTER_FILE_H
#define CONVOKE_REGISTER_FILE_H

#include "complaint.h"
#include "convoke/desk/register.h"

/* NEVER when it is no JSON at all: `c` has the place. Otherwise what is wrong
 * goes to `problems` and `ret` holds the rest. */
MUST_USE enum verdict register_read(const char *name, struct span bytes,
                                    struct complaints *c,
                                    struct register_problems *problems,
                                    struct register_data *ret);

/* The tables as words: one line a key, indented as it is nested, its type in
 * both languages, a ? behind the names that may be left out. */
void register_describe(struct text *to);

#endif
