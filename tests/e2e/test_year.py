#!/usr/bin/python3
"""The acceptance year of one group (requirements.md 9) with real messages.

Every message is made from the scenario and from what Convoke itself sent, as
people's mail programs do. Every event and every scheduled minute is a process
of its own, and every tick is done twice: the outbound list must be the one of
section 9.5, each mail at its minute, none twice, none missing.
"""
import collections
import json
import os
import re
import sys
import time
import types

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import scenes
from calendars import value
from year import *  # noqa: F403

SHARED = os.environ.get("CONVOKE_SHARED", "")
SCENARIO = os.path.join(SHARED, "acceptance", "scenario-2026.json")
P3 = "WG5-2026-P3"


def object_of(mail):
    """A review's reminder is about the tenth working day of it."""
    if mail.code == "app.review.rem":
        return "APP-2026-001/review.10"
    return mail.object or "-"


class Year(Office):
    """The year's people at their mail programs."""

    def turn(self, at):
        self.now = moment(at) if isinstance(at, str) else at
        self.run("tick")
        self.run("tick")
        self.run("deliver")
        return self.look()

    def next_due(self):
        """A digest is waited for only where its words are looked at."""
        rows = self.sql(
            "SELECT min(at) FROM (SELECT min(next_at) AS at FROM obligation"
            " WHERE state IN ('open','overdue','missed') UNION ALL"
            " SELECT min(at) FROM timer WHERE what NOT IN ('digest',"
            "'calendar') OR date(at + 28800, 'unixepoch') IN (%s))" %
            ",".join("'%s'" % day for day in [*DIGESTS, BEFORE]))
        return rows[0][0]

    def to(self, address, code, about):
        """The newest mail of that code about that object to that address."""
        for mail in reversed(self.mails):
            if mail.code == code and address in mail.to and \
                    mail.object.startswith(about):
                return mail
        raise AssertionError("no %s %s to %s" % (code, about, address))

    def tokened(self, address, about):
        """The newest mail with a token about that object he has not used."""
        for mail in reversed(self.mails):
            if mail.token and address in mail.to and \
                    mail.object.split("/")[0] == about and \
                    mail.token not in self.used:
                self.used.add(mail.token)
                return mail
        raise AssertionError("no token about %s for %s" % (about, address))

    def invited(self, who, meeting, sequence=None):
        for mail in reversed(self.mails):
            if mail.ics and who in mail.to and \
                    b"METHOD:REQUEST" in mail.ics and \
                    value(mail, "UID").startswith(meeting + "@") and \
                    sequence in (None, int(value(mail, "SEQUENCE"))):
                return mail
        raise AssertionError(f"{who} was not invited to {meeting}")

    def begins(self, meeting):
        rows = self.sql("SELECT start_at FROM meeting WHERE id = ?", meeting)
        return datetime.fromtimestamp(rows[0][0], CST)

    @property
    def event(self):
        return self.row

    @event.setter
    def event(self, row):
        """Before it is played some look at how things stand."""
        self.row = row
        if row["id"] in PROBES:
            self.until(row["received"])
            self.probed[row["id"]] = PROBES[row["id"]](self)

    row = None
    probed = {}  # what they saw
    used = set()
    later = []  # (when, what): what people do that 9.4 does not list


def take_in_bills(o):
    path = os.path.join(o.dir, "dues.csv")
    with open(path, "w", encoding="utf-8") as f:
        f.write(bills())
    o.run("import", "dues", path)
    o.imported.append(("dues", path))


def messages_of(row):
    """One row of 9.5 is one notification; each recipient gets one message."""
    return [(row["sent"], row["code"], row["object"], label)
            for label in row["to"]]


def expected(outbound):
    return collections.Counter(m for row in outbound for m in messages_of(row))


def label_of(address, code):
    if address == APP and code.split(".")[0] not in ("app", "rep"):
        return "M12"
    if address == ALONE:  # its contact until October
        return "M03"
    for label, mail in PEOPLE.items():
        if mail == address:
            return label
    for label, mail in CONTACTS.items():
        if mail == address and code != "contact.confirm":
            return label
    if address.endswith("@lead.example"):
        return "PL:WG5-" + address[3:7].upper()
    if address.startswith("c@m") and address.endswith(".example"):
        return address[2:5].upper()
    return address


