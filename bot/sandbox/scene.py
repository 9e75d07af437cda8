"""The scene that a demo opens on, played by the people of the sandbox through the bot itself."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import aiohttp

ANN: Final = "U0ANN00001"
BEN: Final = "U0BEN00001"
CLEO: Final = "U0CLEO0001"
CHANNEL: Final = "C0LAUNCH01"
PATIENCE: Final = 60.0
"""Seconds after which the scene stops waiting: the page works without it."""

Message = Mapping[str, Any]
TOUR: Final = (
    {
        "title": "Make an image",
        "hint": "Type /product-image, the link of a picture and what you wish for, then press Enter.",
        "types": "/product-image {base_url}/samples/lamp.jpg on a windowsill at dusk",
        "done": "your image is ready",
    },
    {
        "title": "Approve it",
        "hint": "The picture comes back into a thread. Open its replies, and press Approve below it.",
        "done": "Approved by",
    },
    {
        "title": "Get the video",
        "hint": "Press Make video below the picture. The price is said before it is spent.",
        "done": "your video is ready",
    },
)
"""Offered once the scene is over, so that nothing in it ticks a step off."""


async def play(base_url: str) -> bool:
    """Ben's mug becomes an approved video while Ann's bag waits for a review. False: it took too long."""
    async with aiohttp.ClientSession(base_url) as session:
        is_played = True
        try:
            async with asyncio.timeout(PATIENCE):
                await _Scene(session, base_url.rstrip("/")).play()
        except TimeoutError:
            is_played = False
        await _offer_tour(session, base_url.rstrip("/"))
    return is_played


async def _offer_tour(session: aiohttp.ClientSession, base_url: str) -> None:
    steps = [{name: words.format(base_url=base_url) for name, words in step.items()} for step in TOUR]
    async with session.post("/sandbox/tour", json={"steps": steps}) as answer:
        answer.raise_for_status()


class _Scene:
    def __init__(self, session: aiohttp.ClientSession, base_url: str) -> None:
        self._session = session
        self._base_url = base_url

    async def play(self) -> None:
        await self._say(BEN, "The mug is ready for its close-up :coffee:")
        await self._order(BEN, "video", "mug", "steam rising in a calm kitchen")
        await self._say(ANN, "Spring launch is on Thursday. We still need a hero shot of the bag.")
        await self._order(ANN, "image", "bag", "clean background with soft morning light")
        await asyncio.gather(self._talk_about_the_bag(), self._finish_the_mug())

    async def _talk_about_the_bag(self) -> None:
        """It stays undecided: what comes next is for whoever looks at the page."""
        root = (await self._result("image", ANN))["thread_ts"]
        await self._say(BEN, "Love the light. Could we see it move?", thread_ts=root)
        await self._say(ANN, "*Make video* on the picture above will show us :clapper:", thread_ts=root)

    async def _finish_the_mug(self) -> None:
        await self._approve(await self._result("image", BEN))
        film = await self._result("video", BEN)
        await self._say(CLEO, "That is the one!", thread_ts=film["thread_ts"])
        await self._approve(film)
        await self._wait_for(lambda message: message["ts"] == film["ts"] and not _button(message))

    async def _order(self, who: str, what: str, product: str, prompt: str) -> None:
        """Until the channel shows it, so that what is said next stands below."""
        picture = f"{self._base_url}/samples/{product}.jpg"
        await self._do(who, "command", {"text": f"/product-{what} {picture} {prompt}"})
        await self._wait_for(lambda message: f"for <@{who}>" in message["text"])

    async def _result(self, what: str, who: str) -> Message:
        words = f"<@{who}> your {what} is ready"
        return await self._wait_for(lambda message: words in message["text"] and bool(_button(message)))

    async def _approve(self, result: Message) -> None:
        block, element = _button(result)[0]
        where = {"ts": result["ts"], "block_id": block, "action_id": element}
        await self._do(CLEO, "click", where)

    async def _say(self, who: str, text: str, **more: str) -> None:
        await self._do(who, "message", {"text": text, **more})

    async def _do(self, who: str, what: str, body: Mapping[str, str]) -> None:
        given = {"channel": CHANNEL, **body}
        async with self._session.post(f"/sandbox/people/{who}/{what}", json=given) as answer:
            answer.raise_for_status()

    async def _wait_for(self, wanted: Callable[[Message], bool]) -> Message:
        while True:
            async with self._session.get("/sandbox/state", params={"user": ANN}) as answer:
                state = await answer.json()
            for message in state["messages"].get(CHANNEL, []):
                if wanted(message):
                    return dict(message)
            await asyncio.sleep(0.1)


def _button(message: Message) -> list[tuple[str, str]]:
    """Block and action of Approve, as far as the message has it."""

    def found() -> Iterator[tuple[str, str]]:
        for block in message.get("blocks") or []:
            for element in block["elements"] if block["type"] == "actions" else ():
                if element.get("text", {}).get("text") == "Approve":
                    yield block["block_id"], element["action_id"]

    return list(found())
