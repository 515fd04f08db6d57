/* term.h — the new day and the reason in a person's word about a deadline.
 *
 * Private to the desk. Spans are borrowed from the mail. */
#ifndef CONVOKE_DESK_TERM_H
#define CONVOKE_DESK_TERM_H

#include "case.h"
#include "convoke/desk/particulars.h"
#include "convoke/desk/when.h"

/* The day behind 延期至 or 截止：, else the first in the subject or the text;
 * *ret is set when the answer is WHEN_FINE. */
enum when_state term_day(const struct intake *in, const struct particulars *p,
                         civil_day *ret);

/* Behind 理由：; empty when none is given that says anything. */
struct span term_reason(const struct intake *in, const struct particulars *p);

#endif
