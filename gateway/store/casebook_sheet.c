/* The sheets of a casebook: columns, and where their rows come from. */
#include <assert.h>

#include "convoke/store/casebook.h"
#include "stmt.h"

#define TIME(column)                                                           \
    "strftime('%Y-%m-%d %H:%M:%S', " column ", 'unixepoch', '+8 hours')"
#define DAY(column) "strftime('%Y-%m-%d', (" column ") * 86400, 'unixepoch')"
#define DAY_Y_DUE_DAY DAY("y.due_day")
#define DAY_E_VALUE_DAY DAY("e.value_day")
#define DAY_I_AS_OF DAY("i.as_of")
#define TIME_A_ASKED_AT TIME("a.asked_at")
#define TIME_A_WINDOW_AT TIME("a.window_at")
#define TIME_AT TIME("at")
#define TIME_A_AT TIME("a.at")
#define TIME_DECIDED_AT TIME("decided_at")
#define TIME_D_SETTLED_AT TIME("d.settled_at")
#define TIME_E_AT TIME("e.at")
#define TIME_E_BEGUN_AT TIME("e.begun_at")
#define TIME_E_DECIDED_AT TIME("e.decided_at")
#define TIME_E_DONE_AT TIME("e.done_at")
#define TIME_F_RAISED_AT TIME("f.raised_at")
#define TIME_F_STEPPED_AT TIME("f.stepped_at")
#define TIME_F_TOLD_AT TIME("f.told_at")
#define TIME_F_UNTIL TIME("f.until")
#define TIME_I_AT TIME("i.at")
#define TIME_MIN_D_SETTLED_AT TIME("min(d.settled_at)")
#define TIME_M_START_AT TIME("m.start_at")
#define TIME_O_QUEUED_AT TIME("o.queued_at")
#define TIME_RECEIVED_AT TIME("received_at")
#define TIME_S_AT TIME("s.at")
#define OBJECTS "(SELECT value FROM json_each(:objects))"
#define MEETINGS "(SELECT value FROM json_each(:meetings))"
#define YEARS "(SELECT value FROM json_each(:years))"

/* Whoever stands or stood for the unit. */
#define HIS_MAILS                                                              \
    "(SELECT lower(p.mail) FROM unit u JOIN person p ON p.id = u.contact"      \
    " WHERE u.id = :unit UNION SELECT lower(p.mail) FROM representative r"     \
    " JOIN person p ON p.id = r.person WHERE r.unit = :unit UNION SELECT"      \
    " lower(person) FROM invitation WHERE party = :unit UNION SELECT"          \
    " lower(person) FROM excuse WHERE unit = :unit)"

#define OTHERS_MAILS                                                           \
    "(SELECT lower(mail) FROM person WHERE id IN (SELECT contact FROM unit"    \
    " WHERE id <> :unit UNION SELECT person FROM representative WHERE unit"    \
    " <> :unit))"

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
    { "told", "告知时间", "told", false },
    { "stepped", "状态始于", "in this state since", false },
    { "until", "期限", "until", false },
    { "by", "决定人", "by", false },
    { "reason", "理由", "reason", false },
};
#define SQL_FLAGS                                                              \
    "SELECT f.object, f.unit, u.name_zh, f.working_group, f.ground, f.cause,"  \
    " f.state, f.count, f.skipped, " TIME_F_RAISED_AT ", " TIME_F_TOLD_AT      \
    ", " TIME_F_STEPPED_AT ", " TIME_F_UNTIL ", f.stepped_by, f.reason FROM"   \
    " flag f JOIN unit u ON u.id = f.unit WHERE f.object IN " OBJECTS          \
    " ORDER BY f.id"

