#!/usr/bin/python3
"""Every notice there is, as `convoke preview --template` shows it.

test_preview.py CONVOKE

The codes are those of the list of notifications and the two answers to a
person's words. Each has its sample as text, html and JSON, with nothing that
was not filled and nothing empty; and each kind of hole an author can leave in
a template is found, in either language.
"""
import html.parser
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

CONVOKE = os.path.realpath(sys.argv[1])
HERE = os.path.dirname(os.path.realpath(__file__))
SOURCE = os.path.realpath(os.path.join(HERE, "../.."))
SHARED = os.environ.get("CONVOKE_SHARED", os.path.join(SOURCE, "../shared"))
# Answers to words rather than notifications (manual, DECISIONS).
ANSWERS = {"cmd.done", "cmd.confirm", "mail.large"}
TMP = tempfile.mkdtemp(prefix="convoke-preview-")
CONF = os.path.join(TMP, "tc", "convoke.conf")
failures = []


def check(what, good):
    if not good:
        failures.append(what)
        print("FAIL", what)


def convoke(*argv):
    env = {k: v for k, v in os.environ.items() if k != "CONVOKE_CONF"}
    return subprocess.run([CONVOKE, "--lang", "en", *argv], env=env, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def preview(code, *more):
    return convoke("-c", CONF, "preview", "--template", code, *more)


def words(s):
    """What is wrong with finished words; None when nothing is."""
    if re.search(r"[{}｛｝]", s):
        return "a name that was not filled"
    if re.search(r"（）|\(\)|“”|《》|【】|\[\]|：。|，。|、。|，，|\*\*|null", s):
        return "a hole"
    return None


class Cells(html.parser.HTMLParser):
    """Cells, items and links without any words."""

    WATCHED = {"td", "li", "p", "a", "strong", "title"}

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.empty = [], []

    def handle_starttag(self, tag, attrs):
        if tag in self.WATCHED:
            self.open.append([tag, False])

    def handle_data(self, data):
        # A no-break space is what a spacer holds, and means to.
        if data.strip(" \n"):
            for row in self.open:
                row[1] = True

    def handle_endtag(self, tag):
        if tag in self.WATCHED:
            was, full = self.open.pop()
            assert was == tag, (was, tag)
            if not full:
                self.empty.append(tag)


def flaw(subject, text, page):
    """What is wrong with a mail; None when nothing is."""
    cells = Cells()
    cells.feed(page)
    cells.close()
    if cells.open or cells.empty:
        return f"empty or open: {cells.empty or cells.open}"
    for part in (subject, text, re.sub(r"<[^>]*>", "", page)):
        if words(part):
            return words(part)
    # A row of a table stands in two columns; one without a value ends early.
    for row in re.findall(r"^  \S[^\n]*$", text, re.M):
        if row.rstrip() != row:
            return "an empty value: " + row
    return None


def test_codes():
    listed = [json.loads(line)["code"]
              for line in preview("list", "--json").stdout.splitlines()]
    check("no code twice", len(listed) == len(set(listed)))
    path = os.path.join(SHARED, "acceptance/notice-codes.txt")
    if os.path.exists(path):
        with open(path, encoding="utf-8") as f:
            wanted = set(f.read().split())
        check("131 notifications", len(wanted) == 131)
        check(f"missing: {wanted - set(listed)}", wanted <= set(listed))
        check("no others: %s" % (set(listed) - wanted),
              set(listed) - wanted == ANSWERS)
    check("at least as many", len(listed) >= 131 + len(ANSWERS))
    return listed


def test_one(code):
    done = preview(code, "--json")
    check(f"{code}: {done.stderr}", done.returncode == 0 and not done.stderr)
    if done.returncode:
        return
    mail = json.loads(done.stdout)
    check(f"{code}: subject {mail['subject']}",
          re.fullmatch(r"【.+?】.+ / [^\[]+( \[\S+\])?", mail["subject"]))
    wrong = flaw(mail["subject"], mail["text"], mail["html"])
    check(f"{code}: {wrong}", wrong is None)
    chinese, _, english = mail["text"].partition("\n" + "-" * 20)
    check(f"{code}: Chinese, then English",
          re.search("[一-鿿]{4}", chinese) and
          re.search(r"\b[a-z]+ [a-z]+\b", english))
    check(f"{code}: text", preview(code).stdout ==
          f"Subject: {mail['subject']}\n\n{mail['text']}")
    check(f"{code}: html", preview(code, "--html").stdout == mail["html"])


def overridden(name, change):
    """A configuration whose folder has that template, changed."""
    folder = os.path.join(TMP, "own")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(os.path.join(folder, os.path.dirname(name)))
    with open(os.path.join(SOURCE, "templates", name), encoding="utf-8") as f:
        text = f.read()
    with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
        f.write(change(text))


def test_every_unknown_name(codes):
    """One in each of all templates, and every one is named with its place."""
    own = os.path.join(TMP, "own")
    for language in ("zh", "en"):
        os.makedirs(os.path.join(own, language))
        for code in codes:
            name = f"{language}/{code}.mustache"
            with open(os.path.join(SOURCE, "templates", name),
                      encoding="utf-8") as f:
                text = f.read()
            with open(os.path.join(own, name), "w", encoding="utf-8") as f:
                f.write(text + "\n{{nosuch}}\n")
    done = convoke("-c", CONF, "check")
    said = done.stdout + done.stderr
    check("check refuses", done.returncode == 78)
    for language in ("zh", "en"):
        for code in codes:
            where = re.search(rf"{language}/{re.escape(code)}\.mustache:\d+:1: "
                              '"nosuch" is no name', said)
            check(f"{language}/{code}: an unknown name is told", where)


HOLES = {  # what an author may do, and who finds it
    "an empty value": (lambda t: t + "\n值{{object}}\n", "refused"),
    "an empty value in the subject":
        (lambda t: t.replace("Subject: ", "Subject: {{object}}", 1), "refused"),
    "a section left open": (lambda t: t + "\n{{#object}}x\n", "refused"),
    "single braces": (lambda t: t + "\n{year}\n", "seen"),
    "wide braces": (lambda t: t + "\n｛｛year｝｝\n", "seen"),
    "a row without a value":
        (lambda t: t + "\n| 编号 | {{#object}}x{{/object}}\n", "either"),
    "brackets around nothing":
        (lambda t: t + "\n编号（{{#object}}x{{/object}}）\n", "seen"),
    "quotes around nothing":
        (lambda t: t + "\n“{{#object}}x{{/object}}”\n", "seen"),
    "an item of nothing":
        (lambda t: t + "\n- {{#object}}x{{/object}}\n", "either"),
    "a button for nothing":
        (lambda t: t + "\n! {{#object}}x{{/object}} | mailto:a@b\n", "either"),
    "bold nothing":
        (lambda t: t + "\n值**{{#object}}x{{/object}}**\n", "either"),
}


def test_holes():
    """cal.missing concerns no object: its slot `object` is empty."""
    for language in ("zh", "en"):
        for what, (change, finder) in HOLES.items():
            overridden(f"{language}/cal.missing.mustache", change)
            done = preview("cal.missing", "--json")
            refused = done.returncode != 0 and \
                f"{language}/cal.missing.mustache:" in done.stderr
            seen = None
            if done.returncode == 0:
                mail = json.loads(done.stdout)
                seen = flaw(mail["subject"], mail["text"], mail["html"])
            good = {"refused": refused, "seen": seen is not None,
                    "either": refused or seen is not None}[finder]
            check(f"{language}: {what}: {done.stderr.strip() or seen}", good)


def main():
    convoke("-q", "init", os.path.join(TMP, "tc"))
    codes = test_codes()
    for code in codes:
        test_one(code)
    with open(CONF, encoding="utf-8") as f:
        settings = f.read()
    with open(CONF, "w", encoding="utf-8") as f:
        f.write(settings.replace('#override = ""', 'override = "%s"' %
                                 os.path.join(TMP, "own")))
    test_every_unknown_name(codes)
    test_holes()
    check("an unknown code", preview("app.akc").returncode == 64)
    print(f"{len(codes)} notices, {len(failures)} failures")
    shutil.rmtree(TMP)
    sys.exit(1 if failures else 0)


main()
