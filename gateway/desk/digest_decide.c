/* What waits for a word and is no row of the ledger: contributions that came
 * too late, tasks that were called done (R-G2 ③). Flags join here. */
#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/store/waiting.h"
#include "digest_act.h"
#include "subject.h"

enum { TITLE_SHOWN = 120 };

static enum verdict tell_late(struct digest *dg,
                              const struct waiting_contribution *c,
                              struct reason *why)
{
    char at[MOMENT_TEXT];
    struct arena *a = dg->arena;
    struct digest_item *item =
        digest_add_item(dg, DIGEST_DECIDE, c->id, /* due= */ 0);
    struct span title = digest_discreet(a, span_fit(c->title, TITLE_SHOWN));
    enum verdict v;

    item->group = c->group;
    item->what.zh = arena_printf(
        a, SPAN_FMT "向" SPAN_FMT "迟交的贡献《" SPAN_FMT "》",
        SPAN_ARG(c->unit_name), SPAN_ARG(c->meeting), SPAN_ARG(title));
    item->what.en =
        arena_printf(a, "late contribution of " SPAN_FMT " to " SPAN_FMT,
                     SPAN_ARG(c->unit), SPAN_ARG(c->meeting));
    item->law =
        (struct digest_words){ SPAN("第二十条第5项"), SPAN("Article 20(5)") };
    item->who = digest_roles(a, SPAN("GL"));
    item->note.zh = arena_printf(a, "收到：%s，待组长裁定",
                                 moment_print_short(c->received_at, at));
    item->note.en = arena_printf(a, "received %s, waits for the leader",
                                 moment_print_short(c->received_at, at));
    v = digest_item_acts(
        dg, item, arena_printf(a, "contribution:" SPAN_FMT, SPAN_ARG(c->id)),
        why);
    /* The leader's own word: the secretariat does not act in his name. */
    item->verbs.n = 0;
    return v;
}

static enum verdict late_contributions(struct digest *dg, struct reason *why)
{
    waiting_contributions late = { 0 };
    enum verdict v =
        waiting_contributions_late(dg->dk->store, dg->arena, &late, why);

    for (size_t i = 0; i < late.n && v == VERDICT_DONE; i++)
        v = tell_late(dg, &late.at[i], why);
    return v;
}

static enum verdict tell_task(struct digest *dg, const struct task *t,
                              struct reason *why)
{
    struct arena *a = dg->arena;
    struct digest_item *item =
        digest_add_item(dg, DIGEST_DECIDE, t->id, /* due= */ 0);
    struct span text = digest_discreet(a, span_fit(t->text, TITLE_SHOWN));

    item->group = t->group;
    item->decide = true;
    item->what.zh = arena_printf(a, "交办事项报称已完成，请核收：" SPAN_FMT,
                                 SPAN_ARG(text));
    item->what.en = SPAN("a task called done, to be accepted");
    item->law = (struct digest_words){ SPAN("第七条第6项、第十四条第8项"),
                                       SPAN("Articles 7(6) and 14(8)") };
    item->who = digest_roles(a, SPAN("SEC"));
    return digest_item_acts(
        dg, item, arena_printf(a, "task:" SPAN_FMT, SPAN_ARG(t->id)), why);
}

static enum verdict done_tasks(struct digest *dg, struct reason *why)
{
    waiting_ids done = { 0 };
    enum verdict v = waiting_tasks_done(dg->dk->store, dg->arena, &done, why);

    for (size_t i = 0; i < done.n && v == VERDICT_DONE; i++) {
        struct task t;
        bool found = false;
        v = task_get(dg->dk->store, done.at[i], dg->arena, &t, &found, why);
        if (v == VERDICT_DONE && found)
            v = tell_task(dg, &t, why);
    }
    return v;
}

enum verdict digest_decisions(struct digest *dg, struct reason *why)
{
    enum verdict v = late_contributions(dg, why);

    return v == VERDICT_DONE ? done_tasks(dg, why) : v;
}
