#!/usr/bin/python3
"""Meetings as calendar objects that leave, end to end.

test_invitation.py CONVOKE [WORDS]   WORDS: only cases whose name has them

Every object is taken from the mail as it left and read by python3-icalendar,
which knows nothing of ours. Days are those of requirements.md 9.2.
"""
import concurrent.futures
import sys
import time
import traceback
from datetime import date, timedelta

import icalendar
from office import *  # noqa: F403
from test_plenary import DGL1, DGL2, Group, person, planned, released

CASES = []
DOMAIN = "tc.example"
P1 = "WG5-2026-P1"


def case(f):
    CASES.append(f)
    return f


class Object:
    """The calendar object of one mail."""

    def __init__(self, mail):
        assert mail.ics, f"{mail} brings no calendar object"
        assert b"\n" not in mail.ics.replace(b"\r\n", b""), mail
        assert max(map(len, mail.ics.split(b"\r\n"))) <= 75, mail
        mail.ics.decode("utf-8")
        self.cal = icalendar.Calendar.from_ical(mail.ics)
        self.method = str(self.cal["METHOD"])
        self.events = list(self.cal.walk("VEVENT"))
        for e in self.events:
            assert not e.errors, e.errors

    @property
    def event(self):
        assert len(self.events) == 1, self.events
        return self.events[0]

    def people(self):
        return {str(a).removeprefix("mailto:"): a.params
                for a in listed(self.event.get("ATTENDEE"))}

    def organizer(self):
        return str(self.event["ORGANIZER"]).removeprefix("mailto:")


def listed(value):
    return [] if value is None else value if isinstance(value, list) else [
        value]


def local(event, key):
    when = event[key]
    assert str(when.params["TZID"]) == "Asia/Shanghai", when.params
    return f"{when.dt:%Y-%m-%d %H:%M}"


def check_alone(mail, o):
    """Only the people of that mail, whose organizer reads the answers."""
    assert sorted(o.people()) == sorted(mail.to + mail.cc), \
        f"{mail} invites {sorted(o.people())}"
    assert re.fullmatch(r"gw\+t\.[0-9a-z]{26}@tc\.example", o.organizer())
    assert str(o.event["UID"]).endswith("@" + DOMAIN), o.event["UID"]
    zones = [str(z["TZID"]) for z in o.cal.walk("VTIMEZONE")]
    assert zones == ["Asia/Shanghai"], zones


def asks(mail, sequence, start, uid=P1):
    """A REQUEST as it must be."""
    o = Object(mail)
    check_alone(mail, o)
    e = o.event
    assert o.method == "REQUEST" and e["SEQUENCE"] == sequence, mail
    assert str(e["UID"]) == f"{uid}@{DOMAIN}" and local(e, "DTSTART") == start
    assert str(e["STATUS"]) == "CONFIRMED"
    assert e["DTSTAMP"].dt.astimezone(CST).replace(tzinfo=CST) == \
        mail.date.replace(tzinfo=CST), e["DTSTAMP"].dt
    for a in o.people().values():
        assert a["PARTSTAT"] == "NEEDS-ACTION" and a["RSVP"] == "TRUE", a
    alarms = list(e.walk("VALARM"))
    assert [a["TRIGGER"].dt for a in alarms] == [timedelta(days=-1)], alarms
    assert o.organizer() == mail.reply_to or mail.code == "lm.invite", mail
    return o


def calls_off(mail, sequence, uid=P1, status="CANCELLED"):
    o = Object(mail)
    check_alone(mail, o)
    assert o.method == "CANCEL" and o.event["SEQUENCE"] == sequence, mail
    assert str(o.event["UID"]) == f"{uid}@{DOMAIN}"
    assert str(o.event.get("STATUS", "")) == status
    assert not list(o.event.walk("VALARM"))
    assert not re.search("令牌 / Token", mail.text), "nothing is to be answered"
    return o


def newest(o, code, at):
    """The mails of that code that left in that minute."""
    return [m for m in o.mails if m.code == code and
            f"{m.date:%Y-%m-%d %H:%M}" == at]


def invited(o, meeting=P1):
    return o.sql("SELECT person, party, sequence, ended, delegated_from FROM"
                 " invitation WHERE meeting = ? ORDER BY person", meeting)


