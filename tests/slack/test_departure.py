"""A process that stood still in the middle of a call: what it may not say any more does not leave it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final, TypeAlias

import aiohttp
import pytest

from bot.domain.task import ChannelId, UserId
from bot.errors import SlackQueued
from bot.slack import Slack, make_client, open_session
from tests.slack.conftest import ScriptedSlack, StillClock

CHANNEL: Final = ChannelId("C1")
SEAMS: Final = ("on_connection_create_start", "on_connection_create_end", "on_request_headers_sent")
"""Where it is stopped: around the connecting, and when the request is ready down to its last byte."""

Doing: TypeAlias = Callable[[Slack], Awaitable[object]]

ONCE: Final[tuple[tuple[str, Doing], ...]] = (
    ("post", lambda slack: slack.post(CHANNEL, "hello", [], key="k")),
    ("whisper", lambda slack: slack.whisper(CHANNEL, UserId("U1"), "hello", [])),
    ("direct", lambda slack: slack.direct(UserId("U1"), "hello", [])),
    ("share", lambda slack: slack.complete_upload("F1", "a title", channel=CHANNEL)),
    ("slot", lambda slack: slack.upload_slot("a.png", 3)),
)


class Stopped:
    """A process that is stopped at a seam, for longer than the others wait for it."""

    def __init__(self) -> None:
        self.is_given_up = False

    async def __call__(self, *_: object) -> None:
        self.is_given_up = True

    def may_act(self) -> bool:
        return not self.is_given_up


@asynccontextmanager
async def stopped_at(seam: str) -> AsyncIterator[tuple[aiohttp.ClientSession, Stopped]]:
    stopped, trace = Stopped(), aiohttp.TraceConfig()
    getattr(trace, seam).append(stopped)
    trace.freeze()
    async with open_session() as session:
        session.trace_configs.append(trace)
        yield session, stopped


class Ear(asyncio.Protocol):
    """A Slack that remembers each byte of the one connection that it gets, and hangs up."""

    def __init__(self) -> None:
        self.heard = bytearray()
        self.is_over = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self.heard.extend(data)
        self._transport.close()

    def connection_lost(self, _error: Exception | None) -> None:
        self.is_over.set()


@asynccontextmanager
async def listening() -> AsyncIterator[tuple[str, Ear]]:
    ear = Ear()
    async with await asyncio.get_running_loop().create_server(lambda: ear, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/api/", ear
        await asyncio.wait_for(ear.is_over.wait(), 5)


@pytest.mark.parametrize("seam", SEAMS)
@pytest.mark.parametrize(("name", "do"), ONCE, ids=[name for name, _ in ONCE])
async def test_who_was_stopped_on_the_way_says_nothing_and_surely_so(
    name: str, do: Doing, seam: str, clock: StillClock
) -> None:
    async with listening() as (url, ear), stopped_at(seam) as (session, stopped):
        slack = Slack(make_client("xoxb-1", url, session), clock=clock, may_act=stopped.may_act)
        with pytest.raises(SlackQueued):
            await do(slack)

    assert (name, bytes(ear.heard)) == (name, b"")


async def test_who_was_held_back_is_counted_as_no_call(clock: StillClock) -> None:
    ended: list[tuple[str, str]] = []
    async with listening() as (url, _), stopped_at(SEAMS[0]) as (session, stopped):
        slack = Slack(make_client("xoxb-1", url, session), clock=clock, may_act=stopped.may_act)
        slack.count_with(lambda method, how: ended.append((method, how)))
        with pytest.raises(SlackQueued):
            await slack.post(CHANNEL, "hello", [], key="k")

    assert ended == []


async def test_what_is_under_way_is_not_asked_about_again(server: ScriptedSlack, clock: StillClock) -> None:
    """A body of several pieces, or half of one, must not be cut off: it would leave the call in doubt."""
    answers = iter([True])
    async with open_session() as session:
        client = make_client("xoxb-1", server.api_url, session)
        slack = Slack(client, clock=clock, may_act=lambda: next(answers))
        await slack.complete_upload("F1", "a title" * 20_000, channel=CHANNEL)

    assert len(server.said("files.completeUploadExternal")) == 1


async def test_what_does_no_harm_twice_is_let_go(server: ScriptedSlack, clock: StillClock) -> None:
    async with open_session() as session:
        client = make_client("xoxb-1", server.api_url, session)
        await Slack(client, clock=clock, may_act=lambda: False).delete_file("F1")

    assert len(server.said("files.delete")) == 1
