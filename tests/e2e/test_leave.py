#!/usr/bin/python3
"""Who does not come, who comes in his place, and who wants another time, end to
end.

test_leave.py CONVOKE [WORDS]   WORDS: only cases whose name has them

The notice of a plenary is out; answers are made of the calendar objects that
Convoke itself sent, as people's calendars do. Expectations are those of
requirements.md 5.1, 5.3, 6.4 and 9.5.
"""
import concurrent.futures
import sys
import time
import traceback

import icalendar
from office import *  # noqa: F403
from test_plenary import DGL1, Group, released

CASES = []
P1 = "WG5-2026-P1"
M01, R01 = "c@m01.example", "r1@m01.example"
M02, R02 = "c@m02.example", "r1@m02.example"
BOTH01 = f"{M01},{R01}"
WHY = "与本单位年度审计冲突"


def case(f):
    CASES.append(f)
    return f


# ---- what calendars write ----

def stamp(at):
    return moment(at).astimezone(timezone.utc).strftime("%Y%m%dT%H%M%SZ")


def answering(mail, at, who, **o):
    """An answer to the invitation in `mail`.

    method status comment delegate start end (as they stand in the object)
    """
    e = next(iter(icalendar.Calendar.from_ical(mail.ics).walk("VEVENT")))
    when = o.get("start", f"TZID=Asia/Shanghai:{e['DTSTART'].dt:%Y%m%dT%H%M%S}")
    end = o.get("end", f"TZID=Asia/Shanghai:{e['DTEND'].dt:%Y%m%dT%H%M%S}")
    status = o.get("status", "TENTATIVE")
    lines = ["BEGIN:VCALENDAR", "PRODID:-//Example//Calendar//EN",
             "VERSION:2.0", f"METHOD:{o.get('method', 'REPLY')}",
             "BEGIN:VEVENT", f"UID:{e['UID']}", f"DTSTAMP:{stamp(at)}",
             f"SEQUENCE:{e['SEQUENCE']}", f"DTSTART;{when}", f"DTEND;{end}",
             f"ORGANIZER:{e['ORGANIZER']}"]
    if o.get("delegate"):
        lines += [f"ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO=\"mailto:"
                  f"{o['delegate']}\":mailto:{who}",
                  f"ATTENDEE;PARTSTAT=NEEDS-ACTION;CN=吴工;DELEGATED-FROM="
                  f"\"mailto:{who}\":mailto:{o['delegate']}"]
    else:
        lines += [f"ATTENDEE;PARTSTAT={status}:mailto:{who}"]
    if o.get("comment"):
        lines += [f"COMMENT:{o['comment']}"]
    lines += ["END:VEVENT", "END:VCALENDAR", ""]
    return "\r\n".join(lines).encode()


def answer(o, at, who, mail=None, **k):
    """Somebody's calendar answers his invitation."""
    sender = k.pop("sender", who)
    mail = mail or [m for m in o.mails if m.ics and who in m.to + m.cc][-1]
    method = k.get("method", "REPLY")
    o.post(at, sender, f"{k.get('status', method)}: {P1}", "", to=mail.reply_to,
           files=[("invite.ics", f"text/calendar; method={method}; "
                   "charset=UTF-8", answering(mail, at, who, **k))])


def method_of(mail):
    return str(icalendar.Calendar.from_ical(mail.ics)["METHOD"])


def excuses(o):
    return o.sql("SELECT unit, person, reason, way, state FROM excuse"
                 " ORDER BY id")


def answers(o, unit):
    return o.sql("SELECT person, status, way FROM rsvp WHERE party = ?"
                 " ORDER BY id", unit)


def acknowledged(at, unit=BOTH01):
    return [f"{at} leave.ack {unit}", f"{at} leave.ack {GS}"]


# ---- leave by mail ----

