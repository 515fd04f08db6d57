#include "convoke/store/flag.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "stmt.h"

enum { EVIDENCE_MAX = 64 * 1024 * 1024 };

static const char *const ground_names[] = {
    [FLAG_ABSENCE] = "ABS",
    [FLAG_DUES] = "DUES",
};
static_assert(ARRAY_LEN(ground_names) == FLAG_GROUND_COUNT,
              "every ground needs its name");

static const char *const state_names[] = {
    [FLAG_OPEN] = "open",           [FLAG_DEFERRED] = "deferred",
    [FLAG_PRE_EXIT] = "pre_exit",   [FLAG_OBJECTED] = "objected",
    [FLAG_EXPIRED] = "expired",     [FLAG_CONFIRMED] = "confirmed",
    [FLAG_DISMISSED] = "dismissed", [FLAG_VOIDED] = "voided",
    [FLAG_MOOT] = "moot",
};
static_assert(ARRAY_LEN(state_names) == FLAG_STATE_COUNT,
              "every state needs its name");

const char *flag_ground_name(enum flag_ground g)
{
    assert(g < FLAG_GROUND_COUNT);
    return ground_names[g];
}

bool flag_ground_from(struct span name, enum flag_ground *ret)
{
    assert(ret);
    for (size_t i = 0; i < FLAG_GROUND_COUNT; i++) {
        if (!span_eq(name, span_str(ground_names[i])))
            continue;
        *ret = (enum flag_ground)i;
        return true;
    }
    return false;
}

const char *flag_state_name(enum flag_state s)
{
    assert(s < FLAG_STATE_COUNT);
    return state_names[s];
}

bool flag_state_from(struct span name, enum flag_state *ret)
{
    assert(ret);
    for (size_t i = 0; i < FLAG_STATE_COUNT; i++) {
        if (!span_eq(name, span_str(state_names[i])))
            continue;
        *ret = (enum flag_state)i;
        return true;
    }
    return false;
}

bool flag_lives(enum flag_state s)
{
    return s <= FLAG_EXPIRED;
}

/* ---- flags ---- */

static void bind_standing(struct stmt *s, const struct flag *f)
{
    stmt_text(s, ":state", span_str(flag_state_name(f->state)));
    stmt_int(s, ":count", f->count);
    stmt_int(s, ":skipped", f->skipped);
    stmt_moment(s, ":told_at", f->told_at);
    stmt_int(s, ":stepped_at", f->stepped_at);
    stmt_moment(s, ":until", f->until);
    stmt_text(s, ":stepped_by", f->stepped_by);
    stmt_text(s, ":reason", f->reason);
}

#define SQL_FLAG_ADD                                                           \
    "INSERT INTO flag (object, unit, working_group, ground, cause, state,"     \
    " count, skipped, raised_at, told_at, stepped_at, until, stepped_by,"      \
    " reason) VALUES (:object, :unit, :group, :ground, :cause, :state,"        \
    " :count, :skipped, :raised_at, :told_at, :stepped_at, :until,"            \
    " :stepped_by, :reason)"

enum verdict flag_add(struct store *st, struct flag *f, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_FLAG_ADD);
    enum verdict v;

    assert(f);
    stmt_text(s, ":object", f->object);
    stmt_text(s, ":unit", f->unit);
    stmt_text(s, ":group", f->group);
    stmt_text(s, ":ground", span_str(flag_ground_name(f->ground)));
    stmt_text(s, ":cause", f->cause);
    stmt_int(s, ":raised_at", f->raised_at);
    bind_standing(s, f);
    v = stmt_run(s, why);
    f->id = v == VERDICT_DONE ? store_last_id(st) : 0;
    return v;
}

#define SQL_FLAG_SET                                                           \
    "UPDATE flag SET state = :state, count = :count, skipped = :skipped,"      \
    " told_at = :told_at, stepped_at = :stepped_at, until = :until,"           \
    " stepped_by = :stepped_by, reason = :reason WHERE id = :id"

enum verdict flag_set(struct store *st, const struct flag *f,
                      struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_FLAG_SET);

    assert(f);
    bind_standing(s, f);
    stmt_int(s, ":id", f->id);
    return stmt_run(s, why);
}

#define SQL_FLAG_COLUMNS                                                       \
    "SELECT id, object, unit, working_group, ground, cause, state, count,"     \
    " skipped, raised_at, told_at, stepped_at, until, stepped_by, reason"      \
    " FROM flag "

static enum verdict take(struct stmt *held, struct arena *arena, flags *ret,
                         struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = held;
    bool row = false;
    enum verdict v;

    *ret = (flags){ 0 };
    while ((v = stmt_next(s, &row, why)) == VERDICT_DONE && row) {
        struct flag *f = list_push(ret, arena);
        *f = (struct flag){
            .id = stmt_number(s, 0),
            .object = stmt_copy(s, 1, arena),
            .unit = stmt_copy(s, 2, arena),
            .group = stmt_copy(s, 3, arena),
            .cause = stmt_copy(s, 5, arena),
            .count = stmt_number(s, 7),
            .skipped = stmt_number(s, 8),
            .raised_at = stmt_number(s, 9),
            .told_at = stmt_instant(s, 10),
            .stepped_at = stmt_number(s, 11),
            .until = stmt_instant(s, 12),
            .stepped_by = stmt_copy(s, 13, arena),
            .reason = stmt_copy(s, 14, arena),
        };
        if (!flag_ground_from(stmt_span(s, 4), &f->ground) ||
            !flag_state_from(stmt_span(s, 6), &f->state))
            return reason_set(why, VERDICT_BROKEN, "flag.load",
                              "flag %lld has an unknown ground or state",
                              (long long)f->id);
    }
    return v;
}

