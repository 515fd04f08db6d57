#include <sysexits.h>

#include "convoke/render/slots.h"
#include "core.h"
#include "nearest.h"
#include "verbs.h"

enum { PREVIEW_ARENA = 16 * 1024 * 1024 };

static int unknown_code(const struct context *ctx, const char *code)
{
    struct nearest near = nearest_to(span_str(code));

    for (size_t i = 0; i < slots_of_notices_n; i++)
        nearest_try(&near, span_str(slots_of_notices[i].code));
    if (near.best.n)
        context_fail(ctx, "没有通知 %s，您是不是想写 " SPAN_FMT "？",
                     "no notice %s; did you mean " SPAN_FMT "?", code,
                     SPAN_ARG(near.best));
    else
        context_fail(ctx, "没有通知 %s", "no notice %s", code);
    return EX_USAGE;
}

static void print(const struct context *ctx, const char *code,
                  const struct rendered *r)
{
    CLEANUP(text_release) struct text line = TEXT_INIT(TEXT_MAX_OUTPUT);

    if (ctx->output == TABLE_JSON) {
        text_add_str(&line, "{\"code\":");
        table_json_string(&line, span_str(code));
        text_add_str(&line, ",\"subject\":");
        table_json_string(&line, r->subject);
        text_add_str(&line, ",\"text\":");
        table_json_string(&line, r->text);
        text_add_str(&line, ",\"html\":");
        table_json_string(&line, r->html);
        text_add_str(&line, "}\n");
    } else if (context_option(ctx, "html")) {
        text_add(&line, r->html);
    } else {
        text_addf(&line, "Subject: " SPAN_FMT "\n\n" SPAN_FMT,
                  SPAN_ARG(r->subject), SPAN_ARG(r->text));
    }
    context_print(ctx, text_span(&line));
}

/* The templates with made-up values, as a real mail would have them: what an
 * author looks at after changing one. */
int cmd_preview(struct context *ctx)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(PREVIEW_ARENA);
    CLEANUP(catalog_drop) struct catalog *catalog = NULL;
    const char *code = context_option(ctx, "template");
    struct rendered rendered;
    struct reason why;
    struct view *view;

    if (!code) {
        context_fail(ctx, "用法: convoke preview --template 通知代码",
                     "usage: convoke preview --template CODE");
        return EX_USAGE;
    }
    view = slots_sample(code, &arena);
    if (!view)
        return unknown_code(ctx, code);
    if (core_open_catalog(ctx->set, &catalog, &why) != VERDICT_DONE ||
        catalog_render(catalog, code, view, &arena, &rendered, &why) !=
            VERDICT_DONE)
        return context_refuse(ctx, &why);
    print(ctx, code, &rendered);
    return EX_OK;
}