@case
def leave_by_subject(o):
    o.post("2026-03-16 10:00", M01, f"[请假] {P1}",
           f"您好！\n{WHY}，不能参加。\n谢谢！\n")
    o.expect(*acknowledged("03-16 10:00"))
    assert excuses(o) == [("M01", M01, f"{WHY}，不能参加。", "leave", "stated")]
    assert answers(o, "M01") == [(M01, "DECLINED", "leave")]
    assert o.sql("SELECT from_state, to_state FROM audit WHERE"
                 " event = 'rsvp.answered'") == [("NEEDS-ACTION", "DECLINED")]
    mine, office = o.mail("leave.ack", M01), o.mail("leave.ack", GS)
    assert "请假登记" in mine.subject, mine.subject
    mine.says("暂按因故缺席记录", WHY, "2026年3月31日（周二）09:00",
              "组长可于2026年3月23日（周一）24:00前决定不予采纳", "第十三条第2项",
              "示例科技有限公司：").says_not("令牌", "未写明会议编号")
    assert not mine.token and mine.object == f"{P1}/M01"
    office.says("示例科技有限公司（M01）", WHY, "2026年3月23日（周一）24:00前",
                "退回 理由：", "可由秘书代为回复；也可转给组长")
    assert office.token
    # It is asked for nothing any more, nor reminded on the eve.
    o.until("2026-03-31 08:00")
    for mail in o.mails:
        assert not (mail.code in ("rsvp.rem", "meeting.rem") and
                    M01 in mail.to), mail
    assert any(mail.code == "meeting.rem" and M02 in mail.to
               for mail in o.mails)
    o.fresh.clear()


@case
def leave_by_address(o):
    o.post("2026-03-16 10:00", "R1@m01.example", "关于会议", f"事由：{WHY}\n",
           to=f"gw+leave.{P1}@tc.example")
    o.expect(*acknowledged("03-16 10:00"))
    assert excuses(o) == [("M01", R01, WHY, "leave", "stated")]


@case
def leave_in_answer_to_the_notice(o):
    o.reply("2026-03-16 10:00", o.mail("notice.issue", M01), WHY + "\n",
            subject="[请假]")
    o.expect(*acknowledged("03-16 10:00"))
    o.mail("leave.ack", M01).says_not("未写明会议编号")


@case
def leave_without_a_meeting(o):
    o.post("2026-03-16 10:00", M01, "[请假]", WHY + "\n")
    o.expect(*acknowledged("03-16 10:00"))
    o.mail("leave.ack", M01).says("来函未写明会议编号", "主题写“[请假]”")


@case
def leave_in_the_subject_alone(o):
    o.post("2026-03-16 10:00", M01, "[请假] P1 补充事由:展会冲突", "")
    o.expect(*acknowledged("03-16 10:00"))
    assert excuses(o)[0][2] == "展会冲突", excuses(o)


@case
def reason_too_short(o):
    o.post("2026-03-16 10:00", M01, f"[请假] {P1}", "出差\n")
    o.expect(f"03-16 10:00 reason.ask {BOTH01}")
    ask = o.mail("reason.ask").says(
        "没有写明事由（至少4个字）", "出差", "直接回复本邮件",
        "最迟于会后3个工作日内补充事由", "第十三条第2项")
    assert answers(o, "M01") == [(M01, "DECLINED", "leave")]
    assert not excuses(o)
    o.reply("2026-03-16 10:10", ask, quoted("无"))
    o.expect(f"03-16 10:10 reason.ask {BOTH01}")
    # A colleague may answer; what came later than the meeting is recorded too.
    o.reply("2026-04-02 11:00", ask, quoted("赴上海出差，无人可派"), sender=R01)
    o.expect(*acknowledged("04-02 11:00"))
    assert excuses(o) == [("M01", R01, "赴上海出差，无人可派", "answer", "stated")]
    o.mail("leave.ack", M01).says_not("如改为派代表参会")


@case
def only_greetings_are_no_reason(o):
    o.post("2026-03-16 10:00", M01, f"[请假] {P1}",
           "您好，\n我单位不能参加本次会议，特此请假。\n谢谢\n")
    o.expect(f"03-16 10:00 reason.ask {BOTH01}")
    assert not excuses(o)


@case
def asked_and_coming_after_all(o):
    o.post("2026-03-16 10:00", M01, f"[请假] {P1}", "")
    ask = o.mail("reason.ask")
    o.reply("2026-03-16 11:00", ask, quoted("参加"))
    assert not excuses(o)
    assert answers(o, "M01")[-1][1] == "ACCEPTED", answers(o, "M01")
    o.fresh.clear()