# ---- a plenary from its notice to its end ----

@case
def life_of_an_invitation(o):
    o.project("WG5-S-01")
    released(o, projects=["WG5-S-01"])
    first = newest(o, "notice.issue", "2026-02-10 10:00")
    assert len(first) == 3 + 3 + 1 + 2, first
    organizers = {m.to[0]: asks(m, 0, "2026-03-31 09:00").organizer()
                  for m in first}
    assert len(set(organizers.values())) == len(first), "one for each party"
    unit = o.mail("notice.issue", "c@m01.example")
    e = Object(unit)
    assert sorted(e.people()) == ["c@m01.example", "r1@m01.example"]
    assert e.people()["r1@m01.example"]["CN"] == "代表M01"
    assert e.event["ORGANIZER"].params["CN"] == "WG5秘书处"
    assert str(e.event["LOCATION"]) == "北京市海淀区示例路1号"
    assert "2026年3月17日（周二）24:00" in str(e.event["DESCRIPTION"])
    assert "张示例" in str(e.event["DESCRIPTION"])
    assert str(e.event["SUMMARY"]).startswith("WG5全体会议（WG5-2026-P1）")
    assert local(e.event, "DTEND") == "2026-03-31 17:00"
    for to, role in ((SEC, "OPT-PARTICIPANT"), (LIA, "OPT-PARTICIPANT"),
                     (GL, "REQ-PARTICIPANT")):
        found = Object(o.mail("notice.issue", to)).people()[to]
        assert found["ROLE"] == role, (to, found)
    unit.says("参加 / ACCEPT", "不参加 / DECLINE", "待定 / TENTATIVE",
              "正文第一行写“参加”“不参加，因为……”或“待定”")
    assert unit.text.count(unit.token) >= 4
    assert len(invited(o)) == 3 * 2 + 3 + 1 + 2
    assert ("r1@m02.example", "M02", 0, 0, "") in invited(o)
    assert (SEC, SEC, 0, 0, "") in invited(o)

    o.reply("2026-02-20 10:00", o.right(GS, P1),
            quoted("改期 2026-04-08 09:30 理由：场地"))
    moved = newest(o, "meeting.moved", "2026-02-20 10:00")
    assert {m.to[0]: asks(m, 1, "2026-04-08 09:30").organizer()
            for m in moved} == organizers
    assert {row[2] for row in invited(o)} == {1}

    o.reply("2026-03-02 10:00", o.right(GS, P1), quoted("取消 理由：场地维修"))
    off = newest(o, "meeting.cancelled", "2026-03-02 10:00")
    assert {m.to[0]: calls_off(m, 2).organizer() for m in off} == organizers
    assert str(Object(off[0]).event["COMMENT"]) == "场地维修"
    assert all(row[3] and row[2] == 2 for row in invited(o)), invited(o)
    assert o.sql("SELECT count(*), count(DISTINCT object) FROM token"
                 " WHERE purpose = 'rsvp'") == [(len(first),) * 2]
    o.fresh.clear()


@case
def nobody_is_invited_before_the_notice(o):
    planned(o)
    o.post("2026-02-04 10:00", GS, "[会议改期] P1 2026-04-01", "理由：场地\n")
    o.reply("2026-02-04 10:10", o.mail("cmd.refused", GS), quoted("同意"))
    moved = newest(o, "meeting.moved", "2026-02-04 10:10")
    assert moved and not any(m.ics or m.token for m in moved), moved
    moved[0].says_not("请答复是否参会")
    assert invited(o) == []
    o.fresh.clear()


@case
def what_has_begun_is_not_cancelled_in_calendars(o):
    released(o)
    o.until("2026-04-01 10:00")
    o.post("2026-04-01 10:00", GS, "[会议取消] WG5-2026-P1",
           "会议未召开。\n原因：台风\n")
    o.reply("2026-04-01 11:00", o.mail("cmd.refused"), quoted("同意"))
    off = newest(o, "meeting.cancelled", "2026-04-01 11:00")
    assert off and not any(m.ics for m in off), off
    o.fresh.clear()


