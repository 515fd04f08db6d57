/* What the IMAP server does not give: nothing of it is here, so that a person
 * has to look at the mailbox itself (R-G2 ⑧). */
#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/store/mailbox.h"
#include "digest_item.h"

enum {
    REFUSALS_SHOWN = 14 * CIVIL_DAY, /* seconds one is listed */
    REFUSALS_MOST = 20,              /* one by one */
    WORDS_SHOWN = 120,
};

static struct digest_item *add(struct digest *dg)
{
    struct digest_item *item =
        digest_add_item(dg, DIGEST_MAIL, SPAN("mail"), 0);

    item->who = digest_roles(dg->arena, SPAN("SEC"));
    return item;
}

static void tell_one(struct digest *dg, const struct mailbox_refusal *r)
{
    char at[MOMENT_TEXT];
    struct arena *a = dg->arena;
    struct digest_item *item = add(dg);
    const char *when = moment_print_short(r->at, at);
    struct span said = digest_discreet(a, span_fit(r->reason, WORDS_SHOWN));

    item->what.zh =
        arena_printf(a, "信箱“" SPAN_FMT "”中UID %lld的来信未能取得，内容未知",
                     SPAN_ARG(r->folder), (long long)r->uid);
    item->what.en = arena_printf(
        a, "a mail in \"" SPAN_FMT "\", UID %lld, could not be fetched",
        SPAN_ARG(r->folder), (long long)r->uid);
    item->note.zh = arena_printf(a,
                                 "%s起，服务器三次拒绝给出：" SPAN_FMT
                                 "；原信仍在信箱中，请登录信箱查看",
                                 when, SPAN_ARG(said));
    item->note.en = arena_printf(
        a, "since %s; it is still there, please look at the mailbox", when);
}

enum verdict digest_refusals(struct digest *dg, struct reason *why)
{
    mailbox_refusals all = { 0 };
    enum verdict v;

    assert(dg);
    v = mailbox_refused(dg->dk->store, dg->now - REFUSALS_SHOWN, dg->arena,
                        &all, why);
    if (v != VERDICT_DONE)
        return v;
    for (size_t i = 0; i < all.n && i < REFUSALS_MOST; i++)
        tell_one(dg, &all.at[i]);
    if (all.n > REFUSALS_MOST) {
        struct digest_item *item = add(dg);
        item->what.zh = arena_printf(dg->arena, "另有%zu封来信未能取得",
                                     all.n - REFUSALS_MOST);
        item->what.en = arena_printf(dg->arena, "%zu more could not be fetched",
                                     all.n - REFUSALS_MOST);
        item->note = (struct digest_words){
            SPAN("原信仍在信箱中；文件夹和UID见系统日志source.left"),
            SPAN("the log names them (source.left)")
        };
    }
    return v;
}
