#include "quote.h"

#include <assert.h>

#include "convoke/base/own.h"

enum { MAX_JOINED = 3, BLOCK_LINES = 12, BLOCK_STRANGERS = 4 };

/* ---- small questions about one line ---- */

/* Takes one of `what` off the start or the end of `s`, once. */
static bool strip_one(struct span *s, const struct span *what, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (span_starts(*s, what[i])) {
            *s = span_from(*s, what[i].n);
            return true;
        }
        if (span_ends(*s, what[i])) {
            s->n -= what[i].n;
            return true;
        }
    }
    return false;
}

struct span quote_bare(struct span line)
{
    static const struct span marks[] = { SPAN(">"), SPAN("|"), SPAN("*") };

    do {
        line = span_trim_wide(line);
    } while (line.n && strip_one(&line, marks, ARRAY_LEN(marks)));
    return line;
}

bool quote_is_marked(struct span line)
{
    return span_starts(span_trim_wide(line), SPAN(">"));
}

static struct span without_strokes(struct span line, size_t *ret_ascii)
{
    static const struct span strokes[] = {
        SPAN("-"), SPAN("_"), SPAN("="),  SPAN("*"),  SPAN("~"),
        SPAN("#"), SPAN("+"), SPAN("—"),  SPAN("–"),  SPAN("─"),
        SPAN("━"), SPAN("ᐧ"), SPAN("－"), SPAN("＿"), SPAN("="),
    };
    size_t n = 0;

    for (;;) {
        line = span_trim_wide(line);
        if (line.n == 0 || !strip_one(&line, strokes, ARRAY_LEN(strokes)))
            break;
        n++;
    }
    *ret_ascii = n;
    return line;
}

