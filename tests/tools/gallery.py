#!/usr/bin/env python3
"""All notices in one HTML file, each at the width of a desk and of a telephone.

usage: gallery.py CONVOKE FOLDER [--pictures] [--dark]

Writes FOLDER/gallery.html: every notice with its sample values, as html at 700
and 360 pixels and as text. Chromium then lays it out and measures: what is
wider than its page, cut off, an empty cell, a name that was not filled. Prints
each such place; ends with 1 when there is one, with 77 without chromium.

  --pictures  FOLDER/WIDTH-N.png as well, some notices each
  --dark      these pictures as a client shows them that inverts its mails
"""
import html
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

WIDTHS = (700, 360)
SHEETS = {700: (3, 2200, 1900), 360: (6, 2300, 2000)}  # notices, pixels

# A mail that is wrong in each way the measure knows.
WRONG = ('<table><tr><td style="white-space:nowrap">' + "x" * 200 +
         '</td></tr><tr><td style="font-size:15px"> </td></tr><tr><td>{{unit}}'
         '</td></tr></table><div style="width:80px;overflow:hidden;'
         'white-space:nowrap">' + "cut " * 20 + "</div>")
SEEN = ("wider than its page", "empty cell", "not filled", "cut off")

STYLE = """
body{margin:16px;font:14px/1.5 'Noto Sans CJK SC',sans-serif;background:#d5dae1;
color:#24292f}
header{position:sticky;top:0;background:#d5dae1;padding:8px 0}
section{margin:0 0 28px}h2{font-size:16px;margin:0 0 6px}
.wide,.narrow{display:inline-block;vertical-align:top;margin-right:16px}
iframe{border:0;display:block;background:#fff}
pre{white-space:pre-wrap;width:44em;background:#fff;padding:12px}
.dark iframe{filter:invert(1) hue-rotate(180deg)}
"""

SCRIPT = """
function find(text) {
  for (const s of document.querySelectorAll('section'))
    s.hidden = !s.textContent.toLowerCase().includes(text.toLowerCase());
}
function fit(f) {
  f.height = f.contentDocument.documentElement.scrollHeight;
}
function look(f, say) {
  const d = f.contentDocument, page = d.documentElement;
  const width = page.clientWidth;
  if (page.scrollWidth > width)
    say('wider than its page: ' + page.scrollWidth + ' > ' + width);
  for (const e of d.body.querySelectorAll('*')) {
    const style = f.contentWindow.getComputedStyle(e);
    const box = e.getBoundingClientRect();
    const text = e.textContent.trim();
    if (box.width === 0 || style.opacity === '0') continue;
    if (box.right > width + 1 || box.left < -1)
      say('wider than its page: ' + e.tagName + ' ' + text.slice(0, 30));
    if (style.overflowX !== 'visible' &&
        (e.scrollWidth > e.clientWidth + 1 ||
         e.scrollHeight > e.clientHeight + 1))
      say('cut off: ' + text.slice(0, 30));
    if (['TD', 'LI', 'P', 'A', 'STRONG'].includes(e.tagName) && text === '' &&
        e.children.length === 0 && parseFloat(style.fontSize) > 2)
      say('empty cell: ' + e.parentElement.textContent.trim().slice(0, 30));
  }
  if (/\\{\\{|\\}\\}/.test(d.body.textContent + d.title)) say('not filled');
}
function measure() {
  const found = [];
  for (const f of document.querySelectorAll('iframe')) {
    fit(f);
    look(f, what => found.push(f.title + ': ' + what));
  }
  document.getElementById('found').textContent = JSON.stringify(found);
}
"""


def run(*argv):
    return subprocess.run(argv, check=True, stdout=subprocess.PIPE,
                          encoding="utf-8").stdout


