#include "convoke/store/listing.h"

#include <assert.h>

#include "stmt.h"

#define MOMENT(column)                                                         \
    "strftime('%Y-%m-%d %H:%M', " column ", 'unixepoch', '+8 hours')"
#define DAY(column) "strftime('%Y-%m-%d', (" column ") * 86400, 'unixepoch')"

static const struct table_column group_columns[] = {
    { "id", "组别", "group", false },
    { "name_zh", "名称", "name", false },
    { "name_en", "英文名称", "English name", false },
    { "kind", "类型", "kind", false },
    { "members", "成员数", "members", true },
};
#define SQL_LIST_GROUPS                                                        \
    "SELECT id, name_zh, name_en, kind, (SELECT count(*) FROM membership m"    \
    " WHERE m.working_group = g.id AND m.state <> 'exited')"                   \
    " FROM working_group g WHERE :object IN ('', id) ORDER BY kind DESC, id"

static const struct table_column unit_columns[] = {
    { "id", "编号", "id", false },
    { "name_zh", "单位名称", "unit", false },
    { "uscc", "统一社会信用代码", "USCC", false },
    { "contact", "联系人", "contact", false },
    { "mail", "电子邮件", "mail", false },
    { "groups", "工作组", "groups", false },
};
#define SQL_LIST_UNITS                                                         \
    "SELECT u.id, u.name_zh, coalesce(u.uscc, ''), p.name, p.mail,"            \
    " coalesce((SELECT group_concat(working_group, ' ') FROM membership m"     \
    " WHERE m.unit = u.id AND m.state <> 'exited'), '')"                       \
    " FROM unit u JOIN person p ON p.id = u.contact"                           \
    " WHERE :object IN ('', u.id) ORDER BY u.id"

static const struct table_column people_columns[] = {
    { "mail", "电子邮件", "mail", false }, { "name", "姓名", "name", false },
    { "title", "职务", "title", false },   { "roles", "角色", "roles", false },
    { "units", "单位", "units", false },
};
#define SQL_LIST_PEOPLE                                                        \
    "SELECT p.mail, p.name, p.title,"                                          \
    " coalesce((SELECT group_concat(trim(role || ' ' || working_group), ', ')" \
    " FROM office o WHERE o.person = p.id), ''),"                              \
    " coalesce((SELECT group_concat(id, ' ') FROM (SELECT u.id FROM unit u"    \
    " WHERE u.contact = p.id UNION SELECT unit FROM representative r"          \
    " WHERE r.person = p.id)), '')"                                            \
    " FROM person p WHERE :object IN ('', p.mail) ORDER BY p.mail"

static const struct table_column membership_columns[] = {
    { "unit", "单位", "unit", false },
    { "name", "单位名称", "name", false },
    { "group", "工作组", "group", false },
    { "state", "状态", "state", false },
    { "effective", "生效日期", "effective", false },
    { "representatives", "代表", "representatives", false },
    { "application", "申请", "application", false },
};
#define SQL_LIST_MEMBERSHIPS                                                   \
    "SELECT m.unit, u.name_zh, m.working_group, m.state, " DAY(                \
        "m.effective_day") ", coalesce((SELECT group_concat(p.name ||"         \
                           " iif(r.voter, '(投票)', ''), '、')"             \
                           " FROM representative r JOIN person p ON"           \
                           " p.id = r.person WHERE r.unit = m.unit AND"        \
                           " r.working_group = m.working_group), ''),"         \
                           " coalesce(m.application, '')"                      \
                           " FROM membership m JOIN unit u ON u.id = m.unit"   \
                           " WHERE :object IN ('', m.unit, m.working_group)"   \
                           " ORDER BY m.working_group, m.unit"

