/* Raw messages: whole or absent, once, with the instant they first came. */
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "convoke/base/file.h"
#include "convoke/base/step.h"
#include "gateway/spool.h"

static const struct spool_settings anywhere = { .any_disk = true };
static const int64_t morning = 1773763170;

static int new_state(void **state)
{
    char *folder = strdup("/tmp/test_spool.XXXXXX");

    assert_non_null(mkdtemp(folder));
    *state = folder;
    return 0;
}

static int end_state(void **state)
{
    char command[PATH_MAX];
    pid_t pid;

    snprintf(command, sizeof(command), "%s", (const char *)*state);
    pid = fork();
    if (pid == 0) {
        execlp("rm", "rm", "-rf", command, (char *)NULL);
        _exit(1);
    }
    waitpid(pid, NULL, 0);
    free(*state);
    return 0;
}

static struct spool *open_spool(void **state)
{
    struct spool *sp = NULL;
    struct reason why = { 0 };

    if (spool_open(*state, &anywhere, &sp, &why) != VERDICT_DONE)
        print_error("%s: %s\n", why.site, why.text);
    assert_non_null(sp);
    return sp;
}

/* Files of one folder of the spool. */
static size_t count(void **state, const char *folder)
{
    char path[PATH_MAX];
    const struct dirent *e;
    size_t n = 0;
    DIR *d;

    snprintf(path, sizeof(path), "%s/spool/%s", (const char *)*state, folder);
    d = opendir(path);
    while (d && (e = readdir(d)))
        n += e->d_name[0] != '.';
    if (d)
        closedir(d);
    return n;
}

static void put(struct spool *sp, const char *bytes, int64_t at,
                char sha[HASH_HEX])
{
    struct reason why = { 0 };

    if (spool_put(sp, span_str(bytes), at, sha, &why) != VERDICT_DONE) {
        print_error("%s: %s\n", why.site, why.text);
        fail();
    }
}

