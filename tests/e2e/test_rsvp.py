#!/usr/bin/python3
"""Answers to invitations, by calendar and in words, end to end.

test_rsvp.py CONVOKE [WORDS]   WORDS: only cases whose name has them

Every answer is made from the object that Convoke itself sent. Sources:
requirements.md 5.3, 6.1, 6.4, R-A1 to R-A4; interop.md 32 to 50.
"""
import concurrent.futures
import itertools
import random
import sys
import time
import traceback

from calendars import PROGRAMS, attendee, organizer, send, value
from office import *  # noqa: F403
from test_plenary import DGL1, GL, GS, Group, released

CASES = []
P1 = "WG5-2026-P1"
MOVED = "2026-02-20 10:00"


def case(f):
    CASES.append(f)
    return f


def c(unit):
    return "c@%s.example" % unit.lower()


def r(unit):
    return "r1@%s.example" % unit.lower()


def issue(o, unit="M01"):
    return o.mail("notice.issue", c(unit))


def rows(o, party=None):
    return o.sql("SELECT party, person, came_from, status, sequence, comment,"
                 " delegate, way FROM rsvp WHERE ? IN ('', party) ORDER BY id",
                 party or "")


def shown(o, meeting=P1):
    """What `show` says of each party: {party: (answer, person)}, counts."""
    out = o.run("--json", "show", meeting)
    lines = [json.loads(x) for x in out.splitlines()]
    table = {x["party"]: x for x in lines if x["table"] == "rsvp"}
    counts = {x["who"]: x for x in lines if x["table"] == "rsvp_counts"}
    return table, counts


def status(o, unit):
    return shown(o)[0][unit]["answer"]


def move(o, at=MOVED, to="2026-04-08 09:30"):
    o.reply(at, o.right(GS, P1), quoted(f"改期 {to} 理由：场地"))
    o.fresh.clear()


# ---- programs ----

@case
def every_program(o):
    """Each one's way of answering is read; nobody is written to for it."""
    released(o)
    mail = issue(o)
    said = ["ACCEPTED", "TENTATIVE", "ACCEPTED", "TENTATIVE", "ACCEPTED"]
    for i, (program, answered) in enumerate(zip(PROGRAMS, said)):
        send(o, f"2026-02-11 1{i}:00", program, mail, answered, c("M01"))
        assert o.last()[0] == "applied", (program, o.last())
        assert o.last()[2] == P1 + "/M01"
        assert status(o, "M01") == answered, (program, rows(o))
    o.expect()
    assert [row[3] for row in rows(o)] == said
    assert all(row[1:3] == (c("M01"), "") and row[4] == 0 and
               row[7] == "calendar" for row in rows(o)), rows(o)


@case
def a_reason_is_an_excuse(o):
    released(o)
    send(o, "2026-02-11 10:00", "outlook", issue(o), "DECLINED", c("M01"),
         comment="与本单位年度审计冲突")
    o.expect(f"02-11 10:00 leave.ack {c('M01')},{r('M01')}",
             f"02-11 10:00 leave.ack {GS}")
    send(o, "2026-02-11 11:00", "google", issue(o, "M02"), "DECLINED",
         c("M02"))
    o.expect(f"02-11 11:00 reason.ask {c('M02')},{r('M02')}")
    table, counts = shown(o)
    assert table["M01"]["reason"] == "yes" and table["M02"]["reason"] == "no"
    assert counts["units"] == {"table": "rsvp_counts", "who": "units",
                               "accepted": 0, "tentative": 0, "declined": 2,
                               "open": 1}, counts
    # The words stay between the unit and its group.
    assert "审计" not in o.run("show", P1)


