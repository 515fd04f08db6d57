/* What is said about offices that begin and end: told back, done, passed on. */
#include <assert.h>

#include "appointment.h"
#include "convoke/base/moment.h"

enum { ECHO_DAYS = 7 };

static void begin(struct intake *in, struct notice *n, const char *code,
                  struct span group)
{
    notice_init(n, in->arena, code, SPAN_NONE);
    n->group = group;
    n->law_zh = SPAN("第四条、第五条、第八条");
    n->law_en = SPAN("Articles 4, 5, 8");
    n->discriminator = intake_evidence(in);
    view_moment(n->view, "received", in->m->received_at);
}

/* 张三（z@x.cn） */
static struct span called(struct arena *a, const struct person *p)
{
    return p->name.n ? arena_printf(a, SPAN_FMT "（" SPAN_FMT "）",
                                    SPAN_ARG(p->name), SPAN_ARG(p->mail))
                     : p->mail;
}

static struct span called_all(struct arena *a, const people *all)
{
    struct span said = SPAN_NONE;

    list_each(all, p) said =
        arena_printf(a, SPAN_FMT "%s" SPAN_FMT, SPAN_ARG(said),
                     said.n ? "、" : "", SPAN_ARG(called(a, p)));
    return said;
}

struct words {
    struct span zh, en;
};

/* 张三（z@x.cn）自2026-05-01起任组长，原任王一（…）同时离任 */
static struct words step_words(const struct appointment *a,
                               const struct office_step *step)
{
    struct arena *arena = a->in->arena;
    const char *en;
    const char *zh = appointment_office(step->said.role, &en);
    struct span who = called(arena, &step->person);
    struct span former = called_all(arena, &step->former);
    char day[CIVIL_TEXT];

    civil_print(a->day, day);
    if (step->said.ends)
        return (struct words){
            arena_printf(arena, SPAN_FMT "自%s起不再担任%s", SPAN_ARG(who), day,
                         zh),
            arena_printf(arena, SPAN_FMT " is no longer %s from %s",
                         SPAN_ARG(step->person.mail), en, day),
        };
    return (struct words){
        arena_printf(arena, SPAN_FMT "自%s起任%s%s" SPAN_FMT "%s",
                     SPAN_ARG(who), day, zh, former.n ? "，原任" : "",
                     SPAN_ARG(former), former.n ? "同时离任" : ""),
        arena_printf(arena, SPAN_FMT " is %s from %s%s",
                     SPAN_ARG(step->person.mail), en, day,
                     former.n ? ", in place of the former" : ""),
    };
}

static struct span line_of(const struct appointment *a,
                           const struct office_step *step)
{
    const char *en;

    return arena_printf(a->in->arena, "%s%s", step->said.ends ? "免去" : "任命",
                        appointment_office(step->said.role, &en));
}

enum verdict appointment_echo(const struct appointment *a, struct reason *why)
{
    static const enum command_verb actions[] = { COMMAND_APPROVE };
    struct intake *in = a->in;
    struct notice n;
    bool ours = false;
    enum verdict v = intake_has_role(in, ROLE_SEC, SPAN_NONE, &ours, why);

    assert(a->steps.n);
    begin(in, &n, "cmd.confirm", a->group.id);
    if (ours) {
        notice_to(&n, SPAN_NONE, in->who.from, true);
        n.targets.at[0].dear = SPAN("秘书处");
        n.answers = in->f;
    } else if (v == VERDICT_DONE) {
        v = notice_to_role(in->dk, &n, ROLE_SEC, true, why);
    }
    view_list(n.view, "items");
    list_each(&a->steps, step)
    {
        struct view *item = view_item(n.view, "items");
        struct words w = step_words(a, step);
        view_text(item, "line", line_of(a, step));
        view_text(item, "thing", a->group.id);
        view_both(item, "effect", w.zh, w.en);
        view_text(item, "reason",
                  a->approval.n ? arena_printf(in->arena, "批准文号" SPAN_FMT,
                                               SPAN_ARG(a->approval))
                                : SPAN_NONE);
    }
    n.purpose = "echo";
    n.token_object = intake_evidence(in);
    n.days = ECHO_DAYS;
    view_moment(n.view, "until",
                desk_now(in->dk) + ECHO_DAYS * (int64_t)CIVIL_DAY);
    n.actions = actions;
    n.actions_n = ARRAY_LEN(actions);
    return v == VERDICT_DONE ? notice_send(in->dk, &n, why) : v;
}

/* 组长张三（…）；副组长…；联络员空缺 */
static enum verdict now_words(const struct appointment *a, struct words *ret,
                              struct reason *why)
{
    static const enum role all[] = { ROLE_GL, ROLE_DGL, ROLE_GS, ROLE_LIA };
    struct arena *arena = a->in->arena;
    enum verdict v = VERDICT_DONE;

    *ret = (struct words){ SPAN_NONE, SPAN_NONE };
    for (size_t i = 0; i < ARRAY_LEN(all) && v == VERDICT_DONE; i++) {
        people held = { 0 };
        const char *en;
        const char *zh = appointment_office(all[i], &en);
        const char *then = i ? "；" : "";
        v = office_holders(a->in->dk->store, all[i], a->group.id, arena, &held,
                           why);
        ret->zh = arena_printf(
            arena, SPAN_FMT "%s%s" SPAN_FMT, SPAN_ARG(ret->zh), then, zh,
            SPAN_ARG(held.n ? called_all(arena, &held) : SPAN("空缺")));
        ret->en = arena_printf(
            arena, SPAN_FMT "%s%s " SPAN_FMT, SPAN_ARG(ret->en), i ? "; " : "",
            en, SPAN_ARG(held.n ? called_all(arena, &held) : SPAN("vacant")));
    }
    return v;
}

static void add_line(struct notice *n, struct span line, struct span thing,
                     struct words said)
{
    struct view *item = view_item(n->view, "done");

    view_text(item, "line", line);
    view_text(item, "thing", thing);
    view_both(item, "said", said.zh, said.en);
}

enum verdict appointment_tell(const struct appointment *a, struct reason *why)
{
    static const enum role told[] = { ROLE_GL, ROLE_GS, ROLE_LIA };
    struct intake *in = a->in;
    struct notice n;
    struct words now;
    enum verdict v = now_words(a, &now, why);

    begin(in, &n, "cmd.done", a->group.id);
    notice_to(&n, SPAN_NONE, in->who.from, false);
    n.targets.at[0].dear = SPAN("秘书处");
    for (size_t i = 0; i < ARRAY_LEN(told) && v == VERDICT_DONE; i++)
        v = notice_to_role(in->dk, &n, told[i], false, why);
    view_flag(n.view, "answer", false);
    view_list(n.view, "done");
    view_list(n.view, "failed");
    list_each(&a->steps, step)
        add_line(&n, line_of(a, step), a->group.id, step_words(a, step));
    add_line(&n, SPAN("现任"), a->group.id, now);
    return v == VERDICT_DONE ? notice_send(in->dk, &n, why) : v;
}

enum verdict appointment_passed_on(struct intake *in, struct span group,
                                   const char *line, struct span said_zh,
                                   struct reason *why)
{
    struct notice n;

    begin(in, &n, "cmd.done", group);
    notice_to(&n, SPAN_NONE, in->who.from, false);
    view_flag(n.view, "answer", false);
    view_list(n.view, "done");
    view_list(n.view, "failed");
    add_line(
        &n, span_str(line), group,
        (struct words){ said_zh, SPAN("it has gone on to the secretariat") });
    n.answers = in->f;
    return notice_send(in->dk, &n, why);
}
