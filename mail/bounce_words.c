#include "bounce_words.h"

#include <assert.h>

#include "convoke/base/own.h"
#include "convoke/mail/address.h"
#include "tidy.h"

enum {
    WORDS_MAX = 32 * 1024, /* octets read of a bounce's own words */
    CODE_WITHIN = 1500,    /* octets after an address in which its code is */
    LOCAL_MAX = 64,
    DOMAIN_MAX = 255,
};

/* ---- codes ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_alnum(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static size_t digits(struct span s, size_t most)
{
    size_t n = 0;

    while (n < s.n && n < most && is_digit(s.p[n]))
        n++;
    return n;
}

/* Length of "5.1.1" at the start of `s`, 0 when there is none. */
static size_t enhanced_length(struct span s)
{
    size_t subject;
    size_t detail;
    size_t n;

    if (s.n < 5 || (s.p[0] != '4' && s.p[0] != '5') || s.p[1] != '.')
        return 0;
    subject = digits(span_from(s, 2), 3);
    n = 2 + subject;
    if (subject == 0 || n >= s.n || s.p[n] != '.')
        return 0;
    detail = digits(span_from(s, n + 1), 3);
    n += 1 + detail;
    /* Four numbers are the address of a host. */
    if (detail == 0 || (n < s.n && is_alnum(s.p[n])) ||
        (n + 1 < s.n && s.p[n] == '.' && is_digit(s.p[n + 1])))
        return 0;
    return n;
}

static bool is_smtp_code(struct span s)
{
    return s.n >= 3 && (s.p[0] == '4' || s.p[0] == '5') && s.p[1] >= '0' &&
           s.p[1] <= '7' && is_digit(s.p[2]) &&
           (s.n == 3 || s.p[3] == ' ' || s.p[3] == '-' || s.p[3] == ',' ||
            s.p[3] == '#' || s.p[3] == ')' || s.p[3] == '\n');
}

static bool starts_word(struct span text, size_t i)
{
    return i == 0 || (!is_alnum(text.p[i - 1]) && text.p[i - 1] != '.' &&
                      text.p[i - 1] != ':' && text.p[i - 1] != '-');
}

static bool find_number(struct span text, struct bounce_code *ret)
{
    struct span smtp = SPAN_NONE;

    for (size_t i = 0; i < text.n; i++) {
        size_t n;
        if (!is_digit(text.p[i]) || !starts_word(text, i))
            continue;
        n = enhanced_length(span_from(text, i));
        if (n) {
            ret->status = span_sub(text, i, n);
            ret->class = bounce_class_of(ret->status);
            return true;
        }
        if (smtp.n == 0 && is_smtp_code(span_from(text, i)))
            smtp = span_sub(text, i, 1);
    }
    if (smtp.n == 0)
        return false;
    ret->status = smtp.p[0] == '5' ? SPAN("5.0.0") : SPAN("4.0.0");
    ret->class = bounce_class_of(ret->status);
    return true;
}

/* What a phrase is about, and its code when it is for now and for good. */
enum matter { NOBODY, CLOSED, FULL, ROUTE, POLICY };
static const struct span matter_codes[][2] = {
    [NOBODY] = { SPAN("4.1.1"), SPAN("5.1.1") },
    [CLOSED] = { SPAN("4.2.1"), SPAN("5.2.1") },
    [FULL] = { SPAN("4.2.2"), SPAN("5.2.2") },
    [ROUTE] = { SPAN("4.4.1"), SPAN("5.4.1") },
    [POLICY] = { SPAN("4.7.1"), SPAN("5.7.1") },
};

