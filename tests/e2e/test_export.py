#!/usr/bin/python3
"""Exports are whole files that a spreadsheet and a program read as meant.

test_export.py CONVOKE

The files are read with Python's csv, json, zipfile, ElementTree, icalendar and
vobject, made by a command that opened the state itself and by one the running core answered.
"""
import csv
import datetime
import io
import json
import os
import resource
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
import zipfile

import icalendar
import vobject

CONVOKE = os.path.realpath(sys.argv[1])
NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
NOW = "2026-03-04T09:00"
# A code of digits alone (GB 32100 gives it its last digit), and a name a
# spreadsheet would calculate.
CODE = "911101080000000007"
TRAPS = ["=1+1有限公司", "+86示例中心", "-示例研究院", "@SUM示例公司", "＝示例公司",
         "示例,\"引号\"公司", "示例科技有限公司"]
failures = []


def check(what, condition, *more):
    if not condition:
        failures.append(what)
        print("FAIL:", what, *more)


def run(*words, cwd=None, code=0, say=None, **how):
    done = subprocess.run([CONVOKE, "--now", NOW, *words], cwd=cwd or TC,
                          capture_output=True, timeout=60, **how)
    check(" ".join(words) + f" ends with {code}", done.returncode == code,
          done.returncode, done.stderr.decode())
    if say:
        check(" ".join(words) + f" says {say}", say in done.stderr.decode(),
              done.stderr.decode())
    return done


def check_digit(first17):
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(letters.index(c) * pow(3, i, 31)
                for i, c in enumerate(first17))
    return letters[(31 - total % 31) % 31]


def register():
    units = []
    for i, name in enumerate(TRAPS):
        units.append({
            "id": f"M{i + 1:02}", "name": name,
            "contact": {"name": "陈联系", "mail": f"c@m{i + 1:02}.example"},
            "memberships": [{"group": "WG5", "since": "2025-04-01",
                             "representatives": []}]})
    units[-1]["uscc"] = CODE
    return {"groups": [{"id": "WG5", "name": "评估工作组"},
                       {"id": "WG6", "name": "通信工作组"},
                       {"id": "WG7", "name": "管理工作组"}], "units": units}


def cells_of(path):
    """Rows of (kind, text) by column letter; kinds are s, n and f."""
    book = zipfile.ZipFile(path)
    check("no damage in " + path, book.testzip() is None)
    strings = ["".join(t.text or "" for t in si.iter(f"{{{NS['m']}}}t"))
               for si in ET.fromstring(book.read("xl/sharedStrings.xml"))]
    sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))
    rows = []
    for row in sheet.iterfind(".//m:row", NS):
        got = {}
        for c in row:
            value = c.findtext("m:v", "", NS)
            kind = "f" if c.find("m:f", NS) is not None else c.get("t", "n")
            got[c.get("r").rstrip("0123456789")] = (
                kind, strings[int(value)] if kind == "s" else value)
        rows.append(got)
    return rows


def read_all(where):
    """All four forms of the units, as they were made in `where`."""
    here = {name: os.path.join(where, "units." + name)
            for name in ("csv", "xlsx", "jsonl", "json")}
    for path in here.values():
        run("export", "units", path, say="7 rows")
        mode = stat.S_IMODE(os.stat(path).st_mode)
        check(f"{path} is its owner's alone", mode == 0o600, oct(mode))

    raw = open(here["csv"], "rb").read()
    check("CSV has a BOM", raw.startswith(b"\xef\xbb\xbf"))
    check("CSV has CRLF", raw.count(b"\r\n") == raw.count(b"\n") == 8)
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    check("CSV: guarded names",
          [r["name_zh"] for r in rows] ==
          ["'" + n if n[0] in "=+-@＝" else n for n in TRAPS])
    check("CSV: the code", rows[-1]["uscc"] == CODE)

    lines = open(here["jsonl"], encoding="utf-8").read().splitlines()
    check("JSON Lines: names",
          [json.loads(line)["name_zh"] for line in lines] == TRAPS)
    check(".json is the same", open(here["json"], "rb").read() ==
          open(here["jsonl"], "rb").read())

    rows = cells_of(here["xlsx"])
    check("XLSX: names as they are",
          [r["B"] for r in rows[1:]] == [("s", n) for n in TRAPS])
    check("XLSX: the code is text", rows[-1]["C"] == ("s", CODE))
    check("XLSX: no formula", all(k != "f" for r in rows
                                  for k, _ in r.values()))
    return {name: open(path, "rb").read() for name, path in here.items()}


def never_half(target):
    """Whatever goes wrong, what was there stays and nothing lies beside it."""
    before = open(target, "rb").read()
    beside = sorted(os.listdir(os.path.dirname(target)))
    run("export", "unit", target, code=64, say="did you mean units?")
    run("export", "units", target, code=73, say="cannot write",
        preexec_fn=lambda: (
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN),
            resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))))
    check("the old file stays", open(target, "rb").read() == before)
    check("nothing lies beside it",
          sorted(os.listdir(os.path.dirname(target))) == beside)
    os.chmod(target, 0o640)
    run("export", "units", target)
    check("a mode that was chosen stays",
          stat.S_IMODE(os.stat(target).st_mode) == 0o640)


