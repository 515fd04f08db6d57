#include "sender.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "convoke/base/file.h"
#include "convoke/base/mem.h"
#include "sender_process.h"
#include "sender_wire.h"

enum slot_state {
    SLOT_GONE, /* no process, no socket */
    SLOT_IDLE,
    SLOT_BUSY,
    SLOT_ASKING,  /* DOT_WANTED was told to the caller */
    SLOT_GRANTED, /* the dot may have been handed over */
};

struct slot {
    enum slot_state state;
    int fd; /* owned; -1 when gone */
    int64_t job;
    bool has_ahead; /* also of one that is gone, until that was told */
    int64_t ahead;  /* the job behind `job` */
};

struct senders {
    pid_t keeper;
    int fd; /* owned; to the keeper, -1 once it is lost */
    bool told_lost;
    size_t n, turn;
    struct slot at[SENDERS_MOST];
};

static bool has_job(const struct slot *slot)
{
    return slot->state > SLOT_IDLE;
}

/* Shut, not only closed: another child of ours may hold a copy. */
static void hang_up(int *fd)
{
    if (*fd >= 0)
        shutdown(*fd, SHUT_RDWR);
    file_drop(fd);
}

/* A new socket for a place whose process has died, or that never had one. */
static void hear_keeper(struct senders *s)
{
    struct wire w;
    int got = 0;

    while (s->fd >= 0 && (got = wire_receive(s->fd, MSG_DONTWAIT, &w)) == 1) {
        bool fits = w.kind == WIRE_PROCESS && w.id >= 0 &&
                    (size_t)w.id < s->n && w.fd >= 0;

        /* The old process's last words are read before its place is given
         * away: they may settle its job. */
        if (fits && s->at[w.id].state == SLOT_GONE)
            s->at[w.id] = (struct slot){ .state = SLOT_IDLE, .fd = w.fd };
        else
            file_drop(&w.fd);
    }
    if (got < 0)
        file_drop(&s->fd);
}

static enum verdict wait_ready(struct senders *s, struct reason *why)
{
    struct wire w;
    size_t ready = 0;

    if (wire_receive(s->fd, 0, &w) != 1)
        return reason_set(why, VERDICT_LATER, "senders.open",
                          "the keeper died at its start");
    file_drop(&w.fd);
    if (w.kind != WIRE_READY)
        return reason_set(why, VERDICT_NEVER, "senders.open", "%s", w.text);
    while (ready < s->n) {
        struct pollfd news = { .fd = s->fd, .events = POLLIN };

        poll(&news, 1, -1);
        hear_keeper(s);
        if (s->fd < 0)
            return reason_set(why, VERDICT_LATER, "senders.open",
                              "the send processes could not start");
        ready = senders_idle(s);
    }
    return VERDICT_DONE;
}

static enum verdict check(const struct senders_settings *set,
                          struct reason *why)
{
    if (set->n < 1 || set->n > SENDERS_MOST)
        return reason_set(why, VERDICT_NEVER, "senders.open",
                          "1 to %d send processes", SENDERS_MOST);
    if (set->smtp.auth != SMTP_AUTH_NONE &&
        (!set->secret_file || !set->secret_file[0]))
        return reason_set(why, VERDICT_NEVER, "senders.open",
                          "no file with the password");
    return VERDICT_DONE;
}

enum verdict senders_open(const struct senders_settings *settings,
                          struct senders **ret, struct reason *why)
{
    CLEANUP(senders_drop) struct senders *s = NULL;
    int ends[2];
    enum verdict v;

    assert(settings);
    assert(ret);
    v = check(settings, why);
    if (v != VERDICT_DONE)
        return v;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return reason_from_errno(why, VERDICT_LATER, "senders.open", "socket");
    s = MEM_NEW(struct senders);
    s->n = settings->n;
    s->fd = ends[0];
    for (size_t i = 0; i < s->n; i++)
        s->at[i].fd = -1;
    s->keeper = fork();
    if (s->keeper == 0)
        sender_keeper_run(settings, ends[1]);
    close(ends[1]);
    if (s->keeper < 0)
        return reason_from_errno(why, VERDICT_LATER, "senders.open", "fork");
    v = wait_ready(s, why);
    if (v == VERDICT_DONE)
        *ret = TAKE(s);
    return v;
}

struct senders *senders_close(struct senders *s)
{
    if (!s)
        return NULL;
    hang_up(&s->fd);
    for (size_t i = 0; i < s->n; i++)
        hang_up(&s->at[i].fd);
    if (s->keeper > 0)
        while (waitpid(s->keeper, NULL, 0) < 0 && errno == EINTR)
            ;
    free(s);
    return NULL;
}

