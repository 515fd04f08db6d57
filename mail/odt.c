#include "odt.h"

#include <assert.h>

#include "convoke/base/own.h"
#include "odtml.h"
#include "package.h"

enum { SMALL_PART = 64 * 1024 };

static bool part_says(struct archive *ar, struct span part, struct span what)
{
    CLEANUP(text_release) struct text said = TEXT_INIT(SMALL_PART);
    size_t i = archive_find(ar, part);

    if (i < archive_count(ar))
        (void)!archive_read(ar, i, &said, /* why= */ NULL);
    return span_has(text_span(&said), what);
}

bool odt_is(struct archive *ar)
{
    return part_says(ar, SPAN("mimetype"),
                     SPAN("application/vnd.oasis.opendocument.text"));
}

bool odt_is_locked(struct archive *ar)
{
    return part_says(ar, SPAN("META-INF/manifest.xml"),
                     SPAN("encryption-data"));
}

static enum verdict read_content(struct package *pk, struct arena *arena,
                                 struct office_doc *ret, struct reason *why)
{
    CLEANUP(text_release) struct text part = TEXT_INIT(ARCHIVE_MAX_PART);
    enum verdict v =
        package_read(pk, package_find(pk, SPAN("content.xml")), &part, why);

    return v == VERDICT_DONE ? odtml_read(text_span(&part), arena, ret, why)
                             : v;
}

enum verdict odt_read(struct span bytes, struct archive_budget *budget,
                      struct arena *arena, struct office_doc *ret,
                      struct reason *why)
{
    CLEANUP(package_release) struct package pk = { .ar = NULL };
    struct office_doc doc = { .blocks = { .n = 0 } };
    enum verdict v;

    assert(budget);
    assert(arena);
    assert(ret);
    v = package_init(&pk, bytes, "an OpenDocument text", budget, why);
    if (v != VERDICT_DONE)
        return v;
    if (package_find(&pk, SPAN("content.xml")) == archive_count(pk.ar))
        return reason_set(why, VERDICT_NEVER, "odt.read",
                          "no OpenDocument text in it");
    if (odt_is_locked(pk.ar))
        return reason_set(why, VERDICT_NEVER, "odt.read",
                          "the document is locked with a password");
    v = read_content(&pk, arena, &doc, why);
    if (v == VERDICT_DONE)
        v = package_finish(&pk, why);
    if (v == VERDICT_DONE)
        *ret = doc;
    return v;
}
