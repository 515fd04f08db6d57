/* The mails about a unit that leaves (requirements.md 7, exit.*). */
#include <assert.h>

#include "convoke/base/moment.h"
#include "exit_view.h"
#include "filed.h"

enum { LINES_MOST = 12, LINE_MOST = 300 };

static void view_news(struct view *v, enum exit_news news)
{
    view_flag(v, "asked", news == EXIT_NEWS_ASKED);
    view_flag(v, "declined", news == EXIT_NEWS_DECLINED);
    view_flag(v, "back", news == EXIT_NEWS_BACK);
}

static enum verdict view_due_of(struct exit_view *m, const char *duty,
                                struct reason *why)
{
    civil_day due = 0;
    bool found = false;
    enum verdict v = ledger_due(m->dk, duty, exit_object(m->n.arena, m->e->id),
                                &due, &found, why);

    if (v == VERDICT_DONE && found)
        view_due(m->n.view, "due", due);
    else
        view_text(m->n.view, "due", SPAN_NONE);
    return v;
}

/* ---- exit.ack ---- */

static struct span news_key(struct exit_view *m, enum exit_news news)
{
    static const char *const names[] = { [EXIT_NEWS_ASKED] = "asked",
                                         [EXIT_NEWS_DECLINED] = "declined",
                                         [EXIT_NEWS_BACK] = "back" };

    return arena_printf(m->n.arena, SPAN_FMT "/%s",
                        SPAN_ARG(exit_object(m->n.arena, m->e->id)),
                        names[news]);
}

enum verdict exit_tell_unit(struct intake *in, const struct exit_case *e,
                            enum exit_news news, struct reason *why)
{
    static const enum command_verb back[] = { COMMAND_WITHDRAW };
    struct exit_view m;
    enum verdict v = exit_view_begin(&m, in->dk, in->arena, e, "exit.ack", why);

    if (v == VERDICT_DONE)
        v = exit_view_to_unit(&m, true, why);
    if (v == VERDICT_DONE)
        v = view_due_of(&m, "exit.request", why);
    if (v != VERDICT_DONE)
        return v;
    view_news(m.n.view, news);
    view_moment(m.n.view, "received", e->begun_at);
    m.n.discriminator = news_key(&m, news);
    m.n.answers = in->f;
    if (news == EXIT_NEWS_ASKED) {
        m.n.purpose = "exit.back";
        m.n.token_object = exit_object(in->arena, e->id);
        m.n.actions = back;
        m.n.actions_n = ARRAY_LEN(back);
    }
    return notice_send(in->dk, &m.n, why);
}

/* ---- exit.task ---- */

static void view_lines(struct view *v, struct span words)
{
    struct span line;
    int n = 0;

    view_list(v, "lines");
    while (n < LINES_MOST && span_line(&words, &line)) {
        line = span_trim_wide(line);
        if (!line.n)
            continue;
        view_text(view_item(v, "lines"), "text", span_fit(line, LINE_MOST));
        n++;
    }
}

static enum verdict view_flags(struct exit_view *m, struct reason *why)
{
    struct flag_query q = { .unit = m->e->unit, .living = true };
    flags all = { 0 };
    enum verdict v = flags_of(m->dk->store, &q, m->n.arena, &all, why);

    view_list(m->n.view, "flags");
    list_each(&all, f)
        view_text(view_item(m->n.view, "flags"), "text", f->object);
    return v;
}

static enum verdict view_files(struct exit_view *m, struct reason *why)
{
    papers_list all = { 0 };
    enum verdict v = papers_of(m->dk->store, exit_object(m->n.arena, m->e->id),
                               m->n.arena, &all, why);

    view_list(m->n.view, "files");
    list_each(&all, p)
    {
        struct view *item = view_item(m->n.view, "files");
        view_text(item, "name", p->name);
        view_octets(item, "size", (uint64_t)p->size);
    }
    return v;
}

/* Who asked for it, as its mail says. */
static enum verdict find_asker(struct exit_view *m, struct message *ret,
                               struct reason *why)
{
    enum verdict v = VERDICT_DONE;

    *ret = (struct message){ .id = 0 };
    if (m->e->message)
        v = message_get(m->dk->store, m->e->message, m->n.arena, ret, why);
    return v;
}

static enum verdict view_request(struct exit_view *m, struct reason *why)
{
    struct message asked;
    struct facts f = { .words = SPAN_NONE };
    enum verdict v = find_asker(m, &asked, why);

    if (v == VERDICT_DONE && asked.facts.n)
        v = facts_decode(asked.facts, m->n.arena, &f, why);
    if (v != VERDICT_DONE)
        return v;
    view_text(m->n.view, "sender", asked.sender);
    view_lines(m->n.view, m->e->ground == EXIT_REVOKED ? SPAN_NONE : f.words);
    v = view_flags(m, why);
    if (v == VERDICT_DONE)
        v = exit_view_led(m, why);
    return v == VERDICT_DONE ? view_files(m, why) : v;
}

