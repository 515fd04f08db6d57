/* Mail that waits for a person: held or unreadable on the way in, stopped or
 * refused on the way out (R-G2 ⑧). They belong to no
 * group: only the secretariat reads of them. */
#include <assert.h>

#include "case.h"
#include "convoke/base/moment.h"
#include "convoke/store/waiting.h"
#include "digest_act.h"

enum {
    WORDS_SHOWN = 120,
    LISTED_MOST = 100, /* one by one: nobody reads a thousand lines */
    HELD_WORKING_DAYS = 2,
    REFUSED_SHOWN = 14 * CIVIL_DAY, /* seconds a refusal is listed */
};

/* A subject may say why somebody cannot come (R-G6). */
static struct span subject_of(struct arena *a, const struct waiting_message *m)
{
    if (span_eq(m->kind, span_str(intake_name(INTAKE_LEAVE))))
        return SPAN("请假");
    if (!m->subject.n)
        return SPAN("（无主题）");
    return digest_discreet(a, span_fit(m->subject, WORDS_SHOWN));
}

/* The day its period ends, else two working days from its receipt. */
static enum verdict due_of(struct digest *dg, const struct waiting_message *m,
                           civil_day *ret, struct reason *why)
{
    struct span ref = arena_printf(dg->arena, "message:%lld", (long long)m->id);
    bool found = false;
    enum verdict v = ledger_due(dg->dk, "held.settle", ref, ret, &found, why);

    if (v == VERDICT_DONE && !found)
        *ret = workdays_add(&dg->dk->workdays, civil_of(m->received_at),
                            HELD_WORKING_DAYS);
    return v;
}

static enum verdict tell_message(struct digest *dg,
                                 const struct waiting_message *m,
                                 struct reason *why)
{
    char at[MOMENT_TEXT];
    struct arena *a = dg->arena;
    struct span ref = arena_printf(a, "message:%lld", (long long)m->id);
    bool held = span_eq(m->state, span_str(message_state_name(MESSAGE_HELD)));
    struct digest_item *item;
    civil_day due = 0;
    enum verdict v = due_of(dg, m, &due, why);

    if (v != VERDICT_DONE)
        return v;
    item = digest_add_item(dg, DIGEST_MAIL, ref, due);
    item->service = true;
    item->decide = true;
    item->what.zh = arena_printf(
        a, "%s：" SPAN_FMT "《" SPAN_FMT "》", held ? "待核实来件" : "隔离来件",
        SPAN_ARG(m->sender.n ? m->sender : SPAN("（无发件人）")),
        SPAN_ARG(subject_of(a, m)));
    item->what.en = held ? SPAN("held mail") : SPAN("unreadable mail");
    item->who = digest_roles(a, SPAN("SEC"));
    item->note.zh = arena_printf(a, "收到：%s，" SPAN_FMT,
                                 moment_print_short(m->received_at, at),
                                 SPAN_ARG(m->reason));
    item->note.en =
        arena_printf(a, "received %s", moment_print_short(m->received_at, at));
    return digest_item_acts(dg, item, ref, why);
}

static enum verdict tell_delivery(struct digest *dg,
                                  const struct waiting_delivery *d,
                                  struct reason *why)
{
    static const struct {
        const char *state, *zh, *en;
    } states[] = {
        { "uncertain", "是否送达不明", "uncertain whether it arrived" },
        { "held", "已暂停发送", "held back" },
        { "refused", "被对方拒收", "refused by the other side" },
    };
    struct arena *a = dg->arena;
    struct span ref = arena_printf(a, "outbox:%lld", (long long)d->outbox);
    struct digest_item *item = digest_add_item(dg, DIGEST_MAIL, ref, 0);

    item->decide = !span_eq(d->state, SPAN("refused"));
    item->who = digest_roles(a, SPAN("SEC"));
    item->what.zh = arena_printf(
        a, "发给" SPAN_FMT "的通知" SPAN_FMT "%s" SPAN_FMT "%s",
        SPAN_ARG(d->recipients), SPAN_ARG(d->code), d->object.n ? "（" : "",
        SPAN_ARG(d->object), d->object.n ? "）" : "");
    item->what.en = arena_printf(a, SPAN_FMT " to " SPAN_FMT, SPAN_ARG(d->code),
                                 SPAN_ARG(d->recipients));
    for (size_t i = 0; i < ARRAY_LEN(states); i++)
        if (span_eq(d->state, span_str(states[i].state)))
            item->note = (struct digest_words){ span_str(states[i].zh),
                                                span_str(states[i].en) };
    if (d->reply.n)
        item->note.zh = arena_printf(
            a, SPAN_FMT "：" SPAN_FMT, SPAN_ARG(item->note.zh),
            SPAN_ARG(digest_discreet(a, span_fit(d->reply, WORDS_SHOWN))));
    return digest_item_acts(dg, item, ref, why);
}

static void tell_rest(struct digest *dg, size_t n)
{
    struct digest_item *item =
        digest_add_item(dg, DIGEST_MAIL, SPAN("mail"), 0);

    item->who = digest_roles(dg->arena, SPAN("SEC"));
    item->what.zh =
        arena_printf(dg->arena, "另有%zu封待核实或隔离来件，未逐封列出", n);
    item->what.en = arena_printf(dg->arena, "%zu more held mails", n);
    item->note = (struct digest_words){
        SPAN("处理以上来件后依次列出；全部见convoke list messages"),
        SPAN("listed as the others are settled")
    };
}

enum verdict digest_mails(struct digest *dg, struct reason *why)
{
    waiting_messages held = { 0 };
    waiting_deliveries stopped = { 0 };
    enum verdict v;

    assert(dg);
    v = waiting_messages_held(dg->dk->store, dg->arena, &held, why);
    for (size_t i = 0; i < held.n && i < LISTED_MOST && v == VERDICT_DONE; i++)
        v = tell_message(dg, &held.at[i], why);
    if (held.n > LISTED_MOST)
        tell_rest(dg, held.n - LISTED_MOST);
    if (v == VERDICT_DONE)
        v = waiting_deliveries_of(dg->dk->store, dg->now - REFUSED_SHOWN,
                                  dg->arena, &stopped, why);
    for (size_t i = 0; i < stopped.n && v == VERDICT_DONE; i++)
        v = tell_delivery(dg, &stopped.at[i], why);
    return v;
}
