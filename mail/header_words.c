#include "header_words.h"

#include <assert.h>

#include "convoke/mail/charset.h"
#include "convoke/mail/header.h"
#include "convoke/mail/transfer.h"
#include "hex.h"

enum { MAX_LABEL = 64 };

/* Neighbouring words of one charset are one string of octets: senders cut
 * between the octets of a character. */
struct words {
    struct text out;    /* owned */
    struct text octets; /* owned; decoded, not yet converted */
    struct span label;  /* of these octets */
    bool open;          /* a word was the last thing seen */
    bool endless;       /* no `?=` follows: look no further */
    unsigned flags;
};

struct word {
    struct span label, data;
    bool base64;
    size_t whole; /* octets from `=?` to `?=` */
};

static void words_flush(struct words *w)
{
    w->flags |=
        charset_to_utf8(text_span(&w->octets), w->label, SPAN_NONE, &w->out);
    text_reset(&w->octets);
}

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F');
}

/* Where the encoded text ends: at `?=`, unless that is a bare question mark
 * before an escape (=?utf-8?Q?what?=E4=BD=A0?=). */
static size_t word_end(struct span s, bool base64)
{
    size_t end = span_find(s, SPAN("?="));
    struct span rest = span_from(s, end + 2);
    size_t more;

    while (!base64 && rest.n > 2 && is_hex(rest.p[0]) && is_hex(rest.p[1])) {
        more = 0;
        while (more < rest.n && rest.p[more] != '?' && rest.p[more] != ' ' &&
               rest.p[more] != '\t')
            more++;
        if (!span_starts(span_from(rest, more), SPAN("?=")))
            break;
        end += 2 + more;
        rest = span_from(s, end + 2);
    }
    return end;
}

/* Reads the word that starts at s.p. */
static bool word_read(struct span s, struct words *w, struct word *ret)
{
    size_t label = span_find_char(span_sub(s, 2, MAX_LABEL), '?');
    struct span rest = span_from(s, 2 + label);
    size_t end;
    char kind;

    if (w->endless || rest.n < 3 || rest.p[0] != '?' || rest.p[2] != '?')
        return false;
    kind = (char)(rest.p[1] | 0x20);
    if (kind != 'b' && kind != 'q')
        return false;
    ret->label = span_sub(s, 2, label);
    ret->label = span_sub(ret->label, 0, span_find_char(ret->label, '*'));
    ret->base64 = kind == 'b';
    rest = span_from(rest, 3);
    end = word_end(rest, ret->base64);
    if (end == rest.n) {
        w->endless = true;
        /* Cut off by a length limit: the rest is still worth reading. */
        if (!ret->base64 || span_find_char(rest, ' ') < rest.n)
            return false;
    }
    ret->data = span_sub(rest, 0, end);
    ret->whole = (size_t)(rest.p - s.p) + end + (end < rest.n ? 2 : 0);
    return true;
}

static bool add_octets(void *to, struct span piece)
{
    return text_add(to, piece);
}

static void word_octets(const struct word *word, struct text *to)
{
    struct span s = word->data;

    if (word->base64) {
        (void)transfer_decode(TRANSFER_BASE64, s, add_octets, to, NULL);
        return;
    }
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i] == '_' ? ' ' : s.p[i];
        if (c == '=' && i + 2 < s.n && hex_value(s.p[i + 1]) >= 0 &&
            hex_value(s.p[i + 2]) >= 0) {
            c = (char)(hex_value(s.p[i + 1]) << 4 | hex_value(s.p[i + 2]));
            i += 2;
        }
        text_add_char(to, c);
    }
}

static void words_add_plain(struct words *w, struct span s, bool before_word)
{
    /* Blanks between two words belong to the folding. */
    if (w->open && before_word && span_trim(s).n == 0)
        return;
    if (s.n == 0)
        return;
    words_flush(w);
    w->open = false;
    text_add(&w->out, s);
}

static void words_add(struct words *w, const struct word *word)
{
    if (!w->open || !span_eq_nocase(w->label, word->label))
        words_flush(w);
    w->label = word->label;
    w->open = true;
    word_octets(word, &w->octets);
}

struct span header_words(struct span utf8, struct arena *arena, unsigned *flags)
{
    struct words w = { .out = TEXT_INIT(utf8.n * 3 + 16),
                       .octets = TEXT_INIT(utf8.n + 16) };
    struct span result;
    size_t plain = 0;
    size_t at = 0;

    assert(arena);
    at = span_find(utf8, SPAN("=?"));
    if (at == utf8.n)
        return utf8;
    while (at < utf8.n) {
        struct word word;
        if (!word_read(span_from(utf8, at), &w, &word)) {
            at += 2;
        } else {
            words_add_plain(&w, span_sub(utf8, plain, at - plain), true);
            words_add(&w, &word);
            at += word.whole;
            plain = at;
        }
        at += span_find(span_from(utf8, at), SPAN("=?"));
    }
    words_add_plain(&w, span_from(utf8, plain), false);
    words_flush(&w);
    if (flags)
        *flags |= w.flags;
    result = arena_span(arena, text_span(&w.out));
    text_release(&w.out);
    text_release(&w.octets);
    return result;
}

static bool is_high(struct span s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x80)
            return true;
    return false;
}

struct span header_utf8(struct span raw, struct span hint, struct arena *arena,
                        unsigned *flags)
{
    struct span line = header_unfold(raw, arena);
    struct text out = TEXT_INIT(line.n * 3 + 16);
    unsigned found;

    if (!is_high(line) || span_is_utf8(line))
        return line;
    found = charset_to_utf8(line, hint, SPAN_NONE, &out);
    if (flags)
        *flags |= found;
    line = arena_span(arena, text_span(&out));
    text_release(&out);
    return line;
}

struct span header_tidy(struct span utf8, struct arena *arena)
{
    char *p;
    size_t n = 0;

    utf8 = span_trim(utf8);
    if (!span_has_control(utf8))
        return utf8;
    p = arena_alloc(arena, utf8.n);
    for (size_t i = 0; i < utf8.n; i++) {
        if (utf8.p[i] == '\t')
            p[n++] = ' ';
        else if ((unsigned char)utf8.p[i] >= 0x20 && utf8.p[i] != 0x7f)
            p[n++] = utf8.p[i];
    }
    return span_trim(span_of(p, n));
}

struct span header_decode(struct span raw, struct span hint,
                          struct arena *arena, unsigned *flags)
{
    struct span line = header_utf8(raw, hint, arena, flags);

    return header_tidy(header_words(line, arena, flags), arena);
}
