/* A flag, an exit, a unit's attendance at a plenary: the whole case. */
#include <assert.h>

#include "case_words.h"
#include "convoke/base/moment.h"
#include "convoke/base/number.h"
#include "convoke/desk/dues_facts.h"
#include "convoke/desk/flag_rules.h"
#include "convoke/store/casebook.h"
#include "convoke/store/register.h"
#include "explain.h"

struct telling {
    struct explain *ex;
    struct casebook *cb;
    bool zh;
};

static void say(struct telling *t, const char *zh, const char *en,
                struct span words)
{
    if (words.n)
        explain_row(t->ex, zh, en, words);
}

/* Each row of a sheet is a line. */
struct lines {
    enum casebook_sheet sheet;
    const char *zh, *en;
    const char *columns; /* "a" is the first */
    const char *kind;    /* what its first cell is the number of; or NULL */
};

/* Cells of a row that are not empty, with a sign between them. */
static struct span joined(struct telling *t, const struct lines *l,
                          const struct table *from, size_t row)
{
    CLEANUP(text_release) struct text words = TEXT_INIT(TEXT_MAX_HEADER);

    if (l->kind)
        text_addf(&words, "%s:" SPAN_FMT, l->kind,
                  SPAN_ARG(table_at(from, row, 0)));
    for (const char *columns = l->columns; *columns; columns++) {
        struct span cell = table_at(from, row, (size_t)(*columns - 'a'));
        if (!cell.n)
            continue;
        if (words.n)
            text_add_str(&words, " · ");
        text_add(&words, cell);
    }
    return arena_span(t->ex->arena, text_span(&words));
}

/* People see where one thing ends and the next begins. */
static void part(struct telling *t)
{
    if (table_rows(t->ex->table) && t->ex->ctx->output == TABLE_PEOPLE)
        explain_row(t->ex, "", "", SPAN_NONE);
}

static enum verdict open_sheet(struct telling *t, enum casebook_sheet s,
                               struct table **ret, struct reason *why)
{
    return casebook_sheet(t->ex->ctx->store, t->cb, s, ret, why);
}

/* `only` not empty: the rows whose first cell is it. */
static enum verdict say_lines(struct telling *t, const struct lines *l,
                              struct span only, struct reason *why)
{
    CLEANUP(table_drop) struct table *rows = NULL;
    enum verdict v = open_sheet(t, l->sheet, &rows, why);

    if (v != VERDICT_DONE)
        return v;
    for (size_t i = 0; i < table_rows(rows); i++)
        if (!only.n || span_eq(table_at(rows, i, 0), only))
            say(t, l->zh, l->en, joined(t, l, rows, i));
    return v;
}

/* ---- the plenaries ---- */

static void say_status(struct telling *t, const struct meeting *m,
                       const struct table *rows, size_t i)
{
    struct explain *ex = t->ex;
    struct span status = table_at(rows, i, CASEBOOK_ATTENDANCE_STATUS);
    struct span basis = table_at(rows, i, CASEBOOK_ATTENDANCE_BASIS);

    say(t, "全体会议", "plenary",
        arena_printf(ex->arena, SPAN_FMT "%s" SPAN_FMT, SPAN_ARG(m->id),
                     t->zh ? "，" : ", ",
                     SPAN_ARG(day_words_moment(ex->words.days, m->start_at))));
    say(t, "认定", "found",
        arena_printf(ex->arena,
                     t->zh ? SPAN_FMT "（" SPAN_FMT "）：" SPAN_FMT
                           : SPAN_FMT " (" SPAN_FMT "): " SPAN_FMT,
                     SPAN_ARG(case_status(status, t->zh)), SPAN_ARG(status),
                     SPAN_ARG(case_basis(basis, t->zh))));
}

