"""The raw inbox and the hashes of callback addresses."""

from datetime import datetime, timedelta

import pytest

from bot.domain.task import Status, Task
from storage.store import Hook, Store
from tests.domain.examples import NOW, task
from tests.storage.examples import TASK, first

TOKEN = "t" * 64


async def hook(
    store: Store,
    *,
    token: str = TOKEN,
    body: bytes = b"{}",
    provider: str = "creatify",
    now: datetime = NOW,
    event: str = "",
) -> bool:
    return await store.add_hook(
        provider=provider,
        token_sha256=token,
        body=body,
        headers={"content-type": "application/json"},
        now=now,
        event=event,
    )


async def with_token(store: Store, given: Task | None = None) -> None:
    await store.save(first(given or task(Status.RENDERING), webhook_sha256=TOKEN))


class Webhooks:
    async def test_a_hook_is_kept_as_it_came(self, store: Store) -> None:
        await with_token(store)

        assert await hook(store, body=b'{"id": "\xff"}')

        (kept,) = await store.take_hooks(10)
        assert kept == Hook(
            id=kept.id,
            provider="creatify",
            task=TASK,
            body=b'{"id": "\xff"}',
            headers={"content-type": "application/json"},
            received_at=NOW,
        )

    async def test_the_same_hook_again_is_accepted_but_kept_once(self, store: Store) -> None:
        await with_token(store)

        assert await hook(store)
        assert await hook(store)
        assert await hook(store, body=b"other")

        assert [kept.body for kept in await store.take_hooks(10)] == [b"{}", b"other"]

    async def test_an_event_that_comes_again_in_other_words_is_kept_once(self, store: Store) -> None:
        await with_token(store)

        assert await hook(store, body=b"once", event="evt_1")
        assert await hook(store, body=b"the same, worded anew", event="evt_1")
        assert await hook(store, body=b"another", event="evt_2")

        assert [kept.body for kept in await store.take_hooks(10)] == [b"once", b"another"]

    async def test_a_repeat_of_one_that_was_looked_at_is_not_new(self, store: Store) -> None:
        await with_token(store)
        await hook(store)
        await store.hooks_done([kept.id for kept in await store.take_hooks(10)])

        assert await hook(store)

        assert await store.take_hooks(10) == []

    async def test_an_unknown_token_is_refused(self, store: Store) -> None:
        await with_token(store)

        assert not await store.token_lives("creatify", "x" * 64, NOW)
        assert not await hook(store, token="x" * 64)
        assert await store.take_hooks(10) == []

    async def test_a_token_of_another_provider_is_refused(self, store: Store) -> None:
        await with_token(store)

        assert not await store.token_lives("akool", TOKEN, NOW)
        assert not await hook(store, provider="akool")

    @pytest.mark.parametrize(
        ("age", "living"), [(timedelta(days=7), True), (timedelta(days=7, seconds=1), False)]
    )
    async def test_a_token_ends_seven_days_after_its_task(
        self, store: Store, age: timedelta, living: bool
    ) -> None:
        ended = task(Status.DELIVERED, finished_at=NOW - age, changed_at=NOW)
        await with_token(store, ended)

        assert await store.token_lives("creatify", TOKEN, NOW) is living
        assert await hook(store) is living

    async def test_an_open_task_keeps_its_token_however_old(self, store: Store) -> None:
        await with_token(store, task(Status.STALLED, changed_at=NOW - timedelta(days=400)))

        assert await hook(store)

    async def test_a_token_is_known_to_its_owner_living_or_not(self, store: Store) -> None:
        await with_token(store, task(Status.DELIVERED, finished_at=NOW - timedelta(days=30)))

        assert await store.token_owner(TOKEN) == TASK
        assert await store.token_owner("x" * 64) is None

    async def test_hooks_are_taken_oldest_first_and_a_few_at_a_time(self, store: Store) -> None:
        await with_token(store)
        for number in range(3):
            await hook(store, body=str(number).encode())

        assert [kept.body for kept in await store.take_hooks(2)] == [b"0", b"1"]

    async def test_tidying_drops_old_hooks_and_dead_tokens_only(self, store: Store) -> None:
        old, new = NOW - timedelta(days=8), NOW - timedelta(days=6)
        await with_token(store, task(Status.FAILED, finished_at=old))
        await store.save(
            first(task(Status.RENDERING, id="GL-OPEN", job_id="job-2"), webhook_sha256="open", dedupe="2")
        )
        await hook(store, token="open", body=b"old", now=old)
        await hook(store, token="open", body=b"new", now=new)

        await store.tidy(hooks_before=NOW - timedelta(days=7), tokens_before=NOW - timedelta(days=7))

        assert [kept.body for kept in await store.take_hooks(10)] == [b"new"]
        assert await store.token_owner(TOKEN) is None
        assert await store.token_owner("open") == "GL-OPEN"
