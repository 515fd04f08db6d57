/* evidence.h — everything on record about a flag, as one paper that a person
 * outside can follow (R-X9): text and PDF.
 *
 * Private to the desk. */
#ifndef CONVOKE_DESK_EVIDENCE_H
#define CONVOKE_DESK_EVIDENCE_H

#include "convoke/desk/desk.h"
#include "convoke/desk/notice.h"
#include "convoke/store/flag.h"

/* Lays the case out as it is on record now and keeps it as its next version,
 * in the running transaction. That it could not be printed as PDF is logged
 * and no failure: the text is there. */
enum verdict evidence_take(struct desk *dk, struct arena *arena,
                           const struct flag *f, struct reason *why);

/* The newest version goes out with the notice: "evidence-M07-ABS-….pdf" and
 * ".txt"; *ret_found false: there is none, and nothing is attached. */
enum verdict evidence_attach(struct desk *dk, const struct flag *f,
                             struct notice *n, bool *ret_found,
                             struct reason *why);

#endif
