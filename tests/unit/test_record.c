#include "check.h"

#include "convoke/base/own.h"
#include "convoke/base/record.h"

static void write_sample(struct text *t)
{
    size_t nested;

    record_put(t, 1, SPAN("abc"));
    record_put_int(t, 2, INT64_MIN);
    nested = record_open(t, 3);
    record_put(t, 1, SPAN(""));
    record_put_int(t, 2, 7);
    record_close(t, nested);
    record_put(t, 65535, SPAN("\0\n"));
}

static void test_round_trip(void **state)
{
    CLEANUP(text_release) struct text t = TEXT_INIT(1000);
    struct record r;
    struct record inner;
    struct span value;
    uint16_t tag;

    (void)state;
    write_sample(&t);
    CHECK_INT("two of tag, four of length, little endian", t.p[0], 1);
    CHECK_INT("length", t.p[2], 3);
    r = record_from(text_span(&t));
    assert_true(record_next(&r, &tag, &value));
    CHECK_INT("tag", tag, 1);
    CHECK_SPAN("octets", value, SPAN("abc"));
    assert_true(record_next(&r, &tag, &value));
    CHECK_INT("number", record_int(&r, value), INT64_MIN);
    assert_true(record_next(&r, &tag, &value));
    inner = record_from(value);
    assert_true(record_next(&inner, &tag, &value));
    CHECK_INT("empty", value.n, 0);
    assert_true(record_next(&inner, &tag, &value));
    CHECK_INT("nested number", record_int(&inner, value), 7);
    CHECK_TRUE("nested end", !record_next(&inner, &tag, &value));
    assert_true(record_next(&r, &tag, &value));
    CHECK_INT("largest tag", tag, 65535);
    CHECK_SPAN("any octets", value, SPAN("\0\n"));
    CHECK_TRUE("the end", !record_next(&r, &tag, &value) && !r.bad);
}

/* Whoever was taken over may say anything: each cut and each altered octet is
 * read to an end, without a field that is not all there. */
static void test_damage_never_reads_beyond(void **state)
{
    CLEANUP(text_release) struct text t = TEXT_INIT(1000);

    (void)state;
    write_sample(&t);
    for (size_t n = 0; n < t.n; n++) {
        for (int change = 0; change < 256; change += 15) {
            char *copy = test_malloc(n + 1);
            struct record r = record_from(span_of(copy, n));
            struct span value;
            uint16_t tag;
            memcpy(copy, t.p, n);
            if (n)
                copy[n / 2] = (char)change;
            while (record_next(&r, &tag, &value))
                assert_true(value.p >= copy && value.p + value.n <= copy + n);
            assert_true(r.bad || r.rest.n == 0);
            test_free(copy);
        }
    }
}

static void test_bad_stays_bad(void **state)
{
    struct record r = record_from(SPAN("\1\0\3\0\0\0ab"));
    struct record s = record_from(SPAN("\1\0\1\0\0\0a\1\0\1\0\0\0b"));
    struct span value = SPAN("sentinel");
    uint16_t tag = 9;

    (void)state;
    CHECK_TRUE("a value that is not all there", !record_next(&r, &tag, &value));
    CHECK_TRUE("bad", r.bad);
    CHECK_SPAN("untouched", value, SPAN("sentinel"));
    CHECK_INT("untouched", tag, 9);
    assert_true(record_next(&s, &tag, &value));
    CHECK_INT("no number", record_int(&s, value), 0);
    CHECK_TRUE("then nothing more", s.bad && !record_next(&s, &tag, &value));
}

static void test_ceiling(void **state)
{
    CLEANUP(text_release) struct text t = TEXT_INIT(10);
    size_t place;

    (void)state;
    place = record_open(&t, 1);
    text_add_str(&t, "too long for it");
    record_close(&t, place);
    CHECK_TRUE("said", t.over);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_damage_never_reads_beyond),
        cmocka_unit_test(test_bad_stays_bad),
        cmocka_unit_test(test_ceiling),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
