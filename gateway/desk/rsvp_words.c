#include "rsvp_words.h"

#include <string.h>

#include "convoke/base/own.h"
#include "fold.h"
#include "rsvp_clause.h"

enum {
    LINES_MOST = 4, /* that are looked at, empty ones not counted */
    MAIL_MOST = 254,
};

/* ---- what stands beside the word ---- */

static bool is_mail_char(unsigned char c)
{
    return c > ' ' && c < 0x7f && !strchr("<>()[],;:\"\\", c);
}

/* The first address; *ret_at where it begins. */
static struct span mail_in(struct span s, size_t *ret_at)
{
    size_t at = span_find_char(s, '@');
    size_t from = at;
    size_t to = at + 1;
    struct span mail;

    if (at >= s.n)
        return SPAN_NONE;
    while (from > 0 && is_mail_char((unsigned char)s.p[from - 1]))
        from--;
    while (to < s.n && is_mail_char((unsigned char)s.p[to]) && s.p[to] != '@')
        to++;
    while (to > at + 1 && s.p[to - 1] == '.')
        to--;
    mail = span_sub(s, from, to - from);
    *ret_at = from;
    return from < at && to > at + 3 && mail.n <= MAIL_MOST &&
                   span_has(span_from(s, at), SPAN("."))
               ? mail
               : SPAN_NONE;
}

/* Without marks and blanks at both ends. */
static struct span bare(struct span s)
{
    for (;;) {
        unsigned c = 0;
        size_t n = 0;
        struct span was = s = fold_trim(s);

        n = fold_char(s, &c);
        if (n && c != '<' && fold_is_mark(c))
            s = span_from(s, n);
        if (s.n) {
            struct span last = fold_last(s);
            (void)fold_char(last, &c);
            if (fold_is_mark(c))
                s = span_sub(s, 0, s.n - last.n);
        }
        if (s.n == was.n)
            return s;
    }
}

/* "由吴工（wu@m10.example）代为参加": what stands between word and address. */
static struct span name_before(struct span s)
{
    static const char *const words[] = { "委派", "委托", "指派",     "由", "让",
                                         "请",   "同事", "delegate", "to" };
    bool found = true;

    s = bare(s);
    while (found) {
        found = FOLD_TAKE_ANY(&s, words);
        s = bare(s);
    }
    /* A name is one word, or a few in English. */
    for (size_t at = 0; at < s.n;) {
        unsigned c = 0;
        size_t n = fold_char(span_from(s, at), &c);
        if (fold_is_mark(c) && c != 0xB7 /* · */)
            return SPAN_NONE;
        at += n;
    }
    return s.n <= 60 ? s : SPAN_NONE;
}

/* Takes "因为", "理由：" off the front. */
static struct span after_because(struct span s)
{
    s = bare(s);
    while (clause_take_because(&s))
        s = bare(s);
    return s;
}

/* What is left of `s` without the courtesies at both ends. */
static struct span without_thanks(struct span s)
{
    size_t first = s.n;
    size_t last = 0;
    size_t pos = 0;
    size_t began = 0;
    struct clause c;

    while (clause_cut(s, &pos, &c)) {
        if (!clause_is_polite(&c)) {
            first = first == s.n ? began : first;
            last = pos;
        }
        began = pos;
    }
    return first < last ? bare(span_sub(s, first, last - first)) : SPAN_NONE;
}

/* "因出差不能参加": what stands between 因 and the answer. */
static struct span reason_before(struct span line, size_t end)
{
    struct clause c;
    size_t pos = 0;
    struct span head = span_sub(line, 0, end);
    struct span last = SPAN_NONE;

    while (clause_cut(head, &pos, &c)) {
        size_t at = clause_because(&c, 0);
        if (at < c.n && !last.n)
            last = span_from(head, c.from[at]);
    }
    return after_because(last);
}

/* A line that goes on to give the reason: "理由：出差". */
static struct span reason_below(struct span rest)
{
    struct span line;
    struct span tail;

    for (int n = 0; n < LINES_MOST && span_line(&rest, &line);) {
        tail = fold_trim(line);
        if (!tail.n)
            continue;
        n++;
        if (clause_take_because(&tail))
            return without_thanks(after_because(tail));
    }
    return SPAN_NONE;
}

/* ---- reading ---- */

struct reading {
    struct rsvp_words got;
    enum meaning meaning;
    struct span line; /* the one that answers */
    struct clause by; /* its clause … */
    size_t end;       /* … and where that ends in the line */
};

