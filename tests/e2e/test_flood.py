#!/usr/bin/python3
"""20,000 strangers write, and a member among them.

usage: test_flood.py CONVOKE [HOW MANY]

The member is decided about as if nobody else had written; of the strangers so
many are answered as the limits say, the rest is kept, counted on one line of
the digest and decided when somebody wants it; the database stays small. Where
the rates hold mails back, the member's leave before the strangers'. Time
is given; what is measured is how many were decided before the member.
"""
import hashlib
import os
import re
import shutil
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import pipeline  # noqa: E402
from smtp_server import Server  # noqa: E402
import make_demo  # noqa: E402

MEMBER = "c@m01.example"
AT = 1770000000             # 2026-02-02T10:40 in Beijing
NOW, LATER = "2026-02-02T16:00", "2026-02-02T16:01"
PROMISE = 300               # seconds until a member's mail is decided
DAY_LIMIT = 100             # strangers' mails decided a day
OCTETS = 3000               # of the database a mail, at most
ANSWERED = 250              # …that the rates make wait, each told twice
RATE = 60                   # mails a minute, the default
FEW = 2000                  # under sanitizers
failures = []


def check(what, good, told=""):
    if not good:
        failures.append(what)
        print("FAILED %s %s" % (what, told), flush=True)


def member(number, subject, text):
    scene = make_demo.Scene(number, "member-%d" % number, "2026-02-02 10:45",
                            sender=MEMBER, name="王一", subject=subject,
                            text=text)
    return pipeline.without_stage(scene.bytes())


def sanitized(convoke):
    with open(convoke, "rb") as f:
        return b"__asan_init" in f.read()


