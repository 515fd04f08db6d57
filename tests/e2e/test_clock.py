#!/usr/bin/env python3
"""A clock that is set under the service: mail is kept, nothing else happens.

usage: test_clock.py CONVOKE

libfaketime shows the service another time; the boot clock stays what it is.
Status 77 where it is not installed. Where the kernel follows a time server
nothing changes: it vouches for its own clock, not for the one shown here.
"""
import datetime
import glob
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import pipeline  # noqa: E402

PATIENCE = 60
HOUR, DAY = 3600, 86400
LIBRARY = glob.glob("/usr/lib/*/faketime/libfaketime.so.1")
failures = []


def check(what, good, told=""):
    if not good:
        failures.append(what)
        print("FAILED %s %s" % (what, told), flush=True)


def until(what, condition, seconds=PATIENCE):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise RuntimeError("never: " + what)
        time.sleep(0.02)


def instant(text):
    return datetime.datetime.fromisoformat(text + "+00:00").timestamp()


class Clock:
    """What the wall clock shows, as seconds it is wrong by. It is right a
    month from now, well after the program was built."""

    def __init__(self, folder):
        self.file = os.path.join(folder, "faketime")
        self.ahead = 30 * DAY
        self.set(0)

    def set(self, wrong):
        self.wrong = wrong
        with open(self.file + ".new", "w", encoding="ascii") as f:
            f.write("%+d\n" % (self.ahead + wrong))
        os.rename(self.file + ".new", self.file)

    def show(self, text):
        self.set(instant(text) - self.right())

    def right(self):
        return time.time() + self.ahead

    def shown(self):
        return self.right() + self.wrong

    def env(self):
        return dict(pipeline.QUIET, LD_PRELOAD=LIBRARY[0],
                    ASAN_OPTIONS="detect_leaks=0:verify_asan_link_order=0",
                    FAKETIME_TIMESTAMP_FILE=self.file, FAKETIME_NO_CACHE="1",
                    FAKETIME_DONT_FAKE_MONOTONIC="1", NO_FAKE_STAT="1")


class Service:
    def __init__(self, stage, clock):
        self.stage, self.clock = stage, clock
        self.log = stage.path("run.log")
        self.told = ""
        self.manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        address = stage.path("notify")
        if os.path.exists(address):
            os.unlink(address)
        self.manager.bind(address)
        threading.Thread(target=self.listen, daemon=True).start()
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                stage.argv("run"), stderr=log,
                env=dict(clock.env(), NOTIFY_SOCKET=address))

    def __enter__(self):
        until("ready", lambda: self.logged("event=run.ready") == 1)
        return self

    def __exit__(self, *error):
        self.process.send_signal(signal.SIGTERM)
        check("SIGTERM ends it well", self.process.wait(PATIENCE) == 0)
        self.manager.shutdown(socket.SHUT_RDWR)
        self.manager.close()
        if error and error[0]:
            with open(self.log, encoding="utf-8", errors="replace") as f:
                print(f.read()[-3000:])

    def logged(self, words):
        with open(self.log, "rb") as f:
            return f.read().count(words.encode())

    def listen(self):
        """The service waits for a manager that does not."""
        while True:
            try:
                message = self.manager.recv(4096).decode()
            except OSError:
                return
            for line in message.split("\n"):
                if line.startswith("STATUS="):
                    self.told = line

    def status(self):
        """The last STATUS= the service manager was told."""
        return self.told


def untold(number):
    """A question whose arrival no mail server tells."""
    return re.sub(rb"(?m)^Received:[^\n]*\n([ \t][^\n]*\n)*", b"",
                  pipeline.question(number))


def answered(stage, number):
    return any("visitor%d.example" % number in (key or "")
               for key in stage.mails())


def kept(stage):
    return len([name for name in os.listdir(stage.path("state", "spool", "new"))
                if not name.startswith(".")])


def clock_says(stage, code, *words):
    said = stage.run("clock", "--lang", "en", code=code)
    for word in words:
        check("clock says " + word, word in said, said)


