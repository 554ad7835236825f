"""A small client that keeps connections open and does as little as it can, so that it measures the server.

Runs as its own process and speaks only to this machine:
`python load.py PORT COOKIE SECONDS CONNECTIONS PATH` prints one JSON object.
"""

import json
import selectors
import socket
import sys
import time


class Knocker:
    """One connection: sends the same request again as soon as the answer is whole."""

    def __init__(self, port: int, request: bytes) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.request = request
        self.waits: list[float] = []
        self.sizes: set[int] = set()
        self.statuses: dict[str, int] = {}

    def send(self) -> None:
        self.have, self.missing = b"", -1
        self.sent_at = time.perf_counter()
        self.socket.sendall(self.request)

    def receive(self) -> bool:
        """Read what came; true when the answer is whole."""
        part = self.socket.recv(262_144)
        if not part:
            raise ConnectionError("the server closed a connection")
        if self.missing < 0:
            self.have += part
            end = self.have.find(b"\r\n\r\n")
            if end < 0:
                return False
            self._read_head(self.have[:end], len(self.have) - end - 4)
        else:
            self.missing -= len(part)
        if self.missing > 0:
            return False
        self.waits.append(time.perf_counter() - self.sent_at)
        return True

    def _read_head(self, head: bytes, came: int) -> None:
        status = head[9:12].decode()
        self.statuses[status] = self.statuses.get(status, 0) + 1
        for line in head.split(b"\r\n"):
            if line.lower().startswith(b"content-length:"):
                length = int(line[15:])
                self.sizes.add(length)
                self.missing = length - came
                return
        raise ValueError("an answer without Content-Length")


def knock(port: int, cookie: str, seconds: float, connections: int, path: str) -> dict[str, object]:
    """Ask for one page as fast as it comes, over `connections` at once; requests in flight are waited for."""
    request = (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\nAccept: text/html\r\n"
        f"Accept-Language: en-GB\r\n\r\n"
    ).encode()
    knockers = [Knocker(port, request) for _ in range(connections)]
    choose = selectors.DefaultSelector()
    for each in knockers:
        each.socket.setblocking(True)
        choose.register(each.socket, selectors.EVENT_READ, each)
    began = time.perf_counter()
    until = began + seconds
    open_ones = len(knockers)
    for each in knockers:
        each.send()
    while open_ones:
        for key, _events in choose.select(timeout=30):
            if key.data.receive():
                if time.perf_counter() < until:
                    key.data.send()
                else:
                    choose.unregister(key.data.socket)
                    key.data.socket.close()
                    open_ones -= 1
    return _summary(knockers, time.perf_counter() - began)


def _summary(knockers: list[Knocker], took: float) -> dict[str, object]:
    waits = sorted(wait for each in knockers for wait in each.waits)
    statuses: dict[str, int] = {}
    for each in knockers:
        for status, count in each.statuses.items():
            statuses[status] = statuses.get(status, 0) + count
    return {
        "rate": len(waits) / took,
        "p50": waits[len(waits) // 2] * 1000,
        "p95": waits[int(len(waits) * 0.95)] * 1000,
        "bytes": max(size for each in knockers for size in each.sizes),
        "statuses": statuses,
    }


if __name__ == "__main__":
    _program, port, cookie, seconds, connections, path = sys.argv
    print(json.dumps(knock(int(port), cookie, float(seconds), int(connections), path)))
