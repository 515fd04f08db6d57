#!/usr/bin/env python3
"""Every promise is synced first, and taking any one sync out is noticed.

usage: test_sync_order.py CONVOKE
"""
import os
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import sync_order  # noqa: E402


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


def main():
    if not shutil.which("strace"):
        print("strace is not here")
        return 77
    failed = 0
    folder = tempfile.mkdtemp(prefix="sync_order.")
    try:
        for what, argv, stdin, exempt, renames in cases(sys.argv[1], folder):
            lines = sync_order.trace(argv, stdin=stdin)
            complaints = sync_order.check(lines, exempt, renames, True)
            kept = [gone for gone, rest in sync_order.mutants(lines)
                    if not sync_order.check(rest, exempt,
                                                   renames, True)]
            syncs = sum(1 for _ in sync_order.mutants(lines))
            print("%s: %d syncs, %d complaints, %d unnoticed when taken out"
                  % (what, syncs, len(complaints), len(kept)))
            failed += len(complaints)
            for c in complaints:
                print("  " + c)
            # A repetition repeats the syncs of promises already kept.
            if renames:
                failed += len(kept) + (syncs == 0)
                for k in kept:
                    print("  nobody misses " + k)
    finally:
        shutil.rmtree(folder)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
