"""Settings of channels, and what is known of people."""

from datetime import timedelta
from decimal import Decimal

from bot.domain.policy import Actor, ChannelPolicy, Digest, GroupId, SettingChange
from bot.domain.task import ChannelId, TeamId
from storage.store import Store
from tests.domain.examples import ANN, BEN, CHANNEL, NOW, TEAM, member, policy

BEFORE = NOW - timedelta(hours=1)


class People:
    async def test_a_channel_nobody_set_up_has_the_defaults(self, store: Store) -> None:
        assert await store.policy(TEAM, CHANNEL) == ChannelPolicy(team=TEAM, channel=CHANNEL)

    async def test_settings_come_back_as_they_were_set(self, store: Store) -> None:
        full = policy(
            also_notify=ChannelId("C0NEWS0001"),
            broadcast_results=True,
            broadcast_approved=False,
            ask_before=Decimal("2.5"),
            limit=Decimal(20),
            requesters=frozenset({ANN}),
            approvers=frozenset({ANN, BEN}),
            is_shared=True,
            admins=frozenset({BEN}),
            approver_group=GroupId("S0LEADS001"),
            approvals_needed=2,
            own_approval=False,
            budget_month=Decimal("120.50"),
            budget_person=Decimal(30),
            remind_after=timedelta(hours=4),
            expire_after=timedelta(days=2),
            ask_next=ANN,
            digest=Digest.WEEKLY,
        )
        await store.set_policy(policy())
        await store.set_policy(full)

        assert await store.policy(TEAM, CHANNEL) == full
        assert await store.policy(TEAM, ChannelId("C0OTHER001")) == policy(channel="C0OTHER001")

    async def test_every_change_of_the_settings_is_kept_with_its_author(self, store: Store) -> None:
        first = SettingChange(at=BEFORE, who=ANN, what="Approvals needed", before="1", after="2")
        second = SettingChange(at=NOW, who=BEN, what="Approvals needed", before="2", after="1")
        await store.set_policy(policy(approvals_needed=2), [first])
        await store.set_policy(policy(), [second])

        assert await store.setting_changes(TEAM, CHANNEL, 10) == [second, first]
        assert await store.setting_changes(TEAM, CHANNEL, 1) == [second]
        assert await store.setting_changes(TEAM, ChannelId("C0OTHER001"), 10) == []

    async def test_settings_that_moved_on_are_not_written_over(self, store: Store) -> None:
        line = SettingChange(at=NOW, who=BEN, what="Approvals needed", before="1", after="3")
        assert await store.set_policy(policy(approvals_needed=2), was=policy(admins=frozenset({ANN})))

        assert not await store.set_policy(policy(approvals_needed=3), [line], was=policy())

        assert await store.policy(TEAM, CHANNEL) == policy(approvals_needed=2)
        assert await store.setting_changes(TEAM, CHANNEL, 10) == []

    async def test_nobody_and_everybody_are_told_apart(self, store: Store) -> None:
        await store.set_policy(policy(approvers=frozenset(), requesters=None))

        found = await store.policy(TEAM, CHANNEL)
        assert (found.approvers, found.requesters) == (frozenset(), None)

    async def test_a_person_is_known_for_a_while(self, store: Store) -> None:
        guest = Actor(id=ANN, team=TeamId("T0OTHER001"), is_guest=True, is_stranger=True)
        await store.keep_person(guest, seen_in=TEAM, now=NOW)

        assert await store.person(TEAM, ANN, newer_than=BEFORE) == guest
        assert await store.person(TEAM, ANN, newer_than=NOW) is None
        assert await store.person(TEAM, BEN, newer_than=BEFORE) is None
        assert await store.person(guest.team, ANN, newer_than=BEFORE) is None

    async def test_newer_knowledge_replaces_the_old(self, store: Store) -> None:
        await store.keep_person(member(), seen_in=TEAM, now=BEFORE)
        await store.keep_person(member(is_admin=True, is_bot=True), seen_in=TEAM, now=NOW)

        assert await store.person(TEAM, BEN, newer_than=BEFORE) == member(is_admin=True, is_bot=True)
