#!/usr/bin/python3
"""The acceptance year of one group (requirements.md 9), as far as meetings,
contributions, projects, applications and contacts go, with real messages.

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
from calendars import PROGRAMS, send, value
from office import *  # noqa: F403

SHARED = os.environ.get("CONVOKE_SHARED", "")
SCENARIO = os.path.join(SHARED, "acceptance", "scenario-2026.json")
YEAR_UNITS = ["M%02d" % i for i in range(1, 12)]
NAMES = ["示例科技有限公司", "样本信息技术有限公司", "范例网络安全有限公司", "虚构大学",
         "假想数据研究院", "例证软件股份有限公司", "模拟通信有限公司", "占位测评中心",
         "测例云计算有限公司", "某某密码技术有限公司", "空白电子有限公司"]
PROJECTS = {"WG5-S-01": "2024-09-30", "WG5-S-02": "2024-08-31",
            "WG5-R-03": "2025-04-20", "WG5-S-04": "2025-12-01",
            "WG5-S-05": "2026-06-15"}
# 9.1: M07 and M09 come with a counter of 1.
HISTORY = [{"meeting": "WG5-2025-P2", "day": "2025-12-10",
            "absent": ["M07", "M09"], "excused": ["M11"]}]
LEADS = {"WG5-S-01": "冯一", "WG5-S-02": "陈二", "WG5-R-03": "褚三",
         "WG5-S-04": "卫四", "WG5-S-05": "蒋五"}
STUDIO, EMPTY = "c@studio.example", "info@empty.example"
FIN = "fin@tc.example"
PEOPLE = {"GL": GL, "GS": GS, "LIA": LIA, "SEC": SEC, "ADM": ADM, "FIN": FIN,
          "DGL1": "dgl1@wg5.example", "DGL2": "dgl2@wg5.example",
          "APP:001": APP, "APP:002": STUDIO, "APP:003": EMPTY}

# What belongs to flags.
OTHERS = ("flag.raised", "flag.preexit",
          "flag.preexit.rem", "flag.objection", "flag.objection.expired",
          "flag.dismissed", "bounce.alert")
# Units whose part in a meeting those others decide, from that day on: exits, a
# bounce.
DEPARTED = {"M03": "2026-09-29", "M07": "2026-04-28"}
RETURNED = {"M03": "2026-10-27"}
# Units whose contact has changed, and who it is now.
CONTACTS = {}


def is_others(row):
    sent, code, about, label = row
    # A warning to the group secretary is about a unit too.
    units = {label, about.split("/")[0]}
    return about == "M03/contact" or any(
        DEPARTED.get(u, "9") <= sent < RETURNED.get(u, "9") for u in units)


def object_of(mail):
    """A review's reminder is about the tenth working day of it."""
    if mail.code == "app.review.rem":
        return "APP-2026-001/review.10"
    return mail.object or "-"


def person(label):
    if label in PEOPLE:
        return PEOPLE[label]
    if label.startswith("PL:"):
        return "pl-%s@lead.example" % label[7:].lower()
    if label.startswith("M"):
        return CONTACTS.get(label, "c@%s.example" % label.lower())
    return label


