#include "convoke/store/gap.h"

#include <assert.h>

#include "stmt.h"

#define HOLDERS(role)                                                          \
    "(SELECT count(*) FROM office o WHERE o.role = '" role "'"                 \
    " AND o.working_group = g.id)"
#define SQL_GAP_GROUPS                                                         \
    "SELECT * FROM (SELECT id, " HOLDERS("GL") " AS gl, " HOLDERS(             \
        "LIA") " AS lia, " HOLDERS("GS") " AS gs FROM working_group g"         \
                                         " WHERE state = 'active')"            \
                                         " WHERE gl <> 1 OR lia <> 1"          \
                                         " OR gs <> 1 ORDER BY id"

enum verdict gap_groups_of(struct store *st, struct arena *arena,
                           gap_groups *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_GAP_GROUPS);

    assert(ret);
    *ret = (gap_groups){ 0 };
    for (;;) {
        bool row = false;
        enum verdict v = stmt_next(s, &row, why);
        if (v != VERDICT_DONE || !row)
            return v;
        *list_push(ret, arena) = (struct gap_group){
            .group = stmt_copy(s, 0, arena),
            .leaders = stmt_number(s, 1),
            .liaisons = stmt_number(s, 2),
            .secretaries = stmt_number(s, 3),
        };
    }
}

#define SQL_GAP_MEMBERS                                                        \
    "SELECT * FROM (SELECT m.unit, u.name_zh, m.working_group, p.mail,"        \
    " count(r.person) AS people, coalesce(sum(r.voter), 0) AS voters"          \
    " FROM membership m JOIN unit u ON u.id = m.unit"                          \
    " JOIN person p ON p.id = u.contact"                                       \
    " LEFT JOIN representative r ON r.unit = m.unit"                           \
    " AND r.working_group = m.working_group"                                   \
    " JOIN working_group g ON g.id = m.working_group"                          \
    " WHERE m.state <> 'exited' AND g.state = 'active'"                        \
    " GROUP BY m.working_group, m.unit)"                                       \
    " WHERE people NOT IN (1, 2) OR voters <> 1 OR mail NOT LIKE '%_@_%'"      \
    " ORDER BY working_group, unit"

enum verdict gap_members_of(struct store *st, struct arena *arena,
                            gap_members *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_GAP_MEMBERS);

    assert(ret);
    *ret = (gap_members){ 0 };
    for (;;) {
        bool row = false;
        enum verdict v = stmt_next(s, &row, why);
        if (v != VERDICT_DONE || !row)
            return v;
        *list_push(ret, arena) = (struct gap_member){
            .unit = stmt_copy(s, 0, arena),
            .name = stmt_copy(s, 1, arena),
            .group = stmt_copy(s, 2, arena),
            .contact = stmt_copy(s, 3, arena),
            .representatives = stmt_number(s, 4),
            .voters = stmt_number(s, 5),
        };
    }
}
