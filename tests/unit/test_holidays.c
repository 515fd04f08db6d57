#include "check.h"

#include "convoke/base/file.h"
#include "convoke/base/own.h"
#include "convoke/calendar/holidays.h"
#include "convoke/desk/workdays_file.h"

enum { ROOM = 4 * 1024 * 1024 };

/* Unfolds and reads. */
static enum verdict read_file(struct span file, struct arena *arena,
                              struct holidays *ret)
{
    CLEANUP(text_release) struct text text = TEXT_INIT(ROOM);
    struct reason why = { 0 };
    enum verdict v = holidays_unfold(file, &text, &why);

    return v == VERDICT_DONE
               ? holidays_read(arena_span(arena, text_span(&text)), arena, ret,
                               &why)
               : v;
}

/* One event's inside, in a calendar. */
static enum verdict read_events(const char *events, struct arena *arena,
                                struct holidays *ret)
{
    CLEANUP(text_release) struct text file = TEXT_INIT(ROOM);

    text_addf(&file, "BEGIN:VCALENDAR\n%sEND:VCALENDAR\n", events);
    return read_file(text_span(&file), arena, ret);
}

static void load(const char *name, struct text *to)
{
    CLEANUP(text_release) struct text path = TEXT_INIT(1000);
    struct reason why = { 0 };

    text_addf(&path, "%s/tests/data/holidays/%s", CONVOKE_SOURCE, name);
    CHECK_INT(name, file_read(text_str(&path), to, &why), VERDICT_DONE);
}

/* Every day of the notice of 2026 and no other, with its name. */
static void check_2026(const char *what, const struct holidays *got)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(ROOM);
    struct workdays_rows want = { 0 };
    struct reason why;
    size_t n = 0;

    CHECK_INT(what, workdays_parse(workdays_shipped(), &arena, &want, &why),
              VERDICT_DONE);
    list_each(&want.rows, row)
    {
        for (civil_day d = row->first; d <= row->last; d++) {
            size_t found = 0;
            if (row->year != 2026)
                continue;
            n++;
            list_each(&got->days, h)
            {
                if (h->day != d)
                    continue;
                found++;
                CHECK_INT(what, h->works, row->works);
                CHECK_SPAN(what, h->name, row->name);
            }
            CHECK_INT(what, found, 1);
        }
    }
    CHECK_INT(what, got->days.n, n);
    for (size_t i = 1; i < got->days.n; i++)
        CHECK_TRUE("ascending", got->days.at[i - 1].day < got->days.at[i].day);
}

static const struct {
    const char *file;
    size_t skipped;
    bool inclusive;
} file_cases[] = {
    { "runs.ics", 0, false },  /* as holiday-cn writes */
    { "marks.ics", 5, false }, /* as Apple does: festivals stand between */
    { "days.ics", 0, true },   /* an event a day, each ending on itself */
};

static void test_published_forms_give_the_notice(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(file_cases); i++) {
        CLEANUP(arena_release) struct arena arena = ARENA_INIT(ROOM);
        CLEANUP(text_release) struct text file = TEXT_INIT(ROOM);
        struct holidays got = { 0 };

        load(file_cases[i].file, &file);
        CHECK_INT(file_cases[i].file, read_file(text_span(&file), &arena, &got),
                  VERDICT_DONE);
        check_2026(file_cases[i].file, &got);
        CHECK_INT(file_cases[i].file, got.skipped.n, file_cases[i].skipped);
        CHECK_INT(file_cases[i].file, got.inclusive != 0,
                  file_cases[i].inclusive);
    }
}

/* The same file with CRLF, a BOM, and every line cut after `at` octets, be it
 * inside a character. */
