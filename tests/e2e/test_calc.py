#!/usr/bin/python3
"""Dues ledgers and sign-in lists as LibreOffice Calc writes them, and our
exports as it reads them.

test_calc.py CONVOKE [WORDS]   WORDS: only cases whose name has them

Each file is a workbook with real dates, amounts, a merged title, a hidden
sheet and empty rows, saved by Calc as XLSX and as CSV in each encoding and
with each separator; each must be read with one and the same result. What Calc
itself has spoiled is refused with its line. Cells that look like formulas must
be the same text in Calc, and nothing of them calculated.
"""
import concurrent.futures
import csv
import io
import re
import sys
import time
import traceback
from xml.sax.saxutils import escape

import test_attendance
import test_dues
from office import *  # noqa: F403
from test_dues import Clerk, good_code

CASES = []
P1 = test_attendance.P1
CODE = good_code()
# Of Calc's filter: separator, quotes, charset (76 is UTF-8, 85 GB18030, 36
# GBK, 65535 UTF-16).
SAVED = {
    "utf8.csv": "44,34,76", "semicolon.csv": "59,34,76", "tab.csv": "9,34,76",
    "gb18030.csv": "44,34,85", "gb-semicolon.csv": "59,34,85",
    "gb-tab.csv": "9,34,85", "utf16.csv": "44,34,65535",
    "utf16-tab.csv": "9,34,65535",
}


def case(f):
    CASES.append(f)
    return f


# ---- workbooks, as flat OpenDocument ----

STYLES = """
<number:date-style style:name="Dslash"><number:year number:style="long"/>
<number:text>/</number:text><number:month/><number:text>/</number:text>
<number:day/></number:date-style>
<number:date-style style:name="Dzh"><number:year number:style="long"/>
<number:text>年</number:text><number:month/><number:text>月</number:text>
<number:day/><number:text>日</number:text></number:date-style>
<number:date-style style:name="Dtime"><number:year number:style="long"/>
<number:text>/</number:text><number:month/><number:text>/</number:text>
<number:day/><number:text> </number:text><number:hours/>
<number:text>:</number:text><number:minutes number:style="long"/>
</number:date-style>
<number:number-style style:name="Nmoney"><number:number
 number:decimal-places="2" number:min-decimal-places="2"
 number:min-integer-digits="1" number:grouping="true"/></number:number-style>
<number:number-style style:name="Nscience"><number:scientific-number
 number:decimal-places="5" number:min-decimal-places="5"
 number:min-integer-digits="1" number:min-exponent-digits="2"/>
</number:number-style>
""" + "".join(
    f'<style:style style:name="{n[0].lower() + n}" style:family="table-cell" '
    f'style:data-style-name="{n}"/>' for n in (
        "Dslash", "Dzh", "Dtime", "Nmoney", "Nscience")) + """
<style:style style:name="hidden" style:family="table"><style:table-properties
 table:display="false"/></style:style>
"""
NAMES = " ".join(
    f'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for p, n in (
        ("office", "office"), ("table", "table"), ("text", "text"),
        ("style", "style"), ("number", "datastyle")))


def date(day, style="dDslash"):
    return (f'table:style-name="{style}" office:value-type="date" '
            f'office:date-value="{day}"', "")


def number(value, style=None):
    how = f'table:style-name="{style}" ' if style else ""
    return f'{how}office:value-type="float" office:value="{value}"', ""


def cell(c):
    if not isinstance(c, tuple):
        c = ('office:value-type="string"', c) if c else ("", "")
    lines = "".join(f"<text:p>{escape(p)}</text:p>"
                    for p in c[1].split("\n")) if c[1] else ""
    return f"<table:table-cell {c[0]}>{lines}</table:table-cell>"


def sheet(name, rows, style=""):
    return f'<table:table table:name="{name}"{style}>' + "".join(
        "<table:table-row>" + "".join(cell(c) for c in row) +
        "</table:table-row>" for row in rows) + "</table:table>"


