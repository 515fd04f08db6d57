/* Octets as a docx, and as the main part of it or of an odt.
 *
 * Property: what is read is UTF-8 without controls, within its bounds, with
 * rows and tables in order; what is refused leaves the result alone. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "../../mail/odtml.h"
#include "../../mail/wordml.h"
#include "convoke/mail/form.h"
#include "convoke/mail/office.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

enum { ARENA_MAX = 64 * 1024 * 1024 };

static void check_block(const struct office_block *b)
{
    struct span rest = b->text;
    struct span line;

    if (!span_is_utf8(b->text))
        abort();
    while (span_line(&rest, &line))
        if (span_has_control(line))
            abort();
    if (b->table < 0 || b->columns < 1 || b->row < 0 || b->column < 0)
        abort();
}

static void check(enum verdict v, const struct office_doc *doc,
                  struct arena *arena)
{
    facts_fields fields = { .n = 0 };

    if (v != VERDICT_DONE) {
        if (v != VERDICT_NEVER || doc->blocks.n != 77)
            abort();
        return;
    }
    if (doc->blocks.n > OFFICE_MAX_BLOCKS)
        abort();
    list_each(&doc->blocks, b) check_block(b);
    form_read_docx(doc, arena, &fields);
    if (fields.n > FACTS_MAX_FIELDS)
        abort();
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    office_prepare();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA_MAX);
    CLEANUP(text_release) struct text xml = TEXT_INIT(ARENA_MAX);
    struct span bytes = span_of((const char *)data, size);
    struct office_doc doc = { .blocks = { .n = 77 } };
    struct reason why;

    check(office_docx_read(bytes, NULL, &arena, &doc, &why), &doc, &arena);
    text_add(&xml, bytes);
    doc = (struct office_doc){ .blocks = { .n = 77 } };
    check(wordml_read(text_span(&xml), &arena, &doc, &why), &doc, &arena);
    doc = (struct office_doc){ .blocks = { .n = 77 } };
    check(odtml_read(text_span(&xml), &arena, &doc, &why), &doc, &arena);
    return 0;
}
