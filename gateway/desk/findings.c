#include "findings.h"

#include <assert.h>

#include "convoke/base/own.h"
#include "fold.h"

/* The annex's rows by their numbers; `row` stays empty for what is only asked
 * for, as in the sample of requirements.md 6.5. */
static const struct label {
    const char *key;
    const char *zh, *en;
    const char *where; /* said of what is missing */
} labels[] = {
    { "name_zh", "单位名称（中文）", "name of the organisation (Chinese)",
      "申请表第1行" },
    { "name_en", "英文名称", "English name", "申请表第2行" },
    { "addr", "办公地址", "office address", "申请表第3行" },
    { "zip", "办公地址邮编", "postcode of the office", "申请表第3行" },
    { "legal_rep", "法人代表姓名", "name of legal representative",
      "申请表第4行" },
    { "nature", "单位性质", "kind of organisation", "申请表第5行" },
    { "foreign", "是否外企", "foreign enterprise, yes or no", "申请表第6行" },
    { "c_name", "联系人姓名", "name of the contact", "申请表第7行" },
    { "c_sex", "联系人性别", "sex of the contact", "申请表第7行" },
    { "c_title", "联系人职务", "title of the contact", "申请表第7行" },
    { "c_phone", "联系人电话或手机", "telephone or mobile of the contact",
      "申请表第8、9行" },
    { "c_mobile", "联系人手机", "mobile of the contact", "申请表第9行" },
    { "c_mail", "联系人电子邮件", "e-mail of the contact", "申请表第9行" },
    { "c_mail.domain", "联系人电子邮件", "e-mail of the contact", NULL },
    { "c_addr", "通信地址", "postal address", "申请表第10行" },
    { "c_zip", "通信地址邮编", "postcode", "申请表第10行" },
    { "profile", "单位简介", "profile of the organisation", "申请表第11行" },
    { "business", "主要业务领域、产品或研究成果及标准研制经验",
      "fields of business, products or research, experience in standards",
      "申请表第12行" },
    { "groups", "申请加入的工作组", "working groups applied for",
      "申请表第13行" },
    { "groups.closed", "申请加入的工作组", "working groups applied for", NULL },
    { "agree", "申请单位意见", "statement of the applicant", "申请表第14行" },
    { "seal", "单位公章及盖章日期", "seal of the organisation and its date",
      "申请表第14行" },
    { "seal.scan", "单位公章", "seal of the organisation", "申请表第14行" },
    { "seal_date", "盖章日期", "date of the seal", "申请表第14行" },
    { "uscc", "统一社会信用代码", "unified social credit code", NULL },
    { "form", "可编辑的申请表", "the application form as data", NULL },
    { "doc.licence", "企业法人营业执照副本复印件", "copy of business licence",
      "附注第1项，扫描件即可，纸质件后补" },
    { "doc.code", "组织机构代码证副本复印件",
      "copy of the organisation code certificate",
      "附注第2项，扫描件即可，纸质件后补" },
    { "doc.crypto", "密码主管部门批文或商密产品授权证明复印件",
      "copy of the crypto authority's approval",
      "附注第3项，扫描件即可，纸质件后补" },
    { "doc.program", "程序或含宏的附件",
      "attachment that is a program or holds macros", NULL },
    { "doc.encrypted", "加密的附件", "encrypted attachment", NULL },
    { "doc.cloud", "网盘或超大附件链接", "attachment as a cloud link", NULL },
    { "doc.unrecognised", "未能识别的文件", "files not recognised", NULL },
};

static const char *const kind_names[] = {
    [FORM_MISSING] = "missing",
    [FORM_ASKED] = "asked",
    [FORM_NOTE] = "note",
};
static_assert(ARRAY_LEN(kind_names) == FORM_FINDING_KIND_COUNT,
              "every kind needs its name");

const char *form_finding_kind_name(enum form_finding_kind k)
{
    assert(k < FORM_FINDING_KIND_COUNT);
    return kind_names[k];
}

static const struct label *label_of(const char *key)
{
    for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
        if (strcmp(labels[i].key, key) == 0)
            return &labels[i];
    }
    assert(!"a finding without a label");
    return &labels[0];
}

size_t field_values(const struct check *c, const char *key, struct span *at,
                    size_t room)
{
    size_t n = 0;

    list_each(c->in->fields, field)
    {
        struct span value = fold_trim(field->value);

        if (!value.n || !span_eq(field->key, span_str(key)))
            continue;
        if (n < room)
            at[n] = value;
        n++;
    }
    return n;
}

struct span field_value(const struct check *c, const char *key)
{
    struct span first = SPAN_NONE;

    field_values(c, key, &first, 1);
    return first;
}

void finding_add(struct check *c, enum form_finding_kind kind, const char *key,
                 struct span hint_zh, struct span hint_en)
{
    const struct label *label = label_of(key);
    struct form_finding *f = list_push(&c->to->findings, c->arena);

    f->kind = kind;
    f->key = label->key;
    f->zh = span_str(label->zh);
    f->en = span_str(label->en);
    if (kind == FORM_MISSING && label->where)
        f->zh = arena_printf(c->arena, "%s（%s）", label->zh, label->where);
    f->hint_zh = hint_zh;
    f->hint_en = hint_en;
    if (kind == FORM_MISSING)
        c->to->missing++;
}

void finding_plain(struct check *c, enum form_finding_kind kind,
                   const char *key)
{
    finding_add(c, kind, key, SPAN_NONE, SPAN_NONE);
}

void finding_hint(struct check *c, enum form_finding_kind kind, const char *key,
                  const char *zh, const char *en)
{
    finding_add(c, kind, key, span_str(zh), span_str(en));
}
