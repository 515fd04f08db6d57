#!/usr/bin/env python3
"""Killed at every system call, the spool keeps what it promised, whole.

usage: test_kill_spool.py CONVOKE
"""
import glob
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import kill_points  # noqa: E402

MAILS = [b"Subject: one\r\n\r\nfirst\r\n", b"Subject: two\r\n\r\n" + b"x" * 9000,
         b"Subject: one\r\n\r\nfirst\r\n", b""]
NAMES = {hashlib.sha256(m).hexdigest() for m in MAILS}
RECEIVED = 1773763170
# All of them, except of a build whose sanitizers make hundreds of calls more.
BUDGET = 300


def setup(folder):
    os.mkdir(os.path.join(folder, "state"))
    for i, mail in enumerate(MAILS):
        with open(os.path.join(folder, "mail%d" % i), "wb") as f:
            f.write(mail)


def messages(folder):
    spool = os.path.join(folder, "state", "spool")
    return (glob.glob(os.path.join(spool, "new", "*")) +
            glob.glob(os.path.join(spool, "keep", "*", "*")))


def check_whole(folder):
    bad = []
    for path in messages(folder):
        with open(path, "rb") as f:
            if hashlib.sha256(f.read()).hexdigest() + ".eml" != \
                    os.path.basename(path):
                bad.append("half-written: " + path)
        if int(os.stat(path).st_mtime) != RECEIVED:
            bad.append("another receipt instant: " + path)
    return bad


def check_promises(folder, output):
    there = {os.path.basename(p)[:-4] for p in messages(folder)}
    return check_whole(folder) + [
        "promised and lost: " + sha
        for sha in output.decode().split() if sha not in there]


def check_end(folder):
    found = [os.path.basename(p)[:-4] for p in messages(folder)]
    bad = check_whole(folder)
    if sorted(found) != sorted(NAMES):
        bad.append("messages lost or doubled: %s" % found)
    tmp = os.path.join(folder, "state", "spool", "tmp")
    if os.listdir(tmp):
        bad.append("left in tmp/: %s" % os.listdir(tmp))
    return bad


# (call, its occurrences, error, exit code): what the disk may answer
REFUSALS = [
    ("openat", "spool/tmp/", "ENOSPC", 75),
    ("write", "spool/tmp/", "ENOSPC", 75),
    ("write", "spool/tmp/", "EDQUOT", 75),
    ("write", "spool/tmp/", "EIO", 75),
    ("renameat2", "spool/tmp", "ENOSPC", 75),
    ("fsync", "spool/tmp/", "EIO", 70),
    ("fsync", "spool/new", "EIO", 70),
]


def refused(put, call, where, error, code):
    """One error at the first such call: the code, nothing promised, no rest."""
    folder = tempfile.mkdtemp(prefix="refused.")
    try:
        setup(folder)
        state = os.path.join(folder, "state")
        warm = subprocess.run([put, "-r", state])
        argv = [put, state, str(RECEIVED), os.path.join(folder, "mail1")]
        env = dict(os.environ, ASAN_OPTIONS="detect_leaks=0")
        strace = ["strace", "-y", "-o", os.path.join(folder, "trace"),
                  "-e", "trace=" + call]
        subprocess.run(strace + argv, env=env, stdout=subprocess.DEVNULL)
        shutil.rmtree(state)
        os.mkdir(state)
        subprocess.run([put, "-r", state])
        with open(os.path.join(folder, "trace")) as f:
            lines = [ln for ln in f if ln.startswith(call)]
        k = 1 + [i for i, ln in enumerate(lines) if where in ln][0]
        done = subprocess.run(
            strace + ["-e", "inject=%s:error=%s:when=%d" % (call, error, k)] +
            argv, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        bad = check_whole(folder)
        if warm.returncode or done.returncode != code:
            bad.append("ended with %d, not %d" % (done.returncode, code))
        if done.stdout:
            bad.append("promised %s" % done.stdout)
        if os.listdir(os.path.join(state, "spool", "tmp")):
            bad.append("something is left in tmp/")
        return ["%s at %s: %s" % (error, call, b) for b in bad]
    finally:
        shutil.rmtree(folder)


def loses(folder):
    """The negative control: a check that never holds."""
    return ["as expected"]


def main():
    if not shutil.which("strace"):
        print("strace is not here")
        return 77
    put = os.path.join(os.path.dirname(os.path.abspath(sys.argv[1])), "tests",
                       "spool_put")
    mails = ["{}/mail%d" % i for i in range(len(MAILS))]
    single = [put, "{}/state", str(RECEIVED)] + mails
    batch = [put, "-b", "{}/state", str(RECEIVED)] + mails
    recover = [put, "-r", "{}/state"]
    bad = [b for r in REFUSALS for b in refused(put, *r)]
    print("%d answers of a failing disk, %d bad" % (len(REFUSALS), len(bad)))
    for b in bad:
        print("  " + b)
    results = [
        kill_points.run(setup, single, [single, recover], check_end,
                        budget=BUDGET, after_kill=check_promises, pairs=30,
                        name="spool, one after the other"),
        kill_points.run(setup, batch, [batch, recover], check_end,
                        budget=BUDGET, after_kill=check_promises, name="spool, a batch"),
        # Kept while it is killed: the second command is the one under test.
        kill_points.run(lambda f: (setup(f), os.system(
            " ".join(batch).replace("{}", f) + " >/dev/null")), recover,
            [recover, batch, recover], check_end, budget=BUDGET,
            name="spool, keeping"),
    ]
    control = kill_points.run(setup, single, [single], loses, budget=5,
                              name="negative control")
    if len(control.complaints) != 6:
        print("the control was not noticed at every point")
        return 1
    return 0 if all(r.ok for r in results) and not bad else 1


if __name__ == "__main__":
    sys.exit(main())
