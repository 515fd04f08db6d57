#!/usr/bin/python3
"""Exit flags from what is found to what is decided, end to end.

test_flag.py CONVOKE [WORDS]   WORDS: only cases whose name has them

M03 was absent without reason in 2025 and is so again on 31 March 2026; M02
owes its dues of 2025. What is expected comes from requirements.md 4.2, R-A1 to
R-A3, R-X1 to R-X12, 5.3, 7, 8 and 9.5.
"""
import concurrent.futures
import sys
import time
import traceback

from charter_file import rewrite
from office import *  # noqa: F403
from plenaries import Committee, unit_row
from test_attendance import ALL, CAME, Held, csv, send
from test_plenary import register, released

CASES = []
OP1, OP2 = "op1@tc.example", "op2@tc.example"
P1, P2 = "WG5-2026-P1", "WG5-2026-P2"
FLAG = f"M03/ABS/{P1}"
M03, R03 = "c@m03.example", "r1@m03.example"
UNIT = f"{M03},{R03}"
CONF = make_demo.CONF.replace('secretariat = [ "sec@tc.example" ]',
                              f'secretariat = [ "{SEC}", "{OP1}", "{OP2}" ]')
RAISED = [f"04-09 09:00 flag.raised {to}" for to in (SEC, GL, GS, LIA)]
PROOF = ("到会照片.pdf", PDF, scan("we were there"))


FIN = SEC
DUES = "M02/DUES/2025"


def ledger(as_of, *rows):
    return ("会费台账.csv", "text/csv", "\n".join(
        [f"as_of={as_of}", "year,unit,amount,status,value_date,ref,due",
         *rows]).encode() + b"\n")


def dues(o, at, *rows):
    as_of = (moment(at) - timedelta(days=1)).strftime("%Y-%m-%d")
    o.post(at, FIN, "[会费导入] 会费台账", "台账见附件。\n",
           files=[ledger(as_of, *rows)])


def case(f):
    CASES.append(f)
    return f


def plain(unit):
    """A contact and one who stands for it, at addresses of their own."""
    at = unit["id"].lower()
    unit["contact"]["mail"] = f"c@{at}.example"
    unit["memberships"][0]["representatives"] = [
        {"name": "代表" + unit["id"], "mail": f"r1@{at}.example",
         "voter": True}]
    return unit


class Flagged(Held):
    """The evening of 8 April: whoever was absent has not answered."""

    def __init__(self, **o):
        data = register()
        data["units"] = [plain(u) for u in data["units"][:3]]
        data.pop("projects")
        data["history"] = [{"meeting": "WG5-2025-P2",
                            "day": "2025-12-10", "absent": ["M03"]}]
        self.leads, self.clocked = {}, False
        Office.__init__(self, sys.argv[1], conf=CONF, register=data,
                        charter=None, **o)
        self.used = set()
        self.aside |= {"atrisk.notice", "dues.report", "dues.rem",
                       "dues.arrears", "dues.final"}
        self.turn("2026-01-01 00:00")
        dues(self, "2026-01-05 10:00", *(
            f"2025,{u},12000,{paid},2025-06-30" for u, paid in (
                ("M01", "paid,2025-06-20,"), ("M02", "unpaid,,"),
                ("M03", "paid,2025-06-20,"))))
        released(self)
        self.until("2026-03-31 09:00")
        self.turn("2026-03-31 09:00")
        send(self, csv(CAME))
        self.until("2026-04-08 20:00")
        self.fresh.clear()
        self.clocked = True

    def expect(self, *lines):
        """What comes before the evening is no case's."""
        if self.clocked:
            return super().expect(*lines)
        fresh, self.fresh = self.fresh, []
        return fresh

    OTHERS = Held.OTHERS + ("deadline.", "atrisk.", "attend.", "absence.",
                            "leave.", "minutes.")

    def next_due(self):
        return self.sql(
            "SELECT min(at) FROM (SELECT min(next_at) AS at FROM obligation"
            " WHERE state IN ('open','overdue','missed') UNION ALL"
            " SELECT min(at) FROM timer WHERE what IN ('meeting','sync',"
            " 'attendance','absence.warn','flag','flag.dues'))")[0][0]

    # ---- what is known of a flag ----
    def flag(self, name=FLAG):
        rows = self.sql("SELECT state FROM flag WHERE object = ?", name)
        return rows[0][0] if rows else None

    def member(self, unit="M03", group="WG5"):
        return self.sql("SELECT state, unexcused FROM membership WHERE"
                        " unit = ? AND working_group = ?", unit, group)[0]

    def steps(self, name=FLAG):
        return [f"{e} {a}" for e, a in self.sql(
            "SELECT event, actor FROM audit WHERE entity = 'flag' AND"
            " entity_id = ? ORDER BY id", name)]

    # ---- what people do ----
    def decide(self, at, text, sender=OP1, mail=None, **o):
        return self.reply(at, mail or self.mail_to_sec(), text, sender=sender,
                          **o)

    def mail_to_sec(self, about=FLAG):
        for mail in reversed(self.mails):
            if SEC in mail.to and mail.token and mail.object == about:
                return mail
        raise AssertionError("no mail with a token to the secretariat")

    def raised(self):
        self.until("2026-04-09 09:01")
        self.expect(*RAISED)

    def pre_exit(self, at="2026-04-10 10:00"):
        self.decide(at, "拟退出\n")
        self.expect(f"{at[5:]} flag.preexit {UNIT}")


