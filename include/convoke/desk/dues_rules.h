/* dues_rules.h — when dues are owed, when they lapse, and whether unpaid ones
 * would be a reason for an exit flag.
 *
 * Pure: values in, a verdict out; the machine flags, a person decides. What
 * speaks for the unit always wins: a ledger that is too old, a bill or warning
 * that did not arrive, a part that was paid. Source: Art. 11(6), 13(2), 25;
 * requirements.md R-X7, R-X8, X22 to X26, Q17. */
#ifndef CONVOKE_DESK_DUES_RULES_H
#define CONVOKE_DESK_DUES_RULES_H

#include "convoke/base/civil.h"
#include "convoke/store/dues.h"

/* S: the due day of a bill that names none, 30 June of its year. */
civil_day dues_usual_due(int year);

/* The last day on which paying is in time: twelve months on, until 24:00. */
civil_day dues_lapse(civil_day due);

/* A unit admitted on or after 1 July owes from the next year on (R-X8). */
bool dues_bear(int year, civil_day admitted);

/* Whether it is reminded: nothing came in, and nothing was granted. */
bool dues_are_owed(enum dues_status status);
/* Waived, deferred, disputed. */
bool dues_are_granted(enum dues_status status);

/* What is known of one unit and one year at an evaluation. */
struct dues_facts {
    civil_day due;
    bool billed;         /* to this unit */
    bool bill_delivered; /* …and it arrived */
    int final_warnings;  /* that were delivered */
    enum dues_status status;
    civil_day value_day; /* of the payment; 0: none */
    civil_day as_of;     /* of the newest import; 0: there was none */
};

/* The first that holds, in this order. */
enum dues_finding {
    DUES_CLEAR_BEFORE_CHARTER, /* due before 2025-04-01: never counts */
    DUES_CLEAR_NO_BILL,
    DUES_CLEAR_GRANTED,   /* waived, deferred, disputed */
    DUES_CLEAR_PAID,      /* value date not after the lapse (X22) */
    DUES_CLEAR_PARTIAL,   /* X25: told to the secretariat, no more */
    DUES_CLEAR_STALE,     /* the ledger does not reach beyond the lapse */
    DUES_CLEAR_BILL_LOST, /* X26: the unit never got it */
    DUES_CLEAR_NOT_WARNED,
    DUES_FLAG, /* also when it was paid too late (X23) */
    DUES_FINDING_COUNT
};

enum dues_finding dues_find(const struct dues_facts *f);

/* "stale_ledger", … and in words. */
const char *dues_finding_name(enum dues_finding f);
const char *dues_finding_zh(enum dues_finding f);

#endif