@case
def one_brings_the_unit(o):
    """Of a unit's people the one who comes decides; each one's last counts."""
    released(o)
    mail = issue(o)
    send(o, "2026-02-11 10:00", "apple", mail, "DECLINED", c("M01"),
         comment="出差在外")
    o.fresh.clear()
    send(o, "2026-02-11 11:00", "apple", mail, "ACCEPTED", r("M01"))
    assert status(o, "M01") == "ACCEPTED"
    send(o, "2026-02-11 12:00", "apple", mail, "TENTATIVE", r("M01"))
    assert status(o, "M01") == "TENTATIVE"
    # An answer that was overtaken on its way.
    send(o, "2026-02-11 11:30", "apple", mail, "ACCEPTED", r("M01"),
         now="2026-02-11 12:30")
    assert status(o, "M01") == "TENTATIVE"
    assert "另有答复" in o.last()[1], o.last()
    o.expect()


@case
def what_robots_send(o):
    """A calendar that answers by itself answers; a vacation reply does not
    (interop.md 49)."""
    released(o)
    marks = ["Auto-Submitted: auto-generated", "Precedence: bulk"]
    send(o, "2026-02-11 10:00", "exchange", issue(o), "ACCEPTED", c("M01"),
         extra=marks)
    assert status(o, "M01") == "ACCEPTED", o.last()
    o.reply("2026-02-11 10:10", issue(o), "不参加，我在休假\n",
            extra=["Auto-Submitted: auto-replied"])
    assert o.last()[0] == "ignored" and status(o, "M01") == "ACCEPTED"
    o.expect()


@case
def answers_that_say_nothing(o):
    released(o)
    mail = issue(o)
    send(o, "2026-02-11 10:00", "apple", mail, "", c("M01"),
         people=[f"ATTENDEE:mailto:{c('M01')}"])
    assert o.last()[0] == "held" and "没有参会意向" in o.last()[1], o.last()
    # Our meetings do not recur: it speaks of one of many.
    send(o, "2026-02-11 10:10", "apple", mail, "DECLINED", c("M01"),
         more=["RECURRENCE-ID:20260407T010000Z"])
    assert o.last()[0] == "held" and "一次" in o.last()[1], o.last()
    o.expect(f"02-11 10:00 held.info {SEC}", f"02-11 10:10 held.info {SEC}")
    assert rows(o) == []
    # Taken back, and a word nobody knows, which is the same.
    send(o, "2026-02-11 11:00", "apple", mail, "ACCEPTED", c("M01"))
    send(o, "2026-02-11 12:00", "apple", mail, "NEED-REQUEST", c("M01"))
    assert status(o, "M01") == "NEEDS-ACTION"
    # An object that is not ours is a mail like any other.
    send(o, "2026-02-11 13:00", "apple", mail, "ACCEPTED", c("M02"),
         to_address=SERVICE, uid="040000008200E00074C5B7101A82E008@x.example")
    assert o.last()[0] != "applied" or "登记" not in o.last()[1], o.last()
    # A meeting that never was.
    send(o, "2026-02-11 13:10", "apple", mail, "ACCEPTED", c("M01"),
         uid="WG5-2026-P9@tc.example")
    assert o.last()[0] == "held" and "不存在" in o.last()[1], o.last()
    o.fresh.clear()


@case
def leaders_answer_too(o):
    released(o)
    o.post("2026-02-12 10:00", GS, "[组长办公会] L1 2026-03-30 14:00",
           "地点：北京\n")
    o.fresh.clear()
    mail = o.mail("lm.invite", DGL1)
    send(o, "2026-02-12 11:00", "thunderbird", mail, "ACCEPTED", DGL1)
    send(o, "2026-02-12 12:00", "exchange", o.mail("notice.issue", GL),
         "DECLINED", GL, comment="出国访问")
    o.expect(f"02-12 12:00 leave.ack {GL}", f"02-12 12:00 leave.ack {GS}")
    table, _ = shown(o, "WG5-2026-L1")
    assert table[DGL1]["answer"] == "ACCEPTED", table
    table, counts = shown(o)
    assert table[GL]["answer"] == "DECLINED" and table[GL]["reason"] == "yes"
    assert counts["others"]["declined"] == 1, counts


# ---- whose answer it is ----

