#!/usr/bin/python3
"""The 32 tricky cases of requirements.md 5.3, one row each.

test_tricky.py CONVOKE [WORDS]   WORDS: only rows whose name and case have them
                                 ("X4:" is one, "X4" all from X40 on as well)

A row is one unit in one story. A story is a group with its plenaries: plan,
notice, sign-in list come as mails of the organisers, what a row's unit and the
secretariat do comes as mails of theirs. The verdict is read where a user reads
it: `convoke list`, and the mails that left.
"""
import concurrent.futures
import sys
import time
import traceback

from calendars import send
from plenaries import *  # noqa: F403

CONVOKE = sys.argv[1]
P1, P2, P3 = (f"WG5-2026-P{i}" for i in (1, 2, 3))
PX, Q1 = "WG5-2026-PX", "WG7-2026-P1"
ROWS = []


class Row:
    """One case.

    unit      whom it is about; None: the secretariat or a leader
    story     where it is played
    came      plenaries whose list it signs: "P1 P2", or {"P1": csv before the
              time}
    acts      (when, what is done then, given the office and the row)
    gives     its status at each plenary in order, with the basis that matters:
              "U N/no_notice U"
    count     of plenaries in a row, as listed
    flags     {object: (state, count, skipped)}
    joined    the application that made it a unit
    """

    def __init__(self, name, case, story, **o):
        self.name, self.case, self.story = name, case, story
        self.unit = o.get("unit", "M%02d" % int(name[1:].rstrip("abc")))
        came = o.get("came", {})
        self.came = came if isinstance(came, dict) else \
            dict.fromkeys(came.split(), None)
        self.acts = o.get("acts", [])
        self.gives = o.get("gives", "").split()
        self.count = o.get("count")
        self.flags = o.get("flags", {})
        self.joined = o.get("joined")
        self.membership = o.get("membership", "active")
        self.group = o.get("group", "WG5")
        ROWS.append(self)

    def __str__(self):
        return f"{self.name}: {self.case}"

    def line(self, meeting):
        """As the platform writes who came of it."""
        short = meeting.rsplit("-", 1)[-1]
        if short not in self.came or not meeting.startswith(self.group):
            return []
        return [self.came[short] or self.unit]


def none_of(*codes):
    """Nobody got such a mail about it."""
    def look(o, row):
        for code in codes:
            left = [m for m in o.told(code) if row.unit in m.object or
                    c(row.unit) in m.to]
            assert not left, f"{left} left"
    return look


def got(code, *says, to=None, about=None, times=1):
    """It, or who is named, got one (about that), which says so."""
    def look(o, row):
        whom = to or c(row.unit)
        left = [m for m in o.told(code, whom)
                if (about or (row.unit if to else "")) in m.object]
        assert len(left) == times, f"{code} to {whom}: {left}"
        left[-1].says(*says)
    return look


def digest_says(*words):
    def look(o, row):
        said = re.sub(r"\s+", "", o.run("--lang", "zh", "digest"))
        for text in words:
            text = text.format(unit=row.unit)
            assert re.sub(r"\s+", "", text) in said, f"{text} not in {said}"
    return look


# ---- what units do ----

def writes(subject, text, **k):
    def act(o, row, at):
        o.post(at, c(row.unit), subject, text, **k)
    return act


def invitation(o, row):
    mails = [m for m in o.mails if m.ics and c(row.unit) in m.to and
             m.code in ("notice.issue", "meeting.moved", "notice.late-member")]
    return mails[-1]


def answers(status, program="outlook", **k):
    def act(o, row, at):
        extra = {x: v.format(u=row.unit.lower()) for x, v in k.items()}
        send(o, at, program, invitation(o, row), status, c(row.unit), **extra)
        assert o.last()[0] == "applied", o.last()
    return act


def replies(code, text):
    """To the newest mail of that kind it got."""
    def act(o, row, at):
        o.reply(at, o.mail(code, c(row.unit)), text)
    return act


def checks(*looks):
    def act(o, row, at):
        o.until(at)
        o.now = moment(at)
        for look in looks:
            look(o, row)
    return act


