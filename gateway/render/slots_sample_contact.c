/* Samples of a unit's people: its contact, what the register lacks of it. */
#include "convoke/base/own.h"
#include "slots_sample.h"

static const struct sample rows[] = {
    SAMPLE_TEXT("contact.*", "unit", "虚构大学"),
    SAMPLE_TEXT("contact.*", "unit_id", "M04"),
    SAMPLE_TEXT("contact.*", "new_name", "周某"),
    SAMPLE_TEXT("contact.*", "new_mail", "zhou@m04.example"),
    SAMPLE_TEXT("contact.*", "phone", "13800000004"),
    SAMPLE_NUMBER("contact.*", "effective", VALUE_DAY, 14),
    SAMPLE_TEXT("contact.*", "asked_by", "c@m04.example"),
    SAMPLE_NUMBER("contact.*", "until", VALUE_DUE, 30),
    SAMPLE_TEXT("contact.*", "old_name", "吴某"),
    SAMPLE_TEXT("contact.*", "old_mail", "c@m04.example"),
    SAMPLE_NUMBER("contact.*", "ahead", VALUE_FLAG, 1),
    SAMPLE_TEXT("contact.confirm", "token", "c7ft2qhy5xnb0a1b2c3d4e5f6g"),
    SAMPLE_BOTH("contact.confirm", "actions.1.label", "不同意", "REJECT"),
    SAMPLE_TEXT("contact.changed", "dear", "虚构大学"),
    SAMPLE_TEXT("data.gap", "dear", "某某密码技术有限公司"),
    SAMPLE_TEXT("data.gap", "unit", "某某密码技术有限公司"),
    SAMPLE_TEXT("data.gap", "unit_id", "M10"),
    SAMPLE_TEXT("data.gap", "group_id", "WG5"),
    SAMPLE_BOTH("data.gap", "law", "第十一条、第二十条第7项", "Art. 11, 20(7)"),
    SAMPLE_BOTH("data.gap", "lacks.0.text", "没有投票代表",
                "no voting representative"),
    SAMPLE_BOTH("data.gap", "lacks.0.law", "第二十条第7项", "Art. 20(7)"),
    SAMPLE_BOTH("data.gap", "thing", "WG5全体会议（WG5-2026-P1）",
                "WG5 plenary (WG5-2026-P1)"),
    SAMPLE_BOTH("data.gap", "when", "2026年3月31日（周二）09:00–17:00",
                "2026-03-31 (Tue) 09:00–17:00"),
};

const struct sample_table samples_contact = { rows, ARRAY_LEN(rows) };
