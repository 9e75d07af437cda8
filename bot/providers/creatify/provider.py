"""Creatify as a provider: what it can do, and where each of its calls is made and read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from bot.domain.events import JobAccepted, JobFailed, JobSucceeded
from bot.domain.generation import Generation, JobId
from bot.errors import SettingsError
from bot.providers.creatify import limits, prices, replies, requests, search, webhooks
from bot.providers.creatify.refusals import NAME
from bot.providers.provider import Capabilities, Choice, Job, Lost, Provider, Refund, Reply, Request, Search

CAN: Final = Capabilities(
    checks_at_once=requests.MOST_IDS,
    finds_lost=True,
    deletes=False,
    cancels=False,
    refunds_failed=Refund.UNKNOWN,
    makes_image="gen_image",
    makes_video="gen_video",
    remakes_image="regen_image",
    remakes_video="regen_video",
    lists=frozenset({"avatars"}),
)


class Creatify(Provider):
    """One Creatify account, named by the two keys of its settings page.

    https://docs.creatify.ai/quickstart
    """

    def __init__(self, api_id: str, api_key: str) -> None:
        for variable, key in {"CREATIFY_API_ID": api_id, "CREATIFY_API_KEY": api_key}.items():
            if not key or not key.isascii() or not key.isprintable() or " " in key:
                raise SettingsError(f"{variable} is no key: copy it again from Creatify's settings page.")
        self._keys = (api_id, api_key)

    @property
    def name(self) -> str:
        return NAME

    @property
    def label(self) -> str:
        return "Creatify"

    @property
    def can(self) -> Capabilities:
        return CAN

    def headers(self) -> Mapping[str, str]:
        api_id, api_key = self._keys
        return {"X-API-ID": api_id, "X-API-KEY": api_key, "Accept": "application/json"}

    def check(self, generation: Generation) -> Generation:
        return limits.check(generation)

    def estimate(self, generation: Generation) -> Decimal:
        return prices.estimate(generation)

    def submit(self, generation: Generation, *, webhook_url: str | None, key: str = "") -> Request:  # noqa: ARG002
        """No key of ours goes along: Creatify knows no idempotency."""
        return requests.submit(generation, webhook_url=webhook_url)

    def read_submitted(self, reply: Reply, generation: Generation) -> JobAccepted:
        return replies.read_submitted(reply, generation, hide=self._keys)

    def read(self, jobs: Sequence[JobId]) -> Request:
        return requests.read(jobs)

    def read_jobs(self, reply: Reply) -> Mapping[JobId, Job]:
        return replies.read_jobs(reply, hide=self._keys)

    def outcome(self, job: Job, generation: Generation) -> JobSucceeded | JobFailed | None:
        return replies.outcome(job, generation)

    def look_for(self, lost: Lost) -> Request:
        return search.look_for(lost)

    def read_found(self, reply: Reply, lost: Lost, *, claimed: frozenset[JobId]) -> JobId | Search:
        return search.read_found(reply, lost, claimed=claimed, hide=self._keys)

    def balance(self) -> Request:
        return requests.balance()

    def read_balance(self, reply: Reply) -> str:
        return replies.read_balance(reply, hide=self._keys)

    def list_of(self, name: str, page: str = "") -> Request:
        return requests.avatars() if name in CAN.lists else super().list_of(name, page)

    def read_list(self, name: str, reply: Reply) -> Sequence[Choice]:
        if name not in CAN.lists:
            return super().read_list(name, reply)
        return replies.read_avatars(reply, hide=self._keys)

    def hinted_job(self, headers: Mapping[str, str], body: bytes) -> JobId | None:  # noqa: ARG002 - others sign there
        return webhooks.hinted_job(body)
