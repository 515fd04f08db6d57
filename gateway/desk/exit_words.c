#include "exit_words.h"

#include "fold.h"

/* "all" standing alone: not "overall", not "shall". */
static bool says_all(struct span s)
{
    unsigned before = ' ';

    for (; s.n; fold_step(&s)) {
        struct span rest = s;
        if (!fold_is_alnum(before) && fold_take(&rest, "all") &&
            !fold_is_alnum(fold_peek(rest)))
            return true;
        before = fold_peek(s);
    }
    return false;
}

static size_t take_groups(struct exit_words *w, struct span s)
{
    size_t n = reference_all(s, REFERENCE_GROUP, w->groups, EXIT_WORDS_GROUPS);

    w->n = n < EXIT_WORDS_GROUPS ? n : EXIT_WORDS_GROUPS;
    return n;
}

static bool all_in_subject(struct span s)
{
    return fold_has(s, "全部") || fold_has(s, "所有") || says_all(s);
}

/* In a text 全部 may be said of much else. */
static bool all_in_text(struct span s)
{
    static const char *const words[] = {
        "全部工作组",   "所有工作组",         "各工作组",
        "退出全部",     "退出所有",           "工作组:全部",
        "工作组: 全部", "all working groups", "all groups",
    };

    return FOLD_HAS_ANY(s, words);
}

static bool speaks_of_staying(struct span s)
{
    static const char *const words[] = { "保留",   "继续",   "仍",   "除",
                                         "不退出", "不涉及", "keep", "remain",
                                         "except", "stay" };

    return FOLD_HAS_ANY(s, words);
}

struct exit_words exit_words_read(struct span subject, struct span words)
{
    struct exit_words w = { .all = false };

    if (take_groups(&w, subject))
        return w;
    w.all = all_in_subject(subject);
    if (w.all)
        return w;
    take_groups(&w, words);
    w.all = all_in_text(words);
    w.unsure = (w.all || w.n) && speaks_of_staying(words);
    return w;
}
