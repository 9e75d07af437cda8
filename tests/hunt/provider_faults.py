"""What can come back from a provider in place of a good answer. One row adds a fault to every state."""

import gzip
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from bot.errors import MediaCut, MediaError, MediaExpired, MediaRefused, NotSent, OutcomeUnknown, Unreadable
from bot.providers.provider import Reply
from tests.hunt.vendor import Vendor, say

Answer: TypeAlias = Reply | Exception


class State(StrEnum):
    """What the task is doing when the fault comes."""

    ORDERING = "ordering the image"
    ORDERING_A_FILM = "ordering the film"
    RENDERING = "reading the job"
    SEARCHING = "looking for a lost job"


@dataclass(frozen=True, slots=True)
class ProviderFault:
    """`taken`: whether a paid call with this answer may have been taken on; each possibility is tried."""

    name: str
    answer: Callable[[Vendor], Answer]
    taken: tuple[bool, ...] = (False, True)
    seconds: float = 0.5


def _raw(status: int, body: bytes, **headers: str) -> Reply:
    return Reply(
        status=status, headers={name.replace("_", "-"): value for name, value in headers.items()}, body=body
    )


_JOB: Final[Mapping[str, object]] = {
    "id": "7f2c1f0e-6b0e-4b8e-9a53-1d3c9b9a0a11",
    "status": "image_generating",
    "product_url": "https://elsewhere.example/other.jpg",
}
_WHOLE: Final = json.dumps([_JOB] * 3).encode()
NEVER: Final = (False,)

PROVIDER_FAULTS: Final = (
    ProviderFault("429", lambda _: say(429, {"detail": "Throttled."}), NEVER),
    ProviderFault("429 with Retry-After", lambda _: say(429, {}, **{"retry-after": "7"}), NEVER),
    ProviderFault("429 with nonsense", lambda _: say(429, {}, **{"retry-after": "soon"}), NEVER),
    ProviderFault("too busy, in its own words", lambda vendor: vendor.said.busy, NEVER),
    ProviderFault("a yes without a job", lambda vendor: vendor.said.no_job),
    ProviderFault("500", lambda _: say(500, {"detail": "Oops."})),
    ProviderFault("503 with Retry-After", lambda _: say(503, {}, **{"retry-after": "30"})),
    ProviderFault("no connection", lambda _: NotSent("vendor", "no connection (ConnectError)"), NEVER),
    ProviderFault("reset", lambda _: OutcomeUnknown("vendor", "no clear answer (ReadError)")),
    ProviderFault(
        "read timeout", lambda _: OutcomeUnknown("vendor", "no clear answer (ReadTimeout)"), seconds=60
    ),
    ProviderFault("too huge to be read", lambda _: Unreadable("vendor", "the reply is too large")),
    ProviderFault("no JSON", lambda _: _raw(200, b"{'id': nope")),
    ProviderFault("truncated JSON", lambda _: _raw(200, _WHOLE[: len(_WHOLE) // 2])),
    ProviderFault("deep JSON", lambda _: _raw(200, b"[" * 20_000)),
    ProviderFault("JSON of another shape", lambda _: _raw(200, b'"yes"')),
    ProviderFault("nothing", lambda _: _raw(200, b"")),
    ProviderFault("an unknown status", lambda _: say(200, {**_JOB, "status": "pondering", "id": ""})),
    ProviderFault("a number for a status", lambda _: say(200, {"id": 7, "status": 3})),
    ProviderFault(
        "another content type", lambda _: _raw(200, b"<html>Log in</html>", content_type="text/html")
    ),
    ProviderFault("packed", lambda _: _raw(200, gzip.compress(bytes(100_000)), content_encoding="gzip")),
    ProviderFault("a way into our network", lambda _: _raw(302, b"", location="http://169.254.169.254/")),
    ProviderFault("halves of characters", lambda _: _raw(200, b'{"id": "\\ud800", "status": "\\udfff"}')),
)

READ_FAULTS: Final = (
    ProviderFault("another job's record", lambda vendor: vendor.said.another),
    ProviderFault("a list that lags", lambda vendor: vendor.said.none),
    ProviderFault("only a page of the list", lambda vendor: vendor.said.cut),
)
"""Faults of an answer to a read; a paid call has no such answer."""


@dataclass(frozen=True, slots=True)
class DownloadFault:
    """`stays`: no other try helps, so the person is told that the result exists and is not shown."""

    name: str
    error: Callable[[], MediaError]
    stays: bool


DOWNLOAD_FAULTS: Final = (
    DownloadFault("expired URL", lambda: MediaExpired("The link is no longer good (403)."), stays=False),
    DownloadFault("slow drip", lambda: MediaCut("The download became too slow."), stays=False),
    DownloadFault("cut", lambda: MediaCut("The connection was cut."), stays=False),
    DownloadFault("wrong content type", lambda: MediaRefused("A file of unknown type."), stays=True),
    DownloadFault("oversize", lambda: MediaRefused("The result is larger than 25 MiB."), stays=True),
    DownloadFault("packed bomb", lambda: MediaRefused("The result came packed."), stays=True),
    DownloadFault("redirect into private space", lambda: MediaRefused("A private network."), stays=True),
)
