#include "pdf.h"

#include <assert.h>
#include <math.h>

#include "pdf_font.h"
#include "placed.h"

enum { STATES = 32, OPERANDS = 16, DEEP = 4, PATH_MAX = 256, NODES_MAX = 2000 };

/* a b c d e f of "x' = ax + cy + e, y' = bx + dy + f". */
struct matrix {
    double a, b, c, d, e, f;
};

static const struct matrix unit = { 1, 0, 0, 1, 0, 0 };

/* `m`, then `n`. */
static struct matrix times(struct matrix m, struct matrix n)
{
    return (struct matrix){
        m.a * n.a + m.b * n.c,       m.a * n.b + m.b * n.d,
        m.c * n.a + m.d * n.c,       m.c * n.b + m.d * n.d,
        m.e * n.a + m.f * n.c + n.e, m.e * n.b + m.f * n.d + n.f,
    };
}

struct state {
    struct matrix matrix;
    const struct pdf_font *font; /* NULL: none was set */
    double size, between, blank, stretch, leading, rise;
};

struct font_seen {
    long number;
    const char *at; /* of a font without a number: where it stands */
    const struct pdf_font *font;
};

struct point {
    double x, y;
};

struct reading {
    struct pdf pdf;
    struct placed_page page;
    LIST_OF(struct font_seen) fonts;
    size_t steps;
    int deep; /* forms within forms */
    /* Of the contents at work. */
    struct span resources;
    struct state state, saved[STATES];
    int saved_n;
    struct matrix line, text; /* where the line began, where the pen is */
    struct span operands[OPERANDS];
    size_t n;
    struct point path[PATH_MAX]; /* ends of lines, two by two */
    size_t path_n;
    struct point box[PATH_MAX]; /* corners of rectangles, two by two */
    size_t box_n;
    struct point begin, at;
};

static double operand(const struct reading *rd, size_t i)
{
    return i < rd->n ? pdf_number(rd->operands[i]) : 0;
}

static struct matrix matrix_operand(const struct reading *rd)
{
    return (struct matrix){ operand(rd, 0), operand(rd, 1), operand(rd, 2),
                            operand(rd, 3), operand(rd, 4), operand(rd, 5) };
}

static struct matrix matrix_of(struct span value)
{
    struct span rest = pdf_array(value);
    double v[6] = { 1, 0, 0, 1, 0, 0 };
    struct span item;

    for (size_t i = 0; i < 6 && pdf_value(&rest, &item); i++)
        v[i] = pdf_number(item);
    return (struct matrix){ v[0], v[1], v[2], v[3], v[4], v[5] };
}

static struct point apply(struct matrix m, double x, double y)
{
    return (struct point){ m.a * x + m.c * y + m.e, m.b * x + m.d * y + m.f };
}

/* ---- text ---- */

/* Letters that stand upright, side by side in one width; y turns round, for a
 * page's begins below. */
static void put_letters(struct reading *rd, const unsigned *letters, size_t n,
                        double width)
{
    const struct state *s = &rd->state;
    struct matrix m = times(rd->text, s->matrix);
    struct point at = apply(m, 0, s->rise);
    struct point to = apply(m, width, s->rise);
    double size = s->size * hypot(m.c, m.d);

    if (fabs(m.b) > fabs(m.a))
        return;
    for (size_t i = 0; i < n; i++) {
        double each = (to.x - at.x) / (double)n;

        placed_glyph(&rd->page, (struct placed_glyph){
                                    .x = (float)(at.x + each * (double)i),
                                    .y = (float)-at.y,
                                    .width = (float)each,
                                    .size = (float)fabs(size),
                                    .code = letters[i] });
    }
}

