/* Exit flags that wait: for the secretariat, for the unit's statement, for the
 * day they were put off to (R-G2 ③). */
#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/render/phrase.h"
#include "convoke/store/rsvp.h"
#include "convoke/store/trail.h"
#include "digest_act.h"
#include "dues.h"
#include "flag_case.h"
#include "reminder.h"

/* One flag's line. */
struct line {
    struct digest *dg;
    const struct flag *flag;
    struct digest_item *item;
};

static void add_note(struct line *l, struct span zh, struct span en)
{
    struct digest_words *n = &l->item->note;
    struct arena *a = l->dg->arena;

    if (zh.n)
        n->zh = arena_printf(a, SPAN_FMT "%s" SPAN_FMT, SPAN_ARG(n->zh),
                             n->zh.n ? "；" : "", SPAN_ARG(zh));
    if (en.n)
        n->en = arena_printf(a, SPAN_FMT "%s" SPAN_FMT, SPAN_ARG(n->en),
                             n->en.n ? "; " : "", SPAN_ARG(en));
}

/* ---- absences ---- */

static const char *status_zh(struct span status)
{
    if (span_eq(status, SPAN("U")))
        return "无故";
    if (span_eq(status, SPAN("A")))
        return "到会";
    return span_eq(status, SPAN("E")) ? "因故缺席" : "不计入";
}

static enum verdict note_plenary(struct line *l, const struct attendance_row *r,
                                 struct reason *why)
{
    struct arena *a = l->dg->arena;
    struct meeting m;
    char day[CIVIL_TEXT];
    bool found = false;
    enum verdict v =
        meeting_get(l->dg->dk->store, r->meeting, a, &m, &found, why);

    if (v != VERDICT_DONE || !found)
        return v;
    civil_print(civil_of(m.start_at), day);
    add_note(l,
             arena_printf(a, SPAN_FMT "（%s）%s", SPAN_ARG(m.id), day,
                          status_zh(r->status)),
             arena_printf(a, SPAN_FMT " (%s) " SPAN_FMT, SPAN_ARG(m.id), day,
                          SPAN_ARG(r->status)));
    return v;
}

/* The days on which the unit got a mail of that code: "03-24、03-27". */
static struct span days_of(struct digest *dg, const trail_mails *mails,
                           const char *code)
{
    obligation_steps days = { 0 };

    list_each(mails, m) if (span_eq(m->code, span_str(code))) *
        list_push(&days, dg->arena) =
        (struct obligation_step_row){ .state = STEP_SENT, .at = m->queued_at };
    return digest_reminded(dg->arena, &days, dg->today);
}

/* ，提示信03-09发出，03-24、03-27催请回复未复 */
static enum verdict add_letters(struct line *l, const struct attendance_row *r,
                                struct span *to, struct reason *why)
{
    struct arena *a = l->dg->arena;
    struct store *st = l->dg->dk->store;
    trail_mails mails = { 0 };
    rsvps answers = { 0 };
    struct span days;
    enum verdict v = trail_mails_of(st, r->unit, r->meeting, a, &mails, why);

    if (v == VERDICT_DONE)
        v = rsvps_of(st, r->meeting, r->unit, a, &answers, why);
    if (v != VERDICT_DONE)
        return v;
    days = days_of(l->dg, &mails, "atrisk.notice");
    if (days.n)
        *to = arena_printf(a, SPAN_FMT "，提示信" SPAN_FMT "发出",
                           SPAN_ARG(*to), SPAN_ARG(days));
    days = days_of(l->dg, &mails, "rsvp.rem");
    if (days.n)
        *to =
            arena_printf(a, SPAN_FMT "，" SPAN_FMT "催请回复%s", SPAN_ARG(*to),
                         SPAN_ARG(days), answers.n ? "" : "未复");
    return v;
}

/* 通知2026-03-09 10:00发出，…，2026-04-02 14:00询问事由至2026-04-08 24:00未复
 */
static enum verdict note_notice(struct line *l, const struct attendance_row *r,
                                struct reason *why)
{
    struct arena *a = l->dg->arena;
    char at[MOMENT_TEXT];
    char until[CIVIL_TEXT];
    struct span zh;
    struct meeting m;
    bool found = false;
    enum verdict v =
        meeting_get(l->dg->dk->store, r->meeting, a, &m, &found, why);

    if (v != VERDICT_DONE || !found || m.notified_at == MOMENT_NONE)
        return v;
    zh = arena_printf(a, SPAN_FMT "通知%s发出", SPAN_ARG(m.id),
                      moment_print_short(m.notified_at, at));
    v = add_letters(l, r, &zh, why);
    if (r->asked_at != MOMENT_NONE) {
        civil_print(civil_of(r->window_at - 1), until);
        zh =
            arena_printf(a, SPAN_FMT "，%s询问事由至%s 24:00未复", SPAN_ARG(zh),
                         moment_print_short(r->asked_at, at), until);
    }
    add_note(l, zh, SPAN_NONE);
    return v;
}

static enum verdict tell_absences(struct line *l, struct reason *why)
{
    const struct flag *f = l->flag;
    struct arena *a = l->dg->arena;
    struct flag_record r;
    enum verdict v = flag_record_of(l->dg->dk, f, a, &r, why);

