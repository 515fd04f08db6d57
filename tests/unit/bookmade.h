/* bookmade.h — xlsx workbooks for tests, put together from their XML. */
#ifndef CONVOKE_TESTS_BOOKMADE_H
#define CONVOKE_TESTS_BOOKMADE_H

#include "zipmade.h"

#define BOOKMADE_S                                                             \
    "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" "     \
    "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/"         \
    "relationships\""
#define BOOKMADE_TYPE                                                          \
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define BOOKMADE_RELATION(id, type, target)                                    \
    "<Relationship Id=\"" id "\" Type=\"" BOOKMADE_TYPE type                   \
    "\" Target=\"" target "\"/>"

static inline void bookmade_part(struct zipmade *z, const char *name,
                                 const char *tag, struct span inside)
{
    struct text xml = TEXT_INIT(ZIPMADE_MAX);

    text_addf(&xml,
              "<?xml version=\"1.0\" encoding=\"UTF-8\"?><%s " BOOKMADE_S ">",
              tag);
    text_add(&xml, inside);
    text_addf(&xml, "</%s>", tag);
    zipmade_add(z, name, text_span(&xml));
    text_release(&xml);
}

static inline void bookmade_relations(struct zipmade *z, const char *inside)
{
    struct text xml = TEXT_INIT(ZIPMADE_MAX);

    text_addf(&xml,
              "<Relationships xmlns=\"http://schemas.openxmlformats.org/"
              "package/2006/relationships\">%s</Relationships>",
              inside);
    zipmade_add(z, "xl/_rels/workbook.xml.rels", text_span(&xml));
    text_release(&xml);
}

/* What is inside the parts; NULL where the part is to be absent. */
struct bookmade {
    const char *rows;    /* of the only sheet, "表" */
    const char *strings; /* <si>… */
    const char *styles;  /* <numFmts>… <cellXfs>… */
    const char *book;    /* before <sheets> */
};

/* Adds the parts; more may be added before zipmade_end. */
static inline void bookmade_add(struct zipmade *z, struct bookmade b)
{
    struct text book = TEXT_INIT(ZIPMADE_MAX);
    struct text rows = TEXT_INIT(ZIPMADE_MAX);

    zipmade_add(z, "[Content_Types].xml", SPAN("<Types/>"));
    bookmade_relations(
        z,
        BOOKMADE_RELATION("r1", "worksheet", "worksheets/sheet1.xml")
            BOOKMADE_RELATION("r2", "styles", "styles.xml")
                BOOKMADE_RELATION("r3", "sharedStrings", "sharedStrings.xml"));
    text_addf(&book,
              "%s<sheets><sheet name=\"表\" sheetId=\"1\" r:id=\"r1\"/>"
              "</sheets>",
              b.book ? b.book : "");
    bookmade_part(z, "xl/workbook.xml", "workbook", text_span(&book));
    text_addf(&rows, "<sheetData>%s</sheetData>", b.rows);
    bookmade_part(z, "xl/worksheets/sheet1.xml", "worksheet", text_span(&rows));
    if (b.strings)
        bookmade_part(z, "xl/sharedStrings.xml", "sst", span_str(b.strings));
    if (b.styles)
        bookmade_part(z, "xl/styles.xml", "styleSheet", span_str(b.styles));
    text_release(&book);
    text_release(&rows);
}

static inline struct span bookmade(struct zipmade *z, struct bookmade b)
{
    bookmade_add(z, b);
    return zipmade_end(z);
}

#endif
