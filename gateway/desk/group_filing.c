#include "group_filing.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/base/number.h"
#include "convoke/desk/headings.h"
#include "fold.h"
#include "project_case.h"
#include "standing.h"

/* Of a year, when the last one is still spoken of; and from when on its own
 * report is written. */
enum { EARLY_MONTHS = 3, LATE_MONTH = 10 };

/* `ret_ours`: the sender holds some office, or is the secretariat's: he may be
 * asked which group he means. */
static enum verdict find_group(struct intake *in, const char *who,
                               struct span *ret, bool *ret_ours,
                               struct reason *why)
{
    offices held = { 0 };
    struct subject s;
    bool found = false;
    enum verdict v = standing_group(in, who, ret, why);

    /* An answer to a reminder is about what that was about. */
    if (v == VERDICT_DONE && !ret->n && in->token.hash.n)
        v = subject_load(in->dk, in->token.object, in->arena, &s, &found, why);
    if (found)
        *ret = s.group;
    if (v == VERDICT_DONE)
        v = offices_of(in->dk->store, in->who.from, in->arena, &held, why);
    if (v == VERDICT_DONE)
        v = intake_has_role(in, ROLE_SEC, SPAN_NONE, ret_ours, why);
    *ret_ours = *ret_ours || (in->who.level >= AUTHORITY_L1 && held.n > 0);
    return v;
}

enum verdict group_filing_open(struct intake *in, const char *who,
                               struct span *ret_group, bool *ret_go,
                               struct reason *why)
{
    struct working_group g;
    bool found = false;
    bool ours = false;
    enum verdict v = find_group(in, who, ret_group, &ours, why);

    *ret_go = false;
    if (v != VERDICT_DONE)
        return v;
    if (!ret_group->n && ours)
        return project_ask(in, SPAN_NONE, SPAN("请在主题中写明工作组，如 WG5"),
                           SPAN("name the working group, such as WG5"), why);
    if (ret_group->n)
        v = group_get(in->dk->store, *ret_group, in->arena, &g, &found, why);
    if (v == VERDICT_DONE)
        v = standing_is(in, who, *ret_group, ret_go, why);
    if (v != VERDICT_DONE || (*ret_go && found))
        return v;
    if (!*ret_go)
        return refuse_authority(in, "发件人不是该工作组的组长或秘书",
                                "the sender is no officer of that group", why);
    *ret_go = false;
    return project_ask(in, SPAN_NONE,
                       arena_printf(in->arena, "没有登记工作组" SPAN_FMT,
                                    SPAN_ARG(*ret_group)),
                       arena_printf(in->arena, "there is no group " SPAN_FMT,
                                    SPAN_ARG(*ret_group)),
                       why);
}

static bool is_living(const struct obligation_row *row)
{
    return row->state == OBLIGATION_IS_OPEN ||
           row->state == OBLIGATION_IS_OVERDUE ||
           row->state == OBLIGATION_IS_MISSED;
}

static enum verdict waits(struct intake *in, const char *word,
                          struct span object, bool *ret, struct reason *why)
{
    const struct duty *d = NULL;
    struct obligation_row row;
    enum verdict v =
        ledger_asking(in->dk, word, object, in->arena, &d, &row, why);

    *ret = v == VERDICT_DONE && d && is_living(&row);
    return v;
}

/* "2026年度总结和2027年计划": the earliest year written that is this one or a
 * neighbour; 0: none. */
static int year_in(struct span s, int now)
{
    int year = 0;

    for (size_t i = 0; i + 4 <= s.n; i++) {
        struct span four = span_sub(s, i, 4);
        uint64_t n = 0;
        bool joined = (i && (fold_is_digit((unsigned char)s.p[i - 1]) ||
                             s.p[i - 1] == '-')) ||
                      (i + 4 < s.n && fold_is_digit((unsigned char)s.p[i + 4]));
        if (joined || !number_parse(four, 9999, &n))
            continue;
        if ((int)n >= now - 1 && (int)n <= now + 1 && (!year || (int)n < year))
            year = (int)n;
    }
    return year;
}

enum verdict group_filing_year(struct intake *in, const char *word,
                               struct span group, int *ret, struct reason *why)
{
    struct civil c = civil_from_day(civil_of(in->m->received_at));
    int named = year_in(in->f->subject, c.year);
    bool last = false;
    enum verdict v;

    *ret = named;
    if (named)
        return VERDICT_DONE;
    v = waits(in, word, subject_year(in->arena, group, c.year - 1), &last, why);
    *ret = c.month <= EARLY_MONTHS || (last && c.month < LATE_MONTH)
               ? c.year - 1
               : c.year;
    return v;
}

/* ---- the receipt ---- */