def title(text, span):
    return [(f'office:value-type="string" table:number-columns-spanned='
             f'"{span}" table:number-rows-spanned="1"', text)] + \
        [""] * (span - 1)


def book(rows, hidden):
    return (f'<?xml version="1.0" encoding="UTF-8"?><office:document {NAMES} '
            'office:version="1.2" office:mimetype='
            '"application/vnd.oasis.opendocument.spreadsheet">'
            f"<office:automatic-styles>{STYLES}</office:automatic-styles>"
            "<office:body><office:spreadsheet>" + sheet("一", rows) +
            sheet("旧", hidden, ' table:style-name="hidden"') +
            "</office:spreadsheet></office:body></office:document>").encode()


def convert(folder, sources, kind, options=None, infilter=None):
    how = [f"--infilter={infilter}"] if infilter else []
    to = f"{kind}:{options}" if options else kind
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{folder}/profile",
         "--headless", *how, "--convert-to", to, "--outdir",
         os.path.join(folder, "out"), *sources], check=True,
        capture_output=True, timeout=240)


def octets(path):
    with open(path, "rb") as f:
        return f.read()


def saved(books, only=None):
    """{(name of the book, how it was saved): octets}"""
    got = {}
    with tempfile.TemporaryDirectory() as folder:
        sources = []
        for name, data in books.items():
            sources.append(os.path.join(folder, name + ".fods"))
            with open(sources[-1], "wb") as f:
                f.write(data)
        for how, options in {"book.xlsx": None, **SAVED}.items():
            if only and how not in only:
                continue
            kind = how.rsplit(".", 1)[1]
            convert(folder, sources, kind, options and
                    f"Text - txt - csv (StarCalc):{options}")
            for name in books:
                path = os.path.join(folder, "out", f"{name}.{kind}")
                got[name, how] = octets(path)
                os.remove(path)
    for name in books:
        if (name, "utf8.csv") in got:
            got[name, "bom.csv"] = b"\xef\xbb\xbf" + got[name, "utf8.csv"]
    return got


# ---- a ledger ----

LEDGER_HEAD = ["年度", "成员单位", "统一社会信用代码", "金额（元）", "状态", "到账日期",
               "凭证"]
LEDGER = [
    title("网安标委 2026 年度会费台账，单位：元", 7),
    ["截至", date("2026-06-21", "dDzh")],
    [],
    LEDGER_HEAD,
    [number(2026), "示例科技有限公司", "", number(12000, "nNmoney"), "已缴",
     date("2026-06-18"), "银行回单，第\"1\"号"],
    [number(2026), "M02", "", number(12000, "nNmoney"), "未缴", "", ""],
    [number(2026), "范例网络安全有限公司", CODE, number(6000, "nNmoney"), "部分缴费",
     date("2026-06-01", "dDzh"), "；分期\n第一期"],
    [], ["", "", "", "", "", "", " "], [],
]
PLAIN = LEDGER[:6] + [LEDGER[6][:6] + ["；分期第一期"]] + LEDGER[7:]
OLD_LEDGER = [LEDGER_HEAD] + [
    [number(2026), u, "", number(1), "减免", "", "旧表"]
    for u in ("M01", "M02", "M03")]
# A code that Calc took for a number has lost its last digits.
SPOILED = LEDGER[:4] + [
    LEDGER[4], LEDGER[5],
    [number(2026), "", number("911101080000000007", "nNscience"),
     number(6000, "nNmoney"), "未缴", "", ""]]
BESIDE = SPOILED[:6] + [[number(2026), "范例网络安全有限公司"] + SPOILED[6][2:]]


def entries(o):
    return o.sql(
        "SELECT year, unit, status, CAST(replace(amount, ',', '') AS REAL),"
        " date(value_day * 86400, 'unixepoch'), replace(replace(ref, char(10),"
        " ' '), '  ', ' ') FROM dues_entry ORDER BY id")


def as_of(o):
    return o.sql("SELECT date(as_of * 86400, 'unixepoch') FROM dues_import")