def to(at, code, *people):
    return [f"{at} {code} {p}" for p in people]


def number(digest, what="M03"):
    """The number of the item about it."""
    found = re.search(r"^\s*(\d+) +" + what, digest.text, re.M)
    assert found, digest.text
    return found.group(1)


# ---- raised ----

@case
def raised_in_the_morning_with_its_evidence(o):
    o.until("2026-04-09 08:00")
    assert o.flag() == "open" and o.member() == ("active", 2)
    o.expect()
    o.until("2026-04-09 09:01")
    o.expect(*RAISED)
    mail = o.mail("flag.raised", SEC)
    assert mail.object == FLAG and mail.token and mail.files
    assert "【待秘书处决定】" in mail.subject, mail.subject
    mail.says("范例网络安全有限公司（M03）", "连续2次无故不参加全体会议",
              "WG5-2025-P2，2025年12月10日（周三）：无故缺席",
              "WG5-2026-P1，2026年3月31日（周二）：无故缺席",
              "会议通知2026年2月10日（周二）10:00发出", "2026年4月2日（周四）14:00询问",
              "2026年4月8日（周三）24:00为止", "2026年4月23日（周四）24:00前决定",
              "拟退出", "撤销标记理由", "暂缓YYYY-MM-DD", "第十三条第2项",
              "不会自动终止").says_not("不计入")
    for who in (GL, GS, LIA):
        info = o.mail("flag.raised", who)
        assert not info.token and info.files
        info.says("由秘书处决定").says_not("如何决定")
    assert o.due("flag.decide", FLAG) == ("2026-04-23", "open")
    assert o.member() == ("active", 2)
    assert o.steps() == ["flag.raise convoke"]
    # M03 itself hears nothing yet.
    assert not [m for m in o.mails if m.code.startswith("flag.") and
                M03 in m.to]


@case
def one_absence_is_no_flag(o):
    o.write(("UPDATE attendance SET status = 'E' WHERE meeting ="
             " 'WG5-2025-P2'", ()))
    o.until("2026-04-09 10:00")
    assert o.flag() is None
    assert [m for m in o.mails if m.code == "absence.warn" and M03 in m.to]
    o.fresh.clear()


# ---- decided ----

@case
def intended_reminded_expired_confirmed_by_another(o):
    o.raised()
    o.pre_exit()
    assert o.flag() == "pre_exit" and o.member()[0] == "exit_review"
    assert o.due("flag.statement", FLAG) == ("2026-04-27", "open")
    assert o.due("flag.decide", FLAG)[1] == "met"
    told = o.mail("flag.preexit", M03)
    assert told.token and told.files and told.object == FLAG
    told.says("拟按退出处理", "2026年4月27日（周一）24:00前陈述", "剩17天",
              "WG5-2026-P1，2026年3月31日（周二）：无故缺席", "[陈述]M03",
              "各项权利不变")
    o.until("2026-04-24 09:01")
    o.expect(f"04-24 09:00 flag.preexit.rem {UNIT}")
    o.mail("flag.preexit.rem", M03).says("2026年4月27日（周一）24:00", "剩3天")
    o.until("2026-04-28 08:59")
    assert o.flag() == "pre_exit"
    o.until("2026-04-28 09:01")
    o.expect(f"04-28 09:00 flag.objection.expired {SEC}")
    assert o.flag() == "expired" and o.member()[0] == "exit_review"
    last = o.mail("flag.objection.expired", SEC)
    last.says("没有收到陈述", "确认退出", "2026年5月14日（周四）24:00前决定")
    # Whoever took the step before, and the mailbox of all, may not.
    o.decide("2026-04-28 09:30", "确认退出\n", sender=OP1, mail=last)
    o.expect(f"04-28 09:30 cmd.refused {OP1}")
    o.mail("cmd.refused", OP1).says("另一位经办人")
    o.decide("2026-04-28 09:40", "确认退出\n", sender=SEC, mail=last)
    o.expect(f"04-28 09:40 cmd.refused {SEC}")
    o.mail("cmd.refused", SEC).says("值班信箱")
    assert o.flag() == "expired"
    o.decide("2026-04-28 10:00", "确认退出\n", sender=OP2, mail=last)
    assert o.flag() == "confirmed" and o.member()[0] == "exiting"
    o.expect(*to("04-28 10:00", "exit.confirmed", UNIT, GL, GS),
             f"04-28 10:00 account.cancel {ADM}")
    assert o.steps() == [
        "flag.raise convoke", f"flag.pre_exit {OP1}", "flag.due convoke",
        f"flag.confirm {OP2}"], o.steps()
    level = o.sql("SELECT authority FROM audit WHERE event = 'flag.confirm'")
    assert level == [("L3",)], level
    # The token has done its one work.
    o.decide("2026-04-28 10:05", "确认退出\n", sender=OP2, mail=last)
    o.expect(f"04-28 10:05 cmd.refused {OP2}")
    assert len(o.steps()) == 4