static const struct phrase {
    struct span words;
    enum matter matter;
    enum bounce_class class;
    bool pending;
} phrases[] = {
#define SAYS(words_, matter_, class_, pending_)                                \
    {                                                                          \
        SPAN(words_), matter_, BOUNCE_##class_, pending_                       \
    }
    SAYS("will continue", ROUTE, SOFT, true),
    SAYS("will be retried", ROUTE, SOFT, true),
    SAYS("keep trying", ROUTE, SOFT, true),
    SAYS("not yet been delivered", ROUTE, SOFT, true),
    SAYS("do not need to resend", ROUTE, SOFT, true),
    SAYS("warning message only", ROUTE, SOFT, true),
    SAYS("系统将继续尝试", ROUTE, SOFT, true),
    /* Too much or too fast (smtp_pace.c): nothing against the address. */
    SAYS("frequency limit", POLICY, HARD, false),
    SAYS("rate limit", POLICY, HARD, false),
    SAYS("sending limit", POLICY, HARD, false),
    SAYS("sending quota", POLICY, HARD, false),
    SAYS("mailbox unavailable or access denied", POLICY, HARD, false),
    SAYS("发信频率", POLICY, HARD, false),
    SAYS("过于频繁", POLICY, HARD, false),
    SAYS("mailbox full", FULL, SOFT, false),
    SAYS("mailbox is full", FULL, SOFT, false),
    SAYS("quota", FULL, SOFT, false),
    SAYS("邮箱已满", FULL, SOFT, false),
    SAYS("空间不足", FULL, SOFT, false),
    SAYS("can not connect", ROUTE, SOFT, false),
    SAYS("cannot connect", ROUTE, SOFT, false),
    SAYS("timed out", ROUTE, SOFT, false),
    SAYS("无法连接", ROUTE, SOFT, false),
    SAYS("user unknown", NOBODY, HARD, false),
    SAYS("unknown user", NOBODY, HARD, false),
    SAYS("unknown recipient", NOBODY, HARD, false),
    SAYS("user not found", NOBODY, HARD, false),
    SAYS("no such user", NOBODY, HARD, false),
    SAYS("no mailbox here", NOBODY, HARD, false),
    SAYS("mailbox not found", NOBODY, HARD, false),
    SAYS("mailbox unavailable", NOBODY, HARD, false),
    SAYS("name is not recognized", NOBODY, HARD, false),
    SAYS("does not exist", NOBODY, HARD, false),
    SAYS("doesn't exist", NOBODY, HARD, false),
    SAYS("deactivated mailbox", CLOSED, HARD, false),
    SAYS("account is disabled", CLOSED, HARD, false),
    SAYS("用户不存在", NOBODY, HARD, false),
    SAYS("地址不存在", NOBODY, HARD, false),
    SAYS("邮箱不存在", NOBODY, HARD, false),
    SAYS("帐号不存在", NOBODY, HARD, false),
    SAYS("账号不存在", NOBODY, HARD, false),
    SAYS("无此用户", NOBODY, HARD, false),
    SAYS("suspected spam", POLICY, HARD, false),
#undef SAYS
};

static const struct phrase *find_phrase(struct span text, bool pending)
{
    for (size_t i = 0; i < ARRAY_LEN(phrases); i++) {
        const struct phrase *p = &phrases[i];
        if ((!pending || p->pending) &&
            span_find_nocase(text, p->words) < text.n)
            return p;
    }
    return NULL;
}

static struct span phrase_code(const struct phrase *p, enum bounce_class class)
{
    return matter_codes[p->matter][class == BOUNCE_HARD];
}

bool bounce_code_find(struct span text, struct bounce_code *ret)
{
    struct bounce_code c = { .pending = false };
    bool number = find_number(text, &c);
    const struct phrase *p = NULL;

    assert(ret);
    /* "552 mailbox full": the number says for how long, the words say why. */
    if (!number || span_ends(c.status, SPAN(".0.0")))
        p = find_phrase(text, /* pending= */ false);
    if (p && number && !p->pending)
        c.status = phrase_code(p, c.class);
    else if (p && !number)
        c = (struct bounce_code){ phrase_code(p, p->class), p->class,
                                  p->pending };
    *ret = c;
    return number || p;
}

/* ---- addresses ---- */

static bool is_address_char(char c)
{
    return is_alnum(c) || (unsigned char)c >= 0x80 ||
           (c && strchr("!#$%&'*+-/=?^_`{|}~.", c));
}

/* Chinese words stand beside an address without a blank. */
static bool is_local_char(char c)
{
    return is_address_char(c) && (unsigned char)c < 0x80;
}

/* The address around the `@` at `at`, empty when there is none. */
static struct span address_at(struct span line, size_t at)
{
    size_t from = at;
    size_t to = at + 1;
    struct span found;

    while (from > 0 && at - from < LOCAL_MAX && is_local_char(line.p[from - 1]))
        from--;
    while (to < line.n && to - at < DOMAIN_MAX &&
           (is_alnum(line.p[to]) || line.p[to] == '.' || line.p[to] == '-'))
        to++;
    while (to > at + 1 && (line.p[to - 1] == '.' || line.p[to - 1] == '-'))
        to--;
    found = span_sub(line, from, to - from);
    /* BouncedRcpt=a@b, SMTP=a@b */
    if (span_find_char(found, '=') < found.n && found.p[0] != '=')
        found = span_from(found, span_find_char(found, '=') + 1);
    return address_is_plain(found) ? found : SPAN_NONE;
}

/* Below these lines stands the mail itself. */
static bool is_copy_mark(struct span line)
{
    static const struct span marks[] = {
        SPAN("--- below this line"),
        SPAN("------ this is a copy"),
        SPAN("----- this is a copy"),
        SPAN("--- original message"),
        SPAN("----- original message"),
        SPAN("-----original message"),
        SPAN("--- undelivered message"),
        SPAN("message header follows"),
        SPAN("----- unsent message"),
        SPAN("--- copy of original"),
        SPAN("original message follows"),
        SPAN("------- returned message"),
        SPAN("--- returned mail follows"),
        SPAN("your message reads"),
        SPAN("--- message header"),
        SPAN("received:"),
        SPAN("return-path:"),
        SPAN("message-id:"),
        SPAN("x-mailer:"),
        SPAN("mime-version:"),
    };

    while (line.n && line.p[0] == '>')
        line = span_trim(span_from(line, 1));
    for (size_t i = 0; i < ARRAY_LEN(marks); i++)
        if (span_starts_nocase(line, marks[i]))
            return true;
    return false;
}

