/* Summary and publicity of a plenary: collected, read by the leader, handed to
 * the secretariat (Art. 20, item 9). */
#include <assert.h>

#include "convoke/base/moment.h"
#include "fold.h"
#include "meeting_mail.h"
#include "plenary.h"
#include "post.h"

enum part { PART_SUMMARY, PART_PUBLICITY, PART_COUNT };

static const struct {
    const char *kind;
    const char *keyword;  /* as in the subject */
    const char *words[3]; /* of a file's name, folded */
} parts[PART_COUNT] = {
    [PART_SUMMARY] = { "summary", "会议总结", { "总结", "summary", NULL } },
    [PART_PUBLICITY] = { "publicity",
                         "宣传稿",
                         { "宣传", "报道", "publicity" } },
};

/* ---- which file is which ---- */

static bool is_named(struct span name, enum part p)
{
    for (size_t i = 0; i < ARRAY_LEN(parts[p].words); i++)
        if (parts[p].words[i] && fold_has(name, parts[p].words[i]))
            return true;
    return false;
}

/* What the mail says it brings. */
static bool is_said(const struct intake *in, enum part p)
{
    enum intake_kind kind =
        p == PART_SUMMARY ? INTAKE_SUMMARY : INTAKE_PUBLICITY;

    return in->what.kind == kind || in->what.second == kind ||
           fold_has(in->f->subject, parts[p].keyword);
}

struct sorting {
    /* Of each file: PART_COUNT for none. */
    enum part of[FACTS_MAX_FILES];
    size_t n[PART_COUNT];
};

/* By their names; what tells nothing goes where something is still missing. */
static struct sorting sort_files(const struct intake *in)
{
    struct sorting s = { .n = { 0, 0 } };

    for (size_t i = 0; i < in->f->files.n && i < FACTS_MAX_FILES; i++) {
        const struct facts_file *file = &in->f->files.at[i];
        s.of[i] = PART_COUNT;
        if (!filed_is_document(file))
            continue;
        if (is_named(file->name, PART_PUBLICITY))
            s.of[i] = PART_PUBLICITY;
        else if (is_named(file->name, PART_SUMMARY))
            s.of[i] = PART_SUMMARY;
        if (s.of[i] < PART_COUNT)
            s.n[s.of[i]]++;
    }
    for (size_t i = 0; i < in->f->files.n && i < FACTS_MAX_FILES; i++) {
        enum part to = PART_SUMMARY;
        if (s.of[i] < PART_COUNT || !filed_is_document(&in->f->files.at[i]))
            continue;
        if (!is_said(in, PART_SUMMARY) ||
            (is_said(in, PART_PUBLICITY) && s.n[PART_SUMMARY] &&
             !s.n[PART_PUBLICITY]))
            to = PART_PUBLICITY;
        s.of[i] = to;
        s.n[to]++;
    }
    return s;
}

/* ---- filing ---- */

static enum verdict add_paper(struct intake *in, const struct filing *f,
                              const struct facts_file *file, struct reason *why)
{
    struct paper p = {
        .message = in->m->id,
        .part = file->part,
        .name = file->name.n ? file->name : SPAN("附件"),
        .type = span_str(facts_file_type_name(file->type)),
        .media_type = file->media_type,
        .sha256 = file->sha256,
        .size = (int64_t)file->size,
    };

    return paper_add(in->dk->store, filed_object(in->arena, f), &p, why);
}

static enum verdict file_part(struct intake *in, const struct meeting *m,
                              const struct sorting *s, enum part p,
                              struct reason *why)
{
    struct filed f = {
        .filing = { .object = m->id,
                    .kind = span_str(parts[p].kind),
                    .message = in->m->id,
                    .filed_at = in->m->received_at,
                    .filed_by = in->who.from,
                    .state = FILING_FILED },
    };
    enum verdict v;

    if (!s->n[p])
        return VERDICT_DONE;
    v = filing_add(in->dk->store, &f.filing, why);
    for (size_t i = 0; i < in->f->files.n && v == VERDICT_DONE; i++)
        if (i < FACTS_MAX_FILES && s->of[i] == p)
            v = add_paper(in, &f.filing, &in->f->files.at[i], why);
    return v == VERDICT_DONE ? post_measure(in, m, &f, why) : v;
}

/* ---- the leader is asked ---- */

static enum verdict attach_both(struct intake *in, const struct post *p,
                                struct notice *n, struct reason *why)
{
    const struct filing *both[2] = { &p->summary_filing, &p->publicity_filing };
    enum verdict v = VERDICT_DONE;

