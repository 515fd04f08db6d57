#include "convoke/store/casebook.h"

#include <assert.h>

#include "convoke/base/number.h"
#include "convoke/base/text.h"
#include "convoke/store/register.h"
#include "stmt.h"

/* Spans of one casebook while it is being opened. */
typedef LIST_OF(struct span) words;

struct opening {
    struct store *st;
    struct arena *arena;
    struct casebook *cb;
    words objects, years;
};

static void add_word(struct opening *o, words *to, struct span word)
{
    list_each(to, w) if (span_eq(*w, word)) return;
    *list_push(to, o->arena) = word;
}

static struct span as_json(struct arena *arena, const words *from)
{
    CLEANUP(text_release) struct text t = TEXT_INIT(TEXT_MAX_NOTICE);

    text_add_char(&t, '[');
    for (size_t i = 0; i < from->n; i++) {
        if (i)
            text_add_char(&t, ',');
        table_json_string(&t, from->at[i]);
    }
    text_add_char(&t, ']');
    return arena_span(arena, text_span(&t));
}

/* ---- what it is about ---- */

/* The unit's plenaries of a group, by their start. */
#define SQL_CASEBOOK_PLENARIES                                                 \
    "SELECT a.meeting, a.status FROM attendance a JOIN meeting m"              \
    " ON m.id = a.meeting WHERE a.unit = :unit"                                \
    " AND m.working_group = :working_group AND m.kind = 'plenary'"             \
    " ORDER BY m.start_at, m.id"

struct plenary_of_unit {
    struct span meeting;
    bool counts; /* not N */
};

static enum verdict read_plenaries(struct opening *o, const struct flag *f,
                                   struct plenary_of_unit **ret, size_t *ret_n,
                                   struct reason *why)
{
    CLEANUP(stmt_leave)
    struct stmt *s = stmt_of(o->st, SQL_CASEBOOK_PLENARIES);
    LIST_OF(struct plenary_of_unit) all = { 0 };
    bool row = false;
    enum verdict v;

    stmt_text(s, ":unit", f->unit);
    stmt_text(s, ":working_group", f->group);
    while ((v = stmt_next(s, &row, why)) == VERDICT_DONE && row)
        *list_push(&all, o->arena) = (struct plenary_of_unit){
            .meeting = stmt_copy(s, 0, o->arena),
            .counts = !span_eq(stmt_span(s, 1), SPAN("N")),
        };
    *ret = all.at;
    *ret_n = all.n;
    return v;
}

static enum verdict add_meeting(struct opening *o, struct span id,
                                struct reason *why)
{
    struct meeting m;
    bool found = false;
    enum verdict v;

    list_each(&o->cb->meetings,
              had) if (span_eq(had->id, id)) return VERDICT_DONE;
    v = meeting_get(o->st, id, o->arena, &m, &found, why);
    if (v != VERDICT_DONE || !found)
        return v;
    *list_push(&o->cb->meetings, o->arena) = m;
    add_word(o, &o->objects,
             arena_printf(o->arena, SPAN_FMT "/" SPAN_FMT, SPAN_ARG(id),
                          SPAN_ARG(o->cb->unit)));
    add_word(o, &o->objects,
             arena_printf(o->arena, SPAN_FMT "/" SPAN_FMT,
                          SPAN_ARG(o->cb->unit), SPAN_ARG(id)));
    return v;
}

/* From the first that is counted on, to the newest there is: what a unit did
 * afterwards stands in the case, too (X20). */
static enum verdict add_absences(struct opening *o, const struct flag *f,
                                 struct reason *why)
{
    struct plenary_of_unit *all = NULL;
    size_t n = 0;
    size_t first;
    int64_t left = f->count;
    enum verdict v = read_plenaries(o, f, &all, &n, why);

