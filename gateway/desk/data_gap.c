#include "data_gap.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/mail/compose.h"
#include "meeting_view.h"
#include "reminder.h"
#include "roll.h"

enum { WEEK = 7, DAYS_BEFORE = 7 };

static const struct data_gap no_address = { "联系人没有可用的邮件地址",
                                            "the contact has no usable address",
                                            "第十一条第1项", "Art. 11(1)" };
static const struct data_gap dead_address = { "联系人的邮件地址被退信，已停发",
                                              "the contact's address bounces",
                                              "第十一条第1项", "Art. 11(1)" };
static const struct data_gap no_one = { "尚未指派代表", "no representative",
                                        "第十一条第2项", "Art. 11(2)" };
static const struct data_gap too_many = { "代表多于2名",
                                          "more than two representatives",
                                          "第十一条第2项", "Art. 11(2)" };
static const struct data_gap no_voter = { "没有投票代表",
                                          "no voting representative",
                                          "第二十条第7项", "Art. 20(7)" };
static const struct data_gap two_voters = {
    "投票代表多于1名", "more than one voting representative", "第二十条第7项",
    "Art. 20(7)"
};

size_t data_gaps_of(const struct gap_member *m,
                    struct data_gap ret[DATA_GAPS_MOST])
{
    size_t n = 0;

    assert(m && ret);
    if (!letter_address_ok(m->contact))
        ret[n++] = no_address;
    else if (m->bounced)
        ret[n++] = dead_address;
    if (m->representatives == 0)
        ret[n++] = no_one;
    else if (m->representatives > 2)
        ret[n++] = too_many;
    if (m->representatives > 0 && m->voters == 0)
        ret[n++] = no_voter;
    else if (m->voters > 1)
        ret[n++] = two_voters;
    return n;
}

/* ---- one mail ---- */

/* What is told of one membership. */
struct asking {
    struct desk *dk;
    struct arena *arena;
    const struct gap_member *m;
    const struct meeting *ahead; /* nobody would vote there; NULL: weekly */
};

/* Who cannot be reached is the secretariat's and the group's to find. */
static enum verdict add_readers(const struct asking *a, struct notice *n,
                                struct reason *why)
{
    bool live = letter_address_ok(a->m->contact);
    struct unit u;
    bool found = false;
    enum verdict v =
        unit_get(a->dk->store, a->m->unit, a->arena, &u, &found, why);

    if (v == VERDICT_DONE && found && live)
        v = notice_to_unit(a->dk, n, &u, false, why);
    if (v == VERDICT_DONE)
        v = notice_to_role(a->dk, n, ROLE_GS, false, why);
    return v == VERDICT_DONE && !live
               ? notice_to_role(a->dk, n, ROLE_SEC, false, why)
               : v;
}

static void view_lacks(const struct asking *a, struct view *view)
{
    struct data_gap all[DATA_GAPS_MOST];
    size_t n = data_gaps_of(a->m, all);

    view_list(view, "lacks");
    for (size_t i = 0; i < n; i++) {
        struct view *item = view_item(view, "lacks");
        view_both(item, "text", span_str(all[i].zh), span_str(all[i].en));
        view_both(item, "law", span_str(all[i].law_zh),
                  span_str(all[i].law_en));
    }
}

static void view_meeting(const struct asking *a, struct view *view)
{
    struct meeting_words thing = { SPAN_NONE, SPAN_NONE };
    struct meeting_words when = { SPAN_NONE, SPAN_NONE };

    if (a->ahead) {
        thing = meeting_title(a->arena, a->ahead);
        when = meeting_when(a->arena, a->ahead->start_at, a->ahead->end_at);
    }
    view_both(view, "thing", thing.zh, thing.en);
    view_both(view, "when", when.zh, when.en);
    view_moment(view, "fixed",
                a->ahead ? roll_fixed_at(a->ahead) : MOMENT_NONE);
}

static civil_day monday_of(civil_day day)
{
    return day - (civil_weekday(day) - 1);
}

