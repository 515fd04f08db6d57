/* dues.h — a year's dues on the desk: who owes them, what came in, what was
 * granted. Private to the desk.
 *
 * The thing that duties are about is the year of dues, DUES-2025; a unit pays
 * once for all its groups (R-X8). Source: Art. 11(6), 13(2); requirements.md
 * R-X7, R-X8, 6.4, 7. */
#ifndef CONVOKE_DESK_DUES_H
#define CONVOKE_DESK_DUES_H

#include "case.h"
#include "convoke/desk/dues_facts.h"
#include "digest_item.h"

/* One unit that a year's dues concern. */
struct dues_party {
    struct unit unit;
    bool named;              /* the ledger has an entry of it */
    struct dues_entry entry; /* `status` UNPAID when it has none */
};
typedef LIST_OF(struct dues_party) dues_parties;

/* "DUES-2025", and back. */
struct span dues_object(struct arena *arena, int year);
bool dues_object_year(struct span object, int *ret);

/* Every member that bears that year's dues or that the ledger names, by id. */
enum verdict dues_bearers(struct desk *dk, int year, struct arena *arena,
                          dues_parties *ret, struct reason *why);
/* Those of them with that status. */
enum verdict dues_with(struct desk *dk, int year, enum dues_status status,
                       struct arena *arena, dues_parties *ret,
                       struct reason *why);
/* "M05、M08、M10"; at most `most` of them, then 等12家. */
struct span dues_ids(struct arena *arena, const dues_parties *all, size_t most);

/* What was entered, granted or joined has changed who owes: duties about the
 * year begin, end, live again. */
enum verdict dues_settle(struct desk *dk, int year, struct span source,
                         struct reason *why);
/* The same for every year: a unit came or went. */
enum verdict dues_settle_all(struct desk *dk, struct span source,
                             struct reason *why);

/* Every mail that told it what it owes was refused: its people are to be
 * corrected before anything can follow (X26). */
enum verdict dues_bill_lost(struct desk *dk, const struct dues_party *p,
                            bool *ret, struct reason *why);

/* subject.h's reading of DUES-2025. */
enum verdict dues_subject(struct desk *dk, struct span id, struct arena *arena,
                          struct subject *ret, bool *ret_found,
                          struct reason *why);
/* Ids of the units that are waited for. */
enum verdict dues_missing(struct desk *dk, const struct subject *s,
                          struct arena *arena, spans *ret, struct reason *why);
/* Contact first, the representatives of all its groups in copy. */
enum verdict dues_people(struct desk *dk, struct notice *n,
                         const struct subject *s, const spans *missing,
                         struct reason *why);
/* Slots year, lapse and each one's amount of dues.rem, dues.arrears and
 * dues.final. */
enum verdict dues_fill(struct desk *dk, const struct subject *s,
                       struct notice *n, struct reason *why);

/* dues_mail.c: [会费导入] of the dues clerk */
enum verdict dues_receive(struct intake *in, struct span object,
                          struct reason *why);
/* dues_waiver.c: [会费减免] of the secretariat */
enum verdict dues_waive(struct intake *in, struct span object,
                        struct reason *why);
/* digest_dues.c: who owes, in section ⑦ */
enum verdict digest_dues(struct digest *dg, struct reason *why);

#endif