    l->item->what.zh =
        arena_printf(a, "连续%lld次无故不参加全体会议", (long long)f->count);
    l->item->what.en =
        arena_printf(a, "%lld plenaries in a row missed without reason",
                     (long long)f->count);
    for (size_t i = r.from; i < r.rows.n && v == VERDICT_DONE; i++)
        v = note_plenary(l, &r.rows.at[i], why);
    if (v == VERDICT_DONE && r.cause)
        v = note_notice(l, &r.rows.at[r.cause - 1], why);
    if (f->skipped)
        add_note(l,
                 arena_printf(a, "其间有%lld次不计入", (long long)f->skipped),
                 arena_printf(a, "%lld in between not counted",
                              (long long)f->skipped));
    return v;
}

/* ---- dues ---- */

static enum verdict tell_dues(struct line *l, struct reason *why)
{
    struct arena *a = l->dg->arena;
    struct dues_facts facts;
    char day[CIVIL_TEXT];
    bool found = false;
    int year = 0;
    enum verdict v = VERDICT_DONE;

    if (flag_year(l->flag, &year))
        v = dues_facts_of(l->dg->dk, year, l->flag->unit, &facts, &found, why);
    l->item->what.zh = arena_printf(a, "%d年度会费满1年未缴", year);
    l->item->what.en = arena_printf(a, "dues of %d unpaid for a year", year);
    if (v != VERDICT_DONE || !found)
        return v;
    civil_print(dues_lapse(facts.due), day);
    add_note(l,
             arena_printf(a, "%s 24:00满1年，最后提醒已送达%d次", day,
                          facts.final_warnings),
             arena_printf(a, "a year was over on %s", day));
    if (facts.status == DUES_PAID && facts.value_day) {
        civil_print(facts.value_day, day);
        add_note(l, arena_printf(a, "逾期缴清（%s到账）", day),
                 arena_printf(a, "paid late, on %s", day));
    }
    return v;
}

/* ---- where it stands ---- */

static bool waits_for_us(enum flag_state s)
{
    return s == FLAG_OPEN || s == FLAG_OBJECTED || s == FLAG_EXPIRED;
}

static void note_state(struct line *l)
{
    const struct flag *f = l->flag;
    struct arena *a = l->dg->arena;
    char at[MOMENT_TEXT];

    if (f->state != FLAG_OPEN)
        add_note(l, span_str(flag_state_zh(f->state)),
                 span_str(flag_state_en(f->state)));
    /* The mail with the evidence may be on its way still. */
    moment_print_short(f->told_at != MOMENT_NONE
                           ? f->told_at
                           : reminder_working(l->dg->dk, l->dg->now),
                       at);
    add_note(l, arena_printf(a, "证据材料见%s专函", at), SPAN_NONE);
}

static enum verdict due_of(struct digest *dg, const struct flag *f,
                           civil_day *ret, struct reason *why)
{
    if (waits_for_us(f->state))
        return flag_decide_day(dg->dk, f, dg->arena, ret, why);
    *ret = f->until == MOMENT_NONE ? 0 : civil_of(f->until - 1);
    return VERDICT_DONE;
}

/* "M07 模拟通信有限公司 / WG5" */
static enum verdict begin(struct line *l, struct reason *why)
{
    struct digest *dg = l->dg;
    const struct flag *f = l->flag;
    struct arena *a = dg->arena;
    struct span scope = SPAN_NONE;
    spans groups = { 0 };
    struct unit u;
    civil_day due = 0;
    bool found = false;
    enum verdict v = unit_get(dg->dk->store, f->unit, a, &u, &found, why);

    if (v == VERDICT_DONE)
        v = flag_groups(dg->dk, f, a, &groups, why);
    if (v == VERDICT_DONE)
        v = due_of(dg, f, &due, why);
    if (v != VERDICT_DONE)
        return v;
    list_each(&groups, g) scope =
        arena_printf(a, SPAN_FMT "%s" SPAN_FMT, SPAN_ARG(scope),
                     scope.n ? "、" : "", SPAN_ARG(*g));
    l->item = digest_add_item(
        dg, DIGEST_DECIDE,
        arena_printf(a, SPAN_FMT " " SPAN_FMT " / " SPAN_FMT, SPAN_ARG(f->unit),
                     SPAN_ARG(u.name_zh), SPAN_ARG(scope)),
        due);
    l->item->group = groups.n == 1 ? groups.at[0] : f->group;
    l->item->decide = waits_for_us(f->state);
    l->item->service = true;
    l->item->law =
        (struct digest_words){ SPAN("第十三条第2项"), SPAN("Article 13(2)") };
    l->item->who =
        digest_roles(a, f->state == FLAG_PRE_EXIT ? SPAN("UNIT") : SPAN("SEC"));
    return v;
}

static enum verdict tell(struct digest *dg, const struct flag *f,
                         struct reason *why)
{
    struct line l = { .dg = dg, .flag = f };
    enum verdict v = begin(&l, why);

    if (v == VERDICT_DONE)
        v = f->ground == FLAG_DUES ? tell_dues(&l, why)
                                   : tell_absences(&l, why);
    if (v != VERDICT_DONE)
        return v;
    note_state(&l);
    return digest_item_acts(
        dg, l.item,
        arena_printf(dg->arena, "flag:" SPAN_FMT, SPAN_ARG(f->object)), why);
}

enum verdict digest_flags(struct digest *dg, struct reason *why)
{
    struct flag_query q = { .living = true };
    flags all = { 0 };
    enum verdict v;

    assert(dg);
    v = flags_of(dg->dk->store, &q, dg->arena, &all, why);
    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++)
        v = tell(dg, &all.at[i], why);
    return v;
}