/* Runs first: a process reads its stop point once. */
static int put_and_stop(const char *folder, int stop_at, size_t messages)
{
    pid_t pid = fork();
    int status;

    if (pid == 0) {
        struct spool *sp;
        struct reason why;
        char number[16], sha[HASH_HEX];

        snprintf(number, sizeof(number), "%d", stop_at);
        setenv("CONVOKE_STOP_AT", number, 1);
        if (spool_open(folder, &anywhere, &sp, &why) != VERDICT_DONE)
            _exit(1);
        for (size_t i = 0; i < messages; i++) {
            struct spool_draft *d;
            char bytes[32];

            snprintf(bytes, sizeof(bytes), "message %zu", i);
            if (spool_begin(sp, morning, &d, &why) != VERDICT_DONE ||
                spool_write(d, span_str(bytes), &why) != VERDICT_DONE ||
                spool_end(sp, d, sha, &why) != VERDICT_DONE)
                _exit(2);
        }
        if (spool_commit(sp, &why) != VERDICT_DONE)
            _exit(3);
        for (size_t i = 0; i < messages; i++) {
            char bytes[32];

            snprintf(bytes, sizeof(bytes), "message %zu", i);
            if (spool_keep(sp, hash_of(span_str(bytes), sha), &why) !=
                VERDICT_DONE)
                _exit(4);
        }
        _exit(0);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void test_stopped_at_every_step(void **state)
{
    /* written, synced, renamed, durable, then one for each kept message */
    static const struct {
        size_t messages;
        int steps;
    } cases[] = { { 1, 5 }, { 2, 6 }, { 5, 9 } };

    for (size_t c = 0; c < ARRAY_LEN(cases); c++) {
        int stop = 1;

        for (int code = STEP_EXIT; code == STEP_EXIT; stop++) {
            CLEANUP(arena_release) struct arena arena = ARENA_INIT(1 << 20);
            CLEANUP(spool_drop) struct spool *sp = NULL;
            spool_entries found = { 0 };
            struct reason why;
            char sha[HASH_HEX], bytes[32];

            code = put_and_stop(*state, stop, cases[c].messages);
            assert_true(code == STEP_EXIT || code == 0);
            sp = open_spool(state);
            assert_int_equal(spool_list_new(sp, &arena, &found, &why),
                             VERDICT_DONE);
            list_each(&found, e)
            {
                CHECK_INT("whole", spool_verify(sp, e->sha, &why),
                          VERDICT_DONE);
                CHECK_INT("its instant", e->received, morning);
            }
            assert_int_equal(spool_recover(sp, &why), VERDICT_DONE);
            CHECK_INT("nothing half-written is left", count(state, "tmp"), 0);
            if (stop >= 4)
                CHECK_INT(
                    "durable means there",
                    spool_verify(sp, hash_of(SPAN("message 0"), sha), &why),
                    VERDICT_DONE);
            /* The next stop begins with an empty spool. */
            for (size_t i = 0; i < cases[c].messages; i++) {
                char path[PATH_MAX];

                snprintf(bytes, sizeof(bytes), "message %zu", i);
                hash_of(span_str(bytes), sha);
                snprintf(path, sizeof(path), "%s/spool/new/%s.eml",
                         (const char *)*state, sha);
                unlink(path);
                snprintf(path, sizeof(path), "%s/spool/keep/%.2s/%s.eml",
                         (const char *)*state, sha, sha);
                unlink(path);
            }
        }
        CHECK_INT("stop points", stop - 2, cases[c].steps);
    }
}

static void test_put_and_read(void **state)
{
    CLEANUP(spool_drop) struct spool *sp = open_spool(state);
    CLEANUP(text_release) struct text got = TEXT_INIT(TEXT_MAX_HEADER);
    CLEANUP(file_drop) int fd = -1;
    char sha[HASH_HEX], want[HASH_HEX];
    struct reason why;

    put(sp, "From: a\r\n\r\nb", morning, sha);
    CHECK_SPAN("named by content", span_str(sha),
               span_str(hash_of(SPAN("From: a\r\n\r\nb"), want)));
    assert_int_equal(spool_fd(sp, sha, &fd, &why), VERDICT_DONE);
    assert_int_equal(file_read_fd(fd, &got, &why), VERDICT_DONE);
    CHECK_SPAN("octets", text_span(&got), SPAN("From: a\r\n\r\nb"));
    CHECK_INT("tmp is empty", count(state, "tmp"), 0);
    CHECK_INT("verified", spool_verify(sp, sha, &why), VERDICT_DONE);
    put(sp, "", morning, sha);
    CHECK_INT("an empty message is a message", count(state, "new"), 2);
}

static void test_same_octets_twice(void **state)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(1 << 20);
    CLEANUP(spool_drop) struct spool *sp = open_spool(state);
    spool_entries found = { 0 };
    char first[HASH_HEX], again[HASH_HEX];
    struct reason why;

    put(sp, "same", morning, first);
    put(sp, "same", morning + 500, again);
    CHECK_SPAN("one name", span_str(again), span_str(first));
    assert_int_equal(spool_list_new(sp, &arena, &found, &why), VERDICT_DONE);
    CHECK_INT("one message", found.n, 1);
    CHECK_INT("the first instant", found.at[0].received, morning);
    CHECK_INT("kept", spool_keep(sp, first, &why), VERDICT_DONE);
    CHECK_INT("kept again", spool_keep(sp, first, &why), VERDICT_DONE);
    put(sp, "same", morning + 900, again);
    CHECK_INT("what was decided does not come back", count(state, "new"), 0);
    CHECK_INT("still readable", spool_verify(sp, first, &why), VERDICT_DONE);
}

static void test_both_places(void **state)
{
    CLEANUP(spool_drop) struct spool *sp = open_spool(state);
    char sha[HASH_HEX], from[PATH_MAX], to[PATH_MAX];
    struct reason why;
    struct stat st;

    put(sp, "racing", morning, sha);
    snprintf(to, sizeof(to), "%s/spool/keep/%.2s", (const char *)*state, sha);
    assert_int_equal(mkdir(to, 0700), 0);
    snprintf(to, sizeof(to), "%s/spool/keep/%.2s/%s.eml", (const char *)*state,
             sha, sha);
    snprintf(from, sizeof(from), "%s/spool/new/%s.eml", (const char *)*state,
             sha);
    assert_int_equal(rename(from, to), 0);
    assert_int_equal(close(creat(from, 0600)), 0);
    CHECK_INT("keep", spool_keep(sp, sha, &why), VERDICT_DONE);
    CHECK_INT("one of them is left", count(state, "new"), 0);
    assert_int_equal(stat(to, &st), 0);
    CHECK_INT("the first", st.st_mtim.tv_sec, morning);
}

static void test_order(void **state)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(1 << 20);
    CLEANUP(spool_drop) struct spool *sp = open_spool(state);
    static const char *const bodies[] = { "third", "first", "second", "a" };
    static const int64_t at[] = { 30, 10, 20, 10 };
    char sha[4][HASH_HEX], path[PATH_MAX];
    spool_entries found = { 0 };
    struct reason why;
    bool swap;

    for (size_t i = 0; i < 4; i++)
        put(sp, bodies[i], at[i], sha[i]);
    snprintf(path, sizeof(path), "%s/spool/new/note.txt", (const char *)*state);
    close(creat(path, 0600));
    assert_int_equal(spool_list_new(sp, &arena, &found, &why), VERDICT_DONE);
    CHECK_INT("strange files are no messages", found.n, 4);
    swap = strcmp(sha[1], sha[3]) > 0;
    CHECK_SPAN("oldest", span_str(found.at[0].sha),
               span_str(sha[swap ? 3 : 1]));
    CHECK_SPAN("equal instants by name", span_str(found.at[1].sha),
               span_str(sha[swap ? 1 : 3]));
    CHECK_SPAN("then", span_str(found.at[2].sha), span_str(sha[2]));
    CHECK_SPAN("newest", span_str(found.at[3].sha), span_str(sha[0]));
    CHECK_INT("size", found.at[3].size, 5);
}

