#include "convoke/mail/sheet.h"

#include <assert.h>

#include "convoke/base/text.h"
#include "package.h"
#include "sheetml.h"
#include "workbook.h"

/* A workbook being read. */
struct reading {
    struct package pk; /* owned */
    struct text part;  /* owned; the part at work */
    struct workbook book;
    struct sheetml shared;
};

static enum verdict refuse(struct reason *why, const char *what)
{
    return reason_set(why, VERDICT_NEVER, "sheet.read", "%s", what);
}

/* Zip files of other trades, by an entry each must have. */
static enum verdict check_trade(const struct package *pk, struct reason *why)
{
    static const struct {
        struct span part;
        const char *what;
    } trades[] = {
        { { "word/document.xml", 17 }, "a Word document, not an xlsx" },
        { { "ppt/presentation.xml", 20 }, "a pptx presentation, not an xlsx" },
        { { "xl/workbook.bin", 15 }, "an xlsb workbook, not an xlsx" },
        { { "content.xml", 11 }, "an OpenDocument file, not an xlsx" },
        { { "xl/vbaProject.bin", 17 }, "a workbook with macros" },
    };

    for (size_t i = 0; i < ARRAY_LEN(trades); i++)
        if (package_find(pk, trades[i].part) < archive_count(pk->ar))
            return refuse(why, trades[i].what);
    return VERDICT_DONE;
}

static const struct workbook_relation *relation_of(const struct workbook *wb,
                                                   struct span id)
{
    list_each(&wb->relations, r) if (span_eq(r->id, id)) return r;
    return NULL;
}

/* Where the relations say the one part of a kind is, else where all programs
 * put it. */
static struct span place_of(const struct workbook *wb, struct span kind,
                            struct span otherwise)
{
    list_each(&wb->relations, r) if (span_eq(r->kind, kind)) return r->target;
    return otherwise;
}

typedef enum verdict part_fn(struct span xml, struct workbook *wb,
                             struct reason *why);

static enum verdict read_part(struct reading *rd, struct span name,
                              part_fn *read, struct reason *why)
{
    size_t i = package_find(&rd->pk, name);
    enum verdict v;

    if (i == archive_count(rd->pk.ar))
        return VERDICT_DONE;
    v = package_read(&rd->pk, i, &rd->part, why);
    if (v == VERDICT_DONE)
        v = read(text_span(&rd->part), &rd->book, why);
    return v;
}

static enum verdict read_strings(struct reading *rd, struct reason *why)
{
    struct span name = place_of(&rd->book, SPAN("sharedStrings"),
                                SPAN("xl/sharedStrings.xml"));
    size_t i = package_find(&rd->pk, name);
    enum verdict v;

    if (i == archive_count(rd->pk.ar))
        return VERDICT_DONE;
    v = package_read(&rd->pk, i, &rd->part, why);
    if (v == VERDICT_DONE)
        v = sheetml_strings(text_span(&rd->part), &rd->shared, why);
    return v;
}

/* A tab whose relation is none of ours shows a chart. */
static enum verdict read_sheet(struct reading *rd,
                               const struct workbook_tab *tab,
                               struct sheet_book *ret, struct reason *why)
{
    const struct workbook_relation *r = relation_of(&rd->book, tab->id);
    struct sheet sheet = { .name = tab->name, .hidden = tab->hidden };
    enum verdict v;
    size_t i;

    if (!r || !span_eq(r->kind, SPAN("worksheet")))
        return VERDICT_DONE;
    i = package_find(&rd->pk, r->target);
    if (i == archive_count(rd->pk.ar))
        return refuse(why, "a sheet is not in the file");
    v = package_read(&rd->pk, i, &rd->part, why);
    if (v == VERDICT_DONE)
        v = sheetml_rows(text_span(&rd->part), &rd->shared, &sheet, why);
    if (v == VERDICT_DONE)
        *list_push(&ret->sheets, rd->book.arena) = sheet;
    return v;
}

static enum verdict read_book(struct reading *rd, struct reason *why)
{
    enum verdict v;

    if (package_find(&rd->pk, SPAN("xl/workbook.xml")) ==
        archive_count(rd->pk.ar))
        return refuse(why, "a zip file without a workbook in it");
    v = read_part(rd, SPAN("xl/_rels/workbook.xml.rels"), workbook_relations,
                  why);
    if (v == VERDICT_DONE)
        v = read_part(rd, SPAN("xl/workbook.xml"), workbook_tabs, why);
    if (v == VERDICT_DONE)
        v = read_part(
            rd, place_of(&rd->book, SPAN("styles"), SPAN("xl/styles.xml")),
            workbook_styles, why);
    if (v == VERDICT_DONE)
        v = read_strings(rd, why);
    return v;
}

static void release(struct reading *rd)
{
    package_release(&rd->pk);
    text_release(&rd->part);
}

enum verdict sheet_read(struct span bytes, struct archive_budget *budget,
                        struct arena *arena, struct sheet_book *ret,
                        struct reason *why)
{
    struct archive_budget own = { .used = 0 };
    struct sheet_book book = { .sheets = { .n = 0 } };
    CLEANUP(release)
    struct reading rd = {
        .part = TEXT_INIT(ARCHIVE_MAX_PART),
        .book = { .arena = arena },
        .shared = { .arena = arena },
    };
    enum verdict v;

    assert(arena);
    assert(ret);
    rd.shared.book = &rd.book;
    v = package_init(&rd.pk, bytes, "an xlsx", budget ? budget : &own, why);
    if (v == VERDICT_DONE)
        v = check_trade(&rd.pk, why);
    if (v == VERDICT_DONE)
        v = read_book(&rd, why);
    for (size_t i = 0; i < rd.book.tabs.n && v == VERDICT_DONE; i++)
        v = read_sheet(&rd, &rd.book.tabs.at[i], &book, why);
    if (v == VERDICT_DONE)
        v = package_finish(&rd.pk, why);
    if (v == VERDICT_DONE)
        *ret = book;
    return v;
}

struct span sheet_text(const struct sheet_row *row, int column)
{
    assert(row);
    for (size_t i = 0; i < row->n; i++)
        if (row->at[i].column == column)
            return row->at[i].text;
    return SPAN_NONE;
}
