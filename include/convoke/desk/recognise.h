/* recognise.h — which kind of mail this is: the grammar as one table.
 *
 * The order of 6.1, first match wins: what machines wrote, calendar answers,
 * token, thread, plus-address, subject keyword, form or file name; only that a
 * calendar's answer counts in spite of the marks of a robot, for meeting rooms
 * answer so (interop.md 49). Where a lower rule says something else it is kept
 * in `second`, so that the answer can say how the mail was understood.
 * Duplicates are the store's to find. Pure, total. Source: requirements.md 6.1,
 * 6.4; interop.md 64 to 71. */
#ifndef CONVOKE_DESK_RECOGNISE_H
#define CONVOKE_DESK_RECOGNISE_H

#include "convoke/desk/reference.h"
#include "convoke/mail/facts.h"

enum intake_kind {
    INTAKE_UNRECOGNISED,
    /* written by machines: counted, never answered */
    INTAKE_BOUNCE,
    INTAKE_AUTO_REPLY,
    INTAKE_LIST,
    INTAKE_RECEIPT,
    INTAKE_LOOP,
    /* what the token or the mail answered to decides */
    INTAKE_CALENDAR,
    INTAKE_TOKEN_REPLY,
    INTAKE_THREAD_REPLY,
    /* applications */
    INTAKE_APPLICATION,
    INTAKE_SUPPLEMENT,
    INTAKE_WITHDRAW_APPLICATION,
    INTAKE_DISPATCH,
    INTAKE_REVIEW,
    INTAKE_NOTIFY,
    INTAKE_ACTIVATE,
    INTAKE_REPRESENTATIVES,
    INTAKE_ACCOUNT_DONE,
    /* anyone */
    INTAKE_HELP,
    INTAKE_STATUS,
    /* members */
    INTAKE_CONTRIBUTION,
    INTAKE_NO_CONTRIBUTION,
    INTAKE_WITHDRAW_CONTRIBUTION,
    INTAKE_CONTACT,
    INTAKE_LEAVE,
    INTAKE_EXIT,
    INTAKE_OBJECTION,
    INTAKE_SUGGESTION,
    /* secretariat */
    INTAKE_PRE_EXIT,
    INTAKE_CONFIRM_EXIT,
    INTAKE_DISMISS_FLAG,
    INTAKE_DEFER,
    INTAKE_REVOKE,
    INTAKE_DUES_WAIVER,
    INTAKE_PROJECT_REGISTER,
    INTAKE_PROLONG,
    INTAKE_TASK,
    INTAKE_APPOINT,
    INTAKE_ASSESSMENT,
    INTAKE_RULING,
    INTAKE_ACKNOWLEDGE,
    /* groups */
    INTAKE_ANNUAL_MEETINGS,
    INTAKE_ADD_MEETING,
    INTAKE_PLAN,
    INTAKE_NOTICE_DRAFT,
    INTAKE_NOTICE_RELEASE,
    INTAKE_MEETING_MOVE,
    INTAKE_MEETING_CANCEL,
    INTAKE_MINUTES,
    INTAKE_SUMMARY,
    INTAKE_PUBLICITY,
    INTAKE_ATTENDANCE,
    INTAKE_DUES,
    INTAKE_LEADERS_MEETING,
    INTAKE_RESOLUTION,
    INTAKE_DELEGATE_CHAIR,
    INTAKE_RESIGN,
    INTAKE_SECRETARY,
    INTAKE_ANNUAL_REPORT,
    INTAKE_ANNUAL_PLAN,
    INTAKE_PROGRESS,
    INTAKE_TASK_DONE,
    /* projects */
    INTAKE_COMMENT_TABLE,
    INTAKE_PROJECT_TEAM,
    INTAKE_PROJECT_PLAN,
    INTAKE_PROJECT_MEETING,
    INTAKE_PROJECT_NEWS,
    INTAKE_PROJECT_APPROVAL,
    INTAKE_RESEARCH_RESULT,
    INTAKE_KIND_COUNT
};

enum intake_via {
    INTAKE_VIA_NOTHING,
    INTAKE_VIA_WRITER, /* a machine wrote it */
    INTAKE_VIA_TOKEN,
    INTAKE_VIA_THREAD,
    INTAKE_VIA_ADDRESS, /* plus-address */
    INTAKE_VIA_SUBJECT,
    INTAKE_VIA_FORM, /* the annex was found in the mail */
    INTAKE_VIA_FILE, /* a file's name */
    INTAKE_VIA_COUNT
};

/* One row of the grammar (6.4). */
struct intake_row {
    enum intake_kind kind;
    const char *name;    /* stored and logged: "application" */
    const char *zh, *en; /* subject keywords without brackets; may be NULL */
    const char *plus;    /* first word of the plus-address; may be NULL */
    const char *file;    /* words of a file name; may be NULL */
    int level;           /* least authority: 0 to 3 (R-A2) */
    const char *who;     /* "any", "APP", "unit", "SEC", "GL,GS", … */
};

/* What only the store and the settings know, as values. */
struct recognise_context {
    struct span service;   /* "gw@sec.example", lower case */
    char separator;        /* '+' */
    bool calendar_is_ours; /* a calendar part answers one of our UIDs */
    bool thread_is_ours;   /* In-Reply-To or References name our mail */
};

struct recognition {
    enum intake_kind kind;
    enum intake_via via;
    enum intake_kind second; /* what a lower rule says; UNRECOGNISED: none */
    enum intake_via second_via;
    struct span
        token; /* with INTAKE_VIA_TOKEN; as found: compare without case */
    struct reference application, meeting, project, contribution, task, group;
};

struct recognition recognise(const struct facts *f,
                             const struct recognise_context *ctx);

/* The row of a kind; never NULL. */
const struct intake_row *intake_row(enum intake_kind k);
const char *intake_name(enum intake_kind k);
const char *intake_via_name(enum intake_via v);

/* Kind of a bracketed keyword ("入会申请", "apply"), else UNRECOGNISED. */
enum intake_kind intake_of_keyword(struct span word);

#endif
