/* What is said when something cannot be done: to the sender when he is to be
 * trusted with an answer, else to the secretariat only (R-A3). */
#include <assert.h>

#include "case.h"
#include "contribution_mail.h"
#include "convoke/base/moment.h"
#include "convoke/desk/domain.h"
#include "convoke/desk/lookalike.h"
#include "convoke/store/outbox.h"
#include "flag_case.h"
#include "guidance.h"
#include "meeting_view.h"

enum { DAY = 86400 };

static void add_words(struct notice *n, const enum command_verb *words,
                      size_t words_n)
{
    view_list(n->view, "words");
    for (size_t i = 0; i < words_n; i++) {
        const struct command_word *w = command_word(words[i]);
        struct view *item = view_item(n->view, "words");
        view_textf(item, "word", "%s%s%s / %s", w->zh, w->parameter ? " " : "",
                   w->parameter ? w->parameter : "", w->en);
        view_both(item, "meaning", span_str(w->meaning_zh),
                  span_str(w->meaning_en));
    }
}

static struct span subject_of(struct intake *in)
{
    return in->m->subject.n ? in->m->subject : SPAN("（无主题）");
}

/* The mail with the token may have been passed on; only whom it was sent to,
 * and his colleagues, learn of its object and may try again. */
static bool token_is_his(const struct intake *in)
{
    struct span his = domain_of(in->token.actor);

    return in->token.hash.n &&
           (span_eq_nocase(in->token.actor, in->who.from) ||
            (!domain_is_public(his) && domain_aligned(his, in->who.domain)));
}

/* Whoever only guessed a number learns nothing about it. */
static enum verdict state_of(struct intake *in, struct span object,
                             struct span *ret_zh, struct span *ret_en,
                             struct reason *why)
{
    struct contribution c;
    struct flag f;
    bool may = token_is_his(in);
    struct meeting m;
    bool found = false;
    enum verdict v =
        meeting_get(in->dk->store, object, in->arena, &m, &found, why);

    if (v == VERDICT_DONE && found) {
        struct meeting_words w = meeting_state_words(&m);
        *ret_zh = w.zh;
        *ret_en = w.en;
        return v;
    }
    if (v == VERDICT_DONE && !may)
        v = intake_has_role(in, ROLE_SEC, SPAN_NONE, &may, why);
    if (v != VERDICT_DONE)
        return v;
    if (v == VERDICT_DONE && may)
        v = contribution_get(in->dk->store, object, in->arena, &c, &found, why);
    if (v != VERDICT_DONE)
        return v;
    if (found) {
        *ret_zh = contribution_state_zh(c.state);
        *ret_en = contribution_state_en(c.state);
        return v;
    }
    if (may)
        v = flag_get(in->dk->store, object, in->arena, &f, &found, why);
    if (v != VERDICT_DONE)
        return v;
    if (found) {
        *ret_zh = span_str(flag_state_zh(f.state));
        *ret_en = span_str(flag_state_en(f.state));
        return v;
    }
    return papers_state(in->dk, may ? object : SPAN_NONE, in->arena, ret_zh,
                        ret_en, why);
}

static enum verdict refuse_line(struct intake *in, const char *zh,
                                const char *en)
{
    *in->receipt = (struct intake_receipt){ true, span_str(zh), span_str(en) };
    return VERDICT_DONE;
}

static int days_left(const struct intake *in)
{
    return (int)((in->token.expires_at - desk_now(in->dk)) / DAY) + 1;
}

enum verdict refuse_command(struct intake *in, struct span object,
                            const char *problem_zh, const char *problem_en,
                            const enum command_verb *words, size_t words_n,
                            struct reason *why)
{
    struct notice n;
    struct span id;
    struct span group;
    struct span state_zh;
    struct span state_en;
    enum verdict v;

    if (in->receipt)
        return refuse_line(in, problem_zh, problem_en);
    v = state_of(in, object, &state_zh, &state_en, why);
    if (v != VERDICT_DONE)
        return v;
    review_split(object, &id, &group);
    notice_init(&n, in->arena, "cmd.refused", id);
    n.group = group;
    notice_to(&n, SPAN_NONE, in->who.from, token_is_his(in));
    view_moment(n.view, "received", in->m->received_at);
    view_text(n.view, "subject", subject_of(in));
    view_both(n.view, "problem", span_str(problem_zh), span_str(problem_en));
    view_both(n.view, "state", state_zh, state_en);
    add_words(&n, words, words_n);
    n.discriminator = intake_evidence(in);
    n.answers = in->f;
    /* The refused mail leaves the right to act as it was. */
    if (token_is_his(in) && !in->token.closed) {
        n.purpose = arena_str(in->arena, in->token.purpose);
        n.token_object = in->token.object;
        n.lasting = !in->token.single;
        n.days = days_left(in);
        n.actions = words;
        n.actions_n = words_n;
    }
    intake_end(in, MESSAGE_APPLIED, object, problem_zh);
    return notice_send(in->dk, &n, why);
}

