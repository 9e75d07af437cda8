"""The parts of Slack's answers that we read; everything else in them is ignored."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict

from bot.domain.policy import Actor, GroupId
from bot.domain.task import ChannelId, TeamId, Ts, UserId
from bot.slack.answers import ChannelFacts, Posted, Share, SlackFile, UserGroup

_SLACKBOT = "USLACKBOT"


class Reading(BaseModel):
    """Slack adds fields as it likes, so what is not known is no fault; an id may come as a number."""

    model_config = ConfigDict(extra="ignore", frozen=True, coerce_numbers_to_str=True)


class Done(Reading):
    """An answer of which only `ok` matters."""


class Whoami(Reading):
    """https://docs.slack.dev/reference/methods/auth.test"""

    team_id: str
    user_id: str
    bot_id: str = ""
    team: str = ""


class _Landed(Reading):
    thread_ts: str | None = None


class PostedMessage(Reading):
    """https://docs.slack.dev/reference/methods/chat.postMessage"""

    channel: str
    ts: str
    message: _Landed = _Landed()

    def value(self) -> Posted:
        thread = self.message.thread_ts
        return Posted(
            channel=ChannelId(self.channel), ts=Ts(self.ts), thread_ts=Ts(thread) if thread else None
        )


class Permalink(Reading):
    """https://docs.slack.dev/reference/methods/chat.getPermalink"""

    permalink: str


class _View(Reading):
    id: str
    hash: str = ""


class ViewAnswer(Reading):
    """https://docs.slack.dev/reference/methods/views.open"""

    view: _View


class Slot(Reading):
    """https://docs.slack.dev/reference/methods/files.getUploadURLExternal"""

    upload_url: str
    file_id: str


class _Share(Reading):
    ts: str = ""
    thread_ts: str | None = None


def _mapping(value: object) -> Mapping[str, Any]:
    """Slack writes an empty object as a list at times, or leaves it out."""
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


_Found = Annotated[list[_Share], BeforeValidator(_list)]
_Places = Annotated[dict[str, _Found], BeforeValidator(_mapping)]
_Ids = Annotated[list[str], BeforeValidator(_list)]


class _Shares(Reading):
    public: _Places = {}
    private: _Places = {}


class _File(Reading):
    id: str
    mimetype: str | None = None
    permalink: str | None = None
    size: int | None = None
    mode: str | None = None
    url_private: str | None = None
    url_private_download: str | None = None
    shares: Annotated[_Shares, BeforeValidator(_mapping)] = _Shares()
    channels: _Ids = []
    groups: _Ids = []
    ims: _Ids = []


class FileAnswer(Reading):
    """https://docs.slack.dev/reference/methods/files.info"""

    file: _File

    def value(self) -> SlackFile:
        file = self.file
        return SlackFile(
            id=file.id,
            exists=file.mode != "tombstone",
            mimetype=file.mimetype or "",
            permalink=file.permalink or "",
            size=file.size or 0,
            url=file.url_private_download or file.url_private or "",
            shares=_first_shares(file),
        )


def _first_shares(file: _File) -> dict[ChannelId, Share]:
    """Where it can be seen. Of many shares Slack names but some, though all their channels."""
    named = {ChannelId(channel): Share(ts=Ts("")) for channel in (*file.channels, *file.groups, *file.ims)}
    return named | {
        ChannelId(channel): Share(ts=Ts(first.ts), thread_ts=Ts(first.thread_ts) if first.thread_ts else None)
        for kind in (file.shares.public, file.shares.private)
        for channel, (first, *_) in ((name, found) for name, found in kind.items() if found)
    }


class _Channel(Reading):
    id: str
    name: str | None = None
    is_private: bool | None = None
    is_archived: bool | None = None
    is_member: bool | None = None
    is_im: bool | None = None
    is_mpim: bool | None = None
    is_shared: bool | None = None
    is_org_shared: bool | None = None
    is_ext_shared: bool | None = None
    is_pending_ext_shared: bool | None = None


class ChannelAnswer(Reading):
    """https://docs.slack.dev/reference/methods/conversations.info"""

    channel: _Channel

    def value(self) -> ChannelFacts:
        """A channel that does not say whether we are in it shows that when something is posted there."""
        found = self.channel
        beyond = found.is_shared and not found.is_org_shared
        return ChannelFacts(
            id=ChannelId(found.id),
            name=found.name or "",
            is_private=bool(found.is_private or found.is_im),
            is_archived=bool(found.is_archived),
            is_member=bool(found.is_im) or found.is_member is not False,
            is_shared=bool(found.is_ext_shared or found.is_pending_ext_shared or beyond),
            is_direct=bool(found.is_im or found.is_mpim),
        )


class _Opened(Reading):
    id: str


class OpenedChannel(Reading):
    """https://docs.slack.dev/reference/methods/conversations.open"""

    channel: _Opened


class _Next(Reading):
    next_cursor: str | None = None


class Page(Reading):
    """One page of a list; https://docs.slack.dev/apis/web-api/pagination"""

    response_metadata: _Next | None = None

    @property
    def cursor(self) -> str:
        """Where the next page starts, empty on the last."""
        return (self.response_metadata.next_cursor if self.response_metadata else None) or ""


class Members(Page):
    """https://docs.slack.dev/reference/methods/conversations.members"""

    members: list[str]


class _Group(Reading):
    id: str
    name: str = ""
    handle: str = ""


class Groups(Reading):
    """https://docs.slack.dev/reference/methods/usergroups.list"""

    usergroups: list[_Group]

    def value(self) -> tuple[UserGroup, ...]:
        return tuple(
            UserGroup(id=GroupId(group.id), name=group.name or group.handle, handle=group.handle)
            for group in self.usergroups
        )


class GroupMembers(Reading):
    """https://docs.slack.dev/reference/methods/usergroups.users.list"""

    users: list[str]


class Messages(Page):
    """Messages of anybody, with whatever other apps put into theirs.

    https://docs.slack.dev/reference/methods/conversations.replies
    """

    messages: list[dict[str, object]]

    def carrying(self, event_type: str, key: str) -> list[Ts]:
        """The messages whose metadata hold our key."""
        found = []
        for message in self.messages:
            match message:
                case {
                    "ts": str(ts),
                    "metadata": {"event_type": str(kind), "event_payload": {"key": str(held)}},
                } if (kind, held) == (event_type, key):
                    found.append(Ts(ts))
        return found


class _Enterprise(Reading):
    teams: _Ids = []


class _User(Reading):
    id: str
    team_id: str | None = None
    is_bot: bool | None = None
    is_admin: bool | None = None
    is_owner: bool | None = None
    is_restricted: bool | None = None
    is_ultra_restricted: bool | None = None
    is_stranger: bool | None = None
    enterprise_user: _Enterprise | None = None


class UserAnswer(Reading):
    """https://docs.slack.dev/reference/methods/users.info"""

    user: _User

    def value(self, home: TeamId) -> Actor:
        """The person as seen from the workspace `home`. Slackbot does not say that it is a bot.

        In an organisation the team named is any one of theirs, or the organisation itself:
        https://docs.slack.dev/reference/objects/user-object
        """
        user = self.user
        theirs = user.enterprise_user.teams if user.enterprise_user else []
        team = TeamId(home if home in theirs or not user.team_id else user.team_id)
        return Actor(
            id=UserId(user.id),
            team=team,
            is_admin=bool(user.is_admin or user.is_owner),
            is_guest=bool(user.is_restricted or user.is_ultra_restricted),
            is_stranger=bool(user.is_stranger) or team != home,
            is_bot=bool(user.is_bot) or user.id == _SLACKBOT,
        )
