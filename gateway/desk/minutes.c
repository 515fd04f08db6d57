/* Minutes of a plenary, measured against the headings of Art. 20, item 8. */
#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/desk/headings.h"
#include "meeting_mail.h"
#include "plenary.h"
#include "post.h"

static void lack(struct intake *in, struct post_lack *l, struct span zh,
                 struct span en)
{
    *list_push(&l->missing, in->arena) = (struct meeting_words){ zh, en };
}

/* A heading may stand in any of the files. */
static uint32_t missing_headings(struct intake *in, bool *ret_read)
{
    uint32_t missing = UINT32_MAX;

    *ret_read = false;
    list_each(&in->f->files, file)
    {
        if (!filed_is_document(file) || !file->text_known)
            continue;
        *ret_read = true;
        missing &= headings_missing(file->text, &heading_minutes);
    }
    return missing;
}

static void find_lacks(struct intake *in, struct post_lack *l)
{
    const struct facts_file *bad = filed_forbidden(in->f);
    struct span bad_name =
        bad ? filed_forbidden_name(in->arena, bad) : SPAN_NONE;
    bool read = false;
    uint32_t missing = missing_headings(in, &read);

    if (bad)
        lack(in, l,
             arena_printf(in->arena,
                          "附件“" SPAN_FMT "”是程序或带宏的文件，不能接收",
                          SPAN_ARG(bad_name)),
             arena_printf(in->arena,
                          "the attachment " SPAN_FMT
                          " is a program or holds macros",
                          SPAN_ARG(bad_name)));
    if (!read) {
        lack(in, l, SPAN("可编辑的会议纪要文件（docx或txt，作为附件）"),
             SPAN("the minutes as a docx or txt file"));
        return;
    }
    for (size_t i = 0; i < heading_minutes.n; i++)
        if (missing >> i & 1u)
            lack(in, l,
                 arena_printf(in->arena, "“%s”（第二十条第8项）",
                              heading_minutes.at[i].zh),
                 arena_printf(in->arena, "%s (Art. 20(8))",
                              heading_minutes.at[i].en));
}

static enum verdict tell_accepted(struct intake *in, const struct meeting *m,
                                  const struct filed *f, struct reason *why)
{
    static const enum role to[] = { ROLE_GS, ROLE_SEC, ROLE_LIA };
    meeting_remarks waits;
    struct notice n;
    struct post p;
    enum verdict v = post_load(in->dk, m, in->arena, &p, why);

    notice_init(&n, in->arena, "minutes.ack", m->id);
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
    view_int(n.view, "headings", (int64_t)heading_minutes.n);
    view_flag(n.view, "revised", f->filing.version > 1);
    waits = post_waits(&p, in->arena);
    view_list(n.view, "waits");
    list_each(&waits, r)
    {
        view_both(view_item(n.view, "waits"), "text", r->zh, r->en);
    }
    notice_law_of_duty(&n, f->duty);
    n.discriminator =
        arena_printf(in->arena, "%lld", (long long)f->filing.version);
    n.answers = in->f;
    return notice_send(in->dk, &n, why);
}

static enum verdict audit(struct intake *in, const struct meeting *m,
                          const char *event, struct reason *why)
{
    struct change c = { "meeting",
                        m->id,
                        meeting_state_name(m->state),
                        meeting_state_name(m->state),
                        event,
                        SPAN_NONE };

    return intake_audit(in, &c, why);
}

enum verdict minutes_receive(struct intake *in, struct span object,
                             struct reason *why)
{
    struct meeting m;
    struct post_lack l = { .m = &m, .minutes = true };
    struct filed f = { .due = 0 };
    bool go = false;
    enum verdict v = post_open(in, object, &m, &go, why);

    assert(in);
    if (v != VERDICT_DONE || !go)
        return v;
    find_lacks(in, &l);
    intake_end(in, MESSAGE_APPLIED, m.id, "会议纪要缺项，已请补充");
    v = filed_take(in, "minutes", m.id, &f, why);
    if (l.missing.n)
        f.filing.state = FILING_INCOMPLETE;
    if (v == VERDICT_DONE)
        v = post_measure(in, &m, &f, why);
    if (v == VERDICT_DONE)
        v = filing_set(in->dk->store, &f.filing, why);
    if (v != VERDICT_DONE || l.missing.n)
        return v == VERDICT_DONE ? post_lacks(in, &l, why) : v;
    v = audit(in, &m, "meeting.minutes", why);
    if (v == VERDICT_DONE)
        v = tell_accepted(in, &m, &f, why);
    intake_end(in, MESSAGE_APPLIED, m.id, "会议纪要已接收");
    return v == VERDICT_DONE
               ? post_finish(in->dk, in->arena, &m, in->m->received_at,
                             intake_evidence(in), why)
               : v;
}
