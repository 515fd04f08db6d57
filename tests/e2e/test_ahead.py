#!/usr/bin/python3
"""Seeing ahead: preview, explain, replay and status, from outside.

test_ahead.py CONVOKE [WORDS]   WORDS: only cases whose name has them

What `preview` says is compared with what the same state then really sends as
time passes; the state is compared before and after. Meetings are put into the
database as the program itself would have stored them, so that nothing here
depends on how their mails are read.
"""
import atexit
import concurrent.futures
import copy
import functools
import hashlib
import signal
import sys
import threading
import time
import traceback

import application_play
import test_plenary as plenary
import test_projects
from office import *  # noqa: F403

CONVOKE = sys.argv[1]
PLAY = os.path.join(tempfile.mkdtemp(prefix="convoke-e2e-"), "play")
application_play.write(PLAY)
atexit.register(shutil.rmtree, os.path.dirname(PLAY))
CASES = []


def case(f):
    CASES.append(f)
    return f


# ---- a committee with meetings ahead of it ----

def committee():
    """WG5 and its people alone: what other groups owe is noise here."""
    data = json.loads(json.dumps(REGISTER))
    data["groups"] = [g for g in data["groups"] if g["id"] == "WG5"]
    data["people"] = [p for p in data["people"]
                      if p["roles"][0]["group"] == "WG5"]
    data["people"].append({"name": "李样本", "mail": DGL, "title": "副组长",
                           "roles": [{"role": "DGL", "group": "WG5"}]})
    for n in (2, 3):
        data["units"].append(
            {"id": f"M0{n}", "name": f"样例单位{n}",
             "contact": {"name": f"联系{n}", "mail": f"c@m0{n}.example"},
             "memberships": [{"group": "WG5", "since": "2025-04-01",
                              "representatives": []}]})
    return data


def meeting(o, id, start, state="planned"):
    at = int(moment(start).timestamp())
    with sqlite3.connect(os.path.join(o.home, "state/convoke.db")) as db:
        db.execute(
            "INSERT INTO meeting (id, working_group, kind, state, start_at,"
            " end_at, place, link, chair, week_reason, sequence, since, reason,"
            " number, present) VALUES (?, 'WG5', 'plenary', ?, ?, ?, '会议室',"
            " '', '', '', 0, ?, '', '', '')",
            (id, state, at, at + 8 * 3600, int(o.now.timestamp())))
        db.execute("INSERT INTO timer (what, object, at) VALUES"
                   " ('sync', ?, 0), ('meeting', ?, ?)", (id, id, at))
    db.close()


def met(o, id, duty, at):
    """The duty is done: what waited for it begins."""
    with sqlite3.connect(os.path.join(o.home, "state/convoke.db")) as db:
        db.execute("UPDATE obligation SET state = 'met', closed_at = ?,"
                   " evidence = 'message:1', next_at = 9223372036854775807"
                   " WHERE object = ? AND duty = ?",
                   (int(moment(at).timestamp()), id, duty))
        db.execute("INSERT OR REPLACE INTO timer (what, object, at)"
                   " VALUES ('sync', ?, 0)", (id,))
    db.close()


@functools.cache
def first_stage():
    """P1 on 03-31 with its notice out, P2 on 10-21, the clock at 02-20."""
    o = Office(CONVOKE, register=committee(), charter=None)
    o.turn("2026-01-12 10:00")
    meeting(o, "WG5-2026-P1", "2026-03-31 09:00")
    meeting(o, "WG5-2026-P2", "2026-10-21 09:00")
    o.turn("2026-01-12 10:01")
    passes(o, "2026-02-09 10:00")
    met(o, "WG5-2026-P1", "plan", "2026-02-09 10:00")
    met(o, "WG5-2026-P1", "notice", "2026-02-09 10:00")
    o.turn("2026-02-09 10:01")
    passes(o, "2026-02-20 10:00")
    return o


ONE_AT_A_TIME = threading.Lock()


def stage():
    """A copy of it for one case."""
    with ONE_AT_A_TIME:
        first = first_stage()
    o = copy.copy(first)
    o.dir = tempfile.mkdtemp(prefix="convoke-e2e-")
    o.home = os.path.join(o.dir, "tc")
    shutil.copytree(first.home, o.home)
    o.mails, o.fresh, o.read = list(first.mails), [], set(first.read)
    o.had = len(o.mails)
    return o


def due(o):
    rows = o.sql("SELECT min(at) FROM (SELECT min(next_at) AS at FROM"
                 " obligation WHERE state IN ('open', 'overdue', 'missed')"
                 " UNION SELECT min(at) FROM timer)")
    return rows[0][0]