static const struct table_column application_columns[] = {
    { "id", "申请编号", "application", false },
    { "name", "单位名称", "unit", false },
    { "state", "状态", "state", false },
    { "received", "收到", "received", false },
    { "groups", "工作组", "groups", false },
    { "reviews", "审核", "reviews", false },
    { "due", "下一期限", "next due", false },
    { "applicant", "申请人", "applicant", false },
};
#define SQL_LIST_APPLICATIONS                                                  \
    "SELECT a.id, a.name, a.state, " MOMENT(                                   \
        "a.received_at") ","                                                   \
                         " coalesce((SELECT group_concat(value, ' ') FROM "    \
                         "application_field f"                                 \
                         " WHERE f.application = a.id AND f.key = 'groups'), " \
                         "''),"                                                \
                         " coalesce((SELECT group_concat(working_group || "    \
                         "':' || r.state, ' ')"                                \
                         " FROM review r WHERE r.application = a.id), ''),"    \
                         " coalesce((SELECT " DAY(                             \
                             "min(o.due_day)") " FROM obligation o WHERE"      \
                                               " o.state IN "                  \
                                               "('open','overdue') AND "       \
                                               "(o.object = a.id OR"           \
                                               " o.object LIKE a.id || "       \
                                               "'/%')), ''), a.applicant"      \
                                               " FROM application a WHERE "    \
                                               ":object IN ('', a.id) ORDER "  \
                                               "BY a.id"

static const struct table_column project_columns[] = {
    { "id", "编号", "project", false },
    { "group", "工作组", "group", false },
    { "kind", "类型", "kind", false },
    { "title", "名称", "title", false },
    { "lead", "负责人", "lead", false },
    { "mail", "电子邮件", "mail", false },
    { "start", "计划下达或启动", "start", false },
    { "stage", "阶段", "stage", false },
    { "state", "状态", "state", false },
    { "due", "下一期限", "next due", false },
};
#define SQL_LIST_PROJECTS                                                      \
    "SELECT p.id, p.working_group, p.kind, p.title, l.name, l.mail,"           \
    " strftime('%Y-%m-%d', p.start_day * 86400, 'unixepoch'), p.stage,"        \
    " p.state, coalesce((SELECT strftime('%Y-%m-%d', min(o.due_day) * 86400,"  \
    " 'unixepoch') FROM obligation o WHERE o.object = p.id AND"                \
    " o.state IN ('open','overdue')), '')"                                     \
    " FROM project p JOIN person l ON l.id = p.lead"                           \
    " WHERE :object IN ('', p.id, p.working_group) ORDER BY p.id"

static const struct table_column task_columns[] = {
    { "id", "编号", "task", false },
    { "group", "工作组", "group", false },
    { "addressee", "承办", "addressee", false },
    { "due", "截止日", "due", false },
    { "state", "状态", "state", false },
    { "text", "事项", "text", false },
};
#define SQL_LIST_TASKS                                                         \
    "SELECT id, working_group, addressee,"                                     \
    " strftime('%Y-%m-%d', target_day * 86400, 'unixepoch'), state, text"      \
    " FROM task WHERE :object IN ('', id, working_group, addressee)"           \
    " ORDER BY id"

static const struct table_column suggestion_columns[] = {
    { "id", "编号", "suggestion", false },
    { "unit", "单位", "unit", false },
    { "group", "工作组", "group", false },
    { "received", "收到", "received", false },
    { "state", "状态", "state", false },
    { "text", "建议", "text", false },
    { "answer", "答复", "answer", false },
};
#define SQL_LIST_SUGGESTIONS                                                   \
    "SELECT id, unit, working_group,"                                          \
    " strftime('%Y-%m-%d %H:%M', since, 'unixepoch', '+8 hours'), state,"      \
    " text, answer FROM suggestion"                                            \
    " WHERE :object IN ('', id, unit, working_group) ORDER BY id"

