#include "hats.h"

#include <assert.h>

#include "standing.h"

enum verdict hats_of(struct intake *in, struct hats *ret, struct reason *why)
{
    struct person contact;
    enum verdict v;

    assert(in && ret);
    *ret = (struct hats){ .sec = false };
    if (in->who.level < AUTHORITY_L1)
        return VERDICT_DONE;
    v = intake_has_role(in, ROLE_SEC, SPAN_NONE, &ret->sec, why);
    if (v == VERDICT_DONE)
        v = intake_has_role(in, ROLE_ADM, SPAN_NONE, &ret->adm, why);
    if (v == VERDICT_DONE)
        v = offices_of(in->dk->store, in->who.from, in->arena, &ret->offices,
                       why);
    if (v == VERDICT_DONE)
        v = projects_led(in->dk->store, in->who.from, in->arena, &ret->led,
                         why);
    if (v == VERDICT_DONE)
        v = standing_unit(in, &ret->unit, &ret->member, why);
    if (v != VERDICT_DONE || !ret->member)
        return v;
    v = person_get(in->dk->store, ret->unit.contact, in->arena, &contact, why);
    ret->contact =
        v == VERDICT_DONE && span_eq_nocase(contact.mail, in->who.from);
    return v;
}

bool hats_any(const struct hats *h)
{
    return h->sec || h->adm || h->member || h->offices.n > 0 || h->led.n > 0;
}

static bool wears(const struct hats *h, struct span word)
{
    enum role role;

    if (span_eq(word, SPAN("any")))
        return true;
    if (span_eq(word, SPAN("registered")) || span_eq(word, SPAN("addressee")))
        return hats_any(h);
    if (span_eq(word, SPAN("APP")))
        return !hats_any(h);
    if (span_eq(word, SPAN("contact")))
        return h->contact;
    if (span_eq(word, SPAN("rep")) || span_eq(word, SPAN("unit")))
        return h->member;
    if (span_eq(word, SPAN("PL")))
        return h->led.n > 0;
    if (!role_from(word, &role))
        return false;
    if ((role == ROLE_SEC && h->sec) || (role == ROLE_ADM && h->adm))
        return true;
    list_each(&h->offices, o) if (o->role == role) return true;
    return false;
}

bool hats_wear(const struct hats *h, const char *who)
{
    struct span rest = span_str(who);
    struct span word;

    assert(h && who);
    while (span_cut(&rest, ',', &word))
        if (wears(h, word))
            return true;
    return false;
}
