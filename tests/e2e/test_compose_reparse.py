#!/usr/bin/env python3
"""Whatever is composed reads back as it was meant, or was refused.

Random values go through tests/tools/compose_probe into a mail; Python's email
package reads it again. CONVOKE_FUZZ_VALUES sets how many values (120,000)."""
import base64
import email
import email.header
import email.utils
import os
import random
import re
import struct
import subprocess
import sys
import urllib.parse

PROBE = os.path.join(os.path.dirname(os.path.abspath(sys.argv[1])), "tests",
                     "compose_probe")
FIELDS = ["from_name", "from_mail", "to_name", "to_mail", "subject",
          "file_name", "notice", "in_reply_to", "text", "html",
          "calendar", "method", "calendar_name"]
METHODS = [b"REQUEST", b"CANCEL", b"PUBLISH", b"DECLINECOUNTER"]
VALUES = int(os.environ.get("CONVOKE_FUZZ_VALUES", "120000"))
HAN = "生成式人工智能工作组成员单位申请表关于召开会议通知材料补充答复王小明李雷"
CHARS = [HAN, "abcXYZ019", " ", "\"\\()<>@,;:[]=?*'%&#._-+/", "éüñß", "😀🀄",
         "\u200b\u202e\u0301\u3000\u00a0\u0085\u2028"]
CONTROLS = ["\r\n", "\n", "\r", "\0", "\x1b", "\x7f", "\t", "\x0b",
            "\r\nBcc: x@evil.example", "\n\n<html>", "\r\n.\r\n"]
PIECES = ["=?UTF-8?B?5Lit?=", "=?", "?=", "=?utf-8?q?=41?=", "  ", " ,",
          "\"", "\\\"", "<a@b.cn>", "--", "\\", "a" * 90, "王" * 60, ";",
          "''", "%E7", "%", "*0*="]


def value(rng, most=60):
    out = []
    for _ in range(rng.choice([0, 1, 1, 2, 3, 5, 8])):
        if rng.random() < 0.25:
            out.append(rng.choice(PIECES))
        else:
            chars = rng.choice(CHARS)
            out.append("".join(rng.choice(chars) for _ in
                               range(rng.randrange(1, most))))
    if rng.random() < 0.04:
        out.insert(rng.randrange(len(out) + 1), rng.choice(CONTROLS))
    octets = "".join(out).encode()
    if rng.random() < 0.02 and octets:
        at = rng.randrange(len(octets))
        octets = octets[:at] + bytes([rng.randrange(0x80, 0x100)]) + \
            octets[at + 1:]
    return octets


def body(rng):
    lines = [value(rng, 120) for _ in range(rng.randrange(0, 4))]
    lines += [rng.choice([b".", b"..", b"From x", b"--", b"a ", b"\t", b"",
                          b"=20", b"--=_m"]) for _ in range(2)]
    rng.shuffle(lines)
    return b"\n".join(lines) + b"\n"


def calendar(rng):
    """Lines as a calendar object has them, or now and then not quite."""
    lines = [b"BEGIN:VCALENDAR"] + body(rng).split(b"\n")[:-1] + \
        [b"END:VCALENDAR"]
    end = b"\r\n" if rng.random() < 0.97 else \
        rng.choice([b"\n", b"\r\r\n", b"\r"])
    return re.sub(rb"[\r\n]*$", b"", end.join(lines)) + end


def bad_calendar(case):
    octets = case["calendar"]
    return bool(octets) and (
        not case["calendar_name"] or bad_header(case["calendar_name"]) or
        not re.fullmatch(rb"[A-Z-]{1,20}", case["method"]) or
        bad_utf8(octets) or b"\0" in octets or
        bool(re.search(rb"\r(?!\n)|(?<!\r)\n", octets)))


def bad_header(octets):
    if re.search(rb"[\x00-\x1f\x7f]", octets):
        return True
    return bad_utf8(octets)


def bad_utf8(octets):
    try:
        octets.decode()
        return False
    except UnicodeDecodeError:
        return True


def bad_body(octets):
    return bool(re.search(rb"[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f]|\r(?!\n)",
                          octets)) or bad_utf8(octets)


