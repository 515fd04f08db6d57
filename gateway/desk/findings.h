/* findings.h — collecting what an application lacks, with the annex's words.
 * Private to form_check. Everything lives in the arena of the check. */
#ifndef CONVOKE_DESK_FINDINGS_H
#define CONVOKE_DESK_FINDINGS_H

#include "convoke/desk/form_check.h"

struct check {
    const struct form_input *in; /* borrowed */
    struct arena *arena;         /* borrowed */
    struct form_verdict *to;     /* borrowed */
    bool form;                   /* there is a form to look at */
    unsigned kinds;              /* documents that can be read */
    bool sealed;                 /* the scan with the seal is here */
    size_t seal_guess;           /* document taken for it, or n_documents */
    size_t form_file; /* PDF or OFD that was read as the form, or n_documents */
};

/* First value of a field, without blanks of any width around it. */
struct span field_value(const struct check *c, const char *key);

/* How many values `key` has that are not blank; the first `room` of them. */
size_t field_values(const struct check *c, const char *key, struct span *at,
                    size_t room);

/* Adds a finding about `key`, which must stand in the table of labels. The
 * hints may be empty; they are kept, not copied. */
void finding_add(struct check *c, enum form_finding_kind kind, const char *key,
                 struct span hint_zh, struct span hint_en);
void finding_plain(struct check *c, enum form_finding_kind kind,
                   const char *key);
void finding_hint(struct check *c, enum form_finding_kind kind, const char *key,
                  const char *zh, const char *en);

void check_unit(struct check *c);
void check_contact(struct check *c);
void check_groups(struct check *c);
void check_seal(struct check *c);
/* What to send instead of the form that was not found. */
void check_no_form(struct check *c);
void check_documents(struct check *c);

#endif
