#!/usr/bin/python3
"""Who may decide: forged, borrowed and repeated answers against genuine ones.

test_authority.py CONVOKE [WORDS]   WORDS: only cases whose name has them

One group with a decision of every kind pending. Whoever forges has everything
but the right mailbox: the mail with its token, the thread, the words. Sources:
requirements.md R-A1 to R-A3; reliability.md T11, T12 and T14; interop.md 57 to
71 and 88 to 94.
"""
import concurrent.futures
import copy
import itertools
import quopri
import sys
import time
import traceback

import plenaries
from office import *  # noqa: F403
from test_contribution import paper
from test_leave import NEXT, answer
from test_plenary import PAPER, PLAN, Group, agenda, released

CASES = []
P1, P2 = "WG5-2026-P1", "WG5-2026-P2"
EVIL, EVIL_MAIL = "evil.test", "mallory@evil.test"
OURS = "mx.tc.example"
# "wg5" with the phonetic letter for its g.
A_LABEL = "xn--" + "w\u02615".encode("punycode").decode()
OTHER = dict(COMPLETE, name_zh="另例软件有限公司", c_mail="c@m13.example",
             uscc=uscc("91110108MA0000001"))
# Each forgery is to be judged, not set aside as one too many of its day.
LIMITS = ("limits = { strangers_per_day = 10000; domain_per_day = 10000; "
          "sender_per_day = 10000; };\n")
# What is written whenever a mail comes in, whatever it says.
TRACES = {"message", "quota", "outbox", "delivery", "audit", "token", "counter",
          "digest", "digest_item", "sqlite_sequence", "clock", "timer"}


def case(f):
    CASES.append((f, "meetings"))
    return f


def both(f):
    """With the decisions about meetings, and with those about exits."""
    CASES.append((f, "exits"))
    return case(f)


def of_exits(f):
    CASES.append((f, "exits"))
    return f


# ---- fourteen pending decisions ----

class Pending:
    """A mail that asks for a decision, and the words that take it."""

    def __init__(self, mail, words, who=None):
        self.mail, self.who, self.words = mail, who or mail.to[0], words
        self.domain = self.who.split("@")[1]


def about_meetings():
    o = Group()
    o.day = "2026-03-19"
    released(o)
    o.post("2026-03-13 09:30", GS, f"[会议方案] {P2}", "请备案。\n",
           files=[PLAN])
    o.reply("2026-03-13 10:00", o.mail("plan.filed", SEC), quoted("备案"))
    o.post("2026-03-16 09:30", GS, f"[会议通知草稿] {P2}",
           agenda([]) + "1. 标准体系讨论\n", files=[PAPER])
    release = o.mail("notice.check", GS)
    o.post("2026-03-16 10:00", "c@m01.example", f"[请假] {P1}",
           "与本单位年度审计冲突\n")
    leave = o.mail("leave.ack", GS)
    answer(o, "2026-03-16 11:00", "r1@m02.example",
           comment="与我单位活动冲突", **NEXT)
    counter = o.mail("counter.fwd", GS)
    o.post("2026-03-16 12:00", GS, f"[会议改期] {P2}",
           "改期 2026-10-28 09:30 理由：场地\n")
    echo = o.mail("cmd.refused", GS).says("须凭令牌确认")
    o.post("2026-03-16 13:00", APP, "[入会申请] 新例智能科技有限公司",
           "材料见附件。\n", files=papers())
    o.reply("2026-03-16 14:00", o.mail("app.new"), quoted("同意"))
    review = o.mail("app.review.req", GL)
    o.post("2026-03-18 10:00", "c@m03.example", f"[贡献] {P1} 意见一",
           "见附件\n", files=paper())
    late = o.mail("contrib.late", GL)
    o.until("2026-03-19 09:00")
    o.turn("2026-03-19 09:00")
    move = o.mail("plan.confirmed", GS)
    digest = o.mail("digest", SEC).says("3 WG5-2026-Q1")
    o.fresh.clear()
    o.pending = {
        "review": Pending(review, "同意"),
        "release": Pending(release, "发布"),
        "move": Pending(move, "改期 2026-11-04 09:30 理由：场地"),
        "counter": Pending(counter, "不采纳"),
        "leave": Pending(leave, "退回 理由：事由不充分"),
        "late": Pending(late, "接受"),
        "echo": Pending(echo, "同意"),
        "digest": Pending(digest, "豁免 3 理由：本季度不召开"),
    }
    return o


OP1, OP2 = plenaries.OP1, plenaries.OP2
ABSENT = ("M02", "M03", "M05")
SEALED = ("退出申请（盖章）.pdf", PDF, scan("sealed request"))


