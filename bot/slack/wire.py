"""One call to Slack: its turn, its bytes, and what its failure means."""

import math
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from typing import Any, Final, TypeAlias, TypeVar
from urllib.parse import urlsplit

import aiohttp
from pydantic import BaseModel
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.clock import Clock
from bot.errors import SlackBusy, SlackDown, SlackError, SlackQueued, SlackUnsure
from bot.slack.departure import HeldBack, asking, watch
from bot.slack.pace import Pace, SharedPace
from storage.store import Turns

Arguments: TypeAlias = Mapping[str, Any]
Reading = TypeVar("Reading", bound=BaseModel)

LEAVES_MARKS: Final = frozenset(
    {"chat.postMessage", "chat.postEphemeral", "conversations.open", "files.completeUploadExternal"}
)
"""Calls that a person may see twice when they are made twice."""

FOR_ONE_ALONE: Final = LEAVES_MARKS | {"files.getUploadURLExternal"}
"""Calls for whoever the work belongs to. A second place for the bytes shows nothing, but would be remembered
instead of the one that was shown."""

GIVEN_UP_WAIT: Final = timedelta(seconds=1)
"""When a process that the others may have given up asks again whether it may act."""

UNSAID_WAIT: Final = 30.0
"""How many seconds a 429 without a Retry-After holds us back."""

LONGEST_RETRY_AFTER: Final = 3_600.0


def _alone() -> bool:
    """Nobody else is there to take anything over."""
    return True


class Wire:
    """Makes calls and tells failures apart by whether the call may have been done.

    `ended` hears of each by its method and "ok" or the error word. `may_act`: whether the work at hand is
    still this process's; one that was stopped for a while may wake up in the middle of it.
    """

    def __init__(
        self,
        client: AsyncWebClient,
        *,
        clock: Clock,
        turns: Turns | None = None,
        ticks: Callable[[], float] = time.monotonic,
        may_act: Callable[[], bool] = _alone,
    ) -> None:
        if client.session is None:
            raise ValueError("Slack's client needs the session of the process: use make_client().")
        self.session: aiohttp.ClientSession = client.session
        watch(self.session)
        self._client = client
        self._pace = Pace(clock, ticks=ticks) if turns is None else SharedPace(clock, turns)
        self._may_act = may_act
        self.ended: Callable[[str, str], None] = _unnoticed

    @property
    def token(self) -> str:
        """Never for anybody but Slack."""
        return self._client.token or ""

    def is_slack(self, url: str) -> bool:
        """Whether this is the host that we call, or one below it: files of others may lie anywhere."""
        given, ours = urlsplit(url), urlsplit(self._client.base_url)
        if (given.scheme, given.netloc) == (ours.scheme, ours.netloc):
            return True
        below = f".{(ours.hostname or '').removeprefix('www.')}"
        return given.scheme == "https" and given.port is None and (given.hostname or "").endswith(below)

    async def call(
        self,
        reading: type[Reading],
        method: str,
        *,
        json: Arguments | None = None,
        form: Mapping[str, str] | None = None,
        channel: str = "",
    ) -> Reading:
        """The answer, read as `reading`; `channel` is what the call is about, where it is about one.

        Raises SlackError for what Slack refused, SlackBusy for 429, SlackDown for what was surely not done
        or is harmless to repeat, SlackUnsure for a message or file that may be there already.
        """
        answer, _ = await self.headed(reading, method, json=json, form=form, channel=channel)
        return answer

    async def headed(
        self,
        reading: type[Reading],
        method: str,
        *,
        json: Arguments | None = None,
        form: Mapping[str, str] | None = None,
        channel: str = "",
    ) -> tuple[Reading, Mapping[str, str]]:
        """Like `call`, with the headers of the answer."""
        await self._pace.turn(method, channel)
        async with self._counted(method), self.judged(method, channel):
            with self._for_one_alone(method):
                response = await self._client.api_call(
                    method,
                    json=dict(json) if json is not None else None,
                    data=dict(form) if form is not None else None,
                )
            return reading.model_validate(response.data), response.headers

    @contextmanager
    def _for_one_alone(self, method: str) -> Iterator[None]:
        """Raises SlackQueued when it was held back at the last moment: surely not done."""
        if method not in FOR_ONE_ALONE:
            yield
            return
        try:
            with asking(self._may_act):
                yield
        except HeldBack as error:
            raise SlackQueued(method, GIVEN_UP_WAIT) from error

    @asynccontextmanager
    async def _counted(self, method: str) -> AsyncIterator[None]:
        try:
            yield
        except SlackQueued:  # Slack has not heard of it
            raise
        except SlackError as error:
            self.ended(method, error.code)
            raise
        self.ended(method, "ok")

    @asynccontextmanager
    async def judged(
        self, method: str, channel: str = "", *, marks: bool | None = None
    ) -> AsyncIterator[None]:
        """Turn what the libraries raise into our errors. `marks`: whether a person may see it twice."""
        unsure = SlackUnsure if (method in LEAVES_MARKS if marks is None else marks) else SlackDown
        try:
            yield
        except SlackApiError as error:
            refusal = _refusal(method, error, unsure)
            if isinstance(refusal, SlackBusy):  # it holds back the calls that follow, too
                await self._pace.hold(method, channel, refusal.wait)
            raise refusal from error
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise SlackDown(method, "unreachable", type(error).__name__) from error
        except TimeoutError as error:
            raise unsure(method, "timeout") from error
        except (aiohttp.ClientError, OSError) as error:
            raise unsure(method, "connection_lost", type(error).__name__) from error
        # The library trips over an answer that is not a JSON object, and ours over one of another shape.
        except (AttributeError, TypeError, ValueError) as error:
            raise unsure(method, "unreadable", type(error).__name__) from error


