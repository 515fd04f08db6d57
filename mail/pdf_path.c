/* Lines and boxes: ISO 32000-1, 8.5. */
#include "pdf_drawing.h"

#include <assert.h>
#include <math.h>

static void line_to(struct pdf_drawing *d, struct pdf_point to)
{
    if (d->path_n + 2 <= PDF_PATH) {
        d->path[d->path_n++] = d->at;
        d->path[d->path_n++] = to;
    }
    d->at = to;
}

static void add_box(struct pdf_drawing *d)
{
    struct pdf_matrix m = d->state.matrix;
    double x = pdf_operand(d, 0);
    double y = pdf_operand(d, 1);

    if (d->box_n + 2 > PDF_PATH)
        return;
    d->box[d->box_n++] = pdf_apply(m, x, y);
    d->box[d->box_n++] =
        pdf_apply(m, x + pdf_operand(d, 2), y + pdf_operand(d, 3));
}

static bool is_thin(struct pdf_point p, struct pdf_point q)
{
    return fabs(p.x - q.x) < 4 || fabs(p.y - q.y) < 4;
}

/* Filled areas are colour, but thin ones are lines that were drawn so. */
static void paint(struct pdf_drawing *d, bool stroke)
{
    struct placed_page *p = &d->page;
    struct pdf_point low = { 1e6, 1e6 };
    struct pdf_point high = { -1e6, -1e6 };

    for (size_t i = 0; i < d->box_n; i += 2)
        if (stroke || is_thin(d->box[i], d->box[i + 1]))
            placed_box(p, (float)d->box[i].x, (float)-d->box[i].y,
                       (float)d->box[i + 1].x, (float)-d->box[i + 1].y);
    for (size_t i = 0; i < d->path_n; i++) {
        low.x = fmin(low.x, d->path[i].x);
        low.y = fmin(low.y, d->path[i].y);
        high.x = fmax(high.x, d->path[i].x);
        high.y = fmax(high.y, d->path[i].y);
        if (stroke && i % 2)
            placed_line(p, (float)d->path[i - 1].x, (float)-d->path[i - 1].y,
                        (float)d->path[i].x, (float)-d->path[i].y);
    }
    if (!stroke && d->path_n && is_thin(low, high))
        placed_box(p, (float)low.x, (float)-low.y, (float)high.x,
                   (float)-high.y);
}

void pdf_path_operate(struct pdf_drawing *d, enum pdf_operator op)
{
    struct pdf_point to;
    size_t last;

    assert(d);
    last = d->n > 2 ? d->n - 2 : 0;
    to = pdf_apply(d->state.matrix, pdf_operand(d, last),
                   pdf_operand(d, last + 1));
    switch (op) {
    case PDF_OP_MOVE:
        d->begin = d->at = to;
        return;
    case PDF_OP_LINE:
        line_to(d, to);
        return;
    case PDF_OP_CURVE:
    case PDF_OP_CURVE_SHORT:
        d->at = to;
        return;
    case PDF_OP_CLOSE:
        line_to(d, d->begin);
        return;
    case PDF_OP_BOX:
        add_box(d);
        return;
    case PDF_OP_CLOSE_STROKE:
        line_to(d, d->begin);
        paint(d, true);
        break;
    case PDF_OP_STROKE:
    case PDF_OP_FILL:
        paint(d, op == PDF_OP_STROKE);
        break;
    default:
        break;
    }
    d->path_n = d->box_n = 0;
}
