#!/usr/bin/python3
"""What becomes of a queued mail when the server does this or that, as the
outbox tells it: every stage by every reply, rates, refusals for haste, reports
asked for, an envelope sender for each delivery.

test_delivery.py CONVOKE [WORDS]   WORDS: only cases whose name has them
"""
import concurrent.futures
import hashlib
import hmac
import json
import os
import re
import shutil
import sys
import tempfile
import traceback

import pipeline
import smtp_server
from smtp_server import Server
from test_smtp_mock import REPLIES, STAGES, expected

CASES = []
T = "2026-02-02T09:41"
LATER = "2026-02-02T12:00"
WAY = ('transport = { kind = "smtp"; host = "localhost"; port = %d; %s };')


def case(f):
    CASES.append(f)
    return f


class Desk(pipeline.Stage):
    """A state with help mails queued, one for each address."""

    @classmethod
    def make(cls, folder, convoke, addresses):
        # More of one domain than a day's limits let be answered.
        desk = cls(folder, convoke, conf=pipeline.CONF +
                   "limits = { domain_per_day = 100; };\n")
        for number in range(len(addresses)):
            desk.put(f"{number}", pipeline.question(number + 1))
        desk.run("receive", "--source", now=pipeline.T0)
        desk.run("tick", now=pipeline.T0)
        # The secretariat's copy of each question is not the matter here, and
        # how many strangers of one domain are answered another.
        desk.change("DELETE FROM delivery WHERE recipient = 'sec@tc.example'")
        ids = [i for (i,) in desk.select("SELECT id FROM delivery ORDER BY id")]
        assert len(ids) == len(addresses), ids
        for number, mail in zip(ids, addresses):
            desk.change(f"UPDATE delivery SET recipient = '{mail}'"
                        f" WHERE id = {number}")
        return desk

    @classmethod
    def copy(cls, of, folder):
        shutil.copytree(of.folder, folder)
        return cls(folder, of.convoke, fresh=False)

    def by(self, server, more='tls = "none"; rate = 0; domain_rate = 0;'):
        with open(self.conf, encoding="utf-8") as f:
            text = f.read()
        text = re.sub(r"transport = \{[^}]*\};", lambda _: WAY % (
            server.port, more), text)
        with open(self.conf, "w", encoding="utf-8") as f:
            f.write(text)

    def deliver(self, now=T):
        self.run("deliver", now=now)

    def states(self):
        return dict(self.select("SELECT recipient, state FROM delivery"
                                " ORDER BY id"))


def secure(folder):
    secret = os.path.join(folder, "password")
    with open(secret, "w", encoding="utf-8") as f:
        f.write("geheim\n")
    os.chmod(secret, 0o600)
    ca = os.path.join(smtp_server.CERTIFICATES, "ca.pem")
    return (f'tls = "starttls"; auth = "plain"; user = "wg5";'
            f' password_file = "{secret}"; ca_file = "{ca}";'
            f' patience = "2s"; sessions = 1;')


def one_cell(made, folder, stage, reply, pipelining):
    """One cell of the matrix, and what a better day makes of it."""
    outcome, _ = expected(stage, reply)
    what = f"{stage} × {reply}, pipelining {pipelining}"
    desk = Desk.copy(made, folder)
    with Server(pipelining=pipelining, **{stage: reply}) as server:
        desk.by(server, secure(folder))
        desk.deliver()
        letters = len(server.letters)
    ((state, due, attempts),) = desk.select(
        "SELECT state, next_at, attempts FROM delivery")
    ((queued,),) = desk.select("SELECT queued_at FROM delivery")
    assert state == outcome, f"{what}: {state}, not {outcome}"
    assert attempts == 1, what
    assert outcome != "retry" or due >= queued + 60 + 300, what
    with Server(pipelining=pipelining) as server:
        desk.by(server, secure(folder).replace('"2s"', '"0s"'))
        desk.deliver(LATER)
        again = len(server.letters)
    ((state, said),) = desk.select("SELECT state, reply FROM delivery")
    assert state == ("sent" if outcome == "retry" else outcome), \
        f"{what}, later: {state} {said}"
    assert again == (outcome == "retry"), f"{what}: sent {again} times later"
    assert letters + again == 1 or outcome in ("refused", "retry") or \
        stage == "dot", what
    shutil.rmtree(folder)


