"""What Slack answers, as small values."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.policy import GroupId
from bot.domain.task import ChannelId, TeamId, Ts, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who the bot is and what it may do. `team_name` is what people call the workspace."""

    team: TeamId
    team_name: str
    bot_user: UserId
    bot_id: str
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A message as it landed. `thread_ts` is what Slack says, None when it hangs on nothing: a reply to a
    root that a person deleted does not fail, it lands loose in the channel."""

    channel: ChannelId
    ts: Ts
    thread_ts: Ts | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenView:
    """A window that is open. `hash` makes an update of a stale one fail."""

    id: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadSlot:
    """Where the bytes of a file go, and the id that it will have."""

    file_id: str
    url: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """The message with which a file was shared."""

    ts: Ts
    thread_ts: Ts | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackFile:
    """A file as Slack knows it now; with `exists` false it was deleted or never was.

    `mimetype` is empty until Slack has looked at the bytes; `shares` grows by itself after the upload. `url`
    is where those who may can read the bytes.
    """

    id: str
    exists: bool = True
    mimetype: str = ""
    permalink: str = ""
    size: int = 0
    url: str = field(default="", repr=False)
    shares: Mapping[ChannelId, Share] = field(default_factory=dict)

    @property
    def is_complete(self) -> bool:
        """Whether its upload came to an end: before that Slack knows no such file."""
        return self.exists

    @property
    def is_ready(self) -> bool:
        """Whether a message may show it by `slack_file`."""
        return self.exists and bool(self.mimetype)


@dataclass(frozen=True, slots=True, kw_only=True)
class UserGroup:
    """A group of people that the workspace has a name for."""

    id: GroupId
    name: str
    handle: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelFacts:
    """A channel as Slack describes it. `is_shared`: people of another organisation are in it, or invited."""

    id: ChannelId
    name: str
    is_private: bool = False
    is_archived: bool = False
    is_member: bool = False
    is_shared: bool = False
    is_direct: bool = False