WANT = [(2026, "M01", "paid", 12000.0, "2026-06-18", "银行回单，第\"1\"号"),
        (2026, "M02", "unpaid", 12000.0, "1970-01-01", ""),
        (2026, "M03", "partial", 6000.0, "2026-06-01", "；分期 第一期")]


def fresh_clerk():
    """The same office with a state folder of its own."""
    base = CLERKS[0]
    o = Clerk.__new__(Clerk)
    o.__dict__.update(base.__dict__)
    o.dir = tempfile.mkdtemp(prefix="convoke-e2e-")
    o.home = os.path.join(o.dir, "tc")
    o.mails, o.fresh, o.read = [], [], set(base.read)
    o.received, o.digests = [], []
    shutil.copytree(base.home, o.home)
    return o


def new_clerk():
    o = Clerk(test_dues.CONVOKE, conf=test_dues.CONF,
              register=test_dues.register(), charter=test_dues.DUTIES,
              start="2026-06-22 09:30")
    o.turn("2026-06-22 09:30")
    return o


@case
def every_ledger_is_read_alike(files):
    for how in HOWS:
        o = fresh_clerk()
        path = o.file(files["ledger", how], "x" + how)
        if "tab" in how:
            # A line's end within a cell cannot be told from one of a row.
            said = o.run("import", "dues", path, code=65)
            assert ":8: " in said and "第一期" in said, said
            path = o.file(files["plain ledger", how], "y" + how)
        o.run("import", "dues", path)
        assert [(*r[:5], r[5].split("；")[0]) for r in entries(o)] == \
            [(*r[:5], r[5].split("；")[0]) for r in WANT], (how, entries(o))
        if "tab" not in how:
            assert entries(o) == WANT, (how, entries(o))
        assert as_of(o) == [("2026-06-21",)], how
        shutil.rmtree(o.dir)


@case
def ledgers_by_mail_are_read_alike(files):
    for how, media in (("book.xlsx", test_dues.XLSX), ("gb-tab.csv", CSV),
                       ("utf16.csv", CSV), ("semicolon.csv", CSV)):
        o = fresh_clerk()
        name = "plain ledger" if "tab" in how else "ledger"
        o.send("2026-06-22 10:00", files[name, how], media=media,
               name="会费台账." + how[-4:].lstrip("."))
        assert [r[:5] for r in entries(o)] == [r[:5] for r in WANT], \
            (how, entries(o), o.last())
        shutil.rmtree(o.dir)


@case
def a_spoiled_code_is_refused_with_its_line(files):
    o = fresh_clerk()
    for what in ("spoiled", "beside"):
        for how in HOWS:
            said = o.run("import", "dues",
                         o.file(files[what, how], "x" + how), code=65)
            assert re.search(r"x.*:7: ", said), (what, how, said)
            assert not entries(o), (what, how)
    shutil.rmtree(o.dir)


# ---- a sign-in list ----

LIST_HEAD = ["单位名称", "姓名", "身份", "参会方式", "签到时间"]
LIST = [
    title("WG5 第一次全体会议签到表", 5),
    [],
    LIST_HEAD,
    ["示例科技有限公司", "代表M01", "代表", "现场",
     date("2026-03-31T08:55:00", "dDtime")],
    ["M02", "代表，\"M02\"", "", "线上",
     date("2026-03-31T08:56:00", "dDtime")],
    ["", "张示例", "组长", "现场\n主会场", date("2026-03-31T08:57:00", "dDtime")],
    [], ["", "", "", "", " "],
]
PLAIN_LIST = LIST[:5] + [LIST[5][:3] + ["现场 主会场"] + LIST[5][4:]] + LIST[6:]
OLD_LIST = [LIST_HEAD] + [
    [u, "旧", "代表", "现场", date("2026-03-31T08:55:00", "dDtime")]
    for u in ("M01", "M02", "M03")]
