#!/usr/bin/env python3
"""The send processes as the core uses them: jobs, dots, deaths.

Drives tests/tools/sender_probe against smtp_server.py. A process is killed
before it asked for the dot, while it asks and after the dot was granted."""
import os
import signal
import subprocess
import sys
import tempfile
import time

import smtp_server
from smtp_server import Server

PROBE = os.path.join(os.path.dirname(os.path.abspath(sys.argv[1])), "tests",
                     "sender_probe")
CA = os.path.join(smtp_server.CERTIFICATES, "ca.pem")
LETTER = b"Subject: x\r\n\r\nhello\r\n"
failures = []


def check(what, got, want):
    if got != want:
        failures.append(what)
        print(f"FAILED {what}\n  got  {got!r}\n  want {want!r}")


def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        return [int(one) for one in file.read().split()]


class Probe:
    def __init__(self, server, n=1, ca=CA, idle=30000, secret="pw\n"):
        self.folder = tempfile.TemporaryDirectory()
        self.secret = os.path.join(self.folder.name, "secret")
        self.letter = os.path.join(self.folder.name, "letter")
        with open(self.letter, "wb") as file:
            file.write(LETTER)
        self.set_secret(secret)
        self.run = subprocess.Popen(
            [PROBE, str(n), str(server.port), ca, self.secret, str(idle)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.first = self.hear()

    def set_secret(self, secret):
        with open(self.secret, "w", encoding="utf-8") as file:
            file.write(secret)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.say("quit")
        self.run.wait(10)
        check("ended well", self.run.returncode, 0)
        self.folder.cleanup()

    def say(self, line):
        try:
            self.run.stdin.write(line + "\n")
            self.run.stdin.flush()
        except BrokenPipeError:
            pass

    def hear(self):
        return self.run.stdout.readline().rstrip("\n")

    def job(self, number, rcpt="b@example.cn"):
        self.say(f"job {number} a@example.cn {rcpt} {self.letter}")

    def ahead(self, number):
        self.say(f"ahead {number} a@example.cn c@example.cn {self.letter}")

    def keeper(self):
        return children(self.run.pid)[0]

    def processes(self):
        return children(self.keeper())


def until(what, condition, seconds=10):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            check(what, "never", "in time")
            return
        time.sleep(0.01)


def test_jobs():
    with Server() as server, Probe(server) as probe:
        for number in (7, 8, 9):
            probe.job(number)
            check("asks", probe.hear(), f"dot {number}")
            check("not delivered yet", len(server.letters), number - 7)
            probe.say(f"dot {number} yes")
            check("sent", probe.hear(),
                  f"settled {number} sent dot 250 2.0.0 queued as ABC123")
        probe.job(10)
        check("asks", probe.hear(), "dot 10")
        probe.job(11)
        check("one at a time", probe.hear(), "busy 11")
        probe.say("dot 10 no")
        check("held", probe.hear(), "settled 10 retry data 0 "
              "held back before the final dot")
        probe.job(12, "b@@example.cn")
        check("no address", probe.hear().split()[:4],
              ["settled", "12", "refused", "rcpt"])
    check("letters", server.letters, [LETTER] * 3)
    check("one connection", server.connections, 1)


def test_refusals_need_no_dot():
    with Server(rcpt=["p550", "t451", "ok"]) as server, \
            Probe(server) as probe:
        probe.job(1)
        check("refused", probe.hear(),
              "settled 1 refused rcpt 550 5.1.1 no such user")
        probe.job(2)
        check("later", probe.hear(),
              "settled 2 retry rcpt 451 4.3.0 try later")


def test_four_at_once():
    with Server() as server, Probe(server, n=4) as probe:
        for number in range(4):
            probe.job(number)
        asked = sorted(probe.hear() for _ in range(4))
        check("all ask", asked, [f"dot {n}" for n in range(4)])
        probe.job(4)
        check("a fifth has to wait", probe.hear(), "busy 4")
        for number in (3, 1, 0, 2):
            probe.say(f"dot {number} yes")
        check("all sent", sorted(probe.hear().split()[2] for _ in range(4)),
              ["sent"] * 4)
    check("four connections", server.connections, 4)


def test_one_ahead():
    with Server(pipelining=True) as server, Probe(server) as probe:
        probe.job(1)
        probe.ahead(2)
        check("before the dot is wanted", sorted([probe.hear(), probe.hear()]),
              ["busy 2", "dot 1"])
        for number in (1, 2, 3):
            probe.ahead(number + 1)
            probe.ahead(99)
            check("one ahead", probe.hear(), "busy 99")
            probe.say(f"dot {number} yes")
            check("sent", probe.hear().split()[:3],
                  ["settled", str(number), "sent"])
            check("the next follows by itself", probe.hear(),
                  f"dot {number + 1}")
        check("its envelope was there", [a[:4] for a in server.ahead],
              [b"MAIL"] * 3)
        probe.ahead(5)
        probe.say("dot 4 no")
        check("held", probe.hear().split()[:3], ["settled", "4", "retry"])
        check("given back", probe.hear().split()[:3],
              ["settled", "5", "untried"])
        probe.job(6)
        check("and free", probe.hear(), "dot 6")
        probe.ahead(7)
        probe.say("dot 6 yes")
        check("sent", probe.hear().split()[2], "sent")
        check("asks", probe.hear(), "dot 7")
    check("letters", server.letters, [LETTER] * 4)
    for reply, outcome in (("t421", "retry"), ("drop", "uncertain"),
                           ("550 Sender frequency limited", "retry")):
        with Server(pipelining=True, dot=reply) as server, \
                Probe(server) as probe:
            probe.job(1)
            probe.hear()
            probe.ahead(2)
            probe.say("dot 1 yes")
            check(reply, probe.hear().split()[:4],
                  ["settled", "1", outcome, "dot"])
            check("untried", probe.hear().split()[:3],
                  ["settled", "2", "untried"])
        check("connections", server.connections, 1)


def kill_one(probe):
    victim = probe.processes()[0]
    os.kill(victim, signal.SIGKILL)
    return victim


def test_deaths():
    with Server(dot="silence") as server, Probe(server) as probe:
        probe.job(1)
        check("asks", probe.hear(), "dot 1")
        victim = kill_one(probe)
        check("before the dot", probe.hear(),
              "settled 1 retry connect 0 the send process died")
        until("a new process", lambda: probe.processes() and
              probe.processes()[0] != victim)
        time.sleep(0.05)
        probe.job(2)
        check("works again", probe.hear(), "dot 2")
        probe.say("dot 2 yes")
        until("dot is there", lambda: server.letters)
        kill_one(probe)
        check("after the dot", probe.hear(),
              "settled 2 uncertain dot 0 the send process died")
    check("one letter went", len(server.letters), 1)
    with Server(dot="silence", pipelining=True) as server, \
            Probe(server) as probe:
        probe.job(1)
        probe.hear()
        probe.ahead(2)
        probe.say("dot 1 yes")
        until("dot is there", lambda: server.letters)
        kill_one(probe)
        check("after the dot", probe.hear(),
              "settled 1 uncertain dot 0 the send process died")
        check("and the one ahead", probe.hear().split()[:3],
              ["settled", "2", "untried"])
    with Server(rcpt="silence") as server, Probe(server) as probe:
        probe.job(1)
        until("at RCPT", lambda: any("RCPT" in str(line)
                                     for line in server.transcript))
        kill_one(probe)
        check("before it asked", probe.hear(),
              "settled 1 retry connect 0 the send process died")
    with Server() as server, Probe(server, n=2) as probe:
        victim = kill_one(probe)
        until("replaced", lambda: victim not in probe.processes() and
              len(probe.processes()) == 2)
        for number in (1, 2):
            probe.job(number)
            check("idle death costs nothing", probe.hear(), f"dot {number}")
            probe.say(f"dot {number} yes")
            check("sent", probe.hear().split()[2], "sent")
        os.kill(probe.keeper(), signal.SIGKILL)
        check("keeper's death is told", probe.hear(), "lost")


def test_core_dies():
    with Server() as server:
        probe = Probe(server)
        probe.job(1)
        check("asks", probe.hear(), "dot 1")
        pids = [probe.keeper()] + probe.processes()
        probe.run.kill()
        probe.run.wait()
        until("all gone", lambda: not any(
            os.path.exists(f"/proc/{pid}") and
            "Z" not in open(f"/proc/{pid}/stat", encoding="ascii").read()
            .split()[2] for pid in pids))
        probe.folder.cleanup()
    check("no letter", server.letters, [])


def test_idle_and_secret():
    with Server(auth=["p535", "ok"]) as server, \
            Probe(server, idle=100, secret="old") as probe:
        probe.job(1)
        check("old password", probe.hear(),
              "settled 1 retry auth 535 5.7.8 bad credentials")
        probe.set_secret("new\n")
        for number in (2, 3):
            probe.job(number)
            check("new password", probe.hear(), f"dot {number}")
            probe.say(f"dot {number} yes")
            check("sent", probe.hear().split()[2], "sent")
            until("hangs up", lambda: server.transcript[-1] == "QUIT")
        os.unlink(probe.secret)
        probe.job(4)
        check("no password file", probe.hear().split()[:4],
              ["settled", "4", "retry", "auth"])
    check("a connection each", server.connections, 3)


def test_enclosed():
    with Server() as server, Probe(server) as probe:
        probe.job(1)
        probe.hear()
        pid = probe.processes()[0]
        with open(f"/proc/{pid}/status", encoding="ascii") as file:
            status = file.read()
        check("no new privileges", "NoNewPrivs:\t1" in status, True)
        open_files = os.listdir(f"/proc/{pid}/fd")
        # 0, 1, 2, the core's socket, the letter, the server
        check("descriptors", len(open_files), 6)
        probe.say("dot 1 yes")
        probe.hear()


def test_settings():
    with Server() as server:
        probe = Probe(server, ca="/dev/null")
        check("said at once", probe.first.startswith("failed no certificate"),
              True)
        probe.run.wait()
        probe.folder.cleanup()


def main():
    if not os.path.exists(PROBE):
        print(f"{PROBE} is not built")
        return 77
    signal.alarm(120)  # a missing line must not hold the suite
    test_jobs()
    test_refusals_need_no_dot()
    test_four_at_once()
    test_one_ahead()
    test_deaths()
    test_core_dies()
    test_idle_and_secret()
    test_enclosed()
    test_settings()
    print(f"{len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
