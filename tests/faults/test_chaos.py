"""A short stretch of `make chaos`, and what its verdict calls wrong."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.faults.chaos import Outcome, chaos
from tests.faults.chaos.run import HELD_BACK
from tests.faults.truth import Ordered, Truth, judge
from tests.hunt.dice import dice
from tests.hunting import IS_HUNT, SEED, count

WORDS = "order number 7 of 0123abcd"
ROOT = {"channel": "C1", "ts": "1.0", "text": f"“{WORDS}”"}
RESULT = {"channel": "C1", "ts": "2.0", "thread_ts": "1.0", "text": "<@U1> your video is ready."}
FILM = {"channel": "C1", "ts": "3.0", "thread_ts": "1.0", "text": "", "files": [{"id": "F1"}]}


async def test_killed_at_random_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    outcome = await chaos(tmp_path, count(20), dice(SEED), held_back=HELD_BACK if IS_HUNT else 0.0)

    assert outcome.is_clean, outcome.wrong


def test_an_order_that_was_paid_once_and_shown_once_is_as_it_should_be() -> None:
    outcome = _verdict([_job()], [ROOT, RESULT, FILM])

    assert outcome.is_clean
    assert (outcome.orders, outcome.paid, outcome.shown) == (1, 1, 1)


@pytest.mark.parametrize("messages", [[ROOT], []])
def test_an_order_that_was_answered_and_never_finished_is_lost(messages: Sequence[Mapping[str, Any]]) -> None:
    assert _verdict([_job()], messages).lost == 1


def test_an_order_that_nobody_heard_of_is_not_missed_when_it_got_no_answer() -> None:
    assert _verdict([], [], was_answered=False).lost == 0
    assert _verdict([_job()], [], was_answered=False).lost == 1


def test_two_charges_for_one_order_are_seen() -> None:
    assert _verdict([_job(), _job("other")], [ROOT, RESULT]).paid_twice == 1


@pytest.mark.parametrize("again", [RESULT | {"ts": "4.0"}, FILM | {"ts": "4.0"}, ROOT | {"ts": "5.0"}])
def test_a_second_root_result_or_film_is_seen(again: Mapping[str, Any]) -> None:
    assert _verdict([_job()], [ROOT, RESULT, FILM, again]).posted_twice == 1


def test_a_failure_that_the_provider_knows_nothing_of_counts_as_lost() -> None:
    messages = [ROOT | {"blocks": _button("Try again")}]

    assert _verdict([_job()], messages).lost == 1
    assert _verdict([_job(status="failed")], messages).failed == 1


@pytest.mark.parametrize(
    ("provider", "jobs", "is_needless"),
    [
        ("heygen", [], True),
        ("creatify", [], False),
        ("creatify", ["job"], True),
        ("akool", [], False),
        ("akool", ["job"], False),
        ("akool", ["called back"], True),
    ],
)
def test_a_person_is_asked_only_when_nothing_else_could_tell(
    provider: str, jobs: Sequence[str], is_needless: bool
) -> None:
    messages = [ROOT | {"blocks": _button("Send again")}]

    outcome = _verdict([_job(job) for job in jobs], messages, provider=provider)

    assert (outcome.asked, outcome.asked_needlessly) == (1, int(is_needless))


def _verdict(
    jobs: Sequence[Mapping[str, Any]],
    messages: Sequence[Mapping[str, Any]],
    *,
    provider: str = "akool",
    was_answered: bool = True,
) -> Outcome:
    hooks = [{"job": "job", "tries": ["lost"]}, {"job": "called back", "tries": [503, 200]}]
    truth = Truth({provider: {"jobs": jobs, "webhooks": hooks}}, messages)
    return judge(1, [Ordered(words=WORDS, provider=provider, was_answered=was_answered)], truth)


def _job(name: str = "job", status: str = "completed") -> Mapping[str, Any]:
    return {"id": name, "prompt": f"{WORDS}.", "status": status}


def _button(label: str) -> Sequence[Mapping[str, Any]]:
    words = {"type": "plain_text", "text": label}
    return [{"type": "actions", "elements": [{"type": "button", "text": words}]}]
