#!/usr/bin/python3
"""Leaders: absences, advisory marks, nothing done for long, end to end.

test_leader.py CONVOKE [WORDS]   WORDS: only cases whose name has them

The meetings are those of the scenario: L1 of 30 March, P1 of 31 March.
Expectations are those of requirements.md 4.5, 8.1 to 8.3, Q13, Q14, X31 and
9.5.
"""
import concurrent.futures
import re
import sys
import time
import traceback

from office import *  # noqa: F403
from test_attendance import AT, P1, copy_of, csv, send
from test_plenary import DGL1, DGL2, Group, doc, released

CASES = []
L1 = "WG5-2026-L1"
UNITS = [f"M0{i},代表M0{i},代表,现场,{AT}" for i in (1, 2, 3)]
HEADS = [f",张示例,组长,现场,{AT}", f",李样本,副组长,现场,{AT}"]
WANG = f",王范例,副组长,现场,{AT}"
LISTED, RESOLVED = "2026-04-02 14:00", "2026-04-08 09:30"


def case(f):
    CASES.append(f)
    return f


class Led(Group):
    """P1 is announced and was held; L1 was called for the day before."""

    TIMERS = ("meeting", "sync", "attendance", "leader.final", "leader.mail",
              "leader.idle", "follow")

    def __init__(self):
        super().__init__()
        released(self)
        self.post("2026-03-10 14:00", GS, "[组长办公会] WG5",
                  "时间：2026-03-30 14:00\n地点：秘书处\n")
        self.until("2026-03-31 09:00")
        self.turn("2026-03-31 09:00")
        self.fresh.clear()

    def next_due(self):
        return self.sql(
            "SELECT min(at) FROM (SELECT min(next_at) AS at FROM obligation"
            " WHERE state IN ('open','overdue','missed') UNION ALL"
            " SELECT min(at) FROM timer WHERE what IN (%s))"
            % ",".join(f"'{t}'" for t in self.TIMERS))[0][0]

    def rest(self, at):
        """Until then, whatever mails leave."""
        self.until(at)
        self.fresh.clear()


def listed(o, *present, at=LISTED):
    send(o, csv(UNITS + HEADS + list(present)), at=at)


def resolved(o, present="张示例、李样本", at=RESOLVED, meeting=L1):
    o.post(at, GS, f"[办公会决议] {meeting}", f"出席：{present}\n",
           files=[doc("决议", at)])


def absent_twice(o):
    listed(o)
    o.until(RESOLVED)
    resolved(o)


def marks(o):
    return o.sql("SELECT role, kind, cause, count, readings, state"
                 " FROM leader_mark ORDER BY id")


def rows(o, who=DGL2):
    return dict(o.sql("SELECT a.meeting, a.status || iif(a.final_at IS NULL,"
                      " '?', '') FROM leader_absence a JOIN person p"
                      " ON p.id = a.person WHERE p.mail = ?", who))


def about_leaders(o):
    return [(m.date.strftime("%m-%d %H:%M"), m.code, m.to[0])
            for m in o.mails if m.code in ("leader.flag", "leader.idle")]


# ---- two in a row ----

@case
def absent_from_both_without_a_word(o):
    """X31: as in the scenario, to the minute."""
    absent_twice(o)
    assert rows(o) == {P1: "U?", L1: "U?"}, rows(o)
    assert rows(o, DGL1) == {P1: "A", L1: "A"}, rows(o, DGL1)
    o.until("2026-04-13 23:59")
    assert rows(o) == {P1: "U", L1: "U?"}, rows(o)
    assert not marks(o)
    o.rest("2026-04-30 12:00")
    assert marks(o) == [("DGL2", "ABS", P1, 2, "merged", "open")], marks(o)
    assert about_leaders(o) == [("04-14 09:00", "leader.flag", SEC),
                                ("04-14 09:00", "leader.flag", LIA)]
    at = o.sql("SELECT raised_at FROM leader_mark")[0][0]
    assert at == 1776096000, at  # 2026-04-14 00:00
    flag = o.mail("leader.flag", SEC)
    assert flag.object == f"DGL2/{P1}" and flag.token
    flag.says("副组长王范例", L1, P1, "合并计算", "仅供参考，不产生任何效力",
              "2026年4月13日（周一）24:00", "2026年4月8日（周三）24:00", "第八条第3项")
    assert not o.mail("leader.flag", LIA).token


