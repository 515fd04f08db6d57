/* Which answer counts never depends on the order in which mails were read; an
 * answer to a replaced invitation never counts (requirements.md 6.4, appendix
 * A; interop.md 26, 33, 34). */
#include "check.h"

#include "convoke/base/moment.h"
#include "convoke/base/own.h"
#include "convoke/calendar/answer_rules.h"

#define HOUR INT64_C(3600)
#define NOON INT64_C(1774929600)

#define SAID(who, status_, sequence_, stamp_, at_)                             \
    {                                                                          \
        .person = SPAN(who), .status = ANSWER_##status_,                       \
        .sequence = (sequence_), .stamp = (stamp_), .at = (at_)                \
    }

static const struct {
    const char *what;
    struct answer_said a, b;
    bool replaces;
} pairs[] = {
    { "an answer to the newer invitation", SAID("a@x", DECLINED, 1, NOON, NOON),
      SAID("a@x", ACCEPTED, 0, NOON + HOUR, NOON + HOUR), true },
    { "equal SEQUENCE, newer DTSTAMP",
      SAID("a@x", DECLINED, 1, NOON + 60, NOON + HOUR),
      SAID("a@x", ACCEPTED, 1, NOON, NOON + HOUR), true },
    { "equal SEQUENCE, newer DTSTAMP, though it came before",
      SAID("a@x", DECLINED, 1, NOON + 60, NOON + 90),
      SAID("a@x", ACCEPTED, 1, NOON, NOON + HOUR), true },
    { "equal DTSTAMP: the later receipt",
      SAID("a@x", DECLINED, 1, NOON, NOON + HOUR),
      SAID("a@x", ACCEPTED, 1, NOON, NOON + 60), true },
    { "a DTSTAMP without its zone does not outrank what is said afterwards",
      SAID("a@x", DECLINED, 1, NOON + HOUR, NOON + HOUR + 5),
      SAID("a@x", ACCEPTED, 1, NOON + 8 * HOUR, NOON + 5), true },
    { "no DTSTAMP: its receipt",
      SAID("a@x", DECLINED, 1, MOMENT_NONE, NOON + HOUR),
      SAID("a@x", ACCEPTED, 1, NOON, NOON + 5), true },
    { "the same answer twice", SAID("a@x", ACCEPTED, 1, NOON, NOON + 5),
      SAID("a@x", ACCEPTED, 1, NOON, NOON + 5), false },
    { "the same second: the one that brings somebody",
      SAID("a@x", ACCEPTED, 1, NOON, NOON + 5),
      SAID("a@x", DECLINED, 1, NOON, NOON + 5), true },
};

static void test_which_replaces_which(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
        CHECK_INT(pairs[i].what, answer_replaces(&pairs[i].a, &pairs[i].b),
                  pairs[i].replaces);
        CHECK_INT(pairs[i].what, answer_replaces(&pairs[i].b, &pairs[i].a), 0);
    }
}

enum { UNIT_MOST = 12 };

static const struct {
    const char *what;
    int64_t current;
    enum answer_status status;
    const char *person; /* who decided; NULL: nobody */
    size_t n;
    struct answer_said all[UNIT_MOST];
} units[] = {
    { "nobody has answered",
      0,
      ANSWER_NEEDS_ACTION,
      NULL,
      0,
      { SAID("", ACCEPTED, 0, 0, 0) } },
    { "a person's last answer",
      0,
      ANSWER_DECLINED,
      "a@x",
      3,
      { SAID("a@x", ACCEPTED, 0, NOON, NOON),
        SAID("a@x", TENTATIVE, 0, NOON + 1, NOON + 2),
        SAID("a@x", DECLINED, 0, NOON + 3, NOON + 4) } },
    { "one of two comes",
      0,
      ANSWER_ACCEPTED,
      "b@x",
      2,
      { SAID("a@x", DECLINED, 0, NOON + HOUR, NOON + HOUR),
        SAID("b@x", ACCEPTED, 0, NOON, NOON) } },
    { "who sends another one brings somebody",
      0,
      ANSWER_DELEGATED,
      "a@x",
      2,
      { SAID("a@x", DELEGATED, 0, NOON, NOON),
        SAID("b@x", TENTATIVE, 0, NOON, NOON) } },
    { "perhaps is more than no",
      0,
      ANSWER_TENTATIVE,
      "b@x",
      2,
      { SAID("a@x", DECLINED, 0, NOON, NOON),
        SAID("b@x", TENTATIVE, 0, NOON, NOON) } },
    { "stale answers never count",
      2,
      ANSWER_DECLINED,
      "b@x",
      3,
      { SAID("a@x", ACCEPTED, 1, NOON + HOUR, NOON + HOUR),
        SAID("a@x", ACCEPTED, 0, NOON, NOON),
        SAID("b@x", DECLINED, 2, NOON, NOON) } },
    { "only stale answers are no answer",
      1,
      ANSWER_NEEDS_ACTION,
      NULL,
      1,
      { SAID("a@x", ACCEPTED, 0, NOON, NOON) } },
    { "a stale answer read late replaces nothing",
      1,
      ANSWER_ACCEPTED,
      "a@x",
      2,
      { SAID("a@x", ACCEPTED, 1, NOON, NOON),
        SAID("a@x", DECLINED, 0, NOON + HOUR, NOON + 2 * HOUR) } },
    { "a SEQUENCE of its own making does not outrank what is said afterwards",
      1,
      ANSWER_DECLINED,
      "a@x",
      2,
      { SAID("a@x", ACCEPTED, 68, NOON, NOON + 5),
        SAID("a@x", DECLINED, 1, NOON + HOUR, NOON + HOUR + 5) } },
    { "who takes his answer back has none",
      0,
      ANSWER_NEEDS_ACTION,
      NULL,
      2,
      { SAID("a@x", ACCEPTED, 0, NOON, NOON),
        SAID("a@x", NEEDS_ACTION, 0, NOON + 1, NOON + 1) } },
};

