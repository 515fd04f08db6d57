/* convoke import attendance FILE: a plenary's sign-in list, CSV in UTF-8,
 * UTF-16 or GB18030, or XLSX. The file's name tells the meeting. */
#include <sysexits.h>

#include "convoke/base/hash.h"
#include "convoke/desk/attendance_command.h"
#include "convoke/desk/reference.h"
#include "convoke/store/store.h"
#include "desk_here.h"
#include "import.h"

static int tell_problems(const struct import *im,
                         const struct attendance_taken *t)
{
    bool zh = im->ctx->chinese;

    list_each(&t->problems, p)
        fprintf(im->ctx->err, "%s:%d: %s%s" SPAN_FMT "\n", im->file, p->line,
                zh ? p->zh : p->en, p->text.n ? ": " : "", SPAN_ARG(p->text));
    context_fail(im->ctx, "%zu 个错误，什么也没有导入",
                 "%zu errors; nothing was imported", t->problems.n + t->more);
    return EX_DATAERR;
}

static int tell_done(const struct import *im, const struct attendance_taken *t)
{
    if (t->same)
        context_say(im->ctx, "这份签到表此前已经导入，没有改动",
                    "this list was imported before; nothing changed");
    else if (im->dry)
        context_say(im->ctx, "试运行：%zu 条签到，没有改动",
                    "dry run: %zu lines, nothing was changed", t->lines);
    else
        context_say(im->ctx, "已导入 %zu 条签到", "imported %zu lines",
                    t->lines);
    return EX_OK;
}

static enum verdict take(struct import *im, struct span text,
                         struct attendance_taken *ret, struct reason *why)
{
    struct attendance_given given = { .text = text,
                                      .file = span_str(im->file) };
    struct desk_here here;
    struct reference r;
    char hex[HASH_HEX];
    enum verdict v = desk_here_open(im->ctx, false, &here, why);

    if (v != VERDICT_DONE)
        return v;
    if (reference_find(span_str(im->file), REFERENCE_MEETING, &r))
        given.meeting = arena_span(im->arena, reference_span(&r));
    given.sha256 = arena_span(im->arena, span_str(hash_of(im->bytes, hex)));
    v = attendance_take(&here.desk, im->arena, &given, ret, why);
    desk_here_release(&here);
    return v;
}

int import_attendance(struct import *im)
{
    CLEANUP(text_release) struct text text = TEXT_INIT(2 * IMPORT_MAX_FILE);
    struct attendance_taken taken = { 0 };
    struct reason why;
    enum verdict v = import_table(im, &text, &why);
    int code;

    if (v != VERDICT_DONE)
        return context_refuse(im->ctx, &why);
    v = store_begin(im->ctx->store, &why);
    if (v == VERDICT_DONE)
        v = take(im, text_span(&text), &taken, &why);
    if (v == VERDICT_DONE && !taken.problems.n)
        v = import_record(im, "attendance", &why);
    code = import_end(im, v, &why);
    if (code != EX_OK)
        return code;
    return taken.problems.n ? tell_problems(im, &taken) : tell_done(im, &taken);
}
