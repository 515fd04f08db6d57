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
}

static size_t spooled(struct bench *b)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(1024 * 1024);
    spool_entries found = { 0 };

    DONE(b, spool_list_new(b->core.spool, &a, &found, &b->why));
    return found.n;
}

static bool is_aside(struct bench *b, const char *name)
{
    char folder[PATH_MAX];
    char path[PATH_MAX];

    file_join(folder, b->source, "refused");
    return file_join(path, folder, name) && access(path, F_OK) == 0;
}

/* What is over the limit leaves its header in the spool and stands in nobody's
 * way; found again, it is the same. */
static void test_over_the_limit(void **state)
{
    static const char large[200] = "From: a@a.example\r\n\r\n";
    struct bench *b = *state;

    close(put(b, "large", span_of(large, sizeof(large))));
    CHECK_INT("its header", poll_at(b, 1120), 1);
    CHECK_INT("nothing waits there", b->core.desk.polled_at, 1120);
    CHECK_INT("spooled", spooled(b), 1);
    CHECK_TRUE("kept whole", is_aside(b, "large"));
    close(put(b, "large", span_of(large, sizeof(large))));
    CHECK_INT("again", poll_at(b, 1180), 1);
    CHECK_INT("the same", spooled(b), 1);
    close(put(b, "larger", span_of(large, sizeof(large) - 1)));
    CHECK_INT("another one", poll_at(b, 1240), 1);
    CHECK_INT("by its size", spooled(b), 2);
}

/* Durable before its source is touched: what ends in between finds it again. */
static void test_spooled_and_not_yet_aside(void **state)
{
    static const char large[200] = "From: a@a.example\r\n\r\n";
    struct bench *b = *state;
    char folder[PATH_MAX];

    poll_at(b, 1000);
    file_join(folder, b->source, "refused");
    close(open(folder, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    close(put(b, "large", span_of(large, sizeof(large))));
    CHECK_INT("not out of the way", poll_at(b, 1060), 0);
    CHECK_INT("safe", spooled(b), 1);
    CHECK_INT("no whole reading", b->core.desk.polled_at, 1000);
    assert_int_equal(unlink(folder), 0);
    CHECK_INT("found again", poll_at(b, 1120), 1);
    CHECK_INT("known", spooled(b), 1);
    CHECK_TRUE("out of the way", is_aside(b, "large"));
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
        cmocka_unit_test_setup_teardown(test_over_the_limit, setup, teardown),
        cmocka_unit_test_setup_teardown(test_spooled_and_not_yet_aside, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_a_message_left_behind, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_no_source, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
