#!/usr/bin/env python3
"""Reading costs what the message is long, whatever stands in it.

usage: linear.py MIMEDUMP

Each family of messages is read at one size and at twice that size under
callgrind; the instructions, less those of an empty message, must not grow by
more than 2.4. Counts do not depend on the machine or on what else it does."""
import os
import re
import shutil
import subprocess
import sys
import tempfile

MIXED = b"Content-Type: multipart/mixed; boundary=BB\n\n"
NESTED = b"".join(
    b"Content-Type: multipart/mixed; boundary=%s\n\n--%s\n" % (b, b)
    for b in (b"x" * 60 + b"%02d" % i for i in range(19))) + b"\n"

# name, head, what is repeated, tail, how often (within the bounds of prescan)
FAMILIES = [
    ("text", b"A: b\n\n", b"hello world\n", b"", 20000),
    ("Chinese text", b"Content-Type: text/plain; charset=gbk\n\n",
     "\u5de5\u4f5c\u7ec4\n".encode("gbk"), b"", 20000),
    ("unlabelled octets", b"A: b\n\n", b"\xe4\xbd\x20\xff", b"", 20000),
    ("base64", b"Content-Transfer-Encoding: base64\n\n", b"QUJD" * 19 + b"\n",
     b"", 4000),
    ("base64 of padding", b"Content-Transfer-Encoding: base64\n\n", b"QQ=\n",
     b"", 40000),
    ("quoted-printable", b"Content-Transfer-Encoding: quoted-printable\n\n",
     b"=E4=BD=A0=\n", b"", 20000),
    ("dashes", MIXED, b"-", b"", 200000),
    ("lines that are nearly the boundary", MIXED, b"--B\n", b"", 50000),
    ("the same under nineteen boundaries", NESTED, b"--" + b"x" * 59 + b"\n",
     b"", 3000),
    ("boundaries with blanks", MIXED + b"--BB", b" \t", b"", 100000),
    ("parts", MIXED, b"--BB\n\nx\n", b"", 95),
    ("open comments", b"From: ", b"(", b"\n\n", 30000),
    ("open quotes", b"From: ", b'"a ', b"\n\n", 10000),
    ("open brackets", b"From: ", b"<", b"\n\n", 30000),
    ("routes", b"From: ", b"<@a:", b"\n\n", 8000),
    ("word beginnings", b"From: ", b"=?", b"\n\n", 16000),
    ("subject of word beginnings", b"Subject: ", b"=?a?b?", b"\n\n", 5000),
    ("subject of words", b"Subject: ", b"=?gbk?B?xOO6ww==?= ", b"\n\n", 1600),
    ("parameters", b"Content-Type: a/b; ", b"x*1*=%41; ", b"\n\n", 3000),
    ("quoted parameters", b"Content-Type: a/b; ", b'a="', b"\n\n", 10000),
    ("continuations", b"Content-Type: a/b; ", b"name*1*=%41; ", b"\n\n", 2500),
    ("recipients", b"To: ", b"a@example.cn, ", b"\n\n", 8000),
    ("fields", b"", b"X: y\n", b"\n", 490),
    ("uuencoded beginnings", b"A: b\n\n", b"begin 644 a\n", b"", 20000),
    ("uuencoded beginnings in one line", b"A: b\n\n", b"begin 644 a ", b"",
     20000),
]


def instructions(program, folder, message):
    path = os.path.join(folder, "message")
    with open(path, "wb") as f:
        f.write(message)
    found = subprocess.run(
        ["valgrind", "--tool=callgrind",
         "--callgrind-out-file=" + os.path.join(folder, "out"), program],
        input=(path + "\n").encode(), stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, check=True)
    if b"refused" in found.stdout:
        raise SystemExit("refused: " + found.stdout.decode())
    return int(re.search(rb"Collected : (\d+)", found.stderr).group(1))


def main(program):
    if not shutil.which("valgrind"):
        print("skipped: valgrind is not installed")
        return 77
    with open(program, "rb") as f:
        if b"__asan_init" in f.read():
            print("skipped: valgrind cannot run a sanitized program")
            return 77
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        empty = instructions(program, folder, b"A: b\n\n")
        for name, head, middle, tail, times in FAMILIES:
            costs = [instructions(program, folder, head + middle * n + tail)
                     - empty for n in (times, 2 * times)]
            growth = costs[1] / max(costs[0], 1)
            size = len(middle) * times
            print(f"{growth:5.2f} times for twice as much, "
                  f"{costs[1] / (2 * size):7.1f} an octet: {name}")
            bad += growth > 2.4
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
