/* A plenary's notice: drafted, checked, released (Art. 20, items 2, 3, 5, 6).
 *
 * What is kept is always the newest draft; a mail that gives only a part of it
 * leaves the rest as it was. Nothing leaves but by a token, complete, once, and
 * ahead of the meeting. */
#include <assert.h>

#include "agenda_check.h"
#include "agenda_draft.h"
#include "attendance.h"
#include "convoke/base/moment.h"
#include "convoke/desk/particulars.h"
#include "convoke/desk/people.h"
#include "filed.h"
#include "fold.h"
#include "meeting_mail.h"
#include "plenary.h"
#include "release_notice.h"
#include "rsvp.h"

/* ---- the draft ---- */

/* In the mail; else in the first file that has one. */
static struct agenda_draft draft_of(struct intake *in, struct span group)
{
    struct agenda_draft d = agenda_draft_read(in->f->words, group, in->arena);

    for (size_t i = 0; i < in->f->files.n && !d.points.n; i++) {
        const struct facts_file *file = &in->f->files.at[i];
        if (!file->text_known)
            continue;
        d = agenda_draft_read(file->text, group, in->arena);
        /* A paper's numbered lines are no agenda. */
        if (!d.headed)
            d.points.n = 0;
    }
    return d;
}

/* A bare id is told by the project's name. */
static enum verdict title_of(struct intake *in,
                             const struct agenda_draft_point *point,
                             struct span *ret, struct reason *why)
{
    struct project p;
    bool found = false;
    enum verdict v = VERDICT_DONE;

    *ret = point->title;
    if (point->title.n || point->omitted || !point->project.n)
        return v;
    v = project_get(in->dk->store, point->project, in->arena, &p, &found, why);
    if (v == VERDICT_DONE && found && p.title.n)
        *ret = arena_printf(in->arena, "《" SPAN_FMT "》", SPAN_ARG(p.title));
    return v;
}

static enum verdict keep_agenda(struct intake *in, const struct meeting *m,
                                struct reason *why)
{
    struct agenda_draft d = draft_of(in, m->group);
    agenda_items items = { 0 };

    if (!d.points.n)
        return VERDICT_DONE;
    list_each(&d.points, point)
    {
        struct agenda_item *item = list_push(&items, in->arena);
        enum verdict v;
        *item = (struct agenda_item){ .project = point->project,
                                      .presenter = point->presenter,
                                      .omitted = point->omitted };
        v = title_of(in, point, &item->title, why);
        if (v != VERDICT_DONE)
            return v;
    }
    return agenda_put(in->dk->store, m->id, &items, why);
}

/* A label's value where one is given. */
static void take(const struct particulars *p, enum particular key,
                 struct span *to)
{
    struct span value = particulars_value(p, key);

    if (value.n)
        *to = value;
}

static enum verdict keep_draft(struct intake *in, struct meeting *m,
                               struct reason *why)
{
    struct particulars p = particulars_read(in->f->words, in->arena);
    struct span names = SPAN_NONE;
    struct span chair = SPAN_NONE;
    enum verdict v = keep_agenda(in, m, why);

    take(&p, PARTICULAR_PLACE, &m->place);
    take(&p, PARTICULAR_LINK, &m->link);
    take(&p, PARTICULAR_CHAIR, &names);
    if (people_cut(&names, &chair))
        m->chair = chair;
    if (v == VERDICT_DONE && filed_documents(in->f) && !filed_forbidden(in->f))
        v = filed_papers(in, meeting_papers(in->arena, m), why);
    return v == VERDICT_DONE
               ? meeting_change(in, m, m->state, "notice.draft", SPAN_NONE, why)
               : v;
}

/* 发布 理由：…: the projects that are on no agenda are left out for it. */
static enum verdict leave_out(struct intake *in, const struct meeting *m,
                              struct reason *why)
{
    agenda_items items = { 0 };
    projects all = { 0 };
    struct agenda_check a;
    enum verdict v;

    if (in->command.verb != COMMAND_RELEASE || !in->command.reason.n)
        return VERDICT_DONE;
    v = agenda_of(in->dk->store, m->id, in->arena, &items, why);
    if (v == VERDICT_DONE)
        v = projects_of(in->dk->store, m->group, true, in->arena, &all, why);
    if (v != VERDICT_DONE)
        return v;
    a = agenda_check(&items, &all, in->arena);
    if (!a.left_out.n)
        return VERDICT_DONE;
    list_each(&a.left_out, p)
    {
        *list_push(&items, in->arena) = (struct agenda_item){
            .title = in->command.reason, .project = (*p)->id, .omitted = true
        };
    }
    return agenda_put(in->dk->store, m->id, &items, why);
}

