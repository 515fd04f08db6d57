#!/usr/bin/python3
"""A case as one archive and as one page: all that is on record about why a
unit leaves, and nothing of any other unit.

test_casebook.py CONVOKE [WORDS]   WORDS: only cases whose name has them

M03 was absent from P1 without reason, as it had been from the plenary before:
it is flagged, told that its exit is intended, and states its view. The archive is read with
Python's zipfile, hashlib, csv and email alone. Expectations are those of
interface.md (explain, export), requirements.md R-X9 and 4.2.
"""
import csv as sheets
import email
import email.policy
import hashlib
import io
import json
import os
import stat
import subprocess
import sys
import time
import traceback
import zipfile

import test_attendance
import test_exit
from test_attendance import *  # noqa: F403

CASES = []
OLD = "WG5-2025-P2"
FLAG = f"M03/ABS/{P1}"
FOREIGN = ("m01.example", "m02.example")


def case(f):
    CASES.append(f)
    return f


# ---- the records ----

def instant(text):
    return int(moment(text).timestamp())


def audit(o, at, entity, name, states, event, who, evidence="", note=""):
    """One more row of the trail, chained as the program does."""
    before = o.sql("SELECT hash FROM audit ORDER BY id DESC LIMIT 1")[0][0]
    row = (instant(at), entity, name, *states, event, *who, evidence, note)
    o.write(("INSERT INTO audit (at, entity, entity_id, from_state, to_state,"
             " event, actor, authority, evidence, note, hash) VALUES"
             " (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
             (*row, chained(before, row))))


def chained(before, row):
    """README.txt of an archive says it in words."""
    text = str(row[0]).encode()
    for value in (before, *row[1:]):
        octets = value.encode()
        text += b"|%d:%s" % (len(octets), octets)
    return hashlib.sha256(text).hexdigest()


def message_of(o, words):
    return o.sql("SELECT id FROM message WHERE subject LIKE ?",
                 f"%{words}%")[-1][0]


def prepare(o):
    """P1 is final; the plenary before is on record; the flag runs its course.
    One of its mails is large, and lies beside the database."""
    o.write(("INSERT INTO meeting (id, working_group, kind, state, start_at,"
             " end_at, place, link, sequence, since, reason, chair,"
             " week_reason, number, present) SELECT ?, working_group, kind,"
             " 'closed', ?, ?, place, link, 0, ?, '', chair, '', '', ''"
             " FROM meeting WHERE id = ?",
             (OLD, instant("2025-10-16 09:00"), instant("2025-10-16 17:00"),
              instant("2025-09-01 09:00"), P1)),
            ("INSERT INTO attendance (meeting, unit, status, basis, at)"
             " VALUES (?, 'M03', 'U', 'register', ?)",
             (OLD, instant("2026-01-01 00:00"))))
    o.post("2026-03-31 10:00", M03, f"[请假] {P1}", "出差\n")
    send(o, test_attendance.csv(CAME))
    o.until("2026-04-09 10:00")
    raise_flag(o)


def raise_flag(o):
    """The secretariat intends the exit, and says something in a mail that is
    about another unit, too; the unit states its view."""
    o.reply("2026-04-10 10:00", o.mail("flag.raised", SEC),
            quoted("拟退出"))
    o.post("2026-04-11 10:00", SEC, "两件事", f"{M01} 与 {M02} 之事一并处理\n")
    both = f"message:{message_of(o, '两件事')}"
    o.write(("UPDATE message SET object = ? WHERE subject = '两件事'",
             (FLAG,)))
    audit(o, "2026-04-11 10:00", "flag", FLAG, ("pre_exit", "pre_exit"),
          "flag.noted", (SEC, "L2"), both, "=1+1，另有说明")
    audit(o, "2026-04-11 10:00", "excuse", f"{P1}/M01", ("", ""),
          "excuse.noted", (SEC, "L2"), both)
    o.reply("2026-04-20 15:00", o.mail("flag.preexit", M03),
            "我单位当日有疫情，无法派人。\n",
            files=[("说明.txt", "text/plain", "盖章说明".encode())])
    o.fresh.clear()


# ---- the archive, as somebody outside reads it ----