@case
def whichever_becomes_final_first(o):
    """The resolution before the list: the same mark."""
    resolved(o, at="2026-04-01 10:00")
    listed(o, at="2026-04-10 10:00")
    o.rest("2026-05-06 12:00")
    assert marks(o) == [("DGL2", "ABS", P1, 2, "merged", "open")], marks(o)
    assert len(about_leaders(o)) == 2, about_leaders(o)


@case
def a_reason_on_the_last_day(o):
    absent_twice(o)
    ask = o.mail("absence.ask", DGL2)
    assert ask.object == L1
    o.rest("2026-04-13 23:58")
    o.reply("2026-04-13 23:59:59", ask, "当日另有评审任务。\n")
    o.expect(f"04-13 23:59 leave.ack {DGL2}", f"04-13 23:59 leave.ack {GS}")
    o.mail("leave.ack", DGL2).says("您不能参加", L1, "按因故缺席记录", "第八条第3项")
    o.mail("leave.ack", GS).says("王范例（DGL2）不能参加").says_not("退回")
    o.rest("2026-05-06 12:00")
    assert rows(o) == {P1: "U", L1: "E"}, rows(o)
    assert not marks(o) and not about_leaders(o)


@case
def a_reason_when_the_days_are_over(o):
    absent_twice(o)
    ask = o.mail("absence.ask", DGL2)
    o.rest("2026-04-14 00:00:10")
    o.reply("2026-04-14 00:00:30", ask, "当日另有评审任务。\n")
    o.mail("leave.ack", DGL2).says("仅作记录").says_not("因故缺席")
    o.rest("2026-05-06 12:00")
    assert rows(o) == {P1: "U", L1: "U"}, rows(o)
    assert len(marks(o)) == 1 and len(about_leaders(o)) == 2


@case
def no_reason_is_asked_for(o):
    absent_twice(o)
    ask = o.mail("absence.ask", DGL2)
    o.fresh.clear()
    o.reply("2026-04-09 10:00", ask, "无\n")
    o.expect(f"04-09 10:00 cmd.refused {DGL2}")
    o.mail("cmd.refused").says("至少4个字")
    # Somebody else's word is not his.
    o.reply("2026-04-09 11:00", ask, "王老师当日出差。\n", sender=DGL1)
    assert rows(o)[L1] == "U?", rows(o)
    o.fresh.clear()


@case
def who_said_so_before_is_not_asked(o):
    o.put(letter("2026-03-27 10:00", DGL2, f"[请假] {L1}",
                 "当日赴外地参加评审会。\n"), "2026-03-27 10:00")
    o.turn("2026-03-31 09:30")
    o.expect(f"03-31 09:30 leave.ack {DGL2}", f"03-31 09:30 leave.ack {GS}")
    listed(o)
    o.fresh.clear()
    o.until(RESOLVED)
    resolved(o)
    assert not [m for m in o.fresh if m.code == "absence.ask"], o.fresh
    assert rows(o) == {P1: "U?", L1: "E"} or rows(o) == {P1: "U", L1: "E"}
    o.rest("2026-05-06 12:00")
    assert not marks(o)


@case
def a_corrected_list_takes_it_back(o):
    absent_twice(o)
    o.rest("2026-04-15 10:00")
    assert marks(o)[0][-1] == "open"
    listed(o, WANG, at="2026-04-15 10:00")
    assert rows(o) == {P1: "A", L1: "U"}, rows(o)
    assert marks(o) == [("DGL2", "ABS", P1, 2, "merged", "void")], marks(o)
    # …and that back: it holds again, and nobody is written to twice.
    listed(o, at="2026-04-16 10:00")
    o.rest("2026-05-06 12:00")
    assert marks(o)[0][-1] == "open", marks(o)
    assert len(about_leaders(o)) == 2, about_leaders(o)


