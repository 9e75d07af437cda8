"""The message shortcut Animate this image: on whatever picture somebody put into a message."""

import base64
import io
from pathlib import Path
from typing import Any

from PIL import Image

from tests.stories.stage import ANN, LAUNCH, QUIET, Stage, is_result, open_stage
from tests.stories.test_from_results import image, sent


def drawn() -> bytes:
    """A small grey PNG."""
    kept = io.BytesIO()
    Image.new("RGB", (64, 64), "#888888").save(kept, "PNG")
    return kept.getvalue()


PNG = drawn()


async def say(stage: Stage, words: str, *files: dict[str, str], channel: str = LAUNCH) -> str:
    """Ann writes a message; says which."""
    body = {"channel": channel, "text": words, "files": list(files)}
    async with stage.http.post(f"/sandbox/people/{ANN}/message", json=body) as answer:
        return str((await answer.json())["ts"])


async def animate(stage: Stage, ts: str, *, channel: str = LAUNCH) -> None:
    body = {"callback_id": "animate_image", "channel": channel, "message_ts": ts}
    async with stage.http.post(f"/sandbox/people/{ANN}/shortcut", json=body) as answer:
        assert (await answer.json())["ok"]


def file(content: bytes = PNG, name: str = "bag.png") -> dict[str, str]:
    return {"name": name, "data_base64": base64.b64encode(content).decode()}


async def test_a_picture_that_somebody_attached_is_passed_on_by_a_link_of_ours(stage: Stage) -> None:
    await animate(stage, await say(stage, "our new bag", file()))
    await stage.fill({"Prompt": "slow turn"})

    await stage.message("your video is ready. 20 credits.")

    (job,) = await sent(stage, "akool")
    assert "/media/" in job["image_url"]
    async with stage.http.get(job["image_url"]) as answer:
        assert await answer.read() == PNG


async def test_a_picture_of_ours_is_animated_in_its_own_thread(stage: Stage) -> None:
    picture = await image(stage)
    result = await stage.message(is_result)
    await stage.quiet()  # which message shows a result is written down right after it was posted
    await animate(stage, result["ts"])
    await stage.fill({})

    made = await stage.message("your video is ready. 20 credits.")

    assert made["thread_ts"] == result["thread_ts"]
    assert picture in str(result)


async def test_a_message_without_a_picture_says_so(stage: Stage) -> None:
    await animate(stage, await say(stage, "hello", file(b"words", "notes.txt")))

    window = await stage.form(lambda view: "I see no picture in this message" in str(view))

    assert not window.get("submit")


async def test_a_picture_where_the_bot_is_not_is_not_read(stage: Stage) -> None:
    await animate(stage, await say(stage, "secret", file(), channel=QUIET), channel=QUIET)

    assert await stage.form(lambda view: "not invited to" in str(view))


async def test_without_a_public_address_the_form_says_what_is_missing(tmp_path: Path) -> None:
    async with open_stage(tmp_path, public=False) as stage:
        await animate(stage, await say(stage, "our new bag", file()))

        form = await stage.modal(with_submit=True)
        answer: dict[str, Any] = await stage.fill({"Prompt": "slow turn"})

        assert "GREENLIGHT_PUBLIC_URL" in str(form)
        assert not answer.get("ok") or list(answer["errors"]) == ["image_url"]
