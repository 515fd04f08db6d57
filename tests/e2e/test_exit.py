#!/usr/bin/python3
"""How a unit leaves, end to end: on its own request, because its membership is
revoked, what ends when the account is closed, and how it comes back.

test_exit.py CONVOKE [WORDS]   WORDS: only cases whose name has them

Expectations are those of requirements.md 4.2, 6.4, 9.5 (O161 to O165), R-A1,
R-X12, X29, X32, Q27, Q35 and Art. 13.
"""
import concurrent.futures
import sys
import time
import traceback

from calendars import send, value
from office import *  # noqa: F403
from test_plenary import Group, released
from test_year import register

CASES = []
M01, M02, R02 = "c@m01.example", "c@m02.example", "r1@m02.example"
LI, WANG = "li@tc.example", "wang@tc.example"
LETTER = ("退出申请（盖章）.pdf", PDF, scan("sealed request"))
ASK = "我单位因业务方向调整，申请退出工作组，请予审核。\n"
CONF = make_demo.CONF.replace('[ "sec@tc.example" ]',
                              f'[ "sec@tc.example", "{LI}", "{WANG}" ]')
CODES = ["exit.ack", "exit.task", "exit.confirmed", "exit.done",
         "account.cancel", "account.rem", "account.overdue"]


def case(f):
    CASES.append(f)
    return f


class Exits(Group):
    """WG5 with three units; M02 is in WG7, too."""

    def __init__(self, start="2026-01-01 00:00"):
        data = register()
        data["units"] = data["units"][:3]
        data.pop("projects", None)
        for unit in data["units"]:
            unit["uscc"] = uscc("91110000MA000000" + unit["id"][-1])
        data["units"][1]["memberships"].append(
            {"group": "WG7", "since": "2025-06-01", "representatives": [
                {"name": "赵七", "mail": "r7@m02.example", "voter": True}]})
        data["groups"].append({"id": "WG7", "name": "网络安全管理工作组",
                               "name_en": "Management"})
        data["people"] += [
            {"name": "周组长", "mail": GL7, "title": "组长",
             "roles": [{"role": "GL", "group": "WG7"}]},
            {"name": "吴秘书", "mail": "gs@wg7.example", "title": "秘书",
             "roles": [{"role": "GS", "group": "WG7"}]}]
        Office.__init__(self, CONVOKE, conf=CONF, register=data, charter=None,
                        start=start)
        self.used = set()
        self.leads = {}
        self.turn(start)

    def only(self, *codes):
        """Of the mails since the last look those of these codes."""
        self.fresh = [m for m in self.fresh if m.code in codes]

    def exits(self):
        """The mails of these cases, and what answers people."""
        self.fresh = [m for m in self.fresh if m.code.startswith(
            ("exit.", "account.", "cmd.", "held.", "auth."))]

    def member(self, unit="M02", group="WG5"):
        rows = self.sql("SELECT state FROM membership WHERE unit = ? AND"
                        " working_group = ? ORDER BY id", unit, group)
        return [s for (s,) in rows]

    def states(self):
        return [s for (s,) in self.sql("SELECT state FROM exit_case"
                                       " ORDER BY id")]


CONVOKE = sys.argv[1]


def asked(o, at="2026-01-12 10:00", sender=M02, subject="[退出申请] WG5",
          text=ASK, files=(LETTER,), **k):
    o.post(at, sender, subject, text, files=list(files), **k)
    o.exits()
    return at[5:]


def agreed(o, at="2026-01-14 10:00", text="同意退出", sender=SEC):
    o.reply(at, o.mail("exit.task", SEC), quoted(text), sender=sender)
    o.exits()
    return at[5:]


def closed(o, at="2026-01-15 15:00"):
    o.reply(at, o.mail("account.cancel", ADM), quoted("完成"))
    return at[5:]


def left(o):
    """M02 has left WG5."""
    asked(o)
    agreed(o)
    closed(o)
    o.fresh.clear()


# ---- on its own request ----