def applies(o, row, at):
    """Up to the formalities, all within a day."""
    values = dict(COMPLETE, name_zh=f"{row.name}智能科技有限公司",
                  c_mail=c(row.unit),
                  uscc=uscc("91110108MA00000" + row.unit[1:]))
    o.post(at, c(row.unit), f"[入会申请] {values['name_zh']}", "见附件。\n",
           files=papers(values))
    row.joined = o.mail("app.new").object
    o.reply(at, o.mail("app.new"), quoted("同意"))
    o.reply(at, o.mail("app.review.req", GL), quoted("同意"))
    o.reply(at, o.mail("app.result", SEC), quoted("通知"))
    o.post(at, c(row.unit), f"[代表指派] {row.joined}", f"代表1：孙一，高级工程师，"
           f"{r(row.unit)}，投票代表\n",
           answers=o.mail("app.approved", c(row.unit)))


def is_admitted(o, row, at):
    o.post(at, SEC, f"[成员生效] {row.joined}", "成员生效 纸质已收\n")
    rows = [x for x in o.list("memberships")
            if x["application"] == row.joined]
    assert [x["effective"] for x in rows] == [at[:10]], rows


# ---- what is read ----

def attendance(o, unit):
    return [x for x in o.list("attendance") if x["unit"] == unit]


def compare(what, got, want):
    assert got == want, f"{what} is {got}, not {want}"


def judged(o, row):
    """What the lists say of it in the end."""
    unit = row.unit
    if row.joined:
        unit, = [x["unit"] for x in o.list("memberships")
                 if x["application"] == row.joined]
    rows = [x for x in attendance(o, unit)
            if x["meeting"].startswith(row.group)]
    got = [x["status"] + ("/" + x["basis"] if "/" in want else "")
           for x, want in zip(rows, row.gives)]
    compare("attendance", (got, len(rows)), (row.gives, len(row.gives)))
    if row.count is not None:
        compare("the counter", {x["count"] for x in rows}, {row.count})
    flags = {x["flag"]: (x["state"], x["count"], x["skipped"])
             for x in o.list("flags") if x["unit"] == unit}
    compare("flags", flags, row.flags)
    states = {x["state"] for x in o.list("memberships") if x["unit"] == unit}
    compare("membership", states, {row.membership})


# ---- one plenary: what people say before and after ----

class Story:
    """Plays what its organisers and its rows do, in order of time."""

    duties, history, start = DUTIES, None, "2026-01-05 09:30"
    office = Committee

    def units(self, rows):
        return [unit_row(x.unit) for x in rows if x.unit]

    def events(self, o, rows):
        raise NotImplementedError

    def play(self, rows):
        o = self.office(CONVOKE, self.units(rows), duties=self.duties,
                        history=self.history, start=self.start)
        events = [(at, f, None) for at, f in self.events(o, rows)]
        events += [(at, f, row) for row in rows for at, f in row.acts]
        failed = {}
        for at, f, row in sorted(events, key=lambda e: e[0]):
            try:
                if row not in failed:
                    f(o, row, at) if row else f(at)
            except AssertionError:
                if not row:
                    raise
                failed[row] = traceback.format_exc()
        return o, failed

    def lines(self, rows, meeting):
        """…of the list; somebody is always there."""
        return [line for row in rows for line in row.line(meeting)]

    def lists(self, o, rows, meeting):
        return lambda at: o.sign_in(at, meeting, self.lines(rows, meeting))

    def passes(self, o, meeting, *times):
        """Filed and released then."""
        filed, released = times
        return [(filed, lambda at: o.file(at, meeting)),
                (released, lambda at: o.release(at, meeting))]

    @staticmethod
    def ends(o, at):
        def end(at):
            o.until(at)
            o.turn(at)
        return [(at, end)]


class Spring(Story):
    """P1 of 31 March in good time; its list comes on 2 April."""

    def units(self, rows):
        # X11 and X12 are admitted later.
        return [unit_row(x.unit) for x in rows
                if x.unit and not x.name.startswith(("X11", "X12"))]

    def events(self, o, rows):
        return [("2026-01-23 10:00", lambda at: o.plan(at, (P1, "2026-03-31"))),
                *self.passes(o, P1, "2026-02-25 10:00", "2026-03-10 11:00"),
                ("2026-04-02 14:00", self.lists(o, rows, P1)),
                *self.ends(o, "2026-04-10 12:00")]


