#!/usr/bin/python3
"""Programs that answer, and ours that must not begin a conversation with them.

test_robots.py CONVOKE [WORDS]   WORDS: only cases whose name has them

Two real Convokes whose mails are carried to each other for a year, our own
mail come back, a vacation program that answers every mail and bears no mark of
one, and what other people's collections hold of such mail. Headers that would
tell are also taken away, as some gateways do: then at most one answer a day.
"""
import collections
import concurrent.futures
import os
import re
import sys
import time
import traceback
from datetime import timedelta

from office import *  # noqa: F403
from charter_file import only
from office import CST, moment
import pipeline  # noqa: E402

CONVOKE = sys.argv[1]
SHARED = os.environ.get("CONVOKE_SHARED", os.path.join(
    os.path.dirname(os.path.abspath(__file__)), "../../../shared"))
MARKS = re.compile(rb"(?im)^(?:auto-submitted|x-convoke-[\w-]+|precedence|"
                   rb"x-auto-response-suppress|list-[\w-]+|x-loop|"
                   rb"in-reply-to|references):[^\r\n]*\r\n"
                   rb"(?:[ \t][^\r\n]*\r\n)*")
# Reminders enough for a conversation, few enough for a quick year.
some = only("annplan", "leaders", "annual")
CASES = []


def case(f):
    CASES.append(f)
    return f


def register(mail):
    """A committee all of whose officers read one mailbox: another program's."""
    return {
        "groups": [{"id": "WG5", "name": "网络安全评估工作组",
                    "name_en": "Assessment"}],
        "people": [{"name": "张示例", "mail": mail, "title": "组长",
                    "roles": [{"role": "GL", "group": "WG5"},
                              {"role": "GS", "group": "WG5"}]}],
        "units": [{"id": "M01", "name": "示例科技有限公司",
                   "contact": {"name": "张示例", "mail": mail},
                   "memberships": [
                       {"group": "WG5", "since": "2025-04-01",
                        "representatives": [{"name": "张示例", "mail": mail,
                                             "voter": True}]}]}]}


def committee(domain, other, charter=None, start="2026-01-01 00:00"):
    conf = make_demo.CONF.replace("tc.example", domain).replace(
        f'authserv = [ "mx.{domain}" ]', 'authserv = [ "mx.tc.example" ]')
    o = Office(CONVOKE, conf=conf, register=register(other), charter=charter,
               start=start)
    o.service = f"gw@{domain}"
    o.carried = 0
    return o


def arriving(mail, at, bare):
    """One of our mails as the other side's server hands it over."""
    raw = MARKS.sub(b"", mail.raw) if bare else mail.raw
    sender = re.search(rb"(?m)^From:.*?([\w.+-]+@[\w.-]+)", raw) \
        .group(1).decode()
    return (f"Return-Path: <{sender}>\r\nAuthentication-Results: "
            f"{results(sender, 'pass')}\r\n").encode() + raw


def carry(a, b, at, bare):
    """What left `a` for `b`'s service reaches it; how many."""
    found = [m for m in a.mails[a.carried:] if
             b.service in m.to or any(t.startswith(b.service.split("@")[0] + "+")
                                      and t.endswith(b.service.split("@")[1])
                                      for t in m.to)]
    a.carried = len(a.mails)
    for mail in found:
        b.put(arriving(mail, at, bare), at)
    if found:
        b.turn(at)
    return len(found)


def converse(a, b, at, bare):
    """Until both are silent; a loop would never end."""
    for rounds in range(100):
        at += timedelta(minutes=1)
        if carry(a, b, at, bare) + carry(b, a, at, bare) == 0:
            return at
    raise AssertionError(f"still talking after {rounds} rounds at {at}")


def year(a, b, bare, end="2027-01-01 00:00"):
    """Both work through their year at the same time."""
    end = moment(end)
    at = moment("2026-01-01 09:00")
    while at < end:
        for o in (a, b):
            if (o.next_due() or 0) <= at.timestamp():
                o.turn(at)
        at = converse(a, b, at, bare)
        due = [datetime.fromtimestamp(t, CST) for t in
               (a.next_due(), b.next_due()) if t is not None]
        at = max(at, min(due + [end]))


