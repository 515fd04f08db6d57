#include "sender_wire.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "convoke/base/record.h"

enum wire_tag {
    TAG_VERSION = 1,
    TAG_KIND,
    TAG_ID,
    TAG_YES,
    TAG_FROM,
    TAG_RCPT,
    TAG_TEXT,
    TAG_OUTCOME,
    TAG_STAGE,
    TAG_CODE,
    TAG_ENHANCED,
    TAG_ANSWER,
    TAG_USABLE,
    TAG_AUTH_FAILED,
    TAG_ENVID,
    TAG_SLOW_DOWN,
    TAG_UNTRIED,
};

static void encode_answer(const struct smtp_answer *a, struct text *to)
{
    record_put_int(to, TAG_OUTCOME, a->outcome);
    record_put_int(to, TAG_STAGE, a->stage);
    record_put_int(to, TAG_CODE, a->code);
    record_put(to, TAG_ENHANCED, span_str(a->enhanced));
    record_put(to, TAG_ANSWER, span_str(a->text));
    record_put_int(to, TAG_USABLE, a->usable);
    record_put_int(to, TAG_AUTH_FAILED, a->auth_failed);
    record_put_int(to, TAG_SLOW_DOWN, a->slow_down);
    record_put_int(to, TAG_UNTRIED, a->untried);
}

static void encode(const struct wire *w, struct text *to)
{
    record_put_int(to, TAG_VERSION, WIRE_VERSION);
    record_put_int(to, TAG_KIND, w->kind);
    record_put_int(to, TAG_ID, w->id);
    if (w->kind == WIRE_MAY_DOT)
        record_put_int(to, TAG_YES, w->yes);
    if (w->kind == WIRE_JOB) {
        record_put(to, TAG_FROM, span_str(w->from));
        record_put(to, TAG_RCPT, span_str(w->rcpt));
        record_put(to, TAG_ENVID, span_str(w->envid));
    }
    if (w->kind == WIRE_FAILED)
        record_put(to, TAG_TEXT, span_str(w->text));
    if (w->kind == WIRE_SETTLED)
        encode_answer(&w->answer, to);
}

/* A number of 0 to `most`, else the record is bad. */
static int small_int(struct record *r, struct span value, int most)
{
    int64_t n = record_int(r, value);

    if (n < 0 || n > most)
        r->bad = true;
    return r->bad ? 0 : (int)n;
}

static void decode_answer(struct record *r, enum wire_tag tag,
                          struct span value, struct smtp_answer *a)
{
    switch (tag) {
    case TAG_OUTCOME:
        a->outcome =
            (enum smtp_outcome)small_int(r, value, SMTP_OUTCOME_COUNT - 1);
        break;
    case TAG_STAGE:
        a->stage = (enum smtp_stage)small_int(r, value, SMTP_STAGE_COUNT - 1);
        break;
    case TAG_CODE:
        a->code = small_int(r, value, 599);
        break;
    case TAG_ENHANCED:
        record_words(r, value, a->enhanced, sizeof(a->enhanced));
        break;
    case TAG_ANSWER:
        record_words(r, value, a->text, sizeof(a->text));
        break;
    case TAG_USABLE:
        a->usable = small_int(r, value, 1) == 1;
        break;
    case TAG_AUTH_FAILED:
        a->auth_failed = small_int(r, value, 1) == 1;
        break;
    case TAG_SLOW_DOWN:
        a->slow_down = small_int(r, value, 1) == 1;
        break;
    case TAG_UNTRIED:
        a->untried = small_int(r, value, 1) == 1;
        break;
    default:
        r->bad = true;
    }
}

static void decode_field(struct record *r, uint16_t tag, struct span value,
                         struct wire *w)
{
    switch ((enum wire_tag)tag) {
    case TAG_VERSION:
        r->bad |= small_int(r, value, WIRE_VERSION) != WIRE_VERSION;
        break;
    case TAG_KIND:
        w->kind = (enum wire_kind)small_int(r, value, WIRE_KIND_COUNT - 1);
        break;
    case TAG_ID:
        w->id = record_int(r, value);
        break;
    case TAG_YES:
        w->yes = small_int(r, value, 1) == 1;
        break;
    case TAG_FROM:
        record_words(r, value, w->from, sizeof(w->from));
        break;
    case TAG_RCPT:
        record_words(r, value, w->rcpt, sizeof(w->rcpt));
        break;
    case TAG_ENVID:
        record_words(r, value, w->envid, sizeof(w->envid));
        break;
    case TAG_TEXT:
        record_words(r, value, w->text, sizeof(w->text));
        break;
    default:
        decode_answer(r, (enum wire_tag)tag, value, &w->answer);
    }
}

static bool decode(struct span packet, struct wire *w)
{
    struct record r = record_from(packet);
    struct span value;
    uint16_t tag;

    *w = (struct wire){ .kind = WIRE_KIND_COUNT, .fd = -1 };
    /* An answer that leaves something out must not read as a delivery. */
    w->answer.outcome = SMTP_UNCERTAIN;
    while (record_next(&r, &tag, &value))
        decode_field(&r, tag, value, w);
    return !r.bad && w->kind != WIRE_KIND_COUNT;
}

union control {
    struct cmsghdr align;
    char room[CMSG_SPACE(sizeof(int))];
};

static void attach(struct msghdr *m, union control *c, int fd)
{
    memset(c, 0, sizeof(*c));
    m->msg_control = c->room;
    m->msg_controllen = sizeof(c->room);
    CMSG_FIRSTHDR(m)->cmsg_level = SOL_SOCKET;
    CMSG_FIRSTHDR(m)->cmsg_type = SCM_RIGHTS;
    CMSG_FIRSTHDR(m)->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(CMSG_FIRSTHDR(m)), &fd, sizeof(fd));
}

static int detach(struct msghdr *m)
{
    struct cmsghdr *c = CMSG_FIRSTHDR(m);
    int fd = -1;

    if (c && c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS &&
        c->cmsg_len == CMSG_LEN(sizeof(int)))
        memcpy(&fd, CMSG_DATA(c), sizeof(fd));
    return fd;
}

bool wire_send(int socket, const struct wire *w)
{
    CLEANUP(text_release) struct text packet = TEXT_INIT(WIRE_PACKET);
    union control control;
    struct iovec piece;
    struct msghdr m = { .msg_iov = &piece, .msg_iovlen = 1 };
    ssize_t n;

    assert(w);
    encode(w, &packet);
    assert(!packet.over);
    piece = (struct iovec){ packet.p, packet.n };
    if (w->fd >= 0)
        attach(&m, &control, w->fd);
    do
        n = sendmsg(socket, &m, MSG_NOSIGNAL);
    while (n < 0 && errno == EINTR);
    return n == (ssize_t)packet.n;
}

int wire_receive(int socket, int flags, struct wire *ret)
{
    char packet[WIRE_PACKET];
    union control control;
    struct iovec piece = { packet, sizeof(packet) };
    struct msghdr m = { .msg_iov = &piece,
                        .msg_iovlen = 1,
                        .msg_control = control.room,
                        .msg_controllen = sizeof(control.room) };
    ssize_t n;
    int fd;

    assert(ret);
    do
        n = recvmsg(socket, &m, flags | MSG_CMSG_CLOEXEC);
    while (n < 0 && errno == EINTR);
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
        return 0;
    if (n <= 0)
        return -1;
    fd = detach(&m);
    if ((m.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) ||
        !decode(span_of(packet, (size_t)n), ret)) {
        if (fd >= 0)
            close(fd);
        return -1;
    }
    ret->fd = fd;
    return 1;
}
