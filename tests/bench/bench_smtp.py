#!/usr/bin/env python3
"""P5 of the performance goals: letters a second through the send processes.

    bench_smtp.py build/convoke [ROUNDS]

Each round, in random order: ours with 1 and 4 sessions and smtp-source with
the same, into smtp-sink; ours with 4 and 16 sessions into a sink whose every
reply is late: by 10 ms without PIPELINING, where a letter is four round trips,
by 20 ms with it, where the next envelope leaves with the dot and a letter is
one; beside sessions ÷ (round trips × latency). Prints medians as a table, then
as JSON Lines. On a busy machine the sinks are later than they mean to be:
what they were is told. No test: nothing fails on a slow machine."""
import json
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

PROBE = os.path.join(os.path.dirname(os.path.abspath(sys.argv[1])), "tests",
                     "sender_probe")
SINK = shutil.which("smtp-sink", path="/usr/sbin:/usr/bin")
SOURCE = shutil.which("smtp-source", path="/usr/sbin:/usr/bin")
SIZE = 3000
# What it is, latency, PIPELINING, round trips, letters a session, the goal
LATE = [("P5 at 10 ms", 0.010, False, 4, 50, 0.95),
        ("P5 pipelined at 20 ms", 0.020, True, 1, 100, 0.8)]


class LateSink:
    """Answers every group of commands `latency` seconds after it came. A
    thread a connection: the loops of asyncio wake up to a millisecond late."""

    def __init__(self, latency, pipelining):
        self.latency, self.pipelining = latency, pipelining
        self.kept = []  # how long each reply was kept back, really
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            peer, _ = self.socket.accept()
            threading.Thread(target=self.serve, args=(peer,),
                             daemon=True).start()

    def answers(self):
        """Is sent octets, yields the replies to what is whole."""
        rest, data = b"", False
        out = b""
        while True:
            rest += yield out
            out = b""
            while True:
                end = rest.find(b"\r\n.\r\n" if data else b"\r\n")
                if end < 0:
                    break
                verb = rest[:4].upper()
                rest = rest[end + (5 if data else 2):]
                if data or verb not in (b"EHLO", b"DATA"):
                    out, data = out + b"250 ok\r\n", False
                elif verb == b"DATA":
                    out, data = out + b"354 go\r\n", True
                else:
                    out += b"250-late\r\n250 PIPELINING\r\n" \
                        if self.pipelining else b"250 late\r\n"

    def serve(self, peer):
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        peer.sendall(b"220 late\r\n")
        answers = self.answers()
        next(answers)
        while True:
            try:
                octets = peer.recv(65536)
            except OSError:
                octets = b""
            came = time.monotonic()
            if not octets:
                peer.close()
                return
            out = answers.send(octets)
            if out:
                time.sleep(max(0, came + self.latency - time.monotonic()))
                peer.sendall(out)
                self.kept.append(time.monotonic() - came)


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def start_sink():
    port = free_port()
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    sink = subprocess.Popen([SINK] + user + [f"127.0.0.1:{port}", "1000"],
                            stdout=subprocess.DEVNULL)
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except OSError:
            time.sleep(0.02)
    return sink, port


def ours(port, sessions, letters, file):
    probe = subprocess.Popen(
        [PROBE, str(sessions), str(port), "-", "/dev/null", "30000"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    probe.stdout.readline()
    probe.stdin.write(f"bench {letters} a@example.cn b@example.cn {file}\n")
    probe.stdin.flush()
    _, sent, seconds = probe.stdout.readline().split()
    probe.stdin.write("quit\n")
    probe.stdin.close()
    probe.wait()
    assert int(sent) == letters, f"{sent} of {letters} sent"
    return letters / float(seconds)


def source(port, sessions, letters):
    began = time.monotonic()
    subprocess.run([SOURCE, "-d", "-s", str(sessions), "-m", str(letters),
                    "-l", str(SIZE), "-f", "a@example.cn", "-t",
                    "b@example.cn", f"127.0.0.1:{port}"], check=True)
    return letters / (time.monotonic() - began)


def main():
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    late = {what: LateSink(latency, pipelining)
            for what, latency, pipelining, *_ in LATE}
    sink, port = start_sink() if SINK else (None, None)
    with tempfile.NamedTemporaryFile() as file:
        file.write(b"Subject: x\r\n\r\n" + b"x" * 70 * (SIZE // 72) + b"\r\n")
        file.flush()
        runs = [(f"{what}, {n} sessions",
                 lambda what=what, n=n, each=each:
                 ours(late[what].port, n, each * n, file.name))
                for what, _, _, _, each, _ in LATE for n in (4, 16)]
        if sink:
            runs += [(f"ours, {n} sessions",
                      lambda n=n: ours(port, n, 2000, file.name))
                     for n in (1, 4)]
        if sink and SOURCE:
            runs += [(f"smtp-source, {n} sessions",
                      lambda n=n: source(port, n, 2000)) for n in (1, 4)]
        rates = {name: [] for name, _ in runs}
        for _ in range(rounds):
            random.shuffle(runs)
            for name, run in runs:
                rates[name].append(run())
    if sink:
        sink.terminate()
        sink.wait()
    median = {name: statistics.median(all_) for name, all_ in rates.items()}
    lines = []
    for n in (1, 4):
        if f"smtp-source, {n} sessions" in median:
            lines.append(("P5 into smtp-sink", n, median[f"ours, {n} sessions"],
                          "smtp-source",
                          median[f"smtp-source, {n} sessions"], 1.5))
    for what, latency, _, trips, _, wanted in LATE:
        for n in (4, 16):
            lines.append((what, n, median[f"{what}, {n} sessions"],
                          f"sessions ÷ ({trips} × {1000 * latency:.0f} ms)",
                          n / (trips * latency), wanted))
    for what, n, rate, peer, other, _ in lines:
        print(f"{what:22} {n:3} sessions {rate:8.0f}/s   {peer} "
              f"{other:.0f}/s   ratio {rate / other:.2f}")
    for what, sink in late.items():
        print(f"{what}: each reply was {1000 * statistics.mean(sink.kept):.2f}"
              " ms late in the mean")
    for what, n, rate, peer, other, wanted in lines:
        print(json.dumps({"bench": what, "sessions": n, "rate": round(rate, 1),
                          "peer": peer, "peer_rate": round(other, 1),
                          "ratio": round(rate / other, 3),
                          "wanted": wanted},
                         ensure_ascii=False))


if __name__ == "__main__":
    main()
