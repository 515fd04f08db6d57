#!/usr/bin/env python3
"""`convoke run` as a person uses it, and what the world sends it.

usage: test_run.py CONVOKE

A message is picked up when it lies in the Maildir; commands are answered
meanwhile; a configuration that cannot be used changes nothing; hostile
messages end by themselves and the next one is answered by the same process;
a 30 MB message makes no process large. Times are printed and judged loosely.
"""
import base64
import io
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import pipeline  # noqa: E402

PATIENCE = 60       # seconds until something counts as never
PICK_UP = 5         # the promise is 1; a machine may be busy
HOSTILE = 20        # the promise is 10
failures = []


def check(what, good, told=""):
    if not good:
        failures.append(what)
        print("FAILED %s %s" % (what, told), flush=True)


def until(what, condition, seconds=PATIENCE):
    """How long it took."""
    start = time.monotonic()
    while not condition():
        if time.monotonic() - start > seconds:
            raise RuntimeError("never: " + what)
        time.sleep(0.01)
    return time.monotonic() - start


class Run:
    """The service. A process of its own starts it and tells what the largest
    of all its processes took: a child counts what its parent was at first."""
    KEEPER = ("import os, sys\n"
              "p = os.spawnv(os.P_NOWAIT, sys.argv[1], sys.argv[1:])\n"
              "print(p, flush=True)\n"
              "_, status, used = os.wait4(p, 0)\n"
              "print(used.ru_maxrss, flush=True)\n"
              "sys.exit(os.waitstatus_to_exitcode(status) & 255)\n")

    def __init__(self, stage):
        self.stage = stage
        self.log = stage.path("run.log")

    def __enter__(self):
        with open(self.log, "wb") as log:
            self.keeper = subprocess.Popen(
                [sys.executable, "-c", self.KEEPER] + self.stage.argv("run"),
                stdout=subprocess.PIPE, stderr=log, env=pipeline.QUIET)
        self.pid = int(self.keeper.stdout.readline())
        try:
            until("ready", lambda: self.logged("event=run.ready"))
        except BaseException:
            self.__exit__(True)
            raise
        return self

    def __exit__(self, *error):
        if self.keeper.poll() is None:
            os.kill(self.pid, signal.SIGTERM)
        try:
            told, _ = self.keeper.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            os.kill(self.pid, signal.SIGKILL)
            told, _ = self.keeper.communicate()
        self.largest_kib = int(told or 0)
        check("SIGTERM ends it well", self.keeper.returncode == 0,
              "(%d)" % self.keeper.returncode)
        if error and error[0]:
            with open(self.log, encoding="utf-8", errors="replace") as f:
                print(f.read()[-3000:])

    def logged(self, words):
        with open(self.log, "rb") as f:
            return words.encode() in f.read()

    def alive(self):
        return self.keeper.poll() is None

    def children(self):
        path = "/proc/%d/task/%d/children" % (self.pid, self.pid)
        with open(path, encoding="ascii") as f:
            return {int(p) for p in f.read().split()}

    def lasting(self):
        """Those that are there whether messages come or not."""
        same = self.children()
        for _ in range(20):
            time.sleep(0.02)
            same &= self.children()
        return same

    def high_water(self):
        """KiB by process, of those that live."""
        found, todo = {}, [self.pid]
        while todo:
            pid = todo.pop()
            try:
                with open("/proc/%d/status" % pid) as f:
                    found[pid] = int(re.search(r"VmHWM:\s+(\d+)",
                                               f.read()).group(1))
                with open("/proc/%d/task/%d/children" % (pid, pid)) as f:
                    todo += [int(p) for p in f.read().split()]
            except (OSError, AttributeError):
                pass
        return found


def keys_out(stage):
    return [key for key in stage.mails() if key]


def answered(stage, number):
    """The visitor of that number got his answer."""
    return any("visitor%d.example" % number in key
               for key in keys_out(stage))


