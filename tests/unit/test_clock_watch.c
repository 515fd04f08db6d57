#include "check.h"

#include "convoke/base/clock_watch.h"
#include "convoke/base/own.h"

enum { HOUR = 3600, DAY = 86400, STEPS = 8 };

#define BUILT INT64_C(1700000000)
#define YEAR (365 * (int64_t)DAY)

/* A reading `wall` seconds after the build, `boot` seconds after the start. */
struct step {
    int64_t wall, boot;
    enum clock_doubt doubt;
    bool synchronised;
};

struct watch_case {
    const char *what;
    const struct clock_mark *last;
    struct step at[STEPS];
    size_t n;
};

#define STEPS_OF(...)                                                          \
    .at = { __VA_ARGS__ },                                                     \
    .n = sizeof((struct step[]){ __VA_ARGS__ }) / sizeof(struct step)
#define GOOD CLOCK_TRUSTED, false
#define AHEAD CLOCK_AHEAD, false
#define BEHIND CLOCK_BEHIND, false
#define OLD CLOCK_BEFORE_BUILD, false
#define LATE CLOCK_TOO_LATE, false

static const struct clock_mark same_boot = { BUILT + DAY, 1000 * 1000, true,
                                             true };
static const struct clock_mark doubted_boot = { BUILT + DAY, 1000 * 1000, false,
                                                true };
static const struct clock_mark other_boot = { BUILT + DAY, 900 * 1000, true,
                                              false };
static const struct clock_mark boot_went_back = { BUILT + DAY, 9000 * 1000,
                                                  true, true };

