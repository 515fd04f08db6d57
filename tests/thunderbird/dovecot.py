"""A Dovecot of the show's own: one loopback port, IMAP without TLS, Maildirs
that a Postfix delivers into, one password for everybody.

    dovecot.unavailable()              why it cannot run here, or None
    with Dovecot(mail, user) as imap:  imap.port
"""
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time

PROGRAM = "/usr/sbin/dovecot"
PASSWORD = "open-sesame"
# The mailboxes lie where `virtual` put them: MAIL/ADDRESS.
CONF = """
base_dir = {folder}/run
state_dir = {folder}/state
instance_name = convoke-show
log_path = {folder}/log
listen = 127.0.0.1
protocols = imap
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:{mail}/%u
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home/%u
}}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
namespace inbox {{
  inbox = yes
  mailbox Sent {{
    auto = subscribe
    special_use = \\Sent
  }}
  mailbox Trash {{
    auto = subscribe
    special_use = \\Trash
  }}
}}
"""


def unavailable():
    if os.geteuid() != 0:
        return "Dovecot is started by root here"
    if not os.path.exists(PROGRAM):
        return PROGRAM + " is not installed (dovecot-imapd)"
    return None


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Dovecot:
    def __init__(self, mail, user="nobody"):
        self.mail, self.user = mail, pwd.getpwnam(user)
        self.port, self.folder, self.process = free_port(), None, None

    def log(self):
        try:
            with open(os.path.join(self.folder, "log"), encoding="utf-8",
                      errors="replace") as file:
                return file.read()
        except OSError:
            return ""

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="convoke-dovecot-")
        os.chmod(self.folder, 0o755)
        os.mkdir(os.path.join(self.folder, "home"))
        shutil.chown(os.path.join(self.folder, "home"), self.user.pw_uid)
        conf = os.path.join(self.folder, "dovecot.conf")
        with open(conf, "w", encoding="utf-8") as file:
            file.write(CONF.format(
                folder=self.folder, mail=self.mail, port=self.port,
                password=PASSWORD, uid=self.user.pw_uid,
                gid=self.user.pw_gid))
        self.process = subprocess.Popen([PROGRAM, "-F", "-c", conf])
        try:
            self.wait_port()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def wait_port(self):
        end = time.monotonic() + 15
        while time.monotonic() < end and self.process.poll() is None:
            try:
                with socket.create_connection(("127.0.0.1", self.port), 5) \
                        as one:
                    if one.recv(200).startswith(b"* OK"):
                        return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("dovecot does not answer\n" + self.log())
