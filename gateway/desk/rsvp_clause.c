#include "rsvp_clause.h"

#include <assert.h>

#include "convoke/base/own.h"
#include "fold.h"

/* ---- folding ---- */

bool clause_ends(unsigned c)
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
bool clause_cut(struct span line, size_t *pos, struct clause *c)
{
    bool blank = false;
    unsigned code = 0;
    size_t step;

    *c = (struct clause){ .n = 0 };
    if (*pos >= line.n)
        return false;
    while ((step = fold_char(span_from(line, *pos), &code)) &&
           !clause_ends(code)) {
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
size_t clause_declines_at(const struct clause *c)
{
    size_t at = find_any(c, declining, ARRAY_LEN(declining));
    size_t no_at = c->n;

    if (is_any(c, no, ARRAY_LEN(no)))
        return 0;
    if (comes(c, &no_at) && no_at < at)
        return no_at;
    return HAS(c, aside) ? c->n : at;
}

enum meaning clause_meaning(const struct clause *c)
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
    if (clause_declines_at(c) < c->n)
        return MEANS_DECLINE;
    if (comes(c, &no_at) || HAS(c, attending) || is_any(c, yes, ARRAY_LEN(yes)))
        return MEANS_ATTEND;
    return MEANS_NOTHING;
}

bool clause_is_polite(const struct clause *c)
{
    assert(c);
    return !c->n || HAS(c, polite);
}

size_t clause_because(const struct clause *c, size_t from)
{
    size_t first = c->n;

    assert(from <= c->n);
    for (size_t i = 0; i < ARRAY_LEN(because); i++) {
        struct span tail = span_from(clause_span(c), from);
        size_t at = from + span_find(tail, span_str(because[i]));
        if (at < first)
            first = at;
    }
    return first;
}

bool clause_take_because(struct span *rest)
{
    return FOLD_TAKE_ANY(rest, because);
}

bool clause_sends(struct span line)
{
    return FOLD_HAS_ANY(line, sending) && !FOLD_HAS_ANY(line, asking);
}