def test_pick_up(convoke, base):
    stage = pipeline.Stage(os.path.join(base, "pick"), convoke)
    with Run(stage):
        took = []
        for n in range(1, 6):
            stage.put("%d.mail" % n, pipeline.question(n))
            took.append(until("answer %d" % n, lambda: answered(stage, n)))
        stage.run("receive", stdin=pipeline.question(6))
        took.append(until("answer 6", lambda: answered(stage, 6)))
        # a copy straight into new/, slowly: taken when it is whole
        octets = pipeline.question(7)
        with open(stage.path("mail", "in", "new", "7.mail"), "wb") as f:
            f.write(octets[:100])
            f.flush()
            stage.put("8.mail", pipeline.question(8))
            until("answer 8", lambda: answered(stage, 8))
            f.write(octets[100:])
        until("answer 7", lambda: answered(stage, 7))
        commands(stage)
    print("answered after %s ms" %
          " ".join("%d" % (t * 1000) for t in took), flush=True)
    check("picked up within a second", max(took) < PICK_UP)
    messages = [pipeline.question(n) for n in range(1, 9)]
    bad = stage.complaints(messages + [pipeline.question(9)])
    check("messages and mails", not bad, str(bad))


def commands(stage):
    """Answered by the core that runs."""
    rows = stage.rows("messages")
    check("list", len(rows) == 8 and {r["state"] for r in rows} == {"held"},
          str(rows))
    check("show", "message:1" in stage.run("show", "message:1") or
          "visitor1" in stage.run("show", "message:1"))
    stage.run("tick")
    stage.run("deliver")
    stage.run("verify")
    # A Maildir that takes nothing: the mail waits, a person holds it.
    tmp = stage.path("mail", "out", "tmp")
    os.rmdir(tmp)
    with open(tmp, "w", encoding="ascii"):
        pass
    stage.put("9.mail", pipeline.question(9))

    def row():
        return [r for r in stage.rows("outbox")
                if "visitor9" in r["recipient"]]
    until("it waits", lambda: row() and row()[0]["state"] == "retry")
    stage.run("outbox", "hold", str(row()[0]["id"]))
    check("held", row()[0]["state"] == "held", str(row()))
    os.unlink(tmp)
    os.mkdir(tmp)
    time.sleep(0.2)
    check("not sent while held", not answered(stage, 9))
    stage.run("outbox", "release", str(row()[0]["id"]))
    until("released", lambda: answered(stage, 9))
    for other in stage.rows("outbox"):  # the notice about it waits as well
        if other["state"] == "retry":
            stage.run("outbox", "retry", str(other["id"]))
    until("all sent", lambda: {r["state"] for r in stage.rows("outbox")} ==
          {"sent"})


def test_alone(convoke, base):
    stage = pipeline.Stage(os.path.join(base, "alone"), convoke)
    with Run(stage) as run:
        start = time.monotonic()
        second = subprocess.run(stage.argv("run"), capture_output=True,
                                env=pipeline.QUIET, timeout=PATIENCE)
        took = time.monotonic() - start
        check("a second run is refused", second.returncode == 75,
              "(%d)" % second.returncode)
        print("a second run was refused after %d ms" % (took * 1000))
        check("within two seconds", took < 10)
        good = open(stage.conf, encoding="utf-8").read()
        # one that does not parse, one that cannot be opened, one elsewhere
        for n, (old, new) in enumerate([
                ('kind = "maildir"; path = "mail/in"', "kind = "),
                ("trust =", 'templates = { folder = "mail"; };\ntrust ='),
                ("trust =", 'state = "elsewhere";\ntrust =')], 1):
            with open(stage.conf, "w", encoding="utf-8") as f:
                f.write(good.replace(old, new))
            os.kill(run.pid, signal.SIGHUP)
            until("configuration %d refused" % n, lambda: count(
                run, b"event=config.refused") == n)
            stage.put("%d.mail" % n, pipeline.question(n))
            until("still answering", lambda: answered(stage, n))
        with open(stage.conf, "w", encoding="utf-8") as f:
            f.write(good.replace("网安标委", "新的名称"))
        os.kill(run.pid, signal.SIGHUP)
        until("re-read", lambda: run.logged("event=config.reread"))
        stage.put("9.mail", pipeline.question(9))
        until("answering anew", lambda: answered(stage, 9))
        mail = stage.mail("help.reply", "visitor9.example")
        check("with the new name", "新的名称" in str(
            pipeline.headers(mail)["Subject"]))


def count(run, words):
    with open(run.log, "rb") as f:
        return f.read().count(words)


