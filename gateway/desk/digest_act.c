#include "digest_act.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/base/number.h"
#include "convoke/desk/flag_rules.h"
#include "convoke/render/phrase.h"
#include "convoke/store/outbox.h"
#include "leader_hint.h"
#include "reminder.h"

/* One act being done. */
struct doing {
    struct intake *in;
    const struct digest_deed *deed;
    const struct digest_target *t;
    struct digest_words *said;
    bool done;
};

/* A question to the table. */
struct fit {
    struct desk *dk;
    const struct digest_target *t;
    enum digest_verb verb;
};

struct digest_act {
    const char *kind;
    enum digest_verb verb;
    bool (*fits)(const struct fit *f);
    bool echo;           /* said back before it is done */
    const char *purpose; /* the handler of such a token; or */
    enum verdict (*run)(struct doing *d, struct reason *why);
    const char *zh, *en; /* what it does */
};

/* ---- which verb fits ---- */

static bool is_living(const struct digest_target *t)
{
    return t->row.state == OBLIGATION_IS_OPEN ||
           t->row.state == OBLIGATION_IS_OVERDUE ||
           t->row.state == OBLIGATION_IS_MISSED;
}

static const struct reminder_answer *answer_of(const struct fit *f)
{
    if (!f->t->duty || !is_living(f->t))
        return NULL;
    return reminder_answer(f->t->duty);
}

/* The secretariat's own answer to the duty's reminder. */
static bool is_answer(const struct fit *f)
{
    const struct reminder_answer *a = answer_of(f);

    if (!a || !span_eq(span_str(f->t->duty->reminder_to), SPAN("SEC")))
        return false;
    for (size_t i = 0; i < a->actions_n; i++)
        if (digest_verb_of_command(a->actions[i]) == f->verb)
            return true;
    return false;
}

static bool is_formality(const struct fit *f)
{
    const struct reminder_answer *a = answer_of(f);

    return a && strcmp(a->purpose, "app.formality") == 0;
}

static bool is_missed(const struct fit *f)
{
    return f->t->duty && f->t->row.state == OBLIGATION_IS_MISSED &&
           !reminder_finishes(f->t->duty);
}

/* Its handler tells the group that the quarter was seen. */
static bool is_missed_quarter(const struct fit *f)
{
    return is_missed(f) && f->t->duty->about == DUTY_ABOUT_QUARTER;
}

/* An application's steps end with it; a collection with its day. */
static bool may_waive(const struct fit *f)
{
    const struct duty *d = f->t->duty;

    return d && is_living(f->t) && d->about != DUTY_ABOUT_ACT &&
           !reminder_finishes(d);
}

/* The charter's days before a meeting stand; a project, a task and what is a
 * service period may get another day. */
static bool may_prolong(const struct fit *f)
{
    const struct duty *d = f->t->duty;

    if (!d || !is_living(f->t) || f->t->row.state == OBLIGATION_IS_MISSED ||
        d->collects || d->exact)
        return false;
    return d->class == DUTY_SERVICE || d->about == DUTY_ABOUT_TASK ||
           d->about == DUTY_ABOUT_STANDARD || d->about == DUTY_ABOUT_RESEARCH;
}

/* A project's limit, a task: its own handler tells everybody. */
static bool is_term(const struct fit *f)
{
    const struct duty *d = f->t->duty;

    return may_prolong(f) && (d->about == DUTY_ABOUT_TASK ||
                              strcmp(d->closed_by, "project_approval") == 0 ||
                              strcmp(d->closed_by, "research_result") == 0);
}

static bool is_late(const struct fit *f)
{
    return span_eq(f->t->state, SPAN("late"));
}

static bool is_done(const struct fit *f)
{
    return span_eq(f->t->state, span_str(task_state_name(TASK_DONE)));
}

static bool waits_for_exit(const struct fit *f)
{
    return span_eq(f->t->state, SPAN("requested"));
}

static bool is_held(const struct digest_target *t)
{
    return span_eq(t->state, span_str(message_state_name(MESSAGE_HELD)));
}

static bool holds(const struct fit *f)
{
    return is_held(f->t);
}

/* Its unit's contact was asked whether the mail is the unit's. */
static bool waits_for_contact(const struct fit *f)
{
    struct reason why;
    civil_day due = 0;
    bool found = false;

    return is_held(f->t) &&
           ledger_due(f->dk, "held.settle", f->t->ref, &due, &found, &why) ==
               VERDICT_DONE &&
           found;
}

