"""What stands in the database before the first bot lives: an order that nobody has looked at, a setting."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from bot.clock import SystemClock
from bot.domain.generation import Generation
from bot.domain.policy import ChannelPolicy
from bot.domain.pricing import PriceList
from bot.domain.task import ChannelId, TaskId, TeamId, UserId
from bot.providers.akool import Akool
from bot.providers.heygen import HeyGen
from bot.providers.provider import Provider
from bot.sandbox.config import SandboxConfig
from bot.service import Order, Service, WebhookTokens
from bot.settings import load_settings
from storage.opening import open_store
from tests.stories.stage import ANN, LAUNCH, Stage

SECRET_KEY: Final = b"k" * 32
_KEYS: Final = SandboxConfig()
PROVIDERS: Final[dict[str, Provider]] = {
    "akool": Akool(_KEYS.akool_client_id, _KEYS.akool_client_secret),
    "heygen": HeyGen(_KEYS.heygen_key),
}


async def leave_order(stage: Stage, wish: Generation) -> TaskId:
    """Ann's, who has seen the price."""
    stage.data_dir.mkdir(parents=True, exist_ok=True)
    (stage.data_dir / "secret_key").write_bytes(SECRET_KEY)
    store = await open_store(stage.data_dir / "greenlight.db")
    service = Service(
        store=store,
        providers=PROVIDERS,
        prices=PriceList(tables={name: provider.estimate for name, provider in PROVIDERS.items()}),
        clock=SystemClock(),
        tokens=WebhookTokens(key=SECRET_KEY, public_url=stage.environ["GREENLIGHT_PUBLIC_URL"]),
    )
    task = await service.request(
        Order(
            team=TeamId("T0GREEN001"),
            channel=ChannelId(LAUNCH),
            person=UserId(ANN),
            generation=wish,
            dedupe="command:1",
            confirmed=True,
        )
    )
    await store.close()
    return task.id


async def allow_dear_orders(stage: Stage, channels: Sequence[str] = (LAUNCH,)) -> None:
    """Nobody is asked before a spend in these channels."""
    stage.data_dir.mkdir(parents=True, exist_ok=True)
    store = await open_store(load_settings(stage.environ, env_file=None).database)
    for channel in channels:
        policy = ChannelPolicy(
            channel=ChannelId(channel),
            team=TeamId("T0GREEN001"),
            ask_before=Decimal(100),
            admins=frozenset(),
        )
        await store.set_policy(policy)
    await store.close()