static const struct table_column exit_columns[] = {
    { "exit", "退出", "exit", false },
    { "unit", "单位", "unit", false },
    { "name", "单位名称", "unit name", false },
    { "groups", "工作组", "groups", false },
    { "ground", "依据", "ground", false },
    { "state", "状态", "state", false },
    { "flag", "标记", "flag", false },
    { "message", "申请", "request", true },
    { "begun", "提出", "begun", false },
    { "decided", "决定", "decided", false },
    { "by", "决定人", "by", false },
    { "done", "完成", "done", false },
    { "number", "决定文号", "decision number", false },
    { "reason", "理由", "reason", false },
};
#define SQL_EXITS                                                              \
    "SELECT 'exit:' || e.id, e.unit, u.name_zh, e.working_groups, e.ground,"   \
    " e.state, e.flag, e.message, " TIME_E_BEGUN_AT ", " TIME_E_DECIDED_AT     \
    ", e.decided_by, " TIME_E_DONE_AT ", e.number, e.reason FROM exit_case e"  \
    " JOIN unit u ON u.id = e.unit WHERE 'exit:' || e.id IN " OBJECTS          \
    " ORDER BY e.id"

static const struct table_column attendance_columns[] = {
    { "meeting", "会议", "meeting", false },
    { "begins", "开始", "begins", false },
    { "state", "会议状态", "meeting state", false },
    { "unit", "单位", "unit", false },
    { "status", "认定", "status", false },
    { "basis", "依据", "basis", false },
    { "notice", "通知送达", "notice accepted", false },
    { "asked", "询问", "asked", false },
    { "window", "说明期限（不含）", "answers until (exclusive)", false },
    { "found", "认定时间", "found", false },
};
#define SQL_ATTENDANCE                                                         \
    "SELECT a.meeting, " TIME_M_START_AT ", m.state, a.unit, a.status,"        \
    " a.basis, (SELECT " TIME_MIN_D_SETTLED_AT " FROM outbox o JOIN delivery"  \
    " d ON d.outbox = o.id WHERE o.object = a.meeting AND o.code ="            \
    " iif(m.moved_at > m.notified_at, 'meeting.moved', 'notice.issue') AND"    \
    " o.queued_at >= iif(m.moved_at > m.notified_at, m.moved_at,"              \
    " m.notified_at) AND d.state = 'sent' AND lower(d.recipient) "             \
    "IN " HIS_MAILS "), " TIME_A_ASKED_AT ", " TIME_A_WINDOW_AT ", " TIME_A_AT \
    " FROM attendance a JOIN meeting m ON m.id = a.meeting WHERE a.unit ="     \
    " :unit AND a.meeting IN " MEETINGS " ORDER BY m.start_at, m.id"

static const struct table_column sign_in_columns[] = {
    { "meeting", "会议", "meeting", false },
    { "import", "导入", "import", true },
    { "imported", "导入时间", "imported", false },
    { "importer", "导入人", "imported by", false },
    { "message", "来件", "message", true },
    { "file", "文件", "file", false },
    { "sha256", "文件 SHA-256", "SHA-256 of the file", false },
    { "line", "行", "line", true },
    { "person", "姓名", "person", false },
    { "role", "身份", "role", false },
    { "mode", "参会方式", "mode", false },
    { "signed", "签到时间", "signed in", false },
};
/* A list in which the unit does not stand is one row with an empty line. */
#define SQL_SIGN_INS                                                           \
    "SELECT i.meeting, i.id, " TIME_I_AT ", i.importer, i.message, i.file,"    \
    " i.sha256, s.line, s.person, s.role, s.mode, s.signed_at FROM"            \
    " attendance_import i LEFT JOIN sign_in s ON s.import = i.id AND s.unit"   \
    " = :unit WHERE i.meeting IN " MEETINGS " ORDER BY i.meeting, i.id,"       \
    " s.line"

static const struct table_column answer_columns[] = {
    { "meeting", "会议", "meeting", false },
    { "person", "答复人", "person", false },
    { "from", "发自", "sent from", false },
    { "status", "答复", "answer", false },
    { "received", "收到", "received", false },
    { "sequence", "邀请版本", "sequence", true },
    { "way", "方式", "way", false },
    { "delegate", "受托人", "delegate", false },
    { "comment", "说明", "comment", false },
    { "message", "来件", "message", true },
};
#define SQL_ANSWERS                                                            \
    "SELECT meeting, person, came_from, status, " TIME_AT ", sequence, way,"   \
    " delegate, comment, message FROM rsvp WHERE party = :unit AND meeting"    \
    " IN " MEETINGS " ORDER BY meeting, id"

