#!/usr/bin/env python3
"""How fast Convoke is, beside what the work cannot do without and beside other
programs on the same messages.

    bench.py BUILD [--messages N] [--rounds N] [BENCH…]

    ingest     P1: taken in, durable, read, decided, answer queued
    roundtrip  P2: the same until the answer is with an SMTP sink
    sandbox    P3: what a process of its own for each message costs
    mime       P4: reading letters
    smtp       P5: letters through the send processes
    tick       P7: a tick with nothing due, and a busy morning
    invite     P6: a plenary of two thousand units invited
    calendar   P6: calendar objects written and read
    replay     P8: a year of one committee in virtual time
    idle       P9: memory, wake-ups and start of a service with nothing to do

Contestants take turns in random order, floors among them; printed are medians
and their ratios, as a table and as JSON Lines. Programs that are not installed
are left out. No test: nothing fails on a slow machine.
"""
import argparse
import contextlib
import glob
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import unicodedata

import corpus
import peers

SLOW_ROUNDS = 2
NOW = "2026-07-01T10:00"


class Failed(Exception):
    pass


def run(command, **options):
    """Seconds, and the largest process's peak in MB."""
    began = time.monotonic()
    with tempfile.TemporaryFile() as errors:
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL,
                                 stderr=errors, **options)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = status
        seconds = time.monotonic() - began
        if status:
            errors.seek(0)
            raise Failed("%s: %s" % (command, errors.read()[-2000:].decode()))
    return seconds, usage.ru_maxrss / 1024


