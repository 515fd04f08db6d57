/* Times of calendar objects: a zone's own word before its name, a Chinese
 * zone's name before its own word, no rule expanded. RFC 5545 3.6.5;
 * interop.md 22 to 26. What is wanted was computed with the tz database. */
#include "check.h"

#include "calendar/zone_names.h"
#include "calendar/zone_read.h"
#include "convoke/base/moment.h"
#include "convoke/base/own.h"

#define HOUR INT64_C(3600)

static void read_zone(struct zones *z, const char *lines)
{
    struct span rest = contentline_unfold(span_str(lines), z->arena);
    struct contentline line;
    bool inside = false;

    zone_begin(z);
    while (contentline_next(&rest, &line)) {
        if (span_eq(line.name, SPAN("BEGIN"))) {
            zone_onset_begin(z);
            inside = true;
        } else if (span_eq(line.name, SPAN("END"))) {
            zone_onset_end(z);
            inside = false;
        } else if (inside) {
            zone_onset_line(z, &line);
        } else {
            zone_name_line(z, &line);
        }
    }
    zone_end(z);
}

#define ONSET(start, from, to, more)                                           \
    "BEGIN:STANDARD\nDTSTART:" start "\nTZOFFSETFROM:" from "\nTZOFFSETTO:" to \
    "\n" more "END:STANDARD\n"

/* clang-format off */
#define BERLIN "TZID:Mine\n"                                                      \
    ONSET("19701025T030000", "+0200", "+0100",                                 \
          "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\n")                         \
    ONSET("19700329T020000", "+0100", "+0200",                                 \
          "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\n")
#define OUTLOOK "TZID:Mine\n"                                                     \
    ONSET("16010101T030000", "+0200", "+0100",                                 \
          "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10\n")              \
    ONSET("16010101T020000", "+0100", "+0200",                                 \
          "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3\n")
#define NEW_YORK "TZID:Mine\n"                                                    \
    ONSET("19671029T020000", "-0400", "-0500",                                 \
          "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10;UNTIL=20061029T060000Z\n")  \
    ONSET("19870405T020000", "-0500", "-0400",                                 \
          "RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=4;UNTIL=20060402T070000Z\n")    \
    ONSET("20070311T020000", "-0500", "-0400",                                 \
          "RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3\n")                           \
    ONSET("20071104T020000", "-0400", "-0500",                                 \
          "RRULE:FREQ=YEARLY;BYDAY=SU;BYMONTHDAY=1,2,3,4,5,6,7;BYMONTH=11\n")
#define SYDNEY "TZID:Mine\n"                                                      \
    ONSET("20080406T030000", "+1100", "+1000",                                 \
          "RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=1SU\n")                           \
    ONSET("20081005T020000", "+1000", "+1100",                                 \
          "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=1SU\n")
#define LOTUS "TZID:Mine\n"                                                       \
    ONSET("19501029T020000", "-0400", "-0500",                                 \
          "RRULE:FREQ=YEARLY;BYMINUTE=0;BYHOUR=2;BYDAY=-1SU;BYMONTH=10\n")     \
    ONSET("19500402T020000", "-0500", "-0400",                                 \
          "RRULE:FREQ=YEARLY;BYMINUTE=0;BYHOUR=2;BYDAY=1SU;BYMONTH=4\n")
#define SUMMER_LAST "TZID:Mine\n"                                               \
    ONSET("20001029T030000", "+0200", "+0100",                                 \
          "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\n")                         \
    ONSET("20010325T020000", "+0100", "+0200",                                 \
          "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\n")
#define BY_DATES "TZID:Mine\n"                                                    \
    ONSET("20250330T020000", "+0100", "+0200",                                 \
          "RDATE:20250330T020000,20260329T020000\n")                           \
    ONSET("20251026T030000", "+0200", "+0100", "RDATE:20261025T030000\n")
#define BY_DAY "TZID:Mine\n"                                                      \
    ONSET("20001028T030000", "+0200", "+0100", "RRULE:FREQ=YEARLY\n")          \
    ONSET("20000325T020000", "+0100", "+0200", "RRULE:FREQ=YEARLY\n")
#define SECONDLY "TZID:Mine\n"                                                    \
    ONSET("16010101T000000", "+0200", "+0100", "RRULE:FREQ=SECONDLY\n")        \
    ONSET("16010101T000000", "+0100", "+0200", "RRULE:FREQ=DAILY\n")
#define STRANGE_BUT_ONE "TZID:Mine\n"                                             \
    ONSET("16010101T000000", "+0100", "+0100", "RRULE:FREQ=SECONDLY\n")        \
    ONSET("16010101T000000", "+0100", "+0100", "RRULE:FREQ=DAILY\n")
#define QQ "TZID:Asia/Chongqing\n"                                             \
    ONSET("19700101T000000", "-0400", "-0500", "TZNAME:EST\n")
#define MEAN_SUN "TZID:Europe/Moscow\n"                                        \
    ONSET("20010101T000000", "+023017", "+023017", "")
/* clang-format on */

/* `wall` is UTC's clock at that moment; `offset` in hours, NOBODY: unknown. */
#define NOBODY 99

