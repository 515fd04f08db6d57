#include "workbook.h"

#include <assert.h>

#include "convoke/base/number.h"
#include "convoke/mail/sheet.h"
#include "figure.h"
#include "sax.h"
#include "tidy.h"

enum {
    ID_MAX = 255,
    NAME_MAX_OCTETS = 400, /* programs allow 31 characters */
    LAST_BUILTIN = 163,
};

struct reader {
    struct workbook *wb; /* borrowed */
    bool in_cell_formats;
};

bool workbook_is_main(struct span uri)
{
    return span_eq(uri, SPAN("http://schemas.openxmlformats.org/"
                             "spreadsheetml/2006/main")) ||
           span_eq(uri, SPAN("http://purl.oclc.org/ooxml/spreadsheetml/main"));
}

static const char *no_end(void *self, struct span uri, struct span name)
{
    (void)self, (void)uri, (void)name;
    return NULL;
}

static const char *no_text(void *self, struct span text)
{
    (void)self, (void)text;
    return NULL;
}

/* Relations */

/* The word behind the last slash: the rest of a relation's type tells only
 * which edition of the standard it was written by. */
static struct span last_word(struct span type)
{
    size_t i = type.n;

    while (i > 0 && type.p[i - 1] != '/')
        i--;
    return span_from(type, i);
}

static struct span part_name(struct span target, struct arena *arena)
{
    if (span_starts(target, SPAN("/")))
        return span_from(target, 1);
    if (span_starts(target, SPAN("./")))
        target = span_from(target, 2);
    return arena_printf(arena, "xl/" SPAN_FMT, SPAN_ARG(target));
}

static const char *relation(void *self, struct span uri, struct span name,
                            const struct sax_attributes *as)
{
    struct workbook *wb = ((struct reader *)self)->wb;
    struct span kind = last_word(sax_attribute(as, "Type"));

    (void)uri;
    if (!span_eq(name, SPAN("Relationship")) ||
        (!span_eq(kind, SPAN("worksheet")) && !span_eq(kind, SPAN("styles")) &&
         !span_eq(kind, SPAN("sharedStrings"))))
        return NULL;
    if (wb->relations.n == WORKBOOK_RELATIONS)
        return "the workbook has too many parts";
    *list_push(&wb->relations, wb->arena) = (struct workbook_relation){
        .id = sax_attribute_text(as, "Id", ID_MAX, wb->arena),
        .kind = arena_span(wb->arena, kind),
        .target = part_name(
            sax_attribute_text(as, "Target", ARCHIVE_MAX_NAME, wb->arena),
            wb->arena),
    };
    return NULL;
}

/* Tabs */

static const char *tab(struct workbook *wb, const struct sax_attributes *as)
{
    struct span state = sax_attribute(as, "state");
    struct span name =
        sax_attribute_text(as, "name", NAME_MAX_OCTETS, wb->arena);

    if (wb->tabs.n == SHEET_MAX_SHEETS)
        return "the workbook has too many sheets";
    *list_push(&wb->tabs, wb->arena) = (struct workbook_tab){
        .name = tidy_line(name, NAME_MAX_OCTETS, wb->arena),
        .id = sax_attribute_text(as, "id", ID_MAX, wb->arena),
        .hidden = state.n && !span_eq(state, SPAN("visible")),
    };
    return NULL;
}

static bool is_on(struct span v)
{
    return span_eq(v, SPAN("1")) || span_eq_nocase(v, SPAN("true"));
}

static const char *workbook(void *self, struct span uri, struct span name,
                            const struct sax_attributes *as)
{
    struct workbook *wb = ((struct reader *)self)->wb;

    if (!workbook_is_main(uri))
        return NULL;
    if (span_eq(name, SPAN("workbookPr")))
        wb->from_1904 = is_on(sax_attribute(as, "date1904"));
    return span_eq(name, SPAN("sheet")) ? tab(wb, as) : NULL;
}

/* Styles */

static bool format_number(struct span s, unsigned *ret)
{
    uint64_t n;

    if (!number_parse(s, WORKBOOK_FORMATS - 1, &n))
        return false;
    *ret = (unsigned)n;
    return true;
}

static const char *cell_format(struct workbook *wb,
                               const struct sax_attributes *as)
{
    unsigned id = 0; /* General */

    if (wb->formats.n == WORKBOOK_FORMATS)
        return "the workbook has too many formats";
    (void)format_number(sax_attribute(as, "numFmtId"), &id);
    *list_push(&wb->formats, wb->arena) = (unsigned short)id;
    return NULL;
}

static const char *style(void *self, struct span uri, struct span name,
                         const struct sax_attributes *as)
{
    struct reader *rd = self;
    unsigned id;

    if (!workbook_is_main(uri))
        return NULL;
    if (span_eq(name, SPAN("cellXfs")))
        rd->in_cell_formats = true;
    else if (span_eq(name, SPAN("numFmt")) &&
             format_number(sax_attribute(as, "numFmtId"), &id))
        rd->wb->figures[id] =
            (unsigned char)figure_of_code(sax_attribute(as, "formatCode"));
    else if (span_eq(name, SPAN("xf")) && rd->in_cell_formats)
        return cell_format(rd->wb, as);
    return NULL;
}

static const char *style_end(void *self, struct span uri, struct span name)
{
    struct reader *rd = self;

    if (workbook_is_main(uri) && span_eq(name, SPAN("cellXfs")))
        rd->in_cell_formats = false;
    return NULL;
}

/* Parts */

enum verdict workbook_relations(struct span xml, struct workbook *wb,
                                struct reason *why)
{
    struct reader rd = { .wb = wb };
    const struct sax_calls calls = { &rd, relation, no_end, no_text };

    assert(wb);
    return sax_read(xml, &calls, why);
}

enum verdict workbook_tabs(struct span xml, struct workbook *wb,
                           struct reason *why)
{
    struct reader rd = { .wb = wb };
    const struct sax_calls calls = { &rd, workbook, no_end, no_text };

    assert(wb);
    return sax_read(xml, &calls, why);
}

enum verdict workbook_styles(struct span xml, struct workbook *wb,
                             struct reason *why)
{
    struct reader rd = { .wb = wb };
    const struct sax_calls calls = { &rd, style, style_end, no_text };

    assert(wb);
    wb->figures = arena_alloc(wb->arena, WORKBOOK_FORMATS);
    for (unsigned id = 0; id <= LAST_BUILTIN; id++)
        wb->figures[id] = (unsigned char)figure_of_builtin(id);
    return sax_read(xml, &calls, why);
}

unsigned workbook_figure(const struct workbook *wb, struct span s)
{
    unsigned i;

    assert(wb);
    if (!wb->figures || !format_number(s, &i) || i >= wb->formats.n)
        return FIGURE_PLAIN;
    return wb->figures[wb->formats.at[i]];
}
