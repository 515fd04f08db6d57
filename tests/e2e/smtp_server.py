"""A little SMTP server that does at each stage what a test tells it to.

    with Server(mail="t451") as server:
        ... connect to localhost:server.port ...
    server.transcript   lines received, letters as ("letter", octets)

Actions, for the stages greeting, helo, tls, auth, mail, rcpt, data, dot:
see ACTIONS below; a list gives one action for each time, the last one stays.
An action that begins with a digit is the reply itself. `offers` are further
words of the EHLO reply ("DSN", "SMTPUTF8"), `refusals` what the RCPT of a
domain is told.
"""
import os
import re
import socket
import ssl
import struct
import threading
import time

CERTIFICATES = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                            "certificates")
GOOD = {
    "greeting": b"220 mock ESMTP\r\n",
    "tls": b"220 2.0.0 go ahead\r\n",
    "auth": b"235 2.7.0 welcome\r\n",
    "mail": b"250 2.1.0 ok\r\n",
    "rcpt": b"250 2.1.5 ok\r\n",
    "data": b"354 go\r\n",
    "dot": b"250 2.0.0 queued as ABC123\r\n",
    "rset": b"250 2.0.0 ok\r\n",
}
ACTIONS = {
    "odd2": b"299 2.0.0 fine\r\n",
    "three": b"334 more\r\n",
    "t451": b"451 4.3.0 try later\r\n",
    "t421": b"421 4.3.2 closing\r\n",
    "p550": b"550 5.1.1 no such user\r\n",
    "p554": b"554-5.7.1 policy\r\n554 5.7.1 and more of it\r\n",
    "p530": b"530 5.7.0 authentication required\r\n",
    "p535": b"535 5.7.8 bad credentials\r\n",
    "garbage": b"hello \0 world\r\n",
    "drop": None, "reset": None, "cut": None, "silence": None, "drip": None,
    "flood": None, "inject": None, "xoauth2": None, "leave": None,
}


class Gone(Exception):
    pass


class Server:
    def __init__(self, implicit=False, pipelining=False, certificate="good",
                 starttls=True, keep=True, offers=(), **actions):
        self.implicit = implicit  # TLS from the first octet
        self.starttls = starttls
        self.pipelining = pipelining
        self.certificate = certificate
        self.keep = keep          # False: closes after each letter
        self.actions = actions
        self.offers = list(offers)
        self.refusals = {}        # by domain
        self.refused = set()      # addresses nobody has, whatever `rcpt` says
        self.transcript = []
        self.connections = 0
        self.letters = []
        self.ahead = []           # what stood behind each dot already
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.socket.listen(50)
        self.port = self.socket.getsockname()[1]
        self.over = threading.Event()
        self.threads = []

    def __enter__(self):
        thread = threading.Thread(target=self.accept, daemon=True)
        thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        # shutdown wakes the accepting thread
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        for thread in self.threads:
            thread.join(5)

    def accept(self):
        while True:
            try:
                peer, _ = self.socket.accept()
            except OSError:
                return
            self.connections += 1
            thread = threading.Thread(target=self.serve, args=(peer,),
                                      daemon=True)
            self.threads.append(thread)
            thread.start()

    def serve(self, peer):
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        peer.settimeout(20)
        session = Session(self, peer)
        try:
            session.run()
        except (Gone, OSError, ssl.SSLError):
            pass
        finally:
            session.peer.close()

    def action(self, stage):
        wanted = self.actions.get(stage, "ok")
        if isinstance(wanted, list):
            return wanted.pop(0) if len(wanted) > 1 else wanted[0]
        return wanted


