#!/usr/bin/python3
"""What a mail offers is understood: the acceptance year is played, and whoever
gets a mail writes back what its words tell him to, each offer of each notice.

A reply is tried on a copy of the state at the minute its mail left, so that
the year itself stays as it is. It must be decided at once, as something that
was understood: neither held, nor passed over, nor answered by `help`.
"""
import json
import os
import re
import shutil
import sys
import time
from datetime import timedelta

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from office import GL, GS, Office, letter  # noqa: E402
from test_year import (CONF, HISTORY, PEOPLE, SCENARIO,  # noqa: E402
                       Year, doc, play, register, take_in_bills)

DGL2 = PEOPLE["DGL2"]

RULE = "\n" + "-" * 30
# Words in quotes that are no answer: names of columns, of forms, of roles.
NO_ANSWER = re.compile(
    r"标准周|总结$|计划$|身份|^组长|^副组长|^无$|会费$|^理由：$|^主持人")
# Where a mail asks for a few words of one's own.
FREE = {
    "absence.ask": "当日全体代表出差在外，未能到会。",
    "reason.ask": "当日另有会议，无法派人参加。",
    "flag.preexit": "我单位两次均曾电话请假，请予核实。",
    "notice.rem": "主持人：张示例\n地点：北京市示例路1号",
    "notice.check": "主持人：张示例\n地点：北京市示例路1号",
}
# A word alone may not be enough; the refusal must then say what to add.
ASKS = re.compile(r"写明|请附|请写|凭令牌确认|没有读到会议日期|没有读懂项目所处阶段")
# (notice, answer, why it is right that nothing comes of it)
RIGHT = {
    ("flag.raised", "拟退出"): "a shared mailbox is no person",
    ("flag.raised", "PRE-EXIT"): "a shared mailbox is no person",
    ("flag.objection", "确认退出"): "a shared mailbox is no person",
    ("flag.objection", "CONFIRM-EXIT"): "a shared mailbox is no person",
    ("flag.objection.expired", "确认退出"): "a shared mailbox is no person",
    ("flag.objection.expired", "CONFIRM-EXIT"): "a shared mailbox is no person",
    ("flag.objection", "拟退出"): "named as what was done before",
    ("flag.objection.expired", "拟退出"): "named as what was done before",
    ("contact.confirm", "不同意"): "he who asked is told that it came to nothing",
    ("contact.confirm", "REJECT"): "he who asked is told that it came to nothing",
    ("held.info", "不同意"): "he who asked is told that it came to nothing",
    ("held.info", "REJECT"): "he who asked is told that it came to nothing",
    ("lm.invite", "[办公会决议] WG5-2026-L1"): "the meeting is still to come",
    ("digest", "恢复投递"): "said about another mail, not about the digest",
}
# Who is told what another is to do: his answer waits for a person.
COPIED = {
    "app.approved": {GS},
    "bounce.alert": {GS},
    "ctable.overdue": {GL},
    "lm.invite": {DGL2},
    "prj.registered": {GS},
    "prj.rem": {GL, GS},
    "qtr.rem": {DGL2},
}
ENOUGH = 150


def sentences(text):
    """The Chinese part of a mail, its lines unfolded, sentence by sentence."""
    zh = text.split(RULE)[0].replace("*", "")
    zh = re.sub(r"(?<=[^\x00-\x7f])\n *(?=[^\s■•>-])", "", zh)
    return re.split(r"[。\n；]", zh)


def quoted_offers(text):
    """Of sentences that say what to write: the subject, the lines below it."""
    for said in sentences(text):
        if not re.search(r"回复|写|注明", said):
            continue
        said = [w for w in re.findall(r"“([^”]+)”", said)
                if not NO_ANSWER.search(w)]
        lines = [w for w in said if not w.startswith("[")]
        subjects = [w for w in said if w.startswith("[")]
        for subject in subjects:
            yield subject, "\n".join(lines)
        if not subjects:
            for line in lines:
                yield None, line


def listed_offers(text):
    """The words that stand below "one of these", each before what it does."""
    for block in re.findall(r"下列之一[^\n]*：\n((?:  .*\n)+)", text):
        for words in re.findall(r"^  (\S.*?)(?:  .*)?$", block, re.M):
            yield None, words


def buttons(text):
    """Each word upon a button, in both languages."""
    for zh, en in re.findall(r"^ *\[(\S+) / ([A-Z][A-Z-]*)\]", text, re.M):
        yield None, zh
        yield None, en


def offers(mail):
    """(subject or None, the first lines) of everything it says to answer."""
    for found in (quoted_offers, listed_offers, buttons):
        yield from found(mail.text)
    if mail.code in FREE:
        yield None, FREE[mail.code]


