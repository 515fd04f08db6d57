#include "convoke/desk/ledger.h"

#include <assert.h>

#include "case.h"
#include "convoke/base/log.h"
#include "convoke/base/moment.h"
#include "reminder.h"

enum { LEDGER_ARENA = 4 * 1024 * 1024 };

const struct duty *ledger_duty(const struct desk *dk, const char *name)
{
    for (size_t i = 0; i < dk->set->duties_n; i++)
        if (strcmp(dk->set->duties[i].name, name) == 0)
            return &dk->set->duties[i];
    return NULL;
}

static bool is_living(const struct obligation_row *row)
{
    return row->state == OBLIGATION_IS_OPEN ||
           row->state == OBLIGATION_IS_OVERDUE ||
           row->state == OBLIGATION_IS_MISSED;
}

/* A row as these dates make it, with its first look. */
static void row_date(const struct desk *dk, const struct duty *d,
                     const struct obligation_dates *dates,
                     struct obligation_row *row)
{
    struct obligation plan;

    row->anchor_day = dates->anchor;
    row->due_day = dates->due;
    row->due_at = dates->due_excl;
    row->until_at = dates->until;
    row->created_at = dates->created_at;
    obligation_plan(d, dates, &dk->rules, &plan);
    row->next_at =
        reminder_wake(&plan, row, plan.n ? plan.steps[0].send_at : MOMENT_NONE);
}

enum verdict ledger_open(struct desk *dk, const char *duty, struct span object,
                         int64_t at, civil_day *ret_due, struct reason *why)
{
    const struct duty *d = ledger_duty(dk, duty);
    struct obligation_dates dates;
    struct obligation_row row;
    bool fresh = false;
    bool found = false;
    enum verdict v;

    if (!d)
        return reason_set(why, VERDICT_BROKEN, "ledger.open",
                          "the charter has no duty \"%s\"", duty);
    dates = obligation_dates(d, at, at, &dk->rules);
    row =
        (struct obligation_row){ .duty = span_str(d->name), .object = object };
    row_date(dk, d, &dates, &row);
    v = obligation_add(dk->store, &row, &fresh, why);
    if (v != VERDICT_DONE || !ret_due)
        return v;
    *ret_due = row.due_day;
    return fresh ? v : ledger_due(dk, duty, object, ret_due, &found, why);
}

/* What is found of a duty and a thing while they are brought together. */
struct match {
    struct desk *dk;
    struct arena *arena;
    const struct subject *s;
    const struct duty *d;
    struct obligation_row row; /* the newest */
    bool found;
    int64_t begins; /* nothing leaves before */
};

static enum verdict row_end(struct desk *dk, struct obligation_row *row,
                            enum obligation_state state, int64_t at,
                            struct span evidence, struct reason *why)
{
    row->state = state;
    row->closed_at = at;
    row->evidence = evidence;
    row->next_at = INT64_MAX;
    return obligation_set(dk->store, row, why);
}

/* Whether the duty it waits for has been met; when it was. */
static enum verdict has_begun(struct match *p, bool *ret, struct reason *why)
{
    struct obligation_row before;
    bool found = false;
    enum verdict v;

    p->begins = p->s->since;
    *ret = true;
    if (!p->d->after[0])
        return VERDICT_DONE;
    v = obligation_last(p->dk->store, span_str(p->d->after), p->s->id, p->arena,
                        &before, &found, why);
    *ret = v == VERDICT_DONE && found &&
           (before.state == OBLIGATION_IS_MET ||
            before.state == OBLIGATION_IS_MET_LATE);
    if (*ret && before.closed_at > p->begins)
        p->begins = before.closed_at;
    return v;
}

static struct obligation_dates dates_of(const struct match *p)
{
    struct obligation_dates dates = obligation_dates(
        p->d, p->s->at[p->d->anchor], p->begins, &p->dk->rules);
    int64_t until = p->s->at[p->d->until];

    if (p->d->until == DUTY_ANCHOR_NONE || until == MOMENT_NONE)
        return dates;
    /* A meeting begins at its instant; a year ends with its last day. */
    dates.until =
        p->d->until == DUTY_ANCHOR_START ? until : civil_end(civil_of(until));
    return dates;
}

static bool is_period(const struct subject *s)
{
    return s->about == DUTY_ABOUT_YEAR || s->about == DUTY_ABOUT_QUARTER;
}

static enum verdict carry_parties(struct match *p, int64_t from, int64_t to,
                                  struct reason *why)
{
    obligation_parties had = { 0 };
    enum verdict v =
        obligation_parties_of(p->dk->store, from, p->arena, &had, why);

