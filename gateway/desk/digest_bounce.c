/* Addresses that get nothing more because mail to them came back, and reports
 * that are about no mail of ours (R-G2 ⑧). */
#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/store/bounce.h"
#include "convoke/store/register.h"
#include "digest_item.h"

enum { SHOWN_UNOWNED = 14 * CIVIL_DAY }; /* seconds */

/* "范例网络安全有限公司（M03）", empty for other people's; *ret_known false:
 * the register knows nobody with that address any more. */
static enum verdict owner_of(struct digest *dg, struct span mail,
                             struct span *ret, bool *ret_known,
                             struct reason *why)
{
    unit_list units = { 0 };
    offices held = { 0 };
    enum verdict v =
        units_of_address(dg->dk->store, mail, dg->arena, &units, why);

    if (v == VERDICT_DONE)
        v = offices_of(dg->dk->store, mail, dg->arena, &held, why);
    *ret_known = units.n > 0 || held.n > 0;
    *ret = SPAN_NONE;
    list_each(&units, u) *ret = arena_printf(
        dg->arena, SPAN_FMT "%s" SPAN_FMT "（" SPAN_FMT "）", SPAN_ARG(*ret),
        ret->n ? "、" : "", SPAN_ARG(u->name_zh), SPAN_ARG(u->id));
    return v;
}

static enum verdict tell_address(struct digest *dg, const struct suppression *s,
                                 struct reason *why)
{
    char at[MOMENT_TEXT];
    struct arena *a = dg->arena;
    struct span owner;
    struct digest_item *item;
    bool known = false;
    enum verdict v = owner_of(dg, s->mail, &owner, &known, why);

    /* Where nobody writes to any more it need not be silent. */
    if (v != VERDICT_DONE || (!known && s->since < dg->now - SHOWN_UNOWNED))
        return v;
    item = digest_add_item(dg, DIGEST_MAIL, s->mail, 0);
    item->who = digest_roles(a, SPAN("SEC"));
    item->what.zh = arena_printf(
        a, SPAN_FMT "地址被退信%s" SPAN_FMT "%s，自%s起停发", SPAN_ARG(owner),
        s->status.n ? "（" : "", SPAN_ARG(s->status), s->status.n ? "）" : "",
        moment_print_short(s->since, at));
    item->what.en = SPAN("address bounces, nothing is sent there");
    if (s->held)
        item->what.zh =
            arena_printf(a, SPAN_FMT "，已有%lld封暂停",
                         SPAN_ARG(item->what.zh), (long long)s->held);
    item->note.zh =
        owner.n ? SPAN("请登记新联系人或代表；邮箱已恢复的，请回复“邮件退回”"
                       "通知“恢复投递”")
                : SPAN("请核对名册；邮箱已恢复的，请系统管理员执行"
                       "convoke outbox resume");
    item->note.en = SPAN("have another address registered, or have it resumed");
    return v;
}

static void tell_strangers(struct digest *dg, int64_t n)
{
    struct digest_item *item;

    if (n == 0)
        return;
    item = digest_add_item(dg, DIGEST_MAIL, SPAN("bounce"), 0);
    item->who = digest_roles(dg->arena, SPAN("SEC"));
    item->what.zh =
        arena_printf(dg->arena, "%lld封退信与所发邮件对不上", (long long)n);
    item->what.en = arena_printf(dg->arena, "%lld bounces of no mail of ours",
                                 (long long)n);
    item->note = (struct digest_words){ SPAN("未产生任何效力，可能是伪造"),
                                        SPAN("no effect, possibly forged") };
}

enum verdict digest_bounces(struct digest *dg, struct reason *why)
{
    suppressions all = { 0 };
    int64_t strangers = 0;
    enum verdict v;

    assert(dg);
    v = suppressions_living(dg->dk->store, dg->arena, &all, why);
    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++)
        v = tell_address(dg, &all.at[i], why);
    if (v == VERDICT_DONE)
        v = bounces_unmatched(dg->dk->store, dg->since, dg->now, &strangers,
                              why);
    if (v == VERDICT_DONE)
        tell_strangers(dg, strangers);
    return v;
}
