#!/usr/bin/python3
"""An application by e-mail, end to end, as everybody concerned sees it.

test_application.py CONVOKE [WORDS]   WORDS: only cases whose name has them

A case is one committee in virtual time. `expect` lists every mail that left
since the last one, by minute, code and recipients, and no others may be
there; Office.close() checks what holds for every run.
"""
import concurrent.futures
import sys
import time
import traceback

from office import *  # noqa: F403

CONVOKE = sys.argv[1]
CASES = []


def case(f):
    CASES.append(f)
    return f


# ---- shorthand for what many cases need ----

def apply(o, at="2026-02-02 09:40", sender=APP, values=COMPLETE, **k):
    k.setdefault("files", papers(values))
    k.setdefault("subject", "[入会申请] 新例智能科技有限公司")
    k.setdefault("text", "材料见附件。\n")
    return o.post(at, sender, k.pop("subject"), k.pop("text"), **k)


def accepted(o, **k):
    apply(o, **k)
    o.expect("02-02 09:40 app.ack c@m12.example",
             "02-02 09:40 app.new sec@tc.example")


def dispatched(o, **k):
    accepted(o, **k)
    o.reply("2026-02-03 10:00", o.mail("app.new"), quoted("同意"))
    o.expect("""02-03 10:00 app.review.req gl@wg5.example
                02-03 10:00 app.review.req gs@wg5.example
                02-03 10:00 app.review.req lia@tc.example""")


def approved(o, **k):
    dispatched(o, **k)
    o.reply("2026-02-04 10:00", o.mail("app.review.req", GL), quoted("同意"))
    o.expect("""02-04 10:00 app.result sec@tc.example
                02-04 10:00 app.result lia@tc.example""")


def formalities(o, **k):
    approved(o, **k)
    o.reply("2026-02-05 10:00", o.mail("app.result", SEC), quoted("通知"))
    o.expect("""02-05 10:00 app.approved c@m12.example
                02-05 10:00 app.approved gs@wg5.example""")


REPS = ("代表1：孙一，高级工程师，r1@m12.example，投票代表\n"
        "代表2：李二，工程师，r2@m12.example\n")


# ---- 1. the year's scenario (requirements.md 9.4, 9.5) ----

