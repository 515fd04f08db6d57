#!/usr/bin/python3
"""The secretariat's digest, as its reader gets it and answers it
(requirements.md 8).

test_digest.py CONVOKE [WORDS]   WORDS: only cases whose name has them
"""
import concurrent.futures
import csv
import io
import os
import sys
import time
import traceback

from office import *  # noqa: F403

CONVOKE = sys.argv[1]
OP = "op@tc.example"
CASES = []
FOREVER = 9223372036854775807


def case(f):
    CASES.append(f)
    return f


def day_of(text):
    return (datetime.strptime(text, "%Y-%m-%d") - datetime(1970, 1, 1)).days


def seconds(text):
    return int(moment(text).timestamp())


def unit(number, name):
    mail = f"m{number:02d}.example"
    return {"id": f"M{number:02d}", "name": name,
            "contact": {"name": f"联系{number:02d}", "mail": f"c@{mail}"},
            "memberships": [{"group": "WG5", "since": "2025-04-01",
                             "representatives": [
                                 {"name": f"代表{number:02d}",
                                  "mail": f"r1@{mail}", "voter": True}]}]}


def register():
    return {
        "groups": [{"id": "WG5", "name": "网络安全评估工作组",
                    "name_en": "Assessment"}],
        "people": [
            {"name": "张示例", "mail": GL, "title": "组长",
             "roles": [{"role": "GL", "group": "WG5"}]},
            {"name": "赵模板", "mail": GS, "title": "秘书",
             "roles": [{"role": "GS", "group": "WG5"}]},
            {"name": "钱联络", "mail": LIA,
             "roles": [{"role": "LIA", "group": "WG5"}]}],
        "units": [unit(1, "示例科技有限公司"), unit(4, "虚构大学"),
                  unit(8, "占位测评中心")],
    }


CONF = make_demo.CONF.replace('[ "sec@tc.example" ]',
                              f'[ "sec@tc.example", "{OP}" ]')


class Desk(Office):
    """An office whose tables the case fills where other fields' mail would."""

    def __init__(self, start="2026-01-01 00:00", charter=None, conf=CONF,
                 people=None):
        super().__init__(CONVOKE, conf=conf, register=people or register(),
                         start=start, charter=charter)

    def write(self, query, *args):
        db = sqlite3.connect(os.path.join(self.home, "state/convoke.db"))
        with db:
            made = db.execute(query, args).lastrowid
        db.close()
        return made

    def sync(self, *ids):
        for i in ids:
            self.write("INSERT OR REPLACE INTO timer VALUES ('sync', ?, 0)", i)

    def project(self, name, start, title="", research=False, since=None):
        mail = "pl-%s@lead.example" % name[4:].lower()
        self.write("INSERT OR IGNORE INTO person (mail, name, title, phone)"
                   " VALUES (?, ?, '', '')", mail, "负责人" + name[4:])
        self.write(
            "INSERT INTO project SELECT ?, 'WG5', ?, ?, id, ?, 'in_progress',"
            " '', ?, NULL FROM person WHERE mail = ?", name,
            "research" if research else "standard", title, day_of(start),
            seconds(since or f"{self.now:%Y-%m-%d %H:%M}"), mail)
        self.sync(name)

    def meeting(self, name, start, kind="plenary", state="planned"):
        at = seconds(start)
        self.write(
            "INSERT INTO meeting (id, working_group, kind, state, start_at,"
            " end_at, place, link, chair, week_reason, sequence, since,"
            " reason, number, present) VALUES (?, 'WG5', ?, ?, ?, ?, '', '',"
            " '', '', 0, ?, '', '', '')", name, kind, state, at,
            at + 3 * 3600, int(self.now.timestamp()))
        self.write("INSERT OR REPLACE INTO timer VALUES ('meeting', ?, ?)",
                   name, at)
        self.sync(name)

    def met(self, duty, obj):
        """Its evidence has come in."""
        self.write("UPDATE obligation SET state = 'met', next_at = ?,"
                   " closed_at = ?, evidence = 'test' WHERE duty = ?"
                   " AND object = ? AND state = 'open'", FOREVER,
                   int(self.now.timestamp()), duty, obj)
        self.sync(obj)

    def dates(self, duty, obj, state):
        rows = self.sql("SELECT state FROM obligation WHERE duty = ?"
                        " AND object = ? ORDER BY id DESC", duty, obj)
        assert rows and rows[0][0] == state, f"{duty} {obj}: {rows}"

    def morning(self, day, to=SEC):
        """The digest of that day, or None."""
        had = len(self.digests)
        self.turn(f"{day} 08:30")
        found = [m for m in self.digests[had:] if to in m.to]
        assert len(found) <= 1, f"{len(found)} digests on {day}"
        return found[0] if found else None


def rows(mail):
    """What is attached, row by row."""
    part = next(p for p in mail.m.iter_attachments())
    raw = part.get_payload(decode=True)
    assert raw.startswith(b"\xef\xbb\xbf"), "no BOM"
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))


