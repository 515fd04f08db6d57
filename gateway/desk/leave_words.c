#include "leave_words.h"

#include <assert.h>

#include "contribution_words.h"
#include "convoke/desk/particulars.h"
#include "convoke/desk/reference.h"
#include "fold.h"

enum {
    SAYS_LEAST = 2,     /* one character is no reason (5.1) */
    ENOUGH_LEAST = 4,   /* of a mail (6.4) */
    REASON_MOST = 4000, /* octets that are kept */
    NOTHING_MOST = 8,   /* letters of a word like "nothing" */
    PROXY_MOST = 40,    /* characters of who comes instead */
};

/* Everybody writes these, with a reason or without. The longer one of two that
 * begin alike stands first. */
static const char *const fillers[] = { "尊敬的",
                                       "各位",
                                       "老师们",
                                       "老师",
                                       "领导",
                                       "秘书处",
                                       "工作组",
                                       "组长",
                                       "秘书",
                                       "您好",
                                       "你好",
                                       "大家好",
                                       "谢谢",
                                       "感谢",
                                       "此致",
                                       "敬礼",
                                       "顺颂",
                                       "商祺",
                                       "特此说明",
                                       "特此请假",
                                       "特此",
                                       "现向",
                                       "申请请假",
                                       "申请",
                                       "请假条",
                                       "请假",
                                       "补充事由",
                                       "请假事由",
                                       "请假理由",
                                       "请假原因",
                                       "缺席原因",
                                       "缺席事由",
                                       "事由",
                                       "理由",
                                       "原因",
                                       "说明",
                                       "请予批准",
                                       "请批准",
                                       "望批准",
                                       "请知悉",
                                       "敬请谅解",
                                       "请谅解",
                                       "我单位",
                                       "本单位",
                                       "我公司",
                                       "本公司",
                                       "我司",
                                       "我们",
                                       "我方",
                                       "单位",
                                       "代表",
                                       "联系人",
                                       "本人",
                                       "我",
                                       "不能参加",
                                       "无法参加",
                                       "不参加",
                                       "未能参加",
                                       "没能参加",
                                       "未参加",
                                       "不能出席",
                                       "无法出席",
                                       "不出席",
                                       "未能出席",
                                       "未出席",
                                       "不能参会",
                                       "无法参会",
                                       "不参会",
                                       "未能参会",
                                       "未参会",
                                       "不能到会",
                                       "无法到会",
                                       "未能到会",
                                       "未到会",
                                       "参加不了",
                                       "去不了",
                                       "来不了",
                                       "缺席",
                                       "全体会议",
                                       "本次会议",
                                       "此次会议",
                                       "该次会议",
                                       "这次会议",
                                       "本次",
                                       "此次",
                                       "会议",
                                       "一次",
                                       "一天",
                                       "dear all",
                                       "dear",
                                       "hello",
                                       "regards",
                                       "thank you",
                                       "thanks",
                                       "leave",
                                       "sorry",
                                       "absent",
                                       "cannot attend",
                                       "can not attend",
                                       "can't attend",
                                       "unable to attend",
                                       "not attending",
                                       "not attend",
                                       "decline",
                                       "declined" };

static const char *const nothings[] = {
    "无",  "没有", "暂无", "略",     "不详", "none",  "no",      "na",
    "nil", "nope", "null", "ok",     "好的", "收到",  "nothing", "没",
    "否",  "同上", "见上", "见主题", "如题", "见标题"
};

/* "委托M10代表我单位参会": who comes instead is no reason why (X10). */
static const char *const proxies[] = { "兹委托", "特委托", "现委托", "全权委托",
                                       "委托",   "兹授权", "授权" };
static const char *const attending[] = { "参加", "参会", "出席", "到会",
                                         "与会", "签到", "投票", "表决" };
/* Where one of these stands between, a reason may. */
static const char *const causes[] = { "因",   "由于", "不",   "未",
                                      "没",   "无法", "难以", "出差",
                                      "生病", "住院", "冲突" };
static const char *const proxy_tails[] = { "并",   "行使", "表决权",
                                           "投票", "表决", "全体会议",
                                           "会议", "代为", "本次" };

static bool is_letter(unsigned c)
{
    return fold_is_han(c) || fold_is_alnum(c) ||
           (c > 0x7f && !fold_is_mark(c) && !fold_is_blank(c));
}

/* Characters that are letters of some script: marks and blanks say nothing. */
static size_t letters(struct span s)
{
    size_t count = 0;
    unsigned c;
    size_t n;

    while ((n = fold_char(s, &c))) {
        count += is_letter(c);
        s = span_from(s, n);
    }
    return count;
}

