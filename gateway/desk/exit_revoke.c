/* [撤销资格]: the secretariat takes a membership away; it needs the number of
 * the decision, a reason, and a second operator (Art. 13, item 3; 4.2). */
#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/desk/particulars.h"
#include "exit_step.h"
#include "exit_words.h"
#include "filed.h"
#include "standing.h"

/* What it says on labelled lines, or behind the keyword in the subject. */
static struct span value_of(struct intake *in, enum particular key)
{
    struct particulars p = particulars_read(in->f->words, in->arena);
    struct span value = particulars_value(&p, key);

    if (value.n)
        return value;
    p = particulars_read(in->f->subject, in->arena);
    return particulars_value(&p, key);
}

/* The only unit named in the subject, else in the text: a reason may speak of
 * others. */
static enum verdict find_unit(struct intake *in, struct unit *ret,
                              size_t *ret_n, struct reason *why)
{
    enum verdict v = standing_units_in(in, in->f->subject, ret, ret_n, why);

    return v == VERDICT_DONE && !*ret_n
               ? standing_units_in(in, in->f->words, ret, ret_n, why)
               : v;
}

/* The groups named in the subject; none: all that it is in. *ret_zh: one it is
 * not in is named. */
static enum verdict find_groups(struct intake *in, struct exit_case *e,
                                const char **ret_zh, struct reason *why)
{
    struct exit_words w = exit_words_read(in->f->subject, SPAN_NONE);
    memberships all = { 0 };
    size_t known = 0;
    enum verdict v = exit_memberships(in->dk, in->arena, e->unit, &all, why);

    list_each(&all, m)
    {
        bool named = !w.n;
        for (size_t i = 0; i < w.n; i++)
            named = named || span_eq(m->group, reference_span(&w.groups[i]));
        if (!named)
            continue;
        known++;
        e->groups =
            arena_printf(in->arena, SPAN_FMT "%s" SPAN_FMT, SPAN_ARG(e->groups),
                         e->groups.n ? "," : "", SPAN_ARG(m->group));
    }
    *ret_zh = !known || (w.n && known < w.n)
                  ? "该单位不是所写工作组的成员单位，请核对"
                  : NULL;
    return v;
}

static const char *lack(const struct exit_case *e, size_t units,
                        const char **ret_en)
{
    *ret_en = "write [REVOKE] with the unit and groups in the subject, and in "
              "the text the number of the decision (决定编号) and the reason "
              "(理由)";
    if (units == 0)
        return "请在主题中写明成员单位编号或名称，如“[撤销资格] M05 WG5”";
    if (units > 1)
        return "来函写有多家成员单位，请在主题中只写拟撤销资格的一家";
    if (!e->number.n)
        return "请写明决定编号，如：决定编号：秘〔2026〕5号";
    return e->reason.n ? NULL : "请写明理由，如：理由：…";
}

static enum verdict is_living(struct intake *in, const struct exit_case *e,
                              bool *ret, struct reason *why)
{
    exit_cases had = { 0 };
    enum verdict v = exit_cases_of(in->dk->store, e->unit, /* living= */ true,
                                   in->arena, &had, why);

    *ret = false;
    list_each(&had, h) *ret =
        *ret || h->ground == EXIT_REVOKED || h->state == EXIT_EXITING;
    return v;
}

static enum verdict begin(struct intake *in, struct exit_case *e,
                          struct reason *why)
{
    const char *zh = NULL;
    bool living = false;
    enum verdict v = find_groups(in, e, &zh, why);

    if (v == VERDICT_DONE && zh)
        return refuse_command(in, e->unit, zh,
                              "the unit is not in the groups that you name",
                              NULL, 0, why);
    if (v == VERDICT_DONE)
        v = is_living(in, e, &living, why);
    if (v == VERDICT_DONE && living)
        return refuse_command(
            in, e->unit, "该单位的撤销或退出已在办理，请先办结",
            "an exit of that unit is under way already", NULL, 0, why);
    if (v == VERDICT_DONE)
        v = exit_enter(in, e, EXIT_REQUESTED, "exit.revoke", why);
    if (v == VERDICT_DONE)
        v = filed_papers(in, exit_object(in->arena, e->id), why);
    intake_end(in, MESSAGE_APPLIED, e->unit, "撤销资格待另一位经办人确认");
    return v == VERDICT_DONE ? exit_tell_office(in, e, EXIT_NEWS_ASKED, why)
                             : v;
}

enum verdict exit_revoke(struct intake *in, struct span object,
                         struct reason *why)
{
    struct exit_case e = { .ground = EXIT_REVOKED,
                           .message = in->m->id,
                           .begun_at = in->m->received_at,
                           .decided_at = MOMENT_NONE,
                           .done_at = MOMENT_NONE };
    const char *en = "";
    const char *zh;
    struct unit u = { .contact = 0 };
    size_t units = 0;
    bool may = false;
    enum verdict v = intake_has_role(in, ROLE_SEC, SPAN_NONE, &may, why);

    assert(in);
    (void)object;
    if (v == VERDICT_DONE && !may)
        return refuse_authority(in, "撤销成员资格须由秘书处提出",
                                "only the secretariat revokes a membership",
                                why);
    if (v == VERDICT_DONE)
        v = find_unit(in, &u, &units, why);
    if (v != VERDICT_DONE)
        return v;
    e.unit = u.id;
    e.number = value_of(in, PARTICULAR_NUMBER);
    e.reason = value_of(in, PARTICULAR_REASON);
    zh = lack(&e, units, &en);
    return zh ? refuse_command(in, e.unit, zh, en, NULL, 0, why)
              : begin(in, &e, why);
}