@case
def a_leaders_meeting(o):
    o.post("2026-01-05 11:00", GS, "[组长办公会] WG5",
           "时间：2026-01-20 14:00-16:00\n地点：北京\n链接：https://x.cn/1\n")
    mails = newest(o, "lm.invite", "2026-01-05 11:00")
    assert sorted(m.to[0] for m in mails) == sorted(
        [GL, DGL1, DGL2, GS, LIA])
    organizers = {m.to[0]: asks(m, 0, "2026-01-20 14:00",
                                "WG5-2026-L1").organizer() for m in mails}
    e = Object(o.mail("lm.invite", DGL1))
    assert str(e.event["URL"]) == "https://x.cn/1"
    assert "贡献" not in str(e.event["DESCRIPTION"])
    # A reply of who may act acts, one of the others answers.
    assert e.organizer() == o.mail("lm.invite", DGL1).reply_to
    assert organizers[GS] != o.mail("lm.invite", GS).reply_to
    # …and who may act is asked whether he comes, like all.
    o.post("2026-01-05 12:00", GS, "Re: WG5-2026-L1 参加", "参加\n\n令牌: " +
           o.mail("lm.invite", GS).token, to=o.mail("lm.invite", GS).reply_to)
    o.reply("2026-01-05 12:10", o.mail("lm.invite", GL), quoted("待定"))
    o.reply("2026-01-05 12:20", o.mail("lm.invite", DGL1), quoted("accept"))
    o.reply("2026-01-05 12:30", o.mail("lm.invite", DGL2),
            quoted("decline, because I travel that week"))
    assert o.sql("SELECT party, status FROM rsvp ORDER BY id") == [
        (GS, "ACCEPTED"), (GL, "TENTATIVE"), (DGL1, "ACCEPTED"),
        (DGL2, "DECLINED")]
    o.reply("2026-01-06 10:00", o.mail("lm.invite", GS),
            quoted("改期 2026-01-21 14:00"))
    moved = newest(o, "meeting.moved", "2026-01-06 10:00")
    assert {m.to[0]: asks(m, 1, "2026-01-21 14:00", "WG5-2026-L1").organizer()
            for m in moved} == organizers
    assert not newest(o, "deadline.ics", "2026-01-06 10:00")
    o.fresh.clear()


@case
def a_link_that_is_none(o):
    o.post("2026-01-05 11:00", GS, "[组长办公会] WG5",
           "时间：2026-01-20 14:00-16:00\n链接：腾讯会议 123-456-789\n")
    e = asks(o.mail("lm.invite", LIA), 0, "2026-01-20 14:00", "WG5-2026-L1")
    assert "URL" not in e.event
    assert "123-456-789" in str(e.event["LOCATION"]), e.event
    o.fresh.clear()


# ---- the charter's days ----

def check_days(mail, meeting, plan, notice, contrib, sequence=0):
    o = Object(mail)
    assert o.method == "PUBLISH" and not o.cal.walk("VTIMEZONE"), mail
    mine = {str(e["UID"]): e for e in o.events
            if str(e["UID"]).startswith(meeting + "-")}
    want = {"plan": plan, "notice": notice, "contrib": contrib}
    assert {u: f"{e['DTSTART'].dt}" for u, e in mine.items()} == {
        f"{meeting}-{k}@{DOMAIN}": day for k, day in want.items()}
    for e in mine.values():
        assert type(e["DTSTART"].dt) is date and e["SEQUENCE"] == sequence
        assert str(e["TRANSP"]) == "TRANSPARENT" and "ATTENDEE" not in e
        alarm, = e.walk("VALARM")
        # 09:00 of the day before.
        assert alarm["TRIGGER"].dt == timedelta(hours=-15), alarm
    return o


