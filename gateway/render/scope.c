#include "scope.h"

#include <assert.h>

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

static struct span take_name(struct span *rest)
{
    size_t n = 0;
    struct span name;

    while (n < rest->n && is_name_char(rest->p[n]))
        n++;
    name = span_sub(*rest, 0, n);
    *rest = span_from(*rest, n);
    return name;
}

static bool take(struct span *rest, char c)
{
    if (!rest->n || rest->p[0] != c)
        return false;
    *rest = span_from(*rest, 1);
    return true;
}

/* Slots up to the end or to the `]` that closes the list; recursion follows
 * our own descriptions only, which nest once or twice. */
static enum verdict parse_slots(struct arena *a, struct span *rest,
                                struct scope *to, struct reason *why)
{
    for (;;) {
        struct span name;
        struct slot slot;
        enum verdict v = VERDICT_DONE;

        while (take(rest, ' '))
            ;
        if (!rest->n || rest->p[0] == ']')
            return VERDICT_DONE;
        name = take_name(rest);
        if (!name.n || scope_find(to, name))
            return reason_set(why, VERDICT_BROKEN, "scope.parse",
                              "bad or repeated slot at \"" SPAN_FMT "\"",
                              SPAN_ARG(name.n ? name : *rest));
        slot = (struct slot){ .name = name };
        if (take(rest, '?')) {
            slot.kind = SLOT_FLAG;
        } else if (take(rest, '[')) {
            slot.kind = SLOT_LIST;
            slot.inside = ARENA_NEW(a, struct scope);
            v = parse_slots(a, rest, slot.inside, why);
            if (v == VERDICT_DONE && !take(rest, ']'))
                v = reason_set(why, VERDICT_BROKEN, "scope.parse",
                               "\"" SPAN_FMT "[\" is not closed",
                               SPAN_ARG(name));
        }
        if (v != VERDICT_DONE)
            return v;
        *list_push(&to->slots, a) = slot;
    }
}

enum verdict scope_parse(struct arena *a, const char *description,
                         struct scope *to, struct reason *why)
{
    struct span rest = span_str(description);
    enum verdict v;

    assert(to);
    v = parse_slots(a, &rest, to, why);
    if (v == VERDICT_DONE && rest.n)
        return reason_set(why, VERDICT_BROKEN, "scope.parse", "stray \"]\"");
    return v;
}

const struct slot *scope_find(const struct scope *s, struct span name)
{
    assert(s);
    for (size_t i = 0; i < s->slots.n; i++)
        if (span_eq(s->slots.at[i].name, name))
            return &s->slots.at[i];
    return NULL;
}

static enum verdict check_list(const struct slot *slot,
                               const struct value *value, struct reason *why)
{
    enum verdict v = VERDICT_DONE;

    if (value->kind == VALUE_VIEW)
        return scope_check(slot->inside, value->view, why);
    if (value->kind != VALUE_LIST)
        return reason_set(why, VERDICT_NEVER, "view.check",
                          "slot \"" SPAN_FMT "\" must be a list",
                          SPAN_ARG(slot->name));
    for (size_t i = 0; i < value->list->items.n; i++) {
        const struct value *item = &value->list->items.at[i];
        assert(item->kind == VALUE_VIEW);
        v = scope_check(slot->inside, item->view, why);
        if (v != VERDICT_DONE)
            return v;
    }
    return v;
}

enum verdict scope_check(const struct scope *s, const struct view *view,
                         struct reason *why)
{
    assert(s);
    assert(view);
    for (size_t i = 0; i < s->slots.n; i++) {
        const struct slot *slot = &s->slots.at[i];
        const struct value *value = view_find(view, slot->name);
        bool has_words = value && value->kind != VALUE_LIST &&
                         value->kind != VALUE_VIEW && value->kind != VALUE_FLAG;

        if (!value)
            return reason_set(why, VERDICT_NEVER, "view.check",
                              "slot \"" SPAN_FMT "\" is not filled",
                              SPAN_ARG(slot->name));
        if (slot->kind == SLOT_LIST) {
            enum verdict v = check_list(slot, value, why);
            if (v != VERDICT_DONE)
                return v;
        } else if (has_words != (slot->kind == SLOT_VALUE)) {
            return reason_set(why, VERDICT_NEVER, "view.check",
                              "slot \"" SPAN_FMT "\" must be a %s",
                              SPAN_ARG(slot->name),
                              slot->kind == SLOT_FLAG ? "flag" : "value");
        }
    }
    return VERDICT_DONE;
}
