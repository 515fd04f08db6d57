/* What is said about who came and who did not: attend.ack, absence.ask,
 * absence.warn, atrisk.notice. */
#include <assert.h>

#include "attendance.h"
#include "convoke/base/moment.h"
#include "exit.h"
#include "meeting_mail.h"
#include "meeting_view.h"

static void begin(struct notice *n, struct arena *arena, const char *code,
                  const struct meeting *m)
{
    notice_init(n, arena, code, m->id);
    n->group = m->group;
    n->law_zh = SPAN("第十三条第2项；服务时限");
    n->law_en = SPAN("Article 13(2); service period");
    meeting_view(m, arena, n->view);
}

/* ---- attend.ack ---- */

static const char *list_of(const struct attendance_row *r)
{
    if (span_eq(r->status, SPAN("A")))
        return "came";
    if (span_eq(r->status, SPAN("E")))
        return "excused";
    return span_eq(r->status, SPAN("U")) ? "absent" : "uncounted";
}

/* "M03 范例网络安全有限公司" */
static enum verdict add_row(const struct attendance_work *w, struct view *view,
                            const struct attendance_row *r, struct reason *why)
{
    struct unit u;
    bool found = false;
    enum verdict v = unit_get(w->dk->store, r->unit, w->arena, &u, &found, why);

    if (v == VERDICT_DONE && found)
        view_text(view_item(view, list_of(r)), "text",
                  arena_printf(w->arena, SPAN_FMT " " SPAN_FMT, SPAN_ARG(u.id),
                               SPAN_ARG(u.name_zh)));
    return v;
}

static enum verdict view_rows(const struct attendance_work *w,
                              struct view *view, struct reason *why)
{
    static const char *const lists[] = { "came", "absent", "excused",
                                         "uncounted", "others" };
    enum verdict v = VERDICT_DONE;

    for (size_t i = 0; i < ARRAY_LEN(lists); i++)
        view_list(view, lists[i]);
    for (size_t i = 0; i < w->rows.n && v == VERDICT_DONE; i++)
        v = add_row(w, view, &w->rows.at[i], why);
    list_each(&w->others, o) view_text(view_item(view, "others"), "text", *o);
    return v;
}

static void view_leaders(const struct attendance_work *w, struct view *view)
{
    const struct span here = w->m->present;
    struct span away = SPAN_NONE;

    list_each(&w->leaders, l)
    {
        bool came = false;
        list_each(&w->lines, s) came = came || span_eq(s->role, l->role);
        if (!came)
            away =
                arena_printf(w->arena, SPAN_FMT "%s" SPAN_FMT, SPAN_ARG(away),
                             away.n ? "," : "", SPAN_ARG(l->role));
    }
    view_text(view, "leaders", leaders_say(&w->leaders, here, w->arena));
    view_text(view, "leaders_away", leaders_say(&w->leaders, away, w->arena));
}

static void view_window(const struct attendance_work *w, struct view *view)
{
    int64_t window = attendance_window_of(&w->rows);

    view_flag(view, "waits", window != MOMENT_NONE);
    if (window == MOMENT_NONE) {
        view_text(view, "due", SPAN_NONE);
        view_text(view, "final", SPAN_NONE);
        return;
    }
    view_due(view, "due", civil_of(window - 1));
    view_moment(view, "final", window);
}

static void view_faults(const struct attendance_work *w, struct view *view)
{
    view_list(view, "faults");
    list_each(&w->file.faults, f)
    {
        struct view *item = view_item(view, "faults");
        view_int(item, "line", f->line);
        view_flag(item, "whole", f->line == 0);
        view_text(item, "text", f->text);
        view_both(item, "problem", span_str(f->zh), span_str(f->en));
    }
    view_int(view, "more", (int64_t)(w->file.faults_all - w->file.faults.n));
}

static enum verdict view_list_of(const struct attendance_work *w,
                                 struct notice *n, struct reason *why)
{
    view_flag(n->view, "refused", w->file.faults_all > 0);
    view_flag(n->view, "same", w->same || w->older);
    view_flag(n->view, "older", w->older);
    view_flag(n->view, "again", w->again);
    view_text(n->view, "file", w->import.file);
    view_text(n->view, "sha256", w->import.sha256);
    view_moment(n->view, "received", w->import.at);
    view_leaders(w, n->view);
    view_window(w, n->view);
    view_faults(w, n->view);
    return view_rows(w, n->view, why);
}

