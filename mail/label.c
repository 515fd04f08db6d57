#include "label.h"

#include <assert.h>

#include "convoke/base/own.h"

enum {
    FOLDED_MAX = 120, /* octets of the longest label, folded */
    LEAD_MAX = 200,   /* octets of a line in which its label must end */
    NUMBER_MAX = 6,
};

static const char *const keys[] = {
    [LABEL_NONE] = "",
    [LABEL_NAME_ZH] = "name_zh",
    [LABEL_NAME_EN] = "name_en",
    [LABEL_ADDR] = "addr",
    [LABEL_ZIP] = "zip",
    [LABEL_LEGAL_REP] = "legal_rep",
    [LABEL_NATURE] = "nature",
    [LABEL_FOREIGN] = "foreign",
    [LABEL_C_NAME] = "c_name",
    [LABEL_C_SEX] = "c_sex",
    [LABEL_C_TITLE] = "c_title",
    [LABEL_C_TEL] = "c_tel",
    [LABEL_C_FAX] = "c_fax",
    [LABEL_C_MOBILE] = "c_mobile",
    [LABEL_C_MAIL] = "c_mail",
    [LABEL_C_ADDR] = "c_addr",
    [LABEL_C_ZIP] = "c_zip",
    [LABEL_PROFILE] = "profile",
    [LABEL_BUSINESS] = "business",
    [LABEL_PRODUCTS] = "products",
    [LABEL_GROUPS] = "groups",
    [LABEL_AGREE] = "agree",
    [LABEL_SEAL_DATE] = "seal_date",
    [LABEL_USCC] = "uscc",
    [LABEL_SEAL] = "",
    [LABEL_CONTACT] = "",
    [LABEL_ANY_ZIP] = "",
    [LABEL_ANY_ADDR] = "",
    [LABEL_ANY_NAME] = "",
};

_Static_assert(ARRAY_LEN(keys) == LABEL_COUNT, "every label needs its key");

