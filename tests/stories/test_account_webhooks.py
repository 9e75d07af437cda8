"""The one address that HeyGen calls for a whole account: signed, repeated, often about nothing of ours."""

import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import pytest

from bot.domain.generation import Generation, Kind
from bot.providers.heygen.webhooks import signature
from tests.stories.films import order, speech
from tests.stories.stage import Stage, is_result, open_stage

SECRET: Final = "sandbox-whsec-0123456789"
REFUSED: Final = (401, b"")
THANKED: Final = (200, b"")


@pytest.fixture
async def listening(tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_stage(tmp_path, HEYGEN_WEBHOOK_SECRET=SECRET) as stage:
        yield stage


def address(stage: Stage) -> str:
    assert stage.app is not None
    return f"{stage.app.url}/webhooks/heygen"


def kept(stage: Stage) -> list[bytes]:
    """The inbox, read past the bot."""
    return [bytes(body) for (body,) in stage.look("SELECT body FROM webhooks")]


async def call(stage: Stage, body: bytes, **headers: str) -> tuple[int, bytes]:
    spelled = {name.replace("_", "-"): value for name, value in headers.items()}
    async with stage.http.post(address(stage), data=body, headers=spelled) as answer:
        return answer.status, await answer.read()


def event(**data: Any) -> bytes:
    return json.dumps({"event_id": "e", "event_type": "avatar_video.success", "event_data": data}).encode()


async def test_a_film_of_the_old_release_is_brought_by_the_account_s_webhook(tmp_path: Path) -> None:
    """v1 takes no address of its own, so there is no other way in."""
    async with open_stage(tmp_path, HEYGEN_API_VERSION="v1", HEYGEN_WEBHOOK_SECRET=SECRET) as stage:
        stage.sandbox.world.heygen.subscribe(address(stage), secret=SECRET, version="v1")
        inputs = {"prompt": "Meet the bag.", "avatar": "Annie_office_public", "voice": "clara"}
        wish = Generation(
            provider="heygen", call="video.generate", kind=Kind.AVATAR_VIDEO, inputs=dict(inputs)
        )
        await order(stage, wish)
        await stage.message(is_result)

        calls = (await stage.ledger())["heygen"]["webhooks"]

        assert {tried for each in calls for tried in each["tries"]} == {200}
        assert any(b"avatar_video.success" in body for body in kept(stage))


async def test_a_film_is_known_by_the_key_that_it_carries_and_kept_without_it(listening: Stage) -> None:
    await listening.fault("heygen:webhook", "lose", times=0)
    await order(listening, speech())
    await listening.message(is_result)
    (job,) = await listening.paid("heygen")
    body = event(video_id=job["id"], url="https://x.example/v.mp4", callback_id=job["callback_id"])

    answers = [
        await call(listening, body, Signature=signature(SECRET, body)),
        await call(
            listening,
            body,
            Heygen_Signature=signature(SECRET, body),
            Heygen_Timestamp=str(int(time.time())),
            Heygen_Event_Id="e",
        ),
    ]

    assert answers == [THANKED, THANKED]
    (once,) = kept(listening)
    assert job["id"].encode() in once
    assert job["callback_id"].encode() not in once


async def test_what_is_genuine_and_not_ours_is_thanked_for_and_forgotten(listening: Stage) -> None:
    bodies = [
        event(video_id="somebody-else-s", callback_id=None),
        json.dumps({"event_type": "avatar_video_gif.success", "event_data": {"video_id": "x"}}).encode(),
        b"{}",
        b"no json",
    ]

    assert {await call(listening, body, Signature=signature(SECRET, body)) for body in bodies} == {THANKED}
    assert not kept(listening)


async def test_what_is_not_signed_or_old_is_refused_without_a_word(listening: Stage) -> None:
    body = event(video_id="x")
    right = signature(SECRET, body)
    old = str(int(time.time()) - 301)

    assert await call(listening, body) == REFUSED
    assert await call(listening, body, Signature=signature("another", body)) == REFUSED
    assert await call(listening, body + b" ", Signature=right) == REFUSED
    assert await call(listening, body, Heygen_Signature=right) == REFUSED
    assert await call(listening, body, Heygen_Signature=right, Heygen_Timestamp=old) == REFUSED


async def test_without_a_secret_nothing_is_genuine(stage: Stage) -> None:
    body = event(video_id="x")

    assert await call(stage, body, Signature=signature("", body)) == REFUSED


async def test_the_address_answers_options_at_once(stage: Stage) -> None:
    began = time.monotonic()

    async with stage.http.options(address(stage)) as answer:
        assert answer.status == 200
        assert "POST" in answer.headers["Allow"]
    assert time.monotonic() - began < 1


@pytest.mark.parametrize("provider", ["creatify", "akool", "nobody"])
async def test_others_have_no_such_address(stage: Stage, provider: str) -> None:
    assert stage.app is not None

    async with stage.http.post(f"{stage.app.url}/webhooks/{provider}", json={}) as answer:
        assert (answer.status, await answer.read()) == (404, b"")
