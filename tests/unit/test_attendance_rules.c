#include "check.h"

#include <stdio.h>

#include "convoke/base/own.h"
#include "convoke/desk/attendance_rules.h"

static civil_day day(int y, int m, int d)
{
    return civil_to_day((struct civil){ y, m, d });
}

/* 2026-03-31; the notice of 03-09, the window that ends with 04-08. */
static struct attendance_evidence plain(void)
{
    return (struct attendance_evidence){
        .member = true,
        .day = day(2026, 3, 31),
        .effective = day(2025, 4, 1),
        .accepted = true,
        .accepted_at = civil_moment(day(2026, 3, 9), 10 * 3600),
        .asked = true,
        .window_at = civil_end(day(2026, 4, 8)),
    };
}

/* ---- one unit, one plenary ---- */

static void silent(struct attendance_evidence *e)
{
    (void)e;
}

static void late_reason(struct attendance_evidence *e, int64_t past)
{
    e->stated = true;
    e->stated_at = e->window_at + past;
}

static void x6(struct attendance_evidence *e)
{
    late_reason(e, -(int64_t)(6 * 3600 + 1800));
}

static void last_second(struct attendance_evidence *e)
{
    late_reason(e, -1);
}

static void x7(struct attendance_evidence *e)
{
    late_reason(e, 30);
}

static void on_the_instant(struct attendance_evidence *e)
{
    late_reason(e, 0);
}

static void not_asked(struct attendance_evidence *e)
{
    late_reason(e, -20 * CIVIL_DAY);
    e->asked = false;
    e->window_at = 0;
}

static void x8(struct attendance_evidence *e)
{
    e->delegate_signed = true;
}

static void x9(struct attendance_evidence *e)
{
    e->stated = true;
    e->stated_at = civil_moment(e->day, 8 * 3600);
}

static void x11(struct attendance_evidence *e)
{
    e->effective = day(2026, 3, 20);
}

static void x12(struct attendance_evidence *e)
{
    e->effective = day(2026, 3, 10);
    e->accepted_at = civil_moment(e->effective, 16 * 3600);
}

static void day_after(struct attendance_evidence *e)
{
    e->effective = day(2026, 3, 11);
}

static void x13(struct attendance_evidence *e)
{
    e->signed_in = true;
}

/* The change notice is what counts for the new day. */
static void x15(struct attendance_evidence *e)
{
    e->day = day(2026, 4, 7);
    e->accepted_at = civil_end(day(2026, 3, 17)) - 1;
}

static void x16(struct attendance_evidence *e)
{
    e->accepted_at = civil_moment(day(2026, 3, 21), 9 * 3600);
}

static void x17(struct attendance_evidence *e)
{
    e->accepted_at = civil_end(day(2026, 3, 10));
}

static void x18(struct attendance_evidence *e)
{
    x17(e);
    e->cured = true;
}

static void bounced(struct attendance_evidence *e)
{
    e->accepted = false;
}

static void bounced_signed(struct attendance_evidence *e)
{
    bounced(e);
    e->signed_in = true;
}

static void bounced_stated(struct attendance_evidence *e)
{
    bounced(e);
    x9(e);
}

static void bounced_answered(struct attendance_evidence *e)
{
    bounced(e);
    e->cured = true;
}

static void cancelled(struct attendance_evidence *e)
{
    e->cancelled = true;
}

static void gone(struct attendance_evidence *e)
{
    e->member = false;
}

static void x27(struct attendance_evidence *e)
{
    e->day = day(2025, 3, 20);
    e->effective = day(2024, 1, 1);
    e->accepted_at = 0;
}

static void first_day(struct attendance_evidence *e)
{
    e->day = day(2025, 4, 1);
    e->effective = day(2024, 1, 1);
    e->accepted_at = 0;
}

