#include "rsvp_words.h"

#include <assert.h>

#include "convoke/base/own.h"
#include "fold.h"

enum {
    LINES_MOST = 4, /* that are looked at, empty ones not counted */
    CLAUSE_MOST = 300,
    MAIL_MOST = 254,
};

/* One clause, folded and without blanks around Chinese, and where each of its
 * octets came from. */
struct clause {
    char text[CLAUSE_MOST + 5];
    size_t from[CLAUSE_MOST + 5]; /* offset of the character in the line */
    size_t n;
};

enum meaning {
    MEANS_NOTHING,
    MEANS_QUESTION,
    MEANS_UNCLEAR,
    MEANS_ATTEND,
    MEANS_PERHAPS,
    MEANS_DECLINE,
    MEANS_DELEGATE,
};

/* ---- folding ---- */

static bool is_end(unsigned c)
{
    return c == ',' || c == ';' || c == '!' || c == 0x3002 /* 。 */ ||
           c == '\n';
}

static void put(struct clause *c, unsigned code, size_t from)
{
    size_t n = c->n;
    char *t = c->text + n;

    if (n > CLAUSE_MOST)
        return;
    if (code < 0x80) {
        *t = (char)code;
        c->n++;
    } else if (code < 0x800) {
        t[0] = (char)(0xC0 | code >> 6);
        t[1] = (char)(0x80 | (code & 0x3F));
        c->n += 2;
    } else if (code < 0x10000) {
        t[0] = (char)(0xE0 | code >> 12);
        t[1] = (char)(0x80 | (code >> 6 & 0x3F));
        t[2] = (char)(0x80 | (code & 0x3F));
        c->n += 3;
    } else {
        *t = '\x1a';
        c->n++;
    }
    for (; n < c->n; n++)
        c->from[n] = from;
}

static bool is_word(const struct clause *c)
{
    return c->n && fold_is_alnum((unsigned char)c->text[c->n - 1]);
}

/* Takes one clause off the front of line[*pos]; false at its end. */
static bool cut_clause(struct span line, size_t *pos, struct clause *c)
{
    bool blank = false;
    unsigned code = 0;
    size_t step;

    *c = (struct clause){ .n = 0 };
    if (*pos >= line.n)
        return false;
    while ((step = fold_char(span_from(line, *pos), &code)) && !is_end(code)) {
        if (fold_is_blank(code)) {
            blank = true;
        } else if (code != FOLD_NOTHING) {
            /* "will attend" keeps its blank, "参 加" does not. */
            if (blank && is_word(c) && fold_is_alnum(code))
                put(c, ' ', *pos);
            put(c, code, *pos);
            blank = false;
        }
        *pos += step;
    }
    *pos += step;
    while (c->n && c->text[c->n - 1] == '.')
        c->n--;
    c->text[c->n] = '\0';
    return true;
}

/* ---- words ---- */

static const char *const asking[] = {
    "?",      "吗",     "是否",  "能否",  "可否",      "是不是", "能不能",
    "请问",   "如何",   "怎么",  "怎样",  "什么",      "哪",     "要不要",
    "可不可", "多少",   "几点",  "谁",    "咨询",      "能否",   "how ",
    "what ",  "where ", "when ", "can i", "could you",
};
static const char *const muddled[] = {
    "如果",   "假如",   "要是",   "的话",   "不得不",  "并非",
    "不缺席", "会缺席", "不请假", "未参加", "没参加",  "没有参",
    "若不",   "若无",   "除非",   "不反对", "参加/",   "/不",
    "或不",   "or not", "unless", " if ",   "accept/",
};
static const char *const open_still[] = {
    "待定",     "暂定",    "不一定", "不确定",   "未确定",    "未定",
    "待确认",   "没确定",  "没定",   "无法确定", "不能确定",  "难以确定",
    "可能参加", "可能会",  "可能不", "也许",     "尽量",      "尽可能",
    "争取",     "视情况",  "再定",   "再确认",   "tentative", "maybe",
    "not sure", "perhaps", "might",  "possibly",
};
/* …of who comes, not of whether anybody does. */
static const char *const open_who[] = {
    "人员待定", "人选待定", "名单待定", "代表待定", "人员未定",
    "人选未定", "人员暂定", "代表暂定", "姓名待定", "具体待定",
};
static const char *const sending[] = {
    "委派", "委托",         "代为",      "代替",     "代我",
    "替我", "on my behalf", "on behalf", "delegate", "指派",
};
static const char *const declining[] = {
    "缺席",         "请假",         "谢绝",         "婉拒",
    "去不了",       "来不了",       "参加不了",     "出席不了",
    "decline",      "unable to",    "not attend",   "cannot attend",
    "cannot make",  "can't attend", "can't make",   "can't come",
    "can’t attend", "can’t make",   "won't attend", "won’t attend",
    "will not be",  "not be able",  "won't be",     "cannot come",
    "regret",
};
static const char *const attending[] = {
    "accept",    "will attend", "attending", "i'll attend",
    "will come", "be there",    "i'll be",   "i attend",
};
/* These alone are an answer. */
static const char *const yes[] = { "同意", "接受",   "是",    "好",   "好的",
                                   "可以", "yes",    "ok",    "okay", "sure",
                                   "y",    "没问题", "attend" };
static const char *const no[] = { "不接受", "否",   "no",     "n",   "不行",
                                  "不去",   "不来", "不可以", "拒绝" };

static const char *const verbs[] = { "参加", "出席", "参会", "与会",
                                     "到会", "到场", "赴会", "前往" };
static const char *const negators[] = { "不",   "无法", "没法",
                                        "未能", "难以", "没办法" };
