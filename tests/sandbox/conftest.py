"""A running sandbox, and the clients that talk to it."""

from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import pytest
from aiohttp import ClientSession
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.app import SandboxServer
from bot.sandbox.config import BOT_TOKEN, SandboxConfig, Timing

QUICK = Timing(processing=0.03, sharing=0.03, event_retries=(0.0, 0.01, 0.01))


class Person:
    """Somebody at the simulated workspace, through the control API."""

    def __init__(self, session: ClientSession, url: str, user: str) -> None:
        self._session = session
        self._url = url
        self.user = user

    async def does(self, what: str, **given: object) -> dict[str, Any]:
        """Do something: `ann.does("command", channel=…, text="/greenlight help")`."""
        async with self._session.post(f"{self._url}/sandbox/people/{self.user}/{what}", json=given) as reply:
            answer: dict[str, Any] = await reply.json()
            return answer

    async def sees(self) -> dict[str, Any]:
        async with self._session.get(f"{self._url}/sandbox/state", params={"user": self.user}) as reply:
            state: dict[str, Any] = await reply.json()
            return state

    async def reads(self, channel: str) -> list[dict[str, Any]]:
        messages: list[dict[str, Any]] = (await self.sees())["messages"][channel]
        return messages


async def error_of(call: Coroutine[Any, Any, Any]) -> dict[str, Any]:
    """The body of the refusal that this call meets."""
    with pytest.raises(SlackApiError) as caught:
        await call
    body: dict[str, Any] = caught.value.response.data
    return body


@pytest.fixture
def config() -> SandboxConfig:
    return SandboxConfig(timing=QUICK, rate_limits=False)


@pytest.fixture
async def sandbox(config: SandboxConfig) -> AsyncIterator[SandboxServer]:
    async with SandboxServer(config) as server:
        yield server


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession(trust_env=False) as session:
        yield session


@pytest.fixture
def slack(sandbox: SandboxServer, session: ClientSession) -> AsyncWebClient:
    return AsyncWebClient(token=BOT_TOKEN, base_url=f"{sandbox.url}/api/", session=session, retry_handlers=[])


@pytest.fixture
def person(sandbox: SandboxServer, session: ClientSession) -> Callable[[str], Person]:
    return lambda user: Person(session, sandbox.url, user)
