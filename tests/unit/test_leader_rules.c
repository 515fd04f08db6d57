#include "check.h"

#include <stdio.h>
#include <string.h>

#include "convoke/base/moment.h"
#include "convoke/base/own.h"
#include "convoke/desk/leader_rules.h"

static civil_day day(int y, int m, int d)
{
    return civil_to_day((struct civil){ y, m, d });
}

/* ---- one leader, one meeting ---- */

static struct leader_evidence plain(void)
{
    return (struct leader_evidence){
        .told = true,
        .start_at = civil_moment(day(2026, 3, 31), 9 * 3600),
        .since = civil_moment(day(2025, 6, 1), 0),
        .asked = true,
        .window_at = civil_end(day(2026, 4, 8)),
    };
}

struct judged {
    const char *what;
    void (*change)(struct leader_evidence *e);
    enum attendance_status status;
    enum attendance_basis basis;
};

static void silent(struct leader_evidence *e)
{
    (void)e;
}
static void present(struct leader_evidence *e)
{
    e->present = true;
    e->told = false;
}
static void cancelled(struct leader_evidence *e)
{
    e->cancelled = true;
    e->stated = true;
}
static void appointed_on_the_day(struct leader_evidence *e)
{
    e->since = civil_moment(day(2026, 3, 31), 18 * 3600);
}
static void appointed_the_day_after(struct leader_evidence *e)
{
    e->since = civil_moment(day(2026, 4, 1), 0);
}
static void in_office_for_ever(struct leader_evidence *e)
{
    e->since = 0;
}
static void untold(struct leader_evidence *e)
{
    e->told = false;
}
static void before_the_charter(struct leader_evidence *e)
{
    e->start_at = civil_moment(day(2025, 3, 31), 9 * 3600);
    e->since = 0;
}
static void stated_in_the_last_second(struct leader_evidence *e)
{
    e->stated = true;
    e->stated_at = e->window_at - 1;
}
static void stated_too_late(struct leader_evidence *e)
{
    e->stated = true;
    e->stated_at = e->window_at;
}
static void stated_unasked(struct leader_evidence *e)
{
    e->asked = false;
    e->stated = true;
    e->stated_at = e->window_at + 1;
}

static void test_every_evidence_has_one_status(void **state)
{
    static const struct judged cases[] = {
        { "silence", silent, ATTENDANCE_UNEXCUSED, ATTENDANCE_SILENT },
        { "there", present, ATTENDANCE_PRESENT, ATTENDANCE_SIGNED },
        { "called off", cancelled, ATTENDANCE_NOT_COUNTED,
          ATTENDANCE_CANCELLED },
        { "appointed on the day", appointed_on_the_day, ATTENDANCE_UNEXCUSED,
          ATTENDANCE_SILENT },
        { "appointed the day after", appointed_the_day_after,
          ATTENDANCE_NOT_COUNTED, ATTENDANCE_NO_MEMBER },
        { "since ever", in_office_for_ever, ATTENDANCE_UNEXCUSED,
          ATTENDANCE_SILENT },
        { "nobody told him", untold, ATTENDANCE_NOT_COUNTED,
          ATTENDANCE_NO_NOTICE },
        { "Art. 25", before_the_charter, ATTENDANCE_NOT_COUNTED,
          ATTENDANCE_BEFORE_CHARTER },
        { "the last second", stated_in_the_last_second, ATTENDANCE_EXCUSED,
          ATTENDANCE_STATED },
        { "the second after", stated_too_late, ATTENDANCE_UNEXCUSED,
          ATTENDANCE_SILENT },
        { "nobody asked", stated_unasked, ATTENDANCE_EXCUSED,
          ATTENDANCE_STATED },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct leader_evidence e = plain();
        struct attendance_verdict got;
        cases[i].change(&e);
        got = leader_judge(&e);
        CHECK_INT(cases[i].what, got.status, cases[i].status);
        CHECK_INT(cases[i].what, got.basis, cases[i].basis);
    }
}

/* ---- two in a row ---- */

enum { MOST = 6 };

/* "lU pU" is a leaders' meeting, then a plenary. */
static size_t turns_of(const char *text, struct leader_turn *turns)
{
    static const char *const names[MOST] = { "1", "2", "3", "4", "5", "6" };
    struct span rest = span_str(text);
    struct span word;
    size_t n = 0;

    while (span_cut(&rest, ' ', &word)) {
        assert_true(n < MOST && word.n == 2);
        turns[n] = (struct leader_turn){ .meeting = span_str(names[n]),
                                         .leaders = word.p[0] == 'l',
                                         .start_at = 100 * (int64_t)(n + 1) };
        assert_true(
            attendance_status_from(span_from(word, 1), &turns[n].status));
        n++;
    }
    return n;
}

/* "2:2:merged;" is one run: the meeting that made it two, how many, which
 * readings. */
static struct span say(struct arena *a, const struct leader_turn *turns,
                       const leader_runs *runs)
{
    struct span said = SPAN_NONE;

    list_each(runs, r) said =
        arena_printf(a, SPAN_FMT SPAN_FMT ":%d:" SPAN_FMT ";", SPAN_ARG(said),
                     SPAN_ARG(turns[r->second].meeting), r->count,
                     SPAN_ARG(leader_readings_name(a, r->readings)));
    return said;
}

static void swap(struct leader_turn *a, struct leader_turn *b)
{
    struct leader_turn c = *a;

    *a = *b;
    *b = c;
}

struct row {
    const char *turns;
    int64_t reset_at;
    const char *want;
};