static const struct {
    const char *what;
    void (*change)(struct attendance_evidence *e);
    const char *status, *basis;
} cases[] = {
    { "X5, X10: said yes or sent a proxy, gave no reason", silent, "U",
      "silent" },
    { "X6: a reason at 17:30 of the third working day", x6, "E", "stated" },
    { "a second before the window ends", last_second, "E", "stated" },
    { "the window is exclusive", on_the_instant, "U", "silent" },
    { "X7: half a minute into the fourth", x7, "U", "silent" },
    { "said before anybody asked", not_asked, "E", "stated" },
    { "X8: a colleague who is no representative", x8, "A", "delegate" },
    { "X9: a proxy letter that states a reason", x9, "E", "stated" },
    { "X11: admitted 11 days before", x11, "N", "new_member" },
    { "X12: admitted on D-21 and told that day", x12, "U", "silent" },
    { "a day later than D-21", day_after, "N", "new_member" },
    { "X13, X19: ten minutes, one session", x13, "A", "signed" },
    { "X15: moved, told on the last day", x15, "U", "silent" },
    { "X16: moved with ten days' notice", x16, "N", "no_notice" },
    { "X17: released on D-20", x17, "N", "no_notice" },
    { "X18: late, but answered", x18, "U", "silent" },
    { "X4: bounced", bounced, "N", "no_notice" },
    { "bounced, and came", bounced_signed, "A", "signed" },
    { "bounced: not counted before excused", bounced_stated, "N", "no_notice" },
    { "bounced, but answered", bounced_answered, "U", "silent" },
    { "X3: cancelled", cancelled, "N", "cancelled" },
    { "left before the day", gone, "N", "no_member" },
    { "X27: before the charter", x27, "N", "before_charter" },
    { "on the charter's first day", first_day, "U", "silent" },
};

static void evidence_gives_the_status_of_5_3(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct attendance_evidence e = plain();
        struct attendance_verdict v;

        cases[i].change(&e);
        v = attendance_judge(&e);
        CHECK_SPAN(cases[i].what, span_str(attendance_status_name(v.status)),
                   span_str(cases[i].status));
        CHECK_SPAN(cases[i].what, span_str(attendance_basis_name(v.basis)),
                   span_str(cases[i].basis));
    }
}

/* ---- every combination ---- */

enum { BITS = 11 };

static struct attendance_evidence combine(unsigned bits)
{
    struct attendance_evidence e = plain();

    e.signed_in = bits & 1;
    e.delegate_signed = bits >> 1 & 1;
    e.cancelled = bits >> 2 & 1;
    e.member = bits >> 3 & 1;
    if (bits >> 4 & 1)
        e.effective = e.day - ATTENDANCE_NOTICE_DAYS + 1;
    e.accepted = bits >> 5 & 1;
    if (bits >> 6 & 1)
        e.accepted_at = attendance_notice_excl(e.day);
    e.cured = bits >> 7 & 1;
    e.stated = bits >> 8 & 1;
    e.stated_at = bits >> 9 & 1 ? e.window_at : e.window_at - 1;
    e.asked = bits >> 10 & 1;
    return e;
}

/* The same rules as sets, said anew. */
static char expected(const struct attendance_evidence *e)
{
    bool came = e->signed_in || e->delegate_signed;
    bool told = e->cured || (e->accepted &&
                             e->accepted_at < attendance_notice_excl(e->day));
    bool counts = !e->cancelled && e->member && told &&
                  e->effective <= e->day - ATTENDANCE_NOTICE_DAYS;
    bool said = e->stated && !(e->asked && e->stated_at >= e->window_at);

    if (came)
        return 'A';
    if (!counts)
        return 'N';
    return said ? 'E' : 'U';
}

static void every_combination_gives_one_status(void **state)
{
    int seen[ATTENDANCE_STATUS_COUNT] = { 0 };

    (void)state;
    for (unsigned bits = 0; bits < 1u << BITS; bits++) {
        struct attendance_evidence e = combine(bits);
        struct attendance_verdict v = attendance_judge(&e);
        char what[40];

        snprintf(what, sizeof(what), "combination %x", bits);
        CHECK_INT(what, attendance_status_name(v.status)[0], expected(&e));
        CHECK_TRUE(what, v.basis < ATTENDANCE_BASIS_COUNT);
        seen[v.status]++;
    }
    for (size_t i = 0; i < ARRAY_LEN(seen); i++)
        CHECK_TRUE(attendance_status_name((enum attendance_status)i), seen[i]);
}

/* ---- nothing that speaks for a unit is held against it ---- */

static void came(struct attendance_evidence *e)
{
    e->signed_in = true;
}

