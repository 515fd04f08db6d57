#include "symbol.h"

#include <assert.h>

#include "convoke/base/own.h"

static const struct {
    struct span name;
    enum symbol_font font;
} fonts[] = {
    { { "Wingdings 2", 11 }, SYMBOL_FONT_WINGDINGS2 },
    { { "Wingdings2", 10 }, SYMBOL_FONT_WINGDINGS2 },
    { { "Wingdings", 9 }, SYMBOL_FONT_WINGDINGS },
    { { "Webdings", 8 }, SYMBOL_FONT_WEBDINGS },
};

/* Crossed boxes are ticks (they are Word's own default for a checked box);
 * a cross without a box means no. 'R' is a box in Wingdings 2 only, but
 * documents that passed through other programs name the first font. */
static const struct {
    enum symbol_font font;
    const char *ticked, *empty;
} pictures[] = {
    { SYMBOL_FONT_WINGDINGS, "\xfe\xfd\xfc\x78\x6e\x52", "\xa8\x6f\x71\x72" },
    { SYMBOL_FONT_WINGDINGS2, "\x50\x52\x53\x54\xa2", "\xa3\x2a\x30" },
    { SYMBOL_FONT_WEBDINGS, "\x61\x67", "\x63" },
};

enum symbol_font symbol_font_of(struct span name)
{
    for (size_t i = 0; i < ARRAY_LEN(fonts); i++)
        if (span_eq_nocase(name, fonts[i].name))
            return fonts[i].font;
    return SYMBOL_FONT_NONE;
}

unsigned symbol_tick(enum symbol_font font, unsigned code)
{
    if (code >= 0xf020 && code <= 0xf0ff)
        code -= 0xf000;
    if (code < 0x20 || code > 0xff)
        return 0;
    for (size_t i = 0; i < ARRAY_LEN(pictures); i++) {
        if (pictures[i].font != font)
            continue;
        if (strchr(pictures[i].ticked, (int)code))
            return SYMBOL_TICKED;
        if (strchr(pictures[i].empty, (int)code))
            return SYMBOL_EMPTY;
    }
    return 0;
}

unsigned symbol_guess(unsigned code)
{
    unsigned tick = 0;

    if (code < 0xf020 || code > 0xf0ff)
        return 0;
    for (size_t i = 0; i < ARRAY_LEN(pictures) && !tick; i++)
        tick = symbol_tick(pictures[i].font, code);
    return tick;
}
