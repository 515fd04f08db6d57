#include "manual.h"

#include <assert.h>

#include "charter.h"
#include "register_file.h"
#include "settings.h"
#include "verbs.h"

/* Chinese has no blanks, and troff breaks lines only where it may. */
static bool may_break_behind(struct span c)
{
    static const struct span marks[] = { SPAN("，"), SPAN("；"), SPAN("。"),
                                         SPAN("："), SPAN("、"), SPAN("）") };

    for (size_t i = 0; i < ARRAY_LEN(marks); i++)
        if (span_eq(c, marks[i]))
            return true;
    return false;
}

/* A leading dot or quote would be an instruction to troff. */
static void add_line(struct text *to, struct span line)
{
    if (line.n && (line.p[0] == '.' || line.p[0] == '\''))
        text_add_str(to, "\\&");
    while (line.n) {
        unsigned code;
        size_t n = span_char(line, &code);
        struct span c = span_sub(line, 0, n ? n : 1);
        if (c.p[0] == '\\')
            text_add_str(to, "\\e");
        else if (c.p[0] == '-')
            text_add_str(to, "\\-");
        else
            text_add(to, c);
        if (may_break_behind(c))
            text_add_str(to, "\\:");
        line = span_from(line, c.n);
    }
    text_add_char(to, '\n');
}

static void add_words(struct text *to, const char *words)
{
    add_line(to, span_str(words));
}

static void add_both(struct text *to, const char *zh, const char *en)
{
    add_words(to, en);
    text_add_str(to, ".br\n");
    add_words(to, zh);
}

static void add_options(struct text *to, const struct verb_option *o)
{
    for (; o && o->name; o++) {
        text_add_str(to, ".TP\n\\fB");
        if (o->letter)
            text_addf(to, "\\-%c\\fR, \\fB", o->letter);
        text_addf(to, "\\-\\-%s\\fR %s\n", o->name,
                  o->argument ? o->argument : "");
        add_both(to, o->zh, o->en);
    }
}

static void add_verbs(struct text *to)
{
    text_add_str(to, ".SH COMMANDS\n");
    for (size_t i = 0; i < verbs_n; i++) {
        const struct verb *v = &verbs[i];
        if (v->needs & NEED_HIDDEN)
            continue;
        text_addf(to, ".SS convoke %s %s\n", v->name, v->usage);
        add_both(to, v->zh, v->en);
        add_options(to, v->options);
        text_add_str(to, ".PP\n.EX\n");
        add_words(to, v->example);
        text_add_str(to, ".EE\n");
    }
}

static void add_settings(struct text *to)
{
    for (size_t i = 0; i < settings_count; i++) {
        const struct setting *row = &settings_table[i];
        CLEANUP(text_release) struct text allowed = TEXT_INIT(TEXT_MAX_HEADER);
        setting_allowed(row, false, &allowed);
        text_addf(to, ".TP\n\\fB%s\\fR = ", row->name);
        add_words(to, row->fallback ? row->fallback : row->sample);
        add_both(to, row->zh, row->en);
        text_add_str(to, ".br\n");
        text_addf(to, "%s: ", row->fallback ? "Allowed" : "Required");
        add_words(to, text_str(&allowed));
    }
}

/* Lines as they are, for what is shown whole. */
static void add_lines(struct text *to, struct span lines)
{
    struct span line;

    text_add_str(to, ".PP\n.EX\n");
    while (span_line(&lines, &line))
        add_line(to, line);
    text_add_str(to, ".EE\n");
}

/* Where the program departs from what its requirements, or the habits of its
 * kind, let one expect, and why. */
