#include "check.h"

#include "convoke/base/own.h"
#include "gateway/desk/four_eyes.h"

struct four_eyes_case {
    const char *what;
    size_t addresses; /* of the secretariat */
    const char *before, *now;
    bool may;
};

static const struct four_eyes_case cases[] = {
    { "another operator", 3, "li@tc.example", "wang@tc.example", true },
    { "the same one", 3, "li@tc.example", "li@tc.example", false },
    { "the same one in capitals", 3, "li@tc.example", "Li@TC.example", false },
    { "an operator after the duty mailbox", 3, "sec@tc.example",
      "li@tc.example", true },
    { "the duty mailbox after an operator", 3, "li@tc.example",
      "sec@tc.example", false },
    { "the duty mailbox in capitals", 3, "li@tc.example", "SEC@tc.example",
      false },
    { "the only address of all is one person's", 1, "li@tc.example",
      "sec@tc.example", true },
    { "the only address of all twice", 1, "sec@tc.example", "sec@tc.example",
      false },
    { "nobody before", 3, "", "li@tc.example", false },
};

static void test_the_second_operator(void **state)
{
    const struct span several[] = { SPAN("sec@tc.example"),
                                    SPAN("li@tc.example"),
                                    SPAN("wang@tc.example") };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct desk_settings set = { .secretariat = several,
                                           .secretariat_n = cases[i].addresses,
                                           .four_eyes = true };
        const struct desk dk = { .set = &set };
        const char *en = "untouched";
        const char *zh = four_eyes_fault(&dk, span_str(cases[i].before),
                                         span_str(cases[i].now), &en);

        CHECK_INT(cases[i].what, zh == NULL, cases[i].may);
        CHECK_INT(cases[i].what, span_eq(span_str(en), SPAN("untouched")),
                  cases[i].may);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_second_operator),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
