"""One sandbox: the workspace, the providers, and what they share."""

from bot.sandbox.akool import Akool
from bot.sandbox.clock import Pace
from bot.sandbox.config import SandboxConfig
from bot.sandbox.creatify import Creatify
from bot.sandbox.faults import Faults
from bot.sandbox.heygen import HeyGen
from bot.sandbox.slack.slack import Slack
from bot.sandbox.slack.wire import Json
from bot.sandbox.stock import Stock
from bot.sandbox.traffic import Traffic


class World:
    """Everything that is simulated, with one pace and one register of faults."""

    def __init__(self, config: SandboxConfig) -> None:
        self.config = config
        self.pace = Pace(config.speed)
        self.faults = Faults()
        self.traffic = Traffic()
        self.slack = Slack(config, self.pace, self.faults)
        stock = Stock() if config.stock else None
        self.creatify = Creatify(
            api_id=config.creatify_id,
            api_key=config.creatify_key,
            base_url=f"{config.public_url}/providers/creatify",
            pace=self.pace,
            faults=self.faults,
            balance=config.credits,
            seed=config.seed,
            stock=stock,
        )
        self.akool = Akool(
            client_id=config.akool_client_id,
            client_secret=config.akool_client_secret,
            api_key=config.akool_api_key,
            base_url=f"{config.public_url}/providers/akool",
            pace=self.pace,
            faults=self.faults,
            balance=config.credits,
            seed=config.seed,
            stock=stock,
        )
        self.heygen = HeyGen(
            api_key=config.heygen_key,
            base_url=f"{config.public_url}/providers/heygen",
            pace=self.pace,
            faults=self.faults,
            balance=config.credits,
            seed=config.seed,
            stock=stock,
        )

    def books(self) -> dict[str, Json]:
        """What was really ordered and paid at each provider, whatever the bot believes."""
        return {
            "creatify": self.creatify.ledger(),
            "akool": self.akool.ledger(),
            "heygen": self.heygen.ledger(),
        }

    def ledger(self) -> Json:
        """The providers' books, and what was really asked of Slack."""
        return {**self.books(), "slack": self.slack.journal.as_json()}

    async def close(self) -> None:
        await self.creatify.close()
        await self.akool.close()
        await self.heygen.close()
        await self.slack.close()
