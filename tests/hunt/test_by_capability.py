"""A lost answer ends as its provider allows: found by token, replayed with its key, or a person decides."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from bot.domain.generation import Generation, Kind
from bot.domain.task import Status, Task
from bot.providers.heygen import HeyGen
from bot.providers.provider import Capabilities, Lost, Reply, Request
from bot.service import Order
from bot.views import ids
from tests.hunt.bench import Bench, bench
from tests.hunt.dice import dice
from tests.hunt.doorbell import ring
from tests.hunt.leaping import leap
from tests.hunt.vendor import Fate, Vendor, all_well, lost, say
from tests.hunt.vendors import VENDORS, AkoolVendor, CreatifyVendor, HeyGenVendor

ARRIVED: Final = Fate(name="cut after", accepted=0.5, answered=1.0, answer=lost)
NEVER_CAME: Final = Fate(name="cut before", accepted=None, answered=1.0, answer=lost)
IN_PROGRESS: Final = say(409, {"error": {"code": "request_in_progress", "message": "Still working on it."}})
KEY_REFUSED: Final = say(400, {"error": {"code": "invalid_parameter", "message": "Idempotency-Key is odd."}})


class OldHeyGen(HeyGenVendor):
    """The same account, spoken to in v1."""

    @property
    def provider(self) -> HeyGen:
        return HeyGen("hunt-heygen-key", "v1")


class Listless(HeyGen):
    """It keeps keys, and has no list to find a job in."""

    @property
    def can(self) -> Capabilities:
        return replace(super().can, finds_lost=False)

    def look_for(self, lost: Lost) -> Request:
        raise ValueError("nobody may ask")


class ListlessVendor(HeyGenVendor):
    @property
    def provider(self) -> HeyGen:
        return Listless("hunt-heygen-key")


def fated(stage: Bench, *fates: Fate) -> None:
    """What becomes of the first paid calls; all that follow are well."""
    left: Iterator[Fate] = iter(fates)
    stage.vendor.fate = lambda _call, _request: next(left, all_well())


def answered(reply: Reply) -> Fate:
    return Fate(name="answered", accepted=None, answered=0.3, answer=reply)


async def lose(folder: Path, at: type[Vendor], *fates: Fate) -> tuple[Task, Vendor]:
    """One order whose first calls meet these fates, at its end."""
    async with bench(folder, dice(1), at=at) as stage:
        fated(stage, *fates)
        await stage.order()
        (task,) = await stage.at_rest()
        return task, stage.vendor


@pytest.mark.parametrize(
    ("at", "sent", "ends"),
    [
        (CreatifyVendor, 1, Status.DELIVERED),
        (HeyGenVendor, 2, Status.DELIVERED),
        (AkoolVendor, 1, Status.UNKNOWN),
    ],
)
def test_an_answer_that_is_lost_after_the_job_was_taken_on(
    tmp_path: Path, at: type[Vendor], sent: int, ends: Status
) -> None:
    task, vendor = leap(lose(tmp_path, at, ARRIVED))

    assert task.status is ends
    assert task.needs_person is (ends is Status.UNKNOWN)
    assert (len(vendor.paid), len(vendor.requests)) == (1, sent)


@pytest.mark.parametrize(
    ("at", "sent", "paid", "ends"),
    [
        (CreatifyVendor, 2, 1, Status.DELIVERED),
        (HeyGenVendor, 2, 1, Status.DELIVERED),
        (AkoolVendor, 1, 0, Status.UNKNOWN),
    ],
)
def test_a_request_that_never_arrived(
    tmp_path: Path, at: type[Vendor], sent: int, paid: int, ends: Status
) -> None:
    task, vendor = leap(lose(tmp_path, at, NEVER_CAME))

    assert task.status is ends
    assert (len(vendor.paid), len(vendor.requests)) == (paid, sent)


def test_a_replay_is_the_same_key_and_the_same_bytes_and_comes_at_once(tmp_path: Path) -> None:
    task, vendor = leap(lose(tmp_path, HeyGenVendor, ARRIVED))
    first, second = vendor.requests

    assert first == second
    assert first.headers["Idempotency-Key"]
    assert task.finished_at is not None
    assert task.finished_at - task.created_at < timedelta(minutes=3)


def test_a_key_whose_first_call_is_still_worked_on_is_asked_for_again(tmp_path: Path) -> None:
    late = Fate(name="late", accepted=40.0, answered=1.0, answer=lost)

    task, vendor = leap(lose(tmp_path, HeyGenVendor, late, *[answered(IN_PROGRESS)] * 3))

    assert task.status is Status.DELIVERED
    assert len(vendor.paid) == 1
    assert len({request.headers["Idempotency-Key"] for request in vendor.requests}) == 1


def test_a_job_whose_key_is_refused_is_found_by_its_title(tmp_path: Path) -> None:
    task, vendor = leap(lose(tmp_path, HeyGenVendor, ARRIVED, answered(KEY_REFUSED)))

    assert task.status is Status.DELIVERED
    assert (len(vendor.paid), len(vendor.requests)) == (1, 2)


@pytest.mark.parametrize(
    ("replies", "ends"),
    [
        (3 * [IN_PROGRESS], Status.DELIVERED),
        (20 * [KEY_REFUSED], Status.UNKNOWN),
        (20 * [IN_PROGRESS], Status.UNKNOWN),
    ],
    ids=["in progress", "key refused", "in progress for ever"],
)
def test_without_a_list_the_key_decides_or_a_person_does(
    tmp_path: Path, replies: list[Reply], ends: Status
) -> None:
    task, vendor = leap(lose(tmp_path, ListlessVendor, ARRIVED, *map(answered, replies)))

    assert task.status is ends
    assert task.needs_person is (ends is Status.UNKNOWN)
    assert len(vendor.paid) == 1


def test_a_key_of_yesterday_is_not_trusted(tmp_path: Path) -> None:
    """The bot was dead for a day: what was paid then is found by its title and not sent again."""

    async def story() -> tuple[Task, Vendor]:
        async with bench(tmp_path, dice(1), at=HeyGenVendor) as stage:
            fated(stage, Fate(name="slow", accepted=0.5, answered=30.0))
            await stage.order()
            await asyncio.sleep(10)
            await stage.die()
            await asyncio.sleep(24 * 3600)
            await stage.start()
            (task,) = await stage.at_rest()
            return task, stage.vendor

    task, vendor = leap(story())

    assert task.status is Status.DELIVERED
    assert (len(vendor.paid), len(vendor.requests)) == (1, 1)


@pytest.mark.parametrize("at", VENDORS)
def test_after_a_change_of_our_secret_a_person_is_asked(tmp_path: Path, at: type[Vendor]) -> None:
    """Token, key and title of what left were made with the old one, so not to find it says nothing."""

    async def story() -> tuple[Task, Vendor]:
        async with bench(tmp_path, dice(1), at=at) as stage:
            fated(stage, Fate(name="slow", accepted=0.5, answered=30.0))
            await stage.order()
            await asyncio.sleep(10)
            await stage.die()
            stage.secret = b"another secret of 32 bytes......"
            await stage.start()
            (task,) = await stage.at_rest()
            return task, stage.vendor

    task, vendor = leap(story())

    assert task.needs_person
    assert (len(vendor.paid), len(vendor.requests)) == (1, 1)


def test_heygen_s_old_release_knows_no_key_and_a_person_is_asked(tmp_path: Path) -> None:
    class Deaf(OldHeyGen):
        def call_of(self, request: Request) -> str:
            return "video.generate" if request.method == "POST" else ""

    task, vendor = leap(lose(tmp_path, Deaf, ARRIVED))

    assert task.needs_person
    assert len(vendor.requests) == 1


@pytest.mark.parametrize("at", VENDORS)
def test_a_late_webhook_brings_the_job_whose_answer_was_lost(tmp_path: Path, at: type[Vendor]) -> None:
    """Akool echoes the address that it was given, so a job that carries our token is ours."""

    async def story() -> tuple[Task, Vendor]:
        async with bench(tmp_path, dice(1), at=at) as stage:
            answers: list[int] = []

            async def call_late(token: str, news: Mapping[str, Any]) -> None:
                await asyncio.sleep(120)
                answers.append(await ring(stage, token, json.dumps(news).encode()))

            def told(token: str, news: Mapping[str, Any]) -> None:
                stage.world.spawn(call_late(token, news))

            stage.vendor.told = told
            fated(stage, ARRIVED)
            await stage.order()
            await asyncio.sleep(600)
            (task,) = await stage.at_rest()
            assert set(answers) == {200}
            return task, stage.vendor

    task, vendor = leap(story())

    assert task.status is Status.DELIVERED
    assert len(vendor.paid) == 1


def test_send_again_pays_once_where_the_first_request_never_arrived(tmp_path: Path) -> None:
    async def story() -> tuple[Task, Vendor]:
        async with bench(tmp_path, dice(1), at=AkoolVendor) as stage:
            fated(stage, NEVER_CAME)
            order = await stage.order()
            await stage.at_rest()
            await stage.press(ids.SEND_AGAIN, order.id)
            (task,) = await stage.at_rest()
            return task, stage.vendor

    task, vendor = leap(story())

    assert task.status is Status.DELIVERED
    assert (len(vendor.paid), len(vendor.requests)) == (1, 2)


@pytest.mark.parametrize(
    ("fate", "ends", "sent"),
    [(all_well(), Status.DELIVERED, 1), (ARRIVED, Status.UNKNOWN, 1), (NEVER_CAME, Status.UNKNOWN, 1)],
    ids=["well", "cut after", "cut before"],
)
def test_sound_that_is_lost_on_the_way_asks_a_person_too(
    tmp_path: Path, fate: Fate, ends: Status, sent: int
) -> None:
    """Akool takes no webhook address with it, so nothing can bring the record either."""

    async def story() -> tuple[Task, list[str]]:
        async with bench(tmp_path, dice(1), at=AkoolVendor) as stage:
            fated(stage, all_well(), fate)
            await stage.order()
            (film,) = await stage.at_rest()
            wish = Generation(
                provider="akool",
                call="add_audio",
                kind=Kind.AUDIO,
                inputs={"prompt": "", "audio_type": 1, "video_length": 5},
                source_job=film.job_id,
            )
            await stage.service.request(
                Order(
                    team=film.team,
                    channel=film.channel,
                    person=film.requester,
                    generation=wish,
                    dedupe="form:1",
                    parent=film,
                    confirmed=True,
                )
            )
            _, heard = await stage.at_rest()
            return heard, [call for call, _ in stage.vendor.calls]

    heard, calls = leap(story())

    assert heard.status is ends
    assert heard.needs_person is (ends is Status.UNKNOWN)
    assert calls.count("add_audio") == sent
