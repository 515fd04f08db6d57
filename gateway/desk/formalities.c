/* From an approved review to an active membership: representatives, paper
 * originals, the secretariat's word, the account (4.1, Art. 11). */
#include <assert.h>

#include "case.h"
#include "convoke/base/fold.h"
#include "convoke/base/moment.h"
#include "convoke/desk/representatives.h"

static const struct {
    const char *zh, *en;
} faults[] = {
    [REPRESENTATIVES_NOT_1_OR_2] = { "代表应为1至2名（第十一条第2项）",
                                     "1 or 2 representatives (Art. 11(2))" },
    [REPRESENTATIVES_NO_VOTER] = { "请注明其中1名为投票代表（第二十条第7项）",
                                   "name the voting one (Art. 20(7))" },
    [REPRESENTATIVES_TWO_VOTERS] = { "投票代表只能有1名（第二十条第7项）",
                                     "only one may vote (Art. 20(7))" },
    [REPRESENTATIVES_NO_NAME] = { "请写明每名代表的姓名",
                                  "give the name of each" },
    [REPRESENTATIVES_NO_MAIL] = { "请写明每名代表的电子邮件",
                                  "give the mail address of each" },
    [REPRESENTATIVES_SAME_MAIL] = { "两名代表的电子邮件不能相同",
                                    "two people cannot share one address" },
};

/* Whom the answer goes to, and about which group. */
struct designation {
    struct span object, unit, group;
    const struct unit *member; /* NULL while it is an applicant */
    struct facts_address applicant;
};

static enum verdict add_answer_targets(struct intake *in, struct notice *n,
                                       const struct designation *d,
                                       struct reason *why)
{
    n->group = d->group;
    n->answers = in->f;
    n->law_zh = SPAN("第十一条第2项");
    n->law_en = SPAN("Art. 11(2)");
    if (d->member)
        return notice_to_unit(in->dk, n, d->member, true, why);
    notice_to(n, d->applicant.name, d->applicant.mail, true);
    return VERDICT_DONE;
}

static enum verdict reject(struct intake *in, const struct designation *d,
                           const struct representatives *named,
                           enum representatives_fault fault, struct reason *why)
{
    struct notice n;
    enum verdict v;

    notice_init(&n, in->arena, "rep.reject", d->object);
    v = add_answer_targets(in, &n, d, why);
    if (v != VERDICT_DONE)
        return v;
    view_text(n.view, "unit", d->unit);
    view_text(n.view, "group_id", d->group);
    view_int(n.view, "count", (int64_t)named->n);
    view_both(n.view, "problem", span_str(faults[fault].zh),
              span_str(faults[fault].en));
    view_text(n.view, "words", SPAN("代表1：姓名，职务，电子邮件，投票代表"));
    n.discriminator = intake_evidence(in);
    if (!d->member) {
        n.purpose = "app.formality";
        n.token_object = review_object(in->arena, d->object, d->group);
        n.lasting = true;
    }
    intake_end(in, MESSAGE_APPLIED, d->object, "代表指派需更正，已告知");
    return notice_send(in->dk, &n, why);
}

static enum verdict acknowledge(struct intake *in, const struct designation *d,
                                const struct representatives *named,
                                struct reason *why)
{
    struct notice n;
    enum verdict v;

    notice_init(&n, in->arena, "rep.ack", d->object);
    v = add_answer_targets(in, &n, d, why);
    if (v == VERDICT_DONE)
        v = notice_to_role(in->dk, &n, ROLE_GS, false, why);
    if (v != VERDICT_DONE)
        return v;
    view_text(n.view, "unit", d->unit);
    view_text(n.view, "group_id", d->group);
    view_list(n.view, "persons");
    for (size_t i = 0; i < named->n; i++) {
        struct view *item = view_item(n.view, "persons");
        view_text(item, "name", named->at[i].name);
        view_text(item, "title", named->at[i].title);
        view_text(item, "mail", named->at[i].mail);
        view_flag(item, "voter", named->at[i].voter);
    }
    n.discriminator =
        arena_printf(in->arena, SPAN_FMT "#" SPAN_FMT, SPAN_ARG(d->group),
                     SPAN_ARG(intake_evidence(in)));
    intake_end(in, MESSAGE_APPLIED, d->object, "代表已登记");
    return notice_send(in->dk, &n, why);
}