static void say_notice(struct telling *t, const struct table *rows, size_t i)
{
    struct span at = table_at(rows, i, CASEBOOK_ATTENDANCE_NOTICE);
    struct span asked = table_at(rows, i, CASEBOOK_ATTENDANCE_ASKED);

    say(t, "通知送达", "notice accepted",
        at.n    ? at
        : t->zh ? SPAN("没有该单位服务器接受的记录")
                : SPAN("no server of the unit took one, as far as is known"));
    if (asked.n)
        say(t, "询问缺席原因", "asked why",
            arena_printf(
                t->ex->arena,
                t->zh ? SPAN_FMT "，说明须早于 " SPAN_FMT
                      : SPAN_FMT ", to be answered before " SPAN_FMT,
                SPAN_ARG(asked),
                SPAN_ARG(table_at(rows, i, CASEBOOK_ATTENDANCE_WINDOW))));
}

static enum verdict say_records(struct telling *t, struct span meeting,
                                struct reason *why)
{
    static const struct lines all[] = {
        { CASEBOOK_ANSWERS, "参会答复", "answer", "ebdghi", NULL },
        { CASEBOOK_REASONS, "事由", "reason", "cbdefgi", NULL },
        { CASEBOOK_SIGN_INS, "签到表", "sign-in list", "cdfghijkl", NULL },
    };
    enum verdict v = VERDICT_DONE;

    for (size_t i = 0; i < ARRAY_LEN(all) && v == VERDICT_DONE; i++)
        v = say_lines(t, &all[i], meeting, why);
    return v;
}

static enum verdict say_plenaries(struct telling *t, struct reason *why)
{
    CLEANUP(table_drop) struct table *rows = NULL;
    enum verdict v = open_sheet(t, CASEBOOK_ATTENDANCE, &rows, why);

    for (size_t i = 0; v == VERDICT_DONE && i < table_rows(rows); i++) {
        struct span id = table_at(rows, i, CASEBOOK_ATTENDANCE_MEETING);
        list_each(&t->cb->meetings, m)
        {
            if (!span_eq(m->id, id))
                continue;
            part(t);
            say_status(t, m, rows, i);
            say_notice(t, rows, i);
        }
        v = say_records(t, id, why);
    }
    return v;
}

/* ---- dues ---- */

static enum verdict say_dues(struct telling *t, const struct flag *f,
                             struct reason *why)
{
    static const struct lines entries = { CASEBOOK_DUES, "会费台账", "ledger",
                                          "cdefghijkm", NULL };
    struct explain *ex = t->ex;
    struct desk dk = *ex->dk;
    struct dues_facts facts;
    uint64_t year = 0;
    bool found = false;
    enum verdict v;

    if (f->ground != FLAG_DUES || !number_parse(f->cause, 9999, &year))
        return VERDICT_DONE;
    v = dues_facts_of(&dk, (int)year, f->unit, &facts, &found, why);
    if (v == VERDICT_DONE && found) {
        enum dues_finding is = dues_find(&facts);
        say(t, "应缴", "due",
            arena_printf(ex->arena,
                         t->zh ? SPAN_FMT "，满1年为 " SPAN_FMT
                               : SPAN_FMT ", a year later " SPAN_FMT,
                         SPAN_ARG(day_words_day(ex->words.days, facts.due)),
                         SPAN_ARG(day_words_day(ex->words.days,
                                                dues_lapse(facts.due)))));
        say(t, "按现有记录", "as on record now",
            span_str(t->zh ? dues_finding_zh(is) : dues_finding_name(is)));
    }
    return v == VERDICT_DONE ? say_lines(t, &entries, f->cause, why) : v;
}

/* ---- the flag ---- */

static enum verdict unit_words(struct telling *t, struct span id,
                               struct span *ret, struct reason *why)
{
    struct unit u;
    bool found = false;
    enum verdict v =
        unit_get(t->ex->ctx->store, id, t->ex->arena, &u, &found, why);

    *ret = id;
    if (v == VERDICT_DONE && found)
        *ret = arena_printf(t->ex->arena, SPAN_FMT " " SPAN_FMT, SPAN_ARG(id),
                            SPAN_ARG(u.name_zh));
    return v;
}

