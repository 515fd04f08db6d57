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

struct job {
    struct wire w; /* its descriptor is owned */
    struct smtp_letter letter;
};

struct process {
    const struct senders_settings *set;
    struct smtp *smtp; /* borrowed from the keeper that forked us */
    int core;
    struct job jobs[2];
    struct job *now, *next; /* in jobs; next NULL: none came ahead */
    char secret[SECRET_MOST];
};

/* False when it is no job, or one too many. */
static bool take_ahead(struct process *p, const struct wire *w)
{
    struct job *job = p->now == p->jobs ? p->jobs + 1 : p->jobs;

    if (w->kind != WIRE_JOB || w->fd < 0 || p->next)
        return false;
    job->w = *w;
    job->letter = (struct smtp_letter){ .from = job->w.from,
                                        .rcpt = job->w.rcpt,
                                        .envid = job->w.envid,
                                        .fd = job->w.fd };
    p->next = job;
    return true;
}

/* The core's word on the dot; the job that follows may come before it. Anything
 * but a clear yes is a no. */
static bool may_dot(void *ctx)
{
    struct process *p = ctx;
    struct pollfd news = { .fd = p->core, .events = POLLIN };
    int64_t id = p->now->w.id;
    struct wire w = { .kind = WIRE_DOT_WANTED, .id = id, .fd = -1 };

    if (!wire_send(p->core, &w))
        return false;
    do
        if (poll(&news, 1, DOT_WAIT) != 1 || wire_receive(p->core, 0, &w) != 1)
            return false;
    while (take_ahead(p, &w));
    file_drop(&w.fd);
    return w.kind == WIRE_MAY_DOT && w.id == id && w.yes;
}

static const struct smtp_letter *next_letter(void *ctx)
{
    const struct process *p = ctx;

    return p->next ? &p->next->letter : NULL;
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

static bool is_well(const struct smtp_answer *a)
{
    return a->usable && !a->slow_down && !a->auth_failed;
}

/* What came ahead follows at once, or goes back as it came. */
static bool do_job(struct process *p)
{
    const struct smtp_talk talk = { may_dot, next_letter, p };
    struct wire done = { .kind = WIRE_SETTLED, .id = p->now->w.id, .fd = -1 };
    struct wire back = { .kind = WIRE_SETTLED,
                         .fd = -1,
                         .answer = { .outcome = SMTP_RETRY, .untried = true } };
    bool well;

    if (read_secret(p, &done.answer))
        smtp_deliver(p->smtp, &p->now->letter, &talk, &done.answer);
    file_drop(&p->now->w.fd);
    well = wire_send(p->core, &done);
    if (!well || !p->next || is_well(&done.answer))
        return well;
    back.id = p->next->w.id;
    file_drop(&p->next->w.fd);
    p->next = NULL;
    return wire_send(p->core, &back);
}

static bool do_jobs(struct process *p)
{
    bool fine = true;

    while (fine && p->next) {
        p->now = p->next;
        p->next = NULL;
        fine = do_job(p);
    }
    return fine;
}

/* A word about a dot that comes here comes too late: nobody waits for it. */
static bool do_next(struct process *p)
{
    struct wire w;

    if (wire_receive(p->core, 0, &w) != 1)
        return false;
    if (!take_ahead(p, &w))
        file_drop(&w.fd);
    return do_jobs(p);
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
