#include "deadline_calendar.h"

#include <assert.h>

#include "convoke/base/log.h"
#include "meeting_view.h"

/* From 09:00 of the day before to the 00:00 at which the day begins. */
enum { ALARM = 15 * 3600 };

static const struct {
    const char *word, *uid, *zh, *en;
} days[] = {
    { "plan", "plan", "会议方案报备截止", "plan due" },
    { "release", "notice", "会议通知发出截止", "notice due" },
    { "contribution", "contrib", "标准建议和贡献提交截止",
      "contributions due" },
};

static struct span describe(struct arena *arena, const struct meeting *m,
                            const struct meeting_due *due)
{
    struct meeting_words when = meeting_when(arena, m->start_at, m->end_at);

    return arena_printf(arena,
                        "截止时间：当日24:00（%s）\n会议时间：" SPAN_FMT
                        "\n\nUntil 24:00 of this day (%s). Meeting: " SPAN_FMT,
                        due->duty->article_zh, SPAN_ARG(when.zh),
                        due->duty->article_en, SPAN_ARG(when.en));
}

void deadline_calendar_add(const struct desk *dk, struct arena *arena,
                           const struct meeting *m, invite_events *to)
{
    assert(dk && m && to);
    for (size_t i = 0; i < ARRAY_LEN(days); i++) {
        struct meeting_due due;
        if (!meeting_due(dk, days[i].word, m->start_at, &due))
            continue;
        *list_push(to, arena) = (struct invite_event){
            .uid =
                arena_printf(arena, SPAN_FMT "-%s@" SPAN_FMT, SPAN_ARG(m->id),
                             days[i].uid, SPAN_ARG(dk->set->domain)),
            .sequence = m->sequence,
            .stamp = desk_now(dk),
            .all_day = true,
            .day = due.day,
            .summary = arena_printf(arena, SPAN_FMT " %s / %s", SPAN_ARG(m->id),
                                    days[i].zh, days[i].en),
            .description = describe(arena, m, &due),
            .alarm = ALARM,
            .organizer = { .name = dk->set->committee_zh,
                           .mail = dk->set->service },
        };
    }
}

/* The mail says the same in words: it leaves without what would be wrong. */
static enum verdict draw(const struct desk *dk, struct arena *arena,
                         const struct deadline_calendar *c,
                         struct letter_calendar *ret, struct reason *why)
{
    invite_events events = { 0 };
    CLEANUP(text_release) struct text bytes = TEXT_INIT(TEXT_MAX_NOTICE);
    struct invite i = { .method = INVITE_PUBLISH };
    enum verdict v;

    list_each(c->all, m) deadline_calendar_add(dk, arena, m, &events);
    if (!events.n)
        return VERDICT_DONE;
    i.events = events.at;
    i.events_n = events.n;
    v = invite_write(&i, &bytes, why);
    if (v == VERDICT_DONE)
        v = invite_check(text_span(&bytes), &i, why);
    if (v == VERDICT_NEVER || v == VERDICT_BROKEN) {
        log_event(LOG_ERROR, "deadline.unfit", KV("object", c->object),
                  KV_WHY(why));
        return VERDICT_DONE;
    }
    if (v == VERDICT_DONE)
        *ret = (struct letter_calendar){
            .bytes = arena_span(arena, text_span(&bytes)),
            .method = span_str(invite_method_name(i.method)),
            .name = SPAN("deadlines.ics"),
        };
    return v;
}

static void view_days(struct desk *dk, const struct deadline_calendar *c,
                      struct notice *n)
{
    view_text(n->view, "group_id", c->group);
    view_flag(n->view, "moved", c->moved);
    view_list(n->view, "meetings");
    list_each(c->all, m)
    {
        struct view *row = view_item(n->view, "meetings");
        struct meeting_words when =
            meeting_when(n->arena, m->start_at, m->end_at);
        view_text(row, "id", m->id);
        view_both(row, "when", when.zh, when.en);
        meeting_view_dues(dk, m->start_at, row);
    }
}

enum verdict deadline_calendar_send(struct desk *dk, struct arena *arena,
                                    const struct deadline_calendar *c,
                                    struct reason *why)
{
    static const enum role roles[] = { ROLE_GL, ROLE_DGL, ROLE_GS };
    struct letter_calendar bytes = { .bytes = SPAN_NONE };
    struct notice n;
    enum verdict v;

    assert(dk && c && c->all && c->all->n);
    notice_init(&n, arena, "deadline.ics", c->object);
    n.group = c->group;
    n.discriminator = c->discriminator;
    n.law_zh = SPAN("第二十条第1项、第5项");
    n.law_en = SPAN("Articles 20(1) and 20(5)");
    v = draw(dk, arena, c, &bytes, why);
    n.published = &bytes;
    for (size_t i = 0; i < ARRAY_LEN(roles) && v == VERDICT_DONE; i++)
        v = notice_to_role(dk, &n, roles[i], false, why);
    if (v != VERDICT_DONE)
        return v;
    view_days(dk, c, &n);
    return notice_send(dk, &n, why);
}

enum verdict deadline_calendar_moved(struct desk *dk, struct arena *arena,
                                     const struct meeting *m,
                                     struct reason *why)
{
    meetings one = { 0 };
    struct deadline_calendar c = {
        .group = m->group,
        .object = m->id,
        .discriminator = arena_printf(arena, "%lld", (long long)m->sequence),
        .all = &one,
        .moved = true,
    };

    assert(m);
    *list_push(&one, arena) = *m;
    return deadline_calendar_send(dk, arena, &c, why);
}
