/* A notice becomes bytes: composed, durable, in the outbox (desk_post). */
#include <assert.h>
#include <fcntl.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

#include "convoke/base/file.h"
#include "convoke/base/hash.h"
#include "convoke/store/outbox.h"
#include "core.h"
#include "outgoing.h"
#include "templates_folder.h"

/* Mails up to this size stand in the database, where one fsync serves many;
 * larger ones are files of their own. */
enum { POST_INLINE = 128 * 1024, POST_MOST_FILES = 40 };

struct posting {
    struct core *core;
    const struct notice_mail *mail;
    struct letter_file files[POST_MOST_FILES];
    uint64_t octets; /* of all attachments */
    struct text small;
    int fd; /* of the large mail, -1 */
    struct reason why;
};

static void posting_release(struct posting *p)
{
    for (size_t i = 0; i < p->mail->files_n && i < POST_MOST_FILES; i++)
        file_drop(&p->files[i].fd);
    file_drop(&p->fd);
    text_release(&p->small);
}

static enum verdict open_blank(const struct posting *p,
                               const struct notice_file *f, int *ret,
                               struct reason *why)
{
    char path[PATH_MAX];
    int n = snprintf(path, sizeof(path), "%s/forms/" SPAN_FMT,
                     templates_folder(p->core->set), SPAN_ARG(f->blank));

    if (n < 0 || n >= PATH_MAX)
        return reason_set(why, VERDICT_NEVER, "post.form", "path too long");
    *ret = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    /* A form missing here is our trouble, not the message's. */
    if (*ret < 0)
        return reason_from_errno(why, VERDICT_LATER, "post.form", path);
    return VERDICT_DONE;
}

/* The decoded attachment of a message we hold; only the worker reads it. */
static enum verdict open_part(const struct posting *p,
                              const struct notice_file *f, int *ret,
                              struct reason *why)
{
    CLEANUP(file_drop) int raw = -1;
    CLEANUP(file_drop) int out = -1;
    struct worker_part spec = {
        .part = f->part,
        .most = (uint64_t)p->core->set->limits.message,
    };
    char sha[HASH_HEX] = "";
    enum verdict v;

    assert(f->message_sha256.n == HASH_HEX - 1);
    memcpy(sha, f->message_sha256.p, HASH_HEX - 1);
    v = spool_fd(p->core->spool, sha, &raw, why);
    if (v == VERDICT_DONE)
        v = outgoing_scratch(p->core->set->state, &out, why);
    if (v != VERDICT_DONE)
        return v;
    spec.fd = raw;
    spec.out_fd = out;
    v = workers_part(p->core->workers, &spec, why);
    if (v != VERDICT_DONE)
        return v;
    *ret = out;
    out = -1;
    return VERDICT_DONE;
}

/* What was made for this mail. */
static enum verdict open_made(const struct posting *p,
                              const struct notice_file *f, int *ret,
                              struct reason *why)
{
    CLEANUP(file_drop) int fd = -1;
    enum verdict v = outgoing_scratch(p->core->set->state, &fd, why);

    if (v == VERDICT_DONE)
        v = file_write_all(fd, f->bytes, why);
    if (v != VERDICT_DONE)
        return v;
    *ret = fd;
    fd = -1;
    return VERDICT_DONE;
}

static enum verdict open_file(const struct posting *p,
                              const struct notice_file *f, int *ret,
                              struct reason *why)
{
    if (f->blank.n)
        return open_blank(p, f, ret, why);
    if (f->bytes.n)
        return open_made(p, f, ret, why);
    return open_part(p, f, ret, why);
}