@case
def stranger_is_held(o):
    o.named = {"elsewhere.example"}
    o.post("2026-03-16 10:00", "li@elsewhere.example", f"[请假] {P1}",
           f"M01 {WHY}\n")
    o.expect(f"03-16 10:00 held.confirm {M01}",
             "03-16 10:00 held.info sec@tc.example")
    assert not excuses(o)
    o.reply("2026-03-16 11:00", o.mail("held.confirm"), quoted("同意"))
    o.expect(*acknowledged("03-16 11:00"))
    at, = o.sql("SELECT at FROM excuse")[0]
    assert at == moment("2026-03-16 10:00").timestamp(), "the first receipt"
    assert excuses(o)[0][:2] == ("M01", "li@elsewhere.example")


@case
def nobody_knows_him(o):
    o.post("2026-03-16 10:00", "li@elsewhere.example", f"[请假] {P1}",
           WHY + "\n")
    o.expect("03-16 10:00 cmd.refused li@elsewhere.example",
             "03-16 10:00 held.info sec@tc.example")
    o.post("2026-03-16 10:20", M01, f"[请假] {P1}", WHY + "\n", dmarc="fail")
    o.expect("03-16 10:20 auth.fail sec@tc.example")
    assert not excuses(o)
    # A deputy is nobody's unit: he speaks for himself (8.3).
    o.post("2026-03-16 10:30", DGL1, f"[请假] {P1}", WHY + "\n")
    o.expect(f"03-16 10:30 leave.ack {DGL1}", f"03-16 10:30 leave.ack {GS}")
    assert [e[:2] for e in excuses(o)] == [("", DGL1)], excuses(o)


@case
def quoted_lines_are_no_reason(o):
    o.post("2026-03-16 10:00", M01, f"[请假] {P1}", "")
    ask = o.mail("reason.ask")
    o.fresh.clear()
    lines = ask.text.splitlines()
    o.reply("2026-03-16 10:10", ask, f"> {lines[2]}\n收到\n{lines[3]}\n"
            f"> {lines[6]}\n好的\n> {lines[8]}\n")
    assert not excuses(o), excuses(o)
    o.expect(f"03-16 10:10 reason.ask {BOTH01}")


@case
def which_meeting(o):
    o.post("2026-03-16 10:00", M01, "[请假] WG5-2026-P9", WHY + "\n")
    o.expect(f"03-16 10:00 cmd.refused {M01}")
    o.mail("cmd.refused").says("没有编号为WG5-2026-P9的会议")
    o.post("2026-03-16 10:10", M01, "[请假] WG5-2026-P2", WHY + "\n")
    o.expect(*acknowledged("03-16 10:10"))
    assert o.mail("leave.ack", M01).object == "WG5-2026-P2/M01"
    o.change("UPDATE meeting SET state = 'cancelled' WHERE id = 'WG5-2026-P2'")
    o.post("2026-03-16 10:20", M01, "[请假] WG5-2026-P2", WHY + "\n")
    o.expect(f"03-16 10:20 cmd.refused {M01}")
    o.mail("cmd.refused").says("该会议已取消，无需请假")