def number(mail, words):
    """The number of the item that says so."""
    for row in rows(mail):
        if words in row["object"] + " " + row["what"]:
            return int(row["number"])
    raise AssertionError(f"no item {words} in\n{mail.text}")


def ninth_of_april(o):
    """WG5 on the day of the sample in section 8, but for flags and dues."""
    o.project("WG5-S-01", "2024-09-30", "安全评估要求")
    o.project("WG5-S-02", "2024-08-31", "安全评估方法")
    o.project("WG5-R-03", "2025-04-20", "智能体评估研究", research=True)
    o.project("WG5-S-04", "2025-12-01", "大模型测评规范")
    o.project("WG5-S-06", "2025-01-07", "数据接口评估")
    o.turn("2026-01-05 10:00")
    o.met("annplan", "WG5-2026")
    for name in ("S-01", "S-02", "R-03", "S-04", "S-06"):
        o.met("prjmeet", "WG5-" + name)
    o.meeting("WG5-2026-P1", "2026-03-31 09:00")
    o.meeting("WG5-2026-L1", "2026-03-30 14:00", "leaders")
    o.until("2026-02-28 16:20")
    o.turn("2026-02-28 16:20")
    o.met("plan", "WG5-2026-P1")
    o.write("INSERT INTO agenda_item VALUES ('WG5-2026-P1', 1,"
            " '安全评估方法', 'WG5-S-02', '', 0)")
    o.until("2026-03-09 10:00")
    o.turn("2026-03-09 10:00")
    o.met("notice", "WG5-2026-P1")
    o.until("2026-03-27 15:00")
    o.turn("2026-03-27 15:00")
    o.met("limit", "WG5-S-01")
    o.until("2026-03-30 14:00")
    o.turn("2026-03-30 14:00")
    o.turn("2026-03-31 08:30")



def busy_day(o):
    """2026-07-02: something in every section there is, so far."""
    o.project("WG5-S-02", "2024-12-15", "安全评估方法")
    o.project("WG5-S-04", "2024-12-20", "大模型测评规范")
    o.project("WG5-R-03", "2025-07-10", "智能体评估研究", research=True)
    o.turn("2026-01-05 10:00")
    o.met("annplan", "WG5-2026")
    o.meeting("WG5-2026-L1", "2026-03-30 14:00", "leaders")
    o.meeting("WG5-2026-P1", "2026-04-10 09:00")
    o.until("2026-04-02 09:30")
    o.turn("2026-04-02 09:30")
    o.meeting("WG5-2026-P2", "2026-07-20 09:00")
    o.until("2026-06-26 10:00")
    o.post("2026-06-26 10:00", APP, "[入会申请] 新例智能科技有限公司",
           "材料见附件。\n", files=papers())
    o.post("2026-06-29 11:00", "x@visitor.example", "咨询 13800001111",
           "请问如何加入？我的手机13800001111。\n", dmarc="none")
    o.write("INSERT INTO contribution (id, meeting, unit, project, title,"
            " folded_title, state, received_at, sender, message, replaces,"
            " item, reason) VALUES ('C-2026-006', 'WG5-2026-P2', 'M04', '',"
            " '对评估方法第5章的修改建议', '', 'late', ?, 'c@m04.example', 1,"
            " '', '', '')", seconds("2026-07-01 00:00:10"))
    o.write("INSERT INTO task VALUES ('T-2026-001', 'WG5', 'GL',"
            " '报送2026年在研标准复审意见', ?, ?, 'done')",
            day_of("2026-07-10"), seconds("2026-06-01 10:00"))
    o.write("DELETE FROM representative WHERE unit = 'M08'")
    o.write("DELETE FROM office WHERE role = 'LIA'")


def act(o, at, mail, text, **k):
    """The secretariat answers; the receipt and the echo, if any."""
    had = len(o.mails)
    o.reply(at, mail, text, **k)
    found = {m.code: m for m in o.mails[had:]}
    return found.get("cmd.done"), found.get("cmd.confirm")


# ---- what it says ----