/* Folded spellings. */
static const struct {
    enum label label;
    const char *folded;
} spellings[] = {
    { LABEL_NAME_ZH, "namezh" },
    { LABEL_NAME_ZH, "单位名称" },
    { LABEL_NAME_ZH, "单位名称中文" },
    { LABEL_NAME_ZH, "单位中文名称" },
    { LABEL_NAME_ZH, "中文单位名称" },
    { LABEL_NAME_ZH, "中文名称" },
    { LABEL_NAME_ZH, "中文" },
    { LABEL_NAME_ZH, "申请单位" },
    { LABEL_NAME_ZH, "申请单位名称" },
    { LABEL_NAME_ZH, "公司名称" },
    { LABEL_NAME_ZH, "企业名称" },
    { LABEL_NAME_ZH, "chinese" },
    { LABEL_NAME_ZH, "chinesename" },
    { LABEL_NAME_ZH, "nameinchinese" },
    { LABEL_NAME_ZH, "nameoforganisation" },
    { LABEL_NAME_ZH, "nameoforganization" },
    { LABEL_NAME_ZH, "organisation" },
    { LABEL_NAME_ZH, "organization" },
    { LABEL_NAME_ZH, "organisationname" },
    { LABEL_NAME_ZH, "organizationname" },
    { LABEL_NAME_ZH, "companyname" },
    { LABEL_NAME_EN, "nameen" },
    { LABEL_NAME_EN, "单位名称英文" },
    { LABEL_NAME_EN, "单位英文名称" },
    { LABEL_NAME_EN, "英文单位名称" },
    { LABEL_NAME_EN, "英文名称" },
    { LABEL_NAME_EN, "英文" },
    { LABEL_NAME_EN, "公司英文名称" },
    { LABEL_NAME_EN, "english" },
    { LABEL_NAME_EN, "englishname" },
    { LABEL_NAME_EN, "nameinenglish" },
    { LABEL_ADDR, "addr" },
    { LABEL_ADDR, "办公地址" },
    { LABEL_ADDR, "单位地址" },
    { LABEL_ADDR, "公司地址" },
    { LABEL_ADDR, "单位办公地址" },
    { LABEL_ADDR, "officeaddress" },
    { LABEL_ANY_ADDR, "地址" },
    { LABEL_ANY_ADDR, "address" },
    { LABEL_ZIP, "zip" },
    { LABEL_ZIP, "办公地址邮编" },
    { LABEL_ZIP, "单位邮编" },
    { LABEL_ANY_ZIP, "邮编" },
    { LABEL_ANY_ZIP, "邮政编码" },
    { LABEL_ANY_ZIP, "zipcode" },
    { LABEL_ANY_ZIP, "postcode" },
    { LABEL_ANY_ZIP, "postalcode" },
    { LABEL_LEGAL_REP, "legalrep" },
    { LABEL_LEGAL_REP, "法人代表姓名" },
    { LABEL_LEGAL_REP, "法人代表" },
    { LABEL_LEGAL_REP, "法定代表人" },
    { LABEL_LEGAL_REP, "法定代表人姓名" },
    { LABEL_LEGAL_REP, "法人姓名" },
    { LABEL_LEGAL_REP, "legalrepresentative" },
    { LABEL_LEGAL_REP, "nameoflegalrepresentative" },
    { LABEL_NATURE, "nature" },
    { LABEL_NATURE, "单位性质" },
    { LABEL_NATURE, "单位类型" },
    { LABEL_NATURE, "单位类别" },
    { LABEL_NATURE, "企业性质" },
    { LABEL_NATURE, "性质" },
    { LABEL_NATURE, "typeoforganisation" },
    { LABEL_NATURE, "typeoforganization" },
    { LABEL_NATURE, "kindoforganisation" },
    { LABEL_NATURE, "natureoforganisation" },
    { LABEL_NATURE, "natureoforganization" },
    { LABEL_FOREIGN, "foreign" },
    { LABEL_FOREIGN, "是否外企" },
    { LABEL_FOREIGN, "是否为外企" },
    { LABEL_FOREIGN, "是否外资企业" },
    { LABEL_FOREIGN, "是否为外资企业" },
    { LABEL_FOREIGN, "是否外资" },
    { LABEL_FOREIGN, "外企" },
    { LABEL_FOREIGN, "foreignowned" },
    { LABEL_FOREIGN, "foreigninvested" },
    { LABEL_FOREIGN, "foreigncompany" },
    { LABEL_FOREIGN, "foreigninvestedenterprise" },
    { LABEL_CONTACT, "联系人" },
    { LABEL_CONTACT, "联系人信息" },
    { LABEL_CONTACT, "固定联系人" },
    { LABEL_CONTACT, "联系方式" },
    { LABEL_CONTACT, "contact" },
    { LABEL_CONTACT, "contactperson" },
    { LABEL_C_NAME, "cname" },
    { LABEL_C_NAME, "联系人姓名" },
    { LABEL_C_NAME, "contactname" },
    { LABEL_ANY_NAME, "姓名" },
    { LABEL_ANY_NAME, "name" },
    { LABEL_C_SEX, "csex" },
    { LABEL_C_SEX, "性别" },
    { LABEL_C_SEX, "联系人性别" },
    { LABEL_C_SEX, "sex" },
    { LABEL_C_SEX, "gender" },
    { LABEL_C_TITLE, "ctitle" },
    { LABEL_C_TITLE, "职务" },
    { LABEL_C_TITLE, "职位" },
    { LABEL_C_TITLE, "职务职称" },
    { LABEL_C_TITLE, "联系人职务" },
    { LABEL_C_TITLE, "title" },
    { LABEL_C_TITLE, "position" },
    { LABEL_C_TITLE, "jobtitle" },
    { LABEL_C_TEL, "ctel" },
    { LABEL_C_TEL, "电话" },
    { LABEL_C_TEL, "联系电话" },
    { LABEL_C_TEL, "联系人电话" },
    { LABEL_C_TEL, "办公电话" },
    { LABEL_C_TEL, "固定电话" },
    { LABEL_C_TEL, "座机" },
    { LABEL_C_TEL, "tel" },
    { LABEL_C_TEL, "phone" },
    { LABEL_C_TEL, "telephone" },
    { LABEL_C_FAX, "cfax" },
    { LABEL_C_FAX, "传真" },
    { LABEL_C_FAX, "联系人传真" },
    { LABEL_C_FAX, "fax" },
    { LABEL_C_MOBILE, "cmobile" },
    { LABEL_C_MOBILE, "手机" },
    { LABEL_C_MOBILE, "手机号" },
    { LABEL_C_MOBILE, "手机号码" },
    { LABEL_C_MOBILE, "移动电话" },
    { LABEL_C_MOBILE, "联系人手机" },
    { LABEL_C_MOBILE, "mobile" },
    { LABEL_C_MOBILE, "mobilephone" },
    { LABEL_C_MOBILE, "cellphone" },
    { LABEL_C_MAIL, "cmail" },
    { LABEL_C_MAIL, "电子邮件" },
    { LABEL_C_MAIL, "电子邮箱" },
    { LABEL_C_MAIL, "电子邮件地址" },
    { LABEL_C_MAIL, "邮箱" },
    { LABEL_C_MAIL, "邮箱地址" },
    { LABEL_C_MAIL, "联系人邮箱" },
    { LABEL_C_MAIL, "联系人电子邮件" },
    { LABEL_C_MAIL, "email" },
    { LABEL_C_MAIL, "emailaddress" },
    { LABEL_C_ADDR, "caddr" },
    { LABEL_C_ADDR, "通信地址" },
    { LABEL_C_ADDR, "通讯地址" },
    { LABEL_C_ADDR, "联系地址" },
    { LABEL_C_ADDR, "邮寄地址" },
    { LABEL_C_ADDR, "mailingaddress" },
    { LABEL_C_ADDR, "postaladdress" },
    { LABEL_C_ZIP, "czip" },
    { LABEL_C_ZIP, "通信地址邮编" },
    { LABEL_C_ZIP, "通讯地址邮编" },
    { LABEL_C_ZIP, "联系人邮编" },
    { LABEL_PROFILE, "profile" },
    { LABEL_PROFILE, "单位简介" },
    { LABEL_PROFILE, "公司简介" },
    { LABEL_PROFILE, "企业简介" },
    { LABEL_PROFILE, "简介" },
    { LABEL_PROFILE, "organisationprofile" },
    { LABEL_PROFILE, "organizationprofile" },
    { LABEL_PROFILE, "companyprofile" },
    { LABEL_BUSINESS, "business" },
    { LABEL_BUSINESS, "主要业务领域" },
    { LABEL_BUSINESS, "业务领域" },
    { LABEL_BUSINESS, "主要业务" },
    { LABEL_BUSINESS, "主营业务" },
    { LABEL_BUSINESS, "mainbusiness" },
    { LABEL_BUSINESS, "businessareas" },
    { LABEL_BUSINESS, "mainfieldsofbusiness" },
    { LABEL_PRODUCTS, "products" },
    { LABEL_PRODUCTS, "产品或研究成果以及从事标准研制工作的经验" },
    { LABEL_PRODUCTS, "产品或研究成果及从事标准研制工作的经验" },
    { LABEL_PRODUCTS, "产品或研究成果" },
    { LABEL_PRODUCTS, "从事标准研制工作的经验" },
    { LABEL_PRODUCTS, "标准研制经验" },
    { LABEL_PRODUCTS, "productsorresearchresultsandstandardsexperience" },
    { LABEL_PRODUCTS, "productsandexperience" },
    { LABEL_GROUPS, "groups" },
    { LABEL_GROUPS, "申请加入的工作组" },
    { LABEL_GROUPS, "申请加入工作组" },
    { LABEL_GROUPS, "拟加入的工作组" },
    { LABEL_GROUPS, "拟加入工作组" },
    { LABEL_GROUPS, "加入的工作组" },
    { LABEL_GROUPS, "申请工作组" },
    { LABEL_GROUPS, "工作组" },
    { LABEL_GROUPS, "workinggroup" },
    { LABEL_GROUPS, "workinggroups" },
    { LABEL_GROUPS, "workinggroupsappliedfor" },
    { LABEL_AGREE, "agree" },
    { LABEL_AGREE, "申请单位意见" },
    { LABEL_AGREE, "单位意见" },
    { LABEL_AGREE, "申请单位承诺" },
    { LABEL_AGREE, "statement" },
    { LABEL_AGREE, "statementoftheapplicant" },
    { LABEL_SEAL_DATE, "sealdate" },
    { LABEL_SEAL_DATE, "盖章日期" },
    { LABEL_SEAL_DATE, "dateofseal" },
    { LABEL_SEAL, "seal" },
    { LABEL_SEAL, "单位公章" },
    { LABEL_SEAL, "公章" },
    { LABEL_SEAL, "申请单位公章" },
    { LABEL_SEAL, "单位盖章" },
    { LABEL_SEAL, "officialseal" },
    { LABEL_USCC, "uscc" },
    { LABEL_USCC, "统一社会信用代码" },
    { LABEL_USCC, "社会信用代码" },
    { LABEL_USCC, "信用代码" },
    { LABEL_USCC, "unifiedsocialcreditcode" },
    { LABEL_USCC, "creditcode" },
};

