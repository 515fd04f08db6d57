#include "convoke/store/contact_change.h"

#include <assert.h>

#include "convoke/base/names.h"
#include "stmt.h"

static const char *const state_names[] = {
    [CONTACT_CHANGE_HELD] = "held",
    [CONTACT_CHANGE_PENDING] = "pending",
    [CONTACT_CHANGE_CONFIRMED] = "confirmed",
    [CONTACT_CHANGE_DONE] = "done",
    [CONTACT_CHANGE_SUPERSEDED] = "superseded",
    [CONTACT_CHANGE_DECLINED] = "declined",
    [CONTACT_CHANGE_REFUSED] = "refused",
    [CONTACT_CHANGE_EXPIRED] = "expired",
};
NAMES_DEFINE(contact_change_state, enum contact_change_state, state_names,
             CONTACT_CHANGE_STATE_COUNT)

#define SQL_CONTACT_CHANGE_ADD                                                 \
    "INSERT INTO contact_change (unit, name, mail, phone, effective_day,"      \
    " message, asked_by, at, until_at, state) VALUES (:unit, :name, :mail,"    \
    " :phone, :effective, :message, :asked_by, :at, :until, :state)"           \
    " RETURNING id"

enum verdict contact_change_add(struct store *st, struct contact_change *c,
                                struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_CONTACT_CHANGE_ADD);
    bool row = false;
    enum verdict v;

    assert(c);
    stmt_text(s, ":unit", c->unit);
    stmt_text(s, ":name", c->name);
    stmt_text(s, ":mail", c->mail);
    stmt_text(s, ":phone", c->phone);
    stmt_int(s, ":effective", c->effective);
    stmt_int(s, ":message", c->message);
    stmt_text(s, ":asked_by", c->asked_by);
    stmt_int(s, ":at", c->at);
    stmt_int(s, ":until", c->until);
    stmt_text(s, ":state", span_str(contact_change_state_name(c->state)));
    v = stmt_next(s, &row, why);
    if (v != VERDICT_DONE)
        return v;
    assert(row);
    c->id = stmt_number(s, 0);
    return VERDICT_DONE;
}

#define SQL_CONTACT_CHANGE_SET                                                 \
    "UPDATE contact_change SET state = :state, until_at = :until"              \
    " WHERE id = :id"

enum verdict contact_change_set(struct store *st,
                                const struct contact_change *c,
                                struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_CONTACT_CHANGE_SET);

    assert(c);
    stmt_int(s, ":id", c->id);
    stmt_int(s, ":until", c->until);
    stmt_text(s, ":state", span_str(contact_change_state_name(c->state)));
    return stmt_run(s, why);
}

static enum verdict take(struct stmt *held, struct arena *arena,
                         contact_changes *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = held;

    assert(ret);
    *ret = (contact_changes){ 0 };
    for (;;) {
        struct contact_change *c;
        bool row = false;
        enum verdict v = stmt_next(s, &row, why);
        if (v != VERDICT_DONE || !row)
            return v;
        c = list_push(ret, arena);
        *c = (struct contact_change){
            .id = stmt_number(s, 0),
            .unit = stmt_copy(s, 1, arena),
            .name = stmt_copy(s, 2, arena),
            .mail = stmt_copy(s, 3, arena),
            .phone = stmt_copy(s, 4, arena),
            .effective = (civil_day)stmt_number(s, 5),
            .message = stmt_number(s, 6),
            .asked_by = stmt_copy(s, 7, arena),
            .at = stmt_number(s, 8),
            .until = stmt_number(s, 9),
        };
        if (!contact_change_state_from(stmt_span(s, 10), &c->state))
            return reason_set(why, VERDICT_BROKEN, "contact_change.take",
                              "contact change %lld has an unknown state",
                              (long long)c->id);
    }
}

#define SQL_CONTACT_CHANGE_COLUMNS                                             \
    "SELECT id, unit, name, mail, phone, effective_day, message, asked_by,"    \
    " at, until_at, state FROM contact_change "
#define SQL_CONTACT_CHANGE_GET SQL_CONTACT_CHANGE_COLUMNS "WHERE id = :id"
#define SQL_CONTACT_CHANGES_LIVING                                             \
    SQL_CONTACT_CHANGE_COLUMNS                                                 \
    "WHERE state IN ('held','pending','confirmed')"                            \
    " AND (:unit = '' OR unit = :unit) ORDER BY id"

enum verdict contact_change_get(struct store *st, int64_t id,
                                struct arena *arena, struct contact_change *ret,
                                bool *ret_found, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_CONTACT_CHANGE_GET);
    contact_changes found = { 0 };
    enum verdict v;

    assert(ret && ret_found);
    stmt_int(s, ":id", id);
    v = take(s, arena, &found, why);
    *ret_found = found.n > 0;
    if (v == VERDICT_DONE && found.n)
        *ret = found.at[0];
    return v;
}

enum verdict contact_changes_living(struct store *st, struct span unit,
                                    struct arena *arena, contact_changes *ret,
                                    struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_CONTACT_CHANGES_LIVING);

    stmt_text(s, ":unit", unit);
    return take(s, arena, ret, why);
}
