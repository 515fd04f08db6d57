#include "check.h"

#include "convoke/base/own.h"
#include "convoke/desk/authority.h"

static const struct span servers[] = { { "mx.sec.example", 14 },
                                       { "mx2.sec.example", 15 } };
static const struct authority_settings strict = { servers, 2, true };

struct line {
    const char *server; /* "|…": in a field of its own, below the last */
    const char *method, *value, *domain;
};

struct authority_case {
    const char *what;
    const char *from[3];
    struct line results[6];
    enum authority_fault fault;
};

#define OURS "mx.sec.example"
#define WHO                                                                    \
    {                                                                          \
        "gs@cesi.cn"                                                           \
    }

static const struct authority_case cases[] = {
    /* genuine */
    { "dmarc pass",
      WHO,
      { { OURS, "dmarc", "pass", "cesi.cn" } },
      AUTHORITY_FINE },
    { "second configured server",
      WHO,
      { { "mx2.sec.example", "dmarc", "pass", "cesi.cn" } },
      AUTHORITY_FINE },
    { "capitals",
      { "GS@CESI.CN" },
      { { "MX.Sec.Example", "dmarc", "pass", "cesi.cn" } },
      AUTHORITY_FINE },
    { "all three pass",
      WHO,
      { { OURS, "dkim", "pass", "cesi.cn" },
        { OURS, "spf", "pass", "cesi.cn" },
        { OURS, "dmarc", "pass", "cesi.cn" } },
      AUTHORITY_FINE },
    { "dkim of the organisation, no policy",
      { "gs@mail.cesi.com.cn" },
      { { OURS, "dkim", "pass", "cesi.com.cn" },
        { OURS, "spf", "none", "" },
        { OURS, "dmarc", "none", "mail.cesi.com.cn" } },
      AUTHORITY_FINE },
    { "dkim alone",
      WHO,
      { { OURS, "dkim", "pass", "mailer.cesi.cn" } },
      AUTHORITY_FINE },
    { "two signatures, one of a mailer",
      WHO,
      { { OURS, "dkim", "pass", "mailer.test" },
        { OURS, "dkim", "pass", "cesi.cn" } },
      AUTHORITY_FINE },
    { "a broken signature beside a good one",
      WHO,
      { { OURS, "dkim", "fail", "mailer.test" },
        { OURS, "dkim", "pass", "cesi.cn" },
        { OURS, "dmarc", "pass", "cesi.cn" } },
      AUTHORITY_FINE },
    { "a filter behind the border wrote above it",
      WHO,
      { { "filter.inside", "spam", "no", "" },
        { OURS, "dmarc", "pass", "cesi.cn" } },
      AUTHORITY_FINE },
    { "policy could not be read, signature could",
      WHO,
      { { OURS, "dmarc", "temperror", "cesi.cn" },
        { OURS, "dkim", "pass", "cesi.cn" } },
      AUTHORITY_FINE },
    /* forged */
    { "two From addresses",
      { "gs@cesi.cn", "evil@evil.test" },
      { { OURS, "dmarc", "pass", "cesi.cn" } },
      AUTHORITY_NOT_ONE_FROM },
    { "no From",
      { NULL },
      { { OURS, "dmarc", "pass", "cesi.cn" } },
      AUTHORITY_NOT_ONE_FROM },
    { "an address that is none",
      { "cesi.cn" },
      { { OURS, "dmarc", "pass", "cesi.cn" } },
      AUTHORITY_BAD_FROM },
    { "two signs",
      { "gs@cesi.cn@evil.test" },
      { { OURS, "dmarc", "pass", "evil.test" } },
      AUTHORITY_BAD_FROM },
    { "nothing was checked", WHO, { { NULL } }, AUTHORITY_NO_RESULT },
    { "the sender's own results",
      WHO,
      { { "mx.evil.test", "dmarc", "pass", "cesi.cn" } },
      AUTHORITY_NO_RESULT },
    { "results without a server",
      WHO,
      { { "", "dmarc", "pass", "cesi.cn" } },
      AUTHORITY_NO_RESULT },
    { "a server below our name",
      WHO,
      { { "evil.mx.sec.example", "dmarc", "pass", "cesi.cn" } },
      AUTHORITY_NO_RESULT },
    { "dmarc failed",
      WHO,
      { { OURS, "dmarc", "fail", "cesi.cn" } },
      AUTHORITY_DMARC_FAILED },
    { "dmarc failed, a signature notwithstanding",
      WHO,
      { { OURS, "dkim", "pass", "cesi.cn" },
        { OURS, "dmarc", "fail", "cesi.cn" } },
      AUTHORITY_DMARC_FAILED },
    { "dmarc none is not pass",
      WHO,
      { { OURS, "dmarc", "none", "cesi.cn" } },
      AUTHORITY_NO_PASS },
    { "dmarc of another domain",
      WHO,
      { { OURS, "dmarc", "pass", "evil.test" } },
      AUTHORITY_NOT_ALIGNED },
    { "dmarc of a domain below",
      WHO,
      { { OURS, "dmarc", "pass", "cesi.cn.evil.test" } },
      AUTHORITY_NOT_ALIGNED },
    { "dmarc without a domain",
      WHO,
      { { OURS, "dmarc", "pass", "" } },
      AUTHORITY_NOT_ALIGNED },
    { "spf alone is not enough",
      WHO,
      { { OURS, "spf", "pass", "cesi.cn" } },
      AUTHORITY_NO_PASS },
    { "signed by somebody else",
      WHO,
      { { OURS, "dkim", "pass", "evil.test" } },
      AUTHORITY_NOT_ALIGNED },
    { "only the suffix is shared",
      { "gs@cesi.com.cn" },
      { { OURS, "dkim", "pass", "evil.com.cn" } },
      AUTHORITY_NOT_ALIGNED },
    { "signed by the suffix itself",
      { "gs@cesi.com.cn" },
      { { OURS, "dkim", "pass", "com.cn" } },
      AUTHORITY_NOT_ALIGNED },
    { "a forged field under the true one: pass after fail",
      WHO,
      { { OURS, "dmarc", "fail", "cesi.cn" },
        { "|" OURS, "dmarc", "pass", "cesi.cn" } },
      AUTHORITY_DMARC_FAILED },
    { "two words on dmarc in one field",
      WHO,
      { { OURS, "dmarc", "fail", "cesi.cn" },
        { OURS, "dmarc", "pass", "cesi.cn" } },
      AUTHORITY_CONTRADICTION },
    { "a forged field under one that found nothing",
      WHO,
      { { OURS, "none", "", "" }, { "|" OURS, "dmarc", "pass", "cesi.cn" } },
      AUTHORITY_NO_PASS },
    { "a forged field under the true one: pass after none",
      WHO,
      { { OURS, "spf", "pass", "evil.test" },
        { OURS, "dmarc", "none", "cesi.cn" },
        { "|" OURS, "spf", "pass", "cesi.cn" },
        { "|" OURS, "dmarc", "pass", "cesi.cn" } },
      AUTHORITY_NO_PASS },
    { "a forged signature under the true results",
      WHO,
      { { OURS, "dkim", "pass", "evil.test" },
        { OURS, "spf", "pass", "evil.test" },
        { OURS, "dmarc", "none", "cesi.cn" },
        { "|" OURS, "dkim", "pass", "cesi.cn" } },
      AUTHORITY_NOT_ALIGNED },
    { "unsigned, with a forged signature below",
      WHO,
      { { OURS, "dkim", "none", "" }, { "|" OURS, "dkim", "pass", "cesi.cn" } },
      AUTHORITY_NO_PASS },
    { "unsigned and signed in one field",
      WHO,
      { { OURS, "dkim", "none", "" }, { OURS, "dkim", "pass", "cesi.cn" } },
      AUTHORITY_CONTRADICTION },
    { "a forged field between two of others",
      WHO,
      { { OURS, "dmarc", "fail", "cesi.cn" },
        { "|mx.evil.test", "arc", "pass", "" },
        { "|" OURS, "dmarc", "pass", "cesi.cn" } },
      AUTHORITY_DMARC_FAILED },
};

