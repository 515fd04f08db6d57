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
  user = "%(user)s";
  password_file = "secret";
  ca_file = "%(ca)s";
  folders = [ %(folders)s ];
  after = "%(after)s";
  move_to = "已处理";
  poll = "10s";
  patience = "%(patience)s";
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
        values = {"host": "localhost", "user": server.user, "port": server.tls_port,
                  "tls": "implicit", "auth": "plain", "ca": server.ca,
                  "folders": '"INBOX"', "after": "flag", "patience": "0s"}
        values.update(keys)
        conf = pipeline.CONF
        at = conf.index("source =")
        end = conf.index("};", at) + 3
        conf = conf[:at] + SOURCE % values + conf[end:]
        if "limits" in values:
            conf += "limits = { message = \"%s\"; };\n" % values["limits"]
        super().__init__(os.path.join(folder, "state"), convoke, fresh=False)
        shutil.rmtree(self.folder, ignore_errors=True)
        self.command(["init", self.folder])
        with open(self.conf, "w", encoding="utf-8") as file:
            file.write(conf)
        with open(self.path("secret"), "w", encoding="utf-8") as file:
            file.write(dovecot.PASSWORD + "\n")
        os.chmod(self.path("secret"), 0o600)
        self.log = self.path("run.log")

    def again(self, folders):
        """The same state, with other folders."""
        with open(self.conf, encoding="utf-8") as file:
            conf = file.read().replace('folders = [ "INBOX" ]',
                                       f"folders = [ {folders} ]")
        with open(self.conf, "w", encoding="utf-8") as file:
            file.write(conf)
        return self

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


def fetchers(place):
    """Processes of the service that are shut in by a filter of their own and
    hold the mailbox's connection."""
    found = []
    for name in glob.glob("/proc/[0-9]*/status"):
        try:
            with open(name, encoding="utf-8") as file:
                status = dict(line.rstrip("\n").split(":\t", 1)
                              for line in file if ":\t" in line)
            folder = os.path.dirname(name)
            spool = [os.readlink(fd) for fd in glob.glob(folder + "/fd/*")
                     if os.path.exists(fd)]
        except OSError:
            continue
        parent = int(status["PPid"].strip())
        if place.path("state", "spool", "new") in spool and \
                parent != os.getpid():
            found.append((int(os.path.basename(folder)), status, folder))
    return found


def test_once(server, folder, convoke):
    """Both ways into TLS, three logins, by a command that ends."""
    letters = [letter(i) for i in range(5)]
    server.append("INBOX", *letters)
    for keys in ({"tls": "implicit", "auth": "plain", "after": "nothing"},
                 {"tls": "starttls", "port": server.port, "auth": "login"}):
        what = f"{keys['tls']} and {keys['auth']}"
        place = Place(folder, convoke, server, **keys)
        place.receive()
        check(what, place.spooled(), shas(letters))
        check(what + ", flagged", set(server.flags("INBOX").values()),
              {"\\Seen" if keys["auth"] == "login" else ""})
        before = server.log().count("Login: user")
        place.receive()
        check(what + ", again", place.spooled(), shas(letters))
        check(what + ", logged in", server.log().count("Login: user") > before,
              True)
    place.run("tick")
    check("decided", {row["state"] for row in place.rows("messages")} <=
          {"applied", "ignored", "held"}, True)
    check("each once", len(place.rows("messages")), len(letters))


def test_refused(server, folder, convoke):
    """The password leaves only to the server that was meant."""
    server.append("INBOX", letter(1))
    for certificate in ("other", "expired", "unknown"):
        server.restart(certificate)
        before = server.log().count("Login: user=")
        for tls, port in (("implicit", server.tls_port),
                          ("starttls", server.port)):
            place = Place(folder, convoke, server, tls=tls, port=port)
            place.receive(code=75)
            check(f"{certificate}, {tls}", place.spooled(), [])
        check(certificate + ": nobody logged in",
              server.log().count("Login: user=") - before, 0)
        check(certificate + ": no password was seen",
              "Password mismatch" in server.log() or
              "attempts in" in server.log().replace("no auth attempts in", ""),
              False)
    server.restart()
    place = Place(folder, convoke, server)
    with open(place.path("secret"), "w", encoding="utf-8") as file:
        file.write("wrong")
    place.receive(code=75)
    check("wrong password", place.spooled(), [])
    place = Place(folder, convoke, server, ca=place.path("secret"))
    check("no authority in the file", place.run("receive", "--source",
                                                code=65), "")