def samples(convoke):
    """Every notice as {code, subject, text, html}, in the program's order."""
    with tempfile.TemporaryDirectory() as home:
        run(convoke, "-q", "init", os.path.join(home, "x"))
        show = (convoke, "-c", os.path.join(home, "x", "convoke.conf"),
                "preview", "--json", "--template")
        codes = [json.loads(line)["code"]
                 for line in run(*show, "list").splitlines()]
        return [json.loads(run(*show, code)) for code in codes]


def frame(title, source, width):
    return (f'<iframe title="{html.escape(title)}" width="{width}" '
            f'srcdoc="{html.escape(source)}" onload="fit(this)"></iframe>')


def section(m):
    code, subject = html.escape(m["code"]), html.escape(m["subject"])
    frames = "".join(
        f'<div class="{name}">{frame(f"{code}, {width}", m["html"], width)}'
        "</div>" for width, name in zip(WIDTHS, ("wide", "narrow")))
    return (f'<section id="{code}"><h2>{code}</h2><p>{subject}</p>{frames}'
            f'<details><summary>text</summary><pre>{html.escape(m["text"])}'
            "</pre></details></section>\n")


def page(title, body):
    return ('<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8">'
            f"<title>{title}</title><style>{STYLE}</style>"
            f"<script>{SCRIPT}</script>"
            f"<body onload=\"if(location.hash=='#measure')measure()\">{body}"
            '<pre id="found" hidden></pre></body></html>\n')


def whole(mails):
    head = (f"<header><b>{len(mails)}</b> "
            '<input placeholder="code, 主题" oninput="find(this.value)"> '
            '<label><input type="checkbox" onchange="document.body.classList'
            ".toggle('dark',this.checked)\"> dark</label></header>")
    return page("Convoke", head + "".join(map(section, mails)))


def chromium(*argv):
    return subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu",
         "--hide-scrollbars", "--virtual-time-budget=20000", *argv],
        check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        encoding="utf-8").stdout


def measured(path):
    dom = chromium("--dump-dom", f"file://{path}#measure")
    found = re.search(r'<pre id="found"[^>]*>(.*?)</pre>', dom, re.S)
    return json.loads(html.unescape(found.group(1)))


def check_measure(folder):
    """A measure that finds nothing must be one that would."""
    path = os.path.join(folder, "wrong.html")
    write(path, page("wrong", frame("wrong", WRONG, 360)))
    found = measured(path)
    os.unlink(path)
    for what in SEEN:
        if not any(what in place for place in found):
            sys.exit(f"the measure does not see what is {what}")


def write(path, text):
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def pictures(mails, folder, dark):
    style = "<style>body{margin:0;font-size:11px}div{float:left;margin:2px}" \
            "</style>"
    for width, (n, wide, high) in SHEETS.items():
        for i in range(0, len(mails), n):
            part = os.path.join(folder, "part.html")
            target = os.path.join(folder, f"{width}-{i // n:02d}.png")
            write(part, page("part", style + "".join(
                f'<div>{m["code"]}{frame(m["code"], m["html"], width)}</div>'
                for m in mails[i:i + n])))
            chromium(f"--window-size={wide},{high}", f"--screenshot={target}",
                     *(["--blink-settings=forceDarkModeEnabled=true"]
                       if dark else []), "file://" + part)
            os.unlink(part)


def main():
    given = [a for a in sys.argv[1:] if not a.startswith("--")]
    if len(given) != 2:
        sys.exit(__doc__)
    convoke, folder = given[0], os.path.abspath(given[1])
    os.makedirs(folder, exist_ok=True)
    mails = samples(convoke)
    path = os.path.join(folder, "gallery.html")
    write(path, whole(mails))
    print(path)
    if not shutil.which("chromium"):
        print("chromium is not installed: nothing was measured",
              file=sys.stderr)
        sys.exit(77)
    check_measure(folder)
    found = measured(path)
    print("\n".join(found + [f"{len(mails)} notices at {len(WIDTHS)} widths: "
                             f"{len(found)} places that look wrong"]))
    if "--pictures" in sys.argv:
        pictures(mails, folder, "--dark" in sys.argv)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
