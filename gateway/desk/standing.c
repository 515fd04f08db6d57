#include "standing.h"

#include <assert.h>

#include "convoke/base/fold.h"
#include "convoke/desk/domain.h"
#include "fold.h"

static enum verdict holds(struct intake *in, enum role role, struct span group,
                          bool *ret, struct reason *why)
{
    enum verdict v = intake_has_role(in, role, group, ret, why);

    /* The group secretary's work is the leader's where there is none. */
    if (v != VERDICT_DONE || *ret || role != ROLE_GS)
        return v;
    return intake_has_role(in, ROLE_GL, group, ret, why);
}

static enum verdict leads(struct intake *in, bool *ret, struct reason *why)
{
    projects led = { 0 };
    enum verdict v = VERDICT_DONE;

    *ret = false;
    if (in->who.level >= AUTHORITY_L1)
        v = projects_led(in->dk->store, in->who.from, in->arena, &led, why);
    list_each(&led, p) *ret =
        *ret || span_eq(p->id, reference_span(&in->what.project));
    return v;
}

enum verdict standing_is(struct intake *in, const char *who, struct span group,
                         bool *ret, struct reason *why)
{
    struct span rest = span_str(who);
    struct span word;
    enum verdict v = VERDICT_DONE;

    assert(in && who && ret);
    *ret = false;
    while (v == VERDICT_DONE && !*ret && span_cut(&rest, ',', &word)) {
        enum role role;
        if (span_eq(word, SPAN("PL")))
            v = leads(in, ret, why);
        else if (role_from(word, &role))
            v = holds(in, role, group, ret, why);
    }
    if (v == VERDICT_DONE && !*ret)
        v = intake_has_role(in, ROLE_SEC, SPAN_NONE, ret, why);
    return v;
}

/* "WG5" of WG5-2026-P1 or WG5-S-04: what stands before the year or letter. */
static struct span group_of_reference(const struct reference *r)
{
    struct span s = reference_span(r);

    for (size_t i = s.n; i-- > 1;) {
        bool project = r->kind == REFERENCE_PROJECT && s.p[i - 1] == '-' &&
                       (s.p[i] == 'S' || s.p[i] == 'R') && i + 1 < s.n &&
                       s.p[i + 1] == '-';
        bool meeting = r->kind == REFERENCE_MEETING && s.p[i - 1] == '-' &&
                       fold_is_digit((unsigned char)s.p[i]);
        if (project || (meeting && s.n - i >= 5 && s.p[i + 4] == '-'))
            return span_sub(s, 0, i - 1);
    }
    return SPAN_NONE;
}

static enum verdict group_of_office(struct intake *in, const char *who,
                                    struct span *ret, struct reason *why)
{
    offices held = { 0 };
    bool several = false;
    enum verdict v =
        offices_of(in->dk->store, in->who.from, in->arena, &held, why);

    list_each(&held, o)
    {
        struct span words = span_str(who);
        struct span word;
        while (span_cut(&words, ',', &word)) {
            if (!span_eq(word, span_str(role_name(o->role))) || !o->group.n)
                continue;
            several = several || (ret->n && !span_eq(*ret, o->group));
            *ret = o->group;
        }
    }
    if (several)
        *ret = SPAN_NONE;
    return v;
}

enum verdict standing_group(struct intake *in, const char *who,
                            struct span *ret, struct reason *why)
{
    assert(in && ret);
    *ret = SPAN_NONE;
    if (in->what.meeting.kind != REFERENCE_NONE)
        *ret = group_of_reference(&in->what.meeting);
    if (!ret->n && in->what.project.kind != REFERENCE_NONE)
        *ret = group_of_reference(&in->what.project);
    if (!ret->n && in->what.group.kind != REFERENCE_NONE)
        *ret = reference_span(&in->what.group);
    if (ret->n)
        return VERDICT_DONE;
    return group_of_office(in, who, ret, why);
}

enum verdict standing_unit(struct intake *in, struct unit *ret, bool *ret_found,
                           struct reason *why)
{
    assert(in && ret && ret_found);
    *ret_found = false;
    if (span_is_empty(in->who.from))
        return VERDICT_DONE;
    return unit_of_address(in->dk->store, in->who.from, in->arena, ret,
                           ret_found, why);
}

enum verdict standing_speaks(struct intake *in, const struct unit *u,
                             struct span group, bool *ret, struct reason *why)
{
    struct person contact;
    representations stand = { 0 };
    enum verdict v;

