#!/usr/bin/env python3
"""What becomes of a letter when the server does this or that.

Drives tests/tools/smtp_probe against smtp_server.py: every reply at every
stage, certificates that must be refused before the password leaves, kept
connections, the held dot, ends of letter hidden in the body."""
import base64
import concurrent.futures
import os
import re
import subprocess
import sys
import tempfile
import time

import smtp_server
from smtp_server import Server

TOOLS = os.path.join(
    os.path.dirname(os.path.abspath(sys.argv[1])), "tests")
PROBE = os.path.join(TOOLS, "smtp_probe")
SECRET = "geheim-密码-123"
LETTER = b"Subject: x\r\n\r\n.dot\r\n\r\nend\r\n"
STAGES = ["helo", "tls", "auth", "mail", "rcpt", "data", "dot"]
REPLIES = ["ok", "odd2", "three", "t451", "t421", "p550", "p554", "drop",
           "reset", "garbage", "cut", "silence", "drip", "flood"]
failures = []


def check(what, got, want):
    if got != want:
        failures.append(what)
        print(f"FAILED {what}\n  got  {got!r}\n  want {want!r}")


class Answer:
    def __init__(self, line):
        words = line.split(" ", 7)
        self.outcome, self.stage, self.enhanced = words[0], words[1], words[3]
        self.code = int(words[2])
        self.usable, self.auth_failed = words[4] == "1", words[5] == "1"
        self.slow_down, self.text = words[6] == "1", words[7]


def probe(server, letter=LETTER, rcpt=("b@example.cn",), **keys):
    keys.setdefault("tls", "starttls")
    keys.setdefault("auth", "plain")
    keys.setdefault("ca", os.path.join(smtp_server.CERTIFICATES, "ca.pem"))
    keys.setdefault("from", "a@example.cn")
    with tempfile.NamedTemporaryFile() as file:
        file.write(letter)
        file.flush()
        words = [PROBE, f"port={server.port}", f"file={file.name}",
                 "user=wg5", f"secret={keys.pop('secret', SECRET)}"]
        words += [f"{key}={value}" for key, value in keys.items()]
        words += [f"rcpt={one}" for one in rcpt]
        run = subprocess.run(words, capture_output=True, timeout=60)
    if run.returncode != 0 or run.stderr:
        print(run.stderr.decode("utf-8", "replace"))
        failures.append("probe ended with %d" % run.returncode)
    return [Answer(line) for line in run.stdout.decode().splitlines()]


def expected(stage, reply):
    """Outcome and whether the session stays, as reliability asks for it."""
    permanent = reply in ("p550", "p554")
    if reply == "ok":
        return "sent", True
    if stage in ("helo", "tls", "auth"):
        return "retry", False
    if reply == "odd2" and stage != "data":
        return "sent", True
    if permanent:
        return "refused", True
    if reply == "t451":
        return "retry", True
    if reply == "t421" or stage != "dot":
        return "retry", False
    return "uncertain", False


def test_matrix(pipelining):
    cells = 0
    for stage in STAGES:
        for reply in REPLIES:
            what = f"{stage} × {reply}, pipelining {pipelining}"
            with Server(pipelining=pipelining, **{stage: reply}) as server:
                began = time.monotonic()
                answer = probe(server, ms=400)[0]
                took = time.monotonic() - began
            check(what, (answer.outcome, answer.usable),
                  expected(stage, reply))
            if answer.outcome != "sent":
                check(what + ": stage", answer.stage,
                      "ehlo" if stage == "helo" else stage)
                check(what + ": text", bool(answer.text), True)
            check(what + ": in time", took < 3, True)
            check(what + ": letters", len(server.letters),
                  1 if stage == "dot" or answer.outcome == "sent" else 0)
            check(what + ": login flag", answer.auth_failed,
                  stage == "auth" and reply in ("p550", "p554"))
            cells += 1
    return cells


def test_codes():
    with Server(rcpt="p550") as server:
        answer = probe(server)[0]
    check("code", (answer.code, answer.enhanced, answer.text),
          (550, "5.1.1", "5.1.1 no such user"))
    with Server(dot="p554") as server:
        answer = probe(server)[0]
    check("two lines", answer.text, "5.7.1 policy 5.7.1 and more of it")
    with Server(mail="p530") as server:
        answer = probe(server)[0]
    check("530 is about us", (answer.outcome, answer.auth_failed),
          ("retry", True))
    with Server(greeting="p554") as server:
        answer = probe(server)[0]
    check("554 greeting", (answer.outcome, answer.stage),
          ("retry", "connect"))
    server = Server()
    server.socket.close()
    answer = probe(server)[0]
    check("nobody listens", (answer.outcome, answer.stage, answer.code),
          ("retry", "connect", 0))


