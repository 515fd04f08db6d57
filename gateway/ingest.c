/* From the source into the spool. */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "convoke/base/file.h"
#include "convoke/base/log.h"
#include "convoke/base/moment.h"
#include "convoke/base/random.h"
#include "convoke/base/step.h"
#include "convoke/mail/maildir.h"
#include "core.h"
#include "oversize.h"
#include "source_imap.h"

enum {
    INGEST_GROUP = 64,                 /* messages in one commit */
    INGEST_ARENA = 1024 * 1024 * 1024, /* of a flood's names: millions */
    INGEST_PIECE = 256 * 1024,
};

/* When the message reached us: the file's own time, never later than now. A
 * file that comes while the clock is suspect bears the wrong time itself. */
static int64_t arrival(const struct core *c, int fd)
{
    int64_t now = clock_now(&c->clock);
    struct stat st;

    if (fstat(fd, &st) != 0 || st.st_mtime > now)
        return now;
    return clock_is_trusted(&c->clock) ? core_believed(c, st.st_mtime, now)
                                       : now;
}

enum verdict ingest_copy(struct spool *sp, int fd, int64_t received,
                         char ret_sha[HASH_HEX], struct reason *why)
{
    CLEANUP(spool_draft_drop) struct spool_draft *draft = NULL;
    CLEANUP(text_release) struct text piece = TEXT_INIT(INGEST_PIECE);
    enum verdict v = spool_begin(sp, received, &draft, why);

    while (v == VERDICT_DONE) {
        size_t n = 0;
        v = file_read_piece(fd, &piece, &n, why);
        if (v != VERDICT_DONE || n == 0)
            break;
        v = spool_write(draft, text_span(&piece), why);
    }
    if (v != VERDICT_DONE)
        return v;
    return spool_end(sp, TAKE(draft), ret_sha, why);
}

/* What is over the limit, or no message at all (a link, a folder), does not
 * stand in the way: it is put aside under its own name. */
static enum verdict put_aside(const char *folder, const char *name,
                              struct reason *why)
{
    char from[PATH_MAX];
    char aside[PATH_MAX];
    char to[PATH_MAX + 16];
    char word[9];
    int n;

    n = snprintf(from, sizeof(from), "%s/new/%s", folder, name);
    if (n < 0 || n >= PATH_MAX || !file_join(aside, folder, "refused") ||
        !file_join(to, aside, name))
        return reason_set(why, VERDICT_LATER, "source.refuse", "long path");
    if (file_make_folder(aside, why) != VERDICT_DONE)
        return VERDICT_LATER;
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
        return VERDICT_DONE;
    /* Another one of that name was refused before: both are kept. */
    snprintf(to + strlen(to), 16, ".%s", random_word(word, 8));
    if (errno == EEXIST &&
        renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
        return VERDICT_DONE;
    return reason_from_errno(why, VERDICT_LATER, "source.refuse", from);
}

/* Whoever still writes into the file (a copy made straight into new/) has not
 * finished; its closing wakes us. Filesystems without leases cannot tell. A
 * writer that comes while the lease stands makes a signal: one that is ignored
 * unless asked for. */
static enum verdict check_whole(int fd, const char *name, struct reason *why)
{
    fcntl(fd, F_SETSIG, SIGURG);
    if (fcntl(fd, F_SETLEASE, F_RDLCK) == 0)
        fcntl(fd, F_SETLEASE, F_UNLCK);
    else if (errno == EAGAIN)
        return reason_set(why, VERDICT_LATER, "source.take",
                          "%s is still being written", name);
    return VERDICT_DONE;
}

/* What becomes of a file in the source once the group is durable. */
enum fate { FATE_STAYS, FATE_REMOVED, FATE_ASIDE };

static enum verdict copy_source(struct core *c, const char *name,
                                enum fate *ret, struct reason *why)
{
    CLEANUP(file_drop) int fd = -1;
    char sha[HASH_HEX];
    enum verdict v = maildir_take(c->set->source.path, name, &fd, why);