def passes(o, until):
    """Time, with every minute at which something is due; nobody writes. What
    leaves is the mail as it was queued, so that it may be fetched at the end."""
    end = int(moment(until).timestamp())
    last = None
    while (at := due(o)) is not None and at <= end:
        assert at != last, f"nothing was done about what is due at {at}"
        last = at
        tick(o, max(datetime.fromtimestamp(at, CST), o.now))
        # Who waits for a catch-up mail gets it next morning.
        waits = o.sql("SELECT count(*) FROM obligation_step"
                      " WHERE state = 'waiting'")[0][0]
        morning = (o.now + timedelta(days=1)).replace(hour=9, minute=0)
        if waits and morning.timestamp() < min(due(o), end):
            tick(o, morning)
    o.turn(moment(until))


def tick(o, at):
    o.now = at
    o.run("tick")


def done(o):
    """What left is not the point here; what holds for every run is."""
    o.fresh = []
    o.close()


def preview(o, *args):
    return [json.loads(line) for line in
            o.run("--json", "-q", "preview", *args).splitlines()]


def sent(o):
    """Digests, too: what stands in them depends on what is sent."""
    return o.mails[o.had:]


def foreseen(rows):
    return [(r["at"], r["code"], r["object"], r["recipients"], r["subject"])
            for r in rows]


def left(mails):
    return [(f"{m.date:%Y-%m-%d %H:%M}", m.code, m.object,
             " ".join(m.to + m.cc), m.subject) for m in mails]


def same(got, want):
    got, want = sorted(got), sorted(want)
    assert got == want, "\n  ".join(
        ["foreseen and not sent, sent and not foreseen:"] +
        [f"- {x}" for x in got if x not in want] +
        [f"+ {x}" for x in want if x not in got])


def ready(o):
    for _ in range(600):
        if os.path.exists(os.path.join(o.home, "state/control.sock")):
            return
        time.sleep(0.05)
    raise AssertionError("run does not get ready")


def fingerprint(o):
    """Every octet of the state but what SQLite keeps beside it."""
    files = {}
    for folder, _, names in os.walk(o.home):
        for name in names:
            path = os.path.join(folder, name)
            if name.endswith(("-wal", "-shm", ".sock")):
                continue
            with open(path, "rb") as f:
                files[path] = hashlib.sha256(f.read()).hexdigest()
    return files


def contents(o):
    """What the database says, whatever its octets."""
    db = sqlite3.connect(os.path.join(o.home, "state/convoke.db"))
    try:
        return hashlib.sha256("\n".join(db.iterdump()).encode()).hexdigest()
    finally:
        db.close()


# ---- 1. preview ----

@case
def preview_is_what_is_then_sent(o=None):
    o = stage()
    rows = preview(o, "--days", "60")
    assert len(rows) > 30, rows
    codes = {r["code"] for r in rows}
    # Units, leaders, what a period's end tells, what is overdue.
    assert {"contrib.rem", "contrib.closed", "meeting.rem", "post.rem",
            "post.overdue", "qtr.rem", "annplan.overdue"} <= codes, codes
    passes(o, "2026-04-21 23:59")
    same(foreseen(rows), left(sent(o)))
    done(o)


@case
def preview_after_a_downtime(o=None):
    """What is late already is caught up, one mail a person and day."""
    o = stage()
    o.now = moment("2026-03-21 11:00")          # a Saturday, a month later
    rows = preview(o, "--days", "20")
    assert min(r["at"] for r in rows) == "2026-03-23 08:30"  # the digest
    first = min(r["at"] for r in rows if r["code"] != "digest")
    assert first == "2026-03-23 09:00", first
    assert any("补发" in r["reason"] for r in preview(
        o, "--days", "20", "--lang", "zh")), rows
    passes(o, "2026-04-10 23:59")
    same(foreseen(rows), left(sent(o)))
    done(o)


