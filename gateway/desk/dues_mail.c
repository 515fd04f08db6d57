/* The dues clerk's ledger by mail, and the report of it (6.4, 7). */
#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/desk/dues_import.h"
#include "dues.h"
#include "flag.h"

enum { UNITS_SHOWN = 30 };

/* The one table of the mail; *ret_problem says why there is none. */
static const struct facts_file *ledger_of(struct intake *in,
                                          const char **ret_problem)
{
    const struct facts_file *found = NULL;
    const struct facts_file *any = NULL;
    size_t n = 0;

    list_each(&in->f->files, f)
    {
        any = f->type == FACTS_FILE_CALENDAR ? any : f;
        if (!f->text_known || !dues_file_is_ledger(f->text, in->arena))
            continue;
        found = f;
        n++;
    }
    *ret_problem = NULL;
    if (n == 0 && any)
        *ret_problem = any->text_known
                           ? "附件里没有会费台账：需要年度、单位、状态等列"
                           : "附件无法读取，请用 CSV 或 XLSX";
    else if (n == 0)
        *ret_problem = "来件没有附会费台账（CSV 或 XLSX）";
    else if (n > 1)
        *ret_problem = "来件附了不止一份会费台账，请一次附一份";
    else if (found->text_cut)
        *ret_problem = "台账过长，未能读完，请分开导入";
    return n == 1 && !found->text_cut ? found : NULL;
}

static enum verdict view_years(struct intake *in, const struct dues_outcome *o,
                               struct view *v, struct reason *why)
{
    enum verdict done = VERDICT_DONE;

    view_list(v, "years");
    for (size_t i = 0; i < o->years.n && done == VERDICT_DONE; i++) {
        int year = o->years.at[i];
        struct view *item = view_item(v, "years");
        dues_parties owing = { 0 };
        struct dues_year y;
        bool found = false;
        done = dues_year_get(in->dk->store, year, &y, &found, why);
        if (done == VERDICT_DONE)
            done = dues_with(in->dk, year, DUES_UNPAID, in->arena, &owing, why);
        if (done != VERDICT_DONE)
            return done;
        view_int(item, "year", year);
        view_day(item, "billed", y.due);
        view_int(item, "owing", (int64_t)owing.n);
        view_text(item, "units",
                  owing.n ? dues_ids(in->arena, &owing, UNITS_SHOWN)
                          : SPAN_NONE);
    }
    return done;
}

static void view_problems(const struct dues_outcome *o, struct view *v)
{
    view_list(v, "problems");
    list_each(&o->problems, p)
    {
        struct view *item = view_item(v, "problems");
        view_int(item, "line", p->line);
        view_flag(item, "lined", p->line > 0);
        view_text(item, "text", span_fit(p->text, 200));
        view_both(item, "problem", p->zh, p->en);
    }
}

static enum verdict report(struct intake *in, const struct dues_outcome *o,
                           struct span file, struct reason *why)
{
    struct notice n;
    struct view *v;
    enum verdict done;

    notice_init(&n, in->arena, "dues.report",
                o->problems.n ? SPAN_NONE : o->import.name);
    n.answers = in->f;
    n.law_zh = SPAN("第十一条第6项");
    n.law_en = SPAN("Article 11(6)");
    n.discriminator = intake_evidence(in);
    notice_to(&n, SPAN_NONE, in->who.from, false);
    n.targets.at[0].dear = SPAN("会费经办");
    done = notice_to_role(in->dk, &n, ROLE_SEC, false, why);
    if (done != VERDICT_DONE)
        return done;
    v = n.view;
    view_moment(v, "received", in->m->received_at);
    view_text(v, "file", file.n ? file : SPAN("（无文件名）"));
    view_day(v, "as_of", o->import.as_of);
    view_flag(v, "dated", o->import.as_of != 0);
    view_int(v, "rows", o->import.rows);
    view_int(v, "changed", (int64_t)o->changed);
    view_int(v, "kept", (int64_t)o->kept);
    view_flag(v, "keeps", o->kept > 0);
    view_flag(v, "refused", o->problems.n > 0);
    view_flag(v, "same", o->same);
    view_problems(o, v);
    done = view_years(in, o, v, why);
    return done == VERDICT_DONE ? notice_send(in->dk, &n, why) : done;
}

static enum verdict take_in(struct intake *in, const struct facts_file *f,
                            struct reason *why)
{
    struct dues_source src = { .text = f->text,
                               .sha256 = f->sha256,
                               .file = f->name,
                               .message = in->m->id,
                               .at = in->m->received_at };
    struct change c = { "dues_import", SPAN_NONE,       "",
                        "applied",     "dues.imported", f->sha256 };
    struct dues_outcome o;
    enum verdict v = dues_import_apply(in->dk, &src, in->arena, &o, why);

    if (v != VERDICT_DONE)
        return v;
    c.id = o.import.name;
    intake_end(in, MESSAGE_APPLIED, o.import.name,
               o.problems.n ? "会费台账有误，未导入"
               : o.same     ? "会费台账此前已导入"
                            : "会费台账已导入");
    if (!o.problems.n && !o.same)
        v = intake_audit(in, &c, why);
    if (v == VERDICT_DONE)
        v = report(in, &o, f->name, why);
    return v == VERDICT_DONE && !o.problems.n && !o.same
               ? flag_of_dues(in->dk, in->arena, why)
               : v;
}

enum verdict dues_receive(struct intake *in, struct span object,
                          struct reason *why)
{
    const struct facts_file *f;
    const char *problem;
    bool may = false;
    enum verdict v = intake_has_role(in, ROLE_FIN, SPAN_NONE, &may, why);

    (void)object;
    if (v == VERDICT_DONE && !may)
        v = intake_has_role(in, ROLE_SEC, SPAN_NONE, &may, why);
    if (v != VERDICT_DONE)
        return v;
    if (!may)
        return refuse_authority(in, "会费台账须由会费经办导入",
                                "only the dues clerk imports the ledger", why);
    f = ledger_of(in, &problem);
    if (problem)
        return refuse_command(in, SPAN_NONE, problem,
                              "one ledger as CSV or XLSX is needed, with the "
                              "heads year, unit, status",
                              NULL, 0, why);
    return take_in(in, f, why);
}
