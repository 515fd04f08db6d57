#!/usr/bin/env python3
"""Maildirs to measure with: the same messages in every run.

    corpus.py KIND N FOLDER   writes FOLDER/{tmp,new,cur}

A message has about 3 KB: header lines as a Chinese mail program and two relays
write them, and an alternative of plain text and html in Chinese and English.
KIND is what the gateway has to do with it:

    help       asks for help: one mail answers
    question   says something else: one mail answers, one tells the secretariat
    automatic  an auto-reply: decided about, answered by nothing
    mixed      questions; every tenth has 200 KB attached, every hundredth 5 MB
"""
import base64
import os
import random
import sys

WORDS = ["工作组", "标准", "会议", "草案", "意见", "网络安全", "评估", "材料",
         "the", "draft", "clause", "of", "standard", "meeting", "we", "ask"]
FILES = [None] * 100
for i in range(0, 100, 10):
    FILES[i] = 200_000
FILES[50] = 5_000_000


def words(dice, octets):
    out, size, line = [], 0, 0
    while size < octets:
        word = dice.choice(WORDS)
        out.append(word)
        size += len(word.encode()) + 1
        line += len(word.encode())
        out.append("\r\n" if line > 60 else " ")
        line = 0 if line > 60 else line
    return "".join(out)


def b(text):
    return "=?utf-8?B?%s?=" % base64.b64encode(text.encode()).decode()


def header(dice, kind, number):
    subject = {"help": "【帮助】", "automatic": "自动回复：您好"}.get(
        kind, "关于标准草案的一些想法")
    lines = []
    for hop in (1, 0):
        lines.append(
            "Received: from mx%d.example.cn (mx%d.example.cn [192.0.2.%d])\r\n"
            "\tby gate%d.example.cn (Postfix) with ESMTPS id %08X\r\n"
            "\tfor <gw@tc.example>; Mon, 1 Jun 2026 10:0%d:00 +0800 (CST)"
            % (hop, hop, hop + 1, hop, dice.getrandbits(32), hop))
    if kind == "automatic":
        lines.append("Auto-Submitted: auto-replied")
    lines += [
        "Date: Mon, 1 Jun 2026 10:00:00 +0800",
        "From: %s <zhang%d@unit%d.example>" % (b("张三"), number, number % 997),
        "To: %s <gw@tc.example>" % b("秘书处"),
        "Subject: %s" % b(subject),
        "Message-ID: <%016x.%d@unit%d.example>"
        % (dice.getrandbits(64), number, number % 997),
        "X-Priority: 3",
        "X-Mailer: Foxmail 7.2.25.213[cn]",
        "MIME-Version: 1.0"]
    return "\r\n".join(lines) + "\r\n"


def alternative(dice, mark):
    text = words(dice, 800)
    return ("Content-Type: multipart/alternative;\r\n"
            "\tboundary=\"----=_001_NextPart%s_=----\"\r\n\r\n"
            "This is a multi-part message in MIME format.\r\n\r\n"
            "------=_001_NextPart%s_=----\r\n"
            "Content-Type: text/plain;\r\n\tcharset=\"utf-8\"\r\n"
            "Content-Transfer-Encoding: 8bit\r\n\r\n%s\r\n"
            "------=_001_NextPart%s_=----\r\n"
            "Content-Type: text/html;\r\n\tcharset=\"utf-8\"\r\n"
            "Content-Transfer-Encoding: 8bit\r\n\r\n"
            "<html><head><style>body { line-height: 1.5; }</style></head>"
            "<body>\r\n<div>%s</div>\r\n</body></html>\r\n"
            "------=_001_NextPart%s_=------\r\n"
            % (mark, mark, text, mark, text, mark))


def attachment(dice, octets):
    lines = base64.encodebytes(dice.randbytes(octets)).decode()
    return ("Content-Type: application/octet-stream;\r\n\tname=\"%s\"\r\n"
            "Content-Transfer-Encoding: base64\r\n"
            "Content-Disposition: attachment;\r\n\tfilename=\"%s\"\r\n\r\n%s"
            % (b("材料.bin"), b("材料.bin"), lines.replace("\n", "\r\n")))


def message(kind, number):
    dice = random.Random("%s/%d" % (kind, number))
    mark = "%02X" % (number % 256)
    octets = FILES[number % 100] if kind == "mixed" else None
    if not octets:
        return (header(dice, kind, number) + alternative(dice, mark)).encode()
    return (header(dice, kind, number) +
            "Content-Type: multipart/mixed; boundary=\"mixed%s\"\r\n\r\n"
            "--mixed%s\r\n%s\r\n--mixed%s\r\n%s\r\n--mixed%s--\r\n"
            % (mark, mark, alternative(dice, mark), mark,
               attachment(dice, octets), mark)).encode()


def write(kind, n, folder):
    for part in ("tmp", "new", "cur"):
        os.makedirs(os.path.join(folder, part))
    for number in range(n):
        name = "%010d.%s.bench" % (1780279200 + number // 10, number)
        with open(os.path.join(folder, "new", name), "wb") as file:
            file.write(message(kind, number))


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    write(sys.argv[1], int(sys.argv[2]), sys.argv[3])