static bool is_kept(const struct fit *f)
{
    struct span quarantined = span_str(message_state_name(MESSAGE_QUARANTINED));

    return (is_held(f->t) && !waits_for_contact(f)) ||
           span_eq(f->t->state, quarantined);
}

/* The flag's own table says which word its state takes. */
static bool takes_word(const struct fit *f)
{
    static const struct {
        enum digest_verb verb;
        enum flag_event event;
    } words[] = {
        { DIGEST_PRE_EXIT, FLAG_EVENT_PRE_EXIT },
        { DIGEST_CONFIRM_EXIT, FLAG_EVENT_CONFIRM },
        { DIGEST_DISMISS, FLAG_EVENT_DISMISS },
        { DIGEST_DEFER, FLAG_EVENT_DEFER },
    };
    struct span name =
        span_sub(f->t->state, 0, span_find_char(f->t->state, '/'));
    enum flag_state state;
    enum flag_state to;

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (words[i].verb == f->verb)
            return flag_state_from(name, &state) &&
                   flag_step(state, words[i].event, &to);
    return false;
}

static bool is_open(const struct fit *f)
{
    return span_starts(f->t->state, SPAN("open/"));
}

static bool is_stopped(const struct fit *f)
{
    return f->t->state.n > 0;
}

/* ---- what the ledger does ---- */

static enum verdict note_row(struct doing *d, const char *event,
                             struct span note, struct reason *why)
{
    const struct obligation_row *before = &d->t->row;
    struct obligation_row now;
    bool found = false;
    struct change c = { .entity = "obligation",
                        .id = before->object,
                        .from = obligation_state_name(before->state),
                        .event = event };
    enum verdict v = obligation_get(d->in->dk->store, before->id, d->in->arena,
                                    &now, &found, why);

    if (v != VERDICT_DONE)
        return v;
    c.to = obligation_state_name(now.state);
    c.note = arena_printf(d->in->arena, SPAN_FMT "：" SPAN_FMT,
                          SPAN_ARG(before->duty), SPAN_ARG(note));
    d->done = true;
    return intake_audit(d->in, &c, why);
}

/* The ledger says no: its reason is for the log, ours for the reader. */
static enum verdict said_no(struct doing *d, enum verdict v, const char *zh,
                            const char *en)
{
    if (v != VERDICT_NEVER)
        return v;
    *d->said = (struct digest_words){ span_str(zh), span_str(en) };
    return VERDICT_DONE;
}

static enum verdict run_acknowledge(struct doing *d, struct reason *why)
{
    struct obligation_row row = d->t->row;
    enum verdict v =
        ledger_acknowledge(d->in->dk, &row, intake_evidence(d->in), why);

    if (v != VERDICT_DONE)
        return said_no(d, v, "该项不在待阅处状态", "it was not missed");
    *d->said = (struct digest_words){ SPAN("已阅处，不再列入日报"),
                                      SPAN("acknowledged") };
    return note_row(d, "duty.acknowledged", d->deed->reason, why);
}

static enum verdict run_waive(struct doing *d, struct reason *why)
{
    struct obligation_row row = d->t->row;
    enum verdict v = ledger_waive(d->in->dk, &row, d->deed->reason, why);

    if (v != VERDICT_DONE)
        return said_no(d, v, "该项已办结，不能豁免", "it has ended already");
    *d->said =
        (struct digest_words){ SPAN("已豁免，不再催办"), SPAN("waived") };
    return note_row(d, "duty.waived", d->deed->reason, why);
}

static enum verdict run_prolong(struct doing *d, struct reason *why)
{
    struct obligation_row row = d->t->row;
    struct arena *a = d->in->arena;
    char day[CIVIL_TEXT];
    enum verdict v = ledger_prolong(d->in->dk, &row, d->deed->date, why);

    if (v != VERDICT_DONE)
        return said_no(d, v, "新的截止日期须晚于原截止日期，且尚未过去",
                       "the new day must be later and not past");
    civil_print(d->deed->date, day);
    d->said->zh =
        arena_printf(a, "已延期至" SPAN_FMT,
                     SPAN_ARG(phrase_due(a, PHRASE_ZH, d->deed->date)));
    d->said->en =
        arena_printf(a, "prolonged until " SPAN_FMT,
                     SPAN_ARG(phrase_due(a, PHRASE_EN, d->deed->date)));
    return note_row(
        d, "duty.prolonged",
        arena_printf(a, "%s " SPAN_FMT, day, SPAN_ARG(d->deed->reason)), why);
}

