#!/usr/bin/python3
"""Edits a form that LibreOffice wrote into what other programs write.

make_variants.py FOLDER

FOLDER/annex-boxes.docx is real; each variant changes a few runs of it in the
way Word, WPS Office or an old template would have written them, and gets its
own expected fields, NAME.tsv.
"""
import os
import re
import sys
import zipfile

W14 = ('xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" ')
RUN = "<w:r><w:t>{}</w:t></w:r>"


def out_of_run(inner):
    """Ends the run a text stands in, puts `inner`, and opens it again."""
    return ('</w:t></w:r>' + inner + '<w:r><w:t xml:space="preserve">')


def each_box(xml, make):
    def swap(match):
        return out_of_run(make(match.group(0) == "☑"))
    return re.sub("[☑☐]", swap, xml)


def word_controls(xml):
    def box(ticked):
        return ('<w:sdt><w:sdtPr><w:id w:val="1"/><w14:checkbox><w14:checked '
                f'w14:val="{int(ticked)}"/><w14:checkedState w14:val="2612" '
                'w14:font="MS Gothic"/><w14:uncheckedState w14:val="2610" '
                'w14:font="MS Gothic"/></w14:checkbox></w:sdtPr><w:sdtContent>'
                + RUN.format("☒" if ticked else "☐") +
                "</w:sdtContent></w:sdt>")
    xml = each_box(xml, box)
    return xml.replace("<w:document ", "<w:document " + W14, 1) \
        if "xmlns:w14=" not in xml else xml


def wps_symbols(xml):
    return each_box(xml, lambda ticked: (
        '<w:r><w:sym w:font="Wingdings 2" w:char="'
        f'{"0052" if ticked else "00A3"}"/></w:r>'))


def wingdings_symbols(xml):
    return each_box(xml, lambda ticked: (
        '<w:r><w:sym w:font="Wingdings" w:char="'
        f'{"F0FE" if ticked else "F0A8"}"/></w:r>'))


def legacy_fields(xml):
    """Ticked by its default here, by hand there."""
    states = iter(range(1000))

    def box(ticked):
        by_hand = next(states) % 2
        state = (f'<w:default w:val="{int(not ticked)}"/>'
                 f'<w:checked w:val="{int(ticked)}"/>' if by_hand else
                 f'<w:default w:val="{int(ticked)}"/>')
        return ('<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name '
                'w:val="Check1"/><w:enabled/><w:calcOnExit w:val="0"/>'
                f"<w:checkBox><w:sizeAuto/>{state}</w:checkBox></w:ffData>"
                "</w:fldChar></w:r><w:r><w:instrText> FORMCHECKBOX "
                '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"'
                '/></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>')
    return each_box(xml, box)


def tracked(xml):
    author = 'w:id="7" w:author="a" w:date="2026-02-01T00:00:00Z"'
    was = (f"<w:del {author}><w:r><w:delText>李旧样</w:delText></w:r></w:del>"
           f"<w:ins {author}>{RUN.format('王小样')}</w:ins>")
    return xml.replace("王小样", out_of_run(was))


def text_box(xml):
    """The legal representative's name in a box drawn over the cell."""
    def box(inner):
        return f"<w:txbxContent><w:p>{inner}</w:p></w:txbxContent>"
    name = box(RUN.format("欧阳示例"))
    drawn = ("<w:r><mc:AlternateContent><mc:Choice Requires=\"wps\">"
             f"<w:drawing>{name}</w:drawing></mc:Choice><mc:Fallback><w:pict>"
             f"{name}</w:pict></mc:Fallback></mc:AlternateContent></w:r>")
    return xml.replace("欧阳示例", out_of_run(drawn))


def in_outer_table(xml):
    """Templates that draw the page's frame as a table of one cell."""
    return xml.replace("<w:tbl>", "<w:tbl><w:tr><w:tc><w:p/><w:tbl>", 1) \
        .replace("</w:tbl>", "</w:tbl><w:p/></w:tc></w:tr></w:tbl>", 1)


def altered(xml):
    return xml.replace("积极参与", "在方便时参与")


def exception(xml):
    return xml.replace("组织的各项活动。", "组织的各项活动，但不缴纳会费。")


def two_contacts(xml):
    return xml.replace("王小样", "王小样、李大样")


def two_natures(xml):
    return xml.replace("☐科研院所", "☑科研院所")


def other_nature(xml):
    xml = xml.replace("☑", "☐", 1).replace("☐其他", "☑其他", 1)
    return xml.replace("_____", "__社会团体__", 1)


VARIANTS = [
    (word_controls, {}), (wps_symbols, {}), (wingdings_symbols, {}),
    (legacy_fields, {}), (tracked, {}), (text_box, {}), (in_outer_table, {}),
    (altered, {"agree": ["altered"]}), (exception, {"agree": ["altered"]}),
    (two_contacts, {"c_name": ["王小样、李大样"]}),
    (two_natures, {"nature": ["企业", "科研院所"]}),
    (other_nature, {"nature": ["其他:社会团体"]}),
]


def write(path, parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(info, data)


def main():
    folder = sys.argv[1]
    with zipfile.ZipFile(os.path.join(folder, "annex-boxes.docx")) as form:
        parts = {n: form.read(n) for n in form.namelist()}
    with open(os.path.join(folder, "annex-boxes.tsv")) as f:
        fields = [line.rstrip("\n").split("\t") for line in f]
    xml = parts["word/document.xml"].decode()
    for make, changes in VARIANTS:
        name = "variant-" + make.__name__.replace("_", "-")
        changed = make(xml)
        assert changed != xml, name + " changes nothing"
        write(os.path.join(folder, name + ".docx"),
              dict(parts, **{"word/document.xml": changed.encode()}))
        kept = [f for f in fields if f[0] not in changes]
        kept += [[k, v] for k, vs in changes.items() for v in vs]
        with open(os.path.join(folder, name + ".tsv"), "w") as out:
            out.writelines(f"{k}\t{v}\n" for k, v in kept)


if __name__ == "__main__":
    main()