static const struct table_column dues_columns[] = {
    { "year", "年度", "year", false },
    { "unit", "单位", "unit", false },
    { "name", "单位名称", "unit name", false },
    { "status", "状态", "status", false },
    { "value_date", "到账日期", "value date", false },
    { "amount", "金额", "amount", false },
    { "ref", "凭证", "reference", false },
    { "source", "来源", "source", false },
    { "note", "说明", "note", false },
};
/* The newest entry of a unit and a year holds. */
#define SQL_LIST_DUES                                                          \
    "SELECT e.year, e.unit, u.name_zh, e.status, CASE e.value_day WHEN 0"      \
    " THEN '' ELSE strftime('%Y-%m-%d', e.value_day * 86400, 'unixepoch')"     \
    " END, e.amount, e.ref, coalesce(i.name, ''), e.note FROM dues_entry e"    \
    " JOIN unit u ON u.id = e.unit LEFT JOIN dues_import i ON i.id = e.import" \
    " WHERE e.id IN (SELECT max(id) FROM dues_entry GROUP BY year, unit)"      \
    " AND :object IN ('', e.unit, CAST(e.year AS TEXT),"                       \
    " 'DUES-' || e.year, i.name) ORDER BY e.year, e.unit"

static const struct table_column attendance_columns[] = {
    { "meeting", "会议", "meeting", false },
    { "unit", "单位", "unit", false },
    { "name", "单位名称", "unit name", false },
    { "status", "认定", "status", false },
    { "basis", "依据", "basis", false },
    { "count", "连续无故缺席", "in a row", true },
};
/* The counter is the membership's as it stands now. */
#define SQL_LIST_ATTENDANCE                                                    \
    "SELECT a.meeting, a.unit, u.name_zh, a.status, a.basis,"                  \
    " coalesce(m.unexcused, 0) FROM attendance a JOIN unit u ON u.id = a.unit" \
    " JOIN meeting h ON h.id = a.meeting LEFT JOIN membership m"               \
    " ON m.unit = a.unit AND m.working_group = h.working_group"                \
    " AND m.state <> 'exited' WHERE :object IN ('', a.meeting, a.unit,"        \
    " h.working_group) ORDER BY h.start_at, a.unit"

static const struct table_column flag_columns[] = {
    { "flag", "标记", "flag", false },
    { "unit", "单位", "unit", false },
    { "name", "单位名称", "unit name", false },
    { "group", "工作组", "group", false },
    { "ground", "情形", "ground", false },
    { "cause", "起因", "cause", false },
    { "state", "状态", "state", false },
    { "count", "连续无故缺席", "in a row", true },
    { "skipped", "其间不计入", "not counted between", true },
    { "raised", "标记时间", "raised", false },
    { "until", "期限", "until", false },
    { "reason", "理由", "reason", false },
};
/* What has no end yet is NULL, and prints as nothing. */
#define SQL_LIST_FLAGS                                                         \
    "SELECT f.object, f.unit, u.name_zh, f.working_group, f.ground, f.cause,"  \
    " f.state, f.count, f.skipped,"                                            \
    " strftime('%Y-%m-%d %H:%M', f.raised_at, 'unixepoch', '+8 hours'),"       \
    " strftime('%Y-%m-%d %H:%M', f.until, 'unixepoch', '+8 hours'), f.reason"  \
    " FROM flag f JOIN unit u ON u.id = f.unit WHERE :object IN ('',"          \
    " f.object, f.unit, f.working_group, f.cause) ORDER BY f.raised_at, f.id"

static const struct table_column exit_columns[] = {
    { "exit", "退出", "exit", false },
    { "unit", "单位", "unit", false },
    { "name", "单位名称", "unit name", false },
    { "groups", "工作组", "groups", false },
    { "ground", "依据", "ground", false },
    { "state", "状态", "state", false },
    { "begun", "提出", "begun", false },
    { "decided", "决定", "decided", false },
    { "done", "完成", "done", false },
    { "flag", "标记", "flag", false },
    { "reason", "理由", "reason", false },
};
#define SQL_LIST_EXITS                                                         \
    "SELECT 'exit:' || e.id, e.unit, u.name_zh, e.working_groups, e.ground,"   \
    " e.state,"                                                                \
    " strftime('%Y-%m-%d %H:%M', e.begun_at, 'unixepoch', '+8 hours'),"        \
    " strftime('%Y-%m-%d %H:%M', e.decided_at, 'unixepoch', '+8 hours'),"      \
    " strftime('%Y-%m-%d %H:%M', e.done_at, 'unixepoch', '+8 hours'), e.flag," \
    " e.reason FROM exit_case e JOIN unit u ON u.id = e.unit WHERE"            \
    " :object IN ('', 'exit:' || e.id, e.unit, e.flag) ORDER BY e.id"

