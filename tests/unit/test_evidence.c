/* The evidence of a flag says what is on record about the unit, all of it, and
 * nothing about anybody else (R-X9, R-X5, R-A4). */
#include "desk_stage.h"

#include "convoke/base/file.h"
#include "convoke/store/attendance.h"
#include "convoke/store/audit.h"
#include "convoke/store/bounce.h"
#include "convoke/store/dues.h"
#include "convoke/store/excuse.h"
#include "convoke/store/flag.h"
#include "gateway/desk/articles.h"
#include "gateway/desk/evidence.h"

#define FLAGGED "M07/ABS/WG5-2026-P2"
#define FILE_HASH                                                              \
    "a90bfe86892258f0f8cd4a6c71c911aa3c644fd3ad5b57bacb7a82c3a12b8aab"

/* ---- what is on record ---- */

static void add_meeting(struct stage *s, const char *id, const char *start,
                        bool ours)
{
    struct meeting m = { .id = span_str(id),
                         .group = SPAN("WG5"),
                         .state = MEETING_FINALISED,
                         .start_at = stage_at(start),
                         .place = SPAN("北京"),
                         .moved_at = MOMENT_NONE,
                         .filed_at = MOMENT_NONE,
                         .notified_at = MOMENT_NONE,
                         .ended_at = MOMENT_NONE };

    m.end_at = m.start_at + 8 * 3600;
    if (ours)
        m.notified_at = m.start_at - 30 * CIVIL_DAY;
    STAGE_DONE(s, meeting_add(s->store, &m, &s->why));
}

static void judge(struct stage *s, const char *meeting, const char *unit,
                  const char *status, const char *basis)
{
    struct attendance_row r = { .meeting = span_str(meeting),
                                .unit = span_str(unit),
                                .status = span_str(status),
                                .basis = span_str(basis),
                                .asked_at = MOMENT_NONE,
                                .window_at = MOMENT_NONE,
                                .at = clock_now(&s->clock) };

    if (strcmp(basis, "silent") == 0) {
        r.asked_at = stage_at("2026-04-02T14:00");
        r.window_at = stage_at("2026-04-09T00:00");
    }
    STAGE_DONE(s, attendance_put(s->store, &r, &s->why));
}

static void settle(struct stage *s, const char *reply,
                   enum delivery_state state)
{
    struct delivery d;
    struct delivery_result r = { .state = state,
                                 .at = clock_now(&s->clock) + 5,
                                 .reply = span_str(reply) };
    size_t n = 0;

    STAGE_DONE(s, outbox_claim(s->store, clock_now(&s->clock), 1, &s->arena, &d,
                               &n, &s->why));
    CHECK_INT("one is due", n, 1);
    r.delivery = d.id;
    STAGE_DONE(s, outbox_at_dot(s->store, d.id, clock_now(&s->clock), &s->why));
    STAGE_DONE(s, outbox_settle(s->store, &r, &s->why));
}

static void mail(struct stage *s, const char *code, const char *object,
                 const char *to)
{
    const struct span recipient = span_str(to);
    struct outbox_mail m = {
        .key = arena_printf(&s->arena, "%s:%s:%s:", code, object, to),
        .code = span_str(code),
        .object = span_str(object),
        .subject = SPAN("通知"),
        .message_id = arena_printf(&s->arena, "%s.%s.%s@tc.example", code,
                                   object, to + 2),
        .queued_at = clock_now(&s->clock),
        .bytes = SPAN("x"),
        .size = 1,
        .recipients = &recipient,
        .recipients_n = 1,
    };
    bool fresh = false;

    STAGE_DONE(s, outbox_add(s->store, &m, &fresh, &s->why));
    CHECK_TRUE(code, fresh);
}

/* The first delivery of the store was taken, and comes back. */
static void bounce(struct stage *s)
{
    struct bounce_row b = { .delivery = 1,
                            .message = STAGE_MESSAGE,
                            .at = clock_now(&s->clock) + 3600,
                            .status = SPAN("5.2.2"),
                            .said = SPAN("mailbox full"),
                            .class = SPAN("hard"),
                            .accepted_at = clock_now(&s->clock) + 5,
                            .accepted_reply = SPAN("250 2.0.0 first") };
    bool fresh = false;

    STAGE_DONE(s, bounce_add(s->store, &b, &fresh, &s->why));
    CHECK_TRUE("a report", fresh);
}