static const struct {
    const char *what, *zone, *name, *wall;
    int offset;
} times[] = {
    { "Berlin in winter", BERLIN, "Mine", "2026-03-29T01:59:59Z", 1 },
    { "Berlin in summer", BERLIN, "Mine", "2026-03-29T03:00:00Z", 2 },
    { "its last summer hour", BERLIN, "Mine", "2026-10-25T02:59:59Z", 2 },
    { "its first winter hour", BERLIN, "Mine", "2026-10-25T03:00:00Z", 1 },
    { "January belongs to the year before", BERLIN, "Mine",
      "2027-01-15T12:00:00Z", 1 },
    { "… whichever began first", SUMMER_LAST, "Mine", "2027-01-15T12:00:00Z",
      1 },
    { "before there was a rule", BERLIN, "Mine", "1960-07-01T12:00:00Z", 1 },
    { "Outlook's year 1601", OUTLOOK, "Mine", "2026-07-01T12:00:00Z", 2 },
    { "… and in winter", OUTLOOK, "Mine", "2026-12-01T12:00:00Z", 1 },
    { "New York by its old rule", NEW_YORK, "Mine", "2006-04-02T12:00:00Z",
      -4 },
    { "… the winter after it", NEW_YORK, "Mine", "2007-03-01T12:00:00Z", -5 },
    { "… by its new one", NEW_YORK, "Mine", "2007-03-11T12:00:00Z", -4 },
    { "a weekday from a day of the month", NEW_YORK, "Mine",
      "2026-11-01T02:00:00Z", -5 },
    { "… the hour before", NEW_YORK, "Mine", "2026-11-01T01:59:59Z", -4 },
    { "Sydney's summer is our winter", SYDNEY, "Mine", "2026-01-15T12:00:00Z",
      11 },
    { "… and the other way", SYDNEY, "Mine", "2026-07-15T12:00:00Z", 10 },
    { "Lotus tells the hour twice", LOTUS, "Mine", "2026-07-01T12:00:00Z", -4 },
    { "dates one by one", BY_DATES, "Mine", "2026-07-01T12:00:00Z", 2 },
    { "… between them", BY_DATES, "Mine", "2025-12-01T12:00:00Z", 1 },
    { "a day of the year", BY_DAY, "Mine", "2026-03-25T02:00:00Z", 2 },
    { "… the hour before", BY_DAY, "Mine", "2026-03-25T01:59:59Z", 1 },
    { "a rule nobody computes", SECONDLY, "Mine", "2026-07-01T12:00:00Z",
      NOBODY },
    { "… with one offset", STRANGE_BUT_ONE, "Mine", "2026-07-01T12:00:00Z", 1 },
    { "the zone in any case", BERLIN, "mine", "2026-07-01T12:00:00Z", 2 },
    { "a zone that is not there", BERLIN, "yours", "2026-07-01T12:00:00Z",
      NOBODY },
    { "a Chinese zone whose offsets are nonsense (QQ)", QQ, "Asia/Chongqing",
      "2026-07-01T12:00:00Z", 8 },
    { "the sun of 1880 (Apple)", MEAN_SUN, "Europe/Moscow",
      "2026-07-01T12:00:00Z", 3 },
    { "no zone is China", BERLIN, "", "2026-07-01T12:00:00Z", 8 },
};

static void test_zones_that_stand_there(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(times); i++) {
        CLEANUP(arena_release) struct arena arena = ARENA_INIT(1 << 20);
        struct zones z = { .arena = &arena };
        int64_t wall;
        int64_t got;

        read_zone(&z, times[i].zone);
        CHECK_TRUE(times[i].what, moment_parse(span_str(times[i].wall), &wall));
        got = zone_moment(&z, span_str(times[i].name), wall);
        if (times[i].offset == NOBODY)
            CHECK_TRUE(times[i].what, got == MOMENT_NONE);
        else
            CHECK_INT(times[i].what, wall - got, times[i].offset * HOUR);
    }
}

static const struct {
    const char *name;
    int minutes; /* NOBODY: unknown */
} names[] = {
    { "Asia/Shanghai", 480 },
    { "asia/shanghai", 480 },
    { "Asia/Chongqing", 480 },
    { "PRC", 480 },
    { "China Standard Time", 480 },
    { "中国标准时间", 480 },
    { "(UTC+08:00) Beijing, Chongqing, Hong Kong, Urumqi", 480 },
    { "(GMT+08.00) Beijing/Chongqing/Hong Kong/Urumqi", 480 },
    { "(UTC+08:00) 北京，重庆，香港特别行政区，乌鲁木齐", 480 },
    { "TZ08", 480 },
    { "+8", 480 },
    { "CST8", 480 },
    { "Xmail Custome Time", 480 },
    { "/mozilla.org/20050126_1/Asia/Shanghai", 480 },
    { "/freeassociation.sourceforge.net/Tzfile/Asia/Taipei", 480 },
    { "Taipei Standard Time", 480 },
    { "Asia/Hong_Kong", 480 },
    { "Singapore Standard Time", 480 },
    { "(UTC+08:00) Taipei", 480 },
    { "Asia/Urumqi", 360 },
    { "Tokyo Standard Time", 540 },
    { "India Standard Time", 330 },
    { "UTC", 0 },
    { "Etc/UTC", 0 },
    { "Etc/GMT-8", 480 },
    { "GMT+8", 480 },
    { "UTC+08:00", 480 },
    { "GMT-0330", -210 },
    { "+0530", 330 },
    { "(UTC+01:00)", 60 },
    { "Europe/Berlin", NOBODY },
    { "W. Europe Standard Time", NOBODY },
    { "(UTC+01:00) Amsterdam, Berlin, Bern, Rome", NOBODY },
    { "GMT -0800 (Standard) / GMT -0700 (Daylight)", NOBODY },
    { "8", NOBODY },
    { "+", NOBODY },
    { "+99", NOBODY },
    { "NotAsia/Shanghai", NOBODY },
    { "", NOBODY },
};

static void test_zones_by_their_names(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        int64_t offset = NOBODY * INT64_C(60);

        CHECK_INT(names[i].name,
                  zone_names_offset(span_str(names[i].name), &offset),
                  names[i].minutes != NOBODY);
        CHECK_INT(names[i].name, offset, names[i].minutes * 60);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_zones_that_stand_there),
        cmocka_unit_test(test_zones_by_their_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
