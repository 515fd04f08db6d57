#include "worker.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "answer.h"
#include "convoke/base/clock.h"
#include "convoke/base/file.h"
#include "convoke/base/mem.h"
#include "nursery.h"

enum {
    LOSSES_MOST = 3,   /* zygotes lost under one job */
    READS_A_TURN = 16, /* so that one reader cannot keep the core */
    DYING_MOST = 64,
    DYING_MS = 50 /* a killed process is gone by then */
};

enum job_state { JOB_WAITING, JOB_READING, JOB_ENDED };

struct job {
    struct job *next; /* owned */
    struct zygote_job sent;
    uint64_t id;
    int fd; /* borrowed from the caller */
    enum job_state state;
    enum verdict verdict; /* once ENDED */
    struct answer answer;
    bool waited_for; /* its result is not workers_next's */
    unsigned losses; /* readers ended from outside */
    /* While READING. */
    int pipe;
    int64_t deadline;
};

struct workers {
    struct workers_settings set;
    struct nursery nursery;
    struct job *jobs; /* owned, oldest first */
    uint64_t tickets;
    unsigned reading; /* jobs in that state */
    int epoll, timer;
    int64_t timer_set; /* tick, 0: not set */
    /* Readers that have answered; their end is not worth waiting for. */
    pid_t dying[DYING_MOST];
    size_t dying_n;
};

/* The nursery's wire is event 0, jobs begin at 1. */
static const uint64_t ticket_timer = UINT64_MAX;

static void job_end(struct workers *w, struct job *job, enum verdict v)
{
    if (job->state == JOB_READING)
        w->reading--;
    file_drop(&job->pipe);
    job->state = JOB_ENDED;
    job->verdict = v;
}

static void job_free(struct job *job)
{
    file_drop(&job->pipe);
    answer_release(&job->answer);
    free(job);
}

static struct job *job_of(struct workers *w, uint64_t ticket)
{
    struct job *job = w->jobs;

    while (job && job->sent.ticket != ticket)
        job = job->next;
    return job;
}

static struct job *job_add(struct workers *w, int fd,
                           const struct worker_part *part)
{
    struct job *job = MEM_NEW(struct job);
    struct job **end = &w->jobs;

    job->sent.ticket = ++w->tickets;
    job->sent.kind = part ? ZYGOTE_PART : ZYGOTE_FACTS;
    job->sent.part = part ? part->part : -1;
    job->sent.most = part ? part->most : 0;
    job->answer = ANSWER_INIT(part ? part->out_fd : -1, job->sent.most);
    job->fd = fd;
    job->pipe = -1;
    while (*end)
        end = &(*end)->next;
    *end = job;
    return job;
}

/* Back into the queue for another reader. What a part has already written
 * cannot be taken back from here, so its caller begins again. */
static void job_lost(struct workers *w, struct job *job)
{
    struct answer *a = &job->answer;

    if (job->state == JOB_READING)
        w->reading--;
    file_drop(&job->pipe);
    job->state = JOB_WAITING;
    if (++job->losses < LOSSES_MOST && a->out_fd < 0 &&
        w->nursery.state != NURSERY_BROKEN) {
        answer_release(a);
        *a = ANSWER_INIT(-1, 0);
        return;
    }
    job_end(w, job,
            reason_set(&a->why, VERDICT_LATER, "worker.lost",
                       "its reader was ended from outside"));
}

/* Ends the reader; false when nobody knows which process it is. */
static bool job_kill(const struct job *job)
{
    if (job->answer.pid <= 0)
        return false;
    kill(job->answer.pid, SIGKILL);
    return true;
}

static pid_t wait_for(pid_t pid, int *status, int flags)
{
    pid_t got;

    do
        got = waitpid(pid, status, flags);
    while (got < 0 && errno == EINTR);
    return got;
}

/* Waits only when there is no room for another one. */
static void dying_reap(struct workers *w)
{
    size_t left = 0;

    for (size_t i = 0; i < w->dying_n; i++)
        if (wait_for(w->dying[i], NULL,
                     w->dying_n == DYING_MOST ? 0 : WNOHANG) == 0)
            w->dying[left++] = w->dying[i];
    w->dying_n = left;
}

