"""Callbacks: unsigned, flat JSON, with the keys that the samples of each call show.

https://docs.creatify.ai/api-documentation/product-to-video/product-to-video
How often Creatify tries again is not documented; a callback may come more than once.
"""

import asyncio
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

import aiohttp

from bot.sandbox.clock import Pace
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.slack.background import Background

TARGET: Final = "creatify:webhook"
RETRIES: Final = (2.0, 10.0, 60.0)
_MODES: Final = frozenset({"lose", "double", "delay", "reorder", "garbage"})
_HOLD: Final = 600.0
_LIMIT: Final = aiohttp.ClientTimeout(total=10)
_REGEN_KEYS: Final = frozenset({"failed_reason", "regen_type", "regen_source_id"})
_LEFT_OUT: Final[Mapping[str, Collection[str]]] = {
    "gen_image": _REGEN_KEYS,
    "gen_video": _REGEN_KEYS,
    "regen_image": frozenset({"motion_style"}),
    "regen_video": frozenset(),
}


@dataclass(slots=True, kw_only=True)
class Callback:
    """One message to somebody's webhook, and what came of it."""

    job: str
    call: str
    url: str
    body: Mapping[str, object]
    at: float = field(default_factory=time.time)
    tries: list[int | str] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        return {
            "job": self.job,
            "at": self.at,
            "call": self.call,
            "url": self.url,
            "status": self.body["status"],
            "tries": list(self.tries),
        }


class Webhooks:
    """Sends callbacks to hosts of the sandbox, and nowhere else."""

    def __init__(self, *, pace: Pace, faults: Faults, background: Background, hosts: Collection[str]) -> None:
        self._pace = pace
        self._faults = faults
        self._background = background
        self._hosts = hosts
        self._session: aiohttp.ClientSession | None = None
        self._held: list[Callback] = []
        self.sent: list[Callback] = []

    @property
    def session(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=_LIMIT, trust_env=False)
        return self._session

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    def hint(self, call: str, record: Mapping[str, object], url: str) -> None:
        """A callback in the middle of the work, which no fault is meant for."""
        self._background.start(self._deliver(self._note(call, record, url)))

    def tell(self, call: str, record: Mapping[str, object], url: str) -> None:
        """Send the record's callback in the background, as faults have it."""
        callback = self._note(call, record, url)
        fault = self._faults.take(TARGET, _MODES)
        if fault is not None and fault.mode == "reorder":
            self._held.append(callback)
            self._background.start(self._let_go(callback))
            return
        held, self._held = self._held, []
        self._background.start(self._send(callback, fault, held))

    async def tell_now(self, call: str, record: Mapping[str, object], url: str) -> None:
        """Send it before anything else happens, once."""
        await self._try(self._note(call, record, url))

    def _note(self, call: str, record: Mapping[str, object], url: str) -> Callback:
        callback = _callback(call, record, url)
        self.sent.append(callback)
        return callback

    async def _let_go(self, callback: Callback) -> None:
        """A callback that waits to be overtaken does not wait for ever."""
        await self._pace.sleep(_HOLD)
        if callback in self._held:
            self._held.remove(callback)
            await self._deliver(callback)

    async def _send(self, callback: Callback, fault: Fault | None, after: list[Callback]) -> None:
        await self._send_one(callback, fault)
        for held in after:
            await self._deliver(held)

    async def _send_one(self, callback: Callback, fault: Fault | None) -> None:
        match fault.mode if fault else "":
            case "lose":
                callback.tries.append("lost")
            case "garbage":
                await self._post(callback, b'{"id": "')
            case "double":
                copies = int(fault.number("copies", fault.number("n", 2))) if fault else 1
                await asyncio.gather(*(self._deliver(callback) for _ in range(copies)))
            case "delay":
                await asyncio.sleep(fault.number("seconds", 1.0) if fault else 0)
                await self._deliver(callback)
            case _:
                await self._deliver(callback)

    async def _deliver(self, callback: Callback) -> None:
        for wait in RETRIES:
            if await self._try(callback):
                return
            await self._pace.sleep(wait)
        await self._try(callback)

    async def _try(self, callback: Callback) -> bool:
        """True when there is nothing more to be done."""
        if urlsplit(callback.url).hostname not in self._hosts:
            callback.tries.append("outside the sandbox")
            return True
        return await self._post(callback, None)

    async def _post(self, callback: Callback, raw: bytes | None) -> bool:
        try:
            async with self.session.post(
                callback.url,
                json=callback.body if raw is None else None,
                data=raw,
                headers={"Content-Type": "application/json"},
                allow_redirects=False,
            ) as answer:
                callback.tries.append(answer.status)
                return answer.ok and answer.status < 300
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            callback.tries.append(type(error).__name__)
            return False


def _callback(call: str, record: Mapping[str, object], url: str) -> Callback:
    left_out = _LEFT_OUT[call]
    body = {name: value for name, value in record.items() if name not in left_out}
    return Callback(job=str(record["id"]), call=call, url=url, body=body)
