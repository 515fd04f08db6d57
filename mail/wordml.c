#include "wordml.h"

#include <assert.h>

#include "convoke/base/text.h"
#include "flow.h"
#include "prompt.h"
#include "sax.h"
#include "symbol.h"

enum {
    CONTROLS_MAX = 32, /* content controls in content controls */
    CHOICES_MAX = 32,
    ENTRIES_MAX = 25, /* Word's own limit for a drop-down field */
};

struct control {
    bool box, ticked;  /* w14:checkbox */
    bool placeholder;  /* says that it shows its prompt */
    bool muted;        /* its content is replaced */
    struct text value; /* owned; what stands for the content */
    bool pending;      /* value not yet written */
};

/* A legacy form field (w:ffData) being read. */
struct field {
    bool box, ticked, list;
    unsigned chosen, n;
    struct span entries[ENTRIES_MAX]; /* in the arena */
};

struct reader {
    struct flow flow;
    int depth;
    int skip; /* depth of the element that is skipped, 0 for none */
    int mute; /* text is dropped, structure is not */
    bool in_text, in_properties, in_row_properties;
    enum symbol_font font;
    struct text run; /* owned; the text of the open <w:t> */
    int control_n, choice_n;
    struct control controls[CONTROLS_MAX];
    bool chosen[CHOICES_MAX];
    struct field field;
};

/* An on/off property: there without a value means on. */
static bool is_on(const struct sax_attributes *as)
{
    struct span v = sax_attribute(as, "val");

    return !span_eq(v, SPAN("0")) && !span_eq_nocase(v, SPAN("false")) &&
           !span_eq_nocase(v, SPAN("off"));
}

static unsigned number_of(struct span s, unsigned base, unsigned most)
{
    unsigned value = 0;

    for (size_t i = 0; i < s.n; i++) {
        const char *digits = "0123456789abcdef";
        char c = (char)(s.p[i] >= 'A' && s.p[i] <= 'F' ? s.p[i] + 32 : s.p[i]);
        const char *at = c ? strchr(digits, c) : NULL;

        if (!at || (unsigned)(at - digits) >= base)
            return 0;
        value = value * base + (unsigned)(at - digits);
        if (value > most)
            return most;
    }
    return value;
}

/* Text */

/* What a control stands for is written where its first run stands, because
 * a control may hold a whole cell or row. */
static void put_pending(struct reader *rd)
{
    for (int i = 0; i < rd->control_n; i++) {
        struct control *c = &rd->controls[i];

        if (!c->pending)
            continue;
        c->pending = false;
        flow_put(&rd->flow, text_span(&c->value));
    }
}

/* XML keeps tab, LF and CR, and all of C1; the blocks promise none of them
 * but LF between paragraphs. */
static void put_characters(struct reader *rd, struct span s)
{
    size_t from = 0;

    for (size_t i = 0; i < s.n;) {
        unsigned code = 0;
        size_t step = span_char(span_from(s, i), &code);
        unsigned tick = symbol_tick(rd->font, code);
        bool control = code < 0x20 || (code >= 0x7f && code < 0xa0);

        if (step == 0)
            break;
        if (tick || control) {
            flow_put(&rd->flow, span_sub(s, from, i - from));
            flow_put_code(&rd->flow, tick ? tick : ' ');
            from = i + step;
        }
        i += step;
    }
    flow_put(&rd->flow, span_from(s, from));
}

/* Structure */

#define STRUCTURE(name, act)                                                   \
    static void name(struct reader *rd, const struct sax_attributes *as)       \
    {                                                                          \
        (void)as;                                                              \
        act(&rd->flow);                                                        \
    }
#define STRUCTURE_END(name, act)                                               \
    static void name(struct reader *rd)                                        \
    {                                                                          \
        act(&rd->flow);                                                        \
    }

STRUCTURE(start_table, flow_start_table)
STRUCTURE(start_row, flow_start_row)
STRUCTURE(start_cell, flow_start_cell)
STRUCTURE(start_box, flow_start_box)
STRUCTURE_END(end_table, flow_end_table)
STRUCTURE_END(end_cell, flow_end_cell)
STRUCTURE_END(end_box, flow_end_box)
STRUCTURE_END(end_paragraph, flow_end_paragraph)

static void grid_span(struct reader *rd, const struct sax_attributes *as)
{
    struct office_block *b = flow_cell(&rd->flow);
    unsigned n = number_of(sax_attribute(as, "val"), 10, 1000);

    if (b && n > 0)
        b->columns = (int)n;
}

