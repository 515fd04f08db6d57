#!/usr/bin/env python3
"""The pictures of README.md: mails the demo's year really sends.

usage: pictures.py CONVOKE FOLDER

Plays `convoke demo`, takes the digest, the reminder and the invitation named
below out of its outgoing mails and lets chromium draw them, with what a mail
program shows above a mail, to FOLDER/NAME.png.
"""
import email
import email.policy
import glob
import html
import os
import re
import struct
import subprocess
import sys
import tempfile
import zlib

MAILS = {  # by the key in X-Convoke-Notice
    "digest": "digest::sec@tc.example:2026-04-09",
    "reminder": "contrib.rem:WG5-2026-P3/contrib:c@m01.example:",
    "invitation": "notice.issue:WG5-2026-P1:c@m01.example:",
}
WIDTH, SCALE = 620, 1.2
COLOURS = 16  # half an octet each
MOST = 120000  # as test_readme.sh holds

PAGE = """<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><style>
body{margin:0;font:14px/1.6 'Noto Sans CJK SC',sans-serif;color:#24292f}
header{padding:12px 16px;border-bottom:1px solid #c9d1d9}
b{font-size:16px}span{color:#57606a}
iframe{border:0;display:block;width:100%%}</style><header><b>%s</b><br>
<span>%s</span></header><iframe srcdoc="%s" onload="
this.height=this.contentDocument.documentElement.scrollHeight;
document.title=document.documentElement.scrollHeight"></iframe></html>"""


def played(convoke, folder):
    subprocess.run([convoke, "demo"], check=True, stdout=subprocess.DEVNULL,
                   env=dict(os.environ, TMPDIR=folder))
    mails = {}
    for name in glob.glob(os.path.join(folder, "*/mail/out/new/*")):
        with open(name, "rb") as f:
            m = email.message_from_binary_file(f, policy=email.policy.default)
        key = re.search(r"key=(\S+)", m["X-Convoke-Notice"]).group(1)
        mails[key] = m
    return mails


def page(m):
    body = m.get_body(("html",)).get_content()
    return PAGE % (html.escape(m["Subject"]), html.escape(
        f'{m["From"].addresses[0].display_name} → {m["To"]}　'
        f'{m["Date"].datetime:%Y-%m-%d %H:%M}'), html.escape(body))


def chromium(*argv):
    return subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu",
         "--hide-scrollbars", "--virtual-time-budget=5000", *argv],
        check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        encoding="utf-8").stdout


def draw(source, target):
    where = "file://" + source
    dom = chromium(f"--window-size={WIDTH},400", "--dump-dom", where)
    high = int(re.search(r"<title>(\d+)</title>", dom).group(1))
    chromium(f"--window-size={WIDTH},{high}", f"--screenshot={target}",
             f"--force-device-scale-factor={SCALE}", where)


# ---- a PNG of few colours, a third of its size ----

def chunks(data):
    at = 8
    while at < len(data):
        n, kind = struct.unpack(">I4s", data[at:at + 8])
        yield kind, data[at + 8:at + 8 + n]
        at += 12 + n


def chunk(kind, data):
    return (struct.pack(">I", len(data)) + kind + data +
            struct.pack(">I", zlib.crc32(kind + data)))


def unfilter(kind, line, above, step):
    for i, x in enumerate(line):
        a = line[i - step] if i >= step else 0
        b = above[i]
        c = above[i - step] if i >= step else 0
        if kind == 4:
            p = a + b - c
            d = (abs(p - a), abs(p - b), abs(p - c))
            guess = (a, b, c)[d.index(min(d))]
        else:
            guess = (0, a, b, (a + b) // 2)[kind]
        line[i] = (x + guess) & 255
    return line


def pixels(data):
    """Width and the lines, each a list of (r, g, b)."""
    parts = list(chunks(data))
    wide, high, depth, kind = struct.unpack(">IIBB", parts[0][1][:10])
    step = {2: 3, 6: 4}[kind]
    assert depth == 8
    raw = zlib.decompress(b"".join(d for k, d in parts if k == b"IDAT"))
    above = bytearray(wide * step)
    lines = []
    for y in range(high):
        at = y * (wide * step + 1)
        line = bytearray(raw[at + 1:at + 1 + wide * step])
        above = unfilter(raw[at], line, above, step) if raw[at] else line
        lines.append([tuple(above[i:i + 3])
                      for i in range(0, wide * step, step)])
    return wide, lines


def coarse(colour):
    return tuple(min(255, (c + 12) // 24 * 24) for c in colour)


def palette(lines):
    seen = {}
    for line in lines:
        for colour in line:
            seen[colour] = seen.get(colour, 0) + 1
    frequent = sorted(seen, key=seen.get, reverse=True)
    chosen = []  # the frequent ones that differ enough from each other
    for colour in frequent:
        if len(chosen) < COLOURS and all(
                coarse(colour) != coarse(other) for other in chosen):
            chosen.append(colour)
    near = {c: min(range(len(chosen)), key=lambda i: sum(
        (a - b) ** 2 for a, b in zip(c, chosen[i]))) for c in seen}
    return chosen, near


def packed(line):
    line = line + [0] * (len(line) % 2)
    return bytes(a << 4 | b for a, b in zip(line[::2], line[1::2]))


def shrink(path):
    with open(path, "rb") as f:
        wide, lines = pixels(f.read())
    chosen, near = palette(lines)
    raw = b"".join(b"\0" + packed([near[c] for c in line]) for line in lines)
    with open(path, "wb") as f:
        f.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(
            ">IIBBBBB", wide, len(lines), 4, 3, 0, 0, 0)) +
            chunk(b"PLTE", b"".join(map(bytes, chosen))) +
            chunk(b"IDAT", zlib.compress(raw, 9)) + chunk(b"IEND", b""))


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    convoke, folder = map(os.path.abspath, sys.argv[1:])
    os.makedirs(folder, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        mails = played(convoke, home)
        for name, key in MAILS.items():
            found = sorted(k for k in mails if k.startswith(key))
            if not found:
                sys.exit(f"the demo sends no {key}")
            source = os.path.join(home, name + ".html")
            target = os.path.join(folder, name + ".png")
            with open(source, "w", encoding="utf-8") as f:
                f.write(page(mails[found[0]]))
            draw(source, target)
            shrink(target)
            size = os.path.getsize(target)
            print(f"{target}: {size} octets")
            if size > MOST:
                sys.exit("that is too large")


main()
