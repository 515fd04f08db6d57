#!/usr/bin/python3
"""The people of a unit: another contact, other representatives, and what the
register lacks of them, end to end.

test_people.py CONVOKE [WORDS]   WORDS: only cases whose name has them

Expectations are those of requirements.md 1 (R-A1 to R-A5), 2 (11.1, 11.2,
20.7), 6.4 and 9.5.
"""
import concurrent.futures
import sys
import time
import traceback

from calendars import send
from office import *  # noqa: F403
from test_plenary import Group, released

CASES = []
P1 = "WG5-2026-P1"
M01, R01, NEW = "c@m01.example", "r1@m01.example", "zhou@m01.example"
M02 = "c@m02.example"
LETTER = ("联系人变更函（盖章）.pdf", PDF, scan("sealed letter"))


def case(f):
    CASES.append(f)
    return f


def wanted(**o):
    """What a mail says of the new contact."""
    said = {"姓名": "周某", "电子邮件": NEW, "手机": "13800000004",
            "生效日期": "2026-01-12", **o}
    return "".join(f"{k}：{v}\n" for k, v in said.items() if v)


def asked(o, at="2026-01-12 10:00", sender=M01, text=None, **k):
    o.post(at, sender, "[联系人变更]", text or wanted(), **k)
    return at[5:]


def contact(o, unit="M01"):
    return o.sql("SELECT p.mail, p.name, p.phone FROM unit u JOIN person p"
                 " ON p.id = u.contact WHERE u.id = ?", unit)[0]


def states(o):
    return [s for (s,) in o.sql("SELECT state FROM contact_change ORDER BY id")]


def audited(o):
    return [s for (s,) in o.sql("SELECT to_state FROM audit WHERE event ="
                                " 'contact.change' ORDER BY id")]


def changed(at, *unit):
    """contact.changed to the unit in one mail, to its group, to SEC."""
    return [f"{at} contact.changed {to}" for to in (",".join(unit), GS, SEC)]


class People(Group):
    def next_due(self):
        return self.sql(
            "SELECT min(at) FROM (SELECT min(next_at) AS at FROM obligation"
            " WHERE state IN ('open','overdue','missed') UNION ALL"
            " SELECT min(at) FROM timer WHERE what IN ('meeting','sync',"
            "'contact','gap','voter','follow'))")[0][0]

    def only(self, *codes):
        """Of the mails since the last look those of these codes."""
        self.fresh = [m for m in self.fresh if m.code in codes]


# ---- the old contact asks, the new one confirms ----

@case
def a_contact_hands_over(o):
    at = asked(o)
    o.expect(f"{at} contact.confirm {NEW}")
    assert contact(o)[0] == M01, "nothing changes before he agrees"
    mail = o.mail("contact.confirm", NEW)
    mail.says("周某", "示例科技有限公司（M01）", "13800000004", M01,
              "2026年2月11日（周三）24:00前", "同意", "第十一条第1项")
    assert mail.object == "M01" and mail.token
    o.reply("2026-01-12 11:00", mail, quoted("同意"))
    o.expect(*changed("01-12 11:00", NEW, M01, R01))
    assert contact(o) == (NEW, "周某", "13800000004")
    o.mail("contact.changed", GS).says("即日起生效", M01, NEW, "无需另行报告")
    assert audited(o) == ["pending", "confirmed", "done"]
    # Whose word counts now, and whose does not any more.
    o.post("2026-01-13 10:00", NEW, "[代表指派] WG5",
           f"代表1：孙一，工程师，{R01}，投票代表\n")
    o.expect(f"01-13 10:00 rep.ack {NEW},{R01}", f"01-13 10:00 rep.ack {GS}")
    o.post("2026-01-13 11:00", M01, "[代表指派] WG5",
           f"代表1：孙二，工程师，{M01}，投票代表\n")
    o.expect(f"01-13 11:00 held.confirm {NEW}", f"01-13 11:00 held.info {SEC}")
    # The token is used up.
    o.reply("2026-01-14 10:00", mail, quoted("同意"))
    o.only("cmd.refused")
    o.expect(f"01-14 10:00 cmd.refused {NEW}")
    assert states(o) == ["done"]


