"""Akool as a part of the whole sandbox: its place on the port, and its books among the others."""

from aiohttp import ClientSession

from bot.sandbox.app import SandboxServer

WISH = {
    "image_url": "https://img.test/bag.png",
    "prompt": "slow pan",
    "negative_prompt": "blurry",
    "resolution": "720p",
    "audio_type": 3,
    "video_length": 5,
}


async def test_it_is_served_beside_the_others_and_its_orders_are_in_the_ledger(
    sandbox: SandboxServer, session: ClientSession
) -> None:
    door = f"{sandbox.url}/providers/akool/api/open/v4/image2Video/createBySourcePrompt"
    key = {"x-api-key": sandbox.world.config.akool_api_key}

    async with session.post(door, json=WISH, headers=key) as answer:
        made = (await answer.json())["data"]
    async with session.get(f"{sandbox.url}/sandbox/ledger") as answer:
        books = (await answer.json())["akool"]

    assert [(job["id"], job["billed"]) for job in books["jobs"]] == [(made["_id"], 20)]
    assert books["credits"] == 1980