def flood(stage, n):
    """The member's two mails come in the middle."""
    mails = [pipeline.question(i) for i in range(n)]
    mails[n // 2:n // 2] = [member(1, "[状态]", "请问我单位的期限？\n"),
                            member(2, "[建议]", "建议会议材料提前一周发出。\n")]
    for i, octets in enumerate(mails):
        stage.put("m%06d" % i, octets, received=AT + i // 10)
    return mails


def turn(stage, now):
    stage.run("tick", now=now, timeout=900)
    stage.run("deliver", now=now, timeout=300)


def decided_before(stage, octets):
    sha = hashlib.sha256(octets).hexdigest()
    return stage.select("SELECT count(*) FROM message WHERE id < (SELECT id"
                        " FROM message WHERE sha256 = '%s')" % sha)[0][0]


def count(stage, what):
    return stage.select("SELECT count(*) FROM " + what)[0][0]


def the_member(stage, mails, seconds):
    n = len(mails)
    first, second = (decided_before(stage, m) for m in
                     mails[n // 2 - 1:n // 2 + 1])
    print("decided before the member's mails: %d and %d of %d; all took "
          "%.1f s, so the member waited about %.2f s" %
          (first, second, n, seconds, seconds * second / n))
    check("the member is first", first == 0, first)
    check("and his mails keep their order", second == 1, second)
    check("within the promise", seconds * second / n < PROMISE)
    stage.mail("status.reply", MEMBER)
    stage.mail("suggest.ack", MEMBER)


def the_strangers(stage, n):
    told = {row[0]: row[1] for row in stage.select(
        "SELECT code, count(*) FROM outbox GROUP BY code")}
    check("answers to strangers", told["help.reply"] == DAY_LIMIT, told)
    check("notices to the secretariat", told["held.info"] == DAY_LIMIT, told)
    check("the rest is held",
          count(stage, "message WHERE object = 'excess:2026-02-02'"
                " AND state = 'held'") == n - DAY_LIMIT)
    check("every raw mail is kept", sum(
        len(files) for _, _, files in os.walk(
            stage.path("state", "spool", "keep"))) == n + 2)
    size = os.path.getsize(stage.path("state", "convoke.db"))
    print("the database: %.1f MB, %d octets a mail" % (size / 1e6, size / n))
    # What is decided carries a blank form; it is bounded by the limit.
    check("the database stays small", size < 8e6 + OCTETS * n, size)


def the_digest(stage, n):
    turn(stage, "2026-02-03T08:30")
    mail = stage.mail("digest", "sec@tc.example")
    text = pipeline.email.parser.BytesParser(
        policy=pipeline.email.policy.default).parsebytes(mail) \
        .get_body(("plain",)).get_content()
    said = re.findall(r"来件超出限额：2026-02-02共(\d+)封", text)
    check("a line at the head tells of the rest", set(said) == {str(n - DAY_LIMIT)},
          said or text[:2000])
    check("and no address of it", len(text) < 60000, len(text))


def one_is_wanted(stage):
    number, sender = stage.select(
        "SELECT id, sender FROM message WHERE object LIKE 'excess:%'"
        " ORDER BY id DESC LIMIT 1")[0]
    stage.run("message", "retry", "message:%d" % number,
              now="2026-02-03T09:00")
    turn(stage, "2026-02-03T09:01")
    stage.mail("help.reply", sender)
    row = stage.select("SELECT object, received_at FROM message WHERE id = %d"
                       % number)[0]
    check("one that is wanted is decided, with its first receipt",
          not row[0].startswith("excess") and row[1] < AT + 86400 / 2, row)


def the_way_out(folder, convoke):
    """Answers to strangers that left before nobody looked for the member's,
    and ten minutes of them that are left, stand behind it, at the default
    rates."""
    conf = pipeline.BY_SMTP.replace(" rate = 0; domain_rate = 0;", "")
    stage = pipeline.Stage(folder, convoke, conf=conf % 0 + (
        "limits = { strangers_per_day = %d; };\n" % ANSWERED))
    for i in range(ANSWERED):
        stage.put("s%06d" % i, pipeline.question(i), received=AT)
    stage.run("receive", "--source", now=NOW, timeout=600)
    stage.run("tick", now=NOW, timeout=900)
    with Server() as server:
        with open(stage.conf, encoding="utf-8") as f:
            text = f.read()
        with open(stage.conf, "w", encoding="utf-8") as f:
            f.write(text.replace("port = 0;", "port = %d;" % server.port))
        stage.run("deliver", now=NOW)
        check("the rate holds strangers' answers back",
              len(server.letters) == RATE, len(server.letters))
        stage.put("m1", member(1, "[状态]", "请问我单位的期限？\n"), received=AT)
        stage.put("m2", member(2, "[建议]", "建议会议材料提前一周发出。\n"),
                  received=AT)
        stage.run("receive", "--source", now=LATER)
        stage.run("tick", now=LATER)
        waiting = count(stage, "delivery WHERE state = 'ready'")
        check("more waits than leaves within the promise",
              waiting > RATE * PROMISE // 60, waiting)
        stage.run("deliver", now=LATER)
    left = stage.select(
        "SELECT o.code, d.recipient, d.state FROM delivery d JOIN outbox o"
        " ON o.id = d.outbox WHERE NOT d.yields ORDER BY o.code")
    check("the member's mails left within a minute", len(left) > 2 and
          {state for _, _, state in left} == {"sent"}, left[-9:])
    check("what they tell the secretariat too",
          {"status.reply", "suggest.ack"} == {code for code, _, _ in left} and
          any(to == "sec@tc.example" for _, to, _ in left), left[-9:])
    check("nothing of the strangers' is lost",
          count(stage, "delivery WHERE state NOT IN ('ready','sent')") == 0)


def main():
    convoke = sys.argv[1]
    n = int(sys.argv[2]) if len(sys.argv) > 2 else \
        FEW if sanitized(convoke) else 20000
    folder = pipeline.scratch("flood")
    try:
        stage = pipeline.Stage(folder, convoke)
        mails = flood(stage, n)
        stage.run("receive", "--source", now=NOW, timeout=600)
        start = time.monotonic()
        stage.run("tick", now=NOW, timeout=900)
        seconds = time.monotonic() - start
        stage.run("deliver", now=NOW, timeout=300)
        the_member(stage, mails, seconds)
        the_strangers(stage, n)
        the_digest(stage, n)
        one_is_wanted(stage)
        the_way_out(os.path.join(folder, "out"), convoke)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print("%d failures" % len(failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
