#include "contribution_mail.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/render/phrase.h"
#include "filed.h"

enum {
    FILES_MOST = 40,   /* that one mail carries */
    WORDS_MOST = 1200, /* octets of the covering words that are passed on */
    WINDOW = 86400,    /* an incomplete mail keeps its instant (6.4) */
};

void contribution_remark(struct contribution_remarks *r, struct arena *arena,
                         struct span zh, struct span en)
{
    assert(r);
    *list_push(&r->notes, arena) = (struct contribution_remark){ zh, en };
}

static const struct {
    const char *zh, *en;
} state_words[] = {
    [CONTRIBUTION_HELD] = { "待联系人核实", "held for the contact's word" },
    [CONTRIBUTION_ONTIME] = { "按期", "on time" },
    [CONTRIBUTION_LATE] = { "迟交，待组长裁定", "late, the leader decides" },
    [CONTRIBUTION_SUPERSEDED] = { "已被新版本替代", "superseded" },
    [CONTRIBUTION_ACCEPTED_LATE] = { "已接受（迟交）", "accepted late" },
    [CONTRIBUTION_RETURNED] = { "已退回", "returned" },
    [CONTRIBUTION_TABLED] = { "已列入议程或项目", "tabled" },
    [CONTRIBUTION_WITHDRAWN] = { "已撤回", "withdrawn" },
    [CONTRIBUTION_REFUSED] = { "未获联系人确认，不予办理", "refused" },
};
static_assert(ARRAY_LEN(state_words) == CONTRIBUTION_STATE_COUNT,
              "every state its words");

struct span contribution_state_zh(enum contribution_state s)
{
    assert(s < CONTRIBUTION_STATE_COUNT);
    return span_str(state_words[s].zh);
}

struct span contribution_state_en(enum contribution_state s)
{
    assert(s < CONTRIBUTION_STATE_COUNT);
    return span_str(state_words[s].en);
}

/* To the second: a contribution is late by one. */
static void view_instant(struct view *v, const char *name, int64_t at,
                         struct arena *a)
{
    civil_day day = civil_of(at);
    int s = (int)(at - civil_moment(day, 0));
    struct span clock =
        arena_printf(a, "%02d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
    struct span zh = phrase_day(a, PHRASE_ZH, day);
    struct span en = phrase_day(a, PHRASE_EN, day);

    view_both(v, name,
              arena_printf(a, SPAN_FMT SPAN_FMT, SPAN_ARG(zh), SPAN_ARG(clock)),
              arena_printf(a, SPAN_FMT " on " SPAN_FMT, SPAN_ARG(clock),
                           SPAN_ARG(en)));
}

static void view_deadline(struct view *v, int64_t due_at)
{
    if (due_at == MOMENT_NONE)
        view_text(v, "due", SPAN_NONE);
    else
        view_due(v, "due", civil_of(due_at - 1));
}

/* The meeting's name and what the charter says of contributions to it. */
static enum verdict about_meeting(struct desk *dk, struct span meeting,
                                  struct notice *n, struct reason *why)
{
    const struct duty *duty = NULL;
    struct obligation_row row;
    struct subject s;
    bool found = false;
    enum verdict v = subject_load(dk, meeting, n->arena, &s, &found, why);

    if (v == VERDICT_DONE)
        v = ledger_asking(dk, "contribution", meeting, n->arena, &duty, &row,
                          why);
    if (v != VERDICT_DONE)
        return v;
    if (!found)
        return reason_set(why, VERDICT_BROKEN, "contribution.meeting",
                          "there is no meeting " SPAN_FMT, SPAN_ARG(meeting));
    n->group = s.group;
    view_both(n->view, "thing", s.title_zh, s.title_en);
    notice_law_of_duty(n, duty);
    return v;
}

static enum verdict about_project(struct desk *dk, const struct contribution *c,
                                  struct notice *n, struct reason *why)
{
    struct project p;
    struct span words = c->project;
    bool found = false;
    enum verdict v = VERDICT_DONE;

