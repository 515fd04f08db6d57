#include "convoke/desk/lookalike.h"

#include <assert.h>

#include "convoke/desk/domain.h"
#include "convoke/store/register.h"

enum verdict lookalike_of(struct store *st, struct span own, struct span mail,
                          struct arena *a, struct span *ret, struct reason *why)
{
    struct span domain = domain_of(mail);
    domains known = { 0 };
    enum verdict v;

    assert(st && a && ret);
    *ret = SPAN_NONE;
    if (!domain.n || domain_is_public(domain))
        return VERDICT_DONE;
    v = domains_registered(st, a, &known, why);
    if (v != VERDICT_DONE)
        return v;
    *list_push(&known, a) = own;
    *ret = domain_look_alike(domain, known.at, known.n);
    return v;
}

enum verdict lookalike_view(struct desk *dk, struct span mail, struct notice *n,
                            struct reason *why)
{
    struct span known = SPAN_NONE;
    enum verdict v;

    assert(dk && n);
    v = lookalike_of(dk->store, dk->set->domain, mail, n->arena, &known, why);
    view_text(n->view, "lookalike", known);
    return v;
}