def asks_to_leave(o, at, unit):
    o.post(at, plenaries.c(unit), "[退出申请] WG5",
           "我单位因业务方向调整，申请退出工作组，请予审核。\n", files=[SEALED])
    return o.mail("exit.task", SEC)


def about_exits():
    """M02, M03 and M05 absent twice, of which M03 has let its days pass and
    M05 has stated its view; M01 and M04 leave."""
    units = [plenaries.unit_row(f"M0{i}") for i in range(1, 7)]
    o = plenaries.Committee(sys.argv[1], units, history=[
        {"meeting": "WG5-2025-P2", "day": "2025-12-10",
         "absent": list(ABSENT)}])
    o.day = "2026-04-27"
    o.plan("2026-01-23 10:00", (P1, "2026-03-31"))
    o.file("2026-02-25 10:00", P1)
    o.release("2026-03-06 10:00", P1)
    o.until("2026-04-02 14:00")
    o.sign_in("2026-04-02 14:00", P1, ["M01", "M04", "M06"])
    o.until("2026-04-09 10:00")
    raised = {}
    for i, unit in enumerate(ABSENT):
        raised[unit] = [m for m in o.told("flag.raised", SEC)
                        if unit in m.object][0]
        if unit != "M02":
            o.reply(f"2026-04-09 10:0{i}", raised[unit], "拟退出\n", sender=OP1)
            assert o.last()[0] == "applied", o.last()
    o.reply("2026-04-20 10:00", o.mail("flag.preexit", plenaries.c("M05")),
            "当日会议室断电，未能上线，请予考虑。\n")
    stated = o.mail("flag.objection", SEC)
    leaving = asks_to_leave(o, "2026-04-22 10:00", "M04")
    o.reply("2026-04-22 11:00", leaving, quoted("同意退出"), sender=OP1)
    account = o.mail("account.cancel", ADM)
    leaving = asks_to_leave(o, "2026-04-23 10:00", "M01")
    o.until("2026-04-27 09:30")
    o.turn("2026-04-27 09:30")
    o.fresh.clear()
    expired = o.mail("flag.objection.expired", SEC)
    o.raised = raised
    o.pending = {
        "pre-exit": Pending(raised["M02"], "拟退出", OP1),
        "dismiss": Pending(raised["M02"], "撤销标记 理由：当日有会议通知差错"),
        "defer": Pending(raised["M02"], "暂缓 2026-06-30 理由：等待说明"),
        "confirm": Pending(expired, "确认退出", OP2),
        "confirm, stated": Pending(stated, "确认退出 理由：所述不能成立", OP2),
        "leave": Pending(leaving, "同意退出"),
        "account": Pending(account, "完成"),
    }
    return o


PREPARED = {"meetings": about_meetings, "exits": about_exits}


def prepare(which):
    o = PREPARED[which]()
    for name, p in o.pending.items():
        assert p.mail.token, f"{name}: {p.mail} has no token"
    return o


def business(o):
    """Every row but the traces."""
    tables = [t for (t,) in o.sql("SELECT name FROM sqlite_master WHERE"
                                  " type = 'table'") if t not in TRACES]
    return {t: o.sql(f"SELECT * FROM {t} ORDER BY 1, 2") for t in tables}


def difference(old, new):
    return [f"{t}: {row}" for t in new
            for row in set(old[t]) ^ set(new[t])]


# ---- forgeries ----

def results_of(domain, verdict="pass", server=OURS):
    return results(f"x@{domain}", verdict, server)


def forged(name, froms=None, sender=None, **k):
    """A mail that pretends to be the decision of the right person."""
    def make(o, p, at):
        spread = dict(k)
        words = spread.pop("words", None)
        subject = spread.pop("subject", "回复：" + p.mail.subject)
        for key in ("results", "extra"):
            if key in spread:
                spread[key] = [x.format(d=p.domain, who=p.who,
                                        token=p.mail.token)
                               for x in spread[key]]
        if froms:
            spread["froms"] = [x.format(d=p.domain, who=p.who)
                               for x in froms]
        if "to" in spread:
            spread["to"] = spread["to"].format(token=p.mail.token.upper())
        text = (words or "{words}\n\n> 令牌 / Token: {token}\n").format(
            words=p.words, token=p.mail.token)
        return letter(at, (sender or "{who}").format(
            who=p.who, local=p.who.split("@")[0], d=p.domain), subject.format(
                token=p.mail.token.upper()), text, answers=p.mail, **spread)
    make.name = name
    return make