    if (c->project.n)
        v = project_get(dk->store, c->project, n->arena, &p, &found, why);
    if (v == VERDICT_DONE && found && p.title.n)
        words = arena_printf(n->arena, SPAN_FMT "《" SPAN_FMT "》",
                             SPAN_ARG(p.id), SPAN_ARG(p.title));
    view_text(n->view, "project", words);
    return v;
}

static enum verdict about_files(struct desk *dk, const struct contribution *c,
                                struct notice *n, struct reason *why)
{
    papers_list all = { 0 };
    enum verdict v = papers_of(dk->store, c->id, n->arena, &all, why);

    view_list(n->view, "files");
    list_each(&all, p)
    {
        struct view *item = view_item(n->view, "files");
        view_text(item, "name", p->name);
        view_octets(item, "size", (uint64_t)p->size);
    }
    return v;
}

/* A notice about a contribution with what all of them say; *ret_unit may be
 * written to. */
static enum verdict begin(struct desk *dk, struct notice *n,
                          const struct contribution *c, struct unit *ret_unit,
                          struct reason *why)
{
    bool found = false;
    enum verdict v =
        unit_get(dk->store, c->unit, n->arena, ret_unit, &found, why);

    if (v == VERDICT_DONE && !found)
        return reason_set(why, VERDICT_BROKEN, "contribution.unit",
                          "there is no unit " SPAN_FMT, SPAN_ARG(c->unit));
    if (v == VERDICT_DONE)
        v = about_meeting(dk, c->meeting, n, why);
    if (v == VERDICT_DONE)
        v = about_project(dk, c, n, why);
    if (v == VERDICT_DONE)
        v = about_files(dk, c, n, why);
    if (v != VERDICT_DONE)
        return v;
    view_text(n->view, "id", c->id);
    view_text(n->view, "unit_id", c->unit);
    view_text(n->view, "unit", ret_unit->name_zh);
    view_text(n->view, "title", c->title);
    view_instant(n->view, "received", c->received_at, n->arena);
    view_deadline(n->view, c->due_at);
    view_flag(n->view, "late", !contribution_on_time(c));
    view_text(n->view, "replaces", c->replaces);
    return v;
}

static void view_remarks(struct view *v, const struct contribution_remarks *r)
{
    view_flag(v, "confirmed", r->confirmed);
    view_flag(v, "defaulted", r->defaulted);
    view_list(v, "notes");
    list_each(&r->notes, note)
        view_both(view_item(v, "notes"), "text", note->zh, note->en);
}

enum verdict contribution_tell_ack(struct intake *in,
                                   const struct contribution *c,
                                   const struct contribution_remarks *r,
                                   struct reason *why)
{
    static const enum command_verb actions[] = { COMMAND_WITHDRAW };
    struct notice n;
    struct unit u;
    enum verdict v;

    notice_init(&n, in->arena, "contrib.ack", c->id);
    v = begin(in->dk, &n, c, &u, why);
    if (v == VERDICT_DONE)
        v = notice_to_unit(in->dk, &n, &u, true, why);
    if (v != VERDICT_DONE)
        return v;
    view_remarks(n.view, r);
    n.answers = in->f;
    n.purpose = "contribution";
    n.lasting = true;
    n.actions = actions;
    n.actions_n = ARRAY_LEN(actions);
    return notice_send(in->dk, &n, why);
}

/* Several mails of many files may have made one contribution. */
static enum verdict attach(struct desk *dk, const struct contribution *c,
                           struct notice *n, struct reason *why)
{
    enum verdict v = filed_attach(dk, c->id, n, why);

    if (n->files.n > FILES_MOST)
        n->files.n = FILES_MOST;
    return v;
}

static enum verdict to_lead(struct desk *dk, const struct contribution *c,
                            struct notice *n, struct reason *why)
{
    struct project p;
    bool found = false;
    enum verdict v = VERDICT_DONE;

    if (c->project.n)
        v = project_get(dk->store, c->project, n->arena, &p, &found, why);
    if (v != VERDICT_DONE || !found)
        return v;
    list_each(&n->targets,
              to) if (span_eq_nocase(to->to.mail, p.lead_mail)) return v;
    notice_to(n, p.lead_name, p.lead_mail, false);
    n->targets.at[n->targets.n - 1].dear =
        arena_printf(n->arena, SPAN_FMT "项目负责人", SPAN_ARG(p.id));
    return v;
}

static void view_sender(struct intake *in, const struct contribution *c,
                        struct notice *n)
{
    view_text(n->view, "sender", c->sender.n ? c->sender : SPAN("—"));
    view_text(n->view, "words",
              c->message == in->m->id
                  ? span_fit(span_trim(in->f->words), WORDS_MOST)
                  : SPAN_NONE);
}

enum verdict contribution_tell_forward(struct intake *in,
                                       const struct contribution *c,
                                       const struct contribution_remarks *r,
                                       struct reason *why)
{
    static const enum command_verb actions[] = { COMMAND_TABLE,
                                                 COMMAND_RETURN };
    struct notice n;
    struct unit u;
    enum verdict v;