class Archive:
    def __init__(self, path):
        with open(path, "rb") as f:
            self.octets = f.read()
        self.zip = zipfile.ZipFile(io.BytesIO(self.octets))
        assert self.zip.testzip() is None
        self.names = self.zip.namelist()
        assert len(set(self.names)) == len(self.names)
        self.files = {n: self.zip.read(n) for n in self.names}

    def rows(self, name):
        raw = self.files[name]
        assert raw.startswith(b"\xef\xbb\xbf"), f"{name} has no BOM"
        return list(sheets.DictReader(io.StringIO(raw.decode("utf-8-sig"))))

    def check_sums(self):
        said = dict(reversed(line.split("  ", 1)) for line in
                    self.files["SHA256SUMS"].decode().splitlines())
        assert set(said) == set(self.names) - {"SHA256SUMS"}
        for name, value in said.items():
            assert hashlib.sha256(self.files[name]).hexdigest() == value, name
        listed = {r["file"]: r for r in self.rows("manifest.csv")}
        assert set(listed) == set(said) - {"manifest.csv"}
        for name, r in listed.items():
            assert int(r["octets"]) == len(self.files[name]), name
            assert r["sha256"] == said[name], name

    def check_chain(self, o):
        """Row by row; and the row before is the one in the whole trail."""
        trail = dict(o.sql("SELECT id, hash FROM audit"))
        rows = [json.loads(line) for line in
                self.files["decisions.jsonl"].splitlines()]
        for r in rows:
            row = [int(r["at"])] + [r[k] for k in (
                "entity", "object", "from", "to", "event", "actor",
                "authority", "evidence", "note")]
            assert chained(r["before"], row) == r["hash"], r
            assert trail[int(r["id"])] == r["hash"]
            assert trail.get(int(r["id"]) - 1, "") == r["before"]
        assert [r["id"] for r in self.rows("decisions.csv")] == \
            [str(r["id"]) for r in rows]
        return rows

    def check_mails(self, o):
        """Mails are the octets of the spool, and of what was sent."""
        for r in self.rows("mail-in.csv"):
            path = os.path.join(o.home, "state/spool/keep", r["sha256"][:2],
                                r["sha256"] + ".eml")
            with open(path, "rb") as f:
                octets = f.read()
            if r["file"]:
                assert self.files[r["file"]] == octets
            else:
                assert octets not in self.files.values()
                assert not r["subject"] and not r["object"]
        sent = {m.message_id: m for m in o.mails}
        for r in self.rows("mail-out.csv"):
            mail = email.message_from_bytes(self.files[r["file"]])
            assert mail["Message-ID"].strip("<>") == r["message_id"]
            assert r["message_id"] in sent
        listed = {r["file"] for s in ("mail-in.csv", "mail-out.csv")
                  for r in self.rows(s) if r["file"]}
        assert {n for n in self.names if n.startswith("mail-")
                and n.endswith(".eml")} == listed

    def text(self):
        """Everything a person could read in it, decoded."""
        for name, octets in self.files.items():
            yield name, octets.decode("utf-8", "replace")
            if not name.endswith(".eml"):
                continue
            mail = email.message_from_bytes(octets,
                                            policy=email.policy.default)
            yield name, "\n".join(f"{k}: {v}" for k, v in mail.items())
            for part in mail.walk():
                if not part.is_multipart():
                    yield name, part.get_payload(decode=True).decode(
                        "utf-8", "replace")

    def check_apart(self):
        for name, text in self.text():
            for domain in FOREIGN:
                assert domain not in text, f"{name} speaks of {domain}"


def archive(o, about=FLAG, name="case.zip", **k):
    path = os.path.join(o.dir, name)
    said = o.run("export", "case", about, path, **k)
    return (Archive(path), said) if not k else said


@case
def everything_is_in_it_and_can_be_checked(o):
    a, said = archive(o)
    a.check_sums()
    a.check_mails(o)
    a.check_apart()
    rows = a.check_chain(o)
    events = [r["event"] for r in rows]
    for event in ("flag.raise", "flag.pre_exit", "flag.object",
                  "attendance.judged"):
        assert event in events, events
    assert not [r for r in rows if "M01" in r["object"]]
    assert [r["note"] for r in rows if r["event"] == "flag.noted"] == \
        ["=1+1，另有说明"]
    assert [r["note"] for r in a.rows("decisions.csv")
            if r["event"] == "flag.noted"] == ["'=1+1，另有说明"]
    assert stat.S_IMODE(os.stat(os.path.join(o.dir, "case.zip")).st_mode) \
        == 0o600
    assert [n for n in os.listdir(o.dir) if n.startswith("case.zip")] == \
        ["case.zip"]
    assert str(len(a.names)) in said


