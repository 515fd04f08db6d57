#include "digest_reply.h"

#include <assert.h>

#include "command_words.h"
#include "convoke/base/own.h"
#include "convoke/desk/when.h"
#include "fold.h"
#include "numbering.h"

enum { MOST_NUMBER = 9999, OPENINGS = 4 };

/* clang-format off */
static const struct digest_word words_table[DIGEST_VERB_COUNT] = {
#define WORD(verb_, name_, zh_, en_, ...)                                      \
    [DIGEST_##verb_] = { .verb = DIGEST_##verb_, .name = name_, .zh = zh_,     \
                         .en = en_, __VA_ARGS__ }
WORD(ACK, "ack", "已阅", "ACK", .command = COMMAND_ACK),
WORD(APPROVE, "approve", "同意", "APPROVE", .command = COMMAND_APPROVE),
WORD(REJECT, "reject", "不同意", "REJECT", .reason = true, .parameter = "理由：…", .command = COMMAND_REJECT),
WORD(ACCEPT, "accept", "接受", "ACCEPT", .command = COMMAND_ACCEPT),
WORD(RETURN, "return", "退回", "RETURN", .reason = true, .parameter = "理由：…", .command = COMMAND_RETURN),
WORD(DISPATCH, "dispatch", "分派", "DISPATCH", .rest = true, .parameter = "工作组", .command = COMMAND_DISPATCH),
WORD(NOTIFY, "notify", "通知", "NOTIFY", .command = COMMAND_NOTIFY),
WORD(ACTIVATE, "activate", "成员生效", "ACTIVATE", .rest = true, .parameter = "[纸质已收]", .command = COMMAND_ACTIVATE),
WORD(WAIVE, "waive", "豁免", "WAIVE", .reason = true, .parameter = "理由：…", .command = COMMAND_WAIVE),
WORD(PROLONG, "prolong", "延期", "PROLONG", .reason = true, .date = true, .parameter = "YYYY-MM-DD 理由：…", .command = COMMAND_PROLONG),
WORD(PRE_EXIT, "pre_exit", "拟退出", "PRE-EXIT", .command = COMMAND_PRE_EXIT),
WORD(CONFIRM_EXIT, "confirm_exit", "确认退出", "CONFIRM-EXIT", .command = COMMAND_CONFIRM_EXIT),
WORD(DISMISS, "dismiss", "撤销标记", "DISMISS", .reason = true, .parameter = "理由：…", .command = COMMAND_DISMISS),
WORD(DEFER, "defer", "暂缓", "DEFER", .date = true, .parameter = "YYYY-MM-DD", .command = COMMAND_DEFER),
WORD(DROP, "drop", "作废", "DROP", .reason = true, .parameter = "理由：…"),
WORD(RESEND, "resend", "重发", "RESEND"),
#undef WORD
};
/* clang-format on */

static const char *const polite[] = { "谢谢", "感谢",   "请办理", "请",
                                      "即可", "please", "thanks", "thank you" };
static const char *const reason_labels[] = { "理由", "原因", "reason",
                                             "because" };
static const char *const until_words[] = { "延期至", "延至",   "至",
                                           "到",     "until ", "to " };
static const char *const number_leads[] = { "第",   "no.", "no ", "item",
                                            "编号", "#",   "№" };
static const char *const number_tails[] = { "项", "号", "条" };
static const char *const joints[] = { "和", "及", "与", "以及", "and", "&" };

const struct digest_word *digest_word(enum digest_verb v)
{
    assert(v < DIGEST_VERB_COUNT);
    return v == DIGEST_NO_VERB ? NULL : &words_table[v];
}

enum digest_verb digest_verb_of(struct span name)
{
    for (enum digest_verb v = DIGEST_NO_VERB + 1; v < DIGEST_VERB_COUNT; v++)
        if (span_eq(name, span_str(words_table[v].name)))
            return v;
    return DIGEST_NO_VERB;
}

enum digest_verb digest_verb_of_command(enum command_verb c)
{
    for (enum digest_verb v = DIGEST_NO_VERB + 1; v < DIGEST_VERB_COUNT; v++)
        if (c != COMMAND_NONE && words_table[v].command == c)
            return v;
    return DIGEST_NO_VERB;
}

static bool is_number_end(unsigned c)
{
    return !fold_is_alnum(c) && !fold_is_han(c) && c != '-' && c != '/' &&
           c != '~' && c != '_' && c != '@';
}

/* Takes the word off; an English one ends with it ("acknowledge" is none). */
static bool take_english(struct span *rest, const char *word)
{
    struct span s = *rest;

    for (; *word; word++) {
        unsigned c = (unsigned char)*word;

        if (fold_peek(s) != (c >= 'A' && c <= 'Z' ? c + 32 : c))
            return false;
        fold_step(&s);
    }
    if (!is_number_end(fold_peek(s)) && !fold_is_han(fold_peek(s)))
        return false;
    *rest = s;
    return true;
}

/* The longest word at the front: 不同意 is no 同意, and 成员生效 is one. */
static enum digest_verb take_verb(struct span *rest)
{
    enum digest_verb best = DIGEST_NO_VERB;
    struct span after = *rest;

