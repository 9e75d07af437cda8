"""Pages of tasks that were searched for."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.domain.generation import Generation, Kind
from bot.domain.search import TaskPage, TaskSearch
from bot.domain.task import ChannelId, Status, Task
from storage.sql import search
from storage.store import Store
from tests.domain.examples import ANN, BEN, CHANNEL, NOW
from tests.storage.conformance.lists import OTHER, keep
from tests.storage.examples import name, some_task

DAY = timedelta(days=1)


def places(page: TaskPage) -> list[int]:
    """The numbers of its tasks."""
    return [int(task.id.removeprefix("GL-")) for task in page.tasks]


def asking(number: int, **inputs: str) -> Task:
    wish = Generation(provider="creatify", call="gen_image", kind=Kind.IMAGE, inputs=inputs)
    return some_task(number, generation=wish)


class Search:
    @pytest.mark.parametrize(
        ("wanted", "found"),
        [
            ({}, [6, 5, 4, 3, 2, 1]),
            ({"statuses": {Status.QUEUED, Status.FAILED}}, [3, 2]),
            ({"providers": {"akool"}}, [4]),
            ({"kinds": {Kind.VIDEO, Kind.AUDIO}}, [4]),
            ({"since": NOW - 2 * DAY}, [6, 5, 4, 3]),
            ({"until": NOW - 2 * DAY}, [2, 1]),
            ({"since": NOW - 3 * DAY, "until": NOW - DAY}, [4, 3, 2]),
            ({"requester": BEN}, [5]),
            ({"requester": ANN, "channel": None}, [7, 6, 4, 3, 2, 1]),
            ({"requester": ANN, "statuses": {Status.QUEUED}, "since": NOW - 10 * DAY}, [2]),
            ({"channel": ChannelId("C0NOWHERE1")}, []),
        ],
    )
    async def test_only_what_is_asked_for_is_found(
        self, store: Store, wanted: dict[str, Any], found: list[int]
    ) -> None:
        film = Generation(provider="akool", call="animate", kind=Kind.VIDEO, inputs={"prompt": "turn"})
        made = [
            some_task(1),
            some_task(2, Status.QUEUED),
            some_task(3, Status.FAILED),
            some_task(4, generation=film),
            some_task(5, requester=BEN),
            some_task(6),
        ]
        days = {1: 4, 2: 3, 3: 2, 4: 2}
        await keep(
            store, *(replace(task, created_at=NOW - days.get(n, 0) * DAY) for n, task in enumerate(made, 1))
        )
        await keep(store, some_task(7, channel=OTHER))

        page = await store.search(TaskSearch(**{"channel": CHANNEL, **wanted}))

        assert places(page) == found
        assert (page.older, page.newer, page.looked_at) == (None, None, None)

    @pytest.mark.parametrize(
        ("words", "found"),
        [
            (["linen"], [3, 1]),
            (["LINEN", "bag"], [1]),
            (["größe"], [2]),
            (["GRÖSSE"], [2]),
            (["red linen"], [3]),
            (["gl-0002"], [2]),
            (["warmer"], [4]),
            (["prompt"], []),
            (["\\u00"], []),
            (["%"], []),
        ],
    )
    async def test_all_words_have_to_occur_whatever_their_case(
        self, store: Store, words: list[str], found: list[int]
    ) -> None:
        await keep(
            store,
            asking(1, prompt="a linen bag"),
            asking(2, prompt="bag, Größe M"),
            asking(3, prompt="", script="Red linen, hello"),
            replace(asking(4, prompt=""), asked_change="warmer light"),
        )

        assert places(await store.search(TaskSearch(channel=CHANNEL, words=words))) == found

    async def test_pages_lead_down_and_up_again_over_every_task_once(self, store: Store) -> None:
        for number in range(1, 21):
            await keep(store, some_task(number, Status.FAILED if number % 2 else Status.REQUESTED))
        wanted = TaskSearch(channel=CHANNEL, statuses=frozenset({Status.FAILED}), size=4)

        first = await store.search(wanted)
        second = await store.search(replace(wanted, older_than=first.older))
        third = await store.search(replace(wanted, older_than=second.older))
        back = await store.search(replace(wanted, newer_than=third.newer))
        top = await store.search(replace(wanted, newer_than=back.newer))

        assert [places(page) for page in (first, second, third)] == [[19, 17, 15, 13], [11, 9, 7, 5], [3, 1]]
        assert (first.newer, third.older) == (None, None)
        assert back == second
        assert top == first

    async def test_what_came_meanwhile_moves_no_page(self, store: Store) -> None:
        for number in range(1, 7):
            await keep(store, some_task(number))
        wanted = TaskSearch(channel=CHANNEL, size=3)
        first = await store.search(wanted)
        await keep(store, some_task(7))

        assert places(await store.search(replace(wanted, older_than=first.older))) == [3, 2, 1]

    async def test_a_search_goes_a_fixed_way_and_says_where_it_stopped(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(search, "FURTHEST", 5)
        monkeypatch.setattr(search, "STEP", 2)
        for number in range(1, 13):
            await keep(store, asking(number, prompt="needle" if number in {2, 12} else "hay"))
        wanted = TaskSearch(channel=CHANNEL, words=["needle"])

        first = await store.search(wanted)
        nothing = await store.search(replace(wanted, older_than=first.older))
        last = await store.search(replace(wanted, older_than=nothing.older))
        up = await store.search(replace(wanted, newer_than=last.newer))
        top = await store.search(replace(wanted, newer_than=up.newer))

        assert [places(page) for page in (first, nothing, last, up, top)] == [[12], [], [2], [], [12]]
        assert (first.looked_at, nothing.looked_at, last.looked_at) == (5, 5, None)

    async def test_old_times_are_found_without_walking_down_to_them(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(search, "FURTHEST", 5)
        for number in range(1, 41):
            await keep(store, some_task(number, created_at=NOW + number * DAY))

        def day(number: int) -> datetime:
            return NOW + number * DAY

        page = await store.search(TaskSearch(channel=CHANNEL, since=day(7), until=day(9)))

        assert (places(page), page.older, page.looked_at) == ([8, 7], None, None)

    async def test_a_clock_that_was_put_back_hides_nothing(self, store: Store) -> None:
        minutes = [0, 50, 20, 21, 51, 52]
        for number, minute in enumerate(minutes, 1):
            await keep(store, some_task(number, created_at=NOW + timedelta(minutes=minute)))

        async def between(start: int, end: int) -> list[int]:
            since, until = NOW + timedelta(minutes=start), NOW + timedelta(minutes=end)
            return places(await store.search(TaskSearch(channel=CHANNEL, since=since, until=until)))

        assert await between(20, 50) == [4, 3]
        assert await between(45, 60) == [6, 5, 2]
        assert name(1) in [task.id for task in (await store.search(TaskSearch(channel=CHANNEL))).tasks]
