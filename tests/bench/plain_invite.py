#!/usr/bin/env python3
"""What somebody would write in an afternoon: a personal invitation for each
unit, made with the usual libraries, kept in SQLite until it is sent.

    plain_invite.py DATABASE UNITS
"""
import datetime
import email.message
import email.utils
import sqlite3
import sys

import icalendar

WORDS = """%s：

    定于2026年3月31日（周二）09:00召开WG5全体会议，请安排代表参加，并请回复。
标准建议和贡献请于2026年3月17日24:00前提交；不能参会请回复并说明事由。

Please answer this invitation.
"""
ZONE = datetime.timezone(datetime.timedelta(hours=8))


def invitation(unit, people):
    event = icalendar.Event()
    event.add("uid", "WG5-2026-P1@tc.example")
    event.add("sequence", 0)
    event.add("dtstamp", datetime.datetime(2026, 3, 9, 2, 0,
                                           tzinfo=datetime.timezone.utc))
    event.add("dtstart", datetime.datetime(2026, 3, 31, 9, 0, tzinfo=ZONE))
    event.add("dtend", datetime.datetime(2026, 3, 31, 17, 0, tzinfo=ZONE))
    event.add("summary", "WG5 全体会议")
    event.add("description", WORDS % unit)
    event.add("organizer", "mailto:gw@tc.example")
    for mail in people:
        attendee = icalendar.vCalAddress("mailto:" + mail)
        attendee.params["rsvp"] = icalendar.vText("TRUE")
        event.add("attendee", attendee, encode=0)
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//plain//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "REQUEST")
    calendar.add_component(event)
    return calendar.to_ical()


def letter(i):
    unit = "示例单位%d有限公司" % i
    people = ["c@u%d.example" % i, "r1@u%d.example" % i]
    made = email.message.EmailMessage()
    made["From"] = "gw@tc.example"
    made["To"], made["Cc"] = people
    made["Subject"] = "关于召开WG5全体会议的通知"
    made["Message-ID"] = email.utils.make_msgid(domain="tc.example")
    made.set_content(WORDS % unit)
    made.add_alternative("<html><body><p>" + WORDS % unit + "</p></body>"
                         "</html>", subtype="html")
    made.add_alternative(invitation(unit, people), "text", "calendar",
                         params={"method": "REQUEST", "charset": "UTF-8"})
    return made


def main():
    db = sqlite3.connect(sys.argv[1])
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    db.execute("CREATE TABLE outbox (recipient TEXT, letter BLOB)")
    for i in range(int(sys.argv[2])):
        made = letter(i)
        db.execute("INSERT INTO outbox VALUES (?, ?)",
                   (made["To"], made.as_bytes()))
        db.commit()


if __name__ == "__main__":
    main()