def secrets_in(transcript):
    plain = base64.b64encode(f"\0wg5\0{SECRET}".encode()).decode()
    alone = base64.b64encode(SECRET.encode()).decode()
    return [line for line in transcript if isinstance(line, str) and
            ("AUTH" in line or plain in line or alone in line or
             SECRET in line)]


def test_certificates():
    for tls in ("implicit", "starttls"):
        for certificate in ("other", "expired", "unknown"):
            what = f"{certificate} certificate, {tls}"
            with Server(implicit=tls == "implicit",
                        certificate=certificate) as server:
                answer = probe(server, tls=tls)[0]
            check(what, (answer.outcome, answer.stage), ("retry", "tls"))
            check(what + ": said so", "certificate refused" in answer.text,
                  True)
            check(what + ": no password", secrets_in(server.transcript), [])
            check(what + ": no MAIL", [line for line in server.transcript
                                       if "MAIL" in line], [])
        with Server(implicit=tls == "implicit") as server:
            check(f"good certificate, {tls}",
                  probe(server, tls=tls)[0].outcome, "sent")
        with Server(implicit=tls == "implicit") as server:
            check(f"by address, {tls}",
                  probe(server, tls=tls, host="127.0.0.1")[0].outcome, "sent")


def test_starttls_is_required():
    with Server(starttls=False) as server:
        answer = probe(server)[0]
    check("not offered", (answer.outcome, answer.stage), ("retry", "tls"))
    check("no password", secrets_in(server.transcript), [])
    with Server(tls="inject") as server:
        answer = probe(server)[0]
    check("replies before the handshake", (answer.outcome, answer.stage),
          ("retry", "tls"))
    check("no password", secrets_in(server.transcript), [])


def test_logins():
    token = "ya29." + "x" * 2500
    want = base64.b64encode(
        f"user=wg5\1auth=Bearer {token}\1\1".encode()).decode()
    with Server() as server:
        answer = probe(server, auth="xoauth2", secret=token)[0]
    check("a long token", answer.outcome, "sent")
    check("whole", [line for line in server.transcript
                    if str(line).startswith("AUTH")],
          ["AUTH XOAUTH2 " + want])
    with Server(auth="xoauth2") as server:
        answer = probe(server, auth="xoauth2", secret=token)[0]
    check("an old token", (answer.outcome, answer.code, answer.auth_failed),
          ("retry", 535, True))
    with Server() as server:
        answer = probe(server, auth="login")[0]
    check("LOGIN", answer.outcome, "sent")
    at = server.transcript.index("AUTH LOGIN")
    check("LOGIN says", [base64.b64decode(line).decode() for line in
                         server.transcript[at + 1:at + 3]], ["wg5", SECRET])
    with Server(auth="p535") as server:
        answers = probe(server, rcpt=("b@example.cn",) * 2)
    check("a wrong password", [(a.outcome, a.auth_failed) for a in answers],
          [("retry", True)] * 2)


def test_addresses():
    bad = ["b@example.cn\r\nRCPT TO:<evil@example.org>", "b@example.cn>",
           "b@example.cn\n", "b", "b@exa mple.cn", "<b@example.cn>",
           "b@example.cn,c@example.cn", "王@例子.cn", "王 二@example.cn",
           "王\u200b@example.cn", "ｂ@example.cn", ""]
    with Server() as server:
        answers = probe(server, rcpt=bad)
        check("recipients", [(a.outcome, a.stage) for a in answers],
              [("refused", "rcpt")] * len(bad))
        answers = probe(server, **{"from": bad[0]})
        check("sender", (answers[0].outcome, answers[0].stage),
              ("refused", "mail"))
    check("nobody was called", server.connections, 0)
    with Server() as server:
        probe(server, **{"from": ""})
    check("null sender", [line for line in server.transcript
                          if str(line).startswith("MAIL")],
          ["MAIL FROM:<> SIZE=%d" % len(LETTER)])


