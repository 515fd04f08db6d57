/* The secretariat's word on a flag: 拟退出, 撤销标记, 暂缓, 确认退出 (R-X10),
 * with the token of a mail about it. */
#include <assert.h>

#include "convoke/base/moment.h"
#include "evidence.h"
#include "exit.h"
#include "flag_case.h"
#include "flag_word.h"
#include "four_eyes.h"
#include "reminder.h"

static enum verdict refuse(const struct flag_word *w, const char *zh,
                           const char *en, struct reason *why)
{
    static const enum command_verb first[] = { COMMAND_PRE_EXIT,
                                               COMMAND_DISMISS, COMMAND_DEFER };
    static const enum command_verb last[] = { COMMAND_CONFIRM_EXIT,
                                              COMMAND_DISMISS };
    bool early = w->flag.state == FLAG_OPEN || w->flag.state == FLAG_DEFERRED;
    bool living = flag_lives(w->flag.state);

    if (early)
        return refuse_command(w->in, w->flag.object, zh, en, first,
                              ARRAY_LEN(first), why);
    return refuse_command(w->in, w->flag.object, zh, en, living ? last : NULL,
                          living ? ARRAY_LEN(last) : 0, why);
}

/* ---- what each word does ---- */

static struct flag_move move_of(const struct flag_word *w, enum flag_event e)
{
    return (struct flag_move){ .event = e,
                               .in = w->in,
                               .reason = w->reason,
                               .until = MOMENT_NONE,
                               .evidence = intake_evidence(w->in) };
}

static enum verdict pre_exit(struct flag_word *w, struct reason *why)
{
    struct intake *in = w->in;
    struct flag_move m = move_of(w, FLAG_EVENT_PRE_EXIT);
    enum verdict v = flag_move(in->dk, in->arena, &w->flag, &m, why);

    if (v == VERDICT_DONE)
        v = evidence_take(in->dk, in->arena, &w->flag, why);
    if (v == VERDICT_DONE)
        v = flag_tell_preexit(in, &w->flag, why);
    intake_end(in, MESSAGE_APPLIED, w->flag.object,
               "已告知成员单位拟按退出处理，陈述期已开始");
    return v;
}

static enum verdict dismiss(struct flag_word *w, struct reason *why)
{
    struct intake *in = w->in;
    struct flag_move m = move_of(w, FLAG_EVENT_DISMISS);
    enum flag_state from = w->flag.state;
    enum verdict v = flag_move(in->dk, in->arena, &w->flag, &m, why);

    if (v == VERDICT_DONE)
        v = flag_tell_dismissed(in, &w->flag, from, why);
    intake_end(in, MESSAGE_APPLIED, w->flag.object, "退出标记已撤销");
    return v;
}

static enum verdict defer(struct flag_word *w, struct reason *why)
{
    struct intake *in = w->in;
    struct flag_move m = move_of(w, FLAG_EVENT_DEFER);
    struct timer t = { .what = SPAN("flag"), .object = w->flag.object };
    enum verdict v;

    m.until = civil_end(w->until);
    t.at = reminder_working(in->dk, m.until);
    v = flag_move(in->dk, in->arena, &w->flag, &m, why);
    if (v == VERDICT_DONE)
        v = timer_set(in->dk->store, &t, why);
    if (v == VERDICT_DONE)
        v = flag_tell_deferred(in, &w->flag, why);
    intake_end(in, MESSAGE_APPLIED, w->flag.object, "暂缓决定已登记");
    return v;
}

static enum verdict confirm(struct flag_word *w, struct reason *why)
{
    struct intake *in = w->in;
    struct flag_move m = move_of(w, FLAG_EVENT_CONFIRM);
    enum verdict v;

    in->who.level = AUTHORITY_L3;
    v = flag_move(in->dk, in->arena, &w->flag, &m, why);
    intake_end(in, MESSAGE_APPLIED, w->flag.object, "已确认退出");
    return v == VERDICT_DONE ? exit_of_flag(in, &w->flag, why) : v;
}

static const struct {
    enum command_verb verb;
    enum intake_kind kind; /* of a mail that says it in its subject */
    enum flag_event event;
    enum verdict (*act)(struct flag_word *w, struct reason *why);
} words[] = {
    { COMMAND_PRE_EXIT, INTAKE_PRE_EXIT, FLAG_EVENT_PRE_EXIT, pre_exit },
    { COMMAND_DISMISS, INTAKE_DISMISS_FLAG, FLAG_EVENT_DISMISS, dismiss },
    { COMMAND_DEFER, INTAKE_DEFER, FLAG_EVENT_DEFER, defer },
    { COMMAND_CONFIRM_EXIT, INTAKE_CONFIRM_EXIT, FLAG_EVENT_CONFIRM, confirm },
};

static size_t word_of(enum command_verb verb)
{
    size_t i = 0;

    while (i < ARRAY_LEN(words) && words[i].verb != verb)
        i++;
    return i;
}

static enum command_verb verb_of_kind(enum intake_kind kind)
{
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (words[i].kind == kind)
            return words[i].verb;
    return COMMAND_NONE;
}

/* ---- what was said ---- */

/* NONE with *ret_both: subject and text say different things. */
static enum command_verb said_verb(const struct intake *in, bool *ret_both)
{
    enum command_verb subject = verb_of_kind(in->what.kind);
    enum command_verb text = in->command.verb;

    if (subject == COMMAND_NONE)
        subject = verb_of_kind(in->what.second);
    *ret_both =
        subject != COMMAND_NONE && text != COMMAND_NONE && subject != text;
    if (*ret_both)
        return COMMAND_NONE;
    return text != COMMAND_NONE ? text : subject;
}

