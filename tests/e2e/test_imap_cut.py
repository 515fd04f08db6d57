#!/usr/bin/env python3
"""A real Dovecot whose process is killed or stands still in the middle of a
30 MB message and of IDLE: nothing is lost, nothing comes twice, and no wait is
longer than its deadline.

usage: test_imap_cut.py CONVOKE [CASE...]
"""
import glob
import os
import re
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import dovecot  # noqa: E402
from test_imap import Place, check, failures, letter, shas, until  # noqa: E402

MB = 1024 * 1024
PATIENCE = 3        # seconds for each reply


def sessions(server):
    """The server's processes that have somebody logged in."""
    with open(server.path("run", "master.pid"), encoding="ascii") as file:
        master = int(file.read())
    found = []
    for pid in server.children(master):
        try:
            with open(f"/proc/{pid}/comm", encoding="ascii") as file:
                if file.read().strip() == "imap":
                    found.append(pid)
        except OSError:
            continue
    return found


def drafts(place):
    """Octets of what is being written."""
    total = 0
    for name in glob.glob(place.path("state", "spool", "tmp", "*")):
        try:
            total += os.path.getsize(name)
        except OSError:
            continue
    return total


def logins(server):
    return [float(h) * 3600 + float(m) * 60 + float(s) for h, m, s in
            re.findall(r"(\d\d):(\d\d):(\d\d) imap-login: Info: Login: "
                       r"user=<%s>" % server.user, server.log())]


def test_message(server, folder, convoke):
    """First it stands still, then it is killed: the third time it is read."""
    letters = [letter(0), letter(1, 29 * MB), letter(2)]
    place = Place(folder, convoke, server, patience=f"{PATIENCE}s")
    with place:
        server.append("INBOX", letters[0])
        until("the first", lambda: place.spooled() == shas(letters[:1]))
        until("idle", lambda: place.logged("event=source.connected"))
        server.append("INBOX", *letters[1:])
        until("the middle of it", lambda: drafts(place) > 2 * MB)
        still = sessions(server)
        for pid in still:
            os.kill(pid, signal.SIGSTOP)
        check("half of it", drafts(place) < 29 * MB, True)
        wait = until("its deadline", lambda: place.logged("timed out"))
        print("  %.1f s until it was given up" % wait)
        check("the deadline", PATIENCE - 1 < wait < 2 * PATIENCE + 5, True)
        began = time.monotonic()
        until("the middle again", lambda: drafts(place) > 2 * MB)
        check("after a back-off", time.monotonic() - began > 3, True)
        for pid in set(sessions(server)) - set(still):
            os.kill(pid, signal.SIGKILL)
        check("half of it again", drafts(place) < 29 * MB, True)
        began = time.monotonic()
        until("the peer is gone", lambda: place.logged("the peer closed"))
        wait = until("all of it", lambda: place.spooled() == shas(letters))
        print("  %.1f s after it was killed" % wait)
        check("after a longer one", time.monotonic() - began > 7, True)
        for pid in still:
            os.kill(pid, signal.SIGCONT)
        until("decided", lambda: len(place.rows("messages")) == len(letters))
        until("marked", lambda: set(server.flags("INBOX").values()) ==
              {"\\Seen"})
        check("no rest", drafts(place), 0)
    check("nothing twice", len(place.spooled()), len(letters))
    place.receive()
    check("nor by another command", place.spooled(), shas(letters))


def test_idle(server, folder, convoke):
    """One that stands still in IDLE is found out at the next look; what came
    meanwhile is read by the session after it."""
    letters = [letter(i) for i in range(3)]
    place = Place(folder, convoke, server, patience=f"{PATIENCE}s")
    with place:
        server.append("INBOX", letters[0])
        until("the first", lambda: place.spooled() == shas(letters[:1]))
        until("idle", lambda: "IDLE" in server.said(server.user)[-1]
              or place.logged("event=source.connected"))
        time.sleep(0.5)
        still = sessions(server)
        for pid in still:
            os.kill(pid, signal.SIGSTOP)
        server.append("INBOX", letters[1])
        wait = until("found out", lambda: place.logged("timed out"))
        print("  %.1f s until it was found out" % wait)
        check("by the next look and its deadline", wait < 10 + PATIENCE + 3,
              True)
        wait = until("read", lambda: place.spooled() == shas(letters[:2]))
        print("  %.1f s until another session had read" % wait)
        for pid in still:
            os.kill(pid, signal.SIGCONT)
        began = logins(server)
        for pid in sessions(server):
            os.kill(pid, signal.SIGKILL)
        server.append("INBOX", letters[2])
        wait = until("after a kill", lambda: place.spooled() == shas(letters))
        print("  %.1f s after a kill in IDLE" % wait)
        check("after a back-off", wait > 3, True)
        check("no hammering", len(logins(server)) - len(began) < 4, True)
        until("decided", lambda: len(place.rows("messages")) == len(letters))
    check("nothing twice", len(place.spooled()), len(letters))


CASES = {"message": test_message, "idle": test_idle}


def run(name, convoke):
    began = time.monotonic()
    with dovecot.Dovecot([name + "@example.cn"]) as server, \
            tempfile.TemporaryDirectory(prefix="convoke-cut-") as folder:
        CASES[name](server, folder, convoke)
    print(f"{name}: {time.monotonic() - began:.1f} s, "
          f"{len(failures)} failures", flush=True)
    return 1 if failures else 0


def main():
    """All at once, each with a server of its own: they mostly wait."""
    why = dovecot.unavailable()
    if why:
        print("skipped: " + why)
        return 77
    convoke = os.path.abspath(sys.argv[1])
    if len(sys.argv) == 3:
        return run(sys.argv[2], convoke)
    cases = [subprocess.Popen([sys.executable, os.path.abspath(__file__),
                               convoke, name])
             for name in sys.argv[2:] or CASES]
    return 1 if any([case.wait() for case in cases]) else 0


if __name__ == "__main__":
    sys.exit(main())
