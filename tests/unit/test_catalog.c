#include "check.h"

#include <stdio.h>
#include <stdlib.h>

#include "convoke/base/file.h"
#include "convoke/base/own.h"
#include "convoke/base/table.h"
#include "convoke/render/catalog.h"
#include "convoke/render/slots.h"

#define TEMPLATES CONVOKE_SOURCE "/templates"

static struct catalog *open_shipped(void)
{
    CLEANUP(text_release) struct text errors = TEXT_INIT(TEXT_MAX_NOTICE);
    struct catalog *c = NULL;

    if (catalog_open(TEMPLATES, NULL, slots_common, slots_of_notices,
                     slots_of_notices_n, &c, &errors) != VERDICT_DONE) {
        print_error("%s", text_str(&errors));
        fail();
    }
    return c;
}

static struct rendered render(const struct catalog *c, const char *code,
                              const struct view *view, struct arena *a)
{
    struct rendered out = { 0 };
    struct reason why = { 0 };

    if (catalog_render(c, code, view, a, &out, &why) != VERDICT_DONE) {
        print_error("%s: %s: %s\n", code, why.site, why.text);
        fail();
    }
    return out;
}

static void test_shipped_templates_compile(void **state)
{
    CLEANUP(catalog_drop) struct catalog *c = open_shipped();

    (void)state;
    assert_non_null(c);
}

static void test_samples_render(void **state)
{
    CLEANUP(catalog_drop) struct catalog *c = open_shipped();
    const char *show = getenv("CONVOKE_GALLERY");

    (void)state;
    for (size_t i = 0; i < slots_of_notices_n; i++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(16 << 20);
        const char *code = slots_of_notices[i].code;
        struct rendered out = render(c, code, slots_sample(code, &a), &a);

        if (show) {
            char path[4096];
            snprintf(path, sizeof(path), "%s/%s.txt", show, code);
            FILE *f = fopen(path, "w");
            fprintf(f, "Subject: " SPAN_FMT "\n\n" SPAN_FMT,
                    SPAN_ARG(out.subject), SPAN_ARG(out.text));
            fclose(f);
            snprintf(path, sizeof(path), "%s/%s.html", show, code);
            f = fopen(path, "w");
            fprintf(f, SPAN_FMT, SPAN_ARG(out.html));
            fclose(f);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shipped_templates_compile),
        cmocka_unit_test(test_samples_render),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