    for (size_t i = 0; i < had.n && v == VERDICT_DONE; i++) {
        bool fresh = false;
        v = obligation_party_add(p->dk->store, to, &had.at[i], &fresh, why);
    }
    return v;
}

static enum verdict begin_row(struct match *p,
                              const struct obligation_dates *dates,
                              struct reason *why)
{
    struct obligation_row row = { .duty = span_str(p->d->name),
                                  .object = p->s->id };
    bool fresh = false;
    enum verdict v;

    /* What fell due before the group or project was known here is not chased:
     * the next year's is. */
    if ((is_period(p->s) || p->d->yearly) && dates->due_excl <= p->s->since)
        return VERDICT_DONE;
    row_date(p->dk, p->d, dates, &row);
    v = obligation_add(p->dk->store, &row, &fresh, why);
    if (v == VERDICT_DONE && fresh && p->found)
        v = carry_parties(p, p->row.id, row.id, why);
    return v;
}

/* New dates begin a new round: its steps are other steps. */
static enum verdict date_anew(struct match *p, struct obligation_dates dates,
                              struct reason *why)
{
    if (p->s->moved != MOMENT_NONE && p->s->moved > dates.created_at)
        dates.created_at = p->s->moved;
    if (p->row.by_hand) {
        dates.due = p->row.due_day;
        dates.due_excl = p->row.due_at;
    }
    p->row.round++;
    p->row.done = 0;
    p->row.state = OBLIGATION_IS_OPEN;
    row_date(p->dk, p->d, &dates, &p->row);
    return obligation_set(p->dk->store, &p->row, why);
}

static enum verdict meet_living(struct match *p,
                                const struct obligation_dates *dates,
                                struct reason *why)
{
    bool same = p->row.due_at == dates->due_excl ||
                (p->row.by_hand && p->row.anchor_day == dates->anchor);
    enum verdict v;

    if (same && p->row.until_at == dates->until)
        return VERDICT_DONE;
    if (!p->d->yearly)
        return date_anew(p, *dates, why);
    /* Last year's stays missed; this year's is another. */
    v = row_end(p->dk, &p->row, OBLIGATION_IS_ACKNOWLEDGED, desk_now(p->dk),
                SPAN("a new year began"), why);
    p->found = false;
    return v == VERDICT_DONE ? begin_row(p, dates, why) : v;
}

/* A collection that ended opens again when its day moved ahead of us. */
static bool opens_again(const struct match *p,
                        const struct obligation_dates *dates)
{
    if (p->row.state == OBLIGATION_IS_WAIVED)
        return false;
    if (p->d->yearly)
        return p->row.anchor_day < dates->anchor;
    return p->d->collects && p->row.due_at < dates->due_excl &&
           dates->due_excl > desk_now(p->dk);
}

static enum verdict bring_together(struct match *p, struct reason *why)
{
    bool living;
    bool begun = false;
    struct obligation_dates dates;
    enum verdict v =
        obligation_last(p->dk->store, span_str(p->d->name), p->s->id, p->arena,
                        &p->row, &p->found, why);

    if (v == VERDICT_DONE)
        v = has_begun(p, &begun, why);
    if (v != VERDICT_DONE)
        return v;
    living = p->found && is_living(&p->row);
    if (!p->s->living || p->s->at[p->d->anchor] == MOMENT_NONE)
        return living ? row_end(p->dk, &p->row, OBLIGATION_IS_VOID,
                                desk_now(p->dk), SPAN_NONE, why)
                      : VERDICT_DONE;
    if (!begun)
        return VERDICT_DONE;
    dates = dates_of(p);
    if (living)
        return meet_living(p, &dates, why);
    if (!p->found || opens_again(p, &dates))
        return begin_row(p, &dates, why);
    return VERDICT_DONE;
}

enum verdict ledger_sync(struct desk *dk, struct span id, struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(LEDGER_ARENA);
    struct subject s;
    bool found = false;
    enum verdict v = subject_load(dk, id, &arena, &s, &found, why);

    if (v != VERDICT_DONE || !found)
        return v;
    for (size_t i = 0; i < dk->set->duties_n && v == VERDICT_DONE; i++) {
        struct match p = {
            .dk = dk, .arena = &arena, .s = &s, .d = &dk->set->duties[i]
        };
        if (duty_is_about(p.d, s.about))
            v = bring_together(&p, why);
    }
    return v;
}