/* Every order in which the meetings may become final. */
static int permute(const struct row *row, struct leader_turn *turns, size_t n,
                   size_t from)
{
    int tried = 0;

    if (from + 1 >= n) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(64 * 1024);
        struct leader_turn copy[MOST];
        leader_runs runs;
        memcpy(copy, turns, n * sizeof(*turns));
        leader_runs_find(copy, n, row->reset_at, &a, &runs);
        CHECK_SPAN(row->turns, say(&a, copy, &runs), span_str(row->want));
        return 1;
    }
    for (size_t i = from; i < n; i++) {
        swap(&turns[from], &turns[i]);
        tried += permute(row, turns, n, from + 1);
        swap(&turns[from], &turns[i]);
    }
    return tried;
}

static void test_two_in_a_row_in_any_order(void **state)
{
    static const struct row rows[] = {
        { "lU", 0, "" },
        { "lU pU", 0, "2:2:merged;" }, /* X31 */
        { "pU pU", 0, "2:2:merged,plenaries;" },
        { "lU lU", 0, "2:2:merged,leaders;" },
        { "lU pA lU", 0, "" }, /* one reading alone raises nothing */
        { "lU pE pU", 0, "" },
        { "lU pN pU", 0, "3:2:merged;" },
        { "lU pN lU", 0, "3:2:merged,leaders;" },
        { "lU pA lU pU", 0, "4:2:merged,leaders;" },
        { "pU lA pU lU", 0, "4:2:merged,plenaries;" },
        { "lU pU lU pU", 0, "2:4:merged,leaders,plenaries;" },
        { "lU pU lA pU lU", 0, "2:2:merged,plenaries;5:2:merged,plenaries;" },
        { "lU pU pA pU lU", 0, "2:2:merged,leaders;5:2:merged,leaders;" },
        { "lA pA lU pE lN pU", 0, "" },
        /* Seen after the second: it takes two more. */
        { "lU pU lU", 250, "" },
        { "lU pU lU pU", 250, "4:2:merged;" },
        { "lU pU", 101, "" },
        { "lU pU", 100, "2:2:merged;" },
    };
    int tried = 0;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct leader_turn turns[MOST];
        size_t n = turns_of(rows[i].turns, turns);
        tried += permute(&rows[i], turns, n, 0);
    }
    print_message("%d orders\n", tried);
    assert_true(tried > 1000);
}

static void test_no_meeting_no_run(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(4096);
    leader_runs runs = { .n = 7 };

    (void)state;
    leader_runs_find(NULL, 0, 0, &a, &runs);
    CHECK_INT("none", (int)runs.n, 0);
}

/* Against the words of the charter, over all series of six. */
static void test_all_series_against_a_plain_count(void **state)
{
    static const char letters[] = "AEUN";
    int n = 0;

    (void)state;
    for (unsigned code = 0; code < 1u << (3 * MOST); code++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(64 * 1024);
        struct leader_turn turns[MOST];
        char text[3 * MOST];
        int row = 0;
        bool two = false;
        leader_runs runs;
        for (unsigned i = 0; i < MOST; i++) {
            unsigned bits = code >> (3 * i) & 7;
            char c = letters[bits & 3];
            text[3 * i] = bits & 4 ? 'l' : 'p';
            text[3 * i + 1] = c;
            text[3 * i + 2] = i + 1 < MOST ? ' ' : '\0';
            row = c == 'U' ? row + 1 : c == 'N' ? row : 0;
            two = two || row == 2;
        }
        leader_runs_find(turns, turns_of(text, turns), 0, &a, &runs);
        CHECK_INT(text, runs.n > 0, two);
        n++;
    }
    print_message("%d series\n", n);
}

static void test_readings_have_names(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(4096);

    (void)state;
    for (unsigned met = 0; met < 8; met++)
        CHECK_INT("there and back",
                  (int)leader_readings_from(leader_readings_name(&a, met)),
                  (int)met);
    CHECK_INT("a stranger", (int)leader_readings_from(SPAN("plenary")), 0);
}

/* ---- nothing for long ---- */

static void test_months_without_a_duty(void **state)
{
    static const struct {
        const char *what;
        struct civil last, today;
        int want;
    } rows[] = {
        { "the same day", { 2026, 3, 31 }, { 2026, 3, 31 }, 0 },
        { "a day short of nine", { 2026, 3, 31 }, { 2026, 12, 30 }, 0 },
        { "nine", { 2026, 3, 31 }, { 2026, 12, 31 }, 9 },
        { "a day short of eleven", { 2026, 3, 31 }, { 2027, 2, 27 }, 9 },
        { "eleven, to the month's end", { 2026, 3, 31 }, { 2027, 2, 28 }, 11 },
        { "the year's last day", { 2026, 3, 31 }, { 2027, 3, 31 }, 11 },
        { "over", { 2026, 3, 31 }, { 2027, 4, 1 }, 12 },
        { "long over", { 2026, 3, 31 }, { 2030, 1, 1 }, 12 },
        { "from a leap day", { 2028, 2, 29 }, { 2029, 2, 28 }, 11 },
        { "from a leap day, over", { 2028, 2, 29 }, { 2029, 3, 1 }, 12 },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        CHECK_INT(rows[i].what,
                  leader_idle_months(civil_to_day(rows[i].last),
                                     civil_to_day(rows[i].today)),
                  rows[i].want);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_evidence_has_one_status),
        cmocka_unit_test(test_two_in_a_row_in_any_order),
        cmocka_unit_test(test_no_meeting_no_run),
        cmocka_unit_test(test_all_series_against_a_plain_count),
        cmocka_unit_test(test_readings_have_names),
        cmocka_unit_test(test_months_without_a_duty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
