import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.generation import Generation, JobId, Kind
from bot.domain.task import Media, Shown, Status, Task, Ts
from bot.errors import StaleTask
from storage.sqlite import SQLiteStore, open_store
from storage.store import Claim, RowState
from tests.domain.examples import NOW, task
from tests.hunting import count
from tests.storage.examples import LATER, TASK, effect, first, line, then

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
moments = st.datetimes(min_value=datetime(1970, 1, 2), max_value=datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants bounds without a zone
numbers = st.decimals(min_value=0, max_value=10**9, allow_nan=False, allow_infinity=False)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
ts = st.none() | text.map(Ts)
media = st.builds(
    Media, path=text, sha256=text, size=st.integers(0, 2**40), mime=text, slack_file=st.none() | text
)
generations = st.builds(
    Generation,
    provider=text,
    call=text,
    kind=st.sampled_from(Kind),
    inputs=st.dictionaries(st.text(), json_values, max_size=4),
    source_job=st.none() | text.map(JobId),
)
wishes = st.fixed_dictionaries(
    {
        "generation": generations,
        "created_at": moments,
        "follow_up": st.none() | st.sampled_from(Kind),
        "reply_to": text,
        "parent": st.none() | st.just(TASK),
    }
)
changes = st.fixed_dictionaries(
    {},
    optional={
        "status": st.sampled_from(Status),
        "estimate": numbers,
        "confirmed": st.booleans(),
        "job_id": st.none() | text.map(JobId),
        "attempt": st.integers(1, 2**31),
        "resends": st.integers(0, 2**31),
        "looks": st.integers(0, 2**31),
        "needs_person": st.booleans(),
        "submitted_at": st.none() | moments,
        "finished_at": st.none() | moments,
        "result_url": st.none() | text,
        "media": st.none() | media,
        "cost": st.none() | numbers,
        "reason": text,
        "asked_by": st.none() | text,
        "asked_change": text,
        "decided_by": st.none() | text,
        "decided_at": st.none() | moments,
        "leftovers": text,
        "shown": st.builds(Shown, status_ts=ts, result_ts=ts),
        "changed_at": moments,
    },
)


def with_store(check: Callable[[SQLiteStore], Awaitable[None]]) -> None:
    """Run a check on a fresh store: hypothesis runs many examples within one test."""

    async def run() -> None:
        with tempfile.TemporaryDirectory() as folder:
            store = await open_store(Path(folder) / "a.db")
            try:
                await check(store)
            finally:
                await store.close()

    asyncio.run(run())


@settings(max_examples=count(400), deadline=None)
@given(wish=wishes, steps=st.lists(st.tuples(changes, st.booleans()), max_size=8))
def test_any_history_comes_back_as_it_was_saved(
    wish: dict[str, Any], steps: Sequence[tuple[dict[str, Any], bool]]
) -> None:
    async def check(store: SQLiteStore) -> None:
        kept = task(**wish)
        lines = [line()]
        await store.save(first(kept))
        for change, is_stale in steps:
            wanted = replace(kept, version=kept.version + 1, **change)
            told = line(wanted.changed_at, "Moved")
            if is_stale:
                await _loses(store, wanted)
                continue
            await store.save(replace(then(kept, wanted), history=[told]))
            kept, lines = wanted, [*lines, told]
        assert await store.load(TASK) == kept
        assert await store.history(TASK) == lines

    with_store(check)


async def _loses(store: SQLiteStore, wanted: Task) -> None:
    try:
        await store.save(replace(then(wanted, wanted), was=wanted.version, history=[line()]))
    except StaleTask:
        return
    raise AssertionError("a stale writer won")


Moves: TypeAlias = Sequence[tuple[str, int]]
KEYS = ("a", "b", "c")


class Wishes:
    """Remembers which wishes nobody has begun to carry out since they were made."""

    def __init__(self, store: SQLiteStore) -> None:
        self._store = store
        self.owed: set[str] = set()
        self.running: dict[str, Claim] = {}

    async def wish(self, key: str) -> None:
        await self._store.add_effects([effect(key, repeats=True, task=None)])
        self.owed.add(key)

    async def claim(self, limit: int) -> None:
        for claim in await self._store.claim_due(LATER, limit=limit):
            assert claim.key not in self.running
            self.running[claim.key] = claim
            self.owed.discard(claim.key)

    async def end(self, key: str, how: str) -> None:
        claim = self.running.pop(key, None)
        if claim is None:
            return
        if how == "retry":
            await self._store.retry(claim, due=NOW + timedelta(minutes=1), error="busy", unsure=True)
            self.owed.add(key)
        else:
            await self._store.finish(claim, state=RowState(how))

    async def die(self) -> None:
        """The process is gone and started again: what ran is in doubt and has to be tried once more."""
        await self._store.mark_interrupted()
        self.owed |= set(self.running)
        self.running.clear()


@settings(max_examples=count(600), deadline=None)
@given(
    moves=st.lists(
        st.tuples(st.sampled_from(["wish", "claim", "done", "failed", "retry", "die"]), st.integers(0, 2)),
        max_size=30,
    )
)
def test_no_wish_is_ever_lost_or_carried_out_twice_at_once(moves: Moves) -> None:
    async def check(store: SQLiteStore) -> None:
        model = Wishes(store)
        for move, number in moves:
            match move:
                case "wish":
                    await model.wish(KEYS[number])
                case "claim":
                    await model.claim(number + 1)
                case "die":
                    await model.die()
                case how:
                    await model.end(KEYS[number], how)
        for key in KEYS:
            await model.end(key, "done")
        owed = set(model.owed)
        await model.claim(10)
        assert set(model.running) == owed

    with_store(check)
