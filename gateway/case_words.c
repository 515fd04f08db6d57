#include "case_words.h"

#include <assert.h>

#include "convoke/base/own.h"
#include "convoke/desk/attendance_rules.h"

struct both {
    const char *zh, *en;
};

static const struct both flag_grounds[] = {
    [FLAG_ABSENCE] = { "连续2次无故不参加全体会议（第十三条第2项）",
                       "two plenaries in a row missed without a reason "
                       "(Art. 13, item 2)" },
    [FLAG_DUES] = { "会费满1年无故未缴（第十三条第2项）",
                    "dues unpaid for a year without a reason (Art. 13, item "
                    "2)" },
};
static_assert(ARRAY_LEN(flag_grounds) == FLAG_GROUND_COUNT,
              "every ground needs its words");

static const struct both flag_states[] = {
    [FLAG_OPEN] = { "待秘书处决定", "waits for the secretariat's decision" },
    [FLAG_DEFERRED] = { "秘书处已暂缓", "deferred by the secretariat" },
    [FLAG_PRE_EXIT] = { "已告知拟退出，陈述期内",
                        "the exit is intended, the unit may state its view" },
    [FLAG_OBJECTED] = { "单位已陈述，待秘书处决定",
                        "the unit has stated its view; waits for the "
                        "secretariat's decision" },
    [FLAG_EXPIRED] = { "陈述期满，单位未陈述，待秘书处决定",
                       "the days to state a view are over without one; waits "
                       "for the secretariat's decision" },
    [FLAG_CONFIRMED] = { "退出已由另一经办人确认",
                         "the exit was confirmed by a second person" },
    [FLAG_DISMISSED] = { "秘书处已撤销", "dismissed by the secretariat" },
    [FLAG_VOIDED] = { "现有记录不再支持，已作废",
                      "void: what is on record no longer supports it" },
    [FLAG_MOOT] = { "单位已另行退出，不再处理",
                    "moot: the unit has left another way" },
};
static_assert(ARRAY_LEN(flag_states) == FLAG_STATE_COUNT,
              "every state needs its words");

static const struct both exit_grounds[] = {
    [EXIT_VOLUNTARY] = { "单位自愿退出（第十三条第1项）",
                         "on its own request (Art. 13, item 1)" },
    [EXIT_DEEMED] = { "视为自动退出（第十三条第2项）",
                      "deemed to have left (Art. 13, item 2)" },
    [EXIT_REVOKED] = { "撤销成员资格（第十三条第3项）",
                       "its membership was revoked (Art. 13, item 3)" },
};
static_assert(ARRAY_LEN(exit_grounds) == EXIT_GROUND_COUNT,
              "every ground needs its words");

static const struct both exit_states[] = {
    [EXIT_REQUESTED] = { "已申请，待秘书处审核",
                         "requested, waits for the secretariat" },
    [EXIT_DECLINED] = { "未予同意或已撤回", "declined, or taken back" },
    [EXIT_EXITING] = { "已确认，平台账号待注销",
                       "confirmed, the account is still open" },
    [EXIT_DONE] = { "账号已注销，已退出",
                    "the account is closed, it has left" },
};
static_assert(ARRAY_LEN(exit_states) == EXIT_STATE_COUNT,
              "every state needs its words");

static const struct both statuses[] = {
    [ATTENDANCE_PRESENT] = { "到会", "present" },
    [ATTENDANCE_NOT_COUNTED] = { "本次不计入", "not counted" },
    [ATTENDANCE_EXCUSED] = { "有事由缺席", "absent with a reason" },
    [ATTENDANCE_UNEXCUSED] = { "无故缺席", "absent without a reason" },
};
static_assert(ARRAY_LEN(statuses) == ATTENDANCE_STATUS_COUNT,
              "every status needs its words");

static const struct both bases[] = {
    [ATTENDANCE_SIGNED] = { "签到表中有该单位的人员",
                            "somebody of the unit signed in" },
    [ATTENDANCE_BY_DELEGATE] = { "该单位委托的人签到",
                                 "somebody it sent signed in" },
    [ATTENDANCE_CANCELLED] = { "会议已取消", "the meeting was called off" },
    [ATTENDANCE_NO_MEMBER] = { "会议当日不是该工作组成员",
                               "it was no member of the group on the day" },
    [ATTENDANCE_NEW_MEMBER] = { "会前不足3周才成为成员",
                                "it became a member less than 3 weeks before" },
    [ATTENDANCE_NO_NOTICE] = { "没有在会前3周送达的有效通知，也没有答复过通知",
                               "no notice was accepted 3 weeks before it, and "
                               "none "
                               "was answered" },
    [ATTENDANCE_BEFORE_CHARTER] = { "章程施行前的会议（第二十五条）",
                                    "held before the charter took effect (Art. "
                                    "25)" },
    [ATTENDANCE_STATED] = { "按期说明了事由，未被退回",
                            "a reason was stated in time and not rejected" },
    [ATTENDANCE_SILENT] = { "没有到会，期限内也没有说明事由",
                            "it did not come, and stated no reason in time" },
    [ATTENDANCE_REGISTERED] = { "启用本系统之前的记录，随名册导入",
                                "on record from before this system, imported "
                                "with the register" },
};
static_assert(ARRAY_LEN(bases) == ATTENDANCE_BASIS_COUNT,
              "every basis needs its words");

static const char *choose(const struct both *b, bool chinese)
{
    return chinese ? b->zh : b->en;
}

const char *case_flag_ground(enum flag_ground g, bool chinese)
{
    assert(g < FLAG_GROUND_COUNT);
    return choose(&flag_grounds[g], chinese);
}

const char *case_flag_state(enum flag_state s, bool chinese)
{
    assert(s < FLAG_STATE_COUNT);
    return choose(&flag_states[s], chinese);
}

const char *case_exit_ground(enum exit_ground g, bool chinese)
{
    assert(g < EXIT_GROUND_COUNT);
    return choose(&exit_grounds[g], chinese);
}

const char *case_exit_state(enum exit_state s, bool chinese)
{
    assert(s < EXIT_STATE_COUNT);
    return choose(&exit_states[s], chinese);
}

struct span case_status(struct span name, bool chinese)
{
    enum attendance_status s;

    return attendance_status_from(name, &s)
               ? span_str(choose(&statuses[s], chinese))
               : name;
}

struct span case_basis(struct span name, bool chinese)
{
    enum attendance_basis b;

    return attendance_basis_from(name, &b)
               ? span_str(choose(&bases[b], chinese))
               : name;
}