static enum verdict open_files(struct posting *p, struct reason *why)
{
    if (p->mail->files_n > POST_MOST_FILES)
        return reason_set(why, VERDICT_NEVER, "post.files",
                          "more than %d attachments", POST_MOST_FILES);
    for (size_t i = 0; i < p->mail->files_n; i++) {
        const struct notice_file *f = &p->mail->files[i];
        enum verdict v = open_file(p, f, &p->files[i].fd, why);
        off_t size;
        if (v != VERDICT_DONE)
            return v;
        p->files[i].name = f->name;
        p->files[i].media_type = f->media_type;
        size = lseek(p->files[i].fd, 0, SEEK_END);
        p->octets += size > 0 ? (uint64_t)size : 0;
        if (lseek(p->files[i].fd, 0, SEEK_SET) != 0)
            return reason_from_errno(why, VERDICT_LATER, "post.file", "seek");
    }
    return VERDICT_DONE;
}

static bool to_text(void *to, struct span piece)
{
    struct posting *p = to;

    if (text_add(&p->small, piece))
        return true;
    reason_set(&p->why, VERDICT_NEVER, "post.compose",
               "the mail has more than %zu octets", p->small.ceiling);
    return false;
}

static bool to_file(void *to, struct span piece)
{
    struct posting *p = to;

    return file_write_all(p->fd, piece, &p->why) == VERDICT_DONE;
}

static enum verdict compose(struct posting *p, bool large, struct reason *why)
{
    struct letter_spec spec = p->mail->letter;
    enum verdict v;

    spec.files = p->files;
    spec.files_n = p->mail->files_n;
    v = letter_compose(&spec, large ? to_file : to_text, p, why);
    if (v == VERDICT_DONE || p->why.verdict == VERDICT_DONE)
        return v;
    /* Why we said no counts more than that we did. */
    if (why)
        *why = p->why;
    return p->why.verdict;
}

static enum verdict compose_file(struct posting *p, const char *name,
                                 struct reason *why)
{
    const char *state = p->core->set->state;
    enum verdict v = outgoing_create(state, name, &p->fd, why);

    if (v == VERDICT_DONE)
        v = compose(p, true, why);
    if (v == VERDICT_DONE)
        v = outgoing_finish(state, name, p->fd, why);
    if (v == VERDICT_BROKEN)
        p->core->suspect = true;
    return v;
}

static enum verdict enqueue(struct posting *p, struct span file, int64_t size,
                            struct reason *why)
{
    const struct notice_mail *m = p->mail;
    struct outbox_mail row = {
        .key = m->key,
        .code = m->code,
        .object = m->object,
        .subject = m->letter.subject,
        .message_id = m->letter.message_id,
        .answers = m->letter.in_reply_to,
        .queued_at = clock_now(&p->core->clock),
        .bytes = text_span(&p->small),
        .file = file,
        .size = size,
        .recipients = m->recipients,
        .recipients_n = m->recipients_n,
        .automatic = m->letter.replied,
        .yields = m->yields,
    };
    bool fresh = false;

    return outbox_add(p->core->store, &row, &fresh, why);
}

static enum verdict post_put(struct desk_post *post,
                             const struct notice_mail *mail, struct reason *why)
{
    struct core *c =
        (struct core *)((char *)post - offsetof(struct core, post));
    CLEANUP(posting_release)
    struct posting p = {
        .core = c, .mail = mail, .fd = -1, .small = TEXT_INIT(TEXT_MAX_LETTER)
    };
    char name[OUTGOING_NAME];
    enum verdict v;

    for (size_t i = 0; i < POST_MOST_FILES; i++)
        p.files[i].fd = -1;
    v = open_files(&p, why);
    if (v != VERDICT_DONE)
        return v;
    if (p.octets <= POST_INLINE) {
        v = compose(&p, false, why);
        return v == VERDICT_DONE
                   ? enqueue(&p, SPAN_NONE, (int64_t)p.small.n, why)
                   : v;
    }
    v = compose_file(&p, outgoing_name(mail->key, name), why);
    return v == VERDICT_DONE
               ? enqueue(&p, span_str(name), lseek(p.fd, 0, SEEK_CUR), why)
               : v;
}

void core_open_post(struct core *c)
{
    c->post.put = post_put;
}