static void show(struct reading *rd, struct span value)
{
    const struct state *s = &rd->state;
    struct span rest = pdf_string(&rd->pdf, value);

    while (s->font && rest.n && rd->steps++ < PDF_MAX_STEPS) {
        unsigned letters[PDF_LETTERS];
        size_t n = 0;
        unsigned code = pdf_font_next(s->font, &rest, letters, &n);
        double width = pdf_font_width(s->font, code) / 1000 * s->size;
        double step = width + s->between;

        put_letters(rd, letters, n, width * s->stretch);
        if (s->font->octets == 1 && code == ' ')
            step += s->blank;
        rd->text = times((struct matrix){ 1, 0, 0, 1, step * s->stretch, 0 },
                         rd->text);
    }
}

static void show_all(struct reading *rd, struct span array)
{
    struct span rest = pdf_array(array);
    struct span item;

    while (pdf_value(&rest, &item) && rd->steps++ < PDF_MAX_STEPS) {
        double back;

        if (item.p[0] == '(' || item.p[0] == '<') {
            show(rd, item);
            continue;
        }
        back = pdf_number(item) / 1000 * rd->state.size * rd->state.stretch;
        rd->text = times((struct matrix){ 1, 0, 0, 1, -back, 0 }, rd->text);
    }
}

static void next_line(struct reading *rd, double x, double y)
{
    rd->line = times((struct matrix){ 1, 0, 0, 1, x, y }, rd->line);
    rd->text = rd->line;
}

static void set_font(struct reading *rd, struct span name, double size)
{
    struct span fonts = pdf_get(&rd->pdf, rd->resources, "Font");
    char key[128];
    struct span raw;
    struct font_seen seen;

    rd->state.size = size;
    rd->state.font = NULL;
    rd->steps += fonts.n / 16;
    if (name.n < 2 || name.n >= sizeof(key))
        return;
    memcpy(key, name.p + 1, name.n - 1);
    key[name.n - 1] = '\0';
    raw = pdf_get_raw(fonts, key);
    seen = (struct font_seen){ .number = pdf_number_of(raw), .at = raw.p };
    list_each(&rd->fonts, f) if (f->number == seen.number &&
                                 (seen.number >= 0 || f->at == seen.at))
    {
        rd->state.font = f->font;
        return;
    }
    if (raw.n == 0 || rd->fonts.n >= PDF_MAX_FONTS)
        return;
    seen.font = pdf_font_read(&rd->pdf, pdf_follow(&rd->pdf, raw));
    *list_push(&rd->fonts, rd->pdf.arena) = seen;
    rd->state.font = seen.font;
}

/* ---- lines ---- */

static void line_to(struct reading *rd, struct point to)
{
    if (rd->path_n + 2 <= PATH_MAX) {
        rd->path[rd->path_n++] = rd->at;
        rd->path[rd->path_n++] = to;
    }
    rd->at = to;
}

static void add_box(struct reading *rd)
{
    struct matrix m = rd->state.matrix;
    double x = operand(rd, 0);
    double y = operand(rd, 1);

    if (rd->box_n + 2 > PATH_MAX)
        return;
    rd->box[rd->box_n++] = apply(m, x, y);
    rd->box[rd->box_n++] = apply(m, x + operand(rd, 2), y + operand(rd, 3));
}

static bool is_thin(struct point p, struct point q)
{
    return fabs(p.x - q.x) < 4 || fabs(p.y - q.y) < 4;
}

/* Filled areas are colour, but thin ones are lines that were drawn so. */
static void paint(struct reading *rd, bool stroke)
{
    struct placed_page *p = &rd->page;
    struct point low = { 1e6, 1e6 };
    struct point high = { -1e6, -1e6 };

    for (size_t i = 0; i < rd->box_n; i += 2)
        if (stroke || is_thin(rd->box[i], rd->box[i + 1]))
            placed_box(p, (float)rd->box[i].x, (float)-rd->box[i].y,
                       (float)rd->box[i + 1].x, (float)-rd->box[i + 1].y);
    for (size_t i = 0; i < rd->path_n; i++) {
        low.x = fmin(low.x, rd->path[i].x);
        low.y = fmin(low.y, rd->path[i].y);
        high.x = fmax(high.x, rd->path[i].x);
        high.y = fmax(high.y, rd->path[i].y);
        if (stroke && i % 2)
            placed_line(p, (float)rd->path[i - 1].x, (float)-rd->path[i - 1].y,
                        (float)rd->path[i].x, (float)-rd->path[i].y);
    }
    if (!stroke && rd->path_n && is_thin(low, high))
        placed_box(p, (float)low.x, (float)-low.y, (float)high.x,
                   (float)-high.y);
}

