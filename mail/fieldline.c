#include "fieldline.h"

#include <assert.h>

#include "outlet.h"

enum {
    LINE = 78,
    ENCODED_LINE = 76,
    ENCODED_MOST = 45,  /* octets in a word of 75 characters, a multiple of 3 */
    ENCODED_LEAST = 12, /* not worth starting before the line's end */
    ENCODED_FRAME = 12, /* =?UTF-8?B?…?= */
    SECTION_MOST = 60,  /* characters of one RFC 2231 section */
};

struct fieldline fieldline_begin(struct text *to, const char *name)
{
    assert(to);
    assert(name);
    text_addf(to, "%s:", name);
    return (struct fieldline){ .to = to,
                               .name = name,
                               .column = strlen(name) + 1,
                               .most = LINE,
                               .bare = true };
}

void fieldline_end(struct fieldline *f)
{
    assert(f);
    text_add(f->to, SPAN("\r\n"));
}

enum verdict fieldline_check(const struct fieldline *f, struct span value,
                             struct reason *why)
{
    assert(f);
    if (span_has_control(value))
        return reason_set(why, VERDICT_NEVER, "compose.field",
                          "%s: the value has a control character", f->name);
    if (!span_is_utf8(value))
        return reason_set(why, VERDICT_NEVER, "compose.field",
                          "%s: the value is not UTF-8", f->name);
    return VERDICT_DONE;
}

static void fold(struct fieldline *f)
{
    text_add(f->to, SPAN("\r\n"));
    f->column = 0;
    f->most = LINE;
}

/* Adds blank and token; folds first when they would pass the line's end. */
static void put_token(struct fieldline *f, struct span token)
{
    if (!f->bare && f->column + 1 + token.n > f->most)
        fold(f);
    text_add_char(f->to, ' ');
    text_add(f->to, token);
    f->column += 1 + token.n;
    f->bare = false;
}

void fieldline_token(struct fieldline *f, struct span token)
{
    assert(f);
    put_token(f, token);
}

static struct span encoded_word(struct span octets, char buf[ENCODED_LINE])
{
    size_t n;

    memcpy(buf, "=?UTF-8?B?", 10);
    n = 10 + base64_line((const unsigned char *)octets.p, octets.n, buf + 10);
    memcpy(buf + n, "?=", 2);
    return span_of(buf, n + 2);
}

/* The next piece of `rest` for an encoded word within `room` characters. */
static struct span encoded_piece(struct span rest, size_t room)
{
    size_t most = room > ENCODED_FRAME ? (room - ENCODED_FRAME) / 4 * 3 : 0;

    return span_fit(rest, most < ENCODED_MOST ? most : ENCODED_MOST);
}

/* Blanks between two encoded words are dropped by the reader, so a run of
 * words carries every blank inside; each holds whole characters only. */
static void put_encoded(struct fieldline *f, struct span value)
{
    char buf[ENCODED_LINE];

    while (value.n) {
        size_t used = f->column + 1;
        struct span piece =
            encoded_piece(value, used < ENCODED_LINE ? ENCODED_LINE - used : 0);

        if (!f->bare && piece.n < value.n && piece.n < ENCODED_LEAST) {
            fold(f);
            piece = encoded_piece(value, ENCODED_LINE - 1);
        }
        assert(piece.n);
        put_token(f, encoded_word(piece, buf));
        f->most = ENCODED_LINE;
        value = span_from(value, piece.n);
    }
}

static bool is_ascii(struct span s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x80)
            return false;
    return true;
}

/* Folding may add or lose a blank only where there is exactly one. */
static bool has_single_blanks(struct span s)
{
    if (s.n && (s.p[0] == ' ' || s.p[s.n - 1] == ' '))
        return false;
    return !span_has(s, SPAN("  "));
}

static size_t longest_word(struct span s)
{
    size_t most = 0;
    struct span word;

    while (span_cut(&s, ' ', &word))
        most = word.n > most ? word.n : most;
    return most;
}

static bool reads_back(struct span s)
{
    return is_ascii(s) && has_single_blanks(s) && !span_has(s, SPAN("=?"));
}

enum verdict fieldline_text(struct fieldline *f, struct span value, bool whole,
                            struct reason *why)
{
    enum verdict v = fieldline_check(f, value, why);
    size_t longest = longest_word(value);
    struct span word;

    if (v != VERDICT_DONE)
        return v;
    if (!reads_back(value) || longest > (whole ? 900 : LINE - 1 - f->column)) {
        put_encoded(f, value);
        return VERDICT_DONE;
    }
    while (span_cut(&value, ' ', &word))
        put_token(f, word);
    return VERDICT_DONE;
}

