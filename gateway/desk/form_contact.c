/* The contact's rows of the annex (11.1). Private to form_check. */
#include <assert.h>

#include "convoke/base/own.h"
#include "convoke/desk/domain.h"
#include "findings.h"
#include "fold.h"

enum { PHONE_LEAST = 6, MOBILE_LENGTH = 11, MAIL_MOST = 254 };

static size_t han_count(struct span s)
{
    size_t n = 0;
    size_t step;
    unsigned c;

    while ((step = fold_char(s, &c))) {
        n += fold_is_han(c) ? 1 : 0;
        s = span_from(s, step);
    }
    return n;
}

/* A mark parts two names; a blank or 和 only when both sides are long enough
 * to be one: 张 三 and 陈和平 are one person. */
static bool parts_names(struct span value, size_t at, size_t step, unsigned c)
{
    struct span before = fold_trim(span_sub(value, 0, at));
    struct span after = fold_trim(span_from(value, at + step));

    if (!before.n || !after.n)
        return false;
    if (c == ',' || c == ';' || c == '/' || c == '&' || c == 0x3001 || c == '|')
        return true;
    if (c == 0x548c || c == 0x53ca || fold_is_blank(c)) /* 和, 及 */
        return han_count(before) >= 2 && han_count(after) >= 2;
    return false;
}

static bool two_names(struct span value)
{
    size_t at = 0;
    size_t step;
    unsigned c;

    if (fold_has(value, " and "))
        return true;
    while ((step = fold_char(span_from(value, at), &c))) {
        if (parts_names(value, at, step, c))
            return true;
        at += step;
    }
    return false;
}

static void check_name(struct check *c)
{
    struct span names[2];
    size_t n = field_values(c, "c_name", names, ARRAY_LEN(names));
    struct span both;

    if (!n) {
        finding_plain(c, FORM_MISSING, "c_name");
        return;
    }
    if (n == 1 && !two_names(names[0]))
        return;
    if (n > 1 && span_eq(names[0], names[1]))
        return;
    both = n > 1 ? arena_printf(c->arena, SPAN_FMT "、" SPAN_FMT,
                                SPAN_ARG(names[0]), SPAN_ARG(names[1]))
                 : names[0];
    finding_add(
        c, FORM_MISSING, "c_name",
        arena_printf(c->arena,
                     "联系人为1名（章程第十一条第1项），来件为“" SPAN_FMT
                     "”，请明确是哪一位",
                     SPAN_ARG(both)),
        SPAN("exactly one person: please say which"));
}

/* Digits alone, +86 off; 0 when there is anything but blanks and marks. */
static size_t phone_digits(struct span s, char *to, size_t room)
{
    size_t n = 0;
    size_t step;
    unsigned c;

    s = fold_trim(s);
    if (!fold_take(&s, "+86"))
        fold_take(&s, "0086");
    while ((step = fold_char(s, &c))) {
        if (fold_is_digit(c) && n + 1 < room)
            to[n++] = (char)c;
        else if (!fold_is_blank(c) && c != '-' && c != '(' && c != ')' &&
                 c != '+' && c != FOLD_NOTHING)
            break;
        s = span_from(s, step);
    }
    to[n] = '\0';
    return step ? 0 : n;
}

static bool is_mobile(struct span s)
{
    char d[24];

    return phone_digits(s, d, sizeof(d)) == MOBILE_LENGTH && d[0] == '1';
}

/* Of a telephone only that it is one: extensions and two numbers in one cell
 * are written in too many ways. */
static bool is_phone(struct span s)
{
    size_t digits = 0;
    size_t step;
    unsigned c;

    while ((step = fold_char(s, &c))) {
        digits += fold_is_digit(c) ? 1 : 0;
        s = span_from(s, step);
    }
    return digits >= PHONE_LEAST;
}

static void check_phones(struct check *c)
{
    struct span tel = field_value(c, "c_tel");
    struct span mobile = field_value(c, "c_mobile");
    bool reachable = is_phone(tel);

    if (mobile.n && !is_mobile(mobile))
        finding_hint(c, reachable ? FORM_ASKED : FORM_MISSING, "c_mobile",
                     "手机号码为以1开头的11位数字",
                     "eleven digits that begin with 1");
    else if (!mobile.n && !reachable)
        finding_plain(c, FORM_MISSING, "c_phone");
}

static bool local_fits(const char *s, size_t n)
{
    if (!n || n > 64 || s[0] == '.' || s[n - 1] == '.')
        return false;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)s[i];

        if (!fold_is_alnum(c) && !strchr(".!#$%&'*+/=?^_`{|}~-", c))
            return false;
        if (c == '.' && s[i + 1] == '.')
            return false;
    }
    return true;
}

static bool domain_fits(struct span domain)
{
    struct span label;
    size_t labels = 0;
    bool letters = false;

    if (span_ends(domain, SPAN(".")))
        return false;
    while (span_cut(&domain, '.', &label)) {
        labels++;
        letters = false;
        if (!label.n || label.n > 63 || label.p[0] == '-' ||
            label.p[label.n - 1] == '-')
            return false;
        for (size_t i = 0; i < label.n; i++) {
            unsigned char c = (unsigned char)label.p[i];

            if (!fold_is_alnum(c) && c != '-')
                return false;
            letters = letters || !fold_is_digit(c);
        }
    }
    return labels >= 2 && letters;
}

/* The address in small letters, half width; false when it is none. */
static bool mail_read(struct span value, char buf[MAIL_MOST + 2],
                      struct span *ret)
{
    size_t n = fold_ascii(fold_trim(value), buf, MAIL_MOST + 2, NULL);
    struct span mail = span_of(buf, n);
    size_t at = span_find_char(mail, '@');
    size_t ends[MAIL_MOST + 2];

    if (n > MAIL_MOST || at == n)
        return false;
    fold_ascii(fold_trim(value), buf, MAIL_MOST + 2, ends);
    if (ends[n - 1] != fold_trim(value).n)
        return false;
    *ret = mail;
    return local_fits(buf, at) && domain_fits(span_from(mail, at + 1));
}

static void check_mail(struct check *c)
{
    char buf[MAIL_MOST + 2];
    struct span value = field_value(c, "c_mail");
    struct span mail;

    if (!value.n) {
        finding_plain(c, FORM_MISSING, "c_mail");
        return;
    }
    if (!mail_read(value, buf, &mail)) {
        finding_hint(c, FORM_MISSING, "c_mail", "请填写一个有效的电子邮件地址",
                     "one valid e-mail address");
        return;
    }
    if (!span_eq_nocase(domain_of(mail), domain_of(c->in->sender)))
        finding_add(c, FORM_NOTE, "c_mail.domain",
                    arena_printf(c->arena,
                                 "联系人邮箱" SPAN_FMT "与来件地址" SPAN_FMT
                                 "不属同一域名",
                                 SPAN_ARG(value), SPAN_ARG(c->in->sender)),
                    SPAN("another domain than the sender's"));
}

static void ask(struct check *c, const char *key)
{
    if (!field_value(c, key).n)
        finding_plain(c, FORM_ASKED, key);
}

void check_contact(struct check *c)
{
    check_name(c);
    ask(c, "c_sex");
    ask(c, "c_title");
    check_phones(c);
    check_mail(c);
}