@case
def an_alias_is_credited(o):
    """The token tells the unit, whatever address its program has."""
    released(o)
    mail = issue(o)
    send(o, "2026-02-11 10:00", "outlook", mail, "ACCEPTED",
         "Zhang.San@mail.m01.example", dmarc="none")
    # Two people get that mail: he may be either, so he is one of his own.
    assert rows(o)[0][:4] == ("M01", "zhang.san@mail.m01.example", "",
                              "ACCEPTED"), rows(o)
    assert status(o, "M01") == "ACCEPTED"
    # From is one of them, ATTENDEE another name for him.
    send(o, "2026-02-11 11:00", "outlook", mail, "TENTATIVE",
         "li@m01.example", from_=c("M01"))
    assert rows(o)[1][:4] == ("M01", c("M01"), "", "TENTATIVE"), rows(o)
    # An assistant sends, the ATTENDEE is he.
    send(o, "2026-02-11 12:00", "exchange", mail, "DECLINED", c("M01"),
         from_="assistant@m01.example", comment="出差在外",
         people=[attendee(c("M01"), "DECLINED",
                          ';SENT-BY="mailto:assistant@m01.example"')])
    assert rows(o)[2][:4] == ("M01", c("M01"), "assistant@m01.example",
                              "DECLINED"), rows(o)
    o.fresh.clear()
    # Capitals are no alias.
    send(o, "2026-02-11 13:00", "apple", issue(o, "M02"), "ACCEPTED",
         "C@M02.Example", from_="C@m02.example")
    assert rows(o)[3][:4] == ("M02", c("M02"), "", "ACCEPTED"), rows(o)
    o.expect()


@case
def the_only_person_is_meant(o):
    """A leader's mail goes to him alone: whatever the address, it is he."""
    released(o)
    send(o, "2026-02-11 10:00", "apple", o.mail("notice.issue", GL),
         "ACCEPTED", "zhang@private.example", dmarc="none")
    assert rows(o)[0][:4] == (GL, GL, "zhang@private.example", "ACCEPTED")
    o.expect()


@case
def another_units_invitation(o):
    """A mail that was forwarded lets nobody answer for others."""
    released(o)
    mail = issue(o)
    send(o, "2026-02-11 10:00", "outlook", mail, "DECLINED", c("M02"))
    assert o.last()[0] == "held" and "另一单位" in o.last()[1], o.last()
    send(o, "2026-02-11 10:10", "outlook", mail, "DECLINED", c("M01"),
         from_=r("M02"))
    assert o.last()[0] == "held", o.last()
    o.reply("2026-02-11 10:20", mail, "不参加，因为搬家\n", c("M03"))
    assert o.last()[0] == "held", o.last()
    assert rows(o) == []
    o.expect(*[f"02-11 10:{m} held.info {SEC}" for m in ("00", "10", "20")])


@case
def without_the_token(o):
    """From must be authentic, and of the party."""
    released(o)
    mail = issue(o)
    send(o, "2026-02-11 10:00", "google", mail, "ACCEPTED", c("M01"),
         to_address=SERVICE)
    assert rows(o)[0][:4] == ("M01", c("M01"), "", "ACCEPTED"), rows(o)
    send(o, "2026-02-11 10:10", "google", mail, "DECLINED", c("M01"),
         to_address=SERVICE, from_=r("M01"), comment="出差在外")
    assert rows(o)[1][:4] == ("M01", c("M01"), r("M01"), "DECLINED"), rows(o)
    o.fresh.clear()
    # Nobody can tell whether it is he.
    send(o, "2026-02-11 10:20", "google", mail, "ACCEPTED", c("M01"),
         to_address=SERVICE, dmarc="none")
    # Another's mailbox.
    send(o, "2026-02-11 10:30", "google", mail, "DECLINED", c("M01"),
         to_address=SERVICE, from_=c("M02"))
    # A visitor who found the file.
    send(o, "2026-02-11 10:40", "google", mail, "ACCEPTED",
         "x@visitor.example", to_address=SERVICE)
    assert "未受邀" in o.last()[1] and o.last()[0] == "held", o.last()
    o.expect(f"02-11 10:20 auth.fail {SEC}", f"02-11 10:30 held.info {SEC}",
             f"02-11 10:40 held.info {SEC}")
    assert len(rows(o)) == 2


