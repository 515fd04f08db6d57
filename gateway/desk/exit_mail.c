/* A unit asks to leave, and may take that back until it is confirmed (Art. 13,
 * item 1; requirements.md 4.2, 6.4, Q27). */
#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/mail/compose.h"
#include "exit_step.h"
#include "exit_words.h"
#include "filed.h"
#include "standing.h"

/* One request that is being read. */
struct asking {
    struct intake *in;
    const struct unit *u;
    memberships all; /* the unit's */
    struct exit_case e;
    bool answered; /* it cannot be done: said so */
};

static enum verdict refuse(struct asking *a, struct span zh, struct span en,
                           struct reason *why)
{
    struct arena *arena = a->in->arena;

    a->answered = true;
    return refuse_command(a->in, a->u->id, arena_str(arena, zh),
                          arena_str(arena, en), NULL, 0, why);
}

/* ---- which groups ---- */

static const struct membership *in_group(const struct asking *a,
                                         struct span group)
{
    list_each(&a->all, m) if (span_eq(m->group, group)) return m;
    return NULL;
}

static void add_group(struct asking *a, struct span group)
{
    a->e.groups = arena_printf(a->in->arena, SPAN_FMT "%s" SPAN_FMT,
                               SPAN_ARG(a->e.groups), a->e.groups.n ? "," : "",
                               SPAN_ARG(group));
}

static struct span names_of(const struct asking *a)
{
    struct span out = SPAN_NONE;

    list_each(&a->all, m) out =
        arena_printf(a->in->arena, SPAN_FMT "%s" SPAN_FMT, SPAN_ARG(out),
                     out.n ? "、" : "", SPAN_ARG(m->group));
    return out;
}

static enum verdict ask_which(struct asking *a, struct reason *why)
{
    struct span names = names_of(a);

    return refuse(
        a,
        arena_printf(a->in->arena,
                     "贵单位是" SPAN_FMT
                     "的成员单位，来函未能确定拟退出哪些工作组。请另发邮件，"
                     "主题写“[退出申请] 工作组编号”或“[退出申请] 全部”，并附"
                     "盖章的书面申请",
                     SPAN_ARG(names)),
        arena_printf(a->in->arena,
                     "your unit is in " SPAN_FMT
                     ": please write again with the groups you leave, or "
                     "\"all\", in the subject, and the sealed request attached",
                     SPAN_ARG(names)),
        why);
}

static enum verdict refuse_foreign(struct asking *a, struct span group,
                                   struct reason *why)
{
    struct span names = names_of(a);

    return refuse(
        a,
        arena_printf(a->in->arena,
                     "贵单位目前不是" SPAN_FMT "的成员单位；现为" SPAN_FMT
                     "的成员单位，请核对后重新来件",
                     SPAN_ARG(group), SPAN_ARG(names)),
        arena_printf(a->in->arena,
                     "your unit is not in " SPAN_FMT "; it is in " SPAN_FMT,
                     SPAN_ARG(group), SPAN_ARG(names)),
        why);
}

static enum verdict choose(struct asking *a, struct reason *why)
{
    struct exit_words w = exit_words_read(
        a->in->f->subject,
        a->in->f->words_uncertain ? SPAN_NONE : a->in->f->words);
    bool only = a->all.n == 1;

    for (size_t i = 0; i < w.n && !w.all; i++)
        if (!in_group(a, reference_span(&w.groups[i])))
            return refuse_foreign(a, reference_span(&w.groups[i]), why);
    if (!only && (w.unsure || (!w.all && !w.n)))
        return ask_which(a, why);
    list_each(&a->all, m)
    {
        bool named = w.all || only;
        for (size_t i = 0; i < w.n && !named; i++)
            named = span_eq(m->group, reference_span(&w.groups[i]));
        if (named)
            add_group(a, m->group);
    }
    return VERDICT_DONE;
}

/* ---- what stands against it ---- */

static bool share_group(const struct exit_case *a, const struct exit_case *b)
{
    struct span rest = a->groups;
    struct span one;

    while (span_cut(&rest, ',', &one))
        if (exit_names(b, one))
            return true;
    return false;
}

/* Somebody has asked before; or it is confirmed, whoever began it. */
static enum verdict check_other(struct asking *a, struct reason *why)
{
    exit_cases had = { 0 };
    enum verdict v = exit_cases_of(a->in->dk->store, a->u->id,
                                   /* living= */ true, a->in->arena, &had, why);