    assert(in && u && ret);
    v = person_get(in->dk->store, u->contact, in->arena, &contact, why);
    if (v == VERDICT_DONE && group.n)
        v = representations_of(in->dk->store, u->id, group, in->arena, &stand,
                               why);
    if (v != VERDICT_DONE)
        return v;
    *ret = span_eq_nocase(contact.mail, in->who.from);
    list_each(&stand, r) *ret =
        *ret || span_eq_nocase(r->person.mail, in->who.from);
    return VERDICT_DONE;
}

enum verdict standing_unit_written(struct intake *in, struct span written,
                                   struct unit *ret, bool *ret_found,
                                   struct reason *why)
{
    enum verdict v = VERDICT_DONE;

    assert(in && ret && ret_found);
    written = fold_trim(written);
    *ret_found = false;
    if (written.n)
        v = unit_get(in->dk->store, written, in->arena, ret, ret_found, why);
    if (v == VERDICT_DONE && written.n && !*ret_found)
        v = unit_match(in->dk->store, SPAN_NONE, fold_name(in->arena, written),
                       in->arena, ret, ret_found, why);
    return v;
}

/* "M08" alone: not M081, not XM08. */
bool standing_names(struct span text, struct span word)
{
    size_t from = 0;

    while (from < text.n) {
        size_t at = from + span_find(span_from(text, from), word);
        unsigned char before;
        unsigned char after;
        if (at >= text.n)
            return false;
        before = at ? (unsigned char)text.p[at - 1] : ' ';
        after = at + word.n < text.n ? (unsigned char)text.p[at + word.n] : ' ';
        if (!fold_is_alnum(before | 0x20) && !fold_is_alnum(after | 0x20))
            return true;
        from = at + 1;
    }
    return false;
}

static bool names(struct span text, const struct unit *u)
{
    return standing_names(text, u->id) ||
           (u->name_zh.n && span_has(text, u->name_zh));
}

enum verdict standing_units_in(struct intake *in, struct span text,
                               struct unit *ret, size_t *ret_n,
                               struct reason *why)
{
    working_groups groups = { 0 };
    enum verdict v = groups_all(in->dk->store, in->arena, &groups, why);

    assert(ret && ret_n);
    *ret_n = 0;
    for (size_t g = 0; g < groups.n && v == VERDICT_DONE; g++) {
        members all = { 0 };
        v = members_of(in->dk->store, groups.at[g].id, in->arena, &all, why);
        list_each(&all, m)
        {
            bool had = *ret_n && span_eq(ret->id, m->unit.id);
            if (had || !names(text, &m->unit))
                continue;
            *ret = m->unit;
            ++*ret_n;
        }
    }
    return v;
}

enum verdict standing_named_unit(struct intake *in, struct unit *ret,
                                 bool *ret_found, struct reason *why)
{
    working_groups groups = { 0 };
    enum verdict v = groups_all(in->dk->store, in->arena, &groups, why);

    assert(ret && ret_found);
    *ret_found = false;
    for (size_t g = 0; g < groups.n && v == VERDICT_DONE && !*ret_found; g++) {
        members all = { 0 };
        v = members_of(in->dk->store, groups.at[g].id, in->arena, &all, why);
        for (size_t i = 0; i < all.n && !*ret_found; i++) {
            *ret_found = names(in->f->subject, &all.at[i].unit) ||
                         names(in->f->words, &all.at[i].unit);
            if (*ret_found)
                *ret = all.at[i].unit;
        }
    }
    if (v != VERDICT_DONE || *ret_found || domain_is_public(in->who.domain))
        return v;
    return unit_of_domain(in->dk->store, in->who.domain, in->arena, ret,
                          ret_found, why);
}

enum verdict standing_contact_of(struct intake *in, struct unit *ret,
                                 size_t *ret_n, struct reason *why)
{
    unit_list all = { 0 };
    struct unit named;
    bool names = false;
    enum verdict v =
        units_of_address(in->dk->store, in->who.from, in->arena, &all, why);

    assert(ret && ret_n);
    *ret_n = 0;
    if (v == VERDICT_DONE && all.n > 1)
        v = standing_named_unit(in, &named, &names, why);
    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++) {
        struct person contact;
        v = person_get(in->dk->store, all.at[i].contact, in->arena, &contact,
                       why);
        if (v != VERDICT_DONE || !span_eq_nocase(contact.mail, in->who.from))
            continue;
        if (*ret_n && names && !span_eq(all.at[i].id, named.id))
            continue;
        *ret_n = names && span_eq(all.at[i].id, named.id) ? 1 : *ret_n + 1;
        *ret = all.at[i];
    }
    return v;
}
