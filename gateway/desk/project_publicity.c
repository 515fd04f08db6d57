/* Publicity of a project's meeting: the group's leader reads it, then it goes
 * to the secretariat (Art. 19.3). */
#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/render/phrase.h"
#include "plenary.h"
#include "project_case.h"
#include "project_mail.h"
#include "project_receipt.h"

static const char kind[] = "project_publicity";

/* What all mails about it say. */
static struct project_receipt receipt_of(const struct project *p,
                                         const struct filed *f)
{
    return (struct project_receipt){ .code = "prj.ack",
                                     .p = p,
                                     .what_zh = SPAN("项目会议宣传稿"),
                                     .what_en = SPAN("publicity"),
                                     .filed = f,
                                     .law_zh = "第十九条第3项",
                                     .law_en = "Article 19(3)" };
}

static enum verdict open_duty(struct intake *in, const struct project *p,
                              civil_day *ret_due, struct reason *why)
{
    *ret_due = 0;
    if (!ledger_duty(in->dk, "publicity"))
        return VERDICT_DONE;
    return ledger_open(in->dk, "publicity", p->id, in->m->received_at, ret_due,
                       why);
}

static enum verdict ask_leader(struct intake *in, const struct project *p,
                               const struct filed *f, civil_day due,
                               struct reason *why)
{
    static const enum command_verb actions[] = { COMMAND_APPROVE,
                                                 COMMAND_RETURN };
    struct project_receipt r = receipt_of(p, f);
    struct notice n;
    enum verdict v =
        token_close_all(in->dk->store, p->id, SPAN("publicity"),
                        desk_now(in->dk), SPAN("a newer version came in"), why);

    r.note.zh = arena_printf(
        in->arena,
        "请组长审核%s" SPAN_FMT
        "：回复“同意”即报秘书处，回复“退回 理由：……”退回项目负责人修改",
        due ? "，服务时限为" : "",
        SPAN_ARG(due ? phrase_due(in->arena, PHRASE_ZH, due) : SPAN_NONE));
    r.note.en = SPAN("Please reply APPROVE to send it to the secretariat, or "
                     "RETURN with a reason");
    notice_init(&n, in->arena, r.code, p->id);
    n.group = p->group;
    if (v == VERDICT_DONE)
        v = notice_to_role(in->dk, &n, ROLE_GL, true, why);
    if (v == VERDICT_DONE)
        v = project_receipt_fill(in, &r, &n, why);
    if (v == VERDICT_DONE)
        v = filed_attach(in->dk, filed_object(in->arena, &f->filing), &n, why);
    n.purpose = "publicity";
    n.actions = actions;
    n.actions_n = ARRAY_LEN(actions);
    return v == VERDICT_DONE ? notice_send(in->dk, &n, why) : v;
}

static enum verdict take(struct intake *in, const struct project *p,
                         struct reason *why)
{
    struct filed f = { .duty = NULL };
    struct project_receipt r = receipt_of(p, &f);
    civil_day due = 0;
    enum verdict v = filed_take(in, kind, p->id, &f, why);

    if (v == VERDICT_DONE)
        v = open_duty(in, p, &due, why);
    r.note.zh = SPAN("已请组长审核，审核同意后报秘书处");
    r.note.en = SPAN("The leader was asked to read it");
    if (v == VERDICT_DONE)
        v = project_receipt_send(in, &r, "GS", why);
    intake_end(in, MESSAGE_APPLIED, p->id, "宣传稿已送组长审核");
    return v == VERDICT_DONE ? ask_leader(in, p, &f, due, why) : v;
}

/* A plenary's publicity comes with its summary, from the group secretary; a
 * project's names the project and no meeting, or comes from one who leads. */
static enum verdict is_of_project(struct intake *in, bool *ret,
                                  struct reason *why)
{
    projects led = { 0 };
    offices held = { 0 };
    enum verdict v = VERDICT_DONE;

    *ret = in->what.project.kind != REFERENCE_NONE &&
           in->what.meeting.kind == REFERENCE_NONE;
    if (*ret || in->who.level < AUTHORITY_L1)
        return v;
    v = projects_led(in->dk->store, in->who.from, in->arena, &led, why);
    if (v == VERDICT_DONE)
        v = offices_of(in->dk->store, in->who.from, in->arena, &held, why);
    *ret = led.n > 0 && held.n == 0;
    return v;
}

enum verdict publicity_receive(struct intake *in, struct span object,
                               struct reason *why)
{
    const struct facts_file *bad = filed_forbidden(in->f);
    struct project p;
    bool go = false;
    enum verdict v = is_of_project(in, &go, why);

