#!/usr/bin/python3
"""Mails that come back, end to end: reports that count, forged ones that do
not, addresses that get nothing more until they are in order again.

test_bounce.py CONVOKE [WORDS]   WORDS: only cases whose name has them

P1 of 31 March has its notice out since 10 February; M03 has one address, M02
has two. Expectations are those of requirements.md 5.1, 6.1, 6.4, 7,
9.5 and of reliability.md T18.
"""
import concurrent.futures
import hmac
import sys
import time
import traceback

from office import *  # noqa: F403
from smtp_server import Server
from test_attendance import CAME, Held, csv, send, statuses
from test_plenary import Group, released

CASES = []
P1 = "WG5-2026-P1"
ONLY, M02, R02, NEW = ("c@m03.example", "c@m02.example", "r1@m02.example",
                       "new@m03.example")
AT = "2026-02-10 10:05"
ALERT = [f"02-10 10:05 bounce.alert {to}" for to in (SEC, GS)]


def case(f):
    CASES.append(f)
    return f


def report(at, returned, *failed, **o):
    """A delivery report as Postfix writes it.

    status action said; sender; message_id; headers: only those of the mail;
    extra (fields of the report)
    """
    status, action = o.get("status", "5.1.1"), o.get("action", "failed")
    said = o.get("said", f"smtp; 550 {status} user unknown")
    mark = "F3A1.1790000000/mx.m03.example"
    number = hashlib.sha256(repr((at, returned, failed, sorted(
        o.items()))).encode()).hexdigest()[:20]
    fields = "".join(
        f"\r\nFinal-Recipient: rfc822; {a}\r\n"
        f"Original-Recipient: rfc822;{o.get('original', a)}\r\n"
        f"Action: {action}\r\nStatus: {status}\r\nDiagnostic-Code: {said}\r\n"
        for a in failed)
    head = returned.split(b"\r\n\r\n")[0] + b"\r\n\r\n"
    sender = o.get("sender", "MAILER-DAEMON@mx.m03.example")
    path = o.get("return_path", "")
    lines = [f"Return-Path: <{path}>", *o.get("extra", []),
             "Received: from mx.m03.example (mx.m03.example [192.0.2.9])",
             " by mx.tc.example with ESMTPS; " + format_datetime(moment(at)),
             f"From: Mail Delivery System <{sender}>",
             f"To: {o.get('came_to', SERVICE)}",
             "Subject: Undelivered Mail Returned to Sender",
             f"Date: {format_datetime(moment(at))}",
             f"Message-ID: <{number}@mx.m03.example>",
             "Auto-Submitted: auto-replied", "MIME-Version: 1.0",
             "Content-Type: multipart/report; report-type=delivery-status;",
             f'\tboundary="{mark}"', "", f"--{mark}",
             "Content-Type: text/plain; charset=us-ascii", "",
             "This is the mail system at host mx.m03.example.", "",
             f"--{mark}", "Content-Type: message/delivery-status", "",
             "Reporting-MTA: dns; mx.m03.example", ""]
    raw = "\r\n".join(lines).encode() + fields.encode()
    raw += f"\r\n--{mark}\r\nContent-Type: ".encode()
    raw += b"text/rfc822-headers\r\n\r\n" if o.get("headers") else \
        b"message/rfc822\r\n\r\n"
    raw += head if o.get("headers") else returned
    return raw + f"\r\n--{mark}--\r\n".encode()


def bounced(o, at, mail, *failed, **k):
    """The report arrives."""
    if moment(at) > o.now:
        o.until(at)
    o.put(report(at, mail.raw, *(failed or mail.to), **k), at)
    return o.turn(at)


def deliveries(o, address, code=None):
    return [s for (s,) in o.sql(
        "SELECT d.state FROM delivery d JOIN outbox o ON o.id = d.outbox"
        " WHERE d.recipient = ? AND (? IS NULL OR o.code = ?) ORDER BY d.id",
        address, code, code)]


def silent(o):
    return [m for (m,) in o.sql("SELECT mail FROM suppression"
                                " WHERE lifted_at IS NULL ORDER BY id")]