static const struct table_column reason_columns[] = {
    { "meeting", "会议", "meeting", false },
    { "person", "说明人", "person", false },
    { "received", "收到", "received", false },
    { "way", "方式", "way", false },
    { "reason", "事由", "reason", false },
    { "state", "状态", "state", false },
    { "decided", "决定", "decided", false },
    { "by", "决定人", "by", false },
    { "decision", "决定理由", "decision", false },
    { "message", "来件", "message", true },
};
/* Of before the epoch: never decided. */
#define SQL_REASONS                                                            \
    "SELECT meeting, person, " TIME_AT ", way, reason, state, iif(decided_at"  \
    " > 0, " TIME_DECIDED_AT ", ''), decided_by, decision, message FROM"       \
    " excuse WHERE unit = :unit AND meeting IN " MEETINGS " ORDER BY"          \
    " meeting, id"

static const struct table_column dues_columns[] = {
    { "year", "年度", "year", true },
    { "due", "应缴日", "due", false },
    { "status", "状态", "status", false },
    { "value_date", "到账日期", "value date", false },
    { "amount", "金额", "amount", false },
    { "ref", "凭证", "reference", false },
    { "known", "登记时间", "known since", false },
    { "import", "台账", "ledger", false },
    { "as_of", "台账截至", "ledger as of", false },
    { "file", "文件", "file", false },
    { "sha256", "文件 SHA-256", "SHA-256 of the file", false },
    { "message", "来件", "message", true },
    { "note", "说明", "note", false },
};
#define SQL_DUES                                                               \
    "SELECT e.year, " DAY_Y_DUE_DAY                                            \
    ", e.status, iif(e.value_day, " DAY_E_VALUE_DAY                            \
    ", ''), e.amount, e.ref, " TIME_E_AT ", i.name, " DAY_I_AS_OF              \
    ", i.file, i.sha256, nullif(e.message, 0), e.note FROM"                    \
    " dues_entry e JOIN dues_year y ON y.year = e.year LEFT JOIN dues_import"  \
    " i ON i.id = e.import WHERE e.unit = :unit AND CAST(e.year AS TEXT) "     \
    "IN " YEARS " ORDER BY e.year, e.id"

static const struct table_column ledger_columns[] = {
    { "year", "年度", "year", true },
    { "ledger", "台账", "ledger", false },
    { "as_of", "台账截至", "ledger as of", false },
    { "imported", "导入时间", "imported", false },
    { "status", "其后该单位状态", "the unit's status then", false },
    { "file", "文件", "file", false },
    { "sha256", "文件 SHA-256", "SHA-256 of the file", false },
    { "message", "来件", "message", true },
};
/* An entry is kept when it changes; that a ledger says the same again is
 * evidence, too: the newest must reach beyond the lapse (R-X7). */
#define OF_YEARS                                                               \
    "dues_import i JOIN dues_year y ON i.at >= y.since AND"                    \
    " CAST(y.year AS TEXT) IN " YEARS
#define SQL_LEDGERS                                                            \
    "SELECT y.year, i.name, " DAY_I_AS_OF ", " TIME_I_AT ", (SELECT e.status"  \
    " FROM dues_entry e WHERE e.unit = :unit AND e.year = y.year"              \
    " AND e.at <= i.at ORDER BY e.id DESC LIMIT 1), i.file, i.sha256,"         \
    " nullif(i.message, 0) FROM " OF_YEARS " ORDER BY y.year, i.id"

static const struct table_column statement_columns[] = {
    { "flag", "标记", "flag", false },
    { "received", "收到", "received", false },
    { "sender", "陈述人", "sender", false },
    { "in_time", "在期限内", "in time", false },
    { "message", "来件", "message", true },
};
#define SQL_STATEMENTS                                                         \
    "SELECT f.object, " TIME_S_AT ", s.sender, iif(s.in_time, 'yes', 'no'),"   \
    " s.message FROM flag_statement s JOIN flag f ON f.id = s.flag WHERE"      \
    " f.object IN " OBJECTS " ORDER BY s.at, s.message"