static void test_any_fold(void **state)
{
    (void)state;
    for (size_t at = 1; at <= 12; at++) {
        CLEANUP(arena_release) struct arena arena = ARENA_INIT(ROOM);
        CLEANUP(text_release) struct text file = TEXT_INIT(ROOM);
        CLEANUP(text_release) struct text folded = TEXT_INIT(ROOM);
        struct holidays got = { 0 };
        struct span rest;
        struct span line;

        load("marks.ics", &file);
        rest = text_span(&file);
        text_add_str(&folded, "\xef\xbb\xbf");
        while (span_line(&rest, &line)) {
            /* The first word of a file says what it is. */
            bool begins = span_eq(line, SPAN("BEGIN:VCALENDAR"));
            while (line.n > at && !begins) {
                text_add(&folded, span_sub(line, 0, at));
                text_add_str(&folded, at % 2 ? "\r\n " : "\r\n\t");
                line = span_from(line, at);
            }
            text_add(&folded, line);
            text_add_str(&folded, "\r\n");
        }
        CHECK_INT("reads", read_file(text_span(&folded), &arena, &got),
                  VERDICT_DONE);
        check_2026("folded", &got);
    }
}

static void test_lines_are_those_of_the_file(void **state)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(ROOM);
    struct holidays got = { 0 };

    (void)state;
    CHECK_INT(
        "reads",
        read_events("X-WR-CALDESC:a\n b\n c\n"
                    "BEGIN:VEVENT\nSUMMARY:七\n 夕\nEND:VEVENT\n"
                    "BEGIN:VEVENT\nDTSTART:20261001\nSUMMARY:国庆(\n 休)\n"
                    "END:VEVENT\n",
                    &arena, &got),
        VERDICT_DONE);
    CHECK_INT("skipped", got.skipped.n, 1);
    CHECK_INT("its line", got.skipped.at[0].line, 5);
    CHECK_SPAN("what it was", got.skipped.at[0].summary, SPAN("七夕"));
    CHECK_INT("one day", got.days.n, 1);
    CHECK_INT("its line", got.days.at[0].line, 9);
}

#define EVENT(inside) "BEGIN:VEVENT\n" inside "END:VEVENT\n"
#define REST_DAY(date) EVENT("DTSTART:" date "\nSUMMARY:x（休）\n")
#define WORK_DAY(date) EVENT("DTSTART:" date "\nSUMMARY:x（班）\n")

/* "20261001-20261003" is what is off, '+' before a day that works. */
static const struct {
    const char *what;
    const char *events;
    const char *days;
} span_cases[] = {
    { "no end is one day", REST_DAY("20261001"), "1001" },
    { "an end is the day after",
      EVENT("DTSTART;VALUE=DATE:20261001\nDTEND;VALUE=DATE:20261003\n"
            "SUMMARY:国庆假期\n"),
      "1001 1002" },
    { "an end on itself makes ends last days",
      EVENT("DTSTART:20261001\nDTEND:20261003\nSUMMARY:国庆假期\n")
          EVENT("DTSTART:20261010\nDTEND:20261010\nSUMMARY:国庆补班\n"),
      "1001 1002 1003 +1010" },
    { "working hours are the day",
      EVENT("DTSTART:20261010T090000\nDTEND:20261010T180000\nSUMMARY:补班\n"),
      "+1010" },
    { "from midnight to midnight",
      EVENT("DTSTART:20261001T000000\nDTEND:20261003T000000\nSUMMARY:放假\n"),
      "1001 1002" },
    { "midnight in Shanghai, told in UTC",
      EVENT("DTSTART:20260930T160000Z\nDTEND:20261002T160000Z\n"
            "SUMMARY:放假\n"),
      "1001 1002" },
    { "a length in days",
      EVENT("DTSTART:20261001\nDURATION:P3D\nSUMMARY:放假\n"),
      "1001 1002 1003" },
    { "a length in weeks",
      EVENT("DTSTART:20261001\nDURATION:P1W\nSUMMARY:放假\n"),
      "1001 1002 1003 1004 1005 1006 1007" },
    { "a length in hours",
      EVENT("DTSTART:20261010T090000\nDURATION:PT9H\nSUMMARY:上班\n"),
      "+1010" },
    { "names of properties in any case, with parameters",
      EVENT("dtstart;TZID=\"Asia:Shanghai\";VALUE=DATE:20261001\n"
            "Summary;LANGUAGE=zh_CN:国庆（休）\n"),
      "1001" },
    { "an alarm's words are not the event's",
      EVENT("DTSTART:20261001\nSUMMARY:国庆（休）\nBEGIN:VALARM\n"
            "SUMMARY:上班\nDTSTART:20260101\nEND:VALARM\n"),
      "1001" },
    { "a mark alone",
      EVENT("DTSTART:20261001\nX-APPLE-SPECIAL-DAY:WORK-HOLIDAY\n"), "1001" },
    { "调休 is work when the category says so",
      EVENT("DTSTART:20261010\nSUMMARY:国庆节调休\n"
            "CATEGORIES:调休,Business Day\n"),
      "+1010" },
    { "and else says neither",
      EVENT("DTSTART:20261010\nSUMMARY:国庆节调休\n") REST_DAY("20261001"),
      "1001" },
    { "a festival that repeats is passed over",
      EVENT("DTSTART:20260101\nSUMMARY:元旦\nRRULE:FREQ=YEARLY\n")
          REST_DAY("20261001"),
      "1001" },
    { "what is cancelled is, too",
      EVENT("DTSTART:20261002\nSUMMARY:放假\nSTATUS:CANCELLED\n")
          REST_DAY("20261001"),
      "1001" },
    { "a weekday works anyway", WORK_DAY("20261009") REST_DAY("20261001"),
      "1001" },
    { "two holidays on one day are one day",
      REST_DAY("20261001") REST_DAY("20261001"), "1001" },
    { "in order, however they stand",
      REST_DAY("20261002") WORK_DAY("20260920") REST_DAY("20261001"),
      "+0920 1001 1002" },
    { "a line without a colon",
      EVENT("DTSTART:20261001\nTRIGGER\nSUMMARY:放假\n"), "1001" },
};

