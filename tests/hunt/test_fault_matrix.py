"""Every fault in every state: a story ends where a person can read on, and an order is paid once at most."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from pathlib import Path

import pytest

from bot.domain.task import Status, Task
from bot.errors import MediaError, SlackError
from bot.views import ids
from tests.hunt.bench import Bench, bench
from tests.hunt.dice import dice
from tests.hunt.leaping import leap
from tests.hunt.provider_faults import (
    DOWNLOAD_FAULTS,
    PROVIDER_FAULTS,
    READ_FAULTS,
    Answer,
    DownloadFault,
    ProviderFault,
    State,
)
from tests.hunt.slack_faults import DONE_UNHEARD, EFFECTS, LOOKING, LOST_POST, SLACK_FAULTS, SlackFault
from tests.hunt.vendor import Fate, Vendor, all_well, lost
from tests.hunt.vendors import VENDORS, AkoolVendor, CreatifyVendor, HeyGenVendor
from tests.hunting import tenth

PAID = (
    *((at, State.ORDERING) for at in VENDORS),
    (CreatifyVendor, State.ORDERING_A_FILM),
)
READS = (
    *((at, State.RENDERING) for at in VENDORS),
    (CreatifyVendor, State.SEARCHING),
    (HeyGenVendor, State.SEARCHING),
)
"""At Akool there is nothing to search in."""

TIMES = 2
"""How often in a row a read goes wrong."""

READABLE = {
    Status.DELIVERED,
    Status.APPROVED,
    Status.UNDELIVERED,
    Status.FAILED,
    Status.REFUSED,
    Status.CANCELLED,
}
"""Where a story may rest; a task may also wait for a person who was asked."""

PAID_CELLS = [
    (at, fault, state, taken)
    for fault, (at, state) in product(PROVIDER_FAULTS, PAID)
    for taken in fault.taken
]
READ_CELLS = [(at, fault, state) for fault, (at, state) in product((*PROVIDER_FAULTS, *READ_FAULTS), READS)]
SLACK_CELLS = [
    (fault, effect)
    for fault, effect in product(SLACK_FAULTS, EFFECTS)
    if not fault.after or effect in DONE_UNHEARD
]


def _named(part: object) -> str:
    return str(getattr(part, "__name__", getattr(part, "name", part))).replace(" ", "-")


@pytest.mark.parametrize(("at", "fault", "state", "taken"), tenth(PAID_CELLS), ids=_named)
def test_a_paid_call_that_goes_wrong_is_paid_once_or_told(
    tmp_path: Path, at: type[Vendor], fault: ProviderFault, state: State, taken: bool
) -> None:
    leap(_paid_cell(tmp_path, at, fault, state, taken))


@pytest.mark.parametrize(("at", "fault", "state"), tenth(READ_CELLS), ids=_named)
def test_a_read_that_goes_wrong_only_delays(
    tmp_path: Path, at: type[Vendor], fault: ProviderFault, state: State
) -> None:
    leap(_read_cell(tmp_path, at, fault, state))


@pytest.mark.parametrize("always", [False, True], ids=["twice", "always"])
@pytest.mark.parametrize("fault", DOWNLOAD_FAULTS, ids=_named)
def test_a_download_that_goes_wrong_delays_or_is_told(
    tmp_path: Path, fault: DownloadFault, always: bool
) -> None:
    leap(_download_cell(tmp_path, fault, always))


@pytest.mark.parametrize(("fault", "effect"), tenth(SLACK_CELLS), ids=_named)
def test_whatever_slack_answers_nothing_is_spent_twice_or_left_open(
    tmp_path: Path, fault: SlackFault, effect: str
) -> None:
    leap(_slack_cell(tmp_path, fault, effect))


async def _paid_cell(folder: Path, at: type[Vendor], fault: ProviderFault, state: State, taken: bool) -> None:
    async with bench(folder, dice(1), at=at) as stage:
        faults = iter([fault] if state is State.ORDERING else [None, fault])

        def fate(_call: str, _request: object) -> Fate:
            now = next(faults, None)
            return _fate(stage.vendor, now, accepted=0.3 if taken else None) if now else all_well()

        stage.vendor.fate = fate
        await _order_and_approve(stage, film=state is State.ORDERING_A_FILM)
        tasks = await stage.at_rest()
        _check(stage, tasks)
        _check_capability(stage, tasks)
        assert fault.name in stage.vendor.fates, "the fault never came"
        assert len(stage.vendor.paid) <= len(tasks)


def _fate(vendor: Vendor, fault: ProviderFault, *, accepted: float | None) -> Fate:
    answer = fault.answer(vendor)
    raised = (lambda: answer) if isinstance(answer, Exception) else answer
    return Fate(name=fault.name, accepted=accepted, answered=fault.seconds, answer=raised)


def _check_capability(stage: Bench, tasks: Sequence[Task]) -> None:
    """What was in doubt is settled by the provider where it can be, and by a person where it cannot."""
    doubted = {task for (task,) in stage.look("SELECT task FROM history WHERE what = 'SubmissionLost'")}
    for task in tasks:
        if task.id in doubted:
            assert task.needs_person is isinstance(stage.vendor, AkoolVendor), task


async def _read_cell(folder: Path, at: type[Vendor], fault: ProviderFault, state: State) -> None:
    async with bench(folder, dice(1), at=at) as stage:
        if state is State.SEARCHING:
            spoilt = [_fate(stage.vendor, fault, accepted=None)] * (TIMES if at is HeyGenVendor else 0)
            fates = iter([Fate(name="lost", accepted=1.0, answered=2.0, answer=lost), *spoilt])
            stage.vendor.fate = lambda _call, _request: next(fates, all_well())
        answers: Iterator[Answer] = iter([fault.answer(stage.vendor) for _ in range(TIMES)])
        stage.vendor.read_fault = lambda: next(answers, None)
        await stage.order()
        (task,) = await stage.at_rest()
        assert next(answers, None) is None, "the fault never came"
        assert len(stage.vendor.paid) == 1
        assert task.status is Status.DELIVERED
        _check(stage, [task])


async def _download_cell(folder: Path, fault: DownloadFault, always: bool) -> None:
    async with bench(folder, dice(1)) as stage:
        errors: Iterator[MediaError] = iter([fault.error() for _ in range(1000 if always else TIMES)])
        stage.media.fault = lambda: next(errors, None)
        await stage.order()
        (task,) = await stage.at_rest()
        shown = not always and not fault.stays
        assert task.status is (Status.DELIVERED if shown else Status.UNDELIVERED)
        assert len(stage.vendor.paid) == 1
        _check(stage, [task])
        if not shown:
            await _try_again_is_free(stage, task)


async def _try_again_is_free(stage: Bench, task: Task) -> None:
    stage.media.fault = lambda: None
    await stage.press(ids.TRY_AGAIN, task.id)
    (shown,) = await stage.at_rest()
    assert shown.status is Status.DELIVERED
    assert len(stage.vendor.paid) == 1


async def _slack_cell(folder: Path, fault: SlackFault, effect: str) -> None:
    async with bench(folder, dice(1)) as stage:
        met: list[str] = []
        hook = _only(fault, effect, met)
        if fault.after:
            stage.slack.lost = hook
        else:
            stage.slack.fault = hook
        if effect == LOOKING:
            stage.slack.lost = _only(LOST_POST, "chat.postMessage", [])
        await _order_and_approve(stage, film=True)
        tasks = await stage.at_rest()
        assert met, "the fault never came"
        assert len(stage.vendor.paid) <= len(tasks)
        for task in tasks:
            assert task.status in READABLE or task.needs_person, task
            assert stage.results()[task.id] <= 1
        if fault.times < 10:
            _check(stage, tasks)
        roots = [post for post in stage.slack.posts if not post.to and post.key.startswith("status:")]
        assert roots or not stage.vendor.paid, "nobody pays for what cannot be seen"


def _only(fault: SlackFault, effect: str, met: list[str]) -> Callable[[str], SlackError | None]:
    """The fault in answer to calls of this one method, `met` as often as it came."""

    def answer(method: str) -> SlackError | None:
        if method != effect or len(met) >= fault.times:
            return None
        met.append(method)
        return fault.error(method)

    return answer


async def _order_and_approve(stage: Bench, *, film: bool) -> None:
    first = await stage.order(film=film)
    (task,) = await stage.at_rest()
    if film and task.status is Status.DELIVERED:
        await stage.press(ids.APPROVE, first.id)
        await asyncio.sleep(0)


def _check(stage: Bench, tasks: Sequence[Task]) -> None:
    """Shown once, or told why not."""
    results = stage.results()
    for task in tasks:
        if task.status in {Status.DELIVERED, Status.APPROVED}:
            assert results[task.id] == 1, task
            continue
        assert results[task.id] == 0
        assert task.status in READABLE or task.needs_person, task
        assert any(f"say:{task.id}:{task.status}" in post.key or post.to for post in stage.slack.posts), task
