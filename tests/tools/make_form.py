#!/usr/bin/python3
"""Writes the blank application form of the charter's annex as a docx.

make_form.py FILE          writes it
make_form.py --check FILE  ends with 1 unless FILE holds the same parts

The form is attached to mails that ask for what is missing, so it must open in
every word processor and come back readable: one table, a content control in
every place to be filled in, a check box before every choice.
"""
import sys
import zipfile
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
GRID = [1500, 1080, 1900, 860, 1380, 900, 2018]
PROMPT = "点击填写"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

TITLE = "全国网络安全标准化技术委员会工作组成员申请表"
TITLE_EN = ("Application for Membership in a Working Group of the National "
            "Technical Committee 260 on Cybersecurity")
STATEMENT = ("本单位愿意遵守《全国网络安全标准化技术委员会工作组章程》及其配套"
             "规章的规定，积极参与全国网络安全标准化技术委员会组织的各项活动。")
STATEMENT_EN = ("We undertake to abide by the Charter of the Working Groups "
                "and its supporting rules, and to take an active part in the "
                "activities of the Committee.")
NOTES = [
    ("注：请同时提供以下有关文件（扫描件随本表发送，纸质件后补）：",
     "Please send scans of the following together with this form; paper "
     "originals may follow."),
    ("1. 工商登记注册号（附企业法人营业执照副本或上级主管部门批准成立文件复印件）；",
     "Business licence, or founding approval by the supervising authority"),
    ("2. 法人机构代码（附法人机构代码证副本复印件；营业执照载有统一社会信用代码的"
     "不必另附）；",
     "Organisation code certificate, unless the licence shows a unified "
     "social credit code"),
    ("3. 密码主管部门的批文文号或商密生产定点单位的密码产品授权证明（附复印件，"
     "仅申请 WG3 或从事密码业务的单位）；",
     "Approval of the cryptography authority (WG3 or cryptography business "
     "only)"),
    ("4. 其他重要的法律文件。", "Other important legal documents"),
    ("填写说明：请直接在表中填写，勾选方框，加盖公章后将本表（docx）与盖章扫描件一并"
     "回复本邮件。单位简介不少于20字。",
     "How to fill in: type into the table, tick the boxes, then reply with "
     "this docx and a scan of the sealed form. Profile: at least 20 "
     "characters."),
]

next_id = 0


def control_id():
    global next_id
    next_id += 1
    return 260000 + next_id


def run(text, size=None, color=None, bold=False, style=None):
    props = ""
    if style:
        props += f'<w:rStyle w:val="{style}"/>'
    if bold:
        props += "<w:b/><w:bCs/>"
    if color:
        props += f'<w:color w:val="{color}"/>'
    if size:
        props += f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
    props = f"<w:rPr>{props}</w:rPr>" if props else ""
    return f'<w:r>{props}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def gloss(text):
    return run(text, size=14, color="595959")


def paragraph(content, align=None, style=None, before=0, after=0):
    props = ""
    if style:
        props += f'<w:pStyle w:val="{style}"/>'
    if before or after:
        props += f'<w:spacing w:before="{before}" w:after="{after}"/>'
    if align:
        props += f'<w:jc w:val="{align}"/>'
    props = f"<w:pPr>{props}</w:pPr>" if props else ""
    return f"<w:p>{props}{content}</w:p>"


def fill(tag, prompt=PROMPT, kind=""):
    """A place to type in.

    A rich-text control (no <w:text/>): LibreOffice 7.4 writes Chinese typed
    into a plain-text one several times over.
    """
    return (
        f'<w:sdt><w:sdtPr><w:alias w:val="{tag}"/><w:tag w:val="{tag}"/>'
        f'<w:id w:val="{control_id()}"/><w:showingPlcHdr/>{kind}</w:sdtPr>'
        f"<w:sdtContent>{run(prompt, style='PlaceholderText')}"
        f"</w:sdtContent></w:sdt>")


def choose(tag, entries):
    items = "".join(
        f'<w:listItem w:displayText="{e}" w:value="{e}"/>' for e in entries)
    return fill(tag, prompt="点击选择", kind=f"<w:dropDownList>{items}</w:dropDownList>")


def day(tag):
    return fill(tag, prompt="      年    月    日", kind=(
        '<w:date><w:dateFormat w:val="yyyy年M月d日"/><w:lid w:val="zh-CN"/>'
        '<w:storeMappedDataAs w:val="date"/><w:calendar w:val="gregorian"/>'
        "</w:date>"))