/* ---- what other handlers do ---- */

/* The same mail with one command: what cannot be done goes to `receipt`. */
static struct intake sub_of(const struct doing *d, struct span object,
                            struct intake_receipt *receipt)
{
    const struct digest_word *w = digest_word(d->deed->verb);
    struct intake sub = *d->in;

    sub.what = (struct recognition){ .kind = INTAKE_TOKEN_REPLY };
    reference_find(object, REFERENCE_GROUP, &sub.what.group);
    reference_find(object, REFERENCE_PROJECT, &sub.what.project);
    reference_find(object, REFERENCE_TASK, &sub.what.task);
    sub.token.object = object;
    sub.receipt = receipt;
    sub.command = (struct command){
        .verb = w->command,
        .line = d->deed->rest,
        .rest = d->deed->rest,
        .reason = d->deed->reason,
        .has_date = d->deed->date != 0,
        .date = d->deed->date,
        .papers = span_has(d->deed->rest, SPAN("纸质已收")) ||
                  span_has(d->deed->rest, SPAN("papers")),
    };
    return sub;
}

static void say(struct doing *d, const struct intake *sub,
                const struct intake_receipt *receipt)
{
    d->done = !receipt->refused;
    *d->said =
        receipt->refused
            ? (struct digest_words){ receipt->problem_zh, receipt->problem_en }
            : (struct digest_words){ sub->reason, SPAN("done") };
}

static struct span purpose_of(const struct digest_act *a,
                              const struct digest_target *t)
{
    if (a->purpose || a->run)
        return span_str(a->purpose);
    return span_str(reminder_answer(t->duty)->purpose);
}

/* The handler is told what a mail with that one command would tell it. */
static enum verdict run_handler(struct doing *d, struct reason *why)
{
    struct span purpose = purpose_of(d->deed->act, d->t);
    struct span object =
        span_eq(d->t->kind, SPAN("message")) ? d->t->ref : d->t->object;
    struct intake_receipt receipt = { .refused = false };
    struct intake sub = sub_of(d, object, &receipt);
    enum verdict v;

    sub.token.purpose = purpose;
    v = intake_run_purpose(&sub, purpose, object, why);
    if (v == VERDICT_DONE)
        say(d, &sub, &receipt);
    return v;
}

/* As the mail [延期] with that day and reason would. */
static enum verdict run_term(struct doing *d, struct reason *why)
{
    struct arena *a = d->in->arena;
    struct facts f = *d->in->f;
    struct intake_receipt receipt = { .refused = false };
    struct intake sub = sub_of(d, d->t->object, &receipt);
    char day[CIVIL_TEXT];
    enum verdict v;

    civil_print(d->deed->date, day);
    f.subject = SPAN_NONE;
    f.words = arena_printf(a, "延期至%s\n理由：" SPAN_FMT, day,
                           SPAN_ARG(d->deed->reason));
    sub.f = &f;
    v = intake_run_kind(&sub, INTAKE_PROLONG, d->t->object, why);
    if (v != VERDICT_DONE)
        return v;
    say(d, &sub, &receipt);
    if (d->done)
        d->said->zh =
            arena_printf(a, "已延期至" SPAN_FMT "，并已告知有关人员",
                         SPAN_ARG(phrase_due(a, PHRASE_ZH, d->deed->date)));
    return v;
}

/* ---- mail ---- */

static bool number_of(const struct digest_target *t, int64_t *ret)
{
    uint64_t n = 0;

    if (!number_parse(t->id, INT64_MAX, &n))
        return false;
    *ret = (int64_t)n;
    return true;
}

static enum verdict run_discard(struct doing *d, struct reason *why)
{
    struct desk *dk = d->in->dk;
    struct message m;
    struct change c = { .entity = "message",
                        .id = d->t->ref,
                        .to = message_state_name(MESSAGE_IGNORED),
                        .event = "message.discard",
                        .note = d->deed->reason };
    int64_t id = 0;
    enum verdict v;

    if (!number_of(d->t, &id))
        return VERDICT_DONE;
    v = message_get(dk->store, id, d->in->arena, &m, why);
    if (v != VERDICT_DONE)
        return v;
    c.from = message_state_name(m.state);
    m.state = MESSAGE_IGNORED;
    m.reason = SPAN("秘书处已阅处");
    m.settled_at = desk_now(dk);
    v = message_settle(dk->store, &m, why);
    *d->said = (struct digest_words){ SPAN("来件已结，不再列入日报"),
                                      SPAN("the mail is closed") };
    d->done = true;
    return v == VERDICT_DONE ? intake_audit(d->in, &c, why) : v;
}

