#!/usr/bin/python3
"""Who came to a plenary, who is asked why not, and who is warned, end to end.

test_attendance.py CONVOKE [WORDS]   WORDS: only cases whose name has them

P1 of 31 March has been held with its notice out in time; what comes then is the
sign-in list as people's programs write it. Expectations are those of
requirements.md 4.3, 5.1, 5.2, 6.4 and 9.5.
"""
import concurrent.futures
import itertools
import random
import sys
import time
import traceback

from office import *  # noqa: F403
from test_plenary import DGL1, DGL2, Group, released

CASES = []
P1 = "WG5-2026-P1"
M01, M02, M03 = (f"c@m0{i}.example" for i in (1, 2, 3))
BOTH = {u: f"c@{u}.example,r1@{u}.example" for u in ("m01", "m02", "m03")}
HEAD = "unit,person,role,mode,signin_time"
AT = "2026-03-31 08:55"
CAME = [f"M01,代表M01,代表,现场,{AT}", f"样本信息技术有限公司,代表M02,,线上,{AT}",
        f",张示例,组长,现场,{AT}", f",李样本,副组长,现场,{AT}"]
ALL = CAME + [f"M03,代表M03,代表,现场,{AT}", f",王范例,副组长,现场,{AT}"]
IMPORT = "2026-04-02 14:00"
ASKED = [f"04-02 14:00 attend.ack {GS}", f"04-02 14:00 attend.ack {SEC}",
         f"04-02 14:00 absence.ask {BOTH['m03']}",
         f"04-02 14:00 absence.ask {DGL2}"]
WARNED = [f"04-09 09:00 absence.warn {BOTH['m03']}",
          f"04-09 09:00 absence.warn {GS}"]


def case(f):
    CASES.append(f)
    return f


def csv(lines, charset="utf-8", head=HEAD, name="签到表.csv"):
    text = "\r\n".join([head] + lines) + "\r\n"
    return name, "text/csv", text.encode(charset)


def xlsx(lines):
    """As LibreOffice Calc saves it: times are numbers with a format."""
    with tempfile.TemporaryDirectory() as folder:
        source = os.path.join(folder, "list.csv")
        with open(source, "wb") as f:
            f.write(csv(lines)[2])
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{folder}/profile",
             "--headless", "--infilter=CSV:44,34,76", "--convert-to", "xlsx",
             "--outdir", folder, source], check=True, capture_output=True,
            timeout=120)
        with open(os.path.join(folder, "list.xlsx"), "rb") as f:
            data = f.read()
    return ("签到表.xlsx", "application/vnd.openxmlformats-officedocument."
            "spreadsheetml.sheet", data)


def send(o, *files, at=IMPORT, sender=GS, subject=f"[签到导入] {P1}"):
    return o.post(at, sender, subject, "签到表见附件。\n", files=list(files))


def statuses(o):
    return dict(o.sql("SELECT unit, status FROM attendance WHERE meeting = ?",
                      P1))


def counter(o, unit):
    return o.sql("SELECT unexcused FROM membership WHERE unit = ?", unit)[0][0]


def state(o):
    return o.meeting(P1)[0]


# ---- the list, in what people's programs write ----

@case
def list_is_taken_and_the_absent_are_asked(o):
    send(o, csv(CAME))
    o.expect(*ASKED)
    assert state(o) == "attendance_imported"
    assert statuses(o) == {"M01": "A", "M02": "A", "M03": "U"}, statuses(o)
    o.mail("attend.ack", SEC).says(
        "到会2家", "M01 示例科技有限公司", "未到会且未说明事由1家",
        "M03 范例网络安全有限公司", "2026年4月8日（周三）24:00前", "2026年4月9日（周四）00:00",
        "组长张示例、副组长李样本", "副组长王范例")
    ask = o.mail("absence.ask", M03)
    assert ask.object == P1 and ask.token
    ask.says("贵单位没有参加", "2026年4月8日（周三）24:00前", "至少4个字", "第十三条第2项")
    leader = o.mail("absence.ask", DGL2)
    assert leader.object == P1 and leader.token
    leader.says("您没有参加", "第八条第3项").says_not("无故缺席", "范例网络")
    assert o.due("attend", P1) == ("2026-04-02", "met"), o.due("attend", P1)


