#include "robot.h"

#include <assert.h>

#include "convoke/base/own.h"

/* ---- reports ---- */

static bool has_part(const struct letter *l, struct span media_type)
{
    list_each(&l->parts,
              part) if (part->message == -1 &&
                        span_eq(part->media_type, media_type)) return true;
    return false;
}

static bool has_field(const struct letter *l, struct span name)
{
    size_t at = 0;
    struct span value;

    return letter_header_next(l, 0, name, &at, &value);
}

static bool is_receipt(const struct letter *l, struct span report_type)
{
    return span_eq_nocase(report_type, SPAN("disposition-notification")) ||
           has_part(l, SPAN("message/disposition-notification"));
}

static bool is_report(const struct letter *l)
{
    return span_eq(l->parts.at[0].media_type, SPAN("multipart/report")) ||
           has_part(l, SPAN("message/delivery-status")) ||
           has_part(l, SPAN("message/global-delivery-status")) ||
           has_part(l, SPAN("message/feedback-report")) ||
           has_field(l, SPAN("X-Failed-Recipients"));
}

/* ---- addresses ---- */

static bool local_is(struct span mail, const struct span *names, size_t n)
{
    struct span local = span_sub(mail, 0, span_find_char(mail, '@'));

    for (size_t i = 0; i < n; i++)
        if (span_eq_nocase(local, names[i]))
            return true;
    return false;
}

static bool from_is(const struct facts *f, const struct span *names, size_t n)
{
    list_each(&f->from, a) if (local_is(a->mail, names, n)) return true;
    return false;
}

static const struct span daemons[] = { SPAN("mailer-daemon"),
                                       SPAN("mailerdaemon"),
                                       SPAN("mail-daemon") };
static const struct span postmasters[] = { SPAN("postmaster"),
                                           SPAN("mailadmin"),
                                           SPAN("mail-admin"),
                                           SPAN("mailmaster"),
                                           SPAN("\"system administrator\""),
                                           SPAN("system administrator") };
static const struct span deaf[] = {
    SPAN("noreply"),    SPAN("no-reply"),     SPAN("no_reply"),
    SPAN("donotreply"), SPAN("do-not-reply"), SPAN("do_not_reply"),
    SPAN("no.reply"),
};

/* Mailboxes nobody reads, of programs that ask not to be answered. The wish
 * alone is a person's as well. */
static bool is_notification(const struct letter *l, const struct facts *f)
{
    static const struct span names[] = {
        SPAN("notification"), SPAN("notifications"), SPAN("notify"),
        SPAN("alert"),        SPAN("alerts"),        SPAN("updates"),
        SPAN("mailer"),       SPAN("newsletter"),
    };

    if (!has_field(l, SPAN("X-Auto-Response-Suppress")))
        return false;
    list_each(&f->from, a)
    {
        struct span name = span_sub(a->mail, 0, span_find_char(a->mail, '+'));
        if (local_is(name, names, ARRAY_LEN(names)))
            return true;
    }
    return false;
}

/* ---- subjects ---- */

/* True when one of `what` stands at the start. `anchored`: nothing but a
 * colon, bracket or dash may follow it. */
static bool subject_starts(struct span s, const struct span *what, size_t n,
                           bool anchored)
{
    static const struct span ends[] = { SPAN(":"), SPAN("]"), SPAN("["),
                                        SPAN("-"), SPAN("—"), SPAN("!"),
                                        SPAN(","), SPAN("。") };

    if (span_starts(s, SPAN("[")))
        s = span_from(s, 1);
    for (size_t i = 0; i < n; i++) {
        struct span rest;
        if (!span_starts(s, what[i]))
            continue;
        rest = span_trim(span_from(s, what[i].n));
        if (!anchored || rest.n == 0)
            return true;
        for (size_t k = 0; k < ARRAY_LEN(ends); k++)
            if (span_starts(rest, ends[k]))
                return true;
    }
    return false;
}

/* In the form of keyword.h. Chinese ones may be followed by a blank. */
static const struct span auto_subjects[] = {
    SPAN("自动回复"),
    SPAN("自动答复"),
    SPAN("自动答覆"),
    SPAN("自動回覆"),
    SPAN("自動回復"),
    SPAN("自動答覆"),
    SPAN("自動答復"),
    SPAN("系统自动回复"),
    SPAN("外出自动回复"),
    SPAN("休假自动回复"),
    SPAN("假期自动回复"),
    SPAN("邮件自动回复"),
    SPAN("自动应答"),
    SPAN("不在办公室"),
    SPAN("外出时的自动答复"),
    SPAN("自動返信"),
    SPAN("automatic reply"),
    SPAN("automatic response"),
    SPAN("auto reply"),
    SPAN("auto-reply"),
    SPAN("autoreply"),
    SPAN("auto response"),
    SPAN("auto-response"),
    SPAN("autoresponse"),
    SPAN("autoresponder"),
    SPAN("out of office"),
    SPAN("out of the office"),
    SPAN("out-of-office"),
    SPAN("out of office autoreply"),
    SPAN("out of office reply"),
    SPAN("vacation reply"),
    SPAN("vacation notice"),
    SPAN("abwesenheitsnotiz"),
    SPAN("automatische antwort"),
    SPAN("réponse automatique"),
    SPAN("respuesta automática"),
    SPAN("risposta automatica"),
    SPAN("resposta automática"),
    SPAN("automatisch antwoord"),
    SPAN("autosvar"),
    SPAN("automatisk svar"),
    SPAN("absence du bureau"),
    SPAN("fuera de la oficina"),
};