@case
def an_unknown_address_is_vouched_for(o):
    """R-A3: the first receipt counts, also when the answer is late by then."""
    released(o)
    mail = issue(o)
    send(o, "2026-03-30 17:00", "apple", mail, "ACCEPTED", c("M01"),
         from_="new@m01.example", to_address=SERVICE)
    assert rows(o) == []
    o.fresh.clear()
    ask = o.mail("held.confirm", c("M01"))
    o.reply("2026-03-31 10:00", ask, quoted("同意"))
    assert rows(o)[0][:4] == ("M01", c("M01"), "new@m01.example", "ACCEPTED")
    at = o.sql("SELECT at FROM rsvp")[0][0]
    assert at == moment("2026-03-30 17:00").timestamp(), at
    assert status(o, "M01") == "ACCEPTED"
    o.fresh.clear()
    # A stranger of the unit's domain, named by nobody.
    send(o, "2026-03-30 18:00", "apple", issue(o, "M02"), "ACCEPTED",
         "zhou@m02.example", to_address=SERVICE, now="2026-03-31 10:10")
    ask = o.mail("held.confirm", c("M02"))
    ask.says("M02")
    o.reply("2026-03-31 10:20", ask, quoted("不同意 理由：不是我单位的人"))
    o.mail("held.refused", c("M02")).says("样本信息技术有限公司")
    assert len(rows(o)) == 1
    o.fresh.clear()


@case
def forged(o):
    released(o)
    send(o, "2026-02-11 10:00", "outlook", issue(o), "DECLINED", c("M01"),
         dmarc="fail")
    send(o, "2026-02-11 10:10", "outlook", issue(o), "DECLINED", c("M01"),
         dmarc="fail", to_address=SERVICE)
    o.reply("2026-02-11 10:20", issue(o), "不参加，因为搬家\n", dmarc="fail")
    assert rows(o) == []
    assert {m.code for m in o.fresh} <= {"auth.fail", "held.info"}, o.fresh
    assert all(m.to == [SEC] for m in o.fresh)
    o.fresh.clear()


# ---- which invitation it answers ----

@case
def what_was_replaced_does_not_count(o):
    """An old answer gets the current invitation, once."""
    released(o)
    old = issue(o)
    send(o, "2026-02-11 10:00", "outlook", old, "ACCEPTED", c("M01"))
    move(o)
    assert status(o, "M01") == "NEEDS-ACTION"
    send(o, "2026-02-21 10:00", "outlook", old, "TENTATIVE", c("M01"))
    assert "变更前" in o.last()[1], o.last()
    stale = o.expect(f"02-21 10:00 rsvp.stale {c('M01')},{r('M01')}")[0]
    assert stale.object == P1 + "/M01"
    assert value(stale, "SEQUENCE") == "1" and b"METHOD:REQUEST" in stale.ics
    assert value(stale, "DTSTART") == "20260408T093000"
    assert organizer(stale) == organizer(old) == stale.reply_to
    stale.says("2026年4月8日（周三）09:30", "未计入", "如何答复")
    # He presses it again; he has been told.
    send(o, "2026-02-21 11:00", "outlook", old, "ACCEPTED", c("M01"))
    o.expect()
    # His colleague has not.
    send(o, "2026-02-21 12:00", "google", old, "ACCEPTED", r("M01"))
    o.expect(f"02-21 12:00 rsvp.stale {c('M01')},{r('M01')}")
    assert status(o, "M01") == "NEEDS-ACTION"
    send(o, "2026-02-21 13:00", "exchange", stale, "ACCEPTED", c("M01"))
    o.expect()
    assert status(o, "M01") == "ACCEPTED"
    assert [x[4] for x in rows(o)] == [0, 0, 0, 0, 1]
    # A proposal about the old day is none.
    send(o, "2026-02-21 13:30", "outlook", issue(o, "M02"), "TENTATIVE",
         c("M02"), method="COUNTER", start="2026-04-02 09:00")
    o.expect(f"02-21 13:30 rsvp.stale {c('M02')},{r('M02')}")
    # A number nobody sent is that of the last one, and ends with it.
    send(o, "2026-02-21 14:00", "apple", stale, "TENTATIVE", c("M01"),
         sequence=7)
    assert status(o, "M01") == "TENTATIVE" and rows(o)[-1][4] == 1


