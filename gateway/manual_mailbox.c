/* The manual's word on fetching mail by IMAP. */
#include <assert.h>

#include "manual.h"

void manual_add_mailbox(struct text *to)
{
    assert(to);
    text_add_str(
        to,
        ".SH THE MAILBOX\n"
        "With source.kind = \"imap\" a process of its own fetches mail.  It "
        "has the mailbox's password, the spool and a name service, and "
        "nothing else: no database, no other file, no other port.  It lives "
        "for one session and is started anew when that ends, after 5 seconds, "
        "doubled up to 15 minutes while it fails, or after an hour when user "
        "or password are refused, and before that as soon as "
        "source.password_file has changed.  The server's certificate must be "
        "valid for "
        "source.host before anything is said.\n.PP\n"
        "source.auth says how it logs in: plain (AUTHENTICATE PLAIN), login "
        "(the LOGIN command) or xoauth2, where source.password_file holds the "
        "access token.  Nothing here renews a token: whatever gets it writes "
        "it into a new file and renames that over the old one.  The file is "
        "read at each login; a session outlives the token that opened it.  "
        "No way is tried but the one that is set, and one the server does not "
        "offer is said to be missing.\n.PP\n"
        "New mail in the first of source.folders is told by the server (IDLE, "
        "renewed at every source.poll) and is on disk within a second; the "
        "other folders are looked at every source.poll, and so is the first.  "
        "Messages are read by UID with BODY.PEEK, octet for octet, in pieces, "
        "and only when they are safe on disk are they flagged or moved "
        "(source.after).  Nothing is ever deleted or expunged.  Where the "
        "server cannot move they are flagged.  Equal octets in two folders, "
        "or after the server has numbered its mail anew, are one message.\n"
        ".PP\n.B convoke check \\-\\-online\n"
        "says beforehand whether it will work: it logs in once to this server "
        "and to the one mail leaves by, as the service would, opens each "
        "folder for reading, and looks at the state's folder, the clock, the "
        "disk and the working days; a line each, named by the setting to look "
        "at.  No mail is taken, marked or sent, and no state is made.\n"
        ".PP\nA message over limits.message, or one the server will not give "
        "at the third try, stays there without a mark; the log says so "
        "(source.left), and\n"
        ".B convoke status\ncounts them, tells how the session is and when "
        "all folders were last read to their end.  Of what the server does "
        "not give nothing is here: the digest names it for two weeks, with "
        "its folder and UID.\n"
        ".B convoke receive \\-\\-source\n"
        "looks once and ends; not while\n.B convoke run\ndoes.\n"
        ".SH LARGE MAIL\nOf a message over limits.message, in an IMAP mailbox "
        "or in a Maildir, the header alone is taken in (at most 60 KB), below "
        "a first field X\\-Convoke\\-Head\\-Of with its octets.  It is "
        "recorded as quarantined with its true size, stands in the digest "
        "until somebody has seen it, and its sender is told once what was too "
        "large and what to do (mail.large), by the rules of any answer.  The "
        "message itself stays in the mailbox; in a Maildir it is moved to "
        "refused/ beside new/, which nobody but you empties.  To\n"
        ".B convoke receive\nwith a message a mail system gets 65 and returns "
        "it to its sender; then nothing of it is kept.\n");
}

const struct manual_decision manual_mailbox_decisions[] = {
    { "Mail on the server",
      "Fetched mail is marked \\Seen, so that a person who opens the mailbox "
      "sees what is new. Convoke itself never looks at that mark: what has "
      "been fetched is known by folder and UID and, when the server numbers "
      "anew, by its octets. A person who reads a mail first takes nothing "
      "away from it." },
    { "A check of the servers",
      "check --online ends with 78 whatever is wrong, a server that is down "
      "included: it answers whether this configuration works here and now, "
      "and what to look at stands in its lines. Of a wrong password it makes "
      "one failed login, as many as the service would." },
    { "A refused login",
      "Providers lock mailboxes after a few wrong passwords, so that a refusal "
      "costs one try an hour. A changed password file is a person's or a token "
      "helper's word that there is something new to try: it counts at once, "
      "for the way out as well." },
    { "The order of a fetch",
      "Durable here, then marked there, then remembered as done. Dying between "
      "two of these fetches a message again and finds that it is there." },
    { "A mail over the limit",
      "Its header is enough to record who wrote, when and about what, and to "
      "answer him; so it goes the way of any message, known by the hash of "
      "what is kept. That is the same however often the mail is found, so it "
      "is answered once. The field with its size is believed as the first of "
      "a message alone: mail servers put their own fields above whatever a "
      "sender writes. What was in the mail counts as not received: no "
      "deadline is met or moved by it, and the secretariat, who sees its "
      "receipt instant, may decide otherwise. No code of the catalogue says "
      "this without saying something wrong beside it, hence mail.large." },
    { "A mail the server does not give",
      "Three tries, then it is left for good and told in the digest: a "
      "message that can never be read must not keep all mail behind it from "
      "counting as read." },
};

const size_t manual_mailbox_decisions_n = ARRAY_LEN(manual_mailbox_decisions);
