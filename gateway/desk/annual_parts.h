/* annual_parts.h — which file of a year-end mail is the report and which the
 * next year's plan (Art. 7.5).
 *
 * By the names of the files: "2026年度总结.docx", "2027年工作计划.docx". One
 * file may be both; it stands under the report then. Pure, total. Private to
 * the desk. */
#ifndef CONVOKE_DESK_ANNUAL_PARTS_H
#define CONVOKE_DESK_ANNUAL_PARTS_H

#include "convoke/mail/facts.h"

struct annual_parts {
    bool report[FACTS_MAX_FILES], plan[FACTS_MAX_FILES];
    bool has_report, has_plan;
};

/* `had_report`, `had_plan`: filed before, so that a file whose name tells
 * nothing is the other one. Files that are no documents are passed over. */
struct annual_parts annual_parts_of(const struct facts *f, bool had_report,
                                    bool had_plan);

#endif
