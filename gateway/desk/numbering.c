#include "numbering.h"

#include <assert.h>

#include "convoke/base/own.h"
#include "fold.h"

enum { LEVELS_MAX = 5, HAN_MAX = 4, DIGITS_MAX = 3 };

static const char *const chapter_words[] = { "部分", "章", "节", "条",
                                             "项",   "款", "篇" };

static bool is_bullet(unsigned c)
{
    static const unsigned bullets[] = {
        '-',    '*',    '#',    '+',    0x00b7, 0x2022, 0x2023, 0x25aa,
        0x25ab, 0x25a0, 0x25a1, 0x25b2, 0x25b6, 0x25ba, 0x25c6, 0x25c7,
        0x25cb, 0x25cf, 0x25e6, 0x2605, 0x2606, 0x203b, 0x27a2, 0x27a4,
        0x30fb, 0x00a7, 0x2713, 0x2714, 0x2219, 0x2043,
    };

    if (c >= 0xf000 && c <= 0xf0ff) /* Symbol and Wingdings, as Word writes */
        return true;
    for (size_t i = 0; i < ARRAY_LEN(bullets); i++) {
        if (c == bullets[i])
            return true;
    }
    return false;
}

/* Word's bullets copied as text: the letter of the symbol font, then a gap
 * that nobody types behind a letter. */
static bool take_letter_bullet(struct span *s)
{
    unsigned c = fold_peek(*s);
    struct span rest = *s;
    size_t gap;

    if (c != 'o' && c != 'l' && c != 'n' && c != 'u' && c != 'v' &&
        c != 0x00d8 && c != 0x00fc)
        return false;
    fold_step(&rest);
    gap = rest.n;
    if (!fold_skip_blanks(&rest) || !rest.n)
        return false;
    gap -= rest.n;
    if (gap < 2)
        return false;
    *s = rest;
    return true;
}

static bool take_bullets(struct span *s)
{
    bool any = false;

    for (;;) {
        struct span rest = *s;
        unsigned c;

        fold_skip_blanks(&rest);
        c = fold_peek(rest);
        if (!c || !is_bullet(c)) {
            *s = rest;
            return any;
        }
        fold_step(&rest);
        if (c == '-' && fold_is_digit(fold_peek(rest)))
            return any; /* a number below nought, or what a range left */
        any = true;
        *s = rest;
    }
}

static size_t digits(struct span *s, size_t most)
{
    size_t n = 0;

    while (n < most && fold_is_digit(fold_peek(*s))) {
        fold_step(s);
        n++;
    }
    return n;
}

static bool is_han_digit(unsigned c)
{
    static const unsigned han[] = { 0x4e00, 0x4e8c, 0x4e09, 0x56db, 0x4e94,
                                    0x516d, 0x4e03, 0x516b, 0x4e5d, 0x5341 };

    for (size_t i = 0; i < ARRAY_LEN(han); i++) {
        if (c == han[i])
            return true;
    }
    return false;
}

static size_t han_digits(struct span *s)
{
    size_t n = 0;

    while (n < HAN_MAX && is_han_digit(fold_peek(*s))) {
        fold_step(s);
        n++;
    }
    return n;
}

static bool is_end_mark(unsigned c)
{
    return c == '.' || c == 0x3001 || c == ')' || c == ':' || c == ',';
}

/* What makes of a number a day, an hour, a range. */
static bool goes_on_as_day(struct span s)
{
    unsigned c = fold_peek(s);

    return c == 0x5e74 || c == 0x6708 || c == 0x65e5 || c == 0x53f7 ||
           c == 0x65f6 || c == 0x70b9 || c == ':' || c == '-' || c == '/' ||
           c == '~' || fold_is_digit(c);
}

/* ".2" of "1.2"; not the day of "1.3月31日" or "1.2026-03-31". */
static bool take_level(struct span *s)
{
    struct span rest = *s;

    if (fold_peek(rest) != '.')
        return false;
    fold_step(&rest);
    if (!digits(&rest, 2) || goes_on_as_day(rest))
        return false;
    *s = rest;
    return true;
}

static enum numbering take_arabic(struct span *s)
{
    struct span rest = *s;
    size_t n = digits(&rest, DIGITS_MAX + 1);
    int levels = 1;
    unsigned c;

    if (n == 0 || n > DIGITS_MAX)
        return NUMBERING_NONE;
    while (levels < LEVELS_MAX && take_level(&rest))
        levels++;
    c = fold_peek(rest);
    if (levels == 1 && !(is_end_mark(c) && c != ':') &&
        !(n <= 2 && c && fold_is_blank(c)))
        return NUMBERING_NONE;
    if (levels > 1 && (fold_is_alnum(c) || c == '%'))
        return NUMBERING_NONE;
    *s = rest;
    return levels > 1 ? NUMBERING_LEVELS : NUMBERING_ARABIC;
}