static void say_count(struct telling *t, const struct flag *f)
{
    struct arena *a = t->ex->arena;

    if (f->ground != FLAG_ABSENCE)
        return;
    say(t, "连续无故缺席", "absent in a row",
        arena_printf(a, t->zh ? "%lld次" : "%lld times", (long long)f->count));
    if (f->skipped)
        say(t, "其间不计入", "not counted between",
            arena_printf(
                a,
                t->zh
                    ? "其间有%lld次全体会议不计入（如通知未有效送达），前后两次"
                      "仍算连续，请秘书处一并考虑（R-X5）"
                    : "%lld plenaries between were not counted (no valid "
                      "notice, say) and do not interrupt; for the "
                      "secretariat to judge (R-X5)",
                (long long)f->skipped));
}

/* What the secretariat may do now, by the table itself. */
static void say_next(struct telling *t, const struct flag *f)
{
    static const struct {
        enum flag_event event;
        const char *zh, *en;
    } words[] = {
        { FLAG_EVENT_PRE_EXIT, "拟退出", "intend the exit [拟退出]" },
        { FLAG_EVENT_DEFER, "暂缓", "defer [暂缓]" },
        { FLAG_EVENT_DISMISS, "撤销标记", "dismiss [撤销标记]" },
        { FLAG_EVENT_CONFIRM, "确认退出（须由另一经办人）",
          "confirm the exit, by another operator [确认退出]" },
    };
    struct span all = SPAN_NONE;

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        enum flag_state to;
        if (flag_step(f->state, words[i].event, &to))
            all = arena_printf(t->ex->arena, SPAN_FMT "%s%s", SPAN_ARG(all),
                               all.n ? t->zh ? "、" : "; " : "",
                               t->zh ? words[i].zh : words[i].en);
    }
    say(t, "秘书处现可", "secretariat may", all);
}

static void say_state(struct telling *t, const struct flag *f)
{
    struct explain *ex = t->ex;

    say(t, "状态", "state",
        arena_printf(ex->arena, t->zh ? "%s（%s）" : "%s (%s)",
                     case_flag_state(f->state, t->zh),
                     flag_state_name(f->state)));
    explain_moment(ex, "状态始于", "in this state since", f->stepped_at);
    if (f->until != MOMENT_NONE)
        say(t, "截止", "until",
            phrase_due(ex->arena, t->zh ? PHRASE_ZH : PHRASE_EN,
                       civil_of(f->until - 1)));
    say(t, "决定人", "decided by", f->stepped_by);
    say(t, "理由", "reason", f->reason);
    say_next(t, f);
}

static enum verdict say_flag(struct telling *t, const struct flag *f,
                             struct reason *why)
{
    struct span unit = SPAN_NONE;
    enum verdict v = unit_words(t, f->unit, &unit, why);

    part(t);
    say(t, "退出标记", "flag", f->object);
    say(t, "单位", "unit", unit);
    say(t, "工作组", "group",
        f->group.n ? f->group
        : t->zh    ? SPAN("该单位所在的全部工作组（R-X8）")
                   : SPAN("every group of the unit (R-X8)"));
    say(t, "情形", "ground", span_str(case_flag_ground(f->ground, t->zh)));
    say(t, "起因", "cause", f->cause);
    say_count(t, f);
    explain_moment(t->ex, "标记", "raised", f->raised_at);
    explain_moment(t->ex, "告知秘书处", "secretariat told", f->told_at);
    say_state(t, f);
    return v == VERDICT_DONE ? say_dues(t, f, why) : v;
}

/* ---- how it leaves ---- */

static enum verdict say_exit(struct telling *t, const struct exit_case *e,
                             struct reason *why)
{
    struct explain *ex = t->ex;
    struct span unit = SPAN_NONE;
    enum verdict v = unit_words(t, e->unit, &unit, why);

