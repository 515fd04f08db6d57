#include "annual_parts.h"

#include <assert.h>

#include "convoke/base/own.h"
#include "filed.h"
#include "fold.h"

static bool any_in(struct span s, const char *words)
{
    struct span rest = span_str(words);
    struct span word;

    while (span_cut(&rest, '|', &word)) {
        char buf[32];
        assert(word.n < sizeof(buf));
        memcpy(buf, word.p, word.n);
        buf[word.n] = '\0';
        if (fold_has(s, buf))
            return true;
    }
    return false;
}

enum part { PART_UNCLEAR, PART_REPORT, PART_PLAN, PART_BOTH };

/* "工作计划报告" is a plan: 报告 alone says less than 总结. */
static enum part part_of(struct span name)
{
    bool plan = any_in(name, "计划|安排|plan");
    bool report = any_in(name, "总结|情况|回顾|summary");

    if (plan)
        return report ? PART_BOTH : PART_PLAN;
    return report || any_in(name, "报告|report") ? PART_REPORT : PART_UNCLEAR;
}

/* What no name tells is the one that is still missing, the report first. */
static void settle_unclear(const struct facts *f, bool had_report,
                           bool had_plan, struct annual_parts *p)
{
    for (size_t i = 0; i < f->files.n && i < FACTS_MAX_FILES; i++) {
        const struct facts_file *file = &f->files.at[i];
        if (!filed_is_document(file) || part_of(file->name) != PART_UNCLEAR)
            continue;
        if ((had_report || p->has_report) && !had_plan && !p->has_plan)
            p->plan[i] = p->has_plan = true;
        else
            p->report[i] = p->has_report = true;
    }
}

struct annual_parts annual_parts_of(const struct facts *f, bool had_report,
                                    bool had_plan)
{
    struct annual_parts p = { .has_report = false };

    assert(f);
    for (size_t i = 0; i < f->files.n && i < FACTS_MAX_FILES; i++) {
        enum part part = part_of(f->files.at[i].name);
        if (!filed_is_document(&f->files.at[i]))
            continue;
        p.report[i] = part == PART_REPORT || part == PART_BOTH;
        p.plan[i] = part == PART_PLAN;
        p.has_report = p.has_report || p.report[i];
        p.has_plan = p.has_plan || p.plan[i] || part == PART_BOTH;
    }
    settle_unclear(f, had_report, had_plan, &p);
    return p;
}
