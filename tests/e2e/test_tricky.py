#!/usr/bin/python3
"""The 32 tricky cases of requirements.md 5.3, one row each.

test_tricky.py CONVOKE [WORDS]   WORDS: only rows whose name and case have them
                                 ("X4:" is one row), or those of a story

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
P1, P2, P3, P4 = (f"WG5-2026-P{i}" for i in (1, 2, 3, 4))
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
    read      when the verdict is read; else in the story's end
    """

    def __init__(self, name, case, story, **o):
        self.name, self.case, self.story = name, case, story
        self.unit = o["unit"] if "unit" in o else \
            "M%02d" % int(name[1:].rstrip("b"))
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
        self.groups = o.get("groups", ("WG5",))
        self.read = o.get("read", story.read)
        self.late = o.get("late")
        ROWS.append(self)

    def __str__(self):
        return f"{self.name}: {self.case}"

    def line(self, meeting):
        """As the platform writes who came of it."""
        short = meeting.rsplit("-", 1)[-1]
        if short not in self.came:
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
    if not unit:
        return
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

    duties, start, read = DUTIES, "2026-01-05 09:30", None
    office = Committee

    def units(self, rows):
        return [unit_row(x.unit, x.groups) for x in rows if x.unit]

    def events(self, o, rows):
        raise NotImplementedError

    def play(self, rows):
        o = self.office(CONVOKE, self.units(rows), duties=self.duties,
                        start=self.start)
        events = [(at, f, None) for at, f in self.events(o, rows)]
        events += [(at, f, row) for row in rows for at, f in row.acts]
        events += [(row.read, checks(judged), row) for row in rows if row.read]
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
                ("2026-03-12 10:00", lambda at: o.post(
                    at, GS, "[组长办公会] L1 2026-03-30 14:00", "地点：北京\n")),
                ("2026-04-01 10:00", lambda at: o.post(
                    at, GS, "[办公会决议] L1", "出席：张示例、李样本\n",
                    files=[doc("办公会决议", "形成决议如下")])),
                ("2026-04-02 14:00", lambda at: o.sign_in(
                    at, P1, self.lines(rows, P1), ("GL", "DGL1"))),
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
    voters = {x["unit"]: x["voter"] for x in lines if x["table"] == "voters"}
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
              "notice.late-member", "本次会议不计入出席统计")))],
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
              "notice.late-member", "本次会议计入出席统计")))],
    gives="U/silent", count=1)
Row("X13", "online sign-in for ten minutes", SPRING,
    came={"P1": "M13,代表M13,代表,线上"}, gives="A/signed", count=0)



def advisory(o, row):
    """To the secretariat and the liaison; no member hears of it."""
    for who in (SEC, LIA):
        left = o.told("leader.flag", who)
        assert len(left) == 1, f"{who}: {left}"
        left[0].says("王范例", "第八条第3项", "供参考", "WG5-2026-L1", P1)
    for m in o.mails:
        whom = m.to[0].rsplit("@", 1)[1]
        if re.match(r"m\d\d\.", whom):
            assert "王范例" not in m.text and not m.code.startswith(
                "leader."), f"{m} speaks of him"
    compare("flags", o.list("flags"), [])


Row("X31", "a leader at neither the leaders' meeting nor the plenary", SPRING,
    unit=None, acts=[("2026-04-10 11:00", checks(advisory))])

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

# ---- a year of plenaries ----


