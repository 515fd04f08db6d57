#include "convoke/render/catalog.h"

#include <assert.h>
#include <stdlib.h>

#include "convoke/base/mem.h"
#include "convoke/base/table.h"
#include "page.h"
#include "template_file.h"

enum {
    CATALOG_CEILING = 64 * 1024 * 1024,
    PREHEADER_COLUMNS = 120,
};

/* One notification in one language. */
struct wording {
    const struct template *subject, *body;
    const char *file;
};

struct notice {
    const char *code;
    struct scope own;
    struct wording zh, en;
};

struct catalog {
    struct arena arena; /* owned: everything below lives in it */
    struct scope common, layout_slots;
    const struct template *closing_zh, *closing_en, *footer, *layout;
    struct notice *notices;
    size_t n;
};

/* While a catalogue is opened. */
struct opening {
    struct catalog *c;
    const char *folder, *override;
    struct text *errors;
    bool failed;
};

static bool is_code(const void *of, struct span stem)
{
    const struct catalog *c = of;

    for (size_t i = 0; i < c->n; i++)
        if (span_eq(span_str(c->notices[i].code), stem))
            return true;
    return false;
}

static const struct template *compile(struct opening *o,
                                      const struct template_folder *in,
                                      struct template_source source,
                                      const struct scope *own, bool raw_allowed)
{
    const struct scope *scopes[] = { &o->c->common, own };
    const struct template *t = template_compile(
        &(struct template_spec){
            .arena = &o->c->arena,
            .source = source,
            .scopes = raw_allowed ? &own : scopes,
            .scopes_n = raw_allowed || !own ? 1 : 2,
            .partials = &in->partials,
            .raw_allowed = raw_allowed,
        },
        o->errors);

    if (!t)
        o->failed = true;
    return t;
}

static const struct template *open_shared(struct opening *o, const char *name,
                                          const struct scope *own,
                                          bool raw_allowed)
{
    struct template_folder in = template_folder(
        o->folder, o->override, /* language= */ NULL, &o->c->arena);
    struct template_source source;

    if (!template_file_read(&in, name, &source, o->errors)) {
        o->failed = true;
        return NULL;
    }
    return compile(o, &in, source, own, raw_allowed);
}

static void open_wording(struct opening *o, struct notice *notice,
                         const char *language, struct wording *to)
{
    struct template_folder in =
        template_folder(o->folder, o->override, language, &o->c->arena);
    struct template_source file, subject, body;
    struct span name =
        arena_printf(&o->c->arena, "%s/%s.mustache", language, notice->code);

    if (!template_file_read(&in, name.p, &file, o->errors) ||
        !template_file_split(&file, &subject, &body, o->errors)) {
        o->failed = true;
        return;
    }
    to->file = file.file;
    to->subject = compile(o, &in, subject, &notice->own, false);
    to->body = compile(o, &in, body, &notice->own, false);
}

static void open_scope(struct opening *o, const char *description,
                       const char *code, struct scope *to)
{
    struct reason why = { 0 };

    if (scope_parse(&o->c->arena, description, to, &why) == VERDICT_DONE)
        return;
    text_addf(o->errors, "%s: %s\n", code, why.text);
    o->failed = true;
}

static void open_all(struct opening *o, const char *common,
                     const struct catalog_entry *entries)
{
    struct catalog *c = o->c;
    static const char *const languages[] = { "zh", "en" };

    open_scope(o, common, "common slots", &c->common);
    open_scope(o, "title heading subheading preheader content", "layout",
               &c->layout_slots);
    c->closing_zh = open_shared(o, "zh/_closing.mustache", NULL, false);
    c->closing_en = open_shared(o, "en/_closing.mustache", NULL, false);
    c->footer = open_shared(o, "footer.mustache", NULL, false);
    c->layout = open_shared(o, "layout.html", &c->layout_slots, true);
    for (size_t i = 0; i < c->n; i++) {
        struct notice *notice = &c->notices[i];
        notice->code = entries[i].code;
        open_scope(o, entries[i].slots, entries[i].code, &notice->own);
        open_wording(o, notice, "zh", &notice->zh);
        open_wording(o, notice, "en", &notice->en);
    }
    for (size_t i = 0; i < ARRAY_LEN(languages); i++) {
        struct template_folder in =
            template_folder(o->folder, o->override, languages[i], &c->arena);
        if (!template_folder_check(&in, is_code, c, o->errors))
            o->failed = true;
    }
}