/* Whether two clauses of one answer can be one: "好的，参加". */
static bool agree(enum meaning a, enum meaning b)
{
    return a == b || a == MEANS_NOTHING || b == MEANS_NOTHING;
}

/* One line's clauses until one declines: what follows is its reason. */
static void read_line(struct reading *r, struct span line)
{
    struct clause c;
    size_t pos = 0;

    while (r->meaning != MEANS_UNCLEAR && clause_cut(line, &pos, &c)) {
        enum meaning m = clause_meaning(&c);
        if (m == MEANS_NOTHING)
            continue;
        if (m == MEANS_QUESTION || !agree(r->meaning, m)) {
            r->meaning = m == MEANS_QUESTION ? m : MEANS_UNCLEAR;
            return;
        }
        if (r->meaning == MEANS_NOTHING) {
            r->line = line;
            r->by = c;
            r->end = pos;
        }
        r->meaning = m;
        if (m == MEANS_DECLINE)
            return;
    }
}

/* "是否参加：参加", as forms have it: the answer is what follows. */
static struct span after_label(struct span line)
{
    static const char *const labels[] = { "是否参加", "是否参会", "是否出席",
                                          "参会意向", "参会回执", "回执",
                                          "能否参加" };
    struct span rest = line;

    (void)fold_skip_blanks(&rest);
    if (!FOLD_TAKE_ANY(&rest, labels))
        return line;
    while (rest.n && fold_peek(rest) != ':')
        fold_step(&rest);
    if (!rest.n)
        return line;
    fold_step(&rest);
    return fold_trim(rest).n ? rest : line;
}

/* An address beside 委派 or 代为参加 anywhere in the first lines. */
static bool read_delegate(struct span words, struct rsvp_words *ret)
{
    struct span line;

    for (int n = 0; n < LINES_MOST && span_line(&words, &line);) {
        struct span mail;
        size_t at = 0;
        size_t cut;
        if (!fold_trim(line).n)
            continue;
        n++;
        mail = mail_in(line, &at);
        if (!mail.n || !clause_sends(line))
            continue;
        ret->sense = RSVP_SENSE_ANSWER;
        ret->status = ANSWER_DELEGATED;
        ret->delegate = mail;
        /* "我不能参加，委派吴工 wu@…": the clause of the address. */
        line = span_sub(line, 0, at);
        for (cut = 0; cut < line.n;) {
            unsigned c = 0;
            size_t step = fold_char(span_from(line, cut), &c);
            cut += step;
            if (clause_ends(c) && fold_trim(span_from(line, cut)).n) {
                line = span_from(line, cut);
                cut = 0;
            }
        }
        ret->delegate_name = name_before(line);
        return true;
    }
    return false;
}

/* "不能参加因为出差": behind the answer, in its own clause. */
static struct span reason_behind(const struct reading *r, size_t answer)
{
    size_t at = clause_because(&r->by, answer);

    return span_from(r->line, at < r->by.n ? r->by.from[at] : r->end);
}

static void add_reason(struct reading *r, struct span below)
{
    size_t at = clause_declines_at(&r->by);
    size_t begin = at < r->by.n ? r->by.from[at] : 0;

    r->got.reason = without_thanks(after_because(reason_behind(r, at)));
    if (!r->got.reason.n)
        r->got.reason = reason_before(r->line, begin);
    if (!r->got.reason.n)
        r->got.reason = reason_below(below);
}

struct rsvp_words rsvp_words_read(struct span words)
{
    static const enum answer_status statuses[] = {
        [MEANS_ATTEND] = ANSWER_ACCEPTED,
        [MEANS_PERHAPS] = ANSWER_TENTATIVE,
        [MEANS_DECLINE] = ANSWER_DECLINED,
    };
    struct reading r = { .meaning = MEANS_NOTHING };
    struct span rest = words;
    struct span line;

    if (read_delegate(words, &r.got))
        return r.got;
    for (int n = 0; n < LINES_MOST && r.meaning == MEANS_NOTHING &&
                    span_line(&rest, &line);) {
        if (!fold_trim(line).n)
            continue;
        n++;
        read_line(&r, after_label(line));
    }
    if (r.meaning == MEANS_QUESTION)
        r.got.sense = RSVP_SENSE_QUESTION;
    if (r.meaning != MEANS_ATTEND && r.meaning != MEANS_PERHAPS &&
        r.meaning != MEANS_DECLINE)
        return r.got;
    r.got.sense = RSVP_SENSE_ANSWER;
    r.got.status = statuses[r.meaning];
    if (r.meaning == MEANS_DECLINE)
        add_reason(&r, rest);
    return r.got;
}
