/* Groups, people and the offices they hold. */
#include "convoke/store/register.h"

#include <assert.h>

#include "convoke/base/names.h"
#include "stmt.h"

static const char *const role_names[] = {
    [ROLE_SEC] = "SEC", [ROLE_LIA] = "LIA", [ROLE_GL] = "GL",
    [ROLE_DGL] = "DGL", [ROLE_GS] = "GS",   [ROLE_ADM] = "ADM",
    [ROLE_FIN] = "FIN", [ROLE_OPS] = "OPS",
};
NAMES_DEFINE(role, enum role, role_names, ROLE_COUNT)

#define SQL_GROUP_PUT                                                          \
    "INSERT INTO working_group (id, name_zh, name_en, kind,"                   \
    " takes_applications, since) VALUES (:id, :name_zh, :name_en, :kind,"      \
    " :takes, :since)"                                                         \
    " ON CONFLICT (id) DO UPDATE SET name_zh = :name_zh, name_en = :name_en,"  \
    " kind = :kind, takes_applications = :takes"

enum verdict group_put(struct store *st, const struct working_group *g,
                       struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_GROUP_PUT);

    assert(g);
    stmt_text(s, ":id", g->id);
    stmt_text(s, ":name_zh", g->name_zh);
    stmt_text(s, ":name_en", g->name_en);
    stmt_text(s, ":kind", g->special ? SPAN("SWG") : SPAN("WG"));
    stmt_int(s, ":takes", g->takes_applications);
    stmt_int(s, ":since", g->since);
    return stmt_run(s, why);
}

static void read_group(const struct stmt *s, struct arena *a,
                       struct working_group *ret)
{
    *ret = (struct working_group){
        .id = stmt_copy(s, 0, a),
        .name_zh = stmt_copy(s, 1, a),
        .name_en = stmt_copy(s, 2, a),
        .special = span_eq(stmt_span(s, 3), SPAN("SWG")),
        .takes_applications = stmt_number(s, 4) != 0,
        .since = stmt_number(s, 5),
        .abolished = span_eq(stmt_span(s, 6), SPAN("abolished")),
    };
}

#define SQL_GROUP_COLUMNS                                                      \
    "SELECT id, name_zh, name_en, kind, takes_applications, since, state"      \
    " FROM working_group "
#define SQL_GROUP_GET SQL_GROUP_COLUMNS "WHERE id = :id"
#define SQL_GROUP_ALL SQL_GROUP_COLUMNS "ORDER BY kind DESC, id"

enum verdict group_get(struct store *st, struct span id, struct arena *a,
                       struct working_group *ret, bool *ret_found,
                       struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_GROUP_GET);
    enum verdict v;

    assert(ret);
    assert(ret_found);
    stmt_text(s, ":id", id);
    v = stmt_next(s, ret_found, why);
    if (v == VERDICT_DONE && *ret_found)
        read_group(s, a, ret);
    return v;
}

enum verdict groups_all(struct store *st, struct arena *a, working_groups *ret,
                        struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_GROUP_ALL);

    assert(ret);
    *ret = (working_groups){ 0 };
    for (;;) {
        bool row = false;
        enum verdict v = stmt_next(s, &row, why);
        if (v != VERDICT_DONE || !row)
            return v;
        read_group(s, a, list_push(ret, a));
    }
}

#define SQL_PERSON_PUT                                                         \
    "INSERT INTO person (mail, name, title, phone)"                            \
    " VALUES (:mail, :name, :title, :phone)"                                   \
    " ON CONFLICT (mail) DO UPDATE SET name = :name,"                          \
    " title = iif(:title = '', title, :title),"                                \
    " phone = iif(:phone = '', phone, :phone) RETURNING id"

enum verdict person_put(struct store *st, struct person *p, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_PERSON_PUT);
    bool row = false;
    enum verdict v;

    assert(p);
    stmt_text(s, ":mail", p->mail);
    stmt_text(s, ":name", p->name);
    stmt_text(s, ":title", p->title);
    stmt_text(s, ":phone", p->phone);
    v = stmt_next(s, &row, why);
    if (v != VERDICT_DONE)
        return v;
    assert(row);
    p->id = stmt_number(s, 0);
    return VERDICT_DONE;
}

static void read_person(const struct stmt *s, struct arena *a,
                        struct person *ret)
{
    *ret = (struct person){
        .id = stmt_number(s, 0),
        .mail = stmt_copy(s, 1, a),
        .name = stmt_copy(s, 2, a),
        .title = stmt_copy(s, 3, a),
        .phone = stmt_copy(s, 4, a),
    };
}

#define SQL_PERSON_GET                                                         \
    "SELECT id, mail, name, title, phone FROM person WHERE id = :id"
#define SQL_PERSON_FIND                                                        \
    "SELECT id, mail, name, title, phone FROM person WHERE mail = :mail"

enum verdict person_get(struct store *st, int64_t id, struct arena *a,
                        struct person *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_PERSON_GET);
    bool row = false;
    enum verdict v;

    assert(ret);
    stmt_int(s, ":id", id);
    v = stmt_next(s, &row, why);
    if (v != VERDICT_DONE)
        return v;
    if (!row)
        return reason_set(why, VERDICT_BROKEN, "person.get",
                          "person %lld is missing", (long long)id);
    read_person(s, a, ret);
    return VERDICT_DONE;
}

