#include "check.h"

#include <stdio.h>

#include "convoke/base/file.h"
#include "convoke/base/own.h"
#include "mail/pdf_lock.h"

/* tests/data/locks: one page locked by qpdf, with the password of an owner, and
 * that of a user or none. */
static const char *const ways[] = {
    "r2", "r3", "r4-rc4", "r4-aes", "r4-bare", "r5", "r6", "r6-packed",
};

static void read_lock(const char *way, const char *end, struct text *to)
{
    char path[256];

    snprintf(path, sizeof(path), CONVOKE_SOURCE "/tests/data/locks/%s-%s.pdf",
             way, end);
    CHECK_INT(path, file_read(path, to, /* why= */ NULL), VERDICT_DONE);
}

static void test_every_revision(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
        CLEANUP(text_release) struct text open = TEXT_INIT(64 * 1024);
        CLEANUP(text_release) struct text asks = TEXT_INIT(64 * 1024);

        read_lock(ways[i], "open", &open);
        read_lock(ways[i], "asks", &asks);
        CHECK_INT(ways[i], pdf_asks_password(text_span(&open)), 0);
        CHECK_INT(ways[i], pdf_asks_password(text_span(&asks)), 1);
    }
}

static void test_what_is_not_known_asks(void **state)
{
    static const struct {
        const char *what, *bytes;
        bool asks;
    } cases[] = {
        { "no lock", "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n", false },
        { "a word in its text", "%PDF-1.4\n1 0 obj(/Encrypt)endobj\n", false },
        { "of certificates",
          "%PDF-1.4\n1 0 obj<</Filter/Adobe.PubSec/V 4/R 4>>endobj\n"
          "trailer<</Encrypt 1 0 R>>\n",
          true },
        { "of a later standard",
          "%PDF-1.4\n1 0 obj<</Filter/Standard/V 9/R 9>>endobj\n"
          "trailer<</Encrypt 1 0 R>>\n",
          true },
        { "without its hashes",
          "%PDF-1.4\n1 0 obj<</Filter/Standard/V 2/R 3/Length 128>>endobj\n"
          "trailer<</Encrypt 1 0 R>>\n",
          true },
        { "a key of no length",
          "%PDF-1.4\n1 0 obj<</Filter/Standard/V 2/R 3/Length 1/O "
          "(01234567890123456789012345678901)/U "
          "(01234567890123456789012345678901)>>endobj\n"
          "trailer<</Encrypt 1 0 R>>\n",
          true },
        { "a dictionary that is not there",
          "%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<</Encrypt 7 0 R>>\n", true },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        CHECK_INT(cases[i].what, pdf_asks_password(span_str(cases[i].bytes)),
                  cases[i].asks);
}

/* Cut anywhere, its octets change nothing but the answer. */
static void test_cut(void **state)
{
    CLEANUP(text_release) struct text all = TEXT_INIT(64 * 1024);

    (void)state;
    read_lock("r6", "asks", &all);
    for (size_t n = 0; n < all.n; n += 7)
        (void)pdf_asks_password(span_sub(text_span(&all), 0, n));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_revision),
        cmocka_unit_test(test_what_is_not_known_asks),
        cmocka_unit_test(test_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