def wrapped(name, **k):
    """His whole mail within another's, as an attached message."""
    def make(o, p, at):
        inner = letter(at, p.who, "回复：" + p.mail.subject, p.words,
                       answers=p.mail)
        return letter(at, k["sender"], "转发", "请见附件。\n", answers=p.mail,
                      files=[("同意.eml", "message/rfc822", inner)])
    make.name = name
    return make


def from_evil(name, *froms):
    """The forger's own server is in order: it signs for evil.test."""
    return forged(name, froms=list(froms), return_path=EVIL_MAIL,
                  results=[results_of(EVIL)])


def results_say(name, *fields):
    return forged(name, results=list(fields))


PASS = OURS + "; dmarc=pass header.from={d}; dkim=pass header.d={d}"
FAIL = OURS + "; dmarc=fail header.from={d}; dkim=none"
NONE = OURS + "; dmarc=none header.from={d}; dkim=none; spf=none"

# Refused: held, the secretariat is told at once, nobody else.
REFUSED = [
    from_evil("two From fields", "From: {who}", f"From: {EVIL_MAIL}"),
    from_evil("two From fields, the true one below", f"From: {EVIL_MAIL}",
              "From: {who}"),
    from_evil("two addresses in one From", f"From: {{who}}, {EVIL_MAIL}"),
    from_evil("a group that names the approver",
              f"From: {{who}}: {EVIL_MAIL};"),
    from_evil("a group of both", f"From: WG5: {{who}}, {EVIL_MAIL};"),
    from_evil("the approver as display name",
              f'From: "{{who}}" <{EVIL_MAIL}>'),
    from_evil("the approver as an encoded display name",
              f"From: {word('组长 gl@wg5.example', 'UTF-8')} <{EVIL_MAIL}>"),
    from_evil("the approver in a comment", f"From: {EVIL_MAIL} ({{who}})"),
    from_evil("two signs", f"From: <{{who}}@{EVIL}>"),
    from_evil("a route", f"From: <@{{d}}:{EVIL_MAIL}>"),
    from_evil("a quoted local part", f'From: "{{who}}"@{EVIL}'),
    from_evil("the approver as Sender only", f"From: {EVIL_MAIL}",
              "Sender: {who}"),
    from_evil("the approver as Reply-To and Resent-From only",
              f"From: {EVIL_MAIL}", "Reply-To: {who}", "Resent-From: {who}"),
    from_evil("no From", "Sender: {who}"),
    from_evil("signed for another domain", "From: {who}"),
    results_say("DMARC failed", FAIL),
    results_say("a forged result below the true one", FAIL, PASS),
    results_say("a forged result below one that found nothing",
                OURS + "; none", PASS),
    results_say("a forged result above, of another server",
                PASS.replace(OURS, "mx.evil.test"), FAIL),
    results_say("only another server's result",
                PASS.replace(OURS, "mx.evil.test")),
    results_say("a server below our name's",
                PASS.replace(OURS, OURS + ".evil.test")),
    results_say("a server above our name's", PASS.replace(OURS, "tc.example")),
    results_say("a server that looks like ours",
                PASS.replace(OURS, "mx.tc.examp1e")),
    results_say("a server of Cyrillic letters",
                PASS.replace(OURS, "mx.tс.example")),
    results_say("our name in a comment", PASS.replace(
        OURS, f"mx.evil.test ({OURS})")),
    results_say("capitals, comments, blanks: still a failure",
                "MX.TC.Example (hello) 1 ; DMARC = FAIL (p=none)"
                " Header.From = {d}"),
    results_say("pass within a comment", OURS + "; dmarc=none (dmarc=pass"
                " header.from={d}) header.from={d}"),
    results_say("pass within a quoted reason", OURS + '; dkim=fail reason="x;'
                ' dmarc=pass header.from={d}" header.d={d}'),
    results_say("two verdicts in one field", OURS + "; dmarc=fail"
                " header.from={d}; dmarc=pass header.from={d}"),
    results_say("no policy, no signature", NONE),
    results_say("no result at all"),
    results_say("a signature of another domain", OURS +
                "; dmarc=none header.from={d}; dkim=pass header.d=" + EVIL),
    results_say("only the path is right", OURS +
                "; dmarc=none header.from={d}; spf=pass smtp.mailfrom={who}"),
    results_say("aligned by the suffix only", OURS +
                "; dmarc=none header.from={d}; dkim=pass header.d=example"),
    forged("a domain below", sender="{local}@mail.{d}"),
    forged("the domain below another", sender=f"{{local}}@{{d}}.{EVIL}"),
    forged("a look-alike", sender="{local}@wgs.example"),
    forged("a homoglyph", sender="{local}@wg5.exаmple"),
    forged("a homoglyph's A-label", sender="{local}@" + A_LABEL + ".example"),
    forged("a colleague in the right domain", sender="deputy@{d}"),
    forged("a unit to which the mail was forwarded", sender="c@m02.example",
           subject="转发：x"),
    forged("capitals of the token in the address and subject",
           sender="c@m02.example", to="gw+T.{token}@tc.example",
           subject="[T-{token}] 同意"),
    forged("the liaison, who decides nothing", sender=LIA),
    forged("another number in the subject", subject="回复：APP-2026-009"
           " C-2026-009 WG5-2026-P3", results=[NONE]),
    forged("the words in the subject", subject="同意", results=[NONE]),
    forged("the answer to another mail", results=[NONE], thread=False,
           extra=["In-Reply-To: <x@tc.example>"]),
    forged("our own address", sender=SERVICE),
    forged("the postmaster of the right domain", sender="postmaster@{d}",
           results=[NONE]),
    wrapped("his mail as a file of another's", sender="c@m02.example"),
]

