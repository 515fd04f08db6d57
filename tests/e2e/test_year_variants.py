#!/usr/bin/python3
"""The acceptance year where something else holds (requirements.md 9.6, 12).

The base is the year as `convoke demo` plays it, in one process; each variant
is compared with what was found there: due dates, verdicts, flags.

elsewhere  TZ=Pacific/Chatham and LC_ALL=C: the same mails, word for word
strict     deadline.rule = clear_days
unaware    no holidays and no make-up days
noon       the mailbox is read at 12:00 only
"""
import collections
import concurrent.futures
import json
import shutil
import time
import types

import script
from test_year import *  # noqa: F403
from year_facts import VERDICTS, differences, facts, paper

UNTIL = "2026-12-31T23:59"
P1, PX, P2, P3 = ("WG5-2026-" + p for p in ("P1", "PX", "P2", "P3"))
CLEAR = 'times = { deadline = "clear_days"; };\n'
# A table without a row is none, and then what is shipped holds: these two say
# that Saturdays are days off.
NO_HOLIDAYS = ("2025\trest\t2025-08-02\t2025-08-02\tSaturday\n"
               "2026\trest\t2026-08-01\t2026-08-01\tSaturday\n")


class Play:
    """One year in one process; `rows` are the lines of its timeline."""

    def __init__(self, convoke, folder, name, conf="", workdays=None, env=None):
        self.name = name
        self.env = dict(os.environ, **(env or {}))
        self.home = os.path.join(folder, name)
        self.began = time.monotonic()
        self.base = [convoke, "-q", "-c", os.path.join(
            self.home, "convoke.conf"), "--now", "2026-01-01T00:00"]
        scenes = os.path.join(folder, "scenes")
        self.run([convoke, "-q", "init", self.home])
        with open(os.path.join(self.home, "convoke.conf"), "w",
                  encoding="utf-8") as f:
            f.write(CONF + conf)
        self.take_in("register", os.path.join(scenes, "register.json"))
        self.take_in("dues", os.path.join(scenes, "dues.csv"))
        if workdays:
            path = self.home + ".tsv"
            with open(path, "w", encoding="utf-8") as f:
                f.write(workdays)
            self.take_in("workdays", path)
        out = self.run([*self.base, "--json", "replay", scenes,
                        "--until", UNTIL])
        self.rows = [json.loads(line) for line in out.splitlines()]
        self.facts = facts(self.home)
        self.seconds = time.monotonic() - self.began

    def run(self, args):
        done = subprocess.run(args, capture_output=True, text=True,
                              encoding="utf-8", env=self.env, timeout=600)
        assert done.returncode == 0, f"{args}: {done.stdout}{done.stderr}"
        return done.stdout

    def take_in(self, kind, path):
        self.run([*self.base, "import", kind, path])

    def sent(self):
        return collections.Counter(
            (r["at"], r["code"], object_of(types.SimpleNamespace(**r)),
             label_of(first_of(r["recipients"]), r["code"]))
            for r in self.rows if r["direction"] == "out" and
            r["code"] not in ("digest", "cal.missing") and
            not r["recipients"].startswith("wu@"))

    def mails(self):
        folder = os.path.join(self.home, "mail/out/new")
        for name in os.listdir(folder):
            with open(os.path.join(folder, name), "rb") as f:
                yield Mail(f.read())

    def when(self, code, about):
        """The minutes at which that notice left."""
        return sorted({r["at"] for r in self.rows if r["direction"] == "out"
                       and (r["code"], r["object"]) == (code, about)})


def same_facts(name, base, other, kinds):
    """What must not differ; how often it does."""
    wrong = 0
    for kind in kinds:
        for key, (one, two) in differences(base[kind], other[kind]).items():
            print(f"{name}: {kind} {key}: {two!r}, in the base year {one!r}")
            wrong += 1
    return wrong


def exactly(name, what, got, want):
    if got == want:
        return 0
    print(f"{name}: {what}: {got!r}, not {want!r}")
    return 1


# ---- the variants ----

def check_base(base, scenario):
    """The play is that of 9.5; else comparing with it would say nothing."""
    missing, extra = compare(expected(scenario["outbound"]), base.sent())
    tell_matches(scenario["outbound"], missing)
    return sum(missing.values()) + sum(extra.values())