def answers(o, to):
    """Those that are answers, by day."""
    days = collections.Counter(
        m.date.date() for m in o.mails
        if to in m.to and m.code in ("help.reply", "cmd.refused",
                                     "status.reply") or
        to in m.to and m.auto == "auto-replied")
    return days


def forget(o):
    """Nothing that left is expected one by one here."""
    o.fresh = []
    return o


@case
def two_convokes_say_one_thing_each():
    a = committee("tc.example", "x@nobody.example", charter=acts_only)
    b = committee("b.example", "x@nobody.example", charter=acts_only)
    a.turn("2026-01-05 09:00")
    b.turn("2026-01-05 09:00")
    a.post("2026-01-05 10:00", b.service, "你好", "请问如何加入？\n")
    at = converse(a, b, moment("2026-01-05 10:00"), False)
    for o, other in ((a, b), (b, a)):
        assert sum(answers(o, other.service).values()) <= 1, o.mails
    assert sum(answers(a, b.service).values()) == 1, "nobody was answered"
    # The marks taken away: a new conversation, and it ends as well.
    a.post("2026-01-10 10:00", b.service, "你好", "再问一次。\n")
    converse(a, b, moment("2026-01-10 10:00"), True)
    for o, other in ((a, b), (b, a)):
        assert sum(answers(o, other.service).values()) <= 2, o.mails
    return forget(a), forget(b)


@case
def two_convokes_for_a_year():
    """Each is the other's leader, secretary and member: all reminders of a
    year go to and fro, and not one is answered."""
    a = committee("tc.example", "gw@b.example", charter=some)
    b = committee("b.example", "gw@tc.example", charter=some)
    year(a, b, False)
    for o, other in ((a, b), (b, a)):
        sent = [m for m in o.mails if other.service in m.to]
        assert len(sent) > 10, f"only {len(sent)} mails: this proves nothing"
        assert not answers(o, other.service), answers(o, other.service)
        kinds = o.sql("SELECT DISTINCT kind, state FROM message")
        assert kinds == [("loop", "ignored")], kinds
    print(f"     {len(a.mails)} and {len(b.mails)} mails, no answer")
    return forget(a), forget(b)


@case
def without_their_marks_one_answer_a_day():
    a = committee("tc.example", "gw@b.example", charter=some)
    b = committee("b.example", "gw@tc.example", charter=some)
    year(a, b, True, end="2026-05-01 00:00")
    for o, other in ((a, b), (b, a)):
        days = answers(o, other.service)
        assert max(days.values(), default=0) <= 2, days
    print("     at most %d answers on one day, %d in four months" % (
        max(max(answers(o, p.service).values(), default=0)
            for o, p in ((a, b), (b, a))),
        sum(sum(answers(o, p.service).values()) for o, p in ((a, b), (b, a)))))
    return forget(a), forget(b)


@case
def our_own_mail_come_back():
    a = committee("tc.example", "x@nobody.example", charter=acts_only)
    a.turn("2026-01-05 09:00")
    a.post("2026-01-05 10:00", "y@visitor.example", "你好", "如何加入？\n")
    had = len(a.mails)
    assert had == 2, a.mails
    for mail in list(a.mails):
        a.put(arriving(mail, a.now, False), "2026-01-05 11:00")
    a.turn("2026-01-05 11:00")
    assert len(a.mails) == had, a.mails[had:]
    # Without its marks it is a stranger's who uses our address.
    for mail in a.mails[:had]:
        a.put(arriving(mail, a.now, True), "2026-01-05 12:00")
    a.turn("2026-01-05 12:00")
    assert all(m.to == ["sec@tc.example"] for m in a.mails[had:]), \
        a.mails[had:]
    return forget(a),