static const struct manual_decision decisions[] = {
    { "Asked for again",
      "A supplement that leaves the same items open is answered again: the key "
      "of app.incomplete carries the version of the application beside the "
      "items. A sender who hears nothing believes that all is well." },
    { "The secretariat's words",
      "[分派], [审核通知] and [成员生效] are obeyed from an authentic "
      "address of the secretariat (L1) without a token, because the "
      "secretariat also starts things no mail asked for. A group's result "
      "always needs the token of the review request (L2)." },
    { "Formalities",
      "The reminders to the applicant stop once representatives are named: "
      "what is left then is the secretariat's." },
    { "The reader of configurations",
      "libconfig stops at the first syntax error and knows no columns; its "
      "syntax is read by a reader of our own, stricter in two things: a text "
      "ends on its line, and the file is UTF-8. The tests hold it against "
      "libconfig." },
    { "MIME",
      "Messages are read by a linear reader of our own. Bounds before it: 40 "
      "MB, 200 parts, 20 levels, 1,000 lines or 256 KB in one header. What "
      "breaks a bound is quarantined, not repaired." },
    { "Forms as files",
      "A form is read from docx, .doc, odt, PDF, OFD and text, and from one "
      "of them in a zip, rar or 7z. A PDF and an OFD have no cells: those are "
      "found by the ruled lines of the page, which no converter tells, so "
      "the readers are our own and run in the sandboxed reader like all "
      "others. What has no text (a scan, a picture) or is locked is answered "
      "with what to send instead. A PDF that every reader opens, locked only "
      "against printing or changing, is a scan like any other; one that asks "
      "for a password is none. That a form's text could be read says "
      "nothing of its seal: the PDF or OFD it was read from counts as the "
      "sealed scan only when its name says so, and a person still looks." },
    { "Programs and macros",
      "Told by content, in archives too, one level deep. An archive that "
      "holds a program is refused as a whole, with the entry's name in the "
      "answer; nothing of it is filed or passed on." },
    { "Recognised, not yet handled",
      "The grammar knows all kinds of mail of the charter. Those whose "
      "handling is not there yet are held for the secretariat, never "
      "dropped." },
    { "Answers to invitations",
      "The token in the ORGANIZER address says whose answer it is, whatever "
      "address a calendar program has; words typed from an address nobody "
      "registered wait for the unit's contact. Of a unit's people the one who "
      "comes decides. An answer to a SEQUENCE that was never sent is one to "
      "the current invitation. A calendar is not answered, as the tables say; "
      "who answers in words gets cmd.done, for he cannot see how he was "
      "understood. A REFRESH is answered by rsvp.stale, once a day. A reason "
      "that comes with a refusal is on record even if its sender had accepted "
      "meanwhile, and after the meeting began: the order in which mails are "
      "read must not change a verdict." },
    { "Codes beyond the list",
      "Of the codes in preview --template list three are no notifications of "
      "the catalogue but answers to a person's words: cmd.done, cmd.confirm "
      "and mail.large." },
    { "Alerts",
      "ops.alert goes to the operators of the register, without one to the "
      "secretariat: when less of the disk is free than mail is taken in with, "
      "when nothing left for an hour though mails wait (or one waits for a "
      "day), when the source was not read for an hour. Once, again each day, "
      "and when it is over; never more than once an hour. Only the service "
      "looks, never a single command. A mail that tells of a mail server that "
      "takes none waits like the rest: the log says it at once "
      "(health.bad)." },
    { "Leaving",
      "Rights last until the administrator says that the account is closed "
      "(4.2). Between the confirmation and that day a unit is sent what "
      "everybody is sent, but neither reminded nor warned, nor told of gaps in "
      "the register. The group secretary hears of a request with its "
      "confirmation, as 9.5 has it. A revocation that nobody has confirmed yet "
      "is told to the secretariat alone; the second operator writes from his "
      "own address, for the duty mailbox does not show who writes. A register "
      "file with the day of a membership that has ended does not bring it "
      "back." },
    { "Another contact",
      "The present contact asks, or the new person with a sealed letter, whom "
      "the secretariat verifies by answering held.info; whoever else asks for "
      "a unit waits for its contact's word (held.confirm). The new contact "
      "agrees with the token in his mailbox, within 30 days; a letter that "
      "came from that mailbox is his agreement. A later request replaces an "
      "earlier one, a stranger's replaces none until it was verified. "
      "contact.changed leaves when it is agreed, the change takes effect on "
      "the day named, at once when that is past. The old contact's calendar "
      "objects are cancelled and the new one is invited; mail that the old "
      "one was asked to vouch for is the new one's to answer. A request that "
      "was declined, refused or ran out is told to who made it by "
      "cmd.refused, and stands in the audit trail." },
    { "What the register lacks",
      "data.gap leaves on the first working morning of a week, and a week "
      "before a plenary for units without one voting representative, never "
      "twice in a week for one membership. A unit whose contact has no usable "
      "address cannot be asked: its group and the secretariat are." },
    { "The voting roll",
      "It is fixed at 18:00 of the day before the plenary, once all mail until "
      "then was read, and shown by convoke show with the answers; who is named "
      "later votes at the next meeting. No code is its own among the "
      "notifications: leader and deputies read in meeting.rem how many units "
      "come, how many may vote and which named nobody." },
    { "Times",
      "A reminder leaves earlier rather than later, an overdue mail later "
      "rather than earlier, neither on a day off. Deadlines of class C are "
      "the charter's; everything else is a service period and says so." },
    { "The digest",
      "A liaison gets that of his own group when there is something in it "
      "(digest.liaison), without a say. Of what nobody is ever reminded of it "
      "speaks on the first working day of a week, of what ended with a mail of "
      "its own once, of a refused mail for 14 days. A late contribution is "
      "listed and left to the leader. An item that has changed since is not "
      "acted on, whoever changed it." },
    { "Exit flags",
      "Nothing but a person's word ends a membership. A flag of absences is "
      "found when a plenary is final and told on the next working morning; "
      "one of dues is told when the ledger comes in. Results of before our "
      "time count for the second absence and are never the cause themselves. "
      "A dismissal counts absences anew from its own instant. One that was put "
      "off comes back with a mail of its own and ten working days more. The "
      "intended exit and its confirmation take two operators, each writing "
      "from his own address of committee.secretariat: the first of these is a "
      "mailbox that all share (flag.four_eyes). A keyword without a token is "
      "told back and does nothing until that is answered. A statement that "
      "came in before its last instant counts whenever it is read, and a late "
      "one is passed on as late. That a mail once reached people whom the "
      "unit no longer has does not take a flag of dues back: payment in time, "
      "a waiver, a deferral or a dispute does. GL, GS and the secretariat hear "
      "of a deferral, the unit does not: it was told of nothing yet." },
    { "Leave",
      "A reason given in a mail has at least four characters, one in a "
      "calendar's comment two; greetings and the word leave itself do not "
      "count, and nobody weighs the rest. Who asks for leave has declined the "
      "invitation. The right to reject a reason goes to the group secretary "
      "alone; the leader uses it by answering that mail from his own address, "
      "so the token is no proof of who he is and his authentication is. Seven "
      "days end at 24:00 of the seventh. A reason given for a day that was "
      "moved since stays on record, and its unit is asked again when it "
      "declines the new day." },
    { "Delegates",
      "A colleague, which is who has a mailbox in a domain of the unit's own, "
      "is invited at once, and so is whomever the contact sends; others wait "
      "for the contact's word, and who is registered for another member is "
      "never taken. The delegate gets the invitation in a delegate.ack of his "
      "own and no papers: those go to registered people." },
    { "Proposed times",
      "A counter proposal changes nothing by itself. The group secretary's "
      "word moves the meeting by the same rules as any move: not to another "
      "hour of its own day, and what the charter's days forbid only with the "
      "secretariat's consent." },
    { "An envelope sender for each mail",
      "With transport.bounces each delivery leaves with an address of its own, "
      "the same in every attempt, and a report that comes to it is about that "
      "delivery, whatever it says. What else comes to such an address is never "
      "answered by a machine. Without the setting, or when the address proves "
      "nothing, a report must give back one of our Message-IDs and name whom "
      "that mail went to; where the server offers DSN the Message-ID goes with "
      "each mail as ENVID, and failure and delay are asked to be reported. A "
      "server that only takes its login as sender (QQ, 163) leaves no "
      "choice." },
    { "Less haste",
      "At most transport.rate mails leave in any minute, and "
      "transport.domain_rate of them to one domain; a domain that has had its "
      "share keeps nobody else waiting. A 421, and the words by which QQ, "
      "NetEase and others say that it was too much, make nothing permanent, "
      "a 550 neither: that mail is tried again, and the next waits two "
      "minutes, at most an hour, to that domain when it was said to RCPT, to "
      "everybody else. The count begins anew when the program starts, a "
      "pause does not;\n.B convoke status\nshows both. A refused login is "
      "tried again when the password file is replaced, and at the next start. "
      "What a "
      "stranger's mail caused leaves last of all that is due, whomever it is "
      "to; a member's mail never waits behind it." },
    { "The next envelope with the dot",
      "Where the server offers PIPELINING the next mail's MAIL, RCPT and DATA "
      "leave together with the final dot of the one before, so that a mail "
      "costs one round trip. The dot's reply is the first mail's alone. When "
      "the connection does not outlive it, or the server asks for less haste, "
      "the second mail is as if it had never been begun; its own dot leaves, "
      "as every dot, only after that was written down. A connection that "
      "ended so is taken for one that had carried its share: beyond as many "
      "mails nothing is announced to the next." },
    { "Addresses in other scripts",
      "A domain such as 例子.cn is kept as it travels, xn--fsqu00a.cn, so that "
      "it is the same wherever it was written. Whoever writes from an address "
      "whose left half is in another script is answered where the server "
      "offers SMTPUTF8, else the mail is refused and says why; the header "
      "names "
      "him in words, so that the same mail can go to others. Contacts and "
      "representatives need an address that every server can be told." },
    { "The clock",
      "A clock that was set is not believed, forwards no more than backwards: "
      "a reminder that leaves a day late can be excused, one that leaves a "
      "day early cannot be taken back. Two minutes are let pass, and a drift "
      "of one part in 2,000; a clock that drifts faster needs a time server. "
      "After a start of the machine the time may have gone on for as long as "
      "it was off: set forward by less than five years meanwhile, a clock "
      "cannot be told from a long night. Have the service start after "
      "time-sync.target." },
    { "Waiting for the mail",
      "A reading of the source that leaves a message behind, because it "
      "cannot be read or the disk is full, does not count as one: what "
      "depends on all mail until an instant waits." },
    { "Too much mail",
      "Of addresses nobody registered so many mails are decided a day, and of "
      "one organisation so many of these (limits.*); a registered address has "
      "a limit of its own, the secretariat none. What goes beyond is held as "
      "it came, without an answer: its raw mail is kept, a line at the head of "
      "the digest counts it, one word closes a day's, and\n.B convoke message "
      "retry\ndecides one of them with its first receipt. A limit on refusals "
      "at the door would lose an applicant's mail in a flood; this one makes "
      "it late. When more than 256 messages wait, those whose From names "
      "somebody known go first, each address in its own order; that look is "
      "believed for nothing else." },
    { "Said again",
      "An answer that asks for other words is not repeated within a day when "
      "the same words come again without a file: that is how a vacation reply "
      "looks that bears no mark of one. A command is answered each time. "
      "X-Auto-Response-Suppress alone is a "
      "person's wish; from a mailbox called notification it is a program's." },
    { "Templates",
      "Mustache, but strict: an unknown name is an error when the program "
      "starts, and a mail in which a value would stand empty is not sent." },
    { "One process a message",
      "Each message is read in a process of its own that ends with it. That "
      "costs a fraction of a millisecond and no message can touch the next." },
};

