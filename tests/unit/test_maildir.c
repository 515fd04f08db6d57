#include "check.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "convoke/base/file.h"
#include "convoke/mail/maildir.h"

static char folder[] = "/tmp/convoke-maildir-XXXXXX";
static struct reason why;

static const char *at(const char *part, const char *name)
{
    static char path[PATH_MAX];

    snprintf(path, sizeof(path), "%s/%s/%s", folder, part, name);
    return path;
}

static bool there(const char *part, const char *name)
{
    return access(at(part, name), F_OK) == 0;
}

static void put(const char *name, const char *octets)
{
    CLEANUP(file_drop) int fd = open(at("new", name), O_CREAT | O_WRONLY, 0600);

    CHECK_INT(name, file_write_all(fd, span_str(octets), &why), VERDICT_DONE);
}

static void test_names(void **state)
{
    char a[MAILDIR_NAME], b[MAILDIR_NAME], c[MAILDIR_NAME];

    (void)state;
    maildir_name(1773763170, SPAN("app.ack:A-1/../x:1"), a);
    maildir_name(1773763170, SPAN("app.ack:A-1/../x:1"), b);
    maildir_name(1773763170, SPAN("app.ack:A-1/../x:2"), c);
    CHECK_SPAN("stable", span_str(a), span_str(b));
    CHECK_TRUE("another key, another name", !span_eq(span_str(a), span_str(c)));
    CHECK_TRUE("no path", !strchr(a, '/') && !strchr(a, ':'));
}

static void test_phases(void **state)
{
    CLEANUP(text_release) struct text got = TEXT_INIT(TEXT_MAX_LETTER);

    (void)state;
    CHECK_INT("write", maildir_write(folder, "k1", SPAN("first try"), &why),
              VERDICT_DONE);
    CHECK_INT("an interrupted draft is replaced",
              maildir_write(folder, "k1", SPAN("To: x\r\n\r\nhi\r\n"), &why),
              VERDICT_DONE);
    CHECK_TRUE("not visible yet", there("tmp", "k1") && !there("new", "k1"));
    CHECK_INT("sync", maildir_sync(folder, MAILDIR_TMP, &why), VERDICT_DONE);
    CHECK_INT("publish",
              maildir_publish(folder, "k1", /* again= */ false, &why),
              VERDICT_DONE);
    CHECK_TRUE("visible", !there("tmp", "k1") && there("new", "k1"));
    CHECK_INT("sync", maildir_sync(folder, MAILDIR_NEW, &why), VERDICT_DONE);
    CHECK_INT("read", file_read(at("new", "k1"), &got, &why), VERDICT_DONE);
    CHECK_SPAN("octets as given", text_span(&got), SPAN("To: x\r\n\r\nhi\r\n"));
}

static void test_recovery(void **state)
{
    (void)state;
    CHECK_INT("write", maildir_write(folder, "k2", SPAN("x"), &why),
              VERDICT_DONE);
    CHECK_INT("at dot, draft there: it leaves now",
              maildir_publish(folder, "k2", /* again= */ true, &why),
              VERDICT_DONE);
    CHECK_TRUE("visible", there("new", "k2"));
    unlink(at("new", "k2"));
    CHECK_INT("at dot, draft gone: it has left",
              maildir_publish(folder, "k2", /* again= */ true, &why),
              VERDICT_DONE);
    CHECK_TRUE("not a second time", !there("new", "k2"));
    CHECK_INT("a draft that should be there",
              maildir_publish(folder, "k2", /* again= */ false, &why),
              VERDICT_LATER);
}

static void test_taking(void **state)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(1 << 20);
    CLEANUP(text_release) struct text got = TEXT_INIT(100);
    static const char *const want[] = { "2.eml", "10.eml", "1773.M5.x",
                                        "1773.M12.x" };
    maildir_names names = { 0 };
    int fd = -1;

    (void)state;
    for (size_t i = ARRAY_LEN(want); i-- > 0;)
        put(want[i], want[i]);
    put(".hidden", "no");
    assert_int_equal(mkdir(at("new", "folder"), 0700), 0);
    assert_int_equal(symlink("/etc/hostname", at("new", "link")), 0);
    assert_int_equal(mkfifo(at("new", "pipe"), 0600), 0);
    unlink(at("new", "k1"));
    CHECK_INT("list", maildir_list(folder, &arena, &names, &why), VERDICT_DONE);
    CHECK_INT("regular files only", names.n, ARRAY_LEN(want));
    for (size_t i = 0; i < names.n; i++)
        CHECK_SPAN("numbers in order", span_str(names.at[i]),
                   span_str(want[i]));
    CHECK_INT("take", maildir_take(folder, "2.eml", &fd, &why), VERDICT_DONE);
    CHECK_INT("read", file_read_fd(fd, &got, &why), VERDICT_DONE);
    CHECK_SPAN("its octets", text_span(&got), SPAN("2.eml"));
    file_drop(&fd);
    CHECK_INT("a link", maildir_take(folder, "link", &fd, &why), VERDICT_NEVER);
    CHECK_INT("a pipe", maildir_take(folder, "pipe", &fd, &why), VERDICT_NEVER);
    CHECK_INT("untouched on failure", fd, -1);
    CHECK_INT("remove", maildir_remove(folder, "2.eml", &why), VERDICT_DONE);
    CHECK_INT("again", maildir_remove(folder, "2.eml", &why), VERDICT_DONE);
    CHECK_TRUE("gone", !there("new", "2.eml"));
}

static void test_draft_fails(void **state)
{
    struct maildir_draft draft = { .fd = open("/dev/full", O_WRONLY) };

    (void)state;
    CHECK_TRUE("no room", !maildir_draft_sink(&draft, SPAN("x")));
    CHECK_TRUE("stays so", !maildir_draft_sink(&draft, SPAN("y")));
    CHECK_INT("said at the end", maildir_draft_close(&draft, &why),
              VERDICT_LATER);
    CHECK_TRUE("why", span_has(span_str(why.text), SPAN("No space")));
}

static int make(void **state)
{
    (void)state;
    if (!mkdtemp(folder) || maildir_prepare(folder, &why) != VERDICT_DONE)
        return -1;
    return maildir_prepare(folder, &why) == VERDICT_DONE ? 0 : -1;
}

static int drop(void **state)
{
    static const char *const left[] = { "10.eml",  "1773.M5.x", "1773.M12.x",
                                        ".hidden", "link",      "pipe" };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(left); i++)
        unlink(at("new", left[i]));
    rmdir(at("new", "folder"));
    rmdir(at("new", ""));
    rmdir(at("tmp", ""));
    rmdir(at("cur", ""));
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),       cmocka_unit_test(test_phases),
        cmocka_unit_test(test_recovery),    cmocka_unit_test(test_taking),
        cmocka_unit_test(test_draft_fails),
    };

    return cmocka_run_group_tests(tests, make, drop);
}
