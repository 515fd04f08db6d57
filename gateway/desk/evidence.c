/* The case in a few words; laid out in full elsewhere. */
#include "evidence.h"

#include <assert.h>

enum verdict evidence_take(struct desk *dk, struct arena *arena,
                           const struct flag *f, struct reason *why)
{
    struct flag_evidence e = {
        .flag = f->id,
        .at = desk_now(dk),
        .text = arena_printf(arena, SPAN_FMT "\n" SPAN_FMT "\n%lld\n",
                             SPAN_ARG(f->object), SPAN_ARG(f->unit),
                             (long long)f->count),
    };

    return flag_evidence_add(dk->store, &e, why);
}

enum verdict evidence_attach(struct desk *dk, const struct flag *f,
                             struct notice *n, bool *ret_found,
                             struct reason *why)
{
    struct flag_evidence e;
    enum verdict v =
        flag_evidence_last(dk->store, f->id, n->arena, &e, ret_found, why);

    if (v == VERDICT_DONE && *ret_found)
        *list_push(&n->files, n->arena) =
            (struct notice_file){ .name = SPAN("evidence.txt"),
                                  .media_type = SPAN("text/plain"),
                                  .bytes = e.text };
    return v;
}
