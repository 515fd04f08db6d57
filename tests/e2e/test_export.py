#!/usr/bin/python3
"""Exports are whole files that a spreadsheet and a program read as meant.

test_export.py CONVOKE

The files are read with Python's csv, json, zipfile and ElementTree, by a
command that opened the state itself and by one the running core answered.
"""
import csv
import io
import json
import os
import resource
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
import zipfile

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
    return {"groups": [{"id": "WG5", "name": "评估工作组"}], "units": units}


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
    run("export", "calendar", "c.ics", code=64, say="not there yet")
    run("export", "units", "c.ics", code=64, say=".ics")
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
    made = {}
    for way in ("alone", "core"):
        out = os.path.join(WORK, way)
        os.mkdir(out)
        if way == "core":
            core = start_core()
        made[way] = read_all(out)
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
