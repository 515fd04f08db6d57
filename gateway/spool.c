#include "spool.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "convoke/base/file.h"
#include "convoke/base/mem.h"
#include "convoke/base/random.h"
#include "convoke/base/step.h"

enum {
    MOST_DEFAULT = 40 * 1024 * 1024,
    FREE_DEFAULT = 1024 * 1024 * 1024,
    FREE_SHARE_DEFAULT = 10,
    TMP_NAME = 27,               /* a random word and its NUL */
    MESSAGE_NAME = HASH_HEX + 4, /* SHA256.eml */
    KEEP_NAME = MESSAGE_NAME + 3 /* XX/SHA256.eml */
};

struct spool_draft {
    struct spool_draft *next; /* owned, among the ended ones */
    int fd;                   /* locked while its writer lives */
    int tmp;                  /* borrowed from the spool: its folder */
    char name[TMP_NAME];      /* in tmp/; empty once it is gone */
    char sha[HASH_HEX];       /* once ended */
    struct hash hash;
    int64_t received;
    uint64_t size, most;
    struct reason why; /* of the first failure; DONE before */
};

struct spool {
    struct spool_settings set;
    int tmp, new, keep;        /* folders */
    struct spool_draft *ended; /* owned, the newest first */
    size_t ended_n;
};

/* Folders. */

static enum verdict open_folder(int in, const char *name, int *ret,
                                struct reason *why)
{
    if (in != AT_FDCWD && mkdirat(in, name, 0700) != 0 && errno != EEXIST)
        return reason_from_errno(why, VERDICT_NEVER, "spool.open", name);
    *ret = openat(in, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*ret < 0)
        return reason_from_errno(why, VERDICT_NEVER, "spool.open", name);
    return VERDICT_DONE;
}

/* Synced even when they were there: whoever made them may have been killed
 * before its own sync, and a message in a lost folder is lost. */
static enum verdict open_folders(struct spool *sp, const char *state,
                                 struct reason *why)
{
    CLEANUP(file_drop) int outer = -1;
    CLEANUP(file_drop) int inner = -1;
    enum verdict v = open_folder(AT_FDCWD, state, &outer, why);

    if (v == VERDICT_DONE)
        v = open_folder(outer, "spool", &inner, why);
    if (v == VERDICT_DONE)
        v = open_folder(inner, "tmp", &sp->tmp, why);
    if (v == VERDICT_DONE)
        v = open_folder(inner, "new", &sp->new, why);
    if (v == VERDICT_DONE)
        v = open_folder(inner, "keep", &sp->keep, why);
    if (v == VERDICT_DONE)
        v = file_sync(inner, why);
    if (v == VERDICT_DONE)
        v = file_sync(outer, why);
    return v;
}

static struct spool_settings with_defaults(const struct spool_settings *set)
{
    struct spool_settings s = { 0 };

    if (set)
        s = *set;
    if (!s.most)
        s.most = MOST_DEFAULT;
    if (!s.least_free)
        s.least_free = FREE_DEFAULT;
    if (!s.least_free_share)
        s.least_free_share = FREE_SHARE_DEFAULT;
    return s;
}

enum verdict spool_open(const char *state, const struct spool_settings *set,
                        struct spool **ret, struct reason *why)
{
    CLEANUP(spool_drop) struct spool *sp = NULL;
    enum verdict v;

    assert(state);
    assert(ret);
    sp = MEM_NEW(struct spool);
    sp->set = with_defaults(set);
    sp->tmp = sp->new = sp->keep = -1;
    v = open_folders(sp, state, why);
    if (v != VERDICT_DONE)
        return v;
    *ret = TAKE(sp);
    return VERDICT_DONE;
}

static void forget_ended(struct spool *sp)
{
    while (sp->ended) {
        struct spool_draft *draft = sp->ended;
        sp->ended = draft->next;
        spool_abandon(draft);
    }
    sp->ended_n = 0;
}

struct spool *spool_close(struct spool *sp)
{
    if (!sp)
        return NULL;
    forget_ended(sp);
    file_drop(&sp->tmp);
    file_drop(&sp->new);
    file_drop(&sp->keep);
    free(sp);
    return NULL;
}

void spool_drop(struct spool **sp)
{
    *sp = spool_close(*sp);
}

/* Names. */

static const char *message_name(char buf[MESSAGE_NAME], const char *sha)
{
    snprintf(buf, MESSAGE_NAME, "%.64s.eml", sha);
    return buf;
}

static const char *keep_name(char buf[KEEP_NAME], const char *sha)
{
    snprintf(buf, KEEP_NAME, "%.2s/%.64s.eml", sha, sha);
    return buf;
}

