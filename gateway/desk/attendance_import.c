/* One sign-in list taken in: kept with its octets' hash, every unit judged,
 * those absent without a word asked why (4.3, 6.4). */
#include <assert.h>

#include "attendance.h"
#include "convoke/base/moment.h"
#include "flag.h"
#include "leader_attendance.h"

static enum verdict audit(const struct attendance_work *w,
                          const struct change *c, struct reason *why)
{
    struct audit_entry e = {
        .at = desk_now(w->dk),
        .entity = span_str(c->entity),
        .entity_id = c->id,
        .from = span_str(c->from),
        .to = span_str(c->to),
        .event = span_str(c->event),
        .actor = w->import.importer,
        .authority = w->authority,
        .evidence = arena_printf(w->arena, "sha256:" SPAN_FMT,
                                 SPAN_ARG(w->import.sha256)),
        .note = c->note,
    };

    return audit_add(w->dk->store, &e, why);
}

static enum verdict keep_list(struct attendance_work *w, struct reason *why)
{
    struct change c = { "attendance_import",   w->m->id,      "", "stored",
                        "attendance.imported", w->import.file };
    enum verdict v = attendance_import_add(w->dk->store, &w->import, why);

    for (size_t i = 0; i < w->lines.n && v == VERDICT_DONE; i++)
        v = sign_in_add(w->dk->store, w->import.id, &w->lines.at[i], why);
    return v == VERDICT_DONE ? audit(w, &c, why) : v;
}

/* "GL,DGL1" */
static struct span present_leaders(const struct attendance_work *w)
{
    struct span roles = SPAN_NONE;

    list_each(&w->leaders, l)
    {
        bool here = false;
        list_each(&w->lines, s) here = here || span_eq(s->role, l->role);
        if (here)
            roles =
                arena_printf(w->arena, SPAN_FMT "%s" SPAN_FMT, SPAN_ARG(roles),
                             roles.n ? "," : "", SPAN_ARG(l->role));
    }
    return roles;
}

/* Each unit once for a meeting: its days run from that mail. */
static enum verdict ask_one(struct attendance_work *w,
                            struct attendance_row *row, struct reason *why)
{
    struct unit u;
    bool found = false;
    enum verdict v;

    row->asked_at = desk_now(w->dk);
    row->window_at = civil_end(attendance_window_day(w->dk, row->asked_at));
    w->asked++;
    v = attendance_put(w->dk->store, row, why);
    if (v == VERDICT_DONE)
        v = unit_get(w->dk->store, row->unit, w->arena, &u, &found, why);
    return v == VERDICT_DONE && found
               ? absence_ask_unit(w->dk, w->arena, w->m, &u, why)
               : v;
}

static enum verdict ask_absent(struct attendance_work *w, struct reason *why)
{
    enum verdict v = VERDICT_DONE;

    for (size_t i = 0; i < w->rows.n && v == VERDICT_DONE; i++)
        if (span_eq(w->rows.at[i].status, SPAN("U")) &&
            w->rows.at[i].asked_at == MOMENT_NONE)
            v = ask_one(w, &w->rows.at[i], why);
    return v;
}

/* A final meeting stays final unless somebody has to be heard first. */
static enum verdict enter(struct attendance_work *w, struct reason *why)
{
    struct timer t = { SPAN("attendance"), w->m->id, desk_now(w->dk) };
    struct change c = { "meeting",
                        w->m->id,
                        meeting_state_name(w->m->state),
                        meeting_state_name(MEETING_ATTENDANCE_IMPORTED),
                        "attendance.imported",
                        w->m->present };
    enum verdict v;

    if (w->m->state == MEETING_FINALISED && !w->asked) {
        v = meeting_set(w->dk->store, w->m, why);
        return v == VERDICT_DONE ? attendance_again(w->dk, w->arena, w->m, why)
                                 : v;
    }
    w->m->state = MEETING_ATTENDANCE_IMPORTED;
    v = meeting_set(w->dk->store, w->m, why);
    if (v == VERDICT_DONE)
        v = audit(w, &c, why);
    if (v == VERDICT_DONE)
        v = attendance_count_all(w->dk->store, w->arena, w->m->group, why);
    if (v == VERDICT_DONE)
        v = flag_of_attendance(w->dk, w->arena, w->m, why);
    if (attendance_window_of(&w->rows) > t.at)
        t.at = attendance_window_of(&w->rows);
    return v == VERDICT_DONE ? timer_set(w->dk->store, &t, why) : v;
}

