/* Octets as a document of any kind, as an archive with one, and, when they
 * begin as XML does, as the page of an OFD.
 *
 * Property: what is read is UTF-8 without controls, within its bounds, with
 * rows and tables in order; what is refused leaves the result alone. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "../../mail/inside.h"
#include "../../mail/sniff.h"
#include "../../mail/writing.h"
#include "../unit/zipmade.h"
#include "convoke/mail/form.h"
#include "convoke/mail/reading.h"

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

static void check(const struct office_doc *doc, struct arena *arena)
{
    facts_fields fields = { .n = 0 };

    if (doc->blocks.n > OFFICE_MAX_BLOCKS)
        abort();
    list_each(&doc->blocks, b) check_block(b);
    form_read_docx(doc, arena, &fields);
    if (fields.n > FACTS_MAX_FIELDS)
        abort();
}

/* Both the page and its template: lines and letters of one another. */
static void read_page(struct span page, struct arena *arena)
{
    CLEANUP(zipmade_release) struct zipmade z;
    struct archive_budget budget = { .used = 0 };
    struct office_doc doc = { .blocks = { .n = 77 } };
    enum verdict v;

    zipmade_init(&z);
    zipmade_add(&z, "OFD.xml", SPAN("<OFD><DocRoot>D.xml</DocRoot></OFD>"));
    zipmade_add(&z, "D.xml",
                SPAN("<D><TemplatePage ID=\"77\" BaseLoc=\"p.xml\"/>"
                     "<Page BaseLoc=\"p.xml\"/></D>"));
    zipmade_add(&z, "p.xml", page);
    v = writing_read(zipmade_end(&z), FACTS_FILE_OFD, &budget, arena, &doc,
                     NULL);
    if (v == VERDICT_DONE)
        check(&doc, arena);
    else if (v != VERDICT_NEVER || doc.blocks.n != 77)
        abort();
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    reading_prepare();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA_MAX);
    struct span bytes = span_of((const char *)data, size);
    struct facts_file file = { .name = SPAN("a") };
    struct archive_budget budget = { .used = 0 };
    struct office_doc doc = { .blocks = { .n = 77 } };
    struct inside inside = { .forms = 0 };
    enum verdict v;

    if (span_starts(bytes, SPAN("<"))) {
        read_page(bytes, &arena);
        return 0;
    }
    (void)sniff_file(bytes, &arena, &file);
    if (writing_is(file.type)) {
        v = writing_read(bytes, file.type, &budget, &arena, &doc, NULL);
        if (v != VERDICT_DONE && (v != VERDICT_NEVER || doc.blocks.n != 77))
            abort();
        if (v == VERDICT_DONE)
            check(&doc, &arena);
        return 0;
    }
    if (inside_look(bytes, &budget, &arena, &inside, NULL) == VERDICT_DONE &&
        inside.forms == 1)
        check(&inside.form, &arena);
    return 0;
}
