"""The acceptance year as message files, without Convoke: the play of
`convoke demo`.

write(folder, scenario)  the year's messages, register, dues and configuration

Nobody answers here, so that a mail of Convoke's is only known by what it is
called: X-Convoke-Answers says which one is meant, and @REPLY-TO@, @MESSAGE-ID@
and @SUBJECT@ stand for what it will carry (gateway/scene.h).
"""
import types

from year import *  # noqa: F403

# A mail about a part of what its answer is about: told by code and recipient.
OF_A_PART = ("account.cancel", "account.open", "contact.confirm", "counter.fwd",
             "exit.task", "flag.objection.expired", "qtr.missed")
# Which mail's token somebody takes who writes a command of his own.
TOKENS = {("release", "WG5-2026-P1"): ("notice.check", "%s"),
          "release": ("plan.filed", "%s"), "cancel": ("notice.rem", "%s/notice"),
          "move": ("notice.rem", "%s/notice")}
# What the files are called.
WORDS = {"account_done": "account-closed", "activate": "activation",
         "annplan": "annual-meetings", "annual": "annual-report",
         "app": "application", "app_dispatch": "dispatch",
         "app_notify": "notify", "app_result": "review",
         "attend": "sign-in-list", "cancel": "cancellation",
         "contact": "contact-change", "contrib": "contribution",
         "contrib_conf": "vouched-for", "contrib_none": "no-contribution",
         "counter": "other-time", "counter_no": "time-declined",
         "ct": "comment-table", "dismiss": "flag-dismissed",
         "draft": "draft-notice", "dues": "dues-ledger",
         "exit": "exit-request", "exit_ok": "exit-confirmed",
         "held": "unknown-sender", "I015": "out-of-office",
         "I020": "same-again", "I058": "visitor",
         "late_decide": "late-decided", "leave": "reason-of-absence",
         "lm_done": "resolution", "lm_sched": "leaders-meeting",
         "meetplan": "project-meetings", "move": "move", "object": "statement",
         "plan": "plenary-plan", "plan_confirm": "plan-number",
         "post": "summary-and-publicity", "post_ok": "publicity-approved",
         "preexit": "pre-exit", "prj_done": "project-result",
         "prj_new": "new-project", "qack": "seen", "release": "notice",
         "rep": "representatives", "spoof": "forged-command",
         "waive": "dues-waived", "withdraw": "withdrawal"}
# Whose mail programs write as Chinese Windows programs do.
GB18030 = ("m05.example", "m07.example", "m08.example", "wg5.example")


def event_of(meeting, start, sequence):
    """Of the invitation no more than an answer repeats."""
    day = start.strftime("%Y%m%dT")
    return "\r\n".join([
        "BEGIN:VEVENT", f"UID:{meeting}@tc.example",
        f"SEQUENCE:{sequence}", "ORGANIZER:mailto:@REPLY-TO@",
        f"DTSTART;TZID=Asia/Shanghai:{day}090000",
        f"DTEND;TZID=Asia/Shanghai:{day}170000", "END:VEVENT", ""]).encode()


