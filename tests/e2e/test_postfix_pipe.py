#!/usr/bin/env python3
"""In through a real Postfix's pipe, out through its submission port.

usage: test_postfix_pipe.py CONVOKE

The pipe runs `convoke receive` as nobody and obeys its exit codes; the answers
leave under STARTTLS and with a login into Maildirs, octet for octet.
"""
import os
import shutil
import smtplib
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import pipeline  # noqa: E402
import postfix  # noqa: E402
from test_postfix import after_trace  # noqa: E402

CONF = """
committee = {
    name = "网安标委"; name_en = "TC260";
    domain = "example.cn"; address = "gw@example.cn";
    secretariat = [ "b@example.cn" ];
    help = "秘书处"; help_en = "the secretariat";
};
source = { kind = "maildir"; path = "mail/in"; };
transport = {
    kind = "smtp"; host = "localhost"; port = %d; tls = "starttls";
    auth = "plain"; user = "%s@example.cn"; password_file = "%s";
    ca_file = "%s"; sessions = 2; bounces = "gw+TOKEN@example.cn";
};
trust = { mx = [ "mx.tc.example" ]; authserv = [ "mx.tc.example" ]; };
limits = { message = "2M"; };
"""
failures = []


def check(what, got, want):
    if got != want:
        failures.append(what)
        print(f"FAILED {what}\n  got  {got!r}\n  want {want!r}")