@case
def several_groups_and_units(o):
    """M01 is in both groups, its representative r1 in WG5 only; c@m02 is the
    contact of M02 and stands for M03 in WG7."""
    o.aside.add("data.gap")  # M01 has nobody in WG7
    o.change("INSERT INTO working_group (id, name_zh, name_en, kind,"
             " takes_applications) VALUES ('WG7', '管理工作组', 'Management',"
             " 'WG', 0)")
    o.change("UPDATE person SET mail = replace(mail, '@m03', '3@m02')"
             " WHERE mail LIKE '%@m03.example'")  # a daughter of M02
    for unit in ("M01", "M03"):
        o.change("INSERT INTO membership (unit, working_group, state,"
                 " application, effective_day) VALUES (?, 'WG7', 'active',"
                 " NULL, 20000)", unit)
    o.change("INSERT INTO representative (unit, working_group, person, voter,"
             " since_day) SELECT 'M03', 'WG7', id, 1, 20000 FROM person"
             " WHERE mail = ?", M02)
    o.change("INSERT INTO meeting (id, working_group, kind, state, start_at,"
             " end_at, place, link, chair, week_reason, sequence, since,"
             " notified_at, reason, number, present) SELECT 'WG7-2026-P1',"
             " 'WG7', kind, state, start_at + 86400, end_at + 86400, place,"
             " link, chair, week_reason, sequence, since, notified_at, reason,"
             " number, present FROM meeting WHERE id = ?", P1)
    o.post("2026-03-16 10:00", M01, "[请假]", WHY + "\n")
    o.expect(f"03-16 10:00 cmd.refused {M01}")
    o.mail("cmd.refused").says("WG5-2026-P1（M01）", "WG7-2026-P1（M01）")
    o.post("2026-03-16 10:10", M01, "[请假] WG7全体会议", WHY + "\n")
    assert excuses(o)[-1][0] == "M01"
    assert o.mail("leave.ack", M01).object == "WG7-2026-P1/M01"
    o.fresh.clear()
    o.post("2026-03-16 10:20", R01, "[请假] WG7-2026-P1", WHY + "\n")
    o.expect(f"03-16 10:20 cmd.refused {R01}")
    o.mail("cmd.refused").says("您登记为贵单位在其他工作组的代表")
    o.post("2026-03-16 10:30", R02, "[请假] WG7-2026-P1", WHY + "\n")
    o.expect(f"03-16 10:30 cmd.refused {R02}")
    o.mail("cmd.refused").says("贵单位不是召开WG7-2026-P1的工作组的成员单位")
    # One person, two units: the meeting tells for which he speaks.
    o.post("2026-03-16 10:40", M02, "[请假] WG7-2026-P1", WHY + "\n")
    assert excuses(o)[-1][:2] == ("M03", M02), excuses(o)
    o.post("2026-03-16 10:50", M02, f"[请假] {P1}", WHY + "\n")
    assert excuses(o)[-1][:2] == ("M02", M02), excuses(o)
    o.fresh.clear()
    o.post("2026-03-16 11:00", M02, f"[请假] {P1}", f"单位：M01\n事由：{WHY}\n")
    o.expect(f"03-16 11:00 cmd.refused {M02}")
    o.mail("cmd.refused").says("不能代表示例科技有限公司请假")


@case
def held_already(o):
    """The reason may come when the meeting is over; the last one is meant."""
    o.change("DELETE FROM meeting WHERE id = 'WG5-2026-P2'")
    o.until("2026-04-08 17:30")
    o.fresh.clear()
    o.post("2026-04-08 17:30", M01, "[请假] 补充事由", "展会冲突\n")
    o.expect(*acknowledged("04-08 17:30"))
    assert excuses(o) == [("M01", M01, "展会冲突", "leave", "stated")]
    assert answers(o, "M01") == []
    o.mail("leave.ack", M01).says("未写明会议编号").says_not(
        "如改为派代表参会")
    o.change("UPDATE meeting SET state = 'finalised' WHERE id = ?", P1)
    o.post("2026-04-09 09:00", M02, f"[请假] {P1}", WHY + "\n")
    o.mail("leave.ack", M02).says("已经定稿，本件仅作记录").says_not(
        "组长可于")
    o.fresh.clear()


# ---- the leader's word ----

def on_record(o):
    o.post("2026-03-16 10:00", M01, f"[请假] {P1}", WHY + "\n")
    o.fresh.clear()
    return o.mail("leave.ack", GS)


@case
def reason_rejected(o):
    ack = on_record(o)
    o.reply("2026-03-17 09:00", ack, quoted("退回"))
    o.expect(f"03-17 09:00 cmd.refused {GS}")
    o.mail("cmd.refused").says("不予采纳须写明理由")
    o.reply("2026-03-23 23:59", ack, quoted("退回 理由：审计时间可以调整"))
    o.expect(*acknowledged("03-23 23:59"), f"03-23 23:59 leave.ack {GL}")
    assert excuses(o)[0][4] == "rejected"
    no = o.mail("leave.ack", M01).says("不予采纳", "审计时间可以调整", WHY,
                                       "按无故缺席记录", "第十三条第2项",
                                       "主题写“[请假] WG5-2026-P1”")
    assert "请假事由未予采纳" in no.subject, no.subject
    o.mail("leave.ack", GL).says("并已告知该单位")
    o.reply("2026-03-24 09:00", ack, quoted("退回 理由：再次"))
    o.expect(f"03-24 09:00 cmd.refused {GS}")
    # Another reason is another one.
    o.post("2026-03-24 10:00", M01, f"[请假] {P1}", "唯一代表住院\n")
    o.expect(*acknowledged("03-24 10:00"))
    assert [e[4] for e in excuses(o)] == ["rejected", "stated"]


