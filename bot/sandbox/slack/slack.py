"""The simulated workspace put together: every part, and who needs which."""

from bot.sandbox.clock import Pace
from bot.sandbox.config import SandboxConfig
from bot.sandbox.faults import Faults
from bot.sandbox.slack.app_line import AppLine
from bot.sandbox.slack.audience import Audience
from bot.sandbox.slack.background import Background
from bot.sandbox.slack.content import ContentReader
from bot.sandbox.slack.events import Events
from bot.sandbox.slack.hooks import Hooks
from bot.sandbox.slack.journal import Journal
from bot.sandbox.slack.limits import Limits
from bot.sandbox.slack.modals import Modals
from bot.sandbox.slack.pictures import PictureFetcher
from bot.sandbox.slack.sockets import Sockets
from bot.sandbox.slack.stage import Stage
from bot.sandbox.slack.triggers import Triggers
from bot.sandbox.slack.uploads import Uploads
from bot.sandbox.slack.wire import SlackError
from bot.sandbox.slack.workspace import Workspace
from bot.sandbox.tour import Tour


class Slack:
    """What Web API methods and people's doings reach for."""

    def __init__(self, config: SandboxConfig, pace: Pace, faults: Faults) -> None:
        timing = config.timing
        self.config = config
        self.pace = pace
        self.faults = faults
        self.background = Background()
        self.audience = Audience()
        self.journal = Journal()
        self.limits = Limits()
        self.workspace = Workspace(config)
        self.sockets = Sockets(config.public_url, self.background)
        self.line = AppLine(config, self.sockets, faults, self.background, self.journal)
        self.events = Events(config, self.workspace, self.line, pace, self.background)
        self.tour = Tour()
        self.stage = Stage(self.workspace, self.audience, self.events, self.journal, self.tour)
        self.fetcher = PictureFetcher(timing.image_download)
        self.reader = ContentReader(self.workspace, config.manifest, self.fetcher, faults)
        self.hooks = Hooks(self.workspace, self.stage, self.reader, timing.response_url)
        self.triggers = Triggers(timing.trigger, config.seed)
        self.modals = Modals(self.workspace, self.audience)
        self.uploads = Uploads(self.workspace, self.stage, pace, timing, faults, self.background)

    def has_scope(self, *any_of: str) -> bool:
        return not any_of or any(scope in self.config.manifest.scopes for scope in any_of)

    def require_scope(self, *any_of: str) -> None:
        """Raises SlackError naming what is needed and what the token has."""
        if not self.has_scope(*any_of):
            provided = ",".join(self.config.manifest.scopes)
            raise SlackError("missing_scope", needed=",".join(any_of), provided=provided)

    async def close(self) -> None:
        self.audience.close()
        await self.background.close()
        await self.sockets.close()
        await self.line.close()
        await self.fetcher.close()
