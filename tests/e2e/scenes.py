"""What an office received, as the scenes of a play (convoke replay).

scenes(office)    the messages, each saying when it came and, where it answers
                  a mail of Convoke's, which one: tokens and Message-IDs are
                  other ones in another state
replayed(office)  what a fresh state with the same register, charter and
                  settings sends when they are played: rows of its timeline
"""
import json
import os
import shutil
import subprocess
import tempfile


def scene(when, raw, mails):
    """`mails`: those that had left by then."""
    head = f"X-Convoke-Received: {when.isoformat()}\r\n"
    for mail in reversed(mails):
        known = [(mail.message_id.encode(), b"@MESSAGE-ID@")]
        if mail.token:
            known.append((mail.token.encode(), b"@TOKEN@"))
        if not any(word in raw for word, _ in known):
            continue
        for word, name in known:
            raw = raw.replace(word, name)
        head += (f"X-Convoke-Answers: {mail.code} {mail.to[0]} "
                 f"{mail.object}\r\n")
        break
    return head.encode() + raw


def scenes(office):
    return [scene(when, raw, office.mails[:n])
            for when, raw, n in office.received]


def replayed(office, until):
    folder = tempfile.mkdtemp(prefix="convoke-e2e-")
    home, played = (os.path.join(folder, name) for name in ("tc", "scenes"))
    conf = os.path.join(home, "convoke.conf")
    start = ["-c", conf, "--now", office.start.isoformat()]
    os.mkdir(played)
    for i, raw in enumerate(scenes(office)):
        with open(os.path.join(played, f"{i:05d}.eml"), "wb") as f:
            f.write(raw)
    subprocess.run([office.convoke, "-q", "init", home], check=True)
    for name in ("convoke.conf", "charter.conf"):
        shutil.copy(os.path.join(office.home, name), home)
    for what in [("register", office.register)] + office.imported:
        subprocess.run([office.convoke, "-q"] + start + ["import", *what],
                       check=True)
    done = subprocess.run([office.convoke, "-q", "--json"] + start +
                          ["replay", played, "--until", until],
                          capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    shutil.rmtree(folder)
    return [json.loads(line) for line in done.stdout.splitlines()]