SPOILED_LIST = LIST[:2] + [["统一社会信用代码"] + LIST_HEAD[1:]] + LIST[3:5] + [
    [number("911101080000000007", "nNscience"), "代表M03", "代表", "现场",
     date("2026-03-31T08:58:00", "dDtime")]]


def signed(o):
    return [(line, unit, person, " ".join(mode.split()),
             re.sub(r"\D+", " ", at).split()[-2:])
            for line, unit, person, mode, at in o.sql(
                "SELECT line, unit, person, mode, signed_at FROM sign_in"
                " ORDER BY line")]


WANT_LIST = [(4, "M01", "代表M01", "现场", ["8", "55"]),
             (5, "M02", "代表，\"M02\"", "线上", ["8", "56"]),
             (6, "", "张示例", "现场 主会场", ["8", "57"])]


def minutes(rows):
    return [(*r[:4], [str(int(x)) for x in r[4]]) for r in rows]


@case
def every_list_is_read_alike(files):
    for how in HOWS:
        o = test_attendance.copy_of(BASE[0])
        name = "list"
        if "tab" in how:
            said = test_attendance.command(o, files["list", how],
                                           name=f"{P1}.{how}", code=65)
            assert ":7: " in said and "主会场" in said, said
            name = "plain list"
        test_attendance.command(o, files[name, how], name=f"{P1}.{how}")
        assert minutes(signed(o)) == WANT_LIST, (how, signed(o))
        o.turn(test_attendance.IMPORT)
        assert test_attendance.statuses(o) == \
            {"M01": "A", "M02": "A", "M03": "U"}, how
        shutil.rmtree(o.dir)


@case
def lists_by_mail_are_read_alike(files):
    for how, media in (("book.xlsx", test_dues.XLSX), ("gb-tab.csv", CSV),
                       ("utf16.csv", CSV), ("semicolon.csv", CSV)):
        o = test_attendance.copy_of(BASE[0])
        test_attendance.send(o, ("签到表." + how[-4:].lstrip("."), media,
                                 files["plain list" if "tab" in how else
                                       "list", how]))
        assert [r[1:] for r in minutes(signed(o))] == \
            [r[1:] for r in WANT_LIST], (how, signed(o), o.last())
        shutil.rmtree(o.dir)


@case
def a_spoiled_code_in_a_list_is_refused_with_its_line(files):
    o = test_attendance.copy_of(BASE[0])
    for how in HOWS:
        said = test_attendance.command(o, files["spoiled list", how],
                                       name=f"{P1}.{how}", code=65)
        assert ":6: " in said, (how, said)
        assert not signed(o), how
    shutil.rmtree(o.dir)


# ---- what we write, read by Calc ----

TRAPS = ["=1+1", "+1+1", "-2+3", "@SUM(1,2)", "=HYPERLINK(\"http://x\",\"y\")",
         "\t=1+1", "\r=1+1", "＝1+1", "＋1+1", "－2+3", "＠SUM(1)", "=cmd|' /C calc'!A0",
         "'=1+1", "-2", "+86 10 5555", "1E+17", "2026-03-31", "007", "1/2",
         "\"=1+1\"", "a,=1+1", "\n=1+1", "示例有限公司"]


def trapped(folder):
    """Units whose names are traps, exported as CSV and XLSX."""
    o = Office(test_dues.CONVOKE, start="2026-03-04 09:00")
    db = sqlite3.connect(os.path.join(o.home, "state/convoke.db"))
    for i, trap in enumerate(TRAPS):
        db.execute("INSERT INTO unit (id, name_zh, name_en, folded_name,"
                   " contact) SELECT ?, ?, '', ?, min(id) FROM person",
                   (f"X{i:02}", trap, f"x{i}"))
        db.execute("INSERT INTO dues_year VALUES (?, 0, 0)", (2000 + i,))
        db.execute("INSERT INTO dues_entry (year, unit, status, amount, ref,"
                   " value_day, import, message, at, note) VALUES (?, ?,"
                   " 'unpaid', ?, ?, 1, 0, 0, 0, ?)",
                   (2000 + i, f"X{i:02}", trap, trap, trap))
    db.commit()
    db.close()
    paths = []
    for kind in ("units", "dues"):
        for ending in ("csv", "xlsx"):
            paths.append(os.path.join(folder, f"{kind}-{ending}.{ending}"))
            o.run("export", kind, paths[-1])
    shutil.rmtree(o.dir)
    return paths