/* Bits of what no document speaks of; 0 when some of them cannot be read. */
static uint32_t unspoken(const struct facts *f, const struct heading_set *set)
{
    uint32_t missing = (uint32_t)((UINT64_C(1) << set->n) - 1);
    size_t n = 0;

    list_each(&f->files, file)
    {
        if (!filed_is_document(file))
            continue;
        if (!file->text_known || file->text_cut)
            return 0;
        missing &= headings_missing(file->text, set);
        n++;
    }
    return n ? missing : 0;
}

/* Art. 7.1, 7.3, 14.1 to 14.5: hints, never a refusal. */
static void view_hints(struct intake *in, struct notice *n)
{
    const struct heading_set *set = &heading_annual_plan;
    bool yearly = in->what.kind == INTAKE_ANNUAL_REPORT ||
                  in->what.second == INTAKE_ANNUAL_REPORT;
    uint32_t missing = yearly ? unspoken(in->f, set) : 0;

    view_list(n->view, "hints");
    for (size_t i = 0; i < set->n; i++)
        if (missing & (1u << i))
            view_both(view_item(n->view, "hints"), "text",
                      span_str(set->at[i].zh), span_str(set->at[i].en));
}

/* The second document's files behind those of the first. */
static enum verdict view_second(struct intake *in, const struct filed *f,
                                struct notice *n, struct reason *why)
{
    papers_list all = { 0 };
    enum verdict v =
        papers_of(in->dk->store, filed_object(in->arena, &f->filing), in->arena,
                  &all, why);

    list_each(&all, p)
    {
        struct view *item = view_item(n->view, "files");
        view_text(item, "name", p->name);
        view_octets(item, "size", (uint64_t)p->size);
    }
    return v;
}

static enum verdict fill(struct intake *in, const struct group_receipt *r,
                         struct notice *n, struct reason *why)
{
    struct subject s;
    bool found = false;
    enum verdict v =
        subject_load(in->dk, r->object, in->arena, &s, &found, why);

    if (v == VERDICT_DONE)
        v = filed_view(in->dk, r->filed, n, why);
    if (v == VERDICT_DONE && r->second)
        v = view_second(in, r->second, n, why);
    view_both(n->view, "thing", found ? s.title_zh : r->object,
              found ? s.title_en : r->object);
    view_both(n->view, "what", r->what_zh, r->what_en);
    view_flag(n->view, "measured", r->filed->open);
    view_flag(n->view, "again",
              !r->filed->open && r->filed->filing.version > 1);
    view_int(n->view, "version", r->filed->filing.version);
    view_list(n->view, "notes");
    view_hints(in, n);
    n->discriminator = intake_evidence(in);
    n->law_zh = span_str(r->law_zh);
    n->law_en = span_str(r->law_en);
    notice_law_of_duty(n, r->filed->duty);
    return v;
}

static enum verdict to_group(struct intake *in, const struct group_receipt *r,
                             struct reason *why)
{
    bool ours = false;
    struct notice n;
    enum verdict v = intake_has_role(in, ROLE_SEC, SPAN_NONE, &ours, why);

    notice_init(&n, in->arena, "annual.ack", r->object);
    n.group = r->group;
    n.answers = in->f;
    if (v == VERDICT_DONE)
        v = notice_to_role(in->dk, &n, ROLE_GS, false, why);
    if (v == VERDICT_DONE && !ours)
        notice_to(&n, SPAN_NONE, in->who.from, false);
    if (v == VERDICT_DONE)
        v = fill(in, r, &n, why);
    return v == VERDICT_DONE ? notice_send(in->dk, &n, why) : v;
}

static enum verdict to_others(struct intake *in, const struct group_receipt *r,
                              struct reason *why)
{
    struct span rest = span_str(r->others);
    struct span word;
    struct notice n;
    enum verdict v = VERDICT_DONE;

    notice_init(&n, in->arena, "annual.ack", r->object);
    n.group = r->group;
    n.answers = in->f;
    while (v == VERDICT_DONE && span_cut(&rest, ',', &word)) {
        enum role role;
        if (role_from(word, &role))
            v = notice_to_role(in->dk, &n, role, false, why);
    }
    if (v == VERDICT_DONE)
        v = fill(in, r, &n, why);
    if (v == VERDICT_DONE)
        v = filed_attach(in->dk, filed_object(in->arena, &r->filed->filing), &n,
                         why);
    if (v == VERDICT_DONE && r->second)
        v = filed_attach(in->dk, filed_object(in->arena, &r->second->filing),
                         &n, why);
    return v == VERDICT_DONE ? notice_send(in->dk, &n, why) : v;
}

enum verdict group_receipt_send(struct intake *in,
                                const struct group_receipt *r,
                                struct reason *why)
{
    enum verdict v;

    assert(in && r && r->filed);
    v = to_group(in, r, why);
    return v == VERDICT_DONE ? to_others(in, r, why) : v;
}

/* ---- plans, progress, assessment ---- */