#define SQL_FLAG_GET SQL_FLAG_COLUMNS "WHERE object = :object"

enum verdict flag_get(struct store *st, struct span object, struct arena *arena,
                      struct flag *ret, bool *ret_found, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_FLAG_GET);
    flags found = { 0 };
    enum verdict v;

    assert(ret && ret_found);
    stmt_text(s, ":object", object);
    v = take(s, arena, &found, why);
    *ret_found = found.n > 0;
    if (*ret_found)
        *ret = found.at[0];
    return v;
}

#define SQL_FLAGS_OF                                                           \
    SQL_FLAG_COLUMNS                                                           \
    "WHERE (:unit = '' OR unit = :unit)"                                       \
    " AND (:group = '' OR working_group IN ('', :group))"                      \
    " AND (NOT :living OR state IN"                                            \
    " ('open','deferred','pre_exit','objected','expired'))"                    \
    " ORDER BY raised_at, id"

enum verdict flags_of(struct store *st, const struct flag_query *q,
                      struct arena *arena, flags *ret, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_FLAGS_OF);

    assert(q && ret);
    stmt_text(s, ":unit", q->unit);
    stmt_text(s, ":group", q->group);
    stmt_int(s, ":living", q->living);
    return take(s, arena, ret, why);
}

/* ---- statements ---- */

#define SQL_FLAG_STATEMENT_ADD                                                 \
    "INSERT INTO flag_statement (flag, message, at, sender, in_time)"          \
    " VALUES (:flag, :message, :at, :sender, :in_time)"                        \
    " ON CONFLICT DO NOTHING"

enum verdict flag_statement_add(struct store *st,
                                const struct flag_statement *f,
                                struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_FLAG_STATEMENT_ADD);

    assert(f);
    stmt_int(s, ":flag", f->flag);
    stmt_int(s, ":message", f->message);
    stmt_int(s, ":at", f->at);
    stmt_text(s, ":sender", f->sender);
    stmt_int(s, ":in_time", f->in_time);
    return stmt_run(s, why);
}

#define SQL_FLAG_STATEMENTS_OF                                                 \
    "SELECT message, at, sender, in_time FROM flag_statement"                  \
    " WHERE flag = :flag ORDER BY at, message"

enum verdict flag_statements_of(struct store *st, int64_t flag,
                                struct arena *arena, flag_statements *ret,
                                struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_FLAG_STATEMENTS_OF);
    bool row = false;
    enum verdict v;

    assert(ret);
    *ret = (flag_statements){ 0 };
    stmt_int(s, ":flag", flag);
    while ((v = stmt_next(s, &row, why)) == VERDICT_DONE && row)
        *list_push(ret, arena) = (struct flag_statement){
            .flag = flag,
            .message = stmt_number(s, 0),
            .at = stmt_number(s, 1),
            .sender = stmt_copy(s, 2, arena),
            .in_time = stmt_number(s, 3) != 0,
        };
    return v;
}

/* ---- evidence ---- */

#define SQL_FLAG_EVIDENCE_ADD                                                  \
    "INSERT INTO flag_evidence (flag, version, at, text, pdf) VALUES"          \
    " (:flag, :version, :at, :text, :pdf)"

enum verdict flag_evidence_add(struct store *st, struct flag_evidence *e,
                               struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(EVIDENCE_MAX);
    struct stmt *s;
    struct flag_evidence last = { .version = 0 };
    bool found = false;
    enum verdict v;

    assert(e);
    v = flag_evidence_last(st, e->flag, &arena, &last, &found, why);
    if (v != VERDICT_DONE)
        return v;
    e->version = last.version + 1;
    s = stmt_of(st, SQL_FLAG_EVIDENCE_ADD);
    stmt_int(s, ":flag", e->flag);
    stmt_int(s, ":version", e->version);
    stmt_int(s, ":at", e->at);
    stmt_blob(s, ":text", e->text);
    stmt_blob(s, ":pdf", e->pdf);
    return stmt_run(s, why);
}

#define SQL_FLAG_EVIDENCE_LAST                                                 \
    "SELECT version, at, text, pdf FROM flag_evidence WHERE flag = :flag"      \
    " ORDER BY version DESC LIMIT 1"

enum verdict flag_evidence_last(struct store *st, int64_t flag,
                                struct arena *arena, struct flag_evidence *ret,
                                bool *ret_found, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_FLAG_EVIDENCE_LAST);
    bool row = false;
    enum verdict v;

    assert(ret && ret_found);
    stmt_int(s, ":flag", flag);
    v = stmt_next(s, &row, why);
    *ret_found = v == VERDICT_DONE && row;
    if (*ret_found)
        *ret = (struct flag_evidence){
            .flag = flag,
            .version = stmt_number(s, 0),
            .at = stmt_number(s, 1),
            .text = stmt_copy(s, 2, arena),
            .pdf = stmt_copy(s, 3, arena),
        };
    return v;
}
