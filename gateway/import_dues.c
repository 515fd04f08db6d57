#include <sysexits.h>

#include "convoke/base/hash.h"
#include "convoke/desk/dues_import.h"
#include "convoke/store/store.h"
#include "convoke/store/timer.h"
#include "desk_here.h"
#include "import.h"

/* A character of GB18030 takes two octets there and three in UTF-8. */
enum { IMPORT_MAX_LEDGER = 2 * IMPORT_MAX_FILE };

static int tell_problems(const struct import *im, const struct dues_outcome *o)
{
    bool zh = im->ctx->chinese;

    list_each(&o->problems, p) fprintf(
        im->ctx->err, "%s:%d: " SPAN_FMT "%s" SPAN_FMT "\n", im->file, p->line,
        SPAN_ARG(zh ? p->zh : p->en), p->text.n ? ": " : "", SPAN_ARG(p->text));
    context_fail(im->ctx, "%zu 个错误，什么也没有导入",
                 "%zu errors; nothing was imported", o->problems.n);
    return EX_DATAERR;
}

static void tell_done(const struct import *im, const struct dues_outcome *o)
{
    char day[CIVIL_TEXT];

    civil_print(o->import.as_of, day);
    if (o->same)
        context_say(im->ctx, "与 " SPAN_FMT " 是同一文件，没有改动",
                    "the same file as " SPAN_FMT "; nothing was changed",
                    SPAN_ARG(o->import.name));
    else
        context_say(im->ctx,
                    "%s " SPAN_FMT "：截至 %s，%lld 行，更新 %zu，"
                    "保留秘书处决定 %zu",
                    "%s " SPAN_FMT ": as of %s, %lld rows, %zu changed, %zu "
                    "decisions kept",
                    im->dry ? (im->ctx->chinese ? "试运行，没有改动："
                                                : "dry run, nothing changed:")
                    : im->ctx->chinese ? "已导入"
                                       : "imported",
                    SPAN_ARG(o->import.name), day, (long long)o->import.rows,
                    o->changed, o->kept);
}

static enum verdict apply(struct import *im, const struct dues_source *src,
                          struct dues_outcome *ret, struct reason *why)
{
    /* What follows from it is told by the desk that sends mails. */
    struct timer flags = { SPAN("flag.dues"), SPAN("DUES"), src->at };
    struct desk_here here;
    enum verdict v = desk_here_open(im->ctx, /* words= */ false, &here, why);

    if (v != VERDICT_DONE)
        return v;
    v = dues_import_apply(&here.desk, src, im->arena, ret, why);
    if (v == VERDICT_DONE && !ret->same && !ret->problems.n) {
        v = import_record(im, "dues", why);
        if (v == VERDICT_DONE)
            v = timer_set(im->ctx->store, &flags, why);
    }
    desk_here_release(&here);
    return v;
}

/* No mail reports it: whoever gives the command reads here what became of it.
 */
int import_dues(struct import *im)
{
    CLEANUP(text_release) struct text text = TEXT_INIT(IMPORT_MAX_LEDGER);
    char hex[HASH_HEX];
    struct dues_source src = { .file = span_str(im->file),
                               .at = clock_now(&im->ctx->clock) };
    struct dues_outcome out = { .same = false };
    struct reason why;
    enum verdict v = import_table(im, &text, &why);
    int code;

    if (v != VERDICT_DONE)
        return context_refuse(im->ctx, &why);
    src.text = text_span(&text);
    src.sha256 = span_str(hash_of(im->bytes, hex));
    v = store_begin(im->ctx->store, &why);
    if (v == VERDICT_DONE)
        v = apply(im, &src, &out, &why);
    code = import_end(im, v, &why);
    if (code != EX_OK)
        return code;
    if (out.problems.n)
        return tell_problems(im, &out);
    tell_done(im, &out);
    return EX_OK;
}
