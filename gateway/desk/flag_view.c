/* What every mail about a flag says: whom it concerns, what was found. */
#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/desk/attendance_rules.h"
#include "dues.h"
#include "flag_view.h"

static const struct {
    const char *status, *zh, *en;
} status_words[] = {
    { "A", "到会", "present" },
    { "N", "不计入", "not counted" },
    { "E", "因故缺席", "excused" },
    { "U", "无故缺席", "absent without reason" },
};

static void view_status(struct view *v, struct span status)
{
    for (size_t i = 0; i < ARRAY_LEN(status_words); i++)
        if (span_eq(status, span_str(status_words[i].status)))
            view_both(v, "status", span_str(status_words[i].zh),
                      span_str(status_words[i].en));
}

static enum verdict add_plenary(struct desk *dk, struct notice *n,
                                const struct attendance_row *r,
                                struct reason *why)
{
    struct view *item;
    struct meeting m;
    bool found = false;
    enum verdict v =
        meeting_get(dk->store, r->meeting, n->arena, &m, &found, why);

    if (v != VERDICT_DONE || !found)
        return v;
    item = view_item(n->view, "plenaries");
    view_text(item, "id", m.id);
    view_day(item, "when", civil_of(m.start_at));
    view_status(item, r->status);
    view_text(item, "notified", SPAN_NONE);
    if (m.notified_at != MOMENT_NONE)
        view_moment(item, "notified", m.notified_at);
    view_text(item, "asked", SPAN_NONE);
    view_text(item, "until", SPAN_NONE);
    if (r->asked_at == MOMENT_NONE)
        return v;
    view_moment(item, "asked", r->asked_at);
    view_due(item, "until", civil_of(r->window_at - 1));
    return v;
}

static enum verdict view_absences(struct desk *dk, struct notice *n,
                                  const struct flag *f, struct reason *why)
{
    struct flag_record r = { .from = 0 };
    enum verdict v = VERDICT_DONE;

    view_list(n->view, "plenaries");
    if (f->ground == FLAG_ABSENCE)
        v = flag_record_of(dk, f, n->arena, &r, why);
    for (size_t i = r.from; i < r.rows.n && v == VERDICT_DONE; i++)
        v = add_plenary(dk, n, &r.rows.at[i], why);
    return v;
}

static enum verdict view_dues_of(struct desk *dk, struct notice *n,
                                 const struct flag *f, struct reason *why)
{
    struct dues_facts facts;
    bool found = false;
    int year = 0;
    enum verdict v = VERDICT_DONE;

    view_text(n->view, "year", SPAN_NONE);
    view_text(n->view, "billed", SPAN_NONE);
    view_text(n->view, "lapse", SPAN_NONE);
    view_text(n->view, "as_of", SPAN_NONE);
    view_text(n->view, "paid", SPAN_NONE);
    view_int(n->view, "warnings", 0);
    if (!flag_year(f, &year))
        return v;
    v = dues_facts_of(dk, year, f->unit, &facts, &found, why);
    if (v != VERDICT_DONE || !found)
        return v;
    view_int(n->view, "year", year);
    view_day(n->view, "billed", facts.due);
    view_due(n->view, "lapse", dues_lapse(facts.due));
    view_int(n->view, "warnings", facts.final_warnings);
    if (facts.as_of)
        view_day(n->view, "as_of", facts.as_of);
    /* Q19: paid after all, but too late. */
    if (facts.status == DUES_PAID && facts.value_day)
        view_day(n->view, "paid", facts.value_day);
    return v;
}

enum verdict flag_notice_begin(struct desk *dk, struct notice *n,
                               struct arena *arena, const char *code,
                               const struct flag *f, struct reason *why)
{
    assert(f);
    notice_init(n, arena, code, f->object);
    n->group = f->group;
    n->law_zh = SPAN("第十三条第2项；服务时限");
    n->law_en = SPAN("Article 13(2); service period");
    n->discriminator = arena_printf(arena, "%lld", (long long)f->stepped_at);
    return flag_view(dk, n, f, why);
}

enum verdict flag_remind(struct desk *dk, const struct flag *f,
                         struct span keyword, struct notice *n,
                         struct reason *why)
{
    struct span word;
    enum verdict v;

