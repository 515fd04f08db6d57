#!/usr/bin/env python3
"""Logging in to a real Dovecot: three ways, two ways into TLS, tokens that
expire and are renewed, and what the server was told before a folder was
opened.

usage: test_logins.py CONVOKE [CASE...]
"""
import os
import re
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import dovecot  # noqa: E402
import pipeline  # noqa: E402
from test_imap import Place, check, failures, letter, shas, until  # noqa: E402

TLS = ("implicit", "starttls")


def secret(place, words):
    """As a helper that renews tokens does: another file in the place of the
    old one."""
    fresh = place.path("secret.new")
    with open(fresh, "w", encoding="utf-8") as file:
        file.write(words + "\n")
    os.chmod(fresh, 0o600)
    os.rename(fresh, place.path("secret"))


def place_of(server, folder, convoke, tls, auth):
    place = Place(folder, convoke, server, tls=tls, auth=auth,
                  port=server.tls_port if tls == "implicit" else server.port)
    if auth == "xoauth2":
        secret(place, server.token())
    return place


def refused(place):
    """What a single look says that cannot log in."""
    done = subprocess.run(place.argv("receive", "--source"), timeout=60,
                          env=pipeline.QUIET, capture_output=True, text=True)
    check("may be tried again", done.returncode, 75)
    return done.stderr


def test_ways(server, folder, convoke):
    """Each login fetches a mail, and says who it is before it opens a
    folder."""
    letters = []
    for tls in TLS:
        for auth in ("plain", "login", "xoauth2"):
            what = f"{tls} and {auth}"
            letters.append(letter(len(letters)))
            server.append("INBOX", letters[-1])
            place = place_of(server, folder, convoke, tls, auth)
            place.receive()
            check(what, place.spooled(), shas(letters))
            method = auth.upper() if auth != "login" else "PLAIN"
            last = re.findall("Login: user=<([^>]*)>, method=([^,]*),.*?TLS",
                              server.log())[-1]
            check(what + ": the server's word", last, (server.user, method))
            said = [line.split()[0] for line in server.said(server.user)[-1]]
            check(what + ": said", said[:3], ["CAPABILITY", "ID", "SELECT"])
    told = re.findall(r"ID sent: (.*)", server.log())
    check("its name", set(told), {"name=Convoke, version=1"})
    check("each session", len(told), 6)


def refusals(server):
    return server.log().count("Token has expired") + \
        server.log().count("Incorrect JWT signature")


def test_refused(server, folder, convoke):
    """A token that is wrong or has expired costs one try."""
    server.append("INBOX", letter(1))
    for tls in TLS:
        for what, token in (("expired", server.token(-10)),
                            ("forged", server.token(key=b"another key"))):
            place = place_of(server, folder, convoke, tls, "xoauth2")
            secret(place, token)
            before = refusals(server)
            told = refused(place)
            check(f"{what}, {tls}: told", "XOAUTH2: the token is wrong or has "
                  "expired" in told, True)
            check(f"{what}, {tls}: no token told", token[-20:] in told, False)
            check(f"{what}, {tls}: tried once", refusals(server) - before, 1)
            check(f"{what}, {tls}", place.spooled(), [])


def test_not_offered(server, folder, convoke):
    """A way that the server does not have is not tried in another."""
    server.append("INBOX", letter(1))
    server.mechanisms = "xoauth2"
    server.restart()
    for tls in TLS:
        place = place_of(server, folder, convoke, tls, "plain")
        told = refused(place)
        check(f"PLAIN, {tls}", "the server does not offer PLAIN" in told, True)
    server.mechanisms = "plain login"
    server.restart()
    for tls in TLS:
        place = place_of(server, folder, convoke, tls, "xoauth2")
        told = refused(place)
        check(f"XOAUTH2, {tls}", "the server does not offer XOAUTH2" in told,
              True)
        check("nothing", place.spooled(), [])
    server.mechanisms = "plain login xoauth2"
    server.restart()


def test_renewed(server, folder, convoke):
    """The token is read at each login. One that expires does not end the
    session it opened; the next login takes the file as it is then, and one
    that was refused is tried again when the file changes, not before."""
    letters = [letter(i) for i in range(3)]
    before = refusals(server)
    place = place_of(server, folder, convoke, "implicit", "xoauth2")
    secret(place, server.token(2))
    server.append("INBOX", letters[0])
    with place:
        until("the first", lambda: place.spooled() == shas(letters[:1]))
        time.sleep(2.5)
        server.append("INBOX", letters[1])
        until("in the open session",
              lambda: place.spooled() == shas(letters[:2]))
        check("nobody refused", refusals(server) - before, 0)
        server.restart()
        until("expired at the next login", lambda: refusals(server) > before)
        until("told", lambda: place.logged("the token is wrong or has expired"))
        server.append("INBOX", letters[2])
        time.sleep(6)
        check("no more than once", refusals(server) - before, 1)
        secret(place, server.token())
        wait = until("renewed", lambda: place.spooled() == shas(letters))
        check("connected again", place.logged("event=source.connected"), True)
        print("  %.1f s after the token was renewed" % wait)
    check("and not again", refusals(server) - before, 1)


CASES = {"ways": test_ways, "refused": test_refused,
         "not_offered": test_not_offered, "renewed": test_renewed}


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
            with tempfile.TemporaryDirectory(prefix="convoke-in-") as folder:
                CASES[name](server, folder, convoke)
            print(f"{name}: {time.monotonic() - began:.1f} s", flush=True)
    print(f"{len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
