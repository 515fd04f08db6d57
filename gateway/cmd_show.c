#include <sysexits.h>

#include "convoke/base/moment.h"
#include "convoke/desk/lookalike.h"
#include "convoke/mail/facts.h"
#include "convoke/store/application.h"
#include "convoke/store/filing.h"
#include "convoke/store/listing.h"
#include "convoke/store/message.h"
#include "object.h"
#include "settings.h"
#include "show_meeting.h"
#include "show_raw.h"
#include "verbs.h"

enum { SHOW_ARENA = 32 * 1024 * 1024 };

struct show {
    struct context *ctx;
    struct arena arena;
    size_t shown;
};

/* Rows of several tables go to one reader: each JSON line says its table. */
static void print_json(const struct context *ctx, const char *kind,
                       const struct table *t)
{
    CLEANUP(text_release) struct text lines = TEXT_INIT(TEXT_MAX_OUTPUT);
    struct span rest;
    struct span line;

    table_print(t, TABLE_JSON, ctx->chinese, 0, &lines);
    rest = text_span(&lines);
    while (span_cut(&rest, '\n', &line))
        fprintf(ctx->out, "{\"table\":\"%s\"," SPAN_FMT "\n", kind,
                SPAN_ARG(span_from(line, 1)));
}

static void print(struct show *s, const char *kind, const char *zh,
                  const char *en, const struct table *t)
{
    struct context *ctx = s->ctx;

    if (table_rows(t) == 0)
        return;
    if (ctx->output == TABLE_JSON) {
        print_json(ctx, kind, t);
    } else {
        fprintf(ctx->out, "%s── %s\n", s->shown ? "\n" : "",
                ctx->chinese ? zh : en);
        context_print_table(ctx, t);
    }
    s->shown++;
}

static enum verdict show_rows(struct show *s, const struct object *o,
                              struct reason *why)
{
    for (size_t i = 0; i < listings_n; i++) {
        CLEANUP(table_drop) struct table *t = NULL;
        enum verdict v;
        if (o->listing && strcmp(listings[i].kind, o->listing) != 0)
            continue;
        v = listing_run(s->ctx->store, &listings[i], o->name, &t, why);
        if (v != VERDICT_DONE)
            return v;
        print(s, listings[i].kind, listings[i].zh, listings[i].en, t);
    }
    return VERDICT_DONE;
}

static const struct table_column pair_columns[] = {
    { "key", "项目", "item", false },
    { "value", "内容", "value", false },
};

static enum verdict show_fields(struct show *s, struct span id,
                                struct reason *why)
{
    CLEANUP(table_drop)
    struct table *t = table_new(pair_columns, ARRAY_LEN(pair_columns));
    application_fields fields = { 0 };
    enum verdict v =
        application_fields_get(s->ctx->store, id, &s->arena, &fields, why);

    if (v != VERDICT_DONE)
        return v;
    list_each(&fields, f)
    {
        table_cell(t, f->key);
        table_cell(t, f->value);
    }
    print(s, "fields", "申请表内容", "the form", t);
    return VERDICT_DONE;
}

static const struct table_column document_columns[] = {
    { "kind", "材料", "document", false },
    { "name", "文件名", "file", false },
    { "type", "类型", "type", false },
    { "size", "字节", "octets", true },
    { "message", "来件", "message", true },
    { "sha256", "SHA-256", "SHA-256", false },
};

static enum verdict show_documents(struct show *s, struct span id,
                                   struct reason *why)
{
    CLEANUP(table_drop)
    struct table *t = table_new(document_columns, ARRAY_LEN(document_columns));
    application_documents docs = { 0 };
    enum verdict v =
        application_documents_get(s->ctx->store, id, &s->arena, &docs, why);

    if (v != VERDICT_DONE)
        return v;
    list_each(&docs, d)
    {
        table_cell(t, d->kind);
        table_cell(t, d->name);
        table_cell(t, d->type);
        table_cell_int(t, d->size);
        table_cell_int(t, d->message);
        table_cell(t, d->sha256);
    }
    print(s, "documents", "材料", "documents", t);
    return VERDICT_DONE;
}

static const struct table_column paper_columns[] = {
    { "name", "文件名", "file", false },
    { "type", "类型", "type", false },
    { "size", "字节", "octets", true },
    { "message", "来件", "message", true },
    { "sha256", "SHA-256", "SHA-256", false },
};

/* The files of a contribution, or of whatever else has papers. */
static enum verdict show_papers(struct show *s, struct span id,
                                struct reason *why)
{
    CLEANUP(table_drop)
    struct table *t = table_new(paper_columns, ARRAY_LEN(paper_columns));
    papers_list all = { 0 };
    enum verdict v = papers_of(s->ctx->store, id, &s->arena, &all, why);

    if (v != VERDICT_DONE)
        return v;
    list_each(&all, p)
    {
        table_cell(t, p->name);
        table_cell(t, p->type);
        table_cell_int(t, p->size);
        table_cell_int(t, p->message);
        table_cell(t, p->sha256);
    }
    print(s, "papers", "文件", "files", t);
    return VERDICT_DONE;
}

