/* The secretariat gives a task, puts its day off, gives it up. */
#include "task_mail.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "filed.h"
#include "fold.h"
#include "project_case.h"
#include "task_addressee.h"
#include "term.h"

enum { TEXT_MOST = 2000, TEXT_LEAST = 6 };

enum verdict task_named(struct intake *in, struct span object, struct task *ret,
                        bool *ret_found, struct reason *why)
{
    struct span id = reference_span(&in->what.task);
    struct reference r;

    if (reference_find(object, REFERENCE_TASK, &r))
        id = object;
    *ret_found = false;
    if (!id.n)
        return VERDICT_DONE;
    return task_get(in->dk->store, id, in->arena, ret, ret_found, why);
}

enum verdict task_change(struct intake *in, struct task *t, enum task_state to,
                         const char *event, struct span note,
                         struct reason *why)
{
    struct change c = {
        "task", t->id, task_state_name(t->state), task_state_name(to),
        event,  note
    };
    enum verdict v;

    t->state = to;
    v = task_put(in->dk->store, t, why);
    return v == VERDICT_DONE ? intake_audit(in, &c, why) : v;
}

/* "请于6月30日前…": a day with 前 behind it. */
static enum when_state day_before(struct span words, int year, civil_day *ret)
{
    static const char *const behind[] = { "前", "之前", "以前", "24:00前" };
    struct when w;

    while (when_find(&words, year, &w)) {
        for (size_t i = 0; i < ARRAY_LEN(behind); i++) {
            struct span rest = fold_trim(words);
            if (!fold_take(&rest, behind[i]))
                continue;
            *ret = w.day;
            return w.days;
        }
    }
    return WHEN_NOTHING;
}

static enum when_state due_of(const struct intake *in,
                              const struct particulars *said, civil_day *ret)
{
    int year = civil_from_day(civil_of(in->m->received_at)).year;
    enum when_state state =
        when_day(particulars_value(said, PARTICULAR_DUE), year, ret);

    if (state == WHEN_NOTHING)
        state = day_before(in->f->subject, year, ret);
    return state == WHEN_NOTHING ? day_before(in->f->words, year, ret) : state;
}

/* What stands behind the keyword in the subject. */
static struct span behind_keyword(struct span subject)
{
    size_t ascii = span_find_char(subject, ']');
    size_t wide = span_find(subject, SPAN("】"));

    if (wide < subject.n && wide < ascii)
        return span_trim_wide(span_from(subject, wide + strlen("】")));
    return ascii < subject.n ? span_trim_wide(span_from(subject, ascii + 1))
                             : SPAN_NONE;
}

/* Labelled, else the whole mail when it holds no labels, else the subject. */
static struct span text_of(const struct intake *in,
                           const struct particulars *said)
{
    struct span text = particulars_value(said, PARTICULAR_TEXT);

    if (!text.n && !said->values.n)
        text = span_trim_wide(in->f->words);
    if (text.n < TEXT_LEAST)
        text = behind_keyword(in->f->subject);
    return text.n < TEXT_LEAST ? SPAN_NONE : span_fit(text, TEXT_MOST);
}

static enum verdict find_addressee(struct intake *in,
                                   const struct particulars *said,
                                   struct task *t, bool *ret_found,
                                   struct reason *why)
{
    struct span words = particulars_value(said, PARTICULAR_ADDRESSEE);
    struct addressee a;
    enum verdict v;

    if (!words.n)
        words = behind_keyword(in->f->subject);
    v = addressee_find(in->dk, words, reference_span(&in->what.group),
                       in->arena, &a, ret_found, why);
    t->group = a.group;
    t->addressee = a.to;
    return v;
}

/* What the mail lacks; NULL: nothing. */
static const char *lack(const struct intake *in, const struct task *t,
                        bool known, enum when_state due, const char **ret_en)
{
    *ret_en = "a task needs its text (要求), a known addressee (交办对象) and "
              "a day (截止) that is not past";
    if (!t->text.n)
        return "请写明交办内容，如：要求：…";
    if (!known)
        return "请写明交办对象，如：交办对象：WG5组长（或成员单位编号、邮件地址"
               "）；"
               "所写对象没有登记";
    if (due == WHEN_NO_SUCH)
        return "所写截止日期不存在，请核对";
    if (due != WHEN_FINE)
        return "请写明截止日期，如：截止：2026-06-30";
    return t->target_day < civil_of(in->m->received_at) ? "截止日期已过" : NULL;
}

static enum verdict begin(struct intake *in, struct task *t, struct reason *why)
{
    struct change c = {
        "task", SPAN_NONE, "", "open", "task.given", SPAN_NONE
    };
    int year = civil_from_day(civil_of(in->m->received_at)).year;
    int64_t number = 0;
    enum verdict v = store_number(
        in->dk->store, arena_printf(in->arena, "T-%d", year), &number, why);