static enum numbering take_han(struct span *s)
{
    struct span rest = *s;
    unsigned c;

    if (!han_digits(&rest))
        return NUMBERING_NONE;
    c = fold_peek(rest);
    if (!is_end_mark(c) && !(c && fold_is_blank(c)))
        return NUMBERING_NONE;
    *s = rest;
    return NUMBERING_HAN;
}

static bool is_letter(unsigned c)
{
    return c >= 'a' && c <= 'z';
}

static enum numbering take_letter(struct span *s)
{
    struct span rest = *s;
    struct span behind;
    unsigned c;

    if (!is_letter(fold_peek(rest)))
        return NUMBERING_NONE;
    fold_step(&rest);
    c = fold_peek(rest);
    if (c != '.' && c != ')' && c != 0x3001)
        return NUMBERING_NONE;
    behind = rest;
    fold_step(&behind);
    c = fold_peek(behind);
    if (!fold_is_blank(c) && !fold_is_han(c))
        return NUMBERING_NONE;
    *s = rest;
    return NUMBERING_LETTER;
}

/* "(1)", "（一）", "(a)": *s is left before the closing mark. */
static enum numbering take_bracketed(struct span *s)
{
    struct span rest = *s;
    struct span inner;
    enum numbering as = NUMBERING_BRACKETED;

    if (fold_peek(rest) != '(')
        return NUMBERING_NONE;
    fold_step(&rest);
    fold_skip_blanks(&rest);
    inner = rest;
    if (!digits(&rest, 2)) {
        if (han_digits(&rest))
            as = NUMBERING_BRACKETED_HAN;
        else if (is_letter(fold_peek(rest)))
            fold_step(&rest);
    }
    if (rest.n == inner.n || fold_peek(rest) != ')')
        return NUMBERING_NONE;
    *s = rest;
    return as;
}

/* One character that is a number with its dress: ① ⑴ ⒈ ㈠. */
static enum numbering take_round(struct span *s)
{
    unsigned c = fold_peek(*s);

    if (c >= 0x2460 && c <= 0x249b) {
        fold_step(s);
        return NUMBERING_BRACKETED;
    }
    if (c >= 0x3220 && c <= 0x3229) {
        fold_step(s);
        return NUMBERING_BRACKETED_HAN;
    }
    return NUMBERING_NONE;
}

static enum numbering take_chapter(struct span *s)
{
    struct span rest = *s;

    if (!fold_take(&rest, "第"))
        return NUMBERING_NONE;
    fold_skip_blanks(&rest);
    if (!digits(&rest, 2) && !han_digits(&rest))
        return NUMBERING_NONE;
    fold_skip_blanks(&rest);
    for (size_t i = 0; i < ARRAY_LEN(chapter_words); i++) {
        if (fold_take(&rest, chapter_words[i])) {
            *s = rest;
            return NUMBERING_CHAPTER;
        }
    }
    return NUMBERING_NONE;
}

static enum numbering take_number(struct span *s)
{
    static enum numbering (*const forms[])(struct span *) = {
        take_bracketed, take_round, take_chapter,
        take_arabic,    take_han,   take_letter,
    };

    for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
        enum numbering as = forms[i](s);

        if (as != NUMBERING_NONE)
            return as;
    }
    return NUMBERING_NONE;
}

static void skip_end_marks(struct span *s)
{
    for (int i = 0; i < 2 && is_end_mark(fold_peek(*s)); i++)
        fold_step(s);
    fold_skip_blanks(s);
}

/* The number without the bracket before it. */
static struct span bare_number(struct span before, size_t after)
{
    struct span s = span_sub(before, 0, before.n - after);

    if (fold_peek(s) == '(')
        fold_step(&s);
    return fold_trim(s);
}

enum numbering numbering_take(struct span *line, struct span *ret_as)
{
    struct span s;
    struct span before;
    struct span as_written = SPAN_NONE;
    enum numbering as;
    bool bullet;

    assert(line);
    s = *line;
    fold_skip_blanks(&s);
    bullet = take_letter_bullet(&s) || take_bullets(&s);
    before = s;
    as = take_number(&s);
    if (as != NUMBERING_NONE) {
        as_written = bare_number(before, s.n);
        skip_end_marks(&s);
    } else if (bullet) {
        as = NUMBERING_BULLET;
    }
    if (ret_as)
        *ret_as = as_written;
    if (as != NUMBERING_NONE)
        *line = s;
    return as;
}