enum verdict catalog_open(const char *folder, const char *override,
                          const char *common,
                          const struct catalog_entry *entries, size_t n,
                          struct catalog **ret, struct text *ret_errors)
{
    CLEANUP(catalog_drop) struct catalog *c = NULL;
    struct opening o = {
        .folder = folder,
        .override = override,
        .errors = ret_errors,
    };

    assert(folder);
    assert(common);
    assert(entries || n == 0);
    assert(ret);
    assert(ret_errors);
    c = MEM_NEW(struct catalog);
    *c = (struct catalog){ .arena = ARENA_INIT(CATALOG_CEILING), .n = n };
    c->notices = arena_alloc(&c->arena, n * sizeof(*c->notices));
    o.c = c;
    open_all(&o, common, entries);
    if (o.failed)
        return VERDICT_NEVER;
    *ret = TAKE(c);
    return VERDICT_DONE;
}

struct catalog *catalog_close(struct catalog *c)
{
    if (!c)
        return NULL;
    arena_release(&c->arena);
    free(c);
    return NULL;
}

void catalog_drop(struct catalog **c)
{
    *c = catalog_close(*c);
}

/* One rendering: the view as a value, and where everything goes. */
struct rendering {
    const struct catalog *c;
    const struct notice *notice;
    const struct value *data;
    struct arena *arena;
    struct page page;
    struct span zh, en; /* the subject's two halves */
    struct reason *why;
};

static enum verdict render(struct rendering *r, const struct template *t,
                           enum phrase_language language,
                           escape_function *escape, struct span *ret)
{
    CLEANUP(text_release) struct text to = TEXT_INIT(TEXT_MAX_NOTICE);
    struct template_way way = { language, escape, r->arena };
    enum verdict v = template_render(t, r->data, &way, &to, r->why);

    if (v == VERDICT_DONE)
        *ret = arena_span(r->arena, text_span(&to));
    return v;
}

static enum verdict add_part(struct rendering *r, const struct template *t,
                             enum phrase_language language, const char *file)
{
    struct span markup = SPAN_NONE;
    enum verdict v = render(r, t, language, escape_markup, &markup);

    if (v != VERDICT_DONE)
        return v;
    return page_add(&r->page, r->arena, markup, language == PHRASE_EN, file,
                    r->why);
}

/* Each language with its own closing; the token once, at the very end. */
static enum verdict render_page(struct rendering *r)
{
    const struct catalog *c = r->c;
    const struct notice *n = r->notice;
    const struct {
        const struct template *template;
        enum phrase_language language;
        const char *file;
        bool rule; /* before it */
    } parts[] = {
        { n->zh.body, PHRASE_ZH, n->zh.file, false },
        { c->closing_zh, PHRASE_ZH, "zh/_closing.mustache", false },
        { n->en.body, PHRASE_EN, n->en.file, true },
        { c->closing_en, PHRASE_EN, "en/_closing.mustache", false },
        { c->footer, PHRASE_ZH, "footer.mustache", false },
    };
    enum verdict v = VERDICT_DONE;

    for (size_t i = 0; i < ARRAY_LEN(parts) && v == VERDICT_DONE; i++) {
        if (parts[i].rule)
            page_rule(&r->page, r->arena);
        v = add_part(r, parts[i].template, parts[i].language, parts[i].file);
    }
    return v;
}

static struct span words_of(struct rendering *r, const char *slot)
{
    const struct value *value = view_find(r->data->view, span_str(slot));

    return span_trim_wide(value_say(value, PHRASE_ZH, r->arena));
}

/* 【group】Chinese / English [object] */
static enum verdict render_subject(struct rendering *r, struct span *ret)
{
    CLEANUP(text_release) struct text to = TEXT_INIT(TEXT_MAX_HEADER);
    struct span object = words_of(r, "object");
    struct span group = words_of(r, "group");
    enum verdict v =
        render(r, r->notice->zh.subject, PHRASE_ZH, escape_line, &r->zh);

