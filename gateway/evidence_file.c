#include "evidence_file.h"

#include <assert.h>
#include <sysexits.h>

#include "convoke/base/moment.h"
#include "convoke/store/flag.h"

enum { EVIDENCE_ARENA = 128 * 1024 * 1024 };

bool evidence_file_is(const struct context *ctx)
{
    assert(ctx);
    return ctx->argc == 3 && strcmp(ctx->argv[0], "evidence") == 0;
}

/* As the name of the file ends; false: it ends otherwise. */
static bool choose(const struct context *ctx, const struct flag_evidence *e,
                   struct span *ret)
{
    struct span file = span_str(ctx->argv[2]);
    bool pages = span_ends_nocase(file, SPAN(".pdf"));

    *ret = pages ? e->pdf : e->text;
    if (pages || span_ends_nocase(file, SPAN(".txt")) ||
        span_eq(file, SPAN("-")))
        return true;
    context_fail(ctx, "文件名请以 .pdf 或 .txt 结尾: %s",
                 "the file's name ends in .pdf or .txt, unlike %s",
                 ctx->argv[2]);
    return false;
}

static int print(const struct context *ctx, const struct flag_evidence *e)
{
    char at[MOMENT_TEXT];
    struct span bytes;

    if (!choose(ctx, e, &bytes))
        return EX_USAGE;
    if (!bytes.n) {
        context_fail(ctx, "%s 的证据材料没有印成 PDF（请看日志），可以用 .txt",
                     "the evidence of %s was not printed as PDF (see the "
                     "log); .txt has it",
                     ctx->argv[1]);
        return EX_DATAERR;
    }
    context_print(ctx, bytes);
    context_say(ctx, "证据材料第 %lld 版，编制于 %s",
                "version %lld of the evidence, laid out at %s",
                (long long)e->version, moment_print_short(e->at, at));
    return EX_OK;
}

int evidence_file_print(struct context *ctx)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(EVIDENCE_ARENA);
    struct flag_evidence e;
    struct flag f;
    struct reason why;
    bool found = false;
    enum verdict v =
        flag_get(ctx->store, span_str(ctx->argv[1]), &arena, &f, &found, &why);

    if (v == VERDICT_DONE && found)
        v = flag_evidence_last(ctx->store, f.id, &arena, &e, &found, &why);
    if (v != VERDICT_DONE)
        return context_refuse(ctx, &why);
    if (found)
        return print(ctx, &e);
    context_fail(ctx, "没有 %s 的证据材料（convoke list flags 列出全部标记）",
                 "there is no evidence of %s (convoke list flags has all "
                 "flags)",
                 ctx->argv[1]);
    return EX_DATAERR;
}
