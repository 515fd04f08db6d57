#include "convoke/desk/document.h"

#include <assert.h>

#include "convoke/base/own.h"
#include "fold.h"

/* Words of file names. `alone`: counts only when no other row did, because it
 * is part of names too (某某密码公司营业执照, 营业执照盖章件). */
static const struct document_word {
    unsigned kind;
    const char *word; /* folded */
    bool alone;
} words[] = {
    { DOCUMENT_LICENCE, "营业执照", false },
    { DOCUMENT_LICENCE, "执照副本", false },
    { DOCUMENT_LICENCE, "法人证书", false },
    { DOCUMENT_LICENCE, "法人登记证", false },
    { DOCUMENT_LICENCE, "统一社会信用代码", false },
    { DOCUMENT_LICENCE, "信用代码证", false },
    { DOCUMENT_LICENCE, "business licen", false },
    { DOCUMENT_LICENCE, "licence", false },
    { DOCUMENT_LICENCE, "license", false },
    { DOCUMENT_FOUNDING, "批准成立", false },
    { DOCUMENT_FOUNDING, "成立批", false },
    { DOCUMENT_FOUNDING, "成立文件", false },
    { DOCUMENT_FOUNDING, "设立批复", false },
    { DOCUMENT_FOUNDING, "founding approval", false },
    { DOCUMENT_CODE, "组织机构代码", false },
    { DOCUMENT_CODE, "法人机构代码", false },
    { DOCUMENT_CODE, "机构代码证", false },
    { DOCUMENT_CODE, "organisation code", false },
    { DOCUMENT_CODE, "organization code", false },
    { DOCUMENT_CRYPTO, "商密", false },
    { DOCUMENT_CRYPTO, "密码主管", false },
    { DOCUMENT_CRYPTO, "密码批", false },
    { DOCUMENT_CRYPTO, "密码产品", false },
    { DOCUMENT_CRYPTO, "密码授权", false },
    { DOCUMENT_CRYPTO, "密码许可", false },
    { DOCUMENT_CRYPTO, "密码", true },
    { DOCUMENT_CRYPTO, "crypto", true },
    { DOCUMENT_REQUEST, "退出申请", false },
    { DOCUMENT_REQUEST, "介绍信", false },
    { DOCUMENT_REQUEST, "公函", false },
    { DOCUMENT_FORM, "申请表", false },
    { DOCUMENT_FORM, "入会申请", false },
    { DOCUMENT_FORM, "成员申请", false },
    { DOCUMENT_FORM, "application form", false },
    { DOCUMENT_FORM, "application_form", false },
    { DOCUMENT_FORM, "application-form", false },
    { DOCUMENT_SEALED, "盖章", true },
    { DOCUMENT_SEALED, "公章", true },
    { DOCUMENT_SEALED, "sealed", true },
    { DOCUMENT_SEALED, "stamped", true },
    { DOCUMENT_LEGAL, "证书", true },
    { DOCUMENT_LEGAL, "证明", true },
    { DOCUMENT_LEGAL, "资质", true },
    { DOCUMENT_LEGAL, "授权", true },
    { DOCUMENT_LEGAL, "许可", true },
    { DOCUMENT_LEGAL, "章程", true },
    { DOCUMENT_LEGAL, "声明", true },
    { DOCUMENT_LEGAL, "承诺", true },
    { DOCUMENT_LEGAL, "简介", true },
    { DOCUMENT_LEGAL, "说明", true },
    { DOCUMENT_LEGAL, "certificate", true },
};

bool document_is_scan(enum facts_file_type type)
{
    return type == FACTS_FILE_PDF || type == FACTS_FILE_IMAGE ||
           type == FACTS_FILE_OFD;
}

bool document_says_sealed(struct span name)
{
    static const char *const said[] = {
        "盖章", "公章", "用印", "签章", "扫描", "sealed", "stamped", "scan",
    };

    for (size_t i = 0; i < ARRAY_LEN(said); i++) {
        if (fold_has(name, said[i]))
            return true;
    }
    return false;
}

bool document_is_decoration(struct span name)
{
    char s[16];
    size_t n = fold_ascii(name, s, sizeof(s), NULL);

    return n == 12 && strncmp(s, "image", 5) == 0 &&
           fold_is_digit((unsigned char)s[5]) &&
           fold_is_digit((unsigned char)s[6]) &&
           fold_is_digit((unsigned char)s[7]) && s[8] == '.';
}