@case
def the_sample_of_section_8():
    o = Desk()
    o.until("2026-01-05 10:00")
    ninth_of_april(o)
    o.post("2026-03-31 10:00", APP, "[入会申请] 新例智能科技有限公司",
           "材料见附件。\n", files=papers())
    o.reply("2026-03-31 11:00", o.mail("app.new"), quoted("同意"))
    o.until("2026-04-01 08:30")
    o.morning("2026-04-01").says("上传意见汇总处理表",
                                 "应于2026-03-31（周二）09:00前完成，已逾期1天",
                                 "尚缺：WG5-S-02")
    o.until("2026-04-02 10:00")
    o.turn("2026-04-02 10:00")
    o.met("attend", "WG5-2026-P1")
    o.until("2026-04-08 08:30")
    o.turn("2026-04-08 08:30")
    o.met("resolution", "WG5-2026-L1")
    # Two mails in, three notices out: 09:00 prj.rem, then these.
    o.reply("2026-04-08 10:00", o.mail("app.review.req", GL), quoted("同意"))
    o.reply("2026-04-08 11:00", o.mail("app.result", SEC), quoted("通知"))
    o.until("2026-04-09 08:30")
    mail = o.morning("2026-04-09")
    assert mail.subject == ("【网安标委】秘书处逾期与待办日报 2026-04-09（周四）"
                            " / Daily digest"), mail.subject
    mail.says(
        "② 章程期限逾期（1项）",
        "WG5-S-02 标准项目《安全评估方法》",
        "（第十六条）应于2026-02-28（周六）24:00前完成，已逾期40天。"
        "责任：项目负责人、组长、工作组秘书。"
        "已提醒：01-29、02-14、02-28、03-02、03-31。",
        "⑥ 14天内到期（2项）",
        "WG5-2026-P1 会议纪要、会议总结和宣传材料（第二十条第8项、第9项）"
        "2026-04-14（周二）24:00截止（服务时限，剩5天）",
        "WG5-R-03 研究项目《智能体评估研究》：研究项目周期不超过1年（第十七条）"
        "2026-04-20（周一）24:00截止（剩11天）",
        "⑩ 统计（04-08 08:30起）：来件2，发出3，退信0，待核实0。")
    # No other sections, no other items; what was uploaded too late for the
    # plenary was told once, the digest after it.
    mail.says_not("①", "③", "④", "⑤", "⑦", "⑧", "⑨", "意见汇总处理表")
    assert [r["number"] for r in rows(mail)] == ["1", "2", "3"], rows(mail)
    return o


@case
def every_section_on_a_busy_day():
    o = Desk()
    busy_day(o)
    o.until("2026-07-01 08:30")
    o.morning("2026-07-01")
    o.until("2026-07-02 08:30")
    mail = o.morning("2026-07-02")
    order = re.findall("[①-⑩]", mail.text.split("-----")[0])
    assert order == list("②③④⑥⑧⑨⑩"), order
    # 9.6, 11: the quarter without a leaders' meeting
    mail.says("WG5-2026-Q2 2026年第2季度：召开季度组长办公会（第七条第4项）"
              "应于2026-06-30（周二）24:00前完成，已逾期2天。")
    mail.says("APP-2026-001 新例智能科技有限公司：委托工作组审核入会申请",
              "应于2026-07-01（周三）24:00前完成（服务时限），已逾期1天",
              "C-2026-006 虚构大学向WG5-2026-P2迟交的贡献",
              "T-2026-001 交办事项报称已完成",
              "M08 占位测评中心 / WG5：尚未指派代表", "WG5 联络员空缺",
              "需要您处理")
    # R-G6
    assert "13800001111" not in mail.text + mail.html, mail.text
    mail.says("咨询 （号码略）")
    # Decisions are named before everything else, with their numbers.
    top = mail.text.split("②")[0]
    for words in ("WG5-2026-Q2", "APP-2026-001", "message:"):
        assert f"第{number(mail, words)}项 {words}" in top, top
    # R-G3: the longest overdue first
    for section in "②③④":
        part = mail.text.split(section)[1].split("■")[0]
        days = [int(n) for n in re.findall("已逾期(\\d+)天", part)]
        assert days == sorted(days, reverse=True) and days, part
    table = rows(mail)
    assert [int(r["number"]) for r in table] == list(
        range(1, len(table) + 1)), table
    assert len(mail.html.encode()) < 80 * 1024, len(mail.html)
    for line in mail.text.splitlines():
        wide = sum(2 if ord(c) > 0x2e7f else 1 for c in line)
        assert wide <= 80, line
    # What has no handler of its own is the ledger's to change.
    seen, later = number(mail, "WG5-2026-P1 全体会议方案"), \
        number(mail, "WG5-2026-L1 报送组长办公会决议")
    done, _ = act(o, "2026-07-02 10:00", mail,
                  f"已阅 {seen}\n延期 {later} 2026-07-31 理由：补充材料\n"
                  f"延期 {seen} 2026-07-31 理由：补充材料\n")
    done.says("已办理2条", "已阅处，不再列入日报", "已延期至2026年7月31日（周五）24:00",
              "未办理1条")
    o.dates("plan", "WG5-2026-P1", "acknowledged")
    assert o.due("resolution", "WG5-2026-L1") == ("2026-07-31", "open")
    o.fresh = []
    return o