SPRING = Spring()
Row("X5", "ACCEPTED, does not appear, gives no reason", SPRING,
    acts=[("2026-03-16 10:00", answers("ACCEPTED")),
          ("2026-04-10 10:00", checks(got("absence.ask"), got("absence.warn")))],
    gives="U/silent", count=1)
Row("X6", "declined without comment; a reason at 17:30 of the 3rd working day",
    SPRING,
    acts=[("2026-03-16 10:10", answers("DECLINED", "google")),
          ("2026-03-16 10:11", checks(got("reason.ask"))),
          ("2026-04-08 17:30", replies("absence.ask", "当日展会冲突。\n")),
          ("2026-04-10 10:00", checks(none_of("absence.warn")))],
    gives="E/stated", count=0)
Row("X7", "the same, half a minute into the 4th", SPRING,
    acts=[("2026-03-16 10:20", answers("DECLINED", "apple")),
          ("2026-04-09 00:00:30", replies("absence.ask", "当日展会冲突。\n")),
          ("2026-04-10 10:00", checks(got("absence.warn")))],
    gives="U/silent", count=1)


def wu_may_not_vote(o, row):
    lines = [json.loads(x) for x in
             o.run("--json", "show", P1).splitlines()]
    voters = {x["unit"]: x["voter"] for x in lines if x["kind"] == "voters"}
    assert voters["M08"] == "代表M08", voters


Row("X8", "delegated to a colleague who is no representative; he signs in",
    SPRING, came={"P1": ",wu@m08.example,受托人,现场"},
    acts=[("2026-03-16 10:30", answers("DELEGATED", to="wu@{u}.example")),
          ("2026-03-16 10:31", checks(got(
              "delegate.ack", "受托人不因委派享有投票权"))),
          ("2026-04-01 10:00", checks(wu_may_not_vote))],
    gives="A/delegate", count=0)
Row("X9", "another unit represents it by a proxy letter with a reason",
    SPRING,
    acts=[("2026-03-16 10:40", writes(
        f"[请假] {P1}", "兹委托第13号示例科技有限公司代表我单位参会，"
        "我单位因年度审计不能派人。\n"))],
    gives="E/stated", count=0)
Row("X10", "a proxy letter without any reason", SPRING,
    acts=[("2026-03-16 10:50", writes(
        f"[请假] {P1}", "兹委托第13号示例科技有限公司代表我单位参会。\n")),
        ("2026-03-16 10:51", checks(got("reason.ask")))],
    gives="U/silent", count=1)
Row("X11", "admitted on 20 March", SPRING,
    acts=[("2026-03-02 10:00", applies),
          ("2026-03-20 10:00", is_admitted),
          ("2026-03-20 10:01", checks(got(
              "notice.late-member", "本次会议不计入出席考核")))],
    gives="N/new_member", count=0)
Row("X12", "admitted on D-21, its notice leaves the same day", SPRING,
    acts=[("2026-02-10 11:00", applies),
          ("2026-03-10 10:00", is_admitted),
          ("2026-03-10 12:00", checks(got("notice.issue")))],
    gives="U/silent", count=1)
Row("X12b", "the same, after the others' notice has left", SPRING,
    unit="M42",
    acts=[("2026-02-10 12:00", applies),
          ("2026-03-10 14:00", is_admitted),
          ("2026-03-10 14:01", checks(got(
              "notice.late-member", "本次会议计入出席考核")))],
    gives="U/silent", count=1)
Row("X13", "online sign-in for ten minutes", SPRING,
    came={"P1": "M13,代表M13,代表,线上"}, gives="A/signed", count=0)

# ---- notices that are late, plenaries that move ----


class Moves(Story):
    """P1 with its notice on D-20; P2 put off by a week more than three weeks
    ahead; P3 put off with ten days' notice."""

    def events(self, o, rows):
        return [("2026-01-23 10:00", lambda at: o.plan(
            at, (P1, "2026-03-31"), (P2, "2026-06-24"), (P3, "2026-09-16"))),
            *self.passes(o, P1, "2026-02-25 10:00", "2026-03-11 10:00"),
            ("2026-04-02 14:00", self.lists(o, rows, P1)),
            *self.passes(o, P2, "2026-05-08 10:00", "2026-05-28 10:00"),
            ("2026-06-08 10:00", lambda at: o.move(at, P2, "2026-07-01")),
            ("2026-07-03 14:00", self.lists(o, rows, P2)),
            *self.passes(o, P3, "2026-08-10 10:00", "2026-08-20 10:00"),
            ("2026-09-13 10:00", lambda at: o.move(at, P3, "2026-09-23")),
            ("2026-09-24 14:00", self.lists(o, rows, P3)),
            *self.ends(o, "2026-10-09 12:00")]