@case
def list_in_gb18030_with_chinese_heads(o):
    lines = [f"{AT},代表,{u},现场" for u in
             ("示例科技 有限公司", "M02", "范例网络安全有限公司")]
    send(o, csv(lines, "gb18030", "签到时间,姓名,单位名称,参会方式"))
    o.expect(*[line for line in ASKED if M03 not in line],
             f"04-02 14:00 absence.ask {GL}", f"04-02 14:00 absence.ask {DGL1}")
    assert set(statuses(o).values()) == {"A"}, statuses(o)


@case
def list_in_utf16(o):
    send(o, csv(CAME, "utf-16"))
    o.expect(*ASKED)


@case
def list_as_a_workbook(o):
    if not shutil.which("soffice"):
        print("LibreOffice is not on this machine")
        return
    send(o, xlsx(CAME))
    o.expect(*ASKED)


@case
def list_from_the_platform_administrator(o):
    send(o, csv(CAME), sender=ADM)
    o.expect(*ASKED)


# ---- what is not taken ----

@case
def one_bad_line_refuses_the_whole_list(o):
    send(o, csv(CAME + [f"没有这家公司,张三,,现场,{AT}", "M03,李四,,现场,",
                        f",不是副组长,副组长,现场,{AT}", f",王五,,现场,{AT}",
                        "M03,李四,,现场,2026-03-30 09:00"]))
    o.expect(f"04-02 14:00 attend.ack {GS}")
    o.mail("attend.ack", GS).says(
        "整份没有导入", "第6行“没有这家公司张三现场2026-03-3108:55”", "名册中没有该单位",
        "第7行", "没有签到时间", "第8行", "该工作组的组长、副组长中没有此人",
        "第9行", "没有写明单位", "第10行", "签到日期不在会议期间")
    assert state(o) == "held_unconfirmed" and not statuses(o)
    assert o.sql("SELECT count(*) FROM sign_in")[0][0] == 0
    assert o.last()[0] == "ignored", o.last()


@case
def list_without_a_head_or_a_file(o):
    send(o, ("签到.csv", "text/csv", f"M01,a,b,c,{AT}\n".encode()))
    o.expect(f"04-02 14:00 attend.ack {GS}")
    o.mail("attend.ack", GS).says("没有找到表头")
    send(o, at="2026-04-02 14:10")
    o.expect(f"04-02 14:10 cmd.refused {GS}")
    assert not statuses(o)


@case
def list_from_a_member(o):
    send(o, csv(CAME), sender=M01)
    o.expect(f"04-02 14:00 auth.fail {SEC}")
    assert state(o) == "held_unconfirmed" and not statuses(o)


# ---- reasons, the window, the warning ----

@case
def a_reason_on_the_last_day(o):
    send(o, csv(CAME))
    o.expect(*ASKED)
    o.reply("2026-04-08 17:30", o.mail("absence.ask", M03), "当日展会冲突。\n")
    o.expect(f"04-08 17:30 leave.ack {BOTH['m03']}",
             f"04-08 17:30 leave.ack {GS}")
    o.until("2026-04-09 10:00")
    o.expect()
    assert (state(o), statuses(o)["M03"]) == ("finalised", "E")
    assert counter(o, "M03") == 0


@case
def a_reason_read_after_the_window_that_came_in_it(o):
    send(o, csv(CAME))
    o.expect(*ASKED)
    o.until("2026-04-08 23:00")
    ask = o.mail("absence.ask", M03)
    o.put(letter("2026-04-08 23:59:30", M03, "回复：" + ask.subject,
                 "当日展会冲突。\n", answers=ask), "2026-04-08 23:59:30")
    o.turn("2026-04-09 00:02")
    o.until("2026-04-09 10:00")
    assert statuses(o)["M03"] == "E", statuses(o)
    assert not [m for m in o.fresh if m.code == "absence.warn"]
    o.fresh.clear()


