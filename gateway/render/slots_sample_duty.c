/* Samples of reminders: duties of meetings, projects, periods and tasks. They
 * stand before the common ones. */
#include "slots_sample.h"

#include "convoke/base/own.h"

/* clang-format off */
static const struct sample samples[] = {
    SAMPLE_BOTH("cal.missing", "group", "", ""),
    SAMPLE_TEXT("cal.missing", "object", ""),
    SAMPLE_BOTH("cal.missing", "law", "服务时限（工作日历）", "service period (working days)"),
    SAMPLE_TEXT("cal.missing", "dear", "系统管理员"),
    SAMPLE_NUMBER("cal.missing", "year", VALUE_INT, 2027),

    SAMPLE_BOTH("ops.alert", "group", "", ""),
    SAMPLE_TEXT("ops.alert", "object", "OPS-QUEUE"),
    SAMPLE_BOTH("ops.alert", "law", "服务时限（系统运行）", "service period (operation)"),
    SAMPLE_TEXT("ops.alert", "dear", "系统管理员"),
    SAMPLE_TEXT("ops.alert", "token", ""),
    SAMPLE_BOTH("ops.alert", "trouble", "邮件发送受阻", "mails cannot leave"),
    SAMPLE_NUMBER("ops.alert", "queue", VALUE_FLAG, 1),
    SAMPLE_NUMBER("ops.alert", "disk", VALUE_FLAG, 0),
    SAMPLE_NUMBER("ops.alert", "source", VALUE_FLAG, 0),
    SAMPLE_NUMBER("ops.alert", "over", VALUE_FLAG, 0),
    SAMPLE_NUMBER("ops.alert", "again", VALUE_FLAG, 0),
    SAMPLE_NUMBER("ops.alert", "seen", VALUE_MOMENT, SAMPLE_DAY * 86400LL + 7500),
    SAMPLE_NUMBER("ops.alert", "since", VALUE_MOMENT, SAMPLE_DAY * 86400LL + 3600),
    SAMPLE_NUMBER("ops.alert", "free", VALUE_OCTETS, 900LL << 20),
    SAMPLE_NUMBER("ops.alert", "least", VALUE_OCTETS, 4LL << 30),
    SAMPLE_NUMBER("ops.alert", "waiting", VALUE_INT, 14),
    SAMPLE_TEXT("ops.alert", "said", "535 5.7.8 authentication failed"),
    SAMPLE_BOTH(NULL, "duty", "全体会议方案报秘书处备案", "filing of the plenary's plan"),
    SAMPLE_BOTH(NULL, "thing", "WG5全体会议（WG5-2026-P1）", "WG5 plenary WG5-2026-P1"),
    SAMPLE_NUMBER(NULL, "meeting", VALUE_FLAG, 1),
    SAMPLE_NUMBER(NULL, "start", VALUE_MOMENT, (SAMPLE_DAY + 57) * 86400LL + 3600),
    SAMPLE_TEXT(NULL, "place", "北京市海淀区示例路1号"),
    SAMPLE_TEXT(NULL, "link", ""),
    SAMPLE_NUMBER(NULL, "charter", VALUE_FLAG, 1),
    SAMPLE_NUMBER(NULL, "checkpoint", VALUE_FLAG, 0),
    SAMPLE_NUMBER(NULL, "milestone", VALUE_DAY, 26),
    SAMPLE_NUMBER(NULL, "milestone_left", VALUE_LEFT, 14),
    SAMPLE_NUMBER(NULL, "strict", VALUE_DAY, 25),
    SAMPLE_NUMBER("plan.rem", "due", VALUE_DUE, 26),
    SAMPLE_NUMBER("plan.rem", "left", VALUE_LEFT, 14),
    SAMPLE_NUMBER(NULL, "held", VALUE_INT, 1),
    SAMPLE_NUMBER(NULL, "planned", VALUE_INT, 0),
    SAMPLE_NUMBER(NULL, "last_filing", VALUE_DUE, 301),
    SAMPLE_NUMBER(NULL, "too_late", VALUE_FLAG, 0),
};
/* clang-format on */

const struct sample_table samples_duty = { samples, ARRAY_LEN(samples) };