static const struct watch_case watch_cases[] = {
    { "goes on", NULL,
      STEPS_OF({ 9, 0, GOOD }, { 69, 60, GOOD }, { 129, 120, GOOD }) },
    { "first seen at the build to the second", NULL,
      STEPS_OF({ 0, 0, GOOD }, { 1, 1, GOOD }) },
    { "a second before the build", NULL, STEPS_OF({ -1, 0, OLD }) },
    { "a leap second, twice or left out", NULL,
      STEPS_OF({ 60, 60, GOOD }, { 60, 61, GOOD }, { 62, 62, GOOD },
               { 64, 63, GOOD }) },
    { "two minutes ahead, and one second more", NULL,
      STEPS_OF({ 0, 0, GOOD }, { 121, 1, GOOD }, { 123, 2, AHEAD }) },
    { "two minutes behind, and one second more", NULL,
      STEPS_OF({ 500, 0, GOOD }, { 381, 1, GOOD }, { 381, 2, BEHIND }) },
    { "an hour, there and back", NULL,
      STEPS_OF({ 0, 0, GOOD }, { HOUR, 10, AHEAD }, { HOUR + 50, 60, AHEAD },
               { 70, 70, GOOD }, { 80 + DAY, 80, AHEAD }, { 90, 90, GOOD }) },
    { "a day back, there and back", NULL,
      STEPS_OF({ 2 * DAY, 0, GOOD }, { DAY, 10, BEHIND },
               { DAY + 50, 60, BEHIND }, { 2 * DAY + 70, 70, GOOD }) },
    { "to 1970 and to 2100, whatever the time server says", NULL,
      STEPS_OF({ DAY, 0, GOOD }, { -BUILT, 10, OLD },
               { 4102444800 - BUILT, 20, LATE },
               { -BUILT, 30, CLOCK_BEFORE_BUILD, true },
               { 4102444800 - BUILT, 40, CLOCK_TOO_LATE, true },
               { DAY + 50, 50, GOOD }) },
    { "five years after the build to the second", NULL,
      STEPS_OF({ 5 * YEAR, 0, GOOD }) },
    { "and one more", NULL, STEPS_OF({ 5 * YEAR + 1, 0, LATE }) },
    { "five years after the last instant seen", &other_boot,
      STEPS_OF({ DAY + 5 * YEAR, 0, GOOD }) },
    { "and one more", &other_boot, STEPS_OF({ DAY + 5 * YEAR + 1, 0, LATE }) },
    { "ten years of running", NULL,
      STEPS_OF({ 0, 0, GOOD }, { 4 * YEAR, 4 * YEAR, GOOD },
               { 8 * YEAR, 8 * YEAR, GOOD }) },
    { "a time server's step is right at once", NULL,
      STEPS_OF({ 0, 0, GOOD }, { DAY, 10, CLOCK_TRUSTED, true },
               { DAY + 10, 20, GOOD }, { 30, 30, BEHIND }) },
    { "a time server after a jump", NULL,
      STEPS_OF({ DAY, 0, GOOD }, { HOUR, 10, BEHIND },
               { HOUR + 10, 20, CLOCK_TRUSTED, true },
               { HOUR + 20, 30, GOOD }) },
    { "ten days asleep: the boot clock counts them", NULL,
      STEPS_OF({ 0, 0, GOOD }, { 10 * DAY, 10 * DAY, GOOD }) },
    { "ten days during which only the wall clock went on", NULL,
      STEPS_OF({ 0, 0, GOOD }, { 10 * DAY, 60, AHEAD }) },
    { "drift of 100 in a million, for months", NULL,
      STEPS_OF({ 0, 0, GOOD }, { 10 * DAY + 86, 10 * DAY, GOOD },
               { 20 * DAY + 172, 20 * DAY, GOOD },
               { 30 * DAY + 259, 30 * DAY, GOOD },
               { 40 * DAY + 345, 40 * DAY, GOOD }) },
    { "a jump in small pieces", NULL,
      STEPS_OF({ 0, 0, GOOD }, { 3700, HOUR, GOOD }, { 7400, 2 * HOUR, AHEAD },
               { 2 * HOUR + 100, 2 * HOUR + 60, GOOD },
               { 3 * HOUR + 300, 3 * HOUR, AHEAD }) },
    { "doubt that lasts earns no room", NULL,
      STEPS_OF({ 0, 0, GOOD }, { HOUR, 10, AHEAD },
               { 90 * DAY + HOUR, 90 * DAY, AHEAD },
               { 90 * DAY + 181, 90 * DAY + 60, AHEAD },
               { 90 * DAY + 239, 90 * DAY + 120, GOOD },
               { 90 * DAY + 360, 90 * DAY + 180, AHEAD }) },
    { "another process, the same run of the machine", &same_boot,
      STEPS_OF({ DAY + 600, 1600, GOOD }, { DAY + 660, 1660, GOOD }) },
    { "it was set forward meanwhile", &same_boot,
      STEPS_OF({ DAY + HOUR + 600, 1600, AHEAD }, { DAY + 660, 1660, GOOD }) },
    { "it was set back meanwhile", &same_boot,
      STEPS_OF({ 600, 1600, BEHIND }, { DAY + 660, 1660, GOOD }) },
    { "wrong at the start of the machine and set by hand, another process",
      &doubted_boot,
      STEPS_OF({ 9 * DAY, 1600, CLOCK_UNVOUCHED, false },
               { 9 * DAY + 10, 1610, CLOCK_TRUSTED, true }) },
    { "the machine was off", &other_boot,
      STEPS_OF({ 11 * DAY, 10, GOOD }, { 11 * DAY + 60, 70, GOOD },
               { 12 * DAY, 80, AHEAD }) },
    { "two minutes before the last instant seen", &other_boot,
      STEPS_OF({ DAY - 120, 0, GOOD }) },
    { "one second more", &other_boot, STEPS_OF({ DAY - 121, 0, BEHIND }) },
    { "time alone does not make a wrong clock right", &other_boot,
      STEPS_OF({ 0, 0, BEHIND }, { DAY + 60, DAY + 60, BEHIND }) },
    { "wrong at the start and set by hand: somebody must vouch", &other_boot,
      STEPS_OF({ 0, 0, BEHIND }, { 9 * DAY, 10, CLOCK_UNVOUCHED, false },
               { 9 * DAY + 10, 20, CLOCK_UNVOUCHED, false },
               { 9 * DAY + 20, 30, CLOCK_TRUSTED, true },
               { 9 * DAY + 30, 40, GOOD }) },
    { "the same from before the build", NULL,
      STEPS_OF({ -BUILT, 0, OLD }, { 9 * DAY, 10, CLOCK_UNVOUCHED, false }) },
    { "nor a time server one before the build", &other_boot,
      STEPS_OF({ -DAY, 0, CLOCK_BEFORE_BUILD, true },
               { HOUR, 10, CLOCK_TRUSTED, true }) },
    { "a boot clock that went back is another run", &boot_went_back,
      STEPS_OF({ 11 * DAY, 100, GOOD }) },
};

