/* One plenary: how the unit was told of it, what it answered, whether it stated
 * a reason, what the sign-in list says, what it was asked. */
#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/desk/attendance_rules.h"
#include "convoke/desk/rsvp_table.h"
#include "convoke/render/phrase.h"
#include "convoke/store/excuse.h"
#include "convoke/store/rsvp.h"
#include "evidence_case.h"
#include "meeting_view.h"

static const char told[] = "notice.issue notice.late-member meeting.moved "
                           "meeting.cancelled";
static const char asked[] = "rsvp.rem rsvp.stale meeting.rem reason.ask "
                            "leave.ack atrisk.notice absence.ask absence.warn";

static bool was_moved(const struct meeting *m)
{
    return m->moved_at != MOMENT_NONE && m->notified_at != MOMENT_NONE &&
           m->moved_at > m->notified_at;
}

/* When the notice of the date that was held first reached one of its servers,
 * beside the end of the three weeks. */
static struct span reached_zh(struct evidence_case *c, const struct meeting *m,
                              const trail_mails *mails)
{
    const char *code = was_moved(m) ? "meeting.moved" : "notice.issue";
    int64_t since = was_moved(m) ? m->moved_at : m->notified_at;
    int64_t excl = attendance_notice_excl(civil_of(m->start_at));
    int64_t first = MOMENT_NONE;

    list_each(mails, t)
    {
        if (!span_eq(t->code, span_str(code)) || t->queued_at < since ||
            t->state != DELIVERY_SENT)
            continue;
        if (first == MOMENT_NONE || t->settled_at < first)
            first = t->settled_at;
    }
    if (first == MOMENT_NONE)
        return SPAN("没有一个地址的服务器接收");
    return arena_printf(c->arena,
                        SPAN_FMT "，%s会前第%d天的期限（" SPAN_FMT "）",
                        SPAN_ARG(evidence_moment(c->arena, first)),
                        first < excl ? "早于" : "晚于", ATTENDANCE_NOTICE_DAYS,
                        SPAN_ARG(evidence_end(c->arena, excl)));
}

static void add_meeting(struct evidence_case *c, const struct meeting *m,
                        const trail_mails *mails)
{
    struct paper *p = &c->paper;
    struct span message = evidence_cite(c, m->notice);

    paper_pair(p, "会议时间",
               meeting_when(c->arena, m->start_at, m->end_at).zh);
    paper_pair(p, "地点", m->place.n ? m->place : SPAN("记录中没有"));
    if (m->chair.n)
        paper_pair(p, "主持人", m->chair);
    paper_pair(p, "会议通知发布",
               arena_printf(c->arena, SPAN_FMT "%s" SPAN_FMT "%s",
                            SPAN_ARG(evidence_moment(c->arena, m->notified_at)),
                            message.n ? "（来件 " : "", SPAN_ARG(message),
                            message.n ? "）" : ""));
    if (was_moved(m))
        paper_pair(
            p, "会议改期",
            arena_printf(c->arena, SPAN_FMT "；原因：" SPAN_FMT,
                         SPAN_ARG(evidence_moment(c->arena, m->moved_at)),
                         SPAN_ARG(m->reason.n ? m->reason : SPAN("未写明"))));
    paper_pair(p, "最早接收通知", reached_zh(c, m, mails));
}

/* ---- what the unit said ---- */

static struct span said_zh(struct evidence_case *c, const struct rsvp *r)
{
    enum answer_status s;
    struct span word = answer_status_from(r->status, &s)
                           ? span_str(rsvp_status_zh(s))
                           : r->status;

    return arena_printf(c->arena, SPAN_FMT "%s" SPAN_FMT "%s" SPAN_FMT,
                        SPAN_ARG(word), r->delegate.n ? "：" : "",
                        SPAN_ARG(r->delegate), r->comment.n ? "\n" : "",
                        SPAN_ARG(r->comment));
}

static enum verdict add_answers(struct evidence_case *c,
                                const struct meeting *m, struct reason *why)
{
    static const struct paper_column columns[] = {
        { SPAN("收到时间"), 20 },
        { SPAN("答复人"), 26 },
        { SPAN("答复"), 36 },
        { SPAN("来件"), 18 },
    };
    rsvps all = { 0 };
    enum verdict v =
        rsvps_of(c->dk->store, m->id, c->flag->unit, c->arena, &all, why);

    if (v != VERDICT_DONE)
        return v;
    paper_part(&c->paper, SPAN("会议回执 / Answers to the invitation"));
    if (!all.n)
        paper_words(&c->paper, SPAN("没有收到该单位的回执。"));
    else
        paper_table(&c->paper, columns, ARRAY_LEN(columns));
    list_each(&all, r)
    {
        const struct span cells[] = {
            evidence_moment(c->arena, r->at),
            r->person,
            said_zh(c, r),
            evidence_cite(c, r->message),
        };
        paper_row(&c->paper, cells, ARRAY_LEN(cells));
    }
    return v;
}

