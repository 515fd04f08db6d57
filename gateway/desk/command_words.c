#include "command_words.h"

#include <assert.h>

#include "convoke/base/own.h"
#include "fold.h"

static const struct command_word words[COMMAND_VERB_COUNT] = {
    [COMMAND_APPROVE] = { COMMAND_APPROVE, "approve", "同意", "APPROVE",
                          COMMAND_NEEDS_NOTHING, NULL, "同意该事项", "agreed" },
    [COMMAND_REJECT] = { COMMAND_REJECT, "reject", "不同意", "REJECT",
                         COMMAND_NEEDS_REASON, "理由:…", "不同意，须说明理由",
                         "not agreed, with a reason" },
    [COMMAND_ACCEPT] = { COMMAND_ACCEPT, "accept", "接受", "ACCEPT",
                         COMMAND_NEEDS_NOTHING, "[理由:…]",
                         "接受（迟交的贡献；工作组未同意的申请，须写明理由）",
                         "take a late contribution, or with a reason an "
                         "application the group refused" },
    [COMMAND_RETURN] = { COMMAND_RETURN, "return", "退回", "RETURN",
                         COMMAND_NEEDS_REASON, "理由:…", "退回，须说明理由",
                         "give it back, with a reason" },
    [COMMAND_PRE_EXIT] = { COMMAND_PRE_EXIT, "pre_exit", "拟退出", "PRE-EXIT",
                           COMMAND_NEEDS_NOTHING, NULL,
                           "告知成员单位拟按退出处理",
                           "tell the unit of the intended exit" },
    [COMMAND_CONFIRM_EXIT] = { COMMAND_CONFIRM_EXIT, "confirm_exit", "确认退出",
                               "CONFIRM-EXIT", COMMAND_NEEDS_NOTHING, NULL,
                               "确认成员单位退出", "confirm the exit" },
    [COMMAND_DISMISS] = { COMMAND_DISMISS, "dismiss", "撤销标记", "DISMISS",
                          COMMAND_NEEDS_REASON, "理由:…",
                          "撤销退出标记，须说明理由",
                          "drop the exit flag, with a reason" },
    [COMMAND_DEFER] = { COMMAND_DEFER, "defer", "暂缓", "DEFER",
                        COMMAND_NEEDS_DATE, "YYYY-MM-DD", "暂缓至某日决定",
                        "decide on a later day" },
    [COMMAND_ACK] = { COMMAND_ACK, "ack", "已阅", "ACK", COMMAND_NEEDS_NOTHING,
                      NULL, "已知悉", "noted" },
    [COMMAND_CANCEL] = { COMMAND_CANCEL, "cancel", "取消", "CANCEL",
                         COMMAND_NEEDS_REASON, "理由:…", "取消会议，须说明理由",
                         "cancel the meeting, with a reason" },
    [COMMAND_MOVE] = { COMMAND_MOVE, "move", "改期", "MOVE", COMMAND_NEEDS_DATE,
                       "YYYY-MM-DD HH:MM", "会议改期", "move the meeting" },
    [COMMAND_DISPATCH] = { COMMAND_DISPATCH, "dispatch", "分派", "DISPATCH",
                           COMMAND_NEEDS_GROUPS, "WG5 WG6",
                           "委托所列工作组审核",
                           "have the named groups review" },
    [COMMAND_NOTIFY] = { COMMAND_NOTIFY, "notify", "通知", "NOTIFY",
                         COMMAND_NEEDS_NOTHING, NULL, "将审核结果通知申请单位",
                         "tell the applicant the result" },
    [COMMAND_ACTIVATE] = { COMMAND_ACTIVATE, "activate", "成员生效", "ACTIVATE",
                           COMMAND_NEEDS_NOTHING, "[纸质已收]", "成员资格生效",
                           "the membership takes effect" },
    [COMMAND_PAPERS] = { COMMAND_PAPERS, "papers", "纸质已收", "PAPERS",
                         COMMAND_NEEDS_NOTHING, NULL, "纸质材料已收到",
                         "the paper originals have arrived" },
    [COMMAND_MORE] = { COMMAND_MORE, "more", "补正", "MORE", COMMAND_NEEDS_TEXT,
                       "需补充的内容", "请申请单位补充材料",
                       "ask the applicant for more" },
    [COMMAND_DONE] = { COMMAND_DONE, "done", "完成", "DONE",
                       COMMAND_NEEDS_NOTHING, NULL, "任务已完成",
                       "the task is done" },
    [COMMAND_RELEASE] = { COMMAND_RELEASE, "release", "发布", "RELEASE",
                          COMMAND_NEEDS_NOTHING, "[理由:…]",
                          "发布会议通知（有在研项目未列入议程的，须写明理由）",
                          "send the notice out, with a reason when a project "
                          "is not on the agenda" },
    [COMMAND_WAIVE] = { COMMAND_WAIVE, "waive", "豁免", "WAIVE",
                        COMMAND_NEEDS_REASON, "理由:…",
                        "豁免该事项，须说明理由",
                        "waive the duty, with a reason" },
    [COMMAND_PROLONG] = { COMMAND_PROLONG, "prolong", "延期", "PROLONG",
                          COMMAND_NEEDS_DATE, "YYYY-MM-DD 理由:…",
                          "项目延期至某日，须说明理由",
                          "give the project a later due date, with a reason" },
    [COMMAND_FILED] = { COMMAND_FILED, "filed", "备案", "FILED",
                        COMMAND_NEEDS_NOTHING, "[编号]", "已备案，可写备案编号",
                        "filed, with a number if there is one" },
    [COMMAND_HAS_NONE] = { COMMAND_HAS_NONE, "no_contribution", "无贡献",
                           "NONE", COMMAND_NEEDS_NOTHING, NULL,
                           "本次会议无标准建议和贡献",
                           "no contribution to this meeting" },
    [COMMAND_WITHDRAW] = { COMMAND_WITHDRAW, "withdraw", "撤回", "WITHDRAW",
                           COMMAND_NEEDS_NOTHING, NULL, "撤回该贡献或退出申请",
                           "take this contribution or request back" },
    [COMMAND_TABLE] = { COMMAND_TABLE, "table", "列入议程", "TABLE",
                        COMMAND_NEEDS_TEXT, "议程序号或项目编号",
                        "将贡献列入议程或项目，如“列入议程 2”“列入 WG5-S-04”",
                        "link a contribution to an agenda item or a project" },
    [COMMAND_RESUME] = { COMMAND_RESUME, "resume", "恢复投递", "RESUME",
                         COMMAND_NEEDS_NOTHING, NULL,
                         "该邮件地址已恢复正常，继续向其发信",
                         "the address works again: send to it" },
};