@case
def ten_of_a_section_and_the_rest_attached():
    o = Desk()
    for n in range(10, 23):
        o.project(f"WG5-S-{n}", "2024-07-01", since="2026-01-01 00:00")
    for n in range(30, 53):
        o.project(f"WG5-R-{n}", "2025-01-20", research=True,
                  since="2026-01-01 00:00")
    for n in range(60, 95):
        o.write("INSERT INTO task VALUES (?, 'WG5', 'GS', ?, ?, ?, 'done')",
                f"T-2026-{n:03d}", "复审" + "标准" * 20, day_of("2026-03-01"),
                seconds("2026-01-02 10:00"))
    o.turn("2026-01-04 10:00")
    o.until("2026-01-12 08:30")
    mail = o.morning("2026-01-12")
    mail.says("② 章程期限逾期（13项）", "另有3项，见附件",
              "③ 退出标记与待决定（35项）", "另有25项，见附件")
    assert len(mail.html.encode()) < 80 * 1024, len(mail.html.encode())
    table = rows(mail)
    assert len(table) > 70, len(table)
    # The numbers go on through what is not shown.
    mail.says("14 T-2026-060")
    assert int(table[13]["number"]) == 14 and \
        table[13]["object"] == "T-2026-060", table[13]
    o.fresh = []
    return o


# ---- when it leaves ----

def quiet():
    """Nothing is owed by anybody."""
    return Desk(charter=acts_only, start="2026-09-27 00:00")


@case
def quiet_weeks_bring_one_line():
    o = quiet()
    o.turn("2026-09-27 10:00")
    days = [f"2026-09-{d}" for d in range(28, 31)] + \
           [f"2026-10-{d:02d}" for d in range(1, 14)]
    got = [d for d in days if o.morning(d)]
    # 10-01 to 10-07 is a holiday; 10-08 begins its week, Sat 10-10 works.
    assert got == ["2026-09-28", "2026-10-08", "2026-10-12"], got
    for mail in o.digests:
        mail.says("无逾期事项")
        body = mail.text.split("-----")[0]
        assert "⑩" not in body and "办理" not in body, body
        assert mail.to == [SEC] and not mail.files, (mail.to, mail.files)
    return o


@case
def only_working_days_and_never_one_for_each_day_missed():
    o = Desk(charter=acts_only, start="2026-02-12 00:00")
    o.turn("2026-02-12 08:00")
    o.post("2026-02-12 10:00", APP, "[入会申请] 新例智能科技有限公司",
           "材料见附件。\n", files=papers())
    days = [f"2026-02-{d}" for d in range(13, 29)]
    got = [d for d in days if o.morning(d)]
    # Spring Festival 02-15 to 02-23; Saturdays 02-14 and 02-28 work.
    assert got == ["2026-02-13", "2026-02-14", "2026-02-24", "2026-02-25",
                   "2026-02-26", "2026-02-27", "2026-02-28"], got
    # Down until the next Wednesday night, evening, then morning.
    had = len(o.digests)
    o.turn("2026-03-04 23:10")
    o.turn("2026-03-05 03:00")
    assert len(o.digests) == had, "a digest at night"
    o.turn("2026-03-05 11:20")
    sent = [m for m in o.digests[had:] if SEC in m.to]
    assert len(sent) == 1, sent
    assert "2026-03-05（周四）" in sent[0].subject, sent[0].subject
    sent[0].says("统计（02-28 08:30起）")
    o.turn("2026-03-05 15:00")
    assert len([m for m in o.digests[had:] if SEC in m.to]) == 1
    o.fresh = []
    return o


@case
def after_downtime_the_day_is_the_day():
    """What fell due meanwhile is dealt with before the digest is made."""
    o = Desk(charter=acts_only, start="2026-02-03 00:00")
    o.turn("2026-02-03 09:00")
    o.post("2026-02-03 09:40", APP, "[入会申请] 新例智能科技有限公司", "见附件\n",
           files=papers(NEW_UNIT, licence=False))
    # The period to complete it ended on 03-05: the application has lapsed,
    # and nothing is left to be told of.
    o.turn("2026-03-10 10:00")
    assert o.state("APP-2026-001") == "lapsed"
    assert not o.digests, o.digests[0].text
    return o


@case
def liaisons_get_their_own_group():
    data = register()
    data["groups"].append({"id": "WG7", "name": "网络安全管理工作组",
                           "name_en": "Management"})
    data["people"] += [
        {"name": "孙联络", "mail": "lia7@tc.example",
         "roles": [{"role": "LIA", "group": "WG7"}]},
        {"name": "周组长", "mail": GL7,
         "roles": [{"role": "GL", "group": "WG7"},
                   {"role": "GS", "group": "WG7"}]}]
    o = Desk(people=data, charter=acts_only, start="2026-02-02 00:00")
    o.turn("2026-02-02 08:00")
    o.post("2026-02-02 09:40", APP, "[入会申请] 新例智能科技有限公司",
           "材料见附件。\n", files=papers())
    o.reply("2026-02-02 10:00", o.mail("app.new"), quoted("同意"))
    o.until("2026-02-27 08:30")  # the review is due on 03-04
    o.turn("2026-02-27 08:30")
    to = {m.to[0] for m in o.digests if f"{m.date:%m-%d}" == "02-27"}
    assert to == {SEC, LIA}, to
    mail = [m for m in o.digests if LIA in m.to][-1]
    assert mail.token is None and "回复“" not in mail.text, mail.text
    assert mail.subject.startswith("【WG5】"), mail.subject
    mail.says("WG5联络员", "APP-2026-001/WG5", "剩").says_not("统计")
    assert all("WG7" != r["group"] for r in rows(mail))
    o.fresh = []
    return o