@case
def the_same_twice(o):
    released(o)
    mail = issue(o)
    for minute in ("00", "05", "10"):
        send(o, f"2026-02-11 10:{minute}", "outlook", mail, "DECLINED",
             c("M01"), stamp="2026-02-11 09:59", comment="与审计冲突")
    assert o.last()[0] == "ignored" and "重复" in o.last()[1], o.last()
    o.expect(f"02-11 10:00 leave.ack {c('M01')},{r('M01')}",
             f"02-11 10:00 leave.ack {GS}")
    assert len(rows(o)) == 1


@case
def too_late(o):
    """Of a meeting that was called off, or has begun, it is only kept."""
    released(o)
    mail = issue(o)
    send(o, "2026-03-31 08:59", "outlook", mail, "ACCEPTED", c("M01"))
    send(o, "2026-03-31 09:00", "outlook", mail, "DECLINED", c("M01"))
    assert "已开始" in o.last()[1], o.last()
    assert status(o, "M01") == "ACCEPTED"
    o.fresh.clear()
    # …but why somebody did not come is heard (5.1 E).
    send(o, "2026-03-31 09:30", "outlook", issue(o, "M02"), "DECLINED",
         c("M02"), comment="突发疾病")
    o.expect(f"03-31 09:30 leave.ack {c('M02')},{r('M02')}",
             f"03-31 09:30 leave.ack {GS}")


@case
def called_off(o):
    released(o)
    mail = issue(o)
    o.reply("2026-02-20 10:00", o.right(GS, P1), quoted("取消 理由：场地维修"))
    o.fresh.clear()
    send(o, "2026-02-21 10:00", "outlook", mail, "DECLINED", c("M01"),
         comment="与审计冲突")
    assert "已取消" in o.last()[1], o.last()
    send(o, "2026-02-21 10:10", "outlook", mail, "ACCEPTED", c("M01"),
         method="REFRESH")
    o.expect()
    assert len(rows(o)) == 1


@case
def asks_for_it_again(o):
    released(o)
    mail = issue(o)
    move(o)
    send(o, "2026-02-21 10:00", "outlook", mail, "NEEDS-ACTION", c("M01"),
         method="REFRESH")
    again = o.expect(f"02-21 10:00 rsvp.stale {c('M01')},{r('M01')}")[0]
    assert value(again, "SEQUENCE") == "1"
    again.says("重发").says_not("未计入")
    send(o, "2026-02-21 10:30", "outlook", mail, "NEEDS-ACTION", c("M01"),
         method="REFRESH")
    o.expect()
    assert rows(o) == []


# ---- in words ----

@case
def in_words(o):
    """For those whose program has no buttons."""
    released(o)
    mail = issue(o)
    o.reply("2026-02-11 10:00", mail, quoted("您好，我单位准时参加。"), r("M01"),
            charset="GB18030", name="代表")
    assert status(o, "M01") == "ACCEPTED"
    assert rows(o)[0] == ("M01", r("M01"), "", "ACCEPTED", 0, "", "", "text")
    done = o.expect(f"02-11 10:00 cmd.done {r('M01')}")[0]
    done.says("参加", "已登记").says_not("逐条办理", "日报")
    # The button's mail is a new one: the address alone tells.
    o.post("2026-02-11 11:00", c("M02"), f"Re: {P1} 不参加",
           f"不参加，因为：设备检修\n\n令牌: {issue(o, 'M02').token}\n")
    assert status(o, "M02") == "DECLINED"
    assert rows(o, "M02")[0][5] == "设备检修"
    o.expect(f"02-11 11:00 leave.ack {c('M02')},{r('M02')}",
             f"02-11 11:00 leave.ack {GS}")
    o.reply("2026-02-11 12:00", issue(o, "M03"), "待定\n")
    assert status(o, "M03") == "TENTATIVE"
    o.expect(f"02-11 12:00 cmd.done {c('M03')}")
    # Having thought about it, in reply to the receipt.
    o.reply("2026-02-11 13:00", o.mail("cmd.done", c("M03")), "不参加\n")
    assert status(o, "M03") == "DECLINED"
    o.expect(f"02-11 13:00 reason.ask {c('M03')},{r('M03')}")
    o.reply("2026-02-11 14:00", mail,
            "我不能参加，委派 吴工 wu@m01.example 代为参加\n", c("M01"))
    assert rows(o, "M01")[-1][6] == "wu@m01.example", rows(o)
    assert "delegate.ack" in {m.code for m in o.fresh}, o.fresh
    o.fresh.clear()