# Not a person's answer: counted, and that is all.
AUTOMATIC = [
    forged("an automatic answer", extra=["Auto-Submitted: auto-replied"]),
    forged("an automatic answer of QQ", subject="自动回复：x",
           words="{words}\n\n这是来自QQ邮箱的假期自动回复邮件。\n"),
    forged("out of office", subject="Automatic reply: x",
           extra=["X-MS-Exchange-Inbox-Rules-Loop: {who}",
                  "X-Auto-Response-Suppress: All"]),
    forged("a vacation of macOS", extra=["X-Apple-Action: vacation"]),
    forged("a list", extra=["List-Id: <wg5.lists.example>",
                            "Precedence: list"]),
]

# The right person, but not his word: he is asked again; or nobody's.
UNSAID = [
    forged("a bounce that names no mail", return_path="",
           sender="MAILER-DAEMON@{d}"),
    forged("the words in the quotation", words="> {words}\n> 令牌 / Token:"
           " {token}\n"),
    forged("the words below the line of a forwarded mail",
           words="请阅。\n\n-----Original Message-----\nFrom: x\n"
           "\n{words}\n\n令牌 / Token: {token}\n"),
    forged("the words below the line of QQ",
           words="请阅。\n\n------------------ 原始邮件 ------------------\n"
           "发件人: x\n\n{words}\n"),
]


def each(o, forgeries, day, check, passing=()):
    """Every forgery against every pending decision, in one tick.

    passing: duties that may begin
    """
    before, sent = business(o), []
    had = len(o.sql("SELECT id FROM message"))
    for i, (make, p) in enumerate(itertools.product(forgeries,
                                                    o.pending.values())):
        at = f"{day} 10:{i // 60:02d}:{i % 60:02d}"
        raw = make(o, p, at)
        o.put(raw, at)
        sent.append((make.name, p, hashlib.sha256(raw).hexdigest()))
    left = [m for m in o.turn(f"{day} 11:00") if m.code != "digest"]
    o.fresh.clear()
    assert len(o.sql("SELECT id FROM message")) == had + len(sent)
    bad = [row for row in difference(before, business(o))
           if not any(f"'{duty}'" in row for duty in passing)]
    for name, p, sha in sent:
        number, state, reason = o.sql(
            "SELECT id, state, reason FROM message WHERE sha256 = ?", sha)[0]
        # The discriminator of a key is the mail that brought it about.
        mine = [m for m in left if m.key.endswith(f":message:{number}")]
        left = [m for m in left if m not in mine]
        trouble = check(state, mine, p)
        if trouble:
            bad.append(f"{name} ({p.mail.code}): {state} {reason} {mine}: "
                       f"{trouble}")
    bad += [f"unasked: {m}" for m in left]
    assert not bad, f"{len(sent)} forgeries:\n  " + "\n  ".join(bad)


@both
def forged_decisions_are_refused(o):
    def check(state, mine, p):
        if state != "held" or [m.code for m in mine] != ["auth.fail"]:
            return "not refused"
        if mine[0].to != [SEC] or mine[0].cc or mine[0].token:
            return "told to others"
        return None
    assert len(REFUSED) >= 40
    each(o, REFUSED, o.day, check)