def sent(o):
    got = collections.Counter()
    for mail in o.mails:
        if mail.code in ("digest", "cal.missing"):
            continue
        # 9.5 counts a delegate's own copy with that of his unit.
        if mail.to[0] == "wu@m10.example":
            assert b"METHOD:REQUEST" in mail.ics, mail
            continue
        got[("%s" % mail.date.strftime("%Y-%m-%d %H:%M"), mail.code,
             object_of(mail), label_of(mail.to[0], mail.code))] += 1
    return got


def near(row, others):
    """An event's mail may be five minutes off (requirements.md 9.5)."""
    at = moment(row[0])
    for other in others:
        if other[1:] == row[1:] and \
                abs((moment(other[0]) - at).total_seconds()) <= 300:
            return other
    return None


def compare(want, got):
    """Prints every difference; gives what is missing and what is too many."""
    missing, extra = want - got, got - want
    for row in sorted(missing):
        twin = near(row, extra)
        if twin:
            missing[row] -= 1
            extra[twin] -= 1
    missing, extra = +missing, +extra
    for row in sorted(missing):
        print("missing ", *row)
    for row in sorted(extra):
        print("too many", *row)
    return missing, extra


def tell_matches(outbound, missing):
    whole = sum(not any(m in missing for m in messages_of(row))
                for row in outbound)
    every = sum(len(row["to"]) for row in outbound)
    print("%d of %d notifications, %d of %d messages as in 9.5"
          % (whole, len(outbound), every - sum(missing.values()), every))


def first_of(recipients):
    """The envelope has no order: whom the mail is to, before the copies."""
    return min(recipients.split(), key=lambda a: a.startswith("r1@"))


def replay(o):
    """The same messages in one process, in virtual time: the same mails."""
    began = time.monotonic()
    rows = scenes.replayed(o, "2026-12-31T23:59")
    got = collections.Counter(
        (r["at"], r["code"], object_of(types.SimpleNamespace(**r)),
         label_of(first_of(r["recipients"]), r["code"]))
        for r in rows if r["direction"] == "out" and
        r["code"] not in ("digest", "cal.missing") and
        not r["recipients"].startswith("wu@"))
    missing, extra = compare(sent(o), got)
    wrong = sum(missing.values()) + sum(extra.values())
    print("replayed in %.1f s, %d differences"
          % (time.monotonic() - began, wrong))
    return wrong


# 9.6, 11: the digest of 04-09 is the sample of section 8, line by line in its
# content; of the others these words. "①" … stand for whole headings, in order.
DIGESTS = {
    "2026-03-02": [
        "②", "WG5-S-02 标准项目", "应于2026-02-28（周六）24:00前完成，已逾期2天",
        "⑥", "APP-2026-001/WG5", "2026-03-05（周四）24:00截止",
        "WG5-2026-P1 发出全体会议主要内容和会议文件", "2026-03-10（周二）24:00截止"],
    "2026-04-09": [
        "② 章程期限逾期（1项）",
        "1 WG5-S-02 标准项目", "计划下达至报送报批材料不超过十八个月", "第十六条",
        "应于2026-02-28（周六）24:00前完成，已逾期40天。",
        "责任：项目负责人、组长、工作组秘书。",
        "已提醒：01-29、02-14、02-28、03-02、03-31。",
        "③ 退出标记与待决定（1项）",
        "M07 模拟通信有限公司 / WG5", "连续2次无故不参加全体会议（第十三条第2项）",
        "2026-04-23（周四）24:00截止（服务时限，",
        "WG5-2025-P2（2025-12-10）无故；WG5-2026-P1（2026-03-31）无故；",
        "通知2026-03-09 10:00发出，提示信03-09发出，",
        "03-24、03-27催请回复未复，",
        "2026-04-02 14:00询问事由至2026-04-08 24:00未复；",
        "证据材料见2026-04-09 09:00专函", "回复“拟退出", "“撤销标记", "“暂缓",
        "⑥ 14天内到期（2项）",
        "WG5-2026-P1 会议纪要、会议总结和宣传材料",
        "2026-04-14（周二）24:00截止（服务时限，剩5天）",
        "WG5-R-03 研究项目", "研究项目周期不超过1年（第十七条）",
        "2026-04-20（周一）24:00截止（剩11天）",
        "⑦ 无故缺席与会费预警（4家）",
        "M03 范例网络安全有限公司：无故缺席1次（WG5-2026-P1）",
        "警示今日09:00发出",
        "M05、M08、M10 2025年度会费欠缴283天，2026-06-30（周二）24:00满1年",
        "⑩ 统计（04-08 08:30起）：来件2，发出3，退信0，待核实0。"],
    "2026-07-02": [
        "③", "WG5-2026-Q2", "召开季度组长办公会",
        "应于2026-06-30（周二）24:00前完成，已逾期2天。期间已过仍未完成"],
    "2026-07-03": [
        "③", "WG5-2026-Q2", "已逾期3天",
        "M05 假想数据研究院 / WG5 2025年度会费满1年未缴"],
    "2026-10-08": [
        "① 今日到期（1项）", "APP-2026-003 空壳示例公司：入会申请材料补正",
        "2026-10-08（周四）24:00截止（服务时限，今日到期）"],
    "2026-12-24": [
        "③ 退出标记与待决定（2项）",
        "M03 范例网络安全有限公司 / WG5 连续2次无故不参加全体会议",
        "其间有1次不计入",
        "M09 测例云计算有限公司 / WG5 连续2次无故不参加全体会议",
        "⑥", "WG5-2026-P3 会议纪要、会议总结和宣传材料",
        "2026-12-30（周三）24:00截止（服务时限，剩6天）",
        "提交年度工作情况和下一年工作计划", "2026-12-31（周四）24:00截止"],
}
# The statistics of 04-09 begin where this one left.
BEFORE = "2026-04-08"
# The sections a day's digest has, where the specification says them all.
SECTIONS = {"2026-04-09": "②③⑥⑦⑩"}


