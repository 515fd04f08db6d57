"""Is everything synced before it is promised?

A kill leaves the page cache alone, so no killed run can show that an fsync is
missing. This reads a trace of system calls instead and holds it against the
rules that make a rename a promise:

  1  a file renamed (or linked) into a folder `new` was synced after its last
     change and before the rename;
  2  that folder was synced after the rename and before the process ended well;
  3  a folder in which a folder was made was synced before the end;
  4  where a program's output is its promise, 2 and 3 hold at each output.

Where there is a database (a state of its own), a commit and what it permits are
promises too (class State):

  5  at each sync of the write-ahead log 2 and 3 hold, also for `outgoing` and
     for drafts made in a Maildir's `tmp`;
  6  a file is renamed into `outgoing` or a Maildir's `new`, a message is moved
     to `keep`, and the process ends well, only with nothing unsynced in the
     log or in the file;
  7  a source file is removed only when the spool's `new` is synced.

Use: trace(argv) -> lines, check(lines) -> complaints, mutants(lines) -> pairs
(what was taken out, lines without it); a sync that a later sync of the whole
filesystem repeats is left in.
"""
import os
import re
import subprocess
import tempfile

CALLS = ("openat,write,pwrite64,writev,pwritev,ftruncate,utimensat,fsync,"
         "fdatasync,syncfs,sync,rename,renameat,renameat2,link,linkat,unlink,"
         "unlinkat,mkdir,mkdirat,exit_group")
SYNC = re.compile(r"^\d+\s+(fsync|fdatasync|syncfs|sync)\(")
CHANGES = {"write", "pwrite64", "writev", "pwritev", "ftruncate", "utimensat"}
LINE = re.compile(r"^(\d+)\s+(\w+)\((.*)\)\s+=\s+(-?\d+)")
FD = re.compile(r"^-?\d+<([^>]*)>$")


# The leak checker traces the process itself and cannot under strace.
TRACED = dict(os.environ, ASAN_OPTIONS="detect_leaks=0")


def trace(argv, cwd=None, stdin=None):
    """Runs argv to its good end and gives its trace."""
    with tempfile.NamedTemporaryFile("r", suffix=".trace") as out:
        done = subprocess.run(
            ["strace", "-f", "-y", "-s", "512", "-e", "signal=none",
             "-e", "trace=" + CALLS, "-o", out.name] + argv,
            cwd=cwd, stdin=stdin, stdout=subprocess.DEVNULL, env=TRACED)
        if done.returncode != 0:
            raise RuntimeError("%s ended with %d" % (argv, done.returncode))
        return whole_lines(out)


def whole_lines(lines):
    """Joins the halves of calls that were interrupted by another process."""
    halves, whole = {}, []
    for line in lines:
        line = line.rstrip("\n")
        pid = line.split(" ", 1)[0]
        if line.endswith("<unfinished ...>"):
            halves[pid] = line[:-len("<unfinished ...>")].rstrip()
            continue
        resumed = re.match(r"^\d+\s+<\.\.\. \w+ resumed>(.*)$", line)
        if resumed and pid in halves:
            line = halves.pop(pid) + resumed.group(1)
        whole.append(line)
    return whole


def arguments(text):
    """Splits at the commas outside quotes, <> and {}."""
    parts, depth, quoted, start, i = [], 0, False, 0, 0
    while i < len(text):
        c = text[i]
        if quoted:
            if c == "\\":
                i += 1
            elif c == '"':
                quoted = False
        elif c == '"':
            quoted = True
        elif c in "<{[":
            depth += 1
        elif c in ">}]":
            depth -= 1
        elif c == "," and depth == 0:
            parts.append(text[start:i].strip())
            start = i + 1
        i += 1
    parts.append(text[start:].strip())
    return parts


def path_of(argument):
    found = FD.match(argument) or re.match(r"^AT_FDCWD<([^>]*)>$", argument)
    return found.group(1) if found else None


def path_at(folder, name):
    """The path of a file named by a folder descriptor and a string."""
    name = name.strip('"')
    base = path_of(folder) if folder else os.getcwd()
    return os.path.normpath(os.path.join(base or "?", name))


def two_paths(call, a):
    if call in ("rename", "link"):
        return path_at(None, a[0]), path_at(None, a[1])
    return path_at(a[0], a[1]), path_at(a[2], a[3])


