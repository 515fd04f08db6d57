#include "statement.h"

#include <assert.h>
#include <stdio.h>

#include "convoke/base/civil.h"
#include "convoke/base/own.h"
#include "convoke/base/spelling.h"

enum { FOLDED_MAX = 4000, DAY_MAX = 200 };

/* The annex's words, folded as spelling_fold does. */
static const char words[] =
    "本单位愿意遵守全国网络安全标准化技术委员会工作组章程及其配套规章的规定"
    "积极参与全国网络安全标准化技术委员会组织的各项活动";

/* What only that statement would say, changed or not. */
static const char *const traces[] = { "本单位愿意", "本单位同意遵守",
                                      "工作组章程及其配套规章",
                                      "组织的各项活动" };

/* What takes back in an added sentence what the statement gives. */
static const char *const exceptions[] = {
    "但", "除", "不", "保留", "例外", "except", "unless", "however"
};

static const char *const refusals[] = { "否", "不" };
static const char *const refusal_words[] = { "no", "n", "disagree" };
static const char *const affirmations[] = { "同意", "愿意", "遵守" };
static const char *const affirmation_words[] = { "是",     "yes",   "y",
                                                 "ok",     "agree", "agreed",
                                                 "weagree" };

static bool has_any(struct span s, const char *const *at, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (span_has(s, span_str(at[i])))
            return true;
    return false;
}

static bool is_one(struct span s, const char *const *at, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (span_eq(s, span_str(at[i])))
            return true;
    return false;
}

#define IS_ONE(s, list) is_one((s), (list), ARRAY_LEN(list))
#define HAS_ANY(s, list) has_any((s), (list), ARRAY_LEN(list))

struct span statement_read(struct span text)
{
    char buf[FOLDED_MAX];
    size_t n = spelling_fold(span_fit(text, sizeof(buf)),
                             /* parentheses= */ true, buf, sizeof(buf));
    struct span folded = span_of(buf, n <= sizeof(buf) ? n : 0);
    size_t at = span_find(folded, span_str(words));

    if (at < folded.n) {
        struct span before = span_sub(folded, 0, at);
        struct span after = span_from(folded, at + sizeof(words) - 1);

        return HAS_ANY(before, exceptions) || HAS_ANY(after, exceptions)
                   ? SPAN("altered")
                   : SPAN("是");
    }
    if (HAS_ANY(folded, traces) || span_eq(folded, SPAN("altered")))
        return SPAN("altered");
    if (HAS_ANY(folded, refusals) || IS_ONE(folded, refusal_words))
        return SPAN("否");
    if (HAS_ANY(folded, affirmations) || IS_ONE(folded, affirmation_words))
        return SPAN("是");
    return SPAN_NONE;
}

/* The digits 0..9 in Chinese, each three octets; 十 is handled apart. */
static int han_digit(unsigned code)
{
    static const unsigned digits[] = { 0x96f6, 0x4e00, 0x4e8c, 0x4e09, 0x56db,
                                       0x4e94, 0x516d, 0x4e03, 0x516b, 0x4e5d };

    if (code == 0x3007 || code == 0x25cb)
        return 0;
    for (int i = 0; i < (int)ARRAY_LEN(digits); i++)
        if (digits[i] == code)
            return i;
    return -1;
}

enum { TEN = 0x5341 };

/* Copies `text` without blanks, digits narrow and Arabic, so that a day has
 * one shape. 十二 becomes 12, 二十 becomes 20, 二十一 becomes 21. */
static size_t plain_digits(struct span text, char buf[DAY_MAX])
{
    size_t used = 0;
    bool digit_before = false;

    while (text.n > 0 && used + 4 < DAY_MAX) {
        unsigned code = 0;
        unsigned next = 0;
        size_t step = span_char(text, &code);
        struct span c = span_sub(text, 0, step);

        if (step == 0)
            break;
        text = span_from(text, step);
        if (spelling_is_blank(code))
            continue;
        if (code >= 0xff10 && code <= 0xff19)
            code -= 0xff10 - '0';
        else if (han_digit(code) >= 0)
            code = '0' + (unsigned)han_digit(code);
        span_char(text, &next);
        if (code == TEN) {
            if (!digit_before)
                buf[used++] = '1';
            if (han_digit(next) < 0)
                buf[used++] = '0';
        } else if (code < 0x80) {
            buf[used++] = (char)code;
        } else {
            memcpy(buf + used, c.p, c.n);
            used += c.n;
        }
        digit_before = code >= '0' && code <= '9';
    }
    return used;
}

/* Octets of the mark of a day at the start of `s`: "年" or one of "-./". */
static size_t mark(struct span s, struct span han)
{
    if (span_starts(s, han))
        return han.n;
    return s.n > 0 && (s.p[0] == '-' || s.p[0] == '/' || s.p[0] == '.');
}

static size_t digits(struct span s, size_t most)
{
    size_t n = 0;

    while (n < s.n && n < most && s.p[n] >= '0' && s.p[n] <= '9')
        n++;
    return n;
}

/* Octets of a day's shape at the start of `s`, 0 when it has none; *ret gets
 * it with plain marks. */
static size_t shape(struct span s, char ret[CIVIL_TEXT])
{
    struct span rest = s;
    struct span part[3];
    static const struct span han[] = { { "年", 3 }, { "月", 3 }, { "日", 3 } };

    for (size_t i = 0; i < 3; i++) {
        size_t n = digits(rest, i == 0 ? 4 : 2);
        size_t m = mark(span_from(rest, n), han[i]);

        if (n < (i == 0 ? 4 : 1) || (i < 2 && m == 0))
            return 0;
        part[i] = span_sub(rest, 0, n);
        if (i == 2 && m == 1)
            m = 0;
        rest = span_from(rest, n + m);
    }
    snprintf(ret, CIVIL_TEXT, SPAN_FMT "-" SPAN_FMT "-" SPAN_FMT,
             SPAN_ARG(part[0]), SPAN_ARG(part[1]), SPAN_ARG(part[2]));
    return s.n - rest.n;
}

struct span statement_day(struct span text, struct arena *arena)
{
    char buf[DAY_MAX];
    char plain[CIVIL_TEXT];
    char iso[CIVIL_TEXT];
    struct span s = span_of(buf, plain_digits(text, buf));

    assert(arena);
    for (size_t i = 0; i < s.n; i++) {
        size_t n = shape(span_from(s, i), plain);
        civil_day day;

        if (n == 0)
            continue;
        if (civil_parse(span_str(plain), &day))
            return arena_span(arena, span_str(civil_print(day, iso)));
        return arena_span(arena, span_sub(s, i, n));
    }
    return SPAN_NONE;
}
