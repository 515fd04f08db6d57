/* A project begins: the secretariat registers it with the day its plan was
 * issued, from which its limit counts (Art. 16, 17). */
#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/desk/particulars.h"
#include "convoke/desk/people.h"
#include "convoke/desk/when.h"
#include "person_line.h"
#include "project_case.h"
#include "project_mail.h"

/* What the mail says, and what it lacks. */
struct registration {
    struct project p;
    struct person lead;
    struct span missing_zh, missing_en;
};

static void lack(struct intake *in, struct registration *r, const char *zh,
                 const char *en)
{
    const char *then_zh = r->missing_zh.n ? "；" : "";
    const char *then_en = r->missing_en.n ? "; " : "";

    r->missing_zh = arena_printf(in->arena, SPAN_FMT "%s%s",
                                 SPAN_ARG(r->missing_zh), then_zh, zh);
    r->missing_en = arena_printf(in->arena, SPAN_FMT "%s%s",
                                 SPAN_ARG(r->missing_en), then_en, en);
}

static bool begins_address_label(struct span line)
{
    struct span rest = span_trim_wide(line);

    return person_line_label(&rest) == PERSON_LABEL_MAIL;
}

/* "负责人：张三 z@x.cn"; the address may stand behind another label on the
 * same line, or on the next one. */
static struct span lead_mail(const struct intake *in, struct span value)
{
    struct span rest = in->f->words;
    struct span line = SPAN_NONE;
    struct span mail = person_line_mail(value);

    if (mail.n || !value.n || value.p < rest.p || value.p > rest.p + rest.n)
        return mail;
    rest = span_from(rest, (size_t)(value.p - rest.p));
    if (span_line(&rest, &line))
        mail = person_line_mail(line);
    if (!mail.n && span_line(&rest, &line) && begins_address_label(line))
        mail = person_line_mail(line);
    return mail;
}

static enum verdict read_lead(struct intake *in, const struct particulars *said,
                              struct registration *r, struct reason *why)
{
    struct span value = particulars_value(said, PARTICULAR_LEAD);
    struct representative one = person_line_read(value);
    struct person known;
    bool found = false;
    enum verdict v = VERDICT_DONE;

    r->lead.mail = lead_mail(in, value);
    r->lead.name = one.name;
    r->lead.title = one.title;
    if (!letter_address_ok(r->lead.mail)) {
        lack(in, r, "负责人：姓名，电子邮件", "the lead: name, mail address");
        return v;
    }
    v = person_find(in->dk->store, r->lead.mail, in->arena, &known, &found,
                    why);
    if (v != VERDICT_DONE)
        return v;
    /* One address is one person: the register's name stands. */
    if (found)
        r->lead = known;
    else if (!r->lead.name.n)
        lack(in, r, "负责人姓名", "the lead's name");
    return v;
}

static void read_drafters(const struct particulars *said, struct project *p)
{
    struct span rest = particulars_value(said, PARTICULAR_DRAFTERS);
    struct span name;

    for (int i = 0; i < PROJECT_DRAFTERS && people_cut(&rest, &name); i++)
        p->drafters[i] = name;
}

/* "计划下达：2026年6月15日", or the first day in the subject. */
static enum when_state find_day(struct intake *in,
                                const struct particulars *said, civil_day *ret)
{
    static const enum particular keys[] = { PARTICULAR_ISSUED,
                                            PARTICULAR_STARTED };
    int year = civil_from_day(civil_of(in->m->received_at)).year;
    enum when_state state = WHEN_NOTHING;

    for (size_t i = 0; i < ARRAY_LEN(keys) && state == WHEN_NOTHING; i++)
        state = when_day(particulars_value(said, keys[i]), year, ret);
    return state == WHEN_NOTHING ? when_day(in->f->subject, year, ret) : state;
}

static void read_day(struct intake *in, const struct particulars *said,
                     struct registration *r)
{
    enum when_state state = find_day(in, said, &r->p.start_day);