static void word_heard(struct workers *w, const struct zygote_word *word)
{
    struct job *job = job_of(w, word->ticket);

    if (job && job->state == JOB_READING)
        job_end(w, job,
                reason_set(&job->answer.why, VERDICT_LATER, "worker.fork", "%s",
                           strerror(word->error)));
}

static void news(struct workers *w, enum nursery_news what,
                 const struct zygote_word *word)
{
    if (what == NURSERY_WORD)
        word_heard(w, word);
    if (what != NURSERY_LOST)
        return;
    w->dying_n = 0; /* they went with their group */
    for (struct job *job = w->jobs; job; job = job->next)
        if (job->state != JOB_ENDED)
            job_lost(w, job);
}

static void listen_all(struct workers *w)
{
    struct zygote_word word;
    enum nursery_news what;

    do {
        what = nursery_listen(&w->nursery, &word);
        news(w, what, &word);
    } while (what == NURSERY_WORD);
}

static bool watch(struct workers *w, int fd, uint64_t ticket)
{
    struct epoll_event e = { .events = EPOLLIN, .data.u64 = ticket };

    return epoll_ctl(w->epoll, EPOLL_CTL_ADD, fd, &e) == 0;
}

/* False: the wire is full or at its end, of which listening will tell. */
static bool job_send(struct workers *w, struct job *job)
{
    int ends[2];
    bool sent;

    if (pipe2(ends, O_CLOEXEC) != 0) {
        job_end(w, job,
                reason_from_errno(&job->answer.why, VERDICT_LATER,
                                  "worker.pipe", "pipe2"));
        return true;
    }
    sent = fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0 &&
           watch(w, ends[0], job->sent.ticket) &&
           zygote_send(w->nursery.zygote_fd,
                       span_of((const char *)&job->sent, sizeof(job->sent)),
                       (int[]){ job->fd, ends[1] }, 2);
    close(ends[1]);
    if (!sent) {
        close(ends[0]);
        return false;
    }
    job->pipe = ends[0];
    job->state = JOB_READING;
    job->deadline = clock_ticks() + w->set.wall_ms;
    w->reading++;
    return true;
}

static void jobs_send(struct workers *w)
{
    for (struct job *job = w->jobs; job; job = job->next) {
        if (w->nursery.state != NURSERY_READY || w->reading >= w->set.jobs)
            return;
        if (job->state == JOB_WAITING && !job_send(w, job))
            return;
    }
}

/* A reader nobody knows can neither be ended nor waited for, except with all
 * the others. */
static void reader_unknown(struct workers *w)
{
    struct reason why;

    reason_set(&why, VERDICT_LATER, "worker.reader", "it did not begin");
    news(w, nursery_give_up(&w->nursery, &why), NULL);
}

/* Only somebody outside sends SIGKILL: a person, or the kernel when memory is
 * short. A reader cannot, and our own limits come before it. */
static void job_ended_by(struct workers *w, struct job *job, int status)
{
    struct answer *a = &job->answer;
    bool outside = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;

    if (outside && (job->losses + 1 < LOSSES_MOST || a->out_fd >= 0))
        job_lost(w, job);
    else
        job_end(w, job, answer_cut_short(a, status, &w->set));
}

/* The pipe is at its end, so its only writer is ending: the wait is short. */
static void job_cut_short(struct workers *w, struct job *job)
{
    int status = 0;

    listen_all(w);
    if (job->state != JOB_READING)
        return; /* never born, or lost with its zygote */
    if (job->answer.pid <= 0)
        reader_unknown(w);
    else if (wait_for(job->answer.pid, &status, 0) > 0)
        job_ended_by(w, job, status);
    else
        job_end(w, job,
                reason_set(&job->answer.why, VERDICT_LATER, "worker.reap",
                           "somebody else waited for the reader"));
}

/* What it has said is all that counts; its own end is not waited for. */
static void job_answered(struct workers *w, struct job *job)
{
    w->nursery.losses = 0;
    if (w->dying_n == DYING_MOST)
        dying_reap(w);
    if (job_kill(job))
        w->dying[w->dying_n++] = job->answer.pid;
    job_end(w, job, answer_verdict(&job->answer, &w->set));
}