bool quote_is_rule(struct span line)
{
    size_t n;

    line = without_strokes(line, &n);
    return line.n == 0 && n >= 1;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "9:05", "下午8:45", also with the wide colon. */
static bool has_time(struct span s)
{
    for (size_t i = 1; i + 1 < s.n; i++) {
        struct span rest = span_from(s, i);
        size_t colon = s.p[i] == ':'                   ? 1
                       : span_starts(rest, SPAN("：")) ? 3
                                                       : 0;
        if (colon && is_digit(s.p[i - 1]) && rest.n > colon &&
            is_digit(rest.p[colon]))
            return true;
    }
    return false;
}

static bool has_year(struct span s)
{
    for (size_t i = 0; i + 4 <= s.n; i++)
        if ((span_starts(span_from(s, i), SPAN("20")) ||
             span_starts(span_from(s, i), SPAN("19"))) &&
            is_digit(s.p[i + 2]) && is_digit(s.p[i + 3]))
            return true;
    return false;
}

/* ---- "On … X wrote:" ---- */

static const struct span openers[] = {
    SPAN("On "),       SPAN("At "), SPAN("Le "), SPAN("Am "),  SPAN("El "),
    SPAN("Il "),       SPAN("Em "), SPAN("Op "), SPAN("Den "), SPAN("W dniu"),
    SPAN("Dnia"),      SPAN("Pe "), SPAN("Em "), SPAN("Vào"),  SPAN("В "),
    SPAN("在"),        SPAN("于"),  SPAN("於"),  SPAN("从"),   SPAN("Von "),
    SPAN("Il giorno"),
};

static const struct span verbs[] = {
    SPAN("wrote"),      SPAN("写道"),      SPAN("寫道"),       SPAN("schrieb"),
    SPAN("a écrit"),    SPAN("escribió"),  SPAN("ha scritto"), SPAN("napisał"),
    SPAN("написал"),    SPAN("пише"),      SPAN("skrev"),      SPAN("schreef"),
    SPAN("escreveu"),   SPAN("a scris"),   SPAN("yazdı"),      SPAN("написав"),
    SPAN("geschreven"), SPAN("kirjoitti"), SPAN("のメール"),   SPAN(" от "),
};

/* "napisał(a)", "написала": endings that verbs may carry. */
static struct span without_ending(struct span s)
{
    static const struct span endings[] = { SPAN("(a)"), SPAN("(а)"), SPAN("а"),
                                           SPAN("т") };

    for (size_t i = 0; i < ARRAY_LEN(endings); i++)
        if (span_ends(s, endings[i]))
            return span_trim_wide(span_sub(s, 0, s.n - endings[i].n));
    return s;
}

static bool ends_with_verb(struct span s)
{
    struct span bare = without_ending(s);

    for (size_t i = 0; i < ARRAY_LEN(verbs); i++)
        if (span_ends(s, verbs[i]) || span_ends(bare, verbs[i]))
            return true;
    return false;
}

static bool holds_verb(struct span s)
{
    for (size_t i = 0; i < ARRAY_LEN(verbs); i++)
        if (span_has(s, verbs[i]))
            return true;
    return false;
}

static bool take_colon(struct span *s)
{
    static const struct span colons[] = { SPAN(":"), SPAN("：") };

    for (size_t i = 0; i < ARRAY_LEN(colons); i++)
        if (span_ends(*s, colons[i])) {
            *s = span_trim_wide(span_sub(*s, 0, s->n - colons[i].n));
            return true;
        }
    return false;
}

static bool opens(struct span s)
{
    if (s.n && is_digit(s.p[0]))
        return true;
    for (size_t i = 0; i < ARRAY_LEN(openers); i++)
        if (span_starts(s, openers[i]))
            return true;
    return false;
}

/* "2016-03-03 17:21 GMT+01:00 Some One": Gmail in some languages. */
static bool is_stamp(struct span s)
{
    return s.n > 20 && is_digit(s.p[0]) && s.p[4] == '-' && s.p[7] == '-' &&
           has_time(span_sub(s, 0, 16)) &&
           span_starts(span_from(s, 16), SPAN(" GMT"));
}

/* `marked` says that the next line is a quoted one: then a year is enough. */
static bool attributes(struct span s, bool marked)
{
    bool mail = span_find_char(s, '@') < s.n;
    bool opened = opens(s);
    bool colon = take_colon(&s);
    size_t strokes;
    struct span inner = without_strokes(s, &strokes);

    if (is_stamp(s))
        return true;
    if (!colon && strokes < 4 && !(opened && ends_with_verb(inner)))
        return false;
    if (!mail && !has_time(s) && !(marked && has_year(s)))
        return false;
    if (strokes >= 4)
        return ends_with_verb(inner) && (opens(inner) || mail);
    if (ends_with_verb(s))
        return opened || mail;
    if (!mail)
        return false;
    return holds_verb(s) || (opened && is_digit(s.p[0]) && has_time(s));
}

static struct span join(char *buf, size_t room, const struct span *lines,
                        size_t n)
{
    size_t used = 0;

    for (size_t i = 0; i < n; i++) {
        struct span bare = quote_bare(lines[i]);
        if (bare.n + 1 > room - used)
            return SPAN_NONE;
        if (i > 0)
            buf[used++] = ' ';
        memcpy(buf + used, bare.p, bare.n);
        used += bare.n;
    }
    return span_of(buf, used);
}

static size_t attribution(const struct span *lines, size_t n, size_t at)
{
    char buf[1000];

    for (size_t k = 1; k <= MAX_JOINED && at + k <= n; k++) {
        struct span last = quote_bare(lines[at + k - 1]);
        size_t next = at + k;
        struct span s;

        if (last.n == 0 || (k > 1 && !opens(quote_bare(lines[at])) &&
                            span_find_char(lines[at], '<') == lines[at].n))
            return 0;
        while (next < n && span_trim_wide(lines[next]).n == 0)
            next++;
        s = join(buf, sizeof(buf), lines + at, k);
        if (s.n && attributes(s, next < n && quote_is_marked(lines[next])))
            return k;
    }
    return 0;
}

/* ---- "-----Original Message-----" ---- */

static const struct span titles[] = {
    SPAN("原始邮件"),
    SPAN("原始郵件"),
    SPAN("原邮件"),
    SPAN("邮件原文"),
    SPAN("邮件原件"),
    SPAN("回复的原邮件"),
    SPAN("回复原邮件"),
    SPAN("转发的邮件"),
    SPAN("转发邮件"),
    SPAN("转发的原邮件"),
    SPAN("转发邮件信息"),
    SPAN("转发信息"),
    SPAN("转发的消息"),
    SPAN("原始信件"),
    SPAN("原始消息"),
    SPAN("Original"),
    SPAN("Original Message"),
    SPAN("Original message"),
    SPAN("Original Email"),
    SPAN("Original mail"),
    SPAN("Replied Message"),
    SPAN("Forwarded Message"),
    SPAN("Forwarded message"),
    SPAN("Forwarding messages"),
    SPAN("Mensaje original"),
    SPAN("Ursprüngliche Nachricht"),
    SPAN("Originalnachricht"),
    SPAN("Message d'origine"),
    SPAN("Message original"),
    SPAN("Messaggio originale"),
    SPAN("Mensagem original"),
    SPAN("Oorspronkelijk bericht"),
    SPAN("Oprindelig meddelelse"),
    SPAN("Ursprungligt meddelande"),
    SPAN("Opprinnelig melding"),
    SPAN("Wiadomość oryginalna"),
    SPAN("Исходное сообщение"),
    SPAN("Пересылаемое сообщение"),
    SPAN("元のメッセージ"),
};

static const struct span lone_titles[] = {
    SPAN("Begin forwarded message:"),
    SPAN("下面是被转发的邮件："),
    SPAN("开始转发的邮件："),
    SPAN("开始转发的邮件:"),
    SPAN("Anfang der weitergeleiteten"),
    SPAN("Début du message réexpédié"),
};

static bool is_title(struct span s)
{
    for (size_t i = 0; i < ARRAY_LEN(titles); i++)
        if (span_eq_nocase(s, titles[i]))
            return true;
    return false;
}

/* ---- "From: … Sent: … To: …" ---- */

enum label {
    LABEL_NONE,
    LABEL_FROM,
    LABEL_WHEN,
    LABEL_TO,
    LABEL_CC,
    LABEL_SUBJECT,
    LABEL_OTHER
};

static const struct {
    struct span text;
    enum label label;
} labels[] = {
    { SPAN("发件人"), LABEL_FROM },
    { SPAN("寄件者"), LABEL_FROM },
    { SPAN("寄件人"), LABEL_FROM },
    { SPAN("發件人"), LABEL_FROM },
    { SPAN("发件者"), LABEL_FROM },
    { SPAN("From"), LABEL_FROM },
    { SPAN("De"), LABEL_FROM },
    { SPAN("Von"), LABEL_FROM },
    { SPAN("Da"), LABEL_FROM },
    { SPAN("Van"), LABEL_FROM },
    { SPAN("Från"), LABEL_FROM },
    { SPAN("Fra"), LABEL_FROM },
    { SPAN("Od"), LABEL_FROM },
    { SPAN("От"), LABEL_FROM },
    { SPAN("От кого"), LABEL_FROM },
    { SPAN("Від"), LABEL_FROM },
    { SPAN("差出人"), LABEL_FROM },
    { SPAN("发送时间"), LABEL_WHEN },
    { SPAN("发送日期"), LABEL_WHEN },
    { SPAN("发件时间"), LABEL_WHEN },
    { SPAN("日期"), LABEL_WHEN },
    { SPAN("时间"), LABEL_WHEN },
    { SPAN("寄件日期"), LABEL_WHEN },
    { SPAN("發送時間"), LABEL_WHEN },
    { SPAN("已发送"), LABEL_WHEN },
    { SPAN("Sent"), LABEL_WHEN },
    { SPAN("Sent Time"), LABEL_WHEN },
    { SPAN("Send time"), LABEL_WHEN },
    { SPAN("Date"), LABEL_WHEN },
    { SPAN("Sent on"), LABEL_WHEN },
    { SPAN("Gesendet"), LABEL_WHEN },
    { SPAN("Datum"), LABEL_WHEN },
    { SPAN("Enviado"), LABEL_WHEN },
    { SPAN("Enviada"), LABEL_WHEN },
    { SPAN("Envoyé"), LABEL_WHEN },
    { SPAN("Fecha"), LABEL_WHEN },
    { SPAN("Inviato"), LABEL_WHEN },
    { SPAN("Verzonden"), LABEL_WHEN },
    { SPAN("Skickat"), LABEL_WHEN },
    { SPAN("Sendt"), LABEL_WHEN },
    { SPAN("Wysłano"), LABEL_WHEN },
    { SPAN("Data"), LABEL_WHEN },
    { SPAN("Дата"), LABEL_WHEN },
    { SPAN("Отправлено"), LABEL_WHEN },
    { SPAN("Enviado el"), LABEL_WHEN },
    { SPAN("Wysłane"), LABEL_WHEN },
    { SPAN("収件人"), LABEL_TO },
    { SPAN("收件人"), LABEL_TO },
    { SPAN("收件者"), LABEL_TO },
    { SPAN("To"), LABEL_TO },
    { SPAN("An"), LABEL_TO },
    { SPAN("Para"), LABEL_TO },
    { SPAN("À"), LABEL_TO },
    { SPAN("A"), LABEL_TO },
    { SPAN("Aan"), LABEL_TO },
    { SPAN("Till"), LABEL_TO },
    { SPAN("Til"), LABEL_TO },
    { SPAN("Do"), LABEL_TO },
    { SPAN("Кому"), LABEL_TO },
    { SPAN("抄送"), LABEL_CC },
    { SPAN("副本"), LABEL_CC },
    { SPAN("抄送人"), LABEL_CC },
    { SPAN("Cc"), LABEL_CC },
    { SPAN("主题"), LABEL_SUBJECT },
    { SPAN("主旨"), LABEL_SUBJECT },
    { SPAN("主題"), LABEL_SUBJECT },
    { SPAN("标题"), LABEL_SUBJECT },
    { SPAN("Subject"), LABEL_SUBJECT },
    { SPAN("Betreff"), LABEL_SUBJECT },
    { SPAN("Asunto"), LABEL_SUBJECT },
    { SPAN("Objet"), LABEL_SUBJECT },
    { SPAN("Oggetto"), LABEL_SUBJECT },
    { SPAN("Onderwerp"), LABEL_SUBJECT },
    { SPAN("Ämne"), LABEL_SUBJECT },
    { SPAN("Emne"), LABEL_SUBJECT },
    { SPAN("Assunto"), LABEL_SUBJECT },
    { SPAN("Temat"), LABEL_SUBJECT },
    { SPAN("Тема"), LABEL_SUBJECT },
    { SPAN("Reply-To"), LABEL_OTHER },
    { SPAN("回复地址"), LABEL_OTHER },
    { SPAN("附件"), LABEL_OTHER },
    { SPAN("重要性"), LABEL_OTHER },
    { SPAN("Importance"), LABEL_OTHER },
    { SPAN("密送"), LABEL_OTHER },
    { SPAN("Attachments"), LABEL_OTHER },
};

/* The label a line starts with, before a colon, a bar or a tab. */
static enum label label_of(struct span line)
{
    static const struct span ends[] = { SPAN(":"), SPAN("："), SPAN("|"),
                                        SPAN("\t") };
    size_t end;

    line = quote_bare(line);
    end = line.n;
    for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
        size_t at = span_find(span_sub(line, 0, 40), ends[i]);
        if (at < end && at < 40)
            end = at;
    }
    if (end == line.n)
        return LABEL_NONE;
    line = quote_bare(span_sub(line, 0, end));
    for (size_t i = 0; i < ARRAY_LEN(labels); i++)
        if (span_eq_nocase(line, labels[i].text))
            return labels[i].label;
    return LABEL_NONE;
}

