"""What a provider is: requests in, replies out, and what it can do. No sockets here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final, Protocol

from bot.domain.events import JobAccepted, JobFailed, JobSucceeded
from bot.domain.generation import Generation, JobId, Json, Kind
from bot.errors import WebhookRefused

HASHED: Final = "sha256-"
"""Stands before the hash of a webhook token of ours, in a request that is kept without the token itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One call to be made: no host, no secret. `body` is kept and resent byte for byte.

    `headers` belong to this one call, such as an idempotency key, and are kept with it; the provider's own
    go above them.
    """

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Json]:
        """As it is kept with a paid effect."""
        return {
            "method": self.method,
            "path": self.path,
            "query": dict(self.query),
            "body": self.body.decode(),
            "headers": dict(self.headers),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Json]) -> Request:
        return cls(
            method=str(kept["method"]),
            path=str(kept["path"]),
            query=_texts(kept["query"]),
            body=str(kept["body"]).encode(),
            headers=_texts(kept.get("headers")),
        )


def _texts(kept: Json) -> dict[str, str]:
    return {name: str(value) for name, value in kept.items()} if isinstance(kept, dict) else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back. Header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Refund(StrEnum):
    """Whether a failed job is paid back."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a provider can do; buttons, reconciliation and deletion follow from it.

    `checks_at_once` is how many jobs one read may name. `finds_lost` says whether a lost job can be looked
    for at all, `replays_for` how long a call that is sent again with its key is made only once. The names in
    the calls are the provider's own. `inputs` are those of a form that not every release of the provider's
    API takes, `lists` the names of what can be chosen from. `account_webhook`: it also calls one address for
    the whole account, and signs what it says there. `webhook_headers` are those of its webhooks that are
    kept with them, in lower case. `mixes`: it puts sound under the video of any provider. `is_ours`: the work
    is done here, so there is no account, and no copy elsewhere.
    """

    checks_at_once: int
    finds_lost: bool
    deletes: bool
    cancels: bool
    refunds_failed: Refund
    makes_image: str | None = None
    makes_video: str | None = None
    remakes_image: str | None = None
    remakes_video: str | None = None
    adds_audio: str | None = None
    animates: str | None = None
    speaks: str | None = None
    mixes: str | None = None
    replays_for: timedelta = timedelta()
    inputs: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    account_webhook: bool = False
    webhook_headers: frozenset[str] = frozenset()
    is_ours: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job as the provider's own read tells it. `done` maps each goal that is reached to its URL.

    `failed` is the reason given ("" for none), None while it has not failed. `webhook_token` is the
    token of ours that the job carries, if any. `busy_with` names the goals being worked on. `is_brief`: the
    read of many said that it ended and no more, so a read of it alone has to tell how. `cost` is what the
    provider says that it charged (credits), None where it does not say.
    """

    id: JobId
    status: str
    done: Mapping[Kind, str]
    failed: str | None = None
    busy_with: frozenset[Kind] = frozenset()
    webhook_token: str | None = None
    is_brief: bool = False
    cost: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A submission whose answer was lost: what was asked, when, and the hash of the token it carried.

    `clocks_apart` is how far `sent_at` may be from the provider's own time.
    """

    generation: Generation
    request: Request
    sent_at: datetime
    token_sha256: str | None
    clocks_apart: timedelta = timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class Deleted:
    """What a delete came to: the jobs that are gone, and those that stay with the provider's reason, "" for
    none."""

    gone: frozenset[JobId]
    kept: Mapping[JobId, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One entry of a list to choose from, such as an avatar."""

    id: str
    name: str
    detail: str = ""
    preview_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What a call to the account's address speaks of: nothing of ours when both `job` and `key` are None.

    `key` is the one that we gave to the submission. `event` tells one call from another, and is the same for
    its repetitions.
    """

    job: JobId | None
    key: str | None
    event: str


class Search(StrEnum):
    """What a look for a lost job said when it did not find exactly one."""

    NOT_FOUND = "not_found"
    AMBIGUOUS = "ambiguous"


class Sender(Protocol):
    """Whatever can carry a request to a provider."""

    async def send(self, request: Request, headers: Mapping[str, str]) -> Reply:
        """Raises NotSent, OutcomeUnknown or Unreadable; any status is a reply."""
        ...


class Provider(Protocol):
    """One provider, sans I/O: turns wishes into requests and replies into facts.

    Readers raise ProviderError leaves: Rejected, OutOfCredit, KeysRefused, JobGone, RateLimited,
    OutcomeUnknown or Unreadable. What not every provider can do has an answer here already; `can` says
    whether it is ever asked for.
    """

    @property
    def name(self) -> str: ...

    @property
    def label(self) -> str:
        """What people call it."""
        ...

    @property
    def can(self) -> Capabilities: ...

    def headers(self) -> Mapping[str, str]:
        """What every call carries besides its body; holds the keys, so it is never logged or kept."""
        ...

    def over(self, sender: Sender) -> Sender:
        """What carries this account's calls, given what carries bytes to its provider: tokens that have to
        be fetched, for one, are added there."""
        return sender

    def check(self, generation: Generation) -> Generation:
        """The generation with its inputs checked against the provider's limits. Raises FormError whose keys
        are input names."""
        ...

    def estimate(self, generation: Generation) -> Decimal:
        """Credits that this generation is expected to cost. Takes what `check` lets pass."""
        ...

    def submit(self, generation: Generation, *, webhook_url: str | None, key: str) -> Request:
        """The paid call. `key` is the same for the same task and attempt, and unguessable: whoever knows
        idempotency sends it as such."""
        ...

    def read_submitted(self, reply: Reply, generation: Generation) -> JobAccepted: ...

    def read(self, jobs: Sequence[JobId]) -> Request:
        """A read of at most `can.checks_at_once` jobs; one alone by its own path where there is one."""
        ...

    def read_jobs(self, reply: Reply) -> Mapping[JobId, Job]: ...

    def outcome(self, job: Job, generation: Generation) -> JobSucceeded | JobFailed | None:
        """What this read means for a task with this generation; None while it goes on."""
        ...

    def look_for(self, lost: Lost) -> Request:  # noqa: ARG002 - where there is no list of jobs
        raise ValueError(f"{self.label} has nothing to look for a lost job in")

    def read_found(self, reply: Reply, lost: Lost, *, claimed: frozenset[JobId]) -> JobId | Search:  # noqa: ARG002
        """The one job that is surely the lost one and that no task owns yet. Raises Unreadable for a list
        that is cut or of unknown shape: that is no answer."""
        raise ValueError(f"{self.label} has nothing to look for a lost job in")

    def delete(self, jobs: Sequence[JobId]) -> Request:  # noqa: ARG002 - where nothing can be deleted
        raise ValueError(f"{self.label} has no call to delete with")

    def read_deleted(self, reply: Reply, jobs: Sequence[JobId]) -> Deleted:  # noqa: ARG002 - as above
        """What became of the jobs that were to be deleted; one that was gone already is gone."""
        raise ValueError(f"{self.label} has no call to delete with")

    def balance(self) -> Request: ...

    def read_balance(self, reply: Reply) -> str:
        """The balance in words, e.g. "412.5 credits"."""
        ...

    def list_of(self, name: str, page: str = "") -> Request:  # noqa: ARG002 - where there are no lists
        """One of `can.lists`, such as "avatars": its beginning, or the page that `next_page` named."""
        raise ValueError(f"{self.label} has no list of {name}")

    def read_list(self, name: str, reply: Reply) -> Sequence[Choice]:  # noqa: ARG002 - as above
        raise ValueError(f"{self.label} has no list of {name}")

    def next_page(self, reply: Reply) -> str | None:  # noqa: ARG002 - where a list comes whole
        """Where the list in this reply goes on, None at its end."""
        return None

    def admit(self, headers: Mapping[str, str], body: bytes) -> None:  # noqa: ARG002 - where nothing is signed
        """Raises WebhookRefused for a call to a task's own address that is not the provider's, before
        anything of it is kept. Where nothing is signed, the token in the address was all there is to
        check. Headers are found by their names in lower case."""
        return

    def hinted_job(self, headers: Mapping[str, str], body: bytes) -> JobId | None:
        """The job an incoming webhook speaks of, or None when it cannot be told. Nothing is believed."""
        ...

    def admit_account(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> Notice:  # noqa: ARG002
        """What a call to the account's address speaks of. Raises WebhookRefused for one that is not the
        provider's."""
        raise WebhookRefused(404)


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchedOff:
    """A provider whose `keys`, variables of the environment, are not set. No call of its leaves."""

    provider: Provider
    keys: tuple[str, ...]

    @property
    def variables(self) -> str:
        """As a person reads them: "A and B"."""
        *most, last = self.keys
        return f"{', '.join(most)} and {last}" if most else last
