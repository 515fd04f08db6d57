#include "invitation_event.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/base/text.h"
#include "convoke/render/phrase.h"
#include "invitation.h"
#include "meeting_view.h"

/* Only what is one for sure: a property of that kind must hold a URI, and
 * people write "腾讯会议 123-456" into that line. */
static bool is_link(struct span s)
{
    if (!span_starts_nocase(s, SPAN("https://")) &&
        !span_starts_nocase(s, SPAN("http://")))
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] <= ' ' || s.p[i] >= 0x7f || s.p[i] == '"' || s.p[i] == '<' ||
            s.p[i] == '>' || s.p[i] == '\\')
            return false;
    return true;
}

static void add_line(struct text *t, const char *label, struct span value)
{
    if (value.n)
        text_addf(t, "%s" SPAN_FMT "\n", label, SPAN_ARG(value));
}

/* What stands in properties of its own is not said again: a program that shows
 * what an update changed would show it twice. */
static void describe_zh(const struct desk *dk, struct arena *arena,
                        const struct meeting *m, struct text *t)
{
    struct meeting_due due;

    add_line(t, "线上参会：", m->link);
    add_line(t, "主持人：", m->chair);
    if (!m->leaders && meeting_due(dk, "contribution", m->start_at, &due))
        text_addf(t, "标准建议和贡献请于" SPAN_FMT "前提交（%s）。\n",
                  SPAN_ARG(phrase_due(arena, PHRASE_ZH, due.day)),
                  due.duty->article_zh);
    text_add_str(t, "不能参会的，请拒绝并写明事由；无处填写的，请直接回复会议邮"
                    "件：“不参加，因为……”。\n");
}

static void describe_en(const struct desk *dk, struct arena *arena,
                        const struct meeting *m, struct text *t)
{
    struct meeting_due due;

    text_add_str(t, "\n");
    if (!m->leaders && meeting_due(dk, "contribution", m->start_at, &due))
        text_addf(t, "Contributions are due by " SPAN_FMT ". ",
                  SPAN_ARG(phrase_due(arena, PHRASE_EN, due.day)));
    text_add_str(t, "If you cannot come, decline and say why; where your "
                    "calendar takes no reason, answer the mail.");
}

static struct span describe(const struct desk *dk, struct arena *arena,
                            const struct meeting *m)
{
    CLEANUP(text_release) struct text t = TEXT_INIT(TEXT_MAX_NOTICE);

    describe_zh(dk, arena, m, &t);
    describe_en(dk, arena, m, &t);
    return arena_span(arena, text_span(&t));
}

struct invite_event invitation_event(const struct desk *dk, struct arena *arena,
                                     const struct meeting *m)
{
    struct meeting_words title;

    assert(dk && m);
    title = meeting_title(arena, m);
    return (struct invite_event){
        .uid = invitation_uid(dk, arena, m->id),
        .sequence = m->sequence,
        .stamp = desk_now(dk),
        .start = m->start_at,
        .end = m->end_at,
        .summary = arena_printf(arena, SPAN_FMT " / " SPAN_FMT,
                                SPAN_ARG(title.zh), SPAN_ARG(title.en)),
        .location = m->place.n ? m->place : m->link,
        .description = describe(dk, arena, m),
        .link = is_link(m->link) ? m->link : SPAN_NONE,
        .alarm = CIVIL_DAY,
    };
}
