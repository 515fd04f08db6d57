#include "odtml.h"

#include <assert.h>

#include "convoke/base/number.h"
#include "convoke/base/own.h"
#include "flow.h"
#include "prompt.h"
#include "sax.h"
#include "symbol.h"

enum {
    REPEAT_MOST = 1000,
    SPANS_MOST = 32,
    STYLES_MOST = 200,
};

/* A style of characters that are pictures. */
struct style {
    struct span name; /* in the arena */
    enum symbol_font font;
};

struct reader {
    struct flow flow;
    int depth;
    int skip;        /* depth of the element that is skipped, 0 for none */
    int paragraphs;  /* one may hold a box, and that others */
    int prompt;      /* depth of the control that shows its prompt, 0: none */
    bool blank;      /* the last character was one: more of them are none */
    struct text run; /* owned; text since the last tag */
    int tables;
    struct span style; /* in the arena; being defined */
    LIST_OF(struct style) styles;
    int spans;
    enum symbol_font fonts[SPANS_MOST]; /* of the spans that are open */
    int covered[FLOW_FRAMES];           /* columns the last cell still covers */
    bool box, ticked;                   /* of the form field at hand */
};

/* ---- text ---- */

/* Of the innermost span. */
static enum symbol_font font_of(const struct reader *rd)
{
    int n = rd->spans < SPANS_MOST ? rd->spans : SPANS_MOST;

    return n ? rd->fonts[n - 1] : SYMBOL_FONT_NONE;
}

/* XML's own blanks are one blank; without their font's name the symbols lie
 * where Unicode has nothing else. */
static void put_characters(struct reader *rd, struct span s)
{
    while (s.n) {
        unsigned code = 0;
        size_t step = span_char(s, &code);
        bool blank = code == ' ' || code == '\t' || code == '\n';
        unsigned tick = font_of(rd) == SYMBOL_FONT_NONE
                            ? symbol_guess(code)
                            : symbol_tick(font_of(rd), code);

        if (step == 0)
            return;
        if (tick)
            flow_put_code(&rd->flow, tick);
        else if (!blank && (code < 0x20 || (code >= 0x7f && code < 0xa0)))
            flow_put(&rd->flow, SPAN(" "));
        else if (!blank)
            flow_put(&rd->flow, span_sub(s, 0, step));
        else if (!rd->blank)
            flow_put(&rd->flow, SPAN(" "));
        rd->blank = blank;
        s = span_from(s, step);
    }
}

/* What was gathered stands before the tag at hand. */
static void flush(struct reader *rd)
{
    struct span s = text_span(&rd->run);

    if (!(rd->prompt && prompt_is(s)))
        put_characters(rd, s);
    text_reset(&rd->run);
}

static void put(struct reader *rd, const char *s)
{
    flow_put(&rd->flow, span_str(s));
    rd->blank = false;
}

static void put_tick(struct reader *rd, bool ticked)
{
    flow_put_code(&rd->flow, ticked ? SYMBOL_TICKED : SYMBOL_EMPTY);
    rd->blank = false;
}

static bool is_true(const struct sax_attributes *as, const char *name)
{
    return span_eq(sax_attribute(as, name), SPAN("true"));
}

/* How often, how far: 1 when it is not said. */
static int times(const struct sax_attributes *as, const char *name)
{
    uint64_t n = 1;

    (void)number_parse(sax_attribute(as, name), REPEAT_MOST, &n);
    return n ? (int)n : 1;
}

/* ---- elements ---- */

static void start_skip(struct reader *rd, const struct sax_attributes *as)
{
    (void)as;
    rd->skip = rd->depth;
}

static void start_style(struct reader *rd, const struct sax_attributes *as)
{
    rd->style = arena_span(rd->flow.arena, sax_attribute(as, "name"));
}