    t->id = arena_printf(in->arena, "T-%d-%03lld", year, (long long)number);
    t->since = in->m->received_at;
    t->state = TASK_OPEN;
    c.id = t->id;
    if (v == VERDICT_DONE)
        v = task_put(in->dk->store, t, why);
    if (v == VERDICT_DONE)
        v = filed_papers(in, t->id, why);
    if (v == VERDICT_DONE)
        v = intake_audit(in, &c, why);
    if (v == VERDICT_DONE)
        v = ledger_sync(in->dk, t->id, why);
    intake_end(in, MESSAGE_APPLIED, t->id, "已交办");
    return v == VERDICT_DONE ? task_tell(in, t, TASK_NEWS_NEW, SPAN_NONE, why)
                             : v;
}

static enum verdict give_up(struct intake *in, struct task *t,
                            struct reason *why)
{
    struct span reason = in->command.reason;
    enum verdict v;

    if (in->command.verb != COMMAND_CANCEL || !reason.n)
        return project_ask(
            in, t->id,
            SPAN("该交办事项已登记；撤销请写“取消 理由:…”，改期请"
                 "用[延期]"),
            SPAN("this task is known: write CANCEL with a "
                 "reason, or [PROLONG]"),
            why);
    if (t->state == TASK_ACCEPTED || t->state == TASK_VOID)
        return project_ask(in, t->id, SPAN("该交办事项已办结或已撤销"),
                           SPAN("this task is over"), why);
    v = task_change(in, t, TASK_VOID, "task.void", reason, why);
    if (v == VERDICT_DONE)
        v = ledger_sync(in->dk, t->id, why);
    if (v == VERDICT_DONE)
        v = token_close_all(in->dk->store, t->id, SPAN_NONE, desk_now(in->dk),
                            SPAN("void"), why);
    intake_end(in, MESSAGE_APPLIED, t->id, "交办事项已撤销");
    return v == VERDICT_DONE ? task_tell_end(in, t, TASK_END_VOID, reason, why)
                             : v;
}

enum verdict task_assign(struct intake *in, struct span object,
                         struct reason *why)
{
    struct particulars said = particulars_read(in->f->words, in->arena);
    struct task t = { .state = TASK_OPEN };
    enum when_state due;
    const char *problem;
    const char *en;
    bool may = false;
    bool known = false;
    enum verdict v = intake_has_role(in, ROLE_SEC, SPAN_NONE, &may, why);

    if (v != VERDICT_DONE)
        return v;
    if (!may)
        return refuse_authority(in, "交办须由秘书处发出",
                                "only the secretariat gives tasks", why);
    v = task_named(in, object, &t, &known, why);
    if (v != VERDICT_DONE)
        return v;
    if (known)
        return give_up(in, &t, why);
    due = due_of(in, &said, &t.target_day);
    t.text = text_of(in, &said);
    v = find_addressee(in, &said, &t, &known, why);
    if (v != VERDICT_DONE)
        return v;
    problem = lack(in, &t, known, due, &en);
    if (problem)
        return project_ask(in, SPAN_NONE, span_str(problem), span_str(en), why);
    return begin(in, &t, why);
}

enum verdict task_prolong(struct intake *in, struct span object,
                          struct reason *why)
{
    struct particulars said = particulars_read(in->f->words, in->arena);
    struct span reason = term_reason(in, &said);
    struct task t;
    civil_day due = 0;
    bool may = false;
    bool found = false;
    enum verdict v = intake_has_role(in, ROLE_SEC, SPAN_NONE, &may, why);

    if (v == VERDICT_DONE && !may)
        return refuse_authority(in, "延期须由秘书处决定",
                                "only the secretariat prolongs", why);
    if (v == VERDICT_DONE)
        v = task_named(in, object, &t, &found, why);
    if (v != VERDICT_DONE)
        return v;
    if (!found || t.state != TASK_OPEN)
        return project_ask(in, found ? t.id : SPAN_NONE,
                           SPAN("没有待办的该编号交办事项"),
                           SPAN("no such task is open"), why);
    if (term_day(in, &said, &due) != WHEN_FINE || due <= t.target_day ||
        due < civil_of(in->m->received_at) || !reason.n)
        return project_ask(
            in, t.id,
            SPAN("请写明晚于原期限的新截止日期和理由，如：延期至2026-12-31 "
                 "理由：…"),
            SPAN("a later day and a reason are needed"), why);
    t.target_day = due;
    v = task_change(in, &t, t.state, "task.prolonged", reason, why);
    if (v == VERDICT_DONE)
        v = ledger_sync(in->dk, t.id, why);
    intake_end(in, MESSAGE_APPLIED, t.id, "交办事项已延期");
    return v == VERDICT_DONE ? task_tell(in, &t, TASK_NEWS_DATE, reason, why)
                             : v;
}
