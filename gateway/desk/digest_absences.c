/* Units whose last absences were without reason and make no flag yet, with the
 * warning they got (R-G2 ⑦, R-X3). */
#include <assert.h>

#include "attendance.h"
#include "convoke/base/moment.h"
#include "convoke/store/trail.h"
#include "digest_item.h"
#include "exit.h"
#include "flag.h"

enum { DAY_LENGTH = 11 }; /* "2026-04-09 " */

/* A flag of absences is a line of its own; one of dues says nothing here. */
static enum verdict is_flagged(struct digest *dg, struct span group,
                               struct span unit, bool *ret, struct reason *why)
{
    struct flag_query q = { .unit = unit, .group = group, .living = true };
    flags all = { 0 };
    enum verdict v = flags_of(dg->dk->store, &q, dg->arena, &all, why);

    *ret = false;
    list_each(&all, f) *ret = *ret || f->ground == FLAG_ABSENCE;
    return v;
}

/* "WG5-2026-P1、WG5-2026-P2", and the last of them. */
static struct span missed(struct digest *dg, const attendance_rows *rows,
                          struct span *ret_last)
{
    struct span all = SPAN_NONE;

    *ret_last = SPAN_NONE;
    for (size_t i = rows->n; i > 0; i--) {
        const struct attendance_row *r = &rows->at[i - 1];
        if (span_eq(r->status, SPAN("N")))
            continue;
        if (!span_eq(r->status, SPAN("U")))
            break;
        if (!ret_last->n)
            *ret_last = r->meeting;
        all = arena_printf(dg->arena, SPAN_FMT "%s" SPAN_FMT,
                           SPAN_ARG(r->meeting), all.n ? "、" : "",
                           SPAN_ARG(all));
    }
    return all;
}

/* When it left, or is to leave. */
static enum verdict warned_at(struct digest *dg, struct span unit,
                              struct span meeting, int64_t *ret,
                              struct reason *why)
{
    trail_mails mails = { 0 };
    enum verdict v =
        timer_at(dg->dk->store, SPAN("absence.warn"), meeting, ret, why);

    if (v == VERDICT_DONE && *ret == MOMENT_NONE)
        v = trail_mails_of(dg->dk->store, unit, meeting, dg->arena, &mails,
                           why);
    list_each(&mails, m) if (span_eq(m->code, SPAN("absence.warn"))) *ret =
        m->queued_at;
    return v;
}

static void note_warning(struct digest *dg, struct digest_item *item,
                         int64_t at)
{
    char text[MOMENT_TEXT];
    bool today = civil_of(at) == dg->today;

    item->standing = at < dg->since;
    if (at == MOMENT_NONE)
        return; /* absent before our time */
    moment_print_short(at, text);
    item->note.zh =
        arena_printf(dg->arena, "警示%s%s发出", today ? "今日" : text,
                     today ? text + DAY_LENGTH : "");
    item->note.en = arena_printf(dg->arena, "warned %s", text);
}

static enum verdict tell(struct digest *dg, struct span group,
                         const struct attendance_counter *c, struct reason *why)
{
    attendance_rows rows = { 0 };
    struct digest_item *item;
    struct unit u;
    struct span all;
    struct span last;
    int64_t at = MOMENT_NONE;
    bool found = false;
    enum verdict v =
        unit_get(dg->dk->store, c->unit, dg->arena, &u, &found, why);

    if (v == VERDICT_DONE)
        v = attendance_history(dg->dk->store, c->unit, group, dg->arena, &rows,
                               why);
    if (v != VERDICT_DONE || !found)
        return v;
    all = missed(dg, &rows, &last);
    item = digest_add_item(dg, DIGEST_WARNINGS, c->unit, /* due= */ 0);
    item->group = group;
    *list_push(&item->units, dg->arena) = c->unit;
    item->what.zh = arena_printf(
        dg->arena, SPAN_FMT "：无故缺席%lld次（" SPAN_FMT "）",
        SPAN_ARG(u.name_zh), (long long)c->unexcused, SPAN_ARG(all));
    item->what.en = arena_printf(
        dg->arena, "%lld plenaries in a row missed without reason: " SPAN_FMT,
        (long long)c->unexcused, SPAN_ARG(all));
    item->law =
        (struct digest_words){ SPAN("第十三条第2项"), SPAN("Article 13(2)") };
    item->who = digest_roles(dg->arena, SPAN("UNIT"));
    v = warned_at(dg, c->unit, last, &at, why);
    note_warning(dg, item, at);
    return v;
}

static enum verdict tell_group(struct digest *dg, struct span group,
                               struct reason *why)
{
    attendance_counters all = { 0 };
    enum verdict v = attendance_counters_of(
        dg->dk->store, group, /* least= */ 1, dg->arena, &all, why);

    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++) {
        struct span unit = all.at[i].unit;
        bool flagged = false;
        bool leaves = false;
        v = is_flagged(dg, group, unit, &flagged, why);
        if (v == VERDICT_DONE)
            v = exit_is_under_way(dg->dk, dg->arena, unit, group, &leaves, why);
        if (v == VERDICT_DONE && !flagged && !leaves)
            v = tell(dg, group, &all.at[i], why);
    }
    return v;
}

enum verdict digest_absences(struct digest *dg, struct reason *why)
{
    working_groups groups = { 0 };
    enum verdict v;

    assert(dg);
    v = groups_all(dg->dk->store, dg->arena, &groups, why);
    for (size_t i = 0; i < groups.n && v == VERDICT_DONE; i++)
        v = tell_group(dg, groups.at[i].id, why);
    return v;
}