static enum verdict answer_ledger(struct attendance_work *w, struct reason *why)
{
    struct ledger_evidence e = {
        .word = "attendance",
        .object = w->m->id,
        .at = w->import.at,
        .source = w->import.message ? arena_printf(w->arena, "message:%lld",
                                                   (long long)w->import.message)
                                    : arena_printf(w->arena, "sha256:" SPAN_FMT,
                                                   SPAN_ARG(w->import.sha256)),
    };

    return ledger_answer(w->dk, &e, why);
}

const char *attendance_hindrance(const struct meeting *m, int64_t at,
                                 const char **ret_en)
{
    assert(m && ret_en);
    if (m->leaders) {
        *ret_en = "leaders' meetings have no sign-in list: file the resolution";
        return "组长办公会不导入签到表，请报送办公会决议并写明出席";
    }
    if (m->state == MEETING_CANCELLED) {
        *ret_en = "that meeting was cancelled";
        return "该会议已取消";
    }
    if (m->start_at > at || m->state < MEETING_HELD_UNCONFIRMED) {
        *ret_en = "that meeting has not been held yet";
        return "该会议尚未召开";
    }
    if (m->state == MEETING_CLOSED) {
        *ret_en = "that meeting is closed";
        return "该会议已办结，签到表不再更改";
    }
    return NULL;
}

enum verdict attendance_keep(struct attendance_work *w, struct span text,
                             struct reason *why)
{
    struct attendance_import last;
    enum verdict v =
        leaders_load(w->dk, w->m->group, w->arena, &w->leaders, why);

    assert(w && w->m && !w->m->leaders);
    attendance_file_read(text, civil_of(w->m->start_at),
                         civil_of(w->m->end_at - 1), w->arena, &w->file);
    if (v == VERDICT_DONE)
        v = attendance_resolve(w, why);
    if (v == VERDICT_DONE)
        v = attendance_import_last(w->dk->store, w->m->id, w->arena, &last,
                                   &w->again, why);
    if (v != VERDICT_DONE || w->file.faults_all)
        return v;
    w->same = w->again && span_eq(last.sha256, w->import.sha256);
    w->older = w->again && !w->same && last.at > w->import.at;
    return w->same ? v : keep_list(w, why);
}

enum verdict attendance_follow(struct attendance_work *w, struct reason *why)
{
    enum verdict v = attendance_others(w, why);

    assert(w && w->import.id);
    w->m->present = present_leaders(w);
    if (v == VERDICT_DONE)
        v = attendance_judge_all(w->dk, w->arena, w->m, &w->rows, why);
    if (v == VERDICT_DONE)
        v = ask_absent(w, why);
    if (v == VERDICT_DONE)
        v = leader_attend(w->dk, w->arena, w->m, &w->leaders, why);
    if (v == VERDICT_DONE)
        v = enter(w, why);
    if (v == VERDICT_DONE)
        v = answer_ledger(w, why);
    return v == VERDICT_DONE ? attendance_tell(w, why) : v;
}

enum verdict attendance_list_turn(struct desk *dk, struct arena *arena,
                                  const struct timer *t, struct reason *why)
{
    struct attendance_work w = { .dk = dk,
                                 .arena = arena,
                                 .authority = SPAN("command") };
    const char *en;
    struct meeting m;
    bool found = false;
    enum verdict v = timer_drop(dk->store, t->what, t->object, why);

    if (v == VERDICT_DONE)
        v = meeting_get(dk->store, t->object, arena, &m, &found, why);
    if (v != VERDICT_DONE || !found ||
        attendance_hindrance(&m, desk_now(dk), &en))
        return v;
    w.m = &m;
    w.again = m.state != MEETING_HELD_UNCONFIRMED;
    v = leaders_load(dk, m.group, arena, &w.leaders, why);
    if (v == VERDICT_DONE)
        v = attendance_import_last(dk->store, m.id, arena, &w.import, &found,
                                   why);
    if (v == VERDICT_DONE && found)
        v = sign_ins_of(dk->store, w.import.id, arena, &w.lines, why);
    return v == VERDICT_DONE && found ? attendance_follow(&w, why) : v;
}
