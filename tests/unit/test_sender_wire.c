#include "check.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "convoke/base/own.h"
#include "gateway/sender_wire.h"

static int ends[2];

static int make(void **state)
{
    (void)state;
    return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, ends);
}

static int drop(void **state)
{
    (void)state;
    close(ends[0]);
    return close(ends[1]);
}

static void test_round_trip(void **state)
{
    struct wire w = { .kind = WIRE_SETTLED,
                      .id = -7,
                      .fd = -1,
                      .answer = { SMTP_REFUSED, SMTP_STAGE_RCPT, 550, "5.1.1",
                                  "没有这个用户", true, false, true, true } };
    struct wire got;

    (void)state;
    assert_true(wire_send(ends[0], &w));
    CHECK_INT("one packet", wire_receive(ends[1], 0, &got), 1);
    CHECK_INT("kind", got.kind, WIRE_SETTLED);
    CHECK_INT("id", got.id, -7);
    CHECK_INT("outcome", got.answer.outcome, SMTP_REFUSED);
    CHECK_INT("stage", got.answer.stage, SMTP_STAGE_RCPT);
    CHECK_INT("code", got.answer.code, 550);
    CHECK_SPAN("enhanced", span_str(got.answer.enhanced), SPAN("5.1.1"));
    CHECK_SPAN("text", span_str(got.answer.text), SPAN("没有这个用户"));
    CHECK_TRUE("usable", got.answer.usable && !got.answer.auth_failed &&
                             got.answer.slow_down && got.answer.untried);
    CHECK_INT("nothing more", wire_receive(ends[1], MSG_DONTWAIT, &got), 0);
}

static void test_descriptor_travels(void **state)
{
    struct wire w = { .kind = WIRE_JOB,
                      .id = 1,
                      .from = "",
                      .rcpt = "a@b.cn",
                      .fd = open("/dev/null", O_RDONLY) };
    struct wire got;

    (void)state;
    assert_true(wire_send(ends[0], &w));
    close(w.fd);
    CHECK_INT("one packet", wire_receive(ends[1], 0, &got), 1);
    CHECK_SPAN("from", span_str(got.from), SPAN_NONE);
    CHECK_SPAN("rcpt", span_str(got.rcpt), SPAN("a@b.cn"));
    CHECK_TRUE("a descriptor", got.fd >= 0);
    CHECK_TRUE("closed on exec",
               fcntl(got.fd, F_GETFD) == FD_CLOEXEC && close(got.fd) == 0);
}

static void test_nonsense(void **state)
{
    const struct wire w = {
        .kind = WIRE_SETTLED,
        .id = 3,
        .fd = -1,
        .answer = { .outcome = SMTP_SENT, .code = 250, .text = "ok" }
    };
    char packet[WIRE_PACKET];
    struct wire got;
    size_t refused = 0;
    ssize_t n;

    (void)state;
    srandom(1);
    assert_true(wire_send(ends[0], &w));
    n = recv(ends[1], packet, sizeof(packet), 0);
    assert_true(n > 0);
    for (int i = 0; i < 20000; i++) {
        char bent[WIRE_PACKET];
        size_t size = 1 + (size_t)random() % (size_t)n;

        memcpy(bent, packet, (size_t)n);
        for (int k = (int)(random() % 3); k >= 0; k--)
            bent[(size_t)random() % (size_t)n] = (char)random();
        assert_int_equal(send(ends[0], bent, size, 0), (ssize_t)size);
        if (wire_receive(ends[1], 0, &got) != 1) {
            refused++;
            continue;
        }
        assert_true(got.kind < WIRE_KIND_COUNT && got.fd == -1);
        assert_true(got.answer.outcome < SMTP_OUTCOME_COUNT);
        assert_true(got.answer.stage < SMTP_STAGE_COUNT);
        assert_true(got.answer.code >= 0 && got.answer.code <= 599);
        assert_true(span_is_utf8(span_str(got.answer.text)));
        assert_false(span_has_control(span_str(got.answer.text)));
    }
    CHECK_TRUE("most are refused", refused > 10000);
    memset(packet, 0, sizeof(packet));
    assert_int_equal(send(ends[0], packet, 1, 0), 1);
    CHECK_INT("one octet", wire_receive(ends[1], 0, &got), -1);
}

static void test_half_an_answer(void **state)
{
    const struct wire w = { .kind = WIRE_READY, .id = 3, .fd = -1 };
    struct wire got;

    (void)state;
    assert_true(wire_send(ends[0], &w));
    CHECK_INT("one packet", wire_receive(ends[1], 0, &got), 1);
    CHECK_INT("without outcome it is no delivery", got.answer.outcome,
              SMTP_UNCERTAIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_descriptor_travels),
        cmocka_unit_test(test_nonsense),
        cmocka_unit_test(test_half_an_answer),
    };

    return cmocka_run_group_tests(tests, make, drop);
}