static struct span ruling_zh(struct evidence_case *c, const struct excuse *e)
{
    if (e->state != EXCUSE_REJECTED)
        return SPAN("未被否定");
    return arena_printf(c->arena, "被否定：" SPAN_FMT "\n" SPAN_FMT,
                        SPAN_ARG(e->decision),
                        SPAN_ARG(evidence_moment(c->arena, e->decided_at)));
}

static enum verdict add_reasons(struct evidence_case *c,
                                const struct meeting *m, struct reason *why)
{
    static const struct paper_column columns[] = {
        { SPAN("收到时间"), 20 },     { SPAN("提出人"), 22 },
        { SPAN("事由（原文）"), 24 }, { SPAN("组长意见"), 18 },
        { SPAN("来件"), 16 },
    };
    excuses all = { 0 };
    enum verdict v =
        excuses_of(c->dk->store, m->id, c->flag->unit, c->arena, &all, why);

    if (v != VERDICT_DONE)
        return v;
    paper_part(&c->paper, SPAN("请假和事由 / Reasons stated"));
    if (!all.n)
        paper_words(&c->paper, SPAN("会前、会后都没有收到该单位说明的事由。"));
    else
        paper_table(&c->paper, columns, ARRAY_LEN(columns));
    list_each(&all, e)
    {
        const struct span cells[] = {
            evidence_moment(c->arena, e->at),
            e->person,
            e->reason,
            ruling_zh(c, e),
            evidence_cite(c, e->message),
        };
        paper_row(&c->paper, cells, ARRAY_LEN(cells));
    }
    return v;
}

/* ---- the sign-in list ---- */

static void add_import(struct evidence_case *c,
                       const struct attendance_import *i, size_t lines,
                       bool last)
{
    struct span message = evidence_cite(c, i->message);

    paper_pair(&c->paper, last ? "签到表" : "此前的签到表（已被替代）",
               arena_printf(c->arena,
                            "第%lld号导入，文件“" SPAN_FMT
                            "”，共%zu行；" SPAN_FMT " 由 " SPAN_FMT
                            " 导入%s" SPAN_FMT "%s；SHA-256 " SPAN_FMT,
                            (long long)i->id, SPAN_ARG(i->file), lines,
                            SPAN_ARG(evidence_moment(c->arena, i->at)),
                            SPAN_ARG(i->importer), message.n ? "（" : "",
                            SPAN_ARG(message), message.n ? "）" : "",
                            SPAN_ARG(i->sha256)));
}

/* Only this unit's lines: who else came is not its business. */
static void add_extract(struct evidence_case *c, const sign_ins *lines)
{
    static const struct paper_column columns[] = {
        { SPAN("行"), 10 },
        { SPAN("签到人"), 30 },
        { SPAN("方式"), 20 },
        { SPAN("签到时间"), 40 },
    };
    bool open = false;

    list_each(lines, s)
    {
        const struct span cells[] = {
            arena_printf(c->arena, "%lld", (long long)s->line),
            s->person,
            s->mode,
            s->signed_at,
        };
        if (!span_eq(s->unit, c->flag->unit))
            continue;
        if (!open)
            paper_table(&c->paper, columns, ARRAY_LEN(columns));
        open = true;
        paper_row(&c->paper, cells, ARRAY_LEN(cells));
    }
    if (!open)
        paper_words(&c->paper, arena_printf(c->arena,
                                            "该签到表的%zu行中，没有" SPAN_FMT
                                            "（" SPAN_FMT "）任何人的签到。",
                                            lines->n, SPAN_ARG(c->unit.name_zh),
                                            SPAN_ARG(c->unit.id)));
}

static enum verdict add_list(struct evidence_case *c, const struct meeting *m,
                             struct reason *why)
{
    attendance_imports all = { 0 };
    sign_ins lines = { 0 };
    enum verdict v =
        attendance_imports_of(c->dk->store, m->id, c->arena, &all, why);

    paper_part(&c->paper, SPAN("签到表摘录 / Extract of the sign-in list"));
    if (v == VERDICT_DONE && !all.n)
        paper_words(&c->paper, SPAN("没有导入过签到表。"));
    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++) {
        v = sign_ins_of(c->dk->store, all.at[i].id, c->arena, &lines, why);
        if (v == VERDICT_DONE)
            add_import(c, &all.at[i], lines.n, i + 1 == all.n);
    }
    if (v == VERDICT_DONE && all.n)
        add_extract(c, &lines);
    return v;
}

/* ---- the judgement ---- */