    if (state == WHEN_NO_SUCH)
        lack(in, r, "所写日期不存在，请核对计划下达（或启动）日期",
             "the day written does not exist: check the day of issue");
    else if (state != WHEN_FINE)
        lack(in, r, "计划下达：年-月-日（研究项目写启动日期）",
             "the day the plan was issued (research: begun)");
    else if (r->p.start_day > civil_of(in->m->received_at))
        lack(in, r, "计划下达（或启动）日期晚于今日，请核对",
             "the day of issue is still to come");
}

static enum verdict read_all(struct intake *in, struct registration *r,
                             struct reason *why)
{
    struct particulars said = particulars_read(in->f->words, in->arena);

    read_day(in, &said, r);
    r->p.title = span_fit(particulars_value(&said, PARTICULAR_TITLE), 300);
    if (!r->p.title.n)
        lack(in, r, "项目名称", "the title");
    read_drafters(&said, &r->p);
    return read_lead(in, &said, r, why);
}

/* WG5-S-05 is a standard of WG5, WG5-R-03 research. */
static bool split_id(struct span id, struct project *p)
{
    for (size_t i = id.n; i-- > 2;) {
        if (id.p[i] != '-' || id.p[i - 2] != '-')
            continue;
        p->group = span_sub(id, 0, i - 2);
        p->research = id.p[i - 1] == 'R';
        return true;
    }
    return false;
}

/* When a duty of the project is due, by what closes it. */
static enum verdict view_due_of(struct intake *in, struct notice *n,
                                const char *word, const char *slot,
                                struct reason *why)
{
    const struct duty *d = NULL;
    struct obligation_row row;
    enum verdict v =
        ledger_asking(in->dk, word, n->object, in->arena, &d, &row, why);

    if (v != VERDICT_DONE)
        return v;
    if (d)
        view_due(n->view, slot, row.due_day);
    else
        view_text(n->view, slot, SPAN_NONE);
    return v;
}

static enum verdict view_limit(struct intake *in, struct notice *n,
                               const struct project *p, struct reason *why)
{
    const struct duty *d = NULL;
    struct obligation_row row = { .id = 0 };
    enum verdict v = ledger_asking(
        in->dk, p->research ? "research_result" : "project_approval", p->id,
        in->arena, &d, &row, why);
    bool months = d && d->period.unit == DUTY_MONTHS;

    if (v != VERDICT_DONE)
        return v;
    notice_law_of_duty(n, d);
    view_flag(n->view, "limited", d != NULL);
    view_both(n->view, "duty", d ? span_str(d->title_zh) : SPAN_NONE,
              d ? span_str(d->title_en) : SPAN_NONE);
    view_int(n->view, "months", months ? d->period.n : 0);
    view_flag(n->view, "in_months", months);
    view_due(n->view, "due", d ? row.due_day : p->start_day);
    view_left(n->view, "left",
              (d ? row.due_day : p->start_day) - civil_of(desk_now(in->dk)));
    v = view_due_of(in, n, "project_team", "team_due", why);
    return v == VERDICT_DONE
               ? view_due_of(in, n, "project_plan", "plan_due", why)
               : v;
}

static void view_people(struct notice *n, const struct project *p)
{
    view_text(n->view, "lead", p->lead_name.n ? p->lead_name : p->lead_mail);
    view_list(n->view, "drafters");
    for (int i = 0; i < PROJECT_DRAFTERS; i++)
        if (p->drafters[i].n)
            view_text(view_item(n->view, "drafters"), "name", p->drafters[i]);
}

static enum verdict tell(struct intake *in, const struct project *p,
                         struct reason *why)
{
    struct notice n;
    enum verdict v;

    notice_init(&n, in->arena, "prj.registered", p->id);
    n.group = p->group;
    notice_to(&n, p->lead_name, p->lead_mail, false);
    n.targets.at[0].dear =
        arena_printf(in->arena, SPAN_FMT "项目负责人", SPAN_ARG(p->id));
    v = notice_to_role(in->dk, &n, ROLE_GL, false, why);
    if (v == VERDICT_DONE)
        v = notice_to_role(in->dk, &n, ROLE_GS, false, why);
    if (v != VERDICT_DONE)
        return v;
    project_view(&n, p);
    view_flag(n.view, "research", p->research);
    view_day(n.view, "start", p->start_day);
    view_people(&n, p);
    n.discriminator = intake_evidence(in);
    v = view_limit(in, &n, p, why);
    return v == VERDICT_DONE ? notice_send(in->dk, &n, why) : v;
}

