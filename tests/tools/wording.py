#!/usr/bin/env python3
"""Reads the expected text of every notice and its templates as a secretariat's
editor would, and names what is written wrongly. Usage: wording.py SOURCE"""

import pathlib
import re
import sys

HAN = r"[\u3400-\u9fff]"
RULE = "\n\n" + "-" * 20
MONTHS = ("January|February|March|April|May|June|July|August|September|October"
          "|November|December")
# What concerns no article: answers to commands and the digest, whose lines
# name theirs one by one; what is asked for oneself.
NO_LAW = {"digest", "cmd.done", "cmd.confirm", "status.reply"}

# A word and what is written instead.
NEVER_ZH = {
    "无须": "无需", "有故": "因故", "操作员": "经办人", "出席考核": "出席统计",
    "视为退出工作组": "视为自动退出", "（s）": "-", "贵司": "贵单位",
    "你": "您、贵单位", "请务必立即": "请尽快", "，。": "。", "、，": "，",
    "）（": "one pair of brackets",
}
NEVER_EN = {
    "(s)": "Name: number", "service level": "service period",
    "service time": "service period", "count as leaving": "deemed an exit",
    "his own": "their own", "day(s)": "by N d",
}


def unwrap(text):
    """The lines of a paragraph as one; Chinese is joined without a blank."""
    text = re.sub(r"(?<=[^\x00-\x7f])\n *(?=\S)(?!-|\d+\. |> |\d )", "", text)
    return re.sub(r"(?<=\S)\n *(?=[^\s>|■-])", " ", text)


def parts(whole):
    head, _, body = whole.partition("\n\n")
    zh, _, en = body.partition(RULE)
    en = re.sub(r"令牌 / Token.*", "", en.lstrip("-"), flags=re.S)
    subject = re.sub(r"^Subject: 【[^】]*】", "", head).split(" / ")[0]
    return subject, zh.strip("\n"), en.strip("\n")


def brackets(text):
    """The first place where a bracket stands within a bracket."""
    depth = 0
    for i, c in enumerate(text):
        depth += (c == "（") - (c == "）")
        if depth > 1:
            return text[max(0, i - 20):i + 12]
        if c in "。■":
            depth = 0
    return None


def chinese(code, subject, zh):
    text = unwrap(zh)
    said = re.sub(r"时:分", "", text)
    for word, better in NEVER_ZH.items():
        if word in text:
            yield f"“{word}”: write {better}"
    for m in re.finditer(r"\d{4}年\d{1,2}月\d{1,2}日(?!（周)", text):
        yield f"a date without its weekday: {m.group()}"
    for m in re.finditer(r"(?<![）日])24:00", text):
        yield f"24:00 of no day: {text[max(0, m.start() - 12):m.end()]}"
    for m in re.finditer(f"(?:(?<={HAN})[,;:?!](?={HAN})|(?<={HAN})\\(|\\)(?={HAN}))",
                         said):
        yield ("half-width mark between Chinese: "
               f"{said[max(0, m.start() - 8):m.end() + 8]}")
    if brackets(text):
        yield f"brackets within brackets: {brackets(text)}"
    if "您" in text and "贵单位" in text:
        yield "“您” and “贵单位” in one mail"
    first = zh.split("\n")[0]
    if not re.search(r"[：！]$", first):
        yield f"no salutation: {first}"
    signed = re.search(r"^网安标委秘书处$", zh, flags=re.M)
    if first == "秘书处：" and signed:
        yield "the secretariat signs a mail to itself"
    if "贵单位" in text and first != "秘书处：" and not signed:
        yield "unsigned"
    law = re.search(r"^依据：(.*)$", zh, flags=re.M)
    if code not in NO_LAW and not law:
        yield "no article and no 服务时限"
    if law and not re.search(r"第.+条|服务时限", law.group(1)):
        yield f"neither article nor 服务时限: {law.group(1)}"
    # At the opening the time for a comment table is up, not over by days.
    if re.search(r"\.(rem|overdue)$", code) and code != "ctable.overdue":
        if not re.search(r"剩\d+天|今日到期|逾期\d+天|明日", subject + text):
            yield "a reminder without days left or over"
        if not re.search(r"请", text):
            yield "a reminder that asks for nothing"
    if len(re.sub(r" \d{4}-.*|（.*", "", subject)) > 24:
        yield f"a subject of {len(subject)} characters"


def english(en):
    text = re.sub(r"\s+", " ", en)
    for word, better in NEVER_EN.items():
        if word in text:
            yield f"“{word}”: write {better}"
    for m in re.finditer(rf"(\w+) \d{{1,2}} (?:{MONTHS}) \d{{4}}", text):
        if m.group(1) not in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"):
            yield f"a date without its weekday: {m.group()}"
    for m in re.finditer(r"24:00 (?!on (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) )", text):
        yield f"24:00 of no day: {text[max(0, m.start() - 20):m.end() + 9]}"
    for paragraph in en.split("\n\n"):
        if re.match("[a-z]", paragraph):
            yield f"a sentence begins small: {paragraph[:30]}"
    if re.search(r"\b1 (?:units|days|plenaries|absences)\b", text):
        yield "one of many"
    if re.search(r"^Basis: Arts?\.", en, flags=re.M):
        yield "Basis: write Article"


def templates(source):
    """Reminders that were missed are told together: no language may forget."""
    for zh in sorted((source / "templates/zh").glob("[a-z]*.mustache")):
        en = source / "templates/en" / zh.name
        told = ["{{> also}}" in f.read_text(encoding="utf-8") for f in (zh, en)]
        if told[0] != told[1]:
            yield zh.stem, "{{> also}} in one language only"
        for i, line in enumerate(zh.read_text(encoding="utf-8").split("\n"), 1):
            if re.search(f"(?<={HAN})[,;?!](?={HAN})", line):
                yield zh.stem, f"line {i}: half-width mark between Chinese"
            if re.search("无须|有故|操作员|出席考核", line):
                yield zh.stem, f"line {i}: a word not ours"


def main():
    source = pathlib.Path(sys.argv[1])
    found = list(templates(source))
    for path in sorted((source / "tests/golden/notices").glob("*.txt")):
        subject, zh, en = parts(path.read_text(encoding="utf-8"))
        for fault in [*chinese(path.stem, subject, zh), *english(en)]:
            found.append((path.stem, fault))
    for code, fault in found:
        print(f"{code}: {fault}")
    return 1 if found else 0


sys.exit(main())