/* ---- operators ---- */

static void run(struct reading *rd, struct span contents);

/* A piece of drawing with a name, drawn where it is called. */
static void draw_form(struct reading *rd, struct span reference)
{
    const struct pdf_object *o = pdf_object(&rd->pdf, reference);
    struct span before = rd->resources;
    struct state state = rd->state;
    struct span own;
    int saved = rd->saved_n;

    if (!o || rd->deep >= DEEP ||
        !pdf_is_name(pdf_get(&rd->pdf, o->value, "Subtype"), "Form"))
        return;
    own = pdf_get(&rd->pdf, o->value, "Resources");
    if (own.n)
        rd->resources = own;
    rd->state.matrix = times(matrix_of(pdf_get(&rd->pdf, o->value, "Matrix")),
                             rd->state.matrix);
    rd->deep++;
    run(rd, pdf_stream(&rd->pdf, reference));
    rd->deep--;
    rd->saved_n = saved;
    rd->state = state;
    rd->resources = before;
}

static void call_form(struct reading *rd, struct span name)
{
    struct span forms = pdf_get(&rd->pdf, rd->resources, "XObject");
    char key[128];

    rd->steps += forms.n / 16;
    if (name.n < 2 || name.n >= sizeof(key))
        return;
    memcpy(key, name.p + 1, name.n - 1);
    key[name.n - 1] = '\0';
    draw_form(rd, pdf_get_raw(forms, key));
}

enum operator{
    OP_NONE,
    OP_SAVE,
    OP_RESTORE,
    OP_MATRIX,
    OP_BEGIN_TEXT,
    OP_FONT,
    OP_MOVE_TEXT,
    OP_MOVE_LEADING,
    OP_TEXT_MATRIX,
    OP_NEXT_LINE,
    OP_SHOW,
    OP_SHOW_ALL,
    OP_SHOW_NEXT,
    OP_SHOW_SPACED,
    OP_BETWEEN,
    OP_BLANK,
    OP_STRETCH,
    OP_LEADING,
    OP_RISE,
    OP_FORM,
    OP_MOVE,
    OP_LINE,
    OP_CURVE,
    OP_CURVE_SHORT,
    OP_CLOSE,
    OP_BOX,
    OP_STROKE,
    OP_CLOSE_STROKE,
    OP_FILL,
    OP_END_PATH,
};

static const struct {
    const char *name;
    enum operator op;
} operators[] = {
    { "q", OP_SAVE },          { "Q", OP_RESTORE },
    { "cm", OP_MATRIX },       { "BT", OP_BEGIN_TEXT },
    { "Tf", OP_FONT },         { "Td", OP_MOVE_TEXT },
    { "TD", OP_MOVE_LEADING }, { "Tm", OP_TEXT_MATRIX },
    { "T*", OP_NEXT_LINE },    { "Tj", OP_SHOW },
    { "TJ", OP_SHOW_ALL },     { "'", OP_SHOW_NEXT },
    { "\"", OP_SHOW_SPACED },  { "Tc", OP_BETWEEN },
    { "Tw", OP_BLANK },        { "Tz", OP_STRETCH },
    { "TL", OP_LEADING },      { "Ts", OP_RISE },
    { "Do", OP_FORM },         { "m", OP_MOVE },
    { "l", OP_LINE },          { "c", OP_CURVE },
    { "v", OP_CURVE_SHORT },   { "y", OP_CURVE_SHORT },
    { "h", OP_CLOSE },         { "re", OP_BOX },
    { "S", OP_STROKE },        { "s", OP_CLOSE_STROKE },
    { "f", OP_FILL },          { "F", OP_FILL },
    { "f*", OP_FILL },         { "B", OP_STROKE },
    { "B*", OP_STROKE },       { "b", OP_CLOSE_STROKE },
    { "b*", OP_CLOSE_STROKE }, { "n", OP_END_PATH },
};

