#include "check.h"

#include <stdio.h>

#include "convoke/base/own.h"
#include "gateway/desk/guidance.h"

/* Whoever asks for help reads of every keyword he may use. */
static void test_every_keyword_is_explained(void **state)
{
    (void)state;
    for (enum intake_kind k = 0; k < INTAKE_KIND_COUNT; k++) {
        struct guidance g = guidance_of(k);

        CHECK_INT(intake_name(k), g.zh != NULL, intake_row(k)->zh != NULL);
        CHECK_INT(intake_name(k), g.en != NULL, intake_row(k)->zh != NULL);
    }
}

struct hat_case {
    const char *what;
    struct hats hats;
    const char *may, *may_not; /* words of the grammar's column */
};

static const struct hat_case cases[] = {
    { "a stranger",
      { .sec = false },
      "any APP",
      "registered unit contact rep PL SEC GS,GL addressee" },
    { "a contact",
      { .member = true, .contact = true },
      "any registered contact rep contact,rep unit addressee",
      "APP PL SEC GS" },
    { "a representative",
      { .member = true },
      "rep contact,rep unit registered",
      "contact PL APP" },
    { "the secretariat", { .sec = true }, "SEC registered", "APP GL PL unit" },
    { "an administrator", { .adm = true }, "ADM GS,ADM", "SEC GS" },
};

static void check_words(const struct hat_case *c, const char *words, bool want)
{
    struct span rest = span_str(words);
    struct span word;

    while (span_cut(&rest, ' ', &word)) {
        char who[64];

        snprintf(who, sizeof(who), SPAN_FMT, SPAN_ARG(word));
        CHECK_INT(c->what, hats_wear(&c->hats, who), want);
    }
}

static void test_hats(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        check_words(&cases[i], cases[i].may, true);
        check_words(&cases[i], cases[i].may_not, false);
    }
}

static void test_offices_and_projects(void **state)
{
    struct office gs = { ROLE_GS, SPAN("WG5") };
    struct project led = { .id = SPAN("WG5-S-04") };
    struct hats h = { .sec = false };

    (void)state;
    h.offices.at = &gs;
    h.offices.n = 1;
    CHECK_TRUE("a group secretary", hats_wear(&h, "GS,GL"));
    CHECK_TRUE("is no leader", !hats_wear(&h, "GL,DGL"));
    CHECK_TRUE("leads nothing", !hats_wear(&h, "PL"));
    h.led.at = &led;
    h.led.n = 1;
    CHECK_TRUE("and a lead", hats_wear(&h, "PL,unit"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_keyword_is_explained),
        cmocka_unit_test(test_hats),
        cmocka_unit_test(test_offices_and_projects),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
