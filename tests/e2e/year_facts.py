"""What a year left behind, to be compared with another play of the same year.

facts(home)   what was found: due dates, verdicts, flags, contributions …
paper(mail)   one mail's words without what is another one in every state
"""
import os
import re
import sqlite3
from datetime import date, datetime, timedelta, timezone

CST = timezone(timedelta(hours=8))


def day(number):
    return str(date(1970, 1, 1) + timedelta(days=number))


def minute(at):
    return datetime.fromtimestamp(at, CST).strftime("%Y-%m-%d %H:%M")


def classes(home):
    """Each duty of the charter: C, set by an article, or S, by ourselves."""
    with open(os.path.join(home, "charter.conf"), encoding="utf-8") as f:
        text = f.read()
    return dict(re.findall(r'name = "([\w.]+)";.*?class = "([CS])"', text,
                           re.DOTALL))


def facts(home):
    db = sqlite3.connect(os.path.join(home, "state/convoke.db"))

    def rows(query):
        return db.execute(query).fetchall()
    duties = classes(home)
    found = {
        # Times out: a mail that is read later is later evidence.
        "verdicts": {(m, u): s for m, u, s in rows(
            "SELECT meeting, unit, status FROM attendance")},
        "leaders": {(m, r): s for m, r, s in rows(
            "SELECT meeting, role, status FROM leader_absence")},
        "flags": {o: (s, n, k) for o, s, n, k in rows(
            "SELECT object, state, count, skipped FROM flag")},
        "marks": {(r, k, c): s for r, k, c, s in rows(
            "SELECT role, kind, cause, state FROM leader_mark")},
        "members": {(u, g): (s, n) for u, g, s, n in rows(
            "SELECT unit, working_group, state, unexcused FROM membership")},
        "exits": {u: (g, s) for u, g, s in rows(
            "SELECT unit, ground, state FROM exit_case")},
        "contributions": {i: (u, s) for i, u, s in rows(
            "SELECT id, unit, state FROM contribution")},
        "applications": dict(rows("SELECT id, state FROM application")),
        # and with them
        "raised": {o: minute(at) for o, at in rows(
            "SELECT object, raised_at FROM flag")},
        "due": {}, "state": {}, "filed": {},
    }
    for duty, about, due, state in rows(
            "SELECT duty, object, due_day, state FROM obligation ORDER BY id"):
        if not about.startswith("message:"):
            found["due"][duty, about] = day(due)
            found["state"][duty, about] = state
    for about, kind, late in rows(
            "SELECT object, kind, late_days FROM filing ORDER BY version"):
        found["filed"].setdefault((kind, about), late)
    found["class"] = {key: duties[key[0]] for key in found["due"]}
    db.close()
    return found


VERDICTS = ("verdicts", "leaders", "flags", "marks", "members", "exits",
            "contributions", "applications")


def differences(one, other):
    """{key: (here, there)} of two dictionaries."""
    return {k: (one.get(k), other.get(k)) for k in one.keys() | other.keys()
            if one.get(k) != other.get(k)}


def paper(mail):
    """Its head's words and both its texts, without tokens."""
    words = "\n".join([mail.subject, f"{mail.date:%Y-%m-%d %H:%M}",
                       ",".join(mail.to + mail.cc), mail.text, mail.html])
    if mail.ics:
        words += mail.ics.decode()
    words = words.replace(mail.token or "\0", "@TOKEN@")
    return re.sub(r"\+t\.[0-9a-z]+@", "+t.@TOKEN@@", words)