static void test_what_a_unit_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(units); i++) {
        const char *what = units[i].what;
        ptrdiff_t index = 99;

        CHECK_INT(
            what,
            answer_of_unit(units[i].all, units[i].n, units[i].current, &index),
            units[i].status);
        CHECK_INT(what, index >= 0, units[i].person != NULL);
        if (index >= 0)
            CHECK_SPAN(what, units[i].all[index].person,
                       span_str(units[i].person));
    }
}

/* Late, doubled, reordered and moved answers of three people; the unit comes
 * by the word of c@x. */
static const struct answer_said dozen[] = {
    SAID("a@x", ACCEPTED, 0, NOON, NOON + 60),
    SAID("a@x", DECLINED, 1, NOON + HOUR, NOON + HOUR + 60),
    SAID("a@x", DECLINED, 1, NOON + HOUR, NOON + HOUR + 60),
    SAID("a@x", ACCEPTED, 1, NOON + 60, NOON + 3 * HOUR),
    SAID("b@x", TENTATIVE, 1, NOON + 9 * HOUR, NOON + HOUR),
    SAID("b@x", DECLINED, 1, NOON + 2 * HOUR, NOON + 2 * HOUR + 5),
    SAID("b@x", ACCEPTED, 0, NOON + 4 * HOUR, NOON + 4 * HOUR),
    SAID("c@x", DECLINED, 0, NOON, NOON),
    SAID("c@x", ACCEPTED, 1, MOMENT_NONE, NOON + HOUR),
    SAID("c@x", TENTATIVE, 1, NOON + 2 * HOUR, NOON + 2 * HOUR),
    SAID("c@x", ACCEPTED, 1, NOON + 3 * HOUR, NOON + 3 * HOUR),
    SAID("c@x", DECLINED, 1, NOON + 3 * HOUR, NOON + 2 * HOUR),
};

static void swap(struct answer_said *a, struct answer_said *b)
{
    struct answer_said c = *a;

    *a = *b;
    *b = c;
}

static void check_dozen(const struct answer_said *all)
{
    ptrdiff_t index = -1;

    if (answer_of_unit(all, ARRAY_LEN(dozen), 1, &index) != ANSWER_ACCEPTED ||
        index < 0 || !span_eq(all[index].person, SPAN("c@x")) ||
        all[index].at != NOON + 3 * HOUR)
        fail_msg("a permutation gives another table");
}

/* All orders of any seven that stand together, and a hundred thousand of the
 * dozen (479,001,600 would say no more). */
static void permute(struct answer_said *all, size_t from, size_t to)
{
    if (from == to) {
        check_dozen(all);
        return;
    }
    for (size_t i = from; i < to; i++) {
        swap(&all[from], &all[i]);
        permute(all, from + 1, to);
        swap(&all[from], &all[i]);
    }
}

static void test_no_order_of_mails_matters(void **state)
{
    struct answer_said all[ARRAY_LEN(dozen)];
    uint64_t seed = 1;

    (void)state;
    memcpy(all, dozen, sizeof(all));
    for (size_t from = 0; from + 7 <= ARRAY_LEN(dozen); from++)
        permute(all, from, from + 7);
    for (int round = 0; round < 100000; round++) {
        for (size_t i = ARRAY_LEN(dozen) - 1; i > 0; i--) {
            seed = seed * UINT64_C(6364136223846793005) + 1;
            swap(&all[i], &all[(seed >> 33) % (i + 1)]);
        }
        check_dozen(all);
    }
}

/* Of any three answers one order comes out: no circle, never both ways. */
static void test_the_order_is_one(void **state)
{
    struct answer_said all[36] = { 0 };
    size_t n = 0;

    (void)state;
    for (int sequence = 0; sequence < 2; sequence++)
        for (int stamp = 0; stamp < 3; stamp++)
            for (int at = 0; at < 3; at++)
                for (int status = 0; status < 2; status++)
                    all[n++] = (struct answer_said){
                        .sequence = sequence,
                        .stamp = stamp == 2 ? MOMENT_NONE : stamp,
                        .at = at,
                        .status = (enum answer_status)(status + 1)
                    };
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            bool ij = answer_replaces(&all[i], &all[j]);

            CHECK_TRUE("never both ways",
                       !ij || !answer_replaces(&all[j], &all[i]));
            for (size_t k = 0; k < n && ij; k++)
                if (answer_replaces(&all[j], &all[k]))
                    CHECK_TRUE("no circle", answer_replaces(&all[i], &all[k]));
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_which_replaces_which),
        cmocka_unit_test(test_what_a_unit_says),
        cmocka_unit_test(test_no_order_of_mails_matters),
        cmocka_unit_test(test_the_order_is_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