struct span label_key(enum label l)
{
    assert(l < LABEL_COUNT);
    return span_str(keys[l]);
}

bool label_is_blank(unsigned code)
{
    return code <= 0x20 || code == 0xa0 || (code >= 0x2000 && code <= 0x200f) ||
           code == 0x2028 || code == 0x2029 || code == 0x202f ||
           code == 0x3000 || code == 0xfeff;
}

/* Letters, digits and Han count in a label; everything else is dress. */
static bool is_dress(unsigned code)
{
    if (label_is_blank(code))
        return true;
    if (code < 0x80)
        return !(code >= '0' && code <= '9') && !(code >= 'a' && code <= 'z');
    return (code >= 0x80 && code <= 0xbf) ||
           (code >= 0x2010 && code <= 0x206f) ||
           (code >= 0x2190 && code <= 0x27bf) ||
           (code >= 0x3001 && code <= 0x303f) ||
           (code >= 0xfe30 && code <= 0xfe4f) || code >= 0xff00;
}

static unsigned narrow(unsigned code)
{
    if (code >= 0xff01 && code <= 0xff5e)
        code -= 0xff01 - 0x21;
    if (code >= 'A' && code <= 'Z')
        code += 'a' - 'A';
    return code;
}

size_t label_fold(struct span s, bool parentheses, char *buf, size_t room)
{
    size_t used = 0;
    int inside = 0;

    while (s.n > 0) {
        unsigned code = 0;
        size_t step = span_char(s, &code);
        struct span c = span_sub(s, 0, step ? step : 1);

        s = span_from(s, c.n);
        code = narrow(code);
        if (code == '(')
            inside++;
        else if (code == ')' && inside > 0)
            inside--;
        if (is_dress(code) || (inside && !parentheses))
            continue;
        if (used + c.n > room)
            return room + 1;
        if (code < 0x80)
            buf[used++] = (char)code;
        else
            memcpy(buf + used, c.p, c.n), used += c.n;
    }
    return used;
}