@case
def a_units_own_words_are_forged(o):
    """A unit may withdraw its paper without a right of its own; others may
    not, and only who is authentic is told why."""
    p = Pending(o.mail("contrib.late", "c@m03.example"), "撤回")
    o.pending = {"withdraw": p}

    def check(state, mine, p):
        told = {(m.code, a) for m in mine for a in m.to + m.cc}
        allowed = {("auth.fail", SEC), ("held.info", SEC),
                   ("held.confirm", p.who)}
        allowed |= {("cmd.refused", sender) for sender in (
            EVIL_MAIL, "c@mail.m03.example", "c@wgs.example",
            f"c@{A_LABEL}.example", "c@m02.example", "deputy@m03.example",
            f"c@m03.example.{EVIL}", "c@wg5.exаmple", LIA)}
        for m in mine:
            his = m.to[0].split("@")[1] in ("m03.example", "mail.m03.example")
            if m.code == "cmd.refused" and not his and (
                    m.token or "未作任何变更" not in m.words):
                return f"a stranger learns of it:\n{m.text}"
        return None if mine and told <= allowed else f"told {told - allowed}"
    each(o, [f for f in REFUSED if "as a file" not in f.name], "2026-03-19",
         check, passing=("held.settle",))


@both
def automatic_answers_are_counted(o):
    def check(state, mine, p):
        return "not only counted" if state != "ignored" or mine else None
    each(o, AUTOMATIC, o.day, check)


@both
def words_of_others_are_not_his(o):
    def check(state, mine, p):
        codes = [m.code for m in mine]
        if codes not in (["cmd.refused"], ["held.info"]):
            return "not asked again"
        return None if mine[0].to in ([p.who], [SEC]) else "told to others"
    each(o, UNSAID, o.day, check)


@case
def look_alikes_are_pointed_out(o):
    """In what the secretariat reads, and when it looks the mail up."""
    p = o.pending["review"]
    at = "2026-03-19 10:%02d"
    for i, (domain, known) in enumerate((
            ("wgs.example", "wg5.example"), ("wg-5.example", "wg5.example"),
            ("wg5.test", "wg5.example"), ("tc-example.cn", None),
            ("tc.exarnple", "tc.example"), ("visitor.test", None),
            (A_LABEL + ".test", "wg5.example"), ("qq.com", None))):
        # One answer that decides, one mail that nobody understands.
        o.put(letter(at % (2 * i), f"gl@{domain}", "回复：x", "同意\n",
                     answers=p.mail), at % (2 * i))
        o.put(letter(at % (2 * i + 1), f"zhang@{domain}", "您好",
                     "请问如何办理？\n"), at % (2 * i + 1))
        left = {m.code: m for m in o.turn(at % (2 * i + 1))}
        for code in ("auth.fail", "held.info"):
            mail = left[code]
            if known:
                mail.says("域名提示", f"与已登记的{known}相似")
            else:
                mail.says_not("域名提示")
        number = o.sql("SELECT max(id) FROM message")[0][0]
        shown = o.run("show", f"message:{number}")
        assert ("looks_like" in shown) == bool(known), shown
        assert not known or known in shown, shown
        o.fresh.clear()


# ---- genuine ----

def quoted_printable(text, charset="UTF-8"):
    return quopri.encodestring(text.encode(charset)).decode()


def as_outlook(o, p, at):
    return letter(at, p.who, "RE: " + p.mail.subject, p.words + "\r\n\r\n"
                  "-----Original Message-----\r\nFrom: " + SERVICE +
                  "\r\nSubject: x\r\n\r\n" + p.mail.text, answers=p.mail)


def as_foxmail(o, p, at):
    """GB18030, name in capitals of the address, thread lost."""
    return letter(at, p.who, "回复: " + p.mail.subject, quoted(p.words),
                  answers=p.mail, charset="GB18030", name="张示例",
                  thread=False)


def in_capitals(o, p, at):
    """An address book writes the address as it likes."""
    user, domain = p.who.split("@")
    return letter(at, f"{user.upper()}@{domain.title()}",
                  "Re: " + p.mail.subject, p.words + "\n", answers=p.mail,
                  results=[results_of(domain.upper())])


def tag_in_the_subject(o, p, at):
    """The plus address and the thread are lost."""
    return letter(at, p.who, f"Re: [T-{p.mail.token.upper()}]", p.words,
                  answers=p.mail, plus=False, thread=False)


def token_in_the_quotation(o, p, at):
    """…and the subject is another."""
    return letter(at, p.who, "答复", p.words + "\n\n在 2026年3月19日，工作组成员"
                  "服务 写道：\n" + "".join(
                      f"> {line}\n" for line in p.mail.text.splitlines()),
                  answers=p.mail, plus=False, thread=False)


def only_the_thread(o, p, at):
    """Neither address nor text name the token: In-Reply-To does."""
    return letter(at, p.who, "Re: x", p.words, answers=p.mail, plus=False)


def as_html(o, p, at):
    return letter(at, p.who, "Re: " + p.mail.subject,
                  f"<html><body><div>{p.words}</div><blockquote>不同意"
                  "</blockquote></body></html>", answers=p.mail,
                  type="text/html; charset=UTF-8")


