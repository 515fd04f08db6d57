"""The acceptance year of one group (requirements.md 9): who its people are and
what each of them writes.

Every event of the scenario is a function that writes its message by way of an
office `o`: the real one (test_year.Year), where Convoke answers, or one on
paper (make_demo.Script), which keeps the messages.

An office has, besides Office's post, reply, put, until, turn and newest:
  to(address, code, about)    the newest mail of that code about that object
  tokened(address, about)     the newest with a token he has not used
  invited(who, meeting, n)    the newest invitation, or the one of sequence n
  begins(meeting)             when it is held, as is known then
  event                       the row of the scenario that is played
  later                       (when, what): what people do that 9.4 does not
                              list
"""
from calendars import PROGRAMS, send
from office import *  # noqa: F403

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

# Two operators answer in the secretariat's name from their own addresses: who
# confirms an exit is not who announced it.
OP1, OP2 = "op1@tc.example", "op2@tc.example"
ALONE = "only@m03.example"  # contact and sole representative of M03
# Units whose contact has changed, and who it is now.
CONTACTS = {"M03": ALONE}


def person(label):
    if label in PEOPLE:
        return PEOPLE[label]
    if label.startswith("PL:"):
        return "pl-%s@lead.example" % label[7:].lower()
    if label.startswith("M"):
        return CONTACTS.get(label, "c@%s.example" % label.lower())
    return label


def standing(unit):
    """Who stands for a unit in the group (9.1)."""
    if unit == "M03":
        return [{"name": "联系M03", "mail": ALONE, "voter": True}]
    people = [{"name": "代表" + unit, "mail": "r1@%s.example" % unit.lower(),
               "voter": True}]
    if unit == "M01":
        people.append({"name": "代表二", "mail": "r2@m01.example",
                       "voter": False})
    return people


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
                              "representatives": standing(u)}]}
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


CONF = make_demo.CONF.replace(
    "    help = ", "    clerk = [ \"%s\" ];\n    help = " % FIN, 1).replace(
        "secretariat = [ \"%s\" ]" % SEC,
        "secretariat = [ \"%s\", \"%s\", \"%s\" ]" % (SEC, OP1, OP2), 1)
assert OP1 in CONF and FIN in CONF


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
    when = o.begins(a["m"]) - timedelta(minutes=10)
    when = when.strftime("%Y-%m-%d %H:%M")
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


def bills():
    """What was billed before the year began (9.1): no mail reports it."""
    owing = ("M05", "M08", "M10")
    rows = [("2025", u, "unpaid" if u in owing else "paid",
             "" if u in owing else "2025-06-20") for u in YEAR_UNITS]
    rows += [("2026", u, "unpaid", "") for u in YEAR_UNITS]
    return ledger("2025-12-31", rows)


def ledger(as_of, rows):
    """The dues clerk's ledger as CSV."""
    lines = ["as_of=" + as_of, "year,unit,amount,status,value_date,ref"]
    lines += ["%s,%s,,%s,%s," % row for row in rows]
    return "\n".join(lines) + "\n"


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


PRESSED = {"ACCEPTED": "接受: ", "DECLINED": "谢绝: ", "TENTATIVE": "暂定: ",
           "DELEGATED": "委派: "}


def reply_id(at, who):
    return "<reply.%s@%s>" % ("".join(c for c in at if c.isdigit()),
                              who.split("@")[1])


@event("rsvp")
def rsvp(o, at, who, a):
    unit = who.split("@")[1][:3].upper()
    extra = {k: v for k, v in a.items() if k == "to"}
    extra["message_id"] = reply_id(at, who)
    extra["subject"] = PRESSED[a["st"]] + "会议通知"
    if a.get("comment"):
        extra["comment"] = "与本单位年度审计冲突"
    if a["m"] == "WG5-2026-P3" and at < "2026-11-20 15:00":
        a = dict(a, seq=0)
    send(o, at, Calendars.of(unit), o.invited(who, a["m"], a.get("seq")),
         a["st"], who, **extra)


@event("counter")
def counter(o, at, who, a):
    send(o, at, "outlook", o.invited(who, a["m"]), "TENTATIVE", who,
         method="COUNTER", start=a["to"], message_id=reply_id(at, who),
         subject="建议新时间: 会议通知")


