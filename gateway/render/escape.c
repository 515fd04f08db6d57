#include "escape.h"

#include <assert.h>

void escape_none(struct text *to, struct span value)
{
    text_add(to, value);
}

void escape_html(struct text *to, struct span value)
{
    size_t from = 0;

    assert(to);
    for (size_t i = 0; i < value.n; i++) {
        const char *entity = NULL;
        switch (value.p[i]) {
        case '&':
            entity = "&amp;";
            break;
        case '<':
            entity = "&lt;";
            break;
        case '>':
            entity = "&gt;";
            break;
        case '"':
            entity = "&quot;";
            break;
        case '\'':
            entity = "&#39;";
            break;
        }
        if (!entity)
            continue;
        text_add(to, span_sub(value, from, i - from));
        text_add_str(to, entity);
        from = i + 1;
    }
    text_add(to, span_from(value, from));
}

struct range {
    unsigned first, last;
};

/* Characters that show nothing or turn the order of what follows: with them a
 * company's name could display as another one. */
static const struct range hidden[] = {
    { 0x00AD, 0x00AD }, { 0x061C, 0x061C },   { 0x180E, 0x180E },
    { 0x200B, 0x200B }, { 0x200E, 0x200F },   { 0x202A, 0x202E },
    { 0x2060, 0x206F }, { 0xFE00, 0xFE0F },   { 0xFEFF, 0xFEFF },
    { 0xFFF9, 0xFFFB }, { 0xE0000, 0xE0FFF },
};

static bool is_hidden(unsigned code)
{
    for (size_t i = 0; i < ARRAY_LEN(hidden); i++)
        if (code >= hidden[i].first && code <= hidden[i].last)
            return true;
    return false;
}

enum shown { SHOWN_NOT, SHOWN_SELF, SHOWN_BLANK, SHOWN_BREAK };

static enum shown shown_as(unsigned code)
{
    if (code == '\n' || code == 0x2028 || code == 0x2029 || code == 0x85)
        return SHOWN_BREAK;
    if (code == ' ' || code == '\t' || code == '\r' || code == 0xA0)
        return SHOWN_BLANK;
    if (code < 0x20 || (code >= 0x7F && code < 0xA0) || is_hidden(code))
        return SHOWN_NOT;
    return SHOWN_SELF;
}

/* Adds `value` cleaned, runs of blanks as one, none at the ends; a run with
 * line breaks becomes `line_break`. */
static void add_clean(struct text *to, struct span value, char line_break)
{
    enum shown pending = SHOWN_NOT;
    bool begun = false;

    while (value.n) {
        unsigned code = 0;
        size_t n = span_char(value, &code);
        struct span self = n ? span_sub(value, 0, n) : SPAN("\xEF\xBF\xBD");
        enum shown shown = n ? shown_as(code) : SHOWN_SELF;

        value = span_from(value, n ? n : 1);
        if (shown == SHOWN_BLANK || shown == SHOWN_BREAK) {
            if (pending != SHOWN_BREAK)
                pending = shown;
            continue;
        }
        if (shown == SHOWN_NOT)
            continue;
        if (begun && pending != SHOWN_NOT)
            text_add_char(to, pending == SHOWN_BREAK ? line_break : ' ');
        pending = SHOWN_NOT;
        begun = true;
        text_add(to, self);
    }
}

void escape_line(struct text *to, struct span value)
{
    assert(to);
    add_clean(to, value, ' ');
}

void escape_markup(struct text *to, struct span value)
{
    assert(to);
    text_add_char(to, ESCAPE_VALUE);
    add_clean(to, value, ESCAPE_BREAK);
    text_add_char(to, ESCAPE_VALUE_END);
}

void escape_link(struct text *to, struct span link)
{
    assert(to);
    for (size_t i = 0; i < link.n; i++) {
        unsigned char c = (unsigned char)link.p[i];
        if (c <= 0x20 || c >= 0x7F || strchr("\"'<>\\^`{|}", c))
            text_addf(to, "%%%02X", c);
        else
            text_add_char(to, link.p[i]);
    }
}
