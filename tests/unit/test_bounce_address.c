#include "check.h"

#include "convoke/base/own.h"
#include "convoke/desk/bounce_address.h"

#define SECRET SPAN("a secret of this state")
#define PATTERN SPAN("bounces+TOKEN@tc.example")

static const struct bounce_address mine = { 12, SPAN("3f7a@tc.example"),
                                            SPAN("c@m03.example") };

static void test_patterns(void **state)
{
    static const struct {
        const char *what;
        struct span pattern;
        bool ok;
    } cases[] = {
        { "plus", SPAN("bounces+TOKEN@tc.example"), true },
        { "hyphen", SPAN("bounces-TOKEN@tc.example"), true },
        { "behind, too", SPAN("b.TOKEN.x@tc.example"), true },
        { "nothing but", SPAN("TOKEN@b.tc.example"), true },
        { "none", SPAN("bounces@tc.example"), false },
        { "two", SPAN("TOKEN+TOKEN@tc.example"), false },
        { "in the domain", SPAN("bounces@TOKEN.example"), false },
        { "in small letters", SPAN("bounces+token@tc.example"), false },
        { "25 beside it", SPAN("aaaaaaaaaaaaaaaaaaaaaaaa+TOKEN@tc.example"),
          true },
        { "26 beside it", SPAN("aaaaaaaaaaaaaaaaaaaaaaaaa+TOKEN@tc.example"),
          false },
        { "empty", SPAN(""), false },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        CHECK_INT(cases[i].what, bounce_address_pattern_ok(cases[i].pattern),
                  cases[i].ok);
}

static void test_names_its_delivery_and_no_other(void **state)
{
    static const struct {
        const char *what;
        struct bounce_address of;
        struct span secret;
        bool proves;
    } cases[] = {
        { "itself",
          { 12, SPAN("3f7a@tc.example"), SPAN("c@m03.example") },
          SECRET,
          true },
        { "another number",
          { 13, SPAN("3f7a@tc.example"), SPAN("c@m03.example") },
          SECRET,
          false },
        { "another mail",
          { 12, SPAN("3f7b@tc.example"), SPAN("c@m03.example") },
          SECRET,
          false },
        { "another recipient",
          { 12, SPAN("3f7a@tc.example"), SPAN("c@m04.example") },
          SECRET,
          false },
        { "another state",
          { 12, SPAN("3f7a@tc.example"), SPAN("c@m03.example") },
          SPAN("another secret"),
          false },
    };
    char to[BOUNCE_ADDRESS_ROOM];
    int64_t id = 0;

    (void)state;
    assert_true(bounce_address_make(PATTERN, SECRET, &mine, to));
    CHECK_INT("length", strlen(to), strlen("bounces+@tc.example") + 20 + 2);
    assert_true(bounce_address_claims(PATTERN, span_str(to), &id));
    CHECK_INT("claims", id, 12);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        CHECK_INT(cases[i].what,
                  bounce_address_proves(PATTERN, cases[i].secret, &cases[i].of,
                                        span_str(to)),
                  cases[i].proves);
}

static void test_folded_case_is_forgiven(void **state)
{
    char to[BOUNCE_ADDRESS_ROOM];
    int64_t id = 0;

    (void)state;
    assert_true(bounce_address_make(PATTERN, SECRET, &mine, to));
    for (char *c = to; *c; c++)
        if (*c >= 'a' && *c <= 'z')
            *c = (char)(*c & ~0x20);
    assert_true(bounce_address_claims(PATTERN, span_str(to), &id));
    assert_true(bounce_address_proves(PATTERN, SECRET, &mine, span_str(to)));
}

static void test_what_claims_nothing(void **state)
{
    static const struct span mails[] = {
        SPAN(""),
        SPAN("bounces@tc.example"),
        SPAN("bounces+@tc.example"),
        SPAN("bounces+0123456789abcdef0123@tc.example"),
        SPAN("bounces+0123456789abcdef01230@tc.example"),
        SPAN("bounces+0123456789abcdef0123x@tc.example"),
        SPAN("bounces+0123456789abcdef012399999999999999999999@tc.example"),
        SPAN("bounces+0123456789abcdef012312@tc.example.org"),
        SPAN("x+0123456789abcdef012312@tc.example"),
        SPAN("+12@"),
    };
    int64_t id = 7;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(mails); i++)
        CHECK_INT(mails[i].p, bounce_address_claims(PATTERN, mails[i], &id),
                  false);
    CHECK_INT("nothing written", id, 7);
    CHECK_INT("no pattern",
              bounce_address_claims(SPAN_NONE, SPAN("a@b.example"), &id),
              false);
}

static void test_no_pattern_no_address(void **state)
{
    char to[BOUNCE_ADDRESS_ROOM] = "x";

    (void)state;
    CHECK_INT("made", bounce_address_make(SPAN_NONE, SECRET, &mine, to), false);
    CHECK_SPAN("empty", span_str(to), SPAN(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_patterns),
        cmocka_unit_test(test_names_its_delivery_and_no_other),
        cmocka_unit_test(test_folded_case_is_forgiven),
        cmocka_unit_test(test_what_claims_nothing),
        cmocka_unit_test(test_no_pattern_no_address),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