class Place:
    """A folder for everything, and the corpora, each made once."""

    def __init__(self, build):
        self.build = os.path.abspath(build)
        self.folder = tempfile.mkdtemp(prefix="convoke-bench-")
        self.made = {}
        self.numbers = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder)

    def program(self, name):
        for path in (name, os.path.join("tests", name),
                     os.path.join("tests", "bench", name)):
            path = os.path.join(self.build, path)
            if os.access(path, os.X_OK) and os.path.isfile(path):
                return path
        return None

    def fresh(self):
        self.numbers += 1
        return os.path.join(self.folder, "run%d" % self.numbers)

    def corpus(self, kind, n):
        if (kind, n) not in self.made:
            self.made[kind, n] = os.path.join(self.folder,
                                              "%s-%d" % (kind, n))
            corpus.write(kind, n, self.made[kind, n])
        return self.made[kind, n]

    def copy(self, kind, n, to):
        """Owned by the contestant, who may move or remove the messages."""
        shutil.copytree(self.corpus(kind, n), to)
        os.sync()
        return to

    def gateway(self, kind, n, transport=None):
        folder = self.fresh()
        subprocess.run([self.program("convoke"), "init", folder], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        conf = os.path.join(folder, "convoke.conf")
        with open(conf, encoding="utf-8") as file:
            text = file.read()
        text = text.replace('#level = "notice"', 'level = "error"')
        # A day's limits are for people's mail; what is measured is work.
        for name in ("strangers", "domain", "sender"):
            text, found = re.subn(r"#(%s_per_day) = \d+;" % name,
                                  r"\1 = 100000;", text)
            assert found == 1, name
        if transport:
            text = text.replace('kind = "maildir";\n\n    # maildir',
                                transport + "\n\n    # maildir")
        with open(conf, "w", encoding="utf-8") as file:
            file.write(text)
        shutil.rmtree(os.path.join(folder, "mail", "in"))
        self.copy(kind, n, os.path.join(folder, "mail", "in"))
        return folder, conf


class Race:
    """Contestants by name; what they return is a rate."""

    def __init__(self):
        self.runs, self.rates, self.peaks = {}, {}, {}

    def enter(self, name, act, slow=False):
        self.runs[name] = (act, slow)
        self.rates[name] = []

    def hold(self, rounds):
        for turn in range(rounds):
            order = list(self.runs)
            random.shuffle(order)
            for name in order:
                act, slow = self.runs[name]
                if slow and turn >= SLOW_ROUNDS:
                    continue
                rate, peak = act()
                self.rates[name].append(rate)
                self.peaks[name] = max(self.peaks.get(name, 0), peak)
                print("%-40s %10.0f/s" % (name, rate), file=sys.stderr)

    def median(self, name):
        rates = self.rates.get(name)
        return statistics.median(rates) if rates else None


def line(goal, work, race, ours, other, least):
    """One row, or none when the other is not installed."""
    rate, beside = race.median(ours), race.median(other)
    if rate is None or beside is None:
        return []
    return [{"goal": goal, "work": work, "who": ours, "rate": round(rate, 1),
             "beside": other, "beside_rate": round(beside, 1),
             "ratio": round(rate / beside, 3), "wanted": least,
             "peak_mb": round(race.peaks[ours], 1)}]


# P1

def tick(place, kind, n):
    folder, conf = place.gateway(kind, n)
    seconds, peak = run([place.program("convoke"), "-c", conf, "tick",
                         "--now", NOW])
    left = os.listdir(os.path.join(folder, "state", "spool", "new"))
    if left or os.listdir(os.path.join(folder, "mail", "in", "new")):
        raise Failed("%d messages were left undecided" % len(left))
    shutil.rmtree(folder)
    return n / seconds, peak


def floor(place, kind, n, batch):
    folder = place.copy(kind, n, place.fresh())
    seconds, peak = run([place.program("bench_floor"), folder,
                         os.path.join(folder, "db"), str(batch)])
    shutil.rmtree(folder)
    return n / seconds, peak


def one_by_one(place, kind, n):
    folder, conf = place.gateway(kind, 0)
    source = place.corpus(kind, n)
    out = subprocess.run([place.program("bench_one"), conf, source],
                         check=True, stdout=subprocess.PIPE,
                         stderr=subprocess.DEVNULL)
    shutil.rmtree(folder)
    got = json.loads(out.stdout)
    return got["rate"], got["peak_mb"]


def peer(place, index, kind, n):
    folder = place.copy(kind, n, place.fresh())
    seconds = index(folder)
    shutil.rmtree(folder)
    return n / seconds, 0


def ingest_race(place, n, rounds):
    race = Race()
    few = max(n // 10, 200)
    for kind in ("question", "help", "automatic"):
        race.enter(kind, lambda kind=kind: tick(place, kind, n))
    race.enter("mixed", lambda: tick(place, "mixed", n))
    for kind in ("question", "mixed"):
        race.enter("floor, batches of 256, " + kind,
                   lambda kind=kind: floor(place, kind, n, 256))
        for name, index in peers.indexers():
            race.enter("%s, %s" % (name, kind),
                       lambda kind=kind, index=index:
                       peer(place, index, kind, n))
    race.enter("floor, a commit each",
               lambda: floor(place, "question", few, 1))
    if place.program("bench_one"):
        race.enter("one at a time", lambda: one_by_one(place, "help", few))
    race.hold(rounds)
    return race


def ingest(place, n, rounds):
    race = ingest_race(place, n, rounds)
    rows = []
    for kind, work in (("question", "3 KB, two mails each"),
                       ("help", "3 KB, one mail each"),
                       ("automatic", "3 KB, no answer")):
        rows += line("P1", work, race, kind, "floor, batches of 256, question",
                     0.25)
        rows += line("P1", work, race, kind, "mu, question", 2)
        rows += line("P1", work, race, kind, "notmuch, question", 5)
    rows += line("P1", "mixed", race, "mixed", "mu, mixed", 3)
    rows += line("P1", "mixed", race, "mixed", "notmuch, mixed", 3)
    rows += line("P1", "mixed", race, "mixed", "floor, batches of 256, mixed",
                 0.25)
    rows += line("P1", "one at a time", race, "one at a time",
                 "floor, a commit each", 0.35)
    return rows


# P2

def roundtrip_ours(place, n, sink):
    with sink() as port:
        folder, conf = place.gateway(
            "help", n, 'kind = "smtp"; host = "127.0.0.1"; port = %d;'
            ' tls = "none"; auth = "none"; sessions = 8;'
            ' rate = 0; domain_rate = 0;' % port)
        convoke = place.program("convoke")
        took, peak = run([convoke, "-c", conf, "tick"])
        sent, other = run([convoke, "-c", conf, "deliver"])
    shutil.rmtree(folder)
    return n / (took + sent), max(peak, other)


def roundtrip(place, n, rounds):
    race = Race()
    sink = peers.sink()
    if not sink:
        return []
    race.enter("round trip", lambda: roundtrip_ours(place, n, sink))
    few = max(n // 10, 200)

    def script():
        folder = place.copy("help", few, place.fresh())
        with sink() as port:
            seconds, peak = run([sys.executable, peers.SCRIPT, folder,
                                 os.path.join(folder, "db"), str(port)])
        shutil.rmtree(folder)
        return few / seconds, peak

    race.enter("a Python script", script, slow=True)
    if not peers.postfix_unavailable():
        race.enter("Postfix to Maildir",
                   lambda: (n / peers.postfix(n), 0), slow=True)
    race.hold(rounds)
    return (line("P2", "in, decided, answer sent", race, "round trip",
                 "Postfix to Maildir", 3) +
            line("P2", "in, decided, answer sent", race, "round trip",
                 "a Python script", 20))


# P3 to P5: programs of their own

def json_of(command):
    out = subprocess.run(command, check=True, stdout=subprocess.PIPE,
                         stderr=subprocess.DEVNULL, text=True).stdout
    return [json.loads(text) for text in out.splitlines()
            if text.startswith("{")]


def sandbox(place, n, rounds):
    program = place.program("bench_sandbox")
    if not program:
        return []
    messages = sorted(glob.glob(
        os.path.join(place.corpus("question", 50), "new", "*")))
    rows = []
    for got in json_of([program] + messages):
        rows.append({"goal": "P3", "work": "a process for each message",
                     "who": "sandboxed", "beside": "in one process",
                     "rate": round(1000 / got["sandboxed_ms"], 1),
                     "beside_rate": round(1000 / got["unsandboxed_ms"], 1),
                     "ratio": got["cost_ms"], "wanted": 0.4,
                     "unit": "ms more", "less": True})
    return rows


def mime(place, n, rounds):
    program = place.program("bench_mime")
    if not program:
        return []
    got = json_of([program, str(max(rounds, 5))])
    rates = {(g["corpus"], g["who"]): g["letters_per_second"]
             for g in got if "who" in g}
    rows = []
    for name in ("text", "mixed"):
        for ours, other, least in (("scan", "floor", 0.5),
                                   ("scan", "gmime-scan", 3),
                                   ("read", "gmime-read", 3)):
            if (name, other) in rates:
                rows.append({"goal": "P4", "work": name, "who": ours,
                             "rate": rates[name, ours], "beside": other,
                             "beside_rate": rates[name, other],
                             "ratio": round(rates[name, ours] /
                                            rates[name, other], 3),
                             "wanted": least})
    return rows


def smtp(place, n, rounds):
    script = os.path.join(os.path.dirname(__file__), "bench_smtp.py")
    rows = []
    for got in json_of([sys.executable, script, place.program("convoke"),
                        str(rounds)]):
        rows.append({"goal": "P5", "work": got["bench"].replace("P5 ", ""),
                     "who": "%d sessions" % got["sessions"],
                     "rate": got["rate"], "beside": got["peer"],
                     "beside_rate": got["peer_rate"], "ratio": got["ratio"],
                     "wanted": got["wanted"]})
    return rows


def tick_row(members, work, ours, other, beside, wanted):
    return {"goal": "P7", "work": "%s, %d members" % (work, members),
            "who": "tick", "rate": round(1000 / ours, 1), "beside": beside,
            "beside_rate": round(1000 / other, 1),
            "ratio": round(ours / other, 3), "wanted": wanted, "less": True}


def ticks(place, n, rounds):
    """Milliseconds as rates: nothing due beside the query over kept state, and
    a thousand reminders in one morning beside half a second."""
    rows = []
    for members in (5000, 500000):
        told = []
        for _ in range(rounds if members < 10000 else 1):
            conf = os.path.join(place.fresh(), "convoke.conf")
            subprocess.run([place.program("convoke"), "-q", "init",
                            os.path.dirname(conf)], check=True)
            told += json_of([place.program("bench_tick"), conf, str(members)])
        idle, kept, busy = (statistics.median(t[key] for t in told) for key in
                            ("idle_ms", "kept_ms", "morning_s"))
        rows.append(tick_row(members, "nothing due", idle, kept,
                             "kept-state query", 2))
        rows.append(tick_row(members, "a morning of %d mails" %
                             told[0]["mails"], busy * 1000, 500, "0.5 s", 1))
    return rows


def replay(place, n, rounds):
    """The goal is a time: the ratio is seconds."""
    demo = os.path.join(os.path.dirname(__file__), "../../templates/demo")
    came = len([name for name in os.listdir(demo) if name.endswith(".eml")])
    program, seconds, out = place.program("convoke"), [], 0
    for _ in range(rounds):
        home = place.fresh()
        conf = os.path.join(home, "convoke.conf")
        subprocess.run([program, "-q", "init", home], check=True)
        shutil.copy(os.path.join(demo, "convoke.conf"), conf)
        for what in (("register", "register.json"), ("dues", "dues.csv")):
            subprocess.run([program, "-q", "-c", conf, "--now",
                            "2026-01-01T00:00", "import", what[0],
                            os.path.join(demo, what[1])], check=True)
        took, peak = run([program, "-q", "-c", conf, "--now",
                          "2026-01-01T00:00", "replay", demo, "--until",
                          "2026-12-31T18:00"])
        seconds.append(took)
        out = len(os.listdir(os.path.join(home, "mail/out/new")))
        print("%-40s %10.2f s" % ("replay", took), file=sys.stderr)
    took = statistics.median(seconds)
    return [{"goal": "P8", "work": "a year: %d in, %d out" % (came, out),
             "who": "replay", "rate": round((came + out) / took, 1),
             "beside": "the goal", "beside_rate": round((138 + 764) / 2, 1),
             "ratio": round(took, 2), "wanted": 2, "unit": "s", "less": True,
             "peak_mb": round(peak, 1)}]


def invited(place, units, sink):
    """A plenary's invitations queued, and then the same mails sent."""
    sent = None
    with sink() if sink else contextlib.nullcontext(25) as port:
        folder, conf = place.gateway(
            "help", 1, 'kind = "smtp"; host = "127.0.0.1"; port = %d;'
            ' tls = "none"; auth = "none"; sessions = 8;'
            ' rate = 0; domain_rate = 0;' % port)
        (told,) = json_of([place.program("bench_invite"), conf, str(units)])
        if sink:
            sent = run([place.program("convoke"), "-q", "-c", conf, "--now",
                        "2026-03-09T10:01", "deliver"])[0]
    shutil.rmtree(folder)
    return told["mails"] / told["seconds"], sent and told["mails"] / sent


def plain_invitations(place, units):
    script = os.path.join(os.path.dirname(__file__), "plain_invite.py")
    folder = place.fresh()
    os.mkdir(folder)
    # The system's own Python is the one that has Debian's libraries.
    seconds, _ = run(["/usr/bin/python3", script,
                      os.path.join(folder, "db"), str(units)])
    shutil.rmtree(folder)
    return units / seconds


def invite(place, n, rounds):
    """Two thousand personal invitations composed, queued and committed, and
    answers read."""
    sink, units = peers.sink(), 2000
    ours, sent, plain = [], [], []
    for _ in range(rounds):
        rate, raw = invited(place, units, sink)
        ours.append(rate)
        sent.append(raw)
        plain.append(plain_invitations(place, units // 10))
    rate, rows = statistics.median(ours), []
    for who, other, wanted in (("sending them", sent, 0.5),
                               ("a Python script", plain, 30)):
        if other[0]:
            beside = statistics.median(other)
            rows.append({"goal": "P6", "work": "%d invitations queued" % units,
                         "who": "invite", "rate": round(rate, 1),
                         "beside": who, "beside_rate": round(beside, 1),
                         "ratio": round(rate / beside, 2), "wanted": wanted})
    return rows


def calendar(place, n, rounds):
    """A request to five people written, one's answer read; and what it costs
    that libical reads each object again before it is queued."""
    told = json_of([place.program("bench_calendar"), str(2 * rounds)])
    return [{"goal": "P6", "work": "calendar objects: " + row["work"],
             "who": "calendar", "rate": row["rate"], "beside": "libical",
             "beside_rate": row["libical"],
             "ratio": round(row["rate"] / row["libical"], 2), "wanted": 5}
            for row in told if "libical" in row]


# P9

IDLE_SETTLED, IDLE_WATCHED = 3, 30  # seconds


def family(pid):
    """The process and all below it."""
    found, todo = [], [pid]
    while todo:
        pid = todo.pop()
        found.append(pid)
        with open("/proc/%d/task/%d/children" % (pid, pid)) as file:
            todo += [int(p) for p in file.read().split()]
    return found


def figure(pid, file, name):
    with open("/proc/%d/%s" % (pid, file), encoding="ascii") as f:
        return int(re.search(r"(?m)^%s:\s+(\d+)" % name, f.read()).group(1))


def pss_mb(pids):
    return sum(figure(p, "smaps_rollup", "Pss") for p in pids) / 1024


def woken(pids):
    return sum(figure(p, "status", "voluntary_ctxt_switches") for p in pids)


def until_ready(place, conf):
    """The service, and the milliseconds until it said that it is ready."""
    log = open(conf + ".log", "wb")
    began = time.monotonic()
    child = subprocess.Popen([place.program("convoke"), "-c", conf, "run"],
                             stdout=log, stderr=log)
    while b"event=run.ready" not in open(conf + ".log", "rb").read():
        if child.poll() is not None or time.monotonic() - began > 60:
            raise Failed("the service does not start")
        time.sleep(0.001)
    return child, 1000 * (time.monotonic() - began)


def python_mb():
    child = subprocess.Popen([sys.executable, "-c",
                              "import email, sqlite3, time; time.sleep(60)"])
    time.sleep(1)
    mb = pss_mb([child.pid])
    child.kill()
    child.wait()
    return mb


def idle(place, n, _):
    """The service after a day's mail, with nothing more to do."""
    folder, conf = place.gateway("question", n)
    with open(conf, encoding="utf-8") as file:
        text = file.read().replace('level = "error"', 'level = "notice"')
    with open(conf, "w", encoding="utf-8") as file:
        file.write(text)
    run([place.program("convoke"), "-c", conf, "tick"])
    run([place.program("convoke"), "-c", conf, "deliver"])
    child, ready = until_ready(place, conf)
    try:
        time.sleep(IDLE_SETTLED)
        pids = family(child.pid)
        before = woken(pids)
        time.sleep(IDLE_WATCHED)
        rate = (woken(pids) - before) / IDLE_WATCHED
        mb = pss_mb(pids)
    finally:
        child.terminate()
        child.wait()
    python = python_mb()
    rows = [("memory of %d processes" % len(pids), mb, " MB", python,
             "Python with email, sqlite3", mb, 12, "MB"),
            ("woken while idle", rate, "/s", 0, "", rate, 0.05, "/s"),
            ("ready after start", ready, " ms", 0, "", ready, 100, "ms")]
    return [{"goal": "P9", "work": work, "who": "run", "rate": round(r, 3),
             "per": per, "beside": beside, "beside_rate": round(other, 1),
             "ratio": round(ratio, 3), "wanted": wanted, "less": True,
             "unit": unit}
            for work, r, per, other, beside, ratio, wanted, unit in rows]


def shown(value, row):
    """Rates in whole numbers, small figures with what makes them differ."""
    return ("%.3g" if value < 10 else "%.0f") % value + row.get("per", "/s")


BENCHES = {"ingest": ingest, "roundtrip": roundtrip, "sandbox": sandbox,
           "mime": mime, "smtp": smtp, "tick": ticks, "replay": replay,
           "invite": invite, "calendar": calendar, "idle": idle}


def columns(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1
               for c in text)


def table(rows):
    head = ["", "work", "who", "rate", "beside", "its rate", "ratio",
            "wanted", "peak"]
    body = []
    for r in rows:
        mark = "≤" if r.get("less") else "≥"
        body.append([r["goal"], r["work"], r["who"], shown(r["rate"], r),
                     r["beside"],
                     shown(r["beside_rate"], r) if r["beside"] else "",
                     " ".join(["%.2f" % r["ratio"]] +
                              r.get("unit", "").split()[:1]),
                     "%s %s" % (mark, r["wanted"]),
                     "%.0f MB" % r["peak_mb"] if r.get("peak_mb") else ""])
    widths = [max(columns(line[i]) for line in [head] + body)
              for i in range(len(head))]
    for line_ in [head] + body:
        print("  ".join(text + " " * (width - columns(text))
                        for text, width in zip(line_, widths)).rstrip())


def main():
    args = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    args.add_argument("build")
    args.add_argument("--messages", type=int, default=2000)
    args.add_argument("--rounds", type=int, default=5)
    args.add_argument("bench", nargs="*", default=list(BENCHES))
    args = args.parse_intermixed_args()
    rows = []
    with Place(args.build) as place:
        for name in args.bench:
            rows += BENCHES[name](place, args.messages, args.rounds)
    table(rows)
    for row in rows:
        print(json.dumps(row, ensure_ascii=False))


if __name__ == "__main__":
    main()