static enum label look_up(struct span folded)
{
    for (size_t i = 0; i < ARRAY_LEN(spellings); i++)
        if (span_eq(folded, span_str(spellings[i].folded)))
            return spellings[i].label;
    return LABEL_NONE;
}

/* A gloss stands beside the label in the other script: both must be known,
 * or "Name 张三" would be a label too. */
static enum label look_up_both(struct span folded)
{
    char han[FOLDED_MAX];
    char latin[FOLDED_MAX];
    size_t han_n = 0;
    size_t latin_n = 0;

    for (size_t i = 0; i < folded.n; i++) {
        if ((unsigned char)folded.p[i] < 0x80)
            latin[latin_n++] = folded.p[i];
        else
            han[han_n++] = folded.p[i];
    }
    if (han_n == 0 || latin_n == 0 ||
        look_up(span_of(latin, latin_n)) == LABEL_NONE)
        return LABEL_NONE;
    return look_up(span_of(han, han_n));
}

static enum label label_folded(struct span text, bool parentheses)
{
    char buf[FOLDED_MAX];
    struct span folded;
    enum label l;

    folded.n = label_fold(text, parentheses, buf, sizeof(buf));
    folded.p = buf;
    if (folded.n == 0 || folded.n > sizeof(buf))
        return LABEL_NONE;
    l = look_up(folded);
    return l ? l : look_up_both(folded);
}

/* Without "3." or "三、" or "（三）" in front. */
static struct span skip_number(struct span s)
{
    static const char han[] = "一二三四五六七八九十";
    struct span rest = s;
    bool digits = false;

