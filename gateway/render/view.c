#include "convoke/render/view.h"

#include <assert.h>
#include <stdarg.h>

#include "value.h"

struct view *view_new(struct arena *arena)
{
    struct view *v = ARENA_NEW(arena, struct view);

    v->arena = arena;
    return v;
}

const struct value *view_find(const struct view *v, struct span name)
{
    assert(v);
    for (size_t i = 0; i < v->entries.n; i++)
        if (span_eq(v->entries.at[i].name, name))
            return &v->entries.at[i].value;
    return NULL;
}

struct value *view_put(struct view *v, struct span name, struct value value)
{
    struct view_entry *entry;

    assert(v);
    for (size_t i = 0; i < v->entries.n; i++)
        if (span_eq(v->entries.at[i].name, name)) {
            v->entries.at[i].value = value;
            return &v->entries.at[i].value;
        }
    entry = list_push(&v->entries, v->arena);
    entry->name = arena_span(v->arena, name);
    entry->value = value;
    return &entry->value;
}

void view_text(struct view *v, const char *name, struct span value)
{
    view_put(v, span_str(name),
             (struct value){ .kind = VALUE_TEXT,
                             .text = arena_span(v->arena, value) });
}

void view_textf(struct view *v, const char *name, const char *fmt, ...)
{
    struct span printed;
    va_list ap;

    va_start(ap, fmt);
    printed = arena_vprintf(v->arena, fmt, ap);
    va_end(ap);
    view_put(v, span_str(name),
             (struct value){ .kind = VALUE_TEXT, .text = printed });
}

void view_both(struct view *v, const char *name, struct span zh, struct span en)
{
    view_put(v, span_str(name),
             (struct value){ .kind = VALUE_BOTH,
                             .both = { arena_span(v->arena, zh),
                                       arena_span(v->arena, en) } });
}

static void put_number(struct view *v, const char *name, enum value_kind kind,
                       int64_t number)
{
    view_put(v, span_str(name),
             (struct value){ .kind = kind, .number = number });
}

void view_int(struct view *v, const char *name, int64_t value)
{
    put_number(v, name, VALUE_INT, value);
}

void view_flag(struct view *v, const char *name, bool value)
{
    put_number(v, name, VALUE_FLAG, value);
}

void view_day(struct view *v, const char *name, civil_day day)
{
    put_number(v, name, VALUE_DAY, day);
}

void view_due(struct view *v, const char *name, civil_day day)
{
    put_number(v, name, VALUE_DUE, day);
}

void view_moment(struct view *v, const char *name, int64_t moment)
{
    put_number(v, name, VALUE_MOMENT, moment);
}

void view_left(struct view *v, const char *name, int days)
{
    put_number(v, name, VALUE_LEFT, days);
}

void view_octets(struct view *v, const char *name, uint64_t octets)
{
    put_number(v, name, VALUE_OCTETS, (int64_t)octets);
}

static struct value *find_of_kind(struct view *v, const char *name,
                                  enum value_kind kind)
{
    const struct value *found = view_find(v, span_str(name));

    return found && found->kind == kind ? (struct value *)found : NULL;
}

struct view *view_inside(struct view *v, const char *name)
{
    struct value *value = find_of_kind(v, name, VALUE_VIEW);

    if (!value)
        value = view_put(
            v, span_str(name),
            (struct value){ .kind = VALUE_VIEW, .view = view_new(v->arena) });
    return value->view;
}

static struct value_list *list_of(struct view *v, const char *name)
{
    struct value *value = find_of_kind(v, name, VALUE_LIST);

    if (!value)
        value = view_put(
            v, span_str(name),
            (struct value){ .kind = VALUE_LIST,
                            .list = ARENA_NEW(v->arena, struct value_list) });
    return value->list;
}

struct view *view_item(struct view *v, const char *list)
{
    struct value *item = list_push(&list_of(v, list)->items, v->arena);

    item->kind = VALUE_VIEW;
    item->view = view_new(v->arena);
    return item->view;
}

void view_list(struct view *v, const char *list)
{
    list_of(v, list)->items.n = 0;
}

void view_action(struct view *v, struct span zh, struct span en,
                 struct span mailto)
{
    struct view *action = view_item(v, "actions");

    view_both(action, "label", zh, en);
    view_text(action, "mailto", mailto);
}
