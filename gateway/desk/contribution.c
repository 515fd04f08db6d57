/* A contribution from its mail to its number (requirements.md 4.4). */
#include "contribution.h"

#include <assert.h>

#include "contribution_words.h"
#include "convoke/base/fold.h"
#include "convoke/base/moment.h"
#include "filed.h"
#include "standing.h"

enum { WINDOW = 86400 }; /* an incomplete mail keeps its instant (6.4) */

/* ---- judged and told ---- */

static enum verdict tell_ontime(struct contribution_work *w,
                                const struct contribution *c,
                                struct reason *why)
{
    struct ledger_evidence e = {
        .word = "contribution",
        .object = c->meeting,
        .party = c->unit,
        .at = c->received_at,
        .source = intake_evidence(w->in),
    };
    enum verdict v = ledger_answer(w->in->dk, &e, why);

    if (v == VERDICT_DONE)
        v = contribution_tell_ack(w->in, c, &w->remarks, why);
    if (v == VERDICT_DONE)
        v = contribution_tell_forward(w->in, c, &w->remarks, why);
    return v;
}

static enum verdict add(struct contribution_work *w,
                        const struct contribution *c, struct reason *why)
{
    struct change change = {
        "contribution",          c->id,   "", contribution_state_name(c->state),
        "contribution.received", c->title
    };
    enum verdict v = contribution_add(w->in->dk->store, c, why);

    if (v == VERDICT_DONE)
        v = contribution_draft_keep(w->in, &w->draft, c->id, why);
    return v == VERDICT_DONE ? intake_audit(w->in, &change, why) : v;
}

/* By the receipt instant, whenever it is looked at (R-D3, R-D7). */
static enum verdict judge(struct contribution_work *w, struct contribution *c,
                          struct reason *why)
{
    bool held = c->state == CONTRIBUTION_HELD;
    enum contribution_state to =
        contribution_on_time(c) ? CONTRIBUTION_ONTIME : CONTRIBUTION_LATE;
    const struct contribution *before;
    contributions all = { 0 };
    enum verdict v = contributions_of(w->in->dk->store, c->meeting, c->unit,
                                      w->in->arena, &all, why);

    if (v != VERDICT_DONE)
        return v;
    before = contribution_before(w, &all, c);
    if (held) {
        v = contribution_change(w->in, c, to, "contribution.confirmed", why);
    } else {
        c->state = to;
        v = add(w, c, why);
    }
    if (v == VERDICT_DONE && before && to == CONTRIBUTION_ONTIME)
        v = contribution_supersede(w, c, before, why);
    intake_end(w->in, MESSAGE_APPLIED, c->id,
               to == CONTRIBUTION_ONTIME ? "贡献已登记，按期"
                                         : "贡献已登记，迟交待裁定");
    if (v != VERDICT_DONE)
        return v;
    return to == CONTRIBUTION_ONTIME
               ? tell_ontime(w, c, why)
               : contribution_tell_late(w->in, c, &w->remarks, why);
}

/* ---- a new one ---- */

/* The first mail's instant counts when the rest came in time (6.4). */
static int64_t instant_of(const struct contribution_work *w)
{
    int64_t last = w->in->m->received_at;
    int64_t first = w->draft.mails.at[0].m->received_at;
    bool in_time = w->place.due_at == MOMENT_NONE || last < w->place.due_at;

    return in_time && last - first <= WINDOW ? first : last;
}

/* A project that is not registered is no reason to refuse a document. */
static enum verdict project_of(struct contribution_work *w, struct span *ret,
                               struct reason *why)
{
    struct intake *in = w->in;
    struct project p;
    bool found = false;
    enum verdict v = VERDICT_DONE;