static void run_case(const struct watch_case *c)
{
    struct clock_watch w;
    int64_t boot = c->at[0].boot * 1000;

    clock_watch_begin(&w, BUILT, c->last, boot);
    CHECK_TRUE(c->what, w.doubt != CLOCK_TRUSTED);
    for (size_t i = 0; i < c->n; i++) {
        struct clock_reading r = { BUILT + c->at[i].wall, c->at[i].boot * 1000,
                                   c->at[i].synchronised };
        bool trusted = clock_watch_check(&w, &r);
        if (w.doubt != c->at[i].doubt)
            print_error("step %zu:\n", i);
        CHECK_INT(c->what, w.doubt, c->at[i].doubt);
        CHECK_INT(c->what, trusted, c->at[i].doubt == CLOCK_TRUSTED);
    }
}

static void test_readings(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(watch_cases); i++)
        run_case(&watch_cases[i]);
}

static bool check(struct clock_watch *w, int64_t wall, int64_t boot)
{
    struct clock_reading r = { BUILT + wall, boot * 1000, false };

    return clock_watch_check(w, &r);
}

static void test_time_goes_on_along_the_line(void **state)
{
    struct clock_watch w;

    (void)state;
    clock_watch_begin(&w, BUILT, NULL, 0);
    check(&w, DAY, 0);
    CHECK_TRUE("a day forward", !check(&w, 2 * DAY + 100, 100));
    CHECK_INT("since", w.since, BUILT + DAY + 100);
    CHECK_TRUE("an hour later", !check(&w, 2 * DAY + HOUR, HOUR));
    CHECK_INT("still since", w.since, BUILT + DAY + 100);
    CHECK_INT("on the line", clock_watch_line(&w, HOUR * 1000),
              BUILT + DAY + HOUR);
    CHECK_TRUE("right again", check(&w, DAY + HOUR + 10, HOUR + 10));
    CHECK_TRUE("a day back", !check(&w, HOUR + 20, HOUR + 20));
    CHECK_INT("since", w.since, BUILT + DAY + HOUR + 20);
}

/* At a start time has come at least as far as was seen. */
static void test_least_line(void **state)
{
    struct clock_watch w;

    (void)state;
    clock_watch_begin(&w, BUILT, &other_boot, 5000);
    CHECK_TRUE("behind", !check(&w, 0, 5));
    CHECK_INT("line", clock_watch_line(&w, 65 * 1000), BUILT + DAY + 60);
    clock_watch_begin(&w, BUILT, NULL, 5000);
    CHECK_INT("no instant seen: the build's", clock_watch_line(&w, 5000),
              BUILT);
    clock_watch_begin(&w, BUILT + 9 * DAY, &other_boot, 5000);
    CHECK_INT("a program newer than that", clock_watch_line(&w, 5000),
              BUILT + 9 * DAY);
}

static void test_a_persons_word(void **state)
{
    static const struct {
        const char *what;
        int64_t wall;
        bool counts;
    } cases[] = {
        { "a day ahead", 2 * DAY, true },
        { "a day behind", 0, true },
        { "before the build", -1, false },
        { "in 1970", -BUILT, false },
        { "in 2100", 4102444800 - BUILT, false },
        { "five years on", DAY + 10 + 5 * YEAR, true },
        { "and a second", DAY + 11 + 5 * YEAR, false },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct clock_watch w;
        struct clock_reading r = { BUILT + cases[i].wall, 10 * 1000, false };
        clock_watch_begin(&w, BUILT, NULL, 0);
        check(&w, DAY, 0);
        CHECK_TRUE(cases[i].what, !clock_watch_check(&w, &r));
        CHECK_INT(cases[i].what, clock_watch_trust(&w, &r), cases[i].counts);
        CHECK_INT(cases[i].what, clock_watch_check(&w, &r), cases[i].counts);
        CHECK_INT("the line it came from", check(&w, DAY + 20, 20),
                  !cases[i].counts);
    }
}

static void test_stamps(void **state)
{
    static const struct {
        const char *what;
        int64_t stamp, want;
    } cases[] = {
        { "now", 10 * DAY, 10 * DAY },
        { "a while ago", DAY, DAY },
        { "while the program was upgraded", -30 * DAY, -30 * DAY },
        { "from the future", 10 * DAY + 1, 10 * DAY },
        { "from 1970", -BUILT, 10 * DAY },
    };
    struct clock_watch w;

    (void)state;
    clock_watch_begin(&w, BUILT, NULL, 0);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        CHECK_INT(
            cases[i].what,
            clock_watch_stamp(&w, BUILT + cases[i].stamp, BUILT + 10 * DAY),
            BUILT + cases[i].want);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_readings),
        cmocka_unit_test(test_time_goes_on_along_the_line),
        cmocka_unit_test(test_least_line),
        cmocka_unit_test(test_a_persons_word),
        cmocka_unit_test(test_stamps),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