@case
def half_a_minute_late(o):
    send(o, csv(CAME))
    o.expect(*ASKED)
    o.until("2026-04-08 23:59")
    assert state(o) == "attendance_imported"
    o.reply("2026-04-09 00:00:30", o.mail("absence.ask", M03),
            "当日展会冲突。\n")
    o.fresh.clear()
    o.until("2026-04-09 10:00")
    o.expect(*WARNED)
    assert statuses(o)["M03"] == "U" and counter(o, "M03") == 1


@case
def silence_is_warned_once_and_the_next_notice_says_so(o):
    send(o, csv(CAME))
    o.expect(*ASKED)
    o.until("2026-04-09 08:00")
    assert (state(o), counter(o, "M03")) == ("finalised", 1)
    o.expect()
    o.until("2026-04-09 10:00")
    o.expect(*WARNED)
    mine, office = o.mail("absence.warn", M03), o.mail("absence.warn", GS)
    assert mine.object == f"M03/{P1}"
    mine.says("贵单位没有参加", "无故缺席1次", "连续2次无故不参加全体会议的，视为自动退出",
              "2026年4月2日（周四）14:00", "2026年4月8日（周三）24:00", "WG5-2026-P2",
              "须经秘书处审核")
    office.says("范例网络安全有限公司（M03）")
    o.until("2026-05-20 10:00")
    o.fresh.clear()
    at = "2026-09-01 10:00"
    o.post("2026-08-28 10:00", GS, "[会议方案] WG5-2026-P2", "见附件。\n",
           files=[("会议方案.txt", "text/plain", "会议时间：见年度计划\n会议地点："
                   "苏州\n议程安排：进展\n主持人：张示例\n参会人员：成员\n"
                   "经费说明：自筹\n".encode())])
    o.post(at, GS, "[发布通知] WG5-2026-P2",
           "主持人：张示例\n地点：苏州\n议程：\n1. 标准体系讨论\n",
           files=[("会议文件.txt", "text/plain", "材料".encode())],
           answers=o.right(GS, "WG5-2026-P2"))
    told = [m for m in o.mails if m.code == "atrisk.notice"]
    assert [m.to for m in told] == [[M03]], told
    told[0].says("没有参加2026年3月31日（周二）召开的WG5-2026-P1", "1次",
                 "[请假] WG5-2026-P2")
    assert [m for m in o.mails if m.code == "notice.issue" and M03 in m.to and
            m.object == "WG5-2026-P2"]
    o.fresh.clear()


@case
def who_said_so_before_is_not_asked(o):
    o.post("2026-03-31 08:00", M03, f"[请假] {P1}", "代表突发疾病住院\n")
    o.fresh.clear()
    send(o, csv(CAME))
    o.expect(*[line for line in ASKED if "m03" not in line])
    o.turn("2026-04-02 14:01")
    assert (state(o), statuses(o)["M03"]) == ("finalised", "E")


@case
def a_rejected_reason_is_counted_after_all(o):
    o.post("2026-03-31 08:00", M03, f"[请假] {P1}", "代表突发疾病住院\n")
    send(o, csv(CAME))
    o.turn("2026-04-02 14:01")
    o.reply("2026-04-03 10:00", o.mail("leave.ack", GS),
            "退回 理由：与事实不符\n")
    o.turn("2026-04-03 10:01")
    assert statuses(o)["M03"] == "U" and counter(o, "M03") == 1
    assert [m for m in o.mails if m.code == "absence.warn" and M03 in m.to]
    o.fresh.clear()


# ---- by command ----

def command(o, lines, code=0, charset="utf-8", name=f"{P1}-签到.csv"):
    o.now = moment(IMPORT)
    path = os.path.join(o.dir, name)
    with open(path, "wb") as f:
        f.write(csv(lines, charset)[2] if isinstance(lines, list) else lines)
    return o.run("import", "attendance", path, code=code)


