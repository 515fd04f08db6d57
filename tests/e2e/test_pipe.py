#!/usr/bin/env python3
"""The whole way through a real Postfix: an application arrives by SMTP, goes
through a pipe(8) entry into `convoke receive`, is read and decided by
`convoke run`, and the answer leaves by SMTP (STARTTLS, login) into the
applicant's Maildir. Everything of Convoke's runs as nobody."""
import email
import email.policy
import os
import shutil
import smtplib
import subprocess
import sys
import time

import postfix

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
CONVOKE = os.path.abspath(sys.argv[1])
CONF = """
committee = {{
    name = "示例标委会";  name_en = "Example Committee";
    domain = "example.cn";  address = "gw@example.cn";
    secretariat = [ "b@example.cn" ];
    help = "秘书处";  help_en = "the secretariat";
}};
source = {{ kind = "maildir";  path = "mail/in"; }};
transport = {{
    kind = "smtp";  host = "localhost";  port = {port};  tls = "starttls";
    auth = "plain";  user = "{user}";  password_file = "password";
    ca_file = "ca.pem";
}};
templates = {{ folder = "templates"; }};
"""
failures = []


def check(what, got, want):
    if got != want:
        failures.append(what)
        print(f"FAILED {what}\n  got  {got!r}\n  want {want!r}")


def convoke(folder, *words, **more):
    return subprocess.run([os.path.join(folder, "convoke"), *words],
                          cwd=os.path.join(folder, "tc"), user="nobody",
                          capture_output=True, text=True, timeout=60, **more)


def prepare(server, folder):
    """What nobody may read, wherever the tree lies."""
    os.mkdir(folder, 0o755)
    shutil.copy(CONVOKE, folder)
    subprocess.run([CONVOKE, "init", os.path.join(folder, "tc")], check=True,
                   stderr=subprocess.DEVNULL)
    at = os.path.join(folder, "tc")
    shutil.copytree(os.path.join(ROOT, "templates"),
                    os.path.join(at, "templates"))
    shutil.copy(server.ca, os.path.join(at, "ca.pem"))
    with open(os.path.join(at, "convoke.conf"), "w", encoding="utf-8") as file:
        file.write(CONF.format(port=server.port, user=postfix.USER))
    with open(os.path.join(at, "password"), "w", encoding="utf-8") as file:
        file.write(postfix.PASSWORD)
    os.chmod(os.path.join(at, "password"), 0o600)
    for where, folders, files in os.walk(at):
        for name in [""] + folders + files:
            shutil.chown(os.path.join(where, name), "nobody")


def application():
    name = os.path.join(ROOT, "templates", "demo", "17-application-bare.eml")
    with open(name, "rb") as file:
        return file.read().replace(b"info@empty.example", b"a@example.cn")


def test_round_trip(server, folder):
    prepare(server, folder)
    run = convoke(folder, "check")
    check("the configuration", run.stderr.strip().endswith("no errors"), True)
    service = subprocess.Popen(
        [os.path.join(folder, "convoke"), "run"],
        cwd=os.path.join(folder, "tc"), user="nobody", text=True,
        stderr=subprocess.PIPE)
    try:
        with smtplib.SMTP("127.0.0.1", server.open_port) as smtp:
            smtp.sendmail("a@example.cn", ["gw@example.cn"], application())
        answers = server.wait_for("a@example.cn", 1, 60)
    finally:
        service.terminate()
        log = service.communicate(timeout=60)[1]
    check("one answer", len(answers), 1)
    if not answers:
        print(log, server.log())
        return
    answer = email.message_from_bytes(answers[0], policy=email.policy.default)
    check("what it is", answer["X-Convoke-Notice"].split(";")[0],
          "app.incomplete")
    check("to whom", answer["To"].addresses[0].addr_spec, "a@example.cn")
    check("answers the application", answer["In-Reply-To"],
          "<17-application-bare@empty.example>")
    check("has the form", [p.get_content_subtype().endswith(
        "wordprocessingml.document") for p in answer.iter_attachments()],
          [True])
    check("it left sent", "sent" in convoke(
        folder, "list", "outbox").stdout, True)
    check("the service ended well", service.returncode, 0)


def test_trouble_means_again(server, folder):
    """A state that cannot be written is our trouble: Postfix keeps the mail
    and tries again until it can."""
    state = os.path.join(folder, "tc", "state", "spool", "new")
    os.chmod(state, 0o500)
    with smtplib.SMTP("127.0.0.1", server.open_port) as smtp:
        smtp.sendmail("a@example.cn", ["gw@example.cn"], application().replace(
            b"17-application-bare@", b"second@"))
    end = time.monotonic() + 30
    while "status=deferred" not in server.log() and time.monotonic() < end:
        time.sleep(0.1)
    check("deferred", "status=deferred" in server.log(), True)
    os.chmod(state, 0o700)
    end = time.monotonic() + 30
    while not os.listdir(state) and time.monotonic() < end:
        time.sleep(0.1)
    check("then there", len(os.listdir(state)), 1)


def main():
    why = postfix.unavailable()
    if why:
        print("skipped: " + why)
        return 77
    server = postfix.Postfix(pipes={
        "gw@example.cn": "flags=R user=nobody argv={folder}/gateway/convoke "
                         "-c {folder}/gateway/tc/convoke.conf receive"})
    with server:
        folder = server.path("gateway")
        test_round_trip(server, folder)
        test_trouble_means_again(server, folder)
    print(f"through a pipe and back: {len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
