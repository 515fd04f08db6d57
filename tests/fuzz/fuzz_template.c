/* Any octets as a template, lenient and strict: it compiles or says why, and
 * what compiled renders without touching what it should not. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "../../gateway/render/template.h"
#include "convoke/base/own.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct value sample(struct arena *a)
{
    struct view *v = view_new(a);

    view_text(v, "unit", SPAN("示例<&>"));
    view_flag(v, "open", true);
    view_due(v, "due", 20516);
    view_text(view_item(v, "missing"), "label", SPAN("a"));
    return (struct value){ .kind = VALUE_VIEW, .view = v };
}

static void compile_and_render(struct arena *a, struct span source,
                               const struct scope *const *scopes, size_t n)
{
    CLEANUP(text_release) struct text errors = TEXT_INIT(TEXT_MAX_NOTICE);
    CLEANUP(text_release) struct text out = TEXT_INIT(TEXT_MAX_NOTICE);
    struct template_way way = { PHRASE_ZH, escape_markup, a };
    struct value value = sample(a);
    struct reason why = { 0 };
    const struct template *t = template_compile(
        &(struct template_spec){
            .arena = a,
            .source = { "t", 1, 1, source },
            .scopes = scopes,
            .scopes_n = n,
        },
        &errors);

    if (!t != (errors.n > 0))
        abort();
    if (t && template_render(t, &value, &way, &out, &why) != VERDICT_DONE &&
        why.text[0] == '\0')
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT((size_t)256 << 20);
    struct span source = span_of((const char *)data, size);
    struct scope scope = { 0 };
    const struct scope *scopes[] = { &scope };

    if (size > 16 * 1024)
        return -1;
    if (scope_parse(&a, "unit open? due missing[label]", &scope, NULL) !=
        VERDICT_DONE)
        abort();
    compile_and_render(&a, source, scopes, 0);
    compile_and_render(&a, source, scopes, 1);
    return 0;
}
