#!/usr/bin/env python3
"""Letters through a real Postfix: STARTTLS, login, refusals, octet for octet."""
import glob
import os
import subprocess
import sys
import tempfile
import time

import postfix

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
PROBE = os.path.join(os.path.dirname(os.path.abspath(sys.argv[1])), "tests",
                     "smtp_probe")
failures = []


def check(what, got, want):
    if got != want:
        failures.append(what)
        print(f"FAILED {what}\n  got  {got!r}\n  want {want!r}")


def probe(server, letter, rcpt, **keys):
    """[outcome, stage, code, enhanced, usable, auth_failed, slow_down, text] each."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(letter)
        file.flush()
        words = {"port": server.port, "tls": "starttls", "auth": "plain",
                 "ca": server.ca, "user": postfix.USER, "ms": 20000,
                 "secret": postfix.PASSWORD, "from": "a@example.cn",
                 "file": file.name}
        words.update(keys)
        run = subprocess.run(
            [PROBE] + [f"{k}={v}" for k, v in words.items()] +
            [f"rcpt={one}" for one in rcpt], capture_output=True, timeout=120)
    if run.returncode != 0:
        print(run.stderr.decode("utf-8", "replace"))
    return [line.split(" ", 7) for line in run.stdout.decode().splitlines()]


def letters():
    """Composed mails, a large one, and one with every sort of odd line."""
    found = []
    for path in sorted(glob.glob(ROOT + "/tests/golden/compose/*.eml")):
        with open(path, "rb") as file:
            found.append((os.path.basename(path), file.read()))
    # whole headers: Postfix would add what is missing
    head = b"Date: Tue, 17 Mar 2026 23:59:30 +0800\r\n" \
        b"From: a@example.cn\r\nTo: b@example.cn\r\n" \
        b"Message-ID: <%s@example.cn>\r\n\r\n"
    big = head % b"big" + b"".join(
        b"%07d " % i + b"x" * 68 + b"\r\n" for i in range(100000))
    odd = head % b"odd" + b".\r\n..\r\n.a\r\n\r\nFrom here\r\n \r\n\r\n"
    return found + [("8 MB", big), ("odd lines", odd)]


def after_trace(delivered):
    """What Postfix wrote above the letter, and the letter."""
    lines = delivered.split(b"\n")
    at = 0
    while lines[at].startswith((b"Return-Path:", b"X-Original-To:",
                                b"Delivered-To:", b"Received:", b"\t", b" ")):
        at += 1
    return b"\n".join(lines[:at]), b"\n".join(lines[at:])


def test_octets(server):
    wanted = letters()
    for what, letter in wanted:
        answer = probe(server, letter, ["b@example.cn"])[0]
        check(what, answer[:3], ["sent", "dot", "250"])
    delivered = server.wait_for("b@example.cn", len(wanted))
    check("delivered", len(delivered), len(wanted))
    traces = [after_trace(octets) for octets in delivered]
    got = {octets for _, octets in traces}
    for what, letter in wanted:
        check(what + ", octet for octet",
              letter.replace(b"\r\n", b"\n") in got, True)
    for trace, _ in traces:
        check("under TLS and logged in", b"with ESMTPSA" in trace, True)
    return len(wanted)


def test_refusals(server):
    letter = letters()[0][1]
    before = len(server.mailbox("b@example.cn"))
    rcpt = ["refused@example.cn", "later@example.cn", "b@example.cn",
            "nobody@example.cn"]
    answers = probe(server, letter, rcpt)
    check("outcomes", [(a[0], a[1], a[2], a[3]) for a in answers],
          [("refused", "rcpt", "550", "5.1.1"),
           ("retry", "rcpt", "450", "4.2.0"),
           ("sent", "dot", "250", "2.0.0"),
           ("refused", "rcpt", "550", "5.1.1")])
    check("one connection for all", server.log().count("disconnect from"),
          server.log().count("connect from") // 2)
    answer = probe(server, letter, ["b@example.cn"], secret="wrong")[0]
    check("wrong password", (answer[0], answer[1], answer[5]),
          ("retry", "auth", "1"))
    answer = probe(server, letter, ["b@example.cn"], auth="none")[0]
    check("no login", (answer[0], answer[1]), ("refused", "rcpt"))
    answer = probe(server, letter, ["b@example.cn"], dot="no")[0]
    check("held", answer[0], "retry")
    answer = probe(server, letter, ["b@example.cn"], auth="login")[0]
    check("LOGIN", answer[0], "sent")
    check("no other letters", len(server.wait_for("b@example.cn",
                                                  before + 2)), before + 2)


def test_reports(server):
    """What is asked for is what comes back: of a failure, headers only."""
    letter = letters()[0][1]
    before = len(server.mailbox("a@example.cn"))
    answers = probe(server, letter, ["gone@example.cn", "b@example.cn"],
                    envid="one+two@example.cn",
                    **{"from": "a+0123abcd@example.cn"})
    check("taken", [a[0] for a in answers], ["sent", "sent"])
    reports = server.wait_for("a@example.cn", before + 1)[before:]
    check("of one", len(reports), 1)
    report = b"".join(reports)
    for line in (b"Delivered-To: a+0123abcd@example.cn",
                 b"Original-Envelope-Id: one+two@example.cn",
                 b"Original-Recipient: rfc822;gone@example.cn",
                 b"Content-Type: text/rfc822-headers"):
        check("the report has " + line.decode(), line in report, True)
    answer = probe(server, letter, ["gone@example.cn"],
                   **{"from": ""})[0]
    check("a report is reported to nobody", answer[0], "sent")
    check("all in groups", "PIPELINING" in server.hello(), True)


def test_pipe(server):
    letter = letters()[0][1]
    answer = probe(server, letter, ["wg5@example.cn"])[0]
    check("to the pipe", answer[0], "sent")
    end = server.path("mail", "piped")
    for _ in range(200):
        if os.path.exists(end) and os.path.getsize(end):
            break
        time.sleep(0.05)
    with open(end, "rb") as file:
        check("through a pipe", after_trace(file.read())[1].rstrip(b"\n"),
              letter.replace(b"\r\n", b"\n").rstrip(b"\n"))


def main():
    why = postfix.unavailable()
    if why or not os.path.exists(PROBE):
        print("skipped: " + (why or f"{PROBE} is not built"))
        return 77
    server = postfix.Postfix(pipes={
        "wg5@example.cn": "flags=R user=nobody argv=/bin/sh -c "
                          "{{ cat >{folder}/mail/piped }}"})
    with server:
        count = test_octets(server)
        test_refusals(server)
        test_reports(server)
        test_pipe(server)
    print(f"{count} letters delivered octet for octet, "
          f"{len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
