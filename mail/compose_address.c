/* Which addresses mail can be sent to. */
#include "convoke/base/own.h"
#include "convoke/mail/compose.h"

static bool is_atext(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || (c && strchr("!#$%&'*+-/=?^_`{|}~", c));
}

static bool is_local_part(struct span s)
{
    if (s.n == 0 || s.n > 64 || s.p[0] == '.' || s.p[s.n - 1] == '.')
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (!is_atext(s.p[i]) && s.p[i] != '.')
            return false;
    return true;
}

static bool is_label(struct span s)
{
    if (s.n == 0 || s.n > 63 || s.p[0] == '-' || s.p[s.n - 1] == '-')
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (!is_atext(s.p[i]) || (strchr("!#$%&'*+/=?^_`{|}~", s.p[i])))
            return false;
    return true;
}

static bool is_domain(struct span s)
{
    struct span label;
    size_t labels = 0;

    if (span_eq_nocase(s, SPAN("localhost")))
        return true;
    if (s.n == 0 || s.n > 253 || s.p[s.n - 1] == '.')
        return false;
    while (span_cut(&s, '.', &label)) {
        if (!is_label(label))
            return false;
        labels++;
    }
    return labels >= 2;
}

bool letter_address_ok(struct span mail)
{
    size_t at = span_find_char(mail, '@');

    return is_local_part(span_sub(mail, 0, at)) &&
           is_domain(span_from(mail, at + 1));
}

static bool is_other_script(unsigned c)
{
    static const struct {
        unsigned from, to;
    } never[] = {
        { 0x80, 0xa0 },                         /* controls, a blank */
        { 0xad, 0xad },     { 0x2000, 0x206f }, /* blanks, directions */
        { 0x3000, 0x3000 }, { 0xd800, 0xf8ff }, /* private */
        { 0xfe00, 0xfe0f }, { 0xfeff, 0xfeff },
        { 0xff00, 0xffef }, /* wide ASCII */
        { 0xfff0, 0xffff }, { 0xe0000, 0x10ffff },
    };

    for (size_t i = 0; i < ARRAY_LEN(never); i++)
        if (c >= never[i].from && c <= never[i].to)
            return false;
    return c >= 0x80;
}

static bool is_wide_local_part(struct span s)
{
    if (s.n == 0 || s.n > 64 || s.p[0] == '.' || s.p[s.n - 1] == '.')
        return false;
    while (s.n) {
        unsigned c = 0;
        size_t n = span_char(s, &c);

        if (n == 0 ||
            (n == 1 ? !is_atext(s.p[0]) && s.p[0] != '.' : !is_other_script(c)))
            return false;
        s = span_from(s, n);
    }
    return true;
}

bool letter_address_sendable(struct span mail)
{
    size_t at = span_find_char(mail, '@');

    return is_wide_local_part(span_sub(mail, 0, at)) &&
           is_domain(span_from(mail, at + 1));
}
