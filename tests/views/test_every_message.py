"""Whatever people and providers write: Slack takes every message, and it calls only whom we mean."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.events import HistoryLine, StepCost
from bot.domain.generation import Kind
from bot.domain.policy import Digest
from bot.domain.pricing import PriceList
from bot.domain.rounds import Quorum
from bot.domain.search import TaskPage
from bot.domain.task import Status, Task
from bot.providers.provider import Capabilities, Refund
from bot.views import text
from bot.views.digest import digest_message
from bot.views.escape import one_line
from bot.views.filters import ListTasks
from bot.views.lists import balance_message, help_message
from bot.views.message import Message
from bot.views.outcome import outcome_message
from bot.views.pages import tasks_message
from bot.views.result import result_message
from bot.views.show import has_pictures, show_message
from bot.views.status import status_message
from tests.domain.examples import BEN, CHANNEL, NOW
from tests.domain.examples import task as example
from tests.hunting import count
from tests.views.hostile import in_every_state, lineages, tasks, texts
from tests.views.reading import PERMALINK, active_parts, faults_in, unseen

PRICES = PriceList(credit_worth={"creatify": Decimal("0.2")})
CAN = Capabilities(
    checks_at_once=100,
    finds_lost=True,
    deletes=False,
    cancels=False,
    refunds_failed=Refund.UNKNOWN,
    makes_image="gen_image",
    makes_video="gen_video",
    remakes_image="regen_image",
    remakes_video="regen_video",
)
CANNOT = Capabilities(
    checks_at_once=1, finds_lost=False, deletes=True, cancels=False, refunds_failed=Refund.YES
)

thorough = settings(max_examples=count(100), deadline=None, suppress_health_check=list(HealthCheck))


@thorough
@given(lineages(), st.none() | st.timedeltas(timedelta(), timedelta(hours=2)))
def test_status_messages(lineage: Sequence[Task], usual: timedelta | None) -> None:
    for task in lineage[:5]:
        message = status_message(
            task, lineage=lineage, usual=usual, now=NOW, prices=PRICES, provider_label="Creatify"
        )
        assert not faults_in(message)


@thorough
@given(lineages(), st.sampled_from([CAN, CANNOT]), st.sampled_from([None, "F0PICTURE1"]))
def test_result_messages(lineage: Sequence[Task], can: Capabilities, picture: str | None) -> None:
    for task in lineage[:5]:
        message = result_message(task, lineage=lineage, prices=PRICES, can=can, picture=picture)
        assert not faults_in(message)


@settings(thorough, max_examples=count(50))
@given(tasks())
def test_messages_about_one_task(task: Task) -> None:
    for it in in_every_state(task):
        for message in _messages_about(it):
            assert not faults_in(message)


@thorough
@given(texts)
def test_sentences_that_carry_foreign_words(words: str) -> None:
    said = [
        text.provider_refused("Creatify", words),
        text.download_failed("Creatify", words),
        text.slack_refused(words),
        text.missing_scope(words),
        text.unknown_task(words),
        text.unknown_command(words),
    ]
    for sentence in said:
        assert not faults_in(text.plain(sentence))


@thorough
@given(st.lists(tasks(), min_size=1, max_size=60), st.sampled_from(Digest))
def test_digests(some: list[Task], rhythm: Digest) -> None:
    assert not faults_in(digest_message(some, rhythm=rhythm, prices=PRICES))


@thorough
@given(st.lists(tasks(), max_size=3), texts)
def test_lists(some: list[Task], words: str) -> None:
    assert not faults_in(balance_message({"Creatify": words or "-", words: "3 credits"}))
    assert not faults_in(help_message(text.unknown_command(words)))


@thorough
@given(st.lists(tasks(), max_size=8, unique_by=lambda task: task.id), texts, st.sampled_from([None, 4_000]))
def test_a_page_of_tasks(some: list[Task], words: str, looked_at: int | None) -> None:
    page = TaskPage(tasks=some, older=5, newer=900, looked_at=looked_at)
    every = ListTasks(
        channel=CHANNEL,
        person=BEN,
        statuses=frozenset(Status),
        providers=frozenset({"akool"}),
        kinds=frozenset(Kind),
        since=NOW,
        until=NOW,
        words=(one_line(words)[:60],) * 10,
    )
    for wanted in (every, ListTasks(mine=True)):
        assert not faults_in(tasks_message(page, wanted, prices=PRICES))


@thorough
@given(lineages(), st.integers(0, 200), texts, st.booleans())
def test_a_task_with_its_tree_and_history(
    lineage: Sequence[Task], steps: int, why: str, with_pictures: bool
) -> None:
    cost = StepCost(credit=Decimal("12.5"), state="unknown", is_estimate=True)
    line = HistoryLine(at=NOW, what=why, who=BEN, before="sent", after="failed", why=why, cost=cost)
    for task in lineage[:3]:
        buttons = result_message(task, lineage=lineage, prices=PRICES, can=CAN, picture=None).blocks
        message = show_message(
            task,
            lineage=lineage,
            history=[line] * steps,
            buttons=[block for block in buttons if block["type"] == "actions"],
            now=NOW,
            prices=PRICES,
            provider_label="Creatify",
            with_pictures=with_pictures,
        )
        assert not faults_in(message)
        assert with_pictures or not has_pictures(message)


@thorough
@given(tasks())
def test_file_titles_call_nobody(task: Task) -> None:
    for words in (text.file_title(task), text.alt_text(task)):
        assert words.strip()
        assert not unseen(words)
    assert not active_parts(text.file_title(task))
    assert text.file_name(task).isascii()


@pytest.mark.parametrize("kind", [Kind.IMAGE, Kind.VIDEO])
def test_no_two_states_read_alike(kind: Kind) -> None:
    lines = [
        status_message(
            example(status, generation=replace(example().generation, kind=kind)),
            lineage=[],
            usual=None,
            now=NOW,
            prices=PRICES,
            provider_label="Creatify",
        ).text
        for status in Status
    ]
    assert len(set(lines)) == len(Status)


def _messages_about(task: Task) -> list[Message]:
    return [
        status_message(task, lineage=[task], usual=None, now=NOW, prices=PRICES, provider_label="Creatify"),
        result_message(task, lineage=[task], prices=PRICES, can=CAN, picture="F0PICTURE1"),
        outcome_message(task, prices=PRICES, provider_label="Creatify"),
        text.spend_question(task, PRICES),
        text.finished_elsewhere(task, PERMALINK),
        text.approved_film(task, PERMALINK),
        *([text.refused_privately(task)] if task.status is Status.REFUSED else []),
        text.please_decide(task, Quorum(needed=3, among=frozenset({BEN})), PRICES),
        text.asked_instead(task, BEN, PRICES),
        text.plain(text.said_before(task, Quorum(needed=2))),
        text.plain(text.moved_on(task)),
        text.plain(text.started_already(task)),
        text.plain(text.video_running(task)),
        text.plain(text.video_made(task)),
    ]