@case
def preview_tells_why(o=None):
    o = Office(CONVOKE, register=committee(), charter=None)
    o.turn("2026-01-12 10:00")
    meeting(o, "WG5-2026-P1", "2026-03-31 09:00")
    o.turn("2026-01-12 10:01")
    rows = [r for r in preview(o, "--days", "50", "--lang", "zh")
            if r["code"] == "plan.rem" and r["recipients"] == GL]
    assert [r["at"] for r in rows] == [
        "2026-02-14 09:00", "2026-02-25 09:00", "2026-02-27 09:00",
        "2026-02-28 09:00"], rows                                     # E21
    assert rows[0] == dict(
        at="2026-02-14 09:00", code="plan.rem", object="WG5-2026-P1/plan",
        recipients=GL, article="第二十条第1项", duty="plan",
        obligation=rows[0]["obligation"], due="2026-02-28",
        subject=rows[0]["subject"],
        reason="全体会议方案报秘书处备案，2026年2月28日（周六，调休上班）24:00"
               "到期；到期前7日为2月21日（周六，春节假期），提前到2月14日（周六，"
               "调休上班）；与到期前14日合为一封"), rows[0]
    assert "剩14天" in rows[0]["subject"], rows[0]
    # The row it speaks of is there to be explained.
    assert "plan.rem" in o.run("explain", f"obligation:{rows[0]['obligation']}")
    # People see one row for what several get; CSV opens in Excel.
    people = o.run("preview", "--days", "35", "--lang", "zh")
    assert people.count(" plan.rem ") == 1, people
    assert "gl@wg5.example, gs@wg5.example" in people, people
    assert "没有发送或存储任何东西" in people, people
    csv = o.run("-q", "--csv", "preview", "--days", "35")
    assert csv.startswith("\ufeffat,code,object,recipients,article,"), csv[:80]
    # The default is thirty days.
    assert all(r["at"] < "2026-02-12" for r in preview(o)), preview(o)
    for bad in (("--days", "0"), ("--days", "x"), ("--days", "801"),
                ("--move", "WG5-2026-P1"), ("--move", "=2026-04-10T09:00"),
                ("--move", "WG5-2026-P1=soon")):
        o.run("preview", *bad, code=64)
    o.run("preview", "--cancel", "WG5-2026-P7", code=65)
    o.run("preview", "--move", "WG5-2026-P1=2026-01-02T09:00", code=65)
    # A template needs no state at all.
    shutil.rmtree(os.path.join(o.home, "state"))
    o.run("preview", "--template", "plan.rem")
    assert not os.path.exists(os.path.join(o.home, "state")), "made a state"
    shutil.rmtree(o.dir)


@case
def preview_leaves_no_trace(o=None):
    o = stage()
    before, inside = fingerprint(o), contents(o)
    for args in ((), ("--days", "400"), ("--days", "60", "--json"),
                 ("--move", "WG5-2026-P1=2026-04-10T09:00"),
                 ("--cancel", "WG5-2026-P1", "--csv")):
        o.run("preview", *args)
        assert fingerprint(o) == before, f"preview {args} changed a file"
    o.run("preview", "--move", "WG5-2026-P1=2026-02-20T09:00", code=65)
    assert fingerprint(o) == before, "a preview that failed changed a file"
    assert contents(o) == inside
    done(o)


@case
def preview_while_the_service_runs(o=None):
    """Asked through the control socket: the same answer, and the service goes
    on as if nobody had asked."""
    o = stage()
    alone = preview(o, "--days", "60")
    inside = contents(o)
    log = os.path.join(o.dir, "log")
    # In its own time, long past: nothing is due while it runs.
    with open(log, "w") as f:
        run = subprocess.Popen(
            [o.convoke, "-c", os.path.join(o.home, "convoke.conf"), "--now",
             "2026-02-20T10:00", "run"], stderr=f, env=dict(
                 os.environ, LC_ALL="C.UTF-8"))
    try:
        ready(o)
        for _ in range(3):
            assert preview(o, "--days", "60") == alone
        assert preview(o, "--move", "WG5-2026-P1=2026-04-10T09:00")
        assert "running" in o.run("status")
        o.run("preview", "--cancel", "WG5-2026-P7", code=65)
        assert o.run("list", "meetings", code=64)
        assert run.poll() is None, "the service ended"
    finally:
        run.send_signal(signal.SIGTERM)
        assert run.wait(30) == 0
    with open(log) as f:
        told = f.read()
    assert "notice." not in told and "obligation." not in told, told
    # What is told of the clock and the digest is all that may have changed.
    assert contents(o) == inside or o.sql("SELECT count(*) FROM outbox") == [
        (len(o.mails),)]
    rows = preview(o, "--days", "60")
    assert foreseen(rows) == foreseen(alone)
    done(o)


# ---- 2. what a change would do ----

def changes(rows, change):
    return {(r["what"], r["object"], r["recipients"], r["before"], r["after"])
            for r in rows if r["change"] == change}


@case
def a_move_later(o=None):
    """P1 from 03-31 to 04-10: its days go with it (R-D13)."""
    o = Office(CONVOKE, register=committee(), charter=None)
    o.turn("2026-01-12 10:00")
    meeting(o, "WG5-2026-P1", "2026-03-31 09:00")
    o.turn("2026-01-12 10:01")
    o.now = moment("2026-01-13 10:00")
    rows = preview(o, "--move", "WG5-2026-P1=2026-04-10T09:00")
    assert {r["change"] for r in rows} <= {"moved", "gone", "new"}, rows
    moved = changes(rows, "moved")
    plan, notice = "WG5-2026-P1/plan", "WG5-2026-P1/notice"
    # Due 03-10 instead of 02-28, and 03-20 instead of 03-10.
    for want in (("plan.rem", plan, GL, "2026-02-14 09:00", "2026-03-03 09:00"),
                 ("plan.rem", plan, GS, "2026-02-28 09:00", "2026-03-10 09:00"),
                 ("plan.overdue", plan, SEC, "2026-03-02 09:00",
                  "2026-03-11 09:00"),
                 ("notice.rem", notice, GS, "2026-03-03 09:00",
                  "2026-03-13 09:00"),
                 ("notice.rem", notice, GL, "2026-03-10 09:00",
                  "2026-03-20 09:00")):
        assert want in moved, f"{want}\n{sorted(moved)}"
    # −14 and −7 are two mails now: 02-24 and 03-03.
    assert ("plan.rem", plan, GL, "", "2026-02-24 09:00") in changes(
        rows, "new"), rows
    assert not [r for r in rows if not r["object"].startswith("WG5-2026-P1")]
    done(o)