def refusals(where):
    run("export", "units", "units.txt", code=64, say=".xlsx")
    run("export", "calendar", "c.csv", code=64, say=".ics")
    run("export", "units", "c.ics", code=64, say="no group units")
    run("export", "units", code=64, say="usage")
    run("export", "units", os.path.join(where, "none", "x.csv"), code=73)
    os.mkfifo(os.path.join(where, "pipe.csv"))
    run("export", "units", os.path.join(where, "pipe.csv"), code=73,
        say="no regular file")
    os.symlink("/dev/full", os.path.join(where, "link.csv"))
    run("export", "units", os.path.join(where, "link.csv"), code=73,
        say="no regular file")


def others(where):
    done = run("export", "units", "-")
    check("- is CSV", done.stdout.startswith(b"\xef\xbb\xbfid,"))
    done = run("export", "units", "-", "--json")
    check("- may be JSON Lines", json.loads(done.stdout.splitlines()[0]))
    days = os.path.join(where, "days.XLSX")
    run("export", "workdays", days, "--lang", "zh", say="工作日历: 72 行")
    rows = cells_of(days)
    check("Chinese headings", rows[0]["A"] == ("s", "日期"))
    check("every day", len(rows) == 1 + 72)
    for kind in ("groups", "people", "memberships", "applications",
                 "obligations", "messages", "outbox", "audit"):
        run("export", kind, os.path.join(where, kind + ".xlsx"))
        cells_of(os.path.join(where, kind + ".xlsx"))
    check("ids of audit rows are numbers",
          cells_of(os.path.join(where, "audit.xlsx"))[1]["A"] == ("n", "1"))


def start_core():
    core = subprocess.Popen([CONVOKE, "run"], cwd=TC, stderr=open(
        os.path.join(WORK, "log"), "w"))
    for _ in range(200):
        if "event=run.ready" in open(os.path.join(WORK, "log")).read():
            return core
        time.sleep(0.05)
    sys.exit("run does not get ready")


def from_elsewhere():
    """A relative name is the client's, not the core's."""
    here = os.path.join(WORK, "elsewhere")
    os.mkdir(here)
    subprocess.run([CONVOKE, "-c", os.path.join(TC, "convoke.conf"), "export",
                    "units", "mine.xlsx"], cwd=here, check=True,
                   capture_output=True)
    check("the file lies with the client", os.listdir(here) == ["mine.xlsx"])
    check("and not with the core", not os.path.exists(
        os.path.join(TC, "mine.xlsx")))


# Two months before the first plenary; P2 is called off, P0 is long past, P9
# too far ahead. A year's meetings, as the store keeps them.
MEETINGS = [
    ("WG5-2025-P1", "plenary", "closed", "2025-11-01T09:00", ""),
    ("WG5-2026-P1", "plenary", "notified", "2026-03-31T09:00", ""),
    ("WG5-2026-P2", "plenary", "cancelled", "2026-06-30T09:00",
     "与标准周冲突，\n另行通知；请勿购票"),
    ("WG5-2026-P3", "plenary", "planned", "2026-12-09T09:00", ""),
    ("WG5-2026-L1", "leaders", "planned", "2026-03-20T14:00", ""),
    ("WG6-2026-P1", "plenary", "planned", "2026-05-06T09:00", ""),
    ("WG5-2028-P1", "plenary", "planned", "2028-03-31T09:00", ""),
]


def seconds(local):
    return int(datetime.datetime.fromisoformat(local + "+08:00").timestamp())


def keep_meetings():
    with sqlite3.connect(os.path.join(TC, "state/convoke.db")) as db:
        for name, kind, state, start, reason in MEETINGS:
            db.execute(
                "INSERT INTO meeting (id, working_group, kind, state, start_at,"
                " end_at, place, link, sequence, since, reason, chair,"
                " week_reason, number, present) VALUES (?, ?, ?, ?, ?, ?, ?, ?,"
                " ?, ?, ?, '张示例', '', '', '')",
                (name, name[:3], kind, state, seconds(start),
                 seconds(start) + 8 * 3600, "北京; 3层, 301室",
                 "https://meet.example/a", 1 if reason else 0,
                 seconds("2026-01-23T10:00"), reason))
    db.close()


def instant(value):
    if not isinstance(value, datetime.datetime):
        return value.isoformat()
    return value.astimezone(datetime.timezone.utc).strftime("%Y%m%dT%H%MZ")