static void sign(struct stage *s, int64_t import, int64_t line,
                 const char *unit, const char *person)
{
    struct sign_in in = { .line = line,
                          .unit = span_str(unit),
                          .person = span_str(person),
                          .mode = SPAN("现场"),
                          .signed_at = SPAN("2026-03-31 08:55") };

    STAGE_DONE(s, sign_in_add(s->store, import, &in, &s->why));
}

/* M07 stayed away from P1 and P2; between them lies PN, whose notice bounced;
 * M06 was there or said why not. */
static void add_plenaries(struct stage *s)
{
    struct attendance_import list = { .meeting = SPAN("WG5-2026-P2"),
                                      .sha256 = SPAN(FILE_HASH),
                                      .file = SPAN("签到表.csv"),
                                      .importer = SPAN("gs@wg5.example"),
                                      .message = STAGE_MESSAGE,
                                      .at = clock_now(&s->clock) };
    struct excuse e = { .meeting = SPAN("WG5-2026-P2"),
                        .unit = SPAN("M06"),
                        .person = SPAN("c@M06.example"),
                        .reason = SPAN("邻家的事由"),
                        .at = clock_now(&s->clock),
                        .message = STAGE_MESSAGE,
                        .way = SPAN("leave"),
                        .decided_at = MOMENT_NONE };
    int64_t id = 0;

    add_meeting(s, "WG5-2025-P1", "2025-10-10T09:00", false);
    add_meeting(s, "WG5-2025-P2", "2025-12-10T09:00", false);
    add_meeting(s, "WG5-2026-P1", "2026-02-10T09:00", true);
    add_meeting(s, "WG5-2026-P2", "2026-03-31T09:00", true);
    judge(s, "WG5-2025-P1", "M07", "A", "register");
    judge(s, "WG5-2025-P2", "M07", "U", "register");
    judge(s, "WG5-2026-P1", "M07", "N", "no_notice");
    judge(s, "WG5-2026-P2", "M07", "U", "silent");
    judge(s, "WG5-2026-P2", "M06", "E", "stated");
    STAGE_DONE(s, attendance_import_add(s->store, &list, &s->why));
    sign(s, list.id, 2, "M01", "代表甲");
    sign(s, list.id, 3, "M02", "代表乙");
    STAGE_DONE(s, excuse_add(s->store, &e, &id, &s->why));
}

static void add_mails(struct stage *s)
{
    s->clock = clock_fixed(stage_at("2026-03-01T10:00"));
    mail(s, "notice.issue", "WG5-2026-P2", "c@M07.example");
    settle(s, "250 2.0.0 queued as 7F", DELIVERY_SENT);
    bounce(s);
    mail(s, "notice.issue", "WG5-2026-P2", "c@M06.example");
    settle(s, "250 2.0.0 queued as NEIGHBOUR", DELIVERY_SENT);
    mail(s, "notice.issue", "WG5-2026-P1", "c@M07.example");
    settle(s, "550 5.1.1 no such user", DELIVERY_REFUSED);
    mail(s, "rsvp.rem", "WG5-2026-P2/rsvp", "c@M07.example");
    mail(s, "contrib.rem", "WG5-2026-P2/contrib", "r1@M07.example");
    mail(s, "absence.warn", "M07/WG5-2026-P2", "r1@M07.example");
    mail(s, "absence.warn", "M06/WG5-2026-P2", "c@M06.example");
    s->clock = clock_fixed(stage_at("2026-04-09T09:30"));
}

static void answer(struct stage *s, const char *party, const char *person,
                   const char *comment)
{
    struct rsvp r = { .meeting = SPAN("WG5-2026-P2"),
                      .party = span_str(party),
                      .person = span_str(person),
                      .status = SPAN("ACCEPTED"),
                      .at = stage_at("2026-03-12T11:00"),
                      .message = STAGE_MESSAGE,
                      .comment = span_str(comment),
                      .way = SPAN("text") };
    bool fresh = false;

    STAGE_DONE(s, rsvp_add(s->store, &r, &fresh, &s->why));
}

static struct flag flag_of(struct stage *s, enum flag_ground ground,
                           const char *object, const char *cause)
{
    struct flag f = { .object = span_str(object),
                      .unit = SPAN("M07"),
                      .group = ground == FLAG_ABSENCE ? SPAN("WG5") : SPAN_NONE,
                      .ground = ground,
                      .cause = span_str(cause),
                      .raised_at = clock_now(&s->clock),
                      .told_at = MOMENT_NONE,
                      .stepped_at = clock_now(&s->clock),
                      .until = MOMENT_NONE };

    if (ground == FLAG_ABSENCE) {
        f.count = 2;
        f.skipped = 1;
    }
    STAGE_DONE(s, flag_add(s->store, &f, &s->why));
    return f;
}

