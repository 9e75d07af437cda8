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
    for at all, `idempotent` whether a call sent again with its key is made only once. The names in the calls
    are the provider's own. `inputs` are those of a form that not every release of the provider's API takes.
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
    idempotent: bool = False
    inputs: frozenset[str] = frozenset()


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


class Search(StrEnum):
    """What a look for a lost job said when it did not find exactly one."""

    NOT_FOUND = "not_found"
    AMBIGUOUS = "ambiguous"


class Provider(Protocol):
    """One provider, sans I/O: turns wishes into requests and replies into facts.

    Readers raise ProviderError leaves: Rejected, OutOfCredit, KeysRefused, JobGone, RateLimited,
    OutcomeUnknown or Unreadable.
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

    def check(self, generation: Generation) -> Generation:
        """The generation with its inputs checked against the provider's limits. Raises FormError whose keys
        are input names."""
        ...

    def submit(self, generation: Generation, *, webhook_url: str | None) -> Request: ...

    def read_submitted(self, reply: Reply, generation: Generation) -> JobAccepted: ...

    def read(self, jobs: Sequence[JobId]) -> Request:
        """A read of at most `can.checks_at_once` jobs; one alone by its own path where there is one."""
        ...

    def read_jobs(self, reply: Reply) -> Mapping[JobId, Job]: ...

    def outcome(self, job: Job, generation: Generation) -> JobSucceeded | JobFailed | None:
        """What this read means for a task with this generation; None while it goes on."""
        ...

    def look_for(self, lost: Lost) -> Request: ...

    def read_found(self, reply: Reply, lost: Lost, *, claimed: frozenset[JobId]) -> JobId | Search:
        """The one job that is surely the lost one and that no task owns yet. Raises Unreadable for a list
        that is cut or of unknown shape: that is no answer."""
        ...

    def balance(self) -> Request: ...

    def read_balance(self, reply: Reply) -> str:
        """The balance in words, e.g. "412.5 credits"."""
        ...

    def avatars(self) -> Request: ...

    def read_avatars(self, reply: Reply) -> Sequence[Choice]: ...

    def hinted_job(self, headers: Mapping[str, str], body: bytes) -> JobId | None:
        """The job an incoming webhook speaks of, or None when it cannot be told. Nothing is believed."""
        ...