def check_digest(day, mail):
    """Every word at its place, one behind the other."""
    wrong = same("digest at", f"{mail.date:%Y-%m-%d %H:%M}", day + " 08:30")
    place = 0
    for words in DIGESTS[day]:
        sought = re.sub(r"\s+", "", words)
        found = mail.words.find(sought, place)
        if found < 0:
            print(f"digest of {day} does not say {words!r} there:\n{mail.text}")
            return wrong + 1
        place = found + len(sought)
    chinese = mail.text.split("-" * 40)[0]
    if day in SECTIONS:
        wrong += same("sections of " + day, "".join(re.findall(
            r"^(?:■ )?([①-⑩]) ", chinese, re.MULTILINE)), SECTIONS[day])
    return wrong


def check_digests(o):
    """9.6, 11."""
    wrong = 0
    for day in DIGESTS:
        found = [m for m in o.digests
                 if SEC in m.to and f"{m.date:%Y-%m-%d}" == day]
        wrong += same("digests on " + day, len(found), 1)
        wrong += sum(check_digest(day, m) for m in found[:1])
    before = [m for m in o.digests
              if SEC in m.to and f"{m.date:%Y-%m-%d}" == "2026-07-02"]
    if any("退出标记" in m.text and "M05假想数据研究院/WG5" in m.words
           for m in before):
        print("M05's flag is told before it is raised")
        wrong += 1
    return wrong


# ---- what is looked at while the year is played ----

def answered(o):
    """Whose answer to P3's invitation counts just now."""
    rows = [json.loads(line) for line in
            o.run("--json", "show", P3).splitlines()]
    return {row["party"]: row["sequence"] for row in rows
            if row["table"] == "rsvp" and row["answered"]}


def standing_of_all(o):
    """What a forged command might have changed."""
    tables = {name: o.sql("SELECT * FROM " + name) for name in (
        "membership", "representative", "unit", "person", "flag", "exit_case",
        "contact_change", "meeting", "contribution", "attendance",
        "suppression", "intention")}
    tables["obligation"] = o.sql(
        "SELECT duty, object, due_day, state, closed_at FROM obligation"
        " WHERE duty <> 'held.settle'")
    return tables


# Before these rows of 9.4 are played.
PROBES = {"I052": standing_of_all, "I053": standing_of_all,
          "I114": answered, "I116": answered, "I121": answered,
          "I122": answered, "I124": answered}


def check_forged(o):
    """9.6, 9."""
    before, after = o.probed["I052"], o.probed["I053"]
    wrong = sum(same("the forged mail changed " + k, after[k], before[k])
                for k in before)
    told = [m for m in o.mails if m.code == "auth.fail"]
    return wrong + same("auth.fail", [m.line() for m in told],
                        [f"04-10 08:40 auth.fail {SEC}"])


def check_moved(o, got):
    """9.6, 8."""
    five = {u: 1 for u in ("M01", "M04", "M06", "M12")}
    wrong = 0
    for row, who in (("I114", {"M05": 0}), ("I116", {}), ("I121", five),
                     ("I122", dict(five, M05=1)),
                     ("I124", dict(five, M05=1, M08=1))):
        wrong += same("answers to P3 before " + row, o.probed[row], who)
    for day in ("2026-11-23", "2026-11-25"):
        wrong += same("reminders of the old date", [
            row for row in got if row[0] == day + " 09:00" and
            row[2].startswith(P3)], [])
    return wrong