class Year(Story):
    """Four plenaries, one that is cancelled, one of WG7; P2's list is
    corrected. Verdicts are read before P4 unless a row says otherwise."""

    read = "2026-07-23 10:00"

    def events(self, o, rows):
        def corrected(at):
            again = [x.unit for x in rows if x.late == "P2"]
            if again:
                o.sign_in(at, P2, self.lines(rows, P2) + again)
        return [
            ("2026-01-23 10:00", lambda at: o.plan(
                at, (P1, "2026-03-31"), (PX, "2026-04-29"), (P2, "2026-05-27"),
                (P3, "2026-07-15"), (P4, "2026-09-09"))),
            ("2026-01-23 11:00", lambda at: o.plan(
                at, (Q1, "2026-04-15"), group="WG7")),
            *self.passes(o, P1, "2026-02-25 10:00", "2026-03-06 10:00"),
            *self.passes(o, Q1, "2026-03-10 10:00", "2026-03-23 10:00"),
            *self.passes(o, PX, "2026-03-20 10:00", "2026-04-02 10:00"),
            ("2026-04-02 14:00", self.lists(o, rows, P1)),
            ("2026-04-16 14:00", self.lists(o, rows, Q1)),
            ("2026-04-20 10:00", lambda at: o.cancel(at, PX)),
            *self.passes(o, P2, "2026-04-22 10:00", "2026-04-30 10:00"),
            ("2026-05-28 14:00", self.lists(o, rows, P2)),
            ("2026-06-08 14:00", corrected),
            *self.passes(o, P3, "2026-06-10 10:00", "2026-06-22 10:00"),
            ("2026-07-16 14:00", self.lists(o, rows, P3)),
            *self.passes(o, P4, "2026-08-05 10:00", "2026-08-18 10:00"),
            ("2026-09-10 14:00", self.lists(o, rows, P4)),
            *self.ends(o, "2026-09-17 12:00")]


YEAR = Year()
Row("X1", "U, A, U", YEAR, came="P2",
    acts=[("2026-07-22 10:00", checks(got("absence.warn", times=2)))],
    gives="U A U", count=1)
Row("X2", "U, E by a leave with its reason, U", YEAR,
    acts=[("2026-05-20 10:00", writes(f"[请假] {P2}",
                                      "与本单位年度审计冲突，不能参加。\n"))],
    gives="U E/stated U", count=1)


def two_counters(o, row):
    compare("the counters", [(x["meeting"], x["status"], x["count"])
                             for x in attendance(o, row.unit)],
            [(P1, "U", 1), (Q1, "U", 1)])


Row("X14", "U at the plenary of WG5 and at that of WG7", YEAR,
    groups=("WG5", "WG7"), read="2026-04-23 10:00", came="P3",
    acts=[("2026-04-22 10:00", checks(two_counters))], gives="U", count=1)
Row("X19", "second U, but for a sign-in at the seminar of that plenary", YEAR,
    came={"P2": "M19,代表M19,代表,研讨会"}, gives="U A/signed U", count=1)

def flag(row, meeting=P2):
    return f"{row.unit}/ABS/{meeting}"


def raised(*says, times=1, meeting=P2):
    """Told to all four, with the evidence; the unit hears nothing yet."""
    def look(o, row):
        for who in (SEC, GL, GS, LIA):
            left = [m for m in o.told("flag.raised", who)
                    if m.object == flag(row, meeting)]
            assert len(left) == times, f"{who}: {left}"
            assert left[-1].files, f"{left[-1]} without evidence"
        left[-1].says(name_of(row.unit), *says)
    return look


def decides(text, op=OP1, meeting=P2):
    """The secretariat answers what it got about that flag last."""
    def act(o, row, at):
        o.until(at)
        mail = [m for m in o.mails if SEC in m.to and m.token and
                m.object == flag(row, meeting)][-1]
        o.reply(at, mail, text, sender=op)
        assert o.last()[0] == "applied", o.last()
    return act


def flag_is(state, meeting=P2):
    def look(o, row):
        now = [x["state"] for x in o.list("flags")
               if x["flag"] == flag(row, meeting)]
        compare("the flag", now, [state])
    return look


def member_is(state):
    def look(o, row):
        now = {x["state"] for x in o.list("memberships")
               if x["unit"] == row.unit}
        compare("the membership", now, {state})
    return look


Row("X3", "U, a cancelled plenary, U", YEAR, came="P3",
    acts=[("2026-04-20 10:01", checks(got("meeting.cancelled", about=PX))),
          ("2026-06-03 09:30", checks(
              raised("连续2次无故"), flag_is("open")))],
    gives="U U A", count=0, flags={f"M03/ABS/{P2}": ("open", 2, 0)})


def evidence_shows(*words):
    def look(o, row):
        said = re.sub(r"\s+", "", o.run("--lang", "zh", "explain", flag(row)))
        for text in words:
            assert re.sub(r"\s+", "", text) in said, f"{text} not in {said}"
    return look


Row("X20", "flagged, then attends the next plenary before anybody decides",
    YEAR, came="P3", acts=[
        ("2026-06-03 09:30", checks(raised())),
        ("2026-07-22 10:00", checks(flag_is("open"), evidence_shows(P3)))],
    gives="U U A", count=0, flags={f"M20/ABS/{P2}": ("open", 2, 0)})
