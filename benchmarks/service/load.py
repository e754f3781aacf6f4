"""A client that costs little: ``python -m benchmarks.service.load PORT PATH FILE TYPE CONNECTIONS SECONDS [RATE]``.

Without a rate each connection sends its next request as soon as the last one is answered. With one, requests are due at
even distances whoever is still waiting, and a latency counts from the moment at which it was due. Prints JSON.
"""

from __future__ import annotations

import json
import selectors
import socket
import sys
import time
from collections import deque
from pathlib import Path
from statistics import quantiles


class Connection:
    """One connection with at most one request on its way."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.due = 0.0
        self._got = b""

    def answered(self) -> bool:
        """Take what came; whether the answer is whole."""
        self._got += self.socket.recv(1 << 18)
        head, end, body = self._got.partition(b"\r\n\r\n")
        if not end:
            return False
        assert head.startswith(b"HTTP/1.1 200"), head[:200]
        at = head.lower().index(b"content-length:") + 15
        if len(body) < int(head[at:].split(b"\r\n", 1)[0]):
            return False
        self._got = b""
        return True


def main() -> None:
    """Load a server."""
    port, path, file, kind, connections, seconds = sys.argv[1:7]
    rate = float(sys.argv[7]) if len(sys.argv) > 7 else 0.0
    bodies = [line for line in Path(file).read_bytes().splitlines() if line]
    head = f"POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: {kind}\r\ncontent-length: %d\r\n\r\n".encode()
    requests = [head % len(body) + body for body in bodies]
    pool = [Connection(int(port)) for _ in range(int(connections))]
    _run(pool, requests, 1.0, rate)  # until all is warm
    began, processor = time.perf_counter(), time.process_time()
    times = _run(pool, requests, float(seconds), rate)
    taken = time.perf_counter() - began
    cuts = quantiles(times, n=100)
    told = {"requests": len(times), "a second": len(times) / taken, "p50": cuts[49], "p99": cuts[98]}
    print(json.dumps(told | {"client": (time.process_time() - processor) / taken}))


def _run(pool: list[Connection], requests: list[bytes], seconds: float, rate: float) -> list[float]:
    idle, number, times = deque(pool), 0, []
    start = time.perf_counter()
    with selectors.DefaultSelector() as selector:
        for one in pool:
            selector.register(one.socket, selectors.EVENT_READ, one)
        while True:
            now = time.perf_counter()
            over = now - start > seconds
            if over and len(idle) == len(pool):
                return times
            while idle and not over:
                due = start + number / rate if rate else time.perf_counter()
                if due > now and rate:
                    break
                one = idle.popleft()
                one.due = due
                one.socket.sendall(requests[number % len(requests)])
                number += 1
            wait = max(0.0, start + number / rate - now) if rate and idle and not over else 1.0
            for key, _ in selector.select(wait):
                if key.data.answered():
                    times.append(time.perf_counter() - key.data.due)
                    idle.append(key.data)


if __name__ == "__main__":
    main()
