#include "stream.h"

#include <assert.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#include "convoke/base/clock.h"
#include "convoke/base/file.h"
#include "convoke/base/mem.h"

enum { BUFFER = 16 * 1024, FAILURE_TEXT = 200 };

struct stream_trust {
    gnutls_certificate_credentials_t x509; /* owned */
};

struct stream {
    int fd;             /* owned */
    gnutls_session_t s; /* owned; NULL without TLS */
    mailstream *etpan;  /* owned */
    int64_t deadline;   /* in clock_ticks */
    size_t budget;
    char failure[FAILURE_TEXT]; /* empty: nothing failed */
};

enum verdict stream_trust_open(const char *ca_file, struct stream_trust **ret,
                               struct reason *why)
{
    struct stream_trust *trust;
    int n;

    assert(ret);
    trust = MEM_NEW(struct stream_trust);
    if (gnutls_certificate_allocate_credentials(&trust->x509) != 0)
        mem_exhausted("stream.trust", sizeof(*trust));
    n = ca_file ? gnutls_certificate_set_x509_trust_file(trust->x509, ca_file,
                                                         GNUTLS_X509_FMT_PEM)
                : gnutls_certificate_set_x509_system_trust(trust->x509);
    if (n <= 0) {
        stream_trust_close(trust);
        return reason_set(why, VERDICT_NEVER, "stream.trust",
                          "no certificate authority in %s%s%s",
                          ca_file ? ca_file : "the system's store",
                          n < 0 ? ": " : "", n < 0 ? gnutls_strerror(n) : "");
    }
    *ret = trust;
    return VERDICT_DONE;
}

struct stream_trust *stream_trust_close(struct stream_trust *trust)
{
    if (!trust)
        return NULL;
    gnutls_certificate_free_credentials(trust->x509);
    free(trust);
    return NULL;
}

void stream_trust_drop(struct stream_trust **trust)
{
    *trust = stream_trust_close(*trust);
}

static ssize_t fail(struct stream *s, const char *failure)
{
    if (!s->failure[0])
        snprintf(s->failure, sizeof(s->failure), "%s", failure);
    return -1;
}

static ssize_t fail_errno(struct stream *s, int error)
{
    char buf[128];

    return fail(s, strerror_r(error, buf, sizeof(buf)));
}

/* Waits for `events` until the deadline. */
static bool wait_for(struct stream *s, short events)
{
    for (;;) {
        int64_t left = s->deadline - clock_ticks();
        struct pollfd p = { .fd = s->fd, .events = events };
        int n;

        if (left <= 0) {
            fail(s, "timed out");
            return false;
        }
        n = poll(&p, 1, left > 60 * 1000 ? 60 * 1000 : (int)left);
        if (n > 0)
            return true;
        if (n < 0 && errno != EINTR) {
            fail_errno(s, errno);
            return false;
        }
    }
}

static bool wait_tls(struct stream *s)
{
    return wait_for(s, gnutls_record_get_direction(s->s) ? POLLOUT : POLLIN);
}

/* Whether what GnuTLS gave for a read or a write is the end of the session. */
static bool ends_tls(struct stream *s, ssize_t n)
{
    if (n == 0 || n == GNUTLS_E_PREMATURE_TERMINATION)
        fail(s, "the peer closed the connection");
    else if (n < 0 && gnutls_error_is_fatal((int)n))
        fail(s, gnutls_strerror((int)n));
    return s->failure[0] != '\0';
}

/* One try: octets read or written, 0 to wait and try again, -1 failed. */
static ssize_t settle_tls(struct stream *s, ssize_t n)
{
    if (n > 0)
        return n;
    return !ends_tls(s, n) && wait_tls(s) ? 0 : -1;
}

static ssize_t settle_plain(struct stream *s, ssize_t n, short events)
{
    if (n > 0)
        return n;
    if (n == 0)
        return fail(s, "the peer closed the connection");
    if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
        return fail_errno(s, errno);
    return wait_for(s, events) ? 0 : -1;
}

/* A peer that drips octets makes every read succeed: the deadline is asked
 * before each of them, not only while waiting. */
static bool may_go_on(struct stream *s)
{
    if (s->failure[0])
        return false;
    if (clock_ticks() >= s->deadline)
        fail(s, "timed out");
    return !s->failure[0];
}

static ssize_t low_read(mailstream_low *low, void *buf, size_t n)
{
    struct stream *s = low->data;
    ssize_t got = 0;

    if (s->budget == 0)
        return fail(s, "the peer says more than it may");
    if (n > s->budget)
        n = s->budget;
    while (got == 0) {
        if (!may_go_on(s))
            return -1;
        got = s->s ? settle_tls(s, gnutls_record_recv(s->s, buf, n))
                   : settle_plain(s, recv(s->fd, buf, n, 0), POLLIN);
    }
    if (got > 0)
        s->budget -= (size_t)got;
    return got;
}

