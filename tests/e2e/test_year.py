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
import sys
import time
import types

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import scenes
from calendars import value
from year import *  # noqa: F403

SHARED = os.environ.get("CONVOKE_SHARED", "")
SCENARIO = os.path.join(SHARED, "acceptance", "scenario-2026.json")


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
# 9.6, 4 and 10.
LEFT = {"M07": "2026-04-30", "M02": "2026-08-06"}


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
        same("messages in all", sum(sums.values()), 764)


def check_flags(o):
    """9.6, 3: these and no other."""
    got = [(r["flag"], r["raised"], r["state"]) for r in o.list("flags")]
    return same("flags", sorted(got), sorted(FLAGS))


def check_members(o):
    """9.6, 10: who is what on the last day."""
    got = {}
    for row in o.list("memberships"):
        got[row["unit"]] = row["state"]
    want = {u: "active" for u in YEAR_UNITS + ["M12"]}
    want.update({u: "exited" for u in LEFT})
    want.update({"M03": "exit_review", "M09": "exit_review"})
    return same("memberships", got, want)


def check_leavers(o, got):
    """9.6, 4 and 5: no word after the exit, none to a dead address."""
    after = {"M07": "2026-04-28 10:00", "M02": "2026-08-05 10:00"}
    wrong = 0
    for (at, code, about, label) in got:
        if at > after.get(label, "9"):
            wrong += same("after its exit", (at, code, about, label), None)
        if label == "M03" and "2026-09-29 10:02" < at < "2026-10-27 10:00":
            wrong += same("to a dead address", (at, code, about), None)
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
    wrong += check_counts(got) + check_flags(o) + check_members(o) + \
        check_leavers(o, got)
    check_digests(o)
    o.check_apart(o.papers_of())
    wrong += replay(o)
    print("%d messages in, %d mails out, %.0f s, %d differences"
          % (played, len(o.mails), time.monotonic() - began, wrong))
    print("the state is in", o.dir)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
