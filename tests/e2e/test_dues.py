#!/usr/bin/python3
"""Dues by e-mail and by command, end to end.

test_dues.py CONVOKE [WORDS]   WORDS: only cases whose name has them

Three units of WG5, M02 also in WG7, under the duties of dues alone. What is
expected comes from requirements.md R-X7, R-X8, 6.4, 7 and 8; the minutes of a
whole year are test_year.py's.
"""
import concurrent.futures
import copy
import sys
import time
import traceback

from charter_file import only
from office import *  # noqa: F403
from test_bounce import report
from test_projects import sheet

CONVOKE = sys.argv[1]
CASES = []
FIN = "fin@tc.example"
CONF = make_demo.CONF.replace("    help = ", f'    clerk = [ "{FIN}" ];\n'
                              "    help = ", 1)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NAMES = {"M01": "示例科技有限公司", "M02": "样本（北京）网络有限公司",
         "M03": "范例网络安全有限公司"}
UNITS = {u: f"c@{u.lower()}.example" for u in NAMES}
DUTIES = only("dues.pay", "dues.arrears", "dues.lapse")


def good_code():
    """A 统一社会信用代码 whose check character is right (GB 32100)."""
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = "91110000MA0000000"
    total = sum(letters.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return body + letters[(31 - total % 31) % 31]


def register():
    data = copy.deepcopy(REGISTER)
    data["people"].append(
        {"name": "李样本", "mail": DGL, "title": "副组长",
         "roles": [{"role": "DGL", "group": "WG5"}]})
    data["units"] = []
    for unit, name in NAMES.items():
        groups = ["WG5", "WG7"] if unit == "M02" else ["WG5"]
        low = unit.lower()
        data["units"].append(
            {"id": unit, "name": name,
             "contact": {"name": "联系" + unit, "mail": UNITS[unit]},
             "memberships": [
                 {"group": g, "since": "2025-04-01", "representatives": [
                     {"name": f"代表{g}", "mail": f"{g.lower()}@{low}.example",
                      "voter": True}]} for g in groups]})
    data["units"][2]["uscc"] = good_code()
    return data


def case(start="2026-01-05 09:30"):
    def add(f):
        CASES.append((f, start))
        return f
    return add


def ledger(as_of, *rows, head="year,unit,amount,status,value_date,ref"):
    return "\n".join([f"as_of={as_of}", head, *rows]) + "\n"


BILLS = ledger("2025-12-31", *(f"2026,{u},12000,unpaid,," for u in NAMES))


class Clerk(Office):
    def file(self, text, name="ledger.csv"):
        path = os.path.join(self.dir, name)
        data = text if isinstance(text, bytes) else text.encode()
        with open(path, "wb") as f:
            f.write(data)
        return path

    def bill(self, text=BILLS):
        return self.run("import", "dues", self.file(text))

    def send(self, at, text, sender=FIN, name="会费台账.csv",
             media="text/csv", **o):
        data = text if isinstance(text, bytes) else text.encode()
        o.setdefault("charset", "UTF-8")
        return self.post(at, sender, "[会费导入] 会费台账", "台账见附件。\n",
                         files=[(name, media, data)], **o)

    def dues(self, unit, year=2026):
        rows = self.sql("SELECT status FROM dues_entry WHERE unit = ? AND"
                        " year = ? ORDER BY id DESC LIMIT 1", unit, year)
        return rows[0][0] if rows else None

    def counts(self):
        return [self.sql(f"SELECT count(*) FROM {t}")[0][0] for t in
                ("dues_year", "dues_import", "dues_entry")]

    def warned(self, at):
        """Section ⑦ of the digest that would go out then."""
        self.until(at)
        self.now = moment(at)
        said = self.run("--lang", "zh", "digest")
        return re.sub(r"\s+", "", said)


@case()
def reminds_only_who_owes(o):
    o.bill()
    o.until("2026-05-29 09:01")
    both = "wg5@m02.example,wg7@m02.example"
    first = o.expect(f"""05-29 09:00 dues.rem {UNITS['M01']},wg5@m01.example
              05-29 09:00 dues.rem {UNITS['M02']},{both}
              05-29 09:00 dues.rem {UNITS['M03']},wg5@m03.example""")
    first[0].says("2026年6月30日（周二）24:00", "剩32天", "12000", "第十一条第6项")
    assert first[0].object == "DUES-2026/pre"
    o.send("2026-06-22 15:00", ledger("2026-06-21",
                                      "2026,M01,12000,paid,2026-06-18,银-1",
                                      "2026,M03,6000,partial,2026-06-19,"))
    o.until("2026-07-30 09:01")
    report = o.expect(f"""06-22 15:00 dues.report {FIN}
              06-22 15:00 dues.report {SEC}
              06-23 09:00 dues.rem {UNITS['M02']},{both}
              06-30 09:00 dues.rem {UNITS['M02']},{both}
              07-30 09:00 dues.arrears {UNITS['M02']},{both}""")
    o.mail("dues.report", SEC).says("2026年6月21日", "入账2笔",
                                    "未缴1家：M02")
    assert report[0].object == "DI-2026-01"
    o.mail("dues.arrears").says("逾期30天", "2027年6月30日（周三）24:00", "缓缴")
    # Paying ends it, whatever day; a correction begins it again.
    o.send("2026-08-03 10:00", ledger("2026-08-02",
                                      "2026,M02,12000,paid,2026-08-01,"))
    assert o.due("dues.arrears", "DUES-2026")[1] == "met_late"
    assert o.due("dues.lapse", "DUES-2026") == ("2027-06-30", "met")
    o.send("2026-08-04 10:00", ledger("2026-08-03", "2026,M02,,unpaid,,"))
    o.until("2026-09-28 09:01")
    o.expect(f"""08-03 10:00 dues.report {FIN}
              08-03 10:00 dues.report {SEC}
              08-04 10:00 dues.report {FIN}
              08-04 10:00 dues.report {SEC}
              09-28 09:00 dues.arrears {UNITS['M02']},{both}""")


@case()
def final_warnings_until_the_lapse(o):
    o.bill(ledger("2025-12-31", "2025,M01,,unpaid,,", "2025,M02,,unpaid,,",
                  "2025,M03,,paid,2025-05-01,"))
    o.post("2026-05-20 09:00", SEC, "[会费减免] M02 2025年度",
           "理由：非营利机构。\n")
    o.until("2026-07-20 09:01")
    mails = o.expect(f"""03-27 09:00 dues.arrears {UNITS['M01']},wg5@m01.example
              03-27 09:00 dues.arrears {UNITS['M02']},wg5@m02.example,wg7@m02.example
              05-20 09:00 dues.waived {UNITS['M02']}
              05-29 09:00 dues.final {UNITS['M01']},wg5@m01.example
              06-23 09:00 dues.final {UNITS['M01']},wg5@m01.example""")
    final = mails[-1]
    assert final.object == "DUES-2025/final"
    final.says("2026年6月30日（周二）24:00", "第十三条第2项", "剩7天")
    o.mail("dues.waived").says("减免", "2025年度", "非营利机构")
    assert o.mail("dues.waived").object == "M02/2025"


@case()
def anything_unclear_refuses_the_whole_file(o):
    o.bill()
    before = o.counts()
    bad = {
        "2026,M99,,unpaid,,": "没有登记的单位",
        "2026,M01,,sometimes,,": "状态无法识别",
        "2026,M01,,paid,2026-02-30,": "到账日期无法识别",
        "2026,M01,,paid,,": "已缴须填到账日期",
        "2026,M01,,unpaid,,\n2026,示例科技有限公司,,unpaid,,": "同一单位同一年度出现两次",
        "2030,M01,,unpaid,,": "年度过早",
    }
    for i, (row, problem) in enumerate(bad.items()):
        at = f"2026-02-{i + 2:02d} 10:00"
        o.send(at, ledger("2026-02-01", "2026,M02,,paid,2026-01-20,", row))
        o.mail("dues.report", FIN).says("整份没有导入", problem,
                                        f"第{4 + row.count(chr(10))}行")
        assert o.counts() == before, row
    for as_of, problem in (("2026-02-11", "晚于今天"), ("2025-12-30", "早于已导入")):
        o.send("2026-02-10 10:" + as_of[-2:], ledger(as_of, "2026,M02,,unpaid,,"))
        o.mail("dues.report", FIN).says(problem)
    o.send("2026-02-10 10:40", "year,unit,status\n2026,M02,unpaid\n")
    o.mail("dues.report", FIN).says("as_of")
    o.post("2026-02-10 10:50", FIN, "[会费导入]", "台账见附件。\n")
    assert o.mail("cmd.refused").to == [FIN]
    assert o.counts() == before
    o.fresh.clear()


@case()
def every_file_a_clerk_writes(o):
    head = "年度\t单位\t金额\t状态\t到账日期\t凭证号"
    rows = ["2026\t样本(北京)网络有限公司\t12000\t已缴\t2026-02-01\t银-2",
            f"2026\t{good_code()}\t\t未缴\t\t"]
    o.bill()
    for i, data in enumerate([
            ledger("2026-02-01", *rows, head=head).encode("gb18030"),
            ledger("2026-02-02", *rows, head=head).encode("utf-16"),
            b"\xef\xbb\xbf" + ledger("2026-02-03", *rows, head=head)
            .replace("\t", ",").replace("\n", "\r\n").encode()]):
        o.run("import", "dues", o.file(data, f"l{i}.csv"), code=65)
        o.now = moment("2026-02-04 10:00")
        said = o.run("import", "dues", o.file(data, f"l{i}.csv"))
        assert f"DI-2026-{i + 1:02d}" in said, said
        assert [o.dues(u) for u in NAMES] == ["unpaid", "paid", "unpaid"]
        o.now = moment("2026-01-06 10:00")
    book = sheet(("as_of=2026-02-05",), head.split("\t"),
                 *(r.split("\t") for r in rows + [
                     "2026\tM01\t12000\t已缴\t2026-02-02\t银-3"]))
    o.send("2026-02-06 10:00", book, name="会费台账.xlsx", media=XLSX)
    o.mail("dues.report", FIN).says("入账3笔", "有变化1笔", "未缴1家：M03")
    assert [o.dues(u) for u in NAMES] == ["paid", "paid", "unpaid"]
    o.now = moment("2026-02-06 11:00")
    said = o.run("import", "dues", o.file(book, "again.xlsx"))
    assert "same" in said or "同一文件" in said, said
    o.fresh.clear()


@case()
def the_same_file_again_changes_nothing(o):
    o.bill()
    text = ledger("2026-01-10", "2026,M01,,paid,2026-01-08,")
    o.send("2026-01-12 10:00", text)
    before = o.counts()
    o.send("2026-01-13 10:00", text)
    o.mail("dues.report", FIN).says("同一文件", "没有作任何改动")
    assert o.mail("dues.report", FIN).object == "DI-2026-01"
    assert o.counts() == before
    # A dry run shows what it would do.
    o.now = moment("2026-01-14 10:00")
    o.run("import", "--dry-run", "dues", o.file(
        ledger("2026-01-13", "2026,M02,,paid,2026-01-12,")))
    assert o.counts() == before and o.dues("M02") == "unpaid"
    o.fresh.clear()


@case()
def only_the_clerk_imports_and_the_secretariat_waives(o):
    o.bill()
    before = o.counts()
    text = ledger("2026-01-10", "2026,M01,,paid,2026-01-08,")
    o.send("2026-01-12 10:00", text, sender=UNITS["M01"])
    o.send("2026-01-12 10:01", text, sender=GS)
    o.send("2026-01-12 10:02", text, dmarc="fail")
    o.post("2026-01-12 10:03", GS, "[会费减免] M01 2026年度", "理由：不需要。\n")
    o.post("2026-01-12 10:04", SEC, "[会费减免] M01 2026年度", "理由：不需要。\n",
           dmarc="fail")
    assert o.counts() == before
    codes = [m.code for m in o.fresh]
    assert set(codes) == {"auth.fail"} and len(codes) == 5, codes
    o.fresh.clear()
    # Nothing said is nothing done; what lacks is asked for.
    for subject, body, problem in (
            ("[会费减免] M01 2026年度", "请办理。\n", "理由"),
            ("[会费减免] 2026年度", "理由：非营利机构。\n", "单位"),
            ("[会费减免] M01", "理由：非营利机构。\n", "年度"),
            ("[会费减免] M01 2024年度", "理由：非营利机构。\n", "年度")):
        o.post("2026-01-13 10:00", SEC, subject, body)
        o.mail("cmd.refused").says(problem)
        assert o.counts() == before
    o.fresh.clear()


@case()
def a_decision_outlives_a_ledger_that_says_unpaid(o):
    o.bill()
    for at, word, status in (("10:00", "", "waived"), ("10:01", " 缓缴", "deferred"),
                             ("10:02", " 争议", "disputed")):
        unit = f"M0{1 + int(at[-1])}"
        o.post(f"2026-02-03 {at}", SEC, f"[会费减免] {unit} 2026年度{word}",
               "理由：经秘书处核实。\n")
        assert o.dues(unit) == status
        assert o.mail("dues.waived").to == [UNITS[unit]]
    o.send("2026-02-05 10:00", ledger(
        "2026-02-04", *(f"2026,{u},,unpaid,," for u in NAMES)))
    o.mail("dues.report", FIN).says("保留原决定", "3笔")
    assert [o.dues(u) for u in NAMES] == ["waived", "deferred", "disputed"]
    o.fresh.clear()
    o.until("2026-06-01 09:01")
    o.expect()
    # …until the secretariat takes it back.
    o.post("2026-06-02 10:00", SEC, "[会费减免] M02 2026年度 恢复",
           "理由：缓缴期满。\n")
    o.until("2026-06-24 09:01")
    o.expect(f"""06-02 10:00 dues.waived {UNITS['M02']}
              06-23 09:00 dues.rem {UNITS['M02']},wg5@m02.example,wg7@m02.example""")


@case()
def the_digest_has_a_line_a_year(o):
    o.bill(ledger("2025-12-31", "2025,M01,,unpaid,,", "2025,M02,,unpaid,,",
                  "2025,M03,500,partial,2025-06-01,"))
    said = o.warned("2026-04-09 08:00")
    assert "M01、M02" in said and "2025年度会费欠缴283天，2026-06-30（周二）24:00满1年" \
        in said, said
    assert "2025年度会费部分缴费" in said
    assert said.count("会费欠缴") == 1 and "补缴会费" not in said, said
    said = o.warned("2026-07-14 08:00")
    assert "24:00已满1年" in said and "台账只截至2025-12-31" in said, said
    o.fresh.clear()


@case()
def a_bill_that_came_back(o):
    """X26: nobody of the unit ever got it."""
    o.bill(ledger("2025-12-31", "2025,M01,,unpaid,,", "2025,M02,,paid,"
                  "2025-05-01,", "2025,M03,,paid,2025-05-01,"))
    o.until("2026-03-27 09:01")
    mail = o.expect(f"03-27 09:00 dues.arrears {UNITS['M01']},"
                    "wg5@m01.example")[0]
    o.put(report("2026-03-27 09:05", mail.raw, *mail.to, *mail.cc),
          "2026-03-27 09:05")
    o.turn("2026-03-27 09:05")
    assert {m.code for m in o.fresh} == {"bounce.alert"}, o.fresh
    o.fresh.clear()
    said = o.warned("2026-04-09 08:00")
    assert "2025年度会费通知未能送达任何人" in said, said
    # Nothing goes there any more; what is owed is no ground for a flag.
    o.until("2026-07-20 09:01")
    o.expect()
    assert o.sql("SELECT count(*) FROM flag") == [(0,)]


@case()
def a_bill_with_a_day_of_its_own(o):
    head = "year,unit,status,due"
    o.bill(ledger("2025-12-31", *(f"2026,{u},unpaid,2026-03-31"
                                  for u in NAMES), head=head))
    assert o.due("dues.arrears", "DUES-2026")[0] == "2026-03-31"
    assert o.due("dues.lapse", "DUES-2026")[0] == "2027-03-31"
    o.until("2026-02-28 09:01")
    assert [m.code for m in o.fresh] == ["dues.rem"] * 3
    # The bill is corrected: the days move with it.
    o.send("2026-03-02 10:00", ledger(
        "2026-03-01", "2026,M01,unpaid,2026-05-31", head=head))
    assert o.due("dues.arrears", "DUES-2026")[0] == "2026-05-31"
    o.fresh.clear()


@case()
def a_unit_reads_its_own_and_an_operator_all(o):
    o.bill(ledger("2025-12-31", "2025,M01,,unpaid,,",
                  "2025,M02,,paid,2025-05-01,=1+1", "2025,M03,,waived,,"))
    for unit, owes in (("M01", True), ("M02", False)):
        o.post("2026-02-03 10:00", UNITS[unit], "[状态]", "")
        mail = o.mail("status.reply", UNITS[unit])
        (mail.says if owes else mail.says_not)("2025年度会费", "补缴会费")
        mail.says_not("M03")
    rows = o.list("dues")
    assert [(r["unit"], r["status"], r["value_date"], r["source"])
            for r in rows] == [("M01", "unpaid", "", "DI-2025-01"),
                               ("M02", "paid", "2025-05-01", "DI-2025-01"),
                               ("M03", "waived", "", "DI-2025-01")], rows
    # What a spreadsheet would compute leaves as text.
    path = os.path.join(o.dir, "dues.csv")
    o.run("export", "dues", path)
    with open(path, encoding="utf-8-sig") as f:
        assert "'=1+1" in f.read()
    o.run("explain", "DUES-2025")
    assert [m.code for m in o.fresh] == ["status.reply"] * 2, o.fresh
    o.fresh.clear()


@case(start="2026-03-02 09:30")
def who_joins_before_july_owes_this_year(o):
    o.bill()
    o.send("2026-03-03 10:00", ledger("2026-03-02", *(
        f"2026,{u},12000,paid,2026-03-01," for u in NAMES)))
    assert o.due("dues.arrears", "DUES-2026")[1] == "met"
    o.post("2026-03-04 10:00", APP, "[入会申请] 新例智能科技有限公司", "见附件。\n",
           files=papers(COMPLETE))
    o.reply("2026-03-05 10:00", o.mail("app.new", SEC), quoted("分派 WG5"))
    o.reply("2026-03-06 10:00", o.mail("app.review.req", GL), quoted("同意"))
    o.reply("2026-03-09 10:00", o.mail("app.result", SEC), quoted("通知"))
    o.post("2026-03-10 10:00", APP, "[代表指派] APP-2026-001",
           "代表1：孙一，高级工程师，r1@m12.example，投票代表\n",
           answers=o.mail("app.approved", APP))
    o.post("2026-03-12 10:00", SEC, "[成员生效] APP-2026-001",
           "成员生效 纸质已收\n")
    o.reply("2026-03-12 11:00", o.mail("account.open"), quoted("完成"))
    assert o.due("dues.arrears", "DUES-2026")[1] in ("open", "overdue")
    o.fresh.clear()
    o.until("2026-05-29 09:01")
    assert [(m.code, m.to[0]) for m in o.fresh] == [("dues.rem", APP)], o.fresh
    o.fresh.clear()


# ---- the runner ----

def run(chosen):
    f, start = chosen
    began = time.monotonic()
    o = None
    try:
        o = Clerk(CONVOKE, conf=CONF, register=register(), charter=DUTIES,
                  start=start)
        f(o)
        o.close()
        return f.__name__, None, time.monotonic() - began
    except Exception:
        where = f"\n  the state is in {o.dir}" if o else ""
        return f.__name__, traceback.format_exc() + where, \
            time.monotonic() - began


CODES = "dues.rem dues.arrears dues.final dues.report dues.waived".split()


def main():
    words = sys.argv[2] if len(sys.argv) > 2 else ""
    chosen = [c for c in CASES if words in c[0].__name__]
    bad = 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for name, trouble, took in pool.map(run, chosen):
            bad += trouble is not None
            print(f"{'FAIL' if trouble else 'ok  '} {name} ({took:.1f} s)"
                  + (f"\n{trouble}" if trouble else ""), flush=True)
    missing = [c for c in CODES if c not in Office.codes_seen]
    if not words and missing:
        print("no case sends", " ".join(missing))
        bad += 1
    print(f"{len(chosen)} cases, {bad} failed")
    return bad != 0


if __name__ == "__main__":
    sys.exit(main())
