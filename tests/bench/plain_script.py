#!/usr/bin/env python3
"""What somebody would write in an afternoon: every message parsed, noted in
SQLite, answered over SMTP.

    plain_script.py MAILDIR DATABASE PORT
"""
import email
import email.policy
import os
import smtplib
import sqlite3
import sys
from email.message import EmailMessage

ANSWER = """您好！

来函收悉。本邮箱由工作组服务系统值守，按主题中方括号内的关键词办理。

This mailbox works by keywords in the subject.
""" * 8


def main():
    folder, database, port = sys.argv[1], sys.argv[2], int(sys.argv[3])
    db = sqlite3.connect(database)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    db.execute("CREATE TABLE message (id TEXT, sender TEXT, subject TEXT,"
               " body TEXT, answered INTEGER)")
    new, cur = os.path.join(folder, "new"), os.path.join(folder, "cur")
    server = smtplib.SMTP("127.0.0.1", port)
    for name in sorted(os.listdir(new)):
        with open(os.path.join(new, name), "rb") as file:
            got = email.message_from_binary_file(file,
                                                 policy=email.policy.default)
        body = got.get_body(("plain", "html"))
        row = db.execute("INSERT INTO message VALUES (?, ?, ?, ?, 0)",
                         (got["Message-ID"], str(got["From"]),
                          str(got["Subject"]),
                          body.get_content() if body else "")).lastrowid
        db.commit()
        answer = EmailMessage()
        answer["From"] = "gw@tc.example"
        answer["To"] = got["From"].addresses[0].addr_spec
        answer["Subject"] = "Re: " + str(got["Subject"])
        answer["In-Reply-To"] = got["Message-ID"]
        answer.set_content(ANSWER)
        answer.add_alternative("<html><body><p>" + ANSWER + "</p></body></html>",
                               subtype="html")
        server.send_message(answer)
        db.execute("UPDATE message SET answered = 1 WHERE rowid = ?", (row,))
        db.commit()
        os.rename(os.path.join(new, name), os.path.join(cur, name + ":2,S"))
    server.quit()


if __name__ == "__main__":
    main()