static enum verdict run_discard_all(struct doing *d, struct reason *why)
{
    struct desk *dk = d->in->dk;
    struct change c = { .entity = "message",
                        .id = d->t->ref,
                        .from = message_state_name(MESSAGE_HELD),
                        .to = message_state_name(MESSAGE_IGNORED),
                        .event = "message.discard",
                        .note = d->deed->reason };
    enum verdict v = message_discard_all(
        dk->store, d->t->ref, SPAN("秘书处已阅处"), desk_now(dk), why);

    *d->said = (struct digest_words){ SPAN("这些来件已结，不再列入日报"),
                                      SPAN("these mails are closed") };
    d->done = true;
    return v == VERDICT_DONE ? intake_audit(d->in, &c, why) : v;
}

static enum verdict order_mail(struct doing *d, enum delivery_state to,
                               const char *event, struct reason *why)
{
    struct change c = { .entity = "outbox",
                        .id = d->t->ref,
                        .from = arena_str(d->in->arena, d->t->state),
                        .to = delivery_state_name(to),
                        .event = event,
                        .note = d->deed->reason };
    int64_t id = 0;
    int64_t n = 0;
    enum verdict v;

    if (!number_of(d->t, &id))
        return VERDICT_DONE;
    v = outbox_order(d->in->dk->store, id, to, desk_now(d->in->dk), &n, why);
    if (v != VERDICT_DONE)
        return v;
    d->done = n > 0;
    if (!d->done)
        return said_no(d, VERDICT_NEVER, "该邮件没有可处理的投递",
                       "nothing of that mail waits");
    return intake_audit(d->in, &c, why);
}

static enum verdict run_resend(struct doing *d, struct reason *why)
{
    *d->said =
        (struct digest_words){ SPAN("已重新排队发送"), SPAN("queued again") };
    return order_mail(d, DELIVERY_READY, "outbox.retry", why);
}

static enum verdict run_drop(struct doing *d, struct reason *why)
{
    *d->said = (struct digest_words){ SPAN("不再发送"), SPAN("dropped") };
    return order_mail(d, DELIVERY_DROPPED, "outbox.drop", why);
}

static enum verdict run_see(struct doing *d, struct reason *why)
{
    struct leader_mark m;
    int64_t id = 0;
    bool found = false;
    enum verdict v;

    if (!number_of(d->t, &id))
        return VERDICT_DONE;
    v = leader_mark_get(d->in->dk->store, id, d->in->arena, &m, &found, why);
    if (v != VERDICT_DONE || !found)
        return v;
    *d->said = (struct digest_words){ SPAN("已阅，不再列入日报"),
                                      SPAN("acknowledged") };
    d->done = true;
    return leader_mark_see(d->in, &m, why);
}

