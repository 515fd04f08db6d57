/* What came in beyond a day's limits, one line a day whatever it was (R-G2 ⑧).
 */
#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/store/message.h"
#include "digest_act.h"

static enum verdict tell_day(struct digest *dg, const struct message_excess *e,
                             struct reason *why)
{
    char at[MOMENT_TEXT];
    struct arena *a = dg->arena;
    struct digest_item *item = digest_add_item(dg, DIGEST_MAIL, e->object, 0);

    item->decide = true;
    item->first = true; /* it stands for many */
    item->who = digest_roles(a, SPAN("SEC"));
    item->what.zh = arena_printf(
        a,
        "来件超出限额：" SPAN_FMT "共%lld封（%lld个发件地址），未处理也未答复",
        SPAN_ARG(span_from(e->object, span_find_char(e->object, ':') + 1)),
        (long long)e->messages, (long long)e->senders);
    item->what.en = arena_printf(
        a, "%lld mails of %lld addresses beyond the day's limits, not decided",
        (long long)e->messages, (long long)e->senders);
    item->note.zh = arena_printf(
        a, "最后一封：%s；原件均已保存，可用convoke message retry逐封处理",
        moment_print_short(e->last_at, at));
    item->note.en = SPAN("all are kept; convoke message retry decides one");
    return digest_item_acts(dg, item, e->object, why);
}

enum verdict digest_excesses(struct digest *dg, struct reason *why)
{
    message_excesses days = { 0 };
    enum verdict v;

    assert(dg);
    v = message_excess_of(dg->dk->store, SPAN_NONE, dg->arena, &days, why);
    for (size_t i = 0; i < days.n && v == VERDICT_DONE; i++)
        v = tell_day(dg, &days.at[i], why);
    return v;
}
