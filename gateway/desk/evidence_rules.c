/* What the flag is held against: the charter's sentences, and the periods and
 * ways of counting that were in force when this was laid out. */
#include <assert.h>

#include "articles.h"
#include "convoke/desk/attendance_rules.h"
#include "convoke/desk/dues_rules.h"
#include "evidence_case.h"

static const char *const articles[FLAG_GROUND_COUNT][4] = {
    [FLAG_ABSENCE] = { "13", "20.5", "25", NULL },
    [FLAG_DUES] = { "13", "11.6", "25", NULL },
};

/* Beginnings of the names of the duties that a flag of that ground rests on. */
static const char *const duties[FLAG_GROUND_COUNT][5] = {
    [FLAG_ABSENCE] = { "notice", "absence.", "leave.", "flag", NULL },
    [FLAG_DUES] = { "dues.", "flag", NULL },
};

static bool concerns(const struct evidence_case *c, const struct duty *d)
{
    for (size_t i = 0; duties[c->flag->ground][i]; i++)
        if (span_starts(span_str(d->name),
                        span_str(duties[c->flag->ground][i])))
            return true;
    return false;
}

static struct span period_zh(struct arena *arena, const struct duty *d)
{
    static const struct {
        const char *before, *unit;
    } words[] = {
        [DUTY_DAYS] = { "", "天" },
        [DUTY_WORKING_DAYS] = { "", "个工作日" },
        [DUTY_MONTHS] = { "", "个月" },
        [DUTY_BACK_DAYS] = { "会前至少", "天" },
        [DUTY_BACK_MONTHS] = { "会前至少", "个月" },
    };
    static_assert(ARRAY_LEN(words) == DUTY_UNIT_COUNT,
                  "every unit needs its words");

    if (d->period.n == 0)
        return SPAN("当日24:00");
    return arena_printf(arena, "%s%d%s%s", words[d->period.unit].before,
                        d->period.n, words[d->period.unit].unit,
                        d->extend_to_working_day ? "，末日不是工作日则顺延"
                                                 : "");
}

static void add_duties(struct evidence_case *c)
{
    static const struct paper_column columns[] = {
        { SPAN("事项"), 34 },
        { SPAN("期限"), 30 },
        { SPAN("依据"), 36 },
    };
    const struct desk_settings *set = c->dk->set;

    paper_table(&c->paper, columns, ARRAY_LEN(columns));
    for (size_t i = 0; i < set->duties_n; i++) {
        const struct duty *d = &set->duties[i];
        const struct span cells[] = {
            arena_printf(c->arena, "%s（%s）", d->title_zh, d->name),
            period_zh(c->arena, d),
            span_str(d->article_zh),
        };
        if (concerns(c, d))
            paper_row(&c->paper, cells, ARRAY_LEN(cells));
    }
}

static void say_absence(struct evidence_case *c)
{
    paper_words(&c->paper,
                arena_printf(c->arena,
                             "到会情况的认定（按先后，先符合者为准）：签到表中"
                             "有该单位任何一人，或该"
                             "单位委派之人的签到，为“到会”；会议取消、会议当日"
                             "不是成员、成员资格生效"
                             "日距会议不足%d天、会议通知没有在会前第%d天24:"
                             "00前被该单位至少一个地址"
                             "的服务器接收（单位已经答复通知的除外）、会议早于"
                             "章程实施之日，均“不计入”"
                             "；在询问期限内说明了事由而组长未予否定，为“有事由"
                             "未到会”；其余为“无故"
                             "未到会”。本系统不评判事由是否充分。",
                             ATTENDANCE_NOTICE_DAYS, ATTENDANCE_NOTICE_DAYS));
    paper_words(&c->paper, SPAN("次数的计算：把该工作组已召开的全体会议按开始时"
                                "间排列，去掉“不计入”的，"
                                "从最近一次往前数连续的“无故未到会”；“到会”或“"
                                "有事由未到会”使次数归零。"
                                "次数达到2的，作出标记，提请秘书处审核。"));
}

static void say_dues(struct evidence_case *c)
{
    paper_words(&c->paper,
                SPAN("满1年的计算：自账单写明的缴费日（未写明的为当年6月30日）"
                     "起满12个月之日"
                     "24:"
                     "00。下列条件全部具备才作出标记：会费台账的截止日晚于该日"
                     "；台账中没有"
                     "在该日及以前到账的缴费；没有减免、同意缓缴或未决的争议；"
                     "没有部分缴费；"
                     "账单和至少一次最后提醒已被该单位的服务器接收。"));
}

enum verdict evidence_rules(struct evidence_case *c, struct reason *why)
{
    const char *const *names;

    (void)why;
    assert(c);
    names = articles[c->flag->ground];
    paper_section(&c->paper, "所依据的规则", "Rules in force");
    paper_words(&c->paper, SPAN("《工作组章程》原文："));
    for (size_t i = 0; names[i]; i++)
        paper_quote(&c->paper, article_words(names[i]));
    if (c->flag->ground == FLAG_ABSENCE)
        say_absence(c);
    else
        say_dues(c);
    paper_part(&c->paper,
               SPAN("编制之时施行的期限 / Periods in force (charter.conf)"));
    add_duties(c);
    paper_pair(&c->paper, "“至少……前”的算法",
               c->dk->set->clear_days
                   ? SPAN("提前一天截止（times.deadline = clear_days）")
                   : SPAN("当日24:00截止（times.deadline = same_day）"));
    paper_pair(&c->paper, "退出的确认",
               c->dk->set->four_eyes
                   ? SPAN("须由秘书处另一人办理（flag.four_eyes = true）")
                   : SPAN("可由同一人办理（flag.four_eyes = false）"));
    return VERDICT_DONE;
}

void evidence_nature(struct evidence_case *c)
{
    bool two;

    assert(c);
    two = c->dk->set->four_eyes;
    paper_words(
        &c->paper,
        arena_printf(
            c->arena,
            "本材料汇总记录在案的事实，不是退出决定。是否退出由秘书处审核决定："
            "先告知单位并听取陈述，再由秘书处%"
            "s确认。在办理完毕以前，该单位的会议"
            "通知、文件和表决权不受影响。单位认为记录有误或者另有事由的，请在陈"
            "述"
            "中指出，并附证明。",
            two ? "另一人" : ""));
}