static const struct table_column contribution_columns[] = {
    { "id", "贡献编号", "contribution", false },
    { "meeting", "会议", "meeting", false },
    { "unit", "单位", "unit", false },
    { "name", "单位名称", "unit name", false },
    { "project", "项目", "project", false },
    { "title", "名称", "title", false },
    { "state", "状态", "state", false },
    { "received", "收到", "received", false },
    { "on_time", "按期", "on time", false },
    { "files", "文件数", "files", true },
    { "replaces", "原版本", "replaces", false },
    { "item", "列入", "linked to", false },
    { "reason", "说明", "reason", false },
    { "exited", "已退出", "unit left", false },
};
/* A contribution outlives its unit's membership (4.4). */
#define SQL_LIST_CONTRIBUTIONS                                                 \
    "SELECT c.id, c.meeting, c.unit, u.name_zh, c.project, c.title, c.state,"  \
    " strftime('%Y-%m-%d %H:%M:%S', c.received_at, 'unixepoch', '+8 hours'),"  \
    " iif(c.due_at IS NULL OR c.received_at < c.due_at, 'yes', 'no'),"         \
    " (SELECT count(*) FROM paper p WHERE p.object = c.id), c.replaces,"       \
    " c.item, c.reason, iif(EXISTS (SELECT 1 FROM membership m WHERE"          \
    " m.unit = c.unit AND m.working_group = g.working_group AND m.state <>"    \
    " 'exited'), '', 'exited') FROM contribution c JOIN unit u ON"             \
    " u.id = c.unit JOIN meeting g ON g.id = c.meeting WHERE :object IN"       \
    " ('', c.id, c.meeting, c.unit, c.project, c.state) ORDER BY c.rowid"

static const struct table_column obligation_columns[] = {
    { "id", "编号", "id", true },
    { "duty", "事项", "duty", false },
    { "object", "对象", "object", false },
    { "due", "截止日", "due", false },
    { "state", "状态", "state", false },
    { "reminded", "上次提醒", "last reminder", false },
    { "next", "下次处理", "next", false },
    { "closed", "办结", "closed", false },
};
#define SQL_LIST_OBLIGATIONS                                                                                 \
    "SELECT id, duty, object, " DAY(                                                                         \
        "due_day") ", state,"                                                                                \
                   " coalesce(" MOMENT(                                                                      \
                       "last_sent_at") ", ''),"                                                              \
                                       " iif(state IN ('open','overdue') AND "                               \
                                       "next_at < 32503680000, " MOMENT(                                     \
                                           "next"                                                            \
                                           "_at") ", ''), coalesce(" MOMENT("closed_at") ", '')"             \
                                                                                         " FROM obligation " \
                                                                                         "WHERE :object IN " \
                                                                                         "('', CAST(id AS "  \
                                                                                         "TEXT), object)"    \
                                                                                         " OR object LIKE "  \
                                                                                         ":object || '/%' "  \
                                                                                         "ORDER BY due_day, id"

