/* Calendar objects written and read, beside libical doing the same.
 *
 * usage: bench_calendar SECONDS
 *
 * Written is a REQUEST to five people with its VTIMEZONE, by libical out of
 * the same values, property by property, with the same short VTIMEZONE. Read
 * is the answer of one of them, by libical as far as its own tree. They take
 * turns of a few hundred objects; printed are medians, one line of JSON each.
 * That the two say the same is checked first. */
#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "convoke/calendar/answer.h"
#include "convoke/calendar/invite.h"

enum { PEOPLE = 5, BATCH = 200, MOST = 4096, ROOM = 64 * 1024 };

static struct invite_person people[PEOPLE];
static const struct invite_event event = {
    .uid = SPAN("WG5-2026-P1@sec.example"),
    .stamp = 1773021600,
    .start = 1774918800,
    .end = 1774947600,
    .summary = SPAN("WG5 2026年第一次全体会议"),
    .location = SPAN("北京市海淀区知春路1号; 3层, 301室"),
    .description = SPAN("标准建议和贡献请于3月17日24:00前提交；\n"
                        "不能参会请回复并说明事由。"),
    .link = SPAN("https://meeting.example/dm/a?b=c&d=e"),
    .alarm = 86400,
    .organizer = { .name = SPAN("WG5秘书处"),
                   .mail = SPAN("gw+cal@sec.example") },
    .attendees = people,
    .attendees_n = PEOPLE,
};
static const struct invite invite = { INVITE_REQUEST, &event, 1, SPAN_NONE };

static const char reply[] =
    "BEGIN:VCALENDAR\r\nPRODID:-//Mozilla.org/NONSGML Mozilla Calendar V1.1//"
    "EN\r\nVERSION:2.0\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\n"
    "CREATED:20260309T030000Z\r\nLAST-MODIFIED:20260309T030000Z\r\n"
    "DTSTAMP:20260309T030000Z\r\nUID:WG5-2026-P1@sec.example\r\n"
    "SUMMARY:WG5 2026年第一次全体会议\r\n"
    "ORGANIZER;CN=WG5秘书处:mailto:gw+cal@sec.example\r\n"
    "ATTENDEE;CN=代表1;ROLE=REQ-PARTICIPANT;PARTSTAT=DECLINED:mailto:r1@m01.ex"
    "\r\n ample\r\nCOMMENT:出差在外\\, 不能参加\r\n"
    "DTSTART;TZID=Asia/Shanghai:20260331T090000\r\n"
    "DTEND;TZID=Asia/Shanghai:20260331T170000\r\nSEQUENCE:0\r\n"
    "TRANSP:OPAQUE\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

static void die(const char *what)
{
    fprintf(stderr, "bench_calendar: %s\n", what);
    exit(EXIT_FAILURE);
}

static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* ---- the contestants: one object each ---- */

static void write_ours(void)
{
    CLEANUP(text_release) struct text t = TEXT_INIT(ROOM);

    if (invite_write(&invite, &t, NULL) != VERDICT_DONE)
        die("cannot write");
}

static void read_ours(void)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(1024 * 1024);
    struct answer a;

    if (answer_read(span_str(reply), &arena, &a, NULL) != VERDICT_DONE ||
        a.method != ANSWER_REPLY)
        die("cannot read");
}

static void read_theirs(void)
{
    icalcomponent *c = icalparser_parse_string(reply);

    if (!c || icalcomponent_get_method(c) != ICAL_METHOD_REPLY)
        die("libical cannot read");
    icalcomponent_free(c);
    icalmemory_free_ring();
}

static icalcomponent *their_zone(void)
{
    return icalcomponent_vanew(
        ICAL_VTIMEZONE_COMPONENT, icalproperty_new_tzid("Asia/Shanghai"),
        icalcomponent_vanew(
            ICAL_XSTANDARD_COMPONENT,
            icalproperty_new_dtstart(icaltime_from_string("19910915T000000")),
            icalproperty_new_tzoffsetfrom(8 * 3600),
            icalproperty_new_tzoffsetto(8 * 3600),
            icalproperty_new_tzname("CST"), NULL),
        NULL);
}

static void add_people(icalcomponent *e)
{
    for (size_t i = 0; i < PEOPLE; i++) {
        char uri[100];
        snprintf(uri, sizeof(uri), "mailto:%s", people[i].mail.p);
        icalcomponent_add_property(
            e, icalproperty_vanew_attendee(
                   uri, icalparameter_new_cutype(ICAL_CUTYPE_INDIVIDUAL),
                   icalparameter_new_role(ICAL_ROLE_REQPARTICIPANT),
                   icalparameter_new_partstat(ICAL_PARTSTAT_NEEDSACTION),
                   icalparameter_new_rsvp(ICAL_RSVP_TRUE),
                   icalparameter_new_cn(people[i].name.p), NULL));
    }
}

static icalproperty *their_time(icalproperty *p)
{
    icalproperty_add_parameter(p, icalparameter_new_tzid("Asia/Shanghai"));
    return p;
}

