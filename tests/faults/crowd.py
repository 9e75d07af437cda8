"""Many people who order in many channels, at all three providers, and what is true of their orders."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from bot.sandbox.slack.state import Channel
from tests.faults.left_orders import allow_dear_orders
from tests.faults.truth import Ordered, Truth
from tests.stories.stage import ANN, BEN, CLEO, LAUNCH, Message, Stage

WORLD: Final = {"credits": 10_000_000, "stock": True}
"""What a sandbox needs to bear them."""

ENVIRON: Final = {
    f"GREENLIGHT_{what}_PER_{whom}": "100000"
    for what in ("RUNNING", "QUEUED")
    for whom in ("PERSON", "CHANNEL", "PROVIDER")
}
"""What the bot needs to let them."""

PROVIDERS: Final = ("creatify", "creatify", "akool", "heygen")
_COMMANDS: Final = {
    "creatify": "/product-image {bag} {words}",
    "akool": "/animate {bag} {words}",
    "heygen": "/avatar-video {words}",
}


@dataclass(slots=True, kw_only=True)
class Crowd:
    """Slack takes one message a second in each channel, however fast all else is: so there are many."""

    stage: Stage
    chance: Random
    channels: Sequence[str]
    ordered: list[Ordered] = field(default_factory=list)

    @classmethod
    async def gather(cls, stage: Stage, chance: Random, *, channels: int) -> "Crowd":
        """Before the bot lives. Nobody is asked before a spend."""
        workspace = stage.sandbox.world.slack.workspace
        members = list(workspace.channels[LAUNCH].members)
        names = [f"C0CROWD{number:03}" for number in range(channels)]
        for number, name in enumerate(names):
            workspace.channels[name] = Channel(id=name, name=f"crowd-{number}", created=0, members=[*members])
        await allow_dear_orders(stage, channels=names)
        return cls(stage=stage, chance=chance, channels=names)

    @property
    def answered(self) -> int:
        """How many orders stand, as far as the people know."""
        return sum(ordered.was_answered for ordered in self.ordered)

    async def order(self, provider: str = "") -> None:
        """Somebody somewhere orders something that nobody ordered before, at any provider unless told."""
        place = len(self.ordered)
        words = f"order number {place} of {self.chance.getrandbits(32):08x}"
        provider = provider or self.chance.choice(PROVIDERS)
        self.ordered.append(Ordered(words=words, provider=provider, was_answered=False))
        by, channel = self.chance.choice((ANN, BEN, CLEO)), self.chance.choice(self.channels)
        text = _COMMANDS[provider].format(bag=self.stage.bag, words=words)
        answer = await self.stage.type(text, by=by, channel=channel)
        was_taken = bool(answer["ok"]) and not answer.get("told")  # without its database the bot says so
        self.ordered[place] = Ordered(words=words, provider=provider, was_answered=was_taken)

    def shown(self) -> int:
        """About how many results stand there, quickly counted."""
        messages = self.stage.sandbox.world.slack.workspace.messages
        return sum(
            "is ready" in message.text
            for channel in self.channels
            for message in messages.get(channel, {}).values()
        )

    def truth(self) -> Truth:
        books: dict[str, Any] = self.stage.sandbox.world.books()
        return Truth(books, self.messages())

    def messages(self) -> Sequence[Message]:
        slack = self.stage.sandbox.world.slack
        every = (slack.workspace.messages.get(channel, {}) for channel in self.channels)
        return [slack.stage.as_seen(message) for some in every for message in some.values()]

    async def press(self, label: str, message: Message) -> None:
        """Cleo may press everything."""
        await self.stage.http.post(f"/sandbox/people/{CLEO}/click", json=_click(message, label))


def _click(message: Message, label: str) -> Mapping[str, Any]:
    """The button with these words, as a person presses it."""
    rows = [block for block in message["blocks"] if block["type"] == "actions"]
    row, button = next(
        (row, button) for row in rows for button in row["elements"] if button["text"]["text"] == label
    )
    where = {"channel": message["channel"], "ts": message["ts"]}
    return where | {"block_id": row["block_id"], "action_id": button["action_id"]}
