"""A load of prepared HTTP requests over a fixed number of connections, in a process of its own.

Loopback only, bounded in count and time: `python -m benchmarks.load <port> <file> <connections>` sends every
request of the file once and prints the seconds it took and the sorted latencies in milliseconds as JSON.
It speaks to the sockets itself: a client that works harder than the server would measure the client.
"""

import gc
import json
import pickle
import selectors
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

LONGEST: Final = 60.0
SUCCESS: Final = (b"HTTP/1.1 200", b"HTTP/1.0 200")
LARGEST_READ: Final = 65_536


class _Connection:
    """Sends one request after the other and times each answer."""

    def __init__(self, port: int, requests: Iterator[bytes], times: list[float]) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._requests = requests
        self._times = times
        self._got = b""
        self._sent_at = 0.0

    def send(self) -> bool:
        """False when there is nothing left to send."""
        request = next(self._requests, None)
        if request is None:
            return False
        self._sent_at = time.perf_counter()
        self.socket.sendall(request)
        return True

    def receive(self) -> bool:
        """True once the answer is whole. Raises RuntimeError for any answer but a 200."""
        data = self.socket.recv(LARGEST_READ)
        if not data:
            raise RuntimeError("the server hung up")
        self._got += data
        head, found, rest = self._got.partition(b"\r\n\r\n")
        if not found or len(rest) < _length(head):
            return False
        self._times.append((time.perf_counter() - self._sent_at) * 1000)
        if not head.startswith(SUCCESS):
            raise RuntimeError(f"refused: {self._got[:200]!r}")
        self._got = b""
        return True


def _length(head: bytes) -> int:
    _, found, rest = head.lower().partition(b"\r\ncontent-length:")
    return int(rest.partition(b"\r\n")[0]) if found else 0


def _run(port: int, requests: list[bytes], connections: int) -> dict[str, object]:
    times: list[float] = []
    shared = iter(requests)
    with selectors.DefaultSelector() as ready:
        everyone = [_Connection(port, shared, times) for _ in range(connections)]
        started = time.perf_counter()
        for each in everyone:
            if each.send():
                ready.register(each.socket, selectors.EVENT_READ, each)
        while ready.get_map():
            if time.perf_counter() - started > LONGEST:
                raise RuntimeError(f"only {len(times)} of {len(requests)} were answered in {LONGEST:.0f} s")
            for key, _ in ready.select(1.0):
                each = key.data
                if each.receive() and not each.send():
                    ready.unregister(each.socket)
        seconds = time.perf_counter() - started
    for each in everyone:
        each.socket.close()
    return {"seconds": seconds, "times": sorted(times)}


def main() -> None:
    port, path, connections = int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    requests: list[bytes] = pickle.loads(path.read_bytes())  # noqa: S301 - written by our own parent process
    gc.disable()
    print(json.dumps(_run(port, requests, connections)))


if __name__ == "__main__":
    main()
