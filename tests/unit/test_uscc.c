#include "check.h"

#include "convoke/base/own.h"
#include "convoke/base/uscc.h"

static const struct {
    const char *what;
    const char *code;
    enum uscc_fault fault;
} cases[] = {
    { "the vector of requirements.md 6.3", "91110108MA0000000A", USCC_GOOD },
    { "small letters are folded", "91110108ma0000000a", USCC_GOOD },
    { "blanks between groups", " 9111 0108 MA00 0000 0A ", USCC_GOOD },
    { "hyphens", "91110108-MA0000000-A", USCC_GOOD },
    { "full-width digits and letters", "９１１１０１０８ＭＡ０００００００Ａ",
      USCC_GOOD },
    { "an ideographic blank", "91110108　MA0000000A", USCC_GOOD },
    { "check character 0", "91110108MA00000070", USCC_GOOD },
    { "a code of public record", "91350100M000100Y43", USCC_GOOD },
    { "wrong check digit", "91110108MA0000000B", USCC_WRONG_CHECK },
    { "one digit mistyped", "91110109MA0000000A", USCC_WRONG_CHECK },
    { "two neighbours swapped", "19110108MA0000000A", USCC_WRONG_CHECK },
    { "letter I", "9111010IMA0000000A", USCC_WRONG_LETTER },
    { "letter O", "9111O108MA0000000A", USCC_WRONG_LETTER },
    { "letter S", "9111S108MA0000000A", USCC_WRONG_LETTER },
    { "letter V", "9111V108MA0000000A", USCC_WRONG_LETTER },
    { "letter Z", "9111Z108MA0000000A", USCC_WRONG_LETTER },
    { "a Han character", "9111零108MA0000000A", USCC_WRONG_LETTER },
    { "seventeen characters", "91110108MA0000000", USCC_WRONG_LENGTH },
    { "nineteen characters", "91110108MA0000000AA", USCC_WRONG_LENGTH },
    { "nothing", "", USCC_WRONG_LENGTH },
    { "a cut character", "91110108MA0000000\xe4", USCC_WRONG_LETTER },
};

static void faults_are_told_apart(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char got[USCC_TEXT] = "untouched";
        enum uscc_fault f = uscc_check(span_str(cases[i].code), got);

        CHECK_SPAN(cases[i].what, span_str(uscc_fault_name(f)),
                   span_str(uscc_fault_name(cases[i].fault)));
        if (f == USCC_GOOD)
            CHECK_INT(cases[i].what, strlen(got), USCC_LENGTH);
        else
            CHECK_SPAN(cases[i].what, span_str(got), SPAN("untouched"));
    }
}

static void good_codes_come_back_normal(void **state)
{
    char got[USCC_TEXT];

    (void)state;
    CHECK_INT("folded", uscc_check(SPAN("9111 0108 ma000000 0a"), got),
              USCC_GOOD);
    CHECK_SPAN("folded", span_str(got), SPAN("91110108MA0000000A"));
    CHECK_INT("digit", uscc_check_digit("91110108MA0000000"), 'A');
    CHECK_INT("no digit", uscc_check_digit("91110108MAO000000"), 0);
}

/* Modulo a prime with weights prime to it, every single error shows. */
static void every_single_error_shows(void **state)
{
    static const char letters[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    char code[] = "91110108MA0000000A";

    (void)state;
    for (size_t i = 0; i < USCC_LENGTH; i++) {
        char right = code[i];

        for (const char *c = letters; *c; c++) {
            code[i] = *c;
            CHECK_INT(code, uscc_check(span_str(code), NULL) == USCC_GOOD,
                      *c == right);
        }
        code[i] = right;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(faults_are_told_apart),
        cmocka_unit_test(good_codes_come_back_normal),
        cmocka_unit_test(every_single_error_shows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