@case
def a_move_that_comes_too_late(o=None):
    o = Office(CONVOKE, register=committee(), charter=None)
    o.turn("2026-01-12 10:00")
    meeting(o, "WG5-2026-P1", "2026-03-31 09:00")
    o.turn("2026-01-12 10:01")
    passes(o, "2026-02-20 10:00")
    rows = preview(o, "--move", "WG5-2026-P1=2026-03-16T09:00", "--lang", "zh")
    broken = [r for r in rows if r["change"] == "impossible"]
    assert [(r["what"], r["before"], r["after"]) for r in broken] == [
        ("plan", "2026-02-28", "2026-02-16")], broken
    assert "已过，须经秘书处同意" in broken[0]["reason"], broken
    said = o.run("preview", "--move", "WG5-2026-P1=2026-03-16T09:00", "--lang",
                 "zh")
    assert "无法满足" in said and "改时间" in said, said
    done(o)


@case
def a_cancellation(o=None):
    o = stage()
    was = [r for r in preview(o, "--days", "60")
           if r["object"].startswith("WG5-2026-P1")]
    rows = preview(o, "--cancel", "WG5-2026-P1", "--days", "60")
    gone = changes(rows, "gone")
    assert gone == {(r["code"], r["object"], r["recipients"], r["at"], "")
                    for r in was}, gone
    # Several at once; the same meeting twice is one after the other.
    both = preview(o, "--cancel", "WG5-2026-P1", "--move",
                   "WG5-2026-P2=2026-09-30T09:00", "--days", "60")
    assert gone <= changes(both, "gone")
    o.run("preview", "--cancel", "WG5-2026-P1", "--move",
          "WG5-2026-P1=2026-09-30T09:00", code=65)
    done(o)


def applied(before, difference):
    """The mails of a preview after what another one says has changed."""
    mails = {(r["at"], r["code"], r["object"], r["recipients"])
             for r in before}
    for r in difference:
        what = (r["what"], r["object"], r["recipients"])
        if r["change"] in ("gone", "moved"):
            mails.remove((r["before"],) + what)
    for r in difference:
        what = (r["what"], r["object"], r["recipients"])
        if r["change"] in ("new", "moved"):
            mails.add((r["after"],) + what)
    return mails


def foreseen_and_done(o, option, words):
    """A meeting whose notice is out: what a change of it is said to bring, and
    what it brings when the secretary writes it."""
    plenary.released(o)
    o.until("2026-02-20 10:00")
    o.now = moment("2026-02-20 10:00")
    o.had = len(o.mails)
    days = ("--days", "75")
    want = applied(preview(o, *days), preview(o, *option, *days))
    o.reply("2026-02-20 10:00", o.right(GS, "WG5-2026-P1"), quoted(words))
    passes(o, "2026-05-06 23:59")
    same([x for x in want if x[0] < "2026-05-07"],
         [x[:4] for x in left(sent(o))])
    return {x[1] for x in want if x[0] == "2026-02-20 10:00"}


@case
def a_move_is_what_was_foreseen(o=None):
    o = plenary.Group()
    now = foreseen_and_done(
        o, ("--move", "WG5-2026-P1=2026-04-09T14:00"),
        "改期 2026-04-09 14:00 理由：场地冲突")
    assert now == {"meeting.moved", "deadline.ics", "plan.filed"}, now
    done(o)


@case
def a_cancellation_is_what_was_foreseen(o=None):
    o = plenary.Group()
    now = foreseen_and_done(o, ("--cancel", "WG5-2026-P1"),
                            "取消 理由：场地不可用")
    assert now == {"meeting.cancelled"}, now
    done(o)


# ---- 3. explain, status ----

def explain(o, what, lang="zh"):
    return re.sub(r" +", " ", o.run("--lang", lang, "explain", what))


def says(text, *needed):
    for words in needed:
        assert words in text, f"no {words!r} in:\n{text}"


