#include "check.h"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gateway/offspring.h"

enum { CHILDREN = 3 };

static bool has_news(int watch, int ms)
{
    struct pollfd news = { .fd = watch, .events = POLLIN };

    return poll(&news, 1, ms) == 1;
}

static void test_every_end_is_heard_once(void **state)
{
    int watch = offspring_watch();
    pid_t pid[CHILDREN];
    int status = 77;
    int told = 0;

    (void)state;
    assert_true(watch >= 0);
    CHECK_INT("no child", offspring_ended(watch, &status), 0);
    for (int i = 0; i < CHILDREN; i++) {
        pid[i] = fork();
        if (pid[i] == 0)
            _exit(i + 1);
    }
    while (told < CHILDREN && has_news(watch, 10000)) {
        pid_t one;

        while ((one = offspring_ended(watch, &status)) > 0)
            for (int i = 0; i < CHILDREN; i++)
                if (pid[i] == one) {
                    CHECK_TRUE("as it ended", WIFEXITED(status));
                    CHECK_INT("with its word", WEXITSTATUS(status), i + 1);
                    pid[i] = 0;
                    told++;
                }
    }
    CHECK_INT("all of them", told, CHILDREN);
    CHECK_INT("none twice", offspring_ended(watch, &status), 0);
    CHECK_TRUE("quiet", !has_news(watch, 0));
    close(watch);
    offspring_leave();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_end_is_heard_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