def notice(o, to=ONLY):
    return o.mail("notice.issue", to)


def nothing_happened(o, reason="对不上"):
    o.expect()
    assert silent(o) == [], silent(o)
    assert o.sql("SELECT count(*) FROM bounce") == [(0,)]
    assert set(deliveries(o, ONLY, "notice.issue")) == {"sent"}
    state, why, _ = o.last()
    assert state == "ignored" and reason in why, (state, why)


# ---- reports that count ----

@case
def the_only_address_of_a_unit(o):
    bounced(o, AT, notice(o))
    o.expect(*ALERT)
    alert = o.mail("bounce.alert", SEC)
    assert alert.object == f"{P1}/M03" and alert.token
    alert.says("范例网络安全有限公司（M03）", "永久退回（5.1.1）", ONLY,
               "smtp; 550 5.1.1 user unknown", "对该单位的通知无效",
               "没有可用的邮件地址", "2026年2月24日（周二）24:00前", "第十一条第1项", "恢复投递",
               "2026年3月31日（周二）")
    assert not o.mail("bounce.alert", GS).token
    assert deliveries(o, ONLY, "notice.issue") == ["refused"]
    assert silent(o) == [ONLY]
    assert o.last()[0] == "applied", o.last()
    row = o.sql("SELECT b.status, b.class, b.accepted_at, d.settled_at, d.reply"
                " FROM bounce b JOIN delivery d ON d.id = b.delivery")[0]
    assert row[:2] == ("5.1.1", "hard") and row[2] == row[3], row
    assert "5.1.1" in row[4], row


@case
def only_the_headers_come_back(o):
    bounced(o, AT, notice(o), headers=True)
    o.expect(*ALERT)


@case
def the_address_in_capitals(o):
    bounced(o, AT, notice(o), ONLY.upper().replace("M03.EXAMPLE",
                                                   "m03.example"))
    o.expect(*ALERT)


@case
def it_was_forwarded_there(o):
    bounced(o, AT, notice(o), "zhao@inside.example", original=ONLY)
    o.expect(*ALERT)


@case
def a_report_without_fields(o):
    """As qmail writes one: in words, the mail below them."""
    mail = notice(o)
    text = (f"Hi. This is the qmail-send program at m03.example.\n\n<{ONLY}>:\n"
            "Sorry, no mailbox here by that name. (#5.1.1)\n\n"
            "--- Below this line is a copy of the message.\n\n" +
            mail.raw.decode(errors="replace").replace("\r\n", "\n"))
    o.put(letter(AT, "MAILER-DAEMON@m03.example", "failure notice", text,
                 return_path="", results=[]), AT)
    o.turn(AT)
    o.expect(*ALERT)


@case
def a_report_of_qq(o):
    """HTML, and the mail as a file; its id where QQ keeps ours."""
    mail = notice(o)
    text = ("<html><body><p>很抱歉，您发送的邮件未能送达以下收件人：</p>"
            f"<p>无法发送到 {ONLY}</p><p>退信原因：收件人地址不存在。550 Mailbox not "
            "found</p></body></html>")
    original = (f"From: {SERVICE}\r\nTo: {ONLY}\r\n"
                "Message-Id: <tencent_1F2E@qq.com>\r\n"
                f"X-OQ-MSGID: <{mail.message_id}>\r\n\r\n…\r\n").encode()
    o.put(letter(AT, "PostMaster@qq.com", "来自qq.com的退信", text,
                 type="text/html; charset=UTF-8", return_path="", results=[],
                 files=[("original.eml", "application/octet-stream",
                         original)]), AT)
    o.turn(AT)
    o.expect(*ALERT)


@case
def a_report_nobody_can_read(o):
    """It gives back our mail, and says no more."""
    mail = notice(o)
    o.put(report(AT, mail.raw), AT)
    o.turn(AT)
    o.expect(f"02-10 10:05 held.info {SEC}")
    o.mail("held.info", SEC).says("退信未写明原因或地址")
    assert o.last()[0] == "held" and silent(o) == []