def from_a_phone(o, p, at):
    return letter(at, p.who, "Re:" + p.mail.subject,
                  f"{p.words}\n\n发自我的iPhone\n\n> 在 2026年3月19日，写道：\n"
                  "> x\n", answers=p.mail, extra=["X-Mailer: iPhone Mail"])


def by_signature_only(o, p, at):
    """No policy is published; the domain's own signature stands."""
    return letter(at, p.who, "Re: " + p.mail.subject, p.words,
                  answers=p.mail, results=[
                      f"{OURS}; spf=none; dmarc=none header.from={p.domain};"
                      f" dkim=pass header.i=@mailer.{p.domain}"])


def signed(o, p, at):
    """multipart/signed, the words as quoted printable."""
    mark = "----=_signed"
    body = (f"--{mark}\nContent-Type: text/plain; charset=UTF-8\n"
            "Content-Transfer-Encoding: quoted-printable\n\n" +
            quoted_printable(p.words) + f"\n--{mark}\nContent-Type:"
            " application/pkcs7-signature; name=smime.p7s\n"
            "Content-Transfer-Encoding: base64\n\nMIAGCSqG\n"
            f"--{mark}--\n")
    raw = letter(at, p.who, "Re: " + p.mail.subject, "x", answers=p.mail)
    head = raw.split(b"Content-Type:")[0].decode()
    return (head + 'Content-Type: multipart/signed; micalg=sha-256; protocol='
            f'"application/pkcs7-signature"; boundary="{mark}"\n\n{body}'
            ).replace("\r\n", "\n").replace("\n", "\r\n").encode()


GENUINE = [  # which, how it is written, what is true afterwards and not before
    ("review", as_outlook, "SELECT state = 'approved' FROM review"),
    ("late", in_capitals, "SELECT state = 'accepted_late' FROM contribution"),
    ("leave", tag_in_the_subject, "SELECT state = 'rejected' FROM excuse"),
    ("counter", token_in_the_quotation,
     "SELECT closed_at IS NOT NULL FROM token WHERE purpose = 'counter'"),
    ("echo", as_foxmail, "SELECT sequence = 1 FROM meeting WHERE id ="
     " 'WG5-2026-P2'"),
    ("release", only_the_thread,
     "SELECT state = 'notified' FROM meeting WHERE id = 'WG5-2026-P2'"),
    ("move", as_html,
     "SELECT start_at = 1793755800 FROM meeting WHERE id = 'WG5-2026-P2'"),
    ("digest", from_a_phone, "SELECT count(*) = 1 FROM intention"),
    ("confirm", signed, "SELECT state = 'waived' FROM obligation WHERE object"
     " = 'WG5-2026-Q1/leaders'"),
    ("dispatch", by_signature_only,
     "SELECT count(*) = 2 FROM review"),
]


def decided(o, p, make, at, query):
    assert not any(v for (v,) in o.sql(query)), f"{p.mail} is decided"
    o.put(make(o, p, at), at)
    left = o.turn(at)
    state, reason, _ = o.last()
    assert state == "applied", f"{make.__name__}: {state} {reason} {left}"
    assert all(v for (v,) in o.sql(query)), \
        f"{make.__name__} {p.mail}: {reason} {left}"
    o.fresh.clear()
    return left


@case
def genuine_decisions_are_taken(o):
    for i, (name, make, query) in enumerate(GENUINE):
        if name == "confirm":
            o.pending[name] = Pending(o.mail("cmd.confirm"), "同意")
        if name == "dispatch":
            o.post("2026-03-19 11:00", "c@m13.example", "[入会申请] 另例软件",
                   "材料见附件。\n", files=papers(OTHER))
            o.pending[name] = Pending(o.mail("app.new"), "同意")
        hour = 11 if name == "dispatch" else 10
        decided(o, o.pending[name], make, f"2026-03-19 {hour}:{i:02d}", query)


def state_of(table, key, value):
    return f"SELECT state = '{value}' FROM {table} WHERE {key}"


M02_FLAG = f"object = 'M02/ABS/{P1}'"
EXITS = [  # which, by whom, how it is written, what is true afterwards
    ("defer", OP1, as_outlook, state_of("flag", M02_FLAG, "deferred")),
    ("dismiss", SEC, as_foxmail, state_of("flag", M02_FLAG, "dismissed")),
    ("pre-exit", OP1, in_capitals, state_of("flag", M02_FLAG, "pre_exit")),
    ("confirm", OP2, tag_in_the_subject,
     state_of("flag", "unit = 'M03'", "confirmed")),
    ("confirm, stated", OP2, as_html,
     state_of("membership", "unit = 'M05'", "exiting")),
    ("leave", OP2, only_the_thread,
     state_of("membership", "unit = 'M01'", "exiting")),
    ("account", ADM, from_a_phone,
     state_of("membership", "unit = 'M04'", "exited")),
]