    for (enum digest_verb v = DIGEST_NO_VERB + 1; v < DIGEST_VERB_COUNT; v++) {
        struct span s = *rest;

        if (!fold_take(&s, words_table[v].zh) &&
            !take_english(&s, words_table[v].en))
            continue;
        if (s.n < after.n) {
            best = v;
            after = s;
        }
    }
    *rest = after;
    return best;
}

/* Marks and blanks between two things of a line. */
static void skip_between(struct span *s)
{
    unsigned c;

    while ((c = fold_peek(*s)) != FOLD_NOTHING &&
           (fold_is_blank(c) || c == ',' || c == ';' || c == ':' || c == '.' ||
            c == 0x3001 /* 、 */ || c == '!'))
        fold_step(s);
}

static bool take_digits(struct span *s, int *ret)
{
    struct span rest = *s;
    int n = 0;

    if (!fold_is_digit(fold_peek(rest)))
        return false;
    while (fold_is_digit(fold_peek(rest))) {
        n = n * 10 + (int)(fold_peek(rest) - '0');
        if (n > MOST_NUMBER)
            return false;
        fold_step(&rest);
    }
    *s = rest;
    *ret = n;
    return n > 0;
}

static bool at_reason(struct span s)
{
    return FOLD_TAKE_ANY(&s, reason_labels);
}

/* A number may be followed by another one's joint, or by 至 and a day. */
static bool at_joint(struct span s)
{
    return FOLD_TAKE_ANY(&s, joints) || FOLD_TAKE_ANY(&s, until_words);
}

/* "3", "第3项", "3-5", "No. 3"; not a day, not "3个月". */
static bool take_number(struct span *rest, int *ret_first, int *ret_last)
{
    struct span s = *rest;
    struct span day = s;
    struct when when;

    FOLD_TAKE_ANY(&s, number_leads);
    fold_skip_blanks(&s);
    if (when_take(&day, /* year= */ 0, &when) && when.days == WHEN_FINE)
        return false;
    if (!take_digits(&s, ret_first))
        return false;
    *ret_last = *ret_first;
    day = s;
    if (fold_peek(s) == '-' || fold_peek(s) == '~' || fold_peek(s) == 0xff5e) {
        fold_step(&day);
        if (take_digits(&day, ret_last))
            s = day;
    }
    FOLD_TAKE_ANY(&s, number_tails);
    if (!is_number_end(fold_peek(s)) && !at_reason(s) && !at_joint(s))
        return false;
    *rest = s;
    return true;
}

static bool add_numbers(struct digest_order *o, struct arena *arena, int first,
                        int last)
{
    if (last < first || last - first >= DIGEST_MOST_NUMBERS)
        return false;
    for (int n = first; n <= last; n++) {
        bool twice = false;

        list_each(&o->numbers, had) twice = twice || *had == n;
        if (o->numbers.n >= DIGEST_MOST_NUMBERS)
            return false;
        if (!twice)
            *list_push(&o->numbers, arena) = n;
    }
    return true;
}

static bool fail(struct digest_order *o, const char *zh, const char *en)
{
    o->problem_zh = zh;
    o->problem_en = en;
    return false;
}

static bool take_numbers(struct digest_order *o, struct span *rest,
                         struct arena *arena)
{
    int first = 0;
    int last = 0;

    for (;;) {
        struct span s = *rest;

        skip_between(&s);
        if (o->numbers.n && FOLD_TAKE_ANY(&s, joints))
            skip_between(&s);
        if (!take_number(&s, &first, &last))
            break;
        if (!add_numbers(o, arena, first, last))
            return fail(o, "编号太多或次序颠倒", "too many numbers");
        *rest = s;
    }
    if (o->numbers.n == 0)
        return fail(o, "没有写明编号", "no item number");
    return true;
}

/* Where a labelled reason begins, or s.n. */
static size_t find_reason(struct span s)
{
    struct span here = s;

    for (; here.n; fold_step(&here))
        if (at_reason(here))
            return s.n - here.n;
    return s.n;
}

static struct span bare(struct span s)
{
    skip_between(&s);
    return fold_trim(s);
}

static struct span after_label(struct span s)
{
    FOLD_TAKE_ANY(&s, reason_labels);
    return bare(s);
}

/* A question, a condition or a second thought is no reason. */
static bool doubts(struct span s)
{
    return fold_has(s, "?") || fold_has(s, "吗") || fold_has(s, "是否") ||
           command_words_hedge(s);
}

static bool is_polite(struct span s)
{
    for (s = bare(s); s.n; s = bare(s))
        if (!FOLD_TAKE_ANY(&s, polite))
            return false;
    return true;
}

static bool take_date(struct digest_order *o, struct span *rest)
{
    struct when when;

    *rest = bare(*rest);
    FOLD_TAKE_ANY(rest, until_words);
    fold_skip_blanks(rest);
    if (!when_take(rest, /* year= */ 0, &when) || when.days != WHEN_FINE ||
        when.last != when.day)
        return fail(o, "须写明新的截止日期，如 2026-05-01",
                    "the new day is missing, such as 2026-05-01");
    o->date = when.day;
    return true;
}