@case
def a_report_of_success(o):
    bounced(o, AT, notice(o), action="delivered", status="2.0.0")
    o.expect()
    assert o.last()[0] == "ignored" and silent(o) == []


def refused_at_once(o, reply):
    """What the mail server answered instead of taking it."""
    o.write(("UPDATE delivery SET state = 'refused', reply = ? WHERE recipient"
             " = ?", (reply, ONLY)),
            ("INSERT INTO timer (what, object, at) SELECT 'refused',"
             " 'delivery:' || id, ? FROM delivery WHERE recipient = ?",
             (int(moment(AT).timestamp()), ONLY)))
    o.turn(AT)


@case
def the_server_knows_no_such_user(o):
    """QQ refuses such addresses at once and reports nothing (interop.md 80)."""
    refused_at_once(o, f"550 5.1.1 <{ONLY}>: user unknown")
    o.expect(*ALERT)
    assert silent(o) == [ONLY]
    assert absent(o) == "N"


@case
def a_real_server_knows_no_such_user(o):
    """…the same, and the mail goes over a wire."""
    with Server(starttls=False) as server:
        server.refused.add(ONLY)
        conf = os.path.join(o.home, "convoke.conf")
        with open(conf) as f:
            text = f.read()
        with open(conf, "w") as f:
            f.write(text.replace(
                'transport = { kind = "maildir"; path = "mail/out"; };',
                'transport = { kind = "smtp"; host = "127.0.0.1"; port = %d;'
                ' tls = "none"; auth = "none"; rate = 0; };' % server.port))
        o.until("2026-03-17 09:00")
        o.turn("2026-03-17 09:00")
        states = deliveries(o, ONLY)
        assert states[:2] == ["sent", "refused"], states
        o.turn("2026-03-17 09:01")
    assert silent(o) == [ONLY]
    assert deliveries(o, SEC, "bounce.alert") != []
    o.fresh.clear()


@case
def our_own_server_refuses(o):
    """Set up wrongly it refuses everybody: that is no word about anybody."""
    for reply in ("554 5.7.1 relay access denied", "550 denied", "", "421 busy",
                  "550 5.1.8 sender address rejected"):
        refused_at_once(o, reply)
        o.expect()
        assert silent(o) == [] and o.sql("SELECT * FROM bounce") == []


@case
def we_sent_too_fast(o):
    """The notice is lost, the address is not."""
    bounced(o, AT, notice(o), status="5.0.0",
            said="smtp; 550 Domain frequency limited")
    o.expect(*ALERT)
    assert deliveries(o, ONLY, "notice.issue") == ["refused"]
    assert silent(o) == []
    assert o.sql("SELECT status, class FROM bounce") == [("5.7.1", "hard")]


# ---- an envelope sender for each delivery ----

def with_pattern(o):
    conf = os.path.join(o.home, "convoke.conf")
    with open(conf) as f:
        text = f.read()
    with open(conf, "w") as f:
        f.write(text.replace('path = "mail/out";', 'path = "mail/out";'
                             ' bounces = "b+TOKEN@tc.example";'))


def envelope_sender(o, to, secret=None):
    """What the notice to that address left with (bounce_address.h)."""
    if secret is None:
        ((secret,),) = o.sql("SELECT value FROM secret WHERE name = 'state'")
    ((number, mid),) = o.sql(
        "SELECT d.id, o.message_id FROM delivery d JOIN outbox o"
        " ON o.id = d.outbox WHERE d.recipient = ? AND o.code ="
        " 'notice.issue'", to)
    mac = hmac.new(secret.encode(), f"bounce:{number}:{mid}:{to}".encode(),
                   hashlib.sha256).hexdigest()[:20]
    return f"b+{mac}{number}@tc.example"


STRANGE = (b"From: x@y.example\r\nMessage-ID: <of@nobody.example>\r\n"
           b"Subject: x\r\n\r\n")


def returned(o, came_to, *failed, mail=STRANGE, **k):
    o.put(report(AT, mail, *failed, came_to=came_to, **k), AT)
    return o.turn(AT)


