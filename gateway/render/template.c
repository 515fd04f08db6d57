#include "template.h"

#include <assert.h>

#include "template_node.h"

enum {
    MAX_PARTIAL_DEPTH = 8,
    MAX_SECTION_DEPTH = 32,
};

/* What a whole compilation shares with the partials it meets. A lenient
 * partial is compiled once and may contain itself; a strict one is compiled
 * for each place, because each place has other names. */
struct unit {
    const struct template_spec *spec;
    struct text *errors;
    bool failed;
    LIST_OF(struct {
        struct span name;
        struct template *template;
    })
    known;
};

struct open_section {
    size_t node;
    size_t scopes; /* how many scopes were open before it */
};

/* Where octet `at` of a source stands. */
struct place {
    size_t at;
    int line, column;
};

struct compiler {
    struct unit *unit;
    struct template *to;
    struct template_source source;
    size_t at; /* octets of source.text read */
    struct place place;
    struct span opening, closing;
    struct open_section sections[MAX_SECTION_DEPTH];
    size_t sections_n;
    const struct scope *scopes[MAX_SECTION_DEPTH + MAX_PARTIAL_DEPTH];
    size_t scopes_n;
    int depth;
};

struct tag {
    size_t from, to; /* octets in the source */
    char sigil;      /* # ^ / ! > & { = or 0 */
    struct span name;
};

static struct template *compile_source(struct unit *u,
                                       struct template_source source,
                                       struct span name,
                                       const struct compiler *outer);

/* Counts on from where it was last asked: tags come in their order, and to
 * count each from the start would read a source as often as it has lines. */
static void place_of(struct compiler *c, size_t at, int *ret_line,
                     int *ret_column)
{
    struct place p = c->place;

    if (at < p.at)
        p = (struct place){ 0, c->source.line, c->source.column };
    for (; p.at < at && p.at < c->source.text.n; p.at++) {
        unsigned char octet = (unsigned char)c->source.text.p[p.at];
        if (octet == '\n') {
            p.line++;
            p.column = 1;
        } else if ((octet & 0xC0) != 0x80) {
            p.column++;
        }
    }
    c->place = p;
    *ret_line = p.line;
    *ret_column = p.column;
}

static void complain_line(struct unit *u, const char *file, int line,
                          int column, struct span name, const char *what)
{
    text_addf(u->errors, "%s:%d:%d: ", file, line, column);
    if (name.n)
        text_addf(u->errors, "\"" SPAN_FMT "\" ", SPAN_ARG(name));
    text_addf(u->errors, "%s\n", what);
    u->failed = true;
}

