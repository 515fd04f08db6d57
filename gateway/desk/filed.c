#include "filed.h"

#include <assert.h>

#include "convoke/base/moment.h"

bool filed_is_document(const struct facts_file *file)
{
    return file->type != FACTS_FILE_CALENDAR &&
           file->type != FACTS_FILE_PROGRAM && !file->cloud_link &&
           !(file->type == FACTS_FILE_IMAGE && span_is_empty(file->name)) &&
           !document_is_decoration(file->name);
}

size_t filed_documents(const struct facts *f)
{
    size_t n = 0;

    list_each(&f->files, file) n += filed_is_document(file);
    return n;
}

/* An archive is listed, not unpacked: the names in it tell. */
static bool holds_program(const struct facts_file *file)
{
    struct span names = file->inside;
    struct span name;

    while (!file->cloud_link && span_line(&names, &name))
        if (facts_name_runs(name))
            return true;
    return false;
}

const struct facts_file *filed_forbidden(const struct facts *f)
{
    list_each(&f->files, file) if (file->type == FACTS_FILE_PROGRAM ||
                                   holds_program(file)) return file;
    return NULL;
}

struct span filed_forbidden_name(struct arena *arena,
                                 const struct facts_file *file)
{
    struct span name = file->name.n ? file->name : SPAN("（无文件名）");
    struct span names = file->inside;
    struct span one;

    while (span_line(&names, &one))
        if (file->type == FACTS_FILE_PROGRAM || facts_name_runs(one))
            return arena_printf(arena, SPAN_FMT "（内含" SPAN_FMT "）",
                                SPAN_ARG(name), SPAN_ARG(one));
    return name;
}

struct span filed_object(struct arena *arena, const struct filing *f)
{
    return arena_printf(arena, "filing:%lld", (long long)f->id);
}

static enum verdict keep_papers(struct intake *in, struct span object,
                                const bool *chosen, struct reason *why)
{
    enum verdict v = papers_clear(in->dk->store, object, why);

    for (size_t i = 0; i < in->f->files.n && v == VERDICT_DONE; i++) {
        const struct facts_file *file = &in->f->files.at[i];
        struct paper p = {
            .message = in->m->id,
            .part = file->part,
            .name = file->name.n ? file->name : SPAN("附件"),
            .type = span_str(facts_file_type_name(file->type)),
            .media_type = file->media_type,
            .sha256 = file->sha256,
            .size = (int64_t)file->size,
        };
        if (filed_is_document(file) && (!chosen || chosen[i]))
            v = paper_add(in->dk->store, object, &p, why);
    }
    return v;
}

enum verdict filed_papers(struct intake *in, struct span object,
                          struct reason *why)
{
    return keep_papers(in, object, NULL, why);
}

/* Days from the due day to the one on which it came in; 0: on time. Within the
 * day of an exact one an hour is a day. */
static int64_t days_late(const struct obligation_row *row, int64_t at)
{
    int64_t days = civil_of(at) - row->due_day;

    if (at < row->due_at)
        return 0;
    return days > 0 ? days : 1;
}

static bool is_living(const struct obligation_row *row)
{
    return row->state == OBLIGATION_IS_OPEN ||
           row->state == OBLIGATION_IS_OVERDUE ||
           row->state == OBLIGATION_IS_MISSED;
}

enum verdict filed_take(struct intake *in, const char *kind, struct span object,
                        struct filed *ret, struct reason *why)
{
    return filed_take_some(in, kind, object, NULL, ret, why);
}

enum verdict filed_take_some(struct intake *in, const char *kind,
                             struct span object, const bool *chosen,
                             struct filed *ret, struct reason *why)
{
    struct obligation_row row = { .id = 0 };
    enum verdict v =
        ledger_asking(in->dk, kind, object, in->arena, &ret->duty, &row, why);

    if (v != VERDICT_DONE)
        return v;
    ret->due = ret->duty ? row.due_day : 0;
    ret->open = ret->duty && is_living(&row);
    ret->filing = (struct filing){
        .object = object,
        .kind = span_str(kind),
        .message = in->m->id,
        .filed_at = in->m->received_at,
        .filed_by = in->who.from,
        /* What had been filed in time is not late by a second version. */
        .late_days = ret->open ? days_late(&row, in->m->received_at) : 0,
        .state = FILING_FILED,
    };
    v = filing_add(in->dk->store, &ret->filing, why);
    return v == VERDICT_DONE
               ? keep_papers(in, filed_object(in->arena, &ret->filing), chosen,
                             why)
               : v;
}

enum verdict filed_attach(struct desk *dk, struct span object, struct notice *n,
                          struct reason *why)
{
    papers_list all = { 0 };
    enum verdict v = papers_of(dk->store, object, n->arena, &all, why);

    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++) {
        struct message m;
        v = message_get(dk->store, all.at[i].message, n->arena, &m, why);
        if (v != VERDICT_DONE)
            return v;
        *list_push(&n->files, n->arena) = (struct notice_file){
            .name = all.at[i].name,
            .media_type = all.at[i].media_type,
            .message_sha256 = m.sha256,
            .part = all.at[i].part,
        };
    }
    return v;
}

enum verdict filed_view(struct desk *dk, const struct filed *f,
                        struct notice *n, struct reason *why)
{
    papers_list all = { 0 };
    enum verdict v = papers_of(dk->store, filed_object(n->arena, &f->filing),
                               n->arena, &all, why);

    view_moment(n->view, "filed", f->filing.filed_at);
    view_flag(n->view, "late", f->filing.late_days > 0);
    view_int(n->view, "days_late", f->filing.late_days);
    if (f->duty)
        view_due(n->view, "due", f->due);
    else
        view_text(n->view, "due", SPAN_NONE);
    view_list(n->view, "files");
    list_each(&all, p)
    {
        struct view *item = view_item(n->view, "files");
        view_text(item, "name", p->name);
        view_octets(item, "size", (uint64_t)p->size);
    }
    return v;
}
