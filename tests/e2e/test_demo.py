#!/usr/bin/python3
"""`convoke demo`: the acceptance year, played and shown.

test_demo.py CONVOKE [WORDS]   WORDS: only cases whose name has them

What is shipped below templates/demo is what tests/tools/make_demo.py makes of
the scenario; playing it gives the outbound list of requirements.md 9.5. The
rest is what a person sees of it: in a pipe, in a terminal, interrupted.
"""
import atexit
import fcntl
import pty
import signal
import struct
import sys
import termios
import time
import traceback
import types
import unicodedata

import test_year
from office import *  # noqa: F403

CONVOKE = os.path.realpath(sys.argv[1])
SOURCE = os.path.realpath(os.path.join(HERE, "../.."))
PLAY = os.path.join(SOURCE, "templates/demo")
TMP = tempfile.mkdtemp(prefix="convoke-e2e-")
atexit.register(shutil.rmtree, TMP, ignore_errors=True)
SECONDS = 60  # interface.md: at most
CASES = []


class Skipped(Exception):
    pass


def case(f):
    CASES.append(f)
    return f


def environment(lang, **more):
    kept = {k: v for k, v in os.environ.items()
            if k not in ("NO_COLOR", "LC_ALL", "LC_MESSAGES", "CONVOKE_CONF")}
    return dict(kept, TMPDIR=TMP, LANG=lang, TERM="xterm", **more)


def demo(*args, lang="C.UTF-8", code=0, options=()):
    began = time.monotonic()
    done = subprocess.run([CONVOKE, *options, "demo", *args], text=True,
                          capture_output=True, env=environment(lang),
                          timeout=300)
    assert done.returncode == code, (done.returncode, done.stdout[-500:],
                                     done.stderr)
    if code == 0:
        assert done.stderr == "", done.stderr
    return done.stdout if code == 0 else done.stderr, time.monotonic() - began


class Terminal:
    """The demo in a terminal of so many columns."""

    def __init__(self, *args, columns=80, lang="zh_CN.UTF-8", **env):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(1, termios.TIOCSWINSZ,
                        struct.pack("HHHH", 40, columns, 0, 0))
            os.execve(CONVOKE, [CONVOKE, "demo", *args],
                      environment(lang, **env))
        self.raw = b""

    def read(self, until=None, seconds=SECONDS):
        end = time.monotonic() + seconds
        while until is None or until.encode() not in self.raw:
            assert time.monotonic() < end, self.raw[-500:]
            try:
                piece = os.read(self.fd, 65536)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            self.raw += piece
        return self.raw.decode("utf-8", "replace")

    def code(self):
        self.read()
        _, status = os.waitpid(self.pid, 0)
        os.close(self.fd)
        return os.waitstatus_to_exitcode(status)

    def lines(self):
        """What stands there in the end: each line behind its last return."""
        text = self.raw.decode().replace("\r\n", "\n")
        shown = [re.split("\r\x1b\\[K", line)[-1] for line in text.split("\n")]
        return [re.sub("\x1b\\[[0-9;]*m", "", line) for line in shown]


def width(line):
    return sum(0 if unicodedata.combining(c) else
               2 if unicodedata.east_asian_width(c) in "WF" else 1
               for c in line)


# ---- what is played ----

def scenario():
    if not os.path.exists(test_year.SCENARIO):
        raise Skipped("the scenario is not on this machine")
    with open(test_year.SCENARIO, encoding="utf-8") as f:
        return json.load(f)


def files_of(folder):
    found = {}
    for name in os.listdir(folder):
        with open(os.path.join(folder, name), "rb") as f:
            found[name] = f.read()
    return found


@case
def what_is_shipped_is_what_the_tool_makes():
    scenario()
    shipped = files_of(PLAY)
    for n in (1, 2):
        made = os.path.join(TMP, f"made{n}")
        subprocess.run([sys.executable, os.path.join(
            SOURCE, "tests/tools/make_demo.py"), made, test_year.SCENARIO],
            check=True)
        found = files_of(made)
        assert sorted(found) == sorted(shipped), \
            set(found).symmetric_difference(shipped)
        wrong = [name for name in shipped if found[name] != shipped[name]]
        assert not wrong, f"make_demo.py would write others: {wrong}"
    size = sum(map(len, shipped.values()))
    assert size < 700 * 1024, f"{size} octets are much for a play"