@case
def what_is_not_clear_is_read_by_a_person(o):
    released(o)
    mail = issue(o)
    for i, text in enumerate(("请问是否可以线上参加？\n", "收到，谢谢！\n",
                              "张三参加，李四不参加\n")):
        o.reply(f"2026-02-11 10:0{i}", mail, text)
        assert o.last()[0] == "held", (text, o.last())
    assert "提问" in o.sql("SELECT reason FROM message ORDER BY id DESC"
                           " LIMIT 1 OFFSET 2")[0][0]
    assert rows(o) == []
    o.expect(*[f"02-11 10:0{i} held.info {SEC}" for i in range(3)])
    # What the subject says goes first: it is a contribution.
    o.reply("2026-02-11 11:00", mail, "参加\n", subject="[贡献] 关于术语的建议",
            files=[("建议.docx", DOCX, filled(COMPLETE))])
    assert rows(o) == [] and "contrib.ack" in {m.code for m in o.fresh}
    o.fresh.clear()


@case
def words_by_the_thread(o):
    """The mail that is answered shows the meeting when the token is lost."""
    released(o)
    move(o)
    mail = o.mail("meeting.moved", c("M01"))
    o.reply("2026-02-21 10:00", mail, "参加\n", r("M01"), plus=False)
    assert status(o, "M01") == "ACCEPTED", o.last()
    o.reply("2026-02-21 10:10", mail, "不参加，因为搬家\n",
            "x@visitor.example", plus=False)
    assert o.last()[0] == "held" and len(rows(o)) == 1
    o.expect(f"02-21 10:00 cmd.done {r('M01')}",
             f"02-21 10:10 held.info {SEC}")


@case
def words_from_an_unknown_address(o):
    """The unit's contact is asked, as for every mail of his unit (R-A3)."""
    released(o)
    o.reply("2026-02-11 10:00", issue(o), "不参加，因为单位搬家\n",
            "new@m01.example")
    assert rows(o) == []
    ask = o.expect(f"02-11 10:00 held.confirm {c('M01')}",
                   f"02-11 10:00 held.info {SEC}")[0]
    o.reply("2026-02-11 11:00", o.mail("held.confirm"), quoted("同意"))
    assert ask and rows(o)[0][:4] == ("M01", "new@m01.example", "",
                                      "DECLINED"), rows(o)
    o.expect(f"02-11 11:00 leave.ack {c('M01')},{r('M01')}",
             f"02-11 11:00 leave.ack {GS}")


@case
def words_to_an_old_mail(o):
    """They answer the invitation that was in the mail they answer."""
    released(o)
    old = issue(o)
    move(o)
    o.reply("2026-02-21 10:00", old, "参加\n")
    o.expect(f"02-21 10:00 rsvp.stale {c('M01')},{r('M01')}")
    assert status(o, "M01") == "NEEDS-ACTION"
    o.reply("2026-02-21 11:00", o.mail("rsvp.stale"), "参加\n")
    assert status(o, "M01") == "ACCEPTED"
    # Written before the move, read after it; and a button that was kept.
    o.post("2026-02-21 12:00", c("M02"), "参加", "参加\n",
           to=old_address(o, "M02"), received="2026-02-20 09:00")
    assert status(o, "M02") == "NEEDS-ACTION"
    o.post("2026-02-21 13:00", c("M03"), "参加", "参加\n",
           to=old_address(o, "M03"))
    assert status(o, "M03") == "ACCEPTED"
    o.fresh.clear()


