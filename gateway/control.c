#include "control.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sysexits.h>
#include <unistd.h>

#include "control_wire.h"
#include "convoke/base/file.h"
#include "convoke/base/log.h"
#include "convoke/base/mem.h"
#include "convoke/base/moment.h"
#include "convoke/base/record.h"

enum { CONTROL_PATIENCE = 1, CONTROL_ARENA = 1024 * 1024 };

struct control {
    int folder; /* owned: keeps the address valid */
    int fd;     /* owned */
};

static enum verdict listen_in(struct control *c, struct reason *why)
{
    struct sockaddr_un address;
    mode_t mask;
    int bound;

    if (!control_address(c->folder, &address))
        return reason_set(why, VERDICT_NEVER, "control.open", "no address");
    c->fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (c->fd < 0)
        return reason_from_errno(why, VERDICT_LATER, "control.open", "socket");
    /* Whoever holds the lock of the state owns its socket: what is there is
     * left over from a process that was killed. */
    unlinkat(c->folder, "control.sock", 0);
    mask = umask(0177);
    bound = bind(c->fd, (struct sockaddr *)&address, sizeof(address));
    umask(mask);
    if (bound != 0 || listen(c->fd, 16) != 0)
        return reason_from_errno(why, VERDICT_NEVER, "control.open", "bind");
    return VERDICT_DONE;
}

enum verdict control_open(const char *folder, struct control **ret,
                          struct reason *why)
{
    CLEANUP(control_drop) struct control *c = MEM_NEW(struct control);
    enum verdict v;

    assert(folder);
    assert(ret);
    c->fd = -1;
    c->folder = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (c->folder < 0)
        return reason_from_errno(why, VERDICT_NEVER, "control.open", folder);
    v = listen_in(c, why);
    if (v == VERDICT_DONE)
        *ret = TAKE(c);
    return v;
}

struct control *control_close(struct control *c)
{
    if (!c)
        return NULL;
    if (c->fd >= 0)
        unlinkat(c->folder, "control.sock", 0);
    file_drop(&c->fd);
    file_drop(&c->folder);
    free(c);
    return NULL;
}

void control_drop(struct control **c)
{
    *c = control_close(*c);
}

int control_fd(const struct control *c)
{
    assert(c);
    return c->fd;
}

static bool peer_may_ask(int fd)
{
    struct ucred peer;
    socklen_t n = sizeof(peer);

    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &n) != 0)
        return false;
    return peer.uid == geteuid() || peer.uid == 0;
}

struct request {
    struct arena arena;
    struct control_fds fds;
    struct context ctx;
    struct context_file files[CONTEXT_MAX_FILES];
    int argc;
    char *argv[CONTROL_MAX_WORDS + 1];
};

static void request_release(struct request *q)
{
    control_fds_close(&q->fds);
    arena_release(&q->arena);
}

/* False when there are more of them than there may be. */
static bool take_field(struct request *q, struct record *r, uint16_t tag,
                       struct span value)
{
    switch (tag) {
    case CONTROL_TAG_CHINESE:
        q->ctx.chinese = record_int(r, value) != 0;
        return true;
    case CONTROL_TAG_COLOUR:
        q->ctx.colour = record_int(r, value) != 0;
        return true;
    case CONTROL_TAG_WIDTH:
        q->ctx.width = (size_t)(record_int(r, value) & 0xffff);
        return true;
    case CONTROL_TAG_WORD:
        if (q->argc == CONTROL_MAX_WORDS)
            return false;
        q->argv[q->argc++] = arena_str(&q->arena, value);
        return true;
    case CONTROL_TAG_FILE:
        if (q->ctx.files_n == CONTEXT_MAX_FILES)
            return false;
        q->files[q->ctx.files_n++].name = arena_str(&q->arena, value);
        return true;
    default:
        return true;
    }
}

static bool request_read(struct request *q, struct span bytes)
{
    struct record r = record_from(bytes);
    int64_t version = 0;
    uint16_t tag;
    struct span value;

    while (record_next(&r, &tag, &value)) {
        if (tag == CONTROL_TAG_VERSION)
            version = record_int(&r, value);
        else if (!take_field(q, &r, tag, value))
            return false;
    }
    if (r.bad || version != CONTROL_VERSION || q->argc < 1 ||
        q->fds.n != CONTROL_FD_FILES + q->ctx.files_n)
        return false;
    for (size_t i = 0; i < q->ctx.files_n; i++)
        q->files[i].fd = q->fds.at[CONTROL_FD_FILES + i];
    q->ctx.files = q->files;
    return true;
}

static FILE *stream_of(int fd)
{
    int own = fcntl(fd, F_DUPFD_CLOEXEC, 3);
    FILE *f = own >= 0 ? fdopen(own, "w") : NULL;

    if (!f)
        file_drop(&own);
    return f;
}

static int run_request(struct request *q, control_answer *answer, void *with)
{
    int code = EX_OSERR;

    q->ctx.out = stream_of(q->fds.at[CONTROL_FD_OUT]);
    q->ctx.err = stream_of(q->fds.at[CONTROL_FD_ERR]);
    q->ctx.input = q->fds.at[CONTROL_FD_INPUT];
    if (q->ctx.out && q->ctx.err)
        code = answer(with, &q->ctx, q->argc, q->argv);
    if (q->ctx.out && fclose(q->ctx.out) != 0 && code == EX_OK)
        code = EX_IOERR;
    if (q->ctx.err)
        fclose(q->ctx.err);
    return code;
}

static void answer_client(int fd, control_answer *answer, void *with)
{
    CLEANUP(text_release) struct text bytes = TEXT_INIT(CONTROL_MAX_RECORD);
    CLEANUP(text_release) struct text reply = TEXT_INIT(CONTROL_MAX_RECORD);
    struct request *q = MEM_NEW(struct request);
    struct reason why;
    int code = EX_PROTOCOL;

    q->arena = ARENA_INIT(CONTROL_ARENA);
    q->ctx = (struct context){ .clock = clock_system,
                               .now_fixed = MOMENT_NONE,
                               .remote = true };
    if (control_receive(fd, &bytes, &q->fds, &why) == VERDICT_DONE &&
        request_read(q, text_span(&bytes)))
        code = run_request(q, answer, with);
    record_put_int(&reply, CONTROL_TAG_VERSION, CONTROL_VERSION);
    record_put_int(&reply, CONTROL_TAG_EXIT, code);
    /* A client that no longer listens has given up by itself. */
    if (control_send(fd, text_span(&reply), NULL, &why) != VERDICT_DONE)
        log_event(LOG_DEBUG, "control.unheard", KV_WHY(&why));
    request_release(q);
    free(q);
}

void control_serve(struct control *c, control_answer *answer, void *with)
{
    const struct timeval patience = { .tv_sec = CONTROL_PATIENCE };
    CLEANUP(file_drop) int fd = -1;

    assert(c);
    assert(answer);
    fd = accept4(c->fd, NULL, NULL, SOCK_CLOEXEC);
    if (fd < 0)
        return;
    if (!peer_may_ask(fd))
        return;
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
    answer_client(fd, answer, with);
}