@case
def the_year_comes_out_as_it_must():
    """9.5, each mail at its minute, in a few seconds."""
    want = test_year.expected(scenario()["outbound"])
    told, seconds = demo(options=["--json"])
    assert seconds < SECONDS, f"{seconds:.0f} s"
    rows = [json.loads(line) for line in told.splitlines()]
    year = {"M03": "new@m03.example", "M04": "zhou@m04.example"}
    test_year.CONTACTS.update(year)
    got = collections_of(rows)
    missing, extra = test_year.compare(want, got)
    assert not missing and not extra, "other mails than in 9.5"
    came = [row for row in rows if row["direction"] == "in"]
    assert len(came) == len([n for n in os.listdir(PLAY)
                             if n.endswith(".eml")])
    assert [row["at"] for row in rows] == sorted(row["at"] for row in rows)


def collections_of(rows):
    return test_year.collections.Counter(
        (r["at"], r["code"], test_year.object_of(types.SimpleNamespace(**r)),
         test_year.label_of(test_year.first_of(r["recipients"]), r["code"]))
        for r in rows if r["direction"] == "out" and
        r["code"] not in ("digest", "cal.missing") and
        not r["recipients"].startswith("wu@"))


@case
def replay_plays_the_same():
    """So does `convoke replay` with what the demo imports."""
    home = os.path.join(TMP, "replayed")
    conf = os.path.join(home, "convoke.conf")
    start = [CONVOKE, "-q", "-c", conf, "--now", "2026-01-01T00:00"]
    subprocess.run([CONVOKE, "-q", "init", home], check=True)
    shutil.copy(os.path.join(PLAY, "convoke.conf"), conf)
    for what in (("register", "register.json"), ("dues", "dues.csv")):
        subprocess.run(start + ["import", what[0],
                                os.path.join(PLAY, what[1])], check=True)
    done = subprocess.run(start + ["--json", "replay", PLAY, "--until",
                                   "2026-04-30T23:59:59"],
                          capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    told, _ = demo("--until", "2026-04-30", options=["--json"])
    assert told == done.stdout


# ---- what is shown ----

@case
def everything_is_told_once():
    """In a pipe: no colours, no cutting, months as headings, the end."""
    told, _ = demo(lang="zh_CN.UTF-8")
    assert "\x1b" not in told
    assert not re.findall(r"^\d\d-\d\d .*…", told, re.M)
    heads = re.findall(r"^── 2026年(\d+)月 ──$", told, re.M)
    months = re.findall(r"^(\d\d)-\d\d \d\d:\d\d ", told, re.M)
    assert [int(m) for m in heads] == sorted({int(m) for m in months}), heads
    assert len(heads) == 12, heads
    for word in ("入会申请", "成员资格", "标记", "退出", "合计"):
        assert f"\n── {word} ──\n" in told, word
    came = len([n for n in os.listdir(PLAY) if n.endswith(".eml")])
    assert f"来件 {came} 封，发出通知 " in told, told[-800:]
    lines = re.findall(r"^\d\d-\d\d \d\d:\d\d (收|发) .*", told, re.M)
    assert lines.count("收") == came, lines.count("收")
    # Mails alike are one line; together they are what was counted.
    sent = sum(int(n or 1) for n in re.findall(
        r"^\d\d-\d\d \d\d:\d\d 发 . (?!digest)\S+ +(?:×(\d+))?", told, re.M))
    assert f"发出通知 {sent} 封" in told, sent
    assert re.search(r"03-09 10:00 发   notice.issue +×20 ", told)
    assert re.search(r"04-10 08:40 收 ! sec@tc.example +\[确认退出\] M03 — ",
                     told)
    assert re.search(r"04-10 08:40 发 ⚑ auth.fail ", told)
    for flag in ("04-09 09:00 发 ⚑ flag.raised        ×4  .*M07/ABS/",
                 "04-28 10:00 发 ⚑ exit.confirmed     ×3  .*M07",
                 "07-02 10:00 发 ⚑ flag.raised        ×4  .*M05/DUES/2025",
                 "07-14 10:00 发 ✓ flag.dismissed     ",
                 "09-30 09:00 停 ! contrib.rem .*only@m03",
                 "12-23 09:00 发 ⚑ flag.raised        ×4  .*M09/ABS/"):
        assert re.search("^" + flag, told, re.M), flag
    records = told.split("\n── 标记 ──\n")[1].split("\n── 秘书处")[0]
    for word in ("M07/ABS/WG5-2026-P1", "M05/DUES/2025", "M03/ABS/WG5-2026-P3",
                 "M09/ABS/WG5-2026-P3", "exit:1", "exit:2"):
        assert word in records, word
    assert told.count("  digest  ") == 1
    # The morning of the sample, as it was mailed.
    at = re.search(r"收到的原件：(\S+)/state/", told).group(1)
    sample = told.split("2026年4月9日早晨 ──\n")[1].split("\n── ")[0]
    mailed = mail_of(os.path.join(at, "mail/out/new"), b"digest", b"9 Apr 2026")
    shown = [line for line in sample.splitlines() if line]
    assert shown[0] == mailed.subject, shown[0]
    missing = [line for line in shown[1:] if line not in mailed.text]
    assert not missing, missing
    shutil.rmtree(at)


def mail_of(folder, code, day):
    """The one to the secretariat."""
    for raw in files_of(folder).values():
        if b"X-Convoke-Notice: " + code in raw and \
                re.search(rb"(?m)^Date: \S+ 0?" + day, raw):
            mail = Mail(raw)
            if SEC in mail.to:
                return mail
    raise AssertionError(f"no {code} of {day}")


@case
def a_terminal_is_enough():
    """At each width, in both languages: nothing wraps, marks are coloured."""
    for lang, columns in (("zh_CN.UTF-8", 80), ("C.UTF-8", 80),
                          ("zh_CN.UTF-8", 120), ("C.UTF-8", 120)):
        t = Terminal("--until", "2026-04-15", columns=columns, lang=lang)
        assert t.code() == 0, t.raw[-500:]
        mails = [x for x in t.lines() if re.match(r"\d\d-\d\d \d\d:\d\d ", x)]
        assert len(mails) > 150, len(mails)
        wide = [x for x in mails if width(x) > columns]
        assert not wide, wide[:3]
        text = t.raw.decode()
        assert "\x1b[1;31m⚑ auth.fail" in text
        assert "\x1b[1;31m⚑ flag.raised" in text
        assert "\x1b[33m! absence.warn" in text
        assert "\x1b[32m✓ member.welcome" in text
        progress = "来件 1/" if lang.startswith("zh") else "message 1 of "
        assert "\r\x1b[K2026-01-" in text and progress in text
        assert not [x for x in t.lines() if progress in x]


@case
def without_colours():
    t = Terminal("--until", "2026-02-10", NO_COLOR="1")
    assert t.code() == 0
    assert "\x1b[3" not in t.raw.decode() and "! app.incomplete" in \
        t.raw.decode()


@case
def it_can_be_interrupted():
    """Ctrl-C: a clean word, the shell's usual status, nothing left behind."""
    t = Terminal("--pace", "20")
    t.read(until=" digest ")
    began = time.monotonic()
    os.write(t.fd, b"\x03")
    assert t.code() == 128 + signal.SIGINT
    assert time.monotonic() - began < 5
    text = t.raw.decode()
    assert re.search(r"演示停在 2026-01-\d\d，到此为止的都在 " + TMP, text), text
    assert "convoke:" not in text and "合计" not in text, text[-500:]
    left = subprocess.run(["pgrep", "-f", "^" + CONVOKE + " demo --pace 20"],
                          capture_output=True, text=True).stdout
    assert not left, left


@case
def options_are_checked():
    for args in (("--pace", "slow"), ("--pace", "61"), ("--until", "2027-01-01"),
                 ("--until", "never"), ("--until", "2026-02-30")):
        said, _ = demo(*args, code=64)
        assert args[1] in said, said
    assert not [n for n in os.listdir(TMP) if "--" in n]
    told, seconds = demo("--pace", "0.01", "--until", "2026-01-20",
                         options=["-q"])
    assert seconds < SECONDS and "02-" not in told.split("applications")[0]


def main():
    wanted = [f for f in CASES
              if len(sys.argv) < 3 or any(w in f.__name__ for w in sys.argv[2:])]
    failed = 0
    for f in wanted:
        began = time.monotonic()
        how = "ok  "
        try:
            f()
        except Skipped as e:
            how = f"skip ({e})"
        except Exception:
            how, failed = "FAIL", failed + 1
            traceback.print_exc(file=sys.stdout)
        print(f"{how} {f.__name__} {time.monotonic() - began:.0f} s",
              flush=True)
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
