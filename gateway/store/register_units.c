/* Units, their memberships and their representatives. */
#include "convoke/store/register.h"

#include <assert.h>

#include "stmt.h"

#define SQL_UNIT_PUT                                                           \
    "INSERT INTO unit (id, name_zh, name_en, folded_name, uscc, contact)"      \
    " VALUES (:id, :name_zh, :name_en, :folded, :uscc, :contact)"              \
    " ON CONFLICT (id) DO UPDATE SET name_zh = :name_zh, name_en = :name_en,"  \
    " folded_name = :folded, uscc = :uscc, contact = :contact"

enum verdict unit_put(struct store *st, const struct unit *u,
                      struct span folded_name, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_UNIT_PUT);

    assert(u);
    stmt_text(s, ":id", u->id);
    stmt_text(s, ":name_zh", u->name_zh);
    stmt_text(s, ":name_en", u->name_en);
    stmt_text(s, ":folded", folded_name);
    stmt_text_or_null(s, ":uscc", u->uscc);
    stmt_int(s, ":contact", u->contact);
    return stmt_run(s, why);
}

static struct unit unit_of_row(struct stmt *s, struct arena *a)
{
    return (struct unit){
        .id = stmt_copy(s, 0, a),
        .name_zh = stmt_copy(s, 1, a),
        .name_en = stmt_copy(s, 2, a),
        .uscc = stmt_copy(s, 3, a),
        .contact = stmt_number(s, 4),
    };
}

/* One unit by any of the ways to name it. */
static enum verdict take_unit(struct stmt *s, struct arena *a, struct unit *ret,
                              bool *ret_found, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *held = s;
    enum verdict v;

    assert(ret);
    assert(ret_found);
    v = stmt_next(held, ret_found, why);
    if (v == VERDICT_DONE && *ret_found)
        *ret = unit_of_row(s, a);
    return v;
}

#define SQL_UNIT_COLUMNS                                                       \
    "SELECT u.id, u.name_zh, u.name_en, u.uscc, u.contact FROM unit u "
#define SQL_UNIT_GET SQL_UNIT_COLUMNS "WHERE u.id = :id"
#define SQL_UNIT_BY_USCC SQL_UNIT_COLUMNS "WHERE u.uscc = :uscc"
#define SQL_UNIT_BY_NAME                                                       \
    SQL_UNIT_COLUMNS "WHERE u.folded_name = :name ORDER BY u.id LIMIT 1"
#define SQL_UNIT_BY_ADDRESS                                                    \
    SQL_UNIT_COLUMNS                                                           \
    "JOIN person p ON p.mail = :mail WHERE u.contact = p.id"                   \
    " OR u.id IN (SELECT unit FROM representative WHERE person = p.id)"        \
    " ORDER BY u.id"
#define SQL_UNIT_BY_DOMAIN                                                     \
    SQL_UNIT_COLUMNS                                                           \
    "JOIN person p ON p.id = u.contact"                                        \
    " WHERE lower(substr(p.mail, instr(p.mail, '@') + 1)) = lower(:domain)"    \
    " ORDER BY u.id LIMIT 1"

enum verdict unit_get(struct store *st, struct span id, struct arena *a,
                      struct unit *ret, bool *ret_found, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_UNIT_GET);

    stmt_text(s, ":id", id);
    return take_unit(s, a, ret, ret_found, why);
}

enum verdict unit_match(struct store *st, struct span uscc,
                        struct span folded_name, struct arena *a,
                        struct unit *ret, bool *ret_found, struct reason *why)
{
    struct stmt *s;

    assert(ret_found);
    *ret_found = false;
    if (uscc.n) {
        enum verdict v;
        s = stmt_of(st, SQL_UNIT_BY_USCC);
        stmt_text(s, ":uscc", uscc);
        v = take_unit(s, a, ret, ret_found, why);
        if (v != VERDICT_DONE || *ret_found)
            return v;
    }
    s = stmt_of(st, SQL_UNIT_BY_NAME);
    stmt_text(s, ":name", folded_name);
    return take_unit(s, a, ret, ret_found, why);
}

enum verdict unit_of_address(struct store *st, struct span mail,
                             struct arena *a, struct unit *ret, bool *ret_found,
                             struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_UNIT_BY_ADDRESS);

    stmt_text(s, ":mail", mail);
    return take_unit(s, a, ret, ret_found, why);
}

