/* One message: recognised, its sender's authority found, its handler called. */
#include <assert.h>

#include "bounce.h"
#include "case.h"
#include "convoke/base/log.h"
#include "convoke/base/moment.h"
#include "convoke/store/outbox.h"
#include "excess.h"
#include "intake_acts.h"
#include "large_mail.h"
#include "plenary.h"
#include "rsvp.h"

struct span intake_evidence(const struct intake *in)
{
    return arena_printf(in->arena, "message:%lld", (long long)in->m->id);
}

void intake_end(struct intake *in, enum message_state state, struct span object,
                const char *reason)
{
    in->state = state;
    in->object = object;
    in->reason = span_str(reason);
}

enum verdict intake_audit(struct intake *in, const struct change *c,
                          struct reason *why)
{
    struct audit_entry e = {
        .at = desk_now(in->dk),
        .entity = span_str(c->entity),
        .entity_id = c->id,
        .from = span_str(c->from),
        .to = span_str(c->to),
        .event = span_str(c->event),
        .actor = in->who.from,
        .authority = span_str(authority_level_name(in->who.level)),
        .evidence = intake_evidence(in),
        .note = c->note,
    };

    return audit_add(in->dk->store, &e, why);
}

enum verdict clock_audit(struct desk *dk, const struct change *c,
                         struct reason *why)
{
    struct audit_entry e = {
        .at = desk_now(dk),
        .entity = span_str(c->entity),
        .entity_id = c->id,
        .from = span_str(c->from),
        .to = span_str(c->to),
        .event = span_str(c->event),
        .actor = SPAN("convoke"),
        .authority = SPAN("clock"),
        .note = c->note,
    };

    return audit_add(dk->store, &e, why);
}

static bool is_listed(struct span mail, const struct span *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (span_eq_nocase(mail, list[i]))
            return true;
    return false;
}

enum verdict intake_has_role(struct intake *in, enum role role,
                             struct span group, bool *ret, struct reason *why)
{
    const struct desk_settings *set = in->dk->set;

    *ret = false;
    if (in->who.level < AUTHORITY_L1)
        return VERDICT_DONE;
    *ret = (role == ROLE_SEC &&
            is_listed(in->who.from, set->secretariat, set->secretariat_n)) ||
           (role == ROLE_ADM && is_listed(in->who.from, set->administrators,
                                          set->administrators_n)) ||
           (role == ROLE_FIN &&
            is_listed(in->who.from, set->clerks, set->clerks_n));
    if (*ret)
        return VERDICT_DONE;
    return office_held(in->dk->store, in->who.from, role, group, ret, why);
}

bool intake_is_ours(const struct intake *in)
{
    const struct desk_settings *set = in->dk->set;

    return span_eq_nocase(in->who.from, set->service) ||
           is_listed(in->who.from, set->secretariat, set->secretariat_n) ||
           is_listed(in->who.from, set->administrators,
                     set->administrators_n) ||
           is_listed(in->who.from, set->clerks, set->clerks_n);
}

/* The operators share the duty mailbox's tokens. */
static bool holds_token(const struct intake *in)
{
    const struct desk_settings *set = in->dk->set;

    if (span_eq_nocase(in->token.actor, in->who.from))
        return true;
    return in->who.level >= AUTHORITY_L1 &&
           is_listed(in->token.actor, set->secretariat, set->secretariat_n) &&
           is_listed(in->who.from, set->secretariat, set->secretariat_n);
}

/* An applicant's colleague who answers in his place is no forger: the
 * applicant is asked (R-A3). */
static enum verdict run_borrowed(struct intake *in, const struct token_act *act,
                                 struct reason *why)
{
    struct facts_address to = { SPAN_NONE, in->token.actor };
    struct application a;
    struct span id;
    struct span group;
    bool found = false;
    enum verdict v;

    if (in->confirmed)
        return act->act(in, in->token.object, why);
    review_split(in->token.object, &id, &group);
    v = application_get(in->dk->store, id, in->arena, &a, &found, why);
    if (v != VERDICT_DONE)
        return v;
    if (!found || act->needs_proof || in->token.closed)
        return refuse_authority(in, "令牌不属于该发件人",
                                "the token was given to another address", why);
    return hold_for_contact(in, a.name, &to, id, why);
}

static enum verdict run_without_token(struct intake *in,
                                      const struct mail_act *said,
                                      struct reason *why)
{
    in->token = (struct token){ .single = false };
    return said->act(in, SPAN_NONE, why);
}

static bool only_refers(struct span purpose)
{
    const struct token_act *act = token_act_of(purpose);

    return act && act->only_refers;
}

