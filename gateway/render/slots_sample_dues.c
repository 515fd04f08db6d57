/* Samples of dues: reminders, the report of an import, a decision. */
#include "slots_sample.h"

#include "convoke/base/own.h"

/* clang-format off */
static const struct sample samples[] = {
    SAMPLE_TEXT("dues.rem", "object", "DUES-2026/pre"),
    SAMPLE_NUMBER("dues.rem", "year", VALUE_INT, 2026),
    SAMPLE_BOTH("dues.rem", "thing", "2026年度会费", "dues of 2026"),
    SAMPLE_NUMBER("dues.rem", "billed", VALUE_DAY, 148),
    SAMPLE_NUMBER("dues.rem", "lapse", VALUE_DUE, 513),
    SAMPLE_NUMBER("dues.rem", "due", VALUE_DUE, 148),
    SAMPLE_NUMBER("dues.rem", "left", VALUE_LEFT, 32),
    SAMPLE_TEXT("dues.arrears", "object", "DUES-2025/post"),
    SAMPLE_NUMBER("dues.arrears", "due", VALUE_DUE, -217),
    SAMPLE_NUMBER("dues.arrears", "left", VALUE_LEFT, -270),
    SAMPLE_TEXT("dues.final", "object", "DUES-2025/final"),
    SAMPLE_BOTH("dues.final", "law", "第十三条第2项", "Article 13(2)"),
    SAMPLE_NUMBER("dues.final", "due", VALUE_DUE, 148),
    SAMPLE_NUMBER("dues.final", "left", VALUE_LEFT, 32),

    SAMPLE_TEXT("dues.report", "object", "DI-2026-01"),
    SAMPLE_TEXT("dues.report", "dear", "会费经办"),
    SAMPLE_TEXT("dues.report", "file", "会费台账.csv"),
    SAMPLE_NUMBER("dues.report", "dated", VALUE_FLAG, 1),
    SAMPLE_NUMBER("dues.report", "as_of", VALUE_DAY, 139),
    SAMPLE_NUMBER("dues.report", "rows", VALUE_INT, 8),
    SAMPLE_NUMBER("dues.report", "changed", VALUE_INT, 8),
    SAMPLE_NUMBER("dues.report", "keeps", VALUE_FLAG, 1),
    SAMPLE_NUMBER("dues.report", "kept", VALUE_INT, 1),
    SAMPLE_NUMBER("dues.report", "refused", VALUE_FLAG, 0),
    SAMPLE_NUMBER("dues.report", "same", VALUE_FLAG, 0),
    SAMPLE_NUMBER("dues.report", "years.0.year", VALUE_INT, 2026),
    SAMPLE_NUMBER("dues.report", "years.0.billed", VALUE_DAY, 148),
    SAMPLE_NUMBER("dues.report", "years.0.owing", VALUE_INT, 3),
    SAMPLE_TEXT("dues.report", "years.0.units", "M05、M10、M11"),

    SAMPLE_TEXT("dues.waived", "object", "M08/2025"),
    SAMPLE_TEXT("dues.waived", "unit", "占位测评中心"),
    SAMPLE_TEXT("dues.waived", "dear", "占位测评中心"),
    SAMPLE_NUMBER("dues.waived", "waived", VALUE_FLAG, 1),
    SAMPLE_NUMBER("dues.waived", "deferred", VALUE_FLAG, 0),
    SAMPLE_NUMBER("dues.waived", "disputed", VALUE_FLAG, 0),
    SAMPLE_NUMBER("dues.waived", "restored", VALUE_FLAG, 0),
    SAMPLE_TEXT("dues.waived", "reason", "非营利机构，按规定免缴"),
    SAMPLE_NUMBER("dues.waived", "billed", VALUE_DAY, -217),

    /* What all of them share: after what is one's own. */
    SAMPLE_BOTH("dues.*", "group", "", ""),
    SAMPLE_BOTH("dues.*", "actions.0.label", "", ""),
    SAMPLE_TEXT("dues.*", "token", ""),
    SAMPLE_BOTH("dues.*", "thing", "2025年度会费", "dues of 2025"),
    SAMPLE_BOTH("dues.*", "law", "第十一条第6项", "Article 11(6)"),
    SAMPLE_NUMBER("dues.*", "meeting", VALUE_FLAG, 0),
    SAMPLE_TEXT("dues.*", "dear", "假想数据研究院"),
    SAMPLE_NUMBER("dues.*", "year", VALUE_INT, 2025),
    SAMPLE_NUMBER("dues.*", "billed", VALUE_DAY, -217),
    SAMPLE_NUMBER("dues.*", "lapse", VALUE_DUE, 148),
    SAMPLE_TEXT("dues.*", "items.0.text", "12000.00"),
};
/* clang-format on */

const struct sample_table samples_dues = { samples, ARRAY_LEN(samples) };
