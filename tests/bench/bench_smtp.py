#!/usr/bin/env python3
"""P5 of the performance goals: letters a second through the send processes.

    bench_smtp.py build/convoke [ROUNDS]

Each round, in random order: ours with 1 and 4 sessions and smtp-source with
the same, into smtp-sink; ours with 4 and 16 sessions into a sink whose every
reply is 10 ms late, beside sessions ÷ (round trips × latency). Prints medians
as a table, then as JSON Lines. No test: nothing fails on a slow machine."""
import asyncio
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
SIZE, LATENCY = 3000, 0.010
ROUND_TRIPS = 2  # MAIL, RCPT, DATA in one group; the body and its dot


class LateSink:
    """Answers every group of commands LATENCY after it came."""

    def __init__(self):
        self.loop = asyncio.new_event_loop()
        self.port = None
        self.ready = threading.Event()
        threading.Thread(target=self.run, daemon=True).start()
        self.ready.wait()

    def run(self):
        asyncio.set_event_loop(self.loop)
        server = self.loop.run_until_complete(
            asyncio.start_server(self.serve, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        self.ready.set()
        self.loop.run_forever()

    async def serve(self, reader, writer):
        writer.write(b"220 late\r\n")
        rest, data = b"", False
        while True:
            octets = await reader.read(65536)
            if not octets:
                writer.close()
                return
            rest += octets
            out = b""
            while True:
                if data:
                    end = rest.find(b"\r\n.\r\n")
                    if end < 0:
                        break
                    rest, data, out = rest[end + 5:], False, out + b"250 ok\r\n"
                    continue
                line, found, after = rest.partition(b"\r\n")
                if not found:
                    break
                rest = after
                verb = line[:4].upper()
                if verb == b"EHLO":
                    out += b"250-late\r\n250 PIPELINING\r\n"
                elif verb == b"DATA":
                    out, data = out + b"354 go\r\n", True
                else:
                    out += b"250 ok\r\n"
            if out:
                await asyncio.sleep(LATENCY)
                writer.write(out)


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
    late = LateSink()
    sink, port = start_sink() if SINK else (None, None)
    with tempfile.NamedTemporaryFile() as file:
        file.write(b"Subject: x\r\n\r\n" + b"x" * 70 * (SIZE // 72) + b"\r\n")
        file.flush()
        runs = [(f"late sink, {n} sessions",
                 lambda n=n: ours(late.port, n, 60 * n, file.name))
                for n in (4, 16)]
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
                          median[f"smtp-source, {n} sessions"]))
    for n in (4, 16):
        lines.append(("P5 at 10 ms", n, median[f"late sink, {n} sessions"],
                      "sessions ÷ (2 × 10 ms)", n / (ROUND_TRIPS * LATENCY)))
    for what, n, rate, peer, other in lines:
        print(f"{what:20} {n:3} sessions {rate:8.0f}/s   {peer} "
              f"{other:.0f}/s   ratio {rate / other:.2f}")
    for what, n, rate, peer, other in lines:
        print(json.dumps({"bench": what, "sessions": n, "rate": round(rate, 1),
                          "peer": peer, "peer_rate": round(other, 1),
                          "ratio": round(rate / other, 3)},
                         ensure_ascii=False))


if __name__ == "__main__":
    main()