@case
def intended_only_from_an_operators_own_address(o):
    o.raised()
    o.decide("2026-04-10 10:00", "拟退出\n", sender=SEC)
    o.expect(f"04-10 10:00 cmd.refused {SEC}")
    o.mail("cmd.refused", SEC).says("本人的登记邮箱")
    assert o.flag() == "open"


@case
def dismissed_and_counted_anew(o):
    o.raised()
    o.decide("2026-04-10 10:00", "撤销标记\n")
    o.expect(f"04-10 10:00 cmd.refused {OP1}")
    o.mail("cmd.refused", OP1).says("写明理由")
    o.decide("2026-04-10 10:05", "撤销标记 理由：代表到会，签到遗漏\n", sender=SEC)
    o.expect(*to("04-10 10:05", "flag.dismissed", UNIT, GL, GS))
    assert o.flag() == "dismissed" and o.member() == ("active", 0)
    o.mail("flag.dismissed", M03).says("代表到会，签到遗漏", "保留成员资格",
                                       "从零重新计算")
    # Judged anew, the same absences flag nobody.
    send(o, csv(ALL), at="2026-04-13 10:00")
    send(o, csv(CAME), at="2026-04-13 11:00")
    o.until("2026-04-20 10:00")
    assert o.flag() == "dismissed" and o.member() == ("active", 0)
    assert o.sql("SELECT count(*) FROM flag")[0][0] == 1
    o.fresh.clear()


@case
def put_off_and_back_again(o):
    o.raised()
    first = o.mail_to_sec()
    for text, why in (("暂缓\n", "写明暂缓至哪一天"),
                      ("暂缓 2026-04-10\n", "晚于今天"),
                      ("暂缓 2026-10-08\n", "最长180天")):
        o.decide("2026-04-10 10:00", text, mail=first,
                 message_id=f"<{abs(hash(text))}@tc.example>")
        o.expect(f"04-10 10:00 cmd.refused {OP1}")
        o.mail("cmd.refused", OP1).says(why)
    o.decide("2026-04-10 10:30", "暂缓 2026-05-10\n", mail=first)
    o.expect(*to("04-10 10:30", "flag.deferred", SEC, GL, GS))
    assert o.flag() == "deferred" and o.member() == ("active", 2)
    assert o.due("flag.decide", FLAG)[1] == "met"
    o.mail("flag.deferred", SEC).says("至2026年5月10日（周日）24:00")
    o.until("2026-05-11 08:59")
    assert o.flag() == "deferred"
    o.until("2026-05-11 09:01")
    assert o.flag() == "open"
    o.expect(*to("05-11 09:00", "flag.raised", SEC, GL, GS, LIA))
    o.mail("flag.raised", SEC).says("暂缓期已满", "2026年5月25日（周一）24:00前决定")
    assert o.due("flag.decide", FLAG) == ("2026-05-25", "open")


# ---- the unit states its view ----

@case
def stated_with_a_paper(o):
    o.raised()
    o.pre_exit()
    note = o.mail("flag.preexit", M03)
    o.reply("2026-04-15 09:00", note, "\n")
    o.expect(f"04-15 09:00 cmd.refused {M03}")
    o.mail("cmd.refused", M03).says("没有陈述内容")
    o.reply("2026-04-15 10:00", note, "我单位代表当日到会，见照片。\n", sender=R03,
            files=[PROOF])
    o.expect(*to("04-15 10:00", "flag.objection", UNIT, SEC, GL))
    assert o.flag() == "objected" and o.member()[0] == "exit_review"
    assert o.due("flag.statement", FLAG)[1] == "met"
    assert o.due("flag.decide", FLAG) == ("2026-04-29", "open")
    mine, office = o.mail("flag.objection", M03), o.mail("flag.objection", SEC)
    mine.says("已于2026年4月15日（周三）10:00收到并登记", "2026年4月29日（周三）24:00前")
    assert office.token and PROOF[0] in office.files, office.files
    office.says("我单位代表当日到会，见照片", "确认退出", "撤销标记",
                "本件在陈述期之内")
    assert not o.mail("flag.objection", GL).token
    rows = o.sql("SELECT sender, in_time FROM flag_statement")
    assert rows == [(R03, 1)], rows
    # A second one adds to it.
    o.post("2026-04-16 10:00", M03, "[陈述] M03", "补充：签到处工作人员可以证明。\n")
    o.expect(*to("04-16 10:00", "flag.objection", UNIT, SEC, GL))
    assert o.flag() == "objected"
    assert o.sql("SELECT count(*) FROM flag_statement")[0][0] == 2
    o.until("2026-04-28 10:00")
    o.expect()
    o.decide("2026-04-28 10:00", "撤销标记 理由：到会属实\n", sender=OP2)
    o.expect(*to("04-28 10:00", "flag.dismissed", UNIT, GL, GS))
    assert o.member() == ("active", 0)