/* One a week, whatever it was sent for. */
static struct span week_of(const struct asking *a)
{
    struct civil c = civil_from_day(monday_of(civil_of(desk_now(a->dk))));

    return arena_printf(a->arena, SPAN_FMT "#%04d-%02d-%02d",
                        SPAN_ARG(a->m->group), c.year, c.month, c.day);
}

/* That a unit cannot be reached any more was told at once (bounce.alert), and
 * stands in the digest until it can. */
static bool is_told(const struct gap_member *m)
{
    return m->bounced && m->live == 0;
}

static enum verdict ask(const struct asking *a, struct reason *why)
{
    struct notice n;
    enum verdict v;

    if (is_told(a->m))
        return VERDICT_DONE;
    notice_init(&n, a->arena, "data.gap", a->m->unit);
    n.group = a->m->group;
    v = add_readers(a, &n, why);
    if (v != VERDICT_DONE)
        return v;
    view_text(n.view, "unit", a->m->name);
    view_text(n.view, "unit_id", a->m->unit);
    view_text(n.view, "group_id", a->m->group);
    view_lacks(a, n.view);
    view_meeting(a, n.view);
    n.law_zh = SPAN("第十一条、第二十条第7项");
    n.law_en = SPAN("Articles 11 and 20(7)");
    n.discriminator = week_of(a);
    return notice_send(a->dk, &n, why);
}

/* ---- every week ---- */

static int64_t morning_of(const struct desk *dk, civil_day day)
{
    return reminder_working(dk, civil_moment(day, dk->rules.sched_hour));
}

enum verdict data_gap_turn(struct desk *dk, struct arena *arena,
                           const struct timer *t, struct reason *why)
{
    civil_day monday = monday_of(civil_of(desk_now(dk)));
    struct timer next = { t->what, t->object, morning_of(dk, monday) };
    gap_members all = { 0 };
    enum verdict v = VERDICT_DONE;

    /* The first turn of all only finds its hour. */
    if (t->at > 0 && reminder_working(dk, desk_now(dk)) == desk_now(dk))
        v = gap_members_of(dk->store, arena, &all, why);
    else if (t->at > 0)
        next.at = reminder_working(dk, desk_now(dk));
    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++)
        v = ask(&(struct asking){ dk, arena, &all.at[i], NULL }, why);
    if (next.at <= desk_now(dk))
        next.at = morning_of(dk, monday + WEEK);
    return v == VERDICT_DONE ? timer_set(dk->store, &next, why) : v;
}

/* ---- a week before a plenary ---- */

enum verdict data_gap_watch(struct desk *dk, const struct meeting *m,
                            struct reason *why)
{
    struct timer t = { SPAN("voter"), m->id,
                       morning_of(dk, civil_of(m->start_at) - DAYS_BEFORE) };

    if (m->leaders)
        return VERDICT_DONE;
    return meeting_is_ahead(dk, m)
               ? timer_set(dk->store, &t, why)
               : timer_drop(dk->store, t.what, t.object, why);
}

enum verdict data_gap_eve(struct desk *dk, struct arena *arena,
                          const struct timer *t, struct reason *why)
{
    struct timer later = { t->what, t->object,
                           reminder_working(dk, desk_now(dk)) };
    gap_members all = { 0 };
    struct meeting m;
    bool found = false;
    enum verdict v;

    if (later.at > desk_now(dk))
        return timer_set(dk->store, &later, why);
    v = timer_drop(dk->store, t->what, t->object, why);
    if (v == VERDICT_DONE)
        v = meeting_get(dk->store, t->object, arena, &m, &found, why);
    if (v != VERDICT_DONE || !found || !meeting_is_ahead(dk, &m))
        return v;
    v = gap_members_of(dk->store, arena, &all, why);
    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++) {
        const struct gap_member *one = &all.at[i];
        if (one->voters != 1 && span_eq(one->group, m.group))
            v = ask(&(struct asking){ dk, arena, one, &m }, why);
    }
    return v;
}
