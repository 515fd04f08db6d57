#include "check.h"

#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "convoke/base/list.h"

static void test_zeroed_and_aligned(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(1024 * 1024);

    (void)state;
    for (size_t size = 1; size < 5000; size += 37) {
        char *p = arena_alloc(&a, size);
        CHECK_INT("aligned", (uintptr_t)p % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(p[i], 0);
        memset(p, 0xff, size);
    }
    arena_reset(&a);
    CHECK_INT("nothing is used after a reset", a.used, 0);
    for (int i = 0; i < 100; i++) {
        const char *p = arena_alloc(&a, 64);
        for (size_t k = 0; k < 64; k++)
            assert_int_equal(p[k], 0);
    }
}

static void test_copies(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(1024 * 1024);
    char mine[] = "abc";
    struct span copy = arena_span(&a, span_str(mine));
    struct span printed = arena_printf(&a, "%s/%d", mine, 7);
    char *str = arena_str(&a, SPAN("a\0b"));

    (void)state;
    mine[0] = 'x';
    CHECK_SPAN("a copy of its own", copy, SPAN("abc"));
    CHECK_INT("followed by a NUL", copy.p[3], 0);
    CHECK_SPAN("printed", printed, SPAN("abc/7"));
    CHECK_INT("an empty string ends at once", *arena_str(&a, SPAN_NONE), 0);
    CHECK_INT("octets as they are", str[2], 'b');
}

static void test_list_grows(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(4 * 1024 * 1024);
    LIST_OF(long) numbers = { 0 };
    long want = 0;

    (void)state;
    list_each(&numbers, none) fail_msg("an empty list has %ld", *none);
    for (long i = 0; i < 10000; i++) {
        long *one = list_push(&numbers, &a);
        assert_int_equal(*one, 0);
        *one = i;
    }
    CHECK_INT("all", numbers.n, 10000);
    list_each(&numbers, one) assert_int_equal(*one, want++);
}

/* Past the ceiling the process leaves with "try again"; a caller never sees
 * NULL, however absurd the size. */
static void test_ceiling_ends_the_process(void **state)
{
    static const size_t sizes[] = { 4096, SIZE_MAX / 2, SIZE_MAX };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        int status = 0;
        pid_t child = fork();
        if (child == 0) {
            struct arena a = ARENA_INIT(2048);
            close(STDERR_FILENO);
            arena_alloc(&a, 100);
            arena_alloc(&a, sizes[i]);
            _exit(0);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFEXITED(status));
        CHECK_INT("leaves", WEXITSTATUS(status), EX_TEMPFAIL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_zeroed_and_aligned),
        cmocka_unit_test(test_copies),
        cmocka_unit_test(test_list_grows),
        cmocka_unit_test(test_ceiling_ends_the_process),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
