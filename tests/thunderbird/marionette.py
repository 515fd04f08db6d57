"""A client of Marionette, Gecko's own remote control, over its TCP protocol.

    with Marionette(port) as gecko:
        gecko.script("return Services.appinfo.version")
        gecko.wait("return document.title == arguments[0]", "x")

Messages are JSON with their length in front: [0, id, command, parameters] is
answered by [1, id, error, result]. Scripts run with the program's own rights
("chrome"); one that returns a promise is waited for.
"""
import json
import socket
import time


class GeckoError(Exception):
    pass


class Marionette:
    def __init__(self, port, seconds=90):
        self.port, self.seconds = port, seconds
        self.socket, self.number = None, 0

    def __enter__(self):
        self.socket = self.connect()
        self.receive()  # its greeting
        self.command("WebDriver:NewSession", {"capabilities": {
            "alwaysMatch": {"timeouts": {"script": 60000}}}})
        self.command("Marionette:SetContext", {"value": "chrome"})
        return self

    def __exit__(self, *_):
        if self.socket:
            self.socket.close()

    def connect(self):
        end = time.monotonic() + self.seconds
        while True:
            try:
                one = socket.create_connection(("127.0.0.1", self.port), 5)
                one.settimeout(self.seconds)
                return one
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.2)

    def octets(self, count):
        got = b""
        while len(got) < count:
            piece = self.socket.recv(count - len(got))
            if not piece:
                raise GeckoError("the program closed the connection")
            got += piece
        return got

    def receive(self):
        length = b""
        while not length.endswith(b":"):
            length += self.octets(1)
        return json.loads(self.octets(int(length[:-1])))

    def command(self, name, parameters=None):
        self.number += 1
        octets = json.dumps([0, self.number, name, parameters or {}]).encode()
        self.socket.sendall(b"%d:%s" % (len(octets), octets))
        while True:
            kind, number, error, result = self.receive()
            if kind == 1 and number == self.number:
                break
        if error:
            raise GeckoError(f"{name}: {error.get('error')}:"
                             f" {error.get('message')}")
        if isinstance(result, dict) and set(result) == {"value"}:
            return result["value"]
        return result

    def script(self, text, *arguments):
        return self.command("WebDriver:ExecuteScript", {
            "script": text, "args": list(arguments), "sandbox": "system",
            "newSandbox": False})

    def wait(self, what, text, *arguments, seconds=30):
        """Until the script returns something true, which is returned."""
        end = time.monotonic() + seconds
        while True:
            value = self.script(text, *arguments)
            if value:
                return value
            if time.monotonic() > end:
                raise GeckoError("never: " + what)
            time.sleep(0.2)
