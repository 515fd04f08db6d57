#include "pdf_drawing.h"

#include <assert.h>

#include "convoke/base/own.h"

enum { DEEP = 4 };

static const struct pdf_matrix pdf_unit = { 1, 0, 0, 1, 0, 0 };

void pdf_draw_reset(struct pdf_drawing *d)
{
    assert(d);
    d->state = (struct pdf_state){ .matrix = pdf_unit, .stretch = 1 };
    d->text = d->line = pdf_unit;
    d->saved_n = 0;
    d->path_n = d->box_n = 0;
}

double pdf_operand(const struct pdf_drawing *d, size_t i)
{
    assert(d);
    return i < d->n ? pdf_number(d->operands[i]) : 0;
}

struct pdf_matrix pdf_matrix_operand(const struct pdf_drawing *d)
{
    assert(d);
    return (struct pdf_matrix){ pdf_operand(d, 0), pdf_operand(d, 1),
                                pdf_operand(d, 2), pdf_operand(d, 3),
                                pdf_operand(d, 4), pdf_operand(d, 5) };
}

static struct pdf_matrix matrix_of(struct span value)
{
    struct span rest = pdf_array(value);
    double v[6] = { 1, 0, 0, 1, 0, 0 };
    struct span item;

    for (size_t i = 0; i < 6 && pdf_value(&rest, &item); i++)
        v[i] = pdf_number(item);
    return (struct pdf_matrix){ v[0], v[1], v[2], v[3], v[4], v[5] };
}

void pdf_draw_form(struct pdf_drawing *d, struct span reference)
{
    const struct pdf_object *o = pdf_object(&d->pdf, reference);
    struct span before = d->resources;
    struct pdf_state state = d->state;
    struct span own;
    int saved = d->saved_n;

    if (!o || d->deep >= DEEP ||
        !pdf_is_name(pdf_get(&d->pdf, o->value, "Subtype"), "Form"))
        return;
    own = pdf_get(&d->pdf, o->value, "Resources");
    if (own.n)
        d->resources = own;
    d->state.matrix = pdf_times(matrix_of(pdf_get(&d->pdf, o->value, "Matrix")),
                                d->state.matrix);
    d->deep++;
    pdf_draw(d, pdf_stream(&d->pdf, reference));
    d->deep--;
    d->saved_n = saved;
    d->state = state;
    d->resources = before;
}

static void call_form(struct pdf_drawing *d, struct span name)
{
    struct span forms = pdf_get(&d->pdf, d->resources, "XObject");
    char key[128];

    d->steps += forms.n / 16;
    if (name.n < 2 || name.n >= sizeof(key))
        return;
    memcpy(key, name.p + 1, name.n - 1);
    key[name.n - 1] = '\0';
    pdf_draw_form(d, pdf_get_raw(forms, key));
}

static const struct {
    const char *name;
    enum pdf_operator op;
} operators[] = {
    { "q", PDF_OP_SAVE },          { "Q", PDF_OP_RESTORE },
    { "cm", PDF_OP_MATRIX },       { "BT", PDF_OP_BEGIN_TEXT },
    { "Tf", PDF_OP_FONT },         { "Td", PDF_OP_MOVE_TEXT },
    { "TD", PDF_OP_MOVE_LEADING }, { "Tm", PDF_OP_TEXT_MATRIX },
    { "T*", PDF_OP_NEXT_LINE },    { "Tj", PDF_OP_SHOW },
    { "TJ", PDF_OP_SHOW_ALL },     { "'", PDF_OP_SHOW_NEXT },
    { "\"", PDF_OP_SHOW_SPACED },  { "Tc", PDF_OP_BETWEEN },
    { "Tw", PDF_OP_BLANK },        { "Tz", PDF_OP_STRETCH },
    { "TL", PDF_OP_LEADING },      { "Ts", PDF_OP_RISE },
    { "Do", PDF_OP_FORM },         { "m", PDF_OP_MOVE },
    { "l", PDF_OP_LINE },          { "c", PDF_OP_CURVE },
    { "v", PDF_OP_CURVE_SHORT },   { "y", PDF_OP_CURVE_SHORT },
    { "h", PDF_OP_CLOSE },         { "re", PDF_OP_BOX },
    { "S", PDF_OP_STROKE },        { "s", PDF_OP_CLOSE_STROKE },
    { "f", PDF_OP_FILL },          { "F", PDF_OP_FILL },
    { "f*", PDF_OP_FILL },         { "B", PDF_OP_STROKE },
    { "B*", PDF_OP_STROKE },       { "b", PDF_OP_CLOSE_STROKE },
    { "b*", PDF_OP_CLOSE_STROKE }, { "n", PDF_OP_END_PATH },
};

static enum pdf_operator operator_of(struct span word)
{
    for (size_t i = 0; word.n <= 2 && i < ARRAY_LEN(operators); i++)
        if (span_eq(word, span_str(operators[i].name)))
            return operators[i].op;
    return PDF_OP_NONE;
}

static void do_state(struct pdf_drawing *d, enum pdf_operator op)
{
    double v = pdf_operand(d, 0);

    switch (op) {
    case PDF_OP_SAVE:
        if (d->saved_n < PDF_STATES)
            d->saved[d->saved_n] = d->state;
        d->saved_n++;
        return;
    case PDF_OP_RESTORE:
        if (d->saved_n > 0 && --d->saved_n < PDF_STATES)
            d->state = d->saved[d->saved_n];
        return;
    case PDF_OP_MATRIX:
        d->state.matrix = pdf_times(pdf_matrix_operand(d), d->state.matrix);
        return;
    case PDF_OP_BEGIN_TEXT:
        d->text = d->line = pdf_unit;
        return;
    case PDF_OP_BETWEEN:
        d->state.between = v;
        return;
    case PDF_OP_BLANK:
        d->state.blank = v;
        return;
    case PDF_OP_STRETCH:
        d->state.stretch = v / 100;
        return;
    case PDF_OP_LEADING:
        d->state.leading = v;
        return;
    case PDF_OP_RISE:
        d->state.rise = v;
        return;
    default:
        call_form(d, d->n ? d->operands[0] : SPAN_NONE);
    }
}

static void operate(struct pdf_drawing *d, enum pdf_operator op)
{
    if (op >= PDF_OP_MOVE)
        pdf_path_operate(d, op);
    else if ((op >= PDF_OP_FONT && op <= PDF_OP_SHOW_SPACED))
        pdf_text_operate(d, op);
    else
        do_state(d, op);
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

void pdf_draw(struct pdf_drawing *d, struct span rest)
{
    int saved = d->saved_n;
    struct span value;

    assert(d);
    d->n = 0;
    while (pdf_value(&rest, &value) && d->steps++ < PDF_MAX_STEPS) {
        enum pdf_operator op;

        if (is_operand(value)) {
            if (d->n < PDF_OPERANDS)
                d->operands[d->n++] = value;
            continue;
        }
        op = operator_of(value);
        if (span_eq(value, SPAN("ID")))
            rest = skip_picture(rest);
        if (op != PDF_OP_NONE && !(op == PDF_OP_RESTORE && d->saved_n <= saved))
            operate(d, op);
        d->n = 0;
    }
}