@case
def rejected_too_late(o):
    ack = on_record(o)
    o.until("2026-03-24 00:00")
    o.fresh.clear()
    o.reply("2026-03-24 00:00", ack, quoted("退回 理由：审计时间可以调整"))
    o.expect(f"03-24 00:00 cmd.refused {GS}")
    o.mail("cmd.refused").says("已过可以不予采纳的期限")
    assert excuses(o)[0][4] == "stated"


@case
def who_may_reject(o):
    ack = on_record(o)
    o.reply("2026-03-17 09:00", ack, quoted("退回 理由：不采纳"), sender=M01)
    o.expect("03-17 09:00 auth.fail sec@tc.example")
    o.reply("2026-03-17 09:10", ack, quoted("退回 理由：不采纳"), sender=GL,
            dmarc="none")
    o.expect("03-17 09:10 auth.fail sec@tc.example")
    assert excuses(o)[0][4] == "stated"
    o.reply("2026-03-17 09:20", ack, quoted("已阅"))
    o.expect()
    assert excuses(o)[0][4] == "stated"
    # The secretary passed it on to his leader.
    o.reply("2026-03-17 10:00", ack, quoted("不同意 理由：可以调整"), sender=GL)
    o.expect(*acknowledged("03-17 10:00"), f"03-17 10:00 leave.ack {GL}")
    assert o.sql("SELECT decided_by FROM excuse") == [(GL,)]


# ---- declined by calendar ----

@case
def declined_with_a_reason(o):
    answer(o, "2026-03-16 10:00", R01, status="DECLINED", comment=WHY)
    o.expect(*acknowledged("03-16 10:00"))
    assert excuses(o) == [("M01", R01, WHY, "declined", "stated")]
    # The same once more, as mail systems do.
    o.put(o.newest.replace(b"Message-ID: <", b"Message-ID: <x"),
          "2026-03-16 10:05")
    o.turn("2026-03-16 10:05")
    o.expect()
    assert len(excuses(o)) == 1


@case
def declined_without_a_reason(o):
    answer(o, "2026-03-20 17:00", R01, status="DECLINED")
    o.expect(f"03-20 17:00 reason.ask {BOTH01}")
    ask = o.mail("reason.ask").says("没有说明事由",
                                    "最迟于会后3个工作日内补充事由")
    assert ask.object == f"{P1}/M01"
    answer(o, "2026-03-20 17:10", M01, status="DECLINED", comment="无")
    o.expect()
    o.reply("2026-03-20 18:00", ask, quoted(WHY))
    o.expect(*acknowledged("03-20 18:00"))
    assert excuses(o) == [("M01", M01, WHY, "answer", "stated")]
    answer(o, "2026-03-21 10:00", R01, status="DECLINED")
    o.expect()


@case
def declined_while_a_colleague_comes(o):
    answer(o, "2026-03-16 10:00", M01, status="ACCEPTED")
    answer(o, "2026-03-16 10:10", R01, status="DECLINED")
    o.expect()
    o.post("2026-03-16 10:20", R01, f"[请假] {P1}", WHY + "\n")
    o.expect(*acknowledged("03-16 10:20"))
    o.mail("leave.ack", M01).says("另有人员答复参会")


@case
def another_day_another_reason(o):
    answer(o, "2026-02-16 10:00", R01, status="DECLINED", comment=WHY)
    o.expect(*acknowledged("02-16 10:00"))
    answer(o, "2026-02-16 10:10", M02, status="DECLINED", comment=WHY)
    o.reply("2026-02-17 10:00", o.mail("plan.confirmed", GS),
            quoted("改期 2026-04-08 09:00 理由：场地"))
    o.fresh.clear()
    # The same words about the new day, and none.
    answer(o, "2026-02-18 10:00", R01, status="DECLINED", comment=WHY)
    o.expect(*acknowledged("02-18 10:00"))
    answer(o, "2026-02-18 11:00", M02, status="DECLINED")
    o.expect(f"02-18 11:00 reason.ask {M02},{R02}")
    assert [e[0] for e in excuses(o)] == ["M01", "M02", "M01"]