@case
def its_sheets_say_what_happened(o):
    a, _ = archive(o)
    held = a.rows("attendance.csv")
    assert [(r["meeting"], r["status"], r["basis"]) for r in held] == \
        [(OLD, "U", "register"), (P1, "U", "silent")], held
    assert held[1]["notice"] == "2026-02-10 10:00:00", held
    assert held[1]["asked"] == "2026-04-02 14:00:00", held
    assert held[1]["window"] == "2026-04-09 00:00:00", held
    signed = a.rows("sign-in.csv")
    assert [(r["meeting"], r["line"]) for r in signed] == [(P1, "")], signed
    assert signed[0]["sha256"] == hashlib.sha256(
        test_attendance.csv(CAME)[2]).hexdigest()
    mails = {r["kind"]: r for r in a.rows("mail-in.csv")}
    assert not mails["attendance"]["file"], "the list names others"
    assert mails["leave"]["file"]
    assert [bool(r["file"]) for r in a.rows("mail-in.csv")
            if r["sender"] == M03] == [True, True]
    whole = [bool(r["file"]) for r in a.rows("mail-in.csv")
             if r["sender"] == SEC]
    assert whole == [True, False], a.rows("mail-in.csv")
    codes = {r["code"] for r in a.rows("mail-out.csv")}
    assert {"notice.issue", "absence.ask", "reason.ask"} <= \
        codes, codes
    assert "attend.ack" not in codes
    packs = o.sql("SELECT version, text, pdf FROM flag_evidence")
    assert len(packs) > 1
    for version, words, pdf in packs:
        name = f"evidence/M03-ABS-WG5-2026-P1-v{version}"
        assert a.files[name + ".txt"] == words
        assert a.files.get(name + ".pdf", b"") == pdf
    assert {"flag.raised", "flag.preexit", "flag.objection"} <= codes, codes
    assert a.rows("statements.csv")[0]["in_time"] == "yes"
    readme = a.files["README.txt"].decode()
    assert FLAG in readme and "sha256sum -c" in readme
    # Times are of the records, not of the export.
    when = {i.filename: i.date_time for i in a.zip.infolist()}
    assert when["evidence/M03-ABS-WG5-2026-P1-v1.txt"][:5] == \
        (2026, 4, 9, 9, 0)
    assert when["README.txt"] == max(when.values())


@case
def the_same_by_the_running_core_and_later(o):
    a, _ = archive(o)
    core = subprocess.Popen(
        [o.convoke, "-c", os.path.join(o.home, "convoke.conf"), "-v",
         "--now", o.now.isoformat(), "run"], stderr=subprocess.PIPE, text=True)
    try:
        for line in core.stderr:
            if "event=run.ready" in line:
                break
        b, _ = archive(o, name="again.zip")
    finally:
        core.terminate()
        core.stderr.read()
        core.wait()
    assert a.files == b.files, [n for n in b.names
                                if a.files.get(n) != b.files[n]]
    assert a.octets == b.octets
    o.now = moment("2026-05-20 10:00")
    b, _ = archive(o, name="later.zip")
    assert a.octets == b.octets
    o.now = moment("2026-04-20 15:00")


@case
def nothing_is_written_over(o):
    path = os.path.join(o.dir, "mine.zip")
    with open(path, "w") as f:
        f.write("mine")
    said = archive(o, name="mine.zip", code=73)
    assert "not written over" in said or "不会覆盖" in said, said
    with open(path) as f:
        assert f.read() == "mine"
    os.symlink("/dev/null", os.path.join(o.dir, "link.zip"))
    archive(o, name="link.zip", code=73)
    archive(o, name="none/x.zip", code=73)
    archive(o, name="case.tar", code=64)
    said = archive(o, about="M03/ABS/WG5-2031-P9", code=65)
    assert "M03/ABS/WG5-2031-P9" in said, said
    archive(o, about="M01", code=65)
    archive(o, about="exit:7", code=65)
    archive(o, about="exit:x", code=65)
    assert sorted(n for n in os.listdir(o.dir) if ".zip" in n) == \
        ["link.zip", "mine.zip"], os.listdir(o.dir)


@case
def a_mail_that_was_changed_on_disk_ends_it(o):
    sha = o.sql("SELECT m.sha256 FROM message m JOIN flag_statement s"
                " ON s.message = m.id")[0][0]
    path = os.path.join(o.home, "state/spool/keep", sha[:2], sha + ".eml")
    os.chmod(path, 0o600)
    with open(path, "ab") as f:
        f.write(b"x")
    said = archive(o, code=73)
    assert "not what was received" in said, said
    assert not [n for n in os.listdir(o.dir) if ".zip" in n]
    with open(path, "r+b") as f:
        f.truncate(os.path.getsize(path) - 1)


@case
def an_exit_and_a_whole_unit(o):
    o.write(("INSERT INTO exit_case (unit, working_groups, ground, state,"
             " flag, message, begun_at, decided_at, decided_by, done_at,"
             " reason, number) VALUES ('M03', 'WG5', 'deemed', 'exiting', ?,"
             " NULL, ?, ?, ?, NULL, '连续两次', '')",
             (FLAG, instant("2026-05-06 10:00"), instant("2026-05-06 10:00"),
              "sec2@tc.example")))
    exited, _ = archive(o, "exit:1", "exit.zip")
    unit, _ = archive(o, "M03", "unit.zip")
    for a in (exited, unit):
        a.check_sums()
        a.check_chain(o)
        a.check_apart()
        assert [r["flag"] for r in a.rows("flags.csv")] == [FLAG]
        assert [r["exit"] for r in a.rows("exits.csv")] == ["exit:1"]
    said = told(o, "exit:1")
    for words in ("视为自动退出（第十三条第2项）", "平台账号待注销", FLAG):
        assert words in said, said
    assert FLAG in told(o, "M03") and "exit:1" in told(o, "M03")