static struct flag_evidence take(struct stage *s, const struct flag *f)
{
    struct flag_evidence e = { .version = 0 };
    bool found = false;

    STAGE_DONE(s, evidence_take(&s->desk, &s->arena, f, &s->why));
    STAGE_DONE(
        s, flag_evidence_last(s->store, f->id, &s->arena, &e, &found, &s->why));
    CHECK_TRUE("kept", found);
    return e;
}

/* Without blanks, line breaks and marks of a quote, however it was wrapped. */
static struct span words_of(struct stage *s, struct span text)
{
    char *p = arena_str(&s->arena, text);
    size_t n = 0;

    for (size_t i = 0; i < text.n; i++)
        if (p[i] != ' ' && p[i] != '\n' && p[i] != '>')
            p[n++] = p[i];
    return span_of(p, n);
}

static void check_says(struct stage *s, struct span text,
                       const char *const *words, bool said)
{
    struct span all = words_of(s, text);

    for (; *words; words++)
        if (span_has(all, words_of(s, span_str(*words))) != said)
            fail_msg("%s: \"%s\" in\n" SPAN_FMT, said ? "missing" : "stray",
                     *words, SPAN_ARG(text));
}

static int setup(void **state)
{
    struct stage *s =
        stage_new(stage_at("2026-04-09T09:30:00+08:00"), charter_shipped());

    stage_group(s);
    STAGE_DONE(s, store_begin(s->store, &s->why));
    *state = s;
    return 0;
}

static int teardown(void **state)
{
    struct stage *s = *state;

    store_rollback(s->store);
    stage_free(s);
    return 0;
}

/* ---- absence ---- */

static const char *const absence_says[] = {
    "标记编号：" FLAGGED,
    "连续2次没有参加WG5网络安全评估工作组的全体会议",
    "WG5-2025-P2（2025年12月10日（周三））、WG5-2026-"
    "P2（2026年3月31日（周二））",
    /* R-X5 */
    "其间有1次不计入：WG5-2026-P1（2026年2月10日（周二））",
    "章程所称“连续”是否包括此种情形，由秘书处判断",
    /* the rule and what was in force */
    "2.无故1年不缴纳会费，或连续2次无故不参加工作组的全体会议，视为自动退出；",
    "说明未到会事由（absence.reason）期限：3个工作日",
    "times.deadline=same_day",
    /* the one before, for the order of things */
    "WG5-2025-P1日期：2025-10-10（周五）认定：A（到会）",
    "此前，不在连续次数之内",
    /* of before our time */
    "这次会议在本系统启用之前召开，认定结果随成员名册导入",
    /* the notice */
    "<notice.issue.WG5-2026-P2.M07.example@tc.example>",
    "c@M07.example：对方服务器已接收2026-03-01 10:00:05"
    "“250 2.0.0 queued as 7F”",
    "早于会前第21天的期限（2026年3月10日（周二）24:00）",
    "对方服务器拒收2026-03-01 10:00:05“550 5.1.1 no such user”",
    /* and what came back */
    "退信时间：2026-03-01 11:00:00",
    "退信的说明：不能投递5.2.2mailbox full",
    "此前的接收：2026-03-01 10:00:05“250 2.0.0 first”来件：message:1",
    "没有收到这些邮件的退信",
    /* answers, reasons, list, inquiry */
    "c@M07.example答复：参加",
    "有两位同事参会",
    "会前、会后都没有收到该单位说明的事由",
    "第1号导入，文件“签到表.csv”，共2行",
    "由gs@wg5.example导入（message:1）；SHA-256 " FILE_HASH,
    "该签到表的2行中，没有M07（M07）任何人的签到",
    "询问未到会事由：2026-04-02 14:00:00",
    "说明事由的期限：2026年4月8日（周三）24:00",
    /* reminders */
    "会议回执提醒",
    "无故缺席警示",
    /* sources */
    "message:1收到时间",
    "convoke verify",
    NULL,
};

static const char *const absence_hides[] = {
    "M06",        "M01",       "M02",        "代表甲",
    "邻家的事由", "NEIGHBOUR", "邻家的回执", NULL,
};