static icalcomponent *their_event(void)
{
    struct icaltriggertype before = { .duration =
                                          icaldurationtype_from_int(-86400) };
    icalcomponent *e = icalcomponent_vanew(
        ICAL_VEVENT_COMPONENT, icalproperty_new_uid(event.uid.p),
        icalproperty_new_sequence(0),
        icalproperty_new_dtstamp(icaltime_from_timet_with_zone(
            event.stamp, 0, icaltimezone_get_utc_timezone())),
        their_time(icalproperty_new_dtstart(icaltime_from_timet_with_zone(
            event.start + CIVIL_OFFSET, 0, NULL))),
        their_time(icalproperty_new_dtend(
            icaltime_from_timet_with_zone(event.end + CIVIL_OFFSET, 0, NULL))),
        icalproperty_new_summary(event.summary.p),
        icalproperty_new_location(event.location.p),
        icalproperty_new_description(event.description.p),
        icalproperty_new_url(event.link.p),
        icalproperty_vanew_organizer("mailto:gw+cal@sec.example",
                                     icalparameter_new_cn("WG5秘书处"), NULL),
        NULL);

    add_people(e);
    icalcomponent_add_property(e,
                               icalproperty_new_status(ICAL_STATUS_CONFIRMED));
    icalcomponent_add_component(
        e, icalcomponent_vanew(ICAL_VALARM_COMPONENT,
                               icalproperty_new_action(ICAL_ACTION_DISPLAY),
                               icalproperty_new_trigger(before),
                               icalproperty_new_description(event.summary.p),
                               NULL));
    return e;
}

static char *their_object(void)
{
    icalcomponent *c = icalcomponent_vanew(
        ICAL_VCALENDAR_COMPONENT,
        icalproperty_new_prodid("-//Convoke//Convoke//ZH"),
        icalproperty_new_version("2.0"), icalproperty_new_calscale("GREGORIAN"),
        icalproperty_new_method(ICAL_METHOD_REQUEST), their_zone(),
        their_event(), NULL);
    char *bytes = icalcomponent_as_ical_string_r(c);

    icalcomponent_free(c);
    icalmemory_free_ring();
    return bytes;
}

static void write_theirs(void)
{
    free(their_object());
}

/* What our own checker finds in libical's bytes, but for its other folds. */
static void check_same(void)
{
    CLEANUP(text_release) struct text t = TEXT_INIT(ROOM);
    struct reason why = { 0 };
    char *theirs = their_object();

    if (invite_check(span_str(theirs), &invite, &why) != VERDICT_DONE) {
        fprintf(stderr, "%s\n", theirs);
        die(why.text);
    }
    free(theirs);
    if (invite_write(&invite, &t, &why) != VERDICT_DONE ||
        invite_check(text_span(&t), &invite, &why) != VERDICT_DONE)
        die(why.text);
}

static void check_ours(void)
{
    static struct text t = TEXT_INIT(ROOM);

    if (!t.n && invite_write(&invite, &t, NULL) != VERDICT_DONE)
        die("cannot write");
    if (invite_check(text_span(&t), &invite, NULL) != VERDICT_DONE)
        die("cannot check");
}

/* ---- turns ---- */

struct contest {
    const char *work;
    void (*at[2])(void); /* ours, libical's; the second NULL: alone */
    double took[2][MOST];
    size_t turns;
};

static void take_turn(struct contest *c)
{
    for (int who = 0; who < 2; who++) {
        /* Who goes first changes each time. */
        int turn = (int)((c->turns + (size_t)who) % 2);
        double began = now_s();
        for (int i = 0; c->at[turn] && i < BATCH; i++)
            c->at[turn]();
        c->took[turn][c->turns] = now_s() - began;
    }
    c->turns++;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double rate(double *took, size_t n)
{
    qsort(took, n, sizeof(*took), by_size);
    return BATCH / took[n / 2];
}

static void report(struct contest *c)
{
    double ours = rate(c->took[0], c->turns);

    printf("{\"work\":\"%s\",\"rate\":%.0f", c->work, ours);
    if (c->at[1])
        printf(",\"libical\":%.0f", rate(c->took[1], c->turns));
    printf("}\n");
}

int main(int argc, char **argv)
{
    static struct contest contests[] = {
        { .work = "write", .at = { write_ours, write_theirs } },
        { .work = "read", .at = { read_ours, read_theirs } },
        { .work = "check", .at = { check_ours, NULL } },
    };
    static char names[PEOPLE][32], mails[PEOPLE][32];
    double seconds = argc == 2 ? strtod(argv[1], NULL) : 0, began = now_s();

    if (!(seconds > 0 && seconds <= 600)) {
        fprintf(stderr, "usage: bench_calendar SECONDS\n");
        return 64;
    }
    for (int i = 0; i < PEOPLE; i++) {
        snprintf(names[i], sizeof(names[i]), "示例科技代表%d", i + 1);
        snprintf(mails[i], sizeof(mails[i]), "r%d@m01.example", i + 1);
        people[i] = (struct invite_person){ .name = span_str(names[i]),
                                            .mail = span_str(mails[i]) };
    }
    icalerror_set_errors_are_fatal(0);
    check_same();
    while (now_s() - began < seconds && contests[0].turns < MOST)
        for (size_t i = 0; i < ARRAY_LEN(contests); i++)
            take_turn(&contests[i]);
    for (size_t i = 0; i < ARRAY_LEN(contests); i++)
        report(&contests[i]);
    return 0;
}
