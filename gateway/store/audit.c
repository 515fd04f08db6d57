#include "convoke/store/audit.h"

#include <assert.h>

#include "convoke/base/hash.h"
#include "convoke/base/text.h"
#include "stmt.h"

enum { AUDIT_MAX_ROW = 256 * 1024 };

/* The row as it enters the chain: length-prefixed, so that no two different
 * rows read alike. */
static void chain_hash(const struct audit_entry *e, struct span before,
                       char hex[HASH_HEX])
{
    const struct span pieces[] = { before,   e->entity,    e->entity_id,
                                   e->from,  e->to,        e->event,
                                   e->actor, e->authority, e->evidence,
                                   e->note };
    CLEANUP(text_release) struct text row = TEXT_INIT(AUDIT_MAX_ROW);

    text_addf(&row, "%lld", (long long)e->at);
    for (size_t i = 0; i < ARRAY_LEN(pieces); i++) {
        text_addf(&row, "|%zu:", pieces[i].n);
        text_add(&row, pieces[i]);
    }
    hash_of(text_span(&row), hex);
}

#define SQL_AUDIT_LAST "SELECT hash, id FROM audit ORDER BY id DESC LIMIT 1"
#define SQL_AUDIT_ADD                                                          \
    "INSERT INTO audit (at, entity, entity_id, from_state, to_state, event,"   \
    " actor, authority, evidence, note, hash) VALUES (:at, :entity,"           \
    " :entity_id, :from, :to, :event, :actor, :authority, :evidence, :note,"   \
    " :hash)"

enum verdict audit_add(struct store *st, const struct audit_entry *e,
                       struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_AUDIT_LAST);
    char hex[HASH_HEX];
    bool row = false;
    enum verdict v;

    assert(e);
    v = stmt_next(s, &row, why);
    if (v != VERDICT_DONE)
        return v;
    chain_hash(e, row ? stmt_span(s, 0) : SPAN_NONE, hex);
    stmt_reset(s);
    s = stmt_of(st, SQL_AUDIT_ADD);
    stmt_int(s, ":at", e->at);
    stmt_text(s, ":entity", e->entity);
    stmt_text(s, ":entity_id", e->entity_id);
    stmt_text(s, ":from", e->from);
    stmt_text(s, ":to", e->to);
    stmt_text(s, ":event", e->event);
    stmt_text(s, ":actor", e->actor);
    stmt_text(s, ":authority", e->authority);
    stmt_text(s, ":evidence", e->evidence);
    stmt_text(s, ":note", e->note);
    stmt_text(s, ":hash", span_str(hex));
    return stmt_run(s, why);
}

#define SQL_AUDIT_ALL                                                          \
    "SELECT id, at, entity, entity_id, from_state, to_state, event, actor,"    \
    " authority, evidence, note, hash FROM audit ORDER BY id"

static struct audit_entry entry_at(const struct stmt *s)
{
    return (struct audit_entry){
        .at = stmt_number(s, 1),
        .entity = stmt_span(s, 2),
        .entity_id = stmt_span(s, 3),
        .from = stmt_span(s, 4),
        .to = stmt_span(s, 5),
        .event = stmt_span(s, 6),
        .actor = stmt_span(s, 7),
        .authority = stmt_span(s, 8),
        .evidence = stmt_span(s, 9),
        .note = stmt_span(s, 10),
    };
}

enum verdict audit_verify(struct store *st, int64_t *ret_rows,
                          struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_AUDIT_ALL);
    char before[HASH_HEX] = "";
    int64_t rows = 0;

    assert(ret_rows);
    for (;;) {
        char hex[HASH_HEX];
        struct audit_entry e;
        bool row = false;
        enum verdict v = stmt_next(s, &row, why);
        if (v != VERDICT_DONE)
            return v;
        if (!row)
            break;
        e = entry_at(s);
        chain_hash(&e, span_str(before), hex);
        if (stmt_number(s, 0) != rows + 1 ||
            !span_eq(stmt_span(s, 11), span_str(hex)))
            return reason_set(why, VERDICT_NEVER, "audit.verify",
                              "row %lld does not fit the chain",
                              (long long)stmt_number(s, 0));
        memcpy(before, hex, sizeof(before));
        rows++;
    }
    *ret_rows = rows;
    return VERDICT_DONE;
}

#define SQL_AUDIT_OF                                                           \
    "SELECT id, at, from_state, to_state, event, actor, authority, evidence,"  \
    " note, hash FROM audit WHERE entity = :entity"                            \
    " AND entity_id = :entity_id ORDER BY id"

enum verdict audit_of(struct store *st, struct span entity,
                      struct span entity_id, struct arena *arena,
                      audit_rows *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_AUDIT_OF);
    bool row = false;
    enum verdict v;

    assert(arena && ret);
    *ret = (audit_rows){ 0 };
    stmt_text(s, ":entity", entity);
    stmt_text(s, ":entity_id", entity_id);
    while ((v = stmt_next(s, &row, why)) == VERDICT_DONE && row)
        *list_push(ret, arena) = (struct audit_row){
            .id = stmt_number(s, 0),
            .entry = { .at = stmt_number(s, 1),
                       .entity = arena_span(arena, entity),
                       .entity_id = arena_span(arena, entity_id),
                       .from = stmt_copy(s, 2, arena),
                       .to = stmt_copy(s, 3, arena),
                       .event = stmt_copy(s, 4, arena),
                       .actor = stmt_copy(s, 5, arena),
                       .authority = stmt_copy(s, 6, arena),
                       .evidence = stmt_copy(s, 7, arena),
                       .note = stmt_copy(s, 8, arena) },
            .hash = stmt_copy(s, 9, arena),
        };
    return v;
}

enum verdict audit_last(struct store *st, struct arena *arena, int64_t *ret_id,
                        struct span *ret_hash, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_AUDIT_LAST);
    bool row = false;
    enum verdict v = stmt_next(s, &row, why);

    assert(arena);
    assert(ret_id && ret_hash);
    *ret_id = v == VERDICT_DONE && row ? stmt_number(s, 1) : 0;
    *ret_hash = *ret_id ? stmt_copy(s, 0, arena) : SPAN_NONE;
    return v;
}
