#include <assert.h>

#include "template_node.h"

enum { MAX_RENDER_DEPTH = 64 };

/* The context stack: what a section pushed, innermost first. */
struct frame {
    const struct value *value;
    bool last; /* of its list */
    const struct frame *below;
};

struct renderer {
    const struct template_way *way;
    struct text *to;
    struct reason *why;
    int depth;
};

/* Where one template's lines begin: the indentation of the place that
 * included it, due before whatever comes next on a new line. */
struct margin {
    struct span indent;
    bool due;
};

static enum verdict render_nodes(struct renderer *r, const struct template *t,
                                 size_t from, size_t to,
                                 const struct frame *top, struct margin *m);

/* Words made out of a value: `count` of a list, `zh` or `en` of anything. */
static const struct value *part_of(struct renderer *r,
                                   const struct value *value, struct span name,
                                   bool strict)
{
    struct value *made;

    if (value->kind == VALUE_VIEW)
        return view_find(value->view, name);
    if (!strict)
        return NULL;
    made = ARENA_NEW(r->way->scratch, struct value);
    if (value->kind == VALUE_LIST && span_eq(name, SPAN("count"))) {
        made->kind = VALUE_INT;
        made->number = (int64_t)value->list->items.n;
        return made;
    }
    made->kind = VALUE_TEXT;
    made->text =
        value_say(value, span_eq(name, SPAN("zh")) ? PHRASE_ZH : PHRASE_EN,
                  r->way->scratch);
    return made;
}

static const struct value *look_up(struct renderer *r, const struct template *t,
                                   const struct frame *top, struct span name)
{
    struct span first = SPAN_NONE;
    const struct value *found = NULL;

    if (span_eq(name, SPAN(".")))
        return top->value;
    span_cut(&name, '.', &first);
    for (const struct frame *f = top; f && !found; f = f->below)
        if (f->value->kind == VALUE_VIEW)
            found = view_find(f->value->view, first);
    while (found && name.n) {
        span_cut(&name, '.', &first);
        found = part_of(r, found, first, t->strict);
    }
    return found;
}

static void begin_line(struct renderer *r, struct margin *m)
{
    if (m->due)
        text_add(r->to, m->indent);
    m->due = false;
}

static enum verdict complain(struct renderer *r, const struct template *t,
                             const struct node *node, const char *what)
{
    return reason_set(r->why, VERDICT_NEVER, "template.render",
                      "%s:%d:%d: \"" SPAN_FMT "\" %s", t->file, node->line,
                      node->column, SPAN_ARG(node->name), what);
}

static enum verdict render_value(struct renderer *r, const struct template *t,
                                 const struct node *node,
                                 const struct frame *top)
{
    const struct value *value = look_up(r, t, top, node->name);
    struct span words = SPAN_NONE;

    if (value)
        words = value_say(value, r->way->language, r->way->scratch);
    if (t->strict && !span_trim_wide(words).n)
        return complain(r, t, node, "is empty");
    if (node->kind == NODE_RAW)
        text_add(r->to, words);
    else
        r->way->escape(r->to, words);
    return VERDICT_DONE;
}

static bool is_last(const struct template *t, const struct node *node)
{
    return t->strict && span_eq(node->name, SPAN("last"));
}

/* The nearest list decides what {{#last}} means. */
static bool last_holds(const struct frame *top)
{
    return top->last;
}

static enum verdict render_section(struct renderer *r, const struct template *t,
                                   size_t at, const struct frame *top,
                                   struct margin *m)
{
    const struct node *node = &t->nodes.at[at];
    const struct value *value = look_up(r, t, top, node->name);
    bool holds = is_last(t, node)
                     ? last_holds(top)
                     : value && value_holds(value, r->way->language);
    struct frame inner = { .value = value, .last = top->last, .below = top };
    enum verdict v = VERDICT_DONE;

    if (holds != (node->kind == NODE_SECTION))
        return VERDICT_DONE;
    if (node->kind == NODE_INVERTED || is_last(t, node))
        return render_nodes(r, t, at + 1, node->end, top, m);
    if (value->kind != VALUE_LIST)
        return render_nodes(r, t, at + 1, node->end, &inner, m);
    for (size_t i = 0; i < value->list->items.n && v == VERDICT_DONE; i++) {
        inner.value = &value->list->items.at[i];
        inner.last = i + 1 == value->list->items.n;
        v = render_nodes(r, t, at + 1, node->end, &inner, m);
    }
    return v;
}

static enum verdict render_partial(struct renderer *r, const struct template *t,
                                   const struct node *node,
                                   const struct frame *top, struct margin *m)
{
    struct margin inner = { .due = true };
    enum verdict v;

    if (!node->partial)
        return VERDICT_DONE;
    if (r->depth == MAX_RENDER_DEPTH)
        return complain(r, t, node, "is nested too deeply");
    if (node->alone) {
        inner.indent = arena_printf(r->way->scratch, SPAN_FMT SPAN_FMT,
                                    SPAN_ARG(m->indent), SPAN_ARG(node->text));
    } else {
        begin_line(r, m);
    }
    r->depth++;
    v = render_nodes(r, node->partial, 0, node->partial->nodes.n, top, &inner);
    r->depth--;
    return v;
}

static enum verdict render_node(struct renderer *r, const struct template *t,
                                size_t at, const struct frame *top,
                                struct margin *m)
{
    const struct node *node = &t->nodes.at[at];

    switch (node->kind) {
    case NODE_TEXT:
        begin_line(r, m);
        text_add(r->to, node->text);
        m->due = node->text.p[node->text.n - 1] == '\n';
        return VERDICT_DONE;
    case NODE_VALUE:
    case NODE_RAW:
        begin_line(r, m);
        return render_value(r, t, node, top);
    case NODE_SECTION:
    case NODE_INVERTED:
        return render_section(r, t, at, top, m);
    case NODE_PARTIAL:
        return render_partial(r, t, node, top, m);
    }
    return VERDICT_DONE;
}

static enum verdict render_nodes(struct renderer *r, const struct template *t,
                                 size_t from, size_t to,
                                 const struct frame *top, struct margin *m)
{
    enum verdict v = VERDICT_DONE;

    while (from < to && v == VERDICT_DONE) {
        const struct node *node = &t->nodes.at[from];
        bool section =
            node->kind == NODE_SECTION || node->kind == NODE_INVERTED;
        v = render_node(r, t, from, top, m);
        from = section ? node->end : from + 1;
    }
    return v;
}

enum verdict template_render(const struct template *t, const struct value *data,
                             const struct template_way *way, struct text *to,
                             struct reason *why)
{
    struct renderer r = { .way = way, .to = to, .why = why };
    struct frame root = { .value = data };
    struct margin margin = { 0 };
    enum verdict v;

    assert(t);
    assert(data);
    assert(way && way->escape && way->scratch);
    assert(to);
    v = render_nodes(&r, t, 0, t->nodes.n, &root, &margin);
    if (v == VERDICT_DONE && to->over)
        return reason_set(why, VERDICT_NEVER, "template.render",
                          "%s: more than %zu octets", t->file, to->ceiling);
    return v;
}