    view_list(n->view, "files");
    for (size_t k = 0; k < 2 && v == VERDICT_DONE; k++) {
        struct span object = filed_object(in->arena, both[k]);
        papers_list all = { 0 };
        v = papers_of(in->dk->store, object, in->arena, &all, why);
        list_each(&all, paper)
        {
            struct view *item = view_item(n->view, "files");
            view_text(item, "name", paper->name);
            view_octets(item, "size", (uint64_t)paper->size);
        }
        if (v == VERDICT_DONE)
            v = filed_attach(in->dk, object, n, why);
    }
    return v;
}

static enum verdict ask_leader(struct intake *in, const struct meeting *m,
                               const struct post *p, struct reason *why)
{
    static const enum command_verb actions[] = { COMMAND_APPROVE,
                                                 COMMAND_RETURN };
    const struct duty *d = NULL;
    struct obligation_row row;
    struct notice n;
    enum verdict v =
        token_close_all(in->dk->store, m->id, SPAN("post.approval"),
                        desk_now(in->dk), SPAN("a newer version came in"), why);

    notice_init(&n, in->arena, "post.approval", m->id);
    n.group = m->group;
    if (v == VERDICT_DONE)
        v = notice_to_role(in->dk, &n, ROLE_GL, true, why);
    if (v == VERDICT_DONE)
        v = attach_both(in, p, &n, why);
    if (v == VERDICT_DONE)
        v = ledger_asking(in->dk, "post", m->id, in->arena, &d, &row, why);
    if (v != VERDICT_DONE)
        return v;
    meeting_view(m, in->arena, n.view);
    if (d) {
        view_due(n.view, "due", row.due_day);
        view_left(n.view, "left", row.due_day - civil_of(desk_now(in->dk)));
    } else {
        view_text(n.view, "due", SPAN_NONE);
        view_text(n.view, "left", SPAN_NONE);
    }
    notice_law_of_duty(&n, d);
    n.purpose = "post.approval";
    n.actions = actions;
    n.actions_n = ARRAY_LEN(actions);
    n.discriminator = intake_evidence(in);
    return notice_send(in->dk, &n, why);
}

/* ---- what lacks ---- */

static void find_lacks(struct intake *in, const struct post *p,
                       struct post_lack *l)
{
    const struct facts_file *bad = filed_forbidden(in->f);

    if (bad)
        *list_push(&l->missing, in->arena) = (struct meeting_words){
            arena_printf(in->arena,
                         "附件“" SPAN_FMT "”是程序或带宏的文件，不能接收",
                         SPAN_ARG(bad->name)),
            arena_printf(in->arena,
                         "the attachment " SPAN_FMT
                         " is a program or holds macros",
                         SPAN_ARG(bad->name)),
        };
    if (!p->summary)
        *list_push(&l->missing, in->arena) = (struct meeting_words){
            SPAN("会议总结文件（主题写“[会议总结]”，作为附件）"),
            SPAN("the summary, as a file ([summary])")
        };
    if (!p->publicity)
        *list_push(&l->missing, in->arena) = (struct meeting_words){
            SPAN("宣传稿文件（主题写“[宣传稿]”，作为附件）"),
            SPAN("the publicity text, as a file ([publicity])")
        };
}

enum verdict summary_receive(struct intake *in, struct span object,
                             struct reason *why)
{
    struct meeting m;
    struct post p;
    struct post_lack l = { .m = &m, .minutes = false };
    struct sorting s = sort_files(in);
    bool go = false;
    enum verdict v = post_open(in, object, &m, &go, why);

    assert(in);
    if (v != VERDICT_DONE || !go)
        return v;
    for (enum part i = 0; i < PART_COUNT && v == VERDICT_DONE; i++)
        v = file_part(in, &m, &s, i, why);
    if (v == VERDICT_DONE)
        v = post_load(in->dk, &m, in->arena, &p, why);
    if (v != VERDICT_DONE)
        return v;
    find_lacks(in, &p, &l);
    intake_end(in, MESSAGE_APPLIED, m.id,
               l.missing.n ? "会议总结、宣传稿缺项，已请补充"
                           : "会议总结和宣传稿已送组长审核");
    return l.missing.n ? post_lacks(in, &l, why) : ask_leader(in, &m, &p, why);
}

/* ---- the leader's word ---- */

static enum verdict set_states(struct intake *in, struct post *p,
                               enum filing_state state, struct reason *why)
{
    struct filing *both[2] = { &p->summary_filing, &p->publicity_filing };
    enum verdict v = VERDICT_DONE;

    for (size_t i = 0; i < 2 && v == VERDICT_DONE; i++) {
        both[i]->state = state;
        both[i]->note = in->command.reason;
        v = filing_set(in->dk->store, both[i], why);
    }
    return v;
}

