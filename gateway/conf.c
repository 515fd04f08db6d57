#include "conf.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "conf_token.h"
#include "convoke/base/file.h"

struct reader {
    struct conf_tokens tokens;
    struct complaints *complaints;
    const char *folder; /* borrowed; NULL: no @include */
    int depth, includes;
    bool gave_up; /* too deep: what is left open then is no news */
};

static void read_members(struct reader *r, struct conf_node *group, bool inner);
static struct conf_node *read_value(struct reader *r);

static struct arena *arena_of(struct reader *r)
{
    return r->complaints->arena;
}

struct conf_node *conf_member(const struct conf_node *group, struct span name)
{
    assert(group);
    for (struct conf_node *n = group->inside; n; n = n->next)
        if (span_eq(n->name, name))
            return n;
    return NULL;
}

static void append(struct conf_node *group, struct conf_node *node)
{
    struct conf_node **last = &group->inside;

    while (*last)
        last = &(*last)->next;
    *last = node;
}

/* A repeated name is dropped here, so that the first one counts and the second
 * is reported once, not once more for its value. */
static void add_member(struct reader *r, struct conf_node *group,
                       struct conf_node *node)
{
    const struct conf_node *first = conf_member(group, node->name);
    int line;
    int column;

    if (!first) {
        append(group, node);
        return;
    }
    complaint_position(first->name_place, &line, &column);
    complaint_add(r->complaints, node->name_place, "“" SPAN_FMT "” 写了两次",
                  "\"" SPAN_FMT "\" is set twice", SPAN_ARG(node->name));
    complaint_hint(r->complaints, "第一次在第 %d 行", "first on line %d", line);
}

/* A thing missing at a line's end is shown there and not on the next line. */
static void unexpected(struct reader *r, const char *zh, const char *en)
{
    const struct conf_token *t = &r->tokens.now;
    struct complaint_place place = t->place;

    if (t->after_line) {
        place = r->tokens.before;
        place.at += place.n;
        place.n = 0;
    }
    complaint_add(r->complaints, place, "这里应当是%s", "%s expected here",
                  r->complaints->chinese ? zh : en);
}

static bool take(struct reader *r, char mark)
{
    if (r->tokens.now.kind != CONF_TOKEN_MARK || r->tokens.now.mark != mark)
        return false;
    conf_token_next(&r->tokens);
    return true;
}

/* After a slip: on to the end of this setting, by `;` or by the line. What the
 * skipped tokens would complain about follows from the slip and is dropped. */
static void skip_setting(struct reader *r)
{
    while (r->tokens.now.kind != CONF_TOKEN_END && !r->tokens.now.after_line) {
        size_t had = r->complaints->list.n;
        bool ends = r->tokens.now.kind == CONF_TOKEN_MARK;
        if (ends && r->tokens.now.mark == '}')
            return;
        ends &= r->tokens.now.mark == ';';
        conf_token_next(&r->tokens);
        if (ends)
            return;
        if (!r->tokens.now.after_line)
            r->complaints->list.n = had;
    }
}

/* False when the list is given up: the rest of the setting is skipped. */
static bool read_item(struct reader *r, struct conf_node *list, char close)
{
    size_t before = r->tokens.now.place.at;
    struct conf_node *item = read_value(r);

    item->name_place = item->place;
    append(list, item);
    if (item->kind == CONF_BROKEN && r->tokens.now.place.at == before)
        return false;
    if (take(r, ',') ||
        (r->tokens.now.kind == CONF_TOKEN_MARK && r->tokens.now.mark == close))
        return true;
    if (r->tokens.now.kind == CONF_TOKEN_END)
        return true;
    unexpected(r, close == ')' ? "逗号或 “)”" : "逗号或 “]”",
               close == ')' ? "a comma or \")\"" : "a comma or \"]\"");
    return false;
}

static void read_list(struct reader *r, struct conf_node *list, char close)
{
    list->kind = CONF_LIST;
    while (!take(r, close)) {
        if (r->tokens.now.kind == CONF_TOKEN_END && r->gave_up)
            return;
        if (r->tokens.now.kind == CONF_TOKEN_END) {
            complaint_add(r->complaints, list->place, "这个列表没有 “%c”",
                          "this list lacks its \"%c\"", close);
            return;
        }
        if (!read_item(r, list, close)) {
            skip_setting(r);
            return;
        }
    }
}

/* A word where a value belongs is a text without its quotes; it reaches to the
 * end of the setting. */
