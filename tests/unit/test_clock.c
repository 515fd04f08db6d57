#include "check.h"

#include "convoke/base/clock.h"
#include "convoke/base/own.h"

static void test_clocks(void **state)
{
    struct clock fixed = clock_fixed(-5);
    int64_t before = clock_ticks();

    (void)state;
    CHECK_INT("stands still", clock_now(&fixed), -5);
    CHECK_INT("still", clock_now(&fixed), -5);
    CHECK_TRUE("the system's is in this century",
               clock_now(&clock_system) > 1700000000);
    for (int i = 0; i < 1000; i++)
        CHECK_TRUE("ticks go forward only", clock_ticks() >= before);
}

static void test_watched(void **state)
{
    struct clock_watch w;
    struct clock watched = clock_watched(&w);
    struct clock fixed = clock_fixed(5);
    struct clock_mark last = { 0, clock_ticks(), true, true };
    int64_t now = clock_now(&clock_system);

    (void)state;
    clock_watch_begin(&w, clock_built(), NULL, clock_ticks());
    CHECK_TRUE("a first reading fits", clock_is_trusted(&watched));
    CHECK_TRUE("and is the system's", clock_now(&watched) >= now);
    CHECK_TRUE("a fixed one needs no watch", clock_is_trusted(&fixed));
    CHECK_TRUE("built in the past", clock_built() <= now + 86400);
    CHECK_INT("on a day", clock_built() % 86400, 0);
    /* The line says that the system clock went an hour ahead. */
    last.wall = now - 3600;
    clock_watch_begin(&w, now - 86400, &last, last.boot);
    if (clock_read().synchronised)
        return; /* then it is not in doubt here */
    CHECK_TRUE("an hour ahead", !clock_is_trusted(&watched));
    CHECK_TRUE("shows the line", clock_now(&watched) - last.wall < 60);
}

static void test_boot_has_one_name(void **state)
{
    char one[CLOCK_BOOT];
    char two[CLOCK_BOOT];

    (void)state;
    assert_string_equal(clock_boot(one), clock_boot(two));
    CHECK_TRUE("not empty", one[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clocks),
        cmocka_unit_test(test_watched),
        cmocka_unit_test(test_boot_has_one_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