def test_idle(server, folder, convoke):
    """From the server's word to the disk, and a process that may nothing."""
    place = Place(folder, convoke, server)
    waits, letters = [], []
    with place:
        until("connected", lambda: place.logged("event=source.connected"))
        for number in range(6):
            time.sleep(0.3)
            letters.append(letter(number))
            server.append("INBOX", letters[-1])
            waits.append(until("there", lambda: place.spooled() ==
                               shas(letters)))
        found = fetchers(place)
        check("one fetch process", len(found), 1)
        for pid, status, proc in found:
            check("filtered", status["Seccomp"].strip(), "2")
            check("no new privileges", status["NoNewPrivs"].strip(), "1")
            held = [os.readlink(fd) for fd in glob.glob(proc + "/fd/*")]
            check("no database", [one for one in held if "convoke.db" in one],
                  [])
        until("decided", lambda: len(place.rows("messages")) == len(letters))
        told = place.run("status")
        check("status", "正常" in told or "well" in told, True)
    print("  after the server had it: %s ms" %
          " ".join("%d" % (1000 * wait) for wait in waits))
    check("within seconds", max(waits) < 5, True)


def test_folders(server, folder, convoke):
    """The same octets twice, another name's alphabet, moved when safe."""
    for name in ("Junk", "&XfJZBHQG-", "&V4NXPpCuTvY-"):  # 已处理, 垃圾邮件
        server.create(name)
    letters = [letter(i) for i in range(40)]
    server.append("INBOX", *letters[:30])
    server.append("Junk", *letters[20:35])
    server.append('"&V4NXPpCuTvY-"', *letters[35:])
    place = Place(folder, convoke, server, after="move",
                  folders='"INBOX", "Junk", "垃圾邮件"')
    place.receive()
    check("every one, once", place.spooled(), shas(letters))
    check("moved", len(server.flags("INBOX")), 0)
    check("to one folder", len(server.flags('"&XfJZBHQG-"')), 50)
    place = Place(folder, convoke, server, folders='"Nowhere", "Junk"')
    server.append("Junk", letters[0])
    place.receive(code=75)
    check("a folder that is not there", place.spooled(), shas(letters[:1]))


def test_moved(server, folder, convoke):
    """A person sorts his mail between the folders that are read, before and
    after we have read it: each is taken in once."""
    letters = [letter(i) for i in range(4)]
    server.create("Junk")
    server.append("Junk", letters[0])
    place = Place(folder, convoke, server, folders='"INBOX", "Junk"')
    with place:
        until("from the second folder",
              lambda: place.spooled() == shas(letters[:1]))
        until("flagged there", lambda: server.flags("Junk") == {1: "\\Seen"})
        server.move("Junk", 1, "INBOX")
        server.append("INBOX", letters[1])
        until("after a move into the first",
              lambda: place.spooled() == shas(letters[:2]))
        server.move("INBOX", 1, "Junk", copy=True)
        server.move("INBOX", 2, "Junk")
        server.append("Junk", letters[2])
        server.move("Junk", max(server.flags("Junk")), "INBOX")
        until("moved before anybody had read it",
              lambda: place.spooled() == shas(letters[:3]))
        server.append("Junk", letters[3])
        until("behind all of these", lambda: place.spooled() == shas(letters))
        until("all flagged", lambda: set(server.flags("INBOX").values()) |
              set(server.flags("Junk").values()) == {"\\Seen"})
        until("decided", lambda: len(place.rows("messages")) == len(letters))
        check("as they were sorted", (len(server.flags("INBOX")),
                                      len(server.flags("Junk"))), (2, 3))
    place.receive()
    place.run("tick")
    check("once", len(place.rows("messages")), len(letters))


def test_changes(server, folder, convoke):
    """Expunged by others, numbered anew, the server gone and back, our own
    process dead: all while the service runs."""
    letters = [letter(i) for i in range(8)]
    server.append("INBOX", *letters[:3])
    place = Place(folder, convoke, server)
    with place:
        until("the first", lambda: place.spooled() == shas(letters[:3]))
        server.expunge("INBOX", min(server.flags("INBOX")))
        server.append("INBOX", letters[3])
        until("after an expunge", lambda: place.spooled() == shas(letters[:4]))
        server.stop()
        server.forget_uids()
        until("noticed", lambda: place.logged("event=source.trouble"))
        server.start()
        server.append("INBOX", *letters[4:6])
        wait = until("numbered anew", lambda: place.spooled() ==
                     shas(letters[:6]))
        print("  %.1f s after the server's return" % wait)
        until("all flagged", lambda: set(server.flags("INBOX").values()) ==
              {"\\Seen"})
        os.kill(fetchers(place)[0][0], signal.SIGKILL)
        until("told", lambda: place.logged("event=source.died"))
        server.append("INBOX", *letters[6:])
        wait = until("another one", lambda: place.spooled() == shas(letters))
        print("  %.1f s after its death" % wait)
        until("decided", lambda: len(place.rows("messages")) == len(letters))
    check("nothing twice", len(place.spooled()), len(letters))
    place.receive()
    check("nor by another command", place.spooled(), shas(letters))


