/* Samples of who came to a plenary and who did not (attend.*, absence.*,
 * atrisk.notice). They stand before all others. */
#include "slots_sample.h"

#include "convoke/base/own.h"

#define SHA256                                                                 \
    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

/* clang-format off */
static const struct sample samples[] = {
    SAMPLE_BOTH("attend.*", "group", "WG5", "WG5"),
    SAMPLE_BOTH("absence.*", "group", "WG5", "WG5"),
    SAMPLE_BOTH("atrisk.notice", "group", "WG5", "WG5"),
    SAMPLE_TEXT("attend.rem", "object", "WG5-2026-P1/attend"),
    SAMPLE_TEXT("attend.overdue", "object", "WG5-2026-P1/attend"),
    SAMPLE_TEXT("attend.ack", "object", "WG5-2026-P1"),
    SAMPLE_TEXT("absence.ask", "object", "WG5-2026-P1"),
    SAMPLE_TEXT("absence.warn", "object", "M03/WG5-2026-P1"),
    SAMPLE_TEXT("atrisk.notice", "object", "WG5-2026-P2"),
    SAMPLE_TEXT("attend.*", "dear", "WG5秘书"),
    SAMPLE_TEXT("absence.*", "dear", "范例网络安全有限公司"),
    SAMPLE_TEXT("atrisk.notice", "dear", "范例网络安全有限公司"),
    SAMPLE_BOTH("attend.*", "law", "服务时限（第十三条第2项）",
         "service period (Article 13(2))"),
    SAMPLE_BOTH("absence.*", "law", "第十三条第2项；服务时限",
         "Art. 13(2); service level"),
    SAMPLE_BOTH("atrisk.notice", "law", "第十三条第2项；服务时限",
         "Art. 13(2); service level"),
    SAMPLE_BOTH("attend.*", "duty", "导入签到数据",
         "import of the sign-in list"),
    SAMPLE_TEXT("attend.*", "token", ""),
    SAMPLE_TEXT("absence.ask", "token", "2c7hq4tn8wve0a1b2c3d4e5f6g"),
    SAMPLE_BOTH("absence.ask", "actions.0.label", "", ""),
    SAMPLE_TEXT("absence.warn", "token", ""),
    SAMPLE_TEXT("atrisk.notice", "token", ""),

    SAMPLE_NUMBER("attend.rem", "due", VALUE_DUE, 59),
    SAMPLE_NUMBER("attend.rem", "left", VALUE_LEFT, 1),
    SAMPLE_NUMBER("attend.overdue", "due", VALUE_DUE, 59),
    SAMPLE_NUMBER("attend.overdue", "left", VALUE_LEFT, -1),

    SAMPLE_BOTH("attend.ack", "received", "2026年4月2日14:00",
         "14:00 on 2 April 2026"),
    SAMPLE_NUMBER("attend.ack", "refused", VALUE_FLAG, 0),
    SAMPLE_NUMBER("attend.ack", "same", VALUE_FLAG, 0),
    SAMPLE_NUMBER("attend.ack", "older", VALUE_FLAG, 0),
    SAMPLE_NUMBER("attend.ack", "again", VALUE_FLAG, 0),
    SAMPLE_TEXT("attend.ack", "file", "P1签到表.csv"),
    SAMPLE_TEXT("attend.ack", "sha256", SHA256),
    SAMPLE_TEXT("attend.ack", "came.0.text", "M01 示例科技有限公司"),
    SAMPLE_TEXT("attend.ack", "came.1.text", "M02 样本信息技术有限公司"),
    SAMPLE_TEXT("attend.ack", "absent.0.text", "M03 范例网络安全有限公司"),
    SAMPLE_TEXT("attend.ack", "absent.1.text", "M07 模拟通信有限公司"),
    SAMPLE_TEXT("attend.ack", "excused.0.text", "M06 例证软件股份有限公司"),
    SAMPLE_TEXT("attend.ack", "uncounted.0.text", "M12 新例智能科技有限公司"),
    SAMPLE_TEXT("attend.ack", "others.0.text", "钱联络 联络员 现场 2026-03-31 08:50"),
    SAMPLE_TEXT("attend.ack", "leaders", "组长张示例、副组长李样本"),
    SAMPLE_TEXT("attend.ack", "leaders_away", "副组长王范例"),
    SAMPLE_NUMBER("attend.ack", "waits", VALUE_FLAG, 1),
    SAMPLE_NUMBER("attend.ack", "due", VALUE_DUE, 65),
    SAMPLE_BOTH("attend.ack", "final", "2026年4月9日00:00",
         "00:00 on 9 April 2026"),
    SAMPLE_NUMBER("attend.ack", "more", VALUE_INT, 0),

    SAMPLE_NUMBER("absence.ask", "leader", VALUE_FLAG, 0),
    SAMPLE_NUMBER("absence.ask", "due", VALUE_DUE, 65),
    SAMPLE_NUMBER("absence.ask", "left", VALUE_LEFT, 6),
    SAMPLE_TEXT("absence.*", "unit", "范例网络安全有限公司"),
    SAMPLE_TEXT("absence.*", "unit_id", "M03"),

    SAMPLE_BOTH("absence.warn", "notified", "2026年3月9日10:00",
         "10:00 on 9 March 2026"),
    SAMPLE_NUMBER("absence.warn", "asked", VALUE_FLAG, 1),
    SAMPLE_BOTH("absence.warn", "asked_on", "2026年4月2日14:00",
         "14:00 on 2 April 2026"),
    SAMPLE_NUMBER("absence.warn", "due", VALUE_DUE, 65),
    SAMPLE_TEXT("absence.warn", "next", "WG5-2026-P2"),
    SAMPLE_BOTH("absence.warn", "next_when", "2026年10月21日（周三）09:00至17:00",
         "09:00 to 17:00 on Wed 21 October 2026"),
    SAMPLE_NUMBER("absence.warn", "for_office", VALUE_FLAG, 0),

    SAMPLE_TEXT("atrisk.notice", "id", "WG5-2026-P2"),
    SAMPLE_BOTH("atrisk.notice", "thing", "WG5全体会议（WG5-2026-P2）",
         "WG5 plenary WG5-2026-P2"),
    SAMPLE_BOTH("atrisk.notice", "when", "2026年10月21日（周三）09:00至17:00",
         "09:00 to 17:00 on Wed 21 October 2026"),
    SAMPLE_TEXT("atrisk.notice", "unit", "范例网络安全有限公司"),
    SAMPLE_TEXT("atrisk.notice", "unit_id", "M03"),
    SAMPLE_NUMBER("atrisk.notice", "count", VALUE_INT, 1),
    SAMPLE_TEXT("atrisk.notice", "missed", "WG5-2026-P1"),
    SAMPLE_NUMBER("atrisk.notice", "missed_on", VALUE_DAY, 57),
    SAMPLE_TEXT("atrisk.notice", "service", "gw@sec.example"),
};
/* clang-format on */

const struct sample_table samples_attendance = { samples, ARRAY_LEN(samples) };
