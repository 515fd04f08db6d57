/* Samples of the digest and of the answers to it (requirements.md 8). */
#include "slots_sample.h"

#include "convoke/base/own.h"

#define ITEM(at, n, thing, zh, en)                                             \
    SAMPLE_NUMBER("digest", at ".number", VALUE_INT, n),                       \
        SAMPLE_TEXT("digest", at ".thing", thing),                             \
        SAMPLE_BOTH("digest", at ".what", zh, en)
#define DAYS(at, due_zh, due_en, over_, left_, service_)                       \
    SAMPLE_BOTH("digest", at ".due", due_zh, due_en),                          \
        SAMPLE_NUMBER("digest", at ".over", VALUE_FLAG, over_),                \
        SAMPLE_NUMBER("digest", at ".left", VALUE_LEFT, left_),                \
        SAMPLE_NUMBER("digest", at ".service", VALUE_FLAG, service_)
#define MORE(at, law_zh, law_en, reminded, note, how_zh, how_en)               \
    SAMPLE_BOTH("digest", at ".law", law_zh, law_en),                          \
        SAMPLE_TEXT("digest", at ".reminded", reminded),                       \
        SAMPLE_BOTH("digest", at ".note", note, note),                         \
        SAMPLE_BOTH("digest", at ".how", how_zh, how_en)