@case
def the_address_it_came_to(o):
    """…says more than a report that knows neither our mail nor its address."""
    with_pattern(o)
    returned(o, envelope_sender(o, ONLY), "zhao@inside.example")
    o.expect(*ALERT)
    assert deliveries(o, ONLY, "notice.issue") == ["refused"]
    assert silent(o) == [ONLY]
    returned(o, envelope_sender(o, ONLY).upper(), "zhao@inside.example",
             status="5.1.0")
    assert o.last()[:2] == ("ignored", "已经处理过的退信，只计数"), o.last()


@case
def the_address_it_came_to_goes_first(o):
    """The mail that was given back is another's."""
    with_pattern(o)
    returned(o, envelope_sender(o, ONLY), M02, mail=notice(o, M02).raw)
    o.expect(*ALERT)
    assert silent(o) == [ONLY]
    assert deliveries(o, M02, "notice.issue") == ["sent"]


@case
def several_in_one_report(o):
    """The one whom we wrote to counts."""
    with_pattern(o)
    returned(o, envelope_sender(o, M02), "zhao@inside.example", M02,
             mail=notice(o, M02).raw)
    assert silent(o) == [M02]
    assert o.sql("SELECT count(*) FROM bounce") == [(1,)]
    o.fresh.clear()


@case
def an_address_nobody_was_given(o):
    with_pattern(o)
    real = envelope_sender(o, ONLY)
    number = real[len("b+") + 20:].partition("@")[0]
    other = envelope_sender(o, M02)[2:22]
    for mac in ("0" * 20, other, real[3:22] + real[2],
                envelope_sender(o, ONLY, secret="guessed")[2:22]):
        returned(o, f"b+{mac}{number}@tc.example", ONLY)
    nothing_happened(o)


@case
def an_address_nobody_was_given_and_a_true_message_id(o):
    """As without a pattern."""
    with_pattern(o)
    returned(o, f"b+{'0' * 20}1@tc.example", ONLY, mail=notice(o).raw)
    o.expect(*ALERT)
    assert silent(o) == [ONLY]


@case
def an_address_without_a_pattern(o):
    returned(o, envelope_sender(o, ONLY), ONLY)
    nothing_happened(o)


@case
def it_came_to_the_address_and_says_nothing(o):
    with_pattern(o)
    returned(o, envelope_sender(o, ONLY))
    assert o.last()[0] == "held", o.last()
    o.only("bounce.alert")
    o.expect()
    assert silent(o) == []


@case
def a_person_writes_to_such_an_address(o):
    """Kept for a person, answered by no machine."""
    with_pattern(o)
    came_to = envelope_sender(o, ONLY)
    o.put(letter(AT, "x@visitor.example", "咨询", "请问如何加入？\n", to=came_to,
                 dmarc="none"), AT)
    o.turn(AT)
    assert o.last()[0] == "held", o.last()
    assert not [m for m in o.fresh if "x@visitor.example" in m.to]
    o.fresh.clear()


@case
def the_envid_comes_back(o):
    """It is the Message-ID, and the mail is not given back at all."""
    raw = report(AT, STRANGE, ONLY)
    mid = notice(o).message_id
    o.put(raw.replace(b"Reporting-MTA: dns; mx.m03.example\r\n",
                      b"Reporting-MTA: dns; mx.m03.example\r\n"
                      b"Original-Envelope-Id: " + mid.encode() + b"\r\n"), AT)
    o.turn(AT)
    o.expect(*ALERT)


# ---- forged ones, and what is none ----

@case
def another_message_id(o):
    raw = re.sub(rb"(?im)^Message-ID: <[0-9a-f]{6}",
                 b"Message-ID: <000000", notice(o).raw)
    o.put(report(AT, raw, ONLY), AT)
    o.turn(AT)
    nothing_happened(o)


@case
def the_id_of_another_units_mail(o):
    """M02 knows the id of its own mail only."""
    bounced(o, AT, notice(o, M02), ONLY)
    nothing_happened(o)