enum verdict attendance_tell(const struct attendance_work *w,
                             struct reason *why)
{
    static const enum role to[] = { ROLE_GS, ROLE_SEC };
    struct notice n;
    enum verdict v = VERDICT_DONE;

    assert(w);
    begin(&n, w->arena, "attend.ack", w->m);
    for (size_t i = 0; i < ARRAY_LEN(to) && v == VERDICT_DONE; i++)
        v = notice_to_role(w->dk, &n, to[i], false, why);
    if (v == VERDICT_DONE)
        v = view_list_of(w, &n, why);
    /* A list that comes back after another is a new one. */
    n.discriminator =
        arena_printf(w->arena, "%lld." SPAN_FMT, (long long)w->import.id,
                     SPAN_ARG(span_sub(w->import.sha256, 0, 12)));
    return v == VERDICT_DONE ? notice_send(w->dk, &n, why) : v;
}

enum verdict attendance_tell_sender(struct intake *in,
                                    const struct attendance_work *w,
                                    struct reason *why)
{
    struct notice n;
    enum verdict v;

    assert(in && w);
    begin(&n, w->arena, "attend.ack", w->m);
    v = meeting_to_sender(in, &n, false, why);
    if (v == VERDICT_DONE)
        v = view_list_of(w, &n, why);
    n.answers = in->f;
    n.discriminator = intake_evidence(in);
    return v == VERDICT_DONE ? notice_send(in->dk, &n, why) : v;
}

/* ---- absence.ask ---- */

static void view_ask(struct desk *dk, struct notice *n, const char *unit_id,
                     struct span unit, bool leader)
{
    civil_day due = attendance_window_day(dk, desk_now(dk));

    view_text(n->view, "unit_id", span_str(unit_id));
    view_text(n->view, "unit", unit);
    view_flag(n->view, "leader", leader);
    view_due(n->view, "due", due);
    view_left(n->view, "left", due - civil_of(desk_now(dk)));
}

enum verdict absence_ask_unit(struct desk *dk, struct arena *arena,
                              const struct meeting *m, const struct unit *u,
                              struct reason *why)
{
    struct notice n;
    enum verdict v;

    assert(m && u);
    begin(&n, arena, "absence.ask", m);
    v = notice_to_unit(dk, &n, u, true, why);
    view_ask(dk, &n, arena_str(arena, u->id), u->name_zh, false);
    n.purpose = "reason";
    n.token_object = arena_printf(arena, SPAN_FMT "/" SPAN_FMT, SPAN_ARG(m->id),
                                  SPAN_ARG(u->id));
    n.lasting = true;
    return v == VERDICT_DONE ? notice_send(dk, &n, why) : v;
}

enum verdict absence_ask_leaders(struct desk *dk, struct arena *arena,
                                 const struct meeting *m,
                                 const leaders_list *asked, struct reason *why)
{
    struct notice n;

    assert(m && asked);
    begin(&n, arena, "absence.ask", m);
    n.law_zh = SPAN("第八条第3项；服务时限");
    n.law_en = SPAN("Article 8(3); service period");
    list_each(asked, l)
    {
        bool head = span_eq(l->role, SPAN("GL"));
        notice_to(&n, l->person.name, l->person.mail, true);
        n.targets.at[n.targets.n - 1].dear = arena_printf(
            arena, SPAN_FMT "%s", SPAN_ARG(m->group), head ? "组长" : "副组长");
    }
    view_ask(dk, &n, "", SPAN_NONE, true);
    n.purpose = "reason.leader";
    n.token_object = m->id;
    n.lasting = true;
    return n.targets.n ? notice_send(dk, &n, why) : VERDICT_DONE;
}

/* ---- absence.warn ---- */

/* Opens a plenary ahead; empty: none is planned. */
static enum verdict view_next(struct desk *dk, const struct meeting *m,
                              struct notice *n, struct reason *why)
{
    struct meeting_query q = { m->group, false, desk_now(dk), INT64_MAX };
    meetings all = { 0 };
    enum verdict v = meetings_of(dk->store, &q, n->arena, &all, why);

    view_text(n->view, "next", SPAN_NONE);
    view_text(n->view, "next_when", SPAN_NONE);
    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++) {
        const struct meeting *h = &all.at[i];
        struct meeting_words when;
        if (h->state == MEETING_CANCELLED || span_eq(h->id, m->id))
            continue;
        when = meeting_when(n->arena, h->start_at, h->end_at);
        view_text(n->view, "next", h->id);
        view_both(n->view, "next_when", when.zh, when.en);
        break;
    }
    return v;
}