    if (v != VERDICT_DONE)
        return v;
    for (first = 0; first < n; first++)
        if (span_eq(all[first].meeting, f->cause))
            break;
    if (first == n)
        return add_meeting(o, f->cause, why);
    for (left -= all[first].counts; first > 0 && left > 0;)
        left -= all[--first].counts;
    for (size_t i = first; i < n && v == VERDICT_DONE; i++)
        v = add_meeting(o, all[i].meeting, why);
    return v;
}

/* As mails about a unit's dues and what was decided about them are named. */
static void add_year(struct opening *o, struct span year)
{
    struct span unit = o->cb->unit;

    add_word(o, &o->years, year);
    add_word(o, &o->objects,
             arena_printf(o->arena, "DUES-" SPAN_FMT "/" SPAN_FMT,
                          SPAN_ARG(year), SPAN_ARG(unit)));
    add_word(o, &o->objects,
             arena_printf(o->arena, SPAN_FMT "/DUES-" SPAN_FMT, SPAN_ARG(unit),
                          SPAN_ARG(year)));
    add_word(o, &o->objects,
             arena_printf(o->arena, SPAN_FMT "/" SPAN_FMT, SPAN_ARG(unit),
                          SPAN_ARG(year)));
}

static enum verdict add_flag(struct opening *o, const struct flag *f,
                             struct reason *why)
{
    list_each(&o->cb->flags, had) if (had->id == f->id) return VERDICT_DONE;
    o->cb->unit = f->unit;
    *list_push(&o->cb->flags, o->arena) = *f;
    add_word(o, &o->objects, f->object);
    if (f->ground == FLAG_DUES) {
        add_year(o, f->cause);
        return VERDICT_DONE;
    }
    return add_absences(o, f, why);
}

static void add_exit(struct opening *o, const struct exit_case *e)
{
    list_each(&o->cb->exits, had) if (had->id == e->id) return;
    o->cb->unit = e->unit;
    *list_push(&o->cb->exits, o->arena) = *e;
    add_word(o, &o->objects,
             arena_printf(o->arena, "exit:%lld", (long long)e->id));
}

static enum verdict add_flag_named(struct opening *o, struct span object,
                                   struct reason *why)
{
    struct flag f;
    bool found = false;
    enum verdict v = flag_get(o->st, object, o->arena, &f, &found, why);

    return v == VERDICT_DONE && found ? add_flag(o, &f, why) : v;
}

/* ---- by what was asked for ---- */

static enum verdict open_unit(struct opening *o, struct span unit,
                              struct reason *why)
{
    const struct flag_query q = { .unit = unit };
    flags all = { 0 };
    exit_cases left = { 0 };
    enum verdict v = flags_of(o->st, &q, o->arena, &all, why);

    if (v == VERDICT_DONE)
        v = exit_cases_of(o->st, unit, /* living= */ false, o->arena, &left,
                          why);
    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++)
        v = add_flag(o, &all.at[i], why);
    for (size_t i = 0; i < left.n && v == VERDICT_DONE; i++)
        add_exit(o, &left.at[i]);
    return v;
}

static enum verdict open_exit(struct opening *o, struct span number,
                              struct reason *why)
{
    struct exit_case e;
    uint64_t id = 0;
    bool found = false;
    enum verdict v;

    if (!number_parse(number, INT64_MAX, &id))
        return VERDICT_DONE;
    v = exit_case_get(o->st, (int64_t)id, o->arena, &e, &found, why);
    if (v != VERDICT_DONE || !found)
        return v;
    add_exit(o, &e);
    return e.flag.n ? add_flag_named(o, e.flag, why) : v;
}

/* A flag, and the exit that came of it. */
static enum verdict open_flag(struct opening *o, struct span object,
                              struct reason *why)
{
    exit_cases left = { 0 };
    enum verdict v = add_flag_named(o, object, why);

    if (v != VERDICT_DONE || o->cb->flags.n == 0)
        return v;
    v = exit_cases_of(o->st, o->cb->unit, /* living= */ false, o->arena, &left,
                      why);
    for (size_t i = 0; i < left.n && v == VERDICT_DONE; i++)
        if (span_eq(left.at[i].flag, object))
            add_exit(o, &left.at[i]);
    return v;
}

