#include "invitation.h"

#include <assert.h>

#include "convoke/base/hash.h"
#include "convoke/base/log.h"
#include "convoke/store/token.h"
#include "invitation_event.h"

/* A token outlives every move of the meeting: the word stands in calendars. */
enum { TOKEN_LIFE = 3 * 366 };

void invitation_attach(struct notice *n, const struct meeting *m,
                       enum invite_method method)
{
    assert(n && m);
    n->calendar = m;
    n->calendar_method = (int)method;
}

void invitation_decline(struct notice *n, const struct meeting *m,
                        struct span person, struct span comment)
{
    invitation_attach(n, m, INVITE_DECLINECOUNTER);
    n->calendar_person = person;
    n->calendar_comment = comment;
}

void invitation_to_delegate(struct notice *n, const struct meeting *m,
                            const struct facts_address *delegate,
                            struct span party, struct span from)
{
    struct notice_target *to;

    assert(delegate);
    invitation_attach(n, m, INVITE_REQUEST);
    notice_to(n, delegate->name, delegate->mail, false);
    to = &n->targets.at[n->targets.n - 1];
    to->party = party;
    to->delegated_from = from;
}

struct span invitation_uid(const struct desk *dk, struct arena *arena,
                           struct span meeting)
{
    assert(dk);
    return arena_printf(arena, SPAN_FMT "@" SPAN_FMT, SPAN_ARG(meeting),
                        SPAN_ARG(dk->set->domain));
}

struct span invitation_meeting(const struct desk *dk, struct span uid)
{
    size_t at;

    assert(dk);
    uid = span_trim(uid);
    at = span_find_char(uid, '@');
    if (at >= uid.n || !span_eq_nocase(span_from(uid, at + 1), dk->set->domain))
        return SPAN_NONE;
    return span_sub(uid, 0, at);
}

struct span invitation_object(struct arena *arena, struct span meeting,
                              struct span party)
{
    return arena_printf(arena, SPAN_FMT "/" SPAN_FMT, SPAN_ARG(meeting),
                        SPAN_ARG(party));
}

/* Addresses are kept in lower case. */
static struct span lower(struct arena *arena, struct span s)
{
    char *copy = arena_alloc(arena, s.n + 1);

    for (size_t i = 0; i < s.n; i++)
        copy[i] = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] + ('a' - 'A'))
                                                 : s.p[i];
    return span_of(copy, s.n);
}

static struct span party_of(struct arena *arena, const struct notice_target *to)
{
    return to->party.n ? to->party : lower(arena, to->to.mail);
}

/* ---- the token ---- */

/* Nobody outside can guess it, and every mail repeats it. */
static struct span word_of(struct desk *dk, struct arena *arena,
                           struct span meeting, struct span party)
{
    char hex[HASH_HEX];

    hash_keyed(store_secret(dk->store),
               arena_printf(arena, "rsvp:" SPAN_FMT ":" SPAN_FMT,
                            SPAN_ARG(meeting), SPAN_ARG(party)),
               hex);
    return arena_span(arena, span_of(hex, TOKEN_WORD));
}

static enum verdict keep_token(struct desk *dk, const struct notice *n,
                               const struct notice_target *to,
                               struct invitation_mail *im, struct reason *why)
{
    struct span party = party_of(im->arena, to);
    struct token t = {
        .purpose = SPAN("rsvp"),
        .object = invitation_object(im->arena, n->calendar->id, party),
        .actor = to->to.mail,
        .message_id = im->message_id,
        .issued_at = desk_now(dk),
        .expires_at = n->calendar->start_at + (int64_t)TOKEN_LIFE * CIVIL_DAY,
    };
    struct token had;
    bool found = false;
    enum verdict v;

    im->word = word_of(dk, im->arena, n->calendar->id, party);
    v = token_find(dk->store, im->word, im->arena, &had, &found, why);
    return v == VERDICT_DONE && !found ? token_add(dk->store, im->word, &t, why)
                                       : v;
}

/* ---- its people ---- */

static enum verdict was_invited(struct desk *dk, const struct notice *n,
                                struct span mail, struct invitation_mail *im,
                                struct invitation *ret, bool *ret_found,
                                struct reason *why)
{
    enum verdict v =
        invitation_get(dk->store, n->calendar->id, lower(im->arena, mail),
                       im->arena, ret, ret_found, why);

    if (v == VERDICT_DONE)
        *ret_found = *ret_found && !ret->ended;
    return v;
}

typedef LIST_OF(struct invite_person) attendees;

static enum verdict add_attendee(struct desk *dk, const struct notice *n,
                                 const struct notice_target *to,
                                 const struct facts_address *a,
                                 struct invitation_mail *im, attendees *all,
                                 struct reason *why)
{
    struct invitation had;
    bool found = false;
    bool first = a == &to->to;
    enum verdict v;