static const struct table_column evidence_columns[] = {
    { "flag", "标记", "flag", false },
    { "version", "版本", "version", true },
    { "taken", "形成时间", "taken", false },
    { "text", "文本字节", "octets of the text", true },
    { "pdf", "PDF 字节", "octets of the PDF", true },
};
#define SQL_EVIDENCE                                                           \
    "SELECT f.object, e.version, " TIME_E_AT ", length(e.text),"               \
    " length(e.pdf) FROM flag_evidence e JOIN flag f ON f.id = e.flag WHERE"   \
    " f.object IN " OBJECTS " ORDER BY f.id, e.version"

static const struct table_column in_columns[] = {
    { "id", "编号", "id", true },
    { "at", "UTC 秒", "UTC seconds", true },
    { "received", "收到", "received", false },
    { "sender", "发件人", "sender", false },
    { "subject", "主题", "subject", false },
    { "kind", "类别", "kind", false },
    { "object", "对象", "object", false },
    { "state", "状态", "state", false },
    { "reason", "说明", "reason", false },
    { "sha256", "SHA-256", "SHA-256", false },
    { "file", "本案卷中的文件", "file in this archive", false },
};
/* Cited by any sheet, about the case, or of the unit about its plenaries. A
 * mail is given whole when it is the unit's own or is about this case alone:
 * not a list that was imported, not one that changed anything of others. What
 * is not given whole shows its hash, and no word of it. */
#define IS_LIST                                                                \
    "(m.id IN (SELECT message FROM attendance_import) OR m.id IN (SELECT"      \
    " message FROM dues_import))"
#define IS_OTHERS                                                              \
    "(EXISTS (SELECT 1 FROM rsvp r WHERE r.message = m.id AND r.party <>"      \
    " :unit) OR EXISTS (SELECT 1 FROM excuse x WHERE x.message = m.id AND"     \
    " x.unit <> :unit) OR EXISTS (SELECT 1 FROM audit a WHERE a.evidence ="    \
    " 'message:' || m.id AND a.entity_id NOT IN " OBJECTS " AND a.entity_id"   \
    " <> :unit AND a.entity_id NOT LIKE :unit || '/%' AND a.entity_id NOT"     \
    " LIKE '%/' || :unit))"
#define IS_HIS                                                                 \
    "(m.object = :unit OR m.object IN " OBJECTS                                \
    " OR lower(m.sender) IN " HIS_MAILS                                        \
    " OR m.id IN (SELECT message FROM his))"
#define SQL_MAIL_IN                                                            \
    "WITH his(message) AS (SELECT s.message FROM flag_statement s JOIN flag"   \
    " f ON f.id = s.flag WHERE f.object IN " OBJECTS " UNION SELECT message"   \
    " FROM exit_case WHERE 'exit:' || id IN " OBJECTS " UNION SELECT message"  \
    " FROM excuse WHERE unit = :unit AND meeting IN " MEETINGS " UNION"        \
    " SELECT message FROM rsvp WHERE party = :unit AND meeting IN " MEETINGS   \
    "), cited(message) AS (SELECT message FROM his UNION SELECT id FROM"       \
    " message WHERE object IN " OBJECTS " UNION SELECT id FROM message WHERE"  \
    " object IN " MEETINGS " AND kind IN ('leave', 'calendar',"                \
    " 'token_reply', 'thread_reply', 'auto_reply') AND lower(sender) "         \
    "IN " HIS_MAILS                                                            \
    " UNION SELECT CAST(substr(evidence, 9) AS INTEGER) FROM audit"            \
    " WHERE evidence LIKE 'message:%' AND entity_id IN " OBJECTS               \
    " UNION SELECT message FROM attendance_import WHERE meeting IN " MEETINGS  \
    " UNION SELECT nullif(i.message, 0) FROM " OF_YEARS                        \
    " UNION SELECT nullif(message, 0) FROM dues_entry WHERE unit ="            \
    " :unit AND CAST(year AS TEXT) IN " YEARS                                  \
    "), judged AS (SELECT m.*, " IS_HIS " AND NOT " IS_LIST                    \
    " AND NOT " IS_OTHERS " AS whole FROM message"                             \
    " m WHERE m.id IN (SELECT message FROM cited)) SELECT id, "                \
    "received_at, " TIME_RECEIVED_AT                                           \
    ", sender, iif(whole, subject, ''), kind, iif(whole,"                      \
    " object, ''), state, iif(whole, reason, ''), sha256, iif(whole,"          \
    " printf('mail-in/%06d.eml', id), '') FROM judged ORDER BY id"

