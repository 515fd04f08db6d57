/* label.h — what the form's labels are called, in one table.
 *
 * How a label may be dressed is base/spelling.h's to know. Private to form. */
#ifndef CONVOKE_MAIL_LABEL_H
#define CONVOKE_MAIL_LABEL_H

#include "convoke/base/span.h"

enum label {
    LABEL_NONE,
    LABEL_NAME_ZH,
    LABEL_NAME_EN,
    LABEL_ADDR,
    LABEL_ZIP,
    LABEL_LEGAL_REP,
    LABEL_NATURE,
    LABEL_FOREIGN,
    LABEL_C_NAME,
    LABEL_C_SEX,
    LABEL_C_TITLE,
    LABEL_C_TEL,
    LABEL_C_FAX,
    LABEL_C_MOBILE,
    LABEL_C_MAIL,
    LABEL_C_ADDR,
    LABEL_C_ZIP,
    LABEL_PROFILE,
    LABEL_BUSINESS,
    LABEL_PRODUCTS,
    LABEL_GROUPS,
    LABEL_AGREE,
    LABEL_SEAL_DATE,
    LABEL_USCC,
    /* No field of their own: what they mean depends on where they stand. */
    LABEL_SEAL,     /* 单位公章: a date may follow */
    LABEL_CONTACT,  /* 联系人: opens the block, or holds the name */
    LABEL_ANY_ZIP,  /* 邮编: of the address before it */
    LABEL_ANY_ADDR, /* 地址 */
    LABEL_ANY_NAME, /* 姓名: of the contact or the legal representative */
    LABEL_COUNT
};

/* The key of requirements.md 6.3, empty for labels without a field. */
struct span label_key(enum label l);

/* The label all of `text` is, or LABEL_NONE. */
enum label label_of(struct span text);

/* The label a line begins with, with what stands behind it: a colon, a table
 * bar, a tab, an equals sign; or nothing, when the line is a label only. */
enum label label_lead(struct span line, struct span *ret_rest);

/* The same with nothing but blanks between: "邮编 100000". */
enum label label_lead_blank(struct span line, struct span *ret_rest);

/* The first label with a colon inside `line`, after a blank or a mark of
 * punctuation, for which `wanted` is set; *ret_before and *ret_rest are what
 * stands on its two sides. */
enum label label_inside(struct span line, const bool wanted[LABEL_COUNT],
                        struct span *ret_before, struct span *ret_rest);

#endif