# ---- days on which nobody works (0.2, F4; not read from the program's) ----

HOLIDAYS = [("01-01", "01-03"), ("02-15", "02-23"), ("04-04", "04-06"),
            ("05-01", "05-05"), ("06-19", "06-21"), ("09-25", "09-27"),
            ("10-01", "10-07")]
MAKE_UP = ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10")
# 9.6, 7: weekends on which scheduled mail leaves all the same.
WEEKENDS = ("02-14", "02-28", "09-20", "10-10")


def is_working(when):
    day = when.strftime("%m-%d")
    if any(first <= day <= last for first, last in HOLIDAYS):
        return False
    return day in MAKE_UP or when.isoweekday() <= 5


def check_days(o, inbound):
    """9.6, 6 and 7. A mail is scheduled unless something came in just then."""
    events = {moment(row["args"].get("poll") or row["received"]).replace(
        second=0) for row in inbound}
    events |= {when.replace(second=0) for when, _, _ in o.received}
    scheduled = [m for m in o.mails if m.date.replace(second=0) not in events]
    wrong = sum(same("scheduled on a day off", mail.line(), None)
                for mail in scheduled if not is_working(mail.date))
    for day in WEEKENDS:
        wrong += same("scheduled mails on " + day, any(
            m.code != "digest" and m.date.strftime("%m-%d %H") == day + " 09"
            for m in scheduled), True)
    wrong += same("mails of 10-07", sorted(
        (m.line(), m.object) for m in o.mails
        if m.date.strftime("%m-%d") == "10-07"), sorted(
        (f"10-07 22:15 {code} {to}", "C-2026-007") for code, to in (
            ("contrib.ack", f"{APP},r1@m12.example,r2@m12.example"),
            ("contrib.fwd", GS), ("contrib.fwd", person("PL:WG5-S-04")))))
    return wrong + same("C-2026-007", [
        r["on_time"] for r in o.list("contributions")
        if r["id"] == "C-2026-007"], ["yes"])


# 9.6, 2.
UNIT_MESSAGES = {"M01": 21, "M02": 13, "M03": 29, "M04": 23, "M05": 29,
                 "M06": 25, "M07": 12, "M08": 26, "M09": 29, "M10": 28,
                 "M11": 25, "M12": 19}
ROLE_MESSAGES = {"GS": 153, "GL": 98, "SEC": 62, "LIA": 40, "DGL2": 22,
                 "DGL1": 20, "ADM": 3, "FIN": 3}
# 9.6, 3.
FLAGS = [("M07/ABS/WG5-2026-P1", "2026-04-09 00:00", "confirmed"),
         ("M05/DUES/2025", "2026-07-02 10:00", "dismissed"),
         ("M03/ABS/WG5-2026-P3", "2026-12-23 00:00", "objected"),
         ("M09/ABS/WG5-2026-P3", "2026-12-23 00:00", "pre_exit")]
# The advisory one is the leaders' own: DGL2 at L1 and P1 together.
MARKS = [("DGL2", "ABS", "WG5-2026-P1", "open", "2026-04-14 00:00")]
# 9.6, 4 and 10.
LEFT = {"M07": "2026-04-30", "M02": "2026-08-06"}
# 9.6, 10: what is open for somebody now …
OPEN = {("dues.arrears", "DUES-2026", "2026-06-30"),
        ("flag.statement", "M09/ABS/" + P3, "2027-01-08"),
        ("flag.decide", "M03/ABS/" + P3, "2027-01-11")}
# … what runs until a later year …
RUNNING = {("limit", "WG5-S-04", "2027-06-01"),
           ("limit", "WG5-S-05", "2027-12-15"),
           ("dues.lapse", "DUES-2026", "2027-06-30")}
# … and what nobody did in a year whose 9.4 has no mail for it: the charter
# knows these duties, nobody is written to about them, the digest hints at them
# once a week.
HINTS = {("workplan", "WG5-2026", "2026-01-31"),
         ("assessment", "WG5-2026", "2026-03-31"),
         ("progress", "WG5-2026-Q2", "2026-07-10"),
         ("projgroup", "WG5-S-04", "2026-01-31"),
         ("projgroup", "WG5-S-05", "2026-07-15")}


def same(what, got, want):
    if got == want:
        return 0
    print("%s: %r, not %r" % (what, got, want))
    return 1