@case
def stated_in_time_and_read_after_the_end(o):
    o.raised()
    o.pre_exit()
    o.until("2026-04-27 20:00")
    o.fresh.clear()
    note = o.mail("flag.preexit", M03)
    o.put(letter("2026-04-27 23:59:30", M03, "回复：" + note.subject,
                 "我单位代表当日到会。\n", answers=note), "2026-04-27 23:59:30")
    o.turn("2026-04-28 00:02")
    o.expect(*to("04-28 00:02", "flag.objection", UNIT, SEC, GL))
    o.until("2026-04-28 10:00")
    o.expect()
    assert o.flag() == "objected"
    assert o.sql("SELECT in_time FROM flag_statement") == [(1,)]


@case
def stated_too_late(o):
    o.raised()
    o.pre_exit()
    o.until("2026-04-28 09:01")
    o.fresh.clear()
    o.reply("2026-04-29 10:00", o.mail("flag.preexit", M03),
            "我单位代表当日到会。\n")
    o.expect(*to("04-29 10:00", "flag.objection", UNIT, SEC, GL))
    o.mail("flag.objection", SEC).says("晚于陈述期")
    assert o.flag() == "objected"
    assert o.sql("SELECT in_time FROM flag_statement") == [(0,)]
    assert o.due("flag.decide", FLAG) == ("2026-05-15", "open")


@case
def stated_by_others(o):
    o.raised()
    o.post("2026-04-09 10:00", M03, "[陈述] M03", "我单位代表当日到会。\n")
    o.expect(f"04-09 10:00 cmd.refused {M03}")
    o.mail("cmd.refused", M03).says("没有正在征求陈述的事项").says_not("无故")
    o.pre_exit()
    note = o.mail("flag.preexit", M03)
    o.reply("2026-04-13 10:00", note, "我单位代表当日到会。\n",
            sender="c@m01.example")
    o.expect("04-13 10:00 cmd.refused c@m01.example")
    o.mail("cmd.refused", "c@m01.example").says_not("范例")
    o.reply("2026-04-13 11:00", note, "我单位代表当日到会。\n", dmarc="fail")
    o.expect(f"04-13 11:00 auth.fail {SEC}")
    assert o.flag() == "pre_exit"
    # An unknown address of theirs is vouched for by the contact.
    o.reply("2026-04-13 12:00", note, "我单位代表当日到会。\n",
            sender="boss@m03.example")
    assert o.flag() == "pre_exit"
    o.fresh.clear()
    o.reply("2026-04-14 10:00", o.mail("held.confirm", M03), "同意\n")
    assert o.flag() == "objected"
    o.expect(*to("04-14 10:00", "flag.objection", UNIT, SEC, GL))


# ---- the record changes ----

@case
def void_when_it_came_after_all(o):
    o.raised()
    send(o, csv(ALL), at="2026-04-13 14:00")
    o.expect(*to("04-13 14:00", "flag.voided", SEC, UNIT))
    assert o.flag() == "voided" and o.member() == ("active", 0)
    o.mail("flag.voided", M03).says("作废", "成员资格不受影响", "到会")
    assert o.due("flag.decide", FLAG)[1] == "void"
    o.decide("2026-04-13 15:00", "拟退出\n")
    assert o.flag() == "voided"
    o.mail("cmd.refused", OP1).says("令牌已使用")
    o.fresh.clear()
    # …and absent in the end: asked anew, then the same flag again.
    send(o, csv(CAME), at="2026-04-14 10:00")
    o.until("2026-04-15 08:59")
    o.fresh.clear()
    o.until("2026-04-15 09:01")
    assert o.flag() == "open", o.flag()
    o.fresh.clear()


@case
def void_while_the_unit_was_asked(o):
    o.raised()
    o.pre_exit()
    send(o, csv(ALL), at="2026-04-13 14:00")
    o.expect(*to("04-13 14:00", "flag.voided", SEC, UNIT))
    assert o.member() == ("active", 0)
    assert o.due("flag.statement", FLAG)[1] == "void"
    o.until("2026-04-28 10:00")
    o.expect()