def _refusal(method: str, error: SlackApiError, unsure: type[SlackError]) -> SlackError:
    response = error.response
    status, headers = _status(response), getattr(response, "headers", {})
    if status == 429:
        return SlackBusy(method, retry_after(headers))
    body = response.data if isinstance(response, AsyncSlackResponse) else None
    code = str(body.get("error") or "") if isinstance(body, dict) else ""
    if code in ("ratelimited", "rate_limited"):
        return SlackBusy(method, retry_after(headers))
    if status >= 500 or code in _HALF_DONE:
        return unsure(method, code or f"http_{status}")
    if status < 400 and not code:
        return unsure(method, "unreadable")
    if code in _NOT_DONE:
        return SlackDown(method, code)
    return SlackError(method, code or f"http_{status}", _detail(body))


def _unnoticed(_: str, __: str) -> None:
    """Nobody counts."""


# "It's possible some aspect of the operation succeeded before the error was raised."
# https://docs.slack.dev/reference/methods/chat.postMessage#errors
_HALF_DONE: Final = frozenset({"fatal_error", "internal_error"})
_NOT_DONE: Final = frozenset({"request_timeout", "service_unavailable"})


def retry_after(headers: Mapping[str, str]) -> timedelta:
    """How long a 429 asks us to wait."""
    said = {name.lower(): value for name, value in headers.items()}.get("retry-after", "")
    try:
        seconds = float(said)
    except ValueError:
        seconds = math.nan
    if not seconds >= 0:
        seconds = UNSAID_WAIT
    return timedelta(seconds=min(seconds, LONGEST_RETRY_AFTER))


def _status(response: object) -> int:
    """The library hands over its own answer, or aiohttp's when the body was no JSON."""
    status = getattr(response, "status_code", None) or getattr(response, "status", None)
    return status if isinstance(status, int) else 200


def _detail(body: object) -> str:
    """What Slack adds to its error word: the scope that is missing, or what is wrong with which block."""
    if not isinstance(body, dict):
        return ""
    if body.get("needed"):
        return str(body["needed"])
    metadata = body.get("response_metadata")
    messages = metadata.get("messages") if isinstance(metadata, dict) else None
    said = messages or body.get("errors") or []
    return "; ".join(str(line) for line in said) if isinstance(said, list) else str(said)
