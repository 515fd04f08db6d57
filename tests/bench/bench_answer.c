/* How fast answers are read, beside libical doing the same. Not a test: prints
 * JSON lines, one an object.
 *
 * usage: bench_answer [ROUNDS]
 *
 * Both take the method, UID, SEQUENCE, DTSTAMP, start and end as instants, the
 * comment and each attendee with his name and status; they take turns, and the
 * medians of the rounds are compared. What the sandbox costs is not in it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <libical/ical.h>

#include "convoke/calendar/answer.h"

enum { MAX_ROUNDS = 50, TIMES = 2000 };

#define EVENT                                                                  \
    "BEGIN:VEVENT\r\n"                                                         \
    "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=DECLINED;CN=\""  \
    "Wang, Mou\":\r\n mailto:r1@m01.example\r\n"                               \
    "COMMENT;LANGUAGE=zh-CN:3月31日出差在外\\, 不能参加，\r\n"      \
    " 请准予请假\r\nUID:WG5-2026-P1@sec.example\r\n"                      \
    "SUMMARY;LANGUAGE=zh-CN:WG5 2026年第一次全体会议\r\n"              \
    "PRIORITY:5\r\nDTSTAMP:20260310T020000Z\r\nTRANSP:OPAQUE\r\n"              \
    "STATUS:CONFIRMED\r\nSEQUENCE:1\r\nLOCATION;LANGUAGE=zh-CN:北京\r\n"     \
    "X-MICROSOFT-CDO-APPT-SEQUENCE:1\r\nX-MICROSOFT-CDO-IMPORTANCE:1\r\n"      \
    "X-MICROSOFT-DISALLOW-COUNTER:FALSE\r\n"

#define HEAD                                                                   \
    "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\n"                                      \
    "PRODID:Microsoft Exchange Server 2010\r\nVERSION:2.0\r\n"
#define TAIL "END:VEVENT\r\nEND:VCALENDAR\r\n"

static const struct {
    const char *name, *object;
} objects[] = {
    { "in UTC", HEAD EVENT "DTSTART:20260331T010000Z\r\n"
                           "DTEND:20260331T090000Z\r\n" TAIL },
    { "in a zone of its own",
      HEAD "BEGIN:VTIMEZONE\r\nTZID:China Standard Time\r\n"
           "BEGIN:STANDARD\r\nDTSTART:16010101T000000\r\n"
           "TZOFFSETFROM:+0800\r\nTZOFFSETTO:+0800\r\nEND:STANDARD\r\n"
           "BEGIN:DAYLIGHT\r\nDTSTART:16010101T000000\r\n"
           "TZOFFSETFROM:+0800\r\nTZOFFSETTO:+0800\r\nEND:DAYLIGHT\r\n"
           "END:VTIMEZONE\r\n" EVENT
           "DTSTART;TZID=China Standard Time:20260331T090000\r\n"
           "DTEND;TZID=China Standard Time:20260331T170000\r\n" TAIL },
};

static size_t found; /* so that nothing is optimised away */

static void read_ours(const char *object)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(4 << 20);
    struct answer a = { 0 };

    if (answer_read(span_str(object), &arena, &a, NULL) != VERDICT_DONE)
        abort();
    found += a.events.at[0].attendees.n + (a.events.at[0].start > 0);
}

static void take_libical(icalcomponent *calendar, icalcomponent *event)
{
    icalproperty *p;

    found += (size_t)icalcomponent_get_method(calendar);
    found += icalcomponent_get_uid(event) != NULL;
    found += (size_t)icalcomponent_get_sequence(event);
    found += icalcomponent_get_comment(event) != NULL;
    found += icaltime_as_timet(icalcomponent_get_dtstamp(event)) > 0;
    for (int end = 0; end < 2; end++) {
        icaltimetype t = end ? icalcomponent_get_dtend(event)
                             : icalcomponent_get_dtstart(event);
        found += icaltime_as_timet_with_zone(t, icaltime_get_timezone(t)) > 0;
    }
    for (p = icalcomponent_get_first_property(event, ICAL_ATTENDEE_PROPERTY); p;
         p = icalcomponent_get_next_property(event, ICAL_ATTENDEE_PROPERTY)) {
        icalparameter *status =
            icalproperty_get_first_parameter(p, ICAL_PARTSTAT_PARAMETER);
        icalparameter *name =
            icalproperty_get_first_parameter(p, ICAL_CN_PARAMETER);
        found += icalproperty_get_attendee(p) != NULL;
        found += status && icalparameter_get_partstat(status);
        found += name && icalparameter_get_cn(name);
    }
}

static void read_libical(const char *object)
{
    icalcomponent *calendar = icalparser_parse_string(object);

    if (!calendar)
        abort();
    take_libical(calendar, icalcomponent_get_first_component(
                               calendar, ICAL_VEVENT_COMPONENT));
    icalcomponent_free(calendar);
    icalmemory_free_ring();
}

static double seconds(void (*read)(const char *object), const char *object)
{
    struct timespec a;
    struct timespec b;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
    for (int i = 0; i < TIMES; i++)
        read(object);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
    return (double)(b.tv_sec - a.tv_sec) +
           (double)(b.tv_nsec - a.tv_nsec) / 1e9;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;

    return (x > y) - (x < y);
}

static double median(double *values, size_t n)
{
    qsort(values, n, sizeof(*values), by_size);
    return values[n / 2];
}

int main(int argc, char **argv)
{
    static double ours[MAX_ROUNDS];
    static double theirs[MAX_ROUNDS];
    size_t rounds = argc == 2 ? strtoul(argv[1], NULL, 10) : 7;

    if (rounds < 5 || rounds > MAX_ROUNDS)
        rounds = 7;
    for (size_t i = 0; i < sizeof(objects) / sizeof(objects[0]); i++) {
        for (size_t round = 0; round < rounds; round++) {
            ours[round] = seconds(read_ours, objects[i].object);
            theirs[round] = seconds(read_libical, objects[i].object);
        }
        double a = median(ours, rounds);
        double b = median(theirs, rounds);
        printf("{\"object\": \"%s\", \"rate\": %.0f, \"libical\": %.0f, "
               "\"ratio\": %.2f}\n",
               objects[i].name, TIMES / a, TIMES / b, b / a);
    }
    return found == 0;
}
