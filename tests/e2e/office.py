"""One committee's Convoke and the mail programs of the people around it.

Office  a state folder of its own in virtual time: messages are dropped into
        the Maildir with the time they arrive, `tick` and `deliver` run at that
        time, what left is read back with Python's email package.
Mail    one mail that left.
letter  one mail as somebody's mail program writes it.

Every run of the program is a process of its own, so that nothing is known but
what was stored. Office.close() checks what must hold for any run at all.
"""
import base64
import email
import email.policy
import hashlib
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime, getaddresses

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../tools"))
sys.dont_write_bytecode = True
import make_demo  # noqa: E402
from charter_file import acts_only, rewrite  # noqa: E402
from make_demo import NEW_UNIT, REGISTER, filled, quoted, scan, word  # noqa: E402,F401

CST = timezone(timedelta(hours=8))
SERVICE = "gw@tc.example"
SEC, ADM = "sec@tc.example", "adm@tc.example"
GL, GS, LIA = "gl@wg5.example", "gs@wg5.example", "lia@tc.example"
DGL, GL7 = "dgl@wg5.example", "gl@wg7.example"
APP = "c@m12.example"
DOCX = ("application/vnd.openxmlformats-officedocument."
        "wordprocessingml.document")
PDF = "application/pdf"
COMPLETE = dict(NEW_UNIT, legal_rep="陈法人")
FINAL = ("applied", "ignored", "held", "quarantined")
STAFF = ("tc.example", "wg5.example", "wg7.example", "wg3.example")


def moment(text):
    """"2026-02-02 09:40[:30]" in Beijing."""
    form = "%Y-%m-%d %H:%M:%S" if text.count(":") == 2 else "%Y-%m-%d %H:%M"
    return datetime.strptime(text, form).replace(tzinfo=CST)


def uscc(first17):
    """A code with its check digit (GB 32100)."""
    digits = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(digits.index(c) * pow(3, i, 31) for i, c in enumerate(first17))
    return first17 + digits[(31 - total % 31) % 31]


def fields(values):
    """The form as `键: 值` lines."""
    labels = {"name_zh": "单位名称", "name_en": "英文名称", "addr": "办公地址",
              "zip": "邮编", "legal_rep": "法人代表姓名",
              "uscc": "统一社会信用代码", "nature": "单位性质",
              "foreign": "是否外企", "c_name": "联系人姓名", "c_sex": "性别",
              "c_title": "职务", "c_tel": "电话", "c_mobile": "手机",
              "c_mail": "电子邮件", "profile": "单位简介",
              "business": "主要业务领域", "products": "产品或研究成果",
              "groups": "申请加入的工作组", "seal_date": "盖章日期"}
    return "".join(f"{labels[k]}: {v}\n" for k, v in values.items()
                   if v and k in labels)


def zipped(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in files:
            z.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data)
    return out.getvalue()


def papers(values=COMPLETE, licence=True, seal=True):
    """Form, sealed scan, licence: what a complete application holds."""
    files = [("工作组成员申请表.docx", DOCX, filled(values))]
    if seal:
        files.append(("申请表盖章扫描件.pdf", PDF, scan("sealed form")))
    if licence:
        files.append(("营业执照副本.pdf", PDF, scan("licence")))
    return files


def b64(data):
    return base64.encodebytes(data).decode()


def transfer(data):
    """A part's encoding, the empty line, its lines. What a play fills in
    (gateway/scene.h) stays readable for it."""
    if b"@REPLY-TO@" in data:
        return ["Content-Transfer-Encoding: 8bit", "",
                data.decode("utf-8").replace("\r\n", "\n")]
    return ["Content-Transfer-Encoding: base64", "", b64(data)]


def results(sender, verdict, server="mx.tc.example"):
    domain = sender.rsplit("@", 1)[-1]
    return (f"{server}; dmarc={verdict} header.from={domain}; "
            f"dkim={verdict} header.d={domain}")