enum verdict units_of_address(struct store *st, struct span mail,
                              struct arena *a, unit_list *ret,
                              struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_UNIT_BY_ADDRESS);
    bool row = false;
    enum verdict v;

    assert(ret);
    *ret = (unit_list){ 0 };
    stmt_text(s, ":mail", mail);
    while ((v = stmt_next(s, &row, why)) == VERDICT_DONE && row)
        *list_push(ret, a) = unit_of_row(s, a);
    return v;
}

enum verdict unit_of_domain(struct store *st, struct span domain,
                            struct arena *a, struct unit *ret, bool *ret_found,
                            struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_UNIT_BY_DOMAIN);

    stmt_text(s, ":domain", domain);
    return take_unit(s, a, ret, ret_found, why);
}

#define SQL_UNIT_ID_TAKEN "SELECT 1 FROM unit WHERE id = :id"

enum verdict unit_new_id(struct store *st, struct arena *a, struct span *ret,
                         struct reason *why)
{
    assert(ret);
    for (int64_t n = 1;; n++) {
        CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_UNIT_ID_TAKEN);
        struct span id = arena_printf(a, "M%02lld", (long long)n);
        bool taken = false;
        enum verdict v;
        stmt_text(s, ":id", id);
        v = stmt_next(s, &taken, why);
        if (v != VERDICT_DONE)
            return v;
        if (!taken) {
            *ret = id;
            return VERDICT_DONE;
        }
    }
}

#define SQL_MEMBERSHIP_ADD                                                     \
    "INSERT INTO membership (unit, working_group, state, effective_day,"       \
    " application) VALUES (:unit, :group, :state, :day, :application)"

enum verdict membership_add(struct store *st, const struct membership *m,
                            struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_MEMBERSHIP_ADD);

    assert(m);
    stmt_text(s, ":unit", m->unit);
    stmt_text(s, ":group", m->group);
    stmt_text(s, ":state", m->state);
    stmt_int(s, ":day", m->effective_day);
    stmt_text_or_null(s, ":application", m->application);
    return stmt_run(s, why);
}

#define SQL_MEMBERSHIP_GET                                                     \
    "SELECT id, unit, working_group, state, application, effective_day"        \
    " FROM membership WHERE unit = :unit AND working_group = :group"           \
    " AND state <> 'exited'"

enum verdict membership_get(struct store *st, struct span unit,
                            struct span group, struct arena *a,
                            struct membership *ret, bool *ret_found,
                            struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_MEMBERSHIP_GET);
    enum verdict v;

    assert(ret);
    assert(ret_found);
    stmt_text(s, ":unit", unit);
    stmt_text(s, ":group", group);
    v = stmt_next(s, ret_found, why);
    if (v != VERDICT_DONE || !*ret_found)
        return v;
    *ret = (struct membership){
        .id = stmt_number(s, 0),
        .unit = stmt_copy(s, 1, a),
        .group = stmt_copy(s, 2, a),
        .state = stmt_copy(s, 3, a),
        .application = stmt_copy(s, 4, a),
        .effective_day = (civil_day)stmt_number(s, 5),
    };
    return VERDICT_DONE;
}

#define SQL_MEMBERSHIP_SET_STATE                                               \
    "UPDATE membership SET state = :state WHERE unit = :unit"                  \
    " AND working_group = :group AND state <> 'exited'"

enum verdict membership_set_state(struct store *st, struct span unit,
                                  struct span group, struct span state,
                                  struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_MEMBERSHIP_SET_STATE);

    stmt_text(s, ":state", state);
    stmt_text(s, ":unit", unit);
    stmt_text(s, ":group", group);
    return stmt_run(s, why);
}

#define SQL_MEMBERSHIP_LEFT                                                    \
    "SELECT max(effective_day) FROM membership WHERE unit = :unit"             \
    " AND working_group = :group HAVING count(*) > 0"                          \
    " AND sum(state <> 'exited') = 0"