/* "M06" */
static bool take_unit_id(struct span *rest)
{
    struct span s = *rest;

    if (!fold_take(&s, "m") || !fold_is_digit(fold_peek(s)))
        return false;
    while (fold_is_digit(fold_peek(s)))
        fold_step(&s);
    *rest = s;
    return true;
}

static bool is_clause_end(unsigned c)
{
    return c == FOLD_NOTHING ||
           (fold_is_mark(c) && c != '(' && c != ')' && c != '-');
}

/* The name between the two words is short and within the clause. */
static bool take_proxy(struct span *rest)
{
    struct span s = *rest;

    if (!FOLD_TAKE_ANY(&s, proxies))
        return false;
    for (size_t i = 0; i < PROXY_MOST; i++) {
        if (FOLD_TAKE_ANY(&s, attending)) {
            while (FOLD_TAKE_ANY(&s, proxy_tails))
                continue;
            *rest = s;
            return true;
        }
        if (FOLD_TAKE_ANY(&s, causes) || is_clause_end(fold_peek(s)))
            return false;
        fold_step(&s);
    }
    return false;
}

/* A name of the committee's, or what everybody writes, as a word of its own:
 * the "leave" in "leaves" is none. */
static bool take_filler(struct span *rest)
{
    struct span s = *rest;
    struct reference r;
    bool taken = reference_take(&s, &r) || take_unit_id(&s) || take_proxy(&s) ||
                 FOLD_TAKE_ANY(&s, fillers);

    if (!taken || (fold_is_alnum(fold_peek(s)) &&
                   fold_is_alnum(fold_peek(
                       fold_last(span_sub(*rest, 0, rest->n - s.n))))))
        return false;
    *rest = s;
    return true;
}

/* The same without what everybody writes. */
static size_t telling_letters(struct span s)
{
    size_t count = 0;
    bool inside = false; /* a word of ASCII */
    unsigned c;
    size_t n;

    for (;;) {
        if (!inside && take_filler(&s))
            continue;
        n = fold_char(s, &c);
        if (!n)
            return count;
        count += is_letter(c);
        inside = fold_is_alnum(c);
        s = span_from(s, n);
    }
}

/* "无。", "N/A", "（没有）": letters only, folded. */
static bool is_nothing(struct span s)
{
    char word[NOTHING_MOST * 4 + 1];
    size_t at = 0;
    unsigned c;
    size_t n;

    while ((n = fold_char(s, &c))) {
        if (is_letter(c)) {
            size_t room = c < 0x80 ? 1 : n;
            if (at + room >= sizeof(word))
                return false;
            if (c < 0x80)
                word[at] = (char)c;
            else
                memcpy(word + at, s.p, n);
            at += room;
        }
        s = span_from(s, n);
    }
    word[at] = '\0';
    for (size_t i = 0; i < ARRAY_LEN(nothings); i++)
        if (strcmp(word, nothings[i]) == 0)
            return true;
    return false;
}

bool leave_words_says(struct span reason)
{
    return telling_letters(reason) >= SAYS_LEAST && !is_nothing(reason);
}

bool leave_words_enough(struct span reason)
{
    return leave_words_says(reason) && letters(reason) >= ENOUGH_LEAST;
}

/* Its lines without greetings and what else says nothing. */
static struct span body_of(struct span words, struct arena *arena)
{
    struct span kept = SPAN_NONE;
    struct span line;

    words = span_fit(words, REASON_MOST);
    while (span_line(&words, &line)) {
        line = fold_trim(line);
        if (telling_letters(line) == 0)
            continue;
        kept = kept.n ? arena_printf(arena, SPAN_FMT "\n" SPAN_FMT,
                                     SPAN_ARG(kept), SPAN_ARG(line))
                      : line;
    }
    return kept;
}

static struct span labelled(struct span words, struct arena *arena)
{
    struct particulars p = particulars_read(words, arena);

    return span_fit(particulars_value(&p, PARTICULAR_REASON), REASON_MOST);
}

/* "[请假] P1 事由：展会冲突" */
static struct span subject_of(struct span subject, struct arena *arena)
{
    struct span title = contribution_title(subject);
    struct reference r;
    struct span value;

    (void)reference_take_short(&title, &r);
    value = labelled(title, arena);
    return value.n ? value : fold_trim(title);
}

struct span leave_words_reason(const struct leave_said *said,
                               struct arena *arena)
{
    struct span from[3];

    assert(said && arena);
    from[0] = labelled(said->words, arena);
    from[1] = body_of(said->words, arena);
    from[2] = subject_of(said->subject, arena);
    for (size_t i = 0; i < ARRAY_LEN(from); i++)
        if (leave_words_enough(from[i]))
            return from[i];
    for (size_t i = 0; i < ARRAY_LEN(from); i++)
        if (leave_words_says(from[i]))
            return from[i];
    return SPAN_NONE;
}
