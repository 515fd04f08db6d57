/* A quarter without a leaders' meeting stays missed until the secretariat has
 * seen it (Art. 7, item 4; Q21). */
#include <assert.h>

#include "convoke/base/moment.h"
#include "fold.h"
#include "meeting_mail.h"
#include "plenary.h"

enum { ID_MOST = 32 };

/* "WG5-2026-Q2" at the front of `text`, in capitals. */
static struct span id_at(struct intake *in, struct span text)
{
    char s[ID_MOST];
    size_t n = fold_ascii(text, s, sizeof(s), NULL);
    size_t end = 0;

    while (end < n && (fold_is_alnum((unsigned char)s[end]) || s[end] == '-'))
        end++;
    if (end < 9 || s[end - 2] != 'q' || s[end - 3] != '-' ||
        s[end - 8] != '-' || s[end - 1] < '1' || s[end - 1] > '4')
        return SPAN_NONE;
    for (size_t i = 0; i < end; i++)
        if (s[i] >= 'a' && s[i] <= 'z')
            s[i] = (char)(s[i] - 32);
    return arena_span(in->arena, span_of(s, end));
}

static struct span quarter_in(struct intake *in, struct span text)
{
    bool joined = false;
    unsigned c;
    size_t n;

    while ((n = fold_char(text, &c))) {
        struct span id = joined ? SPAN_NONE : id_at(in, text);
        if (id.n)
            return id;
        joined = fold_is_alnum(c) || c == '-';
        text = span_from(text, n);
    }
    return SPAN_NONE;
}

static struct span quarter_of(struct intake *in, struct span object)
{
    struct span id = SPAN_NONE;

    if (in->token.hash.n && span_eq(in->token.purpose, SPAN("quarter")))
        id = object;
    if (!id.n)
        id = quarter_in(in, in->f->subject);
    return id.n ? id : quarter_in(in, in->f->words);
}

static enum verdict tell(struct intake *in, const struct subject *s,
                         const struct duty *d, struct reason *why)
{
    struct notice n;
    enum verdict v;

    notice_init(
        &n, in->arena, "qtr.closed",
        arena_printf(in->arena, SPAN_FMT "/%s", SPAN_ARG(s->id), d->tag));
    n.group = s->group;
    v = notice_to_role(in->dk, &n, ROLE_GL, false, why);
    if (v == VERDICT_DONE)
        v = notice_to_role(in->dk, &n, ROLE_GS, false, why);
    if (v != VERDICT_DONE)
        return v;
    view_both(n.view, "thing", s->title_zh, s->title_en);
    view_both(n.view, "duty", span_str(d->title_zh), span_str(d->title_en));
    view_day(n.view, "seen", civil_of(in->m->received_at));
    view_text(n.view, "reason", in->command.reason);
    notice_law_of_duty(&n, d);
    n.discriminator = intake_evidence(in);
    return notice_send(in->dk, &n, why);
}

static enum verdict acknowledge(struct intake *in, const struct subject *s,
                                struct reason *why)
{
    struct change c = { "obligation",        s->id,    "missed", "acknowledged",
                        "duty.acknowledged", SPAN_NONE };
    const struct duty *d = NULL;
    struct obligation_row row;
    enum verdict v =
        ledger_asking(in->dk, "leaders_held", s->id, in->arena, &d, &row, why);

    if (v != VERDICT_DONE)
        return v;
    if (!d || row.state != OBLIGATION_IS_MISSED)
        return refuse_command(
            in, SPAN_NONE, "该季度没有待阅处的未召开组长办公会事项",
            "nothing of that quarter waits to be seen", NULL, 0, why);
    v = ledger_acknowledge(in->dk, &row, intake_evidence(in), why);
    if (v == VERDICT_DONE)
        v = intake_audit(in, &c, why);
    if (v == VERDICT_DONE)
        v = token_close_all(in->dk->store, s->id, SPAN("quarter"),
                            desk_now(in->dk), intake_evidence(in), why);
    intake_end(in, MESSAGE_APPLIED, s->id, "秘书处已阅处");
    return v == VERDICT_DONE ? tell(in, s, d, why) : v;
}

enum verdict quarter_acknowledge(struct intake *in, struct span object,
                                 struct reason *why)
{
    static const enum command_verb words[] = { COMMAND_ACK };
    struct span id = quarter_of(in, object);
    struct subject s;
    bool may = false;
    bool found = false;
    enum verdict v = intake_has_role(in, ROLE_SEC, SPAN_NONE, &may, why);

    assert(in);
    if (v == VERDICT_DONE && !may)
        return refuse_authority(in, "阅处须由秘书处作出",
                                "only the secretariat acknowledges", why);
    if (v == VERDICT_DONE && id.n)
        v = subject_load(in->dk, id, in->arena, &s, &found, why);
    if (v != VERDICT_DONE)
        return v;
    if (!found || s.about != DUTY_ABOUT_QUARTER)
        return refuse_command(
            in, SPAN_NONE, "请写明要阅处的季度，如“[已阅] WG5-2026-Q2”",
            "name the quarter, as WG5-2026-Q2", words, ARRAY_LEN(words), why);
    if (in->what.kind != INTAKE_ACKNOWLEDGE &&
        in->what.second != INTAKE_ACKNOWLEDGE &&
        in->command.verb != COMMAND_ACK && in->command.verb != COMMAND_APPROVE)
        return refuse_command(in, SPAN_NONE, "没有读懂指令",
                              "the command was not understood", words,
                              ARRAY_LEN(words), why);
    return acknowledge(in, &s, why);
}