# ---- delegates ----

@case
def delegate_of_the_unit(o):
    answer(o, "2026-03-12 10:00", R01, delegate="Wu@M01.example")
    o.expect(f"03-12 10:00 delegate.ack {BOTH01}",
             f"03-12 10:00 delegate.ack {GS}",
             "03-12 10:00 delegate.ack wu@m01.example")
    o.mail("delegate.ack", M01).says(
        "wu@m01.example", "已登记", "会议邀请已发送受托人",
        "受托人不因委派享有投票权", "第二十条第7项", "[代表指派]")
    o.mail("delegate.ack", GS).says("示例科技有限公司（M01，", "吴工")
    his = o.mail("delegate.ack", "wu@m01.example")
    his.says("委派您代为参加", R01, "请向本单位联系人（c@m01.example）索取")
    assert method_of(his) == "REQUEST" and not his.cc
    e = next(iter(icalendar.Calendar.from_ical(his.ics).walk("VEVENT")))
    people = e["ATTENDEE"] if isinstance(e["ATTENDEE"], list) else [
        e["ATTENDEE"]]
    assert [str(a) for a in people] == ["mailto:wu@m01.example"], people
    assert R01 in str(people[0].params["DELEGATED-FROM"])
    assert o.sql("SELECT party, delegated_from FROM invitation WHERE"
                 " person = 'wu@m01.example'") == [("M01", R01)]
    # His answer is the unit's.
    answer(o, "2026-03-13 10:00", "wu@m01.example", mail=his,
           status="ACCEPTED")
    o.expect()
    assert answers(o, "M01")[-1] == ("wu@m01.example", "ACCEPTED", "calendar")
    # Said again, nothing is.
    answer(o, "2026-03-13 11:00", R01, delegate="wu@m01.example")
    o.expect()


@case
def delegate_is_a_representative(o):
    answer(o, "2026-03-12 10:00", M01, delegate=R01)
    o.expect(f"03-12 10:00 delegate.ack {BOTH01}",
             f"03-12 10:00 delegate.ack {GS}")
    o.mail("delegate.ack", M01).says("已另有会议邀请")


@case
def delegate_from_elsewhere(o):
    o.named = {"partner.example", "m01.example"}
    answer(o, "2026-03-12 10:00", R01, delegate="wu@partner.example")
    o.expect(f"03-12 10:00 delegate.ack {M01}")
    ask = o.mail("delegate.ack").says("请联系人确认", "确认之前不发会议邀请",
                                      "wu@partner.example", "不同意")
    assert not o.sql("SELECT 1 FROM invitation WHERE person = ?",
                     "wu@partner.example")
    o.reply("2026-03-12 10:30", ask, quoted("好像是吧？"))
    o.expect(f"03-12 10:30 cmd.refused {M01}")
    o.reply("2026-03-12 11:00", ask, quoted("同意"))
    o.expect(f"03-12 11:00 delegate.ack {BOTH01}",
             f"03-12 11:00 delegate.ack {GS}",
             "03-12 11:00 delegate.ack wu@partner.example")
    o.reply("2026-03-12 11:10", ask, quoted("不同意"))
    o.expect(f"03-12 11:10 cmd.refused {M01}")


@case
def delegate_refused(o):
    o.named = {"m01.example"}
    answer(o, "2026-03-12 10:00", R01, delegate="wu@qq.com")
    ask = o.mail("delegate.ack")
    o.expect(f"03-12 10:00 delegate.ack {M01}")
    o.reply("2026-03-12 11:00", ask, quoted("不同意"))
    o.expect(f"03-12 11:00 delegate.ack {BOTH01}")
    o.mail("delegate.ack").says("委派未予登记", "联系人未予确认")
    assert answers(o, "M01")[-1][1] == "NEEDS-ACTION"
    # A contact who sends somebody has said so himself.
    answer(o, "2026-03-12 12:00", M01, delegate="wu@qq.com")
    o.expect(f"03-12 12:00 delegate.ack {BOTH01}",
             f"03-12 12:00 delegate.ack {GS}",
             "03-12 12:00 delegate.ack wu@qq.com")