@case
def a_stranger_with_a_seal(o):
    raw = re.sub(rb"(?im)^Message-ID: <[^>]*>",
                 b"Message-ID: <1@stranger.example>", notice(o).raw)
    o.put(report(AT, raw, ONLY, headers=True,
                 sender="postmaster@stranger.example",
                 return_path="postmaster@stranger.example",
                 extra=["Authentication-Results: " + results(
                     "postmaster@stranger.example", "pass")]), AT)
    o.turn(AT)
    nothing_happened(o)


@case
def a_hundred_forged_ones(o):
    for i in range(100):
        raw = re.sub(rb"(?im)^Message-ID: <[0-9a-f]{6}",
                     b"Message-ID: <%06x" % i, notice(o).raw)
        o.put(report(AT, raw, ONLY), AT)
    o.turn(AT)
    nothing_happened(o)
    o.aside.add("bounce.alert")
    o.turn("2026-02-11 08:30")
    o.digests[-1].says("100封退信与所发邮件对不上", "退信100")


@case
def the_same_report_again(o):
    bounced(o, AT, notice(o))
    o.expect(*ALERT)
    for minute in range(6, 9):
        bounced(o, f"2026-02-10 10:0{minute}", notice(o))
        assert o.last()[:2] == ("ignored", "已经处理过的退信，只计数"), o.last()
    o.expect()
    assert o.sql("SELECT count(*) FROM bounce") == [(1,)]


@case
def it_is_still_tried(o):
    bounced(o, AT, notice(o), action="delayed", status="4.4.1")
    o.expect()
    assert silent(o) == []
    assert o.sql("SELECT class FROM bounce") == [("soft",)]
    assert deliveries(o, ONLY, "notice.issue") == ["sent"]
    # … and then no more.
    bounced(o, "2026-02-11 10:05", notice(o))
    o.expect("02-11 10:05 bounce.alert " + SEC, "02-11 10:05 bounce.alert " + GS)


@case
def not_for_now(o):
    bounced(o, "2026-02-13 09:59", notice(o), status="4.2.1")
    o.expect()
    assert silent(o) == []


@case
def not_for_three_days(o):
    bounced(o, "2026-02-13 10:01", notice(o), status="4.4.7")
    o.only("bounce.alert")
    o.expect("02-13 10:01 bounce.alert " + SEC, "02-13 10:01 bounce.alert " + GS)
    assert silent(o) == [ONLY]


@case
def taken_for_unwanted(o):
    """A filter's word is no word about the address (interop.md 85)."""
    bounced(o, AT, notice(o), status="5.7.1",
            said="smtp; 550 5.7.1 message rejected as spam")
    o.expect(*ALERT)
    o.mail("bounce.alert", SEC).says("对该单位的通知无效").says_not(
        "系统已停止向该地址发信", "恢复投递")
    assert silent(o) == []


# ---- one of two ----

@case
def one_of_two_addresses(o):
    bounced(o, AT, notice(o, M02), M02)
    o.expect()
    assert silent(o) == [M02]
    assert deliveries(o, R02, "notice.issue") == ["sent"]
    o.turn("2026-02-11 08:30")
    o.digests[-1].says(M02, "退信", "停发")
    bounced(o, "2026-02-11 10:05", notice(o, M02), R02)
    o.expect("02-11 10:05 bounce.alert " + SEC, "02-11 10:05 bounce.alert " + GS)
    o.mail("bounce.alert", SEC).says("对该单位的通知无效", "没有可用的邮件地址")


@case
def both_in_one_report(o):
    bounced(o, AT, notice(o, M02), M02, R02)
    o.expect(*ALERT)
    assert silent(o) == [M02, R02]


@case
def the_committee_itself_is_never_silent(o):
    bounced(o, AT, notice(o, SEC), SEC)
    o.expect()
    assert silent(o) == []
    assert deliveries(o, SEC, "notice.issue") == ["refused"]


# ---- silence, and its end ----

