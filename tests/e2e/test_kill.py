#!/usr/bin/env python3
"""Killed anywhere between receiving and delivering: nothing lost, nothing twice.

usage: test_kill.py CONVOKE

A secretariat's reply with a token (its mails carry papers, so that they are
files below outgoing/), an application as text, a question and a message that
cannot be read are received, decided and delivered; each of the three commands
is killed at its system calls and at its named steps, and then all are run to
their end. 1,500 of the points are tried, all of them with CONVOKE_KILL_ALL=1.
Then `convoke run` is killed while messages stream in.
"""
import os
import random
import shutil
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import kill_points  # noqa: E402
import pipeline  # noqa: E402
import smtp_server  # noqa: E402
from pipeline import T0, T1, T2, T3, Stage  # noqa: E402

ALL = bool(os.environ.get("CONVOKE_KILL_ALL"))
LEAST = 1000
RUNS = 50
STEP_EXIT = 100
# (command, kill points in CI); deliver by SMTP has a list of its own
BUDGETS = {"receive": 250, "tick": 700, "deliver": 350}


class Play:
    """The scenario up to the command that is to be killed."""

    def __init__(self, convoke, conf=None):
        self.convoke, self.conf = convoke, conf
        self.messages = []
        self.golden = None

    def argv(self, command):
        words = ["{}/m%d" % i for i in (1, 2, 3, 4)] \
            if command == "receive" else []
        now = T2 if command == "receive" else T3
        return [self.convoke, "-q", "-c", "{}/convoke.conf", "--now", now,
                command] + words

    def first(self, folder):
        """The application, whose mail the secretariat answers."""
        stage = Stage(folder, self.convoke)
        self.messages = [pipeline.application(1, papers=45 * 1024)]
        stage.run("receive", now=T0, stdin=self.messages[0])
        stage.run("tick", now=T1)
        stage.run("deliver", now=T1)
        self.messages += [
            pipeline.dispatch(stage.mail("app.new", "sec@tc.example")),
            pipeline.BROKEN, pipeline.text_application(2),
            pipeline.question(3)]
        for i, message in enumerate(self.messages):
            with open(stage.path("m%d" % i), "wb") as f:
                f.write(message)
        if self.conf:
            with open(stage.conf, "w", encoding="utf-8") as f:
                f.write(self.conf)
        return stage

    def setup(self, folder, commands):
        shutil.rmtree(folder)
        stage = self.first(folder)
        self.golden = None  # another token, so another order of messages
        for command in commands:
            stage.command([a.replace("{}", folder)
                           for a in self.argv(command)[1:]])

    def check(self, folder):
        stage = Stage(folder, self.convoke, fresh=False)
        bad = stage.complaints(self.messages)
        keys = sorted(stage.mails())
        outgoing = set(os.listdir(stage.path("state", "outgoing")))
        named = {n for n, in stage.select("SELECT file FROM outbox")} - {""}
        if outgoing != named or len(named) < 3:
            bad.append("outgoing files %s, named %s" % (outgoing, named))
        if self.golden is None:
            self.golden = keys
        elif keys != self.golden:
            bad.append("mails that differ: %s" %
                       set(keys).symmetric_difference(self.golden))
        return bad

    def check_loosely(self, folder):
        """Readers may be killed too: three times, and their message is put
        aside, so that other mails leave."""
        stage = Stage(folder, self.convoke, fresh=False)
        return stage.complaints(self.messages)


def promised(folder, output):
    """What `receive` has printed must be there."""
    spool = os.path.join(folder, "state", "spool")
    there = {n for _, _, names in os.walk(spool) for n in names}
    return ["promised and lost: " + sha for sha in output.decode().split()
            if sha + ".eml" not in there]


def killed_at_calls(play):
    results, before = [], []
    order = ["receive", "tick", "deliver"]
    for i, command in enumerate(order):
        recover = [play.argv(c) for c in order[i:]]
        results.append(kill_points.run(
            lambda f, done=list(before): play.setup(f, done),
            play.argv(command), recover, play.check,
            budget=None if ALL else BUDGETS[command], follow=False,
            after_kill=promised if command == "receive" else None,
            pairs=20, name=command + ", the core"))
        before.append(command)
    results.append(kill_points.run(
        lambda f: play.setup(f, ["receive"]), play.argv("tick"),
        [play.argv("tick"), play.argv("deliver")], play.check_loosely,
        budget=None if ALL else 60, name="tick, all its processes"))
    return results


def steps_of(play, command, template, folder):
    """The named steps a command goes through, in order."""
    shutil.copytree(template, folder)
    log = os.path.join(folder, "steps")
    subprocess.run([a.replace("{}", folder) for a in play.argv(command)],
                   env=dict(pipeline.QUIET, CONVOKE_STEPS=log), check=True,
                   stdout=subprocess.DEVNULL)
    with open(log) as f:
        names = f.read().split()
    shutil.rmtree(folder)
    return names


def stopped_at_steps(play, base):
    """Every named step of every command, however often it is passed."""
    points, bad, seen = 0, [], set()
    order = ["receive", "tick", "deliver"]
    for i, command in enumerate(order):
        template = os.path.join(base, "template")
        shutil.rmtree(template, ignore_errors=True)
        os.mkdir(template)
        play.setup(template, order[:i])
        folder = os.path.join(base, "step")
        names = steps_of(play, command, template, folder)
        seen |= set(names)
        for n, name in enumerate(names, 1):
            shutil.copytree(template, folder)
            stage = Stage(folder, play.convoke, fresh=False)
            done = subprocess.run(
                [a.replace("{}", folder) for a in play.argv(command)],
                env=dict(pipeline.QUIET, CONVOKE_STOP_AT=str(n)),
                stdout=subprocess.DEVNULL)
            if done.returncode != STEP_EXIT:
                bad.append("%s did not stop at %s" % (command, name))
            for again in order[i:]:
                stage.command([a.replace("{}", folder)
                               for a in play.argv(again)[1:]])
            bad += ["%s stopped at %s: %s" % (command, name, b)
                    for b in play.check(folder)]
            shutil.rmtree(folder)
            points += 1
    print("%d named steps (%s), %d bad" % (points, " ".join(sorted(seen)),
                                           len(bad)), flush=True)
    return points, bad