@of_exits
def genuine_decisions_about_exits_are_taken(o):
    """Those about one flag exclude each other: each in an office of its
    own."""
    for i, (name, who, make, query) in enumerate(EXITS):
        x = copied(o) if name in ("defer", "dismiss") else o
        p = Pending(o.pending[name].mail, o.pending[name].words, who)
        decided(x, p, make, f"{o.day} 10:{i:02d}", query)
        if x is not o:
            x.close()


@of_exits
def the_last_word_needs_another_person(o):
    """Neither who took the step before, nor the mailbox that all share."""
    for i, (name, who) in enumerate((("confirm", OP1), ("confirm", SEC),
                                     ("confirm, stated", OP1),
                                     ("confirm, stated", SEC))):
        p = Pending(o.pending[name].mail, o.pending[name].words, who)
        before = business(o)
        at = f"{o.day} 10:{i:02d}"
        o.put(as_outlook(o, p, at), at)
        left = o.turn(at)
        bad = difference(before, business(o))
        assert not bad, (name, who, bad)
        assert [m.code for m in left] in (["cmd.refused"], ["auth.fail"]), left
    o.fresh.clear()


# ---- the same again, and another's ----

def refused_again(o, raw, at, *says):
    """The right person, a right that is gone: told so, nothing else."""
    before = business(o)
    o.put(raw, at)
    left = o.turn(at)
    assert not difference(before, business(o)), difference(before, business(o))
    assert [m.code for m in left] == ["cmd.refused"], (o.last(), left)
    o.fresh.clear()
    return left[0].says(*says)


@case
def a_thousand_copies_have_one_effect(o):
    """All in one tick: the mail itself, fetched again and again, and its
    text under other Message-IDs."""
    p = o.pending["late"]
    first = as_outlook(o, p, "2026-03-19 10:00")
    copies = []
    for i in range(1000):
        raw = first
        if i % 2:
            raw = re.sub(rb"Message-ID: <\w+", b"Message-ID: <%024d" % i, raw)
        copies.append(raw)
    for raw in copies:
        o.put(raw, "2026-03-19 10:00")
    began = time.monotonic()
    left = o.turn("2026-03-19 10:05")
    took = time.monotonic() - began
    o.fresh.clear()
    assert o.sql("SELECT state FROM contribution") == [("accepted_late",)]
    assert len(o.sql("SELECT id FROM audit WHERE entity = 'contribution' AND"
                     " to_state = 'accepted_late'")) == 1
    codes = [m.code for m in left]
    assert codes.count("contrib.decision") == 2, codes
    told = [m for m in left if m.code == "cmd.refused"]
    assert len(told) + 2 <= len(left) <= 30, codes
    assert all(m.to == [GL] for m in told), told
    print(f"     1000 copies in {took:.1f} s, {len(told)} answers")


