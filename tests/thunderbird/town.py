"""A committee whose mail goes through a real Postfix both ways.

    with Post(convoke) as post:
        town = Town(post)         a test_plenary Group; its mails leave by SMTP
        town.turn(...)            as ever
        town.taken_in(1)          waits until the pipe has put so many messages
                                  into the spool

Postfix is everybody's: each member's mailbox, the submission port of their mail
programs, and the receiving system of the committee, which says of mail that
came by a login whose it is (Authentication-Results) and hands what is for
gw@tc.example to `convoke receive`. Time inside the committee is virtual: the
pipe tells it the time of the newest turn.
"""
import os
import shutil
import subprocess
import time

import postfix
from office import Mail
from test_plenary import Group

DOMAINS = ["tc.example", "wg5.example", "lead.example"] + [
    f"m{i:02d}.example" for i in range(1, 12)]
SERVICE = "gw@tc.example"
# Whoever has no mailbox of his own has his letters here.
OTHERS = "others"
VOUCH = ("/^From:.*@([a-z0-9.-]+)/ PREPEND Authentication-Results:"
         " mx.tc.example; dmarc=pass header.from=$1; dkim=pass header.d=$1\n")
RECEIVE = """#!/bin/sh
exec {folder}/convoke -q -c {home}/convoke.conf \\
    --now "$(cat {folder}/now)" receive
"""
TRANSPORT = """transport = {
    kind = "smtp"; host = "localhost"; port = %d; tls = "none";
};"""


class Post(postfix.Postfix):
    def __init__(self, convoke, mailboxes=()):
        super().__init__(mailboxes, {
            SERVICE: "flags=R user=nobody argv=/bin/sh {folder}/receive.sh"})
        self.convoke = convoke

    def configure(self):
        super().configure()
        self.write("vouch", VOUCH)
        shutil.copy(self.convoke, self.path("convoke"))
        os.chmod(self.path("convoke"), 0o755)
        set_to = ["/usr/sbin/postconf", "-c", self.path("config")]
        subprocess.run(set_to + [
            "-e", "virtual_mailbox_domains=example.cn " + " ".join(DOMAINS),
            f"virtual_mailbox_maps=texthash:{self.path('config/mailboxes')},"
            f" static:{OTHERS}/"], check=True)
        subprocess.run(set_to + [
            "-M", "-e", "vouched/unix=vouched unix n - n - 0 cleanup"
            " -o header_checks=regexp:" + self.path("config/vouch")],
            check=True)
        subprocess.run(set_to + [
            "-P", "-e", f"127.0.0.1:{self.port}/inet/"
            "cleanup_service_name=vouched"], check=True)

    def serve(self, home):
        """From now on the pipe leads to the state in `home`."""
        with open(self.path("receive.sh"), "w", encoding="utf-8") as file:
            file.write(RECEIVE.format(folder=self.folder, home=home))
        for where, _, names in os.walk(home):
            for name in [where] + [os.path.join(where, n) for n in names]:
                shutil.chown(name, "nobody")
        os.chmod(os.path.dirname(home), 0o755)
        os.chmod(home, 0o755)

    def letters(self):
        """All that was delivered to people, read or not."""
        found = []
        for where, _, names in os.walk(self.path("mail")):
            if os.path.basename(where) not in ("new", "cur") or \
                    os.path.basename(os.path.dirname(where)).startswith("."):
                continue
            for name in names:
                with open(os.path.join(where, name), "rb") as file:
                    found.append(file.read())
        return found


class Town(Group):
    def __init__(self, post):
        self.post_office = post
        super().__init__(units=3)
        conf = os.path.join(self.home, "convoke.conf")
        with open(conf, encoding="utf-8") as file:
            text = file.read()
        plain = 'transport = { kind = "maildir"; path = "mail/out"; };'
        assert plain in text
        with open(conf, "w", encoding="utf-8") as file:
            file.write(text.replace(plain, TRANSPORT % post.open_port))
        post.serve(self.home)

    def turn(self, at):
        left = super().turn(at)
        with open(self.post_office.path("now"), "w",
                  encoding="ascii") as file:
            file.write(self.now.isoformat())
        return left

    def look(self):
        """The mails that left, as they lie in their recipients' mailboxes."""
        want = {key for (key,) in self.sql(
            "SELECT o.key FROM outbox o JOIN delivery d ON d.outbox = o.id"
            " WHERE d.state = 'sent'")} - self.read
        end, found = time.monotonic() + 60, {}
        while set(found) < want:
            assert time.monotonic() < end, f"never delivered: {want}"
            time.sleep(0.05)
            found = {mail.key: mail for mail in self.mails_delivered()
                     if mail.key in want}
        self.read |= want
        left = sorted(found.values(), key=lambda mail: mail.date)
        self.mails += left
        self.fresh += [mail for mail in left if mail.code != "digest"]
        return left

    def mails_delivered(self):
        return [Mail(octets) for octets in self.post_office.letters()
                if b"\nX-Convoke-Notice:" in octets]

    def spooled(self):
        folder = os.path.join(self.home, "state/spool/new")
        return os.listdir(folder) if os.path.isdir(folder) else []

    def taken_in(self, count, seconds=30):
        end = time.monotonic() + seconds
        while len(self.spooled()) < count:
            if time.monotonic() > end:
                raise RuntimeError("nothing came in\n" +
                                   self.post_office.log()[-3000:])
            time.sleep(0.05)