static void add_decision_list(struct text *to, const struct manual_decision *d,
                              size_t n)
{
    for (size_t i = 0; i < n; i++) {
        text_add_str(to, ".TP\n.B ");
        add_words(to, d[i].what);
        add_words(to, d[i].why);
    }
}

static void add_decisions(struct text *to)
{
    text_add_str(to, ".SH DECISIONS\n");
    add_decision_list(to, decisions, ARRAY_LEN(decisions));
    add_decision_list(to, manual_mailbox_decisions, manual_mailbox_decisions_n);
}

static void add_program(struct text *page)
{
    text_add_str(page,
                 ".TH CONVOKE 1\n.SH NAME\nconvoke \\- e\\-mail gateway of a "
                 "standards committee\n.SH SYNOPSIS\n.B convoke\n[OPTIONS] "
                 "COMMAND ...\n");
    add_verbs(page);
    text_add_str(page, ".SH OPTIONS\nThey may stand anywhere on the line.\n");
    add_options(page, verb_global_options);
    manual_add_sections(page);
    add_decisions(page);
    text_add_str(page, ".SH SEE ALSO\nconvoke.conf(5), charter.conf(5), "
                       "convoke\\-register(5), sysexits(3)\n");
}

static void add_conf(struct text *page)
{
    text_add_str(
        page,
        ".TH CONVOKE.CONF 5\n.SH NAME\nconvoke.conf \\- settings of convoke\n"
        ".SH DESCRIPTION\nUTF\\-8 in libconfig syntax: name = value; a group "
        "{ ... }, a list [ ... ], texts in double quotes, comments behind # or "
        "//, @include \"file\".  A name before the dot below is a group: "
        "transport.host is host in transport = { ... }.  Relative paths start "
        "at the folder of the file.  Secrets stand in files of their own, mode "
        "0600.\n.PP\n.B convoke init\n\\fIDIR\\fR writes a file with every "
        "setting,\n.B convoke check\ntells every error of one at once, and "
        "SIGHUP makes a running service read it again; a wrong one is not "
        "taken.\n.SH SETTINGS\n");
    add_settings(page);
    text_add_str(page, ".SH SEE ALSO\nconvoke(1), charter.conf(5)\n");
}

