#include "timeline.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/store/message.h"
#include "convoke/store/outbox.h"

enum { TIMELINE_ARENA = 64 * 1024 * 1024, SUBJECT_WIDTH = 200 };

static const char *word_of(const struct context *ctx,
                           const struct timeline_event *e)
{
    if (e->held)
        return ctx->chinese ? "停" : "held";
    return ctx->chinese ? "发" : "out";
}

static void people_line(const struct context *ctx,
                        const struct timeline_event *e)
{
    char when[MOMENT_TEXT];

    fprintf(ctx->out, "%s  ", moment_print_short(e->at, when));
    if (e->in)
        fputs(ctx->chinese ? "收  " : "in   ", ctx->out);
    else
        fprintf(ctx->out, "%s  %-18.*s ", word_of(ctx, e), SPAN_ARG(e->kind));
    fprintf(ctx->out, SPAN_FMT "  " SPAN_FMT "\n", SPAN_ARG(e->who),
            SPAN_ARG(span_fit(e->subject, SUBJECT_WIDTH)));
}

static void json_line(const struct context *ctx, const struct timeline_event *e)
{
    CLEANUP(text_release) struct text line = TEXT_INIT(TEXT_MAX_OUTPUT);
    char when[MOMENT_TEXT];
    const struct {
        const char *key;
        struct span value;
    } pairs[] = {
        { "direction", e->in     ? SPAN("in")
                       : e->held ? SPAN("held")
                                 : SPAN("out") },
        { e->in ? "kind" : "code", e->kind },
        { "object", e->object },
        { e->in ? "sender" : "recipients", e->who },
        { "subject", e->subject },
        { "state", e->state },
        { "reason", e->reason },
    };

    text_add_str(&line, "{\"at\":");
    table_json_string(&line, span_str(moment_print_short(e->at, when)));
    for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
        text_addf(&line, ",\"%s\":", pairs[i].key);
        table_json_string(&line, pairs[i].value);
    }
    text_add_str(&line, "}\n");
    context_print(ctx, text_span(&line));
}

void timeline_print(const struct context *ctx, const struct timeline_event *e)
{
    assert(ctx && e);
    if (ctx->output == TABLE_JSON)
        json_line(ctx, e);
    else
        people_line(ctx, e);
}

static void tell(const struct timeline *t, const struct timeline_event *e)
{
    if (t->tell)
        t->tell(t->listener, e);
    else
        timeline_print(t->ctx, e);
}

static void tell_in(struct timeline *t, const struct message *m, int64_t at,
                    struct span reason)
{
    const struct timeline_event e = {
        .in = true,
        .at = at,
        .kind = m->kind,
        .object = m->object,
        .subject = m->subject,
        .state = span_str(message_state_name(m->state)),
        .reason = reason,
        .who = m->sender,
    };

    t->in++;
    tell(t, &e);
}

enum verdict timeline_in(struct timeline *t, struct store *st, int64_t at,
                         struct reason *why)
{
    assert(t);
    for (;;) {
        CLEANUP(arena_release)
        struct arena arena = ARENA_INIT(TIMELINE_ARENA);
        struct message m;
        struct span sha;
        int64_t id = 0;
        enum verdict v =
            message_after(st, t->told_message, &arena, &id, &sha, why);
        if (v != VERDICT_DONE || id == 0)
            return v;
        v = message_get(st, id, &arena, &m, why);
        if (v != VERDICT_DONE)
            return v;
        t->told_message = id;
        tell_in(t, &m, at, m.reason);
    }
}

enum verdict timeline_again(struct timeline *t, struct store *st, int64_t id,
                            int64_t at, struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(TIMELINE_ARENA);
    struct message m;
    enum verdict v = message_get(st, id, &arena, &m, why);

    assert(t);
    if (v != VERDICT_DONE)
        return v;
    m.state = MESSAGE_IGNORED;
    tell_in(t, &m, at,
            arena_printf(&arena,
                         t->ctx->chinese
                             ? "与 message:%lld 逐字节相同，已收过"
                             : "the octets of message:%lld, taken in before",
                         (long long)id));
    return VERDICT_DONE;
}

static void tell_out(struct timeline *t, const struct outbox_line *line)
{
    const struct timeline_event e = {
        .held =
            span_eq(line->state, span_str(delivery_state_name(DELIVERY_HELD))),
        .at = line->queued_at,
        .kind = line->code,
        .object = line->object,
        .subject = line->subject,
        .state = line->state,
        .reason = line->reply,
        .who = line->recipients,
    };

    t->out += !e.held;
    tell(t, &e);
}

enum verdict timeline_out(struct timeline *t, struct store *st,
                          struct reason *why)
{
    assert(t);
    for (;;) {
        CLEANUP(arena_release)
        struct arena arena = ARENA_INIT(TIMELINE_ARENA);
        struct outbox_line line;
        bool found = false;
        enum verdict v =
            outbox_next(st, t->told_outbox, &arena, &line, &found, why);
        if (v != VERDICT_DONE || !found)
            return v;
        t->told_outbox = line.id;
        tell_out(t, &line);
    }
}