static void sent_somebody(struct attendance_evidence *e)
{
    e->delegate_signed = true;
}

static void reason(struct attendance_evidence *e)
{
    e->stated = true;
    e->stated_at = e->window_at - 1;
}

static void unasked(struct attendance_evidence *e)
{
    e->asked = false;
}

static void not_yet(struct attendance_evidence *e)
{
    e->effective = e->day - ATTENDANCE_NOTICE_DAYS + 1;
}

static void told_late(struct attendance_evidence *e)
{
    e->accepted_at = attendance_notice_excl(e->day);
}

static void unanswered(struct attendance_evidence *e)
{
    e->cured = false;
}

static void long_ago(struct attendance_evidence *e)
{
    e->day = e->effective = day(2025, 3, 31);
    e->effective -= 100;
}

/* `resets`: not only does it not count, it breaks the chain (X2). */
static const struct {
    const char *what;
    void (*add)(struct attendance_evidence *e);
    bool resets;
} favours[] = {
    { "signed in", came, true },
    { "a delegate signed in", sent_somebody, true },
    { "a reason in time", reason, true },
    { "it was not asked", unasked, true },
    { "cancelled", cancelled, false },
    { "no member that day", gone, false },
    { "a member too late", not_yet, false },
    { "no notice arrived", bounced, false },
    { "the notice came late", told_late, false },
    { "it never answered", unanswered, false },
    { "before the charter", long_ago, false },
};

/* How near a unit comes to a flag. */
static int weight(const struct attendance_evidence *e)
{
    switch (attendance_judge(e).status) {
    case ATTENDANCE_UNEXCUSED:
        return 2;
    case ATTENDANCE_NOT_COUNTED:
        return 1;
    default:
        return 0;
    }
}

static void what_speaks_for_a_unit_never_counts_against_it(void **state)
{
    (void)state;
    for (unsigned bits = 0; bits < 1u << BITS; bits++)
        for (size_t i = 0; i < ARRAY_LEN(favours); i++) {
            struct attendance_evidence e = combine(bits);
            int before = weight(&e), after;
            char what[80];

            favours[i].add(&e);
            after = weight(&e);
            snprintf(what, sizeof(what), "%s, in combination %x",
                     favours[i].what, bits);
            CHECK_TRUE(what, after < 2 || before == 2);
            CHECK_TRUE(what, !favours[i].resets || after <= before);
        }
}

/* A status is a letter that is counted; there is no fifth that ends
 * anything. */
static void no_status_is_an_exit(void **state)
{
    struct span letters = SPAN("ANEU");

    (void)state;
    CHECK_INT("statuses", ATTENDANCE_STATUS_COUNT, letters.n);
    for (size_t i = 0; i < letters.n; i++)
        CHECK_SPAN("a letter",
                   span_str(attendance_status_name((enum attendance_status)i)),
                   span_sub(letters, i, 1));
    for (int i = 0; i < ATTENDANCE_BASIS_COUNT; i++)
        CHECK_TRUE(
            "a basis",
            !strstr(attendance_basis_name((enum attendance_basis)i), "exit"));
}

/* ---- the counter ---- */

static const struct {
    const char *what, *sequence;
    int unexcused, skipped;
} counts[] = {
    { "X4: U, not counted, U", "UNU", 2, 1 },
    { "X2: an excused one breaks the chain", "UEU", 1, 0 },
    { "X1: so does coming", "UAU", 1, 0 },
    { "X27", "NNU", 1, 0 },
    { "not counted at the end", "UUN", 2, 0 },
    { "one", "U", 1, 0 },
    { "none", "", 0, 0 },
    { "X20: came before the decision", "UUA", 0, 0 },
    { "R-X6: two excused", "EE", 0, 0 },
    { "two not counted between", "UNNU", 2, 2 },
    { "not counted behind an excused one", "UENU", 1, 0 },
    { "three", "AUUU", 3, 0 },
    { "nothing counted", "NN", 0, 0 },
};

static void counter_is_the_trailing_unexcused(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
        enum attendance_status at[8];
        size_t n = strlen(counts[i].sequence);
        struct attendance_count c;

        for (size_t k = 0; k < n; k++)
            CHECK_TRUE(counts[i].what,
                       attendance_status_from(
                           span_of(counts[i].sequence + k, 1), &at[k]));
        c = attendance_count(at, n);
        CHECK_INT(counts[i].what, c.unexcused, counts[i].unexcused);
        CHECK_INT(counts[i].what, c.skipped, counts[i].skipped);
    }
}