static void add_charter(struct text *page)
{
    text_add_str(
        page,
        ".TH CHARTER.CONF 5\n.SH NAME\ncharter.conf \\- the duties of the "
        "charter\n.SH DESCRIPTION\nOne entry a duty, in the syntax of "
        "convoke.conf(5): how long it may take, who is reminded when, and "
        "which notice says so.  A committee with another charter changes this "
        "file and not the program.  Class C is a deadline of the charter, "
        "class S a service period that may be chosen freely and is called so "
        "in every mail.  Notices are the files below templates.\n"
        ".PP\nThe notation, and the rules as shipped:\n");
    add_lines(page, charter_shipped());
    text_add_str(page, ".SH SEE ALSO\nconvoke(1), convoke.conf(5)\n");
}

static void add_register(struct text *page)
{
    CLEANUP(text_release) struct text keys = TEXT_INIT(TEXT_MAX_OUTPUT);

    register_describe(&keys);
    text_add_str(
        page,
        ".TH CONVOKE\\-REGISTER 5\n.SH NAME\nconvoke\\-register \\- the "
        "register file of convoke\n.SH DESCRIPTION\nOne JSON object in "
        "UTF\\-8, "
        "read by\n.B convoke import register\n\\fIFILE\\fR.  Nothing is "
        "imported when anything is wrong; each fault is named by its path, as "
        "in units[3].contact.mail.  A ? marks a key that may be left out.\n");
    add_lines(page, text_span(&keys));
    text_add_str(
        page,
        ".SH RULES\nA unit has one contact and in each group no, one or "
        "two representatives, one of whom votes (Article 11).  GL, DGL, GS and "
        "LIA hold their role in a group, the other roles in the committee.  An "
        "address stands for one person: the same address with another name is "
        "a fault.  A project's id is of its group and kind (WG5\\-S\\-04 a "
        "standard, WG5\\-R\\-03 research); start is the day its plan was "
        "issued or the work began, from which its limit counts (Articles 16 "
        "and 17).  Importing again replaces names, titles, representatives "
        "and leads; what is left out, such as a project's stage and state, "
        "stays as it was, and the day a membership began is never changed.\n"
        ".SH SEE ALSO\nconvoke(1)\n");
}

bool manual_page(struct span name, struct text *page)
{
    static const struct {
        const char *name;
        void (*write)(struct text *page);
    } pages[] = {
        { "convoke", add_program },
        { "convoke.conf", add_conf },
        { "charter.conf", add_charter },
        { "register", add_register },
    };

    assert(page);
    for (size_t i = 0; i < ARRAY_LEN(pages); i++) {
        if (span_eq(name, span_str(pages[i].name))) {
            /* Lines of Chinese cannot be stretched to the margin. */
            text_add_str(page, ".ad l\n");
            pages[i].write(page);
            return true;
        }
    }
    return false;
}