static void style_text(struct reader *rd, const struct sax_attributes *as)
{
    enum symbol_font font = symbol_font_of(sax_attribute(as, "font-name"));

    if (font != SYMBOL_FONT_NONE && rd->styles.n < STYLES_MOST)
        *list_push(&rd->styles, rd->flow.arena) =
            (struct style){ rd->style, font };
}

static void start_span(struct reader *rd, const struct sax_attributes *as)
{
    struct span name = sax_attribute(as, "style-name");
    enum symbol_font font = SYMBOL_FONT_NONE;

    list_each(&rd->styles, s) if (span_eq(s->name, name)) font = s->font;
    if (rd->spans < SPANS_MOST)
        rd->fonts[rd->spans] = font;
    rd->spans++;
}

static void end_span(struct reader *rd)
{
    rd->spans--;
}

static void start_paragraph(struct reader *rd, const struct sax_attributes *as)
{
    (void)as;
    rd->paragraphs++;
    rd->blank = true;
}

static void end_paragraph(struct reader *rd)
{
    if (rd->paragraphs > 0)
        rd->paragraphs--;
    flow_end_paragraph(&rd->flow);
}

static void blanks(struct reader *rd, const struct sax_attributes *as)
{
    for (int i = times(as, "c"); i > 0; i--)
        put(rd, " ");
}

static void tab(struct reader *rd, const struct sax_attributes *as)
{
    (void)as;
    put(rd, "  ");
}

static void line_break(struct reader *rd, const struct sax_attributes *as)
{
    (void)as;
    put(rd, "\n");
    rd->blank = true;
}

/* A box shows what it says; its text may be a picture of any font. */
static void start_control(struct reader *rd, const struct sax_attributes *as)
{
    if (is_true(as, "checkbox")) {
        put_tick(rd, is_true(as, "checked"));
        start_skip(rd, as);
    } else if (is_true(as, "showing-place-holder") && !rd->prompt) {
        rd->prompt = rd->depth;
    }
}

static void end_control(struct reader *rd)
{
    if (rd->depth < rd->prompt)
        rd->prompt = 0;
}

static void start_field(struct reader *rd, const struct sax_attributes *as)
{
    rd->box = span_ends(sax_attribute(as, "type"), SPAN(".FORMCHECKBOX"));
    rd->ticked = false;
}

static void field_value(struct reader *rd, const struct sax_attributes *as)
{
    if (span_eq(sax_attribute(as, "name"), SPAN("Checkbox_Checked")))
        rd->ticked = is_true(as, "value");
}

static void end_field(struct reader *rd)
{
    if (rd->box)
        put_tick(rd, rd->ticked);
    rd->box = false;
}

static void start_box(struct reader *rd, const struct sax_attributes *as)
{
    (void)as;
    flow_start_box(&rd->flow);
}

static void end_box(struct reader *rd)
{
    flow_end_box(&rd->flow);
}

static int *covered(struct reader *rd)
{
    return &rd->covered[rd->tables < FLOW_FRAMES ? rd->tables : 0];
}

static void start_table(struct reader *rd, const struct sax_attributes *as)
{
    (void)as;
    rd->tables++;
    *covered(rd) = 0;
    flow_start_table(&rd->flow);
}

static void end_table(struct reader *rd)
{
    rd->tables--;
    flow_end_table(&rd->flow);
}

static void start_row(struct reader *rd, const struct sax_attributes *as)
{
    (void)as;
    *covered(rd) = 0;
    flow_start_row(&rd->flow);
}

static void start_cell(struct reader *rd, const struct sax_attributes *as)
{
    struct office_block *b;

    flow_start_cell(&rd->flow);
    b = flow_cell(&rd->flow);
    *covered(rd) = times(as, "number-columns-spanned") - 1;
    if (b)
        b->columns = (*covered(rd) + 1) * times(as, "number-columns-repeated");
}

static void end_cell(struct reader *rd)
{
    flow_end_cell(&rd->flow);
}