def check_counts(got):
    """9.6, 2: how many messages each got over the year."""
    sums = collections.Counter()
    for (_, _, _, label), n in got.items():
        sums[label] += n
    want = dict(UNIT_MESSAGES, **ROLE_MESSAGES)
    return sum(same("messages to " + who, sums[who], n)
               for who, n in want.items()) + \
        same("messages to units", sum(UNIT_MESSAGES.values()), 279) + \
        same("messages to units and no others", sum(
            n for who, n in sums.items() if re.fullmatch(r"M\d\d", who)),
            279) + \
        same("messages in all", sum(sums.values()), 764)


def check_flags(o):
    """9.6, 3: these and no other."""
    got = [(r["flag"], r["raised"], r["state"]) for r in o.list("flags")]
    marks = o.sql(
        "SELECT role, kind, cause, state, strftime('%Y-%m-%d %H:%M',"
        " raised_at + 28800, 'unixepoch') FROM leader_mark")
    return same("flags", sorted(got), sorted(FLAGS)) + \
        same("advisory flags", marks, MARKS)


def check_members(o):
    """9.6, 10: who is what on the last day."""
    got = {}
    for row in o.list("memberships"):
        got[row["unit"]] = row["state"]
    want = {u: "active" for u in YEAR_UNITS + ["M12"]}
    want.update({u: "exited" for u in LEFT})
    want.update({"M03": "exit_review", "M09": "exit_review"})
    until = {row["unit"]: row["until"] for row in o.list("flags")
             if row["state"] in ("pre_exit", "objected")}
    return same("memberships", got, want) + \
        same("statements possible until", until,
             {"M03": "2027-01-09 00:00", "M09": "2027-01-09 00:00"})


def check_open(o):
    """9.6, 10: what is left to do."""
    got = {(r["duty"], r["object"], r["due"]) for r in o.list("obligations")
           if r["state"] in ("open", "overdue")}
    owing = {r["unit"] for r in o.list("dues")
             if r["year"] == "2026" and r["status"] == "unpaid"}
    return same("open obligations", sorted(got),
                sorted(OPEN | RUNNING | HINTS)) + \
        same("who owes for 2026", owing - set(LEFT), {"M11"})


def check_leavers(o, got):
    """9.6, 4 and 5: no word after the exit, none to a dead address."""
    done = {row["unit"]: row["done"][:10] for row in o.list("exits")}
    wrong = same("exits", done, LEFT)
    after = {label: at for (at, code, _, label) in got
             if code == "exit.confirmed" and label in LEFT}
    wrong += same("exits confirmed", sorted(after), sorted(LEFT))
    for (at, code, about, label) in got:
        if at > after.get(label, "9"):
            wrong += same("after its exit", (at, code, about, label), None)
    dead, alive = (moment(at) for at in ("2026-09-29 10:02",
                                         "2026-10-27 10:00"))
    wrong += same("delivered to a dead address", o.sql(
        "SELECT id FROM delivery WHERE recipient = ? AND state = 'sent'"
        " AND settled_at BETWEEN ? AND ?", ALONE, dead.timestamp(),
        alive.timestamp()), [])
    for mail in o.mails:
        if "m03.example" in " ".join(mail.to + mail.cc) and \
                dead <= mail.date < alive:
            wrong += same("to M03 while it has no address", mail.line(), None)
    return wrong


def main():
    if not os.path.exists(SCENARIO):
        print("the scenario is not on this machine:", SCENARIO)
        return 77
    with open(SCENARIO, encoding="utf-8") as f:
        scenario = json.load(f)
    began = time.monotonic()
    o = Year(sys.argv[1], conf=CONF,
             register=dict(register(), history=HISTORY), charter=None)
    take_in_bills(o)
    played = play(o, scenario["inbound"])
    o.until("2026-12-31 23:59")
    got = sent(o)
    missing, extra = compare(expected(scenario["outbound"]), got)
    tell_matches(scenario["outbound"], missing)
    wrong = sum(missing.values()) + sum(extra.values())
    wrong += check_counts(got) + check_flags(o) + check_leavers(o, got)
    wrong += check_days(o, scenario["inbound"]) + check_moved(o, got)
    wrong += check_forged(o) + check_members(o) + check_open(o)
    wrong += check_digests(o)
    o.check_apart(o.papers_of())
    wrong += replay(o)
    print("%d messages in, %d mails out, %.0f s, %d differences"
          % (played, len(o.mails), time.monotonic() - began, wrong))
    print("the state is in", o.dir)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
