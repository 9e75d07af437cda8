"""HeyGen as a provider: what it can do, and where each of its calls is made and read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final

from bot.domain.events import JobAccepted, JobFailed, JobSucceeded
from bot.domain.generation import Generation, JobId
from bot.errors import SettingsError
from bot.providers.heygen import limits, lists, prices, replies, requests, requests_v1, search, webhooks
from bot.providers.heygen.limits import V1, V3
from bot.providers.heygen.refusals import NAME
from bot.providers.provider import (
    Capabilities,
    Choice,
    Deleted,
    Job,
    Lost,
    Notice,
    Provider,
    Refund,
    Reply,
    Request,
    Search,
)

LISTS: Final = frozenset({"avatars", "voices"})
VERSIONS: Final = {"v3": V3, "v1": V1}

CAN_V3: Final = Capabilities(
    checks_at_once=requests.MOST_IDS,
    finds_lost=True,
    deletes=True,
    cancels=False,
    refunds_failed=Refund.UNKNOWN,
    speaks=V3.call,
    replays_for=requests.KEY_LIFE,
    inputs=V3.inputs,
    lists=LISTS,
    account_webhook=True,
    webhook_headers=webhooks.KEPT,
)
CAN_V1: Final = Capabilities(
    checks_at_once=1,
    finds_lost=False,
    deletes=True,
    cancels=False,
    refunds_failed=Refund.UNKNOWN,
    speaks=V1.call,
    inputs=V1.inputs,
    lists=LISTS,
    account_webhook=True,
    webhook_headers=webhooks.KEPT,
)


class HeyGen(Provider):
    """One HeyGen account, by its key, and the release of the API that is spoken.

    `webhook_secret` is that of the account's webhook endpoint; two with a comma between them while it is
    being changed.
    """

    def __init__(self, api_key: str, version: str = "v3", webhook_secret: str = "") -> None:
        if not _is_key(api_key):
            raise SettingsError("HEYGEN_API_KEY is no key: copy it again from HeyGen's settings page.")
        if (version or "v3") not in VERSIONS:
            raise SettingsError(f"HEYGEN_API_VERSION is v3 or v1, not {version!r}.")
        secrets = tuple(secret.strip() for secret in webhook_secret.split(",") if secret.strip())
        if not all(_is_key(secret) for secret in secrets):
            raise SettingsError("HEYGEN_WEBHOOK_SECRET is no secret: copy it again from HeyGen.")
        self._key = api_key
        self._secrets = secrets
        self._release = VERSIONS[version or "v3"]
        self._hidden = (api_key, *secrets)

    @property
    def name(self) -> str:
        return NAME

    @property
    def label(self) -> str:
        return "HeyGen"

    @property
    def can(self) -> Capabilities:
        return CAN_V1 if self._is_v1 else CAN_V3

    @property
    def _is_v1(self) -> bool:
        return self._release is V1

    def headers(self) -> Mapping[str, str]:
        return {"X-Api-Key": self._key, "Accept": "application/json"}

    def check(self, generation: Generation) -> Generation:
        return limits.check(generation, self._release)

    def estimate(self, generation: Generation) -> Decimal:
        return prices.estimate(generation)

    def submit(self, generation: Generation, *, webhook_url: str | None, key: str = "") -> Request:
        """`key` is the same for the same task and attempt, and unguessable. Without one, the token in the
        webhook address serves, which is just that."""
        if self._is_v1:
            return requests_v1.submit(generation)
        return requests.submit(generation, webhook_url=webhook_url, key=key or _token_in(webhook_url))

    def read_submitted(self, reply: Reply, generation: Generation) -> JobAccepted:  # noqa: ARG002 - others need it
        return replies.read_submitted(reply, hide=self._hidden)

    def read(self, jobs: Sequence[JobId]) -> Request:
        return requests_v1.read(jobs) if self._is_v1 else requests.read(jobs)

    def read_jobs(self, reply: Reply) -> Mapping[JobId, Job]:
        return replies.read_jobs(reply, hide=self._hidden)

    def outcome(self, job: Job, generation: Generation) -> JobSucceeded | JobFailed | None:
        return replies.outcome(job, generation)

    def look_for(self, lost: Lost) -> Request:
        return requests_v1.look_for() if self._is_v1 else search.look_for(lost)

    def read_found(self, reply: Reply, lost: Lost, *, claimed: frozenset[JobId]) -> JobId | Search:
        return search.read_found(reply, lost, claimed=claimed, hide=self._hidden)

    def delete(self, jobs: Sequence[JobId]) -> Request:
        """Takes one job."""
        return requests_v1.delete(jobs) if self._is_v1 else requests.delete(jobs)

    def read_deleted(self, reply: Reply, jobs: Sequence[JobId]) -> Deleted:
        return replies.read_deleted(reply, jobs, hide=self._hidden)

    def balance(self) -> Request:
        return requests_v1.balance() if self._is_v1 else requests.balance()

    def read_balance(self, reply: Reply) -> str:
        return lists.read_balance(reply, hide=self._hidden)

    def list_of(self, name: str, page: str = "") -> Request:
        match name, self._is_v1:
            case "avatars", True:
                return requests_v1.avatars()
            case "voices", True:
                return requests_v1.voices()
            case "avatars", False:
                return requests.avatars(page)
            case "voices", False:
                return requests.voices(page)
            case _:
                return super().list_of(name, page)

    def read_list(self, name: str, reply: Reply) -> Sequence[Choice]:
        match name:
            case "avatars":
                return lists.read_avatars(reply, hide=self._hidden)
            case "voices":
                return lists.read_voices(reply, hide=self._hidden)
            case _:
                return super().read_list(name, reply)

    def next_page(self, reply: Reply) -> str | None:
        return None if self._is_v1 else lists.next_page(reply)

    def admit_account(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> Notice:
        """What a delivery to the account's address speaks of. Raises WebhookRefused(401), always without a
        secret to check it with."""
        webhooks.admit(headers, body, secrets=self._secrets, now=now)
        return webhooks.read_notice(headers, body)

    def hinted_job(self, headers: Mapping[str, str], body: bytes) -> JobId | None:
        return webhooks.read_notice(headers, body).job


def _is_key(text: str) -> bool:
    return bool(text) and text.isascii() and text.isprintable() and " " not in text


def _token_in(webhook_url: str | None) -> str:
    return (webhook_url or "").rstrip("/").rpartition("/")[2]