@case
def a_vacation_program_without_a_mark():
    """The leader's mailbox answers each of our mails at once, to where we ask
    answers to, with its subject, in words no table knows."""
    a = Office(CONVOKE, start="2026-02-02 09:00")
    a.turn("2026-02-02 09:00")
    a.put(pipeline.application(), "2026-02-02 09:40")
    a.turn("2026-02-02 09:40")
    a.reply("2026-02-02 10:00", a.mail("app.new"), "同意\n")
    assert a.mail("app.review.req", GL), a.mails
    seen, said, at = 0, 0, a.now
    end = moment("2026-03-20 00:00")
    while at < end:
        for _ in range(30):
            new = [m for m in a.mails[seen:] if GL in m.to]
            seen = len(a.mails)
            if not new:
                break
            at += timedelta(minutes=1)
            for mail in new:
                said += 1
                a.put(letter(f"{at:%Y-%m-%d %H:%M}", GL, f"Re: {mail.subject}",
                             "您好，来信收悉，本人近期事务较多，谢谢。\n",
                             answers=mail,
                             message_id=f"<{said}@wg5.example>"), at)
            a.turn(at)
        else:
            raise AssertionError("they do not stop")
        due = a.next_due()
        if due is None or due > end.timestamp():
            break
        at = max(at, datetime.fromtimestamp(due, CST))
        a.turn(at)
    answered = collections.Counter(m.date.date() for m in a.mails
                                   if GL in m.to and m.auto == "auto-replied")
    print(f"     it answered {said} times; we, by day: "
          f"{sorted(answered.values())}")
    assert said >= 4 and answered and max(answered.values()) == 1, answered
    return forget(a),


# ---- other people's collections ----

def stated():
    """(file, whether a program wrote it) of what the manifests state."""
    robot = re.compile(r"autoreply=yes|must-not-be-answered=yes|automatic=yes|"
                       r"automated-notification=yes|it is a bounce")
    for folder in ("autoreply", "cn-mailers"):
        path = os.path.join(SHARED, "corpora", folder)
        if not os.path.isdir(path):
            return
        with open(os.path.join(path, "MANIFEST.tsv"), encoding="utf-8") as f:
            for line in f.read().splitlines()[1:]:
                name = os.path.join(path, line.split("\t")[0])
                if robot.search(line):
                    yield name, True
                elif line.endswith("autoreply=no"):
                    yield name, False


@case
def collected_programs_are_not_answered():
    a = committee("tc.example", "x@nobody.example", charter=acts_only)
    with open(os.path.join(a.home, "convoke.conf"), "a") as f:
        f.write("limits = { strangers_per_day = 1000;"
                " domain_per_day = 1000; };\n")
    a.turn("2026-01-05 09:00")
    tally, at = collections.Counter(), moment("2026-01-05 10:00")
    for name, robot in stated():
        with open(name, "rb") as f:
            raw = f.read()
        had, at = len(a.mails), at + timedelta(minutes=1)
        a.put(raw, at)
        a.turn(at)
        answered = [m for m in a.mails[had:] if "sec@tc.example" not in m.to]
        kind = a.sql("SELECT kind FROM message ORDER BY id DESC LIMIT 1")[0][0]
        tally[robot] += 1
        tally[robot, "answered"] += bool(answered)
        person = kind not in ("bounce", "auto_reply", "list", "receipt",
                              "loop")
        tally[robot, "person"] += person
        assert not (robot and answered), f"{name}: {answered}"
    if not tally:
        print("     skipped: no corpora")
        return forget(a),
    print(f"     programs: {tally[True, 'answered']} of {tally[True]} answered;"
          f" people: {tally[False] - tally[False, 'person']} of {tally[False]}"
          " taken for programs")
    assert tally[True] >= 15 and tally[False] >= 5, tally
    assert (tally[False] - tally[False, "person"]) * 50 <= tally[False], tally
    return forget(a),


def run(f):
    began = time.monotonic()
    try:
        for o in f():
            o.check_messages()
            o.check_keys()
            shutil.rmtree(o.dir)
    except Exception:
        print(f"FAIL {f.__name__}\n{traceback.format_exc()}", flush=True)
        return 1
    print(f"ok   {f.__name__} ({time.monotonic() - began:.1f} s)", flush=True)
    return 0


def main():
    words = sys.argv[2:]
    chosen = [f for f in CASES if all(w in f.__name__ for w in words)]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        failed = sum(pool.map(run, chosen))
    print(f"{len(chosen)} cases, {failed} failed")
    return 1 if failed or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())
