#include "convoke/mail/office.h"

#include <assert.h>

#include "convoke/base/text.h"
#include "convoke/mail/archive.h"
#include "package.h"
#include "sax.h"
#include "wordml.h"

/* Zip files of other trades, by an entry each must have. */
static const struct {
    struct span entry;
    const char *what;
} trades[] = {
    { { "xl/workbook.xml", 15 }, "an xlsx workbook, not a docx" },
    { { "ppt/presentation.xml", 20 }, "a pptx presentation, not a docx" },
    { { "OFD.xml", 7 }, "an OFD file, not a docx" },
    { { "content.xml", 11 }, "an OpenDocument file, not a docx" },
    { { "word/vbaProject.bin", 19 }, "a document with macros" },
};

void office_prepare(void)
{
    archive_prepare();
    sax_prepare();
}

static enum verdict refuse(struct reason *why, const char *what)
{
    return reason_set(why, VERDICT_NEVER, "office.read", "%s", what);
}

static enum verdict check_trade(const struct archive *ar, struct reason *why)
{
    for (size_t i = 0; i < ARRAY_LEN(trades); i++)
        if (archive_find(ar, trades[i].entry) < archive_count(ar))
            return refuse(why, trades[i].what);
    return VERDICT_DONE;
}

/* Some writers number the main part: word/document2.xml. */
static bool is_main_part(struct span name)
{
    const struct span stem = SPAN("word/document");

    if (!span_starts_nocase(name, stem) ||
        !span_ends_nocase(name, SPAN(".xml")))
        return false;
    for (size_t i = stem.n; i + 4 < name.n; i++)
        if (name.p[i] < '0' || name.p[i] > '9')
            return false;
    return true;
}

static size_t find_main_part(const struct archive *ar)
{
    size_t i = 0;

    while (i < archive_count(ar) && !is_main_part(archive_at(ar, i)->name))
        i++;
    return i;
}

static enum verdict read_main_part(struct package *pk, struct arena *arena,
                                   struct office_doc *ret, struct reason *why)
{
    CLEANUP(text_release) struct text part = TEXT_INIT(ARCHIVE_MAX_PART);
    size_t i = find_main_part(pk->ar);
    enum verdict v;

    if (i == archive_count(pk->ar))
        return refuse(why, "a zip file without a Word document in it");
    v = package_read(pk, i, &part, why);
    if (v == VERDICT_DONE)
        v = wordml_read(text_span(&part), arena, ret, why);
    return v;
}

static enum verdict read_docx(struct span bytes, struct archive_budget *budget,
                              struct arena *arena, struct office_doc *ret,
                              struct reason *why)
{
    CLEANUP(package_release) struct package pk = { .ar = NULL };
    struct office_doc doc = { .blocks = { .n = 0 } };
    enum verdict v = package_init(&pk, bytes, "a docx", budget, why);

    if (v == VERDICT_DONE)
        v = check_trade(pk.ar, why);
    if (v == VERDICT_DONE)
        v = read_main_part(&pk, arena, &doc, why);
    if (v == VERDICT_DONE)
        v = package_finish(&pk, why);
    if (v == VERDICT_DONE)
        *ret = doc;
    return v;
}

enum verdict office_docx_read(struct span bytes, struct archive_budget *budget,
                              struct arena *arena, struct office_doc *ret,
                              struct reason *why)
{
    struct archive_budget own = { .used = 0 };

    assert(arena);
    assert(ret);
    return read_docx(bytes, budget ? budget : &own, arena, ret, why);
}
