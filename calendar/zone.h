/* zone.h — Asia/Shanghai as a calendar object says it.
 *
 * iTIP knows no zone by its name alone (RFC 5546 3.2). The library's own
 * VTIMEZONE begins in 1901, which some programs stumble over; the last change
 * of this clock was in 1991 (requirements.md appendix B). */
#ifndef CONVOKE_CALENDAR_ZONE_H
#define CONVOKE_CALENDAR_ZONE_H

#define ZONE_NAME "Asia/Shanghai"

#define ZONE_OBJECT                                                            \
    "BEGIN:VTIMEZONE\r\n"                                                      \
    "TZID:" ZONE_NAME "\r\n"                                                   \
    "BEGIN:STANDARD\r\n"                                                       \
    "DTSTART:19910915T000000\r\n"                                              \
    "TZOFFSETFROM:+0800\r\n"                                                   \
    "TZOFFSETTO:+0800\r\n"                                                     \
    "TZNAME:CST\r\n"                                                           \
    "END:STANDARD\r\n"                                                         \
    "END:VTIMEZONE\r\n"

#endif
