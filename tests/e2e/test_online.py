#!/usr/bin/env python3
"""`convoke check --online` against a real Dovecot and a real Postfix: what is
wrong is said in a line each, and nothing is touched.

usage: test_online.py CONVOKE [CASE...]
"""
import glob
import json
import os
import socket
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import dovecot  # noqa: E402
import pipeline  # noqa: E402
import postfix  # noqa: E402
from test_imap import Place, check, failures, letter, until  # noqa: E402

NOW = "2026-03-02T09:00"  # a year whose working days are shipped
STATE = {"state": "good", "clock": "good", "disk": "good", "workdays": "good"}
GOOD = dict(STATE, **{"source": "good", "source.folders": "good",
                      "transport": "good"})
BY_SMTP = """transport = {
  kind = "smtp"; host = "%(smtp_host)s"; port = %(smtp_port)d;
  tls = "%(smtp_tls)s"; auth = "%(smtp_auth)s"; user = "wg5@example.cn";
  password_file = "smtp-secret"; ca_file = "%(ca)s";
  patience = "%(patience)s"; sessions = 1;
};
"""


class Ends:
    """Both servers, and a place between them."""

    def __init__(self, imap, smtp, folder, convoke):
        self.imap, self.smtp = imap, smtp
        self.folder, self.convoke = folder, convoke

    def place(self, **keys):
        place = Place(self.folder, self.convoke, self.imap, **keys)
        values = {"smtp_host": "localhost", "smtp_port": self.smtp.port,
                  "smtp_tls": "starttls", "smtp_auth": "plain",
                  "ca": self.smtp.ca, "patience": "0s"}
        values.update(keys)
        with open(place.conf, encoding="utf-8") as file:
            conf = file.read()
        at = conf.index("transport =")
        end = conf.index("};", at) + 3
        with open(place.conf, "w", encoding="utf-8") as file:
            file.write(conf[:at] + BY_SMTP % values + conf[end:])
        write(place, "smtp-secret", postfix.PASSWORD)
        return place


def write(place, name, words):
    with open(place.path(name), "w", encoding="utf-8") as file:
        file.write(words + "\n")
    os.chmod(place.path(name), 0o600)


def online(place, *words, code=0):
    """What is printed, and the talk."""
    done = subprocess.run(
        place.argv(*words, "check", "--online", now=NOW), timeout=200,
        env=pipeline.QUIET, capture_output=True, text=True)
    check("ends with", done.returncode, code)
    for secret in (dovecot.PASSWORD, postfix.PASSWORD, "wrong secret"):
        check("no secret told", secret in done.stdout + done.stderr, False)
    return done.stdout


def results(place, code=0):
    """{item: result}, the words of what is bad by item."""
    rows = [json.loads(line) for line in
            online(place, "--json", code=code).splitlines()]
    found = {}
    for row in rows:
        if found.get(row["item"]) != "bad":
            found[row["item"]] = row["result"]
    return found, {row["item"]: row["words"] for row in rows
                   if row["result"] == "bad"}


def bad(what, place, *items):
    """Of each server only what is wrong is told, and the rest is good."""
    found, words = results(place, code=78)
    check(what, found, dict(STATE, **dict.fromkeys(items, "bad")))
    return words


def test_good(ends):
    """In either language, running or not, and nobody notices."""
    before = ends.smtp.log().count("from=<")
    ends.imap.append("INBOX", letter(1))
    ends.imap.create("Junk")
    place = ends.place(folders='"INBOX", "Junk"')
    check("before the first run", results(place)[0], GOOD)
    check("no state is made", os.listdir(place.path("state")), [])
    told = online(place, "--lang", "en")
    for words in ("logged in: good@example.cn, localhost:%d" %
                  ends.imap.tls_port, "INBOX (1)", "Junk (0)",
                  "logged in: wg5@example.cn, localhost:%d" % ends.smtp.port,
                  "2026 is known"):
        check(words, words in told, True)
    told = online(place, "--lang", "zh")
    for words in ("已登录", "文件夹可读：INBOX (1)", "正常"):
        check(words, words in told, True)
    check("nothing was flagged", set(ends.imap.flags("INBOX").values()), {""})
    check("no mail was begun", ends.smtp.log().count("from=<"), before)
    relay = ends.place(smtp_tls="none", smtp_auth="none",
                       smtp_port=ends.smtp.open_port)
    check("a relay of our own", results(relay)[0], GOOD)
    check("connected only", f"connected, no login is set: localhost:"
          f"{ends.smtp.open_port}" in online(relay, "--lang", "en"), True)
    place = ends.place(folders='"INBOX", "Junk"')
    with place:
        check("beside the service", results(place)[0], GOOD)
    check("after it", results(place)[0], GOOD)


def test_folders(ends):
    """Each is named; those that are there are still looked at."""
    place = ends.place(folders='"INBOX", "没有的", "Nowhere"')
    found, words = results(place, code=78)
    check("two are missing", found, dict(GOOD, **{"source.folders": "bad"}))
    check("the last one named", words["source.folders"].startswith(
        "a folder cannot be opened: Nowhere: "), True)
    told = online(place, "--lang", "zh", code=78)
    check("and the other", "文件夹打不开：没有的" in told, True)
    place = ends.place(after="move")
    found, words = results(place, code=78)
    check("no place to move to", found, dict(GOOD, **{"source.move_to": "bad"}))
    ends.imap.create("&XfJZBHQG-")
    check("there now", results(place)[0], dict(GOOD, **{"source.move_to":
                                                        "good"}))


def logins(ends):
    return ends.imap.log().count("Login: user=") + \
        ends.imap.log().count("auth failed") + \
        ends.smtp.log().count("sasl_username") + \
        ends.smtp.log().count("authentication failed")