@case
def liaisons_may_be_left_out():
    o = Desk(charter=acts_only, start="2026-02-02 00:00",
             conf=CONF + "digest = { liaison = false; secretary = true; };\n")
    o.turn("2026-02-02 08:00")
    o.post("2026-02-02 09:40", APP, "[入会申请] 新例智能科技有限公司",
           "材料见附件。\n", files=papers())
    o.reply("2026-02-02 10:00", o.mail("app.new"), quoted("同意"))
    o.until("2026-02-27 08:30")
    o.turn("2026-02-27 08:30")
    to = {m.to[0] for m in o.digests if f"{m.date:%m-%d}" == "02-27"}
    assert to == {SEC, GS}, to
    o.fresh = []
    return o


# ---- answering it ----

def decisions(o):
    """A morning with a missed quarter, an application and an overdue limit."""
    o.project("WG5-S-02", "2024-12-15", "安全评估方法")
    o.turn("2026-01-05 10:00")
    o.met("annplan", "WG5-2026")
    o.met("prjmeet", "WG5-S-02")
    o.meeting("WG5-2026-L1", "2026-03-30 14:00", "leaders")
    o.until("2026-03-31 10:00")
    o.turn("2026-03-31 10:00")
    o.met("resolution", "WG5-2026-L1")
    o.until("2026-06-30 10:00")
    o.post("2026-06-30 10:00", APP, "[入会申请] 新例智能科技有限公司",
           "材料见附件。\n", files=papers())
    o.until("2026-07-01 23:00")
    o.until("2026-07-02 08:30")
    mail = o.morning("2026-07-02")
    o.fresh = []
    return mail


@case
def numbers_reach_what_their_tokens_would():
    o = Desk()
    mail = decisions(o)
    q2, app = number(mail, "WG5-2026-Q2"), number(mail, "APP-2026-001")
    limit = number(mail, "WG5-S-02")
    done, echo = act(o, "2026-07-02 10:00", mail, quoted(
        f"您好！\n已阅 {q2}\n同意 {app}\n同意 {limit}\n"
        f"延期 {limit} 2026-09-30 理由：等待密码管理部门批文\n"
        f"已阅 99\n都同意\n"), sender=OP)
    assert echo is None, echo
    done.says("已办理3条", f"已阅 {q2}", f"同意 {app}", "已委托工作组审核",
              f"延期 {limit}", "已延期至2026年9月30日（周三）24:00", "未办理3条",
              "已阅 99：该日报中没有这个编号",
              f"同意 {limit}", "该项不能这样办理，可用：“豁免 理由：…”、“延期",
              "都同意：没有读懂这一行")
    assert done.to == [OP] and done.in_reply_to, done
    assert not done.token, "a receipt is not to be answered"
    o.expect("""07-02 10:00 app.review.req gl@wg5.example
                07-02 10:00 app.review.req gs@wg5.example
                07-02 10:00 app.review.req lia@tc.example
                07-02 10:00 qtr.closed gl@wg5.example
                07-02 10:00 qtr.closed gs@wg5.example
                07-02 10:00 prj.ack pl-s-02@lead.example
                07-02 10:00 prj.ack gl@wg5.example
                07-02 10:00 prj.ack gs@wg5.example
                07-02 10:00 prj.ack sec@tc.example
                07-02 10:00 cmd.done op@tc.example""")
    o.dates("leaders", "WG5-2026-Q2", "acknowledged")
    assert o.state("APP-2026-001") == "reviewing"
    assert o.due("limit", "WG5-S-02") == ("2026-09-30", "open")
    notes = o.sql("SELECT event, actor, authority, note FROM audit WHERE"
                  " event = 'project.prolonged'")
    assert notes and notes[0][1:3] == (OP, "L2") and \
        "等待密码管理部门批文" in notes[0][3], notes
    assert o.last()[0] == "applied" and o.last()[2].startswith("digest:")
    # All three have left the next one (R-G7).
    again = o.morning("2026-07-03")
    for words in ("WG5-2026-Q2", "委托工作组审核", "应于2026-06-15"):
        assert again is None or words not in again.text, again.text
    o.fresh = []
    return o


