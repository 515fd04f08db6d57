/* What facts are called when they are stored and printed, and what the name of
 * a file says of it. */
#include <assert.h>

#include "convoke/base/own.h"
#include "convoke/mail/facts.h"

const char *facts_writer_name(enum facts_writer w)
{
    static const char *const name[] = {
        [FACTS_WRITER_PERSON] = "person",
        [FACTS_WRITER_AUTO_REPLY] = "auto_reply",
        [FACTS_WRITER_LIST] = "list",
        [FACTS_WRITER_BOUNCE] = "bounce",
        [FACTS_WRITER_RECEIPT] = "receipt",
        [FACTS_WRITER_CONVOKE] = "convoke",
    };

    static_assert(ARRAY_LEN(name) == FACTS_WRITER_COUNT, "a name each");
    assert((size_t)w < ARRAY_LEN(name));
    return name[w];
}

/* The content tells nothing of them. */
bool facts_name_runs(struct span name)
{
    static const struct span endings[] = {
        SPAN(".exe"),  SPAN(".com"),  SPAN(".bat"),  SPAN(".cmd"),
        SPAN(".scr"),  SPAN(".pif"),  SPAN(".js"),   SPAN(".jse"),
        SPAN(".vbs"),  SPAN(".vbe"),  SPAN(".wsf"),  SPAN(".hta"),
        SPAN(".ps1"),  SPAN(".msi"),  SPAN(".lnk"),  SPAN(".jar"),
        SPAN(".cpl"),  SPAN(".dll"),  SPAN(".docm"), SPAN(".dotm"),
        SPAN(".xlsm"), SPAN(".xltm"), SPAN(".pptm"), SPAN(".sh"),
        SPAN(".apk"),
    };

    for (size_t i = 0; i < ARRAY_LEN(endings); i++)
        if (span_ends_nocase(name, endings[i]))
            return true;
    return false;
}

const char *facts_file_type_name(enum facts_file_type t)
{
    static const char *const name[] = {
        [FACTS_FILE_UNKNOWN] = "unknown",   [FACTS_FILE_TEXT] = "text",
        [FACTS_FILE_DOCX] = "docx",         [FACTS_FILE_DOC] = "doc",
        [FACTS_FILE_XLSX] = "xlsx",         [FACTS_FILE_XLS] = "xls",
        [FACTS_FILE_PDF] = "pdf",           [FACTS_FILE_OFD] = "ofd",
        [FACTS_FILE_IMAGE] = "image",       [FACTS_FILE_ZIP] = "zip",
        [FACTS_FILE_RAR] = "rar",           [FACTS_FILE_7Z] = "7z",
        [FACTS_FILE_CALENDAR] = "calendar", [FACTS_FILE_TNEF] = "tnef",
        [FACTS_FILE_MESSAGE] = "message",   [FACTS_FILE_PROGRAM] = "program",
        [FACTS_FILE_ODT] = "odt",
    };

    static_assert(ARRAY_LEN(name) == FACTS_FILE_TYPE_COUNT, "a name each");
    assert((size_t)t < ARRAY_LEN(name));
    return name[t];
}

const char *facts_form_source_name(enum facts_form_source s)
{
    static const char *const name[] = {
        [FACTS_FORM_NONE] = "none",
        [FACTS_FORM_BODY] = "body",
        [FACTS_FORM_DOCX] = "docx",
        [FACTS_FORM_ZIP] = "zip",
        [FACTS_FORM_UNREADABLE] = "unreadable",
        [FACTS_FORM_DOC] = "doc",
        [FACTS_FORM_PDF] = "pdf",
        [FACTS_FORM_OFD] = "ofd",
        [FACTS_FORM_ODT] = "odt",
    };

    static_assert(ARRAY_LEN(name) == FACTS_FORM_SOURCE_COUNT, "a name each");
    assert((size_t)s < ARRAY_LEN(name));
    return name[s];
}