static enum verdict store_nominees(struct intake *in, struct papers *p,
                                   struct span group,
                                   const struct representatives *named,
                                   struct reason *why)
{
    struct change c = {
        "review",      review_object(in->arena, p->app.id, group),
        "formalities", "formalities",
        "rep.named",   SPAN_NONE
    };
    nominees list = { 0 };
    enum verdict v;

    for (size_t i = 0; i < named->n; i++)
        *list_push(&list, in->arena) = (struct nominee){
            .mail = named->at[i].mail,
            .name = named->at[i].name,
            .title = named->at[i].title,
            .voter = named->at[i].voter,
        };
    v = nominees_put(in->dk->store, p->app.id, group, &list, why);
    if (v != VERDICT_DONE)
        return v;
    /* The applicant has read who the contact is and answers as that unit. */
    p->app.contact_confirmed = true;
    v = application_set(in->dk->store, &p->app, why);
    return v == VERDICT_DONE ? intake_audit(in, &c, why) : v;
}

static struct review *in_formalities(struct papers *p, struct span group)
{
    list_each(&p->reviews, r) if (r->state == REVIEW_FORMALITIES &&
                                  (span_is_empty(group) ||
                                   span_eq(r->group, group))) return r;
    return NULL;
}

static enum verdict designate(struct intake *in, struct papers *p,
                              struct span group, struct reason *why)
{
    struct representatives named = representatives_parse(in->f->words);
    enum representatives_fault fault = representatives_check(&named);
    struct designation d = {
        .object = p->app.id,
        .unit = p->app.name,
        .group = group,
        .applicant = { p->app.applicant_name, p->app.applicant },
    };
    enum verdict v;

    for (size_t i = 0; fault == REPRESENTATIVES_OK && i < named.n; i++)
        if (!letter_address_ok(named.at[i].mail))
            fault = REPRESENTATIVES_NO_MAIL;
    if (fault != REPRESENTATIVES_OK)
        return reject(in, &d, &named, fault, why);
    v = store_nominees(in, p, group, &named, why);
    return v == VERDICT_DONE ? acknowledge(in, &d, &named, why) : v;
}

/* An answer to app.approved: representatives, or paper scans sent later. */
enum verdict formalities_reply(struct intake *in, struct span object,
                               struct reason *why)
{
    struct papers p;
    struct span id;
    struct span group;
    struct review *r = NULL;
    bool found = false;
    enum verdict v;

    review_split(object, &id, &group);
    v = papers_load(in->dk, id, in->arena, &p, &found, why);
    if (v != VERDICT_DONE)
        return v;
    if (found)
        r = in_formalities(&p, group);
    if (!r)
        return refuse_command(in, object, "该申请不在办理手续阶段",
                              "this application is not at its formalities",
                              NULL, 0, why);
    return designate(in, &p, r->group, why);
}

static enum verdict member_designates(struct intake *in, const struct unit *u,
                                      struct span group, struct reason *why)
{
    struct representatives named = representatives_parse(in->f->words);
    enum representatives_fault fault = representatives_check(&named);
    struct designation d = {
        .object = u->id, .unit = u->name_zh, .group = group, .member = u
    };
    struct change c = { "unit", u->id, "", "", "rep.named", group };
    enum verdict v;

    if (fault != REPRESENTATIVES_OK)
        return reject(in, &d, &named, fault, why);
    v = representations_clear(in->dk->store, u->id, group, why);
    for (size_t i = 0; i < named.n && v == VERDICT_DONE; i++) {
        struct representation r = {
            .person = { .mail = named.at[i].mail,
                        .name = named.at[i].name,
                        .title = named.at[i].title },
            .voter = named.at[i].voter,
        };
        v = person_put(in->dk->store, &r.person, why);
        if (v == VERDICT_DONE)
            v = representation_add(in->dk->store, u->id, group, &r,
                                   civil_of(in->m->received_at), why);
    }
    if (v == VERDICT_DONE)
        v = intake_audit(in, &c, why);
    return v == VERDICT_DONE ? acknowledge(in, &d, &named, why) : v;
}