/* What the mail says to do with the token's object instead. Papers that come
 * with an answer may bear any name; and the form goes out with many a mail of
 * ours, so that who sends one back has not applied: only a subject says so. */
static const struct mail_act *said_over_token(const struct intake *in)
{
    const struct mail_act *said = mail_act_of(in->what.second);
    enum intake_via via = in->what.second_via;
    bool form =
        in->what.second == INTAKE_APPLICATION && via != INTAKE_VIA_SUBJECT;
    bool paper = via == INTAKE_VIA_FILE && in->token.hash.n &&
                 !span_starts(in->token.purpose, SPAN("contribution")) &&
                 !only_refers(in->token.purpose);

    return said && said->over_token && !form && !paper ? said : NULL;
}

/* Whoever writes another number into the subject, or behind the word, means
 * another thing than the one his token decides about. */
static bool names_another(const struct intake *in)
{
    struct reference mine;
    struct reference named[8];
    struct span rest = in->command.rest;
    struct span object = in->token.object;
    size_t n;

    if (!reference_take(&object, &mine))
        return false;
    n = reference_all(in->f->subject, mine.kind, named, ARRAY_LEN(named));
    for (size_t i = 0; i < n && i < ARRAY_LEN(named); i++)
        if (span_eq(reference_span(&named[i]), reference_span(&mine)))
            n = 0;
    return n > 0 || (reference_take(&rest, named) && named->kind == mine.kind &&
                     !span_eq(reference_span(named), reference_span(&mine)));
}

static enum verdict run_with_token(struct intake *in,
                                   const struct token_act *act,
                                   struct reason *why)
{
    const struct token *t = &in->token;
    const struct mail_act *said = said_over_token(in);

    if (act->only_refers)
        return (said ? said->act : act->act)(in, t->object, why);
    if (!holds_token(in) && said && said->alone)
        return run_without_token(in, said, why);
    if (!holds_token(in))
        return run_borrowed(in, act, why);
    if (act->needs_proof && in->who.level < AUTHORITY_L1)
        return refuse_authority(in, "发件人身份未通过核验",
                                "the sender could not be authenticated", why);
    if ((t->closed || t->expires_at <= in->m->received_at) && said &&
        said->alone)
        return run_without_token(in, said, why);
    if (t->closed || t->expires_at <= in->m->received_at)
        return refuse_command(in, t->object, "令牌已使用或已过期",
                              "the token was used or has expired", NULL, 0,
                              why);
    if (act->needs_proof && !said && names_another(in))
        return refuse_command(in, t->object,
                              "来函所写编号与令牌所属事项不一致，未执行",
                              "the number you wrote is not the one this token "
                              "is for",
                              NULL, 0, why);
    if (act->needs_proof)
        in->who.level = AUTHORITY_L2;
    return (said ? said->act : act->act)(in, t->object, why);
}

static enum verdict run_token(struct intake *in, struct reason *why)
{
    const struct token_act *act = token_act_of(in->token.purpose);

    if (act)
        return run_with_token(in, act, why);
    return reason_set(why, VERDICT_BROKEN, "intake.token",
                      "a token of an unknown purpose");
}

bool intake_has_purpose(struct span purpose)
{
    return token_act_of(purpose) != NULL;
}

enum verdict intake_run_purpose(struct intake *in, struct span purpose,
                                struct span object, struct reason *why)
{
    const struct token_act *act = token_act_of(purpose);

    assert(act);
    return act->act(in, object, why);
}

enum verdict intake_run_kind(struct intake *in, enum intake_kind kind,
                             struct span object, struct reason *why)
{
    const struct mail_act *act = mail_act_of(kind);

    assert(act);
    return act->act(in, object, why);
}

/* A copy for information carries no token: its reader decides nothing, and
 * thanks need a person, not our instructions. */
static enum verdict run_thread(struct intake *in, struct reason *why)
{
    bool done = false;
    enum verdict v = rsvp_of_thread(in, &done, why);

    if (v != VERDICT_DONE || done)
        return v;
    if (in->command.verb != COMMAND_NONE)
        return refuse_authority(in, "来函没有有效令牌，指令未执行",
                                "a command without a valid token", why);
    return hold_for_person(in, "对通知的回复，需人工阅处",
                           "an answer to a notice, for a person", why);
}

static enum verdict run_kind(struct intake *in, struct reason *why)
{
    const struct mail_act *act = mail_act_of(in->what.kind);
    const struct mail_act *said = said_over_token(in);
    enum verdict v;

