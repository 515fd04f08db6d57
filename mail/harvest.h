/* harvest.h — labels and values as they are met, gathered into fields.
 *
 * Knows which address an 邮编 belongs to, that two contacts are one value to
 * be asked about, and how each value is brought into its form. Private to
 * form. */
#ifndef CONVOKE_MAIL_HARVEST_H
#define CONVOKE_MAIL_HARVEST_H

#include "convoke/base/text.h"
#include "convoke/mail/form.h"
#include "label.h"

struct harvest {
    struct arena *arena;  /* borrowed */
    facts_fields *fields; /* borrowed */
    bool printed;         /* a printed form: its own words are no answer */
    bool seen[LABEL_COUNT];
    enum label address; /* the last address met: whose 邮编 follows */
    enum label last;    /* the last label met */
    bool last_filled;   /* … has a value already */
    bool in_contact;
    int spared; /* colons that may still be looked behind */
};

void harvest_init(struct harvest *hv, struct arena *arena, facts_fields *fields,
                  bool printed);

/* Notes that `l` stands here; returns the field's label it means here. */
enum label harvest_meet(struct harvest *hv, enum label l);

/* The value of `l` (as harvest_meet returned it): one cell or line, which may
 * hold further labels with their values. LF separates lines. */
void harvest_value(struct harvest *hv, enum label l, struct span value);

/* True for values that may run over paragraphs (profile, business, …). */
bool harvest_is_long(enum label l);

struct form_found harvest_found(const struct harvest *hv);

#endif