static void test_days_of_events(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(span_cases); i++) {
        CLEANUP(arena_release) struct arena arena = ARENA_INIT(ROOM);
        CLEANUP(text_release) struct text days = TEXT_INIT(1000);
        struct holidays got = { 0 };

        CHECK_INT(span_cases[i].what,
                  read_events(span_cases[i].events, &arena, &got),
                  VERDICT_DONE);
        list_each(&got.days, h)
        {
            struct civil c = civil_from_day(h->day);
            text_addf(&days, "%s%s%02d%02d", days.n ? " " : "",
                      h->works ? "+" : "", c.month, c.day);
        }
        CHECK_SPAN(span_cases[i].what, text_span(&days),
                   span_str(span_cases[i].days));
    }
}

static const struct {
    const char *what;
    const char *events;
    int line;
    const char *says;
} bad_cases[] = {
    { "rest and work on one day", REST_DAY("20261010") WORK_DAY("20261010"), 6,
      "lines 2 and 6" },
    { "an inclusive end that runs into work",
      EVENT("DTSTART:20261001\nDTEND:20261010\nSUMMARY:放假\n")
          EVENT("DTSTART:20261010\nDTEND:20261010\nSUMMARY:补班\n"),
      7, "2026-10-10" },
    { "words against a mark",
      EVENT("DTSTART:20261010\nSUMMARY:国庆（休）\n"
            "X-APPLE-SPECIAL-DAY:ALTERNATE-WORKDAY\n"),
      2, "both rest and work" },
    { "a day off every year",
      EVENT("DTSTART:20260101\nSUMMARY:元旦（休）\nRRULE:FREQ=YEARLY\n"), 2,
      "repeats" },
    { "a day off every day",
      EVENT("DTSTART:20260101\nSUMMARY:元旦（休）\n"
            "RRULE:FREQ=DAILY;COUNT=3\n"),
      2, "repeats" },
    { "a day off on more dates",
      EVENT("DTSTART:20260101\nSUMMARY:元旦（休）\nRDATE:20260102\n"), 2,
      "repeats" },
    { "no date", EVENT("SUMMARY:放假\n"), 2, "no date to begin" },
    { "a day that is none", REST_DAY("20260230"), 2, "20260230" },
    { "a digit too many",
      EVENT("DTSTART:20210501\nDTEND:202100505\nSUMMARY:五一假期\n"), 2,
      "202100505" },
    { "a year nobody meant", REST_DAY("00010101"), 2, "no date to begin" },
    { "a length that is none",
      EVENT("DTSTART:20261001\nDURATION:P0D\nSUMMARY:放假\n"), 2, "P0D" },
    { "an end before",
      EVENT("DTSTART:20261005\nDTEND:20261001\nSUMMARY:放假\n"), 2,
      "ends before" },
    { "a whole summer",
      EVENT("DTSTART:20260701\nDTEND:20260901\nSUMMARY:暑假放假\n"), 2,
      "31 days" },
    { "festivals only",
      EVENT("DTSTART:20260101\nSUMMARY:元旦\nRRULE:FREQ=YEARLY\n")
          EVENT("DTSTART:20260819\nSUMMARY:七夕\n"),
      0, "festivals alone" },
    { "nothing", "", 0, "festivals alone" },
    { "cut off in an event", REST_DAY("20261001") "BEGIN:VEVENT\n", 0,
      "cut off" },
};

