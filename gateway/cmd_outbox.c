#include <sysexits.h>

#include "convoke/base/number.h"
#include "convoke/store/audit.h"
#include "convoke/store/bounce.h"
#include "convoke/store/outbox.h"
#include "verbs.h"

struct outbox_word {
    const char *word;
    enum delivery_state to;
    const char *event;
};

static const struct outbox_word words[] = {
    { "retry", DELIVERY_READY, "outbox.retry" },
    { "hold", DELIVERY_HELD, "outbox.hold" },
    { "release", DELIVERY_READY, "outbox.release" },
    { "drop", DELIVERY_DROPPED, "outbox.drop" },
};

static enum verdict order(struct context *ctx, const struct outbox_word *word,
                          int64_t id, int64_t *ret_n, struct reason *why)
{
    int64_t now = clock_now(&ctx->clock);
    char number[24];
    struct audit_entry entry = { .at = now,
                                 .entity = SPAN("outbox"),
                                 .to = span_str(delivery_state_name(word->to)),
                                 .event = span_str(word->event),
                                 .actor = SPAN("operator"),
                                 .authority = SPAN("command") };
    enum verdict v = outbox_order(ctx->store, id, word->to, now, ret_n, why);

    if (v != VERDICT_DONE || *ret_n == 0)
        return v;
    snprintf(number, sizeof(number), "outbox:%lld", (long long)id);
    entry.entity_id = span_str(number);
    return audit_add(ctx->store, &entry, why);
}

static const struct outbox_word *find_word(const char *word)
{
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (strcmp(words[i].word, word) == 0)
            return &words[i];
    return NULL;
}

/* ---- an address that bounced works again ---- */

static enum verdict lift(struct context *ctx, struct span mail, bool *ret_found,
                         struct reason *why)
{
    struct audit_entry entry = { .at = clock_now(&ctx->clock),
                                 .entity = SPAN("address"),
                                 .entity_id = mail,
                                 .from = SPAN("suppressed"),
                                 .to = SPAN("live"),
                                 .event = SPAN("address.revived"),
                                 .actor = SPAN("operator"),
                                 .authority = SPAN("command") };
    enum verdict v = store_begin(ctx->store, why);

    if (v == VERDICT_DONE)
        v = suppression_lift(ctx->store, mail, entry.at, ret_found, why);
    if (v == VERDICT_DONE && *ret_found)
        v = audit_add(ctx->store, &entry, why);
    if (v == VERDICT_DONE)
        v = store_commit(ctx->store, why);
    if (v != VERDICT_DONE)
        store_rollback(ctx->store);
    return v;
}

static int resume(struct context *ctx)
{
    struct reason why;
    bool found = false;

    if (lift(ctx, span_str(ctx->argv[1]), &found, &why) != VERDICT_DONE)
        return context_refuse(ctx, &why);
    if (!found) {
        context_fail(ctx, "%s 并未因退信停发", "%s is not suppressed",
                     ctx->argv[1]);
        return EX_DATAERR;
    }
    context_say(ctx, "%s: 已恢复发信；期间暂停的邮件请逐封 release 或 drop",
                "%s: mails go there again; release or drop those held",
                ctx->argv[1]);
    return EX_OK;
}

int cmd_outbox(struct context *ctx)
{
    const struct outbox_word *word = find_word(ctx->argv[0]);
    struct span written = span_str(ctx->argv[1]);
    struct reason why;
    uint64_t id;
    int64_t n = 0;
    enum verdict v;

    if (strcmp(ctx->argv[0], "resume") == 0)
        return resume(ctx);
    if (span_starts(written, SPAN("outbox:")))
        written = span_from(written, 7);
    if (!word || !number_parse(written, INT64_MAX, &id)) {
        context_fail(ctx,
                     "用法: convoke outbox retry|hold|release|drop 编号，"
                     "或 convoke outbox resume 邮件地址",
                     "usage: convoke outbox retry|hold|release|drop ID, "
                     "or convoke outbox resume ADDRESS");
        return EX_USAGE;
    }
    v = store_begin(ctx->store, &why);
    if (v == VERDICT_DONE)
        v = order(ctx, word, (int64_t)id, &n, &why);
    if (v == VERDICT_DONE)
        v = store_commit(ctx->store, &why);
    if (v != VERDICT_DONE) {
        store_rollback(ctx->store);
        return context_refuse(ctx, &why);
    }
    if (n == 0) {
        context_fail(ctx,
                     "outbox:%lld 没有可以这样处理的投递（已发出、已停止，"
                     "或没有这个编号）",
                     "outbox:%lld has no delivery this can be done to (gone, "
                     "ended, or no such id)",
                     (long long)id);
        return EX_DATAERR;
    }
    context_say(ctx, "outbox:%lld: %lld 个收件人 → %s",
                "outbox:%lld: %lld recipients → %s", (long long)id,
                (long long)n, delivery_state_name(word->to));
    return EX_OK;
}
