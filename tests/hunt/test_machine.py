"""A model of a few lines against the real service, outbox and store, with faults and deaths as moves."""

import asyncio
from collections.abc import Coroutine
from contextlib import AbstractContextManager, ExitStack, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bot.domain.task import Status, TaskId
from bot.errors import MediaCut, SlackDown, SlackUnsure
from bot.views import ids
from tests.hunt.bench import Bench, bench
from tests.hunt.dice import dice
from tests.hunt.leaping import LeapingLoop
from tests.hunt.vendor import Fate, all_well, unknown_fates, unreadable
from tests.hunting import count

PRESSED = (ids.APPROVE, ids.CANCEL, ids.CHECK_AGAIN, ids.SEND_AGAIN, ids.GIVE_UP, ids.TRY_AGAIN)
SETTLED = {
    Status.DELIVERED,
    Status.APPROVED,
    Status.UNDELIVERED,
    Status.FAILED,
    Status.REFUSED,
    Status.CANCELLED,
}


class Machine(RuleBasedStateMachine):
    """The model: which orders were answered. The rest is asked of the world outside the bot."""

    def __init__(self) -> None:
        super().__init__()
        self.places = ExitStack()
        self.folder = self.places.enter_context(TemporaryDirectory())
        self.database = self.places.enter_context(self.engine())
        self.runner = asyncio.Runner(loop_factory=LeapingLoop)
        self.orders: dict[str, TaskId] = {}
        self.bad_calls = 0

    def engine(self) -> AbstractContextManager[str]:
        """A database for this one course, by its address; without one there is a file."""
        return nullcontext("")

    @initialize(seed=st.integers(0, 10**6))
    def begin(self, seed: int) -> None:
        self.living = bench(Path(self.folder), dice(seed), database=self.database)
        self.stage: Bench = self._do(self.living.__aenter__())
        timeout = self.stage.client_timeout

        def fate(_call: str, _request: object) -> Fate:
            if not self.bad_calls:
                return all_well()
            self.bad_calls -= 1
            return unknown_fates(self.stage.chance, timeout=timeout, latest=2 * timeout)

        self.stage.vendor.fate = fate

    def _do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(work)

    @rule(number=st.integers(0, 4), film=st.booleans())
    def order(self, number: int, film: bool) -> None:
        """The same number again is the same order, delivered twice."""
        dedupe = f"command:{number}"
        work = self.stage.order("on marble", film=film, product=f"bag-{number}", dedupe=dedupe)
        task = self._do(work)
        assert self.orders.setdefault(dedupe, task.id) == task.id

    @rule(action=st.sampled_from(PRESSED), number=st.integers(0, 30))
    def press(self, action: str, number: int) -> None:
        tasks = self._do(self.stage.tasks())
        if tasks:
            self._do(self.stage.press(action, tasks[number % len(tasks)].id))

    @rule(seconds=st.sampled_from([0.1, 1.0, 10.0, 70.0, 600.0]))
    def wait(self, seconds: float) -> None:
        self._do(asyncio.sleep(seconds))

    @rule(calls=st.integers(1, 2))
    def spoil_paid_calls(self, calls: int) -> None:
        self.bad_calls = calls

    @rule(reads=st.integers(1, 3))
    def spoil_reads(self, reads: int) -> None:
        left = iter(range(reads))
        self.stage.vendor.read_fault = lambda: (
            unreadable(self.stage.chance) if next(left, None) is not None else None
        )

    @rule(downloads=st.integers(1, 2))
    def spoil_downloads(self, downloads: int) -> None:
        left = iter(range(downloads))
        self.stage.media.fault = lambda: MediaCut("cut") if next(left, None) is not None else None

    @rule(calls=st.integers(1, 3), after=st.booleans())
    def spoil_slack(self, calls: int, after: bool) -> None:
        left = iter(range(calls))
        kind = SlackUnsure if after else SlackDown
        fault = lambda method: kind(method, "timeout") if next(left, None) is not None else None  # noqa: E731
        if after:
            self.stage.slack.lost = fault
        else:
            self.stage.slack.fault = fault

    @rule()
    def die_and_live_again(self) -> None:
        self._do(self.stage.die())
        self._do(self.stage.start())

    @invariant()
    def nothing_is_paid_or_shown_twice(self) -> None:
        if not hasattr(self, "stage"):
            return
        tasks = self._do(self.stage.tasks())
        assert len(tasks) >= len(self.orders)
        assert len(self.stage.vendor.paid) <= len(tasks) + self.stage.sends_asked()
        assert all(shown <= 1 for shown in self.stage.results().values())

    def teardown(self) -> None:
        if hasattr(self, "stage"):
            try:
                self._end()
            finally:
                self._do(self.living.__aexit__(None, None, None))
        self.runner.close()
        self.places.close()

    def _end(self) -> None:
        """Left alone, everything comes to rest where a person can read on."""
        for task in self._do(self.stage.at_rest()):
            assert task.status in SETTLED or task.needs_person, task
            if task.status in {Status.DELIVERED, Status.APPROVED}:
                assert self.stage.results()[task.id] == 1
        charged = sum(state != "released" for _, _, state in self.stage.spends())
        assert len(self.stage.vendor.paid) <= charged


def test_any_course_of_orders_clicks_faults_and_deaths_keeps_the_books() -> None:
    run_state_machine_as_test(Machine, settings=courses(count(100)))


def test_any_course_keeps_the_books_in_postgres_as_well(postgres_server: str, postgres_template: str) -> None:
    from tests.postgres.databases import fresh  # whoever has no server needs no driver

    class OnPostgres(Machine):
        def engine(self) -> AbstractContextManager[str]:
            return fresh(postgres_server, template=postgres_template)

    run_state_machine_as_test(OnPostgres, settings=courses(count(30)))


def courses(most: int) -> settings:
    return settings(
        max_examples=most,
        stateful_step_count=15,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
