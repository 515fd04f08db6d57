#include "sender_process.h"

#include <assert.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "convoke/base/file.h"
#include "secret.h"
#include "sender_wire.h"

enum {
    DOT_WAIT = 300 * 1000, /* a server keeps a half-sent letter no longer */
    IDLE_DEFAULT = 30 * 1000,
    FILES_MOST = 64,
    MEMORY_MOST = 512 * 1024 * 1024,
};

static void limit(int what, rlim_t most)
{
    const struct rlimit r = { most, most };

    setrlimit((__rlimit_resource_t)what, &r);
}

/* A terminal's interrupt or a stop of the whole service reaches every process
 * of it: these end by their socket, so that a letter at its dot is ended. */
void sender_enclose(int *keep)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);

    assert(keep);
    dup2(null, STDIN_FILENO);
    dup2(null, STDOUT_FILENO);
    *keep = dup2(*keep, 3);
    fcntl(*keep, F_SETFD, FD_CLOEXEC);
    close_range(4, ~0U, 0);
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_NOFILE, FILES_MOST);
#ifndef CONVOKE_SANITIZED /* which maps terabytes and uses none of them */
    limit(RLIMIT_AS, MEMORY_MOST);
#endif
}

struct process {
    const struct senders_settings *set;
    struct smtp *smtp; /* borrowed from the keeper that forked us */
    int core;
    int64_t job;
    char secret[SECRET_MOST];
};

/* The core's word on the dot. Anything but a clear yes is a no. */
static bool may_dot(void *ctx)
{
    struct process *p = ctx;
    struct pollfd news = { .fd = p->core, .events = POLLIN };
    struct wire w = { .kind = WIRE_DOT_WANTED, .id = p->job, .fd = -1 };

    if (!wire_send(p->core, &w) || poll(&news, 1, DOT_WAIT) != 1)
        return false;
    if (wire_receive(p->core, 0, &w) != 1)
        return false;
    file_drop(&w.fd);
    return w.kind == WIRE_MAY_DOT && w.id == p->job && w.yes;
}

static bool read_secret(struct process *p, struct smtp_answer *a)
{
    struct reason why = { .text = "" };
    struct span said;

    if (p->set->smtp.auth == SMTP_AUTH_NONE || smtp_is_connected(p->smtp))
        return true;
    if (secret_read(p->set->secret_file, p->secret, &why) != VERDICT_DONE) {
        *a = (struct smtp_answer){ .outcome = SMTP_RETRY,
                                   .stage = SMTP_STAGE_AUTH };
        said = span_fit(span_str(why.text), sizeof(a->text) - 1);
        memcpy(a->text, said.p, said.n);
        return false;
    }
    smtp_set_secret(p->smtp, p->secret);
    return true;
}

static bool do_job(struct process *p, const struct wire *job)
{
    const struct smtp_letter letter = {
        .from = job->from, .rcpt = job->rcpt, .envid = job->envid, .fd = job->fd
    };
    struct wire done = { .kind = WIRE_SETTLED, .id = job->id, .fd = -1 };

    p->job = job->id;
    if (read_secret(p, &done.answer))
        smtp_deliver(p->smtp, &letter, may_dot, p, &done.answer);
    return wire_send(p->core, &done);
}

/* A word about a dot that comes here comes too late: nobody waits for it. */
static bool do_next(struct process *p)
{
    struct wire w;
    bool fine = true;

    if (wire_receive(p->core, 0, &w) != 1)
        return false;
    if (w.kind == WIRE_JOB && w.fd >= 0)
        fine = do_job(p, &w);
    file_drop(&w.fd);
    return fine;
}

void sender_process_run(const struct senders_settings *settings,
                        struct smtp *smtp, int core)
{
    struct process p = { .set = settings, .smtp = smtp, .core = core };
    int64_t idle = settings->idle_ms > 0 ? settings->idle_ms : IDLE_DEFAULT;

    assert(settings);
    assert(smtp);
    for (;;) {
        struct pollfd news = { .fd = core, .events = POLLIN };
        int n = poll(&news, 1, smtp_is_connected(smtp) ? (int)idle : -1);

        if (n == 0)
            smtp_hang_up(smtp);
        else if (n > 0 && !do_next(&p))
            break;
    }
    smtp_hang_up(smtp);
    explicit_bzero(p.secret, sizeof(p.secret));
    _exit(0);
}