@case
def days_of_the_year(o):
    planned(o, "".join(f"{m} {day} 09:00-17:00 北京 标准周：是\n" for m, day in (
        ("P1", "2026-03-31"), ("PX", "2026-07-08"), ("P2", "2026-10-21"),
        ("P3", "2026-12-09"))))
    mails = newest(o, "deadline.ics", "2026-01-23 10:00")
    assert sorted(m.to[0] for m in mails) == sorted([GL, DGL1, DGL2, GS])
    assert {m.object for m in mails} == {"WG5-2026"}
    for mail in mails:
        check_days(mail, P1, "2026-02-28", "2026-03-10", "2026-03-17")
        check_days(mail, "WG5-2026-PX", "2026-06-08", "2026-06-17",
                   "2026-06-24")
        check_days(mail, "WG5-2026-P2", "2026-09-21", "2026-09-30",
                   "2026-10-07")
        all_ = check_days(mail, "WG5-2026-P3", "2026-11-09", "2026-11-18",
                          "2026-11-25")
        assert len(all_.events) == 12
    mails[0].says("2026年2月28日（周六）24:00前", "前一天09:00提醒")
    assert not mails[0].token
    # The same plan again is no news; one more meeting is, alone.
    o.post("2026-01-26 10:00", GS, "[年度会议计划] WG5 2026年",
           "P1 2026-03-31 09:00-17:00 北京 标准周：是\n")
    assert not newest(o, "deadline.ics", "2026-01-26 10:00")
    o.post("2026-01-26 11:00", GS, "[新增会议] WG5",
           "P4 2026-11-03 09:00-17:00 北京 标准周：是\n")
    added = newest(o, "deadline.ics", "2026-01-26 11:00")
    assert len(added) == 4 and added[0].object == "WG5-2026-P4", added
    assert len(check_days(added[0], "WG5-2026-P4", "2026-10-03", "2026-10-13",
                          "2026-10-20").events) == 3
    # A move moves them (9.2).
    o.post("2026-02-04 10:00", GS, "[会议改期] P3 2026-12-16", "理由：场地\n")
    o.reply("2026-02-04 10:10", o.mail("cmd.refused", GS), quoted("同意"))
    moved = newest(o, "deadline.ics", "2026-02-04 10:10")
    assert len(moved) == 4 and moved[0].object == "WG5-2026-P3", moved
    check_days(moved[0], "WG5-2026-P3", "2026-11-16", "2026-11-25",
               "2026-12-02", sequence=1)
    moved[0].says("全体会议改期")
    o.fresh.clear()


# ---- other people ----

@case
def a_late_member(o):
    released(o)
    o.post("2026-02-11 09:00", APP, "[入会申请] 新例智能科技有限公司",
           "申请材料见附件。\n", files=papers())
    o.reply("2026-02-11 10:00", o.mail("app.new"), quoted("分派 WG5"))
    o.reply("2026-02-11 11:00", o.mail("app.review.req", GL), quoted("同意"))
    o.reply("2026-02-11 12:00", o.mail("app.result", SEC), quoted("通知"))
    o.post("2026-02-11 13:00", APP, "[代表指派] APP-2026-001",
           "代表1：孙一，高级工程师，r1@m12.example，投票代表\n",
           answers=o.mail("app.approved", APP))
    o.post("2026-03-12 09:30", SEC, "[成员生效] APP-2026-001",
           "成员生效 纸质已收\n")
    late = o.mail("notice.late-member", APP)
    e = asks(late, 0, "2026-03-31 09:00")
    assert sorted(e.people()) == [APP, "r1@m12.example"]
    late.says("请答复是否参会", "参加 / ACCEPT")
    o.fresh.clear()
    # He is told of what becomes of it, like all.
    o.post("2026-03-13 10:00", GS, "[会议取消] P1", "取消 理由：场地维修\n")
    o.reply("2026-03-13 10:10", o.mail("cmd.refused"), quoted("同意"))
    assert calls_off(o.mail("meeting.cancelled", APP), 1).organizer() == \
        e.organizer()
    o.fresh.clear()