@case
def explain_a_meeting(o=None):
    o = Office(CONVOKE, register=committee(), charter=None)
    o.turn("2026-01-12 10:00")
    meeting(o, "WG5-2026-P1", "2026-03-31 09:00")
    meeting(o, "WG5-2026-P9", "2026-02-28 09:00")
    meeting(o, "WG5-2026-P2", "2026-10-21 09:00")
    o.turn("2026-01-12 10:01")
    passes(o, "2026-02-25 09:30")
    text = explain(o, "WG5-2026-P1")
    says(text, "会议 WG5-2026-P1 全体会议", "已列入计划（planned）",
         "依据 第二十条第1项（章程期限）",
         "截止 2026年2月28日（周六）24:00，剩3天",
         # E1
         "会议开始日 2026年3月31日（周二）往前1个月：2026年2月没有31日，取该月末日"
         " → 2026年2月28日（周六，调休上班）",
         "稳妥 不晚于2026年2月27日（周五），任何算法都算按期",
         # E21
         "2026-02-14 09:00 (-14) plan.rem: 略过 2026-02-14 09:00，与同日的另一次"
         "合为一封；到期前14日为2月14日（周六，调休上班）；并入到期前7日的一封",
         "2026-02-14 09:00 (-7) plan.rem: 已发 2026-02-14 09:00：gl@wg5.example,"
         " gs@wg5.example；到期前7日为2月21日（周六，春节假期），提前到2月14日（"
         "周六，调休上班）；与到期前14日合为一封",
         "2026-02-27 09:00 (-1) plan.rem: 待发；到期前1日为2月27日（周五）",
         "2026-03-02 09:00 (+1) plan.overdue: 待发；逾期1日为3月1日（周日，休息"
         "日），顺延到3月2日（周一）",
         "接下来 2026-02-27 09:00：到期前1日的通知 plan.rem，给 GL,GS")
    says(explain(o, "WG5-2026-P1", "en"),
         "computed the meeting begins on Tue 31 March 2026 - 1 month(s): 2026-02"
         " has no day 31, so its last day → Sat 28 February 2026 (make-up "
         "working day)",
         "next 2026-02-27 09:00: 1 day before: notice plan.rem to GL,GS")
    says(explain(o, "WG5-2026-P9"),                                      # E6
         "往前1个月 → 2026年1月28日（周三）（若从报送日顺推1个月，1月31日（周六，"
         "休息日）也来得及；从严以倒推为准）", "状态 已逾期（overdue）")
    met(o, "WG5-2026-P2", "notice", "2026-02-25 09:30")
    o.turn("2026-02-25 09:31")
    text = explain(o, "WG5-2026-P2")                                     # E9
    says(text, "往前14天 → 2026年10月7日（周三，国庆节假期）；章程期限遇休息日不"
         "顺延", "2026-09-30 09:00 (+0) contrib.rem: 待发；到期当日为10月7日（周三"
         "，国庆节假期），提前到9月30日（周三）；与到期前5日、到期前2日合为一封")
    # A mail back to its duty and step.
    (number,) = o.sql("SELECT max(id) FROM outbox WHERE code = 'plan.rem'"
                      " AND object = 'WG5-2026-P1/plan'")[0]
    says(explain(o, f"outbox:{number}"), "通知 plan.rem",
         "投递 gs@wg5.example sent 2026-02-25 09:30 Maildir",
         "缘由 到期前3日为2月25日（周三）", "事项 obligation:",
         "全体会议方案报秘书处备案")
    says(explain(o, "WG5-2026"), "每年至少召开两次全体会议", "年度末日")
    says(explain(o, "WG5-2026-Q1"), "召开季度组长办公会", "季度末日 2026年3月31日")
    o.run("explain", "WG5-2026-P7", code=65)
    o.run("explain", "outbox:99999", code=65)
    done(o)


@case
def explain_a_day_set_by_hand(o=None):
    """Who moved it, when and why stands in the audit trail."""
    o = Office(CONVOKE, register=test_projects.register(
        test_projects.project("S-02", "2024-08-31")), charter=None,
        start="2026-03-02 09:30")
    o.turn("2026-03-02 09:30")
    o.post("2026-03-02 11:10", SEC, "[延期] WG5-S-02",
           "现延期至2026年6月30日。\n理由：试点单位延误\n")
    says(explain(o, "WG5-S-02"), "项目 WG5-S-02 标准项目",
         "计划下达 2024年8月31日（周六，休息日）",
         "往后18个月（首日不计）：2026年2月没有31日，取该月末日 → 2026年2月28日"
         "（周六，调休上班）",                                               # E13
         "另行指定 2026年6月30日（周二），按规则本应为2026年2月28日（周六，调休"
         "上班）：2026-03-02 11:10 sec@tc.example，理由：试点单位延误 (audit:",
         "截止 2026年6月30日（周二）24:00，剩120天", "日期变动 1 次")
    done(o)