static void pair(struct table *t, const char *key, struct span value)
{
    if (value.n == 0)
        return;
    table_cell(t, span_str(key));
    table_cell(t, value);
}

static void add_facts(struct table *t, const struct facts *f, struct arena *a)
{
    char date[MOMENT_TEXT];

    list_each(&f->from, sender) pair(t, "from", sender->mail);
    pair(t, "writer", span_str(facts_writer_name(f->writer)));
    if (f->date != MOMENT_NONE)
        pair(t, "date", span_str(moment_print(f->date, date)));
    pair(t, "subject", f->subject);
    pair(t, "message_id", f->message_id);
    pair(t, "in_reply_to", f->in_reply_to);
    list_each(&f->results, r) pair(
        t, "authentication",
        arena_printf(a, SPAN_FMT " " SPAN_FMT "=" SPAN_FMT, SPAN_ARG(r->server),
                     SPAN_ARG(r->method), SPAN_ARG(r->value)));
    pair(t, "words", f->words);
    list_each(&f->files, file)
        pair(t, "file",
             arena_printf(a, "%s " SPAN_FMT, facts_file_type_name(file->type),
                          SPAN_ARG(file->name)));
    pair(t, "form_source", span_str(facts_form_source_name(f->form_source)));
    list_each(&f->form, field)
        pair(t, "form",
             arena_printf(a, SPAN_FMT ": " SPAN_FMT, SPAN_ARG(field->key),
                          SPAN_ARG(field->value)));
    list_each(&f->notes, note) pair(t, "note", *note);
}

static enum verdict show_facts(struct show *s, int64_t id, struct reason *why)
{
    CLEANUP(table_drop)
    struct table *t = table_new(pair_columns, ARRAY_LEN(pair_columns));
    struct message m;
    struct facts f;
    struct span known = SPAN_NONE;
    enum verdict v = message_get(s->ctx->store, id, &s->arena, &m, why);

    if (v != VERDICT_DONE || m.facts.n == 0)
        return v;
    v = facts_decode(m.facts, &s->arena, &f, why);
    if (v == VERDICT_DONE)
        v = lookalike_of(s->ctx->store, span_str(s->ctx->set->committee.domain),
                         m.sender, &s->arena, &known, why);
    if (v != VERDICT_DONE)
        return v;
    add_facts(t, &f, &s->arena);
    if (known.n)
        pair(t, "looks_like", known);
    print(s, "facts", "读出的内容", "what was understood", t);
    return VERDICT_DONE;
}

/* Whether they come, and who votes. */
static enum verdict show_answers(struct show *s, struct span id,
                                 struct reason *why)
{
    struct show_part parts[SHOW_MEETING_PARTS] = { { .table = NULL } };
    size_t n = 0;
    enum verdict v = show_meeting(s->ctx, id, &s->arena, parts, &n, why);

    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        if (v == VERDICT_DONE && i < n)
            print(s, parts[i].kind, parts[i].zh, parts[i].en, parts[i].table);
        table_drop(&parts[i].table);
    }
    return v;
}

static enum verdict show_all(struct show *s, const struct object *o,
                             struct reason *why)
{
    enum verdict v = show_rows(s, o, why);

    if (v == VERDICT_DONE && o->kind == OBJECT_NAMED)
        v = show_fields(s, o->name, why);
    if (v == VERDICT_DONE && o->kind == OBJECT_NAMED)
        v = show_documents(s, o->name, why);
    if (v == VERDICT_DONE && o->kind == OBJECT_NAMED)
        v = show_papers(s, o->name, why);
    if (v == VERDICT_DONE && o->kind == OBJECT_NAMED)
        v = show_answers(s, o->name, why);
    if (v == VERDICT_DONE && o->kind == OBJECT_MESSAGE && s->shown)
        v = show_facts(s, o->number, why);
    return v;
}

int cmd_show(struct context *ctx)
{
    struct show s = { .ctx = ctx, .arena = ARENA_INIT(SHOW_ARENA) };
    struct object o;
    struct reason why;
    enum verdict v;

    if (!object_parse(span_str(ctx->argv[0]), &o)) {
        context_fail(ctx, "看不懂编号 %s", "%s is no id", ctx->argv[0]);
        return EX_USAGE;
    }
    if (context_option(ctx, "raw"))
        return show_raw(ctx, &o);
    if (ctx->output == TABLE_CSV) {
        context_fail(ctx, "show 没有 CSV，用 list 或 --json",
                     "show has no CSV: use list, or --json");
        return EX_USAGE;
    }
    v = show_all(&s, &o, &why);
    arena_release(&s.arena);
    if (v != VERDICT_DONE)
        return context_refuse(ctx, &why);
    if (s.shown == 0) {
        context_fail(ctx, "没有 %s", "there is no %s", ctx->argv[0]);
        return EX_DATAERR;
    }
    return EX_OK;
}
