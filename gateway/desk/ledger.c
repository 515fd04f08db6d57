#include "convoke/desk/ledger.h"

#include <assert.h>

#include "case.h"
#include "convoke/base/log.h"
#include "convoke/base/moment.h"

const struct duty *ledger_duty(const struct desk *dk, const char *name)
{
    for (size_t i = 0; i < dk->set->duties_n; i++)
        if (span_eq(span_str(dk->set->duties[i].name), span_str(name)))
            return &dk->set->duties[i];
    return NULL;
}

static void plan_of(const struct desk *dk, const struct duty *d,
                    const struct obligation_row *row, struct obligation *ret)
{
    obligation_plan_due(d, row->anchor_day, row->due_day, row->created_at,
                        &dk->rules, ret);
}

/* The ladder, the due instant and the end of the period: whichever is next. */
static int64_t wake_at(const struct obligation *o, bool open, bool ends,
                       int64_t ladder)
{
    int64_t at = ladder == MOMENT_NONE ? INT64_MAX : ladder;

    if (open && o->due_excl < at)
        at = o->due_excl;
    if (ends && o->after_at < at)
        at = o->after_at;
    return at;
}

/* What happens when a period ends unanswered. */
static const struct {
    const char *duty;
    enum verdict (*end)(struct desk *dk, struct arena *arena,
                        const struct obligation_row *row, struct reason *why);
} endings[] = {
    { "app.supplement", application_lapse },
    { "app.formality", application_lapse },
    { "held.settle", held_expired },
};

static size_t ending_of(struct span duty)
{
    size_t i = 0;

    while (i < ARRAY_LEN(endings) && !span_eq(duty, span_str(endings[i].duty)))
        i++;
    return i;
}

enum verdict ledger_open(struct desk *dk, const char *duty, struct span object,
                         int64_t at, civil_day *ret_due, struct reason *why)
{
    const struct duty *d = ledger_duty(dk, duty);
    struct obligation plan;
    struct obligation_row row;
    bool fresh = false;
    enum verdict v;

    if (!d)
        return reason_set(why, VERDICT_BROKEN, "ledger.open",
                          "the charter has no duty \"%s\"", duty);
    obligation_plan(d, civil_of(at), at, &dk->rules, &plan);
    row = (struct obligation_row){
        .duty = span_str(d->name),
        .object = object,
        .anchor_day = plan.anchor,
        .due_day = plan.due,
        .due_at = plan.due_excl,
        .created_at = at,
        .next_at = plan.n ? plan.steps[0].send_at : INT64_MAX,
    };
    row.next_at = wake_at(&plan, true, ending_of(row.duty) < ARRAY_LEN(endings),
                          row.next_at == INT64_MAX ? MOMENT_NONE : row.next_at);
    v = obligation_add(dk->store, &row, &fresh, why);
    if (v != VERDICT_DONE)
        return v;
    if (ret_due)
        *ret_due = plan.due;
    if (!fresh && ret_due) {
        bool found = false;
        return ledger_due(dk, duty, object, ret_due, &found, why);
    }
    return VERDICT_DONE;
}

static enum verdict end_row(struct desk *dk, const char *duty,
                            struct span object, int64_t at,
                            struct span evidence, struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(64 * 1024);
    struct obligation_row row;
    bool found = false;
    enum verdict v = obligation_find(dk->store, span_str(duty), object, &arena,
                                     &row, &found, why);

    if (v != VERDICT_DONE || !found)
        return v;
    row.state = span_is_empty(evidence) ? OBLIGATION_IS_VOID
                : at < row.due_at       ? OBLIGATION_IS_MET
                                        : OBLIGATION_IS_MET_LATE;
    row.closed_at = at;
    row.evidence = evidence;
    row.next_at = INT64_MAX;
    return obligation_set(dk->store, &row, why);
}

enum verdict ledger_close(struct desk *dk, const char *duty, struct span object,
                          int64_t at, struct span evidence, struct reason *why)
{
    assert(evidence.n);
    return end_row(dk, duty, object, at, evidence, why);
}

enum verdict ledger_void(struct desk *dk, const char *duty, struct span object,
                         struct reason *why)
{
    return end_row(dk, duty, object, desk_now(dk), SPAN_NONE, why);
}

