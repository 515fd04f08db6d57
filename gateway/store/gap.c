#include "convoke/store/gap.h"

#include <assert.h>

#include "stmt.h"

#define HOLDERS(role)                                                          \
    "(SELECT count(*) FROM office o WHERE o.role = '" role "'"                 \
    " AND o.working_group = g.id)"
/* clang-format off */
#define SQL_GAP_GROUPS                                                         \
    "SELECT * FROM (SELECT id, " HOLDERS("GL") " AS gl, "                      \
    HOLDERS("LIA") " AS lia, " HOLDERS("GS") " AS gs FROM working_group g"     \
    " WHERE state = 'active')"                           \
    " WHERE gl <> 1 OR lia <> 1 OR gs <> 1 ORDER BY id"
/* clang-format on */

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

/* Each way to lack something is looked for where it costs least: most lack
 * nothing. */
#define SQL_GAP_MEMBERS                                                        \
    "WITH bad (unit, grp) AS ("                                                \
    "SELECT unit, working_group FROM membership m WHERE m.state <> 'exited'"   \
    " AND NOT EXISTS (SELECT 1 FROM representative r WHERE r.unit = m.unit"    \
    " AND r.working_group = m.working_group)"                                  \
    " UNION SELECT unit, working_group FROM representative"                    \
    " GROUP BY unit, working_group HAVING count(*) > 2 OR sum(voter) <> 1"     \
    " UNION SELECT m.unit, m.working_group FROM person p"                      \
    " CROSS JOIN unit u ON u.contact = p.id"                                   \
    " CROSS JOIN membership m ON m.unit = u.id"                                \
    " WHERE p.mail NOT LIKE '%_@_%'"                                           \
    " UNION SELECT m.unit, m.working_group FROM suppression s"                 \
    " CROSS JOIN person p ON s.mail = p.mail"                                  \
    " CROSS JOIN unit u ON u.contact = p.id"                                   \
    " CROSS JOIN membership m ON m.unit = u.id WHERE s.lifted_at IS NULL)"     \
    " SELECT b.unit, u.name_zh, b.grp, p.mail,"                                \
    " (SELECT count(*) FROM representative r WHERE r.unit = b.unit"            \
    " AND r.working_group = b.grp),"                                           \
    " (SELECT coalesce(sum(voter), 0) FROM representative r"                   \
    " WHERE r.unit = b.unit AND r.working_group = b.grp),"                     \
    " EXISTS (SELECT 1 FROM suppression s WHERE s.mail = p.mail"               \
    " AND s.lifted_at IS NULL), (SELECT count(*) FROM representative r"        \
    " JOIN person q ON q.id = r.person WHERE r.unit = b.unit AND NOT EXISTS"   \
    " (SELECT 1 FROM suppression s WHERE s.mail = q.mail"                      \
    " AND s.lifted_at IS NULL))"                                               \
    " FROM bad b JOIN membership m ON m.unit = b.unit"                         \
    " AND m.working_group = b.grp AND m.state NOT IN ('exited','exiting')"     \
    " JOIN working_group g ON g.id = b.grp AND g.state = 'active'"             \
    " JOIN unit u ON u.id = b.unit JOIN person p ON p.id = u.contact"          \
    " ORDER BY b.grp, b.unit"

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
            .bounced = stmt_number(s, 6) != 0,
            .live = stmt_number(s, 7),
        };
    }
}
