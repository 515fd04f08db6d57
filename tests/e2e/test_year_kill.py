#!/usr/bin/python3
"""The acceptance year, killed hundreds of times: the same year.

usage: test_year_kill.py CONVOKE

Two years are played side by side. Nobody kills the first, which counts the
calls by which each of its commands changes files. In the second each command
is killed at a call drawn from these (tests/preload/kill_at.c): before it,
after it, or with half of a write written, some of them a second time while
they recover; then the same command is run again at the same minute, as an MTA
or systemd would. People's mail programs take what has left by then.

At the end the killed year has sent what section 9.5 lists, each mail once
(a Maildir can tell how far a mail has come: gateway/delivery_maildir.c, so
that nothing may leave twice), its mails say what the other year's say, and
its database holds the same rows. CONVOKE_KILL_SEED draws other points.
"""
import collections
import json
import multiprocessing
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import pipeline  # noqa: E402
from test_year import *  # noqa: E402,F403

SEED = int(os.environ.get("CONVOKE_KILL_SEED", "2026"))
LEAST = 500
# Where a command changes files (kill_at.c), and how often one is drawn: a place
# that every command opens without need of it is drawn less.
PLACES = {"spool": 1, "source": 2, "delivery": 4, "outgoing": 2, "commit": 3,
          "database": 1}
PRELOAD = os.path.join(os.path.dirname(os.path.realpath(sys.argv[1])),
                       "tests", "kill_at")
# How many kills a command gets: each whole one, and one more by chance.
KILLS = {"receive": 1.2, "tick": 1.1, "again": 0.1, "deliver": 0.8}
# What is interrupted: (commands, place).
KINDS = {
    "a message written into the spool": ("receive", "spool"),
    "a message taken in, kept or removed": ("tick again", "spool source"),
    "a large mail written before the commit": ("tick", "outgoing"),
    "within a transaction of decisions": ("tick again", "commit"),
    "after that commit, before delivery": ("tick again", "database"),
    "within a transaction of deliveries": ("deliver", "commit"),
    "in the Maildir": ("deliver", "delivery"),
    "after the deliveries' commit": ("deliver", "database"),
}
OPENING = "at the start"


class Counted(Year):
    """The year's commands one after the other, and their calls."""

    used = later = None
    what = None  # what the next tick is about

    def __init__(self, *args, **options):
        self.used, self.later = set(), []
        self.arrived = set()
        super().__init__(*args, **options)

    # ---- commands ----
    def command(self, args, stdin=None, at=None, point=None):
        """(exit code, what the preload noted of it)"""
        log = os.path.join(self.dir, "calls")
        env = dict(os.environ, LD_PRELOAD=PRELOAD, CONVOKE_KILL_LOG=log)
        if point:
            env["CONVOKE_KILL_AT"] = "%s:%d:%s" % point
        done = subprocess.run(
            [self.convoke, "-q", "-c", os.path.join(self.home, "convoke.conf"),
             "--now", (at or self.now).isoformat(), *args],
            input=stdin, capture_output=True, timeout=120, env=env)
        with open(log) as f:
            words = f.read().split()
        os.unlink(log)
        return done, words

    def whole(self, args, stdin=None, at=None):
        done, words = self.command(args, stdin, at)
        assert done.returncode == 0 and words[0] == "ended", \
            (args, done.returncode, done.stderr)
        numbers = [int(n) for n in words[1:]]
        return dict(zip(PLACES, zip(numbers[::2], numbers[1::2])))

    def run(self, *args, code=0):
        if args[0] not in KILLS:
            return super().run(*args, code=code)
        return self.play(args[0], args)

    def play(self, kind, args, **o):
        self.calls.send((kind, self.whole(args, **o)))

    # ---- what happens ----
    def put(self, raw, at):
        """Every other message comes through the MTA's pipe."""
        self.arrived.add(raw)
        if self.sent % 2:
            super().put(raw, at)
            return
        when = moment(at) if isinstance(at, str) else at
        self.sent += 1
        self.newest = raw
        self.play("receive", ["receive"], stdin=raw, at=when)

    def turn(self, at):
        self.now = moment(at) if isinstance(at, str) else at
        self.what = self.about()
        self.run("tick")
        self.play("again", ["tick"])
        self.run("deliver")
        decided = self.sql("SELECT count(*) FROM message")[0][0]
        assert decided == len(self.arrived), "%d of %d messages decided" % (
            decided, len(self.arrived))
        return self.look()

    def about(self):
        """The event, duties and timers that this minute is for."""
        now = int(self.now.timestamp())
        due = {"timer " + w for w, in self.sql(
            "SELECT DISTINCT what FROM timer WHERE at <= ?", now)}
        due |= {"duty " + d for d, in self.sql(
            "SELECT DISTINCT duty FROM obligation WHERE next_at <= ? AND"
            " state IN ('open','overdue','missed')", now)}
        if self.event and self.event["received"][:16] == \
                f"{self.now:%Y-%m-%d %H:%M}":
            due.add("event " + self.event["kind"])
        return due

    def look(self):
        """A mail program takes what is new; it has no use for it twice."""
        folder = os.path.join(self.home, "mail/out")
        left = []
        for name in sorted(os.listdir(folder + "/new")):
            assert name not in self.read, "came twice: " + name
            self.read.add(name)
            with open(f"{folder}/new/{name}", "rb") as f:
                left.append(Mail(f.read()))
            os.rename(f"{folder}/new/{name}", f"{folder}/cur/{name}:2,S")
        return self.seen(left)