@case
def explain_strict_counting(o=None):
    """deadline.rule = clear_days is said where it counts (E27)."""
    conf = make_demo.CONF + 'times = { deadline = "clear_days"; };\n'
    o = Office(CONVOKE, register=committee(), charter=None, conf=conf)
    o.turn("2026-01-12 10:00")
    meeting(o, "WG5-2026-P1", "2026-03-31 09:00")
    o.turn("2026-01-12 10:01")
    text = explain(o, "WG5-2026-P1")
    says(text, "按净日计算（clear_days）再提前1天 → 2026年2月27日（周五）",
         "截止 2026年2月27日（周五）24:00", "截止 2026年3月9日（周一）24:00")
    assert "稳妥" not in text, text
    done(o)


@case
def explain_an_application(o=None):
    """A played year, to the day."""
    home = played()
    o = Home(home)
    text = explain(o, "APP-2026-003")                                   # E26
    says(text, "起算日 2026年9月1日（周二）往后30天（首日不计） → 2026年10月1日（"
         "周四，国庆节假期）；末日是休息日，顺延到下一工作日 → 2026年10月8日（周四）",
         "入会申请 APP-2026-003 空壳示例公司", "接下来 已结束，不再有通知")
    text = explain(o, "APP-2026-001")
    says(text, "往后3个工作日（首日不计）：2月6日、2月9日、2月10日 → "
         "2026年2月10日（周二）", "状态 按期办结（met） 2026-02-06 15:00",
         "凭据 message:3 2026-02-06 15:00 sec@tc.example 答复: 新申请待分派")
    text = explain(o, "message:3")
    says(text, "所起作用", "accepted → reviewing", "依据 服务时限")
    first = [json.loads(line)["id"] for line in
             o.run("--json", "list", "outbox").splitlines()
             if "app.incomplete" in line][0]
    says(explain(o, f"outbox:{first}"), "通知 app.incomplete",
         "缘由 message:1 2026-02-02 09:40 c@m12.example")
    shutil.rmtree(os.path.dirname(home))


@case
def explain_a_contribution(o=None):
    """On time or late, to the second, by the trusted hop (E19, E20)."""
    o = plenary.Group()
    plenary.released(o)
    for unit, at, received in (("m01", "2026-03-18 00:02",
                                "2026-03-17 23:59:30"),
                               ("m02", "2026-03-18 00:03",
                                "2026-03-18 00:00:10")):
        o.post(at, f"c@{unit}.example", f"[贡献] WG5-2026-P1 {unit}的建议",
               "见附件。\n", files=[plenary.PAPER], received=received)
    text = explain(o, "C-2026-001")
    says(text, "会议 WG5-2026-P1", "收到 2026-03-17T23:59:30+08:00",
         "判定 早于截止时刻 2026-03-18T00:00:00+08:00，按期", "按期收到（ontime）",
         "往前14天 → 2026年3月17日（周二）", "已有答复 M01 2026-03-17 23:59")
    says(explain(o, "C-2026-002"),
         "判定 不早于截止时刻 2026-03-18T00:00:00+08:00，迟交",
         "迟交，待组长决定（late）")
    says(explain(o, "C-2026-002", "en"), "judged not before its due instant, "
         "2026-03-18T00:00:00+08:00: late")
    done(o)


@case
def status_on_one_screen(o=None):
    o = stage()
    text = re.sub(r" +", " ", o.run("--lang", "zh", "status"))
    says(text, "逾期 章程期限 0 项，服务时限 2 项；最久的是 WG5-2026：报送年度全体"
         "会议计划，逾期20天",
         "最近期限 2026-03-17 WG5-2026-P1：提交标准建议和贡献，剩25天 (obligation:",
         "最近期限 2026-03-31 WG5-2026-Q1：召开季度组长办公会，剩39天",
         "上次日报 2026-02-", "时钟 2026-02-20T10:00:00+08:00", "工作日历 到 2026 年")
    assert text.count("最近期限") == 5, text
    rows = [json.loads(line) for line in o.run("--json", "status").splitlines()]
    items = {r["item"]: r["value"] for r in rows if "item" in r}
    assert items["overdue"].startswith("0 of the charter, 2 service"), items
    assert len(text.splitlines()) < 40, "more than a screen"
    done(o)


# ---- 4. replay ----

class Home:
    """A state to look at that no Office made."""

    def __init__(self, home):
        self.home = home

    def run(self, *args, code=0, now="2026-01-01T00:00"):
        done = subprocess.run(
            [CONVOKE, "-c", os.path.join(self.home, "convoke.conf"), "--now",
             now, *args], capture_output=True, timeout=300, text=True,
            errors="replace", env=dict(os.environ, LC_ALL="C.UTF-8"))
        assert done.returncode == code, \
            f"{args} ended with {done.returncode}: {done.stdout}{done.stderr}"
        self.out, self.err = done.stdout, done.stderr
        return done.stdout + done.stderr