class Play:
    """Questions by number, each answered unless the clock is suspect."""

    def __init__(self, stage, clock, service):
        self.stage, self.clock, self.service = stage, clock, service
        self.asked = 0
        self.doubts = 0
        self.sent = []
        self.times = []

    def ask(self):
        self.asked += 1
        octets = untold(self.asked)
        self.sent.append(octets)
        self.times.append(self.clock.right())
        self.stage.put("%d.mail" % self.asked, octets,
                       received=self.clock.shown())

    def ask_and_hear(self):
        self.ask()
        until("answer %d" % self.asked,
              lambda: answered(self.stage, self.asked))

    def doubt(self, word):
        """The clock was set: what comes now is kept, and that is all."""
        self.doubts += 1
        mails = sum(map(len, self.stage.mails().values()))
        self.ask()
        until("kept", lambda: kept(self.stage) == 1)
        until("told", lambda: self.service.logged("event=clock.suspect") ==
              self.doubts)
        until("status", lambda: "时钟不可信" in self.service.status())
        # A command makes turns of the core: it decides nothing either.
        for verb in ("tick", "deliver"):
            self.stage.run(verb, code=75)
        clock_says(self.stage, 1, "suspect", word)
        check("nothing is answered",
              sum(map(len, self.stage.mails().values())) == mails)
        check("it is still kept", kept(self.stage) == 1)
        check("one event", self.service.logged("event=clock.suspect") ==
              self.doubts)

    def trust(self):
        """What was held goes on, and once."""
        until("answer %d" % self.asked,
              lambda: answered(self.stage, self.asked))
        until("told", lambda: "收发与期限正常" in self.service.status())
        check("one event", self.service.logged("event=clock.trusted") ==
              self.doubts, str(self.service.logged("event=clock.trusted")))
        clock_says(self.stage, 0, "trusted")


def jump_and_return(play):
    for wrong, word in ((HOUR, "set forward"), (-HOUR, "set back"),
                        (DAY, "set forward"), (-DAY, "set back")):
        play.clock.set(wrong)
        play.doubt(word)
        play.clock.set(0)
        play.trust()
    play.clock.set(100)  # no more than a minute or two
    play.ask_and_hear()
    play.clock.set(0)


def out_of_bounds(play):
    for shown, word in (("1970-01-02T00:00", "built"),
                        ("2100-01-01T00:00", "five years")):
        play.clock.show(shown)
        play.doubt(word)
        play.stage.run("clock", "trust", code=65)
        play.clock.set(0)
        play.trust()


def status_tells(play):
    play.clock.set(2 * DAY)
    play.doubt("set forward")
    for lang, words in (("zh", ("被拨快", "convoke clock trust", "怎么办")),
                        ("en", ("set forward", "convoke clock trust",
                                "what to do"))):
        said = play.stage.run("status", "--lang", lang)
        for word in words:
            check("status says " + word, word in said, said)
    # A time given by hand needs nobody's word; it is no word on the clock.
    now = datetime.datetime.now().strftime("%Y-%m-%dT%H:%M")
    check("--now is not watched", "set forward" not in
          play.stage.run("status", "--lang", "en", now=now))
    play.stage.run("clock", now=now, code=64)
    play.clock.set(0)
    play.trust()


def sending_waits(play):
    """A mail that was decided in time does not leave in doubt either."""
    stage = play.stage
    tmp = stage.path("mail", "out", "tmp")
    os.rmdir(tmp)
    with open(tmp, "w", encoding="ascii"):
        pass
    play.ask()

    def row():
        found = [r for r in stage.rows("outbox")
                 if "visitor%d." % play.asked in r["recipient"]]
        return found[0] if found else {"state": ""}
    until("it waits", lambda: row()["state"] == "retry")
    play.clock.set(DAY)
    os.unlink(tmp)
    os.mkdir(tmp)
    play.doubts += 1
    stage.run("tick", code=75)
    stage.run("outbox", "retry", str(row()["id"]))
    stage.run("deliver", code=75)
    check("ready and not sent", row()["state"] == "ready", str(row()))
    play.clock.set(0)
    play.trust()


