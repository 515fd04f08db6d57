#include "check.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "convoke/base/clock.h"
#include "convoke/base/own.h"
#include "mail/stream.h"

/* A stream and the socket of its peer, which the test plays. */
struct pair {
    struct stream *stream;
    int peer;
    MMAPString *line;
};

static struct pair pair_open(void)
{
    int fds[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds),
                     0);
    return (struct pair){ stream_from_fd(fds[0]), fds[1], mmap_string_new("") };
}

static void pair_close(struct pair *p)
{
    stream_close(p->stream);
    close(p->peer);
    mmap_string_free(p->line);
}

static void say(struct pair *p, const char *s)
{
    assert_int_equal(write(p->peer, s, strlen(s)), (ssize_t)strlen(s));
}

static const char *line(struct pair *p)
{
    return mailstream_read_line_remove_eol(stream_etpan(p->stream), p->line);
}

static void test_lines(void **state)
{
    struct pair p = pair_open();

    (void)state;
    stream_limit(p.stream, 1000, 1000);
    say(&p, "220 one\r\n220 two\n");
    CHECK_SPAN("first", span_str(line(&p)), SPAN("220 one"));
    CHECK_SPAN("second", span_str(line(&p)), SPAN("220 two"));
    CHECK_TRUE("nothing more", !stream_has_news(p.stream));
    CHECK_TRUE("well", !stream_failed(p.stream));
    pair_close(&p);
}

static void test_end_of_file(void **state)
{
    struct pair p = pair_open();

    (void)state;
    stream_limit(p.stream, 1000, 1000);
    say(&p, "250 half a li");
    shutdown(p.peer, SHUT_RDWR);
    CHECK_TRUE("half a line is none", line(&p) == NULL);
    CHECK_SPAN("why", span_str(stream_failure(p.stream)),
               SPAN("the peer closed the connection"));
    CHECK_TRUE("stays failed", line(&p) == NULL);
    pair_close(&p);
}

static void test_deadline(void **state)
{
    struct pair p = pair_open();
    int64_t began = clock_ticks();

    (void)state;
    stream_limit(p.stream, 80, 1000);
    say(&p, "250 and then silence");
    CHECK_TRUE("no line", line(&p) == NULL);
    CHECK_SPAN("why", span_str(stream_failure(p.stream)), SPAN("timed out"));
    CHECK_TRUE("not before", clock_ticks() - began >= 80);
    CHECK_TRUE("not long after", clock_ticks() - began < 10000);
    pair_close(&p);
    p = pair_open();
    stream_limit(p.stream, -1, 1000);
    say(&p, "250 late\r\n");
    CHECK_TRUE("octets that come too late", line(&p) == NULL);
    pair_close(&p);
}

static void test_deadline_while_writing(void **state)
{
    struct pair p = pair_open();
    static char much[1 << 20];

    (void)state;
    stream_limit(p.stream, 80, 1000);
    CHECK_TRUE("a peer that does not read",
               mailstream_write(stream_etpan(p.stream), much, sizeof(much)) !=
                   (ssize_t)sizeof(much));
    CHECK_SPAN("why", span_str(stream_failure(p.stream)), SPAN("timed out"));
    pair_close(&p);
}

static void test_budget(void **state)
{
    struct pair p = pair_open();

    (void)state;
    stream_limit(p.stream, 1000, 10);
    say(&p, "250-0123456789012345\r\n");
    CHECK_TRUE("no line", line(&p) == NULL);
    CHECK_SPAN("why", span_str(stream_failure(p.stream)),
               SPAN("the peer says more than it may"));
    pair_close(&p);
}

static void test_high_descriptor(void **state)
{
    struct rlimit limit;
    struct pair p;
    int fds[2];
    int high;

    (void)state;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
    limit.rlim_cur = limit.rlim_max < 5000 ? limit.rlim_max : 5000;
    setrlimit(RLIMIT_NOFILE, &limit);
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds),
                     0);
    high = fcntl(fds[0], F_DUPFD_CLOEXEC, 2000);
    if (high < 0) {
        print_message("descriptor 2000 is not to be had: skipped\n");
        skip();
    }
    close(fds[0]);
    p = (struct pair){ stream_from_fd(high), fds[1], mmap_string_new("") };
    stream_limit(p.stream, 1000, 1000);
    say(&p, "220 high\r\n");
    CHECK_SPAN("read", span_str(line(&p)), SPAN("220 high"));
    CHECK_INT("written", mailstream_write(stream_etpan(p.stream), "x", 1), 1);
    pair_close(&p);
}

static void test_plain_before_tls(void **state)
{
    CLEANUP(stream_trust_drop) struct stream_trust *trust = NULL;
    struct pair p = pair_open();
    struct reason why = { .text = "" };

    (void)state;
    CHECK_INT("trust",
              stream_trust_open(CONVOKE_SOURCE "/tests/e2e/certificates/ca.pem",
                                &trust, &why),
              VERDICT_DONE);
    stream_limit(p.stream, 1000, 1000);
    say(&p, "220 go\r\n250 AUTH PLAIN\r\n");
    CHECK_SPAN("reply", span_str(line(&p)), SPAN("220 go"));
    CHECK_INT("injected reply",
              stream_start_tls(p.stream, trust, "localhost", &why),
              VERDICT_LATER);
    CHECK_TRUE("why", span_has(span_str(why.text), SPAN("plain octets")));
    CHECK_TRUE("no TLS", !stream_is_tls(p.stream));
    pair_close(&p);
}

static void test_trust(void **state)
{
    struct stream_trust *trust = (void *)16;
    struct reason why = { .text = "" };

    (void)state;
    CHECK_INT("no such file",
              stream_trust_open("/nonexistent/ca.pem", &trust, &why),
              VERDICT_NEVER);
    CHECK_INT("no certificate", stream_trust_open("/dev/null", &trust, &why),
              VERDICT_NEVER);
    CHECK_TRUE("untouched on failure", trust == (void *)16);
    CHECK_TRUE("names the file",
               span_has(span_str(why.text), SPAN("/dev/null")));
}

static void test_nobody_listens(void **state)
{
    struct stream *s = NULL;
    struct reason why = { .text = "" };

    (void)state;
    CHECK_INT("port 1", stream_open("127.0.0.1", 1, 1000, &s, &why),
              VERDICT_LATER);
    CHECK_TRUE("why", span_has(span_str(why.text), SPAN("127.0.0.1 port 1")));
    CHECK_INT("no such name",
              stream_open("no-such-host.invalid", 25, 1000, &s, &why),
              VERDICT_LATER);
    CHECK_TRUE("untouched on failure", s == NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_end_of_file),
        cmocka_unit_test(test_deadline),
        cmocka_unit_test(test_deadline_while_writing),
        cmocka_unit_test(test_budget),
        cmocka_unit_test(test_high_descriptor),
        cmocka_unit_test(test_plain_before_tls),
        cmocka_unit_test(test_trust),
        cmocka_unit_test(test_nobody_listens),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
