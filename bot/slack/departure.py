"""The moment at which a call leaves for Slack: asked about then, and not a wait earlier.

Between the decision to call and its first byte lie a turn to wait for, a connection to be made and other
tasks to be served. A process that is stopped meanwhile wakes up when others have done its work already.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from types import SimpleNamespace

import aiohttp


class HeldBack(Exception):
    """No byte of it has left, and none will."""


@dataclass(slots=True)
class Departure:
    """Of one call. `may_leave` is asked once, right before its first byte."""

    may_leave: Callable[[], bool]
    has_left: bool = False

    def leave(self) -> None:
        """Raises HeldBack."""
        if self.has_left:
            return
        if not self.may_leave():
            raise HeldBack
        self.has_left = True


_departure: ContextVar[Departure | None] = ContextVar("departure", default=None)


@contextmanager
def asking(may_leave: Callable[[], bool]) -> Iterator[None]:
    """Whatever is sent inside over a session that is watched leaves only if it may.

    Raises HeldBack when it did not.
    """
    departure = Departure(may_leave)
    token = _departure.set(departure)
    try:
        yield
    except (HeldBack, aiohttp.ClientError, OSError) as error:
        if _was_held_back(error):
            raise HeldBack from error
        raise
    finally:
        _departure.reset(token)


def watch(session: aiohttp.ClientSession) -> None:
    """Let this session ask. Whoever calls through it need not know, and nobody can forget it.

    aiohttp keeps the head of a request back until its body comes, and tells of each piece of that right
    before it hands both to the socket, without a wait in between.
    https://docs.aiohttp.org/en/stable/tracing_reference.html
    """
    if not any(isinstance(trace, _Watch) for trace in session.trace_configs):
        session.trace_configs.append(_Watch())


class _Watch(aiohttp.TraceConfig):
    def __init__(self) -> None:
        super().__init__()
        self.on_request_chunk_sent.append(_leaving)
        self.freeze()


async def _leaving(
    _session: aiohttp.ClientSession, _about: SimpleNamespace, _piece: aiohttp.TraceRequestChunkSentParams
) -> None:
    if departure := _departure.get():
        departure.leave()


def _was_held_back(error: BaseException | None) -> bool:
    """The library tells of it as of a connection that failed, and names it as the cause."""
    while error is not None:
        if isinstance(error, HeldBack):
            return True
        error = error.__cause__
    return False