/* What may follow the verb, else it speaks of something else (参加起草). */
static const char *const tails[] = {
    "会",   "本次", "此次", "这次", "该",   "全体", "组长", "wg", "swg",
    "线上", "线下", "现场", "网上", "视频", "、",   ":",    "(",  "人员",
    "名单", "了",   "不了", "上述", "贵",   "您",   "3",    "明", "下",
};
/* Before it: it speaks of another's coming, or of a list. */
static const char *const aside[] = { "邀请", "感谢", "谢谢", "关于", "建议",
                                     "通知", "希望", "收到", "曾",   "已经" };
static const char *const because[] = { "因为",  "由于",    "理由:",  "理由是",
                                       "原因:", "原因是",  "事由:",  "理由",
                                       "原因",  "because", "due to", "reason:",
                                       "因" };
static const char *const polite[] = {
    "谢谢",   "感谢",      "多谢",  "抱歉",    "对不起", "不好意思", "谅解",
    "见谅",   "特此",      "此致",  "敬礼",    "望批准", "请批准",   "请知悉",
    "thanks", "thank you", "sorry", "regards", "敬请",
};

static struct span clause_span(const struct clause *c)
{
    return span_of(c->text, c->n);
}

static bool has_any(const struct clause *c, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (span_has(clause_span(c), span_str(list[i])))
            return true;
    return false;
}
#define HAS(c, list) has_any((c), (list), ARRAY_LEN(list))

static bool is_any(const struct clause *c, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (span_eq(clause_span(c), span_str(list[i])))
            return true;
    return false;
}

static bool starts_any(struct span s, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (span_starts(s, span_str(list[i])))
            return true;
    return false;
}

/* Where the first of the words stands; c->n: none of them does. */
static size_t find_any(const struct clause *c, const char *const *list,
                       size_t n)
{
    size_t first = c->n;

    for (size_t i = 0; i < n; i++) {
        size_t at = span_find(clause_span(c), span_str(list[i]));
        if (at < first)
            first = at;
    }
    return first;
}

/* The word for "no" that the verb at `verb` hangs on; c->n: none. */
static size_t negator_of(const struct clause *c, size_t verb)
{
    enum { NEAR = 6 * 3 };
    struct span before = span_sub(clause_span(c), 0, verb);
    size_t from = verb > NEAR ? verb - NEAR : 0;
    size_t found = c->n;

    for (size_t i = 0; i < ARRAY_LEN(negators); i++) {
        size_t at =
            from + span_find(span_from(before, from), span_str(negators[i]));
        if (at < verb && at < found)
            found = at;
    }
    return found;
}

/* 参加 as a word of its own: *ret_no where its "no" stands, or c->n. */
static bool comes(const struct clause *c, size_t *ret_no)
{
    size_t verb = find_any(c, verbs, ARRAY_LEN(verbs));
    struct span tail = span_from(clause_span(c), verb + 6);

    if (verb >= c->n || (tail.n && !starts_any(tail, tails, ARRAY_LEN(tails)) &&
                         !starts_any(tail, because, ARRAY_LEN(because))))
        return false;
    *ret_no = negator_of(c, verb);
    return !HAS(c, aside);
}

/* Where a clause declines; c->n: it does not. */
static size_t declines_at(const struct clause *c)
{
    size_t at = find_any(c, declining, ARRAY_LEN(declining));
    size_t no_at = c->n;

    if (is_any(c, no, ARRAY_LEN(no)))
        return 0;
    if (comes(c, &no_at) && no_at < at)
        return no_at;
    return HAS(c, aside) ? c->n : at;
}

static enum meaning meaning_of(const struct clause *c)
{
    size_t no_at = c->n;

    if (HAS(c, asking))
        return MEANS_QUESTION;
    if (HAS(c, muddled))
        return MEANS_UNCLEAR;
    if (HAS(c, open_still) && !HAS(c, open_who))
        return MEANS_PERHAPS;
    if (HAS(c, sending))
        return MEANS_DELEGATE;
    if (declines_at(c) < c->n)
        return MEANS_DECLINE;
    if (comes(c, &no_at) || HAS(c, attending) || is_any(c, yes, ARRAY_LEN(yes)))
        return MEANS_ATTEND;
    return MEANS_NOTHING;
}

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
    while (FOLD_TAKE_ANY(&s, because))
        s = bare(s);
    return s;
}

static bool is_polite(const struct clause *c)
{
    return !c->n || HAS(c, polite);
}

/* What is left of `s` without the courtesies at both ends. */
static struct span without_thanks(struct span s)
{
    size_t first = s.n;
    size_t last = 0;
    size_t pos = 0;
    size_t began = 0;
    struct clause c;

    while (cut_clause(s, &pos, &c)) {
        if (!is_polite(&c)) {
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

    while (cut_clause(head, &pos, &c)) {
        size_t at = find_any(&c, because, ARRAY_LEN(because));
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
        if (FOLD_TAKE_ANY(&tail, because))
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

    while (r->meaning != MEANS_UNCLEAR && cut_clause(line, &pos, &c)) {
        enum meaning m = meaning_of(&c);
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
        if (!mail.n || !FOLD_HAS_ANY(line, sending) ||
            FOLD_HAS_ANY(line, asking))
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
            if (is_end(c) && fold_trim(span_from(line, cut)).n) {
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
    for (size_t i = 0; i < ARRAY_LEN(because); i++) {
        struct span tail = span_from(clause_span(&r->by), answer);
        size_t at = answer + span_find(tail, span_str(because[i]));
        if (at < r->by.n)
            return span_from(r->line, r->by.from[at]);
    }
    return span_from(r->line, r->end);
}

static void add_reason(struct reading *r, struct span below)
{
    size_t at = declines_at(&r->by);
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
