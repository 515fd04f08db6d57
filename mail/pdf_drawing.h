/* pdf_drawing.h — what the contents of a page draw, as letters and lines.
 *
 * pdf_drawing.c runs the operators, pdf_text.c those of letters, pdf_path.c
 * those of lines and boxes. Private to pdf. Source: ISO 32000-1, 8 (graphics),
 * 9 (text). */
#ifndef CONVOKE_MAIL_PDF_DRAWING_H
#define CONVOKE_MAIL_PDF_DRAWING_H

#include "pdf.h"
#include "pdf_font.h"
#include "pdf_object.h"
#include "placed.h"

enum { PDF_STATES = 32, PDF_OPERANDS = 16, PDF_PATH = 256 };

/* a b c d e f of "x' = ax + cy + e, y' = bx + dy + f". */
struct pdf_matrix {
    double a, b, c, d, e, f;
};

/* `m`, then `n`. */
static inline struct pdf_matrix pdf_times(struct pdf_matrix m,
                                          struct pdf_matrix n)
{
    return (struct pdf_matrix){
        m.a * n.a + m.b * n.c,       m.a * n.b + m.b * n.d,
        m.c * n.a + m.d * n.c,       m.c * n.b + m.d * n.d,
        m.e * n.a + m.f * n.c + n.e, m.e * n.b + m.f * n.d + n.f,
    };
}

struct pdf_state {
    struct pdf_matrix matrix;
    const struct pdf_font *font; /* NULL: none was set */
    double size, between, blank, stretch, leading, rise;
};

struct pdf_font_seen {
    long number;
    const char *at; /* of a font without a number: where it stands */
    const struct pdf_font *font;
};

struct pdf_point {
    double x, y;
};

struct pdf_drawing {
    struct pdf pdf;
    struct placed_page page;
    LIST_OF(struct pdf_font_seen) fonts;
    size_t steps;
    int deep; /* forms within forms */
    /* Of the contents at work. */
    struct span resources;
    struct pdf_state state, saved[PDF_STATES];
    int saved_n;
    struct pdf_matrix line, text; /* where the line began, where the pen is */
    struct span operands[PDF_OPERANDS];
    size_t n;
    struct pdf_point path[PDF_PATH]; /* ends of lines, two by two */
    size_t path_n;
    struct pdf_point box[PDF_PATH]; /* corners of rectangles, two by two */
    size_t box_n;
    struct pdf_point begin, at;
};

static inline struct pdf_point pdf_apply(struct pdf_matrix m, double x,
                                         double y)
{
    return (struct pdf_point){ m.a * x + m.c * y + m.e,
                               m.b * x + m.d * y + m.f };
}

enum pdf_operator {
    PDF_OP_NONE,
    PDF_OP_SAVE,
    PDF_OP_RESTORE,
    PDF_OP_MATRIX,
    PDF_OP_BEGIN_TEXT,
    PDF_OP_FONT,
    PDF_OP_MOVE_TEXT,
    PDF_OP_MOVE_LEADING,
    PDF_OP_TEXT_MATRIX,
    PDF_OP_NEXT_LINE,
    PDF_OP_SHOW,
    PDF_OP_SHOW_ALL,
    PDF_OP_SHOW_NEXT,
    PDF_OP_SHOW_SPACED,
    PDF_OP_BETWEEN,
    PDF_OP_BLANK,
    PDF_OP_STRETCH,
    PDF_OP_LEADING,
    PDF_OP_RISE,
    PDF_OP_FORM,
    PDF_OP_MOVE,
    PDF_OP_LINE,
    PDF_OP_CURVE,
    PDF_OP_CURVE_SHORT,
    PDF_OP_CLOSE,
    PDF_OP_BOX,
    PDF_OP_STROKE,
    PDF_OP_CLOSE_STROKE,
    PDF_OP_FILL,
    PDF_OP_END_PATH,
};

/* As a page begins. */
void pdf_draw_reset(struct pdf_drawing *d);

/* Runs contents, with the resources that are set. */
void pdf_draw(struct pdf_drawing *d, struct span contents);

/* A piece of drawing with a name, drawn where it is called. */
void pdf_draw_form(struct pdf_drawing *d, struct span reference);

/* The operator's numbers; 0 for those it has not. */
double pdf_operand(const struct pdf_drawing *d, size_t i);
struct pdf_matrix pdf_matrix_operand(const struct pdf_drawing *d);

void pdf_text_operate(struct pdf_drawing *d, enum pdf_operator op);
void pdf_path_operate(struct pdf_drawing *d, enum pdf_operator op);

#endif
