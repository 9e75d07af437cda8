"""A load of prepared HTTP requests over a fixed number of connections, in a process of its own.

Loopback only, bounded in count and time: `python -m benchmarks.load <port> <file> <connections>` sends every
request of the file once and prints seconds and sorted latencies (milliseconds) as JSON.
"""

import asyncio
import json
import pickle
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

LONGEST: Final = 60.0
SUCCESS: Final = (b"HTTP/1.1 200", b"HTTP/1.0 200")


class _Connection(asyncio.Protocol):
    """Sends one request after the other and times each answer."""

    def __init__(self, requests: Iterator[bytes], times: list[float], ended: asyncio.Future[None]) -> None:
        self._requests = requests
        self._times = times
        self._ended = ended
        self._got = bytearray()
        self._sent_at = 0.0
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        self._got += data
        head, found, rest = bytes(self._got).partition(b"\r\n\r\n")
        if not found or len(rest) < _length(head):
            return
        if not head.startswith(SUCCESS):
            self._end(RuntimeError(f"refused: {head[:80]!r}"))
            return
        self._times.append((time.perf_counter() - self._sent_at) * 1000)
        self._got.clear()
        self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        self._end(exc or RuntimeError("the server hung up"))

    def _send(self) -> None:
        request = next(self._requests, None)
        if request is None:
            self._end(None)
            return
        self._sent_at = time.perf_counter()
        assert self._transport is not None
        self._transport.write(request)

    def _end(self, error: Exception | None) -> None:
        if not self._ended.done():
            if error is None:
                self._ended.set_result(None)
            else:
                self._ended.set_exception(error)


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.split(b":", 1)[1])
    return 0


async def _run(port: int, requests: list[bytes], connections: int) -> dict[str, object]:
    loop = asyncio.get_running_loop()
    times: list[float] = []
    shared = iter(requests)
    ends = [loop.create_future() for _ in range(connections)]
    started = time.perf_counter()
    async with asyncio.timeout(LONGEST):
        transports = [
            (await loop.create_connection(partial(_Connection, shared, times, end), "127.0.0.1", port))[0]
            for end in ends
        ]
        await asyncio.gather(*ends)
    seconds = time.perf_counter() - started
    for transport in transports:
        transport.close()
    return {"seconds": seconds, "times": sorted(times)}


def main() -> None:
    port, path, connections = int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    requests: list[bytes] = pickle.loads(path.read_bytes())  # noqa: S301 - written by our own parent process
    print(json.dumps(asyncio.run(_run(port, requests, connections))))


if __name__ == "__main__":
    main()
