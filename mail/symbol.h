/* symbol.h — boxes and ticks of the symbol fonts as Unicode.
 *
 * Wingdings, Wingdings 2 and Webdings have pictures where others have
 * letters; documents name them by 0x20..0xff or 0xf020..0xf0ff. Private to
 * the mail floor. */
#ifndef CONVOKE_MAIL_SYMBOL_H
#define CONVOKE_MAIL_SYMBOL_H

#include "convoke/base/span.h"

enum {
    SYMBOL_EMPTY = 0x2610,  /* ☐ */
    SYMBOL_TICKED = 0x2611, /* ☑ */
};

enum symbol_font {
    SYMBOL_FONT_NONE,
    SYMBOL_FONT_WINGDINGS,
    SYMBOL_FONT_WINGDINGS2,
    SYMBOL_FONT_WEBDINGS,
    SYMBOL_FONT_COUNT
};

enum symbol_font symbol_font_of(struct span name);

/* SYMBOL_TICKED, SYMBOL_EMPTY, or 0 for any other picture. */
unsigned symbol_tick(enum symbol_font font, unsigned code);

/* The same for a character whose font nobody told: only 0xf020..0xf0ff, where
 * Unicode has nothing else. */
unsigned symbol_guess(unsigned code);

#endif
