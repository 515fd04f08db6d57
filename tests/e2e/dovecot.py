"""A Dovecot of the test's own: configuration, certificate and mailboxes in a
folder of its own, on two loopback ports, gone when the test is over.

    dovecot.unavailable()          why it cannot run here, or None
    with Dovecot(["a@example.cn"]) as server:
                                   server.port (STARTTLS), server.tls_port
        server.user = …            whose mailbox the calls below mean
        server.append("INBOX", octets, flags="")
        server.flags("INBOX")      {uid: flags}
        server.restart(certificate="expired")
        server.log()
        server.token(seconds)      a bearer token for XOAUTH2, good for so long
        server.said(user)          the commands of his sessions, as read

All users have one password; mail is kept in Maildirs.
"""
import base64
import glob
import hashlib
import hmac
import imaplib
import json
import os
import pwd
import re
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import time

from postfix import CERTIFICATES, free_port

BINARY = "/usr/sbin/dovecot"
PASSWORD = "correct horse 密码"

CONFIG = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/dovecot.log
auth_verbose = yes
mail_location = maildir:{folder}/mail/%u
first_valid_uid = 1
first_valid_gid = 1
auth_mechanisms = {mechanisms}
auth_failure_delay = 0
imap_id_log = *
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {folder}/oauth2.conf
}}
passdb {{
  driver = passwd-file
  mechanisms = plain login
  args = scheme=PLAIN {folder}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
ssl = required
ssl_cert = <{folder}/server.pem
ssl_key = <{folder}/server.pem
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
protocol imap {{
  rawlog_dir = {folder}/said/%u
  mail_max_userip_connections = 100
}}
"""

# Tokens are checked here, by a key the test knows (JSON Web Tokens, HS256).
OAUTH2 = """
introspection_mode = local
local_validation_key_dict = fs:posix:prefix={folder}/keys/
username_attribute = email
"""
KEY = b"the key of the test's authority"


def unavailable():
    if os.geteuid() != 0:
        return "Dovecot can only be started by root"
    if not os.path.exists(BINARY):
        return f"{BINARY} is not installed"
    if not os.path.exists("/usr/lib/dovecot/imap"):
        return "dovecot-imapd is not installed"
    return None


def web64(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=")


class Dovecot:
    def __init__(self, users, certificate="good"):
        self.users, self.user = list(users), users[0]
        self.ca = os.path.join(CERTIFICATES, "ca.pem")
        self.port, self.tls_port = free_port(), free_port()
        self.certificate = certificate
        self.mechanisms = "plain login xoauth2"
        self.folder = None

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def configure(self):
        nobody = pwd.getpwnam("nobody")
        os.chmod(self.folder, 0o755)
        os.makedirs(self.path("run"), exist_ok=True)
        os.makedirs(self.path("mail"), exist_ok=True)
        os.chown(self.path("mail"), nobody.pw_uid, nobody.pw_gid)
        for user in self.users:
            os.makedirs(self.path("said", user), exist_ok=True)
            os.chown(self.path("said", user), nobody.pw_uid, nobody.pw_gid)
        self.write("keys/default/HS256/default",
                   base64.b64encode(KEY).decode())
        self.write("oauth2.conf", OAUTH2.format(folder=self.folder))
        shutil.copy(os.path.join(CERTIFICATES, self.certificate + ".pem"),
                    self.path("server.pem"))
        self.write("users", "".join(f"{user}:{PASSWORD}\n"
                                    for user in self.users))
        self.write("dovecot.conf", CONFIG.format(
            folder=self.folder, port=self.port, tls_port=self.tls_port,
            uid=nobody.pw_uid, gid=nobody.pw_gid,
            mechanisms=self.mechanisms))

    def write(self, name, words):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(words)

    def start(self):
        self.configure()
        subprocess.run([BINARY, "-c", self.path("dovecot.conf")], check=True,
                       timeout=30)
        end = time.monotonic() + 15
        while time.monotonic() < end:
            try:
                imaplib.IMAP4("127.0.0.1", self.port, timeout=5).shutdown()
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("dovecot does not answer\n" + self.log())

    def stop(self):
        """By a kill: its own way of stopping takes seconds. Its processes see
        that their master is gone."""
        try:
            with open(self.path("run", "master.pid"), encoding="ascii") as file:
                master = int(file.read())
            children = self.children(master)
            os.kill(master, signal.SIGKILL)
        except (OSError, ValueError):
            return
        for pid in children:
            try:
                os.kill(pid, signal.SIGKILL)
            except OSError:
                pass
        while os.path.exists(f"/proc/{master}") or any(
                os.path.exists(f"/proc/{pid}") for pid in children):
            time.sleep(0.01)
        os.unlink(self.path("run", "master.pid"))

    @staticmethod
    def children(master):
        found = []
        for name in os.listdir("/proc"):
            try:
                with open(f"/proc/{name}/stat", encoding="utf-8") as file:
                    if int(file.read().rsplit(") ", 1)[1].split()[1]) == \
                            master:
                        found.append(int(name))
            except (OSError, ValueError, IndexError):
                continue
        return found

    def restart(self, certificate="good"):
        self.stop()
        self.certificate = certificate
        self.start()

    def __enter__(self):
        # SIGTERM unwinds like an exception, so that nothing is left running
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        self.folder = tempfile.mkdtemp(prefix="convoke-dovecot-")
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def log(self):
        try:
            with open(self.path("dovecot.log"), encoding="utf-8") as file:
                return file.read()
        except OSError:
            return ""

    def token(self, seconds=3600, key=KEY):
        """For `user`, from a minute ago."""
        now = int(time.time())
        parts = [{"alg": "HS256", "typ": "JWT"},
                 {"sub": self.user, "email": self.user, "iat": now - 60,
                  "exp": now + seconds}]
        words = b".".join(web64(json.dumps(part).encode()) for part in parts)
        mac = hmac.new(key, words, hashlib.sha256).digest()
        return (words + b"." + web64(mac)).decode()

    def said(self, user):
        """[[command line]], a list each session."""
        sessions = []
        for name in sorted(glob.glob(self.path("said", user, "*.in")),
                           key=os.path.getmtime):
            with open(name, encoding="utf-8", errors="replace") as file:
                sessions.append(re.findall(
                    r"^(?:[\d.]+ )?\S+ (.*?)\r?$", file.read(), re.M))
        return sessions

    def client(self):
        """Logged in, in the way a person's mail program is."""
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        one = imaplib.IMAP4_SSL("127.0.0.1", self.tls_port,
                                ssl_context=context, timeout=30)
        one.authenticate("PLAIN", lambda _: b"\0" + self.user.encode() + b"\0" +
                         PASSWORD.encode())
        return one

    def create(self, folder):
        with self.client() as one:
            one.create(folder)

    def append(self, folder, *letters, flags="", at=None):
        with self.client() as one:
            for letter in letters:
                told = one.append(
                    folder, flags, at and imaplib.Time2Internaldate(at),
                    letter)
                if told[0] != "OK":
                    raise RuntimeError(str(told))

    def flags(self, folder):
        """{uid: flags} of all there is."""
        found = {}
        with self.client() as one:
            if one.select(folder, readonly=True)[0] != "OK":
                return found
            for item in one.uid("FETCH", "1:*", "(FLAGS)")[1]:
                at = item and re.search(rb"UID (\d+)", item)
                if at:
                    flags = re.search(rb"FLAGS \(([^)]*)\)", item).group(1)
                    found[int(at.group(1))] = flags.decode().replace(
                        "\\Recent", "").strip()
        return found

    def expunge(self, folder, uid):
        with self.client() as one:
            one.select(folder)
            one.uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Deleted)")
            one.uid("EXPUNGE", str(uid))

    def move(self, folder, uid, to, copy=False):
        """As a person does who sorts his mail."""
        with self.client() as one:
            one.select(folder)
            told = one.uid("COPY" if copy else "MOVE", str(uid), to)
            if told[0] != "OK":
                raise RuntimeError(str(told))

    def forget_uids(self):
        """As after a server's accident: every folder gets a new UIDVALIDITY.
        Only while it is stopped."""
        for folder, _, files in os.walk(self.path("mail")):
            for name in files:
                if name.startswith("dovecot"):
                    os.unlink(os.path.join(folder, name))