@case
def every_stage_by_every_reply(o, convoke):
    made = Desk.make(os.path.join(o, "made"), convoke, ["x@visitor.example"])
    cells = [(stage, reply, pipelining) for pipelining in (False, True)
             for stage in STAGES for reply in REPLIES
             if not pipelining or stage in ("mail", "rcpt", "data", "dot")]
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda c: one_cell(
            made, os.path.join(o, "-".join(map(str, c))), *c), cells))
    print(f"{len(cells)} cells end in the right state", file=sys.stderr)


def one_announced(made, folder, reply, pipelining):
    """The first mail's dot is answered so when the second waits behind it."""
    what = f"dot × {reply}, pipelining {pipelining}, one behind it"
    desk = Desk.copy(made, folder)
    outcome = "sent" if reply == "leave" else expected("dot", reply)[0]
    with Server(pipelining=pipelining, dot=[reply, "ok"]) as server:
        desk.by(server, secure(folder))
        desk.deliver()
    ahead = [a[:4] for a in server.ahead]
    assert ahead[0] == (b"MAIL" if pipelining else b""), (what, ahead)
    rows = desk.select("SELECT state, attempts FROM delivery ORDER BY id")
    # 421 wants less: what was announced is as if it had not been.
    second = ("ready", 0) if reply == "t421" else ("sent", 1)
    assert rows == [(outcome, 1), second], f"{what}: {rows}"
    assert len(server.letters) == 1 + second[1], what
    with Server(pipelining=pipelining) as server:
        desk.by(server, secure(folder))
        desk.deliver(LATER)
    states = [s for (s,) in desk.select("SELECT state FROM delivery"
                                        " ORDER BY id")]
    assert states == ["sent" if outcome == "retry" else outcome, "sent"], what
    assert len(server.letters) == (outcome == "retry") + (1 - second[1]), what
    shutil.rmtree(folder)


@case
def every_end_of_a_dot_with_one_behind_it(o, convoke):
    made = Desk.make(os.path.join(o, "made"), convoke,
                     ["x@visitor.example", "y@visitor.example"])
    cells = [(reply, pipelining) for pipelining in (False, True)
             for reply in REPLIES + ["leave"]]
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda c: one_announced(
            made, os.path.join(o, "-".join(map(str, c))), *c), cells))
    print(f"{len(cells)} cells with a second mail end in the right states",
          file=sys.stderr)


@case
def no_more_than_the_rate(o, convoke):
    crowd = [f"p{n}@crowd.example" for n in range(25)]
    desk = Desk.make(o, convoke, crowd + ["a@one.example", "a@two.example"])
    # Behind the crowd in line.
    desk.change("UPDATE delivery SET next_at = next_at + 30"
                " WHERE recipient LIKE 'a@%'")
    ((queued,),) = desk.select("SELECT min(queued_at) FROM delivery")
    with Server() as server:
        desk.by(server, 'tls = "none"; rate = 60; domain_rate = 10;')
        desk.deliver()
        states = desk.states()
        assert sorted(states[m] for m in crowd) == \
            ["ready"] * 15 + ["sent"] * 10, states
        # The crowd keeps nobody waiting.
        assert states["a@one.example"] == states["a@two.example"] == "sent"
        due = {d for (d,) in desk.select("SELECT next_at FROM delivery"
                                         " WHERE state = 'ready'")}
        assert len(due) == 1 and min(due) > queued + 60, due
        assert not desk.select("SELECT 1 FROM delivery"
                               " WHERE state = 'ready' AND attempts > 0")
        desk.deliver("2026-02-02T09:42")
        assert list(desk.states().values()).count("ready") == 5
        desk.deliver("2026-02-02T09:43")
        assert len(server.letters) == 27, len(server.letters)
    assert set(desk.states().values()) == {"sent"}