/* The operator who asked for a revocation reads what became of it; the token is
 * another's. */
static enum verdict to_office(struct exit_view *m, bool may_act,
                              struct reason *why)
{
    struct message asked;
    enum verdict v = notice_to_role(m->dk, &m->n, ROLE_SEC, may_act, why);

    if (v == VERDICT_DONE && m->e->ground == EXIT_REVOKED)
        v = find_asker(m, &asked, why);
    if (v == VERDICT_DONE && m->e->ground == EXIT_REVOKED && asked.sender.n &&
        (!m->n.targets.n ||
         !span_eq_nocase(asked.sender, m->n.targets.at[0].to.mail)))
        notice_to(&m->n, SPAN_NONE, asked.sender, false);
    return v;
}

enum verdict exit_tell_office(struct intake *in, const struct exit_case *e,
                              enum exit_news news, struct reason *why)
{
    static const enum command_verb words[] = { COMMAND_APPROVE,
                                               COMMAND_REJECT };
    struct exit_view m;
    enum verdict v =
        exit_view_begin(&m, in->dk, in->arena, e, "exit.task", why);

    if (v == VERDICT_DONE)
        v = to_office(&m, news == EXIT_NEWS_ASKED, why);
    if (v == VERDICT_DONE)
        v = view_due_of(&m, "exit.request", why);
    if (v == VERDICT_DONE)
        v = view_request(&m, why);
    if (v != VERDICT_DONE)
        return v;
    view_news(m.n.view, news);
    view_moment(m.n.view, "received", e->begun_at);
    m.n.discriminator = news_key(&m, news);
    if (news != EXIT_NEWS_ASKED)
        return notice_send(in->dk, &m.n, why);
    m.n.purpose = "exit";
    m.n.token_object = exit_object(in->arena, e->id);
    m.n.actions = words;
    m.n.actions_n = ARRAY_LEN(words);
    v = filed_attach(in->dk, m.n.token_object, &m.n, why);
    return v == VERDICT_DONE ? notice_send(in->dk, &m.n, why) : v;
}

/* ---- exit.confirmed ---- */

static enum verdict confirmed(struct intake *in, const struct exit_case *e,
                              bool for_office, struct reason *why)
{
    static const enum role heads[] = { ROLE_GL, ROLE_GS };
    struct exit_view m;
    enum verdict v =
        exit_view_begin(&m, in->dk, in->arena, e, "exit.confirmed", why);

    if (v == VERDICT_DONE)
        v = for_office ? exit_view_to_groups(&m, heads, ARRAY_LEN(heads), why)
                       : exit_view_to_unit(&m, false, why);
    if (v == VERDICT_DONE)
        v = exit_view_rest(&m, why);
    if (v == VERDICT_DONE)
        v = exit_view_dues(&m, why);
    if (v == VERDICT_DONE)
        v = exit_view_led(&m, why);
    if (v == VERDICT_DONE)
        v = view_due_of(&m, "account.cancel", why);
    if (v != VERDICT_DONE)
        return v;
    view_flag(m.n.view, "for_office", for_office);
    view_text(m.n.view, "flag", e->flag);
    view_day(m.n.view, "decided", civil_of(e->decided_at));
    view_text(m.n.view, "service", in->dk->set->service);
    return notice_send(in->dk, &m.n, why);
}

enum verdict exit_tell_confirmed(struct intake *in, const struct exit_case *e,
                                 struct reason *why)
{
    enum verdict v = confirmed(in, e, /* for_office= */ false, why);

    return v == VERDICT_DONE ? confirmed(in, e, /* for_office= */ true, why)
                             : v;
}

/* ---- account.cancel ---- */

static void add_person(struct exit_view *m, const struct person *p,
                       struct span zh, struct span en)
{
    struct view *item = view_item(m->n.view, "persons");

    view_text(item, "name", p->name);
    view_text(item, "mail", p->mail);
    view_both(item, "role", zh, en);
}

static enum verdict stays(struct exit_view *m, const struct person *p,
                          bool *ret, struct reason *why)
{
    memberships all = { 0 };
    enum verdict v = exit_memberships(m->dk, m->n.arena, m->e->unit, &all, why);

    *ret = false;
    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++) {
        representations stand = { 0 };
        if (exit_names(m->e, all.at[i].group))
            continue;
        v = representations_of(m->dk->store, m->e->unit, all.at[i].group,
                               m->n.arena, &stand, why);
        list_each(&stand, r) *ret = *ret || r->person.id == p->id;
    }
    return v;
}

/* Whoever stands for the unit in a group that it stays in keeps his account;
 * what he loses is that group's. */
