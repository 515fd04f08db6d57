#include "excess.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/desk/domain.h"
#include "convoke/store/project.h"
#include "convoke/store/quota.h"
#include "convoke/store/register.h"

enum { SUBJECT_KEPT = 120 };

/* Somebody answers for this address: the register, or a token of ours that was
 * given to it and that nobody can guess. */
static enum verdict is_known(struct intake *in, bool *ret, struct reason *why)
{
    struct store *st = in->dk->store;
    unit_list units = { 0 };
    offices held = { 0 };
    projects led = { 0 };
    enum verdict v = VERDICT_DONE;

    *ret = in->token.hash.n && span_eq_nocase(in->token.actor, in->who.from);
    if (*ret || in->who.level < AUTHORITY_L1)
        return VERDICT_DONE;
    v = units_of_address(st, in->who.from, in->arena, &units, why);
    if (v == VERDICT_DONE)
        v = offices_of(st, in->who.from, in->arena, &held, why);
    if (v == VERDICT_DONE)
        v = projects_led(st, in->who.from, in->arena, &led, why);
    *ret = units.n || held.n || led.n || intake_is_ours(in);
    return v;
}

static enum verdict use(struct intake *in, struct span party, int64_t most,
                        bool *ret_within, struct reason *why)
{
    struct quota q = { .day = civil_of(desk_now(in->dk)),
                       .party = party,
                       .most = most };

    *ret_within = true;
    return most > 0 ? quota_use(in->dk->store, &q, ret_within, why)
                    : VERDICT_DONE;
}

/* Who sends through one organisation's servers is one party; at a provider
 * where anybody has a mailbox each address is its own. */
static struct span party_of(const struct intake *in)
{
    struct span domain = domain_organisation(in->who.domain);

    if (!domain.n || domain_is_public(domain))
        domain = in->who.from;
    return arena_printf(in->arena, "stranger:" SPAN_FMT, SPAN_ARG(domain));
}

/* The party is asked first: one alone cannot use up what all share. */
static enum verdict use_stranger(struct intake *in, bool *ret_within,
                                 struct reason *why)
{
    const struct desk_settings *set = in->dk->set;
    enum verdict v =
        use(in, party_of(in), set->domain_per_day, ret_within, why);

    return v == VERDICT_DONE && *ret_within
               ? use(in, SPAN("strangers"), set->strangers_per_day, ret_within,
                     why)
               : v;
}

static enum verdict use_known(struct intake *in, bool *ret_within,
                              struct reason *why)
{
    *ret_within = true;
    if (intake_is_ours(in) && in->who.level >= AUTHORITY_L1)
        return VERDICT_DONE;
    return use(
        in, arena_printf(in->arena, "known:" SPAN_FMT, SPAN_ARG(in->who.from)),
        in->dk->set->sender_per_day, ret_within, why);
}

/* What was read of it is not kept: a flood must not fill the database, and the
 * raw mail can be read again. */
static enum verdict set_aside(struct intake *in, struct reason *why)
{
    char day[CIVIL_TEXT];

    in->m->facts = SPAN_NONE;
    in->m->subject = span_fit(in->m->subject, SUBJECT_KEPT);
    intake_end(in, MESSAGE_HELD,
               arena_printf(in->arena, "excess:%s",
                            civil_print(civil_of(desk_now(in->dk)), day)),
               "超出当日限额，未处理也未答复，原件已保存");
    return message_set_facts(in->dk->store, in->m, why);
}

enum verdict excess_check(struct intake *in, bool *ret_over, struct reason *why)
{
    bool known = false;
    bool within = true;
    enum verdict v;

    assert(in && ret_over);
    *ret_over = false;
    if (in->confirmed || span_starts(in->m->object, SPAN("excess:")))
        return VERDICT_DONE; /* a person wants it decided */
    v = is_known(in, &known, why);
    in->dk->of_stranger = !known;
    if (v == VERDICT_DONE)
        v = known ? use_known(in, &within, why)
                  : use_stranger(in, &within, why);
    *ret_over = v == VERDICT_DONE && !within;
    return *ret_over ? set_aside(in, why) : v;
}