class Sink:
    """The mail server that counts."""

    def __init__(self, play, server):
        self.play, self.server = play, server
        self.uncertain = self.most = 0

    def quiet(self):
        """Until the sessions of a killed core are over."""
        for thread in list(self.server.threads):
            thread.join(30)
        self.server.threads[:] = []

    def check(self, folder):
        self.quiet()
        stage = Stage(folder, self.play.convoke, fresh=False)
        bad = stage.complaints(self.play.messages, transport="smtp")
        letters = [pipeline.key_of(x) for x in self.server.letters]
        self.server.letters[:] = []
        open_rows = stage.select(
            "SELECT o.key, d.state FROM outbox o JOIN delivery d"
            " ON d.outbox = o.id WHERE d.settled_at IS NULL OR"
            " d.reply <> 'Maildir'")
        unsure = [key for key, state in open_rows if state == "uncertain"]
        for key, state in open_rows:
            n = letters.count(key)
            if state not in ("sent", "uncertain"):
                bad.append("%s is %s" % (key, state))
            elif n > 1 or (state == "sent" and n != 1):
                bad.append("%s is %s and was taken %d times" % (key, state, n))
        for key in set(letters) - {k for k, _ in open_rows}:
            bad.append("a letter of no row: %s" % key)
        self.uncertain += len(unsure)
        self.most = max(self.most, len(unsure))
        if len(unsure) > 2:
            bad.append("uncertain: %s" % unsure)
        return bad


def killed_while_sending(convoke):
    with smtp_server.Server() as server:
        play = Play(convoke, pipeline.BY_SMTP % server.port)
        sink = Sink(play, server)
        result = kill_points.run(
            lambda f: play.setup(f, ["receive", "tick"]),
            play.argv("deliver"), [play.argv("deliver")], sink.check,
            budget=None if ALL else 200, follow=False, parallel=1,
            name="deliver by SMTP, the core")
    print("uncertain: %d in all, %d at once" % (sink.uncertain, sink.most))
    return result


class Feeder(threading.Thread):
    """Messages stream in, one after the other, until told to stop."""

    def __init__(self, stage):
        super().__init__(daemon=True)
        self.stage, self.over = stage, threading.Event()
        self.messages = []

    def run(self):
        n = 0
        while not self.over.wait(0.02):
            n += 1
            message = pipeline.BROKEN + b"%d\r\n" % n if n % 10 == 0 else \
                pipeline.text_application(n) if n % 3 == 0 else \
                pipeline.question(n)
            self.messages.append(message)
            self.stage.put("%08d.kill" % n, message)


def wait_for(condition, seconds, what):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise RuntimeError("not within %d s: %s" % (seconds, what))
        time.sleep(0.05)


def all_done(stage):
    """Asked over the control socket, so only while `run` is there."""
    if os.listdir(stage.path("mail", "in", "new")) or \
            os.listdir(stage.path("state", "spool", "new")):
        return False
    return all(row["state"] == "sent" for row in stage.rows("outbox"))


def killed_while_running(convoke, base):
    dice = random.Random(7)
    stage = Stage(os.path.join(base, "run"), convoke)
    feeder = Feeder(stage)
    feeder.start()
    log = open(stage.path("run.log"), "wb")
    for _ in range(RUNS):
        run = subprocess.Popen(stage.argv("run"), env=pipeline.QUIET,
                               stderr=log)
        time.sleep(dice.uniform(0.02, 0.5))
        run.kill()
        run.wait()
    feeder.over.set()
    feeder.join()
    run = subprocess.Popen(stage.argv("run"), env=pipeline.QUIET, stderr=log)
    try:
        wait_for(lambda: all_done(stage), 300, "everything decided and sent")
        run.terminate()
        code = run.wait(60)
    finally:
        run.kill()
    bad = stage.complaints(feeder.messages)
    if code:
        bad.append("run ended with %d" % code)
    if not 0 < len(stage.mails()):
        bad.append("nothing was sent")
    print("run killed %d times under %d messages, %d mails, %d bad" %
          (RUNS, len(feeder.messages), len(stage.mails()), len(bad)),
          flush=True)
    return bad


def main():
    if not shutil.which("strace"):
        print("strace is not here")
        return 77
    convoke = os.path.abspath(sys.argv[1])
    base = pipeline.scratch("test_kill")
    try:
        bad = killed_while_running(convoke, base)
        play = Play(convoke)
        results = killed_at_calls(play)
        points, stopped = stopped_at_steps(play, base)
        results.append(killed_while_sending(convoke))
        bad += stopped
    finally:
        shutil.rmtree(base, ignore_errors=True)
    total = points + RUNS + sum(r.points for r in results)
    print("%d kill points, %d killed" %
          (total, points + RUNS + sum(r.killed for r in results)))
    for complaint in bad[:20]:
        print("  " + complaint)
    if total < LEAST:
        print("fewer than %d" % LEAST)
        return 1
    return 0 if all(r.ok for r in results) and not bad else 1


if __name__ == "__main__":
    sys.exit(main())