static enum verdict keep(struct intake *in, struct registration *r,
                         struct reason *why)
{
    struct change c = {
        "project", r->p.id, "", "in_progress", "project.registered", SPAN_NONE
    };
    bool found = false;
    enum verdict v = VERDICT_DONE;

    if (!r->lead.id)
        v = person_put(in->dk->store, &r->lead, why);
    r->p.lead = r->lead.id;
    r->p.since = in->m->received_at;
    if (v == VERDICT_DONE)
        v = project_put(in->dk->store, &r->p, why);
    if (v == VERDICT_DONE)
        v = intake_audit(in, &c, why);
    if (v == VERDICT_DONE)
        v = ledger_sync(in->dk, r->p.id, why);
    if (v == VERDICT_DONE)
        v = project_get(in->dk->store, r->p.id, in->arena, &r->p, &found, why);
    intake_end(in, MESSAGE_APPLIED, r->p.id, "项目已登记");
    return v == VERDICT_DONE ? tell(in, &r->p, why) : v;
}

/* The group must be there, the id still free. */
static enum verdict may_begin(struct intake *in, struct registration *r,
                              bool *ret, struct reason *why)
{
    struct working_group g;
    struct project old;
    bool found = false;
    enum verdict v;

    *ret = false;
    v = group_get(in->dk->store, r->p.group, in->arena, &g, &found, why);
    if (v == VERDICT_DONE && !found)
        return project_ask(in, SPAN_NONE,
                           arena_printf(in->arena, "没有登记工作组" SPAN_FMT,
                                        SPAN_ARG(r->p.group)),
                           arena_printf(in->arena,
                                        "there is no group " SPAN_FMT,
                                        SPAN_ARG(r->p.group)),
                           why);
    if (v == VERDICT_DONE)
        v = project_get(in->dk->store, r->p.id, in->arena, &old, &found, why);
    if (v != VERDICT_DONE)
        return v;
    if (found)
        return project_ask(
            in, r->p.id,
            arena_printf(in->arena,
                         "项目" SPAN_FMT "《" SPAN_FMT
                         "》已登记；更正内容请更新名册，改期请用[延期]",
                         SPAN_ARG(old.id), SPAN_ARG(old.title)),
            arena_printf(in->arena,
                         SPAN_FMT " is registered already: correct it in the "
                                  "register, prolong it with [PROLONG]",
                         SPAN_ARG(old.id)),
            why);
    *ret = true;
    return v;
}

enum verdict project_register(struct intake *in, struct span object,
                              struct reason *why)
{
    struct registration r = { .p.state = PROJECT_IN_PROGRESS };
    bool may = false;
    enum verdict v = intake_has_role(in, ROLE_SEC, SPAN_NONE, &may, why);

    (void)object;
    if (v != VERDICT_DONE)
        return v;
    if (!may)
        return refuse_authority(in, "项目立项须由秘书处登记",
                                "only the secretariat registers projects", why);
    r.p.id = arena_span(in->arena, reference_span(&in->what.project));
    if (!r.p.id.n || !split_id(r.p.id, &r.p))
        return project_ask(in, SPAN_NONE,
                           SPAN("请在主题中写明项目编号，如 WG5-S-05"),
                           SPAN("name the project, such as WG5-S-05"), why);
    v = may_begin(in, &r, &may, why);
    if (v == VERDICT_DONE && may)
        v = read_all(in, &r, why);
    if (v != VERDICT_DONE || !may)
        return v;
    if (r.missing_zh.n)
        return project_ask(in, r.p.id,
                           arena_printf(in->arena, "请补充：" SPAN_FMT,
                                        SPAN_ARG(r.missing_zh)),
                           arena_printf(in->arena, "please add: " SPAN_FMT,
                                        SPAN_ARG(r.missing_en)),
                           why);
    return keep(in, &r, why);
}