@case
def tasks_and_contributions_by_number():
    o = Desk(charter=acts_only)
    o.turn("2026-02-02 08:45")
    for n, state in ((1, "done"), (2, "done"), (3, "open")):
        o.write("INSERT INTO task VALUES (?, 'WG5', 'GL', '报送复审意见', ?, ?,"
                " ?)", f"T-2026-{n:03d}", day_of("2026-03-10"),
                seconds("2026-01-05 10:00"), state)
    o.meeting("WG5-2026-P1", "2026-03-10 09:00")
    o.post("2026-02-02 10:00", "x@visitor.example", "[帮助]", "\n")
    o.write("INSERT INTO contribution (id, meeting, unit, project, title,"
            " folded_title, state, received_at, sender, message, replaces,"
            " item, reason) VALUES ('C-2026-001', 'WG5-2026-P1', 'M04', '',"
            " '修改建议', '', 'late', ?, 'c@m04.example', 1, '', '', '')",
            seconds("2026-02-02 11:00"))
    mail = o.morning("2026-02-03")
    one, two = number(mail, "T-2026-001"), number(mail, "T-2026-002")
    late = number(mail, "C-2026-001")
    mail.says("需要您处理2项").says_not("T-2026-003", f"接受 {late}")
    o.fresh = []
    done, _ = act(o, "2026-02-03 10:00", mail, quoted(
        f"同意 {one}\n退回 {two} 理由：缺附件\n接受 {late}\n"))
    done.says("已办理2条", f"同意 {one}", f"退回 {two}", "未办理1条",
              f"接受 {late}", "须由工作组组长")
    assert {m.code for m in o.fresh} == {"cmd.done", "task.ack"} or \
        {m.code for m in o.fresh} == {"cmd.done", "task.ack", "task.new"}, \
        o.fresh
    assert o.sql("SELECT state FROM task ORDER BY id") == [
        ("accepted",), ("open",), ("open",)]
    # The secretariat does not act in the leader's name.
    assert o.sql("SELECT state FROM contribution") == [("late",)]
    return o


@case
def english_lines():
    o = Desk()
    mail = decisions(o)
    q2, app = number(mail, "WG5-2026-Q2"), number(mail, "APP-2026-001")
    done, _ = act(o, "2026-07-02 10:00", mail,
                  f"Hello,\nACK #{q2}, thanks\nDISPATCH {app} WG5\n")
    done.says("已办理2条")
    o.dates("leaders", "WG5-2026-Q2", "acknowledged")
    assert o.state("APP-2026-001") == "reviewing"
    o.fresh = []
    return o


@case
def what_removes_is_said_back_first():
    o = Desk()
    mail = decisions(o)
    limit, q2 = number(mail, "WG5-S-02"), number(mail, "WG5-2026-Q2")
    done, echo = act(o, "2026-07-02 10:00", mail, quoted(
        f"豁免 {limit} 理由：项目并入WG5-S-04\n已阅 {q2}\n"))
    done.says("已办理1条", f"已阅 {q2}")
    done.says_not("豁免")
    echo.says("现在尚未执行", f"豁免 {limit}", "WG5-S-02 标准项目",
              "将要执行：豁免该项职责", "理由：项目并入WG5-S-04", "同意")
    assert echo.to == [SEC] and echo.token, echo
    o.dates("limit", "WG5-S-02", "overdue")
    # Anything that is no yes does nothing, and the yes is still open.
    _, again = act(o, "2026-07-02 11:00", echo, "好的，知道了\n")
    assert again is None
    o.dates("limit", "WG5-S-02", "overdue")
    refused = o.mail("cmd.refused")
    refused.says("没有读懂指令，尚未执行")
    done, _ = act(o, "2026-07-02 12:00", refused, quoted("同意"))
    done.says("已办理1条", "豁免", "已豁免，不再催办")
    o.dates("limit", "WG5-S-02", "waived")
    note = o.sql("SELECT note FROM audit WHERE event = 'duty.waived'")
    assert "项目并入WG5-S-04" in note[0][0], note
    # Once only.
    o.fresh = []
    act(o, "2026-07-02 13:00", echo, quoted("同意"))
    o.expect("07-02 13:00 cmd.refused sec@tc.example")
    o.mail("cmd.refused").says("令牌已使用或已过期")
    assert len(o.sql("SELECT 1 FROM audit WHERE event = 'duty.waived'")) == 1
    return o


@case
def a_no_to_the_echo_does_nothing():
    o = Desk()
    mail = decisions(o)
    limit = number(mail, "WG5-S-02")
    _, echo = act(o, "2026-07-02 10:00", mail,
                  f"豁免 {limit} 理由：项目并入WG5-S-04\n")
    done, _ = act(o, "2026-07-02 11:00", echo, "不同意\n")
    done.says("未办理1条", "按您的意见未执行")
    o.dates("limit", "WG5-S-02", "overdue")
    o.fresh = []
    act(o, "2026-07-02 12:00", echo, "同意\n")
    o.expect("07-02 12:00 cmd.refused sec@tc.example")
    o.dates("limit", "WG5-S-02", "overdue")
    return o


