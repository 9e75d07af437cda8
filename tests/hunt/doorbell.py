"""The webhook route without a socket, and a postman who is careless on purpose."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any, Final

from aiohttp import streams, web
from aiohttp.base_protocol import BaseProtocol
from aiohttp.test_utils import make_mocked_request
from multidict import CIMultiDict

from bot.metrics import Metrics
from handlers.webhooks import Webhooks
from tests.hunt.bench import Bench

LONGEST_DETOUR: Final = 200.0


async def ring(
    bench: Bench, token: str | None, body: bytes, *, headers: Mapping[str, str] | None = None
) -> int:
    """Call the webhook and say how it was answered. Without a token it is the account's address."""
    provider = bench.vendor.provider.name
    loop = asyncio.get_running_loop()
    content = streams.StreamReader(BaseProtocol(loop), 2**16, loop=loop)
    content.feed_data(body)
    content.feed_eof()
    found = {"provider": provider} | ({} if token is None else {"token": token})
    request = make_mocked_request(
        "POST",
        "/".join(("/webhooks", *found.values())),
        match_info=found,
        headers=CIMultiDict(headers or {}),
        payload=content,
    )
    answer = await Webhooks(bench.service, Metrics()).receive(request)
    assert isinstance(answer, web.Response)
    assert not answer.body
    assert not answer.headers
    return answer.status


class Postman:
    """Delivers each event none to three times, when he likes, with forgeries of his own between."""

    def __init__(self, bench: Bench, *, forges: bool = True) -> None:
        self._bench = bench
        self._chance = bench.chance
        self._forges = forges
        self._seen: list[str] = []
        self.answers: list[tuple[str, int]] = []

    def take(self, token: str, record: Mapping[str, Any]) -> None:
        """An event that the provider wants to be told."""
        self._seen.append(token)
        for _ in range(self._chance.randrange(4)):
            self._later("genuine", token, json.dumps(dict(record)).encode())
        if self._forges:
            for _ in range(self._chance.randrange(3)):
                self._forge(token, dict(record))

    def early(self, token: str, job: str) -> None:
        """A forger who knows the token before the provider has answered."""
        self._later("early", token, json.dumps({"id": job, "status": "image_generated"}).encode())

    def _forge(self, token: str, record: dict[str, Any]) -> None:
        chance = self._chance
        other = chance.choice(self._seen)
        lie = {
            **record,
            "status": chance.choice(["image_generated", "video_generated", "failed", "done", ""]),
            "generated_photo_url": "https://evil.example/x.png",
            "failed_reason": "Give up.",
        }
        kind = chance.randrange(6)
        if kind == 0:
            self._later("unknown", "A" * 43, json.dumps(lie).encode())
        elif kind == 1:
            self._later("unknown", token[:-1], json.dumps(lie).encode())
        elif kind == 2:
            self._later("forged", other, json.dumps(lie).encode())
        elif kind == 3:
            self._later("forged", token, json.dumps({**lie, "id": _some_job(chance)}).encode())
        elif kind == 4:
            self._later(
                "forged", token, chance.choice([b"", b"{", b"[]", b'{"id": 1}', b"\xff\xfe", b"null"])
            )
        else:
            self._later("forged", token, json.dumps(lie).encode())

    def _later(self, kind: str, token: str, body: bytes) -> None:
        self._bench.world.spawn(self._deliver(kind, token, body))

    async def _deliver(self, kind: str, token: str, body: bytes) -> None:
        await asyncio.sleep(self._chance.choice([0.0, 0.01, 1.0, self._chance.uniform(0, LONGEST_DETOUR)]))
        self.answers.append((kind, await ring(self._bench, token, body)))


def _some_job(chance: Any) -> str:
    return f"{chance.getrandbits(32):08x}-0000-4000-8000-{chance.getrandbits(48):012x}"
