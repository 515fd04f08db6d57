#include "convoke/mail/idn.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

enum {
    DOMAIN_MOST = 253,
    LABEL_MOST = 63,
    /* RFC 3492 section 5 */
    BASE = 36,
    T_MIN = 1,
    T_MAX = 26,
    SKEW = 38,
    DAMP = 700,
    BIAS_FIRST = 72,
    CODE_FIRST = 0x80,
};

struct label {
    unsigned at[LABEL_MOST]; /* code points */
    size_t n;
};

struct ascii {
    char p[DOMAIN_MOST + 1];
    size_t n;
    bool over;
};

static void put(struct ascii *to, char c)
{
    if (to->n == DOMAIN_MOST)
        to->over = true;
    else
        to->p[to->n++] = c;
}

static bool is_plain(unsigned c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

/* Letters, their marks and digits (RFC 5892), roughly: what else a domain may
 * not hold is registered nowhere. */
static bool may_stand(unsigned c)
{
    if (c < 0x80)
        return is_plain(c);
    switch (utf8proc_category((utf8proc_int32_t)c)) {
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND:
        return true;
    default:
        return false;
    }
}

static unsigned adapt(unsigned delta, unsigned points, bool first)
{
    unsigned k = 0;

    delta = first ? delta / DAMP : delta / 2;
    for (delta += delta / points; delta > (BASE - T_MIN) * T_MAX / 2; k += BASE)
        delta /= BASE - T_MIN;
    return k + (BASE - T_MIN + 1) * delta / (delta + SKEW);
}

static void put_digit(struct ascii *to, unsigned digit)
{
    put(to, (char)(digit < 26 ? 'a' + digit : '0' + digit - 26));
}

static void put_number(struct ascii *to, unsigned q, unsigned bias)
{
    for (unsigned k = BASE;; k += BASE) {
        unsigned t = k <= bias ? T_MIN : k - bias;

        t = t > T_MAX ? T_MAX : t;
        if (q < t)
            break;
        put_digit(to, t + (q - t) % (BASE - t));
        q = (q - t) / (BASE - t);
    }
    put_digit(to, q);
}

static unsigned next_code(const struct label *l, unsigned from)
{
    unsigned least = 0x110000;

    for (size_t i = 0; i < l->n; i++)
        if (l->at[i] >= from && l->at[i] < least)
            least = l->at[i];
    return least;
}

/* RFC 3492 section 6.3; 63 code points keep every number small. */
static void put_encoded(struct ascii *to, const struct label *l)
{
    unsigned code = CODE_FIRST;
    unsigned bias = BIAS_FIRST;
    unsigned delta = 0;
    unsigned done = 0;
    unsigned basic;

    for (size_t i = 0; i < l->n; i++)
        if (l->at[i] < CODE_FIRST) {
            put(to, (char)l->at[i]);
            done++;
        }
    basic = done;
    if (basic > 0)
        put(to, '-');
    while (done < l->n) {
        unsigned least = next_code(l, code);

        delta += (least - code) * (done + 1);
        code = least;
        for (size_t i = 0; i < l->n; i++) {
            delta += l->at[i] < code;
            if (l->at[i] != code)
                continue;
            put_number(to, delta, bias);
            bias = adapt(delta, done + 1, done == basic);
            done++;
            delta = 0;
        }
        delta++;
        code++;
    }
}

static bool put_label(struct ascii *to, const struct label *l)
{
    size_t from = to->n;
    bool wide = false;

    for (size_t i = 0; i < l->n; i++) {
        if (!may_stand(l->at[i]))
            return false;
        wide = wide || l->at[i] >= CODE_FIRST;
    }
    if (wide)
        for (const char *p = "xn--"; *p; p++)
            put(to, *p);
    if (wide)
        put_encoded(to, l);
    else
        for (size_t i = 0; i < l->n; i++)
            put(to, (char)l->at[i]);
    return l->n > 0 && to->n - from <= LABEL_MOST;
}

static bool is_dot(unsigned c)
{
    return c == '.' || c == 0x3002;
}

/* `s` is folded: one form of what looks the same, small letters. */
static bool to_ascii(struct span s, struct ascii *to)
{
    struct label l = { .n = 0 };

    while (s.n) {
        unsigned c = 0;
        size_t n = span_char(s, &c);

        if (n == 0)
            return false;
        s = span_from(s, n);
        if (is_dot(c)) {
            if (!put_label(to, &l))
                return false;
            put(to, '.');
            l.n = 0;
        } else if (l.n < LABEL_MOST) {
            l.at[l.n++] = c;
        } else {
            return false;
        }
    }
    return put_label(to, &l) && !to->over;
}

static bool is_ascii(struct span s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x80)
            return false;
    return true;
}

static void folded_drop(utf8proc_uint8_t **p)
{
    free(*p);
}

static bool domain_ascii(struct span domain, struct ascii *to)
{
    CLEANUP(folded_drop) utf8proc_uint8_t *folded = NULL;
    utf8proc_ssize_t n;

    if (domain.n > 4 * DOMAIN_MOST || !span_is_utf8(domain))
        return false;
    n = utf8proc_map((const utf8proc_uint8_t *)domain.p,
                     (utf8proc_ssize_t)domain.n, &folded,
                     UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT |
                         UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
    return n > 0 && to_ascii(span_of((const char *)folded, (size_t)n), to);
}

struct span idn_mail(struct span mail, struct arena *arena)
{
    struct ascii to = { .n = 0 };
    size_t at = mail.n;

    assert(arena);
    while (at > 0 && mail.p[at - 1] != '@')
        at--;
    if (at == 0 || is_ascii(span_from(mail, at)) ||
        !domain_ascii(span_from(mail, at), &to))
        return mail;
    return arena_printf(arena, SPAN_FMT SPAN_FMT,
                        SPAN_ARG(span_sub(mail, 0, at)),
                        SPAN_ARG(span_of(to.p, to.n)));
}
