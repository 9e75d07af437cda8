"""Channels and people: what Slack says of them."""

from collections.abc import Sequence
from typing import Final

from bot.domain.policy import Actor, GroupId
from bot.domain.task import ChannelId, TeamId, UserId
from bot.errors import SlackError
from bot.slack.answers import ChannelFacts, Identity, UserGroup
from bot.slack.readings import ChannelAnswer, GroupMembers, Groups, Members, UserAnswer, Whoami
from bot.slack.wire import Wire

PAGE: Final = 1_000
MOST_PAGES: Final = 100
DIRECT_SCOPES: Final = frozenset({"im:read", "mpim:read"})
"""Asked for by direct messages alone, which we do not read: whether we may post there shows when we do."""


class RoomCalls:
    """What can be asked about channels and people. All raise SlackError and its leaves."""

    _wire: Wire
    _home: TeamId | None

    async def whoami(self) -> Identity:
        """Who we are and what we may do; https://docs.slack.dev/reference/methods/auth.test"""
        found, headers = await self._wire.headed(Whoami, "auth.test", form={})
        scopes = {name.lower(): value for name, value in headers.items()}.get("x-oauth-scopes", "")
        self._home = TeamId(found.team_id)
        return Identity(
            team=self._home,
            team_name=found.team,
            bot_user=UserId(found.user_id),
            bot_id=found.bot_id,
            scopes=frozenset(scope.strip() for scope in scopes.split(",") if scope.strip()),
        )

    async def channel(self, channel: ChannelId) -> ChannelFacts:
        """The channel as it is now; https://docs.slack.dev/reference/methods/conversations.info"""
        form = {"channel": channel}
        try:
            answer = await self._wire.call(ChannelAnswer, "conversations.info", form=form, channel=channel)
        except SlackError as error:
            if error.code == "missing_scope" and set(error.detail.split(",")) <= DIRECT_SCOPES:
                return ChannelFacts(id=channel, name="", is_private=True, is_member=True, is_direct=True)
            raise
        return answer.value()

    async def person(self, user: UserId) -> Actor:
        """The person as they are now; https://docs.slack.dev/reference/methods/users.info"""
        home = self._home or (await self.whoami()).team
        answer = await self._wire.call(UserAnswer, "users.info", form={"user": user})
        return answer.value(home)

    async def groups(self) -> Sequence[UserGroup]:
        """The user groups of the workspace; SlackError too where its plan has none.

        https://docs.slack.dev/reference/methods/usergroups.list
        """
        return (await self._wire.call(Groups, "usergroups.list", form={})).value()

    async def group_members(self, group: GroupId) -> frozenset[UserId]:
        """Who is in a group now; https://docs.slack.dev/reference/methods/usergroups.users.list"""
        answer = await self._wire.call(GroupMembers, "usergroups.users.list", form={"usergroup": group})
        return frozenset(UserId(user) for user in answer.users)

    async def in_channel(self, channel: ChannelId, user: UserId) -> bool:
        """Whether the person is in the channel now.

        https://docs.slack.dev/reference/methods/conversations.members
        """
        form = {"channel": channel, "limit": str(PAGE)}
        for _ in range(MOST_PAGES):
            page = await self._wire.call(Members, "conversations.members", form=form, channel=channel)
            if user in page.members:
                return True
            if not page.cursor:
                return False
            form["cursor"] = page.cursor
        raise SlackError("conversations.members", "search_cut", f"over {PAGE * MOST_PAGES} members")