def letter(at, sender, subject, text, **o):
    """One mail's bytes.

    name charset to answers (a Mail: thread and Reply-To) thread plus files
    dmarc (pass, fail, none) results (whole fields) received (its instant)
    extra (fields) message_id return_path type (of the body) froms
    """
    charset = o.get("charset", "UTF-8")
    when = moment(o.get("date", at))
    answers = o.get("answers")
    to = o.get("to")
    if to is None:
        to = answers.reply_to if answers and o.get("plus", True) else SERVICE
    domain = sender.rsplit("@", 1)[-1]
    body = text if isinstance(text, bytes) else text.encode(charset)
    number = hashlib.sha256(repr((at, sender, subject, text, to)).encode())
    head = [f"Return-Path: <{o.get('return_path', sender)}>"]
    head += [f"Authentication-Results: {r}" for r in o.get(
        "results", [results(sender, o.get("dmarc", "pass"))])]
    head += [f"Received: from mail.{domain} (mail.{domain} [192.0.2.7])",
             " by mx.tc.example with ESMTPS; " +
             format_datetime(moment(o.get("received", at)))]
    name = o.get("name", "")
    head += o.get("froms", [
        f"From: {word(name, charset)} <{sender}>" if name else
        f"From: {sender}"])
    head += [f"To: {to}", f"Subject: {word(subject, charset)}",
             f"Date: {format_datetime(when)}", "Message-ID: " +
             o.get("message_id", f"<{number.hexdigest()[:24]}@{domain}>")]
    if answers and o.get("thread", True):
        head += [f"In-Reply-To: <{answers.message_id}>",
                 f"References: <{answers.message_id}>"]
    head += list(o.get("extra", [])) + ["MIME-Version: 1.0"]
    kind = o.get("type", f"text/plain; charset={charset}")
    leaf = [f"Content-Type: {kind}", *transfer(body)]
    if not o.get("files"):
        lines = head + leaf
    else:
        mark = "----=_NextPart_000_0001_" + number.hexdigest()[:8]
        lines = head + [f'Content-Type: multipart/mixed; boundary="{mark}"',
                        "", f"--{mark}"] + leaf
        for file_name, media, data in o["files"]:
            coded = word(file_name, charset)
            lines += [f"--{mark}", f'Content-Type: {media}; name="{coded}"',
                      "Content-Disposition: attachment; "
                      f'filename="{coded}"', *transfer(data)]
        lines += [f"--{mark}--", ""]
    return "\n".join(lines).replace("\n", "\r\n").encode()


class Mail:
    """A mail that left; raises when it is not what every mail must be."""

    def __init__(self, raw):
        self.raw = raw
        m = email.message_from_bytes(raw, policy=email.policy.default)
        self.m = m
        notice = dict(p.split("=", 1) for p in
                      str(m["X-Convoke-Notice"]).split("; ")[1:])
        self.code = str(m["X-Convoke-Notice"]).split(";")[0]
        self.object, self.key = notice["object"], notice["key"]
        self.to = [a for _, a in getaddresses([str(m["To"])])]
        self.cc = [a for _, a in getaddresses([str(m["Cc"] or "")]) if a]
        self.subject = str(m["Subject"])
        self.message_id = str(m["Message-ID"]).strip().strip("<>")
        self.reply_to = str(m["Reply-To"] or SERVICE)
        self.in_reply_to = str(m["In-Reply-To"] or "").strip("<>")
        self.date = m["Date"].datetime.astimezone(CST)
        self.auto = str(m["Auto-Submitted"])
        self.text = m.get_body(("plain",)).get_content()
        self.html = m.get_body(("html",)).get_content()
        self.files = [p.get_filename() for p in m.iter_attachments()
                      if p.get_content_type() != "application/ics"]
        self.ics = self.calendar()
        found = re.search(r"\+t\.([0-9a-z]{26})@", self.reply_to)
        self.token = found.group(1) if found else None
        # Chinese and English as one run of words, however it was wrapped.
        self.words = re.sub(r"\s+", "", self.text)

    def calendar(self):
        """The octets of its calendar object, which it brings twice."""
        inline = [p for p in self.m.walk()
                  if p.get_content_type() == "text/calendar"]
        files = [p for p in self.m.walk()
                 if p.get_content_type() == "application/ics"]
        if not inline and not files:
            return None
        assert len(inline) == len(files) == 1, f"{self}: calendar parts"
        raw = inline[0].get_payload(decode=True)
        assert raw == files[0].get_payload(decode=True), f"{self}: two objects"
        method = re.search(rb"\r\nMETHOD:(\w+)\r\n", raw).group(1).decode()
        assert inline[0].get_param("method") == method, f"{self}: method"
        assert files[0].get_filename().endswith(".ics"), f"{self}"
        return raw

    def __repr__(self):
        return f"{self.code} {self.object} to {','.join(self.to + self.cc)}"

    def line(self):
        return (f"{self.date:%m-%d %H:%M} {self.code} "
                f"{','.join(self.to + self.cc)}")

    def says(self, *needed):
        for text in needed:
            assert re.sub(r"\s+", "", text) in self.words, \
                f"{self} does not say {text!r}:\n{self.text}"
        return self

    def says_not(self, *unwanted):
        for text in unwanted:
            assert re.sub(r"\s+", "", text) not in self.words, \
                f"{self} says {text!r}:\n{self.text}"
        return self


