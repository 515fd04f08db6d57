#include "check.h"

#include <fcntl.h>
#include <unistd.h>

#include "convoke/base/log.h"

/* What an event leaves on standard error. */
static struct span logged(char *buf, size_t room, enum log_level level,
                          const char *event, struct log_pair pair)
{
    int ends[2];
    int kept = dup(STDERR_FILENO);
    ssize_t n;

    assert_int_equal(pipe(ends), 0);
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    dup2(ends[1], STDERR_FILENO);
    log_write(level, event, &pair, 1);
    dup2(kept, STDERR_FILENO);
    n = read(ends[0], buf, room);
    close(kept);
    close(ends[0]);
    close(ends[1]);
    return span_of(buf, n > 0 ? (size_t)n : 0);
}

static void test_lines(void **state)
{
    static const struct {
        const char *what;
        struct log_pair pair;
        const char *want;
    } cases[] = {
        { "a word",
          { "state", { "held", 4 }, 0, false },
          "<4>event=a.b state=held\n" },
        { "a number",
          { "pid", { NULL, 0 }, -7, true },
          "<4>event=a.b pid=-7\n" },
        { "blanks",
          { "why", { "not now", 7 }, 0, false },
          "<4>event=a.b why=\"not now\"\n" },
        { "no second line",
          { "why", { "x\n<3>event=y", 12 }, 0, false },
          "<4>event=a.b why=\"x\\x0a<3>event=y\"\n" },
        { "quotes",
          { "why", { "a\"b\\", 4 }, 0, false },
          "<4>event=a.b why=\"a\\\"b\\\\\"\n" },
        { "nothing",
          { "why", { NULL, 0 }, 0, false },
          "<4>event=a.b why=\"\"\n" },
    };
    char buf[1000];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        CHECK_SPAN(cases[i].what,
                   logged(buf, sizeof(buf), LOG_WARNING, "a.b", cases[i].pair),
                   span_str(cases[i].want));
}

static void test_one_line_however_long(void **state)
{
    static char much[100 * 1024];
    char buf[8192];
    struct span line;

    (void)state;
    memset(much, '\n', sizeof(much));
    line = logged(buf, sizeof(buf), LOG_ERROR, "a.b",
                  KV("why", span_of(much, sizeof(much))));
    CHECK_TRUE("bounded", line.n > 100 && line.n <= 4096);
    CHECK_INT("one line", span_find_char(line, '\n'), line.n - 1);
}

static void test_levels(void **state)
{
    char buf[100];

    (void)state;
    CHECK_INT("debug is off at start",
              logged(buf, 100, LOG_DEBUG, "a.b", KV_INT("pid", 1)).n, 0);
    log_set_level(LOG_ERROR);
    CHECK_INT("less urgent",
              logged(buf, 100, LOG_WARNING, "a.b", KV_INT("pid", 1)).n, 0);
    log_set_level(LOG_DEBUG);
    CHECK_SPAN("debug", logged(buf, 100, LOG_DEBUG, "a.b", KV_INT("pid", 1)),
               SPAN("<7>event=a.b pid=1\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_one_line_however_long),
        cmocka_unit_test(test_levels),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