@case
def what_changed_since_is_refused():
    o = Desk()
    mail = decisions(o)
    app, limit = number(mail, "APP-2026-001"), number(mail, "WG5-S-02")
    _, echo = act(o, "2026-07-02 09:30", mail,
                  f"豁免 {limit} 理由：项目并入WG5-S-04\n")
    o.met("limit", "WG5-S-02")
    o.write("UPDATE obligation SET state = 'met_late' WHERE duty = 'limit'")
    o.reply("2026-07-02 10:00", o.mail("app.new"), quoted("同意"))
    o.fresh = []
    done, _ = act(o, "2026-07-02 11:00", mail, f"同意 {app}\n")
    done.says("未办理1条", "日报发出后情况已变化，未执行。现为：已按期办结")
    o.expect("07-02 11:00 cmd.done sec@tc.example")
    done, _ = act(o, "2026-07-02 12:00", echo, "同意\n")
    done.says("未办理1条", "情况已变化，未执行。现为：已逾期办结")
    o.expect("07-02 12:00 cmd.done sec@tc.example")
    # Its week is over: the numbers are worth nothing any more.
    o.until("2026-07-13 10:00")
    o.fresh = []
    act(o, "2026-07-13 10:00", mail, "已阅 1\n")
    assert [m.code for m in o.fresh if m.code == "cmd.refused"], o.fresh
    o.mail("cmd.refused").says("令牌已使用或已过期")
    o.fresh = []
    return o


@case
def forged_and_borrowed_answers():
    o = Desk()
    mail = decisions(o)
    q2 = number(mail, "WG5-2026-Q2")
    for n, (sender, dmarc) in enumerate(
            [(SEC, "fail"), (SEC, "none"), (LIA, "pass"), (GL, "pass"),
             ("x@visitor.example", "pass")]):
        o.fresh = []
        act(o, f"2026-07-02 1{n}:00", mail, f"已阅 {q2}\n", sender=sender,
            dmarc=dmarc)
        assert [m.code for m in o.fresh] == ["auth.fail"], \
            (sender, dmarc, o.fresh)
        assert o.last()[0] == "held", o.last()
    o.dates("leaders", "WG5-2026-Q2", "missed")
    # They wait for a person, and the next digest says so.
    mail = o.morning("2026-07-03")
    mail.says("⑧ 待核实来件与投递异常（5项）")
    o.fresh = []
    return o


@case
def quoted_lines_never_count():
    o = Desk()
    mail = decisions(o)
    q2, app = number(mail, "WG5-2026-Q2"), number(mail, "APP-2026-001")
    original = "\n".join("> " + line for line in mail.text.splitlines())
    done, _ = act(o, "2026-07-02 10:00", mail,
                  f"已阅 {q2}\n\n在 2026-07-02 08:30，网安标委 写道：\n"
                  f"> 同意 {app}\n{original}\n")
    done.says("已办理1条", f"已阅 {q2}")
    done.says_not(f"同意 {app}", "未办理")
    assert o.state("APP-2026-001") == "accepted"
    # Nothing but a quotation, nothing but thanks.
    for at, text in (("11:00", original), ("12:00", "收到，谢谢。\n")):
        o.fresh = []
        act(o, f"2026-07-02 {at}", mail, text)
        assert [m.code for m in o.fresh] == ["cmd.refused"], o.fresh
        refused = o.mail("cmd.refused")
        assert "没有读到指令" in refused.words or "分不清" in refused.words
    assert o.state("APP-2026-001") == "accepted"
    o.fresh = []
    return o


@case
def held_mail_by_number():
    o = Desk(charter=acts_only, start="2026-02-02 00:00")
    o.turn("2026-02-02 08:00")
    o.post("2026-02-02 10:00", "x@visitor.example", "咨询",
           "请问如何加入？\n", dmarc="none")
    o.post("2026-02-02 11:00", "y@visitor.example", "[请假] 因病住院",
           "本人因病不能参会。\n")
    o.write("UPDATE message SET kind = 'leave' WHERE sender ="
            " 'y@visitor.example'")
    mail = o.morning("2026-02-03")
    # R-G6: never why somebody cannot come.
    mail.says("请假").says_not("因病")
    n = number(mail, "x@visitor.example")
    done, echo = act(o, "2026-02-03 10:00", mail, f"已阅 {n}\n")
    assert done is None and echo, (done, echo)
    echo.says("来件视为已阅处")
    done, _ = act(o, "2026-02-03 11:00", echo, quoted("同意"))
    done.says("来件已结")
    rows_ = o.sql("SELECT state, reason FROM message WHERE sender ="
                  " 'x@visitor.example'")
    assert rows_ == [("ignored", "秘书处已阅处")], rows_
    mail = o.morning("2026-02-04")
    mail.says_not("x@visitor.example").says("⑧ 待核实来件与投递异常（1项）")
    o.fresh = []
    return o


