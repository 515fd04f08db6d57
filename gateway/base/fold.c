#include "convoke/base/fold.h"

#include <assert.h>
#include <stdlib.h>
#include <utf8proc.h>

#include "convoke/base/text.h"

static bool matters(utf8proc_int32_t code)
{
    switch (utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_PD:
    case UTF8PROC_CATEGORY_PS:
    case UTF8PROC_CATEGORY_PE:
    case UTF8PROC_CATEGORY_PO:
        return false;
    default:
        return true;
    }
}

struct span fold_name(struct arena *a, struct span name)
{
    CLEANUP(text_release) struct text kept = TEXT_INIT(TEXT_MAX_HEADER);
    utf8proc_uint8_t *folded = NULL;
    struct span rest;

    assert(a);
    if (utf8proc_map((const utf8proc_uint8_t *)(name.n ? name.p : ""),
                     (utf8proc_ssize_t)name.n, &folded,
                     UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
                         UTF8PROC_IGNORE) < 0)
        return arena_span(a, name);
    rest = span_str((const char *)folded);
    while (rest.n) {
        unsigned code = 0;
        size_t n = span_char(rest, &code);
        assert(n > 0);
        if (matters((utf8proc_int32_t)code))
            text_add(&kept, span_sub(rest, 0, n));
        rest = span_from(rest, n);
    }
    free(folded);
    return arena_span(a, text_span(&kept));
}