    part(t);
    say(t, "退出", "exit",
        arena_printf(ex->arena, "exit:%lld", (long long)e->id));
    say(t, "单位", "unit", unit);
    say(t, "工作组", "groups", e->groups);
    say(t, "依据", "ground", span_str(case_exit_ground(e->ground, t->zh)));
    say(t, "状态", "state",
        arena_printf(ex->arena, t->zh ? "%s（%s）" : "%s (%s)",
                     case_exit_state(e->state, t->zh),
                     exit_state_name(e->state)));
    if (e->message)
        say(t, "申请", "request",
            explain_evidence(ex, arena_printf(ex->arena, "message:%lld",
                                              (long long)e->message)));
    explain_moment(ex, "提出", "begun", e->begun_at);
    explain_moment(ex, "决定", "decided", e->decided_at);
    say(t, "决定人", "decided by", e->decided_by);
    say(t, "决定文号", "decision number", e->number);
    say(t, "理由", "reason", e->reason);
    explain_moment(ex, "完成", "done", e->done_at);
    return v;
}

/* ---- the whole of it ---- */

static enum verdict say_statements(struct telling *t, struct reason *why)
{
    struct explain *ex = t->ex;
    enum verdict v = VERDICT_DONE;

    for (size_t i = 0; i < t->cb->flags.n && v == VERDICT_DONE; i++) {
        flag_statements all = { 0 };
        v = flag_statements_of(ex->ctx->store, t->cb->flags.at[i].id, ex->arena,
                               &all, why);
        list_each(&all, s)
        {
            struct span mail =
                arena_printf(ex->arena, "message:%lld", (long long)s->message);
            const char *when = t->zh ? s->in_time ? "在期限内" : "逾期"
                               : s->in_time ? "in time"
                                            : "late";
            say(t, "陈述", "statement",
                arena_printf(ex->arena, SPAN_FMT "%s%s",
                             SPAN_ARG(explain_evidence(ex, mail)),
                             t->zh ? "，" : ", ", when));
        }
    }
    return v;
}

static enum verdict say_papers(struct telling *t, struct reason *why)
{
    static const struct lines all[] = {
        { CASEBOOK_EVIDENCE, "证据材料", "evidence pack", "abc", NULL },
        { CASEBOOK_MAIL_IN, "相关来件", "mail in", "cdehi", "message" },
        { CASEBOOK_MAIL_OUT, "相关发件", "mail out", "cdeghij", "outbox" },
        { CASEBOOK_DECISIONS, "审计记录", "audit", "cefghijkln", "audit" },
    };
    enum verdict v;

    part(t);
    v = say_statements(t, why);
    for (size_t i = 0; i < ARRAY_LEN(all) && v == VERDICT_DONE; i++)
        v = say_lines(t, &all[i], SPAN_NONE, why);
    return v;
}

/* Those of the object that was asked for come with it anyhow. */
static enum verdict say_duties(struct telling *t, struct span asked,
                               struct reason *why)
{
    enum verdict v = VERDICT_DONE;

    for (size_t i = 0; i < t->cb->flags.n && v == VERDICT_DONE; i++)
        if (!span_starts(t->cb->flags.at[i].object, asked))
            v = explain_duties(t->ex, t->cb->flags.at[i].object, why);
    for (size_t i = 0; i < t->cb->exits.n && v == VERDICT_DONE; i++) {
        struct span id = arena_printf(t->ex->arena, "exit:%lld",
                                      (long long)t->cb->exits.at[i].id);
        if (!span_eq(id, asked))
            v = explain_duties(t->ex, id, why);
    }
    return v;
}

enum verdict explain_case(struct explain *ex, struct span object,
                          struct reason *why)
{
    struct casebook cb;
    struct telling t = { ex, &cb, ex->ctx->chinese };
    bool found = false;
    enum verdict v =
        casebook_open(ex->ctx->store, object, ex->arena, &cb, &found, why);

    if (v != VERDICT_DONE || !found)
        return v;
    for (size_t i = 0; i < cb.flags.n && v == VERDICT_DONE; i++)
        v = say_flag(&t, &cb.flags.at[i], why);
    for (size_t i = 0; i < cb.exits.n && v == VERDICT_DONE; i++)
        v = say_exit(&t, &cb.exits.at[i], why);
    if (v == VERDICT_DONE)
        v = say_plenaries(&t, why);
    if (v == VERDICT_DONE)
        v = say_papers(&t, why);
    return v == VERDICT_DONE ? say_duties(&t, object, why) : v;
}
