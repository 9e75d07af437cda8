from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.generation import Kind
from bot.domain.search import TaskPage
from bot.domain.task import ChannelId, Status, Task
from bot.views.filters import ListTasks, read_filters
from bot.views.message import Message
from bot.views.pages import tasks_message
from tests.domain.examples import ANN, CHANNEL, NOW, task, video
from tests.views.reading import buttons_of, rows_of
from tests.views.scenes import PRICES, child

HERE = ListTasks(channel=CHANNEL)
BOTH = ("Show", "Use these settings again")


def listed(*tasks: Task, wanted: ListTasks = HERE, **page: int) -> Message:
    return tasks_message(TaskPage(tasks=tasks, **page), wanted, prices=PRICES)


def test_a_list_has_a_line_for_each_task() -> None:
    head, first, second = listed(task(Status.RENDERING), child("GL-AAA2", Status.FAILED)).text.split("\n")

    where = f"<#{CHANNEL}> · <@{ANN}>"
    assert head == f"*Tasks in* <#{CHANNEL}>"
    assert first.startswith("*GL-7K3Q* image rendering · <!date^")
    assert first.endswith(f"> · {where} · about 1 credit · “clean background”")
    assert second.startswith("*GL-AAA2* video failed")


@pytest.mark.parametrize(
    ("status", "job", "said"),
    [
        (Status.QUEUED, None, "about 1 credit"),
        (Status.APPROVED, "job-1", "1 credit"),
        (Status.REFUSED, None, "nothing spent"),
        (Status.EXPIRED, None, "nothing spent"),
        (Status.FAILED, None, "nothing spent"),
        (Status.FAILED, "job-1", "1 credit"),
    ],
)
def test_a_list_says_what_became_of_the_money(status: Status, job: str | None, said: str) -> None:
    assert f" · {said} · " in listed(task(status, job_id=job, submitted_at=None)).text


def test_an_empty_list_says_so() -> None:
    assert listed().text.endswith("\nThere is nothing to show.")


def test_a_search_that_stopped_says_how_far_it_looked() -> None:
    assert listed(older=7, looked_at=4_000).text.endswith(
        "I looked through 4,000 tasks. Older looks further."
    )


def test_what_was_asked_for_stands_above() -> None:
    typed = "from:<@U0BEN00001> failed akool image since:2d “linen bag”"
    wanted = read_filters(f"{typed} in:<#C0STUDIO01>", now=NOW)

    head = listed(wanted=wanted).text.split("\n")[0]

    since = int((NOW - timedelta(days=2)).timestamp())
    assert head.startswith(
        "*Tasks in* <#C0STUDIO01> · <@U0BEN00001> · failed · Akool · image · since <!date^"
    )
    assert f"^{since}^" in head
    assert head.endswith("“linen bag”")
    assert wanted.channel == ChannelId("C0STUDIO01")


def test_a_page_leads_to_each_task_and_to_the_next_pages() -> None:
    page = listed(task(), child("GL-AAA2", Status.FAILED), older=7, newer=12)

    assert rows_of(page) == [[*BOTH], [*BOTH], ["Newer", "Older"]]
    buttons = buttons_of(page)
    assert buttons["Newer"]["value"] == f"12:in:<#{CHANNEL}>"
    assert buttons["Older"]["value"] == f"7:in:<#{CHANNEL}>"
    assert rows_of(listed(task())) == [[*BOTH]]


def test_sound_is_nothing_to_be_ordered_by_itself() -> None:
    heard = child("GL-AAA2", Status.DELIVERED, generation=replace(video(), kind=Kind.AUDIO))

    assert rows_of(listed(heard)) == [["Show"]]