def docx(document):
    """A docx of that word/document.xml."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("[Content_Types].xml", '<?xml version="1.0"?><Types xmlns='
                   '"http://schemas.openxmlformats.org/package/2006/content-'
                   'types"><Default Extension="xml" ContentType="application/'
                   'vnd.openxmlformats-officedocument.wordprocessingml.'
                   'document.main+xml"/></Types>')
        with z.open("word/document.xml", "w") as f:
            for piece in document:
                f.write(piece)
    return out.getvalue()


def with_form(number, data):
    """A message whose application form is this file."""
    return (b"From: h@hostile%d.example\r\nTo: gw@tc.example\r\n"
            b"Subject: [%s] %d\r\nMessage-ID: <hostile%d@hostile.example>\r\n"
            b"MIME-Version: 1.0\r\n"
            b"Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\n"
            b"Content-Type: application/vnd.openxmlformats-officedocument."
            b"wordprocessingml.document; name=\"form.docx\"\r\n"
            b"Content-Disposition: attachment; filename=\"form.docx\"\r\n"
            b"Content-Transfer-Encoding: base64\r\n\r\n%s\r\n--b--\r\n" %
            (number, "=?UTF-8?B?5YWl5Lya55Sz6K+3?=".encode(), number, number,
             base64.encodebytes(data).replace(b"\n", b"\r\n")))


def hostile():
    """(what, octets)"""
    quote = b"Content-Type: multipart/mixed; boundary=\"\\\"\"\r\n\r\n" \
            b"--\"\r\n\r\nx\r\n--\"--\r\n"
    shared = os.path.join(os.environ.get("CONVOKE_SHARED", ""), "evidence",
                          "boundary_quote_86bytes.eml")
    if os.path.exists(shared):
        with open(shared, "rb") as f:
            quote = f.read()
    yield "a boundary of one quote", quote
    yield "50,000 multiparts deep", b"From: d@d.example\r\n" + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" %
        (n, n) for n in range(50000))
    yield "50,000 messages deep", b"From: d@d.example\r\n" + \
        b"Content-Type: message/rfc822\r\n\r\n" * 50000
    xml = b'<?xml version="1.0"?><w:document xmlns:w="http://schemas.' \
        b'openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>' \
        b'<w:t>%s</w:t></w:r></w:p></w:body></w:document>'
    yield "a zip bomb", with_form(
        1, docx([xml[:-40]] + [b"\0" * (1 << 20)] * 300))
    yield "an external entity", with_form(2, docx(
        [b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM '
         b'"file:///etc/passwd">]>' + (xml % b"&e;")[21:]]))
    yield "billions of laughs", with_form(3, docx(
        [b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">' + b"".join(
            b'<!ENTITY %c "%s">' % (98 + n, (b"&%c;" % (97 + n)) * 10)
            for n in range(9)) + b"]>" + (xml % b"&j;")[21:]]))
    yield "40 MB", b"From: b@b.example\r\nSubject: big\r\n\r\n" + \
        (b"x" * 76 + b"\r\n") * (40 * 1024 * 1024 // 78)
    yield "empty", b""
    yield "NULs", b"\0" * 100000
    yield "NULs between", b"From: n\0@n.example\r\nSub\0ject: \0\r\n\r\n\0\r\n"
    yield "one line of 5 MB", b"From: " + b"a" * (5 << 20)
    yield "CR only", b"From: c@c.example\rSubject: x\r\rbody\r"


def settled(stage, before):
    """Whether more than `before` messages have ended."""
    rows = stage.rows("messages")
    return sum(r["state"] != "received" for r in rows) > before


def test_hostile(convoke, base):
    stage = pipeline.Stage(os.path.join(base, "hostile"), convoke)
    done = 0
    with Run(stage) as run:
        for what, octets in hostile():
            stage.put("%d.hostile" % done, octets)
            took = until(what, lambda: settled(stage, done))
            done += 1
            rows = stage.rows("messages")
            end = "%s: %s" % (rows[-1]["state"], rows[-1]["reason"])
            print("%s, %d octets: %.1f s, %s" %
                  (what, len(octets), took, end), flush=True)
            check(what + " in time", took < HOSTILE)
            check(what + ": the core lives", run.alive())
            check(what + ": the source is empty",
                  not os.listdir(stage.path("mail", "in", "new")))
        stage.put("1.good", pipeline.question(1))
        until("the next good message", lambda: answered(stage, 1))
        done += 1
        check("the same process", run.alive())
    bad = stage.complaints()
    check("messages and mails", not bad, str(bad))


def main():
    convoke = os.path.abspath(sys.argv[1])
    base = pipeline.scratch("test_run")
    try:
        for test in (test_pick_up, test_alone, test_hostile):
            test(convoke, base)
    finally:
        shutil.rmtree(base, ignore_errors=True)
    print("%d failures" % len(failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