static unsigned kinds_by_words(struct span name, bool alone)
{
    unsigned kinds = 0;

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (words[i].alone == alone && fold_has(name, words[i].word))
            kinds |= words[i].kind;
    }
    return kinds;
}

unsigned document_kinds(struct span name, enum facts_file_type type)
{
    unsigned kinds = kinds_by_words(name, false);

    if (!kinds)
        kinds = kinds_by_words(name, true);
    if (kinds & DOCUMENT_REQUEST)
        kinds &= ~(unsigned)(DOCUMENT_FORM | DOCUMENT_SEALED);
    /* The same form is evidence as a scan and data as an office file; an
     * office file cannot hold a seal. */
    if ((kinds & DOCUMENT_FORM) && document_is_scan(type))
        kinds = (kinds & ~(unsigned)DOCUMENT_FORM) | DOCUMENT_SEALED;
    if ((kinds & DOCUMENT_SEALED) && !document_is_scan(type))
        kinds = (kinds & ~(unsigned)DOCUMENT_SEALED) | DOCUMENT_FORM;
    return kinds;
}

/* What a name inside an archive says of its type; enough to tell a scan. */
static enum facts_file_type type_of_name(struct span name)
{
    static const struct {
        const char *end;
        enum facts_file_type type;
    } ends[] = {
        { ".pdf", FACTS_FILE_PDF },    { ".ofd", FACTS_FILE_OFD },
        { ".png", FACTS_FILE_IMAGE },  { ".jpg", FACTS_FILE_IMAGE },
        { ".jpeg", FACTS_FILE_IMAGE }, { ".docx", FACTS_FILE_DOCX },
        { ".doc", FACTS_FILE_DOC },    { ".xlsx", FACTS_FILE_XLSX },
        { ".odt", FACTS_FILE_ODT },
    };

    for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
        if (span_ends_nocase(name, span_str(ends[i].end)))
            return ends[i].type;
    }
    return FACTS_FILE_UNKNOWN;
}

struct span document_expiry(const struct facts_file *f)
{
    size_t line;

    assert(f);
    line = span_find_char(f->inside, '\n');
    return f->cloud_link ? span_from(f->inside, line + 1) : SPAN_NONE;
}

struct document document_of_file(const struct facts_file *f)
{
    struct document d;
    struct span inside;
    struct span name;

    assert(f);
    d = (struct document){
        .kinds = document_kinds(f->name, f->type),
        .name = f->name,
        .type = f->type,
        .encrypted = f->encrypted,
        .cloud_link = f->cloud_link,
        .expiry = document_expiry(f),
    };
    inside = f->cloud_link ? SPAN_NONE : f->inside;
    while (span_line(&inside, &name))
        d.kinds |= document_kinds(name, type_of_name(name));
    return d;
}

static const struct kind_name {
    enum document_kind kind;
    const char *zh, *en;
} kind_names[] = {
    { DOCUMENT_LICENCE, "营业执照", "business licence" },
    { DOCUMENT_FOUNDING, "批准成立文件", "founding approval" },
    { DOCUMENT_CODE, "组织机构代码证", "organisation code certificate" },
    { DOCUMENT_CRYPTO, "密码批文或商密授权", "crypto approval" },
    { DOCUMENT_SEALED, "盖章的申请表", "sealed form" },
    { DOCUMENT_FORM, "申请表", "application form" },
    { DOCUMENT_LEGAL, "其他法律文件", "other legal paper" },
    { DOCUMENT_REQUEST, "函件", "letter" },
};

static const struct kind_name *kind_name(enum document_kind k)
{
    for (size_t i = 0; i < ARRAY_LEN(kind_names); i++) {
        if (kind_names[i].kind == k)
            return &kind_names[i];
    }
    return NULL;
}

const char *document_kind_zh(enum document_kind k)
{
    const struct kind_name *n = kind_name(k);

    return n ? n->zh : "未能识别";
}

const char *document_kind_en(enum document_kind k)
{
    const struct kind_name *n = kind_name(k);

    return n ? n->en : "not recognised";
}