#define SECTION(at, mark, zh, en, n)                                           \
    SAMPLE_TEXT("digest", at ".mark", mark),                                   \
        SAMPLE_BOTH("digest", at ".heading", zh, en),                          \
        SAMPLE_NUMBER("digest", at ".count", VALUE_INT, n),                    \
        SAMPLE_BOTH("digest", at ".amount", #n "项", #n),                      \
        SAMPLE_NUMBER("digest", at ".more", VALUE_FLAG, 0),                    \
        SAMPLE_NUMBER("digest", at ".hidden", VALUE_INT, 0)

/* clang-format off */
static const struct sample samples[] = {
    SAMPLE_BOTH("digest", "group", "", ""),
    SAMPLE_TEXT("digest", "object", ""),
    SAMPLE_BOTH("digest", "law", "", ""),
    SAMPLE_TEXT("digest", "dear", "秘书处"),
    SAMPLE_TEXT("digest", "actions.0.label", ""),
    SAMPLE_BOTH("digest", "date", "2026-04-09（周四）", "2026-04-09 (Thu)"),
    SAMPLE_NUMBER("digest", "acts", VALUE_FLAG, 1),
    SAMPLE_NUMBER("digest", "whole", VALUE_FLAG, 1),
    SAMPLE_NUMBER("digest", "quiet", VALUE_FLAG, 0),
    SAMPLE_TEXT("digest", "file", "digest-20260409.csv"),
    SAMPLE_NUMBER("digest", "all", VALUE_INT, 4),
    SAMPLE_NUMBER("digest", "decisions.0.number", VALUE_INT, 2),
    SAMPLE_TEXT("digest", "decisions.0.thing", "APP-2026-001"),
    SAMPLE_BOTH("digest", "decisions.0.what", "新例智能科技有限公司：委托工作组审核入会申请", "dispatch of an application"),
    SAMPLE_NUMBER("digest", "decisions.0.dated", VALUE_FLAG, 1),
    SAMPLE_NUMBER("digest", "decisions.0.left", VALUE_LEFT, 1),
    SAMPLE_NUMBER("digest", "total", VALUE_INT, 1),
    SAMPLE_NUMBER("digest", "others", VALUE_FLAG, 0),

    SECTION("sections.0", "②", "章程期限逾期", "Charter deadlines overdue", 1),
    ITEM("sections.0.items.0", 1, "WG5-S-02", "标准项目：计划下达至报送报批材料不超过十八个月", "standards project: 18 months from plan to approval papers"),
    DAYS("sections.0.items.0", "2026-02-28（周六）24:00", "2026-02-28 (Sat) 24:00", 1, -40, 0),
    MORE("sections.0.items.0", "第十六条", "Article 16", "01-29、02-14、02-28、03-02、03-31", "", "“豁免 1 理由：…”或“延期 1 YYYY-MM-DD 理由：…”", "WAIVE 1 or PROLONG 1"),
    SAMPLE_BOTH("digest", "sections.0.items.0.who", "项目负责人、组长、工作组秘书", "project lead, leader, group secretary"),

    SECTION("sections.1", "③", "退出标记与待决定", "Exit flags and decisions", 1),
    ITEM("sections.1.items.0", 2, "APP-2026-001", "新例智能科技有限公司：委托工作组审核入会申请", "dispatch of an application"),
    DAYS("sections.1.items.0", "2026-04-10（周五）24:00", "2026-04-10 (Fri) 24:00", 0, 1, 1),
    MORE("sections.1.items.0", "第十二条第2项", "Article 12(2)", "", "", "“同意 2”或“分派 2 工作组”", "APPROVE 2 or DISPATCH 2"),
    SAMPLE_BOTH("digest", "sections.1.items.0.who", "秘书处", "secretariat"),

    SECTION("sections.2", "⑥", "14天内到期", "Due within 14 days", 2),
    ITEM("sections.2.items.0", 3, "WG5-2026-P1", "会议纪要、会议总结和宣传材料", "minutes, summary and publicity"),
    DAYS("sections.2.items.0", "2026-04-14（周二）24:00", "2026-04-14 (Tue) 24:00", 0, 5, 1),
    MORE("sections.2.items.0", "第二十条第8项、第9项", "Article 20(8) and 20(9)", "04-03、04-07", "", "“豁免 3 理由：…”或“延期 3 YYYY-MM-DD 理由：…”", "WAIVE 3 or PROLONG 3"),
    SAMPLE_BOTH("digest", "sections.2.items.0.who", "组长、工作组秘书", "leader, group secretary"),
    ITEM("sections.2.items.1", 4, "WG5-R-03", "研究项目：研究项目周期不超过1年", "research project within a year"),
    DAYS("sections.2.items.1", "2026-04-20（周一）24:00", "2026-04-20 (Mon) 24:00", 0, 11, 0),
    MORE("sections.2.items.1", "第十七条", "Article 17", "02-14、03-20", "", "“豁免 4 理由：…”或“延期 4 YYYY-MM-DD 理由：…”", "WAIVE 4 or PROLONG 4"),
    SAMPLE_BOTH("digest", "sections.2.items.1.who", "项目负责人、组长、工作组秘书", "project lead, leader, group secretary"),

    SAMPLE_TEXT("digest", "since", "04-08 08:30"),
    SAMPLE_NUMBER("digest", "in", VALUE_INT, 2),
    SAMPLE_NUMBER("digest", "out", VALUE_INT, 3),
    SAMPLE_NUMBER("digest", "mails", VALUE_INT, 6),
    SAMPLE_NUMBER("digest", "bounces", VALUE_INT, 0),
    SAMPLE_NUMBER("digest", "held", VALUE_INT, 0),

    SAMPLE_BOTH("cmd.done", "group", "", ""),
    SAMPLE_BOTH("cmd.confirm", "group", "", ""),
    SAMPLE_TEXT("cmd.done", "object", ""),
    SAMPLE_BOTH("cmd.done", "law", "", ""),
    SAMPLE_TEXT("cmd.done", "dear", "秘书处"),
    SAMPLE_NUMBER("cmd.done", "answer", VALUE_FLAG, 0),
    SAMPLE_TEXT("cmd.done", "actions.0.label", ""),
    SAMPLE_TEXT("cmd.done", "done.0.line", "延期 3"),
    SAMPLE_TEXT("cmd.done", "done.0.thing", "WG5-2026-P1 会议纪要、会议总结和宣传材料"),
    SAMPLE_BOTH("cmd.done", "done.0.said", "已延期至2026年4月20日（周一）24:00", "prolonged until 24:00 on Mon 20 April 2026"),
    SAMPLE_TEXT("cmd.done", "failed.0.line", "已阅 9"),
    SAMPLE_TEXT("cmd.done", "failed.0.thing", ""),
    SAMPLE_BOTH("cmd.done", "failed.0.said", "该日报中没有这个编号", "no such number in that digest"),
    SAMPLE_TEXT("cmd.confirm", "object", ""),
    SAMPLE_BOTH("cmd.confirm", "law", "", ""),
    SAMPLE_TEXT("cmd.confirm", "dear", "秘书处"),
    SAMPLE_NUMBER("cmd.confirm", "until", VALUE_MOMENT, (SAMPLE_DAY + 7) * 86400LL + 6000),
    SAMPLE_BOTH("cmd.confirm", "actions.0.label", "同意", "APPROVE"),
    SAMPLE_TEXT("cmd.confirm", "actions.1.label", ""),
    SAMPLE_TEXT("cmd.confirm", "items.0.line", "豁免 1"),
    SAMPLE_TEXT("cmd.confirm", "items.0.thing", "WG5-S-02 标准项目：计划下达至报送报批材料不超过十八个月"),
    SAMPLE_BOTH("cmd.confirm", "items.0.effect", "豁免该项职责：记录理由，不再催办，也不再列入日报", "waive this duty: nobody is reminded of it any more"),
    SAMPLE_TEXT("cmd.confirm", "items.0.reason", "项目并入WG5-S-04"),
};
/* clang-format on */

const struct sample_table samples_digest = { samples, ARRAY_LEN(samples) };
