#include "check.h"

#include "convoke/base/own.h"
#include "gateway/nearest.h"

static void test_the_word_that_was_meant(void **state)
{
    static const struct {
        const char *word, *want;
    } cases[] = {
        { "adress", "address" },
        { "hsot", "host" },
        { "HOST", "host" },
        { "startls", "starttls" },
        { "prot", "port" },
        { "xyzzy", "" },
        { "", "" },
        { "p", "" },
        { "applicatons", "applications" },
    };
    static const char *const known[] = {
        "host", "port", "address", "starttls", "implicit", "applications"
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct nearest near = nearest_to(span_str(cases[i].word));
        for (size_t k = 0; k < ARRAY_LEN(known); k++)
            nearest_try(&near, span_str(known[k]));
        CHECK_SPAN(cases[i].word, near.best, span_str(cases[i].want));
    }
}

static void test_the_closest_wins_and_long_words_are_left(void **state)
{
    struct nearest near = nearest_to(SPAN("tests"));
    char longer[400];

    (void)state;
    nearest_try(&near, SPAN("texts"));
    nearest_try(&near, SPAN("test"));
    nearest_try(&near, SPAN("tests"));
    CHECK_SPAN("exact", near.best, SPAN("tests"));
    memset(longer, 'a', sizeof(longer));
    near = nearest_to(span_of(longer, sizeof(longer)));
    nearest_try(&near, span_of(longer, sizeof(longer)));
    CHECK_INT("too long to compare", near.best.n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_word_that_was_meant),
        cmocka_unit_test(test_the_closest_wins_and_long_words_are_left),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