    *ret = SPAN_NONE;
    if (!w->draft.project.n)
        return v;
    v = project_get(in->dk->store, w->draft.project, in->arena, &p, &found,
                    why);
    if (v != VERDICT_DONE)
        return v;
    if (found)
        *ret = p.id;
    else
        contribution_remark(
            &w->remarks, in->arena,
            arena_printf(in->arena,
                         "未找到项目" SPAN_FMT "，暂按不涉及具体项目登记；"
                         "如有误，请回复本邮件并注明“项目：……”后重新附上文件",
                         SPAN_ARG(w->draft.project)),
            arena_printf(in->arena,
                         "project " SPAN_FMT " is not registered: taken as "
                         "about none",
                         SPAN_ARG(w->draft.project)));
    return v;
}

/* A bare answer to our acknowledgement with a new file is its next version. */
static enum verdict answered_version(struct contribution_work *w,
                                     struct contribution *c, struct reason *why)
{
    struct contribution old;
    struct reference r;
    bool found = false;
    enum verdict v;

    if (c->replaces.n || w->draft.titled ||
        !reference_find(w->object, REFERENCE_CONTRIBUTION, &r))
        return VERDICT_DONE;
    v = contribution_get(w->in->dk->store, reference_span(&r), w->in->arena,
                         &old, &found, why);
    if (v != VERDICT_DONE || !found || !span_eq(old.unit, c->unit) ||
        !span_eq(old.meeting, c->meeting))
        return v;
    c->replaces = old.id;
    c->title = old.title;
    if (!c->project.n)
        c->project = old.project;
    return v;
}

static enum verdict number(struct intake *in, int64_t received,
                           struct span *ret, struct reason *why)
{
    int year = civil_from_day(civil_of(received)).year;
    int64_t n = 0;
    enum verdict v = store_number(
        in->dk->store, arena_printf(in->arena, "C-%d", year), &n, why);

    *ret = arena_printf(in->arena, "C-%d-%03lld", year, (long long)n);
    return v;
}

/* Without the unit that stands before it: "M08 关于…", "某某公司：…". */
static struct span title_of(const struct contribution_work *w)
{
    const struct span names[] = { w->unit.id, w->unit.name_zh };
    struct span title = w->draft.title;

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        struct span rest = SPAN_NONE;
        if (span_starts_nocase(title, names[i]))
            rest = contribution_title(span_from(title, names[i].n));
        if (rest.n)
            return rest;
    }
    return title;
}

static enum verdict take_in(struct contribution_work *w, struct reason *why)
{
    struct intake *in = w->in;
    struct contribution c = {
        .meeting = w->place.meeting.id,
        .unit = w->unit.id,
        .title = title_of(w),
        .state = w->stranger ? CONTRIBUTION_HELD : CONTRIBUTION_ONTIME,
        .received_at = instant_of(w),
        .due_at = w->place.due_at,
        .sender = in->who.from,
        .message = in->m->id,
        .replaces = w->draft.replaces,
        .decided_at = MOMENT_NONE,
    };
    enum verdict v = project_of(w, &c.project, why);

    if (v == VERDICT_DONE)
        v = answered_version(w, &c, why);
    if (v == VERDICT_DONE)
        v = number(in, c.received_at, &c.id, why);
    c.folded_title = fold_name(in->arena, c.title);
    if (v != VERDICT_DONE)
        return v;
    if (!w->stranger)
        return judge(w, &c, why);
    v = add(w, &c, why);
    return v == VERDICT_DONE ? contribution_hold(w, c.id, why) : v;
}

static enum verdict refuse_program(struct contribution_work *w,
                                   struct reason *why)
{
    struct intake *in = w->in;
    struct span name = filed_forbidden_name(in->arena, w->draft.forbidden);
    enum verdict v = refuse_command(
        in, w->place.meeting.id,
        arena_str(in->arena,
                  arena_printf(in->arena,
                               "附件“" SPAN_FMT
                               "”是程序或含宏文件，不予接收，本件未登记；"
                               "请去掉该文件后重新提交",
                               SPAN_ARG(name))),
        arena_str(in->arena,
                  arena_printf(in->arena,
                               "\"" SPAN_FMT
                               "\" is a program or holds macros: nothing was "
                               "recorded, please send it again without",
                               SPAN_ARG(name))),
        NULL, 0, why);

