#include "contribution_draft.h"

#include <assert.h>

#include "contribution_words.h"
#include "convoke/base/number.h"
#include "convoke/desk/document.h"
#include "convoke/desk/particulars.h"
#include "filed.h"
#include "fold.h"

static struct recognition recognised(const struct intake *in,
                                     const struct facts *f)
{
    struct recognise_context ctx = { .service = in->dk->set->service,
                                     .separator = in->dk->set->separator };

    return f == in->f ? in->what : recognise(f, &ctx);
}

/* An answer's subject is that of our own mail, unless it says [贡献]. */
static bool has_own_subject(const struct recognition *r)
{
    return r->kind == INTAKE_CONTRIBUTION || r->second == INTAKE_CONTRIBUTION ||
           r->via == INTAKE_VIA_SUBJECT || r->via == INTAKE_VIA_ADDRESS;
}

static bool find(struct span s, enum reference_kind kind, struct arena *arena,
                 struct span *ret)
{
    struct reference r;

    if (!reference_find(s, kind, &r))
        return false;
    *ret = arena_span(arena, reference_span(&r));
    return true;
}

/* Not in what is quoted: our question lists the meetings to choose from. */
static void find_meeting(const struct facts *f, struct arena *arena,
                         struct span *ret)
{
    list_each(&f->to,
              to) if (find(to->mail, REFERENCE_MEETING, arena, ret)) return;
    if (!find(f->subject, REFERENCE_MEETING, arena, ret))
        (void)find(f->words, REFERENCE_MEETING, arena, ret);
}

static void add_mail(struct intake *in, struct contribution_draft *d,
                     const struct message *m, const struct facts *f)
{
    struct recognition r = recognised(in, f);

    *list_push(&d->mails, in->arena) =
        (struct contribution_mail){ m, f, has_own_subject(&r) };
    find_meeting(f, in->arena, &d->meeting);
}

static enum verdict add_earlier(struct intake *in, struct span earlier,
                                struct contribution_draft *d,
                                struct reason *why)
{
    struct span piece;

    while (d->mails.n + 1 < CONTRIBUTION_MAILS &&
           span_cut(&earlier, ',', &piece)) {
        struct message *m = ARENA_NEW(in->arena, struct message);
        struct facts *f = ARENA_NEW(in->arena, struct facts);
        uint64_t id = 0;
        enum verdict v;
        if (!number_parse(piece, INT64_MAX, &id))
            return reason_set(why, VERDICT_BROKEN, "contribution.draft",
                              "a token names the mails \"" SPAN_FMT "\"",
                              SPAN_ARG(piece));
        v = message_get(in->dk->store, (int64_t)id, in->arena, m, why);
        if (v == VERDICT_DONE)
            v = facts_decode(m->facts, in->arena, f, why);
        if (v != VERDICT_DONE)
            return v;
        add_mail(in, d, m, f);
    }
    return VERDICT_DONE;
}

/* The label at a value; "会议名称" names something else. */
static bool labels_title(struct span words, size_t line)
{
    static const char *const others[] = { "会议名称", "任务名称", "项目名称",
                                          "标准名称", "标准项目", "课题名称",
                                          "project" };
    struct span text = SPAN_NONE;

    for (size_t i = 0; i < line && span_line(&words, &text); i++)
        ;
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        if (fold_has(text, others[i]))
            return false;
    return true;
}

static struct span labelled_title(const struct facts *f,
                                  const struct particulars *p)
{
    list_each(&p->values,
              v) if (v->key == PARTICULAR_TITLE && v->value.n &&
                     labels_title(f->words, v->line)) return v->value;
    return SPAN_NONE;
}

/* Several projects in running text: it is about none of them in particular. */
static bool find_only(struct span s, struct arena *arena, struct span *ret)
{
    struct reference at[2];

    if (reference_all(s, REFERENCE_PROJECT, at, ARRAY_LEN(at)) != 1)
        return false;
    *ret = arena_span(arena, reference_span(&at[0]));
    return true;
}

static void read_project(const struct contribution_mail *mail,
                         const struct particulars *p, struct arena *arena,
                         struct span *ret)
{
    const struct facts *f = mail->f;

    if (find(particulars_value(p, PARTICULAR_PROJECT), REFERENCE_PROJECT, arena,
             ret) ||
        (mail->own_subject && find(f->subject, REFERENCE_PROJECT, arena, ret)))
        return;
    if (find_only(f->words, arena, ret))
        return;
    list_each(&f->files, file) if (filed_is_document(file) &&
                                   find_only(file->name, arena, ret)) return;
}

