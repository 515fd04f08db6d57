#include "timeline.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/store/message.h"
#include "convoke/store/outbox.h"

enum { TIMELINE_ARENA = 64 * 1024 * 1024, SUBJECT_WIDTH = 200 };

static void people_line(const struct timeline *t, int64_t at, const char *arrow,
                        struct span who, struct span what)
{
    char when[MOMENT_TEXT];

    fprintf(t->ctx->out, "%s  %s  " SPAN_FMT "  " SPAN_FMT "\n",
            moment_print_short(at, when), arrow, SPAN_ARG(who),
            SPAN_ARG(span_fit(what, SUBJECT_WIDTH)));
}

struct pair {
    const char *key;
    struct span value;
};

static void json_line(const struct timeline *t, int64_t at,
                      const struct pair *pairs, size_t n)
{
    CLEANUP(text_release) struct text line = TEXT_INIT(TEXT_MAX_OUTPUT);
    char when[MOMENT_TEXT];

    text_add_str(&line, "{\"at\":");
    table_json_string(&line, span_str(moment_print_short(at, when)));
    for (size_t i = 0; i < n; i++) {
        text_addf(&line, ",\"%s\":", pairs[i].key);
        table_json_string(&line, pairs[i].value);
    }
    text_add_str(&line, "}\n");
    context_print(t->ctx, text_span(&line));
}

static void tell_in(struct timeline *t, const struct message *m, int64_t at,
                    struct span reason)
{
    const struct pair pairs[] = {
        { "direction", SPAN("in") },
        { "kind", m->kind },
        { "object", m->object },
        { "sender", m->sender },
        { "subject", m->subject },
        { "state", span_str(message_state_name(m->state)) },
        { "reason", reason },
    };

    t->in++;
    if (t->ctx->output == TABLE_JSON)
        json_line(t, at, pairs, ARRAY_LEN(pairs));
    else
        people_line(t, at, t->ctx->chinese ? "收" : "in ", m->sender,
                    m->subject);
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

static void tell_out(struct timeline *t, const struct outbox_line *line,
                     struct arena *arena)
{
    /* For addresses that get nothing more: it did not leave. */
    bool held =
        span_eq(line->state, span_str(delivery_state_name(DELIVERY_HELD)));
    const char *zh = held ? "停" : "发";
    const char *en = held ? "held" : "out";
    const struct pair pairs[] = {
        { "direction", span_str(en) }, { "code", line->code },
        { "object", line->object },    { "recipients", line->recipients },
        { "subject", line->subject },  { "state", line->state },
        { "reason", line->reply },
    };

    if (t->few && span_eq(line->code, SPAN("digest"))) {
        t->digests++;
        return;
    }
    t->out += !held;
    if (t->ctx->output == TABLE_JSON)
        json_line(t, line->queued_at, pairs, ARRAY_LEN(pairs));
    else
        people_line(t, line->queued_at, t->ctx->chinese ? zh : en,
                    arena_printf(arena, "%-18.*s " SPAN_FMT,
                                 SPAN_ARG(line->code),
                                 SPAN_ARG(line->recipients)),
                    line->subject);
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
        tell_out(t, &line, &arena);
    }
}