@case
def corrected_before_the_morning(o):
    listed(o)
    o.until(RESOLVED)
    resolved(o)
    o.rest("2026-04-14 00:30")
    assert marks(o)[0][-1] == "open"
    listed(o, WANG, at="2026-04-14 08:00")
    o.rest("2026-05-06 12:00")
    assert marks(o)[0][-1] == "void" and not about_leaders(o)


@case
def seen_and_counted_anew(o):
    absent_twice(o)
    o.rest("2026-04-14 12:00")
    flag = o.mail("leader.flag", SEC)
    o.reply("2026-04-14 15:00", flag, "已阅\n")
    assert marks(o)[0][-1] == "seen", marks(o)
    assert not [m for m in o.fresh if m.code.startswith("leader.")], o.fresh
    # Again: nothing.
    o.reply("2026-04-14 16:00", flag, "已阅\n")
    assert o.mail("cmd.refused").to[0] == SEC
    # The same list once more, and a third absence: one since.
    listed(o, f",钱联络,联络员,现场,{AT}", at="2026-04-15 10:00")
    o.post("2026-07-01 10:00", GS, "[组长办公会] WG5",
           "时间：2026-07-14 14:00\n地点：秘书处\n")
    o.until("2026-07-15 10:00")
    resolved(o, at="2026-07-15 10:00", meeting="WG5-2026-L2")
    o.rest("2026-08-03 12:00")
    assert rows(o)["WG5-2026-L2"] == "U", rows(o)
    assert len(marks(o)) == 1 and len(about_leaders(o)) == 2, marks(o)


@case
def only_the_secretariat_sees_it(o):
    absent_twice(o)
    o.rest("2026-04-14 12:00")
    flag = o.mail("leader.flag", SEC)
    o.reply("2026-04-14 15:00", flag, "已阅\n", dmarc="fail")
    o.mail("auth.fail", SEC)
    o.reply("2026-04-14 16:00", flag, "已阅\n", sender=DGL2)
    o.reply("2026-04-14 17:00", o.mail("leader.flag", LIA), "已阅\n")
    assert marks(o)[0][-1] == "open", marks(o)
    o.fresh.clear()


@case
def seen_by_its_number_in_the_digest(o):
    absent_twice(o)
    o.aside = ("digest",)
    o.TIMERS = Led.TIMERS + ("digest",)
    o.rest("2026-04-15 08:00")
    o.rest("2026-04-15 08:31")
    digest = [m for m in o.digests if SEC in m.to][-1]
    digest.says("⑤ 组长履职提示（1项）", f"DGL2/{P1}", "WG5副组长王范例",
                "连续2次无故缺席", "供参考，不产生任何效力")
    number = re.search(rf"(\d+)\s+DGL2/{P1}", digest.text).group(1)
    o.reply("2026-04-15 09:00", digest, f"已阅 {number}\n")
    o.mail("cmd.done", SEC).says("已阅，不再列入日报")
    assert marks(o)[0][-1] == "seen", marks(o)
    o.rest("2026-04-16 08:31")
    assert not [m for m in o.digests if f"{m.date:%m-%d}" == "04-16" and
                "DGL2/" + P1 in m.text]
    # Seen: what is corrected later is nobody's news.
    assert o.sql("SELECT count(*) FROM audit WHERE event = 'leader.seen'") == \
        [(1,)]


# ---- nothing for long ----

