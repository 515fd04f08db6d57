/* form.h — the annex's application form: labels and values to fields.
 *
 * One table of labels (Chinese, English and the short keys of requirements.md
 * 6.3) serves the docx and the `键: 值` text. Fields come out with these keys:
 *
 *   name_zh name_en addr zip legal_rep uscc profile business products
 *   c_name c_sex c_title c_tel c_fax c_mobile c_mail c_addr c_zip
 *   nature     企业|科研院所|高等院校|政府部门|其他[:text], one for each tick
 *   foreign    是|否, one for each tick
 *   groups     WG1 … WG8, SWG-ETS, one for each tick
 *   agree      是, 否, or "altered" when the statement's words were changed
 *   seal_date  YYYY-MM-DD, or what was typed when that is no date
 *
 * An empty value gives no field. Two names stay one value with their
 * separator; the desk asks which. Values are one line of UTF-8, at most
 * FACTS_MAX_VALUE octets; at most FACTS_MAX_FIELDS fields. Nothing here fails:
 * what is not understood is not there. Results live in the arena given. */
#ifndef CONVOKE_MAIL_FORM_H
#define CONVOKE_MAIL_FORM_H

#include "convoke/mail/facts.h"
#include "convoke/mail/office.h"

/* So many distinct labels, one of them the unit's name, make a mail's text an
 * application. Fewer may still be the supplement we asked for in a thread. */
enum { FORM_LABELS_TEXT = 3, FORM_LABELS_DOCX = 6 };

struct form_found {
    int labels; /* distinct labels seen, with or without a value */
    bool named; /* name_zh or name_en has a value */
};

/* The annex title in the first 2000 characters, or FORM_LABELS_DOCX labels. */
bool form_is_form(const struct office_doc *doc);

/* Appends to `ret`. */
struct form_found form_read_docx(const struct office_doc *doc,
                                 struct arena *arena, facts_fields *ret);

/* The same for lines `label: value`; a value goes on until the next label or
 * a blank line. `text` is UTF-8 without quotes and signature. */
struct form_found form_read_text(struct span text, struct arena *arena,
                                 facts_fields *ret);

static inline bool form_is_application(struct form_found f)
{
    return f.labels >= FORM_LABELS_TEXT && f.named;
}

#endif