def check_elsewhere(base, other):
    wrong = exactly("elsewhere", "timeline lines", len(other.rows),
                    len(base.rows))
    for one, two in zip(base.rows, other.rows):
        wrong += exactly("elsewhere", "a line of the timeline", two, one)
    papers = [collections.Counter(paper(m) for m in play.mails())
              for play in (base, other)]
    for text in list((papers[0] - papers[1]) + (papers[1] - papers[0]))[:4]:
        print("elsewhere: only once:", text[:400])
        wrong += 1
    return wrong + same_facts("elsewhere", base.facts, other.facts,
                              base.facts)


BACKWARD = ("plan", "notice", "contrib")  # R-D2, counted from the meeting


def check_strict(base, other):
    """12(a). Nobody rules on the three contributions that are late now (9.4
    has no such mail), so that they wait until the end."""
    b, f = base.facts, other.facts
    moved = {k: (v, day_before(v)) for k, v in b["due"].items()
             if k[0] in BACKWARD}
    wrong = exactly("strict", "due dates",
                    {k: v for k, v in differences(b["due"], f["due"]).items()
                     if k[0] in BACKWARD + ("ctable",)}, moved)
    late = {h: f["filed"]["plan", h] for h in (P1, PX, P2, P3)}
    wrong += exactly("strict", "plans late by", late,
                     {P1: 1, PX: 0, P2: 2, P3: 1})
    for h in (P1, PX, P2, P3):
        wrong += exactly("strict", "notice of " + h, f["state"]["notice", h],
                         "met")
    changed = differences(b["contributions"], f["contributions"])
    wrong += exactly("strict", "contributions", {
        c: now[1] for c, (_, now) in changed.items()},
        {"C-2026-004": "late", "C-2026-005": "late", "C-2026-007": "late",
         # Nothing on time takes its place.
         "C-2026-001": "ontime"})
    return wrong + same_facts("strict", b, f, [
        k for k in VERDICTS if k != "contributions"] + ["raised"])


def day_before(text):
    return f"{datetime.strptime(text, '%Y-%m-%d') - timedelta(days=1):%Y-%m-%d}"


def check_unaware(base, other):
    """12(b). M11 gives its reason a day too late; M07 is flagged earlier."""
    b, f = base.facts, other.facts
    charter = [{k: v for k, v in x["due"].items() if x["class"][k] == "C"}
               for x in (b, f)]
    wrong = exactly("unaware", "class C due dates",
                    differences(*charter), {})
    assert len(charter[0]) > 20 and b["due"] != f["due"]
    wrong += exactly("unaware", "verdicts",
                     differences(b["verdicts"], f["verdicts"]),
                     {(P1, "M11"): ("E", "U")})
    flag = "M07/ABS/" + P1
    wrong += exactly("unaware", "flags raised",
                     differences(b["raised"], f["raised"]),
                     {flag: ("2026-04-09 00:00", "2026-04-08 00:00")})
    wrong += exactly("unaware", "M11 is warned",
                     other.when("absence.warn", "M11/" + P1),
                     ["2026-04-08 09:00"])
    wrong += exactly("unaware", "M07's flag is told",
                     other.when("flag.raised", flag), ["2026-04-08 09:00"])
    return wrong + same_facts("unaware", b, f, [
        k for k in VERDICTS if k != "verdicts"])


class Noon(Year):
    """The mailbox is read at 12:00 only. What is scheduled leaves at 09:00 all
    the same: then a message that is still being written keeps the mailbox from
    being read to its end, and what is to be found out from it must wait.

    Whoever answers a mail that has not left yet answers it when it has."""

    def __init__(self, *args, **options):
        self.waiting = []
        self.row = None
        super().__init__(*args, **options)

    @property
    def event(self):
        return self.row

    @event.setter
    def event(self, row):
        """He has read what had come by then."""
        self.row = row
        self.until(row["received"])

    def put(self, raw, at):
        self.newest = raw
        self.waiting.append((max(moment(at), self.now), raw))

    def turn(self, at):
        """Nobody looks into the mailbox."""

    def post(self, at, sender, subject, text, **o):
        self.until(at)
        at = max(moment(at), self.now).strftime("%Y-%m-%d %H:%M:%S")
        self.put(letter(at, sender, subject, text, **o), at)

    def until(self, at):
        end = moment(at)
        day = self.now.replace(hour=0, minute=0, second=0)
        while day <= end:
            for hour in (9, 12):
                when = day.replace(hour=hour)
                if self.now < when < end:
                    self.pass_at(when, hour == 12)
            day += timedelta(days=1)

    def pass_at(self, when, reads):
        due = self.next_due()
        if not (reads and self.waiting) and \
                (due is None or due > when.timestamp()):
            return
        self.now = when
        stuck = os.path.join(self.home, "mail/in/new/0.stuck")
        if reads:
            for at, raw in self.waiting:
                super().put(raw, at)
            self.waiting = []
            self.run("tick")
        else:
            with open(stuck, "wb"):
                self.run("tick")
            os.unlink(stuck)
        if self.sql("SELECT 1 FROM delivery WHERE state IN ('ready','retry')"
                    " LIMIT 1"):
            self.run("deliver")
            self.look()

    def patiently(self, find, *args):
        for _ in range(5):
            try:
                return find(*args)
            except AssertionError:
                self.until(str(self.now + timedelta(days=1))[:16])
        return find(*args)

    def to(self, *args):
        return self.patiently(super().to, *args)

    def tokened(self, *args):
        return self.patiently(super().tokened, *args)

    def invited(self, *args):
        return self.patiently(super().invited, *args)


