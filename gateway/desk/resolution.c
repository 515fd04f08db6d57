/* The leaders' decisions are reported to the secretariat (Art. 7, item 4), with
 * who was there; they are the quarter's progress report too (Art. 14, item 3).
 */
#include <assert.h>

#include "attendance.h"
#include "convoke/base/moment.h"
#include "convoke/desk/particulars.h"
#include "filed.h"
#include "leader_attendance.h"
#include "meeting_mail.h"
#include "plenary.h"

/* 出席 as written; else all but 缺席. Looked for in the mail, then in its
 * files. */
static struct span present_in(struct intake *in, const leaders_list *all,
                              struct span text)
{
    struct particulars p = particulars_read(text, in->arena);
    struct span here = particulars_value(&p, PARTICULAR_PRESENT);
    struct span away = particulars_value(&p, PARTICULAR_ABSENT);

    if (here.n)
        return leaders_named(all, here, in->arena);
    return away.n ? leaders_but(all, away, in->arena) : SPAN_NONE;
}

static struct span present_of(struct intake *in, const leaders_list *all)
{
    struct span roles = present_in(in, all, in->f->words);

    list_each(&in->f->files, file)
    {
        if (!roles.n && file->text_known)
            roles = present_in(in, all, file->text);
    }
    return roles;
}

static enum verdict tell(struct intake *in, const struct meeting *m,
                         const leaders_list *all, const struct filed *f,
                         struct reason *why)
{
    static const enum role to[] = { ROLE_SEC, ROLE_GS, ROLE_LIA };
    struct notice n;
    enum verdict v = VERDICT_DONE;

    notice_init(&n, in->arena, "resol.submitted", m->id);
    n.group = m->group;
    for (size_t i = 0; i < ARRAY_LEN(to) && v == VERDICT_DONE; i++)
        v = notice_to_role(in->dk, &n, to[i], false, why);
    if (v == VERDICT_DONE)
        v = filed_view(in->dk, f, &n, why);
    if (v == VERDICT_DONE)
        v = filed_attach(in->dk, filed_object(in->arena, &f->filing), &n, why);
    if (v != VERDICT_DONE)
        return v;
    meeting_view(m, in->arena, n.view);
    view_text(n.view, "present", leaders_say(all, m->present, in->arena));
    view_text(n.view, "roles", m->present);
    view_flag(n.view, "revised", f->filing.version > 1);
    notice_law_of_duty(&n, f->duty);
    n.discriminator =
        arena_printf(in->arena, "%lld", (long long)f->filing.version);
    n.answers = in->f;
    return notice_send(in->dk, &n, why);
}

static enum verdict answer_ledger(struct intake *in, const struct meeting *m,
                                  struct reason *why)
{
    struct civil c = civil_from_day(civil_of(m->start_at));
    struct ledger_evidence e = { .word = "resolution",
                                 .object = m->id,
                                 .at = in->m->received_at,
                                 .source = intake_evidence(in) };
    enum verdict v = ledger_answer(in->dk, &e, why);

    e.word = "progress";
    e.object = subject_quarter(in->arena, m->group, c.year, (c.month + 2) / 3);
    return v == VERDICT_DONE ? ledger_answer(in->dk, &e, why) : v;
}

static enum verdict submit(struct intake *in, struct meeting *m,
                           const leaders_list *all, struct reason *why)
{
    struct filed f;
    enum verdict v = filed_take(in, "resolution", m->id, &f, why);

    if (v == VERDICT_DONE)
        v = meeting_change(in, m, m->state, "meeting.resolution", m->present,
                           why);
    if (v == VERDICT_DONE)
        v = answer_ledger(in, m, why);
    intake_end(in, MESSAGE_APPLIED, m->id, "组长办公会决议已报秘书处");
    if (v == VERDICT_DONE)
        v = tell(in, m, all, &f, why);
    return v == VERDICT_DONE ? leader_attend(in->dk, in->arena, m, all, why)
                             : v;
}

/* Why it cannot be taken; NULL: it can. */
static const char *problem(struct intake *in, const struct meeting *m,
                           const char **ret_en)
{
    if (!m->leaders) {
        *ret_en = "that is no leaders' meeting";
        return "该会议不是组长办公会";
    }
    if (m->state == MEETING_CANCELLED) {
        *ret_en = "that meeting was cancelled";
        return "该会议已取消";
    }
    if (m->start_at > in->m->received_at) {
        *ret_en = "that meeting has not been held yet";
        return "该会议尚未召开";
    }
    if (filed_forbidden(in->f)) {
        *ret_en = "an attachment is a program or holds macros";
        return "附件中有程序或带宏的文件，不能接收，请换成不带宏的文件";
    }
    if (!filed_documents(in->f)) {
        *ret_en = "please attach the resolution as a file";
        return "请附上决议文件";
    }
    if (!m->present.n) {
        *ret_en = "please say which leaders were present, as 出席：…";
        return "请写明出席的组长、副组长，如“出席：张示例、李样本”";
    }
    return NULL;
}

enum verdict resolution_receive(struct intake *in, struct span object,
                                struct reason *why)
{
    static const struct meeting_wanted wanted = { "GS,GL", MEETINGS_HELD,
                                                  MEETING_SORT_LEADERS };
    leaders_list all = { 0 };
    struct meeting_mail mm;
    const char *zh;
    const char *en = "";
    bool go = false;
    enum verdict v = meeting_open(in, object, &wanted, &mm, &go, why);

    assert(in);
    if (v != VERDICT_DONE || !go)
        return v;
    v = leaders_load(in->dk, mm.group, in->arena, &all, why);
    if (v != VERDICT_DONE)
        return v;
    mm.m.present = present_of(in, &all);
    zh = problem(in, &mm.m, &en);
    if (zh)
        return refuse_command(in, mm.m.id, zh, en, NULL, 0, why);
    return submit(in, &mm.m, &all, why);
}
