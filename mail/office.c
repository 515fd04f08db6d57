#include "convoke/mail/office.h"

#include <assert.h>

#include "convoke/base/text.h"
#include "convoke/mail/archive.h"
#include "sax.h"
#include "wordml.h"

/* What people send in place of a docx, by its first octets. */
static const struct {
    struct span magic;
    const char *what;
} kinds[] = {
    { { "%PDF", 4 }, "a PDF file, not a docx" },
    { { "Rar!", 4 }, "a RAR archive, not a docx" },
    { { "7z\xbc\xaf", 4 }, "a 7z archive, not a docx" },
    { { "{\\rtf", 5 }, "an RTF file, not a docx" },
    { { "\x89PNG", 4 }, "a picture, not a docx" },
    { { "\xff\xd8\xff", 3 }, "a picture, not a docx" },
    { { "GIF8", 4 }, "a picture, not a docx" },
};

static const struct span ole_magic = { "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8 };

/* Stream of a locked docx, in UTF-16: "EncryptedPackage". */
static const char locked_stream[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0";

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

/* Endings of files whose only use inside another archive is to hide. */
static const struct span archive_endings[] = {
    { ".zip", 4 }, { ".rar", 4 }, { ".7z", 3 },  { ".tar", 4 },
    { ".gz", 3 },  { ".tgz", 4 }, { ".bz2", 4 }, { ".xz", 3 },
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

static enum verdict refuse_stranger(struct span bytes, struct reason *why)
{
    struct span locked = span_of(locked_stream, sizeof(locked_stream) - 1);

    if (bytes.n == 0)
        return refuse(why, "an empty file");
    if (span_starts(bytes, ole_magic))
        return refuse(why, span_has(bytes, locked)
                               ? "the document is locked with a password"
                               : "an old .doc (or .wps) file, not a docx");
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (span_starts(bytes, kinds[i].magic))
            return refuse(why, kinds[i].what);
    return refuse(why, "not a docx");
}

static bool is_archive_name(struct span name)
{
    for (size_t i = 0; i < ARRAY_LEN(archive_endings); i++)
        if (span_ends_nocase(name, archive_endings[i]))
            return true;
    return false;
}

static enum verdict check_entries(const struct archive *ar, struct reason *why)
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

static bool is_xml_part(struct span name)
{
    return span_ends_nocase(name, SPAN(".xml")) ||
           span_ends_nocase(name, SPAN(".rels"));
}

/* Every part is unpacked, so that a bomb in a part nobody reads is still
 * refused, and its sender told. */
static enum verdict read_parts(struct archive *ar, struct arena *arena,
                               struct office_doc *ret, struct reason *why)
{
    CLEANUP(text_release) struct text part = TEXT_INIT(ARCHIVE_MAX_PART);
    struct office_doc doc = { .blocks = { .n = 0 } };
    bool found = false;
    enum verdict v = VERDICT_DONE;

    for (size_t i = 0; i < archive_count(ar) && v == VERDICT_DONE; i++) {
        struct span name = archive_at(ar, i)->name;
        bool xml = is_xml_part(name);

        text_reset(&part);
        v = archive_read(ar, i, xml ? &part : NULL, why);
        if (v != VERDICT_DONE)
            break;
        if (xml && span_has(text_span(&part), SPAN("<!DOCTYPE")))
            return refuse(why, "a part declares a document type");
        if (found || !is_main_part(name))
            continue;
        found = true;
        v = wordml_read(text_span(&part), arena, &doc, why);
    }
    if (v == VERDICT_DONE && !found)
        return refuse(why, "a zip file without a Word document in it");
    if (v == VERDICT_DONE)
        *ret = doc;
    return v;
}

static enum verdict read_docx(struct span bytes, struct archive_budget *budget,
                              struct arena *arena, struct office_doc *ret,
                              struct reason *why)
{
    CLEANUP(archive_drop) struct archive *ar = NULL;
    enum verdict v;

    if (!archive_is_zip(bytes))
        return refuse_stranger(bytes, why);
    v = archive_open(bytes, budget, &ar, why);
    if (v == VERDICT_DONE)
        v = check_entries(ar, why);
    if (v == VERDICT_DONE)
        v = check_trade(ar, why);
    if (v == VERDICT_DONE)
        v = read_parts(ar, arena, ret, why);
    return v;
}

enum verdict office_docx_read(struct span bytes, struct arena *arena,
                              struct office_doc *ret, struct reason *why)
{
    struct archive_budget budget = { .used = 0 };

    assert(arena);
    assert(ret);
    return read_docx(bytes, &budget, arena, ret, why);
}

/* What the search through a zip has found so far. */
struct search {
    struct archive *ar;
    struct archive_budget *budget;
    bool (*is_it)(const struct office_doc *doc);
    struct arena *arena;
    struct office_doc doc;    /* the form, or the first docx read */
    struct reason unreadable; /* why the last one was no document */
    int forms, others;
};

/* A docx that cannot be read does not keep the form beside it from being
 * found, but a bomb refuses the lot: its octets were spent. */
static enum verdict try_entry(struct search *s, size_t i, struct reason *why)
{
    CLEANUP(text_release) struct text file = TEXT_INIT(ARCHIVE_MAX_PART);
    struct office_doc doc;
    enum verdict v = archive_read(s->ar, i, &file, why);

    if (v != VERDICT_DONE)
        return v;
    v = read_docx(text_span(&file), s->budget, s->arena, &doc, &s->unreadable);
    if (v != VERDICT_DONE)
        return s->budget->used > ARCHIVE_MAX_TOTAL
                   ? refuse(why, s->unreadable.text)
                   : VERDICT_DONE;
    if (s->is_it(&doc)) {
        if (s->forms++ == 0)
            s->doc = doc;
    } else if (s->others++ == 0 && s->forms == 0) {
        s->doc = doc;
    }
    return VERDICT_DONE;
}

/* Finder and Explorer add shadow entries of the same ending. */
static bool is_docx_name(struct span name)
{
    size_t slash = 0;

    for (size_t i = 0; i < name.n; i++)
        if (name.p[i] == '/')
            slash = i + 1;
    return span_ends_nocase(name, SPAN(".docx")) &&
           !span_starts(name, SPAN("__MACOSX/")) &&
           !span_starts(span_from(name, slash), SPAN("~$")) &&
           !span_starts(span_from(name, slash), SPAN("._"));
}

enum { CANDIDATES_MAX = 20 };

static enum verdict search_all(struct search *s, struct reason *why)
{
    int n = 0;

    for (size_t i = 0; i < archive_count(s->ar); i++) {
        enum verdict v;

        if (!is_docx_name(archive_at(s->ar, i)->name))
            continue;
        if (++n > CANDIDATES_MAX)
            return refuse(why, "too many documents in one archive");
        v = try_entry(s, i, why);
        if (v != VERDICT_DONE)
            return v;
    }
    if (n == 0)
        return refuse(why, "no docx in the archive");
    if (s->forms > 1 || (s->forms == 0 && s->others > 1))
        return refuse(why, "several documents in the archive: which one?");
    if (s->forms + s->others == 0)
        return refuse(why, s->unreadable.text);
    return VERDICT_DONE;
}

enum verdict office_zip_find_docx(struct span bytes,
                                  bool (*is_it)(const struct office_doc *doc),
                                  struct arena *arena, struct office_doc *ret,
                                  struct reason *why)
{
    CLEANUP(archive_drop) struct archive *ar = NULL;
    struct archive_budget budget = { .used = 0 };
    struct search s = { .budget = &budget, .is_it = is_it, .arena = arena };
    enum verdict v;

    assert(is_it);
    assert(arena);
    assert(ret);
    v = archive_open(bytes, &budget, &ar, why);
    if (v == VERDICT_DONE)
        v = check_entries(ar, why);
    s.ar = ar;
    if (v == VERDICT_DONE)
        v = search_all(&s, why);
    if (v == VERDICT_DONE)
        *ret = s.doc;
    return v;
}