    assert(f && n);
    n->group = f->group;
    v = flag_view(dk, n, f, why);
    while (v == VERDICT_DONE && span_cut(&keyword, ',', &word))
        v = span_eq(span_trim(word), SPAN("UNIT"))
                ? flag_to_unit(dk, n, f, why)
                : flag_to_roles(dk, n, f, word, why);
    return v;
}

enum verdict flag_view(struct desk *dk, struct notice *n, const struct flag *f,
                       struct reason *why)
{
    spans groups = { 0 };
    struct span scope = SPAN_NONE;
    struct unit u;
    bool found = false;
    enum verdict v = unit_get(dk->store, f->unit, n->arena, &u, &found, why);

    if (v == VERDICT_DONE)
        v = flag_groups(dk, f, n->arena, &groups, why);
    if (v != VERDICT_DONE)
        return v;
    list_each(&groups, g) scope =
        arena_printf(n->arena, SPAN_FMT "%s" SPAN_FMT, SPAN_ARG(scope),
                     scope.n ? "、" : "", SPAN_ARG(*g));
    view_text(n->view, "unit", u.name_zh);
    view_text(n->view, "unit_id", f->unit);
    view_text(n->view, "scope", scope);
    view_flag(n->view, "owing", f->ground == FLAG_DUES);
    view_int(n->view, "count", f->count);
    view_int(n->view, "skipped", f->skipped);
    v = view_absences(dk, n, f, why);
    return v == VERDICT_DONE ? view_dues_of(dk, n, f, why) : v;
}

/* ---- people ---- */

enum verdict flag_to_unit(struct desk *dk, struct notice *n,
                          const struct flag *f, struct reason *why)
{
    static const struct subject none = { .about = DUTY_ABOUT_DUES };
    spans one = { 0 };
    struct unit u;
    bool found = false;
    enum verdict v;

    *list_push(&one, n->arena) = f->unit;
    if (f->ground == FLAG_DUES)
        return dues_people(dk, n, &none, &one, why);
    v = unit_get(dk->store, f->unit, n->arena, &u, &found, why);
    n->group = f->group;
    return v == VERDICT_DONE && found ? notice_to_unit(dk, n, &u, true, why)
                                      : v;
}

static bool is_committee(enum role r)
{
    return r == ROLE_SEC;
}

enum verdict flag_to_roles(struct desk *dk, struct notice *n,
                           const struct flag *f, struct span roles,
                           struct reason *why)
{
    spans groups = { 0 };
    struct span word;
    enum verdict v = flag_groups(dk, f, n->arena, &groups, why);

    while (v == VERDICT_DONE && span_cut(&roles, ',', &word)) {
        enum role role = ROLE_SEC;
        if (!role_from(span_trim(word), &role))
            return reason_set(why, VERDICT_BROKEN, "flag.people",
                              "no role \"" SPAN_FMT "\"", SPAN_ARG(word));
        for (size_t g = 0; g < groups.n && v == VERDICT_DONE; g++) {
            n->group = groups.at[g];
            if (!is_committee(role) || g == 0)
                v = notice_to_role(dk, n, role, is_committee(role), why);
        }
    }
    n->group = groups.n == 1 ? groups.at[0] : f->group;
    return v;
}

void flag_give_token(struct notice *n, const struct flag *f)
{
    static const enum command_verb first[] = { COMMAND_PRE_EXIT,
                                               COMMAND_DISMISS, COMMAND_DEFER };
    static const enum command_verb waiting[] = { COMMAND_DISMISS };
    static const enum command_verb last[] = { COMMAND_CONFIRM_EXIT,
                                              COMMAND_DISMISS };

    n->purpose = "flag";
    n->token_object = f->object;
    switch (f->state) {
    case FLAG_OPEN:
    case FLAG_DEFERRED:
        n->actions = first;
        n->actions_n = ARRAY_LEN(first);
        return;
    case FLAG_PRE_EXIT:
        n->actions = waiting;
        n->actions_n = ARRAY_LEN(waiting);
        return;
    default:
        n->actions = last;
        n->actions_n = ARRAY_LEN(last);
        return;
    }
}
