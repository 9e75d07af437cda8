"""Any interleaving of none to three copies of each webhook, with forgeries, ends like the clean run."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest

from bot.domain.task import Task
from bot.views import ids
from tests.hunt.bench import Bench, bench
from tests.hunt.dice import dice
from tests.hunt.doorbell import Postman
from tests.hunt.leaping import leap
from tests.hunt.vendor import Vendor, say
from tests.hunt.vendors import AkoolVendor, CreatifyVendor, HeyGenVendor
from tests.hunting import few

SCHEDULES = 200
FILMS = 50


MUG = re.compile(r"\bmug[.:]")
"""The product that cannot be recognised. The token in an address may spell its letters, but neither mark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """What is left of a story when everything is said and done, whatever the ids were."""

    states: tuple[tuple[str, str], ...]
    spends: tuple[tuple[str, str], ...]
    paid: tuple[str, ...]
    results: tuple[int, ...]
    mentions: int


@pytest.mark.parametrize("seed", few(range(SCHEDULES), 12))
def test_webhooks_in_any_order_and_number_end_like_the_clean_run(tmp_path: Path, seed: int) -> None:
    clean = leap(_story(tmp_path / "clean", CreatifyVendor, seed, careless=False))
    wild = leap(_story(tmp_path / "wild", CreatifyVendor, seed, careless=True))

    assert wild == clean


@pytest.mark.parametrize(("at", "seed"), few(list(product((AkoolVendor, HeyGenVendor), range(FILMS))), 4))
def test_webhooks_of_films_end_like_the_clean_run(tmp_path: Path, at: type[Vendor], seed: int) -> None:
    clean = leap(_story(tmp_path / "clean", at, seed, careless=False))
    wild = leap(_story(tmp_path / "wild", at, seed, careless=True))

    assert wild == clean


async def _story(folder: Path, at: type[Vendor], seed: int, *, careless: bool) -> End:
    """Two orders side by side; one film is approved and made, and one product cannot be recognised."""
    plan, chance = dice(seed), dice(seed + 1)
    hopeless = plan.random() < 0.3
    async with bench(folder, chance, at=at) as stage:
        postman = Postman(stage)
        stage.vendor.fails = lambda asked: hopeless and bool(MUG.search(str(asked)))
        if careless:
            stage.vendor.told = postman.take
            stage.vendor.read_fault = lambda: say(503, {}) if chance.random() < 0.1 else None
        first = await stage.order("on marble", film=at is CreatifyVendor)
        if careless:
            postman.early(stage.token(first), "0b6f0a34-8b0e-4b6e-9f2a-2f7a3a1f0001")
        await asyncio.sleep(plan.uniform(0, 5))
        await stage.order("clean background", product="mug")
        await stage.at_rest()
        await stage.press(ids.APPROVE, first.id)
        await stage.at_rest()
        await asyncio.sleep(300)  # the last copies arrive when all is over
        tasks = await stage.at_rest()
        _check_answers(postman.answers, is_sealed=at is AkoolVendor)
        return _end(stage, tasks)


def _end(stage: Bench, tasks: Sequence[Task]) -> End:
    results = stage.results()
    return End(
        states=tuple((task.generation.call, task.status) for task in tasks),
        spends=tuple((credit, state) for _, credit, state in stage.spends()),
        paid=tuple(sorted(f"{one.call} {one.about}" for one in stage.vendor.paid)),
        results=tuple(results[task.id] for task in tasks),
        mentions=len([text for text in stage.slack.spoken() if text.startswith("<@")]),
    )


def _check_answers(answers: Sequence[tuple[str, int]], *, is_sealed: bool) -> None:
    """Genuine or not, whoever knows a living token is thanked; all others are not found. Where a provider
    seals what it says, all else is refused."""
    refused = {401} if is_sealed else set[int]()
    expected = {"genuine": {200}, "forged": {200} | refused, "unknown": {404}, "early": {200, 404} | refused}
    assert [(kind, status) for kind, status in answers if status not in expected[kind]] == []
