#include "convoke/mail/maildir.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "convoke/base/file.h"
#include "convoke/base/hash.h"
#include "convoke/base/step.h"

static const char *const part_name[MAILDIR_PART_COUNT] = {
    [MAILDIR_TMP] = "tmp",
    [MAILDIR_NEW] = "new",
};

static enum verdict part_path(const char *folder, const char *part,
                              const char *name, char buf[PATH_MAX],
                              struct reason *why)
{
    int n = snprintf(buf, PATH_MAX, "%s/%s%s%s", folder, part, name ? "/" : "",
                     name ? name : "");

    if (n < 0 || n >= PATH_MAX)
        return reason_set(why, VERDICT_NEVER, "maildir.path", "path too long");
    return VERDICT_DONE;
}

enum verdict maildir_prepare(const char *folder, struct reason *why)
{
    static const char *const parts[] = { "tmp", "new", "cur" };
    char path[PATH_MAX];
    enum verdict v;

    assert(folder);
    v = file_make_folder(folder, why);
    for (size_t i = 0; i < ARRAY_LEN(parts) && v == VERDICT_DONE; i++) {
        v = part_path(folder, parts[i], NULL, path, why);
        if (v == VERDICT_DONE)
            v = file_make_folder(path, why);
    }
    /* A letter in a folder that a power cut takes away is lost. */
    return v == VERDICT_DONE ? file_sync_folder(folder, why) : v;
}

const char *maildir_name(int64_t queued_at, struct span key,
                         char buf[MAILDIR_NAME])
{
    char hex[HASH_HEX];

    hash_of(key, hex);
    snprintf(buf, MAILDIR_NAME, "%lld.%.32s.convoke", (long long)queued_at,
             hex);
    return buf;
}

enum verdict maildir_draft_open(const char *folder, const char *name,
                                struct maildir_draft *ret, struct reason *why)
{
    char path[PATH_MAX];
    enum verdict v;
    int fd;

    assert(folder);
    assert(name);
    assert(ret);
    v = part_path(folder, "tmp", name, path, why);
    if (v != VERDICT_DONE)
        return v;
    if (unlink(path) != 0 && errno != ENOENT)
        return reason_from_errno(why, VERDICT_LATER, "maildir.draft", path);
    fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return reason_from_errno(why, VERDICT_LATER, "maildir.draft", path);
    *ret = (struct maildir_draft){ .fd = fd };
    return VERDICT_DONE;
}

bool maildir_draft_sink(void *to, struct span piece)
{
    struct maildir_draft *draft = to;

    assert(draft);
    if (!draft->failed && file_write_all(draft->fd, piece, &draft->why) != 0)
        draft->failed = true;
    return !draft->failed;
}

enum verdict maildir_draft_close(struct maildir_draft *draft,
                                 struct reason *why)
{
    enum verdict v = VERDICT_DONE;

    assert(draft);
    if (draft->failed) {
        if (why)
            *why = draft->why;
        v = draft->why.verdict;
    } else {
        v = file_sync(draft->fd, why);
    }
    file_drop(&draft->fd);
    if (v == VERDICT_DONE)
        step("maildir.drafted");
    return v;
}

enum verdict maildir_write(const char *folder, const char *name,
                           struct span octets, struct reason *why)
{
    struct maildir_draft draft;
    enum verdict v = maildir_draft_open(folder, name, &draft, why);

    if (v != VERDICT_DONE)
        return v;
    maildir_draft_sink(&draft, octets);
    return maildir_draft_close(&draft, why);
}

enum verdict maildir_publish(const char *folder, const char *name, bool again,
                             struct reason *why)
{
    char from[PATH_MAX];
    char to[PATH_MAX];
    enum verdict v;

    assert(folder);
    assert(name);
    v = part_path(folder, "tmp", name, from, why);
    if (v == VERDICT_DONE)
        v = part_path(folder, "new", name, to, why);
    if (v != VERDICT_DONE)
        return v;
    if (rename(from, to) == 0)
        step("maildir.published");
    else if (errno != ENOENT || !again)
        return reason_from_errno(why, VERDICT_LATER, "maildir.publish", from);
    return VERDICT_DONE;
}

enum verdict maildir_sync(const char *folder, enum maildir_part part,
                          struct reason *why)
{
    char path[PATH_MAX];
    enum verdict v;

    assert(folder);
    v = part_path(folder, part_name[part], NULL, path, why);
    if (v == VERDICT_DONE)
        v = file_sync_folder(path, why);
    if (v == VERDICT_DONE)
        step("maildir.synced");
    return v;
}

static void close_folder(DIR **dir)
{
    if (*dir)
        closedir(*dir);
}

static bool is_letter(DIR *dir, const struct dirent *entry)
{
    struct stat st;

    if (entry->d_name[0] == '.')
        return false;
    if (entry->d_type != DT_UNKNOWN)
        return entry->d_type == DT_REG;
    return fstatat(dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
           S_ISREG(st.st_mode);
}

static int by_number(const void *a, const void *b)
{
    return strverscmp(*(char *const *)a, *(char *const *)b);
}

enum verdict maildir_list(const char *folder, struct arena *arena,
                          maildir_names *ret, struct reason *why)
{
    CLEANUP(close_folder) DIR *dir = NULL;
    maildir_names names = { 0 };
    char path[PATH_MAX];
    struct dirent *entry;
    enum verdict v;

    assert(folder);
    assert(ret);
    v = part_path(folder, "new", NULL, path, why);
    if (v != VERDICT_DONE)
        return v;
    dir = opendir(path);
    if (!dir)
        return reason_from_errno(why, VERDICT_LATER, "maildir.list", path);
    for (errno = 0; (entry = readdir(dir)); errno = 0)
        if (is_letter(dir, entry))
            *list_push(&names, arena) =
                arena_str(arena, span_str(entry->d_name));
    if (errno != 0)
        return reason_from_errno(why, VERDICT_LATER, "maildir.list", path);
    if (names.n)
        qsort(names.at, names.n, sizeof(*names.at), by_number);
    *ret = names;
    return VERDICT_DONE;
}

enum verdict maildir_take(const char *folder, const char *name, int *ret_fd,
                          struct reason *why)
{
    CLEANUP(file_drop) int fd = -1;
    char path[PATH_MAX];
    struct stat st;
    enum verdict v;

    assert(folder);
    assert(name);
    assert(ret_fd);
    v = part_path(folder, "new", name, path, why);
    if (v != VERDICT_DONE)
        return v;
    /* Not blocking: a pipe put there must not hold the queue. */
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0)
        return reason_from_errno(why,
                                 errno == ELOOP ? VERDICT_NEVER : VERDICT_LATER,
                                 "maildir.take", path);
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
        return reason_set(why, VERDICT_NEVER, "maildir.take",
                          "%s: not a regular file", path);
    *ret_fd = fd;
    fd = -1;
    return VERDICT_DONE;
}

enum verdict maildir_remove(const char *folder, const char *name,
                            struct reason *why)
{
    char path[PATH_MAX];
    enum verdict v;

    assert(folder);
    assert(name);
    v = part_path(folder, "new", name, path, why);
    if (v == VERDICT_DONE && unlink(path) != 0 && errno != ENOENT)
        v = reason_from_errno(why, VERDICT_LATER, "maildir.remove", path);
    return v;
}
