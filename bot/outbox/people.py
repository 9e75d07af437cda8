"""Facts about people and channels: cached for a while, asked of Slack when missing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.clock import Clock
from bot.domain.policy import Actor, ChannelPolicy, GroupId, quorum
from bot.domain.rounds import Quorum
from bot.domain.task import ChannelId, Task, TeamId, UserId
from bot.errors import SlackError
from bot.slack import ChannelFacts, Slack, UserGroup
from storage.store import Store

PERSON_FRESH: Final = timedelta(hours=1)
CHANNEL_FRESH: Final = timedelta(seconds=60)
MOST_CHANNELS: Final = 1_000
MEMBERS_FRESH: Final = timedelta(minutes=10)
MOST_MEMBERS: Final = 10_000


class People:
    """Who somebody is and what a channel is, as Slack says."""

    def __init__(
        self, *, slack: Slack, store: Store, clock: Clock, admins: frozenset[UserId] = frozenset()
    ) -> None:
        self._slack = slack
        self._store = store
        self._clock = clock
        self._admins = admins
        self._channels: dict[ChannelId, tuple[datetime, ChannelFacts]] = {}
        self._groups: tuple[datetime, Sequence[UserGroup]] | None = None
        self._grouped: dict[GroupId, tuple[datetime, frozenset[UserId]]] = {}
        self._members: dict[tuple[ChannelId, UserId], tuple[datetime, bool]] = {}

    async def actor(self, team: TeamId, user: UserId) -> Actor:
        """The person, at most an hour old. Raises SlackError when Slack does not say."""
        now = self._clock.now()
        known = await self._store.person(team, user, newer_than=now - PERSON_FRESH)
        if known is not None:
            return known
        actor = await self._slack.person(user)
        await self._store.keep_person(actor, seen_in=team, now=now)
        return actor

    async def channel(self, channel: ChannelId) -> ChannelFacts:
        """The channel, at most a minute old; one in which the bot is no member is asked anew each time."""
        now = self._clock.now()
        kept = self._channels.get(channel)
        if kept and now - kept[0] < CHANNEL_FRESH:
            return kept[1]
        facts = await self._slack.channel(channel)
        if facts.is_member and not facts.is_archived:
            if len(self._channels) >= MOST_CHANNELS:
                self._channels.clear()
            self._channels[channel] = (now, facts)
        return facts

    async def policy(self, team: TeamId, channel: ChannelId) -> ChannelPolicy:
        """The channel's settings with what only the surroundings know: who the admins are, who shares it."""
        facts = await self.channel(channel)
        kept = await self._with_group(await self._store.policy(team, channel))
        return replace(kept, admins=self._admins, is_shared=facts.is_shared)

    async def quorum(self, task: Task) -> Quorum:
        """How many have to agree about the task, and who may."""
        return quorum(task, await self._with_group(await self._store.policy(task.team, task.channel)))

    async def groups(self) -> Sequence[UserGroup]:
        """The user groups to choose from; none where the plan has none, or Slack does not say."""
        now = self._clock.now()
        if self._groups is None or now - self._groups[0] >= MEMBERS_FRESH:
            try:
                self._groups = (now, await self._slack.groups())
            except SlackError:
                return ()
        return self._groups[1]

    async def _with_group(self, policy: ChannelPolicy) -> ChannelPolicy:
        """The group's members as approvers, as of ten minutes ago at most; nobody when Slack does not say."""
        group = policy.approver_group
        if group is None:
            return policy
        now = self._clock.now()
        known = self._grouped.get(group)
        if known is None or now - known[0] >= MEMBERS_FRESH:
            try:
                known = self._grouped[group] = (now, await self._slack.group_members(group))
            except SlackError:
                return replace(policy, approvers=frozenset())
        return replace(policy, approvers=known[1])

    async def is_inside(self, channel: ChannelId, person: UserId) -> bool:
        """Whether the person is in the channel, as of ten minutes ago at most; no when Slack does not say."""
        now = self._clock.now()
        known = self._members.get((channel, person))
        if known is not None and now - known[0] < MEMBERS_FRESH:
            return known[1]
        try:
            inside = await self._slack.in_channel(channel, person)
        except SlackError:
            return False
        if len(self._members) >= MOST_MEMBERS:
            self._members.clear()
        self._members[channel, person] = (now, inside)
        return inside

    def forget_member(self, channel: ChannelId, person: UserId) -> None:
        """Somebody joined or left."""
        self._members.pop((channel, person), None)

    def forget(self, channel: ChannelId) -> None:
        """What was known of a channel has turned out wrong."""
        self._channels.pop(channel, None)