/* ---- may it leave? ---- */

/* Why there can be no notice of it any more; NULL: there can. */
static const char *closed(struct intake *in, const struct meeting *m,
                          const char **ret_en)
{
    if (m->leaders) {
        *ret_en = "a leaders' meeting is told by [leaders-meeting], not by a "
                  "notice";
        return "组长办公会不另发会议通知";
    }
    if (m->state == MEETING_CANCELLED) {
        *ret_en = "that meeting was cancelled";
        return "该会议已取消";
    }
    if (!meeting_is_ahead(in->dk, m)) {
        *ret_en = "that meeting's time has passed";
        return "该会议已过召开时间，不能再发通知";
    }
    if (!meeting_is_unsent(m)) {
        *ret_en = "its notice was sent already; [MOVE] and [CANCEL] change it";
        return "会议通知已经发出，不重复发布；变更请用“会议改期”或“会议取消”";
    }
    return NULL;
}

static struct release_check *check(struct intake *in, const struct meeting *m,
                                   enum verdict *ret, struct reason *why)
{
    struct release_check *c = ARENA_NEW(in->arena, struct release_check);
    const struct facts_file *bad = filed_forbidden(in->f);

    *ret = release_check(in->dk, m, in->arena, c, why);
    if (bad)
        *list_push(&c->missing, in->arena) = (struct meeting_words){
            arena_printf(
                in->arena,
                "附件“" SPAN_FMT
                "”是程序或带宏的文件，不能发出：本次附件均未采用，请更换"
                "后重发",
                SPAN_ARG(bad->name)),
            arena_printf(in->arena,
                         "the attachment " SPAN_FMT
                         " is a program or holds macros: none of this mail's "
                         "attachments was taken",
                         SPAN_ARG(bad->name)),
        };
    return c;
}

/* ---- release ---- */

static enum verdict release(struct intake *in, struct meeting *m,
                            struct reason *why)
{
    struct ledger_evidence e = { .word = "release",
                                 .object = m->id,
                                 /* Handing it over is what counts (R-D8):
                                    nothing holds it up from here. */
                                 .at = desk_now(in->dk),
                                 .source = intake_evidence(in) };
    enum verdict v;

    m->notified_at = desk_now(in->dk);
    m->notice = in->m->id;
    v = meeting_change(in, m, MEETING_NOTIFIED, "meeting.released", SPAN_NONE,
                       why);
    if (v == VERDICT_DONE)
        v = meeting_use_token(in, why);
    if (v == VERDICT_DONE)
        v = token_close_all(in->dk->store, m->id, SPAN("meeting.release"),
                            desk_now(in->dk), intake_evidence(in), why);
    if (v == VERDICT_DONE)
        v = notice_issue(in->dk, in->arena, m, why);
    if (v == VERDICT_DONE)
        v = atrisk_notice(in->dk, in->arena, m, why);
    intake_end(in, MESSAGE_APPLIED, m->id, "会议通知已发布");
    return v == VERDICT_DONE ? ledger_answer(in->dk, &e, why) : v;
}

static enum verdict answer_check(struct intake *in, struct notice_check *c,
                                 struct reason *why)
{
    enum verdict v = notice_check_tell(in, c, why);

    /* Only the plan stands in the way: the secretariat is asked. */
    if (v == VERDICT_DONE && c->asked && c->found->plan_open &&
        !c->found->missing.n)
        v = notice_check_ask(in, c, why);
    intake_end(in, MESSAGE_APPLIED, c->m->id,
               release_is_complete(c->found) ? "会议通知要素齐备，待发布"
                                             : "会议通知要素缺项");
    return v;
}

static enum verdict draft(struct intake *in, struct span object, bool release_,
                          struct reason *why)
{
    static const struct meeting_wanted wanted = { "GS,GL", MEETINGS_UNSENT,
                                                  MEETING_SORT_PLENARY };
    struct meeting_mail mm;
    struct notice_check c = { .asked = release_ };
    const char *en = "";
    const char *zh;
    bool go = false;
    enum verdict v = meeting_open(in, object, &wanted, &mm, &go, why);