@case
def no_more_than_the_rate_in_all(o, convoke):
    desk = Desk.make(o, convoke, [f"p@u{n}.example" for n in range(12)])
    with Server() as server:
        desk.by(server, 'tls = "none"; rate = 5; domain_rate = 0;')
        desk.deliver()
        assert len(server.letters) == 5, len(server.letters)


@case
def a_domain_that_wants_less_haste(o, convoke):
    """QQ says it with a 550."""
    crowd = [f"p{n}@qq.example" for n in range(6)]
    desk = Desk.make(o, convoke, crowd + ["a@one.example"])
    with Server() as server:
        server.refusals["qq.example"] = "550 Domain frequency limited"
        desk.by(server, 'tls = "none"; sessions = 1;')
        desk.deliver()
        asked = [line for line in server.transcript
                 if str(line).startswith("RCPT") and "qq.example" in line]
        assert len(asked) == 1, asked
        states = desk.states()
        assert sorted(states[m] for m in crowd) == \
            ["ready"] * 5 + ["retry"], states
        assert states["a@one.example"] == "sent"
        ((reply,),) = desk.select("SELECT reply FROM delivery"
                                  " WHERE state = 'retry'")
        assert "frequency limited" in reply, reply
        server.refusals.clear()
        desk.deliver(LATER)
        assert set(desk.states().values()) == {"sent"}, desk.states()
        assert len(server.letters) == 7


@case
def a_server_that_wants_less_haste(o, convoke):
    """421: nobody is served until the pause is over."""
    for stage, said in (("greeting", "421 HL:ICC too many"),
                        ("mail", "451 MI:SFQ 163 smtp10"),
                        ("dot", "550 Sender frequency limited")):
        folder = os.path.join(o, stage)
        desk = Desk.make(folder, convoke,
                         [f"p@u{n}.example" for n in range(4)])
        with Server(**{stage: said}) as server:
            desk.by(server, 'tls = "none"; sessions = 1;')
            desk.deliver()
            assert server.connections == 1, server.connections
        states = sorted(desk.states().values())
        assert states == ["ready"] * 3 + ["retry"], (stage, states)


def status(desk, now, language="en"):
    """What `status` says, by item; several of one item are a list."""
    told = {}
    for line in desk.run("--lang", language, "status", "--json",
                         now=now).splitlines():
        row = json.loads(line)
        if "item" in row:
            told.setdefault(row["item"], []).append(row["value"])
    return told


@case
def a_pause_is_seen_and_outlives_the_process(o, convoke):
    crowd = [f"p{n}@qq.example" for n in range(6)]
    desk = Desk.make(o, convoke, crowd + ["a@one.example"])
    assert "mails waiting" in status(desk, T)
    assert "sending paused" not in status(desk, T)
    with Server() as server:
        server.refusals["qq.example"] = "550 Domain frequency limited"
        desk.by(server, 'tls = "none"; sessions = 1;')
        desk.deliver()
        told = status(desk, T)
        assert told["sending paused"] == [
            "qq.example: told to slow down, until 2026-02-02 09:43, 6 wait; "
            "the reply: rcpt: Domain frequency limited"], told
        assert told["mails waiting"][0].startswith("6;"), told
        assert "held by the rate" not in told, told
        assert "qq.example：对方要求放慢，暂停到 2026-02-02 09:43，6 封等候" in \
            status(desk, T, "zh")["发信暂停"][0]
        # Another process, and a mail that was queued meanwhile.
        server.refusals.clear()
        desk.change("UPDATE delivery SET next_at = queued_at"
                    " WHERE state = 'ready' AND recipient LIKE 'p5@%'")
        had = len(server.transcript)
        desk.deliver("2026-02-02T09:42")
        assert len(server.transcript) == had, \
            [str(line)[:60] for line in server.transcript[had:]]
        # Told again it waits twice as long.
        server.refusals["qq.example"] = "550 Domain frequency limited"
        desk.deliver("2026-02-02T09:43")
        assert "until 2026-02-02 09:47" in \
            status(desk, "2026-02-02T09:43")["sending paused"][0]
        server.refusals.clear()
        desk.deliver(LATER)
        assert set(desk.states().values()) == {"sent"}, desk.states()
    told = status(desk, LATER)
    assert not {"sending paused", "mails waiting"} & set(told), told
    assert desk.select("SELECT * FROM pause") == []


