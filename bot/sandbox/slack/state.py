"""The things a workspace is made of. Plain, mutable, without behaviour that reaches outside."""

from dataclasses import dataclass, field

from bot.sandbox.slack.wire import Json


@dataclass(slots=True, kw_only=True, eq=False)
class User:
    id: str
    name: str
    real_name: str
    team_id: str
    is_admin: bool = False
    is_restricted: bool = False
    is_stranger: bool = False
    is_bot: bool = False
    color: str = "9f69e7"
    tz: str = "Europe/London"


@dataclass(slots=True, kw_only=True, eq=False)
class Channel:
    """A conversation. `restricted` is empty, or the error that posting in it meets."""

    id: str
    name: str
    created: int
    is_private: bool = False
    is_archived: bool = False
    is_ext_shared: bool = False
    im_with: str = ""
    restricted: str = ""
    members: list[str] = field(default_factory=list)

    @property
    def is_im(self) -> bool:
        return bool(self.im_with)

    @property
    def kind(self) -> str:
        """The word that scopes, `shares` and conversation types use for it."""
        if self.is_im:
            return "im"
        return "private" if self.is_private else "public"


@dataclass(slots=True, kw_only=True, eq=False)
class Message:
    """One message. `only_for` marks an ephemeral one; a tombstone stands for a deleted thread parent."""

    ts: str
    channel: str
    user: str
    text: str = ""
    blocks: list[Json] | None = None
    attachments: list[Json] | None = None
    thread_ts: str | None = None
    broadcast: bool = False
    metadata: Json | None = None
    by_app: bool = False
    username: str = ""
    edited_ts: str | None = None
    subtype: str | None = None
    files: list[str] = field(default_factory=list)
    is_tombstone: bool = False
    only_for: str = ""
    replies: list[str] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)

    @property
    def is_ephemeral(self) -> bool:
        return bool(self.only_for)


@dataclass(slots=True, kw_only=True, eq=False)
class Share:
    """Where a file can be seen: the message that carries it."""

    channel: str
    ts: str
    thread_ts: str | None
    user: str


@dataclass(slots=True, kw_only=True, eq=False)
class StoredFile:
    """A file through its life: `content` is None until the bytes came, `mimetype` empty until processed.

    `is_given_to_app`: somebody added it to a form of the app's, which may read it, though it is not shared.
    """

    id: str
    name: str
    title: str
    user: str
    length: int
    created: int
    upload_token: str = ""
    content: bytes | None = None
    is_completed: bool = False
    is_deleted: bool = False
    never_shared: bool = False
    is_given_to_app: bool = False
    mimetype: str = ""
    width: int = 0
    height: int = 0
    shares: list[Share] = field(default_factory=list)

    @property
    def is_ready(self) -> bool:
        return bool(self.mimetype) and not self.is_deleted


@dataclass(slots=True, kw_only=True, eq=False)
class Usergroup:
    id: str
    handle: str
    name: str
    users: list[str]


@dataclass(slots=True, kw_only=True, eq=False)
class View:
    """An open modal or a published home tab; `typed` is what its person has filled in so far."""

    id: str
    user: str
    content: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    channel: str = ""
    typed: dict[str, dict[str, Json]] = field(default_factory=dict)

    @property
    def type(self) -> str:
        return str(self.content["type"])

    @property
    def blocks(self) -> list[Json]:
        blocks: list[Json] = self.content["blocks"]
        return blocks