def must_refuse(case):
    names = [case[f] for f in ("from_name", "to_name", "subject",
                               "file_name", "notice", "in_reply_to")]
    return any(bad_header(n) for n in names) or \
        bad_body(case["text"]) or bad_body(case["html"]) or \
        bad_calendar(case)


def unfold(raw):
    return re.sub(r"\r\n(?=[ \t])", "", raw)


def decoded(raw):
    return "".join(
        part.decode(charset or "ascii") if isinstance(part, bytes) else part
        for part, charset in email.header.decode_header(unfold(raw)))


def mailbox(raw):
    """Name and address, read by RFC 5322 as Python reads it."""
    name, mail = email.utils.parseaddr(unfold(raw))
    if "=?" in name:
        name = decoded(name)
    return name, mail


def file_names(part):
    """The name by RFC 2231 and the one by RFC 2047, from the raw field."""
    raw = unfold(part["Content-Disposition"])
    words = re.search(r'; filename="((?:[^"\\]|\\.)*)"', raw)
    sections = re.findall(r"; filename\*(?:\d+\*)?=([^;]*)", raw)
    by_words = decoded(words.group(1)) if words else ""
    by_sections = by_words
    if sections:
        assert not re.search(r"[^A-Za-z0-9%._-]", "".join(sections)[7:])
        joined = "".join(sections)
        assert joined.startswith("UTF-8''")
        by_sections = urllib.parse.unquote(joined[7:])
    return by_words, by_sections


def check_lines(octets):
    for line in octets.split(b"\r\n"):
        if b"\r" in line or b"\n" in line:
            return "bare CR or LF"
        if line.startswith(b"."):
            return "a line starts with a dot"
        if re.search(rb"[^\t\x20-\x7e]", line):
            return "not ASCII"
        if len(line) > 78 and len(line.split()) > 2:
            return "a line that could be folded: %r" % line
        if line.startswith(b"In-Reply-To: "):
            continue  # a foreign id stands there as it came
        if b"=?UTF-8?B?" in line and len(line) > 76:
            return "an encoded word past column 76: %r" % line
        for word in re.findall(rb"=\?UTF-8\?B\?([^?]*)\?=", line):
            if len(word) > 63:
                return "a long encoded word"
            if bad_utf8(base64.b64decode(word)):
                return "a character cut in two"
    return None


def shape(part):
    """The tree of media types."""
    if not part.is_multipart():
        return part.get_content_type()
    return [part.get_content_subtype()] + [shape(p) for p in
                                           part.get_payload()]


def meant_shape(case):
    """interop.md 1 and 2: the calendar is the last alternative, and the
    alternative is the first child."""
    texts = ["text/plain"] + (["text/html"] if case["html"] else []) + \
        (["text/calendar"] if case["calendar"] else [])
    return ["mixed", texts[0] if len(texts) == 1 else ["alternative"] + texts,
            "application/octet-stream"] + \
        (["application/ics"] if case["calendar"] else [])


def calendar_difference(case, parts):
    """What is wrong with the two calendar parts, or None."""
    inline, file = parts
    want = case["calendar"]
    if inline.get_payload(decode=True) != want or \
            file.get_payload(decode=True) != want:
        return "the calendar's octets"
    if inline["Content-Disposition"] or inline["Content-ID"]:
        return "a disposition or an id on the calendar"
    if inline.get_param("method") != case["method"].decode() or \
            inline.get_param("charset") != "UTF-8":
        return "the calendar's parameters"
    if file.get_content_disposition() != "attachment":
        return "the calendar's copy is no attachment"
    if file_names(file) != (case["calendar_name"].decode(),) * 2:
        return f"the calendar's name: {file_names(file)!r}"
    return None


def lines_of(text):
    return text.replace("\r\n", "\n")