def register():
    lead = {p: {"name": LEADS[p], "mail": person("PL:" + p)}
            for p in PROJECTS}
    return {
        "groups": [{"id": "WG5", "name": "网络安全评估工作组",
                    "name_en": "Assessment"}],
        "people": [
            {"name": "张示例", "mail": GL, "title": "组长",
             "roles": [{"role": "GL", "group": "WG5"}]},
            {"name": "李样本", "mail": PEOPLE["DGL1"], "title": "副组长",
             "roles": [{"role": "DGL", "group": "WG5"}]},
            {"name": "王范例", "mail": PEOPLE["DGL2"], "title": "副组长",
             "roles": [{"role": "DGL", "group": "WG5"}]},
            {"name": "赵模板", "mail": GS, "title": "秘书",
             "roles": [{"role": "GS", "group": "WG5"}]},
            {"name": "钱联络", "mail": LIA,
             "roles": [{"role": "LIA", "group": "WG5"}]}],
        "units": [
            {"id": u, "name": n,
             "contact": {"name": "联系" + u, "mail": person(u)},
             "memberships": [{"group": "WG5", "since": "2025-04-01",
                              "representatives": [
                                  {"name": "代表" + u,
                                   "mail": "r1@%s.example" % u.lower(),
                                   "voter": True}]}]}
            for u, n in zip(YEAR_UNITS, NAMES)],
        "projects": [
            {"id": p, "group": "WG5", "title": "示例标准" + p[4:],
             "kind": "research" if "-R-" in p else "standard",
             "start": start, "lead": lead[p]}
            for p, start in PROJECTS.items() if p != "WG5-S-05"],
    }


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def document(*lines):
    """A docx as a word processor writes one, a paragraph a line."""
    body = "".join("<w:p><w:r><w:t>%s</w:t></w:r></w:p>" % line
                   for line in lines)
    kinds = ("<?xml version=\"1.0\"?><Types xmlns=\"http://schemas."
             "openxmlformats.org/package/2006/content-types\"><Default "
             "Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-"
             "package.relationships+xml\"/><Override PartName=\"/word/"
             "document.xml\" ContentType=\"application/vnd.openxmlformats-"
             "officedocument.wordprocessingml.document.main+xml\"/></Types>")
    rels = ("<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas."
            "openxmlformats.org/package/2006/relationships\"><Relationship "
            "Id=\"r1\" Type=\"http://schemas.openxmlformats.org/"
            "officeDocument/2006/relationships/officeDocument\" Target=\""
            "word/document.xml\"/></Relationships>")
    return zipped([
        ("[Content_Types].xml", kinds), ("_rels/.rels", rels),
        ("word/document.xml", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
         "<w:document xmlns:w=\"%s\"><w:body>%s</w:body></w:document>"
         % (W, body))])


def doc(name, *lines):
    return ("%s.docx" % name, DOCX, document(name, *lines))


HEADINGS = ["一、标准体系的更新与维护", "二、新标准立项研讨", "三、在研标准项目推进情况",
            "四、标准研究项目的工作情况", "五、下一步工作安排", "六、参会名单", "七、其他事项"]


def comment_table(project):
    columns = ["序号", "标准章条编号", "意见内容", "提出单位", "处理意见", "备注"]
    return doc("意见汇总处理表-%s" % project, *columns)


CONF_WITH_CLERK = make_demo.CONF.replace(
    "    help = ", "    clerk = [ \"%s\" ];\n    help = " % FIN, 1)


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
            " SELECT min(at) FROM timer WHERE what IN ('meeting','sync',"
            " 'attendance','absence.warn'))")
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

    used = set()
    later = []  # (when, what): what people do that 9.4 does not list


EVENTS = {}


def event(*kinds):
    def keep(f):
        for kind in kinds:
            EVENTS[kind] = f
        return f
    return keep


@event("meetplan")
def project_plan(o, at, who, a):
    o.post(at, who, "[项目会议计划] %s 2026年度" % a["p"], "项目会议计划见附件。\n",
           files=[doc("%s项目会议计划" % a["p"], "3月、9月各召开一次")])


@event("annplan")
def annual_meetings(o, at, who, a):
    lines = ["%d. %s %s，地点：北京，标准周：否，理由：单独召开" %
             (i + 1, m, when) for i, (m, when) in enumerate(a["meetings"])]
    o.post(at, who, "[年度会议计划] WG5 2026年", "全体会议安排：\n" +
           "\n".join(lines) + "\n")


@event("app")
def application(o, at, who, a):
    if a["id"] == "APP-2026-001" and a.get("missing"):
        o.post(at, who, "[入会申请] 新例智能科技有限公司", "材料见附件。\n",
               name="陈新例", charset="GB18030",
               files=papers(NEW_UNIT, licence=False))
    elif a["id"] == "APP-2026-001":
        o.reply(at, o.to(who, "app.incomplete", a["id"]),
                "已补齐。\n\n法人代表姓名: 陈法人\n", name="陈新例", charset="GBK",
                files=[("营业执照副本.pdf", PDF, scan("licence"))])
    elif a["id"] == "APP-2026-002":
        unit = dict(COMPLETE, name_zh="未合格咨询工作室", uscc="",
                    c_mail=who, c_name="吴工", seal_date="2026年5月1日")
        o.post(at, who, "[入会申请] 未合格咨询工作室", "申请材料见附件。\n",
               files=papers(unit))
    else:
        o.post(at, who, "[入会申请] 空壳示例公司",
               "单位名称: 空壳示例公司\n联系人姓名: 钱某\n电子邮件: %s\n" % who)


