/* What convoke(1) tells in prose, one section after another. */
#include <assert.h>

#include "manual.h"

static void add_clock(struct text *to)
{
    text_add_str(
        to,
        ".SH THE CLOCK\n"
        "What is due depends on the clock, so the clock is watched whenever "
        "it is used.  The machine counts the time since it was started, sleep "
        "included, and nobody sets that count.  A clock that leaves it by "
        "more than two minutes has been set.  From then on mail is received "
        "and kept, but nothing is decided, reminded of, flagged or sent; the "
        "log says so once (clock.suspect), and so do\n.B convoke status\nand "
        "the service manager.\n.PP\nIt goes on by itself when the clock is "
        "back where it was, or when the kernel says that a time server has "
        "set it (adjtimex(2); a unit with ProtectClock= may not ask).  "
        "Otherwise a person says that the time is right:\n"
        ".B convoke clock trust.\n"
        "No word counts for a time before the day the program was built or "
        "more than five years after the last one known.  That last time is "
        "kept in the state once a minute, so neither a restart of the service "
        "nor one of the machine makes a wrong clock right.\n.PP\nA command "
        "with\n.B \\-\\-now\nis not watched: the time is a person's word.  "
        "Without it\n.B tick\nand\n.B deliver\nend with 75 while the clock is "
        "suspect.\n");
}

static void add_exports(struct text *to)
{
    text_add_str(
        to,
        ".SH EXPORTS\n"
        "The ending of FILE says how: .xlsx is a workbook whose text cells "
        "stay text (a code of 18 digits keeps its digits, nothing is ever a "
        "formula), with a frozen heading and a filter; .csv is UTF\\-8 with "
        "a BOM and CRLF, as Excel wants it, and a cell that a spreadsheet "
        "would calculate begins with a quote; .jsonl and .json are JSON "
        "Lines.  The file is replaced as a whole or not at all; a new one is "
        "readable by its owner alone.  It belongs to whoever gives the "
        "command, also when a running service answers it.\n"
        ".PP\n\\fBconvoke export\\fR \\fIGROUP FILE\\fR.ics (\\fBcalendar\\fR "
        "instead of the group: all of them) is a calendar to open or to put "
        "where programs subscribe to it: meetings from 90 days ago to 400 "
        "days ahead, those called off as cancelled, and the charter's days "
        "before each plenary to come (plan, notice, contributions) as "
        "all\\-day "
        "events.  It names nobody who is invited, and its events are the same "
        "as in the invitations (UID).\n"
        ".PP\n\\fBconvoke export case\\fR \\fIID FILE\\fR.zip holds all "
        "that is on record about a flag (M07/ABS/WG5\\-2026\\-P1), an exit "
        "(exit:3) or a unit's flags and exits (M07): the mails that came in "
        "and left, octet for octet, decisions with the hashes of the audit "
        "trail, each version of the evidence, attendance, answers, reasons "
        "and dues as sheets, a manifest, SHA256SUMS, and README.txt, which "
        "says in Chinese and English how to check all of it.  A mail that did "
        "something for other units, too, and lists that name them stand there "
        "with their SHA\\-256 and the unit's own lines alone.  The same case "
        "gives the same octets; nothing is ever written over.\n"
        ".PP\n\\fBconvoke export evidence\\fR \\fIID FILE\\fR.pdf (or .txt) is "
        "the newest evidence of a flag as it went out with its notices: "
        "pages for people outside, or the same as text.\n"
        ".PP\n\\fBconvoke explain\\fR prints the same on a page; "
        "\\fBconvoke explain M07/WG5\\-2026\\-P1\\fR says why a unit's "
        "plenary counts as it does.\n");
}

static void add_attendance(struct text *to)
{
    text_add_str(
        to,
        ".SH ATTENDANCE\n.B convoke import attendance\n\\fIFILE\\fR reads the "
        "sign-in list of a plenary as CSV (UTF\\-8, UTF\\-16, GB18030) or "
        "XLSX; "
        "the file's name holds the meeting's number (WG5\\-2026\\-P1.csv). The "
        "group secretary may send the same by mail, subject [签到导入] and the "
        "number.\nThe columns are headed unit, person, role, mode, signin_time "
        "(单位, 姓名, 身份, 参会方式, 签到时间) in any order; unit and "
        "signin_time are needed. A unit is named by its id, its "
        "统一社会信用代码 or its name; the leader and deputies sign as 组长 "
        "and "
        "副组长. One unclear line refuses the list; the same list again "
        "changes "
        "nothing; another one, until the meeting is closed, counts anew. Who "
        "was "
        "absent without a reason is asked by mail and has until 24:00 of the "
        "third working day after it.\n");
}

