#!/usr/bin/python3
"""Writes the play of `convoke demo`: templates/demo/*.eml and its register.

make_demo.py FOLDER   writes it (FOLDER is templates/demo)

Every scene is a whole message as some mail program writes it: GB18030
subjects and names of QQ and Foxmail, a form as docx, scans as pdf, a vacation
reply. X-Convoke-Received says when it arrives, X-Convoke-Answers which mail it
answers; @REPLY-TO@, @MESSAGE-ID@ and @TOKEN@ stand for what that mail carried.
All people, units and domains are invented.
"""
import base64
import io
import json
import os
import re
import sys
import zipfile
from email.utils import format_datetime
from datetime import datetime, timedelta, timezone

HERE = os.path.dirname(os.path.abspath(__file__))
BLANK = os.path.join(HERE, "../../templates/forms/application.docx")
CST = timezone(timedelta(hours=8))
COMMITTEE = "gw@tc.example"

CONF = """\
# 演示用的配置 / the configuration of the demo
committee = {
    name = "网安标委";
    name_en = "TC260 (demo)";
    domain = "tc.example";
    address = "gw@tc.example";
    secretariat = [ "sec@tc.example" ];
    administrator = [ "adm@tc.example" ];
    help = "秘书处 010-00000000";
    help_en = "the secretariat, +86 10 0000 0000";
};
source = { kind = "maildir"; path = "mail/in"; };
transport = { kind = "maildir"; path = "mail/out"; };
trust = { mx = [ "mx.tc.example" ]; authserv = [ "mx.tc.example" ]; };
log = { level = "error"; };
"""

REGISTER = {
    "groups": [
        {"id": "WG3", "name": "密码技术工作组", "name_en": "Cryptography"},
        {"id": "WG4", "name": "鉴别与授权工作组", "name_en": "Identification"},
        {"id": "WG5", "name": "网络安全评估工作组", "name_en": "Assessment"},
        {"id": "WG6", "name": "通信安全工作组", "name_en": "Communication"},
        {"id": "WG7", "name": "网络安全管理工作组", "name_en": "Management"},
        {"id": "WG8", "name": "数据安全工作组", "name_en": "Data security"},
        {"id": "SWG-ETS", "name": "新技术安全特别工作组",
         "name_en": "Emerging technology", "special": True},
    ],
    "people": [
        {"name": "张示例", "mail": "gl@wg5.example", "title": "组长",
         "roles": [{"role": "GL", "group": "WG5"}]},
        {"name": "赵模板", "mail": "gs@wg5.example", "title": "秘书",
         "roles": [{"role": "GS", "group": "WG5"}]},
        {"name": "钱联络", "mail": "lia@tc.example",
         "roles": [{"role": "LIA", "group": "WG5"}]},
        {"name": "周组长", "mail": "gl@wg7.example", "title": "组长",
         "roles": [{"role": "GL", "group": "WG7"}]},
    ],
    "units": [
        {"id": "M01", "name": "示例科技有限公司",
         "contact": {"name": "王一", "mail": "c@m01.example"},
         "memberships": [{"group": "WG5", "since": "2025-04-01",
                          "representatives": [
                              {"name": "李二", "mail": "r1@m01.example",
                               "voter": True}]}]},
    ],
}

NEW_UNIT = {
    "name_zh": "新例智能科技有限公司", "name_en": "Newcase Intelligence Ltd.",
    "addr": "北京市海淀区示例路1号", "zip": "100080", "legal_rep": "",
    "uscc": "91110108MA0000000A", "nature.企业": True, "foreign.否": True,
    "c_name": "陈新例", "c_sex": "女", "c_title": "标准总监",
    "c_tel": "010-11111111", "c_mobile": "13800000000",
    "c_mail": "c@m12.example", "c_addr": "北京市海淀区示例路1号",
    "c_zip": "100080",
    "profile": "本单位从事人工智能安全产品研发与测评，成立于2015年，现有员工三百余人。",
    "business": "网络安全评估、人工智能安全测评",
    "products": "智能安全测评平台；参与3项国家标准起草。",
    "groups.WG5": True, "seal_date": "2026年1月30日",
}


