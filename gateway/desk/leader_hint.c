#include "leader_hint.h"

#include <assert.h>

#include "convoke/base/log.h"
#include "convoke/base/moment.h"
#include "convoke/base/number.h"
#include "convoke/desk/leader_rules.h"
#include "reminder.h"

struct span leader_mark_ref(struct arena *arena, int64_t id)
{
    return arena_printf(arena, "mark:%lld", (long long)id);
}

bool leader_mark_number(struct span ref, int64_t *ret)
{
    uint64_t id = 0;

    assert(ret);
    if (!span_starts(ref, SPAN("mark:")) ||
        !number_parse(span_from(ref, 5), INT64_MAX, &id))
        return false;
    *ret = (int64_t)id;
    return true;
}

struct span leader_mark_object(struct arena *arena, const struct leader_mark *m)
{
    return arena_printf(
        arena, SPAN_FMT "/" SPAN_FMT, SPAN_ARG(m->role),
        SPAN_ARG(m->kind == LEADER_MARK_IDLE ? m->group : m->cause));
}

const char *leader_title(struct span role, const char **ret_en)
{
    bool head = span_eq(role, SPAN("GL"));

    assert(ret_en);
    *ret_en = head ? "leader" : "deputy leader";
    return head ? "组长" : "副组长";
}

static struct change change_of(struct arena *arena, const struct leader_mark *m,
                               const char *event)
{
    return (struct change){
        .entity = "leader_mark",
        .id = arena_printf(arena, SPAN_FMT "/" SPAN_FMT,
                           SPAN_ARG(leader_mark_ref(arena, m->id)),
                           SPAN_ARG(leader_mark_object(arena, m))),
        .from = "",
        .to = leader_mark_state_name(m->state),
        .event = event,
        .note = m->readings,
    };
}

enum verdict leader_mark_enter(struct desk *dk, struct arena *arena,
                               struct leader_mark *m, const char *event,
                               struct reason *why)
{
    struct leader_mark was;
    struct change c;
    bool found = false;
    enum verdict v = VERDICT_DONE;

    if (m->id)
        v = leader_mark_get(dk->store, m->id, arena, &was, &found, why);
    if (v == VERDICT_DONE)
        v = found ? leader_mark_set(dk->store, m, why)
                  : leader_mark_add(dk->store, m, why);
    if (v != VERDICT_DONE)
        return v;
    c = change_of(arena, m, event);
    if (found)
        c.from = leader_mark_state_name(was.state);
    log_event(LOG_NOTICE, "leader.marked", KV("object", c.id),
              KV_STR("state", c.to));
    return clock_audit(dk, &c, why);
}

enum verdict leader_mark_withdraw(struct desk *dk, struct arena *arena,
                                  struct leader_mark *m, struct reason *why)
{
    struct span ref = leader_mark_ref(arena, m->id);
    enum verdict v;

    if (m->state != LEADER_MARK_OPEN)
        return VERDICT_DONE;
    m->state = LEADER_MARK_VOID;
    m->ended_at = desk_now(dk);
    v = timer_drop(dk->store, SPAN("leader.mail"), ref, why);
    if (v == VERDICT_DONE)
        v = token_close_all(dk->store, ref, SPAN("leader.mark"), desk_now(dk),
                            SPAN("void"), why);
    return v == VERDICT_DONE
               ? leader_mark_enter(dk, arena, m, "leader.voided", why)
               : v;
}

/* ---- two in a row ---- */

/* One leader, his marks and what his rows amount to. */
struct record {
    struct desk *dk;
    struct arena *arena;
    struct span group;
    int64_t person;
    leader_absences rows;
    leader_marks marks;
    LIST_OF(struct leader_turn) turns;
    leader_runs runs;
};

/* From his first day in office and from what was seen last. */
static int64_t reset_of(const struct record *r, int64_t since)
{
    int64_t reset = civil_moment(civil_of(since), 0);

    list_each(&r->marks, m) if (m->kind == LEADER_MARK_ABSENCE &&
                                m->state == LEADER_MARK_SEEN &&
                                m->ended_at > reset) reset = m->ended_at;
    return reset;
}

static void find_runs(struct record *r, int64_t since)
{
    list_each(&r->rows, a)
    {
        struct leader_turn t = { .meeting = a->meeting,
                                 .leaders = a->leaders,
                                 .start_at = a->start_at };
        if (!attendance_status_from(a->status, &t.status))
            continue;
        if (a->cancelled)
            t.status = ATTENDANCE_NOT_COUNTED;
        *list_push(&r->turns, r->arena) = t;
    }
    leader_runs_find(r->turns.at, r->turns.n, reset_of(r, since), r->arena,
                     &r->runs);
}

