/* Who is behind with dues, a line a year; part payments; a ledger that is too
 * old to tell (R-G2 ⑦, R-X7, X25). */
#include <assert.h>

#include "convoke/render/phrase.h"
#include "dues.h"

enum { UNITS_SHOWN = 12, LEDGER_DAYS = 10 /* working days after a lapse */ };

static struct digest_item *add(struct digest *dg, struct span object)
{
    struct digest_item *item =
        digest_add_item(dg, DIGEST_WARNINGS, object, /* due= */ 0);

    item->who = digest_roles(dg->arena, SPAN("UNIT"));
    item->law =
        (struct digest_words){ SPAN("第十三条第2项"), SPAN("Article 13(2)") };
    return item;
}

static struct digest_item *add_units(struct digest *dg, const dues_parties *all)
{
    struct digest_item *item = add(dg, dues_ids(dg->arena, all, UNITS_SHOWN));

    list_each(all, p) * list_push(&item->units, dg->arena) = p->unit.id;
    return item;
}

/* 2026-06-30（周二）24:00满1年 */
static void tell_owing(struct digest *dg, const struct dues_year *y,
                       const dues_parties *owing)
{
    struct arena *a = dg->arena;
    civil_day lapse = dues_lapse(y->due);
    struct digest_item *item = add_units(dg, owing);

    item->what.zh = arena_printf(
        a, "%d年度会费欠缴%d天，" SPAN_FMT "24:00%s满1年", y->year,
        dg->today - y->due, SPAN_ARG(phrase_short_day(a, PHRASE_ZH, lapse)),
        dg->today > lapse ? "已" : "");
    item->what.en = arena_printf(
        a, "dues of %d: %d days overdue; a year is over at 24:00 on " SPAN_FMT,
        y->year, dg->today - y->due,
        SPAN_ARG(phrase_short_day(a, PHRASE_EN, lapse)));
}

static void tell_partial(struct digest *dg, const struct dues_year *y,
                         const dues_parties *partial)
{
    struct digest_item *item = add_units(dg, partial);

    item->what.zh = arena_printf(dg->arena, "%d年度会费部分缴费", y->year);
    item->what.en =
        arena_printf(dg->arena, "dues of %d: paid in part", y->year);
}

/* Nobody is flagged by a ledger that ends before the lapse: ask for another. */
static enum verdict tell_stale(struct digest *dg, const struct dues_year *y,
                               struct reason *why)
{
    civil_day lapse = dues_lapse(y->due);
    struct dues_import newest;
    bool found = false;
    struct digest_item *item;
    enum verdict v;

    if (dg->today < workdays_add(&dg->dk->workdays, lapse, LEDGER_DAYS))
        return VERDICT_DONE;
    v = dues_import_newest(dg->dk->store, dg->arena, &newest, &found, why);
    if (v != VERDICT_DONE || !found || newest.as_of > lapse)
        return v;
    item = add(dg, dues_object(dg->arena, y->year));
    item->who = digest_roles(dg->arena, SPAN("FIN"));
    item->what.zh = arena_printf(
        dg->arena, "会费台账只截至" SPAN_FMT "，请会费经办导入期满之后的台账",
        SPAN_ARG(phrase_short_day(dg->arena, PHRASE_ZH, newest.as_of)));
    item->what.en =
        SPAN("the ledger ends before the lapse: import a newer one");
    return v;
}

/* X26: no flag can come of a bill that nobody got; a gap of the register. */
static enum verdict tell_lost(struct digest *dg, const struct dues_party *p,
                              struct reason *why)
{
    struct digest_item *item;
    bool lost = false;
    enum verdict v = dues_bill_lost(dg->dk, p, &lost, why);

    if (!lost)
        return v;
    item = digest_add_item(dg, DIGEST_DATA, p->unit.id, /* due= */ 0);
    item->who = digest_roles(dg->arena, SPAN("SEC"));
    item->law =
        (struct digest_words){ SPAN("第十一条第1项"), SPAN("Article 11(1)") };
    item->what.zh =
        arena_printf(dg->arena, SPAN_FMT "：%d年度会费通知未能送达任何人",
                     SPAN_ARG(p->unit.name_zh), p->entry.year);
    item->what.en = arena_printf(dg->arena,
                                 "no mail about the dues of %d "
                                 "arrived",
                                 p->entry.year);
    item->note =
        (struct digest_words){ SPAN("请核对联系人；送达之前不作退出标记"),
                               SPAN("no flag before it does") };
    return v;
}

static enum verdict tell_year(struct digest *dg, const struct dues_year *y,
                              struct reason *why)
{
    dues_parties owing = { 0 };
    dues_parties partial = { 0 };
    enum verdict v =
        dues_with(dg->dk, y->year, DUES_UNPAID, dg->arena, &owing, why);

    if (v == VERDICT_DONE)
        v = dues_with(dg->dk, y->year, DUES_PARTIAL, dg->arena, &partial, why);
    if (v != VERDICT_DONE)
        return v;
    if (owing.n)
        tell_owing(dg, y, &owing);
    if (partial.n)
        tell_partial(dg, y, &partial);
    for (size_t i = 0; i < owing.n && v == VERDICT_DONE; i++)
        v = tell_lost(dg, &owing.at[i], why);
    return v == VERDICT_DONE && owing.n ? tell_stale(dg, y, why) : v;
}

enum verdict digest_dues(struct digest *dg, struct reason *why)
{
    dues_years all = { 0 };
    enum verdict v;

    assert(dg);
    v = dues_years_all(dg->dk->store, dg->arena, &all, why);
    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++)
        if (dg->today > all.at[i].due)
            v = tell_year(dg, &all.at[i], why);
    return v;
}
