"""A state of the test's own, and messages to play through it.

    stage = Stage(folder, convoke)     a whole configuration, register imported
    stage.run("tick", now=T1)          a command, its output as text
    stage.put("name", octets)          into mail/in as an MTA does
    stage.mails()                      {key: [octets, ...]} of mail/out
    stage.complaints()                 what is wrong with messages and mails

The messages are those of `convoke demo` (tests/tools/make_demo.py) and some of
our own: large papers, so that mails become files below outgoing/, and broken
ones. Everything happens at instants given by --now.
"""
import collections
import email.parser
import email.policy
import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "tools"))
import make_demo  # noqa: E402
from charter_file import acts_only, rewrite  # noqa: E402

DOCX = ("application/vnd.openxmlformats-officedocument."
        "wordprocessingml.document")
T0 = "2026-02-02T09:40"
T1 = "2026-02-02T09:41"
T2 = "2026-02-06T15:00"
T3 = "2026-02-06T15:01"
ENDS = {"applied", "ignored", "held", "quarantined"}
# The leak checker traces the process itself and cannot under strace.
QUIET = dict(os.environ, ASAN_OPTIONS="detect_leaks=0", LC_ALL="C.UTF-8")

CONF = make_demo.CONF.replace('level = "error"', 'level = "notice"')
BY_SMTP = CONF.replace(
    'transport = { kind = "maildir"; path = "mail/out"; };',
    'transport = { kind = "smtp"; host = "localhost"; port = %d;'
    ' tls = "none"; sessions = 2; rate = 0; domain_rate = 0; };')

COMPLETE = dict(make_demo.NEW_UNIT, legal_rep="陈法人")