static void job_read(struct workers *w, struct job *job)
{
    char buf[64 * 1024];

    for (int i = 0; i < READS_A_TURN; i++) {
        ssize_t n = read(job->pipe, buf, sizeof(buf));

        if (n < 0 && errno == EINTR)
            continue;
        if (n == 0)
            job_cut_short(w, job);
        if (n <= 0)
            return;
        answer_take(&job->answer, span_of(buf, (size_t)n));
        if (job->answer.whole || job->answer.stop != ANSWER_GOES_ON) {
            job_answered(w, job);
            return;
        }
    }
}

static void job_late(struct workers *w, struct job *job)
{
    if (job->answer.pid <= 0) {
        reader_unknown(w);
        return;
    }
    job->answer.stop = ANSWER_LATE;
    job_answered(w, job);
}

static void time_passes(struct workers *w)
{
    int64_t now = clock_ticks();

    for (struct job *job = w->jobs; job; job = job->next)
        if (job->state == JOB_READING && now >= job->deadline)
            job_late(w, job);
    news(w, nursery_time(&w->nursery, now), NULL);
    dying_reap(w);
}

static int64_t earliest(const struct workers *w)
{
    int64_t at = nursery_wake(&w->nursery);

    for (const struct job *job = w->jobs; job; job = job->next)
        if (job->state == JOB_READING && job->deadline < at)
            at = job->deadline;
    if (at == INT64_MAX && w->dying_n)
        at = clock_ticks() + DYING_MS;
    return at;
}

/* A timer that rings too early is left alone: it rings once in many messages
 * and setting it anew would cost a system call for each. */
static void timer_arm(struct workers *w)
{
    int64_t at = earliest(w);
    struct itimerspec t = { 0 };

    if (at == INT64_MAX || (w->timer_set && w->timer_set <= at))
        return;
    t.it_value.tv_sec = at / 1000;
    t.it_value.tv_nsec = at % 1000 * 1000000 + 1;
    timerfd_settime(w->timer, TFD_TIMER_ABSTIME, &t, NULL);
    w->timer_set = at;
}

static void timer_rang(struct workers *w)
{
    uint64_t times;

    (void)!read(w->timer, &times, sizeof(times));
    w->timer_set = 0;
}

static void settle(struct workers *w)
{
    time_passes(w);
    jobs_send(w);
    timer_arm(w);
}

/* One round: send, wait, listen. */
static void turn(struct workers *w, int timeout_ms)
{
    struct epoll_event events[16];
    int n;

    settle(w);
    n = epoll_wait(w->epoll, events, ARRAY_LEN(events), timeout_ms);
    for (int i = 0; i < n; i++) {
        struct job *job = job_of(w, events[i].data.u64);

        if (events[i].data.u64 == ticket_timer)
            timer_rang(w);
        else if (job && job->state == JOB_READING)
            job_read(w, job);
        else
            listen_all(w);
    }
    settle(w);
}

static struct job *first_ended(const struct workers *w, const struct job *only)
{
    struct job *job = w->jobs;

    while (job &&
           (job->state != JOB_ENDED || (only ? job != only : job->waited_for)))
        job = job->next;
    return job;
}

/* An ended job's result; the job is gone afterwards. */
static void job_take(struct workers *w, struct job *job,
                     struct worker_result *ret)
{
    struct job **at = &w->jobs;

    while (*at != job)
        at = &(*at)->next;
    *at = job->next;
    *ret = (struct worker_result){ .id = job->id,
                                   .verdict = job->verdict,
                                   .why = job->answer.why };
    if (job->verdict == VERDICT_DONE) {
        ret->record = job->answer.record;
        job->answer.record = (struct text){ 0 };
    }
    job_free(job);
}

static bool next(struct workers *w, const struct job *only, int timeout_ms,
                 struct worker_result *ret)
{
    int64_t end = clock_ticks() + timeout_ms;
    struct job *job = first_ended(w, only);

    if (!w->jobs)
        turn(w, 0); /* the last of the dying */
    while (!job && w->jobs) {
        int64_t left = timeout_ms < 0 ? -1 : end - clock_ticks();

        if (timeout_ms >= 0 && left < 0)
            left = 0;
        turn(w, (int)left);
        job = first_ended(w, only);
        if (left == 0)
            break;
    }
    if (!job)
        return false;
    job_take(w, job, ret);
    return true;
}