static enum verdict warn(struct desk *dk, struct notice *n,
                         const struct meeting *m,
                         const struct attendance_row *row, const struct unit *u,
                         struct reason *why)
{
    view_text(n->view, "unit", u->name_zh);
    view_text(n->view, "unit_id", u->id);
    view_moment(n->view, "notified", m->notified_at);
    view_flag(n->view, "asked", row->asked_at != MOMENT_NONE);
    if (row->asked_at == MOMENT_NONE) {
        view_text(n->view, "asked_on", SPAN_NONE);
        view_text(n->view, "due", SPAN_NONE);
    } else {
        view_moment(n->view, "asked_on", row->asked_at);
        view_due(n->view, "due", civil_of(row->window_at - 1));
    }
    return view_next(dk, m, n, why);
}

enum verdict absence_warn(struct desk *dk, struct arena *arena,
                          const struct meeting *m,
                          const struct attendance_row *row, struct reason *why)
{
    struct unit u;
    bool found = false;
    bool leaves = false;
    enum verdict v = unit_get(dk->store, row->unit, arena, &u, &found, why);

    assert(m && row);
    if (v == VERDICT_DONE)
        v = exit_is_under_way(dk, arena, row->unit, m->group, &leaves, why);
    if (v != VERDICT_DONE || leaves)
        return v;
    for (int office = 0; office < 2 && v == VERDICT_DONE && found; office++) {
        struct notice n;
        begin(&n, arena, "absence.warn", m);
        n.object = arena_printf(arena, SPAN_FMT "/" SPAN_FMT, SPAN_ARG(u.id),
                                SPAN_ARG(m->id));
        v = office ? notice_to_role(dk, &n, ROLE_GS, false, why)
                   : notice_to_unit(dk, &n, &u, false, why);
        view_flag(n.view, "for_office", office);
        if (v == VERDICT_DONE)
            v = warn(dk, &n, m, row, &u, why);
        if (v == VERDICT_DONE)
            v = notice_send(dk, &n, why);
    }
    return v;
}

/* ---- atrisk.notice ---- */

/* The plenary it was absent from last. */
static enum verdict view_last(struct desk *dk, struct notice *n,
                              struct span unit, struct reason *why)
{
    attendance_rows rows = { 0 };
    struct meeting m;
    bool found = false;
    enum verdict v =
        attendance_history(dk->store, unit, n->group, n->arena, &rows, why);

    view_text(n->view, "missed", SPAN_NONE);
    view_text(n->view, "missed_on", SPAN_NONE);
    for (size_t i = rows.n; i > 0 && v == VERDICT_DONE && !found; i--)
        if (span_eq(rows.at[i - 1].status, SPAN("U")))
            v = meeting_get(dk->store, rows.at[i - 1].meeting, n->arena, &m,
                            &found, why);
    if (v != VERDICT_DONE || !found)
        return v;
    view_text(n->view, "missed", m.id);
    view_day(n->view, "missed_on", civil_of(m.start_at));
    return v;
}

static enum verdict tell_at_risk(struct desk *dk, struct arena *arena,
                                 const struct meeting *m,
                                 const struct attendance_counter *c,
                                 struct reason *why)
{
    struct notice n;
    struct unit u;
    bool found = false;
    bool leaves = false;
    enum verdict v = unit_get(dk->store, c->unit, arena, &u, &found, why);

    if (v == VERDICT_DONE)
        v = exit_is_under_way(dk, arena, c->unit, m->group, &leaves, why);
    if (v != VERDICT_DONE || !found || leaves)
        return v;
    begin(&n, arena, "atrisk.notice", m);
    n.discriminator = arena_printf(arena, "%lld", (long long)m->sequence);
    v = notice_to_unit(dk, &n, &u, false, why);
    view_text(n.view, "unit", u.name_zh);
    view_text(n.view, "unit_id", u.id);
    view_int(n.view, "count", c->unexcused);
    view_text(n.view, "service", dk->set->service);
    if (v == VERDICT_DONE)
        v = view_last(dk, &n, u.id, why);
    return v == VERDICT_DONE ? notice_send(dk, &n, why) : v;
}

enum verdict atrisk_notice(struct desk *dk, struct arena *arena,
                           const struct meeting *m, struct reason *why)
{
    attendance_counters all = { 0 };
    enum verdict v =
        attendance_counters_of(dk->store, m->group, 1, arena, &all, why);

    assert(m);
    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++)
        v = tell_at_risk(dk, arena, m, &all.at[i], why);
    return v;
}