    if (!act && said && said->alone)
        return run_without_token(in, said, why);
    if (act)
        return act->act(in, reference_span(&in->what.application), why);
    switch (in->what.kind) {
    case INTAKE_HELP:
        return answer_help(in, why);
    case INTAKE_TOKEN_REPLY:
    case INTAKE_THREAD_REPLY:
        return run_thread(in, why);
    case INTAKE_UNRECOGNISED:
        v = bounce_came_to(in) ? VERDICT_DONE : answer_help(in, why);
        return v == VERDICT_DONE
                   ? hold_for_person(in, "未能识别来件", "not recognised", why)
                   : v;
    default:
        return hold_for_person(in, "此类来件由秘书处人工处理",
                               "the secretariat deals with such mail", why);
    }
}

/* What the first receiving system found to be a lie has no effect and is never
 * answered (R-A3). */
static bool is_forged(const struct intake *in)
{
    return in->who.fault == AUTHORITY_NOT_ONE_FROM ||
           in->who.fault == AUTHORITY_BAD_FROM ||
           in->who.fault == AUTHORITY_OURSELVES ||
           in->who.fault == AUTHORITY_DMARC_FAILED ||
           in->who.fault == AUTHORITY_CONTRADICTION;
}

static enum verdict refuse_forged(struct intake *in, struct reason *why)
{
    if (in->token.hash.n || in->command.verb != COMMAND_NONE ||
        intake_row(in->what.kind)->level > 0)
        return refuse_authority(in, "发件人身份未通过核验",
                                "the sender could not be authenticated", why);
    return hold_for_person(in, "发件人身份未通过核验，未予答复",
                           "the sender could not be authenticated; not "
                           "answered",
                           why);
}

static bool is_automatic(enum intake_kind kind)
{
    return kind >= INTAKE_BOUNCE && kind <= INTAKE_LOOP;
}

/* The token named in the mail, or the one that left in the mail it answers. */
static enum verdict find_token(struct intake *in, struct reason *why)
{
    struct token t;
    bool found = false;
    enum verdict v = VERDICT_DONE;

    if (in->what.token.n)
        v = token_find(in->dk->store, in->what.token, in->arena, &t, &found,
                       why);
    if (v == VERDICT_DONE && !found && in->f->in_reply_to.n)
        v = token_of_mail(in->dk->store, in->f->in_reply_to, in->arena, &t,
                          &found, why);
    for (size_t i = in->f->references.n;
         v == VERDICT_DONE && !found && i-- > 0;)
        v = token_of_mail(in->dk->store, in->f->references.at[i], in->arena, &t,
                          &found, why);
    if (v == VERDICT_DONE && found)
        in->token = t;
    return v;
}

static enum verdict thread_is_ours(struct intake *in, bool *ret,
                                   struct reason *why)
{
    struct span object = SPAN_NONE;
    enum verdict v = VERDICT_DONE;

    *ret = false;
    if (in->f->in_reply_to.n)
        v = outbox_object_of(in->dk->store, in->f->in_reply_to, in->arena,
                             &object, ret, why);
    return v;
}

/* A keyword in a new mail that only refers to one of ours. */
static bool keyword_goes_first(const struct intake *in)
{
    return in->what.via == INTAKE_VIA_SUBJECT ||
           in->what.via == INTAKE_VIA_ADDRESS;
}

static struct command command_of(const struct facts *f)
{
    struct command c = command_parse(f->words_uncertain ? SPAN_NONE : f->words);

    return c.verb == COMMAND_NONE ? command_parse(f->subject) : c;
}

enum verdict intake_decide(struct intake *in, struct reason *why)
{
    const struct desk_settings *set = in->dk->set;
    struct recognise_context ctx = { .service = set->service,
                                     .separator = set->separator };
    bool over = false;
    enum verdict v = thread_is_ours(in, &ctx.thread_is_ours, why);

    if (v == VERDICT_DONE)
        v = rsvp_is_ours(in, &ctx.calendar_is_ours, why);
    if (v != VERDICT_DONE)
        return v;
    in->who = authority_level(in->f, &set->trust);
    if (in->confirmed)
        in->who.level = AUTHORITY_L1;
    in->what = recognise(in->f, &ctx);
    in->command = command_of(in->f);
    if (in->what.kind == INTAKE_BOUNCE)
        return bounce_receive(in, SPAN_NONE, why);
    if (is_automatic(in->what.kind)) {
        intake_end(in, MESSAGE_IGNORED, SPAN_NONE, "自动来件，只计数");
        return VERDICT_DONE;
    }
    v = find_token(in, why);
    if (v != VERDICT_DONE)
        return v;
    v = excess_check(in, &over, why);
    if (v != VERDICT_DONE || over)
        return v;
    if (in->f->remnant_of)
        return large_mail_refuse(in, is_forged(in), why);
    if (is_forged(in) && !in->confirmed)
        return refuse_forged(in, why);
    if (in->token.hash.n && in->what.kind != INTAKE_CALENDAR &&
        !keyword_goes_first(in))
        return run_token(in, why);
    return run_kind(in, why);
}

