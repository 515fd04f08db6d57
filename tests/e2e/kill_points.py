"""Kills a command at its system calls, lets it recover, and looks.

    result = kill_points.run(setup, command, recover, check, budget=1000)

setup(folder)      fills an empty folder; called once, the folder is copied
command            argv, "{}" stands for the folder
recover            list of argv run to their good end after each kill
check(folder)      complaints about what is there then (strings), [] when fine
after_kill(folder, output)
                   the same, right after the kill: what the command has
                   promised on standard output must be true already
budget             most kill points; fewer than there are: an even sample
seconds            stop after so long (a budget of time)
parallel           how many at once
stdin              path of the commands' standard input, "{}" as above
pairs              so many of the points are followed by a second kill, in the
                   first of the recover commands
env                added to the environment
ends               codes the commands may end with when they are not killed
follow             False: only the first process is counted and killed, its
                   children live on until they notice

A kill point is (name, k): SIGKILL when a process enters its k-th call of that
name. strace counts for each process by itself, so processes that reach their
k-th call die too; the points are those of the process that makes most. The
count is taken from one run before; a point that is not reached in another run
is no error and is told as missed.
"""
import collections
import concurrent.futures
import os
import random
import re
import shutil
import subprocess
import tempfile
import time

# Every process makes these before its program begins, or they cannot be
# entered twice; killing there shows nothing about the program.
NEVER = {"execve", "exit_group", "exit", "rt_sigreturn", "restart_syscall"}
CALL = re.compile(r"^(?:(\d+)\s+)?(\w+)\(")
LIMIT = 120


class Result:
    def __init__(self, name, total):
        self.name, self.total = name, total
        self.points = self.killed = self.pairs = 0
        self.complaints = []
        self.seconds = 0.0

    @property
    def ok(self):
        return not self.complaints and self.killed > 0

    def line(self):
        return ("%s: %d kill points of %d (%d killed, %d missed, %d pairs), "
                "%d bad, %.0f s, %.1f/s" %
                (self.name, self.points, self.total, self.killed,
                 self.points - self.killed, self.pairs, len(self.complaints),
                 self.seconds, self.points / max(self.seconds, 0.001)))


class Job:
    """What does not change from point to point."""

    def __init__(self, template, stdin, env, ends, follow):
        self.template, self.stdin, self.ends = template, stdin, ends
        self.strace = ["strace"] + (["-f"] if follow else [])
        # The leak checker traces the process itself and cannot under strace.
        self.env = dict(os.environ, ASAN_OPTIONS="detect_leaks=0",
                        **(env or {}))

    def fresh(self, folder):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.template, folder, symlinks=True)

    def start(self, argv, folder):
        argv = [a.replace("{}", folder) for a in argv]
        stdin = subprocess.DEVNULL
        if self.stdin:
            stdin = open(self.stdin.replace("{}", folder), "rb")
        try:
            return subprocess.run(argv, stdin=stdin, stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, cwd=folder,
                                  env=self.env, timeout=LIMIT)
        finally:
            if self.stdin:
                stdin.close()

    def whole(self, argv, folder):
        """Runs to the end; complaints when that is no good end."""
        try:
            done = self.start(argv, folder)
        except subprocess.TimeoutExpired:
            return ["%s does not end" % argv[0]]
        if done.returncode in self.ends:
            return []
        return ["%s ended with %d: %s" %
                (" ".join(argv), done.returncode,
                 done.stderr.decode("utf-8", "replace")[-300:])]

    def count(self, argv, folder):
        """Calls of each name, of the process that makes most of them."""
        calls = collections.defaultdict(collections.Counter)
        with tempfile.NamedTemporaryFile("r") as out:
            done = self.start(self.strace + ["-e", "signal=none", "-o",
                                             out.name] + argv, folder)
            if done.returncode not in self.ends:
                raise RuntimeError("%s ended with %d: %s" %
                                   (argv, done.returncode, done.stderr))
            for line in out:
                found = CALL.match(line)
                if found and found.group(2) not in NEVER:
                    calls[found.group(2)][found.group(1)] += 1
        return {n: max(of.values()) for n, of in calls.items()}

    def kill(self, argv, folder, point):
        """True when the command died, and what it had put out by then."""
        name, k = point
        done = self.start(
            self.strace + ["-o", "/dev/null", "-e", "trace=" + name, "-e",
             "inject=%s:signal=SIGKILL:when=%d" % (name, k)] + argv, folder)
        return done.returncode in (-9, 137), done.stdout


def sample(points, budget):
    """Evenly, so that every name and both ends of each are there."""
    if not budget or budget >= len(points):
        return points
    step = len(points) / budget
    return [points[int(i * step)] for i in range(budget)]


def points_of(counts):
    return [(n, k) for n in sorted(counts) for k in range(1, counts[n] + 1)]


def run(setup, command, recover, check, budget=None, *, after_kill=None,
        seconds=None, parallel=2, stdin=None, pairs=0, env=None, ends=(0,),
        name="kill", follow=True):
    where = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    base = tempfile.mkdtemp(prefix="kill_points.", dir=where)
    try:
        template = os.path.join(base, "template")
        os.mkdir(template)
        setup(template)
        job = Job(template, stdin, env, ends, follow)
        return _run(job, base, command, recover, check, budget, after_kill,
                    seconds, parallel, pairs, name)
    finally:
        shutil.rmtree(base, ignore_errors=True)


def _run(job, base, command, recover, check, budget, after_kill, seconds,
         parallel, pairs, name):
    first = os.path.join(base, "first")
    job.fresh(first)
    points = points_of(job.count(command, first))
    again = points_of(job.count(recover[0], first)) if pairs else []
    result = Result(name, len(points))
    for complaint in ([c for argv in recover for c in job.whole(argv, first)] +
                      check(first)):
        result.complaints.append("without any kill: " + complaint)
    chosen = sample(points, budget)
    dice = random.Random(1)
    seconds_of = {p: dice.choice(again)
                  for p in sample(chosen, min(pairs, len(chosen)) or None)
                  } if pairs else {}
    start = time.monotonic()

    def one(number_point):
        number, point = number_point
        if seconds and time.monotonic() - start > seconds:
            return None
        folder = os.path.join(base, "point%d" % number)
        job.fresh(folder)
        died, output = job.kill(command, folder, point)
        bad = list(after_kill(folder, output)) if after_kill else []
        second = seconds_of.get(point)
        if second:
            job.kill(recover[0], folder, second)
        for argv in recover:
            bad += job.whole(argv, folder)
        bad += check(folder)
        shutil.rmtree(folder, ignore_errors=True)
        return died, bool(second), ["at %s %d%s: %s" %
                                    (point + (", then %s %d" % second
                                              if second else "", b))
                                    for b in bad]

    with concurrent.futures.ThreadPoolExecutor(parallel) as pool:
        for outcome in pool.map(one, enumerate(chosen)):
            if outcome is None:
                continue
            died, paired, bad = outcome
            result.points += 1
            result.killed += died
            result.pairs += paired
            result.complaints += bad
    result.seconds = time.monotonic() - start
    print(result.line(), flush=True)
    for complaint in result.complaints[:20]:
        print("  " + complaint)
    return result