void senders_drop(struct senders **s)
{
    *s = senders_close(*s);
}

size_t senders_idle(const struct senders *s)
{
    size_t n = 0;

    assert(s);
    for (size_t i = 0; i < s->n; i++)
        n += s->at[i].state == SLOT_IDLE;
    return n;
}

size_t senders_busy(const struct senders *s)
{
    size_t n = 0;

    assert(s);
    for (size_t i = 0; i < s->n; i++)
        n += (size_t)has_job(&s->at[i]) + s->at[i].has_ahead;
    return n;
}

/* The word on its dot has not been said. */
static bool may_follow(const struct slot *slot)
{
    return slot->state == SLOT_ASKING && !slot->has_ahead;
}

size_t senders_room_ahead(const struct senders *s)
{
    size_t n = 0;

    assert(s);
    for (size_t i = 0; i < s->n; i++)
        n += may_follow(&s->at[i]);
    return n;
}

static bool copy_address(struct span address, char to[WIRE_ADDRESS])
{
    if (address.n >= WIRE_ADDRESS || span_has_control(address) ||
        !span_is_utf8(address))
        return false;
    memcpy(to, address.n ? address.p : "", address.n);
    to[address.n] = '\0';
    return true;
}

static enum verdict put_bytes(struct span bytes, int *ret_fd,
                              struct reason *why)
{
    CLEANUP(file_drop) int fd = memfd_create("letter", MFD_CLOEXEC);
    enum verdict v;

    if (fd < 0)
        return reason_from_errno(why, VERDICT_LATER, "senders.submit",
                                 "memory file");
    v = file_write_all(fd, bytes, why);
    if (v != VERDICT_DONE)
        return v;
    *ret_fd = fd;
    fd = -1;
    return VERDICT_DONE;
}

static struct slot *idle_slot(struct senders *s)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->at[i].state == SLOT_IDLE)
            return &s->at[i];
    return NULL;
}

/* A process that died while idle is found out here: the next one is asked. */
static enum verdict hand_over(struct senders *s, const struct wire *w,
                              struct reason *why)
{
    struct slot *slot;

    while ((slot = idle_slot(s))) {
        if (wire_send(slot->fd, w)) {
            slot->state = SLOT_BUSY;
            slot->job = w->id;
            return VERDICT_DONE;
        }
        hang_up(&slot->fd);
        slot->state = SLOT_GONE;
    }
    return reason_set(why, VERDICT_LATER, "senders.submit",
                      "no send process is free");
}

static enum verdict hand_behind(struct senders *s, const struct wire *w,
                                struct reason *why)
{
    for (size_t i = 0; i < s->n; i++) {
        struct slot *slot = &s->at[i];

        if (!may_follow(slot) || !wire_send(slot->fd, w))
            continue;
        slot->has_ahead = true;
        slot->ahead = w->id;
        return VERDICT_DONE;
    }
    return reason_set(why, VERDICT_LATER, "senders.submit",
                      "no send process waits at a dot");
}

static enum verdict submit(struct senders *s, const struct sender_job *job,
                           enum verdict (*hand)(struct senders *s,
                                                const struct wire *w,
                                                struct reason *why),
                           struct reason *why)
{
    CLEANUP(file_drop) int own = -1;
    struct wire w = { .kind = WIRE_JOB };

    assert(s);
    assert(job);
    if (!copy_address(job->from, w.from) || !copy_address(job->rcpt, w.rcpt))
        return reason_set(why, VERDICT_NEVER, "senders.submit",
                          "not an envelope address");
    w.id = job->id;
    if (job->envid.n && job->envid.n < WIRE_ENVID &&
        !span_has_control(job->envid))
        memcpy(w.envid, job->envid.p, job->envid.n);
    w.fd = job->fd;
    if (job->bytes.p) {
        enum verdict v = put_bytes(job->bytes, &own, why);

        if (v != VERDICT_DONE)
            return v;
        w.fd = own;
    }
    return hand(s, &w, why);
}

enum verdict senders_submit(struct senders *s, const struct sender_job *job,
                            struct reason *why)
{
    return submit(s, job, hand_over, why);
}

enum verdict senders_submit_ahead(struct senders *s,
                                  const struct sender_job *job,
                                  struct reason *why)
{
    return submit(s, job, hand_behind, why);
}

/* The process is dead, or as good as: its job settles by whether its dot had
 * been granted. */
