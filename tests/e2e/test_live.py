#!/usr/bin/env python3
"""The acceptance year's first quarter, through real servers.

usage: test_live.py CONVOKE

As test_year plays it, but each message comes out of a Dovecot's mailbox over
TLS and each mail leaves through a Postfix, logged in and under STARTTLS. What
arrives must be the list of section 9.5, at its minutes; everybody who stands in
To or Cc gets each mail once.
"""
import collections
import json
import os
import shutil
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import dovecot  # noqa: E402
import postfix  # noqa: E402
from test_postfix import after_trace  # noqa: E402
from test_year import (SCENARIO, Year, compare, expected, sent,  # noqa: E402
                       take_in_bills)
from year import CONF, HISTORY, Mail, moment, play, register  # noqa: E402

UNTIL = "2026-04-01 00:00"
SERVERS = """
source = {
  kind = "imap"; host = "localhost"; port = %(imap)d; tls = "implicit";
  auth = "plain"; user = "gw@tc.example"; password_file = "%(secrets)s/imap";
  ca_file = "%(ca)s"; folders = [ "INBOX" ]; after = "flag";
};
transport = {
  kind = "smtp"; host = "localhost"; port = %(smtp)d; tls = "starttls";
  auth = "plain"; user = "%(user)s@example.cn";
  password_file = "%(secrets)s/smtp"; ca_file = "%(ca)s"; sessions = 2;
  bounces = "gw+TOKEN@tc.example"; rate = 6000; domain_rate = 6000;
};
"""


def secret(folder, name, word):
    path = os.path.join(folder, name)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w",
              encoding="utf-8") as file:
        file.write(word + "\n")


def conf(box, relay, secrets):
    secret(secrets, "imap", dovecot.PASSWORD)
    secret(secrets, "smtp", postfix.PASSWORD)
    kept = [line for line in CONF.splitlines(keepends=True)
            if not line.startswith(("source =", "transport ="))]
    return "".join(kept) + SERVERS % {
        "imap": box.tls_port, "smtp": relay.port, "ca": box.ca,
        "user": postfix.USER, "secrets": secrets}


class Live(Year):
    """The same people, whose mail goes by way of servers."""

    def __init__(self, convoke, box, relay, **keys):
        self.box, self.relay = box, relay
        self.got = collections.Counter()  # (Message-ID, recipient)
        super().__init__(convoke, **keys)

    def put(self, raw, at):
        when = moment(at) if isinstance(at, str) else at
        self.sent += 1
        self.newest = raw
        self.received.append((when, raw, len(self.mails)))
        self.box.append("INBOX", raw, at=when.timestamp())

    def turn(self, at):
        self.now = moment(at) if isinstance(at, str) else at
        self.run("receive", "--source")
        self.run("tick")
        self.run("deliver")
        return self.look()

    def look(self):
        self.relay.settled()
        folder = self.relay.path("mail", "everybody", "new")
        left, known = [], {mail.message_id for mail in self.mails}
        for name in sorted(os.listdir(folder) if self.mails or
                           os.path.isdir(folder) else []):
            if name in self.read:
                continue
            self.read.add(name)
            with open(os.path.join(folder, name), "rb") as file:
                trace, octets = after_trace(file.read())
            mail = Mail(octets)
            to = [line.split(b": ")[1] for line in trace.splitlines()
                  if line.startswith(b"Delivered-To:")]
            self.got[mail.message_id, to[0].decode()] += 1
            if mail.message_id not in known:
                known.add(mail.message_id)
                left.append(mail)
        return self.seen(left)


def check_copies(o):
    """Everybody once, and nobody else."""
    want = collections.Counter((mail.message_id, who) for mail in o.mails
                               for who in mail.to + mail.cc)
    for row in (want - o.got) + (o.got - want):
        print("copies:", row, "want", want[row], "got", o.got[row])
    return sum(((want - o.got) + (o.got - want)).values())


def check_servers(o):
    """Under TLS and after a login; and the mailbox is as it was."""
    wrong = 0
    flags = o.box.flags("INBOX")
    for what, good in (
            ("every message is still there", len(flags) == o.sent),
            ("and marked as read", set(flags.values()) == {"\\Seen"}),
            ("over TLS", "TLS" in o.box.log()),
            ("each mail from a client that logged in",
             o.relay.log().count("sasl_username=") > 0)):
        if not good:
            print("not true:", what)
            wrong += 1
    return wrong


def quarter(scenario):
    return ([row for row in scenario["inbound"] if row["received"] < UNTIL],
            [row for row in scenario["outbound"] if row["sent"] < UNTIL])


def main():
    why = dovecot.unavailable() or postfix.unavailable()
    if why or not os.path.exists(SCENARIO):
        print("skipped: " + (why or "the scenario is not on this machine"))
        return 77
    with open(SCENARIO, encoding="utf-8") as file:
        inbound, outbound = quarter(json.load(file))
    began = time.monotonic()
    with dovecot.Dovecot(["gw@tc.example"]) as box, \
            postfix.Postfix(everybody=True) as relay, \
            tempfile.TemporaryDirectory() as secrets:
        o = Live(sys.argv[1], box, relay, conf=conf(box, relay, secrets),
                 charter=None, register=dict(register(), history=HISTORY))
        take_in_bills(o)
        played = play(o, inbound)
        o.until(UNTIL)
        missing, extra = compare(expected(outbound), sent(o))
        wrong = sum(missing.values()) + sum(extra.values())
        wrong += check_copies(o) + check_servers(o)
        print(f"{played} messages in over IMAP, {len(o.mails)} mails out over "
              f"SMTP in {sum(o.got.values())} copies, "
              f"{time.monotonic() - began:.0f} s, {wrong} differences")
    shutil.rmtree(o.dir)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