@event("app_dispatch")
def dispatch(o, at, who, a):
    o.reply(at, o.to(who, "app.new", a["id"]), quoted("分派 WG5"))


@event("app_result")
def result(o, at, who, a):
    ask = o.to(who, "app.review.req", a["id"])
    o.reply(at, ask, quoted("同意" if a["v"] == "同意" else
                            "不同意 理由：不具备法人资格（第九条第1项）"))


@event("app_notify")
def notify(o, at, who, a):
    o.reply(at, o.to(who, "app.result", a["id"]), quoted("通知"))


@event("rep")
def representatives(o, at, who, a):
    reps = ("代表1：孙一，高级工程师，r1@m12.example，投票代表\n"
            "代表2：李二，工程师，r2@m12.example\n")
    if a.get("bad"):
        reps += "代表3：周三，工程师，r3@m12.example\n"
    o.post(at, who, "[代表指派] APP-2026-001", reps,
           answers=o.to(who, "app.approved", "APP-2026-001"))


@event("activate")
def activate(o, at, who, a):
    o.post(at, who, "[成员生效] APP-2026-001", "成员生效 纸质已收\n")
    # 9.4 has no row for it and 9.5 no reminder: the account is opened in time.
    opened = "2026-03-24 16:00"
    o.later.append((opened, lambda: o.reply(
        opened, o.to(ADM, "account.open", ""), quoted("完成"))))


@event("plan")
def plan(o, at, who, a):
    o.post(at, who, "[会议方案] %s" % a["m"], "会议方案见附件，请备案。\n",
           files=[doc("会议方案", "会议时间：见年度计划", "会议地点：北京",
                      "议程安排：标准项目进展", "主持人：张示例",
                      "参会人员：成员单位代表", "经费说明：自筹")])


@event("plan_confirm")
def confirm(o, at, who, a):
    o.reply(at, o.to(who, "plan.filed", a["m"]), quoted("备案 " + a["no"]))


def agenda(projects):
    lines = ["%d. %s 进展汇报，汇报人：%s" % (i + 1, p, LEADS[p])
             for i, p in enumerate(projects)]
    return ("主持人：张示例\n地点：北京市海淀区示例路1号\n议程：\n" +
            "\n".join(lines) + "\n")


@event("draft")
def draft(o, at, who, a):
    o.post(at, who, "[会议通知草稿] %s" % a["m"],
           agenda(["WG5-S-01", "WG5-S-02", "WG5-R-03"]),
           files=[doc("会议文件1", "材料")])


@event("release")
def release(o, at, who, a):
    o.post(at, who, "[发布通知] %s" % a["m"], agenda(a["agenda"]),
           answers=o.tokened(who, a["m"]),
           files=[doc("会议文件%d" % i, "材料") for i in range(1, 5)])


@event("cancel")
def cancel(o, at, who, a):
    o.post(at, who, "[会议取消] %s" % a["m"], "取消 理由：场地维修\n",
           answers=o.tokened(who, a["m"]))


@event("move")
def move(o, at, who, a):
    o.post(at, who, "[会议改期] %s" % a["m"],
           "改期 %s 理由：与其他会议冲突\n" % a["to"][:16],
           answers=o.tokened(who, a["m"]))


@event("lm_sched")
def leaders(o, at, who, a):
    o.post(at, who, "[组长办公会] %s" % a["id"],
           "时间：%s\n地点：北京\n" % a["when"][:16])


@event("lm_done")
def resolution(o, at, who, a):
    names = {"GL": "张示例", "DGL1": "李样本", "DGL2": "王范例"}
    o.post(at, who, "[办公会决议] %s" % a["id"], "出席：%s\n" % "、".join(
        names[x] for x in a["A"].split(",")),
           files=[doc("办公会决议", "形成决议如下")])