/* Other forms of the same words. */
static const struct form {
    enum command_verb verb;
    const char *word; /* folded */
} forms[] = {
    { COMMAND_APPROVE, "approved" },
    { COMMAND_APPROVE, "agree" },
    { COMMAND_APPROVE, "agreed" },
    { COMMAND_APPROVE, "核实通过" },
    { COMMAND_REJECT, "rejected" },
    { COMMAND_REJECT, "disagree" },
    { COMMAND_REJECT, "不采纳" },
    { COMMAND_REJECT, "不采纳该建议" },
    { COMMAND_REJECT, "不采纳此建议" },
    { COMMAND_REJECT, "不予采纳" },
    { COMMAND_REJECT, "不接受" },
    { COMMAND_ACCEPT, "accepted" },
    { COMMAND_ACCEPT, "采纳" },
    { COMMAND_ACCEPT, "予以采纳" },
    { COMMAND_ACCEPT, "同意采纳" },
    { COMMAND_APPROVE, "同意改期" },
    { COMMAND_RETURN, "returned" },
    { COMMAND_PRE_EXIT, "preexit" },
    { COMMAND_PRE_EXIT, "pre_exit" },
    { COMMAND_CONFIRM_EXIT, "confirm exit" },
    { COMMAND_CONFIRM_EXIT, "confirm_exit" },
    { COMMAND_ACK, "acknowledged" },
    { COMMAND_ACK, "已阅知" },
    { COMMAND_DONE, "已完成" },
    { COMMAND_DONE, "已办结" },
    { COMMAND_ACTIVATE, "activated" },
    { COMMAND_PAPERS, "纸质材料已收" },
    { COMMAND_PAPERS, "纸质件已收" },
    { COMMAND_NOTIFY, "通知申请单位" },
    /* the two words together are one command, and not that of the second */
    { COMMAND_APPROVE, "同意发布" },
    { COMMAND_APPROVE, "同意报送" },
    { COMMAND_RELEASE, "发布通知" },
    { COMMAND_RELEASE, "发布会议通知" },
    { COMMAND_RELEASE, "发布全体会议通知" },
    { COMMAND_RELEASE, "确认发布" },
    { COMMAND_RELEASE, "release notice" },
    { COMMAND_RELEASE, "release the notice" },
    { COMMAND_WAIVE, "予以豁免" },
    { COMMAND_WAIVE, "同意豁免" },
    { COMMAND_WAIVE, "waived" },
    { COMMAND_PROLONG, "同意延期" },
    { COMMAND_PROLONG, "延长" },
    { COMMAND_PROLONG, "extend" },
    { COMMAND_FILED, "已备案" },
    { COMMAND_FILED, "予以备案" },
    { COMMAND_FILED, "准予备案" },
    { COMMAND_FILED, "同意备案" },
    { COMMAND_FILED, "备案确认" },
    { COMMAND_FILED, "确认备案" },
    { COMMAND_FILED, "备案完成" },
    { COMMAND_FILED, "完成备案" },
    { COMMAND_FILED, "已完成备案" },
    { COMMAND_FILED, "备案通过" },
    { COMMAND_HAS_NONE, "没有贡献" },
    { COMMAND_HAS_NONE, "no contribution" },
    { COMMAND_WITHDRAW, "撤回贡献" },
    { COMMAND_TABLE, "列入" },
    { COMMAND_TABLE, "列入项目" },
};