    if (n->calendar_person.n && !span_eq_nocase(a->mail, n->calendar_person))
        return VERDICT_DONE;
    v = was_invited(dk, n, a->mail, im, &had, &found, why);
    if (v == VERDICT_DONE)
        *list_push(all, im->arena) = (struct invite_person){
            .name = a->name,
            .mail = a->mail,
            .optional = to->optional,
            .delegated_from = first && to->delegated_from.n
                                  ? to->delegated_from
                                  : (found ? had.delegated_from : SPAN_NONE),
        };
    return v;
}

static enum verdict find_attendees(struct desk *dk, const struct notice *n,
                                   const struct notice_target *to,
                                   struct invitation_mail *im, attendees *all,
                                   struct reason *why)
{
    enum verdict v = add_attendee(dk, n, to, &to->to, im, all, why);

    for (size_t i = 0; i < to->cc.n && v == VERDICT_DONE; i++)
        v = add_attendee(dk, n, to, &to->cc.at[i], im, all, why);
    /* He proposed it from an address that this mail does not go to. */
    if (n->calendar_person.n && !all->n)
        list_push(all, im->arena)->mail = n->calendar_person;
    return v;
}

static enum verdict keep_invited(struct desk *dk, const struct notice *n,
                                 const struct notice_target *to,
                                 const struct invite_person *p,
                                 struct invitation_mail *im, struct reason *why)
{
    struct invitation i = {
        .meeting = n->calendar->id,
        .person = lower(im->arena, p->mail),
        .party = party_of(im->arena, to),
        .name = p->name,
        .sequence = n->calendar->sequence,
        .at = desk_now(dk),
        .delegated_from = lower(im->arena, p->delegated_from),
    };
    struct invitation had;
    bool found = false;
    enum verdict v = VERDICT_DONE;

    if (n->calendar_method == INVITE_CANCEL) {
        v = was_invited(dk, n, p->mail, im, &had, &found, why);
        i.ended = true;
        if (v == VERDICT_DONE && !found)
            return v;
    }
    return v == VERDICT_DONE ? invitation_put(dk->store, &i, why) : v;
}

static enum verdict keep_all(struct desk *dk, const struct notice *n,
                             const struct notice_target *to,
                             const attendees *all, struct invitation_mail *im,
                             struct reason *why)
{
    enum verdict v = VERDICT_DONE;

    if (n->calendar_method != INVITE_REQUEST &&
        n->calendar_method != INVITE_CANCEL)
        return v;
    for (size_t i = 0; i < all->n && v == VERDICT_DONE; i++)
        v = keep_invited(dk, n, to, &all->at[i], im, why);
    return v;
}

/* ---- the object ---- */

/* A notice must leave, and a wrong object must not: it leaves without. */
static enum verdict write_object(const struct invite *i,
                                 struct invitation_mail *im, struct reason *why)
{
    CLEANUP(text_release) struct text bytes = TEXT_INIT(TEXT_MAX_NOTICE);
    enum verdict v = invite_write(i, &bytes, why);

    if (v == VERDICT_DONE)
        v = invite_check(text_span(&bytes), i, why);
    if (v == VERDICT_NEVER || v == VERDICT_BROKEN) {
        log_event(LOG_ERROR, "invitation.unfit", KV("object", i->events->uid),
                  KV_WHY(why));
        return VERDICT_DONE;
    }
    if (v == VERDICT_DONE)
        im->calendar = (struct letter_calendar){
            .bytes = arena_span(im->arena, text_span(&bytes)),
            .method = span_str(invite_method_name(i->method)),
            .name = SPAN("invite.ics"),
        };
    return v;
}

static enum verdict make(struct desk *dk, const struct notice *n,
                         const attendees *all, struct invitation_mail *im,
                         struct reason *why)
{
    struct invite_event e = invitation_event(dk, im->arena, n->calendar);
    struct invite i = { .method = (enum invite_method)n->calendar_method,
                        .events = &e,
                        .events_n = 1 };

    e.organizer = (struct invite_person){
        .name = arena_printf(im->arena, SPAN_FMT "秘书处",
                             SPAN_ARG(n->calendar->group)),
        .mail = notice_address(dk, im->arena, im->word),
    };
    e.attendees = all->at;
    e.attendees_n = all->n;
    e.comment = n->calendar_comment;
    e.leaves =
        i.method == INVITE_CANCEL && n->calendar->state != MEETING_CANCELLED;
    if (i.method != INVITE_REQUEST)
        e.alarm = 0;
    return write_object(&i, im, why);
}

enum verdict invitation_make(struct desk *dk, const struct notice *n,
                             const struct notice_target *to,
                             struct invitation_mail *ret, struct reason *why)
{
    attendees all = { 0 };
    enum verdict v;

    assert(dk && n && n->calendar && to && ret);
    /* What has begun is in nobody's power to answer or to change. */
    if (n->calendar->start_at <= desk_now(dk))
        return VERDICT_DONE;
    v = keep_token(dk, n, to, ret, why);
    if (v == VERDICT_DONE)
        v = find_attendees(dk, n, to, ret, &all, why);
    if (v == VERDICT_DONE)
        v = make(dk, n, &all, ret, why);
    return v == VERDICT_DONE ? keep_all(dk, n, to, &all, ret, why) : v;
}