static struct facts facts_of(const struct authority_case *c,
                             struct facts_address *from,
                             struct facts_result *results)
{
    struct facts f = { 0 };
    int field = 0;

    f.from.at = from;
    f.results.at = results;
    for (; f.from.n < 3 && c->from[f.from.n]; f.from.n++)
        from[f.from.n].mail = span_str(c->from[f.from.n]);
    for (; f.results.n < 6 && c->results[f.results.n].server; f.results.n++) {
        const struct line *l = &c->results[f.results.n];
        bool below = l->server[0] == '|';

        field += below;
        results[f.results.n] = (struct facts_result){
            .field = field,
            .server = span_from(span_str(l->server), below),
            .method = span_str(l->method),
            .value = span_str(l->value),
            .domain = span_str(l->domain),
        };
    }
    return f;
}

static void test_levels(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct authority_case *c = &cases[i];
        struct facts_address from[3] = { 0 };
        struct facts_result results[6] = { 0 };
        struct facts f = facts_of(c, from, results);
        struct authority a = authority_level(&f, &strict);

        CHECK_SPAN(c->what, span_str(authority_fault_en(a.fault)),
                   span_str(authority_fault_en(c->fault)));
        CHECK_INT(c->what, a.level,
                  c->fault == AUTHORITY_FINE ? AUTHORITY_L1 : AUTHORITY_L0);
    }
}

static void test_not_required(void **state)
{
    struct authority_settings loose = { .require = false };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct authority_case *c = &cases[i];
        struct facts_address from[3] = { 0 };
        struct facts_result results[6] = { 0 };
        struct facts f = facts_of(c, from, results);
        struct authority a = authority_level(&f, &loose);
        bool one = c->fault != AUTHORITY_NOT_ONE_FROM &&
                   c->fault != AUTHORITY_BAD_FROM;

        CHECK_INT(c->what, a.level, one ? AUTHORITY_L1 : AUTHORITY_L0);
    }
}

static void test_no_server_configured(void **state)
{
    struct authority_settings none = { .require = true };
    struct facts_address from = { .mail = SPAN("gs@cesi.cn") };
    struct facts_result result = { 0, SPAN(""), SPAN("dmarc"), SPAN("pass"),
                                   SPAN("cesi.cn") };
    struct facts f = { .from = { &from, 1, 1 }, .results = { &result, 1, 1 } };

    (void)state;
    CHECK_INT("nobody is trusted", authority_level(&f, &none).fault,
              AUTHORITY_NO_RESULT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_levels),
        cmocka_unit_test(test_not_required),
        cmocka_unit_test(test_no_server_configured),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