def test_other_scripts():
    """Announced where the server knows them, refused where it does not."""
    rcpt = ["王五@xn--fsqu00a.cn", "b@example.cn"]
    for pipelining in (False, True):
        with Server(offers=["SMTPUTF8", "DSN"],
                    pipelining=pipelining) as server:
            answers = probe(server, rcpt=rcpt)
        check("SMTPUTF8", [a.outcome for a in answers], ["sent"] * 2)
        check("one connection", server.connections, 1)
        said = [line.encode("latin-1").decode() for line in server.transcript
                if str(line).startswith(("MAIL", "RCPT"))]
        size = len(LETTER)
        check("announced", said, [
            f"MAIL FROM:<a@example.cn> SIZE={size} SMTPUTF8 RET=HDRS",
            f"RCPT TO:<{rcpt[0]}> NOTIFY=FAILURE,DELAY",
            f"MAIL FROM:<a@example.cn> SIZE={size} RET=HDRS",
            f"RCPT TO:<{rcpt[1]}> NOTIFY=FAILURE,DELAY"
            f" ORCPT=rfc822;{rcpt[1]}"])
        with Server(pipelining=pipelining) as server:
            answers = probe(server, rcpt=rcpt)
        check("no SMTPUTF8", [(a.outcome, a.stage, a.usable)
                              for a in answers],
              [("refused", "rcpt", True), ("sent", "dot", True)])
        check("and why", answers[0].text, "the address needs SMTPUTF8, which "
              "the server does not offer")
        check("no word of it", [line for line in server.transcript
                                if "\xe7" in str(line)], [])


def test_kept_connections():
    five = ["b@example.cn"] * 5
    for pipelining in (False, True):
        with Server(pipelining=pipelining) as server:
            outcomes = [a.outcome for a in probe(server, rcpt=five)]
        check("five letters", outcomes, ["sent"] * 5)
        check("one connection", server.connections, 1)
        with Server(pipelining=pipelining) as server:
            probe(server, rcpt=five, most=2)
        check("two letters a connection",
              (server.connections, len(server.letters)), (3, 5))
        with Server(pipelining=pipelining, keep=False) as server:
            outcomes = [a.outcome for a in probe(server, rcpt=five)]
        check("a server that leaves after each", outcomes, ["sent"] * 5)
        check("no letter twice", len(server.letters), 5)
        with Server(pipelining=pipelining,
                    rcpt=["ok", "p550", "t451", "ok"]) as server:
            outcomes = [a.outcome for a in probe(server, rcpt=five)]
        check("refusals between", outcomes,
              ["sent", "refused", "retry", "sent", "sent"])
        check("one connection still", server.connections, 1)
        with Server(pipelining=pipelining,
                    mail=["ok", "t421", "ok"]) as server:
            outcomes = [a.outcome for a in probe(server, rcpt=five)]
        check("closed between letters", outcomes, ["sent"] * 5)
    with Server(pipelining=True, rcpt=["p550", "ok"], always="yes") as server:
        outcomes = [a.outcome for a in probe(server, rcpt=five[:2])]
    check("DATA granted to nobody", outcomes, ["refused", "sent"])
    check("no empty letter", len(server.letters), 1)


GROUP = re.compile(rb"MAIL FROM:<a@example.cn>.*\r\nRCPT TO:<\w@example.cn>"
                   rb".*\r\nDATA\r\n")


def test_envelopes_ahead():
    """The next envelope leaves with the dot, where that is allowed."""
    three = ["b@example.cn", "c@example.cn", "d@example.cn"]
    for pipelining in (False, True):
        with Server(pipelining=pipelining) as server:
            outcomes = [a.outcome for a in probe(server, rcpt=three,
                                                 ahead="yes")]
        check("all sent", outcomes, ["sent"] * 3)
        check("over one connection", server.connections, 1)
        check("with the dot", [bool(GROUP.fullmatch(a)) for a in server.ahead],
              [pipelining, pipelining, False])
        check("each letter once", server.letters, [LETTER] * 3)
    with Server(pipelining=True) as server:
        probe(server, rcpt=three * 3, ahead="yes", most=3)
    check("not past the limit", [bool(a) for a in server.ahead],
          [True, True, False] * 3)
    check("three a connection", server.connections, 3)
    with Server(pipelining=True, keep=False) as server:
        outcomes = [a.outcome for a in probe(server, rcpt=three * 3,
                                             ahead="yes")]
    check("a server that leaves after each", outcomes, ["sent"] * 9)
    check("is not told ahead again", [bool(a) for a in server.ahead],
          [True] + [False] * 8)
    check("no letter twice", len(server.letters), 9)
    with Server(pipelining=True) as server:
        outcomes = [a.outcome for a in probe(
            server, rcpt=["b@example.cn", "b@@example.cn", "c@example.cn"],
            ahead="yes")]
    check("no address", outcomes, ["sent", "refused", "sent"])
    with Server(pipelining=True, rcpt=["ok", "p550", "ok"],
                always="yes") as server:
        outcomes = [a.outcome for a in probe(server, rcpt=three, ahead="yes")]
    check("DATA granted to nobody", outcomes, ["sent", "refused", "sent"])
    check("no empty letter", server.letters, [LETTER] * 2)