def written(words, now):
    """The offer with what it leaves open filled in."""
    day = (now + timedelta(days=44)).strftime("%Y-%m-%d")
    for blank, fill in (("YYYY-MM-DD", day), ("年-月-日", day),
                        ("时:分", "14:30"),
                        ("未召开", "未召开 理由：场地停电"), ("委派 姓名 邮箱", "委派 吴工 wu@m07.example"),
                        ("……", "已与有关方面沟通"),
                        ("…", "已与有关方面沟通")):
        words = words.replace(blank, fill)
    return words


def linked(source, target):
    """The database is written to; what the spool keeps never is."""
    if "convoke.db" in source:
        shutil.copy2(source, target)
    else:
        os.link(source, target)


class Copy(Office):
    """The office as it stands, somewhere else; nobody comes to harm."""

    def __init__(self, office, folder):
        self.convoke, self.dir = office.convoke, folder
        self.home = os.path.join(folder, "tc")
        self.now, self.start = office.now, office.start
        self.mails, self.fresh, self.sent = [], [], 90000
        self.aside, self.digests, self.received = set(), [], []
        self.read = set()
        shutil.rmtree(self.home, ignore_errors=True)
        os.makedirs(self.home)
        for name in os.listdir(office.home):
            source = os.path.join(office.home, name)
            if name == "mail":
                continue
            if os.path.isdir(source):
                shutil.copytree(source, os.path.join(self.home, name),
                                copy_function=linked)
            else:
                shutil.copy2(source, os.path.join(self.home, name))
        for box in ("in", "out"):
            for sub in ("cur", "new", "tmp"):
                os.makedirs(os.path.join(self.home, "mail", box, sub))


class Offered(Year):
    """The year, and beside it what people would write back."""

    def __init__(self, *args, **options):
        self.tried = set()
        self.told = []  # (code, offer, state, reason, codes of the answers)
        super().__init__(*args, **options)
        self.elsewhere = os.path.join(self.dir, "copy")

    def turn(self, at):
        return Office.turn(self, at)

    def look(self):
        left = super().look()
        for mail in left:
            for subject, words in offers(mail):
                self.offer(mail, subject, words)
        return left

    def offer(self, mail, subject, words):
        kind = (mail.code, re.sub(r"[\w.-]*\d[\w./-]*", "#",
                                  (subject or "") + words))
        if kind in self.tried:
            return
        self.tried.add(kind)
        there = Copy(self, self.elsewhere)
        line = written(words, self.now)
        options = {"files": papers(subject)} if subject else {}
        there.put(letter(f"{self.now:%Y-%m-%d %H:%M:%S}", mail.to[0],
                         subject or f"回复：{mail.subject}",
                         (line or "见附件。") + quoted(mail),
                         answers=mail, **options), self.now)
        answers = there.turn(self.now)
        rows = there.sql("SELECT state, reason FROM message"
                         " ORDER BY id DESC LIMIT 1")
        self.told.append((mail.code, mail.to[0], subject or "",
                          words.replace("\n", "/"), *rows[0],
                          sorted({m.code for m in answers})))


def quoted(mail):
    return "\n\n在 %s，秘书处写道：\n%s" % (
        f"{mail.date:%Y年%m月%d日 %H:%M}",
        "".join("> %s\n" % line for line in mail.text.splitlines()))


def papers(subject):
    return [doc(subject.strip("[]").split("]")[0], "一、说明")]


def is_right(code, who, subject, words, state, reason, answers):
    """Of copies only those whom it asks need be able to act."""
    if (code, subject or words) in RIGHT:
        return {"cmd.refused", "auth.fail"} & set(answers)
    if state != "applied":
        return who in COPIED.get(code, ()) and state == "held"
    return "help" not in answers and ("cmd.refused" not in answers or
                                      ASKS.search(reason))


def main():
    if not os.path.exists(SCENARIO):
        print("the scenario is not on this machine:", SCENARIO)
        return 77
    with open(SCENARIO, encoding="utf-8") as f:
        scenario = json.load(f)
    began = time.monotonic()
    o = Offered(sys.argv[1], conf=CONF, charter=None,
                register=dict(register(), history=HISTORY))
    take_in_bills(o)
    play(o, scenario["inbound"])
    o.until("2026-12-31 23:59")
    wrong = [row for row in o.told if not is_right(*row)]
    for row in wrong:
        print(*row, sep=" | ")
    print("%d answers to %d notices, %d not understood, %.0f s" % (
        len(o.told), len({row[0] for row in o.told}), len(wrong),
        time.monotonic() - began))
    return 1 if wrong or len(o.told) < ENOUGH else 0


if __name__ == "__main__":
    sys.exit(main())
