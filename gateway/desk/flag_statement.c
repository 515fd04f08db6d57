/* A unit states its view before the secretariat decides about its exit
 * (R-X10, 6.4 Objection). */
#include <assert.h>

#include "convoke/base/moment.h"
#include "filed.h"
#include "flag_case.h"
#include "leave_words.h"
#include "standing.h"

/* A mail that is to be a statement. */
struct statement {
    struct intake *in;
    struct span object; /* of its token; empty: [陈述] */
    struct unit unit;
    struct flag flag;
    bool done; /* refused or held: nothing more to do */
};

static enum verdict refuse(struct statement *s, const char *zh, const char *en,
                           struct reason *why)
{
    s->done = true;
    return refuse_command(s->in, SPAN_NONE, zh, en, NULL, 0, why);
}

/* ---- who ---- */

static enum verdict stranger(struct statement *s, struct reason *why)
{
    struct intake *in = s->in;
    struct facts_address contact = { SPAN_NONE, SPAN_NONE };
    struct person p;
    struct flag f;
    struct unit u;
    bool found = false;
    enum verdict v = VERDICT_DONE;

    s->done = true;
    if (s->object.n)
        v = flag_get(in->dk->store, s->object, in->arena, &f, &found, why);
    if (v == VERDICT_DONE && found)
        v = unit_get(in->dk->store, f.unit, in->arena, &u, &found, why);
    else if (v == VERDICT_DONE)
        v = standing_named_unit(in, &u, &found, why);
    if (v == VERDICT_DONE && found)
        v = person_get(in->dk->store, u.contact, in->arena, &p, why);
    if (v != VERDICT_DONE)
        return v;
    if (!found)
        return hold_for_person(in, "陈述来自未登记的地址",
                               "a statement from an unregistered address", why);
    contact.name = p.name;
    contact.mail = p.mail;
    return hold_for_contact(in, u.name_zh, &contact, u.id, why);
}

/* A mail that was vouched for speaks for the unit it was held under. */
static enum verdict find_unit(struct statement *s, struct reason *why)
{
    struct intake *in = s->in;
    bool found = false;
    enum verdict v;

    if (in->confirmed)
        v = unit_get(in->dk->store, in->m->object, in->arena, &s->unit, &found,
                     why);
    else
        v = standing_unit(in, &s->unit, &found, why);
    if (v != VERDICT_DONE)
        return v;
    if (!found)
        return stranger(s, why);
    if (in->who.level >= AUTHORITY_L1)
        return v;
    s->done = true;
    return refuse_authority(in, "发件人身份未通过核验",
                            "the sender could not be authenticated", why);
}

/* ---- about which ---- */

static bool takes_one(const struct flag *f)
{
    enum flag_state to;

    return flag_step(f->state, FLAG_EVENT_OBJECT, &to);
}

static bool is_named(const struct statement *s, const struct flag *f)
{
    return span_eq(f->object, s->object) ||
           span_has(s->in->f->subject, f->object);
}

static enum verdict find_flag(struct statement *s, struct reason *why)
{
    struct flag_query q = { .unit = s->unit.id, .living = true };
    const struct flag *one = NULL;
    flags all = { 0 };
    size_t n = 0;
    enum verdict v = flags_of(s->in->dk->store, &q, s->in->arena, &all, why);

    list_each(&all, f)
    {
        if (!takes_one(f))
            continue;
        n++;
        if (!one || is_named(s, f))
            one = f;
    }
    if (v != VERDICT_DONE)
        return v;
    if (!one)
        return refuse(s, "贵单位目前没有正在征求陈述的事项",
                      "nothing of yours waits for a statement now", why);
    if (n > 1 && !is_named(s, one))
        return refuse(s, "贵单位有不止一项待陈述的事项，请直接回复相应的告知函",
                      "more than one waits: reply to the notice it is about",
                      why);
    s->flag = *one;
    return v;
}

/* The contact, or who stands for it in one of the groups concerned. */
static enum verdict check_speaker(struct statement *s, struct reason *why)
{
    spans groups = { 0 };
    bool may = s->in->confirmed;
    enum verdict v =
        flag_groups(s->in->dk, &s->flag, s->in->arena, &groups, why);

    for (size_t i = 0; i < groups.n && v == VERDICT_DONE && !may; i++)
        v = standing_speaks(s->in, &s->unit, groups.at[i], &may, why);
    if (v != VERDICT_DONE || may)
        return v;
    return refuse(s, "陈述须由贵单位联系人或在该工作组的代表提交",
                  "the unit's contact or a representative in that group "
                  "states its view",
                  why);
}

static enum verdict check_words(struct statement *s, struct reason *why)
{
    if (leave_words_enough(s->in->f->words) || filed_documents(s->in->f) > 0)
        return VERDICT_DONE;
    return refuse(s, "来函没有陈述内容，请写明意见或附上材料",
                  "it says nothing: please write your view or attach papers",
                  why);
}

/* ---- what it does ---- */

static enum verdict take(struct statement *s, struct reason *why)
{
    struct intake *in = s->in;
    struct flag *f = &s->flag;
    struct flag_move m = { .event = FLAG_EVENT_OBJECT,
                           .in = in,
                           .until = MOMENT_NONE,
                           .evidence = intake_evidence(in) };
    struct flag_statement said = { .flag = f->id,
                                   .message = in->m->id,
                                   .at = in->m->received_at,
                                   .sender = in->who.from,
                                   .in_time = in->m->received_at < f->until };
    enum verdict v = flag_statement_add(in->dk->store, &said, why);

    m.reason = said.in_time ? SPAN("陈述期内") : SPAN("陈述期满之后");
    if (v == VERDICT_DONE)
        v = flag_move(in->dk, in->arena, f, &m, why);
    intake_end(in, MESSAGE_APPLIED, f->object, "陈述已登记");
    return v == VERDICT_DONE ? flag_tell_objection(in, f, said.in_time, why)
                             : v;
}

enum verdict flag_object(struct intake *in, struct span object,
                         struct reason *why)
{
    struct statement s = { .in = in };
    enum verdict v;

    if (span_eq(in->token.purpose, SPAN("statement")))
        s.object = object;
    v = find_unit(&s, why);
    if (v == VERDICT_DONE && !s.done)
        v = find_flag(&s, why);
    if (v == VERDICT_DONE && !s.done)
        v = check_speaker(&s, why);
    if (v == VERDICT_DONE && !s.done)
        v = check_words(&s, why);
    return v == VERDICT_DONE && !s.done ? take(&s, why) : v;
}