    if (v == VERDICT_DONE)
        v = render(r, r->notice->en.subject, PHRASE_EN, escape_line, &r->en);
    if (v != VERDICT_DONE)
        return v;
    text_add_str(&to, "【");
    escape_line(&to, group.n ? group : words_of(r, "committee"));
    text_add_str(&to, "】");
    escape_line(&to, r->zh);
    text_add_str(&to, " / ");
    escape_line(&to, r->en);
    if (object.n) {
        text_add_str(&to, " [");
        escape_line(&to, object);
        text_add_char(&to, ']');
    }
    if (to.over)
        return reason_set(r->why, VERDICT_NEVER, "catalog.render",
                          "%s: the subject is too long", r->notice->code);
    *ret = arena_span(r->arena, text_span(&to));
    return VERDICT_DONE;
}

/* What a list of mails shows after the subject. */
static struct span preheader(struct rendering *r)
{
    CLEANUP(text_release) struct text line = TEXT_INIT(TEXT_MAX_NOTICE);
    struct span clean;
    size_t columns = 0;
    size_t at = 0;
    size_t n;

    escape_line(&line, page_first(&r->page));
    if (!line.n)
        escape_line(&line, r->zh);
    clean = arena_span(r->arena, text_span(&line));
    while ((n = span_char(span_from(clean, at), NULL)) > 0) {
        columns += table_width(span_sub(clean, at, n));
        if (columns > PREHEADER_COLUMNS)
            break;
        at += n;
    }
    return at < clean.n ? arena_printf(r->arena, SPAN_FMT "…",
                                       SPAN_ARG(span_sub(clean, 0, at)))
                        : clean;
}

static enum verdict render_html(struct rendering *r, struct span subject,
                                struct span *ret)
{
    CLEANUP(text_release) struct text content = TEXT_INIT(TEXT_MAX_NOTICE);
    struct view *slots = view_new(r->arena);
    struct value data = { .kind = VALUE_VIEW, .view = slots };
    struct rendering of_layout = *r;

    page_html(&r->page, &content);
    if (content.over)
        return reason_set(r->why, VERDICT_NEVER, "catalog.render",
                          "%s: the html is too long", r->notice->code);
    view_text(slots, "title", subject);
    view_text(slots, "heading", r->zh);
    view_text(slots, "subheading", r->en);
    view_text(slots, "preheader", preheader(r));
    view_text(slots, "content", text_span(&content));
    of_layout.data = &data;
    return render(&of_layout, r->c->layout, PHRASE_ZH, escape_html, ret);
}

static const struct notice *find_notice(const struct catalog *c,
                                        const char *code)
{
    for (size_t i = 0; i < c->n; i++)
        if (strcmp(c->notices[i].code, code) == 0)
            return &c->notices[i];
    return NULL;
}

static enum verdict check_view(const struct catalog *c,
                               const struct notice *notice,
                               const struct view *view, struct reason *why)
{
    struct reason inner = { 0 };
    enum verdict v = scope_check(&c->common, view, &inner);

    if (v == VERDICT_DONE)
        v = scope_check(&notice->own, view, &inner);
    if (v == VERDICT_DONE)
        return v;
    return reason_set(why, v, "catalog.render", "%s: %s", notice->code,
                      inner.text);
}

enum verdict catalog_render(const struct catalog *c, const char *code,
                            const struct view *view, struct arena *arena,
                            struct rendered *ret, struct reason *why)
{
    CLEANUP(text_release) struct text text = TEXT_INIT(TEXT_MAX_NOTICE);
    struct value data = { .kind = VALUE_VIEW, .view = (struct view *)view };
    struct rendering r = { .c = c, .data = &data, .arena = arena, .why = why };
    struct rendered out = { 0 };
    enum verdict v;

    assert(c);
    assert(code);
    assert(view);
    assert(arena);
    assert(ret);
    r.notice = find_notice(c, code);
    if (!r.notice)
        return reason_set(why, VERDICT_NEVER, "catalog.render",
                          "there is no notification \"%s\"", code);
    v = check_view(c, r.notice, view, why);
    if (v == VERDICT_DONE)
        v = render_subject(&r, &out.subject);
    if (v == VERDICT_DONE)
        v = render_page(&r);
    if (v == VERDICT_DONE)
        v = render_html(&r, out.subject, &out.html);
    if (v != VERDICT_DONE)
        return v;
    page_text(&r.page, &text);
    if (text.over)
        return reason_set(why, VERDICT_NEVER, "catalog.render",
                          "%s: the text is too long", code);
    out.text = arena_span(arena, text_span(&text));
    *ret = out;
    return VERDICT_DONE;
}
