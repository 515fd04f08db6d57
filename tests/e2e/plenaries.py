"""Plenaries from their plan to their verdict, for whoever needs several.

Committee  WG5 and WG7 with their leaders and as many units as are named, each
           of c@ (contact) and r1@ (representative) its own domain; the mails
           of a plenary's organisers are a call each
Posted     …whose mails leave by SMTP to a server that refuses whom it is told
"""
import re

from charter_file import only
from office import *  # noqa: F403
from smtp_server import Server
from test_attendance import csv
from test_plenary import PAPER, Group, agenda, doc
from test_year import FIN

GS7 = "gs@wg7.example"
OP1, OP2 = "op1@tc.example", "op2@tc.example"
STAFFED = re.sub(
    r"secretariat = \[[^\]]*\];",
    f'secretariat = [ "{SEC}", "{OP1}", "{OP2}" ];\n    clerk = [ "{FIN}" ];',
    make_demo.CONF, count=1)
LEADERS = {"GL": ("张示例", "组长"), "DGL1": ("李样本", "副组长"),
           "DGL2": ("王范例", "副组长")}
DUTIES = ("plan", "notice", "contrib", "attend")


def c(unit):
    return f"c@{unit.lower()}.example"


def r(unit):
    return f"r1@{unit.lower()}.example"


def name_of(unit):
    return f"第{int(unit[1:])}号示例科技有限公司"


def unit_row(unit, groups=("WG5",), since="2025-04-01"):
    return {"id": unit, "name": name_of(unit),
            "uscc": uscc("91110108MA00000" + unit[1:]),
            "contact": {"name": "联系" + unit, "mail": c(unit)},
            "memberships": [
                {"group": g, "since": since, "representatives": [
                    {"name": "代表" + unit, "mail": r(unit), "voter": True}]}
                for g in groups]}


def staff():
    roles = [("张示例", GL, "GL", "WG5"), ("李样本", "dgl1@wg5.example", "DGL",
                                        "WG5"),
             ("王范例", "dgl2@wg5.example", "DGL", "WG5"),
             ("赵模板", GS, "GS", "WG5"), ("钱联络", LIA, "LIA", "WG5"),
             ("周组长", GL7, "GL", "WG7"), ("郑秘书", GS7, "GS", "WG7"),
             ("钱联络", LIA, "LIA", "WG7")]
    people = {}
    for name, mail, role, group in roles:
        row = people.setdefault(mail, {"name": name, "mail": mail,
                                       "roles": []})
        row["roles"].append({"role": role, "group": group})
    return list(people.values())


