#include "convoke/render/slots.h"

#include <assert.h>
#include <limits.h>
#include <stdlib.h>

#include "scope.h"
#include "slots_sample.h"

static bool fits(const char *pattern, const char *code)
{
    struct span p = span_str(pattern);
    struct span c = span_str(code);

    if (p.p[0] == '*')
        return span_ends(c, span_from(p, 1));
    if (span_ends(p, SPAN("*")))
        return span_starts(c, span_sub(p, 0, p.n - 1));
    return span_eq(p, c);
}

static const struct sample_table *const tables[] = {
    &samples_digest,  &samples_absence, &samples_contribution,
    &samples_meeting, &samples_project, &samples_dues,
    &samples_contact, &samples_flag,    &samples_attendance,
    &samples_duty,    &samples_exit,    &samples_application,
};

static const struct sample *find_in(const struct sample_table *t,
                                    const char *code, struct span place)
{
    for (size_t i = 0; i < t->n; i++)
        if ((code ? t->at[i].code && fits(t->at[i].code, code)
                  : !t->at[i].code) &&
            span_eq(span_str(t->at[i].place), place))
            return &t->at[i];
    return NULL;
}

/* What is meant for this code before what is meant for all. */
static const struct sample *find_sample(const char *code, struct span place)
{
    const struct sample *s = NULL;

    for (size_t i = 0; i < ARRAY_LEN(tables) && !s; i++)
        s = find_in(tables[i], code, place);
    for (size_t i = 0; i < ARRAY_LEN(tables) && !s; i++)
        s = find_in(tables[i], NULL, place);
    return s;
}

static void put(struct view *to, struct span name, const struct sample *s)
{
    struct value value = { .kind = s->kind, .number = s->number };

    if (s->kind == VALUE_TEXT)
        value.text = span_str(s->zh);
    if (s->kind == VALUE_BOTH) {
        value.both.zh = span_str(s->zh);
        value.both.en = span_str(s->en);
    }
    if (s->kind == VALUE_DUE || s->kind == VALUE_DAY)
        value.number += SAMPLE_DAY;
    view_put(to, name, value);
}

static void fill_list(struct view *v, const struct slot *slot, const char *code,
                      struct span place);

static void fill_item(struct view *item, const struct scope *scope,
                      const char *code, struct span prefix)
{
    for (size_t i = 0; i < scope->slots.n; i++) {
        const struct slot *slot = &scope->slots.at[i];
        struct span place =
            arena_printf(item->arena, SPAN_FMT "." SPAN_FMT, SPAN_ARG(prefix),
                         SPAN_ARG(slot->name));
        const struct sample *s = find_sample(code, place);
        if (slot->kind == SLOT_LIST)
            fill_list(item, slot, code, place);
        else if (s)
            put(item, slot->name, s);
    }
}

/* `place`: where its items are looked for: "sections", "sections.0.items". */
static void fill_list(struct view *v, const struct slot *slot, const char *code,
                      struct span place)
{
    struct span list = arena_span(v->arena, slot->name);
    struct span first = slot->inside->slots.at[0].name;

    view_list(v, list.p);
    for (unsigned i = 0;; i++) {
        struct span prefix =
            arena_printf(v->arena, SPAN_FMT ".%u", SPAN_ARG(place), i);
        const struct sample *s =
            find_sample(code, arena_printf(v->arena, SPAN_FMT "." SPAN_FMT,
                                           SPAN_ARG(prefix), SPAN_ARG(first)));
        if (!s)
            return;
        fill_item(view_item(v, list.p), slot->inside, code, prefix);
    }
}

/* Buttons go with a token; a plain answer by mail needs none. */
static void fill_actions(struct view *v, const char *code)
{
    static const char *const places[] = { "actions.0.label", "actions.1.label",
                                          "actions.2.label", "actions.3.label",
                                          "actions.4.label" };
    const struct value *token = view_find(v, SPAN("token"));

    view_list(v, "actions");
    for (size_t i = 0; token->text.n && i < ARRAY_LEN(places); i++) {
        const struct sample *s = find_sample(code, span_str(places[i]));
        struct span address = arena_printf(
            v->arena, "gw+t." SPAN_FMT "@sec.example", SPAN_ARG(token->text));
        if (s && *s->zh)
            view_action(v, span_str(s->zh), span_str(s->en),
                        phrase_mailto(v->arena, address, SPAN("答复"),
                                      span_str(s->zh)));
    }
}

static void fill(struct view *v, const struct scope *scope, const char *code)
{
    for (size_t i = 0; i < scope->slots.n; i++) {
        const struct slot *slot = &scope->slots.at[i];
        const struct sample *s = find_sample(code, slot->name);
        if (slot->kind == SLOT_LIST && !span_eq(slot->name, SPAN("actions")))
            fill_list(v, slot, code, slot->name);
        else if (s)
            put(v, slot->name, s);
    }
}

struct view *slots_sample(const char *code, struct arena *arena)
{
    struct view *v = view_new(arena);
    struct scope scope = { 0 };
    const char *own = NULL;

    assert(code);
    for (size_t i = 0; i < slots_of_notices_n; i++)
        if (strcmp(slots_of_notices[i].code, code) == 0)
            own = slots_of_notices[i].slots;
    if (!own ||
        scope_parse(arena, slots_common, &scope, NULL) != VERDICT_DONE ||
        scope_parse(arena, own, &scope, NULL) != VERDICT_DONE)
        return NULL;
    fill(v, &scope, code);
    fill_actions(v, code);
    return v;
}