static void read_replaces(const struct contribution_mail *mail,
                          const struct particulars *p, struct arena *arena,
                          struct span *ret)
{
    struct reference r;

    if (find(particulars_value(p, PARTICULAR_REPLACES), REFERENCE_CONTRIBUTION,
             arena, ret))
        return;
    if ((mail->own_subject && contribution_replaces(mail->f->subject, &r)) ||
        contribution_replaces(mail->f->words, &r))
        *ret = arena_span(arena, reference_span(&r));
}

static void read_mail(struct contribution_draft *d,
                      const struct contribution_mail *mail, struct arena *arena)
{
    struct particulars p = particulars_read(mail->f->words, arena);
    struct span title = labelled_title(mail->f, &p);
    struct span unit = particulars_value(&p, PARTICULAR_UNIT);

    if (title.n) {
        d->title = title;
        d->titled = true;
    }
    if (unit.n)
        d->unit = unit;
    read_project(mail, &p, arena, &d->project);
    read_replaces(mail, &p, arena, &d->replaces);
    list_each(&mail->f->files, file)
    {
        d->documents += filed_is_document(file);
        d->cloud = d->cloud || file->cloud_link;
        if (d->expiry.n == 0)
            d->expiry = document_expiry(file);
    }
}

/* What nobody labelled: the first subject that is its writer's, else the name
 * of the first file. */
static void guess_title(struct contribution_draft *d)
{
    list_each(&d->mails, mail)
    {
        if (d->title.n || !mail->own_subject)
            continue;
        d->title = contribution_title(mail->f->subject);
        d->titled = d->title.n > 0;
    }
    list_each(&d->mails, mail) list_each(&mail->f->files, file)
    {
        if (!d->title.n && filed_is_document(file))
            d->title = contribution_title_of_file(file->name);
    }
}

enum verdict contribution_draft_read(struct intake *in, struct span earlier,
                                     struct contribution_draft *ret,
                                     struct reason *why)
{
    enum verdict v;

    assert(in && ret);
    *ret = (struct contribution_draft){ 0 };
    v = add_earlier(in, earlier, ret, why);
    if (v != VERDICT_DONE)
        return v;
    add_mail(in, ret, in->m, in->f);
    list_each(&ret->mails, mail) read_mail(ret, mail, in->arena);
    guess_title(ret);
    if (!ret->unit.n)
        ret->unit = contribution_unit_of_title(ret->title);
    ret->forbidden = filed_forbidden(in->f);
    return VERDICT_DONE;
}

struct span contribution_draft_mails(const struct contribution_draft *d,
                                     struct arena *arena)
{
    struct span all = SPAN_NONE;

    list_each(&d->mails, mail) all =
        arena_printf(arena, SPAN_FMT "%s%lld", SPAN_ARG(all), all.n ? "," : "",
                     (long long)mail->m->id);
    return all;
}

static bool is_kept(const papers_list *kept, const struct facts_file *file)
{
    list_each(kept, p) if (span_eq(p->sha256, file->sha256) &&
                           span_eq(p->name, file->name)) return true;
    return false;
}

/* Sent again with the missing rest, a file is the same file. */
enum verdict contribution_draft_keep(struct intake *in,
                                     const struct contribution_draft *d,
                                     struct span object, struct reason *why)
{
    papers_list kept = { 0 };

    list_each(&d->mails, mail) list_each(&mail->f->files, file)
    {
        struct paper p = {
            .message = mail->m->id,
            .part = file->part,
            .name = file->name.n ? file->name : SPAN("附件"),
            .type = span_str(facts_file_type_name(file->type)),
            .media_type = file->media_type,
            .sha256 = file->sha256,
            .size = (int64_t)file->size,
        };
        enum verdict v;
        if (!filed_is_document(file) || is_kept(&kept, file))
            continue;
        *list_push(&kept, in->arena) = p;
        v = paper_add(in->dk->store, object, &p, why);
        if (v != VERDICT_DONE)
            return v;
    }
    return VERDICT_DONE;
}

void contribution_draft_view(const struct contribution_draft *d, struct view *v)
{
    view_list(v, "files");
    list_each(&d->mails, mail) list_each(&mail->f->files, file)
    {
        struct view *item;
        if (!filed_is_document(file))
            continue;
        item = view_item(v, "files");
        view_text(item, "name", file->name.n ? file->name : SPAN("附件"));
        view_octets(item, "size", file->size);
    }
}
