#include "check.h"

#include <stdlib.h>

#include "convoke/base/mem.h"
#include "convoke/base/own.h"
#include "convoke/mail/transfer.h"

struct transfer_case {
    const char *what;
    enum transfer encoding;
    const char *raw, *want;
    unsigned flags;
};

static const struct transfer_case transfer_cases[] = {
    { "base64", TRANSFER_BASE64, "aGVsbG8=", "hello", 0 },
    { "base64 over lines", TRANSFER_BASE64, "aGVs\r\nbG8=\r\n", "hello", 0 },
    { "base64 without padding", TRANSFER_BASE64, "aGVsbG8", "hello",
      TRANSFER_TRUNCATED },
    { "base64 of one letter too many", TRANSFER_BASE64, "aGVsb", "hel",
      TRANSFER_TRUNCATED },
    { "base64 with junk", TRANSFER_BASE64, "aG!Vs\x01 bG8=", "hello",
      TRANSFER_ALIEN },
    { "pieces encoded one by one", TRANSFER_BASE64, "aGU=bGxv", "hello", 0 },
    { "a list's footer is no base64", TRANSFER_BASE64,
      "aGVsbG8=\n-- \nsome footer", "hello", TRANSFER_ALIEN },
    { "empty base64", TRANSFER_BASE64, "", "", 0 },
    { "only padding", TRANSFER_BASE64, "====", "", 0 },
    { "quoted-printable", TRANSFER_QUOTED, "a=3Db =E4=bd=A0", "a=b 你", 0 },
    { "a soft break", TRANSFER_QUOTED, "a=\r\nb=\nc", "abc", 0 },
    { "a soft break with blanks behind it", TRANSFER_QUOTED, "a= \t\r\nb", "ab",
      0 },
    { "a soft break at the end", TRANSFER_QUOTED, "a=", "a", 0 },
    { "a broken escape stays", TRANSFER_QUOTED, "=ZZ=3 ok", "=ZZ=3 ok",
      TRANSFER_ALIEN },
    { "blanks at line ends stay", TRANSFER_QUOTED, "-- \r\n", "-- \r\n", 0 },
    { "uuencode", TRANSFER_UUENCODE, "begin 644 a\n#86)C\n`\nend\n", "abc", 0 },
    { "uuencode claiming more than it brings", TRANSFER_UUENCODE,
      "begin 644 a\nM\n`\nend\n", "", 0 },
    { "uuencode without an end", TRANSFER_UUENCODE, "begin 644 a\n#86)C\n",
      "abc", TRANSFER_TRUNCATED },
    { "as it is", TRANSFER_IDENTITY, "a=3D\r\n", "a=3D\r\n", 0 },
};

static void test_decoding(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(transfer_cases); i++) {
        const struct transfer_case *c = &transfer_cases[i];
        struct span raw = span_str(c->raw);
        char to[256];
        unsigned flags = 99;
        size_t n = transfer_decode_into(c->encoding, raw, to, &flags);
        CHECK_SPAN(c->what, span_of(to, n), span_str(c->want));
        CHECK_INT(c->what, flags, c->flags);
        CHECK_TRUE(c->what, n <= transfer_room(c->encoding, raw.n));
    }
}

static void test_names(void **state)
{
    static const struct {
        const char *value;
        enum transfer encoding;
    } cases[] = {
        { "base64", TRANSFER_BASE64 },
        { " BASE64 ", TRANSFER_BASE64 },
        { "base64;", TRANSFER_BASE64 },
        { "base64 (comment)", TRANSFER_BASE64 },
        { "Quoted-Printable", TRANSFER_QUOTED },
        { "\"quoted-printable\"", TRANSFER_QUOTED },
        { "x-uuencode", TRANSFER_UUENCODE },
        { "8Bit", TRANSFER_IDENTITY },
        { "base64url", TRANSFER_IDENTITY },
        { "", TRANSFER_IDENTITY },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        CHECK_INT(cases[i].value, transfer_named(span_str(cases[i].value)),
                  cases[i].encoding);
}

struct counter {
    size_t pieces, octets, largest;
    size_t stop_after;
};

static bool count(void *to, struct span piece)
{
    struct counter *c = to;

    c->pieces++;
    c->octets += piece.n;
    c->largest = piece.n > c->largest ? piece.n : c->largest;
    return c->stop_after == 0 || c->pieces < c->stop_after;
}

static void test_streams_in_pieces(void **state)
{
    const size_t size = 4 * 1000 * 1000;
    char *raw = mem_new(size);
    struct counter c = { 0 };

    (void)state;
    memset(raw, 'A', size);
    assert_true(
        transfer_decode(TRANSFER_BASE64, span_of(raw, size), count, &c, NULL));
    CHECK_INT("octets", c.octets, size / 4 * 3);
    CHECK_TRUE("pieces stay small", c.largest <= 16 * 1024);
    c = (struct counter){ .stop_after = 2 };
    assert_false(
        transfer_decode(TRANSFER_BASE64, span_of(raw, size), count, &c, NULL));
    CHECK_INT("a sink that stops is not called again", c.pieces, 2);
    free(raw);
}

/* Every length and every break of lines gives the same octets back. */
static void test_base64_of_every_length(void **state)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char coded[600];
    char plain[300];

    (void)state;
    for (size_t n = 0; n < 200; n++) {
        size_t out = 0;
        for (size_t i = 0; i < n; i += 3) {
            unsigned v = 0;
            for (size_t k = 0; k < 3; k++)
                v = v << 8 | (i + k < n ? (unsigned)(i + k) * 7 % 256 : 0);
            for (size_t k = 0; k < 4; k++)
                coded[out++] =
                    i + k > n ? '=' : letters[v >> (18 - 6 * k) & 0x3f];
            if (i % 57 == n % 57)
                coded[out++] = '\n';
        }
        CHECK_INT("length",
                  transfer_decode_into(TRANSFER_BASE64, span_of(coded, out),
                                       plain, NULL),
                  n);
        for (size_t i = 0; i < n; i++)
            CHECK_INT("octet", (unsigned char)plain[i], i * 7 % 256);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decoding),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_streams_in_pieces),
        cmocka_unit_test(test_base64_of_every_length),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