static const struct table_column message_columns[] = {
    { "id", "编号", "id", true },
    { "received", "收到", "received", false },
    { "state", "状态", "state", false },
    { "kind", "类别", "kind", false },
    { "object", "对象", "object", false },
    { "sender", "发件人", "sender", false },
    { "subject", "主题", "subject", false },
    { "reason", "说明", "reason", false },
    { "size", "字节", "octets", true },
};
#define SQL_LIST_MESSAGES                                                      \
    "SELECT id, " MOMENT(                                                      \
        "received_at") ", state, kind, object, sender,"                        \
                       " subject, reason, size FROM message WHERE "            \
                       ":object IN ('', CAST(id AS TEXT),"                     \
                       " object, state, kind) OR object "                      \
                       "LIKE :object || '/%' ORDER BY id"

static const struct table_column outbox_columns[] = {
    { "id", "编号", "id", true },
    { "queued", "入队", "queued", false },
    { "code", "通知", "code", false },
    { "object", "对象", "object", false },
    { "recipient", "收件人", "recipient", false },
    { "state", "状态", "state", false },
    { "attempts", "次数", "attempts", true },
    { "handed", "交付", "handed", false },
    { "settled", "完成", "settled", false },
    { "reply", "服务器答复", "reply", false },
};
#define SQL_LIST_OUTBOX                                                        \
    "SELECT o.id, " MOMENT(                                                    \
        "o.queued_at") ", o.code, o.object, d.recipient,"                      \
                       " d.state, d.attempts, coalesce(" MOMENT(               \
                           "d.handed_at") ", ''),"                             \
                                          " coalesce(" MOMENT(                 \
                                              "d.settled_at") ", ''), d.reply" \
                                                              " FROM outbox "  \
                                                              "o JOIN "        \
                                                              "delivery d ON " \
                                                              "d.outbox = "    \
                                                              "o.id"           \
                                                              " WHERE "        \
                                                              ":object IN "    \
                                                              "('', "          \
                                                              "CAST(o.id AS "  \
                                                              "TEXT), "        \
                                                              "o.object, "     \
                                                              "d.state, "      \
                                                              "o.code)"        \
                                                              " OR o.object "  \
                                                              "LIKE :object "  \
                                                              "|| '/%' ORDER " \
                                                              "BY o.id, d.id"

static const struct table_column audit_columns[] = {
    { "id", "编号", "id", true },
    { "at", "时间", "at", false },
    { "object", "对象", "object", false },
    { "event", "事件", "event", false },
    { "from", "原状态", "from", false },
    { "to", "新状态", "to", false },
    { "actor", "操作人", "actor", false },
    { "authority", "权限", "authority", false },
    { "evidence", "依据", "evidence", false },
    { "note", "说明", "note", false },
};
#define SQL_LIST_AUDIT                                                         \
    "SELECT id, " MOMENT(                                                      \
        "at") ", entity_id, event, from_state, to_state,"                      \
              " actor, authority, evidence, note FROM audit"                   \
              " WHERE :object IN ('', CAST(id AS TEXT), entity_id, evidence)"  \
              " OR entity_id LIKE :object || '/%' ORDER BY id"

#define LISTING(kind_, zh_, en_, columns_, sql_)                               \
    {                                                                          \
        .kind = (kind_), .zh = (zh_), .en = (en_), .columns = (columns_),      \
        .columns_n = ARRAY_LEN(columns_), .sql = (sql_)                        \
    }