@case
def one_line_says_all(o):
    asked(o, text=f"原联系人：联系M01，{M01}\n新联系人：周某，{NEW}，13800000004，"
                  "自2026年1月12日起生效\n谢谢！\n")
    o.expect(f"01-12 10:00 contact.confirm {NEW}")
    o.mail("contact.confirm").says("周某", "13800000004", "2026年1月12日（周一）")


@case
def what_is_missing_is_asked_for(o):
    asked(o, text=f"新联系人：周某，{NEW}\n")
    o.expect(f"01-12 10:00 cmd.refused {M01}")
    o.mail("cmd.refused", M01).says("请写明新联系人的手机、生效日期")
    asked(o, "2026-01-12 10:10", text="我单位联系人有变动，请更新。\n")
    o.expect(f"01-12 10:10 cmd.refused {M01}")
    o.mail("cmd.refused", M01).says("姓名、电子邮件、手机、生效日期")
    asked(o, "2026-01-12 10:20", text=wanted(生效日期="2026-02-30"))
    o.expect(f"01-12 10:20 cmd.refused {M01}")
    o.mail("cmd.refused", M01).says("请写明新联系人的生效日期")
    asked(o, "2026-01-12 10:30", text=wanted(电子邮件=SERVICE))
    o.expect(f"01-12 10:30 cmd.refused {M01}")
    assert states(o) == []


@case
def it_takes_effect_on_its_day(o):
    asked(o, text=wanted(生效日期="2026年1月20日"))
    o.reply("2026-01-12 11:00", o.mail("contact.confirm"), quoted("同意"))
    o.fresh = [m for m in o.fresh if m.code != "contact.confirm"]
    o.expect(*changed("01-12 11:00", NEW, M01, R01))
    o.mail("contact.changed", SEC).says("将于2026年1月20日（周二）起生效",
                                        "在此之前联系人仍为原联系人")
    o.until("2026-01-20 00:00")
    assert contact(o)[0] == M01 and states(o) == ["confirmed"]
    digest = [m for m in o.digests if SEC in m.to][-1]
    digest.says("联系人变更为周某，已确认，尚未生效")
    o.turn("2026-01-20 00:00")
    assert contact(o)[0] == NEW and states(o) == ["done"]
    o.only("contact.changed")
    o.expect()


@case
def a_day_that_is_past_means_now(o):
    asked(o, text=wanted(生效日期="2026-01-10"))
    o.reply("2026-01-14 11:00", o.mail("contact.confirm"), quoted("同意"))
    assert contact(o)[0] == NEW
    o.fresh.clear()


@case
def the_new_person_declines(o):
    asked(o)
    o.fresh.clear()
    o.reply("2026-01-12 11:00", o.mail("contact.confirm"),
            quoted("不同意 理由：已调离"))
    o.expect(f"01-12 11:00 cmd.refused {M01}")
    o.mail("cmd.refused", M01).says("未同意担任联系人")
    assert contact(o)[0] == M01 and states(o) == ["declined"]
    assert audited(o) == ["pending", "declined"]


@case
def nobody_confirms(o):
    asked(o)
    o.fresh.clear()
    o.until("2026-02-11 23:59")
    assert states(o) == ["pending"]
    o.turn("2026-02-12 00:00")
    assert states(o) == ["expired"] and contact(o)[0] == M01
    o.only("cmd.refused")
    o.expect(f"02-12 00:00 cmd.refused {M01}")
    o.mail("cmd.refused", M01).says("30天内未获确认")
    o.reply("2026-02-12 10:00", o.mail("contact.confirm"), quoted("同意"))
    o.only("cmd.refused", "contact.changed")
    o.expect(f"02-12 10:00 cmd.refused {NEW}")
    assert contact(o)[0] == M01