def rsvp_reminder(o):
    """The day units are asked whether they come."""
    o.until("2026-03-26 23:59")
    got = [m for m in o.mails if ONLY in m.to and m.date > moment(AT)]
    o.fresh.clear()
    return got


@case
def nothing_is_sent_there(o):
    bounced(o, AT, notice(o))
    assert rsvp_reminder(o) == []
    held = deliveries(o, ONLY)
    assert "held" in held and "ready" not in held, held
    # It stands in the list of what waits, and in one line of the digest.
    assert "suppressed" in o.run("list", "outbox")
    digest = [m for m in o.digests if SEC in m.to][-1]
    digest.says("范例网络安全有限公司（M03）", ONLY, f"已有{held.count('held')}封暂停",
                "联系人的邮件地址被退信")
    assert digest.text.count("已暂停发送") == 0, digest.text


@case
def what_was_queued_is_held_too(o):
    mail = notice(o)
    o.write(("INSERT INTO outbox (key, code, object, subject, message_id,"
             " answers, queued_at, size, bytes, file) VALUES ('k', 'x', '', '',"
             " 'x@x', '', 0, 0, x'', '')", ()),
            ("INSERT INTO delivery (outbox, recipient, automatic, state,"
             " attempts, next_at, queued_at, reply) SELECT max(id), ?, 0,"
             " 'retry', 1, ?, 0, '' FROM outbox",
             (ONLY, int(moment("2026-03-01 10:00").timestamp()))))
    bounced(o, AT, mail)
    o.fresh.clear()
    assert deliveries(o, ONLY) == ["refused", "held"], deliveries(o, ONLY)


@case
def the_secretariat_says_it_works_again(o):
    bounced(o, AT, notice(o))
    alert = o.mail("bounce.alert", SEC)
    o.fresh.clear()
    o.reply("2026-02-10 11:00", alert, quoted("恢复投递"))
    o.expect()
    assert silent(o) == [] and o.last()[0] == "applied"
    assert rsvp_reminder(o) != []
    # Once more, and it is told once more.
    o.reply("2026-03-27 10:00", alert, quoted("恢复投递"))
    o.only("cmd.refused")
    o.expect(f"03-27 10:00 cmd.refused {SEC}")


@case
def the_operator_says_it_works_again(o):
    bounced(o, AT, notice(o))
    o.fresh.clear()
    assert "release" in o.run("outbox", "resume", ONLY.upper())
    assert silent(o) == []
    o.run("outbox", "resume", ONLY, code=65)


@case
def somebody_else_says_it_works_again(o):
    bounced(o, AT, notice(o))
    o.fresh.clear()
    o.reply("2026-02-10 11:00", o.mail("bounce.alert", SEC), quoted("恢复投递"),
            sender=ONLY)
    assert silent(o) == [ONLY]
    o.fresh.clear()


@case
def it_comes_back_again(o):
    bounced(o, AT, notice(o))
    o.reply("2026-02-10 11:00", o.mail("bounce.alert", SEC),
            quoted("恢复投递"))
    rsvp_reminder(o)
    mail = [m for m in o.mails if ONLY in m.to][-1]
    assert mail.code != "notice.issue", mail
    bounced(o, "2026-03-27 10:00", mail)
    o.only("bounce.alert")
    o.expect(*(f"03-27 10:00 bounce.alert {to}" for to in (SEC, GS)))
    assert o.mail("bounce.alert", SEC).object == "M03"
    assert silent(o) == [ONLY]


@case
def another_contact(o):
    bounced(o, AT, notice(o))
    o.fresh.clear()
    o.post("2026-02-11 10:00", NEW, "[联系人变更] M03",
           f"新联系人\n姓名：新某\n电子邮件：{NEW}\n手机：13800000004\n"
           "生效日期：2026-02-11\n",
           files=[("联系人变更函（盖章）.pdf", PDF, scan("letter"))])
    o.only("held.info")
    o.expect(f"02-11 10:00 held.info {SEC}")
    o.reply("2026-02-11 11:00", o.mail("held.info", SEC), quoted("同意"))
    told = [m for m in o.fresh if m.code == "contact.changed"]
    assert [m.to[0] for m in told if NEW in m.to] == [NEW]
    o.mail("contact.changed", NEW).says("退信暂停解除")
    # The invitation to the meeting ahead is his now.
    assert any(m.code == "notice.issue" and NEW in m.to for m in o.fresh)
    o.fresh.clear()
    assert "held" not in deliveries(o, ONLY)[:-2]
    o.until("2026-03-26 23:59")
    assert any(NEW in m.to and m.code == "rsvp.rem" for m in o.mails)
    assert not [m for m in o.mails if m.to == [ONLY] and m.date > moment(AT)]
    o.fresh.clear()