/* The word about a proposed time names none: its token does. */
static enum verdict proposal_of(struct intake *in, struct span *ret,
                                struct reason *why)
{
    struct intake said = *in;
    enum verdict v;

    said.token = (struct token){ .single = false };
    v = find_token(&said, why);
    *ret = span_eq(said.token.purpose, SPAN("counter")) ? said.token.object
                                                        : SPAN_NONE;
    return v;
}

/* An answer that only says 同意 to something. */
static enum verdict repeat_answer(struct intake *in, struct span meeting,
                                  struct reason *why)
{
    struct span proposal;
    enum verdict v = proposal_of(in, &proposal, why);

    if (v != VERDICT_DONE)
        return v;
    return proposal.n ? counter_decide(in, proposal, why)
                      : meeting_command(in, meeting, why);
}

enum verdict intake_repeat(struct intake *in, int64_t message,
                           struct reason *why)
{
    const struct desk_settings *set = in->dk->set;
    struct recognise_context ctx = { .service = set->service,
                                     .separator = set->separator };
    struct message m;
    struct facts f;
    struct intake again = { .dk = in->dk,
                            .arena = in->arena,
                            .m = &m,
                            .f = &f,
                            .who = in->who,
                            .token = in->token,
                            .repeated = true };
    const struct mail_act *act;
    enum verdict v = message_get(in->dk->store, message, in->arena, &m, why);

    if (v == VERDICT_DONE)
        v = facts_decode(m.facts, in->arena, &f, why);
    if (v != VERDICT_DONE)
        return v;
    again.what = recognise(&f, &ctx);
    again.command = command_of(&f);
    again.token.purpose = SPAN("meeting");
    again.token.object = m.object;
    m.received_at = in->m->received_at;
    act = mail_act_of(again.what.kind);
    if (!act)
        act = mail_act_of(again.what.second);
    v = act ? act->act(&again, m.object, why)
            : repeat_answer(&again, m.object, why);
    intake_end(in, again.state, again.object, NULL);
    in->reason = again.reason;
    return v;
}

static enum verdict settle(struct intake *in, struct reason *why)
{
    struct message m = *in->m;

    m.state = in->state;
    m.object = in->object;
    m.reason = in->reason;
    m.kind = span_str(intake_name(in->what.kind));
    m.settled_at = desk_now(in->dk);
    return message_settle(in->dk->store, &m, why);
}

/* The first trusted hop's stamp is when it entered our system (R-D7). */
static int64_t receipt_of(const struct desk *dk, const struct facts *f,
                          int64_t fetched)
{
    list_each(&f->hops,
              hop) for (size_t i = 0; i < dk->set->trusted_hosts_n;
                        i++) if (hop->at != MOMENT_NONE &&
                                 span_eq_nocase(
                                     hop->by,
                                     dk->set->trusted_hosts[i])) return hop->at;
    return fetched;
}

static void describe(struct desk *dk, struct message *m, const struct facts *f,
                     struct span record)
{
    m->sender = f->from.n ? f->from.at[0].mail : SPAN_NONE;
    m->subject = f->subject;
    if (f->remnant_of)
        m->size = (int64_t)f->remnant_of;
    m->message_id = f->message_id;
    m->body_hash = f->body_hash;
    m->facts = record;
    m->received_at = receipt_of(dk, f, m->received_at);
}

enum verdict desk_intake(struct desk *dk, struct message *m, struct span record,
                         struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(CASE_MAX_ARENA);
    struct facts f;
    struct intake in = { .dk = dk, .arena = &arena, .m = m, .f = &f };
    int64_t twin = 0;
    enum verdict v;

    assert(dk);
    assert(m);
    v = facts_decode(record, &arena, &f, why);
    if (v != VERDICT_DONE)
        return v;
    describe(dk, m, &f, record);
    v = message_set_facts(dk->store, m, why);
    if (v == VERDICT_DONE)
        v = message_twin(dk->store, m, &twin, why);
    if (v != VERDICT_DONE)
        return v;
    if (twin) {
        intake_end(&in, MESSAGE_IGNORED, SPAN_NONE, "重复来件");
        in.object = arena_printf(&arena, "message:%lld", (long long)twin);
        return settle(&in, why);
    }
    v = intake_decide(&in, why);
    dk->of_stranger = false;
    if (v != VERDICT_DONE)
        return v;
    log_event(LOG_NOTICE, "message.decided", KV_INT("message", m->id),
              KV_STR("kind", intake_name(in.what.kind)),
              KV_STR("state", message_state_name(in.state)),
              KV("object", in.object));
    return settle(&in, why);
}