static void add_judged(struct evidence_case *c, const audit_rows *all)
{
    list_each(all, r)
    {
        struct span result = SPAN_NONE;
        bool final = span_eq(r->entry.event, SPAN("attendance.final"));
        if (!final && !span_eq(r->entry.event, SPAN("attendance.judged")))
            continue;
        if (!final)
            result = arena_printf(c->arena, "，" SPAN_FMT "（%s）",
                                  SPAN_ARG(r->entry.to),
                                  evidence_status_zh(r->entry.to));
        paper_pair(
            &c->paper, final ? "到会情况确定" : "据当时的记录",
            arena_printf(c->arena, SPAN_FMT SPAN_FMT "，审计记录第%lld条",
                         SPAN_ARG(evidence_moment(c->arena, r->entry.at)),
                         SPAN_ARG(result), (long long)r->id));
    }
}

static enum verdict add_verdict(struct evidence_case *c,
                                const struct evidence_plenary *p,
                                struct reason *why)
{
    struct store *st = c->dk->store;
    struct span id =
        arena_printf(c->arena, SPAN_FMT "/" SPAN_FMT, SPAN_ARG(p->meeting.id),
                     SPAN_ARG(c->flag->unit));
    audit_rows judged = { 0 };
    audit_rows final = { 0 };
    enum verdict v =
        audit_of(st, SPAN("attendance"), id, c->arena, &judged, why);

    if (v == VERDICT_DONE)
        v = audit_of(st, SPAN("meeting"), p->meeting.id, c->arena, &final, why);
    paper_part(&c->paper, SPAN("询问与认定 / Inquiry and result"));
    if (p->row.asked_at != MOMENT_NONE) {
        paper_pair(&c->paper, "询问未到会事由",
                   evidence_moment(c->arena, p->row.asked_at));
        paper_pair(&c->paper, "说明事由的期限",
                   evidence_end(c->arena, p->row.window_at));
    }
    add_judged(c, &judged);
    add_judged(c, &final);
    paper_pair(&c->paper, "认定",
               arena_printf(c->arena, SPAN_FMT "（%s）：%s",
                            SPAN_ARG(p->row.status),
                            evidence_status_zh(p->row.status),
                            evidence_basis_zh(p->row.basis)));
    return v;
}

static void add_before_us(struct evidence_case *c,
                          const struct evidence_plenary *p)
{
    paper_pair(&c->paper, "会议日期",
               phrase_day(c->arena, PHRASE_ZH, civil_of(p->meeting.start_at)));
    paper_pair(&c->paper, "认定",
               arena_printf(c->arena, SPAN_FMT "（%s）",
                            SPAN_ARG(p->row.status),
                            evidence_status_zh(p->row.status)));
    paper_pair(&c->paper, "导入时间", evidence_moment(c->arena, p->row.at));
    paper_words(&c->paper, SPAN("这次会议在本系统启用之前召开，认定结果随成员名"
                                "册导入。本系统没有保存"
                                "这次会议的通知、投递答复、回执、请假和签到表，"
                                "不能据以核验；秘书处审核"
                                "时，请另附当时的材料。"));
}

enum verdict evidence_plenary(struct evidence_case *c,
                              const struct evidence_plenary *p,
                              struct reason *why)
{
    static const char *const roles[] = {
        [EVIDENCE_BEFORE] = "此前",
        [EVIDENCE_COUNTED] = "计入连续次数",
        [EVIDENCE_BETWEEN] = "其间不计入",
        [EVIDENCE_AFTER] = "标记之后",
    };
    const struct meeting *m = &p->meeting;
    struct meeting_words title = meeting_title(c->arena, m);
    trail_mails mails = { 0 };
    trail_reports reports = { 0 };
    enum verdict v = VERDICT_DONE;

    assert(c && p);
    paper_section(
        &c->paper,
        arena_str(c->arena, arena_printf(c->arena, "%s：" SPAN_FMT,
                                         roles[p->part], SPAN_ARG(title.zh))),
        arena_str(c->arena, title.en));
    if (span_eq(p->row.basis, SPAN("register"))) {
        add_before_us(c, p);
        return v;
    }
    v = trail_mails_of(c->dk->store, c->flag->unit, m->id, c->arena, &mails,
                       why);
    if (v == VERDICT_DONE)
        v = trail_reports_of(c->dk->store, c->flag->unit, m->id, c->arena,
                             &reports, why);
    if (v != VERDICT_DONE)
        return v;
    add_meeting(c, m, &mails);
    paper_part(&c->paper, SPAN("会议通知的投递 / Delivery of the notice"));
    evidence_mails(c, &mails, told, "没有向该单位发出会议通知。");
    evidence_reports(c, &reports, told);
    v = add_answers(c, m, why);
    if (v == VERDICT_DONE)
        v = add_reasons(c, m, why);
    if (v == VERDICT_DONE)
        v = add_list(c, m, why);
    if (v == VERDICT_DONE)
        v = add_verdict(c, p, why);
    if (v != VERDICT_DONE)
        return v;
    paper_part(&c->paper, SPAN("提醒、询问和警示 / Reminders and warnings"));
    evidence_mails(c, &mails, asked, "没有就这次会议发出提醒或警示。");
    evidence_reports(c, &reports, asked);
    return v;
}