static enum verdict add_representatives(struct exit_view *m, struct span group,
                                        struct reason *why)
{
    representations stand = { 0 };
    enum verdict v = representations_of(m->dk->store, m->e->unit, group,
                                        m->n.arena, &stand, why);

    for (size_t i = 0; i < stand.n && v == VERDICT_DONE; i++) {
        bool other = false;
        v = stays(m, &stand.at[i].person, &other, why);
        add_person(m, &stand.at[i].person,
                   arena_printf(m->n.arena, SPAN_FMT "代表%s", SPAN_ARG(group),
                                other ? "，仅取消该工作组权限" : ""),
                   arena_printf(m->n.arena, "representative, " SPAN_FMT "%s",
                                SPAN_ARG(group),
                                other ? "; that group only" : ""));
    }
    return v;
}

static enum verdict view_persons(struct exit_view *m, struct reason *why)
{
    struct span rest = m->e->groups;
    memberships all = { 0 };
    struct person contact;
    struct span group;
    bool whole = true;
    enum verdict v = exit_memberships(m->dk, m->n.arena, m->e->unit, &all, why);

    view_list(m->n.view, "persons");
    list_each(&all, s) whole = whole && exit_names(m->e, s->group);
    view_flag(m->n.view, "whole", whole);
    if (v == VERDICT_DONE)
        v = person_get(m->dk->store, m->u.contact, m->n.arena, &contact, why);
    if (v == VERDICT_DONE && whole)
        add_person(m, &contact, SPAN("联系人"), SPAN("contact"));
    while (v == VERDICT_DONE && span_cut(&rest, ',', &group))
        v = add_representatives(m, group, why);
    return v;
}

enum verdict exit_ask_account(struct intake *in, const struct exit_case *e,
                              struct reason *why)
{
    static const enum command_verb done[] = { COMMAND_DONE };
    struct span object = exit_object(in->arena, e->id);
    struct exit_view m;
    enum verdict v =
        exit_view_begin(&m, in->dk, in->arena, e, "account.cancel", why);

    if (v == VERDICT_DONE)
        v = notice_to_role(in->dk, &m.n, ROLE_ADM, true, why);
    if (v == VERDICT_DONE)
        v = view_persons(&m, why);
    if (v == VERDICT_DONE)
        v = view_due_of(&m, "account.cancel", why);
    if (v != VERDICT_DONE)
        return v;
    view_both(m.n.view, "group_id", exit_groups_zh(in->arena, e),
              exit_groups_en(in->arena, e));
    notice_law_of_duty(&m.n, ledger_duty(in->dk, "account.cancel"));
    m.n.purpose = "account.cancel";
    m.n.token_object = object;
    m.n.actions = done;
    m.n.actions_n = ARRAY_LEN(done);
    return notice_send(in->dk, &m.n, why);
}

enum verdict exit_fill_account(struct desk *dk, struct span object,
                               struct span keyword, struct notice *n,
                               struct reason *why)
{
    struct exit_case e;
    struct unit u;
    struct span word;
    bool found = false;
    int64_t id = 0;
    enum verdict v = VERDICT_DONE;

    assert(n);
    if (exit_id(object, &id))
        v = exit_case_get(dk->store, id, n->arena, &e, &found, why);
    if (v == VERDICT_DONE && found)
        v = unit_get(dk->store, e.unit, n->arena, &u, &found, why);
    if (v != VERDICT_DONE || !found)
        return v;
    n->object = e.unit;
    n->group = exit_only_group(&e);
    view_text(n->view, "unit", u.name_zh);
    view_both(n->view, "group_id", exit_groups_zh(n->arena, &e),
              exit_groups_en(n->arena, &e));
    while (v == VERDICT_DONE && span_cut(&keyword, ',', &word)) {
        enum role role;
        if (role_from(span_trim(word), &role))
            v = notice_to_role(dk, n, role, true, why);
    }
    return v;
}

/* ---- exit.done ---- */

enum verdict exit_tell_done(struct intake *in, const struct exit_case *e,
                            const projects *led, struct reason *why)
{
    static const enum role heads[] = { ROLE_GS, ROLE_GL };
    struct exit_view m;
    enum verdict v =
        exit_view_begin(&m, in->dk, in->arena, e, "exit.done", why);

    assert(led);
    if (v == VERDICT_DONE)
        v = notice_to_role(in->dk, &m.n, ROLE_SEC, false, why);
    /* The leader has nothing to do but to find another lead (Q35). */
    if (v == VERDICT_DONE)
        v = exit_view_to_groups(&m, heads, led->n ? 2 : 1, why);
    if (v == VERDICT_DONE)
        v = exit_view_rest(&m, why);
    if (v != VERDICT_DONE)
        return v;
    exit_view_projects(&m, led);
    view_moment(m.n.view, "closed", e->done_at);
    return notice_send(in->dk, &m.n, why);
}