def until(what, condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise RuntimeError("never: " + what)
        time.sleep(0.05)


def own(folder, user):
    for where, _, names in os.walk(folder):
        shutil.chown(where, user)
        for name in names:
            shutil.chown(os.path.join(where, name), user)


class World:
    """A Postfix, and a state it delivers into."""

    def __init__(self, server, convoke):
        self.server = server
        self.stage = pipeline.Stage(server.path("state"), convoke)
        shutil.copy(convoke, server.path("convoke"))
        os.chmod(server.path("convoke"), 0o755)
        secret = server.path("password")
        with open(secret, "w", encoding="utf-8") as f:
            f.write(postfix.PASSWORD + "\n")
        os.chmod(secret, 0o600)
        shutil.chown(secret, "nobody")
        with open(self.stage.conf, "w", encoding="utf-8") as f:
            f.write(CONF % (server.port, postfix.USER, secret, server.ca))
        own(self.stage.folder, "nobody")
        os.chmod(self.stage.folder, 0o755)

    def send(self, octets, to="gw@example.cn", sender="a@example.cn"):
        with smtplib.SMTP("127.0.0.1", self.server.open_port,
                          timeout=60) as smtp:
            smtp.sendmail(sender, [to], octets)

    def spooled(self):
        folder = self.stage.path("state", "spool", "new")
        return os.listdir(folder) if os.path.isdir(folder) else []

    def logged(self, *words):
        return any(all(w in line for w in words)
                   for line in self.server.log().splitlines())

    def states(self):
        return {key.split(":")[0] + " " + to: (state, reply)
                for key, to, state, reply in self.stage.select(
                    "SELECT o.key, d.recipient, d.state, d.reply FROM outbox o"
                    " JOIN delivery d ON d.outbox = o.id")}


def test_accepted(world, letters):
    """Durable before Postfix may forget it, and octet for octet."""
    for letter in letters:
        world.send(letter)
    # Postfix logs a delivery only after `receive` has ended, which is after
    # the message lies in the spool.
    until("delivered by the pipe", lambda: world.server.log()
          .count("status=sent") == len(letters))
    check("in the spool", len(world.spooled()), len(letters))
    world.stage.run("tick", now=pipeline.T3)
    got = set()
    for number in range(1, len(letters) + 1):
        raw = subprocess.run(
            world.stage.argv("show", "message:%d" % number, "--raw"),
            capture_output=True, check=True, env=pipeline.QUIET).stdout
        trace, body = after_trace(raw.replace(b"\r\n", b"\n"))
        check("a Return-Path", trace.startswith(b"Return-Path:"), True)
        got.add(body.rstrip(b"\n"))
    for letter in letters:
        body = after_trace(letter.replace(b"\r\n", b"\n"))[1]
        check("received octet for octet", body.rstrip(b"\n") in got, True)


def test_try_again(world, letter):
    """A state that cannot be written: Postfix keeps the message."""
    spool = world.stage.path("state", "spool")
    os.chmod(spool, 0)
    world.send(letter)
    until("deferred", lambda: world.logged("relay=pipe0", "status=deferred"))
    check("not taken", world.spooled(), [])
    queue = subprocess.run(
        ["/usr/sbin/postqueue", "-c", world.server.path("config"), "-p"],
        capture_output=True, text=True).stdout
    check("still queued", "1 Request" in queue, True)
    os.chmod(spool, 0o700)
    # a configuration that is wrong for a moment bounces nothing either
    os.rename(world.stage.conf, world.stage.conf + ".away")
    with open(world.stage.conf, "w") as f:
        f.write("committee = ;\n")
    shutil.chown(world.stage.conf, "nobody")
    before = world.server.log().count("status=deferred")
    world.server.command("flush")
    until("deferred again",
          lambda: world.server.log().count("status=deferred") > before)
    os.rename(world.stage.conf + ".away", world.stage.conf)
    world.server.command("flush")
    until("taken in the end", lambda: len(world.spooled()) == 1)
    check("once", len(world.spooled()), 1)
    world.stage.run("tick", now=pipeline.T3)


def test_never(world):
    """Over the limit: the sender hears of it from Postfix."""
    world.send(b"From: a@example.cn\r\nSubject: big\r\n\r\n" +
               b"x" * 70 + b"\r\n" * (3 << 20))
    until("bounced", lambda: world.logged("relay=pipe0", "status=bounced"))
    check("not taken", world.spooled(), [])


def read_mails(world, addresses):
    found = {}
    for address in addresses:
        for letter in world.server.mailbox(address):
            trace, body = after_trace(letter)
            found[pipeline.key_of(body)] = (trace, body)
    return found


def test_sent(world):
    """Out: what stands in the outbox is what lies in the Maildirs."""
    world.stage.run("deliver", now=pipeline.T3)
    states = world.states()
    check("refused", states["app.incomplete refused@example.cn"][0],
          "refused")
    check("why", "no such member" in
          states["app.incomplete refused@example.cn"][1], True)
    check("later", states["app.incomplete later@example.cn"][0], "retry")
    rest = {state for name, (state, _) in states.items()
            if "refused@" not in name and "later@" not in name}
    # gone@ is among them: Postfix took that mail
    check("all others", rest, {"sent"})
    sent = world.stage.select(
        "SELECT o.id, o.key FROM outbox o JOIN delivery d ON d.outbox = o.id"
        " WHERE d.state = 'sent' AND d.recipient <> 'gone@example.cn'")
    # bounce messages of the test's own lie there, too
    until("all there", lambda: {k for _, k in sent} <=
          set(read_mails(world, ["a@example.cn", "b@example.cn"])))
    mails = read_mails(world, ["a@example.cn", "b@example.cn"])
    for number, key in sent:
        raw = subprocess.run(
            world.stage.argv("show", "outbox:%d" % number, "--raw"),
            capture_output=True, check=True, env=pipeline.QUIET).stdout
        trace, body = mails[key]
        check(key + ", octet for octet", body == raw.replace(b"\r\n", b"\n"),
              True)
        check(key + ", TLS and login", b"with ESMTPSA" in trace, True)
    return len(sent)


def test_returned(world):
    """Taken, and then returned to the address of that one delivery."""
    until("the report", lambda: len(world.spooled()) == 1)
    world.stage.run("tick", now=pipeline.T3)
    ((state, kind, number),) = world.stage.select(
        "SELECT state, kind, id FROM message ORDER BY id DESC LIMIT 1")
    check("the report counts", (state, kind), ("applied", "bounce"))
    check("returned", world.states()["app.incomplete gone@example.cn"][0],
          "refused")
    check("the others are not", world.states()
          ["app.incomplete refused@example.cn"][0], "refused")
    check("status", world.stage.select("SELECT status, class FROM bounce"
                                       " WHERE message IS NOT NULL"),
          [("5.1.1", "hard")])
    raw = subprocess.run(
        world.stage.argv("show", "message:%d" % number, "--raw"),
        capture_output=True, check=True, env=pipeline.QUIET).stdout.decode()
    ((mid,),) = world.stage.select(
        "SELECT o.message_id FROM outbox o JOIN delivery d ON"
        " d.outbox = o.id WHERE d.recipient = 'gone@example.cn'")
    for line in ("Original-Envelope-Id: " + mid,
                 "Original-Recipient: rfc822;gone@example.cn",
                 "Content-Type: text/rfc822-headers", "To: gw+"):
        check("the report has " + line, line in raw, True)


def test_reply(world):
    """A reply to the address with the token comes back through the pipe."""
    mail = [body for key, (_, body) in
            read_mails(world, ["b@example.cn"]).items()
            if key and key.startswith("app.new:")][-1]
    address = pipeline.headers(mail)["Reply-To"].addresses[0].addr_spec
    before = len(world.stage.select("SELECT 1 FROM message"))
    world.send(pipeline.dispatch(mail).replace(b"sec@tc.example",
                                               b"b@example.cn")
               .replace(b"header.from=tc.example", b"header.from=example.cn")
               .replace(b"header.d=tc.example", b"header.d=example.cn"),
               to=address, sender="b@example.cn")
    until("the reply", lambda: len(world.spooled()) == 1)
    world.stage.run("tick", now=pipeline.T3)
    rows = world.stage.select("SELECT state, kind, object FROM message"
                              " ORDER BY id DESC LIMIT 1")
    check("one more", len(world.stage.select("SELECT 1 FROM message")),
          before + 1)
    check("the token was obeyed", rows[0][:2], ("applied", "token_reply"))


def play(world, letters):
    test_accepted(world, letters)
    test_try_again(world, pipeline.question(4, "a@example.cn"))
    test_never(world)
    sent = test_sent(world)
    test_returned(world)
    test_reply(world)
    return sent


def main():
    why = postfix.unavailable()
    if why:
        print("skipped: " + why)
        return 77
    server = postfix.Postfix(pipes={
        "gw@example.cn": "flags=R user=nobody argv={folder}/convoke -q"
                         " -c {folder}/state/convoke.conf receive"})
    convoke = os.path.abspath(sys.argv[1])
    complete = pipeline.application(1, papers=60 * 1024,
                                    c_mail="a@example.cn")
    texts = [pipeline.text_application(2, "refused@example.cn"),
             pipeline.text_application(3, "later@example.cn"),
             pipeline.text_application(5, "gone@example.cn")]
    with server:
        try:
            sent = play(World(server, convoke), [complete] + texts)
        except Exception:
            print(server.log()[-3000:])
            raise
    print(f"{sent} mails sent octet for octet, {len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
