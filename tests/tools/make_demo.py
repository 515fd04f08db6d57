#!/usr/bin/python3
"""Writes the play of `convoke demo`: templates/demo.

make_demo.py FOLDER SCENARIO   writes it (FOLDER is templates/demo, SCENARIO
                               the acceptance year, scenario-2026.json)

The play is the year of tests/e2e/year.py, written down by tests/e2e/script.py.
Here are the pieces messages are made of: a form as docx, scans as pdf, GB18030
subjects, names of files as QQ and Foxmail write them. All people, units and
domains are invented.
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
    """One encoded word after another, whole characters in each. @SUBJECT@
    stays what it is."""
    if text.isascii():
        return text
    if "@SUBJECT@" in text:
        return " ".join(word(t, charset) for t in
                        text.replace("@SUBJECT@", "\0@SUBJECT@").split("\0"))
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


def main():
    sys.path.insert(0, os.path.join(HERE, "../e2e"))
    import script
    with open(sys.argv[2], encoding="utf-8") as f:
        script.write(sys.argv[1], json.load(f))


if __name__ == "__main__":
    main()
