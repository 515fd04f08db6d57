#include "convoke/render/phrase.h"

#include "convoke/base/text.h"

static const char *const weekday_zh[] = { "周一", "周二", "周三", "周四",
                                          "周五", "周六", "周日" };
static const char *const weekday_en[] = { "Mon", "Tue", "Wed", "Thu",
                                          "Fri", "Sat", "Sun" };
static const char *const month_en[] = { "January", "February", "March",
                                        "April",   "May",      "June",
                                        "July",    "August",   "September",
                                        "October", "November", "December" };

struct span phrase_day(struct arena *a, enum phrase_language l, civil_day d)
{
    struct civil c = civil_from_day(d);
    int w = civil_weekday(d) - 1;

    if (l == PHRASE_ZH)
        return arena_printf(a, "%d年%d月%d日（%s）", c.year, c.month, c.day,
                            weekday_zh[w]);
    return arena_printf(a, "%s %d %s %d", weekday_en[w], c.day,
                        month_en[c.month - 1], c.year);
}

struct span phrase_short_day(struct arena *a, enum phrase_language l,
                             civil_day d)
{
    char day[CIVIL_TEXT];
    int w = civil_weekday(d) - 1;

    if (l == PHRASE_ZH)
        return arena_printf(a, "%s（%s）", civil_print(d, day), weekday_zh[w]);
    return arena_printf(a, "%s (%s)", civil_print(d, day), weekday_en[w]);
}

struct span phrase_due(struct arena *a, enum phrase_language l, civil_day d)
{
    struct span day = phrase_day(a, l, d);

    if (l == PHRASE_ZH)
        return arena_printf(a, SPAN_FMT "24:00", SPAN_ARG(day));
    return arena_printf(a, "24:00 on " SPAN_FMT, SPAN_ARG(day));
}

struct span phrase_moment(struct arena *a, enum phrase_language l, int64_t t)
{
    civil_day d = civil_of(t);
    struct span day = phrase_day(a, l, d);
    int minutes = (int)((t - civil_moment(d, 0)) / 60);

    if (l == PHRASE_ZH)
        return arena_printf(a, SPAN_FMT "%02d:%02d", SPAN_ARG(day),
                            minutes / 60, minutes % 60);
    return arena_printf(a, "%02d:%02d on " SPAN_FMT, minutes / 60, minutes % 60,
                        SPAN_ARG(day));
}

struct span phrase_left(struct arena *a, enum phrase_language l, int days)
{
    int n = days < 0 ? -days : days;
    const char *s = n == 1 ? "" : "s";

    if (days == 0)
        return l == PHRASE_ZH ? SPAN("今日到期") : SPAN("due today");
    if (l == PHRASE_ZH)
        return arena_printf(a, days < 0 ? "逾期%d天" : "剩%d天", n);
    return arena_printf(a, days < 0 ? "%d day%s overdue" : "%d day%s left", n,
                        s);
}

struct span phrase_octets(struct arena *a, enum phrase_language l, uint64_t n)
{
    unsigned long long tenths = (n * 10 + (1 << 19)) >> 20;

    if (n < 1024)
        return arena_printf(a, l == PHRASE_ZH ? "%llu字节" : "%llu bytes",
                            (unsigned long long)n);
    if (tenths < 10)
        return arena_printf(a, "%llu KB", (unsigned long long)(n + 512) >> 10);
    return arena_printf(a, "%llu.%llu MB", tenths / 10, tenths % 10);
}

/* What RFC 6068 lets stand for itself; `@` and `+` only in the address, where
 * `+` carries the token and must not be read as a blank. */
static bool stands(char c, bool address)
{
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
        (c >= '0' && c <= '9'))
        return true;
    return c != '\0' && strchr(address ? "-._~@+!$*" : "-._~", c) != NULL;
}

static void encode(struct text *to, struct span s, bool address)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (stands(s.p[i], address))
            text_add_char(to, s.p[i]);
        else if (c == '\n' && (i == 0 || s.p[i - 1] != '\r'))
            text_add_str(to, "%0D%0A");
        else
            text_addf(to, "%%%02X", c);
    }
}

struct span phrase_mailto(struct arena *a, struct span address,
                          struct span subject, struct span body)
{
    CLEANUP(text_release) struct text to = TEXT_INIT(TEXT_MAX_HEADER);

    text_add_str(&to, "mailto:");
    encode(&to, address, true);
    if (subject.n) {
        text_add_str(&to, "?subject=");
        encode(&to, subject, false);
    }
    if (body.n) {
        text_add_str(&to, subject.n ? "&body=" : "?body=");
        encode(&to, body, false);
    }
    return arena_span(a, text_span(&to));
}
