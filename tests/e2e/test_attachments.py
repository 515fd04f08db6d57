#!/usr/bin/python3
"""The application form in every wrapping that people send, end to end.

test_attachments.py CONVOKE [WORDS]   WORDS: only cases whose name has them

What is read: the same form as LibreOffice writes it in each of its formats,
and packed in a zip, rar or 7z, gives the same fields as the docx. What is not
read: programs, macros, passwords, told by what is in the file and never by its
name; the answer says which file, why, and what to send instead.
"""
import concurrent.futures
import struct
import subprocess
import sys
import tempfile
import time
import traceback
import zlib

import test_forms_libreoffice as writer  # ends with 77 without python3-uno
from com.sun.star.beans import NamedValue
from office import *  # noqa: F403

CONVOKE = sys.argv[1]
LOCKS = os.path.join(HERE, "../data/locks")
PASSWORD = "secret1"
UNKNOWN = "application/octet-stream"  # what mail programs here say of all
AT = "2026-03-02 09:40"
FORM_DOCX = filled(COMPLETE)


# ---- the files ----

class Files:
    """The form in LibreOffice's formats, by the names used below."""

    def __init__(self, folder):
        self.folder = folder
        with open(self.path("form.docx"), "wb") as f:
            f.write(FORM_DOCX)
        office = writer.Office(folder)
        try:
            self.own_form(office)
            self.annex(office)
        finally:
            office.close()

    def path(self, name):
        return os.path.join(self.folder, name)

    def __getitem__(self, name):
        with open(self.path(name), "rb") as f:
            return f.read()

    def store(self, doc, name, kind, **props):
        """`props` besides the format; a dictionary is a list of its own."""
        doc.storeToURL(
            writer.uno.systemPathToFileUrl(self.path(name)),
            (writer.prop("FilterName", kind),) + tuple(
                writer.prop(k, any_of(v)) for k, v in props.items()))

    def own_form(self, office):
        doc = office.open(self.path("form.docx"))
        self.store(doc, "own.docx", "MS Word 2007 XML")
        self.store(doc, "own.doc", "MS Word 97")
        self.store(doc, "own.pdf", "writer_pdf_Export")
        self.store(doc, "own-archive.pdf", "writer_pdf_Export",
                   FilterData={"SelectPdfVersion": 2})
        self.store(doc, "own.odt", "writer8")
        self.store(doc, "own.rtf", "Rich Text Format")
        self.store(doc, "locked.doc", "MS Word 97", Password=PASSWORD)
        self.store(doc, "locked.odt", "writer8", Password=PASSWORD)
        self.store(doc, "locked.docx", "MS Word 2007 XML", EncryptionData=[
            ("CryptoType", "Standard"), ("OOXPassword", PASSWORD)])
        self.store(doc, "locked.pdf", "writer_pdf_Export", FilterData={
            "EncryptFile": True, "DocumentOpenPassword": PASSWORD})
        self.store(doc, "unprintable.pdf", "writer_pdf_Export", FilterData={
            "RestrictPermissions": True, "PermissionPassword": PASSWORD,
            "Printing": 0})
        doc.close(True)

    def annex(self, office):
        doc = office.new()
        writer.annex(doc, writer.tick_text("☑", "☐"))
        self.store(doc, "annex.docx", "MS Word 2007 XML")
        self.store(doc, "annex.doc", "MS Word 97")
        self.store(doc, "annex.pdf", "writer_pdf_Export")
        self.store(doc, "annex.odt", "writer8")
        doc.close(True)


def any_of(value):
    beans = "[]com.sun.star.beans."
    if isinstance(value, dict):
        return writer.uno.Any(beans + "PropertyValue", tuple(
            writer.prop(k, v) for k, v in value.items()))
    if isinstance(value, list):
        return writer.uno.Any(beans + "NamedValue", tuple(
            NamedValue(k, v) for k, v in value))
    return value


class GbkName(zipfile.ZipInfo):
    """A name as WinRAR, Bandizip and Windows itself write it in China."""

    def _encodeFilenameFlags(self):
        return self.filename.encode("gbk"), self.flag_bits & ~0x800


