"""Claiming effects, giving them back and ending them."""

import asyncio
from datetime import datetime, timedelta

from bot.domain.task import ChannelId
from storage.store import RowState, Store
from tests.domain.examples import CHANNEL, NOW, task
from tests.storage.conformance.doubt import Reborn
from tests.storage.examples import LATER, SOON, TASK, claim_one, claimed, click, effect, first, moved, then


class Claims:
    async def test_a_claim_says_what_was_wished_for(self, store: Store) -> None:
        await store.add_effects([effect(payload={"thread": "1.0", "n": [1, None]})])

        claim = await claim_one(store, at=SOON)

        assert (claim.key, claim.name, claim.task, claim.channel) == (
            "status:GL-7K3Q",
            "DrawStatus",
            TASK,
            CHANNEL,
        )
        assert claim.payload == {"thread": "1.0", "n": [1, None]}
        assert (claim.attempts, claim.unsure, claim.due, claim.armed) == (0, False, NOW, NOW)

    async def test_what_is_not_due_is_left(self, store: Store) -> None:
        await store.add_effects([effect(due=SOON)])

        assert await claimed(store, at=NOW) == []
        assert await claimed(store, at=SOON) == ["status:GL-7K3Q"]

    async def test_a_claimed_effect_is_not_claimed_again(self, store: Store) -> None:
        await store.add_effects([effect()])

        assert len(await claimed(store)) == 1
        assert await claimed(store) == []

    async def test_urgent_ones_come_first_then_the_longest_due(self, store: Store) -> None:
        await store.add_effects(
            [
                click("second", due=NOW - timedelta(seconds=2)),
                click("third", due=NOW - timedelta(seconds=1)),
                click("first", due=NOW, urgent=True),
            ]
        )

        assert await claimed(store) == ["first", "second", "third"]

    async def test_one_channel_does_not_starve_another(self, store: Store) -> None:
        flood = [click(f"flood:{number}", "C0FLOOD001", urgent=True) for number in range(100)]
        await store.add_effects([*flood, click("quiet", "C0QUIET001", due=NOW)])

        assert "quiet" in await claimed(store, limit=2)

    async def test_turns_are_taken_fairly_among_floods(self, store: Store) -> None:
        channels = [f"C{number}" for number in range(3)]
        await store.add_effects(
            [click(f"{to}:{n}", to, urgent=n % 2 == 0) for to in channels for n in range(50)]
        )

        claims = await store.claim_due(NOW, limit=30)

        assert [sum(claim.channel == to for claim in claims) for to in channels] == [10, 10, 10]

    async def test_a_lone_channel_may_have_the_whole_claim(self, store: Store) -> None:
        await store.add_effects([click(f"flood:{number:02d}", due=_before(number)) for number in range(40)])
        await store.add_effects([click(f"other:{number}", f"C{number}", due=LATER) for number in range(10)])

        assert await claimed(store, limit=32) == [f"flood:{number:02d}" for number in range(32)]

    async def test_within_a_flood_urgent_ones_come_first(self, store: Store) -> None:
        rows = [
            click(f"{'u' if n % 2 else 'n'}:{n:02d}", urgent=n % 2 == 1, due=_before(n)) for n in range(60)
        ]
        await store.add_effects(rows)

        assert await claimed(store, limit=30) == [f"u:{n:02d}" for n in range(1, 60, 2)]

    async def test_busy_channels_are_passed_over(self, store: Store) -> None:
        await store.add_effects([click("a", "CA"), click("b", "CB"), click("none", "")])

        claims = await store.claim_due(NOW, limit=9, busy=["CA"])

        assert {claim.key for claim in claims} == {"b", "none"}

    async def test_no_slots_claim_nothing(self, store: Store) -> None:
        await store.add_effects([click("a")])

        assert await claimed(store, limit=0) == []

    async def test_an_effect_that_happens_once_is_ignored_when_wished_for_again(self, store: Store) -> None:
        await store.add_effects([effect()])
        await store.finish(await claim_one(store))

        await store.add_effects([effect(due=NOW - timedelta(days=1))])

        assert await claimed(store) == []

    async def test_a_repeating_effect_that_ended_is_armed_anew(self, store: Store) -> None:
        await store.add_effects([effect(repeats=True)])
        claim = await claim_one(store)
        await store.retry(claim, due=NOW, error="away")
        await store.finish(await claim_one(store), state=RowState.FAILED, error="gone")

        await store.add_effects([effect(repeats=True, due=SOON, payload={"n": 2})])

        again = await claim_one(store, at=SOON)
        assert (again.row, again.attempts, again.armed, again.payload) == (claim.row, 0, SOON, {"n": 2})

    async def test_a_repeating_effect_that_waits_becomes_due_sooner_never_later(self, store: Store) -> None:
        await store.add_effects([effect(repeats=True, due=LATER)])
        await store.add_effects([effect(repeats=True, due=SOON)])
        await store.add_effects([effect(repeats=True, due=LATER)])

        assert await store.next_due() == SOON

    async def test_a_wish_during_the_sending_is_carried_out_after_it(self, store: Store) -> None:
        await store.add_effects([effect(repeats=True)])
        claim = await claim_one(store)

        await store.add_effects([effect(repeats=True, due=LATER)])
        await store.add_effects([effect(repeats=True, due=SOON)])
        assert await claimed(store, at=LATER) == []
        await store.finish(claim)

        again = await claim_one(store, at=SOON)
        assert (again.due, again.attempts, again.wanted) == (SOON, 0, claim.wanted + 2)
        await store.finish(again)
        assert await store.next_due() is None

    async def test_a_retry_comes_back_when_it_is_due(self, store: Store) -> None:
        await store.add_effects([effect()])
        await store.retry(await claim_one(store), due=SOON, error="busy")

        assert await claimed(store) == []
        again = await claim_one(store, at=SOON)
        assert (again.attempts, again.unsure, again.armed) == (1, False, NOW)

    async def test_a_retry_in_doubt_says_so_until_it_is_tried_again(self, store: Store) -> None:
        await store.add_effects([effect()])
        await store.retry(await claim_one(store), due=NOW, error="cut", unsure=True)

        again = await claim_one(store)
        assert again.unsure
        await store.retry(again, due=NOW, error="busy")
        assert not (await claim_one(store)).unsure

    async def test_a_wish_does_not_take_a_doubt_away(self, store: Store) -> None:
        await store.add_effects([effect(repeats=True)])
        await store.retry(await claim_one(store), due=LATER, error="cut", unsure=True)

        await store.add_effects([effect(repeats=True)])

        assert (await claim_one(store)).unsure

    async def test_ending_a_claim_twice_is_harmless(self, store: Store) -> None:
        await store.add_effects([effect(repeats=True)])
        claim = await claim_one(store)
        await store.finish(claim)
        await store.add_effects([effect(repeats=True)])

        await store.finish(claim, state=RowState.FAILED)

        assert await claimed(store) == ["status:GL-7K3Q"]

    async def test_forgotten_effects_are_dropped_while_they_wait(self, store: Store, reborn: Reborn) -> None:
        await store.save(first(effects=[effect("waits", due=LATER), effect("runs")]))
        await store.claim_due(NOW, limit=1)

        await store.save(then(task(), moved(task()), forget=["waits", "runs", "unheard of"]))

        assert await store.next_due() is None
        store = await reborn(store)
        await store.mark_interrupted()
        assert await claimed(store, at=LATER) == ["runs"]

    async def test_the_next_due_moment_is_that_of_work_and_checks(self, store: Store) -> None:
        assert await store.next_due() is None
        await store.save(
            first(effects=[effect("check", name="CheckJob", due=SOON), click("work", due=LATER)])
        )

        assert await store.next_due() == SOON

    async def test_what_is_being_sent_is_not_due(self, store: Store) -> None:
        await store.add_effects([effect()])
        await claimed(store)

        assert await store.next_due() is None

    async def test_what_one_does_alone_it_may_do_again_and_afterwards(self, store: Store) -> None:
        assert await store.take_alone("move:a")
        assert await store.take_alone("move:a")

        await store.leave_alone("move:a")

        assert await store.take_alone("move:a")

    async def test_many_end_together_each_in_its_own_way(self, store: Store) -> None:
        """Also with words that a database cannot hold: a NUL, half a character."""
        names = ("a", "b", "c", "d")
        await store.add_effects([effect(name, channel=ChannelId(f"C{name}"), repeats=True) for name in names])
        claims = {claim.key: claim for claim in await store.claim_due(NOW, limit=9)}
        await store.add_effects([effect("b", channel=ChannelId("Cb"), repeats=True, due=LATER)])
        states = {"a": RowState.DONE, "b": RowState.DONE, "c": RowState.FAILED, "d": RowState.UNKNOWN}

        errors = {"c": "a \0 and \ud800"}
        await asyncio.gather(
            *(
                store.finish(claims[key], state=state, error=errors.get(key, ""))
                for key, state in states.items()
            )
        )

        assert await claimed(store) == []
        assert await claimed(store, at=LATER) == ["b"]


def _before(number: int) -> datetime:
    """One after the other, all due by now: of what is due at the same moment no order is promised."""
    return NOW - timedelta(seconds=100 - number)
