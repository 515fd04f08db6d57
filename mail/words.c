#include "words.h"

#include <assert.h>

#include "convoke/base/own.h"
#include "convoke/base/text.h"
#include "quote.h"

struct lines {
    struct span *at; /* in the arena */
    size_t n;
};

static struct lines split(struct span text, struct arena *arena)
{
    struct lines l = { 0 };
    struct span rest = text;
    struct span line;
    size_t n = 1;

    for (size_t i = 0; i < text.n; i++)
        n += text.p[i] == '\n';
    l.at = arena_alloc(arena, n * sizeof(*l.at));
    while (span_cut(&rest, '\n', &line))
        l.at[l.n++] = line;
    return l;
}

static bool is_blank(struct span line)
{
    return span_trim_wide(line).n == 0;
}

/* ---- what stands below a person's words ---- */

/* Lines a program adds at the end; the whole line goes. */
static const struct span footers[] = {
    SPAN("发自我的"),
    SPAN("发自 我的"),
    SPAN("发自iPhone"),
    SPAN("发自网易邮箱"),
    SPAN("發自我的"),
    SPAN("从我的"),
    SPAN("從我的"),
    SPAN("来自我的"),
    SPAN("来自网易邮箱"),
    SPAN("来自新浪"),
    SPAN("签名由"),
    SPAN("获取 Outlook"),
    SPAN("获取Outlook"),
    SPAN("取得 Outlook"),
    SPAN("从 Windows 版邮件发送"),
    SPAN("发送自 Windows"),
    SPAN("发自企业微信"),
    SPAN("Get Outlook for"),
    SPAN("Get [Outlook"),
    SPAN("Sent with "),
    SPAN("Sent via "),
    SPAN("Sent by "),
    SPAN("From my "),
    SPAN("Envoyé de mon"),
    SPAN("Envoyé depuis"),
    SPAN("Von meinem "),
    SPAN("Diese Nachricht wurde von meinem"),
    SPAN("Verzonden met"),
    SPAN("Verstuurd vanaf"),
    SPAN("Enviado desde"),
    SPAN("Enviado do"),
    SPAN("Inviato da"),
    SPAN("Skickat från"),
    SPAN("Отправлено с"),
    SPAN("iPhoneから送信"),
    SPAN("Someone from mobile"),
};

/* "Sent from my iPhone", but not "Sent from my desk, is much easier". */
static bool is_sent_from(struct span s)
{
    static const struct span excuses[] = { SPAN("please"), SPAN("pardon"),
                                           SPAN("excuse"), SPAN("sorry"),
                                           SPAN("apolog") };
    size_t comma;
    struct span rest;

    while (s.n && (s.p[0] == '<' || s.p[0] == '(' || s.p[0] == '['))
        s = span_from(s, 1);
    if (!span_starts_nocase(s, SPAN("sent from ")) &&
        !span_starts_nocase(s, SPAN("sent by ")))
        return false;
    comma = span_find_char(s, ',');
    if (comma == s.n)
        return s.n < 120;
    rest = span_trim(span_from(s, comma + 1));
    for (size_t i = 0; i < ARRAY_LEN(excuses); i++)
        if (span_starts_nocase(rest, excuses[i]))
            return true;
    return false;
}

/* "从我的 iPhone 发送" needs its end, for "从我的角度看" is prose. */
static bool is_footer(struct span line)
{
    struct span s = quote_bare(line);

    if (is_sent_from(s))
        return true;
    if (s.n > 120)
        return false;
    if (span_starts(s, SPAN("从")) || span_starts(s, SPAN("從")))
        return span_ends(s, SPAN("发送")) || span_ends(s, SPAN("傳送")) ||
               span_ends(s, SPAN("發送"));
    for (size_t i = 0; i < ARRAY_LEN(footers); i++)
        if (span_starts_nocase(s, footers[i]))
            return true;
    return false;
}

/* Lines that start a legal notice: everything below goes with them. */
static bool is_notice(struct span line)
{
    static const struct span notices[] = {
        SPAN("保密声明"),
        SPAN("保密提示"),
        SPAN("免责声明"),
        SPAN("【保密"),
        SPAN("本邮件及其附件"),
        SPAN("本电子邮件及"),
        SPAN("此邮件及其附件"),
        SPAN("本邮件包含"),
        SPAN("本邮件含有"),
        SPAN("本邮件所含"),
        SPAN("声明：本邮件"),
        SPAN("声明:本邮件"),
        SPAN("CONFIDENTIALITY"),
        SPAN("Confidentiality Notice"),
        SPAN("DISCLAIMER"),
        SPAN("Disclaimer:"),
        SPAN("This e-mail and its attachments"),
        SPAN("This email and its attachments"),
        SPAN("This e-mail and any"),
        SPAN("This email and any"),
        SPAN("The information contained in this e"),
        SPAN("This message is intended only"),
    };
    struct span s = quote_bare(line);

    for (size_t i = 0; i < ARRAY_LEN(notices); i++)
        if (span_starts(s, notices[i]))
            return true;
    return false;
}

