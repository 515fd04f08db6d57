#include "convoke/mail/transfer.h"

#include <assert.h>

#include "base64.h"
#include "hex.h"

enum { PIECE = 12 * 1024 };

/* Decoded octets on their way: to the sink, a piece at a time. */
struct stream {
    transfer_sink *sink;
    void *to; /* borrowed */
    size_t n;
    bool stopped;
    unsigned flags;
    char piece[PIECE];
};

static bool flush(struct stream *out)
{
    if (out->n && !out->stopped)
        out->stopped = !out->sink(out->to, span_of(out->piece, out->n));
    out->n = 0;
    return !out->stopped;
}

static bool add(struct stream *out, struct span s)
{
    while (s.n) {
        size_t room = PIECE - out->n;
        size_t n = s.n < room ? s.n : room;
        memcpy(out->piece + out->n, s.p, n);
        out->n += n;
        s = span_from(s, n);
        if (out->n == PIECE && !flush(out))
            return false;
    }
    return true;
}

static bool add_octet(struct stream *out, unsigned octet)
{
    out->piece[out->n++] = (char)octet;
    return out->n < PIECE || flush(out);
}

/* What stands between whole groups: line ends, padding, junk. */
struct base64 {
    unsigned bits; /* of an unfinished group */
    unsigned held; /* how many letters it has */
};

static bool base64_end_group(struct base64 *b, struct stream *out)
{
    bool ok = true;

    if (b->held == 1)
        out->flags |= TRANSFER_TRUNCATED;
    if (b->held >= 2)
        ok = add_octet(out, b->bits >> (b->held * 6 - 8) & 0xff);
    if (b->held == 3)
        ok = ok && add_octet(out, b->bits >> 2 & 0xff);
    *b = (struct base64){ 0 };
    return ok;
}

static bool base64_octet(struct base64 *b, unsigned char c, struct stream *out)
{
    if (base64_six[c]) {
        b->bits = b->bits << 6 | (base64_six[c] & 0x3fU);
        if (++b->held < 4)
            return true;
        b->held = 0;
        return add_octet(out, b->bits >> 16 & 0xff) &&
               add_octet(out, b->bits >> 8 & 0xff) &&
               add_octet(out, b->bits & 0xff);
    }
    /* Padding ends a group, not the data: some senders join what they
     * encoded piece by piece. */
    if (c == '=')
        return base64_end_group(b, out);
    if (c != '\r' && c != '\n' && c != ' ' && c != '\t')
        out->flags |= TRANSFER_ALIEN;
    return true;
}

/* What a list appended, or a boundary nobody declared: two of these never
 * stand in base64, and what follows them is none. */
static bool is_footer(struct span s, size_t i)
{
    return (s.p[i] == '-' || s.p[i] == '_') && i + 1 < s.n &&
           s.p[i + 1] == s.p[i];
}

static size_t skip_line_ends(struct span s, size_t i)
{
    while (i < s.n && (s.p[i] == '\r' || s.p[i] == '\n'))
        i++;
    return i;
}

static bool decode_base64(struct span s, struct stream *out)
{
    struct base64 b = { 0 };
    size_t i = 0;

    while ((i = skip_line_ends(s, i)) < s.n) {
        size_t whole = 0;
        if (b.held == 0)
            whole = base64_groups((const unsigned char *)s.p + i, s.n - i,
                                  out->piece + out->n, PIECE - out->n, &out->n);
        i += whole;
        if (out->n == PIECE && !flush(out))
            return false;
        if (whole)
            continue;
        if (is_footer(s, i)) {
            out->flags |= TRANSFER_ALIEN;
            break;
        }
        if (!base64_octet(&b, (unsigned char)s.p[i++], out))
            return false;
    }
    if (b.held)
        out->flags |= TRANSFER_TRUNCATED;
    return base64_end_group(&b, out);
}

/* Octets from `=` to the end of its line when nothing but blanks stand
 * between, the line end counted; 0 when something else does. */
static size_t soft_break(struct span s)
{
    size_t i = 1;

    while (i < s.n && (s.p[i] == ' ' || s.p[i] == '\t'))
        i++;
    if (i < s.n && s.p[i] == '\r')
        i++;
    if (i < s.n && s.p[i] != '\n')
        return 0;
    return i < s.n ? i + 1 : i;
}

/* Blanks before a line end stay, although a gateway may have added them: the
 * signature mark "-- " is far more often sent unescaped than padded. */
