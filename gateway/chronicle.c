#include "chronicle.h"

#include <assert.h>

#include "convoke/base/civil.h"

enum {
    NAME_WIDTH = 18,
    NUMBER_WIDTH = 4,
    PEOPLE_SHOWN = 3,
    MEANINGFUL = 6,
    FRONT_MOST = 12,
    HOUR = 3600,
    MINUTE = 60
};

/* ---- what is marked ---- */

/* Codes by their end or whole; the first row that fits decides. */
static const struct {
    const char *code;
    enum chronicle_mark mark;
} marks[] = {
    { "flag.raised", CHRONICLE_FLAG },
    { "flag.dismissed", CHRONICLE_GOOD },
    { "flag.voided", CHRONICLE_GOOD },
    { "flag.preexit", CHRONICLE_FLAG },
    { "flag.preexit.rem", CHRONICLE_WARNING },
    { "leader.flag", CHRONICLE_FLAG },
    { "auth.fail", CHRONICLE_FLAG },
    { "cmd.refused", CHRONICLE_FLAG },
    { "exit.confirmed", CHRONICLE_FLAG },
    { "exit.done", CHRONICLE_FLAG },
    { "ops.alert", CHRONICLE_FLAG },
    { "member.welcome", CHRONICLE_GOOD },
    { "app.approved", CHRONICLE_GOOD },
    { "app.rejected", CHRONICLE_WARNING },
    { "app.lapsed", CHRONICLE_WARNING },
    { "rep.reject", CHRONICLE_WARNING },
    { "notice.check", CHRONICLE_WARNING },
    { "atrisk.notice", CHRONICLE_WARNING },
    { "qtr.missed", CHRONICLE_WARNING },
    { "contrib.late", CHRONICLE_WARNING },
    { "rsvp.stale", CHRONICLE_WARNING },
    { "bounce.alert", CHRONICLE_WARNING },
    { "mail.large", CHRONICLE_WARNING },
    { "cal.missing", CHRONICLE_WARNING },
    { "held.confirm", CHRONICLE_WARNING },
    { "held.info", CHRONICLE_WARNING },
    { "dues.arrears", CHRONICLE_WARNING },
    { "dues.final", CHRONICLE_WARNING },
    { "flag.objection", CHRONICLE_WARNING },
    { "flag.objection.expired", CHRONICLE_WARNING },
    { ".overdue", CHRONICLE_WARNING },
    { ".warn", CHRONICLE_WARNING },
    { ".incomplete", CHRONICLE_WARNING },
};

enum chronicle_mark chronicle_mark_of(const struct timeline_event *e)
{
    assert(e);
    if (e->in) {
        if (span_eq(e->state, SPAN("quarantined")))
            return CHRONICLE_FLAG;
        return span_eq(e->state, SPAN("held")) ? CHRONICLE_WARNING
                                               : CHRONICLE_PLAIN;
    }
    if (e->held)
        return CHRONICLE_WARNING;
    for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
        struct span code = span_str(marks[i].code);
        if (span_starts(code, SPAN(".")) ? span_ends(e->kind, code)
                                         : span_eq(e->kind, code))
            return marks[i].mark;
    }
    return CHRONICLE_PLAIN;
}

/* Told apart without colours, too. */
static const struct {
    const char *sign, *colour;
} looks[] = {
    [CHRONICLE_PLAIN] = { " ", "" },
    [CHRONICLE_GOOD] = { "✓", "\033[32m" },
    [CHRONICLE_WARNING] = { "!", "\033[33m" },
    [CHRONICLE_FLAG] = { "⚑", "\033[1;31m" },
};

static const char *paint(const struct chronicle *c, const char *colour)
{
    return c->colour ? colour : "";
}

static const char *plain(const struct chronicle *c)
{
    return paint(c, "\033[0m");
}

/* ---- words ---- */

static bool is_digest(const struct timeline_event *e)
{
    return !e->in && span_eq(e->kind, SPAN("digest"));
}

/* Without 【WG5】, of which there is one in each subject of ours. */
static void add_ungrouped(struct text *to, struct span subject)
{
    size_t open = span_find(subject, SPAN("【"));
    size_t close = span_find(subject, SPAN("】"));

    if (open > FRONT_MOST || close == subject.n) {
        text_add(to, subject);
        return;
    }
    text_add(to, span_sub(subject, 0, open));
    text_add(to, span_from(subject, close + strlen("】")));
}

/* Our subjects are 【WG5】中文 / English [OBJECT]: one language is enough. An
 * answer repeats such a subject behind its own mark. */