def old_address(o, unit):
    return issue(o, unit).reply_to


@case
def what_it_answered_is_in_its_status(o):
    released(o)
    send(o, "2026-02-11 10:00", "outlook", issue(o), "TENTATIVE", c("M01"))
    o.post("2026-02-12 10:00", c("M01"), "[状态]", "请告知。\n")
    o.mail("status.reply").says(P1, "参会答复", "：待定")
    o.post("2026-02-12 11:00", c("M02"), "[状态]", "请告知。\n")
    o.mail("status.reply").says("：未答复").says_not("：待定")
    o.fresh.clear()


# ---- what the clock sends ----

@case
def who_has_not_answered_is_reminded(o):
    """7 and 3 days before, with the current object; a move begins anew."""
    released(o)
    send(o, "2026-02-11 10:00", "outlook", issue(o), "ACCEPTED", c("M01"))
    send(o, "2026-02-11 10:10", "outlook", issue(o, "M02"), "TENTATIVE",
         c("M02"))
    o.fresh.clear()
    o.until("2026-03-24 09:01")
    rem = [m for m in o.fresh if m.code == "rsvp.rem"]
    rem.sort(key=lambda m: m.to)
    assert [(f"{m.date:%m-%d %H:%M}", m.to[0]) for m in rem] == \
        [("03-24 09:00", c("M02")), ("03-24 09:00", c("M03"))], rem
    assert all(m.object == P1 + "/rsvp" and b"METHOD:REQUEST" in m.ics and
               value(m, "SEQUENCE") == "0" for m in rem)
    assert organizer(rem[0]) == organizer(issue(o, "M02")) == rem[0].reply_to
    rem[0].says("待定", "剩7天", "2026年3月31日（周二）09:00", "不参加，因为")
    rem[1].says_not("目前登记为")
    o.reply("2026-03-24 10:00", rem[1], "不参加，因为搬家停工\n")
    o.reply("2026-03-25 10:00", rem[0], "参加\n")
    o.fresh.clear()
    o.until("2026-03-31 09:01")
    assert not [m for m in o.fresh if m.code == "rsvp.rem"]
    eve = [m for m in o.fresh if m.code == "meeting.rem"]
    assert sorted(m.to[0] for m in eve if m.to[0].startswith("c@")) == \
        [c("M01"), c("M02")], eve
    for m in eve:
        if m.to[0] == GL:
            m.says("成员单位参加2家，待定0家，不参加1家，未答复0家",
                   "有表决权3家，已登记投票代表3家")
    o.fresh.clear()
    assert o.due("rsvp", P1) == ("2026-03-31", "met"), o.due("rsvp", P1)


@case
def reminders_after_a_move(o):
    released(o)
    send(o, "2026-02-11 10:00", "outlook", issue(o), "ACCEPTED", c("M01"))
    o.until("2026-03-24 09:01")
    # The tokens are a month old: told back, and then done.
    o.post("2026-03-25 10:00", GS, f"[会议改期] {P1}",
           "改期 2026-04-21 09:00 理由：场地\n")
    o.reply("2026-03-25 10:05", o.right(GS, P1), quoted("同意"))
    send(o, "2026-03-26 10:00", "google", o.mail("meeting.moved", c("M02")),
         "ACCEPTED", c("M02"))
    o.fresh.clear()
    o.until("2026-04-14 09:01")
    rem = [m for m in o.fresh if m.code == "rsvp.rem"]
    assert sorted(m.to[0] for m in rem) == [c("M01"), c("M03")], rem
    assert all(value(m, "SEQUENCE") == "1" for m in rem)
    o.fresh.clear()


