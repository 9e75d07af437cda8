"""Callbacks: encrypted and signed in the body, sent again until the answer is exactly 200.

https://docs.akool.com/ai-tools-suite/webhook
How often and when Akool tries again is not documented; a callback may come more than once.
"""

import asyncio
import json
import time
from base64 import b64encode
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha1
from random import Random
from typing import Final
from urllib.parse import urlsplit

import aiohttp
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from bot.sandbox.clock import Pace
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.slack.background import Background

TARGET: Final = "akool:webhook"
RETRIES: Final = (2.0, 10.0, 60.0)
TAKEN: Final = 200
TYPE: Final = "image2video"
"""The page lists the types of other tools and none for this one."""

_MODES: Final = frozenset({"lose", "double", "delay", "reorder", "garbage"})
_HOLD: Final = 600.0
_LIMIT: Final = aiohttp.ClientTimeout(total=10)
_BLOCK: Final = 16


class Seal:
    """Encrypts and signs as the account's credentials want it."""

    def __init__(self, *, client_id: str, client_secret: str, chance: Random) -> None:
        self._client_id = client_id
        self._key = client_secret.encode()
        self._chance = chance

    def close(self, message: Mapping[str, object]) -> bytes:
        """The whole body. `nonce` is a text or a number: the page's own samples disagree."""
        data = self._encrypted(json.dumps(message, separators=(",", ":")).encode())
        timestamp = round(datetime.now(UTC).timestamp() * 1000)
        nonce: str | int = self._chance.randrange(1000, 10_000)
        if self._chance.random() < 0.5:
            nonce = str(nonce)
        parts = sorted([self._client_id, str(timestamp), str(nonce), data])
        signature = sha1("".join(parts).encode(), usedforsecurity=False).hexdigest()
        body = {"signature": signature, "dataEncrypt": data, "timestamp": timestamp, "nonce": nonce}
        return json.dumps(body).encode()

    def _encrypted(self, plain: bytes) -> str:
        """AES-CBC by the size of the secret; the vector is the start of the client id."""
        missing = _BLOCK - len(plain) % _BLOCK
        vector = self._client_id.encode()[:_BLOCK].ljust(_BLOCK, b"\0")
        encryptor = Cipher(AES(self._key), CBC(vector)).encryptor()
        sealed = encryptor.update(plain + bytes([missing]) * missing) + encryptor.finalize()
        return b64encode(sealed).decode()


@dataclass(slots=True, kw_only=True)
class Callback:
    """One message to somebody's webhook, and what came of it."""

    job: str
    status: int
    url: str
    body: bytes
    at: float = field(default_factory=time.time)
    tries: list[int | str] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        shown: dict[str, object] = {"job": self.job, "at": self.at, "url": self.url}
        return shown | {"status": self.status, "tries": list(self.tries)}


class Webhooks:
    """Sends callbacks to hosts of the sandbox, and nowhere else."""

    def __init__(
        self, *, seal: Seal, pace: Pace, faults: Faults, background: Background, hosts: Collection[str]
    ) -> None:
        self._seal = seal
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

    def hint(self, job: str, status: int, url: str) -> None:
        """Progress, which no fault is meant for."""
        self._background.start(self._deliver(self._note(job, status, url, "")))

    def tell(self, job: str, status: int, url: str, film: str = "") -> None:
        """Send the callback of a job's end in the background, as faults have it."""
        callback = self._note(job, status, url, film)
        fault = self._faults.take(TARGET, _MODES)
        if fault is not None and fault.mode == "reorder":
            self._held.append(callback)
            self._background.start(self._let_go(callback))
            return
        held, self._held = self._held, []
        self._background.start(self._send(callback, fault, held))

    async def tell_now(self, job: str, status: int, url: str, film: str = "") -> None:
        """Send it before anything else happens, once."""
        await self._try(self._note(job, status, url, film))

    def _note(self, job: str, status: int, url: str, film: str) -> Callback:
        message: dict[str, object] = {"_id": job, "status": status, "type": TYPE}
        body = self._seal.close(message | {"url": film} if film else message)
        callback = Callback(job=job, status=status, url=url, body=body)
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
                await self._post(callback, b'{"signature": "')
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
        return await self._post(callback, callback.body)

    async def _post(self, callback: Callback, body: bytes) -> bool:
        try:
            async with self.session.post(
                callback.url,
                data=body,
                headers={"Content-Type": "application/json"},
                allow_redirects=False,
            ) as answer:
                callback.tries.append(answer.status)
                return answer.status == TAKEN
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            callback.tries.append(type(error).__name__)
            return False
