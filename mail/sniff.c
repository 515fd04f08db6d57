#include "sniff.h"

#include <assert.h>

#include "convoke/base/own.h"
#include "convoke/mail/archive.h"
#include "convoke/mail/charset.h"
#include "tidy.h"

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
    { SPAN("Rar!\x1a\x07"), 0, FACTS_FILE_RAR },
    { SPAN("7z\xbc\xaf\x27\x1c"), 0, FACTS_FILE_7Z },
    { SPAN("\x78\x9f\x3e\x22"), 0, FACTS_FILE_TNEF },
    { SPAN("BEGIN:VCALENDAR"), 0, FACTS_FILE_CALENDAR },
    { SPAN("{\\rtf"), 0, FACTS_FILE_DOC },
    { SPAN("MZ"), 0, FACTS_FILE_PROGRAM },
    { SPAN("\x7f"
           "ELF"),
      0, FACTS_FILE_PROGRAM },
    { SPAN("#!"), 0, FACTS_FILE_PROGRAM },
    { SPAN("\xca\xfe\xba\xbe"), 0, FACTS_FILE_PROGRAM },
};

/* Endings that somebody's desktop would run; content tells nothing of them. */
static const struct span program_endings[] = {
    SPAN(".exe"),  SPAN(".com"),  SPAN(".bat"),  SPAN(".cmd"),  SPAN(".scr"),
    SPAN(".pif"),  SPAN(".js"),   SPAN(".jse"),  SPAN(".vbs"),  SPAN(".vbe"),
    SPAN(".wsf"),  SPAN(".hta"),  SPAN(".ps1"),  SPAN(".msi"),  SPAN(".lnk"),
    SPAN(".jar"),  SPAN(".cpl"),  SPAN(".dll"),  SPAN(".docm"), SPAN(".dotm"),
    SPAN(".xlsm"), SPAN(".xltm"), SPAN(".pptm"), SPAN(".sh"),   SPAN(".apk"),
};

static const struct span ole_magic = SPAN("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");

static bool has_ending(struct span name, const struct span *endings, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (span_ends_nocase(name, endings[i]))
            return true;
    return false;
}

bool sniff_wants_whole(struct span head)
{
    return archive_is_zip(head) || span_starts(head, ole_magic);
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

/* Word's flag fEncrypted ([MS-DOC] 2.5.2), where programs put that stream. */
static bool doc_is_locked(struct span bytes)
{
    return span_starts(span_from(bytes, 512), SPAN("\xec\xa5")) &&
           bytes.n > 512 + 11 && (bytes.p[512 + 11] & 1);
}

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
    } else if (ole_has(bytes, SPAN("_VBA_PROJECT"))) {
        file->type = FACTS_FILE_PROGRAM;
    } else if (doc_is_locked(bytes)) {
        file->encrypted = true;
    }
}

/* ---- zip: docx, xlsx, ofd, plain archives ---- */

static void list_entry(const struct archive_entry *entry, struct text *inside,
                       struct arena *arena)
{
    CLEANUP(text_release) struct text name = TEXT_INIT(4 * ARCHIVE_MAX_NAME);
    struct span line;

    if (entry->utf8)
        text_add(&name, entry->name);
    else
        (void)charset_to_utf8(entry->name, SPAN_NONE, SPAN("GB18030"), &name);
    line = tidy_line(text_span(&name), FACTS_MAX_LINE, arena);
    if (inside->n + line.n + 1 > inside->ceiling)
        return;
    if (inside->n)
        text_add_char(inside, '\n');
    text_add(inside, line);
}

static enum facts_file_type zip_type(const struct archive *ar)
{
    static const struct {
        struct span name;
        enum facts_file_type type;
    } marks[] = {
        { SPAN("word/vbaProject.bin"), FACTS_FILE_PROGRAM },
        { SPAN("xl/vbaProject.bin"), FACTS_FILE_PROGRAM },
        { SPAN("ppt/vbaProject.bin"), FACTS_FILE_PROGRAM },
        { SPAN("word/document.xml"), FACTS_FILE_DOCX },
        { SPAN("xl/workbook.xml"), FACTS_FILE_XLSX },
        { SPAN("OFD.xml"), FACTS_FILE_OFD },
    };

    for (size_t i = 0; i < ARRAY_LEN(marks); i++)
        if (archive_find(ar, marks[i].name) < archive_count(ar))
            return marks[i].type;
    return FACTS_FILE_ZIP;
}

static bool sniff_zip(struct span bytes, struct arena *arena,
                      struct facts_file *file)
{
    CLEANUP(text_release) struct text inside = TEXT_INIT(FACTS_MAX_INSIDE);
    CLEANUP(archive_drop) struct archive *ar = NULL;
    struct archive_budget budget = { 0 };

    file->type = FACTS_FILE_ZIP;
    if (archive_open(bytes, &budget, &ar, /* why= */ NULL) != VERDICT_DONE)
        return false;
    file->type = zip_type(ar);
    for (size_t i = 0; i < archive_count(ar); i++) {
        const struct archive_entry *entry = archive_at(ar, i);
        file->encrypted |= entry->encrypted;
        if (file->type == FACTS_FILE_ZIP)
            list_entry(entry, &inside, arena);
    }
    file->inside = arena_span(arena, text_span(&inside));
    return true;
}

/* ---- the rest ---- */

static enum facts_file_type by_magic(struct span head)
{
    for (size_t i = 0; i < ARRAY_LEN(magics); i++)
        if (span_starts(span_from(head, magics[i].at), magics[i].magic))
            return magics[i].type;
    return FACTS_FILE_UNKNOWN;
}

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
    else if (span_starts(head, ole_magic))
        sniff_ole(bytes, file);
    else
        file->type = by_magic(head);
    if (file->type == FACTS_FILE_UNKNOWN &&
        span_eq(file->media_type, SPAN("text/calendar")))
        file->type = FACTS_FILE_CALENDAR;
    if (file->type == FACTS_FILE_UNKNOWN && is_textual(head, file))
        file->type = FACTS_FILE_TEXT;
    if (has_ending(file->name, program_endings, ARRAY_LEN(program_endings)))
        file->type = FACTS_FILE_PROGRAM;
    return ok;
}