def kind_of(command, place, call):
    # The database's file is written after a commit; every command opens it.
    if place == "database" and call == "create":
        return OPENING
    for kind, (commands, where) in KINDS.items():
        if command in commands.split() and place in where.split():
            return kind
    return OPENING


class Killed(Counted):
    """The same commands, which are killed and run again."""

    def __init__(self, *args, **options):
        self.dice = random.Random(SEED)
        self.kills = collections.Counter()  # (kind, how)
        self.spots = set()  # (command, place, k, how)
        self.last = "nothing"
        self.all, self.shaken = set(), collections.Counter()  # see about()
        self.missed = 0
        super().__init__(*args, **options)

    def times(self, kind):
        n = KILLS[kind]
        return int(n) + (self.dice.random() < n - int(n))

    def play(self, kind, args, **o):
        theirs, counts = self.calls.recv()
        assert theirs == kind, "the years differ: %s, %s" % (theirs, kind)
        self.all |= self.what or set()
        for _ in range(self.times(kind)):
            point = self.draw(counts)
            if not point or not self.kill(kind, args, point, o):
                break
        self.whole(args, **o)

    def draw(self, counts):
        """A call of those that the other year made, and how far it gets."""
        there = [p for p in PLACES if counts[p][0]]
        if not there:
            return None
        place, = self.dice.choices(there, [PLACES[p] for p in there])
        calls, writes = counts[place]
        how = self.dice.choice(["before", "after"] + ["within"] * (writes > 0))
        return (place, self.dice.randint(1, writes if how == "within"
                                         else calls), how)

    def kill(self, kind, args, point, o):
        done, words = self.command(args, point=point, **o)
        if words[0] == "ended":
            # A second kill may find less to do than the first.
            self.missed += 1
            return False
        assert done.returncode == -9, (args, done.returncode, done.stderr)
        self.kills[kind_of(kind, words[1], words[2]), words[3]] += 1
        self.spots.add((kind,) + point)
        self.last = "%s at %s" % (" ".join(args), " ".join(words[1:]))
        if kind == "tick":
            self.shaken.update(self.what)
        if kind == "receive" and done.stdout:
            self.promised(done.stdout.decode().strip())
        self.look()
        return True

    def promised(self, sha):
        spool = os.path.join(self.home, "state/spool/new", sha + ".eml")
        assert os.path.exists(spool), "promised and lost: " + sha


