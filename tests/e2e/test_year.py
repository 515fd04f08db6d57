#!/usr/bin/python3
"""The acceptance year of one group (requirements.md 9), but for flags,
with real messages.

Every message is made from the scenario and from what Convoke itself sent, as
people's mail programs do. Every event and every scheduled minute is a process
of its own, and every tick is done twice: the outbound list must be the one of
section 9.5, each mail at its minute, none twice, none missing.
"""
import collections
import json
import os
import sys
import time
import types

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import scenes
from calendars import value
from year import *  # noqa: F403

SHARED = os.environ.get("CONVOKE_SHARED", "")
SCENARIO = os.path.join(SHARED, "acceptance", "scenario-2026.json")
# What belongs to flags.
OTHERS = ("flag.raised", "flag.preexit", "flag.preexit.rem", "flag.objection",
          "flag.objection.expired", "flag.dismissed")
# A unit whose part in a meeting those decide, from that day on.
DEPARTED = {"M07": "2026-04-28"}
# What people write about those.
NOT_YET = ("preexit", "object", "dismiss", "I059", "I060")


def is_others(row):
    sent, code, about, label = row
    # A warning to the group secretary is about a unit too.
    units = {label, about.split("/")[0]}
    return any(DEPARTED.get(u, "9") <= sent for u in units)


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
        rows = self.sql(
            "SELECT min(at) FROM (SELECT min(next_at) AS at FROM obligation"
            " WHERE state IN ('open','overdue','missed') UNION ALL"
            " SELECT min(at) FROM timer WHERE what NOT IN ('digest',"
            "'calendar'))")
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

    used = set()
    later = []  # (when, what): what people do that 9.4 does not list


def take_in_bills(o):
    path = os.path.join(o.dir, "dues.csv")
    with open(path, "w", encoding="utf-8") as f:
        f.write(bills())
    o.run("import", "dues", path)
    o.imported.append(("dues", path))


def expected(outbound):
    want = collections.Counter()
    for row in outbound:
        if row["code"] in OTHERS:
            continue
        for label in row["to"]:
            want[(row["sent"], row["code"], row["object"], label)] += 1
    return want


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
    missing, extra = want - got, got - want
    for row in sorted(missing):
        twin = near(row, extra)
        if twin:
            missing[row] -= 1
            extra[twin] -= 1
    missing, extra = +missing, +extra
    for rows in (missing, extra):
        for row in list(rows):
            if is_others(row):
                del rows[row]
    for row in sorted(missing):
        print("missing ", *row)
    for row in sorted(extra):
        print("too many", *row)
    return len(missing) + len(extra)


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
    wrong = compare(sent(o), got)
    print("replayed in %.1f s, %d differences"
          % (time.monotonic() - began, wrong))
    return wrong


# 9.6, 11: what the secretariat reads on these days.
DIGESTS = {
    "2026-03-02": ["WG5-S-02 标准项目", "应于2026-02-28（周六）24:00前完成，已逾期2天",
                   "APP-2026-001/WG5", "2026-03-05（周四）24:00截止",
                   "WG5-2026-P1 发出全体会议主要内容和会议文件",
                   "2026-03-10（周二）24:00截止"],
    "2026-10-08": ["① 今日到期（1项）", "APP-2026-003 空壳示例公司：入会申请材料补正",
                   "2026-10-08（周四）24:00截止（服务时限，今日到期）"],
    "2026-12-24": ["WG5-2026-P3 会议纪要、会议总结和宣传材料",
                   "2026-12-30（周三）24:00截止（服务时限，剩6天）",
                   "提交年度工作情况和下一年工作计划", "2026-12-31（周四）24:00截止"],
}


def check_digests(o):
    for day, words in DIGESTS.items():
        found = [m for m in o.digests
                 if SEC in m.to and f"{m.date:%Y-%m-%d}" == day]
        assert len(found) == 1, f"{len(found)} digests on {day}"
        found[0].says(*words)


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
    played = play(o, scenario["inbound"], without=NOT_YET)
    o.until("2026-12-31 23:59")
    wrong = compare(expected(scenario["outbound"]), sent(o))
    check_digests(o)
    o.check_apart(o.papers_of())
    wrong += replay(o)
    print("%d messages in, %d mails out, %.0f s, %d differences"
          % (played, len(o.mails), time.monotonic() - began, wrong))
    print("the state is in", o.dir)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