enum verdict ledger_due(struct desk *dk, const char *duty, struct span object,
                        civil_day *ret, bool *ret_found, struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(64 * 1024);
    struct obligation_row row;
    enum verdict v = obligation_find(dk->store, span_str(duty), object, &arena,
                                     &row, ret_found, why);

    if (v == VERDICT_DONE && *ret_found)
        *ret = row.due_day;
    return v;
}

enum verdict ledger_end_if_late(struct desk *dk, struct arena *arena,
                                const char *duty, struct span object,
                                int64_t at, bool *ret_ended, struct reason *why)
{
    size_t ending = ending_of(span_str(duty));
    struct obligation_row row;
    bool found = false;
    enum verdict v = obligation_find(dk->store, span_str(duty), object, arena,
                                     &row, &found, why);

    assert(ending < ARRAY_LEN(endings));
    *ret_ended = v == VERDICT_DONE && found && at >= row.due_at;
    return *ret_ended ? endings[ending].end(dk, arena, &row, why) : v;
}

/* "GL,GS" as people; APP is the applicant. */
static enum verdict add_targets(struct desk *dk, struct notice *n,
                                const struct papers *p, struct span keyword,
                                struct reason *why)
{
    struct span word;
    enum verdict v = VERDICT_DONE;

    while (v == VERDICT_DONE && span_cut(&keyword, ',', &word)) {
        enum role role;
        word = span_trim(word);
        if (span_eq(word, SPAN("APP")))
            notice_to(n, p->app.applicant_name, p->app.applicant, true);
        else if (role_from(word, &role))
            v = notice_to_role(dk, n, role, true, why);
    }
    return v;
}

/* A reminder repeats the way to answer: a new token for the same act. */
static const struct {
    const char *duty, *purpose;
    bool lasting;
    enum command_verb actions[3];
    size_t actions_n;
} answers[] = {
    { "app.supplement", "app.supplement", true, { COMMAND_NONE }, 0 },
    { "app.formality", "app.formality", true, { COMMAND_NONE }, 0 },
    { "app.dispatch",
      "app.dispatch",
      false,
      { COMMAND_APPROVE, COMMAND_DISPATCH },
      2 },
    { "app.review",
      "app.review",
      false,
      { COMMAND_APPROVE, COMMAND_REJECT, COMMAND_MORE },
      3 },
    { "app.notify", "app.notify", false, { COMMAND_NOTIFY }, 1 },
    { "account.open", "account.open", false, { COMMAND_DONE }, 1 },
};

static void add_answer(struct notice *n, struct span duty)
{
    for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
        if (!span_eq(duty, span_str(answers[i].duty)))
            continue;
        n->purpose = answers[i].purpose;
        n->lasting = answers[i].lasting;
        n->actions = answers[i].actions;
        n->actions_n = answers[i].actions_n;
    }
}

/* A ladder from the anchor has milestones of its own before the due day: the
 * mail names both (R-D5(f)). */
static void view_milestone(const struct desk *dk, struct view *v,
                           const struct obligation_row *row,
                           const struct obligation_step *step)
{
    bool before =
        step->kind == OBLIGATION_REMINDER && step->planned < row->due_day;
    civil_day day = before ? step->planned : row->due_day;

    view_flag(v, "checkpoint", before);
    view_day(v, "milestone", day);
    view_left(v, "milestone_left", day - civil_of(desk_now(dk)));
}

struct reminding {
    const struct duty *duty;
    const struct obligation_row *row;
    const struct obligation_look *look;
};

static enum verdict send_step(struct desk *dk, struct arena *arena,
                              const struct reminding *r, bool *ret_sent,
                              struct reason *why)
{
    bool overdue = r->look->step.kind == OBLIGATION_OVERDUE;
    const char *code =
        overdue ? r->duty->overdue_notice : r->duty->reminder_notice;
    struct notice n;
    struct papers p;
    struct span id;
    bool found = false;
    bool owes = false;
    enum verdict v;