@case
def the_roll_is_fixed_on_the_eve(o):
    """Whoever is named after 18:00 of the day before votes at the next."""
    released(o)
    o.until("2026-03-30 17:59")
    o.write(("UPDATE representative SET voter = 0 WHERE unit = 'M02'", ()))
    roll = voters(o)
    assert roll["M01"]["voter"] == "代表M01" and roll["M02"]["voter"] == ""
    assert "18:00" in o.run("show", P1)
    o.turn("2026-03-30 18:00")
    o.write(("UPDATE representative SET voter = 0 WHERE unit = 'M01'", ()),
            ("UPDATE representative SET voter = 1 WHERE unit = 'M02'", ()))
    assert voters(o) == roll, voters(o)
    assert "2026-03-30 18:00" in o.run("show", P1)
    o.fresh.clear()


def voters(o):
    out = o.run("--json", "show", P1)
    return {x["unit"]: x for x in map(json.loads, out.splitlines())
            if x["table"] == "voters"}


# ---- whatever order they come in ----

def stack(o):
    """Answers to a moved meeting: late, doubled, overtaken, stale."""
    old, new = {}, {}
    for unit in ("M01", "M02", "M03"):
        old[unit] = issue(o, unit)
        new[unit] = o.mail("meeting.moved", c(unit))
    return [
        ("2026-02-11 10:00", old["M01"], "ACCEPTED", c("M01"), {}),
        ("2026-02-21 10:00", old["M01"], "DECLINED", c("M01"),
         {"comment": "与审计冲突"}),
        ("2026-02-21 11:00", new["M02"], "ACCEPTED", c("M02"), {}),
        ("2026-02-21 11:30", new["M02"], "ACCEPTED", c("M02"),
         {"stamp": "2026-02-21 11:00"}),
        ("2026-02-22 09:00", new["M02"], "TENTATIVE", c("M02"), {}),
        ("2026-02-22 10:00", new["M02"], "DECLINED", r("M02"),
         {"comment": "出差在外"}),
        ("2026-02-23 10:00", new["M03"], "DECLINED", c("M03"),
         {"comment": "设备检修"}),
        ("2026-02-23 11:00", new["M03"], "ACCEPTED", c("M03"), {}),
    ]


def first_twin(order):
    """Of the two mails that are one answer, the one that is read second."""
    return max((2, 3), key=order.index)


@case
def twelve_orders_one_table(o):
    released(o)
    move(o)
    letters = stack(o)
    orders = list(itertools.permutations(range(len(letters))))
    random.Random(12).shuffle(orders)
    chosen = [tuple(range(len(letters))),
              tuple(reversed(range(len(letters))))] + orders[:10]
    home, tables, mails = o.home, [], list(o.mails)
    for i, order in enumerate(chosen):
        o.home = os.path.join(o.dir, f"order{i}")
        shutil.copytree(home, o.home)
        replace_home(o.home, home)
        o.read, o.now = set(os.listdir(os.path.join(home, "mail/out/new"))), \
            moment("2026-03-02 10:00")
        for n, j in enumerate(order):
            at, mail, answered, who, extra = letters[j]
            send(o, at, "outlook", mail, answered, who, wait=True,
                 now=f"2026-03-02 10:00:{n:02}", **extra)
        o.turn("2026-03-02 10:01")
        assert [row[0] for row in o.sql("SELECT came FROM (SELECT r.id, r.at"
                " AS came FROM rsvp r JOIN message m ON m.id = r.message)"
                " ORDER BY id")] == [moment(letters[j][0]).timestamp()
                                     for j in order if j != first_twin(order)]
        tables.append(shown(o))
        o.mails = list(mails)
        o.fresh.clear()
    o.home = home
    o.read = set(os.listdir(os.path.join(home, "mail/out/new")))
    o.turn("2026-03-02 10:01")
    o.fresh.clear()
    table = {k: v["answer"] for k, v in tables[0][0].items() if k[0] == "M"}
    assert table == {"M01": "NEEDS-ACTION", "M02": "TENTATIVE",
                     "M03": "ACCEPTED"}, table
    for i, other in enumerate(tables):
        assert other == tables[0], (chosen[i], other, tables[0])


def replace_home(copy, home):
    """The settings of a copied office name its own folders."""
    path = os.path.join(copy, "convoke.conf")
    with open(path) as f:
        text = f.read()
    with open(path, "w") as f:
        f.write(text.replace(home, copy))


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