static bool is_message_name(const char *name)
{
    return strlen(name) == MESSAGE_NAME - 1 &&
           strspn(name, "0123456789abcdef") == HASH_HEX - 1 &&
           strcmp(name + HASH_HEX - 1, ".eml") == 0;
}

static bool exists(int folder, const char *name)
{
    return faccessat(folder, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

/* Writing. */

static enum verdict room_at(int folder, const struct spool_settings *set,
                            struct spool_room *ret, struct reason *why)
{
    struct statvfs fs;
    uint64_t share;

    if (fstatvfs(folder, &fs) != 0)
        return reason_from_errno(why, VERDICT_LATER, "spool.free", "statvfs");
    share = (uint64_t)fs.f_blocks * fs.f_frsize / 100 * set->least_free_share;
    *ret = (struct spool_room){ (uint64_t)fs.f_bavail * fs.f_frsize, 0 };
    if (!set->any_disk)
        ret->least = share > set->least_free ? share : set->least_free;
    return VERDICT_DONE;
}

enum verdict spool_room_of(const struct spool *sp, struct spool_room *ret,
                           struct reason *why)
{
    assert(sp && ret);
    return room_at(sp->tmp, &sp->set, ret, why);
}

enum verdict spool_room_at(const char *state, struct spool_room *ret,
                           struct reason *why)
{
    const struct spool_settings set = with_defaults(NULL);
    CLEANUP(file_drop) int folder = -1;

    assert(state && ret);
    folder = open(state, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return reason_from_errno(why, VERDICT_NEVER, "spool.free", state);
    return room_at(folder, &set, ret, why);
}

/* Below this the disk belongs to the database: mail waits where it is. */
static enum verdict check_free(const struct spool *sp, struct reason *why)
{
    struct spool_room room;
    enum verdict v = spool_room_of(sp, &room, why);

    if (v != VERDICT_DONE || room.free >= room.least)
        return v;
    return reason_set(why, VERDICT_LATER, "spool.free",
                      "only %llu octets of the disk are free",
                      (unsigned long long)room.free);
}

/* A lock tells the living from the dead. Somebody who recovers may take the
 * file between its making and its locking; then it has no name any more. */
static int open_locked(struct spool_draft *draft)
{
    for (;;) {
        CLEANUP(file_drop) int fd = -1;
        struct stat st;
        int taken;

        random_word(draft->name, TMP_NAME - 1);
        fd = openat(draft->tmp, draft->name,
                    O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (fd < 0)
            return -1;
        if (flock(fd, LOCK_EX | LOCK_NB) != 0 || fstat(fd, &st) != 0 ||
            st.st_nlink == 0)
            continue;
        taken = fd;
        fd = -1;
        return taken;
    }
}

void spool_draft_drop(struct spool_draft **draft)
{
    *draft = spool_abandon(*draft);
}

struct spool_draft *spool_abandon(struct spool_draft *draft)
{
    if (!draft)
        return NULL;
    if (draft->name[0])
        unlinkat(draft->tmp, draft->name, 0);
    file_drop(&draft->fd);
    free(draft);
    return NULL;
}

enum verdict spool_begin(struct spool *sp, int64_t received,
                         struct spool_draft **ret, struct reason *why)
{
    CLEANUP(spool_draft_drop) struct spool_draft *draft = NULL;
    enum verdict v;

    assert(sp);
    assert(ret);
    v = check_free(sp, why);
    if (v != VERDICT_DONE)
        return v;
    draft = MEM_NEW(struct spool_draft);
    draft->tmp = sp->tmp;
    draft->received = received;
    draft->most = sp->set.most;
    hash_init(&draft->hash);
    draft->fd = open_locked(draft);
    if (draft->fd < 0) {
        v = reason_from_errno(why, VERDICT_LATER, "spool.begin", "tmp");
        draft->name[0] = '\0';
        return v;
    }
    *ret = TAKE(draft);
    return VERDICT_DONE;
}

enum verdict spool_write(struct spool_draft *draft, struct span bytes,
                         struct reason *why)
{
    assert(draft);
    if (draft->why.verdict == VERDICT_DONE &&
        bytes.n > draft->most - draft->size)
        reason_set(&draft->why, VERDICT_NEVER, "spool.write",
                   "the message has more than %llu octets",
                   (unsigned long long)draft->most);
    if (draft->why.verdict == VERDICT_DONE &&
        file_write_all(draft->fd, bytes, &draft->why) == VERDICT_DONE) {
        hash_add(&draft->hash, bytes);
        draft->size += bytes.n;
        return VERDICT_DONE;
    }
    if (why)
        *why = draft->why;
    return draft->why.verdict;
}

enum verdict spool_end(struct spool *sp, struct spool_draft *draft_taken,
                       char ret_sha[HASH_HEX], struct reason *why)
{
    CLEANUP(spool_draft_drop) struct spool_draft *draft = draft_taken;
    struct timespec times[2];

    assert(sp);
    assert(draft);
    assert(ret_sha);
    if (draft->why.verdict != VERDICT_DONE) {
        if (why)
            *why = draft->why;
        return draft->why.verdict;
    }
    times[0] = times[1] = (struct timespec){ .tv_sec = draft->received };
    if (futimens(draft->fd, times) != 0)
        return reason_from_errno(why, VERDICT_LATER, "spool.end", "futimens");
    memcpy(ret_sha, hash_end(&draft->hash, draft->sha), HASH_HEX);
    draft->next = sp->ended;
    sp->ended = TAKE(draft);
    sp->ended_n++;
    return VERDICT_DONE;
}

/* Committing. */

/* A call for each of a few files; of many the whole filesystem at once. */
static enum verdict sync_ended(struct spool *sp, struct reason *why)
{
    enum { FEW = 2 };
    enum verdict v = VERDICT_DONE;

    if (sp->ended_n > FEW && syncfs(sp->tmp) != 0)
        return reason_set(why, VERDICT_BROKEN, "spool.commit",
                          "syncfs failed, errno %d", errno);
    if (sp->ended_n > FEW)
        return VERDICT_DONE;
    for (struct spool_draft *d = sp->ended; d && v == VERDICT_DONE; d = d->next)
        v = file_sync(d->fd, why);
    return v;
}

static enum verdict publish(struct spool *sp, struct spool_draft *draft,
                            struct reason *why)
{
    char kept[KEEP_NAME];
    char name[MESSAGE_NAME];

    if (exists(sp->keep, keep_name(kept, draft->sha)))
        return VERDICT_DONE;
    if (renameat2(sp->tmp, draft->name, sp->new, message_name(name, draft->sha),
                  RENAME_NOREPLACE) == 0) {
        draft->name[0] = '\0';
        return VERDICT_DONE;
    }
    if (errno == EEXIST)
        return VERDICT_DONE;
    return reason_from_errno(why, VERDICT_LATER, "spool.commit", "rename");
}

/* The folder is synced even when every message was there already: another
 * process may have been killed between its rename and its sync. */
enum verdict spool_commit(struct spool *sp, struct reason *why)
{
    enum verdict v;

    assert(sp);
    if (!sp->ended)
        return VERDICT_DONE;
    step("spool.written");
    v = sync_ended(sp, why);
    if (v == VERDICT_DONE)
        step("spool.synced");
    for (struct spool_draft *d = sp->ended; d && v == VERDICT_DONE; d = d->next)
        v = publish(sp, d, why);
    if (v == VERDICT_DONE)
        step("spool.renamed");
    forget_ended(sp);
    if (v == VERDICT_DONE)
        v = file_sync(sp->new, why);
    if (v == VERDICT_DONE)
        step("spool.durable");
    return v;
}

enum verdict spool_put(struct spool *sp, struct span bytes, int64_t received,
                       char ret_sha[HASH_HEX], struct reason *why)
{
    CLEANUP(spool_draft_drop) struct spool_draft *draft = NULL;
    enum verdict v = spool_begin(sp, received, &draft, why);

    if (v == VERDICT_DONE)
        v = spool_write(draft, bytes, why);
    if (v == VERDICT_DONE)
        v = spool_end(sp, TAKE(draft), ret_sha, why);
    if (v == VERDICT_DONE)
        v = spool_commit(sp, why);
    return v;
}

/* Reading. */

static void folder_drop(DIR **d)
{
    if (*d)
        closedir(*d);
}

/* A stream of its own for a folder that stays open. */
static DIR *folder_stream(int folder)
{
    int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *d = fd < 0 ? NULL : fdopendir(fd);

    if (!d && fd >= 0)
        close(fd);
    return d;
}

static int by_receipt(const void *a, const void *b)
{
    const struct spool_entry *x = a, *y = b;

    if (x->received != y->received)
        return x->received < y->received ? -1 : 1;
    return strcmp(x->sha, y->sha);
}

enum verdict spool_list_new(struct spool *sp, struct arena *arena,
                            spool_entries *ret, struct reason *why)
{
    CLEANUP(folder_drop) DIR *d = NULL;
    spool_entries found = { 0 };
    const struct dirent *e;

    assert(sp);
    assert(arena);
    assert(ret);
    d = folder_stream(sp->new);
    if (!d)
        return reason_from_errno(why, VERDICT_LATER, "spool.list", "new");
    while ((e = readdir(d))) {
        struct spool_entry *entry;
        struct stat st;

        if (!is_message_name(e->d_name) ||
            fstatat(sp->new, e->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
            !S_ISREG(st.st_mode))
            continue;
        entry = list_push(&found, arena);
        memcpy(entry->sha, e->d_name, HASH_HEX - 1);
        entry->received = st.st_mtim.tv_sec;
        entry->size = (uint64_t)st.st_size;
    }
    if (found.n)
        qsort(found.at, found.n, sizeof(*found.at), by_receipt);
    *ret = found;
    return VERDICT_DONE;
}

enum verdict spool_fd(struct spool *sp, const char *sha, int *ret,
                      struct reason *why)
{
    char name[MESSAGE_NAME];
    char kept[KEEP_NAME];
    int fd;

    assert(sp);
    assert(sha);
    assert(ret);
    message_name(name, sha);
    if (!is_message_name(name))
        return reason_set(why, VERDICT_NEVER, "spool.read", "no such name");
    /* Twice, for it may be moved to keep/ between the two looks. */
    for (int i = 0; i < 2; i++) {
        fd = openat(sp->new, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
        if (fd < 0 && errno == ENOENT)
            fd = openat(sp->keep, keep_name(kept, sha),
                        O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
        if (fd >= 0 || errno != ENOENT)
            break;
    }
    if (fd < 0)
        return reason_from_errno(why, VERDICT_NEVER, "spool.read", sha);
    *ret = fd;
    return VERDICT_DONE;
}

/* Both places may hold it when it came again while it was being moved: the
 * older file, the one in keep/, stays. */
enum verdict spool_keep(struct spool *sp, const char *sha, struct reason *why)
{
    char name[MESSAGE_NAME];
    char kept[KEEP_NAME];
    char folder[3] = { 0 };

    assert(sp);
    assert(sha);
    message_name(name, sha);
    keep_name(kept, sha);
    if (!is_message_name(name))
        return reason_set(why, VERDICT_NEVER, "spool.keep", "no such name");
    memcpy(folder, sha, 2);
    if (mkdirat(sp->keep, folder, 0700) != 0 && errno != EEXIST)
        return reason_from_errno(why, VERDICT_LATER, "spool.keep", folder);
    if (renameat2(sp->new, name, sp->keep, kept, RENAME_NOREPLACE) == 0) {
        step("spool.kept");
        return VERDICT_DONE;
    }
    if (errno == EEXIST && unlinkat(sp->new, name, 0) == 0)
        return VERDICT_DONE;
    if (errno == ENOENT && exists(sp->keep, kept))
        return VERDICT_DONE;
    return reason_from_errno(why, VERDICT_NEVER, "spool.keep", sha);
}

enum verdict spool_verify(struct spool *sp, const char *sha, struct reason *why)
{
    CLEANUP(file_drop) int fd = -1;
    char buf[64 * 1024];
    char hex[HASH_HEX];
    struct hash hash;
    enum verdict v;
    ssize_t n;

    assert(sp);
    assert(sha);
    v = spool_fd(sp, sha, &fd, why);
    if (v != VERDICT_DONE)
        return v;
    hash_init(&hash);
    while ((n = read(fd, buf, sizeof(buf))) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return reason_from_errno(why, VERDICT_LATER, "spool.verify", sha);
        hash_add(&hash, span_of(buf, (size_t)n));
    }
    if (strcmp(hash_end(&hash, hex), sha) != 0)
        return reason_set(why, VERDICT_NEVER, "spool.verify",
                          "the octets of %.64s have changed", sha);
    return VERDICT_DONE;
}

/* What a dead writer left has no lock. */
static void remove_if_stale(struct spool *sp, const char *name)
{
    CLEANUP(file_drop) int fd = -1;

    fd = openat(sp->tmp, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
        unlinkat(sp->tmp, name, 0);
}

enum verdict spool_recover(struct spool *sp, struct reason *why)
{
    CLEANUP(folder_drop) DIR *d = NULL;
    const struct dirent *e;

    assert(sp);
    d = folder_stream(sp->tmp);
    if (!d)
        return reason_from_errno(why, VERDICT_LATER, "spool.recover", "tmp");
    while ((e = readdir(d)))
        if (e->d_name[0] != '.')
            remove_if_stale(sp, e->d_name);
    return VERDICT_DONE;
}
