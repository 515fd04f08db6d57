#include "dues.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/base/number.h"
#include "exit.h"

enum { DUES_ARENA = 16 * 1024 * 1024 };

/* What closes the duties to pay, and to pay before the dues lapse. */
static const char *const words[] = { "dues", "dues_lapse" };

struct span dues_object(struct arena *arena, int year)
{
    return arena_printf(arena, "DUES-%d", year);
}

bool dues_object_year(struct span object, int *ret)
{
    struct span year = span_from(object, strlen("DUES-"));
    uint64_t n = 0;

    assert(ret);
    if (!span_starts(object, SPAN("DUES-")) || year.n != 4 ||
        !number_parse(year, 9999, &n))
        return false;
    *ret = (int)n;
    return true;
}

static const struct dues_entry *entry_of(const dues_entries *all,
                                         struct span unit)
{
    list_each(all, e) if (span_eq(e->unit, unit)) return e;
    return NULL;
}

enum verdict dues_bearers(struct desk *dk, int year, struct arena *arena,
                          dues_parties *ret, struct reason *why)
{
    dues_entries entries = { 0 };
    members all = { 0 };
    enum verdict v = dues_members(dk->store, arena, &all, why);

    assert(ret);
    *ret = (dues_parties){ 0 };
    if (v == VERDICT_DONE)
        v = dues_entries_of(dk->store, year, arena, &entries, why);
    if (v != VERDICT_DONE)
        return v;
    list_each(&all, m)
    {
        const struct dues_entry *e = entry_of(&entries, m->unit.id);
        if (!e && !dues_bear(year, m->effective_day))
            continue;
        *list_push(ret, arena) = (struct dues_party){
            .unit = m->unit,
            .named = e != NULL,
            .entry = e ? *e
                       : (struct dues_entry){ .year = year,
                                              .unit = m->unit.id,
                                              .status = DUES_UNPAID },
        };
    }
    return VERDICT_DONE;
}

enum verdict dues_with(struct desk *dk, int year, enum dues_status status,
                       struct arena *arena, dues_parties *ret,
                       struct reason *why)
{
    dues_parties all = { 0 };
    enum verdict v = dues_bearers(dk, year, arena, &all, why);

    assert(ret);
    *ret = (dues_parties){ 0 };
    list_each(&all, p) if (p->entry.status == status) * list_push(ret, arena) =
        *p;
    return v;
}

struct span dues_ids(struct arena *arena, const dues_parties *all, size_t most)
{
    struct span out = SPAN_NONE;

    assert(all && most);
    for (size_t i = 0; i < all->n && i < most; i++)
        out = arena_printf(arena, SPAN_FMT "%s" SPAN_FMT, SPAN_ARG(out),
                           i ? "、" : "", SPAN_ARG(all->at[i].unit.id));
    if (all->n > most)
        out = arena_printf(arena, SPAN_FMT "等%zu家", SPAN_ARG(out), all->n);
    return out;
}

/* Nobody owes any more, or somebody does again. The instant that counts is the
 * day the last of the money came. */
static enum verdict end_or_begin(struct desk *dk, struct arena *arena, int year,
                                 struct span source, struct reason *why)
{
    dues_parties all = { 0 };
    struct ledger_evidence e = { .object = dues_object(arena, year),
                                 .at = MOMENT_NONE,
                                 .source = source };
    bool owed = false;
    enum verdict v = dues_bearers(dk, year, arena, &all, why);

    list_each(&all, p)
    {
        int64_t at = p->entry.value_day ? civil_moment(p->entry.value_day, 0)
                                        : p->entry.at;
        owed = owed || dues_are_owed(p->entry.status);
        if (e.at != MOMENT_NONE && at <= e.at)
            continue;
        e.at = at;
        e.party = p->unit.id;
    }
    for (size_t i = 0; i < ARRAY_LEN(words) && v == VERDICT_DONE; i++) {
        e.word = words[i];
        if (owed)
            v = ledger_reopen(dk, words[i], e.object, why);
        else if (all.n)
            v = ledger_answer(dk, &e, why);
    }
    return v;
}

enum verdict dues_settle(struct desk *dk, int year, struct span source,
                         struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(DUES_ARENA);
    enum verdict v = ledger_sync(dk, dues_object(&arena, year), why);

    return v == VERDICT_DONE ? end_or_begin(dk, &arena, year, source, why) : v;
}

enum verdict dues_settle_all(struct desk *dk, struct span source,
                             struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(DUES_ARENA);
    dues_years all = { 0 };
    enum verdict v = dues_years_all(dk->store, &arena, &all, why);

    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++)
        v = dues_settle(dk, all.at[i].year, source, why);
    return v;
}

/* Mails of these notices together. */
static enum verdict count_mails(struct desk *dk, const struct dues_party *p,
                                const char *const *codes,
                                struct dues_mails *ret, struct reason *why)
{
    enum verdict v = VERDICT_DONE;

    *ret = (struct dues_mails){ 0, 0 };
    for (; *codes && v == VERDICT_DONE; codes++) {
        struct dues_mails m = { 0, 0 };
        v = dues_mails_of(dk->store, span_str(*codes), p->entry.year,
                          p->unit.id, &m, why);
        ret->sent += m.sent;
        ret->refused += m.refused;
    }
    return v;
}

/* What tells a unit that it owes, and by when. */
static const char *const bill_codes[] = { "dues.rem", "dues.arrears", NULL };
static const char *const warning_codes[] = { "dues.final", NULL };

enum verdict dues_bill_lost(struct desk *dk, const struct dues_party *p,
                            bool *ret, struct reason *why)
{
    struct dues_mails m;
    enum verdict v = count_mails(dk, p, bill_codes, &m, why);

    *ret = v == VERDICT_DONE && m.sent == 0 && m.refused > 0;
    return v;
}

