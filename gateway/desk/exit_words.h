/* exit_words.h — which groups a unit says that it leaves.
 *
 * What stands in the subject counts before what stands in the text, where a
 * group may also be named that it stays in. Pure, total on any UTF-8. Private
 * to the desk. Source: requirements.md 6.4 (Exit request). */
#ifndef CONVOKE_DESK_EXIT_WORDS_H
#define CONVOKE_DESK_EXIT_WORDS_H

#include "convoke/desk/reference.h"

enum { EXIT_WORDS_GROUPS = 16 };

struct exit_words {
    bool all;    /* 全部工作组: every group it is in */
    bool unsure; /* the text names groups, and speaks of staying */
    struct reference groups[EXIT_WORDS_GROUPS]; /* in order of appearance */
    size_t n; /* 0 and not `all`: none is named */
};

struct exit_words exit_words_read(struct span subject, struct span words);

#endif