def test_certificates(ends):
    """No password leaves to a server that is not the one that was meant."""
    before = logins(ends)
    for name, why in (("other", "does not match"),
                      ("expired", "expired"),
                      ("unknown", "NOT trusted")):
        ends.imap.restart(name)
        ends.smtp.use(name)
        for tls, port in (("implicit", ends.imap.tls_port),
                          ("starttls", ends.imap.port)):
            words = bad(f"{name}, {tls}", ends.place(tls=tls, port=port),
                        "source.tls", "transport.tls")
            for item in words:
                check(f"{name}, {item}", why in words[item], True)
    check("nobody logged in", logins(ends) - before, 0)
    ends.imap.restart()
    ends.smtp.use("good")
    check("good again", results(ends.place())[0], GOOD)


def test_passwords(ends):
    place = ends.place()
    write(place, "secret", "wrong secret")
    write(place, "smtp-secret", "wrong secret")
    before = ends.imap.log().count("Password mismatch"), \
        ends.smtp.log().count("authentication failed")
    words = bad("wrong passwords", place, "source.auth", "transport.auth")
    check("IMAP", "PLAIN: user or password are wrong" in words["source.auth"],
          True)
    check("SMTP", "535" in words["transport.auth"] or
          "authentication failed" in words["transport.auth"], True)
    check("tried once", (ends.imap.log().count("Password mismatch"),
                         ends.smtp.log().count("authentication failed")),
          (before[0] + 1, before[1] + 1))
    place = ends.place(auth="xoauth2")
    write(place, "secret", ends.imap.token(-10))
    found, words = results(place, code=78)
    check("an old token", "the token is wrong or has expired" in
          words.get("source.auth", ""), True)


def test_renewed(ends):
    """Beyond the check: mail leaves again as soon as the password file holds
    something new, and until then nobody tries a second time."""
    place = ends.place()
    write(place, "smtp-secret", "wrong secret")
    before = ends.smtp.log().count("authentication failed")
    with place:
        for number in (1, 2):
            ends.imap.append("INBOX", letter(number))
            until("decided", lambda n=number: len(place.rows("messages")) == n)
            until("refused", lambda: place.logged("smtp.login_refused"))
        check("tried once", ends.smtp.log().count("authentication failed"),
              before + 1)
        write(place, "smtp-secret", postfix.PASSWORD)
        ends.imap.append("INBOX", letter(3))
        until("sent", lambda: "sent" in [row["state"] for row in
                                         place.rows("outbox")])
    check("nor again", ends.smtp.log().count("authentication failed"),
          before + 1)


def test_shut_in(ends):
    """Whoever holds the password may nothing else."""
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        place = ends.place(port=deaf.getsockname()[1], patience="3s")
        with subprocess.Popen(place.argv("check", "--online", now=NOW),
                              env=pipeline.QUIET, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE) as process:
            peer = deaf.accept()[0]
            peer.recv(1)            # it has read its secret
            with open(f"/proc/{process.pid}/task/{process.pid}/children",
                      encoding="ascii") as file:
                child = int(file.read())
            with open(f"/proc/{child}/status", encoding="utf-8") as file:
                status = file.read()
            held = [os.readlink(fd) for fd in glob.glob(f"/proc/{child}/fd/*")]
            peer.close()
            process.communicate(timeout=60)
    check("filtered", "Seccomp:\t2" in status, True)
    check("no new privileges", "NoNewPrivs:\t1" in status, True)
    check("nothing but its ends", sorted({one.split(":")[0] for one in held}),
          ["/dev/null", "pipe", "socket"])


def test_unreachable(ends):
    nobody = postfix.free_port()
    words = bad("closed ports", ends.place(port=nobody, smtp_port=nobody),
                "source.host", "transport.host")
    for item in words:
        check(item, f"localhost port {nobody}: Connection refused" in
              words[item], True)
    words = bad("no such name",
                ends.place(host="imap.nowhere.invalid",
                           smtp_host="smtp.nowhere.invalid"),
                "source.host", "transport.host")
    check("its name", "imap.nowhere.invalid: " in words["source.host"], True)
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        port = deaf.getsockname()[1]
        began = time.monotonic()
        words = bad("a server that says nothing",
                    ends.place(port=port, smtp_port=port, patience="1s"),
                    "source.tls", "transport.host")
        check("as long as the settings say", time.monotonic() - began < 10,
              True)
        for item in words:
            check(item, "timed out" in words[item], True)
    place = ends.place(port=ends.imap.port)
    found, words = results(place, code=78)
    check("the port of the other way into TLS", list(words), ["source.tls"])
    words = bad("no authority in the file",
                ends.place(ca=place.path("secret")),
                "source.ca_file", "transport.ca_file")


CASES = {"good": test_good, "folders": test_folders,
         "certificates": test_certificates, "passwords": test_passwords,
         "renewed": test_renewed, "shut_in": test_shut_in, "unreachable": test_unreachable}


def main():
    why = dovecot.unavailable() or postfix.unavailable()
    if why:
        print("skipped: " + why)
        return 77
    convoke = os.path.abspath(sys.argv[1])
    with dovecot.Dovecot([name + "@example.cn" for name in CASES]) as imap, \
            postfix.Postfix() as smtp:
        for name in sys.argv[2:] or CASES:
            began = time.monotonic()
            imap.user = name + "@example.cn"
            with tempfile.TemporaryDirectory(prefix="convoke-on-") as folder:
                CASES[name](Ends(imap, smtp, folder, convoke))
            print(f"{name}: {time.monotonic() - began:.1f} s", flush=True)
    print(f"{len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