    notice_init(&n, in->arena, "contrib.fwd", c->id);
    v = begin(in->dk, &n, c, &u, why);
    if (v == VERDICT_DONE)
        v = notice_to_role(in->dk, &n, ROLE_GS, true, why);
    if (v == VERDICT_DONE)
        v = to_lead(in->dk, c, &n, why);
    if (v == VERDICT_DONE)
        v = attach(in->dk, c, &n, why);
    if (v != VERDICT_DONE)
        return v;
    view_remarks(n.view, r);
    view_sender(in, c, &n);
    n.purpose = "contribution.office";
    n.lasting = true;
    n.actions = actions;
    n.actions_n = ARRAY_LEN(actions);
    return notice_send(in->dk, &n, why);
}

enum verdict contribution_tell_lead(struct intake *in,
                                    const struct contribution *c,
                                    struct reason *why)
{
    const struct contribution_remarks none = { .confirmed = false };
    struct notice n;
    struct unit u;
    enum verdict v;

    notice_init(&n, in->arena, "contrib.fwd", c->id);
    v = begin(in->dk, &n, c, &u, why);
    if (v == VERDICT_DONE)
        v = to_lead(in->dk, c, &n, why);
    if (v == VERDICT_DONE)
        v = attach(in->dk, c, &n, why);
    if (v != VERDICT_DONE)
        return v;
    view_remarks(n.view, &none);
    view_sender(in, c, &n);
    return notice_send(in->dk, &n, why);
}

static enum verdict late_to_unit(struct intake *in,
                                 const struct contribution *c,
                                 const struct contribution_remarks *r,
                                 struct reason *why)
{
    static const enum command_verb actions[] = { COMMAND_WITHDRAW };
    struct notice n;
    struct unit u;
    enum verdict v;

    notice_init(&n, in->arena, "contrib.late", c->id);
    v = begin(in->dk, &n, c, &u, why);
    if (v == VERDICT_DONE)
        v = notice_to_unit(in->dk, &n, &u, true, why);
    if (v != VERDICT_DONE)
        return v;
    view_remarks(n.view, r);
    view_sender(in, c, &n);
    view_flag(n.view, "own", true);
    /* The leader may be of that very unit: he needs both. */
    n.discriminator = SPAN("unit");
    n.answers = in->f;
    n.purpose = "contribution";
    n.lasting = true;
    n.actions = actions;
    n.actions_n = ARRAY_LEN(actions);
    return notice_send(in->dk, &n, why);
}

enum verdict contribution_tell_late(struct intake *in,
                                    const struct contribution *c,
                                    const struct contribution_remarks *r,
                                    struct reason *why)
{
    static const enum command_verb actions[] = { COMMAND_ACCEPT,
                                                 COMMAND_RETURN };
    struct notice n;
    struct unit u;
    enum verdict v = late_to_unit(in, c, r, why);

    if (v != VERDICT_DONE)
        return v;
    notice_init(&n, in->arena, "contrib.late", c->id);
    v = begin(in->dk, &n, c, &u, why);
    if (v == VERDICT_DONE)
        v = notice_to_role(in->dk, &n, ROLE_GL, true, why);
    if (v == VERDICT_DONE)
        v = notice_to_role(in->dk, &n, ROLE_GS, false, why);
    if (v == VERDICT_DONE)
        v = attach(in->dk, c, &n, why);
    if (v != VERDICT_DONE)
        return v;
    view_remarks(n.view, r);
    view_sender(in, c, &n);
    view_flag(n.view, "own", false);
    n.purpose = "contribution.late";
    n.actions = actions;
    n.actions_n = ARRAY_LEN(actions);
    return notice_send(in->dk, &n, why);
}

enum verdict contribution_tell_state(struct intake *in, const char *code,
                                     const struct contribution *c,
                                     struct span item_zh, struct span item_en,
                                     struct reason *why)
{
    struct notice n;
    struct unit u;
    enum verdict v;

