#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "convoke/store/quota.h"

struct bench {
    char path[64];
    struct store *st;
    struct reason why;
};

static int setup(void **state)
{
    static struct bench b;

    snprintf(b.path, sizeof(b.path), "/tmp/test_quota.XXXXXX");
    close(mkstemp(b.path));
    unlink(b.path);
    *state = &b;
    return store_open(b.path, &b.st, &b.why) == VERDICT_DONE ? 0 : -1;
}

static int teardown(void **state)
{
    struct bench *b = *state;

    b->st = store_close(b->st);
    return unlink(b->path);
}

/* How many of `n` were within. */
static int use(struct bench *b, int64_t day, const char *party, int n)
{
    struct quota q = { .day = day, .party = span_str(party), .most = 3 };
    int within = 0;

    CHECK_INT("begin", store_begin(b->st, &b->why), VERDICT_DONE);
    for (int i = 0; i < n; i++) {
        bool yes = false;
        CHECK_INT(party, quota_use(b->st, &q, &yes, &b->why), VERDICT_DONE);
        within += yes;
    }
    CHECK_INT("commit", store_commit(b->st, &b->why), VERDICT_DONE);
    return within;
}

static void test_so_many_a_day(void **state)
{
    struct bench *b = *state;

    CHECK_INT("the first two", use(b, 10, "a.example", 2), 2);
    CHECK_INT("one more", use(b, 10, "A.EXAMPLE", 2), 1);
    CHECK_INT("none", use(b, 10, "a.example", 5), 0);
    CHECK_INT("another has his own", use(b, 10, "b.example", 5), 3);
    CHECK_INT("the day after", use(b, 11, "a.example", 5), 3);
    CHECK_INT("yesterday is remembered", use(b, 10, "a.example", 1), 0);
    CHECK_INT("two days later", use(b, 12, "a.example", 1), 1);
    CHECK_INT("what lies further back is forgotten", use(b, 10, "a.example", 1),
              1);
}

static void test_undone_is_not_counted(void **state)
{
    struct bench *b = *state;
    struct quota q = { .day = 1, .party = SPAN("a"), .most = 1 };
    bool within = false;

    CHECK_INT("begin", store_begin(b->st, &b->why), VERDICT_DONE);
    CHECK_INT("used", quota_use(b->st, &q, &within, &b->why), VERDICT_DONE);
    store_rollback(b->st);
    CHECK_INT("free again", use(b, 1, "a", 1), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_so_many_a_day, setup, teardown),
        cmocka_unit_test_setup_teardown(test_undone_is_not_counted, setup,
                                        teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
