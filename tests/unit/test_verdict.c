#include "check.h"

#include <errno.h>
#include <sysexits.h>

#include "convoke/base/verdict.h"

static void test_what_a_command_ends_with(void **state)
{
    static const struct {
        enum verdict v;
        const char *name;
        int code;
    } cases[] = {
        { VERDICT_DONE, "done", EX_OK },
        { VERDICT_LATER, "later", EX_TEMPFAIL },
        { VERDICT_NEVER, "never", EX_DATAERR },
        { VERDICT_BROKEN, "broken", EX_SOFTWARE },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CHECK_SPAN("name", span_str(verdict_name(cases[i].v)),
                   span_str(cases[i].name));
        CHECK_INT(cases[i].name, verdict_exit(cases[i].v), cases[i].code);
    }
}

static void test_a_reason_is_one_whole_line(void **state)
{
    char much[2000];
    struct reason why;
    struct span text;

    (void)state;
    CHECK_INT("given back",
              reason_set(&why, VERDICT_NEVER, "a.b", "x\ny\t%d", 7),
              VERDICT_NEVER);
    CHECK_SPAN("one line", span_str(why.text), SPAN("x y 7"));
    CHECK_SPAN("where", span_str(why.site), SPAN("a.b"));
    for (size_t i = 0; i < sizeof(much) - 4; i += 3)
        memcpy(much + i, "中", 4);
    reason_set(&why, VERDICT_LATER, much, "a%s", much);
    text = span_str(why.text);
    CHECK_TRUE("cut", text.n > 500 && text.n < REASON_MAX_TEXT);
    CHECK_TRUE("between characters", span_is_utf8(text));
    CHECK_INT("nobody wants to know",
              reason_set(NULL, VERDICT_BROKEN, "a.b", "x"), VERDICT_BROKEN);
}

static void test_what_passes_by_itself(void **state)
{
    static const struct {
        int error;
        enum verdict want;
    } cases[] = {
        { EINTR, VERDICT_LATER },  { EAGAIN, VERDICT_LATER },
        { ENOSPC, VERDICT_LATER }, { EDQUOT, VERDICT_LATER },
        { EMFILE, VERDICT_LATER }, { ENOMEM, VERDICT_LATER },
        { ENOENT, VERDICT_NEVER }, { EACCES, VERDICT_NEVER },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct reason why;
        errno = cases[i].error;
        CHECK_INT(strerror(cases[i].error),
                  reason_from_errno(&why, VERDICT_NEVER, "a.b", "open"),
                  cases[i].want);
        CHECK_TRUE("says what",
                   span_starts(span_str(why.text), SPAN("open: ")));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_a_command_ends_with),
        cmocka_unit_test(test_a_reason_is_one_whole_line),
        cmocka_unit_test(test_what_passes_by_itself),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
