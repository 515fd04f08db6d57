/* Letters: ISO 32000-1, 9.4. */
#include "pdf_drawing.h"

#include <assert.h>
#include <math.h>

/* Letters that stand upright, side by side in one width; y turns round, for a
 * page's begins below. */
static void put_letters(struct pdf_drawing *d, const unsigned *letters,
                        size_t n, double width)
{
    const struct pdf_state *s = &d->state;
    struct pdf_matrix m = pdf_times(d->text, s->matrix);
    struct pdf_point at = pdf_apply(m, 0, s->rise);
    struct pdf_point to = pdf_apply(m, width, s->rise);
    double size = s->size * hypot(m.c, m.d);

    if (fabs(m.b) > fabs(m.a))
        return;
    for (size_t i = 0; i < n; i++) {
        double each = (to.x - at.x) / (double)n;

        placed_glyph(&d->page, (struct placed_glyph){
                                   .x = (float)(at.x + each * (double)i),
                                   .y = (float)-at.y,
                                   .width = (float)each,
                                   .size = (float)fabs(size),
                                   .code = letters[i] });
    }
}

static void show(struct pdf_drawing *d, struct span value)
{
    const struct pdf_state *s = &d->state;
    struct span rest = pdf_string(&d->pdf, value);

    while (s->font && rest.n && d->steps++ < PDF_MAX_STEPS) {
        unsigned letters[PDF_LETTERS];
        size_t n = 0;
        unsigned code = pdf_font_next(s->font, &rest, letters, &n);
        double width = pdf_font_width(s->font, code) / 1000 * s->size;
        double step = width + s->between;

        put_letters(d, letters, n, width * s->stretch);
        if (s->font->octets == 1 && code == ' ')
            step += s->blank;
        d->text = pdf_times(
            (struct pdf_matrix){ 1, 0, 0, 1, step * s->stretch, 0 }, d->text);
    }
}

static void show_all(struct pdf_drawing *d, struct span array)
{
    struct span rest = pdf_array(array);
    struct span item;

    while (pdf_value(&rest, &item) && d->steps++ < PDF_MAX_STEPS) {
        double back;

        if (item.p[0] == '(' || item.p[0] == '<') {
            show(d, item);
            continue;
        }
        back = pdf_number(item) / 1000 * d->state.size * d->state.stretch;
        d->text =
            pdf_times((struct pdf_matrix){ 1, 0, 0, 1, -back, 0 }, d->text);
    }
}

static void next_line(struct pdf_drawing *d, double x, double y)
{
    d->line = pdf_times((struct pdf_matrix){ 1, 0, 0, 1, x, y }, d->line);
    d->text = d->line;
}

static void set_font(struct pdf_drawing *d, struct span name, double size)
{
    struct span fonts = pdf_get(&d->pdf, d->resources, "Font");
    char key[128];
    struct span raw;
    struct pdf_font_seen seen;

    d->state.size = size;
    d->state.font = NULL;
    d->steps += fonts.n / 16;
    if (name.n < 2 || name.n >= sizeof(key))
        return;
    memcpy(key, name.p + 1, name.n - 1);
    key[name.n - 1] = '\0';
    raw = pdf_get_raw(fonts, key);
    seen = (struct pdf_font_seen){ .number = pdf_number_of(raw), .at = raw.p };
    list_each(&d->fonts, f) if (f->number == seen.number &&
                                (seen.number >= 0 || f->at == seen.at))
    {
        d->state.font = f->font;
        return;
    }
    if (raw.n == 0 || d->fonts.n >= PDF_MAX_FONTS)
        return;
    seen.font = pdf_font_read(&d->pdf, pdf_follow(&d->pdf, raw));
    *list_push(&d->fonts, d->pdf.arena) = seen;
    d->state.font = seen.font;
}

void pdf_text_operate(struct pdf_drawing *d, enum pdf_operator op)
{
    struct span first;

    assert(d);
    first = d->n ? d->operands[0] : SPAN_NONE;
    switch (op) {
    case PDF_OP_FONT:
        set_font(d, first, pdf_operand(d, 1));
        return;
    case PDF_OP_MOVE_LEADING:
        d->state.leading = -pdf_operand(d, 1);
        next_line(d, pdf_operand(d, 0), pdf_operand(d, 1));
        return;
    case PDF_OP_MOVE_TEXT:
        next_line(d, pdf_operand(d, 0), pdf_operand(d, 1));
        return;
    case PDF_OP_TEXT_MATRIX:
        d->text = d->line = pdf_matrix_operand(d);
        return;
    case PDF_OP_SHOW_SPACED:
        d->state.blank = pdf_operand(d, 0);
        d->state.between = pdf_operand(d, 1);
        next_line(d, 0, -d->state.leading);
        show(d, d->n > 2 ? d->operands[2] : SPAN_NONE);
        return;
    case PDF_OP_SHOW_NEXT:
        next_line(d, 0, -d->state.leading);
        show(d, first);
        return;
    case PDF_OP_NEXT_LINE:
        next_line(d, 0, -d->state.leading);
        return;
    case PDF_OP_SHOW:
        show(d, first);
        return;
    default:
        show_all(d, first);
    }
}
