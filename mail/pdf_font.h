/* pdf_font.h — which letter a code of a PDF's text is, and how wide.
 *
 * A ToUnicode map counts first, then the encoding: Unicode and GB ones of
 * Adobe's for two-octet fonts, Latin for the others. Private to pdf. Source:
 * ISO 32000-1, 9.6 to 9.10; Adobe technical notes 5411, 5094. */
#ifndef CONVOKE_MAIL_PDF_FONT_H
#define CONVOKE_MAIL_PDF_FONT_H

#include "pdf_object.h"
#include "symbol.h"

/* A code that stands for several letters, UTF-16BE. */
struct pdf_ligature {
    unsigned code;
    struct span letters;
};

enum { PDF_LETTERS = 4 }; /* of one code */

struct pdf_font {
    unsigned octets;   /* of a code, 1 or 2 */
    bool is_gb;        /* codes are GB 18030, one or two octets */
    bool is_unicode;   /* codes are UTF-16 */
    uint32_t *letters; /* by code: code point, 0: none; NULL: no map */
    LIST_OF(struct pdf_ligature) ligatures;
    float *widths; /* by code, in thousandths; negative: the usual one */
    float usual;   /* width of a code that has none of its own */
    enum symbol_font symbol;
};

/* In the pdf's arena. Never fails: a font nobody understands has no letters. */
struct pdf_font *pdf_font_read(struct pdf *pdf, struct span dictionary);

/* Takes one code off `rest`; *ret_n is 0 when its letters are unknown. */
unsigned pdf_font_next(const struct pdf_font *font, struct span *rest,
                       unsigned letters[PDF_LETTERS], size_t *ret_n);

float pdf_font_width(const struct pdf_font *font, unsigned code);

#endif
