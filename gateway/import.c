#include "import.h"

#include <assert.h>
#include <sysexits.h>

#include "convoke/base/hash.h"
#include "convoke/store/audit.h"
#include "convoke/store/store.h"

enum verdict import_record(struct import *im, const char *kind,
                           struct reason *why)
{
    char hex[HASH_HEX];
    struct audit_entry entry = {
        .at = clock_now(&im->ctx->clock),
        .entity = SPAN("import"),
        .entity_id = span_str(kind),
        .event = SPAN("import.applied"),
        .actor = SPAN("operator"),
        .authority = SPAN("command"),
        .note = span_str(im->file),
    };

    entry.evidence =
        arena_printf(im->arena, "sha256:%s", hash_of(im->bytes, hex));
    return audit_add(im->ctx->store, &entry, why);
}

int import_end(struct import *im, enum verdict v, struct reason *why)
{
    assert(im);
    if (v == VERDICT_DONE && !im->dry)
        v = store_commit(im->ctx->store, why);
    if (v != VERDICT_DONE || im->dry)
        store_rollback(im->ctx->store);
    return v == VERDICT_DONE ? EX_OK : context_refuse(im->ctx, why);
}