static void test_limits(void **state)
{
    struct spool_settings small = { .most = 10, .any_disk = true };
    struct spool_settings full = { .least_free_share = 100 };
    struct spool_settings rich = { .least_free = UINT64_MAX,
                                   .least_free_share = 1 };
    CLEANUP(spool_drop) struct spool *sp = NULL;
    CLEANUP(spool_drop) struct spool *no_share = NULL;
    CLEANUP(spool_drop) struct spool *no_room = NULL;
    struct spool_draft *draft = (void *)state;
    char sha[HASH_HEX] = "untouched";
    struct reason why = { 0 };

    assert_int_equal(spool_open(*state, &small, &sp, &why), VERDICT_DONE);
    CHECK_INT("ten", spool_put(sp, SPAN("0123456789"), 0, sha, &why),
              VERDICT_DONE);
    snprintf(sha, sizeof(sha), "untouched");
    CHECK_INT("eleven", spool_put(sp, SPAN("0123456789x"), 0, sha, &why),
              VERDICT_NEVER);
    CHECK_SPAN("no name", span_str(sha), SPAN("untouched"));
    CHECK_INT("nothing is left of it", count(state, "tmp"), 0);
    assert_int_equal(spool_begin(sp, 0, &draft, &why), VERDICT_DONE);
    assert_int_equal(spool_write(draft, SPAN("01234567890"), &why),
                     VERDICT_NEVER);
    assert_int_equal(spool_write(draft, SPAN("x"), &why), VERDICT_NEVER);
    CHECK_INT("a failed write is remembered", spool_end(sp, draft, sha, &why),
              VERDICT_NEVER);
    assert_int_equal(spool_open(*state, &full, &no_share, &why), VERDICT_DONE);
    CHECK_INT("a disk that is full",
              spool_put(no_share, SPAN("x"), 0, sha, &why), VERDICT_LATER);
    CHECK_SPAN("why", span_str(why.site), SPAN("spool.free"));
    assert_int_equal(spool_open(*state, &rich, &no_room, &why), VERDICT_DONE);
    CHECK_INT("a disk that is small",
              spool_put(no_room, SPAN("x"), 0, sha, &why), VERDICT_LATER);
    CHECK_INT("tmp is empty", count(state, "tmp"), 0);
}