def calendar_of(path):
    """UID → (start, status), read twice; and the bytes."""
    data = open(path, "rb").read()
    calendar = icalendar.Calendar.from_ical(data)
    events = calendar.walk("VEVENT")
    got = {str(e["uid"]): (instant(e["dtstart"].dt), str(e["status"]))
           for e in events}
    check("no UID twice in " + path, len(got) == len(events))
    again = vobject.readOne(data.decode())
    check("vobject reads the same in " + path, got == {
        e.uid.value: (instant(e.dtstart.value), e.status.value)
        for e in again.contents.get("vevent", [])})
    for e in events:
        check("nothing wrong in " + str(e["uid"]), not e.errors, e.errors)
        check("no bell in " + str(e["uid"]), not e.walk("VALARM"))
        check("nobody is named in " + str(e["uid"]), "attendee" not in e)
        check("it has an organizer", str(e["organizer"]) ==
              "mailto:gw@tc.example", e["organizer"])
    check("METHOD, zone and how often to look again",
          (str(calendar["method"]), str(calendar["x-wr-timezone"]),
           calendar["refresh-interval"].to_ical(),
           str(calendar["x-published-ttl"])) ==
          ("PUBLISH", "Asia/Shanghai", b"PT6H", "PT6H"))
    check("a name in both spellings",
          str(calendar["name"]) == str(calendar["x-wr-calname"]) != "")
    return got, str(calendar["name"]), data


WANT = {
    "WG5-2026-P1": ("20260331T0100Z", "CONFIRMED"),
    "WG5-2026-P1-plan": ("2026-02-28", "CONFIRMED"),
    "WG5-2026-P1-notice": ("2026-03-10", "CONFIRMED"),
    "WG5-2026-P1-contrib": ("2026-03-17", "CONFIRMED"),
    "WG5-2026-P2": ("20260630T0100Z", "CANCELLED"),
    "WG5-2026-P3": ("20261209T0100Z", "CONFIRMED"),
    "WG5-2026-P3-plan": ("2026-11-09", "CONFIRMED"),
    "WG5-2026-P3-notice": ("2026-11-18", "CONFIRMED"),
    "WG5-2026-P3-contrib": ("2026-11-25", "CONFIRMED"),
    "WG5-2026-L1": ("20260320T0600Z", "CONFIRMED"),
}
WANT_WG6 = {
    "WG6-2026-P1": ("20260506T0100Z", "CONFIRMED"),
    "WG6-2026-P1-plan": ("2026-04-06", "CONFIRMED"),
    "WG6-2026-P1-notice": ("2026-04-15", "CONFIRMED"),
    "WG6-2026-P1-contrib": ("2026-04-22", "CONFIRMED"),
}


def at_domain(want):
    return {name + "@tc.example": said for name, said in want.items()}


def calendars(where):
    """Meetings and deadlines of a group, as programs that know nothing of us
    read them."""
    one = os.path.join(where, "wg5.ics")
    run("export", "WG5", one, say="10 events")
    got, name, data = calendar_of(one)
    check("a group's meetings and days", got == at_domain(WANT), got)
    check("a group's name", name == "WG5 会议与期限", name)
    lost = [e for e in icalendar.Calendar.from_ical(data).walk("VEVENT")
            if str(e["uid"]).startswith("WG5-2026-P2@")][0]
    check("why it was called off", str(lost["comment"]) == MEETINGS[2][4],
          lost["comment"])
    check("where", str(lost["location"]) == "北京; 3层, 301室")
    everything = os.path.join(where, "all.ics")
    run("export", "calendar", everything, say="14 events")
    check("all groups' meetings", calendar_of(everything)[0] ==
          at_domain({**WANT, **WANT_WG6}))
    check("- is the same", run("export", "calendar", "-").stdout ==
          open(everything, "rb").read())
    run("export", "WG7", os.path.join(where, "wg7.ics"), say="0 events")
    check("no meeting, no event", not calendar_of(
        os.path.join(where, "wg7.ics"))[0])
    return data


WORK = tempfile.mkdtemp(prefix="convoke-export-")
TC = os.path.join(WORK, "tc")
core = None
try:
    os.environ.pop("CONVOKE_CONF", None)
    os.environ["LC_ALL"] = "C"
    check("the code is one", check_digit(CODE[:17]) == CODE[17],
          check_digit(CODE[:17]))
    run("-q", "init", "tc", cwd=WORK)
    with open(os.path.join(TC, "register.json"), "w", encoding="utf-8") as f:
        json.dump(register(), f)
    run("import", "register", "register.json")
    keep_meetings()
    made = {}
    for way in ("alone", "core"):
        out = os.path.join(WORK, way)
        os.mkdir(out)
        if way == "core":
            core = start_core()
        made[way] = read_all(out)
        made[way]["ics"] = calendars(out)
        never_half(os.path.join(out, "units.csv"))
        refusals(out)
        others(out)
    check("the core gives the same octets", made["alone"] == made["core"])
    from_elsewhere()
finally:
    if core:
        core.terminate()
        core.wait()
    shutil.rmtree(WORK)
if failures:
    sys.exit(f"{len(failures)} failed")
print("export: all as expected")