static enum operator operator_of(struct span word)
{
    for (size_t i = 0; word.n <= 2 && i < ARRAY_LEN(operators); i++)
        if (span_eq(word, span_str(operators[i].name)))
            return operators[i].op;
    return OP_NONE;
}

static void do_text(struct reading *rd, enum operator op)
{
    struct span first = rd->n ? rd->operands[0] : SPAN_NONE;

    switch (op) {
    case OP_FONT:
        set_font(rd, first, operand(rd, 1));
        return;
    case OP_MOVE_LEADING:
        rd->state.leading = -operand(rd, 1);
        next_line(rd, operand(rd, 0), operand(rd, 1));
        return;
    case OP_MOVE_TEXT:
        next_line(rd, operand(rd, 0), operand(rd, 1));
        return;
    case OP_TEXT_MATRIX:
        rd->text = rd->line = matrix_operand(rd);
        return;
    case OP_SHOW_SPACED:
        rd->state.blank = operand(rd, 0);
        rd->state.between = operand(rd, 1);
        next_line(rd, 0, -rd->state.leading);
        show(rd, rd->n > 2 ? rd->operands[2] : SPAN_NONE);
        return;
    case OP_SHOW_NEXT:
        next_line(rd, 0, -rd->state.leading);
        show(rd, first);
        return;
    case OP_NEXT_LINE:
        next_line(rd, 0, -rd->state.leading);
        return;
    case OP_SHOW:
        show(rd, first);
        return;
    default:
        show_all(rd, first);
    }
}

static void do_path(struct reading *rd, enum operator op)
{
    size_t last = rd->n > 2 ? rd->n - 2 : 0;
    struct point to =
        apply(rd->state.matrix, operand(rd, last), operand(rd, last + 1));

    switch (op) {
    case OP_MOVE:
        rd->begin = rd->at = to;
        return;
    case OP_LINE:
        line_to(rd, to);
        return;
    case OP_CURVE:
    case OP_CURVE_SHORT:
        rd->at = to;
        return;
    case OP_CLOSE:
        line_to(rd, rd->begin);
        return;
    case OP_BOX:
        add_box(rd);
        return;
    case OP_CLOSE_STROKE:
        line_to(rd, rd->begin);
        paint(rd, true);
        break;
    case OP_STROKE:
    case OP_FILL:
        paint(rd, op == OP_STROKE);
        break;
    default:
        break;
    }
    rd->path_n = rd->box_n = 0;
}

static void do_state(struct reading *rd, enum operator op)
{
    double v = operand(rd, 0);

    switch (op) {
    case OP_SAVE:
        if (rd->saved_n < STATES)
            rd->saved[rd->saved_n] = rd->state;
        rd->saved_n++;
        return;
    case OP_RESTORE:
        if (rd->saved_n > 0 && --rd->saved_n < STATES)
            rd->state = rd->saved[rd->saved_n];
        return;
    case OP_MATRIX:
        rd->state.matrix = times(matrix_operand(rd), rd->state.matrix);
        return;
    case OP_BEGIN_TEXT:
        rd->text = rd->line = unit;
        return;
    case OP_BETWEEN:
        rd->state.between = v;
        return;
    case OP_BLANK:
        rd->state.blank = v;
        return;
    case OP_STRETCH:
        rd->state.stretch = v / 100;
        return;
    case OP_LEADING:
        rd->state.leading = v;
        return;
    case OP_RISE:
        rd->state.rise = v;
        return;
    default:
        call_form(rd, rd->n ? rd->operands[0] : SPAN_NONE);
    }
}

