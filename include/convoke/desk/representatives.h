/* representatives.h — who speaks for a unit, as written in a mail.
 *
 * Reads one person a line ("代表1：张三，高级工程师，z@x.cn，投票代表"), blocks
 * of `姓名: …` lines and rows of a pasted table. Counts whatever it finds: that
 * there are 1 or 2 with one voter (11.2, 20.7) is the desk's to say. Pure,
 * total on any UTF-8. Spans are borrowed from `words`. */
#ifndef CONVOKE_DESK_REPRESENTATIVES_H
#define CONVOKE_DESK_REPRESENTATIVES_H

#include "convoke/base/span.h"

enum { REPRESENTATIVES_MAX = 8 };

struct representative {
    struct span name;  /* may be empty when only a mail is given */
    struct span title; /* may be empty */
    struct span mail;  /* may be empty; not checked beyond its @ */
    bool voter;
};

struct representatives {
    struct representative at[REPRESENTATIVES_MAX];
    size_t n;               /* all that were named; at most MAX are kept */
    size_t voters;          /* of all */
    bool contact_confirmed; /* 联系人 is named or said to stay */
    struct representative contact; /* all empty when it only stays */
};

struct representatives representatives_parse(struct span words);

/* What is wrong with the count, or NULL: texts of rep.reject (11.2, 20.7).
 * `missing_mail` and `missing_name` are told after the counts. */
enum representatives_fault {
    REPRESENTATIVES_OK,
    REPRESENTATIVES_NOT_1_OR_2,
    REPRESENTATIVES_NO_VOTER,
    REPRESENTATIVES_TWO_VOTERS,
    REPRESENTATIVES_NO_NAME,
    REPRESENTATIVES_NO_MAIL,
    REPRESENTATIVES_SAME_MAIL,
};
enum representatives_fault
representatives_check(const struct representatives *r);

#endif
