#!/usr/bin/env python3
"""A mail over the limit is answered and left: once, whatever happens in
between, and only where any other mail would be answered.

usage: test_oversize.py CONVOKE [CASE...]

From a Maildir here; from a real IMAP server in test_imap.py.
"""
import email.policy
import glob
import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import kill_points  # noqa: E402
import pipeline  # noqa: E402
from pipeline import T0, T1, QUIET  # noqa: E402

LIMIT = 64 * 1024
CONF = pipeline.CONF + """
limits = { message = "64K"; replies_per_day = 3; strangers_per_day = 4;
           domain_per_day = 20; };
"""
RECEIVED = 1769996400  # 2026-02-02 09:40 in Beijing
KILLS = {False: 80, True: 14}  # whether sanitizers slow each of them down
failures = []


def check(what, got, want):
    if got != want:
        failures.append(what)
        print(f"FAILED {what}\n  got  {got!r}\n  want {want!r}", flush=True)


def sanitized(convoke):
    with open(convoke, "rb") as file:
        return b"__asan_init" in file.read()


def letter(number, sender, size=LIMIT + 1, dmarc="pass", **fields):
    """Of exactly that many octets."""
    domain = sender.partition("@")[2]
    head = {"Return-Path": f"<{sender}>",
            "Authentication-Results":
            f"mx.tc.example; dmarc={dmarc} header.from={domain}",
            "Date": "Mon, 02 Feb 2026 09:39:00 +0800",
            "From": f"=?UTF-8?B?546L5LiA?= <{sender}>",
            "To": "gw@tc.example", "Message-ID": f"<{number}@{domain}>",
            "Subject": "=?UTF-8?B?W+i0oeeMrl0gV0c1LTIwMjYtUDE=?=",
            "Content-Type": "multipart/mixed; boundary=x"}
    head.update({name.replace("_", "-"): words
                 for name, words in fields.items()})
    octets = ("".join(f"{name}: {words}\r\n" for name, words in head.items()
                      if words is not None) + "\r\n").encode()
    octets += b"--x\r\n\r\nsecret words\r\n--x\r\n\r\n"
    return octets + b"x" * (size - len(octets))


class Stage(pipeline.Stage):
    """A state with a small limit."""

    def __init__(self, folder, convoke, fresh=True):
        super().__init__(folder, convoke, conf=CONF, fresh=fresh)

    def look(self, now=T1):
        self.run("receive", "--source", now=now)
        self.run("tick", now=now)
        self.run("deliver", now=now)

    def answers(self):
        """(code, recipient) of all that left."""
        found = []
        for mails in self.mails().values():
            for octets in mails:
                head = pipeline.headers(octets)
                code = str(head["X-Convoke-Notice"]).split(";")[0]
                found.append((code, str(head["To"]).strip("<>")))
        return sorted(found)

    def aside(self):
        return sorted(os.path.basename(name) for name in
                      glob.glob(self.path("mail", "in", "refused", "*")))


def words(octets):
    mail = email.message_from_bytes(octets, policy=email.policy.default)
    return mail.get_body(("plain",)).get_content().replace("\n", "")


def test_answered(stage):
    """A contact's: what he is told, and what the secretariat sees."""
    size = 2 * 1024 * 1024
    whole = letter(1, "c@m01.example", size)
    stage.put("large", whole, RECEIVED)
    stage.put("fits", letter(2, "r1@m01.example", LIMIT), RECEIVED)
    stage.look()
    rows = {row["sender"]: row for row in stage.rows("messages")}
    check("fits", rows["r1@m01.example"]["state"] == "quarantined", False)
    row = rows["c@m01.example"]
    check("put aside", row["state"], "quarantined")
    check("its size", int(row["size"]), size)
    check("what it was about", row["subject"], "[贡献] WG5-2026-P1")
    check("why", row["reason"],
          "邮件过大（2.0 MB，上限64 KB），内容未收取，已答复发件人")
    mine = [a for a in stage.answers() if a[0] == "mail.large"]
    check("one answer", mine, [("mail.large", "c@m01.example")])
    mail = stage.mail("mail.large", "c@m01.example")
    head = pipeline.headers(mail)
    check("to that mail", str(head["In-Reply-To"]), "<1@m01.example>")
    check("by a machine", str(head["Auto-Submitted"]), "auto-replied")
    text = words(mail)
    for told in ("2026年2月2日（周一）09:40", "[贡献] WG5-2026-P1", "2.0 MB",
                 "上限64 KB", "不超过约45 KB", "分成几封", "秘书处 010-00000000",
                 "截止时间不变", "at most 64 KB"):
        check("told: " + told, told in text, True)
    check("nothing of its body", "secret words" in text, False)
    check("whole, aside", stage.aside(), ["large"])
    with open(stage.path("mail", "in", "refused", "large"), "rb") as file:
        check("octet for octet", file.read() == whole, True)
    digest = stage.run("digest", now="2026-02-03T08:30")
    check("in the digest", "c@m01.example" in digest and "邮件过大" in digest,
          True)
    name = f"message:{row['id']}"
    for command in ("show", "explain"):
        check(command, "邮件过大" in stage.run(command, name), True)
    stage.put("again", whole, RECEIVED + 60)
    stage.look("2026-02-02T09:45")
    check("twice there, once answered",
          [a for a in stage.answers() if a[0] == "mail.large"], mine)
    check("and out of the way", stage.aside(), ["again", "large"])
    stage.run("message", "retry", name, now="2026-02-02T09:50")
    stage.look("2026-02-02T09:51")
    check("nor by a second look at it",
          [a for a in stage.answers() if a[0] == "mail.large"], mine)