enum verdict dues_facts_of(struct desk *dk, int year, struct span unit,
                           struct dues_facts *ret, bool *ret_found,
                           struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(64 * 1024);
    struct dues_party p = { .unit = { .id = unit } };
    struct dues_entry e = { .status = DUES_UNPAID };
    struct dues_import newest = { .as_of = 0 };
    struct dues_year y;
    bool named = false;
    bool imported = false;
    struct dues_mails bills = { 0, 0 };
    struct dues_mails warnings = { 0, 0 };
    enum verdict v = dues_year_get(dk->store, year, &y, ret_found, why);

    assert(ret);
    if (v != VERDICT_DONE || !*ret_found)
        return v;
    p.entry.year = year;
    v = dues_entry_of(dk->store, year, unit, &arena, &e, &named, why);
    if (v == VERDICT_DONE)
        v = dues_import_newest(dk->store, &arena, &newest, &imported, why);
    if (v == VERDICT_DONE)
        v = count_mails(dk, &p, bill_codes, &bills, why);
    if (v == VERDICT_DONE)
        v = count_mails(dk, &p, warning_codes, &warnings, why);
    *ret = (struct dues_facts){ .due = y.due,
                                .billed = named || bills.sent > 0,
                                .bill_delivered = bills.sent > 0,
                                .final_warnings = (int)warnings.sent,
                                .status = e.status,
                                .value_day = e.value_day,
                                .as_of = imported ? newest.as_of : 0 };
    return v;
}

enum verdict dues_subject(struct desk *dk, struct span id, struct arena *arena,
                          struct subject *ret, bool *ret_found,
                          struct reason *why)
{
    struct dues_year y;
    int year = 0;
    enum verdict v;

    assert(ret && ret_found);
    *ret_found = false;
    if (!dues_object_year(id, &year))
        return VERDICT_DONE;
    v = dues_year_get(dk->store, year, &y, ret_found, why);
    if (v != VERDICT_DONE || !*ret_found)
        return v;
    ret->about = DUTY_ABOUT_DUES;
    ret->living = true;
    ret->since = y.since;
    ret->at[DUTY_ANCHOR_BILL] = civil_moment(y.due, 0);
    ret->title_zh = arena_printf(arena, "%d年度会费", year);
    ret->title_en = arena_printf(arena, "dues of %d", year);
    return v;
}

enum verdict dues_missing(struct desk *dk, const struct subject *s,
                          struct arena *arena, spans *ret, struct reason *why)
{
    dues_parties owing = { 0 };
    int year = 0;
    enum verdict v = VERDICT_DONE;

    assert(s && ret);
    if (dues_object_year(s->id, &year))
        v = dues_with(dk, year, DUES_UNPAID, arena, &owing, why);
    list_each(&owing, p) * list_push(ret, arena) = p->unit.id;
    return v;
}

/* Whoever stands for it in any group reads along, each once. */
static enum verdict copy_to(struct desk *dk, struct notice *n,
                            const working_groups *groups, struct span unit,
                            struct reason *why)
{
    struct notice_target *target = &n->targets.at[n->targets.n - 1];
    enum verdict v = VERDICT_DONE;

    for (size_t g = 0; g < groups->n && v == VERDICT_DONE; g++) {
        representations stand = { 0 };
        v = representations_of(dk->store, unit, groups->at[g].id, n->arena,
                               &stand, why);
        list_each(&stand, r)
        {
            bool had = span_eq_nocase(r->person.mail, target->to.mail);
            list_each(&target->cc, c) had =
                had || span_eq_nocase(r->person.mail, c->mail);
            if (!had)
                *list_push(&target->cc, n->arena) =
                    (struct facts_address){ .name = r->person.name,
                                            .mail = r->person.mail };
        }
    }
    return v;
}

enum verdict dues_people(struct desk *dk, struct notice *n,
                         const struct subject *s, const spans *missing,
                         struct reason *why)
{
    working_groups groups = { 0 };
    enum verdict v = groups_all(dk->store, n->arena, &groups, why);

    assert(s && missing);
    for (size_t i = 0; i < missing->n && v == VERDICT_DONE; i++) {
        struct unit u;
        bool found = false;
        bool leaves = false;
        v = unit_get(dk->store, missing->at[i], n->arena, &u, &found, why);
        if (v == VERDICT_DONE)
            v = exit_is_under_way(dk, n->arena, missing->at[i], SPAN_NONE,
                                  &leaves, why);
        if (v != VERDICT_DONE || !found || leaves)
            continue;
        v = notice_to_unit(dk, n, &u, true, why);
        if (v == VERDICT_DONE)
            v = copy_to(dk, n, &groups, u.id, why);
    }
    return v;
}

enum verdict dues_fill(struct desk *dk, const struct subject *s,
                       struct notice *n, struct reason *why)
{
    civil_day due = civil_of(s->at[DUTY_ANCHOR_BILL]);
    int year = 0;
    enum verdict v = VERDICT_DONE;

    if (!dues_object_year(s->id, &year))
        return reason_set(why, VERDICT_BROKEN, "dues.fill",
                          SPAN_FMT " is no year of dues", SPAN_ARG(s->id));
    view_int(n->view, "year", year);
    view_day(n->view, "billed", due);
    view_due(n->view, "lapse", dues_lapse(due));
    for (size_t i = 0; i < n->targets.n && v == VERDICT_DONE; i++) {
        const struct notice_target *t = &n->targets.at[i];
        struct dues_entry e;
        bool found = false;
        v = dues_entry_of(dk->store, year, t->party, n->arena, &e, &found, why);
        if (v == VERDICT_DONE && found && e.amount.n)
            notice_item(n, t->to.mail, e.amount);
    }
    return v;
}