@case
def a_flood_is_one_line():
    o = Desk(charter=acts_only, start="2026-02-02 00:00",
             conf=CONF + "limits = { strangers_per_day = 3;"
             " domain_per_day = 2; };\n")
    o.turn("2026-02-02 08:00")
    for n in range(4):
        o.post(f"2026-02-02 10:0{n}", f"x{n}@visitor.example", "咨询",
               f"请问如何加入？第{n}次\n", dmarc="none")
        o.post(f"2026-02-02 11:0{n}", f"x{n}@qq.com", "咨询",
               f"请问如何加入？第{n}次\n", dmarc="none")
    # Two of the one organisation, then one more of anybody.
    known = o.sql("SELECT sender FROM message WHERE object = '' AND"
                  " state = 'held' ORDER BY id")
    assert known == [("x0@visitor.example",), ("x0@qq.com",),
                     ("x1@visitor.example",)] or \
        sorted(known) == sorted([("x0@visitor.example",),
                                 ("x1@visitor.example",), ("x0@qq.com",)]), known
    mail = o.morning("2026-02-03")
    mail.says("来件超出限额：2026-02-02共5封（5个发件地址），未处理也未答复",
              "x0@qq.com").says_not("x3@qq.com")
    n = number(mail, "来件超出限额")
    done, echo = act(o, "2026-02-03 10:00", mail, f"已阅 {n}\n")
    assert done is None and echo, (done, echo)
    echo.says("全部视为已阅处")
    done, _ = act(o, "2026-02-03 11:00", echo, quoted("同意"))
    done.says("不再列入日报")
    assert o.sql("SELECT count(*) FROM message WHERE state = 'ignored' AND"
                 " object = 'excess:2026-02-02'") == [(5,)]
    o.morning("2026-02-04").says_not("超出限额")
    o.fresh = []
    return o


@case
def deliveries_by_number():
    o = Desk(charter=acts_only, start="2026-02-02 00:00")
    o.turn("2026-02-02 08:00")
    o.post("2026-02-02 10:00", "x@visitor.example", "[帮助]", "\n")
    o.write("UPDATE delivery SET state = 'uncertain', reply = 'timed out'"
            " WHERE recipient = 'x@visitor.example'")
    mail = o.morning("2026-02-03")
    mail.says("是否送达不明：timed out", "重发", "作废")
    n = number(mail, "outbox:")
    _, echo = act(o, "2026-02-03 10:00", mail, f"作废 {n} 理由：已电话告知\n")
    echo.says("不再发送该邮件", "已电话告知")
    act(o, "2026-02-03 11:00", echo, "同意\n")
    assert o.sql("SELECT state FROM delivery d JOIN outbox o ON"
                 " o.id = d.outbox WHERE o.code = 'help.reply'") == [
                     ("dropped",)]
    again = o.morning("2026-02-04")
    assert again is None, again.text
    o.fresh = []
    return o


@case
def hints_once_a_week():
    """What nobody is ever reminded of stands in the week's first digest."""
    o = Desk()
    o.project("WG5-S-02", "2024-10-15", "安全评估方法")
    o.turn("2026-01-05 10:00")
    o.met("prjmeet", "WG5-S-02")
    o.until("2026-04-13 08:30")
    monday = o.morning("2026-04-13")
    monday.says("年度考核", "责任：秘书处")
    o.until("2026-04-14 08:30")
    tuesday = o.morning("2026-04-14")
    tuesday.says_not("年度考核")
    o.fresh = []
    return o


# ---- the command ----

@case
def the_command_prints_and_sends():
    o = Desk(charter=acts_only, start="2026-02-02 00:00")
    o.turn("2026-02-02 08:45")
    o.post("2026-02-02 09:40", APP, "[入会申请] 新例智能科技有限公司",
           "材料见附件。\n", files=papers())
    o.now = moment("2026-02-03 08:00")
    text = o.run("digest")
    assert text.startswith("Subject: 【网安标委】秘书处逾期与待办日报 2026-02-03"
                           "（周二） / Daily digest\n"), text
    assert "需要您处理1项" in text and "令牌" not in text, text
    found = [json.loads(line) for line in
             o.run("--json", "digest").splitlines()]
    assert found[0]["object"] == "APP-2026-001" and found[0]["days"] == -2, \
        found
    table = list(csv.DictReader(io.StringIO(
        o.run("--csv", "digest").lstrip("\ufeff"))))
    assert table[0]["number"] == "1", table
    assert not o.digests and not o.sql("SELECT 1 FROM digest")
    o.run("digest", "--send")
    assert "08:00" in o.run("digest", "--send")
    assert "2026-02-03 08:00" in o.run("status")
    o.run("deliver")
    o.look()
    assert len(o.digests) == 1, o.digests
    # The hour comes: today's is there already.
    o.turn("2026-02-03 08:30")
    assert len(o.digests) == 1, o.digests
    o.fresh = []
    return o


def run(f):
    began = time.monotonic()
    try:
        o = f()
        o.fresh = []
        o.close()
    except Exception:
        return (f"FAIL {f.__name__} ({time.monotonic() - began:.1f} s)\n" +
                traceback.format_exc())
    return f"ok   {f.__name__} ({time.monotonic() - began:.1f} s)"


def main():
    words = sys.argv[2] if len(sys.argv) > 2 else ""
    chosen = [f for f in CASES if words in f.__name__]
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for said in pool.map(run, chosen):
            print(said, flush=True)
            failed += said.startswith("FAIL")
    print(f"{len(chosen)} cases, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
