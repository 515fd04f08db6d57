#include "outgoing.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "convoke/base/file.h"
#include "convoke/base/log.h"
#include "convoke/base/random.h"
#include "convoke/base/step.h"
#include "convoke/store/outbox.h"
#include "core.h"

enum { DAY = 86400, OUTGOING_KEPT = 30 * DAY };

/* STATE/outgoing/NAME and what follows; NULL when it does not fit. */
static const char *path_of(char buf[PATH_MAX], const char *state,
                           struct span name, const char *tail)
{
    int n = snprintf(buf, PATH_MAX, "%s/outgoing/" SPAN_FMT "%s", state,
                     SPAN_ARG(name), tail);

    return n > 0 && n < PATH_MAX ? buf : NULL;
}

static enum verdict too_long(struct reason *why)
{
    return reason_set(why, VERDICT_NEVER, "outgoing.path", "path too long");
}

enum verdict outgoing_prepare(const char *state, struct reason *why)
{
    char path[PATH_MAX];

    enum verdict v;

    if (!file_join(path, state, "outgoing"))
        return too_long(why);
    v = file_make_folder(path, why);
    /* A mail in a folder that a power cut takes away is lost. */
    return v == VERDICT_DONE ? file_sync_folder(state, why) : v;
}

const char *outgoing_name(struct span key, char buf[OUTGOING_NAME])
{
    hash_of(key, buf);
    memcpy(buf + HASH_HEX - 1, ".eml", 5);
    return buf;
}

enum verdict outgoing_open(const char *state, struct span name, int *ret_fd,
                           struct reason *why)
{
    char path[PATH_MAX];

    assert(ret_fd);
    if (!path_of(path, state, name, ""))
        return too_long(why);
    *ret_fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (*ret_fd >= 0)
        return VERDICT_DONE;
    return reason_from_errno(why,
                             errno == ENOENT ? VERDICT_NEVER : VERDICT_LATER,
                             "outgoing.open", path);
}

/* Not O_TMPFILE, which some filesystems do not have. */
enum verdict outgoing_scratch(const char *state, int *ret_fd,
                              struct reason *why)
{
    char path[PATH_MAX];
    char word[27];

    assert(ret_fd);
    random_word(word, sizeof(word) - 1);
    if (!path_of(path, state, span_str(word), ".part"))
        return too_long(why);
    *ret_fd =
        open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (*ret_fd < 0)
        return reason_from_errno(why, VERDICT_LATER, "outgoing.scratch", path);
    unlink(path);
    return VERDICT_DONE;
}

enum verdict outgoing_create(const char *state, const char *name, int *ret_fd,
                             struct reason *why)
{
    char path[PATH_MAX];

    assert(ret_fd);
    if (!path_of(path, state, span_str(name), ".tmp"))
        return too_long(why);
    *ret_fd =
        open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (*ret_fd < 0)
        return reason_from_errno(why, VERDICT_LATER, "outgoing.create", path);
    return VERDICT_DONE;
}

enum verdict outgoing_finish(const char *state, const char *name, int fd,
                             struct reason *why)
{
    char folder[PATH_MAX];
    char from[PATH_MAX];
    char to[PATH_MAX];
    enum verdict v;

    if (!file_join(folder, state, "outgoing") ||
        !path_of(from, state, span_str(name), ".tmp") ||
        !path_of(to, state, span_str(name), ""))
        return too_long(why);
    v = file_sync(fd, why);
    if (v != VERDICT_DONE)
        return v;
    step("outgoing.synced");
    if (rename(from, to) != 0)
        return reason_from_errno(why, VERDICT_LATER, "outgoing.finish", to);
    step("outgoing.renamed");
    return file_sync_folder(folder, why);
}

static void folder_drop(DIR **d)
{
    if (*d)
        closedir(*d);
}

static enum verdict sweep_one(struct core *c, DIR *d, const char *name,
                              struct reason *why)
{
    int64_t since = clock_now(&c->clock) - OUTGOING_KEPT;
    bool needed = false;
    enum verdict v =
        outbox_file_needed(c->store, span_str(name), since, &needed, why);

    if (v != VERDICT_DONE || needed)
        return v;
    log_event(LOG_DEBUG, "outgoing.removed", KV_STR("file", name));
    if (unlinkat(dirfd(d), name, 0) != 0)
        return reason_from_errno(why, VERDICT_LATER, "outgoing.sweep", name);
    return VERDICT_DONE;
}

enum verdict outgoing_sweep(struct core *c, struct reason *why)
{
    CLEANUP(folder_drop) DIR *d = NULL;
    const struct dirent *e;
    char path[PATH_MAX];
    enum verdict v = VERDICT_DONE;

    assert(c);
    if (clock_now(&c->clock) < c->swept_at + DAY)
        return VERDICT_DONE;
    if (!file_join(path, c->set->state, "outgoing"))
        return too_long(why);
    d = opendir(path);
    if (!d)
        return reason_from_errno(why, VERDICT_LATER, "outgoing.sweep", path);
    while (v == VERDICT_DONE && (e = readdir(d)))
        if (e->d_name[0] != '.')
            v = sweep_one(c, d, e->d_name, why);
    c->swept_at = clock_now(&c->clock);
    return v;
}