@case
def nothing_on_record_for_long(o):
    def told(at):
        o.fresh.clear()
        o.turn(at)
        return sorted((m.to[0], m.object) for m in o.fresh
                      if m.code == "leader.idle")

    all_of_them = sorted((to, f"{who}/WG5") for to in (SEC, LIA)
                         for who in ("GL", "DGL1", "DGL2"))
    # Nine months from the register's first day end on a holiday.
    assert told("2026-09-30 09:00") == []
    assert told("2026-10-07 09:00") == []
    assert told("2026-10-08 09:00") == all_of_them
    o.mail("leader.idle", SEC).says("2026年1月1日（周四）", "已满9个月",
                                    "2027年1月1日（周五）24:00", "第八条第2项", "供参考")
    assert told("2026-10-09 09:00") == []
    # A deputy files something, the other has leave to be silent, seen.
    hint = [m for m in o.mails if m.code == "leader.idle" and
            m.to[0] == SEC and m.object == "DGL2/WG5"][-1]
    o.reply("2026-10-09 10:00", hint, "已阅\n")
    o.post("2026-10-09 11:00", GL, "[进展] WG5-2026-Q3", "见附件。\n",
           files=[doc("进展", "一")])
    assert told("2026-10-12 09:00") == []
    state = {(r, c): s for r, _, _, c, _, s in marks(o)}
    assert state == {("GL", 9): "void", ("DGL1", 9): "open",
                     ("DGL2", 9): "seen"}, marks(o)
    two = [x for x in all_of_them if not x[1].startswith("GL")]
    assert told("2026-11-30 09:00") == []
    assert told("2026-12-01 09:00") == two
    assert told("2026-12-31 09:00") == []
    assert told("2027-01-04 09:00") == two
    o.mail("leader.idle", SEC).says("24:00已满1年。", "不产生任何效力")
    assert told("2027-01-05 09:00") == []
    assert {s for *_, c, _, s in marks(o) if c == 12} == {"open"}
    o.fresh.clear()


# ---- offices begin and end ----

NEW = "new@wg5.example"
CHANGE = ("1. 任命：副组长 新任委，new@wg5.example（已核）\n2. 免去：副组长 王范例\n"
          "批准文号：网安标委〔2026〕5号\n生效日期：2026年4月20日\n")


def holders(o):
    return sorted(o.sql("SELECT role, mail FROM office o JOIN person p"
                        " ON p.id = o.person WHERE working_group = 'WG5'"))


def replace(all_of_them, old, new):
    return sorted([x for x in all_of_them if x not in old] + new)


def asked(o, at="2026-04-20 10:00", text=CHANGE, **k):
    o.until(at)
    o.fresh.clear()
    o.post(at, SEC, "[任命] WG5", text, **k)


@case
def told_back_and_then_done(o):
    o.post("2026-04-10 10:00", GS, "[组长办公会] WG5",
           "时间：2026-07-14 14:00\n地点：秘书处\n")
    before = holders(o)
    asked(o)
    o.expect(f"04-20 10:00 cmd.confirm {SEC}")
    echo = o.mail("cmd.confirm", SEC)
    echo.says("任命副组长", "新任委（new@wg5.example）自2026-04-20起任副组长",
              "王范例", "不再担任副组长", "批准文号网安标委〔2026〕5号", "尚未执行")
    assert holders(o) == before
    o.reply("2026-04-20 11:00", echo, "同意\n")
    o.expect(*(f"04-20 11:00 cmd.done {to}" for to in (SEC, GL, GS, LIA)),
             f"04-20 11:00 lm.invite {NEW}",
             f"04-20 11:00 meeting.cancelled {DGL2}")
    o.mail("cmd.done", GL).says("现任", "组长张示例", "副组长李样本", "、新任委",
                                "联络员钱联络").says_not("王范例（dgl2@wg5.example）、")
    assert b"METHOD:REQUEST" in o.mail("lm.invite", NEW).ics
    gone = o.mail("meeting.cancelled", DGL2)
    gone.says("您已不再担任WG5的职务", "照常召开")
    assert b"METHOD:CANCEL" in gone.ics
    assert holders(o) == replace(before, [("DGL", DGL2)], [("DGL", NEW)])
    assert o.sql("SELECT event, note FROM audit WHERE entity = 'office'") == [
        ("office.begun", "2026-04-20，网安标委〔2026〕5号，已核"),
        ("office.ended", "2026-04-20，网安标委〔2026〕5号，已核")]
    # Once is once.
    o.reply("2026-04-20 12:00", echo, "同意\n")
    o.expect(f"04-20 12:00 cmd.refused {SEC}")
    # Who came to the office now has nothing to answer for before it.
    assert o.sql("SELECT since FROM office o JOIN person p ON p.id = o.person"
                 " WHERE mail = ?", NEW) == [(1776614400,)]