class Committee(Office):
    write, right = Group.write, Group.right
    # Daily and weekly looks at what no plenary is about; any tick takes them.
    others = ("digest", "calendar", "gap", "leader.idle")

    def __init__(self, convoke, units, **o):
        self.used = set()
        groups = ({"id": "WG5", "name": "网络安全评估工作组",
                   "name_en": "Assessment"},
                  {"id": "WG7", "name": "网络安全管理工作组",
                   "name_en": "Management"})
        data = {"groups": list(groups), "people": staff(), "units": units}
        if o.get("history"):
            data["history"] = o["history"]
        super().__init__(convoke, conf=o.get("conf", STAFFED), register=data,
                         charter=only(*o.get("duties", DUTIES)),
                         start=o.get("start", "2026-01-05 09:30"))

    def next_due(self):
        """Whatever the clock has to do, `others` aside."""
        marks = ", ".join("?" * len(self.others))
        return self.sql(
            "SELECT min(at) FROM (SELECT min(next_at) AS at FROM obligation"
            " WHERE state IN ('open','overdue','missed') UNION ALL SELECT"
            f" min(at) FROM timer WHERE what NOT IN ({marks}))",
            *self.others)[0][0]

    def told(self, code, to=None, since=0):
        """The mails of that code, of those after the first `since`."""
        return [m for m in self.mails[since:] if m.code == code and
                (to is None or to in m.to + m.cc)]

    # ---- a plenary, by its organisers ----

    def plan(self, at, *days, group="WG5"):
        lines = "".join(
            f"{i + 1}. {m} {day} 09:00-17:00 北京 标准周：否 理由：单独召开\n"
            for i, (m, day) in enumerate(days))
        self.post(at, self.office(group), f"[年度会议计划] {group} {at[:4]}年",
                  lines)
        for m, day in days:
            rows = self.sql("SELECT start_at FROM meeting WHERE id = ?", m)
            assert rows == [(moment(day + " 09:00").timestamp(),)], (m, rows)

    @staticmethod
    def office(group):
        return GS7 if group == "WG7" else GS

    def state(self, meeting):
        return self.sql("SELECT state FROM meeting WHERE id = ?",
                        meeting)[0][0]

    def file(self, at, meeting):
        self.post(at, self.office(meeting[:3]), f"[会议方案] {meeting}",
                  "请备案。\n", files=[doc(
                      "会议方案", "会议时间：见年度会议计划", "会议地点：北京",
                      "议程安排：标准项目进展", "主持人：张示例",
                      "参会人员：成员单位代表", "经费说明：自筹")])

    def release(self, at, meeting):
        gs = self.office(meeting[:3])
        chair = "周组长" if gs == GS7 else "张示例"
        self.until(at)
        self.post(at, gs, f"[发布通知] {meeting}",
                  agenda([], chair=chair) + "1. 标准体系讨论\n",
                  files=[PAPER], answers=self.right(gs, meeting))
        assert self.state(meeting) == "notified", self.last()

    def decide(self, at, meeting, subject, text):
        """With its token; one that is a month old is told back first."""
        self.until(at)
        self.post(at, GS, f"[{subject}] {meeting}", text + " 理由：场地维修\n",
                  answers=self.right(GS, meeting))
        if "凭令牌确认" in self.last()[1]:
            self.reply(at, self.mail("cmd.refused", GS), quoted("同意"))

    def move(self, at, meeting, to):
        self.decide(at, meeting, "会议改期", f"改期 {to} 09:00")
        rows = self.sql("SELECT start_at FROM meeting WHERE id = ?", meeting)
        assert rows == [(moment(to + " 09:00").timestamp(),)], self.last()

    def cancel(self, at, meeting):
        self.decide(at, meeting, "会议取消", "取消")
        assert self.state(meeting) == "cancelled", self.last()

    def sign_in(self, at, meeting, lines, leaders=("GL", "DGL1", "DGL2")):
        """The platform's list: `lines` as csv, or a unit's id."""
        start = self.sql("SELECT start_at FROM meeting WHERE id = ?",
                         meeting)[0][0]
        when = datetime.fromtimestamp(start - 600, CST)
        when = when.strftime("%Y-%m-%d %H:%M")
        rows = [f"{x},代表{x},代表,现场,{when}" if "," not in x else
                f"{x},{when}" for x in lines]
        if meeting.startswith("WG5"):
            rows += [f",{LEADERS[x][0]},{LEADERS[x][1]},现场,{when}"
                     for x in leaders]
        else:
            rows += [f",周组长,组长,现场,{when}"]
        self.post(at, self.office(meeting[:3]), f"[签到导入] {meeting}",
                  "签到表见附件。\n", files=[csv(rows)])
        assert self.last()[0] == "applied", \
            (self.last(), self.mail("attend.ack").text)


    # ---- dues, by their clerk ----

    def ledger(self, at, as_of, *rows):
        lines = [f"as_of={as_of}", "year,unit,amount,status,value_date,ref",
                 *rows]
        self.post(at, FIN, "[会费导入] 会费台账", "台账见附件。\n",
                  files=[("会费台账.csv", "text/csv; charset=UTF-8",
                          ("\n".join(lines) + "\n").encode())])
        assert self.last()[0] == "applied", \
            (self.last(), self.mail("dues.report").text)


class Posted(Committee):
    """Its mails leave by SMTP; `refused`: addresses the server turns away."""

    def __init__(self, convoke, units, **o):
        self.server = Server()
        self.server.__enter__()
        way = ('transport = { kind = "smtp"; host = "localhost";'
               f' port = {self.server.port}; tls = "none"; sessions = 2;'
               ' rate = 0; domain_rate = 0; };')
        conf = re.sub(r"transport = \{[^}]*\};", way, STAFFED)
        super().__init__(convoke, units, conf=conf, **o)

    @property
    def refused(self):
        return self.server.refused

    def turn(self, at):
        """What was refused is the next tick's to see."""
        left = super().turn(at)
        if self.sql("SELECT 1 FROM timer WHERE what = 'refused'"):
            left += super().turn(at)
        return left

    def look(self):
        """A letter a recipient; the same mail once."""
        left = []
        for octets in self.server.letters:
            mail = Mail(octets)
            if mail.message_id not in self.read:
                self.read.add(mail.message_id)
                left.append(mail)
        self.server.letters.clear()
        return self.seen(left)

    def close(self):
        try:
            super().close()
        finally:
            self.server.__exit__()