const struct listing listings[] = {
    LISTING("groups", "工作组", "working groups", group_columns,
            SQL_LIST_GROUPS),
    LISTING("units", "单位", "units", unit_columns, SQL_LIST_UNITS),
    LISTING("people", "人员", "people", people_columns, SQL_LIST_PEOPLE),
    LISTING("memberships", "成员资格", "memberships", membership_columns,
            SQL_LIST_MEMBERSHIPS),
    LISTING("applications", "入会申请", "membership applications",
            application_columns, SQL_LIST_APPLICATIONS),
    LISTING("projects", "项目", "standards and research projects",
            project_columns, SQL_LIST_PROJECTS),
    LISTING("tasks", "交办事项", "tasks given by the committee", task_columns,
            SQL_LIST_TASKS),
    LISTING("suggestions", "建议", "suggestions of member units",
            suggestion_columns, SQL_LIST_SUGGESTIONS),
    LISTING("dues", "会费", "dues of units, year by year", dues_columns,
            SQL_LIST_DUES),
    LISTING("attendance", "到会认定", "attendance at plenaries",
            attendance_columns, SQL_LIST_ATTENDANCE),
    LISTING("flags", "退出标记", "exit criteria that were met", flag_columns,
            SQL_LIST_FLAGS),
    LISTING("exits", "退出", "units that leave or left", exit_columns,
            SQL_LIST_EXITS),
    LISTING("contributions", "标准建议和贡献", "contributions to plenaries",
            contribution_columns, SQL_LIST_CONTRIBUTIONS),
    LISTING("obligations", "期限与待办", "duties and their deadlines",
            obligation_columns, SQL_LIST_OBLIGATIONS),
    LISTING("messages", "来件", "messages that came in", message_columns,
            SQL_LIST_MESSAGES),
    LISTING("outbox", "发件", "mails that leave", outbox_columns,
            SQL_LIST_OUTBOX),
    LISTING("audit", "审计记录", "audit trail", audit_columns, SQL_LIST_AUDIT),
};
const size_t listings_n = ARRAY_LEN(listings);

const struct listing *listing_find(struct span kind)
{
    for (size_t i = 0; i < listings_n; i++)
        if (span_eq(kind, span_str(listings[i].kind)))
            return &listings[i];
    return NULL;
}

static enum verdict fill(struct stmt *s, size_t columns, struct table *t,
                         struct reason *why)
{
    for (;;) {
        bool row = false;
        enum verdict v = stmt_next(s, &row, why);
        if (v != VERDICT_DONE || !row)
            return v;
        for (size_t i = 0; i < columns; i++)
            table_cell(t, stmt_span(s, (int)i));
    }
}

enum verdict listing_run(struct store *st, const struct listing *l,
                         struct span object, struct table **ret,
                         struct reason *why)
{
    CLEANUP(table_drop) struct table *t = NULL;
    struct stmt *s;
    enum verdict v;

    assert(l);
    assert(ret);
    t = table_new(l->columns, l->columns_n);
    s = stmt_of(st, l->sql);
    stmt_text(s, ":object", object);
    v = fill(s, l->columns_n, t, why);
    if (v == VERDICT_DONE)
        *ret = TAKE(t);
    return v;
}

static const struct table_column count_columns[] = {
    { "what", "类别", "what", false },
    { "state", "状态", "state", false },
    { "count", "数量", "count", true },
};
#define SQL_COUNTS                                                             \
    "SELECT * FROM (SELECT 'messages', state, count(*) FROM message"           \
    " GROUP BY state UNION ALL SELECT 'outbox', state, count(*) FROM delivery" \
    " GROUP BY state UNION ALL SELECT 'applications', state, count(*)"         \
    " FROM application GROUP BY state UNION ALL SELECT 'obligations', state,"  \
    " count(*) FROM obligation WHERE state IN ('open','overdue')"              \
    " GROUP BY state UNION ALL SELECT 'memberships', state, count(*)"          \
    " FROM membership GROUP BY state UNION ALL SELECT 'flags', state,"         \
    " count(*) FROM flag WHERE state IN ('open','deferred','pre_exit',"        \
    "'objected','expired') GROUP BY state UNION ALL SELECT 'exits', state,"    \
    " count(*) FROM exit_case WHERE state IN ('requested','exiting')"          \
    " GROUP BY state)"

enum verdict listing_counts(struct store *st, struct table **ret,
                            struct reason *why)
{
    CLEANUP(table_drop)
    struct table *t = table_new(count_columns, ARRAY_LEN(count_columns));
    enum verdict v =
        fill(stmt_of(st, SQL_COUNTS), ARRAY_LEN(count_columns), t, why);

    assert(ret);
    if (v == VERDICT_DONE)
        *ret = TAKE(t);
    return v;
}