static void test_absence_is_told_whole(void **state)
{
    struct stage *s = *state;
    struct flag f;
    struct flag_evidence e;

    add_plenaries(s);
    add_mails(s);
    answer(s, "M07", "c@M07.example", "有两位同事参会");
    answer(s, "M06", "c@M06.example", "邻家的回执");
    f = flag_of(s, FLAG_ABSENCE, FLAGGED, "WG5-2026-P2");
    e = take(s, &f);
    check_says(s, e.text, absence_says, true);
    check_says(s, e.text, absence_hides, false);
    CHECK_INT("the first", e.version, 1);
    CHECK_INT("nothing prints here", e.pdf.n, 0);
    e = take(s, &f);
    CHECK_INT("another is the next", e.version, 2);
}

/* X20, X21: what came later is told and changes nothing by itself. */
static void test_later_records_are_told(void **state)
{
    static const char *const says[] = {
        "标记之后记录有更正：WG5-2026-P2现认定为“到会”",
        "标记之后召开的全体会议：WG5-2026-P3（2026年4月8日（周三））",
        "标记之后：WG5全体会议（WG5-2026-P3）",
        NULL,
    };
    struct stage *s = *state;
    struct flag f;

    add_plenaries(s);
    f = flag_of(s, FLAG_ABSENCE, FLAGGED, "WG5-2026-P2");
    judge(s, "WG5-2026-P2", "M07", "A", "signed");
    add_meeting(s, "WG5-2026-P3", "2026-04-08T09:00", true);
    judge(s, "WG5-2026-P3", "M07", "A", "signed");
    check_says(s, take(s, &f).text, says, true);
}

static void step_of(struct stage *s, const char *event, const char *to,
                    const char *actor, const char *authority)
{
    struct audit_entry e = { .at = clock_now(&s->clock),
                             .entity = SPAN("flag"),
                             .entity_id = SPAN(FLAGGED),
                             .to = span_str(to),
                             .event = span_str(event),
                             .actor = span_str(actor),
                             .authority = span_str(authority),
                             .evidence = SPAN("message:1"),
                             .note = SPAN("两次缺席属实") };

    STAGE_DONE(s, audit_add(s->store, &e, &s->why));
}

static void test_steps_and_statements_are_told(void **state)
{
    static const char *const says[] = {
        "陈述：2026-04-12 10:00:00，c@M07.example，在期限内（message:1）",
        "作出标记→ 待秘书处决定办理人和权限：本系统，自动",
        "拟退出，告知单位→ 已告知单位，等待其陈述",
        "办理人和权限：op1@tc.example权限 L2根据和理由：message:1两次缺席属实",
        "邮件及其Message-ID：拟退出的告知",
        "c@M07.example：待发出",
        NULL,
    };
    struct stage *s = *state;
    struct flag f;
    struct flag_statement said = { .message = STAGE_MESSAGE,
                                   .at = stage_at("2026-04-12T10:00"),
                                   .sender = SPAN("c@M07.example"),
                                   .in_time = true };

    add_plenaries(s);
    f = flag_of(s, FLAG_ABSENCE, FLAGGED, "WG5-2026-P2");
    step_of(s, "flag.raise", "open", "convoke", "clock");
    step_of(s, "flag.pre_exit", "pre_exit", "op1@tc.example", "L2");
    mail(s, "flag.preexit", FLAGGED, "c@M07.example");
    mail(s, "flag.raised", FLAGGED, "sec@tc.example");
    said.flag = f.id;
    STAGE_DONE(s, flag_statement_add(s->store, &said, &s->why));
    check_says(s, take(s, &f).text, says, true);
}

/* ---- dues ---- */

static void enter(struct stage *s, enum dues_status status, int64_t import,
                  const char *note)
{
    struct dues_entry e = { .year = 2025,
                            .unit = SPAN("M07"),
                            .status = status,
                            .amount = SPAN("20000"),
                            .import = import,
                            .at = clock_now(&s->clock),
                            .note = span_str(note) };

    STAGE_DONE(s, dues_entry_add(s->store, &e, &s->why));
}

static const char *const dues_says[] = {
    "M07（M07）2025年度会费的缴费日为2025年6月30日（周一），至2026年6月30日（周"
    "二）"
    "24:00满1年",
    "会费台账截至2026年7月2日（周四），其中该单位的状态为“未缴”",
    "按现有记录：满1年未缴",
    "6.按规定缴纳会费。",
    "在满1年之前缴清会费（dues.lapse）期限：12个月",
    "DI-2026-01",
    "DI-2026-02",
    FILE_HASH,
    "同意缓缴请求分期",
    "第1号台账导入",
    "会费缴纳提醒（账单）",
    "满1年前最后提醒",
    "“250 2.0.0 queued as 9A”",
    NULL,
};

