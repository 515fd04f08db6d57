"""A short play: an application from a company's letter to its membership, one
that is refused, one that lapses.

write(folder)   message files, register.json and convoke.conf

Every scene is a whole message as some mail program writes it. X-Convoke-Received
says when it arrives, X-Convoke-Answers which mail it answers; @REPLY-TO@,
@MESSAGE-ID@ and @TOKEN@ stand for what that mail carried (gateway/scene.h).
"""
import json
import os

from office import NEW_UNIT, REGISTER, filled, make_demo, quoted, scan

CONF, Scene = make_demo.CONF, make_demo.Scene


def scenes():
    docx = ("application/vnd.openxmlformats-officedocument."
            "wordprocessingml.document")
    applicant = {"sender": "c@m12.example", "name": "陈新例",
                 "charset": "GB18030"}
    sec = {"sender": "sec@tc.example", "name": "秘书处"}
    gl = {"sender": "gl@wg5.example", "name": "张示例"}
    reply = {"to": "@REPLY-TO@"}
    complete = dict(NEW_UNIT, legal_rep="陈法人")
    rejected = dict(complete, name_zh="未合格咨询工作室",
                    uscc="", name_en="Unqualified Studio",
                    c_mail="c@studio.example", c_name="吴工")
    yield Scene(1, "application", "2026-02-02 09:40", **applicant,
                subject="[入会申请] 新例智能科技有限公司",
                text="秘书处：\n您好！我单位申请加入WG5，材料见附件。\n陈新例\n",
                files=[("工作组成员申请表.docx", docx, filled(NEW_UNIT)),
                       ("申请表盖章扫描件.pdf", "application/pdf",
                        scan("sealed form"))])
    yield Scene(2, "supplement", "2026-02-05 10:05", **applicant, **reply,
                answers="app.incomplete c@m12.example",
                subject="回复：入会申请材料补正通知 APP-2026-001",
                text=quoted("已补齐法人代表姓名和营业执照，请查收。\n\n"
                            "法人代表姓名: 陈法人"),
                files=[("营业执照副本.pdf", "application/pdf",
                        scan("licence"))])
    yield Scene(3, "dispatch", "2026-02-06 15:00", **sec, **reply,
                answers="app.new sec@tc.example",
                subject="答复: 新申请待分派 APP-2026-001", text=quoted("同意"))
    yield Scene(4, "vacation", "2026-02-06 15:02",
                sender="gs@wg5.example", name="赵模板", charset="GB18030",
                answers="app.review.req gs@wg5.example", thread=False,
                to="@REPLY-TO@", subject="自动回复: 委托审核成员申请",
                text="这是来自QQ邮箱的假期自动回复邮件。\n\n您好，我最近正在休假中。"
                     "\n\n令牌: @TOKEN@\n")
    yield Scene(5, "forged-review", "2026-03-02 08:40",
                sender="gl@wg5.example", name="张示例", dmarc="fail", **reply,
                answers="app.review.req gl@wg5.example", thread=False,
                subject="Re: 委托审核成员申请 APP-2026-001", text="同意\n")
    yield Scene(6, "review", "2026-03-03 11:00", **gl, **reply,
                answers="app.review.req gl@wg5.example",
                subject="回复: 委托审核成员申请 APP-2026-001",
                text=quoted("同意"))
    yield Scene(7, "notify", "2026-03-06 14:00", **sec, **reply,
                answers="app.result sec@tc.example",
                subject="回复: 审核结果报送 APP-2026-001", text=quoted("通知"))
    yield Scene(8, "three-representatives", "2026-03-18 09:30", **applicant,
                **reply, answers="app.approved c@m12.example",
                subject="[代表指派] APP-2026-001",
                text="代表1：孙一，工程师，r1@m12.example，投票代表\n"
                     "代表2：李二，工程师，r2@m12.example\n"
                     "代表3：周三，工程师，r3@m12.example\n")
    yield Scene(9, "representatives", "2026-03-19 09:10", **applicant, **reply,
                answers="rep.reject c@m12.example",
                subject="回复: [代表指派] APP-2026-001",
                text="代表1：孙一，高级工程师，r1@m12.example，投票代表\n"
                     "代表2：李二，工程师，r2@m12.example\n")
    yield Scene(10, "activate", "2026-03-20 09:30", **sec,
                subject="[成员生效] APP-2026-001",
                text="成员生效 纸质已收\n")
    yield Scene(11, "account", "2026-03-24 16:00", sender="adm@tc.example",
                name="平台管理员", answers="account.open adm@tc.example",
                **reply, subject="Re: 开通账号任务", text=quoted("完成"))
    yield Scene(12, "visitor", "2026-04-20 13:00", sender="x@visitor.example",
                name="来访者", subject="咨询", dmarc="none",
                text="请问如何加入工作组？\n")
    yield Scene(13, "application-rejected", "2026-05-06 16:00",
                sender="c@studio.example", name="吴工", charset="GBK",
                subject="[入会申请] 未合格咨询工作室",
                text="申请加入WG5，材料齐备，见附件。\n",
                files=[("申请表.docx", docx, filled(rejected)),
                       ("申请表盖章.pdf", "application/pdf", scan("seal")),
                       ("营业执照.pdf", "application/pdf", scan("licence")),
                       ("组织机构代码证.pdf", "application/pdf",
                        scan("code"))])
    yield Scene(14, "dispatch-2", "2026-05-08 10:00", **sec, **reply,
                answers="app.new sec@tc.example",
                subject="Re: 新申请待分派 APP-2026-002",
                text=quoted("分派 WG5"))
    yield Scene(15, "review-2", "2026-05-20 14:00", **gl, **reply,
                answers="app.review.req gl@wg5.example",
                subject="Re: 委托审核成员申请 APP-2026-002",
                text=quoted("不同意 理由：不具备法人资格（第九条第1项）"))
    yield Scene(16, "notify-2", "2026-05-22 10:00", **sec, **reply,
                answers="app.result sec@tc.example",
                subject="Re: 审核结果报送 APP-2026-002", text=quoted("通知"))
    yield Scene(17, "application-bare", "2026-09-01 10:00",
                sender="info@empty.example", name="空壳示例公司", dmarc="none",
                subject="[入会申请] 空壳示例公司",
                text="单位名称: 空壳示例公司\n办公地址: 北京市某路2号\n"
                     "法人代表姓名: 钱某\n单位性质: 企业\n是否外企: 否\n"
                     "联系人姓名: 钱某\n手机: 13900000000\n"
                     "电子邮件: info@empty.example\n"
                     "单位简介: 本单位从事网络安全咨询与培训服务，成立三年，员工二十人。\n"
                     "主要业务领域: 网络安全咨询\n产品或研究成果: 培训教材两部\n")


def write(folder):
    os.makedirs(folder)
    for scene in scenes():
        with open(os.path.join(folder, scene.file), "wb") as f:
            f.write(scene.bytes())
    with open(os.path.join(folder, "convoke.conf"), "w") as f:
        f.write(CONF)
    with open(os.path.join(folder, "register.json"), "w") as f:
        json.dump(REGISTER, f, ensure_ascii=False, indent=1)
        f.write("\n")
