#!/usr/bin/env python3
"""Our reader beside other readers, over messages nobody here wrote.

usage: compare.py MIMEDUMP [GMIMEDUMP]

1. What the manifests of corpora/mime and cn-mailers say of subject, number of
   parts and file names is what we read.
2. Parts and the SHA-256 of their decoded octets are those of Python's email
   and of gmime; line ends at the very end of a part do not count, because
   readers differ on whose they are when no boundary follows.

Every difference must stand in exceptions.tsv (what, file, class, reason); a
line there that no longer differs is an error too. Prints the shares."""
import collections
import email
import email.header
import email.policy
import hashlib
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
SHARED = os.path.join(os.environ.get("CONVOKE_SHARED", ""), "corpora")
SETS = ["mime", "cn-mailers", "autoreply", "auth-results", "bounces-flufl",
        "bounces-misc", "bounces-sisimai", "reply-strip"]


def letters(folder):
    top = os.path.join(SHARED, folder)
    return sorted(os.path.join(top, name) for name in os.listdir(top)
                  if name.endswith((".eml", ".box", ".msg")))


class Any:
    """Equal to everything."""

    def __eq__(self, other):
        return True

    def __repr__(self):
        return "(any)"


ANY = Any()


class Letter:
    def __init__(self):
        self.refused = None
        self.subject = ""
        self.parts = []  # (media type, name, octets, sha256)
        self.notes = []

    def leaves(self):
        """Empty parts say nothing and readers differ on whether they are."""
        return [(part[3]) for part in self.parts if part[2]]


def dump(program, paths):
    """path -> Letter, as PROGRAM prints it."""
    out = subprocess.run([program], input="\n".join(paths) + "\n",
                         stdout=subprocess.PIPE, check=True, text=True,
                         errors="replace").stdout
    found = {}
    for line in out.split("\n"):
        what, *values = line.split("\t")
        if what == "file":
            letter = found[values[0]] = Letter()
        elif what == "refused":
            letter.refused = values[0]
        elif what == "subject":
            letter.subject = values[0]
        elif what == "part":
            letter.parts.append((values[0], values[1], int(values[2]),
                                 *values[3:]))
        elif what == "note":
            letter.notes.append(values[0])
    return found


def python_parts(part):
    """Leaves in order; a report is one, not one for each of its blocks."""
    if (part.get_content_maintype() == "message" and
            part.get_content_type() != "message/rfc822"):
        yield None
    elif part.is_multipart():
        for inner in part.get_payload():
            yield from python_parts(inner)
    else:
        yield part


def python_letter(path):
    with open(path, "rb") as f:
        message = email.message_from_bytes(f.read())
    letter = Letter()
    for part in python_parts(message):
        if part is None:
            letter.parts.append(("message/delivery-status", "", 1, ANY))
            continue
        octets = (part.get_payload(decode=True) or b"").rstrip(b"\r\n")
        letter.parts.append((part.get_content_type(), "", len(octets),
                             hashlib.sha256(octets).hexdigest()))
    return letter


def promises(text):
    """`subject=a; parts=2; filenames=b | c` as a dictionary."""
    text = text.removeprefix("derived(python-email):")
    found = {}
    for piece in text.split("; "):
        key, equals, value = piece.strip().partition("=")
        if equals and key in ("subject", "parts", "filenames"):
            found[key] = value
    return found


def bare(text):
    return "".join(c for c in text if c.isprintable() and not c.isspace())


class Stated:
    """A value of a manifest: blanks do not count, it was cut to a length, and
    what its reader could not decode says nothing."""

    def __init__(self, text, most):
        self.text = bare(text)
        self.cut = len(text) >= most
        self.silent = "\ufffd" in text or "\\ufffd" in text

    def __eq__(self, got):
        return (self.silent or self.text == bare(got) or
                self.cut and bare(got).startswith(self.text))

    def __repr__(self):
        return repr(self.text)


def manifest_names(value):
    names = []
    for name in value.split(" | "):
        if name[:1].isdigit() and name[1:2] == ":":
            name = name[2:].split(" (")[0]
        names.append(Stated(name, 78))
    return names


class Report:
    def __init__(self):
        self.expected = {}
        with open(os.path.join(HERE, "exceptions.tsv"), encoding="utf-8") as f:
            for line in f:
                if line.startswith("#") or not line.strip():
                    continue
                what, name, group, reason = line.rstrip("\n").split("\t")
                self.expected[(what, name)] = (group, reason)
        self.met = set()
        self.total = collections.Counter()
        self.same = collections.Counter()
        self.groups = collections.Counter()
        self.bad = 0

    def check(self, what, path, got, want):
        name = os.path.relpath(path, SHARED)
        self.total[what] += 1
        if got == want:
            self.same[what] += 1
            return
        if (what, name) in self.expected:
            self.met.add((what, name))
            group, reason = self.expected[(what, name)]
            self.groups[(what, group)] += 1
            print(f"  miss {what} {name}: {group}: {reason}")
            return
        self.bad += 1
        print(f"DIFFERS\t{what}\t{name}\n  got  {got!r}\n  want {want!r}")

    def finish(self):
        for key in sorted(set(self.expected) - self.met):
            if key[0] in self.total:
                print("no longer differs:", *key)
                self.bad += 1
        for what in self.total:
            print(f"{what}: {self.same[what]} of {self.total[what]} the same "
                  f"({100 * self.same[what] / self.total[what]:.1f} %)")
        for (what, group), n in sorted(self.groups.items()):
            print(f"  {what}: {n} {group}")
        return self.bad


def check_manifest(report, folder, ours):
    with open(os.path.join(SHARED, folder, "MANIFEST.tsv"), encoding="utf-8",
              errors="replace") as f:
        rows = [line.rstrip("\n").split("\t") for line in f][1:]
    for row in rows:
        path = os.path.join(SHARED, folder, row[0])
        letter = ours.get(path)
        stated = promises(row[4])
        if not letter or letter.refused:
            continue
        if "subject" in stated:
            report.check("manifest.subject", path, letter.subject,
                         Stated(stated["subject"], 118))
        if "parts" in stated:
            report.check("manifest.parts", path, str(len(letter.parts)),
                         stated["parts"])
        if "filenames" in stated:
            names = [part[4 if folder == "cn-mailers" else 1]
                     for part in letter.parts if part[1]]
            report.check("manifest.names", path, names,
                         manifest_names(stated["filenames"]))


def check_oracle(report, what, paths, ours, theirs):
    for path in paths:
        if path in theirs and not ours[path].refused:
            if theirs[path].refused:
                report.check(what, path, "read", "refused")
            else:
                report.check(what, path, ours[path].leaves(),
                             theirs[path].leaves())


def main(mimedump, gmimedump=None):
    if not os.path.isdir(SHARED):
        print("skipped: no test messages at", SHARED)
        return 77
    paths = [path for folder in SETS for path in letters(folder)]
    ours = dump(mimedump, paths)
    report = Report()
    for path in paths:
        if ours[path].refused:
            print("refused", os.path.relpath(path, SHARED), ours[path].refused)
    for folder in ("mime", "cn-mailers"):
        check_manifest(report, folder, ours)
    theirs = {path: python_letter(path) for path in paths}
    check_oracle(report, "python", paths, ours, theirs)
    if gmimedump:
        check_oracle(report, "gmime", paths, ours, dump(gmimedump, paths))
    else:
        print("gmime is not installed: not compared")
    return 1 if report.finish() else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