/* The mark of one of its absences: what comes in later does not make it
 * another. */
static bool is_of(const struct record *r, const struct leader_run *run,
                  const struct leader_mark *m)
{
    if (m->kind != LEADER_MARK_ABSENCE)
        return false;
    for (size_t i = run->first; i <= run->last; i++)
        if (span_eq(r->turns.at[i].meeting, m->cause))
            return true;
    return false;
}

static struct leader_mark *mark_of(const struct record *r,
                                   const struct leader_run *run)
{
    struct leader_mark *found = NULL;

    list_each(&r->marks, m)
    {
        if (is_of(r, run, m) && m->state != LEADER_MARK_SEEN &&
            (!found || m->state == LEADER_MARK_OPEN))
            found = m;
    }
    return found;
}

static enum verdict tell_in_the_morning(struct desk *dk, struct arena *arena,
                                        const struct leader_mark *m,
                                        struct reason *why)
{
    struct timer t = { SPAN("leader.mail"), leader_mark_ref(arena, m->id),
                       reminder_working(dk, desk_now(dk)) };

    return m->told_at == MOMENT_NONE ? timer_set(dk->store, &t, why)
                                     : VERDICT_DONE;
}

static struct span role_at(const struct record *r, struct span meeting)
{
    list_each(&r->rows, a) if (span_eq(a->meeting, meeting)) return a->role;
    return SPAN_NONE;
}

static enum verdict raise(const struct record *r, const struct leader_run *run,
                          struct reason *why)
{
    struct span cause = r->turns.at[run->second].meeting;
    struct leader_mark m = {
        .group = r->group,
        .person = r->person,
        .role = role_at(r, cause),
        .kind = LEADER_MARK_ABSENCE,
        .cause = cause,
        .count = run->count,
        .readings = leader_readings_name(r->arena, run->readings),
        .state = LEADER_MARK_OPEN,
        .raised_at = desk_now(r->dk),
        .told_at = MOMENT_NONE,
        .ended_at = MOMENT_NONE,
    };
    enum verdict v =
        leader_mark_enter(r->dk, r->arena, &m, "leader.flagged", why);

    return v == VERDICT_DONE ? tell_in_the_morning(r->dk, r->arena, &m, why)
                             : v;
}

/* More of the same, or it holds again after all. */
static enum verdict renew(const struct record *r, const struct leader_run *run,
                          struct leader_mark *m, struct reason *why)
{
    struct span readings = leader_readings_name(r->arena, run->readings);
    bool was_open = m->state == LEADER_MARK_OPEN;
    enum verdict v = VERDICT_DONE;

    if (was_open && m->count == run->count && span_eq(m->readings, readings))
        return v;
    m->count = run->count;
    m->readings = readings;
    m->state = LEADER_MARK_OPEN;
    m->ended_at = MOMENT_NONE;
    v = leader_mark_enter(r->dk, r->arena, m,
                          was_open ? "leader.updated" : "leader.flagged", why);
    return v == VERDICT_DONE ? tell_in_the_morning(r->dk, r->arena, m, why) : v;
}

static enum verdict agree(const struct record *r, struct reason *why)
{
    enum verdict v = VERDICT_DONE;

    list_each(&r->marks, m)
    {
        bool holds = m->kind != LEADER_MARK_ABSENCE;
        list_each(&r->runs, run) holds = holds || is_of(r, run, m);
        if (!holds && v == VERDICT_DONE)
            v = leader_mark_withdraw(r->dk, r->arena, m, why);
    }
    list_each(&r->runs, run)
    {
        struct leader_mark *m = mark_of(r, run);
        if (v == VERDICT_DONE)
            v = m ? renew(r, run, m, why) : raise(r, run, why);
    }
    return v;
}

static enum verdict load(struct record *r, struct reason *why)
{
    struct leader_mark_query q = { r->group, r->person };
    struct store *st = r->dk->store;
    int64_t since = MOMENT_NONE;
    enum verdict v = leader_since(st, r->person, r->group, &since, why);

    if (v == VERDICT_DONE)
        v = leader_absences_final(st, r->person, r->group, r->arena, &r->rows,
                                  why);
    if (v == VERDICT_DONE)
        v = leader_marks_of(st, &q, r->arena, &r->marks, why);
    /* Who has left the office cannot be proposed for leaving it. */
    if (v == VERDICT_DONE && since != MOMENT_NONE)
        find_runs(r, since);
    return v;
}