/* A From line and two other labels near it: prose has no such block. Only
 * labels may stand above the From line. */
static bool is_header_block(const struct span *lines, size_t n, size_t at)
{
    unsigned seen = 1U << label_of(lines[at]);
    int strangers = 0;

    if (seen == 1U << LABEL_NONE)
        return false;
    for (size_t i = at + 1; i < n && i < at + BLOCK_LINES; i++) {
        enum label label = label_of(lines[i]);

        if (label == LABEL_NONE && !(seen & 1U << LABEL_FROM))
            break;
        if (label == LABEL_NONE && quote_bare(lines[i]).n &&
            ++strangers > BLOCK_STRANGERS)
            break;
        if (label != LABEL_NONE)
            seen |= 1U << label;
    }
    return (seen & 1U << LABEL_FROM) && __builtin_popcount(seen) >= 3;
}

static bool is_title_line(const struct span *lines, size_t n, size_t at)
{
    struct span bare = quote_bare(lines[at]);
    size_t strokes;
    struct span inner = without_strokes(bare, &strokes);
    size_t next = at + 1;

    inner = quote_bare(inner);
    if (is_title(inner)) {
        if (strokes >= 4)
            return true;
        while (next < n && quote_bare(lines[next]).n == 0)
            next++;
        return next < n && label_of(lines[next]) != LABEL_NONE;
    }
    for (size_t i = 0; i < ARRAY_LEN(lone_titles); i++)
        if (span_starts_nocase(bare, lone_titles[i]))
            return true;
    return span_find_nocase(inner, SPAN("reply above this line")) < inner.n ||
           span_has(inner, SPAN("请在此行以上回复"));
}

enum quote quote_begins(const struct span *lines, size_t n, size_t at,
                        size_t *ret_n)
{
    assert(lines);
    assert(at < n);
    *ret_n = 1;
    if (is_title_line(lines, n, at) || is_header_block(lines, n, at))
        return QUOTE_BLOCK;
    *ret_n = attribution(lines, n, at);
    return *ret_n ? QUOTE_ATTRIBUTION : QUOTE_NONE;
}