class Session:
    def __init__(self, server, peer):
        self.server = server
        self.peer = peer
        self.file = peer.makefile("rb")
        self.secure = False

    def wrap(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(os.path.join(
            CERTIFICATES, self.server.certificate + ".pem"))
        self.peer = context.wrap_socket(self.peer, server_side=True)
        self.file = self.peer.makefile("rb")
        self.secure = True

    def wait(self, seconds=20):
        """Until the client leaves or the test is over."""
        self.peer.settimeout(0.02)
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self.server.over.is_set():
            try:
                if not self.peer.recv(4096):
                    raise Gone
            except socket.timeout:
                pass
        raise Gone

    def act(self, stage):
        """True when the reply was the good one (2xx or 3xx as it should)."""
        action = self.server.action(stage)
        if action == "ok":
            self.peer.sendall(self.good(stage))
            return True
        if action == "leave":
            self.peer.sendall(self.good(stage))
            raise Gone
        if action == "drop":
            raise Gone
        if action == "reset":
            self.peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                 struct.pack("ii", 1, 0))
            raise Gone
        if action == "cut":
            self.peer.sendall(b"250 o")
            raise Gone
        if action == "silence":
            self.wait()
        if action == "drip":
            while not self.server.over.wait(0.03):
                self.peer.sendall(b"2")
            raise Gone
        if action == "flood":
            while not self.server.over.is_set():
                self.peer.sendall(b"250-" + b"x" * 500 + b"\r\n")
            raise Gone
        if action == "inject":
            self.peer.sendall(self.good(stage) + b"250-injected\r\n"
                              b"250 AUTH PLAIN LOGIN\r\n")
            return True
        if action == "xoauth2":
            self.peer.sendall(b"334 eyJzdGF0dXMiOiI0MDEifQ==\r\n")
            self.read()
            self.peer.sendall(ACTIONS["p535"])
            return False
        said = action.encode() + b"\r\n" if action[0].isdigit() else \
            ACTIONS[action]
        self.peer.sendall(said)
        if said.startswith(b"421"):
            raise Gone
        return action == "odd2" and stage != "data"

    def good(self, stage):
        if stage != "helo":
            return GOOD[stage]
        lines = [b"mock", b"8BITMIME", b"SIZE 52428800"]
        if self.server.pipelining:
            lines.append(b"PIPELINING")
        lines += [one.encode() for one in self.server.offers]
        if self.server.starttls and not self.secure:
            lines.append(b"STARTTLS")
        lines.append(b"AUTH PLAIN LOGIN XOAUTH2")
        return b"".join(b"250-" + line + b"\r\n" for line in lines[:-1]) + \
            b"250 " + lines[-1] + b"\r\n"

    def read(self):
        line = self.file.readline()
        if not line:
            raise Gone
        self.server.transcript.append(line.decode("latin-1").rstrip("\r\n"))
        return line

    def peek(self):
        """What has come and was not read."""
        before = self.peer.gettimeout()
        self.peer.settimeout(0)
        try:
            return self.file.peek(1)
        except OSError:
            return b""
        finally:
            self.peer.settimeout(before)

    def read_letter(self):
        octets = bytearray()
        while True:
            line = self.file.readline()
            if not line:
                self.server.transcript.append(("cut short", bytes(octets)))
                raise Gone
            if line == b".\r\n":
                break
            octets += line[1:] if line.startswith(b".") else line
        octets = bytes(octets)
        self.server.ahead.append(self.peek())
        self.server.letters.append(octets)
        self.server.transcript.append(("letter", octets))

    def auth(self, words):
        if words[1:2] == [b"LOGIN"]:
            for prompt in (b"334 VXNlcm5hbWU6\r\n", b"334 UGFzc3dvcmQ6\r\n"):
                self.peer.sendall(prompt)
                self.read()
        self.act("auth")

    def refusal(self, line):
        found = re.search(rb"<([^>]*)>", line)
        mail = found.group(1).decode() if found else ""
        if mail in self.server.refused:
            return ACTIONS["p550"]
        said = self.server.refusals.get(mail.rpartition("@")[2])
        return said and said.encode() + b"\r\n"

    def run(self):
        if self.server.implicit:
            self.wrap()
        self.act("greeting")
        mail = rcpt = False
        while True:
            line = self.read()
            words = line.split()
            verb = words[0].upper() if words else b""
            if verb == b"EHLO":
                # after STARTTLS the second EHLO is always answered
                if self.secure and not self.server.implicit:
                    self.peer.sendall(self.good("helo"))
                else:
                    self.act("helo")
            elif verb == b"STARTTLS":
                if self.act("tls"):
                    self.wrap()
            elif verb == b"AUTH":
                self.auth(words)
            elif verb == b"MAIL":
                rcpt = False
                mail = self.act("mail")
            elif verb == b"RCPT" and mail and self.refusal(line):
                self.peer.sendall(self.refusal(line))
            elif verb == b"RCPT" and mail:
                rcpt = self.act("rcpt")
            elif verb == b"DATA" and (rcpt or "always" in self.server.actions):
                if self.act("data"):
                    self.read_letter()
                    mail = rcpt = False
                    self.act("dot")
                    if not self.server.keep:
                        raise Gone
            elif verb == b"RSET":
                mail = rcpt = False
                self.act("rset")
            elif verb == b"QUIT":
                self.peer.sendall(b"221 bye\r\n")
                raise Gone
            elif verb in (b"RCPT", b"DATA"):
                self.peer.sendall(b"503 5.5.1 no valid recipients\r\n")
            else:
                self.peer.sendall(b"502 5.5.2 what\r\n")


def ends_of_letter(octets):
    """How many letters a server sees that takes any CR, LF or CRLF."""
    return len(re.findall(rb"(?:\r\n|\r|\n)\.(?=\r\n|\r|\n)", octets))