@case
def a_pause_of_everybody(o, convoke):
    desk = Desk.make(o, convoke, [f"p@u{n}.example" for n in range(4)])
    with Server(greeting=["421 HL:ICC too many"] * 2 + ["ok"]) as server:
        desk.by(server, 'tls = "none"; sessions = 2;')
        desk.deliver()
        had = server.connections
        told = status(desk, T)
        assert told["sending paused"] == [
            "everybody: told to slow down, until 2026-02-02 09:43, 4 wait; "
            "the reply: connect: HL:ICC too many"], told
        assert told["next mail"] == ["2026-02-02 09:43"], told
        desk.deliver("2026-02-02T09:42")
        assert server.connections == had, "hammered"
        desk.deliver("2026-02-02T09:43")
        assert server.connections == had + 1, "one at a time, as before"


@case
def what_the_rate_holds_back_is_seen(o, convoke):
    desk = Desk.make(o, convoke, [f"p{n}@crowd.example" for n in range(25)])
    with Server() as server:
        desk.by(server, 'tls = "none"; rate = 60; domain_rate = 10;')
        desk.deliver()
    told = status(desk, T)
    assert told["held by the rate"] == [
        "crowd.example: at most 10 a minute, 15 wait, the next in 60 s"], told
    assert told["mails waiting"] == ["15"], told


@case
def a_connection_that_has_carried_its_share(o, convoke):
    """…is left for another at once, and the mail goes there."""
    desk = Desk.make(o, convoke, [f"p@u{n}.example" for n in range(4)])
    with Server(mail=["ok", "ok", "450 MI:DMC 163", "ok"]) as server:
        desk.by(server, 'tls = "none"; sessions = 1;')
        desk.deliver()
        assert set(desk.states().values()) == {"sent"}, desk.states()
        assert (server.connections, len(server.letters)) == (2, 4)


@case
def greylisted(o, convoke):
    """The same sender and recipient come back, and are let in."""
    desk = Desk.make(o, convoke, ["p@grey.example"])
    with Server(rcpt=["450 4.2.0 Greylisted, come back in 300 seconds",
                      "ok"]) as server:
        desk.by(server, 'tls = "none"; bounces = "b+TOKEN@tc.example";')
        desk.deliver()
        assert desk.states() == {"p@grey.example": "retry"}
        desk.deliver("2026-02-02T09:45")
        assert server.letters == []
        desk.deliver("2026-02-02T09:50")
        assert desk.states() == {"p@grey.example": "sent"}
    senders = {line for line in server.transcript
               if str(line).startswith("MAIL")}
    assert len(senders) == 1, senders


def envelopes(server):
    return [line for line in server.transcript
            if str(line).startswith(("MAIL", "RCPT"))]