@case
def list_by_command(o):
    said = command(o, CAME + [f"查无此家,张三,,,{AT}"], code=65)
    assert "名册中没有该单位" in said or "no such unit" in said, said
    assert not o.sql("SELECT * FROM attendance_import")
    command(o, CAME, charset="gb18030")
    o.turn(IMPORT)
    o.expect(*ASKED)
    assert statuses(o)["M03"] == "U"
    importer = o.sql("SELECT importer, message FROM attendance_import")
    assert importer == [("operator", None)], importer
    # The same octets again: neither stored nor told.
    command(o, CAME, charset="gb18030")
    o.turn(IMPORT)
    o.expect()
    command(o, ALL, charset="utf-16")
    o.turn(IMPORT)
    o.expect(*ASKED[:2])
    command(o, ALL, name="no-meeting.csv", code=65)


@case
def workbook_by_command(o):
    if not shutil.which("soffice"):
        return
    command(o, xlsx(CAME)[2], name=f"{P1}.xlsx")
    o.turn(IMPORT)
    o.expect(*ASKED)


# ---- again ----

@case
def the_same_list_changes_nothing(o):
    send(o, csv(CAME))
    o.expect(*ASKED)
    send(o, csv(CAME), at="2026-04-02 15:00")
    o.expect(f"04-02 15:00 attend.ack {GS}")
    o.mail("attend.ack", GS).says("此前已经导入")
    assert o.sql("SELECT count(*) FROM attendance_import")[0][0] == 1


@case
def a_corrected_list_takes_the_warning_back(o):
    send(o, csv(CAME))
    o.expect(*ASKED)
    o.until("2026-04-09 10:00")
    o.expect(*WARNED)
    send(o, csv(ALL), at="2026-04-10 10:00")
    o.expect(f"04-10 10:00 attend.ack {GS}", f"04-10 10:00 attend.ack {SEC}")
    o.mail("attend.ack", GS).says("替代此前的一份", "到会3家")
    assert (state(o), statuses(o)["M03"]) == ("finalised", "A")
    assert counter(o, "M03") == 0
    # …and back: neither asked nor warned a second time.
    send(o, csv(CAME), at="2026-04-13 10:00")
    o.turn("2026-04-13 10:01")
    o.expect(f"04-13 10:00 attend.ack {GS}", f"04-13 10:00 attend.ack {SEC}")
    assert counter(o, "M03") == 1


@case
def a_unit_that_was_absent_after_all_is_heard_first(o):
    send(o, csv(ALL))
    o.turn("2026-04-02 14:01")
    assert state(o) == "finalised"
    o.fresh.clear()
    send(o, csv(CAME), at="2026-04-10 10:00")
    assert state(o) == "attendance_imported" and counter(o, "M03") == 0
    o.mail("absence.ask", M03).says("2026年4月15日（周三）24:00前")
    o.until("2026-04-16 08:00")
    assert (state(o), counter(o, "M03")) == ("finalised", 1)
    o.fresh.clear()


# ---- whatever order they come in ----

def late_mails(o):
    """What lay at our provider while nobody could fetch it: two lists, of
    which the later one counts, and reasons on both sides of the window."""
    again = csv(CAME[2:] + ["M02,代表M02,,现场," + AT])
    last = csv([CAME[0].replace("M01,", "示例科技有限公司,")] + CAME[2:])
    ask = {u: o.mail("absence.ask", u) for u in (M02, M03)}
    return [
        letter("2026-04-03 10:00", GS, f"[签到导入] {P1}", "", files=[again]),
        letter("2026-04-07 10:00", GS, f"[签到导入] {P1}", "", files=[last]),
        letter("2026-04-07 11:00", M01, f"[请假] {P1}", "当日展会冲突。\n"),
        letter("2026-04-08 10:00", M02, "回复：x", "无\n", answers=ask[M02]),
        letter("2026-04-08 23:59:30", M02, "回复：x", "当日展会冲突。\n",
               answers=ask[M02]),
        letter("2026-04-09 00:00:30", M03, "回复：x", "当日展会冲突。\n",
               answers=ask[M03]),
    ]


