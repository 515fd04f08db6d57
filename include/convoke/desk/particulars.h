/* particulars.h — what a mail says in labelled lines: `时间：…`, `理由：…`.
 *
 * One table of labels, each with its spellings in Chinese and English, for all
 * mails of groups, leaders and the secretariat. Labels may be numbered,
 * bulleted, in brackets, spaced (时　间), glossed (时间 Time), several on a
 * line or cells of a table, beside their values or above them. A value goes on
 * in the following lines until the next label; a day or a number ends with its
 * line, other values at an empty line, only TEXT goes beyond. Nothing fails:
 * what is not understood is not there. Pure, total on any UTF-8; values are
 * borrowed from the words, the list lives in the arena. Source:
 * requirements.md 6.4. */
#ifndef CONVOKE_DESK_PARTICULARS_H
#define CONVOKE_DESK_PARTICULARS_H

#include "convoke/base/arena.h"
#include "convoke/base/list.h"

enum particular {
    PARTICULAR_NONE,
    PARTICULAR_TIME,      /* 时间, 日期: read with when.h or schedule.h */
    PARTICULAR_PLACE,     /* 地点 */
    PARTICULAR_LINK,      /* 链接, 腾讯会议, 线上 */
    PARTICULAR_CHAIR,     /* 主持人 */
    PARTICULAR_STDWEEK,   /* 标准周: 是 or 否 */
    PARTICULAR_REASON,    /* 理由 */
    PARTICULAR_TITLE,     /* 名称 */
    PARTICULAR_LEAD,      /* 负责人 */
    PARTICULAR_DRAFTERS,  /* 起草人: read with people.h */
    PARTICULAR_ISSUED,    /* 计划下达 */
    PARTICULAR_STARTED,   /* 启动 */
    PARTICULAR_DUE,       /* 截止 */
    PARTICULAR_PRESENT,   /* 出席 */
    PARTICULAR_ABSENT,    /* 缺席 */
    PARTICULAR_NUMBER,    /* 备案编号, 文号 */
    PARTICULAR_STAGE,     /* 阶段 */
    PARTICULAR_ADDRESSEE, /* 责任, 承办, 交办对象 */
    PARTICULAR_TEXT,      /* 要求, 内容, 事项 */
    PARTICULAR_APPROVAL,  /* 批准文号 */
    PARTICULAR_REPLACES,  /* 替代 */
    PARTICULAR_PROJECT,   /* 项目 */
    PARTICULAR_MEETING,   /* 会议 */
    PARTICULAR_UNIT,      /* 单位 */
    PARTICULAR_EFFECTIVE, /* 生效日期 */
    PARTICULAR_DEPUTY,    /* 委托, 受托人 */
    PARTICULAR_COUNT
};

enum { PARTICULARS_MAX = 200, PARTICULARS_TEXT = 64 * 1024 };

struct particular_value {
    enum particular key;
    struct span value; /* trimmed; empty: the label alone */
    size_t line;       /* of the label, from 1 */
};

struct particulars {
    /* In order of appearance; at most PARTICULARS_MAX, from the first
     * PARTICULARS_TEXT octets. */
    LIST_OF(struct particular_value) values;
};

struct particulars particulars_read(struct span words, struct arena *arena);

/* The first value that is not empty; empty when there is none. */
struct span particulars_value(const struct particulars *p, enum particular key);

/* 是, 否, yes, √, 纳入, 不在 … at the front of a value; false: neither. */
bool particulars_yes(struct span value, bool *ret_yes);

/* Stored and logged: "time", "place", …; and the label to ask for. */
const char *particular_name(enum particular key);
const char *particular_zh(enum particular key);
const char *particular_en(enum particular key);

#endif
