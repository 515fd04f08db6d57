#include "check.h"

#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "convoke/base/file.h"
#include "convoke/base/moment.h"
#include "convoke/mail/maildir.h"
#include "gateway/core.h"

struct bench {
    char folder[32];
    char source[PATH_MAX];
    struct settings set;
    struct core core;
    struct reason why;
};

#define DONE(bench_, call)                                                     \
    do {                                                                       \
        if ((call) != VERDICT_DONE)                                            \
            fail_msg("%s: %s: %s", #call, (bench_)->why.site,                  \
                     (bench_)->why.text);                                      \
    } while (0)

static int setup(void **state)
{
    static struct bench b;
    struct spool_settings spool = { .most = 100 };

    b = (struct bench){ .folder = "/tmp/convoke-ingest-XXXXXX" };
    assert_non_null(mkdtemp(b.folder));
    file_join(b.source, b.folder, "in");
    DONE(&b, maildir_prepare(b.source, &b.why));
    b.set.source.path = b.source;
    b.core =
        (struct core){ .set = &b.set, .desk = { .polled_at = MOMENT_NONE } };
    DONE(&b, spool_open(b.folder, &spool, &b.core.spool, &b.why));
    *state = &b;
    return 0;
}

static int take_away(const char *path, const struct stat *st, int what,
                     struct FTW *where)
{
    (void)st;
    (void)what;
    (void)where;
    return remove(path);
}

static int teardown(void **state)
{
    struct bench *b = *state;

    spool_close(b->core.spool);
    return nftw(b->folder, take_away, 8, FTW_DEPTH | FTW_PHYS);
}

/* The descriptor it was written with. */
static int put(struct bench *b, const char *name, struct span bytes)
{
    char folder[PATH_MAX];
    char path[PATH_MAX];
    int fd;

    file_join(folder, b->source, "new");
    file_join(path, folder, name);
    fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    DONE(b, file_write_all(fd, bytes, &b->why));
    return fd;
}

static size_t poll_at(struct bench *b, int64_t now)
{
    size_t n = 0;

    b->core.clock = clock_fixed(now);
    DONE(b, core_take_in(&b->core, &n, &b->why));
    return n;
}

static void test_polls_that_count(void **state)
{
    struct bench *b = *state;

    CHECK_INT("nothing there", poll_at(b, 1000), 0);
    CHECK_INT("read to its end", b->core.desk.polled_at, 1000);
    close(put(b, "one", SPAN("a mail")));
    CHECK_INT("one there", poll_at(b, 1060), 1);
    CHECK_INT("it too", b->core.desk.polled_at, 1060);
    close(put(b, "large", span_of(b->source, sizeof(b->source))));
    CHECK_INT("refused for good", poll_at(b, 1120), 0);
    CHECK_INT("nothing waits there", b->core.desk.polled_at, 1120);
}

static void test_a_message_left_behind(void **state)
{
    struct bench *b = *state;
    int writer;

    poll_at(b, 1000);
    close(put(b, "whole", SPAN("a mail")));
    writer = put(b, "part", SPAN("half of"));
    CHECK_INT("one of two", poll_at(b, 1060), 1);
    CHECK_INT("does not count", b->core.desk.polled_at, 1000);
    close(writer);
    CHECK_INT("whole now", poll_at(b, 1120), 1);
    CHECK_INT("counts", b->core.desk.polled_at, 1120);
}

static void test_no_source(void **state)
{
    struct bench *b = *state;
    size_t n = 9;
    char away[PATH_MAX];

    poll_at(b, 1000);
    file_join(away, b->folder, "away");
    assert_int_equal(rename(b->source, away), 0);
    b->core.clock = clock_fixed(1060);
    CHECK_TRUE("told", core_take_in(&b->core, &n, &b->why) != VERDICT_DONE);
    CHECK_INT("does not count", b->core.desk.polled_at, 1000);
    /* Set back by an hour: a poll that has yet to begin is none. */
    b->core.clock = clock_fixed(-2600);
    CHECK_TRUE("told", core_take_in(&b->core, &n, &b->why) != VERDICT_DONE);
    CHECK_TRUE("none", b->core.desk.polled_at == MOMENT_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_polls_that_count, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_message_left_behind, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_no_source, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