static bool decode_quoted(struct span s, struct stream *out)
{
    while (s.n) {
        size_t n = span_find_char(s, '=');
        size_t soft;
        if (!add(out, span_sub(s, 0, n)))
            return false;
        s = span_from(s, n);
        if (s.n == 0)
            break;
        soft = soft_break(s);
        if (soft) {
            s = span_from(s, soft);
        } else if (s.n > 2 && hex_value(s.p[1]) >= 0 &&
                   hex_value(s.p[2]) >= 0) {
            if (!add_octet(out, (unsigned)(hex_value(s.p[1]) << 4 |
                                           hex_value(s.p[2]))))
                return false;
            s = span_from(s, 3);
        } else {
            out->flags |= TRANSFER_ALIEN;
            if (!add_octet(out, '='))
                return false;
            s = span_from(s, 1);
        }
    }
    return true;
}

static bool uu_line(struct span line, struct stream *out)
{
    size_t want = (unsigned)(line.p[0] - ' ') & 0x3f;
    unsigned char six_of[4];

    /* Blanks at the end of a line get lost, but a line must not claim more
     * than it brings: output never outgrows input. */
    if (want > line.n - 1)
        want = line.n - 1;
    for (size_t i = 1; want > 0; i += 4) {
        for (size_t k = 0; k < 4; k++) {
            char c = i + k < line.n ? line.p[i + k] : ' ';
            six_of[k] = (unsigned char)((c - ' ') & 0x3f);
        }
        for (size_t k = 0; k < 3 && want > 0; k++, want--) {
            unsigned v = (unsigned)six_of[k] << (2 + 2 * k) |
                         (unsigned)six_of[k + 1] >> (4 - 2 * k);
            if (!add_octet(out, v & 0xff))
                return false;
        }
    }
    return true;
}

static bool decode_uu(struct span s, struct stream *out)
{
    struct span line;
    bool begun = false;

    while (span_line(&s, &line)) {
        if (!begun) {
            begun = span_starts(line, SPAN("begin "));
            continue;
        }
        if (line.n == 0)
            continue;
        if (span_eq(span_trim(line), SPAN("end")))
            return true;
        if (line.p[0] < ' ' || line.p[0] > '`') {
            out->flags |= TRANSFER_ALIEN;
            continue;
        }
        if (!uu_line(line, out))
            return false;
    }
    out->flags |= TRANSFER_TRUNCATED;
    return true;
}

enum transfer transfer_named(struct span value)
{
    static const struct {
        const char *name;
        enum transfer encoding;
    } names[] = {
        { "base64", TRANSFER_BASE64 },
        { "quoted-printable", TRANSFER_QUOTED },
        { "x-uuencode", TRANSFER_UUENCODE },
        { "uuencode", TRANSFER_UUENCODE },
        { "x-uue", TRANSFER_UUENCODE },
        { "uue", TRANSFER_UUENCODE },
    };

    value = span_trim(value);
    while (value.n && (value.p[0] == '"' || value.p[0] == '='))
        value = span_from(value, 1);
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        struct span name = span_str(names[i].name);
        struct span rest = span_from(value, name.n);
        if (span_starts_nocase(value, name) &&
            (rest.n == 0 ||
             !((rest.p[0] | 0x20) >= 'a' && (rest.p[0] | 0x20) <= 'z')))
            return names[i].encoding;
    }
    return TRANSFER_IDENTITY;
}

bool transfer_decode(enum transfer encoding, struct span raw,
                     transfer_sink *sink, void *to, unsigned *ret_flags)
{
    struct stream out;
    bool ok = true;

    assert(sink);
    out.sink = sink;
    out.to = to;
    out.n = 0;
    out.stopped = false;
    out.flags = 0;
    switch (encoding) {
    case TRANSFER_IDENTITY:
        ok = raw.n == 0 || sink(to, raw);
        break;
    case TRANSFER_BASE64:
        ok = decode_base64(raw, &out);
        break;
    case TRANSFER_QUOTED:
        ok = decode_quoted(raw, &out);
        break;
    case TRANSFER_UUENCODE:
        ok = decode_uu(raw, &out);
        break;
    }
    ok = ok && flush(&out);
    if (ret_flags)
        *ret_flags = out.flags;
    return ok;
}

size_t transfer_room(enum transfer encoding, size_t raw)
{
    return encoding == TRANSFER_BASE64 ? raw / 4 * 3 + 3 : raw + 64;
}

struct filling {
    char *to;
    size_t n;
};

static bool fill(void *to, struct span piece)
{
    struct filling *f = to;

    memcpy(f->to + f->n, piece.p, piece.n);
    f->n += piece.n;
    return true;
}

size_t transfer_decode_into(enum transfer encoding, struct span raw, char *to,
                            unsigned *ret_flags)
{
    struct filling f = { to, 0 };

    assert(to || raw.n == 0);
    (void)transfer_decode(encoding, raw, fill, &f, ret_flags);
    return f.n;
}
