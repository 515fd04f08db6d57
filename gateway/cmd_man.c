#include <sysexits.h>

#include "manual.h"
#include "verbs.h"

int cmd_man(struct context *ctx)
{
    CLEANUP(text_release) struct text page = TEXT_INIT(TEXT_MAX_OUTPUT);

    if (!manual_page(span_str(ctx->argc ? ctx->argv[0] : "convoke"), &page)) {
        context_fail(ctx,
                     "手册页有 convoke、convoke.conf、charter.conf、register",
                     "the pages are convoke, convoke.conf, charter.conf and "
                     "register");
        return EX_USAGE;
    }
    context_print(ctx, text_span(&page));
    return EX_OK;
}
