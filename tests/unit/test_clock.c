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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clocks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