def test_unanswered(stage):
    """Robots, loops, lists, forgeries: on record, and silence."""
    cases = {
        "vacation": {"Auto_Submitted": "auto-replied"},
        "chinese": {"Subject": "=?UTF-8?B?6Ieq5Yqo5Zue5aSN77ya5Lya6K6u?="},
        "list": {"List_Id": "<members.m01.example>", "Precedence": "list"},
        "bounce": {"Return_Path": "<>", "Content_Type":
                   "multipart/report; report-type=delivery-status; boundary=x"},
        "loop": {"X_Convoke_Notice": "help.reply; object=; key=x"},
        "nobody": {"From": None},
    }
    for number, (name, fields) in enumerate(cases.items()):
        stage.put(name, letter(number, f"{name}@m01.example", **fields),
                  RECEIVED + number)
    stage.put("forged", letter(9, "c@m01.example", dmarc="fail"),
              RECEIVED + 9)
    stage.put("ours", letter(10, "gw@tc.example"), RECEIVED + 10)
    stage.look()
    rows = stage.rows("messages")
    check("all on record", len(rows), len(cases) + 2)
    check("with their sizes", {int(row["size"]) for row in rows}, {LIMIT + 1})
    check("each with a reason", all(row["reason"] for row in rows), True)
    check("nobody is answered",
          [a for a in stage.answers() if a[1] != "sec@tc.example"], [])
    forged = [row for row in rows if row["sender"] == "c@m01.example"][0]
    check("a forgery", (forged["state"], forged["reason"][-4:]),
          ("quarantined", "未予答复"))


def test_limits(stage):
    """So many answers a day to one, so many strangers a day."""
    for number in range(5):
        stage.put(f"m{number}", letter(number, "c@m01.example"),
                  RECEIVED + number)
    for number in range(6):
        stage.put(f"s{number}", letter(100 + number, f"x@v{number}.example"),
                  RECEIVED + 10 + number)
    stage.look()
    answered = [to for code, to in stage.answers() if code == "mail.large"]
    check("one address", answered.count("c@m01.example"), 3)
    check("and it is said so", sum("，已答复" in row["reason"]
                                   for row in stage.rows("messages")), 3 + 4)
    check("strangers", len(answered), 3 + 4)
    held = [row for row in stage.rows("messages") if row["state"] == "held"]
    check("the others are counted", len(held), 2)
    check("none is lost", len(stage.rows("messages")), 11)


def test_by_pipe(stage):
    """The mail system that called returns the mail itself."""
    done = subprocess.run(stage.argv("receive", now=T0), capture_output=True,
                          input=letter(1, "c@m01.example"), env=QUIET)
    check("never", done.returncode, 65)
    stage.run("tick", now=T1)
    check("so it is no message", stage.rows("messages"), [])


def test_not_given(stage):
    """What an IMAP server refuses to give stands in the digest."""
    stage.run("tick", now=T0)
    stage.change(
        "INSERT INTO mailbox_left (folder, validity, uid, at, reason) VALUES"
        f" ('INBOX', 17, 4711, {RECEIVED}, 'NO [SERVERBUG] not this one'),"
        f" ('INBOX', 17, 4712, {RECEIVED}, 'over the limit')")
    digest = stage.run("digest", now="2026-02-03T08:30")
    check("which and why", "UID 4711" in digest and "not this one" in digest,
          True)
    check("the other one is a message", "4712" in digest, False)
    digest = stage.run("digest", now="2026-02-17T08:30")
    check("for two weeks", "UID 4711" in digest, False)


def test_killed(stage):
    """Anywhere between the source and the outbox."""
    mails = [letter(1, "c@m01.example"), letter(2, "r1@m01.example", 200_000)]

    def setup(folder):
        shutil.rmtree(folder)
        place = Stage(folder, stage.convoke)
        for number, octets in enumerate(mails):
            place.put(f"large{number}", octets, RECEIVED)

    def look(folder):
        place = Stage(folder, stage.convoke, fresh=False)
        bad = []
        if place.answers() != [("mail.large", "c@m01.example"),
                               ("mail.large", "r1@m01.example")]:
            bad.append("answers: %r" % place.answers())
        if [row["state"] for row in place.rows("messages")] != \
                ["quarantined"] * 2:
            bad.append("messages: %r" % place.rows("messages"))
        if place.aside() != ["large0", "large1"]:
            bad.append("aside: %r" % place.aside())
        if os.listdir(place.path("mail", "in", "new")):
            bad.append("the source is not empty")
        place.run("verify")
        return bad

    def argv(*command):
        return [stage.convoke, "-q", "-c", "{}/convoke.conf", "--now", T1,
                *command]

    whole = [argv("receive", "--source"), argv("tick"), argv("deliver")]
    budget = KILLS[sanitized(stage.convoke)] // 2
    for name, command in (("receive", whole[0]), ("tick", whole[1])):
        result = kill_points.run(
            setup if name == "receive" else lambda folder: (
                setup(folder), stage.command(
                    [a.replace("{}", folder) for a in whole[0][1:]])),
            command, whole, look, budget=budget, name=name,
            follow=name == "receive")
        check(f"killed in {name}", result.complaints, [])


CASES = {"answered": test_answered, "unanswered": test_unanswered,
         "limits": test_limits, "by_pipe": test_by_pipe,
         "not_given": test_not_given, "killed": test_killed}


def main():
    base = pipeline.scratch("test_oversize")
    try:
        for name in sys.argv[2:] or CASES:
            CASES[name](Stage(os.path.join(base, name), sys.argv[1]))
    finally:
        shutil.rmtree(base, ignore_errors=True)
    print(f"{len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
