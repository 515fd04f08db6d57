/* What secretariat and liaison are told about a leader: leader.flag,
 * leader.idle (requirements.md 7). */
#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/desk/leader_rules.h"
#include "leader_hint.h"
#include "meeting_view.h"

static void view_person(struct notice *n, const struct leader_mark *m)
{
    const char *en;
    const char *zh = leader_title(m->role, &en);

    view_text(n->view, "person", m->name.n ? m->name : m->mail);
    view_both(n->view, "office", span_str(zh), span_str(en));
    view_text(n->view, "group_id", m->group);
    view_int(n->view, "count", m->count);
}

static void view_absence(struct notice *n, const struct leader_absence *a,
                         const struct meeting *m)
{
    struct view *item = view_item(n->view, "meetings");
    struct meeting_words when = meeting_when(n->arena, m->start_at, m->end_at);

    view_text(item, "id", a->meeting);
    view_both(item, "sort", a->leaders ? SPAN("组长办公会") : SPAN("全体会议"),
              a->leaders ? SPAN("leaders' meeting") : SPAN("plenary"));
    view_both(item, "when", when.zh, when.en);
    view_moment(item, "asked", a->asked_at);
    view_due(item, "due", civil_of(a->window_at - 1));
}

static enum verdict view_flag_of(struct desk *dk, struct notice *n,
                                 const struct leader_mark *mark,
                                 struct reason *why)
{
    unsigned readings = leader_readings_from(mark->readings);
    leader_absences rows = { 0 };
    enum verdict v = leader_hint_rows(dk, n->arena, mark, &rows, why);

    view_list(n->view, "meetings");
    for (size_t i = 0; i < rows.n && v == VERDICT_DONE; i++) {
        struct meeting m;
        bool found = false;
        v = meeting_get(dk->store, rows.at[i].meeting, n->arena, &m, &found,
                        why);
        if (v == VERDICT_DONE && found)
            view_absence(n, &rows.at[i], &m);
    }
    view_flag(n->view, "leaders_alone", readings & LEADER_READ_LEADERS);
    view_flag(n->view, "plenaries_alone", readings & LEADER_READ_PLENARIES);
    return v;
}

/* "2026-03-31" */
static civil_day day_of(struct span cause)
{
    civil_day day = 0;

    if (!civil_parse(cause, &day))
        return 0;
    return day;
}

static void view_idle_of(struct notice *n, const struct leader_mark *m)
{
    civil_day last = day_of(m->cause);

    view_day(n->view, "last", last);
    view_due(n->view, "due", civil_add_months(last, LEADER_IDLE_YEAR));
    view_flag(n->view, "over", m->count == LEADER_IDLE_YEAR);
}

enum verdict leader_tell(struct desk *dk, struct arena *arena,
                         const struct leader_mark *m, struct reason *why)
{
    static const enum command_verb actions[] = { COMMAND_ACK };
    bool idle = m->kind == LEADER_MARK_IDLE;
    struct notice n;
    enum verdict v;

    assert(m);
    notice_init(&n, arena, idle ? "leader.idle" : "leader.flag",
                leader_mark_object(arena, m));
    n.group = m->group;
    n.law_zh = idle ? SPAN("第八条第2项") : SPAN("第八条第3项");
    n.law_en = idle ? SPAN("Article 8(2)") : SPAN("Article 8(3)");
    n.discriminator =
        idle ? arena_printf(arena, "%lld/" SPAN_FMT, (long long)m->count,
                            SPAN_ARG(m->cause))
             : m->cause;
    v = notice_to_role(dk, &n, ROLE_SEC, true, why);
    if (v == VERDICT_DONE)
        v = notice_to_role(dk, &n, ROLE_LIA, false, why);
    view_person(&n, m);
    if (idle)
        view_idle_of(&n, m);
    else if (v == VERDICT_DONE)
        v = view_flag_of(dk, &n, m, why);
    n.purpose = "leader.mark";
    n.token_object = leader_mark_ref(arena, m->id);
    n.actions = actions;
    n.actions_n = ARRAY_LEN(actions);
    return v == VERDICT_DONE ? notice_send(dk, &n, why) : v;
}
