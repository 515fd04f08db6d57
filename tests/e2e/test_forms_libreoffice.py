#!/usr/bin/python3
"""Forms written by LibreOffice through its own API are read field by field.

test_forms_libreoffice.py CONVOKE [--keep DIR]

--keep stores each docx and, beside it, what is expected of it as NAME.tsv, so
that the unit test can read the same files where there is no LibreOffice.
"""
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
import zipfile

try:
    import uno
    from com.sun.star.beans import PropertyValue
    from com.sun.star.text.ControlCharacter import PARAGRAPH_BREAK
except ImportError:
    print("skipped: python3-uno is not installed")
    sys.exit(77)

HERE = os.path.dirname(os.path.abspath(__file__))
BLANK = os.path.join(HERE, "..", "..", "templates", "forms",
                     "application.docx")
TITLE = "全国网络安全标准化技术委员会工作组成员申请表"
STATEMENT = ("本单位愿意遵守《全国网络安全标准化技术委员会工作组章程》及其配套"
             "规章的规定，积极参与全国网络安全标准化技术委员会组织的各项活动。")
PRODUCTS = "产品或研究成果，以及从事标准研制工作的经验"
NATURES = ["企业", "科研院所", "高等院校", "政府部门", "其他"]
GROUPS = ["WG3", "WG4", "WG5", "WG6", "WG7", "WG8", "SWG-ETS"]

VALUES = {
    "name_zh": "新例智能科技有限公司",
    "name_en": "Xinli Intelligent Technology Co., Ltd.",
    "addr": "北京市海淀区示例路1号院2号楼305室",
    "zip": "100085",
    "legal_rep": "欧阳示例",
    "c_name": "王小样",
    "c_sex": "女",
    "c_title": "标准化经理",
    "c_tel": "010-55550123",
    "c_fax": "010-55550124",
    "c_mobile": "13800138000",
    "c_mail": "wang@xinli.example",
    "c_addr": "北京市昌平区样例街8号",
    "c_zip": "102200",
    "profile": "本公司成立于2016年，从事数据安全产品研发，现有员工三百余人。",
    "business": "数据安全、个人信息保护",
    "products": "数据脱敏系统；参与制定国家标准两项。",
}
DAY = ("2026年2月12日", "2026-02-12")
EXPECTED = list(VALUES.items()) + [
    ("nature", "企业"), ("foreign", "否"), ("groups", "WG5"),
    ("groups", "WG7"), ("agree", "是"), ("seal_date", DAY[1])]


# LibreOffice