@case
def the_last_request_counts(o):
    asked(o)
    first = o.mail("contact.confirm", NEW)
    asked(o, "2026-01-12 10:30", text=wanted(姓名="吴某",
                                             电子邮件="wu@m01.example"))
    second = o.mail("contact.confirm", "wu@m01.example")
    o.fresh.clear()
    o.reply("2026-01-12 11:00", first, quoted("同意"))
    o.expect(f"01-12 11:00 cmd.refused {NEW}")
    o.reply("2026-01-12 11:10", second, quoted("同意"))
    o.fresh.clear()
    assert contact(o)[0] == "wu@m01.example"
    assert states(o) == ["superseded", "done"]


@case
def his_token_is_his_alone(o):
    asked(o)
    o.fresh.clear()
    mail = o.mail("contact.confirm")
    o.reply("2026-01-12 11:00", mail, quoted("同意"), sender=M02)
    o.expect(f"01-12 11:00 auth.fail {SEC}")
    o.reply("2026-01-12 11:10", mail, quoted("收到"))
    o.expect(f"01-12 11:10 cmd.refused {NEW}")
    o.post("2026-01-12 11:20", NEW, "自动回复：外出", quoted("同意"), answers=mail,
           extra=["Auto-Submitted: auto-replied"])
    o.expect()
    assert states(o) == ["pending"] and contact(o)[0] == M01


# ---- who is no contact ----

@case
def others_are_held(o):
    for n, (sender, how) in enumerate((
            (R01, {}),                          # a colleague
            ("new@m01.example", {}),            # a stranger without a letter
            ("new@m01.example",                 # …or without a proof
             {"files": [LETTER], "dmarc": "none"}))):
        at = asked(o, f"2026-01-12 1{n}:00", sender, **how)
        o.expect(f"{at} held.confirm {M01}", f"{at} held.info {SEC}")
        assert o.last()[0] == "held" and o.last()[2] == "M01/contact"
    asked(o, "2026-01-12 14:00", M01, dmarc="fail")
    o.expect(f"01-12 14:00 auth.fail {SEC}")
    asked(o, "2026-01-12 15:00", "x@nowhere.example")
    o.expect(f"01-12 15:00 held.info {SEC}")
    assert states(o) == [] and contact(o)[0] == M01
    # What the contact vouches for is his own word.
    colleague = [m for m in o.mails if m.code == "held.confirm"][0]
    o.reply("2026-01-12 16:00", colleague, quoted("同意"))
    o.expect(f"01-12 16:00 contact.confirm {NEW}")
    assert states(o) == ["pending"]


@case
def a_sealed_letter_is_verified(o):
    new = "new@m01.example"
    at = asked(o, sender=new, text="单位：M01\n" + wanted(电子邮件=new),
               files=[LETTER])
    o.expect(f"{at} held.info {SEC}")
    info = o.mail("held.info", SEC)
    assert info.object == "M01/contact" and info.token
    info.says("示例科技有限公司", "请核对所附盖章函", "周某", new)
    assert states(o) == ["held"] and contact(o)[0] == M01
    # Nobody but the secretariat, and not without its proof.
    o.reply("2026-01-12 10:30", info, quoted("同意"), sender=new)
    o.expect(f"01-12 10:30 auth.fail {SEC}")
    o.reply("2026-01-12 10:40", info, quoted("同意"), dmarc="none")
    o.expect(f"01-12 10:40 auth.fail {SEC}")
    assert states(o) == ["held"]
    o.reply("2026-01-13 10:00", info, quoted("核实通过"))
    o.expect(*changed("01-13 10:00", new, M01, R01))
    assert contact(o)[0] == new
    assert o.sql("SELECT state FROM message ORDER BY id LIMIT 1") == [
        ("applied",)]


@case
def a_letter_that_names_another_or_is_no_good(o):
    asked(o, sender="new@m01.example", text="单位：M01\n" + wanted(),
          files=[LETTER])
    o.reply("2026-01-12 11:00", o.mail("held.info"), quoted("同意"))
    o.fresh = [m for m in o.fresh if m.code != "held.info"]
    o.expect(f"01-12 11:00 contact.confirm {NEW}")
    asked(o, "2026-01-12 12:00", "bad@m02.example",
          text="单位：M02\n" + wanted(电子邮件="bad@m02.example"), files=[LETTER])
    o.fresh.clear()
    o.reply("2026-01-12 13:00", o.mail("held.info"), quoted("不同意 理由：公章不符"))
    o.expect("01-12 13:00 cmd.refused bad@m02.example")
    assert contact(o, "M02")[0] == M02
    assert states(o) == ["pending", "refused"]


