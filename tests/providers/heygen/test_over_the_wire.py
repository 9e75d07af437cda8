"""Our side of HeyGen against the simulated HeyGen, which was written from the vendor's pages alone."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web

from bot.domain.events import JobFailed, JobSucceeded
from bot.domain.generation import Generation, JobId
from bot.errors import (
    JobGone,
    KeysRefused,
    OutcomeUnknown,
    OutOfCredit,
    ProviderError,
    RateLimited,
    Rejected,
    WebhookRefused,
)
from bot.providers.heygen import HeyGen
from bot.providers.http import Http
from bot.providers.provider import Job, Lost, Notice, Request, Search
from bot.sandbox.clock import Pace
from bot.sandbox.faults import Faults
from bot.sandbox.heygen import HeyGen as Sandbox
from tests.providers.heygen.wishes import KEY, old_wish, wish

V3 = HeyGen("sim-key", "v3", "old-secret,new-secret")
V1 = HeyGen("sim-key", "v1", "new-secret")
NOBODY: frozenset[JobId] = frozenset()
ANNIE: dict[str, Any] = {"prompt": "Meet the bag.", "avatar": "Annie_office_public", "voice": "clara"}


@dataclass
class Wire:
    """A provider, the server it speaks to, and what that server is ordered to do wrong."""

    http: Http
    faults: Faults
    sandbox: Sandbox
    url: str
    notices: list[Notice]
    provider: HeyGen = V3
    refused: int = 0

    async def order(self, generation: Generation, *, key: str = KEY, hook: str | None = None) -> JobId:
        wanted = self.provider.check(generation)
        return await self.send(self.provider.submit(wanted, webhook_url=hook, key=key), generation)

    async def send(self, request: Request, generation: Generation) -> JobId:
        reply = await self.http.send(request, self.provider.headers())
        return self.provider.read_submitted(reply, generation).job_id

    async def read(self, *jobs: JobId) -> dict[JobId, Job]:
        reply = await self.http.send(self.provider.read(jobs), self.provider.headers())
        return dict(self.provider.read_jobs(reply))

    async def end(self, job: JobId, generation: Generation) -> JobSucceeded | JobFailed:
        for _ in range(400):
            if (ended := self.provider.outcome((await self.read(job))[job], generation)) is not None:
                return ended
            await asyncio.sleep(0.005)
        raise AssertionError("it never ended")

    async def lose(self, mode: str, *, seconds: float = 0.0) -> Lost:
        """Order something whose answer does not come."""
        request = self.provider.submit(wish(**ANNIE), webhook_url=None, key=KEY)
        self.faults.add("heygen:create", mode, seconds=seconds)
        with pytest.raises(OutcomeUnknown):
            await self.send(request, wish())
        return Lost(generation=wish(), request=request, sent_at=datetime.now(UTC), token_sha256=None)

    async def find(self, lost: Lost, claimed: frozenset[JobId] = NOBODY) -> JobId | Search:
        reply = await self.http.send(self.provider.look_for(lost), self.provider.headers())
        return self.provider.read_found(reply, lost, claimed=claimed)

    def jobs(self) -> list[JobId]:
        jobs: Any = self.sandbox.ledger()["jobs"]
        return [JobId(job["id"]) for job in jobs]

    async def account_hook(self, request: web.Request) -> web.Response:
        """As our own route answers."""
        headers = {name.lower(): value for name, value in request.headers.items()}
        try:
            notice = self.provider.admit_account(headers, await request.read(), now=datetime.now(UTC))
        except WebhookRefused as refused:
            self.refused += 1
            return web.Response(status=refused.status)
        self.notices.append(notice)
        return web.Response()

    async def told(self, count: int) -> list[Notice]:
        for _ in range(400):
            if len(self.notices) >= count:
                return self.notices
            await asyncio.sleep(0.005)
        raise AssertionError("nobody told us")


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    faults = Faults()
    root, mounted = web.Application(), web.Application()
    wires: list[Wire] = []

    async def hook(request: web.Request) -> web.Response:
        return await wires[0].account_hook(request)

    runner = web.AppRunner(root, shutdown_timeout=0.1)
    root.router.add_post("/webhooks/heygen", hook)
    sandbox = Sandbox(api_key="sim-key", base_url="http://127.0.0.1", pace=Pace(2000), faults=faults)
    mounted.add_routes(sandbox.routes())
    root.add_subapp("/providers/heygen", mounted)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    http = Http(f"{url}/providers/heygen/", provider="heygen")
    wires.append(Wire(http=http, faults=faults, sandbox=sandbox, url=url, notices=[]))
    yield wires[0]
    await http.close()
    await sandbox.close()
    await runner.cleanup()


FILMS: dict[str, dict[str, Any]] = {
    "an avatar": {
        **ANNIE,
        "background": "#FAFAFA",
        "aspect_ratio": "9:16",
        "resolution": "720p",
        "captions": True,
    },
    "an avatar with its own voice": {"prompt": "Hi", "avatar": "Dora_kitchen_public"},
    "a recording": {"prompt": "", "avatar": "Emil_photo", "audio_url": "https://a.example.com/s.mp3"},
    "a still": {"prompt": "Hi", "image_url": "https://a.example.com/b.png", "voice": "jonas"},
    "before an image": {**ANNIE, "background": "https://a.example.com/b.png"},
    "several clips": {
        **ANNIE,
        "background": "#0a0b0c",
        "clips": [
            {"video_url": "https://a.example.com/b.mp4", "muted": "yes"},
            {"picture_url": "https://a.example.com/b.png", "duration": "3"},
            {"picture_url": "https://a.example.com/b.png", "script": "Look", "voice": "clara"},
            {"image_url": "https://a.example.com/b.png", "script": "Hi", "voice": "amir"},
            {"avatar": "Bruno_desk_public", "script": "Bye"},
        ],
    },
}


@pytest.mark.parametrize("name", FILMS)
async def test_every_film_that_a_form_can_ask_for_is_taken_and_made(wire: Wire, name: str) -> None:
    film = wish(**FILMS[name])

    ended = await wire.end(await wire.order(film), film)

    assert isinstance(ended, JobSucceeded)


async def test_an_old_film_is_taken_and_made(wire: Wire) -> None:
    wire.provider = V1
    photo = {"avatar": "photo:tp_ben_beach", "script": "Hi", "voice": "amir", "style": "circle"}
    film = old_wish(
        **ANNIE,
        style="normal",
        scale="0.5",
        offset_x="-0.5",
        background="#FAFAFA",
        captions=True,
        clips=[photo],
    )

    job = await wire.order(film)
    ended = await wire.end(job, film)

    assert isinstance(ended, JobSucceeded)
    assert (await wire.read(job))[job].webhook_token is None


async def test_several_films_are_read_in_one_call_and_the_finished_ones_alone(wire: Wire) -> None:
    wire.faults.add("heygen:job", "fail", reason="Too blurry")
    failed, made = await wire.order(wish(**ANNIE)), await wire.order(wish(**ANNIE), key="another")
    await wire.end(failed, wish())
    await wire.end(made, wish())

    together = await wire.read(failed, made)

    assert (together[made].is_brief, together[failed].is_brief) == (True, False)
    assert V3.outcome(together[made], wish()) is None
    assert V3.outcome(together[failed], wish()) == JobFailed(reason="Too blurry")
    assert isinstance(V3.outcome((await wire.read(made))[made], wish()), JobSucceeded)


@pytest.mark.parametrize("mode", ["cut_after", "garbage"])
async def test_a_lost_answer_comes_again_with_the_same_key_and_bytes(wire: Wire, mode: str) -> None:
    lost = await wire.lose(mode)

    found = await wire.send(Request.from_json(lost.request.to_json()), wish())

    assert wire.jobs() == [found]
    assert (await wire.read(found))[found].webhook_token == KEY


async def test_what_never_arrived_is_made_by_the_same_key(wire: Wire) -> None:
    lost = await wire.lose("cut_before")
    assert wire.jobs() == []

    made = await wire.send(lost.request, wish())

    assert wire.jobs() == [made]


async def test_while_the_first_is_under_way_nothing_is_known(wire: Wire) -> None:
    lost = await wire.lose("late", seconds=0.05)

    with pytest.raises(OutcomeUnknown) as caught:
        await wire.send(lost.request, wish())
    await asyncio.sleep(0.08)

    assert caught.value.status == 409
    assert [await wire.send(lost.request, wish())] == wire.jobs()


@pytest.mark.parametrize("mode", ["cut_after", "garbage"])
async def test_a_lost_film_is_found_by_its_title(wire: Wire, mode: str) -> None:
    other = await wire.order(wish(**ANNIE), key="another")
    lost = await wire.lose(mode)

    found = await wire.find(lost)

    assert found == wire.jobs()[1] != other


async def test_a_film_that_never_arrived_is_not_found(wire: Wire) -> None:
    assert await wire.find(await wire.lose("cut_before")) is Search.NOT_FOUND


@pytest.mark.parametrize("version", ["v3", "v1"])
async def test_lists_and_balance_can_be_read(wire: Wire, version: str) -> None:
    wire.provider = V3 if version == "v3" else V1
    keys = wire.provider.headers()

    avatars = wire.provider.read_list("avatars", await wire.http.send(wire.provider.list_of("avatars"), keys))
    voices = wire.provider.read_list("voices", await wire.http.send(wire.provider.list_of("voices"), keys))
    balance = wire.provider.read_balance(await wire.http.send(wire.provider.balance(), keys))

    assert balance == "500 credits"
    assert all(choice.id and choice.name for choice in (*avatars, *voices))
    call = wire.provider.can.speaks or ""
    await wire.order(wish(call, prompt="Hi", avatar=avatars[0].id, voice=voices[0].id))


@pytest.mark.parametrize("provider", [V3, V1])
async def test_a_deleted_film_is_gone_there_too(wire: Wire, provider: HeyGen) -> None:
    wire.provider = provider
    job = await wire.order(wish(provider.can.speaks or "", **ANNIE))

    for _ in range(2):
        reply = await wire.http.send(provider.delete([job]), provider.headers())
        assert provider.read_deleted(reply, [job]).gone == {job}
    with pytest.raises(JobGone):
        await wire.read(job)


@pytest.mark.parametrize("version", ["v3", "v1"])
async def test_a_signed_delivery_names_job_and_key_and_a_forged_one_does_not_come_in(
    wire: Wire, version: str
) -> None:
    wire.sandbox.subscribe(f"{wire.url}/webhooks/heygen", secret="new-secret", version=version)
    wire.sandbox.subscribe(f"{wire.url}/webhooks/heygen", secret="not-ours", version=version)
    wire.faults.add("heygen:job", "fail")

    job = await wire.order(wish(**ANNIE))
    (notice,) = await wire.told(1)

    assert (notice.job, notice.key) == (job, KEY)
    assert wire.refused > 0


@pytest.mark.parametrize(
    ("status", "body", "leaf"),
    [
        (402, {"error": {"code": "insufficient_credit", "message": "No."}}, OutOfCredit),
        (422, {"error": {"code": "invalid_parameter", "message": "No."}}, Rejected),
        (200, {"data": None, "error": {"code": "avatar_not_found", "message": "No."}}, OutcomeUnknown),
        (503, {"error": {"message": "Away."}}, OutcomeUnknown),
    ],
)
async def test_refusals_are_told_apart(
    wire: Wire, status: int, body: dict[str, Any], leaf: type[ProviderError]
) -> None:
    wire.faults.add("heygen:create", "refuse", status=status, body=body)

    with pytest.raises(leaf):
        await wire.order(wish(**ANNIE))


async def test_a_throttle_says_how_long(wire: Wire) -> None:
    wire.faults.add("heygen:create", "ratelimit", retry_after=7)

    with pytest.raises(RateLimited) as caught:
        await wire.order(wish(**ANNIE))

    assert caught.value.wait is not None
    assert caught.value.wait.total_seconds() == 7


async def test_a_wrong_key_an_unknown_avatar_and_an_unknown_film_are_said(wire: Wire) -> None:
    with pytest.raises(Rejected, match="Avatar: Avatar look 'nobody' was not found"):
        await wire.order(wish(prompt="Hi", avatar="nobody"))
    with pytest.raises(JobGone):
        await wire.read(JobId("nobody"))

    wire.provider = HeyGen("wrong")
    with pytest.raises(KeysRefused):
        await wire.order(wish(**ANNIE))