@case
def a_new_leader_takes_the_place(o):
    before = holders(o)
    asked(o, text=f"任命李样本（{DGL1}）为组长\n批准文号：网安标委〔2026〕6号\n")
    o.reply("2026-04-20 11:00", o.mail("cmd.confirm", SEC), "同意\n")
    o.fresh.clear()
    assert holders(o) == replace(before, [("GL", GL), ("DGL", DGL1)],
                                 [("GL", DGL1)])
    asked(o, at="2026-04-21 10:00", text="联络员：孙新，sun@tc.example\n")
    o.reply("2026-04-21 11:00", o.mail("cmd.confirm", SEC), "同意\n")
    o.mail("cmd.done", "sun@tc.example").says("联络员孙新")
    o.fresh.clear()
    assert [m for r, m in holders(o) if r == "LIA"] == ["sun@tc.example"]


@case
def what_cannot_be_recorded(o):
    before = holders(o)
    for at, text, words in (
            ("10:00", "任命：组长 张三，z@wg5.example\n", "批准文号"),
            ("10:10", "任命：联络员 张三\n", "请写明姓名和电子邮件"),
            ("10:20", "免去：副组长 赵钱孙\n批准文号：5号\n", "没有登记为WG5的副组长"),
            ("10:30", "免去：副组长\n批准文号：5号\n", "对应不止一名"),
            ("10:40", "联络员：张三，z@tc.example\n生效日期：2026年5月8日\n", "尚未到"),
            ("10:50", "请办理。\n", "没有读到职务和姓名")):
        asked(o, at=f"2026-04-20 {at}", text=text)
        o.expect(f"04-20 {at} cmd.refused {SEC}")
        o.mail("cmd.refused", SEC).says(words)
    o.post("2026-04-20 11:00", SEC, "[任命] WG9", CHANGE)
    o.expect(f"04-20 11:00 cmd.refused {SEC}")
    assert holders(o) == before


@case
def nobody_else_appoints(o):
    before = holders(o)
    for at, sender, k in (("10:00", SEC, {"dmarc": "fail"}),
                          ("10:10", GS, {}), ("10:20", DGL2, {}),
                          ("10:30", "x@evil.example", {"dmarc": "none"})):
        o.until(f"2026-04-20 {at}")
        o.fresh.clear()
        o.post(f"2026-04-20 {at}", sender, "[任命] WG5", CHANGE, **k)
        o.expect(f"04-20 {at} auth.fail {SEC}")
    # An agreed text is not another's: the yes comes from who was asked.
    asked(o, at="2026-04-20 11:00")
    echo = o.mail("cmd.confirm", SEC)
    o.reply("2026-04-20 11:10", echo, "同意\n", sender=DGL2)
    o.reply("2026-04-20 11:20", echo, "同意\n", dmarc="fail")
    o.fresh.clear()
    assert holders(o) == before


