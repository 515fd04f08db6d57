#include "writing.h"

#include <assert.h>

#include "odt.h"
#include "ofd.h"
#include "pdf.h"
#include "worddoc.h"

typedef enum verdict reader(struct span bytes, struct archive_budget *budget,
                            struct arena *arena, struct office_doc *ret,
                            struct reason *why);

static reader *const readers[FACTS_FILE_TYPE_COUNT] = {
    [FACTS_FILE_DOCX] = office_docx_read, [FACTS_FILE_DOC] = worddoc_read,
    [FACTS_FILE_PDF] = pdf_read,          [FACTS_FILE_OFD] = ofd_read,
    [FACTS_FILE_ODT] = odt_read,
};

bool writing_is(enum facts_file_type type)
{
    assert((size_t)type < FACTS_FILE_TYPE_COUNT);
    return readers[type] != NULL;
}

enum verdict writing_read(struct span bytes, enum facts_file_type type,
                          struct archive_budget *budget, struct arena *arena,
                          struct office_doc *ret, struct reason *why)
{
    struct office_doc doc = { .blocks = { .n = 0 } };
    enum verdict v;

    assert(budget);
    assert(arena);
    assert(ret);
    if (!writing_is(type))
        return reason_set(why, VERDICT_NEVER, "writing.read",
                          "no document that can be read");
    v = readers[type](bytes, budget, arena, &doc, why);
    if (v != VERDICT_DONE)
        return v;
    if (doc.blocks.n == 0)
        return reason_set(why, VERDICT_NEVER, "writing.read",
                          "there is no text in it");
    *ret = doc;
    return v;
}