@case
def the_whole_way(o):
    """O161 to O165: to these people, at these instants, and nobody else."""
    at = asked(o)
    o.expect(f"{at} exit.ack {M02},{R02}", f"{at} exit.task {SEC}")
    ack, task = o.mail("exit.ack"), o.mail("exit.task")
    assert ack.object == task.object == "M02"
    ack.says("样本信息技术有限公司", "退出WG5", "第十三条第1项",
             "2026年1月26日（周一）24:00前", "撤回", "权利和义务不变")
    task.says("M02", "WG5", "业务方向调整", "2026年1月26日（周一）24:00前", M02)
    assert task.files == [LETTER[0]], task.files
    assert o.due("exit.request", "exit:1") == ("2026-01-26", "open")
    assert o.member() == ["active"] and o.states() == ["requested"]
    at = agreed(o)
    o.expect(f"{at} exit.confirmed {M02},{R02}", f"{at} exit.confirmed {GL}",
             f"{at} exit.confirmed {GS}", f"{at} account.cancel {ADM}")
    o.mail("exit.confirmed", M02).says(
        "根据贵单位的书面申请", "2026年1月14日（周三）", "第十三条第1项",
        "2026年1月19日（周一）24:00前", "在WG7的成员资格不受影响", "[入会申请]")
    o.mail("exit.confirmed", GL).says("样本信息技术有限公司（M02）自愿退出WG5")
    o.mail("exit.confirmed", GL).says_not("感谢贵单位", "再次加入")
    o.mail("account.cancel").says(
        R02, "WG5代表", "2026年1月19日（周一）24:00前", "仍是其他工作组的成员单位")
    o.mail("account.cancel").says_not("r7@m02.example", M02)
    assert o.member() == ["exiting"] and o.states() == ["exiting"]
    assert o.due("exit.request", "exit:1")[1] == "met"
    at = closed(o)
    o.exits()
    o.expect(f"{at} exit.done {SEC}", f"{at} exit.done {GS}")
    o.mail("exit.done").says("2026年1月15日15:00", "移出成员名单",
                             "在WG7的成员资格不受影响")
    assert o.member() == ["exited"] and o.states() == ["done"]
    assert o.member(group="WG7") == ["active"]
    assert o.due("account.cancel", "exit:1")[1] == "met"
    assert o.sql("SELECT count(*) FROM representative WHERE unit = 'M02'"
                 " AND working_group = 'WG5'") == [(0,)]
    assert o.sql("SELECT event, from_state, to_state, actor FROM audit WHERE"
                 " entity = 'membership' ORDER BY id") == [
        ("exit.confirmed", "active", "exiting", SEC),
        ("exit.done", "exiting", "exited", ADM)]
    assert [e for (e,) in o.sql("SELECT event FROM audit WHERE entity ="
                                " 'exit' ORDER BY id")] == [
        "exit.requested", "exit.confirmed", "exit.done"]
    # It may still ask what it has left, and hears of nothing else.
    o.fresh.clear()
    o.until("2026-02-20 12:00")
    assert not [m for m in o.fresh if R02 in m.to + m.cc]


def run(f):
    began = time.monotonic()
    o = None
    try:
        o = Exits()
        f(o)
        o.fresh.clear()
        o.close()
        return f.__name__, None, time.monotonic() - began
    except Exception:
        where = f"\n  the state is in {o.dir}" if o else ""
        return f.__name__, traceback.format_exc() + where, \
            time.monotonic() - began


def main():
    words = sys.argv[2] if len(sys.argv) > 2 else ""
    chosen = [f for f in CASES if words in f.__name__]
    bad = 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for name, trouble, seconds in pool.map(run, chosen):
            bad += trouble is not None
            print(f"{'FAIL' if trouble else 'ok  '} {name} ({seconds:.1f} s)"
                  + (f"\n{trouble}" if trouble else ""), flush=True)
    missing = [c for c in CODES if c not in Office.codes_seen]
    if not words and missing:
        print("no case sends", " ".join(missing))
        bad += 1
    print(f"{len(chosen)} cases, {bad} failed")
    return bad != 0


if __name__ == "__main__":
    sys.exit(main())