    notice_init(&n, in->arena, code, c->id);
    v = begin(in->dk, &n, c, &u, why);
    if (v == VERDICT_DONE)
        v = notice_to_unit(in->dk, &n, &u, false, why);
    if (v == VERDICT_DONE)
        v = notice_to_role(in->dk, &n, ROLE_GS, false, why);
    if (v != VERDICT_DONE)
        return v;
    view_flag(n.view, "accepted", c->state == CONTRIBUTION_ACCEPTED_LATE);
    view_both(n.view, "item", item_zh, item_en);
    view_text(n.view, "reason", c->reason);
    view_instant(n.view, "decided", in->m->received_at, in->arena);
    n.discriminator = arena_printf(in->arena, "%lld", (long long)in->m->id);
    n.answers = in->f;
    return notice_send(in->dk, &n, why);
}

static struct span meeting_unit(struct arena *arena, struct span meeting,
                                struct span unit)
{
    return arena_printf(arena, SPAN_FMT "/" SPAN_FMT, SPAN_ARG(meeting),
                        SPAN_ARG(unit));
}

enum verdict contribution_tell_none(struct intake *in, const struct unit *u,
                                    const struct contribution_place *p,
                                    struct reason *why)
{
    struct notice n;
    enum verdict v;

    notice_init(&n, in->arena, "contrib.none.ack",
                meeting_unit(in->arena, p->meeting.id, u->id));
    v = about_meeting(in->dk, p->meeting.id, &n, why);
    if (v == VERDICT_DONE)
        v = notice_to_unit(in->dk, &n, u, true, why);
    if (v != VERDICT_DONE)
        return v;
    view_text(n.view, "unit", u->name_zh);
    view_instant(n.view, "received", in->m->received_at, in->arena);
    view_deadline(n.view, p->due_at);
    view_flag(n.view, "defaulted", p->defaulted);
    n.discriminator = arena_printf(in->arena, "%lld", (long long)in->m->id);
    n.answers = in->f;
    n.purpose = "contribution";
    n.token_object = p->meeting.id;
    n.lasting = true;
    return notice_send(in->dk, &n, why);
}

static void add_missing(struct view *v, struct span zh, struct span en,
                        struct span hint_zh, struct span hint_en)
{
    struct view *item = view_item(v, "missing");

    view_both(item, "label", zh, en);
    view_both(item, "hint", hint_zh, hint_en);
}

static struct span cloud_zh(struct arena *arena,
                            const struct contribution_draft *d)
{
    return arena_printf(arena,
                        "来件所附为网盘或超大附件链接%s" SPAN_FMT
                        "%s，链接会过期，不能登记，请直接附上文件（30MB以内）",
                        d->expiry.n ? "（" : "", SPAN_ARG(d->expiry),
                        d->expiry.n ? "到期）" : "");
}

static struct span cloud_en(struct arena *arena,
                            const struct contribution_draft *d)
{
    return arena_printf(arena,
                        "a cloud link came instead%s" SPAN_FMT
                        "%s: links expire, please attach the file (at most 30 "
                        "MB)",
                        d->expiry.n ? " (until " : "", SPAN_ARG(d->expiry),
                        d->expiry.n ? ")" : "");
}

static void view_missing(struct intake *in, const struct contribution_place *p,
                         const struct contribution_draft *d, struct view *v)
{
    struct span open = SPAN_NONE;

    list_each(&p->open, m) open =
        arena_printf(in->arena, SPAN_FMT "%s" SPAN_FMT, SPAN_ARG(open),
                     open.n ? ", " : "", SPAN_ARG(m->id));
    view_list(v, "missing");
    if (p->fault != PLACE_FINE)
        add_missing(v, SPAN("会议编号"), SPAN("the meeting"),
                    arena_printf(in->arena, SPAN_FMT "%s" SPAN_FMT,
                                 SPAN_ARG(contribution_fault_zh(p, in->arena)),
                                 open.n ? "；可选：" : "", SPAN_ARG(open)),
                    arena_printf(in->arena, SPAN_FMT "%s" SPAN_FMT,
                                 SPAN_ARG(contribution_fault_en(p, in->arena)),
                                 open.n ? "; open: " : "", SPAN_ARG(open)));
    if (!d->documents)
        add_missing(v, SPAN("贡献文件"), SPAN("a document"),
                    d->cloud ? cloud_zh(in->arena, d)
                             : SPAN("至少1个文件，作为附件"),
                    d->cloud ? cloud_en(in->arena, d)
                             : SPAN("at least one file, attached"));
    if (!d->title.n)
        add_missing(v, SPAN("贡献名称"), SPAN("a title"),
                    SPAN("写在主题中，或在正文中写“名称：……”"),
                    SPAN("in the subject, or \"Title: …\" in the text"));
}

/* Completed within 24 hours and before the due instant, the first mail's
 * instant counts. */
static void view_window(struct intake *in, const struct contribution_place *p,
                        const struct contribution_draft *d, struct view *v)
{
    int64_t until = d->mails.at[0].m->received_at + WINDOW;
    bool open = p->due_at == MOMENT_NONE || in->m->received_at < p->due_at;

    if (p->due_at != MOMENT_NONE && p->due_at < until)
        until = p->due_at;
    if (open && in->m->received_at < until)
        view_instant(v, "until", until, in->arena);
    else
        view_both(v, "until", SPAN_NONE, SPAN_NONE);
}

enum verdict contribution_tell_incomplete(struct intake *in,
                                          const struct unit *u,
                                          const struct contribution_place *p,
                                          const struct contribution_draft *d,
                                          struct reason *why)
{
    struct notice n;
    enum verdict v = VERDICT_DONE;
    bool known = p->fault == PLACE_FINE;