static void complain(struct compiler *c, size_t at, struct span name,
                     const char *what)
{
    int line, column;

    place_of(c, at, &line, &column);
    complain_line(c->unit, c->source.file, line, column, name, what);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static struct node *push(struct compiler *c, enum node_kind kind, size_t at)
{
    struct node *node = list_push(&c->to->nodes, c->unit->spec->arena);

    node->kind = kind;
    place_of(c, at, &node->line, &node->column);
    return node;
}

/* Text becomes one node a line, so that the indentation of a partial is put
 * before each. */
static void push_text(struct compiler *c, size_t from, size_t to)
{
    while (from < to) {
        struct span rest = span_sub(c->source.text, from, to - from);
        size_t n = span_find_char(rest, '\n');
        n = n < rest.n ? n + 1 : rest.n;
        push(c, NODE_TEXT, from)->text = span_sub(rest, 0, n);
        from += n;
    }
}

/* A tag alone on its line takes the whole line with it. Sets where the text
 * before it ends and the text after it begins. */
static bool stands_alone(const struct compiler *c, const struct tag *tag,
                         size_t *ret_line_start, size_t *ret_after)
{
    struct span s = c->source.text;
    size_t start = tag->from;
    size_t after = tag->to;

    while (start > 0 && is_blank(s.p[start - 1]))
        start--;
    if (start > 0 && s.p[start - 1] != '\n')
        return false;
    while (after < s.n && is_blank(s.p[after]))
        after++;
    if (after < s.n && s.p[after] == '\r' && after + 1 < s.n)
        after++;
    if (after < s.n && s.p[after] != '\n')
        return false;
    *ret_line_start = start;
    *ret_after = after < s.n ? after + 1 : after;
    return true;
}

/* {{=| |=}} */
static bool set_delimiters(struct compiler *c, struct span inside)
{
    size_t n = 0;
    struct span opening, closing;

    inside = span_trim(inside);
    while (n < inside.n && !strchr(" \t\r\n", inside.p[n]))
        n++;
    opening = span_sub(inside, 0, n);
    closing = span_trim(span_from(inside, n));
    for (size_t i = 0; i < closing.n; i++)
        if (strchr(" \t\r\n=", closing.p[i]))
            return false;
    if (!opening.n || !closing.n || span_find_char(opening, '=') < opening.n)
        return false;
    c->opening = opening;
    c->closing = closing;
    return true;
}

/* Reads the tag that begins at `from`; false (with the error told) when it
 * has no end. */
static bool read_tag(struct compiler *c, size_t from, struct tag *ret)
{
    struct span rest = span_from(c->source.text, from + c->opening.n);
    char closing[64];
    struct span end = c->closing;
    size_t n;

    *ret = (struct tag){ .from = from };
    if (rest.n && strchr("#^/!>&{=", rest.p[0])) {
        ret->sigil = rest.p[0];
        rest = span_from(rest, 1);
    }
    if ((ret->sigil == '{' || ret->sigil == '=') && end.n < sizeof(closing)) {
        closing[0] = ret->sigil == '{' ? '}' : '=';
        memcpy(closing + 1, end.p, end.n);
        end = span_of(closing, end.n + 1);
    }
    n = span_find(rest, end);
    if (n >= rest.n) {
        complain(c, from, SPAN_NONE, "tag is not closed");
        c->at = c->source.text.n;
        return false;
    }
    ret->name = span_trim(span_sub(rest, 0, n));
    ret->to = (size_t)(rest.p - c->source.text.p) + n + end.n;
    return true;
}

static bool is_name(struct span name)
{
    if (!name.n)
        return false;
    for (size_t i = 0; i < name.n; i++)
        if (strchr(" \t\r\n{}", name.p[i]))
            return false;
    return true;
}

/* The slot a dotted name means, looked for from the innermost scope outwards;
 * NULL when there is none. `ret_rest` is what follows the slot's name. */
static const struct slot *find_slot(const struct compiler *c, struct span name,
                                    struct span *ret_rest)
{
    struct span rest = name;
    struct span first = SPAN_NONE;
    const struct slot *slot = NULL;

    span_cut(&rest, '.', &first);
    for (size_t i = c->scopes_n; i > 0 && !slot; i--)
        slot = scope_find(c->scopes[i - 1], first);
    while (slot && slot->kind == SLOT_LIST && rest.n &&
           !span_eq(rest, SPAN("count"))) {
        span_cut(&rest, '.', &first);
        slot = scope_find(slot->inside, first);
    }
    *ret_rest = rest;
    return slot;
}

static bool is_last(const struct compiler *c, struct span name)
{
    if (!span_eq(name, SPAN("last")))
        return false;
    for (size_t i = 0; i < c->sections_n; i++)
        if (c->to->nodes.at[c->sections[i].node].kind == NODE_SECTION)
            return true;
    return false;
}

static bool is_language(struct span part)
{
    return span_eq(part, SPAN("zh")) || span_eq(part, SPAN("en"));
}

static void check_value(struct compiler *c, const struct tag *tag)
{
    struct span rest = SPAN_NONE;
    const struct slot *slot = find_slot(c, tag->name, &rest);

    if (!slot)
        complain(c, tag->from, tag->name, "is no name known here");
    else if (slot->kind == SLOT_LIST && !rest.n)
        complain(c, tag->from, tag->name, "is a list, not a value");
    else if (slot->kind == SLOT_FLAG)
        complain(c, tag->from, tag->name, "is a flag, not a value");
    else if (slot->kind == SLOT_VALUE && rest.n && !is_language(rest))
        complain(c, tag->from, tag->name, "is no name known here");
    if (tag->sigil && !c->unit->spec->raw_allowed)
        complain(c, tag->from, tag->name,
                 "may not be inserted without escaping");
}

/* Opens the scope of a list; of anything else the names stay as they are. */
static void check_section(struct compiler *c, const struct tag *tag)
{
    struct span rest = SPAN_NONE;
    const struct slot *slot = find_slot(c, tag->name, &rest);

    if (is_last(c, tag->name))
        return;
    if (!slot || (rest.n && slot->kind == SLOT_FLAG) ||
        (rest.n && slot->kind == SLOT_VALUE && !is_language(rest)))
        complain(c, tag->from, tag->name, "is no name known here");
    else if (c->scopes_n == ARRAY_LEN(c->scopes))
        complain(c, tag->from, tag->name, "is nested too deeply");
    else if (slot->kind == SLOT_LIST && !rest.n && tag->sigil == '#')
        c->scopes[c->scopes_n++] = slot->inside;
}

static void open_section(struct compiler *c, const struct tag *tag)
{
    struct node *node;

    if (c->sections_n == MAX_SECTION_DEPTH) {
        complain(c, tag->from, SPAN_NONE, "sections are nested too deeply");
        c->at = c->source.text.n;
        return;
    }
    c->sections[c->sections_n] = (struct open_section){
        .node = c->to->nodes.n,
        .scopes = c->scopes_n,
    };
    if (c->to->strict)
        check_section(c, tag);
    c->sections_n++;
    node = push(c, tag->sigil == '#' ? NODE_SECTION : NODE_INVERTED, tag->from);
    node->name = tag->name;
}

static void close_section(struct compiler *c, const struct tag *tag)
{
    struct node *node = NULL;

    if (c->sections_n)
        node = &c->to->nodes.at[c->sections[c->sections_n - 1].node];
    if (!node || !span_eq(node->name, tag->name)) {
        complain(c, tag->from, tag->name,
                 node ? "does not close the open section"
                      : "closes no section");
        return;
    }
    c->sections_n--;
    c->scopes_n = c->sections[c->sections_n].scopes;
    node->end = c->to->nodes.n;
}

static const struct template *partial_of(struct compiler *c,
                                         const struct tag *tag)
{
    const struct template_partials *from = c->unit->spec->partials;
    struct template_source source = { 0 };

    if (!c->to->strict)
        for (size_t i = 0; i < c->unit->known.n; i++)
            if (span_eq(c->unit->known.at[i].name, tag->name))
                return c->unit->known.at[i].template;
    if (!from || !from->find(from, tag->name, &source)) {
        if (c->to->strict)
            complain(c, tag->from, tag->name, "is no partial");
        return NULL;
    }
    if (c->to->strict && c->depth == MAX_PARTIAL_DEPTH) {
        complain(c, tag->from, tag->name, "is nested too deeply");
        return NULL;
    }
    return compile_source(c->unit, source, tag->name, c);
}

static void push_partial(struct compiler *c, const struct tag *tag, bool alone,
                         size_t line_start)
{
    const struct template *partial = partial_of(c, tag);
    struct node *node = push(c, NODE_PARTIAL, tag->from);

    node->name = tag->name;
    node->partial = partial;
    node->alone = alone;
    if (alone)
        node->text =
            span_sub(c->source.text, line_start, tag->from - line_start);
}

static void take_value(struct compiler *c, const struct tag *tag)
{
    if (!is_name(tag->name)) {
        complain(c, tag->from, tag->name, "is no name");
        return;
    }
    if (c->to->strict)
        check_value(c, tag);
    push(c, tag->sigil ? NODE_RAW : NODE_VALUE, tag->from)->name = tag->name;
}

/* One tag with the text before it, from `text_from`; leaves c->at after it. */
static void take_tag(struct compiler *c, const struct tag *tag,
                     size_t text_from)
{
    bool value = !tag->sigil || tag->sigil == '&' || tag->sigil == '{';
    size_t line_start = tag->from;
    bool alone = !value && stands_alone(c, tag, &line_start, &c->at);

    push_text(c, text_from, alone ? line_start : tag->from);
    switch (tag->sigil) {
    case '#':
    case '^':
        open_section(c, tag);
        break;
    case '/':
        close_section(c, tag);
        break;
    case '>':
        push_partial(c, tag, alone, line_start);
        break;
    case '=':
        if (!set_delimiters(c, tag->name))
            complain(c, tag->from, SPAN_NONE, "two delimiters expected");
        break;
    case '!':
        break;
    default:
        take_value(c, tag);
    }
}

static void check_controls(struct compiler *c)
{
    for (size_t i = 0; i < c->source.text.n; i++) {
        unsigned char octet = (unsigned char)c->source.text.p[i];
        if (octet < 0x20 && octet != '\n' && octet != '\t')
            complain(c, i, SPAN_NONE, "control character");
    }
    if (!span_is_utf8(c->source.text))
        complain(c, 0, SPAN_NONE, "not UTF-8");
}

static void compile_all(struct compiler *c)
{
    struct span s = c->source.text;

    if (c->to->strict)
        check_controls(c);
    while (c->at < s.n) {
        size_t text_from = c->at;
        struct span rest = span_from(s, c->at);
        size_t n = span_find(rest, c->opening);
        struct tag tag;
        if (n >= rest.n) {
            push_text(c, text_from, s.n);
            break;
        }
        if (!read_tag(c, text_from + n, &tag))
            break;
        c->at = tag.to;
        take_tag(c, &tag, text_from);
    }
    for (size_t i = 0; i < c->sections_n; i++) {
        struct node *node = &c->to->nodes.at[c->sections[i].node];
        complain_line(c->unit, c->source.file, node->line, node->column,
                      node->name, "is not closed");
    }
}

static struct template *compile_source(struct unit *u,
                                       struct template_source source,
                                       struct span name,
                                       const struct compiler *outer)
{
    struct compiler c = {
        .unit = u,
        .source = source,
        .place = { 0, source.line, source.column },
        .opening = SPAN("{{"),
        .closing = SPAN("}}"),
        .depth = outer ? outer->depth + 1 : 0,
    };

    c.to = ARENA_NEW(u->spec->arena, struct template);
    c.to->file = source.file;
    c.to->strict = u->spec->scopes_n > 0;
    if (outer) {
        c.scopes_n = outer->scopes_n;
        memcpy(c.scopes, outer->scopes, sizeof(c.scopes));
    }
    for (size_t i = 0; !outer && i < u->spec->scopes_n; i++)
        c.scopes[c.scopes_n++] = u->spec->scopes[i];
    if (!c.to->strict && outer) {
        __typeof__(u->known.at) known = list_push(&u->known, u->spec->arena);
        known->name = name;
        known->template = c.to;
    }
    compile_all(&c);
    return c.to;
}

const struct template *template_compile(const struct template_spec *spec,
                                        struct text *errors)
{
    struct unit u = { .spec = spec, .errors = errors };
    struct template *t;

    assert(spec);
    assert(spec->arena);
    assert(errors);
    assert(spec->scopes_n <= MAX_PARTIAL_DEPTH);
    t = compile_source(&u, spec->source, SPAN_NONE, /* outer= */ NULL);
    return u.failed ? NULL : t;
}