enum verdict membership_left(struct store *st, struct span unit,
                             struct span group, civil_day *ret_since,
                             bool *ret_found, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_MEMBERSHIP_LEFT);
    enum verdict v;

    assert(ret_since && ret_found);
    stmt_text(s, ":unit", unit);
    stmt_text(s, ":group", group);
    v = stmt_next(s, ret_found, why);
    if (v == VERDICT_DONE && *ret_found)
        *ret_since = (civil_day)stmt_number(s, 0);
    return v;
}

#define SQL_MEMBERSHIP_END                                                     \
    "UPDATE membership SET state = 'exited' WHERE unit = :unit"                \
    " AND working_group = :group AND state <> 'exited'"

enum verdict membership_end(struct store *st, struct span unit,
                            struct span group, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_MEMBERSHIP_END);

    stmt_text(s, ":unit", unit);
    stmt_text(s, ":group", group);
    return stmt_run(s, why);
}

#define SQL_MEMBERS_OF                                                         \
    "SELECT u.id, u.name_zh, u.name_en, u.uscc, u.contact, m.state,"           \
    " m.effective_day FROM membership m JOIN unit u ON u.id = m.unit"          \
    " WHERE m.working_group = :group AND m.state <> 'exited' ORDER BY u.id"

enum verdict members_of(struct store *st, struct span group, struct arena *a,
                        members *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_MEMBERS_OF);

    assert(ret);
    *ret = (members){ 0 };
    stmt_text(s, ":group", group);
    for (;;) {
        bool row = false;
        enum verdict v = stmt_next(s, &row, why);
        if (v != VERDICT_DONE || !row)
            return v;
        *list_push(ret, a) = (struct member){
            .unit = { .id = stmt_copy(s, 0, a),
                      .name_zh = stmt_copy(s, 1, a),
                      .name_en = stmt_copy(s, 2, a),
                      .uscc = stmt_copy(s, 3, a),
                      .contact = stmt_number(s, 4) },
            .state = stmt_copy(s, 5, a),
            .effective_day = (civil_day)stmt_number(s, 6),
        };
    }
}

#define SQL_REPRESENTATIVES_CLEAR                                              \
    "DELETE FROM representative WHERE unit = :unit"                            \
    " AND working_group = :group"

enum verdict representations_clear(struct store *st, struct span unit,
                                   struct span group, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_REPRESENTATIVES_CLEAR);

    stmt_text(s, ":unit", unit);
    stmt_text(s, ":group", group);
    return stmt_run(s, why);
}

#define SQL_REPRESENTATIVE_ADD                                                 \
    "INSERT INTO representative (unit, working_group, person, voter,"          \
    " since_day) VALUES (:unit, :group, :person, :voter, :since)"

enum verdict representation_add(struct store *st, struct span unit,
                                struct span group,
                                const struct representation *r, civil_day since,
                                struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_REPRESENTATIVE_ADD);

    assert(r);
    assert(r->person.id != 0);
    stmt_text(s, ":unit", unit);
    stmt_text(s, ":group", group);
    stmt_int(s, ":person", r->person.id);
    stmt_int(s, ":voter", r->voter);
    stmt_int(s, ":since", since);
    return stmt_run(s, why);
}

#define SQL_REPRESENTATIVES_OF                                                 \
    "SELECT p.id, p.mail, p.name, p.title, p.phone, r.voter"                   \
    " FROM representative r JOIN person p ON p.id = r.person"                  \
    " WHERE r.unit = :unit AND r.working_group = :group"                       \
    " ORDER BY r.voter DESC, p.id"

enum verdict representations_of(struct store *st, struct span unit,
                                struct span group, struct arena *a,
                                representations *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_REPRESENTATIVES_OF);

    assert(ret);
    *ret = (representations){ 0 };
    stmt_text(s, ":unit", unit);
    stmt_text(s, ":group", group);
    for (;;) {
        bool row = false;
        enum verdict v = stmt_next(s, &row, why);
        if (v != VERDICT_DONE || !row)
            return v;
        *list_push(ret, a) = (struct representation){
            .person = { .id = stmt_number(s, 0),
                        .mail = stmt_copy(s, 1, a),
                        .name = stmt_copy(s, 2, a),
                        .title = stmt_copy(s, 3, a),
                        .phone = stmt_copy(s, 4, a) },
            .voter = stmt_number(s, 5) != 0,
        };
    }
}
