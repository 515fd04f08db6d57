/* attendance_rules.h — what a unit's absence is, and how often it has been so
 * (requirements.md 5.1, 5.2; charter Art. 13, item 2).
 *
 * Pure: evidence in, a status out. A status is never more than a count: what
 * follows from it, a person decides. */
#ifndef CONVOKE_DESK_ATTENDANCE_RULES_H
#define CONVOKE_DESK_ATTENDANCE_RULES_H

#include "convoke/base/civil.h"
#include "convoke/base/span.h"

enum {
    ATTENDANCE_NOTICE_DAYS = 21, /* at least 3 weeks before (Art. 20.5) */
    ATTENDANCE_REASON_DAYS = 3,  /* absence.reason_wd, without a charter row */
};

enum attendance_status {
    ATTENDANCE_PRESENT,     /* "A" */
    ATTENDANCE_NOT_COUNTED, /* "N" */
    ATTENDANCE_EXCUSED,     /* "E" */
    ATTENDANCE_UNEXCUSED,   /* "U" */
    ATTENDANCE_STATUS_COUNT
};

/* Why it is that status; the first that holds. */
enum attendance_basis {
    ATTENDANCE_SIGNED,         /* "signed" */
    ATTENDANCE_BY_DELEGATE,    /* "delegate" */
    ATTENDANCE_CANCELLED,      /* "cancelled" */
    ATTENDANCE_NO_MEMBER,      /* "no_member": not active on the day */
    ATTENDANCE_NEW_MEMBER,     /* "new_member": effective after D-21 */
    ATTENDANCE_NO_NOTICE,      /* "no_notice": none that is valid */
    ATTENDANCE_BEFORE_CHARTER, /* "before_charter": Art. 25 */
    ATTENDANCE_STATED,         /* "stated": a reason in time */
    ATTENDANCE_SILENT,         /* "silent": none of all these */
    ATTENDANCE_REGISTERED,     /* "register": of before our time */
    ATTENDANCE_BASIS_COUNT
};

const char *attendance_status_name(enum attendance_status s);
bool attendance_status_from(struct span name, enum attendance_status *ret);
const char *attendance_basis_name(enum attendance_basis b);
bool attendance_basis_from(struct span name, enum attendance_basis *ret);

/* What is on record about one unit and one plenary. */
struct attendance_evidence {
    bool signed_in;       /* anybody of it, at any session, on site or online */
    bool delegate_signed; /* a person it sent, whoever he is */
    bool cancelled;
    bool member;         /* active in the group on the day */
    civil_day day;       /* D: the first day of the plenary */
    civil_day effective; /* of its membership */
    bool accepted;       /* its notice was taken for one live address … */
    int64_t accepted_at; /* … at this instant, with agenda and paper */
    bool cured;          /* it has answered that notice all the same */
    bool stated;         /* a reason that nobody rejected … */
    int64_t stated_at;   /* … the first of them came in then */
    bool asked;          /* absence.ask was sent to it … */
    int64_t window_at;   /* … exclusive end of its days to answer */
};

struct attendance_verdict {
    enum attendance_status status;
    enum attendance_basis basis;
};

/* First match wins; every evidence gives exactly one. A unit that was not
 * asked may state its reason still. */
struct attendance_verdict attendance_judge(const struct attendance_evidence *e);

/* A notice that has to do with `day` is valid when accepted before this. */
int64_t attendance_notice_excl(civil_day day);

/* R-X1, of held plenaries in order of their start. */
struct attendance_count {
    int unexcused; /* trailing U when N is left out */
    int skipped;   /* N between the first and the last of them (R-X5) */
};
struct attendance_count attendance_count(const enum attendance_status *at,
                                         size_t n);

#endif
