/* What the register and the calendar lack (R-G2 ⑨; Art. 4, 5, 11, 20.7). */
#include <assert.h>

#include "case.h"
#include "convoke/store/contact_change.h"
#include "convoke/store/gap.h"
#include "data_gap.h"
#include "digest_item.h"

static struct digest_item *add(struct digest *dg, struct span object,
                               struct span group)
{
    struct digest_item *item =
        digest_add_item(dg, DIGEST_DATA, object, /* due= */ 0);

    item->group = group;
    item->who = digest_roles(dg->arena, SPAN("SEC"));
    return item;
}

static void tell_office(struct digest *dg, struct span group, const char *zh,
                        const char *en, int64_t n)
{
    struct digest_item *item;

    if (n == 1)
        return;
    item = add(dg, group, group);
    if (n == 0)
        item->what.zh = arena_printf(dg->arena, "%s空缺", zh);
    else
        item->what.zh = arena_printf(dg->arena, "%s登记了%lld名，应为1名", zh,
                                     (long long)n);
    item->what.en = arena_printf(dg->arena, "%s: %lld registered, 1 wanted", en,
                                 (long long)n);
}

static void tell_group(struct digest *dg, const struct gap_group *g)
{
    static const struct digest_words four = { { "第四条", 9 },
                                              { "Article 4", 9 } };
    static const struct digest_words five = { { "第五条", 9 },
                                              { "Article 5", 9 } };
    size_t had = dg->items.n;

    tell_office(dg, g->group, "组长", "leader", g->leaders);
    tell_office(dg, g->group, "联络员", "liaison", g->liaisons);
    for (size_t i = had; i < dg->items.n; i++)
        dg->items.at[i].law = four;
    had = dg->items.n;
    tell_office(dg, g->group, "工作组秘书", "group secretary", g->secretaries);
    for (size_t i = had; i < dg->items.n; i++) {
        dg->items.at[i].law = five;
        if (g->secretaries == 0)
            dg->items.at[i].note = (struct digest_words){
                SPAN("秘书的邮件暂由组长接收"),
                SPAN("the leader gets the secretary's mail")
            };
    }
}

static void tell_member(struct digest *dg, const struct gap_member *m)
{
    struct data_gap all[DATA_GAPS_MOST];
    size_t n = data_gaps_of(m, all);
    struct arena *a = dg->arena;

    for (size_t i = 0; i < n; i++) {
        struct digest_item *item = add(dg, m->unit, m->group);
        item->what.zh =
            arena_printf(a, SPAN_FMT " / " SPAN_FMT "：%s", SPAN_ARG(m->name),
                         SPAN_ARG(m->group), all[i].zh);
        item->what.en =
            arena_printf(a, SPAN_FMT ": %s", SPAN_ARG(m->group), all[i].en);
        item->law.zh = span_str(all[i].law_zh);
        item->note = (struct digest_words){
            SPAN("请该单位联系人来函更正，或由秘书处更正名册"),
            SPAN("to be corrected by the unit's contact")
        };
    }
}

/* A change of contact that waits for somebody's word, or for its day. */
static void tell_change(struct digest *dg, const struct contact_change *c)
{
    static const struct {
        const char *zh, *en;
    } words[CONTACT_CHANGE_STATE_COUNT] = {
        [CONTACT_CHANGE_HELD] = { "待秘书处核实", "to be verified" },
        [CONTACT_CHANGE_PENDING] = { "待新联系人确认", "not confirmed yet" },
        [CONTACT_CHANGE_CONFIRMED] = { "已确认，尚未生效", "confirmed ahead" },
    };
    struct digest_item *item = add(dg, c->unit, SPAN_NONE);

    item->what.zh =
        arena_printf(dg->arena, SPAN_FMT "：联系人变更为" SPAN_FMT "，%s",
                     SPAN_ARG(c->unit), SPAN_ARG(c->name), words[c->state].zh);
    item->what.en =
        arena_printf(dg->arena, "change of contact, %s", words[c->state].en);
    item->law.zh = SPAN("第十一条第1项");
}

static void tell_calendar(struct digest *dg)
{
    int next = civil_from_day(dg->today).year + 1;
    struct digest_item *item;

    if (!calendar_lacks_next_year(dg->dk, dg->today))
        return;
    item = add(dg, SPAN("workdays"), SPAN_NONE);
    item->what.zh =
        arena_printf(dg->arena, "%d年的节假日和调休安排尚未导入", next);
    item->what.en = arena_printf(dg->arena, "no working days of %d yet", next);
    item->who = digest_roles(dg->arena, SPAN("OPS"));
    item->note =
        (struct digest_words){ SPAN("在导入前，该年的工作日按周一至周五计算"),
                               SPAN("until then Monday to Friday are taken") };
}

enum verdict digest_gaps(struct digest *dg, struct reason *why)
{
    gap_groups groups = { 0 };
    gap_members units = { 0 };
    contact_changes changes = { 0 };
    enum verdict v;

    assert(dg);
    tell_calendar(dg);
    v = gap_groups_of(dg->dk->store, dg->arena, &groups, why);
    if (v == VERDICT_DONE)
        v = gap_members_of(dg->dk->store, dg->arena, &units, why);
    if (v == VERDICT_DONE)
        v = contact_changes_living(dg->dk->store, SPAN_NONE, dg->arena,
                                   &changes, why);
    if (v != VERDICT_DONE)
        return v;
    list_each(&groups, g) tell_group(dg, g);
    list_each(&units, m) tell_member(dg, m);
    list_each(&changes, c) tell_change(dg, c);
    return VERDICT_DONE;
}