@case
def gone_before_anybody_was_told(o):
    o.until("2026-04-09 07:00")
    assert o.flag() == "open"
    send(o, csv(ALL), at="2026-04-09 08:00")
    o.until("2026-04-09 10:00")
    o.expect()
    assert o.flag() == "voided"


# ---- by keyword, and by others ----

@case
def a_keyword_is_told_back_first(o):
    o.raised()
    o.post("2026-04-10 10:00", OP1, "[拟退出] M03", "请办理。\n")
    o.expect(f"04-10 10:00 cmd.refused {OP1}")
    asked = o.mail("cmd.refused", OP1)
    asked.says("尚未执行", "拟退出", "范例网络安全有限公司", FLAG)
    assert asked.token and o.flag() == "open"
    o.reply("2026-04-10 10:05", asked, "同意\n")
    o.expect(f"04-10 10:05 flag.preexit {UNIT}")
    assert o.flag() == "pre_exit"
    o.reply("2026-04-10 10:06", asked, "同意\n")
    o.expect(f"04-10 10:06 cmd.refused {OP1}")
    # A keyword with what it needs, in the text.
    o.post("2026-04-13 10:00", OP2, "[撤销标记] M03", "理由：到会属实\n")
    o.fresh.clear()
    o.reply("2026-04-13 10:05", o.mail("cmd.refused", OP2), "同意\n")
    o.expect(*to("04-13 10:05", "flag.dismissed", UNIT, GL, GS))
    o.mail("flag.dismissed", M03).says("到会属实")


@case
def what_is_forged_or_another_persons_does_nothing(o):
    o.raised()
    mail = o.mail_to_sec()
    o.post("2026-04-10 08:40", SEC, "[确认退出] M03", "确认退出\n",
           dmarc="fail")
    o.expect(f"04-10 08:40 auth.fail {SEC}")
    o.decide("2026-04-10 08:50", "拟退出\n", mail=mail, dmarc="fail")
    o.expect(f"04-10 08:50 auth.fail {SEC}")
    o.decide("2026-04-10 09:10", "拟退出\n", mail=mail, sender=GL)
    o.expect(f"04-10 09:10 auth.fail {SEC}")
    o.post("2026-04-10 09:20", GL, "[拟退出] M03", "拟退出\n")
    o.expect(f"04-10 09:20 auth.fail {SEC}")
    o.post("2026-04-10 09:30", M03, "[撤销标记] M03", "理由：无误\n")
    o.expect(f"04-10 09:30 auth.fail {SEC}")
    o.post("2026-04-10 09:40", OP1, "[确认退出] M01", "确认退出\n")
    o.expect(f"04-10 09:40 cmd.refused {OP1}")
    o.post("2026-04-10 09:50", OP1, "[确认退出] M03", "确认退出\n")
    o.expect(f"04-10 09:50 cmd.refused {OP1}")
    o.mail("cmd.refused", OP1).says("尚未告知该单位")
    # Another unit than the token's; subject and text at odds.
    o.decide("2026-04-10 10:00", "拟退出 M01\n", mail=mail)
    o.expect(f"04-10 10:00 cmd.refused {OP1}")
    o.mail("cmd.refused", OP1).says("不一致")
    o.decide("2026-04-10 10:10", "拟退出\n", mail=mail,
             subject=f"[撤销标记] {FLAG}")
    o.expect(f"04-10 10:10 cmd.refused {OP1}")
    assert o.flag() == "open" and o.steps() == ["flag.raise convoke"]
    assert o.member() == ("active", 2)


@case
def replayed_a_hundred_times_it_acts_once(o):
    o.raised()
    mail = o.mail_to_sec()
    for i in range(100):
        o.put(letter("2026-04-10 10:00", OP1, f"回复：{mail.subject}",
                     "拟退出\n", answers=mail,
                     message_id=f"<again{i}@tc.example>"), "2026-04-10 10:00")
    o.turn("2026-04-10 10:00")
    assert o.steps() == ["flag.raise convoke", f"flag.pre_exit {OP1}"]
    assert len([m for m in o.mails if m.code == "flag.preexit"]) == 1
    o.fresh.clear()


# ---- one operator, no days ----

def settings(o, four_eyes="true", days="15"):
    with open(os.path.join(o.home, "convoke.conf"), "a") as f:
        f.write(f"flag = {{ four_eyes = {four_eyes}; }};\n")
    rewrite(os.path.join(o.home, "charter.conf"),
            lambda text: text.replace('"15 days";  extend = true;',
                                      f'"{days} days";  extend = true;'))


