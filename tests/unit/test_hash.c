#include "check.h"

#include "convoke/base/hash.h"
#include "convoke/base/own.h"
#include "convoke/base/random.h"

/* FIPS 180-4 and RFC 4231 */
static void test_known_answers(void **state)
{
    char hex[HASH_HEX];
    struct hash h;

    (void)state;
    CHECK_SPAN("nothing", span_str(hash_of(SPAN_NONE, hex)),
               SPAN("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b"
                    "7852b855"));
    CHECK_SPAN("abc", span_str(hash_of(SPAN("abc"), hex)),
               SPAN("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61"
                    "f20015ad"));
    hash_init(&h);
    hash_add(&h, SPAN("a"));
    hash_add(&h, SPAN_NONE);
    hash_add(&h, SPAN("bc"));
    CHECK_SPAN("in pieces", span_str(hash_end(&h, hex)),
               SPAN("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61"
                    "f20015ad"));
    CHECK_SPAN("keyed",
               span_str(hash_keyed(SPAN("Jefe"),
                                   SPAN("what do ya want for nothing?"), hex)),
               SPAN("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b9"
                    "64ec3843"));
}

static void test_same(void **state)
{
    (void)state;
    CHECK_TRUE("same", hash_same(SPAN("abc"), SPAN("abc")));
    CHECK_TRUE("last differs", !hash_same(SPAN("abc"), SPAN("abd")));
    CHECK_TRUE("a prefix is another", !hash_same(SPAN("abc"), SPAN("abcd")));
}

/* A guess is hopeless: no word twice, every digit in use, none that is
 * mistaken for another. */
static void test_random_words(void **state)
{
    static const struct span mistaken = SPAN("ilou");
    char words[2000][27];
    bool seen[256] = { false };
    size_t digits = 0;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        CHECK_INT("length", strlen(random_word(words[i], 26)), 26);
        for (size_t k = 0; k < 26; k++)
            seen[(unsigned char)words[i][k]] = true;
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(words[i], words[k]);
    }
    for (size_t i = 0; i < ARRAY_LEN(seen); i++)
        digits += seen[i];
    CHECK_INT("digits in use", digits, 32);
    for (size_t i = 0; i < mistaken.n; i++)
        assert_false(seen[(unsigned char)mistaken.p[i]]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_answers),
        cmocka_unit_test(test_same),
        cmocka_unit_test(test_random_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