@event("counter_no")
def not_then(o, at, who, a):
    o.reply(at, o.to(who, "counter.fwd", a["m"]),
            quoted("不同意 理由：多数单位已答复"))


@event("leave")
def leave(o, at, who, a):
    o.post(at, who, "[请假] %s" % a["m"], "代表当日突发疾病住院。\n")


def not_delivered(mail, address, at):
    """RFC 3464: the notice was refused for good (5.1.1)."""
    head = mail.raw.split(b"\r\n\r\n" if b"\r\n\r\n" in mail.raw
                          else b"\n\n", 1)[0]
    return (b"From: MAILER-DAEMON@mx.%(domain)s\r\nTo: %(to)s\r\n"
            b"Subject: Undelivered Mail Returned to Sender\r\n"
            b"Date: %(date)s\r\nMessage-ID: <dsn.1@mx.%(domain)s>\r\n"
            b"Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
            b"Content-Type: multipart/report; report-type=delivery-status;\r\n"
            b" boundary=\"dsn\"\r\n\r\n--dsn\r\n"
            b"Content-Type: text/plain; charset=us-ascii\r\n\r\n"
            b"<%(who)s>: 550 5.1.1 user unknown\r\n\r\n--dsn\r\n"
            b"Content-Type: message/delivery-status\r\n\r\n"
            b"Reporting-MTA: dns; mx.%(domain)s\r\n\r\n"
            b"Final-Recipient: rfc822; %(who)s\r\nAction: failed\r\n"
            b"Status: 5.1.1\r\n"
            b"Diagnostic-Code: smtp; 550 5.1.1 user unknown\r\n\r\n"
            b"--dsn\r\nContent-Type: text/rfc822-headers\r\n\r\n"
            b"%(head)s\r\n\r\n--dsn--\r\n" % {
                b"domain": address.split("@")[1].encode(),
                b"to": SERVICE.encode(), b"who": address.encode(),
                b"date": moment(at).strftime(
                    "%a, %d %b %Y %H:%M:%S +0800").encode(), b"head": head})


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


@event("preexit")
def pre_exit(o, at, who, a):
    o.reply(at, o.to(SEC, "flag.raised", a["obj"]), quoted("拟退出"),
            sender=OP1)


@event("object")
def statement(o, at, who, a):
    text = "我单位说明情况如下，回单见附件。\n"
    if "ABS" in a["obj"]:
        text = "第二次全体会议通知未送达我单位，请求不连续计算。\n"
    o.reply(at, o.to(who, "flag.preexit", a["obj"]), text, sender=who,
            files=[("说明.pdf", PDF, scan("statement"))])


@event("dismiss")
def dismiss(o, at, who, a):
    o.reply(at, o.to(SEC, "flag.objection", a["obj"]),
            quoted("撤销标记 理由：%s" % a["v"]), sender=OP2)


@event("exit")
def leave_group(o, at, who, a):
    o.post(at, who, "[退出申请] WG5", "因业务调整，我单位申请退出，申请书见附件。\n",
           files=[("退出申请（盖章）.pdf", PDF, scan("sealed request"))])


@event("exit_ok")
def confirm_exit(o, at, who, a):
    if a["v"].endswith("第1项"):
        o.reply(at, o.to(SEC, "exit.task", a["u"]), quoted("同意退出"), sender=OP1)
    else:
        o.reply(at, o.to(SEC, "flag.objection.expired", a["u"]),
                quoted("确认退出"), sender=OP2)


@event("account_done")
def account_closed(o, at, who, a):
    o.reply(at, o.to(who, "account.cancel", a["u"]), quoted("完成"))


@event("bounce")
def bounce(o, at, who, a):
    """As the receiving system of that unit says that it has no such user."""
    mail = o.to(person(a["u"]), "notice.issue", a["m"])
    o.put(not_delivered(mail, person(a["u"]), at), at)
    o.turn(at)


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
        o.event = row
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
        o.until(at)  # what he answers may be a minute old
        EVENTS[kind](o, at, person(who), row["args"])
        played += 1
    return played