@case
def a_committee_with_one_operator_and_no_days(o):
    settings(o, "false", "0")
    o.raised()
    o.decide("2026-04-10 10:00", "拟退出\n", sender=SEC)
    o.expect(f"04-10 10:00 flag.preexit {UNIT}")
    o.mail("flag.preexit", M03).says("2026年4月10日（周五）24:00前陈述", "今日到期")
    o.until("2026-04-13 08:59")
    assert o.flag() == "pre_exit"
    o.until("2026-04-13 09:01")
    o.expect(f"04-13 09:00 flag.objection.expired {SEC}")
    o.decide("2026-04-13 10:00", "确认退出\n", sender=SEC)
    assert o.flag() == "confirmed" and o.member()[0] == "exiting"
    o.fresh.clear()


@case
def check_says_that_nobody_could_confirm(o):
    assert "flag.four_eyes" not in o.run("--lang", "zh", "check")
    path = os.path.join(o.home, "convoke.conf")
    with open(path) as f:
        conf = f.read()
    for some in (f'"{SEC}"', f'"{SEC}", "{OP1}"'):
        with open(path, "w") as f:
            f.write(conf.replace(f'"{SEC}", "{OP1}", "{OP2}"', some))
        assert "flag.four_eyes" in o.run("--lang", "zh", "check")
    settings(o, "false")
    assert "flag.four_eyes" not in o.run("--lang", "zh", "check")


# ---- a second plenary while it waits ----

@case
def a_plenary_more_while_it_waits(_):
    units = ["M01", "M03", "M04", "M05"]
    o = Committee(sys.argv[1], [unit_row(u) for u in units],
                  duties=("plan", "notice", "contrib"),
                  history=[{"meeting": "WG5-2025-P2", "day": "2025-12-10",
                            "absent": ["M03", "M04", "M05"]}])
    o.plan("2026-01-23 10:00", (P1, "2026-03-31"), (P2, "2026-06-24"))
    o.file("2026-02-25 10:00", P1)
    o.release("2026-03-09 10:00", P1)
    o.write(("UPDATE delivery SET settled_at = ? WHERE recipient LIKE"
             " '%m05%'", (int(moment("2026-03-12 00:00").timestamp()),)))
    o.sign_in("2026-04-02 14:00", P1, ["M01"])
    o.until("2026-04-10 09:00")
    flags = lambda: {x["flag"]: (x["state"], x["count"], x["skipped"])
                     for x in o.list("flags")}
    m04, m05 = f"M04/ABS/{P1}", f"M05/ABS/{P2}"
    assert flags() == {FLAG: ("open", 2, 0), m04: ("open", 2, 0)}, flags()
    raised = [m for m in o.mails if m.code == "flag.raised" and
              m.object == FLAG and SEC in m.to]
    o.reply("2026-04-10 10:00", raised[0], "暂缓 2026-08-31\n", sender=OP1)
    o.file("2026-05-22 10:00", P2)
    o.release("2026-06-01 10:00", P2)
    o.sign_in("2026-06-25 14:00", P2, ["M01", "M04"])
    o.until("2026-07-10 09:00")
    # X28, X20, X4.
    assert flags() == {FLAG: ("deferred", 3, 0), m04: ("open", 2, 0),
                       m05: ("open", 2, 1)}, flags()
    told = [m for m in o.told("flag.raised", SEC) if m.object == FLAG]
    assert len(told) == 2, told
    told[1].says("新增一次无故缺席（WG5-2026-P2）", "连续3次", "暂缓决定")
    assert len([m for m in o.told("flag.raised") if m.object == m04]) == 4
    assert o.sql("SELECT unexcused FROM membership WHERE unit = 'M04'") == \
        [(0,)]
    note = [m for m in o.told("flag.raised", SEC) if m.object == m05]
    note[0].says("其间有1次不计入", "WG5-2026-P1，2026年3月31日（周二）：不计入")
    # Its mail is three months old: by keyword then.
    o.post("2026-07-10 10:00", OP2, f"[拟退出] {m04}", "请办理。\n")
    o.reply("2026-07-10 10:05", o.mail("cmd.refused", OP2), "同意\n")
    o.mail("flag.preexit", "c@m04.example").says(
        "WG5-2026-P1，2026年3月31日（周二）：无故缺席",
        "WG5-2026-P2，2026年6月24日（周三）：到会")
    o.fresh.clear()
    o.close()


# ---- the digest ----

