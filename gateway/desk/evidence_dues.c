/* Dues unpaid for a year: what was billed, what the ledger says, what the unit
 * was told. */
#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/render/phrase.h"
#include "dues.h"
#include "evidence_case.h"

static const char told[] = "dues.rem dues.arrears dues.final dues.waived";

static bool year_of(struct span cause, int *ret)
{
    *ret = 0;
    for (size_t i = 0; i < cause.n; i++) {
        if (cause.p[i] < '0' || cause.p[i] > '9' || i >= 4)
            return false;
        *ret = *ret * 10 + (cause.p[i] - '0');
    }
    return cause.n == 4;
}

static const char *const statuses[] = {
    [DUES_UNPAID] = "未缴",       [DUES_PAID] = "已缴",
    [DUES_PARTIAL] = "部分缴纳",  [DUES_WAIVED] = "已减免",
    [DUES_DEFERRED] = "同意缓缴", [DUES_DISPUTED] = "有争议",
};
static_assert(ARRAY_LEN(statuses) == DUES_STATUS_COUNT,
              "every status needs its words");

static struct span day_or_none(struct arena *arena, civil_day d)
{
    return d ? phrase_day(arena, PHRASE_ZH, d) : SPAN("没有");
}

static void say_finding(struct evidence_case *c, int year,
                        const struct dues_facts *f)
{
    struct span lapse = phrase_due(c->arena, PHRASE_ZH, dues_lapse(f->due));

    paper_section(&c->paper, "认定的事实", "Finding");
    paper_words(
        &c->paper,
        arena_printf(c->arena,
                     "根据本系统的记录，" SPAN_FMT "（" SPAN_FMT
                     "）%d年度会费的缴费日为" SPAN_FMT "，至" SPAN_FMT
                     "满1年。会费台账截至" SPAN_FMT
                     "，其中该单位的状态为“%s”。章程第十三条第2项：“无故 1 "
                     "年不缴纳会费”，"
                     "视为自动退出。",
                     SPAN_ARG(c->unit.name_zh), SPAN_ARG(c->unit.id), year,
                     SPAN_ARG(phrase_day(c->arena, PHRASE_ZH, f->due)),
                     SPAN_ARG(lapse), SPAN_ARG(day_or_none(c->arena, f->as_of)),
                     statuses[f->status]));
    paper_pair(&c->paper, "按现有记录",
               span_str(dues_finding_zh(dues_find(f))));
    if (f->status == DUES_PAID && f->value_day > dues_lapse(f->due))
        paper_words(&c->paper,
                    arena_printf(c->arena,
                                 "会费已于" SPAN_FMT
                                 "到账，晚于满1年之日。是否按逾期缴清撤销标记，"
                                 "由秘书处决定。",
                                 SPAN_ARG(phrase_day(c->arena, PHRASE_ZH,
                                                     f->value_day))));
    evidence_nature(c);
}

/* A command is given a path; the folder says nothing about the ledger. */
static struct span name_of(struct span file)
{
    for (size_t i = file.n; i > 0; i--)
        if (file.p[i - 1] == '/')
            return span_from(file, i);
    return file;
}

static void add_entry(struct evidence_case *c, const struct dues_entry *e)
{
    struct span message = evidence_cite(c, e->message);
    struct span source = e->import ? arena_printf(c->arena, "第%lld号台账导入",
                                                  (long long)e->import)
                                   : SPAN("秘书处决定");
    const struct span cells[] = {
        evidence_moment(c->arena, e->at),
        arena_printf(c->arena, "%s%s" SPAN_FMT, statuses[e->status],
                     e->note.n ? "\n" : "", SPAN_ARG(e->note)),
        e->amount.n ? e->amount : SPAN("—"),
        e->value_day ? phrase_short_day(c->arena, PHRASE_ZH, e->value_day)
                     : SPAN("—"),
        arena_printf(c->arena, SPAN_FMT "%s" SPAN_FMT, SPAN_ARG(source),
                     message.n ? "\n" : "", SPAN_ARG(message)),
    };

    paper_row(&c->paper, cells, ARRAY_LEN(cells));
}

static enum verdict add_history(struct evidence_case *c, int year,
                                struct reason *why)
{
    static const struct paper_column columns[] = {
        { SPAN("记入时间"), 20 }, { SPAN("状态"), 22 }, { SPAN("金额"), 14 },
        { SPAN("到账日"), 18 },   { SPAN("来源"), 26 },
    };
    dues_entries all = { 0 };
    enum verdict v =
        dues_history_of(c->dk->store, year, c->flag->unit, c->arena, &all, why);