    *ret_sent = false;
    if (!code[0])
        return VERDICT_DONE;
    notice_init(&n, arena, code, r->row->object);
    review_split(r->row->object, &id, &n.group);
    v = papers_load(dk, id, arena, &p, &found, why);
    if (v != VERDICT_DONE)
        return v;
    if (!found)
        return reason_set(why, VERDICT_BROKEN, "ledger.remind",
                          "obligation %lld is about nothing known",
                          (long long)r->row->id);
    v = papers_view_reminder(dk, &p, n.group, arena, n.view, &owes, why);
    if (v != VERDICT_DONE)
        return v;
    /* Nobody is reminded of what he has done. */
    if (!owes && span_eq(span_str(r->duty->reminder_to), SPAN("APP")))
        return VERDICT_DONE;
    view_due(n.view, "due", r->row->due_day);
    view_left(n.view, "left", r->look->days_left);
    view_milestone(dk, n.view, r->row, &r->look->step);
    n.discriminator = arena_printf(arena, "%lld/%d", (long long)r->row->id,
                                   r->look->step.offset);
    notice_law_of_duty(&n, r->duty);
    add_answer(&n, r->row->duty);
    v = add_targets(
        dk, &n, &p,
        span_str(overdue ? r->duty->overdue_to : r->duty->reminder_to), why);
    *ret_sent = v == VERDICT_DONE;
    return v == VERDICT_DONE ? notice_send(dk, &n, why) : v;
}

/* Ordinals that this look dealt with: the one sent, the others skipped. */
static enum verdict note_steps(struct desk *dk,
                               const struct obligation_row *row,
                               const struct obligation_look *look, bool mailed,
                               struct reason *why)
{
    for (int64_t i = row->done; i < look->done; i++) {
        bool sent = mailed && i == look->step.ordinal;
        struct obligation_step_row step = {
            .step = i,
            .at = desk_now(dk),
            .sent = sent,
            .reason = sent ? SPAN_NONE : SPAN("coalesced, missed or done"),
        };
        enum verdict v = obligation_step_add(dk->store, row->id, &step, why);
        if (v != VERDICT_DONE)
            return v;
    }
    return VERDICT_DONE;
}

static enum verdict look_at(struct desk *dk, struct arena *arena,
                            struct obligation_row *row, struct reason *why)
{
    const struct duty *d = ledger_duty(dk, arena_str(arena, row->duty));
    size_t ending = ending_of(row->duty);
    int64_t now = desk_now(dk);
    struct obligation plan;
    struct obligation_look look;
    bool mailed = false;
    enum verdict v;

    if (!d) {
        /* The charter lost this row: nothing more is sent about it. */
        row->next_at = INT64_MAX;
        log_event(LOG_WARNING, "obligation.unknown", KV("duty", row->duty));
        return obligation_set(dk->store, row, why);
    }
    plan_of(dk, d, row, &plan);
    if (ending < ARRAY_LEN(endings) && now >= plan.after_at)
        return endings[ending].end(dk, arena, row, why);
    look = obligation_look(
        &plan,
        (struct obligation_progress){ (int)row->done, row->last_sent_at }, now);
    if (look.send) {
        struct reminding r = { d, row, &look };
        v = send_step(dk, arena, &r, &mailed, why);
        if (v != VERDICT_DONE)
            return v;
        if (mailed)
            row->last_sent_at = now;
    }
    v = note_steps(dk, row, &look, mailed, why);
    if (v != VERDICT_DONE)
        return v;
    row->done = look.done;
    if (now >= row->due_at)
        row->state = OBLIGATION_IS_OVERDUE;
    row->next_at = wake_at(&plan, row->state == OBLIGATION_IS_OPEN,
                           ending < ARRAY_LEN(endings), look.wake_at);
    return obligation_set(dk->store, row, why);
}

enum verdict desk_tick(struct desk *dk, bool *ret_more, struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(CASE_MAX_ARENA);
    struct obligation_row row;
    enum verdict v;

    assert(dk);
    assert(ret_more);
    v = obligation_next(dk->store, desk_now(dk), &arena, &row, ret_more, why);
    if (v != VERDICT_DONE || !*ret_more)
        return v;
    return look_at(dk, &arena, &row, why);
}

enum verdict desk_next_due(struct desk *dk, int64_t *ret, struct reason *why)
{
    return obligation_next_at(dk->store, ret, why);
}