def fresh(conf=make_demo.CONF, known="2026-12-31T18:00"):
    """An empty state with the register of the play."""
    folder = tempfile.mkdtemp(prefix="convoke-e2e-")
    home = os.path.join(folder, "tc")
    subprocess.run([CONVOKE, "init", home], check=True, capture_output=True)
    with open(os.path.join(home, "convoke.conf"), "w") as f:
        f.write(conf)
    o = Home(home)
    o.run("import", "register", os.path.join(PLAY, "register.json"), now=known)
    return o


def played():
    o = fresh()
    o.run("replay", PLAY, "--until", "2026-12-31T18:00", now="2026-01-01T00:00")
    return o.home


def scene(at, sender, subject, text="请问如何加入工作组？\n", **o):
    o.setdefault("extra", []).append(
        f"X-Convoke-Received: {moment(at).isoformat()}")
    return letter(at, sender, subject, text, **o)


def folder_of(o, scenes):
    folder = os.path.join(os.path.dirname(o.home), "scenes")
    os.makedirs(folder)
    for name, raw in scenes.items():
        with open(os.path.join(folder, name), "wb") as f:
            f.write(raw)
    return folder


def timeline(o, folder, *args, now="2026-01-01T00:00"):
    o.run("--json", "replay", folder, *args, now=now)
    rows = [json.loads(line) for line in o.out.splitlines()]
    return [row for row in rows if row.get("code") != "digest"]


def gone(o):
    assert re.search(r"audit rows +\d+ +0", o.run("verify"))
    shutil.rmtree(os.path.dirname(o.home))


@case
def replay_runs_on_a_fresh_state_only(o=None):
    o = Home(played())
    said = o.run("replay", PLAY, code=65)
    assert "fresh state" in said, said
    gone(o)


@case
def replay_tells_what_became_of_each(o=None):
    o = fresh()
    rows = timeline(o, PLAY, "--until", "2026-03-01T00:00")
    assert set(rows[0]) == {"at", "direction", "kind", "object", "sender",
                            "subject", "state", "reason"}, rows[0]
    assert (rows[0]["at"], rows[0]["kind"], rows[0]["object"], rows[0]["state"],
            rows[0]["sender"]) == (
        "2026-02-02 09:40", "application", "APP-2026-001", "applied",
        "c@m12.example"), rows[0]
    assert rows[1] == dict(
        at="2026-02-02 09:40", direction="out", code="app.incomplete",
        object="APP-2026-001", recipients="c@m12.example",
        subject=rows[1]["subject"], state="sent", reason="Maildir"), rows[1]
    vacation = [r for r in rows if r.get("sender") == GS]
    assert [(r["kind"], r["state"]) for r in vacation] == [
        ("auto_reply", "ignored")], vacation
    assert vacation[0]["reason"], vacation
    assert "13 messages lie behind --until" in o.err, o.err
    gone(o)


@case
def replay_keeps_the_order(o=None):
    """By instant, then by name, and within a minute before what is due."""
    o = fresh(known="2026-01-01T00:00")
    # The secretariat is told of the overdue plan on 02-02 at 09:00.
    folder = folder_of(o, {
        "a-late.eml": scene("2026-02-02 09:00:20", "x@late.example", "late"),
        "b.eml": scene("2026-02-02 08:00", "x@b.example", "b"),
        "c.eml": scene("2026-02-02 08:00", "x@c.example", "c"),
        "z-first.eml": scene("2026-01-20 12:00", "x@first.example", "first"),
        "by-received.eml": letter("2026-02-01 12:00", "x@received.example",
                                  "received", "请问\n"),
        ".hidden.eml": b"no message", "notes.txt": b"no message"})
    rows = timeline(o, folder)
    names = [r.get("subject") if r["direction"] == "in" else r["code"]
             for r in rows if r["direction"] == "in" or
             r["code"] == "annplan.overdue"]
    at = [names.index(x) for x in ("first", "received", "b", "c", "late",
                                   "annplan.overdue")]
    assert at == sorted(at) and names.count("annplan.overdue") > 3, names
    assert [r["at"] for r in rows] == sorted(r["at"] for r in rows), rows
    # What falls due between two messages leaves at its own minute.
    assert ("2026-01-26 09:00", "annplan.rem") in [
        (r["at"], r.get("code")) for r in rows], rows
    gone(o)