static void add_subject(const struct chronicle *c, struct span subject,
                        struct text *to)
{
    size_t slash = span_find(subject, SPAN(" / "));
    struct span english = span_from(subject, slash + 3);
    size_t object = span_find(english, SPAN(" ["));

    if (slash == subject.n || c->ctx->chinese)
        add_ungrouped(to, span_sub(subject, 0, slash));
    if (slash == subject.n)
        return;
    if (!c->ctx->chinese && c->waiting.in)
        text_add_str(to, "Re: ");
    text_add(to, c->ctx->chinese ? span_from(english, object) : english);
}

/* Whom one more mail is to, without those who get a copy. */
static void add_person(struct chronicle *c, const struct timeline_event *e)
{
    struct span rest = e->who;
    struct span first;

    if (c->mails == PEOPLE_SHOWN)
        text_add_str(&c->people, c->ctx->chinese ? " 等" : ", …");
    if (c->mails >= PEOPLE_SHOWN)
        return;
    if (c->mails > 0)
        text_add_str(&c->people, c->ctx->chinese ? "、" : ", ");
    span_cut(&rest, ' ', &first);
    text_add(&c->people, first);
}

/* What became of a message, in the words it was decided with; who does not read
 * those is told what it was taken for, and its state when it was not acted
 * on. */
static void add_outcome(const struct chronicle *c, struct text *to)
{
    const struct timeline_event *e = &c->waiting;
    struct span rest = e->kind;
    struct span word;

    text_add_str(to, " — ");
    if (c->ctx->chinese) {
        text_add(to, e->reason.n ? e->reason : e->state);
        return;
    }
    while (span_cut(&rest, '_', &word)) {
        text_add(to, word);
        text_add_str(to, rest.n ? " " : "");
    }
    if (!span_eq(e->state, SPAN("applied")))
        text_addf(to, ", " SPAN_FMT, SPAN_ARG(e->state));
}

/* What stands behind the subject: what became of a message; whom a notice went
 * to. */
static void add_rest(const struct chronicle *c, struct text *to)
{
    if (c->waiting.in)
        add_outcome(c, to);
    else if (is_digest(&c->waiting))
        text_add_str(to, c->ctx->chinese ? "（每个工作日一封，以下只计数）"
                                         : " (one a working day, counted "
                                           "only from here on)");
    else
        text_addf(to, " → %s", text_str(&c->people));
    if (c->waiting.held)
        text_add_str(to, c->ctx->chinese ? "（暂停投递，没有发出）"
                                         : " (held, not sent)");
}

/* As much as `width` columns hold, the last one a "…". */
static void add_fit(struct text *to, struct span s, size_t width)
{
    size_t used = 0;
    size_t at = 0;

    if (table_width(s) <= width) {
        text_add(to, s);
        return;
    }
    while (at < s.n) {
        unsigned code = 0;
        size_t n = span_char(span_from(s, at), &code);
        size_t wide = n ? table_width(span_sub(s, at, n)) : 1;
        if (used + wide + 1 > width)
            break;
        used += wide;
        at += n ? n : 1;
    }
    text_add(to, span_sub(s, 0, at));
    text_add_str(to, "…");
}

/* Subject and rest on `width` columns, 0: however many. What became of a
 * message is worth half of them; whom a notice went to, what is left. */
static void add_line(struct text *to, const struct text *subject,
                     const struct text *rest, bool in, size_t width)
{
    struct span s = text_span(subject);
    size_t tail = table_width(text_span(rest));

    if (width == 0 || table_width(s) + tail <= width) {
        text_add(to, s);
        text_add(to, text_span(rest));
        return;
    }
    if (in && tail > width / 2 && table_width(s) > width / 2)
        tail = width / 2;
    if (!in || table_width(s) + tail <= width)
        tail = table_width(s) < width ? width - table_width(s) : 0;
    add_fit(to, s, width - tail);
    if (tail > MEANINGFUL)
        add_fit(to, text_span(rest), tail);
}

static void pad(struct text *to, struct span s, size_t width)
{
    text_add(to, s);
    for (size_t n = table_width(s); n < width; n++)
        text_add_char(to, ' ');
}

/* ---- lines ---- */

static void heading(struct chronicle *c, struct civil day)
{
    static const char *const months[] = {
        "January", "February", "March",     "April",   "May",      "June",
        "July",    "August",   "September", "October", "November", "December",
    };
    int month = day.year * 12 + day.month;

    if (month == c->month)
        return;
    c->month = month;
    fprintf(c->ctx->out, "\n%s", paint(c, "\033[1m"));
    if (c->ctx->chinese)
        fprintf(c->ctx->out, "── %d年%d月 ──", day.year, day.month);
    else
        fprintf(c->ctx->out, "── %s %d ──", months[day.month - 1], day.year);
    fprintf(c->ctx->out, "%s\n", plain(c));
}