static const struct table_column out_columns[] = {
    { "id", "编号", "id", true },
    { "at", "UTC 秒", "UTC seconds", true },
    { "queued", "入队", "queued", false },
    { "code", "通知", "code", false },
    { "object", "对象", "object", false },
    { "subject", "主题", "subject", false },
    { "recipient", "收件人", "recipient", false },
    { "state", "投递", "delivery", false },
    { "settled", "完成", "settled", false },
    { "reply", "服务器答复", "reply", false },
    { "file", "本案卷中的文件", "file in this archive", false },
    { "message_id", "Message-ID", "Message-ID", false },
};
/* About the case or the unit's exit, whoever it went to; about a plenary or a
 * year's dues, what went to this unit alone. */
#define TO_HIM_ALONE                                                           \
    "(EXISTS (SELECT 1 FROM delivery x WHERE x.outbox = o.id AND"              \
    " lower(x.recipient) IN " HIS_MAILS ") AND NOT EXISTS (SELECT 1 FROM"      \
    " delivery x WHERE x.outbox = o.id AND lower(x.recipient) "                \
    "IN " OTHERS_MAILS " AND lower(x.recipient) NOT IN " HIS_MAILS "))"
#define SQL_MAIL_OUT                                                           \
    "SELECT o.id, o.queued_at, " TIME_O_QUEUED_AT ", o.code, o.object,"        \
    " o.subject, d.recipient, d.state, " TIME_D_SETTLED_AT ", d.reply,"        \
    " printf('mail-out/%06d.eml', o.id), o.message_id FROM outbox o JOIN"      \
    " delivery d ON d.outbox = o.id WHERE o.object IN " OBJECTS                \
    " OR (:exits AND o.object = :unit AND (o.code LIKE 'exit.%'"               \
    " OR o.code LIKE 'account.%')) OR (" TO_HIM_ALONE                          \
    " AND (o.object IN " MEETINGS                                              \
    " OR substr(o.object, 1, instr(o.object || '/', '/') - 1) IN"              \
    " (SELECT 'DUES-' || value FROM json_each(:years)))) ORDER BY o.id, d.id"

static const struct table_column decision_columns[] = {
    { "id", "编号", "id", true },
    { "at", "UTC 秒", "UTC seconds", true },
    { "time", "时间", "time", false },
    { "entity", "类别", "entity", false },
    { "object", "对象", "object", false },
    { "from", "原状态", "from", false },
    { "to", "新状态", "to", false },
    { "event", "事件", "event", false },
    { "actor", "操作人", "actor", false },
    { "authority", "权限", "authority", false },
    { "evidence", "依据", "evidence", false },
    { "note", "说明", "note", false },
    { "before", "上一行的哈希", "hash of the row before", false },
    { "hash", "哈希", "hash", false },
};
#define SQL_DECISIONS                                                          \
    "SELECT a.id, a.at, " TIME_A_AT ", a.entity, a.entity_id, a.from_state,"   \
    " a.to_state, a.event, a.actor, a.authority, a.evidence, a.note,"          \
    " coalesce((SELECT hash FROM audit b WHERE b.id < a.id ORDER BY b.id"      \
    " DESC LIMIT 1), ''), a.hash FROM audit a WHERE a.entity_id IN " OBJECTS   \
    " OR ((a.entity_id = :unit OR a.entity_id LIKE :unit || '/%')"             \
    " AND (a.event LIKE 'exit.%' OR a.entity = 'membership')) ORDER BY a.id"

