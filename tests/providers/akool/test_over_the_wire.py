"""Our side of Akool against the simulated Akool, which was written from the vendor's pages alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import pytest
from aiohttp import web

from bot.domain.events import JobFailed, JobSucceeded
from bot.domain.generation import Generation, JobId
from bot.errors import (
    JobGone,
    KeysRefused,
    NotSent,
    OutcomeUnknown,
    OutOfCredit,
    ProviderError,
    RateLimited,
    Rejected,
)
from bot.providers.akool import Akool
from bot.providers.http import Http
from bot.providers.provider import Job, Sender
from bot.sandbox.akool import Akool as Sandbox
from bot.sandbox.clock import Pace
from bot.sandbox.faults import Faults
from tests.providers.akool.examples import CLIENT_ID, CLIENT_SECRET, TOKEN, film, sound

WITH_KEY = Akool(CLIENT_ID, CLIENT_SECRET, "sim-key")
WITH_TOKEN = Akool(CLIENT_ID, CLIENT_SECRET)


@dataclass
class Inbox:
    """Takes callbacks as they come."""

    letters: asyncio.Queue[bytes] = field(default_factory=asyncio.Queue)

    async def receive(self, request: web.Request) -> web.Response:
        self.letters.put_nowait(await request.read())
        return web.Response()

    async def next(self) -> bytes:
        async with asyncio.timeout(20):
            return await self.letters.get()


@dataclass
class Wire:
    """A provider, the server it speaks to, what that server is ordered to do wrong, and what it sends."""

    sender: Sender
    faults: Faults
    sandbox: Sandbox
    url: str
    provider: Akool
    inbox: Inbox

    @property
    def hook(self) -> str:
        return f"{self.url}/webhooks/akool/{TOKEN}"

    async def order(self, generation: Generation, *, hook: str | None = None) -> JobId:
        request = self.provider.submit(self.provider.check(generation), webhook_url=hook)
        reply = await self.sender.send(request, self.provider.headers())
        return self.provider.read_submitted(reply, generation).job_id

    async def read(self, *jobs: JobId) -> dict[JobId, Job]:
        reply = await self.sender.send(self.provider.read(jobs), self.provider.headers())
        return dict(self.provider.read_jobs(reply))

    async def end(self, job: JobId, generation: Generation) -> JobSucceeded | JobFailed:
        for _ in range(400):
            ended = self.provider.outcome((await self.read(job))[job], generation)
            if ended is not None:
                return ended
            await asyncio.sleep(0.005)
        raise AssertionError("it never ended")

    def jobs(self) -> int:
        jobs = self.sandbox.ledger()["jobs"]
        assert isinstance(jobs, list)
        return len(jobs)


@pytest.fixture(params=[WITH_KEY, WITH_TOKEN], ids=["key", "token"])
def provider(request: pytest.FixtureRequest) -> Akool:
    chosen = request.param
    assert isinstance(chosen, Akool)
    return chosen


@pytest.fixture
async def wire(provider: Akool) -> AsyncIterator[Wire]:
    faults = Faults()
    mounted, root = web.Application(), web.Application()
    sandbox = Sandbox(
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        api_key="sim-key",
        base_url="http://127.0.0.1",
        pace=Pace(2000),
        faults=faults,
    )
    mounted.add_routes(sandbox.routes())
    root.add_subapp("/providers/akool", mounted)
    inbox = Inbox()
    root.router.add_post("/webhooks/akool/{token}", inbox.receive)
    runner = web.AppRunner(root, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    http = Http(f"{url}/providers/akool/", provider="akool")
    sender = provider.over(http)
    yield Wire(sender=sender, faults=faults, sandbox=sandbox, url=url, provider=provider, inbox=inbox)
    await http.close()
    await sandbox.close()
    await runner.cleanup()


async def test_a_film_and_its_sound_come_to_their_ends_and_cost_what_was_estimated(wire: Wire) -> None:
    wish = wire.provider.check(film(video_length="10", resolution="1080p"))
    first = await wire.order(wish)
    ended = await wire.end(first, wish)

    with_sound = replace(sound(audio_type="1", video_length=10), source_job=first)
    second = await wire.order(with_sound)
    louder = await wire.end(second, with_sound)

    assert (ended.cost, louder.cost) == (Decimal(50), Decimal(10))
    assert (ended.cost, louder.cost) == (
        wire.provider.estimate(wish),
        wire.provider.estimate(with_sound),
    )
    assert first != second
    assert wire.jobs() == 2


async def test_an_effect_of_the_list_can_be_ordered_without_a_prompt(wire: Wire) -> None:
    reply = await wire.sender.send(wire.provider.list_of("effects"), wire.provider.headers())
    choices = wire.provider.read_list("effects", reply)

    wish = film(prompt="", effect_code=choices[0].id, effect_name=choices[0].name)

    assert all(choice.preview_url.endswith(".png") for choice in choices)
    assert isinstance(await wire.end(await wire.order(wish), wish), JobSucceeded)


async def test_several_jobs_are_read_in_one_call_and_unknown_ones_are_missing(wire: Wire) -> None:
    jobs = [await wire.order(film()) for _ in range(3)]

    assert set(await wire.read(*jobs, JobId("f" * 24))) == set(jobs)
    with pytest.raises(JobGone):
        await wire.read(JobId("f" * 24))


async def test_a_failed_job_fails_without_a_reason(wire: Wire) -> None:
    wire.faults.add("akool:job", "fail")

    assert await wire.end(await wire.order(film()), film()) == JobFailed(reason="", cost=Decimal(20))


async def test_a_job_carries_our_token_and_its_callback_names_it(wire: Wire) -> None:
    job = await wire.order(film(), hook=wire.hook)
    await wire.end(job, film())

    assert (await wire.read(job))[job].webhook_token == TOKEN
    assert wire.provider.hinted_job({}, await wire.inbox.next()) == job


async def test_the_callback_of_a_lost_order_leads_to_a_job_with_our_token(wire: Wire) -> None:
    wire.faults.add("akool:create", "cut_after")
    with pytest.raises(OutcomeUnknown):
        await wire.order(film(), hook=wire.hook)

    hinted = wire.provider.hinted_job({}, await wire.inbox.next())

    assert hinted is not None
    assert (await wire.read(hinted))[hinted].webhook_token == TOKEN
    assert wire.jobs() == 1


async def test_a_delete_tells_what_is_gone_and_what_stays(wire: Wire) -> None:
    wire.faults.add("akool:job", "stall")
    busy, done = await wire.order(film()), await wire.order(film())
    await wire.end(done, film())

    reply = await wire.sender.send(wire.provider.delete([busy, done]), wire.provider.headers())
    deleted = wire.provider.read_deleted(reply)

    assert deleted.gone == {done}
    assert "processing" in deleted.kept[busy]


async def test_the_balance_can_be_read(wire: Wire) -> None:
    reply = await wire.sender.send(wire.provider.balance(), wire.provider.headers())

    assert wire.provider.read_balance(reply) == "2000 credits"


@pytest.mark.parametrize(
    ("order", "leaf"),
    [
        ({"code": 1104, "msg": "no credit"}, OutOfCredit),
        ({"code": 1009, "msg": "permission denied"}, Rejected),
        ({"code": 1015}, OutcomeUnknown),
        ({"status": 503, "body": "<html>away"}, OutcomeUnknown),
        ({"status": 403, "body": {"message": "Forbidden"}}, KeysRefused),
    ],
)
async def test_refusals_are_told_apart(wire: Wire, order: dict[str, Any], leaf: type[ProviderError]) -> None:
    wire.faults.add("akool:create", "refuse", **order)

    with pytest.raises(leaf):
        await wire.order(film())


async def test_a_throttle_says_how_long_when_it_does(wire: Wire) -> None:
    wire.faults.add("akool:create", "ratelimit", retry_after=7)
    wire.faults.add("akool:create", "ratelimit")

    waits = []
    for _ in range(2):
        with pytest.raises(RateLimited) as caught:
            await wire.order(film())
        waits.append(caught.value.wait and caught.value.wait.total_seconds())

    assert waits == [7, None]


@pytest.mark.parametrize("provider", [WITH_KEY], ids=["key"])
async def test_a_wrong_key_is_said(wire: Wire) -> None:
    wire.provider = Akool(CLIENT_ID, CLIENT_SECRET, "wrong")

    with pytest.raises(KeysRefused):
        await wire.order(film())


@pytest.mark.parametrize("provider", [WITH_TOKEN], ids=["token"])
async def test_one_token_serves_for_all_and_wrong_credentials_get_none(wire: Wire) -> None:
    await asyncio.gather(*(wire.order(film()) for _ in range(8)))
    assert wire.sandbox.ledger()["tokens"] == 1

    stranger = Akool(CLIENT_ID, "another-24-bytes-secret!")
    http = Http(f"{wire.url}/providers/akool/", provider="akool")
    wire.sender = stranger.over(http)
    with pytest.raises(KeysRefused):
        await wire.order(film())
    await http.close()


@pytest.mark.parametrize("provider", [WITH_TOKEN], ids=["token"])
async def test_without_a_token_nothing_was_ordered(wire: Wire) -> None:
    wire.faults.add("akool:token", "cut_after")

    with pytest.raises(NotSent):
        await wire.order(film())

    assert wire.jobs() == 0


@pytest.mark.parametrize("provider", [WITH_TOKEN], ids=["token"])
async def test_a_crowd_whose_token_expired_gets_one_new_one_and_pays_once_each(wire: Wire) -> None:
    await wire.order(film())
    wire.faults.add("akool:token", "expire")

    jobs = await asyncio.gather(*(wire.order(film()) for _ in range(8)))

    assert len(set(jobs)) == 8
    assert wire.jobs() == 9
    assert wire.sandbox.ledger()["tokens"] == 2