@of_exits
def a_thousand_confirmations_have_one_effect(o):
    p = o.pending["confirm"]
    first = as_outlook(o, p, f"{o.day} 10:00")
    for i in range(1000):
        o.put(re.sub(rb"Message-ID: <\w+", b"Message-ID: <%024d" % (i // 2),
                     first), f"{o.day} 10:00")
    left = o.turn(f"{o.day} 10:05")
    o.fresh.clear()
    assert o.sql("SELECT state FROM membership WHERE unit = 'M03'") == \
        [("exiting",)]
    steps = o.sql("SELECT count(*) FROM audit WHERE entity = 'flag' AND"
                  " to_state = 'confirmed'")
    assert steps == [(1,)], steps
    codes = [m.code for m in left]
    assert codes.count("exit.confirmed") == 3, codes
    assert codes.count("account.cancel") == 1 and len(codes) <= 30, codes


@of_exits
def a_right_to_a_flag_that_moved_on(o):
    """The token is of the state its mail spoke of, and ends with it."""
    i = 0
    for unit, words in (("M03", "确认退出"), ("M03", "暂缓 2026-06-30 理由：等待说明"),
                        ("M05", "拟退出"), ("M05", "撤销标记 理由：x的差错")):
        p = Pending(o.raised[unit], words, OP2)
        refused_again(o, as_outlook(o, p, f"{o.day} 10:0{i}"),
                      f"{o.day} 10:0{i}")
        i += 1
    # It waits for its decision still, but the right has run out.
    p = o.pending["confirm"]
    o.write(("UPDATE token SET expires_at = ? WHERE object LIKE 'M03/%'",
             (int(moment(f"{o.day} 10:09").timestamp()),)))
    refused_again(o, as_outlook(o, p, f"{o.day} 10:10"), f"{o.day} 10:10",
                  "已过期")
    # The right to one flag under the name of another.
    p = o.pending["pre-exit"]
    before = business(o)
    at = f"{o.day} 10:20"
    o.put(letter(at, p.who, f"Re: M05/ABS/{P1}", "确认退出\n",
                 answers=p.mail), at)
    left = o.turn(at)
    assert not difference(before, business(o)), left
    o.fresh.clear()


@case
def a_right_that_is_gone(o):
    p = o.pending["leave"]
    o.put(as_outlook(o, p, "2026-03-19 10:00"), "2026-03-19 10:00")
    o.turn("2026-03-19 10:00")
    o.fresh.clear()
    # Used, then by a forger, too.
    refused_again(o, as_foxmail(o, p, "2026-03-19 10:10"), "2026-03-19 10:10")
    # Expired: the words are those of the day before.
    p = o.pending["review"]
    expired = int(moment("2026-03-19 10:19").timestamp())
    o.write(("UPDATE token SET expires_at = ? WHERE object LIKE 'APP%'",
             (expired,)))
    refused_again(o, as_outlook(o, p, "2026-03-19 10:20"), "2026-03-19 10:20",
                  "已过期")


@case
def a_right_to_something_else(o):
    """A token decides about its own object and nothing else."""
    late, review = o.pending["late"], o.pending["review"]
    before = business(o)
    # The unit's own right to its late paper is no right to accept it.
    mine = Pending(o.mail("contrib.late", "c@m03.example"), "接受")
    o.put(as_outlook(o, mine, "2026-03-19 10:00"), "2026-03-19 10:00")
    o.turn("2026-03-19 10:00")
    # The group secretary's right to reject an excuse, used for a decision.
    for i, words in enumerate(("列入议程 1", "发布")):
        p = Pending(o.pending["leave"].mail, words)
        o.put(as_outlook(o, p, f"2026-03-19 10:1{i}"), f"2026-03-19 10:1{i}")
        o.turn(f"2026-03-19 10:1{i}")
    bad = difference(before, business(o))
    assert not bad, bad
    # The leader's right to one thing under the name of another.
    for i, (p, name) in enumerate(((review, "APP-2026-002"),
                                   (late, "C-2026-002"),
                                   (o.pending["move"], "WG5-2026-P3"))):
        at = f"2026-03-19 10:2{i}"
        raw = letter(at, p.who, f"Re: {name}", p.words, answers=p.mail)
        o.put(raw, at)
        left = o.turn(at)
        bad = difference(before, business(o))
        assert not bad, (name, bad, left)
        assert [m.code for m in left] == ["cmd.refused"], (name, left)
    o.fresh.clear()


def copied(prepared):
    """The same office, its state in a folder of its own."""
    o = copy.copy(prepared)
    o.dir = tempfile.mkdtemp(prefix="convoke-e2e-")
    o.home = os.path.join(o.dir, "tc")
    shutil.copytree(prepared.home, o.home)
    for name in ("mails", "fresh", "digests", "received", "read", "used",
                 "pending"):
        setattr(o, name, copy.copy(getattr(prepared, name)))
    return o


def run(f, prepared):
    began = time.monotonic()
    o = None
    try:
        o = copied(prepared)
        with open(os.path.join(o.home, "convoke.conf"), "a") as conf:
            conf.write(LIMITS)
        f(o)
        o.close()
        return f.__name__, None, time.monotonic() - began
    except Exception:
        where = f"\n  the state is in {o.dir}" if o else ""
        return f.__name__, traceback.format_exc() + where, \
            time.monotonic() - began


def main():
    words = sys.argv[2] if len(sys.argv) > 2 else ""
    chosen = [c for c in CASES if words in c[0].__name__]
    bad = 0
    prepared = {which: prepare(which) for which in PREPARED
                if any(c[1] == which for c in chosen)}
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for name, trouble, seconds in pool.map(
                lambda c: run(c[0], prepared[c[1]]), chosen):
            bad += trouble is not None
            print(f"{'FAIL' if trouble else 'ok  '} {name} ({seconds:.1f} s)"
                  + (f"\n{trouble}" if trouble else ""), flush=True)
    for o in prepared.values():
        shutil.rmtree(o.dir)
    print(f"{len(chosen)} cases, {bad} failed")
    return bad != 0


if __name__ == "__main__":
    sys.exit(main())