static void read_bare_word(struct reader *r)
{
    struct complaint_place place = r->tokens.now.place;
    struct span bytes = place.source->bytes;
    struct span word = span_from(bytes, place.at);
    size_t n = 0;

    while (n < word.n && !strchr(";,})]#\r\n", word.p[n]))
        n++;
    word = span_trim(span_sub(word, 0, n));
    place.n = word.n;
    complaint_add(r->complaints, place, "文字要放在英文引号里",
                  "a text needs quotes");
    complaint_hint(r->complaints, "写成 \"" SPAN_FMT "\"",
                   "write \"" SPAN_FMT "\"", SPAN_ARG(word));
    r->tokens.now.place = place;
    r->tokens.rest = span_from(bytes, place.at + word.n);
    conf_token_next(&r->tokens);
}

static void read_text(struct reader *r, struct conf_node *node)
{
    struct text joined = TEXT_INIT(CONF_MAX_FILE);

    node->kind = CONF_TEXT;
    while (r->tokens.now.kind == CONF_TOKEN_TEXT) {
        text_add(&joined, r->tokens.now.text);
        conf_token_next(&r->tokens);
    }
    node->text = arena_span(arena_of(r), text_span(&joined));
    text_release(&joined);
}

static void read_scalar(struct reader *r, struct conf_node *node)
{
    const struct conf_token *t = &r->tokens.now;

    switch (t->kind) {
    case CONF_TOKEN_INTEGER:
        node->kind = CONF_INTEGER;
        node->integer = t->integer;
        break;
    case CONF_TOKEN_REAL:
        node->kind = CONF_REAL;
        node->real = t->real;
        break;
    case CONF_TOKEN_FLAG:
        node->kind = CONF_FLAG;
        node->flag = t->flag;
        break;
    case CONF_TOKEN_TEXT:
        read_text(r, node);
        return;
    case CONF_TOKEN_NAME:
        if (t->after_line)
            unexpected(r, "一个值", "a value");
        else
            read_bare_word(r);
        return;
    case CONF_TOKEN_BROKEN:
        break;
    default:
        unexpected(r, "一个值", "a value");
        return;
    }
    conf_token_next(&r->tokens);
}

static void read_compound(struct reader *r, struct conf_node *node)
{
    if (++r->depth > CONF_MAX_DEPTH) {
        complaint_add(r->complaints, node->place, "嵌套超过 %d 层",
                      "nested deeper than %d", CONF_MAX_DEPTH);
        r->gave_up = true;
        r->tokens.rest = span_from(r->tokens.rest, r->tokens.rest.n);
        conf_token_next(&r->tokens);
    } else if (take(r, '{')) {
        node->kind = CONF_GROUP;
        read_members(r, node, true);
    } else if (take(r, '(')) {
        read_list(r, node, ')');
    } else if (take(r, '[')) {
        read_list(r, node, ']');
    }
    r->depth--;
}

static struct conf_node *read_value(struct reader *r)
{
    struct conf_node *node = ARENA_NEW(arena_of(r), struct conf_node);
    const struct conf_token *t = &r->tokens.now;

    node->place = t->place;
    if (t->kind == CONF_TOKEN_MARK && strchr("{([", t->mark))
        read_compound(r, node);
    else
        read_scalar(r, node);
    return node;
}

static void read_member(struct reader *r, struct conf_node *group)
{
    struct conf_token name = r->tokens.now;
    struct conf_node *node;

    conf_token_next(&r->tokens);
    if (!take(r, '=') && !take(r, ':')) {
        unexpected(r, " “=”", "\"=\"");
        skip_setting(r);
        return;
    }
    node = read_value(r);
    node->name = arena_span(arena_of(r), name.text);
    node->name_place = name.place;
    if (node->kind == CONF_BROKEN && !r->tokens.now.after_line)
        skip_setting(r);
    add_member(r, group, node);
    if (!take(r, ';'))
        take(r, ',');
}

static struct complaint_source *source_new(struct complaints *c,
                                           const char *name, struct span bytes)
{
    struct complaint_source *s = ARENA_NEW(c->arena, struct complaint_source);

    s->name = arena_str(c->arena, span_str(name));
    s->bytes = bytes;
    return s;
}

/* A file in the local Chinese charset would be read as nonsense: its first
 * foreign octet is shown, and nothing else is. */
