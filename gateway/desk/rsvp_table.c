#include "convoke/desk/rsvp_table.h"

#include <assert.h>

#include "convoke/store/excuse.h"
#include "convoke/store/register.h"
#include "rsvp.h"

static const struct {
    const char *zh, *en;
} words[] = {
    [ANSWER_NEEDS_ACTION] = { "未答复", "not answered" },
    [ANSWER_ACCEPTED] = { "参加", "comes" },
    [ANSWER_TENTATIVE] = { "待定", "tentative" },
    [ANSWER_DECLINED] = { "不参加", "does not come" },
    [ANSWER_DELEGATED] = { "委派他人参加", "sends a delegate" },
};
static_assert(ARRAY_LEN(words) == ANSWER_STATUS_COUNT,
              "every status needs its words");

const char *rsvp_status_zh(enum answer_status s)
{
    assert(s < ANSWER_STATUS_COUNT);
    return words[s].zh;
}

const char *rsvp_status_en(enum answer_status s)
{
    assert(s < ANSWER_STATUS_COUNT);
    return words[s].en;
}

/* All that is known of a meeting's answers; each list is sorted by party. */
struct gathering {
    const struct meeting *m;
    struct arena *arena;
    members members;
    invitations invited;
    rsvps answers;
    excuses reasons;
    struct rsvp_table *table;
};

static enum verdict gather(struct store *st, struct gathering *g,
                           struct reason *why)
{
    enum verdict v = VERDICT_DONE;

    if (!g->m->leaders)
        v = members_of(st, g->m->group, g->arena, &g->members, why);
    if (v == VERDICT_DONE)
        v = invitations_of(st, g->m->id, g->arena, &g->invited, why);
    if (v == VERDICT_DONE)
        v = rsvps_of(st, g->m->id, SPAN_NONE, g->arena, &g->answers, why);
    if (v == VERDICT_DONE)
        v = excuses_of(st, g->m->id, SPAN_NONE, g->arena, &g->reasons, why);
    return v;
}

/* The answers of one party, which stand together. */
static rsvps answers_of(const struct gathering *g, struct span party)
{
    rsvps own = { 0 };
    size_t low = 0;
    size_t high = g->answers.n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (span_cmp(g->answers.at[middle].party, party) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    own.at = g->answers.at + low;
    while (low + own.n < g->answers.n && span_eq(own.at[own.n].party, party))
        own.n++;
    return own;
}

/* An excuse counts for the date it was given for. */
static bool is_excused(const struct gathering *g, struct span party)
{
    list_each(&g->reasons, e)
    {
        if (span_eq(e->unit, party) && e->state == EXCUSE_STATED &&
            (g->m->moved_at == MOMENT_NONE || e->at >= g->m->moved_at))
            return true;
    }
    return false;
}

static void count(struct rsvp_counts *c, enum answer_status s)
{
    if (s == ANSWER_ACCEPTED || s == ANSWER_DELEGATED)
        c->accepted++;
    else if (s == ANSWER_TENTATIVE)
        c->tentative++;
    else if (s == ANSWER_DECLINED)
        c->declined++;
    else
        c->open++;
}

static void add_line(struct gathering *g, struct rsvp_line line)
{
    rsvps own = answers_of(g, line.party);
    struct rsvp_standing s = rsvp_standing_of(g->m, &own, g->arena);

    line.answered = s.answered;
    line.status = s.status;
    if (s.answered) {
        line.person = s.last.person;
        line.sequence = s.last.sequence;
        line.at = s.last.at;
        line.delegate = s.last.delegate;
    }
    line.reason = line.unit ? is_excused(g, line.party)
                            : s.status == ANSWER_DECLINED && s.last.comment.n;
    count(line.unit ? &g->table->units : &g->table->others, s.status);
    *list_push(&g->table->lines, g->arena) = line;
}

static void add_units(struct gathering *g)
{
    list_each(&g->members, m) add_line(
        g, (struct rsvp_line){
               .party = m->unit.id, .name = m->unit.name_zh, .unit = true });
}

static bool is_member(const struct gathering *g, struct span party)
{
    list_each(&g->members, m)
    {
        if (span_eq(m->unit.id, party))
            return true;
    }
    return false;
}

/* A unit that has left the group since is no party any more. */
static enum verdict add_others(struct store *st, struct gathering *g,
                               struct reason *why)
{
    enum verdict v = VERDICT_DONE;

    for (size_t i = 0; i < g->invited.n && v == VERDICT_DONE; i++) {
        const struct invitation *at = &g->invited.at[i];
        struct unit u;
        bool again = i && span_eq(at[-1].party, at->party) && !at[-1].ended;
        bool unit = false;
        if (at->ended || again || is_member(g, at->party))
            continue;
        v = unit_get(st, at->party, g->arena, &u, &unit, why);
        if (v == VERDICT_DONE && !unit)
            add_line(
                g, (struct rsvp_line){ .party = at->party, .name = at->name });
    }
    return v;
}

enum verdict rsvp_table_of(struct store *st, const struct meeting *m,
                           struct arena *arena, struct rsvp_table *ret,
                           struct reason *why)
{
    struct gathering g = { .m = m, .arena = arena, .table = ret };
    enum verdict v;

    assert(st && m && ret);
    *ret = (struct rsvp_table){ .units = { 0 } };
    v = gather(st, &g, why);
    if (v != VERDICT_DONE)
        return v;
    add_units(&g);
    return add_others(st, &g, why);
}
