#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "convoke/base/file.h"
#include "convoke/base/step.h"

/* A job of three steps, in a process of its own: how it ended. */
static int play(const char *stop_at, const char *list)
{
    int status = 0;
    pid_t child = fork();

    if (child == 0) {
        if (stop_at)
            setenv("CONVOKE_STOP_AT", stop_at, 1);
        if (list)
            setenv("CONVOKE_STEPS", list, 1);
        step("a.first");
        step("a.second");
        step("a.third");
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void test_steps(void **state)
{
    CLEANUP(text_release) struct text names = TEXT_INIT(1000);
    char list[] = "/tmp/convoke-step-XXXXXX";
    struct reason why;
    int fd = mkstemp(list);

    (void)state;
    assert_true(fd >= 0);
    close(fd);
    CHECK_INT("a step costs nothing", play(NULL, NULL), 0);
    CHECK_INT("stops at the second", play("2", list), STEP_EXIT);
    CHECK_INT("stops at the third", play("3", list), STEP_EXIT);
    CHECK_INT("there is no fourth", play("4", NULL), 0);
    assert_int_equal(file_read(list, &names, &why), VERDICT_DONE);
    unlink(list);
    CHECK_SPAN("the steps passed, twice", text_span(&names),
               SPAN("a.first\na.second\na.first\na.second\na.third\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_steps),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
