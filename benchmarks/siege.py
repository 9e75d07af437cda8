"""Hostile clients of one server, in a process of their own.

`python -m benchmarks.siege <port> <token> <seconds> <slow>`: so many connections that never end what they
began, each opened anew soon after it is dropped, and bombs all the while. Loopback only, bounded in count and
time. Prints as JSON how old each dropped connection was, the oldest that was still open at the end, and how
often each kind of bomb was answered with what.
"""

import asyncio
import contextlib
import gzip
import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

OPENED_A_TURN: Final = 50
TURN: Final = 0.05
"""Seconds between two turns of opening: 2,000 connections take two."""

PAUSE: Final = 0.5
"""Seconds before a dropped one is opened again: these are slow, not a flood."""

DRIP: Final = 1.0
BOMBERS: Final = 4
BETWEEN_BOMBS: Final = 0.04
"""Seconds: a hundred a second with four bombers, so that what is measured is more than how fast they are."""

POURED: Final = 2_000_000
PIECE: Final = b"x" * 65_536
PACKED: Final = gzip.compress(b"0" * 20_000_000)
LARGE: Final = b"x" * 200_000
LARGE_EVERY: Final = 200
NESTED: Final = b"[" * 60_000


def head(path: str, *more: str) -> bytes:
    return "\r\n".join([f"POST {path} HTTP/1.1", "Host: bot.example", *more, "", ""]).encode()


@dataclass(slots=True, kw_only=True)
class Siege:
    port: int
    token: str
    ends_at: float
    ages: list[float] = field(default_factory=list)
    open: dict[int, float] = field(default_factory=dict)
    refused: int = 0
    bombs: Counter[str] = field(default_factory=Counter)

    async def run(self, slow: int) -> dict[str, object]:
        async with asyncio.TaskGroup() as everyone:
            for number in range(BOMBERS):
                everyone.create_task(self._throw(number))
            for number in range(slow):
                everyone.create_task(self._hold(number))
                if number % OPENED_A_TURN == 0:
                    await asyncio.sleep(TURN)
        return {
            "ages": sorted(self.ages),
            "oldest": max((self.ends_at - since for since in self.open.values()), default=0.0),
            "refused": self.refused,
            "bombs": dict(sorted(self.bombs.items())),
        }

    def _is_over(self) -> bool:
        return time.monotonic() >= self.ends_at

    async def _hold(self, number: int) -> None:
        """One connection after the other that does as little as it can."""
        while not self._is_over():
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            except OSError:
                self.refused += 1
                await asyncio.sleep(1)
                continue
            self.open[number] = time.monotonic()
            dripping = asyncio.create_task(_drip(writer, *self._slowness(number)))
            await self._dropped(reader, number)
            dripping.cancel()
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()
            await asyncio.sleep(PAUSE)

    async def _dropped(self, reader: asyncio.StreamReader, number: int) -> None:
        try:
            async with asyncio.timeout(max(0.0, self.ends_at - time.monotonic())):
                with contextlib.suppress(OSError):
                    while await reader.read(4096):
                        pass
        except TimeoutError:
            return
        self.ages.append(time.monotonic() - self.open.pop(number))

    def _slowness(self, number: int) -> tuple[bytes, bytes]:
        """What is sent at once and what then follows byte by byte."""
        webhook, slack = f"/webhooks/creatify/{self.token}", "/slack/events"
        ways = (
            (b"", b""),
            (b"POST /webhooks/creatify/", b""),
            (b"", head(webhook, "Content-Length: 1000")),
            (head(webhook, "Content-Length: 1000") + b"{", b" " * 900),
            (head(slack, "X-Slack-Request-Timestamp: 1", "Content-Length: 1000"), b"p" * 900),
        )
        if number % LARGE_EVERY == 0:
            return head(slack, f"Content-Length: {len(LARGE) + 900}") + LARGE, b"p" * 900
        return ways[number % len(ways)]

    async def _throw(self, number: int) -> None:
        """One bomb after the other, each over a connection of its own."""
        while not self._is_over():
            name, bomb = self._bombs()[number % len(self._bombs())]
            number += 1
            self.bombs[f"{name}: {await self._answer(bomb)}"] += 1
            await asyncio.sleep(BETWEEN_BOMBS)

    def _bombs(self) -> tuple[tuple[str, Callable[[asyncio.StreamWriter], None]], ...]:
        webhook, slack, nobody = f"/webhooks/creatify/{self.token}", "/slack/events", "/webhooks/heygen"
        packed = (f"Content-Length: {len(PACKED)}", "Content-Encoding: gzip")
        nested = f"Content-Length: {len(NESTED)}"
        return (
            ("gzip", lambda to: to.write(head(webhook, *packed) + PACKED)),
            ("gzip to Slack's door", lambda to: to.write(head(slack, *packed) + PACKED)),
            ("nested JSON", lambda to: to.write(head(f"/webhooks/creatify/{'A' * 43}", nested) + NESTED)),
            ("nested JSON unsigned", lambda to: to.write(head(nobody, nested) + NESTED)),
            ("nested JSON to Slack's door", lambda to: to.write(head(slack, nested) + NESTED)),
            ("huge", lambda to: _pour(to, head(webhook, "Content-Length: 1000000000"), PIECE)),
            (
                "endless",
                lambda to: _pour(
                    to, head(webhook, "Transfer-Encoding: chunked"), b"10000\r\n" + PIECE + b"\r\n"
                ),
            ),
            ("many headers", lambda to: to.write(b"GET / HTTP/1.1\r\n" + b"X-A: a\r\n" * 20_000 + b"\r\n")),
        )

    async def _answer(self, bomb: Callable[[asyncio.StreamWriter], None]) -> str:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return "no connection"
        said = b""
        try:
            async with asyncio.timeout(15):
                bomb(writer)
                said = await reader.readline()
        except (OSError, TimeoutError):
            said = said or b"- hung up"
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
        return said.split(b" ")[1].decode(errors="replace") if b" " in said else "hung up"


async def _drip(writer: asyncio.StreamWriter, start: bytes, rest: bytes) -> None:
    with contextlib.suppress(OSError):
        writer.write(start)
        for at in range(len(rest)):
            await asyncio.sleep(DRIP)
            writer.write(rest[at : at + 1])
            await writer.drain()


def _pour(writer: asyncio.StreamWriter, start: bytes, piece: bytes) -> None:
    writer.write(start)
    for _ in range(POURED // len(piece)):
        writer.write(piece)


def allow_files(count: int) -> None:
    """Each connection is a file; raises ValueError where the system allows fewer."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < count:
        resource.setrlimit(resource.RLIMIT_NOFILE, (count, hard))


def main() -> None:
    port, token, seconds, slow = int(sys.argv[1]), sys.argv[2], float(sys.argv[3]), int(sys.argv[4])
    allow_files(slow + 200)
    siege = Siege(port=port, token=token, ends_at=time.monotonic() + seconds)
    print(json.dumps(asyncio.run(siege.run(slow))))


if __name__ == "__main__":
    main()