static enum verdict close_row(struct desk *dk, struct obligation_row *row,
                              int64_t at, struct span evidence,
                              struct reason *why)
{
    return row_end(
        dk, row, at < row->due_at ? OBLIGATION_IS_MET : OBLIGATION_IS_MET_LATE,
        at, evidence, why);
}

static enum verdict party_answers(struct desk *dk, struct arena *arena,
                                  const struct duty *d,
                                  struct obligation_row *row,
                                  const struct ledger_evidence *e,
                                  struct reason *why)
{
    struct obligation_party party = { e->party, e->at, e->source };
    struct subject s;
    spans missing = { 0 };
    bool fresh = false;
    bool found = false;
    enum verdict v =
        obligation_party_add(dk->store, row->id, &party, &fresh, why);

    if (v != VERDICT_DONE || d->collects)
        return v;
    v = subject_load(dk, e->object, arena, &s, &found, why);
    if (v == VERDICT_DONE && found)
        v = subject_missing(dk, &s, d, row->id, arena, &missing, why);
    if (v != VERDICT_DONE || missing.n)
        return v;
    return close_row(dk, row, e->at, e->source, why);
}

enum verdict ledger_answer(struct desk *dk, const struct ledger_evidence *e,
                           struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(LEDGER_ARENA);
    enum verdict v = VERDICT_DONE;

    assert(e && e->word);
    for (size_t i = 0; i < dk->set->duties_n && v == VERDICT_DONE; i++) {
        const struct duty *d = &dk->set->duties[i];
        struct obligation_row row;
        bool found = false;
        if (strcmp(d->closed_by, e->word) != 0)
            continue;
        v = obligation_last(dk->store, span_str(d->name), e->object, &arena,
                            &row, &found, why);
        if (v != VERDICT_DONE || !found || !is_living(&row))
            continue;
        v = d->each == DUTY_EACH_NONE
                ? close_row(dk, &row, e->at, e->source, why)
                : party_answers(dk, &arena, d, &row, e, why);
    }
    /* What waited for it begins. */
    return v == VERDICT_DONE ? ledger_sync(dk, e->object, why) : v;
}

enum verdict ledger_asking(struct desk *dk, const char *word,
                           struct span object, struct arena *arena,
                           const struct duty **ret_duty,
                           struct obligation_row *ret_row, struct reason *why)
{
    assert(ret_duty && ret_row);
    *ret_duty = NULL;
    for (size_t i = 0; i < dk->set->duties_n; i++) {
        const struct duty *d = &dk->set->duties[i];
        bool found = false;
        enum verdict v;
        if (strcmp(d->closed_by, word) != 0)
            continue;
        v = obligation_last(dk->store, span_str(d->name), object, arena,
                            ret_row, &found, why);
        if (v != VERDICT_DONE)
            return v;
        if (!found)
            continue;
        *ret_duty = d;
        return VERDICT_DONE;
    }
    return VERDICT_DONE;
}

enum verdict ledger_unanswer(struct desk *dk, const char *word,
                             struct span object, struct span party,
                             struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(LEDGER_ARENA);
    const struct duty *d = NULL;
    struct obligation_row row;
    enum verdict v = ledger_asking(dk, word, object, &arena, &d, &row, why);

    if (v != VERDICT_DONE || !d || !is_living(&row))
        return v;
    return obligation_party_drop(dk->store, row.id, party, why);
}

static enum verdict end_named(struct desk *dk, const char *duty,
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
    if (span_is_empty(evidence))
        return row_end(dk, &row, OBLIGATION_IS_VOID, at, evidence, why);
    return close_row(dk, &row, at, evidence, why);
}

enum verdict ledger_close(struct desk *dk, const char *duty, struct span object,
                          int64_t at, struct span evidence, struct reason *why)
{
    assert(evidence.n);
    return end_named(dk, duty, object, at, evidence, why);
}

enum verdict ledger_void(struct desk *dk, const char *duty, struct span object,
                         struct reason *why)
{
    return end_named(dk, duty, object, desk_now(dk), SPAN_NONE, why);
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
    const struct duty *d = ledger_duty(dk, duty);
    struct obligation_row row;
    bool found = false;
    enum verdict v = obligation_find(dk->store, span_str(duty), object, arena,
                                     &row, &found, why);

    assert(d && reminder_has_ending(d));
    *ret_ended = v == VERDICT_DONE && found && at >= row.due_at;
    return *ret_ended ? reminder_end_act(dk, arena, d, &row, why) : v;
}
