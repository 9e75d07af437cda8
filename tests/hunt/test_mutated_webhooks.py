"""Ten thousand webhooks that were nearly genuine: none changes anything, and all are answered alike."""

import asyncio
import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest

from bot.domain.task import Status, Task
from bot.errors import WebhookRefused
from bot.providers.akool.webhooks import Callback, open_callback
from bot.providers.heygen import HeyGen
from bot.providers.heygen.webhooks import signature
from tests.hunt.bench import Bench, bench
from tests.hunt.dice import dice
from tests.hunt.doorbell import ring
from tests.hunt.leaping import leap
from tests.hunt.mutations import mutated
from tests.hunt.vendor import Vendor
from tests.hunt.vendors import AkoolVendor, CreatifyVendor, HeyGenVendor
from tests.hunt.vendors.akool import CLIENT_ID, SECRET
from tests.hunting import SEED, count
from tests.providers.akool.sealing import encrypted, signed

EACH: Final = 2500
"""For each of the four ways in."""

LARGEST: Final = 64 * 1024
ENDPOINT_SECRET: Final = "hunt-whsec-0123456789"
TRUTH: Final = ("tasks", "history", "ledger", "media", "webhook_tokens")


class SignedHeyGen(HeyGenVendor):
    """An account with an endpoint of its own."""

    @property
    def provider(self) -> HeyGen:
        return HeyGen("hunt-heygen-key", "v3", ENDPOINT_SECRET)


@pytest.mark.parametrize("at", [CreatifyVendor, HeyGenVendor])
def test_hints_that_nobody_signs_are_thanked_for_and_believed_in_nothing(
    tmp_path: Path, at: type[Vendor]
) -> None:
    async def story() -> Counter[int]:
        async with bench(tmp_path, dice(1), at=at) as stage:
            task, before = await _rendering(stage)
            body = _success(task)
            answers = await _knock(stage, stage.token(task), body)
            await _check_unchanged(stage, before)
            return answers

    assert set(leap(story())) == {200}


def test_what_akool_did_not_seal_and_sign_so_is_refused(tmp_path: Path) -> None:
    async def story() -> Counter[int]:
        async with bench(tmp_path, dice(1), at=AkoolVendor) as stage:
            task, before = await _rendering(stage)
            news = {"_id": task.job_id, "status": 3, "type": "image2video", "url": "https://x.example/v.mp4"}
            sealed = encrypted(json.dumps(news).encode(), client_id=CLIENT_ID, secret=SECRET)
            body = signed(sealed, client_id=CLIENT_ID)
            answers: Counter[int] = Counter()
            chance = dice(SEED)
            for _ in range(count(EACH)):
                changed = _resigned(chance, sealed) if chance.random() < 0.5 else mutated(chance, body)
                status = await ring(stage, stage.token(task), changed)
                assert status == (200 if _opened(changed) is not None else 401)
                answers[status] += 1
            await _check_unchanged(stage, before)
            return answers

    answers = leap(story())

    assert answers[401] > 10 * answers[200]


def test_what_the_account_s_secret_did_not_sign_is_refused(tmp_path: Path) -> None:
    async def story() -> Counter[int]:
        async with bench(tmp_path, dice(1), at=SignedHeyGen) as stage:
            task, before = await _rendering(stage)
            body, chance = _success(task), dice(SEED)
            right = {"Signature": signature(ENDPOINT_SECRET, body)}
            assert await ring(stage, None, body, headers=right) == 200
            answers: Counter[int] = Counter()
            for _ in range(count(EACH)):
                if chance.random() < 0.5:
                    answers[await ring(stage, None, mutated(chance, body), headers=right)] += 1
                else:
                    headers = _missigned(chance, right["Signature"])
                    answers[await ring(stage, None, body, headers=headers)] += 1
            await _check_unchanged(stage, before)
            return answers

    assert set(leap(story())) == {401}


async def _rendering(stage: Bench) -> tuple[Task, Mapping[str, Any]]:
    """A task whose job will never end by itself, and all that is true of it."""
    await stage.order()
    await asyncio.sleep(5)
    (task,) = await stage.tasks()
    assert task.status is Status.RENDERING
    await stage.world.close()
    return task, _truth(stage)


async def _knock(stage: Bench, token: str, body: bytes) -> Counter[int]:
    chance = dice(SEED)
    answers: Counter[int] = Counter()
    for _ in range(count(EACH)):
        answers[await ring(stage, token, mutated(chance, body)[:LARGEST])] += 1
    return answers


async def _check_unchanged(stage: Bench, before: Mapping[str, Any]) -> None:
    """Also when every hint was followed."""
    await asyncio.sleep(60)
    assert not stage.look("SELECT id FROM webhooks WHERE state = 'new'")
    assert _truth(stage) == before
    assert len(stage.vendor.paid) == 1
    assert not stage.results()


def _truth(stage: Bench) -> Mapping[str, Any]:
    return {table: stage.look(f"SELECT * FROM {table}") for table in TRUTH}  # noqa: S608 - our own names


def _success(task: Task) -> bytes:
    """What each unsigned provider says of a job that is done."""
    if task.generation.provider == "creatify":
        news: dict[str, Any] = {"id": task.job_id, "status": "image_generated", "failed_reason": None}
        return json.dumps({**news, "generated_photo_url": "https://x.example/p.png"}).encode()
    data = {"video_id": task.job_id, "url": "https://x.example/v.mp4", "callback_id": None}
    return json.dumps({"event_type": "avatar_video.success", "event_data": data}).encode()


def _opened(body: bytes) -> Callback | None:
    try:
        return open_callback(body, client_id=CLIENT_ID, client_secret=SECRET)
    except WebhookRefused:
        return None


def _resigned(chance: Random, sealed: str) -> bytes:
    """Anybody who knows the client id can sign; the ciphertext is what they cannot make."""
    other = list(sealed)
    for _ in range(chance.randint(1, 4)):
        other[chance.randrange(len(other))] = chance.choice("ABCDabcd0189+/=")
    return signed("".join(other), client_id=CLIENT_ID, nonce=chance.randrange(10**6))


def _missigned(chance: Random, right: str) -> dict[str, str]:
    at = chance.randrange(len(right))
    wrong = right[:at] + chance.choice([digit for digit in "0123456789abcdef" if digit != right[at]])
    return chance.choice(
        [
            {},
            {"Signature": wrong + right[at + 1 :]},
            {"Signature": right[:at]},
            {"Signature": right + right[at:]},
            {"X-Heygen-Signature": right},
            {"Heygen-Signature": right},
            {"Heygen-Signature": right, "Heygen-Timestamp": str(chance.randrange(10**9))},
            {
                "Heygen-Signature": right,
                "Heygen-Timestamp": chance.choice(["", "soon", "-1", "1e9", "9" * 40]),
            },
            {"Signature": right, "Heygen-Timestamp": str(chance.randrange(1, 10**9))},
        ]
    )