static void test_what_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bad_cases); i++) {
        CLEANUP(arena_release) struct arena arena = ARENA_INIT(ROOM);
        struct holidays got = { 0 };

        CHECK_INT(bad_cases[i].what,
                  read_events(bad_cases[i].events, &arena, &got),
                  VERDICT_NEVER);
        CHECK_INT(bad_cases[i].what, got.problems.n, 1);
        CHECK_INT(bad_cases[i].what, got.problems.at[0].line,
                  bad_cases[i].line);
        if (!span_has(got.problems.at[0].text, span_str(bad_cases[i].says)))
            CHECK_SPAN(bad_cases[i].what, got.problems.at[0].text,
                       span_str(bad_cases[i].says));
        CHECK_INT(bad_cases[i].what, got.days.n, 0);
    }
}

static void test_files_that_are_none(void **state)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(ROOM);
    struct holidays got = { 0 };

    (void)state;
    CHECK_TRUE("an ICS file", holidays_is_ics(SPAN("\xef\xbb\xbf\r\nbegin:"
                                                   "vcalendar\r\n")));
    CHECK_TRUE("a table", !holidays_is_ics(SPAN("2026\trest\t2026-01-01")));
    CHECK_INT("a page", read_file(SPAN("<html>"), &arena, &got), VERDICT_NEVER);
    CHECK_INT("nothing", read_file(SPAN_NONE, &arena, &got), VERDICT_NEVER);
    CHECK_INT(
        "cut off",
        read_file(SPAN("BEGIN:VCALENDAR\n" REST_DAY("20261001")), &arena, &got),
        VERDICT_NEVER);
    CHECK_INT("not converted",
              read_events(EVENT("DTSTART:20261001\nSUMMARY:\xb7\xc5\xbc\xd9\n"),
                          &arena, &got),
              VERDICT_NEVER);
    CHECK_TRUE("says so", span_has(got.problems.at[0].text, SPAN("not UTF-8")));
}

static void test_bounds(void **state)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(64 * ROOM);
    CLEANUP(text_release) struct text many = TEXT_INIT(ROOM);
    struct holidays got = { 0 };

    (void)state;
    for (int i = 0; i < 5000; i++)
        text_addf(&many,
                  EVENT("DTSTART:20261001\nDURATION:P30D\n"
                        "SUMMARY:假期 %d\n"),
                  i);
    CHECK_INT("5,000 events", read_events(text_str(&many), &arena, &got),
              VERDICT_DONE);
    CHECK_INT("of one month", got.days.n, 30);
    CHECK_TRUE("names that share a day have an end",
               got.days.at[0].name.n < 256);
    text_add_str(&many, REST_DAY("20261001"));
    CHECK_INT("one more", read_events(text_str(&many), &arena, &got),
              VERDICT_NEVER);
    text_reset(&many);
    for (int i = 0; i <= HOLIDAYS_MAX_FILE; i++)
        text_add_char(&many, ' ');
    CHECK_INT("more than a megabyte", read_file(text_span(&many), &arena, &got),
              VERDICT_NEVER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published_forms_give_the_notice),
        cmocka_unit_test(test_any_fold),
        cmocka_unit_test(test_lines_are_those_of_the_file),
        cmocka_unit_test(test_days_of_events),
        cmocka_unit_test(test_what_is_refused),
        cmocka_unit_test(test_files_that_are_none),
        cmocka_unit_test(test_bounds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