# ---- what follows ----

@case
def the_calendar_follows_the_contact(o):
    released(o)
    asked(o, "2026-02-11 10:00", text=wanted(生效日期="2026-02-11"))
    o.reply("2026-02-11 11:00", o.mail("contact.confirm"), quoted("同意"))
    o.only("contact.changed", "notice.issue", "meeting.cancelled")
    o.expect(*changed("02-11 11:00", NEW, M01, R01),
             f"02-11 11:00 notice.issue {NEW}",
             f"02-11 11:00 meeting.cancelled {M01}")
    assert b"METHOD:REQUEST" in o.mail("notice.issue", NEW).ics
    assert b"METHOD:CANCEL" in o.mail("meeting.cancelled", M01).ics
    send(o, "2026-02-11 12:00", "apple", o.mail("notice.issue", NEW),
         "ACCEPTED", NEW)
    assert o.sql("SELECT party, person, status FROM rsvp") == [
        ("M01", NEW, "ACCEPTED")]


@case
def what_was_to_be_vouched_for_is_the_new_ones(o):
    o.post("2026-01-12 09:30", "x@m01.example", "[代表指派] WG5",
           "代表1：孙一，工程师，x@m01.example，投票代表\n")
    held = o.mail("held.confirm", M01)
    asked(o)
    o.reply("2026-01-12 11:00", o.mail("contact.confirm"), quoted("同意"))
    o.fresh.clear()
    o.reply("2026-01-12 12:00", held, quoted("同意"), sender=M01)
    assert not any(m.code == "rep.ack" for m in o.fresh), o.fresh
    o.fresh.clear()
    o.reply("2026-01-12 12:30", held, quoted("同意"), sender=NEW)
    o.only("rep.ack")
    o.expect(f"01-12 12:30 rep.ack {NEW},x@m01.example",
             f"01-12 12:30 rep.ack {GS}")


@case
def a_representative_who_leads_stays_as_leader(o):
    """He was invited for the unit; now his answer is his own."""
    o.post("2026-01-12 09:00", M01, "[代表指派] WG5",
           f"代表1：张示例，组长，{GL}，投票代表\n")
    o.fresh.clear()
    o.named = frozenset({"m01.example", "wg5.example"})
    o.write(("UPDATE person SET name = '张示例' WHERE mail = ?", (GL,)))
    released_mixed(o)
    assert o.sql("SELECT party FROM invitation WHERE person = ?", GL) == [
        ("M01",)]
    unit = [m for m in o.mails if m.ics and M01 in m.to][-1]
    o.post("2026-02-12 10:00", M01, "[代表指派] WG5",
           f"代表1：孙一，工程师，{R01}，投票代表\n")
    assert o.sql("SELECT party, ended FROM invitation WHERE person = ?",
                 GL) == [(GL, 0)]
    assert not any(m.code == "meeting.cancelled" for m in o.mails)
    # With the unit's object, which stands in his calendar.
    send(o, "2026-02-12 11:00", "apple", unit, "ACCEPTED", GL)
    assert o.sql("SELECT party, person, status FROM rsvp") == [
        (GL, GL, "ACCEPTED")]
    o.fresh.clear()


def released_mixed(o):
    o.check_mail = lambda mail: None  # his address is of another domain
    o.post("2026-01-23 10:00", GS, "[年度会议计划] WG5 2026年",
           "P1 2026-03-31 09:00-17:00 北京 标准周：否 理由：单独召开\n"
           "P2 2026-10-21 09:00-17:00 苏州 标准周：是\n")
    from test_plenary import PAPER, PLAN, agenda
    o.post("2026-02-03 10:00", GS, f"[会议方案] {P1}", "请备案。\n", files=[PLAN])
    o.post("2026-02-10 10:00", GS, f"[发布通知] {P1}", agenda([]) +
           "1. 标准体系讨论\n", files=[PAPER], answers=o.right(GS, P1))
    o.fresh.clear()


