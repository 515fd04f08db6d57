#include "check.h"

#include <dirent.h>
#include <stdio.h>
#include <unistd.h>

#include "convoke/base/file.h"
#include "convoke/base/own.h"
#include "convoke/desk/authority.h"
#include "convoke/mail/reading.h"

static const struct span servers[] = { { "mx.sec.example", 14 },
                                       { "mx2.sec.example", 15 } };
static const struct authority_settings strict = { servers, 2, true,
                                                  SPAN("gw@tc.example"), '+' };

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
    { "our own address",
      { "GW@tc.example" },
      { { OURS, "dmarc", "pass", "tc.example" } },
      AUTHORITY_OURSELVES },
    { "our own address with a token",
      { "gw+t.3fcfgrb79v@tc.example" },
      { { OURS, "dmarc", "pass", "tc.example" } },
      AUTHORITY_OURSELVES },
    { "a longer name beside ours",
      { "gwen@tc.example" },
      { { OURS, "dmarc", "pass", "tc.example" } },
      AUTHORITY_FINE },
    { "our name elsewhere",
      { "gw@cesi.cn" },
      { { OURS, "dmarc", "pass", "cesi.cn" } },
      AUTHORITY_FINE },
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

/* ---- the corpus auth-results ---- */

#define CORPUS CONVOKE_SHARED "/corpora/auth-results/"
#define CONCLUSIONS CONVOKE_SOURCE "/tests/data/auth-results/conclusions.tsv"

enum { CORPUS_ARENA = 64 * 1024 * 1024 };

static enum authority_fault fault_named(struct span en)
{
    enum authority_fault f = 0;

    while (f < AUTHORITY_FAULT_COUNT &&
           !span_eq(en, span_str(authority_fault_en(f))))
        f++;
    CHECK_TRUE("a conclusion", f < AUTHORITY_FAULT_COUNT);
    return f;
}

/* What a client said before its message is none of the message. */
static struct span message_of(struct span raw)
{
    size_t at = span_find(raw, SPAN("\nDATA\r\n"));

    return span_starts(raw, SPAN("EHLO ")) && at < raw.n
               ? span_from(raw, at + 7)
               : raw;
}

/* What Convoke makes of the file when `server` is the one configured. */
static enum authority_fault concluded(const char *name, struct span server)
{
    CLEANUP(text_release) struct text raw = TEXT_INIT(1 << 26);
    CLEANUP(arena_release) struct arena a = ARENA_INIT(CORPUS_ARENA);
    const struct authority_settings set = { .servers = &server,
                                            .n_servers = 1,
                                            .require = true };
    struct facts f;
    struct reason why;
    char path[4096];

    snprintf(path, sizeof(path), CORPUS "%s", name);
    CHECK_INT(name, file_read(path, &raw, &why), VERDICT_DONE);
    CHECK_INT(name, reading_facts(message_of(text_span(&raw)), &a, &f, &why),
              VERDICT_DONE);
    return authority_level(&f, &set).fault;
}

static int files_of_corpus(void)
{
    DIR *folder = opendir(CORPUS);
    int n = 0;

    assert_non_null(folder);
    for (struct dirent *e; (e = readdir(folder));)
        n += e->d_name[0] != '.' && !strstr(e->d_name, ".tsv");
    closedir(folder);
    return n;
}

/* conclusions.tsv says of every file what follows from its manifest's row. */
static void test_corpus(void **state)
{
    CLEANUP(text_release) struct text table = TEXT_INIT(1 << 20);
    struct span rest;
    struct span line;
    char before[256] = "";
    int files = 0;
    int rows = 0;
    int met = 0;

    (void)state;
    if (access(CORPUS, R_OK) != 0) {
        print_message("skipped: no " CORPUS "\n");
        return;
    }
    CHECK_INT("conclusions", file_read(CONCLUSIONS, &table, NULL),
              VERDICT_DONE);
    rest = text_span(&table);
    while (span_line(&rest, &line)) {
        struct span cell[3];
        char name[256];
        enum authority_fault got;

        if (!line.n || line.p[0] == '#')
            continue;
        for (size_t i = 0; i < 3; i++)
            CHECK_TRUE("a cell", span_cut(&line, '\t', &cell[i]));
        snprintf(name, sizeof(name), SPAN_FMT, SPAN_ARG(cell[0]));
        files += strcmp(name, before) != 0;
        memcpy(before, name, sizeof(name));
        got = concluded(name, cell[1]);
        rows++;
        met += got == fault_named(cell[2]);
        CHECK_SPAN(name, span_str(authority_fault_en(got)), cell[2]);
    }
    print_message("auth-results: %d of %d conclusions as stated\n", met, rows);
    CHECK_INT("every file is judged", files, files_of_corpus());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_levels),
        cmocka_unit_test(test_not_required),
        cmocka_unit_test(test_no_server_configured),
        cmocka_unit_test(test_corpus),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
