#include <sysexits.h>

#include "convoke/store/audit.h"
#include "convoke/store/message.h"
#include "convoke/store/store.h"
#include "settings.h"
#include "spool.h"
#include "verbs.h"

enum { EX_FOUND = 1, VERIFY_ARENA = 1024 * 1024 };

static const struct table_column columns[] = {
    { "what", "检查", "check", false },
    { "count", "数量", "count", true },
    { "damaged", "损坏", "damaged", true },
    { "note", "说明", "note", false },
};

struct verify {
    struct context *ctx;
    struct table *table;
    int64_t damaged; /* of all checks */
};

static void add(struct verify *v, const char *zh, const char *en, int64_t count,
                int64_t damaged, const struct reason *first)
{
    table_cell(v->table, span_str(v->ctx->chinese ? zh : en));
    table_cell_int(v->table, count);
    table_cell_int(v->table, damaged);
    table_cell(v->table, damaged ? span_str(first->text) : SPAN_NONE);
    v->damaged += damaged;
}

static enum verdict check_database(struct verify *v, struct reason *why)
{
    enum verdict done = store_verify(v->ctx->store, why);

    if (done == VERDICT_DONE || done == VERDICT_NEVER) {
        add(v, "数据库", "database", 1, done == VERDICT_NEVER, why);
        return VERDICT_DONE;
    }
    return done;
}

static enum verdict check_audit(struct verify *v, struct reason *why)
{
    int64_t rows = 0;
    enum verdict done = audit_verify(v->ctx->store, &rows, why);

    if (done == VERDICT_DONE || done == VERDICT_NEVER) {
        add(v, "审计记录", "audit rows", rows, done == VERDICT_NEVER, why);
        return VERDICT_DONE;
    }
    return done;
}

/* Every message the database speaks of must still be what it was. */
static enum verdict check_spool(struct verify *v, struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(VERIFY_ARENA);
    CLEANUP(spool_drop) struct spool *sp = NULL;
    const struct spool_settings set = { .any_disk = true };
    struct reason first = { 0 };
    int64_t count = 0;
    int64_t damaged = 0;
    int64_t id = 0;
    enum verdict done = spool_open(v->ctx->set->state, &set, &sp, why);

    while (done == VERDICT_DONE) {
        struct span sha;
        arena_reset(&arena);
        done = message_after(v->ctx->store, id, &arena, &id, &sha, why);
        if (done != VERDICT_DONE || id == 0)
            break;
        count++;
        if (spool_verify(sp, arena_str(&arena, sha), why) == VERDICT_DONE)
            continue;
        if (damaged++ == 0)
            first = *why;
    }
    if (done == VERDICT_DONE)
        add(v, "原始来信", "raw mails", count, damaged, &first);
    return done;
}

int cmd_verify(struct context *ctx)
{
    CLEANUP(table_drop)
    struct table *t = table_new(columns, ARRAY_LEN(columns));
    struct verify v = { .ctx = ctx, .table = t };
    struct reason why;

    if (check_database(&v, &why) != VERDICT_DONE ||
        check_audit(&v, &why) != VERDICT_DONE ||
        check_spool(&v, &why) != VERDICT_DONE)
        return context_refuse(ctx, &why);
    context_print_table(ctx, t);
    return v.damaged ? EX_FOUND : EX_OK;
}