static ssize_t low_write(mailstream_low *low, const void *buf, size_t n)
{
    struct stream *s = low->data;
    ssize_t put = 0;

    if (n == 0)
        return 0;
    while (put == 0) {
        if (!may_go_on(s))
            return -1;
        put = s->s
                  ? settle_tls(s, gnutls_record_send(s->s, buf, n))
                  : settle_plain(s, send(s->fd, buf, n, MSG_NOSIGNAL), POLLOUT);
    }
    return put;
}

static int low_close(mailstream_low *low)
{
    (void)low;
    return 0;
}

static int low_fd(mailstream_low *low)
{
    return ((struct stream *)low->data)->fd;
}

static void low_free(mailstream_low *low)
{
    free(low);
}

static void low_cancel(mailstream_low *low)
{
    (void)low;
}

static struct mailstream_cancel *low_get_cancel(mailstream_low *low)
{
    (void)low;
    return NULL;
}

/* The stream is ours to close: libetpan closing its side touches nothing. */
static mailstream_low_driver driver = {
    .mailstream_read = low_read,
    .mailstream_write = low_write,
    .mailstream_close = low_close,
    .mailstream_get_fd = low_fd,
    .mailstream_free = low_free,
    .mailstream_cancel = low_cancel,
    .mailstream_get_cancel = low_get_cancel,
};

struct stream *stream_from_fd(int fd)
{
    struct stream *s = MEM_NEW(struct stream);
    mailstream_low *low;

    assert(fd >= 0);
    s->fd = fd;
    low = mailstream_low_new(s, &driver);
    if (!low)
        mem_exhausted("stream.open", sizeof(*low));
    s->etpan = mailstream_new(low, BUFFER);
    if (!s->etpan)
        mem_exhausted("stream.open", BUFFER);
    return s;
}

struct stream *stream_close(struct stream *s)
{
    if (!s)
        return NULL;
    s->etpan->write_buffer_len = 0;
    mailstream_close(s->etpan);
    if (s->s)
        gnutls_deinit(s->s);
    file_drop(&s->fd);
    free(s);
    return NULL;
}

void stream_limit(struct stream *s, int64_t ms, size_t octets)
{
    assert(s);
    s->deadline = clock_ticks() + ms;
    s->budget = octets;
}

static void addresses_drop(struct addrinfo **list)
{
    if (*list)
        freeaddrinfo(*list);
}

/* Small writes leave at once: the final dot is one, and Nagle's algorithm
 * would hold it back for the answer to what went before. */
static bool connect_one(const struct addrinfo *at, int64_t deadline,
                        struct stream **ret, char failure[FAILURE_TEXT])
{
    int fd = socket(at->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
                    at->ai_protocol);
    socklen_t size = sizeof(int);
    struct stream *s;
    int error = 0;
    int one = 1;

    if (fd < 0) {
        snprintf(failure, FAILURE_TEXT, "socket: errno %d", errno);
        return false;
    }
    s = stream_from_fd(fd);
    s->deadline = deadline;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &one, sizeof(one));
    if (connect(fd, at->ai_addr, at->ai_addrlen) != 0 && errno != EINPROGRESS)
        fail_errno(s, errno);
    else if (wait_for(s, POLLOUT) &&
             (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) || error))
        fail_errno(s, error ? error : errno);
    if (!s->failure[0]) {
        *ret = s;
        return true;
    }
    memcpy(failure, s->failure, FAILURE_TEXT);
    stream_close(s);
    return false;
}

enum verdict stream_open(const char *host, int port, int64_t ms,
                         struct stream **ret, struct reason *why)
{
    const struct addrinfo hints = { .ai_socktype = SOCK_STREAM,
                                    .ai_flags = AI_NUMERICSERV };
    CLEANUP(addresses_drop) struct addrinfo *list = NULL;
    int64_t deadline = clock_ticks() + ms;
    char failure[FAILURE_TEXT] = "no address";
    char service[16];
    int error;

    assert(host);
    assert(ret);
    snprintf(service, sizeof(service), "%d", port);
    error = getaddrinfo(host, service, &hints, &list);
    if (error != 0)
        return reason_set(why, VERDICT_LATER, "stream.open", "%s: %s", host,
                          gai_strerror(error));
    for (const struct addrinfo *at = list; at; at = at->ai_next)
        if (connect_one(at, deadline, ret, failure))
            return VERDICT_DONE;
    return reason_set(why, VERDICT_LATER, "stream.open", "%s port %d: %s", host,
                      port, failure);
}