Row("X21", "the list is corrected: it was there after all", YEAR, late="P2",
    came="P3", acts=[
        ("2026-06-03 09:30", checks(raised())),
        ("2026-06-09 10:00", checks(flag_is("voided"),
                                    got("flag.voided", to=SEC),
                                    got("flag.voided")))],
    gives="U A A", count=0, flags={f"M21/ABS/{P2}": ("voided", 2, 0)})
Row("X28", "absent twice more while the flag is deferred", YEAR,
    acts=[("2026-06-03 09:30", checks(raised())),
          ("2026-06-04 10:00", decides("暂缓 2026-11-30 理由：等待该单位说明\n")),
          ("2026-06-04 10:01", checks(flag_is("deferred"))),
          ("2026-09-16 10:00", checks(flag_is("deferred"),
                                      raised(times=2)))],
    read="2026-09-16 12:00", gives="U U U U", count=4,
    flags={f"M28/ABS/{P2}": ("deferred", 4, 0)})
Row("X29", "asks to leave while it is flagged", YEAR,
    acts=[("2026-06-03 09:30", checks(raised())),
          ("2026-06-05 10:00", writes(
              "[退出申请] WG5", "我单位因业务方向调整，申请退出工作组，请予审核。\n",
              files=[("退出申请（盖章）.pdf", PDF, scan("sealed request"))])),
          ("2026-06-08 10:00", lambda o, row, at: o.reply(
              at, o.mail("exit.task", SEC), quoted("同意退出"), sender=OP2)),
          ("2026-06-08 10:01", checks(flag_is("open"), member_is("exiting"),
                                      got("exit.confirmed"))),
          ("2026-06-09 15:00", lambda o, row, at: o.reply(
              at, o.mail("account.cancel", ADM), quoted("完成"))),
          ("2026-06-09 15:01", checks(flag_is("moot")))],
    gives="U U", membership="exited", flags={f"M29/ABS/{P2}": ("moot", 2, 0)})


def forged(sender):
    """His address and the flag's number; the result says it was not he."""
    def act(o, row, at):
        o.post(at, sender, f"[确认退出] {flag(row)}", "确认退出\n", dmarc="fail")
        assert o.last()[0] == "held", o.last()
        number = o.sql("SELECT max(id) FROM message")[0][0]
        left = [(m.code, m.to) for m in o.mails
                if m.key.endswith(f":message:{number}")]
        compare("what it brought about", left, [("auth.fail", [SEC])])
    return act


Row("X30", "forged [确认退出] with failing DMARC", YEAR, came="P3",
    acts=[("2026-06-04 11:00", forged(SEC)),
          ("2026-06-04 11:10", checks(flag_is("open"))),
          ("2026-06-05 11:00", decides("拟退出\n")),
          ("2026-06-05 11:10", checks(flag_is("pre_exit"),
                                      member_is("exit_review"),
                                      got("flag.preexit"))),
          ("2026-06-23 11:00", checks(flag_is("expired"))),
          ("2026-06-23 12:00", forged(OP2)),
          ("2026-06-23 12:10", checks(flag_is("expired"),
                                      none_of("exit.confirmed")))],
    gives="U U A", count=0, membership="exit_review",
    flags={f"M30/ABS/{P2}": ("expired", 2, 0)})


def renamed(o, row, at):
    """The register is corrected, the code is the same."""
    o.until(at)
    o.now = moment(at)
    new = dict(unit_row(row.unit), name="新名称安全集团有限公司")
    path = os.path.join(o.dir, "renamed.json")
    with open(path, "w", encoding="utf-8") as f:
        json.dump({"groups": [], "people": [], "units": [new]}, f)
    o.run("import", "register", path)


def new_name(o, row):
    names = {(x["unit"], x["name"]) for x in o.list("memberships")
             if x["unit"] == row.unit or "新名称" in x["name"]}
    compare("who it is", names, {(row.unit, "新名称安全集团有限公司")})


Row("X32", "renamed between two absences, same 统一社会信用代码", YEAR,
    came="P3", acts=[
        ("2026-04-10 10:00", renamed),
        ("2026-04-10 10:01", checks(new_name)),
        ("2026-06-03 09:30", checks(flag_is("open")))],
    gives="U U A", count=0, flags={f"M32/ABS/{P2}": ("open", 2, 0)})


