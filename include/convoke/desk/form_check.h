/* form_check.h — what an application lacks.
 *
 * Takes the fields and documents an applicant has sent so far and says what
 * is missing (stops the application), what is asked for (does not), and what
 * the reviewer should know. Labels are those of the annex, with its rows.
 * Pure; everything lives in the arena given. Source: requirements.md 6.3,
 * charter Art. 9.1, 11.1, 12 and the annex. */
#ifndef CONVOKE_DESK_FORM_CHECK_H
#define CONVOKE_DESK_FORM_CHECK_H

#include "convoke/base/civil.h"
#include "convoke/desk/document.h"
#include "convoke/mail/facts.h"

/* A group the committee has; never written in code (F10). */
struct form_group {
    struct span id; /* "WG5" */
    bool open;      /* takes applications by this form */
    bool crypto;    /* asks for document 3 */
};

struct form_input {
    const facts_fields *fields;       /* merged, see form_merge */
    enum facts_form_source source;    /* the best one of all mails */
    const struct document *documents; /* of all mails */
    size_t n_documents;
    civil_day received; /* day of the newest mail */
    struct span sender; /* its From address */
    const struct form_group *groups;
    size_t n_groups;
};

enum form_finding_kind {
    FORM_MISSING, /* the application is incomplete */
    FORM_ASKED,   /* 建议补充，不影响受理 */
    FORM_NOTE,    /* for the reviewer, never for the applicant */
    FORM_FINDING_KIND_COUNT
};

struct form_finding {
    enum form_finding_kind kind;
    const char *key;              /* stable: "legal_rep", "doc.licence" */
    struct span zh, en;           /* what, as in 6.5; never empty */
    struct span hint_zh, hint_en; /* why or how; may be empty */
};

struct form_verdict {
    LIST_OF(struct form_finding) findings; /* in the order of the form */
    LIST_OF(struct span) groups; /* ids ticked, open and known; no doubles */
    size_t missing;              /* 0: complete */
};

void form_check(const struct form_input *in, struct arena *arena,
                struct form_verdict *ret);

/* `older` with every key that `newer` fills replaced by its values there: an
 * empty field never wipes out what was sent before. */
void form_merge(const facts_fields *older, const facts_fields *newer,
                struct arena *arena, facts_fields *ret);

/* The missing keys, sorted, joined by ",": discriminator of app.incomplete. */
struct span form_missing_keys(const struct form_verdict *v,
                              struct arena *arena);

const char *form_finding_kind_name(enum form_finding_kind k);

#endif
