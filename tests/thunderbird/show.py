#!/usr/bin/env python3
"""Shows that Thunderbird takes Convoke's invitations for what they are.

usage: show.py CONVOKE FOLDER

A working group's plenary is announced, moved and cancelled by mail; Convoke's
mails go through a Postfix into a Dovecot, where one representative reads them
with Thunderbird on a screen nobody sees. He accepts with Thunderbird's own
button; the answer goes through Postfix to Convoke, which must count it. FOLDER
gets a picture of each stage, the mails and the answers. About a minute; nothing
is left running.

Needs, as root, the Debian packages thunderbird xvfb openbox xdotool imagemagick
fonts-noto-cjk dovecot-imapd postfix sasl2-bin; exits with 77 when one is
missing, with 1 when something is not shown as it must be.
"""
import email
import email.policy
import json
import os
import re
import shutil
import sys
import tempfile
from datetime import datetime, timezone

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path[:0] = [HERE, os.path.join(HERE, "../e2e")]
if len(sys.argv) != 3:
    sys.exit(__doc__)

import dovecot  # noqa: E402
import postfix  # noqa: E402
import thunderbird  # noqa: E402
from test_plenary import (  # noqa: E402
    GS, PAPER, PLAN, SEC, agenda, quoted)
from town import Post, Town  # noqa: E402

MEETING, READER, NAME = "WG5-2026-P1", "r1@m01.example", "代表M01"
# Thunderbird's words (lightning.properties, English).
INVITED = "This message contains an invitation to an event."
UPDATED = "This message contains an update to an existing event."
CANCELLED = "This message contains an event cancellation."
DONE = "This message contains an event that has already been processed."
ACCEPT, TENTATIVE, DECLINE, DELETE = (
    "imip%sButton" % word for word in
    ("Accept", "Tentative", "Decline", "Delete"))

STATUSES = ("NEEDS-ACTION", "ACCEPTED", "TENTATIVE", "DECLINED")


def unfolded(octets):
    return re.sub(r"\r?\n[ \t]", "", octets.decode("utf-8"))