@case
def delegate_for_a_day_that_was_moved(o):
    o.named = {"partner.example"}
    answer(o, "2026-02-16 10:00", R01, delegate="wu@partner.example")
    ask = o.mail("delegate.ack")
    o.reply("2026-02-17 10:00", o.mail("plan.confirmed", GS),
            quoted("改期 2026-04-08 09:00 理由：场地"))
    o.fresh.clear()
    o.reply("2026-02-17 11:00", ask, quoted("同意"))
    o.expect(f"02-17 11:00 cmd.refused {M01}")
    o.mail("cmd.refused").says("已改期，此项委派不再有效")


@case
def anybody_has_a_mailbox_at_qq(o):
    o.named = {"qq.com", "m01.example"}
    o.change("UPDATE person SET mail = replace(mail, 'm01.example', 'qq.com')")
    answer(o, "2026-03-12 10:00", R01, sender="r1@qq.com",
           delegate="wu@qq.com")
    o.expect("03-12 10:00 delegate.ack c@qq.com")
    o.mail("delegate.ack").says("请联系人确认")


@case
def delegate_of_another_member(o):
    o.named = {"m02.example"}
    answer(o, "2026-03-12 10:00", R01, delegate=R02)
    o.expect(f"03-12 10:00 delegate.ack {BOTH01}")
    o.mail("delegate.ack").says("委派未予登记", "其他成员单位的人员",
                                f"[请假] {P1}")
    assert answers(o, "M01")[-1][1] == "NEEDS-ACTION"


# ---- another time ----

NEXT = {"method": "COUNTER", "start": "TZID=Asia/Shanghai:20260401T090000",
        "end": "TZID=Asia/Shanghai:20260401T170000"}


@case
def proposal_declined(o):
    answer(o, "2026-03-11 16:00", R01, comment="与我单位活动冲突", **NEXT)
    o.expect(f"03-11 16:00 counter.fwd {GS}")
    fwd = o.mail("counter.fwd").says(
        "2026年4月1日（周三）09:00至17:00", "2026年3月31日（周二）09:00",
        "与我单位活动冲突", "接受", "不同意", "示例科技有限公司（M01）")
    assert fwd.object == f"{P1}/M01"
    o.reply("2026-03-12 10:00", fwd, quoted("不采纳"))
    o.expect(f"03-12 10:00 counter.declined {BOTH01}")
    no = o.mail("counter.declined").says("未采纳", "按原定时间召开",
                                         "2026年3月31日（周二）09:00")
    assert method_of(no) == "DECLINECOUNTER" and no.object == f"{P1}/M01"
    o.reply("2026-03-12 11:00", fwd, quoted("接受"))
    o.expect(f"03-12 11:00 cmd.refused {GS}")
    assert o.meeting(P1) == ("notified", 0, "2026-03-31 09:00")


@case
def proposal_accepted(o):
    answer(o, "2026-02-20 16:00", R01, **NEXT)
    fwd = o.mail("counter.fwd")
    o.fresh.clear()
    o.reply("2026-02-21 09:00", fwd, quoted("接受 理由：场地可用"), sender=DGL1)
    o.expect("02-21 09:00 auth.fail sec@tc.example")
    o.reply("2026-02-21 10:00", fwd, quoted("接受"))
    assert o.meeting(P1) == ("notified", 1, "2026-04-01 09:00")
    moved = [m for m in o.mails if m.code == "meeting.moved"]
    assert {m.to[0] for m in moved} >= {M01, M02, GL, SEC, LIA}
    o.mail("meeting.moved", M02).says("2026年4月1日（周三）09:00",
                                      "采纳参会方提出的时间建议")
    assert method_of(o.mail("meeting.moved", M02)) == "REQUEST"
    o.fresh.clear()