def successor_applies(o, row, at):
    """The merged unit has another code: it applies like anybody."""
    values = dict(COMPLETE, name_zh="合并后的新单位有限公司",
                  c_mail="c@m99.example", uscc=uscc("91110108MA0000099"))
    o.post(at, "c@m99.example", "[入会申请] 合并后的新单位有限公司",
           f"我单位由{name_of(row.unit)}合并设立。\n", files=papers(values))
    o.mail("app.ack", "c@m99.example").says("APP-2026-001")
    app = [(x["id"], x["name"]) for x in o.list("applications")]
    compare("applications", app, [("APP-2026-001", "合并后的新单位有限公司")])


Row("X32b", "merged into a unit with another 统一社会信用代码", YEAR, unit="M62",
    came="P2 P3", acts=[("2026-04-10 11:00", successor_applies),
                        ("2026-04-10 11:01", checks(member_is("active")))],
    gives="U A A", count=0)

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


# ---- dues ----


class Dues(Story):
    """Dues of 2025, due on 2025-06-30; ledgers of the New Year and of July."""

    duties = ("dues.pay", "dues.arrears", "dues.lapse")
    office = Posted

    def events(self, o, rows):
        unpaid = [f"2025,{x.unit},12000,unpaid,," for x in rows]
        july = [f"2025,{x.unit},,{x.late}" for x in rows if x.late]
        return [("2026-01-06 10:00", lambda at: o.ledger(
                    at, "2025-12-31", *unpaid)),
                ("2026-07-02 10:00", lambda at: o.ledger(
                    at, "2026-07-01", *july)),
                *self.ends(o, "2026-07-03 12:00")]


def has_no_mailbox(o, row, at):
    """Its server turns away whatever comes."""
    o.refused.update({c(row.unit), r(row.unit)})


def dues(status):
    def look(o, row):
        rows = [x["status"] for x in o.list("dues") if x["unit"] == row.unit]
        compare("the ledger", rows, [status])
    return look


DUES = Dues()
Row("X22", "value date on the last day, import on 2 July", DUES,
    late="paid,2026-06-30,银-1",
    acts=[("2026-07-03 10:00", checks(got("dues.final", times=2),
                                      dues("paid")))])
Row("X23", "value date of 1 July", DUES, late="paid,2026-07-01,银-2",
    acts=[("2026-07-03 10:00", checks(dues("paid")))],
    flags={"M23/DUES/2025": ("open", 0, 0)})
Row("X23b", "nothing came in", DUES, unit="M53", late="unpaid,,",
    acts=[("2026-07-03 10:00", checks(got("dues.final", times=2)))],
    flags={"M53/DUES/2025": ("open", 0, 0)})
Row("X24", "waived on 20 May", DUES, late="unpaid,,",
    acts=[("2026-05-20 10:00", lambda o, row, at: o.post(
        at, SEC, f"[会费减免] {row.unit} 2025年度", "理由：非营利机构。\n")),
          ("2026-07-03 10:00", checks(none_of("dues.final"), dues("waived"),
                                      got("dues.waived")))])
Row("X25", "only half of it paid", DUES, late="partial,2026-06-10,",
    acts=[("2026-07-03 10:00", checks(dues("partial"), digest_says(
        "{unit}", "2025年度会费部分缴费")))])
Row("X26", "bill and reminders bounced, never delivered", DUES,
    late="unpaid,,",
    acts=[("2026-01-05 10:00", has_no_mailbox),
          ("2026-07-03 10:00", checks(
              dues("unpaid"), none_of("dues.final", "dues.arrears"),
              digest_says("{unit}", "2025年度会费通知未能送达任何人")))])

# ---- a notice that bounces ----


class Bounced(Story):
    """Three plenaries; of P2's notice one unit's copies are turned away."""

    office = Posted

    def events(self, o, rows):
        return [("2026-01-23 10:00", lambda at: o.plan(
            at, (P1, "2026-03-31"), (P2, "2026-05-27"), (P3, "2026-07-15"))),
            *self.passes(o, P1, "2026-02-25 10:00", "2026-03-06 10:00"),
            ("2026-04-02 14:00", self.lists(o, rows, P1)),
            *self.passes(o, P2, "2026-04-22 10:00", "2026-04-30 10:00"),
            ("2026-04-30 11:00", lambda at: o.refused.clear()),
            ("2026-05-28 14:00", self.lists(o, rows, P2)),
            *self.passes(o, P3, "2026-06-10 10:00", "2026-06-22 10:00"),
            ("2026-07-16 14:00", self.lists(o, rows, P3)),
            *self.ends(o, "2026-07-23 12:00")]


