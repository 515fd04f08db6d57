#include "check.h"

#include "convoke/base/own.h"
#include "convoke/desk/dues_rules.h"

/* 2025-06-30, 2026-06-30 and the day after each. */
static civil_day day(int year, int month, int d)
{
    return civil_to_day((struct civil){ year, month, d });
}

#define DUE_2025 day(2025, 6, 30)
#define LAPSE_2025 day(2026, 6, 30)

struct lapse_case {
    const char *what;
    struct civil due, lapse;
};

static const struct lapse_case lapse_cases[] = {
    { "E17", { 2025, 6, 30 }, { 2026, 6, 30 } },
    { "E16, from a leap day", { 2024, 2, 29 }, { 2025, 2, 28 } },
    { "to a leap year's February", { 2027, 2, 28 }, { 2028, 2, 28 } },
    { "the last of a year", { 2025, 12, 31 }, { 2026, 12, 31 } },
};

static void test_lapse(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(lapse_cases); i++)
        CHECK_INT(lapse_cases[i].what,
                  dues_lapse(civil_to_day(lapse_cases[i].due)),
                  civil_to_day(lapse_cases[i].lapse));
    CHECK_INT("a bill without a day", dues_usual_due(2026), day(2026, 6, 30));
}

static void test_who_bears(void **state)
{
    (void)state;
    CHECK_TRUE("long a member", dues_bear(2026, day(2025, 4, 1)));
    CHECK_TRUE("in March", dues_bear(2026, day(2026, 3, 20)));
    CHECK_TRUE("on 30 June", dues_bear(2026, day(2026, 6, 30)));
    CHECK_TRUE("on 1 July", !dues_bear(2026, day(2026, 7, 1)));
    CHECK_TRUE("on 1 July, next year", dues_bear(2027, day(2026, 7, 1)));
    CHECK_TRUE("the year before", !dues_bear(2025, day(2026, 3, 20)));
}

static void test_who_is_reminded(void **state)
{
    (void)state;
    for (enum dues_status s = 0; s < DUES_STATUS_COUNT; s++)
        CHECK_INT(dues_status_name(s), dues_are_owed(s), s == DUES_UNPAID);
}

/* Nothing speaks for the unit: what each case changes is all that does. */
static struct dues_facts worst(void)
{
    return (struct dues_facts){ .due = DUE_2025,
                                .billed = true,
                                .bill_delivered = true,
                                .final_warnings = 2,
                                .status = DUES_UNPAID,
                                .as_of = day(2026, 7, 1) };
}

static void test_tricky_cases(void **state)
{
    struct dues_facts f = worst();

    (void)state;
    CHECK_INT("the scenario's M05", dues_find(&f), DUES_FLAG);

    f = worst();
    f.status = DUES_PAID;
    f.value_day = day(2026, 6, 30);
    f.as_of = day(2026, 7, 2);
    CHECK_INT("X22: paid on the last day", dues_find(&f), DUES_CLEAR_PAID);
    f.value_day = day(2026, 7, 1);
    CHECK_INT("X23: a day too late", dues_find(&f), DUES_FLAG);

    f = worst();
    f.status = DUES_WAIVED;
    CHECK_INT("X24: waived", dues_find(&f), DUES_CLEAR_GRANTED);

    f = worst();
    f.status = DUES_PARTIAL;
    CHECK_INT("X25: half of it", dues_find(&f), DUES_CLEAR_PARTIAL);
    f.value_day = day(2026, 7, 9);
    CHECK_INT("X25: half of it, late", dues_find(&f), DUES_CLEAR_PARTIAL);

    f = worst();
    f.bill_delivered = false;
    CHECK_INT("X26: the bill bounced", dues_find(&f), DUES_CLEAR_BILL_LOST);
}

static void test_boundaries(void **state)
{
    struct dues_facts f = worst();

    (void)state;
    f.as_of = LAPSE_2025;
    CHECK_INT("a ledger of the lapse day", dues_find(&f), DUES_CLEAR_STALE);
    f.as_of = LAPSE_2025 + 1;
    CHECK_INT("of the day after", dues_find(&f), DUES_FLAG);
    f.as_of = 0;
    CHECK_INT("no ledger", dues_find(&f), DUES_CLEAR_STALE);

    f = worst();
    f.final_warnings = 1;
    CHECK_INT("one warning is enough", dues_find(&f), DUES_FLAG);
    f.final_warnings = 0;
    CHECK_INT("none is not", dues_find(&f), DUES_CLEAR_NOT_WARNED);

    f = worst();
    f.due = day(2025, 4, 1);
    f.as_of = day(2026, 4, 2);
    CHECK_INT("due when the charter came into force", dues_find(&f), DUES_FLAG);
    f.due = day(2025, 3, 31);
    CHECK_INT("due the day before", dues_find(&f), DUES_CLEAR_BEFORE_CHARTER);

    f = worst();
    f.status = DUES_PAID;
    CHECK_INT("paid, but nobody knows when", dues_find(&f), DUES_FLAG);
}

