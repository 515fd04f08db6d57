#include "check.h"

#include "convoke/base/own.h"
#include "convoke/desk/reference.h"

struct reference_case {
    const char *text;
    enum reference_kind kind;
    const char *want; /* NULL: none of that kind */
};

static const struct reference_case cases[] = {
    { "APP-2026-001", REFERENCE_APPLICATION, "APP-2026-001" },
    { "关于app-2026-001的补正", REFERENCE_APPLICATION, "APP-2026-001" },
    { "ＡＰＰ－２０２６－００１", REFERENCE_APPLICATION, "APP-2026-001" },
    { "[APP-2026-1234]", REFERENCE_APPLICATION, "APP-2026-1234" },
    { "APP-2026-01", REFERENCE_APPLICATION, NULL },
    { "MYAPP-2026-001", REFERENCE_APPLICATION, NULL },
    { "X-APP-2026-001", REFERENCE_APPLICATION, NULL },
    { "APP-2026-001-7", REFERENCE_APPLICATION, NULL },
    { "APP-2026-001a", REFERENCE_APPLICATION, NULL },
    { "APP-2026-001.docx", REFERENCE_APPLICATION, "APP-2026-001" },
    { "APP-2026-001—意见", REFERENCE_APPLICATION, "APP-2026-001" },
    { "A\xe2\x80\x8bPP-2026-001", REFERENCE_APPLICATION, "APP-2026-001" },
    { "WG5-2026-P1", REFERENCE_MEETING, "WG5-2026-P1" },
    { "contrib.wg5-2026-p1", REFERENCE_MEETING, "WG5-2026-P1" },
    { "wg5-2026-px、其他", REFERENCE_MEETING, "WG5-2026-PX" },
    { "SWG-ETS-2026-L2", REFERENCE_MEETING, "SWG-ETS-2026-L2" },
    { "WG5-2026-Q1", REFERENCE_MEETING, NULL },
    { "WG5-S-04_意见汇总处理表.xlsx", REFERENCE_PROJECT, "WG5-S-04" },
    { "WG5-R-03", REFERENCE_PROJECT, "WG5-R-03" },
    { "WG5-T-03", REFERENCE_PROJECT, NULL },
    { "替代 C-2026-004", REFERENCE_CONTRIBUTION, "C-2026-004" },
    { "ABC-2026-004", REFERENCE_CONTRIBUTION, NULL },
    { "[交办完成] t-2026-012", REFERENCE_TASK, "T-2026-012" },
    { "T-2026-01", REFERENCE_TASK, NULL },
    { "加入WG5和WG6", REFERENCE_GROUP, "WG5" },
    { "WG5-2026-P1", REFERENCE_GROUP, NULL },
    { "swg-ets", REFERENCE_GROUP, "SWG-ETS" },
    { "WG123", REFERENCE_GROUP, NULL },
    { "", REFERENCE_GROUP, NULL },
};

static void test_forms(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct reference_case *c = &cases[i];
        struct reference r = { .text = "sentinel" };
        bool found = reference_find(span_str(c->text), c->kind, &r);

        CHECK_INT(c->text, found, c->want != NULL);
        CHECK_SPAN(c->text, reference_span(&r),
                   span_str(c->want ? c->want : "sentinel"));
    }
}

static void test_all(void **state)
{
    struct reference at[2];

    (void)state;
    CHECK_INT("different ones",
              reference_all(SPAN("WG5、wg6，WG5；SWG-ETS"), REFERENCE_GROUP, at,
                            ARRAY_LEN(at)),
              3);
    CHECK_SPAN("first", reference_span(&at[0]), SPAN("WG5"));
    CHECK_SPAN("second", reference_span(&at[1]), SPAN("WG6"));
}

struct short_case {
    const char *text;
    enum reference_kind kind; /* NONE: it is no short one */
    const char *rest, *whole;
};

static const struct short_case shorts[] = {
    { "P1 3月31日", REFERENCE_MEETING, " 3月31日", "WG5-2026-P1" },
    { "ｐｘ", REFERENCE_MEETING, "", "WG5-2026-PX" },
    { "L2：", REFERENCE_MEETING, "：", "WG5-2026-L2" },
    { "S-04,S-05", REFERENCE_PROJECT, ",S-05", "WG5-S-04" },
    { "r-03", REFERENCE_PROJECT, "", "WG5-R-03" },
    { "P2P", REFERENCE_NONE, "P2P", NULL },
    { "P1-2", REFERENCE_NONE, "P1-2", NULL },
    { "S-4", REFERENCE_NONE, "S-4", NULL },
    { "WG5-2026-P1", REFERENCE_NONE, "WG5-2026-P1", NULL },
    { "", REFERENCE_NONE, "", NULL },
};

static void test_shorts(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(shorts); i++) {
        const struct short_case *c = &shorts[i];
        struct span rest = span_str(c->text);
        struct reference r = { .kind = REFERENCE_NONE };

        CHECK_INT(c->text, reference_take_short(&rest, &r), c->whole != NULL);
        CHECK_INT(c->text, r.kind, c->kind);
        CHECK_SPAN(c->text, rest, span_str(c->rest));
        if (!c->whole)
            continue;
        CHECK_TRUE(c->text, reference_complete(&r, SPAN("WG5"), 2026));
        CHECK_SPAN(c->text, reference_span(&r), span_str(c->whole));
        CHECK_TRUE("whole already", reference_complete(&r, SPAN("WG6"), 2027));
        CHECK_SPAN("whole already", reference_span(&r), span_str(c->whole));
        CHECK_INT("the kind stays", r.kind, c->kind);
    }
}

static void test_no_group(void **state)
{
    struct span rest = SPAN("P1");
    struct reference r;

    (void)state;
    CHECK_TRUE("short", reference_take_short(&rest, &r));
    CHECK_TRUE("no such group", !reference_complete(&r, SPAN("X"), 2026));
    CHECK_SPAN("stays short", reference_span(&r), SPAN("P1"));
}

static void test_random(void **state)
{
    static const char *const parts[] = { "APP", "-",   "2026", "001", "WG5",
                                         "P1",  "C",   "SWG",  "ETS", "\xff",
                                         "【",  "S-0", "申",   "４",  "x" };
    unsigned seed = 7;

    (void)state;
    for (int round = 0; round < 20000; round++) {
        char s[200] = "";
        struct span rest;
        struct reference r;
        size_t n = 0;

        while (n < 150) {
            const char *p;

            seed = seed * 1664525u + 1013904223u;
            p = parts[(seed >> 8) % ARRAY_LEN(parts)];
            memcpy(s + n, p, strlen(p));
            n += strlen(p);
        }
        rest = span_of(s, n);
        while (reference_cut(&rest, &r)) {
            struct reference again;

            CHECK_TRUE("prints and is found again",
                       reference_find(reference_span(&r), r.kind, &again));
            CHECK_SPAN("the same", reference_span(&again), reference_span(&r));
        }
        CHECK_INT("nothing is left", rest.n, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),  cmocka_unit_test(test_all),
        cmocka_unit_test(test_shorts), cmocka_unit_test(test_no_group),
        cmocka_unit_test(test_random),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