    for (size_t i = 0; i < had.n && v == VERDICT_DONE && !a->answered; i++) {
        const struct exit_case *e = &had.at[i];
        char at[MOMENT_TEXT];
        /* A unit is not told of a revocation that nobody confirmed yet. */
        if (!share_group(&a->e, e) ||
            (e->ground == EXIT_REVOKED && e->state == EXIT_REQUESTED))
            continue;
        if (e->state == EXIT_EXITING)
            return refuse(a,
                          SPAN("贵单位的退出已经秘书处确认，正在注销账号，无需"
                               "再次申请"),
                          SPAN("your exit is confirmed and under way: nothing "
                               "more is needed"),
                          why);
        return refuse(
            a,
            arena_printf(a->in->arena,
                         "贵单位于%s提交的退出" SPAN_FMT
                         "的申请正由秘书处审核，无需重复提交；如需变更，请先"
                         "回复“退出申请已收”邮件、正文第一行写“撤回”，再重新"
                         "申请",
                         moment_print_short(e->begun_at, at),
                         SPAN_ARG(exit_groups_zh(a->in->arena, e))),
            SPAN(
                "the secretariat is looking at your earlier request: to change "
                "it, withdraw that one first"),
            why);
    }
    return v;
}

static enum verdict check_letter(struct asking *a, struct reason *why)
{
    const struct facts_file *bad = filed_forbidden(a->in->f);
    struct span bad_name =
        bad ? filed_forbidden_name(a->in->arena, bad) : SPAN_NONE;
    bool cloud = false;

    if (bad)
        return refuse(
            a,
            arena_printf(a->in->arena,
                         "附件“" SPAN_FMT
                         "”含有程序，不能接收。请将盖章的书面申请扫描为PDF或"
                         "图片后，以同一主题重新发送",
                         SPAN_ARG(bad_name)),
            SPAN("that attachment holds a program: please scan the sealed "
                 "request as PDF or picture and send it again"),
            why);
    if (filed_documents(a->in->f))
        return VERDICT_DONE;
    list_each(&a->in->f->files, f) cloud = cloud || f->cloud_link;
    return refuse(
        a,
        arena_printf(
            a->in->arena,
            "%s，退出申请尚未登记。自愿退出须由单位提出书面申请（第十三条第1项"
            "）：请将加盖单位公章的退出申请扫描为PDF或图片，作为附件，以主题“"
            "[退出申请] " SPAN_FMT "”重新发送",
            cloud ? "来件所附为网盘链接，无法读取" : "来件未附书面申请",
            SPAN_ARG(exit_groups_zh(a->in->arena, &a->e))),
        SPAN("the written request is missing and nothing was recorded: please "
             "send the request under the unit's seal, scanned as PDF or "
             "picture, with the same subject (Art. 13(1))"),
        why);
}

/* ---- it is taken in ---- */

static enum verdict begin(struct asking *a, struct reason *why)
{
    struct intake *in = a->in;
    struct exit_case *e = &a->e;
    struct span object;
    enum verdict v = exit_enter(in, e, EXIT_REQUESTED, "exit.requested", why);

    object = exit_object(in->arena, e->id);
    if (v == VERDICT_DONE)
        v = filed_papers(in, object, why);
    /* A charter from before this duty says no day. */
    if (v == VERDICT_DONE && ledger_duty(in->dk, "exit.request"))
        v = ledger_open(in->dk, "exit.request", object, in->m->received_at,
                        NULL, why);
    if (v == VERDICT_DONE)
        v = exit_tell_unit(in, e, EXIT_NEWS_ASKED, why);
    intake_end(in, MESSAGE_APPLIED, e->unit, "退出申请已登记，待秘书处审核");
    return v == VERDICT_DONE ? exit_tell_office(in, e, EXIT_NEWS_ASKED, why)
                             : v;
}

static enum verdict ask(struct intake *in, const struct unit *u,
                        struct reason *why)
{
    struct asking a = {
        .in = in,
        .u = u,
        .e = { .unit = u->id,
               .ground = EXIT_VOLUNTARY,
               .message = in->m->id,
               .begun_at = in->m->received_at,
               .decided_at = MOMENT_NONE,
               .done_at = MOMENT_NONE },
    };
    enum verdict v = exit_memberships(in->dk, in->arena, u->id, &a.all, why);

    if (v == VERDICT_DONE && !a.all.n)
        v = refuse(&a, SPAN("贵单位目前不是任何工作组的成员单位，无需办理退出"),
                   SPAN("your unit is in no group: there is nothing to leave"),
                   why);
    if (v == VERDICT_DONE && !a.answered)
        v = choose(&a, why);
    if (v == VERDICT_DONE && !a.answered)
        v = check_other(&a, why);
    if (v == VERDICT_DONE && !a.answered)
        v = check_letter(&a, why);
    return v == VERDICT_DONE && !a.answered ? begin(&a, why) : v;
}