static bool is_alnum(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9');
}

static bool is_atom_char(char c)
{
    return is_alnum(c) || (c && strchr("!#$%&'*+-/=?^_`{|}~", c));
}

static bool is_atoms(struct span s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!is_atom_char(s.p[i]) && s.p[i] != ' ')
            return false;
    return true;
}

static void put_quoted(struct fieldline *f, struct span value)
{
    char buf[LINE];
    size_t n = 0;

    assert(value.n <= 30);
    buf[n++] = '"';
    for (size_t i = 0; i < value.n; i++) {
        if (value.p[i] == '"' || value.p[i] == '\\')
            buf[n++] = '\\';
        buf[n++] = value.p[i];
    }
    buf[n++] = '"';
    put_token(f, span_of(buf, n));
}

static void put_name(struct fieldline *f, struct span name)
{
    struct span word;

    if (!reads_back(name) || longest_word(name) > 60) {
        put_encoded(f, name);
    } else if (is_atoms(name)) {
        while (span_cut(&name, ' ', &word))
            put_token(f, word);
    } else if (name.n <= 30) {
        put_quoted(f, name);
    } else {
        put_encoded(f, name);
    }
}

enum verdict fieldline_mailbox(struct fieldline *f, struct span name,
                               struct span mail, bool more, struct reason *why)
{
    char buf[400];
    size_t n = 0;
    enum verdict v = fieldline_check(f, name, why);

    if (v != VERDICT_DONE)
        return v;
    assert(mail.n + 3 <= sizeof(buf));
    put_name(f, name);
    buf[n++] = '<';
    memcpy(buf + n, mail.p, mail.n);
    n += mail.n;
    buf[n++] = '>';
    if (more)
        buf[n++] = ',';
    put_token(f, span_of(buf, n));
    return VERDICT_DONE;
}

static bool is_plain_param(struct span s)
{
    return s.n <= 50 && reads_back(s) && !span_has(s, SPAN("\"")) &&
           !span_has(s, SPAN("\\"));
}

/* Encoded words stand in quotes, one a line: that is no RFC, but what mail
 * programs write for each other. */
static void put_param_words(struct fieldline *f, const char *attribute,
                            struct span value)
{
    char buf[ENCODED_LINE];
    size_t room = ENCODED_LINE - strlen(attribute) - 5;

    fold(f);
    text_addf(f->to, " %s=\"", attribute);
    while (value.n) {
        struct span piece = encoded_piece(value, room);

        text_add(f->to, encoded_word(piece, buf));
        value = span_from(value, piece.n);
        if (value.n)
            text_add(f->to, SPAN("\r\n "));
        room = ENCODED_LINE - 3;
    }
    text_add_char(f->to, '"');
    f->column = LINE;
}

static size_t percent_one(struct span s, struct text *to)
{
    size_t n = span_char(s, NULL);

    assert(n);
    if (n == 1 && (is_alnum(s.p[0]) || strchr("-._", s.p[0]))) {
        text_add_char(to, s.p[0]);
        return n;
    }
    for (size_t i = 0; i < n; i++)
        text_addf(to, "%%%02X", (unsigned)(unsigned char)s.p[i]);
    return n;
}

/* One RFC 2231 section off `rest`, of whole characters. */
static void percent_section(struct span *rest, struct text *to)
{
    while (rest->n && to->n + 12 <= SECTION_MOST)
        *rest = span_from(*rest, percent_one(*rest, to));
}

static void put_param_extended(struct fieldline *f, const char *attribute,
                               struct span value)
{
    CLEANUP(text_release) struct text section = TEXT_INIT(LINE);
    int number = 0;

    text_add(&section, SPAN("UTF-8''"));
    percent_section(&value, &section);
    text_addf(f->to, ";\r\n %s*%s=", attribute, value.n ? "0*" : "");
    text_add(f->to, text_span(&section));
    while (value.n) {
        text_reset(&section);
        percent_section(&value, &section);
        text_addf(f->to, ";\r\n %s*%d*=", attribute, ++number);
        text_add(f->to, text_span(&section));
    }
    f->column = LINE;
}

void fieldline_param(struct fieldline *f, const char *attribute,
                     struct span value, bool extended)
{
    assert(f);
    text_add_char(f->to, ';');
    if (is_plain_param(value)) {
        fold(f);
        text_addf(f->to, " %s=\"" SPAN_FMT "\"", attribute, SPAN_ARG(value));
        f->column = 4 + strlen(attribute) + value.n;
        return;
    }
    put_param_words(f, attribute, value);
    if (extended)
        put_param_extended(f, attribute, value);
}