static bool bury(struct slot *slot, struct sender_event *ret)
{
    bool had_job = has_job(slot);
    bool granted = slot->state == SLOT_GRANTED;

    hang_up(&slot->fd);
    slot->state = SLOT_GONE;
    if (!had_job)
        return false;
    *ret = (struct sender_event){
        .kind = SENDER_SETTLED,
        .id = slot->job,
        .answer = { .outcome = granted ? SMTP_UNCERTAIN : SMTP_RETRY,
                    .stage = granted ? SMTP_STAGE_DOT : SMTP_STAGE_CONNECT },
    };
    snprintf(ret->answer.text, sizeof(ret->answer.text),
             "the send process died");
    return true;
}

/* Nothing of it can have been said that counts: its dot was never asked for. */
static bool give_back_ahead(struct slot *slot, struct sender_event *ret)
{
    if (!slot->has_ahead)
        return false;
    slot->has_ahead = false;
    *ret = (struct sender_event){
        .kind = SENDER_SETTLED,
        .id = slot->ahead,
        .answer = { .outcome = SMTP_RETRY, .untried = true },
    };
    return true;
}

/* Nobody can have delivered a letter whose dot was not granted, nor not have
 * tried one whose dot he asked for. */
static bool is_believable(const struct slot *slot, const struct wire *w)
{
    enum smtp_outcome outcome = w->answer.outcome;

    if (!has_job(slot) || w->id != slot->job || w->fd >= 0)
        return false;
    if (w->kind == WIRE_DOT_WANTED)
        return slot->state == SLOT_BUSY;
    if (w->answer.untried &&
        (slot->state != SLOT_BUSY || outcome != SMTP_RETRY))
        return false;
    return w->kind == WIRE_SETTLED &&
           (slot->state == SLOT_GRANTED ||
            (outcome != SMTP_SENT && outcome != SMTP_UNCERTAIN));
}

static bool hear_slot(struct slot *slot, struct sender_event *ret)
{
    struct wire w;
    int got;

    if (slot->state == SLOT_GONE)
        return give_back_ahead(slot, ret);
    got = wire_receive(slot->fd, MSG_DONTWAIT, &w);
    if (got == 0)
        return false;
    if (got < 0)
        return bury(slot, ret);
    if (!is_believable(slot, &w)) {
        file_drop(&w.fd);
        return bury(slot, ret);
    }
    *ret = (struct sender_event){ .id = w.id };
    if (w.kind == WIRE_DOT_WANTED) {
        slot->state = SLOT_ASKING;
        ret->kind = SENDER_DOT_WANTED;
    } else {
        slot->state = slot->has_ahead ? SLOT_BUSY : SLOT_IDLE;
        slot->job = slot->ahead;
        slot->has_ahead = false;
        ret->kind = SENDER_SETTLED;
        ret->answer = w.answer;
    }
    return true;
}

bool senders_next(struct senders *s, struct sender_event *ret)
{
    assert(s);
    assert(ret);
    for (size_t i = 0; i < s->n; i++) {
        s->turn = (s->turn + 1) % s->n;
        if (hear_slot(&s->at[s->turn], ret))
            return true;
    }
    hear_keeper(s);
    if (s->fd >= 0 || s->told_lost)
        return false;
    s->told_lost = true;
    *ret = (struct sender_event){ .kind = SENDER_LOST };
    return true;
}

void senders_may_dot(struct senders *s, int64_t id, bool may)
{
    const struct wire w = {
        .kind = WIRE_MAY_DOT, .id = id, .yes = may, .fd = -1
    };

    assert(s);
    for (size_t i = 0; i < s->n; i++) {
        struct slot *slot = &s->at[i];

        if (slot->state != SLOT_ASKING || slot->job != id)
            continue;
        /* A word that did not leave was not heard: the process is dead, and
         * senders_next will find it so. */
        slot->state = wire_send(slot->fd, &w) && may ? SLOT_GRANTED : SLOT_BUSY;
    }
}

size_t senders_fds(const struct senders *s, struct pollfd fds[SENDERS_FDS])
{
    size_t n = 0;

    assert(s);
    if (s->fd >= 0)
        fds[n++] = (struct pollfd){ .fd = s->fd, .events = POLLIN };
    for (size_t i = 0; i < s->n; i++)
        if (s->at[i].fd >= 0)
            fds[n++] = (struct pollfd){ .fd = s->at[i].fd, .events = POLLIN };
    return n;
}

void senders_wait(const struct senders *s, int ms)
{
    struct pollfd fds[SENDERS_FDS];

    poll(fds, senders_fds(s, fds), ms);
}