    if (v != VERDICT_DONE || !go)
        return v;
    zh = closed(in, &mm.m, &en);
    if (zh)
        return refuse_command(in, mm.m.id, zh, en, NULL, 0, why);
    v = keep_draft(in, &mm.m, why);
    if (v == VERDICT_DONE)
        v = leave_out(in, &mm.m, why);
    if (v == VERDICT_DONE)
        c.found = check(in, &mm.m, &v, why);
    if (v != VERDICT_DONE)
        return v;
    c.m = &mm.m;
    if (release_ && mm.may_act && release_is_complete(c.found))
        return release(in, &mm.m, why);
    return answer_check(in, &c, why);
}

enum verdict notice_draft_receive(struct intake *in, struct span object,
                                  struct reason *why)
{
    return draft(in, object, false, why);
}

enum verdict notice_release_receive(struct intake *in, struct span object,
                                    struct reason *why)
{
    return draft(in, object, true, why);
}

/* 发布 to a check: what was checked leaves. Files that came with the word are
 * a new draft, to be checked again. */
static enum verdict release_checked(struct intake *in, struct meeting *m,
                                    struct reason *why)
{
    struct notice_check c = { .m = m, .asked = true };
    const char *en = "";
    const char *zh = closed(in, m, &en);
    enum verdict v = VERDICT_DONE;

    if (zh)
        return refuse_command(in, m->id, zh, en, NULL, 0, why);
    if (in->f->files.n && filed_documents(in->f)) {
        c.again = true;
        v = keep_draft(in, m, why);
    }
    if (v == VERDICT_DONE)
        v = leave_out(in, m, why);
    if (v == VERDICT_DONE)
        c.found = check(in, m, &v, why);
    if (v != VERDICT_DONE)
        return v;
    if (release_is_complete(c.found) && !c.again)
        return release(in, m, why);
    return answer_check(in, &c, why);
}

/* Asked for what still lacks people answer with just that line, whatever their
 * subject. Files need the subject's word: they may as well be the plan. */
static bool is_draft(const struct intake *in)
{
    static const enum particular lines[] = { PARTICULAR_CHAIR, PARTICULAR_PLACE,
                                             PARTICULAR_LINK };
    struct particulars p = particulars_read(in->f->words, in->arena);
    bool any = false;

    for (size_t i = 0; i < ARRAY_LEN(lines); i++)
        any = any || particulars_value(&p, lines[i]).n;
    return any && in->command.verb == COMMAND_NONE &&
           !(in->f->files.n && filed_documents(in->f));
}

enum verdict meeting_command(struct intake *in, struct span object,
                             struct reason *why)
{
    static const enum command_verb words[] = { COMMAND_RELEASE, COMMAND_MOVE,
                                               COMMAND_CANCEL };
    static const struct meeting_wanted wanted = { "GS,GL", MEETINGS_TO_COME,
                                                  MEETING_SORT_PLENARY };
    bool checked = span_eq(in->token.purpose, SPAN("meeting.release"));
    struct meeting_mail mm;
    bool go = false;
    bool done = false;
    enum verdict v;

    assert(in);
    /* Leaders are asked whether they come by the same mail. */
    v = rsvp_in_words(in, object, &done, why);
    if (v != VERDICT_DONE || done)
        return v;
    if (is_draft(in))
        return draft(in, object, /* release_= */ false, why);
    switch (in->command.verb) {
    case COMMAND_MOVE:
        return meeting_move_receive(in, object, why);
    case COMMAND_CANCEL:
        return meeting_cancel_receive(in, object, why);
    case COMMAND_RELEASE:
    case COMMAND_APPROVE:
        break;
    default:
        return refuse_command(in, object, "没有读懂指令",
                              "the command was not understood", words,
                              ARRAY_LEN(words), why);
    }
    /* 同意 answers a question; only a complete check asks one. */
    if (in->command.verb == COMMAND_APPROVE && !checked)
        return refuse_command(in, object, "没有读懂指令",
                              "the command was not understood", words,
                              ARRAY_LEN(words), why);
    v = meeting_open(in, object, &wanted, &mm, &go, why);
    if (v != VERDICT_DONE || !go)
        return v;
    if (!mm.may_act)
        return refuse_command(in, mm.m.id, "令牌与所写会议不符",
                              "the token is for another meeting", words,
                              ARRAY_LEN(words), why);
    return release_checked(in, &mm.m, why);
}