/* The first row that fits is taken. */
/* clang-format off */
static const struct digest_act acts[] = {
    { "obligation", DIGEST_APPROVE, is_answer, false, NULL, NULL, NULL, NULL },
    { "obligation", DIGEST_DISPATCH, is_answer, false, NULL, NULL, NULL, NULL },
    { "obligation", DIGEST_NOTIFY, is_answer, false, NULL, NULL, NULL, NULL },
    { "obligation", DIGEST_ACTIVATE, is_formality, false, "app.activate", NULL, NULL, NULL },
    { "obligation", DIGEST_ACK, is_missed_quarter, false, "quarter", NULL, NULL, NULL },
    { "obligation", DIGEST_ACK, is_missed, false, NULL, run_acknowledge, NULL, NULL },
    { "obligation", DIGEST_PROLONG, is_term, false, NULL, run_term, NULL, NULL },
    { "obligation", DIGEST_PROLONG, may_prolong, false, NULL, run_prolong, NULL, NULL },
    { "obligation", DIGEST_WAIVE, may_waive, true, NULL, run_waive,
      "豁免该项职责：记录理由，不再催办，也不再列入日报",
      "waive this duty: nobody is reminded of it any more" },
    { "contribution", DIGEST_ACCEPT, is_late, false, "contribution.late", NULL, NULL, NULL },
    { "contribution", DIGEST_RETURN, is_late, false, "contribution.late", NULL, NULL, NULL },
    { "task", DIGEST_APPROVE, is_done, false, "task.accept", NULL, NULL, NULL },
    { "task", DIGEST_RETURN, is_done, false, "task.accept", NULL, NULL, NULL },
    { "exit", DIGEST_APPROVE, waits_for_exit, true, "exit", NULL,
      "确认退出：告知该单位、组长和秘书，并请平台管理员注销账号",
      "confirm the exit: all concerned are told, the account is to be closed" },
    { "exit", DIGEST_REJECT, waits_for_exit, false, "exit", NULL, NULL, NULL },
    { "message", DIGEST_APPROVE, waits_for_contact, true, "held", NULL,
      "认定该来件确由该单位发出，按原收到时刻生效",
      "take the mail as the unit's own, with its first receipt" },
    { "message", DIGEST_REJECT, waits_for_contact, true, "held", NULL,
      "不予认定该来件，并告知该单位联系人；来件不产生任何效力",
      "refuse the mail and tell the unit's contact" },
    { "message", DIGEST_ACK, is_kept, true, NULL, run_discard,
      "来件视为已阅处：不再列入日报，来件本身不产生任何效力",
      "close the mail: it has no effect and is listed no more" },
    { "excess", DIGEST_ACK, holds, true, NULL, run_discard_all,
      "当日超出限额的来件全部视为已阅处：不再列入日报，也不产生任何效力",
      "close all of that day's excess mails: they have no effect" },
    { "flag", DIGEST_PRE_EXIT, takes_word, false, "flag", NULL, NULL, NULL },
    { "flag", DIGEST_CONFIRM_EXIT, takes_word, false, "flag", NULL, NULL, NULL },
    { "flag", DIGEST_DISMISS, takes_word, false, "flag", NULL, NULL, NULL },
    { "flag", DIGEST_DEFER, takes_word, false, "flag", NULL, NULL, NULL },
    { "mark", DIGEST_ACK, is_open, false, NULL, run_see, NULL, NULL },
    { "outbox", DIGEST_RESEND, is_stopped, true, NULL, run_resend,
      "重新发送该邮件（对方可能因此收到两次）",
      "send the mail again (it may arrive twice)" },
    { "outbox", DIGEST_DROP, is_stopped, true, NULL, run_drop,
      "不再发送该邮件", "send the mail no more" },
};
/* clang-format on */

const struct digest_act *digest_act_of(struct desk *dk,
                                       const struct digest_target *t,
                                       enum digest_verb verb)
{
    struct fit f = { dk, t, verb };

    for (size_t i = 0; i < ARRAY_LEN(acts); i++) {
        const struct digest_act *a = &acts[i];

        if (a->verb != verb || !span_eq(t->kind, span_str(a->kind)) ||
            !a->fits(&f))
            continue;
        /* A handler of a field that is not here yet does nothing. */
        if (a->run || intake_has_purpose(purpose_of(a, t)))
            return a;
    }
    return NULL;
}

bool digest_act_echoes(const struct digest_act *a)
{
    return a->echo;
}

struct digest_words digest_act_effect(const struct digest_act *a)
{
    return (struct digest_words){ span_str(a->zh), span_str(a->en) };
}

enum verdict digest_act_run(struct intake *in, const struct digest_deed *deed,
                            bool *ret_done, struct digest_words *ret_said,
                            struct reason *why)
{
    struct doing d = { in, deed, deed->target, ret_said, false };
    enum verdict v;

    assert(deed->act && ret_done && ret_said);
    *ret_said = (struct digest_words){ SPAN("未能执行"), SPAN("not done") };
    v = deed->act->run ? deed->act->run(&d, why) : run_handler(&d, why);
    *ret_done = d.done;
    return v;
}

enum verdict digest_item_acts(struct digest *dg, struct digest_item *item,
                              struct span ref, struct reason *why)
{
    struct digest_target t;
    bool found = false;
    enum verdict v =
        digest_target_load(dg->dk, ref, dg->arena, &t, &found, why);

    if (v != VERDICT_DONE || !found)
        return v;
    item->ref = ref;
    item->state = t.state;
    for (enum digest_verb verb = DIGEST_NO_VERB + 1; verb < DIGEST_VERB_COUNT;
         verb++)
        if (digest_act_of(dg->dk, &t, verb))
            *list_push(&item->verbs, dg->arena) = verb;
    return VERDICT_DONE;
}
