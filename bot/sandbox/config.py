"""What a sandbox is told at its start: credentials, the app's commands and scopes, how fast it runs."""

from dataclasses import dataclass, field
from typing import Final, Literal

BOT_TOKEN: Final = "xoxb-sandbox-greenlight"  # noqa: S105 - made up, opens nothing outside this process
APP_TOKEN: Final = "xapp-sandbox-greenlight"  # noqa: S105 - as above
SIGNING_SECRET: Final = "0123456789abcdef" * 2
PORT: Final = 8800


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A slash command as the app's manifest declares it."""

    command: str
    description: str = ""
    usage_hint: str = ""
    should_escape: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortcut:
    """A global or message shortcut as the app's manifest declares it."""

    name: str
    type: Literal["global", "message"]
    callback_id: str
    description: str = ""


COMMANDS: Final = (
    Command(
        command="/product-image",
        description="Make a product image",
        usage_hint="[image-url] [prompt]",
    ),
    Command(
        command="/product-video",
        description="Make a product image, then a video of it",
        usage_hint="[image-url] [prompt]",
    ),
    Command(command="/animate", description="Bring an image to life", usage_hint="[image-url] [prompt]"),
    Command(command="/avatar-video", description="Let an avatar speak your script", usage_hint="[script]"),
    Command(
        command="/greenlight",
        description="Tasks, settings, budget, help",
        usage_hint="help · tasks · show GL-… · settings · budget · balance · cancel GL-…",
        should_escape=True,
    ),
)
SHORTCUTS: Final = (
    Shortcut(name="New generation", type="global", callback_id="new_generation"),
    Shortcut(name="Animate this image", type="message", callback_id="animate_image"),
)
SCOPES: Final = (
    "commands",
    "chat:write",
    "files:write",
    "files:read",
    "users:read",
    "channels:read",
    "groups:read",
    "im:write",
    "channels:history",
    "groups:history",
    "metadata.message:read",
    "usergroups:read",
)
BOT_EVENTS: Final = (
    "app_home_opened",
    "app_uninstalled",
    "channel_archive",
    "channel_id_changed",
    "channel_shared",
    "channel_unarchive",
    "channel_unshared",
    "file_shared",
    "group_archive",
    "group_unarchive",
    "member_joined_channel",
    "member_left_channel",
    "tokens_revoked",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The parts of an app manifest that a workspace acts on."""

    commands: tuple[Command, ...] = COMMANDS
    shortcuts: tuple[Shortcut, ...] = SHORTCUTS
    scopes: tuple[str, ...] = SCOPES
    bot_events: tuple[str, ...] = BOT_EVENTS
    unfurl_domains: tuple[str, ...] = ()
    name: str = "Greenlight"
    home_tab: bool = True
    messages_tab: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Slack's clocks in seconds. Only `processing` and `sharing` are divided by the sandbox's speed."""

    ack: float = 3.0
    trigger: float = 3.0
    options: float = 3.0
    response_url: float = 30 * 60.0
    event_retries: tuple[float, ...] = (0.0, 60.0, 300.0)
    processing: float = 1.5
    sharing: float = 0.5
    image_download: float = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxConfig:
    """One sandbox. `app_url` is the bot's events endpoint; empty means Socket Mode only.

    `credits` is the balance of each provider's account, when not what they start with. With `stock` media are
    not drawn for each job: see `Stock`.
    """

    app_url: str = ""
    socket_mode: bool = False
    bot_token: str = BOT_TOKEN
    app_token: str = APP_TOKEN
    signing_secret: str = SIGNING_SECRET
    manifest: Manifest = field(default_factory=Manifest)
    timing: Timing = field(default_factory=Timing)
    public_url: str = f"http://127.0.0.1:{PORT}"
    speed: float = 1.0
    rate_limits: bool = True
    credits: int | None = None
    stock: bool = False
    creatify_id: str = "sandbox-id"
    creatify_key: str = "sandbox-key"
    akool_client_id: str = "sandbox-client-id"
    akool_client_secret: str = "sandbox-secret-24-bytes!"  # noqa: S105 - made up, of a length that AES knows
    akool_api_key: str = "sandbox-akool-key"
    heygen_key: str = "sandbox-heygen-key"
    seed: int = 0