static void operate(struct reading *rd, enum operator op)
{
    if (op >= OP_MOVE)
        do_path(rd, op);
    else if ((op >= OP_FONT && op <= OP_SHOW_SPACED))
        do_text(rd, op);
    else
        do_state(rd, op);
}

/* A picture written into the contents ends with EI between blanks. */
static struct span skip_picture(struct span rest)
{
    size_t at = span_find(rest, SPAN("EI"));

    while (at < rest.n && at > 0 && (unsigned char)rest.p[at - 1] > ' ')
        at += 2 + span_find(span_from(rest, at + 2), SPAN("EI"));
    return span_from(rest, at + 2);
}

static bool is_operand(struct span v)
{
    return strchr("0123456789+-./(<[", v.p[0]) != NULL;
}

static void run(struct reading *rd, struct span rest)
{
    int saved = rd->saved_n;
    struct span value;

    rd->n = 0;
    while (pdf_value(&rest, &value) && rd->steps++ < PDF_MAX_STEPS) {
        enum operator op;

        if (is_operand(value)) {
            if (rd->n < OPERANDS)
                rd->operands[rd->n++] = value;
            continue;
        }
        op = operator_of(value);
        if (span_eq(value, SPAN("ID")))
            rest = skip_picture(rest);
        if (op != OP_NONE && !(op == OP_RESTORE && rd->saved_n <= saved))
            operate(rd, op);
        rd->n = 0;
    }
}

/* ---- pages ---- */

/* Contents may lie in several streams; a word may not. */
static struct span contents_of(struct reading *rd, struct span page)
{
    CLEANUP(text_release) struct text all = TEXT_INIT(ARCHIVE_MAX_PART + 65536);
    struct span raw = pdf_get_raw(page, "Contents");
    struct span rest = pdf_array(pdf_follow(&rd->pdf, raw));
    struct span item;

    text_add(&all, pdf_stream(&rd->pdf, raw));
    while (pdf_value(&rest, &item)) {
        text_add(&all, pdf_stream(&rd->pdf, item));
        text_add_char(&all, '\n');
    }
    return arena_span(rd->pdf.arena, text_span(&all));
}

/* A box to tick is drawn by a font of its own; what it says stands in its
 * state. */
static void put_tick(struct reading *rd, struct span annotation, double x,
                     double y, double size)
{
    struct span state = pdf_get(&rd->pdf, annotation, "AS");

    placed_glyph(
        &rd->page,
        (struct placed_glyph){ .x = (float)x,
                               .y = (float)-(y + size * 0.15),
                               .width = (float)size,
                               .size = (float)size,
                               .code = state.n == 0 || pdf_is_name(state, "Off")
                                           ? SYMBOL_EMPTY
                                           : SYMBOL_TICKED });
}

/* A field somebody filled in on the screen. */
static void draw_field(struct reading *rd, struct span annotation)
{
    struct span looks = pdf_get(&rd->pdf, annotation, "AP");
    struct span rest = pdf_array(pdf_get(&rd->pdf, annotation, "Rect"));
    double v[4] = { 0 };
    struct span item;

    for (size_t i = 0; i < 4 && pdf_value(&rest, &item); i++)
        v[i] = pdf_number(item);
    if (pdf_is_name(pdf_get(&rd->pdf, annotation, "FT"), "Btn")) {
        put_tick(rd, annotation, v[0], v[1], fabs(v[3] - v[1]));
        return;
    }
    rd->state.matrix = (struct matrix){ 1, 0, 0, 1, v[0], v[1] };
    draw_form(rd, pdf_get_raw(looks, "N"));
}

static void reset(struct reading *rd)
{
    rd->state = (struct state){ .matrix = unit, .stretch = 1 };
    rd->text = rd->line = unit;
    rd->saved_n = 0;
    rd->path_n = rd->box_n = 0;
}