def box(tag):
    return (
        f'<w:sdt><w:sdtPr><w:alias w:val="{tag}"/><w:tag w:val="{tag}"/>'
        f'<w:id w:val="{control_id()}"/><w14:checkbox>'
        '<w14:checked w14:val="0"/>'
        '<w14:checkedState w14:val="2611" w14:font="Segoe UI Symbol"/>'
        '<w14:uncheckedState w14:val="2610" w14:font="Segoe UI Symbol"/>'
        "</w14:checkbox></w:sdtPr><w:sdtContent><w:r><w:rPr>"
        '<w:rFonts w:ascii="Segoe UI Symbol" w:hAnsi="Segoe UI Symbol" '
        'w:eastAsia="Segoe UI Symbol" w:cs="Segoe UI Symbol"/></w:rPr>'
        "<w:t>☐</w:t></w:r></w:sdtContent></w:sdt>")


def option(key, value, en=""):
    text = box(f"{key}.{value}") + run(" " + value)
    return text + (gloss(" " + en) if en else "")


def cell(column, span, content, merge=None, shade=False, center=False):
    width = sum(GRID[column:column + span])
    props = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    if span > 1:
        props += f'<w:gridSpan w:val="{span}"/>'
    if merge:
        props += f'<w:vMerge w:val="{merge}"/>'
    if shade:
        props += '<w:shd w:val="clear" w:color="auto" w:fill="F2F2F2"/>'
    props += '<w:vAlign w:val="center"/>'
    return f"<w:tc><w:tcPr>{props}</w:tcPr>{content}</w:tc>"


def label(column, zh, en, span=1, merge=None):
    lines = [run(part, bold=True) for part in zh.split("|")]
    content = paragraph("<w:r><w:br/></w:r>".join(lines), align="center")
    content += paragraph(gloss(en), align="center")
    if merge == "continue":
        content = paragraph("")
    return cell(column, span, content, merge=merge, shade=True)


def place(column, span, content):
    return cell(column, span, paragraph(content))


def row(*cells, height=560):
    return (f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{height}" '
            f'w:hRule="atLeast"/></w:trPr>{"".join(cells)}</w:tr>')


def gap():
    return run("    ")


def table():
    natures = [("企业", "Enterprise"), ("科研院所", "Research institute"),
               ("高等院校", "University")]
    nature = gap().join(option("nature", *n) for n in natures)
    other = (option("nature", "政府部门", "Government") + gap() +
             option("nature", "其他", "Other") + run("：") +
             fill("nature.other", prompt="＿＿＿＿＿＿＿＿"))
    groups = gap().join(option("groups", g) for g in (
        "WG3", "WG4", "WG5", "WG6", "WG7", "WG8", "SWG-ETS"))
    contact = ("联系人", "Contact")
    rows = [
        row(label(0, "单位名称", "Name of organisation", merge="restart"),
            label(1, "中文", "Chinese"), place(2, 5, fill("name_zh"))),
        row(label(0, "", "", merge="continue"),
            label(1, "英文", "English"), place(2, 5, fill("name_en"))),
        row(label(0, "办公地址", "Office address"), place(1, 4, fill("addr")),
            label(5, "邮编", "Postcode"), place(6, 1, fill("zip"))),
        row(label(0, "法人代表姓名", "Legal representative"),
            place(1, 2, fill("legal_rep")),
            label(3, "统一社会信用代码", "Unified social credit code", span=2),
            place(5, 2, fill("uscc"))),
        row(label(0, "单位性质", "Type of organisation"),
            cell(1, 6, paragraph(nature) + paragraph(other))),
        row(label(0, "是否外企", "Foreign-invested"),
            place(1, 6, option("foreign", "是", "Yes") + gap() +
                  option("foreign", "否", "No"))),
        row(label(0, *contact, merge="restart"),
            label(1, "姓名", "Name"), place(2, 1, fill("c_name")),
            label(3, "性别", "Sex"), place(4, 1, choose("c_sex", "男女")),
            label(5, "职务", "Position"), place(6, 1, fill("c_title"))),
        row(label(0, *contact, merge="continue"),
            label(1, "电话", "Telephone"), place(2, 2, fill("c_tel")),
            label(4, "传真", "Fax"), place(5, 2, fill("c_fax"))),
        row(label(0, *contact, merge="continue"),
            label(1, "手机", "Mobile"), place(2, 2, fill("c_mobile")),
            label(4, "电子邮件", "E-mail"), place(5, 2, fill("c_mail"))),
        row(label(0, *contact, merge="continue"),
            label(1, "通信地址", "Postal address"),
            place(2, 3, fill("c_addr")),
            label(5, "邮编", "Postcode"), place(6, 1, fill("c_zip"))),
        row(label(0, "单位简介", "Profile"), place(1, 6, fill("profile")),
            height=1300),
        row(label(0, "主要业务领域", "Business"),
            cell(1, 6, paragraph(fill("business"), after=120) +
                 paragraph(run("产品或研究成果，以及从事标准研制工作的经验") +
                           gloss(" Products and experience") + run("：")) +
                 paragraph(fill("products"))), height=1500),
        row(label(0, "申请加入|的工作组", "Working groups applied for"),
            place(1, 6, groups)),
        row(label(0, "申请单位意见", "Statement"),
            cell(1, 6, paragraph(run(STATEMENT), before=60) +
                 paragraph(gloss(STATEMENT_EN), after=240) +
                 paragraph(run("单位公章（") + gloss("Official seal") +
                           run("）：") + run(" " * 24), align="center") +
                 paragraph(day("seal_date") + run("（盖章日期 ") +
                           gloss("date of seal") + run("）"),
                           align="right", before=120, after=60))),
    ]
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="404040"/>'
        for side, size in (("top", 8), ("left", 8), ("bottom", 8),
                           ("right", 8), ("insideH", 4), ("insideV", 4)))
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in GRID)
    return (f'<w:tbl><w:tblPr><w:tblW w:w="{sum(GRID)}" w:type="dxa"/>'
            f'<w:jc w:val="center"/><w:tblBorders>{borders}</w:tblBorders>'
            '<w:tblLayout w:type="fixed"/><w:tblCellMar>'
            '<w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/>'
            f"</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
            f'{"".join(rows)}</w:tbl>')