enum verdict person_find(struct store *st, struct span mail, struct arena *a,
                         struct person *ret, bool *ret_found,
                         struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_PERSON_FIND);
    enum verdict v;

    assert(ret);
    assert(ret_found);
    stmt_text(s, ":mail", mail);
    v = stmt_next(s, ret_found, why);
    if (v == VERDICT_DONE && *ret_found)
        read_person(s, a, ret);
    return v;
}

/* Of an applicant the open applications count: they are few. */
#define SQL_REGISTER_KNOWS                                                     \
    "SELECT EXISTS (SELECT 1 FROM person WHERE mail = :mail)"                  \
    " OR EXISTS (SELECT 1 FROM application WHERE applicant = :mail"            \
    " COLLATE NOCASE AND state IN"                                             \
    " ('incomplete','accepted','reviewing','decided'))"

enum verdict register_knows(struct store *st, struct span mail, bool *ret,
                            struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_REGISTER_KNOWS);
    bool row = false;
    enum verdict v;

    assert(ret);
    stmt_text(s, ":mail", mail);
    v = stmt_next(s, &row, why);
    if (v == VERDICT_DONE)
        *ret = row && stmt_number(s, 0) != 0;
    return v;
}

#define SQL_OFFICE_BEGIN                                                       \
    "INSERT INTO office (person, role, working_group, since)"                  \
    " VALUES (:person, :role, :group, :since) ON CONFLICT DO NOTHING"

enum verdict office_begin(struct store *st, int64_t person, enum role r,
                          struct span group, int64_t since, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_OFFICE_BEGIN);

    stmt_int(s, ":person", person);
    stmt_text(s, ":role", span_str(role_name(r)));
    stmt_text(s, ":group", group);
    stmt_int(s, ":since", since);
    return stmt_run(s, why);
}

#define SQL_OFFICE_END                                                         \
    "DELETE FROM office WHERE person = :person AND role = :role"               \
    " AND working_group = :group"

enum verdict office_end(struct store *st, int64_t person, enum role r,
                        struct span group, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_OFFICE_END);

    stmt_int(s, ":person", person);
    stmt_text(s, ":role", span_str(role_name(r)));
    stmt_text(s, ":group", group);
    return stmt_run(s, why);
}

#define SQL_OFFICE_HOLDERS                                                     \
    "SELECT p.id, p.mail, p.name, p.title, p.phone FROM office o"              \
    " JOIN person p ON p.id = o.person WHERE o.role = :role"                   \
    " AND o.working_group = :group ORDER BY p.id"

enum verdict office_holders(struct store *st, enum role r, struct span group,
                            struct arena *a, people *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_OFFICE_HOLDERS);

    assert(ret);
    *ret = (people){ 0 };
    stmt_text(s, ":role", span_str(role_name(r)));
    stmt_text(s, ":group", group);
    for (;;) {
        bool row = false;
        enum verdict v = stmt_next(s, &row, why);
        if (v != VERDICT_DONE || !row)
            return v;
        read_person(s, a, list_push(ret, a));
    }
}

#define SQL_OFFICE_HELD                                                        \
    "SELECT 1 FROM office o JOIN person p ON p.id = o.person"                  \
    " WHERE p.mail = :mail AND o.role = :role"                                 \
    " AND (:group = '' OR o.working_group IN (:group, ''))"

enum verdict office_held(struct store *st, struct span mail, enum role r,
                         struct span group, bool *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_OFFICE_HELD);

    assert(ret);
    stmt_text(s, ":mail", mail);
    stmt_text(s, ":role", span_str(role_name(r)));
    stmt_text(s, ":group", group);
    return stmt_next(s, ret, why);
}

#define SQL_OFFICES_OF                                                         \
    "SELECT o.role, o.working_group FROM office o"                             \
    " JOIN person p ON p.id = o.person WHERE p.mail = :mail"                   \
    " ORDER BY o.working_group, o.role"

enum verdict offices_of(struct store *st, struct span mail, struct arena *a,
                        offices *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_OFFICES_OF);

    assert(ret);
    *ret = (offices){ 0 };
    stmt_text(s, ":mail", mail);
    for (;;) {
        struct office *o;
        bool row = false;
        enum verdict v = stmt_next(s, &row, why);
        if (v != VERDICT_DONE || !row)
            return v;
        o = list_push(ret, a);
        o->group = stmt_copy(s, 1, a);
        if (!role_from(stmt_span(s, 0), &o->role))
            return reason_set(why, VERDICT_BROKEN, "offices.of",
                              "an office has an unknown role");
    }
}

#define SQL_DOMAINS                                                            \
    "SELECT DISTINCT lower(substr(mail, instr(mail, '@') + 1)) FROM person"    \
    " WHERE instr(mail, '@') > 0 ORDER BY 1"

enum verdict domains_registered(struct store *st, struct arena *a, domains *ret,
                                struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_DOMAINS);
    bool row = false;
    enum verdict v;

    assert(ret);
    *ret = (domains){ 0 };
    while ((v = stmt_next(s, &row, why)) == VERDICT_DONE && row)
        *list_push(ret, a) = stmt_copy(s, 0, a);
    return v;
}