@case
def scenario_of_the_year(o):
    o.post("2026-02-02 09:40", APP, "[入会申请] 新例智能科技有限公司",
           "秘书处：\n您好！我单位申请加入WG5，材料见附件。\n陈新例\n",
           name="陈新例", charset="GB18030",
           files=papers(NEW_UNIT, licence=False))
    o.expect("02-02 09:40 app.incomplete c@m12.example")            # O014
    asked = o.mail("app.incomplete")
    asked.says("尚缺以下2项", "法人代表姓名", "营业执照",
               "2026年3月4日（周三）24:00", "Dear applicant")
    assert asked.object == "APP-2026-001", asked.object
    assert asked.files == ["工作组成员申请表.docx"], asked.files
    assert asked.in_reply_to, "not in the thread"
    assert o.state("APP-2026-001") == "incomplete"
    o.reply("2026-02-05 10:05", asked, quoted(
        "已补齐法人代表姓名和营业执照，请查收。\n\n法人代表姓名: 陈法人"),
        name="陈新例", charset="GBK",
        files=[("营业执照副本.pdf", PDF, scan("licence"))])
    o.expect("02-05 10:05 app.ack c@m12.example",                   # O015
             "02-05 10:05 app.new sec@tc.example")                  # O016
    o.mail("app.ack").says("材料齐备，现予受理", "WG5")
    new = o.mail("app.new").says("2026年2月10日（周二）24:00",
                                 "91110108MA0000000A", "陈法人")
    assert len(new.files) == 3, new.files
    assert o.due("app.dispatch", "APP-2026-001") == ("2026-02-10", "open")
    o.post("2026-02-06 15:00", SEC, "[分派] APP-2026-001 → WG5", "分派 WG5\n",
           name="秘书处", answers=new)
    o.expect("""02-06 15:00 app.review.req gl@wg5.example
                02-06 15:00 app.review.req gs@wg5.example
                02-06 15:00 app.review.req lia@tc.example""")       # O017
    for mail in o.mails[-3:]:
        mail.says("2026年3月5日（周四）24:00", "15个工作日")
        assert len(mail.files) == 3, mail.files
    o.until("2026-03-03 11:00")
    o.expect("""02-27 09:00 app.review.rem gl@wg5.example
                02-27 09:00 app.review.rem gs@wg5.example""")       # O025
    o.mail("app.review.rem").says("2026年2月27日（周五）", "今日",
                                  "2026年3月5日（周四）24:00", "剩6天")
    o.post("2026-03-03 11:00", GS, "[审核结果] APP-2026-001", "同意\n",
           name="赵模板", answers=o.mail("app.review.req", GS))
    o.expect("""03-03 11:00 app.result sec@tc.example
                03-03 11:00 app.result lia@tc.example""")           # O034
    o.mail("app.result", SEC).says("同意")
    o.post("2026-03-06 14:00", SEC, "[审核通知] APP-2026-001",
           "同意，请办理手续\n", answers=o.mail("app.result", SEC))
    o.expect("""03-06 14:00 app.approved c@m12.example
                03-06 14:00 app.approved gs@wg5.example""")         # O036
    o.mail("app.approved", APP).says("联系人1名", "代表1至2名", "投票代表",
                                     "平台账号", "2026年4月7日（周二）24:00")
    o.post("2026-03-18 09:30", APP, "[代表指派] APP-2026-001", REPS +
           "代表3：周三，工程师，r3@m12.example\n",
           answers=o.mail("app.approved", APP))
    o.expect("03-18 09:30 rep.reject c@m12.example")                # O064
    o.mail("rep.reject").says("代表应为1至2名（第十一条第2项）", "3名")
    o.reply("2026-03-19 09:10", o.mail("rep.reject"), REPS)
    o.expect("""03-19 09:10 rep.ack c@m12.example
                03-19 09:10 rep.ack gs@wg5.example""")              # O066
    o.post("2026-03-20 09:30", SEC, "[成员生效] APP-2026-001",
           "成员生效 纸质已收\n")
    o.expect("""03-20 09:30 member.welcome c@m12.example,r1@m12.example,r2@m12.example
                03-20 09:30 member.welcome gl@wg5.example
                03-20 09:30 member.welcome gs@wg5.example
                03-20 09:30 account.open adm@tc.example""")    # O069, O070
    o.mail("account.open").says("孙一", "李二", "2026年3月25日（周三）24:00")
    # 9.4 has no row for the administrator's answer and 9.5 no reminder to
    # him: he has opened it before the due day.
    o.reply("2026-03-24 16:00", o.mail("account.open"), quoted("完成"))
    o.post("2026-04-20 13:00", "x@visitor.example", "咨询",
           "请问如何加入？\n", dmarc="none")
    o.expect("04-20 13:00 help.reply x@visitor.example",            # O110
             "04-20 13:00 held.info sec@tc.example")                # O111
    second = dict(COMPLETE, name_zh="未合格咨询工作室", uscc="",
                  c_mail="c@studio.example", c_name="吴工",
                  seal_date="2026年5月1日")
    apply(o, "2026-05-06 16:00", "c@studio.example", second, charset="GBK",
          subject="[入会申请] 未合格咨询工作室")
    o.expect("05-06 16:00 app.ack c@studio.example",                # O120
             "05-06 16:00 app.new sec@tc.example")                  # O121
    o.post("2026-05-08 10:00", SEC, "[分派] APP-2026-002 → WG5",
           "分派 WG5\n")
    o.expect("""05-08 10:00 app.review.req gl@wg5.example
                05-08 10:00 app.review.req gs@wg5.example
                05-08 10:00 app.review.req lia@tc.example""")       # O122
    o.mail("app.review.req").says("2026年5月28日（周四）24:00")
    o.reply("2026-05-20 14:00", o.mail("app.review.req", GS),
            quoted("不同意 理由：不具备法人资格（第九条第1项）"))
    o.expect("""05-20 14:00 app.result sec@tc.example
                05-20 14:00 app.result lia@tc.example""")           # O127
    o.mail("app.result", SEC).says("不同意", "不具备法人资格")
    o.post("2026-05-22 10:00", SEC, "[审核通知] APP-2026-002 未通过",
           "通知\n", answers=o.mail("app.result", SEC))
    o.expect("""05-22 10:00 app.rejected c@studio.example
                05-22 10:00 app.rejected gs@wg5.example""")         # O128
    o.mail("app.rejected", "c@studio.example").says("不具备法人资格")
    third = {k: v for k, v in COMPLETE.items()
             if k not in ("seal_date", "uscc", "name_en")}
    third.update(name_zh="空壳示例公司", c_mail="info@empty.example")
    third = {k: v for k, v in third.items() if v is not True}
    third.update(nature="企业", foreign="否")
    o.post("2026-09-01 10:00", "info@empty.example", "[入会申请] 空壳示例公司",
           fields(third), dmarc="none")
    o.expect("09-01 10:00 app.incomplete info@empty.example")       # O166
    o.mail("app.incomplete").says(
        "尚缺以下3项", "单位公章及盖章日期", "营业执照", "申请加入的工作组",
        "2026年10月8日（周四）24:00")
    o.until("2026-12-31 00:00")
    o.expect("""09-08 09:00 app.supp.rem info@empty.example
                09-15 09:00 app.supp.rem info@empty.example
                09-28 09:00 app.supp.rem info@empty.example
                10-09 09:00 app.lapsed info@empty.example
                10-09 09:00 app.lapsed sec@tc.example""")    # O168 to O191
    for mail, left in zip([m for m in o.mails if m.code == "app.supp.rem"],
                          ("剩30天", "剩23天", "剩10天")):
        mail.says(left, "2026年10月8日（周四）24:00", "申请加入的工作组")
    o.mail("app.lapsed").says("可", "重新")
    assert [o.review(a) for a in ("APP-2026-001", "APP-2026-002")] == [
        "active", "refused"]
    assert o.state("APP-2026-003") == "lapsed"


# ---- the runner ----

def run(f):
    began = time.monotonic()
    o = None
    try:
        o = Office(CONVOKE)
        f(o)
        o.close()
        return f.__name__, None, time.monotonic() - began
    except Exception:
        where = f"\n  the state is in {o.dir}" if o else ""
        return f.__name__, traceback.format_exc() + where, \
            time.monotonic() - began


CODES = """app.ack app.incomplete app.supp.rem app.lapsed app.dup
    app.withdrawn app.new app.dispatch.rem app.dispatch.overdue
    app.review.req app.review.rem app.review.overdue app.result
    app.notify.rem app.notify.overdue app.approved app.rejected
    member.welcome account.open account.rem account.overdue rep.ack
    rep.reject held.confirm held.info held.refused auth.fail cmd.refused
    help.reply""".split()


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
    print(f"{len(chosen)} cases, {bad} failed,"
          f" {len(Office.codes_seen)} codes")
    return bad != 0


if __name__ == "__main__":
    sys.exit(main())