def a_persons_word(play):
    play.clock.set(3 * DAY)
    play.doubt("set forward")
    play.stage.run("clock", "trust")
    play.trust()
    play.clock.ahead += 3 * DAY  # that was the truth
    play.clock.set(-3 * DAY)
    play.doubt("set back")
    play.stage.run("clock", "trust")
    play.stage.run("clock", "trust")  # twice does no harm
    play.trust()
    play.clock.ahead -= 3 * DAY  # so that was not: nothing comes from there
    play.clock.set(0)
    play.times[-1] -= 3 * DAY


def test_service(stage, clock):
    with Service(stage, clock) as service:
        play = Play(stage, clock, service)
        play.ask_and_hear()
        jump_and_return(play)
        out_of_bounds(play)
        status_tells(play)
        sending_waits(play)
        a_persons_word(play)
    words = stage.select("SELECT actor, note FROM audit"
                         " WHERE event = 'clock.trust'")
    check("a person's word is recorded", len(words) == 2, str(words))
    bad = stage.complaints(play.sent)
    check("messages and mails", not bad, str(bad))
    stamps = stage.select("SELECT received_at FROM message ORDER BY id")
    off = [round(got - want) for (got,), want in zip(stamps, play.times)]
    check("receipt stamps follow the trusted time",
          len(off) == len(play.times) and
          all(abs(seconds) < 120 for seconds in off), str(off))
    return play.sent


def test_restart(stage, clock, sent):
    """A restart forgets neither what was seen nor the doubt."""
    clock.set(DAY)
    stage.put("alone.mail", pipeline.question(100))
    argv = stage.argv("tick", "--lang", "en")
    done = subprocess.run(argv, env=clock.env(), capture_output=True,
                          timeout=PATIENCE)
    check("tick without a service", done.returncode == 75 and
          b"set forward" in done.stderr and b"clock trust" in done.stderr,
          str(done))
    check("it took the message in", kept(stage) == 1)
    with Service(stage, clock) as service:
        until("told", lambda: service.logged("event=clock.suspect") == 1)
        check("kept", kept(stage) == 1 and not answered(stage, 100))
        clock.set(0)
        until("answer", lambda: answered(stage, 100))
    # Long ago, by a command, which is a person's word.
    stage.put("now.mail", pipeline.question(101))
    stage.run("tick", now="2026-02-02T09:40")
    stage.run("deliver", now="2026-02-02T09:41")
    check("--now decides", answered(stage, 101))
    # The machine's next run, with a clock that shows what has passed.
    clock.set(0)
    stage.change("UPDATE clock SET boot = 'another', wall_at = wall_at + 86400")
    stage.put("next.mail", pipeline.question(102))
    with Service(stage, clock) as service:
        until("told", lambda: service.logged("event=clock.suspect") == 1)
        clock_says(stage, 1, "set back")
        clock.set(2 * DAY)
        until("set since", lambda: "set since" in
              stage.run("clock", "--lang", "en", code=1))
    with Service(stage, clock) as service:
        until("told", lambda: service.logged("event=clock.suspect") == 1)
        clock_says(stage, 1, "set since")
        check("kept", not answered(stage, 102))
        stage.run("clock", "trust")
        until("answer", lambda: answered(stage, 102))
    bad = stage.complaints(sent + [pipeline.question(n)
                                   for n in (100, 101, 102)])
    check("messages and mails", not bad, str(bad))


def main():
    if not LIBRARY:
        print("libfaketime is not installed")
        return 77
    base = pipeline.scratch("test_clock")
    try:
        stage = pipeline.Stage(os.path.join(base, "stage"),
                               os.path.abspath(sys.argv[1]))
        clock = Clock(base)
        sent = test_service(stage, clock)
        test_restart(stage, clock, sent)
    finally:
        shutil.rmtree(base, ignore_errors=True)
    print("%d failures" % len(failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