static void draw_fields(struct reading *rd, struct span page)
{
    struct span rest = pdf_array(pdf_get(&rd->pdf, page, "Annots"));
    struct span item;

    while (pdf_value(&rest, &item) && rd->steps++ < PDF_MAX_STEPS) {
        struct span annotation = pdf_follow(&rd->pdf, item);

        reset(rd);
        if (pdf_is_name(pdf_get(&rd->pdf, annotation, "Subtype"), "Widget"))
            draw_field(rd, annotation);
    }
}

static bool read_page(struct reading *rd, struct span page, int *tables,
                      struct arena *arena, struct office_doc *to)
{
    CLEANUP(arena_release) struct arena scratch = ARENA_INIT(64 * 1024 * 1024);

    rd->page = (struct placed_page){ .arena = &scratch, .work = rd->page.work };
    reset(rd);
    run(rd, contents_of(rd, page));
    draw_fields(rd, page);
    return placed_blocks(&rd->page, tables, arena, to);
}

/* A node of the tree of pages, with what its parents hand down. */
struct node {
    struct span value, resources;
};

static void add_children(struct reading *rd, const struct node *n,
                         struct span kids, struct node *stack, size_t *used)
{
    struct span rest = pdf_array(kids);
    size_t from = *used;
    struct span item;

    while (*used < NODES_MAX && pdf_value(&rest, &item))
        stack[(*used)++] =
            (struct node){ pdf_follow(&rd->pdf, item), n->resources };
    /* The first child is to be on top. */
    for (size_t i = from, k = *used; i + 1 < k; i++) {
        struct node swap = stack[i];
        stack[i] = stack[--k];
        stack[k] = swap;
    }
}

static enum verdict read_pages(struct reading *rd, struct arena *arena,
                               struct office_doc *to, struct reason *why)
{
    struct node *stack = arena_alloc(rd->pdf.arena, NODES_MAX * sizeof(*stack));
    size_t used = 1;
    int pages = 0;
    int tables = 0;

    stack[0] =
        (struct node){ pdf_get(&rd->pdf, rd->pdf.catalog, "Pages"), SPAN_NONE };
    for (int nodes = 0; used > 0 && nodes < NODES_MAX; nodes++) {
        struct node n = stack[--used];
        struct span kids = pdf_get(&rd->pdf, n.value, "Kids");
        struct span own = pdf_get(&rd->pdf, n.value, "Resources");

        if (own.n)
            n.resources = own;
        if (kids.n) {
            add_children(rd, &n, kids, stack, &used);
            continue;
        }
        if (++pages > PDF_MAX_PAGES)
            break;
        rd->resources = n.resources;
        if (!read_page(rd, n.value, &tables, arena, to))
            break; /* as much as there is room for */
        if (rd->pdf.broken)
            return reason_set(why, VERDICT_NEVER, "pdf.read",
                              "the PDF unpacks to too much");
        if (rd->steps >= PDF_MAX_STEPS)
            break;
    }
    return VERDICT_DONE;
}

enum verdict pdf_read(struct span bytes, struct archive_budget *budget,
                      struct arena *arena, struct office_doc *ret,
                      struct reason *why)
{
    CLEANUP(arena_release) struct arena scratch = ARENA_INIT(128 * 1024 * 1024);
    struct reading *rd = arena_alloc(&scratch, sizeof(*rd));
    struct office_doc doc = { .blocks = { .n = 0 } };
    enum verdict v;

    assert(budget);
    assert(arena);
    assert(ret);
    rd->pdf =
        (struct pdf){ .bytes = bytes, .arena = &scratch, .budget = budget };
    if (!span_starts(bytes, SPAN("%PDF")) || !pdf_open(&rd->pdf))
        v = reason_set(why, VERDICT_NEVER, "pdf.read", "not a PDF file");
    else if (pdf_locked(&rd->pdf))
        v = reason_set(why, VERDICT_NEVER, "pdf.read",
                       "the PDF is locked, by a password or a restriction");
    else
        v = read_pages(rd, arena, &doc, why);
    pdf_close(&rd->pdf);
    if (v == VERDICT_DONE)
        *ret = doc;
    return v;
}
