"""The short scene that a demo opens on, played by the people of the sandbox through the bot itself."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Final

import aiohttp

ANN: Final = "U0ANN00001"
BEN: Final = "U0BEN00001"
CHANNEL: Final = "C0LAUNCH01"
PATIENCE: Final = 60.0
"""Seconds after which the scene stops waiting: the page works without it."""

Message = Mapping[str, Any]


async def play(base_url: str) -> bool:
    """Ann asks, the bot makes a picture, Ann and Ben talk it over. False when the bot took too long."""
    async with aiohttp.ClientSession(base_url) as session:
        try:
            async with asyncio.timeout(PATIENCE):
                await _play(session, base_url.rstrip("/"))
        except TimeoutError:
            return False
    return True


async def _play(session: aiohttp.ClientSession, base_url: str) -> None:
    await _say(session, ANN, "Spring launch is on Thursday. We still need a hero shot of the bag.")
    order = f"/product-image {base_url}/samples/bag.jpg clean background with soft morning light"
    await _post(session, ANN, "command", {"channel": CHANNEL, "text": order})
    result = await _wait_for(session, lambda message: "Approve" in _buttons(message))
    root = result["thread_ts"]
    await _say(session, BEN, "Love the light. Could we see it move?", thread_ts=root)
    await _say(session, ANN, "Press Make video below and we will know in a minute :clapper:", thread_ts=root)


async def _say(session: aiohttp.ClientSession, who: str, text: str, **more: str) -> None:
    await _post(session, who, "message", {"channel": CHANNEL, "text": text, **more})


async def _post(session: aiohttp.ClientSession, who: str, what: str, body: Mapping[str, str]) -> None:
    async with session.post(f"/sandbox/people/{who}/{what}", json=body) as answer:
        answer.raise_for_status()


async def _wait_for(session: aiohttp.ClientSession, wanted: Callable[[Message], bool]) -> Message:
    while True:
        async with session.get("/sandbox/state", params={"user": ANN}) as answer:
            state = await answer.json()
        for message in state["messages"].get(CHANNEL, []):
            if wanted(message):
                return dict(message)
        await asyncio.sleep(0.2)


def _buttons(message: Message) -> set[str]:
    rows = (block for block in message.get("blocks") or [] if block["type"] == "actions")
    return {element["text"]["text"] for row in rows for element in row["elements"] if "text" in element}