    intake_end(in, MESSAGE_QUARANTINED, in->object, "附件为程序或含宏文件");
    return v;
}

static bool is_complete(const struct contribution_work *w)
{
    return w->place.fault == PLACE_FINE && w->draft.documents > 0 &&
           w->draft.title.n > 0;
}

/* What may still become a contribution when the unit says which meeting. */
static bool may_ask(const struct contribution_work *w)
{
    return w->place.fault == PLACE_FINE || w->place.fault == PLACE_UNKNOWN ||
           w->place.fault == PLACE_SEVERAL;
}

/* "If two rules disagree the higher wins and the acknowledgement says how the
 * mail was understood" (6.1). */
static void remark_second(struct contribution_work *w)
{
    enum intake_kind second = w->in->what.second;
    struct arena *arena = w->in->arena;
    const char *zh;

    if (second == INTAKE_UNRECOGNISED || second == INTAKE_CONTRIBUTION)
        return;
    zh = intake_row(second)->zh;
    contribution_remark(
        &w->remarks, arena,
        arena_printf(arena,
                     "来函也像“%.*s”，现按贡献登记；如是其他事项，"
                     "请以新邮件发送并在主题中注明",
                     zh ? (int)span_find_char(span_str(zh), '|') : 0,
                     zh ? zh : ""),
        arena_printf(arena,
                     "this also looked like \"%s\"; it was taken as a "
                     "contribution. If it is something else, send it as a new "
                     "mail with its keyword",
                     intake_name(second)));
}

/* Kept as they came; but who is to read them may not be able to. */
static void remark_files(struct contribution_work *w)
{
    struct arena *arena = w->in->arena;

    list_each(&w->draft.mails, mail) list_each(&mail->f->files, file)
    {
        bool outlook = file->type == FACTS_FILE_TNEF;
        if (!filed_is_document(file) || (!file->encrypted && !outlook))
            continue;
        contribution_remark(
            &w->remarks, arena,
            arena_printf(arena,
                         "“" SPAN_FMT "”%s，工作组可能无法打开，请另行"
                         "发送可直接打开的文件",
                         SPAN_ARG(file->name),
                         outlook ? "是Outlook专用格式" : "已加密"),
            arena_printf(arena,
                         "\"" SPAN_FMT "\" %s: the group may not be able to "
                         "open it, please send a plain file",
                         SPAN_ARG(file->name),
                         outlook ? "is of Outlook's own kind"
                                 : "is encrypted"));
    }
}

static enum verdict work(struct contribution_work *w, struct reason *why)
{
    enum verdict v = contribution_who(w, why);

    if (v == VERDICT_DONE && !w->answered)
        v = contribution_where(w, why);
    if (v != VERDICT_DONE || w->answered)
        return v;
    if (w->draft.forbidden)
        return refuse_program(w, why);
    if (w->stranger && !is_complete(w))
        return contribution_hold(w, w->unit.id, why);
    if (!may_ask(w))
        return contribution_refuse_place(w, why);
    if (is_complete(w)) {
        remark_second(w);
        remark_files(w);
        return take_in(w, why);
    }
    intake_end(w->in, MESSAGE_APPLIED, w->unit.id, "贡献材料不齐，已请补充");
    return contribution_tell_incomplete(w->in, &w->unit, &w->place, &w->draft,
                                        why);
}

/* A number is reserved for this very mail: its contact has vouched for it, or
 * an operator had it decided once more. */
static enum verdict again(struct intake *in, struct contribution *c,
                          struct reason *why)
{
    struct contribution_work w = { .in = in, .remarks = { .confirmed = true } };
    bool found = false;
    enum verdict v = VERDICT_DONE;

    intake_end(in, MESSAGE_APPLIED, c->id, "该件此前已登记");
    if (c->state != CONTRIBUTION_HELD)
        return v;
    if (in->confirmed)
        return judge(&w, c, why);
    v = unit_get(in->dk->store, c->unit, in->arena, &w.unit, &found, why);
    return v == VERDICT_DONE ? contribution_hold(&w, c->id, why) : v;
}