/* Words that stand before the address that failed. */
static bool introduces(struct span before)
{
    static const struct span words[] = {
        SPAN("rcpt to"),     SPAN("无法发送到"),     SPAN("收件人"),
        SPAN("recipient"),   SPAN("bouncedrcpt="),   SPAN("undeliverable"),
        SPAN("not deliver"), SPAN("unable to send"), SPAN("could not send"),
        SPAN("failed"),      SPAN("smtp="),          SPAN("收信人"),
    };

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (span_find_nocase(before, words[i]) < before.n)
            return true;
    return false;
}

/* It stands alone in its line, or is what the line is about. */
static bool is_marked(struct span line, struct span found)
{
    size_t at = (size_t)(found.p - line.p);
    struct span before = span_trim_wide(span_sub(line, 0, at));
    struct span after = span_trim_wide(span_from(line, at + found.n));
    bool alone = before.n == 0 || span_eq(before, SPAN("<")) ||
                 span_eq(before, SPAN("*")) || span_eq(before, SPAN("-"));

    if (alone && (after.n == 0 || span_eq(after, SPAN(">")) ||
                  strchr(":;,", after.p[0]) || span_starts(after, SPAN(">:"))))
        return true;
    return introduces(before);
}

struct words {
    struct arena *arena;
    struct facts *f;
    struct span text; /* above the copy of the mail */
    struct {
        struct span mail;
        size_t at; /* of its line in text */
    } found[BOUNCE_MAX_FAILURES];
    size_t n;
    bool marked; /* … all that were found */
};

/* The report's own people: its sender, and we. */
static bool is_bystander(const struct words *w, struct span mail)
{
    list_each(&w->f->to, a) if (span_eq_nocase(a->mail, mail)) return true;
    list_each(&w->f->from, a) if (span_eq_nocase(a->mail, mail)) return true;
    return span_starts_nocase(mail, SPAN("postmaster@")) ||
           span_starts_nocase(mail, SPAN("mailer-daemon@"));
}

static void keep(struct words *w, struct span mail, size_t at)
{
    mail = tidy_mail(mail, w->arena);
    if (mail.n == 0 || mail.n > FACTS_MAX_MAIL || is_bystander(w, mail))
        return;
    for (size_t i = 0; i < w->n; i++)
        if (span_eq_nocase(w->found[i].mail, mail))
            return;
    if (w->n == BOUNCE_MAX_FAILURES)
        return;
    w->found[w->n].mail = mail;
    w->found[w->n++].at = at;
}

static void read_line(struct words *w, struct span line)
{
    size_t from = 0;
    size_t at;

    while ((at = from + span_find_char(span_from(line, from), '@')) < line.n) {
        struct span found = address_at(line, at);
        from = at + 1;
        if (found.n && is_marked(line, found) == w->marked)
            keep(w, found, (size_t)(line.p - w->text.p));
    }
}

static void read_lines(struct words *w, bool marked)
{
    struct span rest = w->text;
    struct span line;

    w->marked = marked;
    while (span_line(&rest, &line))
        read_line(w, line);
}

static struct span above_copy(struct span text)
{
    struct span all = text = span_fit(text, WORDS_MAX);
    struct span line;

    while (span_line(&text, &line))
        if (is_copy_mark(span_trim(line)) && line.p > all.p)
            return span_sub(all, 0, (size_t)(line.p - all.p));
    return all;
}

/* From its address to the next one, else from everything said. */
static struct bounce_code code_of(const struct words *w, size_t i)
{
    size_t end = w->text.n;
    struct span own;
    struct bounce_code c;

    for (size_t k = 0; k < w->n; k++)
        if (w->found[k].at > w->found[i].at && w->found[k].at < end)
            end = w->found[k].at;
    own = span_sub(w->text, w->found[i].at, end - w->found[i].at);
    if (!bounce_code_find(span_fit(own, CODE_WITHIN), &c))
        (void)bounce_code_find(w->text, &c);
    return c;
}

void bounce_words_read(struct arena *arena, struct facts *f)
{
    struct words w = { .arena = arena, .f = f };
    const struct phrase *waits;

    assert(arena && f);
    w.text = above_copy(f->text);
    waits = find_phrase(w.text, /* pending= */ true);
    read_lines(&w, true);
    if (w.n == 0)
        read_lines(&w, false);
    for (size_t i = 0; i < w.n; i++) {
        struct bounce_code c = code_of(&w, i);
        if (waits)
            c = (struct bounce_code){ phrase_code(waits, BOUNCE_SOFT),
                                      BOUNCE_SOFT, true };
        /* Of several that were only mentioned, one may have failed. */
        if (!w.marked && w.n > 1)
            c.class = BOUNCE_UNKNOWN;
        *list_push(&f->failures, arena) = (struct bounce_failure){
            .recipient = w.found[i].mail,
            .status = arena_span(arena, c.status),
            .class = c.class,
            .pending = c.pending,
        };
    }
}
