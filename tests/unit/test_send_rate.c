#include "check.h"

#include <stdio.h>

#include "convoke/base/own.h"
#include "gateway/send_rate.h"

enum { T0 = 1790000000 };

/* Sends as fast as allowed for `seconds`; gives the largest number that left
 * within any minute. */
static int64_t worst_minute(struct send_rate *r, struct span domain,
                            int64_t seconds, int64_t *ret_sent)
{
    static int64_t at[100000];
    int64_t n = 0;
    int64_t worst = 0;

    for (int64_t now = T0; now < T0 + seconds; now++)
        while (send_rate_free_at(r, domain, now) <= now &&
               send_rate_all_free_at(r, now) <= now && n < 100000) {
            send_rate_count(r, domain, now);
            at[n++] = now;
        }
    for (int64_t i = 0, k = 0; k < n; k++) {
        while (at[k] - at[i] >= 60)
            i++;
        worst = k - i + 1 > worst ? k - i + 1 : worst;
    }
    *ret_sent = n;
    return worst;
}

static void test_never_more_in_any_minute(void **state)
{
    static const struct {
        const char *what;
        int64_t all, domain, want;
    } cases[] = {
        { "the domain's limit", 60, 20, 20 },
        { "the limit of all", 30, 50, 30 },
        { "one a minute", 0, 1, 1 },
        { "two a minute", 2, 0, 2 },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct send_rate r = { .most = cases[i].all,
                               .domain_most = cases[i].domain };
        int64_t sent;

        CHECK_INT(cases[i].what, worst_minute(&r, SPAN("qq.com"), 1200, &sent),
                  cases[i].want);
        /* … and hardly less: the first of each minute waits its turn. */
        CHECK_TRUE(cases[i].what, sent >= 19 * cases[i].want);
    }
}

static void test_no_limit(void **state)
{
    struct send_rate r = { .most = 0 };

    (void)state;
    for (int i = 0; i < 70000; i++)
        send_rate_count(&r, SPAN("qq.com"), T0);
    CHECK_INT("domain", send_rate_free_at(&r, SPAN("qq.com"), T0), T0);
    CHECK_INT("all", send_rate_all_free_at(&r, T0), T0);
}

static void test_domains_do_not_share(void **state)
{
    struct send_rate r = { .domain_most = 1 };

    (void)state;
    send_rate_count(&r, SPAN("qq.com"), T0);
    CHECK_INT("had its share", send_rate_free_at(&r, SPAN("QQ.com"), T0),
              T0 + 60);
    CHECK_INT("another", send_rate_free_at(&r, SPAN("163.com"), T0), T0);
    CHECK_INT("a longer name", send_rate_free_at(&r, SPAN("vip.qq.com"), T0),
              T0);
}

static void test_more_domains_than_places(void **state)
{
    struct send_rate r = { .domain_most = 1 };
    char name[40];

    (void)state;
    for (int i = 0; i < 10 * SEND_RATE_DOMAINS; i++) {
        snprintf(name, sizeof(name), "unit%d.example", i);
        CHECK_INT(name, send_rate_free_at(&r, span_str(name), T0 + i), T0 + i);
        send_rate_count(&r, span_str(name), T0 + i);
    }
    CHECK_TRUE(
        "the newest is known",
        send_rate_free_at(&r, span_str(name), T0 + 10 * SEND_RATE_DOMAINS) >
            T0 + 10 * SEND_RATE_DOMAINS);
}

static void test_told_to_slow_down(void **state)
{
    static const int64_t waits[] = { 120, 240, 480, 960, 1920, 3600, 3600 };
    struct send_rate r = { .most = 0 };
    int64_t now = T0;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(waits); i++) {
        CHECK_INT("longer each time",
                  send_rate_pause(&r, SPAN("163.com"), now)->paused_until - now,
                  waits[i]);
        CHECK_INT("once for all who hear it",
                  send_rate_pause(&r, SPAN("163.com"), now + 1)->paused_until -
                      now,
                  waits[i]);
        CHECK_INT("waits",
                  send_rate_free_at(&r, SPAN("163.com"), now + 5) - now,
                  waits[i]);
        CHECK_INT("others do not", send_rate_free_at(&r, SPAN("qq.com"), now),
                  now);
        now += waits[i];
        CHECK_INT("over", send_rate_free_at(&r, SPAN("163.com"), now), now);
    }
    CHECK_TRUE("there were pauses", send_rate_taken(&r, SPAN("163.com")));
    CHECK_TRUE("and now not", !send_rate_taken(&r, SPAN("163.com")));
    CHECK_INT("begins anew",
              send_rate_pause(&r, SPAN("163.com"), now)->paused_until - now,
              120);
    CHECK_INT("everybody",
              send_rate_pause(&r, SPAN_NONE, now)->paused_until - now, 120);
    CHECK_INT("waits", send_rate_all_free_at(&r, now), now + 120);
}

static void test_told_before_the_start(void **state)
{
    struct send_rate r = { .most = 0 };

    (void)state;
    send_rate_restore(&r, SPAN("163.com"), T0 + 50, 2);
    send_rate_restore(&r, SPAN_NONE, T0 + 20, 1);
    CHECK_INT("waits", send_rate_free_at(&r, SPAN("163.com"), T0), T0 + 50);
    CHECK_INT("everybody", send_rate_all_free_at(&r, T0), T0 + 20);
    CHECK_INT("the next is longer",
              send_rate_pause(&r, SPAN("163.com"), T0 + 60)->paused_until,
              T0 + 60 + 480);
}

static void test_a_clock_set_back(void **state)
{
    struct send_rate r = { .domain_most = 2 };

    (void)state;
    send_rate_count(&r, SPAN("qq.com"), T0);
    send_rate_count(&r, SPAN("qq.com"), T0 - 3600);
    CHECK_TRUE("both count", send_rate_free_at(&r, SPAN("qq.com"), T0) > T0);
    CHECK_INT("a minute later", send_rate_free_at(&r, SPAN("qq.com"), T0 + 60),
              T0 + 60);
}

static void test_domain_of(void **state)
{
    (void)state;
    CHECK_SPAN("plain", send_rate_domain(SPAN("a@qq.com")), SPAN("qq.com"));
    CHECK_SPAN("none", send_rate_domain(SPAN("qq.com")), SPAN("qq.com"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_never_more_in_any_minute),
        cmocka_unit_test(test_no_limit),
        cmocka_unit_test(test_domains_do_not_share),
        cmocka_unit_test(test_more_domains_than_places),
        cmocka_unit_test(test_told_to_slow_down),
        cmocka_unit_test(test_told_before_the_start),
        cmocka_unit_test(test_a_clock_set_back),
        cmocka_unit_test(test_domain_of),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