static void vertical_merge(struct reader *rd, const struct sax_attributes *as)
{
    struct office_block *b = flow_cell(&rd->flow);

    if (b)
        b->below = !span_eq(sax_attribute(as, "val"), SPAN("restart"));
}

static void grid_before(struct reader *rd, const struct sax_attributes *as)
{
    flow_skip_columns(&rd->flow,
                      (int)number_of(sax_attribute(as, "val"), 10, 1000));
}

/* Runs */

static void start_run(struct reader *rd, const struct sax_attributes *as)
{
    (void)as;
    rd->font = SYMBOL_FONT_NONE;
    put_pending(rd);
}

static void run_fonts(struct reader *rd, const struct sax_attributes *as)
{
    static const char *const names[] = { "ascii", "hAnsi", "cs", "eastAsia" };

    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (rd->font == SYMBOL_FONT_NONE)
            rd->font = symbol_font_of(sax_attribute(as, names[i]));
}

static void start_text(struct reader *rd, const struct sax_attributes *as)
{
    (void)as;
    rd->in_text = true;
    text_reset(&rd->run);
}

static bool in_placeholder(const struct reader *rd)
{
    for (int i = 0; i < rd->control_n; i++)
        if (rd->controls[i].placeholder)
            return true;
    return false;
}

static void end_text(struct reader *rd)
{
    struct span s = text_span(&rd->run);

    rd->in_text = false;
    if (!(in_placeholder(rd) && prompt_is(s)))
        put_characters(rd, s);
}

static void put_mark(struct reader *rd, struct span s)
{
    if (!rd->mute && !rd->in_properties)
        flow_put(&rd->flow, s);
}

static void tab(struct reader *rd, const struct sax_attributes *as)
{
    (void)as;
    put_mark(rd, SPAN("  "));
}

static void line_break(struct reader *rd, const struct sax_attributes *as)
{
    (void)as;
    put_mark(rd, SPAN("\n"));
}

static void hyphen(struct reader *rd, const struct sax_attributes *as)
{
    (void)as;
    put_mark(rd, SPAN("-"));
}

static void symbol(struct reader *rd, const struct sax_attributes *as)
{
    enum symbol_font font = symbol_font_of(sax_attribute(as, "font"));
    unsigned code = number_of(sax_attribute(as, "char"), 16, 0xffff);
    unsigned tick;

    /* A symbol without a font name still shows the tick it was drawn as. */
    if (font == SYMBOL_FONT_NONE)
        font = SYMBOL_FONT_WINGDINGS;
    tick = symbol_tick(font, code);
    if (tick && !rd->mute)
        flow_put_code(&rd->flow, tick);
}

static void start_properties(struct reader *rd, const struct sax_attributes *as)
{
    (void)as;
    rd->in_properties = true;
}

static void end_properties(struct reader *rd)
{
    rd->in_properties = false;
}

static void start_row_properties(struct reader *rd,
                                 const struct sax_attributes *as)
{
    (void)as;
    rd->in_row_properties = true;
}

static void end_row_properties(struct reader *rd)
{
    rd->in_row_properties = false;
}

static void start_skip(struct reader *rd, const struct sax_attributes *as)
{
    (void)as;
    rd->skip = rd->depth;
}

/* A deletion mark in a row's properties deletes the row; anywhere else it
 * holds what was deleted. */
static void start_deleted(struct reader *rd, const struct sax_attributes *as)
{
    if (rd->in_row_properties)
        flow_delete_row(&rd->flow);
    start_skip(rd, as);
}

/* Content controls */

static struct control *innermost(struct reader *rd)
{
    return rd->control_n > 0 ? &rd->controls[rd->control_n - 1] : NULL;
}

static void start_control(struct reader *rd, const struct sax_attributes *as)
{
    (void)as;
    if (rd->control_n == CONTROLS_MAX) {
        flow_refuse(&rd->flow, "content controls are nested too deep");
        return;
    }
    rd->controls[rd->control_n++] = (struct control){ .value = TEXT_INIT(64) };
}

static void end_control(struct reader *rd)
{
    struct control *c = innermost(rd);

    if (!c)
        return;
    text_release(&c->value);
    rd->control_n--;
}

static void box_control(struct reader *rd, const struct sax_attributes *as)
{
    struct control *c = innermost(rd);

    (void)as;
    if (c)
        c->box = true;
}