def paper(title, octets):
    """A scan of some size that does not compress away."""
    pieces = [make_demo.scan(title)]
    noise = hashlib.sha256(title.encode()).digest()
    for _ in range((octets - len(pieces[0])) // 66 + 1):
        noise = hashlib.sha256(noise).digest()
        pieces.append(b"%" + noise.hex().encode() + b"\n")
    return b"".join(pieces)


def application(number=1, papers=100 * 1024, **fields):
    """A complete application: a form and three papers of that size."""
    values = dict(COMPLETE, **fields)
    scene = make_demo.Scene(
        number, "application-%d" % number, "2026-02-02 09:40",
        sender=values["c_mail"], name=values["c_name"], charset="GB18030",
        subject="[入会申请] " + values["name_zh"],
        text="我单位申请加入WG5，材料见附件。\n",
        files=[("工作组成员申请表.docx", DOCX, make_demo.filled(values)),
               ("申请表盖章扫描件.pdf", "application/pdf",
                paper("seal %d" % number, papers)),
               ("营业执照副本.pdf", "application/pdf",
                paper("licence %d" % number, papers)),
               ("组织机构代码证.pdf", "application/pdf",
                paper("code %d" % number, papers))])
    return without_stage(scene.bytes())


def text_application(number, mail=None):
    """One as `键: 值` text, of a unit of its own, with things missing."""
    mail = mail or "c@unit%d.example" % number
    scene = make_demo.Scene(
        number, "text-%d" % number, "2026-02-02 09:40", sender=mail,
        name="钱某", dmarc="none", subject="[入会申请] 单位%d公司" % number,
        text="单位名称: 单位%d公司\n联系人姓名: 钱某\n电子邮件: %s\n"
             "主要业务领域: 网络安全咨询\n" % (number, mail))
    return without_stage(scene.bytes())


def question(number, mail=None):
    """Somebody who writes for the first time: answered with help."""
    scene = make_demo.Scene(
        number, "visitor-%d" % number, "2026-02-02 09:40",
        sender=mail or "x@visitor%d.example" % number, name="来访者", subject="咨询",
        dmarc="none", text="请问如何加入工作组？第%d次\n" % number)
    return without_stage(scene.bytes())


def without_stage(octets):
    return re.sub(rb"(?m)^X-Convoke-[^\r\n]*\r\n", b"", octets)


BROKEN = (b"Return-Path: <b@broken.example>\r\n"
          b"From: b@broken.example\r\nTo: gw@tc.example\r\nSubject: x\r\n"
          b"Content-Type: multipart/mixed; boundary=a\r\n\r\n" +
          b"--a\r\n\r\nx\r\n" * 5000)


def headers(octets):
    return email.parser.BytesParser(policy=email.policy.default).parsebytes(
        octets, headersonly=True)


def key_of(octets):
    notice = str(headers(octets)["X-Convoke-Notice"] or "")
    found = re.search(r"key=(.*)$", notice)
    return found.group(1).strip() if found else None


def reply_to(mail, octets):
    """`octets` with the placeholders of a scene filled from our mail."""
    head = headers(mail)
    address = re.search(r"<?([^<>\s]+@[^<>\s]+)>?\s*$",
                        str(head["Reply-To"])).group(1)
    words = {b"@REPLY-TO@": address.encode(),
             b"@MESSAGE-ID@": str(head["Message-ID"]).strip("<> ").encode()}
    for word, value in words.items():
        octets = octets.replace(word, value)
    return octets


def dispatch(mail):
    """The secretariat's word on a new application, with its token."""
    scene = make_demo.Scene(
        3, "dispatch", "2026-02-06 15:00", sender="sec@tc.example",
        name="秘书处", to="@REPLY-TO@", answers="app.new sec@tc.example",
        subject="答复: 新申请待分派", text=make_demo.quoted("同意"))
    return reply_to(mail, without_stage(scene.bytes()))


class Stage:
    def __init__(self, folder, convoke, conf=None, fresh=True):
        self.folder, self.convoke = folder, os.path.abspath(convoke)
        self.conf = os.path.join(folder, "convoke.conf")
        if fresh:
            self.build(conf or CONF)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def build(self, conf):
        shutil.rmtree(self.folder, ignore_errors=True)
        self.command(["init", self.folder])
        with open(self.conf, "w", encoding="utf-8") as f:
            f.write(conf)
        rewrite(self.path("charter.conf"), acts_only)
        with open(self.path("register.json"), "w", encoding="utf-8") as f:
            json.dump(make_demo.REGISTER, f, ensure_ascii=False)
        self.run("import", "register", self.path("register.json"),
                 now="2026-01-01T00:00")

    def command(self, words, now=None, stdin=None, code=0, timeout=120):
        argv = [self.convoke] + (["--now", now] if now else []) + words
        done = subprocess.run(argv, input=stdin, capture_output=True,
                              env=QUIET, timeout=timeout)
        if done.returncode != code:
            raise RuntimeError("%s ended with %d\n%s" % (
                " ".join(argv), done.returncode,
                done.stderr.decode("utf-8", "replace")))
        return done.stdout.decode("utf-8", "replace")

    def argv(self, *words, now=None):
        return [self.convoke, "-q", "-c", self.conf] + \
            (["--now", now] if now else []) + list(words)

    def run(self, *words, now=None, stdin=None, code=0, timeout=120):
        return self.command(["-q", "-c", self.conf] + list(words), now=now,
                            stdin=stdin, code=code, timeout=timeout)

    def rows(self, kind):
        return [json.loads(line) for line in
                self.run("list", kind, "--json").splitlines()]

    def put(self, name, octets, received=None):
        """Into the Maildir, as an MTA does: written beside, renamed."""
        tmp = self.path("mail", "in", "tmp", name)
        with open(tmp, "wb") as f:
            f.write(octets)
        if received:
            os.utime(tmp, (received, received))
        os.rename(tmp, self.path("mail", "in", "new", name))

    def mails(self):
        found = collections.defaultdict(list)
        for part in ("new", "cur"):
            folder = self.path("mail", "out", part)
            for name in sorted(os.listdir(folder)):
                with open(os.path.join(folder, name), "rb") as f:
                    octets = f.read()
                found[key_of(octets)].append(octets)
        return found

    def mail(self, code, recipient):
        """The newest mail of that code to that address."""
        for key, mails in reversed(list(self.mails().items())):
            if key and key.startswith(code + ":") and recipient in key:
                return mails[-1]
        raise KeyError("no %s to %s in %s" % (code, recipient,
                                              list(self.mails())))

    def select(self, sql):
        """Straight from the database, when no process has it."""
        db = sqlite3.connect(self.path("state", "convoke.db"))
        try:
            return db.execute(sql).fetchall()
        finally:
            db.close()

    def change(self, sql):
        """The same, as something outside of the program might."""
        db = sqlite3.connect(self.path("state", "convoke.db"))
        try:
            db.execute(sql)
            db.commit()
        finally:
            db.close()

    def complaints(self, messages=(), transport="maildir"):
        """Promises about what came in (their octets) and what went out."""
        bad = []
        states = self.select("SELECT sha256, state, reason FROM message")
        wanted = {hashlib.sha256(m).hexdigest() for m in messages}
        found = collections.Counter(sha for sha, _, _ in states)
        for sha in wanted - set(found):
            bad.append("message lost: " + sha)
        for sha in set(found) - wanted if messages else ():
            bad.append("message from nowhere: " + sha)
        for sha, state, reason in states:
            if state not in ENDS:
                bad.append("message %s is %s" % (sha[:8], state))
            elif not reason and state != "applied":
                bad.append("message %s is %s for no reason" %
                           (sha[:8], state))
        if os.listdir(self.path("state", "spool", "new")):
            bad.append("spool/new is not empty")
        if os.listdir(self.path("mail", "in", "new")):
            bad.append("the source is not empty")
        if transport == "maildir":
            bad += self.complain_mails()
        verify = subprocess.run(self.argv("verify"), capture_output=True,
                                env=QUIET, timeout=120)
        if verify.returncode:
            bad.append("verify: " + verify.stdout.decode())
        return bad

    def complain_mails(self):
        bad = []
        mails = self.mails()
        rows = self.select("SELECT o.key, d.state FROM outbox o JOIN delivery"
                           " d ON d.outbox = o.id")
        for key, state in rows:
            if state != "sent":
                bad.append("%s is %s" % (key, state))
            if len(mails.get(key, [])) != 1:
                bad.append("%s was sent %d times" %
                           (key, len(mails.get(key, []))))
        for key in set(mails) - {k for k, _ in rows}:
            bad.append("a mail of no row: %s" % key)
        if os.listdir(self.path("mail", "out", "tmp")):
            bad.append("drafts are left over")
        return bad


def scratch(prefix):
    """A folder in memory where there is one: kills do not ask for a disk."""
    where = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    return tempfile.mkdtemp(prefix=prefix + ".", dir=where)