static void add_fact(struct view *v, struct span zh, struct span en,
                     struct span value)
{
    struct view *item = view_item(v, "facts");

    view_both(item, "label", zh, en);
    view_text(item, "value", value.n ? value : SPAN("—"));
}

static struct span sender_of(struct intake *in)
{
    return in->m->sender.n ? in->m->sender : SPAN("（无发件人）");
}

/* Nobody sees one letter in an address unless he is told to look. */
static enum verdict add_lookalike(struct intake *in, struct notice *n,
                                  struct reason *why)
{
    struct span known;
    enum verdict v = lookalike_of(in->dk->store, in->dk->set->domain,
                                  in->m->sender, in->arena, &known, why);

    if (v == VERDICT_DONE && known.n)
        add_fact(n->view, SPAN("域名提示"), SPAN("domain"),
                 arena_printf(in->arena,
                              "与已登记的" SPAN_FMT "相似，疑似冒用，请核对",
                              SPAN_ARG(known)));
    return v;
}

enum verdict refuse_authority(struct intake *in, const char *problem_zh,
                              const char *problem_en, struct reason *why)
{
    struct notice n;
    enum verdict v;

    if (in->receipt)
        return refuse_line(in, problem_zh, problem_en);
    notice_init(&n, in->arena, "auth.fail", SPAN_NONE);
    v = notice_to_role(in->dk, &n, ROLE_SEC, false, why);
    if (v != VERDICT_DONE)
        return v;
    view_moment(n.view, "received", in->m->received_at);
    view_text(n.view, "sender", sender_of(in));
    view_text(n.view, "subject", subject_of(in));
    add_fact(n.view, SPAN("原因"), SPAN("problem"), span_str(problem_zh));
    add_fact(n.view, SPAN("身份核验"), SPAN("authentication"),
             span_str(authority_fault_zh(in->who.fault)));
    v = add_lookalike(in, &n, why);
    if (v != VERDICT_DONE)
        return v;
    add_fact(n.view, SPAN("退信地址"), SPAN("return path"), in->f->return_path);
    add_fact(n.view, SPAN("来件编号"), SPAN("message"), intake_evidence(in));
    n.law_zh = SPAN("第十一条");
    n.law_en = SPAN("Article 11");
    n.discriminator = intake_evidence(in);
    intake_end(in, MESSAGE_HELD, SPAN_NONE, problem_zh);
    return notice_send(in->dk, &n, why);
}

/* One a day for each address, whatever is sent (6.1(9)); never to a mailbox
 * of our own. */
static enum verdict may_help(struct intake *in, bool *ret, struct reason *why)
{
    int64_t count = 0;
    enum verdict v =
        outbox_count_recent(in->dk->store, in->who.from, desk_now(in->dk) - DAY,
                            SPAN("help.reply"), &count, why);

    *ret = count == 0 && !intake_is_ours(in);
    return v;
}

enum verdict answer_help(struct intake *in, struct reason *why)
{
    struct hats hats;
    struct notice n;
    bool may = false;
    enum verdict v = may_help(in, &may, why);

    intake_end(in, MESSAGE_IGNORED, SPAN_NONE, "24小时内已答复过使用说明");
    if (v == VERDICT_DONE && may)
        v = hats_of(in, &hats, why);
    if (v != VERDICT_DONE || !may)
        return v;
    notice_init(&n, in->arena, "help.reply", SPAN_NONE);
    notice_to(&n, SPAN_NONE, in->who.from, false);
    guidance_add(&n, &hats);
    n.law_zh = SPAN("第十一条");
    n.law_en = SPAN("Article 11");
    n.discriminator = intake_evidence(in);
    n.answers = in->f;
    if (!hats_any(&hats))
        attach_blank_form(&n);
    intake_end(in, MESSAGE_APPLIED, SPAN_NONE, "已答复使用说明");
    return notice_send(in->dk, &n, why);
}

enum verdict hold_for_person(struct intake *in, const char *reason_zh,
                             const char *reason_en, struct reason *why)
{
    struct notice n;
    enum verdict v;

    notice_init(&n, in->arena, "held.info", SPAN_NONE);
    v = notice_to_role(in->dk, &n, ROLE_SEC, false, why);
    if (v != VERDICT_DONE)
        return v;
    view_text(n.view, "sender", sender_of(in));
    view_text(n.view, "subject", subject_of(in));
    view_moment(n.view, "received", in->m->received_at);
    view_both(n.view, "reason", span_str(reason_zh), span_str(reason_en));
    view_text(n.view, "unit", SPAN_NONE);
    v = lookalike_view(in->dk, in->m->sender, &n, why);
    if (v != VERDICT_DONE)
        return v;
    view_due(n.view, "due",
             workdays_add(&in->dk->workdays, civil_of(in->m->received_at), 2));
    n.discriminator = intake_evidence(in);
    intake_end(in, MESSAGE_HELD, SPAN_NONE, reason_zh);
    return notice_send(in->dk, &n, why);
}