# Code, shown text: of every cell, formulas as such.
FORMULAS = "44,34,76,1,,0,false,false,true"
SHOWN = "44,34,76,1,,0,false,true,false"


def in_calc(path, folder, formulas):
    """Rows as Calc shows them, or with what it calculates them from."""
    to = FORMULAS if formulas else SHOWN
    source = "CSV:44,34,76,1,,2052,false,true" if path.endswith("csv") \
        else None
    convert(folder, [path], "csv", f"Text - txt - csv (StarCalc):{to}", source)
    name = os.path.basename(path).rsplit(".", 1)[0] + ".csv"
    text = octets(os.path.join(folder, "out", name)).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def loose(s):
    """As a spreadsheet shows it; a guard before it is the only difference."""
    return re.sub(r"\s+", "", s).lstrip("'")


# Of each export: which column names the row, which hold people's words.
WORDS = {"units": (0, [1]), "dues": (1, [5, 6, 8])}


@case
def what_looks_like_a_formula_is_text_in_calc(files):
    del files
    with tempfile.TemporaryDirectory() as folder:
        for path in trapped(folder):
            key, columns = WORDS[os.path.basename(path).split("-")[0]]
            for formulas in (False, True):
                rows = {r[key]: r for r in in_calc(path, folder, formulas)
                        if r[key].startswith("X")}
                assert len(rows) == len(TRAPS), (path, rows)
                for i, trap in enumerate(TRAPS):
                    got = [rows[f"X{i:02}"][c] for c in columns]
                    # A CSV cannot say that 007 is a text.
                    risky = re.match(r"\s*[=+@＝＋－＠'\"]|\s*-.*\D", trap)
                    if not risky and path.endswith("csv"):
                        continue
                    assert [loose(g) for g in got] == \
                        [loose(trap)] * len(got), (path, formulas, trap, got)


# ---- the runner ----

CSV = "text/csv"
HOWS = ["book.xlsx", *SAVED, "bom.csv"]
BASE, CLERKS, FILES = [], [], {}


def run(f):
    began = time.monotonic()
    try:
        f(FILES)
        return f.__name__, None, time.monotonic() - began
    except Exception:
        return f.__name__, traceback.format_exc(), time.monotonic() - began


def main():
    words = sys.argv[2] if len(sys.argv) > 2 else ""
    chosen = [f for f in CASES if words in f.__name__]
    if not shutil.which("soffice"):
        print("LibreOffice is not on this machine")
        return 77
    BASE.append(test_attendance.Held())
    CLERKS.append(new_clerk())
    FILES.update(saved({
        "ledger": book(LEDGER, OLD_LEDGER),
        "plain ledger": book(PLAIN, OLD_LEDGER),
        "plain list": book(PLAIN_LIST, OLD_LIST), "list": book(LIST, OLD_LIST),
        "spoiled": book(SPOILED, OLD_LEDGER),
        "beside": book(BESIDE, OLD_LEDGER),
        "spoiled list": book(SPOILED_LIST, OLD_LIST)}))
    if len(sys.argv) > 3:
        for (name, how), data in FILES.items():
            with open(os.path.join(sys.argv[3], f"{name}-{how}"), "wb") as f:
                f.write(data)
    bad = 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for name, trouble, took in pool.map(run, chosen):
            bad += trouble is not None
            print(f"{'FAIL' if trouble else 'ok  '} {name} ({took:.1f} s)"
                  + (f"\n{trouble}" if trouble else ""), flush=True)
    print(f"{len(chosen)} cases, {bad} failed")
    return bad != 0


if __name__ == "__main__":
    sys.exit(main())
