#include "task_addressee.h"

#include <assert.h>

#include "convoke/base/fold.h"
#include "fold.h"
#include "person_line.h"

/* Folded; the longer before those they hold. */
static const struct {
    const char *word;
    enum role role;
} roles[] = {
    { "副组长", ROLE_DGL },    { "组长", ROLE_GL },      { "联络员", ROLE_LIA },
    { "工作组秘书", ROLE_GS }, { "deputy", ROLE_DGL },   { "leader", ROLE_GL },
    { "liaison", ROLE_LIA },   { "secretary", ROLE_GS },
};

/* A code stands for itself only: "GL", "WG5 GL". */
static bool code_of(struct span word, enum role *ret)
{
    enum role role;
    struct span s = fold_trim(word);

    for (role = 0; role < ROLE_COUNT; role++) {
        if (!span_eq_nocase(s, span_str(role_name(role))))
            continue;
        *ret = role;
        return role == ROLE_GL || role == ROLE_DGL || role == ROLE_GS ||
               role == ROLE_LIA;
    }
    return false;
}

static bool role_of(struct span words, enum role *ret)
{
    struct span rest = words;
    struct span word;
    struct reference r;

    for (size_t i = 0; i < ARRAY_LEN(roles); i++) {
        if (!fold_has(words, roles[i].word))
            continue;
        *ret = roles[i].role;
        return true;
    }
    /* 秘书 alone, never 秘书处, which gives the tasks. */
    if (fold_has(words, "秘书") && !fold_has(words, "秘书处")) {
        *ret = ROLE_GS;
        return true;
    }
    (void)reference_take(&rest, &r);
    while (span_cut(&rest, ' ', &word))
        if (code_of(word, ret))
            return true;
    return false;
}

static enum verdict holder_of(struct desk *dk, enum role role,
                              struct addressee *a, struct arena *arena,
                              bool *ret_found, struct reason *why)
{
    people found = { 0 };
    enum verdict v;

    a->to = span_str(role_name(role));
    if (!a->group.n)
        return VERDICT_DONE;
    v = office_holders(dk->store, role, a->group, arena, &found, why);
    /* Without a group secretary his mail is the leader's (Art. 5). */
    if (v == VERDICT_DONE && !found.n && role == ROLE_GS)
        v = office_holders(dk->store, ROLE_GL, a->group, arena, &found, why);
    *ret_found = found.n > 0;
    return v;
}

static enum verdict unit_of(struct desk *dk, struct span words,
                            struct arena *arena, struct addressee *a,
                            bool *ret_found, struct reason *why)
{
    struct span rest = words;
    struct span word;
    struct unit u;
    enum verdict v = unit_match(dk->store, SPAN_NONE, fold_name(arena, words),
                                arena, &u, ret_found, why);

    while (v == VERDICT_DONE && !*ret_found && span_cut(&rest, ' ', &word)) {
        word = fold_trim(word);
        if (word.n)
            v = unit_get(dk->store, word, arena, &u, ret_found, why);
    }
    if (v == VERDICT_DONE && *ret_found)
        a->to = u.id;
    return v;
}

static enum verdict lead_of(struct desk *dk, struct span id,
                            struct arena *arena, struct addressee *a,
                            bool *ret_found, struct reason *why)
{
    struct project p;
    enum verdict v = project_get(dk->store, id, arena, &p, ret_found, why);

    if (v == VERDICT_DONE && *ret_found)
        *a = (struct addressee){ p.group, p.lead_mail };
    return v;
}

enum verdict addressee_find(struct desk *dk, struct span words,
                            struct span group, struct arena *arena,
                            struct addressee *ret, bool *ret_found,
                            struct reason *why)
{
    struct span mail = person_line_mail(words);
    struct reference r;
    enum role role;
    enum verdict v;

    assert(ret && ret_found);
    *ret_found = false;
    *ret = (struct addressee){ .group = group };
    words = fold_trim(words);
    if (letter_address_ok(mail)) {
        ret->to = mail;
        *ret_found = true;
        return VERDICT_DONE;
    }
    if (reference_find(words, REFERENCE_PROJECT, &r))
        return lead_of(dk, reference_span(&r), arena, ret, ret_found, why);
    if (reference_find(words, REFERENCE_GROUP, &r))
        ret->group = arena_span(arena, reference_span(&r));
    if (role_of(words, &role))
        return holder_of(dk, role, ret, arena, ret_found, why);
    v = unit_of(dk, words, arena, ret, ret_found, why);
    /* A group's tasks are its leader's (Art. 7.6). */
    if (v == VERDICT_DONE && !*ret_found && ret->group.n)
        return holder_of(dk, ROLE_GL, ret, arena, ret_found, why);
    return v;
}

enum verdict addressee_is(struct intake *in, const struct task *t, bool *ret,
                          struct reason *why)
{
    struct unit u;
    enum role role;
    bool found = false;
    enum verdict v;

    *ret = false;
    if (role_from(t->addressee, &role))
        return standing_is(in, role_name(role), t->group, ret, why);
    v = intake_has_role(in, ROLE_SEC, SPAN_NONE, ret, why);
    if (v != VERDICT_DONE || *ret || in->who.level < AUTHORITY_L1)
        return v;
    *ret = span_eq_nocase(in->who.from, t->addressee);
    if (*ret)
        return v;
    v = standing_unit(in, &u, &found, why);
    *ret = found && span_eq(u.id, t->addressee);
    return v;
}