/* A line of a list holds all that was said; in a mail it may stand anywhere. */
void flag_word_read(struct intake *in, const struct flag *f,
                    struct flag_word *ret)
{
    struct particulars p =
        particulars_read(in->receipt ? SPAN_NONE : in->f->words, in->arena);
    const struct command *c = &in->command;

    assert(f && ret);
    *ret = (struct flag_word){ .in = in, .flag = *f };
    ret->verb = said_verb(in, &ret->contradicts);
    ret->reason = c->reason;
    if (!ret->reason.n && !in->receipt)
        ret->reason = term_reason(in, &p);
    ret->dated = c->has_date;
    ret->until = c->date;
    if (!ret->dated && !in->receipt && ret->verb == COMMAND_DEFER)
        ret->dated = term_day(in, &p, &ret->until) == WHEN_FINE;
}

/* ---- what stands against it ---- */

static const char *defer_fault(const struct flag_word *w, const char **ret_en)
{
    civil_day today = civil_of(w->in->m->received_at);

    *ret_en = "a day after today and at most 180 days ahead is needed, such as "
              "DEFER 2026-05-29";
    if (!w->dated)
        return "请写明暂缓至哪一天，如“暂缓 2026-05-29”";
    if (w->until <= today)
        return "暂缓的日期须晚于今天";
    return w->until - today > FLAG_DEFER_MOST ? "暂缓最长180天，请写较近的日期"
                                              : NULL;
}

/* Whoever uses the mailbox that all share could be one person twice. */
static const char *shared_fault(const struct flag_word *w, const char **ret_en)
{
    const struct desk_settings *set = w->in->dk->set;

    if (!set->four_eyes || set->secretariat_n < 2 ||
        !span_eq_nocase(w->in->who.from, set->secretariat[0]))
        return NULL;
    *ret_en = "the duty mailbox is shared and does not show who writes: reply "
              "from your own registered address of the secretariat";
    return "拟退出和确认退出须由两位经办人先后办理，值班信箱为多人共用，不能"
           "据以区分经办人；请用秘书处名单中本人的登记邮箱回复";
}

static const char *state_fault(const struct flag_word *w, const char **ret_en)
{
    enum flag_state to;

    if (flag_step(w->flag.state, words[word_of(w->verb)].event, &to))
        return NULL;
    *ret_en = "its state does not allow that now";
    if (!flag_lives(w->flag.state))
        return "该退出标记已经终结，不能再办理";
    if (w->flag.state == FLAG_PRE_EXIT && w->verb == COMMAND_CONFIRM_EXIT)
        return "陈述期尚未届满，单位也未陈述，不能确认退出";
    if (w->verb == COMMAND_CONFIRM_EXIT)
        return "尚未告知该单位拟退出，不能确认退出；请先回复“拟退出”";
    return "该退出标记目前的状态不能这样办理";
}

const char *flag_word_fault(const struct flag_word *w, const char **ret_en)
{
    const char *fault;

    assert(w && ret_en);
    *ret_en = "subject and text do not say the same: nothing was done";
    if (w->contradicts)
        return "主题与正文所写的决定不一致，未执行";
    *ret_en = "the decision was not understood";
    if (word_of(w->verb) == ARRAY_LEN(words))
        return "没有读懂决定";
    fault = state_fault(w, ret_en);
    if (fault)
        return fault;
    if (w->verb == COMMAND_DISMISS && !w->reason.n) {
        *ret_en = "dismissing needs a reason";
        return "撤销标记须写明理由，如“撤销标记 理由：已补交证明”";
    }
    if (w->verb == COMMAND_DEFER)
        return defer_fault(w, ret_en);
    if (w->verb == COMMAND_DISMISS)
        return NULL;
    fault = shared_fault(w, ret_en);
    if (fault || w->verb == COMMAND_PRE_EXIT)
        return fault;
    return four_eyes_fault(w->in->dk, w->flag.stepped_by, w->in->who.from,
                           ret_en);
}

/* ---- the token's word ---- */

enum verdict flag_may_decide(struct intake *in, bool *ret, struct reason *why)
{
    enum verdict v = intake_has_role(in, ROLE_SEC, SPAN_NONE, ret, why);

    if (v != VERDICT_DONE || *ret)
        return v;
    return refuse_authority(in, "退出标记须由秘书处决定",
                            "only the secretariat decides about a flag", why);
}

enum verdict flag_decide(struct intake *in, struct span object,
                         struct reason *why)
{
    struct flag_word w;
    struct flag f;
    const char *fault;
    const char *en;
    bool may = false;
    bool found = false;
    bool other = false;
    enum verdict v = flag_may_decide(in, &may, why);

    if (v != VERDICT_DONE || !may)
        return v;
    v = flag_get(in->dk->store, object, in->arena, &f, &found, why);
    if (v == VERDICT_DONE && !found)
        return refuse_command(in, object, "没有这个退出标记",
                              "there is no such flag", NULL, 0, why);
    if (v == VERDICT_DONE)
        v = flag_names_other(in, &f, &other, why);
    if (v != VERDICT_DONE)
        return v;
    flag_word_read(in, &f, &w);
    fault = other ? "来函所写单位或编号与所答复的退出标记不一致，未执行"
                  : flag_word_fault(&w, &en);
    if (other)
        en = "the unit you wrote is not the one this mail was about";
    return fault ? refuse(&w, fault, en, why)
                 : words[word_of(w.verb)].act(&w, why);
}
