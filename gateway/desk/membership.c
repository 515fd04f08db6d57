/* The secretariat's word makes an applicant a member, and the administrator
 * opens the account (4.1, Art. 11, 12). */
#include <assert.h>

#include "case.h"
#include "convoke/base/moment.h"
#include "dues.h"
#include "exit_step.h"
#include "plenary.h"

/* Without a group the only one; none when there are several. */
struct review *formalities_review(struct papers *p, struct span group,
                                  bool *ret_several)
{
    struct review *only = NULL;

    *ret_several = false;
    list_each(&p->reviews, r)
    {
        if (r->state != REVIEW_FORMALITIES ||
            (group.n && !span_eq(r->group, group)))
            continue;
        *ret_several = only != NULL;
        only = r;
    }
    return *ret_several ? NULL : only;
}

/* What stands between a review and the membership; NULL: nothing. */
static const char *open_formality(const struct papers *p, size_t named,
                                  const char **ret_en)
{
    if (named == 0) {
        *ret_en = "the representatives are not named yet";
        return "尚未指派代表（第十一条第2项）";
    }
    if (!p->app.contact_confirmed) {
        *ret_en = "the contact is not confirmed yet";
        return "联系人尚未确认（第十一条第1项）";
    }
    if (p->app.paper_at == MOMENT_NONE) {
        *ret_en = "paper originals not ticked: write 纸质已收";
        return "纸质材料尚未登记：请在指令中写明“纸质已收”";
    }
    *ret_en = "";
    return NULL;
}

/* A unit that had left every group comes back with the name and the contact of
 * its new application; while it is in a group these change in other ways. */
static enum verdict come_back(struct intake *in, const struct papers *p,
                              struct person *contact, struct unit *u,
                              struct reason *why)
{
    memberships all = { 0 };
    enum verdict v = exit_memberships(in->dk, in->arena, u->id, &all, why);

    if (v != VERDICT_DONE || all.n)
        return v;
    v = person_put(in->dk->store, contact, why);
    u->contact = contact->id;
    u->name_zh = p->app.name;
    return v == VERDICT_DONE
               ? unit_put(in->dk->store, u, p->app.folded_name, why)
               : v;
}

static enum verdict make_unit(struct intake *in, struct papers *p,
                              struct unit *ret, struct reason *why)
{
    struct person contact = {
        .mail = papers_value(p, "c_mail"),
        .name = papers_value(p, "c_name"),
        .title = papers_value(p, "c_title"),
        .phone = papers_value(p, "c_mobile"),
    };
    bool found = false;
    enum verdict v;

    if (!letter_address_ok(contact.mail))
        contact.mail = p->app.applicant;
    v = unit_match(in->dk->store, p->app.uscc, p->app.folded_name, in->arena,
                   ret, &found, why);
    if (v != VERDICT_DONE)
        return v;
    if (!found) {
        *ret = (struct unit){ .name_zh = p->app.name,
                              .name_en = papers_value(p, "name_en"),
                              .uscc = p->app.uscc };
        v = unit_new_id(in->dk->store, in->arena, &ret->id, why);
        if (v == VERDICT_DONE)
            v = person_put(in->dk->store, &contact, why);
        ret->contact = contact.id;
        if (v == VERDICT_DONE)
            v = unit_put(in->dk->store, ret, p->app.folded_name, why);
    }
    if (v == VERDICT_DONE && found)
        v = come_back(in, p, &contact, ret, why);
    p->app.unit = ret->id;
    return v == VERDICT_DONE ? application_set(in->dk->store, &p->app, why) : v;
}

static enum verdict add_people(struct intake *in, const struct unit *u,
                               struct span group, const nominees *named,
                               civil_day day, struct reason *why)
{
    enum verdict v = representations_clear(in->dk->store, u->id, group, why);

    for (size_t i = 0; i < named->n && v == VERDICT_DONE; i++) {
        struct representation r = {
            .person = { .mail = named->at[i].mail,
                        .name = named->at[i].name,
                        .title = named->at[i].title },
            .voter = named->at[i].voter,
        };
        v = person_put(in->dk->store, &r.person, why);
        if (v == VERDICT_DONE)
            v = representation_add(in->dk->store, u->id, group, &r, day, why);
    }
    return v;
}