@case
def another_representative(o):
    released(o)
    organizer = Object(o.mail("notice.issue", "c@m01.example")).organizer()
    o.post("2026-02-12 10:00", "c@m01.example", "[代表指派] WG5",
           "代表1：周新一，工程师，r9@m01.example，投票代表\n")
    o.expect("02-12 10:00 rep.ack c@m01.example,r9@m01.example",
             "02-12 10:00 rep.ack gs@wg5.example",
             "02-12 10:00 notice.issue r9@m01.example",
             "02-12 10:00 meeting.cancelled r1@m01.example")
    came = o.mail("notice.issue", "r9@m01.example")
    assert asks(came, 0, "2026-03-31 09:00").organizer() == organizer
    assert came.files == ["会议文件.docx"], "he gets the papers, too"
    went = o.mail("meeting.cancelled", "r1@m01.example")
    # It takes place without him: no STATUS may say that it does not.
    assert calls_off(went, 0, status="").organizer() == organizer
    went.says("不再代表该单位参会", "照常召开").says_not("不计入出席统计")
    assert "会议取消" not in went.subject, went.subject
    rows = {row[0]: row[1:] for row in invited(o) if row[1] == "M01"}
    assert rows == {"c@m01.example": ("M01", 0, 0, ""),
                    "r1@m01.example": ("M01", 0, 1, ""),
                    "r9@m01.example": ("M01", 0, 0, "")}, rows
    # The same again is no news.
    o.post("2026-02-13 10:00", "c@m01.example", "[代表指派] WG5",
           "代表1：周新一，工程师，r9@m01.example，投票代表\n")
    o.expect("02-13 10:00 rep.ack c@m01.example,r9@m01.example",
             "02-13 10:00 rep.ack gs@wg5.example")
    # He comes back, and gets it once more.
    o.post("2026-02-14 10:00", "c@m01.example", "[代表指派] WG5",
           "代表1：周新一，工程师，r9@m01.example，投票代表\n"
           "代表2：代表M01，工程师，r1@m01.example\n")
    assert [m.to for m in newest(o, "notice.issue", "2026-02-14 10:00")] == \
        [["r1@m01.example"]]
    o.fresh.clear()
    o.reply("2026-02-20 10:00", o.right(GS, P1),
            quoted("改期 2026-04-08 09:30 理由：场地"))
    moved = asks(o.mail("meeting.moved", "c@m01.example"), 1,
                 "2026-04-08 09:30")
    assert sorted(moved.people()) == ["c@m01.example", "r1@m01.example",
                                      "r9@m01.example"]
    o.fresh.clear()


@case
def who_was_invited_is_told(o):
    """A delegate with his unit; a project's lead of that day on his own."""
    o.project("WG5-S-01")
    released(o, projects=["WG5-S-01"])
    lead = person("PL:WG5-S-01")
    was = Object(o.mail("notice.issue", lead)).organizer()
    o.write(
        ("INSERT INTO invitation (meeting, person, party, name, sequence, at,"
         " ended, delegated_from) VALUES (?, 'wu@m02.example', 'M02', '吴某',"
         " 0, 0, 0, 'r1@m02.example')", (P1,)),
        ("INSERT INTO person (mail, name, title, phone) VALUES"
         " ('new@lead.example', '新负责', '', '')", ()),
        ("UPDATE project SET lead = (SELECT id FROM person WHERE mail ="
         " 'new@lead.example')", ()))
    o.reply("2026-02-20 10:00", o.right(GS, P1),
            quoted("改期 2026-04-08 09:30 理由：场地"))
    mail = o.mail("meeting.moved", "c@m02.example")
    assert mail.cc == ["r1@m02.example", "wu@m02.example"], mail
    who = asks(mail, 1, "2026-04-08 09:30").people()
    assert str(who["wu@m02.example"]["DELEGATED-FROM"]).strip('"') == \
        "mailto:r1@m02.example", who["wu@m02.example"]
    assert "DELEGATED-FROM" not in who["r1@m02.example"]
    assert asks(o.mail("meeting.moved", lead), 1,
                "2026-04-08 09:30").organizer() == was
    asks(o.mail("meeting.moved", "new@lead.example"), 1, "2026-04-08 09:30")
    assert ("wu@m02.example", "M02", 1, 0, "r1@m02.example") in invited(o)
    o.fresh.clear()


# ---- the runner ----

def run(f):
    began = time.monotonic()
    o = None
    try:
        o = Group()
        f(o)
        o.close()
        return f.__name__, None, time.monotonic() - began
    except Exception:
        where = f"\n  the state is in {o.dir}" if o else ""
        return f.__name__, traceback.format_exc() + where, \
            time.monotonic() - began


def main():
    words = sys.argv[2] if len(sys.argv) > 2 else ""
    chosen = [f for f in CASES if words in f.__name__]
    bad = 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for name, trouble, seconds in pool.map(run, chosen):
            bad += trouble is not None
            print(f"{'FAIL' if trouble else 'ok  '} {name} ({seconds:.1f} s)"
                  + (f"\n{trouble}" if trouble else ""), flush=True)
    print(f"{len(chosen)} cases, {bad} failed")
    return bad != 0


if __name__ == "__main__":
    sys.exit(main())