    paper_section(&c->paper, "该单位的缴费记录（含减免、缓缴、争议）",
                  "Entries of the ledger");
    if (!all.n)
        paper_words(&c->paper, SPAN("台账中没有该单位该年度的记录。"));
    else
        paper_table(&c->paper, columns, ARRAY_LEN(columns));
    list_each(&all, e) add_entry(c, e);
    return v;
}

static enum verdict add_imports(struct evidence_case *c, struct reason *why)
{
    static const struct paper_column columns[] = {
        { SPAN("导入"), 18 },
        { SPAN("台账截至"), 18 },
        { SPAN("导入时间和来件"), 24 },
        { SPAN("文件及其SHA-256"), 40 },
    };
    dues_imports all = { 0 };
    enum verdict v = dues_imports_all(c->dk->store, c->arena, &all, why);

    paper_section(&c->paper, "会费台账的历次导入", "Imports of the ledger");
    if (!all.n)
        paper_words(&c->paper, SPAN("没有导入过会费台账。"));
    else
        paper_table(&c->paper, columns, ARRAY_LEN(columns));
    list_each(&all, i)
    {
        struct span message = evidence_cite(c, i->message);
        const struct span cells[] = {
            arena_printf(c->arena, "第%lld号\n" SPAN_FMT, (long long)i->id,
                         SPAN_ARG(i->name)),
            phrase_short_day(c->arena, PHRASE_ZH, i->as_of),
            arena_printf(c->arena, SPAN_FMT "%s" SPAN_FMT,
                         SPAN_ARG(evidence_moment(c->arena, i->at)),
                         message.n ? "\n" : "", SPAN_ARG(message)),
            arena_printf(c->arena, SPAN_FMT "，%lld行\n" SPAN_FMT,
                         SPAN_ARG(name_of(i->file)), (long long)i->rows,
                         SPAN_ARG(i->sha256)),
        };
        paper_row(&c->paper, cells, ARRAY_LEN(cells));
    }
    return v;
}

static bool has_bill(const trail_mails *all)
{
    list_each(all, m) if (span_eq(m->code, SPAN("dues.rem"))) return true;
    return false;
}

static enum verdict add_mails(struct evidence_case *c, int year,
                              struct reason *why)
{
    struct store *st = c->dk->store;
    struct span object = dues_object(c->arena, year);
    trail_mails mails = { 0 };
    trail_reports reports = { 0 };
    enum verdict v =
        trail_mails_of(st, c->flag->unit, object, c->arena, &mails, why);

    if (v == VERDICT_DONE)
        v = trail_reports_of(st, c->flag->unit, object, c->arena, &reports,
                             why);
    if (v != VERDICT_DONE)
        return v;
    paper_section(&c->paper, "账单、催缴和最后提醒的投递",
                  "Bill, reminders and final warnings");
    if (!has_bill(&mails))
        paper_words(&c->paper, SPAN("账单在本系统启用以前出具，或者没有经由本系"
                                    "统发出；下列催缴写明了"
                                    "应缴的年度和满1年之日。"));
    evidence_mails(c, &mails, told, "没有向该单位现有的地址发出账单或提醒。");
    evidence_reports(c, &reports, told);
    return v;
}

enum verdict evidence_dues(struct evidence_case *c, struct reason *why)
{
    struct dues_facts facts = { .due = 0 };
    bool found = false;
    int year = 0;
    enum verdict v = VERDICT_DONE;

    assert(c);
    if (year_of(c->flag->cause, &year))
        v = dues_facts_of(c->dk, year, c->flag->unit, &facts, &found, why);
    if (v != VERDICT_DONE)
        return v;
    if (!found)
        return reason_set(why, VERDICT_BROKEN, "evidence.dues",
                          SPAN_FMT ": no such year of dues",
                          SPAN_ARG(c->flag->object));
    say_finding(c, year, &facts);
    v = evidence_rules(c, why);
    if (v == VERDICT_DONE)
        v = add_history(c, year, why);
    if (v == VERDICT_DONE)
        v = add_imports(c, why);
    return v == VERDICT_DONE ? add_mails(c, year, why) : v;
}
