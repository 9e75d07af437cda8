"""Our side of Creatify against the simulated Creatify, which was written from the vendor's pages alone."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web

from bot.domain.events import JobFailed, JobSucceeded
from bot.domain.generation import Generation, JobId
from bot.errors import JobGone, KeysRefused, OutcomeUnknown, OutOfCredit, ProviderError, RateLimited, Rejected
from bot.providers.creatify import Creatify
from bot.providers.http import Http
from bot.providers.provider import Lost, Request, Search
from bot.sandbox.clock import Pace
from bot.sandbox.creatify import Creatify as Sandbox
from bot.sandbox.faults import Faults
from tests.providers.recordings import GIVEN, wish

CREATIFY = Creatify("sim-id", "sim-key")
NOBODY: frozenset[JobId] = frozenset()


@dataclass
class Wire:
    """A provider, the server it speaks to, and what that server is ordered to do wrong."""

    http: Http
    faults: Faults
    sandbox: Sandbox
    provider: Creatify = CREATIFY

    async def order(self, generation: Generation, *, hook: str | None = None) -> JobId:
        return await self.send(
            self.provider.submit(self.provider.check(generation), webhook_url=hook), generation
        )

    async def send(self, request: Request, generation: Generation) -> JobId:
        reply = await self.http.send(request, self.provider.headers())
        return self.provider.read_submitted(reply, generation).job_id

    async def outcome(self, job: JobId, generation: Generation) -> JobSucceeded | JobFailed | None:
        reply = await self.http.send(self.provider.read([job]), self.provider.headers())
        return self.provider.outcome(self.provider.read_jobs(reply)[job], generation)

    async def end(self, job: JobId, generation: Generation) -> JobSucceeded | JobFailed:
        for _ in range(400):
            if (ended := await self.outcome(job, generation)) is not None:
                return ended
            await asyncio.sleep(0.005)
        raise AssertionError("it never ended")

    async def lose(self, generation: Generation, *, hook: str | None = None, mode: str = "cut_after") -> Lost:
        """Order something whose answer does not come."""
        request = self.provider.submit(generation, webhook_url=hook)
        sent_at = datetime.now(UTC)
        self.faults.add(f"creatify:{generation.call}", mode)
        with pytest.raises(OutcomeUnknown):
            await self.send(request, generation)
        return Lost(generation=generation, request=request, sent_at=sent_at, token_sha256=None)

    async def find(self, lost: Lost, claimed: frozenset[JobId] = NOBODY) -> JobId | Search:
        reply = await self.http.send(self.provider.look_for(lost), self.provider.headers())
        return self.provider.read_found(reply, lost, claimed=claimed)

    def jobs(self) -> int:
        jobs: Any = self.sandbox.ledger()["jobs"]
        return len(jobs)


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    faults = Faults()
    sandbox = Sandbox(
        api_id="sim-id", api_key="sim-key", base_url="http://127.0.0.1", pace=Pace(2000), faults=faults
    )
    mounted, root = web.Application(), web.Application()
    mounted.add_routes(sandbox.routes())
    root.add_subapp("/providers/creatify", mounted)
    runner = web.AppRunner(root, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    http = Http(f"http://127.0.0.1:{runner.addresses[0][1]}/providers/creatify/", provider="creatify")
    yield Wire(http=http, faults=faults, sandbox=sandbox)
    await http.close()
    await sandbox.close()
    await runner.cleanup()


async def test_an_image_its_video_and_their_regenerations_come_to_their_ends(wire: Wire) -> None:
    image = wish()
    first = await wire.order(image)
    assert isinstance(await wire.end(first, image), JobSucceeded)

    video = replace(wish("gen_video", prompt="slow turn", motion_style="display"), source_job=first)
    assert await wire.order(video) == first
    assert isinstance(await wire.end(first, video), JobSucceeded)

    again = replace(wish("regen_image", prompt="warmer"), source_job=first)
    second = await wire.order(again)
    assert second != first
    assert isinstance(await wire.end(second, again), JobSucceeded)

    faster = replace(wish("regen_video", prompt="faster"), source_job=first)
    third = await wire.order(faster)
    assert isinstance(await wire.end(third, faster), JobSucceeded)
    assert wire.jobs() == 4


async def test_several_jobs_are_read_in_one_call(wire: Wire) -> None:
    jobs = [await wire.order(wish()) for _ in range(3)]

    reply = await wire.http.send(CREATIFY.read(jobs), CREATIFY.headers())

    assert set(CREATIFY.read_jobs(reply)) == set(jobs)


async def test_a_failed_job_fails_with_its_reason(wire: Wire) -> None:
    wire.faults.add("creatify:job", "fail", times=0)
    wire.faults.add("creatify:gen_image", "fail", times=0)
    job = await wire.order(wish())

    ended = await wire.end(job, wish())

    assert isinstance(ended, JobFailed)
    assert ended.reason


HOOK = "http://127.0.0.1:9/webhooks/creatify/" + "t" * 43


@pytest.mark.parametrize("hook", [HOOK, None])
@pytest.mark.parametrize("mode", ["cut_after", "garbage"])
async def test_a_lost_image_is_found_and_is_the_only_one(wire: Wire, hook: str | None, mode: str) -> None:
    lost = await wire.lose(wish(), hook=hook, mode=mode)

    found = await wire.find(lost)

    assert isinstance(found, str)
    assert isinstance(await wire.end(JobId(found), wish()), JobSucceeded)
    assert wire.jobs() == 1


@pytest.mark.parametrize("hook", [HOOK, None])
async def test_an_image_that_never_arrived_is_not_found(wire: Wire, hook: str | None) -> None:
    other = await wire.order(wish())
    lost = await wire.lose(wish(), hook=hook, mode="cut_before")

    assert await wire.find(lost, claimed=frozenset({other})) is Search.NOT_FOUND


@pytest.mark.parametrize("call", ["regen_image", "regen_video"])
async def test_a_lost_regeneration_is_found(wire: Wire, call: str) -> None:
    first = await wire.order(wish())
    await wire.end(first, wish())
    await wire.order(replace(wish("gen_video", prompt=""), source_job=first))
    await wire.end(first, wish("gen_video"))

    again = replace(wish(call, prompt="warmer"), source_job=first)
    found = await wire.find(await wire.lose(again), claimed=frozenset({first}))

    assert found not in {first, Search.NOT_FOUND, Search.AMBIGUOUS}


@pytest.mark.parametrize(("mode", "arrived"), [("cut_after", True), ("cut_before", False)])
async def test_a_lost_video_is_known_by_its_own_job(wire: Wire, mode: str, arrived: bool) -> None:
    first = await wire.order(wish())
    await wire.end(first, wish())

    lost = await wire.lose(replace(wish("gen_video", prompt="turn"), source_job=first), mode=mode)

    assert await wire.find(lost, claimed=frozenset({first})) == (first if arrived else Search.NOT_FOUND)


async def test_the_balance_and_the_avatars_can_be_read(wire: Wire) -> None:
    balance = await wire.http.send(CREATIFY.balance(), CREATIFY.headers())
    avatars = await wire.http.send(CREATIFY.list_of("avatars"), CREATIFY.headers())

    assert CREATIFY.read_balance(balance) == "500 credits"
    choices = CREATIFY.read_list("avatars", avatars)
    assert choices
    assert all(choice.id and choice.name and choice.detail for choice in choices)
    await wire.order(wish(**{**GIVEN, "type": "product_avatar", "avatar": choices[0].id}))


@pytest.mark.parametrize(
    ("status", "body", "leaf"),
    [
        (402, {"detail": "Payment required."}, OutOfCredit),
        (403, {"message": "Not enough credits."}, OutOfCredit),
        (422, {"error": "No."}, Rejected),
        (503, {"detail": "Away."}, OutcomeUnknown),
    ],
)
async def test_refusals_are_told_apart(
    wire: Wire, status: int, body: dict[str, str], leaf: type[ProviderError]
) -> None:
    wire.faults.add("creatify:gen_image", "refuse", status=status, body=body)

    with pytest.raises(leaf):
        await wire.order(wish())


async def test_a_throttle_says_how_long(wire: Wire) -> None:
    wire.faults.add("creatify:gen_image", "ratelimit", retry_after=7)

    with pytest.raises(RateLimited) as caught:
        await wire.order(wish())

    assert caught.value.wait is not None
    assert caught.value.wait.total_seconds() == 7


async def test_wrong_keys_and_unknown_jobs_are_said(wire: Wire) -> None:
    with pytest.raises(JobGone):
        await wire.order(wish("gen_video"))

    wire.provider = Creatify("sim-id", "wrong")
    with pytest.raises(KeysRefused):
        await wire.order(wish())


async def test_a_fault_of_the_form_comes_back_under_its_label(wire: Wire) -> None:
    bad = CREATIFY.submit(wish(product_url="https://x.example.com/" + "y" * 300), webhook_url=None)

    with pytest.raises(Rejected, match="Ensure this field has no more than 200 characters"):
        await wire.send(bad, wish())