class Checker:
    def __init__(self, unsynced_folders, output_promises):
        self.output_promises = output_promises
        self.dirty = set()      # files changed since their last sync
        self.unsynced = {}      # folder: what happened in it
        self.exempt = [re.compile(e) for e in unsynced_folders]
        self.complaints = []
        self.renamed = 0

    def folder_changed(self, folder, what):
        if not any(e.search(folder) for e in self.exempt):
            self.unsynced[folder] = what

    def call(self, call, a):
        if call in CHANGES:
            path = path_of(a[0])
            if self.output_promises and a[0].startswith("1<"):
                self.promised("an output")
            if path:
                self.dirty.add(path)
        elif call in ("fsync", "fdatasync"):
            self.dirty.discard(path_of(a[0]))
            self.unsynced.pop(path_of(a[0]), None)
        elif call in ("syncfs", "sync"):
            self.dirty.clear()
            self.unsynced.clear()
        elif call in ("mkdir", "mkdirat"):
            made = path_at(None, a[0]) if call == "mkdir" else \
                path_at(a[0], a[1])
            self.folder_changed(os.path.dirname(made), "made " + made)
        elif call in ("rename", "renameat", "renameat2", "link", "linkat"):
            self.moved(*two_paths(call, a))

    def moved(self, old, new):
        folder = os.path.dirname(new)
        dirty = old in self.dirty
        self.dirty.discard(old)
        if os.path.basename(folder) != "new":
            return
        self.renamed += 1
        if dirty:
            self.complaints.append("not synced before its rename: " + old)
        self.folder_changed(folder, "renamed " + new)

    def promised(self, when):
        for folder, what in self.unsynced.items():
            self.complaints.append(
                "folder not synced before %s: %s (%s)" % (when, folder, what))
        self.unsynced.clear()


class State(Checker):
    """The rules 5 to 7 as well."""

    def __init__(self, unsynced_folders, output_promises):
        super().__init__(unsynced_folders, output_promises)
        self.commits = 0

    def log_is_dirty(self):
        return any(p.endswith("-wal") for p in self.dirty)

    def call(self, call, a):
        if call == "openat" and "O_CREAT" in a[2]:
            path = path_at(a[0], a[1])
            if os.path.dirname(path).endswith("/out/tmp"):
                self.folder_changed(os.path.dirname(path), "made " + path)
        if call in ("unlink", "unlinkat"):
            path = path_at(None, a[0]) if call == "unlink" else \
                path_at(a[0], a[1])
            if os.path.dirname(path).endswith("/in/new"):
                self.promised("the removal of " + path)
        log = call in ("fsync", "fdatasync") and \
            (path_of(a[0]) or "").endswith("-wal")
        super().call(call, a)
        if log:
            self.commits += 1
            self.promised("a commit")

    def moved(self, old, new):
        folder = os.path.dirname(new)
        guarded = os.path.basename(folder) == "outgoing"
        if guarded and old in self.dirty:
            self.complaints.append("not synced before its rename: " + old)
        if guarded:
            self.folder_changed(folder, "renamed " + new)
        if ("/keep/" in new or folder.endswith("/out/new")) and \
                self.log_is_dirty():
            self.complaints.append("not committed before: " + new)
        super().moved(old, new)

    def promised(self, when):
        super().promised(when)
        if when == "the end" and self.log_is_dirty():
            self.complaints.append("not committed before the end")


def check(lines, unsynced_folders=(), least_renames=1, output_promises=False,
          rules=Checker):
    """Complaints about a trace, none when the rules hold.

    unsynced_folders: patterns of folders rule 2 and 3 do not ask for.
    """
    c = rules(unsynced_folders, output_promises)
    first = None
    for line in lines:
        first = first or line.split(" ", 1)[0]
        exited = re.match(r"^(\d+)\s+exit_group\((\d+)\)", line)
        if exited and exited.group(1) == first:
            if exited.group(2) == "0":
                c.promised("the end")
        found = LINE.match(line)
        if found and int(found.group(4)) >= 0:
            c.call(found.group(2), arguments(found.group(3)))
    if c.renamed < least_renames:
        c.complaints.append("only %d files were renamed into new/" % c.renamed)
    return c.complaints


def without(lines, pattern):
    """The trace without any sync of what matches."""
    wanted = re.compile(r"^\d+\s+\w*sync\w*\(\d+<[^>]*" + pattern)
    return [line for line in lines if not wanted.search(line)]


def mutants(lines):
    """The trace without one of its syncs, for each of them."""
    for i, line in enumerate(lines):
        repeated = any(re.match(r"^\d+\s+(syncfs|sync)\(", later)
                       for later in lines[i + 1:])
        if SYNC.match(line) and not repeated:
            yield line, lines[:i] + lines[i + 1:]
