#include "convoke/base/spelling.h"

#include <assert.h>

enum {
    FOLDED_MAX = 120, /* octets of the longest label, folded */
    LEAD_MAX = 200,   /* octets of a line in which its label must end */
    NUMBER_MAX = 6,
    PLACES_MAX = 16, /* blanks and marks a label inside a line may hold */
};

bool spelling_is_blank(unsigned code)
{
    return code <= 0x20 || code == 0xa0 || (code >= 0x2000 && code <= 0x200f) ||
           code == 0x2028 || code == 0x2029 || code == 0x202f ||
           code == 0x3000 || code == 0xfeff;
}

/* Letters, digits and Han count in a label; everything else is dress. */
static bool is_dress(unsigned code)
{
    if (spelling_is_blank(code))
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

size_t spelling_fold(struct span s, bool parentheses, char *buf, size_t room)
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

static int look_up(struct spellings known, struct span folded)
{
    for (size_t i = 0; i < known.n; i++)
        if (known.at[i].folded[0] == folded.p[0] &&
            span_eq(folded, span_str(known.at[i].folded)))
            return known.at[i].label;
    return 0;
}

/* A gloss stands beside the label in the other script: both must be known,
 * or "Name 张三" would be a label too. */
static int look_up_both(struct spellings known, struct span folded)
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
        look_up(known, span_of(latin, latin_n)) == 0)
        return 0;
    return look_up(known, span_of(han, han_n));
}

static int folded_label(struct spellings known, struct span text,
                        bool parentheses)
{
    char buf[FOLDED_MAX];
    struct span folded;
    int l;

    folded.n = spelling_fold(text, parentheses, buf, sizeof(buf));
    folded.p = buf;
    if (folded.n == 0 || folded.n > sizeof(buf))
        return 0;
    l = look_up(known, folded);
    return l ? l : look_up_both(known, folded);
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

int spelling_of(struct spellings known, struct span text)
{
    int l;

    text = span_trim_wide(text);
    if (text.n == 0 || text.n > 2 * LEAD_MAX)
        return 0;
    l = folded_label(known, text, /* parentheses= */ true);
    if (l == 0)
        l = folded_label(known, text, /* parentheses= */ false);
    if (l == 0) {
        struct span bare = skip_number(text);

        if (bare.n < text.n)
            return spelling_of(known, bare);
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

int spelling_lead(struct spellings known, struct span line,
                  struct span *ret_rest)
{
    int l;

    assert(ret_rest);
    for (size_t at = 0; at < line.n && at < LEAD_MAX;) {
        unsigned code = 0;
        size_t step = span_char(span_from(line, at), &code);

        if (step == 0)
            break;
        if (is_separator(code)) {
            l = spelling_of(known, span_sub(line, 0, at));
            if (l != 0) {
                *ret_rest = span_from(line, at + step);
                return l;
            }
        }
        at += step;
    }
    l = spelling_of(known, line);
    if (l != 0)
        *ret_rest = SPAN_NONE;
    return l;
}

int spelling_lead_blank(struct spellings known, struct span line,
                        struct span *ret_rest)
{
    assert(ret_rest);
    line = span_trim_wide(line);
    for (size_t at = 0; at < line.n && at < LEAD_MAX;) {
        unsigned code = 0;
        size_t step = span_char(span_from(line, at), &code);
        int l;

        if (step == 0)
            break;
        if (at > 0 && spelling_is_blank(code)) {
            l = spelling_of(known, span_sub(line, 0, at));
            if (l != 0) {
                *ret_rest = span_from(line, at + step);
                return l;
            }
        }
        at += step;
    }
    return 0;
}

/* Where a label may begin inside a line. */
static bool is_boundary(unsigned code)
{
    return spelling_is_blank(code) || is_separator(code) || code == ',' ||
           code == ';' || code == 0xff0c || code == 0xff1b || code == 0x3001 ||
           code == 0x3002 || code == '.';
}

/* Where the label before a colon may begin. */
struct places {
    size_t at[PLACES_MAX]; /* the earliest first */
    size_t n;
};

/* Of more than PLACES_MAX the earlier are forgotten. */
static void places_add(struct places *p, size_t at)
{
    if (p->n == PLACES_MAX)
        memmove(p->at, p->at + 1, --p->n * sizeof(p->at[0]));
    p->at[p->n++] = at;
}

/* The longest wanted label with which `lead` ends. */
static int label_before(struct spellings known, struct span lead,
                        const bool *wanted, const struct places *p,
                        size_t *ret_from)
{
    for (size_t i = 0; i < p->n; i++) {
        struct span s = span_from(lead, p->at[i]);
        int l = s.n > LEAD_MAX ? 0 : spelling_of(known, s);

        if (l == 0 || (wanted && !wanted[l]))
            continue;
        *ret_from = p->at[i];
        return l;
    }
    return 0;
}

int spelling_inside(struct spellings known, struct span line,
                    const bool *wanted, struct span *ret_before,
                    struct span *ret_rest)
{
    struct places p = { .n = 0 };
    bool boundary = true;

    assert(ret_before && ret_rest);
    for (size_t at = 0; at < line.n;) {
        unsigned code = 0;
        size_t step = span_char(span_from(line, at), &code);
        size_t from = 0;
        int l = 0;

        if (step == 0)
            break;
        if (is_colon(code))
            l = label_before(known, span_sub(line, 0, at), wanted, &p, &from);
        if (l != 0) {
            *ret_before = span_sub(line, 0, from);
            *ret_rest = span_from(line, at + step);
            return l;
        }
        /* No label holds a separator: each place is tried once. */
        if (is_separator(code))
            p.n = 0;
        else if (boundary && !is_boundary(code))
            places_add(&p, at);
        boundary = is_boundary(code);
        at += step;
    }
    return 0;
}