@case
def an_import_is_followed_too(o):
    released(o)
    with open(o.register, encoding="utf-8") as f:
        data = json.load(f)
    unit = data["units"][0]
    unit["contact"] = {"name": "周某", "mail": NEW}
    unit["memberships"][0]["representatives"][0] = {
        "name": "孙一", "mail": "r9@m01.example", "voter": True}
    with open(o.register, "w", encoding="utf-8") as f:
        json.dump(data, f, ensure_ascii=False)
    o.until("2026-02-11 10:00")
    o.fresh.clear()
    o.now = moment("2026-02-11 10:00")
    o.run("import", "register", o.register)
    o.turn("2026-02-11 10:00")
    o.expect(f"02-11 10:00 notice.issue {NEW}",
             "02-11 10:00 notice.issue r9@m01.example",
             f"02-11 10:00 meeting.cancelled {M01}",
             f"02-11 10:00 meeting.cancelled {R01}")
    o.run("import", "register", o.register)
    o.turn("2026-02-11 10:10")
    o.expect()


# ---- what the register lacks ----

def gaps(o):
    return [m.line() for m in o.mails if m.code == "data.gap"]


@case
def gaps_are_asked_for_weekly(o):
    o.until("2026-01-13 12:00")
    assert gaps(o) == [], "nothing is lacking"
    o.write(("DELETE FROM representative WHERE unit = 'M01'", ()),
            ("UPDATE representative SET voter = 0 WHERE unit = 'M02'", ()),
            ("UPDATE person SET mail = '' WHERE mail = ?", ("c@m03.example",)))
    o.until("2026-01-20 12:00")
    want = [f"01-19 09:00 data.gap {M01}", "01-19 09:00 data.gap "
            f"{M02},r1@m02.example"] + [f"01-19 09:00 data.gap {GS}"] * 3 + \
        [f"01-19 09:00 data.gap {SEC}"]
    assert sorted(gaps(o)) == sorted(want), gaps(o)
    o.mail("data.gap", M01).says("尚未指派代表（第十一条第2项）", "[代表指派] WG5",
                                 "示例科技有限公司（M01）在WG5")
    o.mail("data.gap", M02).says("没有投票代表（第二十条第7项）")
    o.mail("data.gap", SEC).says("联系人没有可用的邮件地址")
    # Closed gaps are asked for no more; the week of 春节 has no working day.
    o.post("2026-01-21 10:00", M01, "[代表指派] WG5",
           f"代表1：孙一，工程师，{R01}，投票代表\n")
    o.write(("UPDATE person SET mail = 'c@m03.example' WHERE mail = ''", ()))
    o.until("2026-02-28 12:00")
    days = sorted(line.split(" data")[0] for line in gaps(o)
                  if line.endswith("r1@m02.example"))
    assert days == ["01-19 09:00", "01-26 09:00", "02-02 09:00",
                    "02-09 09:00", "02-24 09:00"], days
    assert len([1 for line in gaps(o) if M01 in line]) == 1, gaps(o)
    o.fresh.clear()


@case
def nobody_votes_in_a_week(o):
    """20.7: once more on D-7, 2026-03-24."""
    released(o)
    o.until("2026-03-23 12:00")
    o.fresh.clear()
    o.write(("UPDATE representative SET voter = 0 WHERE unit = 'M02'", ()))
    o.until("2026-03-25 12:00")
    o.only("data.gap")
    o.expect(f"03-24 09:00 data.gap {M02},r1@m02.example",
             f"03-24 09:00 data.gap {GS}")
    o.mail("data.gap", M02).says("WG5全体会议（WG5-2026-P1）将于2026年3月31日（周二）",
                                 "2026年3月30日（周一）18:00前")


def run(f):
    began = time.monotonic()
    o = None
    try:
        o = People()
        f(o)
        o.close()
        return f.__name__, None, time.monotonic() - began
    except Exception:
        where = f"\n  the state is in {o.dir}" if o else ""
        return f.__name__, traceback.format_exc() + where, \
            time.monotonic() - began


CODES = ["contact.confirm", "contact.changed", "data.gap"]


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