def filled(values):
    """The blank form with its content controls filled."""
    with zipfile.ZipFile(BLANK) as blank:
        parts = {n: blank.read(n) for n in blank.namelist()}
    xml = parts["word/document.xml"].decode()

    def fill(match):
        control = match.group(0)
        tag = re.search(r'<w:tag w:val="([^"]*)"', control).group(1)
        value = values.get(tag)
        if not value:
            return control
        if value is True:
            control = control.replace('w14:checked w14:val="0"',
                                      'w14:checked w14:val="1"')
            return control.replace("☐", "☑")
        control = control.replace("<w:showingPlcHdr/>", "")
        return re.sub(r"<w:sdtContent>.*</w:sdtContent>",
                      "<w:sdtContent><w:r><w:t>" + value +
                      "</w:t></w:r></w:sdtContent>", control, flags=re.S)

    parts["word/document.xml"] = re.sub(r"<w:sdt>.*?</w:sdt>", fill, xml,
                                        flags=re.S).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as done:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            done.writestr(info, data)
    return out.getvalue()


def scan(title):
    """A small pdf that stands for a scan."""
    return (f"%PDF-1.4\n% {title}\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
            "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
            "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
            "trailer<</Root 1 0 R>>\n%%EOF\n").encode()


def word(text, charset):
    """One encoded word after another, whole characters in each."""
    if text.isascii():
        return text
    pieces, piece = [], ""
    for c in text:
        if len((piece + c).encode(charset)) > 36:
            pieces.append(piece)
            piece = ""
        piece += c
    pieces.append(piece)
    return "\n ".join(
        f"=?{charset}?B?{base64.b64encode(p.encode(charset)).decode()}?="
        for p in pieces)


def b64(data):
    return base64.encodebytes(data).decode()


class Scene:
    def __init__(self, number, scene, at, **fields):
        self.__dict__.update(fields)
        self.file = f"{number:02d}-{scene}.eml"
        self.at = datetime.strptime(at, "%Y-%m-%d %H:%M").replace(tzinfo=CST)

    def get(self, name, default=None):
        return self.__dict__.get(name, default)

    def head(self):
        charset = self.get("charset", "UTF-8")
        domain = self.sender.split("@")[1]
        lines = [f"X-Convoke-Received: {self.at.isoformat()}"]
        if self.get("answers"):
            lines.append(f"X-Convoke-Answers: {self.answers}")
        dmarc = self.get("dmarc", "pass")
        lines += [
            f"Return-Path: <{self.sender}>",
            "Authentication-Results: mx.tc.example; "
            f"dmarc={dmarc} header.from={domain}; dkim={dmarc} "
            f"header.d={domain}",
            f"Received: from mail.{domain} (mail.{domain} [192.0.2.7])",
            f" by mx.tc.example with ESMTPS; {format_datetime(self.at)}",
            f"From: {word(self.name, charset)} <{self.sender}>",
            f"To: {self.get('to', COMMITTEE)}",
            f"Subject: {word(self.subject, charset)}",
            f"Date: {format_datetime(self.at)}",
            f"Message-ID: <{self.file[:-4]}@{domain}>",
        ]
        if self.get("answers") and self.get("thread", True):
            lines += ["In-Reply-To: <@MESSAGE-ID@>",
                      "References: <@MESSAGE-ID@>"]
        lines += self.get("extra", [])
        return lines + ["MIME-Version: 1.0"]

    def bytes(self):
        charset = self.get("charset", "UTF-8")
        body = b64(self.text.encode(charset))
        kind = f"Content-Type: text/plain; charset={charset}"
        lines = self.head()
        if not self.get("files"):
            lines += [kind, "Content-Transfer-Encoding: base64", "", body]
            return "\n".join(lines).replace("\n", "\r\n").encode()
        mark = f"----=_NextPart_{self.file[:2]}_demo"
        lines += [f'Content-Type: multipart/mixed; boundary="{mark}"', "",
                  f"--{mark}", kind, "Content-Transfer-Encoding: base64", "",
                  body]
        for name, media, data in self.files:
            lines += [f"--{mark}",
                      f'Content-Type: {media}; name="{word(name, charset)}"',
                      "Content-Disposition: attachment; "
                      f'filename="{word(name, charset)}"',
                      "Content-Transfer-Encoding: base64", "", b64(data)]
        lines += [f"--{mark}--", ""]
        return "\n".join(lines).replace("\n", "\r\n").encode()


def quoted(words):
    return words + "\n\n------------------ 原始邮件 ------------------\n> …\n"


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


def main():
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    for old in os.listdir(folder):
        if old.endswith(".eml"):
            os.unlink(os.path.join(folder, old))
    for scene in scenes():
        with open(os.path.join(folder, scene.file), "wb") as f:
            f.write(scene.bytes())
    with open(os.path.join(folder, "convoke.conf"), "w") as f:
        f.write(CONF)
    with open(os.path.join(folder, "register.json"), "w") as f:
        json.dump(REGISTER, f, ensure_ascii=False, indent=1)
        f.write("\n")


if __name__ == "__main__":
    main()
