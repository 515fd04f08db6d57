#include "check.h"

#include "convoke/base/own.h"
#include "convoke/desk/domain.h"

struct organisation_case {
    const char *domain, *want;
};

static const struct organisation_case organisations[] = {
    { "cesi.cn", "cesi.cn" },
    { "mail.cesi.cn", "cesi.cn" },
    { "a.b.com.cn", "b.com.cn" },
    { "b.com.cn", "b.com.cn" },
    { "com.cn", "" },
    { "cn", "" },
    { "", "" },
    { "example.", "" },
    { "cesi.cn.", "cesi.cn" },
    { "x.sh.cn", "x.sh.cn" },
    { "a.x.co.uk", "x.co.uk" },
    { "a..cn", "" },
    { "c@m01.example", "c@m01.example" },
};

static void test_organisation(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(organisations); i++)
        CHECK_SPAN(organisations[i].domain,
                   domain_organisation(span_str(organisations[i].domain)),
                   span_str(organisations[i].want));
    CHECK_TRUE("aligned", domain_aligned(SPAN("a.cesi.cn"), SPAN("CESI.cn")));
    CHECK_TRUE("a suffix aligns nothing",
               !domain_aligned(SPAN("com.cn"), SPAN("com.cn")));
    CHECK_SPAN("behind the last @", domain_of(SPAN("a@b@c.cn")), SPAN("c.cn"));
    CHECK_SPAN("no @", domain_of(SPAN("c.cn")), SPAN(""));
    CHECK_TRUE("a provider", domain_is_public(SPAN("QQ.com")));
    CHECK_TRUE("below a provider", !domain_is_public(SPAN("x.qq.com")));
    CHECK_TRUE("an organisation", !domain_is_public(SPAN("cesi.cn")));
}

static const struct span known[] = {
    { "cesi.cn", 7 },      { "example-tech.com.cn", 19 },
    { "sec.example", 11 }, { "m01.example", 11 },
    { "m02.example", 11 }, { "university.edu.cn", 17 },
};

struct look_alike_case {
    const char *domain, *want; /* "" : none */
};

static const struct look_alike_case look_alikes[] = {
    { "cesi.cn", "" },
    { "mail.cesi.cn", "" },
    { "m02.example", "" },
    { "m07.example", "m01.example" },
    { "cesl.cn", "cesi.cn" },
    { "ces1.cn", "cesi.cn" },
    { "cesii.cn", "cesi.cn" },
    { "ceis.cn", "cesi.cn" },
    { "cesi.com", "cesi.cn" },
    { "cesi-cn.com", "cesi.cn" },
    { "cesi.cn.evil.test", "cesi.cn" },
    { "xn--ei-tlc0a.cn", "" },
    { "сеѕі.cn", "cesi.cn" },
    { "xn--e1afi4g.cn", "" },
    { "exarnple-tech.com.cn", "example-tech.com.cn" },
    { "example-tеch.com.cn", "example-tech.com.cn" },
    { "examp1e-tech.com.cn", "example-tech.com.cn" },
    { "example-tech.cn", "example-tech.com.cn" },
    { "unlversity.edu.cn", "university.edu.cn" },
    { "universty.edu.cn", "university.edu.cn" },
    { "qq.com", "" },
    { "163.com", "" },
    { "outlook.com", "" },
    { "huawei.com", "" },
    { "pku.edu.cn", "" },
    { "", "" },
};

static void test_look_alikes(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(look_alikes); i++)
        CHECK_SPAN(look_alikes[i].domain,
                   domain_look_alike(span_str(look_alikes[i].domain), known,
                                     ARRAY_LEN(known)),
                   span_str(look_alikes[i].want));
}

/* RFC 3492: an A-label is read as the letters it stands for. */
static void test_a_label(void **state)
{
    static const struct span apple[] = { { "apple.com", 9 } };

    (void)state;
    CHECK_SPAN("Cyrillic apple as an A-label",
               domain_look_alike(SPAN("xn--80ak6aa92e.com"), apple, 1),
               SPAN("apple.com"));
}

/* reliability.md T14: every way of writing a domain nearly right, for made-up
 * domains; and strangers are left alone. */
static void test_many(void **state)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
    unsigned seed = 14;
    int made = 0;
    int flagged = 0;

    (void)state;
    for (int i = 0; i < 500; i++) {
        char name[32];
        char fake[40];
        struct span real;
        size_t at;

        for (size_t k = 0; k < 9; k++) {
            seed = seed * 1664525u + 1013904223u;
            name[k] = letters[(seed >> 10) % 26];
        }
        memcpy(name + 9, ".org.cn", 8);
        real = span_str(name);
        seed = seed * 1664525u + 1013904223u;
        at = (seed >> 10) % 9;
        memcpy(fake, name, sizeof(name));
        switch (i % 4) {
        case 0: /* one letter changed */
            fake[at] = fake[at] == 'x' ? 'y' : 'x';
            break;
        case 1: /* one doubled */
            memmove(fake + at + 1, fake + at, strlen(name) - at + 1);
            break;
        case 2: /* one left out */
            memmove(fake + at, fake + at + 1, strlen(name) - at);
            break;
        default: /* another suffix */
            memcpy(fake + 9, ".com", 5);
        }
        made++;
        flagged += domain_look_alike(span_str(fake), &real, 1).n > 0;
    }
    CHECK_INT("all are flagged", flagged, made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_organisation),
        cmocka_unit_test(test_look_alikes),
        cmocka_unit_test(test_a_label),
        cmocka_unit_test(test_many),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