MOVES = Moves()
Row("X15", "moved later by 7 days, told more than three weeks ahead; absent",
    MOVES, came="P1 P3",
    acts=[("2026-06-08 10:01", checks(got(
        "meeting.moved", "作为有效会议通知")))],
    gives="A U/silent A", count=0)
Row("X16", "moved with 10 days' notice, new date not accepted; absent", MOVES,
    came="P1 P2", acts=[
        ("2026-08-24 10:00", answers("ACCEPTED")),  # the old one
        ("2026-09-13 10:01", checks(got(
            "meeting.moved", about=P3)))],
    gives="A A N/no_notice", count=0)
Row("X16b", "…and accepted", MOVES, unit="M46", came="P1 P2",
    acts=[("2026-09-14 10:00", answers("ACCEPTED"))],
    gives="A A U/silent", count=1)
Row("X17", "notice released on D-20; never answered; absent", MOVES,
    came="P2 P3", acts=[("2026-03-11 10:01", checks(got(
        "notice.overdue", P1, to=SEC, about=P1))),
        ("2026-04-10 10:00", checks(none_of("absence.ask")))],
    gives="N/no_notice A A", count=0)
Row("X18", "notice late, ACCEPTED, absent", MOVES, came="P2 P3",
    acts=[("2026-03-16 10:00", answers("ACCEPTED", "apple")),
          ("2026-04-10 10:00", checks(got("absence.warn")))],
    gives="U/silent A A", count=0)

# ---- before the charter ----


class Before(Story):
    """Plenaries of March and October 2025."""

    start = "2025-01-06 09:30"

    def units(self, rows):
        return [unit_row(x.unit, since="2024-01-01") for x in rows]

    def events(self, o, rows):
        p1, p2 = "WG5-2025-P1", "WG5-2025-P2"
        return [("2025-01-10 10:00", lambda at: o.plan(
            at, (p1, "2025-03-20"), (p2, "2025-10-22"))),
            *self.passes(o, p1, "2025-02-10 10:00", "2025-02-20 10:00"),
            ("2025-03-21 14:00", self.lists(o, rows, p1)),
            *self.passes(o, p2, "2025-09-10 10:00", "2025-09-24 10:00"),
            ("2025-10-23 14:00", self.lists(o, rows, p2)),
            *self.ends(o, "2025-11-05 12:00")]


BEFORE = Before()
Row("X27", "plenaries of 2025-03-20 and of October missed", BEFORE,
    acts=[("2025-10-31 10:00", checks(got("absence.warn")))],
    gives="N/before_charter U/silent", count=1)


# ---- the runner ----

def run(story):
    """[(row, trouble)], the story's own trouble, seconds."""
    rows = [x for x in CHOSEN if x.story is story]
    began = time.monotonic()
    out = []
    try:
        o, failed = story.play(rows)
        for row in rows:
            try:
                if row not in failed:
                    judged(o, row)
            except (AssertionError, ValueError):
                failed[row] = traceback.format_exc()
        out = [(row, failed.get(row)) for row in rows]
        if failed:
            out.append((f"the state is in {o.dir}", "as said"))
        else:
            o.fresh.clear()
            o.close()
    except Exception:
        out.append((type(story).__name__, traceback.format_exc()))
    return out, time.monotonic() - began, type(story).__name__


CHOSEN = []


def main():
    words = sys.argv[2] if len(sys.argv) > 2 else ""
    CHOSEN.extend(x for x in ROWS if words in str(x))
    stories = list(dict.fromkeys(x.story for x in CHOSEN))
    bad = 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for out, seconds, story in pool.map(run, stories):
            for row, trouble in out:
                bad += trouble is not None
                print(f"{'FAIL' if trouble else 'ok  '} {row}" +
                      (f"\n{trouble}" if trouble else ""), flush=True)
            print(f"     {story} ({seconds:.1f} s)")
    print(f"{len(CHOSEN)} rows, {bad} failed")
    return bad != 0


if __name__ == "__main__":
    sys.exit(main())