@case
def the_leader_names_his_secretary(o):
    before = holders(o)
    o.until("2026-04-20 10:00")
    o.fresh.clear()
    o.post("2026-04-20 10:00", GL, "[秘书报备] WG5",
           "工作组秘书：周新，zhou@wg5.example\n")
    o.expect(f"04-20 10:00 cmd.confirm {SEC}", f"04-20 10:00 cmd.done {GL}")
    o.mail("cmd.done", GL).says("已报秘书处备案")
    assert holders(o) == before
    o.reply("2026-04-20 11:00", o.mail("cmd.confirm", SEC), "同意\n")
    assert holders(o) == replace(before, [("GS", GS)],
                                 [("GS", "zhou@wg5.example")])
    o.mail("cmd.done", "zhou@wg5.example").says("工作组秘书周新")
    o.fresh.clear()
    o.post("2026-04-20 12:00", DGL1, "[秘书报备] WG5", "秘书：李四，l@x.cn\n")
    o.expect(f"04-20 12:00 auth.fail {SEC}")


@case
def a_deputy_resigns(o):
    absent_twice(o)
    o.rest("2026-04-20 10:00")
    before = holders(o)
    o.post("2026-04-20 10:00", DGL2, "[辞任]", "因工作调动，请辞副组长职务。\n",
           files=[doc("辞任报告", "一")])
    o.expect(f"04-20 10:00 held.info {SEC}", f"04-20 10:00 cmd.done {DGL2}")
    told = o.mail("held.info", SEC).says("WG5副组长请辞（第八条第1项）")
    assert set(told.files) == {"辞任来函.txt", "辞任报告.docx"}, \
        told.files
    o.mail("cmd.done", DGL2).says("职责照旧")
    assert holders(o) == before
    assert o.sql("SELECT state FROM message ORDER BY id DESC LIMIT 1") == \
        [("held",)]
    # The secretariat records it; what was hinted at is of no more use.
    assert marks(o)[0][-1] == "open"
    o.post("2026-04-20 11:00", SEC, "[任命] WG5",
           "免去王范例副组长职务\n批准文号：网安标委〔2026〕7号\n")
    o.reply("2026-04-20 11:10", o.mail("cmd.confirm", SEC), "同意\n")
    assert marks(o)[0][-1] == "void", marks(o)
    assert holders(o) == replace(before, [("DGL", DGL2)], [])
    o.fresh.clear()
    o.post("2026-04-20 12:00", GS, "[辞任]", "请辞。\n")
    o.expect(f"04-20 12:00 auth.fail {SEC}")


@case
def one_copy_for_who_is_several(o):
    """R-A5: deputy, liaison, and a unit's representative."""
    o.write(("INSERT INTO office (person, role, working_group) SELECT id,"
             " 'LIA', 'WG5' FROM person WHERE mail = ?", (DGL1,)),
            ("DELETE FROM office WHERE role = 'LIA' AND person IN"
             " (SELECT id FROM person WHERE mail = ?)", (LIA,)),
            ("INSERT INTO representative (unit, working_group, person, voter,"
             " since_day) SELECT 'M03', 'WG5', id, 0, 20000 FROM person"
             " WHERE mail = ?", (DGL1,)))
    o.post("2026-04-10 10:00", GS, "[组长办公会] WG5",
           "时间：2026-07-14 14:00\n地点：秘书处\n")
    assert [m.to for m in o.fresh if m.code == "lm.invite" and
            DGL1 in m.to] == [[DGL1]], o.fresh
    absent_twice(o)
    o.rest("2026-04-15 12:00")
    flags = sorted(m.to for m in o.mails if m.code == "leader.flag")
    assert flags == [[DGL1], [SEC]], flags
    # For a plenary he writes as his unit's person.
    o.fresh.clear()
    assert [m.to for m in o.mails if m.code == "absence.ask" and
            DGL1 in m.to] == []


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


def main():
    words = sys.argv[2] if len(sys.argv) > 2 else ""
    chosen = [f for f in CASES if words in f.__name__]
    bad = 0
    BASE.append(Led())
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for name, trouble, seconds in pool.map(run, chosen):
            bad += trouble is not None
            print(f"{'FAIL' if trouble else 'ok  '} {name} ({seconds:.1f} s)"
                  + (f"\n{trouble}" if trouble else ""), flush=True)
    print(f"{len(chosen)} cases, {bad} failed")
    return bad != 0


if __name__ == "__main__":
    sys.exit(main())