/* <w14:checked> of a control, <w:checked> of a form field. */
static void checked(struct reader *rd, const struct sax_attributes *as)
{
    struct control *c = innermost(rd);

    if (c && c->box)
        c->ticked = is_on(as);
    if (rd->field.box)
        rd->field.ticked = is_on(as);
}

static void placeholder(struct reader *rd, const struct sax_attributes *as)
{
    struct control *c = innermost(rd);

    if (c && is_on(as))
        c->placeholder = true;
}

/* The day a date control holds, however its text is written. */
static void date_control(struct reader *rd, const struct sax_attributes *as)
{
    struct control *c = innermost(rd);
    struct span day = span_sub(sax_attribute(as, "fullDate"), 0, 10);

    if (c && day.n == 10 && !span_has_control(day) && span_is_utf8(day))
        text_add(&c->value, day);
}

static void start_content(struct reader *rd, const struct sax_attributes *as)
{
    struct control *c = innermost(rd);

    (void)as;
    if (!c)
        return;
    if (c->placeholder)
        text_reset(&c->value);
    if (c->box) {
        text_reset(&c->value);
        text_add_code(&c->value, c->ticked ? SYMBOL_TICKED : SYMBOL_EMPTY);
    }
    c->pending = c->value.n > 0;
    c->muted = c->pending;
    rd->mute += c->muted;
}

static void end_content(struct reader *rd)
{
    struct control *c = innermost(rd);

    put_pending(rd);
    if (c && c->muted) {
        rd->mute--;
        c->muted = false;
    }
}

/* Legacy form fields */

static void start_field(struct reader *rd, const struct sax_attributes *as)
{
    (void)as;
    rd->field = (struct field){ .box = false };
}

static void box_field(struct reader *rd, const struct sax_attributes *as)
{
    (void)as;
    rd->field.box = true;
}

static void list_field(struct reader *rd, const struct sax_attributes *as)
{
    (void)as;
    rd->field.list = true;
}

static void field_default(struct reader *rd, const struct sax_attributes *as)
{
    if (rd->field.box)
        rd->field.ticked = is_on(as);
    else
        rd->field.chosen = number_of(sax_attribute(as, "val"), 10, ENTRIES_MAX);
}

static void field_result(struct reader *rd, const struct sax_attributes *as)
{
    rd->field.chosen = number_of(sax_attribute(as, "val"), 10, ENTRIES_MAX);
}

static void field_entry(struct reader *rd, const struct sax_attributes *as)
{
    struct field *f = &rd->field;

    if (f->list && f->n < ENTRIES_MAX)
        f->entries[f->n++] =
            arena_span(rd->flow.arena, sax_attribute(as, "val"));
}

static void end_field(struct reader *rd)
{
    struct field *f = &rd->field;

    if (f->box && !rd->mute)
        flow_put_code(&rd->flow, f->ticked ? SYMBOL_TICKED : SYMBOL_EMPTY);
    else if (f->list && f->chosen < f->n && !rd->mute)
        put_characters(rd, f->entries[f->chosen]);
    *f = (struct field){ .box = false };
}

/* The same picture is often written twice, for new and for old readers: the
 * first writing counts. */
static void start_alternatives(struct reader *rd,
                               const struct sax_attributes *as)
{
    (void)as;
    if (rd->choice_n == CHOICES_MAX)
        flow_refuse(&rd->flow, "alternatives are nested too deep");
    else
        rd->chosen[rd->choice_n++] = false;
}

static void end_alternatives(struct reader *rd)
{
    if (rd->choice_n > 0)
        rd->choice_n--;
}

static void start_choice(struct reader *rd, const struct sax_attributes *as)
{
    if (rd->choice_n > 0 && rd->chosen[rd->choice_n - 1])
        start_skip(rd, as);
    else if (rd->choice_n > 0)
        rd->chosen[rd->choice_n - 1] = true;
}

/* Elements */

enum vocabulary { WORD, WORD14, COMPAT, VOCABULARY_COUNT };

static const struct {
    const char *uri;
    enum vocabulary vocabulary;
} namespaces[] = {
    { "http://schemas.openxmlformats.org/wordprocessingml/2006/main", WORD },
    { "http://purl.oclc.org/ooxml/wordprocessingml/main", WORD },
    { "http://schemas.microsoft.com/office/word/2010/wordml", WORD14 },
    { "http://schemas.openxmlformats.org/markup-compatibility/2006", COMPAT },
};

