#include "sniff.h"

#include <assert.h>

#include "convoke/base/own.h"
#include "convoke/mail/archive.h"
#include "odt.h"
#include "pdf_lock.h"
#include "tidy.h"
#include "unpack.h"
#include "worddoc.h"

static const struct {
    struct span magic;
    size_t at;
    enum facts_file_type type;
} magics[] = {
    { SPAN("%PDF"), 0, FACTS_FILE_PDF },
    { SPAN("\x89PNG\r\n"), 0, FACTS_FILE_IMAGE },
    { SPAN("\xff\xd8\xff"), 0, FACTS_FILE_IMAGE },
    { SPAN("GIF8"), 0, FACTS_FILE_IMAGE },
    { SPAN("II*\0"), 0, FACTS_FILE_IMAGE },
    { SPAN("MM\0*"), 0, FACTS_FILE_IMAGE },
    { SPAN("WEBP"), 8, FACTS_FILE_IMAGE },
    { SPAN("ftypheic"), 4, FACTS_FILE_IMAGE },
    { SPAN("\x78\x9f\x3e\x22"), 0, FACTS_FILE_TNEF },
    { SPAN("BEGIN:VCALENDAR"), 0, FACTS_FILE_CALENDAR },
    { SPAN("{\\rtf"), 0, FACTS_FILE_DOC },
    { SPAN("MZ"), 0, FACTS_FILE_PROGRAM },
    { SPAN("\x7f"
           "ELF"),
      0, FACTS_FILE_PROGRAM },
    { SPAN("#!"), 0, FACTS_FILE_PROGRAM },
    { SPAN("\xca\xfe\xba\xbe"), 0, FACTS_FILE_PROGRAM },
    { SPAN("\xcf\xfa\xed\xfe"), 0, FACTS_FILE_PROGRAM }, /* Mach-O */
    { SPAN("\xce\xfa\xed\xfe"), 0, FACTS_FILE_PROGRAM },
    { SPAN("dex\n"), 0, FACTS_FILE_PROGRAM },
    { SPAN("L\0\0\0\x01\x14\x02\0"), 0, FACTS_FILE_PROGRAM }, /* .lnk */
    { SPAN("ITSF"), 0, FACTS_FILE_PROGRAM },                  /* .chm */
    { SPAN("ActiveMime"), 0, FACTS_FILE_PROGRAM }, /* macros of an .mht */
};

static const struct span ole_magic = SPAN("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");

static bool has_ending(struct span name, const struct span *endings, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (span_ends_nocase(name, endings[i]))
            return true;
    return false;
}

static enum facts_file_type by_magic(struct span head)
{
    for (size_t i = 0; i < ARRAY_LEN(magics); i++)
        if (span_starts(span_from(head, magics[i].at), magics[i].magic))
            return magics[i].type;
    return FACTS_FILE_UNKNOWN;
}

bool sniff_wants_whole(struct span head)
{
    return archive_is_zip(head) || unpack_is_parcel(head) ||
           span_starts(head, ole_magic) || span_starts(head, SPAN("%PDF")) ||
           by_magic(head) == FACTS_FILE_TNEF;
}

/* ---- OLE: .doc, .xls, .wps, and office files under a password ---- */

/* The directory of an OLE file holds names in UTF-16. */
static bool ole_has(struct span bytes, struct span name)
{
    char wide[64];

    assert(name.n * 2 <= sizeof(wide));
    for (size_t i = 0; i < name.n; i++) {
        wide[2 * i] = name.p[i];
        wide[2 * i + 1] = '\0';
    }
    return span_has(bytes, span_of(wide, 2 * name.n));
}

/* The class in an installer's root entry: its streams run as scripts. */
static const struct span msi_class =
    SPAN("\x84\x10\x0c\0\0\0\0\0\xc0\0\0\0\0\0\0\x46");

static void sniff_ole(struct span bytes, struct facts_file *file)
{
    bool sheet = ole_has(bytes, SPAN("Workbook")) ||
                 span_ends_nocase(file->name, SPAN(".xls")) ||
                 span_ends_nocase(file->name, SPAN(".et")) ||
                 span_ends_nocase(file->name, SPAN(".xlsx"));

    file->type = sheet ? FACTS_FILE_XLS : FACTS_FILE_DOC;
    if (ole_has(bytes, SPAN("EncryptedPackage"))) {
        file->type = sheet ? FACTS_FILE_XLSX : FACTS_FILE_DOCX;
        file->encrypted = true;
    } else if (ole_has(bytes, SPAN("_VBA_PROJECT")) ||
               span_has(bytes, msi_class)) {
        file->type = FACTS_FILE_PROGRAM;
    } else if (!sheet && worddoc_is_locked(bytes)) {
        file->encrypted = true;
    }
}

/* ---- zip: docx, xlsx, ofd, programs ---- */

/* An entry of this name, or whose name begins or ends so, tells the trade. */
enum where { WHOLE, BEGINS, ENDS };

static const struct mark {
    struct span name;
    enum where where;
    enum facts_file_type type;
} marks[] = {
    { SPAN("vbaProject.bin"), ENDS, FACTS_FILE_PROGRAM },
    { SPAN("xl/macrosheets/"), BEGINS, FACTS_FILE_PROGRAM },
    { SPAN("Basic/script-lc.xml"), WHOLE, FACTS_FILE_PROGRAM }, /* an .odt's */
    { SPAN("Scripts/python/"), BEGINS, FACTS_FILE_PROGRAM },
    { SPAN("META-INF/MANIFEST.MF"), WHOLE, FACTS_FILE_PROGRAM }, /* .jar */
    { SPAN("AndroidManifest.xml"), WHOLE, FACTS_FILE_PROGRAM },
    { SPAN("word/document.xml"), WHOLE, FACTS_FILE_DOCX },
    { SPAN("xl/workbook.xml"), WHOLE, FACTS_FILE_XLSX },
    { SPAN("OFD.xml"), WHOLE, FACTS_FILE_OFD },
};

