"""The ledger: one row a spend, exact sums."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from bot.domain.task import ChannelId, TeamId
from storage.store import MoneyState, Spend, Store
from tests.domain.examples import CHANNEL, NOW, TEAM, task
from tests.storage.examples import TASK, first, moved, some_task, spend, then


class Money:
    async def test_a_spend_comes_back_as_it_was_kept(self, store: Store) -> None:
        row = spend(credit=Decimal("0.10"), money=Decimal("1.20"), estimated=False, maybe_refunded=True)
        await store.save(first(ledger=[row]))

        assert await store.ledger([TASK]) == [row]

    async def test_a_spend_is_written_over_but_stays_in_its_month(self, store: Store) -> None:
        await store.save(first(ledger=[spend()]))
        settled = spend(
            state=MoneyState.SETTLED, credit=Decimal(3), at=NOW + timedelta(days=30), estimated=False
        )

        await store.save(then(task(), moved(task()), ledger=[settled]))

        assert await store.ledger([TASK]) == [replace(settled, at=NOW)]

    async def test_sums_are_exact_and_by_provider(self, store: Store) -> None:
        rows = [spend(f"s:{n}", credit=Decimal("0.1"), state=MoneyState.SETTLED) for n in range(10)]
        rows += [
            spend("open", credit=Decimal(3)),
            spend("lost", credit=Decimal(2), state=MoneyState.UNKNOWN),
            spend("back", credit=Decimal(9), state=MoneyState.RELEASED),
            spend("akool", provider="akool", credit=Decimal("2.50")),
        ]
        await store.save(first(ledger=rows))

        assert await store.spends(TEAM, since=NOW) == [
            Spend(provider="akool", settled=Decimal(0), open=Decimal("2.50"), unknown=Decimal(0)),
            Spend(provider="creatify", settled=Decimal(1), open=Decimal(3), unknown=Decimal(2)),
        ]

    async def test_sums_are_of_a_team_a_time_and_a_channel(self, store: Store) -> None:
        rows = [
            spend("old", at=NOW - timedelta(seconds=1), credit=Decimal(1)),
            spend("here", credit=Decimal(2)),
            spend("there", channel=ChannelId("C0OTHER001"), credit=Decimal(4)),
            spend("foreign", team=TeamId("T0OTHER001"), credit=Decimal(8)),
        ]
        await store.save(first(ledger=rows))

        (everywhere,) = await store.spends(TEAM, since=NOW)
        (here,) = await store.spends(TEAM, since=NOW, channel=CHANNEL)
        assert (everywhere.open, here.open) == (Decimal(6), Decimal(2))

    async def test_nothing_spent_is_an_empty_list(self, store: Store) -> None:
        assert await store.spends(TEAM, since=NOW) == []
        assert await store.ledger([]) == []

    async def test_the_spends_of_several_tasks_are_told_apart(self, store: Store) -> None:
        await store.save(first(ledger=[spend()]))
        await store.save(first(some_task(2), ledger=[spend("2", task=some_task(2).id)]))
        await store.save(first(some_task(3), ledger=[spend("3", task=some_task(3).id)]))

        found = await store.ledger([TASK, some_task(3).id])

        assert [row.key for row in found] == ["spend:GL-7K3Q:1", "3"]
