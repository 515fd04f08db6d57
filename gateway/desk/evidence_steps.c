/* What was done about the flag, what the unit said to it, and where to find and
 * how to verify all of it. */
#include <assert.h>
#include <stdlib.h>

#include "convoke/base/moment.h"
#include "convoke/mail/facts.h"
#include "evidence_case.h"

enum { STATEMENT_SHOWN = 8000 };

static enum verdict quote(struct evidence_case *c, int64_t message,
                          struct reason *why)
{
    struct message m;
    struct facts f;
    enum verdict v = message_get(c->dk->store, message, c->arena, &m, why);

    if (v != VERDICT_DONE || m.facts.n == 0 ||
        facts_decode(m.facts, c->arena, &f, NULL) != VERDICT_DONE)
        return v;
    paper_quote(&c->paper,
                span_fit(f.words.n ? f.words : f.text, STATEMENT_SHOWN));
    list_each(&f.files, file)
        paper_pair(&c->paper, "附件",
                   arena_printf(c->arena, SPAN_FMT "，SHA-256 " SPAN_FMT,
                                SPAN_ARG(file->name), SPAN_ARG(file->sha256)));
    return v;
}

static enum verdict add_statements(struct evidence_case *c, struct reason *why)
{
    flag_statements all = { 0 };
    enum verdict v =
        flag_statements_of(c->dk->store, c->flag->id, c->arena, &all, why);

    paper_section(&c->paper, "单位的陈述", "Statements of the unit");
    if (v == VERDICT_DONE && !all.n)
        paper_words(&c->paper, SPAN("至编制之时没有收到陈述。"));
    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++) {
        const struct flag_statement *s = &all.at[i];
        paper_pair(&c->paper, "陈述",
                   arena_printf(c->arena,
                                SPAN_FMT "，" SPAN_FMT "，%s（" SPAN_FMT "）",
                                SPAN_ARG(evidence_moment(c->arena, s->at)),
                                SPAN_ARG(s->sender),
                                s->in_time ? "在期限内" : "已过期限",
                                SPAN_ARG(evidence_cite(c, s->message))));
        v = quote(c, s->message, why);
    }
    return v;
}

static const struct {
    const char *event, *zh;
} events[] = {
    { "flag.raise", "作出标记" },
    { "flag.dismiss", "撤销标记" },
    { "flag.defer", "暂缓" },
    { "flag.pre_exit", "拟退出，告知单位" },
    { "flag.preexit", "拟退出，告知单位" },
    { "flag.confirm", "确认退出" },
    { "flag.object", "单位陈述" },
    { "flag.leave", "单位另行退出" },
    { "flag.unfound", "记录已更正" },
    { "flag.found", "记录再次符合" },
    { "flag.due", "期限已过" },
};

static struct span event_zh(struct span event)
{
    for (size_t i = 0; i < ARRAY_LEN(events); i++)
        if (span_eq(event, span_str(events[i].event)))
            return span_str(events[i].zh);
    return event;
}

static struct span state_zh(struct span name)
{
    enum flag_state s;

    return flag_state_from(name, &s) ? span_str(evidence_state_zh(s)) : name;
}

/* "message:12" is cited, whatever else it is stays as it is. */
static struct span source_of(struct evidence_case *c, struct span evidence)
{
    struct span digits = span_from(evidence, strlen("message:"));
    int64_t id = 0;

    if (!span_starts(evidence, SPAN("message:")) || digits.n == 0 ||
        digits.n > 18)
        return evidence;
    for (size_t i = 0; i < digits.n; i++) {
        if (digits.p[i] < '0' || digits.p[i] > '9')
            return evidence;
        id = id * 10 + (digits.p[i] - '0');
    }
    return evidence_cite(c, id);
}

/* Who acted, and by which right. */
static struct span actor_zh(struct arena *arena, const struct audit_entry *e)
{
    if (span_eq(e->authority, SPAN("clock")))
        return SPAN("本系统，自动");
    return arena_printf(arena, SPAN_FMT "%s" SPAN_FMT, SPAN_ARG(e->actor),
                        e->authority.n ? "\n权限 " : "",
                        SPAN_ARG(e->authority));
}

static void add_step(struct evidence_case *c, const struct audit_row *r)
{
    const struct audit_entry *e = &r->entry;
    const struct span cells[] = {
        arena_printf(c->arena, "%lld", (long long)r->id),
        evidence_moment(c->arena, e->at),
        arena_printf(c->arena, SPAN_FMT "\n→ " SPAN_FMT,
                     SPAN_ARG(event_zh(e->event)), SPAN_ARG(state_zh(e->to))),
        actor_zh(c->arena, e),
        arena_printf(c->arena, SPAN_FMT "%s" SPAN_FMT,
                     SPAN_ARG(source_of(c, e->evidence)),
                     e->evidence.n && e->note.n ? "\n" : "", SPAN_ARG(e->note)),
    };

    paper_row(&c->paper, cells, ARRAY_LEN(cells));
}