static bool is_address(const char *host)
{
    struct in6_addr in6;

    return inet_pton(AF_INET, host, &in6) == 1 ||
           inet_pton(AF_INET6, host, &in6) == 1;
}

static void tls_new(struct stream *s, const struct stream_trust *trust,
                    const char *host)
{
    if (gnutls_init(&s->s,
                    GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL) != 0)
        mem_exhausted("stream.tls", 1);
    gnutls_set_default_priority_append(s->s, "-VERS-TLS1.0:-VERS-TLS1.1", NULL,
                                       0);
    gnutls_credentials_set(s->s, GNUTLS_CRD_CERTIFICATE, trust->x509);
    if (!is_address(host))
        gnutls_server_name_set(s->s, GNUTLS_NAME_DNS, host, strlen(host));
    gnutls_session_set_verify_cert(s->s, host, 0);
    gnutls_transport_set_int(s->s, s->fd);
}

static enum verdict tls_refused(struct stream *s, const char *host, int error,
                                struct reason *why)
{
    unsigned status = gnutls_session_get_verify_cert_status(s->s);
    gnutls_datum_t text = { NULL, 0 };

    if (s->failure[0])
        return reason_set(why, VERDICT_LATER, "stream.tls", "%s: %s", host,
                          s->failure);
    if (error == GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR &&
        gnutls_certificate_verification_status_print(
            status, GNUTLS_CRT_X509, &text, 0) == GNUTLS_E_SUCCESS) {
        snprintf(s->failure, sizeof(s->failure), "certificate refused: %s",
                 (const char *)text.data);
        gnutls_free(text.data);
    } else {
        fail(s, gnutls_strerror(error));
    }
    return reason_set(why, VERDICT_LATER, "stream.tls", "%s: %s", host,
                      s->failure);
}

enum verdict stream_start_tls(struct stream *s,
                              const struct stream_trust *trust,
                              const char *host, struct reason *why)
{
    int error;

    assert(s);
    assert(trust);
    assert(host);
    assert(!s->s);
    if (s->etpan->read_buffer_len != 0) {
        fail(s, "plain octets before the TLS handshake");
        return reason_set(why, VERDICT_LATER, "stream.tls", "%s: %s", host,
                          s->failure);
    }
    tls_new(s, trust, host);
    while ((error = gnutls_handshake(s->s)) < 0 &&
           !gnutls_error_is_fatal(error))
        if (!may_go_on(s) || !wait_tls(s))
            break;
    if (error < 0)
        return tls_refused(s, host, error, why);
    return VERDICT_DONE;
}

mailstream *stream_etpan(struct stream *s)
{
    assert(s);
    return s->etpan;
}

bool stream_is_tls(const struct stream *s)
{
    assert(s);
    return s->s != NULL;
}

bool stream_is_loopback(const struct stream *s)
{
    struct sockaddr_storage peer = { 0 };
    socklen_t size = sizeof(peer);
    const struct sockaddr_in *in = (const void *)&peer;
    const struct sockaddr_in6 *in6 = (const void *)&peer;

    assert(s);
    if (getpeername(s->fd, (struct sockaddr *)&peer, &size) != 0)
        return false;
    if (peer.ss_family == AF_INET)
        return ntohl(in->sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
    return peer.ss_family == AF_UNIX || (peer.ss_family == AF_INET6 &&
                                         IN6_IS_ADDR_LOOPBACK(&in6->sin6_addr));
}

bool stream_failed(const struct stream *s)
{
    assert(s);
    return s->failure[0] != '\0';
}

const char *stream_failure(const struct stream *s)
{
    assert(s);
    return s->failure;
}

/* Under TLS readable octets may be no more than a ticket: only a read tells. */
static bool has_tls_news(struct stream *s)
{
    ssize_t n = gnutls_record_recv(s->s, s->etpan->read_buffer, BUFFER);

    if (n > 0)
        s->etpan->read_buffer_len = (size_t)n;
    return n > 0 || ends_tls(s, n);
}

bool stream_has_news(struct stream *s)
{
    struct pollfd p = { .fd = s->fd, .events = POLLIN };

    assert(s);
    if (s->etpan->read_buffer_len != 0)
        return true;
    if (s->s && gnutls_record_check_pending(s->s) > 0)
        return true;
    if (poll(&p, 1, 0) == 0)
        return false;
    return s->s ? has_tls_news(s) : true;
}