def document():
    notes = "".join(
        paragraph(run(zh, size=17) + gloss("  " + en), style="Note")
        for zh, en in NOTES)
    body = (paragraph(run(TITLE), style="Title") +
            paragraph(gloss(TITLE_EN), align="center", after=120) +
            table() + paragraph("", style="Note") + notes +
            '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
            '<w:pgMar w:top="964" w:right="1134" w:bottom="851" w:left="1134" '
            'w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>')
    return (f'{HEAD}<w:document xmlns:w="{W}" xmlns:w14="{W14}" xmlns:mc='
            '"http://schemas.openxmlformats.org/markup-compatibility/2006" '
            f'mc:Ignorable="w14"><w:body>{body}</w:body></w:document>')


def styles():
    fonts = ('<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" '
             'w:eastAsia="宋体" w:cs="Times New Roman"/>')
    return f"""{HEAD}<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr>{fonts}<w:sz w:val="20"/><w:szCs w:val="20"/><w:lang w:val="en-GB" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style><w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/><w:qFormat/><w:pPr><w:spacing w:before="0" w:after="40"/><w:jc w:val="center"/></w:pPr><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="黑体" w:cs="Arial"/><w:b/><w:bCs/><w:sz w:val="30"/><w:szCs w:val="30"/></w:rPr></w:style><w:style w:type="paragraph" w:customStyle="1" w:styleId="Note"><w:name w:val="Note"/><w:basedOn w:val="Normal"/><w:pPr><w:spacing w:after="10"/></w:pPr><w:rPr><w:sz w:val="17"/><w:szCs w:val="17"/></w:rPr></w:style><w:style w:type="character" w:styleId="PlaceholderText"><w:name w:val="Placeholder Text"/><w:uiPriority w:val="99"/><w:semiHidden/><w:rPr><w:color w:val="4A5560"/></w:rPr></w:style></w:styles>"""


def parts():
    package = "application/vnd.openxmlformats-package"
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return {
        "[Content_Types].xml":
            f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/'
            '2006/content-types"><Default Extension="rels" ContentType='
            f'"{package}.relationships+xml"/><Default Extension="xml" '
            'ContentType="application/xml"/><Override PartName='
            f'"/word/document.xml" ContentType="{word}.document.main+xml"/>'
            '<Override PartName="/word/styles.xml" ContentType='
            f'"{word}.styles+xml"/><Override PartName="/docProps/core.xml" '
            f'ContentType="{package}.core-properties+xml"/></Types>',
        "_rels/.rels":
            f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/'
            f'package/2006/relationships"><Relationship Id="rId1" Type="{rel}'
            '/officeDocument" Target="word/document.xml"/><Relationship '
            'Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/'
            'relationships/metadata/core-properties" Target='
            '"docProps/core.xml"/></Relationships>',
        "word/document.xml": document(),
        "word/styles.xml": styles(),
        "word/_rels/document.xml.rels":
            f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/'
            f'package/2006/relationships"><Relationship Id="rId1" Type="{rel}'
            '/styles" Target="styles.xml"/></Relationships>',
        "docProps/core.xml":
            f'{HEAD}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats'
            '.org/package/2006/metadata/core-properties" xmlns:dc='
            f'"http://purl.org/dc/elements/1.1/"><dc:title>{TITLE}</dc:title>'
            "<dc:language>zh-CN</dc:language></cp:coreProperties>",
    }


def main():
    made = {name: text.encode() for name, text in parts().items()}
    if sys.argv[1] == "--check":
        with zipfile.ZipFile(sys.argv[2]) as old:
            same = {n: old.read(n) for n in old.namelist()} == made
        return 0 if same else f"{sys.argv[2]} is not what make_form.py writes"
    with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in made.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(info, data, compresslevel=9)
    return 0


if __name__ == "__main__":
    sys.exit(main())
