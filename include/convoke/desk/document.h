/* document.h — which of the asked documents a file is, by its name and type.
 *
 * A file may be several at once (申请表及营业执照.pdf); a zip is what the names
 * inside it are. Pure. Source: requirements.md 6.3. */
#ifndef CONVOKE_DESK_DOCUMENT_H
#define CONVOKE_DESK_DOCUMENT_H

#include "convoke/mail/facts.h"

enum document_kind {
    DOCUMENT_LICENCE = 1 << 0,  /* 营业执照, legal person certificate */
    DOCUMENT_FOUNDING = 1 << 1, /* 批准成立文件 */
    DOCUMENT_CODE = 1 << 2,     /* 组织机构代码证 */
    DOCUMENT_CRYPTO = 1 << 3,   /* 密码主管部门批文, 商密授权 */
    DOCUMENT_SEALED = 1 << 4,   /* the form with the seal: pdf, image, ofd */
    DOCUMENT_FORM = 1 << 5,     /* the form as an office file */
    DOCUMENT_LEGAL = 1 << 6,    /* another legal paper, said so by its name */
    DOCUMENT_REQUEST = 1 << 7,  /* 退出申请 and other letters */
};

struct document {
    unsigned kinds;   /* of enum document_kind; 0: not recognised */
    struct span name; /* borrowed; may be empty */
    enum facts_file_type type;
    bool encrypted;     /* cannot be read */
    bool cloud_link;    /* is not here at all */
    struct span expiry; /* how long its link lasts, in its provider's words */
};

unsigned document_kinds(struct span name, enum facts_file_type type);
struct document document_of_file(const struct facts_file *f);

/* How long a cloud link lasts, in its provider's words; empty when not told. */
struct span document_expiry(const struct facts_file *f);

/* True for what can hold a seal: pdf, image, ofd. */
bool document_is_scan(enum facts_file_type type);

/* True when the name itself speaks of a seal or a scan (盖章, 扫描): 申请表.pdf
 * may be either the form or its scan. */
bool document_says_sealed(struct span name);

/* "image001.png": the pictures of a signature, no document. */
bool document_is_decoration(struct span name);

/* "营业执照" …, one kind; for lists. */
const char *document_kind_zh(enum document_kind k);
const char *document_kind_en(enum document_kind k);

#endif
