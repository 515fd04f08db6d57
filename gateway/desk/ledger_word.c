/* A person's word on a row of the ledger (4.7): waived, seen, prolonged. */
#include <assert.h>

#include "convoke/base/moment.h"
#include "reminder.h"

static bool is_living(const struct obligation_row *row)
{
    return row->state == OBLIGATION_IS_OPEN ||
           row->state == OBLIGATION_IS_OVERDUE ||
           row->state == OBLIGATION_IS_MISSED;
}

static enum verdict not_living(const struct obligation_row *row,
                               struct reason *why)
{
    return reason_set(why, VERDICT_NEVER, "ledger.word",
                      "obligation %lld is %s already", (long long)row->id,
                      obligation_state_name(row->state));
}

static enum verdict end_with(struct desk *dk, struct obligation_row *row,
                             enum obligation_state state, struct span evidence,
                             struct reason *why)
{
    row->state = state;
    row->closed_at = desk_now(dk);
    row->next_at = INT64_MAX;
    row->evidence = evidence;
    return obligation_set(dk->store, row, why);
}

enum verdict ledger_waive(struct desk *dk, struct obligation_row *row,
                          struct span reason, struct reason *why)
{
    assert(row);
    if (!is_living(row))
        return not_living(row, why);
    if (span_is_empty(reason))
        return reason_set(why, VERDICT_NEVER, "ledger.waive",
                          "a waiver needs its reason");
    return end_with(dk, row, OBLIGATION_IS_WAIVED, reason, why);
}

enum verdict ledger_acknowledge(struct desk *dk, struct obligation_row *row,
                                struct span evidence, struct reason *why)
{
    assert(row);
    if (row->state != OBLIGATION_IS_MISSED)
        return reason_set(why, VERDICT_NEVER, "ledger.acknowledge",
                          "obligation %lld was not missed: it is %s",
                          (long long)row->id,
                          obligation_state_name(row->state));
    return end_with(dk, row, OBLIGATION_IS_ACKNOWLEDGED, evidence, why);
}

enum verdict ledger_reopen(struct desk *dk, const char *word,
                           struct span object, struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(64 * 1024);
    const struct duty *d = NULL;
    struct obligation_row row;
    enum verdict v = ledger_asking(dk, word, object, &arena, &d, &row, why);

    if (v != VERDICT_DONE || !d ||
        (row.state != OBLIGATION_IS_MET && row.state != OBLIGATION_IS_MET_LATE))
        return v;
    row.state = OBLIGATION_IS_OPEN;
    row.closed_at = MOMENT_NONE;
    row.evidence = SPAN_NONE;
    /* The next look goes on where the ladder stood. */
    row.next_at = desk_now(dk);
    return obligation_set(dk->store, &row, why);
}

/* The new day holds whatever the formula says, until a person sets another. */
enum verdict ledger_prolong(struct desk *dk, struct obligation_row *row,
                            civil_day due, struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(64 * 1024);
    const struct duty *d = ledger_duty(dk, arena_str(&arena, row->duty));
    struct obligation_dates dates = { .anchor = row->anchor_day,
                                      .due = due,
                                      .due_excl = civil_end(due),
                                      .until = row->until_at,
                                      .created_at = desk_now(dk) };
    struct obligation plan;

    assert(row);
    if (!d || !is_living(row))
        return not_living(row, why);
    if (due <= row->due_day || dates.due_excl <= desk_now(dk))
        return reason_set(why, VERDICT_NEVER, "ledger.prolong",
                          "the new day must be later than the old one and "
                          "not past");
    obligation_plan(d, &dates, &dk->rules, &plan);
    row->due_day = due;
    row->due_at = dates.due_excl;
    row->created_at = dates.created_at;
    row->by_hand = true;
    row->state = OBLIGATION_IS_OPEN;
    row->round++;
    row->done = 0;
    row->next_at =
        reminder_wake(&plan, row, plan.n ? plan.steps[0].send_at : MOMENT_NONE);
    return obligation_set(dk->store, row, why);
}
