"""An Akool and a HeyGen that do what their documentation leaves open, each time otherwise than ours."""

from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from tests.contract.films import Json, OwnHeyGen, lost, with_akool, with_heygen
from tests.contract.ground import BAG, Ground

READY = "your video is ready"


async def animate(ground: Ground) -> None:
    await ground.order(f"{BAG} slow turn", command="/animate")
    await ground.slack.whisper("Spend about 20 credits?")
    await ground.slack.press("Spend")


async def speak(ground: Ground) -> None:
    await ground.order("Meet the bag.", command="/avatar-video")


@pytest.mark.parametrize(
    "changes",
    [
        {"statuses": [0, 7, 1, 2, 3]},
        {
            "spoilt": [
                {"code": 1008, "msg": "The content does not exist"},
                {"code": 1000, "data": {"result": []}},
            ]
        },
        {
            "spoilt": [
                {"code": 1015, "msg": "try again later"},
                {"code": 1005, "msg": "Too frequent operation"},
            ]
        },
        {"refused_tokens": 1},
        {"refused_tokens": 1, "refusal": (401, {"message": "Unauthorized"})},
        {"nonce": "a-text"},
        {"calls_back": False},
    ],
    ids=["unknown statuses", "not there yet", "busy", "1101", "bare 401", "text nonce", "no webhooks"],
)
async def test_akool_delivers_whatever_it_does(tmp_path: Path, changes: dict[str, Any]) -> None:
    async with with_akool(tmp_path) as (ground, akool):
        for name, value in changes.items():
            setattr(akool, name, value)
        await animate(ground)

        await ground.slack.message(READY)

        assert len(akool.paid) == 1
        assert akool.tokens == 1 + ("refused_tokens" in changes)


async def test_what_akool_says_that_it_took_is_what_was_spent(tmp_path: Path) -> None:
    async with with_akool(tmp_path) as (ground, akool):
        akool.cost = 100
        await animate(ground)

        assert "100 credits." in str(await ground.slack.message(READY))


async def test_akool_s_webhook_brings_a_job_whose_answer_was_cut(tmp_path: Path) -> None:
    async with with_akool(tmp_path) as (ground, akool):
        akool.odd = lost(akool.accept)
        await animate(ground)

        await ground.slack.message(READY)

        assert len(akool.paid) == 1


@pytest.mark.parametrize("arrived", [True, False])
async def test_without_a_webhook_a_person_is_asked_about_akool(tmp_path: Path, *, arrived: bool) -> None:
    async with with_akool(tmp_path, public=False) as (ground, akool):
        akool.odd = lost(akool.accept if arrived else None)
        await animate(ground)

        await ground.slack.button("Send again")

        assert len(akool.paid) == arrived


@pytest.mark.parametrize(
    "changes",
    [
        {"statuses": ["waiting", "queued", "pondering", "processing", "completed"]},
        {"missing": 2},
        {"statuses": ["completed"]},
    ],
    ids=["unknown statuses", "late files", "at once"],
)
async def test_heygen_delivers_whatever_it_does(tmp_path: Path, changes: dict[str, Any]) -> None:
    async with with_heygen(tmp_path) as (ground, heygen):
        for name, value in changes.items():
            setattr(heygen, name, value)
        await speak(ground)

        await ground.slack.message(READY)

        assert len(heygen.paid) == 1


def taken_and_lost(heygen: OwnHeyGen) -> Any:
    return lost(lambda body: heygen.accept(body, str(body["key"])))


def answered(status: int, body: Json) -> Any:
    return lambda _body: web.json_response(body, status=status)


IN_PROGRESS = {"error": {"code": "request_in_progress", "message": "The first request is still running."}}
KEY_REFUSED = {
    "error": {"code": "invalid_parameter", "message": "Idempotency-Key: unsupported", "param": "header"}
}


@pytest.mark.parametrize("arrived", [True, False])
async def test_heygen_is_sent_a_lost_call_again_with_its_key(tmp_path: Path, *, arrived: bool) -> None:
    async with with_heygen(tmp_path) as (ground, heygen):
        heygen.odd = [taken_and_lost(heygen) if arrived else lost()]
        await speak(ground)

        await ground.slack.message(READY)

        assert len(heygen.paid) == 1
        assert len(heygen.sent) == 2
        assert len(set(heygen.sent)) == 1


@pytest.mark.parametrize(
    ("status", "body"),
    [(409, IN_PROGRESS), (409, {}), (400, KEY_REFUSED), (503, {}), (429, {})],
    ids=["in progress", "bare 409", "key refused", "503", "429"],
)
async def test_heygen_s_job_is_found_by_its_title_when_its_key_says_nothing(
    tmp_path: Path, status: int, body: Json
) -> None:
    async with with_heygen(tmp_path) as (ground, heygen):
        heygen.odd = [taken_and_lost(heygen), answered(status, body)]
        await speak(ground)

        await ground.slack.message(READY)

        assert len(heygen.paid) == 1