/* Every combination of what the rule reads: a flag only when all of it speaks
 * against the unit, and each piece in its favour clears it alone. */
static void test_every_combination(void **state)
{
    size_t flags = 0;

    (void)state;
    for (unsigned bits = 0; bits < 1u << 6; bits++)
        for (enum dues_status s = 0; s < DUES_STATUS_COUNT; s++) {
            bool after = bits & 1, billed = bits & 2, delivered = bits & 4;
            bool warned = bits & 8, fresh = bits & 16, in_time = bits & 32;
            struct dues_facts f = {
                .due = after ? DUE_2025 : day(2024, 6, 30),
                .billed = billed,
                .bill_delivered = delivered,
                .final_warnings = warned,
                .status = s,
            };
            civil_day lapse = dues_lapse(f.due);
            bool want;
            f.as_of = fresh ? lapse + 1 : lapse;
            f.value_day = in_time ? lapse : lapse + 1;
            want = after && billed && delivered && warned && fresh &&
                   (s == DUES_UNPAID || (s == DUES_PAID && !in_time));
            CHECK_INT(dues_finding_name(dues_find(&f)),
                      dues_find(&f) == DUES_FLAG, want);
            flags += dues_find(&f) == DUES_FLAG;
        }
    CHECK_INT("unpaid with either date, and paid late", flags, 3);
}

static void before_charter(struct dues_facts *f)
{
    f->due = day(2024, 6, 30);
}

static void unbilled(struct dues_facts *f)
{
    f->billed = false;
}

static void bill_lost(struct dues_facts *f)
{
    f->bill_delivered = false;
}

static void unwarned(struct dues_facts *f)
{
    f->final_warnings = 0;
}

static void stale(struct dues_facts *f)
{
    f->as_of = dues_lapse(f->due);
}

static void paid_in_time(struct dues_facts *f)
{
    f->status = DUES_PAID;
    f->value_day = dues_lapse(f->due);
}

static void paid_in_part(struct dues_facts *f)
{
    f->status = DUES_PARTIAL;
}

static void waived(struct dues_facts *f)
{
    f->status = DUES_WAIVED;
}

static void deferred(struct dues_facts *f)
{
    f->status = DUES_DEFERRED;
}

static void disputed(struct dues_facts *f)
{
    f->status = DUES_DISPUTED;
}

static const struct {
    const char *what;
    void (*add)(struct dues_facts *f);
} favours[] = {
    { "due before the charter", before_charter },
    { "never billed", unbilled },
    { "the bill did not arrive", bill_lost },
    { "nobody warned it", unwarned },
    { "an old ledger", stale },
    { "paid on the last day", paid_in_time },
    { "paid in part", paid_in_part },
    { "waived", waived },
    { "deferred", deferred },
    { "disputed", disputed },
};

/* Whatever else is known, each of them alone keeps a flag away: adding it never
 * makes one. */
static void test_favours(void **state)
{
    (void)state;
    for (unsigned bits = 0; bits < 1u << 6; bits++)
        for (enum dues_status s = 0; s < DUES_STATUS_COUNT; s++)
            for (size_t i = 0; i < ARRAY_LEN(favours); i++) {
                struct dues_facts f = {
                    .due = bits & 1 ? DUE_2025 : day(2024, 6, 30),
                    .billed = bits & 2,
                    .bill_delivered = bits & 4,
                    .final_warnings = (bits & 8) != 0,
                    .status = s,
                };
                f.as_of = dues_lapse(f.due) + ((bits & 16) != 0);
                f.value_day = dues_lapse(f.due) + ((bits & 32) != 0);
                favours[i].add(&f);
                CHECK_TRUE(favours[i].what, dues_find(&f) != DUES_FLAG);
            }
}

/* The harshest that can be found is a flag: a question to the secretariat. */
static void test_no_finding_is_an_exit(void **state)
{
    (void)state;
    for (enum dues_finding f = 0; f < DUES_FINDING_COUNT; f++) {
        CHECK_TRUE(dues_finding_name(f), !strstr(dues_finding_name(f), "exit"));
        CHECK_TRUE(dues_finding_name(f), !strstr(dues_finding_zh(f), "退出"));
    }
    CHECK_INT("the last of them", DUES_FINDING_COUNT, DUES_FLAG + 1);
}

static void test_findings_have_words(void **state)
{
    (void)state;
    for (enum dues_finding f = 0; f < DUES_FINDING_COUNT; f++) {
        CHECK_TRUE("a name", dues_finding_name(f)[0]);
        CHECK_TRUE(dues_finding_name(f), dues_finding_zh(f)[0]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lapse),
        cmocka_unit_test(test_who_bears),
        cmocka_unit_test(test_who_is_reminded),
        cmocka_unit_test(test_tricky_cases),
        cmocka_unit_test(test_boundaries),
        cmocka_unit_test(test_every_combination),
        cmocka_unit_test(test_favours),
        cmocka_unit_test(test_no_finding_is_an_exit),
        cmocka_unit_test(test_findings_have_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