/* Covered from the left it was counted there; else from above. */
static void start_covered(struct reader *rd, const struct sax_attributes *as)
{
    struct office_block *b;

    for (int n = times(as, "number-columns-repeated"); n > 0; n--) {
        if (*covered(rd) > 0) {
            (*covered(rd))--;
            continue;
        }
        flow_start_cell(&rd->flow);
        b = flow_cell(&rd->flow);
        if (b)
            b->below = true;
        flow_end_cell(&rd->flow);
    }
    start_skip(rd, as);
}

static const struct element {
    const char *uri, *name; /* uri: what it has, whatever its version */
    void (*start)(struct reader *rd, const struct sax_attributes *as);
    void (*end)(struct reader *rd);
} elements[] = {
    { ":style:", "style", start_style, NULL },
    { ":style:", "text-properties", style_text, NULL },
    { ":text:", "span", start_span, end_span },
    { ":text:", "p", start_paragraph, end_paragraph },
    { ":text:", "h", start_paragraph, end_paragraph },
    { ":text:", "s", blanks, NULL },
    { ":text:", "tab", tab, NULL },
    { ":text:", "line-break", line_break, NULL },
    { ":text:", "tracked-changes", start_skip, NULL },
    { ":text:", "note", start_skip, NULL },
    { ":text:", "ruby-text", start_skip, NULL },
    { ":office:", "annotation", start_skip, NULL },
    { ":office:", "forms", start_skip, NULL },
    { ":svg-compatible:", "title", start_skip, NULL },
    { ":svg-compatible:", "desc", start_skip, NULL },
    { ":drawing:", "text-box", start_box, end_box },
    { ":drawing:", "custom-shape", start_box, end_box },
    { ":table:", "table", start_table, end_table },
    { ":table:", "table-row", start_row, NULL },
    { ":table:", "table-cell", start_cell, end_cell },
    { ":table:", "covered-table-cell", start_covered, NULL },
    { ":loext:", "content-control", start_control, end_control },
    { ":field:", "fieldmark", start_field, end_field },
    { ":field:", "param", field_value, NULL },
};

static const struct element *element_of(struct span uri, struct span name)
{
    for (size_t i = 0; i < ARRAY_LEN(elements); i++)
        if (span_eq(name, span_str(elements[i].name)) &&
            span_has(uri, span_str(elements[i].uri)))
            return &elements[i];
    return NULL;
}

static const char *on_start(void *self, struct span uri, struct span name,
                            const struct sax_attributes *as)
{
    struct reader *rd = self;
    const struct element *e;

    rd->depth++;
    if (rd->skip)
        return NULL;
    flush(rd);
    e = element_of(uri, name);
    if (e)
        e->start(rd, as);
    return rd->flow.refusal;
}

static const char *on_end(void *self, struct span uri, struct span name)
{
    struct reader *rd = self;
    const struct element *e;

    rd->depth--;
    if (rd->skip) {
        if (rd->depth < rd->skip)
            rd->skip = 0;
        return NULL;
    }
    flush(rd);
    e = element_of(uri, name);
    if (e && e->end)
        e->end(rd);
    return rd->flow.refusal;
}

static const char *on_text(void *self, struct span text)
{
    struct reader *rd = self;

    if (rd->skip || rd->paragraphs == 0)
        return NULL;
    if (!text_add(&rd->run, text))
        flow_refuse(&rd->flow, "the document holds too much text");
    return rd->flow.refusal;
}

enum verdict odtml_read(struct span xml, struct arena *arena,
                        struct office_doc *ret, struct reason *why)
{
    struct office_doc doc = { .blocks = { .n = 0 } };
    struct reader rd = { .run = TEXT_INIT(OFFICE_MAX_TEXT) };
    const struct sax_calls calls = { &rd, on_start, on_end, on_text };
    enum verdict v;

    assert(arena);
    assert(ret);
    flow_init(&rd.flow, arena, &doc);
    v = sax_read(xml, &calls, why);
    flow_release(&rd.flow);
    text_release(&rd.run);
    if (v == VERDICT_DONE)
        *ret = doc;
    return v;
}