static bool is_marked(struct span name, const struct mark *m)
{
    switch (m->where) {
    case BEGINS:
        return span_starts_nocase(name, m->name);
    case ENDS:
        return span_ends_nocase(name, m->name);
    case WHOLE:
        break;
    }
    return span_eq_nocase(name, m->name);
}

/* Macros under a name of their own still have to be declared. */
static bool declares_macros(struct archive *ar)
{
    CLEANUP(text_release) struct text types = TEXT_INIT(1024 * 1024);
    size_t i = archive_find(ar, SPAN("[Content_Types].xml"));

    return i < archive_count(ar) &&
           archive_read(ar, i, &types, /* why= */ NULL) == VERDICT_DONE &&
           (span_find_nocase(text_span(&types), SPAN("macroEnabled")) <
                types.n ||
            span_find_nocase(text_span(&types), SPAN("vbaProject")) < types.n);
}

static enum facts_file_type zip_type(struct archive *ar)
{
    for (size_t i = 0; i < ARRAY_LEN(marks); i++)
        for (size_t k = 0; k < archive_count(ar); k++)
            if (is_marked(archive_at(ar, k)->name, &marks[i]))
                return marks[i].type != FACTS_FILE_PROGRAM &&
                               declares_macros(ar)
                           ? FACTS_FILE_PROGRAM
                           : marks[i].type;
    return odt_is(ar) ? FACTS_FILE_ODT : FACTS_FILE_ZIP;
}

/* ---- archives ---- */

static bool sniff_list(struct span bytes, struct arena *arena,
                       struct facts_file *file)
{
    CLEANUP(text_release) struct text inside = TEXT_INIT(FACTS_MAX_INSIDE);
    unpack_entries entries = { 0 };

    if (unpack_list(bytes, arena, &entries, /* why= */ NULL) != VERDICT_DONE)
        return false;
    list_each(&entries, entry)
    {
        struct span line = tidy_line(entry->name, FACTS_MAX_LINE, arena);

        file->encrypted |= entry->encrypted;
        if (line.n && inside.n + line.n + 1 <= inside.ceiling)
            text_addf(&inside, "%s" SPAN_FMT, inside.n ? "\n" : "",
                      SPAN_ARG(line));
    }
    file->inside = arena_span(arena, text_span(&inside));
    return true;
}

static bool sniff_zip(struct span bytes, struct arena *arena,
                      struct facts_file *file)
{
    CLEANUP(archive_drop) struct archive *ar = NULL;
    struct archive_budget budget = { 0 };

    file->type = FACTS_FILE_ZIP;
    if (archive_open(bytes, &budget, &ar, /* why= */ NULL) != VERDICT_DONE)
        return false;
    file->type = zip_type(ar);
    if (file->type == FACTS_FILE_ZIP)
        return sniff_list(bytes, arena, file);
    file->encrypted = file->type == FACTS_FILE_ODT && odt_is_locked(ar);
    for (size_t i = 0; i < archive_count(ar); i++)
        file->encrypted |= archive_at(ar, i)->encrypted;
    return true;
}

static bool sniff_parcel(struct span bytes, struct arena *arena,
                         struct facts_file *file)
{
    file->type =
        span_starts(bytes, SPAN("Rar!")) ? FACTS_FILE_RAR : FACTS_FILE_7Z;
    return sniff_list(bytes, arena, file);
}

/* ---- the rest ---- */

static bool is_textual(struct span head, const struct facts_file *file)
{
    static const struct span endings[] = { SPAN(".txt"), SPAN(".csv") };

    /* Excel and Notepad call UTF-16 "Unicode" and mark it. */
    if (span_find_char(head, '\0') < head.n &&
        !span_starts(head, SPAN("\xff\xfe")) &&
        !span_starts(head, SPAN("\xfe\xff")))
        return false;
    return span_starts(file->media_type, SPAN("text/")) ||
           has_ending(file->name, endings, ARRAY_LEN(endings));
}

bool sniff_file(struct span bytes, struct arena *arena, struct facts_file *file)
{
    struct span head = span_sub(bytes, 0, SNIFF_HEAD);
    bool ok = true;

    assert(arena);
    assert(file);
    if (archive_is_zip(head))
        ok = sniff_zip(bytes, arena, file);
    else if (unpack_is_parcel(head))
        ok = sniff_parcel(bytes, arena, file);
    else if (span_starts(head, ole_magic))
        sniff_ole(bytes, file);
    else
        file->type = by_magic(head);
    if (file->type == FACTS_FILE_PDF)
        file->encrypted = pdf_asks_password(bytes);
    if (file->type == FACTS_FILE_UNKNOWN &&
        span_eq(file->media_type, SPAN("text/calendar")))
        file->type = FACTS_FILE_CALENDAR;
    if (file->type == FACTS_FILE_UNKNOWN && is_textual(head, file))
        file->type = FACTS_FILE_TEXT;
    if (facts_name_runs(file->name))
        file->type = FACTS_FILE_PROGRAM;
    return ok;
}
