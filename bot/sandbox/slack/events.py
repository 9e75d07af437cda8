"""The Events API: envelopes, who is subscribed to what, and Slack's retries.

https://docs.slack.dev/apis/events-api
"""

import time

from bot.sandbox.clock import Pace
from bot.sandbox.config import SandboxConfig
from bot.sandbox.slack import cast
from bot.sandbox.slack.app_line import AppLine
from bot.sandbox.slack.background import Background
from bot.sandbox.slack.state import Channel
from bot.sandbox.slack.wire import Json
from bot.sandbox.slack.workspace import Workspace

_MESSAGE_KIND = {"public": "message.channels", "private": "message.groups", "im": "message.im"}
VERIFICATION_TOKEN = "sandbox-verification"  # noqa: S105 - the deprecated field; it proves nothing


class Events:
    """Tells the app what happened, if its manifest asks for it and it is there to see it."""

    def __init__(
        self,
        config: SandboxConfig,
        workspace: Workspace,
        line: AppLine,
        pace: Pace,
        background: Background,
    ) -> None:
        self._config = config
        self._workspace = workspace
        self._line = line
        self._pace = pace
        self._background = background

    def tell(self, event: Json, channel: Channel | None = None) -> None:
        """Deliver in the background; nothing happens when the app is not subscribed or cannot see it."""
        name = str(event["type"])
        if name == "message" and channel is not None:
            name = _MESSAGE_KIND[channel.kind]
        if name not in self._config.manifest.bot_events:
            return
        if channel is not None and not self._workspace.bot_is_in(channel) and name != "member_left_channel":
            return
        self._background.start(self._deliver(self._envelope(event, channel)))

    def tell_anyway(self, event: Json) -> None:
        """Deliver whatever the manifest says: for tests that need a particular event."""
        channel = self._workspace.channels.get(str(event.get("channel", "")))
        self._background.start(self._deliver(self._envelope(event, channel)))

    def _envelope(self, event: Json, channel: Channel | None) -> Json:
        authorization = {
            "enterprise_id": None,
            "team_id": cast.TEAM,
            "user_id": cast.BOT_USER,
            "is_bot": True,
            "is_enterprise_install": False,
        }
        return {
            "token": VERIFICATION_TOKEN,
            "team_id": cast.TEAM,
            "context_team_id": cast.TEAM,
            "context_enterprise_id": None,
            "api_app_id": cast.APP,
            "event": event,
            "type": "event_callback",
            "event_id": self._workspace.new_id("Ev"),
            "event_time": int(time.time()),
            "authorizations": [authorization],
            "is_ext_shared_channel": channel is not None and channel.is_ext_shared,
            "event_context": f"4-{self._workspace.secret()}",
        }

    async def _deliver(self, envelope: Json) -> None:
        """Once, and up to three times again: at once, after a minute, after five."""
        timing = self._config.timing
        answer = await self._line.send("events_api", envelope, within=timing.ack)
        for number, wait in enumerate(timing.event_retries, start=1):
            if answer.is_accepted or answer.no_retry:
                return
            await self._pace.sleep(wait)
            retry = (number, answer.retry_reason)
            answer = await self._line.send("events_api", envelope, within=timing.ack, retry=retry)

    async def verify_url(self) -> bool:
        """Slack's handshake with a new request URL: the app must echo the challenge."""
        challenge = self._workspace.secret()
        body: Json = {"token": VERIFICATION_TOKEN, "challenge": challenge, "type": "url_verification"}
        answer = await self._line.send("events_api", body, within=self._config.timing.ack)
        echoed = answer.read()
        said = echoed.get("challenge") if echoed is not None else answer.body.decode(errors="replace").strip()
        return answer.is_accepted and said == challenge