@case
def decided_by_number_in_the_digest(o):
    o.until("2026-04-09 08:00")
    o.turn("2026-04-09 08:30")
    o.mail("digest", SEC).says(
        "退出标记与待决定", "M03范例网络安全有限公司/WG5", "连续2次无故不参加全体会议",
        "第十三条第2项", "WG5-2025-P2（2025-12-10）无故；WG5-2026-P1（2026-03-31）无故",
        "通知2026-02-10 10:00发出", "2026-04-02 14:00询问事由至2026-04-08 24:00未复",
        "2026-04-23（周四）", "证据材料见2026-04-09 09:00专函", "拟退出", "撤销标记",
        "暂缓").says_not("确认退出", "作出决定（")
    o.raised()
    o.turn("2026-04-10 08:30")
    digest = o.mail("digest", SEC)
    n = number(digest)
    o.reply("2026-04-10 09:00", digest, f"拟退出 {n}\n", sender=SEC)
    o.mail("cmd.done", SEC).says("本人的登记邮箱")
    assert o.flag() == "open"
    o.fresh.clear()
    o.reply("2026-04-10 09:30", digest, f"暂缓 {n} 2026-04-20\n", sender=OP1)
    assert o.flag() == "deferred"
    o.expect(*to("04-10 09:30", "flag.deferred", SEC, GL, GS),
             f"04-10 09:30 cmd.done {OP1}")
    # That digest is of another day of the flag now.
    o.reply("2026-04-10 09:40", digest, f"拟退出 {n}\n", sender=OP1)
    o.expect(f"04-10 09:40 cmd.done {OP1}")
    o.mail("cmd.done", OP1).says("情况已变化", "暂缓决定")
    assert o.flag() == "deferred"
    o.turn("2026-04-13 08:30")
    digest = o.mail("digest", SEC)
    digest.says("暂缓决定", "2026-04-20（周一）")
    o.reply("2026-04-13 10:00", digest, f"拟退出 {number(digest)}\n",
            sender=OP1)
    assert o.flag() == "pre_exit"
    o.fresh.clear()
    o.reply("2026-04-14 10:00", o.mail("flag.preexit", M03), "当日已经到会。\n")
    o.turn("2026-04-15 08:30")
    digest = o.mail("digest", SEC)
    n = number(digest)
    o.fresh.clear()
    # Two persons here as well.
    o.reply("2026-04-15 09:00", digest, f"确认退出 {n}\n", sender=OP1)
    o.expect(f"04-15 09:00 cmd.done {OP1}")
    o.mail("cmd.done", OP1).says("另一位经办人")
    assert o.flag() == "objected"
    o.reply("2026-04-15 09:30", digest, f"确认退出 {n}\n", sender=OP2)
    assert o.flag() == "confirmed" and o.member()[0] == "exiting"
    o.fresh.clear()


# ---- dues ----

def owing(o):
    """The second day after a year without M02's dues of 2025."""
    o.until("2026-07-02 08:00")
    o.fresh.clear()
    assert not o.flag(DUES)


U02 = "c@m02.example,r1@m02.example"


@case
def dues_unpaid_for_a_year(o):
    owing(o)
    dues(o, "2026-07-02 10:00", "2025,M02,12000,unpaid,,,")
    o.expect(*to("07-02 10:00", "flag.raised", SEC, GL, GS, LIA))
    assert o.flag(DUES) == "open" and o.member("M02")[0] == "active"
    mail = o.mail("flag.raised", SEC)
    assert mail.object == DUES
    mail.says("2025年度会费满1年未缴", "2026年6月30日（周二）24:00", "已送达2次",
              "截至2026年7月1日", "2026年7月16日（周四）24:00前决定").says_not("无故缺席")
    assert o.due("flag.decide", DUES) == ("2026-07-16", "open")
    o.decide("2026-07-03 10:00", "拟退出\n", mail=mail)
    o.expect(f"07-03 10:00 flag.preexit {U02}")
    assert o.member("M02")[0] == "exit_review"
    o.mail("flag.preexit", "c@m02.example").says(
        "2025年度会费满1年未缴", "2026年7月20日（周一）24:00前陈述", "缴费凭证")
    o.reply("2026-07-10 11:00", o.mail("flag.preexit", "c@m02.example"),
            "已于今日缴清，见银行回单。\n", files=[("银行回单.pdf", PDF, scan("paid"))])
    o.expect(*to("07-10 11:00", "flag.objection", U02, SEC, GL))
    # Paid too late: the flag stays, and says so (Q19).
    dues(o, "2026-07-13 15:00", "2025,M02,12000,paid,2026-07-10,,")
    o.expect()
    assert o.flag(DUES) == "objected"
    o.turn("2026-07-14 08:30")
    o.mail("digest", SEC).says("M02样本信息技术有限公司/WG5", "逾期缴清（2026-07-10到账）")
    o.decide("2026-07-14 10:00", "撤销标记 理由：逾期缴清，保留成员资格\n",
             mail=o.mail("flag.objection", SEC))
    o.expect(*to("07-14 10:00", "flag.dismissed", U02, GL, GS))
    o.mail("flag.dismissed", "c@m02.example").says("已于2026年7月10日（周五）缴清")
    assert o.flag(DUES) == "dismissed" and o.member("M02")[0] == "active"
    dues(o, "2026-07-20 15:00", "2025,M02,12000,paid,2026-07-11,,")
    o.expect()
    assert o.flag(DUES) == "dismissed"