    *ret = FATE_STAYS;
    if (v == VERDICT_DONE)
        v = check_whole(fd, name, why);
    if (v != VERDICT_DONE)
        return v;
    *ret = FATE_REMOVED;
    v = ingest_copy(c->spool, fd, arrival(c, fd), sha, why);
    if (v != VERDICT_NEVER)
        return v;
    *ret = FATE_ASIDE;
    log_event(LOG_WARNING, "source.refused", KV_STR("name", name), KV_WHY(why));
    return oversize_put_file(c->spool, fd, arrival(c, fd), why);
}

/* What could not be taken from the source this time. */
struct left_behind {
    size_t n;
    const char *name; /* the first, borrowed */
    struct reason why;
};

static void leave_behind(struct left_behind *left, const char *name,
                         const struct reason *why)
{
    if (left->n++ > 0)
        return;
    left->name = name;
    left->why = *why;
}

/* DONE also when the message stays where it is: one file that cannot be read,
 * or a full disk, must not keep the rest from being decided. */
static enum verdict take_one(struct core *c, const char *name, enum fate *ret,
                             struct left_behind *left, struct reason *why)
{
    enum verdict v = copy_source(c, name, ret, why);

    if (v != VERDICT_DONE)
        *ret = FATE_STAYS;
    if (v == VERDICT_NEVER) {
        log_event(LOG_WARNING, "source.refused", KV_STR("name", name),
                  KV_WHY(why));
        v = put_aside(c->set->source.path, name, why);
    }
    if (v == VERDICT_LATER)
        leave_behind(left, name, why);
    return v == VERDICT_BROKEN ? v : VERDICT_DONE;
}

static enum verdict clear(struct core *c, const char *name, enum fate fate,
                          struct reason *why)
{
    return fate == FATE_ASIDE ? put_aside(c->set->source.path, name, why)
                              : maildir_remove(c->set->source.path, name, why);
}

/* A group is made durable at once; only then are its sources removed. Killed
 * in between, the same octets are found again and known by their hash. */
static enum verdict take_group(struct core *c, char **names, size_t n,
                               size_t *ret_n, struct left_behind *left)
{
    enum fate fates[INGEST_GROUP] = { FATE_STAYS };
    enum verdict v = VERDICT_DONE;
    struct reason why;

    for (size_t i = 0; i < n && v == VERDICT_DONE; i++)
        v = take_one(c, names[i], &fates[i], left, &why);
    if (v == VERDICT_DONE)
        v = spool_commit(c->spool, &why);
    if (v != VERDICT_DONE) {
        leave_behind(left, names[0], &why);
        return v;
    }
    step("source.spooled");
    for (size_t i = 0; i < n; i++) {
        if (fates[i] == FATE_STAYS)
            continue;
        if (clear(c, names[i], fates[i], &why) == VERDICT_DONE)
            ++*ret_n;
        else
            leave_behind(left, names[i], &why);
    }
    return VERDICT_DONE;
}

enum verdict core_take_in(struct core *c, size_t *ret_n, struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(INGEST_ARENA);
    int64_t end = clock_ticks() + CORE_TURN_MS;
    int64_t began = clock_now(&c->clock);
    struct left_behind left = { 0 };
    maildir_names names = { 0 };
    size_t done = 0;
    enum verdict v;

    assert(c);
    if (c->set->source.kind == SOURCE_IMAP)
        return source_imap_take_in(c, ret_n, why);
    *ret_n = 0;
    /* The clock was set back: that poll is yet to come. */
    if (c->desk.polled_at > began)
        c->desk.polled_at = MOMENT_NONE;
    v = maildir_list(c->set->source.path, &arena, &names, why);
    if (v != VERDICT_DONE)
        return v;
    while (done < names.n && v == VERDICT_DONE &&
           (done == 0 || clock_ticks() < end)) {
        size_t rest = names.n - done;
        size_t n = rest < INGEST_GROUP ? rest : INGEST_GROUP;
        v = take_group(c, names.at + done, n, ret_n, &left);
        done += n;
    }
    if (left.n)
        log_event(LOG_WARNING, "source.left", KV_INT("messages", left.n),
                  KV_STR("first", left.name), KV_WHY(&left.why));
    else if (v == VERDICT_DONE && done == names.n)
        c->desk.polled_at = began;
    if (v != VERDICT_DONE && why)
        *why = left.why;
    return v;
}
