/* Units that asked to leave, and memberships to be revoked: what waits for the
 * secretariat's word (R-G2 ③, Art. 13). */
#include <assert.h>

#include "digest_act.h"
#include "exit_step.h"

static enum verdict tell(struct digest *dg, const struct exit_case *e,
                         struct reason *why)
{
    bool revoked = e->ground == EXIT_REVOKED;
    struct span ref = exit_object(dg->arena, e->id);
    struct arena *a = dg->arena;
    struct digest_item *item;
    struct unit u;
    civil_day due = 0;
    bool found = false;
    enum verdict v = ledger_due(dg->dk, "exit.request", ref, &due, &found, why);

    if (v == VERDICT_DONE)
        v = unit_get(dg->dk->store, e->unit, a, &u, &found, why);
    if (v != VERDICT_DONE || !found)
        return v;
    item = digest_add_item(dg, DIGEST_DECIDE, e->unit, due);
    item->decide = true;
    item->service = true;
    item->group = exit_only_group(e);
    item->what.zh = arena_printf(
        a, SPAN_FMT "：%s" SPAN_FMT "%s", SPAN_ARG(u.name_zh),
        revoked ? "拟撤销在" : "申请退出", SPAN_ARG(exit_groups_zh(a, e)),
        revoked ? "的成员资格，须由另一位经办人确认" : "");
    item->what.en = arena_printf(a, "%s " SPAN_FMT,
                                 revoked ? "a revocation to be confirmed:"
                                         : "asks to leave",
                                 SPAN_ARG(e->groups));
    item->law = revoked ? (struct digest_words){ SPAN("第十三条第3项"),
                                                 SPAN("Article 13(3)") }
                        : (struct digest_words){ SPAN("第十三条第1项"),
                                                 SPAN("Article 13(1)") };
    item->who = digest_roles(a, SPAN("SEC"));
    return digest_item_acts(dg, item, ref, why);
}

enum verdict digest_exits(struct digest *dg, struct reason *why)
{
    exit_cases all = { 0 };
    enum verdict v;

    assert(dg);
    v = exit_cases_of(dg->dk->store, SPAN_NONE, /* living= */ true, dg->arena,
                      &all, why);
    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++)
        if (all.at[i].state == EXIT_REQUESTED)
            v = tell(dg, &all.at[i], why);
    return v;
}