    for (int i = 0; i < NUMBER_MAX && rest.n > 0; i++) {
        unsigned code = 0;
        size_t step = span_char(rest, &code);

        if (step == 0)
            return s;
        if ((code >= '0' && code <= '9') ||
            (step == 3 && span_has(span_str(han), span_sub(rest, 0, step))))
            digits = true;
        else if (code == '.' || code == ')' || code == 0x3001 ||
                 code == 0xff0e || code == 0xff09)
            return digits ? span_from(rest, step) : s;
        else if (code != '(' && code != 0xff08 && code != ' ')
            return s;
        rest = span_from(rest, step);
    }
    return s;
}

enum label label_of(struct span text)
{
    enum label l;

    text = span_trim_wide(text);
    if (text.n == 0 || text.n > 2 * LEAD_MAX)
        return LABEL_NONE;
    l = label_folded(text, /* parentheses= */ true);
    if (l == LABEL_NONE)
        l = label_folded(text, /* parentheses= */ false);
    if (l == LABEL_NONE) {
        struct span bare = skip_number(text);

        if (bare.n < text.n)
            return label_of(bare);
    }
    return l;
}

static bool is_colon(unsigned code)
{
    return code == ':' || code == 0xff1a || code == 0xfe30 || code == 0x2236;
}

static bool is_separator(unsigned code)
{
    return is_colon(code) || code == '\t' || code == '|' || code == '=' ||
           code == 0xff5c || code == 0x2502;
}

enum label label_lead(struct span line, struct span *ret_rest)
{
    enum label l;

    assert(ret_rest);
    for (size_t at = 0; at < line.n && at < LEAD_MAX;) {
        unsigned code = 0;
        size_t step = span_char(span_from(line, at), &code);

        if (step == 0)
            break;
        if (is_separator(code)) {
            l = label_of(span_sub(line, 0, at));
            if (l != LABEL_NONE) {
                *ret_rest = span_from(line, at + step);
                return l;
            }
        }
        at += step;
    }
    l = label_of(line);
    if (l != LABEL_NONE)
        *ret_rest = SPAN_NONE;
    return l;
}

enum label label_lead_blank(struct span line, struct span *ret_rest)
{
    assert(ret_rest);
    line = span_trim_wide(line);
    for (size_t at = 0; at < line.n && at < LEAD_MAX;) {
        unsigned code = 0;
        size_t step = span_char(span_from(line, at), &code);
        enum label l;

        if (step == 0)
            break;
        if (at > 0 && label_is_blank(code)) {
            l = label_of(span_sub(line, 0, at));
            if (l != LABEL_NONE) {
                *ret_rest = span_from(line, at + step);
                return l;
            }
        }
        at += step;
    }
    return LABEL_NONE;
}

/* Where a label may begin inside a line. */
static bool is_boundary(unsigned code)
{
    return label_is_blank(code) || is_separator(code) || code == ',' ||
           code == ';' || code == 0xff0c || code == 0xff1b || code == 0x3001 ||
           code == 0x3002 || code == '.';
}

/* The longest wanted label that ends at `end`. */
static enum label label_before(struct span line, size_t end,
                               const bool wanted[LABEL_COUNT], size_t *ret_from)
{
    size_t from = end > LEAD_MAX ? end - LEAD_MAX : 0;
    bool boundary = from == 0;

    while (from < end && ((unsigned char)line.p[from] & 0xc0) == 0x80)
        from++;
    while (from < end) {
        unsigned code = 0;
        size_t step = span_char(span_from(line, from), &code);
        enum label l = LABEL_NONE;

        if (step == 0)
            return LABEL_NONE;
        if (boundary && !is_boundary(code))
            l = label_of(span_sub(line, from, end - from));
        if (l != LABEL_NONE && wanted[l]) {
            *ret_from = from;
            return l;
        }
        boundary = is_boundary(code);
        from += step;
    }
    return LABEL_NONE;
}

enum label label_inside(struct span line, const bool wanted[LABEL_COUNT],
                        struct span *ret_before, struct span *ret_rest)
{
    assert(ret_before);
    assert(ret_rest);
    for (size_t at = 0; at < line.n;) {
        unsigned code = 0;
        size_t step = span_char(span_from(line, at), &code);
        size_t from = 0;
        enum label l = LABEL_NONE;

        if (step == 0)
            break;
        if (is_colon(code))
            l = label_before(line, at, wanted, &from);
        if (l != LABEL_NONE) {
            *ret_before = span_sub(line, 0, from);
            *ret_rest = span_from(line, at + step);
            return l;
        }
        at += step;
    }
    return LABEL_NONE;
}