static const char *const openings[] = {
    "各位老师", "老师",     "秘书处",   "您好",     "你好",     "大家好",
    "好的",     "谢谢",     "感谢",     "经研究",   "经审核",   "经审议",
    "经讨论",   "经核对",   "审核结果", "审核结论", "审核意见", "结果",
    "结论",     "意见",     "回复",     "答复",     "决定",     "工作组",
    "我单位",   "我工作组", "我组",     "本组",     "本单位",   "我方",
    "我们",     "我",       "本人",     "兹",       "现",       "hello",
    "hi",       "dear all", "result",   "i ",       "we ",
};

static const char *const hedges[] = {
    "但",     "不过",   "前提",   "如果",     "假如",   "若",    "除非",
    "待补",   "待其",   "待提",   "之后",     "不同意", "拒绝",  "驳回",
    "退回",   "暂不",   "不予",   "需补充",   "与否",   "but ",  "if ",
    "unless", "except", "reject", "provided", " not ",  "don't", "disagree",
};

static const char *const approve_tails[] = {
    "请",   "该",   "其", "加入", "入会", "申请", "吸收", "接收", "接纳",
    "办理", "退出", "此", "贵",   "上述", "以上", "通过", "作为", "成为",
};
static const char *const reason_tails[] = { "理由", "原因", "因为", "由于",
                                            "该",   "其",   "加入", "入会",
                                            "申请", "此",   "会议", "本次" };
static const char *const to_tails[] = { "至", "到", "给", "为", "于" };
static const char *const filed_tails[] = { "编号", "号", "文号",
                                           "请",   "该", "此" };
static const char *const item_tails[] = { "第", "项目", "为", "到" };
static const char *const plain_tails[] = { "请", "该", "此", "贵", "其" };

struct tails {
    const char *const *at;
    size_t n;
};

#define TAILS(list_)                                                           \
    (struct tails)                                                             \
    {                                                                          \
        list_, ARRAY_LEN(list_)                                                \
    }

static struct tails tails_of(enum command_verb v)
{
    if (v == COMMAND_TABLE)
        return TAILS(item_tails);
    switch (words[v].need) {
    case COMMAND_NEEDS_REASON:
        return TAILS(reason_tails);
    case COMMAND_NEEDS_DATE:
    case COMMAND_NEEDS_GROUPS:
        return TAILS(to_tails);
    case COMMAND_NEEDS_NOTHING:
    case COMMAND_NEEDS_TEXT:
        break;
    }
    if (v == COMMAND_FILED)
        return TAILS(filed_tails);
    return v == COMMAND_APPROVE ? TAILS(approve_tails) : TAILS(plain_tails);
}

bool command_words_tail(enum command_verb v, struct span rest)
{
    struct tails tails = tails_of(v);

    return fold_take_any(&rest, tails.at, tails.n);
}

bool command_words_opening(struct span *rest)
{
    assert(rest);
    return FOLD_TAKE_ANY(rest, openings);
}

bool command_words_hedge(struct span rest)
{
    return FOLD_HAS_ANY(rest, hedges);
}

struct taking {
    enum command_verb verb;
    struct span rest; /* after the longest word so far */
};

static void try_word(struct taking *t, struct span from, const char *word,
                     enum command_verb verb)
{
    if (fold_take(&from, word) && from.n < t->rest.n)
        *t = (struct taking){ verb, from };
}

static void small_letters(const char *word, char *buf, size_t room)
{
    size_t i = 0;

    for (; word[i] && i + 1 < room; i++)
        buf[i] =
            (char)(word[i] >= 'A' && word[i] <= 'Z' ? word[i] + 32 : word[i]);
    buf[i] = '\0';
}

enum command_verb command_words_take(struct span *rest, bool *ret_han)
{
    struct taking t;

    assert(rest && ret_han);
    t = (struct taking){ COMMAND_NONE, *rest };
    for (enum command_verb v = COMMAND_NONE + 1; v < COMMAND_VERB_COUNT; v++) {
        char en[32];

        small_letters(words[v].en, en, sizeof(en));
        try_word(&t, *rest, words[v].zh, v);
        try_word(&t, *rest, en, v);
    }
    for (size_t i = 0; i < ARRAY_LEN(forms); i++)
        try_word(&t, *rest, forms[i].word, forms[i].verb);
    if (t.verb == COMMAND_NONE)
        return COMMAND_NONE;
    *ret_han = ((unsigned char)t.rest.p[-1] & 0x80) != 0 &&
               (unsigned char)rest->p[0] >= 0xe4 &&
               (unsigned char)rest->p[0] <= 0xe9;
    *rest = t.rest;
    return t.verb;
}

const struct command_word *command_word(enum command_verb v)
{
    assert(v < COMMAND_VERB_COUNT);
    return v == COMMAND_NONE ? NULL : &words[v];
}
