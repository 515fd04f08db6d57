/* An invitation answered in words, by those whose mail program has no buttons
 * for it (interop.md 50). */
#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/store/outbox.h"
#include "invitation.h"
#include "rsvp_who.h"
#include "rsvp_words.h"

/* When the mail of ours that is answered was written; MOMENT_NONE: there is
 * none. */
static enum verdict answered_at(struct intake *in, int64_t *ret,
                                struct reason *why)
{
    const struct facts *f = in->f;
    bool found = false;
    enum verdict v = VERDICT_DONE;

    *ret = MOMENT_NONE;
    if (f->in_reply_to.n)
        v = outbox_queued_at(in->dk->store, f->in_reply_to, ret, &found, why);
    for (size_t i = f->references.n; v == VERDICT_DONE && !found && i-- > 0;)
        v = outbox_queued_at(in->dk->store, f->references.at[i], ret, &found,
                             why);
    return v;
}

/* Words name no SEQUENCE: it is that of the mail they answer, else of what was
 * known when they came. */
static enum verdict sequence_of(struct intake *in, const struct meeting *m,
                                int64_t *ret, struct reason *why)
{
    int64_t at = MOMENT_NONE;
    enum verdict v = answered_at(in, &at, why);

    if (at == MOMENT_NONE)
        at = in->m->received_at;
    *ret = m->sequence;
    if (m->moved_at != MOMENT_NONE && at < m->moved_at && m->sequence > 0)
        *ret = m->sequence - 1;
    return v;
}

static enum verdict hold(struct intake *in, const struct rsvp_words *w,
                         struct span object, struct reason *why)
{
    enum verdict v =
        w->sense == RSVP_SENSE_QUESTION
            ? hold_for_person(in, "对会议邀请的回复中有提问，请答复",
                              "a question in reply to an invitation", why)
            : hold_for_person(in, "对会议邀请的回复，未能读出参会意向",
                              "a reply to an invitation that does not say "
                              "whether they come",
                              why);

    in->object = object;
    return v;
}

static enum verdict record(struct intake *in, const struct meeting *m,
                           const struct rsvp_who *who,
                           const struct rsvp_words *w, struct reason *why)
{
    struct rsvp_case c = {
        .in = in,
        .m = *m,
        .party = who->party,
        .unit = who->unit,
        .person = who->person,
        .status = w->status,
        .stamp = in->m->received_at,
        .comment = w->reason,
        .delegate = rsvp_person(in->arena, w->delegate),
        .delegate_name = w->delegate_name,
        .way = SPAN("text"),
    };
    enum verdict v = sequence_of(in, m, &c.sequence, why);

    return v == VERDICT_DONE ? rsvp_record(&c, why) : v;
}

enum verdict rsvp_reply(struct intake *in, struct span object,
                        struct reason *why)
{
    struct rsvp_words w = { .sense = RSVP_SENSE_NONE };
    struct rsvp_question q = { .event = NULL };
    struct rsvp_who who;
    struct meeting m;
    struct span meeting;
    bool found = false;
    bool known = false;
    enum verdict v;

    assert(in);
    rsvp_split(object, &meeting, &q.party);
    /* An answer between the lines of ours may be of ours. */
    if (!in->f->words_uncertain)
        w = rsvp_words_read(in->f->words);
    v = meeting_get(in->dk->store, meeting, in->arena, &m, &found, why);
    if (v != VERDICT_DONE)
        return v;
    if (!found || w.sense != RSVP_SENSE_ANSWER)
        return hold(in, &w, object, why);
    q.m = &m;
    v = rsvp_who(in, &q, &who, &known, why);
    return v == VERDICT_DONE && known ? record(in, &m, &who, &w, why) : v;
}

/* The meeting that the mail of ours is about which this one answers. */
static enum verdict meeting_answered(struct intake *in, struct reference *ret,
                                     bool *ret_found, struct reason *why)
{
    struct span object = SPAN_NONE;
    enum verdict v = VERDICT_DONE;

    *ret_found = false;
    if (in->f->in_reply_to.n)
        v = outbox_object_of(in->dk->store, in->f->in_reply_to, in->arena,
                             &object, ret_found, why);
    *ret_found = v == VERDICT_DONE && *ret_found &&
                 reference_find(object, REFERENCE_MEETING, ret);
    return v;
}

/* 同意 and ACCEPT answer many things that we send; ACCEPT with the token of a
 * meeting is the button of its invitation. */
static bool decides(const struct intake *in)
{
    return in->command.verb != COMMAND_NONE &&
           (in->command.verb != COMMAND_ACCEPT ||
            !span_eq(in->token.purpose, SPAN("meeting")));
}

enum verdict rsvp_in_words(struct intake *in, struct span meeting,
                           bool *ret_done, struct reason *why)
{
    struct invitation invited;
    bool found = false;
    enum verdict v;

    assert(in && ret_done);
    *ret_done = false;
    if (in->who.level < AUTHORITY_L1 || decides(in) || in->f->words_uncertain ||
        rsvp_words_read(in->f->words).sense != RSVP_SENSE_ANSWER)
        return VERDICT_DONE;
    v = invitation_get(in->dk->store, meeting,
                       rsvp_person(in->arena, in->who.from), in->arena,
                       &invited, &found, why);
    if (v != VERDICT_DONE || !found || invited.ended)
        return v;
    *ret_done = true;
    return rsvp_reply(
        in, invitation_object(in->arena, invited.meeting, invited.party), why);
}

enum verdict rsvp_of_thread(struct intake *in, bool *ret_done,
                            struct reason *why)
{
    struct reference meeting;
    bool found = false;
    enum verdict v = meeting_answered(in, &meeting, &found, why);

    assert(in && ret_done);
    *ret_done = false;
    return v == VERDICT_DONE && found
               ? rsvp_in_words(in, reference_span(&meeting), ret_done, why)
               : v;
}