/* What stands behind the numbers: day, reason, words for the handler. */
static bool take_rest(struct digest_order *o, struct span rest)
{
    const struct digest_word *w = digest_word(o->verb);
    size_t at;
    struct span free;

    if (w->date && !take_date(o, &rest))
        return false;
    at = find_reason(rest);
    free = bare(span_sub(rest, 0, at));
    if (at < rest.n)
        o->reason = after_label(span_from(rest, at));
    if (w->rest) {
        o->rest = free;
    } else if (w->reason && !o->reason.n) {
        o->reason = free;
    } else if (!is_polite(free)) {
        return fail(o, "编号之后的话没有读懂",
                    "what follows the number is not understood");
    }
    if ((w->rest || at == rest.n) && doubts(free))
        return fail(o, "像是疑问或附有条件，未予执行",
                    "it reads like a question or a condition");
    return true;
}

/* Where the next command of the line begins, its separator included; or s.n.
 * Only a word with a number is one: "理由：请先通知各单位" has none. */
static size_t next_command(struct span s)
{
    struct span here = s;

    for (; here.n; fold_step(&here)) {
        unsigned c = fold_peek(here);
        struct span after = here;
        int n;

        if (c != ';' && c != ',' && c != '.')
            continue;
        skip_between(&after);
        if (take_verb(&after) == DIGEST_NO_VERB)
            continue;
        skip_between(&after);
        if (take_number(&after, &n, &n))
            return s.n - here.n;
    }
    return s.n;
}

static bool read_order(struct digest_order *o, struct span *rest,
                       struct arena *arena)
{
    struct span mine;

    skip_between(rest);
    o->verb = take_verb(rest);
    if (o->verb == DIGEST_NO_VERB)
        return fail(o, "没有读懂这一行", "this line is not understood");
    if (!take_numbers(o, rest, arena))
        return false;
    mine = span_sub(*rest, 0, next_command(*rest));
    *rest = span_from(*rest, mine.n);
    skip_between(rest);
    return take_rest(o, mine);
}

/* A line without a number and without a word of ours: a greeting, a name. */
static bool says_nothing(struct span line)
{
    struct span s = line;

    for (; s.n; fold_step(&s))
        if (fold_is_digit(fold_peek(s)))
            return false;
    for (enum digest_verb v = DIGEST_NO_VERB + 1; v < DIGEST_VERB_COUNT; v++) {
        s = line;
        if (fold_has(line, words_table[v].zh) ||
            take_english(&s, words_table[v].en))
            return false;
    }
    return true;
}

static void skip_openings(struct span *s)
{
    numbering_take(s, /* ret_as= */ NULL);
    for (int i = 0; i < OPENINGS; i++) {
        skip_between(s);
        if (!command_words_opening(s))
            return;
    }
}

/* All commands of one line, or one that says what is wrong with it. */
static void read_line(digest_orders *to, struct arena *arena, struct span line)
{
    digest_orders found = { 0 };
    struct span rest = line;

    skip_openings(&rest);
    do {
        struct digest_order *o = list_push(&found, arena);

        o->line = line;
        if (!read_order(o, &rest, arena)) {
            *list_push(to, arena) = *o;
            return;
        }
    } while (rest.n);
    list_each(&found, o) * list_push(to, arena) = *o;
}

static bool needs_reason(const struct digest_order *o)
{
    return !o->problem_zh && digest_word(o->verb)->reason && !o->reason.n;
}

/* The reason of the command before it, on a line of its own. */
static bool take_reason_line(digest_orders *to, struct span line)
{
    struct digest_order *last = to->n ? &to->at[to->n - 1] : NULL;

    if (!at_reason(line))
        return false;
    if (!last || !needs_reason(last))
        return false;
    last->reason = after_label(line);
    return true;
}

static bool is_token_line(struct span line)
{
    return fold_take(&line, "令牌") || fold_take(&line, "token");
}

/* A command is worth no more than the line it stands on. */
static bool spoilt(const digest_orders *all, const struct digest_order *o)
{
    list_each(all, other) if (other != o && other->problem_zh &&
                              other->line.p == o->line.p) return true;
    return false;
}

static digest_orders whole_lines(const digest_orders *all, struct arena *arena)
{
    digest_orders kept = { 0 };

    list_each(all, o) if (o->problem_zh || !spoilt(all, o)) *
        list_push(&kept, arena) = *o;
    return kept;
}

digest_orders digest_reply_read(struct span words, struct arena *arena)
{
    digest_orders found = { 0 };
    struct span line;

    assert(arena);
    while (found.n < DIGEST_MOST_LINES && span_line(&words, &line)) {
        line = fold_trim(line);
        if (!line.n || is_token_line(line) || take_reason_line(&found, line) ||
            says_nothing(line))
            continue;
        read_line(&found, arena, line);
    }
    list_each(&found, o) if (needs_reason(o))
        fail(o, "须写明理由", "the reason is missing");
    return whole_lines(&found, arena);
}
