/* Two plenaries in a row without reason: which were counted, and why. */
#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/desk/attendance_rules.h"
#include "convoke/render/phrase.h"
#include "evidence_case.h"

/* Back from the flag's cause: as many as it counted, and what lies between. */
static void mark(const struct flag *f, evidence_plenaries *all)
{
    int64_t left = f->count;
    size_t first = all->n;
    size_t cause = all->n;

    for (size_t i = 0; i < all->n; i++)
        if (span_eq(all->at[i].meeting.id, f->cause))
            cause = i;
    for (size_t i = cause + 1; i < all->n; i++)
        all->at[i].part = EVIDENCE_AFTER;
    if (cause == all->n)
        return;
    all->at[cause].part = EVIDENCE_COUNTED;
    for (size_t i = cause + 1; i-- > 0 && left > 0;) {
        bool is_cause = i == cause;
        if (!is_cause && !span_eq(all->at[i].row.status, SPAN("U")) &&
            !span_eq(all->at[i].row.status, SPAN("N")))
            break;
        if (!is_cause && span_eq(all->at[i].row.status, SPAN("N")))
            continue;
        all->at[i].part = EVIDENCE_COUNTED;
        first = i;
        left--;
    }
    for (size_t i = first; i < cause; i++)
        if (all->at[i].part == EVIDENCE_BEFORE)
            all->at[i].part = EVIDENCE_BETWEEN;
}

enum verdict evidence_plenaries_of(struct evidence_case *c,
                                   evidence_plenaries *ret, struct reason *why)
{
    attendance_rows rows = { 0 };
    enum verdict v;

    assert(c && ret);
    *ret = (evidence_plenaries){ 0 };
    v = attendance_record(c->dk->store, c->flag->unit, c->flag->group, c->arena,
                          &rows, why);
    for (size_t i = 0; i < rows.n && v == VERDICT_DONE; i++) {
        struct evidence_plenary p = { .row = rows.at[i] };
        bool found = false;
        v = meeting_get(c->dk->store, p.row.meeting, c->arena, &p.meeting,
                        &found, why);
        if (v == VERDICT_DONE && found)
            *list_push(ret, c->arena) = p;
    }
    if (v == VERDICT_DONE)
        mark(c->flag, ret);
    return v;
}

static const char *const parts[] = {
    [EVIDENCE_BEFORE] = "此前，不在连续次数之内",
    [EVIDENCE_COUNTED] = "计入连续次数",
    [EVIDENCE_BETWEEN] = "其间，不计入",
    [EVIDENCE_AFTER] = "标记所依据的会议之后",
};

static void add_overview(struct evidence_case *c, const evidence_plenaries *all)
{
    static const struct paper_column columns[] = {
        { SPAN("全体会议"), 16 },       { SPAN("日期"), 18 },
        { SPAN("认定"), 18 },           { SPAN("认定的根据"), 30 },
        { SPAN("与本标记的关系"), 18 },
    };

    paper_table(&c->paper, columns, ARRAY_LEN(columns));
    list_each(all, p)
    {
        const struct span cells[] = {
            p->meeting.id,
            phrase_short_day(c->arena, PHRASE_ZH,
                             civil_of(p->meeting.start_at)),
            arena_printf(c->arena, SPAN_FMT "（%s）", SPAN_ARG(p->row.status),
                         evidence_status_zh(p->row.status)),
            span_str(evidence_basis_zh(p->row.basis)),
            span_str(parts[p->part]),
        };
        paper_row(&c->paper, cells, ARRAY_LEN(cells));
    }
}

/* "WG5-2025-P2（2025-12-10）、…" */
static struct span counted_zh(struct evidence_case *c,
                              const evidence_plenaries *all,
                              enum evidence_part part)
{
    struct span list = SPAN_NONE;

    list_each(all, p)
    {
        if (p->part != part)
            continue;
        list = arena_printf(
            c->arena, SPAN_FMT "%s" SPAN_FMT "（" SPAN_FMT "）", SPAN_ARG(list),
            list.n ? "、" : "", SPAN_ARG(p->meeting.id),
            SPAN_ARG(phrase_day(c->arena, PHRASE_ZH,
                                civil_of(p->meeting.start_at))));
    }
    return list;
}

/* R-X5: whether 连续 is still said of them is for the secretariat. */
static void say_between(struct evidence_case *c, const evidence_plenaries *all)
{
    struct span list = counted_zh(c, all, EVIDENCE_BETWEEN);
    int64_t n = 0;

    list_each(all, p) n += p->part == EVIDENCE_BETWEEN;
    if (!n)
        return;
    paper_words(&c->paper,
                arena_printf(c->arena,
                             "其间有%lld次不计入：" SPAN_FMT
                             "。章程所称“连续”是否包括此种情形，由秘书处判断。",
                             (long long)n, SPAN_ARG(list)));
}

static void say_unsure(struct evidence_case *c, const evidence_plenaries *all)
{
    struct span after = counted_zh(c, all, EVIDENCE_AFTER);

    list_each(all, p)
    {
        if (p->part != EVIDENCE_COUNTED || span_eq(p->row.status, SPAN("U")))
            continue;
        paper_words(&c->paper, arena_printf(c->arena,
                                            "标记之后记录有更正：" SPAN_FMT
                                            "现认定为“%s”，不再是无故未到会。",
                                            SPAN_ARG(p->meeting.id),
                                            evidence_status_zh(p->row.status)));
    }
    if (after.n)
        paper_words(&c->paper, arena_printf(c->arena,
                                            "标记之后召开的全体会议：" SPAN_FMT
                                            "，到会情况见下。",
                                            SPAN_ARG(after)));
}

static void say_finding(struct evidence_case *c, const evidence_plenaries *all)
{
    paper_section(&c->paper, "认定的事实", "Finding");
    paper_words(&c->paper,
                arena_printf(c->arena,
                             "根据本系统的记录，" SPAN_FMT "（" SPAN_FMT
                             "）连续%lld次没有参加" SPAN_FMT
                             "的全体会议，也没有在期限内说明事由：" SPAN_FMT
                             "。章程第十三条第2项：“连续 2 "
                             "次无故不参加工作组的全体会议，视为自动退出”。",
                             SPAN_ARG(c->unit.name_zh), SPAN_ARG(c->unit.id),
                             (long long)c->flag->count, SPAN_ARG(c->group),
                             SPAN_ARG(counted_zh(c, all, EVIDENCE_COUNTED))));
    say_between(c, all);
    say_unsure(c, all);
    evidence_nature(c);
}

enum verdict evidence_attendance(struct evidence_case *c, struct reason *why)
{
    evidence_plenaries all = { 0 };
    enum verdict v = evidence_plenaries_of(c, &all, why);

    if (v != VERDICT_DONE)
        return v;
    say_finding(c, &all);
    v = evidence_rules(c, why);
    paper_section(&c->paper, "历次全体会议到会情况", "Plenaries on record");
    add_overview(c, &all);
    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++)
        if (all.at[i].part != EVIDENCE_BEFORE)
            v = evidence_plenary(c, &all.at[i], why);
    return v;
}