@case
def who_writes_from_there_is_answered(o):
    bounced(o, AT, notice(o))
    o.fresh.clear()
    o.post("2026-02-11 10:00", ONLY, "[状态]", "请告知我单位情况。\n")
    o.expect(f"02-11 10:00 status.reply {ONLY}")
    assert silent(o) == [ONLY]


# ---- what it means for a plenary ----

def absent(o):
    """P1 was held without M03."""
    o.until("2026-03-31 09:00")
    o.turn("2026-03-31 09:00")
    send(o, csv(CAME))
    o.fresh.clear()
    return statuses(o)["M03"]


@case
def the_notice_is_not_valid(o):
    bounced(o, AT, notice(o))
    assert absent(o) == "N"
    assert [m for m in o.mails if m.code == "absence.ask" and ONLY in m.to] == []


@case
def an_answer_cures_it(o):
    from calendars import send as answer
    bounced(o, AT, notice(o))
    o.fresh.clear()
    answer(o, "2026-02-11 10:00", "outlook", notice(o), "ACCEPTED", ONLY)
    assert absent(o) == "U"


@case
def after_three_days_it_was_valid(o):
    bounced(o, "2026-02-13 10:01", notice(o))
    assert absent(o) == "U"


@case
def within_three_days_it_was_not(o):
    bounced(o, "2026-02-13 09:59", notice(o))
    assert absent(o) == "N"


# ---- the runner ----

class Told(Held):
    """P1's notice is out."""

    def __init__(self):
        Group.__init__(self)
        self.write(("UPDATE representative SET person = (SELECT contact FROM"
                    " unit WHERE id = 'M03') WHERE unit = 'M03'", ()))
        self.clocked = False
        self.fresh.clear()
        try:
            released(self)
        except AssertionError:
            # It goes to M03 in one copy: not as those other cases have it.
            assert notice(self).to == [ONLY] and not notice(self).cc
        self.fresh.clear()

    def only(self, *codes):
        self.fresh = [m for m in self.fresh if m.code in codes]


def copy_of(base):
    """The same office with a state folder of its own."""
    o = Told.__new__(Told)
    o.__dict__.update(base.__dict__)
    for name, value in base.__dict__.items():
        if isinstance(value, (list, set, dict)):
            setattr(o, name, type(value)(value))
    o.dir = tempfile.mkdtemp(prefix="convoke-e2e-")
    o.home = os.path.join(o.dir, "tc")
    shutil.copytree(base.home, o.home)
    return o


def run(f):
    began = time.monotonic()
    o = None
    try:
        o = copy_of(BASE[0])
        f(o)
        o.close()
        return f.__name__, None, time.monotonic() - began
    except Exception:
        where = f"\n  the state is in {o.dir}" if o else ""
        return f.__name__, traceback.format_exc() + where, \
            time.monotonic() - began


BASE = []


def main():
    words = sys.argv[2] if len(sys.argv) > 2 else ""
    chosen = [f for f in CASES if words in f.__name__]
    bad = 0
    BASE.append(Told())
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for name, trouble, seconds in pool.map(run, chosen):
            bad += trouble is not None
            print(f"{'FAIL' if trouble else 'ok  '} {name} ({seconds:.1f} s)"
                  + (f"\n{trouble}" if trouble else ""), flush=True)
    print(f"{len(chosen)} cases, {bad} failed")
    return bad != 0


if __name__ == "__main__":
    sys.exit(main())
