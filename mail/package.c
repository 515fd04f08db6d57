#include "package.h"

#include <assert.h>

/* What people send in place of an office document, by its first octets. */
static const struct {
    struct span magic;
    const char *what;
} kinds[] = {
    { { "%PDF", 4 }, "a PDF file" },
    { { "Rar!", 4 }, "a RAR archive" },
    { { "7z\xbc\xaf", 4 }, "a 7z archive" },
    { { "{\\rtf", 5 }, "an RTF file" },
    { { "\x89PNG", 4 }, "a picture" },
    { { "\xff\xd8\xff", 3 }, "a picture" },
    { { "GIF8", 4 }, "a picture" },
};

static const struct span ole_magic = { "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8 };

/* Stream of a locked document, in UTF-16: "EncryptedPackage". */
static const char locked_stream[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0";

/* Endings of files whose only use inside another archive is to hide. */
static const struct span archive_endings[] = {
    { ".zip", 4 }, { ".rar", 4 }, { ".7z", 3 },  { ".tar", 4 },
    { ".gz", 3 },  { ".tgz", 4 }, { ".bz2", 4 }, { ".xz", 3 },
};

static enum verdict refuse(struct reason *why, const char *what)
{
    return reason_set(why, VERDICT_NEVER, "office.read", "%s", what);
}

static enum verdict refuse_stranger(struct span bytes, const char *kind,
                                    struct reason *why)
{
    struct span locked = span_of(locked_stream, sizeof(locked_stream) - 1);
    const char *what = NULL;

    if (bytes.n == 0)
        return refuse(why, "an empty file");
    if (span_starts(bytes, ole_magic) && span_has(bytes, locked))
        return refuse(why, "the document is locked with a password");
    if (span_starts(bytes, ole_magic))
        what = "an old office file (.doc, .xls, .wps)";
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (span_starts(bytes, kinds[i].magic))
            what = kinds[i].what;
    return reason_set(why, VERDICT_NEVER, "office.read", "%s%snot %s",
                      what ? what : "", what ? ", " : "", kind);
}

static bool is_archive_name(struct span name)
{
    for (size_t i = 0; i < ARRAY_LEN(archive_endings); i++)
        if (span_ends_nocase(name, archive_endings[i]))
            return true;
    return false;
}

enum verdict package_check(const struct archive *ar, struct reason *why)
{
    for (size_t i = 0; i < archive_count(ar); i++) {
        const struct archive_entry *e = archive_at(ar, i);

        if (e->encrypted)
            return refuse(why, "the archive is locked with a password");
        if (is_archive_name(e->name))
            return refuse(why, "an archive lies inside the archive");
    }
    return VERDICT_DONE;
}

enum verdict package_init(struct package *pk, struct span bytes,
                          const char *kind, struct archive_budget *budget,
                          struct reason *why)
{
    enum verdict v;

    assert(pk);
    assert(kind);
    *pk = (struct package){ .ar = NULL };
    if (!archive_is_zip(bytes))
        return refuse_stranger(bytes, kind, why);
    v = archive_open(bytes, budget, &pk->ar, why);
    if (v == VERDICT_DONE)
        v = package_check(pk->ar, why);
    if (v != VERDICT_DONE)
        package_release(pk);
    return v;
}

void package_release(struct package *pk)
{
    assert(pk);
    pk->ar = archive_close(pk->ar);
}

size_t package_find(const struct package *pk, struct span name)
{
    size_t n;

    assert(pk);
    n = archive_count(pk->ar);
    for (size_t i = 0; i < n; i++)
        if (span_eq_nocase(archive_at(pk->ar, i)->name, name))
            return i;
    return n;
}

static bool is_xml_part(struct span name)
{
    return span_ends_nocase(name, SPAN(".xml")) ||
           span_ends_nocase(name, SPAN(".rels"));
}

enum verdict package_read(struct package *pk, size_t part, struct text *ret,
                          struct reason *why)
{
    enum verdict v;

    assert(pk);
    assert(ret);
    if (pk->spent[part])
        return refuse(why, "one part stands for two");
    pk->spent[part] = true;
    text_reset(ret);
    v = archive_read(pk->ar, part, ret, why);
    if (v == VERDICT_DONE && span_has(text_span(ret), SPAN("<!DOCTYPE")))
        return refuse(why, "a part declares a document type");
    return v;
}

enum verdict package_finish(struct package *pk, struct reason *why)
{
    CLEANUP(text_release) struct text part = TEXT_INIT(ARCHIVE_MAX_PART);
    enum verdict v = VERDICT_DONE;

    assert(pk);
    for (size_t i = 0; i < archive_count(pk->ar) && v == VERDICT_DONE; i++) {
        if (pk->spent[i])
            continue;
        if (is_xml_part(archive_at(pk->ar, i)->name)) {
            v = package_read(pk, i, &part, why);
        } else {
            pk->spent[i] = true;
            v = archive_read(pk->ar, i, NULL, why);
        }
    }
    return v;
}