def octets_of(m):
    """Everything in a mail, decoded: (what it is, its octets)."""
    # An id looks like an address but is none; it is the reader's own mail's.
    ids = ("message-id", "in-reply-to", "references")
    head = "\n".join(f"{k}: {v}" for k, v in m.items()
                     if k.lower() not in ids)
    yield "the head", head.encode()
    for part in m.walk():
        if part.get_content_maintype() == "multipart":
            continue
        what = part.get_filename() or part.get_content_type()
        data = part.get_payload(decode=True)
        yield what, data
        if not data.startswith(b"PK"):
            continue
        with zipfile.ZipFile(io.BytesIO(data)) as z:
            for name in z.namelist():
                yield f"{what}/{name}", z.read(name)


def addresses_in(what, data):
    """The domains of the addresses there, folded lines made whole."""
    if what == "text/calendar" or what.endswith(".ics"):
        data = re.sub(rb"\r\n[ \t]", b"", data)
    for found in re.findall(rb"[\w.+-]+@([\w-]+(?:\.[\w-]+)*\.example)\b"
                            rb"(?![-.]\w)", data):
        yield found.decode().lower()


class Office:
    codes_seen = set()
    named = frozenset()  # domains that a unit itself spoke of

    def __init__(self, convoke, conf=make_demo.CONF, register=None,
                 start="2026-01-01 00:00", charter=acts_only):
        """`charter`: changes the shipped one; None leaves it whole."""
        self.convoke = os.path.realpath(convoke)
        self.dir = tempfile.mkdtemp(prefix="convoke-e2e-")
        self.home = os.path.join(self.dir, "tc")
        self.now = self.start = moment(start)
        self.mails, self.fresh, self.sent = [], [], 0
        # Mails that a case does not speak of: they are none of its fresh ones.
        self.aside = {"digest"}
        self.digests = []  # in `mails` too, but nothing that is expected
        self.imported = []  # what else was imported at the start
        self.received = []  # when, octets, how many mails had left by then
        self.read = set()
        subprocess.run([self.convoke, "init", self.home], check=True,
                       capture_output=True)
        with open(os.path.join(self.home, "convoke.conf"), "w") as f:
            f.write(conf)
        if charter:
            rewrite(os.path.join(self.home, "charter.conf"), charter)
        self.register = os.path.join(self.dir, "register.json")
        data = json.loads(json.dumps(register or REGISTER))
        if register is None:
            data["people"].append(
                {"name": "李样本", "mail": DGL, "title": "副组长",
                 "roles": [{"role": "DGL", "group": "WG5"}]})
        with open(self.register, "w") as f:
            json.dump(data, f, ensure_ascii=False)
        self.run("import", "register", self.register)

    # ---- the program ----
    def run(self, *args, code=0):
        done = subprocess.run(
            [self.convoke, "-c", os.path.join(self.home, "convoke.conf"),
             "--now", self.now.isoformat(), *args],
            capture_output=True, timeout=120, text=True, errors="replace")
        assert done.returncode == code, \
            f"{args} ended with {done.returncode}: {done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def list(self, kind):
        out = self.run("--json", "list", kind)
        return [json.loads(line) for line in out.splitlines()]

    def sql(self, query, *args):
        db = sqlite3.connect(os.path.join(self.home, "state/convoke.db"))
        try:
            return db.execute(query, args).fetchall()
        finally:
            db.close()

    # ---- time ----
    def put(self, raw, at):
        """A message arrives."""
        self.sent += 1
        self.newest = raw
        when = moment(at) if isinstance(at, str) else at
        self.received.append((when, raw, len(self.mails)))
        name = f"{int(when.timestamp())}.{self.sent:05d}.test"
        tmp = os.path.join(self.home, "mail/in/tmp", name)
        with open(tmp, "wb") as f:
            f.write(raw)
        os.utime(tmp, (when.timestamp(), when.timestamp()))
        os.rename(tmp, os.path.join(self.home, "mail/in/new", name))

    def turn(self, at):
        """What happens at that time; the mails that left."""
        self.now = moment(at) if isinstance(at, str) else at
        self.run("tick")
        self.run("deliver")
        return self.look()

    def look(self):
        folder = os.path.join(self.home, "mail/out/new")
        left = []
        for name in sorted(os.listdir(folder)):
            if name in self.read:
                continue
            self.read.add(name)
            with open(os.path.join(folder, name), "rb") as f:
                left.append(Mail(f.read()))
        return self.seen(left)

    def seen(self, left):
        left.sort(key=lambda mail: mail.date)
        for mail in left:
            Office.codes_seen.add(mail.code)
        self.mails += left
        self.digests += [mail for mail in left if mail.code == "digest"]
        self.fresh += [mail for mail in left if mail.code not in self.aside]
        return left

    def next_due(self):
        rows = self.sql("SELECT min(next_at) FROM obligation"
                        " WHERE state IN ('open','overdue')")
        return rows[0][0]

    def until(self, at):
        """Every scheduled minute before `at`."""
        end = moment(at).timestamp()
        due = self.next_due()
        while due is not None and due < end:
            when = max(datetime.fromtimestamp(due, CST), self.now)
            self.turn(when)
            again = self.next_due()
            assert again is None or again > due, \
                f"nothing was done about what is due at {when}"
            due = again

    def post(self, at, sender, subject, text, **o):
        """Somebody writes; the mails this brings about."""
        if moment(at) > self.now:
            self.until(at)
        self.put(letter(at, sender, subject, text, **o), at)
        return self.turn(at)

    def reply(self, at, mail, text, sender=None, **o):
        """The recipient presses "answer"."""
        o.setdefault("answers", mail)
        subject = o.pop("subject", f"回复：{mail.subject}")
        return self.post(at, sender or mail.to[0], subject, text, **o)

    # ---- what is said of it ----
    def expect(self, *lines):
        """All mails since the last expect, and no others."""
        want = sorted(line.strip() for block in lines
                      for line in block.splitlines() if line.strip())
        got = sorted(mail.line() for mail in self.fresh)
        fresh, self.fresh = self.fresh, []
        assert got == want, "mails that left:\n  " + "\n  ".join(
            [f"+ {x}" for x in got if x not in want] +
            [f"- {x}" for x in want if x not in got] +
            [f"  {x}" for x in got if x in want])
        return fresh

    def mail(self, code, to=None):
        """The newest mail of this code."""
        for mail in reversed(self.mails):
            if mail.code == code and (to is None or to in mail.to):
                return mail
        raise AssertionError(f"no mail {code} to {to}")

    def state(self, app):
        return self.sql("SELECT state FROM application WHERE id = ?",
                        app)[0][0]

    def review(self, app, group="WG5"):
        rows = self.sql("SELECT state FROM review WHERE application = ?"
                        " AND working_group = ?", app, group)
        return rows[0][0] if rows else None

    def due(self, duty, obj):
        """(day, state) of the newest obligation."""
        rows = self.sql("SELECT due_day, state FROM obligation WHERE duty = ?"
                        " AND object = ? ORDER BY id DESC LIMIT 1", duty, obj)
        if not rows:
            return None
        day = datetime(1970, 1, 1) + timedelta(days=rows[0][0])
        return f"{day:%Y-%m-%d}", rows[0][1]

    def last(self):
        """(state, reason, object) of the newest message."""
        return self.sql("SELECT state, reason, object FROM message"
                        " ORDER BY id DESC LIMIT 1")[0]

    def field(self, app, key):
        return [v for (v,) in self.sql(
            "SELECT value FROM application_field WHERE application = ?"
            " AND key = ? ORDER BY position", app, key)]

    # ---- what holds for every run ----
    def check_messages(self):
        for row in self.sql("SELECT id, state, reason FROM message"):
            assert row[1] in FINAL, f"message:{row[0]} is {row[1]}"
            assert row[2], f"message:{row[0]} ended without a reason"

    def check_keys(self):
        keys = [mail.key for mail in self.mails]
        assert len(keys) == len(set(keys)), "a key left twice"
        ids = [mail.message_id for mail in self.mails]
        assert len(ids) == len(set(ids)), "a Message-ID left twice"

    def check_mail(self, mail):
        for part in (mail.subject, mail.text, mail.html):
            assert "{{" not in part, f"{mail} has a hole: {part}"
        assert mail.auto in ("auto-generated", "auto-replied"), f"{mail}"
        assert (mail.auto == "auto-replied") == bool(mail.in_reply_to), \
            f"{mail} is {mail.auto}"
        assert re.search("[\u4e00-\u9fff]", mail.text), f"{mail}: no Chinese"
        assert re.search("[A-Za-z]{3}", mail.subject), f"{mail}: no English"
        assert "@" in mail.to[0] and "gw@" not in mail.to[0], f"{mail}"
        words = set(re.findall(r"\b[0-9a-z]{26}\b", mail.text + mail.html))
        assert words <= {mail.token}, f"{mail} shows another's token"
        domains = {a.rsplit("@", 1)[1] for a in mail.to + mail.cc}
        assert len(domains) == 1, f"{mail} goes to several units"

    def papers_of(self):
        """What came in as a file, and the domains that sent it."""
        whose = {}
        for _, raw, _ in self.received:
            if b"multipart" not in raw:
                continue
            sender = re.search(rb"^Return-Path: <[^@>]*@([\w.-]+)>", raw)
            for part in email.message_from_bytes(raw).walk():
                data = part.get_payload(decode=True)
                if sender and data and part.get_filename():
                    whose.setdefault(data, set()).add(
                        sender.group(1).decode().lower())
        return whose

    def check_apart(self, whose):
        """A unit sees no other unit's addresses and papers (R-A4)."""
        for mail in self.mails:
            domains = {a.rsplit("@", 1)[1] for a in mail.to + mail.cc}
            if domains & set(STAFF):
                continue
            for what, data in octets_of(mail.m):
                # A project's lead gets what is meant for his project.
                owners = whose.get(data, domains)
                assert mail.code == "contrib.fwd" or \
                    owners & (domains | set(STAFF)), \
                    f"{mail} brings {what} of {owners}"
                if mail.code.startswith("held."):
                    continue  # he is asked who that stranger is
                for found in addresses_in(what, data):
                    # A host of theirs (mx.m03.example) is theirs.
                    ours = domains | set(STAFF) | self.named
                    assert any(("." + found).endswith("." + d)
                               for d in ours), \
                        f"{mail}: {what} shows an address at {found}"

    def check_again(self):
        """The same minute once more, twice, changes nothing."""
        tables = ("audit", "message", "outbox", "delivery", "token",
                  "obligation", "obligation_step", "application")
        count = [self.sql(f"SELECT count(*) FROM {t}") for t in tables]
        self.turn(self.now)
        self.turn(self.now)
        again = [self.sql(f"SELECT count(*) FROM {t}") for t in tables]
        assert count == again, f"a second tick did something: {count} {again}"

    def close(self):
        if self.fresh:
            self.expect()
        self.check_again()
        self.check_messages()
        self.check_keys()
        for mail in self.mails:
            self.check_mail(mail)
        self.check_apart(self.papers_of())
        out = self.run("verify")
        assert re.search(r"audit rows +\d+ +0", out), out
        shutil.rmtree(self.dir)
