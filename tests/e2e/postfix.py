"""A Postfix of the test's own: configuration, queue, certificates and users in
a folder of its own, on one loopback port, gone when the test is over.

    postfix.unavailable()          why it cannot run here, or None
    with Postfix() as server:      server.port, server.folder, server.ca
        server.mailbox("a@example.cn")   delivered letters, oldest first
        server.log()

Takes mail for example.cn from logged-in clients under STARTTLS and delivers it
into Maildirs; refused@ is answered 550, later@ 450; mail to gone@ is taken and comes
back (RFC 3461 and 3464, pipelining and SMTPUTF8 are offered). With `pipes` an address is
handed to a program instead:

    Postfix(pipes={"wg5@example.cn": "user=nobody argv=/x/convoke receive"})

The text after the address is what master.cf's pipe(8) entry takes, {folder}
stands for the server's folder, and braces are written double. `open_port` takes
mail for all of them without login, as from the outside. With `everybody` mail to
any address is delivered, all of it into the mailbox "everybody".
"""
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

CERTIFICATES = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                            "certificates")
DAEMONS = "/usr/lib/postfix/sbin"
USER, PASSWORD = "wg5", "correct horse 密码"
NEEDED = ["/usr/sbin/postfix", "/usr/sbin/saslpasswd2", DAEMONS + "/master"]

MAIN = """
compatibility_level = 3.6
myhostname = localhost
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks =
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = {daemons}
mail_owner = postfix
setgid_group = postdrop
maillog_file = {folder}/mail.log
maillog_file_prefixes = {folder}
virtual_mailbox_domains = example.cn
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = texthash:{folder}/config/mailboxes
virtual_minimum_uid = 1
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_mailbox_limit = 0
recipient_delimiter = +
message_size_limit = 52428800
transport_maps = texthash:{folder}/config/routes
smtpd_tls_chain_files = {folder}/config/server.pem
smtpd_tls_auth_only = yes
smtpd_sasl_type = cyrus
smtpd_sasl_path = smtpd
smtpd_sasl_local_domain = example.cn
cyrus_sasl_config_path = {folder}/config/sasl
smtpd_recipient_restrictions =
    check_recipient_access texthash:{folder}/config/recipients,
    permit_sasl_authenticated, reject
smtpd_delay_reject = yes
notify_classes =
queue_run_delay = 5s
minimal_backoff_time = 5s
maximal_backoff_time = 5s
"""
# Whoever is written to in the whole world, in one mailbox.
EVERYBODY = """
virtual_mailbox_domains = static:here
virtual_mailbox_maps = static:everybody/
"""
MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
    -o smtpd_tls_security_level=encrypt
    -o smtpd_sasl_auth_enable=yes