def difference(case, octets):
    """What does not read back, or None."""
    wrong = check_lines(octets)
    if wrong:
        return wrong
    mail = email.message_from_bytes(octets)
    want = {k: v.decode(errors="replace") for k, v in case.items()}
    got = {
        "fields": sorted(set(mail.keys())),
        "from": mailbox(mail["From"]),
        "to": mailbox(mail["To"]),
        "subject": decoded(mail["Subject"]),
        "notice": decoded(mail["X-Convoke-Notice"] or ""),
    }
    fields = ["Date", "From", "To", "Subject", "Message-ID", "Auto-Submitted",
              "X-Auto-Response-Suppress", "MIME-Version", "Content-Type"]
    fields += ["X-Convoke-Notice"] if want["notice"] else []
    reply = want["in_reply_to"]
    if re.fullmatch(r"[!-;=?-~]{1,400}", reply):
        fields.append("In-Reply-To")
        got["reply"] = unfold(mail["In-Reply-To"]).strip()
        want["reply"] = f"<{reply}>"
    want = {
        "fields": sorted(fields),
        "from": (want["from_name"], want["from_mail"]),
        "to": (want["to_name"], want["to_mail"]),
        "subject": want["subject"], "notice": want["notice"],
        "reply": want.get("reply"), "text": want["text"],
        "html": want["html"], "file": want["file_name"],
    }
    got["reply"] = got.get("reply")
    if shape(mail) != meant_shape(case):
        return f"the parts: {shape(mail)!r}"
    parts = [p for p in mail.walk() if not p.is_multipart()]
    if case["calendar"]:
        calendars = [p for p in parts if p.get_content_type() in
                     ("text/calendar", "application/ics")]
        wrong = calendar_difference(case, calendars)
        if wrong:
            return wrong
        parts = [p for p in parts if p not in calendars]
    got["text"] = lines_of(parts[0].get_payload(decode=True).decode())
    got["html"] = lines_of(parts[1].get_payload(decode=True).decode()) \
        if len(parts) == 3 else ""
    want["text"], want["html"] = lines_of(want["text"]), lines_of(want["html"])
    by_words, by_sections = file_names(parts[-1])
    got["file"] = by_words
    if by_words != by_sections:
        return f"two names: {by_words!r} and {by_sections!r}"
    if parts[-1].get_payload(decode=True) != b"PK octets":
        return "the file's octets"
    for key, meant in want.items():
        if got[key] != meant:
            return f"{key}: got {got[key]!r}, meant {meant!r}"
    return None


def main():
    if not os.path.exists(PROBE):
        print(f"{PROBE} is not built")
        return 77
    rng = random.Random(20260317)
    probe = subprocess.Popen([PROBE], stdin=subprocess.PIPE,
                             stdout=subprocess.PIPE)
    values = refused = composed = failed = 0
    while values < VALUES:
        case = {f: value(rng) for f in FIELDS}
        case["from_mail"], case["to_mail"] = b"wg5@std.example.cn", \
            b"li.lei+x@corp.example.com"
        case["text"] = body(rng)
        case["html"] = body(rng) if rng.random() < 0.5 else b""
        case["calendar"] = calendar(rng) if rng.random() < 0.5 else b""
        if rng.random() < 0.95:
            case["method"] = rng.choice(METHODS)
        if rng.random() < 0.8:
            case["calendar_name"] = rng.choice([b"invite.ics",
                                                "会议邀请.ics".encode()])
        values += len(FIELDS) - 2
        for field in FIELDS:
            probe.stdin.write(struct.pack("<I", len(case[field])))
            probe.stdin.write(case[field])
        probe.stdin.flush()
        mark, size = struct.unpack("<cI", probe.stdout.read(5))
        octets = probe.stdout.read(size)
        if mark == b"!":
            refused += 1
            wrong = None if must_refuse(case) else \
                "refused without need: " + octets.decode()
        else:
            composed += 1
            wrong = "not refused" if must_refuse(case) else \
                difference(case, octets)
        if wrong:
            failed += 1
            print(f"FAILED {wrong}\n  {case!r}")
            if failed > 3:
                break
    probe.stdin.close()
    probe.wait()
    print(f"{values} values in {composed + refused} mails: {composed} read "
          f"back as meant, {refused} refused, {failed} failures")
    return 1 if failed or probe.returncode else 0


if __name__ == "__main__":
    sys.exit(main())