@case
def a_unit_that_left_on_its_own_request(o):
    x = test_exit.Exits()
    test_exit.left(x)
    a, _ = archive(x, "exit:1")
    a.check_sums()
    a.check_mails(x)
    a.check_chain(x)
    foreign = [n for n, text in a.text() for d in ("m01.example",
                                                   "m03.example") if d in text]
    assert not foreign, foreign
    codes = [r["code"] for r in a.rows("mail-out.csv")]
    for code in ("exit.ack", "exit.task", "exit.confirmed", "exit.done",
                 "account.cancel"):
        assert code in codes, codes
    kinds = [(r["sender"], bool(r["file"])) for r in a.rows("mail-in.csv")]
    assert kinds == [("c@m02.example", True), (SEC, True), (ADM, True)], kinds
    events = [(r["entity"], r["to"]) for r in a.rows("decisions.csv")]
    assert ("membership", "exited") in events and ("exit", "done") in events
    assert "attendance.csv" not in a.names and "flags.csv" not in a.names
    said = told(x, "exit:1")
    for words in ("单位自愿退出（第十三条第1项）", "账号已注销，已退出", "exit.confirmed",
                  "exit:1：注销平台账号", "按期办结"):
        assert words in said, f"{words} in {said}"
    assert "exit:1：注销平台账号" in told(x, "M02")
    x.fresh.clear()
    x.close()


def told(o, about, lang="zh"):
    return o.run("--lang", lang, "explain", about)


@case
def explain_prints_the_whole_case(o):
    said = told(o, FLAG)
    for words in ("连续无故缺席", "2次", "第十三条第2项", "单位已陈述，待秘书处决定",
                  OLD, "启用本系统之前的记录", "无故缺席（U）：没有到会",
                  "2026-02-10 10:00:00", "说明须早于 2026-04-09 00:00:00",
                  "签到表.csv", "证据材料", "在期限内", "reason.ask",
                  "秘书处现可", "撤销标记、确认退出（须由另一经办人）",
                  "flag.preexit", "对退出标记作出决定",
                  "flag.pre_exit", SEC, "=1+1", "audit:"):
        assert words in said, f"{words} in {said}"
    for domain in FOREIGN:
        assert domain not in said, said
    last = o.sql("SELECT hash FROM audit WHERE event = 'flag.object'")[0][0]
    assert last in said, said
    said = told(o, FLAG, "en")
    for words in ("two plenaries in a row missed", "Art. 13, item 2",
                  "absent without a reason (U)", "to be answered before"):
        assert words in said, f"{words} in {said}"
    rows = [json.loads(line) for line in
            o.run("--json", "explain", FLAG).splitlines()]
    assert rows and all(rows)


@case
def explain_says_why_a_plenary_counts(o):
    for about in (f"M03/{P1}", f"{P1}/M03"):
        said = told(o, about)
        for words in ("无故缺席（U）：没有到会，期限内也没有说明事由", "absence.ask",
                      "reason.ask", "签到表.csv"):
            assert words in said, f"{words} in {said}"
        assert "退出标记" not in said, said
    said = told(o, f"M01/{P1}")
    assert "到会（A）：签到表中有该单位的人员" in said and "代表M01" in said, said


# ---- the runner ----

def run(f):
    began = time.monotonic()
    o = None
    try:
        o = test_attendance.copy_of(BASE[0])
        f(o)
        o.close()
        return f.__name__, None, time.monotonic() - began
    except Exception:
        where = f"\n  the state is in {o.dir}" if o else ""
        return f.__name__, traceback.format_exc() + where, \
            time.monotonic() - began


BASE = []


def main():
    words = sys.argv[2] if len(sys.argv) > 2 else ""
    chosen = [f for f in CASES if words in f.__name__]
    BASE.append(Held())
    prepare(BASE[0])
    bad = 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for name, trouble, seconds in pool.map(run, chosen):
            bad += trouble is not None
            print(f"{'FAIL' if trouble else 'ok  '} {name} ({seconds:.1f} s)"
                  + (f"\n{trouble}" if trouble else ""), flush=True)
    print(f"{len(chosen)} cases, {bad} failed")
    return bad != 0


if __name__ == "__main__":
    sys.exit(main())