# ---- what both years must have in common ----
# Drawn by lot in every state, and what people's mail programs make of it.
LOTS = re.compile(rb"(?:[0-9a-f]{8})?[0-9a-f]{24}(?=@)|[0-9a-z]{26}(?=@)")
HASH = re.compile(rb"\b[0-9a-f]{64}\b")
# Columns that may differ: lots, what is made of them and how large that is;
# how often a mail was claimed; what the test's own folder is called.
FREE = {"secret.value", "message.facts", "outbox.bytes", "outbox.size",
        "delivery.attempts", "token.hash", "flag_evidence.pdf",
        "dues_import.file"}


class Lots:
    """Takes the lots of one state out of its words."""

    def __init__(self, o):
        self.folder = o.dir.encode()
        self.hashes = {h.encode() for h, in o.sql(
            "SELECT sha256 FROM message UNION SELECT hash FROM audit")}

    def taken(self, octets, token=None):
        if token:
            octets = octets.replace(token.encode(), b"*")
        octets = octets.replace(self.folder, b"*")
        octets = HASH.sub(lambda found: b"*" if found.group() in self.hashes
                          else found.group(), octets)
        return LOTS.sub(b"*", octets)


def said(mail, lots):
    """What a mail says, piece by piece; a flag's evidence as PDF says what it
    says as text."""
    pieces = [("%s: %s" % (k, v)).encode() for k, v in mail.m.items()
              if k.lower() != "content-type"]
    for part in mail.m.walk():
        if part.get_content_maintype() == "multipart":
            continue
        what = "%s %s" % (part.get_content_type(), part.get_filename())
        pieces.append(what.encode())
        if not re.match("evidence-.*pdf$", part.get_filename() or ""):
            pieces.append(part.get_payload(decode=True))
    return [lots.taken(p, mail.token) for p in pieces]


def tables(o, lots):
    """Every row of the database, as far as two states can have it alike."""
    found = {}
    for name, in o.sql("SELECT name FROM sqlite_master WHERE type = 'table'"):
        columns = [c[1] for c in o.sql(f"PRAGMA table_info({name})")
                   if f"{name}.{c[1]}" not in FREE]
        rows = o.sql("SELECT %s FROM %s" % (", ".join(columns), name))
        found[name] = sorted(
            b" | ".join(lots.taken(c if isinstance(c, bytes) else
                                   str(c).encode()) for c in row)
            for row in rows)
    return found


def folders(o):
    """What lies where something is kept, or nothing may be left over."""
    return {path: sorted(os.listdir(os.path.join(o.home, path)))
            for path in ("state/outgoing", "state/spool/tmp",
                         "state/spool/new", "mail/in/new", "mail/in/tmp",
                         "mail/out/new", "mail/out/tmp")}


def kept(o):
    return sum(len(names) for _, _, names in
               os.walk(os.path.join(o.home, "state/spool/keep")))


def facts(o, scenario):
    """Plays the year; what is so at its end."""
    take_in_bills(o)
    play(o, scenario["inbound"])
    o.until("2026-12-31 23:59")
    lots = Lots(o)
    found = {"mail " + m.key: said(m, lots) for m in o.mails}
    found.update(("table " + name, rows)
                 for name, rows in tables(o, lots).items())
    found.update(folders(o), mails=len(o.mails), kept=kept(o))
    return found


def compare_years(ours, quiet):
    wrong = 0
    for name in sorted(set(ours) | set(quiet)):
        mine, other = ours.get(name), quiet.get(name)
        if mine == other:
            continue
        wrong += 1
        print("differs: " + name)
        if isinstance(mine, list) and isinstance(other, list):
            for row in [row for row in mine if row not in other][:2]:
                print("  more: %s" % row.decode("utf-8", "replace")[:400])
            for row in [row for row in other if row not in mine][:2]:
                print("  less: %s" % row.decode("utf-8", "replace")[:400])
    print("%d mails, tables and folders compared with the quiet year's, %d "
          "differ" % (len(set(ours) | set(quiet)), wrong))
    return wrong