static bool source_is_text(const struct complaint_source *s,
                           struct complaints *c)
{
    for (size_t i = 0; i < s->bytes.n;) {
        unsigned code;
        size_t n = span_char(span_from(s->bytes, i), &code);
        if (n == 0 || code == 0) {
            complaint_add(c, (struct complaint_place){ s, i, 1 },
                          "这里不是 UTF-8 文字", "this is not UTF-8 text");
            complaint_hint(c, "请把文件另存为 UTF-8 编码",
                           "save the file in UTF-8");
            return false;
        }
        i += n;
    }
    return true;
}

static bool source_read(const char *path, struct complaints *c,
                        struct complaint_source **ret)
{
    CLEANUP(text_release) struct text bytes = TEXT_INIT(CONF_MAX_FILE);
    struct reason why;

    if (file_read(path, &bytes, &why) != VERDICT_DONE) {
        complaint_file(c, path, "读不了这个文件: %s", "cannot be read: %s",
                       why.text);
        return false;
    }
    *ret = source_new(c, path, arena_span(c->arena, text_span(&bytes)));
    return true;
}

/* @include "file": its settings stand where the line stands. */
static void read_include(struct reader *r, struct conf_node *group)
{
    struct complaint_source *source;
    struct conf_tokens outer;
    char path[PATH_MAX];

    conf_token_next(&r->tokens);
    if (r->tokens.now.kind != CONF_TOKEN_TEXT) {
        unexpected(r, "引号里的文件名", "a file name in quotes");
        skip_setting(r);
        return;
    }
    if (!r->folder || r->includes >= CONF_MAX_INCLUDE ||
        !file_join(path, r->folder,
                   arena_str(arena_of(r), r->tokens.now.text))) {
        complaint_add(r->complaints, r->tokens.now.place,
                      "这里不能再用 @include", "@include goes no deeper");
    } else if (source_read(path, r->complaints, &source) &&
               source_is_text(source, r->complaints)) {
        outer = r->tokens;
        r->includes++;
        conf_tokens_init(&r->tokens, source, r->complaints);
        read_members(r, group, false);
        r->includes--;
        r->tokens = outer;
    }
    conf_token_next(&r->tokens);
}

static void read_members(struct reader *r, struct conf_node *group, bool inner)
{
    struct complaint_place open = group->place;

    for (;;) {
        if (inner && take(r, '}'))
            return;
        if (r->tokens.now.kind == CONF_TOKEN_END)
            break;
        if (r->tokens.now.kind == CONF_TOKEN_NAME) {
            read_member(r, group);
        } else if (r->tokens.now.kind == CONF_TOKEN_INCLUDE) {
            read_include(r, group);
        } else if (r->tokens.now.kind == CONF_TOKEN_BROKEN) {
            conf_token_next(&r->tokens);
            skip_setting(r);
        } else if (!take(r, ';')) {
            complaint_add(r->complaints, r->tokens.now.place,
                          "这里应当是一个设置的名字",
                          "the name of a setting expected here");
            conf_token_next(&r->tokens);
            skip_setting(r);
        }
    }
    if (inner && !r->gave_up)
        complaint_add(r->complaints, open, "这个 “{” 没有对应的 “}”",
                      "this \"{\" is never closed");
}

struct conf_node *conf_parse(const char *name, struct span bytes,
                             const char *folder, struct complaints *c)
{
    struct conf_node *root;
    struct complaint_source *source;
    struct reader r = { .complaints = c, .folder = folder };

    assert(name);
    assert(c);
    root = ARENA_NEW(c->arena, struct conf_node);
    root->kind = CONF_GROUP;
    source = source_new(c, name, arena_span(c->arena, bytes));
    root->place = root->name_place = (struct complaint_place){ source, 0, 0 };
    if (!source_is_text(source, c))
        return root;
    conf_tokens_init(&r.tokens, source, c);
    read_members(&r, root, false);
    return root;
}

struct conf_node *conf_read(const char *path, struct complaints *c)
{
    char folder[PATH_MAX];
    struct complaint_source *source;
    const char *slash;

    assert(path);
    assert(c);
    if (!source_read(path, c, &source))
        return conf_parse(path, SPAN_NONE, NULL, c);
    slash = strrchr(path, '/');
    snprintf(folder, sizeof(folder), "%.*s", slash ? (int)(slash - path) : 1,
             slash ? path : ".");
    return conf_parse(path, source->bytes, folder[0] ? folder : "/", c);
}