def gbk_zip(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in files:
            info = GbkName(name, (2026, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            z.writestr(info, data)
    assert "申请表".encode("gbk") in out.getvalue()
    return out.getvalue()


def rar4(files):
    """Stored, names in GBK: unrar's technote. No free program writes rar."""
    def block(kind, flags, rest, data=b""):
        body = struct.pack("<BHH", kind, flags, 7 + len(rest)) + rest
        return struct.pack("<H", zlib.crc32(body) & 0xffff) + body + data
    out = b"Rar!\x1a\x07\0" + block(0x73, 0, bytes(6))
    for name, data in files:
        name = name.encode("gbk")
        out += block(0x74, 0x8000, struct.pack(
            "<IIBIIBBHI", len(data), len(data), 2, zlib.crc32(data),
            0x5c210000, 20, 0x30, len(name), 0x20) + name, data)
    return out + block(0x7b, 0x4000, b"")


def rar5(files):
    """Stored, names in UTF-8: RAR 5.0 archive format."""
    def number(n):
        out = b""
        while n >= 0x80:
            out += bytes([n & 0x7f | 0x80])
            n >>= 7
        return out + bytes([n])

    def block(rest, data=b""):
        body = number(len(rest)) + rest
        return struct.pack("<I", zlib.crc32(body)) + body + data
    out = b"Rar!\x1a\x07\x01\0" + block(b"\x01\0\0")
    for name, data in files:
        name = name.encode()
        out += block(b"\x02\x02" + number(len(data)) + b"\x04" +
                     number(len(data)) + b"\x20" +
                     struct.pack("<I", zlib.crc32(data)) + b"\0\0" +
                     number(len(name)) + name, data)
    return out + block(b"\x05\0\0")


def seven(files, kind="7z", *options):
    """What 7-Zip itself packs."""
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files:
            path = os.path.join(folder, "in", name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as f:
                f.write(data)
        out = os.path.join(folder, "out." + kind)
        subprocess.run(["7zz", "a", "-bso0", "-bsp0", "-t" + kind, *options,
                        out, "."], cwd=os.path.join(folder, "in"), check=True,
                       env=dict(os.environ, LC_ALL="C.UTF-8"))
        with open(out, "rb") as f:
            return f.read()


def with_macros(docx):
    """What Word writes as .docm."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as old, \
            zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "[Content_Types].xml":
                data = data.replace(
                    b"application/vnd.openxmlformats-officedocument."
                    b"wordprocessingml.document.main+xml",
                    b"application/vnd.ms-word.document.macroEnabled.main+xml")
            new.writestr(name, data)
        new.writestr("word/vbaProject.bin",
                     b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000))
    return out.getvalue()


EXE = b"MZ\x90\0\x03\0\0\0" + bytes(52) + b"\x80\0\0\0PE\0\0" + bytes(400)


# ---- the cases ----

def apply(o, name, data, others=None, at=AT):
    """The form in that file, beside scan and licence."""
    o.post(at, APP, "[入会申请] 新例智能科技有限公司",
           "您好：\n我单位申请加入WG5，材料见附件，请查收。\n",
           files=[(name, UNKNOWN, data)] +
           (papers()[1:] if others is None else others))


def shown(o, table="fields"):
    """What a person at the terminal sees of it."""
    lines = o.run("--json", "show", "APP-2026-001").splitlines()
    return [row for row in map(json.loads, lines) if row["table"] == table]


def fields_of(o):
    return sorted((row["key"], row["value"]) for row in shown(o))


# What the same form gives as docx: (own, annex), set by main.
OWN, ANNEX = [], []


def is_read(o, name, data, fields, **k):
    apply(o, name, data, **k)
    codes = sorted(m.code for m in o.fresh)
    assert codes == ["app.ack", "app.new"], (
        codes, o.fresh and o.fresh[0].text)
    got = fields_of(o)
    assert got == fields, ([f for f in got if f not in fields],
                           [f for f in fields if f not in got])
    o.mail("app.ack").says("材料齐备，现予受理", "WG5")
    assert name in o.mail("app.new").files, o.mail("app.new").files
    # Told by its name, or by the names inside, in whatever charset.
    kinds = {row["name"]: row["kind"] for row in shown(o, "documents")}
    if not name.startswith("附件"):
        assert "申请表" in kinds[name], kinds
    o.fresh.clear()


def is_asked(o, name, data, *words, says_not=(), **k):
    """Not taken for the form; the applicant is told why, and reads it."""
    apply(o, name, data, **k)
    asked = o.expect("03-02 09:40 app.incomplete c@m12.example")[0]
    asked.says(name, *words, "请同时附可编辑的申请表(docx)",
               "2026年4月1日（周三）24:00").says_not(*says_not)
    assert asked.files == ["工作组成员申请表.docx"], asked.files
    assert fields_of(o) == []
    # As he was told.
    o.reply("2026-03-03 10:00", asked, "您好，改发如下。\n",
            files=[("申请表.docx", UNKNOWN, FORM_DOCX)] + papers()[1:])
    o.expect("03-03 10:00 app.ack c@m12.example",
             "03-03 10:00 app.new sec@tc.example")
    assert fields_of(o) == OWN
    return asked


PROGRAM = ("为可执行程序或含宏，未予收取，请改发不含宏的docx、xlsx或PDF文件",
           "a program or with macros, not taken in")
LOCKED = ("已加密，无法读取，请发送未加密的文件",
          "please send it without a password")


def packed(files):
    """Each way to pack what is called so in there."""
    form = [("入会材料/工作组成员申请表.docx", files["own.docx"])]
    doc = [("申请表.doc", files["own.doc"]), ("说明.txt", b"hello")]
    pdf = [("申请表.pdf", files["own.pdf"])]
    odt = [("材料/申请表.odt", files["own.odt"])]
    return {
        "gbk_zip": ("入会材料.zip", gbk_zip(form)),
        "gbk_zip_of_an_odt": ("材料.zip", gbk_zip(odt)),
        "gbk_zip_of_a_doc": ("材料.zip", gbk_zip(doc)),
        "zip_of_a_pdf": ("材料.zip", zipped(pdf)),
        "zip_by_7zip": ("材料.zip", seven(form, "zip")),
        "7z": ("入会材料.7z", seven(form)),
        "7z_of_a_doc": ("入会材料.7z", seven(doc)),
        "rar_of_1995": ("入会材料.rar", rar4(form)),
        "rar_of_1995_of_a_doc": ("材料.rar", rar4(doc)),
        "rar_5": ("入会材料.rar", rar5(form)),
        "rar_5_called_zip": ("入会材料.zip", rar5(pdf)),
    }


def readable(files):
    """name of the case → (file name, octets, fields)"""
    rows = {f"own_{end}": ("工作组成员申请表." + end, files["own." + end], OWN)
            for end in ("docx", "doc", "pdf", "odt")}
    rows.update({f"annex_{end}": ("申请表." + end, files["annex." + end],
                                  ANNEX)
                 for end in ("docx", "doc", "pdf", "odt")})
    rows["own_pdf_a"] = ("申请表.pdf", files["own-archive.pdf"], OWN)
    # By its content, whatever it is called.
    rows["doc_called_docx"] = ("申请表.docx", files["own.doc"], OWN)
    rows["odt_called_wps"] = ("申请表.wps", files["own.odt"], OWN)
    rows["docx_called_doc"] = ("申请表.doc", files["own.docx"], OWN)
    rows["without_a_name_of_its_own"] = ("附件1.docx", files["own.docx"], OWN)
    rows.update({f"in_{name}": row + (OWN,)
                 for name, row in packed(files).items()})
    return rows


def refused(files):
    """name of the case → (file name, octets, words of the answer)"""
    form = [("申请表.docx", FORM_DOCX)]
    macros = with_macros(FORM_DOCX)
    return {
        "docm_called_docx": ("申请表.docx", macros, PROGRAM),
        "docm": ("申请表.docm", macros, PROGRAM),
        "exe_called_docx": ("申请表.docx", EXE, PROGRAM),
        "exe_in_a_zip": ("材料.zip", gbk_zip(
            form + [("申请表.pdf.exe", EXE)]), PROGRAM),
        "exe_called_docx_in_a_rar": ("材料.rar", rar5(
            [("申请表.docx", EXE)]), PROGRAM),
        "docm_called_docx_in_a_7z": ("材料.7z", seven(
            [("申请表.docx", macros)]), PROGRAM),
        "zip_under_a_password": ("入会材料.zip", seven(
            form, "zip", "-p" + PASSWORD), LOCKED),
        "zip_under_aes": ("入会材料.zip", seven(
            form, "zip", "-p" + PASSWORD, "-mem=AES256"), LOCKED),
        "7z_under_a_password": ("入会材料.7z", seven(
            form, "7z", "-p" + PASSWORD), LOCKED),
        "7z_with_locked_names": ("入会材料.7z", seven(
            form, "7z", "-p" + PASSWORD, "-mhe=on"), LOCKED),
        "docx_under_a_password": ("申请表.docx", files["locked.docx"], LOCKED),
        "doc_under_a_password": ("申请表.doc", files["locked.doc"], LOCKED),
        "odt_under_a_password": ("申请表.odt", files["locked.odt"], LOCKED),
        "pdf_under_a_password": ("申请表.pdf", files["locked.pdf"], LOCKED),
        "rtf": ("申请表.rtf", files["own.rtf"], ("中未能读出申请表", "no form could be read in")),
        "rtf_called_doc": ("申请表.doc", files["own.rtf"],
                           ("中未能读出申请表", "no form could be read in")),
        "two_forms_in_a_zip": ("材料.zip", gbk_zip(
            [("申请表1.docx", FORM_DOCX), ("申请表2.docx", FORM_DOCX)]),
            ("中未能读出申请表", "no form could be read in")),
    }


def scan_that_asks(o, files):
    """A sealed form nobody can open is none; one that only may not be printed
    is one."""
    with open(os.path.join(LOCKS, "r6-asks.pdf"), "rb") as f:
        asks = f.read()
    with open(os.path.join(LOCKS, "r6-open.pdf"), "rb") as f:
        opens = f.read()
    licence = papers()[2]
    name = "申请表盖章扫描件.pdf"
    apply(o, "申请表.docx", FORM_DOCX, [(name, PDF, asks), licence])
    asked = o.expect("03-02 09:40 app.incomplete c@m12.example")[0]
    asked.says("加盖公章的申请表扫描件", name, *LOCKED)
    o.reply("2026-03-03 10:00", asked, "改发。\n", files=[(name, PDF, opens)])
    o.expect("03-03 10:00 app.ack c@m12.example",
             "03-03 10:00 app.new sec@tc.example")


def form_that_may_not_be_printed(o, files):
    """Opens for a person, not for us: a scan like any other."""
    apply(o, "申请表.pdf", files["unprintable.pdf"], [papers()[2]])
    asked = o.expect("03-02 09:40 app.incomplete c@m12.example")[0]
    asked.says("请同时附可编辑的申请表(docx)").says_not(
        "已加密", "加盖公章的申请表扫描件")


def pdf_that_is_only_the_form(o, files):
    """What an office program exports bears no seal; the same file may, when
    he who sends it says so."""
    licence = papers()[2]
    apply(o, "申请表.pdf", files["own.pdf"], [licence])
    asked = o.expect("03-02 09:40 app.incomplete c@m12.example")[0]
    asked.says("尚缺以下1项", "请附加盖公章的申请表扫描件",
               "申请表.pdf已作为申请表读取，如其上已盖章，请在文件名中注明“盖章”")
    assert fields_of(o) == OWN
    o.reply("2026-03-03 10:00", asked, "已盖章，改名重发。\n",
            files=[("申请表（盖章）.pdf", PDF, files["own.pdf"])])
    o.expect("03-03 10:00 app.ack c@m12.example",
             "03-03 10:00 app.new sec@tc.example")


def docx_behind_its_scan(o, files):
    """A scan with a text layer, as copiers make them, before the docx."""
    apply(o, "申请表.pdf", files["annex.pdf"],
          [("申请表.docx", UNKNOWN, FORM_DOCX), papers()[2]])
    o.expect("03-02 09:40 app.ack c@m12.example",
             "03-02 09:40 app.new sec@tc.example")
    assert fields_of(o) == OWN


def cases(files):
    found = {}
    for name, (called, data, fields) in readable(files).items():
        found[name] = lambda o, c=called, d=data, f=fields: \
            is_read(o, c, d, f)
    for name, (called, data, words) in refused(files).items():
        found[name] = lambda o, c=called, d=data, w=words: \
            is_asked(o, c, d, *w)
    for f in (scan_that_asks, form_that_may_not_be_printed,
              pdf_that_is_only_the_form, docx_behind_its_scan):
        found[f.__name__] = lambda o, f=f: f(o, files)
    return found


# ---- the runner ----

def run(name, act):
    began = time.monotonic()
    o = None
    try:
        o = Office(CONVOKE)
        act(o)
        o.close()
        return name, None, time.monotonic() - began
    except Exception:
        where = f"\n  the state is in {o.dir}" if o else ""
        return name, traceback.format_exc() + where, time.monotonic() - began


def learn(files):
    """What each form says as the docx everybody was given."""
    for fields, data in ((OWN, FORM_DOCX), (ANNEX, files["annex.docx"])):
        o = Office(CONVOKE)
        apply(o, "申请表.docx", data)
        fields += fields_of(o)
        shutil.rmtree(o.dir)
    assert ("legal_rep", "陈法人") in OWN and len(OWN) == 22, OWN
    for field in writer.EXPECTED:
        assert field in ANNEX or field[0] in ("groups", "seal_date"), field


def main():
    for tool in ("soffice", "7zz"):
        if not shutil.which(tool):
            print(f"skipped: {tool} is not installed")
            return 77
    words = sys.argv[2] if len(sys.argv) > 2 else ""
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        files = Files(folder)
        learn(files)
        chosen = [(n, f) for n, f in cases(files).items() if words in n]
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for name, trouble, seconds in pool.map(run, *zip(*chosen)):
                bad += trouble is not None
                print(f"{'FAIL' if trouble else 'ok  '} {name} "
                      f"({seconds:.1f} s)" +
                      (f"\n{trouble}" if trouble else ""), flush=True)
    print(f"{len(chosen)} cases, {bad} failed")
    return bad != 0


if __name__ == "__main__":
    sys.exit(main())