static const struct {
    const char *name, *zh;
    const struct table_column *columns;
    size_t columns_n;
    const char *sql;
} sheets[] = {
#define SHEET(name_, zh_, columns_, sql_)                                      \
    {                                                                          \
        name_, zh_, columns_, ARRAY_LEN(columns_), sql_                        \
    }
    [CASEBOOK_FLAGS] = SHEET("flags", "标记", flag_columns, SQL_FLAGS),
    [CASEBOOK_EXITS] = SHEET("exits", "退出", exit_columns, SQL_EXITS),
    [CASEBOOK_ATTENDANCE] =
        SHEET("attendance", "到会认定", attendance_columns, SQL_ATTENDANCE),
    [CASEBOOK_SIGN_INS] =
        SHEET("sign-in", "签到表摘录", sign_in_columns, SQL_SIGN_INS),
    [CASEBOOK_ANSWERS] =
        SHEET("answers", "参会答复", answer_columns, SQL_ANSWERS),
    [CASEBOOK_REASONS] = SHEET("reasons", "事由", reason_columns, SQL_REASONS),
    [CASEBOOK_DUES] = SHEET("dues", "会费", dues_columns, SQL_DUES),
    [CASEBOOK_LEDGERS] =
        SHEET("ledgers", "会费台账", ledger_columns, SQL_LEDGERS),
    [CASEBOOK_STATEMENTS] =
        SHEET("statements", "陈述", statement_columns, SQL_STATEMENTS),
    [CASEBOOK_EVIDENCE] =
        SHEET("evidence", "证据材料", evidence_columns, SQL_EVIDENCE),
    [CASEBOOK_MAIL_IN] = SHEET("mail-in", "来件", in_columns, SQL_MAIL_IN),
    [CASEBOOK_MAIL_OUT] = SHEET("mail-out", "发件", out_columns, SQL_MAIL_OUT),
    [CASEBOOK_DECISIONS] =
        SHEET("decisions", "决定与审计记录", decision_columns, SQL_DECISIONS),
#undef SHEET
};
static_assert(ARRAY_LEN(sheets) == CASEBOOK_SHEET_COUNT,
              "every sheet needs its rows");

const char *casebook_sheet_name(enum casebook_sheet s)
{
    assert(s < CASEBOOK_SHEET_COUNT);
    return sheets[s].name;
}

const char *casebook_sheet_zh(enum casebook_sheet s)
{
    assert(s < CASEBOOK_SHEET_COUNT);
    return sheets[s].zh;
}

/* What a statement does not ask for is not bound. */
static void bind(struct stmt *s, const struct casebook *cb)
{
    const struct {
        const char *name;
        struct span value;
    } texts[] = {
        { ":unit", cb->unit },
        { ":objects", cb->objects },
        { ":meetings", cb->meeting_ids },
        { ":years", cb->years },
    };

    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        if (strstr(s->sql, texts[i].name))
            stmt_text(s, texts[i].name, texts[i].value);
    if (strstr(s->sql, ":exits"))
        stmt_int(s, ":exits", cb->exits.n > 0);
}

enum verdict casebook_sheet(struct store *st, const struct casebook *cb,
                            enum casebook_sheet which, struct table **ret,
                            struct reason *why)
{
    CLEANUP(table_drop) struct table *t = NULL;
    struct stmt *s;
    bool row = false;
    enum verdict v;

    assert(cb && ret);
    assert(which < CASEBOOK_SHEET_COUNT);
    t = table_new(sheets[which].columns, sheets[which].columns_n);
    s = stmt_of(st, sheets[which].sql);
    bind(s, cb);
    while ((v = stmt_next(s, &row, why)) == VERDICT_DONE && row)
        for (size_t i = 0; i < sheets[which].columns_n; i++)
            table_cell(t, stmt_span(s, (int)i));
    if (v == VERDICT_DONE)
        *ret = TAKE(t);
    return v;
}