/* A person may write these; only an absence in the text makes them a robot's.
 */
static const struct span weak_subjects[] = {
    SPAN("外出"),     SPAN("出差"),     SPAN("休假"),
    SPAN("年假"),     SPAN("产假"),     SPAN("auto"),
    SPAN("vacation"), SPAN("on leave"), SPAN("away"),
};

static const struct span absences[] = {
    SPAN("自动回复"),      SPAN("自动答复"),       SPAN("回来后"),
    SPAN("返回后"),        SPAN("尽快回复"),       SPAN("尽快给您回复"),
    SPAN("无法及时"),      SPAN("不能及时"),       SPAN("out of the office"),
    SPAN("out of office"), SPAN("automatic"),      SPAN("I am away"),
    SPAN("on vacation"),   SPAN("limited access"),
};

/* First lines of programs that leave no other mark. */
static const struct span auto_lines[] = {
    SPAN("这是来自QQ邮箱的假期自动回复邮件"),
    SPAN("这是一封自动回复"),
    SPAN("这是自动回复"),
    SPAN("此为自动回复"),
    SPAN("此邮件为自动回复"),
    SPAN("此邮件为系统自动"),
    SPAN("本邮件为自动回复"),
    SPAN("本邮件为系统自动"),
    SPAN("本邮件由系统自动"),
    SPAN("【自动回复】"),
    SPAN("[自动回复]"),
    SPAN("This is an automatic reply"),
    SPAN("This is an automated reply"),
    SPAN("This is an automated response"),
    SPAN("This is an auto-reply"),
    SPAN("This is an autoreply"),
    SPAN("This account is protected by "),
};

static const struct span bounce_subjects[] = {
    SPAN("退信"),
    SPAN("系统退信"),
    SPAN("来自qq.com的退信"),
    SPAN("[qmail] 来自qq.com的退信"),
    SPAN("退信通知"),
    SPAN("邮件被退回"),
    SPAN("投递失败"),
    SPAN("邮件投递失败"),
    SPAN("发送失败"),
    SPAN("无法送达"),
    SPAN("未送达"),
    SPAN("未传递"),
    SPAN("拒收"),
    SPAN("undelivered mail"),
    SPAN("undeliverable"),
    SPAN("undeliverable mail"),
    SPAN("undelivered"),
    SPAN("undeliver"),
    SPAN("delivery status notification"),
    SPAN("delivery failure"),
    SPAN("delivery failed"),
    SPAN("delivery notification"),
    SPAN("delivery report"),
    SPAN("mail delivery"),
    SPAN("mail system error"),
    SPAN("failure notice"),
    SPAN("failed delivery"),
    SPAN("failure delivery"),
    SPAN("returned mail"),
    SPAN("returned email"),
    SPAN("message delivery"),
    SPAN("message could not be delivered"),
    SPAN("mail could not be delivered"),
    SPAN("nondeliverable"),
    SPAN("non-delivery"),
    SPAN("non delivery"),
    SPAN("warning: could not send"),
    SPAN("warning: message"),
    SPAN("the email is returned"),
    SPAN("unzustellbar"),
};

/* What a report says in its first lines. */
static const struct span failures[] = {
    SPAN("could not be delivered"),
    SPAN("could not deliver"),
    SPAN("couldn't be delivered"),
    SPAN("unable to deliver"),
    SPAN("delivery failed"),
    SPAN("被退回来了"),
    SPAN("未能送达以下收件人"),
    SPAN("无法发送到"),
    SPAN("无法投递"),
};

static bool text_has(struct span text, const struct span *what, size_t n)
{
    text = span_sub(text, 0, 2000);
    for (size_t i = 0; i < n; i++)
        if (span_find_nocase(text, what[i]) < text.n)
            return true;
    return false;
}

/* The first lines, whatever program greets before its sentence. */
static bool line_starts(struct span text, const struct span *what, size_t n)
{
    struct span line;

    text = span_sub(text, 0, 1000);
    while (span_line(&text, &line)) {
        line = span_trim_wide(line);
        for (size_t i = 0; i < n; i++)
            if (span_starts_nocase(line, what[i]))
                return true;
    }
    return false;
}

/* ---- decisions ---- */

/* A person forwards a bounce with a prefix before its subject. */
static bool is_first_hand(const struct facts *f)
{
    return f->in_reply_to.n == 0 && span_eq_nocase(span_sub(f->subject, 0, 4),
                                                   span_sub(f->keyword, 0, 4));
}