/* RFC 3676 4.3 says "-- "; programs lose the blank. */
static bool is_signature_mark(struct span line)
{
    line = span_trim_wide(line);
    return span_eq(line, SPAN("--")) || span_eq(line, SPAN("—-")) ||
           span_eq(line, SPAN("——")) || span_eq(line, SPAN("—"));
}

/* Index behind the last line that is this person's, of lines [from, to). */
static size_t trim_end(const struct lines *l, size_t from, size_t to)
{
    while (to > from &&
           (is_blank(l->at[to - 1]) || quote_is_rule(l->at[to - 1]) ||
            is_footer(l->at[to - 1])))
        to--;
    return to;
}

/* Where the signature or a legal notice begins; a notice only below words. */
static size_t signature(const struct lines *l, size_t from, size_t to)
{
    bool words = false;

    for (size_t i = from; i < to; i++) {
        if (is_signature_mark(l->at[i]) || (words && is_notice(l->at[i])))
            return i;
        words = words || trim_end(l, i, i + 1) > i;
    }
    return to;
}

/* ---- putting it together ---- */

static void keep(struct text *out, const struct lines *l, size_t from,
                 size_t to)
{
    for (; from < to; from++) {
        if (quote_is_marked(l->at[from]) ||
            (out->n == 0 && is_blank(l->at[from])))
            continue;
        text_add(out, l->at[from]);
        text_add_char(out, '\n');
    }
}

/* Lines [from, to) with marked ones among them: an answer between quotes. */
static bool is_mixed(const struct lines *l, size_t from, size_t to)
{
    bool marked = false;
    bool plain = false;

    for (size_t i = from; i < to; i++) {
        if (quote_is_marked(l->at[i]))
            marked = true;
        else if (!is_blank(l->at[i]))
            plain = true;
    }
    return marked && plain;
}

/* The end of what stands above the quote: marked lines at the end go too. */
static size_t above(const struct lines *l, size_t from, size_t to)
{
    size_t end;

    to = signature(l, from, to);
    do {
        end = to = trim_end(l, from, to);
        while (to > from &&
               (is_blank(l->at[to - 1]) || quote_is_marked(l->at[to - 1])))
            to--;
    } while (to != end);
    return to;
}

/* What a person wrote below an attribution and its marked lines; without any
 * marked line all of it is quoted mail. */
static bool answers_below(const struct lines *l, size_t from)
{
    size_t end = above(l, from, l->n);
    size_t i = from;

    while (i < end && is_blank(l->at[i]))
        i++;
    return i < end && quote_is_marked(l->at[i]) && is_mixed(l, i, end);
}

struct words words_of(struct span text, size_t quote_at, struct arena *arena)
{
    CLEANUP(text_release) struct text out = TEXT_INIT(text.n + 1);
    bool cut = quote_at < text.n;
    struct lines l;
    struct words w = { 0 };
    enum quote mark = QUOTE_NONE;
    size_t mark_n = 0;
    size_t at = 0;
    size_t end;

    assert(arena);
    l = split(span_sub(text, 0, quote_at), arena);
    while (at < l.n &&
           (mark = quote_begins(l.at, l.n, at, &mark_n)) == QUOTE_NONE)
        at++;
    end = above(&l, 0, at);
    keep(&out, &l, 0, end);
    w.uncertain = is_mixed(&l, 0, end) || (end == 0 && (at < l.n || cut)) ||
                  (end == 0 && at > 0 && quote_is_marked(l.at[0]));
    if (mark == QUOTE_ATTRIBUTION && answers_below(&l, at + mark_n))
        w.uncertain = true;
    if (mark == QUOTE_ATTRIBUTION && end == 0)
        keep(&out, &l, at + mark_n, above(&l, at + mark_n, l.n));
    w.text = arena_span(arena, text_span(&out));
    while (w.text.n &&
           (w.text.p[w.text.n - 1] == '\n' || w.text.p[w.text.n - 1] == ' '))
        w.text.n--;
    return w;
}