static void add_dues(struct text *to)
{
    text_add_str(
        to,
        ".SH BOUNCES\nA delivery report counts when it gives back a "
        "Message\\-ID of ours and names a recipient of that very mail; others "
        "are counted.  5.x.x, and 4.x.x after 72 hours, make the delivery "
        "refused, and the address gets nothing more until another contact or "
        "representative is registered, the secretariat answers bounce.alert "
        "with 恢复投递, or\n"
        ".B convoke outbox resume\n\\fIADDRESS\\fR is run.  Mails for it are "
        "held meanwhile (see\n.BR \"convoke list outbox\" ),\nexcept answers "
        "to "
        "what came from there.  Codes about the mail itself (5.7.x, 5.6.x, "
        "sizes, a full mailbox) silence nobody.  A server that knows no such "
        "recipient while it is written to (5.1.1 and kin) counts as well.  The "
        "committee's own mailboxes are never silent.\n"
        ".SH DUES\n.B convoke import dues\n\\fIFILE\\fR reads the ledger of "
        "dues as CSV (UTF\\-8, UTF\\-16, GB18030) or XLSX; the dues clerk may "
        "send the same by mail, subject [会费导入].  A line "
        "as_of=2026\\-06\\-21 "
        "comes first, then the heads year, unit, amount, status, value_date, "
        "ref (年度, 单位, 金额, 状态, 到账日期, 凭证号) in any order; "
        "a column due (缴费截止日期) holds the day of the bill where it is not "
        "30 June.  A unit is named by its id, its 统一社会信用代码 or its "
        "name.  The status is unpaid, paid, partial, waived, deferred or "
        "disputed (未缴, 已缴, 部分缴费, 减免, 缓缴, 争议); paid needs a value "
        "date.  One unclear line refuses the file, the same file again "
        "changes nothing.  Units not named keep what the ledger said of them; "
        "a year is billed by the first file that names it.\n");
}

static void add_workdays(struct text *to)
{
    text_add_str(
        to,
        ".SH WORKING DAYS\n.B convoke import workdays\n\\fIFILE\\fR reads "
        "lines of five columns with tabs between them (year, rest or work, "
        "first day, last day, name), or a holiday calendar in ICS as it is "
        "published, in UTF\\-8, UTF\\-16 or GB18030, up to 1 MiB and 5,000 "
        "events.  Of an ICS file those events count whose words say rest (休, "
        "放假, 假期, day off ...) or work (班, 上班, 补班, workday ...), or "
        "whose X\\-APPLE\\-SPECIAL\\-DAY does; the others are passed over, "
        "each named with its line.  An event ends the day before its end, but "
        "on that day in a file in which some event ends on the day it begins.  "
        "Refused are days off that repeat, days of rest and of work at once, "
        "calendars of festivals alone, and what is cut off.\n.PP\nA year of "
        "the file replaces that year; December belongs to the notice of the "
        "year after.\n.B \\-\\-dry\\-run\nshows each day: new, changed, the "
        "same or removed.  Years nobody imported are as shipped, and a year "
        "that is not known follows Monday to Friday.\n.B convoke list "
        "workdays\nshows what holds, and status says to which year.\n");
}

static void add_ahead(struct text *to)
{
    text_add_str(
        to,
        ".SH SEEING AHEAD\n.B convoke preview\nplays the program's own engine "
        "forward from what is stored, within a transaction that is given up: "
        "each mail with its instant, its people, its article and why it leaves "
        "on that day.  Mail that was not decided yet plays no part.  At most "
        "50,000 mails are looked at, 5,000 or two seconds of a running "
        "service; it is said when that was the end.  For people, one row "
        "stands for all mails that say the same of the same thing; "
        "\n.B \\-\\-json\nand\n.B \\-\\-csv\ntell each.\n.PP\nWith\n.B "
        "\\-\\-move\nor\n.B \\-\\-cancel\nonly what changes is told: gone, "
        "moved, new, and impossible: a duty whose new day would be past "
        "already.  The look then goes on to 15 days behind the meeting.\n.PP\n"
        ".B convoke explain\ntakes an obligation (obligation:3), a meeting, a "
        "project, a year or quarter of a group (WG5\\-2026, WG5\\-2026\\-Q1), "
        "an "
        "application, contribution (C\\-2026\\-004), a mail that left "
        "(outbox:17) or came in (message:12).\n"
        ".SH REPLAY\n.B convoke replay\n\\fIDIR\\fR plays the files of a "
        "folder "
        "that end in .eml (all of them when none does), by their instants and "
        "then their names.  An instant is the field X\\-Convoke\\-Received, "
        "else "
        "the first Received.  Between them everything that falls due happens "
        "at its own minute; within one minute what comes in goes first.  The "
        "clock begins at\n.B \\-\\-now\nor with the first message: import the "
        "register with the same\n.B \\-\\-now\nbefore, so that the groups are "
        "known from then on.\n.PP\nA file with the field "
        "X\\-Convoke\\-Answers: CODE RECIPIENT [OBJECT] answers the newest "
        "such "
        "mail: the words @REPLY\\-TO@, @MESSAGE\\-ID@ and @TOKEN@ in it are "
        "filled in from that mail.\n.PP\nA replay really receives, decides and "
        "sends.  It therefore runs only on a state that has no messages and "
        "no mails yet, with transport.kind = \"maildir\" and nothing waiting "
        "in the source, and refuses everything else before it does anything.  "
        "What happened stays to be looked at with list, show and explain.\n");
}

static void add_rest(struct text *to)
{
    text_add_str(
        to, ".SH FILES\n"
            "Without \\fB\\-c\\fR the configuration is $CONVOKE_CONF, "
            "\\fI./convoke.conf\\fR or \\fI/etc/convoke/convoke.conf\\fR.\n"
            ".SH EXIT STATUS\n"
            "As in sysexits(3): 0, 64 usage, 65 data, 66 no input, 69 service "
            "not reachable, 70 internal, 73 cannot create, 74 I/O, 75 try "
            "again, 77 permission, 78 configuration; 1 when a check found "
            "something.\n"
            ".SH ENVIRONMENT\n"
            "CONVOKE_CONF, NO_COLOR, LC_ALL, LC_MESSAGES, LANG.\n");
}

void manual_add_sections(struct text *to)
{
    assert(to);
    add_clock(to);
    manual_add_mailbox(to);
    add_ahead(to);
    add_workdays(to);
    add_attendance(to);
    add_dues(to);
    add_exports(to);
    add_rest(to);
}