    if (v == VERDICT_DONE && !go)
        return summary_receive(in, object, why);
    if (v == VERDICT_DONE)
        v = project_open(in, 0, &p, &go, why);
    if (v != VERDICT_DONE || !go)
        return v;
    if (bad)
        return project_ask_other_file(in, p.id, bad, why);
    if (!filed_documents(in->f))
        return project_ask(in, p.id, SPAN("来函没有附文件，请附上宣传稿后重发"),
                           SPAN("nothing was attached: please send the text"),
                           why);
    return take(in, &p, why);
}

/* ---- the leader's word ---- */

static enum verdict settle(struct intake *in, const struct project *p,
                           struct filed *f, enum filing_state state,
                           struct reason *why)
{
    struct change c = { "project",
                        p->id,
                        project_state_name(p->state),
                        project_state_name(p->state),
                        state == FILING_APPROVED ? "project.publicity_approved"
                                                 : "project.publicity_returned",
                        in->command.reason };
    enum verdict v;

    f->filing.state = state;
    f->filing.note = in->command.reason;
    v = filing_set(in->dk->store, &f->filing, why);
    if (v == VERDICT_DONE)
        v = intake_audit(in, &c, why);
    if (v == VERDICT_DONE && ledger_duty(in->dk, "publicity"))
        v = ledger_close(in->dk, "publicity", p->id, in->m->received_at,
                         intake_evidence(in), why);
    return v == VERDICT_DONE
               ? token_close_all(in->dk->store, p->id, SPAN("publicity"),
                                 desk_now(in->dk), intake_evidence(in), why)
               : v;
}

static enum verdict pass_on(struct intake *in, const struct project *p,
                            struct filed *f, struct reason *why)
{
    struct project_receipt r = receipt_of(p, f);
    enum verdict v = settle(in, p, f, FILING_APPROVED, why);

    r.note.zh = SPAN("组长已审核同意，现报秘书处");
    r.note.en = SPAN("The leader has agreed; it goes to the secretariat");
    intake_end(in, MESSAGE_APPLIED, p->id, "宣传稿已报秘书处");
    return v == VERDICT_DONE ? project_receipt_send(in, &r, "SEC,GS", why) : v;
}

static enum verdict give_back(struct intake *in, const struct project *p,
                              struct filed *f, struct reason *why)
{
    struct project_receipt r = receipt_of(p, f);
    enum verdict v = settle(in, p, f, FILING_RETURNED, why);

    r.note.zh = arena_printf(in->arena,
                             "组长退回修改，理由：" SPAN_FMT
                             "；请修改后以同一主题重新报送",
                             SPAN_ARG(in->command.reason));
    r.note.en = SPAN("The leader gave it back: please send it again");
    intake_end(in, MESSAGE_APPLIED, p->id, "宣传稿已退回");
    return v == VERDICT_DONE ? project_receipt_send(in, &r, "GS", why) : v;
}

enum verdict publicity_decide(struct intake *in, struct span object,
                              struct reason *why)
{
    static const enum command_verb words[] = { COMMAND_APPROVE,
                                               COMMAND_RETURN };
    bool yes = in->command.verb == COMMAND_APPROVE;
    bool no = in->command.verb == COMMAND_RETURN ||
              in->command.verb == COMMAND_REJECT;
    struct filed f = { .duty = NULL };
    struct project p;
    bool leads = false;
    bool found = false;
    enum verdict v =
        project_get(in->dk->store, object, in->arena, &p, &found, why);

    if (v == VERDICT_DONE && found)
        v = filing_last(in->dk->store, object, span_str(kind), in->arena,
                        &f.filing, &found, why);
    if (v == VERDICT_DONE && found)
        v = intake_has_role(in, ROLE_GL, p.group, &leads, why);
    if (v != VERDICT_DONE)
        return v;
    if (found && !leads)
        return refuse_authority(in, "宣传稿须由组长本人审核",
                                "only the leader approves publicity", why);
    if (!found || f.filing.state != FILING_FILED)
        return refuse_command(in, object, "没有待审核的宣传稿",
                              "nothing waits for your approval", NULL, 0, why);
    if (!yes && !(no && in->command.reason.n))
        return refuse_command(in, object,
                              no ? "退回须写明理由" : "没有读懂指令",
                              no ? "returning it needs a reason"
                                 : "the command was not understood",
                              words, ARRAY_LEN(words), why);
    return yes ? pass_on(in, &p, &f, why) : give_back(in, &p, &f, why);
}
