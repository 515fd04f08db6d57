#include "check.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "convoke/base/file.h"
#include "convoke/mail/archive.h"
#include "convoke/mail/archive_draft.h"

enum { MOST = 1024 * 1024 };

static char folder[] = "/tmp/convoke-draft-XXXXXX";
static char path[64];
static char side[64];

static int prepare(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof(path), "%s/a.zip", folder);
    snprintf(side, sizeof(side), "%s/side", folder);
    return 0;
}

static int clean(void **state)
{
    (void)state;
    unlink(path);
    unlink(side);
    return rmdir(folder);
}

static enum verdict open_side(void *whose, int *ret_fd, struct reason *why)
{
    (void)whose;
    *ret_fd = open(side, O_RDONLY | O_CLOEXEC);
    return *ret_fd >= 0 ? VERDICT_DONE
                        : reason_set(why, VERDICT_NEVER, "test.open", "gone");
}

static void keep_side(struct span bytes)
{
    struct reason why;

    CHECK_INT("the file beside", file_replace(side, bytes, 0600, &why),
              VERDICT_DONE);
}

/* Two pieces: octets at hand, and a file said to have `size`. */
static enum verdict make(uint64_t size, struct text *ret, struct reason *why)
{
    CLEANUP(archive_draft_drop) struct archive_draft *d = NULL;
    const struct archive_piece a = { .name = "a/甲.txt",
                                     .at = 1775696461,
                                     .bytes = SPAN("first") };
    const struct archive_piece b = {
        .name = "b", .at = 0, .open = open_side, .size = size
    };
    enum verdict v;

    unlink(path);
    v = archive_draft_open(path, &d, why);
    if (v == VERDICT_DONE)
        v = archive_draft_add(d, &a, why);
    if (v == VERDICT_DONE)
        v = archive_draft_add(d, &b, why);
    if (v == VERDICT_DONE)
        v = archive_draft_finish(d, why);
    text_reset(ret);
    return v == VERDICT_DONE ? file_read(path, ret, why) : v;
}

static void what_was_put_in_comes_out(void **state)
{
    CLEANUP(text_release) struct text bytes = TEXT_INIT(MOST);
    CLEANUP(text_release) struct text part = TEXT_INIT(MOST);
    CLEANUP(archive_drop) struct archive *ar = NULL;
    struct archive_budget budget = { 0 };
    struct reason why;

    (void)state;
    keep_side(SPAN("second\0file"));
    CHECK_INT("made", make(11, &bytes, &why), VERDICT_DONE);
    CHECK_INT("opened", archive_open(text_span(&bytes), &budget, &ar, &why),
              VERDICT_DONE);
    CHECK_INT("two of them", (int)archive_count(ar), 2);
    CHECK_SPAN("its name", archive_at(ar, 0)->name, SPAN("a/甲.txt"));
    CHECK_TRUE("is UTF-8", archive_at(ar, 0)->utf8);
    CHECK_INT("read", archive_read(ar, 1, &part, &why), VERDICT_DONE);
    CHECK_SPAN("octet for octet", text_span(&part), SPAN("second\0file"));
}

/* Offset 10 of the first header: 09:01:01 on 9 April 2026 in Beijing. */
static void times_are_those_given(void **state)
{
    CLEANUP(text_release) struct text bytes = TEXT_INIT(MOST);
    CLEANUP(text_release) struct text again = TEXT_INIT(MOST);
    const unsigned time = 9 << 11 | 1 << 5;
    const unsigned day = (2026 - 1980) << 9 | 4 << 5 | 9;
    const unsigned char *p;
    struct reason why;

    (void)state;
    keep_side(SPAN("second\0file"));
    CHECK_INT("made", make(11, &bytes, &why), VERDICT_DONE);
    p = (const unsigned char *)bytes.p;
    CHECK_INT("time", p[10] | p[11] << 8, (int)time);
    CHECK_INT("day", p[12] | p[13] << 8, (int)day);
    setenv("TZ", "Pacific/Chatham", 1);
    CHECK_INT("made again", make(11, &again, &why), VERDICT_DONE);
    CHECK_SPAN("the same octets wherever", text_span(&again),
               text_span(&bytes));
}

static void a_piece_that_is_not_as_said_ends_it(void **state)
{
    CLEANUP(text_release) struct text bytes = TEXT_INIT(MOST);
    struct reason why;

    (void)state;
    keep_side(SPAN("second"));
    CHECK_INT("shorter than said", make(11, &bytes, &why), VERDICT_NEVER);
    CHECK_INT("nothing is left", access(path, F_OK), -1);
    unlink(side);
    CHECK_INT("not there", make(6, &bytes, &why), VERDICT_NEVER);
    CHECK_SPAN("why is told", span_str(why.text), SPAN("gone"));
    CHECK_INT("nothing is left", access(path, F_OK), -1);
}

static void what_is_there_stays(void **state)
{
    CLEANUP(archive_draft_drop) struct archive_draft *d = NULL;
    struct reason why;

    (void)state;
    CHECK_INT("a file of somebody's",
              file_replace(path, SPAN("mine"), 0600, &why), VERDICT_DONE);
    CHECK_INT("refused", archive_draft_open(path, &d, &why), VERDICT_NEVER);
    CHECK_TRUE("untouched", d == NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_put_in_comes_out),
        cmocka_unit_test(times_are_those_given),
        cmocka_unit_test(a_piece_that_is_not_as_said_ends_it),
        cmocka_unit_test(what_is_there_stays),
    };

    return cmocka_run_group_tests(tests, prepare, clean);
}
