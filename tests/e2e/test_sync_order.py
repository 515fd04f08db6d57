#!/usr/bin/env python3
"""Every promise is synced first, and taking any one sync out is noticed.

usage: test_sync_order.py CONVOKE
"""
import os
import re
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import pipeline  # noqa: E402
import sync_order  # noqa: E402

# Moved to keep/ without a sync: undone by a power cut it is done again.
KEPT = (r"/keep(/..)?$",)
# SQLite's own syncs, of which some repeat others, are judged together; a
# folder that was there may have been made by somebody killed before his sync,
# so that syncing it once more is no promise of this run.
OTHERS = re.compile(r"/convoke\.db(-wal)?>|/state>|/spool>|/mail/out>")


def cases(convoke, folder):
    """(what, argv, stdin, folders that need no sync, fewest renames)"""
    put = os.path.join(os.path.dirname(convoke), "tests", "spool_put")
    mails = []
    for i in range(5):
        mails.append(os.path.join(folder, "mail%d" % i))
        with open(mails[-1], "w") as f:
            f.write("Subject: %d\n\n%s\n" % (i, "text " * 1000 * i))
    fresh = []
    for name in ("one", "many", "several"):
        fresh.append(os.path.join(folder, name))
        os.mkdir(fresh[-1])
    return [
        ("one message", [put, fresh[0], "1000", mails[0]], None, (), 1),
        ("a batch", [put, "-b", fresh[1], "1000"] + mails, None, (), 5),
        ("one after the other", [put, fresh[2], "1000"] + mails, None, (), 5),
        ("the same again", [put, fresh[2], "2000"] + mails, None, (), 0),
    ]


def target(line):
    """What a sync syncs, as a pattern."""
    found = re.search(r"\(\d+<([^>]*)>", line)
    return re.escape(found.group(1)) + ">" if found else "$"


def missed(gone, rest, complaints_of):
    """Of syncs of one folder the last before a promise is enough: then all of
    them together are missed."""
    return bool(complaints_of(rest)) or bool(
        sum(1 for line in rest if re.search(r"sync\(\d+<" + target(gone), line))
        and complaints_of(sync_order.without(rest, target(gone))))


def judge(what, lines, complaints_of, mutants):
    """How many complaints, and how many syncs nobody would miss."""
    complaints = complaints_of(lines)
    kept = [gone for gone, rest in mutants
            if not missed(gone, rest, complaints_of)]
    print("%s: %d syncs, %d complaints, %d unnoticed when taken out"
          % (what, len(mutants), len(complaints), len(kept)))
    for c in complaints:
        print("  " + c)
    for k in kept:
        print("  nobody misses " + k)
    return len(complaints), len(kept) + (len(mutants) == 0)


def test_spool(convoke, folder):
    failed = 0
    for what, argv, stdin, exempt, renames in cases(convoke, folder):
        lines = sync_order.trace(argv, stdin=stdin)
        bad, unnoticed = judge(
            what, lines,
            lambda t: sync_order.check(t, exempt, renames, True),
            list(sync_order.mutants(lines)))
        # A repetition repeats the syncs of promises already kept.
        failed += bad + (unnoticed if renames else 0)
    return failed


def test_state(convoke, folder):
    """receive, tick (twice: from the spool, from the source) and deliver."""
    stage = pipeline.Stage(os.path.join(folder, "state"), convoke)
    failed = 0

    def traced(what, words, now, renames, log=True):
        lines = sync_order.trace(stage.argv(*words, now=now))

        def complaints_of(t):
            return sync_order.check(t, KEPT, renames, True, sync_order.State)
        mutants = [(gone, rest) for gone, rest in sync_order.mutants(lines)
                   if not OTHERS.search(gone)]
        if log:
            mutants.append(("the commits' syncs",
                            sync_order.without(lines, "-wal>")))
        return sum(judge(what, lines, complaints_of, mutants))

    mails = [pipeline.application(1, papers=45 * 1024),
             pipeline.text_application(2), pipeline.question(3)]
    for i, mail in enumerate(mails):
        with open(stage.path("m%d" % i), "wb") as f:
            f.write(mail)
    failed += traced("receive", ["receive", stage.path("m0")], pipeline.T0, 1,
                     log=False)
    failed += traced("receive, many", ["receive"] + [
        stage.path("m%d" % i) for i in (1, 2)], pipeline.T0, 2, log=False)
    failed += traced("tick", ["tick"], pipeline.T1, 0)
    failed += traced("deliver", ["deliver"], pipeline.T1, 4)
    reply = pipeline.dispatch(stage.mail("app.new", "sec@tc.example"))
    stage.put("1.one", reply)
    stage.put("2.two", pipeline.question(4))
    failed += traced("tick, from the source", ["tick"], pipeline.T3, 2)
    failed += traced("deliver files", ["deliver"], pipeline.T3, 3)
    return failed + len(stage.complaints())


def main():
    if not shutil.which("strace"):
        print("strace is not here")
        return 77
    folder = tempfile.mkdtemp(prefix="sync_order.")
    try:
        failed = test_spool(sys.argv[1], folder)
        failed += test_state(sys.argv[1], folder)
    finally:
        shutil.rmtree(folder)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