@event("qack")
def seen(o, at, who, a):
    o.reply(at, o.to(who, "qtr.missed", "WG5-2026-Q2"), quoted("已阅"))


@event("contrib")
def contribution(o, at, who, a):
    number = a["id"][-3:]
    text = "现提交对标准草案的建议，见附件。\n"
    if a.get("rep"):
        text = "替代 %s\n" % a["rep"] + text
    if a.get("unit"):
        text = "占位测评中心（%s）提交。\n" % a["unit"] + text
    subject = "[贡献] %s %s 关于标准草案的建议之%s" % (
        a["m"], a.get("prj", ""), number)
    options = {"files": [doc("贡献%s" % number, "建议内容")]}
    if a["id"] == "C-2026-006":
        options["date"] = "2026-03-17 23:58"
    if "poll" not in a:
        o.post(at, who, subject, text, **options)
        return
    # It lies at our own receiving system until the next poll.
    o.until(at)
    o.put(letter(at, who, subject, text, **options), at)
    if a["id"] == "C-2026-006":
        o.turn(a["poll"])


@event("contrib_none")
def none(o, at, who, a):
    o.post(at, who, "[无贡献] %s" % a["m"], "我单位本次无贡献。\n")


@event("withdraw")
def withdraw(o, at, who, a):
    o.post(at, who, "[撤回] %s" % a["id"], "撤回上述贡献。\n")


@event("contrib_conf")
def vouch(o, at, who, a):
    o.reply(at, o.to(who, "held.confirm", a["id"]), quoted("同意"))


@event("late_decide")
def late(o, at, who, a):
    ask = o.to(who, "contrib.late", a["id"])
    o.reply(at, ask, quoted("接受" if a["v"].startswith("接受") else
                            "退回 理由：建议提交下次会议"))


@event("ct")
def comments(o, at, who, a):
    o.post(at, who, "[意见汇总处理表] %s" % a["p"], "见附件。\n",
           files=[comment_table(a["p"])])


@event("prj_done")
def done(o, at, who, a):
    word = "研究成果" if "-R-" in a["p"] else "报批材料"
    o.post(at, who, "[%s] %s" % (word, a["p"]), "材料见附件。\n",
           files=[doc("%s" % word, "正文")])


@event("prj_new")
def project(o, at, who, a):
    o.post(at, who, "[项目立项] %s" % a["p"],
           "名称：示例标准S-05\n计划下达日期：%s\n负责人：%s，%s\n" % (
               a["base"], LEADS[a["p"]], person("PL:" + a["p"])))


@event("attend")
def attendance(o, at, who, a):
    """The platform's list: names, one id, and a delegate by his address."""
    day = o.sql("SELECT start_at FROM meeting WHERE id = ?", a["m"])[0][0]
    when = datetime.fromtimestamp(day - 600, CST).strftime("%Y-%m-%d %H:%M")
    names = {"GL": "张示例", "DGL1": "李样本", "DGL2": "王范例"}
    rows = ["单位,姓名,身份,参会方式,签到时间"]
    for unit in a["A"]:
        number = int(unit[1:])
        name = NAMES[number - 1] if number <= len(NAMES) else unit
        rows.append(f",wu@m10.example,受托人,现场,{when}"
                    if (unit, a["m"]) == ("M10", "WG5-2026-P2") else
                    f"{name},代表{unit},代表,现场,{when}")
    for leader in a["L"]:
        role = "组长" if leader == "GL" else "副组长"
        rows.append(f",{names[leader]},{role},现场,{when}")
    o.post(at, who, "[签到导入] %s" % a["m"], "签到表见附件。\n",
           files=[("签到表.csv", "text/csv",
                   ("\r\n".join(rows) + "\r\n").encode("gb18030"))])


@event("post")
def minutes(o, at, who, a):
    if a["what"] == "minutes":
        headings = [h for h in HEADINGS
                    if not (a.get("missing") and "研究项目" in h)]
        o.post(at, who, "[会议纪要] %s" % a["m"], "纪要见附件。\n",
               files=[doc("会议纪要", *headings)])
    else:
        o.post(at, who, "[会议总结][宣传稿] %s" % a["m"], "见附件。\n",
               files=[doc("会议总结", "总结"), doc("宣传稿", "宣传")])