class Script:
    """An office on paper: what is put into it is a scene."""

    now = moment("2027-01-01 00:00")  # nothing is awaited

    def __init__(self):
        self.scenes = []  # (file name, octets)
        self.later, self.event, self.newest = [], None, None
        self.meant = None  # the mail that the next message answers
        self.starts, self.moved = {}, set()
        self.names = {mail: name for name, mail in self.people()}

    @staticmethod
    def people():
        known = register()
        for one in known["people"]:
            yield one["name"], one["mail"]
        for unit in known["units"]:
            yield unit["contact"]["name"], unit["contact"]["mail"]
        for project, name in LEADS.items():
            yield name, person("PL:" + project)
        yield from (("秘书处", SEC), ("秘书处甲", OP1), ("秘书处乙", OP2),
                    ("平台管理员", ADM), ("会费经办人", FIN), ("来访者", "x@visitor.example"))

    # ---- what Convoke will have sent ----
    def mail(self, code, address, about, **more):
        self.meant = types.SimpleNamespace(
            code=code, to=[address], object=about, subject="@SUBJECT@",
            reply_to="@REPLY-TO@", message_id="@MESSAGE-ID@", raw=(
                f"To: {address}\r\nSubject: @SUBJECT@\r\n"
                "Message-ID: <@MESSAGE-ID@>\r\n\r\n").encode(), **more)
        return self.meant

    def to(self, address, code, about):
        return self.mail(code, address, "" if code in OF_A_PART else about)

    def tokened(self, address, about):
        kind = self.event["kind"]
        code, form = TOKENS.get((kind, about)) or TOKENS[kind]
        return self.mail(code, address, form % about)

    def invited(self, who, meeting, sequence=None):
        moved = meeting in self.moved and sequence != 0
        # M12 joined between the notice and the meeting.
        joined = (who, meeting) == (APP, "WG5-2026-P1")
        code = "notice.late-member" if joined else \
            "meeting.moved" if moved else "notice.issue"
        return self.mail(code, who, meeting + ("/M12" if joined else ""),
                         ics=event_of(meeting, self.begins(meeting),
                                      int(moved)))

    def begins(self, meeting):
        return self.starts[meeting]

    # ---- what people do ----
    def until(self, at):
        pass

    def turn(self, at):
        pass

    def put(self, raw, at):
        self.newest = raw
        head = f"X-Convoke-Received: {moment(at).isoformat()}\r\n"
        if b"@MESSAGE-ID@" in raw or b"@REPLY-TO@" in raw:
            mail = self.meant
            head += (f"X-Convoke-Answers: {mail.code} {mail.to[0]} "
                     f"{mail.object}".rstrip() + "\r\n")
        self.meant = None
        self.scenes.append((self.name(), head.encode() + raw))

    def name(self):
        row = self.event
        done = {name[:3] for name, _ in self.scenes}
        number = row["id"][1:]
        if number in done:  # what the scenario does not list
            return f"{number}a-account-opened.eml"
        if row["kind"] == "rsvp":
            return (f"{number}-{row['args']['st'].lower()}-"
                    f"{row['from'].lower()}.eml")
        if row["kind"] == "post" and row["args"]["what"] == "minutes":
            return f"{number}-minutes.eml"
        word = WORDS.get(row["id"]) or WORDS.get(row["kind"], row["kind"])
        return f"{number}-{word}.eml"

    def post(self, at, sender, subject, text, **o):
        self.note(self.event)
        if self.names.get(sender):
            o.setdefault("name", self.names[sender])
        if sender.split("@")[1] in GB18030:
            o.setdefault("charset", "GB18030")
        self.put(letter(at, sender, subject, text, **o), at)

    def reply(self, at, mail, text, sender=None, **o):
        o.setdefault("answers", mail)
        self.post(at, sender or mail.to[0], "回复：@SUBJECT@", text, **o)

    def note(self, row):
        """When meetings are held, as far as is known by then."""
        if row["kind"] == "annplan":
            self.starts = {m: moment(at) for m, at in row["args"]["meetings"]}
        if row["kind"] == "move":
            self.starts[row["args"]["m"]] = moment(row["args"]["to"])
            self.moved.add(row["args"]["m"])


def write(folder, scenario):
    script = Script()
    known = dict(register(), history=HISTORY)  # before anything has changed
    play(script, scenario["inbound"])
    os.makedirs(folder, exist_ok=True)
    for old in os.listdir(folder):
        os.unlink(os.path.join(folder, old))
    files = dict(script.scenes)
    assert len(files) == len(script.scenes), "two files of one name"
    files["convoke.conf"] = CONF.encode()
    files["dues.csv"] = bills().encode()
    files["register.json"] = (json.dumps(
        known, ensure_ascii=False, indent=1) + "\n").encode()
    for name, raw in files.items():
        with open(os.path.join(folder, name), "wb") as f:
            f.write(raw)