@case
def replay_fills_in_answers(o=None):
    o = fresh()
    raw = open(os.path.join(PLAY, "01-application.eml"), "rb").read()
    other = raw.replace(b"c@m12.example", b"c@m13.example").replace(
        b"01-application@", b"02-application@")
    folder = folder_of(o, {
        "1.eml": raw, "2.eml": other,
        "3.eml": scene("2026-02-03 09:00", APP, "Re: 补正",
                       "法人代表姓名: 陈法人\n令牌: @TOKEN@\n", to="@REPLY-TO@", extra=[
                           f"X-Convoke-Answers: app.incomplete {APP} "
                           "APP-2026-001", "In-Reply-To: <@MESSAGE-ID@>"]),
        "4.eml": scene("2026-02-03 09:05", APP, "@TOKEN@ without an answer")})
    rows = [r for r in timeline(o, folder) if r["direction"] == "in"]
    assert rows[2]["object"] == "APP-2026-001", rows[2]
    assert rows[3]["subject"] == "@TOKEN@ without an answer", rows[3]
    gone(o)
    # An answer to what never left is named.
    o = fresh()
    folder = folder_of(o, {"lost.eml": scene(
        "2026-02-03 09:00", APP, "Re: 补正", extra=[
            f"X-Convoke-Answers: app.incomplete {APP}"])})
    said = o.run("replay", folder, code=65)
    assert "lost.eml: no mail app.incomplete" in said, said
    gone(o)


@case
def replay_counts_the_same_octets_once(o=None):
    o = fresh()
    raw = scene("2026-02-03 09:00", "x@visitor.example", "咨询")
    folder = folder_of(o, {"1.eml": raw, "2.eml": raw})
    rows = timeline(o, folder)
    came = [(r["state"], r["subject"]) for r in rows if r["direction"] == "in"]
    assert [x for _, x in came] == ["咨询", "咨询"], came
    assert came[0][0] != "ignored" and came[1][0] == "ignored", came
    assert len([r for r in rows if r.get("code") == "help.reply"]) == 1, rows
    gone(o)


@case
def replay_refuses_what_could_do_harm(o=None):
    # A real transport: not even the folder is looked at.
    smtp = re.sub(r"transport = \{[^}]*\}",
                  'transport = { kind = "smtp"; host = "127.0.0.1"; port = 9;'
                  ' tls = "none"; }', make_demo.CONF)
    assert smtp != make_demo.CONF
    o = fresh(conf=smtp)
    said = o.run("replay", "/nowhere", code=78)
    assert "maildir" in said and "nothing was done" in said, said
    gone(o)
    # Mail that waits in the source would be played, too.
    o = fresh()
    with open(os.path.join(o.home, "mail/in/new/1.x"), "wb") as f:
        f.write(letter("2026-02-03 09:00", APP, "x", "x\n"))
    assert "waits in its source" in o.run("replay", PLAY, code=65)
    os.unlink(os.path.join(o.home, "mail/in/new/1.x"))
    # Files that are no scenes, all of them named at once, before anything is
    # done; a folder that is not there; times that cannot be.
    folder = folder_of(o, {"1.eml": b"Subject: x\r\n\r\nx", "2.eml": b"",
                           "3.eml": scene("2026-02-03 09:00", APP, "x")})
    said = o.run("replay", folder, code=65)
    assert "1.eml: " in said and "2.eml: " in said and "3.eml" not in said, said
    o.run("replay", "/nowhere", code=66)
    os.unlink(os.path.join(folder, "1.eml"))
    os.unlink(os.path.join(folder, "2.eml"))
    o.run("replay", folder, code=64, now="2026-02-04T00:00")
    o.run("replay", folder, "--until", "never", code=64)
    assert not os.listdir(os.path.join(o.home, "mail/out/new"))
    o.run("replay", folder)
    gone(o)


@case
def replay_while_the_service_runs(o=None):
    o = fresh()
    lock = subprocess.Popen([CONVOKE, "-c",
                             os.path.join(o.home, "convoke.conf"), "run"],
                            stderr=subprocess.DEVNULL)
    try:
        ready(o)
        o.run("replay", PLAY, code=75)
    finally:
        lock.send_signal(signal.SIGTERM)
        lock.wait(30)
    gone(o)


# ---- running them ----

def run(f):
    try:
        f()
        return f.__name__, None
    except Exception:
        return f.__name__, traceback.format_exc()


def main():
    wanted = [f for f in CASES
              if len(sys.argv) < 3 or any(w in f.__name__ for w in sys.argv[2:])]
    began = time.time()
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(
            max_workers=min(4, os.cpu_count() or 1)) as pool:
        for name, why in pool.map(run, wanted):
            print(("ok   " if why is None else "FAIL ") + name, flush=True)
            if why:
                failed += 1
                print(why, flush=True)
    print(f"{len(wanted)} cases, {failed} failed, {time.time() - began:.1f} s")
    sys.exit(failed != 0)


if __name__ == "__main__":
    main()