def calendar_of(octets):
    """The first text/calendar part: its method parameter, its lines."""
    message = email.message_from_bytes(octets, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/calendar":
            lines = unfolded(part.get_payload(decode=True)).splitlines()
            return part.get_param("method"), lines
    return None, []


def value(lines, name):
    """Of the event's first such property."""
    if "BEGIN:VEVENT" in lines:
        lines = lines[lines.index("BEGIN:VEVENT"):]
    for line in lines:
        if re.match(name + "[;:]", line):
            return re.split(':(?=(?:[^"]*"[^"]*")*[^"]*$)', line, maxsplit=1)[1]
    return None


def announced(town):
    """A plenary planned, filed and its notice released."""
    town.post("2026-01-23 10:00", GS, "[年度会议计划] WG5 2026年",
              "P1 2026-03-31 09:00-17:00 北京 标准周：否 理由：单独召开\n"
              "P2 2026-10-21 09:00-17:00 苏州 标准周：是\n")
    town.post("2026-02-03 10:00", GS, f"[会议方案] {MEETING}", "请备案。\n",
              files=[PLAN])
    town.reply("2026-02-03 11:00", town.mail("plan.filed", SEC),
               quoted("备案"))
    town.post("2026-02-10 10:00", GS, f"[发布通知] {MEETING}",
              agenda([]) + "1. 标准体系讨论\n", files=[PAPER],
              answers=town.right(GS, MEETING))


class Show:
    def __init__(self, town, post, program, folder):
        self.town, self.post, self.program = town, post, program
        self.folder, self.pictures, self.failures = folder, 0, 0
        self.names = None  # UID and ORGANIZER, the same for life

    def check(self, what, got, want):
        self.failures += got != want
        print(("ok      " if got == want else "FAILED  ") + what + (
            "" if got == want else f"\n    got  {got!r}\n    want {want!r}"),
            flush=True)

    def save(self, name, octets):
        with open(os.path.join(self.folder, name), "wb") as file:
            file.write(octets)

    def picture(self, name):
        self.pictures += 1
        path = os.path.join(self.folder, f"{self.pictures}-{name}.png")
        self.program.shot(path)
        print("picture " + path, flush=True)

    def read(self, code, name, text, buttons):
        """He opens the newest mail of that code."""
        mail = next(m for m in reversed(self.town.mails)
                    if m.code == code and READER in m.to + m.cc)
        self.save(name + ".eml", mail.raw)
        lines = calendar_of(mail.raw)[1]
        names = value(lines, "UID"), value(lines, "ORGANIZER")
        self.names = self.names or names
        self.check(f"{code}: UID and ORGANIZER", names, self.names)
        self.program.open(mail.message_id)
        bar = self.program.bar_says(text)
        self.check(f"{code}: the bar says what it is", bar["text"], text)
        self.check(f"{code}: its buttons",
                   [b for b in (ACCEPT, TENTATIVE, DECLINE, DELETE)
                    if b in bar["buttons"]], buttons)
        self.picture(name)

    def answers(self, button, at, name, sequence, status):
        """He presses it; Thunderbird's answer reaches Convoke."""
        before = len(self.town.sql("SELECT 1 FROM message"))
        self.program.press(button)
        self.check(f"{name}: Thunderbird has dealt with it",
                   self.program.bar_says(DONE)["text"], DONE)
        self.picture(name)
        self.town.taken_in(1)
        self.town.turn(at)
        rows = self.town.sql("SELECT id, state, reason FROM message"
                             " ORDER BY id")
        self.check(f"{name}: one message", len(rows) - before, 1)
        number, state, why = rows[-1]
        self.check(f"{name}: Convoke applied it ({why})", state, "applied")
        self.look_at_answer(self.raw(number), name, sequence, status)
        self.counted(name, status)

    def raw(self, number):
        return self.town.run("show", f"message:{number}", "--raw").encode()

    def look_at_answer(self, octets, name, sequence, status):
        """It is an answer to our invitation, and is read as that."""
        self.save(name + ".eml", octets)
        method, lines = calendar_of(octets)
        self.check(f"{name}: METHOD in both places",
                   (method, "METHOD:REPLY" in lines), ("REPLY", True))
        self.check(f"{name}: our UID and ORGANIZER",
                   (value(lines, "UID"), value(lines, "ORGANIZER")),
                   self.names)
        self.check(f"{name}: SEQUENCE", value(lines, "SEQUENCE"),
                   str(sequence))
        people = [line for line in lines if line.startswith("ATTENDEE")]
        mine = [line for line in people
                if line.lower().endswith("mailto:" + READER)]
        self.check(f"{name}: one ATTENDEE, himself", (len(people), len(mine)),
                   (1, 1))
        self.check(f"{name}: PARTSTAT", f"PARTSTAT={status}" in
                   (mine or [""])[0], True)
        # Its text part says something too, which is not what must count.
        row = self.town.sql("SELECT person, status, sequence, way, stamp"
                            " FROM rsvp ORDER BY id DESC LIMIT 1")[0]
        when = datetime.fromtimestamp(row[-1], timezone.utc)
        self.check(f"{name}: read as a calendar object",
                   row[:-1] + (f"{when:%Y%m%dT%H%M%SZ}",),
                   (READER, status, sequence, "calendar",
                    value(lines, "DTSTAMP")))

    def counted(self, name, status):
        """Whatever tables of `show` tell his answer tell this one last."""
        self.save(name + ".show.txt",
                  self.town.run("show", MEETING).encode())
        told = {}
        for line in self.town.run("--json", "show", MEETING).splitlines():
            row = json.loads(line)
            words = [word for word in row.values() if word in STATUSES]
            if READER in row.values() and words:
                told[row["kind"]] = words[-1]
        self.check(f"{name}: told by show ({', '.join(told) or 'nowhere'})",
                   set(told.values()), {status})

    def event(self, what, *want):
        """His calendar afterwards."""
        got = [(e["start"], e["status"], e["answers"].get("mailto:" + READER))
               for e in self.program.events()]
        self.check("his calendar: " + what, got, list(want))

    def play(self):
        town = self.town
        self.read("notice.issue", "invitation", INVITED,
                  [ACCEPT, TENTATIVE, DECLINE])
        self.answers(ACCEPT, "2026-02-11 09:00", "accepted", 0, "ACCEPTED")
        self.event("the meeting", ("20260331T090000", "CONFIRMED", "ACCEPTED"))
        town.post("2026-02-12 10:00", GS, f"[会议改期] {MEETING}",
                  "由3月31日改至4月9日09:00。\n原因：场地冲突\n",
                  answers=town.right(GS, MEETING))
        self.read("meeting.moved", "moved", UPDATED,
                  [ACCEPT, TENTATIVE, DECLINE])
        self.answers(DECLINE, "2026-02-12 14:00", "declined", 1, "DECLINED")
        self.event("moved", ("20260409T090000", "CONFIRMED", "DECLINED"))
        self.check("declined: he is asked why", READER in "".join(
            repr(m) for m in town.mails if m.code == "reason.ask"), True)
        town.post("2026-02-13 10:00", GS, f"[会议取消] {MEETING}",
                  "取消 理由：台风\n", answers=town.right(GS, MEETING))
        self.read("meeting.cancelled", "cancelled", CANCELLED, [DELETE])
        self.program.press(DELETE)
        self.program.bar_says(DONE)
        self.picture("deleted")
        self.event("empty")


def unavailable():
    lacking = thunderbird.missing()
    if lacking:
        return "not installed: " + " ".join(lacking)
    return postfix.unavailable() or dovecot.unavailable()


def account(post, imap):
    return thunderbird.Account(
        READER, NAME, ("127.0.0.1", imap.port, READER, dovecot.PASSWORD),
        ("localhost", post.port, postfix.USER + "@example.cn",
         postfix.PASSWORD), post.ca)


def main():
    why = unavailable()
    if why:
        print("skipped: " + why)
        return 77
    folder = os.path.abspath(sys.argv[2])
    os.makedirs(folder, exist_ok=True)
    scratch = tempfile.mkdtemp(prefix="convoke-thunderbird-")
    try:
        with Post(os.path.abspath(sys.argv[1]), [READER]) as post, \
                dovecot.Dovecot(post.path("mail")) as imap:
            town = Town(post)
            announced(town)
            with thunderbird.Thunderbird(scratch, account(post, imap)) as one:
                show = Show(town, post, one, folder)
                try:
                    show.play()
                except BaseException:
                    one.shot(os.path.join(folder, "last.png"))
                    raise
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    if show.failures:
        print("the state is in " + town.dir)
    else:
        shutil.rmtree(town.dir)
    print(f"{show.pictures} pictures in {folder}, {show.failures} failures")
    return 1 if show.failures else 0


if __name__ == "__main__":
    sys.exit(main())
