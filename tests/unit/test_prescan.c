#include "check.h"

#include <stdlib.h>

#include "convoke/base/mem.h"
#include "convoke/base/own.h"
#include "convoke/base/text.h"
#include "convoke/mail/prescan.h"

/* `%d` stands for the number of the repetition. */
static void add_numbered(struct text *t, const char *s, size_t number)
{
    const char *mark;

    for (; (mark = strstr(s, "%d")); s = mark + 2) {
        text_add(t, span_of(s, (size_t)(mark - s)));
        text_addf(t, "%zu", number);
    }
    text_add_str(t, s);
}

/* A message of `n` repetitions between a head and a tail. */
static struct span built(struct text *t, const char *head, const char *middle,
                         size_t n, const char *tail)
{
    *t = TEXT_INIT(TEXT_MAX_OUTPUT);
    text_add_str(t, head);
    for (size_t i = 0; i < n; i++)
        add_numbered(t, middle, i);
    text_add_str(t, tail);
    return text_span(t);
}

static const struct {
    const char *what, *head, *middle;
    size_t most; /* repetitions that are still accepted */
    size_t far;  /* as many as a hostile sender can afford */
    const char *bound;
} bounds[] = {
    { "parts", "Content-Type: multipart/mixed; boundary=B\n\n", "--B\n\nx\n",
      PRESCAN_MAX_PARTS - 1, 500000, "parts" },
    { "nested multiparts", "",
      "Content-Type: multipart/mixed; boundary=b%d-\n\n--b%d-\n",
      PRESCAN_MAX_DEPTH, 50000, "parts within parts" },
    { "nested messages", "", "Content-Type: message/rfc822\n\n",
      PRESCAN_MAX_DEPTH, 50000, "parts within parts" },
    { "header lines", "", "X: y\n", PRESCAN_MAX_LINES - 1, 200000,
      "lines in one header" },
    { "continuation lines", "X: y\n", " z\n", PRESCAN_MAX_LINES - 2, 200000,
      "lines in one header" },
    { "a long field", "X: ", "yyyyyyy ", PRESCAN_MAX_FIELD / 8 - 1, 200000,
      "octets in one header field" },
    { "a long From of open comments", "From: ", "((((((((",
      PRESCAN_MAX_FIELD / 8 - 1, 200000, "octets in one header field" },
    { "a list of recipients", "To: ", "a@example.cn,\r\n ",
      PRESCAN_MAX_BLOCK / 16 - 1, 200000, "octets in one header" },
};

static void test_bounds(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bounds); i++) {
        const size_t sizes[] = { bounds[i].most, bounds[i].most + 1,
                                 bounds[i].far };
        for (size_t k = 0; k < ARRAY_LEN(sizes); k++) {
            struct text t;
            struct prescan p = { .parts = 99999 };
            struct reason why = { .text = "untouched" };
            struct span raw =
                built(&t, bounds[i].head, bounds[i].middle, sizes[k], "x");
            enum verdict v = prescan_check(raw, &p, &why);
            CHECK_INT(bounds[i].what, v, k == 0 ? VERDICT_DONE : VERDICT_NEVER);
            CHECK_TRUE(bounds[i].what, (p.parts == 99999) == (k > 0));
            CHECK_TRUE(bounds[i].what,
                       span_has(span_str(why.text),
                                k == 0 ? SPAN("untouched")
                                       : span_str(bounds[i].bound)));
            text_release(&t);
        }
    }
}

static void test_octets(void **state)
{
    char *raw = mem_new((size_t)PRESCAN_MAX_OCTETS + 1);
    struct reason why;

    (void)state;
    memset(raw, '\n', 2);
    memset(raw + 2, 'x', (size_t)PRESCAN_MAX_OCTETS - 1);
    raw[0] = 'A';
    raw[1] = ':';
    raw[2] = raw[3] = '\n';
    CHECK_INT("40 MB",
              prescan_check(span_of(raw, PRESCAN_MAX_OCTETS), NULL, &why),
              VERDICT_DONE);
    CHECK_INT(
        "one octet more",
        prescan_check(span_of(raw, (size_t)PRESCAN_MAX_OCTETS + 1), NULL, &why),
        VERDICT_NEVER);
    free(raw);
}

/* Messages that hurt other readers: all are read or refused at once. */
static const struct {
    const char *what, *head, *middle, *tail;
    size_t n;
} hostile[] = {
    { "a boundary that is an escaped quote",
      "Content-Type: multipart/mixed; boundary=\"\\\"\"\n\n", "--\"\n\n", "",
      9 },
    { "a boundary that is a quote", "Content-Type: a/b; boundary=\"\n", "", "",
      0 },
    { "lines that are nearly the boundary",
      "Content-Type: multipart/mixed; boundary=BBBBBBBBBBBBBBBBBBBBBBBB\n\n",
      "--BBBBBBBBBBBBBBBBBBBBBBB\n", "", 200000 },
    { "only dashes", "Content-Type: multipart/mixed; boundary=-\n\n", "----",
      "", 1000000 },
    { "only dashes in lines", "Content-Type: multipart/mixed; boundary=BB\n\n",
      "-\n", "", 2000000 },
    { "only CR", "A: b\n\n", "\r\r\r\r", "", 1000000 },
    { "only NUL after the header", "A: b\n\n", "", "", 0 },
    { "boundaries with blanks for ever",
      "Content-Type: multipart/mixed; boundary=BB\n\n--BB", " \t \t", "",
      200000 },
    { "no header at all", "", "hello\n\n", "", 100000 },
    { "empty", "", "", "", 0 },
    { "one line end", "\n", "", "", 0 },
    { "an mbox line only", "From x\n", "", "", 0 },
};

static void test_hostile_ends(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(hostile); i++) {
        struct text t;
        struct reason why;
        enum verdict v =
            prescan_check(built(&t, hostile[i].head, hostile[i].middle,
                                hostile[i].n, hostile[i].tail),
                          NULL, &why);
        CHECK_TRUE(hostile[i].what, v == VERDICT_DONE || v == VERDICT_NEVER);
        text_release(&t);
    }
}

static void test_counts(void **state)
{
    static const char raw[] = "Content-Type: multipart/mixed; boundary=A\n\n"
                              "--A\nContent-Type: message/rfc822\n\n"
                              "Subject: inner\n\nx\n"
                              "--A\n\ny\n--A--\n";
    struct prescan p;

    (void)state;
    assert_int_equal(prescan_check(span_str(raw), &p, NULL), VERDICT_DONE);
    CHECK_INT("octets", p.octets, sizeof(raw) - 1);
    CHECK_INT("parts", p.parts, 4);
    CHECK_INT("depth", p.depth, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_octets),
        cmocka_unit_test(test_hostile_ends),
        cmocka_unit_test(test_counts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
