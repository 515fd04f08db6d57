/* What is on record about leaders (R-G2 ⑤; Art. 8, items 2 and 3): open marks,
 * and once those that were withdrawn. */
#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/desk/leader_rules.h"
#include "convoke/render/phrase.h"
#include "digest_act.h"
#include "leader_hint.h"

static struct digest_words reading_words(struct arena *a, unsigned readings)
{
    bool leaders = readings & LEADER_READ_LEADERS;
    bool plenaries = readings & LEADER_READ_PLENARIES;

    return (struct digest_words){
        arena_printf(a, "合并计算符合%s%s",
                     leaders ? "，只计组长办公会亦符合" : "",
                     plenaries ? "，只计全体会议亦符合" : ""),
        arena_printf(a, "as one series%s%s",
                     leaders ? ", leaders' meetings alone" : "",
                     plenaries ? ", plenaries alone" : ""),
    };
}

static struct digest_words absence_words(struct arena *a,
                                         const struct leader_mark *m,
                                         const leader_absences *rows)
{
    struct digest_words r = reading_words(a, leader_readings_from(m->readings));
    struct span ids = SPAN_NONE;

    list_each(rows, row) ids =
        arena_printf(a, SPAN_FMT "%s" SPAN_FMT, SPAN_ARG(ids),
                     ids.n ? "、" : "", SPAN_ARG(row->meeting));
    return (struct digest_words){
        arena_printf(a, "连续%lld次无故缺席（" SPAN_FMT "；" SPAN_FMT "）",
                     (long long)m->count, SPAN_ARG(ids), SPAN_ARG(r.zh)),
        arena_printf(a, "absent %lld times in a row (" SPAN_FMT ")",
                     (long long)m->count, SPAN_ARG(r.en)),
    };
}

static struct digest_words idle_words(struct arena *a,
                                      const struct leader_mark *m)
{
    bool over = m->count == LEADER_IDLE_YEAR;

    return (struct digest_words){
        over ? arena_printf(a, "已满1年没有履职记录（最近：" SPAN_FMT "）",
                            SPAN_ARG(m->cause))
             : arena_printf(a, "已%lld个月没有履职记录（最近：" SPAN_FMT "）",
                            (long long)m->count, SPAN_ARG(m->cause)),
        arena_printf(a, "no duty on record for %lld months, since " SPAN_FMT,
                     (long long)m->count, SPAN_ARG(m->cause)),
    };
}

static struct digest_item *add(struct digest *dg, const struct leader_mark *m,
                               struct digest_words what)
{
    struct arena *a = dg->arena;
    const char *en;
    const char *zh = leader_title(m->role, &en);
    struct span name = m->name.n ? m->name : m->mail;
    struct digest_item *item = digest_add_item(
        dg, DIGEST_LEADERS, leader_mark_object(a, m), /* due= */ 0);

    item->group = m->group;
    item->who = digest_roles(a, SPAN("SEC"));
    item->law =
        m->kind == LEADER_MARK_IDLE
            ? (struct digest_words){ SPAN("第八条第2项"), SPAN("Article 8(2)") }
            : (struct digest_words){ SPAN("第八条第3项"),
                                     SPAN("Article 8(3)") };
    item->what.zh =
        arena_printf(a, SPAN_FMT "%s" SPAN_FMT "：" SPAN_FMT,
                     SPAN_ARG(m->group), zh, SPAN_ARG(name), SPAN_ARG(what.zh));
    item->what.en = arena_printf(a, "%s of " SPAN_FMT ": " SPAN_FMT, en,
                                 SPAN_ARG(m->group), SPAN_ARG(what.en));
    return item;
}

static enum verdict tell_open(struct digest *dg, const struct leader_mark *m,
                              struct reason *why)
{
    leader_absences rows = { 0 };
    struct digest_item *item;
    enum verdict v = VERDICT_DONE;

    if (m->kind == LEADER_MARK_ABSENCE)
        v = leader_hint_rows(dg->dk, dg->arena, m, &rows, why);
    if (v != VERDICT_DONE)
        return v;
    item =
        add(dg, m,
            m->kind == LEADER_MARK_IDLE ? idle_words(dg->arena, m)
                                        : absence_words(dg->arena, m, &rows));
    item->note = (struct digest_words){ SPAN("供参考，不产生任何效力"),
                                        SPAN("for information only") };
    return digest_item_acts(dg, item, leader_mark_ref(dg->arena, m->id), why);
}

/* The secretariat had been told of it: it learns once that it is no more. */
static void tell_void(struct digest *dg, const struct leader_mark *m)
{
    if (m->told_at != MOMENT_NONE && m->ended_at > dg->since)
        add(dg, m,
            (struct digest_words){
                SPAN("记录已更正或已有履职记录，此前的提示撤销"),
                SPAN("the notice is withdrawn: the records have changed") });
}

enum verdict digest_leaders(struct digest *dg, struct reason *why)
{
    static const struct leader_mark_query all = { .person = 0 };
    leader_marks marks = { 0 };
    enum verdict v;

    assert(dg);
    v = leader_marks_of(dg->dk->store, &all, dg->arena, &marks, why);
    for (size_t i = 0; i < marks.n && v == VERDICT_DONE; i++) {
        if (marks.at[i].state == LEADER_MARK_OPEN)
            v = tell_open(dg, &marks.at[i], why);
        else if (marks.at[i].state == LEADER_MARK_VOID)
            tell_void(dg, &marks.at[i]);
    }
    return v;
}