@case
def reports_are_asked_for_where_offered(o, convoke):
    for pipelining in (False, True):
        desk = Desk.make(os.path.join(o, str(pipelining)), convoke,
                         ["a+b@one.example"])
        with Server(offers=["DSN"], pipelining=pipelining) as server:
            desk.by(server)
            desk.deliver()
        ((mid,),) = desk.select("SELECT message_id FROM outbox o JOIN delivery"
                                " d ON d.outbox = o.id")
        size = len(server.letters[0])
        assert envelopes(server) == [
            f"MAIL FROM:<gw@tc.example> SIZE={size} RET=HDRS ENVID={mid}",
            "RCPT TO:<a+b@one.example> NOTIFY=FAILURE,DELAY"
            " ORCPT=rfc822;a+2Bb@one.example"], envelopes(server)
    desk = Desk.make(os.path.join(o, "none"), convoke, ["a@one.example"])
    with Server() as server:
        desk.by(server)
        desk.deliver()
    assert not re.search("RET|ENVID|NOTIFY|ORCPT", str(envelopes(server)))


@case
def a_sender_for_each_delivery(o, convoke):
    """…that nobody else can make (gateway/desk/bounce_address.h)."""
    mails = ["a@one.example", "b@two.example"]
    desk = Desk.make(o, convoke, mails)
    with Server() as server:
        desk.by(server, 'tls = "none"; bounces = "b+TOKEN@tc.example";')
        desk.deliver()
    ((secret,),) = desk.select("SELECT value FROM secret WHERE name = 'state'")
    wanted = set()
    for number, mid, mail in desk.select(
            "SELECT d.id, o.message_id, d.recipient FROM delivery d"
            " JOIN outbox o ON o.id = d.outbox"):
        mac = hmac.new(secret.encode(), f"bounce:{number}:{mid}:{mail}"
                       .encode(), hashlib.sha256).hexdigest()[:20]
        wanted.add(f"b+{mac}{number}@tc.example")
    said = {re.search("<(.*?)>", line).group(1)
            for line in server.transcript if str(line).startswith("MAIL")}
    assert said == wanted and len(said) == 2, (said, wanted)


@case
def a_sender_in_another_script(o, convoke):
    """Answered where the server knows such addresses; refused, and said why,
    where it does not. The domain has one spelling."""
    letter = pipeline.question(1, "w@visitor.example").replace(
        b"w@visitor.example", "王五@例子.cn".encode())
    assert "王五@例子.cn".encode() in letter
    for offers, state in ((["SMTPUTF8"], "sent"), ([], "refused")):
        desk = Desk(os.path.join(o, state), convoke)
        desk.put("1", letter)
        desk.run("receive", "--source", now=pipeline.T0)
        desk.run("tick", now=pipeline.T0)
        with Server(offers=offers) as server:
            desk.by(server)
            desk.deliver()
        states = desk.states()
        assert states == {"王五@xn--fsqu00a.cn": state,
                          "sec@tc.example": "sent"}, states
        shown = desk.run("list", "outbox")
        assert ("SMTPUTF8" in shown) == (state == "refused"), shown
        for one in server.letters:
            head = one.partition(b"\r\n\r\n")[0]
            assert head.isascii(), head
        # Nobody is declared unreachable for what our server cannot do.
        assert desk.select("SELECT * FROM suppression") == []


@case
def a_pattern_that_cannot_work(o, convoke):
    desk = Desk.make(o, convoke, [])
    with Server() as server:
        desk.by(server, 'tls = "none"; bounces = "b@tc.example";')
    desk.run("check", code=78)


def run_case(job):
    run, convoke = job
    with tempfile.TemporaryDirectory(prefix="convoke-delivery.") as folder:
        try:
            run(folder, convoke)
        except Exception:  # noqa: BLE001 — told with its name
            return run.__name__ + "\n" + traceback.format_exc()
    return None


def main():
    words = sys.argv[2:]
    jobs = [(run, sys.argv[1]) for run in CASES
            if not words or any(w in run.__name__ for w in words)]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        bad = [b for b in pool.map(run_case, jobs) if b]
    for one in bad:
        print("FAILED " + one)
    print(f"{len(jobs)} cases, {len(bad)} failures")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
