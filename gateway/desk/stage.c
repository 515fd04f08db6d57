#include "convoke/desk/stage.h"

#include <assert.h>

#include "convoke/base/own.h"
#include "fold.h"

static const struct {
    const char *zh, *en;
} stages[STAGE_COUNT] = {
    { "立项", "proposal" },
    { "草案", "draft" },
    { "征求意见稿", "comment draft" },
    { "送审稿", "review draft" },
    { "报批稿", "approval draft" },
    { "发布", "published" },
    { "终止", "terminated" },
};

/* Folded; the longer before those they begin with. */
static const struct {
    const char *word;
    size_t stage;
} spellings[] = {
    { "征求意见稿", 2 },     { "征求意见", 2 },      { "送审稿", 3 },
    { "送审", 3 },           { "报批稿", 4 },        { "报批", 4 },
    { "立项", 0 },           { "草案", 1 },          { "发布", 5 },
    { "终止", 6 },           { "comment draft", 2 }, { "review draft", 3 },
    { "approval draft", 4 }, { "proposal", 0 },      { "draft", 1 },
    { "published", 5 },      { "publication", 5 },   { "terminated", 6 },
};

/* What may stand around the word on a line of its own. */
static const char *const before[] = {
    "本项目", "项目", "标准",   "目前", "现在",    "当前", "已经",
    "现",     "已",   "处于",   "进入", "形成",    "完成", "阶段",
    "为",     "是",   "在",     ":",    "stage",   "is",   "now",
    "in",     "the",  "we are", "at",   "project", "进展",
};
static const char *const behind[] = { "阶段", "稿", "了", "stage", "。", "." };

/* It speaks of what is to come, or of what is not so. */
static const char *const hedges[] = {
    "未", "拟", "待", "将", "推迟", "预计", "计划", "not ", "plan", "will ",
};

const char *stage_zh(size_t i)
{
    assert(i < STAGE_COUNT);
    return stages[i].zh;
}

const char *stage_en(size_t i)
{
    assert(i < STAGE_COUNT);
    return stages[i].en;
}

bool stage_is(struct span word)
{
    for (size_t i = 0; i < STAGE_COUNT; i++)
        if (span_eq(word, span_str(stages[i].zh)))
            return true;
    return false;
}

static bool take(struct span *rest, size_t *ret_stage)
{
    for (size_t i = 0; i < ARRAY_LEN(spellings); i++) {
        if (!fold_take(rest, spellings[i].word))
            continue;
        *ret_stage = spellings[i].stage;
        return true;
    }
    return false;
}

bool stage_find(struct span text, size_t *ret_stage)
{
    bool found = false;
    size_t stage = 0;
    size_t n;
    unsigned c;

    assert(ret_stage);
    for (size_t i = 0; i < ARRAY_LEN(hedges); i++)
        if (fold_has(text, hedges[i]))
            return false;
    while (text.n) {
        if (take(&text, &stage)) {
            if (found && stage != *ret_stage)
                return false;
            *ret_stage = stage;
            found = true;
            continue;
        }
        n = fold_char(text, &c);
        text = span_from(text, n);
    }
    return found;
}

static void pass(struct span *rest, const char *const *words, size_t n)
{
    bool again = true;

    while (again) {
        again = false;
        *rest = fold_trim(*rest);
        for (size_t i = 0; i < n; i++)
            again = fold_take(rest, words[i]) || again;
    }
}

bool stage_line(struct span line, size_t *ret_stage)
{
    size_t stage = 0;

    assert(ret_stage);
    pass(&line, before, ARRAY_LEN(before));
    if (!take(&line, &stage))
        return false;
    pass(&line, behind, ARRAY_LEN(behind));
    if (line.n)
        return false;
    *ret_stage = stage;
    return true;
}