static void test_dues_are_told_whole(void **state)
{
    static const char *const hides[] = { "M06", "NEIGHBOUR", NULL };
    struct stage *s = *state;
    struct dues_year y = { .year = 2025 };
    struct dues_import i = { .name = SPAN("DI-2026-01"),
                             .sha256 = SPAN(FILE_HASH),
                             .file = SPAN("会费台账.xlsx"),
                             .rows = 11 };
    struct flag f;

    y.due = civil_to_day((struct civil){ 2025, 6, 30 });
    STAGE_DONE(s, dues_year_put(s->store, &y, &s->why));
    i.at = y.since = clock_now(&s->clock);
    i.as_of = civil_to_day((struct civil){ 2026, 1, 15 });
    STAGE_DONE(s, dues_import_add(s->store, &i, &s->why));
    i.name = SPAN("DI-2026-02");
    i.sha256 = SPAN("second");
    i.as_of = civil_to_day((struct civil){ 2026, 7, 2 });
    STAGE_DONE(s, dues_import_add(s->store, &i, &s->why));
    enter(s, DUES_DEFERRED, 0, "请求分期");
    enter(s, DUES_UNPAID, 1, "");
    mail(s, "dues.rem", "DUES-2025/pre", "c@M07.example");
    settle(s, "250 2.0.0 queued as 9A", DELIVERY_SENT);
    mail(s, "dues.final", "DUES-2025/final", "c@M07.example");
    settle(s, "250 2.0.0 queued as 9B", DELIVERY_SENT);
    mail(s, "dues.rem", "DUES-2025/pre", "c@M06.example");
    settle(s, "250 2.0.0 queued as NEIGHBOUR", DELIVERY_SENT);
    f = flag_of(s, FLAG_DUES, "M07/DUES/2025", "2025");
    check_says(s, take(s, &f).text, dues_says, true);
    check_says(s, take(s, &f).text, hides, false);
}

/* ---- the notice brings it ---- */

static void test_notice_brings_the_newest(void **state)
{
    struct stage *s = *state;
    struct notice n;
    struct flag f;
    struct flag_evidence e = { .at = 0 };
    bool found = true;

    f = flag_of(s, FLAG_ABSENCE, FLAGGED, "WG5-2026-P2");
    notice_init(&n, &s->arena, "digest", f.object);
    STAGE_DONE(s, evidence_attach(&s->desk, &f, &n, &found, &s->why));
    CHECK_TRUE("there is none", !found && n.files.n == 0);
    e.flag = f.id;
    e.text = SPAN("old");
    STAGE_DONE(s, flag_evidence_add(s->store, &e, &s->why));
    e.text = SPAN("new");
    e.pdf = SPAN("%PDF");
    STAGE_DONE(s, flag_evidence_add(s->store, &e, &s->why));
    STAGE_DONE(s, evidence_attach(&s->desk, &f, &n, &found, &s->why));
    CHECK_INT("two files", found ? n.files.n : 0, 2);
    CHECK_SPAN("pdf", n.files.at[0].name,
               SPAN("evidence-M07-ABS-WG5-2026-P2.pdf"));
    CHECK_SPAN("pdf", n.files.at[0].bytes, SPAN("%PDF"));
    CHECK_SPAN("txt", n.files.at[1].name,
               SPAN("evidence-M07-ABS-WG5-2026-P2.txt"));
    CHECK_TRUE("txt", span_ends(n.files.at[1].bytes, SPAN("new")));
}

/* ---- the charter's words ---- */

static void test_articles_are_the_charters(void **state)
{
    static const char *const names[] = { "13", "20.5", "11.6", "25" };
    CLEANUP(text_release) struct text charter = TEXT_INIT(TEXT_MAX_OUTPUT);
    struct reason why;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        CHECK_TRUE(names[i], span_starts(article_words(names[i]), SPAN("第")));
    CHECK_INT("no such article", article_words("99").n, 0);
    if (file_read(CONVOKE_SHARED "/charter.txt", &charter, &why) !=
        VERDICT_DONE)
        return;
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        struct span rest = article_words(names[i]);
        struct span line;
        while (span_line(&rest, &line))
            if (!span_has(text_span(&charter), line))
                fail_msg("not in the charter: " SPAN_FMT, SPAN_ARG(line));
    }
}

#define CASE(test_) cmocka_unit_test_setup_teardown(test_, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_absence_is_told_whole),
        CASE(test_later_records_are_told),
        CASE(test_steps_and_statements_are_told),
        CASE(test_dues_are_told_whole),
        CASE(test_notice_brings_the_newest),
        CASE(test_articles_are_the_charters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