@case
def dues_that_came_in_time_after_all(o):
    owing(o)
    dues(o, "2026-07-02 10:00", "2025,M02,12000,unpaid,,,")
    o.fresh.clear()
    dues(o, "2026-07-06 10:00", "2025,M02,12000,paid,2026-06-30,,")
    o.expect(f"07-06 10:00 flag.voided {SEC}")
    assert o.flag(DUES) == "voided"
    assert o.due("flag.decide", DUES)[1] == "void"


@case
def dues_waived_while_the_unit_was_asked(o):
    owing(o)
    dues(o, "2026-07-02 10:00", "2025,M02,12000,unpaid,,,")
    o.decide("2026-07-03 10:00", "拟退出\n", mail=o.mail("flag.raised", SEC))
    o.fresh.clear()
    o.post("2026-07-06 10:00", SEC, "[会费减免] M02 2025年度", "理由：非营利机构\n")
    o.expect("07-06 10:00 dues.waived c@m02.example",
             *to("07-06 10:00", "flag.voided", SEC, U02))
    assert o.flag(DUES) == "voided" and o.member("M02")[0] == "active"


@case
def dues_by_command_are_told_all_the_same(o):
    owing(o)
    o.now = moment("2026-07-02 10:00")
    path = os.path.join(o.dir, "ledger.csv")
    with open(path, "wb") as f:
        f.write(ledger("2026-07-01", "2025,M02,12000,unpaid,,,")[2])
    o.run("import", "dues", path)
    o.turn("2026-07-02 10:00")
    o.expect(*to("07-02 10:00", "flag.raised", SEC, GL, GS, LIA))


@case
def dues_of_a_unit_in_two_groups(_):
    o = Committee(sys.argv[1], [unit_row("M01"),
                                unit_row("M02", ("WG5", "WG7"))],
                  duties=("dues.pay", "dues.arrears", "dues.lapse"),
                  start="2026-03-02 09:00")
    clerk = "fin@tc.example"
    rows = ["2025,M01,12000,paid,2025-06-20,,2025-06-30",
            "2025,M02,12000,unpaid,,,2025-06-30"]
    o.post("2026-03-02 10:00", clerk, "[会费导入]", "见附件。\n",
           files=[ledger("2026-03-01", *rows)])
    o.until("2026-07-02 09:00")
    o.fresh.clear()
    o.post("2026-07-02 10:00", clerk, "[会费导入]", "见附件。\n",
           files=[ledger("2026-07-01", *rows)])
    whom = sorted(m.to[0] for m in o.told("flag.raised"))
    assert whom == sorted([SEC, GL, GS, LIA, GL7, "gs@wg7.example"]), whom
    mail = o.mail("flag.raised", SEC)
    assert "【WG" not in mail.subject, mail.subject
    o.reply("2026-07-03 10:00", mail.says("WG5、WG7"), "拟退出\n", sender=OP1)
    states = "SELECT DISTINCT state FROM membership WHERE unit = 'M02'"
    assert o.sql(states) == [("exit_review",)], o.sql(states)
    o.mail("flag.preexit", "c@m02.example").says("WG5、WG7")
    o.fresh.clear()
    o.close()


@case
def a_token_found_in_the_thread_is_none(o):
    o.raised()
    mail = o.mail_to_sec()
    # Neither a reply nor to the token's address: only the thread names it.
    o.post("2026-04-10 10:00", OP1, "[拟退出] M03", "请办理。\n",
           extra=[f"References: <{mail.message_id}>"])
    o.expect(f"04-10 10:00 cmd.refused {OP1}")
    o.mail("cmd.refused", OP1).says("尚未执行")
    assert o.flag() == "open"


# ---- the runner ----

def copy_of(base):
    """The same office with a state folder of its own."""
    o = base.__class__.__new__(base.__class__)
    o.__dict__.update(base.__dict__)
    for name, value in base.__dict__.items():
        if isinstance(value, (list, set, dict)):
            setattr(o, name, type(value)(value))
    o.dir = tempfile.mkdtemp(prefix="convoke-e2e-")
    o.home = os.path.join(o.dir, "tc")
    shutil.copytree(base.home, o.home)
    return o


def run(f):
    began = time.monotonic()
    o = None
    try:
        o = copy_of(BASE[0])
        f(o)
        o.close()
        return f.__name__, None, time.monotonic() - began
    except Exception:
        where = f"\n  the state is in {o.dir}" if o else ""
        return f.__name__, traceback.format_exc() + where, \
            time.monotonic() - began


BASE = []
CODES = ["flag.raised", "flag.preexit", "flag.preexit.rem", "flag.objection",
         "flag.objection.expired", "flag.dismissed", "flag.deferred",
         "flag.voided"]


def main():
    words = sys.argv[2] if len(sys.argv) > 2 else ""
    chosen = [f for f in CASES if words in f.__name__]
    bad = 0
    BASE.append(Flagged())
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
