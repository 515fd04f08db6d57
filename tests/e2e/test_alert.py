#!/usr/bin/python3
"""The running service tells its operator that mails cannot leave, and later
that they can.

test_alert.py CONVOKE

Nothing listens where the mail server should be. The service is started again
at later instants; then a Maildir takes the mails.
"""
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

CONVOKE = os.path.realpath(sys.argv[1])
TMP = tempfile.mkdtemp(prefix="convoke-alert-")
CONF = os.path.join(TMP, "tc", "convoke.conf")
QUESTION = (b"From: Visitor <v@visitor.example>\r\nTo: gw@tc.example\r\n"
            b"Date: Mon, 2 Mar 2026 09:00:00 +0800\r\n"
            b"Message-ID: <q1@visitor.example>\r\nSubject: [HELP]\r\n\r\n"
            b"help\r\n")
failures = []


def check(what, good):
    if not good:
        failures.append(what)
        print("FAIL", what)


def convoke(*argv):
    return subprocess.run([CONVOKE, "-q", *argv], check=True, text=True,
                          stdout=subprocess.PIPE).stdout


def queued():
    rows = convoke("-c", CONF, "list", "outbox", "--json").splitlines()
    return [json.loads(row) for row in rows]


def alerts():
    return [row for row in queued() if row["code"] == "ops.alert"]


def settle(now, done):
    """The service at that instant, until `done` of its log, or ten seconds."""
    log = os.path.join(TMP, "log")
    with open(log, "w", encoding="utf-8") as err:
        run = subprocess.Popen([CONVOKE, "-c", CONF, "--now", now, "run"],
                               stderr=err)
    end = time.monotonic() + 10
    said = ""
    while time.monotonic() < end and not done(said):
        time.sleep(0.1)
        with open(log, encoding="utf-8") as f:
            said = f.read()
    run.send_signal(signal.SIGTERM)
    check(f"the service at {now} ends well: {said}", run.wait(40) == 0)


def ready(log, seconds):
    """Long enough for a turn or two."""
    if "event=run.ready" in log:
        time.sleep(seconds)
    return "event=run.ready" in log


def setting(old, new):
    with open(CONF, encoding="utf-8") as f:
        text = f.read()
    changed = re.sub(old, new, text, count=1)
    check(f"the configuration has {old}", changed != text)
    with open(CONF, "w", encoding="utf-8") as f:
        f.write(changed)


def main():
    convoke("init", os.path.join(TMP, "tc"))
    setting('(transport = \\{\n)', '\\1    sender = "gw@tc.example"; '
            'host = "localhost"; port = 9; tls = "none"; auth = "none";\n')
    setting('kind = "maildir";\n\n    # maildir：发出', 'kind = "smtp";\n\n'
            '    # maildir：发出')
    with open(os.path.join(TMP, "tc/mail/in/new/1"), "wb") as f:
        f.write(QUESTION)
    settle("2026-03-02T09:00",
           lambda log: "event=mail.unsent" in log)
    check("an answer waits", len(queued()) == 1)
    settle("2026-03-02T11:00", lambda log: "event=mail.unsent" in log)
    check("not told before it was tried again", not alerts())
    settle("2026-03-02T11:01", lambda log: "event=health.bad" in log)
    check("the operator is told once", len(alerts()) == 1)
    settle("2026-03-02T11:02", lambda log: ready(log, 1))
    check("and not twice", len(alerts()) == 1)
    setting('kind = "smtp"', 'kind = "maildir"')
    settle("2026-03-02T13:30", lambda log: ready(log, 2))
    settle("2026-03-02T13:31", lambda log: "event=health.good" in log)
    settle("2026-03-02T13:32", lambda log: ready(log, 2))
    check("then that it is over", len(alerts()) == 2)
    check("everything left", all(row["state"] == "sent" for row in queued()))
    mails = [open(os.path.join(TMP, "tc/mail/out/new", name), "rb").read()
             for name in os.listdir(os.path.join(TMP, "tc/mail/out/new"))]
    told = [m for m in mails if b"X-Convoke-Notice: ops.alert" in m]
    check("both went to the secretariat, for want of an operator",
          len(told) == 2 and all(b"\nTo: <sec@" in m for m in told))
    print(f"{len(failures)} failures")
    shutil.rmtree(TMP)
    sys.exit(1 if failures else 0)


main()