def remnant(octets):
    """What is kept of a message over the limit."""
    head = octets[:octets.index(b"\r\n\r\n") + 4]
    return b"X-Convoke-Head-Of: %d\r\n" % len(octets) + head


def answers(place):
    """To whom it was said that his mail is too large."""
    return sorted(str(pipeline.headers(octets)["To"]).strip("<>")
                  for key, mails in place.mails().items()
                  for octets in mails if key.startswith("mail.large"))


def test_large(server, folder, convoke):
    """30 MB in pieces; what is larger stays where it is, and is answered, once,
    whatever happens to the server and to us."""
    large, larger = letter(1, 29 * 1024 * 1024), letter(2, 31 * 1024 * 1024)
    here = shas([letter(0), large, remnant(larger)])
    place = Place(folder, convoke, server, limits="30M")
    with place:
        server.append("INBOX", letter(0))
        until("the first", lambda: place.spooled() == shas([letter(0)]))
        before = peak(place)
        server.append("INBOX", larger, large)
        wait = until("there", lambda: place.spooled() == here)
        grown = peak(place) - before
        until("told", lambda: place.logged("event=source.left"))
        until("answered", lambda: answers(place) == ["x@visitor2.example"])
        row = [row for row in place.rows("messages")
               if row["sender"] == "x@visitor2.example"][0]
        check("on record", (row["state"], int(row["size"])),
              ("quarantined", len(larger)))
        told = place.run("status")
        check("status", "未取" in told or "left on" in told, True)
        check("told once", place.logged("uid=2"), True)
    print("  29 MB took %.1f s and %d KB" % (wait, grown))
    if "-fsanitize" not in os.environ.get("CFLAGS", "") and \
            not sanitized(convoke):
        check("at most 1 MB", grown <= 1024, True)
    check("left as it was", server.flags("INBOX"),
          {1: "\\Seen", 2: "", 3: "\\Seen"})
    server.stop()
    server.forget_uids()
    server.start()
    server.create("Junk")
    server.append("Junk", larger)
    with place.again('"INBOX", "Junk"'):
        until("numbered anew", lambda: place.logged("folder=Junk"))
        server.append("INBOX", letter(3))
        until("the next", lambda: place.spooled() ==
              sorted(here + shas([letter(3)])))
        until("decided", lambda: len(place.rows("messages")) == 4 and all(
            row["state"] != "received" for row in place.rows("messages")))
        check("answered once", answers(place), ["x@visitor2.example"])


def test_died(server, folder, convoke):
    """The fetch process dies at each of its steps: the header of a large mail
    is here once, and answered once."""
    large = [letter(i, 70 * 1024) for i in (1, 2)]
    server.append("INBOX", letter(0), *large)
    place = Place(folder, convoke, server, limits="64K")
    for stop in range(1, 12):
        env = dict(pipeline.QUIET, CONVOKE_STOP_AT=str(stop))
        code = subprocess.run(place.argv("receive", "--source"), env=env,
                              capture_output=True, timeout=PATIENCE).returncode
        place.run("tick")
        if code == 0:
            break
    check("died and was well in the end", stop > 1 and code == 0, True)
    check("each once", place.spooled(),
          shas([letter(0)] + [remnant(one) for one in large]))
    place.run("deliver")
    check("answered once", answers(place),
          ["x@visitor1.example", "x@visitor2.example"])
    print(f"  {stop - 1} deaths")


def peak(place):
    return max(int(status["VmHWM"].split()[0]) for _, status, _ in
               fetchers(place))


def sanitized(convoke):
    with open(convoke, "rb") as file:
        return b"__asan_init" in file.read()


CASES = {"once": test_once, "refused": test_refused, "idle": test_idle,
         "folders": test_folders, "moved": test_moved, "changes": test_changes,
         "large": test_large, "died": test_died}


def main():
    why = dovecot.unavailable()
    if why:
        print("skipped: " + why)
        return 77
    convoke = os.path.abspath(sys.argv[1])
    with dovecot.Dovecot([name + "@example.cn" for name in CASES]) as server:
        for name in sys.argv[2:] or CASES:
            began = time.monotonic()
            server.user = name + "@example.cn"
            with tempfile.TemporaryDirectory(prefix="convoke-imap-") as folder:
                CASES[name](server, folder, convoke)
            print(f"{name}: {time.monotonic() - began:.1f} s", flush=True)
    print(f"{len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
