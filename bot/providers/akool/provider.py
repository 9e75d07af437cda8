"""Akool as a provider: what it can do, and where each of its calls is made and read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from bot.domain.events import JobAccepted, JobFailed, JobSucceeded
from bot.domain.generation import Generation, JobId
from bot.errors import SettingsError, WebhookRefused
from bot.providers.akool import limits, prices, replies, requests, webhooks
from bot.providers.akool.refusals import NAME
from bot.providers.akool.session import Session
from bot.providers.provider import (
    Capabilities,
    Choice,
    Deleted,
    Job,
    Provider,
    Refund,
    Reply,
    Request,
    Sender,
)

CAN: Final = Capabilities(
    checks_at_once=requests.MOST_IDS,
    finds_lost=False,
    deletes=True,
    cancels=False,
    refunds_failed=Refund.UNKNOWN,
    animates=requests.ANIMATE,
    adds_audio=requests.ADD_AUDIO,
    lists=frozenset({"effects"}),
)


class Akool(Provider):
    """One Akool account. Client id and secret open its webhooks in any case. Its calls carry `api_key` where
    there is one, else a token that a Session gets for them.

    https://docs.akool.com/authentication/usage
    """

    def __init__(self, client_id: str, client_secret: str, api_key: str | None = None) -> None:
        given = {"AKOOL_CLIENT_ID": client_id, "AKOOL_CLIENT_SECRET": client_secret}
        if api_key:
            given["AKOOL_API_KEY"] = api_key
        for variable, key in given.items():
            if not key or not key.isascii() or not key.isprintable() or " " in key:
                raise SettingsError(f"{variable} is no key: copy it again from Akool's API credentials.")
        self._client_id = client_id
        self._client_secret = client_secret
        self._api_key = api_key or ""
        self._hide = tuple(given.values())

    @property
    def name(self) -> str:
        return NAME

    @property
    def label(self) -> str:
        return "Akool"

    @property
    def can(self) -> Capabilities:
        return CAN

    def headers(self) -> Mapping[str, str]:
        """Never both ways at once: Akool would ignore the key beside any `Authorization`."""
        key = {"x-api-key": self._api_key} if self._api_key else {}
        return {**key, "Accept": "application/json"}

    def over(self, sender: Sender) -> Sender:
        """What carries this account's calls: `sender` itself when there is a key, else one with tokens."""
        if self._api_key:
            return sender
        return Session(sender, client_id=self._client_id, client_secret=self._client_secret)

    def check(self, generation: Generation) -> Generation:
        return limits.check(generation)

    def estimate(self, generation: Generation) -> Decimal:
        """Credits that this generation is expected to cost."""
        return prices.estimate(generation)

    def submit(self, generation: Generation, *, webhook_url: str | None, key: str = "") -> Request:  # noqa: ARG002
        """No key of ours goes along: Akool knows no idempotency."""
        return requests.submit(generation, webhook_url=webhook_url)

    def read_submitted(self, reply: Reply, generation: Generation) -> JobAccepted:
        return replies.read_submitted(reply, generation, hide=self._hide)

    def read(self, jobs: Sequence[JobId]) -> Request:
        return requests.read(jobs)

    def read_jobs(self, reply: Reply) -> Mapping[JobId, Job]:
        return replies.read_jobs(reply, hide=self._hide)

    def outcome(self, job: Job, generation: Generation) -> JobSucceeded | JobFailed | None:
        return replies.outcome(job, generation)

    def delete(self, jobs: Sequence[JobId]) -> Request:
        return requests.delete(jobs)

    def read_deleted(self, reply: Reply, jobs: Sequence[JobId] = ()) -> Deleted:
        return replies.read_deleted(reply, jobs, hide=self._hide)

    def balance(self) -> Request:
        return requests.balance()

    def read_balance(self, reply: Reply) -> str:
        return replies.read_balance(reply, hide=self._hide)

    def list_of(self, name: str, page: str = "") -> Request:
        return requests.effects() if name in CAN.lists else super().list_of(name, page)

    def read_list(self, name: str, reply: Reply) -> Sequence[Choice]:
        if name not in CAN.lists:
            return super().read_list(name, reply)
        return replies.read_effects(reply, hide=self._hide)

    def admit(self, headers: Mapping[str, str], body: bytes) -> None:  # noqa: ARG002 - others sign there
        webhooks.open_callback(body, client_id=self._client_id, client_secret=self._client_secret)

    def hinted_job(self, headers: Mapping[str, str], body: bytes) -> JobId | None:  # noqa: ARG002 - as above
        try:
            callback = webhooks.open_callback(
                body, client_id=self._client_id, client_secret=self._client_secret
            )
        except WebhookRefused:
            return None
        return callback.job