    notice_init(&n, in->arena, "contrib.incomplete",
                known ? meeting_unit(in->arena, p->meeting.id, u->id) : u->id);
    view_both(n.view, "thing", SPAN_NONE, SPAN_NONE);
    if (known)
        v = about_meeting(in->dk, p->meeting.id, &n, why);
    if (v == VERDICT_DONE)
        v = notice_to_unit(in->dk, &n, u, true, why);
    if (v != VERDICT_DONE)
        return v;
    view_text(n.view, "unit", u->name_zh);
    view_instant(n.view, "received", in->m->received_at, in->arena);
    view_missing(in, p, d, n.view);
    contribution_draft_view(d, n.view);
    view_deadline(n.view, p->due_at);
    view_window(in, p, d, n.view);
    n.discriminator = arena_printf(in->arena, "%lld", (long long)in->m->id);
    n.answers = in->f;
    n.purpose = "contribution.more";
    n.token_object = contribution_draft_mails(d, in->arena);
    n.lasting = true;
    return notice_send(in->dk, &n, why);
}

enum verdict contribution_tell_again(struct intake *in,
                                     const struct contribution *c,
                                     const char *purpose,
                                     enum command_verb verb, struct reason *why)
{
    const struct command_word *w = command_word(verb);
    struct notice n;
    struct view *item;

    notice_init(&n, in->arena, "cmd.refused", c->id);
    notice_to(&n, SPAN_NONE, in->who.from, true);
    view_moment(n.view, "received", in->m->received_at);
    view_text(n.view, "subject", in->m->subject);
    view_both(n.view, "problem",
              SPAN("该指令须凭令牌办理，尚未执行；请直接回复本邮件，"
                   "在正文第一行再写一次"),
              SPAN("this command needs a token and was not carried out: reply "
                   "to this mail with the same first line"));
    view_both(n.view, "state", contribution_state_zh(c->state),
              contribution_state_en(c->state));
    item = view_item(n.view, "words");
    view_textf(item, "word", "%s%s%s / %s", w->zh, w->parameter ? " " : "",
               w->parameter ? w->parameter : "", w->en);
    view_both(item, "meaning", span_str(w->meaning_zh),
              span_str(w->meaning_en));
    n.discriminator = intake_evidence(in);
    n.answers = in->f;
    n.purpose = purpose;
    n.actions = &verb;
    n.actions_n = 1;
    intake_end(in, MESSAGE_APPLIED, c->id, "指令须凭令牌办理，已请其回复");
    return notice_send(in->dk, &n, why);
}