127.0.0.1:{open_port} inet n - n - - smtpd
    -o smtpd_tls_security_level=none
    -o smtpd_recipient_restrictions=permit_auth_destination,reject
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
gone unix - n n - 1 pipe user=nobody argv=/bin/sh -c {{exit 67}}
postlog unix-dgram n - n - 1 postlogd
"""
SASL = """pwcheck_method: auxprop
auxprop_plugin: sasldb
sasldb_path: {folder}/config/sasldb
mech_list: PLAIN LOGIN
"""
RECIPIENTS = """refused@example.cn 550 5.1.1 no such member
later@example.cn 450 4.2.0 come back later
"""
GONE = "gone@example.cn gone:\n"


def unavailable():
    if os.geteuid() != 0:
        return "Postfix can only be started by root"
    for path in NEEDED:
        if not os.path.exists(path):
            return f"{path} is not installed"
    return None


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Postfix:
    def __init__(self, mailboxes=("a@example.cn", "b@example.cn"),
                 pipes=None, everybody=False):
        self.ca = os.path.join(CERTIFICATES, "ca.pem")
        self.mailboxes = list(mailboxes)
        self.pipes = pipes or {}
        self.everybody = everybody
        self.port, self.open_port = free_port(), free_port()
        self.folder = None

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def write(self, name, text, mode=0o644):
        path = self.path("config", name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, mode)

    def configure(self):
        nobody = pwd.getpwnam("nobody")
        mail = pwd.getpwnam("postfix")
        names = {"folder": self.folder, "daemons": DAEMONS,
                 "uid": nobody.pw_uid, "gid": nobody.pw_gid,
                 "port": self.port, "open_port": self.open_port}
        os.chmod(self.folder, 0o755)
        for name in ("config", "queue", "data", "mail"):
            os.mkdir(self.path(name), 0o755)
        os.chown(self.path("data"), mail.pw_uid, mail.pw_gid)
        os.chown(self.path("mail"), nobody.pw_uid, nobody.pw_gid)
        master, routes = MASTER.format(**names), GONE
        for number, (address, entry) in enumerate(self.pipes.items()):
            master += f"pipe{number} unix - n n - 1 pipe "
            master += entry.format(**names) + "\n"
            routes += f"{address} pipe{number}:\n"
        boxes = "".join(f"{one} {one}/\n" for one in
                        self.mailboxes + list(self.pipes) +
                        ["gone@example.cn"])
        self.write("main.cf", MAIN.format(**names) +
                   (EVERYBODY if self.everybody else ""))
        self.write("master.cf", master)
        self.write("routes", routes)
        self.write("mailboxes", boxes)
        self.write("recipients", RECIPIENTS)
        self.write("sasl/smtpd.conf", SASL.format(**names))
        shutil.copy(os.path.join(CERTIFICATES, "good.pem"),
                    self.path("config", "server.pem"))
        subprocess.run(["/usr/sbin/saslpasswd2", "-p", "-c", "-f",
                        self.path("config", "sasldb"), "-u", "example.cn",
                        USER], input=PASSWORD.encode(), check=True)
        os.chown(self.path("config", "sasldb"), mail.pw_uid, mail.pw_gid)

    def use(self, certificate):
        """Another certificate from now on."""
        shutil.copy(os.path.join(CERTIFICATES, certificate + ".pem"),
                    self.path("config", "server.pem"))
        self.command("reload")

    def command(self, *words):
        return subprocess.run(
            ["/usr/sbin/postfix", "-c", self.path("config"), *words],
            capture_output=True, text=True, timeout=60)

    def __enter__(self):
        # SIGTERM unwinds like an exception, so that nothing is left running
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        self.folder = tempfile.mkdtemp(prefix="convoke-postfix-")
        try:
            self.configure()
            run = self.command("start")
            if run.returncode != 0:
                raise RuntimeError("postfix start: " + run.stderr +
                                   self.log())
            self.wait_port()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.command("abort")
        pid = self.path("queue", "pid", "master.pid")
        end = time.monotonic() + 10
        while os.path.exists(pid) and time.monotonic() < end:
            try:
                with open(pid, encoding="ascii") as file:
                    os.kill(int(file.read()), 0)
            except (OSError, ValueError):
                break
            time.sleep(0.05)
        shutil.rmtree(self.folder, ignore_errors=True)

    def wait_port(self):
        end = time.monotonic() + 15
        while time.monotonic() < end:
            try:
                with socket.create_connection(("127.0.0.1", self.port), 5) \
                        as one:
                    if one.recv(100).startswith(b"220"):
                        return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("postfix does not answer\n" + self.log())

    def hello(self):
        """What EHLO is answered on the port for logged-in clients."""
        with socket.create_connection(("127.0.0.1", self.port), 5) as one:
            file = one.makefile("rwb")
            file.readline()
            file.write(b"EHLO test.example\r\nQUIT\r\n")
            file.flush()
            return file.read().decode()

    def settled(self, seconds=60):
        """Waits until nothing is under way."""
        end = time.monotonic() + seconds
        while any(files for name in ("maildrop", "incoming", "active",
                                     "deferred")
                  for _, _, files in os.walk(self.path("queue", name))):
            if time.monotonic() > end:
                raise RuntimeError("mail is still queued\n" + self.log())
            time.sleep(0.01)

    def log(self):
        try:
            with open(self.path("mail.log"), encoding="utf-8") as file:
                return file.read()
        except OSError:
            return ""

    def mailbox(self, address):
        folder = self.path("mail", address, "new")
        if not os.path.isdir(folder):
            return []
        letters = []
        for name in sorted(os.listdir(folder)):
            with open(os.path.join(folder, name), "rb") as file:
                letters.append(file.read())
        return letters

    def wait_for(self, address, count, seconds=20):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if len(self.mailbox(address)) >= count:
                break
            time.sleep(0.05)
        return self.mailbox(address)
