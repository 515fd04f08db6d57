#!/usr/bin/env python3
"""All notices on one page, as a mail client of a given width shows them.

usage: gallery.py TEST_CATALOG FOLDER [WIDTH...]

TEST_CATALOG is the built unit test (build-dev/tests/test_catalog); it writes
each sample notice as text and html into FOLDER. The page is
FOLDER/gallery-WIDTH.html; with chromium installed, FOLDER/WIDTH-N.png are its
pictures, a few notices each.
"""
import html
import os
import shutil
import subprocess
import sys

PICTURE = (1440, 1500)  # notices stand side by side in it


def page(names, folder, width):
    frames = []
    for name in names:
        with open(os.path.join(folder, name), encoding="utf-8") as f:
            source = html.escape(f.read(), quote=True)
        frames.append(
            f'<div><p>{name}</p><iframe width="{width}" srcdoc="{source}" '
            'onload="this.height=this.contentDocument.documentElement'
            '.scrollHeight+2"></iframe></div>')
    return ('<!DOCTYPE html><meta charset="utf-8"><style>body{margin:0;'
            'font:12px monospace}div{float:left}iframe{border:0;display:block}p{margin:2px}'
            '</style>' + "\n".join(frames))


def picture(source, target):
    subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu",
         "--hide-scrollbars", "--virtual-time-budget=3000",
         "--window-size=%d,%d" % PICTURE,
         f"--screenshot={target}", "file://" + os.path.abspath(source)],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    test, folder = sys.argv[1:3]
    widths = [int(w) for w in sys.argv[3:]] or [700, 360]
    os.makedirs(folder, exist_ok=True)
    subprocess.run([test], check=True, stdout=subprocess.DEVNULL,
                   env=dict(os.environ, CONVOKE_GALLERY=folder))
    names = sorted(n for n in os.listdir(folder)
                   if n.endswith(".html") and not n.startswith("gallery"))
    for width in widths:
        path = os.path.join(folder, f"gallery-{width}.html")
        with open(path, "w", encoding="utf-8") as f:
            f.write(page(names, folder, width))
        print(path)
        if not shutil.which("chromium"):
            continue
        side = max(1, PICTURE[0] // width)
        for i in range(0, len(names), side):
            part = os.path.join(folder, "gallery-part.html")
            with open(part, "w", encoding="utf-8") as f:
                f.write(page(names[i:i + side], folder, width))
            target = os.path.join(folder, f"{width}-{i // side}.png")
            picture(part, target)
            print(target)
            os.unlink(part)


main()
