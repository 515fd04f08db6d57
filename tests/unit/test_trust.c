#include "check.h"

#include <stdio.h>

#include "convoke/base/file.h"
#include "convoke/base/moment.h"
#include "convoke/base/own.h"
#include "convoke/mail/letter.h"
#include "mail/trust.h"

enum { ARENA = 16 * 1024 * 1024 };

/* Results as "server|method=value domain|…". */
static struct span shown(const struct facts *f, struct text *to)
{
    list_each(&f->results, r)
    {
        text_add(to, r->server);
        text_add(to, SPAN("|"));
        text_add(to, r->method);
        text_add(to, SPAN("="));
        text_add(to, r->value);
        text_add(to, SPAN(" "));
        text_add(to, r->domain);
        text_add(to, SPAN("\n"));
    }
    return text_span(to);
}

static void test_results(void **state)
{
    static const struct {
        const char *field, *want;
    } cases[] = {
        { "mx.a.example; none", "mx.a.example|none= \n" },
        { "mx.a.example 1; none", "mx.a.example|none= \n" },
        { "", "" },
        { "mx.a.example", "mx.a.example|none= \n" },
        { "MX.A.example; DMARC=Pass header.from=B.Example",
          "mx.a.example|dmarc=pass b.example\n" },
        { "a; spf=pass (google.com: domain of x@b.example designates 1.2.3.4; "
          "as (nested) permitted) smtp.mailfrom=x@b.example; dkim=pass "
          "header.i=@b.example header.s=s header.b=\"ab/;=\"",
          "a|spf=pass b.example\na|dkim=pass b.example\n" },
        { "a; dkim=pass header.i=@i.example header.d=d.example",
          "a|dkim=pass d.example\n" },
        { "a; dkim/1 = fail reason=\"bad; sig\" header.d=d.example",
          "a|dkim=fail d.example\n" },
        { "a (host) 1 ; (c) spf (c) = (c) fail (c) smtp.mailfrom (c) = (c) "
          "b.example",
          "a|spf=fail b.example\n" },
        { "spf=pass (sender IP is 1.2.3.4) smtp.mailfrom=b.example; "
          "dkim=none; dmarc=pass action=none header.from=b.example",
          "|spf=pass b.example\n|dkim=none \n|dmarc=pass b.example\n" },
        { "\"a;b\"; spf=pass smtp.mailfrom=\"x;y\"@b.example",
          "a;b|spf=pass b.example\n" },
        { "a; spf=pass smtp.mail=<x@b.example> smtp.helo=h.example",
          "a|spf=pass b.example\n" },
        { "a; iprev=pass policy.iprev=1.2.3.4", "a|iprev=pass \n" },
        { "a; spf=pass (never closed; dkim=pass header.d=x", "a|spf=pass \n" },
        { "a; spf=pass; \"never closed; dkim=pass", "a|spf=pass \n" },
        { "a; =pass; spf; dkim=", "a|dkim= \n" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
        CLEANUP(text_release) struct text t = TEXT_INIT(10000);
        struct facts f = { 0 };

        trust_results(span_str(cases[i].field), &a, &f);
        CHECK_SPAN(cases[i].field, shown(&f, &t), span_str(cases[i].want));
    }
}

static void test_hops(void **state)
{
    static const struct {
        const char *field, *by;
        int64_t at;
    } cases[] = {
        { "from a.example (a.example [1.2.3.4]) by MX.b.example (Postfix) with "
          "ESMTPS id 1 for <x@b.example>; Tue, 31 Mar 2026 09:00:00 +0800 "
          "(CST)",
          "mx.b.example", 1774918800 },
        { "by mx.b.example; 31 Mar 2026 01:00:00 +0000", "mx.b.example",
          1774918800 },
        { "from x (by y.example; Mon, 1 Jan 2024 00:00:00 +0000) by z.example; "
          "31 Mar 2026 01:00:00 GMT",
          "z.example", 1774918800 },
        { "from x by z.example", "z.example", MOMENT_NONE },
        { "(nothing)", "", MOMENT_NONE },
        { "from x by y; yesterday", "y", MOMENT_NONE },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
        struct facts f = { 0 };

        trust_hop(span_str(cases[i].field), &a, &f);
        CHECK_INT("one hop", f.hops.n, 1);
        CHECK_SPAN(cases[i].field, f.hops.at[0].by, span_str(cases[i].by));
        CHECK_INT(cases[i].field, f.hops.at[0].at, cases[i].at);
    }
}

/* ---- what others read in the same fields ---- */

/* Quoted reasons hold separators and go as well. */
static struct span without_comments(struct span s, struct text *to)
{
    int depth = 0;
    bool quoted = false;

    for (size_t i = 0; i < s.n; i++) {
        quoted ^= s.p[i] == '"';
        depth += s.p[i] == '(';
        if (depth == 0 && !quoted)
            text_add_char(to, s.p[i]);
        depth -= s.p[i] == ')' && depth > 0;
    }
    return text_span(to);
}

static bool has_result(const struct facts *f, struct span server,
                       struct span method, struct span value)
{
    list_each(&f->results, r) if (span_eq_nocase(r->server, server) &&
                                  span_eq_nocase(r->method, method) &&
                                  span_eq_nocase(r->value, value)) return true;
    return false;
}

/* One stated field: how many of its results we have. */
static void compare_field(const struct facts *f, struct span stated, int *all,
                          int *good)
{
    CLEANUP(text_release) struct text plain = TEXT_INIT(10000);
    struct span rest = without_comments(stated, &plain);
    struct span server = SPAN_NONE;
    struct span piece;

    (void)span_cut(&rest, ';', &server);
    server = span_trim(server);
    while (span_cut(&rest, ';', &piece)) {
        struct span method;
        struct span value;

        piece = span_trim(piece);
        if (!span_cut(&piece, '=', &method) || piece.n == 0)
            continue;
        (void)span_cut(&piece, ' ', &value);
        (*all)++;
        if (has_result(f, server, span_trim(method), span_trim(value)))
            (*good)++;
        else
            print_message("  miss " SPAN_FMT ": " SPAN_FMT "=" SPAN_FMT "\n",
                          SPAN_ARG(server), SPAN_ARG(method), SPAN_ARG(value));
    }
}

static void read_results(const char *name, struct span name_span,
                         struct arena *a, struct facts *f)
{
    CLEANUP(text_release) struct text raw = TEXT_INIT(1 << 20);
    char path[1000];
    struct letter l;
    size_t at = 0;
    struct span value;

    snprintf(path, sizeof(path), "%s/" SPAN_FMT, name, SPAN_ARG(name_span));
    assert_int_equal(file_read(path, &raw, NULL), VERDICT_DONE);
    assert_int_equal(letter_read(text_span(&raw), a, &l, NULL), VERDICT_DONE);
    while (
        letter_header_next(&l, 0, SPAN("Authentication-Results"), &at, &value))
        trust_results(header_unfold(value, a), a, f);
}

static void test_corpus(void **state)
{
    static const char folder[] = CONVOKE_SHARED "/corpora/auth-results";
    CLEANUP(text_release) struct text manifest = TEXT_INIT(1 << 20);
    struct span rest;
    struct span line;
    int all = 0;
    int good = 0;

    (void)state;
    if (file_read(CONVOKE_SHARED "/corpora/auth-results/MANIFEST.tsv",
                  &manifest, NULL) != VERDICT_DONE) {
        print_message("skipped: no messages in " CONVOKE_SHARED "\n");
        return;
    }
    rest = text_span(&manifest);
    while (span_line(&rest, &line)) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
        size_t at = span_find(line, SPAN("A-R: "));
        struct span name;
        struct facts f = { 0 };

        if (at == line.n)
            continue;
        (void)span_cut(&line, '\t', &name);
        read_results(folder, name, &a, &f);
        while ((at = span_find(line, SPAN("A-R: "))) < line.n) {
            line = span_from(line, at + 5);
            compare_field(&f, span_sub(line, 0, span_find(line, SPAN("A-R: "))),
                          &all, &good);
        }
    }
    print_message("auth-results: %d of %d as stated\n", good, all);
    CHECK_TRUE("some stated", all > 30);
    CHECK_TRUE("nearly all", good * 100 >= all * 97);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_results),
        cmocka_unit_test(test_hops),
        cmocka_unit_test(test_corpus),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