@event("post_ok")
def approve(o, at, who, a):
    o.reply(at, o.to(who, "post.approval", a["m"]), quoted("同意"))


@event("annual")
def annual(o, at, who, a):
    o.post(at, who, "[年度总结] WG5 2026年", "见附件。\n",
           files=[doc("2026年度工作总结", "标准需求研究", "试点验证与宣传推广"),
                  doc("2027年工作计划", "标准体系", "国际标准化")])


def ledger(as_of, rows):
    """The dues clerk's ledger as CSV."""
    lines = ["as_of=" + as_of, "year,unit,amount,status,value_date,ref"]
    lines += ["%s,%s,,%s,%s," % row for row in rows]
    return "\n".join(lines) + "\n"


def bills(o):
    """What was billed before the year began (9.1): no mail reports it."""
    owing = ("M05", "M08", "M10")
    rows = [("2025", u, "unpaid" if u in owing else "paid",
             "" if u in owing else "2025-06-20") for u in YEAR_UNITS]
    rows += [("2026", u, "unpaid", "") for u in YEAR_UNITS]
    path = os.path.join(o.dir, "dues.csv")
    with open(path, "w", encoding="utf-8") as f:
        f.write(ledger("2025-12-31", rows))
    o.run("import", "dues", path)
    o.imported.append(("dues", path))


@event("dues")
def dues(o, at, who, a):
    value = {"DI-2026-01": "2026-06-18", "DI-2026-02": "2026-06-30",
             "DI-2026-03": "2026-07-10"}[a["obj"]]
    rows = [(year, unit, "paid", value) for unit, year in a["paid"]]
    o.post(at, who, "[会费导入] 会费台账", "台账见附件。\n",
           files=[("会费台账.csv", "text/csv; charset=UTF-8",
                   ledger(a["asof"], rows).encode())])


@event("waive")
def waive(o, at, who, a):
    o.post(at, who, "[会费减免] %s %s年度" % (a["u"], a["y"]),
           "理由：非营利机构，按规定免缴。\n")


class Calendars:
    """Each unit's people use one program; these take turns."""

    @staticmethod
    def of(unit):
        return PROGRAMS[int(unit[1:]) % len(PROGRAMS)]


def invitation(o, who, meeting, sequence=None):
    """The newest object of that meeting that he got, or one of that time."""
    for mail in reversed(o.mails):
        if mail.ics and who in mail.to and b"METHOD:REQUEST" in mail.ics and \
                value(mail, "UID").startswith(meeting + "@") and \
                sequence in (None, int(value(mail, "SEQUENCE"))):
            return mail
    raise AssertionError(f"{who} was not invited to {meeting}")


@event("rsvp")
def rsvp(o, at, who, a):
    unit = who.split("@")[1][:3].upper()
    extra = {k: v for k, v in a.items() if k == "to"}
    if a.get("comment"):
        extra["comment"] = "与本单位年度审计冲突"
    if a["m"] == "WG5-2026-P3" and at < "2026-11-20 15:00":
        a = dict(a, seq=0)
    send(o, at, Calendars.of(unit), invitation(o, who, a["m"], a.get("seq")),
         a["st"], who, **extra)


@event("counter")
def counter(o, at, who, a):
    send(o, at, "outlook", invitation(o, who, a["m"]), "TENTATIVE", who,
         method="COUNTER", start=a["to"])


@event("counter_no")
def not_then(o, at, who, a):
    o.reply(at, o.to(who, "counter.fwd", a["m"]),
            quoted("不同意 理由：多数单位已答复"))


@event("leave")
def leave(o, at, who, a):
    o.post(at, who, "[请假] %s" % a["m"], "代表当日突发疾病住院。\n")


def new_contact(name, mail, day):
    return ("新联系人\n姓名：%s\n电子邮件：%s\n手机：13800000004\n生效日期：%s\n"
            % (name, mail, day))