def play_noon(convoke, scenario):
    o = Noon(convoke, conf=CONF, register=dict(register(), history=HISTORY),
             charter=None)
    take_in_bills(o)
    play(o, scenario["inbound"])
    o.until("2026-12-31 23:59")
    return o


# What is only said when something was not done in time.
BLAMES = re.compile(r".*[.](overdue|missed|warn|lapsed|raised|arrears)$")


# What is not said at noon: the leader approved at 09:30 what is called late at
# 09:00, and what could only be found out at 12:00 joins the next mail (R-D12).
UNSAID = {("post.overdue", P1 + "/post"), ("ctable.overdue", P1)}


def blames(mails):
    return {(m.code, m.object) for m in mails if BLAMES.match(m.code)}


def closings(mails):
    """What the leader reads of who sent a contribution in time."""
    return {m.object: [part for part in m.words.split("■")
                       if part.startswith("按期提交")]
            for m in mails if m.code == "contrib.closed" and GL in m.to}


def check_noon(base, o):
    """12(c). Nobody is called late for what lay in the mailbox unread: that
    would be so at 09:00 of the day after, were R-D15 not kept."""
    mails = list(base.mails())
    return same_facts("noon", base.facts, facts(o.home),
                      (*VERDICTS, "state")) + \
        exactly("noon", "blames", blames(o.mails),
                blames(mails) - UNSAID) + \
        exactly("noon", "contributions in time", closings(o.mails),
                closings(mails))


def timed(act, *args):
    began = time.monotonic()
    return act(*args), time.monotonic() - began


def main():
    if not os.path.exists(SCENARIO):
        print("the scenario is not on this machine:", SCENARIO)
        return 77
    with open(SCENARIO, encoding="utf-8") as f:
        scenario = json.load(f)
    began = time.monotonic()
    folder = tempfile.mkdtemp(prefix="convoke-e2e-")
    convoke = os.path.realpath(sys.argv[1])
    starting = register()  # as it is before anybody has written
    script.write(os.path.join(folder, "scenes"), scenario)
    CONTACTS.clear()
    CONTACTS["M03"] = ALONE
    assert register() == starting
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        noon = pool.submit(timed, play_noon, convoke, scenario)
        plays = [pool.submit(Play, convoke, folder, name, **options)
                 for name, options in (
                     ("base", {}),
                     ("elsewhere", {"env": {"TZ": "Pacific/Chatham",
                                            "LC_ALL": "C"}}),
                     ("strict", {"conf": CLEAR}),
                     ("unaware", {"workdays": NO_HOLIDAYS}))]
        noon, seconds = noon.result()
        base, elsewhere, strict, unaware = (p.result() for p in plays)
    wrong = check_base(base, scenario)
    wrong += check_elsewhere(base, elsewhere)
    wrong += check_strict(base, strict)
    wrong += check_unaware(base, unaware)
    wrong += check_noon(base, noon)
    for one in (base, elsewhere, strict, unaware):
        print("%s: %d mails, %.0f s" % (one.name, len(one.rows), one.seconds))
    print("noon: %d mails, %.0f s" % (len(noon.mails), seconds))
    print("%.0f s, %d differences" % (time.monotonic() - began, wrong))
    if not wrong:
        shutil.rmtree(folder)
        shutil.rmtree(noon.dir)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