#define SQL_CASEBOOK_WAS_THERE                                                 \
    "SELECT 1 FROM attendance WHERE unit = :unit AND meeting = :meeting"

static enum verdict try_plenary(struct opening *o, struct span unit,
                                struct span meeting, struct reason *why)
{
    CLEANUP(stmt_leave)
    struct stmt *s = stmt_of(o->st, SQL_CASEBOOK_WAS_THERE);
    bool row = false;
    enum verdict v;

    stmt_text(s, ":unit", unit);
    stmt_text(s, ":meeting", meeting);
    v = stmt_next(s, &row, why);
    if (v != VERDICT_DONE || !row)
        return v;
    o->cb->unit = arena_span(o->arena, unit);
    return add_meeting(o, arena_span(o->arena, meeting), why);
}

/* M07/WG5-2026-P1, as warnings are named, or WG5-2026-P1/M07, as answers
 * are. */
static enum verdict open_plenary(struct opening *o, struct span object,
                                 struct reason *why)
{
    size_t slash = span_find_char(object, '/');
    struct span first = span_sub(object, 0, slash);
    struct span second = span_from(object, slash + 1);
    enum verdict v;

    if (slash >= object.n)
        return VERDICT_DONE;
    v = try_plenary(o, first, second, why);
    if (v == VERDICT_DONE && !o->cb->unit.n)
        v = try_plenary(o, second, first, why);
    return v;
}

static void sort_meetings(meetings *all)
{
    for (size_t i = 1; i < all->n; i++)
        for (size_t k = i; k && all->at[k].start_at < all->at[k - 1].start_at;
             k--) {
            struct meeting m = all->at[k];
            all->at[k] = all->at[k - 1];
            all->at[k - 1] = m;
        }
}

enum verdict casebook_open(struct store *st, struct span object,
                           struct arena *arena, struct casebook *ret,
                           bool *ret_found, struct reason *why)
{
    static const struct span prefix = SPAN("exit:");
    struct casebook cb = { .unit = SPAN_NONE };
    struct opening o = { .st = st, .arena = arena, .cb = &cb };
    words ids = { 0 };
    enum verdict v = VERDICT_DONE;

    assert(ret && ret_found);
    if (span_starts(object, prefix))
        v = open_exit(&o, span_from(object, prefix.n), why);
    else
        v = open_flag(&o, object, why);
    if (v == VERDICT_DONE && !cb.unit.n)
        v = open_unit(&o, object, why);
    if (v == VERDICT_DONE && !cb.unit.n)
        v = open_plenary(&o, object, why);
    if (v != VERDICT_DONE)
        return v;
    sort_meetings(&cb.meetings);
    list_each(&cb.meetings, m) add_word(&o, &ids, m->id);
    cb.objects = as_json(arena, &o.objects);
    cb.meeting_ids = as_json(arena, &ids);
    cb.years = as_json(arena, &o.years);
    *ret_found = cb.unit.n > 0;
    *ret = cb;
    return v;
}

#define SQL_CASEBOOK_EVIDENCE                                                  \
    "SELECT version, at, text, pdf FROM flag_evidence WHERE flag = :flag"      \
    " AND version > :after ORDER BY version LIMIT 1"

enum verdict casebook_evidence(struct store *st, int64_t flag, int64_t after,
                               struct arena *arena, struct flag_evidence *ret,
                               bool *ret_found, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_CASEBOOK_EVIDENCE);
    bool row = false;
    enum verdict v;

    assert(ret && ret_found);
    stmt_int(s, ":flag", flag);
    stmt_int(s, ":after", after);
    v = stmt_next(s, &row, why);
    *ret_found = v == VERDICT_DONE && row;
    if (*ret_found)
        *ret = (struct flag_evidence){ .flag = flag,
                                       .version = stmt_number(s, 0),
                                       .at = stmt_number(s, 1),
                                       .text = stmt_copy(s, 2, arena),
                                       .pdf = stmt_copy(s, 3, arena) };
    return v;
}