/* ---- every sequence of up to eight plenaries ---- */

enum { LONGEST = 8 };

/* The n-th sequence of that length, in letters. */
static void sequence(unsigned n, size_t length, enum attendance_status *at,
                     char *letters)
{
    for (size_t i = 0; i < length; i++, n /= ATTENDANCE_STATUS_COUNT) {
        at[i] = (enum attendance_status)(n % ATTENDANCE_STATUS_COUNT);
        letters[i] = attendance_status_name(at[i])[0];
    }
    letters[length] = '\0';
}

/* R-X1 and R-X5 said anew: N deleted, the U at the end; then the N that stood
 * between the first and the last of these. */
static struct attendance_count by_letters(const char *letters)
{
    size_t kept[LONGEST], n = 0, first;
    struct attendance_count c = { 0, 0 };

    for (size_t i = 0; letters[i]; i++)
        if (letters[i] != 'N')
            kept[n++] = i;
    for (first = n; first > 0 && letters[kept[first - 1]] == 'U'; first--)
        c.unexcused++;
    if (c.unexcused)
        c.skipped = (int)(kept[n - 1] - kept[first] + 1) - c.unexcused;
    return c;
}

static unsigned power(size_t length)
{
    unsigned n = 1;

    while (length-- > 0)
        n *= ATTENDANCE_STATUS_COUNT;
    return n;
}

static void every_sequence_is_counted(void **state)
{
    size_t seen = 0;

    (void)state;
    for (size_t length = 0; length <= LONGEST; length++)
        for (unsigned n = 0; n < power(length); n++, seen++) {
            enum attendance_status at[LONGEST];
            char letters[LONGEST + 1];
            struct attendance_count got, want;

            sequence(n, length, at, letters);
            got = attendance_count(at, length);
            want = by_letters(letters);
            CHECK_INT(letters, got.unexcused, want.unexcused);
            CHECK_INT(letters, got.skipped, want.skipped);
        }
    CHECK_INT("sequences", seen, 87381);
}

/* One plenary seen more kindly: the counter never rises. */
static void a_milder_status_never_counts_more(void **state)
{
    (void)state;
    for (unsigned n = 0; n < power(6); n++)
        for (size_t i = 0; i < 6; i++) {
            enum attendance_status at[LONGEST], was;
            char letters[LONGEST + 1];
            int before;

            sequence(n, 6, at, letters);
            was = at[i];
            before = attendance_count(at, 6).unexcused;
            for (int s = 0; s < ATTENDANCE_STATUS_COUNT; s++) {
                at[i] = (enum attendance_status)s;
                if (was != ATTENDANCE_UNEXCUSED &&
                    at[i] != ATTENDANCE_PRESENT && at[i] != ATTENDANCE_EXCUSED)
                    continue;
                CHECK_TRUE(letters,
                           attendance_count(at, 6).unexcused <= before);
            }
        }
}

static void names_are_read_back(void **state)
{
    enum attendance_basis b;
    enum attendance_status s;

    (void)state;
    for (int i = 0; i < ATTENDANCE_BASIS_COUNT; i++) {
        const char *name = attendance_basis_name((enum attendance_basis)i);
        CHECK_TRUE(name, attendance_basis_from(span_str(name), &b));
        CHECK_INT(name, b, i);
    }
    CHECK_TRUE("no basis", !attendance_basis_from(SPAN("ill"), &b));
    CHECK_TRUE("no status", !attendance_status_from(SPAN("X"), &s));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(evidence_gives_the_status_of_5_3),
        cmocka_unit_test(every_combination_gives_one_status),
        cmocka_unit_test(what_speaks_for_a_unit_never_counts_against_it),
        cmocka_unit_test(no_status_is_an_exit),
        cmocka_unit_test(counter_is_the_trailing_unexcused),
        cmocka_unit_test(every_sequence_is_counted),
        cmocka_unit_test(a_milder_status_never_counts_more),
        cmocka_unit_test(names_are_read_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