static void view_people(struct view *v, const char *list, const nominees *named)
{
    view_list(v, list);
    list_each(named, person)
    {
        struct view *item = view_item(v, list);
        view_text(item, "name", person->name);
        view_text(item, "mail", person->mail);
        view_flag(item, "voter", person->voter);
        view_both(item, "role", person->voter ? SPAN("投票代表") : SPAN("代表"),
                  person->voter ? SPAN("voting representative")
                                : SPAN("representative"));
    }
}

static enum verdict welcome(struct intake *in, const struct unit *u,
                            const struct review *r, const nominees *named,
                            civil_day day, struct reason *why)
{
    struct notice n;
    struct person contact;
    enum verdict v;

    notice_init(&n, in->arena, "member.welcome", u->id);
    n.group = r->group;
    v = person_get(in->dk->store, u->contact, in->arena, &contact, why);
    if (v == VERDICT_DONE)
        v = notice_to_unit(in->dk, &n, u, false, why);
    if (v == VERDICT_DONE)
        v = notice_to_role(in->dk, &n, ROLE_GL, false, why);
    if (v == VERDICT_DONE)
        v = notice_to_role(in->dk, &n, ROLE_GS, false, why);
    if (v != VERDICT_DONE)
        return v;
    view_text(n.view, "unit", u->name_zh);
    view_text(n.view, "group_id", r->group);
    view_day(n.view, "effective", day);
    view_text(n.view, "contact", contact.name.n ? contact.name : contact.mail);
    view_people(n.view, "representatives", named);
    view_list(n.view, "meetings");
    n.law_zh = SPAN("第十条、第十一条、第十二条");
    n.law_en = SPAN("Articles 10, 11 and 12");
    n.discriminator =
        arena_printf(in->arena, SPAN_FMT "#%d", SPAN_ARG(r->group), day);
    return notice_send(in->dk, &n, why);
}

static enum verdict open_account(struct intake *in, const struct unit *u,
                                 const struct review *r, const nominees *named,
                                 struct reason *why)
{
    static const enum command_verb actions[] = { COMMAND_DONE };
    struct span object = review_object(in->arena, r->application, r->group);
    struct notice n;
    civil_day due = 0;
    enum verdict v = ledger_open(in->dk, "account.open", object,
                                 in->m->received_at, &due, why);

    notice_init(&n, in->arena, "account.open", u->id);
    n.group = r->group;
    n.token_object = object;
    if (v == VERDICT_DONE)
        v = notice_to_role(in->dk, &n, ROLE_ADM, true, why);
    if (v != VERDICT_DONE)
        return v;
    view_text(n.view, "unit", u->name_zh);
    view_text(n.view, "group_id", r->group);
    view_people(n.view, "persons", named);
    view_due(n.view, "due", due);
    notice_law_of_duty(&n, ledger_duty(in->dk, "account.open"));
    n.discriminator = r->group;
    n.purpose = "account.open";
    n.actions = actions;
    n.actions_n = ARRAY_LEN(actions);
    return notice_send(in->dk, &n, why);
}

static enum verdict activate(struct intake *in, struct papers *p,
                             struct review *r, struct reason *why)
{
    struct span object = review_object(in->arena, r->application, r->group);
    civil_day day =
        in->command.has_date ? in->command.date : civil_of(in->m->received_at);
    struct change c = { "membership",       object,   "formalities", "active",
                        "member.activated", SPAN_NONE };
    nominees named = { 0 };
    struct unit u;
    struct membership m;
    enum verdict v =
        nominees_of(in->dk->store, p->app.id, r->group, in->arena, &named, why);

    if (v == VERDICT_DONE)
        v = make_unit(in, p, &u, why);
    if (v != VERDICT_DONE)
        return v;
    m = (struct membership){ .unit = u.id,
                             .group = r->group,
                             .state = SPAN("active"),
                             .application = p->app.id,
                             .effective_day = day };
    r->state = REVIEW_ACTIVE;
    v = membership_add(in->dk->store, &m, why);
    if (v == VERDICT_DONE)
        v = add_people(in, &u, r->group, &named, day, why);
    if (v == VERDICT_DONE)
        v = review_put(in->dk->store, r, why);
    if (v == VERDICT_DONE)
        v = ledger_close(in->dk, "app.formality", object, in->m->received_at,
                         intake_evidence(in), why);
    if (v == VERDICT_DONE)
        v = intake_audit(in, &c, why);
    if (v == VERDICT_DONE)
        v = welcome(in, &u, r, &named, day, why);
    if (v == VERDICT_DONE)
        v = open_account(in, &u, r, &named, why);
    if (v == VERDICT_DONE)
        v = notice_late_member(in->dk, in->arena, &u, r->group, day, why);
    /* Whoever came before July owes this year's dues (R-X8). */
    if (v == VERDICT_DONE)
        v = dues_settle_all(in->dk, intake_evidence(in), why);
    intake_end(in, MESSAGE_APPLIED, object, "成员资格生效");
    return v;
}