static enum verdict tell_submitted(struct intake *in, const struct meeting *m,
                                   struct post *p, struct reason *why)
{
    static const enum role to[] = { ROLE_SEC, ROLE_GS, ROLE_LIA };
    struct filed f = { .filing = p->summary_filing };
    struct notice n;
    enum verdict v = VERDICT_DONE;

    notice_init(&n, in->arena, "post.submitted", m->id);
    n.group = m->group;
    for (size_t i = 0; i < ARRAY_LEN(to) && v == VERDICT_DONE; i++)
        v = notice_to_role(in->dk, &n, to[i], false, why);
    /* With the leader's consent it has come in, not before. */
    f.filing.filed_at = in->m->received_at;
    if (v == VERDICT_DONE)
        v = post_measure(in, m, &f, why);
    if (v == VERDICT_DONE)
        v = filed_view(in->dk, &f, &n, why);
    if (v == VERDICT_DONE)
        v = attach_both(in, p, &n, why);
    if (v != VERDICT_DONE)
        return v;
    meeting_view(m, in->arena, n.view);
    view_flag(n.view, "minutes", p->minutes);
    notice_law_of_duty(&n, f.duty);
    n.discriminator =
        arena_printf(in->arena, "%lld", (long long)p->summary_filing.version);
    return notice_send(in->dk, &n, why);
}

static enum verdict approve(struct intake *in, struct meeting *m,
                            struct post *p, struct reason *why)
{
    struct change c = { "meeting",
                        m->id,
                        meeting_state_name(m->state),
                        meeting_state_name(m->state),
                        "meeting.post_approved",
                        SPAN_NONE };
    enum verdict v = set_states(in, p, FILING_APPROVED, why);

    if (v == VERDICT_DONE)
        v = intake_audit(in, &c, why);
    if (v == VERDICT_DONE)
        v = tell_submitted(in, m, p, why);
    intake_end(in, MESSAGE_APPLIED, m->id, "组长已同意，已报秘书处");
    return v == VERDICT_DONE
               ? post_finish(in->dk, in->arena, m, in->m->received_at,
                             intake_evidence(in), why)
               : v;
}

static enum verdict give_back(struct intake *in, const struct meeting *m,
                              struct post *p, struct reason *why)
{
    struct change c = { "meeting",
                        m->id,
                        meeting_state_name(m->state),
                        meeting_state_name(m->state),
                        "meeting.post_returned",
                        in->command.reason };
    struct post_lack l = { .m = m };
    enum verdict v = set_states(in, p, FILING_RETURNED, why);

    if (v == VERDICT_DONE)
        v = intake_audit(in, &c, why);
    p->summary = p->publicity = false;
    find_lacks(in, p, &l);
    intake_end(in, MESSAGE_APPLIED, m->id, "组长已退回会议总结和宣传稿");
    return v == VERDICT_DONE ? post_returned(in, &l, in->command.reason, why)
                             : v;
}

enum verdict post_decide(struct intake *in, struct span object,
                         struct reason *why)
{
    static const enum command_verb words[] = { COMMAND_APPROVE,
                                               COMMAND_RETURN };
    bool yes = in->command.verb == COMMAND_APPROVE;
    bool no = in->command.verb == COMMAND_RETURN ||
              in->command.verb == COMMAND_REJECT;
    struct meeting m;
    struct post p;
    bool leads = false;
    bool found = false;
    enum verdict v =
        meeting_get(in->dk->store, object, in->arena, &m, &found, why);

    assert(in);
    if (v == VERDICT_DONE && found)
        v = intake_has_role(in, ROLE_GL, m.group, &leads, why);
    if (v == VERDICT_DONE && found)
        v = post_load(in->dk, &m, in->arena, &p, why);
    if (v != VERDICT_DONE)
        return v;
    if (!leads)
        return refuse_authority(in, "会议总结和宣传材料须由组长本人审核",
                                "only the leader approves these", why);
    if (!p.summary || !p.publicity || p.approved)
        return refuse_command(in, object, "没有待审核的会议总结和宣传稿",
                              "nothing waits for your approval", NULL, 0, why);
    if (!yes && !no)
        return refuse_command(in, object, "没有读懂指令",
                              "the command was not understood", words,
                              ARRAY_LEN(words), why);
    if (no && !in->command.reason.n)
        return refuse_command(in, object, "退回须写明理由",
                              "returning it needs a reason", words,
                              ARRAY_LEN(words), why);
    v = token_close_all(in->dk->store, m.id, SPAN("post.approval"),
                        desk_now(in->dk), intake_evidence(in), why);
    if (v != VERDICT_DONE)
        return v;
    return yes ? approve(in, &m, &p, why) : give_back(in, &m, &p, why);
}