static bool is_odd_bounce(const struct letter *l, const struct facts *f)
{
    bool told = subject_starts(f->keyword, bounce_subjects,
                               ARRAY_LEN(bounce_subjects), false);
    struct span from = span_trim(letter_header(l, 0, SPAN("From")));

    if (from_is(f, daemons, ARRAY_LEN(daemons)) ||
        local_is(f->return_path, daemons, ARRAY_LEN(daemons)) ||
        span_starts_nocase(from, SPAN("MAILER-DAEMON")))
        return true;
    if (told && is_first_hand(f) &&
        text_has(f->text, failures, ARRAY_LEN(failures)))
        return true;
    if (from_is(f, postmasters, ARRAY_LEN(postmasters)))
        return told || f->null_sender;
    return told && (f->null_sender || from_is(f, deaf, ARRAY_LEN(deaf)));
}

/* The first word of a field, in any case. */
static bool first_word_is(const struct letter *l, const char *field,
                          struct span word)
{
    struct span v = span_trim(letter_header(l, 0, span_str(field)));
    size_t n = 0;

    while (n < v.n && !strchr(" \t\r\n;(", v.p[n]))
        n++;
    return span_eq_nocase(span_sub(v, 0, n), word);
}

static bool is_auto_header(const struct letter *l)
{
    static const char *const fields[] = {
        "X-Autoreply",      "X-Autorespond",        "X-Autoresponder",
        "X-AutoReply-From", "X-Mail-Autoreply",     "X-Autogenerated",
        "X-Auto-Reply",     "X-Bluebottle-Request", "X-Vacation"
    };

    if (has_field(l, SPAN("Auto-Submitted")) &&
        !first_word_is(l, "Auto-Submitted", SPAN("no")) &&
        !first_word_is(l, "Auto-Submitted", SPAN("")))
        return true;
    for (size_t i = 0; i < ARRAY_LEN(fields); i++)
        if (has_field(l, span_str(fields[i])) &&
            !first_word_is(l, fields[i], SPAN("no")))
            return true;
    /* A wish for silence alone says nothing, and a rule that forwards leaves
     * the loop mark on a person's mail; an absence assistant leaves both. */
    if (has_field(l, SPAN("X-MS-Exchange-Inbox-Rules-Loop")) &&
        has_field(l, SPAN("X-Auto-Response-Suppress")))
        return true;
    return first_word_is(l, "X-Apple-Action", SPAN("vacation")) ||
           first_word_is(l, "Delivered-To", SPAN("autoresponder")) ||
           first_word_is(l, "Precedence", SPAN("auto_reply")) ||
           first_word_is(l, "X-Precedence", SPAN("auto_reply"));
}

static bool is_auto_text(const struct facts *f)
{
    if (subject_starts(f->keyword, auto_subjects, ARRAY_LEN(auto_subjects),
                       true))
        return true;
    if (subject_starts(f->keyword, weak_subjects, ARRAY_LEN(weak_subjects),
                       true) &&
        text_has(f->text, absences, ARRAY_LEN(absences)))
        return true;
    return line_starts(f->text, auto_lines, ARRAY_LEN(auto_lines));
}

static bool is_list(const struct letter *l, const struct facts *f)
{
    static const char *const fields[] = {
        "List-Id",        "List-Post",    "List-Help",      "List-Unsubscribe",
        "List-Owner",     "List-Archive", "List-Subscribe", "X-Loop",
        "X-Mailing-List", "X-BeenThere",
    };
    static const char *const precedence[] = { "Precedence", "X-Precedence" };

    for (size_t i = 0; i < ARRAY_LEN(fields); i++)
        if (has_field(l, span_str(fields[i])))
            return true;
    for (size_t i = 0; i < ARRAY_LEN(precedence); i++)
        if (first_word_is(l, precedence[i], SPAN("bulk")) ||
            first_word_is(l, precedence[i], SPAN("junk")) ||
            first_word_is(l, precedence[i], SPAN("list")))
            return true;
    return from_is(f, deaf, ARRAY_LEN(deaf)) || is_notification(l, f);
}

enum facts_writer robot_writer(const struct letter *l, const struct facts *f)
{
    struct span report;

    assert(l);
    assert(f);
    report = header_param_raw(&l->parts.at[0].type, SPAN("report-type"));
    if (is_receipt(l, report))
        return FACTS_WRITER_RECEIPT;
    if (is_report(l) || is_odd_bounce(l, f))
        return FACTS_WRITER_BOUNCE;
    if (has_field(l, SPAN("X-Convoke-Notice")))
        return FACTS_WRITER_CONVOKE;
    if (is_auto_header(l) || is_auto_text(f))
        return FACTS_WRITER_AUTO_REPLY;
    if (is_list(l, f))
        return FACTS_WRITER_LIST;
    /* Nobody to answer to is no person either. */
    return f->null_sender ? FACTS_WRITER_AUTO_REPLY : FACTS_WRITER_PERSON;
}