def works_again(o, row, at):
    """The secretariat heard of it, and lets mail go there again."""
    o.until(at)
    alerts = [m for m in o.told("bounce.alert", SEC)
              if row.unit in m.object and m.token]
    assert alerts, o.told("bounce.alert")
    for mail in alerts:
        o.reply(at, mail, quoted("恢复投递"))
        assert o.last()[0] == "applied", o.last()


BOUNCED = Bounced()
Row("X4", "U, N because the notice bounced, U", BOUNCED,
    acts=[("2026-04-29 10:00", has_no_mailbox),
          ("2026-05-06 10:00", works_again)],
    gives="U/silent N/no_notice U/silent", count=2,
    flags={"M04/ABS/WG5-2026-P3": ("open", 2, 1)})
Row("X4b", "the same, but the representative's copy arrived", BOUNCED,
    unit="M54",
    acts=[("2026-04-29 10:00", lambda o, row, at: o.refused.add(c(row.unit)))],
    gives="U/silent U/silent U/silent", count=3,
    flags={"M54/ABS/WG5-2026-P2": ("open", 3, 0)})

# ---- a year in which nobody decides ----


class Nobody(Story):
    """Two plenaries missed and dues of a year unpaid; then only the clock, at
    every instant at which a duty, a flag or an exit falls due."""

    duties = DUTIES + Dues.duties

    def events(self, o, rows):
        ledger = [f"2025,{x.unit},12000,{x.late or 'unpaid,,'}" for x in rows]

        def only_the_clock(at):
            o.until(at)
            o.turn(at)
            states = {x["state"] for x in o.list("memberships")
                      if x["unit"] != "M73"}
            compare("memberships", states, {"active"})
            compare("exits", o.list("exits"), [])
            assert not o.told("exit.confirmed") + o.told("account.cancel")
        return [("2026-01-06 10:00", lambda at: o.ledger(
                    at, "2025-12-31", *ledger)),
                ("2026-01-23 10:00", lambda at: o.plan(
                    at, (P1, "2026-03-31"), (P2, "2026-05-27"))),
                *self.passes(o, P1, "2026-02-25 10:00", "2026-03-06 10:00"),
                ("2026-04-02 14:00", self.lists(o, rows, P1)),
                *self.passes(o, P2, "2026-04-22 10:00", "2026-04-30 10:00"),
                ("2026-05-28 14:00", self.lists(o, rows, P2)),
                ("2026-07-02 10:00", lambda at: o.ledger(
                    at, "2026-07-01", *ledger)),
                ("2026-10-09 09:00", only_the_clock),
                ("2027-01-04 09:00", only_the_clock),
                ("2027-07-02 09:00", only_the_clock)]


NOBODY = Nobody()
Row("R-X10a", "nobody decides about two absences for a year", NOBODY,
    unit="M71", late="paid,2025-06-20,", gives="U U", count=2,
    flags={f"M71/ABS/{P2}": ("open", 2, 0)})
Row("R-X10b", "nor about these and dues together", NOBODY, unit="M72",
    gives="U U", count=2, flags={f"M72/ABS/{P2}": ("open", 2, 0),
                                 "M72/DUES/2025": ("open", 0, 0)})
Row("R-X10c", "the unit was told, nobody confirms", NOBODY, unit="M73",
    late="paid,2025-06-20,", gives="U U", count=2, membership="exit_review",
    acts=[("2026-06-04 10:00", decides("拟退出\n"))],
    flags={f"M73/ABS/{P2}": ("expired", 2, 0)})
Row("R-X10d", "dues alone", NOBODY, unit="M74", came="P1 P2", gives="A A",
    count=0, flags={"M74/DUES/2025": ("open", 0, 0)})

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
                if row not in failed and not row.read:
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
    CHOSEN.extend(x for x in ROWS if words in str(x) or
                  words == type(x.story).__name__)
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
