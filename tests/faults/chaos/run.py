"""The run: order, kill, order again; then let it come to rest and count."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final

from bot.sandbox.slack.state import Channel
from tests.faults.chaos import trouble
from tests.faults.chaos.truth import Ordered, Outcome, Truth, judge
from tests.faults.left_orders import allow_dear_orders
from tests.faults.processes import BotProcess, beside_a_process
from tests.faults.team import Team, beside_a_team
from tests.stories.stage import ANN, BEN, CLEO, LAUNCH, Message, Stage

LONGEST: Final = 5400.0
"""Seconds after which no more kills are begun."""

ORDERS_A_KILL: Final = 5
MOST_AT_ONCE: Final = 12
CHANNELS: Final = tuple(f"C0CHAOS{number:03}" for number in range(24))
"""Slack takes one message a second in each, however fast the sandbox is otherwise."""

MOST_OPEN: Final = 150
FEW_OPEN: Final = 40
BREATH: Final = 30.0
"""Seconds of life at most, when so much has piled up that nothing of it would ever be finished."""

DYING_AT_ONCE: Final = 0.1
"""How often the next life is not even waited for."""

REST: Final = 240.0
"""Seconds for what is still open at the end."""

HELD_BACK: Final = 12.0
"""Longer than any webhook or request is still on its way then."""

WORLD: Final = {"credits": 10_000_000, "stock": True}
ENVIRON: Final = {
    f"GREENLIGHT_{what}_PER_{whom}": "100000"
    for what in ("RUNNING", "QUEUED")
    for whom in ("PERSON", "CHANNEL", "PROVIDER")
}
_COMMANDS: Final = {
    "creatify": "/product-image {bag} {words}",
    "akool": "/animate {bag} {words}",
    "heygen": "/avatar-video {words}",
}


async def chaos(
    folder: Path,
    kills: int,
    chance: Random,
    *,
    engine: str = "sqlite",
    held_back: float = HELD_BACK,
    tell: Callable[[str], None] = lambda _line: None,
) -> Outcome:
    """So many deaths under five orders each: of one bot, or on PostgreSQL of a team of them."""
    async with _beside(engine, folder, chance) as (stage, bot):
        _open_channels(stage)
        await allow_dear_orders(stage, channels=(*CHANNELS, LAUNCH))
        async with bot.kept_alive():
            run = Run(stage=stage, bot=bot, kills=kills, chance=chance, held_back=held_back, tell=tell)
            return await run.outcome()


def _beside(
    engine: str, folder: Path, chance: Random
) -> AbstractAsyncContextManager[tuple[Stage, BotProcess | Team]]:
    if engine == "postgres":
        return beside_a_team(folder, chance=chance, world=WORLD, environ=ENVIRON)
    return beside_a_process(folder, world=WORLD, environ=ENVIRON)


def _open_channels(stage: Stage) -> None:
    workspace = stage.sandbox.world.slack.workspace
    members = list(workspace.channels[LAUNCH].members)
    for number, name in enumerate(CHANNELS):
        workspace.channels[name] = Channel(id=name, name=f"chaos-{number}", created=0, members=[*members])


@dataclass(slots=True, kw_only=True)
class Run:
    stage: Stage
    bot: BotProcess | Team
    kills: int
    chance: Random
    held_back: float
    tell: Callable[[str], None]
    done: int = 0
    ordered: list[Ordered] = field(default_factory=list)
    tried_again: set[str] = field(default_factory=set)

    async def outcome(self) -> Outcome:
        await trouble.always(self.stage)
        loop = asyncio.get_running_loop()
        end = loop.time() + LONGEST
        while self.done < self.kills and loop.time() < end:
            await self._life()
            if self.done % 20 == 0:
                self.tell(f"{self.done} kills, {self._answered()} orders, {self._open()} open")
        await self._come_to_rest()
        return self._judge()

    async def _life(self) -> None:
        """Orders come while it lives and while it dies."""
        if self.chance.random() < 0.5:
            await trouble.one(self.stage, self.chance)
        ordering = asyncio.create_task(self._order())
        await asyncio.sleep(self.chance.choice([0.0, 0.05, 0.3, self.chance.uniform(0, 2)]))
        await self._breathe()
        await self.bot.killed()
        self.done += 1
        await ordering
        if self.chance.random() < DYING_AT_ONCE:
            await asyncio.sleep(self.chance.uniform(0, 0.5))
            return
        await self.bot.ready()

    async def _order(self) -> None:
        """Catch up with five for each kill: who got no answer is not counted."""
        missing = ORDERS_A_KILL * (self.done + 1) - self._answered()
        await asyncio.gather(*(self._order_one() for _ in range(min(missing, MOST_AT_ONCE))))

    async def _order_one(self) -> None:
        words = f"order number {len(self.ordered)} of {self.chance.getrandbits(32):08x}"
        provider = self.chance.choice(("creatify", "creatify", "akool", "heygen"))
        text = _COMMANDS[provider].format(bag=self.stage.bag, words=words)
        place = len(self.ordered)
        self.ordered.append(Ordered(words=words, provider=provider, was_answered=False))
        by, channel = self.chance.choice((ANN, BEN, CLEO)), self.chance.choice(CHANNELS)
        answer = await self.stage.type(text, by=by, channel=channel)
        self.ordered[place] = Ordered(words=words, provider=provider, was_answered=bool(answer["ok"]))

    def _answered(self) -> int:
        return sum(ordered.was_answered for ordered in self.ordered)

    async def _breathe(self) -> None:
        if self._open() < MOST_OPEN:
            return
        end = asyncio.get_running_loop().time() + BREATH
        while self._open() > FEW_OPEN and asyncio.get_running_loop().time() < end:  # noqa: ASYNC110 - a process
            await asyncio.sleep(0.25)

    def _open(self) -> int:
        """About how many are not yet shown."""
        messages = self.stage.sandbox.world.slack.workspace.messages
        shown = sum(
            "is ready" in message.text
            for channel in CHANNELS
            for message in messages.get(channel, {}).values()
        )
        return self._answered() - shown

    async def _come_to_rest(self) -> None:
        """Until each order came to its end, or the patience did: what is open then is lost."""
        await self.bot.at_rest()
        loop = asyncio.get_running_loop()
        while (missing := ORDERS_A_KILL * self.done - self._answered()) > 0:
            self.tell(f"{missing} orders are still to be given")
            await self._order()
        end = loop.time() + REST
        while not (outcome := self._judge()).is_clean and loop.time() < end:
            self.tell(f"at rest soon: {outcome}")
            await self._try_again()
            await asyncio.sleep(3)
        await asyncio.sleep(self.held_back)

    async def _try_again(self) -> None:
        """What a person does about a result that is paid, and could not be fetched or posted."""
        truth = self._truth()
        for ordered in self.ordered:
            words, message = ordered.words, truth.offers(ordered.words, "Try again")
            if message and not truth.failed(words):
                self.tried_again.add(words)
                await self.stage.http.post(f"/sandbox/people/{CLEO}/click", json=_click(message, "Try again"))

    def _judge(self) -> Outcome:
        return judge(self.done, self.ordered, self._truth(), self.tried_again)

    def _truth(self) -> Truth:
        books: dict[str, Any] = self.stage.sandbox.world.books()
        return Truth(books, self._messages())

    def _messages(self) -> Sequence[Message]:
        slack = self.stage.sandbox.world.slack
        every = (slack.workspace.messages.get(channel, {}) for channel in CHANNELS)
        return [slack.stage.as_seen(message) for some in every for message in some.values()]


def _click(message: Message, label: str) -> dict[str, Any]:
    """The button with these words, as a person presses it."""
    rows = [block for block in message["blocks"] if block["type"] == "actions"]
    row, button = next(
        (row, button) for row in rows for button in row["elements"] if button["text"]["text"] == label
    )
    where = {"channel": message["channel"], "ts": message["ts"]}
    return where | {"block_id": row["block_id"], "action_id": button["action_id"]}
