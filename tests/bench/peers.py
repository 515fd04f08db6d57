"""Other programs that do like work, when they are installed."""
import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
SCRIPT = os.path.join(HERE, "plain_script.py")
sys.path.insert(0, os.path.join(HERE, "..", "e2e"))
PATHS = os.environ.get("PATH", "") + ":/usr/sbin"


def timed(*commands):
    began = time.monotonic()
    for command in commands:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
    return time.monotonic() - began


def notmuch(folder):
    conf = os.path.join(folder, "notmuch.conf")
    with open(conf, "w", encoding="utf-8") as file:
        file.write("[database]\npath=%s\n[user]\nname=bench\n"
                   "primary_email=gw@tc.example\n[new]\n"
                   "ignore=notmuch.conf\n" % folder)
    return timed(["notmuch", "--config=" + conf, "new", "--quiet"])


def mu(folder):
    home = "--muhome=" + os.path.join(folder, "mu")
    subprocess.run(["mu", "init", home, "--maildir=" + folder], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return timed(["mu", "index", home, "--quiet"])


def indexers():
    return [(name, index) for name, index in (("mu", mu),
                                              ("notmuch", notmuch))
            if shutil.which(name)]


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def wait_for(port):
    for _ in range(200):
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port)).close()
            return
        time.sleep(0.02)
    raise OSError("nothing listens on port %d" % port)


def sink():
    """A context that gives the port of a server that forgets everything."""
    program = shutil.which("smtp-sink", path=PATHS)
    if not program:
        return None

    @contextlib.contextmanager
    def running():
        port = free_port()
        user = ["-u", "nobody"] if os.geteuid() == 0 else []
        child = subprocess.Popen([program] + user +
                                 ["127.0.0.1:%d" % port, "1000"],
                                 stdout=subprocess.DEVNULL,
                                 stderr=subprocess.DEVNULL)
        try:
            wait_for(port)
            yield port
        finally:
            child.terminate()
            child.wait()
    return running


def postfix_unavailable():
    if not shutil.which("smtp-source", path=PATHS):
        return "smtp-source is not installed"
    import postfix as server
    return server.unavailable()


def postfix(n):
    """Seconds from the first connection until n letters lie in a Maildir."""
    import postfix as server
    with server.Postfix() as there:
        began = time.monotonic()
        subprocess.run([shutil.which("smtp-source", path=PATHS), "-s", "8",
                        "-m", str(n), "-l", "3000", "-f", "z@unit.example",
                        "-t", "a@example.cn",
                        "127.0.0.1:%d" % there.open_port], check=True)
        while arrived(there.folder) < n:
            time.sleep(0.02)
        return time.monotonic() - began


def arrived(folder):
    return sum(len(files) for at, _, files in
               os.walk(os.path.join(folder, "mail")) if at.endswith("/new"))
