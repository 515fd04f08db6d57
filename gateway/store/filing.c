#include "convoke/store/filing.h"

#include <assert.h>

#include "convoke/base/names.h"
#include "stmt.h"

static const char *const state_names[] = {
    [FILING_FILED] = "filed",
    [FILING_INCOMPLETE] = "incomplete",
    [FILING_APPROVED] = "approved",
    [FILING_RETURNED] = "returned",
};
NAMES_DEFINE(filing_state, enum filing_state, state_names, FILING_STATE_COUNT)

#define SQL_FILING_ADD                                                         \
    "INSERT INTO filing (object, kind, version, message, filed_at, filed_by,"  \
    " late_days, state, note) VALUES (:object, :kind,"                         \
    " (SELECT 1 + count(*) FROM filing WHERE object = :object"                 \
    " AND kind = :kind), :message, :filed_at, :filed_by, :late_days, :state,"  \
    " :note)"
#define SQL_FILING_VERSION "SELECT version FROM filing WHERE id = :id"

enum verdict filing_add(struct store *st, struct filing *f, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_FILING_ADD);
    CLEANUP(stmt_leave) struct stmt *count = NULL;
    bool row = false;
    enum verdict v;

    assert(f);
    stmt_text(s, ":object", f->object);
    stmt_text(s, ":kind", f->kind);
    stmt_int(s, ":message", f->message);
    stmt_int(s, ":filed_at", f->filed_at);
    stmt_text(s, ":filed_by", f->filed_by);
    stmt_int(s, ":late_days", f->late_days);
    stmt_text(s, ":state", span_str(filing_state_name(f->state)));
    stmt_text(s, ":note", f->note);
    v = stmt_run(s, why);
    if (v != VERDICT_DONE)
        return v;
    f->id = store_last_id(st);
    count = stmt_of(st, SQL_FILING_VERSION);
    stmt_int(count, ":id", f->id);
    v = stmt_next(count, &row, why);
    if (v == VERDICT_DONE && row)
        f->version = stmt_number(count, 0);
    return v;
}

#define SQL_FILING_SET                                                         \
    "UPDATE filing SET state = :state, note = :note WHERE id = :id"

enum verdict filing_set(struct store *st, const struct filing *f,
                        struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_FILING_SET);

    assert(f);
    stmt_text(s, ":state", span_str(filing_state_name(f->state)));
    stmt_text(s, ":note", f->note);
    stmt_int(s, ":id", f->id);
    return stmt_run(s, why);
}

#define SQL_FILING_LAST                                                        \
    "SELECT id, object, kind, version, message, filed_at, filed_by,"           \
    " late_days, state, note FROM filing WHERE object = :object"               \
    " AND kind = :kind ORDER BY version DESC LIMIT 1"

enum verdict filing_last(struct store *st, struct span object, struct span kind,
                         struct arena *arena, struct filing *ret,
                         bool *ret_found, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_FILING_LAST);
    enum verdict v;

    assert(ret && ret_found);
    stmt_text(s, ":object", object);
    stmt_text(s, ":kind", kind);
    v = stmt_next(s, ret_found, why);
    if (v != VERDICT_DONE || !*ret_found)
        return v;
    *ret = (struct filing){
        .id = stmt_number(s, 0),
        .object = stmt_copy(s, 1, arena),
        .kind = stmt_copy(s, 2, arena),
        .version = stmt_number(s, 3),
        .message = stmt_number(s, 4),
        .filed_at = stmt_number(s, 5),
        .filed_by = stmt_copy(s, 6, arena),
        .late_days = stmt_number(s, 7),
        .note = stmt_copy(s, 9, arena),
    };
    if (!filing_state_from(stmt_span(s, 8), &ret->state))
        return reason_set(why, VERDICT_BROKEN, "filing.get",
                          "filing %lld has an unknown state",
                          (long long)ret->id);
    return VERDICT_DONE;
}

#define SQL_PAPER_ADD                                                          \
    "INSERT INTO paper (object, position, message, part, name, type,"          \
    " media_type, size, sha256) VALUES (:object, (SELECT count(*) FROM paper"  \
    " WHERE object = :object), :message, :part, :name, :type, :media_type,"    \
    " :size, :sha256)"
#define SQL_PAPERS_CLEAR "DELETE FROM paper WHERE object = :object"
#define SQL_PAPERS_OF                                                          \
    "SELECT message, part, name, type, media_type, size, sha256 FROM paper"    \
    " WHERE object = :object ORDER BY position"

enum verdict paper_add(struct store *st, struct span object,
                       const struct paper *p, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_PAPER_ADD);

    assert(p);
    stmt_text(s, ":object", object);
    stmt_int(s, ":message", p->message);
    stmt_int(s, ":part", p->part);
    stmt_text(s, ":name", p->name);
    stmt_text(s, ":type", p->type);
    stmt_text(s, ":media_type", p->media_type);
    stmt_int(s, ":size", p->size);
    stmt_text(s, ":sha256", p->sha256);
    return stmt_run(s, why);
}

enum verdict papers_clear(struct store *st, struct span object,
                          struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_PAPERS_CLEAR);

    stmt_text(s, ":object", object);
    return stmt_run(s, why);
}

enum verdict papers_of(struct store *st, struct span object,
                       struct arena *arena, papers_list *ret,
                       struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_PAPERS_OF);

    assert(ret);
    *ret = (papers_list){ 0 };
    stmt_text(s, ":object", object);
    for (;;) {
        bool row = false;
        enum verdict v = stmt_next(s, &row, why);
        if (v != VERDICT_DONE || !row)
            return v;
        *list_push(ret, arena) = (struct paper){
            .message = stmt_number(s, 0),
            .part = (int)stmt_number(s, 1),
            .name = stmt_copy(s, 2, arena),
            .type = stmt_copy(s, 3, arena),
            .media_type = stmt_copy(s, 4, arena),
            .size = stmt_number(s, 5),
            .sha256 = stmt_copy(s, 6, arena),
        };
    }
}