static void test_batch(void **state)
{
    enum { MESSAGES = 50 };
    CLEANUP(spool_drop) struct spool *sp = open_spool(state);
    char sha[HASH_HEX];
    struct reason why;

    for (int i = 0; i < MESSAGES; i++) {
        struct spool_draft *draft = NULL;
        char bytes[32];

        snprintf(bytes, sizeof(bytes), "number %d", i % 40);
        assert_int_equal(spool_begin(sp, i, &draft, &why), VERDICT_DONE);
        assert_int_equal(spool_write(draft, span_str(bytes), &why),
                         VERDICT_DONE);
        assert_int_equal(spool_end(sp, draft, sha, &why), VERDICT_DONE);
    }
    CHECK_INT("not visible before the commit", count(state, "new"), 0);
    CHECK_INT("commit", spool_commit(sp, &why), VERDICT_DONE);
    CHECK_INT("each content once", count(state, "new"), 40);
    CHECK_INT("tmp is empty", count(state, "tmp"), 0);
    CHECK_INT("nothing to commit", spool_commit(sp, &why), VERDICT_DONE);
}

static void test_recovery_spares_the_living(void **state)
{
    CLEANUP(spool_drop) struct spool *sp = open_spool(state);
    CLEANUP(spool_drop) struct spool *other = open_spool(state);
    struct spool_draft *draft = NULL;
    char path[PATH_MAX], sha[HASH_HEX];
    struct reason why;

    assert_int_equal(spool_begin(other, 0, &draft, &why), VERDICT_DONE);
    snprintf(path, sizeof(path), "%s/spool/tmp/left-behind",
             (const char *)*state);
    close(creat(path, 0600));
    CHECK_INT("two", count(state, "tmp"), 2);
    CHECK_INT("recover", spool_recover(sp, &why), VERDICT_DONE);
    CHECK_INT("the living one's stays", count(state, "tmp"), 1);
    assert_int_equal(spool_write(draft, SPAN("alive"), &why), VERDICT_DONE);
    assert_int_equal(spool_end(other, draft, sha, &why), VERDICT_DONE);
    assert_int_equal(spool_commit(other, &why), VERDICT_DONE);
    CHECK_INT("and is whole", spool_verify(sp, sha, &why), VERDICT_DONE);
}

static void test_changed_octets(void **state)
{
    CLEANUP(spool_drop) struct spool *sp = open_spool(state);
    char sha[HASH_HEX], path[PATH_MAX];
    struct reason why;
    int fd = 77;

    put(sp, "as it came", morning, sha);
    snprintf(path, sizeof(path), "%s/spool/new/%s.eml", (const char *)*state,
             sha);
    assert_int_equal(truncate(path, 3), 0);
    CHECK_INT("seen", spool_verify(sp, sha, &why), VERDICT_NEVER);
    sha[0] = sha[0] == 'f' ? 'e' : 'f';
    CHECK_INT("nowhere", spool_fd(sp, sha, &fd, &why), VERDICT_NEVER);
    CHECK_INT("a path is no name", spool_fd(sp, "../../etc/passwd", &fd, &why),
              VERDICT_NEVER);
    CHECK_INT("untouched", fd, 77);
    CHECK_INT("keep nothing", spool_keep(sp, sha, &why), VERDICT_NEVER);
}

int main(void)
{
#define WITH_STATE(test)                                                       \
    cmocka_unit_test_setup_teardown(test, new_state, end_state)
    const struct CMUnitTest tests[] = {
        WITH_STATE(test_stopped_at_every_step),
        WITH_STATE(test_put_and_read),
        WITH_STATE(test_same_octets_twice),
        WITH_STATE(test_both_places),
        WITH_STATE(test_order),
        WITH_STATE(test_limits),
        WITH_STATE(test_batch),
        WITH_STATE(test_recovery_spares_the_living),
        WITH_STATE(test_changed_octets),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