/* ---- who asks ---- */

static enum verdict ask_contact(struct intake *in, const struct unit *u,
                                struct reason *why)
{
    struct facts_address to;
    struct person contact;
    enum verdict v =
        person_get(in->dk->store, u->contact, in->arena, &contact, why);

    if (v != VERDICT_DONE)
        return v;
    to = (struct facts_address){ contact.name, contact.mail };
    return hold_for_contact(
        in, u->name_zh, &to,
        arena_printf(in->arena, SPAN_FMT "/exit", SPAN_ARG(u->id)), why);
}

/* What was held is of the unit it was held under. */
static enum verdict by_confirmed(struct intake *in, struct reason *why)
{
    struct unit u;
    struct span id;
    struct span tail;
    bool found = false;
    enum verdict v;

    review_split(in->m->object, &id, &tail);
    v = unit_get(in->dk->store, id, in->arena, &u, &found, why);
    if (v == VERDICT_DONE && !found)
        return reason_set(why, VERDICT_BROKEN, "exit.confirmed",
                          "a held request is of \"" SPAN_FMT "\"",
                          SPAN_ARG(in->m->object));
    return v == VERDICT_DONE ? ask(in, &u, why) : v;
}

/* A representative, a colleague, a mail that shows no proof: the contact is
 * asked whether the unit means it (R-A3). */
static enum verdict by_another(struct intake *in, struct reason *why)
{
    struct unit u;
    bool found = false;
    enum verdict v = standing_unit(in, &u, &found, why);

    if (v == VERDICT_DONE && !found)
        v = standing_named_unit(in, &u, &found, why);
    if (v != VERDICT_DONE)
        return v;
    return found
               ? ask_contact(in, &u, why)
               : hold_for_person(in, "退出申请未能对应到成员单位",
                                 "a request to leave of no unit we know", why);
}

/* A letter that came on paper. */
static enum verdict by_office(struct intake *in, struct reason *why)
{
    struct unit u;
    size_t n = 0;
    enum verdict v = standing_units_in(in, in->f->subject, &u, &n, why);

    if (v == VERDICT_DONE && !n)
        v = standing_units_in(in, in->f->words, &u, &n, why);
    if (v != VERDICT_DONE)
        return v;
    return n == 1 ? ask(in, &u, why)
                  : refuse_command(in, SPAN_NONE, "请写明单位编号或名称",
                                   "please name the unit", NULL, 0, why);
}

enum verdict exit_request(struct intake *in, struct span object,
                          struct reason *why)
{
    struct unit u;
    size_t units = 0;
    bool office = false;
    enum verdict v;

    assert(in);
    (void)object;
    if (in->confirmed)
        return by_confirmed(in, why);
    v = intake_has_role(in, ROLE_SEC, SPAN_NONE, &office, why);
    if (v == VERDICT_DONE && office)
        return by_office(in, why);
    if (v == VERDICT_DONE)
        v = standing_contact_of(in, &u, &units, why);
    if (v != VERDICT_DONE)
        return v;
    if (units == 0 || in->who.level < AUTHORITY_L1)
        return by_another(in, why);
    if (units > 1)
        return refuse_command(in, SPAN_NONE,
                              "您是多个单位的联系人，请写明单位编号",
                              "you are the contact of several units: please "
                              "name the unit",
                              NULL, 0, why);
    return ask(in, &u, why);
}

enum verdict exit_take_back(struct intake *in, struct span object,
                            struct reason *why)
{
    static const enum command_verb words[] = { COMMAND_WITHDRAW };
    struct exit_case e;
    bool go = false;
    enum verdict v = exit_load(in, object, EXIT_REQUESTED, &e, &go, why);

    if (v != VERDICT_DONE || !go)
        return v;
    if (in->command.verb != COMMAND_WITHDRAW)
        return refuse_command(in, e.unit, "没有读懂指令",
                              "the command was not understood", words,
                              ARRAY_LEN(words), why);
    v = exit_drop(in, &e, "exit.withdrawn", SPAN("单位撤回"), why);
    if (v == VERDICT_DONE)
        v = exit_tell_unit(in, &e, EXIT_NEWS_BACK, why);
    intake_end(in, MESSAGE_APPLIED, e.unit, "退出申请已由单位撤回");
    return v == VERDICT_DONE ? exit_tell_office(in, &e, EXIT_NEWS_BACK, why)
                             : v;
}
