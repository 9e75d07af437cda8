"""Callbacks: signed ones to the endpoints of the account, plain ones to the address that a video brought.

https://developers.heygen.com/docs/webhooks and https://docs.heygen.com/reference/add-a-webhook-endpoint.
How often HeyGen tries again is not documented; a delivery may come more than once.
"""

import asyncio
import hmac
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from time import time
from typing import Final
from urllib.parse import urlsplit
from uuid import uuid4

import aiohttp

from bot.sandbox.clock import Pace
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.heygen.endpoints import Endpoint, Endpoints
from bot.sandbox.heygen.jobs import Job
from bot.sandbox.slack.background import Background

TARGET: Final = "heygen:webhook"
RETRIES: Final = (2.0, 10.0, 60.0)
_MODES: Final = frozenset({"lose", "double", "delay", "reorder", "garbage"})
_HOLD: Final = 600.0
_LIMIT: Final = aiohttp.ClientTimeout(total=5)
_EXTRAS: Final = 0.25
"""How often an event comes that nobody asked for."""


@dataclass(slots=True, kw_only=True)
class Delivery:
    """One event on its way to one address, and what came of it."""

    job: str
    event: str
    event_id: str
    url: str
    body: bytes
    endpoint: Endpoint | None
    at: float = field(default_factory=time)
    tries: list[int | str] = field(default_factory=list)

    def headers(self) -> dict[str, str]:
        """The body alone is signed, with the secret as it is at the time of this try."""
        plain = {"Content-Type": "application/json"}
        if self.endpoint is None:
            return plain
        signature = hmac.new(self.endpoint.secret.encode(), self.body, "sha256").hexdigest()
        if self.endpoint.version == "v1":
            return {**plain, "Signature": signature}
        return {
            **plain,
            "Heygen-Signature": signature,
            "Heygen-Timestamp": str(int(time())),
            "Heygen-Event-Id": self.event_id,
        }

    def as_json(self) -> dict[str, object]:
        return {
            "job": self.job,
            "at": self.at,
            "event": self.event,
            "event_id": self.event_id,
            "url": self.url,
            "signed": self.endpoint is not None,
            "tries": list(self.tries),
        }


