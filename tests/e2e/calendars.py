"""What calendar programs send back to an invitation.

answer(program, mail, status, …)  the calendar object, made from the one that
                                  left in `mail`
send(o, at, program, mail, …)     …and the message around it, as that program
                                  writes it, put into the office's mailbox

Shapes are those of interop.md section 1: Outlook without ORGANIZER and with a
zone by its Windows name, Google with one event more, Exchange with a sequence
of its own, Apple as an attachment, Thunderbird in lines that end in LF.
"""
import re
import uuid
from datetime import timezone

from office import SERVICE, letter, moment

PROGRAMS = ("outlook", "exchange", "google", "apple", "thunderbird")


def unfold(raw):
    return raw.replace(b"\r\n ", b"").decode("utf-8").split("\r\n")


def value(mail, name):
    """A property of the event that left."""
    lines = unfold(mail.ics)
    event = lines[lines.index("BEGIN:VEVENT"):]
    for line in event:
        found = re.match(name + r"(?:;[^:]*)?:(.*)$", line)
        if found:
            return found.group(1)
    return None


def organizer(mail):
    return value(mail, "ORGANIZER").replace("mailto:", "")


def stamp_of(at):
    return moment(at).astimezone(timezone.utc).strftime("%Y%m%dT%H%M%SZ")


def times(program, mail, start=None):
    begin, end = value(mail, "DTSTART"), value(mail, "DTEND")
    if start:  # another one is proposed, as long as the first
        day = moment(start).strftime("%Y%m%dT")
        begin, end = day + begin[9:], day + end[9:]
    if program in ("outlook", "exchange"):
        return [f"DTSTART;TZID=China Standard Time:{begin}",
                f"DTEND;TZID=China Standard Time:{end}"]
    return [f"DTSTART;TZID=Asia/Shanghai:{begin}",
            f"DTEND;TZID=Asia/Shanghai:{end}"]


def attendee(who, status, extra=""):
    return f"ATTENDEE;PARTSTAT={status}{extra}:mailto:{who}"


def event(program, mail, who, o):
    """One VEVENT of a reply; `who`: ATTENDEE lines."""
    sequence = o.get("sequence")
    if sequence is None:
        sequence = value(mail, "SEQUENCE")
    lines = ["BEGIN:VEVENT", f"UID:{o.get('uid') or value(mail, 'UID')}"]
    if program not in ("outlook", "exchange"):
        lines.append(f"ORGANIZER;CN=WG5:mailto:{organizer(mail)}")
    lines += who
    if program == "exchange":
        lines += ["SEQUENCE:0", f"X-MICROSOFT-CDO-APPT-SEQUENCE:{sequence}"]
    else:
        lines.append(f"SEQUENCE:{sequence}")
    lines += [f"DTSTAMP:{stamp_of(o['stamp'])}", *times(program, mail, o.get("start")),
              "SUMMARY;LANGUAGE=zh-CN:接受: 会议", *o.get("more", [])]
    if o.get("comment"):
        lines.append(f"COMMENT:{o['comment']}")
    return lines + ["END:VEVENT"]


PRODUCTS = {
    "outlook": "-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN",
    "exchange": "Microsoft Exchange Server 2010",
    "google": "-//Google Inc//Google Calendar 70.9054//EN",
    "apple": "-//Apple Inc.//macOS 14.5//EN",
    "thunderbird": "-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN"}


def answer(program, mail, status, who, **o):
    """`who` answers; o: stamp, sequence, comment, to (delegate), method,
    people (whole ATTENDEE lines), more (lines of the event), start (COUNTER:
    another time), uid (another's)."""
    people = o.get("people")
    if people is None and o.get("to"):
        people = [attendee(who, "DELEGATED", f';DELEGATED-TO="mailto:{o["to"]}"'),
                  attendee(o["to"], "NEEDS-ACTION",
                           f';DELEGATED-FROM="mailto:{who}"')]
    elif people is None:
        people = [attendee(who, status)]
    lines = ["BEGIN:VCALENDAR", f"PRODID:{PRODUCTS[program]}", "VERSION:2.0",
             f"METHOD:{o.get('method', 'REPLY')}"]
    if program == "google":
        # An exception it believes in, older than the answer itself.
        extra = event(program, mail, [attendee(who, "NEEDS-ACTION")],
                      dict(o, stamp="2026-01-02 10:00", comment=None,
                           more=["RECURRENCE-ID:20260407T010000Z"]))
        lines += extra
    lines += event(program, mail, people, o) + ["END:VCALENDAR", ""]
    end = "\n" if program == "thunderbird" else "\r\n"
    return end.join(lines).encode("utf-8")


def message(program, at, sender, to, ics, o):
    media = f"text/calendar; charset=UTF-8; method={o.get('method', 'REPLY')}"
    options = {k: v for k, v in o.items() if k in (
        "dmarc", "results", "received", "message_id", "extra")}
    options.setdefault("message_id", f"<{uuid.uuid4()}@mail.example>")
    subject = o.get("subject", "接受: 会议通知")
    if program == "exchange":
        return letter(at, sender, subject, ics, to=to, type=media, **options)
    raw = letter(at, sender, subject, "", to=to, files=[
        ("invite.ics", media, ics)], **options)
    if program == "apple":
        return raw
    raw = re.sub(rb"Content-Disposition: attachment; filename=[^\r]*\r\n", b"",
                 raw).replace(b'; name="invite.ics"', b"")
    return raw.replace(b"multipart/mixed", b"multipart/alternative")


def send(o, at, program, mail, status, who, **options):
    """`who` presses a button of his program; the mails this brings about.

    options: those of answer(), besides to_address, from_, dmarc, received, extra,
    now (when it is read, if later than `at`), wait (it is left unread)."""
    options.setdefault("stamp", at)
    ics = answer(program, mail, status, who, **options)
    sender = options.get("from_", who)
    to = options.get("to_address", organizer(mail))
    raw = message(program, at, sender, to, ics, options)
    when = options.get("now", at)
    if moment(when) > o.now:
        o.until(when)
    o.put(raw, when)
    return None if options.get("wait") else o.turn(when)


__all__ = ["PROGRAMS", "SERVICE", "answer", "attendee", "message", "organizer",
           "send", "value"]