/* The group named, else the only one the unit is a member of. */
static enum verdict group_of_unit(struct intake *in, const struct unit *u,
                                  struct span *ret, struct reason *why)
{
    working_groups all = { 0 };
    size_t found_n = 0;
    enum verdict v = groups_all(in->dk->store, in->arena, &all, why);

    *ret = SPAN_NONE;
    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++) {
        struct membership m;
        bool found = false;
        v = membership_get(in->dk->store, u->id, all.at[i].id, in->arena, &m,
                           &found, why);
        if (v != VERDICT_DONE || !found)
            continue;
        if (span_eq(all.at[i].id, reference_span(&in->what.group))) {
            *ret = all.at[i].id;
            return v;
        }
        *ret = all.at[i].id;
        found_n++;
    }
    if (found_n != 1)
        *ret = SPAN_NONE;
    return v;
}

static enum verdict applicant_designates(struct intake *in, struct span object,
                                         bool *ret_done, struct reason *why)
{
    struct application a;
    struct papers p;
    struct span id;
    struct span group;
    struct review *r;
    bool found = false;
    enum verdict v;

    review_split(object, &id, &group);
    *ret_done = false;
    if (id.n)
        v = application_get(in->dk->store, id, in->arena, &a, &found, why);
    else
        v = application_of(in->dk->store, in->who.from, in->arena, &a, &found,
                           why);
    if (v == VERDICT_DONE && found)
        v = papers_load(in->dk, a.id, in->arena, &p, &found, why);
    if (v != VERDICT_DONE || !found)
        return v;
    r = in_formalities(&p, group.n ? group : reference_span(&in->what.group));
    if (!r)
        return VERDICT_DONE;
    *ret_done = true;
    if (!intake_is_applicant(in, &a) && !in->confirmed) {
        struct facts_address to = { a.applicant_name, a.applicant };
        return hold_for_contact(in, a.name, &to, a.id, why);
    }
    return designate(in, &p, r->group, why);
}

enum verdict representatives_receive(struct intake *in, struct span object,
                                     struct reason *why)
{
    struct unit u;
    struct person contact;
    struct span group;
    bool done = false;
    bool found = false;
    enum verdict v = applicant_designates(in, object, &done, why);

    if (v != VERDICT_DONE || done)
        return v;
    v = unit_of_address(in->dk->store, in->who.from, in->arena, &u, &found,
                        why);
    if (v == VERDICT_DONE && !found)
        v = unit_of_domain(
            in->dk->store,
            span_from(in->who.from, span_find_char(in->who.from, '@') + 1),
            in->arena, &u, &found, why);
    if (v != VERDICT_DONE)
        return v;
    if (!found)
        return hold_for_person(in, "发件人不是已登记单位",
                               "the sender belongs to no registered unit", why);
    v = person_get(in->dk->store, u.contact, in->arena, &contact, why);
    if (v != VERDICT_DONE)
        return v;
    if (!in->confirmed && (in->who.level < AUTHORITY_L1 ||
                           !span_eq_nocase(in->who.from, contact.mail))) {
        struct facts_address to = { contact.name, contact.mail };
        return hold_for_contact(in, u.name_zh, &to, u.id, why);
    }
    v = group_of_unit(in, &u, &group, why);
    if (v != VERDICT_DONE)
        return v;
    if (span_is_empty(group))
        return refuse_command(in, u.id, "请注明工作组编号",
                              "please name the working group", NULL, 0, why);
    return member_designates(in, &u, group, why);
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
    n.law_en = SPAN("Art. 10, 11, 12");
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
        r = in_formalities(&p, reference_span(&in->what.group));
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