static bool says_none(const struct intake *in)
{
    return !in->f->words_uncertain && contribution_says_none(in->f->words);
}

/* Leader and group secretary write of contributions, units contribute. */
static bool is_office_word(const struct intake *in, struct span object)
{
    struct reference r;

    return (in->command.verb == COMMAND_ACCEPT ||
            in->command.verb == COMMAND_RETURN ||
            in->command.verb == COMMAND_TABLE) &&
           (in->what.contribution.kind != REFERENCE_NONE ||
            reference_find(object, REFERENCE_CONTRIBUTION, &r));
}

static enum verdict is_office(struct intake *in, struct span object, bool *ret,
                              struct reason *why)
{
    struct contribution c;
    struct meeting m;
    bool found = false;
    enum verdict v = VERDICT_DONE;

    *ret = false;
    if (!is_office_word(in, object))
        return v;
    v = contribution_named(in, object, &c, &found, why);
    if (v == VERDICT_DONE && found)
        v = meeting_get(in->dk->store, c.meeting, in->arena, &m, &found, why);
    return v == VERDICT_DONE && found
               ? standing_is(in, "GS,GL", m.group, ret, why)
               : v;
}

static enum verdict receive(struct intake *in, struct span object,
                            struct span earlier, struct reason *why)
{
    struct contribution_work w = { .in = in, .object = object };
    bool office = false;
    enum verdict v = is_office(in, object, &office, why);

    if (v != VERDICT_DONE)
        return v;
    if (office)
        return contribution_office(in, object, why);
    v = contribution_draft_read(in, earlier, &w.draft, why);
    if (v != VERDICT_DONE)
        return v;
    if (!filed_documents(in->f) && !w.draft.forbidden) {
        if (in->command.verb == COMMAND_WITHDRAW)
            return contribution_withdraw(in, object, why);
        if (in->command.verb == COMMAND_HAS_NONE || says_none(in))
            return contribution_declare_none(in, object, why);
    }
    return work(&w, why);
}

enum verdict contribution_receive(struct intake *in, struct span object,
                                  struct reason *why)
{
    struct contribution c;
    bool found = false;
    enum verdict v = contribution_of_message(in->dk->store, in->m->id,
                                             in->arena, &c, &found, why);

    if (v != VERDICT_DONE)
        return v;
    return found ? again(in, &c, why) : receive(in, object, SPAN_NONE, why);
}

enum verdict contribution_complete(struct intake *in, struct span object,
                                   struct reason *why)
{
    return receive(in, SPAN_NONE, object, why);
}

enum verdict contribution_reply(struct intake *in, struct span object,
                                struct reason *why)
{
    bool brings = filed_documents(in->f) > 0 || filed_forbidden(in->f);

    list_each(&in->f->files, file) brings = brings || file->cloud_link;
    if (brings || in->command.verb == COMMAND_WITHDRAW ||
        in->command.verb == COMMAND_HAS_NONE || says_none(in) ||
        is_office_word(in, object))
        return contribution_receive(in, object, why);
    return hold_for_person(in, "对通知的回复，需人工阅处",
                           "an answer to a notice, for a person", why);
}

enum verdict contribution_refuse_held(struct desk *dk, struct span id,
                                      struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(64 * 1024);
    struct contribution c;
    struct change change = { "contribution", id,       "held", "refused",
                             "held.refused", SPAN_NONE };
    bool found = false;
    enum verdict v = contribution_get(dk->store, id, &arena, &c, &found, why);

    if (v != VERDICT_DONE || !found || c.state != CONTRIBUTION_HELD)
        return v;
    c.decided_at = desk_now(dk);
    v = contribution_move(dk->store, &c, CONTRIBUTION_REFUSED, why);
    return v == VERDICT_DONE ? clock_audit(dk, &change, why) : v;
}