bool workers_next(struct workers *w, int timeout_ms, struct worker_result *ret)
{
    assert(w);
    assert(ret);
    return next(w, NULL, timeout_ms, ret);
}

static enum verdict check(const struct workers *w, struct reason *why)
{
    if (w->nursery.state == NURSERY_BROKEN)
        return reason_set(why, VERDICT_BROKEN, "worker.keeper",
                          "the keeper of the readers is gone");
    return VERDICT_DONE;
}

enum verdict workers_submit(struct workers *w, uint64_t id, int fd,
                            struct reason *why)
{
    enum verdict v;

    assert(w);
    assert(fd >= 0);
    v = check(w, why);
    if (v != VERDICT_DONE)
        return v;
    job_add(w, fd, NULL)->id = id;
    settle(w);
    return VERDICT_DONE;
}

/* One job, waited for. */
static enum verdict run(struct workers *w, int fd,
                        const struct worker_part *part,
                        struct worker_result *ret, struct reason *why)
{
    struct job *job;
    enum verdict v;

    v = check(w, why);
    if (v != VERDICT_DONE)
        return v;
    job = job_add(w, fd, part);
    job->waited_for = true;
    while (!next(w, job, -1, ret))
        ;
    if (ret->verdict != VERDICT_DONE && why)
        *why = ret->why;
    return ret->verdict;
}

enum verdict workers_facts(struct workers *w, int fd, struct arena *arena,
                           struct facts *ret, struct reason *why)
{
    struct worker_result result;
    enum verdict v;

    assert(w);
    assert(arena);
    assert(ret);
    v = run(w, fd, NULL, &result, why);
    if (v != VERDICT_DONE)
        return v;
    v = facts_decode(text_span(&result.record), arena, ret, why);
    text_release(&result.record);
    return v;
}

enum verdict workers_part(struct workers *w, const struct worker_part *spec,
                          struct reason *why)
{
    struct worker_result result;

    assert(w);
    assert(spec);
    return run(w, spec->fd, spec, &result, why);
}

size_t workers_pending(const struct workers *w)
{
    size_t n = 0;

    assert(w);
    for (const struct job *job = w->jobs; job; job = job->next)
        n++;
    return n;
}

int workers_poll_fd(const struct workers *w)
{
    assert(w);
    return w->epoll;
}

struct workers *workers_close(struct workers *w)
{
    if (!w)
        return NULL;
    nursery_release(&w->nursery);
    while (w->jobs) {
        struct job *job = w->jobs;
        w->jobs = job->next;
        job_free(job);
    }
    file_drop(&w->epoll);
    file_drop(&w->timer);
    free(w);
    return NULL;
}

void workers_drop(struct workers **w)
{
    *w = workers_close(*w);
}

static struct workers_settings with_defaults(struct workers_settings set)
{
    if (!set.jobs)
        set.jobs = 2;
    if (!set.wall_ms)
        set.wall_ms = 10 * 1000;
    if (!set.cpu_s)
        set.cpu_s = 5;
    if (!set.memory)
        set.memory = 256U << 20;
    if (!set.reader)
        set.reader = &worker_reader_mail;
    return set;
}

enum verdict workers_open(const struct workers_settings *set,
                          struct workers **ret, struct reason *why)
{
    CLEANUP(workers_drop) struct workers *w = NULL;
    enum verdict v;

    assert(set);
    assert(ret);
    w = MEM_NEW(struct workers);
    w->set = with_defaults(*set);
    w->epoll = epoll_create1(EPOLL_CLOEXEC);
    w->timer = timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK);
    w->nursery = NURSERY_INIT(
        ((struct zygote_spec){
            .limits = { .memory = w->set.memory,
                        .cpu_s = w->set.cpu_s,
                        .allow_without_landlock = set->allow_without_landlock },
            .reader = w->set.reader }),
        w->epoll);
    if (w->epoll < 0 || w->timer < 0 || !watch(w, w->timer, ticket_timer))
        return reason_from_errno(why, VERDICT_BROKEN, "worker.open", "epoll");
    v = nursery_open(&w->nursery, why);
    if (v != VERDICT_DONE)
        return v;
    *ret = TAKE(w);
    return VERDICT_DONE;
}