def check_end(o):
    """What holds for any state, and the year's own facts."""
    got = sent(o)
    o.check_messages()
    o.check_keys()
    o.run("verify")
    check_digests(o)
    wrong = check_counts(got) + check_flags(o) + check_members(o) + \
        check_leavers(o, got)
    for state, n in o.sql(
            "SELECT state, count(*) FROM delivery WHERE state NOT IN"
            " ('sent','held','refused','dropped') GROUP BY 1"):
        wrong += same("deliveries that are " + state, n, 0)
    return got, wrong


def tell_kills(o):
    """How many of what kind; how many kinds are missing."""
    total = sum(o.kills.values())
    print("seed %d: %d kills, at %d different calls and offsets of commands; "
          "%d more were not reached" % (SEED, total, len(o.spots), o.missed))
    print("%6s %6s %6s" % ("before", "within", "after"))
    empty = 0
    for kind in list(KINDS) + [OPENING]:
        row = [o.kills[kind, how] for how in ("before", "within", "after")]
        print("%6d %6d %6d  %s" % (*row, kind))
        empty += kind != OPENING and min(row[0], row[2]) == 0
    calm = o.all - set(o.shaken)
    print("killed while at work on: " + ", ".join(
        "%s %d" % row for row in sorted(o.shaken.items())))
    for what in sorted(calm):
        print("never killed at " + what)
    return empty + len(calm) + (total < LEAST)


def office(kind, calls):
    kind.calls = calls
    return kind(sys.argv[1], conf=CONF,
                register=dict(register(), history=HISTORY), charter=None)


def alone(folder, scenario, calls, results):
    """The year that nobody disturbs, in a process of its own."""
    tempfile.tempdir = folder
    results.send(facts(office(Counted, calls), scenario))


def killed(scenario, calls):
    o = office(Killed, calls)
    try:
        return o, facts(o, scenario)
    except Exception:
        print("at %s, the last kill: %s" % (o.now, o.last))
        raise


def both(base, scenario):
    """The office that was killed, its facts, and those of the quiet one."""
    tempfile.tempdir = base
    folder = os.path.join(base, "quiet")
    os.mkdir(folder)
    theirs, calls = multiprocessing.Pipe()
    results, back = multiprocessing.Pipe(duplex=False)
    other = multiprocessing.Process(target=alone, daemon=True,
                                    args=(folder, scenario, theirs, back))
    other.start()
    # Held there alone: when that process ends, so does what is awaited here.
    theirs.close()
    back.close()
    try:
        return (*killed(scenario, calls), results.recv())
    finally:
        other.kill()
        other.join()
        shutil.rmtree(folder, ignore_errors=True)


def main():
    for needed in (SCENARIO, PRELOAD):
        if not os.path.exists(needed):
            print("not there:", needed)
            return 77
    with open(SCENARIO, encoding="utf-8") as f:
        scenario = json.load(f)
    began = time.monotonic()
    base = pipeline.scratch("year_kill")
    o, ours, quiet = both(base, scenario)
    wrong = compare_years(ours, quiet)
    got, more = check_end(o)
    missing, extra = compare(expected(scenario["outbound"]), got)
    tell_matches(scenario["outbound"], missing)
    wrong += more + sum(missing.values()) + sum(extra.values()) + tell_kills(o)
    print("%d mails out, %.0f s, %d differences"
          % (len(o.mails), time.monotonic() - began, wrong))
    if wrong:
        print("the state is in", o.dir)
        return 1
    shutil.rmtree(base)
    return 0


if __name__ == "__main__":
    sys.exit(main())
