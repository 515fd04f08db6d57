/* command.h — the first words of a reply as a command.
 *
 * Only the first line that is not empty counts. Openings (您好, 经审核，) and
 * what politeness adds (，请办理) are understood; a question, a condition, a
 * choice left standing ("同意/不同意") and a word inside a sentence are no
 * command: better ask again than do what nobody meant. Pure, total on any
 * UTF-8. Spans are borrowed from `words`. Source: requirements.md 6.1. */
#ifndef CONVOKE_DESK_COMMAND_H
#define CONVOKE_DESK_COMMAND_H

#include <stdint.h>

#include "convoke/base/civil.h"

enum command_verb {
    COMMAND_NONE,
    COMMAND_APPROVE,      /* 同意 */
    COMMAND_REJECT,       /* 不同意 理由 */
    COMMAND_ACCEPT,       /* 接受 */
    COMMAND_RETURN,       /* 退回 理由 */
    COMMAND_PRE_EXIT,     /* 拟退出 */
    COMMAND_CONFIRM_EXIT, /* 确认退出 */
    COMMAND_DISMISS,      /* 撤销标记 理由 */
    COMMAND_DEFER,        /* 暂缓 date */
    COMMAND_ACK,          /* 已阅 */
    COMMAND_CANCEL,       /* 取消 理由 */
    COMMAND_MOVE,         /* 改期 date time */
    COMMAND_DISPATCH,     /* 分派 groups */
    COMMAND_NOTIFY,       /* 通知 */
    COMMAND_ACTIVATE,     /* 成员生效 [纸质已收] [date] */
    COMMAND_PAPERS,       /* 纸质已收 */
    COMMAND_MORE,         /* 补正 what */
    COMMAND_DONE,         /* 完成 */
    COMMAND_RELEASE,      /* 发布 [理由] */
    COMMAND_WAIVE,        /* 豁免 理由 */
    COMMAND_PROLONG,      /* 延期 date 理由 */
    COMMAND_FILED,        /* 备案 [number] */
    COMMAND_HAS_NONE,     /* 无贡献 */
    COMMAND_WITHDRAW,     /* 撤回 */
    COMMAND_TABLE,        /* 列入议程 which */
    COMMAND_RESUME,       /* 恢复投递 */
    COMMAND_VERB_COUNT
};

enum command_need {
    COMMAND_NEEDS_NOTHING,
    COMMAND_NEEDS_REASON,
    COMMAND_NEEDS_DATE,
    COMMAND_NEEDS_GROUPS,
    COMMAND_NEEDS_TEXT,
};

struct command {
    enum command_verb verb;
    struct span line;   /* the line that was read; empty: there was none */
    struct span rest;   /* what followed the word, trimmed */
    struct span reason; /* after 理由:, or what stands in `rest` besides ids,
                           the date and the object, if the verb needs a reason
                           or a date; also from a following line that begins
                           理由. Never only marks: a form left unfilled is no
                           reason. */
    bool has_date; /* a date stands in `rest`; of "由 a 改为 b" it is b */
    bool bad_date; /* …that does not exist: 2026-02-30 */
    civil_day date;
    bool has_time;      /* …with a time */
    bool bad_time;      /* …that does not exist: 25:00 */
    int seconds;        /* into that day */
    bool papers;        /* 纸质已收 is said too */
    struct span number; /* FILED: the number given, may be empty */
};

/* `words`: what this person wrote (facts.words), or a subject. Tags before
 * the word ([审核结果], an object id) are passed over. */
struct command command_parse(struct span words);

/* One row for cmd.refused and help.reply. */
struct command_word {
    enum command_verb verb;
    const char *name; /* stored and logged: "approve" */
    const char *zh, *en;
    enum command_need need;
    const char *parameter; /* "理由:…", "YYYY-MM-DD"; may be NULL */
    const char *meaning_zh, *meaning_en;
};

/* NULL for COMMAND_NONE. */
const struct command_word *command_word(enum command_verb v);

#endif
