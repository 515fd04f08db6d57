/* Who stands for a unit: named by an applicant at his formalities, or by a
 * member at any time (Art. 11, item 2). */
#include <assert.h>

#include "bounce.h"
#include "case.h"
#include "convoke/base/moment.h"
#include "convoke/desk/domain.h"
#include "convoke/desk/representatives.h"
#include "invitation.h"

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
    n->law_en = SPAN("Article 11(2)");
    if (d->member)
        return notice_to_unit(in->dk, n, d->member, true, why);
    notice_to(n, d->applicant.name, d->applicant.mail, true);
    return VERDICT_DONE;
}

static void view_problem(struct notice *n, const struct representatives *named,
                         enum representatives_fault fault)
{
    struct span zh = span_str(faults[fault].zh);
    struct span en = span_str(faults[fault].en);

    if (fault == REPRESENTATIVES_NOT_1_OR_2) {
        zh = arena_printf(n->arena, SPAN_FMT "，来函列明%zu名", SPAN_ARG(zh),
                          named->n);
        en = arena_printf(n->arena, SPAN_FMT ", %zu named", SPAN_ARG(en),
                          named->n);
    }
    view_both(n->view, "problem", zh, en);
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
    view_problem(&n, named, fault);
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

static enum representatives_fault
with_addresses(const struct representatives *named,
               enum representatives_fault fault)
{
    for (size_t i = 0; fault == REPRESENTATIVES_OK && i < named->n; i++)
        if (!letter_address_ok(named->at[i].mail))
            fault = REPRESENTATIVES_NO_MAIL;
    return fault;
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

    fault = with_addresses(&named, fault);
    if (fault != REPRESENTATIVES_OK)
        return reject(in, &d, &named, fault, why);
    v = store_nominees(in, p, group, &named, why);
    return v == VERDICT_DONE ? acknowledge(in, &d, &named, why) : v;
}

/* What comes after the last day is late, whenever it is looked at. */
static enum verdict end_if_late(struct intake *in, struct span object,
                                bool *ret_ended, struct reason *why)
{
    enum verdict v =
        ledger_end_if_late(in->dk, in->arena, "app.formality", object,
                           in->m->received_at, ret_ended, why);

    if (v == VERDICT_DONE && *ret_ended)
        intake_end(in, MESSAGE_APPLIED, object, "手续期已过，申请终止");
    return v;
}

/* An answer to app.approved: representatives, or paper scans sent later. */
enum verdict formalities_reply(struct intake *in, struct span object,
                               struct reason *why)
{
    struct papers p;
    struct span id;
    struct span group;
    struct review *r = NULL;
    bool several = false;
    bool found = false;
    bool ended = false;
    enum verdict v;

    review_split(object, &id, &group);
    v = end_if_late(in, object, &ended, why);
    if (v != VERDICT_DONE || ended)
        return v;
    v = papers_load(in->dk, id, in->arena, &p, &found, why);
    if (v != VERDICT_DONE)
        return v;
    if (found)
        r = formalities_review(&p, group, &several);
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

    fault = with_addresses(&named, fault);
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
        if (v == VERDICT_DONE)
            v = bounce_revive(in->dk, r.person.mail, intake_evidence(in), why);
    }
    if (v == VERDICT_DONE)
        v = intake_audit(in, &c, why);
    if (v == VERDICT_DONE)
        v = acknowledge(in, &d, &named, why);
    return v == VERDICT_DONE
               ? invitation_follow_people(in->dk, in->arena, u->id, group,
                                          intake_evidence(in), why)
               : v;
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

static enum verdict find_application(struct intake *in, struct span object,
                                     struct papers *ret, bool *ret_found,
                                     struct reason *why)
{
    struct application a;
    struct span id;
    struct span group;
    enum verdict v;

    review_split(object, &id, &group);
    if (id.n)
        return papers_load(in->dk, id, in->arena, ret, ret_found, why);
    v = application_of(in->dk->store, in->who.from, in->arena, &a, ret_found,
                       why);
    if (v == VERDICT_DONE && *ret_found)
        v = papers_load(in->dk, a.id, in->arena, ret, ret_found, why);
    return v;
}

static enum verdict applicant_designates(struct intake *in, struct span object,
                                         bool *ret_done, struct reason *why)
{
    struct papers p;
    struct span id;
    struct span group;
    struct review *r = NULL;
    bool several = false;
    bool found = false;
    enum verdict v = find_application(in, object, &p, &found, why);

    *ret_done = false;
    if (v != VERDICT_DONE || !found)
        return v;
    review_split(object, &id, &group);
    r = formalities_review(
        &p, group.n ? group : reference_span(&in->what.group), &several);
    *ret_done = r || several;
    if (!*ret_done)
        return VERDICT_DONE;
    if (!intake_is_applicant(in, &p.app) && !in->confirmed) {
        struct facts_address to = { p.app.applicant_name, p.app.applicant };
        return hold_for_contact(in, p.app.name, &to, p.app.id, why);
    }
    if (!r)
        return refuse_command(in, p.app.id, "请注明工作组编号",
                              "please name the working group", NULL, 0, why);
    return formalities_reply(in, review_object(in->arena, p.app.id, r->group),
                             why);
}

/* The unit one of whose people wrote, else one that shares his domain. */
static enum verdict unit_of_sender(struct intake *in, struct unit *ret,
                                   bool *ret_found, struct reason *why)
{
    struct span domain = in->who.domain;
    enum verdict v = unit_of_address(in->dk->store, in->who.from, in->arena,
                                     ret, ret_found, why);

    if (v != VERDICT_DONE || *ret_found || domain_is_public(domain))
        return v;
    return unit_of_domain(in->dk->store, domain, in->arena, ret, ret_found,
                          why);
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
    v = unit_of_sender(in, &u, &found, why);
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