@event("contact")
def contact(o, at, who, a):
    if a["step"] == 1:
        o.post(at, who, "[联系人变更]", new_contact("周某", a["new"], at[:10]))
    elif who == SEC:
        o.reply(at, o.to(who, "held.info", a["u"] + "/contact"),
                quoted("同意"))
        CONTACTS[a["u"]] = "new@m03.example"
    else:
        o.reply(at, o.to(who, "contact.confirm", a["u"]), quoted("同意"))
        CONTACTS[a["u"]] = who


@event("held")
def letter_of_change(o, at, who, a):
    unit = a["obj"].split("/")[0]
    o.post(at, who, "[联系人变更] %s" % unit, new_contact("新某", who, at[:10]),
           files=[("联系人变更函（盖章）.pdf", PDF, scan("sealed letter"))])


@event("exit")
def leaves(o, at, who, a):
    o.post(at, who, "[退出申请] WG5", "我单位申请退出工作组，请予审核。\n",
           files=[("退出申请（盖章）.pdf", PDF, scan("sealed request"))])


@event("exit_ok")
def agrees(o, at, who, a):
    if a["u"] == "M02":  # M07's is a flag's
        o.reply(at, o.to(who, "exit.task", a["u"]), quoted("同意退出"))


@event("account_done")
def closes(o, at, who, a):
    if a["u"] == "M02":
        o.reply(at, o.to(who, "account.cancel", a["u"]), quoted("完成"))


@event("spoof")
def spoof(o, at, who, a):
    o.post(at, SEC, "[确认退出] M03", "确认退出\n", dmarc="fail")


def play(o, inbound):
    played = 0
    for row in inbound:
        at = row["received"]
        if at.endswith(":00"):
            at = at[:-3]
        while o.later and o.later[0][0] <= at:
            o.later.pop(0)[1]()
        kind, who = row["kind"], row["from"]
        if row["id"] == "I020":
            # The same message again, as mail systems do.
            o.put(o.newest, at)
            o.turn(at)
            continue
        if row["id"] == "I058":
            o.post(at, "x@visitor.example", "咨询", "请问如何加入？\n",
                   dmarc="none")
            continue
        if kind == "ignore" and row["id"] == "I015":
            o.post(at, person("M09"), "自动回复：外出", "外出中。\n",
                   extra=["Auto-Submitted: auto-replied"])
            continue
        if kind not in EVENTS:
            continue
        EVENTS[kind](o, at, person(who), row["args"])
        played += 1
    return played


def expected(outbound):
    want = collections.Counter()
    for row in outbound:
        if row["code"] in OTHERS:
            continue
        for label in row["to"]:
            want[(row["sent"], row["code"], row["object"], label)] += 1
    return want


def label_of(address, code):
    if address == APP and code.split(".")[0] not in ("app", "rep"):
        return "M12"
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
    missing, extra = want - got, got - want
    for row in sorted(missing):
        twin = near(row, extra)
        if twin:
            missing[row] -= 1
            extra[twin] -= 1
    missing, extra = +missing, +extra
    for rows in (missing, extra):
        for row in list(rows):
            if is_others(row):
                del rows[row]
    for row in sorted(missing):
        print("missing ", *row)
    for row in sorted(extra):
        print("too many", *row)
    return len(missing) + len(extra)


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
    wrong = compare(sent(o), got)
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


def main():
    if not os.path.exists(SCENARIO):
        print("the scenario is not on this machine:", SCENARIO)
        return 77
    with open(SCENARIO, encoding="utf-8") as f:
        scenario = json.load(f)
    began = time.monotonic()
    o = Year(sys.argv[1], conf=CONF_WITH_CLERK,
             register=dict(register(), history=HISTORY), charter=None)
    bills(o)
    played = play(o, scenario["inbound"])
    o.until("2026-12-31 23:59")
    wrong = compare(expected(scenario["outbound"]), sent(o))
    check_digests(o)
    o.check_apart(o.papers_of())
    wrong += replay(o)
    print("%d messages in, %d mails out, %.0f s, %d differences"
          % (played, len(o.mails), time.monotonic() - began, wrong))
    print("the state is in", o.dir)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