@case
def proposal_of_a_day_too_early(o):
    """What the charter's days forbid, the secretariat lets pass or not."""
    early = {"method": "COUNTER", "start": "TZID=Asia/Shanghai:20260303T090000",
             "end": "TZID=Asia/Shanghai:20260303T170000"}
    answer(o, "2026-02-16 10:00", R01, **early)
    o.fresh.clear()
    o.reply("2026-02-16 11:00", o.mail("counter.fwd"), quoted("接受"))
    assert o.meeting(P1)[2] == "2026-03-31 09:00"
    ask = o.mail("notice.check", SEC)
    ask.says("改期", "2026年3月3日（周二）09:00")
    o.reply("2026-02-16 15:00", ask, quoted("同意"))
    assert o.meeting(P1) == ("notified", 1, "2026-03-03 09:00")
    o.fresh.clear()


@case
def proposals_that_cannot_be_taken(o):
    answer(o, "2026-03-11 10:00", R01, method="COUNTER", comment="请提供停车位")
    o.expect(f"03-11 10:00 counter.fwd {GS}")
    same = o.mail("counter.fwd").says("仅转达其说明", "请提供停车位",
                                      "无需答复").says_not("如何决定")
    assert not same.token
    answer(o, "2026-03-11 11:00", R02, method="COUNTER",
           start="TZID=Mars/Olympus:20260401T090000",
           end="TZID=Mars/Olympus:20260401T170000")
    unknown = o.mail("counter.fwd").says("20260401T090000", "无法识别")
    o.fresh.clear()
    o.reply("2026-03-11 11:10", unknown, quoted("接受"))
    o.expect(f"03-11 11:10 cmd.refused {GS}")
    answer(o, "2026-03-11 12:00", R02, method="COUNTER",
           start="TZID=Asia/Shanghai:20260331T140000",
           end="TZID=Asia/Shanghai:20260331T170000")
    o.mail("counter.fwd").says("新的会议日期与原日期相同").says_not(
        "会议改至建议时间")
    answer(o, "2026-03-11 13:00", R02, **NEXT)
    fwd = o.mail("counter.fwd")
    o.fresh.clear()
    # A third time is told back first.
    o.reply("2026-03-11 14:00", fwd, quoted("改期 2026-04-02 09:00"))
    o.expect(f"03-11 14:00 cmd.refused {GS}")
    o.mail("cmd.refused").says("2026年4月2日（周四）09:00", "尚未执行")
    o.reply("2026-03-11 14:10", o.mail("cmd.refused"), quoted("同意"))
    assert o.meeting(P1)[2] == "2026-04-02 09:00"
    o.fresh.clear()
    o.reply("2026-03-11 15:00", fwd, quoted("接受"))
    o.expect(f"03-11 15:00 cmd.refused {GS}")
    o.mail("cmd.refused").says("会议时间此后已经改变")


# ---- the runner ----

class Plenary(Group):
    """P1 whose notice is out; what the clock sends is others' to prove."""

    def __init__(self):
        super().__init__()
        self.clocked = False
        released(self)
        self.clocked = True

    def expect(self, *lines):
        if self.clocked:
            self.fresh = [m for m in self.fresh if not m.code.endswith(
                (".rem", ".overdue", ".closed", ".missed"))]
        return super().expect(*lines)

    clocked = False

    def change(self, statement, *values):
        self.write((statement, values))


def run(f):
    began = time.monotonic()
    o = None
    try:
        o = Plenary()
        f(o)
        o.close()
        return f.__name__, None, time.monotonic() - began
    except Exception:
        where = f"\n  the state is in {o.dir}" if o else ""
        return f.__name__, traceback.format_exc() + where, \
            time.monotonic() - began


CODES = ["reason.ask", "leave.ack", "delegate.ack", "counter.fwd",
         "counter.declined"]


def main():
    words = sys.argv[2] if len(sys.argv) > 2 else ""
    chosen = [f for f in CASES if words in f.__name__]
    bad = 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for name, trouble, seconds in pool.map(run, chosen):
            bad += trouble is not None
            print(f"{'FAIL' if trouble else 'ok  '} {name} ({seconds:.1f} s)"
                  + (f"\n{trouble}" if trouble else ""), flush=True)
    missing = [c for c in CODES if c not in Office.codes_seen]
    if not words and missing:
        print("no case sends", " ".join(missing))
        bad += 1
    print(f"{len(chosen)} cases, {bad} failed")
    return bad != 0


if __name__ == "__main__":
    sys.exit(main())
