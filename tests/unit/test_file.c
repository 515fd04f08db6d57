#include "check.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "convoke/base/file.h"

static char folder[] = "/tmp/convoke-file-XXXXXX";
static char path[PATH_MAX];

static int set_up(void **state)
{
    (void)state;
    return mkdtemp(folder) && file_join(path, folder, "one") ? 0 : 1;
}

static size_t entries(bool remove)
{
    DIR *d = opendir(folder);
    const struct dirent *entry;
    size_t n = 0;

    assert_non_null(d);
    while ((entry = readdir(d))) {
        if (entry->d_name[0] == '.')
            continue;
        n++;
        if (remove)
            unlinkat(dirfd(d), entry->d_name, 0);
    }
    closedir(d);
    return n;
}

static int tear_down(void **state)
{
    (void)state;
    entries(true);
    return rmdir(folder);
}

static void test_replace(void **state)
{
    CLEANUP(text_release) struct text back = TEXT_INIT(100);
    struct reason why;
    struct stat st;

    (void)state;
    assert_int_equal(file_replace(path, SPAN("first"), 0600, &why), 0);
    assert_int_equal(file_replace(path, SPAN("second\0"), 0640, &why), 0);
    assert_int_equal(file_read(path, &back, &why), VERDICT_DONE);
    CHECK_SPAN("the new octets, all", text_span(&back), SPAN("second\0"));
    assert_int_equal(stat(path, &st), 0);
    CHECK_INT("its mode", st.st_mode & 0777, 0640);
    CHECK_INT("nothing lies beside it", entries(false), 1);
    CHECK_INT("a folder that is not there",
              file_replace("/nonexistent/x", SPAN("x"), 0600, &why) ==
                  VERDICT_DONE,
              0);
}

static void test_refusals(void **state)
{
    CLEANUP(text_release) struct text back = TEXT_INIT(3);
    char link[PATH_MAX];
    struct reason why;

    (void)state;
    CHECK_INT("absent", file_read("/nonexistent", &back, &why), VERDICT_NEVER);
    CHECK_SPAN("where", span_str(why.site), SPAN("file.open"));
    CHECK_INT("too large", file_read(path, &back, &why), VERDICT_NEVER);
    file_join(link, folder, "link");
    assert_int_equal(symlink(path, link), 0);
    CHECK_INT("no link is followed", file_read(link, &back, &why),
              VERDICT_NEVER);
}

static void test_pieces(void **state)
{
    CLEANUP(file_drop) int fd = open(path, O_RDONLY | O_CLOEXEC);
    CLEANUP(text_release) struct text piece = TEXT_INIT(4);
    CLEANUP(text_release) struct text whole = TEXT_INIT(100);
    struct reason why;
    size_t n = 1;

    (void)state;
    assert_true(fd >= 0);
    while (n) {
        assert_int_equal(file_read_piece(fd, &piece, &n, &why), VERDICT_DONE);
        assert_true(piece.n <= 4 && piece.n == n);
        text_add(&whole, text_span(&piece));
    }
    CHECK_SPAN("in pieces of four", text_span(&whole), SPAN("second\0"));
}

static void test_folders_and_names(void **state)
{
    char buf[PATH_MAX];
    char word[PATH_MAX];
    struct reason why;

    (void)state;
    CHECK_INT("already there", file_make_folder(folder, &why), VERDICT_DONE);
    CHECK_INT("no parent", file_make_folder("/nonexistent/x", &why),
              VERDICT_NEVER);
    memset(word, 'a', sizeof(word) - 1);
    word[sizeof(word) - 1] = '\0';
    assert_null(file_join(buf, folder, word));
}

static void test_stamps(void **state)
{
    struct reason why;
    struct file_stamp was;
    struct file_stamp is;

    (void)state;
    entries(true);
    was = file_stamp_of(path);
    CHECK_INT("not there", (int64_t)was.inode, 0);
    CHECK_INT("written", file_replace(path, SPAN("a token"), 0600, &why),
              VERDICT_DONE);
    is = file_stamp_of(path);
    CHECK_TRUE("there now", !file_stamp_eq(&was, &is));
    was = file_stamp_of(path);
    CHECK_TRUE("nothing happened", file_stamp_eq(&was, &is));
    CHECK_INT("anew", file_replace(path, SPAN("a TOKEN"), 0600, &why),
              VERDICT_DONE);
    is = file_stamp_of(path);
    CHECK_TRUE("as long as before", !file_stamp_eq(&was, &is));
    entries(true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_replace),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_pieces),
        cmocka_unit_test(test_folders_and_names),
        cmocka_unit_test(test_stamps),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
