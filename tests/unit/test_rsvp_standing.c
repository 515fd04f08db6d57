#include "check.h"

#include "convoke/base/own.h"
#include "gateway/desk/rsvp.h"

enum { ARENA = 1024 * 1024, START = 10000, MOST = 6 };

/* person, status, SEQUENCE, DTSTAMP, receipt */
struct said {
    const char *person, *status;
    int64_t sequence, stamp, at;
};

static const struct standing_case {
    const char *what;
    struct said said[MOST];
    const char *status, *person; /* "" when nobody answered */
} cases[] = {
    { "nobody", { { NULL } }, "NEEDS-ACTION", "" },
    { "one", { { "a", "ACCEPTED", 1, 10, 11 } }, "ACCEPTED", "a" },
    { "to what was replaced",
      { { "a", "ACCEPTED", 0, 10, 11 } },
      "NEEDS-ACTION",
      "" },
    { "his last by its own time, not by its arrival",
      { { "a", "DECLINED", 1, 20, 21 }, { "a", "ACCEPTED", 1, 10, 90 } },
      "DECLINED",
      "a" },
    { "the new invitation before the last word on the old one",
      { { "a", "DECLINED", 1, 20, 21 }, { "a", "ACCEPTED", 0, 50, 51 } },
      "DECLINED",
      "a" },
    { "who comes before who may and who does not",
      { { "a", "DECLINED", 1, 30, 31 },
        { "b", "TENTATIVE", 1, 20, 21 },
        { "c", "ACCEPTED", 1, 10, 11 } },
      "ACCEPTED",
      "c" },
    { "a delegate is somebody",
      { { "a", "DELEGATED", 1, 10, 11 }, { "b", "DECLINED", 1, 20, 21 } },
      "DELEGATED",
      "a" },
    { "taken back",
      { { "a", "ACCEPTED", 1, 10, 11 }, { "a", "NEEDS-ACTION", 1, 20, 21 } },
      "NEEDS-ACTION",
      "" },
    { "a second before it opens",
      { { "a", "ACCEPTED", 1, 10, START - 1 } },
      "ACCEPTED",
      "a" },
    { "when it has begun",
      { { "a", "TENTATIVE", 1, 10, 11 }, { "a", "ACCEPTED", 1, 20, START } },
      "TENTATIVE",
      "a" },
    { "a word that is none",
      { { "a", "PERHAPS", 1, 10, 11 } },
      "NEEDS-ACTION",
      "" },
};

static void add(rsvps *all, const struct said *s, struct arena *arena)
{
    *list_push(all, arena) = (struct rsvp){ .party = SPAN("M01"),
                                            .person = span_str(s->person),
                                            .status = span_str(s->status),
                                            .sequence = s->sequence,
                                            .stamp = s->stamp,
                                            .at = s->at };
}

/* In every order that begins at `from` and goes on by `step`. */
static void check(const struct standing_case *c, size_t n, size_t from,
                  size_t step)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA);
    struct meeting m = { .sequence = 1, .start_at = START };
    struct rsvp_standing s;
    rsvps all = { 0 };

    for (size_t i = 0; i < n; i++)
        add(&all, &c->said[(from + i * step) % n], &arena);
    s = rsvp_standing_of(&m, &all, &arena);
    CHECK_SPAN(c->what, span_str(answer_status_name(s.status)),
               span_str(c->status));
    CHECK_SPAN(c->what, s.answered ? s.last.person : SPAN_NONE,
               span_str(c->person));
}

static void test_standing(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct standing_case *c = &cases[i];
        size_t n = 0;

        while (n < MOST && c->said[n].person)
            n++;
        for (size_t from = 0; from <= n; from++) {
            check(c, n, from, 1);
            if (n > 1)
                check(c, n, from, n - 1);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_standing) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
