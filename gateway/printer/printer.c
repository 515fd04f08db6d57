#include "printer.h"

#include <assert.h>
#include <cairo-pdf.h>
#include <errno.h>
#include <pango/pangocairo.h>
#include <stdio.h>
#include <unistd.h>

#include "convoke/base/moment.h"
#include "pages.h"

struct outlet {
    int fd;
    int error; /* errno of the first write that failed */
};

static cairo_status_t put(void *to, const unsigned char *p, unsigned n)
{
    struct outlet *out = to;

    while (n > 0) {
        ssize_t done = write(out->fd, p, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0) {
            out->error = errno;
            return CAIRO_STATUS_WRITE_ERROR;
        }
        p += done;
        n -= (unsigned)done;
    }
    return CAIRO_STATUS_SUCCESS;
}

/* ---- blocks ---- */

static void put_section(struct pages *s, const struct paper_block *b)
{
    pages_gap(s, 14);
    pages_keep(s, 130);
    pages_outline(s, b->label);
    pages_words(s, b->label, &pages_section, 0);
    pages_gap(s, 2);
    pages_line(s);
    pages_gap(s, 5);
}

static void put_pair(struct pages *s, const struct paper_block *b)
{
    pages_beside(s, b->label, b->text);
    pages_gap(s, 3);
}

static void put_block(struct pages *s, const struct paper_block *b)
{
    switch (b->kind) {
    case PAPER_SECTION:
        put_section(s, b);
        break;
    case PAPER_PART:
        pages_gap(s, 8);
        pages_keep(s, 110);
        pages_words(s, b->label, &pages_part, 0);
        pages_gap(s, 3);
        break;
    case PAPER_WORDS:
        pages_words(s, b->text, &pages_body, 0);
        pages_gap(s, 5);
        break;
    case PAPER_QUOTE:
        pages_words(s, b->text, &pages_quote, 14);
        pages_gap(s, 5);
        break;
    case PAPER_PAIR:
        put_pair(s, b);
        break;
    case PAPER_TABLE:
        pages_table(s, b);
        pages_gap(s, 6);
        break;
    case PAPER_KIND_COUNT:
        break;
    }
}

static void put_all(struct pages *s, const struct paper *p)
{
    char at[MOMENT_TEXT];

    pages_begin(s);
    pages_words(s, p->title, &pages_title, 0);
    pages_gap(s, 2);
    moment_print_short(p->made_at, at);
    pages_words(s,
                arena_printf(p->arena, SPAN_FMT "　" SPAN_FMT "　%s",
                             SPAN_ARG(p->mark), SPAN_ARG(p->grade), at),
                &pages_small, 0);
    pages_gap(s, 8);
    list_each(&p->blocks, b)
    {
        put_block(s, b);
        if (s->page > PRINTER_MAX_PAGES)
            break;
    }
    pages_end(s);
}

/* ---- the document ---- */

static void describe(cairo_surface_t *pdf, const struct paper *p)
{
    char at[MOMENT_TEXT];
    struct span title = arena_printf(p->arena, SPAN_FMT " " SPAN_FMT,
                                     SPAN_ARG(p->title), SPAN_ARG(p->mark));

    /* Nothing of the machine it was made on, or two prints would differ. */
    cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_TITLE,
                                   arena_str(p->arena, title));
    cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_CREATOR, "Convoke");
    cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_CREATE_DATE,
                                   moment_print(p->made_at, at));
}

static enum verdict draw(const struct paper *p, cairo_surface_t *pdf,
                         struct reason *why)
{
    cairo_t *cr = cairo_create(pdf);
    struct pages s = { .cr = cr, .pdf = pdf, .paper = p };
    enum verdict v = VERDICT_DONE;

    pages_open(&s);
    if (!pages_has_glyphs(&s, p->title))
        v = reason_set(why, VERDICT_NEVER, "printer.font",
                       "no font has Chinese: install fonts-noto-cjk");
    if (v == VERDICT_DONE) {
        s.dry = true; /* how many pages it will be */
        put_all(&s, p);
        s.pages = s.page;
        s.dry = false;
    }
    if (v == VERDICT_DONE && s.pages > PRINTER_MAX_PAGES)
        v = reason_set(why, VERDICT_NEVER, "printer.pages",
                       "more than %d pages", PRINTER_MAX_PAGES);
    if (v == VERDICT_DONE)
        put_all(&s, p);
    pages_close(&s);
    cairo_destroy(cr);
    return v;
}

enum verdict printer_print(const struct paper *p, int fd, struct reason *why)
{
    struct outlet out = { .fd = fd };
    cairo_surface_t *pdf;
    cairo_status_t status;
    enum verdict v;

    assert(p);
    pdf = cairo_pdf_surface_create_for_stream(put, &out, PAGES_WIDTH,
                                              PAGES_HEIGHT);
    cairo_pdf_surface_restrict_to_version(pdf, CAIRO_PDF_VERSION_1_5);
    describe(pdf, p);
    v = draw(p, pdf, why);
    cairo_surface_finish(pdf);
    status = cairo_surface_status(pdf);
    cairo_surface_destroy(pdf);
    if (v != VERDICT_DONE || status == CAIRO_STATUS_SUCCESS)
        return v;
    errno = out.error;
    if (out.error)
        return reason_from_errno(why, VERDICT_BROKEN, "printer.write", "write");
    return reason_set(why, VERDICT_BROKEN, "printer.draw", "%s",
                      cairo_status_to_string(status));
}