class Office:
    """A soffice of our own, ended by its process id."""

    def __init__(self, folder):
        pipe = "convoke" + uuid.uuid4().hex
        self.process = subprocess.Popen(
            ["soffice", "--headless", "--norestore", "--nologo",
             "-env:UserInstallation=file://" + os.path.join(folder, "lo"),
             f"--accept=pipe,name={pipe};urp;"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True)
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext(
            "com.sun.star.bridge.UnoUrlResolver", local)
        address = f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext"
        for _ in range(240):
            try:
                context = resolver.resolve(address)
                break
            except Exception:
                if self.process.poll() not in (None, 81):
                    raise
                time.sleep(0.5)
        else:
            raise TimeoutError("LibreOffice did not answer")
        self.desktop = context.ServiceManager.createInstanceWithContext(
            "com.sun.star.frame.Desktop", context)

    def close(self):
        try:
            self.desktop.terminate()
            self.process.wait(20)
        except Exception:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def new(self):
        return self.desktop.loadComponentFromURL(
            "private:factory/swriter", "_blank", 0, (prop("Hidden", True),))

    def open(self, path):
        return self.desktop.loadComponentFromURL(
            uno.systemPathToFileUrl(os.path.abspath(path)), "_blank", 0,
            (prop("Hidden", True),))


def prop(name, value):
    p = PropertyValue()
    p.Name = name
    p.Value = value
    return p


def store(doc, path, kind="MS Word 2007 XML"):
    doc.storeToURL(uno.systemPathToFileUrl(path), (prop("FilterName", kind),))


# Ticks: each writes a ticked or an empty box at the cursor.

def tick_text(full, empty):
    def write(doc, text, cursor, ticked):
        text.insertString(cursor, full if ticked else empty, False)
    return write


def tick_wingdings(doc, text, cursor, ticked):
    cursor.CharFontName = "Wingdings"
    text.insertString(cursor, "\uf0fe" if ticked else "\uf0a8", False)
    cursor.gotoEnd(False)
    cursor.CharFontName = "Liberation Serif"


def tick_control(doc, text, cursor, ticked):
    box = doc.createInstance("com.sun.star.text.ContentControl")
    start = cursor.getStart()
    text.insertString(cursor, "☒" if ticked else "☐", False)
    range_ = text.createTextCursorByRange(start)
    range_.gotoRange(cursor, True)
    box.Checkbox = True
    box.Checked = ticked
    box.CheckedState = "☒"
    box.UncheckedState = "☐"
    text.insertTextContent(range_, box, True)
    cursor.gotoEnd(False)


def tick_legacy(doc, text, cursor, ticked):
    mark = doc.createInstance("com.sun.star.text.FormFieldmark")
    text.insertTextContent(cursor, mark, False)
    mark.setFieldType("vnd.oasis.opendocument.field.FORMCHECKBOX")
    if ticked:
        mark.getParameters().insertByName(
            "Checkbox_Checked", True)
    cursor.gotoEnd(False)


def options(doc, text, names, chosen, tick, gap="    ", other=""):
    cursor = text.createTextCursor()
    cursor.gotoEnd(False)
    for i, name in enumerate(names):
        if i:
            text.insertString(cursor, gap, False)
        tick(doc, text, cursor, name in chosen)
        text.insertString(cursor, name + (other if name == "其他" else ""),
                          False)
        cursor.gotoEnd(False)


def spaced(label):
    return " ".join(label)


# Layouts

def table(doc, rows, columns):
    t = doc.createInstance("com.sun.star.text.TextTable")
    t.initialize(rows, columns)
    cursor = doc.Text.createTextCursor()
    cursor.gotoEnd(False)
    doc.Text.insertTextContent(cursor, t, False)
    return t


def title(doc):
    doc.Text.insertString(doc.Text.createTextCursor(), TITLE, False)
    cursor = doc.Text.createTextCursor()
    cursor.gotoEnd(False)
    doc.Text.insertControlCharacter(cursor, PARAGRAPH_BREAK, False)


def put(cell, text):
    cell.setString(text)


def merge(t, first, last):
    cursor = t.createCursorByCellName(first)
    cursor.gotoCellByName(last, True)
    cursor.mergeRange()


def annex(doc, tick, dress=lambda s: s):
    """The annex's own table: seven columns, merged as it is printed."""
    title(doc)
    t = table(doc, 14, 7)
    cell = t.getCellByName
    v = VALUES
    rows = {
        3: [("A", "办公地址"), ("B", v["addr"]), ("F", "邮编"),
            ("G", v["zip"])],
        4: [("A", "法人代表姓名"), ("B", v["legal_rep"])],
        5: [("A", "单位性质")],
        6: [("A", "是否外企")],
        7: [("A", "联系人"), ("B", "姓名"), ("C", v["c_name"]),
            ("D", "性别"), ("E", v["c_sex"]), ("F", "职务"),
            ("G", v["c_title"])],
        8: [("B", "电话"), ("C", v["c_tel"]), ("E", "传真"),
            ("F", v["c_fax"])],
        9: [("B", "手机"), ("C", v["c_mobile"]), ("E", "电子邮件"),
            ("F", v["c_mail"])],
        10: [("B", "通信地址"), ("C", v["c_addr"]), ("F", "邮编"),
             ("G", v["c_zip"])],
        11: [("A", "单位简介"), ("B", v["profile"])],
        12: [("A", "主要业务领域"),
             ("B", f"{v['business']}\n{PRODUCTS}：\n{v['products']}")],
        13: [("A", "申请加入的工作组")],
        14: [("A", "申请单位意见"),
             ("B", f"{STATEMENT}\n单位公章：\n{DAY[0]}（盖章日期）")],
    }
    values = set(VALUES.values())
    for column, label, value in (("A", "单位名称", None), ("B", "中文", "C")):
        put(cell(column + "1"), dress(label))
        if value:
            put(cell(value + "1"), v["name_zh"])
    put(cell("B2"), dress("英文"))
    put(cell("C2"), v["name_en"])
    for row, cells in rows.items():
        for column, text in cells:
            plain = text in values or row in (12, 14) and column == "B"
            put(cell(f"{column}{row}"), text if plain else dress(text))
    options(doc, cell("B5"), NATURES, ["企业"], tick, other="_____")
    options(doc, cell("B6"), ["是", "否"], ["否"], tick)
    options(doc, cell("B13"), GROUPS, ["WG5", "WG7"], tick)
    for row, first, last in ((1, "C", "G"), (2, "C", "G"), (3, "B", "E"),
                             (4, "B", "G"), (5, "B", "G"), (6, "B", "G"),
                             (8, "F", "G"), (8, "C", "D"), (9, "F", "G"),
                             (9, "C", "D"), (10, "C", "E"), (11, "B", "G"),
                             (12, "B", "G"), (13, "B", "G"), (14, "B", "G")):
        merge(t, f"{first}{row}", f"{last}{row}")
    merge(t, "A7", "A10")
    merge(t, "A1", "A2")


PAIRS = [
    ("单位名称（中文）", "name_zh"), ("单位名称（英文）", "name_en"),
    ("办公地址", "addr"), ("邮编", "zip"), ("法人代表姓名", "legal_rep"),
    ("单位性质", "nature"), ("是否外企", "foreign"), ("联系人姓名", "c_name"),
    ("性别", "c_sex"), ("职务", "c_title"), ("电话", "c_tel"),
    ("传真", "c_fax"), ("手机", "c_mobile"), ("电子邮件", "c_mail"),
    ("通信地址", "c_addr"), ("邮编", "c_zip"), ("单位简介", "profile"),
    ("主要业务领域", "business"), (PRODUCTS, "products"),
    ("申请加入的工作组", "groups"), ("申请单位意见", "agree"),
    ("盖章日期", "seal_date"),
]
CHOICES = {"nature": (NATURES, ["企业"]), "foreign": (["是", "否"], ["否"]),
           "groups": (GROUPS, ["WG5", "WG7"])}
PLAIN = dict(VALUES, agree=STATEMENT, seal_date=DAY[0])


def two_columns(doc, tick, dress=lambda s: s):
    """One label and one value a row."""
    title(doc)
    t = table(doc, len(PAIRS), 2)
    for i, (label, key) in enumerate(PAIRS, 1):
        put(t.getCellByName(f"A{i}"), dress(label))
        cell = t.getCellByName(f"B{i}")
        if key in CHOICES:
            options(doc, cell, *CHOICES[key], tick)
        else:
            put(cell, PLAIN[key])


def one_column(doc, tick, dress=lambda s: s):
    """Label, colon and value share a cell."""
    title(doc)
    t = table(doc, len(PAIRS), 1)
    for i, (label, key) in enumerate(PAIRS, 1):
        cell = t.getCellByName(f"A{i}")
        put(cell, dress(label) + "：" + ("" if key in CHOICES else PLAIN[key]))
        if key in CHOICES:
            options(doc, cell, *CHOICES[key], tick)


def below(doc, tick, dress=lambda s: s):
    """A row of labels, under it a row of values, six times."""
    title(doc)
    t = table(doc, 12, 4)
    pairs = PAIRS + [("备注", None)] * 2
    for i, (label, key) in enumerate(pairs):
        column = "ABCD"[i % 4]
        row = i // 4 * 2 + 1
        if not key:
            continue
        put(t.getCellByName(f"{column}{row}"), dress(label))
        cell = t.getCellByName(f"{column}{row + 1}")
        if key in CHOICES:
            options(doc, cell, *CHOICES[key], tick)
        else:
            put(cell, PLAIN[key])
    for row in (11, 12):
        merge(t, f"B{row}", f"D{row}")


def paragraphs(doc, tick, dress=lambda s: s):
    """No table at all."""
    title(doc)
    for label, key in PAIRS:
        cursor = doc.Text.createTextCursor()
        cursor.gotoEnd(False)
        text = dress(label) + "："
        doc.Text.insertString(
            cursor, text + ("" if key in CHOICES else PLAIN[key]), False)
        if key in CHOICES:
            options(doc, doc.Text, *CHOICES[key], tick)
        cursor.gotoEnd(False)
        doc.Text.insertControlCharacter(cursor, PARAGRAPH_BREAK, False)


def controls_of(doc):
    """Every content control in the document, in order."""
    found = []

    def walk(text):
        for par in each(text):
            if par.supportsService("com.sun.star.text.TextTable"):
                for name in par.getCellNames():
                    walk(par.getCellByName(name))
                continue
            for portion in each(par):
                if portion.TextPortionType == "ContentControl":
                    found.append(portion.ContentControl)
    walk(doc.Text)
    return found


def each(holder):
    items = holder.createEnumeration()
    while items.hasMoreElements():
        yield items.nextElement()


def fill_blank_form(doc):
    """The form this project sends, filled through its own controls."""
    # LibreOffice 7.4 keeps a control's tag but does not show it.
    with zipfile.ZipFile(BLANK) as form:
        tags = re.findall(r'<w:tag w:val="([^"]*)"',
                          form.read("word/document.xml").decode())
    ticked = {"nature.企业", "foreign.否", "groups.WG5", "groups.WG7"}
    values = dict(VALUES, seal_date=DAY[0], uscc="91110108MA0000000A")
    controls = controls_of(doc)
    assert len(controls) == len(tags), (len(controls), len(tags))
    for control, tag in zip(controls, tags):
        if tag in ticked:
            control.Checked = True
        elif tag in values:
            control.ShowingPlaceHolder = False
            replace(control, values[tag])


def replace(control, text):
    """Types over what the control shows."""
    shown = sum(len(p.getString()) for p in each(control))
    cursor = control.createTextCursor()
    cursor.gotoStart(False)
    cursor.goRight(shown, True)
    cursor.setString(text)


LAYOUTS = [
    ("annex-boxes", annex, tick_text("☑", "☐"), {}),
    ("annex-squares", annex, tick_text("■", "□"), {}),
    ("annex-wingdings", annex, tick_wingdings, {}),
    ("annex-controls", annex, tick_control, {}),
    ("annex-legacy", annex, tick_legacy, {}),
    ("annex-spaced-labels", annex, tick_text("√", ""), {"dress": spaced}),
    ("two-columns", two_columns, tick_text("☒", "☐"), {}),
    ("two-columns-brackets", two_columns, tick_text("[x]", "[ ]"), {}),
    ("one-column", one_column, tick_text("✔", "□"), {}),
    ("labels-above", below, tick_text("（√）", "（  ）"), {}),
    ("no-table", paragraphs, tick_text("√□", "□"), {}),
]


# Reading

def read(tool, path):
    run = subprocess.run([tool, path], capture_output=True, text=True)
    fields = [tuple(line.split("\t", 1)) for line in run.stdout.splitlines()]
    return run.returncode, fields


def compare(name, code, got, expected):
    """Lists each field; returns how many differ."""
    fields = [f for f in got if f[0] not in ("labels", "form", "refused")]
    bad = 0
    for field in expected + [f for f in fields if f not in expected]:
        same = field in fields and field in expected
        if same:
            print(f"ok   {name}: {field[0]} = {field[1]}")
            continue
        bad += 1
        print(f"FAIL {name}: {field[0]} want "
              f"{[v for k, v in expected if k == field[0]]} got "
              f"{[v for k, v in fields if k == field[0]]}")
    if code != 0 or ("form", "yes") not in got:
        bad += 1
        print(f"FAIL {name}: not taken for a form: {got}")
    return bad


def keep(folder, name, path, expected):
    shutil.copyfile(path, os.path.join(folder, name + ".docx"))
    with open(os.path.join(folder, name + ".tsv"), "w") as out:
        out.writelines(f"{k}\t{v}\n" for k, v in expected)


def refused(tool, path, words):
    code, got = read(tool, path)
    text = dict(got).get("refused", "")
    good = code == 65 and words in text
    print("ok  " if good else "FAIL", os.path.basename(path), code, text)
    return 0 if good else 1


def main():
    maker = os.path.join(HERE, "..", "tools", "make_form.py")
    if subprocess.run([maker, "--check", BLANK]).returncode:
        return 1
    if not shutil.which("soffice"):
        print("skipped: LibreOffice is not installed")
        return 77
    tool = os.path.join(os.path.dirname(os.path.abspath(sys.argv[1])),
                        "tests", "form_dump")
    kept = sys.argv[3] if sys.argv[2:3] == ["--keep"] else None
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        office = Office(folder)
        try:
            for name, layout, tick, more in LAYOUTS:
                doc = office.new()
                layout(doc, tick, **more)
                path = os.path.join(folder, name + ".docx")
                store(doc, path)
                if name == "annex-boxes":
                    for kind, end in (("MS Word 97", "doc"),
                                      ("writer_pdf_Export", "pdf"),
                                      ("writer8", "odt"),
                                      ("Rich Text Format", "rtf")):
                        store(doc, os.path.join(folder, "form." + end), kind)
                doc.close(True)
                bad += compare(name, *read(tool, path), EXPECTED)
                if kept:
                    keep(kept, name, path, EXPECTED)
            # A copy: LibreOffice leaves a lock beside what it opens.
            path = os.path.join(folder, "application.docx")
            shutil.copyfile(BLANK, path)
            doc = office.open(path)
            path = os.path.join(folder, "blank.docx")
            store(doc, path)
            bad += compare("blank form, saved again", *read(tool, path),
                           [("agree", "是")])
            fill_blank_form(doc)
            path = os.path.join(folder, "own-form.docx")
            store(doc, path)
            doc.close(True)
            expected = EXPECTED + [("uscc", "91110108MA0000000A")]
            bad += compare("own-form", *read(tool, path), expected)
            if kept:
                keep(kept, "own-form", path, expected)
        finally:
            office.close()
        for end in ("doc", "pdf", "odt"):
            path = os.path.join(folder, "form." + end)
            bad += compare("annex-boxes as " + end, *read(tool, path),
                           EXPECTED)
        bad += refused(tool, os.path.join(folder, "form.rtf"), "RTF")
    print(f"{len(LAYOUTS) + 1} forms, {bad} faults")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
