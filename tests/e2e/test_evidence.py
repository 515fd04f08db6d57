#!/usr/bin/python3
"""The evidence of a flag, as its readers get it, end to end.

test_evidence.py CONVOKE

M03 was absent without reason in 2025, which came with the register, and is so
again on 31 March 2026. What is expected comes from requirements.md R-X9.
"""
import sys
import time

from office import *  # noqa: F403
from test_attendance import CAME, Held, csv, send
from test_plenary import plain, register, released

P1 = "WG5-2026-P1"
FLAG = f"M03/ABS/{P1}"
NAME = f"evidence-M03-ABS-{P1}"
M03, R03 = "c@m03.example", "r1@m03.example"


class Flagged(Held):
    """The morning of 9 April: the secretariat is told."""

    def __init__(self, convoke):
        data = register()
        data["units"] = [plain(u) for u in data["units"][:3]]
        data.pop("projects")
        data["history"] = [{"meeting": "WG5-2025-P2", "day": "2025-12-10",
                            "absent": ["M03"]}]
        self.leads, self.used, self.clocked = {}, set(), False
        Office.__init__(self, convoke, register=data, charter=None)
        self.aside |= {"atrisk.notice"}
        self.turn("2026-01-01 00:00")
        released(self)
        self.until("2026-03-31 09:00")
        self.turn("2026-03-31 09:00")
        send(self, csv(CAME))
        self.until("2026-04-09 09:01")
        self.fresh.clear()

    def next_due(self):
        return self.sql(
            "SELECT min(at) FROM (SELECT min(next_at) AS at FROM obligation"
            " WHERE state IN ('open','overdue','missed') UNION ALL"
            " SELECT min(at) FROM timer WHERE what IN ('meeting','sync',"
            " 'attendance','absence.warn','flag'))")[0][0]

    def raised(self):
        return self.mail("flag.raised", SEC)

    def file(self, name):
        parts = [p for p in self.raised().m.iter_attachments()
                 if p.get_filename() == name]
        assert len(parts) == 1, f"{name}: {self.raised().files}"
        return parts[0].get_payload(decode=True), parts[0]

    def export(self, name, code=0):
        path = os.path.join(self.dir, name)
        said = self.run("export", "evidence", FLAG, path, code=code)
        if code:
            return said
        with open(path, "rb") as f:
            return f.read()


def bare(text):
    """Without the blanks and breaks that lines and cells of a table make."""
    return re.sub(r"[\s>]", "", text)


def what_it_says(o):
    notice = o.sql("SELECT DISTINCT o.message_id FROM outbox o JOIN delivery d"
                   " ON d.outbox = o.id WHERE o.code = 'notice.issue' AND"
                   " d.recipient = ?", M03)[0][0]
    sha = o.sql("SELECT sha256 FROM attendance_import")[0][0]
    return [
        f"标记编号：{FLAG}", "范例网络安全有限公司（M03）连续2次没有参加",
        "WG5-2025-P2（2025年12月10日（周三））、WG5-2026-P1（2026年3月31日（周二））",
        "连续 2 次无故不参加工作组的全体会议，视为自动退出；",
        "这次会议在本系统启用之前召开", f"<{notice}", f"{M03}：对方服务器已接收",
        f"{R03}：对方服务器已接收", "没有收到该单位的回执", sha,
        "该签到表的4行中，没有范例网络安全有限公司（M03）任何人的签到",
        "说明事由的期限：2026年4月8日（周三）24:00", "询问未到会事由",
        "convoke verify"]


def says(text, words, where):
    text = bare(text)
    for word in words:
        assert bare(word) in text, f"{where}: no “{word}” in\n{text}"


def says_of_others(text, where):
    """R-A4: nothing of another unit stands in it."""
    for word in ("m01.example", "m02.example", "代表M01", "示例科技", "样本信息"):
        assert word not in text, f"{where}: “{word}”"


def pages_and_text(o):
    text, part = o.file(NAME + ".txt")
    assert part.get_content_type() == "text/plain"
    assert part.get_content_charset() == "utf-8"
    assert text.startswith(b"\xef\xbb\xbf")
    words = text[3:].decode()
    says(words, what_it_says(o), "text")
    says_of_others(words, "text")
    assert o.export("kept.txt") == text[3:]
    pdf, part = o.file(NAME + ".pdf")
    assert part.get_content_type() == "application/pdf"
    assert pdf.startswith(b"%PDF-") and o.export("kept.pdf") == pdf
    stored = o.sql("SELECT count(*) FROM flag_evidence")[0][0]
    assert stored >= 1, stored
    o.export("kept.doc", code=64)
    if not shutil.which("pdftotext"):
        print("poppler-utils are not on this machine")
        return
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf,
                          capture_output=True, check=True)
    # A label stands beside what it says, in another column.
    read = done.stdout.decode()
    says(read, [w.split("：", 1)[-1] if w.startswith(("标记", "说明"))
                else w for w in what_it_says(o)], "pages")
    says_of_others(read, "pages")


def text_alone(o):
    """There is no convoke-paper beside this program."""
    assert o.raised().files == [NAME + ".txt"], o.raised().files
    assert o.sql("SELECT length(pdf) FROM flag_evidence")[0][0] == 0
    assert "没有印成" in (said := o.export("kept.pdf", code=65)) or \
        "not printed" in said, said
    assert o.export("kept.txt").decode().startswith("视为自动退出情形")


def main():
    began = time.monotonic()
    convoke = os.path.abspath(sys.argv[1])
    o = Flagged(convoke)
    printed = NAME + ".pdf" in o.raised().files
    if printed:
        pages_and_text(o)
    else:
        # Fonts are recommended, not required.
        assert not subprocess.run(["fc-list", ":lang=zh"], check=False,
                                  capture_output=True).stdout, "not printed"
    with tempfile.TemporaryDirectory() as folder:
        alone = os.path.join(folder, "convoke")
        shutil.copy(convoke, alone)
        text_alone(Flagged(alone))
    print("evidence: all as expected, %.0f s" % (time.monotonic() - began))
    return 0


if __name__ == "__main__":
    sys.exit(main())
