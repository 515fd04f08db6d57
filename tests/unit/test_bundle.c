#include "check.h"

#include "convoke/base/own.h"
#include "gateway/bundle.h"

enum { ARENA = 4 * 1024 * 1024 };

static struct span name_of(const char *name, struct arena *a,
                           bundle_names *taken)
{
    struct bundle_file f = { .contribution = SPAN("C-2026-001"),
                             .unit = SPAN("M01"),
                             .name = span_str(name) };

    return bundle_name(&f, a, taken);
}

static void test_names(void **state)
{
    static const struct {
        const char *name, *want;
    } cases[] = {
        { "修改建议.docx", "C-2026-001_M01_修改建议.docx" },
        { "../../etc/passwd", "C-2026-001_M01_.._.._etc_passwd" },
        { "..\\..\\x.txt", "C-2026-001_M01_.._.._x.txt" },
        { "/", "C-2026-001_M01__" },
        { "..", "C-2026-001_M01_file" },
        { "", "C-2026-001_M01_file" },
        { "  . ", "C-2026-001_M01_file" },
        { "a:b*c?d\"e<f>g|h.txt", "C-2026-001_M01_a_b_c_d_e_f_g_h.txt" },
        { "a\nb\tc\x01.txt", "C-2026-001_M01_a_b_c_.txt" },
        { "\xe2\x80\xaetxt.exe", "C-2026-001_M01__txt.exe" },
        { "\xff\xfe.txt", "C-2026-001_M01___.txt" },
        { "CON", "C-2026-001_M01_CON" },
        { "end. ", "C-2026-001_M01_end" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
        bundle_names taken = { 0 };
        CHECK_SPAN(cases[i].name, name_of(cases[i].name, &a, &taken),
                   span_str(cases[i].want));
    }
}

static void test_no_name_twice(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    bundle_names taken = { 0 };

    (void)state;
    CHECK_SPAN("first", name_of("a.docx", &a, &taken),
               SPAN("C-2026-001_M01_a.docx"));
    CHECK_SPAN("again", name_of("a.docx", &a, &taken),
               SPAN("C-2026-001_M01_a_2.docx"));
    CHECK_SPAN("in capitals", name_of("A.DOCX", &a, &taken),
               SPAN("C-2026-001_M01_A_3.DOCX"));
    CHECK_SPAN("one that was made", name_of("a_2.docx", &a, &taken),
               SPAN("C-2026-001_M01_a_2_2.docx"));
}

static void test_long_names_keep_their_ending(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    bundle_names taken = { 0 };
    char name[800];
    size_t n = 0;

    (void)state;
    while (n + 3 < sizeof(name) - 6) {
        memcpy(name + n, "很", 3);
        n += 3;
    }
    memcpy(name + n, ".xlsx", 6);
    for (int i = 0; i < 12; i++) {
        struct span got = name_of(name, &a, &taken);
        CHECK_TRUE("short enough", got.n <= 200);
        CHECK_TRUE("whole characters", span_is_utf8(got));
        CHECK_TRUE("its ending", span_ends(got, SPAN(".xlsx")));
    }
}

static void test_list_crosses(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    CLEANUP(text_release) struct text bytes = TEXT_INIT(ARENA);
    bundle_files files = { 0 };
    bundle_files got = { 0 };
    struct reason why;

    (void)state;
    *list_push(&files, &a) = (struct bundle_file){
        .contribution = SPAN("C-2026-001"),
        .unit = SPAN("M01"),
        .unit_name = SPAN("示例"),
        .title = SPAN("意见"),
        .state = SPAN("ontime"),
        .received_at = 1773000000,
        .on_time = true,
        .name = SPAN("a.docx"),
        .sha256 = SPAN("ab"),
        .message = SPAN("cd"),
        .part = 3,
        .size = 99,
    };
    *list_push(&files, &a) =
        (struct bundle_file){ .contribution = SPAN("C-2026-002"),
                              .left_out = true };
    bundle_encode(&files, &bytes);
    CHECK_INT("read", bundle_decode(text_span(&bytes), &a, &got, &why),
              VERDICT_DONE);
    CHECK_INT("both", got.n, 2);
    CHECK_SPAN("title", got.at[0].title, SPAN("意见"));
    CHECK_SPAN("project", got.at[0].project, SPAN_NONE);
    CHECK_SPAN("message", got.at[0].message, SPAN("cd"));
    CHECK_INT("received", got.at[0].received_at, 1773000000);
    CHECK_INT("part", got.at[0].part, 3);
    CHECK_INT("size", got.at[0].size, 99);
    CHECK_TRUE("on time", got.at[0].on_time && !got.at[0].left_out);
    CHECK_TRUE("left out", got.at[1].left_out && !got.at[1].on_time);
    for (size_t cut = 1; cut < bytes.n; cut++) {
        bundle_files some = { 0 };
        enum verdict v =
            bundle_decode(span_sub(text_span(&bytes), 0, cut), &a, &some, &why);
        CHECK_TRUE("a cut list is no list", v == VERDICT_BROKEN || some.n < 2);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_no_name_twice),
        cmocka_unit_test(test_long_names_keep_their_ending),
        cmocka_unit_test(test_list_crosses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
