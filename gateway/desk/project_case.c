#include "project_case.h"

#include <assert.h>

#include "convoke/desk/domain.h"
#include "filed.h"
#include "standing.h"

enum verdict project_ask(struct intake *in, struct span object, struct span zh,
                         struct span en, struct reason *why)
{
    return refuse_command(in, object, arena_str(in->arena, zh),
                          arena_str(in->arena, en), NULL, 0, why);
}

enum verdict project_ask_other_file(struct intake *in, struct span object,
                                    const struct facts_file *bad,
                                    struct reason *why)
{
    struct span bad_name = filed_forbidden_name(in->arena, bad);

    return project_ask(
        in, object,
        arena_printf(in->arena,
                     "附件“" SPAN_FMT "”含程序或宏，不予接收，请换用其他格式",
                     SPAN_ARG(bad_name)),
        arena_printf(in->arena,
                     "the file \"" SPAN_FMT "\" holds a program or "
                     "macros and is not taken",
                     SPAN_ARG(bad_name)),
        why);
}

void project_view(struct notice *n, const struct project *p)
{
    view_both(
        n->view, "thing",
        arena_printf(n->arena, "%s" SPAN_FMT "《" SPAN_FMT "》",
                     p->research ? "研究项目" : "标准项目", SPAN_ARG(p->id),
                     SPAN_ARG(p->title.n ? p->title : p->id)),
        arena_printf(n->arena, "%s project " SPAN_FMT,
                     p->research ? "Research" : "Standards", SPAN_ARG(p->id)));
}

enum verdict project_change(struct intake *in, struct project *p,
                            enum project_state to, const char *event,
                            struct span note, struct reason *why)
{
    struct change c = {
        "project", p->id, project_state_name(p->state), project_state_name(to),
        event,     note
    };
    enum verdict v;

    p->state = to;
    v = project_put(in->dk->store, p, why);
    if (v == VERDICT_DONE)
        v = intake_audit(in, &c, why);
    return v == VERDICT_DONE ? ledger_sync(in->dk, p->id, why) : v;
}

/* "S-04" alone in the subject, of one who leads WG5-S-04. */
static bool names_short(const struct intake *in, const struct project *p)
{
    struct span tail = span_from(p->id, p->group.n + 1);

    return tail.n > 0 &&
           span_find_nocase(in->f->subject, tail) < in->f->subject.n;
}

/* The project of a mail that names none whole: the only one its sender leads,
 * or the one he names in short. */
static const struct project *guess(const struct intake *in, const projects *led)
{
    const struct project *only = NULL;
    size_t going = 0;

    list_each(led, p) if (names_short(in, p)) return p;
    list_each(led, p)
    {
        if (p->state != PROJECT_IN_PROGRESS)
            continue;
        only = p;
        going++;
    }
    if (going == 1)
        return only;
    return led->n == 1 ? &led->at[0] : NULL;
}

static struct span ids_of(struct intake *in, const projects *led)
{
    struct span all = SPAN_NONE;

    list_each(led, p) all =
        all.n ? arena_printf(in->arena, SPAN_FMT "、" SPAN_FMT, SPAN_ARG(all),
                             SPAN_ARG(p->id))
              : p->id;
    return all;
}

/* Whoever has nothing to do with projects learns nothing about them. */
static enum verdict not_named(struct intake *in, const projects *led, bool ours,
                              struct reason *why)
{
    struct span ids = ids_of(in, led);

    if (!ours && !led->n)
        return hold_for_person(
            in, "项目来件没有写明项目，发件人也不是项目负责人",
            "no project is named and the sender leads none", why);
    if (!ids.n)
        return project_ask(in, SPAN_NONE,
                           SPAN("请在主题中写明项目编号，如 WG5-S-04"),
                           SPAN("name the project, such as WG5-S-04"), why);
    return project_ask(
        in, SPAN_NONE,
        arena_printf(in->arena, "请在主题中写明项目编号：" SPAN_FMT,
                     SPAN_ARG(ids)),
        arena_printf(in->arena, "name the project: " SPAN_FMT, SPAN_ARG(ids)),
        why);
}

static enum verdict unknown_id(struct intake *in, struct span id, bool ours,
                               struct reason *why)
{
    if (!ours)
        return hold_for_person(in, "所写项目编号没有登记",
                               "the project named is not registered", why);
    return project_ask(
        in, SPAN_NONE,
        arena_printf(in->arena, "没有登记项目" SPAN_FMT, SPAN_ARG(id)),
        arena_printf(in->arena, "there is no project " SPAN_FMT, SPAN_ARG(id)),
        why);
}

/* Of the unit of the lead, by its registered people or by its domain. */
static enum verdict is_colleague(struct intake *in, const struct project *p,
                                 bool *ret, struct reason *why)
{
    struct unit his;
    struct unit mine;
    bool found = false;
    enum verdict v;

    *ret = false;
    v = unit_of_address(in->dk->store, in->who.from, in->arena, &mine, &found,
                        why);
    if (v != VERDICT_DONE || !found)
        return v;
    v = unit_of_address(in->dk->store, p->lead_mail, in->arena, &his, &found,
                        why);
    if (v == VERDICT_DONE && !found &&
        !domain_is_public(domain_of(p->lead_mail)))
        v = unit_of_domain(in->dk->store, domain_of(p->lead_mail), in->arena,
                           &his, &found, why);
    *ret = v == VERDICT_DONE && found && span_eq(his.id, mine.id);
    return v;
}