/* Whether what it was told has reached it. */
static enum verdict add_told(struct evidence_case *c, struct reason *why)
{
    static const char told[] = "flag.preexit flag.preexit.rem flag.dismissed "
                               "flag.voided exit.confirmed exit.done";
    struct store *st = c->dk->store;
    trail_mails mails = { 0 };
    trail_reports reports = { 0 };
    bool any = false;
    enum verdict v = trail_mails_of(st, c->flag->unit, c->flag->object,
                                    c->arena, &mails, why);

    if (v == VERDICT_DONE)
        v = trail_reports_of(st, c->flag->unit, c->flag->object, c->arena,
                             &reports, why);
    list_each(&mails, m) any = any || evidence_has_code(told, m->code);
    if (v != VERDICT_DONE || !any)
        return v;
    paper_part(&c->paper, SPAN("告知单位的邮件 / Mails to the unit"));
    evidence_mails(c, &mails, told, NULL);
    evidence_reports(c, &reports, told);
    return v;
}

enum verdict evidence_steps(struct evidence_case *c, struct reason *why)
{
    static const struct paper_column columns[] = {
        { SPAN("审计号"), 9 },      { SPAN("时间"), 19 },
        { SPAN("事项和结果"), 26 }, { SPAN("办理人和权限"), 22 },
        { SPAN("根据和理由"), 24 },
    };
    audit_rows all = { 0 };
    enum verdict v;

    assert(c);
    v = add_statements(c, why);
    if (v == VERDICT_DONE)
        v = audit_of(c->dk->store, SPAN("flag"), c->flag->object, c->arena,
                     &all, why);
    if (v != VERDICT_DONE)
        return v;
    paper_section(&c->paper, "标记的办理经过", "Steps taken");
    if (!all.n)
        paper_words(&c->paper, SPAN("除作出标记外，尚未办理。"));
    else
        paper_table(&c->paper, columns, ARRAY_LEN(columns));
    list_each(&all, r) add_step(c, r);
    return add_told(c, why);
}

/* ---- sources ---- */

static enum verdict add_source(struct evidence_case *c, int64_t id,
                               struct reason *why)
{
    struct message m;
    enum verdict v = message_get(c->dk->store, id, c->arena, &m, why);
    const struct span cells[] = {
        arena_printf(c->arena, "message:%lld", (long long)id),
        v == VERDICT_DONE ? evidence_moment(c->arena, m.received_at)
                          : SPAN_NONE,
        v == VERDICT_DONE
            ? arena_printf(c->arena, SPAN_FMT "\n" SPAN_FMT, SPAN_ARG(m.sender),
                           SPAN_ARG(m.subject))
            : SPAN_NONE,
        v == VERDICT_DONE ? m.sha256 : SPAN_NONE,
    };

    if (v == VERDICT_DONE)
        paper_row(&c->paper, cells, ARRAY_LEN(cells));
    return v;
}

/* With the newest row's hash in hand, all rows up to it can be held against
 * what is on record later. */
static enum verdict say_verify(struct evidence_case *c, struct reason *why)
{
    struct span hash = SPAN_NONE;
    int64_t id = 0;
    enum verdict v = audit_last(c->dk->store, c->arena, &id, &hash, why);

    paper_part(&c->paper, SPAN("核验方法 / How to verify"));
    paper_words(&c->paper, SPAN("本材料由程序按记录编制。秘书处可以用下列命令当"
                                "面核验，单位可以要求核验。"));
    paper_pair(
        &c->paper, "convoke verify",
        SPAN(
            "审计记录的每一条都带有前一条的散列值；这一命令核对全部记录，改动或"
            "缺少任何一条都会被发现。"));
    if (id)
        paper_pair(&c->paper, "编制时的审计",
                   arena_printf(c->arena,
                                "最后一条为第%lld条，散列值 " SPAN_FMT,
                                (long long)id, SPAN_ARG(hash)));
    paper_pair(
        &c->paper, "convoke show raw message:编号",
        SPAN(
            "取出收到的原始邮件，逐字节不变；对它计算SHA-256，应与上表相同。"));
    paper_pair(
        &c->paper, "convoke list outbox, convoke list audit",
        SPAN("列出发出的邮件（以Message-ID对照）和审计记录（以条号对照）。"));
    return v;
}

static int by_number(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

static void sort_cited(struct evidence_case *c)
{
    if (c->cited.n)
        qsort(c->cited.at, c->cited.n, sizeof(*c->cited.at), by_number);
}

enum verdict evidence_sources(struct evidence_case *c, struct reason *why)
{
    static const struct paper_column columns[] = {
        { SPAN("编号"), 15 },
        { SPAN("收到时间"), 19 },
        { SPAN("发件人和主题"), 31 },
        { SPAN("原始邮件的SHA-256"), 35 },
    };
    enum verdict v = VERDICT_DONE;

    assert(c);
    paper_section(&c->paper, "引用的来件及核验方法",
                  "Sources and how to verify");
    if (!c->cited.n)
        paper_words(&c->paper, SPAN("本材料没有引用来件。"));
    else
        paper_table(&c->paper, columns, ARRAY_LEN(columns));
    sort_cited(c);
    for (size_t i = 0; i < c->cited.n && v == VERDICT_DONE; i++)
        v = add_source(c, c->cited.at[i], why);
    return v == VERDICT_DONE ? say_verify(c, why) : v;
}