@case
def ten_orders_one_table(o):
    send(o, csv(CAME[:1] + CAME[2:] + [f"M03,代表M03,,现场,{AT}"],
                name="first.csv"))
    o.reply("2026-04-02 15:00", o.mail("absence.ask", M02), "无\n")
    send(o, csv(CAME[:1] + CAME[2:], name="second.csv"),
         at="2026-04-02 16:00")
    o.until("2026-04-08 23:00")
    letters = late_mails(o)
    orders = list(itertools.permutations(range(len(letters))))
    random.Random(13).shuffle(orders)
    orders = [tuple(range(len(letters))),
              tuple(reversed(range(len(letters))))] + orders[:8]
    for order in orders:
        x = copy_of(o)
        for n, j in enumerate(order):
            x.put(letters[j], f"2026-04-09 00:10:{n:02}")
        x.turn("2026-04-09 00:11")
        x.until("2026-04-16 10:00")
        rows = x.sql("SELECT unit, status, basis FROM attendance ORDER BY 1")
        assert rows == [("M01", "A", "signed"), ("M02", "E", "stated"),
                        ("M03", "U", "silent")], (order, rows)
        assert state(x) == "finalised", (order, state(x))
        assert [counter(x, u) for u in ("M01", "M02", "M03")] == [0, 0, 1]
        told = [m for m in x.mails if m.code == "attend.ack" and GS in m.to]
        if order.index(0) > order.index(1):
            told[-1].says("收到在后的一份已经导入，以后者为准", "SHA-256")
        shutil.rmtree(x.dir)
    o.fresh.clear()


# ---- nobody sends it ----

@case
def nobody_sends_it(o):
    o.until("2026-04-03 10:00")
    o.expect(f"04-01 09:00 attend.rem {GS}", f"04-02 09:00 attend.rem {GS}",
             f"04-03 09:00 attend.overdue {GS}",
             f"04-03 09:00 attend.overdue {SEC}")
    assert o.mail("attend.rem", GS).object == f"{P1}/attend"


@case
def a_notice_that_was_late_is_not_counted(o):
    o.change("UPDATE delivery SET settled_at = ?",
             int(moment("2026-03-11 00:00").timestamp()))
    send(o, csv(CAME))
    assert statuses(o)["M03"] == "N", statuses(o)
    o.mail("attend.ack", GS).says("本次不计入1家")
    assert not [m for m in o.mails if m.code == "absence.ask" and M03 in m.to]
    o.fresh.clear()


# ---- the runner ----

class Held(Group):
    """P1 was held; of what the clock sends only what is ours is expected."""

    OTHERS = ("plan.", "notice.", "contrib.", "rsvp.", "meeting.", "post.",
              "qtr.", "resol.", "annplan.", "plenary2.", "prj", "annual.")

    def __init__(self):
        super().__init__()
        self.clocked = False
        released(self)
        self.until("2026-03-31 09:00")
        self.turn("2026-03-31 09:00")
        self.fresh.clear()
        self.clocked = True

    def next_due(self):
        return self.sql(
            "SELECT min(at) FROM (SELECT min(next_at) AS at FROM obligation"
            " WHERE state IN ('open','overdue','missed') UNION ALL"
            " SELECT min(at) FROM timer WHERE what IN ('meeting','sync',"
            " 'attendance','absence.warn'))")[0][0]

    def expect(self, *lines):
        if self.clocked:
            late = any(".overdue" in x or ".rem" in x for x in lines)
            self.fresh = [m for m in self.fresh if
                          not m.code.startswith(self.OTHERS) and
                          (late or m.code != "attend.rem")]
        return super().expect(*lines)

    clocked = False

    def change(self, statement, *values):
        self.write((statement, values))


def copy_of(base):
    """The same office with a state folder of its own."""
    o = type(base).__new__(type(base))
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
CODES = ["attend.rem", "attend.overdue", "attend.ack", "absence.ask",
         "absence.warn", "atrisk.notice"]


def main():
    words = sys.argv[2] if len(sys.argv) > 2 else ""
    chosen = [f for f in CASES if words in f.__name__]
    bad = 0
    BASE.append(Held())
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
