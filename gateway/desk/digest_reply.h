/* digest_reply.h — an answer to a digest: lines of a word and item numbers.
 *
 *   已阅 3、7
 *   退回 2 理由：材料不全
 *   延期 5 2026-05-01 理由：等待批文；同意 6
 *
 * A line is understood whole or not at all; so is one with two commands. What
 * has neither number nor command word (a greeting, a name) is passed over. A
 * line that begins 理由 belongs to the command before it. Pure, total on any
 * octets; spans are borrowed from the words, lists live in the arena. Private
 * to the desk. */
#ifndef CONVOKE_DESK_DIGEST_REPLY_H
#define CONVOKE_DESK_DIGEST_REPLY_H

#include "convoke/base/civil.h"
#include "convoke/base/list.h"
#include "convoke/desk/command.h"

enum digest_verb {
    DIGEST_NO_VERB,
    DIGEST_ACK,          /* 已阅 */
    DIGEST_APPROVE,      /* 同意 */
    DIGEST_REJECT,       /* 不同意 理由 */
    DIGEST_ACCEPT,       /* 接受 */
    DIGEST_RETURN,       /* 退回 理由 */
    DIGEST_DISPATCH,     /* 分派 groups */
    DIGEST_NOTIFY,       /* 通知 */
    DIGEST_ACTIVATE,     /* 成员生效 */
    DIGEST_WAIVE,        /* 豁免 理由 */
    DIGEST_PROLONG,      /* 延期 date 理由 */
    DIGEST_PRE_EXIT,     /* 拟退出 */
    DIGEST_CONFIRM_EXIT, /* 确认退出 */
    DIGEST_DISMISS,      /* 撤销标记 理由 */
    DIGEST_DEFER,        /* 暂缓 date */
    DIGEST_DROP,         /* 作废 理由 */
    DIGEST_RESEND,       /* 重发 */
    DIGEST_VERB_COUNT
};

struct digest_word {
    enum digest_verb verb;
    const char *name; /* stored and logged: "waive" */
    const char *zh, *en;
    bool reason, date;         /* both are must */
    bool rest;                 /* what follows is for the handler */
    const char *parameter;     /* "理由：…"; may be NULL */
    enum command_verb command; /* what a handler of the desk knows it as */
};

/* NULL for DIGEST_NO_VERB. */
const struct digest_word *digest_word(enum digest_verb v);
enum digest_verb digest_verb_of(struct span name);
enum digest_verb digest_verb_of_command(enum command_verb v);

enum { DIGEST_MOST_NUMBERS = 100, DIGEST_MOST_LINES = 200 };

struct digest_order {
    struct span line; /* trimmed, as it was written */
    enum digest_verb verb;
    LIST_OF(int) numbers;
    struct span reason, rest;
    civil_day date;
    const char *problem_zh, *problem_en; /* NULL: understood */
};
typedef LIST_OF(struct digest_order) digest_orders;

digest_orders digest_reply_read(struct span words, struct arena *arena);

#endif