/* Someone the register knows, but not as one who speaks for the project. */
static enum verdict is_another(struct intake *in, bool *ret, struct reason *why)
{
    struct unit u;
    offices held = { 0 };
    bool found = false;
    enum verdict v =
        offices_of(in->dk->store, in->who.from, in->arena, &held, why);

    if (v == VERDICT_DONE)
        v = unit_of_address(in->dk->store, in->who.from, in->arena, &u, &found,
                            why);
    *ret = found || held.n > 0;
    return v;
}

static enum verdict turn_away(struct intake *in, const struct project *p,
                              bool colleague, struct reason *why)
{
    struct facts_address lead = { p->lead_name, p->lead_mail };
    struct span name =
        p->title.n ? arena_printf(in->arena, SPAN_FMT "《" SPAN_FMT "》项目组",
                                  SPAN_ARG(p->id), SPAN_ARG(p->title))
                   : p->id;
    bool another = false;
    enum verdict v = VERDICT_DONE;

    if (!colleague)
        v = is_another(in, &another, why);
    if (v != VERDICT_DONE)
        return v;
    if (another || in->token.hash.n ||
        span_eq_nocase(in->who.from, p->lead_mail))
        return refuse_authority(in, "该项目的来件须由项目负责人发出",
                                "only the project's lead may send this", why);
    return hold_for_contact(in, name, &lead, p->id, why);
}

static enum verdict may_write(struct intake *in, int who,
                              const struct project *p, bool *ret,
                              bool *ret_colleague, struct reason *why)
{
    bool lead = span_eq_nocase(in->who.from, p->lead_mail) &&
                in->who.level >= AUTHORITY_L1;
    enum verdict v = intake_has_role(in, ROLE_SEC, SPAN_NONE, ret, why);

    *ret_colleague = false;
    if (v != VERDICT_DONE || *ret || (who & PROJECT_OF_SEC))
        return v;
    *ret = lead || in->confirmed;
    if (*ret)
        return v;
    v = is_colleague(in, p, ret_colleague, why);
    *ret = *ret_colleague && (who & PROJECT_OF_UNIT) &&
           in->who.level >= AUTHORITY_L1;
    return v;
}

/* Holds an office, or leads a project: may be told which ids there are. */
static enum verdict is_ours(struct intake *in, const projects *led, bool *ret,
                            struct reason *why)
{
    offices held = { 0 };
    enum verdict v = intake_has_role(in, ROLE_SEC, SPAN_NONE, ret, why);

    if (v != VERDICT_DONE || *ret || in->who.level < AUTHORITY_L1)
        return v;
    v = offices_of(in->dk->store, in->who.from, in->arena, &held, why);
    *ret = held.n > 0 || led->n > 0;
    return v;
}

/* By its id, by the token of the mail that is answered, by its lead. */
static enum verdict find(struct intake *in, struct project *ret, bool *ret_go,
                         struct reason *why)
{
    struct span id = reference_span(&in->what.project);
    const struct project *own = NULL;
    projects led = { 0 };
    bool ours = false;
    enum verdict v = VERDICT_DONE;

    if (in->who.level >= AUTHORITY_L1)
        v = projects_led(in->dk->store, in->who.from, in->arena, &led, why);
    if (v == VERDICT_DONE)
        v = is_ours(in, &led, &ours, why);
    if (v != VERDICT_DONE)
        return v;
    if (!id.n && in->token.hash.n)
        v = project_get(in->dk->store, in->token.object, in->arena, ret, ret_go,
                        why);
    if (v != VERDICT_DONE || *ret_go)
        return v;
    own = id.n ? NULL : guess(in, &led);
    if (own) {
        *ret = *own;
        *ret_go = true;
        return v;
    }
    if (!id.n)
        return not_named(in, &led, ours, why);
    v = project_get(in->dk->store, id, in->arena, ret, ret_go, why);
    if (v == VERDICT_DONE && !*ret_go)
        return unknown_id(in, id, ours, why);
    return v;
}

enum verdict project_open(struct intake *in, int who, struct project *ret,
                          bool *ret_go, struct reason *why)
{
    bool colleague = false;
    enum verdict v;

    assert(in && ret && ret_go);
    *ret_go = false;
    v = find(in, ret, ret_go, why);
    if (v != VERDICT_DONE || !*ret_go)
        return v;
    v = may_write(in, who, ret, ret_go, &colleague, why);
    if (v != VERDICT_DONE || *ret_go)
        return v;
    if (who & PROJECT_OF_SEC)
        return refuse_authority(in, "该事项须由秘书处办理",
                                "only the secretariat does this", why);
    return turn_away(in, ret, colleague, why);
}
