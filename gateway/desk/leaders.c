#include "leaders.h"

#include <assert.h>

#include "convoke/base/fold.h"
#include "convoke/desk/people.h"
#include "fold.h"

enum verdict leaders_load(struct desk *dk, struct span group,
                          struct arena *arena, leaders_list *ret,
                          struct reason *why)
{
    people heads = { 0 };
    people deputies = { 0 };
    enum verdict v =
        office_holders(dk->store, ROLE_GL, group, arena, &heads, why);

    assert(ret);
    *ret = (leaders_list){ 0 };
    if (v == VERDICT_DONE)
        v = office_holders(dk->store, ROLE_DGL, group, arena, &deputies, why);
    list_each(&heads, p)
    {
        *list_push(ret, arena) = (struct leader){ SPAN("GL"), *p };
    }
    for (size_t i = 0; i < deputies.n; i++)
        *list_push(ret, arena) =
            (struct leader){ arena_printf(arena, "DGL%zu", i + 1),
                             deputies.at[i] };
    return v;
}

static bool is_called(const struct leader *l, struct span name,
                      struct arena *arena)
{
    return name.n && l->person.name.n &&
           span_eq(fold_name(arena, l->person.name), fold_name(arena, name));
}

/* "组长张示例": a name of two characters or more stands for its bearer. */
static bool stands_in(const struct leader *l, struct span text)
{
    return l->person.name.n > 3 && span_has(text, l->person.name);
}

const struct leader *leaders_find(const leaders_list *all, struct span name)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(64 * 1024);
    const struct leader *found = NULL;
    size_t n = 0;

    list_each(all, l)
    {
        if (!is_called(l, name, &arena) && !span_eq_nocase(l->role, name) &&
            !stands_in(l, name))
            continue;
        found = l;
        n++;
    }
    return n == 1 ? found : NULL;
}

/* "DGL1" as a word of its own. */
static bool has_word(struct span text, struct span word)
{
    size_t from = 0;
    unsigned c;
    size_t n;

    for (size_t at = 0; at <= text.n; at += n) {
        n = fold_char(span_from(text, at), &c);
        if (n && fold_is_alnum(c))
            continue;
        if (span_eq_nocase(span_sub(text, from, at - from), word))
            return true;
        from = at + n;
        if (!n)
            break;
    }
    return false;
}

/* "张示例（组长）", "组长张示例", "GL": anywhere in the list. */
static bool names(const struct leader *l, struct span list, struct arena *arena)
{
    struct span rest = list;
    struct span name;

    while (people_cut(&rest, &name))
        if (is_called(l, name, arena))
            return true;
    return stands_in(l, list) || has_word(list, l->role);
}

static struct span roles_of(const leaders_list *all, struct span list,
                            bool wanted, struct arena *arena)
{
    struct span roles = SPAN_NONE;

    list_each(all, l)
    {
        if (names(l, list, arena) == wanted)
            roles = roles.n ? arena_printf(arena, SPAN_FMT "," SPAN_FMT,
                                           SPAN_ARG(roles), SPAN_ARG(l->role))
                            : l->role;
    }
    return roles;
}

struct span leaders_named(const leaders_list *all, struct span list,
                          struct arena *arena)
{
    assert(all);
    return roles_of(all, list, true, arena);
}

struct span leaders_but(const leaders_list *all, struct span list,
                        struct arena *arena)
{
    return roles_of(all, list, false, arena);
}

static bool has_role(struct span roles, struct span role)
{
    struct span word;

    while (span_cut(&roles, ',', &word))
        if (span_eq(word, role))
            return true;
    return false;
}

struct span leaders_say(const leaders_list *all, struct span roles,
                        struct arena *arena)
{
    struct span said = SPAN_NONE;

    assert(all);
    list_each(all, l)
    {
        bool head = span_eq(l->role, SPAN("GL"));
        if (!has_role(roles, l->role))
            continue;
        said = arena_printf(
            arena, SPAN_FMT "%s%s" SPAN_FMT, SPAN_ARG(said), said.n ? "、" : "",
            head ? "组长" : "副组长",
            SPAN_ARG(l->person.name.n ? l->person.name : l->person.mail));
    }
    return said;
}
