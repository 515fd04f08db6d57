#include <sysexits.h>

#include "convoke/store/audit.h"
#include "convoke/store/message.h"
#include "object.h"
#include "verbs.h"

enum { MESSAGE_ARENA = 16 * 1024 * 1024 };

struct message_order {
    struct context *ctx;
    struct arena *arena;
    int64_t id;
    bool retry; /* else discard */
};

static enum verdict record(const struct message_order *o, struct span from,
                           struct reason *why)
{
    char number[32];
    struct audit_entry entry = {
        .at = clock_now(&o->ctx->clock),
        .entity = SPAN("message"),
        .from = from,
        .to = o->retry ? SPAN("received") : SPAN("ignored"),
        .event = o->retry ? SPAN("message.retry") : SPAN("message.discard"),
        .actor = SPAN("operator"),
        .authority = SPAN("command"),
    };

    snprintf(number, sizeof(number), "message:%lld", (long long)o->id);
    entry.entity_id = span_str(number);
    return audit_add(o->ctx->store, &entry, why);
}

static enum verdict carry_out(const struct message_order *o, struct reason *why)
{
    struct message m;
    struct span from;
    enum verdict v = message_get(o->ctx->store, o->id, o->arena, &m, why);

    if (v != VERDICT_DONE)
        return v;
    from = span_str(message_state_name(m.state));
    if (m.state != MESSAGE_HELD && m.state != MESSAGE_QUARANTINED)
        return reason_set(why, VERDICT_NEVER, "message.order",
                          "message:%lld is %s; only held and quarantined ones "
                          "wait for a word",
                          (long long)o->id, message_state_name(m.state));
    if (o->retry) {
        v = message_reopen(o->ctx->store, o->id, why);
    } else {
        m.state = MESSAGE_IGNORED;
        m.reason = SPAN("discarded by the operator");
        m.settled_at = clock_now(&o->ctx->clock);
        v = message_settle(o->ctx->store, &m, why);
    }
    return v == VERDICT_DONE ? record(o, from, why) : v;
}

int cmd_message(struct context *ctx)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(MESSAGE_ARENA);
    struct message_order o = { .ctx = ctx, .arena = &arena };
    struct object named;
    struct reason why;
    enum verdict v;

    o.retry = strcmp(ctx->argv[0], "retry") == 0;
    if ((!o.retry && strcmp(ctx->argv[0], "discard") != 0) ||
        !object_parse(span_str(ctx->argv[1]), &named) ||
        named.kind != OBJECT_MESSAGE) {
        context_fail(ctx, "用法: convoke message retry|discard 编号",
                     "usage: convoke message retry|discard ID");
        return EX_USAGE;
    }
    o.id = named.number;
    v = store_begin(ctx->store, &why);
    if (v == VERDICT_DONE)
        v = carry_out(&o, &why);
    if (v == VERDICT_DONE)
        v = store_commit(ctx->store, &why);
    if (v != VERDICT_DONE) {
        store_rollback(ctx->store);
        return context_refuse(ctx, &why);
    }
    context_say(ctx,
                o.retry ? "message:%lld 将重新处理" : "message:%lld 已丢弃",
                o.retry ? "message:%lld will be decided again"
                        : "message:%lld is discarded",
                (long long)o.id);
    return EX_OK;
}