enum verdict leader_hint_absences(struct desk *dk, struct arena *arena,
                                  struct span group, int64_t person,
                                  struct reason *why)
{
    struct record r = {
        .dk = dk, .arena = arena, .group = group, .person = person
    };
    enum verdict v = load(&r, why);

    return v == VERDICT_DONE ? agree(&r, why) : v;
}

enum verdict leader_hint_rows(struct desk *dk, struct arena *arena,
                              const struct leader_mark *m, leader_absences *ret,
                              struct reason *why)
{
    struct record r = {
        .dk = dk, .arena = arena, .group = m->group, .person = m->person
    };
    enum verdict v = load(&r, why);

    assert(ret);
    *ret = (leader_absences){ 0 };
    list_each(&r.runs, run)
    {
        if (!is_of(&r, run, m))
            continue;
        for (size_t i = run->first; i <= run->last; i++)
            list_each(&r.rows,
                      a) if (span_eq(a->meeting, r.turns.at[i].meeting) &&
                             span_eq(a->status, SPAN("U")) && !a->cancelled) *
                list_push(ret, arena) = *a;
    }
    return v;
}

/* ---- told, seen ---- */

enum verdict leader_mail_turn(struct desk *dk, struct arena *arena,
                              const struct timer *t, struct reason *why)
{
    struct leader_mark m;
    int64_t id = 0;
    bool found = false;
    enum verdict v = timer_drop(dk->store, t->what, t->object, why);

    if (v == VERDICT_DONE && leader_mark_number(t->object, &id))
        v = leader_mark_get(dk->store, id, arena, &m, &found, why);
    if (v != VERDICT_DONE || !found || m.state != LEADER_MARK_OPEN)
        return v;
    m.told_at = desk_now(dk);
    v = leader_mark_set(dk->store, &m, why);
    return v == VERDICT_DONE ? leader_tell(dk, arena, &m, why) : v;
}

enum verdict leader_mark_see(struct intake *in, struct leader_mark *m,
                             struct reason *why)
{
    struct span ref = leader_mark_ref(in->arena, m->id);
    struct change c = change_of(in->arena, m, "leader.seen");
    enum verdict v;

    c.from = c.to;
    c.to = leader_mark_state_name(LEADER_MARK_SEEN);
    c.note = in->command.reason;
    m->state = LEADER_MARK_SEEN;
    m->ended_at = in->m->received_at;
    m->ended_by = in->who.from;
    v = leader_mark_set(in->dk->store, m, why);
    if (v == VERDICT_DONE)
        v = intake_audit(in, &c, why);
    if (v == VERDICT_DONE)
        v = timer_drop(in->dk->store, SPAN("leader.mail"), ref, why);
    return v == VERDICT_DONE
               ? token_close_all(in->dk->store, ref, SPAN("leader.mark"),
                                 desk_now(in->dk), intake_evidence(in), why)
               : v;
}

enum verdict leader_mark_decide(struct intake *in, struct span object,
                                struct reason *why)
{
    static const enum command_verb words[] = { COMMAND_ACK };
    struct leader_mark m;
    int64_t id = 0;
    bool may = false;
    bool found = false;
    enum verdict v = intake_has_role(in, ROLE_SEC, SPAN_NONE, &may, why);

    assert(in);
    if (v == VERDICT_DONE && !may)
        return refuse_authority(in, "阅处须由秘书处作出",
                                "only the secretariat acknowledges", why);
    if (v == VERDICT_DONE && leader_mark_number(object, &id))
        v = leader_mark_get(in->dk->store, id, in->arena, &m, &found, why);
    if (v == VERDICT_DONE && !found)
        return reason_set(why, VERDICT_BROKEN, "leader.mark",
                          "a token is about the mark \"" SPAN_FMT "\"",
                          SPAN_ARG(object));
    if (v != VERDICT_DONE)
        return v;
    if (in->command.verb != COMMAND_ACK && in->command.verb != COMMAND_APPROVE)
        return refuse_command(in, SPAN_NONE, "没有读懂指令",
                              "the command was not understood", words,
                              ARRAY_LEN(words), why);
    if (m.state != LEADER_MARK_OPEN)
        return refuse_command(in, SPAN_NONE, "该提示此前已阅处或已撤销",
                              "it was seen or withdrawn before", NULL, 0, why);
    intake_end(in, MESSAGE_APPLIED, leader_mark_object(in->arena, &m),
               "组长履职提示已阅");
    return leader_mark_see(in, &m, why);
}