static enum verdict tick_papers(struct intake *in, struct papers *p,
                                struct reason *why)
{
    struct change c = { "application", p->app.id, "", "",
                        "app.papers",  SPAN_NONE };
    enum verdict v;

    p->app.paper_at = in->m->received_at;
    v = application_set(in->dk->store, &p->app, why);
    intake_end(in, MESSAGE_APPLIED, p->app.id, "纸质材料已登记");
    return v == VERDICT_DONE ? intake_audit(in, &c, why) : v;
}

/* A unit the group has already is not taken in twice. */
static enum verdict is_member(struct intake *in, const struct papers *p,
                              struct span group, bool *ret, struct reason *why)
{
    struct unit u;
    struct membership m;
    enum verdict v = unit_match(in->dk->store, p->app.uscc, p->app.folded_name,
                                in->arena, &u, ret, why);

    if (v != VERDICT_DONE || !*ret)
        return v;
    return membership_get(in->dk->store, u.id, group, in->arena, &m, ret, why);
}

static enum verdict activate_one(struct intake *in, struct papers *p,
                                 struct review *r, struct reason *why)
{
    static const enum command_verb words[] = { COMMAND_ACTIVATE,
                                               COMMAND_PAPERS };
    nominees named = { 0 };
    const char *en = "";
    const char *problem;
    bool member = false;
    enum verdict v =
        nominees_of(in->dk->store, p->app.id, r->group, in->arena, &named, why);

    if (v == VERDICT_DONE)
        v = is_member(in, p, r->group, &member, why);
    if (v != VERDICT_DONE)
        return v;
    problem = open_formality(p, named.n, &en);
    if (member) {
        problem = "该单位已是本组成员";
        en = "the unit is a member of this group already";
    }
    if (problem)
        return refuse_command(in, p->app.id, problem, en, words,
                              ARRAY_LEN(words), why);
    return activate(in, p, r, why);
}

enum verdict membership_activate(struct intake *in, struct span object,
                                 struct reason *why)
{
    struct papers p = { 0 };
    struct review *r = NULL;
    struct span id;
    struct span group;
    bool may = false;
    bool found = false;
    bool several = false;
    enum verdict v = intake_has_role(in, ROLE_SEC, SPAN_NONE, &may, why);

    if (v != VERDICT_DONE)
        return v;
    if (!may)
        return refuse_authority(in, "成员生效须由秘书处确认",
                                "only the secretariat activates members", why);
    review_split(object, &id, &group);
    v = papers_load(in->dk, id, in->arena, &p, &found, why);
    if (v != VERDICT_DONE)
        return v;
    if (found)
        r = formalities_review(&p, reference_span(&in->what.group), &several);
    if (several)
        return refuse_command(in, object, "请注明工作组编号",
                              "please name the working group", NULL, 0, why);
    if (!r)
        return refuse_command(in, object, "没有处于办理手续阶段的申请",
                              "no application is at its formalities", NULL, 0,
                              why);
    if (in->command.papers || in->command.verb == COMMAND_PAPERS)
        v = tick_papers(in, &p, why);
    if (v != VERDICT_DONE || in->command.verb == COMMAND_PAPERS)
        return v;
    return activate_one(in, &p, r, why);
}

enum verdict account_done(struct intake *in, struct span object,
                          struct reason *why)
{
    static const enum command_verb words[] = { COMMAND_DONE };
    struct change c = { "account", object,         "open",
                        "done",    "account.done", SPAN_NONE };
    enum verdict v;

    if (in->command.verb != COMMAND_DONE && in->command.verb != COMMAND_APPROVE)
        return refuse_command(in, object, "没有读懂指令",
                              "the command was not understood", words,
                              ARRAY_LEN(words), why);
    v = ledger_close(in->dk, "account.open", object, in->m->received_at,
                     intake_evidence(in), why);
    if (v == VERDICT_DONE)
        v = token_close_all(in->dk->store, object, SPAN("account.open"),
                            desk_now(in->dk), SPAN("done"), why);
    intake_end(in, MESSAGE_APPLIED, object, "账号任务已完成");
    return v == VERDICT_DONE ? intake_audit(in, &c, why) : v;
}
