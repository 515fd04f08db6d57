/* Whom each line of a sign-in list stands for (6.4): a unit by its id, its
 * 统一社会信用代码 or its name, a leader by his. */
#include <assert.h>

#include "attendance.h"
#include "convoke/base/fold.h"
#include "convoke/base/uscc.h"
#include "convoke/store/rsvp.h"

static void blame(struct attendance_work *w, const struct attendance_line *l,
                  const char *zh, const char *en)
{
    struct attendance_fault fault = { l->line,
                                      attendance_line_text(l, w->arena), zh,
                                      en };

    attendance_file_fault(&w->file, w->arena, &fault);
}

static enum verdict find_unit(struct attendance_work *w, struct span written,
                              struct unit *ret, bool *ret_found,
                              struct reason *why)
{
    struct store *st = w->dk->store;
    char code[USCC_TEXT];
    enum verdict v = unit_get(st, written, w->arena, ret, ret_found, why);

    if (v != VERDICT_DONE || *ret_found)
        return v;
    if (uscc_check(written, code) == USCC_GOOD)
        return unit_match(st, arena_span(w->arena, span_str(code)), SPAN_NONE,
                          w->arena, ret, ret_found, why);
    return unit_match(st, SPAN_NONE, fold_name(w->arena, written), w->arena,
                      ret, ret_found, why);
}

/* An address tells the unit too: of one who was invited, also in another's
 * place, or who is registered. */
static enum verdict find_by_address(struct attendance_work *w, struct span mail,
                                    struct unit *ret, bool *ret_found,
                                    struct reason *why)
{
    struct store *st = w->dk->store;
    struct invitation i;
    enum verdict v =
        invitation_get(st, w->m->id, mail, w->arena, &i, ret_found, why);

    if (v == VERDICT_DONE && *ret_found)
        v = unit_get(st, i.party, w->arena, ret, ret_found, why);
    if (v == VERDICT_DONE && !*ret_found)
        v = unit_of_address(st, mail, w->arena, ret, ret_found, why);
    return v;
}

static enum verdict resolve_unit(struct attendance_work *w,
                                 const struct attendance_line *l,
                                 struct sign_in *s, struct reason *why)
{
    bool by_mail = !l->unit.n && span_find_char(l->person, '@') < l->person.n;
    struct unit u;
    bool found = false;
    enum verdict v = VERDICT_DONE;

    if (l->unit.n)
        v = find_unit(w, l->unit, &u, &found, why);
    else if (by_mail)
        v = find_by_address(w, l->person, &u, &found, why);
    if (v != VERDICT_DONE)
        return v;
    if (found)
        s->unit = u.id;
    else if (l->unit.n)
        blame(w, l, "名册中没有该单位", "no such unit is registered");
    else if (l->stands == ATTENDANCE_ROLE_MEMBER)
        blame(w, l, "没有写明单位", "no unit is named");
    return v;
}

static void resolve_leader(struct attendance_work *w,
                           const struct attendance_line *l, struct sign_in *s)
{
    const struct leader *who = leaders_find(&w->leaders, l->person);

    if (!who)
        blame(w, l, "该工作组的组长、副组长中没有此人",
              "no leader of the group bears that name");
    else
        s->role = who->role;
}

static enum verdict resolve(struct attendance_work *w,
                            const struct attendance_line *l, struct reason *why)
{
    struct sign_in s = { .line = l->line,
                         .person = l->person,
                         .role = l->role,
                         .mode = l->mode,
                         .signed_at = l->signed_at };
    enum verdict v = resolve_unit(w, l, &s, why);

    if (v != VERDICT_DONE)
        return v;
    if (l->stands == ATTENDANCE_ROLE_LEADER)
        resolve_leader(w, l, &s);
    *list_push(&w->lines, w->arena) = s;
    return v;
}

enum verdict attendance_resolve(struct attendance_work *w, struct reason *why)
{
    enum verdict v = VERDICT_DONE;

    assert(w);
    for (size_t i = 0; i < w->file.lines.n && v == VERDICT_DONE; i++)
        v = resolve(w, &w->file.lines.at[i], why);
    return v;
}

static bool is_leader(const struct attendance_work *w, const struct sign_in *s)
{
    list_each(&w->leaders, l) if (span_eq(l->role, s->role)) return true;
    return false;
}

enum verdict attendance_others(struct attendance_work *w, struct reason *why)
{
    enum verdict v = VERDICT_DONE;

    assert(w);
    for (size_t i = 0; i < w->lines.n && v == VERDICT_DONE; i++) {
        const struct sign_in *s = &w->lines.at[i];
        const struct attendance_line words = {
            (int)s->line, s->unit, s->person, s->role, s->mode, s->signed_at, 0
        };
        struct membership ms;
        bool member = is_leader(w, s);
        if (!member && s->unit.n)
            v = membership_get(w->dk->store, s->unit, w->m->group, w->arena,
                               &ms, &member, why);
        if (v == VERDICT_DONE && !member)
            *list_push(&w->others, w->arena) =
                attendance_line_text(&words, w->arena);
    }
    return v;
}