typedef void start_fn(struct reader *rd, const struct sax_attributes *as);
typedef void end_fn(struct reader *rd);

static const struct element {
    enum vocabulary vocabulary;
    const char *name;
    start_fn *start; /* may be NULL */
    end_fn *end;     /* may be NULL */
} elements[] = {
    { WORD, "t", start_text, end_text },
    { WORD, "r", start_run, NULL },
    { WORD, "p", NULL, end_paragraph },
    { WORD, "pPr", start_properties, end_properties },
    { WORD, "rFonts", run_fonts, NULL },
    { WORD, "tab", tab, NULL },
    { WORD, "ptab", tab, NULL },
    { WORD, "br", line_break, NULL },
    { WORD, "cr", line_break, NULL },
    { WORD, "noBreakHyphen", hyphen, NULL },
    { WORD, "sym", symbol, NULL },
    { WORD, "tbl", start_table, end_table },
    { WORD, "tr", start_row, NULL },
    { WORD, "trPr", start_row_properties, end_row_properties },
    { WORD, "gridBefore", grid_before, NULL },
    { WORD, "tc", start_cell, end_cell },
    { WORD, "gridSpan", grid_span, NULL },
    { WORD, "vMerge", vertical_merge, NULL },
    { WORD, "txbxContent", start_box, end_box },
    { WORD, "sdt", start_control, end_control },
    { WORD, "showingPlcHdr", placeholder, NULL },
    { WORD, "date", date_control, NULL },
    { WORD, "sdtContent", start_content, end_content },
    { WORD, "ffData", start_field, end_field },
    { WORD, "checkBox", box_field, NULL },
    { WORD, "checked", checked, NULL },
    { WORD, "default", field_default, NULL },
    { WORD, "ddList", list_field, NULL },
    { WORD, "result", field_result, NULL },
    { WORD, "listEntry", field_entry, NULL },
    { WORD, "del", start_deleted, NULL },
    { WORD, "moveFrom", start_skip, NULL },
    { WORD, "rt", start_skip, NULL },
    { WORD, "rPrChange", start_skip, NULL },
    { WORD, "pPrChange", start_skip, NULL },
    { WORD, "tcPrChange", start_skip, NULL },
    { WORD, "trPrChange", start_skip, NULL },
    { WORD, "tblPrChange", start_skip, NULL },
    { WORD, "sectPrChange", start_skip, NULL },
    { WORD14, "checkbox", box_control, NULL },
    { WORD14, "checked", checked, NULL },
    { COMPAT, "AlternateContent", start_alternatives, end_alternatives },
    { COMPAT, "Choice", start_choice, NULL },
    { COMPAT, "Fallback", start_choice, NULL },
};

static const struct element *element_of(struct span uri, struct span name)
{
    enum vocabulary vocabulary = VOCABULARY_COUNT;

    for (size_t i = 0; i < ARRAY_LEN(namespaces); i++)
        if (span_eq(uri, span_str(namespaces[i].uri)))
            vocabulary = namespaces[i].vocabulary;
    for (size_t i = 0; i < ARRAY_LEN(elements); i++)
        if (elements[i].vocabulary == vocabulary &&
            span_eq(name, span_str(elements[i].name)))
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
    e = element_of(uri, name);
    if (e && e->start)
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
    e = element_of(uri, name);
    if (e && e->end)
        e->end(rd);
    return rd->flow.refusal;
}

static const char *on_text(void *self, struct span text)
{
    struct reader *rd = self;

    if (rd->skip || rd->mute || !rd->in_text)
        return NULL;
    if (!text_add(&rd->run, text))
        flow_refuse(&rd->flow, "the document holds too much text");
    return rd->flow.refusal;
}

static void release(struct reader *rd)
{
    flow_release(&rd->flow);
    text_release(&rd->run);
    while (rd->control_n > 0)
        text_release(&rd->controls[--rd->control_n].value);
}

enum verdict wordml_read(struct span xml, struct arena *arena,
                         struct office_doc *ret, struct reason *why)
{
    struct office_doc doc = { .blocks = { .n = 0 } };
    struct reader rd = { .run = TEXT_INIT(OFFICE_MAX_TEXT) };
    const struct sax_calls calls = { &rd, on_start, on_end, on_text };
    enum verdict v;

    assert(ret);
    flow_init(&rd.flow, arena, &doc);
    v = sax_read(xml, &calls, why);
    release(&rd);
    if (v == VERDICT_DONE)
        *ret = doc;
    return v;
}