static const char *way_of(const struct chronicle *c)
{
    if (c->waiting.in)
        return c->ctx->chinese ? "收" : "in ";
    if (c->waiting.held)
        return c->ctx->chinese ? "停" : "---";
    return c->ctx->chinese ? "发" : "out";
}

/* When, which way, its mark, who or which notice, how many. */
static size_t put_front(struct chronicle *c, enum chronicle_mark mark)
{
    const struct timeline_event *e = &c->waiting;
    struct civil day = civil_from_day(civil_of(e->at));
    int64_t second = e->at - civil_moment(civil_of(e->at), 0);
    CLEANUP(text_release) struct text name = TEXT_INIT(TEXT_MAX_HEADER);
    CLEANUP(text_release) struct text number = TEXT_INIT(TEXT_MAX_HEADER);
    const char *way = way_of(c);

    if (c->mails > 1)
        text_addf(&number, " ×%zu", c->mails);
    pad(&name, e->in ? e->who : e->kind,
        e->in ? NAME_WIDTH + NUMBER_WIDTH : NAME_WIDTH);
    if (!e->in)
        pad(&name, text_span(&number), NUMBER_WIDTH);
    heading(c, day);
    fprintf(c->ctx->out, "%s%02d-%02d %02d:%02d%s %s %s%s%s %s ",
            paint(c, "\033[2m"), day.month, day.day, (int)(second / HOUR),
            (int)(second % HOUR / MINUTE), plain(c), way,
            paint(c, looks[mark].colour), looks[mark].sign,
            paint(c, e->in && mark == CHRONICLE_PLAIN ? "\033[36m" : ""),
            text_str(&name));
    return strlen("MM-DD hh:mm ") + table_width(span_str(way)) +
           strlen(" !  ") + table_width(text_span(&name));
}

static void count(struct chronicle *c, enum chronicle_mark mark)
{
    c->flags += mark == CHRONICLE_FLAG;
    c->warnings += mark == CHRONICLE_WARNING;
}

void chronicle_flush(struct chronicle *c)
{
    CLEANUP(text_release) struct text subject = TEXT_INIT(TEXT_MAX_LETTER);
    CLEANUP(text_release) struct text rest = TEXT_INIT(TEXT_MAX_LETTER);
    CLEANUP(text_release) struct text line = TEXT_INIT(TEXT_MAX_LETTER);
    enum chronicle_mark mark;
    size_t front;

    assert(c);
    if (c->mails == 0)
        return;
    mark = chronicle_mark_of(&c->waiting);
    count(c, mark);
    add_subject(c, c->waiting.subject, &subject);
    add_rest(c, &rest);
    front = put_front(c, mark);
    add_line(&line, &subject, &rest, c->waiting.in,
             c->ctx->width > front + NAME_WIDTH ? c->ctx->width - front : 0);
    fprintf(c->ctx->out, "%s%s\n", text_str(&line), plain(c));
    c->mails = 0;
}

/* ---- events ---- */

static bool is_same(const struct timeline_event *a,
                    const struct timeline_event *b)
{
    return !a->in && !b->in && a->held == b->held &&
           a->at / MINUTE == b->at / MINUTE && span_eq(a->kind, b->kind) &&
           span_eq(a->subject, b->subject);
}

/* The event with its words copied behind one another. */
static void wait_with(struct chronicle *c, const struct timeline_event *e)
{
    struct span *const parts[] = { &c->waiting.kind,    &c->waiting.object,
                                   &c->waiting.subject, &c->waiting.state,
                                   &c->waiting.reason,  &c->waiting.who };
    size_t at = 0;

    c->waiting = *e;
    text_reset(&c->words);
    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        text_add(&c->words, *parts[i]);
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        *parts[i] = span_sub(text_span(&c->words), at, parts[i]->n);
        at += parts[i]->n;
    }
    text_reset(&c->people);
    c->mails = 0;
    add_person(c, &c->waiting);
    c->mails = 1;
}

bool chronicle_tells(const struct chronicle *c, const struct timeline_event *e)
{
    assert(c && e);
    return !is_digest(e) || c->digests == 0;
}

void chronicle_tell(struct chronicle *c, const struct timeline_event *e)
{
    bool told = chronicle_tells(c, e);

    c->digests += is_digest(e);
    if (!told)
        return;
    if (c->mails && is_same(&c->waiting, e)) {
        add_person(c, e);
        c->mails++;
        return;
    }
    chronicle_flush(c);
    wait_with(c, e);
}

void chronicle_release(struct chronicle *c)
{
    if (!c)
        return;
    text_release(&c->words);
    text_release(&c->people);
}
