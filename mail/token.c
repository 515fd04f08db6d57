#include "token.h"

#include <assert.h>

#include "convoke/base/own.h"

/* What the character stands for, 0 when it cannot stand in a token. */
static char token_char(char c)
{
    static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";

    if (c >= 'A' && c <= 'Z')
        c = (char)(c + ('a' - 'A'));
    if (c == 'o')
        return '0';
    if (c == 'i' || c == 'l')
        return '1';
    return c && strchr(alphabet, c) ? c : '\0';
}

static bool is_word_char(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z');
}

/* Exactly TOKEN_LENGTH characters at the start, then something else. */
static struct span token_at(struct span s, struct arena *arena)
{
    char word[TOKEN_LENGTH];

    if (s.n < TOKEN_LENGTH ||
        (s.n > TOKEN_LENGTH && is_word_char(s.p[TOKEN_LENGTH])))
        return SPAN_NONE;
    for (size_t i = 0; i < TOKEN_LENGTH; i++) {
        word[i] = token_char(s.p[i]);
        if (!word[i])
            return SPAN_NONE;
    }
    return arena_span(arena, span_of(word, TOKEN_LENGTH));
}

struct span token_in_address(struct span mail, struct arena *arena)
{
    assert(arena);
    for (size_t i = 0; i + 3 < mail.n && mail.p[i] != '@'; i++) {
        struct span rest = span_from(mail, i);
        struct span token;

        if (!strchr("+-=", mail.p[i]) || !mail.p[i] ||
            !span_starts_nocase(span_from(rest, 1), SPAN("t.")))
            continue;
        token = token_at(span_from(rest, 3), arena);
        if (token.n && rest.n > 3 + TOKEN_LENGTH &&
            rest.p[3 + TOKEN_LENGTH] == '@')
            return token;
    }
    return SPAN_NONE;
}

struct span token_in_keyword(struct span keyword, struct arena *arena)
{
    struct span rest = keyword;
    size_t at;

    assert(arena);
    while ((at = span_find_nocase(rest, SPAN("[t-"))) < rest.n) {
        struct span token = token_at(span_from(rest, at + 3), arena);

        if (token.n &&
            span_starts(span_from(rest, at + 3 + TOKEN_LENGTH), SPAN("]")))
            return token;
        rest = span_from(rest, at + 3);
    }
    return SPAN_NONE;
}

/* Blanks and marks of emphasis that mail programs put around a colon. */
static struct span skip_padding(struct span s)
{
    static const struct span padding[] = { SPAN(" "),  SPAN("\t"),
                                           SPAN("*"),  SPAN("\xc2\xa0"),
                                           SPAN("　"), SPAN("|") };
    size_t i = 0;

    while (i < ARRAY_LEN(padding)) {
        if (span_starts(s, padding[i])) {
            s = span_from(s, padding[i].n);
            i = 0;
        } else {
            i++;
        }
    }
    return s;
}

static struct span token_after(struct span s, struct span label,
                               struct arena *arena)
{
    size_t at;

    while ((at = span_find_nocase(s, label)) < s.n) {
        struct span rest = skip_padding(span_from(s, at + label.n));
        struct span token = SPAN_NONE;

        s = span_from(s, at + label.n);
        if (span_starts(rest, SPAN(":")))
            token = token_at(skip_padding(span_from(rest, 1)), arena);
        else if (span_starts(rest, SPAN("：")))
            token = token_at(skip_padding(span_from(rest, 3)), arena);
        if (token.n)
            return token;
    }
    return SPAN_NONE;
}

struct span token_in_text(struct span text, struct arena *arena)
{
    struct span token;

    assert(arena);
    token = token_after(text, SPAN("令牌"), arena);
    return token.n ? token : token_after(text, SPAN("token"), arena);
}
