#!/usr/bin/python3
"""Writes the office files of tests/data/files: by LibreOffice, and by openpyxl.

make_files.py FOLDER

What must be read in NAME.docx or NAME.xlsx stands beside it as NAME.txt,
written by hand. The files are kept, for the programs are not everywhere.
"""
import datetime
import os
import subprocess
import sys
import tempfile
from xml.sax.saxutils import escape, quoteattr

HEAD = ('<?xml version="1.0" encoding="UTF-8"?>'
        '<office:document office:version="1.3" office:mimetype='
        '"application/vnd.oasis.opendocument.%s" '
        + " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{u}:1.0"'
                   for n, u in [("office", "office"), ("table", "table"),
                                ("text", "text"), ("style", "style"),
                                ("number", "datastyle")])
        + ' xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2">')
DAY = ('<number:date-style style:name="D"><number:year number:style="long"/>'
       '<number:text>年</number:text><number:month/><number:text>月'
       '</number:text><number:day/><number:text>日</number:text>'
       '</number:date-style>')
MOMENT = ('<number:date-style style:name="M"><number:year number:style="long"/>'
          '<number:text>-</number:text><number:month number:style="long"/>'
          '<number:text>-</number:text><number:day number:style="long"/>'
          '<number:text> </number:text><number:hours number:style="long"/>'
          '<number:text>:</number:text><number:minutes number:style="long"/>'
          '</number:date-style>')
CLOCK = ('<number:time-style style:name="T"><number:hours number:style="long"/>'
         '<number:text>:</number:text><number:minutes number:style="long"/>'
         '</number:time-style>')
SHARE = ('<number:percentage-style style:name="P"><number:number '
         'number:decimal-places="0" number:min-integer-digits="1"/>'
         '<number:text>%</number:text></number:percentage-style>')
STYLES = ("<office:automatic-styles>" + DAY + MOMENT + CLOCK + SHARE
          + "".join(f'<style:style style:name="c{n}" style:family="table-cell"'
                    f' style:data-style-name="{n}"/>' for n in "DMTP")
          + '<style:style style:name="h" style:family="table">'
            '<style:table-properties table:display="false"/></style:style>'
          + "</office:automatic-styles>")


# One cell each, as LibreOffice reads them.

def text(*lines):
    return ('<table:table-cell office:value-type="string">'
            + "".join(f"<text:p>{escape(x)}</text:p>" for x in lines)
            + "</table:table-cell>")


def number(value):
    return (f'<table:table-cell office:value-type="float" '
            f'office:value="{value}"/>')


def day(value, style="cD"):
    return (f'<table:table-cell table:style-name="{style}" '
            f'office:value-type="date" office:date-value="{value}"/>')


def clock(value):
    return (f'<table:table-cell table:style-name="cT" '
            f'office:value-type="time" office:time-value="{value}"/>')


def share(value):
    return (f'<table:table-cell table:style-name="cP" '
            f'office:value-type="percentage" office:value="{value}"/>')


def formula(code):
    return f"<table:table-cell table:formula={quoteattr('of:=' + code)}/>"


GAP = "<table:table-cell/>"


def sheet(name, *rows, hidden=False):
    style = ' table:style-name="h"' if hidden else ""
    return (f'<table:table table:name={quoteattr(name)}{style}>'
            + "".join(f"<table:table-row>{''.join(r) or GAP}</table:table-row>"
                      for r in rows) + "</table:table>")


COMMENTS = sheet(
    "意见 & 汇总",
    [text("国家标准意见汇总处理表")],
    [],
    [text("序号"), text("章条"), text("意见内容"), text("提出单位"),
     text("处理意见")],
    [number(1), text("4.2"), text("第一行", "第二行 <改>"), text("甲公司"),
     text("采纳")],
    [number(2), text("附录 A"), text("建议删去“应”"), GAP, text("不采纳")],
    [formula("SUM([.A4:.A5])"), GAP, formula("[.B5]&\"!\""),
     formula("1/0")],
) + sheet(
    "会议",
    [text("日期"), day("2026-03-31")],
    [text("开始"), day("2026-03-31T09:30:00", "cM"), clock("PT09H30M00S")],
    [text("出席率"), share("0.85"), formula("TRUE()"), number("0.1")],
    [text("税号"), number("123456789012345678"), text("911100007109250324")],
) + sheet("内部", [text("不给人看")], hidden=True)

MINUTES = ("<text:h text:outline-level=\"1\">WG5 第三次全体会议纪要</text:h>"
           + "".join(f"<text:h text:outline-level=\"2\">{h}</text:h>"
                     f"<text:p>{p}</text:p>" for h, p in [
                         ("一、会议时间、地点", "2026 年 3 月 31 日，"
                          "北京<text:line-break/>线上参加的单位见附表。"),
                         ("二、决议", "通过两项<text:s text:c=\"2\"/>标准。")])
           + '<table:table table:name="t"><table:table-column '
             'table:number-columns-repeated="3"/>'
           + "".join("<table:table-row>" + "".join(
               f"<table:table-cell{a}>" + "".join(
                   f"<text:p>{p}</text:p>" for p in c.split("/"))
               + "</table:table-cell>" for a, c in row) + "</table:table-row>"
               for row in [
                   [("", "单位"), ("", "代表"), ("", "情况")],
                   [("", "甲公司"), ("", "张三/李四"), ("", "出席")],
                   [("", "乙大学"), ("", ""), ("", "请假")],
                   [("", ""), ("", ""), ("", "")],
               ]) + "</table:table><text:p>记录：王五</text:p>")


def convert(source, kind, folder):
    subprocess.run(["soffice", "--headless", "-env:UserInstallation=file://"
                    + os.path.join(os.path.dirname(source), "lo"),
                    "--convert-to", kind, "--outdir", folder, source],
                   check=True, stdout=subprocess.DEVNULL)


def by_libreoffice(folder, scratch, name, kind, body):
    flat, ending = ("spreadsheet", "fods") if kind == "xlsx" else ("text",
                                                                  "fodt")
    source = os.path.join(scratch, f"{name}.{ending}")
    with open(source, "w", encoding="utf-8") as f:
        f.write(HEAD % flat + STYLES + f"<office:body><office:{flat}>{body}"
                f"</office:{flat}></office:body></office:document>")
    convert(source, kind, folder)


def by_openpyxl(folder):
    import openpyxl
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    ws = book.active
    ws.title = "缴费"
    ws.append(["单位", "金额", "缴费日期", "登记时间"])
    ws.append(["甲公司", 20000.5, datetime.date(2026, 2, 12),
               datetime.datetime(2026, 2, 12, 23, 59, 30)])
    ws.append(["乙大学", None, None, datetime.time(8, 5)])
    ws["C7"] = "=SUM(B2:B3)"
    ws["B6"] = True
    book.create_chartsheet("图")
    book.create_sheet("空")
    book.save(os.path.join(folder, "dues-openpyxl.xlsx"))


def main(folder):
    with tempfile.TemporaryDirectory() as scratch:
        by_libreoffice(folder, scratch, "comments", "xlsx", COMMENTS)
        by_libreoffice(folder, scratch, "minutes", "docx", MINUTES)
    by_openpyxl(folder)


if __name__ == "__main__":
    main(*sys.argv[1:])