class Webhooks:
    """Sends events to hosts of the sandbox, and nowhere else."""

    def __init__(
        self,
        *,
        endpoints: Endpoints,
        pace: Pace,
        faults: Faults,
        background: Background,
        hosts: Collection[str],
        base_url: str,
    ) -> None:
        self._endpoints = endpoints
        self._pace = pace
        self._faults = faults
        self._background = background
        self._hosts = hosts
        self._base_url = base_url
        self._session: aiohttp.ClientSession | None = None
        self._held: list[list[Delivery]] = []
        self.sent: list[Delivery] = []
        self.events: list[dict[str, object]] = []

    @property
    def session(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=_LIMIT, trust_env=False)
        return self._session

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    def is_ours(self, url: str) -> bool:
        return urlsplit(url).hostname in self._hosts

    async def answers_options(self, url: str) -> bool:
        """The check at registration: a second for an answer of 200."""
        if not self.is_ours(url):
            return False
        try:
            limit = aiohttp.ClientTimeout(total=1)
            async with self.session.options(url, timeout=limit, allow_redirects=False) as answer:
                return answer.status == 200
        except (aiohttp.ClientError, TimeoutError, OSError):
            return False

    def tell(self, job: Job) -> None:
        """Say in the background that the job has ended, as faults have it."""
        deliveries = self._note(job)
        fault = self._faults.take(TARGET, _MODES)
        if fault is not None and fault.mode == "reorder":
            self._held.append(deliveries)
            self._background.start(self._let_go(deliveries))
            return
        held, self._held = self._held, []
        self._background.start(self._send(deliveries, fault, held))

    async def tell_now(self, job: Job) -> None:
        """Say it before anything else happens, once."""
        for delivery in self._note(job):
            await self._try(delivery)

    def _note(self, job: Job) -> list[Delivery]:
        kinds = ["avatar_video.success" if job.failure is None else "avatar_video.fail"]
        if job.failure is None and job.chance.random() < _EXTRAS:
            kinds.append("avatar_video_gif.success")
        return [delivery for kind in kinds for delivery in self._event(job, kind)]

    def _event(self, job: Job, kind: str) -> list[Delivery]:
        """To every endpoint that wants it; one that nobody wants goes to all. The video's own address hears
        of its end alone."""
        event_id = f"evt_{uuid4().hex[:20]}"
        is_extra = kind.startswith("avatar_video_gif")
        data = _data(job, kind, self._base_url)
        self.events.append(
            {"event_id": event_id, "event_type": kind, "event_data": data, "created_at": int(time())}
        )
        made = [
            self._delivery(job, kind, event_id, endpoint.url, data, endpoint)
            for endpoint in self._endpoints.listening()
            if is_extra or endpoint.wants(kind)
        ]
        if job.order.callback_url and not is_extra:
            made.append(self._delivery(job, kind, event_id, job.order.callback_url, data, None))
        self.sent.extend(made)
        return made

    def _delivery(
        self,
        job: Job,
        kind: str,
        event_id: str,
        url: str,
        data: Mapping[str, object],
        endpoint: Endpoint | None,
    ) -> Delivery:
        body: dict[str, object] = {"event_type": kind, "event_data": data}
        if endpoint is None or endpoint.version == "v3":
            body = {"event_id": event_id, "created_at": int(time()), **body}
        raw = json.dumps(body, separators=(",", ":")).encode()
        return Delivery(job=job.id, event=kind, event_id=event_id, url=url, body=raw, endpoint=endpoint)

    async def _let_go(self, deliveries: list[Delivery]) -> None:
        """What waits to be overtaken does not wait for ever."""
        await self._pace.sleep(_HOLD)
        if deliveries in self._held:
            self._held.remove(deliveries)
            await self._deliver_all(deliveries)

    async def _send(
        self, deliveries: list[Delivery], fault: Fault | None, after: list[list[Delivery]]
    ) -> None:
        match fault.mode if fault else "":
            case "lose":
                for delivery in deliveries:
                    delivery.tries.append("lost")
            case "garbage":
                for delivery in deliveries:
                    delivery.body = b'{"event_type": "'
                    await self._try(delivery)
            case "double":
                copies = int(fault.number("copies", fault.number("n", 2))) if fault else 1
                await asyncio.gather(*(self._deliver_all(deliveries) for _ in range(copies)))
            case "delay":
                await asyncio.sleep(fault.number("seconds", 1.0) if fault else 0)
                await self._deliver_all(deliveries)
            case _:
                await self._deliver_all(deliveries)
        for held in after:
            await self._deliver_all(held)

    async def _deliver_all(self, deliveries: list[Delivery]) -> None:
        await asyncio.gather(*(self._deliver(delivery) for delivery in deliveries))

    async def _deliver(self, delivery: Delivery) -> None:
        for wait in RETRIES:
            if await self._try(delivery):
                return
            await self._pace.sleep(wait)
        await self._try(delivery)

    async def _try(self, delivery: Delivery) -> bool:
        """True when there is nothing more to be done."""
        if not self.is_ours(delivery.url):
            delivery.tries.append("outside the sandbox")
            return True
        try:
            async with self.session.post(
                delivery.url, data=delivery.body, headers=delivery.headers(), allow_redirects=False
            ) as answer:
                delivery.tries.append(answer.status)
                return 200 <= answer.status < 300
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            delivery.tries.append(type(error).__name__)
            return False


def _data(job: Job, kind: str, base_url: str) -> dict[str, object]:
    """Several values may be null, and `folder_id` blank."""
    if kind == "avatar_video.fail":
        return {
            "video_id": job.id,
            "msg": job.failure,
            "failure_code": "render_failed",
            "failure_message": job.failure,
            "callback_id": job.order.callback_id,
        }
    return {
        "video_id": job.id,
        "url": job.film.url(base_url) if job.film else None,
        "gif_download_url": None,
        "video_share_page_url": None,
        "video_page_url": f"{base_url}/share/{job.id}",
        "folder_id": "",
        "callback_id": job.order.callback_id,
    }