static const struct group_act {
    enum intake_kind kind;
    const char *word, *who, *others;
    const char *zh, *en;
    const char *law_zh, *law_en;
    bool quarterly;
    bool to_group; /* the group secretary gets the receipt */
} acts[] = {
    { INTAKE_ANNUAL_PLAN, "annual_plan", "GS,GL", "SEC,LIA", "年度工作计划",
      "yearly work plan", "第十四条第2项", "Article 14(2)", false, true },
    { INTAKE_PROGRESS, "progress", "GS,GL", "SEC,LIA", "工作进展",
      "progress report", "第十四条第3项", "Article 14(3)", true, true },
    { INTAKE_ASSESSMENT, "assessment", "SEC", "SEC,LIA", "年度考核结果",
      "yearly assessment", "第八条第5项", "Article 8(5)", false, false },
};

static const struct group_act *act_of(const struct intake *in)
{
    for (size_t i = 0; i < ARRAY_LEN(acts); i++)
        if (acts[i].kind == in->what.kind || acts[i].kind == in->what.second)
            return &acts[i];
    return NULL;
}

/* "第一季度", "Q1"; 0: none is named. */
static int quarter_in(struct span s)
{
    static const char *const names[][4] = {
        { "一季度", "1季度", "q1", "first quarter" },
        { "二季度", "2季度", "q2", "second quarter" },
        { "三季度", "3季度", "q3", "third quarter" },
        { "四季度", "4季度", "q4", "fourth quarter" },
    };

    for (int q = 0; q < 4; q++)
        for (size_t i = 0; i < ARRAY_LEN(names[q]); i++)
            if (fold_has(s, names[q][i]))
                return q + 1;
    return 0;
}

/* The quarter named; else the last one while its report is waited for. */
static enum verdict quarter_of(struct intake *in, const char *word,
                               struct span group, struct span *ret,
                               struct reason *why)
{
    struct civil c = civil_from_day(civil_of(in->m->received_at));
    int now = (c.month + 2) / 3;
    int named = quarter_in(in->f->subject);
    int year = year_in(in->f->subject, c.year);
    bool last = false;
    enum verdict v = VERDICT_DONE;

    if (named) {
        if (!year)
            year = named > now ? c.year - 1 : c.year;
        *ret = subject_quarter(in->arena, group, year, named);
        return v;
    }
    *ret = now > 1 ? subject_quarter(in->arena, group, c.year, now - 1)
                   : subject_quarter(in->arena, group, c.year - 1, 4);
    v = waits(in, word, *ret, &last, why);
    /* In its last month a quarter's own report is written. */
    if (!last || c.month % 3 == 0)
        *ret = subject_quarter(in->arena, group, c.year, now);
    return v;
}

static enum verdict object_of(struct intake *in, const struct group_act *act,
                              struct span group, struct span *ret,
                              struct reason *why)
{
    int now = civil_from_day(civil_of(in->m->received_at)).year;
    int year = year_in(in->f->subject, now);

    if (act->quarterly)
        return quarter_of(in, act->word, group, ret, why);
    *ret = subject_year(in->arena, group, year ? year : now);
    return VERDICT_DONE;
}

static enum verdict take(struct intake *in, const struct group_act *act,
                         struct span group, struct span object,
                         struct reason *why)
{
    struct ledger_evidence e = { .word = act->word,
                                 .object = object,
                                 .at = in->m->received_at,
                                 .source = intake_evidence(in) };
    struct filed filed = { .duty = NULL };
    struct group_receipt r = { .group = group,
                               .object = object,
                               .what_zh = span_str(act->zh),
                               .what_en = span_str(act->en),
                               .filed = &filed,
                               .others = act->others,
                               .law_zh = act->law_zh,
                               .law_en = act->law_en };
    enum verdict v = filed_take(in, act->word, object, &filed, why);

    if (v == VERDICT_DONE)
        v = ledger_answer(in->dk, &e, why);
    intake_end(in, MESSAGE_APPLIED, object,
               arena_printf(in->arena, "%s已登记", act->zh).p);
    if (v == VERDICT_DONE && act->to_group)
        v = to_group(in, &r, why);
    return v == VERDICT_DONE ? to_others(in, &r, why) : v;
}

enum verdict group_filing_receive(struct intake *in, struct span object,
                                  struct reason *why)
{
    const struct group_act *act = act_of(in);
    const struct facts_file *bad = filed_forbidden(in->f);
    struct span group;
    bool go = false;
    enum verdict v;

    (void)object;
    assert(act);
    v = group_filing_open(in, act->who, &group, &go, why);
    if (v != VERDICT_DONE || !go)
        return v;
    if (bad)
        return project_ask_other_file(in, SPAN_NONE, bad, why);
    if (!filed_documents(in->f) && !span_trim_wide(in->f->words).n)
        return project_ask(
            in, SPAN_NONE, SPAN("来函没有内容，请写明或附上文件"),
            SPAN("the mail is empty: write it or attach a file"), why);
    v = object_of(in, act, group, &object, why);
    return v == VERDICT_DONE ? take(in, act, group, object, why) : v;
}