def dot_cell(reply):
    """The dot of the first is answered so; the second is announced."""
    what = f"dot × {reply}, the next announced"
    outcome, usable = ("sent", True) if reply == "leave" else \
        expected("dot", reply)
    with Server(pipelining=True, dot=[reply, "ok"]) as server:
        first, second = probe(server, rcpt=["b@example.cn", "c@example.cn"],
                              ahead="yes", ms=400)
    check(what, (first.outcome, first.usable), (outcome, usable))
    check(what + ": stage", first.stage, "dot")
    check(what + ": announced", bool(GROUP.fullmatch(server.ahead[0])), True)
    check(what + ": the second", second.outcome, "sent")
    check(what + ": each once", len(server.letters), 2)
    check(what + ": connections", server.connections,
          1 if usable and reply != "leave" else 2)


def announced_cell(stage, reply):
    """The announced letter itself meets this, in the middle of three."""
    what = f"{stage} × {reply} of an announced letter"
    outcome, _ = expected(stage, reply)
    if stage in ("mail", "rcpt") and outcome == "retry" and \
            reply not in ("t451", "three"):
        outcome = "sent"  # the session is another's: a new one is tried
    with Server(pipelining=True, **{stage: ["ok", reply, "ok"]}) as server:
        answers = probe(server, ahead="yes", ms=400, rcpt=[
            "b@example.cn", "c@example.cn", "d@example.cn"])
    check(what, [a.outcome for a in answers], ["sent", outcome, "sent"])
    check(what + ": letters", len(server.letters),
          2 + (stage == "dot" or outcome == "sent"))


def test_announced():
    cells = [(dot_cell, reply) for reply in REPLIES + ["leave"]]
    cells += [(announced_cell, stage, reply) for reply in REPLIES
              for stage in ("mail", "rcpt", "data", "dot")]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda cell: cell[0](*cell[1:]), cells))
    return len(cells)


def test_the_dot():
    for tls in ("implicit", "starttls"):
        with Server(implicit=tls == "implicit") as server:
            answer = probe(server, tls=tls, dot="no")[0]
        check("held", (answer.outcome, answer.stage), ("retry", "data"))
        check("no letter", server.letters, [])
        check("all but the dot", [line[1] for line in server.transcript
                                  if line[0] == "cut short"], [LETTER])


def test_octets():
    body = b"".join(b"line %d " % i + b"x" * (i % 900) + b"\r\n"
                    for i in range(12000))
    letter = b"Subject: big\r\n\r\n" + body
    with Server(pipelining=True) as server:
        check("5 MB", probe(server, letter=letter, ms=9000)[0].outcome,
              "sent")
    check("octet for octet", server.letters == [letter], True)
    with Server() as server:
        probe(server, letter=b"a\nb\rc\r\n.\r\n..\n.x\r\r\n\n.")
    check("canonical", server.letters,
          [b"a\r\nb\r\nc\r\n.\r\n..\r\n.x\r\n\r\n\r\n.\r\n"])
    ends = [b"\n", b"\r", b"\r\n", b"\r\r\n", b"\n\r", b"\r\n\r", b"\0\n",
            b"\n\n"]
    letters = [b"A: b\r\n\r\nx" + a + b"." + b + b"MAIL FROM:<e@x.cn>\r\n"
               for a in ends for b in (b"\n", b"\r", b"\r\n")]
    sneaked = 0
    with Server() as server:
        for letter in letters:
            probe(server, letter=letter, tls="none", auth="none")
    check("24 ends in disguise", len(server.letters), len(letters))
    for octets in server.letters:
        stuffed = b"\r\n".join(b"." + line if line.startswith(b".") else line
                               for line in octets.split(b"\r\n"))
        sneaked += smtp_server.ends_of_letter(stuffed)
        sneaked += b"\r" in octets.replace(b"\r\n", b"")
        sneaked += b"\n" in octets.replace(b"\r\n", b"")
    check("none gets through", sneaked, 0)
    check("one MAIL each", len([line for line in server.transcript
                                if str(line).startswith("MAIL")]),
          len(letters))


def main():
    if not os.path.exists(PROBE):
        print(f"{PROBE} is not built")
        return 77
    cells = test_matrix(False) + test_matrix(True)
    print(f"{cells} cells of the matrix ({cells // 2} without and with "
          "PIPELINING)")
    test_codes()
    test_certificates()
    test_starttls_is_required()
    test_logins()
    test_addresses()
    test_other_scripts()
    test_kept_connections()
    test_envelopes_ahead()
    print(f"{test_announced()} cells around an announced letter")
    test_the_dot()
    test_octets()
    print(f"{len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
